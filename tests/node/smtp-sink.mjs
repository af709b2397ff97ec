// A mail server that keeps what it is given: each mail as it came, with its envelope.
import { once } from "node:events";
import { createServer } from "node:net";

export async function startSink() {
  const mails = [];
  const server = createServer((socket) => {
    let rest = "";
    let mail = null;
    let data = null;
    const say = (line) => socket.write(`${line}\r\n`);
    const take = (line) => {
      if (data) {
        if (line !== ".") return data.push(line.replace(/^\./, ""));
        mails.push({ ...mail, raw: data.join("\r\n") });
        [mail, data] = [null, null];
        return say("250 kept");
      }
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === "EHLO" || verb === "HELO") return say("250 sink");
      if (verb === "MAIL") return (mail = { from: line, to: [] }), say("250 ok");
      if (verb === "RCPT") return mail.to.push(line.match(/<([^>]*)>/)[1]), say("250 ok");
      if (verb === "DATA") return (data = []), say("354 go on");
      if (verb === "QUIT") return say("221 bye"), socket.end();
      return say("250 ok");
    };
    say("220 sink");
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      const lines = (rest + chunk).split("\r\n");
      rest = lines.pop();
      lines.forEach(take);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { url: `smtp://127.0.0.1:${server.address().port}`, mails, stop: () => server.close() };
}

// The text of a mail, its soft line breaks undone.
export function textOf({ raw }) {
  const bytes = raw.replace(/=\r\n/g, "").replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  const base64 = raw.match(/base64\r\n(?:[^\r\n]+\r\n)*\r\n([A-Za-z0-9+/=\r\n]+)/);
  return bytes + (base64 ? Buffer.from(base64[1], "base64").toString() : "");
}

// The first link to this path in a mail.
export const linkIn = (mail, path) => textOf(mail).match(new RegExp(`https?://[^\\s"<>]+${path}[A-Za-z0-9]{43}`))?.[0];

// The code that stands in the text of a mail, on a line of its own.
export const codeIn = (mail) => textOf(mail).match(/^ {4}(\S+)\r?$/m)?.[1];
