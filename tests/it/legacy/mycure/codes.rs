//! Codes that are sent: verified, changed, reset.

use serde_json::{Value, json};

use super::{
    EMAIL, PASSWORD, WRONG, authenticate, empty, get, login, patch, person, post, refresh, refused,
    server, sign_in, signed,
};
use crate::support::{Answer, Db, Server, both, server::TOTP_SEED};

const OPEN: &[&str] = &["login.registration=open"];
const BAD: &str = r#"{"name":"BadRequest","message":"Invalid action code","code":400,"className":"bad-request","data":{},"errors":{}}"#;

async fn apply(server: &Server, token: Option<&str>, code: &str, payload: Value) -> Answer {
    let mut body = json!({"action": "applyActionCode", "code": code});
    if !payload.is_null() {
        body["payload"] = payload;
    }
    authenticate(server, token, body).await
}

async fn join(server: &Server, body: &Value) -> Value {
    let answer = post(server, "/accounts", None, body).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    answer.json()
}

/// What stands in the link of a letter.
fn of_link(server: &Server, template: &str, to: &str) -> String {
    let link = server.letter(template, to).link.expect("a link");
    link.rsplit('/').next().expect("a segment").to_owned()
}

fn bad(answer: &Answer) {
    assert_eq!((answer.status.as_u16(), answer.body.as_str()), (400, BAD));
}

// M18, M20, LE-E2: a code proves the address, signed out, once; then details may be changed.
both!(m18_m20_a_code_proves_the_address);
async fn m18_m20_a_code_proves_the_address(db: Db) {
    let server = empty(db, OPEN).await;
    let account = join(&server, &json!({"email": EMAIL, "password": PASSWORD})).await;
    let found = sign_in(&server, EMAIL).await;
    let own = format!(
        "/personal-details/{}",
        account["uid"].as_str().expect("a uid")
    );
    let single = json!({"maritalStatus": "single"});
    let before = patch(&server, &own, Some(&found.access), &single).await;
    assert_eq!(before.status, 403, "{}", before.body);
    let code = server.letter("verify", EMAIL).code.expect("a code");
    let applied = apply(&server, None, &code, json!(null)).await;
    assert_eq!(
        (applied.status.as_u16(), applied.body.as_str()),
        (200, "{}")
    );
    let path = format!("/accounts/{}", found.uid);
    assert_eq!(
        get(&server, &path, &found.access).await.json()["isEmailVerified"],
        true
    );
    bad(&apply(&server, None, &code, json!(null)).await);
    bad(&apply(&server, None, "garbage", json!(null)).await);
    bad(&apply(&server, Some("a.b.c"), "", json!(null)).await);
    let after = patch(&server, &own, Some(&found.access), &single).await;
    assert_eq!(after.status, 200, "{}", after.body);
    assert_eq!(after.json()["maritalStatus"], "single");
    // Proven already: nothing more is sent.
    let written = server.letters("verify", EMAIL).len();
    let again = json!({"action": "sendVerificationEmail"});
    let answer = authenticate(&server, Some(&found.access), again).await;
    assert_eq!((answer.status.as_u16(), answer.body.as_str()), (200, "{}"));
    assert_eq!(server.letters("verify", EMAIL).len(), written);
}

