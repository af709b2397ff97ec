// Passkeys in a real browser with an authenticator of its own: one is added and signed in with, in
// place of a password and after it, on SQLite and on PostgreSQL, with width, colour scheme and
// language spread over them pairwise. P-21: without script the pages say what else there is. A1:
// axe-core finds nothing; A5: the pages are light; A8: nothing breaks the content security policy.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { forget, launch, signIn, visit } from "./browser.mjs";
import { startDev, startPostgres } from "./dev-server.mjs";
import { look } from "./look.mjs";

// Over the four runs each pair of values occurs.
const RUNS = {
  sqlite: [
    { width: 320, colorScheme: "light", language: "ar" },
    { width: 1280, colorScheme: "dark", language: "ar" },
  ],
  postgres: [
    { width: 320, colorScheme: "dark", language: "en" },
    { width: 1280, colorScheme: "light", language: "en" },
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
  const visitor = await visit(browser, { ...options, viewport: { width, height: 900 } });
  t.after(() => visitor.context.close());
  const open = (path) => visitor.page.goto(dev.issuer + path);
  return { dev, open, ...visitor };
}

// What a telephone has: it looks who is there, and keeps keys that can be found without a name.
async function authenticator(context, page, options = {}) {
  const cdp = await context.newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true, ...options },
  });
  const verify = (isUserVerified) => cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified });
  const credentials = async () => (await cdp.send("WebAuthn.getCredentials", { authenticatorId })).credentials;
  const present = (enabled) => cdp.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled });
  return { verify, credentials, present };
}

const at = (page, path) => page.waitForURL((url) => url.pathname === path);
const GO = "[data-key-go]";

// Adds a passkey, and keeps the recovery codes that come with the first one.
async function add({ page, open }, user, name) {
  await open("/account/passkeys/new");
  await signIn(page, user);
  await at(page, "/account/passkeys/new");
  assert.equal(await page.isVisible("[data-key-none]"), false);
  await page.fill("#name", name);
  await page.click(GO);
  await at(page, "/account/security/recovery");
  const codes = await page.$$eval(".codes code", (all) => all.map((one) => one.textContent));
  assert.equal(codes.length, 10);
  await page.check("#saved");
  await page.click("form:has(#saved) [type=submit]");
  await at(page, "/account/security");
  return codes;
}

for (const [database, runs] of Object.entries(RUNS)) {
  test(`add a passkey and sign in with it: ${database}`, { timeout: 180_000 }, async (t) => {
    const visitor = await arrive(t, database, runs[0]);
    const { dev, page, open, context, broken } = visitor;
    const key = await authenticator(context, page);
    await add(visitor, dev.users.anna, "My phone");
    const [kept, ...more] = await key.credentials();
    assert.deepEqual([kept.rpId, kept.isResidentCredential, more], ["localhost", true, []]);
    assert.ok(!Buffer.from(kept.userHandle, "base64").toString("latin1").includes("anna"), "the handle tells nobody");
    await open("/account/passkeys");
    assert.match(await page.textContent("main"), /My phone/);
    // A second one on the same device is not made.
    await open("/account/passkeys/new");
    await page.click(GO);
    await page.waitForSelector("[data-key-failed]:visible");
    assert.equal((await key.credentials()).length, 1);

    // Nobody is there for the browser's own offer, so that the button is what is pressed.
    await key.present(false);
    await forget(context);
    await open("/account");
    assert.equal(await page.getAttribute("#username", "autocomplete"), "username webauthn");
    await page.waitForSelector(GO);
    await key.present(true);
    await page.click(GO);
    await at(page, "/account");
    assert.match(await page.textContent("main"), /Anna Berg/);
    // Whoever is not recognised gets nowhere, and can try again.
    await forget(context);
    await key.verify(false);
    await open("/account");
    await page.click(GO);
    await page.waitForSelector("[data-key-failed]:visible");
    await key.verify(true);
    await page.click(GO);
    await at(page, "/account");
    assert.deepEqual(broken, []);
  });

  test(`a passkey after the password, and to prove it anew: ${database}`, { timeout: 180_000 }, async (t) => {
    const visitor = await arrive(t, database, runs[1]);
    const { dev, page, open, context, broken } = visitor;
    const key = await authenticator(context, page);
    await add(visitor, dev.users.anna, "Key");
    await key.present(false);
    await forget(context);
    await open("/account/security");
    await signIn(page, dev.users.anna);
    await page.waitForURL(/\/mfa$/);
    assert.equal(await page.isVisible("[data-key-none]"), false);
    assert.equal(await page.isVisible("#code"), false, "she has no app");
    await key.present(true);
    await page.click(GO);
    await at(page, "/account/security");
    // TF-06: it takes the very passkey to remove it.
    await page.click("a[href='/account/passkeys']");
    await page.click("a[href^='/account/passkeys/']:has-text('Key')");
    await page.click("a[href$='/remove']");
    await page.click("form[action$='/remove'] [type=submit]");
    await at(page, "/account/passkeys");
    await key.present(false);
    await forget(context);
    await open("/account/security");
    await signIn(page, dev.users.anna);
    await at(page, "/account/security");
    assert.deepEqual(broken, []);
  });
}

