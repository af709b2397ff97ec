//! `/userinfo`.

use reqwest::Method;
use serde_json::json;
use signet::{model::UserState, store};

use crate::support::{Db, Server, Tokens, both, query};

// JW-17: claims by scope, the ID token's `sub`, the token in header or form and nowhere else.
#[tokio::test]
async fn userinfo_tells_what_the_scopes_allow() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        let tokens = server.tokens().await;
        let token = tokens.text("access_token");
        let answer = server.userinfo(token).await;
        assert_eq!(answer.status, 200);
        let claims = answer.json();
        assert_eq!(claims["sub"], tokens.claims("id_token")["sub"]);
        assert_eq!(
            (&claims["name"], &claims["preferred_username"]),
            (&json!("Anna Berg"), &json!("anna"))
        );
        assert!(claims.get("email").is_none());
        let browser = server.browser();
        let form = browser
            .send(
                browser
                    .http
                    .post(browser.url("/userinfo"))
                    .form(&[("access_token", token)]),
            )
            .await;
        assert_eq!(form.json(), claims);
        let in_query = browser
            .send(
                browser
                    .http
                    .get(browser.url(&format!("/userinfo?access_token={token}"))),
            )
            .await;
        assert_eq!(in_query.status, 401);
        assert_eq!(
            in_query.header("www-authenticate"),
            "Bearer realm=\"userinfo\""
        );
        let both = browser
            .http
            .post(browser.url("/userinfo"))
            .bearer_auth(token)
            .form(&[("access_token", token)]);
        assert_eq!(browser.send(both).await.status, 400);
    }
}

// JW-02, JW-04, JW-06: other kinds of tokens, other audiences, broken and expired ones.
both!(only_a_live_access_token_for_this_audience_is_taken);
async fn only_a_live_access_token_for_this_audience_is_taken(db: Db) {
    let server = Server::start(db).await;
    let tokens = server.tokens().await;
    let good = tokens.text("access_token").to_owned();
    let service = Tokens(
        server
            .token(
                Some(("service", "service-secret")),
                &[("grant_type", "client_credentials")],
            )
            .await
            .json(),
    );
    let cut = &good[..good.len() - 2];
    for bad in [
        tokens.text("id_token"),
        service.text("access_token"),
        cut,
        "x",
        "a.b.c",
        "..",
        "",
        &format!("{good}.x"),
    ] {
        let answer = server.userinfo(bad).await;
        assert_eq!(answer.status, 401, "{bad}");
        if !bad.is_empty() {
            assert!(
                answer
                    .header("www-authenticate")
                    .contains("error=\"invalid_token\""),
                "{bad}"
            );
        }
    }
    server.advance(304);
    assert_eq!(server.userinfo(&good).await.status, 200);
    server.advance(1);
    assert_eq!(server.userinfo(&good).await.status, 401);
}

// JW-17: without `openid` the token is good, but not for this.
both!(a_token_without_openid_is_not_enough);
async fn a_token_without_openid_is_not_enough(db: Db) {
    let server = Server::start(db).await;
    let browser = server.browser();
    let page = browser
        .open(&query("web", &[("scope", "records.read")]))
        .await;
    let page = browser.sign_in(&page, "anna", "anna-password").await;
    let code = crate::support::app::code_of(&browser.allow(&page).await);
    let tokens = Tokens(server.redeem(&code).await.json());
    let answer = server.userinfo(tokens.text("access_token")).await;
    assert_eq!(
        (answer.status.as_u16(), answer.json()["error"].clone()),
        (403, json!("insufficient_scope"))
    );
    assert!(
        answer
            .header("www-authenticate")
            .contains("scope=\"openid\"")
    );
}

// A person who is switched off has no token that works.
#[tokio::test]
async fn a_token_stops_with_its_person() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        let tokens = server.tokens().await;
        let now = server.now();
        let anna = server
            .app
            .store
            .read(|conn| store::users::find_by_identifier(conn, &["username"], "anna"))
            .expect("reads")
            .expect("anna")
            .user
            .id;
        server
            .app
            .store
            .write(move |conn| store::users::set_state(conn, &anna, UserState::Disabled, now))
            .expect("writes");
        assert_eq!(
            server.userinfo(tokens.text("access_token")).await.status,
            401
        );
    }
}

#[tokio::test]
async fn other_methods_are_refused() {
    let server = Server::start(Db::Sqlite).await;
    let browser = server.browser();
    let answer = browser
        .send(browser.http.request(Method::PUT, browser.url("/userinfo")))
        .await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("allow")),
        (405, "GET, HEAD, POST")
    );
}
