/* In the companion's one file (toolkit/packages/companion.py): the other languages of a sentence stand once, beside it
   among the words to say. Without this they are one tap away from a step; with it they are there. */
for (const said of document.querySelectorAll("[data-of]")) {
  for (const other of document.querySelectorAll(`#${said.dataset.of} [data-say]`)) said.after(other.cloneNode(true));
}
