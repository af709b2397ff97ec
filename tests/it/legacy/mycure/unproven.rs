//! Accounts whose address is not proven: whoever made one may be anybody.

use reqwest::Method;
use serde_json::{Value, json};
use signet::{account::legacy_import, core::Secret};

use super::{EMAIL, PASSWORD, authenticate, empty, login, post, sign_in, signed};
use crate::{
    routes::account::security::{code_at, key},
    support::{Browser, Db, Server, both},
};

const OPEN: &[&str] = &["login.registration=open"];
const NEW: &str = "seven purple otters";
const SEED: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const TOTP: &str = "/account/security/totp/new";
const PASSKEY: &str = "/account/passkeys/new";

/// Somebody joins with an address that they have not proven.
async fn join(server: &Server, body: &Value) {
    let answer = post(server, "/accounts", None, body).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
}

/// What stands in the link of the newest of these letters.
fn code_in(server: &Server, template: &str, to: &str) -> String {
    let link = server.letter(template, to).link.expect("a link");
    link.rsplit('/').next().expect("a code").to_owned()
}

/// How many authenticator apps they have, or have begun to set up.
fn apps_of(server: &Server, email: &str) -> usize {
    let whose = format!("(SELECT user_id FROM identifiers WHERE form = '{email}')");
    let found = server.rows("id", &format!("totps WHERE user_id IN {whose}"));
    found.len()
}

async fn apply(server: &Server, code: &str, payload: Value) -> u16 {
    let body = json!({"action": "applyActionCode", "code": code, "payload": payload});
    authenticate(server, None, body).await.status.as_u16()
}

// RC-09, RC-11: nothing that signs in is added to an account whose address is not proven, at the pages
// as at the door: it would outlive the reset by which the person comes in whose address it is.
both!(nothing_is_set_up_before_the_address_is_proven);
async fn nothing_is_set_up_before_the_address_is_proven(db: Db) {
    let server = empty(db, OPEN).await;
    // That a number of one's own is proven does not make the address one's own.
    let body = json!({"email": EMAIL, "mobileNo": "09171234567", "password": PASSWORD});
    join(&server, &body).await;
    server.sql("UPDATE identifiers SET verified_at = 1 WHERE namespace = 'mobile'");
    for new in [TOTP, PASSKEY] {
        let browser = server.browser();
        let page = browser.account(new, EMAIL, PASSWORD).await;
        assert_eq!(page.url.path(), "/account/profile", "{}", page.body);
        assert!(
            page.body.contains("Prove your address first"),
            "{}",
            page.body
        );
        assert!(
            page.body.contains("/account/profile/verify"),
            "{}",
            page.body
        );
    }
    // A form that was kept from elsewhere does no more than the page.
    let browser = server.browser();
    let page = browser.account("/account/security", EMAIL, PASSWORD).await;
    for path in [TOTP, PASSKEY, "/account/passkeys/options"] {
        let csrf = page.field("csrf");
        let fields = [
            ("csrf", csrf.as_str()),
            ("name", "Mine"),
            ("code", "123456"),
        ];
        let answer = browser.request(Method::POST, path).form(&fields);
        let answer = browser.send(answer).await;
        assert!(
            answer.status == 303 || answer.status == 403,
            "{path}: {}",
            answer.body
        );
    }
    assert_eq!((apps_of(&server, EMAIL), server.count("passkeys")), (0, 0));
    let found = sign_in(&server, EMAIL).await;
    let body = json!({"action": "setupMFA", "enable": true});
    let answer = authenticate(&server, Some(&found.access), body).await;
    assert_eq!(answer.status, 403, "{}", answer.body);
    assert_eq!(apps_of(&server, EMAIL), 0);
    // Once it is proven, they can.
    let code = code_in(&server, "verify", EMAIL);
    assert_eq!(apply(&server, &code, Value::Null).await, 200);
    for new in [TOTP, PASSKEY] {
        let browser = server.browser();
        let page = browser.account(new, EMAIL, PASSWORD).await;
        assert_eq!(page.url.path(), new, "{}", page.body);
    }
}

