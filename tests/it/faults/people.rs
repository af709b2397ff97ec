//! Many people at once: nobody sees what is another's.

use std::{collections::BTreeSet, sync::Arc};

use serde_json::json;

use super::{often, report::Row};
use crate::support::{
    Db, Server, Tokens,
    app::{VERIFIER, code_of},
    chain::ROTATING,
    query,
    server::CALLBACK,
};

/// Every canary in a text.
fn canaries(text: &str) -> BTreeSet<&str> {
    text.match_indices("canary-")
        .map(|(at, _)| &text[at..at + "canary-00000-end".len()])
        .collect()
}

async fn person(server: Arc<Server>, n: usize) {
    let canary = format!("canary-{n:05}-end");
    let browser = server.browser();
    let changes = [("scope", "openid profile")];
    let page = browser.open(&query(ROTATING, &changes)).await;
    let page = browser
        .sign_in(&page, &format!("person{n}"), "person-password")
        .await;
    let code = code_of(&browser.allow(&page).await);
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    let answer = server.as_client(ROTATING, &form).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let tokens = Arc::new(Tokens(answer.json()));
    let browser = Arc::new(browser);
    let asked: Vec<_> = (0..10)
        .map(|which| {
            let (server, browser, tokens) = (server.clone(), browser.clone(), tokens.clone());
            tokio::spawn(async move {
                match which % 4 {
                    0 => server.userinfo(tokens.text("access_token")).await.body,
                    1 => browser.tab().visit("/account").await.body,
                    2 => {
                        let answer = server.refresh(ROTATING, tokens.text("refresh_token"));
                        let answer = answer.await;
                        assert_eq!(answer.status, 200, "{}", answer.body);
                        let fresh = Tokens(answer.json());
                        format!("{} {}", fresh.0, fresh.claims("id_token"))
                    }
                    _ => {
                        let asked = query("web", &[("scope", "openid profile")]);
                        browser
                            .tab()
                            .visit(&format!("/authorize?{asked}"))
                            .await
                            .body
                    }
                }
            })
        })
        .collect();
    let mut seen = BTreeSet::new();
    for one in asked {
        let body = one.await.expect("ends");
        seen.extend(canaries(&body).into_iter().map(str::to_owned));
    }
    assert_eq!(seen, BTreeSet::from([canary]), "whose is it?");
}

// SE-13: "1,000 users × 10 parallel requests: no response ever contains another user's canary".
#[tokio::test(flavor = "multi_thread")]
async fn nobody_sees_what_is_anothers() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        server.refreshing_clients();
        let people = match often(24, 1_000) {
            24 => 24,
            _ => 1_000,
        };
        for n in 0..people {
            let name = format!("canary-{n:05}-end");
            server.user(
                json!({"username": format!("person{n}"), "name": name}),
                "person-password",
            );
        }
        let server = Arc::new(server);
        let everybody: Vec<_> = (0..people).collect();
        for some in everybody.chunks(12) {
            let here: Vec<_> = some
                .iter()
                .map(|n| tokio::spawn(person(server.clone(), *n)))
                .collect();
            for one in here {
                one.await.expect("sees what is theirs");
            }
            // One address may have begun only so many sign-ins: those of before are over now.
            server.advance(3_700);
        }
        Row {
            fault: "SE-13",
            what: "people with 10 requests each at once".to_owned(),
            on: match db {
                Db::Sqlite => "SQLite",
                Db::Postgres => "PostgreSQL",
            },
            times: people,
            ..Row::default()
        }
        .write();
    }
}
