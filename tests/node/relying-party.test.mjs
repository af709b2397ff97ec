// An independent relying party (openid-client): discovery, code with PKCE, nonce, userinfo, the
// ID token verified by the published keys.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import * as client from "openid-client";
import { createRemoteJWKSet, importJWK, jwtVerify } from "jose";
import { startDev } from "./dev-server.mjs";
import { Person } from "./person.mjs";

let dev;
before(async () => {
  dev = await startDev();
});
after(() => dev?.stop());

// The key of a client that signs its assertions.
async function keyOf({ private_jwks }) {
  const [jwk] = private_jwks.keys;
  return { key: await importJWK(jwk, "ES256"), kid: jwk.kid };
}

async function party(name) {
  const metadata = dev.clients[name];
  const key = metadata.private_jwks && (await keyOf(metadata));
  const method = {
    client_secret_basic: () => client.ClientSecretBasic(metadata.client_secret),
    client_secret_post: () => client.ClientSecretPost(metadata.client_secret),
    private_key_jwt: () => client.PrivateKeyJwt(key),
    none: () => client.None(),
  }[metadata.token_endpoint_auth_method]();
  return client.discovery(
    new URL(dev.issuer),
    metadata.client_id,
    { id_token_signed_response_alg: metadata.id_token_signed_response_alg ?? "RS256" },
    method,
    { execute: [client.allowInsecureRequests] },
  );
}

// What the party asks for, and how it redeems what comes back.
async function begin(config, redirect_uri = "http://localhost:3000/callback", wishes = {}) {
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()];
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri,
    scope: "openid profile records.read",
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: "S256",
    state: expectedState,
    nonce: expectedNonce,
    ...wishes,
  });
  const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true };
  const redeem = (address, other) => client.authorizationCodeGrant(config, address instanceof Request ? address : new URL(address), { ...checks, ...other });
  return { url: url.href, nonce: expectedNonce, redeem };
}

const refused = (error) => error.error === "invalid_grant";
const keysOf = (config) => createRemoteJWKSet(new URL(config.serverMetadata().jwks_uri));

for (const name of ["web", "web-post", "web-jwt", "spa", "native"]) {
  test(`an independent relying party signs a person in as ${name}`, async () => {
    const config = await party(name);
    const { url, nonce, redeem } = await begin(config, name === "native" ? "http://127.0.0.1:49152/callback" : undefined);
    const address = await new Person().signIn(url, dev.users.anna);
    const tokens = await redeem(address);
    assert.equal(tokens.scope, "openid profile records.read");
    const claims = tokens.claims();
    const userinfo = await client.fetchUserInfo(config, tokens.access_token, claims.sub);
    assert.equal(userinfo.name, "Anna Berg");
    const verified = await jwtVerify(tokens.id_token, keysOf(config), { issuer: dev.issuer, audience: name });
    assert.equal(verified.payload.nonce, nonce);
    const access = await jwtVerify(tokens.access_token, keysOf(config), { issuer: dev.issuer, audience: dev.issuer, typ: "at+jwt" });
    assert.equal(access.payload.client_id, name);
    await assert.rejects(redeem(address), refused, "the same answer a second time");
  });
}

test("a second factor is told to the app", async () => {
  const { url, redeem } = await begin(await party("web"));
  const claims = (await redeem(await new Person().signIn(url, dev.users["dr.kim"]))).claims();
  assert.deepEqual([claims.acr, claims.amr.includes("otp")], ["urn:signet:acr:mfa", true]);
});

test("a person whose password was brought along signs in; a locked one does not", async () => {
  const config = await party("web");
  const { url, redeem } = await begin(config);
  assert.ok((await redeem(await new Person().signIn(url, dev.users["old.user"]))).claims().sub);
  const other = await begin(config);
  await assert.rejects(new Person().signIn(other.url, dev.users.locked), /^Error: 422 /);
});

test("a code is of no use without its verifier", async () => {
  const { url, redeem } = await begin(await party("spa"));
  const address = await new Person().signIn(url, dev.users.anna);
  await assert.rejects(redeem(address, { pkceCodeVerifier: client.randomPKCECodeVerifier() }), refused);
});

test("a service gets a token for itself", async () => {
  const config = await party("service");
  const tokens = await client.clientCredentialsGrant(config, { scope: "records.read" });
  const { payload } = await jwtVerify(tokens.access_token, keysOf(config), { audience: "https://records.example.org" });
  assert.equal(payload.sub, "client:service");
});

