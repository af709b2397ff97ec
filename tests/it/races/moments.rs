//! Two posts of one person at the same moment: what was refused has left nothing behind, and what was
//! right is not lost.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::{
    routes::account::security,
    support::{
        Answer, Browser, Db, Server,
        app::{VERIFIER, code_of},
        both, query,
        server::CALLBACK,
    },
};

const CLIENT: (&str, &str) = ("diary", "diary-secret-diary-secret-diary-secret-diary-sec");
const SCOPE: &str = "openid profile offline_access records.read records.write";

/// As many posts at once from copies of one browser.
async fn together(
    browser: &Browser,
    page: &Answer,
    posts: impl Iterator<Item = (String, Vec<(String, String)>)>,
) -> Vec<Answer> {
    let browser = Arc::new(browser.tab());
    let tries = posts.map(|(path, mut fields)| {
        fields.push(("csrf".to_owned(), page.token_for(&path)));
        let browser = browser.clone();
        tokio::spawn(async move {
            let fields: Vec<(&str, &str)> = fields
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect();
            browser.tab().post(&path, &fields).await
        })
    });
    let mut answers = Vec::new();
    for one in tries.collect::<Vec<_>>() {
        answers.push(one.await.expect("an answer"));
    }
    answers
}

fn owned(fields: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    fields.iter().map(owned).collect()
}

// CO-06: an app that is narrowed twice at once goes on with what was left to it.
both!(an_app_that_is_narrowed_twice_at_once_goes_on);
async fn an_app_that_is_narrowed_twice_at_once_goes_on(db: Db) {
    let server = Server::start(db).await;
    server.client(json!({
        "client_id": CLIENT.0, "client_secret": CLIENT.1, "client_name": "Diary", "redirect_uris": [CALLBACK],
        "grant_types": ["authorization_code", "refresh_token"], "scope": SCOPE,
    }));
    for round in 0..super::rounds().min(8) {
        let name = format!("ida{round}");
        server.user(json!({"username": name}), "person-password");
        let browser = server.browser();
        let page = browser.open(&query(CLIENT.0, &[("scope", SCOPE)])).await;
        let page = browser.sign_in(&page, &name, "person-password").await;
        let code = code_of(&browser.allow(&page).await);
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ];
        let tokens: Value = server.token(Some(CLIENT), &form).await.json();
        let app = "/account/apps/diary";
        let page = browser.get(app).await;
        let fields = owned(&[
            ("decision", "save"),
            ("scope", "offline_access"),
            ("scope", "records.read"),
        ]);
        let posts = (0..4).map(|_| (app.to_owned(), fields.clone()));
        for answer in together(&browser, &page, posts).await {
            // Whoever comes second sees the page as it is now.
            assert_eq!(answer.status, 303, "{}", answer.body);
            assert_eq!(answer.location().path(), app);
        }
        assert_eq!(browser.get(app).await.status, 200, "it is still there");
        let form = [
            ("grant_type", "refresh_token"),
            (
                "refresh_token",
                tokens["refresh_token"].as_str().expect("a token"),
            ),
        ];
        let left = server.token(Some(CLIENT), &form).await;
        assert_eq!(left.status, 200, "round {round}: {}", left.body);
        assert_eq!(left.json()["scope"], "openid offline_access records.read");
    }
}

// TF-03, TF-07: "32 parallel → one success": also through the page, where each try is counted before it
// is checked.
both!(one_of_many_right_codes_gets_in);
async fn one_of_many_right_codes_gets_in(db: Db) {
    let server = Server::start(db).await;
    for round in 0..super::rounds().min(6) {
        for many in [2_usize, 4, 6, 32] {
            let name = format!("kim{round}x{many}");
            let totp = json!([{"secret": crate::support::server::TOTP_SEED}]);
            let id = server.user(json!({"username": name, "totp": totp}), "person-password");
            let browser = server.browser();
            let page = browser.visit("/account").await;
            let page = browser.sign_in(&page, &name, "person-password").await;
            assert!(page.url.path().ends_with("/mfa"), "{}", page.url);
            let code = server.otp();
            let path = page.url.path().to_owned();
            let posts = (0..many).map(|_| (path.clone(), owned(&[("code", code.as_str())])));
            for answer in together(&browser, &page, posts).await {
                assert!(answer.status.as_u16() < 500, "{}", answer.body);
            }
            let begun = server.rows("COUNT(*)", &format!("sessions WHERE user_id = '{id}'"));
            assert_eq!(begun, ["1"], "round {round}, {many} at once");
        }
    }
}

// TF-01: an authenticator app is on with all that belongs to it, or it is not on: not either way when the
// session ends at the same moment.
both!(an_app_is_on_with_its_codes_or_not_at_all);
async fn an_app_is_on_with_its_codes_or_not_at_all(db: Db) {
    const NEW: &str = "/account/security/totp/new";
    let server = Server::start(db).await;
    for round in 0..super::rounds().min(8) {
        let name = format!("pat{round}");
        let id = server.user(json!({"username": name}), "person-password");
        let (one, other) = (server.browser(), server.browser());
        let page = one.account(NEW, &name, "person-password").await;
        let sessions = other
            .account("/account/sessions", &name, "person-password")
            .await;
        let key = security::key(&page);
        let code = security::code_at(&key, server.now());
        let fields = [("name", "Phone"), ("code", code.as_str())];
        let turn_on = one.submit_to(&page, NEW, &fields);
        let end = other.submit_to(&sessions, "/account/sessions", &[("others", "end")]);
        let (on, ended) = tokio::join!(turn_on, end);
        assert!(on.status.as_u16() < 500 && ended.status.as_u16() < 500);
        let count =
            |what: &str, from: &str| server.rows(what, from)[0].parse::<u32>().expect("a number");
        let apps = count(
            "COUNT(*)",
            &format!("totps WHERE user_id = '{id}' AND confirmed_at IS NOT NULL"),
        );
        let told = count(
            "COUNT(*)",
            &format!("audit WHERE event = 'factor.added' AND subject = 'user:{id}'"),
        );
        assert_eq!(apps, told, "round {round}: {} {}", on.status, ended.status);
        let codes = count(
            "COUNT(*)",
            &format!("recovery_codes WHERE user_id = '{id}'"),
        );
        assert_eq!(
            apps > 0,
            codes > 0,
            "round {round}: {} {}",
            on.status,
            ended.status
        );
    }
}
