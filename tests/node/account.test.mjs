// The account pages in a real browser, each journey on SQLite and on PostgreSQL, with script, width
// and colour scheme spread over them pairwise: an authenticator app is turned on and used, a
// recovery code stands in for a lost phone, a changed password ends a legacy token. A8: nothing
// breaks the content security policy; A5: the pages are light; A1: axe-core finds nothing.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { authorize, giveCode, launch, signIn, startApp, visit } from "./browser.mjs";
import { givePassword, startDev, startPostgres, until } from "./dev-server.mjs";
import { look } from "./look.mjs";
import { oneTimeCode } from "./one-time-code.mjs";

// Script, width and scheme: over the six runs each pair of values occurs.
const RUNS = {
  sqlite: [
    { javaScriptEnabled: true, width: 320, colorScheme: "light" },
    { javaScriptEnabled: false, width: 1280, colorScheme: "dark" },
    { javaScriptEnabled: true, width: 1280, colorScheme: "light" },
  ],
  postgres: [
    { javaScriptEnabled: false, width: 320, colorScheme: "dark" },
    { javaScriptEnabled: true, width: 1280, colorScheme: "dark" },
    { javaScriptEnabled: false, width: 320, colorScheme: "light" },
  ],
};

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

async function arrive(t, database, { width, ...options }) {
  const set = [];
  if (database === "postgres") {
    const postgres = await startPostgres();
    t.after(() => postgres.stop());
    set.push(`database.url=${postgres.url}`);
  }
  const dev = await startDev({ set });
  t.after(() => dev.stop());
  const person = async () => {
    const visitor = await visit(browser, { ...options, viewport: { width, height: 900 }, acceptDownloads: true });
    t.after(() => visitor.context.close());
    const open = (path) => visitor.page.goto(dev.issuer + path);
    return { ...visitor, open };
  };
  return { dev, person };
}

// The seed as a person types it into their app: from the page.
const seedOf = async (page) => ({ totp_secret: (await page.textContent("#key")).replaceAll(" ", ""), totp_algorithm: "SHA1" });
// A step counts once: the next one.
const nextCode = (app) => oneTimeCode(app, Date.now());
const stepOf = (at) => Math.floor(at / 30_000);
const waitForStep = () => new Promise((resolve) => setTimeout(resolve, 30_500 - (Date.now() % 30_000)));
const at = (page, path) => page.waitForURL((url) => url.pathname === path);

// Turns an authenticator app on; the app, and the recovery codes.
async function enrol({ page, open }, user) {
  await open("/account/security/totp/new");
  await signIn(page, user);
  await at(page, "/account/security/totp/new");
  const app = await seedOf(page);
  await page.fill("#name", "My phone");
  await giveCode(page, "000000");
  assert.match(await page.title(), /^Error: /);
  assert.deepEqual(await seedOf(page), app, "a wrong code keeps the key");
  await giveCode(page, nextCode(app));
  await at(page, "/account/security/recovery");
  const codes = await page.$$eval(".codes code", (all) => all.map((one) => one.textContent));
  assert.equal(codes.length, 10);
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("form[action$='.txt'] [type=submit]")]);
  const file = await readFile(await download.path(), "utf8");
  assert.ok(codes.every((code) => file.includes(code)), file);
  await page.check("#saved");
  await page.click("form:has(#saved) [type=submit]");
  await at(page, "/account/security");
  assert.match(await page.textContent("[role=status]"), /new recovery codes work now/);
  return { app, codes };
}

