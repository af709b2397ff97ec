//! `/account/security…`: authenticator apps, recovery codes, remembered devices.

use signet::{
    account::{access::OPERATOR, password},
    core::{Secret, Timestamp},
    crypto::totp,
};

use crate::support::{Answer, Browser, Db, Server, both, query};

const NEW: &str = "/account/security/totp/new";
const CODES: &str = "/account/security/recovery";

/// What stands between two texts of a page.
fn between<'a>(page: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = page
        .split_once(before)
        .unwrap_or_else(|| panic!("no {before}: {page}"));
    rest.split(after).next().expect("a text")
}

/// The key on the page that turns an authenticator app on.
pub fn key(page: &Answer) -> String {
    between(&page.body, "<span id=\"key\"><code>", "</code>").replace(' ', "")
}

pub fn code_at(key: &str, at: Timestamp) -> String {
    let seed = Secret::new(key);
    let code = totp::code_at(&seed, &totp::DEFAULT, at).expect("a code");
    code.expose().to_owned()
}

/// The recovery codes that a page shows.
pub fn codes(page: &Answer) -> Vec<String> {
    let list = between(&page.body, "<ol class=\"codes\">", "</ol>");
    let codes = list.split("<code>").skip(1);
    codes
        .map(|rest| rest.split('<').next().expect("a code").to_owned())
        .collect()
}

/// Turns an authenticator app on for anna, who has none: its key and her recovery codes.
async fn enrol(server: &Server, browser: &Browser) -> (String, Vec<String>) {
    let page = browser.account(NEW, "anna", "anna-password").await;
    assert_eq!(
        (page.status.as_u16(), page.url.path()),
        (200, NEW),
        "{}",
        page.body
    );
    let key = key(&page);
    let code = code_at(&key, server.now());
    let fields = [("name", "My phone"), ("code", code.as_str())];
    let on = browser.submit_to(&page, NEW, &fields).await;
    assert_eq!(on.location().path(), CODES, "{}", on.body);
    let page = browser.follow(on).await;
    let codes = codes(&page);
    let saved = browser
        .submit_to(&page, "/account/security/recovery/saved", &[("saved", "1")])
        .await;
    assert_eq!(saved.location().path(), "/account/security");
    (key, codes)
}

/// At the page that asks anna for her code, in a browser of her own.
async fn to_code(server: &Server) -> (Browser, Answer) {
    let browser = server.browser();
    let page = browser.visit("/account").await;
    let page = browser.sign_in(&page, "anna", "anna-password").await;
    assert!(page.url.path().ends_with("/mfa"), "{}", page.url);
    // TF-08: whom it asks.
    assert!(
        !page.body.contains("signing in as <b></b>"),
        "{}",
        page.body
    );
    (browser, page)
}

/// From the page that asks for a code to the one that asks for a recovery code.
async fn to_recovery(browser: &Browser, page: &Answer) -> Answer {
    let path = page.url.path().replace("/mfa", "/recovery");
    assert!(page.body.contains(&path), "try another way");
    browser.get(&path).await
}

// TF-01: whoever else is signed in as the same person, with a password that they know, never sees the
// key that is about to be turned on; and a change of the password ends what was begun.
both!(a_key_is_seen_in_the_session_that_began_it);
async fn a_key_is_seen_in_the_session_that_began_it(db: Db) {
    let server = Server::start(db).await;
    let (own, other) = (server.browser(), server.browser());
    let stranger = key(&other.account(NEW, "anna", "anna-password").await);
    let page = own.account(NEW, "anna", "anna-password").await;
    assert_ne!(key(&page), stranger);
    assert_eq!(key(&other.get(NEW).await), stranger, "each keeps its own");
    let begun = "totps WHERE confirmed_at IS NULL";
    assert_eq!(server.rows("COUNT(*)", begun), ["2"]);
    let code = code_at(&key(&page), server.now());
    let on = own
        .submit_to(&page, NEW, &[("name", "My phone"), ("code", code.as_str())])
        .await;
    assert_eq!(on.location().path(), CODES, "{}", on.body);
    assert_eq!(server.rows("COUNT(*)", begun), ["0"]);
    let ulla = server.user(serde_json::json!({"username": "ulla"}), "person-password");
    server
        .browser()
        .account(NEW, "ulla", "person-password")
        .await;
    assert_eq!(server.rows("COUNT(*)", begun), ["1"]);
    let word = Secret::new("vier ziegen tanzen leise");
    password::set(&server.ctx(), &ulla, (&word, false), OPERATOR)
        .expect("sets")
        .expect("good enough");
    assert_eq!(server.rows("COUNT(*)", begun), ["0"]);
}

