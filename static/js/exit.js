// Exit this page: hides everything at once, ends the session behind it, and replaces this page by a neutral one.
// The link works without this file; here it only becomes quicker, and Shift pressed three times does the same.

const link = document.getElementById("exit");
const voice = document.createElement("div");
voice.setAttribute("role", "status");
voice.className = "vh";
document.body.append(voice);
document.documentElement.classList.add("has-js");

let presses = 0;
let last = 0;
let alone = false; // Shift held down and nothing else: a capital letter is no wish to leave

// Her other tabs of this portal go as well: what stands in them is still there when this one is gone.
const tabs = new BroadcastChannel("exit");
tabs.addEventListener("message", () => away());

function leave() {
  tabs.postMessage("left");
  // Ends the session even though this page goes away. The answer leads elsewhere and is not followed.
  fetch(link.href, { keepalive: true, redirect: "manual", cache: "no-store" }).catch(() => {});
  away();
}

function away() {
  document.documentElement.classList.add("gone"); // before anything that could wait
  document.title = "…";
  voice.textContent = link.dataset.leaving;
  location.replace(link.dataset.away);
}

link.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  leave();
});

document.addEventListener("keydown", (event) => {
  alone = event.key === "Shift";
  if (!alone) presses = 0;
});

document.addEventListener("keyup", (event) => {
  if (event.key !== "Shift" || !alone) return;
  const now = Date.now();
  presses = now - last < 5000 ? presses + 1 : 1;
  last = now;
  if (presses === 3) leave();
  else voice.textContent = presses === 1 ? link.dataset.count : link.dataset.last;
});

// A page from the browser's memory could show what its reader has left.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
