//! `/recover…`, the links that are sent to people, and the page that waits for one of them.

use reqwest::Method;
use serde_json::json;
use signet::account::outbox::Message;

use crate::support::{Answer, Browser, Db, Server, both, query, server::TOTP_SEED};

const MAIL: [&str; 2] = ["mail.from=no-reply@signet.example", "mail.sink=outbox"];
const NEW: &str = "vier ziegen tanzen leise";

async fn server(db: Db) -> Server {
    Server::with(db, &MAIL).await
}

async fn ask(browser: &Browser, name: &str) -> Answer {
    let page = browser.get("/recover").await;
    assert_eq!(page.status, 200, "{}", page.body);
    browser.submit(&page, &[("username", name)]).await
}

/// The path of a letter's link: always at the issuer.
fn path_of(server: &Server, letter: &Message) -> String {
    let link = letter.link.clone().expect("a link");
    // RC-05: "Links built from configured issuer only".
    let path = link.strip_prefix(&server.app.issuer);
    path.expect("a link to the issuer").to_owned()
}

/// Follows a link as a browser does: the token is gone from the address before a page shows.
async fn open(browser: &Browser, path: &str) -> Answer {
    let led = browser.get(path).await;
    let to = led.location();
    assert!(!path.ends_with(to.path()) && to.query().is_none(), "{to}");
    browser.get(to.path()).await
}

// RC-01, RC-02, RC-03, RC-05, RC-06: a forgotten password, from the link on the sign-in page to the app.
// RC-04: nobody is signed in by it, and a second factor stays. LG-09: a password that was switched off
// works again. SE-06: what rests on the old one ends.
both!(a_forgotten_password_is_replaced_by_a_link);
async fn a_forgotten_password_is_replaced_by_a_link(db: Db) {
    let server = server(db).await;
    server.user(
        json!({"username": "ida", "emails": [{"value": "ida@example.org"}], "totp": [{"secret": TOTP_SEED}]}),
        "ida-password",
    );
    let browser = server.browser();
    let page = browser.open(&query("web", &[])).await;
    let flow = page
        .url
        .path()
        .split('/')
        .nth(2)
        .expect("a flow")
        .to_owned();
    assert!(
        page.body.contains(&format!("/recover?flow={flow}")),
        "{}",
        page.body
    );
    let step = browser
        .submit(&page, &[("username", "ida@example.org")])
        .await;
    assert!(
        step.body.contains("login_hint=ida%40example.org"),
        "{}",
        step.body
    );
    server.sql("UPDATE passwords SET disabled_at = 1");

    let page = browser
        .get(&format!(
            "/recover?flow={flow}&login_hint=ida%40example.org"
        ))
        .await;
    assert!(
        page.body.contains("value=\"ida@example.org\""),
        "{}",
        page.body
    );
    let sent = browser
        .submit(&page, &[("username", "ida@example.org"), ("flow", &flow)])
        .await;
    assert_eq!(sent.location().path(), "/recover/sent");
    let letter = server.letter("reset", "ida@example.org");
    let path = path_of(&server, &letter);

    // Whoever looks at the link, and be it ten times, changes nothing.
    let scanner = server.browser();
    for _ in 0..10 {
        let page = open(&scanner, &path).await;
        assert_eq!(page.status, 200, "{}", page.body);
        assert!(page.body.contains("value=\"ida\""), "{}", page.body);
    }
    let other = server.browser();
    let page = open(&other, &path).await;
    let poor = other.submit(&page, &[("new_password", "short")]).await;
    assert_eq!(poor.status, 422);
    let forged = other
        .post("/recover/new", &[("csrf", "x"), ("new_password", NEW)])
        .await;
    assert_eq!(forged.status, 403);
    let done = other.submit(&page, &[("new_password", NEW)]).await;
    assert_eq!(done.location().path(), "/recover/done");
    assert!(!other.cookies.lock().expect("cookies").contains_key("sid"));
    let page = other.get(&format!("/recover/done?flow={flow}")).await;
    assert!(page.body.contains(&format!("/interaction/{flow}/login")));
    assert_eq!(server.letters("reset_done", "ida@example.org").len(), 1);
    assert!(server.audited("user.password_reset", "success"));

    // Once: the link is over, and says so.
    let again = open(&scanner, &path).await;
    assert_eq!(again.status, 400);
    assert!(again.body.contains("already used"), "{}", again.body);

    // The sign-in that waited goes on with the new password, and asks for the second factor.
    let page = browser.get(&format!("/interaction/{flow}/login")).await;
    let page = browser.sign_in(&page, "ida", NEW).await;
    assert!(page.url.path().ends_with("/mfa"), "{}", page.url);
    let page = browser.submit(&page, &[("code", &server.otp())]).await;
    let page = browser.follow(page).await;
    assert!(page.url.path().ends_with("/consent"), "{}", page.url);
}

