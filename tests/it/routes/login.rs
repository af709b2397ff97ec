//! `/interaction/{flow}/login`: passwords, sessions, forms from elsewhere.

use reqwest::Method;
use serde_json::json;
use signet::core::Secret;

use crate::support::{Answer, Browser, Db, Server, both, query};

const HASH: &str = "$2b$10$abcdefghijklmnopqrstuuaXoLM/f2s2BNRqeGZyaxkQytxb65rJ6";

async fn try_password(browser: &Browser, page: &Answer, username: &str, password: &str) -> Answer {
    browser
        .submit(page, &[("username", username), ("password", password)])
        .await
}

// LG-06: unknown, wrong, locked: one answer. LG-05: status, body, headers and cookies are identical.
#[tokio::test]
async fn whatever_is_wrong_with_an_account_looks_like_a_wrong_password() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        server.user(
            json!({"username": "disabled", "disabled": true}),
            "disabled-password",
        );
        server.import(json!({"username": "unset"}));
        let mut bodies = Vec::new();
        for (name, password) in [
            ("anna", "wrong"),
            ("nobody", "anna-password"),
            ("locked", "locked-password"),
            ("disabled", "disabled-password"),
            ("unset", "unset-password"),
        ] {
            let browser = server.browser();
            let page = browser.open(&query("web", &[])).await;
            let answer = try_password(&browser, &page, name, password).await;
            assert_eq!(answer.status, 422, "{name}");
            let csrf = page.field("csrf");
            let flow = page
                .url
                .path()
                .split('/')
                .nth(2)
                .expect("a flow")
                .to_owned();
            let mut headers: Vec<_> = answer
                .headers
                .iter()
                .filter(|(name, _)| {
                    !["date", "x-request-id", "content-length"].contains(&name.as_str())
                })
                .map(|(name, value)| format!("{name}: {value:?}"))
                .collect();
            headers.sort();
            assert!(!answer.headers.contains_key("set-cookie"), "{name}");
            let body = answer
                .body
                .replace(&csrf, "CSRF")
                .replace(&flow, "FLOW")
                .replace(flow.rsplit('/').next().expect("an id"), "ID")
                .replace(&format!("login_hint={name}"), "HINT")
                .replace(&format!("username={name}"), "USERNAME")
                .replace(&format!("\"{name}\""), "NAME");
            assert!(!body.contains(password), "{name}");
            bodies.push((headers, body));
        }
        bodies.dedup();
        assert_eq!(bodies.len(), 1);
        for reason in [
            "password-wrong",
            "user-unknown",
            "user-locked",
            "password-unset",
        ] {
            assert!(server.audited("login.password", reason), "{reason}");
        }
    }
}

// SE-01, SE-02: a session cookie of 256 bits, new at every sign-in; its digest alone is kept.
both!(a_sign_in_begins_a_new_session_and_ends_the_old_one);
async fn a_sign_in_begins_a_new_session_and_ends_the_old_one(db: Db) {
    let server = Server::start(db).await;
    let browser = server.browser();
    let page = browser.open(&query("web", &[])).await;
    let answer = try_password(&browser, &page, "anna", "anna-password").await;
    let cookie = answer.header("set-cookie");
    assert!(
        cookie.starts_with("sid=")
            && cookie.contains("HttpOnly")
            && cookie.contains("SameSite=Lax")
            && cookie.contains("Path=/")
    );
    assert!(!cookie.contains("Domain") && !cookie.contains("Secure"));
    let first = browser.cookies.lock().expect("cookies")["sid"].clone();
    assert_eq!(first.len(), 43);
    let digest = signet::crypto::digest::sha256_bytes(first.as_bytes());
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(server.rows(&db.hex("digest"), "sessions"), [digest]);
    let stale = browser.tab();
    // Signing in anew: another id, and the first one is nobody's.
    let page = browser.open(&query("web", &[("prompt", "login")])).await;
    try_password(&browser, &page, "anna", "anna-password").await;
    assert_ne!(browser.cookies.lock().expect("cookies")["sid"], first);
    let answer = stale
        .get(&format!(
            "/authorize?{}",
            query("web", &[("prompt", "none")])
        ))
        .await;
    assert_eq!(answer.parameter("error").as_deref(), Some("login_required"));
}

