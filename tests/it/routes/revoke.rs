//! `/revoke`.

use serde_json::json;

use super::introspect::{LIVE, OFFLINE, RS, SPA, parties};
use crate::support::{Db, Server, Tokens, app::VERIFIER, database, server::CALLBACK};

async fn revoke(server: &Server, client: (&str, Option<&str>), token: &str, hint: &str) -> u16 {
    let mut form = vec![("token", token)];
    if !hint.is_empty() {
        form.push(("token_type_hint", hint));
    }
    let answer = server.ask("/revoke", client, &form).await;
    answer.status.as_u16()
}

async fn refresh(server: &Server, client: (&str, Option<&str>), token: &str) -> u16 {
    let form = [("grant_type", "refresh_token"), ("refresh_token", token)];
    server.ask("/token", client, &form).await.status.as_u16()
}

// JW-16: a refresh token takes its grant along; an access token goes alone. A hint is a hint.
#[tokio::test]
async fn revoking_ends_what_it_should() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        parties(&server);
        for hint in ["", "refresh_token", "access_token", "nonsense"] {
            let (tokens, _) = server.signed_in(LIVE, OFFLINE).await;
            let (access, token) = (tokens.text("access_token"), tokens.text("refresh_token"));
            // Alone: the grant lives on.
            assert_eq!(revoke(&server, LIVE, access, hint).await, 200);
            assert!(!server.is_active(RS, access).await);
            assert_eq!(server.userinfo(access).await.status, 401);
            assert!(server.is_active(LIVE, token).await);
            assert_eq!(refresh(&server, LIVE, token).await, 200);
            // All of it.
            let (tokens, _) = server.signed_in(LIVE, OFFLINE).await;
            let (access, token) = (tokens.text("access_token"), tokens.text("refresh_token"));
            assert_eq!(revoke(&server, LIVE, token, hint).await, 200);
            assert!(!server.is_active(RS, access).await);
            assert_eq!(server.userinfo(access).await.status, 401);
            assert!(!server.is_active(LIVE, token).await);
            assert_eq!(refresh(&server, LIVE, token).await, 400);
            // Once more changes nothing, and says nothing else.
            assert_eq!(revoke(&server, LIVE, token, hint).await, 200);
        }
        let revoked = server
            .audit()
            .into_iter()
            .filter(|row| row.event == "token.revoked" && row.outcome == "success")
            .count();
        assert_eq!(revoked, 8);
        // A client's own token, with content or without.
        for client in [
            ("service", Some("service-secret")),
            ("opaque", Some("opaque-secret")),
        ] {
            let form = [
                ("grant_type", "client_credentials"),
                ("scope", "records.read"),
            ];
            let own = Tokens(server.ask("/token", client, &form).await.json());
            let own = own.text("access_token");
            assert!(server.is_active(client, own).await);
            assert_eq!(revoke(&server, client, own, "").await, 200);
            assert!(!server.is_active(client, own).await);
        }
    }
}

// JW-15, CA-13: what is unknown is gone already; what is another client's stays as it is; a
// public client may end its own.
#[tokio::test]
async fn a_client_ends_its_own_tokens_only() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        parties(&server);
        for unknown in ["x", "a.b.c", "sig_at_x", "sig_rt_x"] {
            assert_eq!(revoke(&server, LIVE, unknown, "").await, 200, "{unknown}");
        }
        assert_eq!(server.ask("/revoke", LIVE, &[]).await.status, 400);
        let (tokens, _) = server.signed_in(SPA, OFFLINE).await;
        let (access, token) = (tokens.text("access_token"), tokens.text("refresh_token"));
        for foreign in [access, token] {
            let answer = server.ask("/revoke", LIVE, &[("token", foreign)]).await;
            assert_eq!(
                (answer.status.as_u16(), &answer.json()["error"]),
                (400, &json!("unauthorized_client"))
            );
        }
        assert!(server.audited("token.revoked", "token-foreign"));
        assert!(server.is_active(RS, access).await);
        assert_eq!(revoke(&server, ("nobody", None), token, "").await, 401);
        assert_eq!(revoke(&server, SPA, access, "").await, 200);
        assert!(!server.is_active(RS, access).await);
        assert_eq!(revoke(&server, SPA, token, "").await, 200);
        assert_eq!(refresh(&server, SPA, token).await, 400);
    }
}

// A browser app may read the answer; other origins may not.
#[tokio::test]
async fn a_browser_app_may_revoke() {
    let server = Server::start(Db::Sqlite).await;
    let browser = server.browser();
    for (origin, status, allowed) in [
        ("https://spa.example", 200, "https://spa.example"),
        ("https://evil.example", 200, ""),
    ] {
        let request = browser
            .http
            .post(browser.url("/revoke"))
            .header("origin", origin)
            .form(&[("token", "x"), ("client_id", "spa")]);
        let answer = browser.send(request).await;
        assert_eq!(answer.status, status);
        assert_eq!(answer.header("access-control-allow-origin"), allowed);
    }
}

