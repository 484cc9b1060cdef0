// Small comforts; every task works without them. Each begins by itself, so that what a browser cannot do or forbids takes
// no other away. In the language of 2017, so that every browser can read it.
"use strict";

const the = (id) => document.getElementById(id);
const all = (what) => [...document.querySelectorAll(what)];
const comfort = (begin) => { try { begin(); } catch (unable) { /* then without it */ } };
const again = () => location.replace(location.pathname + location.search); // the server decides

const away = the("leave"), question = the("timeout"), person = the("logout"), forgotten = all("[data-forget]");
let over = false; // once this page has been left nothing else leads anywhere
const cover = () => {
  over = true;
  try {
    shut();
    document.body.prepend(away); // the way out stays
    for (const part of all("body > *")) part.hidden = part !== away;
  } catch (unable) { document.body.hidden = true; }
};
const shut = () => { if (question) question.close ? question.close() : question.removeAttribute("open"); };

// Leave, by a link or Esc twice: sign out first (a going page can lose it), in other windows too; no Back leads here.
const go = () => {
  document.body.hidden = over = true;
  comfort(forget);
  location.replace(away.href);
};
const leave = () => {
  const address = away.dataset.leave;
  comfort(() => { (navigator.sendBeacon && navigator.sendBeacon(address)) || fetch(address, { method: "POST", keepalive: true }); });
  comfort(() => localStorage.setItem("left", Date.now()));
  go();
};
for (const link of all("[data-leave]")) link.onclick = (event) => { event.preventDefault(); leave(); };
addEventListener("storage", (event) => { if (event.key === "left" && event.newValue) go(); });
const say = (how) => { for (const line of all("[data-say]")) line.textContent = how(line); };
let escaped = 0;
addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.repeat || event.isComposing) return;
  const field = event.target;
  // Esc closes what is open, but not the question about the time, and empties a search field.
  const closes = event.defaultPrevented || document.querySelector("dialog[open]:not(#timeout)") || (field.type === "search" && field.value);
  const twice = Date.now() - escaped < 2000;
  escaped = closes ? 0 : Date.now();
  if (closes) return;
  if (twice) return leave();
  say((line) => line.dataset.say);
  setTimeout(say, 2000, () => "");
});

// Nothing typed comes back with Back: secrets go when they are sent, names and numbers when the page goes.
const forget = (what) => {
  for (const field of forgotten) if (what !== "sent" || field.dataset.forget === what) field.value = "";
  for (const button of all("[data-show][aria-pressed=true]")) button.click();
};
comfort(() => {
  let sent = 0;
  addEventListener("submit", (event) => {
    const secrets = [...event.target.querySelectorAll("[data-forget=sent]")];
    if (!secrets.length) return;
    // Pressed twice: the first is on its way, and this one would be without its PIN.
    if (Date.now() - sent < 10000 && !secrets.some((field) => field.value)) return event.preventDefault();
    setTimeout(() => { // when the browser has read them
      if (event.defaultPrevented) return;
      sent = Date.now();
      forget("sent");
    });
  });
});
addEventListener("pagehide", (event) => {
  comfort(forget);
  if (person && event.persisted) cover(); // in the browser's memory there is nothing of a visit
});
addEventListener("pageshow", (event) => { if (event.persisted && (person || forgotten.length)) { cover(); again(); } });

comfort(() => { for (const field of all("[data-autocomplete]")) field.autocomplete = field.dataset.autocomplete; });
comfort(() => { if (the("error-summary")) the("error-summary").focus(); });

// Shows a secret that was typed.
comfort(() => {
  for (const button of all("[data-show]")) {
    const input = the(button.dataset.show);
    button.hidden = false;
    button.onclick = () => {
      const shown = input.type === "text";
      input.type = shown ? "password" : "text";
      button.setAttribute("aria-pressed", !shown);
    };
  }
});

