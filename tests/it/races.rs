//! Every compare-and-swap against many at once. Redemptions: 20 rounds here, 1,000 by `make races`;
//! what costs a sign-in each round: a few rounds, whoever asks.

mod factors;
mod moments;
mod refresh;

use std::sync::Arc;

use serde_json::json;
use signet::{
    account::rotation,
    app::{App, Ctx},
    authn::{otp, recovery},
    core::{Fault, Secret, secret::kind},
    model::{KeyPurpose, client::SigningAlgorithm},
    store,
};

use crate::support::{
    Answer, Db, Server, Tokens, query,
    signer::{ASSERTION_TYPE, Signer},
};

fn rounds() -> usize {
    #[expect(
        clippy::disallowed_methods,
        reason = "how often to race is the caller's choice"
    )]
    let set = std::env::var("SIGNET_RACE_ROUNDS");
    set.ok().and_then(|text| text.parse().ok()).unwrap_or(20)
}

/// As many requests at once, over these nodes in turn: what each was answered.
async fn at_once<F>(
    nodes: &[Arc<Server>],
    many: usize,
    request: impl Fn(Arc<Server>, usize) -> F,
) -> Vec<Answer>
where
    F: Future<Output = Answer> + Send + 'static,
{
    let tries: Vec<_> = (0..many)
        .map(|n| tokio::spawn(request(nodes[n % nodes.len()].clone(), n)))
        .collect();
    let mut answers = Vec::new();
    for one in tries {
        answers.push(one.await.expect("ends"));
    }
    answers
}

/// One code by 32 at once, over these nodes: one wins, the rest are told `invalid_grant`.
async fn redeem_at_once(nodes: &[Arc<Server>], code: &str) {
    let redeem = |node: Arc<Server>, _| {
        let code = code.to_owned();
        async move { node.redeem(&code).await }
    };
    let answers = at_once(nodes, 32, redeem).await;
    let won: Vec<_> = answers
        .iter()
        .filter(|answer| answer.status == 200)
        .collect();
    assert_eq!(
        won.len(),
        1,
        "{:?}",
        answers
            .iter()
            .map(|a| a.status.as_u16())
            .collect::<Vec<_>>()
    );
    for lost in answers.iter().filter(|answer| answer.status != 200) {
        assert_eq!(
            (lost.status.as_u16(), &lost.json()["error"]),
            (400, &json!("invalid_grant")),
            "{}",
            lost.body
        );
    }
    // The winner's grant stands: a burst is not a theft.
    let tokens = Tokens(won[0].json());
    assert_eq!(
        nodes[0].userinfo(tokens.text("access_token")).await.status,
        200
    );
}

/// A first-party client, so that a round is one page less; a user of its own each round.
async fn race(nodes: Vec<Arc<Server>>) {
    for round in 0..rounds() {
        let name = format!("racer{round}");
        nodes[0].user(json!({"username": name}), "racer-password");
        let (code, _) = nodes[0].code_for(&name, "racer-password").await;
        redeem_at_once(&nodes, &code).await;
        // The pace of a client is by the clock, which stands still.
        nodes[0].advance(1);
    }
    assert_eq!(nodes[0].grants(), i64::try_from(rounds()).expect("fits"));
}

