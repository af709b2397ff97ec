//! What an attack meets at every place, and what an operator learns of it.

use reqwest::Method;
use serde_json::{Value, json};
use signet::{account::client_change, server::background};

use crate::{
    legacy::doors::{OPEN, PASSWORD},
    support::{Answer, Browser, Db, Server, app::WEB, both, query},
};

/// A server that believes the address that a request says it comes from.
const PROXIED: &str = "server.trusted_proxies=[\"127.0.0.0/8\"]";
const BAD: &str = "192.0.2.1";

async fn server(db: Db, set: &[&str]) -> Server {
    let server = Server::with(db, &[&[PROXIED], set].concat()).await;
    crate::legacy::ocariot::short_key(&server);
    server.open_doors();
    server
}

/// A form of a page, sent from an address.
async fn post_from(browser: &Browser, page: &Answer, ip: &str, fields: &[(&str, &str)]) -> Answer {
    let path = page.url.path();
    let csrf = match page.body.contains(&format!("action=\"{path}\"")) {
        true => page.token_for(path),
        false => page.field("csrf"),
    };
    let form = [&[("csrf", csrf.as_str())], fields].concat();
    let request = browser.request(Method::POST, path).form(&form);
    browser.send(request.header("x-forwarded-for", ip)).await
}

/// A name and a password from an address, in a browser that nobody knows.
async fn stranger(server: &Server, ip: &str, name: &str, password: &str) -> Answer {
    let browser = server.browser();
    let page = browser.open(&query("web", &[])).await;
    let fields = [("username", name), ("password", password)];
    post_from(&browser, &page, ip, &fields).await
}

async fn block(server: &Server) {
    for n in 0..30 {
        let name = format!("nobody {}", n / 5);
        assert_eq!(stranger(server, BAD, &name, "x").await.status, 422, "{n}");
    }
}

fn waits(answer: &Answer) -> (u16, bool) {
    (
        answer.status.as_u16(),
        answer.header("retry-after").parse::<u64>().is_ok(),
    )
}

async fn door(server: &Server, path: &str, ip: &str, body: &Value) -> Answer {
    let browser = server.browser();
    let request = browser.http.post(format!("{}{path}", server.base));
    let request = request.header("x-forwarded-for", ip).json(body);
    browser.send(request).await
}

// LG-14: "Matrix door × {locked, disabled, MFA, blocked IP}": an address that is blocked is so at the
// re-authentication, at the change of a password and at the doors; not on a browser that knows its
// person (LG-10). No hash is computed for it.
both!(a_blocked_address_is_blocked_at_every_place);
async fn a_blocked_address_is_blocked_at_every_place(db: Db) {
    let server = server(db, &OPEN).await;
    crate::legacy::corsano::clients(&server);
    server.user(
        json!({"username": "dora", "corsano": {"users": {"code": "dora"}}, "ocariot": {"username": "dora", "type": "child"}}),
        PASSWORD,
    );
    let signed_in = async || {
        let browser = server.browser();
        let page = browser.open(&query("web", &[])).await;
        browser.sign_in(&page, "anna", "anna-password").await;
        browser
    };
    let (again, own, known) = (signed_in().await, signed_in().await, signed_in().await);
    let asked = query("web", &[("prompt", "login")]);
    let reauth = again.open(&asked).await;
    assert!(reauth.url.path().ends_with("/reauth"), "{}", reauth.url);
    let known_page = known.open(&asked).await;
    let change = own.visit("/account/security/password").await;
    assert_eq!(change.url.path(), "/account/security/password");
    for browser in [&again, &own] {
        let mut cookies = browser.cookies.lock().expect("cookies");
        assert!(cookies.remove("device").is_some());
    }
    block(&server).await;
    let computed = server.app.hashing.computations();
    let right = [("password", "anna-password")];
    let answer = post_from(&again, &reauth, BAD, &right).await;
    assert_eq!(waits(&answer), (429, true), "reauth: {}", answer.body);
    let fields = [
        ("password", "anna-password"),
        ("new_password", "vier ziegen tanzen leise"),
    ];
    let answer = post_from(&own, &change, BAD, &fields).await;
    assert_eq!(waits(&answer), (429, true), "account: {}", answer.body);
    for (path, body) in [
        (
            "/legacy/ocariot/v1/auth",
            json!({"username": "dora", "password": PASSWORD}),
        ),
        (
            "/legacy/corsano-users/login",
            json!({"code": "dora", "password": PASSWORD}),
        ),
    ] {
        let answer = door(&server, path, BAD, &body).await;
        assert_eq!(waits(&answer), (429, true), "{path}: {}", answer.body);
        let elsewhere = door(&server, path, "192.0.2.7", &body).await;
        assert_eq!(elsewhere.status, 200, "{path}: {}", elsewhere.body);
    }
    assert_eq!(server.app.hashing.computations(), computed + 2);
    let answer = post_from(&known, &known_page, BAD, &right).await;
    assert_eq!(answer.status, 303, "a known browser: {}", answer.body);
    let answer = post_from(&again, &reauth, "192.0.2.8", &right).await;
    assert_eq!(answer.status, 303, "elsewhere: {}", answer.body);
}

