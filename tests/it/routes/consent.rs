//! `/interaction/{flow}/consent`: what a person allows.

use serde_json::json;
use signet::{account::registry, store};

use crate::support::{
    Answer, Browser, Db, Server,
    app::{Tokens, code_of},
    both, query,
    server::CALLBACK,
};

async fn to_consent(server: &Server, client: &str, changes: &[(&str, &str)]) -> (Browser, Answer) {
    let browser = server.browser();
    let page = browser.open(&query(client, changes)).await;
    let page = browser.sign_in(&page, "anna", "anna-password").await;
    assert!(page.url.path().ends_with("/consent"), "{}", page.url);
    (browser, page)
}

// CO-01: who asks, each scope in words, for whom and for how long.
both!(the_page_says_who_asks_for_what);
async fn the_page_says_who_asks_for_what(db: Db) {
    let server = Server::start(db).await;
    let resource = json!({"resource": "https://records.example", "title": "The Record Store", "scopes": ["records.read"]});
    registry::add_resource(
        &server.ctx(),
        serde_json::from_value(resource).expect("a resource"),
    )
    .expect("adds")
    .expect("valid");
    server.client(json!({"client_id": "reader", "client_name": "Web App", "redirect_uris": ["https://app.example/cb"], "scope": "openid profile records.read", "signet": {"default_audience": "https://records.example"}}));
    let (browser, page) = to_consent(&server, "reader", &[]).await;
    for text in [
        "The Record Store",
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
    // The version of the text is stored: a digest of what was shown.
    let more = to_consent(&server, "web", &[("scope", "openid profile")]).await;
    browser.allow(&page).await;
    more.0.allow(&more.1).await;
    let kept = server.rows("text_hash", "consents");
    assert_eq!((kept.len(), kept[0].len(), kept[1].len()), (2, 64, 64));
    assert_ne!(kept[0], kept[1]);
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
both!(a_public_app_without_identity_always_asks);
async fn a_public_app_without_identity_always_asks(db: Db) {
    let server = Server::start(db).await;
    let (browser, page) = to_consent(&server, "native", &[]).await;
    browser.allow(&page).await;
    let again = browser.open(&query("native", &[])).await;
    assert!(again.url.path().ends_with("/consent"));
    assert!(
        again.body.contains("Your answer is not remembered"),
        "{}",
        again.body
    );
    // A claimed `https` address counts as identity: asked once, then remembered.
    server.client(json!({"client_id": "claimed", "token_endpoint_auth_method": "none", "redirect_uris": ["https://app.example/cb"], "scope": "openid profile records.read"}));
    let page = browser.open(&query("claimed", &[])).await;
    assert!(page.url.path().ends_with("/consent"));
    browser.allow(&page).await;
    let again = browser
        .get(&format!("/authorize?{}", query("claimed", &[])))
        .await;
    assert!(again.parameter("code").is_some());
    let first_party = browser
        .get(&format!("/authorize?{}", query("spa", &[])))
        .await;
    assert!(first_party.parameter("code").is_some());
}

// CO-05: what was not on the page cannot be allowed; what is granted is what was ticked.
both!(only_what_was_asked_can_be_allowed);
async fn only_what_was_asked_can_be_allowed(db: Db) {
    let server = Server::start(db).await;
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
both!(ticking_is_not_allowing);
async fn ticking_is_not_allowing(db: Db) {
    let server = Server::start(db).await;
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
        assert_eq!(server.rows("stage", "interactions"), ["denied"]);
        assert!(server.audited("authorization.denied", "consent-denied"));
        // And it is over: no way back to a code.
        let again = browser.get(page.url.path()).await;
        assert_eq!(again.status, 400);
    }
}

// An interaction ends after an hour, and says so.
both!(a_page_that_was_open_too_long_says_so);
async fn a_page_that_was_open_too_long_says_so(db: Db) {
    let server = Server::start(db).await;
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
both!(a_return_page_works_once);
async fn a_return_page_works_once(db: Db) {
    let server = Server::start(db).await;
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
both!(scripted_clients_may_have_a_plain_redirect);
async fn scripted_clients_may_have_a_plain_redirect(db: Db) {
    let server = Server::with(db, &["server.return_style=303"]).await;
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

/// A client that may stay connected.
fn connected(server: &Server, id: &str, first_party: bool) {
    server.client(serde_json::json!({
        "client_id": id, "client_secret": "s", "client_name": "Diary",
        "redirect_uris": ["https://app.example/cb"], "scope": "openid profile offline_access",
        "grant_types": ["authorization_code", "refresh_token"], "signet": {"first_party": first_party},
    }));
}

async fn redeemed(server: &Server, client: &str, address: &url::Url) -> Tokens {
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &code_of(address)),
        ("redirect_uri", "https://app.example/cb"),
        ("code_verifier", crate::support::app::VERIFIER),
    ];
    let answer = server.token(Some((client, "s")), &form).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    Tokens(answer.json())
}

const OFFLINE: (&str, &str) = ("scope", "openid profile offline_access");

// CO-07: `offline_access` is a tick of its own: asked each time, never implied, never remembered;
// without it the app is not connected longer than the browser.
#[tokio::test]
async fn staying_connected_is_always_explicit() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        connected(&server, "diary", false);
        let (browser, page) = to_consent(&server, "diary", &[OFFLINE]).await;
        for text in [
            "Stay connected while you are away",
            "Until I stop it",
            "90 days, until",
            "1 year, until",
            "only while you are signed in here",
        ] {
            assert!(page.body.contains(text), "{text}: {}", page.body);
        }
        assert!(!page.body.contains(" checked>"));
        let answer = browser
            .submit(&page, &[("scope", "profile"), ("decision", "allow")])
            .await;
        let tokens = redeemed(&server, "diary", &browser.follow(answer).await.refresh()).await;
        assert_eq!(tokens.text("scope"), "openid profile");
        assert!(tokens.0.get("refresh_token").is_none());
        for _ in 0..2 {
            server.advance(1);
            let again = browser.open(&query("diary", &[OFFLINE])).await;
            assert!(again.url.path().ends_with("/consent"), "{}", again.url);
            assert!(!again.body.contains("value=\"profile\""));
            // The sentences are of this page: more was allowed before, and the tick is asked each time.
            for text in [
                "nothing more than you allowed before",
                "that is asked each time",
            ] {
                assert!(again.body.contains(text), "{text}: {}", again.body);
            }
            assert!(
                !again.body.contains("It will see nothing else"),
                "{}",
                again.body
            );
            let fields = [
                ("scope", "offline_access"),
                ("until", "stop"),
                ("decision", "allow"),
            ];
            let answer = browser.submit(&again, &fields).await;
            let tokens = redeemed(&server, "diary", &browser.follow(answer).await.refresh()).await;
            assert_eq!(tokens.text("scope"), "openid profile offline_access");
            assert!(tokens.0.get("refresh_token").is_some());
        }
        // `prompt=none` cannot ask, and so it does not give.
        let silent = [OFFLINE, ("prompt", "none")];
        let silent = browser
            .get(&format!("/authorize?{}", query("diary", &silent)))
            .await;
        let tokens = redeemed(&server, "diary", &silent.location()).await;
        assert_eq!(tokens.text("scope"), "openid profile");
        // What was allowed once does not come back with another scope.
        let less = browser
            .get(&format!(
                "/authorize?{}",
                query("diary", &[("scope", "openid")])
            ))
            .await;
        assert_eq!(
            redeemed(&server, "diary", &less.location())
                .await
                .text("scope"),
            "openid"
        );
    }
}

// CO-07: the operator's own app asks no consent, but for this it does.
#[tokio::test]
async fn an_app_of_the_house_asks_to_stay_connected() {
    let server = Server::start(Db::Sqlite).await;
    connected(&server, "own", true);
    let (browser, page) = to_consent(&server, "own", &[OFFLINE]).await;
    assert!(page.body.contains("Sign in to"), "{}", page.body);
    let answer = browser.submit(&page, &[("decision", "allow")]).await;
    let tokens = redeemed(&server, "own", &browser.follow(answer).await.refresh()).await;
    assert_eq!(tokens.text("scope"), "openid profile");
    let page = browser.open(&query("own", &[OFFLINE])).await;
    let tokens = redeemed(&server, "own", &browser.allow(&page).await).await;
    assert_eq!(tokens.text("scope"), "openid profile offline_access");
}

// CO-01: the end that the person chose is that of the consent and of the grant.
#[tokio::test]
async fn the_chosen_end_bounds_consent_and_grant() {
    let settings = ["tokens.refresh_absolute=4000d", "tokens.refresh_idle=3000d"];
    for db in Db::BOTH {
        let server = Server::with(db, &settings).await;
        connected(&server, "diary", false);
        let day = 24 * 3600;
        for (until, days) in [
            ("90d", Some(90)),
            ("1y", Some(365)),
            ("", Some(90)),
            ("stop", None),
        ] {
            let (browser, page) = to_consent(&server, "diary", &[OFFLINE]).await;
            let mut fields = vec![
                ("scope", "profile"),
                ("scope", "offline_access"),
                ("decision", "allow"),
            ];
            if !until.is_empty() {
                fields.push(("until", until));
            }
            let answer = browser.submit(&page, &fields).await;
            let tokens = redeemed(&server, "diary", &browser.follow(answer).await.refresh()).await;
            let token = tokens.text("refresh_token").to_owned();
            let refresh = || async {
                let form = [
                    ("grant_type", "refresh_token"),
                    ("refresh_token", token.as_str()),
                ];
                server
                    .token(Some(("diary", "s")), &form)
                    .await
                    .status
                    .as_u16()
            };
            match days {
                Some(days) => {
                    server.advance(days * day - 1);
                    assert_eq!(refresh().await, 200, "{until}");
                    server.advance(1);
                    assert_eq!(refresh().await, 400, "{until}");
                }
                None => {
                    server.advance(2000 * day);
                    assert_eq!(refresh().await, 200, "{until}");
                }
            }
        }
        // CO-05: no end that is not on the page.
        let (browser, page) = to_consent(&server, "diary", &[OFFLINE]).await;
        let fields = [
            ("scope", "offline_access"),
            ("until", "10y"),
            ("decision", "allow"),
        ];
        assert_eq!(browser.submit(&page, &fields).await.status, 400);
    }
    let shorter = ["consent.max=30d", "consent.until_stopped=false"];
    let server = Server::with(Db::Sqlite, &shorter).await;
    connected(&server, "diary", false);
    let (browser, page) = to_consent(&server, "diary", &[OFFLINE]).await;
    assert!(!page.body.contains("Until I stop it") && !page.body.contains("1 year"));
    for until in ["1y", "stop"] {
        let fields = [
            ("scope", "offline_access"),
            ("until", until),
            ("decision", "allow"),
        ];
        assert_eq!(browser.submit(&page, &fields).await.status, 400, "{until}");
    }
}

// CO-01, CO-02: a consent is for the audience that its page showed, and its record says so: a
// token for another audience is asked for again, and only that is "without a question" which was
// shown before.
#[tokio::test]
async fn a_consent_is_for_the_audience_that_was_shown() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        for (resource, title) in [
            ("https://one.example.org", "One Records"),
            ("https://two.example.org", "Two Records"),
        ] {
            let added = registry::add_resource(
                &server.ctx(),
                serde_json::from_value(json!({"resource": resource, "title": title, "scopes": []}))
                    .expect("a resource"),
            );
            added.expect("adds").expect("valid");
        }
        server.client(json!({
            "client_id": "aimed", "client_secret": "aimed-secret", "scope": "openid records.read",
            "redirect_uris": [CALLBACK], "signet": {"default_audience": "https://one.example.org"},
        }));
        let ask = |more: &[(&str, &str)]| {
            query(
                "aimed",
                &[&[("scope", "openid records.read")], more].concat(),
            )
        };
        let two = ("resource", "https://two.example.org");
        let browser = server.browser();
        let page = browser.open(&ask(&[two])).await;
        let page = browser.sign_in(&page, "anna", "anna-password").await;
        assert!(page.body.contains("Where this works") && page.body.contains("Two Records"));
        assert!(!page.body.contains("One Records"));
        browser.allow(&page).await;
        let silent = async |more: &[(&str, &str)]| {
            let answer = browser
                .get(&format!(
                    "/authorize?{}",
                    ask(&[more, &[("prompt", "none")]].concat())
                ))
                .await;
            answer.parameter("error")
        };
        assert_eq!(silent(&[two]).await, None, "{db:?}");
        // The newest record is the one that stands.
        server.advance(1);
        // Without a resource the tokens are for another audience, which nobody was shown.
        assert_eq!(
            silent(&[]).await.as_deref(),
            Some("consent_required"),
            "{db:?}"
        );
        let page = browser.get(&format!("/authorize?{}", ask(&[]))).await;
        let page = browser.follow(page).await;
        assert!(page.body.contains("One Records"), "{}", page.body);
        browser.allow(&page).await;
        assert_eq!(
            (silent(&[]).await, silent(&[two]).await),
            (None, None),
            "{db:?}"
        );
        let user = server
            .app
            .store
            .read(|conn| store::users::find_by_identifier(conn, &["username"], "anna"))
            .expect("reads")
            .expect("Anna");
        let records = server
            .app
            .store
            .read(|conn| store::consents::list_of(conn, &user.user.id))
            .expect("reads");
        let named: Vec<_> = records.iter().map(|one| one.resource.as_deref()).collect();
        assert_eq!(
            named,
            [
                Some("https://two.example.org https://one.example.org"),
                Some("https://two.example.org")
            ],
            "{db:?}"
        );
    }
}

// CO-01: the standard scopes in the person's language, unless the operator has written what they say.
both!(standard_scopes_speak_the_language_of_the_page);
async fn standard_scopes_speak_the_language_of_the_page(db: Db) {
    let server = Server::start(db).await;
    let scope = "openid email phone records.read";
    server.client(json!({
        "client_id": "reader", "client_name": "Reader", "redirect_uris": [CALLBACK], "scope": scope,
    }));
    let mut phone = server.app.catalog().scope("phone").expect("there").clone();
    phone.title = "How we call you".into();
    registry::edit_scope(&server.ctx(), phone)
        .expect("no fault")
        .expect("valid");
    let asked = [("scope", scope), ("ui_locales", "de")];
    let (_, page) = to_consent(&server, "reader", &asked).await;
    for said in ["Ihre E-Mail-Adresse", "How we call you", "See records"] {
        assert!(page.body.contains(said), "{said}: {}", page.body);
    }
    assert!(!page.body.contains("Your email address"), "{}", page.body);
}
