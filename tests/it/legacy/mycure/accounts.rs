//! Accounts, the waitlist, and second factors.

use serde_json::{Value, json};
use signet::{
    account::{
        mycure::{Happened, notify, verify_doctor},
        waitlist::{self, Approval},
    },
    model::{Inviter, WaitlistId},
};

use super::{
    EMAIL, PASSWORD, SEED, WRONG, authenticate, empty, get, login, person, post, refused, send,
    server, sign_in, signed,
};
use crate::support::{Answer, Db, Server, both, query, server::TOTP_SEED};

/// Of a second factor that stays.
const REQUIRED: &str =
    "A second factor is required; where there are several, they are managed at the account pages";
const OPEN: &[&str] = &["login.registration=open"];

async fn register(server: &Server, body: &Value) -> Answer {
    post(server, "/accounts", None, body).await
}

fn seed() -> Value {
    serde_json::from_str(SEED).expect("JSON")
}

// M01: an account is made; the answer has no password, and two letters are written, one with a code.
both!(m01_an_account_is_made);
async fn m01_an_account_is_made(db: Db) {
    let server = empty(db, OPEN).await;
    let body = json!({
        "email": "Maria@Example.org", "password": PASSWORD, "uid": "mine", "isEmailVerified": true,
        "isDoctorVerified": true, "isServiceAccount": true, "roles": ["admin"], "skipMobileNoVerification": true,
    });
    let answer = register(&server, &body).await;
    let account = answer.json();
    assert_eq!(answer.status, 201, "{account}");
    assert_ne!(account["uid"], "mine");
    assert_eq!(account["email"], "Maria@Example.org");
    for name in [
        "isEmailVerified",
        "isDoctor",
        "isDoctorVerified",
        "isServiceAccount",
    ] {
        assert_eq!(account[name], false, "{name}");
    }
    assert!(!answer.body.contains(PASSWORD) && !answer.body.contains("argon2"));
    server.letter("welcome", EMAIL);
    let letter = server.letter("verify", EMAIL);
    assert!(letter.code.is_some_and(|code| code.len() >= 22), "128 bits");
    assert!(server.letters("human_verification", EMAIL).is_empty());
    let found = sign_in(&server, EMAIL).await;
    assert_eq!(json!(found.uid), account["uid"]);
    assert_eq!(super::scope_of(&found.access), "account");
}

// M02, M03: a licence number makes a doctor, who gets another letter; nothing does not.
both!(m02_a_licence_number_makes_a_doctor);
async fn m02_a_licence_number_makes_a_doctor(db: Db) {
    let server = empty(db, OPEN).await;
    let body = json!({"email": EMAIL, "password": PASSWORD, "personalDetails": {"doc_PRCLicenseNo": 1234}});
    let account = register(&server, &body).await.json();
    assert_eq!(account["isDoctor"], true, "{account}");
    let found = sign_in(&server, EMAIL).await;
    let uid = &found.uid;
    let details = get(&server, &format!("/personal-details/{uid}"), &found.access).await;
    assert_eq!(details.json(), json!({"id": uid, "doc_PRCLicenseNo": 1234}));
    server.letter("welcome", EMAIL);
    let letter = server.letter("human_verification", EMAIL);
    assert!(letter.code.is_some() && letter.link.is_some());
    // Who was told to wait is told when it is done, once.
    for _ in 0..2 {
        assert!(verify_doctor(&server.ctx(), uid.as_str(), true).expect("no fault"));
        assert_eq!(server.letters("human_verified", EMAIL).len(), 1);
    }
    assert!(server.letters("verify", EMAIL).is_empty());
}

