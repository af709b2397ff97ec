//! AZ-25: 250 payloads in every parameter that a page shows, on every page; the templates' own
//! test fills every other field with the same.

use serde_json::json;

use crate::{
    support::{Answer, Browser, Db, Server, query, server::CALLBACK},
    templates::hostile::{BODIES, OPENINGS, shape},
};

/// 250 of the payloads, none of which a header or a URL would stop.
fn payloads() -> Vec<String> {
    let all = OPENINGS
        .iter()
        .flat_map(|opening| BODIES.iter().map(move |body| format!("{opening}{body}")));
    let payloads: Vec<String> = all.take(250).collect();
    assert_eq!(payloads.len(), 250);
    payloads
}

/// The page is the page of a harmless value, and the payload stands nowhere in it as it was sent.
fn assert_harmless(name: &str, payload: &str, answer: &Answer, harmless: &[String]) {
    assert!(answer.status.as_u16() < 500, "{name} {payload}");
    if payload.contains(['<', '>', '"', '\'']) {
        assert!(!answer.body.contains(payload), "{name}: {payload}");
    }
    assert_eq!(shape(&answer.body), harmless, "{name}: {payload}");
}

fn refused(value: &str) -> [(&str, &str); 1] {
    [("redirect_uri", value)]
}

fn posted(value: &str) -> [(&str, &str); 3] {
    [
        ("response_mode", "form_post"),
        ("prompt", "none"),
        ("state", value),
    ]
}

async fn authorize(browser: &Browser, client: &str, changes: &[(&str, &str)]) -> Answer {
    let asked = format!("/authorize?{}", query(client, changes));
    browser.get(&asked).await
}

// AZ-25: what is shown of the query is shown as text: the refused redirect URI (in development),
// the state in a form that is posted, the name on the sign-in page and in its second step.
#[tokio::test]
async fn what_is_shown_is_text() {
    let server = Server::start(Db::Sqlite).await;
    server.client(json!({"client_id": "form", "client_secret": "form-secret", "redirect_uris": [CALLBACK], "scope": "openid profile records.read", "response_modes": ["form_post"]}));
    let browser = server.browser();
    let by_error = shape(&authorize(&browser, "web", &refused("x")).await.body);
    let by_form = shape(&authorize(&browser, "form", &posted("x")).await.body);
    let page = browser.open(&query("web", &[("login_hint", "x")])).await;
    let by_hint = shape(&page.body);
    let by_name = shape(&browser.submit(&page, &[("username", "x")]).await.body);
    for payload in payloads() {
        let answer = authorize(&browser, "web", &refused(&payload)).await;
        assert_eq!(answer.status, 400);
        assert_harmless("redirect_uri", &payload, &answer, &by_error);
        let answer = authorize(&browser, "form", &posted(&payload)).await;
        assert_eq!(answer.status, 200, "{payload}");
        assert_harmless("state", &payload, &answer, &by_form);
        let answer = browser
            .open(&query("web", &[("login_hint", &payload)]))
            .await;
        assert_harmless("login_hint", &payload, &answer, &by_hint);
        let answer = browser.submit(&page, &[("username", &payload)]).await;
        assert_harmless("username", &payload, &answer, &by_name);
    }
}

// AZ-25: and nothing else of it is shown at all, on pages and on errors: `error` and
// `error_description` least.
#[tokio::test]
async fn nothing_else_of_the_query_is_shown() {
    let server = Server::start(Db::Sqlite).await;
    let browser = server.browser();
    let page = browser.open(&query("web", &[])).await;
    let consent = browser.sign_in(&page, "anna", "anna-password").await;
    let flow = consent.url.path().trim_end_matches("/consent").to_owned();
    const PARAMETERS: &[&str] = &[
        "error",
        "error_description",
        "error_uri",
        "client_id",
        "scope",
        "nonce",
        "ui_locales",
        "acr_values",
        "id_token_hint",
        "prompt",
        "max_age",
        "response_mode",
        "resource",
        "claims",
        "code_challenge",
        "csrf",
        "username",
    ];
    for (at, payload) in payloads().iter().enumerate() {
        let canary = format!("canary!{payload}");
        // Every payload in every parameter at once; at `/authorize`, which may not repeat any.
        let all: Vec<(&str, &str)> = PARAMETERS.iter().map(|name| (*name, &*canary)).collect();
        let encoded = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&all)
            .finish();
        let foreign = format!("/authorize?{}", query("nobody", &all));
        let mut pages = vec![foreign];
        let elsewhere = [
            "/".to_owned(),
            "/logout".into(),
            "/nothing".into(),
            "/return/x".into(),
            "/docs/errors".into(),
            "/docs/errors/pkce-missing".into(),
            "/docs/errors/x".into(),
            format!("{flow}/consent"),
            "/interaction/x/login".into(),
        ];
        // Each of the others meets every payload with one page in turn.
        pages.push(format!("{}?{encoded}", elsewhere[at % elsewhere.len()]));
        for page in pages {
            let answer = browser.get(&page).await;
            assert!(answer.status.as_u16() < 500, "{page}");
            assert!(!answer.body.contains("canary"), "{page}: {}", answer.body);
        }
        // What an error tells the app by redirect has nothing of it either.
        for name in ["scope", "prompt", "max_age", "response_mode", "resource"] {
            let answer = authorize(&browser, "web", &[(name, &canary)]).await;
            let told = answer.parameter("error_description").unwrap_or_default();
            assert!(!told.contains("canary"), "{name}: {told}");
        }
    }
}
