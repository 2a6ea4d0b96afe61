// Keeps a checklist's answers in this browser, and nowhere else. The page works without: as a form, see keeping.html.
// Store: one entry per checklist, {v: 1, version, language, answers: {item: {mark, note, evidence, action}}, asked}.

const PARTS = { a: "mark", n: "note", e: "evidence", p: "action" };
const EMPTY = { mark: "", note: "", evidence: "", action: "" };
const KEYS = { 1: "yes", 2: "partly", 3: "no", 4: "na" };

const place = (key) => `answers:${key}`;
const LATE = 3000; // milliseconds, as in result.js
const nothing = () => ({ v: 1, answers: {}, asked: {} });

// Digits as the server writes them: in Arabic pages Latin ones (toolkit/domain/digits.py). Browsers know no Pashto.
const DIGITS = { ar: "latn", ps: "arabext" };
const numbersIn = (lang) => new Intl.NumberFormat(lang, { numberingSystem: DIGITS[lang] });

function read(key) {
  try {
    const kept = JSON.parse(localStorage.getItem(place(key)));
    return kept?.v === 1 ? kept : null;
  } catch {
    return null;
  }
}

function write(key, kept) {
  try {
    localStorage.setItem(place(key), JSON.stringify(kept));
    return true;
  } catch {
    return false; // private window, or full
  }
}

function works() {
  try {
    localStorage.setItem("answers:?", "1");
    localStorage.removeItem("answers:?");
    return true;
  } catch {
    return false;
  }
}

function hidden(form, name, value) {
  form.querySelector(`input[type=hidden][name="${name}"]`)?.remove();
  const input = Object.assign(document.createElement("input"), { type: "hidden", name, value });
  form.append(input);
}

// What a file of ours looks like, so that server and browser speak the same (assessments/domain/answers.py).
function asFile(key, kept) {
  const { version = null, language = "", answers = {} } = kept ?? {};
  return JSON.stringify({ format: "rights-gender-answers", checklist: key, version, language, answers });
}

class Filling {
  constructor(form) {
    this.form = form;
    this.key = form.dataset.answers;
    this.items = [...form.querySelectorAll("[data-item]")];
    this.bar = form.querySelector("[data-filling]");
    this.state = this.bar.querySelector("[data-state]");
    this.kept = read(this.key) ?? nothing();
    this.written = true;
    this.bar.hidden = false;
    for (const part of this.form.querySelectorAll("[data-clear]")) part.hidden = false;
    this.show();
    this.begin();
    this.compare();
    this.count();
    this.isCopy = document.querySelector("[data-saved-bar]") !== null;
    if (this.isCopy || Object.keys(this.kept.answers).length) this.prepare();
    form.addEventListener("input", (event) => this.note(event.target));
    form.addEventListener("keydown", (event) => this.press(event));
    form.addEventListener("reset", (event) => this.clear(event));
    form.addEventListener("submit", (event) => this.send(event));
    // The same checklist in another tab, or this page out of the browser's memory: what is kept comes first.
    addEventListener("storage", (event) => event.key === place(this.key) && this.again());
    addEventListener("pageshow", (event) => event.persisted && this.again());
  }

  field(item, letter) {
    return this.form.elements[`${letter}_${item.dataset.item}`];
  }

  // As the page came: compare() adds a tag to them.
  words(item) {
    item.dataset.words ??= document.getElementById(`question-${item.dataset.item}`).textContent.trim();
    return item.dataset.words;
  }

  show() {
    for (const item of this.items) {
      const answer = this.kept.answers[item.dataset.item];
      if (!answer) continue;
      for (const [letter, part] of Object.entries(PARTS)) this.field(item, letter).value = answer[part] ?? "";
      if (answer.note || answer.evidence || answer.action) item.querySelector(".write").open = true;
    }
  }

  again(kept = read(this.key) ?? nothing()) {
    this.kept = kept;
    for (const item of this.items)
      for (const field of item.querySelectorAll("input, textarea")) {
        if (field.type === "radio") field.checked = false;
        else field.value = "";
      }
    this.show();
    this.count();
  }

  // Whether the store knows what was asked, in this language. It does not where all answers came from a file.
  get isBegun() {
    return Object.keys(this.kept.asked ?? {}).length > 0 && this.kept.language === this.form.dataset.language;
  }

  // Item -> what it asks.
  asks(items) {
    return Object.fromEntries(items.map((item) => [item.dataset.item, this.words(item)]));
  }

  // The words of questions that are no longer asked and were answered.
  gone() {
    return Object.fromEntries(Object.entries(this.kept.asked ?? {}).filter(([id]) => this.kept.answers[id]));
  }

