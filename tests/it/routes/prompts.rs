//! What an app may ask of a sign-in: `prompt`, `max_age`, `acr_values`, hints.

use serde_json::json;
use signet::{core::Id, crypto::Place, store};

use crate::support::{
    Answer, Browser, Db, Server,
    app::{Tokens, claims, code_of},
    query,
    server::TOTP_SEED,
};

const MFA: &str = "urn:signet:acr:mfa";
const PASSWORD: &str = "urn:signet:acr:password";

/// A browser in which Anna is signed in and has allowed what `web` asks.
async fn annas(server: &Server) -> Browser {
    let browser = server.browser();
    let page = browser.open(&query("web", &[])).await;
    let page = browser.sign_in(&page, "anna", "anna-password").await;
    browser.allow(&page).await;
    browser
}

/// Opens a request and follows it to the page or the app's address that it leads to.
async fn begin(browser: &Browser, changes: &[(&str, &str)]) -> Answer {
    let answer = browser
        .get(&format!("/authorize?{}", query("web", changes)))
        .await;
    browser.follow(answer).await
}

fn error_of(answer: &Answer) -> Option<String> {
    let address = match answer.status.as_u16() {
        303 => answer.location(),
        _ => answer.refresh(),
    };
    let mut pairs = address.query_pairs();
    pairs
        .find(|(name, _)| name == "error")
        .map(|(_, value)| value.into_owned())
}

fn is_at(answer: &Answer, page: &str) -> bool {
    answer.status == 200 && answer.url.path().ends_with(page)
}

async fn id_token(server: &Server, address: &url::Url) -> serde_json::Value {
    let answer = server.redeem(&code_of(address)).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    Tokens(answer.json()).claims("id_token")
}

/// Turns an authenticator app on.
fn enroll(server: &Server, user: &signet::model::UserId) {
    let (ctx, user) = (server.ctx(), user.clone());
    let id = ctx.app.entropy.id(ctx.now);
    let place = Place {
        table: "totps",
        row: Id::as_str(&id),
        column: "sealed_seed",
    };
    let sealed = ctx
        .app
        .data_keys
        .seal(&*ctx.app.entropy, &place, TOTP_SEED.as_bytes())
        .expect("seals");
    let now = ctx.now;
    server
        .app
        .store
        .write(move |conn| {
            let totp = store::users::NewTotp {
                id: id.clone(),
                user_id: &user,
                name: "phone",
                sealed_seed: &sealed,
                algorithm: "SHA1",
                digits: 6,
                period: 30,
            };
            store::users::insert_totp(conn, &totp, now)
        })
        .expect("keeps");
}

// AZ-17: `prompt=login`, `max_age=0` and an exceeded `max_age` ask whoever is signed in again;
// `auth_time` is not before the request then. SE-02: with a new cookie; the session goes on.
#[tokio::test]
async fn a_sign_in_is_asked_for_again() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        server.client(json!({"client_id": "brisk", "client_secret": "brisk-secret", "redirect_uris": ["https://app.example/cb"], "scope": "openid", "default_max_age": 50, "require_auth_time": true, "signet": {"first_party": true}}));
        let browser = annas(&server).await;
        let first = begin(&browser, &[]).await;
        let first = id_token(&server, &first.location()).await;
        for (changes, why) in [
            (vec![("prompt", "login")], "asks you to sign in again."),
            (vec![("max_age", "0")], "asks you to sign in again."),
            (vec![("max_age", "50")], "because you last did so"),
        ] {
            server.advance(100);
            let asked_at = server.now();
            let page = begin(&browser, &changes).await;
            assert!(is_at(&page, "/reauth"), "{changes:?}: {}", page.url);
            assert!(page.body.contains(why), "{changes:?}: {}", page.body);
            assert!(page.body.contains("Anna Berg") && page.body.contains("value=\"anna\""));
            // Nothing else leads on: an empty form, a wrong password, another's.
            assert_eq!(browser.submit(&page, &[]).await.status, 422);
            let kims = [("username", "kim"), ("password", "kim-password")];
            for wrong in [&kims[..], &[("password", "wrong")]] {
                let answer = browser.submit(&page, wrong).await;
                assert_eq!(answer.status, 422);
                assert!(answer.body.contains("The password is not right"));
            }
            let consent = page.url.path().replace("/reauth", "/consent");
            let elsewhere = browser.get(&consent).await;
            assert!(elsewhere.location().path().ends_with("/reauth"));
            let stale = browser.tab();
            server.advance(3);
            let answer = browser
                .submit(&page, &[("password", "anna-password")])
                .await;
            let address = browser.follow(answer).await.refresh();
            let again = id_token(&server, &address).await;
            let auth_time = again["auth_time"].as_i64().expect("a time");
            assert!(auth_time >= asked_at.secs() && auth_time == server.now().secs());
            assert_eq!(again["sid"], first["sid"]);
            let silent = begin(&stale, &[("prompt", "none")]).await;
            assert_eq!(error_of(&silent).as_deref(), Some("login_required"));
            // Fresh enough now.
            let at_once = begin(&browser, &[("max_age", "50")]).await;
            assert!(error_of(&at_once).is_none());
        }
        assert!(server.audited("session.renewed", "success"));
        // A client may want it of every request; what the request says goes first.
        server.advance(51);
        let asked = |changes: &[(&str, &str)]| format!("/authorize?{}", query("brisk", changes));
        let scope = ("scope", "openid");
        let answer = browser.get(&asked(&[scope])).await;
        assert!(answer.location().path().ends_with("/reauth"));
        let answer = browser.get(&asked(&[scope, ("max_age", "1000")])).await;
        assert!(answer.parameter("code").is_some());
        let answer = browser.get(&asked(&[scope, ("prompt", "none")])).await;
        assert_eq!(answer.parameter("error").as_deref(), Some("login_required"));
    }
}