comfort(() => {
  for (const button of all("[data-print]")) {
    button.hidden = false;
    button.onclick = () => print();
  }
});

// An error page cannot know when the visit ends: in time it covers the name.
if (person && !question) {
  const end = () => { cover(); onfocus = again; };
  setTimeout(end, person.dataset.idle * 60000);
  addEventListener("storage", end);
}

// Two minutes before the visit ends, ask. What other windows do counts too, where the browser lets them tell.
if (question) {
  const { visit, left, last, idle } = question.dataset, form = question.querySelector("form");
  const latest = Date.now() + last * 1000; // nothing moves this end
  let mine = "", shared = true, known = false;
  const told = () => {
    if (shared) try { return (localStorage.getItem("visit") || "").split(" "); } catch (unable) { shared = false; }
    return mine.split(" ");
  };
  const lasts = (seconds) => {
    mine = `${visit} ${Date.now() + seconds * 1000}`;
    try { localStorage.setItem("visit", mine); shared = localStorage.getItem("visit") !== null; } catch (unable) { shared = false; }
  };
  const post = (form, headers) => {
    const late = new AbortController();
    setTimeout(() => late.abort(), 5000);
    return fetch(form.action, { method: "POST", body: new FormData(form), headers, signal: late.signal });
  };
  const end = (keep) => {
    if (over) return;
    cover();
    setTimeout(again, keep ? 6000 : 1500); // whatever fails; the server knows by then
    if (!keep) return;
    try {
      const typed = all("main form[method=post]").find((form) => !form.querySelector("[data-forget=sent]"));
      const fields = typed ? [...typed.querySelectorAll("input, select, textarea")] : [];
      const changed = fields.some((field) => field.value !== field.defaultValue);
      typed && (changed || the("kept")) ? post(typed, { "X-Keep": 1 }).then(again, again) : again(); // kept for the next visit, not acted upon
    } catch (unable) { again(); }
  };
  const ask = (seconds, until) => {
    const lines = [...question.querySelectorAll("[data-from]")];
    const now = lines.filter((line) => seconds <= line.dataset.from).pop();
    for (const line of lines) if (line.hidden !== (line !== now)) line.hidden = line !== now; // each is read out once
    for (const part of question.querySelectorAll("[data-last]")) part.hidden = until < latest;
    for (const part of question.querySelectorAll("[data-idle]")) part.hidden = until === latest;
    if (known || question.open) return;
    question.showModal ? question.showModal() : question.setAttribute("open", "");
  };
  const look = () => {
    if (over) return;
    const [whose, ends] = told(), until = Math.min(ends, latest), seconds = Math.ceil((until - Date.now()) / 1000);
    if (whose !== visit) return end(false);
    if (!(seconds > 0)) return end(true);
    comfort(() => { seconds > 120 ? shut() : ask(seconds, until); });
  };
  const stay = async () => {
    if (told()[1] > latest) { known = true; return shut(); }
    const answer = await post(form).catch(() => 0); // no network: the question stands
    if (answer && (!answer.ok || answer.redirected)) return end(true);
    if (answer) { lasts(idle * 60); look(); }
  };
  lasts(left);
  setInterval(look, 1000);
  for (const name of ["storage", "focus"]) addEventListener(name, look);
  const out = () => {
    over = true;
    setTimeout(() => { over = false; }, 10000); // still here: the page is covered then
    comfort(() => localStorage.removeItem("visit")); // the other windows see it
    mine = "";
  };
  comfort(() => {
    const leads = form.querySelector("[formaction]");
    let pressed;
    for (const button of form.querySelectorAll("button")) button.onclick = () => { pressed = button; };
    form.onsubmit = (event) => {
      if ((event.submitter || pressed) === leads) return out();
      event.preventDefault();
      stay();
    };
    question.oncancel = (event) => { event.preventDefault(); stay(); }; // Esc: the answer that loses nothing
    person.onsubmit = out;
  });
}
