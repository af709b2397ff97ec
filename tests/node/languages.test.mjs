// people choose a language in the header, with script and without, and stay where they are; each
// language passes axe-core and 320 px (A1, A4), Arabic from right to left.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { authorize, decide, launch, signIn, startApp, tickAll, visit } from "./browser.mjs";
import { startDev } from "./dev-server.mjs";
import { look } from "./look.mjs";

const LANGUAGES = { en: "English", de: "Deutsch", fr: "Français", es: "Español", ar: "العربية" };

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

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

const spoken = (page) => page.$eval("html", ({ lang, dir }) => [lang, dir]);
const choose = (page, code) => page.click(`.langs a[hreflang=${code}]`);

for (const javaScriptEnabled of [true, false]) {
  test(`a language is chosen on the way and stays chosen: ${javaScriptEnabled ? "with" : "without"} script`, async (t) => {
    const { dev, page, ask, broken } = await arrive(t, { javaScriptEnabled, locale: "fr-CA", language: null });
    await ask();
    assert.deepEqual(await spoken(page), ["fr", "ltr"], "the browser's language");
    const links = await page.$$eval(".langs a", (all) => all.map((a) => [a.lang, a.hreflang, a.dir, a.textContent]));
    assert.deepEqual(links, Object.entries(LANGUAGES).map(([code, name]) => [code, code, code === "ar" ? "rtl" : "ltr", name]));
    const { pathname } = new URL(page.url());
    await choose(page, "ar");
    assert.deepEqual([await spoken(page), new URL(page.url()).pathname], [["ar", "rtl"], pathname]);
    await signIn(page, dev.users.anna);
    await page.waitForSelector("[name=decision]");
    assert.deepEqual(await spoken(page), ["ar", "rtl"]);
    await tickAll(page);
    await decide(page, "allow");
    await page.waitForURL(/\/callback\?/);
    // What the app asks for goes before the cookie, what is chosen there before that.
    await ask({ ui_locales: "de", prompt: "login" });
    assert.deepEqual(await spoken(page), ["de", "ltr"]);
    await choose(page, "es");
    assert.deepEqual(await spoken(page), ["es", "ltr"]);
    assert.deepEqual(broken, []);
  });
}

test("who has chosen nothing reads what their account says, and before that what their browser says", async (t) => {
  const { dev, page, ask } = await arrive(t, { locale: "fr", language: null });
  await ask();
  assert.deepEqual(await spoken(page), ["fr", "ltr"]);
  await signIn(page, dev.users.anna);
  await page.waitForSelector("[name=decision]");
  assert.deepEqual(await spoken(page), ["de", "ltr"], "Anna's");
});

for (const code of ["de", "fr", "es", "ar"]) {
  test(`axe-core and 320 px: ${LANGUAGES[code]}`, async (t) => {
    const { dev, page, ask } = await arrive(t, { bypassCSP: true, reducedMotion: "reduce", language: code });
    await ask();
    await look(page, `${code}-login`);
    await signIn(page, dev.users.anna, "wrong password");
    await page.waitForSelector("#problem");
    await look(page, `${code}-login-wrong`);
    await signIn(page, dev.users.anna);
    await page.waitForSelector("[name=decision]");
    await look(page, `${code}-consent`);
    for (const path of ["/account", "/account/security", "/account/sessions", "/account/activity", "/authorize?client_id=nobody", "/docs/errors/pkce-missing", "/logout"]) {
      await page.goto(dev.issuer + path);
      assert.equal((await spoken(page))[0], code, path);
      await look(page, `${code}${path.replace(/[^a-z]+/g, "-")}`);
    }
  });
}
