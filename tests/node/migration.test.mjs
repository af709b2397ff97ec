// Every shell line of docs/migration runs against `signet dev` and gets an answer without an error.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, readdir } from "node:fs/promises";
import { after, before, test } from "node:test";
import { promisify } from "node:util";

import { startDev, until } from "./dev-server.mjs";

const run = promisify(execFile);
let dev;

before(async () => {
  dev = await startDev();
  // The doors' keys take a while to make; the last one that is public is Healthily's.
  await until(async () => {
    const { keys } = await fetch(`${dev.issuer}/jwks`).then((answer) => answer.json());
    return keys.filter((key) => key.kty === "RSA").length >= 3;
  });
});
after(() => dev?.stop());

const guides = await readdir("docs/migration");

// What only a step that went through has said.
const PROOFS = {
  "humanapi.md": /"human_id":"[0-9a-f]{32}"/,
  "healthily.md": /"scope":"healthily:api"/,
  "mycure.md": /"active":true/,
};

function environment() {
  const { clients, healthily } = dev;
  return {
    PATH: process.env.PATH,
    SERVICE_SECRET: clients.service.client_secret,
    API_SECRET: clients.api.client_secret,
    CORSANO_PARTNER_SECRET: clients["corsano-partner"]?.client_secret ?? "",
    HEALTH_DIARY_SECRET: clients["health-diary"]?.client_secret ?? "",
    HEALTH_DIARY_KEY: clients["health-diary-jwt"]?.private_key?.trim() ?? "",
    HEALTH_DIARY_KID: clients["health-diary-jwt"]?.jwks.keys[0].kid ?? "",
    HEALTHILY_PARTNER: healthily?.partner_id ?? "",
    HEALTHILY_SECRET: clients[healthily?.partner_id]?.client_secret ?? "",
    HEALTHILY_API_KEY: healthily?.api_key ?? "",
  };
}

for (const guide of guides) {
  test(`the lines of ${guide} run`, async () => {
    const text = await readFile(`docs/migration/${guide}`, "utf8");
    const blocks = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map((match) => match[1]);
    assert.ok(blocks.some((block) => block.includes("curl ")), "a guide without a line to run");
    // One shell for all: what a line keeps, a later one uses. Each curl fails on an HTTP error, and
    // a line between the blocks tells whose answer it was.
    const script = blocks.join("\nprintf '\\n'\n").replaceAll("curl -sS", "curl --fail-with-body -sS");
    const whole = script.replace(/^ISSUER=.*$/m, `ISSUER=${dev.issuer}`);
    const { stdout } = await run("bash", ["-euo", "pipefail", "-c", whole], { env: environment() });
    assert.doesNotMatch(stdout, /"error(Code)?":/);
    assert.match(stdout, PROOFS[guide] ?? /\S/);
  });
  test(`${guide} is served as a page`, async () => {
    const answer = await fetch(`${dev.issuer}/docs/migration/${guide.replace(/\.md$/, "")}`);
    assert.equal(answer.status, 200);
    assert.match(await answer.text(), /<table>/);
  });
}