// SE-03: a cookie of the attacker's choice is never adopted; SE-10: nor does any other cookie
// make an error or a person.
both!(a_chosen_or_broken_cookie_is_nobody);
async fn a_chosen_or_broken_cookie_is_nobody(db: Db) {
    let server = Server::start(db).await;
    let chosen = "A".repeat(43);
    let browser = server.browser();
    browser
        .cookies
        .lock()
        .expect("cookies")
        .insert("sid".into(), chosen.clone());
    let page = browser.open(&query("web", &[])).await;
    try_password(&browser, &page, "anna", "anna-password").await;
    let live = browser.cookies.lock().expect("cookies")["sid"].clone();
    assert_ne!(live, chosen);
    let silent = format!("/authorize?{}", query("web", &[("prompt", "none")]));
    for cookie in [
        format!("sid={chosen}"),
        format!("sid={live}; sid={live}"),
        format!("sid={live}; sid=x"),
        format!("sid=\"{live}\""),
        "sid=".into(),
        "sid".into(),
        ";;;=;".into(),
        format!("sid={}", "x".repeat(8000)),
    ] {
        let request = server
            .browser()
            .http
            .get(browser.url(&silent))
            .header("cookie", &cookie);
        let answer = server.browser().send(request).await;
        assert_eq!(
            answer.parameter("error").as_deref(),
            Some("login_required"),
            "{cookie}"
        );
    }
    let broken = reqwest::header::HeaderValue::from_bytes(b"sid=\xff\xfe").expect("bytes");
    let answer = server
        .browser()
        .send(
            server
                .browser()
                .http
                .get(browser.url(&silent))
                .header("cookie", broken),
        )
        .await;
    assert_eq!(answer.parameter("error").as_deref(), Some("login_required"));
}

// SE-04: the ends of a session, to the second.
both!(a_session_ends_for_lack_of_use_and_in_any_case);
async fn a_session_ends_for_lack_of_use_and_in_any_case(db: Db) {
    let silent = format!("/authorize?{}", query("web", &[("prompt", "none")]));
    for (steps, expected) in [
        (vec![3599], "consent_required"),
        (vec![3600], "login_required"),
        (vec![3000; 15], "login_required"),
        (vec![3000; 14], "consent_required"),
    ] {
        let server = Server::start(db).await;
        let browser = server.browser();
        let page = browser.open(&query("web", &[])).await;
        try_password(&browser, &page, "anna", "anna-password").await;
        // A first-party app keeps the session in use.
        let used = format!("/authorize?{}", query("spa", &[("prompt", "none")]));
        let (last, before) = steps.split_last().expect("steps");
        for step in before {
            server.advance(*step);
            browser.get(&used).await;
        }
        server.advance(*last);
        let answer = browser.get(&silent).await;
        assert_eq!(
            answer.parameter("error").as_deref(),
            Some(expected),
            "{steps:?}"
        );
    }
}

