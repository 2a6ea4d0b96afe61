// Does the piece of work that a busy door asks for (accounts/limits/proof_of_work.py): finds x, so that SHA-256("<nonce>:<x>")
// begins with so many zero bits. In small steps, so that the page stays awake; a form sent meanwhile goes when it is done.
// The browser's own digest is only there over https and answers one question at a time: this one is ten times as quick.

const STEP = 4000; // digests between two looks at the page
const PRIMES = [];
for (let n = 2; PRIMES.length < 64; n++) if (PRIMES.every((p) => n % p)) PRIMES.push(n);
const fraction = (n) => ((n - Math.floor(n)) * 2 ** 32) | 0;
const K = PRIMES.map((p) => fraction(Math.cbrt(p)));
const START = PRIMES.slice(0, 8).map((p) => fraction(Math.sqrt(p)));
const turn = (x, n) => (x >>> n) | (x << (32 - n));

// The first 32 bits of the SHA-256 (FIPS 180-4) of a text of at most 55 plain letters: one block.
export function firstWord(text, w = new Int32Array(64)) {
  w.fill(0, 0, 16);
  for (let i = 0; i < text.length; i++) w[i >> 2] |= text.charCodeAt(i) << (24 - (i % 4) * 8);
  w[text.length >> 2] |= 0x80 << (24 - (text.length % 4) * 8);
  w[15] = text.length * 8;
  for (let i = 16; i < 64; i++) {
    const a = w[i - 15];
    const b = w[i - 2];
    w[i] = w[i - 16] + w[i - 7] + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10));
  }
  let [a, b, c, d, e, f, g, h] = START;
  for (let i = 0; i < 64; i++) {
    const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  return (START[0] + a) >>> 0;
}

export async function solve(nonce, bits) {
  const words = new Int32Array(64);
  for (let x = 0; ; x++) {
    if (firstWord(`${nonce}:${x}`, words) >>> (32 - bits) === 0) return String(x);
    if (x % STEP === STEP - 1) await new Promise((go) => setTimeout(go));
  }
}

async function begin(box) {
  const form = box.closest("form");
  const [busy, done] = ["state", "done"].map((name) => box.querySelector(`[data-work-${name}]`));
  let sent = null;
  const hold = (event) => {
    event.preventDefault();
    sent = event.submitter ?? true;
    box.scrollIntoView({ block: "nearest" });
  };
  form.addEventListener("submit", hold);
  box.querySelector("[data-work-waiting]").hidden = true;
  busy.hidden = false;
  form.elements.solution.value = await solve(box.dataset.work, Number(box.dataset.bits));
  form.removeEventListener("submit", hold);
  busy.hidden = true;
  done.hidden = false;
  if (sent) form.requestSubmit(sent === true ? undefined : sent);
}

if (globalThis.document) for (const box of document.querySelectorAll("[data-work]")) begin(box);
