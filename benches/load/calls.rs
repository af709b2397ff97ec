//! What is called, and what it is made of.

use std::{collections::BTreeMap, future::Future, pin::Pin};

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use http_body_util::Full;
use hyper::{
    Request,
    body::Bytes,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, COOKIE},
};
use serde_json::{Value, json};

use super::{
    load::{Heard, Line, Reply, Visitor, request},
    service::{CALLBACK, PASSWORD, PEOPLE, Service, secret_of},
};

const VERIFIER: &str = "a-verifier-of-the-bench-that-is-43-letters-or-more";
const SCOPE: &str = "openid profile email records.read";
/// The app that stays connected asks for that, too, and the person is asked once.
const STAYS: &str = "app-stays";

/// The sign-in that begins a session.
pub const SIGN_IN: &str = "password sign-in, pages";

/// What a call is made of, as the limits are measured.
#[derive(Clone, Copy, Debug)]
pub enum Part {
    /// A request that nothing has to be done for.
    Empty,
    /// A request with a blocking section.
    Blocking,
    /// A signature.
    Es256,
    /// A signature.
    Rs256,
    /// A transaction that writes so many rows.
    Rows(usize),
    /// The hash of a password.
    Hash,
}

/// Makes the visitors of a call.
type Prepare =
    for<'s> fn(&'s Service, usize) -> Pin<Box<dyn Future<Output = Vec<Box<dyn Visitor>>> + 's>>;

/// A call.
pub struct Call {
    pub name: &'static str,
    pub parts: &'static [Part],
    /// The least part of the limit that is good enough.
    pub goal: f64,
    pub prepare: Prepare,
}

impl Call {
    /// Whether how many grants there are could matter to it.
    pub fn looks_at_grants(&self) -> bool {
        [
            "refresh",
            "introspection",
            "userinfo",
            "authorize, code, token",
            "client credentials, ES256",
        ]
        .contains(&self.name)
    }
}

/// A call that is the same each time.
macro_rules! same {
    ($name:literal, $goal:literal, [$($part:expr),*], $ask:expr) => {
        Call {
            name: $name,
            parts: &[$($part),*],
            goal: $goal,
            prepare: |_, many| Box::pin(async move { same(many, $ask) }),
        }
    };
}

/// A call with what somebody was given before.
macro_rules! with_tokens {
    ($name:literal, $goal:literal, [$($part:expr),*], $app:literal, $visitor:expr) => {
        Call {
            name: $name,
            parts: &[$($part),*],
            goal: $goal,
            prepare: |service, many| Box::pin(async move {
                let mut all: Vec<Box<dyn Visitor>> = Vec::new();
                for index in 0..many {
                    let tokens = App::sign_in(service, index, $app).await;
                    all.push(Box::new($visitor(tokens)));
                }
                all
            }),
        }
    };
}

/// A sign-in of another person each time.
macro_rules! sign_in {
    ($name:expr, $goal:literal, [$($part:expr),*], $visitor:expr) => {
        Call {
            name: $name,
            parts: &[$($part),*],
            goal: $goal,
            prepare: |_, many| Box::pin(async move {
                (0..many).map(|index| Box::new($visitor(index, many)) as Box<dyn Visitor>).collect()
            }),
        }
    };
}

use Part::{Blocking, Empty, Es256, Hash, Rows, Rs256};