// RC-09: who proves the address by a reset, for the first time, ends what was set up before: it was
// somebody else's. RC-04: what was set up after the proof stays.
both!(the_first_proof_by_a_reset_ends_what_was_set_up_before);
async fn the_first_proof_by_a_reset_ends_what_was_set_up_before(db: Db) {
    let server = empty(db, OPEN).await;
    for by_page in [false, true] {
        let email = format!("victim-{by_page}@example.org");
        join(&server, &json!({"email": email, "password": PASSWORD})).await;
        let of = format!("form = '{email}'");
        // As a server of before let them.
        server.sql(&format!(
            "UPDATE identifiers SET verified_at = 1 WHERE {of}"
        ));
        let thief = server.browser();
        let page = thief.account(TOTP, &email, PASSWORD).await;
        let code = code_at(&key(&page), server.now());
        let on = thief
            .submit_to(&page, TOTP, &[("name", "Thief"), ("code", &code)])
            .await;
        assert_eq!(
            on.location().path(),
            "/account/security/recovery",
            "{}",
            on.body
        );
        server.sql(&format!(
            "UPDATE identifiers SET verified_at = NULL WHERE {of}"
        ));
        assert_eq!(login(&server, &email, PASSWORD).await.json()["code"], 206);
        assert_eq!(apps_of(&server, &email), 1);

        let body = json!({"action": "sendPasswordResetEmail", "email": email});
        assert_eq!(authenticate(&server, None, body).await.status, 200);
        let link = server.letter("reset", &email).link.expect("a link");
        match by_page {
            false => {
                let code = link.rsplit('/').next().expect("a code");
                assert_eq!(apply(&server, code, json!(NEW)).await, 200);
            }
            true => {
                let browser = server.browser();
                let path = url::Url::parse(&link).expect("a link").path().to_owned();
                let page = browser.visit(&path).await;
                assert!(page.body.contains("are taken away"), "{}", page.body);
                let done = browser
                    .submit(&page, &[("password", NEW), ("new_password", NEW)])
                    .await;
                assert!(done.status.as_u16() < 400, "{}", done.body);
            }
        }
        assert_eq!(apps_of(&server, &email), 0, "{by_page}");
        assert_eq!(
            (
                server.count("recovery_codes"),
                server.count("recovery_sets")
            ),
            (0, 0)
        );
        signed(&login(&server, &email, NEW).await);
        assert_eq!(thief.get("/account").await.status, 303, "it is over");
        assert!(server.audited("user.second_factor_reset", "success"));
        server.letter("factors_ended", &email);
    }
}

// Whoever must have a second factor proves the address on the way, before one is set up.
both!(who_must_have_a_second_factor_proves_the_address_first);
async fn who_must_have_a_second_factor_proves_the_address_first(db: Db) {
    let server = empty(
        db,
        &["login.registration=open", "mfa.required_for=[\"nurse\"]"],
    )
    .await;
    join(&server, &json!({"email": EMAIL, "password": PASSWORD})).await;
    server.sql("UPDATE users SET roles = '[\"nurse\"]' WHERE profile LIKE '%maria%'");
    let browser = server.browser();
    let page = browser.account("/account", EMAIL, PASSWORD).await;
    assert!(
        page.url.path().ends_with("/verify"),
        "{}: {}",
        page.url,
        page.body
    );
    let code = code_in(&server, "verify", EMAIL);
    assert_eq!(apply(&server, &code, Value::Null).await, 200);
    let page = browser.visit(page.url.path()).await;
    assert!(
        page.url.path().ends_with("/enrol"),
        "{}: {}",
        page.url,
        page.body
    );
}

// RC-09: "notify old with 72 h undo": also of a number that an app changes.
both!(a_number_that_an_app_changes_can_be_changed_back);
async fn a_number_that_an_app_changes_can_be_changed_back(db: Db) {
    let server = empty(db, OPEN).await;
    let (old, new) = ("+639171234567", "+639170000009");
    join(
        &server,
        &json!({"email": EMAIL, "mobileNo": old, "password": PASSWORD}),
    )
    .await;
    let code = code_in(&server, "verify", EMAIL);
    assert_eq!(apply(&server, &code, Value::Null).await, 200);
    let found = sign_in(&server, EMAIL).await;
    // The newest code is the one that counts: that of the number comes after those of the account.
    server.advance(1);
    let ask = json!({"action": "changeIdentity", "identityKey": "mobileNo", "identity": new});
    let asked = authenticate(&server, Some(&found.access), ask).await;
    assert_eq!(asked.status, 200, "{}", asked.body);
    let code = server.letter("mobile_change", new).code.expect("a code");
    let body = json!({"action": "applyActionCode", "code": "x", "payload": {"code": code}});
    let applied = authenticate(&server, Some(&found.access), body).await;
    assert_eq!(applied.status, 200, "{}", applied.body);
    let told = server.letter("mobile_changed", EMAIL);
    let link = told.link.expect("a way back");
    let path = url::Url::parse(&link).expect("a link").path().to_owned();
    let browser = server.browser();
    let page = browser.visit(&path).await;
    let done = browser.submit(&page, &[]).await;
    assert!(done.status.as_u16() < 400, "{}", done.body);
    assert_eq!(
        server.rows("form", "identifiers WHERE namespace = 'mobile'"),
        [old]
    );
}

