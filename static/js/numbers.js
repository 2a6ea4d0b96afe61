/* The numbers of her own place: typed on one page, shown on the steps of a path as links that ring. They are kept in
   this browser under one name, {slot: [number, number at night]}, and sent nowhere. */
const KEY = "numbers";
const NATIVE = /[٠-٩۰-۹০-৯]/g;
const ZEROS = [0x660, 0x6f0, 0x9e6]; // Arabic, Persian, Bengali
const latin = (digit) => ZEROS.map((zero) => digit.charCodeAt(0) - zero).find((value) => value >= 0 && value < 10);

function read() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

const write = (numbers) =>
  Object.keys(numbers).length ? localStorage.setItem(KEY, JSON.stringify(numbers)) : localStorage.removeItem(KEY);

/* A telephone dials Latin digits only. Words that hold none stay words. */
function link(text) {
  const shown = document.createElement("bdi");
  const dialled = text.replace(NATIVE, latin).replace(/[^0-9+*#]/g, "");
  if (!/\d/.test(dialled)) return Object.assign(shown, { textContent: text });
  const ring = Object.assign(document.createElement("a"), { textContent: text, dir: "ltr", className: "ring" });
  ring.href = `tel:${dialled.replaceAll("#", "%23")}`;
  shown.append(ring);
  return shown;
}

function fill(step, [number, second]) {
  const shown = Object.assign(document.createElement("span"), { className: "rings" });
  if (number) shown.append(link(number));
  if (second) shown.append(step.closest("[data-second]").dataset.second, " ", link(second));
  step.querySelector("[data-unfilled]").replaceWith(shown);
}

const numbers = read();
for (const step of document.querySelectorAll("[data-own-number]")) {
  const own = numbers[step.dataset.ownNumber];
  if (Array.isArray(own)) fill(step, own);
}

const place = document.querySelector("[data-numbers]");

function tell(word) {
  place.querySelector("[data-status]").textContent = place.dataset[word];
  place.querySelector("[data-remove]").hidden = !Object.keys(read()).length;
}

function keep() {
  const typed = {};
  for (const row of place.querySelectorAll("[data-slot]")) {
    const values = [...row.querySelectorAll("input")].map((input) => input.value.trim());
    if (values.some(Boolean)) typed[row.dataset.slot] = values;
  }
  try {
    write(typed);
    tell("kept");
  } catch {
    tell("refused");
  }
}

function remove() {
  for (const input of place.querySelectorAll("input")) input.value = "";
  localStorage.removeItem(KEY);
  tell("removed");
}

if (place) {
  for (const part of document.querySelectorAll("[data-if-no-script]")) part.hidden = true;
  for (const row of place.querySelectorAll("[data-slot]")) {
    const own = numbers[row.dataset.slot] ?? [];
    for (const [number, input] of row.querySelectorAll("input").entries()) input.value = own[number] ?? "";
  }
  place.querySelector("[data-remove]").hidden = !Object.keys(numbers).length;
  place.hidden = false;
  place.addEventListener("input", keep);
  place.querySelector("[data-remove]").addEventListener("click", remove);
}
