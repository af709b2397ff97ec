//! `/logout`.

use super::introspect::{LIVE, OFFLINE, RS, SPA, parties};
use crate::support::{
    Browser, Db, Server, Tokens,
    app::{VERIFIER, code_of},
    both, query,
    server::CALLBACK,
};

// SE-05: the row goes, the cookie goes, and a replayed cookie is nobody's.
#[tokio::test]
async fn signing_out_ends_the_session() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        let browser = server.browser();
        let page = browser.open(&query("web", &[])).await;
        browser.sign_in(&page, "anna", "anna-password").await;
        let stolen = browser.tab();
        let ask = browser.get("/logout").await;
        assert!(ask.body.contains("Anna Berg"));
        // A post without the form's token only asks (SE-08).
        let asked = browser.post("/logout", &[]).await;
        assert_eq!(asked.status, 200);
        assert!(asked.body.contains("Anna Berg"));
        assert_eq!(
            browser.post("/logout", &[("csrf", "wrong")]).await.status,
            403
        );
        let done = browser.submit(&ask, &[("decision", "leave")]).await;
        assert_eq!(done.status, 200);
        assert_eq!(done.header("clear-site-data"), "\"cache\", \"storage\"");
        assert!(!browser.cookies.lock().expect("cookies").contains_key("sid"));
        let silent = format!("/authorize?{}", query("spa", &[("prompt", "none")]));
        assert_eq!(
            stolen.get(&silent).await.parameter("error").as_deref(),
            Some("login_required")
        );
        assert!(server.audited("session.ended", "success"));
    }
}

both!(staying_changes_nothing);
async fn staying_changes_nothing(db: Db) {
    let server = Server::start(db).await;
    let browser = server.browser();
    let page = browser.open(&query("web", &[])).await;
    browser.sign_in(&page, "anna", "anna-password").await;
    let ask = browser.get("/logout").await;
    browser.submit(&ask, &[("decision", "stay")]).await;
    assert!(browser.get("/logout").await.body.contains("Anna Berg"));
}

/// Whether the browser is nobody's any more.
async fn is_out(browser: &Browser) -> bool {
    let silent = format!("/authorize?{}", query("live", &[("prompt", "none")]));
    browser.get(&silent).await.parameter("error").as_deref() == Some("login_required")
}

fn bye(pairs: &[(&str, &str)]) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish();
    format!("/logout?{query}")
}

const BYE: &str = "https://app.example/bye?x=1";

// JW-19, SE-05: an ID token of the very session signs out without a question, by GET and POST,
// and the person is led to a registered address; what is bound ends, what is offline stays.
#[tokio::test]
async fn an_app_signs_its_person_out() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        parties(&server);
        for by_post in [false, true] {
            let (bound, browser) = server.signed_in(LIVE, &[]).await;
            let (offline, _) = server.signed_in(SPA, OFFLINE).await;
            let page = browser.open(&query("live-spa", OFFLINE)).await;
            let code = code_of(&browser.allow(&page).await);
            let kept = redeem_public(&server, &code).await;
            let hint = bound.text("id_token");
            let pairs = [
                ("id_token_hint", hint),
                ("client_id", "live"),
                ("post_logout_redirect_uri", BYE),
                ("state", "a b"),
            ];
            // Even over its time, the hint tells whose session it is.
            server.advance(400);
            let answer = if by_post {
                browser.post("/logout", &pairs).await
            } else {
                browser.get(&bye(&pairs)).await
            };
            assert_eq!(answer.location().as_str(), format!("{BYE}&state=a+b"));
            assert_eq!(answer.header("clear-site-data"), "\"cache\", \"storage\"");
            assert!(!browser.cookies.lock().expect("cookies").contains_key("sid"));
            assert!(is_out(&browser).await);
            assert!(!server.is_active(LIVE, bound.text("refresh_token")).await);
            for token in [&kept, offline.text("refresh_token")] {
                let form = [("grant_type", "refresh_token"), ("refresh_token", token)];
                assert_eq!(server.ask("/token", SPA, &form).await.status, 200);
            }
        }
        // A post from another site comes without the cookie: it is led to our own address first.
        let (tokens, browser) = server.signed_in(LIVE, &[]).await;
        let foreign = server.browser();
        let pairs = [
            ("id_token_hint", tokens.text("id_token")),
            ("post_logout_redirect_uri", BYE),
        ];
        let led = foreign.post("/logout", &pairs).await.location();
        assert_eq!(led.path(), "/logout");
        let path = format!("/logout?{}", led.query().expect("a query"));
        assert_eq!(browser.get(&path).await.location().as_str(), BYE);
        assert!(is_out(&browser).await);
        // Whoever is out already goes on at once.
        assert_eq!(browser.get(&path).await.location().as_str(), BYE);
    }
}

async fn redeem_public(server: &Server, code: &str) -> String {
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    let tokens = Tokens(server.ask("/token", SPA, &form).await.json());
    tokens.text("refresh_token").to_owned()
}