both!(m03_nothing_makes_no_doctor);
async fn m03_nothing_makes_no_doctor(db: Db) {
    let server = empty(db, OPEN).await;
    for (at, details) in [
        json!({"doc_PRCLicenseNo": 0}),
        json!({"doc_PRCLicenseNo": null}),
        json!({"doc_PRCLicenseNo": ""}),
        json!({}),
        json!(null),
    ]
    .iter()
    .enumerate()
    {
        let email = format!("nobody{at}@example.org");
        let body = json!({"email": email, "password": PASSWORD, "personalDetails": details});
        let account = register(&server, &body).await.json();
        assert_eq!(account["isDoctor"], false, "{details}: {account}");
    }
}

// M04: the body that the document prints, with its trailing comma.
both!(m04_the_documents_printed_body_makes_an_account);
async fn m04_the_documents_printed_body_makes_an_account(db: Db) {
    let server = empty(db, OPEN).await;
    let printed = seed()["doctor_body"].as_str().expect("a body").to_owned();
    assert!(printed.contains("1234,"), "a trailing comma");
    let answer = send(
        &server,
        reqwest::Method::POST,
        "/accounts/",
        None,
        Some(&printed),
    )
    .await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    assert_eq!(answer.json()["email"], "test@mail.com");
    assert_eq!(answer.json()["isDoctor"], true);
}

// M05: a Philippine mobile number gets a text message, another does not; both sign in.
both!(m05_philippine_numbers_get_a_text_message);
async fn m05_philippine_numbers_get_a_text_message(db: Db) {
    let server = empty(db, OPEN).await;
    let body = json!({"mobileNo": "09171234567", "password": PASSWORD});
    let account = register(&server, &body).await.json();
    assert_eq!(account["mobileNo"], "+639171234567", "{account}");
    let letter = server.letter("verify", "+639171234567");
    let code = letter.code.expect("a code");
    assert!(
        code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit()),
        "{code}"
    );
    assert!(letter.link.is_none());
    let body = json!({"email": EMAIL, "mobileNo": "+4915112345678", "password": PASSWORD});
    assert_eq!(register(&server, &body).await.status, 201);
    assert!(server.letters("verify", "+4915112345678").is_empty());
    for number in ["0917 123 4567", "+639171234567", "+4915112345678"] {
        let body = json!({"mobileNo": number, "password": PASSWORD});
        signed(&authenticate(&server, None, body).await);
    }
}

// M06: an address that somebody has, in another case: apps look for how the message begins.
both!(m06_an_address_that_is_taken_is_a_conflict);
async fn m06_an_address_that_is_taken_is_a_conflict(db: Db) {
    let server = empty(db, OPEN).await;
    let body = json!({"email": EMAIL, "password": PASSWORD});
    assert_eq!(register(&server, &body).await.status, 201);
    let body = json!({"email": "MARIA@example.ORG", "password": PASSWORD});
    let answer = register(&server, &body).await;
    refused(&answer, 409, "E11000 duplicate key error");
    assert_eq!(answer.json()["name"], "Conflict");
}