// TK-14: 32 parallel redemptions, one 200, no 5xx.
#[tokio::test(flavor = "multi_thread")]
async fn one_redemption_wins_on_sqlite() {
    race(vec![Arc::new(Server::start(Db::Sqlite).await)]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_redemption_wins_on_postgres() {
    race(vec![Arc::new(Server::start(Db::Postgres).await)]).await;
}

// Two nodes on one PostgreSQL agree by the database alone.
#[tokio::test(flavor = "multi_thread")]
async fn one_redemption_wins_over_two_nodes() {
    let first = Server::start(Db::Postgres).await;
    let second = first.beside().await;
    race(vec![Arc::new(first), Arc::new(second)]).await;
}

// TK-14: two processes of the binary on one PostgreSQL.
#[tokio::test(flavor = "multi_thread")]
async fn one_redemption_wins_over_two_processes() {
    race(Server::two_processes(&[], |_| {})).await;
}

// A return page, too, opens once, however many ask at once.
#[tokio::test(flavor = "multi_thread")]
async fn one_return_wins() {
    for db in Db::BOTH {
        let server = Arc::new(Server::start(db).await);
        let browser = server.browser();
        let page = browser.open(&query("web", &[])).await;
        browser.sign_in(&page, "anna", "anna-password").await;
        for _ in 0..rounds().min(5) {
            let page = browser.open(&query("web", &[("prompt", "consent")])).await;
            let answer = browser
                .submit(&page, &[("scope", "profile"), ("decision", "allow")])
                .await;
            let path = answer.location().path().to_owned();
            let tries: Vec<_> = (0..16)
                .map(|_| {
                    let (tab, path) = (browser.tab(), path.clone());
                    tokio::spawn(async move { tab.get(&path).await.status.as_u16() })
                })
                .collect();
            let mut statuses = Vec::new();
            for one in tries {
                statuses.push(one.await.expect("ends"));
            }
            statuses.sort_unstable();
            assert_eq!(statuses[0], 200, "{statuses:?}");
            assert!(
                statuses[1..].iter().all(|status| *status == 400),
                "{statuses:?}"
            );
        }
    }
}

// AZ-27, CO-08: 16 parallel submits of one consent make one code and one record; the others are
// told that it is over.
#[tokio::test(flavor = "multi_thread")]
async fn one_consent_makes_one_code() {
    for db in Db::BOTH {
        let server = Arc::new(Server::start(db).await);
        for round in 0..rounds().min(20) {
            let name = format!("racer{round}");
            let user = server.user(json!({"username": name}), "racer-password");
            let browser = server.browser();
            let page = browser.open(&query("web", &[])).await;
            let page = browser.sign_in(&page, &name, "racer-password").await;
            let (csrf, path) = (page.field("csrf"), page.url.path().to_owned());
            let tries: Vec<_> = (0..16)
                .map(|_| {
                    let (tab, csrf, path) = (browser.tab(), csrf.clone(), path.clone());
                    tokio::spawn(async move {
                        tab.post(
                            &path,
                            &[
                                ("csrf", csrf.as_str()),
                                ("scope", "profile"),
                                ("decision", "allow"),
                            ],
                        )
                        .await
                        .status
                        .as_u16()
                    })
                })
                .collect();
            let mut statuses = Vec::new();
            for one in tries {
                statuses.push(one.await.expect("ends"));
            }
            assert_eq!(
                statuses.iter().filter(|status| **status == 303).count(),
                1,
                "{statuses:?}"
            );
            assert_eq!(
                statuses.iter().filter(|status| **status == 400).count(),
                15,
                "{statuses:?}"
            );
            let records = server
                .app
                .store
                .read(|conn| signet::store::consents::list_of(conn, &user))
                .expect("reads");
            assert_eq!(records.len(), 1);
            assert_eq!(server.codes(), i64::try_from(round + 1).expect("fits"));
        }
    }
}

// AZ-27: 16 parallel submits of the right password begin one session; the others are told that it
// is over, and nothing is held against the person. Nor does a second submit sign in again when the
// first one is through.
#[tokio::test(flavor = "multi_thread")]
async fn one_sign_in_begins_one_session() {
    for db in Db::BOTH {
        let server = Arc::new(Server::start(db).await);
        for round in 0..rounds().min(20) {
            let name = format!("racer{round}");
            let mut user = json!({"username": name});
            let second_factor = round % 2 == 1;
            if second_factor {
                user["totp"] = json!([{"secret": crate::support::server::TOTP_SEED}]);
            }
            server.user(user, "racer-password");
            let browser = server.browser();
            let page = browser.open(&query("web", &[])).await;
            let (csrf, path) = (page.field("csrf"), page.url.path().to_owned());
            let submit = || {
                let (tab, csrf, path) = (browser.tab(), csrf.clone(), path.clone());
                let name = name.clone();
                async move {
                    let form = [
                        ("csrf", csrf.as_str()),
                        ("username", name.as_str()),
                        ("password", "racer-password"),
                    ];
                    let answer = tab.post(&path, &form).await;
                    answer.status.as_u16()
                }
            };
            let tries: Vec<_> = (0..16).map(|_| tokio::spawn(submit())).collect();
            let mut statuses = Vec::new();
            for one in tries {
                statuses.push(one.await.expect("ends"));
            }
            statuses.push(submit().await);
            statuses.sort_unstable();
            assert_eq!(statuses[0], 303, "{statuses:?}");
            assert!(
                statuses[1..].iter().all(|status| *status == 400),
                "{statuses:?}"
            );
            let began = server
                .audit()
                .iter()
                .filter(|row| row.event == "session.began")
                .count();
            assert_eq!(began, round / 2 + 1, "one for each without a second factor");
        }
    }
}

// AZ-27, LG-09: of parallel wrong passwords for one sign-in, one at a time is checked, and each
// that is checked was counted.
#[tokio::test(flavor = "multi_thread")]
async fn parallel_wrong_passwords_of_one_sign_in_take_turns() {
    for db in Db::BOTH {
        let server = Arc::new(Server::start(db).await);
        let browser = server.browser();
        let page = browser.open(&query("web", &[])).await;
        let (csrf, path) = (page.field("csrf"), page.url.path().to_owned());
        let before = server.app.hashing.computations();
        let tries: Vec<_> = (0..40)
            .map(|_| {
                let (tab, csrf, path) = (browser.tab(), csrf.clone(), path.clone());
                tokio::spawn(async move {
                    let form = [
                        ("csrf", csrf.as_str()),
                        ("username", "anna"),
                        ("password", "wrong"),
                    ];
                    tab.post(&path, &form).await.status.as_u16()
                })
            })
            .collect();
        let mut checked = 0;
        for one in tries {
            match one.await.expect("ends") {
                422 => checked += 1,
                400 | 429 => {}
                status => panic!("{status}"),
            }
        }
        assert!((1..=5).contains(&checked), "{checked}");
        assert_eq!(server.app.hashing.computations() - before, checked);
        // The turn is free again: the page goes on.
        if checked < 5 {
            let page = browser.get(&path).await;
            let right = [("username", "anna"), ("password", "anna-password")];
            assert_eq!(browser.submit(&page, &right).await.status, 303);
        }
    }
}

// TF-03: 32 parallel uses of one step, one success.
#[tokio::test(flavor = "multi_thread")]
async fn one_use_of_a_one_time_code_wins() {
    for db in Db::BOTH {
        let server = Arc::new(Server::start(db).await);
        for round in 0..rounds().min(5) {
            let name = format!("coder{round}");
            server.user(
                json!({"username": name, "totp": [{"secret": crate::support::server::TOTP_SEED}]}),
                "coder-password",
            );
            // Each try has an interaction of its own, so that only the step is raced for.
            let mut tabs = Vec::new();
            for _ in 0..32 {
                let browser = server.browser();
                let page = browser.open(&query("web", &[])).await;
                let page = browser.sign_in(&page, &name, "coder-password").await;
                tabs.push((browser, page));
            }
            let code = server.otp();
            let tries: Vec<_> = tabs
                .into_iter()
                .map(|(browser, page)| {
                    let code = code.clone();
                    tokio::spawn(async move {
                        browser
                            .submit(&page, &[("code", &code)])
                            .await
                            .status
                            .as_u16()
                    })
                })
                .collect();
            let mut statuses = Vec::new();
            for one in tries {
                statuses.push(one.await.expect("ends"));
            }
            assert_eq!(
                statuses.iter().filter(|status| **status == 303).count(),
                1,
                "{statuses:?}"
            );
            // While more than ten are being looked at, TF-04 turns the rest away.
            assert!(
                statuses
                    .iter()
                    .all(|status| matches!(status, 303 | 422 | 429)),
                "{statuses:?}"
            );
        }
    }
}

// LG-09: parallel wrong passwords are counted one by one: no more hashes than tries that are left.
#[tokio::test(flavor = "multi_thread")]
async fn parallel_failures_are_counted_one_by_one() {
    for db in Db::BOTH {
        let server = Arc::new(Server::start(db).await);
        let mut tabs = Vec::new();
        for _ in 0..40 {
            let browser = server.browser();
            let page = browser.open(&query("web", &[])).await;
            tabs.push((browser, page));
        }
        let before = server.app.hashing.computations();
        let tries: Vec<_> = tabs
            .into_iter()
            .map(|(browser, page)| {
                tokio::spawn(async move {
                    browser
                        .submit(&page, &[("username", "anna"), ("password", "wrong")])
                        .await
                        .status
                        .as_u16()
                })
            })
            .collect();
        for one in tries {
            let status = one.await.expect("ends");
            assert!(matches!(status, 422 | 429), "{status}");
        }
        assert_eq!(server.app.hashing.computations() - before, 5);
    }
}

// TF-04: 32 wrong codes at once in one sign-in are five at most.
#[tokio::test(flavor = "multi_thread")]
async fn parallel_wrong_codes_are_counted_one_by_one() {
    for db in Db::BOTH {
        let server = Arc::new(Server::start(db).await);
        let browser = server.browser();
        let page = browser.open(&query("web", &[])).await;
        let page = browser.sign_in(&page, "kim", "kim-password").await;
        let (csrf, path) = (page.field("csrf"), page.url.path().to_owned());
        let tries: Vec<_> = (0..32)
            .map(|_| {
                let (tab, csrf, path) = (browser.tab(), csrf.clone(), path.clone());
                tokio::spawn(async move {
                    tab.post(&path, &[("csrf", csrf.as_str()), ("code", "000000")])
                        .await
                        .status
                        .as_u16()
                })
            })
            .collect();
        for one in tries {
            let status = one.await.expect("ends");
            assert!(matches!(status, 303 | 400 | 422 | 429), "{status}");
        }
        let wrong = server
            .audit()
            .iter()
            .filter(|row| row.event == "login.otp")
            .count();
        assert!(wrong <= 5, "{wrong}");
    }
}

// F29, JW-09: two nodes rotate at once, and look at once whether it is time: one new key each round.
#[tokio::test(flavor = "multi_thread")]
async fn a_rotation_at_once_makes_one_key() {
    for db in Db::BOTH {
        let first = Server::start(db).await;
        let second = match db {
            Db::Postgres => Some(first.beside().await),
            Db::Sqlite => None,
        };
        let nodes: Vec<_> = [Some(&first), second.as_ref().or(Some(&first))]
            .into_iter()
            .flatten()
            .map(|node| node.app.clone())
            .collect();
        let made = || {
            let keys = first.app.store.read(signet::store::keys::history);
            let keys = keys.expect("reads").into_iter();
            keys.filter(|key| key.algorithm == SigningAlgorithm::Es256)
                .count()
        };
        // A round is a day: after some weeks keys are replaced by their age besides.
        for round in 0..rounds().min(30) {
            let rotate = |app| {
                let ctx = Ctx::background(app);
                rotation::rotate(&ctx, &KeyPurpose::Issuer, SigningAlgorithm::Es256)
            };
            let next = twice_each(&nodes, rotate).await;
            assert_eq!(next.iter().filter(|next| next.made).count(), 1, "{next:?}");
            assert!(next.iter().all(|one| one.kid == next[0].kid), "{next:?}");
            first.advance(24 * 3600);
            twice_each(&nodes, |app| rotation::advance(&Ctx::background(app))).await;
            let catalog = first.app.catalog();
            let active = catalog
                .keys()
                .active(&KeyPurpose::Issuer, SigningAlgorithm::Es256);
            assert_eq!(active.expect("one signs").kid(), next[0].kid);
            assert_eq!(made(), round + 2);
        }
    }
}

/// The same at once, twice on each node.
async fn twice_each<T: Send + 'static>(
    nodes: &[Arc<App>],
    what: impl Fn(Arc<App>) -> Result<T, Fault> + Clone + Send + 'static,
) -> Vec<T> {
    let tries: Vec<_> = nodes
        .iter()
        .chain(nodes)
        .map(|app| {
            let (app, what) = (app.clone(), what.clone());
            tokio::task::spawn_blocking(move || what(app).expect("ends"))
        })
        .collect();
    let mut results = Vec::new();
    for one in tries {
        results.push(one.await.expect("ends"));
    }
    results
}

/// Who races with assertions.
const RACER: &str = "racer";

fn racer(signer: &Signer) -> impl Fn(&Server) {
    let keys = json!({"jwks": signer.jwks()});
    move |server| server.signing_client(RACER, keys.clone())
}

/// One assertion by 32 at once, over these nodes: one proves the client, the rest are told
/// `invalid_client`. From as many addresses as it takes to stay below the limit of CA-12.
async fn assert_at_once(nodes: &[Arc<Server>], signer: &Signer) {
    for round in 0..rounds() {
        let assertion = signer.sign(&nodes[0].assertion(RACER));
        let prove = |node: Arc<Server>, n| {
            let assertion = assertion.clone();
            async move {
                let browser = node.browser();
                let from = format!("10.{}.{}.{n}", round / 256, round % 256);
                let request = browser.http.post(browser.url("/token"));
                let request = request.header("x-forwarded-for", from).form(&[
                    ("grant_type", "client_credentials"),
                    ("client_assertion_type", ASSERTION_TYPE),
                    ("client_assertion", assertion.as_str()),
                ]);
                browser.send(request).await
            }
        };
        let mut won = 0;
        for answer in at_once(nodes, 32, prove).await {
            match answer.status.as_u16() {
                200 => won += 1,
                status => assert_eq!(
                    (status, &answer.json()["error"]),
                    (401, &json!("invalid_client")),
                    "{}",
                    answer.body
                ),
            }
        }
        assert_eq!(won, 1, "round {round}");
    }
}

/// The addresses of those who race are told by a proxy.
const PROXY: [&str; 2] = [
    "server.trusted_proxies=127.0.0.1/32",
    "server.proxy_header=x-forwarded-for",
];

async fn with_racer(db: Db, signer: &Signer) -> Server {
    let server = Server::with(db, &PROXY).await;
    racer(signer)(&server);
    server
}

// CA-08: 32 parallel uses of one assertion, one 200.
#[tokio::test(flavor = "multi_thread")]
async fn one_use_of_an_assertion_wins_on_sqlite() {
    let signer = Signer::es256("k");
    assert_at_once(&[Arc::new(with_racer(Db::Sqlite, &signer).await)], &signer).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_use_of_an_assertion_wins_on_postgres() {
    let signer = Signer::es256("k");
    assert_at_once(
        &[Arc::new(with_racer(Db::Postgres, &signer).await)],
        &signer,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_use_of_an_assertion_wins_over_two_nodes() {
    let signer = Signer::es256("k");
    let first = with_racer(Db::Postgres, &signer).await;
    let second = first.beside_with(&PROXY).await;
    assert_at_once(&[Arc::new(first), Arc::new(second)], &signer).await;
}

// CA-08: two processes of the binary on one PostgreSQL.
#[tokio::test(flavor = "multi_thread")]
async fn one_use_of_an_assertion_wins_over_two_processes() {
    let signer = Signer::es256("k");
    let nodes = Server::two_processes(&PROXY, racer(&signer));
    assert_at_once(&nodes, &signer).await;
}

// TF-03, TF-07: 32 parallel uses of one step, and of one recovery code: one success. Here below the
// pages, so that a round costs no password.
#[tokio::test(flavor = "multi_thread")]
async fn one_use_of_a_step_and_of_a_recovery_code_wins() {
    for db in Db::BOTH {
        let server = Arc::new(Server::start(db).await);
        for round in 0..rounds() {
            let seed = crate::support::server::TOTP_SEED;
            let user = server
                .import(json!({"username": format!("racer{round}"), "totp": [{"secret": seed}]}));
            let (ctx, id) = (server.ctx(), user.clone());
            let code: Secret<kind::Recovery> = Secret::new("F7KQ201M9XWDH4RT");
            let digest = recovery::digest(&ctx, &id, &code);
            let kept = ctx
                .app
                .store
                .write(move |conn| store::recovery::replace(conn, &id, (&[digest], &[]), ctx.now));
            kept.expect("keeps");
            let typed = server.otp();
            // As many looks as TF-04 lets through, and all of them at the same moment.
            let proofs: Vec<_> = (0..8)
                .filter_map(|_| {
                    let ctx = server.ctx();
                    let totps = ctx
                        .app
                        .store
                        .read(|conn| store::totps::confirmed(conn, &user));
                    let otp = otp::prove(&ctx, &user, &totps.expect("reads"), &typed);
                    let code = recovery::prove(&ctx, &user, code.expose());
                    match (otp.expect("looks"), code.expect("looks")) {
                        (Ok(otp), Ok(code)) => Some((otp, code)),
                        _ => None,
                    }
                })
                .collect();
            assert!(!proofs.is_empty());
            let tries: Vec<_> = (0..32)
                .map(|n| {
                    let (server, (otp, code)) = (server.clone(), proofs[n % proofs.len()].clone());
                    tokio::task::spawn_blocking(move || {
                        let ctx = server.ctx();
                        let inner = ctx.clone();
                        let first = ctx.app.store.write(move |conn| otp.consume(&inner, conn));
                        let inner = ctx.clone();
                        let second = ctx.app.store.write(move |conn| code.consume(&inner, conn));
                        (first.expect("writes"), second.expect("writes"))
                    })
                })
                .collect();
            let mut won = (0, 0);
            for one in tries {
                let (otp, code) = one.await.expect("ends");
                won = (won.0 + usize::from(otp), won.1 + usize::from(code));
            }
            assert_eq!(won, (1, 1), "{round}");
        }
    }
}