// Who has a second factor proves both again; "Cancel" goes back to the app, "not you?" to a
// sign-in.
#[tokio::test]
async fn a_second_factor_is_asked_for_again_too() {
    let server = Server::start(Db::Sqlite).await;
    let browser = server.browser();
    let page = browser.open(&query("web", &[])).await;
    let page = browser.sign_in(&page, "kim", "kim-password").await;
    let answer = browser.submit(&page, &[("code", &server.otp())]).await;
    browser.allow(&browser.follow(answer).await).await;
    server.advance(60);
    let page = begin(&browser, &[("prompt", "login")]).await;
    let answer = browser.submit(&page, &[("password", "kim-password")]).await;
    let code = browser.follow(answer).await;
    assert!(is_at(&code, "/mfa"));
    // Not before the code, and there is a way back to the password.
    assert_eq!(begin(&browser, &[("prompt", "none")]).await.status, 303);
    let reauth = page.url.path();
    assert!(code.body.contains(reauth));
    assert_eq!(browser.get(reauth).await.status, 200);
    let answer = browser.submit(&code, &[("code", &server.otp())]).await;
    let address = browser.follow(answer).await.refresh();
    assert_eq!(id_token(&server, &address).await["acr"], MFA);

    let page = begin(&browser, &[("prompt", "login")]).await;
    let cancelled = browser.submit(&page, &[("decision", "cancel")]).await;
    let page = browser.follow(cancelled).await;
    assert_eq!(error_of(&page).as_deref(), Some("access_denied"));
    let page = begin(&browser, &[("prompt", "login")]).await;
    let switch = page.url.path().replace("/reauth", "/switch");
    let answer = browser
        .post(&switch, &[("csrf", &page.field("csrf"))])
        .await;
    assert!(is_at(&browser.follow(answer).await, "/login"));
}

// AZ-18: what is no prompt, or cannot go together, is refused; what can, is done in order.
#[tokio::test]
async fn prompts_go_together_or_not() {
    let server = Server::start(Db::Sqlite).await;
    let browser = annas(&server).await;
    for bad in [
        "none login",
        "login none",
        "none consent",
        "none select_account",
        "none none",
        "none create",
        "Create",
        "Login",
        "login,consent",
        "select-account",
    ] {
        let answer = begin(&browser, &[("prompt", bad)]).await;
        assert_eq!(
            error_of(&answer).as_deref(),
            Some("invalid_request"),
            "{bad}"
        );
    }
    let page = begin(&browser, &[("prompt", "consent login select_account")]).await;
    assert!(is_at(&page, "/select-account"));
    let anna = page
        .body
        .split("name=\"account\" value=\"")
        .nth(1)
        .expect("an account");
    let anna = anna.split('"').next().expect("a value").to_owned();
    let answer = browser.submit(&page, &[("account", &anna)]).await;
    let page = browser.follow(answer).await;
    assert!(is_at(&page, "/reauth"), "{}", page.url);
    let answer = browser
        .submit(&page, &[("password", "anna-password")])
        .await;
    let page = browser.follow(answer).await;
    assert!(is_at(&page, "/consent"), "{}", page.url);
    assert!(browser.allow(&page).await.as_str().contains("code="));
    // `login consent` for a first-party client too.
    let answer = browser
        .get(&format!(
            "/authorize?{}",
            query("spa", &[("prompt", "consent")])
        ))
        .await;
    assert!(answer.location().path().ends_with("/consent"));
}

