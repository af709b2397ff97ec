// The primary of the database is killed while two nodes work on it: how long until the first success, and
// whether anything that was acknowledged is gone. Run by `make ha`; KILLS=3 kills as often. It gates
// nothing, because the machine is not alone; it ends with 1 if something acknowledged was lost, or if
// anybody was told that their grant is invalid.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";

const BINARY = process.env.SIGNET_BIN ?? "target/debug/signet";
const KILLS = Number(process.env.KILLS ?? 1);
const CHAINS = 8;
const run = promisify(execFile);
const dir = mkdtempSync(join(tmpdir(), "signet-ha-"));
const up = spawn("deploy/ha/up", [dir, "rate_limit.token_client=60000000"], { stdio: ["pipe", "pipe", "inherit"], env: { ...process.env, SIGNET_BIN: BINARY } });
process.on("exit", () => up.kill("SIGTERM"));
const [line] = await Promise.race([once(up.stdout, "data"), once(up, "exit").then(() => [])]);
if (!line) throw new Error("it does not come up");
const ha = JSON.parse(line);
const signet = async (...words) => (await run(BINARY, [...words, ...ha.options])).stdout;

const SECRET = "a-secret-of-the-bench-that-is-long-enough-for-it";
const CLIENT = { client_id: "service", client_secret: SECRET, grant_types: ["client_credentials"], scope: "records.read", signet: { access_token_format: "opaque" } };
await signet("scope", "add", "records.read", "--title", "Records");
writeFileSync(join(dir, "clients.jsonl"), [CLIENT].map((one) => JSON.stringify(one)).join("\n"));
await signet("client", "import", join(dir, "clients.jsonl"));

const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const basic = `Basic ${Buffer.from(`service:${SECRET}`).toString("base64")}`;
const { port } = new URL(ha.issuer);
function post(path, form) {
  const body = new URLSearchParams(form).toString();
  const headers = { host: new URL(ha.issuer).host, authorization: basic, "content-type": "application/x-www-form-urlencoded", "content-length": Buffer.byteLength(body) };
  return new Promise((done) => {
    const asked = request({ agent, host: "127.0.0.1", port, path, method: "POST", headers, timeout: 30_000 }, (answer) => {
      let text = "";
      answer.on("data", (chunk) => (text += chunk)).on("end", () => done({ status: answer.statusCode, text }));
      answer.on("error", () => done({ status: 0, text: "cut off" }));
    });
    asked.on("error", (error) => done({ status: 0, text: error.code ?? String(error) }));
    asked.on("timeout", () => asked.destroy());
    asked.end(body);
  });
}

// What the nodes acknowledged: each of these tokens is kept in the database before it is answered.
const ledger = [];
const answers = new Map();
let last = performance.now();
let longest = 0;
let over = false;
async function work() {
  while (!over) {
    const { status, text } = await post("/token", { grant_type: "client_credentials" });
    answers.set(status, (answers.get(status) ?? 0) + 1);
    if (status === 200) {
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
      ledger.push(JSON.parse(text).access_token);
      await setTimeout(5);
    } else {
      if (/invalid_grant|invalid_client/.test(text) || status === 500) answers.set(`wrong: ${status} ${text}`, 1);
      await setTimeout(50);
    }
  }
}

async function primary() {
  for (const [index, rest] of ha.rest.entries()) {
    const is = await fetch(`http://127.0.0.1:${rest}/primary`).then((answer) => answer.ok, () => false);
    if (is) return index;
  }
  return -1;
}

const working = Array.from({ length: CHAINS }, work);
await setTimeout(3_000);
const gaps = [];
for (let kill = 0; kill < KILLS; kill += 1) {
  let index = -1;
  while (index < 0) {
    await setTimeout(200);
    index = await primary();
  }
  // A standby that is in step has to be there, or nobody could take over without a loss.
  while (!(await Promise.all(ha.rest.map((rest) => fetch(`http://127.0.0.1:${rest}/sync`).then((answer) => answer.ok, () => false)))).some(Boolean)) await setTimeout(200);
  await setTimeout(1_000);
  const pid = (await run("sh", ["-c", `head -1 ${dir}/pg${index + 1}/postmaster.pid`])).stdout.trim();
  [longest, last] = [0, performance.now()];
  await run("sh", ["-c", `kill -9 ${pid} $(pgrep -P ${pid})`]).catch(() => {});
  await setTimeout(20_000);
  longest = Math.max(longest, performance.now() - last);
  gaps.push(longest);
  console.log(`kill ${kill + 1}: pg${index + 1} was the primary; ${(longest / 1000).toFixed(2)} s without a success`);
}
over = true;
await Promise.all(working);
let lost = 0;
for (const token of ledger) {
  const { status, text } = await post("/introspect", { token });
  if (status !== 200 || !JSON.parse(text).active) lost += 1;
}
const wrong = [...answers.keys()].filter((key) => String(key).startsWith("wrong"));
console.log(`${ledger.length} tokens were acknowledged, ${lost} are lost; answers: ${JSON.stringify([...answers].filter(([key]) => typeof key === "number"))}`);
wrong.forEach((one) => console.log(one));
console.log(`longest: ${(Math.max(...gaps) / 1000).toFixed(2)} s (goal: 10 s)`);
agent.destroy();
up.stdin.end();
await once(up, "exit");
process.exit(lost || wrong.length ? 1 : 0);
