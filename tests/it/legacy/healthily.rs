//! Healthily's door, held to its document and its contract.

use serde_json::{Value, json};
use signet::{
    account::healthily as partners,
    core::{Id, Secret},
};

use crate::support::{
    Answer, Db, Server,
    app::{claims, header},
    both,
};

/// The document's own values; they are good at nothing but these tests.
const DOCUMENT: &str = include_str!("../../fixtures/legacy/healthily_seed.json");

const PARTNER: &str = "partnerA000000000000000000000000";
const SECRET: &str = "partner-secret-partner-secret-partner-secret-A";
const API: (&str, Option<&str>) = ("records-api", Some("records-api-secret"));
const EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";

pub fn terms(first: &str) -> Value {
    json!({
        "messages": [
            {"value": first, "type": "HEADER", "format": "PLAIN_TEXT"},
            {"value": "Read *all* of it.", "type": "PARAGRAPH", "format": "MARKDOWN"},
        ],
        "checkbox_policies": [{"value": "I agree", "type": "INPUT_HINT", "format": "PLAIN_TEXT"}],
        "footer_policies": [{"value": "Not for emergencies", "type": "OTHER", "format": "PLAIN_TEXT"}],
    })
}

/// A server with a partner, and what the partner has.
pub struct Door {
    pub server: Server,
    pub key: String,
}

impl Door {
    pub async fn open(db: Db) -> Self {
        let server = Server::with(db, &["legacy.healthily.enabled=true"]).await;
        server.open_doors();
        server.client(json!({
            "client_id": API.0, "client_secret": API.1, "grant_types": [],
            "signet": {"introspects": ["healthily"]},
        }));
        let mut door = Self {
            server,
            key: String::new(),
        };
        door.partner(PARTNER, SECRET);
        door.key = door.add_key(PARTNER);
        door.publish("Terms of use");
        door
    }

    pub fn partner(&self, id: &str, secret: &str) {
        self.server.client(json!({
            "client_id": id, "client_secret": secret, "signet": {"door": "healthily"},
            "healthily": {"account_name": "MyHealth"},
        }));
    }

    pub fn add_key(&self, partner: &str) -> String {
        let added = partners::add_key(&self.server.ctx(), &Id::new(partner), None)
            .expect("adds")
            .expect("is there")
            .expect("valid");
        added.text.expect("a new key").expose().to_owned()
    }

    /// Puts terms in force and gives their version.
    pub fn publish(&self, first: &str) -> String {
        let body = serde_json::from_value(terms(first)).expect("terms");
        let (terms, changed) = partners::publish(&self.server.ctx(), "en-US", body)
            .expect("publishes")
            .expect("valid");
        assert!(changed);
        terms.version
    }

    pub async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&str>,
    ) -> Answer {
        let browser = self.server.browser();
        let method = reqwest::Method::from_bytes(method.as_bytes()).expect("a method");
        let url = browser.url(&format!("/legacy/healthily{path}"));
        let mut request = browser.http.request(method, url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.body(body.to_owned());
        }
        let answer = browser.send(request).await;
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert_eq!(answer.header("content-type"), "application/json", "{path}");
        for name in answer.headers.keys() {
            assert!(!name.as_str().starts_with("access-control-"), "{name}");
        }
        assert_eq!(answer.header("set-cookie"), "");
        answer
    }

    pub async fn post(&self, path: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
        let mut all = vec![("content-type", "application/json")];
        all.extend_from_slice(headers);
        self.send("POST", path, &all, Some(&body.to_string())).await
    }

    pub async fn login_as(&self, key: &str, partner: &str, secret: &str) -> Answer {
        let body = json!({"partner_id": partner, "secret": secret});
        self.post("/api/v1/login", &[("x-api-key", key)], &body)
            .await
    }

    pub async fn login(&self) -> Answer {
        self.login_as(&self.key, PARTNER, SECRET).await
    }

    /// The legal token of a session that begins.
    pub async fn legal(&self) -> String {
        let answer = self.login().await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        text(&answer.json()["access_token"])
    }

    pub async fn get(&self, path: &str, token: &str) -> Answer {
        let authorization = format!("Bearer {token}");
        let headers = [
            ("x-api-key", self.key.as_str()),
            ("authorization", &authorization),
        ];
        self.send("GET", path, &headers, None).await
    }

    pub async fn in_force(&self, token: &str) -> String {
        text(&self.get("/api/v1/terms", token).await.json()["content_version"])
    }

    pub async fn accept_with(&self, token: &str, body: &Value) -> Answer {
        let authorization = format!("Bearer {token}");
        let headers = [
            ("x-api-key", self.key.as_str()),
            ("authorization", &authorization),
        ];
        self.post("/api/v1/terms", &headers, body).await
    }

    pub async fn accept(&self, token: &str, version: &str) -> Answer {
        let body = json!({"content_version": version, "accepted": true});
        self.accept_with(token, &body).await
    }

    /// The upgraded token of a session in which the terms were accepted.
    pub async fn upgraded(&self) -> String {
        let legal = self.legal().await;
        let version = self.in_force(&legal).await;
        let answer = self.accept(&legal, &version).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        text(&answer.json()["access_token"])
    }

    async fn exchange(&self, token: &str) -> Answer {
        let form = [
            ("grant_type", EXCHANGE),
            ("subject_token", token),
            ("subject_token_type", ACCESS_TOKEN),
            ("audience", "healthily"),
            ("scope", "healthily:api"),
        ];
        self.server.token(Some((PARTNER, SECRET)), &form).await
    }

    fn accepted(&self) -> u64 {
        self.server
            .count("healthily_sessions WHERE terms_version IS NOT NULL")
    }
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{value}"))
        .to_owned()
}

