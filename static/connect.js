/* Optional: Connect works when this file never arrives; only the page that frames it hears nothing. */

const page = document.getElementById("connect");
const again = document.getElementById("again");

/* The app's own sites hear of it, and nobody else. */
function tell(message) {
  if (parent === window) return;
  const framer = location.ancestorOrigins?.[0];
  for (const origin of JSON.parse(page.dataset.origins)) {
    if (framer === undefined || framer === origin) parent.postMessage(message, origin);
  }
}

for (const message of JSON.parse(page.dataset.events)) tell(message);

/* A page that cannot go on is closed by the page that frames it. */
for (const button of document.querySelectorAll("[data-close]")) {
  button.hidden = parent === window;
  button.addEventListener("click", () => tell(JSON.parse(button.dataset.close)));
}

/* A source is connected in a window of its own; the list is shown again when that is done. */
let waits = false;
async function look() {
  try {
    const answer = await fetch(page.dataset.news, { method: "POST", body: new URLSearchParams(new FormData(again)) });
    if (!answer.ok) return;
    if ((await answer.json()).news) return again.requestSubmit();
  } catch {
    /* Asked again. */
  }
  setTimeout(look, 1500);
}
for (const form of document.querySelectorAll("form[target]")) {
  form.addEventListener("submit", () => {
    if (!waits) look();
    waits = true;
  });
}
