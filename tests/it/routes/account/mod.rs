//! `/account…`: who gets in, and how.

mod activity;
mod apps;
mod legacy;
mod profile;
pub mod security;
mod sessions;

use crate::support::{Db, Server, both, query};

// SE-02: who opens an account page signs in on the way and comes back to it; the same again later
// asks for nothing; signing out is on every page.
both!(an_account_page_leads_through_a_sign_in_and_back);
async fn an_account_page_leads_through_a_sign_in_and_back(db: Db) {
    let server = Server::start(db).await;
    let browser = server.browser();
    let page = browser.visit("/account").await;
    assert!(page.url.path().ends_with("/login"), "{}", page.url);
    assert!(
        page.body
            .contains("to continue to <b><bdi>Your account</bdi></b>"),
        "{}",
        page.body
    );
    let wrong = browser
        .submit(&page, &[("username", "anna"), ("password", "wrong")])
        .await;
    assert_eq!(wrong.status, 422);
    let page = browser.sign_in(&page, "anna", "anna-password").await;
    assert_eq!((page.status.as_u16(), page.url.path()), (200, "/account"));
    assert!(page.body.contains("Anna Berg"), "{}", page.body);
    assert!(page.body.contains("This sign-in") && page.body.contains("Earlier sign-ins"));
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(browser.get("/account").await.status, 200);
    // No code was made for it, and no grant.
    assert_eq!((server.codes(), server.grants()), (0, 0));
    let rows = server.rows("stage", "interactions");
    assert_eq!(rows, ["finished"]);
    let done = browser
        .submit_to(&page, "/logout", &[("decision", "leave")])
        .await;
    assert_eq!(done.status, 200);
    assert!(done.body.contains("signed out"), "{}", done.body);
    let again = browser.get("/account").await;
    assert!(again.location().path().starts_with("/interaction/"));
}

// AZ-14: the sign-in for an account page belongs to its browser, as any other; TF-05: and asks for
// the second factor.
both!(the_sign_in_is_bound_to_the_browser_and_asks_for_the_second_factor);
async fn the_sign_in_is_bound_to_the_browser_and_asks_for_the_second_factor(db: Db) {
    let server = Server::start(db).await;
    let browser = server.browser();
    let page = browser.visit("/account").await;
    assert_eq!(server.browser().get(page.url.path()).await.status, 400);
    let page = browser.sign_in(&page, "kim", "kim-password").await;
    assert!(page.url.path().ends_with("/mfa"), "{}", page.url);
    let next = browser.get("/account").await;
    assert!(next.location().path().starts_with("/interaction/"));
    let answer = browser.submit(&page, &[("code", &server.otp())]).await;
    let page = browser.follow(answer).await;
    assert_eq!((page.status.as_u16(), page.url.path()), (200, "/account"));
}

// HH-06: the way back is the page that was asked for, and no parameter can name another one.
both!(no_parameter_names_the_way_back);
async fn no_parameter_names_the_way_back(db: Db) {
    let server = Server::start(db).await;
    let browser = server.browser();
    let query = "return_to=//evil.example&next=https://evil.example&redirect_uri=/\\evil.example";
    let page = browser
        .account(&format!("/account?{query}"), "anna", "anna-password")
        .await;
    assert_eq!((page.status.as_u16(), page.url.path()), (200, "/account"));
    let ended = server.rows("request", "interactions");
    assert!(!ended[0].contains("evil"), "{ended:?}");
}

// AZ-01, CA-03: nobody can name the client that stands for the account pages.
both!(the_account_pages_are_no_client_for_anybody);
async fn the_account_pages_are_no_client_for_anybody(db: Db) {
    let server = Server::start(db).await;
    let browser = server.browser();
    let asked = query("signet-account", &[]);
    let page = browser.get(&format!("/authorize?{asked}")).await;
    assert_eq!(page.status, 400);
    assert!(
        server
            .app
            .catalog()
            .clients()
            .iter()
            .all(|c| c.id.as_str() != "signet-account")
    );
    let answer = browser
        .post(
            "/token",
            &[
                ("grant_type", "client_credentials"),
                ("client_id", "signet-account"),
            ],
        )
        .await;
    assert_eq!(answer.status, 401);
    // Its id is taken.
    let new =
        serde_json::json!({"client_id": "signet-account", "grant_types": ["client_credentials"]});
    let new = signet::account::client::NewClient::from_json(new).expect("reads");
    let refused = signet::account::client::register(&server.ctx(), new).expect("answers");
    assert!(refused.expect_err("a conflict").is_conflict);
}

// SE-09: the forms of an account page are its session's own.
both!(a_form_without_its_token_does_nothing);
async fn a_form_without_its_token_does_nothing(db: Db) {
    let server = Server::start(db).await;
    let (anna, ben) = (server.browser(), server.browser());
    let page = anna.account("/account", "anna", "anna-password").await;
    ben.account("/account", "anna", "anna-password").await;
    let foreign = page.token_for("/logout");
    let answer = ben
        .post("/logout", &[("csrf", &foreign), ("decision", "leave")])
        .await;
    assert_eq!(answer.status, 403);
}

// LG-15: the password changes with the current one and a sign-in of the last five minutes; else
// the form leads through one first, and a post is refused with 403.
both!(a_change_of_the_password_needs_a_fresh_sign_in);
async fn a_change_of_the_password_needs_a_fresh_sign_in(db: Db) {
    let server = Server::start(db).await;
    let browser = server.browser();
    let path = "/account/security/password";
    let page = browser.account(path, "anna", "anna-password").await;
    assert_eq!((page.status.as_u16(), page.url.path()), (200, path));
    let fields = [
        ("password", "anna-password"),
        ("new_password", "another password of anna"),
    ];
    server.advance(301);
    let late = browser.submit_to(&page, path, &fields).await;
    assert_eq!(late.status, 403);
    assert!(late.body.contains("Please sign in again"), "{}", late.body);
    assert!(late.body.contains(&format!("href=\"{path}\"")));
    let asked = browser.visit(path).await;
    assert!(asked.url.path().ends_with("/reauth"), "{}", asked.url);
    assert!(
        asked
            .body
            .contains("Sign in again to change your password.")
    );
    // Whoever will not goes back to where nothing has to be proven.
    let tab = browser.tab();
    let cancelled = tab.submit(&asked, &[("decision", "cancel")]).await;
    assert_eq!(cancelled.location().path(), "/account");
    let asked = browser.visit(path).await;
    let old = browser.tab();
    let answer = browser
        .submit(&asked, &[("password", "anna-password")])
        .await;
    let page = browser.follow(answer).await;
    assert_eq!((page.status.as_u16(), page.url.path()), (200, path));
    // SE-02: the id of before is nobody's.
    assert!(
        old.get("/account")
            .await
            .location()
            .path()
            .starts_with("/interaction/")
    );
    let wrong = [
        ("password", "wrong"),
        ("new_password", "another password of anna"),
    ];
    let refused = browser.submit_to(&page, path, &wrong).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("The current password is not right"));
    let same = [
        ("password", "anna-password"),
        ("new_password", "anna-password"),
    ];
    let refused = browser.submit_to(&page, path, &same).await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.body.contains("That is your present password"),
        "{}",
        refused.body
    );
    let done = browser.submit_to(&page, path, &fields).await;
    assert_eq!(done.location().path(), "/account/security");
}
