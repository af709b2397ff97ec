// What stands in deploy/, read by the programs that it is for; nginx in front of a real server.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { request } from "node:https";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import tls from "node:tls";
import { promisify } from "node:util";
import { BINARY, startDev, until } from "./dev-server.mjs";
import { Person } from "./person.mjs";

const run = promisify(execFile);
const tool = (name) => resolve(".tools/deploy/usr", name);
const NGINX = tool("sbin/nginx");
const VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const REDIRECT = "http://localhost:3000/callback";

let dir;
before(async () => {
  dir = await mkdtemp(join(tmpdir(), "signet-deploy-"));
  const ca = await readFile("tests/fixtures/tls/ca.pem", "utf8");
  tls.setDefaultCACertificates([...tls.getCACertificates("default"), ca]);
});
after(() => rm(dir, { recursive: true, force: true }));

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

// The sample, with the addresses and files of a test in the place of its own.
async function nginxConf({ port, plain, backend }) {
  const at = await mkdtemp(join(dir, "nginx-"));
  const change = (text, from, to) => {
    assert.ok(text.includes(from), `the sample has no ${from}`);
    return text.replaceAll(from, to);
  };
  let sample = await readFile("deploy/nginx/signet.conf", "utf8");
  for (const [from, to] of [
    ["    listen [::]:80;\n", ""],
    ["    listen [::]:443 ssl http2;\n", ""],
    ["listen 80;", `listen 127.0.0.1:${plain};`],
    ["listen 443 ssl http2;", `listen 127.0.0.1:${port} ssl http2;`],
    ["server_name id.example.org;", "server_name localhost;"],
    ["server 127.0.0.1:8080;", `server 127.0.0.1:${backend};`],
    ["/etc/letsencrypt/live/id.example.org/fullchain.pem", resolve("tests/fixtures/tls/server.pem")],
    ["/etc/letsencrypt/live/id.example.org/privkey.pem", resolve("tests/fixtures/tls/server.key")],
    ["/var/log/nginx/signet.log", join(at, "access.log")],
  ]) {
    sample = change(sample, from, to);
  }
  await writeFile(join(at, "signet.conf"), sample);
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${at}/${name};`);
  const user = userInfo().uid === 0 ? "user root;" : "";
  const main = `${user} daemon off; pid ${at}/pid; error_log ${at}/error.log; worker_processes 1;
    events { worker_connections 256; }
    http { access_log off; ${temporary.join(" ")} include ${at}/signet.conf; }`;
  await writeFile(join(at, "nginx.conf"), main);
  return { at, conf: join(at, "nginx.conf") };
}

test("nginx takes the sample", async () => {
  const { at, conf } = await nginxConf({ port: 443, plain: 80, backend: 8080 });
  const { stderr } = await run(NGINX, ["-t", "-q", "-p", at, "-c", conf, "-e", join(at, "error.log")]);
  assert.equal(stderr, "");
});

test("a person signs in through nginx, and is who nginx says", async (t) => {
  const [port, plain, backend] = [await freePort(), await freePort(), await freePort()];
  const issuer = `https://localhost:${port}`;
  const dev = await startDev({
    port: backend,
    options: ["--log-format", "json", "--set", `server.public_url=${issuer}`, "--set", 'server.trusted_proxies=["127.0.0.1"]', "--set", "privacy.ip=full"],
  });
  t.after(() => dev.stop());
  const { at, conf } = await nginxConf({ port, plain, backend });
  const nginx = spawn(NGINX, ["-p", at, "-c", conf, "-e", join(at, "error.log")], { stdio: "ignore" });
  t.after(async () => {
    nginx.kill("SIGTERM");
    await once(nginx, "exit");
  });
  await until(() => fetch(`${issuer}/jwks`).then((answer) => answer.ok).catch(() => false));

  const document = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json();
  assert.equal(document.issuer, issuer);
  const { client_id, client_secret } = dev.clients.web;
  const asked = new URLSearchParams({
    client_id,
    redirect_uri: REDIRECT,
    response_type: "code",
    scope: "openid profile",
    state: "through-nginx",
    nonce: "n-1",
    code_challenge: createHash("sha256").update(VERIFIER).digest("base64url"),
    code_challenge_method: "S256",
  });
  const address = new URL(await new Person().signIn(`${document.authorization_endpoint}?${asked}`, dev.users.anna));
  assert.equal(address.searchParams.get("state"), "through-nginx");
  assert.equal(address.searchParams.get("iss"), issuer);
  const answer = await fetch(document.token_endpoint, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${client_id}:${client_secret}`)}` },
    body: new URLSearchParams({ grant_type: "authorization_code", code: address.searchParams.get("code"), redirect_uri: REDIRECT, code_verifier: VERIFIER }),
  });
  const tokens = await answer.json();
  assert.equal(answer.status, 200, JSON.stringify(tokens));
  const userinfo = await fetch(document.userinfo_endpoint, { headers: { authorization: `Bearer ${tokens.access_token}` } });
  assert.equal((await userinfo.json()).name, "Anna Berg");

  // Signet's headers, once; nginx adds none of its own.
  assert.match(answer.headers.get("strict-transport-security"), /^max-age=\d+; includeSubDomains$/);
  assert.equal(answer.headers.get("server"), "nginx");
  // Plain HTTP leads to TLS.
  const led = await fetch(`http://127.0.0.1:${plain}/authorize?x=y`, { redirect: "manual", headers: { host: "localhost" } });
  assert.equal(led.status, 301);
  // HH-05: who calls is whom nginx sees, whatever the caller says.
  const forged = request({ host: "127.0.0.1", port, path: "/", servername: "localhost", localAddress: "127.0.0.2", headers: { host: `localhost:${port}`, "x-forwarded-for": "198.51.100.7", forwarded: "for=198.51.100.7" } });
  forged.end();
  const [got] = await once(forged, "response");
  got.resume();
  assert.equal(got.statusCode, 200);
  const id = got.headers["x-request-id"];
  const line = await until(() => dev.log().split("\n").find((one) => one.includes(id)));
  assert.equal(JSON.parse(line).ip, "127.0.0.2");
  assert.ok(!dev.log().includes("198.51.100.7"));
  // Too large is refused before it gets there; a slow body is Signet's own bound.
  const large = await fetch(document.token_endpoint, { method: "POST", body: "x".repeat(40_000) });
  assert.equal(large.status, 413);
  // Neither log has a code or a state.
  const written = await readFile(join(at, "access.log"), "utf8");
  assert.match(written, /"GET \/authorize" 303/);
  for (const log of [written, dev.log()]) {
    assert.ok(!log.includes("through-nginx") && !log.includes(address.searchParams.get("code")));
  }
});

