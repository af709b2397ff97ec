// A1: axe-core finds nothing on any page and state, in light and dark, at 320 and 1280 px, left to
// right and right to left; and nothing scrolls sideways.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { authorize, decide, giveCode, launch, signIn, startApp, tickAll, visit } from "./browser.mjs";
import { givePassword, startDev } from "./dev-server.mjs";
import { look } from "./look.mjs";
import { oneTimeCode } from "./one-time-code.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

// A server, and a visitor whose pages let axe-core in, which their policy would keep out; colours
// that fade into each other have no contrast to measure.
async function arrive(t, { stays = false, set = [] } = {}) {
  const dev = await startDev({ set });
  t.after(() => dev.stop());
  // 204 leaves the browser where it is: on the page that leads back.
  const app = await startApp(stays ? { answer: (response) => response.writeHead(204).end() } : {});
  t.after(() => app.stop());
  const { context, page } = await visit(browser, { bypassCSP: true, reducedMotion: "reduce" });
  t.after(() => context.close());
  const ask = (extra) => page.goto(authorize(dev, app.callback, extra));
  return { dev, app, page, ask };
}

// A form as a browser sends it that asks for nothing to be filled in.
async function sendEmpty(page, field) {
  await page.$eval(`form:has(#${field})`, (form) => (form.noValidate = true));
  await page.click(`form:has(#${field}) [type=submit]`);
}

test("pages without a sign-in", async (t) => {
  const { dev, page } = await arrive(t);
  const pages = {
    home: "/",
    "docs-errors": "/docs/errors",
    "docs-error": "/docs/errors/pkce-missing",
    "docs-migration": "/docs/migration",
    "docs-migration-mycure": "/docs/migration/mycure",
    "error-client": "/authorize?client_id=nobody",
    "not-found": "/nothing",
    "return-unknown": "/return/x",
    "logout-done": "/logout",
  };
  for (const [name, path] of Object.entries(pages)) {
    await page.goto(dev.issuer + path);
    await look(page, name);
  }
});

test("sign in: first, name only, nothing, wrong", async (t) => {
  const { dev, page, ask } = await arrive(t);
  await ask();
  await look(page, "login");
  await sendEmpty(page, "username");
  await look(page, "login-nothing");
  await page.fill("#username", "anna");
  await sendEmpty(page, "username");
  await look(page, "login-password");
  await ask();
  await signIn(page, dev.users.anna, "wrong password");
  await page.waitForSelector("#problem");
  await look(page, "login-wrong");
});

test("forgotten password: first, nothing, sent, wrong code, a link that is none", async (t) => {
  const { dev, page, ask } = await arrive(t);
  await ask();
  await page.click("a[href^='/recover']");
  await look(page, "recover");
  await sendEmpty(page, "username");
  await look(page, "recover-nothing");
  await page.fill("#username", "anna");
  await page.click("form:has(#username) [type=submit]");
  await page.waitForURL((url) => url.pathname === "/recover/sent");
  await look(page, "recover-sent");
  await giveCode(page, "00000000");
  await page.waitForSelector("#problem");
  await look(page, "recover-code-wrong");
  await page.goto(`${dev.issuer}/recover/${"a".repeat(43)}`);
  await look(page, "recover-no-link");
  await page.goto(`${dev.issuer}/recover/done`);
  await look(page, "recover-done");
});

test("profile: as it is, wrong, another address, another number and its code", async (t) => {
  const { dev, page } = await arrive(t);
  await page.goto(`${dev.issuer}/account/profile`);
  await signIn(page, dev.users.anna);
  await look(page, "profile");
  await page.fill("#zoneinfo", "no zone");
  await page.click("form:has(#zoneinfo) [type=submit]");
  await page.waitForSelector("#problem");
  await look(page, "profile-wrong");
  await page.goto(`${dev.issuer}/account/profile/email`);
  await look(page, "profile-email");
  await page.fill("#email", "anna@example.com");
  await page.click("form:has(#email) [type=submit]");
  await page.waitForSelector("[role=status]");
  await look(page, "profile-asked");
  await page.click("form[action='/account/profile/cancel'] [type=submit]");
  await page.waitForSelector("form[action='/account/profile/cancel']", { state: "detached" });
  await look(page, "profile-cancelled");
  await page.goto(`${dev.issuer}/account/profile/mobile`);
  await look(page, "profile-mobile");
  await page.fill("#mobile", "+4915112345678");
  await page.click("form:has(#mobile) [type=submit]");
  await page.waitForURL(/\/mobile\/code$/);
  await look(page, "profile-mobile-code");
  await giveCode(page, "00000000");
  await page.waitForSelector("#problem");
  await look(page, "profile-mobile-code-wrong");
});

test("one-time code: first, nothing, wrong until it is over, right, used", async (t) => {
  const { dev, page, ask } = await arrive(t);
  const kim = dev.users["dr.kim"];
  await ask();
  await signIn(page, kim);
  await look(page, "mfa");
  await sendEmpty(page, "code");
  await look(page, "mfa-nothing");
  await giveCode(page, "F7KQ-201M-9XWD-H");
  await look(page, "mfa-recovery");
  for (let tries = 1; await page.$("#code"); tries += 1) {
    assert.ok(tries <= 5, "wrong codes end the sign-in (TF-04)");
    await giveCode(page, "abcdef");
    await look(page, `mfa-wrong-${tries}`);
  }
  const code = oneTimeCode(kim);
  for (const state of ["consent", "mfa-used"]) {
    await ask({ prompt: "login" });
    await signIn(page, kim);
    await giveCode(page, code);
    await look(page, state);
  }
});