// TF-01: 160 random bits, on only by a code, and a wrong one keeps the key; what was begun is over
// after ten minutes. SE-02: the session has another id, and SE-06: the other ones end.
both!(an_authenticator_app_is_on_from_its_first_code);
async fn an_authenticator_app_is_on_from_its_first_code(db: Db) {
    let server = Server::start(db).await;
    let (browser, other) = (server.browser(), server.browser());
    other.account("/account", "anna", "anna-password").await;
    let page = browser.account(NEW, "anna", "anna-password").await;
    let first = key(&page);
    assert_eq!(first.len(), 32, "160 bits in base32");
    assert!(page.body.contains("otpauth://totp/") && page.body.contains("<svg viewBox"));
    assert_eq!(key(&browser.get(NEW).await), first, "a reload keeps it");
    let wrong = browser
        .submit_to(&page, NEW, &[("name", "My phone"), ("code", "000000")])
        .await;
    assert_eq!((wrong.status.as_u16(), key(&wrong)), (422, first.clone()));
    let nameless = browser
        .submit_to(&page, NEW, &[("name", " "), ("code", "1")])
        .await;
    assert_eq!(nameless.status, 422);
    // Not active: her password alone signs in.
    assert_eq!(server.rows("COUNT(*)", "totps WHERE confirmed_at IS NOT NULL AND user_id = (SELECT user_id FROM identifiers WHERE form = 'anna')"), ["0"]);
    server.advance(601);
    let page = browser.visit(NEW).await;
    let page = match page.url.path() {
        NEW => page,
        _ => {
            let answer = browser
                .submit(&page, &[("password", "anna-password")])
                .await;
            browser.follow(answer).await
        }
    };
    let second = key(&page);
    assert_ne!(second, first, "the pending one is over");
    let stale = code_at(&first, server.now());
    let fields = [("name", "My phone"), ("code", stale.as_str())];
    assert_eq!(browser.submit_to(&page, NEW, &fields).await.status, 422);
    let old = browser.tab();
    let code = code_at(&second, server.now());
    let fields = [("name", "My phone"), ("code", code.as_str())];
    let on = browser.submit_to(&page, NEW, &fields).await;
    assert_eq!(on.location().path(), CODES);
    assert_eq!(browser.get("/account").await.status, 200);
    for gone in [&old, &other] {
        assert!(
            gone.get("/account")
                .await
                .location()
                .path()
                .starts_with("/interaction/")
        );
    }
    assert!(server.audited("factor.added", "success"));
    let security = browser.get("/account/security").await;
    assert!(security.body.contains("My phone"), "{}", security.body);
    // The step that turned it on is used up (TF-03).
    let (browser, page) = to_code(&server).await;
    let again = browser.submit(&page, &[("code", &code)]).await;
    assert!(again.body.contains("already used"), "{}", again.body);
    server.advance(30);
    let code = code_at(&second, server.now());
    let answer = browser.submit(&page, &[("code", &code)]).await;
    assert_eq!(browser.follow(answer).await.url.path(), "/account");
}

