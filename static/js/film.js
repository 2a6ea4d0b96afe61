// A chapter's link jumps in the player beside it; without this script it opens the film at that second.
for (const film of document.querySelectorAll("[data-film]")) {
  const player = film.querySelector("video");
  if (!player) continue;
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