pub const ALL: &[Call] = &[
    same!("discovery", 0.8, [Empty], || get(
        "/.well-known/openid-configuration"
    )),
    same!("jwks", 0.8, [Empty], || get("/jwks")),
    same!(
        "client credentials, ES256",
        0.5,
        [Blocking, Es256, Rows(1)],
        || { token("service", "grant_type=client_credentials".into()) }
    ),
    same!(
        "client credentials, RS256",
        0.5,
        [Blocking, Rs256, Rows(1)],
        || { token("service-rs256", "grant_type=client_credentials".into()) }
    ),
    same!(
        "client credentials, opaque",
        0.5,
        [Blocking, Rows(2)],
        || { token("service-opaque", "grant_type=client_credentials".into()) }
    ),
    with_tokens!(
        "authorize, code, token",
        0.5,
        [Blocking, Rows(2), Blocking, Es256, Es256, Rows(4)],
        "app",
        |app| app
    ),
    with_tokens!(
        "the same, ID token by RS256",
        0.5,
        [Blocking, Rows(2), Blocking, Es256, Rs256, Rows(4)],
        "app-rs256",
        |app| app
    ),
    with_tokens!(
        "refresh",
        0.5,
        [Blocking, Es256, Es256, Rows(3)],
        "app-stays",
        Refreshing
    ),
    with_tokens!("introspection", 0.5, [Blocking], "app", Introspecting),
    with_tokens!("userinfo", 0.5, [Blocking], "app", Userinfo),
    sign_in!(
        SIGN_IN,
        0.9,
        [
            Blocking,
            Rows(1),
            Blocking,
            Hash,
            Rows(4),
            Blocking,
            Blocking,
            Rows(2)
        ],
        Pages::new
    ),
    sign_in!(
        "legacy login, OCARIoT",
        0.9,
        [Blocking, Hash, Rows(3)],
        Login::ocariot
    ),
    sign_in!(
        "legacy login, Corsano",
        0.9,
        [Blocking, Hash, Rs256, Rows(3)],
        Login::corsano
    ),
    sign_in!(
        "legacy login, MyCure",
        0.9,
        [Blocking, Hash, Es256, Rows(4)],
        Login::mycure
    ),
];

fn get(path: &str) -> Request<Full<Bytes>> {
    request("GET", path)
        .body(Full::default())
        .expect("a request")
}

fn basic(client: &str) -> String {
    format!(
        "Basic {}",
        STANDARD.encode(format!("{client}:{}", secret_of(client)))
    )
}

fn form(method: hyper::http::request::Builder, body: String) -> Request<Full<Bytes>> {
    let built = method.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    built.body(Full::from(body)).expect("a request")
}

fn token(client: &str, body: String) -> Request<Full<Bytes>> {
    let built = request("POST", "/token");
    match client {
        // A public client: its refresh tokens rotate.
        STAYS => form(built, format!("{body}&client_id={client}")),
        _ => form(built.header(AUTHORIZATION, basic(client)), body),
    }
}

/// Asks for the tokens of a code.
fn redeem(client: &str, code: &str) -> Request<Full<Bytes>> {
    let body = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("grant_type", "authorization_code")
        .append_pair("code", code)
        .append_pair("redirect_uri", CALLBACK)
        .append_pair("code_verifier", VERIFIER)
        .finish();
    token(client, body)
}

/// Asks the same again and again.
struct Same(Request<Full<Bytes>>);

fn same(many: usize, ask: fn() -> Request<Full<Bytes>>) -> Vec<Box<dyn Visitor>> {
    (0..many)
        .map(|_| Box::new(Same(ask())) as Box<dyn Visitor>)
        .collect()
}

/// A GET of one path, for the limits.
pub fn gets(many: usize, path: &str) -> Vec<Box<dyn Visitor>> {
    (0..many)
        .map(|_| Box::new(Same(get(path))) as Box<dyn Visitor>)
        .collect()
}

fn good(reply: &Reply) -> Result<(), String> {
    match reply.status {
        200 => Ok(()),
        status => Err(format!("{status}: {}", reply.text())),
    }
}

impl Visitor for Same {
    fn ask(&mut self) -> Request<Full<Bytes>> {
        self.0.clone()
    }

    fn hear(&mut self, reply: Reply) -> Result<Heard, String> {
        good(&reply).map(|()| Heard::Done)
    }
}

/// A browser: its cookies, and the page that it goes to next.
#[derive(Clone, Default)]
struct Browser {
    cookies: BTreeMap<String, String>,
}

