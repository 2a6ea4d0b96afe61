// Warns two minutes before the session ends and lets one key extend it. The server ends it in any case.

const dialog = document.getElementById("idle");
const { ask, over } = dialog.dataset;
const [form] = dialog.querySelectorAll("form");
const PAUSE = 4 * 60 * 1000; // how often typing is told to the server

let ends = Date.now() + Number(dialog.dataset.left) * 1000;
let warn = 120;
let told = Date.now();
let timer;

function plan() {
  clearTimeout(timer);
  const left = ends - Date.now();
  timer = setTimeout(look, Math.max(500, left > warn * 1000 ? left - warn * 1000 : left));
}

async function look() {
  // Another tab may have gone on meanwhile: the server knows.
  const state = await talk("GET");
  if (!state || state.left <= 0) return Date.now() >= ends - 1000 || state ? leave() : plan();
  note(state);
  if (state.left <= warn + 1) show(state.more);
  else dialog.close();
  plan();
}

async function stay(event) {
  event?.preventDefault();
  const state = await talk("POST");
  if (!state || state.left <= 0) return state ? leave() : undefined;
  told = Date.now();
  note(state);
  dialog.close();
  plan();
}

function note(state) {
  ends = Date.now() + state.left * 1000;
  warn = state.warn;
}

function show(more) {
  for (const text of dialog.querySelectorAll("[data-when]")) text.hidden = (text.dataset.when === "longer") !== more;
  form.hidden = !more;
  if (!dialog.open) dialog.showModal();
}

function leave() {
  document.documentElement.classList.add("gone"); // what stood here is not for whoever looks next
  location.replace(over);
}

async function talk(method) {
  const sent = method === "POST" ? { method, body: new FormData(form) } : {};
  try {
    const answer = await fetch(ask, { ...sent, headers: { "X-Requested-With": "fetch" }, cache: "no-store" });
    return answer.ok ? await answer.json() : { left: 0 };
  } catch {
    return null; // no connection: nothing is known
  }
}

form.addEventListener("submit", stay);
dialog.addEventListener("cancel", (event) => {
  event.preventDefault();
  stay(); // Escape means: let me go on
});

// Who writes is there, though she clicks nothing.
document.addEventListener("input", () => {
  if (Date.now() - told > PAUSE && !dialog.open) {
    told = Date.now();
    talk("POST").then((state) => {
      if (!state || state.left <= 0) return;
      note(state);
      plan();
    });
  }
});
document.addEventListener(
  "visibilitychange",
  () => document.visibilityState === "visible" && Date.now() > ends - warn * 1000 && look(),
);
plan();
