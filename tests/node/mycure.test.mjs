// The real client of the old system, `@mycure/sdk-js` 5.33.3, unmodified, at the door of MyCure, on
// both databases; what it waits for comes by a real mail server.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
// What the client's apps bring along for it.
import "regenerator-runtime/runtime.js";
import { until } from "./dev-server.mjs";
import { oneTimeCode } from "./one-time-code.mjs";
import { serve } from "./serving.mjs";
import { codeIn, textOf } from "./smtp-sink.mjs";

const require = createRequire(import.meta.url);

// The client gives each request five minutes and never takes that back: nothing here waits for it.
const { setTimeout } = globalThis;
globalThis.setTimeout = (call, after, ...rest) => {
  const timer = setTimeout(call, after, ...rest);
  return after === 300_000 ? timer.unref() : timer;
};

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

for (const database of ["SQLite", "PostgreSQL"]) {
  test(`M33: the SDK does all that it does, on ${database}`, { timeout: 120_000 }, async (t) => {
    const { dev, inMail } = await serve(t, { database, set: ["login.registration=open"], mail: true });
    await journey(dev.doors.mycure.base_url, inMail);
  });
}

async function journey(uri, inMail) {
  // The door's key is made in the background; until then nobody is let in.
  const body = JSON.stringify({ email: "nobody@example.org", password: "nobodyspassword" });
  const ready = () => fetch(`${uri}/authentication`, { method: "POST", headers: { "Content-Type": "application/json" }, body });
  await until(async () => (await ready()).status === 401);
  const { client, kept, auth } = sdk(uri);
  const email = "maria.cruz@example.org";
  const password = "supersecretpass";
  // The code of the mail that says this.
  const codeAbout = (words) => inMail(email, (mail) => words.test(textOf(mail)) && codeIn(mail));

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

  // Nobody changes details before an address is proven: by the code, once.
  const change = () => client.service("personal-details").update(account.uid, { maritalStatus: "single" });
  await assert.rejects(change(), { code: 403 });
  const proof = await codeAbout(/checking the licence/);
  await auth.applyActionCode(proof);
  assert.equal((await client.service("accounts").get(account.uid)).isEmailVerified, true);
  assert.equal((await change()).maritalStatus, "single");
  await assert.rejects(auth.applyActionCode(proof), { code: 400, message: "Invalid action code" });

  // Another password, which counts once its code is applied; the session that applies it goes on.
  const elsewhere = sdk(uri);
  await elsewhere.auth.signin("local", { email, password });
  await auth.changePassword({ password }, "anothersecretpass");
  const old = { email, password };
  await sdk(uri).auth.signin("local", old);
  await auth.applyActionCode(await codeAbout(/change the password of your account/));
  await assert.rejects(sdk(uri).auth.signin("local", old), { code: 401, message: "Invalid login" });
  await assert.rejects(elsewhere.auth.reloadCurrentUser(), { code: 401 });
  const credentials = { email, password: "anothersecretpass" };
  assert.equal((await sdk(uri).auth.signin("local", credentials)).uid, account.uid);
  await auth.reloadCurrentUser();

  // A second factor.
  const { secret, dataURL } = await auth.setupMFA(true);
  const app = { totp_secret: secret, totp_algorithm: "sha1" };
  assert.match(dataURL, /^data:image\//);
  assert.deepEqual(await auth.verifyMFASecret("000000"), { verified: false });
  // With the code before the present one, which then is still new: a code counts once.
  await until(() => Date.now() % 30_000 < 25_000);
  assert.deepEqual(await auth.verifyMFASecret(oneTimeCode(app, Date.now() - 30_000)), { verified: true });
  // The session that turned it on goes on.
  assert.equal((await client.service("accounts").get(account.uid)).isMFAEnabled, true);

  const other = sdk(uri);
  await assert.rejects(other.auth.signin("local", credentials), { code: 206, message: "Missing MFA token" });
  const totpToken = oneTimeCode(app);
  await other.auth.signin("local", { ...credentials, totpToken });
  await assert.rejects(sdk(uri).auth.signin("local", { ...credentials, totpToken }), { code: 401, message: "Invalid MFA token" });
  assert.deepEqual(await other.auth.setupMFA(false), { uid: account.uid, enabled: false });

  await other.auth.deactivate(credentials);
  await assert.rejects(sdk(uri).auth.signin("local", credentials), { code: 401, message: "Invalid login" });
}