// SE-08, SE-09: no token, a stale one, another's, another site: 403, and nothing changes.
both!(a_form_from_elsewhere_is_refused);
async fn a_form_from_elsewhere_is_refused(db: Db) {
    let server = Server::start(db).await;
    let (browser, other) = (server.browser(), server.browser());
    let page = browser.open(&query("web", &[])).await;
    let foreign = other.open(&query("web", &[])).await.field("csrf");
    let token = page.field("csrf");
    let path = page.url.path().to_owned();
    let form = |csrf: &str| {
        vec![
            ("csrf".to_owned(), csrf.to_owned()),
            ("username".into(), "anna".into()),
            ("password".into(), "anna-password".into()),
        ]
    };
    for (csrf, header, value) in [
        ("", "", ""),
        ("x", "", ""),
        (foreign.as_str(), "", ""),
        (token.as_str(), "origin", "https://evil.example"),
        (token.as_str(), "origin", "null"),
        (token.as_str(), "sec-fetch-site", "cross-site"),
        (token.as_str(), "sec-fetch-site", "same-site"),
    ] {
        for page in [
            "login",
            "consent",
            "mfa",
            "password/new",
            "switch",
            "reauth",
            "select-account",
        ] {
            let path = path.replace("login", page);
            let mut request = browser.request(Method::POST, &path).form(&form(csrf));
            if !header.is_empty() {
                request = request.header(header, value);
            }
            let answer = browser.send(request).await;
            assert_eq!(answer.status, 403, "{page} {csrf} {header} {value}");
            assert!(!answer.headers.contains_key("set-cookie"));
            assert!(
                answer.body.contains("/interaction/"),
                "a stale page is no dead end"
            );
        }
    }
    // A browser without any cookie cannot have been given the form.
    assert_eq!(
        server
            .browser()
            .post(&path, &[("csrf", token.as_str())])
            .await
            .status,
        400
    );
    // The same form from its own page works, and makes every older form stale.
    let good = browser
        .send(
            browser
                .request(Method::POST, &path)
                .form(&form(&token))
                .header("origin", server.base.clone())
                .header("sec-fetch-site", "same-origin"),
        )
        .await;
    assert_eq!(good.status, 303);
    assert_eq!(
        browser
            .send(browser.request(Method::POST, &path).form(&form(&token)))
            .await
            .status,
        403
    );
    assert_eq!(server.codes(), 0);
}

// LG-09, LG-12: after five failures a wait, in the answer and in words; refused tries compute
// nothing and do not extend it; the right password is refused, too; known and unknown alike.
#[tokio::test]
async fn too_many_failures_have_to_wait() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        for name in ["anna", "nobody"] {
            let browser = server.browser();
            let page = browser.open(&query("web", &[])).await;
            for _ in 0..5 {
                assert_eq!(
                    try_password(&browser, &page, name, "wrong").await.status,
                    422
                );
            }
            let computed = server.app.hashing.computations();
            for password in ["wrong", "anna-password"] {
                let answer = try_password(&browser, &page, name, password).await;
                assert_eq!(answer.status, 429, "{name}");
                assert_eq!(answer.header("retry-after"), "30");
                assert!(answer.body.contains("30 seconds"));
            }
            assert_eq!(server.app.hashing.computations(), computed);
            // By its other name and in another case it is the same account (LG-07).
            if name == "anna" {
                assert_eq!(
                    try_password(&browser, &page, " ANNA@example.org ", "x")
                        .await
                        .status,
                    429
                );
            }
        }
        server.advance(30);
        let browser = server.browser();
        let page = browser.open(&query("web", &[])).await;
        // The next failure doubles the wait.
        assert_eq!(
            try_password(&browser, &page, "anna", "wrong").await.status,
            422
        );
        assert_eq!(
            try_password(&browser, &page, "anna", "wrong")
                .await
                .header("retry-after"),
            "60"
        );
        server.advance(60);
        assert_eq!(
            try_password(&browser, &page, "anna", "anna-password")
                .await
                .status,
            303
        );
    }
}

// LG-09: "at 100 the password factor is disabled (reset needed), sessions stay".
both!(a_hundred_failures_switch_the_password_off);
async fn a_hundred_failures_switch_the_password_off(db: Db) {
    let server = Server::with(db, &["rate_limit.disable_after=12"]).await;
    assert_eq!(signet::config::policy::DISABLE_AFTER, 100);
    let browser = server.browser();
    let page = browser.open(&query("web", &[])).await;
    try_password(&browser, &page, "anna", "anna-password").await;
    let used = format!("/authorize?{}", query("spa", &[("prompt", "none")]));
    let attacker = server.browser();
    for failures in 1..=12_usize {
        server.advance(900);
        // The session goes on all the while.
        assert!(browser.get(&used).await.parameter("code").is_some());
        // The page lives an hour, so each try has its own.
        let page = attacker.open(&query("web", &[])).await;
        assert_eq!(
            try_password(&attacker, &page, "anna", "wrong").await.status,
            422
        );
        // From the fifth on a wait, doubled each time, up to 15 minutes.
        let waits = [30, 60, 120, 240, 480, 900, 900, 900];
        if let Some(wait) = failures.checked_sub(5).map(|nth: usize| waits[nth]) {
            let answer = try_password(&attacker, &page, "anna", "wrong").await;
            assert_eq!(answer.status, 429, "{failures}");
            assert_eq!(answer.header("retry-after"), wait.to_string(), "{failures}");
        }
    }
    server.advance(900);
    let page = attacker.open(&query("web", &[])).await;
    assert_eq!(
        try_password(&attacker, &page, "anna", "anna-password")
            .await
            .status,
        422
    );
    assert!(server.audited("login.password", "password-disabled"));
    assert!(browser.get(&used).await.parameter("code").is_some());
}

