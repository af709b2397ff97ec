//! RC-10 at the pages: what is no address is refused, and whatever was typed, the mail server hears of one
//! recipient a mail and of no header but ours.

use serde_json::json;
use signet::model::MailAddress;

use crate::{
    mail::{assert_clean, hostile},
    support::{Db, Server, Smtp, both},
};

const EMAIL: &str = "/account/profile/email";

/// Whether the pages, which take away what stands around it, see an address.
fn is_address(typed: &str) -> bool {
    MailAddress::parse(typed.trim()).is_ok()
}

// RC-10: 200 hostile addresses and names at each page that takes one.
both!(what_people_type_gets_into_no_dialogue);
async fn what_people_type_gets_into_no_dialogue(db: Db) {
    let smtp = Smtp::start().await;
    let server = Server::with_mail(db, &smtp, &[]).await;
    let open = Server::with_mail(db, &smtp, &["login.registration=open"]).await;
    server.user(
        json!({"username": "ida", "emails": [{"value": "ida@example.org", "verified": true}]}),
        "ida-password",
    );
    let hostile = hostile();

    let browser = server.browser();
    let page = browser.account(EMAIL, "ida", "ida-password").await;
    for typed in &hostile {
        let answer = browser.submit_to(&page, EMAIL, &[("email", typed)]).await;
        let usual = if is_address(typed) { 303 } else { 422 };
        assert_eq!(answer.status, usual, "{typed:?}");
    }

    let waitlist = server.browser();
    let page = waitlist.get("/join/waitlist").await;
    for (at, typed) in hostile.iter().enumerate() {
        // No more than so many in a minute.
        if at % 20 == 0 {
            server.advance(61);
        }
        let fields = [("email", typed.as_str()), ("name", "Rosa")];
        let answer = waitlist.submit(&page, &fields).await;
        let usual = if is_address(typed) { 200 } else { 422 };
        assert_eq!(answer.status, usual, "{typed:?}");
        let named = format!("rosa{at}@example.org");
        let fields = [("email", named.as_str()), ("name", typed.as_str())];
        let answer = waitlist.submit(&page, &fields).await;
        assert!([200, 422].contains(&answer.status.as_u16()), "{typed:?}");
    }
    // Somebody whose account is there already is told so: beside the others, a letter.
    let fields = [
        ("email", "anna@example.org"),
        ("name", "=?utf-8?q?=0d=0a?="),
    ];
    assert_eq!(waitlist.submit(&page, &fields).await.status, 200);

    for (at, typed) in hostile.iter().enumerate() {
        if at % 15 == 0 {
            server.advance(3_601);
        }
        let browser = server.browser();
        let page = browser.get("/recover").await;
        let answer = browser.submit(&page, &[("username", typed)]).await;
        assert_eq!(answer.location().path(), "/recover/sent", "{typed:?}");
    }
    server.advance(3_601);
    let page = browser.get("/recover").await;
    browser.submit(&page, &[("username", "anna")]).await;

    let guest = open.browser();
    let page = guest.get("/join").await;
    // What is an address costs a hash, and is written to as at the other pages.
    for (at, typed) in hostile
        .iter()
        .filter(|typed| !is_address(typed))
        .enumerate()
    {
        if at % 50 == 0 {
            open.advance(61);
        }
        let fields = [
            ("email", typed.as_str()),
            ("name", "Rosa"),
            ("new_password", "seven purple otters hum"),
        ];
        let answer = guest.submit(&page, &fields).await;
        assert_eq!(answer.status, 422, "{typed:?}");
    }
    let fields = [
        ("email", "rosa@example.org"),
        ("name", "> SIZE=1, eve@evil.example"),
        ("new_password", "seven purple otters hum"),
    ];
    let answer = guest.submit(&page, &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.body);

    for server in [&server, &open] {
        let (_, was_sent, _, _) = server.fate().await;
        assert!(was_sent, "{:?}", server.fates());
    }
    assert_clean(&smtp);
    let mut whom: Vec<_> = smtp.mails().into_iter().map(|mail| mail.to).collect();
    whom.sort();
    whom.dedup();
    let known = ["Anna@example.org", "rosa@example.org"];
    for one in known {
        assert!(whom.iter().any(|to| to == &[one]), "{one}: {whom:?}");
    }
    assert!(!smtp.raw().contains("RCPT TO:<eve"), "{}", smtp.raw());
}