/// The keys of the counters, as text.
fn keys(server: &Server, db: Db) -> Vec<String> {
    let key = match db {
        Db::Sqlite => "hex(key)",
        Db::Postgres => "encode(key, 'hex')",
    };
    server.rows(key, "limits ORDER BY 1")
}

// SECURITY §6.10: "keys are HMACs under a rotating secret; rows expire with the window": a counter goes
// along into the next period under another key, with its failures.
both!(a_counter_keeps_its_failures_when_its_key_changes);
async fn a_counter_keeps_its_failures_when_its_key_changes(db: Db) {
    let server = server(db, &[]).await;
    let period = 360 * 86_400;
    let left = period - server.now().secs().rem_euclid(period);
    server.advance(u64::try_from(left - 10).expect("positive"));
    for _ in 0..4 {
        assert_eq!(stranger(&server, BAD, "anna", "wrong").await.status, 422);
    }
    let before = keys(&server, db);
    assert_eq!(before.len(), 1);
    server.advance(20);
    let fifth = stranger(&server, BAD, "anna", "wrong").await;
    assert_eq!(fifth.status, 422, "{}", fifth.body);
    let after = keys(&server, db);
    assert_eq!(after.len(), 1, "it went along");
    assert_ne!(before, after);
    let sixth = stranger(&server, BAD, "anna", "anna-password").await;
    assert_eq!(sixth.status, 429, "five failures of both periods");
    // An operator's word ends it in either period.
    server.advance(31);
    let right = stranger(&server, BAD, "anna", "anna-password").await;
    assert_eq!(right.status, 303);
}

// SECURITY §6.8: "limiter store down → closed for password/OTP (503), open for token endpoint with
// in-memory limits".
both!(without_its_counters_no_password_is_checked_and_tokens_go_on);
async fn without_its_counters_no_password_is_checked_and_tokens_go_on(db: Db) {
    let server = server(db, &["legacy.ocariot.enabled=true"]).await;
    let browser = server.browser();
    let page = browser.open(&query("web", &[])).await;
    let code = browser.sign_in(&page, "kim", "kim-password").await;
    assert!(code.url.path().ends_with("/mfa"), "{}", code.url);
    let tokens = server.tokens().await;
    let access = tokens.text("access_token").to_owned();
    server.sql("ALTER TABLE limits RENAME TO limits_gone");
    let computed = server.app.hashing.computations();
    let answer = stranger(&server, BAD, "anna", "anna-password").await;
    assert_eq!(answer.status, 503, "{}", answer.body);
    let answer = post_from(&browser, &code, BAD, &[("code", "000000")]).await;
    assert_eq!(answer.status, 503, "{}", answer.body);
    let body = json!({"username": "BR0001", "password": "br123"});
    let answer = door(&server, "/legacy/ocariot/v1/auth", BAD, &body).await;
    assert_eq!(answer.status, 500, "the contract's: {}", answer.body);
    assert_eq!(server.app.hashing.computations(), computed);
    // Clients are counted in memory: what they ask goes on, and a wrong secret is still limited.
    assert_eq!(server.userinfo(&access).await.status, 200);
    let form = [("grant_type", "client_credentials")];
    let right = ("service", "service-secret");
    let answer = server.token(Some(right), &form).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    for n in 0..10 {
        let answer = server.token(Some(("service", "wrong")), &form).await;
        assert_eq!(answer.status, 401, "{n}");
    }
    let answer = server.token(Some(right), &form).await;
    assert_eq!(answer.status, 429, "{}", answer.body);
    server.sql("ALTER TABLE limits_gone RENAME TO limits");
    assert_eq!(
        stranger(&server, BAD, "anna", "anna-password").await.status,
        303
    );
}

