//! JW-03, JW-04: whatever is sent where it does not belong is refused, and nothing breaks.

use std::fmt::Write;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use signet::{
    core::{Secret, secret::kind},
    crypto::{
        SigningKey,
        jws::{self, Header},
    },
    model::{KeyPurpose, client::SigningAlgorithm},
};

use crate::{
    legacy::mycure,
    support::{
        Answer, Browser, Db, Server, Sink, Tokens,
        app::{VERIFIER, code_of},
        query,
        server::CALLBACK,
        signer::Signer,
    },
};

const OWN: (&str, Option<&str>) = ("own", Some("own-secret"));
const OPAQUE: (&str, Option<&str>) = ("opaque", Some("opaque-secret"));
const RS: (&str, Option<&str>) = ("rs", Some("rs-secret"));

fn parties(server: &Server) {
    let scope = "openid profile records.read";
    let client = |id: &str, format: &str| {
        server.client(json!({"client_id": id, "client_secret": format!("{id}-secret"), "redirect_uris": [CALLBACK], "scope": scope, "grant_types": ["authorization_code", "refresh_token"], "signet": {"first_party": true, "online_refresh": true, "access_token_format": format}}));
    };
    client("own", "jwt");
    client("opaque", "opaque");
    let rule = json!({"from": server.app.issuer, "to": server.app.issuer, "scope": "records.read"});
    let exchange = "urn:ietf:params:oauth:grant-type:token-exchange";
    server.client(json!({"client_id": "gate", "client_secret": "gate-secret", "grant_types": [exchange], "signet": {"introspects": [server.app.issuer], "exchanges": [rule]}}));
    server.scope(json!({"name": "connect", "title": "Connect"}));
    let vouch = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    server.client(json!({"client_id": "vouch", "token_endpoint_auth_method": "private_key_jwt", "jwks": signer().jwks(), "grant_types": [vouch], "scope": "connect"}));
    server.client(json!({"client_id": "rs", "client_secret": "rs-secret", "grant_types": [], "signet": {"introspects": [server.app.issuer, "ocariot"]}}));
}

/// What the client `vouch` signs with.
fn signer() -> &'static Signer {
    static SIGNER: std::sync::LazyLock<Signer> =
        std::sync::LazyLock::new(|| Signer::es256("vouch"));
    &SIGNER
}

