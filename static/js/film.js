// A chapter's link jumps in the player beside it; without this script it opens the film at that second. A poster comes
// once its player is near, and not to readers who save data. A narration goes along with its film, whose player leads;
// without this script it has buttons of its own.
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
  const voice = film.querySelector("audio");
  if (voice) follow(player, voice);
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

function follow(player, voice) {
  const place = () => {
    voice.currentTime = player.currentTime;
    voice.playbackRate = player.playbackRate;
  };
  player.addEventListener("playing", () => {
    place();
    if (player.currentTime >= voice.duration) return; // it has ended, and would begin again
    voice.play().catch(() => {}); // a browser that refuses leaves the film silent
  });
  for (const stop of ["pause", "waiting", "ended"]) player.addEventListener(stop, () => voice.pause());
  for (const moved of ["seeked", "ratechange"]) player.addEventListener(moved, place);
}