/// How many events there are of this name and outcome.
fn events(server: &Server, event: &str, outcome: &str) -> usize {
    let is = |row: &&signet::store::audit::AuditRow| row.event == event && row.outcome == outcome;
    server.audit().iter().filter(is).count()
}

// AU-15: "Failed logins, limit hits, reuse detections, key and config changes, exports, admin reads of
// personal data are all events". DL-07: of the refusals of one wait the first is one, so that an attack
// fills no trail.
both!(what_an_operator_must_know_is_an_event);
async fn what_an_operator_must_know_is_an_event(db: Db) {
    let server = server(db, &[]).await;
    for _ in 0..5 {
        stranger(&server, BAD, "anna", "wrong").await;
    }
    assert_eq!(events(&server, "login.password", "password-wrong"), 5);
    for _ in 0..20 {
        assert_eq!(stranger(&server, BAD, "anna", "wrong").await.status, 429);
    }
    assert_eq!(events(&server, "login.password", "identifier-limited"), 1);
    // Another wait is another event.
    server.advance(31);
    for _ in 0..3 {
        stranger(&server, BAD, "anna", "wrong").await;
    }
    assert_eq!(events(&server, "login.password", "password-wrong"), 6);
    assert_eq!(events(&server, "login.password", "identifier-limited"), 2);
    // An address, a one-time code, a client.
    for n in 0..24 {
        stranger(&server, BAD, &format!("nobody {n}"), "x").await;
    }
    assert_eq!(events(&server, "address.limited", "identifier-limited"), 1);
    let browser = server.browser();
    let page = browser.open(&query("web", &[])).await;
    let mut page = browser.sign_in(&page, "kim", "kim-password").await;
    for _ in 0..5 {
        page = post_from(&browser, &page, "192.0.2.9", &[("code", "000000")]).await;
    }
    assert_eq!(events(&server, "login.otp", "otp-wrong"), 4);
    assert_eq!(events(&server, "login.otp", "otp-limited"), 1);
    let form = [("grant_type", "client_credentials")];
    for _ in 0..12 {
        server.token(Some((WEB.0, "wrong")), &form).await;
    }
    assert_eq!(events(&server, "client.limited", "client-limited"), 1);
    server.advance(61);
    // Reuse of a refresh token, and of a code.
    let (code, _) = server.code().await;
    assert_eq!(server.redeem(&code).await.status, 200);
    server.advance(30);
    assert_eq!(server.redeem(&code).await.status, 400);
    assert_eq!(events(&server, "code_reuse", "code-reused"), 1);
    // Keys, the configuration, exports and reads: what the commands of an operator write.
    let ctx = server.ctx();
    signet::account::starts::started(&ctx).expect("starts");
    signet::account::audit::export(&ctx, &Default::default(), |_| {}).expect("exports");
    signet::account::audit::disclosed(&ctx, "user.shown", None, None).expect("tells");
    for event in [
        "key.made",
        "server.started",
        "config.changed",
        "audit.exported",
        "user.shown",
    ] {
        assert!(events(&server, event, "success") > 0, "{event}");
    }
}

