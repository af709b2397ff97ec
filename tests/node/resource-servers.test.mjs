// Resource servers in other languages take the access token as RFC 9068 says: Authlib (Python) and
// Nimbus (Java, under Spring Security). Each refuses another audience, and an ID token.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { startDev } from "./dev-server.mjs";
import { Person } from "./person.mjs";

let dev;
let tokens;
let jwks;
before(async () => {
  dev = await startDev();
  const { client_id, client_secret } = dev.clients.web;
  const [redirect_uri, verifier] = ["http://localhost:3000/callback", randomBytes(32).toString("base64url")];
  const code_challenge = createHash("sha256").update(verifier).digest("base64url");
  const asked = { client_id, redirect_uri, code_challenge, code_challenge_method: "S256", response_type: "code", scope: "openid profile" };
  const address = await new Person().signIn(`${dev.issuer}/authorize?${new URLSearchParams(asked)}`, dev.users.anna);
  const response = await fetch(`${dev.issuer}/token`, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString("base64")}` },
    body: new URLSearchParams({ grant_type: "authorization_code", code: new URL(address).searchParams.get("code"), redirect_uri, code_verifier: verifier }),
  });
  tokens = await response.json();
  jwks = await (await fetch(`${dev.issuer}/jwks`)).json();
});
after(() => dev?.stop());

const JAR = ".tools/java/nimbus-jose-jwt.jar";
const LANGUAGES = {
  Authlib: [".tools/python/bin/python", ["tests/python/access_token.py"]],
  Nimbus: ["java", ["-cp", JAR, "tests/java/AccessToken.java"]],
};

test("every resource server takes the access token and no other", async (t) => {
  const { sub } = JSON.parse(Buffer.from(tokens.access_token.split(".")[1], "base64url"));
  const [head, body, signature] = tokens.access_token.split(".");
  const changed = [head, body, (signature[0] === "A" ? "B" : "A") + signature.slice(1)].join(".");
  for (const [name, [command, args]] of Object.entries(LANGUAGES)) {
    const ask = (changes) => {
      const asked = { issuer: dev.issuer, audience: dev.issuer, jwks, token: tokens.access_token, scope: "openid", ...changes };
      return JSON.parse(execFileSync(command, args, { input: JSON.stringify(asked), encoding: "utf8" }));
    };
    await t.test(`${name} takes it`, () => assert.deepEqual(ask({}), { sub, client_id: "web" }));
    for (const [what, changes] of Object.entries({
      "another audience": { audience: "https://elsewhere.example" },
      "another issuer": { issuer: "https://elsewhere.example" },
      "an ID token": { token: tokens.id_token },
      "a changed one": { token: changed },
    })) {
      await t.test(`${name} refuses ${what}`, () => assert.ok("error" in ask(changes)));
    }
  }
});
