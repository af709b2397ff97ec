// What slow callers cost the others (DL-02): "1,000 slow-loris sockets leave p99 of healthy logins
// < 2× baseline". Prints both and the ratio; gates nothing, because the machine is not alone.
// `SOCKETS=200 LOGINS=100 make bench-timing` is quicker.
import { connect } from "node:net";
import { startDev } from "../tests/node/dev-server.mjs";
import { Person } from "../tests/node/person.mjs";

const SOCKETS = Number(process.env.SOCKETS ?? 1000);
const LOGINS = Number(process.env.LOGINS ?? 300);
const BOUND = 2;

const dev = await startDev({ set: ["limits.connections=100000"] });
const { port } = new URL(dev.issuer);
const { client_id } = dev.clients.spa;
const asked = new URLSearchParams({
  client_id,
  redirect_uri: "http://localhost:3000/callback",
  response_type: "code",
  scope: "openid",
  code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
  code_challenge_method: "S256",
});

async function logins() {
  const times = [];
  for (let n = 0; n < LOGINS; n += 1) {
    const began = process.hrtime.bigint();
    await new Person().signIn(`${dev.issuer}/authorize?${asked}`, dev.users.anna);
    times.push(Number(process.hrtime.bigint() - began) / 1e6);
  }
  times.sort((a, b) => a - b);
  return { median: times[Math.floor(LOGINS / 2)], p99: times[Math.floor(LOGINS * 0.99)] };
}

// A socket that sends a byte now and then; when it is let go, another one comes.
let isOver = false;
const slow = new Set();
function open(n) {
  const socket = connect(Number(port), "127.0.0.1");
  const head =
    n % 2 === 0
      ? `GET / HTTP/1.1\r\nHost: localhost:${port}\r\nX-Slow: `
      : `POST /token HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\n`;
  socket.write(head);
  const drip = setInterval(() => socket.write("a"), 400);
  socket.on("error", () => {});
  socket.on("close", () => {
    clearInterval(drip);
    slow.delete(socket);
    if (!isOver) open(n);
  });
  socket.resume();
  slow.add(socket);
}

const alone = await logins();
for (let n = 0; n < SOCKETS; n += 1) open(n);
const beside = await logins();
isOver = true;
slow.forEach((socket) => socket.destroy());
const ratio = beside.p99 / alone.p99;
const told = ({ median, p99 }) => `median ${median.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`;
console.log(`${LOGINS} logins alone: ${told(alone)}`);
console.log(`beside ${SOCKETS} slow sockets: ${told(beside)}`);
console.log(`p99 ratio ${ratio.toFixed(2)}, bound ${BOUND}: ${ratio < BOUND ? "holds" : "DOES NOT HOLD"}`);
await dev.stop();
process.exit(0);
