// A real browser, with script and without: sign in, one-time code, consent, back at the app, sign
// out. A2: it works without script; A3: the Enter key never grants; A5: the pages are light; A8:
// nothing breaks the content security policy.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { authorize, decide, giveCode, launch, signIn, startApp, tickAll, visit } from "./browser.mjs";
import { startDev } from "./dev-server.mjs";
import { oneTimeCode } from "./one-time-code.mjs";

const MODES = { "with script": true, "without script": false };

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

// A server of its own for each test: a one-time code counts once.
async function arrive(t, options) {
  const dev = await startDev();
  t.after(() => dev.stop());
  const app = await startApp();
  t.after(() => app.stop());
  const visitor = await visit(browser, options);
  t.after(() => visitor.context.close());
  const ask = (extra) => visitor.page.goto(authorize(dev, app.callback, extra));
  return { dev, app, ask, ...visitor };
}

const atTheApp = (page) => page.waitForURL(/\/callback\?/);

for (const [mode, javaScriptEnabled] of Object.entries(MODES)) {
  test(`sign in, one-time code, consent, back at the app, sign out: ${mode}`, async (t) => {
    const { dev, app, page, ask, broken } = await arrive(t, { javaScriptEnabled });
    const kim = dev.users["dr.kim"];
    await ask({ state: "kim" });
    await signIn(page, kim, "not the password");
    assert.match(await page.title(), /^Error: /);
    assert.equal(await page.inputValue("#username"), "dr.kim", "what was typed is kept");
    assert.equal(await page.inputValue("#password"), "", "but the password");
    await signIn(page, kim);
    const code = oneTimeCode(kim);
    await giveCode(page, `${code.slice(0, 3)} ${code.slice(3)}`);
    await tickAll(page);
    await decide(page, "allow");
    await atTheApp(page);
    const [answer, ...more] = app.answers;
    assert.deepEqual([answer.get("state"), answer.get("iss"), more], ["kim", dev.issuer, []]);
    assert.ok(answer.get("code"));

    await page.goto(`${dev.issuer}/logout`);
    await decide(page, "leave");
    await ask();
    await page.waitForSelector("#password");
    assert.deepEqual(broken, []);
  });

  test(`what a person does not allow is told to the app: ${mode}`, async (t) => {
    const { dev, app, page, ask, broken } = await arrive(t, { javaScriptEnabled });
    await ask();
    await signIn(page, dev.users.anna);
    await decide(page, "deny");
    await atTheApp(page);
    assert.deepEqual(Object.fromEntries(app.answers.map((answer) => [answer.get("error"), answer.get("code")])), { access_denied: null });
    assert.deepEqual(broken, []);
  });

  test(`by keyboard alone, and Enter never grants: ${mode}`, async (t) => {
    const { dev, app, page, ask } = await arrive(t, { javaScriptEnabled });
    await ask();
    await page.focus("#username");
    await page.keyboard.type("anna");
    await page.focus("#password");
    await page.keyboard.type(dev.users.anna.password);
    await page.keyboard.press("Enter");
    await page.focus("[name=scope] >> nth=0");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#ticked");
    await page.focus("[name=scope] >> nth=0");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#ticked");
    assert.deepEqual(app.answers, []);
    await page.focus("[value=allow]");
    await page.keyboard.press("Enter");
    await atTheApp(page);
    assert.equal(app.answers.length, 1);
  });
}

// A client that may have its answers by form, and an app at one of its addresses.
async function arriveByForm(t, options) {
  const dev = await startDev();
  t.after(() => dev.stop());
  const { client_id, redirect_uris } = dev.clients["web-post"];
  const local = redirect_uris.map((uri) => new URL(uri)).filter((uri) => uri.hostname === "127.0.0.1");
  const app = await startApp({ ports: local.map((uri) => Number(uri.port)) });
  t.after(() => app.stop());
  const visitor = await visit(browser, options);
  t.after(() => visitor.context.close());
  const asked = { client_id, scope: "openid profile", response_mode: "form_post" };
  return { dev, app, ask: (extra) => visitor.page.goto(authorize(dev, app.callback, { ...asked, ...extra })), ...visitor };
}