/// Turns an authenticator app on that has this name.
async fn add_app(server: &Server, browser: &Browser, (email, name): (&str, &str)) {
    let page = browser.account(TOTP, email, PASSWORD).await;
    let code = code_at(&key(&page), server.now());
    let fields = [("name", name), ("code", code.as_str())];
    let on = browser.submit_to(&page, TOTP, &fields).await;
    assert_eq!(
        on.location().path(),
        "/account/security/recovery",
        "{}",
        on.body
    );
}

/// Another address in the place of theirs, by the door; the way back that the old one is sent.
async fn change(server: &Server, (from, to): (&str, &str)) -> String {
    let found = sign_in(server, from).await;
    let ask = json!({"action": "changeIdentity", "identityKey": "email", "identity": to});
    let asked = authenticate(server, Some(&found.access), ask).await;
    assert_eq!(asked.status, 200, "{}", asked.body);
    let code = code_in(server, "email_change", to);
    assert_eq!(apply(server, &code, Value::Null).await, 200);
    let link = server.letter("email_changed_old", from).link;
    let link = url::Url::parse(&link.expect("a way back")).expect("a link");
    link.path().to_owned()
}

// RC-09: whoever takes an address back that was never proven made nothing of the account: all that signs in to
// it goes, the password, too. Else the proof of the address would come before the reset that ends it.
both!(an_unproven_address_that_is_taken_back_ends_all_that_signs_in);
async fn an_unproven_address_that_is_taken_back_ends_all_that_signs_in(db: Db) {
    let server = empty(db, OPEN).await;
    let (victim, thief) = ("victim@example.org", "thief@example.org");
    join(&server, &json!({"email": victim, "password": PASSWORD})).await;
    let way_back = change(&server, (victim, thief)).await;
    let browser = server.browser();
    // The way back leads further than the change: nothing that the account had before is its person's.
    add_app(&server, &browser, (thief, "Thief")).await;
    server.sql("UPDATE totps SET created_at = 1, confirmed_at = 1 WHERE name = 'Thief'");
    server.sql("UPDATE recovery_sets SET created_at = 1");
    let own = server.browser();
    let page = own.visit(&way_back).await;
    let done = own.submit(&page, &[]).await;
    assert_eq!(done.status, 200, "{}", done.body);
    assert!(done.body.contains("were taken away, too"), "{}", done.body);
    server.letter("factors_ended", victim);
    assert_eq!(apps_of(&server, victim), 0);
    for table in ["recovery_sets", "recovery_codes"] {
        assert_eq!(server.count(table), 0, "{table}");
    }
    assert_eq!(browser.get("/account").await.status, 303, "it is over");
    for email in [victim, thief] {
        assert_ne!(login(&server, email, PASSWORD).await.status, 200, "{email}");
    }
    // The person chooses a password, and nothing else is asked for.
    let body = json!({"action": "sendPasswordResetEmail", "email": victim});
    assert_eq!(authenticate(&server, None, body).await.status, 200);
    let code = code_in(&server, "reset", victim);
    assert_eq!(apply(&server, &code, json!(NEW)).await, 200);
    signed(&login(&server, victim, NEW).await);
}