// LG-04: an imported bcrypt hash is verified, then replaced, in the same request.
#[tokio::test]
async fn an_old_hash_is_replaced_at_the_first_sign_in() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        let id = server.import(json!({"username": "old", "password": {"hash": HASH}}));
        let browser = server.browser();
        let page = browser.open(&query("web", &[])).await;
        assert_eq!(
            try_password(&browser, &page, "old", "old-user-sample")
                .await
                .status,
            303
        );
        let kept = server
            .app
            .store
            .read(|conn| signet::store::users::find_credentials(conn, &id))
            .expect("reads");
        let hash = kept
            .and_then(|kept| kept.password)
            .expect("a password")
            .hash;
        assert!(
            hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hash}"
        );
        let browser = server.browser();
        let page = browser.open(&query("web", &[])).await;
        assert_eq!(
            try_password(&browser, &page, "old", "old-user-sample")
                .await
                .status,
            303
        );
    }
}

// LG-05: an unknown account costs a hash; in an estate of bcrypt, a bcrypt one.
both!(an_unknown_account_costs_as_much_as_a_known_one);
async fn an_unknown_account_costs_as_much_as_a_known_one(db: Db) {
    let server = Server::bare(db, &[]).await;
    server.client(json!({"client_id": "web", "redirect_uris": ["https://app.example/cb"], "scope": "openid profile"}));
    server.import(json!({"username": "old", "password": {"hash": HASH}}));
    server.app.measure().expect("measures");
    let like = |place| server.app.schemes().at(place).map(|like| like.name());
    assert_eq!((like(0), like(65_535)), (Some("bcrypt"), Some("bcrypt")));
    assert_eq!(server.app.schemes().weak()["bcrypt"], 1);
    let browser = server.browser();
    let page = browser.open(&query("web", &[("scope", "openid")])).await;
    let before = server.app.hashing.computations();
    try_password(&browser, &page, "nobody", "x").await;
    assert_eq!(server.app.hashing.computations(), before + 1);
    // Each scheme that is left has its share, the weak ones are counted, and today's has the rest.
    server.import(
        json!({"username": "older", "password": {"hash": "$1$28772684$iEwNOgGugqO9.bIz5sk8k/"}}),
    );
    server.import(
        json!({"username": "oldest", "password": {"hash": "$md5$kAFQmDzST7DWlj99KOF/cg=="}}),
    );
    server.import(json!({"username": "new", "password": {"hash": TODAY}}));
    server.app.measure().expect("measures");
    let places = [0, 16_383, 16_384, 32_767, 32_768, 49_151, 49_152, 65_535].map(like);
    let (md5_crypt, bcrypt, wrapped) = (Some("md5-crypt"), Some("bcrypt"), Some("wrapped:md5"));
    assert_eq!(
        places,
        [
            md5_crypt, md5_crypt, bcrypt, bcrypt, wrapped, wrapped, None, None
        ]
    );
    let schemes = server.app.schemes();
    let weak: Vec<_> = schemes
        .weak()
        .iter()
        .map(|(name, count)| (*name, *count))
        .collect();
    assert_eq!(weak, [("bcrypt", 1), ("md5-crypt", 1), ("wrapped:md5", 1)]);
}

