// Starts `signet dev` on a free port with fresh data, and tells when it listens.
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { once } from "node:events";

export async function startDev(...args) {
  const data = await mkdtemp(join(tmpdir(), "signet-"));
  const binary = process.env.SIGNET_BIN ?? "target/debug/signet";
  const child = spawn(binary, ["dev", "--port", "0", "--data", data, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  child.stderr.on("data", (chunk) => (log += chunk));
  // The greeting is printed once dev.json is written and the server listens.
  const greeted = new Promise((resolve, reject) => {
    let text = "";
    child.stdout.on("data", (chunk) => (text += chunk).includes("curl") && resolve());
    child.once("exit", (code) => reject(new Error(`signet dev ended with ${code}: ${log}`)));
  });
  await greeted;
  const dev = JSON.parse(await readFile(join(data, "dev.json"), "utf8"));
  return {
    ...dev,
    data,
    log: () => log,
    async stop() {
      child.kill("SIGKILL");
      await once(child, "exit").catch(() => {});
      await rm(data, { recursive: true, force: true });
    },
  };
}
