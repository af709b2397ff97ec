/* Optional: every page works when this file never arrives. No text or markup is made here. */

/* Show and hide a password; hidden again before the form is sent or the page is kept. */
for (const button of document.querySelectorAll("[data-toggle]")) {
  const input = document.getElementById(button.getAttribute("aria-controls"));
  const status = document.getElementById(button.dataset.status);
  const show = (on) => {
    input.type = on ? "text" : "password";
    button.textContent = on ? button.dataset.hide : button.dataset.show;
    button.setAttribute("aria-label", on ? button.dataset.hideLabel : button.dataset.showLabel);
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    const on = input.type === "password";
    show(on);
    status.textContent = on ? button.dataset.shown : button.dataset.hidden;
  });
  input.form.addEventListener("submit", () => show(false));
  addEventListener("pageshow", (event) => event.persisted && show(false));
}

/* Copy a text, print a page. */
for (const button of document.querySelectorAll("[data-copy], [data-print]")) {
  const text = document.getElementById(button.dataset.copy)?.textContent;
  button.hidden = Boolean(text && !navigator.clipboard);
  button.addEventListener("click", async () => {
    if (!text) return print();
    await navigator.clipboard.writeText(text.replaceAll(" ", ""));
    button.textContent = button.dataset.done;
  });
}

/* Passkeys: the server's question to the authenticator, and its answer as the page's form. */
const decode = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const encode = (bytes) =>
  bytes &&
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
for (const form of window.PublicKeyCredential ? document.querySelectorAll("form[data-passkey]") : []) {
  const part = (name) => form.querySelector(`[data-key-${name}]`);
  const { passkey, csrf, at } = form.dataset;
  const isNew = "new" in form.dataset;
  let waiting;
  const ask = async (mediation) => {
    waiting?.abort();
    waiting = new AbortController();
    const { signal } = waiting;
    const body = new URLSearchParams({ csrf: csrf || form.elements.csrf.value, at: at || "" });
    const asked = await fetch(passkey, { method: "POST", body, signal });
    const { publicKey } = await asked.json();
    publicKey.challenge = decode(publicKey.challenge);
    if (isNew) publicKey.user.id = decode(publicKey.user.id);
    for (const one of publicKey.allowCredentials || publicKey.excludeCredentials || []) {
      one.id = decode(one.id);
    }
    const found = await navigator.credentials[isNew ? "create" : "get"]({ publicKey, mediation, signal });
    const { response } = found;
    form.elements.credential.value = JSON.stringify({
      id: found.id,
      rawId: encode(found.rawId),
      type: found.type,
      response: {
        clientDataJSON: encode(response.clientDataJSON),
        attestationObject: encode(response.attestationObject),
        transports: response.getTransports?.(),
        authenticatorData: encode(response.authenticatorData),
        signature: encode(response.signature),
        userHandle: encode(response.userHandle),
      },
    });
    form.submit();
  };
  const go = async (event) => {
    event.preventDefault();
    if (isNew && !form.reportValidity()) return;
    part("failed").hidden = true;
    await ask().catch(() => (part("failed").hidden = false));
  };
  form.hidden = part("go").hidden = false;
  if (part("none")) part("none").hidden = true;
  part("go").addEventListener("click", go);
  if (isNew) form.addEventListener("submit", go);
  if ("auto" in form.dataset) {
    PublicKeyCredential.isConditionalMediationAvailable?.()
      .then((may) => may && ask("conditional"))
      .catch(() => {});
  }
}

/* An answer that is posted to the app goes at once. */
document.querySelector("form[data-send]")?.requestSubmit();

/* A page that waits looks whether it is over, and leaves alone what is being typed meanwhile. */
for (const { dataset } of document.querySelectorAll("[data-wait]")) {
  const look = async () => {
    const answer = await fetch(dataset.wait, { redirect: "manual" }).catch(() => null);
    if (answer?.type === "opaqueredirect") return location.replace(dataset.wait);
    setTimeout(look, 4000);
  };
  setTimeout(look, 4000);
}

/* What went wrong, or what has changed, is read and seen first. */
document.querySelector("[data-focus]")?.focus();
