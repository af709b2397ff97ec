//! `mfa.required_for`: people of some roles sign in with a second factor, or set one up first.

use serde_json::json;
use signet::model::UserId;

use super::account::security;
use crate::support::{
    Browser, Db, Server,
    app::{claims, code_of},
    both, query,
    server::{CALLBACK, TOTP_SEED},
};

/// A server, and the id of who must have a second factor there.
async fn server(db: Db) -> (Server, UserId) {
    let set = [
        "mfa.required_for=[\"clinician\"]",
        "legacy.ocariot.enabled=true",
    ];
    let server = Server::with(db, &set).await;
    crate::legacy::ocariot::short_key(&server);
    server.open_doors();
    let person = |name: &str, roles: &[&str]| {
        let person = json!({
            "username": name, "roles": roles,
            "ocariot": {"username": name, "type": "healthprofessional"},
        });
        server.user(person, "person-password")
    };
    let nurse = person("nurse", &["clinician"]);
    person("visitor", &["patient"]);
    (server, nurse)
}

fn is_at(browser_url: &str, page: &str) -> bool {
    browser_url.ends_with(page)
}

async fn arrive(browser: &Browser, name: &str) -> crate::support::Answer {
    let page = browser.open(&query("web", &[])).await;
    browser.sign_in(&page, name, "person-password").await
}

// AZ-15: "login → MFA → required actions → consent → code": nothing is given to who must have a
// second factor and has none; with one they go on, and nobody else is asked.
both!(who_must_have_a_second_factor_sets_one_up_first);
async fn who_must_have_a_second_factor_sets_one_up_first(db: Db) {
    let (server, nurse) = server(db).await;
    let visitor = server.browser();
    let page = arrive(&visitor, "visitor").await;
    assert!(is_at(page.url.path(), "/consent"), "{}", page.url);
    let browser = server.browser();
    let page = arrive(&browser, "nurse").await;
    assert!(is_at(page.url.path(), "/enrol"), "{}", page.url);
    assert_eq!(page.status, 200);
    assert!(page.body.contains("<svg viewBox"), "{}", page.body);
    // Neither a look at another step nor a post to it goes past.
    let consent = page.url.path().replace("/enrol", "/consent");
    let answer = browser.get(&consent).await;
    assert!(is_at(answer.location().path(), "/enrol"));
    let answer = browser.post(&consent, &[("decision", "allow")]).await;
    assert!([303, 403].contains(&answer.status.as_u16()));
    assert_eq!((server.codes(), server.grants()), (0, 0));
    // AZ-16: without a page it cannot be asked for.
    let silent = query("web", &[("prompt", "none")]);
    let answer = browser.get(&format!("/authorize?{silent}")).await;
    assert!(answer.location().as_str().starts_with(CALLBACK));
    let error = answer.parameter("error");
    assert_eq!(error.as_deref(), Some("interaction_required"));
    // Where it is set up is open to them, and no other page of ours.
    let own = browser.get("/account/security").await;
    let own = browser.follow(own).await;
    assert!(is_at(own.url.path(), "/enrol"), "{}", own.url);
    let new = browser.visit("/account/security/totp/new").await;
    assert_eq!(new.url.path(), "/account/security/totp/new");
    // Set up meanwhile, elsewhere: TF-09: what this session proved is the password, so it is asked.
    let spare = server.user(
        json!({"username": "spare", "totp": [{"secret": TOTP_SEED}]}),
        "person-password",
    );
    server.sql(&format!(
        "UPDATE totps SET user_id = '{nurse}', confirmed_at = 1 WHERE user_id = '{spare}'"
    ));
    let answer = browser.get(page.url.path()).await;
    let next = browser.follow(answer).await;
    assert!(is_at(next.url.path(), "/reauth"), "{}", next.url);
    // The next sign-in asks for the code.
    let again = server.browser();
    let page = arrive(&again, "nurse").await;
    assert!(is_at(page.url.path(), "/mfa"), "{}", page.url);
}

