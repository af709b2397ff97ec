//! `/account/sessions`: where a person is signed in.

use reqwest::Method;

use crate::support::{Browser, Db, Server, both, chain::STEADY, query};

const PATH: &str = "/account/sessions";
const FIREFOX: &str =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0";
const SAFARI: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1";

async fn is_signed_in(browser: &Browser) -> bool {
    let silent = query("web", &[("prompt", "none")]);
    let answer = browser.get(&format!("/authorize?{silent}")).await;
    answer.parameter("error").as_deref() != Some("login_required")
}

/// The ids of the sessions that a page offers to end.
fn ids(page: &str) -> Vec<String> {
    let buttons = page.split("name=\"end\" value=\"").skip(1);
    buttons
        .map(|rest| rest.split('"').next().expect("a value").to_owned())
        .collect()
}

// SE-07: after a fresh sign-in a person sees where they are signed in, with what and when, and
// ends one session or all others; its refresh tokens end with it.
both!(a_person_ends_their_sessions_after_a_fresh_sign_in);
async fn a_person_ends_their_sessions_after_a_fresh_sign_in(db: Db) {
    let server = Server::start(db).await;
    server.refreshing_clients();
    let (tokens, _) = server.chain(STEADY).await;
    server.advance(60);
    let phone = Browser::calling_itself(&server.base, SAFARI);
    phone.account("/account", "anna", "anna-password").await;
    server.advance(400);
    let here = Browser::calling_itself(&server.base, FIREFOX);
    let page = here.account(PATH, "anna", "anna-password").await;
    assert_eq!((page.status.as_u16(), page.url.path()), (200, PATH));
    for told in [
        "<bdi>Firefox</bdi> on <bdi>Windows</bdi>",
        "This device",
        "<bdi>Safari</bdi> on <bdi>iPhone</bdi>",
        "A browser that we do not know",
        "127.0.0.0/24",
        "Password",
        STEADY,
    ] {
        assert!(page.body.contains(told), "{told}: {}", page.body);
    }
    // Not to who signed in some time ago.
    let late = phone.visit(PATH).await;
    assert!(late.url.path().ends_with("/reauth"), "{}", late.url);
    assert!(late.body.contains("to see and end your sessions"));
    // The one that was used last comes first.
    let [safari, unknown] = &ids(&page.body)[..] else {
        panic!("{}", page.body)
    };
    let done = here.submit_to(&page, PATH, &[("end", safari)]).await;
    assert_eq!(done.location().path(), PATH);
    let page = here.follow(done).await;
    assert!(
        page.body.contains("You were signed out there."),
        "{}",
        page.body
    );
    assert!(!page.body.contains("Safari"));
    assert!(!is_signed_in(&phone).await && is_signed_in(&here).await);
    assert_eq!(
        server
            .refresh(STEADY, tokens.text("refresh_token"))
            .await
            .status,
        200
    );
    assert_eq!(ids(&page.body), std::slice::from_ref(unknown));
    let done = here.submit_to(&page, PATH, &[("others", "end")]).await;
    let page = here.follow(done).await;
    assert!(page.body.contains("You are signed out everywhere else."));
    assert!(ids(&page.body).is_empty() && is_signed_in(&here).await);
    let dead = server.refresh(STEADY, tokens.text("refresh_token")).await;
    assert_eq!(dead.json()["error"], "invalid_grant");
    // A post with nothing in it does nothing.
    let nothing = here.submit_to(&page, PATH, &[]).await;
    assert_eq!(nothing.location().path(), PATH);
}

// SE-07, SE-08: a session of somebody else is none; a post without its form's token, from another
// site, or some time after the sign-in does nothing.
both!(nobody_ends_a_session_of_somebody_else);
async fn nobody_ends_a_session_of_somebody_else(db: Db) {
    let server = Server::start(db).await;
    server.user(serde_json::json!({"username": "ben"}), "ben-password");
    let (anna, ben) = (server.browser(), server.browser());
    let second = server.browser();
    second.account("/account", "anna", "anna-password").await;
    let page = anna.account(PATH, "anna", "anna-password").await;
    let theirs = ids(&page.body).remove(0);
    let own = ben.account(PATH, "ben", "ben-password").await;
    for id in [theirs.as_str(), "nobody", "\0", "x\u{e9}"] {
        let refused = ben.submit_to(&own, PATH, &[("end", id)]).await;
        assert_eq!(refused.status, 404, "{id:?}");
    }
    let (token, foreign) = (page.token_for(PATH), own.token_for(PATH));
    for (csrf, header, value) in [
        ("", "", ""),
        ("x", "", ""),
        (foreign.as_str(), "", ""),
        (token.as_str(), "origin", "https://evil.example"),
        (token.as_str(), "origin", "null"),
        (token.as_str(), "sec-fetch-site", "cross-site"),
        (token.as_str(), "sec-fetch-site", "same-site"),
    ] {
        let form = [("csrf", csrf), ("end", theirs.as_str()), ("others", "end")];
        let mut request = anna.request(Method::POST, PATH).form(&form);
        if !header.is_empty() {
            request = request.header(header, value);
        }
        let answer = anna.send(request).await;
        assert_eq!(answer.status, 403, "{csrf} {header} {value}");
        assert!(answer.body.contains(&format!("href=\"{PATH}\"")));
    }
    server.advance(301);
    let late = anna.submit_to(&page, PATH, &[("end", &theirs)]).await;
    assert_eq!(late.status, 403);
    assert!(is_signed_in(&second).await);
    // Nobody at all signs in first.
    let form = [("csrf", token.as_str()), ("others", "end")];
    let answer = server.browser().post(PATH, &form).await;
    assert!(answer.location().path().starts_with("/interaction/"));
    assert!(is_signed_in(&second).await);
}

// What is kept of an address is what the operator lets be kept.
#[tokio::test]
async fn an_address_is_kept_as_the_setting_says() {
    for (setting, told, not) in [
        ("privacy.ip=truncate", "127.0.0.0/24", "127.0.0.1<"),
        ("privacy.ip=full", "127.0.0.1<", "127.0.0.0/24"),
        ("privacy.ip=off", "Signed in with", "127.0.0"),
    ] {
        let server = Server::with(Db::Sqlite, &[setting]).await;
        let browser = server.browser();
        let page = browser.account(PATH, "anna", "anna-password").await;
        assert!(page.body.contains(told), "{setting}: {}", page.body);
        assert!(!page.body.contains(not), "{setting}: {}", page.body);
    }
}
