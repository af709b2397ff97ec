// A server of a test's own, on either database, with a mail server if it is to write to people; and
// how the journeys are spread over what a browser can be. All of it ends with the test.
import { visit } from "./browser.mjs";
import { signet, startDev, startPostgres, until } from "./dev-server.mjs";
import { linkIn, startSink } from "./smtp-sink.mjs";

// Each pair of values of two of these is in one of the runs.
export const SPREAD = [
  { database: "PostgreSQL", javaScriptEnabled: true, width: 320, colorScheme: "dark", language: "ar" },
  { database: "SQLite", javaScriptEnabled: false, width: 320, colorScheme: "light", language: "ar" },
  { database: "PostgreSQL", javaScriptEnabled: true, width: 1280, colorScheme: "light", language: "en" },
  { database: "SQLite", javaScriptEnabled: false, width: 1280, colorScheme: "dark", language: "ar" },
  { database: "PostgreSQL", javaScriptEnabled: false, width: 320, colorScheme: "light", language: "en" },
  { database: "SQLite", javaScriptEnabled: true, width: 1280, colorScheme: "dark", language: "en" },
];

export const named = ({ database, javaScriptEnabled, width, colorScheme, language }) =>
  `${database}, ${javaScriptEnabled ? "with script" : "without script"}, ${width}, ${colorScheme}, ${language}`;

export async function serve(t, { database = "SQLite", set = [], mail = false } = {}) {
  const settings = [...set];
  const sink = mail ? await startSink() : null;
  if (sink) {
    t.after(() => sink.stop());
    settings.push("mail.from=no-reply@signet.example", `mail.smtp_url=${sink.url}`, "mail.tls=none");
  }
  if (database === "PostgreSQL") {
    const postgres = await startPostgres();
    t.after(() => postgres.stop());
    settings.push(`database.url=${postgres.url}`);
  }
  const dev = await startDev({ set: settings });
  t.after(() => dev.stop());
  const to = (address) => sink.mails.filter((mail) => mail.to.includes(address));
  return {
    dev,
    mails: sink?.mails,
    run: (args, input) => signet(dev, args, { input, set: settings }),
    // What is found in the mails to somebody, as soon as there is one in which something is.
    inMail: (address, find) => until(() => to(address).map(find).find(Boolean)),
    link: (address, path) => until(() => to(address).map((mail) => linkIn(mail, path)).find(Boolean)),
  };
}

// Somebody at a browser, as one of the runs has it.
export async function arrive(t, browser, { database, width = 1280, ...options } = {}) {
  const visitor = await visit(browser, { ...options, viewport: { width, height: 900 } });
  t.after(() => visitor.context.close());
  return visitor;
}