// RC-09: of an address that was proven, what was added since the change goes, and what was there before stays.
both!(a_proven_address_that_is_taken_back_ends_what_was_added_since);
async fn a_proven_address_that_is_taken_back_ends_what_was_added_since(db: Db) {
    let server = empty(db, OPEN).await;
    let (own, thief) = (EMAIL, "thief@example.org");
    join(&server, &json!({"email": own, "password": PASSWORD})).await;
    let code = code_in(&server, "verify", own);
    assert_eq!(apply(&server, &code, Value::Null).await, 200);
    let way_back = change(&server, (own, thief)).await;
    server.advance(60);
    let browser = server.browser();
    add_app(&server, &browser, (thief, "Thief")).await;
    // One of long before, as its person made it.
    server.sql(
        "INSERT INTO totps (id, user_id, name, sealed_seed, algorithm, digits, period, last_step, \
         created_at, confirmed_at) SELECT 'own', user_id, 'Own', sealed_seed, algorithm, digits, \
         period, last_step, 1, 1 FROM totps WHERE name = 'Thief'",
    );
    let page = server.browser();
    let ask = page.visit(&way_back).await;
    assert!(ask.body.contains("are taken away"), "{}", ask.body);
    let done = page.submit(&ask, &[]).await;
    assert_eq!(done.status, 200, "{}", done.body);
    assert_eq!(
        server.rows("name", "totps WHERE name IN ('Own', 'Thief')"),
        ["Own"]
    );
    assert_eq!(server.count("recovery_codes"), 0);
    // The password was its person's: it stays until they choose another.
    assert_eq!(login(&server, own, PASSWORD).await.json()["code"], 206);
}

// RC-04: an operator vouches for whoever they brought along, as for whoever they added: a reset takes nothing
// from them that they had before they moved, and the page says so.
both!(who_was_brought_along_keeps_the_second_factor);
async fn who_was_brought_along_keeps_the_second_factor(db: Db) {
    let server = empty(db, OPEN).await;
    let line = json!({
        "uid": "uid-of-mycure", "email": EMAIL, "isEmailVerified": false,
        "password": server.app.hashing.hash(&*server.app.entropy, &Secret::new(PASSWORD)).expect("hashes"),
        "totp": [{"secret": SEED}],
    });
    let line = serde_json::from_value(line).expect("a line");
    let moved = legacy_import::mycure(&server.ctx(), line).expect("writes");
    assert!(matches!(moved, Ok((_, false))), "{moved:?}");
    assert_eq!(apps_of(&server, EMAIL), 1);
    let browser = server.browser();
    let page = browser.visit("/recover").await;
    browser.submit(&page, &[("username", EMAIL)]).await;
    let link = server.letter("reset", EMAIL).link.expect("a link");
    let path = url::Url::parse(&link).expect("a link").path().to_owned();
    let page = browser.visit(&path).await;
    assert!(page.body.contains("it stays on"), "{}", page.body);
    let done = browser.submit(&page, &[("new_password", NEW)]).await;
    assert_eq!(done.status, 303, "{}", done.body);
    assert_eq!(apps_of(&server, EMAIL), 1);
    assert_eq!(login(&server, EMAIL, NEW).await.json()["code"], 206);
    assert!(!server.audited("user.second_factor_reset", "success"));
    assert!(server.letters("factors_ended", EMAIL).is_empty());
}

// RC-09, RC-11: the person of an address does not prove it on an account that somebody else has made with it, by
// a button: the page asks for the account's password, unless its own people are signed in there.
both!(the_page_proves_no_address_on_an_account_of_somebody_else);
async fn the_page_proves_no_address_on_an_account_of_somebody_else(db: Db) {
    let server = empty(db, OPEN).await;
    let verified = "identifiers WHERE verified_at IS NOT NULL";
    let victim = "victim@example.org";
    join(&server, &json!({"email": victim, "password": PASSWORD})).await;
    let path = format!("/verify-email/{}", code_in(&server, "verify", victim));
    let own = server.browser();
    let page = own.visit(&path).await;
    assert!(
        page.body.contains("somebody else did with your address"),
        "{}",
        page.body
    );
    for typed in ["", "not the password"] {
        let answer = own.submit(&page, &[("password", typed)]).await;
        assert_eq!(answer.status, 422, "{}", answer.body);
        assert!(answer.body.contains("problem-text"), "{}", answer.body);
    }
    // Whoever is signed in as somebody else is as strange.
    server.user(
        json!({"username": "ida", "emails": [{"value": "ida@example.org", "verified": true}]}),
        "ida-password",
    );
    let ida = server.browser();
    ida.account("/account", "ida@example.org", "ida-password")
        .await;
    let asked = ida.visit(&path).await;
    assert_eq!(ida.submit(&asked, &[]).await.status, 422);
    assert_eq!(
        server.rows("COUNT(*)", &format!("{verified} AND form = '{victim}'")),
        ["0"]
    );
    // A link is guessed at five times.
    for typed in ["2", "3", "4", "5"] {
        let answer = own.submit(&page, &[("password", typed)]).await;
        assert_eq!(answer.status, 422, "{}", answer.body);
    }
    let over = own.submit(&page, &[("password", PASSWORD)]).await;
    assert_eq!(over.status, 400, "{}", over.body);
    assert_eq!(
        server.rows("COUNT(*)", &format!("{verified} AND form = '{victim}'")),
        ["0"]
    );
}

