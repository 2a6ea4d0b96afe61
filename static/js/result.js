// The result of a checklist: what the server works out (assessments/presenters/results.py), from the questions on the
// page and its data, drawn by its template. Nothing is sent, and no word is ours. Both are held to
// tests/assessments/results.json. It stands below the questions while the address says so: Back leads to it and away.

const MARKS = ["yes", "partly", "no", "na", ""];
const WAIT = 3000; // milliseconds for the line, as in worker.js
const LONGEST = 2000; // characters of a text, as in the form
const PLACE = "#result";

// Questions that belong together: a section, those that rest on one provision, or all.
function group(rows) {
  const having = (...marks) => rows.filter((row) => marks.includes(row.mark));
  const counts = MARKS.map((mark) => having(mark).length);
  return { rows, counts, missing: having("partly", "no"), strong: having("yes"), applying: rows.length - counts[3] };
}

// As ChecklistResult.extremes: the sections with most in place and with most missing.
function pickOut(sections) {
  const [strong, weak] = ["strong", "missing"].map((name) => {
    const weigh = (one) => one[name].length / (one.applying || 1);
    const isMore = (one, most) => weigh(one) - weigh(most) || one[name].length - most[name].length;
    return sections.reduce((most, one) => (isMore(one, most) > 0 ? one : most));
  });
  return strong !== weak && strong.strong.length && weak.missing.length
    ? [{ strong: strong.title, weak: weak.title }]
    : [];
}

const plain = (label) => label.replace(/[\u2066-\u2069]/g, ""); // without marks of direction

// As Python sorts: by code points.
function order(one, other) {
  const [mine, theirs] = [one, other].map((text) => [...plain(text)].map((sign) => sign.codePointAt()));
  const place = mine.findIndex((sign, at) => sign !== theirs[at]);
  return place < 0 ? mine.length - theirs.length : mine[place] - (theirs[place] ?? -1);
}

function readQuestion(item, short) {
  const texts = (places, root = item) => [...root.querySelectorAll(places)].map((place) => place.textContent);
  const [code, question] = texts("h3 > span");
  return {
    id: item.dataset.item,
    code,
    short,
    question: item.dataset.words ?? question.trim(),
    suggested: texts(".todo > :not(.label)").join(" "),
    laws: [...item.querySelectorAll("[data-law] a")].map((link) => ({
      href: link.getAttribute("href"),
      label: link.textContent,
      state: texts("[data-legal]", link.parentElement).join(),
    })),
  };
}

// One group for each provision, those with most missing first.
function groupByLaw(rows) {
  const found = new Map();
  for (const row of rows)
    for (const law of row.laws) {
      if (!found.has(law.href)) found.set(law.href, { ...law, rows: [] });
      found.get(law.href).rows.push(row);
    }
  const groups = [...found.values()].map((law) => ({ ...law, ...group(law.rows) }));
  return groups.sort((a, b) => b.missing.length - a.missing.length || order(a.label, b.label));
}

// As CoherenceRule.applies_to. A condition names a question by its number; by its id where it is no longer asked.
function raise(rules, rows, marks) {
  const find = (name) => rows[name - 1];
  const holds = ([name, ...answers]) => answers.includes(marks[find(name)?.id ?? name]);
  return rules.flatMap(({ all = [], any = [], none = [], ...rule }) => {
    const speaks = all.every(holds) && (!any.length || any.some(holds)) && !none.some(holds);
    const names = new Set([...all, ...any, ...none].map(([name]) => name));
    return speaks && all.length + any.length > 0 ? [{ ...rule, rows: [...names].map(find).filter(Boolean) }] : [];
  });
}

// `marks`: a question's id -> yes, partly, no, na, also of questions that are no longer asked.
export function workOut(form, marks) {
  const { short, rules } = JSON.parse(form.querySelector("script").textContent);
  const sections = [...form.querySelectorAll("[data-section]")].map((section) => {
    const items = [...section.querySelectorAll("[data-item]")].map((item) => readQuestion(item, short.shift()));
    const rows = items.map((item) => ({ ...item, mark: marks[item.id] ?? "" }));
    return { title: section.querySelector("h2").textContent.trim(), ...group(rows) };
  });
  const whole = group(sections.flatMap(({ rows }) => rows));
  const extremes = pickOut(sections);
  return { ...whole, extremes, sections, provisions: groupByLaw(whole.rows), raised: raise(rules, whole.rows, marks) };
}

const some = (rows) => (rows.length ? [{ rows }] : []);
const none = (rows) => (rows.length ? [] : [{}]);

