//! `response_mode=form_post`: the answer in a form that the browser posts to the app.

use serde_json::json;

use crate::support::{Answer, Browser, Db, Server, app::Tokens, query, server::CALLBACK};

/// A server with a client that may have its answers so.
async fn server(db: Db, set: &[&str]) -> Server {
    let server = Server::with(db, set).await;
    server.client(json!({"client_id": "form", "client_name": "Form App", "client_secret": "form-secret-form-secret-form-secret-form-secret", "redirect_uris": [CALLBACK, "https://app.example/cb?tenant=1", "http://[::1]:9/cb"], "state": "testing", "scope": "openid profile records.read", "response_modes": ["form_post"]}));
    server
}

fn asked(changes: &[(&str, &str)]) -> String {
    let mut all = vec![("response_mode", "form_post")];
    all.extend_from_slice(changes);
    query("form", &all)
}

/// The form of an answer: where it is posted, and its fields.
pub fn form(answer: &Answer) -> (String, Vec<(String, String)>) {
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(!answer.headers.contains_key("location"));
    let decode = |text: &str| {
        let text = text.replace("&#38;", "&").replace("&#34;", "\"");
        text.replace("&#60;", "<")
            .replace("&#62;", ">")
            .replace("&#39;", "'")
    };
    let (_, rest) = answer
        .body
        .split_once("<form method=\"post\" action=\"")
        .expect("a form");
    let (action, rest) = rest.split_once('"').expect("an action");
    let fields = rest
        .split("<input type=\"hidden\" name=\"")
        .skip(1)
        .map(|field| {
            let (name, rest) = field.split_once('"').expect("a name");
            let (_, rest) = rest.split_once("value=\"").expect("a value");
            (
                name.to_owned(),
                decode(rest.split('"').next().expect("a value")),
            )
        });
    (decode(action), fields.collect())
}

fn field(fields: &[(String, String)], name: &str) -> Option<String> {
    let found = fields.iter().find(|(n, _)| n == name);
    found.map(|(_, value)| value.clone())
}

async fn to_consent(server: &Server, changes: &[(&str, &str)]) -> (Browser, Answer) {
    let browser = server.browser();
    let page = browser.open(&asked(changes)).await;
    let page = browser.sign_in(&page, "anna", "anna-password").await;
    assert!(page.url.path().ends_with("/consent"), "{}", page.url);
    (browser, page)
}

async fn allow(browser: &Browser, page: &Answer) -> Answer {
    let fields = [
        ("scope", "profile"),
        ("scope", "records.read"),
        ("decision", "allow"),
    ];
    let answer = browser.submit(page, &fields).await;
    browser.follow(answer).await
}

// AZ-07: an answer by form, after pages and at once, a success and an error; with what every
// answer carries (AZ-12), to no other place (AZ-24), and only once.
#[tokio::test]
async fn an_answer_comes_by_form() {
    for db in Db::BOTH {
        let server = server(db, &[]).await;
        let state = "st <\"&'> \u{e4}";
        let (browser, page) = to_consent(&server, &[("state", state)]).await;
        let left = allow(&browser, &page).await;
        assert!(left.url.path().starts_with("/return/"));
        let (action, fields) = form(&left);
        assert_eq!(action, CALLBACK);
        let names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["code", "state", "iss"]);
        assert_eq!(field(&fields, "state").as_deref(), Some(state));
        assert_eq!(field(&fields, "iss").as_deref(), Some(server.base.as_str()));
        let csp = left.header("content-security-policy");
        assert!(
            csp.contains("form-action 'self' https://app.example;"),
            "{csp}"
        );
        assert!(csp.contains("script-src 'self'") && !csp.contains("unsafe"));
        assert_eq!(left.header("cache-control"), "no-store");
        assert!(
            left.body
                .contains("<button type=\"submit\">Continue</button>")
        );
        assert_eq!(browser.get(left.url.path()).await.status, 400, "once");
        // The code is one.
        let code = field(&fields, "code").expect("a code");
        let redeem = [
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", crate::support::app::VERIFIER),
        ];
        let basic = ("form", "form-secret-form-secret-form-secret-form-secret");
        let tokens = server.token(Some(basic), &redeem).await;
        assert_eq!(
            Tokens(tokens.json()).text("scope"),
            "openid profile records.read"
        );

        // At once, and an error after a page.
        let at_once = browser.get(&format!("/authorize?{}", asked(&[]))).await;
        assert!(field(&form(&at_once).1, "code").is_some());
        let page = browser.open(&asked(&[("prompt", "consent")])).await;
        let answer = browser.submit(&page, &[("decision", "deny")]).await;
        let (action, fields) = form(&browser.follow(answer).await);
        assert_eq!(
            (action.as_str(), field(&fields, "error").as_deref()),
            (CALLBACK, Some("access_denied"))
        );
        assert!(field(&fields, "code").is_none() && field(&fields, "iss").is_some());
    }
}