for (const [database, runs] of Object.entries(RUNS)) {
  test(`turn an authenticator app on and sign in with it: ${database}`, { timeout: 180_000 }, async (t) => {
    const { dev, person } = await arrive(t, database, runs[0]);
    const { anna } = dev.users;
    const first = await person();
    const { app } = await enrol(first, anna);
    const second = await person();
    await second.open("/account");
    await signIn(second.page, anna);
    await waitForStep();
    await giveCode(second.page, nextCode(app));
    await at(second.page, "/account");
    assert.match(await second.page.textContent("main"), /Anna Berg/);
    assert.deepEqual([first.broken, second.broken], [[], []]);
  });

  test(`lose the phone and use a recovery code: ${database}`, { timeout: 180_000 }, async (t) => {
    const { dev, person } = await arrive(t, database, runs[1]);
    const { anna } = dev.users;
    const { codes } = await enrol(await person(), anna);
    const { page, open, broken } = await person();
    await open("/account/security");
    await signIn(page, anna);
    await page.click("a[href$='/recovery']");
    await page.fill("#recovery_code", codes[3].toLowerCase().replaceAll("-", " "));
    await page.click("form:has(#recovery_code) [type=submit]");
    await at(page, "/account/security");
    assert.match(await page.textContent("main"), /9 recovery codes left/);
    // The lost phone goes: the recovery code has just proven it.
    await page.click("a[href^='/account/security/totp/']:has-text('My phone')");
    await page.click("a[href$='/remove']");
    await page.click("form[action$='/remove'] [type=submit]");
    await at(page, "/account/security");
    assert.match(await page.textContent("[role=status]"), /was removed/);
    assert.deepEqual(broken, []);
  });

  test(`change the password and see the legacy token die: ${database}`, { timeout: 180_000 }, async (t) => {
    const { dev, person } = await arrive(t, database, runs[2]);
    const { login } = dev.doors["corsano-users"].requests;
    const signInThere = () => fetch(login.url, { method: login.method, headers: login.headers, body: JSON.stringify(login.body) });
    const response = await until(async () => {
      const response = await signInThere();
      return response.ok && response;
    });
    const { token } = await response.json();
    const refresh = () => fetch(login.url.replace(/\/login$/, "/auth/refresh"), { headers: { authorization: `Bearer ${token}` } });
    assert.equal((await refresh()).status, 200);
    const { page, open, broken } = await person();
    await open("/.well-known/change-password");
    await signIn(page, { username: login.body.email, password: login.body.password });
    await at(page, "/account/security");
    await page.click("a[href='/account/security/password']");
    const password = "seven quiet boats on a lake";
    await page.fill("#password", login.body.password);
    await page.fill("#new_password", password);
    await page.click("form:has(#new_password) [type=submit]");
    await at(page, "/account/security");
    assert.match(await page.textContent("[role=status]"), /password was changed/);
    assert.equal((await refresh()).status, 401, "the old app is signed out");
    assert.deepEqual(broken, []);
  });
}

// A1, A5.
test("every state of the account pages: axe-core, light and dark, 320 and 1280, and their weight", { timeout: 300_000 }, async (t) => {
  const dev = await startDev({ set: ["mfa.remember_device=30d"] });
  t.after(() => dev.stop());
  const { context, page } = await visit(browser, { bypassCSP: true, reducedMotion: "reduce" });
  t.after(() => context.close());
  const open = (path) => page.goto(dev.issuer + path);
  const { anna } = dev.users;
  const seen = async (name) => {
    const [html, ...files] = await page.evaluate(async () => {
      const links = [...document.querySelectorAll("link[rel=stylesheet], script[src]")].map((one) => one.href ?? one.src);
      return [document.documentElement.outerHTML, ...(await Promise.all(links.map(async (link) => (await fetch(link)).text())))];
    });
    const size = [html, ...files].reduce((sum, text) => sum + gzipSync(text).length, 0);
    assert.ok(size <= 14 * 1024, `${name}: ${size}`);
    await look(page, name);
  };
  await open("/account");
  await signIn(page, anna);
  await seen("account-no-factor");
  await open("/account/security");
  await seen("account-security-none");
  await open("/account/security/recovery");
  await seen("account-codes-no-factor");
  await open("/account/security/password");
  await seen("account-password");
  await page.fill("#password", "wrong");
  await page.fill("#new_password", "seven quiet boats on a lake");
  await page.click("form:has(#new_password) [type=submit]");
  await seen("account-password-wrong");
  await open("/account/security/totp/new");
  await seen("account-totp-new");
  const app = await seedOf(page);
  await giveCode(page, "000000");
  await seen("account-totp-new-wrong");
  await giveCode(page, nextCode(app));
  await seen("account-codes-shown");
  await page.$eval("form:has(#saved)", (form) => (form.noValidate = true));
  await page.click("form:has(#saved) [type=submit]");
  await seen("account-codes-tick");
  await page.check("#saved");
  await page.click("form:has(#saved) [type=submit]");
  await seen("account-security-saved");
  await open("/account/security/recovery");
  await seen("account-codes-make");
  await page.goto(dev.issuer + (await (await open("/account/security"), page.getAttribute("a[href^='/account/security/totp/']:has-text('Authenticator app')", "href"))));
  await seen("account-totp-rename");
  await page.click("a[href$='/remove']");
  await seen("account-totp-remove");
  // Another one: then a page says which of them it asks for.
  await open("/account/security/totp/new");
  const tablet = await seedOf(page);
  await page.fill("#name", "Tablet");
  const before = Date.now();
  await giveCode(page, nextCode(tablet));
  await at(page, "/account/security");
  await open("/account");
  await seen("account-overview");
  await page.click("nav form [type=submit]");
  await open("/account");
  await signIn(page, anna);
  await seen("mfa-remember");
  await page.click("a[href$='/recovery']");
  await seen("recovery");
  await page.fill("#recovery_code", "wrong");
  await page.click("form:has(#recovery_code) [type=submit]");
  await seen("recovery-wrong");
  await open("/account");
  await signIn(page, anna);
  if (stepOf(Date.now()) === stepOf(before)) await waitForStep();
  await giveCode(page, nextCode(tablet));
  await at(page, "/account");
  await open("/account/security");
  await page.click("a[href^='/account/security/totp/']:has-text('Authenticator app')");
  await page.click("a[href$='/remove']");
  await page.fill("#password", anna.password);
  await page.click("form:has(#password) [type=submit]");
  await seen("mfa-only");
  await giveCode(page, nextCode(tablet));
  await seen("mfa-another");
});