// `prompt=select_account`: the accounts of the browser, those that are signed out marked so.
#[tokio::test]
async fn a_person_chooses_among_the_accounts_of_the_browser() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        let ben = server.user(
            json!({"username": "ben", "name": "Ben Oak"}),
            "ben-password",
        );
        let ask = [("prompt", "select_account")];
        // Nobody was here: there is nothing to choose.
        let browser = server.browser();
        let page = begin(&browser, &ask).await;
        assert!(is_at(&page, "/login"));
        let page = browser.sign_in(&page, "anna", "anna-password").await;
        browser.allow(&page).await;
        let page = begin(&browser, &ask).await;
        assert!(is_at(&page, "/select-account"));
        assert!(page.body.contains("Anna Berg") && page.body.contains("Signed in"));
        assert!(!page.body.contains("Signed out"));
        assert_eq!(browser.submit(&page, &[]).await.status, 422);
        let foreign = browser.submit(&page, &[("account", ben.as_str())]).await;
        assert_eq!(foreign.status, 400, "an account that was not on the page");
        // Another one signs in.
        let answer = browser.submit(&page, &[("decision", "another")]).await;
        let page = browser.follow(answer).await;
        assert!(is_at(&page, "/login"));
        let page = browser.sign_in(&page, "ben", "ben-password").await;
        browser.allow(&page).await;
        let page = begin(&browser, &ask).await;
        let (bens, annas) = (page.body.find("Ben Oak"), page.body.find("Anna Berg"));
        assert!(bens.is_some() && bens < annas, "{}", page.body);
        assert_eq!(page.body.matches("Signed out").count(), 1);
        // Ben goes on without a password; a code is his.
        let answer = browser.submit(&page, &[("account", ben.as_str())]).await;
        let address = browser.follow(answer).await.refresh();
        assert_eq!(id_token(&server, &address).await["sub"], ben.as_str());
        // Anna is signed out: her password is asked, her name is there.
        let page = begin(&browser, &ask).await;
        let id = page
            .body
            .split("name=\"account\" value=\"")
            .nth(2)
            .expect("two");
        let id = id.split('"').next().expect("a value").to_owned();
        let answer = browser.submit(&page, &[("account", &id)]).await;
        let login = browser.follow(answer).await;
        assert!(is_at(&login, "/login") && login.body.contains("value=\"anna\""));
        let page = browser.sign_in(&login, "anna", "anna-password").await;
        assert!(page.url.path().starts_with("/return/"), "{}", page.url);
        // Out of the list, and out of the session.
        let page = begin(&browser, &ask).await;
        let answer = browser.submit(&page, &[("remove", &id)]).await;
        let page = browser.follow(answer).await;
        assert!(is_at(&page, "/select-account"));
        assert!(!page.body.contains("Anna Berg") && page.body.contains("Ben Oak"));
        assert!(!browser.cookies.lock().expect("cookies").contains_key("sid"));
        let answer = browser.submit(&page, &[("remove", ben.as_str())]).await;
        assert!(
            is_at(&browser.follow(answer).await, "/login"),
            "nobody is left"
        );
        // "Cancel" tells the app.
        let browser = self::annas(&server).await;
        let page = begin(&browser, &ask).await;
        let answer = browser.submit(&page, &[("decision", "cancel")]).await;
        let page = browser.follow(answer).await;
        assert_eq!(error_of(&page).as_deref(), Some("access_denied"));
    }
}