test("an independent relying party inspects, refreshes and revokes its tokens", async () => {
  const config = await party("web");
  const { url, redeem } = await begin(config);
  const tokens = await redeem(await new Person().signIn(url, dev.users.anna));
  const told = await client.tokenIntrospection(config, tokens.access_token);
  assert.deepEqual([told.active, told.client_id, told.scope], [true, "web", tokens.scope]);
  await client.tokenRevocation(config, tokens.access_token);
  assert.deepEqual(await client.tokenIntrospection(config, tokens.access_token), { active: false });
  const wishes = { scope: "openid offline_access", prompt: "consent" };
  const other = await begin(config, undefined, wishes);
  const lasting = await other.redeem(await new Person().signIn(other.url, dev.users.anna));
  const next = await client.refreshTokenGrant(config, lasting.refresh_token);
  assert.equal(next.claims().sub, lasting.claims().sub);
  assert.equal((await client.tokenIntrospection(config, next.access_token)).active, true);
  await client.tokenRevocation(config, next.refresh_token ?? lasting.refresh_token);
  await assert.rejects(client.refreshTokenGrant(config, lasting.refresh_token), refused);
});

test("a client with a key asks for a fresh sign-in and for claims, refreshes, and ends its grant", async () => {
  const config = await party("web-jwt");
  const claims = JSON.stringify({ id_token: { auth_time: { essential: true } }, userinfo: { email: null } });
  const wishes = { scope: "openid offline_access", prompt: "consent", max_age: "60", claims };
  const { url, redeem } = await begin(config, undefined, wishes);
  const tokens = await redeem(await new Person().signIn(url, dev.users.anna), { maxAge: 60 });
  const { sub } = tokens.claims();
  assert.equal((await client.fetchUserInfo(config, tokens.access_token, sub)).email, "anna@example.org");
  const next = await client.refreshTokenGrant(config, tokens.refresh_token);
  assert.equal(next.claims().sub, sub);
  assert.equal((await client.tokenIntrospection(config, next.access_token)).active, true);
  const newest = next.refresh_token ?? tokens.refresh_token;
  await client.tokenRevocation(config, newest);
  await assert.rejects(client.refreshTokenGrant(config, newest), refused);
  assert.deepEqual(await client.tokenIntrospection(config, next.access_token), { active: false });
});

test("an answer comes by form post", async () => {
  const config = await party("web-post");
  const redirect_uri = "http://localhost:3000/callback";
  const { url, redeem } = await begin(config, redirect_uri, { response_mode: "form_post" });
  const person = new Person();
  const posted = await person.signIn(url, dev.users.anna);
  assert.equal(posted.action, redirect_uri);
  assert.deepEqual(posted.fields.map(([name]) => name).sort(), ["code", "iss", "state"]);
  // As the app's server gets it: the library reads the answer from the body, and nothing from the address.
  const request = () => new Request(posted.action, { method: "POST", body: new URLSearchParams(posted.fields) });
  const tokens = await redeem(request());
  const { sub } = tokens.claims();
  assert.equal((await client.fetchUserInfo(config, tokens.access_token, sub)).name, "Anna Berg");
  await assert.rejects(redeem(request()), refused, "the same answer a second time");
  // An error travels the same way.
  const silent = await begin(config, redirect_uri, { response_mode: "form_post", prompt: "none" });
  const error = await new Person().signIn(silent.url, dev.users.anna);
  const told = new Request(error.action, { method: "POST", body: new URLSearchParams(error.fields) });
  await assert.rejects(silent.redeem(told), (error) => error.error === "login_required");
});

test("an independent relying party signs its person out", async () => {
  const config = await party("web");
  const person = new Person();
  const { url, redeem } = await begin(config);
  const tokens = await redeem(await person.signIn(url, dev.users.anna));
  const leave = client.buildEndSessionUrl(config, { id_token_hint: tokens.id_token });
  const page = await person.get(leave.href);
  assert.match(page.body, /You are signed out/);
  const silent = new URL(url);
  silent.searchParams.set("prompt", "none");
  const answer = await person.get(silent.href);
  assert.equal(new URL(answer.next).searchParams.get("error"), "login_required");
});