// JW-15: "storage failure → 503, never 200".
#[tokio::test]
async fn without_the_database_nothing_is_called_revoked() {
    let server = Server::start(Db::Postgres).await;
    parties(&server);
    let (tokens, _) = server.signed_in(LIVE, OFFLINE).await;
    let name = match server.store_options().target {
        signet::store::Target::Postgres(url) => url.rsplit('/').next().expect("a name").to_owned(),
        signet::store::Target::Sqlite(_) => unreachable!("PostgreSQL was asked for"),
    };
    let name = name.split('?').next().expect("a name").to_owned();
    database::forbid(&name);
    for token in [tokens.text("access_token"), tokens.text("refresh_token")] {
        for path in ["/revoke", "/introspect"] {
            let answer = server.ask(path, LIVE, &[("token", token)]).await;
            assert_eq!(answer.status, 503, "{path}");
            assert_eq!(answer.header("retry-after"), "1");
        }
    }
    database::allow(&name);
    let mut status = 503;
    for _ in 0..50 {
        status = revoke(&server, LIVE, tokens.text("refresh_token"), "").await;
        if status != 503 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert_eq!(status, 200);
}

// TK-15, R-18: a stolen code takes all its tokens along, wherever they are shown: on the other
// node, too, within a second.
#[tokio::test]
async fn a_grant_that_fell_is_known_everywhere() {
    let one = Server::start(Db::Postgres).await;
    parties(&one);
    let other = one.beside().await;
    let browser = one.browser();
    let page = browser.open(&crate::support::query("live", OFFLINE)).await;
    let page = browser.sign_in(&page, "anna", "anna-password").await;
    let code = crate::support::app::code_of(&browser.allow(&page).await);
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    let tokens = Tokens(one.ask("/token", LIVE, &form).await.json());
    let (access, token) = (tokens.text("access_token"), tokens.text("refresh_token"));
    assert!(other.is_active(RS, access).await);
    assert_eq!(other.userinfo(access).await.status, 200);
    one.advance(2);
    assert_eq!(one.ask("/token", LIVE, &form).await.status, 400);
    assert!(!other.is_active(RS, access).await);
    assert_eq!(other.userinfo(access).await.status, 401);
    assert!(!other.is_active(LIVE, token).await);
    assert_eq!(refresh(&other, LIVE, token).await, 400);
    // The same by reuse of a refresh token, and by revocation.
    let (tokens, _) = one.signed_in(SPA, OFFLINE).await;
    let first = tokens.text("refresh_token");
    let form = [("grant_type", "refresh_token"), ("refresh_token", first)];
    let second = Tokens(one.ask("/token", SPA, &form).await.json());
    assert_eq!(
        refresh(&other, SPA, second.text("refresh_token")).await,
        200
    );
    let access = second.text("access_token");
    assert!(other.is_active(RS, access).await);
    assert_eq!(refresh(&one, SPA, first).await, 400);
    assert!(!other.is_active(RS, access).await);
    assert_eq!(other.userinfo(access).await.status, 401);
    let (tokens, _) = one.signed_in(LIVE, OFFLINE).await;
    assert_eq!(
        revoke(&one, LIVE, tokens.text("access_token"), "").await,
        200
    );
    assert!(!other.is_active(RS, tokens.text("access_token")).await);
    assert_eq!(
        other.userinfo(tokens.text("access_token")).await.status,
        401
    );
}

// JW-16, R-18: what is revoked at one process of the binary is dead at another that nobody told,
// JWTs included: a refresh token, an access token, a grant by a command, by reuse, an account.
#[tokio::test(flavor = "multi_thread")]
async fn what_one_process_revokes_the_other_refuses() {
    let nodes = Server::two_processes(&[], parties);
    let (one, other) = (&nodes[0], &nodes[1]);
    let live = async || {
        let (tokens, _) = one.signed_in(LIVE, OFFLINE).await;
        let access = tokens.text("access_token");
        assert_eq!(crate::support::app::header(access)["typ"], "at+jwt");
        assert!(other.is_active(RS, access).await);
        assert!(other.is_active(LIVE, tokens.text("refresh_token")).await);
        assert_eq!(other.userinfo(access).await.status, 200);
        tokens
    };
    let dead = async |tokens: &Tokens| {
        let access = tokens.text("access_token");
        assert!(!other.is_active(RS, access).await);
        assert_eq!(other.userinfo(access).await.status, 401);
    };
    // The very next request is refused: both ask the database, which is sooner than a second.
    let tokens = live().await;
    let refresh_token = tokens.text("refresh_token");
    assert_eq!(revoke(one, LIVE, refresh_token, "").await, 200);
    dead(&tokens).await;
    assert!(!other.is_active(LIVE, refresh_token).await);
    assert_eq!(refresh(other, LIVE, refresh_token).await, 400);

    let tokens = live().await;
    assert_eq!(
        revoke(one, LIVE, tokens.text("access_token"), "").await,
        200
    );
    dead(&tokens).await;
    assert_eq!(
        refresh(other, LIVE, tokens.text("refresh_token")).await,
        200
    );

    let (first, _) = one.signed_in(SPA, OFFLINE).await;
    let first = first.text("refresh_token");
    let form = [("grant_type", "refresh_token"), ("refresh_token", first)];
    let second = Tokens(one.ask("/token", SPA, &form).await.json());
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", second.text("refresh_token")),
    ];
    let third = Tokens(other.ask("/token", SPA, &form).await.json());
    assert_eq!(other.userinfo(third.text("access_token")).await.status, 200);
    assert_eq!(refresh(one, SPA, first).await, 400);
    dead(&third).await;

    // By a command, a third process in its turn: the account is locked.
    let tokens = live().await;
    one.command(&["user", "lock", "anna"]);
    dead(&tokens).await;
    assert_eq!(
        refresh(other, LIVE, tokens.text("refresh_token")).await,
        400
    );
}
