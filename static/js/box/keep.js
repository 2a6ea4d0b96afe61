// In the box, answers live as long as their page: browsers show what one file kept to every other file of a computer.
// She may keep them there all the same, or save them as a file. Stands in for localStorage (answers.js).

const notice = document.querySelector("[data-keep]");
const tick = notice?.querySelector("[type=checkbox]");
const state = document.querySelector("[data-filling] [data-state]");
const memory = new Map();
let unsaved = false;

function attempt(step) {
  try {
    return step(window.localStorage);
  } catch {
    return null; // a browser that keeps nothing for files
  }
}

// What the page says after each answer.
function tell() {
  state.dataset.saved = tick.checked ? notice.dataset.kept : notice.dataset.here;
  if (state.dataset.shown === "saved") state.textContent = state.dataset.saved;
}

export const store = {
  getItem: (key) => memory.get(key) ?? (tick?.checked ? attempt((kept) => kept.getItem(key)) : null),
  setItem(key, value) {
    memory.set(key, value);
    unsaved = key.includes("-"); // not the try whether anything can be kept
    if (tick?.checked) attempt((kept) => kept.setItem(key, value));
  },
  removeItem(key) {
    memory.delete(key);
    unsaved = false;
    attempt((kept) => kept.removeItem(key));
  },
};

if (tick) {
  const key = `answers:${document.querySelector("form[data-answers]").dataset.answers}`;
  tick.checked = attempt((kept) => kept.getItem(key)) !== null;
  tell();
  tick.addEventListener("change", () => {
    const value = store.getItem(key);
    if (value !== null) memory.set(key, value);
    if (!tick.checked) attempt((kept) => kept.removeItem(key));
    else if (value !== null) attempt((kept) => kept.setItem(key, value));
    tell();
  });
  document.querySelector("[data-by-file] button").addEventListener("click", () => (unsaved = false));
  addEventListener("beforeunload", (event) => unsaved && !tick.checked && event.preventDefault());
  for (const button of document.querySelectorAll("form[data-answers] button[disabled]")) button.disabled = false;
}