impl Browser {
    fn hear(&mut self, reply: &Reply) {
        for set in reply.headers.get_all("set-cookie") {
            let pair = set.to_str().unwrap_or("").split(';').next().unwrap_or("");
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    fn ask(&self, method: &str, path: &str) -> hyper::http::request::Builder {
        let pairs: Vec<_> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let built = request(method, path).header(ACCEPT, "text/html");
        if pairs.is_empty() {
            return built;
        }
        built.header(COOKIE, pairs.join("; "))
    }

    fn get(&self, path: &str) -> Request<Full<Bytes>> {
        self.ask("GET", path)
            .body(Full::default())
            .expect("a request")
    }
}

/// The path and query of an address of this server; `Err` with an address elsewhere.
fn path_of(address: &str) -> Result<String, String> {
    let base = url::Url::parse(&format!("http://{}", super::service::AUTHORITY)).expect("a URL");
    let whole = base.join(address).map_err(|error| error.to_string())?;
    if whole.origin() != base.origin() {
        return Err(whole.to_string());
    }
    Ok(match whole.query() {
        Some(query) => format!("{}?{query}", whole.path()),
        None => whole.path().to_owned(),
    })
}

fn authorize(app: &str) -> String {
    let challenge = URL_SAFE_NO_PAD.encode(<sha2::Sha256 as sha2::Digest>::digest(VERIFIER));
    let scope = match app {
        STAYS => format!("{SCOPE} offline_access"),
        _ => SCOPE.to_owned(),
    };
    let pairs = [
        ("client_id", app),
        ("redirect_uri", CALLBACK),
        ("response_type", "code"),
        ("scope", &scope),
        ("state", "state"),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ];
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish();
    format!("/authorize?{query}")
}

fn between(text: &str, before: &str, after: &str) -> Option<String> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once(after).map(|(found, _)| found.to_owned())
}

/// Somebody who signs in on the pages: from an app's request to the page that leads back to it.
struct Pages {
    browser: Browser,
    person: usize,
    step: usize,
    next: Request<Full<Bytes>>,
    at: String,
}

impl Pages {
    fn new(index: usize, many: usize) -> Self {
        Self::at_app(index, many, "app")
    }

    fn at_app(index: usize, many: usize, app: &str) -> Self {
        let browser = Browser::default();
        let next = browser.get(&authorize(app));
        Self {
            browser,
            person: index,
            step: many,
            next,
            at: String::new(),
        }
    }

    fn goes_to(&mut self, path: String) {
        self.next = self.browser.get(&path);
        self.at = path;
    }
}

impl Visitor for Pages {
    fn ask(&mut self) -> Request<Full<Bytes>> {
        self.next.clone()
    }

    fn hear(&mut self, reply: Reply) -> Result<Heard, String> {
        self.browser.hear(&reply);
        if (300..400).contains(&reply.status) {
            match path_of(reply.header("location")) {
                Ok(path) => {
                    self.goes_to(path);
                    return Ok(Heard::GoesOn);
                }
                Err(elsewhere) => return Err(elsewhere),
            }
        }
        good(&reply)?;
        let page = reply.text();
        if page.contains("http-equiv=\"refresh\"") && self.at.starts_with("/return") {
            self.person = (self.person + self.step) % PEOPLE;
            let browser = Browser::default();
            self.next = browser.get(&authorize("app"));
            self.browser = browser;
            return Ok(Heard::Done);
        }
        let form_at = format!("action=\"{}\"", self.at);
        let (_, rest) = page.split_once(&form_at).ok_or("no form")?;
        let csrf = between(rest, "name=\"csrf\" value=\"", "\"").ok_or("no token")?;
        let mut fields = url::form_urlencoded::Serializer::new(String::new());
        fields.append_pair("csrf", &csrf);
        if self.at.ends_with("/consent") {
            for tick in rest.split("name=\"scope\" value=\"").skip(1) {
                fields.append_pair("scope", tick.split('"').next().unwrap_or_default());
            }
            fields.append_pair("decision", "allow");
        } else {
            fields.append_pair("username", &format!("person{}", self.person));
            fields.append_pair("password", PASSWORD);
        }
        let body = fields.finish();
        self.next = form(self.browser.ask("POST", &self.at), body);
        Ok(Heard::GoesOn)
    }
}

/// An app, and a person who is signed in: a request for a code, and its redemption.
struct App {
    browser: Browser,
    id: &'static str,
    next: Request<Full<Bytes>>,
    tokens: Value,
}

impl App {
    /// The first of all such sign-ins, on the pages.
    async fn sign_in(service: &Service, index: usize, id: &'static str) -> Self {
        let mut line = Line::open(service.address(index)).await;
        let mut pages = Pages::at_app(index, 1, id);
        let (kept, back) = loop {
            let reply = line.send(pages.ask()).await;
            let (before, page) = (pages.browser.clone(), reply.text());
            match pages.hear(reply) {
                Ok(Heard::Done) => break (before, page),
                Ok(Heard::GoesOn) => {}
                Err(what) => panic!("no sign-in: {what}"),
            }
        };
        // The page that leads back has the code.
        let code = between(&back, "code=", "&").expect("a code");
        let next = redeem(id, &code);
        let tokens = Value::Null;
        let mut app = Self {
            browser: kept,
            id,
            next,
            tokens,
        };
        let reply = line.send(app.ask()).await;
        let heard = app.hear(reply).expect("its tokens");
        assert_eq!(heard, Heard::Done);
        app
    }

