// 100,000 people from one file of JSON Lines with hashes of many schemes, in one command, twice; then
// some of them sign in (OPERATIONS 6). Prints rates, and whether the bound of
// 10,000 a minute without wrapping holds; fails if anybody is missing or cannot sign in. Run by `make
// bench-import`; PEOPLE=10000, WRAPPED=0.1 and DATABASE=postgres change it.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createWriteStream, mkdtempSync, readFileSync } from "node:fs";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BINARY, startDev, startPostgres } from "../tests/node/dev-server.mjs";

const PEOPLE = Number(process.env.PEOPLE ?? 100_000);
const WRAPPED = Number(process.env.WRAPPED ?? 0.01);
const scratch = mkdtempSync(join(tmpdir(), "signet-"));

// Public vectors: a scheme, a password and its hash.
const vectors = readFileSync("tests/fixtures/hashes.tsv", "utf8").split("\n").filter((line) => line && !line.startsWith("#")).map((line) => line.split("\t"));
const isFast = ([scheme]) => /^(md5|sha\d+|hmac-.*)$/.test(scheme);
const [fast, slow] = [vectors.filter(isFast), vectors.filter((vector) => !isFast(vector))];

async function write(name, share) {
  const path = join(scratch, name);
  const out = createWriteStream(path);
  for (let n = 0; n < PEOPLE; n += 1) {
    const [, , hash] = n < PEOPLE * share ? fast[n % fast.length] : slow[n % slow.length];
    const line = { external_id: `${name}-${n}`, username: `${name}-${n}`, emails: [{ value: `${name}-${n}@example.org`, verified: true }], name: `Person ${n}`, locale: "en", password: { hash }, roles: ["patient"], created_at: "2019-03-01T10:00:00Z" };
    if (!out.write(`${JSON.stringify(line)}\n`)) await once(out, "drain");
  }
  out.end();
  await once(out, "finish");
  return path;
}

// Runs an import: its sums, and how long it took.
async function load(options, path, ...more) {
  const began = process.hrtime.bigint();
  const child = spawn(BINARY, ["user", "import", path, "--quiet", ...more, ...options], { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (chunk) => (said += chunk));
  const [code] = await once(child, "exit");
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  const lines = said.trim().split("\n");
  assert.equal(code, 0, said.slice(0, 2000));
  return { sums: JSON.parse(lines.at(-1)), seconds };
}

function tell(what, { sums, seconds }) {
  const rate = Math.round((PEOPLE / seconds) * 60);
  console.log(`${what.padEnd(36)} ${seconds.toFixed(1).padStart(7)} s ${String(rate).padStart(9)} a minute  made ${sums.made ?? sums.would_make}, already ${sums.already}, wrapped ${sums.wrapped}`);
  return rate;
}

// Signs in at the page, as a browser does; whether it was let in.
async function signIn(dev, username, password) {
  const cookies = new Map();
  const go = async (url, init = {}) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(new URL(url, dev.issuer), { redirect: "manual", ...init, headers: { cookie, origin: dev.issuer, ...init.headers } });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      cookies.set(name, value);
    }
    return answer;
  };
  const follow = async (answer) => {
    while (answer.status === 303) answer = await go(answer.headers.get("location"));
    return answer;
  };
  const start = await go("/account");
  const login = start.headers.get("location");
  const page = await (await go(login)).text();
  const csrf = /name="csrf" value="([^"]+)"/.exec(page)[1];
  const posted = await go(login, { method: "POST", body: new URLSearchParams({ csrf, username, password }) });
  return posted.status === 303 && (await follow(posted)).status === 200;
}

const postgres = process.env.DATABASE === "postgres" ? await startPostgres() : null;
const set = postgres ? [`database.url=${postgres.url}`] : [];
const dev = await startDev({ set });
try {
  const options = ["--dev", dev.data, ...set.flatMap((one) => ["--set", one])];
  console.log(`${PEOPLE} people, ${fast.length + slow.length} hashes of ${new Set(vectors.map(([scheme]) => scheme)).size} schemes, ${postgres ? "PostgreSQL" : "SQLite"}, ${BINARY}`);
  const plain = await write("plain", 0);
  tell("dry run, nothing wrapped", await load(options, plain, "--dry-run"));
  const first = await load(options, plain);
  assert.equal(first.sums.made, PEOPLE);
  const rate = tell("first, nothing wrapped", first);
  console.log(`  at least 10000 a minute: ${rate >= 10_000 ? "holds" : "DOES NOT HOLD"} (${(rate / 10_000).toFixed(1)} times)`);
  const second = await load(options, plain);
  assert.deepEqual([second.sums.made, second.sums.already], [0, PEOPLE], "the second time nothing changes");
  tell("again, no change", second);
  const mixed = await write("mixed", WRAPPED);
  const third = await load(options, mixed);
  assert.equal(third.sums.made, PEOPLE);
  tell(`first, ${WRAPPED * 100} % wrapped`, third);
  const fourth = await load(options, mixed);
  assert.deepEqual([fourth.sums.made, fourth.sums.already], [0, PEOPLE]);
  tell("again, no change", fourth);
  // One who was wrapped, one who was not, one of the other file; and nobody with another password.
  for (const [name, list, n] of [["mixed", fast, 0], ["mixed", slow, PEOPLE - 1], ["plain", slow, 3]]) {
    const [scheme, password] = list[n % list.length];
    assert.equal(await signIn(dev, `${name}-${n}`, "another password"), false, scheme);
    assert.equal(await signIn(dev, `${name}-${n}`, password), true, scheme);
    console.log(`${name}-${n} (${scheme}) signs in`);
  }
} finally {
  await dev.stop();
  await postgres?.stop();
}
