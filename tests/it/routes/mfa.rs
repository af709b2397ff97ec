//! `/interaction/{flow}/mfa`: one-time codes.

use crate::support::{Answer, Browser, Db, Server, app::claims, both, query};

async fn to_code(server: &Server, client: &str) -> (Browser, Answer) {
    let browser = server.browser();
    let page = browser.open(&query(client, &[])).await;
    let page = browser.sign_in(&page, "kim", "kim-password").await;
    assert!(page.url.path().ends_with("/mfa"), "{}", page.url);
    (browser, page)
}

// TF-09: `amr` and `acr` say what was done in this session.
#[tokio::test]
async fn a_second_factor_shows_in_the_tokens() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        let (browser, page) = to_code(&server, "web").await;
        let answer = browser
            .submit(&page, &[("code", &format!(" {} ", server.otp()))])
            .await;
        let consent = browser.follow(answer).await;
        let address = browser.allow(&consent).await;
        let answer = server
            .redeem(&crate::support::app::code_of(&address))
            .await
            .json();
        for token in ["access_token", "id_token"] {
            let claims = claims(answer[token].as_str().expect("a token"));
            assert_eq!(claims["amr"], serde_json::json!(["pwd", "otp", "mfa"]));
            assert_eq!(claims["acr"], "urn:signet:acr:mfa");
        }
    }
}

// TF-04: a recovery code in the field for the six digits is no wrong code: nothing is compared and
// nothing counted, and the page says where it belongs. The field may have cut it off.
#[tokio::test]
async fn a_recovery_code_has_a_page_of_its_own() {
    let server = Server::start(Db::Sqlite).await;
    let (browser, mut page) = to_code(&server, "web").await;
    let recovery = page.url.path().replace("/mfa", "/recovery");
    for code in [
        "F7KQ-201M-9XWD-H4RT",
        "f7kq 201m 9xwd h",
        "F7KQ-201M-9XWD-H",
    ] {
        for _ in 0..3 {
            page = browser.submit(&page, &[("code", code)]).await;
            assert_eq!(page.status, 422);
            assert!(
                page.body.contains("That looks like a recovery code."),
                "{}",
                page.body
            );
            let link = format!("<a href=\"{recovery}\">Use a recovery code</a>");
            assert!(page.body.contains(&link), "{}", page.body);
            assert!(page.body.contains("Ask whoever gave you this account."));
        }
    }
    let answer = browser.submit(&page, &[("code", &server.otp())]).await;
    let page = browser.follow(answer).await;
    assert!(page.url.path().ends_with("/consent"), "{}", page.url);
}

// TF-05: a right password alone opens nothing but the second factor.
both!(a_password_alone_is_no_session);
async fn a_password_alone_is_no_session(db: Db) {
    let server = Server::start(db).await;
    let (browser, page) = to_code(&server, "web").await;
    assert!(!browser.cookies.lock().expect("cookies").contains_key("sid"));
    let consent = page.url.path().replace("/mfa", "/consent");
    assert!(
        browser
            .get(&consent)
            .await
            .location()
            .path()
            .ends_with("/mfa")
    );
    let posted = browser
        .post(
            &consent,
            &[
                ("csrf", &page.field("csrf")),
                ("decision", "allow"),
                ("scope", "profile"),
            ],
        )
        .await;
    assert!(posted.location().path().ends_with("/mfa"));
    // The matrix: every other route, with what it answers to somebody who is nobody yet.
    let flow = page.url.path().trim_end_matches("/mfa").to_owned();
    let csrf = page.field("csrf");
    let post = [("csrf", csrf.as_str()), ("decision", "allow"), ("x", "y")];
    let silent = format!("/authorize?{}", query("web", &[("prompt", "none")]));
    for (method, path, status, to) in [
        ("GET", format!("{flow}/login"), 200, ""),
        ("GET", format!("{flow}/consent"), 303, "/mfa"),
        ("POST", format!("{flow}/consent"), 303, "/mfa"),
        ("GET", silent, 303, "login_required"),
        (
            "GET",
            format!("/authorize?{}", query("web", &[])),
            303,
            "/login",
        ),
        (
            "GET",
            format!("/authorize?{}", query("spa", &[])),
            303,
            "/login",
        ),
        ("GET", "/userinfo".to_owned(), 401, ""),
        ("POST", "/userinfo".to_owned(), 401, ""),
        ("POST", "/token".to_owned(), 401, ""),
        ("GET", "/return/x".to_owned(), 400, ""),
        ("GET", "/logout".to_owned(), 200, ""),
        ("POST", "/logout".to_owned(), 403, ""),
        ("GET", "/".to_owned(), 200, ""),
    ] {
        let answer = match method {
            "GET" => browser.get(&path).await,
            _ => browser.post(&path, &post).await,
        };
        assert_eq!(answer.status, status, "{method} {path}: {}", answer.body);
        assert!(answer.header("location").contains(to), "{method} {path}");
        assert!(!answer.header("location").contains("code="), "{path}");
        assert!(!answer.body.contains("Dr Kim"), "{method} {path}");
        assert!(!browser.cookies.lock().expect("cookies").contains_key("sid"));
    }
    assert_eq!((server.codes(), server.count("sessions")), (0, 0));
    // "not you?" starts over.
    let over = browser.post(&format!("{flow}/switch"), &post).await;
    assert!(over.location().path().ends_with("/login"));
    assert_eq!(
        server.rows(
            "stage",
            &format!(
                "interactions WHERE id = '{}'",
                flow.rsplit('/').next().expect("an id")
            )
        ),
        ["another"]
    );
}