/// A hash as they are made today.
const TODAY: &str =
    "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

// DL-04: more than can be computed or may wait is turned away with 503, and not counted.
both!(a_flood_of_passwords_is_turned_away_and_not_counted);
async fn a_flood_of_passwords_is_turned_away_and_not_counted(db: Db) {
    use std::sync::atomic::{AtomicBool, Ordering};
    let server =
        std::sync::Arc::new(Server::with(db, &["password.permits=1", "password.queue=1"]).await);
    let browser = server.browser();
    let page = browser.open(&query("web", &[])).await;
    // One always computes, one always waits, and more of them want to.
    let stop = std::sync::Arc::new(AtomicBool::new(false));
    let flood: Vec<_> = (0..4)
        .map(|_| {
            let (server, stop) = (server.clone(), stop.clone());
            std::thread::spawn(move || {
                while !stop.load(Ordering::SeqCst) {
                    let _turned_away = server.app.hashing.dummy(&Secret::new("x"), None);
                }
            })
        })
        .collect();
    let (mut refused, mut wrong) = (0, 0);
    while refused < 3 && wrong < 4 {
        let answer = try_password(&browser, &page, "anna", "wrong").await;
        match answer.status.as_u16() {
            503 => {
                assert_eq!(answer.header("retry-after"), "1");
                refused += 1;
            }
            422 => wrong += 1,
            other => panic!("{other}: {}", answer.body),
        }
    }
    stop.store(true, Ordering::SeqCst);
    for one in flood {
        one.join().expect("ends");
    }
    assert!(refused > 0);
    // Only what was looked at is counted.
    let counted = server.rows("COALESCE(SUM(failures), 0)", "limits");
    assert_eq!(counted, [wrong.to_string()]);
    assert_eq!(
        try_password(&browser, &page, "anna", "anna-password")
            .await
            .status,
        303
    );
}

// SE-11: who signs in over another's session gets a session of their own, and cannot finish what
// the other began.
both!(one_person_cannot_finish_what_another_began);
async fn one_person_cannot_finish_what_another_began(db: Db) {
    let server = Server::start(db).await;
    server.user(json!({"username": "ben"}), "ben-password");
    let browser = server.browser();
    let page = browser.open(&query("web", &[])).await;
    let annas = browser.sign_in(&page, "anna", "anna-password").await;
    assert!(annas.body.contains("Anna Berg"));
    // Ben signs in in another tab of the same browser.
    let page = browser
        .as_another(&query("native", &[("prompt", "select_account")]))
        .await;
    let bens = browser.sign_in(&page, "ben", "ben-password").await;
    assert!(bens.url.path().ends_with("/consent"));
    // Anna's form is stale, and her interaction asks for a sign-in.
    let posted = browser
        .submit(&annas, &[("scope", "profile"), ("decision", "allow")])
        .await;
    assert_eq!(posted.status, 403);
    let answer = browser.get(annas.url.path()).await;
    assert!(answer.location().path().ends_with("/login"));
    assert_eq!(server.codes(), 0);
}

// Only a name leads to the step for the password, the same for every name.
#[tokio::test]
async fn a_name_alone_leads_to_the_password_step() {
    let server = Server::start(Db::Sqlite).await;
    for name in ["anna", "nobody"] {
        let browser = server.browser();
        let page = browser.open(&query("web", &[])).await;
        let step = browser.submit(&page, &[("username", name)]).await;
        assert_eq!(step.status, 200);
        assert!(step.body.contains("current-password") && step.body.contains(name));
        assert_eq!(browser.submit(&page, &[("username", "")]).await.status, 422);
    }
}