// The field of the name offers it by itself: conditional mediation (P-02).
test("the browser offers the passkey when the page is opened", { timeout: 120_000 }, async (t) => {
  const visitor = await arrive(t, "sqlite", { width: 1280 });
  const { dev, page, open, context, broken } = visitor;
  await authenticator(context, page);
  await add(visitor, dev.users.anna, "My phone");
  await forget(context);
  // The authenticator says yes at once, so that nothing is pressed or typed.
  await open("/account/security");
  await at(page, "/account/security");
  assert.match(await page.textContent("nav:has(a[href='/account'])"), /Overview/);
  assert.deepEqual(broken, []);
});

test("without script the pages say what else there is", { timeout: 120_000 }, async (t) => {
  const { dev, page, open, broken } = await arrive(t, "sqlite", { width: 320, javaScriptEnabled: false });
  await open("/account/passkeys/new");
  assert.equal(await page.isVisible(GO), false);
  await signIn(page, dev.users.anna);
  await at(page, "/account/passkeys/new");
  assert.equal(await page.isVisible(GO), false);
  await page.focus("#name");
  await page.keyboard.press("Enter");
  await page.waitForSelector("[role=alert]");
  await page.click("main a[href='/account/security/totp/new']");
  await at(page, "/account/security/totp/new");
  assert.deepEqual(broken, []);
});

test("every state of the passkey pages: axe-core, light and dark, 320 and 1280, and their weight", { timeout: 300_000 }, async (t) => {
  const dev = await startDev();
  t.after(() => dev.stop());
  const { context, page } = await visit(browser, { bypassCSP: true, reducedMotion: "reduce" });
  t.after(() => context.close());
  const open = (path) => page.goto(dev.issuer + path);
  const key = await authenticator(context, page);
  const seen = async (name) => {
    const [html, ...files] = await page.evaluate(async () => {
      const links = [...document.querySelectorAll("link[rel=stylesheet], script[src]")].map((one) => one.href ?? one.src);
      return [document.documentElement.outerHTML, ...(await Promise.all(links.map(async (link) => (await fetch(link)).text())))];
    });
    const size = [html, ...files].reduce((sum, text) => sum + gzipSync(text).length, 0);
    assert.ok(size <= 14 * 1024, `${name}: ${size}`);
    await look(page, name);
  };
  await key.present(false);
  await open("/account/passkeys");
  await page.waitForSelector(GO);
  await seen("login-passkey");
  await signIn(page, dev.users.anna);
  await seen("passkeys-none");
  await open("/account/passkeys/new");
  await page.waitForSelector(GO);
  await seen("passkey-new");
  await page.$eval("form[data-passkey]", (form) => form.submit());
  await page.waitForSelector("[role=alert]");
  await seen("passkey-new-missing");
  await key.present(true);
  await page.click(GO);
  await at(page, "/account/security/recovery");
  await page.check("#saved");
  await page.click("form:has(#saved) [type=submit]");
  await seen("security-passkey");
  await open("/account/passkeys");
  await seen("passkeys-one");
  await page.click("a[href^='/account/passkeys/0']");
  await seen("passkey-rename");
  await page.click("a[href$='/remove']");
  await seen("passkey-remove");
  await key.present(false);
  await forget(context);
  await open("/account");
  await signIn(page, dev.users.anna);
  await page.waitForURL(/\/mfa$/);
  await page.waitForSelector(GO);
  await seen("mfa-passkey");
  await page.$eval("form[data-passkey]", (form) => {
    form.elements.credential.value = "x";
    form.submit();
  });
  await page.waitForSelector("[role=alert]");
  await seen("mfa-passkey-wrong");
  await key.present(true);
  await page.click(GO);
  await at(page, "/account");
});