fn keys(value: &Value) -> Vec<&str> {
    value
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect()
}

fn says(answer: &Answer, status: u16, message: &str) {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.body);
    assert_eq!(answer.body, json!({"message": message}).to_string());
}

fn is_uuid_v4(value: &Value) -> bool {
    let text = text(value);
    let lengths: Vec<_> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12]
        && text
            .bytes()
            .all(|b| b == b'-' || b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
        && text.as_bytes()[14] == b'4'
        && matches!(text.as_bytes()[19], b'8' | b'9' | b'a' | b'b')
}

// H01: login: exactly the three keys; `bearer` in lower case, 1860 an integer.
both!(h01_a_login_answers_three_members);
async fn h01_a_login_answers_three_members(db: Db) {
    let door = Door::open(db).await;
    let answer = door.login().await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let body = answer.json();
    assert_eq!(keys(&body), ["access_token", "token_type", "expires_in"]);
    assert_eq!(body["token_type"], "bearer");
    assert!(body["expires_in"].is_u64());
    assert_eq!(body["expires_in"], 1860);
    assert!(door.server.audited("token.issued", "success"));
}

// H02: the sample's header and claims, and a signature that the published key verifies.
both!(h02_the_token_is_as_the_sample);
async fn h02_the_token_is_as_the_sample(db: Db) {
    let door = Door::open(db).await;
    let token = door.legal().await;
    let (head, payload) = (header(&token), claims(&token));
    assert_eq!(keys(&head), ["kid", "alg"]);
    assert_eq!(head["alg"], "RS256");
    assert!(is_uuid_v4(&head["kid"]), "{head}");
    let sample: Value = serde_json::from_str(DOCUMENT).expect("JSON");
    let named = keys(&sample["claims"]);
    assert_eq!(
        named,
        [
            "sub", "pid", "language", "version", "sid", "iss", "jti", "iat", "exp"
        ]
    );
    // The contract's claims in their order, then ours.
    let all = [&named[..], &["scope", "client_id", "acr"]].concat();
    assert_eq!(keys(&payload), all);
    for (name, value) in [
        ("sub", "MyHealth"),
        ("pid", PARTNER),
        ("language", "en-US"),
        ("version", "V5"),
        ("iss", "ymd-internal-service"),
        ("scope", "healthily:legal"),
        ("client_id", PARTNER),
        ("acr", "urn:signet:acr:legacy"),
    ] {
        assert_eq!(payload[name], value, "{name}");
    }
    let number = |name: &str| payload[name].as_i64().expect("a number");
    assert_eq!(number("exp") - number("iat"), 1860);
    assert!(is_uuid_v4(&payload["sid"]) && is_uuid_v4(&payload["jti"]));
    // 256 bytes: RSA with 2048 bits.
    assert_eq!(token.rsplit('.').next().expect("a signature").len(), 342);
    let jwks = door.server.browser().get("/jwks").await.json();
    let key = jwks["keys"]
        .as_array()
        .expect("keys")
        .iter()
        .find(|key| key["kid"] == head["kid"])
        .expect("it is published");
    let (n, e) = (text(&key["n"]), text(&key["e"]));
    let key = jsonwebtoken::DecodingKey::from_rsa_components(&n, &e).expect("a key");
    let mut validation = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::RS256);
    validation.set_issuer(&["ymd-internal-service"]);
    validation.validate_aud = false;
    validation.validate_exp = false;
    jsonwebtoken::decode::<Value>(&token, &key, &validation).expect("verifies");
}

// H03: each login is a session of its own.
both!(h03_each_login_is_a_session);
async fn h03_each_login_is_a_session(db: Db) {
    let door = Door::open(db).await;
    let (one, two) = (claims(&door.legal().await), claims(&door.legal().await));
    assert_ne!(one["sid"], two["sid"]);
    assert_ne!(one["jti"], two["jti"]);
    assert_eq!(one["pid"], two["pid"]);
    assert_eq!(door.server.count("healthily_sessions"), 2);
}

