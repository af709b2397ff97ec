//! `/account/apps`, `/account/apps/{id}`: what apps may do.

use reqwest::Method;
use serde_json::json;

use crate::support::{
    Browser, Db, Server, Tokens,
    app::{VERIFIER, code_of},
    both, query,
    server::CALLBACK,
};

const PATH: &str = "/account/apps";
const DIARY: &str = "/account/apps/diary";
const CLIENT: (&str, &str) = ("diary", "diary-secret-diary-secret-diary-secret-diary-sec");
const SCOPE: &str = "openid profile offline_access records.read records.write";

async fn let_in(server: &Server, name: &str) -> (Browser, Tokens) {
    let browser = server.browser();
    let page = browser.open(&query(CLIENT.0, &[("scope", SCOPE)])).await;
    assert!(page.body.contains("to continue to"), "{}", page.body);
    let page = browser
        .sign_in(&page, name, &format!("{name}-password"))
        .await;
    // The page that asks says where that is stopped.
    assert!(
        page.body.contains("<a href=\"/account/apps\">"),
        "{}",
        page.body
    );
    let code = code_of(&browser.allow(&page).await);
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    let answer = server.token(Some(CLIENT), &form).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    (browser, Tokens(answer.json()))
}

async fn refresh(server: &Server, tokens: &Tokens) -> serde_json::Value {
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", tokens.text("refresh_token")),
    ];
    server.token(Some(CLIENT), &form).await.json()
}

async fn begin(db: Db) -> Server {
    let server = Server::start(db).await;
    server.client(json!({
        "client_id": CLIENT.0, "client_secret": CLIENT.1, "client_name": "Sugar Diary",
        "redirect_uris": [CALLBACK], "grant_types": ["authorization_code", "refresh_token"],
        "scope": SCOPE, "signet": {"essential_scope": "records.read"},
    }));
    server.user(json!({"username": "ben"}), "ben-password");
    server
}

// CO-06, CO-09: from `/account` two clicks stop an app: its list, which asks for a fresh sign-in,
// and the button; then its refresh token and its access token are dead.
both!(an_app_is_stopped_in_two_clicks);
async fn an_app_is_stopped_in_two_clicks(db: Db) {
    let server = begin(db).await;
    let (browser, tokens) = let_in(&server, "anna").await;
    let (_, theirs) = let_in(&server, "ben").await;
    let home = browser.get("/account").await;
    assert!(
        home.body.contains(&format!("href=\"{PATH}\"")),
        "{}",
        home.body
    );
    server.advance(301);
    let asked = browser.visit(PATH).await;
    assert!(asked.url.path().ends_with("/reauth"), "{}", asked.url);
    assert!(asked.body.contains("to see and change what apps may do"));
    let answer = browser
        .submit(&asked, &[("password", "anna-password")])
        .await;
    let page = browser.follow(answer).await;
    assert_eq!((page.status.as_u16(), page.url.path()), (200, PATH));
    for told in ["Sugar Diary", "Stays connected", "Since", "Last used"] {
        assert!(page.body.contains(told), "{told}: {}", page.body);
    }
    assert!(!page.body.contains("diary-secret") && !page.body.contains("sig_"));
    let done = browser
        .submit_to(&page, DIARY, &[("decision", "stop")])
        .await;
    assert_eq!(done.location().path(), PATH);
    let page = browser.follow(done).await;
    assert!(
        page.body.contains("The app has lost its access."),
        "{}",
        page.body
    );
    assert!(page.body.contains("You have let no app in."));
    assert_eq!(refresh(&server, &tokens).await["error"], "invalid_grant");
    assert!(
        !server
            .is_active((CLIENT.0, Some(CLIENT.1)), tokens.text("access_token"))
            .await
    );
    // Ben's goes on.
    assert!(refresh(&server, &theirs).await["access_token"].is_string());
    assert_eq!(browser.get(DIARY).await.status, 404);
}

// CO-09: what works only while its person is signed in has no end a year away.
#[tokio::test]
async fn the_end_of_an_app_is_told_where_it_stays_connected() {
    let server = begin(Db::Sqlite).await;
    let (anna, _) = let_in(&server, "anna").await;
    let stays = anna.get(DIARY).await;
    assert!(
        stays.body.contains("Until, at the latest"),
        "{}",
        stays.body
    );
    let ben = server.browser();
    let scope = [("scope", "openid profile records.read")];
    let page = ben.open(&query(CLIENT.0, &scope)).await;
    let page = ben.sign_in(&page, "ben", "ben-password").await;
    code_of(&ben.allow(&page).await);
    let page = ben.get(DIARY).await;
    assert!(
        page.body.contains("It works only while you are signed in"),
        "{}",
        page.body
    );
    assert!(!page.body.contains("Until, at the latest"), "{}", page.body);
}

