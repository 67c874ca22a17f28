// Who goes back to a form that was sent finds it as it was first: browsers fill it in again, and a second press would do
// the same thing twice. What was refused, or never sent, stays filled in. Without this script nothing else changes.
(() => {
  const place = (form) => new URL(form.action).pathname;
  const forms = () => [...document.querySelectorAll('form[method="post"]')];
  const remember = (path) => { try { sessionStorage.setItem("sent", path); } catch { /* storage is switched off */ } };
  const sent = () => { try { return sessionStorage.getItem("sent"); } catch { return null; } };
  addEventListener("submit", (event) => remember(place(event.target)));
  addEventListener("pageshow", () => {
    const again = forms().filter((form) => place(form) === sent());
    if (!again.length) return;
    const [came] = performance.getEntriesByType("navigation");
    if (document.querySelector(".summary") || !came || came.type !== "back_forward") remember("");
    else again.forEach((form) => form.reset());
  });
})();
