// An independent relying party (openid-client): discovery, code with PKCE, nonce, userinfo, the
// ID token verified by the published keys.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import * as client from "openid-client";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { startDev } from "./dev-server.mjs";
import { Person } from "./person.mjs";

let dev;
before(async () => {
  dev = await startDev();
});
after(() => dev?.stop());

async function party(name) {
  const metadata = dev.clients[name];
  const method = {
    client_secret_basic: () => client.ClientSecretBasic(metadata.client_secret),
    client_secret_post: () => client.ClientSecretPost(metadata.client_secret),
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

for (const name of ["web", "web-post", "spa", "native"]) {
  test(`an independent relying party signs a person in as ${name}`, async () => {
    const config = await party(name);
    const verifier = client.randomPKCECodeVerifier();
    const [state, nonce] = [client.randomState(), client.randomNonce()];
    const redirect_uri = name === "native" ? "http://127.0.0.1:49152/callback" : "http://localhost:3000/callback";
    const url = client.buildAuthorizationUrl(config, {
      redirect_uri,
      scope: "openid profile records.read",
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      state,
      nonce,
    });
    const address = await new Person().signIn(url.href, dev.users.anna);
    const tokens = await client.authorizationCodeGrant(config, new URL(address), {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
      idTokenExpected: true,
    });
    assert.equal(tokens.scope, "openid profile records.read");
    const claims = tokens.claims();
    const userinfo = await client.fetchUserInfo(config, tokens.access_token, claims.sub);
    assert.equal(userinfo.name, "Anna Berg");
    const keys = createRemoteJWKSet(new URL(config.serverMetadata().jwks_uri));
    const verified = await jwtVerify(tokens.id_token, keys, { issuer: dev.issuer, audience: name });
    assert.equal(verified.payload.nonce, nonce);
    const access = await jwtVerify(tokens.access_token, keys, { issuer: dev.issuer, audience: dev.issuer, typ: "at+jwt" });
    assert.equal(access.payload.client_id, name);
    // The same answer a second time is refused.
    await assert.rejects(
      client.authorizationCodeGrant(config, new URL(address), { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce }),
      (error) => error.error === "invalid_grant",
    );
  });
}

test("a service gets a token for itself", async () => {
  const config = await party("service");
  const tokens = await client.clientCredentialsGrant(config, { scope: "records.read" });
  const keys = createRemoteJWKSet(new URL(config.serverMetadata().jwks_uri));
  const { payload } = await jwtVerify(tokens.access_token, keys, { audience: "https://records.example.org" });
  assert.equal(payload.sub, "client:service");
});
