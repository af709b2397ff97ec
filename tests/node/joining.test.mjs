// Joining in a real browser: by an invitation whose mail comes from a real mail server, on SQLite and on
// PostgreSQL, with script, width, scheme and language spread over the runs; and axe-core on each page and
// state (A1). Nothing breaks the content security policy (A8).
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { authorize, joinAs, launch, startApp, submit, visit } from "./browser.mjs";
import { signet, startDev } from "./dev-server.mjs";
import { look } from "./look.mjs";
import { arrive, serve } from "./serving.mjs";

const PASSWORD = "seven purple otters hum";
const RUNS = [
  { database: "SQLite", javaScriptEnabled: true, width: 320, colorScheme: "light", language: "ar" },
  { database: "PostgreSQL", javaScriptEnabled: false, width: 1280, colorScheme: "dark", language: "en" },
];

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

for (const kind of RUNS) {
  test(`join by an invitation that came by mail: ${kind.database}, ${kind.language}`, async (t) => {
    const { run, link } = await serve(t, { ...kind, mail: true });
    await run(["invite", "create", "nora@example.org", "--language", kind.language]);
    const { page, broken } = await arrive(t, browser, kind);
    await page.goto(await link("nora@example.org", "/invite/"));
    assert.equal(new URL(page.url()).pathname, "/invite", "the code is out of the address (RC-06)");
    assert.equal(await page.inputValue("#email"), "nora@example.org");
    await page.fill("#name", "Nora Nyberg");
    await page.fill("#new_password", PASSWORD);
    await submit(page, "new_password");
    await page.click("main a.btn");
    await page.fill("#username", "nora@example.org");
    await page.fill("#password", PASSWORD);
    await submit(page, "password");
    await page.waitForURL((url) => url.pathname === "/account");
    assert.deepEqual(broken, []);
  });
}

test("pages of joining: axe-core", async (t) => {
  const dev = await startDev({ set: ["login.registration=open"] });
  t.after(() => dev.stop());
  const app = await startApp();
  t.after(() => app.stop());
  const { context, page } = await visit(browser, { bypassCSP: true, reducedMotion: "reduce" });
  t.after(() => context.close());
  await page.goto(authorize(dev, app.callback, { prompt: "create" }));
  assert.equal(new URL(page.url()).pathname, "/join");
  await look(page, "join");
  await joinAs(page, { email: "pia@example.org", name: "Pia", password: "passwordpassword" });
  await page.waitForSelector("#problem");
  await look(page, "join-guessable");
  await page.fill("#new_password", PASSWORD);
  await submit(page, "new_password");
  await page.waitForURL((url) => url.pathname === "/join/verify");
  await look(page, "join-verify");
  await page.fill("#code", "00000000");
  await submit(page, "code");
  await page.waitForSelector("#problem");
  await look(page, "join-verify-wrong");
  for (const path of ["/help", "/privacy", "/accessibility"]) {
    await page.goto(dev.issuer + path);
    await look(page, path.slice(1));
  }
});

test("pages of invitations: axe-core", async (t) => {
  const dev = await startDev();
  t.after(() => dev.stop());
  const { context, page } = await visit(browser, { bypassCSP: true, reducedMotion: "reduce" });
  t.after(() => context.close());
  await page.goto(`${dev.issuer}/join`);
  await look(page, "join-code");
  await page.goto(`${dev.issuer}/join/waitlist`);
  await look(page, "join-waitlist");
  await page.fill("#email", "rosa@example.org");
  await page.fill("#name", "Rosa");
  await submit(page, "name");
  await page.waitForSelector("form", { state: "detached" });
  await look(page, "join-asked");
  const { link } = JSON.parse(await signet(dev, ["admin", "invite", "boss@example.org", "-o", "json"]));
  await page.goto(link);
  await look(page, "invite-administrator");
  await page.fill("#name", "Boss");
  await page.fill("#new_password", PASSWORD);
  await submit(page, "new_password");
  await page.waitForSelector("main a.btn");
  await look(page, "join-done");
  await page.goto(link);
  await look(page, "invite-over");
});
