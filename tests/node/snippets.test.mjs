// The code that /dev gives people to take along, run as it is: curl and openid-client.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { after, before, test } from "node:test";
import { startDev } from "./dev-server.mjs";
import { Person } from "./person.mjs";

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

for (const client of ["web", "web-post", "spa", "native"]) {
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
}

test("a service gets a token by both", async () => {
  for (const out of [await runModule(await snippet("service", "javascript")), await run("bash", ["-c", await snippet("service", "curl")])]) {
    assert.equal(JSON.parse(out).scope, "records.read");
  }
});
