// A forgotten password, and an address that is proven on another device, in a real browser with a real mail
// server: whoever comes from an app ends there. Each journey on SQLite and on PostgreSQL, with script,
// width, scheme and language spread over the runs; and axe-core on each page and state (A1). Nothing breaks
// the content security policy (A8).
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { authorize, decide, forget, giveCode, joinAs, launch, signIn, startApp, submit, tickAll } from "./browser.mjs";
import { until } from "./dev-server.mjs";
import { look } from "./look.mjs";
import { SPREAD, arrive, named, serve } from "./serving.mjs";

const PASSWORD = "seven purple otters hum";
const PIA = { email: "pia@example.org", name: "Pia", password: PASSWORD };
const IDA = { username: "ida", email: "ida@example.org", password: "ida paints green doors" };
// A page without script looks every fifteen seconds.
const WAITS = { timeout: 30_000 };

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

async function begin(t, run, set = []) {
  const served = await serve(t, { ...run, set, mail: true });
  const app = await startApp();
  t.after(() => app.stop());
  return { ...served, app };
}

const at = (page, path, options) => page.waitForURL((url) => url.pathname === path, options);
const press = (page, path) => page.click(`form[action="${path}"] button[type=submit]`);

// Ida has been here for years, and has never proven her address.
async function addIda(run) {
  const { username, email, password } = IDA;
  const line = { external_id: "1", username, emails: [{ value: email }], name: "Ida", created_at: "2019-03-01T10:00:00Z" };
  await run(["user", "import", "-"], JSON.stringify(line));
  await run(["user", "set-password", username, "--password-stdin", "--permanent"], password);
}

async function consent(page, app) {
  await page.waitForURL(/\/consent$/, WAITS);
  await tickAll(page);
  await decide(page, "allow");
  await page.waitForURL(`${app.callback}?*`);
  assert.deepEqual([app.answers.length, app.answers[0].get("state")], [1, "state"]);
  assert.ok(app.answers[0].get("code"));
}

async function accept(page) {
  await page.check("#terms");
  await submit(page, "terms");
}

// Some of them wait for a page that looks by itself, so that others go on meanwhile.
suite("journeys", { concurrency: 3 }, () => {
  for (const run of [SPREAD[4], SPREAD[5]]) {
    // RC-04: "A reset neither signs in nor removes a second factor."
    test(`forget the password, on the way to an app: ${named(run)}`, { timeout: 120_000 }, async (t) => {
      const { dev, app, link } = await begin(t, run);
      const { page, broken } = await arrive(t, browser, run);
      const { anna } = dev.users;
      await page.goto(authorize(dev, app.callback));
      assert.equal(await page.getAttribute("html", "lang"), run.language);
      const login = new URL(page.url()).pathname;
      await page.click("a[href^='/recover']");
      await page.fill("#username", anna.email);
      await submit(page, "username");
      await at(page, "/recover/sent");
      await page.goto(await link(anna.email, "/recover/"));
      assert.equal(new URL(page.url()).pathname, "/recover/new", "the code is out of the address (RC-06)");
      await page.fill("#new_password", PASSWORD);
      await submit(page, "new_password");
      await at(page, "/recover/done");
      await page.click("main a.btn");
      await at(page, login);
      await signIn(page, anna);
      await page.waitForSelector("#problem");
      await signIn(page, anna, PASSWORD);
      await consent(page, app);
      assert.deepEqual(broken, []);
    });
  }

  for (const run of [SPREAD[0], SPREAD[1]]) {
    // LG-17, RC-03: the account is made by a button on whatever device, and the browser that asked goes on.
    test(`join on the way to an app, and prove the address on another device: ${named(run)}`, { timeout: 120_000 }, async (t) => {
      const { dev, app, link } = await begin(t, run, ["login.registration=open"]);
      const [first, second] = [await arrive(t, browser, run), await arrive(t, browser, run)];
      const { page } = first;
      await page.goto(authorize(dev, app.callback, { prompt: "create" }));
      assert.equal(await page.getAttribute("html", "lang"), run.language);
      await joinAs(page, PIA);
      await at(page, "/join/verify");
      await second.page.goto(await link(PIA.email, "/join/"));
      assert.equal(new URL(second.page.url()).pathname, "/join/confirm", "the code is out of the address (RC-06)");
      assert.equal(new URL(page.url()).pathname, "/join/verify", "nothing is proven by looking (RC-03)");
      // Who opens it elsewhere shows that it was they who asked.
      await second.page.fill("#password", PIA.password);
      await press(second.page, "/join/confirm");
      await second.page.waitForSelector("main a.btn");
      await page.waitForURL(/\/interaction\/[^/]+\/login$/, WAITS);
      await signIn(page, { username: PIA.email, password: PIA.password });
      await consent(page, app);
      assert.deepEqual([...first.broken, ...second.broken], []);
    });
  }

  for (const run of [SPREAD[2], SPREAD[3]]) {
    // LE-E1: whoever has to prove their address does it on whatever device, and goes on to the app.
    test(`prove the address on another device before the app: ${named(run)}`, { timeout: 120_000 }, async (t) => {
      const { dev, app, run: signet, link } = await begin(t, run, ["login.require_verified_email=true"]);
      await addIda(signet);
      const [first, second] = [await arrive(t, browser, run), await arrive(t, browser, run)];
      const { page } = first;
      await page.goto(authorize(dev, app.callback));
      assert.equal(await page.getAttribute("html", "lang"), run.language);
      await signIn(page, IDA);
      await page.waitForURL(/\/verify$/);
      await page.click("[name=send]");
      await page.waitForSelector("#code");
      await second.page.goto(await link(IDA.email, "/verify-email/"));
      assert.equal(new URL(second.page.url()).pathname, "/verify-email", "the code is out of the address (RC-06)");
      await press(second.page, "/verify-email");
      await second.page.waitForSelector("form[method=post][action='/verify-email']", { state: "detached" });
      await consent(page, app);
      assert.deepEqual([...first.broken, ...second.broken], []);
    });
  }
});

