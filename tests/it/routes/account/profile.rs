//! `/account/profile…`.

use serde_json::json;
use signet::config::policy;

use crate::support::{Answer, Browser, Db, Server, both};

const SET: [&str; 3] = [
    "mail.from=no-reply@signet.example",
    "mail.sink=outbox",
    "sms.sink=outbox",
];

async fn server(db: Db) -> Server {
    Server::with(db, &SET).await
}

/// Follows a link to its page.
async fn open(browser: &Browser, link: &str) -> Answer {
    let path = url::Url::parse(link).expect("a link").path().to_owned();
    browser.visit(&path).await
}

// RC-11: people change what they may, and nothing says of itself that it is proven.
both!(people_change_their_profile_and_nothing_else);
async fn people_change_their_profile_and_nothing_else(db: Db) {
    let server = server(db).await;
    server.user(
        json!({"username": "ida", "emails": [{"value": "ida@example.org"}], "roles": ["nurse"]}),
        "ida-password",
    );
    let browser = server.browser();
    let page = browser
        .account("/account/profile", "ida", "ida-password")
        .await;
    assert_eq!(page.url.path(), "/account/profile", "{}", page.body);
    assert!(page.body.contains("It is not proven yet"), "{}", page.body);
    let fields = [
        ("full_name", "Ida Holm"),
        ("given_name", "Ida"),
        ("family_name", "Holm"),
        ("language", "de"),
        ("zoneinfo", "Europe/Zurich"),
        ("email", "other@example.org"),
        ("email_verified", "true"),
        ("phone_number_verified", "true"),
        ("roles", "admin"),
    ];
    let saved = browser.submit_to(&page, "/account/profile", &fields).await;
    assert_eq!(saved.status, 303, "{}", saved.body);
    let page = browser.follow(saved).await;
    for text in ["Ida Holm", "Europe/Zurich", "ida@example.org"] {
        assert!(page.body.contains(text), "{text}: {}", page.body);
    }
    let user = server
        .app
        .store
        .read(|conn| signet::store::users::find_by_identifier(conn, &["username"], "ida"))
        .expect("reads")
        .expect("is there")
        .user;
    assert_eq!(user.profile.locale.as_deref(), Some("de"));
    assert!(!user.profile.email_verified && user.profile.other.len() == 3);
    assert_eq!(user.roles, ["nurse"]);
    let wrong = browser
        .submit_to(&page, "/account/profile", &[("zoneinfo", "<b>")])
        .await;
    assert_eq!(wrong.status, 422);
}