// TF-07: ten codes of 80 bits, kept as keyed digests, shown until they are kept, each once, however
// it is typed; the last one says so, and a new set ends the old one.
both!(a_recovery_code_signs_in_once);
async fn a_recovery_code_signs_in_once(db: Db) {
    let server = Server::start(db).await;
    let browser = server.browser();
    let page = browser.account(NEW, "anna", "anna-password").await;
    let code = code_at(&key(&page), server.now());
    let fields = [("name", "My phone"), ("code", code.as_str())];
    let on = browser.submit_to(&page, NEW, &fields).await;
    let page = browser.follow(on).await;
    let all = codes(&page);
    assert_eq!(all.len(), 10);
    assert!(all.iter().all(|code| code.len() == 19), "{all:?}");
    let file = browser
        .submit_to(&page, "/account/security/recovery-codes.txt", &[])
        .await;
    assert!(file.header("content-type").starts_with("text/plain"));
    assert!(file.header("content-disposition").starts_with("attachment"));
    assert!(
        all.iter().all(|code| file.body.contains(code)),
        "{}",
        file.body
    );
    // Both say whose they are, of which service, and of when.
    assert!(
        file.body.contains("Account: anna") && file.body.contains("Made on "),
        "{}",
        file.body
    );
    assert!(
        page.body.contains("<dd><bdi>anna</bdi></dd>"),
        "{}",
        page.body
    );
    let unticked = browser
        .submit_to(&page, "/account/security/recovery/saved", &[])
        .await;
    assert_eq!(unticked.status, 422);
    let unsaved = "You have not said that you saved these codes";
    assert!(
        browser
            .get("/account/security")
            .await
            .body
            .contains(unsaved)
    );
    browser
        .submit_to(&page, "/account/security/recovery/saved", &[("saved", "1")])
        .await;
    let told = browser.get("/account/security").await;
    assert!(
        told.body.contains("Your new recovery codes work now"),
        "{}",
        told.body
    );
    assert!(!told.body.contains(unsaved), "{}", told.body);
    assert!(
        told.body.contains("You have 10 recovery codes left"),
        "{}",
        told.body
    );
    let quiet = browser.get("/account/security").await;
    assert!(
        !quiet.body.contains("Your new recovery codes work now"),
        "told once"
    );
    let shown = browser.get(CODES).await;
    assert!(!shown.body.contains(&all[0]), "not again");
    assert_eq!(
        server.rows("COUNT(*)", "recovery_sets WHERE sealed_codes IS NOT NULL"),
        ["0"]
    );

    let (lost, page) = to_code(&server).await;
    let page = to_recovery(&lost, &page).await;
    let wrong = lost
        .submit(&page, &[("recovery_code", "0000-0000-0000-0000")])
        .await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("That code is not right"));
    let typed = all[0]
        .to_lowercase()
        .replace('-', " ")
        .replace('0', "o")
        .replace('1', "l");
    let answer = lost.submit(&page, &[("recovery_code", &typed)]).await;
    assert_eq!(lost.follow(answer).await.url.path(), "/account");
    let list = lost.get("/account/sessions").await;
    assert!(
        list.body.contains("Password and a recovery code"),
        "{}",
        list.body
    );
    assert!(
        server.audited("login.recovery", "success")
            && server.audited("login.recovery", "otp-wrong")
    );
    let (again, page) = to_code(&server).await;
    let page = to_recovery(&again, &page).await;
    let used = again.submit(&page, &[("recovery_code", &all[0])]).await;
    assert_eq!(used.status, 422);
    assert!(
        used.body.contains("That code was already used"),
        "{}",
        used.body
    );
    // The last one: the next page says that there is none left.
    for code in &all[1..] {
        let (browser, page) = to_code(&server).await;
        let page = to_recovery(&browser, &page).await;
        let answer = browser.submit(&page, &[("recovery_code", code)]).await;
        let page = browser.follow(answer).await;
        assert_eq!(page.url.path(), "/account");
        assert_eq!(
            page.body.contains("You used your last recovery code"),
            *code == all[9]
        );
        if *code == all[9] {
            let page = browser.get(CODES).await;
            browser.submit_to(&page, CODES, &[]).await;
            let fresh = codes(&browser.get(CODES).await);
            assert!(fresh.len() == 10 && !fresh.contains(&all[9]));
            assert_eq!(
                server.rows("COUNT(*)", "recovery_codes"),
                ["10"],
                "the old set is gone"
            );
        }
    }
    assert!(server.audited("factor.recovery_codes_made", "success"));
}

// TF-04: wrong recovery codes count as wrong one-time codes: five end the sign-in.
both!(wrong_recovery_codes_end_a_sign_in);
async fn wrong_recovery_codes_end_a_sign_in(db: Db) {
    let server = Server::start(db).await;
    enrol(&server, &server.browser()).await;
    let (browser, page) = to_code(&server).await;
    let page = to_recovery(&browser, &page).await;
    assert_eq!(
        browser
            .submit(&page, &[("recovery_code", " ")])
            .await
            .status,
        422,
        "no try"
    );
    for _ in 0..4 {
        let wrong = browser.submit(&page, &[("recovery_code", "WRONG")]).await;
        assert_eq!(wrong.status, 422);
    }
    let fifth = browser.submit(&page, &[("recovery_code", "WRONG")]).await;
    assert!(
        fifth.body.contains("too many wrong codes"),
        "{}",
        fifth.body
    );
    assert!(
        browser
            .get(page.url.path())
            .await
            .location()
            .path()
            .ends_with("/login")
    );
}

