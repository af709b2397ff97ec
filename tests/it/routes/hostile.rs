//! AZ-25: every payload in every parameter and registered value that a page shows or carries, on
//! every page; the templates' own test fills every other field with the same.

use serde_json::{Value, json};
use signet::{account::registry, model::Scope};
use url::form_urlencoded::{Serializer, byte_serialize};

use crate::{
    support::{Answer, Browser, Db, Server, query, server::CALLBACK},
    templates::hostile::{BODIES, OPENINGS, shape},
};

const RESOURCE: &str = "https://hostile.example";
/// What an error of another server's would be told by; it is never shown.
const ERRORS: [&str; 3] = ["error", "error_description", "error_uri"];
/// What is read somewhere, so that it might be shown anywhere.
const PARAMETERS: [&str; 17] = [
    "acr_values",
    "claims",
    "client_id",
    "code_challenge",
    "csrf",
    "id_token_hint",
    "login_hint",
    "max_age",
    "nonce",
    "post_logout_redirect_uri",
    "prompt",
    "resource",
    "response_mode",
    "scope",
    "state",
    "ui_locales",
    "username",
];

fn payloads() -> Vec<String> {
    let all = OPENINGS
        .iter()
        .flat_map(|opening| BODIES.iter().map(move |body| format!("{opening}{body}")));
    let payloads: Vec<String> = all.collect();
    assert!(payloads.len() >= 250, "{}", payloads.len());
    payloads
}

/// A value of which nothing may be seen.
fn canary(value: &str) -> String {
    format!("canary!{value}")
}

