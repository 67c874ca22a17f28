// Parts of a page that keep themselves up to date. <section id="needs" data-live> is asked for every 20 seconds
// (data-every="5": every 5; data-live-always: also in a tab that nobody looks at). What is being read never moves: a button
// offers what is new, and only data-live="replace" is exchanged at once. Both are said in #live-news. When the page cannot be
// kept up to date any more, #live-trouble says so, since when, and what to do. Without this script nothing keeps itself.
(() => {
  const parts = [...document.querySelectorAll("[data-live][id]")];
  const news = document.getElementById("live-news"), trouble = document.getElementById("live-trouble");
  if (!parts.length || !news || !trouble) return;
  trouble.setAttribute("role", "alert"); // an empty one on every other page would only be in the way
  const every = 1000 * Math.max(2, Math.min(...parts.map((part) => Number(part.dataset.every) || 20)));
  const always = parts.some((part) => part.hasAttribute("data-live-always"));
  const title = document.title, PATIENCE = 10_000; // milliseconds for one answer
  const offered = new Map();
  let last = Date.now(), failed = 0, looking = false, timer = null;

  const said = (element) => {
    const copy = element.cloneNode(true);
    copy.querySelectorAll("time, input, [data-live-ignore]").forEach((each) => each.remove());
    return copy.textContent.replace(/\s+/g, " ").trim();
  };
  const lines = (element, kind) => [...element.querySelectorAll(kind)].map(said);
  const added = (part, fresh, kind) => { const before = new Set(lines(part, kind)); return lines(fresh, kind).filter((line) => !before.has(line)); };
  const words = (part, fresh) => {
    const more = added(part, fresh, "li").length;
    if (!more) return ["Something has changed.", "Show it."];
    return more === 1 ? ["Something new arrived.", "Show it."] : [`${more} new things arrived.`, "Show them."];
  };
  const name = () => { document.title = (trouble.textContent ? "Not up to date · " : offered.size ? "New · " : "") + title; };
  const show = (part, fresh) => part.replaceChildren(...document.importNode(fresh, true).childNodes);
  const offer = (part, fresh) => {
    if (offered.get(part) === said(fresh)) return;
    offered.set(part, said(fresh));
    part.querySelector(":scope > .fresh")?.remove();
    const [what, how] = words(part, fresh);
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: `${what} ${how}` });
    const note = Object.assign(document.createElement("div"), { className: "fresh" });
    note.setAttribute("data-live-ignore", "");
    button.addEventListener("click", () => { offered.delete(part); show(part, fresh); name(); part.setAttribute("tabindex", "-1"); part.focus(); });
    note.append(button);
    part.prepend(note);
    news.textContent = what;
  };
  const update = (part, fresh) => {
    if (said(fresh) === said(part)) return;
    if (part.dataset.live !== "replace" || part.contains(document.activeElement)) return offer(part, fresh);
    const more = added(part, fresh, "p").join(" ");
    show(part, fresh);
    if (more) news.textContent = more;
  };

  const time = (moment) => new Date(moment).toLocaleTimeString("en-AU", { hour: "numeric", minute: "2-digit" }).replace(":", ".");
  const stop = (why, link) => {
    const since = Object.assign(document.createElement("strong"), { textContent: `Not kept up to date since ${time(last)}. ` });
    const line = Object.assign(document.createElement("p"), { className: "panel trouble" });
    line.append(since, why);
    if (link) line.append(" ", Object.assign(document.createElement("a"), { href: location.href, textContent: link }));
    if (trouble.textContent !== line.textContent) trouble.replaceChildren(line);
    name();
  };
  const GONE = { 403: "Your role does not open this page any more.", 404: "What stood here is not there any more, or not yours to see." };
  const understood = async (answer) => {
    if (answer.type === "opaqueredirect" || answer.status === 401) return stop("You have been logged out.", "Log in again");
    if (GONE[answer.status]) return stop(GONE[answer.status], "Open it again");
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (page.getElementById("live-trouble")?.dataset.who !== trouble.dataset.who) return stop("Somebody else has logged in here since.", "Open it again");
    if (parts.some((part) => !page.getElementById(part.id))) return stop("The page looks different now.", "Open it again");
    if (trouble.textContent) news.textContent = "This page keeps itself up to date again.";
    trouble.replaceChildren();
    last = Date.now();
    failed = 0;
    parts.forEach((part) => update(part, page.getElementById(part.id)));
    name();
  };
  const look = async () => {
    if (looking || (document.hidden && !always)) return;
    looking = true;
    const patience = new AbortController(), giveUp = setTimeout(() => patience.abort(), PATIENCE);
    try {
      const head = { "X-Live": "1", Accept: "text/html" };
      await understood(await fetch(location.href, { headers: head, credentials: "same-origin", redirect: "manual", signal: patience.signal }));
    } catch {
      failed += 1;
      if (failed > 1 || Date.now() - last > 2 * every + PATIENCE) stop("The site does not answer. This page goes on trying; if something is urgent, ring.");
    }
    clearTimeout(giveUp);
    looking = false;
  };
  const again = () => { clearTimeout(timer); timer = setTimeout(now, every); };
  const now = () => look().finally(again);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) now(); });
  addEventListener("online", now);
  addEventListener("pageshow", (event) => { if (event.persisted) now(); });
  again();
})();
