//! Text messages: what becomes of one whose hook is not well. How one is asked, and its signature, stands
//! in `mail.rs`.

use serde_json::{Value, json};
use signet::account::outbox::{Letter, Recipient, Template, Values, enqueue};

use crate::support::{Db, Server, Sink, both, ports};

const SECRET: &str = "0123456789abcdef0123456789abcdef";
const NUMBER: &str = "+41791234567";
const MOBILE: &str = "/account/profile/mobile";

async fn server(db: Db, hook: &Sink) -> Server {
    let url = format!("sms.url={}", hook.url("http", "127.0.0.1", "/sms"));
    Server::with_sms(db, &url, SECRET).await
}

fn write(server: &Server) {
    let ctx = server.ctx();
    let letter = Letter {
        template: Template::Verify,
        to: Recipient::Mobile(NUMBER.into()),
        language: Some("en"),
        user: None,
        values: Values::new(),
        link: None,
        code: Some("123456".into()),
        expires_at: None,
    };
    let written = server
        .app
        .store
        .write(move |conn| enqueue(&ctx, conn, &letter));
    written.expect("writes");
}

/// Waits until something is so.
async fn until(what: &str, is_so: impl Fn() -> bool) {
    for _ in 0..1200 {
        if is_so() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("never: {what}");
}

/// How many wait, were sent, and were given up.
fn counts(server: &Server) -> (usize, usize, usize) {
    let fates = server.fates();
    let sent = fates.iter().filter(|fate| fate.1).count();
    let failed = fates.iter().filter(|fate| fate.2.is_some()).count();
    (fates.len() - sent - failed, sent, failed)
}

/// A try is over once its letter is nobody's any more.
fn is_put_back(server: &Server, tries: usize) -> bool {
    let rows = format!("outbox WHERE tries = {tries} AND claimed_until IS NULL");
    server.rows("COUNT(*)", &rows) == ["1"]
}

/// Moves the clock from pause to pause until the message was sent.
async fn until_sent(server: &Server) {
    for _ in 0..1200 {
        if counts(server).0 == 0 {
            return;
        }
        server.advance(5);
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("still waits: {:?}", server.fates());
}

// F21: a hook that has no time is asked again, with the same id; one that refuses is not.
both!(a_hook_that_has_no_time_is_asked_again_and_one_that_refuses_is_not);
async fn a_hook_that_has_no_time_is_asked_again_and_one_that_refuses_is_not(db: Db) {
    let hook = Sink::start().await;
    let server = server(db, &hook).await;
    let id = |request: &str| {
        let body = request.split_once("\r\n\r\n").expect("a body").1;
        let body: Value = serde_json::from_str(body).expect("JSON");
        body["id"].as_str().expect("an id").to_owned()
    };
    for status in [500, 503, 429, 408, 425] {
        server.sql("DELETE FROM outbox");
        hook.answer(status, "retry-after: 86400\r\n", "no");
        let before = hook.hits();
        write(&server);
        until("a try", || is_put_back(&server, 1)).await;
        assert_eq!(counts(&server), (1, 0, 0), "{status}");
        assert_eq!(hook.hits(), before + 1, "{status}: the clock stands still");
        let first = id(&hook.asked());
        hook.answer(204, "", "");
        until_sent(&server).await;
        assert_eq!(counts(&server), (0, 1, 0), "{status}");
        assert_eq!((id(&hook.asked()), hook.hits()), (first, before + 2));
    }
    for status in [400, 401, 403, 404, 410, 422] {
        server.sql("DELETE FROM outbox");
        hook.answer(status, "", "no");
        write(&server);
        until("an end", || counts(&server).0 == 0).await;
        let fate = ("verify".to_owned(), false, Some(status.to_string()), false);
        assert_eq!(
            server.fates(),
            [fate],
            "nothing is left of what stood in it"
        );
    }
}

// F21: a hook that says nothing, or is not there, is asked again.
both!(a_hook_that_is_not_there_is_asked_again);
async fn a_hook_that_is_not_there_is_asked_again(db: Db) {
    let hook = Sink::start().await;
    let one = server(db, &hook).await;
    write(&one);
    until("a try without an answer", || is_put_back(&one, 1)).await;
    assert_eq!((hook.hits(), counts(&one)), (1, (1, 0, 0)));
    hook.answer(200, "", "");
    until_sent(&one).await;
    assert_eq!(counts(&one), (0, 1, 0));

    // A port where nobody listens.
    let port = ports::free().port();
    let url = format!("sms.url=http://127.0.0.1:{port}/sms");
    let other = Server::with_sms(db, &url, SECRET).await;
    write(&other);
    until("a try that nobody took", || is_put_back(&other, 1)).await;
    assert_eq!(counts(&other), (1, 0, 0));
}

// RC-08: a code in a text message ends after ten minutes; so does the message, and the hook is told when.
// A person asks for it on their own page.
both!(a_code_is_not_sent_after_its_end);
async fn a_code_is_not_sent_after_its_end(db: Db) {
    let hook = Sink::start().await;
    hook.answer(503, "", "");
    let server = server(db, &hook).await;
    server.user(json!({"username": "ida"}), "ida-password");
    let browser = server.browser();
    let page = browser.account(MOBILE, "ida", "ida-password").await;
    let asked = browser
        .submit_to(&page, MOBILE, &[("mobile", NUMBER)])
        .await;
    assert_eq!(asked.status, 303, "{}", asked.body);
    until("a try", || is_put_back(&server, 1)).await;
    let request = hook.asked();
    let body = request.split_once("\r\n\r\n").expect("a body").1;
    let body: Value = serde_json::from_str(body).expect("JSON");
    let end = server.now().plus(std::time::Duration::from_secs(600));
    assert_eq!(body["expires_at"], json!(end.rfc3339()));
    assert_eq!(body["template"], "mobile_change");
    let before = hook.hits();
    hook.answer(204, "", "");
    server.advance(601);
    until("an end", || counts(&server).0 == 0).await;
    assert_eq!((counts(&server), hook.hits()), ((0, 0, 1), before));
    assert_eq!(server.fates()[0].2.as_deref(), Some("expired"));
}
