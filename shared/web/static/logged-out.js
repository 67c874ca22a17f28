// Names the parts of the site that did not answer: there the session ends by itself. Without this script that stands there in general.
(() => {
  const away = document.getElementById("away"), names = [];
  const say = (picture) => {
    names.push(picture.dataset.part);
    away.textContent = `${names.join(", ")} did not answer. There your session ends by itself ${away.dataset.idle} after its last click.`;
  };
  for (const picture of document.querySelectorAll("img[data-part]")) {
    if (picture.complete) { if (!picture.naturalWidth) say(picture); }
    else picture.addEventListener("error", () => say(picture));
  }
})();
