//! The profiles of OpenID certification, module by module: each test bears the name of the module
//! of the conformance suite that asks the same. `docs/conformance.md` is the list.

mod basic;
mod config;
mod document;
mod form_post;

use serde_json::{Value, json};

use crate::support::{
    Answer, Browser, Db, Server, Tokens, app::VERIFIER, app::code_of, query, server::CALLBACK,
};

/// The suite's client: confidential, without PKCE where the suite sends none.
const CLIENT: &str = "suite";
const SECRET: &str = "suite-secret-suite-secret-suite-secret-suite-secret";
const SECOND: &str = "https://app.example/second";

/// A server as the suite wants one: a client for each way of authentication, a person with every
/// claim.
async fn suite() -> Server {
    let server = Server::start(Db::Sqlite).await;
    let client = |id: &str, method: &str| {
        server.client(json!({"client_id": id, "client_secret": SECRET, "token_endpoint_auth_method": method,
            "redirect_uris": [CALLBACK, SECOND], "grant_types": ["authorization_code", "refresh_token"],
            "response_modes": ["query", "form_post"], "post_logout_redirect_uris": ["https://app.example/out"],
            "scope": "openid profile email address phone offline_access",
            "signet": {"allow_no_pkce": "always", "first_party": true, "online_refresh": true}}));
    };
    client(CLIENT, "client_secret_basic");
    client("suite-post", "client_secret_post");
    server.user(
        json!({"username": "ada", "emails": [{"value": "ada@example.org", "verified": true}], "name": "Ada Byron",
            "claims": {"given_name": "Ada", "family_name": "Byron", "nickname": "ada", "birthdate": "1815-12-10",
                "phone_number": "+441234567890", "address": {"locality": "London", "country": "GB"}}}),
        "ada-password",
    );
    server
}

/// An authorization request of the suite's client, without PKCE, with changes.
fn asked(changes: &[(&str, &str)]) -> String {
    let mut all = vec![
        ("code_challenge", ""),
        ("code_challenge_method", ""),
        ("scope", "openid"),
    ];
    all.extend_from_slice(changes);
    query(CLIENT, &all)
}

/// Ada signs in for this request; the client's address, and her browser.
async fn signed_in(server: &Server, changes: &[(&str, &str)]) -> (url::Url, Browser) {
    let browser = server.browser();
    let page = browser.open(&asked(changes)).await;
    let page = browser.sign_in(&page, "ada", "ada-password").await;
    (browser.allow(&page).await, browser)
}

/// Redeems what came back.
async fn redeem(server: &Server, address: &url::Url) -> Answer {
    redeem_at(server, &code_of(address), CALLBACK).await
}

async fn redeem_at(server: &Server, code: &str, redirect_uri: &str) -> Answer {
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", redirect_uri),
    ];
    server.token(Some((CLIENT, SECRET)), &form).await
}

/// A whole flow.
async fn flow(server: &Server, changes: &[(&str, &str)]) -> (Tokens, Browser) {
    let (address, browser) = signed_in(server, changes).await;
    let answer = redeem(server, &address).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    (Tokens(answer.json()), browser)
}

async fn userinfo(server: &Server, tokens: &Tokens) -> Value {
    let answer = server.userinfo(tokens.text("access_token")).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

/// A later request in the same browser; the code or the error, if it needed no page.
async fn again(browser: &Browser, changes: &[(&str, &str)]) -> Answer {
    browser.get(&format!("/authorize?{}", asked(changes))).await
}
