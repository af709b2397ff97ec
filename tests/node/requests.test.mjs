// docs/requests.http, as `signet dev` fills it in, sent as an editor would: each answer has the
// status that the file names.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { startDev, until } from "./dev-server.mjs";
import { Person } from "./person.mjs";

let dev;
before(async () => {
  dev = await startDev();
  // The door's key is made in the background.
  await until(async () => (await fetch(`${dev.doors.ocariot.base_url}/.well-known/ocariot.pem`)).ok);
});
after(() => dev?.stop());

// A file: its variables, and its requests in their order.
function parse(file) {
  const [head, ...blocks] = file.split(/^###/m);
  const variables = Object.fromEntries([...head.matchAll(/^@(\w+) = (.*)$/gm)].map(([, name, value]) => [name, value]));
  const requests = blocks.map((block) => {
    const [title, ...rest] = block.split("\n");
    const marks = Object.fromEntries([...block.matchAll(/^# @?(\w+) (.*)$/gm)].map(([, name, value]) => [name, value]));
    const lines = rest.filter((line) => !line.startsWith("#"));
    const [start, ...more] = lines;
    const end = more.indexOf("");
    const [method, url] = start.split(/ (.*)/);
    const headers = more.slice(0, end).map((line) => line.split(/: (.*)/).slice(0, 2));
    return { title: title.trim(), marks, method, url, headers, body: more.slice(end + 1).join("\n").trim() };
  });
  return { variables, requests };
}

// {{name}}, or {{request.response.body.$.member}}.
function fill(text, variables, answers) {
  return text.replace(/\{\{([^}]+)\}\}/g, (_, name) => {
    const [, request, member] = name.match(/^(\w+)\.response\.body\.\$\.(\w+)$/) ?? [];
    const value = request ? answers[request]?.[member] : variables[name];
    assert.equal(typeof value, "string", `{{${name}}} has no value`);
    return value;
  });
}

// An editor encodes `Basic name:secret` by itself.
const encoded = ([name, value]) => {
  const [, pair] = value.match(/^Basic (.+:.+)$/) ?? [];
  return [name, pair ? `Basic ${Buffer.from(pair).toString("base64")}` : value];
};

test("every request of the file is answered with its status", async (t) => {
  const file = await (await fetch(`${dev.issuer}/dev/collection.http`)).text();
  const { variables, requests } = parse(file);
  const answers = {};
  let asked;
  for (const { title, marks, method, url, headers, body } of requests) {
    if (marks.prompt) {
      const back = new URL(await new Person().signIn(asked, dev.users.anna));
      variables[marks.prompt.split(" ")[0]] = back.searchParams.get("code");
    }
    const full = (part) => fill(part, variables, answers);
    const init = { method, redirect: "manual", headers: headers.map(([name, value]) => encoded([name, full(value)])) };
    const response = await fetch(full(url), { ...init, body: body ? full(body) : undefined });
    const answer = await response.text();
    assert.equal(response.status, Number(marks.expect), `${title}: ${answer}`);
    if (url.endsWith("/introspect")) assert.equal(JSON.parse(answer).active, true, title);
    if (marks.name) answers[marks.name] = answer.startsWith("{") ? JSON.parse(answer) : {};
    if (marks.name === "authorize") asked = full(url);
    t.diagnostic(`${title}: ${response.status}`);
  }
  assert.ok(requests.length >= 15);
});

test("the file in the repository is the one that is served, but for its values", async () => {
  const served = await (await fetch(`${dev.issuer}/dev/collection.http`)).text();
  const kept = await readFile("docs/requests.http", "utf8");
  const work = (file) => file.split(/^###/m).slice(1);
  assert.deepEqual(work(served), work(kept));
  const { variables } = parse(served);
  assert.equal(variables.issuer, dev.issuer);
  assert.equal(variables.web_secret, dev.clients.web.client_secret);
});
