// The account pages in a real browser: another session is ended and is seen to end; what an app may
// do is narrowed, and stopped, and its refresh token dies; what happened is told. On either
// database, with script and without, narrow and wide, light and dark. A1, A2, A5, A8.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { authorize, decide, launch, signIn, startApp, tickAll, visit } from "./browser.mjs";
import { startDev, startPostgres } from "./dev-server.mjs";
import { look } from "./look.mjs";

// Every pair of two of these is in one of the runs.
const RUNS = [
  { database: "SQLite", javaScriptEnabled: true, width: 320, colorScheme: "light" },
  { database: "SQLite", javaScriptEnabled: false, width: 1280, colorScheme: "dark" },
  { database: "PostgreSQL", javaScriptEnabled: true, width: 1280, colorScheme: "light" },
  { database: "PostgreSQL", javaScriptEnabled: false, width: 320, colorScheme: "dark" },
];
const SCOPE = "openid profile offline_access records.read records.write";
const PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1";

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

// Lets the app Step Counter in, and gives its tokens.
async function letIn(dev, app, page) {
  const verifier = randomBytes(32).toString("base64url");
  const code_challenge = createHash("sha256").update(verifier).digest("base64url");
  await page.goto(authorize(dev, app.callback, { scope: SCOPE, code_challenge }));
  await signIn(page, dev.users.anna);
  await tickAll(page);
  await decide(page, "allow");
  await page.waitForURL(/\/callback\?/);
  const code = app.answers.at(-1).get("code");
  const tokens = await token(dev, { grant_type: "authorization_code", code, redirect_uri: app.callback, code_verifier: verifier });
  assert.ok(tokens.refresh_token, JSON.stringify(tokens));
  return tokens;
}

async function token(dev, fields) {
  const answer = await fetch(`${dev.issuer}/token`, { method: "POST", body: new URLSearchParams({ client_id: "native", ...fields }) });
  return answer.json();
}

const told = (page) => page.textContent("[role=status]");

for (const { database, javaScriptEnabled, width, colorScheme } of RUNS) {
  const name = `${database}, ${javaScriptEnabled ? "with" : "without"} script, ${width} px, ${colorScheme}`;

  test(`an app is narrowed, then stopped, and its refresh dies: ${name}`, async (t) => {
    const { dev, app } = await serve(t, database);
    const { page, broken } = await arrive(t, { javaScriptEnabled, colorScheme, viewport: { width, height: 900 } });
    let tokens = await letIn(dev, app, page);
    const refresh = async () => {
      const answer = await token(dev, { grant_type: "refresh_token", refresh_token: tokens.refresh_token });
      tokens = { ...tokens, ...answer };
      return answer;
    };
    await page.goto(`${dev.issuer}/account`);
    await page.click("nav >> text=Apps");
    assert.match(await page.textContent("main"), /Step Counter.*Stays connected/s);
    await page.click("main >> text=Step Counter");
    await page.uncheck("[value='records.write']");
    await page.click("[name=decision][value=save]");
    assert.match(await told(page), /no more than what is ticked/);
    assert.equal(await page.$("[value='records.write']"), null);
    assert.equal((await refresh()).scope, "openid profile offline_access records.read");
    for (const tick of ["profile", "records.read"]) await page.uncheck(`[value='${tick}']`);
    await page.uncheck("[value=offline_access]");
    await page.click("[name=decision][value=save]");
    await page.waitForSelector("[role=status]");
    // It may know who comes back, and nothing else; from the overview it is two clicks to stop it.
    await page.goto(`${dev.issuer}/account`);
    await page.click("nav >> text=Apps");
    await page.click("[name=decision][value=stop]");
    assert.match(await told(page), /lost its access/);
    assert.match(await page.textContent("main"), /You have let no app in/);
    assert.equal((await refresh()).error, "invalid_grant");
    assert.deepEqual(broken, []);
  });

  test(`another session is ended, and what happened is told: ${name}`, async (t) => {
    const { dev } = await serve(t, database);
    const { page, broken } = await arrive(t, { javaScriptEnabled, colorScheme, viewport: { width, height: 900 } });
    const phone = await arrive(t, { javaScriptEnabled, userAgent: PHONE });
    await phone.page.goto(`${dev.issuer}/account`);
    await signIn(phone.page, dev.users.anna);
    await phone.page.waitForURL(`${dev.issuer}/account`);
    await page.goto(`${dev.issuer}/account/sessions`);
    await signIn(page, dev.users.anna);
    assert.match(await page.textContent("main"), /Chrome on .*This device.*Safari on iPhone/s);
    await page.click("[name=end]");
    assert.match(await told(page), /signed out there/);
    assert.equal(await page.$("[name=end]"), null);
    await phone.page.goto(`${dev.issuer}/account`);
    assert.match(phone.page.url(), /\/interaction\/.*\/login$/);
    await page.click("nav >> text=Activity");
    await page.click("main >> text=Sign-ins");
    const list = await page.textContent("main");
    assert.match(list, /You were signed out\..*You signed in with Chrome on .*You signed in with Safari on iPhone\./s);
    assert.deepEqual([...broken, ...phone.broken], []);
  });
}

test("each page in light and dark, narrow and wide, left to right and right to left (A1)", async (t) => {
  const { dev, app } = await serve(t, "SQLite");
  const { page } = await arrive(t, { bypassCSP: true, reducedMotion: "reduce" });
  const other = await arrive(t, { userAgent: PHONE });
  await other.page.goto(`${dev.issuer}/account`);
  await signIn(other.page, dev.users.anna);
  await letIn(dev, app, page);
  const at = (path) => page.goto(`${dev.issuer}/account/${path}`);
  await at("sessions");
  await look(page, "account-sessions");
  await page.click("[name=others]");
  await look(page, "account-sessions-alone");
  await at("apps");
  await look(page, "account-apps");
  await page.click("main >> text=Step Counter");
  await look(page, "account-app");
  for (const tick of await page.$$("[type=checkbox]")) await tick.uncheck();
  await page.check("[value=offline_access]");
  await page.click("[name=decision][value=save]");
  await look(page, "account-app-saved");
  await page.click("[name=decision][value=stop]");
  await look(page, "account-apps-none");
  await at("activity");
  await look(page, "account-activity");
  await at("activity?kind=apps");
  await look(page, "account-activity-apps");
});

test("the pages weigh at most 14 KB and take four requests (A5)", async (t) => {
  const { dev, app } = await serve(t, "SQLite");
  const { page } = await arrive(t, {});
  await letIn(dev, app, page);
  for (const path of ["sessions", "apps", "apps/native", "activity"]) {
    const sizes = {};
    await page.route("**", async (route) => {
      const response = await route.fetch();
      sizes[new URL(response.url()).pathname] = gzipSync(await response.body()).length;
      await route.fulfill({ response });
    });
    await page.goto(`${dev.issuer}/account/${path}`, { waitUntil: "networkidle" });
    await page.unroute("**");
    const sum = Object.values(sizes).reduce((all, size) => all + size, 0);
    assert.ok(Object.keys(sizes).length <= 4 && sum <= 14 * 1024, `${path}: ${JSON.stringify(sizes)}`);
  }
});
