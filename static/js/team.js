// Saves each answer of a team's checklist by itself, soon after it was changed. What could not be sent is kept in this
// tab until it could. Without this module the same form is sent as a whole (assessments/views/sheets.py).
// Store: one entry per sheet and person, {v: 1, items: {item: {base, a, n, e, p}}}, gone once all is saved.

const PAUSE = 1200; // ms after the last key
const LONGEST = 30_000; // ms between two tries without a connection
const LONGEST_ASKED = 600; // seconds that a server may ask us to wait
const LETTERS = ["a", "n", "e", "p"];

// Digits as the server writes them: in Arabic pages Latin ones (toolkit/domain/digits.py). Browsers know no Pashto.
const DIGITS = { ar: "latn", ps: "arabext" };
const numbersIn = (lang) => new Intl.NumberFormat(lang, { numberingSystem: DIGITS[lang] });

class Answer {
  constructor(sheet, element) {
    this.sheet = sheet;
    this.element = element;
    this.id = element.id.slice("item-".length);
    this.busy = false;
    this.timer = 0;
    this.stopped = ""; // "refused", "gone", or two texts ("clash"): she has to look first
    this.before = ""; // in a clash, the base she wrote on: only her choice puts her text onto the other one
    this.choice = ""; // what she chose in a clash, until it is saved
  }

  get part() {
    return this.element.querySelector("[data-answer]");
  }

  get base() {
    return this.part.querySelector('[name^="base_"]');
  }

  get key() {
    return this.base.name.slice("base_".length);
  }

  value(letter) {
    return this.sheet.form.elements[`${letter}_${this.key}`]?.value ?? "";
  }

  typed() {
    const values = Object.fromEntries(LETTERS.map((letter) => [letter, this.value(letter)]));
    return { base: this.base.value, ...values };
  }

  put(kept) {
    for (const radio of this.part.querySelectorAll('[name^="a_"]')) radio.checked = radio.value === kept.a;
    for (const letter of LETTERS.slice(1)) this.sheet.form.elements[`${letter}_${this.key}`].value = kept[letter] ?? "";
    this.base.value = kept.base;
    if (kept.n || kept.e || kept.p) this.element.querySelector(".write").open = true;
  }

  later(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), pause);
  }

  async send() {
    clearTimeout(this.timer);
    if (this.busy || (this.stopped && !this.choice)) return;
    this.busy = true;
    const sent = this.typed();
    if (!this.sheet.isAlarmed) this.sheet.say("saving");
    const { status, page, after } = await this.sheet.post(this, sent, this.choice);
    this.busy = false;
    if (status === 200) return this.saved(page, sent);
    if (status === 409 || status === 422) return this.ask(page, status === 409 ? "clash" : "refused", sent);
    if (status === 404) return this.refuse();
    if (await this.sheet.trouble(status)) this.sheet.retry(after);
    else this.refuse();
  }

  // What she typed since it was sent: letter -> text.
  since(sent) {
    const now = this.typed();
    return Object.fromEntries(LETTERS.filter((letter) => now[letter] !== sent[letter]).map((one) => [one, now[one]]));
  }

  // She may have typed on meanwhile: only what says who saved and on what it stands is taken over.
  saved(page, sent) {
    const since = this.since(sent);
    if (this.choice) this.swap(page, since);
    else {
      this.base.value = page.querySelector('[name^="base_"]').value;
      this.part.querySelector("[data-by]").replaceChildren(...page.querySelector("[data-by]").childNodes);
      this.part.querySelector(":scope > .err")?.remove();
    }
    this.stopped = this.before = this.choice = "";
    this.sheet.connected();
    if (Object.keys(since).length === 0) return this.sheet.forget(this);
    this.sheet.keep(this);
    this.later(PAUSE);
  }

  ask(page, what, sent) {
    this.stopped = what;
    this.choice = "";
    this.sheet.connected();
    if (what === "clash") {
      this.before ||= sent.base;
      this.swap(page, this.since(sent));
    } else {
      this.part.querySelector(":scope > .err")?.remove();
      this.part.prepend(page.querySelector(".err"));
    }
    this.sheet.keep(this);
    this.sheet.say(what);
    this.part.querySelector(".err").scrollIntoView({ block: "center" });
  }

  refuse() {
    this.stopped = "gone";
    this.sheet.say("gone");
  }

  // What the server answered, with what she typed since, and the caret where she is typing.
  swap(page, since) {
    const { name, selectionStart, selectionEnd } = document.activeElement;
    this.part.replaceChildren(...page.body.childNodes);
    this.sheet.hideButtons(this.part);
    for (const [letter, text] of Object.entries(since)) this.sheet.form.elements[`${letter}_${this.key}`].value = text;
    const field = name && this.part.querySelector(`textarea[name="${name}"]`);
    if (!field) return;
    field.focus({ preventScroll: true });
    field.setSelectionRange(selectionStart, selectionEnd);
  }
}