// RC-09: the new address confirms, the old one is told and can take it back for 72 hours, which ends
// what the one who changed it is in. RC-10: what is no single address is refused.
both!(an_address_is_changed_and_changed_back);
async fn an_address_is_changed_and_changed_back(db: Db) {
    let server = server(db).await;
    server.user(
        json!({"username": "ida", "emails": [{"value": "ida@example.org", "verified": true}]}),
        "ida-password",
    );
    let browser = server.browser();
    let page = browser
        .account("/account/profile/email", "ida", "ida-password")
        .await;
    for bad in [
        "ida",
        "a@b.example,c@d.example",
        "A <a@b.example>",
        "a@b.example\r\nBcc: c@d.example",
    ] {
        let refused = browser
            .submit_to(&page, "/account/profile/email", &[("email", bad)])
            .await;
        assert_eq!(refused.status, 422, "{bad}");
    }
    let asked = browser
        .submit_to(
            &page,
            "/account/profile/email",
            &[("email", "new@example.org")],
        )
        .await;
    assert_eq!(asked.location().path(), "/account/profile");
    let letter = server.letter("email_change", "new@example.org");
    // No page takes a code for it.
    assert_eq!(letter.code, None);
    let link = letter.link.expect("a link");
    let profile = browser.visit("/account/profile").await;
    assert!(
        profile.body.contains("ida@example.org"),
        "nothing has changed yet"
    );

    let phone = server.browser();
    let ask = open(&phone, &link).await;
    assert_eq!(ask.status, 200, "{}", ask.body);
    // It was asked for in another browser.
    let password = [("password", "ida-password")];
    let done = phone.submit(&ask, &password).await;
    assert_eq!(done.status, 200, "{}", done.body);
    let profile = browser.visit("/account/profile").await;
    assert!(profile.body.contains("new@example.org"), "{}", profile.body);
    assert!(profile.body.contains("It is proven"), "{}", profile.body);

    let told = server.letter("email_changed_old", "ida@example.org");
    assert_eq!(told.values.get("address"), Some("n…@example.org"));
    // RC-09: "72 h undo", which the letter says.
    assert_eq!(told.until, Some(server.now().plus(policy::UNDO_TTL)));
    // Whoever is in changes it once more: the way back stays, and takes that along.
    server.advance(1);
    let page = browser.visit("/account/profile/email").await;
    browser
        .submit_to(
            &page,
            "/account/profile/email",
            &[("email", "third@example.org")],
        )
        .await;
    let third = server
        .letter("email_change", "third@example.org")
        .link
        .expect("a link");
    let ask = open(&phone, &third).await;
    assert_eq!(phone.submit(&ask, &password).await.status, 200);
    server.advance(71 * 3600);
    let back = open(&phone, &told.link.expect("a link")).await;
    assert_eq!(back.status, 200, "{}", back.body);
    let undone = phone.submit(&back, &[]).await;
    assert_eq!(undone.status, 200, "{}", undone.body);
    let fresh = server.browser();
    let page = fresh
        .account("/account/profile", "ida@example.org", "ida-password")
        .await;
    assert!(page.body.contains("ida@example.org"), "{}", page.body);
    for gone in ["new@example.org", "third@example.org"] {
        assert!(!page.body.contains(gone), "{}", page.body);
        let stranger = server.browser();
        stranger.account("/account", gone, "ida-password").await;
        let signed_in = stranger
            .cookies
            .lock()
            .expect("cookies")
            .contains_key("sid");
        assert!(!signed_in, "{gone}");
    }
    assert!(server.audited("identifier.change_undone", "success"));
}

/// Asks for another address, as the person that the browser is signed in as; the link of the letter.
async fn ask_for(server: &Server, browser: &Browser, email: &str) -> String {
    let path = "/account/profile/email";
    let page = browser.visit(path).await;
    let asked = browser.submit_to(&page, path, &[("email", email)]).await;
    assert_eq!(
        asked.location().path(),
        "/account/profile",
        "{}",
        asked.body
    );
    server.letter("email_change", email).link.expect("a link")
}

// RC-09, RC-11: whoever reads the mail of an address does not give it to the account of somebody else by a
// button: the page asks for that account's password, unless it was asked for here or its person is signed in
// here. RC-08: five tries for each link.
both!(nobody_gives_their_address_to_an_account_of_somebody_else);
async fn nobody_gives_their_address_to_an_account_of_somebody_else(db: Db) {
    let server = server(db).await;
    for name in ["thief", "victim"] {
        let address = format!("{name}@example.org");
        let line = json!({"username": name, "emails": [{"value": address, "verified": true}]});
        server.user(line, &format!("{name}-password"));
    }
    let (old, new) = ("thief@example.org", "second@victim.example");
    let taken = || {
        let known = format!("identifiers WHERE form = '{new}'");
        server.rows("COUNT(*)", &known) == ["1"]
    };
    let thief = server.browser();
    thief.account("/account", "thief", "thief-password").await;
    let link = ask_for(&server, &thief, new).await;
    // Not signed in, or signed in as somebody else: both are strange.
    let victim = server.browser();
    let page = open(&victim, &link).await;
    assert!(
        page.body.contains("somebody else wants your address"),
        "{}",
        page.body
    );
    let other = server.browser();
    other.account("/account", "victim", "victim-password").await;
    let signed_in = open(&other, &link).await;
    assert_eq!(other.submit(&signed_in, &[]).await.status, 422);
    for typed in ["", "victim-password", "2", "3", "4", "", "5"] {
        let answer = victim.submit(&page, &[("password", typed)]).await;
        assert_eq!(answer.status, 422, "{typed}: {}", answer.body);
        assert!(answer.body.contains("problem-text"), "{}", answer.body);
    }
    let over = victim
        .submit(&page, &[("password", "thief-password")])
        .await;
    assert_eq!(over.status, 400, "{}", over.body);
    assert!(!taken());
    // Its own people still use it: where they asked.
    let page = open(&thief, &link).await;
    assert!(!page.body.contains("name=\"password\""), "{}", page.body);
    assert_eq!(thief.submit(&page, &[]).await.status, 200);
    assert!(taken());
    // Where they are signed in.
    server.advance(1);
    let link = ask_for(&server, &thief, "third@example.org").await;
    let second = server.browser();
    second.account("/account", "thief", "thief-password").await;
    let page = open(&second, &link).await;
    assert!(!page.body.contains("name=\"password\""), "{}", page.body);
    assert_eq!(second.submit(&page, &[]).await.status, 200);
    assert!(!taken());
    assert_eq!(server.letters("email_changed_old", old).len(), 1);
}

