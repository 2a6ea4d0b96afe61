// When something happened, by the clock of this device and with its distance from UTC, which the page has without script.
// Nothing is asked of the portal: in which zone somebody sits is hers alone. The days come with the page, in its words.

const DAY = 864e5; // milliseconds

function tell(time) {
  const at = new Date(time.dateTime);
  const { lang } = time.closest("[lang]");
  const number = (value, digits = 1) =>
    new Intl.NumberFormat(lang, {
      numberingSystem: { ar: "latn", ps: "arabext" }[lang], // as saved.js
      minimumIntegerDigits: digits,
    }).format(value);
  const here = Date.UTC(at.getFullYear(), at.getMonth(), at.getDate());
  const step = Math.round((here - Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate())) / DAY);
  const east = -at.getTimezoneOffset(); // minutes
  const away = [Math.trunc(Math.abs(east) / 60), Math.abs(east) % 60];
  const zone = `${east < 0 ? "−" : "+"}${number(away[0])}${away[1] ? `:${number(away[1], 2)}` : ""}`;
  const [before, after] = time.dataset.days.split("|");
  const words = { [-1]: before, 1: after }[step];
  if (words) time.querySelector("bdi").textContent = words;
  const hour = `${number(at.getHours(), 2)}:${number(at.getMinutes(), 2)}`;
  const clock = time.querySelector("span"); // where not the day alone is told
  if (clock) clock.textContent = `${hour} UTC${east ? zone : ""}`;
  time.removeAttribute("data-days");
}

const tellAll = () => document.querySelectorAll("time[data-days]").forEach(tell);
tellAll();
new MutationObserver(tellAll).observe(document.querySelector("main"), { childList: true, subtree: true });