class Sheet {
  constructor(form) {
    this.form = form;
    this.place = `team:${form.dataset.team}:${form.dataset.me}`;
    this.bar = document.querySelector("[data-bar]");
    this.state = document.querySelector("[data-state]");
    this.connected();
    this.kept = this.read();
    this.answers = new Map();
    for (const element of form.querySelectorAll(".item")) {
      const answer = new Answer(this, element);
      this.answers.set(answer.id, answer);
    }
    this.hideButtons(form);
    form.addEventListener("input", (event) => this.changed(event));
    form.addEventListener("focusout", (event) => this.left(event));
    form.addEventListener("submit", (event) => this.submit(event));
    addEventListener("online", () => this.sendAll());
    addEventListener("visibilitychange", () => document.hidden || this.sendAll());
    addEventListener("beforeunload", (event) => {
      // session.js leaves because the session is over: what is kept in this tab comes back after she signed in.
      if (this.waiting() && !document.documentElement.classList.contains("gone")) event.preventDefault();
    });
    this.restore();
  }

  // A browser that went back shows what it had; what this tab kept comes first and is sent again.
  restore() {
    for (const [id, kept] of Object.entries(this.kept.items)) this.answers.get(id)?.put(kept);
    this.sendAll();
    this.count();
  }

  of(target) {
    return this.answers.get(target.closest(".item")?.id.slice("item-".length));
  }

  changed(event) {
    const answer = this.of(event.target);
    if (!answer || event.target.name?.startsWith("keep_")) return;
    this.keep(answer);
    this.count();
    if (answer.part.querySelector("[data-clash]")) return; // she decides by its button
    answer.stopped = "";
    answer.later(event.target.type === "radio" ? 0 : PAUSE);
  }

  left(event) {
    const answer = this.of(event.target);
    if (answer && this.kept.items[answer.id] && !answer.stopped) answer.later(0);
  }

  submit(event) {
    event.preventDefault();
    const answer = event.submitter && this.of(event.submitter);
    if (answer?.part.querySelector("[data-clash]")) {
      answer.choice = answer.part.querySelector('[name^="keep_"]:checked')?.value ?? "mine";
      return answer.send();
    }
    this.sendAll();
  }

  async post(answer, values, choice) {
    const body = new FormData();
    const token = this.form.elements.csrfmiddlewaretoken.value;
    const fields = { ...values, key: answer.key, csrfmiddlewaretoken: token, ...(choice ? { keep: choice } : {}) };
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    const where = new URL(`${answer.id}/save/`, new URL(this.form.action));
    try {
      const headers = { "X-Requested-With": "fetch" };
      const reply = await fetch(where, { method: "POST", body, headers, cache: "no-store", redirect: "manual" });
      if (reply.type === "opaqueredirect") return { status: 401 }; // to the sign-in page
      const page = new DOMParser().parseFromString(await reply.text(), "text/html");
      return { status: reply.status, page, after: Number(reply.headers.get("Retry-After")) || 0 };
    } catch {
      return { status: 0 };
    }
  }

  // Says why nothing was saved. False where she may no longer answer here.
  async trouble(status) {
    // Signed out, or signed in again since: then the page has a new token (and perhaps another role for her).
    if (status === 401 || status === 403) return this.renew();
    this.say(status === 0 ? "offline" : "busy");
    return true;
  }