// SECURITY §6.5: distinct accounts by network and by what the caller calls itself, each address of which
// stays under its own limit: an event, a metric and a warning, once; and nobody is held up for it.
both!(a_spray_from_many_addresses_is_noticed);
async fn a_spray_from_many_addresses_is_noticed(db: Db) {
    let server = server(db, &[]).await;
    for n in 0..130 {
        let ip = format!("192.0.2.{}", n % 50);
        let name = format!("somebody {n}");
        assert_eq!(
            stranger(&server, &ip, &name, "Winter 2026!").await.status,
            422
        );
    }
    let found = server.audit();
    let found = found.iter().filter(|row| row.event == "login.suspicious");
    let by: Vec<Value> = found
        .map(|row| serde_json::from_str(row.detail.as_deref().expect("detail")).expect("JSON"))
        .collect();
    let of = |name: &str| by.iter().filter(|one| one["by"] == name).count();
    assert_eq!((of("network"), of("agent"), of("all")), (1, 1, 1), "{by:?}");
    assert_eq!(
        by.iter().find(|one| one["by"] == "network").expect("one")["accounts"],
        60
    );
    let answer = stranger(&server, "192.0.2.77", "anna", "anna-password").await;
    assert_eq!(answer.status, 303, "nobody is held up");
    // What is usual is kept for all nodes.
    background::keep_failures(&server.ctx()).expect("keeps");
    let (recent, usual) = server.app.spray.ratios(server.now());
    assert!(recent.is_some_and(|ratio| ratio > 0.9), "{recent:?}");
    assert!((0.1..0.3).contains(&usual), "{usual}");
    assert_eq!(
        server.rows("COUNT(*)", "meta WHERE name = 'usual_failures'"),
        ["1"]
    );
    // Another node's minutes are its own, and what is usual is the same to it.
    if let Db::Postgres = db {
        let beside = server.beside().await;
        background::keep_failures(&beside.ctx()).expect("keeps");
        let (recent, known) = beside.app.spray.ratios(server.now());
        assert_eq!(recent, None);
        assert!((known - usual).abs() < 0.01, "{known} {usual}");
    }
}

// SE-12: "logins at a legacy door are grants, capped per door (default: no cap)": the oldest ends, with
// its token; other people's and other doors' stay.
both!(sign_ins_at_a_door_are_capped_where_that_is_set);
async fn sign_ins_at_a_door_are_capped_where_that_is_set(db: Db) {
    let set = [
        "legacy.ocariot.enabled=true",
        "legacy.ocariot.max_per_user=2",
    ];
    let server = server(db, &set).await;
    for name in ["first", "second"] {
        let person = json!({"username": name, "ocariot": {"username": name, "type": "child"}});
        server.user(person, PASSWORD);
    }
    let sign_in = async |name: &str| {
        server.advance(1);
        let answer = crate::legacy::ocariot::login(&server, name, PASSWORD).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    };
    let standing = || server.rows("id", "grants WHERE revoked_at IS NULL ORDER BY created_at");
    sign_in("second").await;
    sign_in("first").await;
    sign_in("first").await;
    let before = standing();
    assert_eq!(before.len(), 3);
    sign_in("first").await;
    let after = standing();
    assert_eq!(after.len(), 3);
    assert!(
        !after.contains(&before[1]) && after.contains(&before[0]) && after.contains(&before[2])
    );
    let ended = server.audit();
    let ended = ended
        .iter()
        .find(|row| row.event == "grant.revoked")
        .expect("an event");
    assert!(
        ended
            .detail
            .as_deref()
            .is_some_and(|detail| detail.contains("too_many"))
    );
}

// RFC 9110 §9.1: "All general-purpose servers MUST support the methods GET and HEAD": the headers of
// the GET and no body, at pages and endpoints; and what a path allows says so.
#[tokio::test]
async fn head_is_answered_wherever_get_is() {
    let server = server(Db::Sqlite, &[]).await;
    let browser = server.browser();
    let login = browser.open(&query("web", &[])).await;
    for path in [
        "/",
        "/docs/errors",
        "/docs/migration",
        "/account",
        "/jwks",
        "/.well-known/openid-configuration",
        "/static/app.css",
        login.url.path(),
        "/nowhere",
    ] {
        let get = browser.get(path).await;
        let head = browser.send(browser.request(Method::HEAD, path)).await;
        assert_eq!(head.status, get.status, "{path}");
        assert_eq!(
            head.header("content-type"),
            get.header("content-type"),
            "{path}"
        );
        assert!(head.body.is_empty(), "{path}");
    }
    for (path, allowed) in [
        ("/account", "GET, HEAD"),
        ("/logout", "GET, HEAD, POST"),
        ("/revoke", "POST"),
    ] {
        let answer = browser.send(browser.request(Method::DELETE, path)).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("allow")),
            (405, allowed),
            "{path}"
        );
    }
    let answer = browser.send(browser.request(Method::HEAD, "/revoke")).await;
    assert_eq!(answer.status, 405);
}

