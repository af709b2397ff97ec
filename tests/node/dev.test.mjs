// The playground of `signet dev` in a real browser without script: from "try it" to tokens that
// are refreshed and shown, what goes wrong, and A1 on each of its pages.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { decide, launch, signIn, tickAll, visit } from "./browser.mjs";
import { startDev } from "./dev-server.mjs";
import { look } from "./look.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

async function arrive(t, options) {
  const dev = await startDev();
  t.after(() => dev.stop());
  const visitor = await visit(browser, options);
  t.after(() => visitor.context.close());
  return { dev, ...visitor };
}

// Through sign-in and consent to the page about the run.
async function allow(page, user) {
  await signIn(page, user);
  await tickAll(page);
  await decide(page, "allow");
  await page.waitForURL(/\/dev\/runs\//);
}

const press = async (page, what) => {
  await page.click(`[name=do][value=${what}]`);
  await page.waitForURL(/\/dev\/runs\//);
};
// The answer of the newest step.
const newest = (page) => page.locator("h2[id^=step-] ~ h3:text-is('Answer') + pre").last().textContent();
const text = (page) => page.textContent("main");
const tokens = (page) => page.locator("h3 code", { hasText: "access_token" }).count();

for (const client of ["web", "web-post", "web-jwt", "spa", "native"]) {
  test(`without script, as ${client}: from "try it" to a refreshed token`, async (t) => {
    const { dev, page, broken } = await arrive(t, { javaScriptEnabled: false });
    await page.goto(`${dev.issuer}/`);
    await page.click("a[href='/dev']");
    await page.click(`a[href='/dev/clients/${client}']`);
    await page.click("a[href^='/dev/try']:not([href*='break='])");
    await signIn(page, dev.users.anna);
    if (client !== "spa" || (await page.$("[name=select]"))) {
      await tickAll(page);
      await decide(page, "allow");
    }
    await page.waitForURL(/\/dev\/runs\//);
    const shown = await text(page);
    for (const said of ["GET /authorize?client_id=", "GET /dev/callback?code=", "POST /token HTTP/1.1", '"typ": "at+jwt"', `"client_id": "${client}"`, '"nonce": "']) {
      assert.ok(shown.includes(said), `${said}\n${shown}`);
    }
    assert.equal(await tokens(page), 1);
    await press(page, "userinfo");
    assert.match(await text(page), /"name": "Anna Berg"/);
    await press(page, "refresh");
    assert.equal(await tokens(page), 2);
    await press(page, "introspect");
    assert.match(await newest(page), /"active": true/);
    await press(page, "revoke");
    assert.match(await newest(page), /HTTP\/1.1 200 OK/);
    await press(page, "userinfo");
    assert.match(await newest(page), /"error": "invalid_token"/);
    await press(page, "introspect");
    assert.match(await newest(page), /"active": false/);
    assert.deepEqual(broken, []);
  });
}

test("what goes wrong is shown with the way to its explanation", async (t) => {
  const { dev, page } = await arrive(t, { javaScriptEnabled: false });
  await page.goto(`${dev.issuer}/dev/clients/web`);
  await page.click("text=Redeem the code with a wrong code_verifier");
  await allow(page, dev.users.anna);
  assert.match(await text(page), /"error": "invalid_grant"/);
  await page.click("a[href='/docs/errors/verifier-mismatch']");
  assert.equal(await page.textContent("h1"), "verifier-mismatch");
  await page.goto(`${dev.issuer}/dev/clients/web`);
  await page.click("text=Ask with a redirect_uri that is not registered");
  await page.click("text=Send this request with your browser");
  assert.match(await text(page), /a slash at the end/);
});

test("A1: the pages of the playground, and what they show", async (t) => {
  const { dev, page } = await arrive(t, { bypassCSP: true, reducedMotion: "reduce" });
  for (const [name, path] of Object.entries({ dev: "/dev", "dev-mail": "/dev/mail", "dev-client": "/dev/clients/web", "dev-api": "/dev/clients/api", "dev-jwt": "/dev/clients/web-jwt" })) {
    await page.goto(dev.issuer + path);
    await look(page, name);
  }
  await page.goto(`${dev.issuer}/dev/try?client=web`);
  await allow(page, dev.users.anna);
  await press(page, "refresh");
  await press(page, "userinfo-broken");
  await look(page, "dev-run");
  await page.goto(`${dev.issuer}/dev/try?client=web&break=foreign-redirect`);
  await look(page, "dev-run-refused");
});