// TF-02, TF-03: the step before counts, older and newer ones do not; a step counts once, and a
// repeat is told by its own words and not counted as wrong.
#[tokio::test]
async fn a_code_counts_once() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        let code = server.otp();
        server.advance(30);
        let (browser, page) = to_code(&server, "web").await;
        assert_eq!(browser.submit(&page, &[("code", &code)]).await.status, 303);
        for _ in 0..7 {
            let (browser, page) = to_code(&server, "web").await;
            let again = browser.submit(&page, &[("code", &code)]).await;
            assert_eq!(again.status, 422);
            assert!(again.body.contains("already used"), "{}", again.body);
        }
        server.advance(60);
        let (browser, page) = to_code(&server, "web").await;
        let old = browser.submit(&page, &[("code", &code)]).await;
        assert_eq!(old.status, 422);
        assert!(!old.body.contains("already used"));
        assert_eq!(
            browser
                .submit(&page, &[("code", &server.otp())])
                .await
                .status,
            303
        );
    }
}

// TF-04: five wrong codes end a sign-in; ten in an hour have to wait, and typing the password
// again does not help. TF-08: what is no digit is wrong.
#[tokio::test]
async fn wrong_codes_end_a_sign_in_and_then_have_to_wait() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        for round in 0..2 {
            let (browser, page) = to_code(&server, "web").await;
            assert_eq!(
                browser.submit(&page, &[("code", " ")]).await.status,
                422,
                "an empty code is no try"
            );
            for wrong in ["000000", "abcdef", "1", "12345678"] {
                let answer = browser.submit(&page, &[("code", wrong)]).await;
                assert_eq!(answer.status, 422, "{round} {wrong}");
            }
            let fifth = browser.submit(&page, &[("code", "000000")]).await;
            assert_eq!(fifth.status, 422);
            let next = browser.get(page.url.path()).await;
            assert!(next.location().path().ends_with("/login"), "{round}");
        }
        let (browser, page) = to_code(&server, "web").await;
        let answer = browser.submit(&page, &[("code", &server.otp())]).await;
        assert_eq!(answer.status, 429);
        assert_eq!(answer.header("retry-after"), "900");
        server.advance(900);
        let (browser, page) = to_code(&server, "web").await;
        assert_eq!(
            browser
                .submit(&page, &[("code", &server.otp())])
                .await
                .status,
            303
        );
        assert!(
            server.audited("login.otp", "otp-wrong") && server.audited("login.otp", "otp-limited")
        );
    }
}

// SE-02: the second factor, too, begins a new session over an old one, whose cookie is nobody's
// from then on.
both!(a_second_factor_begins_a_new_session);
async fn a_second_factor_begins_a_new_session(db: Db) {
    let server = Server::start(db).await;
    let browser = server.browser();
    let page = browser.open(&query("web", &[])).await;
    browser.sign_in(&page, "anna", "anna-password").await;
    let old = browser.tab();
    let page = browser
        .as_another(&query("web", &[("prompt", "select_account")]))
        .await;
    let page = browser.sign_in(&page, "kim", "kim-password").await;
    let sid = |browser: &Browser| browser.cookies.lock().expect("cookies")["sid"].clone();
    // A password alone changes nothing yet.
    assert_eq!(sid(&browser), sid(&old));
    let silent = format!("/authorize?{}", query("spa", &[("prompt", "none")]));
    let answer = browser.submit(&page, &[("code", &server.otp())]).await;
    assert_eq!(answer.status, 303);
    assert_ne!(sid(&browser), sid(&old));
    let error = old.get(&silent).await.parameter("error");
    assert_eq!(error.as_deref(), Some("login_required"));
    assert!(browser.get(&silent).await.parameter("code").is_some());
}
