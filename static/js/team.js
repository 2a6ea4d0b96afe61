// Saves each answer of a team's checklist by itself, soon after it was changed. What could not be sent is kept in this
// tab until it could. Without this module the same form is sent as a whole (assessments/views/sheets.py).
// Store: one entry per sheet and person, {v: 1, items: {item: {base, a, n, e, p}}}, gone once all is saved.

const PAUSE = 1200; // ms after the last key
const LONGEST = 30_000; // ms between two tries without a connection
const LETTERS = ["a", "n", "e", "p"];

class Answer {
  constructor(sheet, element) {
    this.sheet = sheet;
    this.element = element;
    this.id = element.id.slice("item-".length);
    this.busy = false;
    this.timer = 0;
    this.stopped = false; // refused, or two texts: she has to look first
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
    for (const letter of LETTERS) this.sheet.form.elements[`${letter}_${this.key}`].value = kept[letter] ?? "";
    this.base.value = kept.base;
    if (kept.n || kept.e || kept.p) this.element.querySelector(".write").open = true;
  }

  later(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), pause);
  }

  async send(choice) {
    clearTimeout(this.timer);
    if (this.busy || (this.stopped && !choice)) return;
    this.busy = true;
    const sent = this.typed();
    this.sheet.say("saving");
    const [status, page] = await this.sheet.post(this, sent, choice);
    this.busy = false;
    if (status === 200) return this.saved(page, sent, choice);
    if (status === 409 || status === 422) return this.ask(page, status === 409 ? "clash" : "refused");
    if (status === 404) return this.refuse();
    if (status === 0) this.sheet.say("offline");
    // Signed out, or signed in again since: then the page has a new token (and perhaps another role for her).
    else if (!(await this.sheet.renew())) return this.refuse();
    this.sheet.retry();
  }

  // She may have typed on meanwhile: only what says who saved and on what it stands is taken over.
  saved(page, sent, choice) {
    if (choice) this.swap(page);
    else {
      this.base.value = page.querySelector('[name^="base_"]').value;
      this.part.querySelector("[data-by]").replaceChildren(...page.querySelector("[data-by]").childNodes);
      this.part.querySelector(":scope > .err")?.remove();
    }
    this.stopped = false;
    this.sheet.connected();
    const now = this.typed();
    if (!choice && LETTERS.some((letter) => now[letter] !== sent[letter])) {
      this.sheet.keep(this);
      return this.later(PAUSE);
    }
    this.sheet.forget(this);
  }

  ask(page, what) {
    this.stopped = true;
    this.sheet.connected();
    if (what === "clash") this.swap(page);
    else {
      this.part.querySelector(":scope > .err")?.remove();
      this.part.prepend(page.querySelector(".err"));
    }
    this.sheet.keep(this);
    this.sheet.say(what);
    this.part.querySelector(".err").scrollIntoView({ block: "center" });
  }

  refuse() {
    this.stopped = true;
    this.sheet.say("gone");
  }

  swap(page) {
    this.part.replaceChildren(...page.body.childNodes);
    this.sheet.hideButtons(this.part);
  }
}

class Sheet {
  constructor(form) {
    this.form = form;
    this.place = `team:${form.dataset.team}:${form.dataset.me}`;
    this.bar = document.querySelector("[data-bar]");
    this.state = document.querySelector("[data-state]");
    this.wait = 2000;
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
    for (const [id, kept] of Object.entries(this.kept.items)) {
      const answer = this.answers.get(id);
      if (!answer) continue;
      answer.put(kept);
      answer.later(0);
    }
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
    answer.stopped = false;
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
      const choice = answer.part.querySelector('[name^="keep_"]:checked')?.value ?? "mine";
      return answer.send(choice);
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
      if (reply.type === "opaqueredirect") return [401, null]; // to the sign-in page
      return [reply.status, new DOMParser().parseFromString(await reply.text(), "text/html")];
    } catch {
      return [0, null];
    }
  }

  // False where she may no longer answer here.
  async renew() {
    try {
      const reply = await fetch(this.form.action, { cache: "no-store", redirect: "manual" });
      if (reply.type === "opaqueredirect") this.say("out");
      else if (reply.ok) {
        const page = new DOMParser().parseFromString(await reply.text(), "text/html");
        const form = page.querySelector("form[data-team]");
        if (form?.dataset.me !== this.form.dataset.me) return false;
        this.form.elements.csrfmiddlewaretoken.value = form.elements.csrfmiddlewaretoken.value;
        this.wait = 0;
      } else return reply.status >= 500;
    } catch {
      this.say("offline");
    }
    return true;
  }

  sendAll() {
    for (const id of Object.keys(this.kept.items)) this.answers.get(id)?.send();
  }

  retry() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.sendAll(), this.wait);
    this.wait = Math.min(Math.max(this.wait * 2, 2000), LONGEST);
  }

  connected() {
    this.wait = 2000;
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
    this.kept.items[answer.id] = answer.typed();
    this.write();
  }

  forget(answer) {
    delete this.kept.items[answer.id];
    this.write();
    this.count();
    if (!this.waiting()) this.say("saved");
  }

  waiting() {
    return Object.keys(this.kept.items).length > 0;
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
    const number = new Intl.NumberFormat(document.documentElement.lang);
    bar.value = done;
    words.textContent = words.dataset.words
      .replace("%(done)s", number.format(done))
      .replace("%(all)s", number.format(rows.length));
  }
}

for (const form of document.querySelectorAll("form[data-team]")) new Sheet(form);