// Goes on by Tab to what is looked for, as somebody does who has no pointer; what has the focus is seen.
async function tabTo(page, wanted) {
  for (let steps = 0; steps < 60; steps += 1) {
    await page.keyboard.press("Tab");
    const found = await page.evaluate((wanted) => {
      const active = document.activeElement;
      const { outlineStyle, outlineWidth } = getComputedStyle(active);
      return active.matches(wanted) && { ring: outlineStyle !== "none" && parseFloat(outlineWidth) > 0 };
    }, wanted);
    if (found) {
      assert.ok(found.ring, `${wanted} shows that it has the focus`);
      return;
    }
  }
  assert.fail(`${wanted} cannot be reached by Tab: ${page.url()}`);
}

const type = async (page, field, text) => {
  await tabTo(page, field);
  await page.keyboard.press("Control+A");
  await page.keyboard.type(text);
};
const press = async (page, wanted, key = "Enter") => {
  await tabTo(page, wanted);
  await page.keyboard.press(key);
};

// A3: "everything by keyboard", from the sign-in to the end of a session, with script and without.
for (const javaScriptEnabled of [true, false]) {
  test(`the account pages by keyboard alone: ${javaScriptEnabled ? "with" : "without"} script`, { timeout: 180_000 }, async (t) => {
    const dev = await startDev();
    t.after(() => dev.stop());
    const { context, page } = await visit(browser, { javaScriptEnabled });
    t.after(() => context.close());
    const { anna } = dev.users;
    await page.goto(`${dev.issuer}/account`);
    await type(page, "#username", anna.username);
    await type(page, "#password", anna.password);
    await page.keyboard.press("Enter");
    await at(page, "/account");
    // The first stop leads past the head.
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute("href")), "#main");
    for (const path of ["/account/security", "/account/sessions", "/account/apps", "/account/activity", "/account/security"]) {
      await press(page, `a[href='${path}']`);
      await at(page, path);
    }
    await press(page, "a[href='/account/security/totp/new']");
    await at(page, "/account/security/totp/new");
    const app = await seedOf(page);
    await type(page, "#name", "My phone");
    await type(page, "#code", nextCode(app));
    await page.keyboard.press("Enter");
    await at(page, "/account/security/recovery");
    await press(page, "#saved", "Space");
    await press(page, "form:has(#saved) [type=submit]");
    await at(page, "/account/security");
    await press(page, "a[href='/account/security/password']");
    await at(page, "/account/security/password");
    await type(page, "#password", anna.password);
    await type(page, "#new_password", "seven quiet boats on a lake");
    await page.keyboard.press("Enter");
    await at(page, "/account/security");
    assert.match(await page.textContent("[role=status]"), /password was changed/);
    await press(page, "nav form [type=submit], form[action='/logout'] [type=submit]");
    await page.waitForURL((url) => url.pathname !== "/account/security");
  });

  test(`a given password and a second step on the way, by keyboard alone: ${javaScriptEnabled ? "with" : "without"} script`, { timeout: 180_000 }, async (t) => {
    const dev = await startDev({ set: ['mfa.required_for=["patient"]'] });
    t.after(() => dev.stop());
    const back = await startApp();
    t.after(() => back.stop());
    const { context, page } = await visit(browser, { javaScriptEnabled });
    t.after(() => context.close());
    await givePassword(dev, "anna", "plum harbour quartz");
    await page.goto(authorize(dev, back.callback, { scope: "openid" }));
    await type(page, "#username", "anna");
    await type(page, "#password", "plum harbour quartz");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/password\/new$/);
    await type(page, "#new_password", "seven quiet boats on a lake");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/enrol$/);
    const app = await seedOf(page);
    await type(page, "#code", nextCode(app));
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/enrol\/codes$/);
    await press(page, "#saved", "Space");
    await press(page, "form:has(#saved) [type=submit]");
    await page.waitForURL(/\/consent$/);
    await press(page, "[name=decision][value=allow]");
    await page.waitForURL(/\/callback\?/);
    assert.ok(back.answers[0].get("code"));
  });
}