// TF-06: an authenticator app is removed by whoever has just proven it, or a recovery code; another
// app of the same person will not do. SE-06: sessions and refresh grants end.
both!(an_authenticator_app_is_removed_by_whoever_has_it);
async fn an_authenticator_app_is_removed_by_whoever_has_it(db: Db) {
    let server = Server::start(db).await;
    let browser = server.browser();
    let (phone, recovery) = enrol(&server, &browser).await;
    // A second one, named; both sign in.
    server.advance(1);
    let page = browser.get(NEW).await;
    let tablet = key(&page);
    let code = code_at(&tablet, server.now());
    let fields = [("name", "<Tablet>"), ("code", code.as_str())];
    let on = browser.submit_to(&page, NEW, &fields).await;
    assert_eq!(
        on.location().path(),
        "/account/security",
        "codes are there already"
    );
    let list = browser.get("/account/security").await;
    assert!(list.body.contains("&#60;Tablet&#62;"), "{}", list.body);
    let first = between(&list.body, "/account/security/totp/", "\"").to_owned();
    let rename = format!("/account/security/totp/{first}");
    let page = browser.get(&rename).await;
    assert_eq!(
        browser
            .submit_to(&page, &rename, &[("name", "")])
            .await
            .status,
        422
    );
    // Two of one name cannot be told apart where one is to go.
    let taken = browser
        .submit_to(&page, &rename, &[("name", "<TABLET>")])
        .await;
    assert_eq!(taken.status, 422);
    assert!(
        taken.body.contains("of that name already"),
        "{}",
        taken.body
    );
    browser
        .submit_to(&page, &rename, &[("name", "Authenticator app")])
        .await;
    let third = browser.get(NEW).await;
    assert!(
        third.body.contains("value=\"Authenticator app 2\""),
        "{}",
        third.body
    );
    let again = [("name", "Authenticator app"), ("code", "000000")];
    let again = browser.submit_to(&third, NEW, &again).await;
    assert_eq!(again.status, 422);
    assert!(
        again.body.contains("of that name already"),
        "{}",
        again.body
    );
    let page = browser.get(&rename).await;
    browser
        .submit_to(&page, &rename, &[("name", "Old phone")])
        .await;
    assert!(
        browser
            .get("/account/security")
            .await
            .body
            .contains("Old phone")
    );
    for key in [&phone, &tablet] {
        server.advance(30);
        let (browser, page) = to_code(&server).await;
        let code = code_at(key, server.now());
        let answer = browser.submit(&page, &[("code", &code)]).await;
        assert_eq!(browser.follow(answer).await.url.path(), "/account");
    }
    // The session was last proven by the tablet: the phone's page asks for the phone.
    let remove = format!("{rename}/remove");
    let page = browser.visit(&remove).await;
    assert!(page.url.path().ends_with("/reauth"), "{}", page.url);
    let answer = browser
        .submit(&page, &[("password", "anna-password")])
        .await;
    let page = browser.follow(answer).await;
    server.advance(30);
    let by_tablet = code_at(&tablet, server.now());
    // The page says whom it asks, and for which app; a code of the other one is right, and not the one.
    assert!(page.body.contains("Old phone"), "{}", page.body);
    assert!(!page.body.contains("another of your authenticator apps"));
    let other = browser.submit(&page, &[("code", &by_tablet)]).await;
    assert_eq!(other.status, 422);
    assert!(
        other.body.contains("another of your authenticator apps"),
        "{}",
        other.body
    );
    let wrong = browser.submit(&page, &[("code", "000000")]).await;
    assert!(
        wrong.body.contains("That code is not right"),
        "{}",
        wrong.body
    );
    let page = to_recovery(&browser, &page).await;
    let answer = browser
        .submit(&page, &[("recovery_code", &recovery[0])])
        .await;
    let page = browser.follow(answer).await;
    assert_eq!(
        (page.status.as_u16(), page.url.path()),
        (200, remove.as_str())
    );
    let (other, asked) = to_code(&server).await;
    server.advance(30);
    let code = code_at(&tablet, server.now());
    let answer = other.submit(&asked, &[("code", &code)]).await;
    assert_eq!(other.follow(answer).await.status, 200);
    let gone = browser.submit_to(&page, &remove, &[]).await;
    assert_eq!(gone.location().path(), "/account/security");
    assert!(
        !browser
            .get("/account/security")
            .await
            .body
            .contains("Old phone")
    );
    assert!(
        other
            .get("/account")
            .await
            .location()
            .path()
            .starts_with("/interaction/")
    );
    assert!(server.audited("factor.removed", "success"));
    let (browser, page) = to_code(&server).await;
    server.advance(30);
    let code = code_at(&phone, server.now());
    assert_eq!(browser.submit(&page, &[("code", &code)]).await.status, 422);
}

