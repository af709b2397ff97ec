//! `/interaction/{flow}/consent`: what a person allows.

use crate::support::{
    Answer, Browser, Db, Server,
    app::{Tokens, code_of},
    query,
};

async fn to_consent(server: &Server, client: &str, changes: &[(&str, &str)]) -> (Browser, Answer) {
    let browser = server.browser();
    let page = browser.open(&query(client, changes)).await;
    let page = browser.sign_in(&page, "anna", "anna-password").await;
    assert!(page.url.path().ends_with("/consent"), "{}", page.url);
    (browser, page)
}

// CO-01: who asks, each scope in words, for whom and for how long.
#[tokio::test]
async fn the_page_says_who_asks_for_what() {
    let server = Server::start(Db::Sqlite).await;
    let (_, page) = to_consent(&server, "web", &[]).await;
    for text in [
        "Web App",
        "app.example",
        "See records",
        "Anna Berg",
        "Not checked by us",
    ] {
        assert!(page.body.contains(text), "{text}: {}", page.body);
    }
    // The first button ticks, it never grants.
    let first = page
        .body
        .split("type=\"submit\"")
        .nth(1)
        .map(|rest| rest.split('>').next().unwrap_or_default().to_owned());
    let first_button = page
        .body
        .split("<button")
        .find(|b| b.contains("name=\"select\"") || b.contains("name=\"decision\""))
        .expect("a button");
    assert!(first_button.contains("name=\"select\""), "{first:?}");
}

// CO-02, CO-03: a record of what was allowed; remembered, and only the difference is asked.
#[tokio::test]
async fn a_consent_is_remembered_and_only_more_is_asked() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        let (browser, page) = to_consent(&server, "web", &[("scope", "openid profile")]).await;
        browser.allow(&page).await;
        let same = browser
            .get(&format!(
                "/authorize?{}",
                query("web", &[("scope", "openid profile")])
            ))
            .await;
        assert!(same.parameter("code").is_some());
        let less = browser
            .get(&format!(
                "/authorize?{}",
                query("web", &[("scope", "openid")])
            ))
            .await;
        assert!(less.parameter("code").is_some());
        server.advance(1);
        let more = browser
            .open(&query("web", &[("scope", "openid profile records.read")]))
            .await;
        assert!(
            more.body.contains("value=\"records.read\"")
                && !more.body.contains("value=\"profile\"")
        );
        let address = browser.allow(&more).await;
        let tokens = Tokens(server.redeem(&code_of(&address)).await.json());
        assert_eq!(tokens.text("scope"), "openid profile records.read");
        let asked = browser
            .open(&query(
                "web",
                &[("scope", "openid profile"), ("prompt", "consent")],
            ))
            .await;
        assert!(asked.url.path().ends_with("/consent"));
        let anna = server
            .app
            .store
            .read(|conn| signet::store::users::find_by_identifier(conn, &["username"], "anna"))
            .expect("reads")
            .expect("anna")
            .user;
        let records = server
            .app
            .store
            .read(|conn| signet::store::consents::list_of(conn, &anna.id))
            .expect("reads");
        assert_eq!(records.len(), 2);
        assert_eq!(records[0].scope.to_string(), "openid profile records.read");
        assert_eq!(
            (
                records[0].locale.as_str(),
                records[0].ip_prefix.as_str(),
                records[0].text_hash.len()
            ),
            ("en", "127.0.0.0/24", 64)
        );
        assert!(server.audited("consent.given", "success"));
    }
}

// CO-04: a public app on a loopback address always asks; one that the operator marked does not.
#[tokio::test]
async fn a_public_app_without_identity_always_asks() {
    let server = Server::start(Db::Sqlite).await;
    let (browser, page) = to_consent(&server, "native", &[]).await;
    browser.allow(&page).await;
    let again = browser.open(&query("native", &[])).await;
    assert!(again.url.path().ends_with("/consent"));
    let first_party = browser
        .get(&format!("/authorize?{}", query("spa", &[])))
        .await;
    assert!(first_party.parameter("code").is_some());
}