// The list is sealed for one browser: made up, cut, or of another browser it is none; it holds
// five, and nobody who was switched off.
#[tokio::test]
async fn a_list_of_accounts_is_of_its_browser() {
    let server = Server::start(Db::Sqlite).await;
    let ask = [("prompt", "select_account")];
    let browser = annas(&server).await;
    let list = browser.cookies.lock().expect("cookies")["accounts"].clone();
    assert!(!list.contains("anna"));
    for cookie in [
        "x".to_owned(),
        "A".repeat(100),
        list[..list.len() - 4].to_owned(),
        list.clone(),
        "A".repeat(5000),
    ] {
        let stranger = server.browser();
        let page = begin(&stranger, &[]).await;
        assert!(is_at(&page, "/login"));
        stranger
            .cookies
            .lock()
            .expect("cookies")
            .insert("accounts".into(), cookie.clone());
        let page = begin(&stranger, &ask).await;
        assert!(is_at(&page, "/login"), "{cookie}: {}", page.url);
    }
    for n in 0..6 {
        let name = format!("person{n}");
        server.user(
            json!({"username": name, "name": format!("Person {n}")}),
            "p-password",
        );
        let page = browser.as_another(&query("web", &ask)).await;
        browser.sign_in(&page, &name, "p-password").await;
    }
    let page = begin(&browser, &ask).await;
    assert_eq!(page.body.matches("name=\"account\"").count(), 5);
    assert!(page.body.contains("Person 5") && !page.body.contains("Anna Berg"));
}

// AZ-19: a hint proves who the request is about: nobody else will do.
#[tokio::test]
async fn a_hint_is_about_one_person() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        server.user(json!({"username": "ben"}), "ben-password");
        server.client(json!({"client_id": "pair", "client_secret": "pair-secret", "redirect_uris": ["https://app.example/cb"], "scope": "openid", "subject_type": "pairwise", "signet": {"first_party": true}}));
        let token = server.tokens().await.text("id_token").to_owned();
        let browser = annas(&server).await;
        // Over its time, it still says who.
        server.advance(3000);
        let hint = [("id_token_hint", token.as_str()), ("prompt", "none")];
        assert!(error_of(&begin(&browser, &hint).await).is_none());
        let bens = browser
            .as_another(&query("web", &[("prompt", "select_account")]))
            .await;
        browser.sign_in(&bens, "ben", "ben-password").await;
        let answer = begin(&browser, &hint).await;
        assert_eq!(error_of(&answer).as_deref(), Some("login_required"));
        // Visibly: whoever it is may sign in, and nobody else.
        let page = begin(&browser, &hint[..1]).await;
        assert!(is_at(&page, "/login"), "{}", page.url);
        let other = browser.sign_in(&page, "ben", "ben-password").await;
        assert_eq!(error_of(&other).as_deref(), Some("login_required"));
        let page = begin(&browser, &hint[..1]).await;
        let page = browser.sign_in(&page, "anna", "anna-password").await;
        assert!(error_of(&page).is_none());

        // Another client's, a changed one, an access token, a text: no hint.
        let asked = |client, hint| {
            let changes = [("scope", "openid"), ("id_token_hint", hint)];
            format!("/authorize?{}", query(client, &changes))
        };
        let access = server.tokens().await.text("access_token").to_owned();
        for (client, bad) in [
            ("spa", token.as_str()),
            ("web", &token[..token.len() - 6]),
            ("web", &access),
            ("web", "x.y.z"),
            ("web", "eyJhbGciOiJub25lIn0.e30."),
        ] {
            let answer = browser.get(&asked(client, bad)).await;
            let error = answer.parameter("error");
            assert_eq!(error.as_deref(), Some("invalid_request"), "{bad}");
        }
        // A client that sees subjects of its own is understood as well.
        let answer = browser
            .get(&format!(
                "/authorize?{}",
                query("pair", &[("scope", "openid")])
            ))
            .await;
        let form = [
            ("grant_type", "authorization_code"),
            ("code", &answer.parameter("code").expect("a code")),
            ("redirect_uri", "https://app.example/cb"),
            ("code_verifier", crate::support::app::VERIFIER),
        ];
        let tokens = server
            .token(Some(("pair", "pair-secret")), &form)
            .await
            .json();
        let own = tokens["id_token"].as_str().expect("a token");
        assert_ne!(claims(own)["sub"], claims(&token)["sub"]);
        let answer = browser.get(&asked("pair", own)).await;
        assert!(answer.parameter("code").is_some(), "{answer:?}");
    }
}

