//! Apps are told of sessions that ended (OpenID Connect Back-Channel Logout 1.0).

use std::time::{Duration, Instant};

use serde_json::json;
use signet::{
    app::Ctx,
    authorize::backchannel,
    store::{self, Target},
};

use crate::support::{
    Browser, Db, Server, Sink, Tokens,
    app::{claims, header},
    server::CALLBACK,
};

const PARTY: (&str, Option<&str>) = ("party", Some("party-secret"));
const LOOPBACK: &[&str] = &["outbound.allow_loopback=true"];

/// An app that listens at this sink.
fn party(server: &Server, id: &str, sink: &Sink, algorithm: &str) {
    server.client(json!({
        "client_id": id, "client_secret": "party-secret", "client_name": format!("Party {id}"),
        "redirect_uris": [CALLBACK], "scope": "openid profile records.read", "state": "testing",
        "grant_types": ["authorization_code", "refresh_token"],
        "id_token_signed_response_alg": algorithm,
        "backchannel_logout_uri": sink.url("http", "127.0.0.1", "/bcl"),
        "backchannel_logout_session_required": true,
        "signet": {"first_party": true, "online_refresh": true},
    }));
}

async fn sign_out(browser: &Browser) -> String {
    let ask = browser.get("/logout").await;
    let done = browser.submit(&ask, &[("decision", "leave")]).await;
    assert_eq!(done.status, 200, "{}", done.body);
    done.body
}

fn waiting(server: &Server) -> usize {
    let far = server.now().plus(Duration::from_secs(86_400));
    let due = server
        .app
        .store
        .read(|conn| store::logout_notices::due(conn, far, 100));
    due.expect("reads").len()
}

/// Waits until something is so.
pub async fn until(what: &str, is_so: impl Fn() -> bool) {
    for _ in 0..100 {
        if is_so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("never: {what}");
}

pub fn token_of(sink: &Sink) -> String {
    let asked = sink.asked();
    assert!(asked.starts_with("POST /bcl "), "{asked}");
    assert!(
        asked
            .to_ascii_lowercase()
            .contains("content-type: application/x-www-form-urlencoded")
    );
    let body = asked.split("\r\n\r\n").nth(1).expect("a body");
    body.strip_prefix("logout_token=")
        .expect("a token")
        .to_owned()
}

// JW-20: each app of the session is told, once, in a token that cannot be taken for another.
#[tokio::test]
async fn an_app_is_told_that_its_person_left() {
    for (db, algorithm) in [(Db::Sqlite, "RS256"), (Db::Postgres, "ES256")] {
        let server = Server::with(db, LOOPBACK).await;
        let sink = Sink::start().await;
        sink.answer(200, "", "");
        party(&server, "party", &sink, algorithm);
        let (tokens, browser) = server.signed_in(PARTY, &[]).await;
        let page = sign_out(&browser).await;
        assert!(page.contains("Party party"), "{page}");
        assert!(!server.is_active(PARTY, tokens.text("refresh_token")).await);
        until("told", || sink.hits() == 1 && waiting(&server) == 0).await;
        let token = token_of(&sink);
        let head = header(&token);
        assert_eq!(
            (&head["typ"], &head["alg"]),
            (&json!("logout+jwt"), &json!(algorithm))
        );
        let told = claims(&token);
        let of_id = tokens.claims("id_token");
        for name in ["iss", "sub", "sid"] {
            assert_eq!(told[name], of_id[name], "{name}");
        }
        assert_eq!(
            told["events"],
            json!({"http://schemas.openid.net/event/backchannel-logout": {}})
        );
        assert_eq!(told["aud"], "party");
        assert!(told.get("nonce").is_none() && told["jti"].is_string());
        let life = told["exp"].as_i64().expect("a date") - told["iat"].as_i64().expect("a date");
        assert!((1..=120).contains(&life));
        assert!(server.audited("logout.told", "success"));
        // It is nothing else: neither an access token nor a hint.
        assert_eq!(server.userinfo(&token).await.status, 401);
        assert_eq!(
            browser
                .get(&format!("/logout?id_token_hint={token}"))
                .await
                .status,
            400
        );
        tokio::time::sleep(Duration::from_millis(1200)).await;
        assert_eq!(sink.hits(), 1);
    }
}

// Of two apps that are to be told, the one that no token can be signed for holds the other up no
// more than one that does not answer.
#[tokio::test]
async fn a_notice_that_cannot_be_signed_holds_nobody_up() {
    let server = Server::with(Db::Sqlite, LOOPBACK).await;
    let (keyless, told) = (Sink::start().await, Sink::start().await);
    told.answer(200, "", "");
    party(&server, "keyless", &keyless, "ES256");
    party(&server, "party", &told, "ES256");
    let (_, browser) = server
        .signed_in(("keyless", Some("party-secret")), &[])
        .await;
    let query = crate::support::query("party", &[("scope", "openid")]);
    let code = browser.get(&format!("/authorize?{query}")).await;
    let code = crate::support::app::code_of(&code.location());
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", CALLBACK),
        ("code_verifier", crate::support::app::VERIFIER),
    ];
    assert_eq!(server.ask("/token", PARTY, &form).await.status, 200);
    server.sql("UPDATE clients SET metadata = json_set(metadata, '$.id_token_signed_response_alg', 'EdDSA') WHERE id = 'keyless'");
    server.sql("UPDATE catalog SET version = version + 1");
    server.app.refresh().expect("refreshes");
    sign_out(&browser).await;
    until("told", || told.hits() == 1 && waiting(&server) == 1).await;
    until("put off", || waiting_since(&server)).await;
    assert_eq!(keyless.hits(), 0);
}

