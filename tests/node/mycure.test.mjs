// The real client of the old system, `@mycure/sdk-js` 5.33.3, unmodified, at the door of MyCure, on
// both databases.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { startDev, startPostgres, until } from "./dev-server.mjs";
import { oneTimeCode } from "./one-time-code.mjs";

const require = createRequire(import.meta.url);
let postgres;
before(async () => (postgres = await startPostgres()));
after(() => postgres?.stop());

// A client of its own each time, with a storage that keeps what it is given, as a browser's does.
function sdk(uri) {
  for (const path of Object.keys(require.cache)) {
    if (path.includes("@mycure/sdk-js")) delete require.cache[path];
  }
  const client = require("@mycure/sdk-js").default;
  const kept = new Map();
  client.setLogger(() => {});
  client.setPersistentStorage({
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => kept.set(key, String(value)),
    removeItem: (key) => kept.delete(key),
  });
  client.initialize(uri, {});
  return { client, kept, auth: client.service("auth") };
}

// The same token as if its time were over: the client looks at nothing else.
function expired(token) {
  const [head, claims, signature] = token.split(".");
  const told = JSON.parse(Buffer.from(claims, "base64url"));
  const late = Buffer.from(JSON.stringify({ ...told, exp: 1 })).toString("base64url");
  return [head, late, signature].join(".");
}

const databases = { SQLite: () => [], PostgreSQL: () => [`database.url=${postgres.url}`] };
for (const [name, set] of Object.entries(databases)) {
  test(`M33: the SDK does all that it does, on ${name}`, async () => {
    const dev = await startDev({ set: ["login.registration=open", ...set()] });
    try {
      await journey(dev.doors.mycure.base_url);
    } finally {
      await dev.stop();
    }
  });
}

async function journey(uri) {
  // The door's key is made in the background.
  const ready = () => fetch(`${uri}/authentication`, { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" });
  await until(async () => (await ready()).status === 400);
  const { client, kept, auth } = sdk(uri);
  const email = "maria.cruz@example.org";
  const password = "supersecretpass";

  await assert.rejects(auth.signin("local", { email, password }), { code: 401, message: "Invalid login" });
  const account = await auth.register({ email, password, personalDetails: { name: { firstName: "Maria", lastName: "Cruz" }, doc_PRCLicenseNo: 1234 } });
  assert.equal(account.email, email);
  assert.equal(account.isDoctor, true);
  assert.equal(account.isEmailVerified, false);
  assert.equal(account.isFirstLogin, true);
  await assert.rejects(auth.register({ email, password }), { code: 409, message: /^E11000 / });
  assert.equal((await auth.signin("local", { email, password })).uid, account.uid);

  // The app is opened again: the session goes on by its access token.
  const before = { jwt: kept.get("mc:jwt"), ref: kept.get("mc:ref") };
  await auth.reloadCurrentUser();
  assert.notEqual(kept.get("mc:ref"), before.ref);
  assert.match(kept.get("mc:ref"), /^sig_rt_/);

  // The token is over: the client refreshes by itself, and goes on.
  const ref = kept.get("mc:ref");
  kept.set("mc:jwt", expired(kept.get("mc:jwt")));
  const details = await client.service("personal-details").get(account.uid);
  assert.equal(details.id, account.uid);
  assert.equal(details.doc_PRCLicenseNo, 1234);
  assert.notEqual(kept.get("mc:ref"), ref);

  // Nobody changes details before an address is proven.
  const change = () => client.service("personal-details").update(account.uid, { maritalStatus: "single" });
  await assert.rejects(change(), { code: 403 });

  // A second factor.
  const { secret, dataURL } = await auth.setupMFA(true);
  const app = { totp_secret: secret, totp_algorithm: "sha1" };
  assert.match(dataURL, /^data:image\//);
  assert.deepEqual(await auth.verifyMFASecret("000000"), { verified: false });
  assert.deepEqual(await auth.verifyMFASecret(oneTimeCode(app)), { verified: true });
  // The session that turned it on goes on.
  assert.equal((await client.service("accounts").get(account.uid)).isMFAEnabled, true);

  const other = sdk(uri);
  await assert.rejects(other.auth.signin("local", { email, password }), { code: 206, message: "Missing MFA token" });
  const totpToken = oneTimeCode(app, Date.now() + 30_000);
  await other.auth.signin("local", { email, password, totpToken });
  await assert.rejects(sdk(uri).auth.signin("local", { email, password, totpToken }), { code: 401, message: "Invalid MFA token" });
  assert.deepEqual(await other.auth.setupMFA(false), { uid: account.uid, enabled: false });

  await other.auth.deactivate({ password });
  await assert.rejects(sdk(uri).auth.signin("local", { email, password }), { code: 401, message: "Invalid login" });
}
