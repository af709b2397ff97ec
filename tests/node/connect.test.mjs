// Connect as Human API's clients use it: their own library frames the page on another site, and a
// person connects a source by a real sign-in there.
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { decide, launch, signIn, tickAll, visit } from "./browser.mjs";
import { startDev, until } from "./dev-server.mjs";
import { look } from "./look.mjs";

const LIBRARY = await readFile("node_modules/humanapi-connect-client/build/humanapi-connect-client.js", "utf8");
const CONNECT = "/legacy/humanapi/connect";
const FRAME = "#human-api";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

// A session token of the sample client for a person whom it calls that.
async function sessionToken(dev, client_user_id) {
  const { client_id, client_secret } = dev.clients["health-diary"];
  const answer = await fetch(`${dev.issuer}/legacy/humanapi/v1/connect/token`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ client_id, client_secret, client_user_id, type: "session" }),
  });
  assert.equal(answer.status, 200);
  return (await answer.json()).session_token;
}

// The client's site, at an origin that is registered or at none that is: its library opens Connect
// as its documentation says, and the page keeps what it hears.
async function startSite(dev, token, { ports }) {
  const html = `<!doctype html><html lang="en"><title>Health Journal</title><h1>Health Journal</h1>
<div class="hapi__token-container"><button data-hapi-token="${token}" data-hapi-base-url="${dev.issuer}${CONNECT}">Connect</button></div>
<script>window.heard = []; addEventListener("message", (event) => heard.push({ origin: event.origin, ...event.data }));</script>
<script src="/library.js"></script>
<script>window.events = []; for (const name of ["connect", "disconnect", "close"]) HumanConnect.on(name, () => events.push(name));</script>`;
  const server = createServer((request, response) => {
    if (request.url === "/library.js") return response.setHeader("content-type", "text/javascript").end(LIBRARY);
    response.setHeader("content-type", "text/html; charset=utf-8").end(html);
  });
  for (const port of ports) {
    try {
      server.listen(port, "127.0.0.1");
      await once(server, "listening");
      break;
    } catch (error) {
      if (error.code !== "EADDRINUSE" || port === ports.at(-1)) throw error;
    }
  }
  return { url: `http://127.0.0.1:${server.address().port}/`, stop: () => server.close() };
}

// What the sample client's sites are registered with.
const PORTS = [3000, 5173, 8000];

async function arrive(t, name, { ports = PORTS, ...options } = {}) {
  const dev = await startDev();
  t.after(() => dev.stop());
  const token = await sessionToken(dev, name);
  const site = await startSite(dev, token, { ports });
  t.after(() => site.stop());
  const visitor = await visit(browser, options);
  t.after(() => visitor.context.close());
  return { dev, token, site, ...visitor };
}

// Signs in at the source, in its own window.
async function connectSource(context, frame, dev) {
  const opened = context.waitForEvent("page");
  await frame.getByRole("button", { name: "Connect Sample Health Records", exact: true }).click();
  const window = await opened;
  await window.waitForSelector("#password");
  assert.equal(new URL(window.url()).origin, dev.source.issuer);
  await signIn(window, dev.source.users.sam);
  await tickAll(window);
  await decide(window, "allow");
  await window.getByRole("heading", { name: "Sample Health Records is connected" }).waitFor();
  assert.equal(new URL(window.url()).origin, dev.issuer);
  return window;
}

