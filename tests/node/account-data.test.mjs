// A person takes their data along and leaves, in a real browser: the file comes, the end is asked
// for, an app's sign-in asks whether to stay, and the account is kept. On either database, with
// script and without, narrow and wide, light and dark. A1, A8; PAGES 25.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { authorize, launch, signIn, startApp, visit } from "./browser.mjs";
import { startDev, startPostgres } from "./dev-server.mjs";
import { look } from "./look.mjs";

// Every pair of two of these is in one of the runs.
const RUNS = [
  { database: "SQLite", javaScriptEnabled: true, width: 320, colorScheme: "light", language: "en" },
  { database: "SQLite", javaScriptEnabled: false, width: 1280, colorScheme: "dark", language: "ar" },
  { database: "PostgreSQL", javaScriptEnabled: true, width: 1280, colorScheme: "light", language: "ar" },
  { database: "PostgreSQL", javaScriptEnabled: false, width: 320, colorScheme: "dark", language: "en" },
];

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

async function serve(t, database) {
  const options = [];
  if (database === "PostgreSQL") {
    const postgres = await startPostgres();
    t.after(() => postgres.stop());
    options.push("--set", `database.url=${postgres.url}`);
  }
  const dev = await startDev({ options });
  t.after(() => dev.stop());
  const app = await startApp();
  t.after(() => app.stop());
  return { dev, app };
}

async function arrive(t, options) {
  const visitor = await visit(browser, options);
  t.after(() => visitor.context.close());
  return visitor;
}

for (const { database, javaScriptEnabled, width, colorScheme, language } of RUNS) {
  const name = `${database}, ${javaScriptEnabled ? "with script" : "without script"}, ${width}, ${colorScheme}, ${language}`;
  test(`data is taken along, the end is asked for, and the account kept: ${name}`, async (t) => {
    const { dev, app } = await serve(t, database);
    const { page, broken } = await arrive(t, { javaScriptEnabled, colorScheme, viewport: { width, height: 900 }, locale: language, acceptDownloads: true });
    await page.goto(`${dev.issuer}/account/data`);
    await signIn(page, dev.users.anna);
    await page.waitForURL(/\/account\/data$/);
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("form[action$='/export'] [type=submit]")]);
    assert.equal(download.suggestedFilename(), "account.json");
    const told = JSON.parse(await readFile(await download.path(), "utf8"));
    assert.equal(told.account.profile.preferred_username, "anna");
    await page.check("#sure");
    await page.click("form[action$='/delete'] [type=submit]");
    await page.waitForSelector("form[action$='/keep']");
    // Elsewhere, on the way to an app.
    const other = await arrive(t, { javaScriptEnabled, locale: language });
    await other.page.goto(authorize(dev, app.callback));
    await signIn(other.page, dev.users.anna);
    await other.page.waitForURL(/\/leaving$/);
    await other.page.click("[name=decision][value=keep]");
    await other.page.waitForSelector("[name=decision][value=allow]");
    await page.reload();
    assert.equal(await page.$("form[action$='/keep']"), null);
    assert.deepEqual([...broken, ...other.broken], []);
  });
}

test("each page in light and dark, narrow and wide, left to right and right to left (A1)", async (t) => {
  const { dev, app } = await serve(t, "SQLite");
  const { page } = await arrive(t, { bypassCSP: true, reducedMotion: "reduce" });
  await page.goto(`${dev.issuer}/account/data`);
  await signIn(page, dev.users.anna);
  await look(page, "account-data");
  await page.$eval("#sure", (box) => (box.required = false));
  await page.click("form[action$='/delete'] [type=submit]");
  await look(page, "account-data-unticked");
  await page.check("#sure");
  await page.click("form[action$='/delete'] [type=submit]");
  await look(page, "account-data-leaving");
  await page.goto(authorize(dev, app.callback));
  await look(page, "leaving");
});
