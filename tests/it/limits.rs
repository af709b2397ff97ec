//! Limits and lockout: what an attack costs, and whom it does not hold up. `docs/limits.md`.

use std::{sync::Arc, time::Duration};

use reqwest::Method;
use serde_json::json;

use crate::support::{
    Answer, Browser, Db, Server, both,
    chain::{STEADY, STEADY_CLIENT},
    query,
};

/// A server that believes the address that a request says it comes from.
const PROXIED: &str = "server.trusted_proxies=[\"127.0.0.0/8\"]";

/// A try of a password on the page, from an address.
async fn from(browser: &Browser, page: &Answer, ip: &str, (name, word): (&str, &str)) -> Answer {
    let csrf = page.field("csrf");
    let form = [
        ("csrf", csrf.as_str()),
        ("username", name),
        ("password", word),
    ];
    let request = browser.request(Method::POST, page.url.path()).form(&form);
    browser.send(request.header("x-forwarded-for", ip)).await
}

/// The same in a browser that nobody knows.
async fn stranger(server: &Server, ip: &str, typed: (&str, &str)) -> Answer {
    let browser = server.browser();
    let page = browser.open(&query("web", &[])).await;
    from(&browser, &page, ip, typed).await
}

fn waits(answer: &Answer) -> (u16, &str) {
    (answer.status.as_u16(), answer.header("retry-after"))
}

// LG-08: "with 10 tries left, 200 parallel wrong passwords cause ≤ 10 hash computations".
#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_wrong_passwords_at_once_cost_ten_hashes() {
    for db in Db::BOTH {
        let server = Arc::new(
            Server::with(
                db,
                &[
                    "rate_limit.failures_before_delay=10",
                    "limits.connections=1000",
                ],
            )
            .await,
        );
        let mut tabs = Vec::new();
        for _ in 0..200 {
            let browser = server.browser();
            let page = browser.open(&query("web", &[])).await;
            tabs.push((browser, page));
        }
        let before = server.app.hashing.computations();
        let tries: Vec<_> = tabs
            .into_iter()
            .map(|(browser, page)| {
                tokio::spawn(async move {
                    let fields = [("username", "anna"), ("password", "wrong")];
                    browser.submit(&page, &fields).await.status.as_u16()
                })
            })
            .collect();
        let mut wrong = 0;
        for one in tries {
            match one.await.expect("ends") {
                422 => wrong += 1,
                429 => {}
                other => panic!("{other}"),
            }
        }
        let hashes = server.app.hashing.computations() - before;
        assert!(hashes <= 10 && hashes == wrong, "{hashes} {wrong}");
        assert_eq!(
            stranger(&server, "", ("anna", "anna-password"))
                .await
                .status,
            429
        );
    }
}

// LG-08: tries that are being checked are no failures: of sixteen who sign in to a shared account at
// once, all get in, some after a second.
#[tokio::test(flavor = "multi_thread")]
async fn right_passwords_at_once_all_get_in() {
    for db in Db::BOTH {
        let server = Arc::new(Server::start(db).await);
        let mut tabs = Vec::new();
        for _ in 0..16 {
            let browser = server.browser();
            let page = browser.open(&query("web", &[])).await;
            tabs.push((browser, page));
        }
        for _ in 0..16 {
            let tries: Vec<_> = tabs
                .drain(..)
                .map(|(browser, page)| {
                    tokio::spawn(async move {
                        let fields = [("username", "anna"), ("password", "anna-password")];
                        let answer = browser.submit(&page, &fields).await;
                        (browser, page, answer)
                    })
                })
                .collect();
            for one in tries {
                let (browser, page, answer) = one.await.expect("ends");
                match waits(&answer) {
                    (303, _) => {}
                    (429, "1") => {
                        assert!(answer.body.contains("Wait 1 second,"), "{}", answer.body);
                        tabs.push((browser, page));
                    }
                    (503, "1") => tabs.push((browser, page)),
                    other => panic!("{other:?}: {}", answer.body),
                }
            }
            if tabs.is_empty() {
                break;
            }
        }
        assert!(tabs.is_empty(), "{} are left", tabs.len());
        // Nothing is left to remember.
        assert_eq!(server.count("limits"), 0);
    }
}