// RC-01: known and unknown, with and without an address, locked: one answer, byte by byte. RC-08: the
// same for a code that is typed, however often.
both!(who_has_an_account_is_not_told);
async fn who_has_an_account_is_not_told(db: Db) {
    let server = server(db).await;
    server.user(json!({"username": "bare"}), "bare-password");
    let mut told = Vec::new();
    for name in [
        "anna",
        "Anna@Example.org",
        "bare",
        "locked",
        "nobody",
        "x@y.example",
        "a'b\"<",
    ] {
        let browser = server.browser();
        let asked = ask(&browser, name).await;
        let mut seen = vec![(
            asked.status,
            asked.header("location").to_owned(),
            asked.body,
        )];
        for _ in 0..7 {
            let page = browser.get("/recover/sent").await;
            let csrf = page.field("csrf");
            let answer = browser.submit(&page, &[("code", "00000000")]).await;
            let body = answer.body.replace(&csrf, "");
            seen.push((answer.status, String::new(), body));
        }
        told.push(seen);
        if name == "anna" {
            assert_eq!(server.letters("reset", "anna@example.org").len(), 1);
        }
        server.advance(3600);
    }
    for other in &told[1..] {
        assert_eq!(other, &told[0]);
    }
    // Nobody but Anna was written to.
    assert_eq!(server.written().len(), 2);
}

// RC-07: three messages an hour to one recipient; beyond, the same answer and no mail.
both!(beyond_the_budget_nothing_is_sent);
async fn beyond_the_budget_nothing_is_sent(db: Db) {
    let server = server(db).await;
    for _ in 0..5 {
        let browser = server.browser();
        let sent = ask(&browser, "anna").await;
        assert_eq!(sent.location().path(), "/recover/sent");
    }
    assert_eq!(server.letters("reset", "anna@example.org").len(), 3);
}

