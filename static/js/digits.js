/* Latin digits for a reader who wants them, on this device. The page comes with those of its language. */
const box = document.querySelector("[data-latin-digits]");
const KEY = "digits";
const NATIVE = /[۰-۹০-৯]/g;
const latin = (digit) => String(digit.charCodeAt(0) - (digit <= "৯" && digit >= "০" ? 0x9e6 : 0x6f0));

function remembered() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function rewrite(node) {
  if (node.nodeType === Node.TEXT_NODE) {
    const kept = node.parentElement?.closest("textarea, script, style");
    const words = node.data.replace(NATIVE, latin);
    if (!kept && words !== node.data) node.data = words;
    return;
  }
  for (const child of node.childNodes) rewrite(child);
}

if (box) {
  box.closest("[hidden]").hidden = false;
  box.checked = remembered() === "latin";
  if (box.checked) {
    rewrite(document.body);
    new MutationObserver((changes) => {
      for (const change of changes) {
        if (change.type === "characterData") rewrite(change.target);
        for (const node of change.addedNodes) rewrite(node);
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  }
  box.addEventListener("change", () => {
    try {
      if (box.checked) localStorage.setItem(KEY, "latin");
      else localStorage.removeItem(KEY);
      location.reload();
    } catch {
      if (box.checked) rewrite(document.body); // no storage: for this page
    }
  });
}