// What the template has places for. `words` are those of MARKS, `lead` has the names of numbers in braces.
function describe(result, answers, { words, lead, number }) {
  const [yes, partly, no, na, open] = result.counts;
  const told = { all: result.rows.length, yes, missing: partly + no, open };
  const row = (one) => ({
    ...one,
    name: one.short && `${one.short}.`,
    class: `tag ${one.mark || "blank"}`,
    words: words[MARKS.indexOf(one.mark)],
  });
  const knot = (one) => ({
    ...row(one),
    class: `knot ${one.mark || "blank"}`,
    href: `#item-${one.id}`,
    title: one.question,
  });
  const section = ({ title, rows, strong, applying }) => ({
    title,
    share: `${number(strong.length)} / ${number(applying)}`,
    rows: rows.map(knot),
  });
  const lack = (one) => {
    const { note = "", action = "" } = answers[one.id];
    const notes = note.split("\n").map((line) => ({ line }));
    return { ...row(one), notes, ours: some(action).map(() => ({ action })), theirs: none(action).map(() => one) };
  };
  const provision = ({ rows, missing, strong, ...law }) => ({
    ...law,
    missing: number(missing.length),
    strong: number(strong.length),
    codes: rows.map(({ code, short }) => `${code} ${short}`.trim()).join(", "),
  });
  return {
    lead: lead.replace(/\{(\w+)\}/g, (_, name) => number(told[name])),
    na: na && `(${words[3]}: ${number(na)})`,
    ...result.counts.map(number),
    extremes: result.extremes,
    sections: result.sections.map(section),
    raised: some(result.raised.map((rule) => ({ ...rule, rows: rule.rows.map(row) }))),
    missing: some(result.missing.map(lack)),
    noMissing: none(result.missing),
    provisions: some(result.provisions.map(provision)),
    strong: some(result.strong.map(row)),
    noStrong: none(result.strong),
  };
}

// A copy of a template, filled: words where data-of names a value, attributes where data-set does, and of an inner
// template a copy for each row of the list that it names. A place without words goes.
function fill(part, values) {
  for (const place of part.querySelectorAll("[data-set]"))
    for (const name of place.dataset.set.split(" ")) place.setAttribute(name, values[name]);
  for (const place of part.querySelectorAll("[data-of]")) {
    place.textContent = values[place.dataset.of] || "";
    if (!place.textContent) place.remove();
  }
  for (const model of part.querySelectorAll("template"))
    model.replaceWith(...values[model.dataset.each].map((row) => fill(model.content.cloneNode(true), row)));
  return part;
}

// Below the questions, with the focus on its heading. The next answer takes it away (answers.js).
function show({ form, kept: { answers } }, number) {
  const model = form.querySelector("template").content;
  const words = [...model.querySelectorAll("[data-word]")].map((word) => word.textContent);
  const lead = model.querySelector("[data-of=lead]").textContent;
  const result = workOut(form, Object.fromEntries(Object.entries(answers).map(([id, { mark }]) => [id, mark])));
  const part = fill(model.cloneNode(true), describe(result, answers, { words, lead, number }));
  form.querySelector("[data-worked-out]")?.remove();
  form.append(part);
  const title = form.querySelector("h2[tabindex]");
  title.focus({ preventScroll: true });
  title.scrollIntoView(); // a browser that focuses puts it in the middle, below the last questions
}

// A line that hangs is none.
async function reachesPortal() {
  const late = new Promise((resolve) => setTimeout(resolve, WAIT));
  const asked = fetch(location.pathname, { method: "HEAD", cache: "no-store", credentials: "omit" });
  const answer = await Promise.race([asked, late]).catch(() => null);
  return answer?.status < 500;
}

// What a file of ours holds (assessments/domain/answers.py). Raises an error where it is none, or of another checklist.
function read(text, key) {
  const { format, checklist, version, language, answers } = JSON.parse(text);
  if (format !== "rights-gender-answers" || checklist !== key) throw new Error("not ours");
  const taken = Object.entries(answers).map(([id, { mark, ...texts }]) => {
    if (!MARKS.includes(mark)) throw new Error("no answer");
    const [note, evidence, action] = ["note", "evidence", "action"].map((name) =>
      `${texts[name] ?? ""}`.slice(0, LONGEST),
    );
    return [id, { mark, note, evidence, action }];
  });
  return { version, language, answers: Object.fromEntries(taken) };
}

function save(text) {
  const href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  Object.assign(document.createElement("a"), { href, download: "answers.json" }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}

// For the form of answers.js: what its buttons do, and in a saved copy files without the portal.
export function begin(filling) {
  const { form, isCopy } = filling;
  const number = (value) => filling.number(value);
  const files = document.querySelector("[data-by-file]");
  const say = (place, what, n) => (place.textContent = place.dataset[what].replace("{n}", n));

  function look() {
    if (location.hash !== PLACE) return form.querySelector("[data-worked-out]")?.remove();
    show(filling, number);
    files.hidden = false;
  }

  // Whether a button of the form was answered here. A file needs the portal.
  async function answer(button) {
    if (!button?.hasAttribute("formaction")) {
      if (location.hash === PLACE) look();
      else location.hash = PLACE;
    } else if (await reachesPortal()) return false;
    else say(button.closest("section").querySelector("[role=status]"), "unsent");
    return true;
  }

  addEventListener("hashchange", look);
  addEventListener("pageshow", (event) => event.persisted && look()); // answers.js took it away
  if (location.hash === PLACE && Object.keys(filling.kept.answers).length) look();
  files.hidden = !isCopy;
  files.querySelector("button").addEventListener("click", () => save(filling.file));
  files.querySelector("input").addEventListener("change", async ({ target }) => {
    const said = files.querySelector("[role=status]");
    try {
      say(said, "read", number(filling.add(read(await target.files[0].text(), filling.key))));
    } catch {
      say(said, "wrong");
    }
    target.value = "";
  });
  return { answer };
}