test("consent: every kind of scope, nothing ticked, all ticked, a mere sign-in", async (t) => {
  const { dev, page, ask } = await arrive(t);
  const web = { client_id: "web", redirect_uri: dev.clients.web.redirect_uris[0], scope: dev.clients.web.scope };
  await ask(web);
  await signIn(page, dev.users.anna);
  await look(page, "consent-whole");
  await page.click("details summary");
  await look(page, "consent-details");
  await decide(page, "allow");
  await page.waitForSelector("#problem");
  await look(page, "consent-nothing");
  await tickAll(page);
  await page.waitForSelector("#ticked");
  await look(page, "consent-ticked");
  await ask({ scope: "openid profile" });
  await look(page, "consent-sign-in");
});

test("prove it anew: first, nothing, wrong; choice of account: one, signed out", async (t) => {
  const { dev, page, ask } = await arrive(t);
  await ask();
  await signIn(page, dev.users.anna);
  await ask({ prompt: "login" });
  await look(page, "reauth");
  await sendEmpty(page, "password");
  await look(page, "reauth-nothing");
  await signIn(page, dev.users.anna, "wrong password");
  await page.waitForSelector("#problem");
  await look(page, "reauth-wrong");
  await ask({ prompt: "select_account" });
  await look(page, "select-account");
  await page.goto(`${dev.issuer}/logout`);
  await decide(page, "leave");
  await ask({ prompt: "select_account" });
  await look(page, "select-account-signed-out");
});

test("an answer that waits to be posted", async (t) => {
  const dev = await startDev();
  t.after(() => dev.stop());
  // Without script it stays; axe-core needs script, so the one of the page is kept away.
  const { context, page } = await visit(browser, { bypassCSP: true, reducedMotion: "reduce" });
  t.after(() => context.close());
  await page.route("**/*.js", (route) => route.abort());
  const { client_id, redirect_uris } = dev.clients["web-post"];
  await page.goto(authorize(dev, redirect_uris[0], { client_id, scope: "openid", prompt: "none", response_mode: "form_post" }));
  await page.waitForSelector("form[data-send]");
  await look(page, "return-posting");
});

test("on the way back, and afterwards", async (t) => {
  const { dev, page, ask } = await arrive(t, { stays: true });
  await ask();
  await signIn(page, dev.users.anna);
  const consent = page.url();
  await tickAll(page);
  await decide(page, "allow");
  await page.waitForURL(/\/return\//);
  const leave = page.url();
  await look(page, "return");
  await page.goto(leave);
  await look(page, "return-gone");
  await page.goto(consent);
  await look(page, "finished");
});

test("sign out: asked, stayed, done", async (t) => {
  const { dev, page, ask } = await arrive(t);
  await ask();
  await signIn(page, dev.users.anna);
  await page.goto(`${dev.issuer}/logout`);
  await look(page, "logout");
  await decide(page, "stay");
  await look(page, "logout-stayed");
  await page.goto(`${dev.issuer}/logout`);
  await decide(page, "leave");
  await look(page, "logout-left");
});

test("a page that breaks the rules is found: the check is not blind", async (t) => {
  const { page } = await arrive(t);
  const broken = {
    "image-alt": "<img src=x>",
    "wider: [1-9]": "<p style=width:2000px>wide</p>",
    "200 % text": "<p style='width:150px;white-space:nowrap'>Words of a line</p>",
    "text spacing": "<p style='font-size:16px;width:155px;white-space:nowrap'><code>Words of a line</code></p>",
  };
  for (const [why, body] of Object.entries(broken)) {
    await page.setContent(`<!doctype html><html lang=en><title>t</title><main><h1>h</h1>${body}</main>`);
    await assert.rejects(look(page, "control"), (error) => error instanceof assert.AssertionError && new RegExp(why).test(error.message));
  }
});

test("a second step that is set up on the way: first, wrong, codes, not ticked", async (t) => {
  const { dev, page, ask } = await arrive(t, { set: ['mfa.required_for=["patient"]'] });
  await ask();
  await signIn(page, dev.users.anna);
  assert.match(page.url(), /\/enrol$/);
  await look(page, "enrol");
  const totp_secret = (await page.textContent("#key")).replaceAll(" ", "");
  await giveCode(page, "000000");
  await look(page, "enrol-wrong");
  await giveCode(page, oneTimeCode({ totp_secret, totp_algorithm: "SHA1" }, Date.now()));
  await look(page, "enrol-codes");
  await sendEmpty(page, "saved");
  await look(page, "enrol-codes-tick");
});

test("a password that has to be changed: first, guessable", async (t) => {
  const { dev, page, ask } = await arrive(t);
  await givePassword(dev, "anna", "plum harbour quartz");
  await ask();
  await signIn(page, dev.users.anna, "plum harbour quartz");
  assert.match(page.url(), /\/password\/new$/);
  await look(page, "new-password");
  await page.fill("#new_password", "passwordpassword");
  await page.click("form:has(#new_password) [type=submit]");
  await look(page, "new-password-guessable");
});
