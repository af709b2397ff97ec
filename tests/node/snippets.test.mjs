// The code that /dev gives people to take along, run as it is: curl, openid-client and Authlib. What
// is for Spring Security is parsed, and its properties are those that Spring Boot documents.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { after, before, test } from "node:test";
import { startDev } from "./dev-server.mjs";
import { Person } from "./person.mjs";

const PYTHON = ".tools/python/bin/python";

let dev;
before(async () => {
  dev = await startDev();
});
after(() => dev?.stop());

async function snippet(client, id) {
  const page = await (await fetch(`${dev.issuer}/dev/clients/${client}`, { headers: { accept: "text/html" } })).text();
  const code = page.split(`<pre id="${id}">`)[1].split("</pre>")[0];
  return code.replace(/&#(\d+);/g, (_, number) => String.fromCharCode(number));
}

// The port of the redirect URI may be taken; another registered one does as well.
async function freePort(ports) {
  for (const port of ports) {
    const server = createServer();
    const free = await new Promise((resolve) => server.once("error", () => resolve(false)).listen(port, "127.0.0.1", () => resolve(true)));
    server.close();
    if (free) return port;
  }
  throw new Error(`none of ${ports} is free`);
}

// Runs a program; `answer` is called with the address that it prints.
async function run(command, args, answer) {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"] });
  const ended = once(child, "exit");
  let [out, err, asked] = ["", "", false];
  child.stderr.on("data", (chunk) => (err += chunk));
  child.stdout.on("data", async (chunk) => {
    out += chunk;
    const address = out.match(/http\S+\/authorize\?\S+(?=\s)/)?.[0];
    if (address && answer && !asked) {
      asked = true;
      await answer(address, child.stdin).catch((error) => child.kill() && (err += error.stack));
    }
  });
  const [code] = await ended;
  assert.equal(code, 0, `${out}${err}`);
  return out;
}

async function runModule(code, answer) {
  // Beside the packages, so that it finds them.
  const file = `node_modules/.snippet-${process.pid}.mjs`;
  await writeFile(file, code);
  try {
    return await run(process.execPath, [file], answer);
  } finally {
    await rm(file);
  }
}

for (const client of ["web", "web-post", "web-jwt", "spa", "native"]) {
  test(`openid-client signs a person in as ${client}`, async () => {
    const port = await freePort([3000, 5173, 8000]);
    const code = (await snippet(client, "javascript")).replace(":3000/callback", `:${port}/callback`);
    const out = await runModule(code, async (address) => {
      const back = await new Person().signIn(address, dev.users.anna);
      assert.equal((await fetch(back)).status, 200);
    });
    const { claims, person } = JSON.parse(out.trim().split("\n").at(-1));
    assert.ok([claims.aud].flat().includes(client));
    assert.deepEqual([person.sub, person.name], [claims.sub, "Anna Berg"]);
  });

  test(`curl redeems a code as ${client}`, async () => {
    const out = await run("bash", ["-c", await snippet(client, "curl")], async (address, stdin) => {
      const back = new URL(await new Person().signIn(address, dev.users.anna));
      stdin.end(`${back.searchParams.get("code")}\n`);
    });
    const tokens = JSON.parse(out.slice(out.indexOf("{")));
    assert.deepEqual([tokens.token_type, tokens.scope.split(" ")[0]], ["Bearer", "openid"]);
  });

  test(`Authlib signs a person in as ${client}`, async () => {
    const out = await run(PYTHON, ["-c", await snippet(client, "python")], async (address, stdin) => {
      stdin.end(`${await new Person().signIn(address, dev.users.anna)}\n`);
    });
    const [claims, person] = out.trim().split("\n").slice(-2);
    assert.ok(claims.includes(`'${client}'`) && claims.includes("'nonce'"), out);
    assert.ok(person.includes("'name': 'Anna Berg'"), out);
  });
}

for (const client of ["service", "service-jwt"]) {
  test(`${client} gets a token by each`, async () => {
    const curl = await run("bash", ["-c", await snippet(client, "curl")]);
    for (const out of [await runModule(await snippet(client, "javascript")), curl]) {
      assert.equal(JSON.parse(out).scope, "records.read");
    }
    const out = await run(PYTHON, ["-c", await snippet(client, "python")]);
    assert.ok(out.includes("'scope': 'records.read'"), out);
  });
}

// Mappings and plain values: all the YAML that there is in it.
function properties(yaml) {
  const found = {};
  const path = [];
  for (const line of yaml.split("\n").filter((line) => line.trim() && !line.startsWith("#"))) {
    const [, indent, name, value] = line.match(/^((?:  )*)([a-z0-9-]+):(?: (.+))?$/) ?? assert.fail(`no YAML: ${line}`);
    assert.ok(indent.length / 2 <= path.length, `too far in: ${line}`);
    path.splice(indent.length / 2, path.length, name);
    if (!value) continue;
    const plain = value.match(/^"([^"\\]*)"$/)?.[1] ?? value;
    assert.ok(plain !== value || !/[#"'{}\[\]]|: /.test(value), `not plain: ${line}`);
    assert.ok(!(path.join(".") in found), `twice: ${line}`);
    found[path.join(".")] = plain;
    path.pop();
  }
  return found;
}

// Spring Boot's reference: "Common Application Properties", OAuth2ClientProperties.
const REGISTRATION = ["client-id", "client-secret", "client-authentication-method", "authorization-grant-type", "redirect-uri", "scope", "client-name", "provider"];
const PROVIDER = ["issuer-uri", "authorization-uri", "token-uri", "user-info-uri", "user-info-authentication-method", "user-name-attribute", "jwk-set-uri"];
const [AT, FROM] = ["spring.security.oauth2.client.registration.signet.", "spring.security.oauth2.client.provider.signet."];
const KNOWN = ["server.port", ...REGISTRATION.map((name) => AT + name), ...PROVIDER.map((name) => FROM + name)];

for (const client of ["web", "web-post", "web-jwt", "spa", "native", "service", "service-jwt"]) {
  test(`Spring Security knows each property of ${client}`, async () => {
    const yaml = await snippet(client, "java");
    const found = properties(yaml);
    assert.deepEqual(Object.keys(found).filter((name) => !KNOWN.includes(name)), []);
    const metadata = dev.clients[client];
    assert.equal(found[`${FROM}issuer-uri`], dev.issuer);
    assert.equal(found[`${AT}client-id`], client);
    assert.equal(found[`${AT}client-authentication-method`], metadata.token_endpoint_auth_method);
    assert.equal(found[`${AT}client-secret`], metadata.client_secret);
    assert.deepEqual(found[`${AT}scope`].split(", "), metadata.scope.split(" "));
    const redirect = found[`${AT}redirect-uri`];
    assert.equal(found[`${AT}authorization-grant-type`], redirect ? "authorization_code" : "client_credentials");
    if (redirect) assert.equal(found["server.port"], new URL(redirect).port);
    assert.equal(yaml.includes("setJwsAlgorithmResolver"), (metadata.id_token_signed_response_alg ?? "RS256") !== "RS256");
  });
}

for (const client of ["web-jwt", "service-jwt"]) {
  test(`Java reads the key of ${client}`, async () => {
    const code = await snippet(client, "java-key");
    const answer = execFileSync("java", ["-cp", ".tools/java/nimbus-jose-jwt.jar", "tests/java/Snippet.java"], { input: code, encoding: "utf8" });
    assert.equal(answer.trim(), `EC ${dev.clients[client].jwks.keys[0].kid} private ES256`);
  });
}
