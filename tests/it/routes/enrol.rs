//! `mfa.required_for`: people of some roles sign in with a second factor, or set one up first.

use serde_json::json;
use signet::model::UserId;

use crate::support::{
    Browser, Db, Server, both, query,
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
    assert!(page.body.contains("href=\"/account/security\""));
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
    // Where it is set up is open to them.
    let own = browser.get("/account/security").await;
    let own = browser.follow(own).await;
    assert!(!is_at(own.url.path(), "/enrol"), "{}", own.url);
    // Set up meanwhile: the sign-in goes on where it stood.
    let spare = server.user(
        json!({"username": "spare", "totp": [{"secret": TOTP_SEED}]}),
        "person-password",
    );
    server.sql(&format!(
        "UPDATE totps SET user_id = '{nurse}' WHERE user_id = '{spare}'"
    ));
    let answer = browser.get(page.url.path()).await;
    let next = browser.follow(answer).await;
    assert!(is_at(next.url.path(), "/consent"), "{}", next.url);
    // The next sign-in asks for the code.
    let again = server.browser();
    let page = arrive(&again, "nurse").await;
    assert!(is_at(page.url.path(), "/mfa"), "{}", page.url);
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
