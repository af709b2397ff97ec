// The documented request to the OCARIoT door, and a token that another language's library
// verifies with the exported PEM (O24).
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { importSPKI, jwtVerify } from "jose";
import { BINARY, startDev, until } from "./dev-server.mjs";

let dev;
let pem;
before(async () => {
  dev = await startDev();
  // The door's RSA-4096 key is made in the background; the door says 500 until then.
  await until(async () => {
    const response = await fetch(`${dev.doors.ocariot.base_url}/.well-known/ocariot.pem`);
    pem = await response.text();
    return response.ok;
  });
});
after(() => dev?.stop());

async function login(username = "BR0001", password = "br123") {
  const { url, method, headers } = dev.doors.ocariot.requests.login;
  return fetch(url, { method, headers, body: JSON.stringify({ username, password }) });
}

test("the documented request returns the documented body", async () => {
  const response = await login();
  assert.equal(response.status, 200);
  assert.deepEqual(Object.keys(await response.json()), ["access_token"]);
  const refused = await login("BR0001", "wrong");
  assert.equal(refused.status, 401);
  assert.equal(await refused.text(), '{"code":401,"message":"Invalid username or password!"}');
});

test("the token verifies with the exported PEM, for its issuer and its time only", async () => {
  const { access_token } = await (await login()).json();
  const key = await importSPKI(pem, "RS256");
  const { payload, protectedHeader } = await jwtVerify(access_token, key, { issuer: "ocariot" });
  assert.deepEqual(protectedHeader, { alg: "RS256", typ: "JWT" });
  assert.equal(payload.sub_type, "child");
  assert.equal(Buffer.from(access_token.split(".")[2], "base64url").length, 512);
  await assert.rejects(jwtVerify(access_token, key, { issuer: "x" }), { code: "ERR_JWT_CLAIM_VALIDATION_FAILED" });
  const later = new Date((payload.exp + 1) * 1000);
  await assert.rejects(jwtVerify(access_token, key, { issuer: "ocariot", currentDate: later }), { code: "ERR_JWT_EXPIRED" });
});

test("the command line exports the same PEM", async () => {
  const { stdout } = await promisify(execFile)(BINARY, ["keys", "export", "--door", "ocariot", "--dev", dev.data]);
  assert.equal(stdout, pem);
});
