// Saves pages of the toolkit on this phone and takes them away again; worker.js opens them without a line. Nothing is
// kept whose hash is not the one in the list, and everything is asked for without cookies, as a stranger asks.
// Store: a cache for each language with its pages and its list, {...list, sets: names, day}; a cache of static files.

const place = document.querySelector("[data-saved]");
const { list: LIST, worker: WORKER, language } = place.dataset;
const PAGES = `saved-${language}`;
const FILES = "saved-files";
const ONE_BY_ONE = 20; // pages that changed; of more the whole file comes quicker
const status = place.querySelector("[data-status]");
const bar = place.querySelector("progress");
const kilobytes = new Intl.NumberFormat(document.documentElement.lang, {
  numberingSystem: { ar: "latn", ps: "arabext" }[language], // browsers know no Pashto
});
let newest = null;

const word = (name, values = {}) =>
  Object.entries(values).reduce((text, [key, value]) => text.replace(`{${key}}`, value), place.dataset[name]);
const size = (bytes) => kilobytes.format(Math.max(1, Math.ceil(bytes / 1024)));

async function hash(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).slice(0, 16);
  return btoa(String.fromCharCode(...digest))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");
}

async function fetched(address, cache = "no-store") {
  const answer = await fetch(address, { credentials: "omit", redirect: "error", cache });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer;
}

// The page is kept as it was checked, under the policies that the portal sends with it.
async function keep(path, bytes, list) {
  if ((await hash(bytes)) === list.pages[path])
    await (await caches.open(PAGES)).put(path, new Response(bytes, { headers: list.policies }));
}

async function keepFiles(list) {
  const files = await caches.open(FILES);
  for (const [address, known] of Object.entries(list.files)) {
    if (await files.match(address)) continue;
    const answer = await fetched(address, "default"); // a page that was open has most of them
    const bytes = await answer.arrayBuffer();
    if ((await hash(bytes)) !== known) throw new Error("altered");
    const headers = { "Content-Type": answer.headers.get("Content-Type"), "X-Content-Type-Options": "nosniff" };
    await files.put(address, new Response(bytes, { headers }));
  }
}

async function unpacked({ address, size: all }) {
  let come = 0;
  const count = new TransformStream({
    transform(chunk, onward) {
      come += chunk.byteLength;
      show(word("saving", { done: size(come), all: size(all) }), come, all);
      onward.enqueue(chunk);
    },
  });
  const body = (await fetched(address)).body.pipeThrough(count).pipeThrough(new DecompressionStream("gzip"));
  const { lines, pages } = await new Response(body).json();
  const text = (runs) =>
    runs.flatMap((start, place) => (place % 2 ? [] : lines.slice(start, start + runs[place + 1]))).join("\n");
  return new Map(Object.entries(pages).map(([path, runs]) => [path, new TextEncoder().encode(text(runs))]));
}

const pagesOf = (list, names) => {
  const paths = Object.keys(list.pages);
  const all = ({ pages }) => pages?.map((number) => paths[number]) ?? paths; // everything needs no numbers
  return new Set(names.flatMap((name) => (list.sets[name] ? all(list.sets[name]) : [])));
};

async function missing(list, paths) {
  const pages = await caches.open(PAGES);
  const lacks = async (path) => {
    const kept = await pages.match(path);
    return !kept || (await hash(await kept.arrayBuffer())) !== list.pages[path];
  };
  const found = await Promise.all([...paths].map(async (path) => [path, await lacks(path)]));
  return found.filter(([, lacking]) => lacking).map(([path]) => path);
}

// Static files first and the list last: a line that breaks in between leaves whole pages, and the list they belong to.
async function bring(names, changesOnly) {
  const list = newest;
  await keepFiles(list);
  for (const name of names) {
    let lacking = await missing(list, pagesOf(list, [name]));
    if (changesOnly && lacking.length <= ONE_BY_ONE) {
      await bringEach(lacking, list);
      lacking = await missing(list, lacking);
    }
    if (lacking.length) await bringSet(list.sets[name], lacking, list);
  }
  const altered = await missing(list, pagesOf(list, names));
  const sets = Object.fromEntries(names.map((name) => [name, list.sets[name]]));
  await note({ ...list, sets, version: altered.length ? "" : list.version }); // what is missing can be asked for again
  await tidy();
  if (altered.length) throw new Error("altered");
}

async function bringEach(paths, list) {
  for (const [number, path] of paths.entries()) {
    await keep(path, await (await fetched(path)).arrayBuffer(), list);
    show(word("checking"), number + 1, paths.length);
  }
}

async function bringSet(set, lacking, list) {
  const pages = await unpacked(set);
  for (const path of lacking) if (pages.has(path)) await keep(path, pages.get(path), list);
}

const note = async (list) => (await caches.open(PAGES)).put(LIST, Response.json(list));
const kept = async () =>
  (await caches.has(PAGES)) ? (await (await caches.open(PAGES)).match(LIST))?.json() : undefined;