// M07: each wrong field is named.
both!(m07_wrong_fields_are_named);
async fn m07_wrong_fields_are_named(db: Db) {
    let server = empty(db, OPEN).await;
    for (body, field) in [
        (json!({"email": EMAIL, "password": "short"}), "password"),
        (json!({"email": "x", "password": PASSWORD}), "email"),
        (json!({"password": PASSWORD}), "email"),
        (json!({"password": PASSWORD}), "mobileNo"),
        (json!({"email": EMAIL}), "password"),
        (json!({"mobileNo": "12", "password": PASSWORD}), "mobileNo"),
        (
            json!({"email": EMAIL, "password": PASSWORD, "personalDetails": {"doc_PRCLicenseNo": -5}}),
            "doc_PRCLicenseNo",
        ),
        (
            json!({"email": EMAIL, "password": PASSWORD, "personalDetails": []}),
            "personalDetails",
        ),
    ] {
        let answer = register(&server, &body).await;
        assert_eq!(answer.status, 400, "{body}: {}", answer.body);
        assert_eq!(answer.json()["name"], "BadRequest");
        assert!(
            answer.json()["errors"].get(field).is_some(),
            "{body}: {}",
            answer.body
        );
    }
    // All of them at once.
    let before = server.count("users");
    for (body, fields) in [
        (
            json!({"email": "x", "password": "short", "mobileNo": "12", "personalDetails": []}),
            &["email", "password", "mobileNo", "personalDetails"][..],
        ),
        (
            json!({"email": "x", "password": "short"}),
            &["email", "password"],
        ),
        (json!({}), &["email", "mobileNo", "password"]),
        (
            json!({"email": 1, "password": null}),
            &["email", "password"],
        ),
    ] {
        let answer = register(&server, &body).await;
        assert_eq!(answer.status, 400, "{body}: {}", answer.body);
        let mut named: Vec<_> = answer.json()["errors"]
            .as_object()
            .expect("an object")
            .keys()
            .cloned()
            .collect();
        let mut fields = fields.to_vec();
        named.sort();
        fields.sort_unstable();
        assert_eq!(named, fields, "{body}: {}", answer.body);
    }
    assert_eq!(server.count("users"), before);
    // The document's own sample has eight characters.
    let body = json!({"email": EMAIL, "password": "password"});
    assert_eq!(register(&server, &body).await.status, 201);
}

/// Puts somebody on the list and approves: the code that was mailed.
async fn invited(server: &Server, body: &Value) -> (Value, String) {
    let answer = post(server, "/account-waitlist/", None, body).await;
    let entry = answer.json();
    assert_eq!(answer.status, 201, "{entry}");
    let id = WaitlistId::new(entry["id"].as_str().expect("an id"));
    let made = waitlist::approve(&server.ctx(), &id, &Approval::default(), &Inviter::Operator);
    let made = made.expect("no fault").expect("approves");
    (entry, made.code.expose().to_owned())
}

// M08: by invitation only: without one, and with one that is worth nothing.
both!(m08_it_takes_a_good_invitation);
async fn m08_it_takes_a_good_invitation(db: Db) {
    let server = empty(db, &[]).await;
    let with =
        |code: &str, email: &str| json!({"email": email, "password": PASSWORD, "invitation": code});
    let none = register(&server, &json!({"email": EMAIL, "password": PASSWORD})).await;
    refused(&none, 403, "Invitation is required");
    let unknown = register(&server, &with("no-such-invitation", EMAIL)).await;
    refused(&unknown, 404, "Invitation not found");
    let (_, code) = invited(&server, &json!({"email": EMAIL})).await;
    let other = register(&server, &with(&code, "other@example.org")).await;
    refused(&other, 403, "Invitation does not match email");
    assert_eq!(register(&server, &with(&code, EMAIL)).await.status, 201);
    let used = register(&server, &with(&code, EMAIL)).await;
    refused(&used, 404, "Invitation not found");
    let (_, code) = invited(&server, &json!({"email": "late@example.org"})).await;
    server.advance(400 * 24 * 3600);
    let expired = register(&server, &with(&code, "late@example.org")).await;
    refused(&expired, 404, "Invitation not found");
}

