// RFC 9470: an API wants a newer or a stronger sign-in, and says so; an independent client
// (openid-client) steps up by what the challenge names.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { createRemoteJWKSet, jwtVerify } from "jose";
import * as client from "openid-client";
import { challenge } from "../../docs/snippets/step-up.mjs";
import { startDev } from "./dev-server.mjs";
import { Person } from "./person.mjs";

const MFA = "urn:signet:acr:mfa";
const PASSWORD = "urn:signet:acr:password";
const RULES = { "/recent": { maxAge: 4 }, "/strong": { acr: MFA } };

let dev;
let api;
let config;
before(async () => {
  dev = await startDev();
  const { client_id, client_secret } = dev.clients.web;
  config = await client.discovery(new URL(dev.issuer), client_id, undefined, client.ClientSecretBasic(client_secret), {
    execute: [client.allowInsecureRequests],
  });
  const keys = createRemoteJWKSet(new URL(`${dev.issuer}/jwks`));
  api = createServer(async (request, response) => {
    const token = (request.headers.authorization ?? "").replace(/^Bearer /, "");
    const { payload } = await jwtVerify(token, keys, { issuer: dev.issuer, typ: "at+jwt" });
    const asks = challenge(payload, RULES[request.url]);
    if (asks) response.writeHead(401, { "www-authenticate": asks }).end();
    else response.end(JSON.stringify({ acr: payload.acr }));
  });
  await new Promise((resolve) => api.listen(0, "127.0.0.1", resolve));
});
after(() => {
  api?.close();
  dev?.stop();
});

// A person at the client: signed in, or signed in again as a challenge wants it.
async function token(person, user, wishes = {}) {
  const redirect_uri = "http://localhost:3000/callback";
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const expectedState = client.randomState();
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri,
    scope: "openid profile",
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: "S256",
    state: expectedState,
    ...wishes,
  });
  const address = await person.signIn(url.href, user);
  const maxAge = wishes.max_age === undefined ? undefined : Number(wishes.max_age) + 5;
  const found = await client.authorizationCodeGrant(config, new URL(address), { pkceCodeVerifier, expectedState, maxAge });
  return found.access_token;
}

const ask = (path, bearer) => fetch(`http://127.0.0.1:${api.address().port}${path}`, { headers: { authorization: `Bearer ${bearer}` } });

// The parameters of a challenge that a client sends on (RFC 9470 section 4).
function wanted(response) {
  assert.equal(response.status, 401);
  const header = response.headers.get("www-authenticate");
  assert.match(header, /^Bearer error="insufficient_user_authentication"/);
  return Object.fromEntries([...header.matchAll(/(acr_values|max_age)="([^"]+)"/g)].map(([, name, value]) => [name, value]));
}

test("a sign-in that is too old is made anew, in the same session", async () => {
  const person = new Person();
  const user = dev.users.anna;
  const first = await token(person, user);
  await new Promise((resolve) => setTimeout(resolve, 5500));
  const wishes = wanted(await ask("/recent", first));
  assert.deepEqual(wishes, { max_age: "4" });
  const second = await token(person, user, wishes);
  assert.equal((await ask("/recent", second)).status, 200);
});

test("a sign-in that is too weak is told from one that is strong enough", async () => {
  const anna = new Person();
  const weak = await token(anna, dev.users.anna);
  const wishes = wanted(await ask("/strong", weak));
  assert.deepEqual(wishes, { acr_values: MFA });
  // She has no second factor: the wish cannot be met, and the token says what was reached.
  const again = await token(anna, dev.users.anna, wishes);
  const { acr } = JSON.parse(Buffer.from(again.split(".")[1], "base64url"));
  assert.equal(acr, PASSWORD);
  // An app that cannot go on without says so.
  const claims = JSON.stringify({ id_token: { acr: { essential: true, value: MFA } } });
  await assert.rejects(token(anna, dev.users.anna, { claims }), (error) => error.error === "unmet_authentication_requirements");
  // Whoever has one is asked for it.
  const strong = await token(new Person(), dev.users["dr.kim"], wishes);
  const answer = await ask("/strong", strong);
  assert.deepEqual([answer.status, await answer.json()], [200, { acr: MFA }]);
});

test("a sign-in that is stronger than an API wants is strong enough", () => {
  assert.equal(challenge({ acr: MFA }, { acr: PASSWORD }), null);
  assert.equal(challenge({ acr: PASSWORD }, { acr: PASSWORD }), null);
  for (const [acr, wanted] of [[PASSWORD, MFA], ["urn:signet:acr:legacy", PASSWORD], [undefined, PASSWORD], [MFA, "urn:other"]])
    assert.match(challenge({ acr }, { acr: wanted }), new RegExp(`acr_values="${wanted}"`));
});
