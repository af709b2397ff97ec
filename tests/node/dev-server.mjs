// Starts `signet dev` on a free port with fresh data, and stops it.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";

export const BINARY = process.env.SIGNET_BIN ?? "target/debug/signet";

const running = new Set();
// A test that is broken off leaves no server behind.
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));

// Asks until the answer is yes; after thirty seconds it will not be.
export async function until(check) {
  const end = Date.now() + 30_000;
  for (;;) {
    const answer = await check();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`not within thirty seconds: ${check}`);
    await setTimeout(20);
  }
}

// A private PostgreSQL, and its address.
export async function startPostgres() {
  const child = spawn(".ci/postgres", [], { stdio: ["pipe", "pipe", "inherit"] });
  running.add(child);
  const [line] = await once(child.stdout, "data");
  return {
    url: String(line).trim(),
    async stop() {
      child.stdin.end();
      await once(child, "exit");
      running.delete(child);
    },
  };
}

export async function startDev({ port = 0, options = [], set = [] } = {}) {
  const data = await mkdtemp(join(tmpdir(), "signet-"));
  const child = spawn(BINARY, ["dev", "--port", String(port), "--data", data, ...options, ...set.flatMap((one) => ["--set", one])], { stdio: ["ignore", "ignore", "pipe"] });
  running.add(child);
  let log = "";
  child.stderr.on("data", (chunk) => (log += chunk));
  const ended = once(child, "exit");
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  // The file is written once the server listens.
  const dev = await until(async () => {
    if (!isRunning()) throw new Error(`signet dev ended: ${log}`);
    return readFile(join(data, "dev.json"), "utf8").then(JSON.parse).catch(() => null);
  });
  return {
    ...dev,
    data,
    log: () => log,
    async stop() {
      child.kill("SIGKILL");
      await ended;
      running.delete(child);
      await rm(data, { recursive: true, force: true });
    },
  };
}

// Runs the program beside a server of `startDev`: what it prints.
export async function signet(dev, args, { input = "", set = [] } = {}) {
  const ended = promisify(execFile)(BINARY, [...args, "--dev", dev.data, ...set.flatMap((one) => ["--set", one])]);
  ended.child.stdin.end(input);
  return (await ended).stdout;
}

// The secret that a door shares with its resource servers.
export async function doorSecret(dev, door) {
  const secret = await signet(dev, ["keys", "export", "--door", door, "--private"]);
  return Buffer.from(secret.trim(), "base64");
}

// Gives somebody a password that they have to change at their next sign-in.
export const givePassword = (dev, username, password) => signet(dev, ["user", "set-password", username, "--password-stdin"], { input: password });