// TF-06: a stale proof removes nothing: 403, and the factor stays.
both!(a_stale_proof_removes_nothing);
async fn a_stale_proof_removes_nothing(db: Db) {
    let server = Server::start(db).await;
    let browser = server.browser();
    enrol(&server, &browser).await;
    let list = browser.get("/account/security").await;
    let id = between(&list.body, "/account/security/totp/", "\"").to_owned();
    let remove = format!("/account/security/totp/{id}/remove");
    let page = browser.get(&remove).await;
    assert_eq!(page.status, 200);
    server.advance(301);
    let late = browser.submit_to(&page, &remove, &[]).await;
    assert_eq!(late.status, 403);
    assert_eq!(
        server.rows("COUNT(*)", &format!("totps WHERE id = '{id}'")),
        ["1"]
    );
    // Nor is another person's to be had.
    let kim = server.rows("id", &format!("totps WHERE id <> '{id}'"));
    let foreign = format!("/account/security/totp/{}/remove", kim[0]);
    assert_eq!(browser.get(&foreign).await.status, 404);
}

// TF-10: a device is remembered only where the operator allows it and the person says so, never for
// administrators, nor where an app asks for a second factor; and a changed password ends it.
both!(a_remembered_device_is_not_asked_for_a_code);
async fn a_remembered_device_is_not_asked_for_a_code(db: Db) {
    let plain = Server::start(db).await;
    let browser = plain.browser();
    enrol(&plain, &browser).await;
    let (_, page) = to_code(&plain).await;
    assert!(!page.body.contains("remember_device"), "off by default");

    let server = Server::with(db, &["mfa.remember_device=30d"]).await;
    let (key, _) = enrol(&server, &server.browser()).await;
    let (browser, page) = to_code(&server).await;
    assert!(page.body.contains("name=\"remember_device\""));
    server.advance(30);
    let code = code_at(&key, server.now());
    let fields = [("code", code.as_str()), ("remember_device", "1")];
    let answer = browser.submit(&page, &fields).await;
    let page = browser.follow(answer).await;
    assert_eq!(page.url.path(), "/account");
    let out = browser
        .submit_to(&page, "/logout", &[("decision", "leave")])
        .await;
    assert_eq!(out.status, 200);
    let page = browser.visit("/account").await;
    let page = browser.sign_in(&page, "anna", "anna-password").await;
    assert_eq!(
        (page.status.as_u16(), page.url.path()),
        (200, "/account"),
        "no code"
    );
    // TF-09: what was spared is not claimed, and an app that asks for it gets it.
    let strong = query("web", &[("acr_values", "urn:signet:acr:mfa")]);
    let page = browser.open(&strong).await;
    assert!(page.url.path().ends_with("/reauth"), "{}", page.url);
    let answer = browser
        .submit(&page, &[("password", "anna-password")])
        .await;
    assert!(browser.follow(answer).await.url.path().ends_with("/mfa"));
    // TF-10, TF-06: what is spared at a sign-in is not spared where something is to be changed, and the
    // page says why it asks for all of it so soon.
    let page = browser.visit("/account/security/password").await;
    assert!(page.url.path().ends_with("/reauth"), "{}", page.url);
    assert!(
        page.body.contains("this device is remembered"),
        "{}",
        page.body
    );
    let fields = [("password", "anna-password")];
    let answer = browser.submit(&page, &fields).await;
    assert!(browser.follow(answer).await.url.path().ends_with("/mfa"));
    // Listed, and forgotten.
    let list = browser.get("/account/security").await;
    assert!(list.body.contains("This device"), "{}", list.body);
    // A flex box puts no space between its parts.
    assert!(list.body.contains("<span>Forget "), "{}", list.body);
    let device = between(&list.body, "name=\"device\" value=\"", "\"").to_owned();
    let forget = "/account/security/devices";
    let done = browser
        .submit_to(&list, forget, &[("device", &device)])
        .await;
    assert_eq!(done.location().path(), "/account/security");
    let told = browser.get("/account/security").await;
    assert!(
        told.body.contains("That device will be asked for a code"),
        "{}",
        told.body
    );
    assert!(!told.body.contains("Remembered devices"));
    assert!(server.audited("device.forgotten", "success"));
    let tab = browser.get("/account").await;
    browser
        .submit_to(&tab, "/logout", &[("decision", "leave")])
        .await;
    let page = browser.visit("/account").await;
    let page = browser.sign_in(&page, "anna", "anna-password").await;
    assert!(page.url.path().ends_with("/mfa"), "asked again");
    // Remembered once more, and a change of the password ends that.
    server.advance(30);
    let code = code_at(&key, server.now());
    let fields = [("code", code.as_str()), ("remember_device", "1")];
    let answer = browser.submit(&page, &fields).await;
    browser.follow(answer).await;
    let path = "/account/security/password";
    let form = browser.visit(path).await;
    let fields = [
        ("password", "anna-password"),
        ("new_password", "quite another sentence of hers"),
    ];
    let done = browser.submit_to(&form, path, &fields).await;
    assert_eq!(done.location().path(), "/account/security", "{}", done.body);
    let told = browser.get("/account/security").await;
    assert!(
        told.body.contains("Your password was changed"),
        "{}",
        told.body
    );
    assert!(!told.body.contains("Remembered devices"), "{}", told.body);
}