// AZ-20: `acr_values` is best effort and the real `acr` is told; a second factor that is there is
// asked for.
#[tokio::test]
async fn a_better_sign_in_is_asked_for_where_it_can_be() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        let mia = server.user(
            json!({"username": "mia", "name": "Mia Lind"}),
            "mia-password",
        );
        let browser = server.browser();
        let page = browser.open(&query("web", &[])).await;
        let page = browser.sign_in(&page, "mia", "mia-password").await;
        browser.allow(&page).await;
        let wanted = format!("urn:other {MFA}");
        // Without a second factor it is what it is.
        let answer = begin(&browser, &[("acr_values", &wanted)]).await;
        let token = id_token(&server, &answer.location()).await;
        assert_eq!(
            (token["acr"].as_str(), &token["amr"]),
            (Some(PASSWORD), &json!(["pwd"]))
        );
        enroll(&server, &mia);
        // Not wanted, or not first, or not visibly: not asked.
        for changes in [
            vec![],
            vec![("acr_values", "urn:other")],
            vec![("acr_values", PASSWORD)],
            vec![("acr_values", MFA), ("prompt", "none")],
        ] {
            let answer = begin(&browser, &changes).await;
            let token = id_token(&server, &answer.location()).await;
            assert_eq!(token["acr"], PASSWORD, "{changes:?}");
        }
        let page = begin(&browser, &[("acr_values", &wanted)]).await;
        assert!(is_at(&page, "/reauth") && page.body.contains("asks for a stronger sign-in"));
        let answer = browser.submit(&page, &[("password", "mia-password")]).await;
        let page = browser.follow(answer).await;
        let answer = browser.submit(&page, &[("code", &server.otp())]).await;
        let address = browser.follow(answer).await.refresh();
        let token = id_token(&server, &address).await;
        assert_eq!(
            (token["acr"].as_str(), &token["amr"]),
            (Some(MFA), &json!(["pwd", "otp", "mfa"]))
        );
        let answer = begin(&browser, &[("acr_values", MFA)]).await;
        assert!(error_of(&answer).is_none(), "once is enough");
    }
}

// AZ-20: what must be and cannot is told as such, at once or after the sign-in; what can is asked
// for. Never is more told than was done.
#[tokio::test]
async fn an_essential_class_is_reached_or_refused() {
    let server = Server::start(Db::Sqlite).await;
    let mia = server.user(json!({"username": "mia"}), "mia-password");
    let must = |value: &str| {
        json!({"id_token": {"acr": {"essential": true, "values": [value]}}}).to_string()
    };
    let (mfa, other, password) = (must(MFA), must("urn:other"), must(PASSWORD));
    let unmet = Some("unmet_authentication_requirements");
    let browser = server.browser();
    // A class that there is not, before anybody signs in.
    let answer = begin(&browser, &[("claims", &other)]).await;
    assert_eq!(error_of(&answer).as_deref(), unmet);
    // Nobody can do more than they can.
    let page = begin(&browser, &[("claims", &mfa)]).await;
    let page = browser.sign_in(&page, "mia", "mia-password").await;
    assert_eq!(error_of(&page).as_deref(), unmet);
    let silent = [("claims", mfa.as_str()), ("prompt", "none")];
    let answer = begin(&browser, &silent).await;
    assert_eq!(error_of(&answer).as_deref(), unmet);
    let page = begin(&browser, &[("claims", &password)]).await;
    assert!(is_at(&page, "/consent"), "{}", page.url);
    browser.allow(&page).await;
    // Now there is a second factor: it is asked for, but not silently.
    enroll(&server, &mia);
    let answer = begin(&browser, &silent).await;
    assert_eq!(error_of(&answer).as_deref(), Some("login_required"));
    let page = begin(&browser, &silent[..1]).await;
    assert!(is_at(&page, "/reauth"), "{}", page.url);
    let answer = browser.submit(&page, &[("password", "mia-password")]).await;
    let page = browser.follow(answer).await;
    assert!(is_at(&page, "/mfa"));
    let answer = browser.submit(&page, &[("code", &server.otp())]).await;
    let address = browser.follow(answer).await.refresh();
    assert_eq!(id_token(&server, &address).await["acr"], MFA);
    assert!(error_of(&begin(&browser, &silent).await).is_none());
}