// RC-04: whom an operator added is vouched for, also once they have signed in at the door, which knows them only
// from then on; who joined there is not.
both!(whom_an_operator_added_is_vouched_for);
async fn whom_an_operator_added_is_vouched_for(db: Db) {
    let server = empty(db, OPEN).await;
    let (added, joined) = ("added@example.org", "joined@example.org");
    super::person(&server, added, false);
    join(&server, &json!({"email": joined, "password": PASSWORD})).await;
    server.advance(1);
    for (email, is_vouched_for) in [(added, true), (joined, false)] {
        sign_in(&server, email).await;
        let browser = server.browser();
        let page = browser.account(TOTP, email, PASSWORD).await;
        let is_asked = page.url.path() == TOTP;
        assert_eq!(is_asked, is_vouched_for, "{email}: {}", page.body);
    }
    // So a reset takes nothing from them.
    add_app(&server, &server.browser(), (added, "Own")).await;
    let browser = server.browser();
    let page = browser.visit("/recover").await;
    browser.submit(&page, &[("username", added)]).await;
    let link = server.letter("reset", added).link.expect("a link");
    let path = url::Url::parse(&link).expect("a link").path().to_owned();
    let page = browser.visit(&path).await;
    assert!(page.body.contains("it stays on"), "{}", page.body);
}

// RC-09, RC-11: an address that an app asks for is not given by the button of its person, either; the app that
// shows the code still is (M20).
both!(the_page_gives_no_address_to_an_account_of_somebody_else);
async fn the_page_gives_no_address_to_an_account_of_somebody_else(db: Db) {
    let server = empty(db, OPEN).await;
    let (thief, victim) = ("thief@example.org", "victim@example.org");
    join(&server, &json!({"email": thief, "password": PASSWORD})).await;
    let found = sign_in(&server, thief).await;
    let ask = json!({"action": "changeIdentity", "identityKey": "email", "identity": victim});
    let asked = authenticate(&server, Some(&found.access), ask).await;
    assert_eq!(asked.status, 200, "{}", asked.body);
    let code = code_in(&server, "email_change", victim);
    let browser = server.browser();
    let page = browser.visit(&format!("/change-email/{code}")).await;
    for typed in ["", "not the password"] {
        let answer = browser.submit(&page, &[("password", typed)]).await;
        assert_eq!(answer.status, 422, "{}", answer.body);
    }
    let forms = || {
        let known = format!("identifiers WHERE form IN ('{thief}', '{victim}')");
        server.rows("form", &known)
    };
    assert_eq!(forms(), [thief]);
    // A number has no page: its code is typed where somebody is signed in, or in the app that asked.
    for path in ["/change-mobile", "/verify-mobile"] {
        let answer = browser.get(&format!("{path}/{code}")).await;
        assert_eq!(answer.status, 404, "{path}");
    }
    assert_eq!(apply(&server, &code, Value::Null).await, 200);
    assert_eq!(forms(), [victim]);
}

// M20: an app proves an address by the code, signed in or not; a page by the password, or in the account's
// own browser.
both!(whoever_made_an_account_proves_its_address_by_the_page);
async fn whoever_made_an_account_proves_its_address_by_the_page(db: Db) {
    let server = empty(db, OPEN).await;
    for by_session in [true, false] {
        let email = format!("maria-{by_session}@example.org");
        join(&server, &json!({"email": email, "password": PASSWORD})).await;
        let path = format!("/verify-email/{}", code_in(&server, "verify", &email));
        let browser = server.browser();
        let typed: &[(&str, &str)] = match by_session {
            true => {
                browser.account("/account", &email, PASSWORD).await;
                &[]
            }
            false => &[("password", PASSWORD)],
        };
        let page = browser.visit(&path).await;
        let asks = page.body.contains("name=\"password\"");
        assert_eq!(asks, !by_session, "{}", page.body);
        let done = browser.submit(&page, typed).await;
        assert_eq!(done.status, 200, "{}", done.body);
        let found = sign_in(&server, &email).await;
        assert_eq!(super::scope_of(&found.access), "account profile cms");
    }
}