// JW-19: without a hint, or with one of another session or person, the person is asked; GET alone
// changes nothing.
#[tokio::test]
async fn without_a_fitting_hint_the_person_is_asked() {
    let server = Server::start(Db::Sqlite).await;
    parties(&server);
    let (other, _) = server.signed_in(LIVE, &[]).await;
    let (tokens, browser) = server.signed_in(LIVE, OFFLINE).await;
    for pairs in [
        &[][..],
        &[("client_id", "live")],
        &[
            ("client_id", "live"),
            ("post_logout_redirect_uri", BYE),
            ("state", "s"),
        ],
        &[("post_logout_redirect_uri", "https://evil.example/")],
        &[("id_token_hint", other.text("id_token"))],
    ] {
        let answer = browser.get(&bye(pairs)).await;
        assert_eq!(answer.status, 200, "{pairs:?}");
        assert!(answer.body.contains("Anna Berg"), "{pairs:?}");
        assert!(!answer.body.contains("evil.example"));
        assert!(!is_out(&browser).await, "{pairs:?}");
    }
    // Staying leads back, leaving does, too: by a page of ours, since a form may end here only.
    let ask = browser
        .get(&bye(&[
            ("client_id", "live"),
            ("post_logout_redirect_uri", BYE),
            ("state", "s"),
        ]))
        .await;
    let fields = [
        ("client_id", "live"),
        ("post_logout_redirect_uri", BYE),
        ("state", "s"),
    ];
    for (name, value) in fields {
        assert_eq!(ask.field(name), value.replace('&', "&amp;"), "{name}");
    }
    let with = |decision: &'static str| {
        let mut all = fields.to_vec();
        all.push(("decision", decision));
        all
    };
    let stayed = browser.submit(&ask, &with("stay")).await;
    assert!(stayed.body.contains("https://app.example/bye?x=1"));
    assert!(!is_out(&browser).await);
    // The form's own answer is judged like the request.
    let mut evil = with("leave");
    evil[1].1 = "https://evil.example/";
    assert_eq!(browser.submit(&ask, &evil).await.status, 400);
    assert!(!is_out(&browser).await);
    let left = browser.submit(&ask, &with("leave")).await;
    assert_eq!(left.refresh().as_str(), format!("{BYE}&state=s"));
    assert_eq!(left.header("clear-site-data"), "\"cache\", \"storage\"");
    assert!(is_out(&browser).await);
    // What is offline was kept; by the person's wish it goes as well.
    assert!(server.is_active(LIVE, tokens.text("refresh_token")).await);
    let (again, browser) = server.signed_in(LIVE, &[]).await;
    let ask = browser.get("/logout").await;
    browser
        .submit(&ask, &[("decision", "leave"), ("reach", "all")])
        .await;
    for tokens in [tokens, again] {
        assert!(!server.is_active(LIVE, tokens.text("refresh_token")).await);
        assert!(!server.is_active(RS, tokens.text("access_token")).await);
    }
}

// JW-19: "post_logout_redirect_uri exact match". What is wrong is told on a page of ours, and
// nobody is signed out.
#[tokio::test]
async fn a_wrong_request_leads_nowhere() {
    let server = Server::start(Db::Sqlite).await;
    parties(&server);
    let (tokens, browser) = server.signed_in(LIVE, &[]).await;
    let hint = tokens.text("id_token").to_owned();
    let broken = format!("{}x", &hint[..hint.len() - 1]);
    let mut cases = vec![
        vec![("id_token_hint", broken.as_str())],
        vec![("id_token_hint", tokens.text("access_token"))],
        vec![("id_token_hint", "x")],
        vec![("id_token_hint", hint.as_str()), ("client_id", "spa")],
        vec![("client_id", "nobody")],
        vec![("client_id", "off")],
        vec![("client_id", "live"), ("client_id", "live")],
        vec![("state", "a"), ("state", "b")],
    ];
    for uri in [
        "https://app.example/bye",
        "https://app.example/bye?x=1&y",
        "https://app.example/bye?x=1#",
        "https://app.example:443/bye?x=1",
        "HTTPS://app.example/bye?x=1",
        "https://app.example/cb",
        "https://evil.example/",
        "javascript:alert(1)",
        "//evil.example",
    ] {
        cases.push(vec![
            ("id_token_hint", hint.as_str()),
            ("post_logout_redirect_uri", uri),
        ]);
        cases.push(vec![
            ("client_id", "live"),
            ("post_logout_redirect_uri", uri),
        ]);
    }
    for pairs in cases {
        for answer in [
            browser.get(&bye(&pairs)).await,
            browser.post("/logout", &pairs).await,
        ] {
            assert_eq!(answer.status, 400, "{pairs:?}");
            assert_eq!(answer.header("location"), "");
        }
        assert!(!is_out(&browser).await, "{pairs:?}");
    }
}