// A `sub` that is asked for by `claims` is a hint that must be right.
#[tokio::test]
async fn a_subject_that_is_asked_for_must_be_signed_in() {
    let server = Server::start(Db::Sqlite).await;
    let browser = annas(&server).await;
    let anna = id_token(&server, &begin(&browser, &[]).await.location()).await;
    for (sub, error) in [
        (anna["sub"].as_str().expect("a subject"), None),
        ("somebody else", Some("login_required")),
    ] {
        let claims = json!({"id_token": {"sub": {"value": sub}}}).to_string();
        let answer = begin(&browser, &[("claims", &claims), ("prompt", "none")]).await;
        assert_eq!(error_of(&answer).as_deref(), error, "{sub}");
    }
}

// What a client's registration wants holds until a request says otherwise.
#[tokio::test]
async fn a_client_may_want_a_second_factor_by_default() {
    let server = Server::start(Db::Sqlite).await;
    let mia = server.user(json!({"username": "mia"}), "mia-password");
    server.client(json!({"client_id": "strong", "client_secret": "strong-secret", "redirect_uris": ["https://app.example/cb"], "scope": "openid", "default_acr_values": [MFA], "signet": {"first_party": true}}));
    let browser = server.browser();
    let page = browser.open(&query("web", &[])).await;
    browser.sign_in(&page, "mia", "mia-password").await;
    enroll(&server, &mia);
    let asked = |changes: &[(&str, &str)]| format!("/authorize?{}", query("strong", changes));
    let scope = ("scope", "openid");
    let answer = browser.get(&asked(&[scope])).await;
    assert!(answer.location().path().ends_with("/reauth"));
    let answer = browser
        .get(&asked(&[scope, ("acr_values", PASSWORD)]))
        .await;
    assert!(answer.parameter("code").is_some());
}

// AZ-32: a hint only prefills, and nobody learns from it who has an account.
#[tokio::test]
async fn a_login_hint_only_prefills() {
    let server = Server::start(Db::Sqlite).await;
    let mut bodies = Vec::new();
    for name in ["anna", "nobody", "locked"] {
        let browser = server.browser();
        let computed = server.app.hashing.computations();
        let page = browser.open(&query("web", &[("login_hint", name)])).await;
        assert!(page.body.contains(&format!("value=\"{name}\"")));
        assert_eq!(server.app.hashing.computations(), computed);
        let body = page.body.replace(&page.field("csrf"), "CSRF");
        let flow = page.url.path().split('/').nth(2).expect("a flow");
        bodies.push(body.replace(flow, "FLOW").replace(name, "NAME"));
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1);
    // Somebody else may sign in, and somebody who is signed in is not asked.
    let browser = annas(&server).await;
    let answer = begin(&browser, &[("login_hint", "kim")]).await;
    assert!(error_of(&answer).is_none());
    let long = "x".repeat(255);
    let page = begin(&server.browser(), &[("login_hint", &long)]).await;
    assert!(is_at(&page, "/login") && !page.body.contains(&long));
}

// `ui_locales` chooses among the languages that are offered; others are no fault.
#[tokio::test]
async fn the_language_of_the_pages_is_one_of_those_offered() {
    let server = Server::start(Db::Sqlite).await;
    for (locales, html) in [
        ("en", "lang=\"en\" dir=\"ltr\""),
        ("de-AT fr-CA", "lang=\"de\" dir=\"ltr\""),
        ("pt-BR fr-CA", "lang=\"fr\" dir=\"ltr\""),
        ("es", "lang=\"es\" dir=\"ltr\""),
        ("ar-EG", "lang=\"ar\" dir=\"rtl\""),
        ("pt-BR en", "lang=\"en\" dir=\"ltr\""),
        ("<script>", "lang=\"en\" dir=\"ltr\""),
        ("x", "lang=\"en\" dir=\"ltr\""),
    ] {
        let page = begin(&server.browser(), &[("ui_locales", locales)]).await;
        assert!(is_at(&page, "/login"), "{locales}");
        assert!(page.body.contains(&format!("<html {html}>")), "{locales}");
    }
}