// PAGES §1: one way without detour: the key, the first code, the recovery codes, the app. TF-01: "not
// active until one code is confirmed". TF-09: the session counts as one with a second factor, and no
// sooner.
both!(the_second_factor_is_set_up_on_the_way_to_the_app);
async fn the_second_factor_is_set_up_on_the_way_to_the_app(db: Db) {
    let (server, nurse) = server(db).await;
    let browser = server.browser();
    let page = arrive(&browser, "nurse").await;
    let path = page.url.path().to_owned();
    assert!(is_at(&path, "/enrol"), "{}", page.url);
    let key = security::key(&page);
    for (code, name, said) in [
        ("", "My phone", "Enter the code"),
        ("000000", "My phone", "not right"),
        ("000000", "", "1 to 60 characters"),
    ] {
        let fields = [("name", name), ("code", code)];
        let wrong = browser.submit_to(&page, &path, &fields).await;
        assert_eq!(wrong.status, 422, "{said}: {}", wrong.body);
        assert_eq!(security::key(&wrong), key, "the same key");
    }
    let on = format!("totps WHERE confirmed_at IS NOT NULL AND user_id = '{nurse}'");
    assert_eq!(server.rows("COUNT(*)", &on), ["0"]);
    // No cross-site post turns it on.
    let code = security::code_at(&key, server.now());
    let answer = browser.post(&path, &[("name", "x"), ("code", &code)]).await;
    assert_eq!(answer.status, 403);
    let fields = [("name", "My phone"), ("code", code.as_str())];
    let answer = browser.submit_to(&page, &path, &fields).await;
    let codes_page = browser.follow(answer).await;
    let codes_path = codes_page.url.path().to_owned();
    assert!(is_at(&codes_path, "/enrol/codes"), "{}", codes_page.url);
    let codes = security::codes(&codes_page);
    assert_eq!(codes.len(), 10);
    let file = codes_path.replace("/codes", "/recovery-codes.txt");
    let file = browser.submit_to(&codes_page, &file, &[]).await;
    assert!(codes.iter().all(|code| file.body.contains(code)));
    let unticked = browser.submit_to(&codes_page, &codes_path, &[]).await;
    assert_eq!(unticked.status, 422);
    let saved = [("saved", "1")];
    let next = browser.submit_to(&codes_page, &codes_path, &saved).await;
    let consent = browser.follow(next).await;
    assert!(is_at(consent.url.path(), "/consent"), "{}", consent.url);
    // Kept, they are not shown again; the page leads on.
    let gone = browser.get(&codes_path).await;
    assert!(is_at(gone.location().path(), "/consent"));
    let code = code_of(&browser.allow(&consent).await);
    let answer = server.redeem(&code).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let id = claims(answer.json()["id_token"].as_str().expect("an ID token"));
    assert_eq!(id["acr"], "urn:signet:acr:mfa");
    assert_eq!(id["amr"], json!(["pwd", "otp", "mfa"]));
    // The next app is reached without another word; the next sign-in by a recovery code.
    let silent = query("web", &[("prompt", "none")]);
    let answer = browser.get(&format!("/authorize?{silent}")).await;
    assert!(answer.parameter("code").is_some());
    let lost = server.browser();
    let page = arrive(&lost, "nurse").await;
    let recovery = page.url.path().replace("/mfa", "/recovery");
    let page = lost.get(&recovery).await;
    let fields = [("recovery_code", codes[0].as_str())];
    let next = lost.submit(&page, &fields).await;
    let next = lost.follow(next).await;
    assert!(next.url.path().starts_with("/return/"), "{}", next.url);
}

// LG-15: who sets a factor up has proven the password within the last minutes, also where the session
// is older; whoever would rather not goes back to the app.
both!(an_old_session_proves_the_password_before_a_factor_is_set_up);
async fn an_old_session_proves_the_password_before_a_factor_is_set_up(db: Db) {
    let (server, _) = server(db).await;
    let browser = server.browser();
    let page = arrive(&browser, "nurse").await;
    let path = page.url.path().to_owned();
    server.advance(301);
    let page = browser.follow(browser.get(&path).await).await;
    assert!(is_at(page.url.path(), "/reauth"), "{}", page.url);
    let fields = [("password", "person-password")];
    let next = browser.submit_to(&page, page.url.path(), &fields).await;
    let page = browser.follow(next).await;
    assert!(is_at(page.url.path(), "/enrol"), "{}", page.url);
    let cancel = [("decision", "cancel")];
    let page = browser.submit_to(&page, &path, &cancel).await;
    let page = browser.follow(page).await;
    assert!(page.refresh().as_str().contains("error=access_denied"));
}