// M23: another password is there once its code is applied, in the session in which that is done;
// every other one ends.
both!(m23_another_password_comes_with_its_code);
async fn m23_another_password_comes_with_its_code(db: Db) {
    let (server, maria) = server(db).await;
    let other = sign_in(&server, EMAIL).await;
    let own = sign_in(&server, EMAIL).await;
    let ask = |password: &str| json!({"action": "changePassword", "password": password});
    let short = authenticate(&server, Some(&own.access), ask("short")).await;
    assert_eq!(short.status, 400, "{}", short.body);
    let asked = authenticate(&server, Some(&own.access), ask("newpass123")).await;
    assert_eq!((asked.status.as_u16(), asked.body.as_str()), (200, "{}"));
    let code = server
        .letter("confirm_password", EMAIL)
        .code
        .expect("a code");
    signed(&login(&server, EMAIL, PASSWORD).await);
    server.advance(1);
    let applied = apply(&server, Some(&own.access), &code, json!(null)).await;
    assert_eq!(applied.status, 200, "{}", applied.body);
    let old = login(&server, EMAIL, PASSWORD).await;
    assert_eq!((old.status.as_u16(), old.body.as_str()), (401, WRONG));
    signed(&login(&server, EMAIL, "newpass123").await);
    refused(
        &refresh(&server, &other.refresh).await,
        401,
        "Invalid refresh token",
    );
    let path = format!("/accounts/{maria}");
    assert_eq!(get(&server, &path, &own.access).await.status, 200);
    signed(&refresh(&server, &own.refresh).await);
    bad(&apply(&server, None, &code, json!(null)).await);
}

// M25: the new address is sent a code, the old one is told; the old one signs in until the code is
// applied, the new one after.
both!(m25_another_address_comes_with_its_code);
async fn m25_another_address_comes_with_its_code(db: Db) {
    let (server, _) = server(db).await;
    let found = sign_in(&server, EMAIL).await;
    let new = "new@example.org";
    let ask = json!({"action": "changeIdentity", "identityKey": "email", "identity": new});
    let asked = authenticate(&server, Some(&found.access), ask).await;
    assert_eq!((asked.status.as_u16(), asked.body.as_str()), (200, "{}"));
    signed(&login(&server, EMAIL, PASSWORD).await);
    assert_eq!(login(&server, new, PASSWORD).await.status, 401);
    let code = of_link(&server, "email_change", new);
    let applied = apply(&server, None, &code, json!(null)).await;
    assert_eq!(applied.status, 200, "{}", applied.body);
    signed(&login(&server, new, PASSWORD).await);
    assert_eq!(login(&server, EMAIL, PASSWORD).await.status, 401);
    let told = server.letter("email_changed_old", EMAIL);
    assert!(told.link.is_some_and(|link| link.contains("undo")));
}

// M26: an address that somebody has: the same answer, no code, and a notice to its person.
both!(m26_an_address_that_is_taken_is_not_told);
async fn m26_an_address_that_is_taken_is_not_told(db: Db) {
    let (server, _) = server(db).await;
    person(&server, "other@example.org", true);
    let found = sign_in(&server, EMAIL).await;
    let ask = json!({"action": "changeIdentity", "identityKey": "email", "identity": "other@example.org"});
    let asked = authenticate(&server, Some(&found.access), ask).await;
    assert_eq!((asked.status.as_u16(), asked.body.as_str()), (200, "{}"));
    assert!(
        server
            .letters("email_change", "other@example.org")
            .is_empty()
    );
    assert_eq!(
        server
            .letters("address_in_use_change", "other@example.org")
            .len(),
        1
    );
    // RC-01, RC-02: nor by what its person sees on the pages, and a code from before is over.
    let browser = server.browser();
    let mut codes = Vec::new();
    for waits in ["free@example.org", "other@example.org"] {
        server.advance(1);
        let ask = json!({"action": "changeIdentity", "identityKey": "email", "identity": waits});
        let asked = authenticate(&server, Some(&found.access), ask).await;
        assert_eq!((asked.status.as_u16(), asked.body.as_str()), (200, "{}"));
        let page = browser.visit("/account/profile").await;
        let page = match page.url.path() {
            "/account/profile" => page,
            _ => browser.account("/account/profile", EMAIL, PASSWORD).await,
        };
        assert!(page.body.contains(waits), "{waits}: {}", page.body);
        if codes.is_empty() {
            codes.push(of_link(&server, "email_change", waits));
        }
    }
    for code in codes {
        bad(&apply(&server, None, &code, json!(null)).await);
    }
}