// M09, M10, M11: the waitlist: what was said comes back to whoever has the code that was mailed,
// until it is used; everything else is one 404.
both!(m09_the_waitlist_gives_back_what_was_said);
async fn m09_the_waitlist_gives_back_what_was_said(db: Db) {
    let server = empty(db, &[]).await;
    let body = seed()["waitlist_body"].clone();
    let email = body["email"].as_str().expect("an address").to_owned();
    let (entry, code) = invited(&server, &body).await;
    assert_eq!(entry["email"], body["email"]);
    assert_eq!(entry["personalDetails"], body["personalDetails"]);
    assert!(entry["createdAt"].is_i64());
    let path = |code: &str| format!("/account-waitlist/{code}");
    let look = |code: String| {
        let (server, path) = (&server, path(&code));
        async move { send(server, reqwest::Method::GET, &path, None, None).await }
    };
    // M10: the entry's id is no code.
    let not_found = look("b".repeat(43)).await;
    refused(&not_found, 404, "Invitation not found");
    let id = entry["id"].as_str().expect("an id").to_owned();
    assert_eq!(look(id).await.body, not_found.body);
    let shown = look(code.clone()).await;
    assert_eq!(shown.status, 200, "{}", shown.body);
    assert_eq!(shown.json(), body, "the licence number is still a number");
    let mailed = server.letter("waitlist_approved", &email);
    assert!(mailed.link.is_some_and(|link| link.contains(&code)));
    // Again on the list: the same look, and no second entry.
    let again = post(&server, "/account-waitlist", None, &body).await;
    assert_eq!(again.status, 201);
    assert_eq!(server.count("waitlist"), 1);
    // M11.
    let mut joins = body.clone();
    joins["password"] = json!(PASSWORD);
    joins["invitation"] = json!(code);
    let account = register(&server, &joins).await.json();
    assert_eq!(account["isDoctor"], true, "{account}");
    assert_eq!(account["mobileNo"], "+639171234567");
    assert_eq!(look(code).await.body, not_found.body, "used");
    let found = sign_in(&server, &email).await;
    let details = get(
        &server,
        &format!("/personal-details/{}", found.uid),
        &found.access,
    )
    .await;
    assert_eq!(details.json()["name"], body["personalDetails"]["name"]);
    for bad in [
        json!({}),
        json!({"email": "x"}),
        json!({"email": EMAIL, "mobileNo": "abc"}),
    ] {
        assert_eq!(
            post(&server, "/account-waitlist", None, &bad).await.status,
            400,
            "{bad}"
        );
    }
}

// M21: a key that counts once a code of it was typed; from then on a sign-in needs one, and the
// session that turned it on goes on.
both!(m21_a_second_factor_is_turned_on_by_its_first_code);
async fn m21_a_second_factor_is_turned_on_by_its_first_code(db: Db) {
    let (server, maria) = server(db).await;
    let other = sign_in(&server, EMAIL).await;
    let found = sign_in(&server, EMAIL).await;
    let token = Some(found.access.as_str());
    let setup = json!({"action": "setupMFA", "enable": true, "mobileNo": "+639171234567"});
    let made = authenticate(&server, token, setup.clone()).await;
    assert_eq!(made.status, 200, "{}", made.body);
    let made = made.json();
    assert_eq!(made["uid"], json!(maria));
    let secret = made["secret"].as_str().expect("a secret").to_owned();
    assert!(
        made["dataURL"]
            .as_str()
            .expect("a picture")
            .starts_with("data:image/")
    );
    // Until then nothing has changed.
    signed(&login(&server, EMAIL, PASSWORD).await);
    let verify = |code: &str| json!({"action": "verifyMFASecret", "totpToken": code});
    let wrong = authenticate(&server, token, verify("000000")).await;
    assert_eq!(
        (wrong.status.as_u16(), wrong.json()),
        (200, json!({"verified": false}))
    );
    let code = server.code_of(&secret);
    let right = authenticate(&server, token, verify(&code)).await;
    assert_eq!(
        (right.status.as_u16(), right.json()),
        (200, json!({"verified": true}))
    );
    let asked = login(&server, EMAIL, PASSWORD).await;
    assert_eq!(
        (asked.status.as_u16(), asked.json()),
        (
            200,
            json!({"code": 206, "message": "Missing MFA token", "isMFAMobileNoEnabled": false})
        )
    );
    // The app that turned it on goes on; every other session is over (SE-06).
    let account = get(&server, &format!("/accounts/{maria}"), &found.access).await;
    assert_eq!(account.json()["isMFAEnabled"], true, "{}", account.body);
    let ended = get(&server, &format!("/accounts/{maria}"), &other.access).await;
    refused(&ended, 401, "Invalid access token");
    signed(&super::refresh(&server, &found.refresh).await);
    // It is turned off by whoever has just proven it, and no later.
    let off = json!({"action": "setupMFA", "enable": false});
    server.advance(301);
    let late = authenticate(&server, token, off.clone()).await;
    refused(&late, 401, "Recent authentication required");
    let with = json!({"email": EMAIL, "password": PASSWORD, "totpToken": server.code_of(&secret)});
    let again = signed(&authenticate(&server, None, with).await);
    let done = authenticate(&server, Some(&again.access), off).await;
    assert_eq!(
        done.json(),
        json!({"uid": maria, "enabled": false}),
        "{}",
        done.body
    );
    signed(&login(&server, EMAIL, PASSWORD).await);
}

