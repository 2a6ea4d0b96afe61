// Home and the list of checklists greet whoever began one on this device: what answers.js keeps is read here, no more is
// kept (no hour, no visit), and nothing is sent. Texts and addresses come with the page, so a withdrawn one is not offered.

const part = document.querySelector("[data-begun]");
const [model, sure, cleared, checklists] = [...part.querySelectorAll("template")].map(({ content }) => content);
const list = part.querySelector("ul");
const state = part.querySelector("[role=status]");
const { lang } = part.closest("[lang]");
const numbers = new Intl.NumberFormat(lang, { numberingSystem: { ar: "latn", ps: "arabext" }[lang] }); // as saved.js

function read(key) {
  try {
    const kept = JSON.parse(localStorage.getItem(`answers:${key}`));
    return kept?.v === 1 ? kept : null;
  } catch {
    return null;
  }
}

// `page`: the link to a checklist, `kept`: its answers.
function tell(page, { answers, asked = {}, version, language }) {
  const { key, all } = page.dataset;
  const href = page.getAttribute("href");
  const row = model.cloneNode(true);
  const find = (place) => row.querySelector(place);
  const done = Math.min(Object.values(answers).filter(({ mark }) => mark).length, all);
  const open = Object.keys(asked).find((id) => !answers[id]?.mark);
  find("b").replaceWith(page.firstElementChild.cloneNode(true)); // in its own language
  for (const place of row.querySelectorAll(".vh")) place.textContent = ` ${page.textContent}`;
  const answered = find("[data-answered]");
  answered.textContent = answered.dataset.words
    .replace("%(done)s", numbers.format(done))
    .replace("%(all)s", numbers.format(all));
  if (language !== page.dataset.language || !(version < page.dataset.version)) find("[data-newer]").remove();
  Object.assign(find("progress"), { max: all, value: done });
  find("[data-open]").href = open ? `${href}#item-${open}` : href;
  find("[data-done]").href = `${href}#result`;
  find(done < all ? "[data-done]" : "[data-open]").remove();
  find("button").addEventListener("click", () => forget(key));
  return row;
}

function forget(key) {
  if (!confirm(sure.textContent)) return;
  localStorage.removeItem(`answers:${key}`);
  draw();
  state.textContent = cleared.textContent;
  part.hidden = false;
  state.focus();
}

function draw() {
  const found = [...checklists.querySelectorAll("a")].map((page) => [page, read(page.dataset.key)]);
  const begun = found.filter(([, kept]) => Object.keys(kept?.answers ?? {}).length);
  list.replaceChildren(...begun.map(([page, kept]) => tell(page, kept)));
  part.querySelector("h2").hidden = !begun.length;
  part.hidden = !begun.length;
}

draw();
addEventListener("storage", draw); // another tab
addEventListener("pageshow", (event) => event.persisted && draw());