// CO-06: what a person takes a tick from is taken back; what the app cannot work without, or all of
// it, is taken back by stopping it.
both!(an_app_is_narrowed_by_taking_ticks_away);
async fn an_app_is_narrowed_by_taking_ticks_away(db: Db) {
    let server = begin(db).await;
    let (browser, tokens) = let_in(&server, "anna").await;
    let page = browser.get(DIARY).await;
    assert_eq!(page.status, 200, "{}", page.body);
    for told in [
        "See records",
        "Add records",
        "The app needs this to work",
        "app.example",
        "It stays connected",
        "The app loses its access at once",
    ] {
        assert!(page.body.contains(told), "{told}: {}", page.body);
    }
    assert_eq!(page.body.matches(" checked>").count(), 4, "{}", page.body);
    let save = async |ticks: &[&str]| {
        let mut form = vec![("decision", "save")];
        form.extend(ticks.iter().map(|tick| ("scope", *tick)));
        browser.submit_to(&page, DIARY, &form).await
    };
    for (ticks, words) in [
        (
            &["profile", "records.write"][..],
            "The app cannot work without",
        ),
        (&["offline_access"][..], "The app cannot work without"),
    ] {
        let refused = save(ticks).await;
        assert_eq!(refused.status, 422, "{ticks:?}");
        assert!(refused.body.contains(words), "{ticks:?}: {}", refused.body);
        assert!(refused.body.contains("Error: "));
        assert_eq!(refused.body.matches(" checked>").count(), ticks.len());
    }
    // More than was allowed is no part of it.
    for ticks in [
        &["records.read", "email"][..],
        &["\u{1}"],
        &["records.read admin"],
    ] {
        assert_eq!(save(ticks).await.status, 400, "{ticks:?}");
    }
    assert_eq!(refresh(&server, &tokens).await["scope"], SCOPE);
    let done = save(&["offline_access", "records.read"]).await;
    assert_eq!(done.location().path(), DIARY);
    let page = browser.follow(done).await;
    assert!(
        page.body.contains("no more than what is ticked"),
        "{}",
        page.body
    );
    assert_eq!(page.body.matches(" checked>").count(), 2, "{}", page.body);
    let left = refresh(&server, &tokens).await;
    assert_eq!(left["scope"], "openid offline_access records.read");
    assert!(
        !server
            .is_active((CLIENT.0, Some(CLIENT.1)), tokens.text("access_token"))
            .await
    );
    let small = left["access_token"].as_str().expect("a token");
    assert!(server.is_active((CLIENT.0, Some(CLIENT.1)), small).await);
    let stopped = browser
        .submit_to(&page, DIARY, &[("decision", "stop")])
        .await;
    assert_eq!(stopped.location().path(), PATH);
    assert_eq!(refresh(&server, &tokens).await["error"], "invalid_grant");
    // Whoever cuts it short meanwhile finds nothing to save.
    let late = browser
        .submit_to(&page, DIARY, &[("decision", "save")])
        .await;
    assert_eq!(late.status, 404);
}

// CO-06, SE-08: an app of somebody else, or none, is not told apart; a post without its form's
// token, from another site, or some time after the sign-in does nothing.
both!(nobody_changes_an_app_of_somebody_else);
async fn nobody_changes_an_app_of_somebody_else(db: Db) {
    let server = begin(db).await;
    let (anna, tokens) = let_in(&server, "anna").await;
    let ben = server.browser();
    let list = ben.account(PATH, "ben", "ben-password").await;
    assert!(list.body.contains("You have let no app in."));
    for id in ["diary", "web", "nobody", "%00", "%C3%A9", "signet-account"] {
        assert_eq!(ben.get(&format!("{PATH}/{id}")).await.status, 404, "{id}");
    }
    let page = anna.get(DIARY).await;
    let token = page.token_for(DIARY);
    let (_, own) = let_in(&server, "ben").await;
    let foreign = ben.get(DIARY).await.token_for(DIARY);
    assert!(refresh(&server, &own).await["access_token"].is_string());
    let elsewhere = anna.get(PATH).await.body.contains(&token);
    assert!(elsewhere, "the list has the same form");
    for (csrf, header, value) in [
        ("", "", ""),
        ("x", "", ""),
        (foreign.as_str(), "", ""),
        (token.as_str(), "origin", "https://evil.example"),
        (token.as_str(), "origin", "null"),
        (token.as_str(), "sec-fetch-site", "cross-site"),
        (token.as_str(), "sec-fetch-site", "same-site"),
    ] {
        for decision in ["stop", "save"] {
            let form = [("csrf", csrf), ("decision", decision)];
            let mut request = anna.request(Method::POST, DIARY).form(&form);
            if !header.is_empty() {
                request = request.header(header, value);
            }
            let answer = anna.send(request).await;
            assert_eq!(answer.status, 403, "{decision} {csrf} {header} {value}");
        }
    }
    // Ben has no such app with the token of his own page of another.
    server.advance(301);
    let late = anna.submit_to(&page, DIARY, &[("decision", "stop")]).await;
    assert_eq!(late.status, 403);
    assert!(late.body.contains("Please sign in again"), "{}", late.body);
    assert!(refresh(&server, &tokens).await["access_token"].is_string());
}

// CO-09: the list says which sign-ins are old ones, and when the old way stops.
#[tokio::test]
async fn an_old_sign_in_is_marked_and_says_when_it_stops() {
    let set = [
        "legacy.ocariot.enabled=true",
        "legacy.ocariot.sunset_at=2099-06-30T00:00:00Z",
    ];
    let server = Server::with(Db::Sqlite, &set).await;
    crate::legacy::ocariot::short_key(&server);
    let user = json!({"username": "bea", "ocariot": {"username": "BEA1", "type": "educator"}});
    server.user(user, "bea-password");
    let browser = server.browser();
    let login = json!({"username": "BEA1", "password": "bea-password"});
    let request = browser.http.post(browser.url("/legacy/ocariot/v1/auth"));
    assert_eq!(browser.send(request.json(&login)).await.status, 200);
    let page = browser.account(PATH, "bea", "bea-password").await;
    assert!(page.body.contains("Old sign-in"), "{}", page.body);
    let page = browser.get("/account/apps/legacy-ocariot").await;
    for told in [
        "signs in by an old way",
        "30 June 2099",
        "/docs/migration/ocariot",
        "Some services may still let it in",
    ] {
        assert!(page.body.contains(told), "{told}: {}", page.body);
    }
    let done = browser
        .submit_to(
            &page,
            "/account/apps/legacy-ocariot",
            &[("decision", "stop")],
        )
        .await;
    let page = browser.follow(done).await;
    assert!(page.body.contains("You have let no app in."));
}
