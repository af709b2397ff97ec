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

/* An answer that is posted to the app goes at once. */
document.querySelector("form[data-send]")?.requestSubmit();

/* What went wrong, or what has changed, is read and seen first. */
document.querySelector("[data-focus]")?.focus();