// JW-20: "a dead RP never delays the user's logout by > 100 ms"; five tries with more and more
// time between them, then it is given up and noted.
#[tokio::test]
async fn an_app_that_fails_is_tried_five_times() {
    let server = Server::with(Db::Sqlite, LOOPBACK).await;
    let sink = Sink::start().await;
    sink.answer(500, "", "");
    party(&server, "party", &sink, "ES256");
    let (_, browser) = server.signed_in(PARTY, &[]).await;
    let ask = browser.get("/logout").await;
    #[expect(
        clippy::disallowed_methods,
        reason = "how long a person waits is real time"
    )]
    let began = Instant::now();
    browser.submit(&ask, &[("decision", "leave")]).await;
    // Nothing of it waits for the sink; the rest is the machine's own slowness.
    assert!(
        began.elapsed() < Duration::from_secs(1),
        "{:?}",
        began.elapsed()
    );
    for (tried, wait) in [5, 30, 180, 900].into_iter().enumerate() {
        until("tried", || {
            sink.hits() == tried + 1 && waiting_since(&server)
        })
        .await;
        server.advance(wait - 1);
        let due = |conn: &mut store::Conn<'_>| store::logout_notices::due(conn, server.now(), 1);
        assert_eq!(
            server.app.store.read(due).expect("reads").len(),
            0,
            "too early"
        );
        assert_eq!(sink.hits(), tried + 1, "too early");
        server.advance(1);
    }
    until("given up", || sink.hits() == 5 && waiting(&server) == 0).await;
    assert!(server.audited("logout.told", "unavailable"));
}

/// Whether the one notice was put off after its try, by less than a node's turn or more.
fn waiting_since(server: &Server) -> bool {
    let far = server.now().plus(Duration::from_secs(86_400));
    let due = server
        .app
        .store
        .read(|conn| store::logout_notices::due(conn, far, 1))
        .expect("reads");
    due.first().is_some_and(|notice| {
        let wait = notice.due_at.since(server.now());
        wait != signet::config::policy::LOGOUT_TURN && wait > Duration::ZERO
    })
}

// JW-20: a sink that never answers delays nobody: neither the person nor another app.
#[tokio::test]
async fn a_silent_app_holds_nobody_up() {
    let server = Server::with(Db::Sqlite, LOOPBACK).await;
    let (silent, sink) = (Sink::start().await, Sink::start().await);
    sink.answer(204, "", "");
    party(&server, "silent", &silent, "ES256");
    party(&server, "party", &sink, "ES256");
    let (_, browser) = server.signed_in(("silent", PARTY.1), &[]).await;
    let query = crate::support::query("party", &[]);
    let code = browser.get(&format!("/authorize?{query}")).await;
    let code = crate::support::app::code_of(&code.location());
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", CALLBACK),
        ("code_verifier", crate::support::app::VERIFIER),
    ];
    assert_eq!(server.ask("/token", PARTY, &form).await.status, 200);
    let page = sign_out(&browser).await;
    assert!(page.contains("Party party") && page.contains("Party silent"));
    until("told", || sink.hits() == 1 && silent.hits() == 1).await;
    until("settled", || waiting(&server) == 1).await;
}

