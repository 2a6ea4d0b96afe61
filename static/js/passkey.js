// Passkeys. Shows a form marked [data-passkey] where the browser knows them, lets the device answer, sends its answer.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");
const listed = (credentials) => (credentials ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

async function options(form) {
  if (!form.dataset.ask) return JSON.parse(document.getElementById("passkey-options").textContent);
  const answer = await fetch(form.dataset.ask, {
    headers: { "X-Requested-With": "XMLHttpRequest" },
    cache: "no-store",
  });
  return await answer.json();
}

async function add({ creation_options: { publicKey } }) {
  const made = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      user: { ...publicKey.user, id: bytes(publicKey.user.id) },
      excludeCredentials: listed(publicKey.excludeCredentials),
      // Kept by the device, so that it can sign in alone; a plain security key is welcome too.
      authenticatorSelection: { residentKey: "preferred", userVerification: "preferred" },
    },
  });
  return answer(made, {
    attestationObject: text(made.response.attestationObject),
    transports: made.response.getTransports?.() ?? [],
  });
}

async function prove({ request_options: { publicKey } }) {
  const shown = await navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      allowCredentials: listed(publicKey.allowCredentials),
    },
  });
  return answer(shown, {
    authenticatorData: text(shown.response.authenticatorData),
    signature: text(shown.response.signature),
    userHandle: shown.response.userHandle ? text(shown.response.userHandle) : null,
  });
}

function answer(credential, response) {
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: { clientDataJSON: text(credential.response.clientDataJSON), ...response },
  };
}

function prepare(form) {
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const failed = form.querySelector("[data-failed]");
    failed.hidden = true;
    try {
      const step = form.dataset.passkey === "add" ? add : prove;
      form.elements.credential.value = JSON.stringify(await step(await options(form)));
    } catch {
      failed.hidden = false; // refused, no fitting device, or taken back
      return;
    }
    form.submit();
  });
}

if (window.PublicKeyCredential) document.querySelectorAll("form[data-passkey]").forEach(prepare);