  // All answers came from a file: where it is of this very version, what is asked now is what they answer.
  begin() {
    const { version, language } = this.form.dataset;
    const known = Object.keys(this.kept.asked ?? {}).length > 0;
    if (known || this.kept.language !== language || this.kept.version !== Number(version)) return;
    this.kept.asked = this.asks(this.items);
    write(this.key, this.kept);
  }

  // What is new or changed since these answers were begun, and what is no longer asked.
  compare() {
    const asked = this.kept.asked ?? {};
    const now = new Set(this.items.map((item) => item.dataset.item));
    const gone = Object.keys(this.kept.answers).filter((id) => !now.has(id));
    let news = gone.length > 0;
    for (const item of this.isBegun ? this.items : []) {
      const before = asked[item.dataset.item];
      if (before === this.words(item)) continue;
      news = true;
      const tag = Object.assign(document.createElement("span"), { className: "tag open change" });
      tag.textContent = this.bar.querySelector(before ? "[data-tag-changed]" : "[data-tag-new]").textContent;
      item.querySelector("h3 > :last-child").append(tag);
    }
    this.bar.querySelector("[data-changes]").hidden = !news;
    const list = this.bar.querySelector("[data-gone]");
    list.hidden = gone.length === 0;
    for (const id of gone) {
      const { mark, note, evidence, action } = this.kept.answers[id];
      const row = document.createElement("li");
      for (const words of [asked[id], this.inWords(mark), note, evidence, action].filter(Boolean)) {
        row.append(
          row.hasChildNodes() ? " · " : "",
          Object.assign(document.createElement("bdi"), { textContent: words }),
        );
      }
      list.querySelector("ul").append(row);
    }
  }

  inWords(mark) {
    return this.form.querySelector(`.answers [value="${CSS.escape(mark)}"]`)?.parentElement.textContent.trim() ?? mark;
  }

  note(field) {
    const item = field.closest("[data-item]");
    if (!item) return this.filter(field.value);
    const answer = { ...EMPTY };
    for (const [letter, part] of Object.entries(PARTS)) answer[part] = this.field(item, letter).value;
    const id = item.dataset.item;
    if (this.written) this.kept = read(this.key) ?? nothing(); // another tab may have written meanwhile
    if (Object.values(answer).some(Boolean)) this.kept.answers[id] = answer;
    else delete this.kept.answers[id];
    this.save(item);
    this.count();
    this.prepare();
  }

  // She has seen this question as it is now; what else is new or changed stays marked until she answers it.
  save(item) {
    const { version, language } = this.form.dataset;
    if (!this.isBegun) this.kept.asked = { ...this.gone(), ...this.asks(this.items) };
    Object.assign(this.kept, { version: Number(version) || null, language });
    Object.assign(this.kept.asked, this.asks([item]));
    this.written = write(this.key, this.kept);
    this.say(this.written ? "saved" : "full");
  }

  say(what) {
    if (this.state.dataset.shown !== what) this.state.textContent = this.state.dataset[what];
    this.state.dataset.shown = what;
  }

  mark(item) {
    return this.field(item, "a").value;
  }

  // In the reader's language, which the questions may not have.
  number(value) {
    return numbersIn(this.bar.closest("[lang]").lang).format(value);
  }

  // After every change: what was worked out from the answers before is gone.
  count() {
    this.form.querySelector("[data-worked-out]")?.remove();
    const done = this.items.filter((item) => this.mark(item)).length;
    this.bar.querySelector("[data-progress]").value = done;
    const words = this.bar.querySelector("[data-answered]");
    words.textContent = words.dataset.words
      .replace("%(done)s", this.number(done))
      .replace("%(all)s", this.number(this.items.length));
    for (const section of this.form.querySelectorAll("[data-section]")) {
      const link = document.querySelector(`.side a[href="#section-${section.dataset.section.toLowerCase()}"] .soft`);
      if (!link) continue;
      const rows = this.items.filter((item) => section.contains(item));
      link.dataset.all ??= link.textContent;
      const ready = rows.filter((item) => this.mark(item)).length;
      link.textContent = ready ? `${this.number(ready)} / ${this.number(rows.length)}` : link.dataset.all;
    }
  }

  filter(show) {
    for (const item of this.items) {
      const mark = this.mark(item);
      item.hidden = (show === "open" && mark !== "") || (show === "notyes" && !["partly", "no"].includes(mark));
    }
    for (const section of this.form.querySelectorAll("[data-section]"))
      section.hidden = !section.querySelector("[data-item]:not([hidden])");
    const left = this.items.filter((item) => !item.hidden).length;
    this.bar.querySelector("[data-none]").hidden = left > 0;
  }