// LG-10: while an account is attacked from 50 addresses, its owner signs in within a second on the
// browser that knows them; a cookie that nobody was given, or somebody else was, has no tries.
both!(the_owner_of_an_attacked_account_signs_in);
async fn the_owner_of_an_attacked_account_signs_in(db: Db) {
    let server = Server::with(db, &[PROXIED, "rate_limit.disable_after=20"]).await;
    server.user(json!({"username": "ben"}), "ben-password");
    let owner = server.browser();
    let page = owner.open(&query("web", &[])).await;
    let here = "203.0.113.7";
    assert_eq!(
        from(&owner, &page, here, ("anna", "anna-password"))
            .await
            .status,
        303
    );
    let known = owner.cookies.lock().expect("cookies")["device"].clone();
    let bens = server.browser();
    let page = bens.open(&query("web", &[])).await;
    from(&bens, &page, here, ("ben", "ben-password")).await;
    let foreign = bens.cookies.lock().expect("cookies")["device"].clone();
    // Round by round, until the account has cost every guess that it allows.
    for round in 0..20 {
        server.advance(900);
        for n in 0..50 {
            if round > 0 && n > 2 {
                break;
            }
            let ip = format!("198.51.100.{n}");
            let answer = stranger(&server, &ip, ("anna", &format!("guess {round} {n}"))).await;
            assert!(
                matches!(answer.status.as_u16(), 422 | 429),
                "{}",
                answer.status
            );
        }
    }
    // To a stranger the right password is a wrong one by now, or has to wait.
    server.advance(900);
    assert_eq!(
        stranger(&server, "198.51.100.200", ("anna", "anna-password"))
            .await
            .status,
        422
    );
    assert!(server.audited("login.password", "password-disabled"));
    // LG-10: to its owner it is not.
    let back = |cookie: &str| {
        let browser = server.browser();
        let device = ("device".to_owned(), cookie.to_owned());
        browser.cookies.lock().expect("cookies").extend([device]);
        browser
    };
    for lie in [&"A".repeat(43), &foreign] {
        let browser = back(lie);
        let page = browser.open(&query("web", &[])).await;
        let answer = from(&browser, &page, here, ("anna", "anna-password")).await;
        assert!(
            matches!(answer.status.as_u16(), 422 | 429),
            "{}",
            answer.status
        );
    }
    let browser = back(&known);
    let page = browser.open(&query("web", &[])).await;
    let signed_in = from(&browser, &page, here, ("anna", "anna-password"));
    let answer = tokio::time::timeout(Duration::from_secs(1), signed_in).await;
    assert_eq!(answer.expect("within a second").status, 303);
    // Even from an address that is blocked; and the tries there are counted for themselves.
    for n in 0..20 {
        stranger(&server, here, (&format!("nobody {n}"), "x")).await;
    }
    let browser = back(&known);
    let page = browser.open(&query("web", &[])).await;
    for _ in 0..5 {
        assert_eq!(
            from(&browser, &page, here, ("anna", "wrong")).await.status,
            422
        );
    }
    assert_eq!(
        waits(&from(&browser, &page, here, ("anna", "wrong")).await),
        (429, "30")
    );
    server.advance(30);
    assert_eq!(
        from(&browser, &page, here, ("anna", "anna-password"))
            .await
            .status,
        303
    );
    // The operator undoes it for everybody.
    let id = server.rows("user_id", "passwords WHERE disabled_at IS NOT NULL");
    signet::account::access::unlock(
        &server.ctx(),
        &signet::core::Id::new(id[0].as_str()),
        signet::account::access::OPERATOR,
    )
    .expect("unlocks")
    .expect("was switched off");
    assert_eq!(
        stranger(&server, "192.0.2.9", ("anna", "anna-password"))
            .await
            .status,
        303
    );
}

