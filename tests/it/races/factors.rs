//! The last second factor of somebody who must have one, removed by two at once.

use serde_json::json;

use crate::support::{Answer, Browser, Db, Server, both, server::TOTP_SEED};

const OTHER_SEED: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

/// A browser in which somebody has just proven the app with this seed, and the page that removes it.
async fn proven(server: &Server, name: &str, seed: &str) -> (Browser, Answer) {
    let browser = server.browser();
    let page = browser.account("/account", name, "person-password").await;
    let code = server.code_of(seed);
    let answer = browser.submit(&page, &[("code", &code)]).await;
    let page = browser.follow(answer).await;
    assert_eq!(page.status, 200, "{}", page.body);
    let of = format!(
        "totps JOIN identifiers ON identifiers.user_id = totps.user_id WHERE form = '{name}'"
    );
    for id in server.rows("totps.id", &of) {
        let remove = format!("/account/security/totp/{id}/remove");
        let page = browser.get(&remove).await;
        if page.status == 200 {
            assert!(
                page.body.contains(&format!("action=\"{remove}\"")),
                "{}",
                page.body
            );
            return (browser, page);
        }
    }
    panic!("no page asks for what was proven");
}

// P-21, TF-06: of the last two apps one stays, however many want to remove them at once, wherever one of
// two sessions is.
both!(of_the_last_two_apps_one_stays);
async fn of_the_last_two_apps_one_stays(db: Db) {
    let server = Server::with(db, &["mfa.required_for=[\"clinician\"]"]).await;
    for round in 0..super::rounds().min(8) {
        let name = format!("nurse{round}");
        let seeds = json!([{"secret": TOTP_SEED}, {"secret": OTHER_SEED}]);
        let id = server.user(
            json!({"username": name, "roles": ["clinician"], "totp": seeds}),
            "person-password",
        );
        let mut tries = Vec::new();
        for seed in [TOTP_SEED, OTHER_SEED] {
            tries.push(proven(&server, &name, seed).await);
        }
        let tries = tries.into_iter().map(|(browser, page)| {
            let remove = page.url.path().to_owned();
            tokio::spawn(async move { browser.submit_to(&page, &remove, &[]).await })
        });
        for answer in tries.collect::<Vec<_>>() {
            let answer = answer.await.expect("an answer");
            assert!(answer.status.as_u16() < 500, "{}", answer.body);
        }
        let left = format!("totps WHERE user_id = '{id}' AND confirmed_at IS NOT NULL");
        assert_eq!(server.rows("COUNT(*)", &left), ["1"], "round {round}");
    }
}