// RC-07: twenty messages an hour that one address causes, by the page and by an old API together; beyond,
// the same answer and no mail, and another address is not held up.
both!(an_address_causes_twenty_messages_an_hour);
async fn an_address_causes_twenty_messages_an_hour(db: Db) {
    let proxied = "server.trusted_proxies=[\"127.0.0.0/8\"]";
    let server = crate::legacy::mycure::empty(db, &[MAIL[0], MAIL[1], proxied]).await;
    let address = |one: usize| format!("ward{one}@example.org");
    for one in 0..24 {
        let emails = json!([{"value": address(one), "verified": true}]);
        server.import(json!({"emails": emails}));
    }
    let by_page = async |one: usize, ip: &str| {
        let browser = server.browser();
        let page = browser.get("/recover").await;
        let (csrf, name) = (page.field("csrf"), address(one));
        let form = [("csrf", csrf.as_str()), ("username", name.as_str())];
        let request = browser.request(Method::POST, "/recover").form(&form);
        let answer = browser.send(request.header("x-forwarded-for", ip)).await;
        (
            answer.status.as_u16(),
            answer.header("location").to_owned(),
            answer.body,
        )
    };
    let by_door = async |one: usize, ip: &str| {
        let browser = server.browser();
        let body = json!({"action": "sendPasswordResetEmail", "email": address(one)});
        let at = browser.url("/legacy/mycure/authentication");
        let request = browser.http.post(at).header("x-forwarded-for", ip);
        let answer = browser.send(request.json(&body)).await;
        (answer.status.as_u16(), answer.body)
    };
    let letters = |one: usize| server.letters("reset", &address(one)).len();
    let (here, elsewhere) = ("198.51.100.7", "203.0.113.9");
    let first = by_page(0, here).await;
    for one in 1..19 {
        by_page(one, here).await;
    }
    let by_an_old_app = by_door(19, here).await;
    assert!(
        (0..20).all(|one| letters(one) == 1),
        "{:?}",
        server.written()
    );
    assert_eq!(by_page(20, here).await, first, "the same answer");
    assert_eq!(by_door(21, here).await, by_an_old_app);
    assert_eq!((letters(20), letters(21)), (0, 0), "and no mail");
    by_page(20, elsewhere).await;
    by_door(21, elsewhere).await;
    assert_eq!((letters(20), letters(21)), (1, 1));
    server.advance(3601);
    by_page(22, here).await;
    by_door(23, here).await;
    assert_eq!((letters(22), letters(23)), (1, 1), "an hour later");
}

// RC-08: the code, typed in the browser that asked, does what the link does; in another it is none.
// RC-02: a newer message ends the one before.
both!(the_code_does_what_the_link_does);
async fn the_code_does_what_the_link_does(db: Db) {
    let server = server(db).await;
    let browser = server.browser();
    ask(&browser, "anna").await;
    let first = server.letter("reset", "anna@example.org");
    server.advance(1);
    ask(&browser, "anna").await;
    let letter = server.letter("reset", "anna@example.org");
    let code = letter.code.clone().expect("a code");
    assert_eq!(code.len(), 8);
    let stale = open(&server.browser(), &path_of(&server, &first)).await;
    assert_eq!(stale.status, 400);

    let stranger = server.browser();
    let page = stranger.get("/recover/sent").await;
    assert_eq!(stranger.submit(&page, &[("code", &code)]).await.status, 422);
    let page = browser.get("/recover/sent").await;
    let led = browser.submit(&page, &[("code", &code)]).await;
    assert_eq!(led.location().path(), "/recover/new");
    // What is in the mail is used up with it.
    assert_eq!(
        open(&stranger, &path_of(&server, &letter)).await.status,
        400
    );
    let page = browser.get("/recover/new").await;
    let done = browser.submit(&page, &[("new_password", NEW)]).await;
    assert_eq!(done.location().path(), "/recover/done");
    let fresh = server.browser();
    fresh.account("/account", "anna", NEW).await;
    assert!(fresh.cookies.lock().expect("cookies").contains_key("sid"));
}