fn encoded(pairs: &[(&str, &str)]) -> String {
    Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// The parameters that are taken as they are, but for a NUL, and errors that nobody asked for.
fn carried(value: &str) -> Vec<(&'static str, String)> {
    let value = &*value.replace('\0', "");
    let claims = json!({"userinfo": {value: {"essential": true, "value": value}}, "id_token": {value: null}});
    let mut carried = vec![("claims", claims.to_string())];
    carried.extend(["login_hint", "state", "ui_locales", "acr_values"].map(|n| (n, value.into())));
    carried.extend(ERRORS.map(|name| (name, canary(value))));
    carried
}

/// A server with every page, and people on their way through them.
struct Site {
    server: Server,
    /// Nobody yet.
    guest: Browser,
    /// Somebody who is signed in.
    member: Browser,
    /// Somebody who is asked for a second factor, and where.
    halfway: Browser,
    second_factor: String,
    /// A developer at the playground.
    developer: Browser,
    /// What is known of a person.
    profile: Value,
}

impl Site {
    async fn open() -> Self {
        let server = Server::with_playground(Db::Sqlite).await;
        let scope = json!({"name": "hostile.read", "title": "x"});
        let scope = serde_json::from_value::<Scope>(scope).expect("a scope");
        registry::add_scope(&server.ctx(), scope)
            .expect("adds")
            .expect("valid");
        server.resource(json!({"resource": RESOURCE, "title": "x", "scopes": ["hostile.read"]}));
        server.client(json!({"client_id": "hostile", "client_secret": "hostile-secret", "redirect_uris": [CALLBACK],
            "post_logout_redirect_uris": [CALLBACK], "scope": "openid profile records.read hostile.read", "response_modes": ["query", "form_post"]}));
        let member = server.browser();
        let page = member.open(&query("hostile", &[])).await;
        member.sign_in(&page, "anna", "anna-password").await;
        let halfway = server.browser();
        let page = halfway.open(&query("hostile", &[])).await;
        let page = halfway.sign_in(&page, "kim", "kim-password").await;
        assert!(page.url.path().ends_with("/mfa"), "{}", page.url);
        let profile = server.rows("profile", "users WHERE profile LIKE '%Anna Berg%'");
        Self {
            guest: server.browser(),
            developer: server.browser(),
            second_factor: page.url.path().to_owned(),
            profile: serde_json::from_str(&profile[0]).expect("JSON"),
            server,
            member,
            halfway,
        }
    }

    /// Puts the value wherever a page shows what is registered: of the app, of its scopes, of where
    /// they are used, of people.
    fn register(&self, value: &str) {
        let ctx = self.server.ctx();
        let about = json!({"funding": value, "sharing": value, "deletion": value});
        self.server.edit(
            "hostile",
            json!({"client_name": value, "signet": {"maker": value, "about": about}}),
        );
        let scope = json!({"name": "hostile.read", "title": value, "description": value});
        let scope = serde_json::from_value(scope).expect("a scope");
        let edited = registry::edit_scope(&ctx, scope).expect("edits");
        edited.expect("valid");
        let resource = json!({"resource": RESOURCE, "title": value, "scopes": ["hostile.read"]});
        let resource = serde_json::from_value(resource).expect("a resource");
        let edited = registry::edit_resource(&ctx, resource).expect("edits");
        edited.expect("valid");
        let mut profile = self.profile.clone();
        profile["name"] = json!(value);
        let quoted = |text: &str| text.replace('\'', "''");
        let profile = quoted(&profile.to_string());
        self.server
            .sql(&format!("UPDATE users SET profile = '{profile}'"));
        // SQL has no NUL.
        let display = quoted(&value.replace('\0', ""));
        self.server
            .sql(&format!("UPDATE identifiers SET display = '{display}'"));
    }

    async fn authorize(&self, browser: &Browser, changes: &[(&str, &str)]) -> Answer {
        let asked = format!("/authorize?{}", query("hostile", changes));
        browser.get(&asked).await
    }

    /// Every page, with this value in all that it shows or carries.
    async fn pages(&self, value: &str) -> Vec<(&'static str, Answer)> {
        self.register(value);
        let mut pages = self.sign_in(value).await;
        pages.extend(self.consent(value).await);
        pages.extend(self.sign_out(value).await);
        pages.extend(self.errors(value).await);
        pages.extend(self.playground(value).await);
        pages
    }

    /// An authorization request that carries the value, and the page that it leads to.
    async fn begin(&self, browser: &Browser, value: &str, prompt: &str) -> Answer {
        let carried = carried(value);
        let mut changes: Vec<_> = carried.iter().map(|(n, v)| (*n, v.as_str())).collect();
        changes.extend([("prompt", prompt), ("scope", "openid profile hostile.read")]);
        let begun = self.authorize(browser, &changes).await;
        let page = begun.location();
        assert_eq!(page.origin(), browser.base.origin(), "{page}");
        browser.get(page.path()).await
    }

    async fn sign_in(&self, value: &str) -> Vec<(&'static str, Answer)> {
        let page = self.begin(&self.guest, value, "").await;
        let wrong = self.guest.submit(&page, &[("username", value)]).await;
        let foreign = [("csrf", value), ("username", value), ("password", value)];
        let foreign = self.guest.post(page.url.path(), &foreign).await;
        let more: Vec<_> = PARAMETERS.iter().map(|name| (*name, value)).collect();
        let asked = format!("{}?{}", self.second_factor, encoded(&more));
        let code = [("csrf", value), ("code", value)];
        vec![
            ("sign-in", page),
            ("sign-in, wrong", wrong),
            ("sign-in, of another site", foreign),
            ("second factor", self.halfway.get(&asked).await),
            (
                "second factor, of another site",
                self.halfway.post(&self.second_factor, &code).await,
            ),
            (
                "re-authentication",
                self.begin(&self.member, value, "login").await,
            ),
            (
                "select account",
                self.begin(&self.member, value, "select_account").await,
            ),
        ]
    }

    async fn consent(&self, value: &str) -> Vec<(&'static str, Answer)> {
        let page = self.begin(&self.member, value, "consent").await;
        assert!(page.url.path().ends_with("/consent"), "{}", page.url);
        let all = [("select", "all")];
        let ticked = self.member.submit(&page, &all).await;
        let foreign = [("csrf", value), ("scope", value), ("decision", value)];
        let foreign = self.member.post(page.url.path(), &foreign).await;
        let allowed = [("scope", "hostile.read"), ("decision", "allow")];
        let answer = self.member.submit(&page, &allowed).await;
        let back = self.member.follow(answer).await;
        assert!(back.url.path().starts_with("/return/"), "{}", back.url);
        let over = self.member.get(page.url.path()).await;
        let mode = [
            ("response_mode", "form_post"),
            ("prompt", "none"),
            ("state", value),
        ];
        let posted = self.authorize(&self.member, &mode).await;
        vec![
            ("consent", page),
            ("consent, ticked", ticked),
            ("consent, of another site", foreign),
            ("return", back),
            ("consent, finished", over),
            ("return by a form", posted),
        ]
    }

    async fn sign_out(&self, value: &str) -> Vec<(&'static str, Answer)> {
        let asked = [
            ("client_id", "hostile"),
            ("post_logout_redirect_uri", CALLBACK),
            ("state", value),
            ("ui_locales", value),
            ("logout_hint", value),
        ];
        let path = format!("/logout?{}", encoded(&asked));
        let page = self.member.get(&path).await;
        let mut stay = asked.to_vec();
        stay.push(("decision", "stay"));
        let stayed = self.member.submit(&page, &stay).await;
        let guest = self.guest.get(&path).await;
        let hint = format!("/logout?{}", encoded(&[("id_token_hint", value)]));
        vec![
            ("sign-out", page),
            ("sign-out, stayed", stayed),
            ("sign-out, of nobody", guest),
            ("sign-out, wrong hint", self.member.get(&hint).await),
        ]
    }

    /// What is refused on a page: on a development server, with the redirect URI that was sent.
    async fn errors(&self, value: &str) -> Vec<(&'static str, Answer)> {
        let redirect = [("redirect_uri", value)];
        let hidden = canary(value);
        let names = PARAMETERS.iter().chain(&ERRORS);
        let all: Vec<_> = names.map(|name| (*name, hidden.as_str())).collect();
        let mut pages = vec![(
            "error, redirect URI",
            self.authorize(&self.guest, &redirect).await,
        )];
        let segment: String = byte_serialize(hidden.as_bytes()).collect();
        for (name, path) in [
            ("error, unknown client", "/authorize".to_owned()),
            ("start", "/".into()),
            ("error, nothing there", format!("/{segment}")),
            ("error, return", format!("/return/{segment}")),
            (
                "error, interaction",
                format!("/interaction/{segment}/login"),
            ),
            ("errors explained", "/docs/errors".into()),
            ("an error explained", "/docs/errors/pkce-missing".into()),
            ("an unknown error", format!("/docs/errors/{segment}")),
        ] {
            let page = self.guest.get(&format!("{path}?{}", encoded(&all))).await;
            pages.push((name, page));
        }
        pages
    }

    /// `/dev`: a page about a run shows what the app was sent, as text.
    async fn playground(&self, value: &str) -> Vec<(&'static str, Answer)> {
        let asked = encoded(&[("client", "play"), ("scope", value), ("state", value)]);
        let begun = self.developer.get(&format!("/dev/try?{asked}")).await;
        let state = begun.parameter("state").expect("a state");
        let mut answer = vec![("state", state.as_str()), ("iss", value), ("code", value)];
        answer.extend(ERRORS.map(|name| (name, value)));
        let told = format!("/dev/callback?{}", encoded(&answer));
        let told = self.developer.get(&told).await;
        let run = self.developer.follow(told).await;
        let segment: String = byte_serialize(value.as_bytes()).collect();
        let foreign = encoded(&[("state", value), ("error_description", &canary(value))]);
        let mut pages = vec![("playground, run", run)];
        for (name, path) in [
            ("playground", format!("/dev?{foreign}")),
            (
                "playground, unknown client",
                format!("/dev/clients/{segment}"),
            ),
            ("playground, unknown run", format!("/dev/runs/{segment}")),
            (
                "playground, unknown answer",
                format!("/dev/callback?{foreign}"),
            ),
            (
                "playground, nothing to try",
                format!("/dev/try?{}", encoded(&[("client", value)])),
            ),
        ] {
            pages.push((name, self.developer.get(&path).await));
        }
        pages
    }
}

/// The page is the page of a harmless value, and the payload stands nowhere in it as it was sent.
fn assert_harmless(name: &str, payload: &str, answer: &Answer, harmless: &[String]) {
    let status = answer.status.as_u16();
    assert!(status < 500 && status != 303, "{name}: {payload}: {status}");
    assert_eq!(
        answer.header("content-type"),
        "text/html; charset=utf-8",
        "{name}"
    );
    if payload.contains(['<', '>', '"', '\'']) {
        assert!(!answer.body.contains(payload), "{name}: {payload}");
    }
    assert!(!answer.body.contains("canary"), "{name}: {payload}");
    assert_eq!(shape(&answer.body), harmless, "{name}: {payload}");
}

async fn every_page_meets(payloads: &[String]) {
    let site = Site::open().await;
    // What is remembered from the first time is there each time.
    site.pages("x").await;
    // A value that is a web address may become a link.
    let mut harmless = Vec::new();
    for value in ["x", "https://x"] {
        let pages = site.pages(value).await.into_iter();
        let plain = pages.map(|(_, answer)| (answer.status, shape(&answer.body)));
        harmless.push(plain.collect::<Vec<_>>());
    }
    for payload in payloads {
        let harmless = &harmless[usize::from(payload.starts_with("https://"))];
        let pages = site.pages(payload).await;
        assert_eq!(pages.len(), harmless.len());
        assert!(pages.len() >= 30);
        for ((name, answer), (status, shape)) in pages.iter().zip(harmless) {
            assert_eq!(answer.status, *status, "{name}: {payload}");
            assert_harmless(name, payload, answer, shape);
        }
    }
}

// AZ-25: payload × page, each page with the payload in every parameter and registered value that it
// can show or carry. Two sites take half of the payloads each.
#[tokio::test(flavor = "multi_thread")]
async fn every_page_meets_every_payload() {
    let payloads = payloads();
    let halves = payloads.chunks(payloads.len().div_ceil(2));
    let halves: Vec<_> = halves
        .map(|half| {
            let half = half.to_vec();
            tokio::spawn(async move { every_page_meets(&half).await })
        })
        .collect();
    for half in halves {
        half.await.expect("no payload leaves its place");
    }
}

// AZ-25: what an error tells the app by redirect has nothing of the query but the state.
#[tokio::test]
async fn a_redirected_error_repeats_nothing() {
    let server = Server::start(Db::Sqlite).await;
    let browser = server.browser();
    for payload in payloads() {
        let canary = canary(&payload);
        for name in [
            "scope",
            "prompt",
            "max_age",
            "response_mode",
            "resource",
            "id_token_hint",
        ] {
            let asked = query("web", &[(name, &canary)]);
            let answer = browser.get(&format!("/authorize?{asked}")).await;
            assert!(answer.parameter("error").is_some(), "{name}: {canary}");
            let told = answer.location();
            assert!(!told.as_str().contains("canary"), "{name}: {told}");
        }
    }
}
