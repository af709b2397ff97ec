/* Optional. Every page works when this file never arrives. */
const alertBox = document.querySelector("[role=alert]");
if (alertBox) alertBox.focus();
for (const b of document.querySelectorAll("[data-toggle]")) {
  const i = document.getElementById(b.getAttribute("aria-controls"));
  const s = document.getElementById(b.dataset.status);
  b.hidden = false;
  const set = (on) => {
    i.type = on ? "text" : "password";
    b.textContent = on ? b.dataset.hide : b.dataset.show;
    b.setAttribute("aria-label", on ? b.dataset.hideLabel : b.dataset.showLabel);
    if (s) s.textContent = on ? b.dataset.shown : b.dataset.hidden;
  };
  b.addEventListener("click", () => set(i.type === "password"));
  i.form.addEventListener("submit", () => set(false));
  addEventListener("pageshow", (e) => e.persisted && set(false));
}