// PAGES row 17: password managers find the page.
#[tokio::test]
async fn the_well_known_address_leads_to_the_password() {
    let server = Server::start(Db::Sqlite).await;
    let answer = server.browser().get("/.well-known/change-password").await;
    assert_eq!(answer.header("location"), "/account/security#password");
}

// AU-15: what was added and taken out is named in the activity of its person, and in its table.
both!(what_happens_to_an_authenticator_names_it);
async fn what_happens_to_an_authenticator_names_it(db: Db) {
    let server = Server::start(db).await;
    let browser = server.browser();
    enrol(&server, &browser).await;
    let page = browser.visit("/account/activity?kind=security").await;
    let line = page
        .body
        .split("<li class=\"row\">")
        .find(|line| line.contains("An authenticator app was turned on"))
        .expect("a line");
    assert!(line.contains("<bdi>My phone</bdi>"), "{line}");
    let table = browser.get("/account/activity.csv?kind=security").await;
    assert!(table.body.contains("turned on. My phone"), "{}", table.body);
}

// LG-16: each event is mailed to its person, in the transaction that it is in: two-step sign-in on, new
// recovery codes, one used, two-step sign-in off, the password changed, and by somebody else.
both!(every_event_is_mailed_to_its_person);
async fn every_event_is_mailed_to_its_person(db: Db) {
    let server = Server::start(db).await;
    let browser = server.browser();
    let mailed = |template: &str| server.letters(template, "anna@example.org").len();
    let (_, codes) = enrol(&server, &browser).await;
    assert_eq!(mailed("second_factor_on"), 1);
    assert_eq!(mailed("recovery_codes_made"), 1);
    let (second, page) = to_code(&server).await;
    let page = to_recovery(&second, &page).await;
    let answer = second
        .submit(&page, &[("recovery_code", codes[0].as_str())])
        .await;
    assert!(answer.status.as_u16() < 400, "{}", answer.body);
    let letter = server.letter("recovery_code_used", "anna@example.org");
    assert_eq!(letter.values.get("left"), Some("9"));
    let by = OPERATOR;
    let anna = server.rows("user_id", "identifiers WHERE form = 'anna'");
    let anna: signet::model::UserId = signet::core::Id::new(anna[0].clone());
    let found = server
        .app
        .store
        .read(|conn| signet::store::users::find_credentials(conn, &anna))
        .expect("reads")
        .expect("is there");
    signet::account::cut_off::reset_second_factor(&server.ctx(), &found.user, "Lost phone", by)
        .expect("resets")
        .expect("has one");
    // RC-12: "MFA reset needs reason + notice".
    let letter = server.letter("second_factor_reset", "anna@example.org");
    assert_eq!(letter.values.get("reason"), Some("Lost phone"));
    let path = "/account/security/password";
    let browser = server.browser();
    let page = browser.account(path, "anna", "anna-password").await;
    let fields = [
        ("password", "anna-password"),
        ("new_password", "another password of anna"),
    ];
    let done = browser.submit_to(&page, path, &fields).await;
    assert_eq!(done.location().path(), "/account/security");
    assert_eq!(mailed("password_changed"), 1);
    let word = Secret::new("vier ziegen tanzen leise");
    password::set(&server.ctx(), &anna, (&word, true), by)
        .expect("sets")
        .expect("good enough");
    assert_eq!((mailed("password_set"), mailed("password_changed")), (1, 1));
}