// JW-20: the outbox outlives the process that filled it; of two nodes one sends.
#[tokio::test]
async fn a_notice_outlives_a_restart_and_is_sent_by_one_node() {
    let server = Server::with(Db::Postgres, LOOPBACK).await;
    let sink = Sink::start().await;
    sink.answer(500, "", "");
    party(&server, "party", &sink, "ES256");
    let (_, browser) = server.signed_in(PARTY, &[]).await;
    sign_out(&browser).await;
    until("tried", || sink.hits() == 1 && waiting_since(&server)).await;
    let url = match server.store_options().target {
        Target::Postgres(url) => url,
        Target::Sqlite(_) => unreachable!("PostgreSQL was asked for"),
    };
    let settings = [
        format!("database.url={url}"),
        format!("server.issuer={}", server.app.issuer),
        LOOPBACK[0].to_owned(),
    ];
    let clock = server.clock.clone();
    let _files = server.stop().await;
    sink.answer(200, "", "");
    clock.advance(Duration::from_secs(10));
    let one = Server::at(
        tempfile::tempdir().expect("a directory"),
        clock.clone(),
        &settings,
    )
    .await;
    let other = Server::at(tempfile::tempdir().expect("a directory"), clock, &settings).await;
    until("told", || waiting(&one) == 0).await;
    tokio::time::sleep(Duration::from_millis(1200)).await;
    assert_eq!(sink.hits(), 2);
    drop(other);
}

// Of many that look at once, each notice is taken by one.
#[tokio::test]
async fn a_notice_is_taken_by_one() {
    for db in Db::BOTH {
        let server = Server::with(db, &[]).await;
        let sink = Sink::start().await;
        party(&server, "party", &sink, "ES256");
        // Without leave to ask this machine nothing is sent: the tries only fail.
        let now = server.now();
        let notice = signet::model::LogoutNotice {
            id: signet::core::Id::new("n"),
            client_id: signet::core::Id::new("party"),
            user_id: signet::core::Id::new("u"),
            session_id: None,
            created_at: now,
            tries: 0,
            due_at: now.plus(Duration::from_secs(3600)),
        };
        let kept = notice.clone();
        server
            .app
            .store
            .write(move |conn| store::logout_notices::insert(conn, &kept))
            .expect("writes");
        let mut ctx = Ctx::background(server.app.clone());
        ctx.now = now.plus(Duration::from_secs(3600));
        let many: Vec<_> = (0..16)
            .map(|_| {
                let ctx = ctx.clone();
                std::thread::spawn(move || backchannel::take(&ctx).expect("looks").len())
            })
            .collect();
        let taken: usize = many.into_iter().map(|one| one.join().expect("ends")).sum();
        assert_eq!(taken, 1, "{db:?}");
    }
}

// A session that ends because of theft is over for apps as well, if the operator wants that.
#[tokio::test]
async fn reuse_that_ends_the_session_is_told() {
    let server = Server::with(
        Db::Sqlite,
        &[
            "outbound.allow_loopback=true",
            "tokens.reuse_ends_session=true",
        ],
    )
    .await;
    let sink = Sink::start().await;
    sink.answer(200, "", "");
    party(&server, "party", &sink, "ES256");
    server.client(json!({"client_id": "turning", "token_endpoint_auth_method": "none", "redirect_uris": [CALLBACK], "scope": "openid", "grant_types": ["authorization_code", "refresh_token"], "signet": {"first_party": true, "online_refresh": true}}));
    let (_, browser) = server.signed_in(PARTY, &[]).await;
    let query = crate::support::query("turning", &[("scope", "openid")]);
    let code = browser.get(&format!("/authorize?{query}")).await;
    let code = crate::support::app::code_of(&code.location());
    let turning = ("turning", None);
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", CALLBACK),
        ("code_verifier", crate::support::app::VERIFIER),
    ];
    let tokens = Tokens(server.ask("/token", turning, &form).await.json());
    let mut token = tokens.text("refresh_token").to_owned();
    for _ in 0..2 {
        let form = [
            ("grant_type", "refresh_token"),
            ("refresh_token", token.as_str()),
        ];
        let next = Tokens(server.ask("/token", turning, &form).await.json());
        token = next.text("refresh_token").to_owned();
    }
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", tokens.text("refresh_token")),
    ];
    assert_eq!(server.ask("/token", turning, &form).await.status, 400);
    until("told", || sink.hits() == 1).await;
    assert_eq!(
        claims(&token_of(&sink))["sid"],
        tokens.claims("id_token")["sid"]
    );
}
