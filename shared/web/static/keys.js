// Single keys for whoever likes them: ? shows which there are, and where they can be switched off. Never while something
// is typed, never together with Ctrl, Alt or Meta. Every key does what a link or a button on the page does as well.
(() => {
  const help = document.currentScript.dataset.help; // where it says which keys there are
  const off = () => { try { return localStorage.getItem("keys") === "off"; } catch { return false; } };
  const typing = (element) => element.closest("input, textarea, select, [contenteditable]");
  const items = () => [...document.querySelectorAll(".todo > li")].filter((item) => item.querySelector("a, button"));
  const first = (item) => item.querySelector(".actions a, .actions button") || item.querySelector("a, button");
  const walk = (by) => {
    const all = items(), now = all.findIndex((item) => item.contains(document.activeElement));
    const next = all[now < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(now + by, 0), all.length - 1)];
    if (next) first(next).focus();
  };
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    if (off() || event.key.length !== 1 || typing(event.target)) return;
    if (event.key === "j") walk(1);
    else if (event.key === "k") walk(-1);
    else if (event.key === "?") location.href = help;
    else {
      const target = [...document.querySelectorAll("[data-key]")].find((each) => each.dataset.key === event.key);
      if (!target) return;
      target.click();
    }
    event.preventDefault();
  });
  const toggle = document.querySelector("[data-keys-toggle]");
  if (!toggle) return;
  const say = () => {
    toggle.hidden = false;
    toggle.textContent = off() ? "Switch the keys on" : "Switch the keys off";
    document.querySelector("[data-keys-state]").textContent = `On this device the keys are ${off() ? "off" : "on"}.`;
  };
  toggle.addEventListener("click", () => {
    try { localStorage.setItem("keys", off() ? "on" : "off"); } catch { /* storage is switched off: so are the keys' settings */ }
    say();
  });
  say();
})();