test("the client's own library frames Connect on another site, and hears what happens", async (t) => {
  const { dev, site, page, context, broken, token } = await arrive(t, "framed");
  await page.goto(site.url);
  await page.click("[data-hapi-token]");
  const frame = page.frameLocator(FRAME);
  await frame.getByRole("heading", { name: "Connect your health data" }).waitFor();
  // The token is gone from the address of the frame.
  assert.ok(page.frames().every((one) => !one.url().includes(token)));
  const window = await connectSource(context, frame, dev);
  await window.close();
  // The list shows it by itself.
  await frame.getByRole("button", { name: "Disconnect Sample Health Records" }).waitFor();
  const source = { name: "Sample Health Records", id: "sample" };
  const heard = () => page.evaluate(() => globalThis.heard);
  await until(async () => (await heard()).length === 1);
  // The library takes `type` off what it has read, but not off our copy.
  assert.deepEqual((await heard())[0], {
    origin: dev.issuer,
    type: "hapi-connect-connect-source",
    sessionResults: { connectedSources: [source], disconnectedSources: [], requestedSources: [] },
    currentConnections: [source],
    requestedProviders: [],
  });
  await frame.getByRole("button", { name: "Disconnect Sample Health Records" }).click();
  await frame.getByRole("button", { name: "Connect Sample Health Records" }).waitFor();
  await frame.getByRole("button", { name: "Done" }).click();
  // The library takes the frame away.
  await page.waitForSelector(FRAME, { state: "detached" });
  const all = await heard();
  assert.deepEqual(all.map(({ type, status }) => [type, status]), [
    ["hapi-connect-connect-source", undefined],
    ["hapi-connect-disconnect-source", undefined],
    ["hapi-connect-close", "SUCCESS"],
  ]);
  assert.deepEqual(await page.evaluate(() => globalThis.events), ["connect", "disconnect", "close"]);
  assert.deepEqual(broken, []);
});

test("a token that is no good closes Connect with its status", async (t) => {
  const { site, page } = await arrive(t, "refused");
  await page.goto(site.url);
  await page.evaluate(() => document.querySelector("[data-hapi-token]").setAttribute("data-hapi-token", "garbage"));
  await page.click("[data-hapi-token]");
  const frame = page.frameLocator(FRAME);
  await frame.getByRole("heading", { name: "This page cannot be opened" }).waitFor();
  await frame.getByRole("button", { name: "Close" }).click();
  await page.waitForSelector(FRAME, { state: "detached" });
  const [message] = await page.evaluate(() => globalThis.heard);
  assert.deepEqual([message.type, message.status], ["hapi-connect-close", "SESSION_TOKEN_INVALID"]);
});

test("no other site may frame Connect", async (t) => {
  const { site, page } = await arrive(t, "elsewhere", { ports: [0] });
  await page.goto(site.url);
  await page.click("[data-hapi-token]");
  const framed = () => page.frames().find((one) => one !== page.mainFrame());
  await until(async () => framed()?.url().startsWith("chrome-error://"));
  assert.deepEqual(await page.evaluate(() => globalThis.heard), []);
});

test("Connect works without script, and in a window of its own", async (t) => {
  const { dev, token, page, context } = await arrive(t, "plain", { javaScriptEnabled: false });
  await page.goto(`${dev.issuer}${CONNECT}?token=${token}&mode=auth`);
  assert.ok(!page.url().includes(token));
  const window = await connectSource(context, page, dev);
  await window.close();
  await page.getByRole("button", { name: "Show the list again" }).click();
  await page.getByRole("button", { name: "Disconnect Sample Health Records" }).waitFor();
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByRole("heading", { name: "You are done here" }).waitFor();
});

test("axe finds nothing on Connect and in its windows", async (t) => {
  const { dev, token, page, context } = await arrive(t, "axe", { bypassCSP: true, reducedMotion: "reduce" });
  await page.goto(`${dev.issuer}${CONNECT}?token=${token}&mode=auth`);
  await look(page, "connect-sources");
  const window = await connectSource(context, page, dev);
  await look(window, "connect-connected");
  await page.getByRole("button", { name: "Disconnect Sample Health Records" }).waitFor();
  await look(page, "connect-one");
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByRole("heading", { name: "You are done here" }).waitFor();
  await look(page, "connect-closed");
  await page.goto(`${dev.issuer}${CONNECT}?token=garbage`);
  await look(page, "connect-invalid");
  await page.goto(`${dev.issuer}${CONNECT}/callback?state=x&code=y`);
  await look(page, "connect-failed");
});
