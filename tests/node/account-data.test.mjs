// A person takes their data along and leaves, in a real browser: the file comes, the end is asked
// for, an app's sign-in asks whether to stay, and the account is kept. On either database, with
// script and without, narrow and wide, light and dark. A1, A8; PAGES 25.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { authorize, launch, signIn, startApp } from "./browser.mjs";
import { look } from "./look.mjs";
import { SPREAD, arrive, named, serve } from "./serving.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

async function begin(t, run) {
  const { dev } = await serve(t, run);
  const app = await startApp();
  t.after(() => app.stop());
  return { dev, app };
}

for (const run of SPREAD) {
  test(`data is taken along, the end is asked for, and the account kept: ${named(run)}`, async (t) => {
    const { dev, app } = await begin(t, run);
    const { page, broken } = await arrive(t, browser, { ...run, acceptDownloads: true });
    await page.goto(`${dev.issuer}/account/data`);
    await signIn(page, dev.users.anna);
    await page.waitForURL(/\/account\/data$/);
    assert.equal(await page.getAttribute("html", "lang"), run.language);
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("form[action$='/export'] [type=submit]")]);
    assert.equal(download.suggestedFilename(), "account.json");
    const told = JSON.parse(await readFile(await download.path(), "utf8"));
    assert.equal(told.account.profile.preferred_username, "anna");
    await page.check("#sure");
    await page.click("form[action$='/delete'] [type=submit]");
    await page.waitForSelector("form[action$='/keep']");
    // Elsewhere, on the way to an app.
    const other = await arrive(t, browser, run);
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
  const { dev, app } = await begin(t, {});
  const { page } = await arrive(t, browser, { bypassCSP: true, reducedMotion: "reduce" });
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
