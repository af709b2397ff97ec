// A real browser, with script and without: sign in, one-time code, consent, back at the app.
// A1: axe-core finds nothing; A2: it works without script; A8: no CSP violation.
import assert from "node:assert/strict";
import { createHash, createHmac, randomBytes } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { startDev } from "./dev-server.mjs";

const AXE = await readFile("node_modules/axe-core/axe.min.js", "utf8");
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

let dev;
let browser;
let app;
const answers = [];

before(async () => {
  await mkdir("artifacts", { recursive: true });
  dev = await startDev();
  app = createServer((request, response) => {
    const url = new URL(request.url, "http://127.0.0.1");
    if (url.pathname === "/callback") answers.push(url.searchParams);
    response.setHeader("content-type", "text/html").end("<!doctype html><title>App</title><p>Back at the app</p>");
  });
  await new Promise((resolve) => app.listen(0, "127.0.0.1", resolve));
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
});
after(async () => {
  await browser?.close();
  app?.close();
  await dev?.stop();
});

function oneTimeCode(seed, at = Date.now()) {
  const bits = [...seed].map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(at / 30000)));
  const digest = createHmac("sha1", key).update(step).digest();
  const offset = digest[19] & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1e6).padStart(6, "0");
}

function request(client, state) {
  const verifier = randomBytes(32).toString("base64url");
  const url = new URL(`${dev.issuer}/authorize`);
  url.search = new URLSearchParams({
    client_id: client,
    redirect_uri: `http://127.0.0.1:${app.address().port}/callback`,
    response_type: "code",
    scope: "openid profile records.read records.write",
    state,
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    prompt: "login",
  });
  return url.href;
}

// axe-core on the page as it is, and nothing that scrolls sideways. Without script in the page,
// the check runs in a copy of it.
async function look(page, name) {
  await page.screenshot({ path: `artifacts/${name}.png`, fullPage: true });
  const found = await page.evaluate(`(async () => {
    ${AXE};
    const { violations } = await axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
    const wide = document.documentElement.scrollWidth > document.documentElement.clientWidth;
    return { violations: violations.map((v) => v.id + ": " + v.nodes.map((n) => n.html).join(" ")), wide };
  })()`);
  assert.deepEqual(found.violations, [], name);
  assert.equal(found.wide, false, `${name} scrolls sideways`);
}

async function open({ javaScriptEnabled, colorScheme, width }) {
  const context = await browser.newContext({ javaScriptEnabled, colorScheme, viewport: { width, height: 900 } });
  const page = await context.newPage();
  const broken = [];
  page.on("console", (message) => /Content Security Policy|Trusted Type/i.test(message.text()) && broken.push(message.text()));
  page.on("pageerror", (error) => broken.push(String(error)));
  return { context, page, broken };
}

const VIEWS = [
  { javaScriptEnabled: true, colorScheme: "light", width: 1280 },
  { javaScriptEnabled: false, colorScheme: "dark", width: 320 },
  { javaScriptEnabled: true, colorScheme: "dark", width: 320 },
  { javaScriptEnabled: false, colorScheme: "light", width: 1280 },
];

for (const [index, view] of VIEWS.entries()) {
  const name = `${view.javaScriptEnabled ? "js" : "nojs"}-${view.colorScheme}-${view.width}`;
  test(`sign in, one-time code, consent, back at the app: ${name}`, async () => {
    const { context, page, broken } = await open(view);
    // Anna has no second factor; Dr Kim has, and a step counts once, so each way is walked once
    // with each setting of script.
    const user = index < 2 ? dev.users["dr.kim"] : dev.users.anna;
    await page.goto(request("native", name));
    if (view.javaScriptEnabled) await look(page, `${name}-1-login`);
    await page.fill("#username", user.username);
    await page.fill("#password", "wrong password");
    await page.click("button[type=submit]");
    assert.match(await page.title(), /^Error: /);
    if (view.javaScriptEnabled) await look(page, `${name}-2-login-wrong`);
    await page.fill("#password", user.password);
    await page.click("button[type=submit]");
    if (user.totp_secret) {
      await page.waitForSelector("#code");
      if (view.javaScriptEnabled) await look(page, `${name}-3-code`);
      // The second journey takes the step after the one that the first has used.
      const code = oneTimeCode(user.totp_secret, Date.now() - (index === 0 ? 30000 : 0));
      await page.fill("#code", `${code.slice(0, 3)} ${code.slice(3)}`);
      await page.click("button[type=submit]");
    }
    await page.waitForSelector("[name=decision]");
    await page.screenshot({ path: `artifacts/${name}-4-consent.png`, fullPage: true });
    if (view.javaScriptEnabled) await look(page, `${name}-4-consent`);
    // A3: Enter on the page never grants.
    await page.focus("[name=scope]");
    await page.keyboard.press("Enter");
    await page.waitForSelector("[name=scope]:checked");
    assert.equal(answers.some((answer) => answer.get("state") === name), false);
    await page.click("[name=decision][value=allow]");
    await page.waitForURL(/\/callback\?/);
    const answer = answers.find((answer) => answer.get("state") === name);
    assert.ok(answer.get("code"));
    assert.equal(answer.get("iss"), dev.issuer);
    assert.deepEqual(broken, []);
    await context.close();
  });
}

test("every other page is as clean, in light and dark, narrow and wide", async () => {
  for (const view of VIEWS.filter((view) => view.javaScriptEnabled)) {
    const { context, page, broken } = await open(view);
    for (const [name, path] of [["home", "/"], ["logout", "/logout"], ["error", "/authorize?client_id=nobody"], ["errors", "/docs/errors"], ["error-doc", "/docs/errors/pkce-missing"], ["not-found", "/nothing"], ["return-gone", "/return/x"]]) {
      await page.goto(`${dev.issuer}${path}`);
      await look(page, `${view.colorScheme}-${view.width}-${name}`);
    }
    // A page that breaks the rules is found: the check is not blind.
    await page.goto("data:text/html,<img src=x><input>");
    await assert.rejects(look(page, "control"));
    assert.deepEqual(broken.filter((text) => !text.includes("img-src")), []);
    await context.close();
  }
});

test("a page is light (A5)", async () => {
  const { context, page } = await open(VIEWS[0]);
  const sizes = [];
  page.on("response", async (response) => sizes.push((await response.body().catch(() => Buffer.alloc(0))).length));
  await page.goto(request("native", "weight"), { waitUntil: "networkidle" });
  const { gzipSync } = await import("node:zlib");
  const html = gzipSync(await page.content()).length;
  const files = await Promise.all(["app.css", "app.js"].map(async (file) => gzipSync(await readFile(`static/${file}`)).length));
  assert.ok(sizes.length <= 6, `${sizes.length} requests`);
  assert.ok(files.every((size) => size <= 4096), `${files}`);
  assert.ok(html + files[0] + files[1] <= 14 * 1024, `${html} ${files}`);
  await context.close();
});
