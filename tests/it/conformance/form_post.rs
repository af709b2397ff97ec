//! Form Post OP: the modules of Basic OP that look at the answer, with `response_mode=form_post`.

use super::{CLIENT, SECRET, again, asked, suite};
use crate::support::{Answer, Tokens, server::CALLBACK};

const MODE: (&str, &str) = ("response_mode", "form_post");

/// The form of an answer goes to the client, by POST, and has these fields.
fn form(page: &Answer) -> String {
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(
        page.body.contains(&format!("action=\"{CALLBACK}\"")),
        "{}",
        page.body
    );
    assert!(page.body.contains("method=\"post\""), "{}", page.body);
    // OAuth 2.0 Form Post Response Mode §4: nobody may keep it.
    assert_eq!(page.header("cache-control"), "no-store");
    assert!(
        page.header("content-security-policy")
            .contains("form-action 'self' https://app.example")
    );
    page.field("state")
}

#[tokio::test]
async fn oidcc_server_form_post() {
    let server = suite().await;
    let browser = server.browser();
    let page = browser.open(&asked(&[MODE])).await;
    let page = browser.sign_in(&page, "ada", "ada-password").await;
    assert_eq!(form(&page), "st-1");
    assert_eq!(page.field("iss"), server.base);
    let code = page.field("code");
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", CALLBACK),
    ];
    let tokens = Tokens(server.token(Some((CLIENT, SECRET)), &fields).await.json());
    assert_eq!(tokens.claims("id_token")["nonce"], "no-1");
    // Signed in already: the form comes at once.
    let page = again(&browser, &[MODE]).await;
    form(&page);
    assert!(!page.field("code").is_empty());
}

#[tokio::test]
async fn oidcc_prompt_none_not_logged_in_form_post() {
    let server = suite().await;
    let page = again(&server.browser(), &[MODE, ("prompt", "none")]).await;
    form(&page);
    assert_eq!(page.field("error"), "login_required");
}

#[tokio::test]
async fn oidcc_ensure_registered_redirect_uri_form_post() {
    let server = suite().await;
    let page = again(
        &server.browser(),
        &[MODE, ("redirect_uri", "https://app.example/other")],
    )
    .await;
    assert_eq!(page.status, 400);
    assert!(!page.body.contains("action=\"https://app.example"));
}
