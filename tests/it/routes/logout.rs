//! `/logout`.

use crate::support::{Db, Server, both, query};

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