test("Caddy takes the sample", async () => {
  const env = { ...process.env, HOME: dir, XDG_DATA_HOME: dir, XDG_CONFIG_HOME: dir };
  const { stderr } = await run(tool("bin/caddy"), ["validate", "--adapter", "caddyfile", "--config", "deploy/caddy/Caddyfile"], { env });
  assert.doesNotMatch(stderr, /"level":"(warn|error)"/);
  const { stdout } = await run(tool("bin/caddy"), ["fmt", "deploy/caddy/Caddyfile"], { env });
  assert.equal(stdout, await readFile("deploy/caddy/Caddyfile", "utf8"));
});

test("the sample for Traefik is TOML that names what it uses", async (t) => {
  // Debian has no Traefik: it is parsed, and not run.
  t.diagnostic("not run by Traefik itself");
  const script = "import json,sys,tomllib; print(json.dumps([tomllib.load(open(f,'rb')) for f in sys.argv[1:]]))";
  const { stdout } = await run("/usr/bin/python3", ["-c", script, "deploy/traefik/traefik.toml", "deploy/traefik/signet.toml"]);
  const [fixed, dynamic] = JSON.parse(stdout);
  const router = dynamic.http.routers.signet;
  assert.ok(router.entryPoints.every((name) => name in fixed.entryPoints));
  assert.ok(router.middlewares.every((name) => name in dynamic.http.middlewares));
  assert.ok(router.service in dynamic.http.services && router.tls.certResolver in fixed.certificatesResolvers && router.tls.options in dynamic.tls.options);
  assert.deepEqual(fixed.entryPoints.websecure.forwardedHeaders.trustedIPs, []);
  assert.equal(dynamic.http.services[router.service].loadBalancer.passHostHeader, true);
});