// LG-16, SECURITY §3: an app that is connected is mailed once, and so is one that is cut off because
// its refresh token was used twice.
both!(what_happens_to_apps_is_mailed);
async fn what_happens_to_apps_is_mailed(db: Db) {
    let server = Server::with(db, &["privacy.app_names_in_mail=true"]).await;
    let mailed = |template: &str| server.letters(template, "anna@example.org").len();
    server.tokens().await;
    let letter = server.letter("app_connected", "anna@example.org");
    assert_eq!(letter.values.get("app"), Some("Web App"));
    // Asked again, it is connected already.
    let browser = server.browser();
    let page = browser
        .open(&query("web", &[("scope", "openid profile records.write")]))
        .await;
    let page = browser.sign_in(&page, "anna", "anna-password").await;
    browser.allow(&page).await;
    assert_eq!(mailed("app_connected"), 1);
    server.refreshing_clients();
    let rotating = crate::support::chain::ROTATING;
    let (first, _) = server.chain(rotating).await;
    let old = first.text("refresh_token").to_owned();
    let second = server.refresh(rotating, &old).await.json();
    let second = second["refresh_token"]
        .as_str()
        .expect("a token")
        .to_owned();
    let third = server.refresh(rotating, &second).await;
    assert_eq!(third.status, 200);
    assert_eq!(mailed("app_cut_off"), 0);
    assert_eq!(server.refresh(rotating, &old).await.status, 400);
    assert_eq!(mailed("app_cut_off"), 1);
    assert_eq!(server.refresh(rotating, &old).await.status, 400);
    assert_eq!(mailed("app_cut_off"), 1, "once");
}

// LG-16: whose password is switched off after too many guesses learns why, once.
both!(a_password_that_is_switched_off_is_mailed);
async fn a_password_that_is_switched_off_is_mailed(db: Db) {
    let server = Server::with(db, &["rate_limit.disable_after=7"]).await;
    for round in 0..9 {
        server.advance(901);
        let browser = server.browser();
        let page = browser.open(&query("web", &[])).await;
        let fields = [("username", "anna"), ("password", "guess of somebody")];
        let answer = browser.submit(&page, &fields).await;
        assert_eq!(answer.status, 422, "{round}: {}", answer.body);
    }
    assert_eq!(
        server.letters("account_locked", "anna@example.org").len(),
        1
    );
}

// LG-16, RC-03, RC-05: the letter about a new browser leads to a page of the issuer; opening it changes
// nothing, and its button ends all that anybody has, for good: who knows the password is out, too.
both!(this_was_not_me_ends_everything);
async fn this_was_not_me_ends_everything(db: Db) {
    let server = Server::start(db).await;
    let own = server.browser();
    own.account("/account", "anna", "anna-password").await;
    server.advance(3601);
    let thief = server.browser();
    thief.account("/account", "anna", "anna-password").await;
    let letter = server.letter("new_device", "anna@example.org");
    let link = letter.link.expect("a link");
    let path = link
        .strip_prefix(&server.app.issuer)
        .expect("of the issuer");
    assert!(path.starts_with("/not-me/"), "{path}");
    let browser = server.browser();
    for _ in 0..3 {
        // RC-06: the code goes out of the address at once; RC-03: a GET does nothing.
        let opened = browser.get(path).await;
        assert_eq!(opened.header("location"), "/not-me");
        assert_eq!(browser.follow(opened).await.status, 200);
    }
    assert_eq!(thief.get("/account").await.status, 200, "still in");
    // Without the form's token nothing happens.
    assert_eq!(browser.post("/not-me", &[("csrf", "x")]).await.status, 403);
    let page = browser.visit(path).await;
    let code = path.rsplit('/').next().expect("a code");
    assert!(!page.body.contains(code), "{}", page.body);
    let done = browser.submit(&page, &[]).await;
    assert_eq!(done.status, 200, "{}", done.body);
    assert!(
        done.body.contains("Everybody is signed out"),
        "{}",
        done.body
    );
    assert_eq!(thief.get("/account").await.status, 303);
    let stranger = server.browser();
    let login = stranger.open(&query("web", &[])).await;
    let fields = [("username", "anna"), ("password", "anna-password")];
    let answer = stranger.submit(&login, &fields).await;
    assert_eq!(answer.status, 422, "the password is switched off");
    // Once.
    let again = browser.submit(&page, &[]).await;
    assert!(again.status.is_client_error(), "{}", again.body);
    let over = browser.visit(path).await;
    assert!(
        over.body.contains("already used")
            && over.body.contains("<a class=\"btn\" href=\"/account\">"),
        "{}",
        over.body
    );
    assert!(browser.visit(path).await.status.is_client_error());
    assert!(
        browser
            .get("/not-me/nothing")
            .await
            .status
            .is_client_error()
    );
}

