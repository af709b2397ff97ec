// A real browser, an app to come back to, and what a person does on the pages.
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { chromium } from "playwright-core";

// Root has no sandbox; without the others Chromium asks for hosts outside at every start.
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });

// A visitor with a profile of their own, who has chosen English unless they say otherwise: some of the
// sample people speak other languages. `broken` collects what the content security policy
// stopped, and scripts that failed.
export async function visit(browser, { language = "en", ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const chosen = (domain) => ({ name: "lang", value: language, domain, path: "/" });
  if (language) await context.addCookies(["localhost", "127.0.0.1"].map(chosen));
  context.setDefaultTimeout(10_000);
  const broken = [];
  context.on("console", (message) => /Content Security Policy|Trusted ?(Type|HTML|Script)/i.test(message.text()) && broken.push(message.text()));
  context.on("weberror", (error) => broken.push(String(error.error())));
  return { context, page: await context.newPage(), broken };
}

// The browser forgets who was here, and keeps the language.
export const forget = (context) => context.clearCookies({ name: /^(?!lang$)/ });

// An app at the first of these ports that is free; it keeps what it was sent.
export async function startApp({ name = "127.0.0.1", ports = [0], answer = atTheApp } = {}) {
  const answers = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url, "http://app");
    if (url.pathname !== "/callback") return response.writeHead(404).end();
    const got = (fields) => {
      answers.push(fields);
      answer(response, url);
    };
    if (request.method !== "POST") return got(url.searchParams);
    let body = "";
    request.on("data", (chunk) => (body += chunk)).on("end", () => got(new URLSearchParams(body)));
  });
  for (const port of ports) {
    try {
      server.listen(port, name.replace(/[[\]]/g, ""));
      await once(server, "listening");
      break;
    } catch (error) {
      if (error.code !== "EADDRINUSE" || port === ports.at(-1)) throw error;
    }
  }
  const callback = `http://${name}:${server.address().port}/callback`;
  return { callback, answers, stop: () => server.close() };
}

function atTheApp(response) {
  response.setHeader("content-type", "text/html").end("<!doctype html><title>App</title><p>Back at the app</p>");
}

// The address at which an app sends a person here.
export function authorize(dev, redirect_uri, extra = {}) {
  const url = new URL(`${dev.issuer}/authorize`);
  url.search = new URLSearchParams({
    client_id: "native",
    redirect_uri,
    response_type: "code",
    scope: "openid profile records.read records.write",
    state: "state",
    code_challenge: createHash("sha256").update(randomBytes(32).toString("base64url")).digest("base64url"),
    code_challenge_method: "S256",
    ...extra,
  });
  return url.href;
}

// What a person does on each page.
export async function signIn(page, user, password = user.password) {
  // Whoever is signed in and proves it anew has their name there, fixed.
  if (await page.isEditable("#username")) await page.fill("#username", user.username);
  await page.fill("#password", password);
  await page.click("form:has(#password) [type=submit]");
}

export async function giveCode(page, code) {
  await page.fill("#code", code);
  await page.click("form:has(#code) [type=submit]");
}

// The form with this field, by its own button.
export const submit = (page, field) => page.click(`form:has(#${field}) button[type=submit]:not([name])`);

export async function joinAs(page, { email, name, password }) {
  await page.fill("#email", email);
  await page.fill("#name", name);
  await page.fill("#new_password", password);
  await submit(page, "new_password");
}

export const tickAll = (page) => page.click("[name=select]");
export const decide = (page, decision) => page.click(`[name=decision][value=${decision}]`);