// LG-11: thirty failures from an address, twenty accounts: it waits, in words and in the header, and
// no other address does; a success does not shorten it. LG-12, LG-14: so it is for names that nobody
// has, at a door, and for one-time codes.
both!(an_address_that_guesses_has_to_wait);
async fn an_address_that_guesses_has_to_wait(db: Db) {
    let set = [PROXIED, "legacy.ocariot.enabled=true"];
    let server = Server::with(db, &set).await;
    crate::legacy::ocariot::short_key(&server);
    let (bad, good) = ("192.0.2.1", "192.0.2.2");
    // At the second step of a sign-in from there.
    let kim = server.browser();
    let page = kim.open(&query("web", &[])).await;
    let answer = from(&kim, &page, bad, ("kim", "kim-password")).await;
    let code = kim.follow(answer).await;
    for n in 0..30 {
        let name = format!("nobody {}", n / 5);
        assert_eq!(
            stranger(&server, bad, (&name, "x")).await.status,
            422,
            "{n}"
        );
        if n == 28 {
            let right = stranger(&server, bad, ("anna", "anna-password")).await;
            assert_eq!(right.status, 303, "one place is left");
        }
    }
    let computed = server.app.hashing.computations();
    for typed in [
        ("anna", "anna-password"),
        ("nobody", "x"),
        ("locked", "locked-password"),
    ] {
        let answer = stranger(&server, bad, typed).await;
        assert_eq!(waits(&answer), (429, "600"), "{typed:?}");
        assert!(answer.body.contains("Wait 10 minutes,"), "{}", answer.body);
    }
    let csrf = code.field("csrf");
    let form = [("csrf", csrf.as_str()), ("code", "000000")];
    let request = kim.request(Method::POST, code.url.path()).form(&form);
    let answer = kim.send(request.header("x-forwarded-for", bad)).await;
    assert_eq!(waits(&answer), (429, "600"), "{}", answer.body);
    let door = server
        .browser()
        .http
        .post(format!("{}/legacy/ocariot/v1/auth", server.base))
        .header("x-forwarded-for", bad)
        .json(&json!({"username": "somebody", "password": "x"}));
    let answer = server.browser().send(door).await;
    assert_eq!(waits(&answer), (429, "600"), "{}", answer.body);
    assert_eq!(server.app.hashing.computations(), computed);
    assert!(server.audited("address.limited", "identifier-limited"));
    assert_eq!(
        stranger(&server, good, ("anna", "anna-password"))
            .await
            .status,
        303
    );
    server.advance(600);
    assert_eq!(
        stranger(&server, bad, ("anna", "anna-password"))
            .await
            .status,
        303
    );
    // A password on many accounts.
    for n in 0..20 {
        let answer = stranger(&server, bad, (&format!("somebody {n}"), "Winter 2026!")).await;
        assert_eq!(answer.status, 422, "{n}");
    }
    let answer = stranger(&server, bad, ("anna", "anna-password")).await;
    assert_eq!(waits(&answer), (429, "3600"));
    assert_eq!(
        stranger(&server, good, ("anna", "anna-password"))
            .await
            .status,
        303
    );
}

// LG-11: 300 people behind one shared network sign in within ten minutes, some of them wrongly, and
// none is held up; what each account allows holds there, too. A gateway of a door is one as well.
#[tokio::test]
async fn a_hospital_behind_one_address_is_no_attacker() {
    let set = [
        PROXIED,
        "rate_limit.shared_networks=[\"192.0.2.0/24\"]",
        "legacy.ocariot.enabled=true",
        "legacy.ocariot.callers=[\"198.51.100.9/32\"]",
    ];
    let server = Server::with(Db::Sqlite, &set).await;
    crate::legacy::ocariot::short_key(&server);
    let shared = "192.0.2.77";
    let hash = {
        let ctx = server.ctx();
        let password = signet::core::Secret::new("ward-password");
        ctx.app
            .hashing
            .hash(&*ctx.app.entropy, &password)
            .expect("hashes")
    };
    for n in 0..300 {
        server.import(json!({"username": format!("nurse{n}"), "password": {"hash": hash}}));
    }
    for n in 0..300 {
        let name = format!("nurse{n}");
        let browser = server.browser();
        let page = browser.open(&query("web", &[])).await;
        if n % 3 == 0 {
            let wrong = from(&browser, &page, shared, (&name, "wrong")).await;
            assert_eq!(wrong.status, 422, "{n}");
        }
        server.advance(2);
        let right = from(&browser, &page, shared, (&name, "ward-password")).await;
        assert_eq!(right.status, 303, "{n}: {}", right.body);
    }
    // One account is guessed at from there all the same.
    for _ in 0..5 {
        stranger(&server, shared, ("anna", "wrong")).await;
    }
    assert_eq!(
        waits(&stranger(&server, shared, ("anna", "anna-password")).await),
        (429, "30")
    );
    // A gateway speaks for many.
    let door = |name: String| {
        let browser = server.browser();
        let request = browser
            .http
            .post(format!("{}/legacy/ocariot/v1/auth", server.base))
            .header("x-forwarded-for", "198.51.100.9")
            .json(&json!({"username": name, "password": "x"}));
        async move { browser.send(request).await.status }
    };
    for n in 0..35 {
        assert_eq!(door(format!("child{n}")).await, 401, "{n}");
    }
    // On the pages it is an address like any other.
    for n in 0..20 {
        stranger(&server, "198.51.100.9", (&format!("child{n}"), "x")).await;
    }
    let answer = stranger(&server, "198.51.100.9", ("kim", "kim-password")).await;
    assert_eq!(answer.status, 429);
}