/// Everything that is a secret or looks like one, fresh.
struct Credentials {
    browser: Browser,
    /// The one that the return id was made for.
    other: Browser,
    all: Vec<(&'static str, String)>,
}

async fn make(server: &Server) -> Credentials {
    let (tokens, browser) = server.signed_in(OWN, &[]).await;
    let (opaque, _) = server.signed_in(OPAQUE, &[]).await;
    let code = browser
        .get(&format!("/authorize?{}", query("own", &[])))
        .await;
    let page = browser.get("/logout").await;
    let cookie = browser.cookies.lock().expect("cookies")["sid"].clone();
    // A way back that nobody has taken yet.
    let other = server.browser();
    let login = other.open(&query("own", &[])).await;
    let mut led = other
        .submit(
            &login,
            &[("username", "anna"), ("password", "anna-password")],
        )
        .await;
    while led.status == 303 && !led.location().path().starts_with("/return/") {
        led = other.get(led.location().path()).await;
    }
    let back = led.location().path().replace("/return/", "");
    let door = server
        .browser()
        .http
        .post(format!("{}/legacy/ocariot/v1/auth", server.base))
        .json(&json!({"username": "BR0001", "password": "br123"}))
        .send()
        .await
        .expect("an answer");
    let door: Value = door.json().await.expect("JSON");
    let now = server.now().secs();
    let sid = tokens.claims("id_token")["sid"].clone();
    let logout = json!({"iss": server.app.issuer, "sub": tokens.claims("id_token")["sub"], "aud": "own", "iat": now, "exp": now + 120, "jti": "j", "sid": sid, "events": {"http://schemas.openid.net/event/backchannel-logout": {}}});
    let logout = ours(server, "logout+jwt", &logout);
    let foreign = SigningKey::generate(SigningAlgorithm::Es256, 0).expect("a key");
    let assertion = json!({"iss": "own", "sub": "own", "aud": server.app.issuer, "iat": now, "exp": now + 60, "jti": "a"});
    let head = Header {
        typ: Some("JWT"),
        kid: Some(foreign.kid()),
    };
    let assertion: Secret<kind::Client> = jws::sign(&foreign, &head, &assertion).expect("signs");
    let exchanged = send_exchange(server, tokens.text("access_token")).await;
    let mut vouching = server.assertion("vouch");
    vouching["sub"] = json!("somebody");
    // Long enough for all that is sent before it.
    vouching["exp"] = json!(now + 290);
    let mycure = mycure::sign_in(server, mycure::EMAIL).await;
    let first = send_vouching(server, &signer().sign(&vouching)).await;
    vouching["jti"] = json!(format!("again-{}", vouching["jti"].as_str().unwrap_or("")));
    let all = vec![
        ("ID token", tokens.text("id_token").to_owned()),
        ("access token, JWT", tokens.text("access_token").to_owned()),
        (
            "access token, opaque",
            opaque.text("access_token").to_owned(),
        ),
        ("refresh token", tokens.text("refresh_token").to_owned()),
        ("code", code_of(&code.location())),
        ("session cookie", cookie),
        ("return id", back),
        (
            "door token",
            door["access_token"].as_str().expect("a token").to_owned(),
        ),
        ("logout token", logout),
        (
            "exchanged token",
            Tokens(exchanged.json()).text("access_token").to_owned(),
        ),
        (
            "token of a human",
            Tokens(first.json()).text("access_token").to_owned(),
        ),
        ("vouching assertion", signer().sign(&vouching)),
        ("client assertion", assertion.expose().to_owned()),
        ("CSRF token", page.field("csrf")),
        ("client secret", "own-secret".to_owned()),
        ("mycure token", mycure.access),
        ("mycure refresh token", mycure.refresh),
    ];
    Credentials {
        browser,
        other,
        all,
    }
}

async fn send_exchange(server: &Server, token: &str) -> Answer {
    let form = [
        (
            "grant_type",
            "urn:ietf:params:oauth:grant-type:token-exchange",
        ),
        (
            "subject_token_type",
            "urn:ietf:params:oauth:token-type:access_token",
        ),
        ("subject_token", token),
    ];
    server
        .ask("/token", ("gate", Some("gate-secret")), &form)
        .await
}

async fn send_vouching(server: &Server, assertion: &str) -> Answer {
    let form = [
        ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
        ("assertion", assertion),
    ];
    server.token(None, &form).await
}

/// A JWT that the issuer has signed.
fn ours(server: &Server, typ: &str, claims: &Value) -> String {
    let catalog = server.app.catalog();
    let key = catalog
        .keys()
        .active(&KeyPurpose::Issuer, SigningAlgorithm::Es256)
        .expect("a key");
    let head = Header {
        typ: Some(typ),
        kid: Some(key.kid()),
    };
    let token: Secret<kind::AccessToken> = jws::sign(&key, &head, claims).expect("signs");
    token.expose().to_owned()
}

/// Every place that takes a token or a credential.
const PLACES: [&str; 21] = [
    "userinfo, header",
    "userinfo, form",
    "introspect, own client",
    "introspect, resource",
    "revoke",
    "token: code",
    "token: refresh_token",
    "token: subject_token",
    "token: assertion",
    "token: client_assertion",
    "token: client_secret",
    "token: Basic secret",
    "logout: id_token_hint",
    "logout: csrf",
    "authorize: id_token_hint",
    "session cookie",
    "interaction cookie",
    "return",
    "mycure: bearer",
    "mycure: resumed session",
    "mycure: refresh token",
];

fn revoked(server: &Server) -> usize {
    let rows = server.audit();
    let done = |row: &&signet::store::audit::AuditRow| {
        row.event == "token.revoked" && row.outcome == "success"
    };
    rows.iter().filter(done).count()
}

/// Sends it there: the answer, and whether it was taken for what it is not.
async fn send(server: &Server, made: &Credentials, place: &str, value: &str) -> (Answer, bool) {
    let browser = &made.browser;
    let fresh = server.browser();
    let is_ok = |answer: Answer| {
        let ok = answer.status == 200;
        (answer, ok)
    };
    let told = |answer: Answer| {
        let ok = answer.status == 200 && answer.json()["active"] == true;
        (answer, ok)
    };
    match place {
        "userinfo, header" => is_ok(server.userinfo(value).await),
        "userinfo, form" => {
            let post = fresh.http.post(fresh.url("/userinfo"));
            is_ok(fresh.send(post.form(&[("access_token", value)])).await)
        }
        "introspect, own client" => told(server.ask("/introspect", OWN, &[("token", value)]).await),
        "introspect, resource" => told(server.ask("/introspect", RS, &[("token", value)]).await),
        "revoke" => {
            let before = revoked(server);
            let answer = server.ask("/revoke", OWN, &[("token", value)]).await;
            (answer, revoked(server) > before)
        }
        "token: code" => {
            let form = [
                ("grant_type", "authorization_code"),
                ("code", value),
                ("redirect_uri", CALLBACK),
                ("code_verifier", VERIFIER),
            ];
            is_ok(server.ask("/token", OWN, &form).await)
        }
        "token: refresh_token" => {
            let form = [("grant_type", "refresh_token"), ("refresh_token", value)];
            is_ok(server.ask("/token", OWN, &form).await)
        }
        "token: subject_token" => is_ok(send_exchange(server, value).await),
        "token: assertion" => is_ok(send_vouching(server, value).await),
        "token: client_assertion" => {
            let form = [
                ("grant_type", "client_credentials"),
                (
                    "client_assertion_type",
                    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                ),
                ("client_assertion", value),
            ];
            let post = fresh.http.post(fresh.url("/token")).form(&form);
            let answer = fresh.send(post).await;
            // Whoever was let in may not use this grant type.
            let known = answer.body.contains("unauthorized_client") || answer.status == 200;
            (answer, known)
        }
        "token: client_secret" | "token: Basic secret" => {
            let mut form = vec![("grant_type", "client_credentials")];
            let mut post = fresh.http.post(fresh.url("/token"));
            if place == "token: Basic secret" {
                post = post.basic_auth("own", Some(value));
            } else {
                form.extend([("client_id", "own"), ("client_secret", value)]);
            }
            let answer = fresh.send(post.form(&form)).await;
            let known = answer.body.contains("unauthorized_client") || answer.status == 200;
            (answer, known)
        }
        "logout: id_token_hint" => {
            let query = url::form_urlencoded::Serializer::new(String::new())
                .append_pair("id_token_hint", value)
                .finish();
            let answer = browser.tab().get(&format!("/logout?{query}")).await;
            let left = !answer.header("clear-site-data").is_empty();
            (answer, left)
        }
        "logout: csrf" => {
            let answer = browser
                .tab()
                .post("/logout", &[("csrf", value), ("decision", "stay")])
                .await;
            is_ok(answer)
        }
        "authorize: id_token_hint" => {
            let asked = query("own", &[("prompt", "none"), ("id_token_hint", value)]);
            let answer = browser.tab().get(&format!("/authorize?{asked}")).await;
            let code = answer.parameter_if_any("code").is_some();
            (answer, code)
        }
        "session cookie" | "interaction cookie" => {
            let name = if place == "session cookie" {
                "sid"
            } else {
                "interaction"
            };
            fresh
                .cookies
                .lock()
                .expect("cookies")
                .insert(name.to_owned(), value.to_owned());
            let answer = fresh
                .get(&format!(
                    "/authorize?{}",
                    query("own", &[("prompt", "none")])
                ))
                .await;
            let code = answer.status == 303 && answer.parameter("code").is_some();
            (answer, code)
        }
        "return" => {
            let answer = made.other.tab().get(&format!("/return/{value}")).await;
            is_ok(answer)
        }
        "mycure: bearer" => {
            let path = "/accounts/x";
            let answer = mycure::get(server, path, value).await;
            // It is nobody's address, but whose token it is was looked at first.
            let known = answer.status != 401;
            (answer, known)
        }
        "mycure: resumed session" => is_ok(mycure::resume(server, value).await),
        "mycure: refresh token" => is_ok(mycure::refresh(server, value).await),
        other => unreachable!("{other}"),
    }
}

// JW-03: 17 credentials in 21 places. Each place sees a fresh set, so that what is used up there
// was not used up before.
#[tokio::test]
async fn nothing_is_taken_for_what_it_is_not() {
    let open = ["legacy.ocariot.enabled=true", "legacy.mycure.enabled=true"];
    let server = Server::with(Db::Sqlite, &open).await;
    server.open_doors();
    parties(&server);
    mycure::client(&server);
    mycure::person(&server, mycure::EMAIL, true);
    server.user(
        json!({"ocariot": {"username": "BR0001", "type": "child"}}),
        "br123",
    );
    let mut text = String::new();
    let mut cells = 0;
    for place in PLACES {
        writeln!(text, "{place}").expect("writes");
        let made = make(&server).await;
        for (name, value) in &made.all {
            let (answer, taken) = send(&server, &made, place, value).await;
            let status = answer.status.as_u16();
            assert!(status < 500, "{place} {name}: {}", answer.body);
            cells += 1;
            // Slowly enough that no client is made to wait for its failures.
            server.advance(7);
            let verdict = if taken { "TAKEN" } else { "refused" };
            writeln!(text, "    {name:<22} {status} {verdict}").expect("writes");
        }
    }
    assert!(cells >= 150, "{cells}");
    insta::assert_snapshot!("crossing", text);
}

/// A good token with another header or other claims, signed by the right key where it can be.
fn attacks(server: &Server, good: &str, typ: &str, sink: &Sink) -> Vec<(&'static str, String)> {
    let catalog = server.app.catalog();
    let part = |at: usize| good.split('.').nth(at).expect("a part").to_owned();
    let decoded = |at: usize| {
        let bytes = URL_SAFE_NO_PAD.decode(part(at)).expect("base64url");
        String::from_utf8(bytes).expect("text")
    };
    let head: Value = serde_json::from_str(&decoded(0)).expect("JSON");
    let kid = head["kid"].as_str().expect("a kid").to_owned();
    let key = catalog
        .keys()
        .find(&KeyPurpose::Issuer, &kid)
        .expect("a key");
    let sign = |head: &str, body: &str| {
        let message = format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(head),
            URL_SAFE_NO_PAD.encode(body)
        );
        let signature = URL_SAFE_NO_PAD.encode(key.sign(message.as_bytes()).expect("signs"));
        format!("{message}.{signature}")
    };
    let body = decoded(1);
    let with = |name: &str, value: Value| {
        let mut changed = head.clone();
        changed[name] = value;
        sign(&changed.to_string(), &body)
    };
    let url = sink.url("http", "127.0.0.1", "/keys");
    let bare = |head: &str| format!("{}.{}.", URL_SAFE_NO_PAD.encode(head), part(1));
    let repeated = |name: &str, text: &str| format!("{{\"{name}\":\"x\",{}", &text[1..]);
    let nested = sign(
        &json!({"alg": head["alg"], "kid": kid, "typ": typ, "cty": "JWT"}).to_string(),
        &format!("\"{good}\""),
    );
    vec![
        (
            "alg none",
            bare(&json!({"alg": "none", "typ": typ, "kid": kid}).to_string()),
        ),
        (
            "alg nOnE",
            bare(&json!({"alg": "nOnE", "typ": typ, "kid": kid}).to_string()),
        ),
        ("alg HS256", with("alg", json!("HS256"))),
        ("alg RS512", with("alg", json!("RS512"))),
        ("alg a number", with("alg", json!(256))),
        (
            "no alg",
            sign(&json!({"typ": typ, "kid": kid}).to_string(), &body),
        ),
        ("crit", with("crit", json!(["exp"]))),
        ("b64 false", with("b64", json!(false))),
        ("jwk", with("jwk", json!({"kty": "oct", "k": "AAAA"}))),
        ("jku", with("jku", json!(url))),
        ("x5u", with("x5u", json!(url))),
        ("x5c", with("x5c", json!(["AAAA"]))),
        ("kid of nobody", with("kid", json!("nobody"))),
        ("kid a path", with("kid", json!("../../etc/passwd"))),
        ("kid SQL", with("kid", json!("' OR 1=1 --"))),
        ("kid a list", with("kid", json!([kid]))),
        ("another typ", with("typ", json!("dpop+jwt"))),
        (
            "a name twice in the header",
            sign(&repeated("alg", &head.to_string()), &body),
        ),
        (
            "a name twice in the claims",
            sign(&head.to_string(), &repeated("iss", &body)),
        ),
        ("nested", nested),
        ("claims a list", sign(&head.to_string(), "[]")),
        ("claims deep", sign(&head.to_string(), &"[".repeat(8000))),
        ("a signature cut", good[..good.len() - 4].to_owned()),
        ("no signature", format!("{}.{}.", part(0), part(1))),
        ("padding", format!("{good}=")),
        ("five parts", format!("{good}.{}.{}", part(0), part(1))),
        ("a blank", format!("{} .{}.{}", part(0), part(1), part(2))),
        ("not ASCII", format!("é{good}")),
        (
            "1 MB",
            format!("{}.{}.{}", part(0), "A".repeat(1_000_000), part(2)),
        ),
    ]
}