// H04: without the partner's key nothing else is looked at, and nothing is counted.
both!(h04_the_api_key_comes_first);
async fn h04_the_api_key_comes_first(db: Db) {
    let door = Door::open(db).await;
    door.partner("partnerB", SECRET);
    let other = door.add_key("partnerB");
    let body = json!({"partner_id": PARTNER, "secret": "wrong"});
    let unknown = "x".repeat(40);
    // More often than a secret may be wrong.
    for _ in 0..12 {
        let none = door.post("/api/v1/login", &[], &body).await;
        says(&none, 403, "Forbidden");
        for key in [unknown.as_str(), "short", "\u{20}", &other] {
            says(
                &door.login_as(key, PARTNER, "wrong").await,
                403,
                "Forbidden",
            );
        }
    }
    let broken = [
        ("content-type", "application/json"),
        ("x-api-key", &unknown),
    ];
    says(
        &door.send("POST", "/api/v1/login", &broken, Some("{")).await,
        403,
        "Forbidden",
    );
    assert_eq!(door.login().await.status, 200);
    assert!(!door.server.audited("client.limited", "client-limited"));
}

// H05: a wrong secret and an unknown partner are one answer; too many are told to wait.
both!(h05_wrong_credentials_are_one_answer);
async fn h05_wrong_credentials_are_one_answer(db: Db) {
    let door = Door::open(db).await;
    let wrong = door.login_as(&door.key, PARTNER, "wrong").await;
    says(&wrong, 401, "Unauthorized");
    // A client that is no partner is none here.
    for id in ["nobody", "service", "web"] {
        let answer = door.login_as(&door.key, id, "service-secret").await;
        says(&answer, 401, "Unauthorized");
        assert_eq!(keys_of(&answer), keys_of(&wrong), "{id}");
    }
    let mut answer = wrong;
    for _ in 0..30 {
        answer = door.login_as(&door.key, PARTNER, "wrong").await;
    }
    says(&answer, 429, "Too Many Requests");
    let wait: u64 = answer.header("retry-after").parse().expect("seconds");
    assert!(wait > 0);
    says(&door.login().await, 429, "Too Many Requests");
    // CA-12: the same counter as at the token endpoint.
    let form = [("grant_type", "client_credentials")];
    let token = door.server.token(Some((PARTNER, SECRET)), &form).await;
    assert_eq!(token.status, 429, "{}", token.body);
    door.server.advance(wait);
    assert_eq!(door.login().await.status, 200);
}

fn keys_of(answer: &Answer) -> Vec<String> {
    let names = answer.headers.keys().map(|name| name.as_str().to_owned());
    let mut names: Vec<_> = names.collect();
    names.sort();
    names
}

