// The box's own search, over globalThis.boxIndex (toolkit/domain/box_index.py says how it is written).

const MOST = 50; // results on the page
const SHORTEST = 3; // letters of a word that a longer one, as it was typed, may begin with
const ENDING = 4; // letters that such a longer word may have more

const { fold, kinds, facets, pages, ...packed } = globalThis.boxIndex;
const accents = new RegExp(fold.accents, "g");

function foldSpelling(text) {
  const plain = text.normalize("NFKD").toLowerCase().replace(accents, "");
  return [...plain].map((sign) => fold.letters[sign] ?? sign).join("");
}

const affix = new RegExp(fold.affix, "g");
const split = (text) =>
  (foldSpelling(text).match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu) ?? []).map((word) => word.replace(affix, ""));

let before = "";
const words = packed.words.split("\n").map((line) => (before = before.slice(0, Number(line[0])) + line.slice(1)));
const lists = packed.lists.split("\n");
const titles = pages.map(([, title]) => split(title));

function* places(list) {
  let at = -1;
  let high = 0;
  for (const sign of list) {
    const code = sign.codePointAt();
    if (code >= 0x100) high = code - 0x100;
    else if (code >= 93) high = code - 92;
    else {
      at += 1 + high * 56 + code - 35;
      high = 0;
      yield at;
    }
  }
}

// How well a word of a page says what was typed: the same, what begins so, or what was typed without its ending. A
// number is itself or nothing.
function weigh(word, typed) {
  if (word === typed) return 4;
  if (/\d$/.test(typed)) return 0;
  if (word.startsWith(typed)) return 2;
  const rest = typed.length - word.length;
  return word.length >= SHORTEST && rest <= ENDING && typed.startsWith(word) ? 1 : 0;
}

// Page -> how well it fits one word.
function find(typed) {
  const found = new Map();
  const note = (place, worth) => found.set(place, Math.max(worth, found.get(place) ?? 0));
  for (const [number, word] of words.entries()) {
    const worth = weigh(word, typed);
    if (worth) for (const place of places(lists[number])) note(place, worth);
  }
  for (const [place, title] of titles.entries())
    for (const word of title) {
      const worth = weigh(word, typed);
      if (worth) note(place, 5 * worth);
    }
  return found;
}

// Places of pages, best first, and whether each holds every word. Without words: what is for somebody, or about something.
function search(query, wanted = "") {
  const fits = (place) => !wanted || facets[pages[place][3]].split(" ").includes(wanted);
  const each = [...new Set(split(query))].map(find);
  const all = [...pages.keys()].filter(fits);
  if (!each.length) return { every: true, found: wanted ? all : [] };
  const some = all.filter((place) => each.some((one) => one.has(place)));
  const whole = some.filter((place) => each.every((one) => one.has(place)));
  const every = whole.length > 0 || each.length === 1;
  const worth = (place) => each.reduce((sum, one) => sum + (one.get(place) ?? 0), 0);
  return { every, found: (every ? whole : some).toSorted((a, b) => worth(b) - worth(a) || a - b) };
}

const main = document.querySelector("[data-box-search]");
if (main) {
  const asked = new URLSearchParams(location.search);
  const query = asked.get("q") ?? "";
  const [wanted = ""] = ["audience", "crime", "phase"].filter((name) => asked.has(name));
  const model = main.querySelector("template").content;
  const said = main.querySelector("[role=status]");
  const { lang } = document.documentElement;
  const numbers = new Intl.NumberFormat(lang, { numberingSystem: { ar: "latn", ps: "arabext" }[lang] }); // as saved.js
  const show = () => {
    const field = main.querySelector("[name=q]");
    const { every, found } = search(field.value, wanted && `${wanted}=${asked.get(wanted)}`);
    const words = !found.length ? "none" : !every ? "some" : found.length > MOST ? "first" : "all";
    said.textContent =
      field.value || wanted
        ? said.dataset[words].replace("{n}", numbers.format(found.length)).replace("{most}", numbers.format(MOST))
        : "";
    main
      .querySelector("[data-hits]")
      .replaceChildren(...found.slice(0, MOST).map((place) => draw(model, pages[place])));
  };
  main.querySelector("[name=q]").value = query;
  main.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    show();
  });
  main.querySelector("[name=q]").addEventListener("input", show);
  show();
}

function draw(model, [path, title, kind, , language]) {
  const row = model.cloneNode(true);
  row.querySelector("[data-kind]").textContent = kinds[kind];
  const link = row.querySelector("a");
  Object.assign(link, { textContent: title, href: `../${path}index.html` });
  if (language) Object.assign(link.parentElement, { lang: language, dir: "ltr" });
  return row;
}
