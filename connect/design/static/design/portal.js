// Small comforts; every task works without them.
"use strict";

const the = (id) => document.getElementById(id);
let over = false; // once this page has been left nothing else leads anywhere
const cover = () => { over = document.body.hidden = true; };
the("error-summary")?.focus();

// A button beside a secret field shows what was typed.
for (const button of document.querySelectorAll("[data-show]")) {
  const input = the(button.dataset.show);
  button.hidden = false;
  button.onclick = () => {
    const shown = input.type === "text";
    input.type = shown ? "password" : "text";
    button.setAttribute("aria-pressed", !shown);
  };
}

// A sheet's Print button.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.onclick = () => print();
}

// Leave, by the link or Esc twice: sign out first (a going page can lose it), in other windows too; no Back leads here.
const away = the("leave");
const go = () => { cover(); location.replace(away); };
const leave = () => {
  try {
    navigator.sendBeacon?.(away.dataset.leave) || fetch(away.dataset.leave, { method: "POST", keepalive: true });
    localStorage.setItem("left", Date.now());
  } catch {}
  go();
};
away.onclick = (event) => { event.preventDefault(); leave(); };
addEventListener("storage", (event) => event.key === "left" && event.newValue && go());
let escaped = 0;
addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.repeat || event.isComposing) return;
  const again = the("leave-again"), field = event.target;
  // What is open is what Esc closes; a search field is what it empties.
  const closes = event.defaultPrevented || document.querySelector("dialog[open]") || (field.type === "search" && field.value);
  const twice = Date.now() - escaped < 2000;
  escaped = closes ? 0 : Date.now();
  if (closes) return;
  if (twice) return leave();
  again.textContent = again.dataset.say;
  setTimeout(() => { again.textContent = ""; }, 2000);
});

// Two minutes before the visit ends, ask. What other windows do counts here too.
const dialog = the("timeout");
if (dialog) {
  const { visit, left, last, idle } = dialog.dataset, form = dialog.querySelector("form");
  const latest = Date.now() + last * 1000; // nothing moves this end
  const told = () => (localStorage.getItem("visit") ?? "").split(" ");
  const lasts = (seconds) => localStorage.setItem("visit", `${visit} ${Date.now() + seconds * 1000}`);
  const post = (form, headers) => fetch(form.action, { method: "POST", body: new FormData(form), headers, signal: AbortSignal.timeout(5000) });
  let known;
  const again = () => location.replace(location.pathname + location.search); // the server decides
  const end = (keep) => {
    if (over) return;
    cover();
    if (!keep) return setTimeout(again, 1500); // the server knows by then
    const typed = document.querySelector("main form[method=post]:not(:has([type=password]))");
    const changed = [...typed?.querySelectorAll("input, select, textarea") ?? []].some((field) => field.value !== field.defaultValue);
    typed && (changed || the("kept")) ? post(typed, { "X-Keep": 1 }).then(again, again) : again(); // kept for the next visit, not acted upon
  };
  const look = () => {
    const [whose, ends] = told(), until = Math.min(ends, latest), seconds = Math.ceil((until - Date.now()) / 1000);
    if (whose !== visit) return end(false);
    if (!(seconds > 0)) return end(true);
    if (seconds > 120) return dialog.close();
    const lines = [...dialog.querySelectorAll("[data-from]")];
    const now = lines.findLast((line) => seconds <= line.dataset.from);
    for (const line of lines) if (line.hidden !== (line !== now)) line.hidden = line !== now; // each is read out once
    for (const part of dialog.querySelectorAll("[data-last]")) part.hidden = until < latest;
    for (const part of dialog.querySelectorAll("[data-idle]")) part.hidden = until === latest;
    if (!dialog.open && !known) dialog.showModal();
  };
  const stay = async () => {
    if (told()[1] > latest) { known = true; return dialog.close(); }
    const answer = await post(form).catch(() => 0); // no network: the question stands
    if (answer && (!answer.ok || answer.redirected)) return end(true);
    if (answer) { lasts(idle * 60); look(); }
  };
  lasts(left);
  form.onsubmit = (event) => {
    if (event.submitter.hasAttribute("formaction")) return;
    event.preventDefault();
    stay();
  };
  dialog.oncancel = (event) => { event.preventDefault(); stay(); }; // Esc: the answer that loses nothing
  the("logout").onsubmit = dialog.querySelector("[formaction]").onclick = () => {
    over = true;
    localStorage.removeItem("visit"); // the other windows see it
  };
  setInterval(look, 1000);
  for (const name of ["storage", "focus"]) addEventListener(name, look);
  addEventListener("pageshow", (event) => { if (event.persisted) { cover(); again(); } }); // Back, from the browser's memory
}
