// A chapter's link jumps in the player beside it; without this script it opens the film at that second. A poster comes
// once its player is near, and not to readers who save data.
const near = new IntersectionObserver((seen) => {
  for (const { isIntersecting, target } of seen) {
    if (!isIntersecting) continue;
    target.poster = target.dataset.poster;
    near.unobserve(target);
  }
});
for (const film of document.querySelectorAll("[data-film]")) {
  const player = film.querySelector("video");
  if (!player) continue;
  if (player.dataset.poster && !navigator.connection?.saveData) near.observe(player);
  film.addEventListener("click", (event) => {
    const link = event.target.closest("[data-seconds]");
    if (!link) return;
    event.preventDefault();
    const jump = () => {
      player.currentTime = Number(link.dataset.seconds);
      player.play();
      player.focus();
    };
    if (player.readyState >= 1) return jump();
    player.addEventListener("loadedmetadata", jump, { once: true });
    player.load();
    player.preload = "metadata";
  });
}