// H06: what is missing, of another type, or no JSON is named.
both!(h06_a_bad_body_is_named);
async fn h06_a_bad_body_is_named(db: Db) {
    let door = Door::open(db).await;
    let deep = format!("{}1{}", "{\"a\":".repeat(9), "}".repeat(9));
    for (body, message) in [
        ("{}", "partner_id is required"),
        (r#"{"partner_id":"x"}"#, "secret is required"),
        (
            r#"{"partner_id":"","secret":"y"}"#,
            "partner_id is required",
        ),
        (
            r#"{"partner_id":"x","secret":5}"#,
            "secret must be a string",
        ),
        (
            r#"{"partner_id":{"$gt":""},"secret":"y"}"#,
            "partner_id must be a string",
        ),
        (r#"{"partner_id":"x","secret":null}"#, "secret is required"),
        (r#"{"partner_id":"#, "Invalid JSON"),
        ("", "Invalid JSON"),
        ("[]", "Invalid JSON"),
        // LE-P6: duplicates, and more than eight levels.
        (
            r#"{"partner_id":"x","partner_id":"y","secret":"z"}"#,
            "Invalid JSON",
        ),
        (&deep, "Invalid JSON"),
    ] {
        let headers = [
            ("content-type", "application/json"),
            ("x-api-key", door.key.as_str()),
        ];
        let answer = door
            .send("POST", "/api/v1/login", &headers, Some(body))
            .await;
        assert_eq!(answer.status, 400, "{body}");
        says(&answer, 400, message);
    }
    let long = json!({"partner_id": "x".repeat(40_000), "secret": "y"});
    let answer = door
        .post("/api/v1/login", &[("x-api-key", &door.key)], &long)
        .await;
    says(&answer, 413, "Request Entity Too Large");
}

// H07: a form is no body of this door.
both!(h07_a_form_is_refused);
async fn h07_a_form_is_refused(db: Db) {
    let door = Door::open(db).await;
    for kind in ["application/x-www-form-urlencoded", "text/plain", ""] {
        let headers = [("content-type", kind), ("x-api-key", door.key.as_str())];
        let body = format!("partner_id={PARTNER}&secret={SECRET}");
        let answer = door
            .send("POST", "/api/v1/login", &headers, Some(&body))
            .await;
        says(&answer, 415, "Unsupported Media Type");
    }
}

// H08: the name of a header has no case; nor has a path a trailing or a double slash.
both!(h08_the_header_has_no_case);
async fn h08_the_header_has_no_case(db: Db) {
    let door = Door::open(db).await;
    let body = json!({"partner_id": PARTNER, "secret": SECRET});
    for name in ["X-API-KEY", "x-api-key", "X-Api-Key"] {
        // On the wire as it stands here: the client would write it in lower case.
        let request = format!(
            "POST /legacy/healthily/api/v1/login HTTP/1.1\r\nHost: {}\r\n{name}: {}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            door.server.base.trim_start_matches("http://"),
            door.key,
            body.to_string().len(),
        );
        let base = door.server.base.clone();
        let answer = tokio::task::spawn_blocking(move || on_the_wire(&base, &request));
        let answer = answer.await.expect("answers");
        assert!(answer.starts_with("HTTP/1.1 200 "), "{name}: {answer}");
    }
    for path in ["/api/v1/login/", "//api/v1/login", "/api//v1/login"] {
        let answer = door.post(path, &[("x-api-key", &door.key)], &body).await;
        assert_eq!(answer.status, 200, "{path}");
    }
}

fn on_the_wire(base: &str, request: &str) -> String {
    use std::io::{Read, Write};
    let address = base
        .trim_start_matches("http://")
        .replace("localhost", "127.0.0.1");
    let mut stream = std::net::TcpStream::connect(address).expect("connects");
    stream.write_all(request.as_bytes()).expect("sends");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("reads");
    answer
}

// H09: the terms have four members, and their version is 40 hexadecimal digits.
both!(h09_the_terms_are_read);
async fn h09_the_terms_are_read(db: Db) {
    let door = Door::open(db).await;
    let answer = door.get("/api/v1/terms", &door.legal().await).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let body = answer.json();
    let lists = ["messages", "checkbox_policies", "footer_policies"];
    assert_eq!(keys(&body), [&["content_version"][..], &lists[..]].concat());
    let published = terms("Terms of use");
    for list in lists {
        assert_eq!(body[list], published[list]);
        for item in body[list].as_array().expect("a list") {
            assert_eq!(keys(item), ["value", "type", "format"]);
        }
    }
    let version = text(&body["content_version"]);
    let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    assert!(version.len() == 40 && version.bytes().all(hex), "{version}");
    // A partner of another language reads its own, else those of the configuration.
    let german = serde_json::from_value(terms("Bedingungen")).expect("terms");
    partners::publish(&door.server.ctx(), "de-DE", german)
        .expect("publishes")
        .expect("valid");
    for (language, first) in [("de-DE", "Bedingungen"), ("fr-FR", "Terms of use")] {
        let facts = json!({"account_name": "Other", "language": language});
        door.server.edit(PARTNER, json!({"healthily": facts}));
        let token = door.legal().await;
        assert_eq!(claims(&token)["language"], language);
        assert_eq!(claims(&token)["sub"], "Other");
        let read = door.get("/api/v1/terms", &token).await.json();
        assert_eq!(read["messages"][0]["value"], first);
    }
}

// H10: nobody reads terms without a token that lives; H15: nor accepts them with one that ended.
both!(h10_terms_need_a_token);
async fn h10_terms_need_a_token(db: Db) {
    let door = Door::open(db).await;
    let legal = door.legal().await;
    let version = door.in_force(&legal).await;
    let key = [("x-api-key", door.key.as_str())];
    let none = door.send("GET", "/api/v1/terms", &key, None).await;
    says(&none, 401, "Unauthorized");
    assert_eq!(none.header("www-authenticate"), "Bearer");
    let basic = [key[0], ("authorization", "Basic abc")];
    says(
        &door.send("GET", "/api/v1/terms", &basic, None).await,
        401,
        "Unauthorized",
    );
    for bad in ["x", "a.b.c", &legal[..legal.len() - 4]] {
        let answer = door.get("/api/v1/terms", bad).await;
        says(&answer, 401, "Unauthorized");
        let challenge = "Bearer error=\"invalid_token\"";
        assert_eq!(answer.header("www-authenticate"), challenge);
    }
    // The key is asked for here, too, and must be that of the token's partner.
    door.partner("partnerB", SECRET);
    let other = door.add_key("partnerB");
    let authorization = format!("Bearer {legal}");
    for key in ["", &other] {
        let headers = [
            ("x-api-key", key),
            ("authorization", authorization.as_str()),
        ];
        let answer = door.send("GET", "/api/v1/terms", &headers, None).await;
        says(&answer, 403, "Forbidden");
    }
    door.server.advance(1860 + 5);
    says(
        &door.get("/api/v1/terms", &legal).await,
        401,
        "Unauthorized",
    );
    h15_an_expired_token_accepts_nothing(&door, &legal, &version).await;
}

async fn h15_an_expired_token_accepts_nothing(door: &Door, legal: &str, version: &str) {
    says(&door.accept(legal, version).await, 401, "Unauthorized");
    assert_eq!(door.accepted(), 0);
}

// H11: the legal token opens nothing else.
both!(h11_the_legal_token_opens_the_terms_alone);
async fn h11_the_legal_token_opens_the_terms_alone(db: Db) {
    let door = Door::open(db).await;
    let legal = door.legal().await;
    let answer = door.get("/api/v1/me", &legal).await;
    assert_eq!(answer.status, 403);
    assert_eq!(keys(&answer.json()), ["message"]);
    assert_eq!(
        answer.header("www-authenticate"),
        "Bearer error=\"insufficient_scope\", scope=\"healthily:api\""
    );
    let none = door.send("GET", "/api/v1/me", &[], None).await;
    says(&none, 401, "Unauthorized");
    // Nor does a resource server take it for more than it is.
    let told = door
        .server
        .ask("/introspect", API, &[("token", &legal)])
        .await
        .json();
    assert_eq!(
        (&told["active"], &told["scope"]),
        (&json!(true), &json!("healthily:legal"))
    );
}

// H12: accepted: the same session, another token, and it opens the rest.
both!(h12_accepted_terms_upgrade_the_session);
async fn h12_accepted_terms_upgrade_the_session(db: Db) {
    let door = Door::open(db).await;
    let legal = door.legal().await;
    let version = door.in_force(&legal).await;
    // Late, but not too late: the upgraded token has a whole life all the same.
    door.server.advance(1800);
    let answer = door.accept(&legal, &version).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let body = answer.json();
    assert_eq!(keys(&body), ["access_token", "token_type", "expires_in"]);
    assert_eq!(
        (&body["token_type"], &body["expires_in"]),
        (&json!("bearer"), &json!(1860))
    );
    let upgraded = text(&body["access_token"]);
    let (before, after) = (claims(&legal), claims(&upgraded));
    assert_eq!(before["sid"], after["sid"]);
    assert_ne!(before["jti"], after["jti"]);
    assert_eq!(after["scope"], "healthily:api");
    assert_eq!(keys(&header(&upgraded)), ["kid", "alg"]);
    door.server.advance(1700);
    let me = door.get("/api/v1/me", &upgraded).await;
    assert_eq!(me.status, 200, "{}", me.body);
    let told = json!({"sid": after["sid"], "partner": PARTNER, "terms_version": version});
    assert_eq!(me.body, told.to_string());
    door.server.advance(160 + 5);
    says(
        &door.get("/api/v1/me", &upgraded).await,
        401,
        "Unauthorized",
    );
    // Who, which, when, from where, by which token.
    let rows = door.server.rows(
        "client_id || ' ' || terms_version || ' ' || accepted_ip",
        "healthily_sessions WHERE accepted_at IS NOT NULL AND accepted_jti IS NOT NULL",
    );
    assert_eq!(rows, [format!("{PARTNER} {version} 127.0.0.1")]);
    assert!(door.server.audited("terms.accepted", "success"));
}

// H13: other terms than those in force are not accepted.
both!(h13_outdated_terms_are_refused);
async fn h13_outdated_terms_are_refused(db: Db) {
    let door = Door::open(db).await;
    let legal = door.legal().await;
    let old = door.in_force(&legal).await;
    let grants = door.server.grants();
    let new = door.publish("New terms");
    assert_ne!(old, new);
    for version in [old.as_str(), &"0".repeat(40), "x"] {
        says(
            &door.accept(&legal, version).await,
            409,
            "Terms version is out of date",
        );
    }
    assert_eq!((door.accepted(), door.server.grants()), (0, grants));
    assert_eq!(door.accept(&legal, &new).await.status, 200);
}

// H14: an acceptance must say so.
both!(h14_what_is_not_accepted_is_not_recorded);
async fn h14_what_is_not_accepted_is_not_recorded(db: Db) {
    let door = Door::open(db).await;
    let legal = door.legal().await;
    let version = door.in_force(&legal).await;
    for (body, message) in [
        (
            json!({"content_version": version, "accepted": false}),
            "accepted must be true",
        ),
        (
            json!({"content_version": version, "accepted": "true"}),
            "accepted must be true",
        ),
        (json!({"content_version": version}), "accepted is required"),
        (json!({"accepted": true}), "content_version is required"),
        (
            json!({"content_version": 1, "accepted": true}),
            "content_version must be a string",
        ),
    ] {
        says(&door.accept_with(&legal, &body).await, 400, message);
    }
    assert_eq!(door.accepted(), 0);
    assert!(!door.server.audited("terms.accepted", "success"));
}

// H15: an expired legal token accepts nothing, with nothing else wrong.
both!(h15_an_expired_legal_token_is_401);
async fn h15_an_expired_legal_token_is_401(db: Db) {
    let door = Door::open(db).await;
    let legal = door.legal().await;
    let version = door.in_force(&legal).await;
    door.server.advance(1860 + 5);
    h15_an_expired_token_accepts_nothing(&door, &legal, &version).await;
}

// H16: said twice, it is one acceptance, and two tokens of the session.
both!(h16_accepted_twice_is_recorded_once);
async fn h16_accepted_twice_is_recorded_once(db: Db) {
    let door = Door::open(db).await;
    let legal = door.legal().await;
    let version = door.in_force(&legal).await;
    let first = door.accept(&legal, &version).await;
    door.server.advance(60);
    let second = door.accept(&legal, &version).await;
    assert_eq!((first.status.as_u16(), second.status.as_u16()), (200, 200));
    let token = |answer: &Answer| text(&answer.json()["access_token"]);
    let (one, two) = (token(&first), token(&second));
    assert_ne!(claims(&one)["jti"], claims(&two)["jti"]);
    assert_eq!(claims(&one)["sid"], claims(&two)["sid"]);
    for token in [one, two] {
        assert_eq!(door.get("/api/v1/me", &token).await.status, 200);
    }
    assert_eq!(door.accepted(), 1);
    let rows = door.server.audit();
    assert_eq!(
        rows.iter()
            .filter(|row| row.event == "terms.accepted")
            .count(),
        1
    );
    // Many at once are as one, too.
    let legal = door.legal().await;
    let accept = || door.accept(&legal, &version);
    let (a, b, c, d) = tokio::join!(accept(), accept(), accept(), accept());
    for answer in [a, b, c, d] {
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
    assert_eq!(door.accepted(), 2);
    let rows = door.server.audit();
    let told = rows.iter().filter(|row| row.event == "terms.accepted");
    assert_eq!(told.count(), 2);
    // The legal token lives on to its own end.
    assert_eq!(door.get("/api/v1/terms", &legal).await.status, 200);
}

// H17: new terms end no token that runs, and the next session must accept them.
both!(h17_new_terms_bind_the_next_session);
async fn h17_new_terms_bind_the_next_session(db: Db) {
    let door = Door::open(db).await;
    let upgraded = door.upgraded().await;
    let old = text(&door.get("/api/v1/me", &upgraded).await.json()["terms_version"]);
    let new = door.publish("New terms");
    door.server.advance(1000);
    let me = door.get("/api/v1/me", &upgraded).await;
    assert_eq!(
        (me.status.as_u16(), text(&me.json()["terms_version"])),
        (200, old.clone())
    );
    let legal = door.legal().await;
    assert_eq!(door.get("/api/v1/me", &legal).await.status, 403);
    says(
        &door.accept(&legal, &old).await,
        409,
        "Terms version is out of date",
    );
    assert_eq!(door.accept(&legal, &new).await.status, 200);
    // What was in force before can be put in force again.
    assert_eq!(door.publish("Terms of use"), old);
    assert_eq!(door.in_force(&legal).await, old);
}

// H18, LE-K4: a partner that is switched off has nothing left: no token, no key.
both!(h18_a_disabled_partner_is_out);
async fn h18_a_disabled_partner_is_out(db: Db) {
    let door = Door::open(db).await;
    let upgraded = door.upgraded().await;
    let legal = door.legal().await;
    let version = door.in_force(&legal).await;
    for token in [&legal, &upgraded] {
        assert!(door.server.is_active(API, token).await);
    }
    door.server.edit(PARTNER, json!({"state": "disabled"}));
    for token in [&legal, &upgraded] {
        assert!(!door.server.is_active(API, token).await);
    }
    says(&door.accept(&legal, &version).await, 401, "Unauthorized");
    says(
        &door.get("/api/v1/me", &upgraded).await,
        401,
        "Unauthorized",
    );
    says(&door.login().await, 403, "Forbidden");
    door.server.edit(PARTNER, json!({"state": "live"}));
    assert_eq!(door.login().await.status, 200);
    assert!(!door.server.is_active(API, &upgraded).await);
}

// H19: the token endpoint goes round no terms.
both!(h19_the_token_endpoint_gives_the_legal_scope_alone);
async fn h19_the_token_endpoint_gives_the_legal_scope_alone(db: Db) {
    let door = Door::open(db).await;
    let ask = async |scope: &str| {
        let mut form = vec![("grant_type", "client_credentials")];
        if !scope.is_empty() {
            form.push(("scope", scope));
        }
        door.server.token(Some((PARTNER, SECRET)), &form).await
    };
    for scope in ["healthily:api", "healthily:legal healthily:api"] {
        let refused = ask(scope).await;
        assert_eq!(refused.status, 400, "{}", refused.body);
        assert_eq!(refused.json()["error"], "invalid_scope");
    }
    for scope in ["healthily:legal", ""] {
        let given = ask(scope).await;
        assert_eq!(given.status, 200, "{}", given.body);
        assert_eq!(given.json()["scope"], "healthily:legal");
        let token = text(&given.json()["access_token"]);
        let payload = claims(&token);
        assert_eq!(
            (
                &payload["sub"],
                &payload["aud"],
                header(&token)["typ"].as_str()
            ),
            (
                &json!(format!("client:{PARTNER}")),
                &json!("healthily"),
                Some("at+jwt")
            )
        );
    }
    // Nor can an operator open that way by mistake.
    let scope = json!({"scope": "healthily:legal healthily:api"});
    let Value::Object(changes) = scope else {
        panic!("an object")
    };
    let ctx = door.server.ctx();
    let changed = signet::account::client_change::edit(&ctx, &Id::new(PARTNER), changes);
    assert!(changed.expect("looks").expect("is there").is_err());
}

// H20: the step up by RFC 8693 needs the acceptance of that session.
both!(h20_an_exchange_needs_the_acceptance);
async fn h20_an_exchange_needs_the_acceptance(db: Db) {
    let door = Door::open(db).await;
    let (legal, other) = (door.legal().await, door.legal().await);
    let refused = door.exchange(&legal).await;
    assert_eq!(refused.status, 400, "{}", refused.body);
    assert_eq!(refused.json()["error"], "invalid_scope");
    let version = door.in_force(&legal).await;
    assert_eq!(door.accept(&legal, &version).await.status, 200);
    let given = door.exchange(&legal).await;
    assert_eq!(given.status, 200, "{}", given.body);
    assert_eq!(given.json()["scope"], "healthily:api");
    let token = text(&given.json()["access_token"]);
    assert_eq!(header(&token)["typ"], "at+jwt");
    assert_eq!(claims(&token)["sid"], claims(&legal)["sid"]);
    assert_eq!(door.get("/api/v1/me", &token).await.status, 200);
    // One step up, and none from there: a session ends.
    assert_eq!(
        door.exchange(&token).await.json()["error"],
        "invalid_target"
    );
    // Another session has accepted nothing; and new terms have to be accepted anew.
    assert_eq!(door.exchange(&other).await.json()["error"], "invalid_scope");
    door.publish("New terms");
    assert_eq!(door.exchange(&legal).await.json()["error"], "invalid_scope");
}

// H21: two secrets while one takes the other's place, and then the new one alone.
both!(h21_a_secret_is_replaced_without_a_gap);
async fn h21_a_secret_is_replaced_without_a_gap(db: Db) {
    let door = Door::open(db).await;
    let hour = std::time::Duration::from_secs(3600);
    let ctx = door.server.ctx();
    let rotated = signet::account::client_change::rotate_secret(&ctx, &Id::new(PARTNER), hour)
        .expect("rotates")
        .expect("is there")
        .expect("valid");
    let new = rotated.secret.expect("a secret");
    for secret in [SECRET, new.expose()] {
        assert_eq!(door.login_as(&door.key, PARTNER, secret).await.status, 200);
    }
    door.server.advance(3600);
    says(&door.login().await, 401, "Unauthorized");
    assert_eq!(
        door.login_as(&door.key, PARTNER, new.expose()).await.status,
        200
    );
}

// H22: no browser calls this door; `send` looks for the headers of CORS at every answer.
both!(h22_no_browser_calls);
async fn h22_no_browser_calls(db: Db) {
    let door = Door::open(db).await;
    for path in ["/api/v1/login", "/api/v1/terms", "/api/v1/me", "/x"] {
        let headers = [
            ("origin", "https://app.example"),
            ("access-control-request-method", "POST"),
            ("access-control-request-headers", "x-api-key"),
        ];
        let answer = door.send("OPTIONS", path, &headers, None).await;
        assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
    }
    let body = json!({"partner_id": PARTNER, "secret": SECRET});
    for (name, value) in [
        ("origin", "https://app.example"),
        ("sec-fetch-site", "cross-site"),
    ] {
        let headers = [("x-api-key", door.key.as_str()), (name, value)];
        says(
            &door.post("/api/v1/login", &headers, &body).await,
            403,
            "Forbidden",
        );
    }
    // Other methods and paths have their own answers, in the same words.
    let other = door.send("GET", "/api/v1/login", &[], None).await;
    says(&other, 405, "Method Not Allowed");
    assert_eq!(other.header("allow"), "POST");
    says(
        &door.send("GET", "/api/v1/nothing", &[], None).await,
        404,
        "Not Found",
    );
    says(&door.send("GET", "/", &[], None).await, 404, "Not Found");
}

// LE-K2: a key in a URL is refused and flagged, once; it works on in its header until the operator
// has replaced it.
both!(le_k2_a_key_in_a_url_is_flagged);
async fn le_k2_a_key_in_a_url_is_flagged(db: Db) {
    let door = Door::open(db).await;
    let body = json!({"partner_id": PARTNER, "secret": SECRET});
    let exposed = || {
        door.server
            .rows("id", "healthily_api_keys WHERE exposed_at IS NOT NULL")
    };
    let message = "Credentials belong in headers and in the body, never in the URL: replace these";
    for path in ["/api/v1/login?x-api-key=wrong", "/api/v1/login?secret=x"] {
        let answer = door.post(path, &[("x-api-key", &door.key)], &body).await;
        says(&answer, 400, message);
    }
    assert!(exposed().is_empty());
    // Under whatever name, at whatever path.
    for path in [
        "/api/v1/login?x-api-key=",
        "/api/v1/login?page=",
        "/nothing?k=",
    ] {
        let path = format!("{path}{}", door.key);
        says(
            &door.post(&path, &[("x-api-key", &door.key)], &body).await,
            400,
            message,
        );
    }
    assert_eq!(exposed().len(), 1);
    let noticed = |row: &&signet::store::audit::AuditRow| row.event == "api_key.exposed";
    assert_eq!(door.server.audit().iter().filter(noticed).count(), 1);
    let listed = partners::keys(&door.server.ctx(), Some(Id::new(PARTNER))).expect("lists");
    assert!(listed[0].exposed_at.is_some());
    assert_eq!(door.login().await.status, 200);
    // What is no key and has no such name is nobody's business.
    let plain = door
        .post("/api/v1/login?page=2", &[("x-api-key", &door.key)], &body)
        .await;
    assert_eq!(plain.status, 200);
}

// LE-K4: with its owner a key is dead at once: disabled, no partner any more, deleted; or revoked.
both!(le_k4_a_key_dies_with_its_owner);
async fn le_k4_a_key_dies_with_its_owner(db: Db) {
    let door = Door::open(db).await;
    for (off, on) in [
        (json!({"state": "disabled"}), json!({"state": "live"})),
        (
            json!({"signet": {"door": null, "exchanges": []}}),
            json!({"signet": {"door": "healthily"}}),
        ),
    ] {
        assert_eq!(door.login().await.status, 200);
        door.server.edit(PARTNER, off);
        says(&door.login().await, 403, "Forbidden");
        door.server.edit(PARTNER, on);
    }
    // Who becomes a partner has what a partner needs.
    door.upgraded().await;
    let keys = partners::keys(&door.server.ctx(), Some(Id::new(PARTNER))).expect("lists");
    let second = door.add_key(PARTNER);
    assert!(partners::revoke_key(&door.server.ctx(), &keys[0].id).expect("revokes"));
    says(&door.login().await, 403, "Forbidden");
    assert_eq!(door.login_as(&second, PARTNER, SECRET).await.status, 200);
    let ctx = door.server.ctx();
    signet::account::client_change::delete(&ctx, &Id::new(PARTNER)).expect("deletes");
    says(
        &door.login_as(&second, PARTNER, SECRET).await,
        403,
        "Forbidden",
    );
}

// LE-K6: the last use is written once a minute at most.
both!(le_k6_the_last_use_is_written_once_a_minute);
async fn le_k6_the_last_use_is_written_once_a_minute(db: Db) {
    let door = Door::open(db).await;
    let used = || door.server.rows("last_used_at", "healthily_api_keys")[0].clone();
    let now = || door.server.now().millis().to_string();
    // Also a use that leads to nothing is one.
    door.login_as(&door.key, PARTNER, "wrong").await;
    let first = used();
    assert_eq!(first, now());
    for _ in 0..3 {
        door.server.advance(19);
        door.login().await;
        assert_eq!(used(), first);
    }
    door.server.advance(3);
    let statements = door.server.app.store.statements();
    statements.record();
    door.login().await;
    door.login().await;
    let written = statements.stop();
    let written = written
        .iter()
        .filter(|text| text.contains("UPDATE") && text.contains("healthily_api_keys"));
    assert_eq!(written.count(), 1);
    assert_eq!(used(), now());
    // A key that is none is no use of one.
    door.server.advance(60);
    let before = used();
    door.login_as(&"x".repeat(40), PARTNER, SECRET).await;
    assert_eq!(used(), before);
}

// ST-02, ST-12: keys are kept as digests, and sessions that are over are swept.
both!(what_is_kept_is_a_digest_and_goes);
async fn what_is_kept_is_a_digest_and_goes(db: Db) {
    let door = Door::open(db).await;
    let digest = signet::crypto::digest::sha256_bytes(door.key.as_bytes());
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let kept = door.server.rows(&db.hex("digest"), "healthily_api_keys");
    assert_eq!(kept[0].to_lowercase(), hex);
    assert!(door.key.len() == 40 && door.key.bytes().all(|b| b.is_ascii_alphanumeric()));
    door.legal().await;
    let sweep = || signet::server::background::sweep(&door.server.ctx()).expect("sweeps");
    door.server.advance(2 * 1860 + 86_400);
    sweep();
    assert_eq!(door.server.count("healthily_sessions"), 1);
    door.server.advance(1);
    sweep();
    assert_eq!(door.server.count("healthily_sessions"), 0);
}

// The document's own request line, with the host changed, by curl.
#[test]
fn the_documents_own_request_line_works() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let document: Value = serde_json::from_str(DOCUMENT).expect("JSON");
    let door = runtime.block_on(Door::open(Db::Sqlite));
    let id = text(&document["partner_id"]);
    door.partner(&id, &text(&document["secret"]));
    let key = Secret::new(text(&document["api_key"]));
    partners::add_key(&door.server.ctx(), &Id::new(id.as_str()), Some(key))
        .expect("adds")
        .expect("is there")
        .expect("valid");
    let line = text(&document["request"]);
    assert!(line.contains("https://portal.your.md/api/v1/login"));
    let host = format!("{}/legacy/healthily", door.server.base);
    let line = line.replace("https://portal.your.md", &host);
    let output = std::process::Command::new("sh")
        .args(["-c", &line])
        .output()
        .expect("runs");
    let answer: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {output:?}"));
    let sample = &document["response"];
    assert_eq!(keys(&answer), keys(sample));
    assert_eq!(answer["token_type"], sample["token_type"]);
    assert_eq!(answer["expires_in"], sample["expires_in"]);
    let payload = claims(&text(&answer["access_token"]));
    assert_eq!(payload["pid"], document["claims"]["pid"]);
    runtime.block_on(door.server.stop());
}
