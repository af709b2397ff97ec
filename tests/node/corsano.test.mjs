// A client as the old system's own: axios, with an interceptor that refreshes on exactly
// `Token has expired`, at the doors of Corsano's two clouds.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import axios from "axios";
import { decodeJwt, SignJWT } from "jose";
import { doorSecret, startDev, until } from "./dev-server.mjs";
import { Person } from "./person.mjs";

let dev;
let users;
let health;
before(async () => {
  dev = await startDev();
  users = dev.doors["corsano-users"];
  health = dev.doors["corsano-health"];
  // The doors' secrets are made in the background.
  await until(async () => (await axios({ ...ask(users.requests.login), validateStatus: null })).status === 200);
});
after(() => dev?.stop());

const ask = ({ method, url, headers, body }) => ({ method, url, headers, data: body });

// The firm's helper: it keeps the token and its lifetimes, and refreshes once for all that wait.
class Client {
  refreshes = 0;
  #refreshing;

  constructor(baseURL) {
    this.http = axios.create({ baseURL });
    this.http.interceptors.request.use((config) => {
      if (this.token) config.headers.Authorization = `Bearer ${this.token}`;
      return config;
    });
    this.http.interceptors.response.use(null, async (error) => {
      const { config, response } = error;
      if (response?.status !== 401 || response.data.error !== "Token has expired" || config.again) throw error;
      this.#refreshing ??= this.#refresh().finally(() => (this.#refreshing = undefined));
      await this.#refreshing;
      return this.http({ ...config, again: true });
    });
  }

  async login(body) {
    const { data } = await this.http.post("/login", body);
    this.keep(data);
    return data.user;
  }

  keep({ token, ttl, refresh_ttl }) {
    this.token = token;
    this.lifetime = Number(ttl);
    this.session = Number(refresh_ttl);
    assert.ok(Number.isInteger(this.lifetime) && Number.isInteger(this.session));
  }

  async #refresh() {
    this.refreshes += 1;
    const response = await axios.get(`${this.http.defaults.baseURL}/auth/refresh`, {
      headers: { Authorization: `Bearer ${this.token}` },
    });
    // One generation of clients reads the header, the next one the body.
    assert.equal(response.headers.authorization, `Bearer ${response.data.token}`);
    this.keep(response.data);
  }
}

// The same token as if an hour had passed: whoever has the cloud's secret can say so.
async function expired(token) {
  const claims = { ...decodeJwt(token), exp: Math.floor(Date.now() / 1000) - 60 };
  const secret = await doorSecret(dev, "corsano-users");
  return new SignJWT(claims).setProtectedHeader({ typ: "JWT", alg: "HS256" }).sign(secret);
}

test("the client signs in, refreshes by itself and goes on", async () => {
  const client = new Client(users.base_url);
  const user = await client.login(users.requests.login.body);
  assert.equal(user.email, "david@example.org");
  assert.deepEqual([client.lifetime, client.session], [60, 518400]);
  const first = client.token;
  client.token = await expired(first);
  // Three requests at once, one refresh.
  const profiles = await Promise.all([1, 2, 3].map(() => client.http.get("/profile")));
  for (const { data } of profiles) assert.equal(data._id, user._id);
  assert.equal(client.refreshes, 1);
  assert.notEqual(client.token, first);
  assert.equal(decodeJwt(client.token).iat, decodeJwt(first).iat);
});

test("two tabs that refresh at once both go on", async () => {
  const [one, two] = [new Client(users.base_url), new Client(users.base_url)];
  await one.login(users.requests.login_code.body);
  const { token } = one;
  one.token = two.token = await expired(token);
  await Promise.all([one.http.get("/profile"), two.http.get("/profile")]);
  assert.deepEqual([one.refreshes, two.refreshes], [1, 1]);
  assert.equal(one.token, two.token);
});

test("the token opens the Health Cloud until its session is signed out", async () => {
  const client = new Client(users.base_url);
  const user = await client.login(users.requests.login.body);
  const cloud = new Client(health.base_url);
  const record = await cloud.login({ user_api_token: client.token });
  assert.equal(record.uuid, user.uuid);
  assert.notEqual(record._id, user._id);
  assert.deepEqual([record.height, record.weight], [167, 68]);
  assert.deepEqual((await cloud.http.get("/profile")).data, record);
  assert.equal((await client.http.post("/auth/logout")).status, 204);
  const { response } = await cloud.http.get("/profile").catch((error) => error);
  assert.equal(response.status, 401);
  assert.deepEqual(response.data, { error: "The token has been blacklisted" });
});

test("what is refused is refused in the old words", async () => {
  const client = new Client(users.base_url);
  const refused = async (body) => {
    const { response } = await client.login(body).catch((error) => error);
    return [response.status, response.data];
  };
  const { email, password } = users.requests.login.body;
  assert.deepEqual(await refused({ email, password: "wrong" }), [401, { message: "Authorization failed" }]);
  for (const name of ["corsano-totp", "corsano-locked"]) {
    const body = { email: dev.users[name].email, password };
    assert.deepEqual(await refused(body), [401, { message: "Authorization failed" }], name);
  }
  const [status, { message, errors }] = await refused({ email });
  assert.deepEqual([status, message], [422, "The given data was invalid."]);
  assert.deepEqual(errors, { password: ["The password field is required."] });
});

test("the recommended flow by the health door's addresses opens the record", async () => {
  const partner = dev.clients["corsano-partner"];
  const redirect_uri = partner.redirect_uris[0];
  const verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  const query = new URLSearchParams({
    client_id: partner.client_id,
    redirect_uri,
    response_type: "code",
    scope: "corsano.health",
    state: "s",
    code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    code_challenge_method: "S256",
  });
  const david = { username: "david@example.org", password: users.requests.login.body.password };
  const back = new URL(await new Person().signIn(`${health.base_url}/oauth/authorize?${query}`, david));
  const form = new URLSearchParams({
    grant_type: "authorization_code",
    code: back.searchParams.get("code"),
    redirect_uri,
    code_verifier: verifier,
  });
  const auth = { username: partner.client_id, password: partner.client_secret };
  const { data } = await axios.post(`${health.base_url}/oauth/token`, form, { auth });
  const headers = { Authorization: `Bearer ${data.access_token}` };
  const record = await axios.get(`${health.base_url}/profile`, { headers });
  assert.equal(record.data.weight, 68);
});
