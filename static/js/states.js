/* Remembers on this device which State's treaties a reader looks at. The style sheet does the rest. */
const box = document.querySelector("[data-states]");
const KEY = "state";

function remembered() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

if (box) {
  const choices = [...box.querySelectorAll("input")];
  const known = choices.find((choice) => choice.value && choice.value === remembered());
  if (known) {
    known.checked = true;
    box.open = true;
  }
  box.addEventListener("change", (event) => {
    try {
      if (event.target.value) localStorage.setItem(KEY, event.target.value);
      else localStorage.removeItem(KEY);
    } catch {
      // no storage: the choice lasts as long as the page
    }
  });
}