// P-21: whoever must have a second factor and has no other keeps it here, too.
both!(the_last_second_factor_stays_with_who_must_have_one);
async fn the_last_second_factor_stays_with_who_must_have_one(db: Db) {
    let server = empty(db, &["mfa.required_for=[\"clinician\"]"]).await;
    let maria = server.user(
        json!({
            "emails": [{"value": EMAIL, "verified": true}], "roles": ["clinician"],
            "totp": [{"secret": TOTP_SEED}],
        }),
        PASSWORD,
    );
    let with = json!({"email": EMAIL, "password": PASSWORD, "totpToken": server.otp()});
    let found = signed(&authenticate(&server, None, with).await);
    let off = json!({"action": "setupMFA", "enable": false});
    let answer = authenticate(&server, Some(&found.access), off).await;
    refused(&answer, 403, REQUIRED);
    let left = format!("totps WHERE user_id = '{maria}'");
    assert_eq!(server.rows("COUNT(*)", &left), ["1"]);
    assert_eq!(login(&server, EMAIL, PASSWORD).await.json()["code"], 206);
}

// M24: what is delicate asks for a sign-in of the last five minutes.
both!(m24_what_is_delicate_asks_for_a_new_sign_in);
async fn m24_what_is_delicate_asks_for_a_new_sign_in(db: Db) {
    let (server, maria) = server(db).await;
    let found = sign_in(&server, EMAIL).await;
    server.advance(600);
    for body in [
        json!({"action": "setupMFA", "enable": true}),
        json!({"action": "changePassword", "password": "newpass123"}),
        json!({"action": "changeIdentity", "identityKey": "email", "identity": "new@example.org"}),
    ] {
        let answer = authenticate(&server, Some(&found.access), body).await;
        refused(&answer, 401, "Recent authentication required");
    }
    let path = format!("/accounts/{maria}");
    let gone = send(
        &server,
        reqwest::Method::DELETE,
        &path,
        Some(&found.access),
        None,
    )
    .await;
    refused(&gone, 401, "Recent authentication required");
    // A refreshed or resumed session is as old as its sign-in.
    let resumed = signed(&super::resume(&server, &found.access).await);
    let gone = send(
        &server,
        reqwest::Method::DELETE,
        &path,
        Some(&resumed.access),
        None,
    )
    .await;
    refused(&gone, 401, "Recent authentication required");
}

// M30: on-premise servers make no accounts.
both!(m30_on_premise_servers_make_no_accounts);
async fn m30_on_premise_servers_make_no_accounts(db: Db) {
    let server = empty(
        db,
        &["login.registration=open", "legacy.mycure.on_premise=true"],
    )
    .await;
    for path in ["/accounts", "/account-waitlist"] {
        let body = json!({"email": EMAIL, "password": PASSWORD});
        let answer = post(&server, path, None, &body).await;
        refused(
            &answer,
            405,
            "Accounts cannot be created on on-premise servers",
        );
        assert_eq!(answer.json()["name"], "MethodNotAllowed");
    }
    // LG-17: where nobody joins at all, there is no such path.
    let server = empty(db, &["login.registration=closed"]).await;
    let body = json!({"email": EMAIL, "password": PASSWORD});
    assert_eq!(register(&server, &body).await.status, 404);
}