// O21, DL-01: the contract of OCARIoT's door has bodies of 100 kB; elsewhere it is `limits.body`.
#[tokio::test]
async fn a_body_may_be_as_long_as_the_contract_has_it() {
    let server = server(Db::Sqlite, &OPEN).await;
    let of = |length: usize| json!({"username": "x", "password": "y".repeat(length)});
    let path = "/legacy/ocariot/v1/auth";
    for (length, status) in [
        (60_000, 401),
        (102_000, 401),
        (102_400, 413),
        (150_000, 413),
    ] {
        let answer = door(&server, path, BAD, &of(length)).await;
        assert_eq!(answer.status, status, "{length}: {}", answer.body);
    }
    let answer = door(&server, "/legacy/corsano-users/login", BAD, &of(33_000)).await;
    assert_eq!(answer.status, 413);
}

// AU-15, CO-09: a person reads of sign-ins at an old API in their activity, and a browser that nobody
// knows stands in the sentence as a part of it.
both!(a_sign_in_at_a_door_is_in_the_persons_activity);
async fn a_sign_in_at_a_door_is_in_the_persons_activity(db: Db) {
    let server = server(db, &["legacy.ocariot.enabled=true"]).await;
    let person = json!({"username": "first", "ocariot": {"username": "first", "type": "child"}});
    server.user(person, PASSWORD);
    let answer = crate::legacy::ocariot::login(&server, "first", PASSWORD).await;
    assert_eq!(answer.status, 200);
    let page = server
        .browser()
        .account("/account/activity", "first", PASSWORD)
        .await;
    assert!(
        page.body.contains("which uses an old way to sign in."),
        "{}",
        page.body
    );
    assert!(
        page.body
            .contains("with <bdi>a browser that we do not know</bdi>"),
        "{}",
        page.body
    );
}

// LE-02, OPERATIONS §6: an outage leads to the guide, also where no date is set yet.
#[tokio::test]
async fn an_outage_without_dates_leads_to_the_guide() {
    let minute = std::time::Duration::from_secs(60);
    let begins = Server::bare(Db::Sqlite, &[]).await.now().plus(minute);
    let outage = format!("legacy.ocariot.brown_outs=[\"{}/15m\"]", begins.rfc3339());
    let server = server(Db::Sqlite, &["legacy.ocariot.enabled=true", &outage]).await;
    let ask = async || crate::legacy::ocariot::login(&server, "nobody", "x").await;
    assert_eq!(ask().await.header("link"), "");
    server.advance(120);
    let answer = ask().await;
    assert_eq!(answer.status, 503, "{}", answer.body);
    assert!(
        answer
            .header("link")
            .contains("/docs/migration/ocariot>; rel=\"deprecation\"")
    );
    assert_eq!(answer.header("sunset"), "");
    server.advance(20 * 60);
    assert_eq!(ask().await.header("link"), "");
}

// CA-03, CA-06: a secret that was made on another node a moment ago is good at once on the one that is
// asked with it.
#[tokio::test]
async fn a_secret_that_was_just_made_is_good_at_once() {
    let server = server(Db::Postgres, &[]).await;
    let other = server.beside().await;
    let id = signet::core::Id::new("service");
    let day = std::time::Duration::from_secs(86_400);
    let changed = client_change::rotate_secret(&other.ctx(), &id, day).expect("rotates");
    let changed = changed.expect("is there").expect("can have one");
    let fresh = changed.secret.expect("a new secret");
    let form = [("grant_type", "client_credentials")];
    let right = Some(("service", fresh.expose()));
    let answer = server.token(right, &form).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}