  async renew() {
    try {
      const reply = await fetch(this.form.action, { cache: "no-store", redirect: "manual" });
      if (reply.type === "opaqueredirect") this.say("out");
      else if (reply.ok) {
        const page = new DOMParser().parseFromString(await reply.text(), "text/html");
        const form = page.querySelector("form[data-team]");
        if (form?.dataset.me !== this.form.dataset.me) return false;
        this.form.elements.csrfmiddlewaretoken.value = form.elements.csrfmiddlewaretoken.value;
        if (this.renewed) this.say("busy");
        else this.wait = 0; // once: a token that does not help is no reason to hurry
        this.renewed = true;
      } else if (reply.status === 429 || reply.status >= 500) this.say("busy");
      else return false;
    } catch {
      this.say("offline");
    }
    return true;
  }

  sendAll() {
    for (const [id, kept] of Object.entries(this.kept.items)) {
      const answer = this.answers.get(id);
      if (answer) answer.send();
      else this.sendUnseen(id, kept);
    }
  }

  // A question that is not shown (?show=open, or gone since): what was kept is sent as it is. What cannot be saved
  // like that waits until she shows the question.
  async sendUnseen(id, kept) {
    const { status, after } = await this.post({ id, key: id.slice(0, 8) }, kept, "");
    if (status === 200) return this.forget({ id });
    if ([404, 409, 422].includes(status)) this.say("unseen");
    else if (await this.trouble(status)) this.retry(after);
    else this.say("gone");
  }

  // One timer for all: who waits longest, or whom the server asked to wait, decides.
  retry(after = 0) {
    if (this.timer) return;
    const wait = Math.max(this.wait, Math.min(after, LONGEST_ASKED) * 1000);
    this.timer = setTimeout(() => {
      this.timer = 0;
      this.sendAll();
    }, wait);
    this.wait = Math.min(Math.max(this.wait * 2, 2000), LONGEST);
  }

  connected() {
    this.wait = 2000;
    this.renewed = false;
  }

  read() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(this.place));
      if (kept?.v === 1) return kept;
    } catch {
      // a browser that keeps nothing: then only this page knows
    }
    return { v: 1, items: {} };
  }

  write() {
    try {
      if (this.waiting()) sessionStorage.setItem(this.place, JSON.stringify(this.kept));
      else sessionStorage.removeItem(this.place);
    } catch {
      // nothing is lost while the page is open
    }
  }

  keep(answer) {
    const typed = answer.typed();
    this.kept.items[answer.id] = { ...typed, base: answer.before || typed.base };
    this.write();
  }

  forget(answer) {
    delete this.kept.items[answer.id];
    this.write();
    this.count();
    if (!this.waiting()) return this.say("saved");
    const stopped = Object.keys(this.kept.items).map((id) => this.answers.get(id)?.stopped);
    this.say(stopped.find(Boolean) ?? "saving");
  }

  waiting() {
    return Object.keys(this.kept.items).length > 0;
  }

  // What is amiss stays to be read while the next try goes on.
  get isAlarmed() {
    return this.state.classList.contains("alarm");
  }

  say(what) {
    this.state.textContent = this.state.dataset[what];
    this.state.classList.add("says");
    this.state.classList.toggle("alarm", !["saving", "saved"].includes(what));
  }

  // Everything is saved by itself; only a choice between two texts needs a button.
  hideButtons(element) {
    for (const button of element.querySelectorAll(".by button")) button.hidden = true;
  }

  count() {
    const rows = [...this.answers.values()];
    const bar = this.bar.querySelector("[data-progress]");
    if (rows.length !== bar.max) return; // some are not shown: the server counts
    const done = rows.filter((answer) => answer.value("a")).length;
    const words = this.bar.querySelector("[data-answered]");
    const number = numbersIn(document.documentElement.lang);
    bar.value = done;
    words.textContent = words.dataset.words
      .replace("%(done)s", number.format(done))
      .replace("%(all)s", number.format(rows.length));
  }
}

for (const form of document.querySelectorAll("form[data-team]")) new Sheet(form);