// M32: deactivated: the password is nobody's any more, and the tokens are dead.
both!(m32_a_deactivated_account_is_gone);
async fn m32_a_deactivated_account_is_gone(db: Db) {
    let (server, maria) = server(db).await;
    let first = sign_in(&server, EMAIL).await;
    let fresh = sign_in(&server, EMAIL).await;
    let path = format!("/accounts/{maria}");
    let other = person(&server, "other@example.org", true);
    let foreign = format!("/accounts/{other}");
    let answer = send(
        &server,
        reqwest::Method::DELETE,
        &foreign,
        Some(&fresh.access),
        None,
    )
    .await;
    assert_eq!(answer.status, 403, "{}", answer.body);
    let answer = send(
        &server,
        reqwest::Method::DELETE,
        &path,
        Some(&fresh.access),
        None,
    )
    .await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.json()["uid"], json!(maria));
    let login = login(&server, EMAIL, PASSWORD).await;
    assert_eq!((login.status.as_u16(), login.body.as_str()), (401, WRONG));
    for token in [&first.access, &fresh.access] {
        refused(
            &get(&server, &path, token).await,
            401,
            "Invalid access token",
        );
    }
    refused(
        &super::refresh(&server, &first.refresh).await,
        401,
        "Invalid refresh token",
    );
    // AU-10: it is erased when its person has had the time to think again, which they do at our pages.
    let state = || server.rows("state", &format!("users WHERE id = '{maria}'"));
    assert_eq!(state(), ["active"]);
    let browser = server.browser();
    let page = browser.visit("/account").await;
    let page = browser.sign_in(&page, EMAIL, PASSWORD).await;
    assert_eq!(page.url.path(), "/account/data");
    server.advance(14 * 24 * 3600 + 1);
    signet::account::leaving::erase_due(&server.ctx()).expect("erases");
    assert_eq!(state(), ["deleted"]);
    assert_eq!(server.count("mycure_accounts"), 0);
}

// M35: an account of the door is one of this server's: the hosted page takes its password.
both!(m35_a_mycure_account_signs_in_on_the_hosted_page);
async fn m35_a_mycure_account_signs_in_on_the_hosted_page(db: Db) {
    let server = empty(db, OPEN).await;
    let body = json!({"email": EMAIL, "password": PASSWORD});
    assert_eq!(register(&server, &body).await.status, 201);
    let browser = server.browser();
    let page = browser.open(&query("web", &[])).await;
    let answer = browser.sign_in(&page, EMAIL, PASSWORD).await;
    assert!(answer.status.as_u16() < 400, "{}", answer.body);
    assert_eq!(server.rows("amr", "sessions"), ["pwd"]);
}

// M36: what happened in the apps is said by the operator, and the mail that the document names is
// written, once.
both!(m36_the_operator_says_what_happened);
async fn m36_the_operator_says_what_happened(db: Db) {
    let (server, maria) = server(db).await;
    let found = sign_in(&server, EMAIL).await;
    for (happened, template) in [
        (Happened::IdentityImages, "identity_received"),
        (
            Happened::Facility("Cebu Clinic".into()),
            "facility_membership",
        ),
        (Happened::Patient, "patient_connection"),
    ] {
        assert!(notify(&server.ctx(), maria.as_str(), &happened).expect("no fault"));
        assert_eq!(server.letters(template, EMAIL).len(), 1, "{template}");
    }
    let facility = server.letter("facility_membership", EMAIL);
    assert_eq!(facility.values.get("facility"), Some("Cebu Clinic"));
    assert!(!notify(&server.ctx(), "nobody", &Happened::Patient).expect("no fault"));
    assert!(verify_doctor(&server.ctx(), maria.as_str(), true).expect("no fault"));
    let account = get(&server, &format!("/accounts/{maria}"), &found.access)
        .await
        .json();
    assert_eq!(account["isPatient"], true);
    assert_eq!(account["isDoctorVerified"], true);
}