  // Only while an answer has the focus, so that no key does two things (WCAG 2.1.4).
  press(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.type !== "radio") return;
    const item = event.target.closest("[data-item]");
    if (!item) return;
    const typed = event.key.toLowerCase();
    // A keyboard of another script has these letters and digits on the same keys.
    const key = /[^ -~]/.test(typed) ? (/^(?:Digit|Key)(.)$/.exec(event.code)?.[1] ?? "").toLowerCase() : typed;
    if (KEYS[key]) {
      const radio = item.querySelector(`[type=radio][value=${KEYS[key]}]`);
      radio.checked = true;
      radio.focus();
      this.note(radio);
      event.preventDefault();
    }
    if (key === "r") this.form.requestSubmit?.(this.bar.querySelector(".btn"));
    if (key === "n" || key === "p") {
      const rows = this.items.filter((row) => !row.hidden);
      const next = rows[rows.indexOf(item) + (key === "n" ? 1 : -1)];
      if (!next) return;
      next.querySelector("[type=radio]:checked, [type=radio]").focus({ preventScroll: true });
      next.scrollIntoView({ block: "nearest" }); // the whole question, not only its answers
      event.preventDefault();
    }
  }

  clear(event) {
    if (!confirm(this.bar.querySelector("[data-sure]").textContent)) return event.preventDefault();
    localStorage.removeItem(place(this.key));
    this.kept = nothing();
    for (const tag of this.form.querySelectorAll(".change")) tag.remove();
    for (const field of this.form.querySelectorAll("textarea")) field.defaultValue = "";
    for (const field of this.form.querySelectorAll("[data-item] [type=radio]")) field.defaultChecked = false;
    this.bar.querySelector("[data-changes]").hidden = true;
    setTimeout(() => {
      this.count();
      this.filter("all");
      this.say("cleared");
    });
  }

  // What works out a result (result.js) comes while there is a line, and not before she answers.
  prepare() {
    const { resultSrc } = this.form.dataset;
    if (!resultSrc || this.coming || !this.form.requestSubmit) return;
    this.coming = import(resultSrc).then(
      (own) => (this.own = own.begin(this)),
      () => (this.coming = null),
    );
  }

  get file() {
    return asFile(this.key, this.kept);
  }

  // From a file: what she answered herself stays. Returns how many came.
  add({ version, language, answers }) {
    const before = Object.keys(this.kept.answers).length;
    this.again({ version, language, ...this.kept, answers: { ...answers, ...this.kept.answers } });
    this.written = write(this.key, this.kept);
    this.begin();
    return Object.keys(this.kept.answers).length - before;
  }

  // The result is worked out here, and nothing is sent: where it is asked for before result.js came, a moment later. The
  // portal does it where that cannot come.
  async send(event) {
    if (this.isSure) return;
    hidden(this.form, "keep", "browser");
    const asked = new Set(this.items.map((item) => item.dataset.item));
    if (Object.keys(this.kept.answers).some((id) => !asked.has(id))) hidden(this.form, "strangers", this.file);
    this.prepare();
    if (!this.coming) return;
    const { submitter } = event;
    event.preventDefault();
    await Promise.race([this.coming, new Promise((late) => setTimeout(late, LATE))]);
    if (await this.own?.answer(submitter)) return;
    this.isSure = true;
    this.form.requestSubmit(submitter);
    this.isSure = false;
  }
}

// Answers that come back: what is ticked goes into the store.
function accept(form) {
  form.addEventListener("submit", (event) => {
    const key = form.dataset.accept;
    const brought = JSON.parse(form.elements.brought.value);
    const kept = read(key) ?? nothing();
    const boxes = [...form.querySelectorAll("[name=take]")];
    const refused = new Set(boxes.filter((box) => !box.checked).map((box) => box.value));
    const same = { version: brought.version, language: brought.language };
    for (const [id, answer] of Object.entries(brought.answers)) if (!refused.has(id)) kept.answers[id] = answer;
    if (!write(key, { ...same, ...kept })) return; // the session keeps them instead
    event.preventDefault();
    location.assign(form.dataset.then);
  });
}

if (works()) {
  for (const part of document.querySelectorAll("[data-if-no-script]")) part.hidden = true;
  for (const part of document.querySelectorAll("[data-if-script]")) part.hidden = false;
  for (const form of document.querySelectorAll("form[data-answers]")) new Filling(form);
  for (const form of document.querySelectorAll("form[data-accept]")) accept(form);
  for (const form of document.querySelectorAll("form[data-there]")) {
    form.addEventListener("submit", () => {
      hidden(form, "keep", "browser");
      hidden(form, "there", asFile(form.dataset.there, read(form.dataset.there)));
    });
  }
}
