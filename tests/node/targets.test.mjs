// A8: wherever an app lives, the browser gets there: after consent, after a sign-in with remembered
// consent, and from a session straight away; with script and without; and nothing is blocked.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { after, before, test } from "node:test";
import { authorize, decide, launch, signIn, startApp, tickAll, visit } from "./browser.mjs";
import { BINARY, startDev, until } from "./dev-server.mjs";

const SCHEME = "org.example.steps:/callback";
const MODES = { "with script": true, "without script": false };

let dev;
let browser;
let targets;
const apps = {};

before(async () => {
  dev = await startDev();
  browser = await launch();
  apps.origin = await startApp({ name: "localhost" });
  apps.v4 = await startApp();
  apps.v6 = await startApp({ name: "[::1]" });
  apps.hop = await startApp({ answer: (response, url) => response.writeHead(302, { location: SCHEME + url.search }).end() });
  targets = {
    "the same origin": { redirect: `${dev.issuer}/callback` },
    "another origin": { redirect: apps.origin.callback },
    "127.0.0.1": { redirect: apps.v4.callback },
    "[::1]": { redirect: apps.v6.callback },
    "a custom scheme": { redirect: SCHEME },
    "a hop to a custom scheme": { redirect: apps.hop.callback, reached: SCHEME },
  };
  await addClients();
});
after(async () => {
  await browser?.close();
  Object.values(apps).forEach((app) => app.stop());
  await dev?.stop();
});

const clientOf = (target, mode) => `${target} ${mode}`.replace(/[^a-z0-9]+/g, "-");

// A client for each journey, so that none remembers the consent of another's. All have a secret:
// a public app is asked every time.
async function addClients() {
  const lines = Object.keys(MODES).flatMap((mode) =>
    Object.entries(targets).map(([target, { redirect }]) => ({
      client_id: clientOf(target, mode),
      client_name: "Target",
      state: "testing",
      application_type: redirect.startsWith("http://localhost") ? "web" : "native",
      redirect_uris: [redirect],
      scope: "openid profile records.read",
    })),
  );
  const adding = spawn(BINARY, ["client", "import", "-", "--dev", dev.data], { stdio: ["pipe", "ignore", "inherit"] });
  adding.stdin.end(lines.map((line) => JSON.stringify(line)).join("\n"));
  assert.deepEqual(await once(adding, "exit"), [0, null]);
  // A running server looks once a second whether there is something new.
  const last = lines.at(-1);
  const first = authorize(dev, last.redirect_uris[0], { client_id: last.client_id, scope: "openid" });
  await until(async () => (await fetch(first, { redirect: "manual" })).status === 303);
}

// What the browser asks for next at the target; a custom scheme is asked for, and then nobody answers.
const arrival = (page, start) => page.waitForEvent("request", (request) => request.isNavigationRequest() && request.url().startsWith(start));

for (const [mode, javaScriptEnabled] of Object.entries(MODES)) {
  for (const target of ["the same origin", "another origin", "127.0.0.1", "[::1]", "a custom scheme", "a hop to a custom scheme"]) {
    test(`${target} is reached ${mode}`, async (t) => {
      const { redirect, reached = redirect } = targets[target];
      const { context, page, broken } = await visit(browser, { javaScriptEnabled });
      t.after(() => context.close());
      const ask = (prompt) => authorize(dev, redirect, { client_id: clientOf(target, mode), scope: "openid records.read", ...prompt });
      const codes = [];

      const ways = {
        "after consent": async (page) => {
          await page.goto(ask());
          await signIn(page, dev.users.anna);
          await tickAll(page);
          await decide(page, "allow");
        },
        "after a sign-in": async (page) => {
          await page.goto(ask({ prompt: "login" }));
          await signIn(page, dev.users.anna);
        },
        // Playwright takes a page that leads out of the browser for a failure.
        "from a session": (page) => page.goto(ask()).catch(() => {}),
      };
      for (const [way, go] of Object.entries(ways)) {
        // A tab of its own: one that asks for a custom scheme waits for an answer to that.
        const tab = way === "after consent" ? page : await context.newPage();
        const arrived = arrival(tab, reached);
        await go(tab);
        const { searchParams } = new URL((await arrived).url());
        assert.equal(searchParams.get("iss"), dev.issuer, way);
        codes.push(searchParams.get("code"));
      }
      assert.equal(new Set(codes).size, 3);
      assert.ok(codes.every(Boolean));
      assert.deepEqual(broken, []);
    });
  }
}
