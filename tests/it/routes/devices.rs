//! Browsers that are known to the people who signed in on them.

use serde_json::json;

use crate::support::{Browser, Db, Server, both, query};

fn cookie(browser: &Browser) -> Option<String> {
    browser
        .cookies
        .lock()
        .expect("cookies")
        .get("device")
        .cloned()
}

fn digest(cookie: &str) -> String {
    let digest = signet::crypto::digest::sha256_bytes(cookie.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn sign_in(browser: &Browser, name: &str, password: &str) {
    let page = browser.open(&query("web", &[("prompt", "login")])).await;
    let page = match page.url.path().ends_with("/reauth") {
        true => {
            let answer = browser
                .post(
                    &page.url.path().replace("reauth", "switch"),
                    &[("csrf", &page.field("csrf"))],
                )
                .await;
            browser.follow(answer).await
        }
        false => page,
    };
    let page = browser.sign_in(&page, name, password).await;
    assert!(page.url.path().ends_with("/consent"), "{}", page.body);
}

// LG-10: every sign-in on a page leaves a name with the browser, of 256 bits, for 400 days, of
// which the digest alone is kept; a second person there makes it another one, so that a copy that
// was taken before is nobody's.
both!(a_sign_in_makes_the_browser_known);
async fn a_sign_in_makes_the_browser_known(db: Db) {
    let server = Server::start(db).await;
    server.user(json!({"username": "ben"}), "ben-password");
    let browser = server.browser();
    let page = browser.open(&query("web", &[])).await;
    // A wrong password leaves nothing.
    let answer = browser
        .submit(&page, &[("username", "anna"), ("password", "wrong")])
        .await;
    assert_eq!((answer.status.as_u16(), cookie(&browser)), (422, None));
    let answer = browser
        .submit(
            &page,
            &[("username", "anna"), ("password", "anna-password")],
        )
        .await;
    let set: Vec<_> = answer
        .headers
        .get_all("set-cookie")
        .iter()
        .map(|value| value.to_str().expect("text").to_owned())
        .filter(|text| text.starts_with("device="))
        .collect();
    let first = cookie(&browser).expect("a cookie");
    assert_eq!(first.len(), 43);
    assert_eq!(
        set,
        [format!(
            "device={first}; HttpOnly; SameSite=Lax; Path=/; Max-Age=34560000"
        )]
    );
    let kept = |what: &str| server.rows(what, "devices");
    assert_eq!(kept(&db.hex("digest")), [digest(&first)]);
    // Once more: the same, and written down once a day.
    sign_in(&browser, "anna", "anna-password").await;
    assert_eq!(cookie(&browser), Some(first.clone()));
    let seen = kept("last_seen_at");
    server.advance(86_400);
    sign_in(&browser, "anna", "anna-password").await;
    assert_ne!(kept("last_seen_at"), seen);
    // Somebody else on it: two people, one name, and the one of before is gone.
    sign_in(&browser, "ben", "ben-password").await;
    let second = cookie(&browser).expect("a cookie");
    assert_ne!(second, first);
    assert_eq!(kept(&db.hex("digest")), [digest(&second), digest(&second)]);
    sign_in(&browser, "anna", "anna-password").await;
    assert_eq!(cookie(&browser), Some(second));
    // One that nobody was given is none.
    let liar = server.browser();
    let chosen = "A".repeat(43);
    liar.cookies
        .lock()
        .expect("cookies")
        .insert("device".into(), chosen.clone());
    sign_in(&liar, "anna", "anna-password").await;
    assert_ne!(cookie(&liar), Some(chosen));
    assert_eq!(server.count("devices"), 3);
    // It is over after 400 days.
    server.advance(400 * 86_400 + 1);
    let over = signet::store::sweep::Over {
        now: server.now(),
        repeats: server.now(),
    };
    signet::store::sweep::run(&server.app.store, over).expect("sweeps");
    assert_eq!(server.count("devices"), 0);
}
