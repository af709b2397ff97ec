// The Human API document's own script, with its own library, against our door (A26).
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { runInNewContext } from "node:vm";
import { startDev } from "./dev-server.mjs";

let dev;
let place;
before(async () => {
  dev = await startDev();
  place = await mkdtemp(join(tmpdir(), "signet-script-"));
});
after(async () => {
  await dev?.stop();
  await rm(place, { recursive: true, force: true });
});

// Runs the document's script with its host and credentials changed, and gives what it prints.
async function run(changes = {}) {
  const { url, body } = dev.doors.humanapi.requests.session;
  const values = {
    "https://auth.humanapi.co/v1/connect/token": url,
    "--YOUR_CLIENT_ID--": body.client_id,
    "--YOUR_CLIENT_SECRET--": body.client_secret,
    "--YOUR_UNIQUE_IDENTIFIER--": body.client_user_id,
    ...changes,
  };
  let script = await readFile("tests/fixtures/legacy/humanapi_session.cjs", "utf8");
  for (const [from, to] of Object.entries(values)) {
    assert.equal(script.split(from).length, 2, from);
    script = script.replace(from, () => to);
  }
  // The address in the document is hidden from harvesters; it stands for one.
  script = script.replace(/client_user_email: "[^"]*"/, `client_user_email: "${body.client_user_email}"`);
  const file = join(place, "session.cjs");
  await writeFile(file, script);
  const env = { ...process.env, NODE_PATH: resolve("node_modules"), NODE_NO_WARNINGS: "1" };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [file], { env });
  assert.equal(stderr, "");
  return runInNewContext(`(${stdout})`);
}

test("A26: the document's script prints a session", async () => {
  const printed = await run();
  assert.deepEqual(Object.keys(printed), ["session_token", "human_id", "expires_in"]);
  assert.match(printed.human_id, /^[0-9a-f]{32}$/);
  assert.equal(printed.expires_in, 3600);
  assert.equal((await run()).human_id, printed.human_id);
});

test("A26: a refusal is JSON that the script prints, too", async () => {
  const printed = await run({ "--YOUR_CLIENT_SECRET--": "wrong" });
  assert.deepEqual({ ...printed }, {
    statusCode: 401,
    error: "Unauthorized",
    errorCode: "INVALID_CLIENT_ID_OR_SECRET",
    message: "Invalid client_id or client_secret",
  });
});

test("each request that dev.json tells of is answered", async () => {
  const ask = async ({ url, method, headers, body }) => {
    const response = await fetch(url, { method, headers, body: JSON.stringify(body) });
    return [response.status, await response.json()];
  };
  const { session, id, access, client } = dev.doors.humanapi.requests;
  assert.equal((await ask(session))[0], 200);
  // Nobody has connected a source yet.
  for (const request of [id, access]) {
    const [status, body] = await ask(request);
    assert.deepEqual([status, body.errorCode], [404, "UNKNOWN_CLIENT_USER_ID"]);
  }
  const [status, body] = await ask(client);
  assert.deepEqual([status, Object.keys(body), body.expires_in], [200, ["expires_in", "client_token"], 86400]);
});