// F23: "Resource server hammering introspection: per-client limits": one client waits, the others do
// not, and people sign in.
both!(a_client_that_asks_too_often_waits);
async fn a_client_that_asks_too_often_waits(db: Db) {
    let server = Server::with(db, &["rate_limit.token_client=60"]).await;
    let form = [("grant_type", "client_credentials")];
    let service = Some(("service", "service-secret"));
    for n in 0..10 {
        assert_eq!(server.token(service, &form).await.status, 200, "{n}");
    }
    let answer = server.token(service, &form).await;
    assert_eq!(waits(&answer), (429, "1"), "{}", answer.body);
    assert_eq!(answer.json()["error"], "temporarily_unavailable");
    let introspected = server.ask(
        "/introspect",
        ("service", Some("service-secret")),
        &[("token", "x")],
    );
    assert_eq!(waits(&introspected.await), (429, "1"));
    server.tokens().await;
    server.advance(1);
    assert_eq!(server.token(service, &form).await.status, 200);
}

// The first look at a token is begun again by a thread that may write that it was seen: it is one call.
both!(a_look_that_is_begun_again_is_one_call);
async fn a_look_that_is_begun_again_is_one_call(db: Db) {
    let server = Server::with(db, &["rate_limit.token_client=60"]).await;
    server.refreshing_clients();
    let mut last = String::new();
    // Five codes and five looks are ten calls.
    for _ in 0..5 {
        let (tokens, _) = server.chain(STEADY).await;
        last = tokens.text("access_token").to_owned();
        assert!(server.is_active(STEADY_CLIENT, &last).await);
    }
    let seen = server.rows("count(*)", "refresh_tokens WHERE access_seen_at IS NULL");
    assert_eq!(seen, ["0"], "all were seen, so all were begun again");
    let form = [("token", last.as_str())];
    let answer = server.ask("/introspect", STEADY_CLIENT, &form).await;
    assert_eq!(waits(&answer), (429, "1"));
}

// F26: "health answers ≤ 1 s with all Argon2 permits busy".
#[tokio::test(flavor = "multi_thread")]
async fn health_answers_while_every_permit_is_busy() {
    use std::sync::atomic::{AtomicBool, Ordering};
    let server = Arc::new(Server::with(Db::Sqlite, &["password.permits=2"]).await);
    let stop = Arc::new(AtomicBool::new(false));
    let busy: Vec<_> = (0..6)
        .map(|_| {
            let (server, stop) = (server.clone(), stop.clone());
            std::thread::spawn(move || {
                while !stop.load(Ordering::SeqCst) {
                    let word = signet::core::Secret::new("x");
                    let slow = "$2b$10$CCCCCCCCCCCCCCCCCCCCC.CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC";
                    let _turned_away = server.app.hashing.verify(&word, slow);
                }
            })
        })
        .collect();
    let management = Browser::new(&server.management);
    for path in ["/health/live", "/health/ready", "/health/started"] {
        let answer = tokio::time::timeout(Duration::from_secs(1), management.get(path)).await;
        assert_eq!(answer.expect("within a second").status, 200, "{path}");
    }
    stop.store(true, Ordering::SeqCst);
    for one in busy {
        one.join().expect("ends");
    }
}