// Pages that no saved set holds any more go, and the files of no saved language.
async function tidy() {
  const pages = await caches.open(PAGES);
  const list = await kept();
  const wanted = pagesOf(list, Object.keys(list.sets));
  for (const { url } of await pages.keys()) {
    const path = new URL(url).pathname;
    if (path !== LIST && !wanted.has(path)) await pages.delete(path);
  }
  const lists = [];
  for (const name of (await caches.keys()).filter((one) => one.startsWith("saved-") && one !== FILES)) {
    const found = await (await caches.open(name)).match(`/${name.slice(6)}/saved/list/`);
    if (found) lists.push(await found.json());
  }
  const files = await caches.open(FILES);
  for (const { url } of await files.keys()) {
    const path = new URL(url).pathname;
    if (!lists.some((one) => path in one.files)) await files.delete(path);
  }
}

// What was withdrawn goes at once, also where nobody asks for the newer version.
async function dropWithdrawn() {
  const pages = await caches.open(PAGES);
  for (const { url } of await pages.keys()) {
    const path = new URL(url).pathname;
    if (path !== LIST && !(path in newest.pages)) await pages.delete(path);
  }
}

async function register() {
  const scopes = place.dataset.scopes.split(" ");
  await Promise.all(scopes.map((scope) => navigator.serviceWorker.register(WORKER, { scope, updateViaCache: "none" })));
}

async function save(name) {
  const before = await kept();
  await register();
  await bring([...new Set([...Object.keys(before?.sets ?? {}), name])], false);
  show(word("done"));
}

async function remove(name) {
  const list = await kept();
  delete list.sets[name];
  if (!Object.keys(list.sets).length) return removeLanguage();
  await note(list);
  await tidy();
  return show(word("removed"));
}

async function removeLanguage() {
  await caches.delete(PAGES);
  const others = (await caches.keys()).filter((name) => name.startsWith("saved-") && name !== FILES);
  if (!others.length) await caches.delete(FILES);
  await unregister((scope) => scope.pathname.startsWith(`/${language}/`));
  show(word("removed"));
}

async function removeAll(answersToo) {
  for (const name of await caches.keys()) if (name.startsWith("saved-")) await caches.delete(name);
  await unregister(() => true);
  if (answersToo) {
    for (const key of Object.keys(localStorage))
      if (key.startsWith("answers:") || key === "numbers") localStorage.removeItem(key);
  }
  show(word(answersToo ? "removedAnswers" : "removed"));
}

async function unregister(fits) {
  const all = await navigator.serviceWorker.getRegistrations();
  await Promise.all(all.filter((one) => fits(new URL(one.scope))).map((one) => one.unregister()));
}

function show(text, done, all) {
  status.textContent = text;
  bar.hidden = !all;
  if (all) Object.assign(bar, { value: done, max: all });
}

function measure(list, name) {
  const { size: packed, unpacked: all } = list.sets[name];
  return word("size", { n: size(packed), all: size(all) });
}

async function paint() {
  const list = await kept();
  const newer = Boolean(list && newest && list.version !== newest.version);
  for (const row of place.querySelectorAll("[data-set]")) {
    const name = row.dataset.set;
    const has = Boolean(list?.sets[name]);
    const known = (newest ?? list)?.sets[name];
    const state = has ? word("kept", { day: list.words.day }) : "";
    row.querySelector("[data-size]").textContent = [known ? measure(newest ?? list, name) : "", state]
      .filter(Boolean)
      .join(" · ");
    row.querySelector("[data-save]").hidden = has || !newest?.sets[name];
    row.querySelector("[data-remove]").hidden = !has;
  }
  place.querySelector("[data-newer]").hidden = !newer;
  place.querySelector("[data-all]").hidden = !(await caches.keys()).some((name) => name.startsWith("saved-"));
}

async function work(step) {
  for (const button of place.querySelectorAll("button")) button.disabled = true;
  try {
    await step();
  } catch (error) {
    const full = error.name === "QuotaExceededError";
    show(word(full ? "full" : error.message === "altered" ? "altered" : "broken"));
  }
  for (const button of place.querySelectorAll("button")) button.disabled = false;
  await paint();
}

async function check() {
  newest = await fetched(LIST).then(
    (answer) => answer.json(),
    () => null,
  );
  const list = await kept();
  if (newest && list) await dropWithdrawn();
  if (!newest) show(word(navigator.onLine && !document.querySelector("[data-saved-bar]") ? "unmade" : "offline"));
}

async function start() {
  if (!("serviceWorker" in navigator && "caches" in window && "DecompressionStream" in window)) return;
  for (const part of document.querySelectorAll("[data-if-no-script]")) part.hidden = true;
  place.hidden = false;
  place.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    const name = target.closest("[data-set]")?.dataset.set;
    if (!button) return;
    if ("save" in button.dataset) work(() => save(name));
    else if ("remove" in button.dataset) work(() => remove(name));
    else if ("update" in button.dataset)
      work(async () => {
        const list = await kept();
        await bring(
          Object.keys(list.sets).filter((one) => newest.sets[one]),
          true,
        );
        show(word("done"));
      });
    else if ("removeAll" in button.dataset) work(() => removeAll("answers" in button.dataset));
  });
  await check();
  await paint();
  document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
}

start();
