// Whether the box is unchanged: the reader chooses its folder, since a page may not read the files beside it.

const part = document.querySelector("[data-verify]");
const said = part.querySelector("[role=status]");
const list = part.querySelector("[data-wrong]");
const { lang } = document.documentElement;
const numbers = new Intl.NumberFormat(lang, { numberingSystem: { ar: "latn", ps: "arabext" }[lang] }); // as saved.js
const hex = (data) => [...new Uint8Array(data)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const bytes = (text) => Uint8Array.from(text.trim().match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

async function isSigned(key, content, signature) {
  const known = await crypto.subtle.importKey("raw", bytes(key), "Ed25519", false, ["verify"]);
  return crypto.subtle.verify("Ed25519", known, bytes(signature), content);
}

// What is wrong, by name. Files that the list does not name are none of its business: a stick gathers some.
async function compare(files, listed) {
  const wrong = [];
  let done = 0;
  for (const [name, [size, digest]] of Object.entries(listed)) {
    const file = files.get(name);
    const isSame =
      file?.size === size && hex(await crypto.subtle.digest("SHA-256", await file.arrayBuffer())) === digest;
    if (!isSame) wrong.push(name);
    done += 1;
    if (done % 100 === 0) tell("busy", done);
  }
  return wrong;
}

function tell(what, n = 0) {
  said.textContent = said.dataset[what].replace("{n}", numbers.format(n));
}

async function verify(picked, key) {
  // A folder comes with its own name before each file's.
  const files = new Map([...picked].map((file) => [file.webkitRelativePath.split("/").slice(1).join("/"), file]));
  const [manifest, signature] = ["manifest.json", "manifest.sig"].map((name) => files.get(name));
  if (!manifest || !signature) return tell("none");
  const content = await manifest.arrayBuffer();
  if (key && !(await isSigned(key, content, await signature.text()))) return tell("foreign");
  const wrong = await compare(files, JSON.parse(new TextDecoder().decode(content)).files);
  list.replaceChildren(...wrong.map((name) => Object.assign(document.createElement("li"), { textContent: name })));
  tell(wrong.length ? "changed" : key ? "ours" : "whole", wrong.length);
}

part.querySelector("[type=file]").addEventListener("change", async ({ target }) => {
  list.replaceChildren();
  try {
    await verify(target.files, part.querySelector("[name=key]").value.replace(/\s/g, ""));
  } catch {
    tell("unable");
  }
  target.value = "";
});