// CO-05: what was not on the page cannot be allowed; what is granted is what was ticked.
#[tokio::test]
async fn only_what_was_asked_can_be_allowed() {
    let server = Server::start(Db::Sqlite).await;
    let (browser, page) = to_consent(
        &server,
        "web",
        &[("scope", "openid profile records.read records.write")],
    )
    .await;
    for added in ["other", "email", "admin"] {
        let answer = browser
            .submit(
                &page,
                &[
                    ("scope", "profile"),
                    ("scope", added),
                    ("decision", "allow"),
                ],
            )
            .await;
        assert_eq!(answer.status, 400, "{added}");
    }
    assert_eq!(server.codes(), 0);
    let answer = browser
        .submit(&page, &[("scope", "records.read"), ("decision", "allow")])
        .await;
    let address = browser.follow(answer).await.refresh();
    let tokens = Tokens(server.redeem(&code_of(&address)).await.json());
    assert_eq!(tokens.text("scope"), "openid records.read");
}

// "Tick everything" grants nothing, and an empty post does not advance (AZ-15).
#[tokio::test]
async fn ticking_is_not_allowing() {
    let server = Server::start(Db::Sqlite).await;
    let (browser, page) = to_consent(&server, "web", &[]).await;
    let ticked = browser.submit(&page, &[("select", "all")]).await;
    assert_eq!(ticked.status, 200);
    assert!(ticked.body.contains("checked"));
    assert_eq!(browser.submit(&page, &[]).await.status, 422);
    assert_eq!(
        browser.submit(&page, &[("decision", "allow")]).await.status,
        422
    );
    assert_eq!(server.codes(), 0);
}

// AZ-26: "no" is told to the client, and no grant comes of it.
#[tokio::test]
async fn a_refusal_goes_to_the_client() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        let (browser, page) = to_consent(&server, "web", &[]).await;
        let answer = browser.submit(&page, &[("decision", "deny")]).await;
        let address = browser.follow(answer).await.refresh();
        assert!(
            address.as_str().contains("error=access_denied")
                && address.as_str().contains("state=st-1")
        );
        assert_eq!((server.codes(), server.grants()), (0, 0));
        assert!(server.audited("authorization.denied", "consent-denied"));
        // And it is over: no way back to a code.
        let again = browser.get(page.url.path()).await;
        assert_eq!(again.status, 400);
    }
}

// An interaction ends after an hour, and says so.
#[tokio::test]
async fn a_page_that_was_open_too_long_says_so() {
    let server = Server::start(Db::Sqlite).await;
    let browser = server.browser();
    let page = browser.open(&query("web", &[])).await;
    server.advance(3599);
    assert_eq!(browser.get(page.url.path()).await.status, 200);
    server.advance(1);
    let over = browser.get(page.url.path()).await;
    assert_eq!(over.status, 400);
    assert!(over.body.contains("interaction-expired"));
}

// The way back is a page of ours that is used once, in its own browser.
#[tokio::test]
async fn a_return_page_works_once() {
    let server = Server::start(Db::Sqlite).await;
    let (browser, page) = to_consent(&server, "web", &[]).await;
    let answer = browser
        .submit(&page, &[("scope", "profile"), ("decision", "allow")])
        .await;
    let path = answer.location().path().to_owned();
    assert!(path.starts_with("/return/"));
    assert_eq!(server.browser().get(&path).await.status, 400);
    let first = browser.get(&path).await;
    assert_eq!(first.status, 200);
    assert!(
        first
            .refresh()
            .as_str()
            .starts_with("https://app.example/cb?code=")
    );
    assert_eq!(browser.get(&path).await.status, 400);
    assert_eq!(browser.get("/return/x").await.status, 400);
}

// For scripted clients the post may end at the client itself, and the page says so in its CSP.
#[tokio::test]
async fn scripted_clients_may_have_a_plain_redirect() {
    let server = Server::with(Db::Sqlite, &["server.return_style=303"]).await;
    let (browser, page) = to_consent(&server, "web", &[]).await;
    assert!(
        page.header("content-security-policy")
            .contains("form-action 'self' https://app.example;")
    );
    let answer = browser
        .submit(&page, &[("scope", "profile"), ("decision", "allow")])
        .await;
    assert!(
        answer
            .location()
            .as_str()
            .starts_with("https://app.example/cb?code=")
    );
}