test("Prometheus takes the alerts and the job", async () => {
  const { stdout } = await run(tool("bin/promtool"), ["check", "rules", "deploy/prometheus/alerts.yml"]);
  assert.match(stdout, /SUCCESS: (\d+) rules found/);
  await run(tool("bin/promtool"), ["check", "config", "deploy/prometheus/scrape.yml"]);
});

test("systemd takes the units, and finds little that the service may do", async (t) => {
  const at = await mkdtemp(join(dir, "systemd-"));
  await cp("deploy/systemd", at, { recursive: true });
  const unit = join(at, "signet.service");
  const text = await readFile(unit, "utf8");
  assert.ok(text.includes("/usr/local/bin/signet"));
  await writeFile(unit, text.replaceAll("/usr/local/bin/signet", resolve(BINARY)));
  const { stderr } = await run("systemd-analyze", ["verify", "--man=no", unit, join(at, "signet.socket")]);
  assert.equal(stderr, "");
  // The threshold is in tenths.
  const { stdout } = await run("systemd-analyze", ["security", "--offline=true", "--threshold=20", "--no-pager", unit]);
  const [score] = stdout.match(/Overall exposure level.*/);
  t.diagnostic(score);
});

test("systemd hands its socket over", async (t) => {
  const [port, management] = [await freePort(), await freePort()];
  const at = await mkdtemp(join(dir, "socket-"));
  const config = join(at, "config.toml");
  const issuer = `http://localhost:${port}`;
  await run(BINARY, ["config", "init", config, "--public-url", issuer]);
  const settings = [`server.listen=["systemd"]`, `server.management_listen=127.0.0.1:${management}`, `database.url=sqlite://${at}/db.sqlite3`];
  const serve = [resolve(BINARY), "serve", "--config", config, ...settings.flatMap((one) => ["--set", one])];
  const child = spawn("systemd-socket-activate", ["--listen", `127.0.0.1:${port}`, ...serve], { stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  child.stderr.on("data", (chunk) => (log += chunk));
  t.after(async () => {
    child.kill("SIGKILL");
    await once(child, "exit");
  });
  // The first connection has the server started, and waits for it.
  const answer = await until(() => fetch(`${issuer}/jwks`).catch(() => (child.exitCode === null ? null : assert.fail(log))));
  assert.equal(answer.status, 200);
  // Without systemd it says what is missing.
  const alone = await run(serve[0], serve.slice(1)).catch((error) => error);
  assert.equal(alone.code, 3);
  assert.match(alone.stderr, /server\.listen: "systemd" is in it, and systemd handed no socket over/);
});

test("the Containerfile copies what is there, and runs as nobody", async (t) => {
  // A build needs a registry; its shape is looked at.
  t.diagnostic("not built");
  const text = (await readFile("deploy/container/Containerfile", "utf8")).replaceAll("\\\n", " ");
  const lines = text.split("\n").filter((line) => line && !line.startsWith("#"));
  const all = (name) => lines.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1).trim());
  assert.equal(all("FROM").length, 2);
  const last = lines.slice(lines.findLastIndex((line) => line.startsWith("FROM ")));
  assert.ok(!last.some((line) => line.startsWith("RUN ")), "there is no shell in the last stage");
  assert.ok(last.includes("USER 65532:65532"));
  assert.match(all("HEALTHCHECK")[0], /CMD \["\/signet", "healthcheck", "--ready"\]$/);
  for (const name of ["ENTRYPOINT", "CMD"]) assert.ok(Array.isArray(JSON.parse(all(name)[0])), name);
  // Each setting of the image is one that the binary knows.
  const set = all("ENV")[0].split(/\s+/).map((pair) => pair.split("="));
  const { stdout } = await run(resolve(BINARY), ["config", "show", "--all", "-o", "json"], { cwd: dir });
  const known = JSON.parse(stdout);
  for (const [name] of set) {
    const [section, key] = name.replace("SIGNET_", "").toLowerCase().split("__");
    assert.ok(JSON.stringify(known).includes(`"${key}"`), `${section}.${key}`);
  }
  const ignored = (await readFile(".containerignore", "utf8")).trim().split("\n");
  assert.ok(["target", ".git", ".dev"].every((name) => ignored.includes(name)));
  assert.ok(!ignored.some((name) => existsSync(name) && ["src", "docs", "locales", "migrations", "static", "templates"].includes(name)));
});