// RC-09: a change that waits is shown where it was asked for, and called off there; then its link is over.
both!(a_change_that_waits_is_shown_and_called_off);
async fn a_change_that_waits_is_shown_and_called_off(db: Db) {
    let server = server(db).await;
    server.user(json!({"username": "ida"}), "ida-password");
    let browser = server.browser();
    let page = browser
        .account("/account/profile", "ida", "ida-password")
        .await;
    // There is none yet: nothing is changed.
    for first in ["Add an email address", "Add a mobile number"] {
        assert!(page.body.contains(first), "{}", page.body);
    }
    let page = browser.visit("/account/profile/mobile").await;
    assert!(
        page.body.contains("<h1>Add a mobile number</h1>"),
        "{}",
        page.body
    );
    assert!(!page.body.contains("/account/profile/cancel"));
    let link = ask_for(&server, &browser, "ida@example.org").await;
    let mobile = "/account/profile/mobile";
    let page = browser.visit(mobile).await;
    browser
        .submit_to(&page, mobile, &[("mobile", "+41791234567")])
        .await;
    let profile = browser.visit("/account/profile").await;
    for told in [
        "ida@example.org",
        "+41791234567",
        "/account/profile/mobile/code",
    ] {
        assert!(profile.body.contains(told), "{told}: {}", profile.body);
    }
    // A code by text message ends before a link does.
    server.advance(600);
    let profile = browser.visit("/account/profile").await;
    assert!(profile.body.contains("ida@example.org"), "{}", profile.body);
    assert!(!profile.body.contains("+41791234567"), "{}", profile.body);
    let cancel = "/account/profile/cancel";
    let unknown = browser.submit_to(&profile, cancel, &[("what", "x")]).await;
    assert_eq!(unknown.status, 400);
    let done = browser
        .submit_to(&profile, cancel, &[("what", "email")])
        .await;
    let profile = browser.follow(done).await;
    assert!(
        profile.body.contains("what we sent works no more"),
        "{}",
        profile.body
    );
    assert!(
        !profile.body.contains("ida@example.org"),
        "{}",
        profile.body
    );
    assert_eq!(open(&browser, &link).await.status, 400);
    assert!(server.audited("identifier.change_cancelled", "success"));
}

// RC-08: with a link that is used up nothing is compared, so it takes no try from the one that comes next.
both!(a_link_that_is_used_up_takes_no_try_from_the_next);
async fn a_link_that_is_used_up_takes_no_try_from_the_next(db: Db) {
    let server = server(db).await;
    server.user(json!({"username": "ida"}), "ida-password");
    let browser = server.browser();
    browser
        .account("/account/profile", "ida", "ida-password")
        .await;
    let phone = server.browser();
    let link = ask_for(&server, &browser, "ida@example.org").await;
    let page = open(&phone, &link).await;
    for time in 0..12 {
        let wrong = phone.submit(&page, &[("password", "wrong")]).await;
        let expected = if time < 5 { 422 } else { 400 };
        assert_eq!(wrong.status, expected, "{time}: {}", wrong.body);
    }
    server.advance(1);
    let link = ask_for(&server, &browser, "ida@example.org").await;
    let page = open(&phone, &link).await;
    let done = phone.submit(&page, &[("password", "ida-password")]).await;
    assert_eq!(done.status, 200, "{}", done.body);
}

