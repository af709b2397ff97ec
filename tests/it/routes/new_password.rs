//! `/interaction/{flow}/password/new`: a password that somebody else has set.

use serde_json::json;
use signet::{
    account::{access::OPERATOR, password},
    core::Secret,
    model::UserId,
};

use crate::support::{Answer, Browser, Db, Server, app::code_of, both, query, server::TOTP_SEED};

const GIVEN: &str = "plum harbour quartz";
const OWN: &str = "vier ziegen tanzen leise";

fn give(server: &Server, id: &UserId) {
    password::set(&server.ctx(), id, (&Secret::new(GIVEN), true), OPERATOR)
        .expect("sets")
        .expect("good enough");
}

fn is_signed_in(browser: &Browser) -> bool {
    browser.cookies.lock().expect("cookies").contains_key("sid")
}

async fn choose(browser: &Browser, page: &Answer, word: &str) -> Answer {
    browser.submit(page, &[("new_password", word)]).await
}

// RC-12: "the CLI on the host may set one, which must be changed at the next sign-in": nothing comes
// before that, and the page says why. LG-01, LG-03: 422, with how soon it would be guessed. TF-05: it
// is no session.
both!(a_password_that_was_given_is_changed_at_the_next_sign_in);
async fn a_password_that_was_given_is_changed_at_the_next_sign_in(db: Db) {
    let server = Server::with(db, &["legacy.ocariot.enabled=true"]).await;
    crate::legacy::ocariot::short_key(&server);
    let id = server.user(
        json!({"username": "ida", "name": "Ida Holm", "ocariot": {"username": "ida", "type": "admin"}}),
        "person-password",
    );
    server.advance(1);
    give(&server, &id);
    server.advance(1);
    let door = |word: &'static str| {
        let server = &server;
        async move {
            crate::legacy::ocariot::login(server, "ida", word)
                .await
                .status
        }
    };
    // An old app cannot ask for another one.
    assert_eq!(door(GIVEN).await, 401);
    let browser = server.browser();
    let page = browser.open(&query("web", &[])).await;
    let page = browser.sign_in(&page, "ida", GIVEN).await;
    assert!(page.url.path().ends_with("/password/new"), "{}", page.url);
    assert!(page.body.contains("set by somebody else"), "{}", page.body);
    assert!(!is_signed_in(&browser));
    // No way around: the other pages lead back, and another tab begins with name and password.
    for other in ["consent", "mfa", "reauth"] {
        let path = page.url.path().replace("password/new", other);
        let led = browser.get(&path).await;
        assert_eq!(led.location().path(), page.url.path(), "{other}");
    }
    let silent = browser
        .get(&format!(
            "/authorize?{}",
            query("web", &[("prompt", "none")])
        ))
        .await;
    assert_eq!(silent.parameter("error").as_deref(), Some("login_required"));
    for (word, said) in [
        ("", "Enter a new password."),
        ("too short", "Use 12 characters or more."),
        ("passwordpassword", "guessed"),
        ("idaholmidaholm", "guessed"),
        (GIVEN, "has to be changed"),
        ("PLUM HARBOUR QUARTZ", "has to be changed"),
        ("Plum harbour quartz", "has to be changed"),
    ] {
        let answer = choose(&browser, &page, word).await;
        assert_eq!(answer.status, 422, "{word}");
        assert!(answer.body.contains(said), "{word}: {}", answer.body);
        assert!(word.is_empty() || !answer.body.contains(&format!("\"{word}\"")));
    }
    let answer = choose(&browser, &page, OWN).await;
    assert_eq!(answer.status, 303);
    assert!(is_signed_in(&browser));
    let consent = browser.follow(answer).await;
    let code = code_of(&browser.allow(&consent).await);
    assert_eq!(server.redeem(&code).await.status, 200);
    // From now on it is theirs.
    let browser = server.browser();
    let page = browser.open(&query("web", &[])).await;
    let given = browser.sign_in(&page, "ida", GIVEN).await;
    assert_eq!(given.status, 422);
    let page = browser.sign_in(&page, "ida", OWN).await;
    assert!(is_signed_in(&browser), "{}", page.url);
    assert_eq!(door(OWN).await, 200);
}

// RC-12: the second factor comes first; and what the operator does meanwhile counts.
both!(with_a_second_factor_that_comes_first);
async fn with_a_second_factor_that_comes_first(db: Db) {
    let server = Server::start(db).await;
    let id = server.user(
        json!({"username": "mia", "totp": [{"secret": TOTP_SEED}]}),
        "person-password",
    );
    server.advance(1);
    give(&server, &id);
    server.advance(1);
    let browser = server.browser();
    let page = browser.open(&query("web", &[])).await;
    let page = browser.sign_in(&page, "mia", GIVEN).await;
    assert!(page.url.path().ends_with("/mfa"), "{}", page.url);
    let answer = browser.submit(&page, &[("code", &server.otp())]).await;
    let page = browser.follow(answer).await;
    assert!(page.url.path().ends_with("/password/new"), "{}", page.url);
    assert!(!is_signed_in(&browser));
    // SE-06: it was set once more: what was proven counts for nothing.
    server.advance(1);
    give(&server, &id);
    let answer = choose(&browser, &page, OWN).await;
    assert!(!is_signed_in(&browser), "{}", answer.status);
    server.advance(60);
    let browser = server.browser();
    let page = browser.open(&query("web", &[])).await;
    let page = browser.sign_in(&page, "mia", GIVEN).await;
    let answer = browser.submit(&page, &[("code", &server.otp())]).await;
    let page = browser.follow(answer).await;
    let answer = choose(&browser, &page, OWN).await;
    assert_eq!(answer.status, 303);
    assert!(is_signed_in(&browser));
}
