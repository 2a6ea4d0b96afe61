/* The runtime of SCORM packages (modules/packages/scorm.py): one page at a time, and what SCORM 1.2 wants to know.
   A classic script, because it must also run from a disk. Without it, or without a learning system, the page is whole. */
(() => {
  "use strict";
  const pages = [...document.querySelectorAll("main > section")];
  const [back, on, far, alone] = ["back", "on", "far", "alone"].map((id) => document.getElementById(id));
  const began = Date.now();
  const api = find(window) || (window.opener && find(window.opener));
  const seen = new Set();
  const test = document.querySelector("form[data-mastery]");
  const FINISHED = ["completed", "passed", "failed"];
  const LETTERS = "abcdefghijklmnopqrstuvwxyz";
  let here = 0;
  let open = Boolean(api) && String(api.LMSInitialize("")) === "true";

  /* Systems put their API into a frame or window above, as deep as they like; other origins refuse to be looked at. */
  function find(from) {
    try {
      for (let place = from, depth = 0; depth < 20; place = place.parent, depth += 1) {
        if (place.API) return place.API;
        if (place.parent === place) return null;
      }
    } catch {
      /* the frame above belongs to somebody else */
    }
    return null;
  }

  const get = (name) => (open ? String(api.LMSGetValue(name) || "") : "");
  const set = (name, value) => open && api.LMSSetValue(name, String(value));
  const commit = () => open && api.LMSCommit("");

  function show(number, moved) {
    here = Math.min(Math.max(number, 0), pages.length - 1);
    pages.forEach((page, place) => {
      page.hidden = place !== here;
    });
    back.disabled = here === 0;
    on.disabled = here === pages.length - 1;
    far.textContent = `${here + 1} / ${pages.length}`;
    seen.add(here);
    if (moved) {
      const head = pages[here].querySelector("h1");
      head.tabIndex = -1;
      head.focus();
      window.scrollTo(0, 0);
    }
    remember();
  }

  function remember() {
    set("cmi.core.lesson_location", here);
    set("cmi.suspend_data", [...seen].join(","));
    if (seen.size === pages.length && !test && get("cmi.core.lesson_status") !== "completed") {
      set("cmi.core.lesson_status", "completed");
    }
    commit();
  }

  function mark(event) {
    event.preventDefault();
    const form = event.target;
    const questions = [...form.querySelectorAll("fieldset")].map(read);
    const right = questions.filter((question) => question.right).length;
    if (form === test) report(questions, Math.round((right / questions.length) * 100));
    const result = form.querySelector("output");
    result.textContent = `${right} / ${questions.length}`;
    result.closest("p").hidden = false;
  }

  /* What was answered, as SCORM writes choices: their letters. Shows what is said to each choice. */
  function read(question) {
    const options = [...question.querySelectorAll("input")];
    options.forEach((option) => {
      const said = document.getElementById(`${option.id}-said`);
      if (said) said.hidden = !option.checked;
    });
    const letters = (chosen) =>
      options
        .map((option, place) => (chosen(option) ? LETTERS[place] : ""))
        .filter(Boolean)
        .join(",");
    const answer = letters((option) => option.checked);
    const pattern = letters((option) => option.dataset.right !== undefined);
    return { id: question.id, answer, pattern, right: answer === pattern };
  }

  /* The last try counts: it takes the place of the one before. */
  function report(questions, score) {
    questions.forEach(({ id, answer, pattern, right }, place) => {
      const name = `cmi.interactions.${place}`;
      set(`${name}.id`, id);
      set(`${name}.type`, "choice");
      set(`${name}.student_response`, answer);
      set(`${name}.correct_responses.0.pattern`, pattern);
      set(`${name}.result`, right ? "correct" : "wrong");
    });
    set("cmi.core.score.min", 0);
    set("cmi.core.score.max", 100);
    set("cmi.core.score.raw", score);
    const enough = get("cmi.student_data.mastery_score") || test.dataset.mastery;
    set("cmi.core.lesson_status", score >= Number(enough) ? "passed" : "failed");
    commit();
  }

  function leave() {
    if (!open) return;
    const seconds = Math.round((Date.now() - began) / 1000);
    const two = (value) => String(value).padStart(2, "0");
    const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(":");
    set("cmi.core.session_time", clock);
    set("cmi.core.exit", FINISHED.includes(get("cmi.core.lesson_status")) ? "" : "suspend");
    commit();
    api.LMSFinish("");
    open = false;
  }

  document.querySelectorAll(".script").forEach((part) => {
    part.hidden = false;
  });
  if (alone) alone.hidden = open;
  back.addEventListener("click", () => show(here - 1, true));
  on.addEventListener("click", () => show(here + 1, true));
  for (const form of document.querySelectorAll("form")) form.addEventListener("submit", mark);
  window.addEventListener("pagehide", leave);
  window.addEventListener("beforeunload", leave);
  get("cmi.suspend_data")
    .split(",")
    .filter((place) => /^\d+$/.test(place) && Number(place) < pages.length)
    .forEach((place) => {
      seen.add(Number(place));
    });
  if (["", "not attempted", "unknown"].includes(get("cmi.core.lesson_status"))) {
    set("cmi.core.lesson_status", "incomplete");
  }
  show(Number(get("cmi.core.lesson_location")) || 0, false);
})();
