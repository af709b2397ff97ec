// A person at a browser without script: cookies, forms, links.
import { oneTimeCode } from "./one-time-code.mjs";

const plain = (html) => html.replace(/&#(\d+);/g, (_, number) => String.fromCharCode(number)).replaceAll("&amp;", "&");

export class Person {
  // English was chosen: some of the sample people speak other languages.
  #cookies = new Map([["lang", "en"]]);

  async get(url) {
    return this.#send(url, { method: "GET" });
  }

  async post(url, fields) {
    return this.#send(url, { method: "POST", body: new URLSearchParams(fields) });
  }

  async #send(url, init) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, { ...init, redirect: "manual", headers: { accept: "text/html", cookie } });
    for (const set of response.headers.getSetCookie()) {
      const [pair] = set.split(";");
      const at = pair.indexOf("=");
      this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const location = response.headers.get("location");
    return { status: response.status, url, body: await response.text(), next: location && new URL(location, url).href };
  }

  // From an authorization request to the app's address, or to the form that is posted there: name, password, one-time code, allow everything.
  async signIn(url, user) {
    let page = await this.get(url);
    for (let steps = 0; steps < 12; steps += 1) {
      if (page.next) {
        if (new URL(page.next).origin !== new URL(url).origin) return page.next;
        page = await this.get(page.next);
        continue;
      }
      const refresh = page.body.match(/http-equiv="refresh" content="0;url=([^"]+)"/);
      if (refresh) return refresh[1].replaceAll("&#38;", "&").replaceAll("&amp;", "&");
      const posted = page.body.match(/<form method="post" action="(http[^"]+)" data-send>/);
      if (posted) {
        const fields = [...page.body.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)];
        return { action: plain(posted[1]), fields: fields.map(([, name, value]) => [name, plain(value)]) };
      }
      const csrf = page.body.match(/name="csrf" value="([^"]+)"/)?.[1];
      if (!csrf || page.status >= 400) throw new Error(`${page.status} ${page.url}: ${page.body}`);
      const path = new URL(page.url).pathname;
      if (path.endsWith("/login")) {
        page = await this.post(page.url, [["csrf", csrf], ["username", user.username], ["password", user.password]]);
      } else if (path.endsWith("/reauth")) {
        page = await this.post(page.url, [["csrf", csrf], ["password", user.password]]);
      } else if (path.endsWith("/mfa")) {
        page = await this.post(page.url, [["csrf", csrf], ["code", oneTimeCode(user)]]);
      } else if (path.endsWith("/consent")) {
        const ticks = [...page.body.matchAll(/name="(scope|claim)" value="([^"]+)"/g)].map(([, name, value]) => [name, value]);
        page = await this.post(page.url, [["csrf", csrf], ...ticks, ["decision", "allow"]]);
      } else throw new Error(`an unknown page: ${path}`);
    }
    throw new Error("the sign-in goes round in a circle");
  }
}
