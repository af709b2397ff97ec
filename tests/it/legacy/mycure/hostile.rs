//! Whoever is not the person: look-alike addresses, invitations of others, addresses that were theirs.

use serde_json::{Value, json};
use signet::account::{access, access::OPERATOR, invitation::NewInvitation};

use super::{
    EMAIL, PASSWORD, authenticate, empty, login, person, post, refused, server, sign_in, signed,
};
use crate::{
    joining::invite,
    support::{Db, Server, both},
};

const OPEN: &[&str] = &["login.registration=open"];

async fn apply(server: &Server, token: Option<&str>, code: &str, payload: Value) -> u16 {
    let body = json!({"action": "applyActionCode", "code": code, "payload": payload});
    authenticate(server, token, body).await.status.as_u16()
}

/// What stands in the link of the newest of these letters.
fn code_in(server: &Server, template: &str, to: &str) -> String {
    let link = server.letter(template, to).link.expect("a link");
    link.rsplit('/').next().expect("a code").to_owned()
}

// RC-02: a link goes to the address that is kept, whatever was typed: what folds into the same is another
// mailbox, and its domain may be somebody else's.
both!(a_look_alike_address_gets_no_mail);
async fn a_look_alike_address_gets_no_mail(db: Db) {
    let server = empty(db, &[]).await;
    person(&server, "mike@github-like.org", true);
    for (typed, mails) in [
        ("mike@g\u{131}thub-like.org", 0),
        ("m\u{131}ke@g\u{131}thub-like.org", 0),
        ("m\u{131}ke@github-like.org", 1),
        ("MIKE@GITHUB-LIKE.ORG", 2),
    ] {
        let body = json!({"action": "sendPasswordResetEmail", "email": typed});
        let answer = authenticate(&server, None, body).await;
        assert_eq!((answer.status.as_u16(), answer.body.as_str()), (200, "{}"));
        let written = server.written();
        let to_others = written
            .iter()
            .filter(|(template, to)| template == "reset" && to != "mike@github-like.org");
        assert_eq!(to_others.count(), 0, "{typed}: {written:?}");
        let own = server.letters("reset", "mike@github-like.org").len();
        assert_eq!(own, mails, "{typed}: {written:?}");
    }
}

// LE-I4, RC-11: an invitation that proves an address proves that one and no other; one that was handed over
// gives no role before the address is proven; and those of administrators are used at their page.
both!(an_invitation_is_worth_what_it_says_and_no_more);
async fn an_invitation_is_worth_what_it_says_and_no_more(db: Db) {
    let server = empty(db, &[]).await;
    let bound = |email: &str, mailed: bool, roles: &[&str]| NewInvitation {
        email: Some(email.into()),
        mailed,
        roles: roles.iter().map(|role| (*role).to_owned()).collect(),
        ..NewInvitation::default()
    };
    let join =
        |email: &str, code: &str| json!({"email": email, "password": PASSWORD, "invitation": code});
    let made = invite(&server, &bound("ceo@g\u{131}thub-like.org", true, &[]));
    let body = join("ceo@github-like.org", made.code.expose());
    let answer = post(&server, "/accounts", None, &body).await;
    refused(&answer, 403, "Invitation does not match email");
    let made = invite(&server, &bound("nora@example.org", false, &["nurse"]));
    let body = join("nora@example.org", made.code.expose());
    let answer = post(&server, "/accounts", None, &body).await;
    assert_eq!(answer.status, 403, "{}", answer.body);
    // It is not used up by that.
    let found = signet::account::invitation::find(&server.ctx(), &made.code);
    assert!(found.expect("no fault").is_ok());
    let made = invite(&server, &bound("nora@example.org", true, &["nurse"]));
    let body = join("nora@example.org", made.code.expose());
    let answer = post(&server, "/accounts", None, &body).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
}

// RC-09: "72 h undo": also when somebody has taken the address meanwhile, who has not proven it.
both!(the_way_back_is_not_blocked_by_whoever_took_the_address);
async fn the_way_back_is_not_blocked_by_whoever_took_the_address(db: Db) {
    let server = empty(db, OPEN).await;
    person(&server, EMAIL, true);
    let found = sign_in(&server, EMAIL).await;
    let ask = json!({"action": "changeIdentity", "identityKey": "email", "identity": "thief@example.org"});
    let asked = authenticate(&server, Some(&found.access), ask).await;
    assert_eq!(asked.status, 200, "{}", asked.body);
    let code = code_in(&server, "email_change", "thief@example.org");
    assert_eq!(apply(&server, None, &code, Value::Null).await, 200);
    let body = json!({"email": EMAIL, "password": "otherpass1"});
    let taken = post(&server, "/accounts", None, &body).await;
    assert_eq!(taken.status, 201, "{}", taken.body);
    let link = server
        .letter("email_changed_old", EMAIL)
        .link
        .expect("a link");
    let browser = server.browser();
    let path = url::Url::parse(&link).expect("a link").path().to_owned();
    let page = browser.visit(&path).await;
    let done = browser.submit(&page, &[]).await;
    assert!(done.status.as_u16() < 400, "{}", done.body);
    signed(&login(&server, EMAIL, PASSWORD).await);
    assert_eq!(login(&server, EMAIL, "otherpass1").await.status, 401);
}

