//! `/interaction/{flow}/mfa`: one-time codes.

use crate::support::{Answer, Browser, Db, Server, app::claims, query};

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

// TF-05: a right password alone opens nothing but the second factor.
#[tokio::test]
async fn a_password_alone_is_no_session() {
    let server = Server::start(Db::Sqlite).await;
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
    let silent = browser
        .get(&format!(
            "/authorize?{}",
            query("web", &[("prompt", "none")])
        ))
        .await;
    assert_eq!(silent.parameter("error").as_deref(), Some("login_required"));
    assert!(
        browser.get("/logout").await.body.contains("signed out")
            || !browser.get("/logout").await.body.contains("Dr Kim")
    );
    assert_eq!(server.codes(), 0);
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
