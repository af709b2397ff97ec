// npm install openid-client
import * as client from "openid-client";

const config = await client.discovery(
  new URL("http://localhost:8080"),
  "CLIENT_ID",
  {},
  client.ClientSecretBasic("CLIENT_SECRET"),
  // Plain http is for this machine only.
  { execute: [client.allowInsecureRequests] },
);
const tokens = await client.clientCredentialsGrant(config, { scope: "records.read" });
console.log(JSON.stringify(tokens));