    fn token(&self, which: &str) -> String {
        self.tokens[which].as_str().expect("a token").to_owned()
    }
}

impl Visitor for App {
    fn ask(&mut self) -> Request<Full<Bytes>> {
        self.next.clone()
    }

    fn hear(&mut self, reply: Reply) -> Result<Heard, String> {
        if reply.status == 303 || reply.status == 302 {
            let back = path_of(reply.header("location"))
                .err()
                .ok_or("not back at the app")?;
            let back = url::Url::parse(&back).map_err(|error| error.to_string())?;
            let code = back
                .query_pairs()
                .find(|(name, _)| name == "code")
                .ok_or(back.to_string())?
                .1;
            self.next = redeem(self.id, &code);
            return Ok(Heard::GoesOn);
        }
        good(&reply)?;
        self.tokens = serde_json::from_slice(&reply.body).map_err(|error| error.to_string())?;
        self.next = self.browser.get(&authorize(self.id));
        Ok(Heard::Done)
    }
}

/// A chain of refresh tokens.
struct Refreshing(App);

impl Visitor for Refreshing {
    fn ask(&mut self) -> Request<Full<Bytes>> {
        let text = self.0.token("refresh_token");
        token(
            self.0.id,
            format!("grant_type=refresh_token&refresh_token={text}"),
        )
    }

    fn hear(&mut self, reply: Reply) -> Result<Heard, String> {
        good(&reply)?;
        self.0.tokens = serde_json::from_slice(&reply.body).map_err(|error| error.to_string())?;
        Ok(Heard::Done)
    }
}

/// Asks whether one token is good.
struct Introspecting(App);

impl Visitor for Introspecting {
    fn ask(&mut self) -> Request<Full<Bytes>> {
        let built = request("POST", "/introspect").header(AUTHORIZATION, basic(self.0.id));
        form(built, format!("token={}", self.0.token("access_token")))
    }

    fn hear(&mut self, reply: Reply) -> Result<Heard, String> {
        good(&reply)?;
        match reply
            .body
            .windows(13)
            .any(|part| part == b"\"active\":true")
        {
            true => Ok(Heard::Done),
            false => Err(reply.text()),
        }
    }
}

/// Asks who the person is.
struct Userinfo(App);

impl Visitor for Userinfo {
    fn ask(&mut self) -> Request<Full<Bytes>> {
        let bearer = format!("Bearer {}", self.0.token("access_token"));
        let built = request("GET", "/userinfo").header(AUTHORIZATION, bearer);
        built.body(Full::default()).expect("a request")
    }

    fn hear(&mut self, reply: Reply) -> Result<Heard, String> {
        good(&reply).map(|()| Heard::Done)
    }
}

/// Somebody who signs in at a door, and then the next.
struct Login {
    path: &'static str,
    person: usize,
    step: usize,
    body: fn(usize) -> Value,
}

impl Login {
    fn at(path: &'static str, (person, step): (usize, usize), body: fn(usize) -> Value) -> Self {
        Self {
            path,
            person,
            step,
            body,
        }
    }

    fn ocariot(person: usize, step: usize) -> Self {
        Self::at(
            "/legacy/ocariot/v1/auth",
            (person, step),
            |person| json!({"username": format!("PERSON{person}"), "password": PASSWORD}),
        )
    }

    fn corsano(person: usize, step: usize) -> Self {
        Self::at(
            "/legacy/corsano-users/login",
            (person, step),
            |person| json!({"email": format!("person{person}@example.org"), "password": PASSWORD}),
        )
    }

    fn mycure(person: usize, step: usize) -> Self {
        Self::at(
            "/legacy/mycure/authentication",
            (person, step),
            |person| json!({"email": format!("person{person}@example.org"), "password": PASSWORD}),
        )
    }
}

impl Visitor for Login {
    fn ask(&mut self) -> Request<Full<Bytes>> {
        let body = (self.body)(self.person).to_string();
        self.person = (self.person + self.step) % PEOPLE;
        let built = request("POST", self.path).header(CONTENT_TYPE, "application/json");
        built.body(Full::from(body)).expect("a request")
    }

    fn hear(&mut self, reply: Reply) -> Result<Heard, String> {
        good(&reply).map(|()| Heard::Done)
    }
}