// TF-10, TF-09: a device that was remembered before the person had to have a second factor spares
// them no code from then on, and it cannot be remembered any more: no `acr` is higher than what was
// performed, and theirs has to be the second factor's.
both!(a_remembered_device_spares_no_code_to_who_must_have_one);
async fn a_remembered_device_spares_no_code_to_who_must_have_one(db: Db) {
    let set = [
        "mfa.required_for=[\"clinician\"]",
        "mfa.remember_device=30d",
    ];
    let server = Server::with(db, &set).await;
    let otto = server.user(
        json!({"username": "otto", "roles": ["patient"], "totp": [{"secret": TOTP_SEED}]}),
        "person-password",
    );
    let browser = server.browser();
    let page = arrive(&browser, "otto").await;
    let code = server.otp();
    let fields = [("code", code.as_str()), ("remember_device", "1")];
    let next = browser.submit(&page, &fields).await;
    assert!(is_at(browser.follow(next).await.url.path(), "/consent"));
    browser.cookies.lock().expect("cookies").remove("sid");
    let page = arrive(&browser, "otto").await;
    assert!(is_at(page.url.path(), "/consent"), "spared: {}", page.url);
    server.sql(&format!(
        "UPDATE users SET roles = '[\"clinician\"]' WHERE id = '{otto}'"
    ));
    // The session of before is not enough for them, either.
    let step = browser.get(page.url.path()).await;
    assert!(is_at(step.location().path(), "/reauth"), "{}", step.body);
    browser.cookies.lock().expect("cookies").remove("sid");
    let page = arrive(&browser, "otto").await;
    assert!(is_at(page.url.path(), "/mfa"), "asked: {}", page.url);
    assert!(!page.body.contains("remember_device"));
    server.advance(30);
    let code = server.otp();
    let next = browser.submit(&page, &[("code", code.as_str())]).await;
    let page = browser.follow(next).await;
    let code = code_of(&browser.allow(&page).await);
    let answer = server.redeem(&code).await;
    let id = claims(answer.json()["id_token"].as_str().expect("an ID token"));
    assert_eq!(id["acr"], "urn:signet:acr:mfa");
}

// An old API cannot ask for a second factor, nor for one to be set up.
both!(an_old_api_lets_nobody_in_who_must_have_a_second_factor);
async fn an_old_api_lets_nobody_in_who_must_have_a_second_factor(db: Db) {
    let (server, _) = server(db).await;
    let visitor = crate::legacy::ocariot::login(&server, "visitor", "person-password").await;
    assert_eq!(visitor.status, 200, "{}", visitor.body);
    let nurse = crate::legacy::ocariot::login(&server, "nurse", "person-password").await;
    let expected = r#"{"code":401,"message":"Invalid username or password!"}"#;
    assert_eq!(
        (nurse.status.as_u16(), nurse.body.as_str()),
        (401, expected)
    );
    let reason = "mfa-required-unsupported-door";
    assert!(server.audit().iter().any(|row| row.outcome == reason));
}

// TF-09, AZ-15: what is asked of people with this role at an app is asked at the pages of their own account,
// too: the password alone shows and changes nothing there.
both!(the_account_pages_ask_for_the_second_factor_that_is_required);
async fn the_account_pages_ask_for_the_second_factor_that_is_required(db: Db) {
    let (server, _) = server(db).await;
    let browser = server.browser();
    let page = browser
        .account("/account", "nurse", "person-password")
        .await;
    let path = page.url.path().to_owned();
    assert!(is_at(&path, "/enrol"), "{}", page.url);
    for own in [
        "/account",
        "/account/security",
        "/account/security/password",
        "/account/security/recovery",
        "/account/profile",
        "/account/sessions",
        "/account/apps",
        "/account/activity",
        "/account/data",
    ] {
        let answer = browser.tab().get(own).await;
        assert_eq!(answer.status, 303, "{own}");
        assert!(
            answer.location().path().starts_with("/interaction/"),
            "{own}"
        );
    }
    let out = browser
        .tab()
        .submit_to(&page, &path, &[("decision", "cancel")])
        .await;
    assert_eq!(out.location().path(), "/logout", "the way out");
    let page = browser.visit("/account/profile").await;
    assert!(is_at(page.url.path(), "/enrol"), "{}", page.url);
    let code = security::code_at(&security::key(&page), server.now());
    let fields = [("name", "My phone"), ("code", code.as_str())];
    let path = page.url.path().to_owned();
    let answer = browser.submit_to(&page, &path, &fields).await;
    let codes = browser.follow(answer).await;
    let path = codes.url.path().to_owned();
    let next = browser.submit_to(&codes, &path, &[("saved", "1")]).await;
    let page = browser.follow(next).await;
    assert_eq!(
        (page.status.as_u16(), page.url.path()),
        (200, "/account/profile")
    );
    // Nobody else is asked.
    let visitor = server.browser();
    let page = visitor
        .account("/account", "visitor", "person-password")
        .await;
    assert_eq!((page.status.as_u16(), page.url.path()), (200, "/account"));
}
