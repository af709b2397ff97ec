// Whether an answer's time tells what exists (CA-03, LG-05), at the rules' 2,000 interleaved tries.
// Prints medians, ratios and whether the rule's bound holds; gates nothing, because the machine is
// not alone. Run by `make bench-timing` against a server of its own; `TRIES=200 make bench-timing` is quicker.
import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startDev } from "../tests/node/dev-server.mjs";

const TRIES = Number(process.env.TRIES ?? 2000);
const median = (times) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];

async function timed(call) {
  const began = process.hrtime.bigint();
  await call();
  return Number(process.hrtime.bigint() - began) / 1e6;
}

// Both kinds take turns, so that whatever else the machine does hits both.
async function compare(name, bound, holds, first, second) {
  const times = [[], []];
  for (let n = 0; n < TRIES; n += 1) {
    times[0].push(await timed(() => first(n)));
    times[1].push(await timed(() => second(n)));
  }
  const [a, b] = times.map(median);
  const difference = Math.abs(a - b);
  const verdict = holds(difference, b) ? "holds" : "DOES NOT HOLD";
  console.log(`${name.padEnd(40)} ${a.toFixed(3)} ms  ${b.toFixed(3)} ms  difference ${difference.toFixed(3)} ms  ratio ${(a / b).toFixed(3)}  n ${TRIES}  ${bound}: ${verdict}`);
}

const ofClients = (difference) => difference <= 1;
const ofPasswords = (difference, known) => difference <= Math.max(2, known * 0.02);
const scratch = mkdtempSync(join(tmpdir(), "signet-"));

// Imports lines into a server by its own command.
function load(dev, what, lines) {
  const file = join(scratch, `${what}.jsonl`);
  writeFileSync(file, lines.map((line) => JSON.stringify(line)).join("\n"));
  execFileSync("target/debug/signet", [what, "import", file, "--dev", dev.data]);
}

function asks(dev) {
  const post = (path, body, headers = {}) =>
    fetch(dev.issuer + path, { method: "POST", body, headers }).then((response) => response.arrayBuffer());
  return {
    token: (id) =>
      post("/token", new URLSearchParams({ grant_type: "client_credentials" }), {
        authorization: `Basic ${Buffer.from(`${id}:wrong-secret-wrong-secret-wrong-secret-wrong`).toString("base64")}`,
      }),
    login: (username) =>
      post("/legacy/ocariot/v1/auth", JSON.stringify({ username, password: "wrong" }), { "content-type": "application/json" }),
  };
}

// One account a try, because five failures have to wait.
const people = (hash, name = "known", state = "active") => Array.from({ length: TRIES }, (_, n) => ({ ocariot: { username: `${name}${n}`, type: "child" }, password: { hash }, state }));
const ARGON2 = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

async function withServer(measure) {
  // All come from one address, which is not to be held up for its failures.
  const dev = await startDev({ set: ['rate_limit.shared_networks=["127.0.0.0/8"]'] });
  try {
    await measure(dev, asks(dev));
  } finally {
    await dev.stop();
  }
}

await withServer(async (dev, { token, login }) => {
  load(dev, "client", [{ client_id: "weak", client_secret: "short", grant_types: ["client_credentials"], scope: "records.read" }]);
  await compare("client: unknown / wrong secret", "at most 1 ms", ofClients, (n) => token(`nobody${n}`), () => token("service"));
  await compare("client: unknown / wrong weak secret", "at most 1 ms", ofClients, (n) => token(`nobody${n}`), () => token("weak"));
  load(dev, "user", [...people(ARGON2, "wrong"), ...people(ARGON2, "shut", "locked"), ...people(ARGON2, "off", "disabled")]);
  await compare("password: unknown / wrong", "at most 2 ms or 2 %", ofPasswords, (n) => login(`unknown${n}`), (n) => login(`wrong${n}`));
  await compare("password: unknown / locked", "at most 2 ms or 2 %", ofPasswords, (n) => login(`nobody${n}`), (n) => login(`shut${n}`));
  await compare("password: unknown / disabled", "at most 2 ms or 2 %", ofPasswords, (n) => login(`no-one${n}`), (n) => login(`off${n}`));
});

// RC-01: "always the same answer and time".
await withServer(async (dev) => {
  const lines = Array.from({ length: TRIES }, (_, n) => ({ username: `p${n}`, emails: [{ value: `p${n}@known.example`, verified: true }] }));
  load(dev, "user", lines);
  const page = await fetch(`${dev.issuer}/recover`);
  const cookie = page.headers.getSetCookie().map((one) => one.split(";")[0]).join("; ");
  const csrf = (await page.text()).match(/name="csrf" value="([^"]+)"/)[1];
  const recover = async (username) => {
    const body = new URLSearchParams({ csrf, username });
    const headers = { cookie, origin: dev.issuer, "sec-fetch-site": "same-origin" };
    const answer = await fetch(`${dev.issuer}/recover`, { method: "POST", body, headers, redirect: "manual" });
    if (answer.status !== 303) throw new Error(`recover: ${answer.status}`);
    await answer.arrayBuffer();
  };
  await compare("recover: unknown / known", "at most 2 ms or 2 %", ofPasswords, (n) => recover(`q${n}@unknown.example`), (n) => recover(`p${n}@known.example`));
});

// An estate that was brought along: nearly all hashes are bcrypt's.
await withServer(async (dev, { login }) => {
  load(dev, "user", people("$2b$10$abcdefghijklmnopqrstuuaXoLM/f2s2BNRqeGZyaxkQytxb65rJ6", "wrong"));
  // The server counts the kinds of hashes every ten seconds.
  await new Promise((resolve) => setTimeout(resolve, 12_000));
  await compare("password in a bcrypt estate: unknown / wrong", "at most 2 ms or 2 %", ofPasswords, (n) => login(`unknown${n}`), (n) => login(`wrong${n}`));
});
