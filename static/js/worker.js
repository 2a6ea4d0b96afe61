// The service worker: answers with what was saved on this phone where there is no line, or one that hangs.
// It keeps nothing itself (saved.js does) and is registered below public addresses only (toolkit/domain/saved.py).

const WAIT = 3000; // milliseconds for the line, where there is a copy
const [, language] = new URL(self.registration.scope).pathname.split("/");
const COPY = `saved-${language}`;
const LIST = `/${language}/saved/list/`;
const HOME = `/${language}/saved/`;

const find = async (path) => (await caches.has(COPY)) && (await caches.open(COPY)).match(path);

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, search } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(open(request, search ? "" : pathname));
  else if (pathname.startsWith("/static/")) event.respondWith(file(request, pathname));
});

// The address of a static file names its content, so the copy is as good as the line's.
async function file(request, path) {
  return (
    ((await caches.has("saved-files")) && (await caches.match(path, { cacheName: "saved-files" }))) || fetch(request)
  );
}

// A page that was asked something (a State, an order) is not the page that was saved: `path` is "" then.
async function open(request, path) {
  const kept = path && (await find(path));
  const line = fetch(request);
  const late = new Promise((resolve) => setTimeout(resolve, WAIT));
  try {
    const answer = await (kept ? Promise.race([line, late]) : line);
    if (answer && !(kept && answer.status >= 500)) return answer;
  } catch {
    // no line
  }
  line.catch(() => {}); // it hung, and may still end
  if (kept) return marked(kept, "copy");
  const home = await find(HOME);
  return home ? marked(home, "missing") : Response.error();
}

// A copy never passes for the page itself: a bar above it says of which day it is.
async function marked(kept, name) {
  const { words } = (await (await find(LIST))?.json()) ?? {};
  if (!words) return kept;
  const text = words[name].replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const bar = `<body><p class="saved-bar" role="status" data-saved-bar="${name}">${text}</p>`;
  return new Response((await kept.text()).replace("<body>", bar), { headers: kept.headers });
}
