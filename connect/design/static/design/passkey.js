// A passkey: asks the server what to ask for, asks the browser, and sends its answer with the form.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const known = (list) => list?.map((each) => ({ ...each, id: bytes(each.id) }));

const answerOf = async (form) => {
  const asked = await fetch(form.dataset.options);
  if (!asked.ok || asked.redirected) return location.replace(location.pathname + location.search); // the server says why
  const publicKey = await asked.json();
  publicKey.challenge = bytes(publicKey.challenge);
  publicKey.allowCredentials = known(publicKey.allowCredentials);
  publicKey.excludeCredentials = known(publicKey.excludeCredentials);
  if (publicKey.user) publicKey.user.id = bytes(publicKey.user.id);
  const { id, rawId, type, response } = await navigator.credentials[form.dataset.passkey]({ publicKey });
  const parts = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
    if (response[name]) parts[name] = text(response[name]);
  return JSON.stringify({ id, rawId: text(rawId), type, response: parts });
};

for (const form of window.PublicKeyCredential ? document.querySelectorAll("[data-passkey]") : []) {
  const told = form.querySelector("[role=alert]"), button = form.querySelector("button");
  form.hidden = false;
  for (const other of document.querySelectorAll("[data-without-passkey]")) other.hidden = true;
  form.onsubmit = async (event) => {
    if (event.submitter?.formNoValidate) return; // the language button
    event.preventDefault();
    told.textContent = "";
    button.disabled = true;
    try {
      if ((form.elements.answer.value = (await answerOf(form)) ?? "")) form.submit();
    } catch (problem) {
      told.textContent = told.dataset[problem.name.toLowerCase()] ?? told.dataset.other;
    }
    button.disabled = false;
  };
}