// OpenID Connect Core §3.1.2.1, `ui_locales`: the pages beside a sign-in speak as the app that asks for it
// wishes, to the end.
both!(a_forgotten_password_is_replaced_in_the_language_of_the_app);
async fn a_forgotten_password_is_replaced_in_the_language_of_the_app(db: Db) {
    let server = server(db).await;
    server.user(
        json!({"username": "ida", "emails": [{"value": "ida@example.org"}]}),
        "ida-password",
    );
    let browser = server.browser();
    let speaks_french = |page: &Answer| {
        let is_french = page.body.contains("<html lang=\"fr\"");
        assert!(is_french, "{}: {}", page.url, page.body);
    };
    let login = browser.open(&query("web", &[("ui_locales", "fr")])).await;
    speaks_french(&login);
    let flow = login.url.path().split('/').nth(2).expect("a flow");
    let page = browser.get(&format!("/recover?flow={flow}")).await;
    speaks_french(&page);
    let hidden = page.field("flow");
    assert_eq!(hidden, flow);
    let empty = browser
        .submit(&page, &[("username", ""), ("flow", flow)])
        .await;
    assert_eq!(empty.status, 422);
    speaks_french(&empty);
    let sent = browser
        .submit(&page, &[("username", "ida"), ("flow", flow)])
        .await;
    let sent = browser
        .get(&format!(
            "/recover/sent?{}",
            sent.location().query().expect("a flow")
        ))
        .await;
    speaks_french(&sent);
    assert!(
        sent.body.contains(&format!("/recover?flow={flow}")),
        "{}",
        sent.body
    );
    let wrong = browser
        .submit(&sent, &[("code", "0"), ("flow", flow)])
        .await;
    assert_eq!(wrong.status, 422);
    speaks_french(&wrong);
    let letter = server.letter("reset", "ida@example.org");
    let code = letter.code.clone().expect("a code");
    let right = browser
        .submit(&sent, &[("code", &code), ("flow", flow)])
        .await;
    assert_eq!(right.location().path(), "/recover/new", "{}", right.body);
    let new = browser.get("/recover/new").await;
    speaks_french(&new);
    let done = browser.submit(&new, &[("new_password", NEW)]).await;
    let done = browser
        .get(&format!(
            "/recover/done?{}",
            done.location().query().expect("a flow")
        ))
        .await;
    speaks_french(&done);
    // In another browser nobody's app has asked for anything.
    let other = server.browser().get(&format!("/recover?flow={flow}")).await;
    assert!(other.body.contains("<html lang=\"en\""), "{}", other.body);
}

// LE-E2: a link to a new password works not after the password was changed otherwise, nor for what it is
// not for.
both!(a_link_ends_with_the_password_that_it_was_for);
async fn a_link_ends_with_the_password_that_it_was_for(db: Db) {
    let server = server(db).await;
    let id = server.user(
        json!({"username": "ida", "emails": [{"value": "ida@example.org"}]}),
        "ida-password",
    );
    let browser = server.browser();
    ask(&browser, "ida").await;
    let path = path_of(&server, &server.letter("reset", "ida@example.org"));
    // LE-E1: what is no button does nothing, and no other page takes it.
    for other in ["/verify-email", "/change-email", "/undo-email"] {
        let wrong = path.replace("/recover", other);
        assert_eq!(open(&browser, &wrong).await.status, 400, "{other}");
    }
    assert_eq!(open(&browser, &path).await.status, 200);
    signet::account::password::set(
        &server.ctx(),
        &id,
        (&signet::core::Secret::new(NEW), false),
        signet::account::access::OPERATOR,
    )
    .expect("writes")
    .expect("sets");
    let over = open(&browser, &path).await;
    assert_eq!(over.status, 400);
    assert!(over.body.contains("too old"), "{}", over.body);
}

// RC-03, LE-E1: an address is proven by a button; the browser that waits goes on to the app by itself,
// also when the link was opened in another one.
both!(the_page_that_waits_goes_on_when_the_link_was_opened_elsewhere);
async fn the_page_that_waits_goes_on_when_the_link_was_opened_elsewhere(db: Db) {
    let set = [MAIL[0], MAIL[1], "login.require_verified_email=true"];
    let server = Server::with(db, &set).await;
    server.user(
        json!({"username": "ida", "emails": [{"value": "ida@example.org"}]}),
        "ida-password",
    );
    let browser = server.browser();
    let page = browser.open(&query("web", &[])).await;
    let page = browser.sign_in(&page, "ida", "ida-password").await;
    assert!(page.url.path().ends_with("/verify"), "{}", page.url);
    let silent = query("web", &[("prompt", "none")]);
    let silent = browser.get(&format!("/authorize?{silent}")).await;
    assert_eq!(
        silent.parameter("error").as_deref(),
        Some("interaction_required")
    );
    let asked = browser.submit(&page, &[("send", "1")]).await;
    let page = browser.follow(asked).await;
    assert!(
        page.body.contains("http-equiv=\"refresh\" content=\"15\""),
        "{}",
        page.body
    );
    let letter = server.letter("verify", "ida@example.org");
    let wrong = browser.submit(&page, &[("code", "00000000")]).await;
    assert_eq!(wrong.status, 422);

    let phone = server.browser();
    let link = open(&phone, &path_of(&server, &letter)).await;
    assert_eq!(link.status, 200, "{}", link.body);
    let still = browser.get(page.url.path()).await;
    assert_eq!(still.status, 200);
    let done = phone.submit(&link, &[]).await;
    assert_eq!(done.status, 200, "{}", done.body);
    assert!(done.body.contains("goes on by itself"), "{}", done.body);

    let on = browser.get(page.url.path()).await;
    let page = browser.follow(on).await;
    assert!(page.url.path().ends_with("/consent"), "{}", page.url);
    let back = browser.allow(&page).await;
    assert!(back.query_pairs().any(|(name, _)| name == "code"), "{back}");
    // The one link, once.
    let again = open(&phone, &path_of(&server, &letter)).await;
    assert_eq!(again.status, 400);
}