for (const [mode, javaScriptEnabled] of Object.entries(MODES)) {
  test(`an answer by form, after pages, at once, and an error (AZ-07): ${mode}`, async (t) => {
    const { dev, app, page, ask, broken } = await arriveByForm(t, { javaScriptEnabled });
    // Without script, a person presses the button.
    const arrive = async () => {
      if (!javaScriptEnabled) await page.click("form[data-send] [type=submit]");
      await page.waitForURL(/\/callback$/);
    };
    await ask({ state: "a & b" });
    await signIn(page, dev.users.anna);
    await decide(page, "allow");
    await arrive();
    await ask();
    await arrive();
    await ask({ prompt: "none", max_age: "0" });
    await arrive();
    const [first, second, third] = app.answers.map((answer) => Object.fromEntries(answer));
    assert.deepEqual([first.state, first.iss, second.iss, app.answers.length], ["a & b", dev.issuer, dev.issuer, 3]);
    assert.ok(first.code && second.code && first.code !== second.code);
    assert.deepEqual([third.error, third.code], ["login_required", undefined]);
    assert.deepEqual(broken, []);
  });

  test(`proving it anew, choosing an account, removing it (AZ-17): ${mode}`, async (t) => {
    const { dev, app, page, ask, broken } = await arrive(t, { javaScriptEnabled });
    await ask({ scope: "openid profile" });
    await signIn(page, dev.users.anna);
    await decide(page, "allow");
    await atTheApp(page);
    await ask({ prompt: "login", scope: "openid profile" });
    assert.match(page.url(), /\/reauth$/);
    assert.equal(await page.inputValue("#username"), "anna");
    await page.fill("#password", "not the password");
    await page.keyboard.press("Enter");
    await page.waitForSelector("[role=alert]");
    assert.match(await page.title(), /^Error: /);
    await page.fill("#password", dev.users.anna.password);
    await page.keyboard.press("Enter");
    await decide(page, "allow");
    await page.waitForURL(/\/callback\?/);
    // Another one signs in, and then both are there.
    await ask({ prompt: "select_account", scope: "openid profile" });
    await page.click("[name=decision][value=another]");
    await signIn(page, dev.users["old.user"]);
    await decide(page, "allow");
    await page.waitForURL(/\/callback\?/);
    await ask({ prompt: "select_account", scope: "openid profile" });
    const accounts = await page.$$eval("[name=account]", (buttons) => buttons.map((button) => button.textContent));
    assert.match(accounts[0], /Old User.*Signed in/);
    assert.match(accounts[1], /Anna Berg.*Signed out/);
    await page.click("[name=remove] >> nth=1");
    assert.equal((await page.$$("[name=account]")).length, 1);
    await page.click("[name=account]");
    await decide(page, "allow");
    await page.waitForURL(/\/callback\?/);
    await ask({ prompt: "login" });
    await decide(page, "cancel");
    await page.waitForURL(/\/callback\?/);
    assert.equal(app.answers.at(-1).get("error"), "access_denied");
    assert.equal(app.answers.filter((answer) => answer.get("code")).length, 4);
    assert.deepEqual(broken, []);
  });
}

test("the password is shown while asked for, and hidden when it is sent", async (t) => {
  const { dev, page, ask } = await arrive(t);
  await ask();
  await page.fill("#password", dev.users.anna.password);
  const type = () => page.getAttribute("#password", "type");
  const toggle = "[data-toggle]";
  assert.equal(await type(), "password");
  await page.click(toggle);
  assert.equal(await type(), "text");
  assert.equal(await page.textContent(`#${await page.getAttribute(toggle, "data-status")}`), await page.getAttribute(toggle, "data-shown"));
  await page.$eval("form:has(#password)", (form) => form.addEventListener("submit", (event) => event.preventDefault()));
  await page.fill("#username", "anna");
  await page.keyboard.press("Enter");
  assert.equal(await type(), "password");
});

test("sign in, one-time code and consent weigh at most 14 KB and take four requests (A5)", async (t) => {
  const { dev, page, ask } = await arrive(t);
  const kim = dev.users["dr.kim"];
  const steps = {
    "sign in": () => ask({ client_id: "web", redirect_uri: dev.clients.web.redirect_uris[0], scope: dev.clients.web.scope }),
    "one-time code": () => signIn(page, kim),
    consent: () => giveCode(page, oneTimeCode(kim)),
  };
  for (const [name, go] of Object.entries(steps)) {
    await go();
    // Once more, so that only this page is counted, and none of it comes from a cache.
    const sizes = {};
    await page.route("**", async (route) => {
      const response = await route.fetch();
      const { origin, pathname } = new URL(response.url());
      assert.equal(origin, dev.issuer, `${name}: a third party`);
      sizes[pathname] = gzipSync(await response.body()).length;
      await route.fulfill({ response });
    });
    await page.reload({ waitUntil: "networkidle" });
    await page.unroute("**");
    const told = `${name}: ${JSON.stringify(sizes)}`;
    t.diagnostic(told);
    const of = (ending) => Object.entries(sizes).filter(([path]) => path.endsWith(ending)).reduce((sum, [, size]) => sum + size, 0);
    assert.ok(Object.keys(sizes).length <= 4, told);
    assert.ok(of(".css") > 0 && of(".css") <= 4096 && of(".js") > 0 && of(".js") <= 4096, told);
    assert.ok(of("") <= 14 * 1024, told);
  }
});

test("what breaks the content security policy is found: the check is not blind", async (t) => {
  for (const javaScriptEnabled of Object.values(MODES)) {
    const { page, broken, ask } = await arrive(t, { javaScriptEnabled });
    await page.route("**/login", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: (await response.text()).replace("<main", "<p style='color:red'>red</p><main") });
    });
    await ask();
    await page.reload();
    assert.match(broken.join("\n"), /style-src/);
  }
});