test("pages of recovering and proving: axe-core", { timeout: 180_000 }, async (t) => {
  const { dev, app, run, link, mails } = await begin(t, {}, ["login.registration=open", "login.require_verified_email=true"]);
  await addIda(run);
  const { anna } = dev.users;
  const { page, context } = await arrive(t, browser, { bypassCSP: true, reducedMotion: "reduce" });
  await page.goto(`${dev.issuer}/recover`);
  await page.fill("#username", anna.email);
  await submit(page, "username");
  await page.goto(await link(anna.email, "/recover/"));
  await look(page, "recover-new");
  await page.fill("#new_password", "passwordpassword");
  await submit(page, "new_password");
  await page.waitForSelector("#problem");
  await look(page, "recover-new-guessable");

  await page.goto(`${dev.issuer}/join`);
  await joinAs(page, PIA);
  await page.goto(await link(PIA.email, "/join/"));
  await look(page, "join-confirm");
  await page.goto(`${dev.issuer}/join/${"a".repeat(43)}`);
  await look(page, "join-no-link");

  await page.goto(authorize(dev, app.callback));
  await signIn(page, IDA);
  await page.waitForURL(/\/verify$/);
  const verify = page.url();
  await look(page, "verify-ask");
  await page.click("[name=send]");
  await page.waitForSelector("#code");
  await look(page, "verify-sent");
  await giveCode(page, "00000000");
  await page.waitForSelector("#problem");
  await look(page, "verify-wrong");
  await page.goto(await link(IDA.email, "/verify-email/"));
  await look(page, "verify-email");
  await press(page, "/verify-email");
  await page.waitForSelector("form[action='/verify-email']", { state: "detached" });
  await look(page, "verify-email-done");
  await page.goto(verify);
  await page.waitForURL(/\/consent$/);

  // Who opens a link to another address elsewhere is asked whose account it is.
  await page.goto(`${dev.issuer}/account/profile/email`);
  await page.fill("#email", "ida@new.example");
  await page.click("form:has(#email) [type=submit]");
  await at(page, "/account/profile");
  const stranger = await arrive(t, browser, { bypassCSP: true, reducedMotion: "reduce" });
  await stranger.page.goto(await link("ida@new.example", "/change-email/"));
  await look(stranger.page, "change-email-elsewhere");
  await stranger.page.fill("#password", "wrong");
  await press(stranger.page, "/change-email");
  await stranger.page.waitForSelector("#problem");
  await look(stranger.page, "change-email-wrong");

  // A browser that nobody has seen yet is told of, and the letter leads to the button that ends everything.
  await forget(context);
  mails.length = 0;
  await page.goto(`${dev.issuer}/account`);
  await signIn(page, IDA);
  await at(page, "/account");
  await page.goto(await link(IDA.email, "/not-me/"));
  await look(page, "not-me");
  await page.click("main form [type=submit]");
  await page.waitForSelector("main a.btn");
  await look(page, "not-me-done");
});

test("pages of terms and of an old sign-in: axe-core", { timeout: 180_000 }, async (t) => {
  const data = await mkdtemp(join(tmpdir(), "signet-terms-"));
  t.after(() => rm(data, { recursive: true, force: true }));
  const file = join(data, "terms.md");
  await writeFile(file, "# Terms of use\n\nWho may do what, and *why*.\n\n## How long\n\n- as long as you like\n- [more](https://example.org/more)\n");
  const terms = ["terms.version=2026-11", `terms.file=${file}`, "terms.changes_url=https://example.org/changes"];
  const { dev, app } = await begin(t, {}, ["login.registration=open", "legacy.corsano_users.sunset_at=2099-06-30T00:00:00Z", ...terms]);
  const { anna } = dev.users;
  const { page, context } = await arrive(t, browser, { bypassCSP: true, reducedMotion: "reduce" });
  await page.goto(`${dev.issuer}/terms/2026-11`);
  await look(page, "terms");
  await page.goto(`${dev.issuer}/join`);
  await look(page, "join-terms");
  await joinAs(page, PIA);
  await page.waitForSelector("#problem");
  await look(page, "join-terms-missing");
  await page.goto(authorize(dev, app.callback));
  await signIn(page, anna);
  await page.waitForURL(/\/terms$/);
  await look(page, "accept-terms");
  await submit(page, "terms");
  await page.waitForSelector("#problem");
  await look(page, "accept-terms-missing");
  await accept(page);
  await page.waitForURL(/\/consent$/);
  await page.goto(`${dev.issuer}/account/legacy`);
  await at(page, "/account/legacy");
  await look(page, "account-legacy-none");

  const { url, method, headers, body } = dev.doors["corsano-users"].requests.login;
  // The door's secret is made in the background.
  await until(async () => (await fetch(url, { method, headers, body: JSON.stringify(body) })).ok);
  await forget(context);
  await page.goto(`${dev.issuer}/account`);
  await signIn(page, { username: body.email, password: body.password });
  await page.waitForURL(/\/terms$/);
  await accept(page);
  await at(page, "/account/legacy");
  await look(page, "account-legacy");
});
