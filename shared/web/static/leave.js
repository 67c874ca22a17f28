// Leave at once: the button, or Esc three times within two seconds. The page is replaced, so Back does not show it;
// who goes Back further is sent away again. Without this script the button is a plain link.
(() => {
  const away = document.querySelector("[data-leave]");
  if (!away) return;
  const leave = () => {
    document.documentElement.hidden = true;
    document.title = "";
    try { sessionStorage.setItem("left", "1"); } catch { /* storage is switched off */ }
    navigator.sendBeacon("/leave");
    location.replace(away.href);
  };
  let presses = [];
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const now = Date.now();
    presses = [...presses.filter((at) => now - at < 2000), now];
    if (presses.length >= 3) leave();
  });
  away.addEventListener("click", (event) => { event.preventDefault(); leave(); });
  addEventListener("pageshow", (event) => {
    let left = null;
    try { left = sessionStorage.getItem("left"); } catch { /* storage is switched off */ }
    if (!left) return;
    const [came] = performance.getEntriesByType("navigation");
    if (event.persisted || (came && came.type === "back_forward")) leave();
    else sessionStorage.removeItem("left");
  });
})();
