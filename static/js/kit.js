/* A path of screens without a trace: steps replace each other in the history, and Back knows the way that was walked.
   Without this module every link works as a link. */
const walk = document.querySelector("[data-walk]");
const way = [];

const here = () => location.hash.slice(1);

function show(key, remember = true) {
  if (remember) way.push(here());
  location.replace(`#${key}`);
  const screen = document.getElementById(key) ?? walk.firstElementChild;
  screen.focus({ preventScroll: true });
  window.scrollTo(0, walk.offsetTop > window.innerHeight / 2 ? walk.offsetTop : 0);
}

walk?.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  if (!link || !walk.contains(document.getElementById(link.hash.slice(1)))) return;
  event.preventDefault();
  if ("back" in link.dataset) show(way.pop() ?? link.hash.slice(1), false);
  else if ("again" in link.dataset) {
    way.length = 0;
    show(link.hash.slice(1), false);
  } else show(link.hash.slice(1));
});