// RC-09: where somebody else has signed in since, the browser is theirs, and they did not ask.
both!(a_link_asks_whoever_else_is_signed_in_by_now);
async fn a_link_asks_whoever_else_is_signed_in_by_now(db: Db) {
    let server = server(db).await;
    server.user(json!({"username": "ida"}), "ida-password");
    let browser = server.browser();
    browser
        .account("/account/profile", "ida", "ida-password")
        .await;
    let link = ask_for(&server, &browser, "ida@example.org").await;
    // Signed out, and nobody in: it was asked for here.
    browser.cookies.lock().expect("cookies").remove("sid");
    let page = open(&browser, &link).await;
    assert!(!page.body.contains("name=\"password\""), "{}", page.body);
    browser.account("/account", "anna", "anna-password").await;
    let page = open(&browser, &link).await;
    assert_eq!(browser.submit(&page, &[]).await.status, 422);
    let done = browser.submit(&page, &[("password", "ida-password")]).await;
    assert_eq!(done.status, 200, "{}", done.body);
    // Nothing of theirs was changed, and nothing leads there.
    assert!(!done.body.contains("href=\"/account\""), "{}", done.body);
}

// RC-09: "unverified address never links accounts"; that another account has it is told to its person
// alone.
both!(an_address_of_somebody_else_is_not_taken);
async fn an_address_of_somebody_else_is_not_taken(db: Db) {
    let server = server(db).await;
    server.user(
        json!({"username": "ida", "emails": [{"value": "ida@example.org", "verified": true}]}),
        "ida-password",
    );
    let browser = server.browser();
    let page = browser
        .account("/account/profile/email", "ida", "ida-password")
        .await;
    let asked = browser
        .submit_to(
            &page,
            "/account/profile/email",
            &[("email", "anna@example.org")],
        )
        .await;
    assert_eq!(asked.location().path(), "/account/profile");
    assert_eq!(server.letters("email_change", "anna@example.org").len(), 0);
    assert_eq!(
        server
            .letters("address_in_use_change", "anna@example.org")
            .len(),
        1
    );
}

// RC-08: a number is proven by a code that is typed, in the session that asked for it.
both!(a_number_is_set_by_a_code);
async fn a_number_is_set_by_a_code(db: Db) {
    let server = server(db).await;
    server.user(
        json!({"username": "ida", "emails": [{"value": "ida@example.org", "verified": true}]}),
        "ida-password",
    );
    let browser = server.browser();
    let path = "/account/profile/mobile";
    let page = browser.account(path, "ida", "ida-password").await;
    let bad = browser
        .submit_to(&page, path, &[("mobile", "079 123 45 67")])
        .await;
    assert_eq!(bad.status, 422);
    let asked = browser
        .submit_to(&page, path, &[("mobile", "0041 79 123 45 67")])
        .await;
    assert_eq!(asked.location().path(), "/account/profile/mobile/code");
    let code = server
        .letter("mobile_change", "+41791234567")
        .code
        .expect("a code");
    let page = browser.follow(asked).await;
    let path = "/account/profile/mobile/code";
    let wrong = browser.submit_to(&page, path, &[("code", "0")]).await;
    assert_eq!(wrong.status, 422);
    let done = browser.submit_to(&page, path, &[("code", &code)]).await;
    assert_eq!(done.location().path(), "/account/profile");
    let page = browser.follow(done).await;
    assert!(page.body.contains("+41791234567"), "{}", page.body);
    // There was none: nothing has changed, and nothing can be taken back.
    assert!(page.body.contains("was added"), "{}", page.body);
    assert_eq!(server.letter("mobile_added", "ida@example.org").link, None);
    assert!(
        server
            .letters("mobile_changed", "ida@example.org")
            .is_empty()
    );
}

// LG-07: whoever's number it is signs in with it, however it is written, where the operator lets them.
both!(a_number_is_a_name_to_sign_in_with);
async fn a_number_is_a_name_to_sign_in_with(db: Db) {
    let set = [
        SET[0],
        SET[1],
        SET[2],
        "login.identifiers=[\"username\",\"mobile\"]",
    ];
    let server = Server::with(db, &set).await;
    let id = server.user(json!({"username": "ida"}), "ida-password");
    let store = &server.app.store;
    let number = signet::model::Identifier {
        namespace: signet::model::Namespace::Mobile,
        text: "+41791234567".into(),
    };
    store
        .write(move |conn| signet::store::users::insert_identifier(conn, &id, &number))
        .expect("writes");
    let browser = server.browser();
    browser
        .account("/account", "0041 79 123-45-67", "ida-password")
        .await;
    assert!(browser.cookies.lock().expect("cookies").contains_key("sid"));
}