// Errors of the request come the same way; a query that was registered stays in the address.
#[tokio::test]
async fn errors_of_a_request_come_by_form() {
    let server = server(Db::Sqlite, &[]).await;
    let uri = "https://app.example/cb?tenant=1";
    for (changes, error) in [
        (vec![("scope", "nobody-knows-this")], "invalid_scope"),
        (vec![("prompt", "none")], "login_required"),
        (
            vec![("response_type", "token")],
            "unsupported_response_type",
        ),
        (
            vec![("redirect_uri", uri), ("prompt", "none")],
            "login_required",
        ),
    ] {
        let answer = server
            .browser()
            .get(&format!("/authorize?{}", asked(&changes)))
            .await;
        let (action, fields) = form(&answer);
        assert_eq!(action, if changes[0].1 == uri { uri } else { CALLBACK });
        assert_eq!(field(&fields, "error").as_deref(), Some(error));
        assert_eq!(field(&fields, "state").as_deref(), Some("st-1"));
        assert!(field(&fields, "error_description").is_some());
    }
    // A policy cannot name an IPv6 address; it names the scheme.
    let v6 = asked(&[("redirect_uri", "http://[::1]:9/cb"), ("prompt", "none")]);
    let answer = server.browser().get(&format!("/authorize?{v6}")).await;
    let csp = answer.header("content-security-policy");
    assert!(csp.contains("form-action 'self' http:;"), "{csp}");
}

// AZ-07: other modes, and this one for a client that may not have it: told by query.
#[tokio::test]
async fn other_modes_are_refused() {
    let server = server(Db::Sqlite, &[]).await;
    for (client, mode) in [
        ("web", "form_post"),
        ("form", "fragment"),
        ("form", "web_message"),
        ("form", "query.jwt"),
        ("form", "form_post.jwt"),
        ("form", "FORM_POST"),
    ] {
        let asked = query(client, &[("response_mode", mode)]);
        let answer = server.browser().get(&format!("/authorize?{asked}")).await;
        let error = answer.parameter("error");
        assert_eq!(error.as_deref(), Some("invalid_request"), "{client} {mode}");
    }
    for mode in ["", "query"] {
        let asked = query("form", &[("response_mode", mode), ("prompt", "none")]);
        let answer = server.browser().get(&format!("/authorize?{asked}")).await;
        assert_eq!(answer.parameter("error").as_deref(), Some("login_required"));
    }
    let twice = format!("{}&response_mode=query", asked(&[]));
    let answer = server.browser().get(&format!("/authorize?{twice}")).await;
    assert_eq!(
        answer.parameter("error").as_deref(),
        Some("invalid_request")
    );
}

// For scripted clients the form is the answer to the post itself.
#[tokio::test]
async fn scripted_clients_get_the_form_at_once() {
    let server = server(Db::Sqlite, &["server.return_style=303"]).await;
    let (browser, page) = to_consent(&server, &[]).await;
    let fields = [("scope", "profile"), ("decision", "allow")];
    let answer = browser.submit(&page, &fields).await;
    let (action, fields) = form(&answer);
    assert_eq!(action, CALLBACK);
    assert!(field(&fields, "code").is_some());
}