// AU-10: what somebody said of themselves on the waitlist goes with them, also if their address is another
// one by then.
both!(the_entry_by_which_somebody_came_goes_with_them);
async fn the_entry_by_which_somebody_came_goes_with_them(db: Db) {
    let server = empty(db, &[]).await;
    let asked =
        json!({"email": "old@example.org", "personalDetails": {"name": {"firstName": "Canary"}}});
    let answer = post(&server, "/account-waitlist", None, &asked).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    let id = answer.json()["id"].as_str().expect("an id").to_owned();
    let approval = signet::account::waitlist::Approval::default();
    let made = signet::account::waitlist::approve(
        &server.ctx(),
        &signet::core::Id::new(id),
        &approval,
        &signet::model::Inviter::Operator,
    );
    let made = made.expect("no fault").expect("approves");
    let body =
        json!({"email": "old@example.org", "password": PASSWORD, "invitation": made.code.expose()});
    let joined = post(&server, "/accounts", None, &body).await;
    assert_eq!(joined.status, 201, "{}", joined.body);
    let found = sign_in(&server, "old@example.org").await;
    let ask =
        json!({"action": "changeIdentity", "identityKey": "email", "identity": "new@example.org"});
    authenticate(&server, Some(&found.access), ask).await;
    let code = code_in(&server, "email_change", "new@example.org");
    assert_eq!(apply(&server, None, &code, Value::Null).await, 200);
    let ids = server.rows("user_id", "mycure_accounts");
    let ended = access::delete(&server.ctx(), &signet::core::Id::new(&ids[0]), OPERATOR);
    ended.expect("deletes").expect("was there");
    assert_eq!(server.count("waitlist"), 0);
}

// M18, M28: each code proves its own: that an address was proven hides no code of the number.
both!(a_number_is_proven_after_the_address);
async fn a_number_is_proven_after_the_address(db: Db) {
    let server = empty(db, OPEN).await;
    let body = json!({"email": EMAIL, "mobileNo": "09171234567", "password": PASSWORD});
    assert_eq!(post(&server, "/accounts", None, &body).await.status, 201);
    let found = sign_in(&server, EMAIL).await;
    let sms = server
        .letter("verify", "+639171234567")
        .code
        .expect("a code");
    let mail = server.letter("verify", EMAIL).code.expect("a code");
    assert_eq!(
        apply(&server, Some(&found.access), &mail, Value::Null).await,
        200
    );
    assert_eq!(
        apply(&server, Some(&found.access), &sms, Value::Null).await,
        200
    );
}

// F-PG: a text that PostgreSQL does not keep is refused as what it is.
both!(a_text_with_a_zero_is_refused);
async fn a_text_with_a_zero_is_refused(db: Db) {
    let (server, _) = server(db).await;
    for body in [
        json!({"action": "checkUniqueIdentity", "identityKey": "email", "identity": "a\u{0}"}),
        json!({"action": "sendPasswordResetEmail", "email": "a\u{0}b@x.y"}),
        json!({"email": "a\u{0}", "password": "b"}),
        json!({"email": EMAIL, "password": "b\u{0}"}),
    ] {
        let answer = authenticate(&server, None, body).await;
        assert!(
            [400, 401].contains(&answer.status.as_u16()),
            "{}",
            answer.body
        );
    }
}

// The contract's password rule is for people of its apps: an administrator's is this server's.
both!(an_administrators_password_is_not_weakened_by_a_door);
async fn an_administrators_password_is_not_weakened_by_a_door(db: Db) {
    let server = empty(db, &[]).await;
    server.user(
        json!({"username": "boss", "roles": ["admin"], "emails": [{"value": "boss@example.org", "verified": true}]}),
        PASSWORD,
    );
    let body = json!({"action": "sendPasswordResetEmail", "email": "boss@example.org"});
    authenticate(&server, None, body).await;
    let code = code_in(&server, "reset", "boss@example.org");
    assert_eq!(apply(&server, None, &code, json!("password")).await, 400);
    assert_eq!(
        apply(&server, None, &code, json!("seven purple otters hum")).await,
        200
    );
}