// M27: a forgotten password: one answer for everybody; the code works once; the second factor stays.
both!(m27_a_forgotten_password_is_reset_once);
async fn m27_a_forgotten_password_is_reset_once(db: Db) {
    let server = empty(db, &[]).await;
    let maria =
        json!({"emails": [{"value": EMAIL, "verified": true}], "totp": [{"secret": TOTP_SEED}]});
    server.user(maria, PASSWORD);
    for email in [EMAIL, "nobody@example.org"] {
        let body = json!({"action": "sendPasswordResetEmail", "email": email});
        let answer = authenticate(&server, None, body).await;
        assert_eq!((answer.status.as_u16(), answer.body.as_str()), (200, "{}"));
    }
    assert!(server.letters("reset", "nobody@example.org").is_empty());
    let code = of_link(&server, "reset", EMAIL);
    let missing = apply(&server, None, &code, json!(null)).await;
    assert_eq!(missing.status, 400, "{}", missing.body);
    let short = apply(&server, None, &code, json!("short")).await;
    assert!(
        short.json()["errors"]["payload"].is_string(),
        "{}",
        short.body
    );
    let applied = apply(&server, None, &code, json!("seven purple otters")).await;
    assert_eq!(
        (applied.status.as_u16(), applied.body.as_str()),
        (200, "{}")
    );
    bad(&apply(&server, None, &code, json!("eight purple otters")).await);
    assert_eq!(
        login(&server, EMAIL, "seven purple otters").await.json()["code"],
        206
    );
    assert_eq!(login(&server, EMAIL, PASSWORD).await.body, WRONG);
}

// M28: of a code of six digits five tries are looked at; it works for whoever is signed in, and where
// the number was given.
both!(m28_six_digits_are_tried_five_times);
async fn m28_six_digits_are_tried_five_times(db: Db) {
    let server = empty(db, OPEN).await;
    let number = "+639171234567";
    join(&server, &json!({"mobileNo": number, "password": PASSWORD})).await;
    let code = server.letter("verify", number).code.expect("a code");
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let found = signed(
        &authenticate(
            &server,
            None,
            json!({"mobileNo": number, "password": PASSWORD}),
        )
        .await,
    );
    let token = Some(found.access.as_str());
    for _ in 0..5 {
        bad(&apply(&server, token, "x", json!({"code": wrong})).await);
    }
    bad(&apply(&server, token, "x", json!({"code": code})).await);
    server.advance(1);
    let again = json!({"action": "sendVerificationSms"});
    assert_eq!(authenticate(&server, token, again).await.status, 200);
    let code = server.letter("verify", number).code.expect("a code");
    let applied = apply(&server, None, "x", json!({"code": code})).await;
    assert_eq!(applied.status, 200, "{}", applied.body);
    let account = get(&server, &format!("/accounts/{}", found.uid), &found.access)
        .await
        .json();
    assert_eq!(account["isMobileNoVerified"], true);
}

// M29: whether an address is free is told, ten times a minute.
both!(m29_whether_an_address_is_free_is_told_slowly);
async fn m29_whether_an_address_is_free_is_told_slowly(db: Db) {
    let (server, _) = server(db).await;
    let ask = |identity: &str| json!({"action": "checkUniqueIdentity", "identityKey": "email", "identity": identity});
    let known = authenticate(&server, None, ask("MARIA@example.org")).await;
    assert_eq!(
        (known.status.as_u16(), known.json()),
        (200, json!({"unique": false}))
    );
    for _ in 0..9 {
        let free = authenticate(&server, None, ask("nobody@example.org")).await;
        assert_eq!(
            (free.status.as_u16(), free.json()),
            (200, json!({"unique": true}))
        );
    }
    let eleventh = authenticate(&server, None, ask("nobody@example.org")).await;
    refused(&eleventh, 429, "Too many requests");
    assert!(!eleventh.header("retry-after").is_empty());
    server.advance(61);
    assert_eq!(authenticate(&server, None, ask(EMAIL)).await.status, 200);
}
