// Small comforts; every task works without them.
"use strict";

document.getElementById("error-summary")?.focus();

// A button beside a secret field shows what was typed.
for (const button of document.querySelectorAll("[data-show]")) {
  const input = document.getElementById(button.dataset.show);
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

// Leave: sign out on the way, and let no Back button lead here.
const send = (form, headers) => fetch(form.action, { method: "POST", body: new FormData(form), headers, keepalive: true });
document.querySelector("[data-leave]").onclick = (event) => {
  event.preventDefault();
  const logout = document.getElementById("logout");
  if (logout) send(logout);
  location.replace(event.currentTarget.href);
};

// Two minutes before the sign-out, ask. Another window of this portal counts as being here.
const dialog = document.getElementById("timeout");
if (dialog) {
  const seen = () => localStorage.setItem("seen", Date.now());
  const again = () => location.assign(location.pathname + location.search); // the server decides
  const end = () => {
    const form = document.querySelector("main form[method=post]:not(:has([type=password]))");
    form ? send(form, { "X-Keep": 1 }).then(again, again) : again(); // kept for the next visit, not acted upon
  };
  seen();
  dialog.querySelector("form").onsubmit = async (event) => {
    if (event.submitter.hasAttribute("formaction")) return;
    event.preventDefault();
    const answer = await send(event.target).catch(() => ({}));
    if (!answer.ok || answer.redirected) return end();
    seen();
    dialog.close();
  };
  setInterval(() => {
    const left = +localStorage.getItem("seen") + dialog.dataset.minutes * 60000 - Date.now();
    if (left <= 0) end();
    else if (left > 120000) dialog.close();
    else if (!dialog.open) dialog.showModal();
  }, 5000);
}