// JW-04: every attack at every place that reads a JWT: 400 or 401 (413, 414 or 431 for what is
// too long), inactive at introspection, nothing to revoke; never a fault, and nothing is fetched.
#[tokio::test]
async fn a_header_that_lies_is_not_believed() {
    let server = Server::with(Db::Sqlite, &["outbound.allow_loopback=true"]).await;
    parties(&server);
    let sink = Sink::start().await;
    sink.answer(200, "content-type: application/json\r\n", "{\"keys\":[]}");
    let made = make_few(&server).await;
    let mut text = String::new();
    for (place, good, typ) in [
        ("userinfo, header", &made.1, "at+jwt"),
        ("userinfo, form", &made.1, "at+jwt"),
        ("introspect, own client", &made.1, "at+jwt"),
        ("introspect, resource", &made.1, "at+jwt"),
        ("revoke", &made.1, "at+jwt"),
        ("logout: id_token_hint", &made.2, "JWT"),
        ("authorize: id_token_hint", &made.2, "JWT"),
        ("token: client_assertion", &made.2, "JWT"),
    ] {
        writeln!(text, "{place}").expect("writes");
        for (name, token) in attacks(&server, good, typ, &sink) {
            // No client writes a longer address.
            let end = if place.contains("hint") {
                20_000
            } else {
                token.len()
            };
            let sent = send(&server, &made.0, place, &token[..end.min(token.len())]);
            let (answer, taken) = sent.await;
            let status = answer.status.as_u16();
            if place == "token: client_assertion" {
                server.advance(7);
            }
            assert!(!taken, "{place} {name}");
            assert!(status < 500, "{place} {name}: {status}");
            let what = match answer.parameter_if_any("error") {
                Some(error) => format!("{status} {error}"),
                None => status.to_string(),
            };
            writeln!(text, "    {name:<28} {what}").expect("writes");
        }
    }
    assert_eq!(sink.hits(), 0);
    insta::assert_snapshot!("lies", text);
}

/// A browser with tokens: the access token, the ID token.
async fn make_few(server: &Server) -> (Credentials, String, String) {
    let (tokens, browser): (Tokens, Browser) = server.signed_in(OWN, &[]).await;
    let all = Vec::new();
    (
        Credentials {
            browser,
            other: server.browser(),
            all,
        },
        tokens.text("access_token").to_owned(),
        tokens.text("id_token").to_owned(),
    )
}