// RC-08: the code of the same message, typed on the page that waits.
both!(the_page_that_waits_takes_the_code);
async fn the_page_that_waits_takes_the_code(db: Db) {
    let set = [MAIL[0], MAIL[1], "login.require_verified_email=true"];
    let server = Server::with(db, &set).await;
    server.user(
        json!({"username": "ida", "emails": [{"value": "ida@example.org"}]}),
        "ida-password",
    );
    let browser = server.browser();
    let page = browser.open(&query("web", &[])).await;
    let page = browser.sign_in(&page, "ida", "ida-password").await;
    let asked = browser.submit(&page, &[("send", "1")]).await;
    let page = browser.follow(asked).await;
    let code = server
        .letter("verify", "ida@example.org")
        .code
        .expect("a code");
    let on = browser.submit(&page, &[("code", &code)]).await;
    let page = browser.follow(on).await;
    assert!(page.url.path().ends_with("/consent"), "{}", page.url);
    assert!(server.audited("identifier.verified", "success"));
}

// RC-12: an administrator, or the educator of a child, has a link made and sets nothing; the child has
// no address and is handed it. Why stands in the trail, where the child reads it.
both!(a_child_without_an_address_is_handed_a_link_by_an_educator);
async fn a_child_without_an_address_is_handed_a_link_by_an_educator(db: Db) {
    use signet::account::recover;
    let server = server(db).await;
    let one = |name: &str, kind: &str, school: &str| {
        let institution = json!({"username": name, "type": kind, "institution_id": school});
        let id = server.user(
            json!({"username": name, "ocariot": institution}),
            "person-password",
        );
        let ctx = server.ctx();
        let found = ctx
            .app
            .store
            .read(|conn| signet::store::users::find(conn, &id));
        found.expect("reads").expect("is there")
    };
    let child = one("child7", "child", "5a62be07d6f33400146c9b61");
    let educator = one("teacher2", "educator", "5a62be07d6f33400146c9b61");
    let stranger = one("teacher3", "educator", "5a62be07de34500146d9c544");
    let ctx = server.ctx();
    let may = |by| recover::entrusted(&ctx, by, &child).expect("reads").is_ok();
    assert!(may(&educator) && !may(&stranger) && !may(&child));
    let actor = format!("user:{}", educator.id);
    let why = (actor.as_str(), Some("forgot it, asked in class"));
    let made = recover::trigger(&ctx, &child, why, false);
    let made = made.expect("writes").expect("is made");
    assert_eq!(made.sent_to, None);
    let link = made.link.expect("a link");
    let path = link.strip_prefix(&server.app.issuer).expect("the issuer");
    let browser = server.browser();
    let page = open(&browser, path).await;
    let done = browser.submit(&page, &[("new_password", NEW)]).await;
    assert_eq!(done.location().path(), "/recover/done");
    let fresh = server.browser();
    let page = fresh.account("/account/activity", "child7", NEW).await;
    assert!(
        page.body.contains("gave you a link to a new password"),
        "{}",
        page.body
    );
}
