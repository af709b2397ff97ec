// Whether an answer's time tells what exists (CA-03, LG-05). Prints medians and ratios; gates
// nothing. Run by `make bench` against a server of its own.
import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startDev } from "../tests/node/dev-server.mjs";

const TRIES = Number(process.env.TRIES ?? 400);
const median = (times) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];

async function timed(call) {
  const began = process.hrtime.bigint();
  await call();
  return Number(process.hrtime.bigint() - began) / 1e6;
}

// Both kinds take turns, so that whatever else the machine does hits both.
async function compare(name, bound, first, second) {
  const times = [[], []];
  for (let n = 0; n < TRIES; n += 1) {
    times[0].push(await timed(() => first(n)));
    times[1].push(await timed(() => second(n)));
  }
  const [a, b] = times.map(median);
  console.log(`${name.padEnd(34)} ${a.toFixed(3)} ms  ${b.toFixed(3)} ms  difference ${Math.abs(a - b).toFixed(3)} ms  ratio ${(a / b).toFixed(3)}  (${bound})`);
}

const dev = await startDev();
try {
  const post = (path, body, headers = {}) =>
    fetch(dev.issuer + path, { method: "POST", body, headers }).then((response) => response.arrayBuffer());
  const token = (id) =>
    post("/token", new URLSearchParams({ grant_type: "client_credentials" }), {
      authorization: `Basic ${Buffer.from(`${id}:wrong-secret-wrong-secret-wrong-secret-wrong`).toString("base64")}`,
    });
  await compare("client: unknown / wrong secret", "at most 1 ms", (n) => token(`nobody${n}`), () => token("service"));

  // One account a try, because five failures have to wait.
  const file = join(mkdtempSync(join(tmpdir(), "signet-")), "users.jsonl");
  const hash = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
  const known = (n) => JSON.stringify({ ocariot: { username: `known${n}`, type: "child" }, password: { hash } });
  writeFileSync(file, Array.from({ length: TRIES }, (_, n) => known(n)).join("\n"));
  execFileSync("target/debug/signet", ["user", "import", file, "--dev", dev.data]);
  const login = (username) =>
    post("/legacy/ocariot/v1/auth", JSON.stringify({ username, password: "wrong" }), { "content-type": "application/json" });
  await compare("password: unknown / wrong", "at most 2 ms or 2 %", (n) => login(`unknown${n}`), (n) => login(`known${n}`));
} finally {
  await dev.stop();
}
