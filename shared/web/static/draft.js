// What is typed on a small page is kept as a draft after a short pause, on the server and for whoever types it only, so
// that a flat battery or a login that ran out loses no word. Nothing is kept in the browser. Without this script the form
// works the same, and a login that ran out brings it back filled.
(() => {
  const drafts = document.currentScript.dataset.drafts; // the address that keeps them
  const line = document.querySelector("[data-draft]");
  const form = line && [...document.querySelectorAll('main form[method="post"]')].find((each) => new URL(each.action).pathname === line.dataset.draft);
  if (!form) return;
  const AFTER = 1200; // milliseconds
  const offered = location.search.includes("draft=on"); // what the page came with was kept already
  let timer = null, sending = null;
  const typed = () => {
    const fields = {};
    for (const [name, value] of new FormData(form)) {
      if (name === "csrf" || name === "command_id" || typeof value !== "string") continue;
      fields[name] = name in fields ? [fields[name], value].flat() : value;
    }
    return JSON.stringify(fields);
  };
  const untouched = typed();
  let kept = untouched;
  const say = (words) => { if (line.textContent !== words) line.textContent = words; };
  const keep = async (last = false) => {
    clearTimeout(timer);
    const fields = typed();
    if (fields === kept) return;
    sending?.abort();
    sending = new AbortController();
    const body = new URLSearchParams({ csrf: form.elements.csrf.value, command_id: form.elements.command_id.value, page: line.dataset.draft, fields: fields === untouched && !offered ? "{}" : fields });
    try {
      const answer = await fetch(drafts, { method: "POST", body, credentials: "same-origin", keepalive: last, redirect: "manual", signal: sending.signal });
      kept = answer.ok ? fields : kept;
      if (answer.ok && fields === untouched && !offered) say("");
      else say(answer.ok ? "Kept as a draft. Only you can see it." : "Not kept just now. Send it before you leave this page.");
    } catch (trouble) {
      if (trouble.name !== "AbortError") say("Not kept just now. Send it before you leave this page.");
    }
  };
  const soon = () => { clearTimeout(timer); timer = setTimeout(keep, AFTER); };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("submit", () => { clearTimeout(timer); sending?.abort(); kept = typed(); });
  document.addEventListener("visibilitychange", () => { if (document.hidden) keep(true); });
})();