// LG-16: what the person themselves had before that sign-in stays: their second factor and its codes.
both!(this_was_not_me_leaves_what_was_there_before);
async fn this_was_not_me_leaves_what_was_there_before(db: Db) {
    let server = Server::start(db).await;
    let own = server.browser();
    let (own_key, _) = enrol(&server, &own).await;
    server.advance(3601);
    // A thief who was told the password and a code.
    let thief = server.browser();
    let page = thief.account(NEW, "anna", "anna-password").await;
    let code = code_at(&own_key, server.now());
    let sent = thief.submit(&page, &[("code", &code)]).await;
    let page = thief.follow(sent).await;
    assert_eq!(page.url.path(), NEW, "{}", page.body);
    let code = code_at(&key(&page), server.now());
    let fields = [("name", "Thief"), ("code", code.as_str())];
    let on = thief.submit_to(&page, NEW, &fields).await;
    assert_eq!(on.status, 303, "{}", on.body);
    let hers = "totps WHERE name IN ('My phone', 'Thief')";
    assert_eq!(server.rows("COUNT(*)", hers), ["2"]);
    let link = server.letter("new_device", "anna@example.org").link;
    let link = url::Url::parse(&link.expect("a link")).expect("a link");
    let browser = server.browser();
    let page = browser.visit(link.path()).await;
    let done = browser.submit(&page, &[]).await;
    assert_eq!(done.status, 200, "{}", done.body);
    assert_eq!(server.rows("name", hers), ["My phone"]);
    assert_eq!(
        (
            server.count("recovery_sets"),
            server.count("recovery_codes")
        ),
        (1, 10)
    );
}

// LG-16: each letter about a new browser works for itself: who signs in once more does not end the one that
// tells of the first time. Its button takes back all that came after it.
both!(a_later_sign_in_leaves_the_letter_about_the_first);
async fn a_later_sign_in_leaves_the_letter_about_the_first(db: Db) {
    let server = Server::start(db).await;
    let own = server.browser();
    own.account("/account", "anna", "anna-password").await;
    server.advance(3601);
    let mut paths = Vec::new();
    for _ in 0..3 {
        server.advance(60);
        let thief = server.browser();
        thief.account("/account", "anna", "anna-password").await;
        let link = server.letter("new_device", "anna@example.org").link;
        let link = url::Url::parse(&link.expect("a link")).expect("a link");
        paths.push(link.path().to_owned());
    }
    let [first, second, third] = paths.as_slice() else {
        panic!("three letters: {paths:?}");
    };
    // The use of a later one leaves the first.
    for path in [second, first] {
        let browser = server.browser();
        let page = browser.visit(path).await;
        assert_eq!(page.status, 200, "{}", page.body);
        let done = browser.submit(&page, &[]).await;
        assert_eq!(done.status, 200, "{}", done.body);
    }
    let over = server.browser().visit(third).await;
    assert!(over.status.is_client_error(), "{}", over.body);
}

// TF-07: a factor and its recovery codes are turned on together: nobody is left with the one and without the
// other, who would have no way back.
both!(a_factor_is_not_on_without_its_recovery_codes);
async fn a_factor_is_not_on_without_its_recovery_codes(db: Db) {
    let server = Server::start(db).await;
    let browser = server.browser();
    let page = browser.account(NEW, "anna", "anna-password").await;
    let key = key(&page);
    let code = code_at(&key, server.now());
    let fields = [("name", "My phone"), ("code", code.as_str())];
    server.sql("ALTER TABLE recovery_codes RENAME TO away");
    let failed = browser.submit_to(&page, NEW, &fields).await;
    assert!(failed.status.is_server_error(), "{}", failed.body);
    server.sql("ALTER TABLE away RENAME TO recovery_codes");
    let on = "totps WHERE confirmed_at IS NOT NULL AND name = 'My phone'";
    assert_eq!(server.rows("COUNT(*)", on), ["0"]);
    assert!(!server.audited("factor.added", "success"));
    server.advance(30);
    let code = code_at(&key, server.now());
    let fields = [("name", "My phone"), ("code", code.as_str())];
    let done = browser.submit_to(&page, NEW, &fields).await;
    assert_eq!(done.location().path(), CODES, "{}", done.body);
    assert_eq!(server.rows("COUNT(*)", on), ["1"]);
    assert_eq!(server.count("recovery_codes"), 10);
}