// SE-01: under https the cookies, the session's included, are `__Host-` and `Secure`; HH-01: HSTS
// of a year at least.
#[tokio::test]
async fn under_https_cookies_are_bound_to_the_host() {
    let server = Server::with(Db::Sqlite, &["server.public_url=https://id.example.test"]).await;
    let browser = server.browser();
    let asked = browser
        .request(Method::GET, &format!("/authorize?{}", query("web", &[])))
        .header("host", "id.example.test");
    let answer = browser.send(asked).await;
    assert_eq!(answer.status, 303);
    let cookie = answer.header("set-cookie");
    assert!(
        cookie.starts_with("__Host-interaction=")
            && cookie.contains("Secure")
            && cookie.contains("Path=/")
            && !cookie.contains("Domain")
    );
    assert!(
        answer
            .header("strict-transport-security")
            .contains("max-age=63072000")
    );
    let path = answer.location().path().to_owned();
    let host = ("host", "id.example.test");
    let page = browser.request(Method::GET, &path).header(host.0, host.1);
    let page = browser.send(page).await;
    let csrf = page.field("csrf");
    let typed = browser
        .request(Method::POST, &path)
        .header(host.0, host.1)
        .form(&[
            ("csrf", csrf.as_str()),
            ("username", "anna"),
            ("password", "anna-password"),
        ]);
    let answer = browser.send(typed).await;
    assert_eq!(answer.status, 303);
    let cookies: Vec<_> = answer.headers.get_all("set-cookie").iter().collect();
    let cookie = cookies
        .iter()
        .map(|cookie| cookie.to_str().expect("text"))
        .find(|cookie| cookie.starts_with("__Host-sid="))
        .expect("a session cookie");
    let attributes: Vec<_> = cookie.split("; ").skip(1).collect();
    for attribute in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(attributes.contains(&attribute), "{attribute}: {cookie}");
    }
    assert!(!cookie.contains("Domain"));
}

// "keep me signed in on this device" keeps the cookie when the browser is closed, no
// longer than the session; also by way of the second factor.
both!(a_session_outlives_the_browser_only_if_asked);
async fn a_session_outlives_the_browser_only_if_asked(db: Db) {
    let server = Server::start(db).await;
    for remember in ["", "1"] {
        let browser = server.browser();
        let page = browser.open(&query("web", &[])).await;
        let typed = [
            ("username", "anna"),
            ("password", "anna-password"),
            ("remember", remember),
        ];
        let answer = browser.submit(&page, &typed).await;
        assert_eq!(
            answer.header("set-cookie").contains("Max-Age=43200"),
            remember == "1"
        );
        let page = browser
            .as_another(&query("web", &[("prompt", "select_account")]))
            .await;
        let typed = [
            ("username", "kim"),
            ("password", "kim-password"),
            ("remember", remember),
        ];
        let answer = browser.submit(&page, &typed).await;
        let page = browser.follow(answer).await;
        let answer = browser.submit(&page, &[("code", &server.otp())]).await;
        assert_eq!(
            answer.header("set-cookie").contains("Max-Age=43200"),
            remember == "1"
        );
        server.advance(60);
    }
}

// The label of the field is what is taken there: `login.identifiers`; also where a password is forgotten.
both!(the_field_of_the_name_says_what_is_taken);
async fn the_field_of_the_name_says_what_is_taken(db: Db) {
    for (set, label, said) in [
        (
            "login.identifiers=[\"username\"]",
            "Username",
            "The username or password is not right.",
        ),
        (
            "login.identifiers=[\"email\"]",
            "Email",
            "The email or password is not right.",
        ),
        (
            "login.identifiers=[\"username\",\"email\"]",
            "Username or email",
            "The username, email or password is not right.",
        ),
        (
            "login.identifiers=[\"username\",\"email\",\"mobile\"]",
            "Username, email or mobile number",
            "The username, email, mobile number or password is not right.",
        ),
    ] {
        let server = Server::with(db, &[set]).await;
        let browser = server.browser();
        let label = format!("<label for=\"username\">{label}</label>");
        let login = browser.open(&query("web", &[])).await;
        assert!(login.body.contains(&label), "{label}: {}", login.body);
        let recover = browser.get("/recover").await;
        assert!(recover.body.contains(&label), "{label}: {}", recover.body);
        // And so does what is said where it is wrong.
        let wrong = browser.sign_in(&login, "nobody", "wrong").await;
        assert!(wrong.body.contains(said), "{said}: {}", wrong.body);
    }
}
