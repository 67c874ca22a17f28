// Parts of a page that keep themselves up to date. <section id="needs" data-live> is asked for every 20 seconds
// (data-every="5": every 5). What is being read never moves: a button offers what is new, and only data-live="replace"
// is exchanged at once. Without this script the page is as it was when it was opened.
(() => {
  const parts = [...document.querySelectorAll("[data-live][id]")];
  if (!parts.length) return;
  const said = (element) => {
    const copy = element.cloneNode(true);
    copy.querySelectorAll("time, input, [data-live-ignore]").forEach((each) => each.remove());
    return copy.textContent.replace(/\s+/g, " ").trim();
  };
  const lines = (element) => [...element.querySelectorAll("li")].map(said);
  const words = (part, fresh) => {
    const before = new Set(lines(part)), more = lines(fresh).filter((line) => !before.has(line)).length;
    if (!more) return "Something has changed. Show it.";
    return more === 1 ? "Something new arrived. Show it." : `${more} new things arrived. Show them.`;
  };
  const offer = (part, fresh) => {
    part.querySelector(":scope > .fresh")?.remove();
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: words(part, fresh) });
    const note = Object.assign(document.createElement("div"), { className: "fresh" });
    note.setAttribute("role", "status");
    note.setAttribute("data-live-ignore", "");
    button.addEventListener("click", () => { show(part, fresh); part.setAttribute("tabindex", "-1"); part.focus(); });
    note.append(button);
    part.prepend(note);
  };
  const show = (part, fresh) => part.replaceChildren(...document.importNode(fresh, true).childNodes);
  const look = async () => {
    if (document.hidden) return true;
    const answer = await fetch(location.href, { headers: { "X-Live": "1", Accept: "text/html" }, credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return answer.status >= 500 || answer.status === 429;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of parts) {
      const fresh = page.getElementById(part.id);
      if (!fresh || said(fresh) === said(part)) continue;
      if (part.dataset.live === "replace" && !part.contains(document.activeElement)) show(part, fresh);
      else offer(part, fresh);
    }
    return parts.some((part) => part.isConnected && part.dataset.live !== "done");
  };
  const every = 1000 * Math.max(2, Math.min(...parts.map((part) => Number(part.dataset.every) || 20)));
  const again = () => setTimeout(async () => {
    const more = await look().catch(() => true);
    if (more) again();
  }, every);
  again();
})();
