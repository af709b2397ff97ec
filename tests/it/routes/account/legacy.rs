//! `/account/legacy`, `/legacy/notice`: an app still signs in the old way.

use reqwest::Method;
use serde_json::json;
use signet::server::background;

use crate::support::{Db, Server, both};

const PATH: &str = "/account/legacy";
const NOTICE: &str = "/legacy/notice";

async fn begin(db: Db, sunset: &[&str]) -> Server {
    let settings = [&["legacy.ocariot.enabled=true"], sunset].concat();
    let server = Server::with(db, &settings).await;
    crate::legacy::ocariot::short_key(&server);
    let user = json!({"username": "bea", "ocariot": {"username": "BEA1", "type": "educator"}});
    server.user(user, "bea-password");
    let browser = server.browser();
    let login = json!({"username": "BEA1", "password": "bea-password"});
    let request = browser.http.post(browser.url("/legacy/ocariot/v1/auth"));
    assert_eq!(browser.send(request.json(&login)).await.status, 200);
    server
}

// PAGES row 29: who has used an old sign-in is told, on their way to their account, what changes and
// when; "Later" leads on at once, and nobody is stopped again until a month has passed.
both!(who_used_an_old_sign_in_is_told_once);
async fn who_used_an_old_sign_in_is_told_once(db: Db) {
    let server = begin(db, &["legacy.ocariot.sunset_at=2099-06-30T00:00:00Z"]).await;
    let browser = server.browser();
    let page = browser.account("/account", "bea", "bea-password").await;
    assert_eq!((page.status.as_u16(), page.url.path()), (200, PATH));
    assert!(page.body.contains("this way ends on"), "{}", page.body);
    assert!(page.body.contains("June 2099"), "{}", page.body);
    let later = browser
        .submit_to(&page, PATH, &[("decision", "later")])
        .await;
    assert_eq!(
        (later.status.as_u16(), later.location().path()),
        (303, "/account")
    );
    let page = browser.visit("/account").await;
    assert_eq!((page.status.as_u16(), page.url.path()), (200, "/account"));
    // The page stays where it was, under the name that guides and mails have for it.
    let page = browser.visit(NOTICE).await;
    assert_eq!((page.status.as_u16(), page.url.path()), (200, PATH));
    let upgrade = browser
        .submit_to(&page, PATH, &[("decision", "upgrade")])
        .await;
    assert_eq!(upgrade.location().path(), "/account/security");
}

// PAGES row 29: it "never blocks": an account page that was asked for by name is the one that comes,
// as does an app's; who has no old sign-in reads that they have none.
both!(the_notice_is_in_nobodys_way);
async fn the_notice_is_in_nobodys_way(db: Db) {
    let server = begin(db, &[]).await;
    let browser = server.browser();
    let page = browser
        .account("/account/security", "bea", "bea-password")
        .await;
    assert_eq!(page.url.path(), "/account/security");
    server.advance(121);
    let page = browser.visit("/account").await;
    assert_eq!((page.status.as_u16(), page.url.path()), (200, "/account"));
    let page = browser.visit(NOTICE).await;
    assert!(
        page.body.contains("goes on working for now"),
        "{}",
        page.body
    );
    let other = server.browser();
    let page = other.account(NOTICE, "anna", "anna-password").await;
    assert_eq!((page.status.as_u16(), page.url.path()), (200, PATH));
    assert!(page.body.contains("No app of yours"), "{}", page.body);
}

// PAGES row 29, LE-02: what an old app was given ends within a day; that its person used it is known for 90
// days, here as in the letter that leads here.
both!(the_notice_outlives_what_was_given);
async fn the_notice_outlives_what_was_given(db: Db) {
    let server = begin(db, &["legacy.ocariot.sunset_at=2099-06-30T00:00:00Z"]).await;
    background::write_calls(&server.app).expect("writes");
    for (days, is_known) in [(3, true), (86, true), (2, false)] {
        server.advance(days * 24 * 3600);
        background::sweep(&server.ctx()).expect("sweeps");
        assert_eq!(server.grants(), 0);
        let browser = server.browser();
        let page = browser.account(NOTICE, "bea", "bea-password").await;
        assert_eq!(page.url.path(), PATH);
        assert_eq!(page.body.contains("June 2099"), is_known, "{}", page.body);
        assert_eq!(page.body.contains("No app of yours"), !is_known);
    }
}

// SE-05: the form belongs to its session.
both!(the_form_needs_its_token);
async fn the_form_needs_its_token(db: Db) {
    let server = begin(db, &[]).await;
    let browser = server.browser();
    browser.account(PATH, "bea", "bea-password").await;
    let answer = browser
        .send(
            browser
                .request(Method::POST, PATH)
                .form(&[("decision", "later"), ("csrf", "x")]),
        )
        .await;
    assert_eq!(answer.status, 403, "{}", answer.body);
}
