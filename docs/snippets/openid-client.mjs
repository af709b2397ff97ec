// npm install openid-client
import { createServer } from "node:http";
import * as client from "openid-client";

const redirectUri = new URL("http://localhost:3000/callback");
const config = await client.discovery(
  new URL("http://localhost:8080"),
  "CLIENT_ID",
  { id_token_signed_response_alg: "RS256" },
  client.ClientSecretBasic("CLIENT_SECRET"),
  // Plain http is for this machine only.
  { execute: [client.allowInsecureRequests] },
);

// One each for every sign-in; an app keeps them in the session of the browser.
const pkceCodeVerifier = client.randomPKCECodeVerifier();
const expectedState = client.randomState();
const expectedNonce = client.randomNonce();
const address = client.buildAuthorizationUrl(config, {
  redirect_uri: redirectUri.href,
  scope: "openid profile",
  code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
  code_challenge_method: "S256",
  state: expectedState,
  nonce: expectedNonce,
});

const server = createServer(async (request, response) => {
  const answer = new URL(request.url, redirectUri);
  if (answer.pathname !== redirectUri.pathname) return response.writeHead(404).end();
  const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true };
  const tokens = await client.authorizationCodeGrant(config, answer, checks);
  const person = await client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
  console.log(JSON.stringify({ scope: tokens.scope, claims: tokens.claims(), person }));
  response.end("Done. You can close this page.");
  server.close();
});
server.listen(redirectUri.port, redirectUri.hostname, () => console.log(`Open ${address.href}`));
