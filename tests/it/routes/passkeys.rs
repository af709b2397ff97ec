//! Passkeys: added, named and removed on the account pages; in place of a password, and after it.

use std::sync::{Arc, atomic::Ordering};

use serde_json::{Value, json};
use signet::{
    account::{access::OPERATOR, cut_off, export},
    core::Id,
    store,
};

use crate::support::{
    Answer, Authenticator, Browser, Db, Server, app::claims, app::code_of, both, query,
    server::CALLBACK,
};

const NEW: &str = "/account/passkeys/new";
const LIST: &str = "/account/passkeys";

fn authenticator(server: &Server) -> Authenticator {
    Authenticator::new(&server.base)
}

/// What stands between two texts of a page.
fn between<'a>(page: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = page
        .split_once(before)
        .unwrap_or_else(|| panic!("no {before}: {page}"));
    rest.split(after).next().expect("a text")
}

/// What the script of the page that adds a passkey asks for.
async fn ask_new(browser: &Browser, page: &Answer) -> Value {
    let csrf = between(&page.body, "data-csrf=\"", "\"");
    let asked = browser
        .post("/account/passkeys/options", &[("csrf", csrf)])
        .await;
    assert_eq!(asked.status, 200, "{}", asked.body);
    asked.json()
}

/// Adds a passkey on the page of it; where that leads.
async fn add(browser: &Browser, page: &Answer, (name, key): (&str, &Authenticator)) -> Answer {
    assert_eq!(page.url.path(), NEW, "{}", page.body);
    let options = ask_new(browser, page).await;
    let credential = key.create(&options);
    let fields = [("name", name), ("credential", credential.as_str())];
    browser.submit_to(page, NEW, &fields).await
}

/// Gives anna a passkey, in a browser of its own: that browser, and her recovery codes.
async fn give(server: &Server, key: &Authenticator) -> (Browser, Vec<String>) {
    let browser = server.browser();
    let page = browser.account(NEW, "anna", "anna-password").await;
    let added = add(&browser, &page, ("My phone", key)).await;
    assert_eq!(
        added.location().path(),
        "/account/security/recovery",
        "{}",
        added.body
    );
    let page = browser.follow(added).await;
    let list = between(&page.body, "<ol class=\"codes\">", "</ol>");
    let codes = list.split("<code>").skip(1);
    let codes = codes.map(|rest| rest.split('<').next().expect("a code").to_owned());
    (browser, codes.collect())
}

/// What the script of a sign-in page asks for.
async fn ask(browser: &Browser, page: &Answer, at: &str) -> Answer {
    let path = page.url.path();
    let flow = path.rsplit_once('/').expect("a path").0;
    let fields = [("csrf", page.field("csrf")), ("at", at.to_owned())];
    let fields: Vec<_> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    browser.post(&format!("{flow}/passkey"), &fields).await
}

/// Signs in with a passkey on a page.
async fn with_passkey(browser: &Browser, page: &Answer, at: &str, key: &Authenticator) -> Answer {
    let asked = ask(browser, page, at).await;
    assert_eq!(asked.status, 200, "{}", asked.body);
    let credential = key.get(&asked.json());
    browser.submit(page, &[("credential", &credential)]).await
}

async fn tokens(server: &Server, browser: &Browser, answer: Answer) -> Value {
    let consent = browser.follow(answer).await;
    let address = browser.allow(&consent).await;
    server.redeem(&code_of(&address)).await.json()
}

/// At the page that asks anna for a second factor.
async fn to_second(server: &Server) -> (Browser, Answer) {
    let browser = server.browser();
    let page = browser.open(&query("web", &[])).await;
    let page = browser.sign_in(&page, "anna", "anna-password").await;
    assert!(page.url.path().ends_with("/mfa"), "{}", page.url);
    (browser, page)
}

// P-21, P-02: a passkey is added by somebody who has just signed in, and is then all that a
// sign-in takes. TF-09: it counts as two factors, because its authenticator looks who is there.
// SE-02: the session has another id; SE-06: the other ones end.
both!(a_passkey_takes_the_place_of_a_password);
async fn a_passkey_takes_the_place_of_a_password(db: Db) {
    let server = Server::start(db).await;
    let other = server.browser();
    other.account("/account", "anna", "anna-password").await;
    let browser = server.browser();
    let page = browser.account(NEW, "anna", "anna-password").await;
    assert!(
        page.body.contains("data-key-none"),
        "what to do without script"
    );
    let before = browser.cookies.lock().expect("cookies")["sid"].clone();
    let key = authenticator(&server);
    let options = ask_new(&browser, &page).await;
    let asked = &options["publicKey"];
    assert_eq!(asked["authenticatorSelection"]["residentKey"], "required");
    assert_eq!(asked["user"]["name"], "anna");
    let handle = asked["user"]["id"].as_str().expect("a handle");
    assert!(!handle.to_lowercase().contains("anna"), "{handle}");
    let added = add(&browser, &page, ("My phone", &key)).await;
    assert_eq!(added.location().path(), "/account/security/recovery");
    assert_ne!(browser.cookies.lock().expect("cookies")["sid"], before);
    assert!(other.get("/account").await.status == 303, "ended elsewhere");
    let codes = browser.follow(added).await;
    assert!(
        codes.body.contains("<ol class=\"codes\">"),
        "{}",
        codes.body
    );
    let list = browser.get(LIST).await;
    assert!(list.body.contains("My phone"), "{}", list.body);
    assert!(server.audited("passkey.added", "success"));

    let browser = server.browser();
    let page = browser.open(&query("web", &[])).await;
    assert!(page.body.contains("autocomplete=\"username webauthn\""));
    assert!(page.body.contains("data-key-go"));
    let answer = with_passkey(&browser, &page, "login", &key).await;
    let tokens = tokens(&server, &browser, answer).await;
    for token in ["access_token", "id_token"] {
        let claims = claims(tokens[token].as_str().expect("a token"));
        assert_eq!(claims["amr"], json!(["hwk", "user", "mfa"]));
        assert_eq!(claims["acr"], "urn:signet:acr:mfa");
    }
    // What asks for two factors is met.
    let wish = json!({"id_token": {"acr": {"essential": true, "value": "urn:signet:acr:mfa"}}});
    let again = query("spa", &[("claims", &wish.to_string()), ("prompt", "none")]);
    let silent = browser.get(&format!("/authorize?{again}")).await;
    assert_eq!(silent.parameter("error"), None, "{}", silent.location());
}

// TF-05, P-02: after a password, a passkey is the second factor of who has one, before any code;
// the password alone opens nothing.
both!(a_passkey_comes_after_a_password);
async fn a_passkey_comes_after_a_password(db: Db) {
    let server = Server::start(db).await;
    let key = Authenticator::synced(&server.base);
    let (_, codes) = give(&server, &key).await;
    let (browser, page) = to_second(&server).await;
    assert!(!browser.cookies.lock().expect("cookies").contains_key("sid"));
    assert!(!page.body.contains("id=\"code\""), "she has no app");
    assert!(page.body.contains("/recovery\""), "another way");
    let consent = page.url.path().replace("/mfa", "/consent");
    let past = browser.get(&consent).await;
    assert!(past.location().path().ends_with("/mfa"));
    let asked = ask(&browser, &page, "mfa").await.json();
    let allowed = asked["publicKey"]["allowCredentials"]
        .as_array()
        .expect("a list");
    assert_eq!(allowed.len(), 1);
    assert_eq!(allowed[0]["transports"], json!(["internal", "hybrid"]));
    let answer = with_passkey(&browser, &page, "mfa", &key).await;
    let tokens = tokens(&server, &browser, answer).await;
    let claims = claims(tokens["id_token"].as_str().expect("a token"));
    assert_eq!(claims["amr"], json!(["pwd", "swk", "user", "mfa"]));
    assert_eq!(claims["acr"], "urn:signet:acr:mfa");
    // A code in its place, when the telephone is gone.
    let (browser, page) = to_second(&server).await;
    let recovery = browser
        .get(&page.url.path().replace("/mfa", "/recovery"))
        .await;
    let used = browser
        .submit(&recovery, &[("recovery_code", &codes[0])])
        .await;
    assert!(
        used.location().path().ends_with("/consent"),
        "{}",
        used.body
    );
}

// P-02: one challenge is answered once: of 32 answers at once one is taken.
both!(of_32_answers_one_is_taken);
async fn of_32_answers_one_is_taken(db: Db) {
    let server = Server::start(db).await;
    let key = Authenticator::synced(&server.base);
    give(&server, &key).await;
    let before = server.count("sessions");
    let browser = Arc::new(server.browser());
    let page = Arc::new(browser.open(&query("web", &[])).await);
    let credential = key.get(&ask(&browser, &page, "login").await.json());
    let tries = (0..32).map(|_| {
        let (browser, page, credential) = (browser.clone(), page.clone(), credential.clone());
        tokio::spawn(async move {
            let answer = browser
                .tab()
                .submit(&page, &[("credential", &credential)])
                .await;
            (
                answer.status.as_u16(),
                answer.header("set-cookie").is_empty(),
            )
        })
    });
    let mut won = 0;
    for answer in tries.collect::<Vec<_>>() {
        let (status, _) = answer.await.expect("an answer");
        // Of those on their way at once ten are looked at; others are told to wait.
        assert!([303, 400, 422, 429].contains(&status), "{status}");
        won += u64::from(status == 303);
    }
    let begun = server.count("sessions") - before;
    assert_eq!(begun, 1);
    // A page that is over leads on to where the one that won has gone.
    assert!(won >= 1, "{won}");
    let used = "passkey_challenges WHERE used_at IS NOT NULL AND user_id IS NULL";
    assert_eq!(server.rows("COUNT(*)", used), ["1"]);
}

// LG-14: a wrong answer counts, for its address and for whose it would be, and is written down; the
// account of the right person is looked at as anywhere else. TF-04: five end the sign-in.
both!(a_wrong_answer_is_refused_and_counts);
async fn a_wrong_answer_is_refused_and_counts(db: Db) {
    let server = Server::start(db).await;
    let (key, stranger) = (authenticator(&server), authenticator(&server));
    give(&server, &key).await;
    let browser = server.browser();
    let page = browser.open(&query("web", &[])).await;
    // A passkey that nobody here has; one made for another place; a person who was not looked at.
    stranger.create(&json!({"publicKey": {"challenge": "AA", "rp": {"id": "localhost"}, "user": {"id": "AAAA"}}}));
    let unknown = with_passkey(&browser, &page, "login", &stranger).await;
    assert_eq!(unknown.status, 422);
    assert!(
        unknown.body.contains("could not be used"),
        "{}",
        unknown.body
    );
    assert!(server.audited("login.passkey", "passkey-wrong"));
    for text in ["x", "{}", "[]", "null", "{\"id\":\"\"}"] {
        let odd = browser.submit(&page, &[("credential", text)]).await;
        assert_eq!(odd.status, 422, "{text}");
    }
    // An answer to a challenge that was never asked, of another browser, and an old one.
    let asked = ask(&browser, &page, "login").await.json();
    let other = server.browser();
    let theirs = other.open(&query("web", &[])).await;
    let foreign = other
        .submit(&theirs, &[("credential", &key.get(&asked))])
        .await;
    assert_eq!(foreign.status, 422);
    server.advance(301);
    let late = browser
        .submit(&page, &[("credential", &key.get(&asked))])
        .await;
    assert!(late.body.contains("took too long"), "{}", late.body);
    // TF-04.
    let (browser, page) = to_second(&server).await;
    for left in (0..5).rev() {
        let asked = ask(&browser, &page, "mfa").await;
        assert_eq!(asked.status, 200, "{}", asked.body);
        let wrong = stranger.get(&asked.json());
        let answer = browser.submit(&page, &[("credential", &wrong)]).await;
        assert_eq!(answer.status, 422);
        assert_eq!(answer.body.contains("Start again"), left == 0, "{left}");
    }
    // Ten in an hour close it for a while, and the password does not help; nor is another way shut.
    let (browser, page) = to_second(&server).await;
    for _ in 0..4 {
        let wrong = stranger.get(&ask(&browser, &page, "mfa").await.json());
        browser.submit(&page, &[("credential", &wrong)]).await;
    }
    let (browser, page) = to_second(&server).await;
    let wrong = stranger.get(&ask(&browser, &page, "mfa").await.json());
    browser.submit(&page, &[("credential", &wrong)]).await;
    let limited = with_passkey(&browser, &page, "mfa", &key).await;
    assert_eq!(limited.status, 429, "{}", limited.body);
    assert!(!limited.header("retry-after").is_empty());
}

// LG-14, LG-06: who is locked is refused as whoever has a wrong passkey; what is wrong shows in the
// trail alone.
both!(a_locked_person_is_refused_in_the_same_words);
async fn a_locked_person_is_refused_in_the_same_words(db: Db) {
    let server = Server::start(db).await;
    let (key, stranger) = (authenticator(&server), authenticator(&server));
    give(&server, &key).await;
    server.sql("UPDATE users SET state = 'locked' WHERE profile LIKE '%Anna Berg%'");
    let mut answers = Vec::new();
    for key in [&key, &stranger] {
        let browser = server.browser();
        let page = browser.open(&query("web", &[])).await;
        let answer = with_passkey(&browser, &page, "login", key).await;
        let csrf = answer.field("csrf");
        let flow = page.url.path().replace("/login", "");
        let id = flow.rsplit('/').next().expect("an id");
        let body = answer.body.replace(&csrf, "").replace(id, "");
        answers.push((answer.status, body));
        assert!(!browser.cookies.lock().expect("cookies").contains_key("sid"));
    }
    assert_eq!(answers[0], answers[1]);
    assert!(server.audited("login.passkey", "user-locked"));
}

// A counter that goes back shows a copy of the key: refused, and written down.
both!(a_copy_of_a_key_is_noticed);
async fn a_copy_of_a_key_is_noticed(db: Db) {
    let server = Server::start(db).await;
    let key = authenticator(&server);
    give(&server, &key).await;
    key.counter.store(40, Ordering::SeqCst);
    let browser = server.browser();
    let page = browser.open(&query("web", &[])).await;
    assert_eq!(
        with_passkey(&browser, &page, "login", &key).await.status,
        303
    );
    key.counter.store(40, Ordering::SeqCst);
    let browser = server.browser();
    let page = browser.open(&query("web", &[])).await;
    let copy = with_passkey(&browser, &page, "login", &key).await;
    assert_eq!(copy.status, 422);
    assert!(copy.body.contains("could not be used"));
    assert!(server.audited("login.passkey", "passkey-cloned"));
}

// P-02: whoever is signed in proves it anew with a passkey.
both!(a_passkey_proves_it_anew);
async fn a_passkey_proves_it_anew(db: Db) {
    let server = Server::start(db).await;
    let key = authenticator(&server);
    let (browser, _) = give(&server, &key).await;
    server.advance(600);
    let page = browser.visit("/account/security/password").await;
    assert!(page.url.path().ends_with("/reauth"), "{}", page.url);
    let before = browser.cookies.lock().expect("cookies")["sid"].clone();
    let answer = with_passkey(&browser, &page, "reauth", &key).await;
    let page = browser.follow(answer).await;
    assert_eq!(
        page.url.path(),
        "/account/security/password",
        "{}",
        page.body
    );
    // SE-02.
    assert_ne!(browser.cookies.lock().expect("cookies")["sid"], before);
}

// TF-06: a passkey is removed by who has proven that passkey, or a recovery code; another one of the
// same person will not do. SE-06: the other sessions end.
both!(a_passkey_is_removed_by_who_has_it);
async fn a_passkey_is_removed_by_who_has_it(db: Db) {
    let server = Server::start(db).await;
    let (first, second) = (authenticator(&server), authenticator(&server));
    let (browser, codes) = give(&server, &first).await;
    let page = browser.visit(NEW).await;
    let added = add(&browser, &page, ("Blue key", &second)).await;
    assert_eq!(added.location().path(), LIST);
    let ids = server.rows("id", "passkeys ORDER BY created_at");
    let path = |id: &str| format!("{LIST}/{id}");
    // Another name.
    let page = browser.get(&path(&ids[1])).await;
    let bad = browser
        .submit_to(&page, &path(&ids[1]), &[("name", " ")])
        .await;
    assert_eq!(bad.status, 422);
    let named = browser
        .submit_to(&page, &path(&ids[1]), &[("name", "Red key")])
        .await;
    let list = browser.follow(named).await;
    assert!(list.body.contains("Red key") && !list.body.contains("Blue key"));
    // She has just proven the second one, not the first.
    let remove = format!("{}/remove", path(&ids[0]));
    let page = browser.visit(&remove).await;
    assert!(page.url.path().ends_with("/reauth"), "{}", page.url);
    let asked = ask(&browser, &page, "reauth").await.json();
    let allowed = asked["publicKey"]["allowCredentials"]
        .as_array()
        .expect("a list");
    assert_eq!(allowed.len(), 1, "only that one");
    let wrong = browser
        .submit(&page, &[("credential", &second.get(&asked))])
        .await;
    assert_eq!(wrong.status, 422);
    let answer = with_passkey(&browser, &page, "reauth", &first).await;
    let page = browser.follow(answer).await;
    assert_eq!(page.url.path(), remove, "{}", page.body);
    let other = server.browser();
    let login = other.open(&query("web", &[])).await;
    with_passkey(&other, &login, "login", &second).await;
    let gone = browser.submit_to(&page, &remove, &[]).await;
    assert_eq!(gone.location().path(), LIST, "{}", gone.body);
    assert_eq!(server.rows("id", "passkeys"), [ids[1].clone()]);
    assert_eq!(other.get("/account").await.status, 303);
    // The other one by a recovery code; with the last second factor go the codes.
    let remove = format!("{}/remove", path(&ids[1]));
    let page = browser.visit(&remove).await;
    let page = browser
        .submit(&page, &[("password", "anna-password")])
        .await;
    let page = browser.follow(page).await;
    let recovery = browser
        .get(&page.url.path().replace("/mfa", "/recovery"))
        .await;
    let used = browser
        .submit(&recovery, &[("recovery_code", &codes[0])])
        .await;
    let page = browser.follow(used).await;
    assert!(page.body.contains("your password alone"), "{}", page.body);
    browser.submit_to(&page, &remove, &[]).await;
    assert_eq!(
        (server.count("passkeys"), server.count("recovery_codes")),
        (0, 0)
    );
    // TF-06: "≤ 5 min ago".
    let late = browser.post(&remove, &[("csrf", "x")]).await;
    assert!([303, 403, 404].contains(&late.status.as_u16()));
}

// P-21: `mfa.required_for`: a passkey is a second factor; the last one stays. The old API cannot ask for it.
both!(a_passkey_is_a_second_factor_to_the_policy);
async fn a_passkey_is_a_second_factor_to_the_policy(db: Db) {
    let server = Server::with(db, &["mfa.required_for=[\"clinician\"]"]).await;
    server.user(
        json!({"username": "nurse", "roles": ["clinician"]}),
        "person-password",
    );
    let browser = server.browser();
    let page = browser.open(&query("web", &[])).await;
    let enrol = browser.sign_in(&page, "nurse", "person-password").await;
    assert!(enrol.url.path().ends_with("/enrol"), "{}", enrol.url);
    assert!(enrol.body.contains("data-at=\"enrol\""), "offers it");
    let key = authenticator(&server);
    let asked = ask(&browser, &enrol, "enrol").await.json();
    let bad = browser.submit(&enrol, &[("credential", "{}")]).await;
    assert_eq!(bad.status, 422);
    let on = browser
        .submit(
            &enrol,
            &[("name", "Key"), ("credential", &key.create(&asked))],
        )
        .await;
    assert!(
        on.location().path().ends_with("/enrol/codes"),
        "{}",
        on.body
    );
    let codes = browser.follow(on).await;
    let saved = codes.url.path().to_owned();
    let on = browser.submit_to(&codes, &saved, &[("saved", "1")]).await;
    let on = browser.follow(on).await;
    assert!(on.url.path().ends_with("/consent"), "{}", on.url);
    let id = &server.rows("id", "passkeys")[0];
    let remove = format!("{LIST}/{id}/remove");
    let page = browser.visit(&remove).await;
    assert!(page.body.contains("Add another one first"), "{}", page.body);
    assert!(!page.body.contains(&format!("action=\"{remove}\"")));
}

// P-21: the last second factor stays, also when the last two are removed at the same moment, each in a
// session that has proven it.
both!(of_the_last_two_passkeys_one_stays);
async fn of_the_last_two_passkeys_one_stays(db: Db) {
    for _ in 0..3 {
        let server = Server::with(db, &["mfa.required_for=[\"clinician\"]"]).await;
        let (first, second) = (authenticator(&server), authenticator(&server));
        let (browser, _) = give(&server, &first).await;
        server.advance(1);
        let page = browser.visit(NEW).await;
        let added = add(&browser, &page, ("Other", &second)).await;
        assert_eq!(added.location().path(), LIST);
        server.sql("UPDATE users SET roles = '[\"clinician\"]' WHERE id = (SELECT MIN(user_id) FROM passkeys)");
        let other = server.browser();
        let login = other.visit("/account").await;
        let answer = with_passkey(&other, &login, "login", &first).await;
        assert_eq!(other.follow(answer).await.status, 200);
        let ids = server.rows("id", "passkeys ORDER BY created_at, id");
        let mut tries = Vec::new();
        for (browser, id) in [(other, &ids[0]), (browser, &ids[1])] {
            let remove = format!("{LIST}/{id}/remove");
            let page = browser.visit(&remove).await;
            assert_eq!(page.url.path(), remove, "{}", page.body);
            assert!(
                page.body.contains(&format!("action=\"{remove}\"")),
                "{}",
                page.body
            );
            tries.push((browser, page, remove));
        }
        let tries = tries.into_iter().map(|(browser, page, remove)| {
            tokio::spawn(async move { browser.submit_to(&page, &remove, &[]).await })
        });
        for answer in tries.collect::<Vec<_>>() {
            let answer = answer.await.expect("an answer");
            // Whoever comes second is signed out by now, or reads why it stays.
            assert!(answer.status.as_u16() < 500, "{}", answer.body);
        }
        assert_eq!(server.count("passkeys"), 1);
        assert_eq!(
            server.rows("COUNT(*)", "recovery_codes WHERE user_id IS NOT NULL"),
            ["10"]
        );
    }
}

// P-21: where password managers look; nothing is offered where the host is an address, or where the
// operator wants none.
#[tokio::test]
async fn password_managers_find_the_pages() {
    let server = Server::start(Db::Sqlite).await;
    let browser = server.browser();
    let found = browser.get("/.well-known/passkey-endpoints").await;
    assert_eq!(
        found.header("content-type"),
        "application/json; charset=utf-8"
    );
    let expected = json!({
        "enroll": format!("{}{NEW}", server.base),
        "manage": format!("{}{LIST}", server.base),
    });
    assert_eq!(found.json(), expected);
    let off = Server::with(Db::Sqlite, &["mfa.passkeys=false"]).await;
    let browser = off.browser();
    let none = browser.get("/.well-known/passkey-endpoints").await;
    assert_eq!(none.status, 404);
    let page = browser.open(&query("web", &[])).await;
    assert!(!page.body.contains("data-passkey"), "{}", page.body);
    assert_eq!(ask(&browser, &page, "login").await.status, 404);
    assert_eq!(browser.get(NEW).await.status, 404);
    assert!(CALLBACK.starts_with("https"));
}

// LG-14: an old API cannot ask for a passkey, and so lets in nobody who has one. LG-16: who gets or
// loses one is written to.
both!(other_doors_and_the_mailbox_know_of_it);
async fn other_doors_and_the_mailbox_know_of_it(db: Db) {
    let set = [
        "legacy.ocariot.enabled=true",
        "mail.from=id@example.org",
        "mail.smtp_url=smtp://127.0.0.1:9",
    ];
    let server = Server::with(db, &set).await;
    crate::legacy::ocariot::short_key(&server);
    server.open_doors();
    let person = json!({
        "username": "nina", "emails": [{"value": "nina@example.org", "verified": true}],
        "ocariot": {"username": "nina", "type": "healthprofessional"},
    });
    server.user(person, "person-password");
    let login = || crate::legacy::ocariot::login(&server, "nina", "person-password");
    assert_eq!(login().await.status, 200);
    let browser = server.browser();
    let page = browser.account(NEW, "nina", "person-password").await;
    add(&browser, &page, ("My phone", &authenticator(&server))).await;
    assert_eq!(login().await.status, 401);
    assert!(server.audited("login.password", "mfa-required-unsupported-door"));
    let id = &server.rows("id", "passkeys")[0];
    let remove = format!("{LIST}/{id}/remove");
    let page = browser.visit(&remove).await;
    browser.submit_to(&page, &remove, &[]).await;
    assert_eq!(login().await.status, 200);
    let told = server.rows(
        "template",
        "outbox WHERE template LIKE 'passkey%' ORDER BY template",
    );
    assert_eq!(told, ["passkey_added", "passkey_removed"]);
}

// What was made for another host name is of no use: the pages say so, other ways are open, and the
// operator can help.
both!(another_host_name_puts_passkeys_out_of_use);
async fn another_host_name_puts_passkeys_out_of_use(db: Db) {
    let server = Server::start(db).await;
    let key = authenticator(&server);
    let (_, codes) = give(&server, &key).await;
    server.sql("UPDATE passkeys SET rp_id = 'old.example.org'");
    let browser = server.browser();
    let page = browser.open(&query("web", &[])).await;
    assert_eq!(
        with_passkey(&browser, &page, "login", &key).await.status,
        422
    );
    let browser = server.browser();
    let page = browser.account(LIST, "anna", "anna-password").await;
    assert!(page.body.contains("another address"), "{}", page.body);
    assert!(!page.body.contains("data-key-go"));
    let recovery = browser
        .get(&page.url.path().replace("/mfa", "/recovery"))
        .await;
    let used = browser
        .submit(&recovery, &[("recovery_code", &codes[0])])
        .await;
    let list = browser.follow(used).await;
    assert!(list.body.contains("old.example.org"), "{}", list.body);
    let id = &server.rows("id", "passkeys")[0];
    let remove = format!("{LIST}/{id}/remove");
    let page = browser.visit(&remove).await;
    browser.submit_to(&page, &remove, &[]).await;
    assert_eq!(server.count("passkeys"), 0);
}

// AU-11, RC-12, AU-10: a person is told of their passkeys; an operator's reset takes them away, and so
// does a deletion.
both!(a_passkey_is_told_of_and_goes_with_its_person);
async fn a_passkey_is_told_of_and_goes_with_its_person(db: Db) {
    let server = Server::start(db).await;
    give(&server, &authenticator(&server)).await;
    let ctx = server.ctx();
    let id = Id::new(server.rows("user_id", "passkeys")[0].as_str());
    let anna = || {
        let found = server.app.store.read(|conn| store::users::find(conn, &id));
        found.expect("reads").expect("anna")
    };
    let told = export::export(&ctx, &anna()).expect("exports");
    let passkeys = &told["credentials"]["passkeys"];
    assert_eq!(passkeys[0]["name"], "My phone");
    assert_eq!(passkeys[0]["rp_id"], "localhost");
    assert!(!told.to_string().contains("cred_id"), "no key of it");
    let reset = cut_off::reset_second_factor(&ctx, &anna(), "lost the phone", OPERATOR);
    assert_eq!(reset.expect("resets").expect("has one").authenticators, 1);
    assert_eq!(
        (server.count("passkeys"), server.count("recovery_codes")),
        (0, 0)
    );
    give(&server, &authenticator(&server)).await;
    signet::account::access::delete(&ctx, &anna().id, OPERATOR)
        .expect("deletes")
        .expect("is there");
    assert_eq!(server.count("passkeys"), 0);
    assert_eq!(
        server.count("passkey_challenges WHERE user_id IS NOT NULL"),
        0
    );
}

// Web Authentication §7.2, steps 5 to 22: an answer for another origin, another domain, another challenge,
// by somebody else's key, for another person, or of an authenticator that did not look who is there signs
// nobody in; the right one does.
both!(a_forged_answer_signs_nobody_in);
async fn a_forged_answer_signs_nobody_in(db: Db) {
    let server = Server::start(db).await;
    let mut anna = authenticator(&server);
    give(&server, &anna).await;
    server.user(json!({"username": "ida"}), "person-password");
    let ida = authenticator(&server);
    let own = server.browser();
    let page = own.account(NEW, "ida", "person-password").await;
    let added = add(&own, &page, ("Mine", &ida)).await;
    assert_eq!(added.status, 303, "{}", added.body);

    // Its own browser for each: five wrong ones end a sign-in.
    let refused = async |what: &str, forge: &dyn Fn(Value) -> String| {
        let browser = server.browser();
        let page = browser.open(&query("web", &[])).await;
        let asked = ask(&browser, &page, "login").await.json();
        let credential = forge(asked);
        let answer = browser.submit(&page, &[("credential", &credential)]).await;
        assert_eq!(answer.status, 422, "{what}: {}", answer.body);
        let cookies = browser.cookies.lock().expect("cookies");
        assert!(!cookies.contains_key("sid"), "{what}");
    };
    let origin = std::mem::replace(&mut anna.origin, "https://evil.example".into());
    refused("origin", &|asked| anna.get(&asked)).await;
    anna.origin = format!("{origin}.evil.example");
    refused("an origin that begins so", &|asked| anna.get(&asked)).await;
    anna.origin = origin;
    refused("domain", &|mut asked| {
        asked["publicKey"]["rpId"] = json!("evil.example");
        anna.get(&asked)
    })
    .await;
    refused("challenge", &|mut asked| {
        asked["publicKey"]["challenge"] = json!("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
        anna.get(&asked)
    })
    .await;
    // Somebody else's key under this key's name: the signature is another one's.
    refused("credential", &|asked| {
        let own: Value = serde_json::from_str(&anna.get(&asked)).expect("JSON");
        let mut theirs: Value = serde_json::from_str(&ida.get(&asked)).expect("JSON");
        for name in ["id", "rawId"] {
            theirs[name] = own[name].clone();
        }
        theirs["response"]["userHandle"] = own["response"]["userHandle"].clone();
        theirs.to_string()
    })
    .await;
    refused("signature", &|asked| {
        let mut own: Value = serde_json::from_str(&anna.get(&asked)).expect("JSON");
        let theirs: Value = serde_json::from_str(&ida.get(&asked)).expect("JSON");
        own["response"]["signature"] = theirs["response"]["signature"].clone();
        own.to_string()
    })
    .await;
    anna.verifies = false;
    refused("not verified", &|asked| anna.get(&asked)).await;
    anna.verifies = true;
    // A key of one person that says it is another's.
    let stranger = authenticator(&server);
    stranger.takes_for(&anna);
    refused("a key that nobody has", &|asked| stranger.get(&asked)).await;
    refused("handle", &|asked| {
        let mut own: Value = serde_json::from_str(&anna.get(&asked)).expect("JSON");
        let theirs: Value = serde_json::from_str(&ida.get(&asked)).expect("JSON");
        own["response"]["userHandle"] = theirs["response"]["userHandle"].clone();
        own.to_string()
    })
    .await;

    let browser = server.browser();
    let page = browser.open(&query("web", &[])).await;
    let right = with_passkey(&browser, &page, "login", &anna).await;
    assert_eq!(right.status, 303, "{}", right.body);
}

// LG-16: "This was not me" takes away what whoever signed in has added since to sign in with: neither do they
// come in again by it, nor does it stand between the person and their account. The letter and the page say so.
both!(this_was_not_me_takes_the_strange_passkey_away);
async fn this_was_not_me_takes_the_strange_passkey_away(db: Db) {
    let server = Server::start(db).await;
    let own = server.browser();
    own.account("/account", "anna", "anna-password").await;
    server.advance(3601);
    let key = authenticator(&server);
    let (thief, codes) = give(&server, &key).await;
    assert!(!codes.is_empty());
    let link = server.letter("new_device", "anna@example.org").link;
    let link = url::Url::parse(&link.expect("a link")).expect("a link");
    let browser = server.browser();
    let page = browser.visit(link.path()).await;
    assert!(page.body.contains("are taken away"), "{}", page.body);
    let done = browser.submit(&page, &[]).await;
    assert_eq!(done.status, 200, "{}", done.body);
    assert!(done.body.contains("were taken away, too"), "{}", done.body);
    server.letter("factors_ended", "anna@example.org");
    assert!(server.audited("user.second_factor_reset", "success"));
    assert_eq!(thief.get("/account").await.status, 303);
    for table in ["passkeys", "recovery_sets", "recovery_codes"] {
        assert_eq!(server.count(table), 0, "{table}");
    }
    let again = server.browser();
    let page = again.open(&query("web", &[])).await;
    let answer = with_passkey(&again, &page, "login", &key).await;
    assert_eq!(answer.status, 422, "{}", answer.body);
    // The person comes in by the mailbox, and nothing that only the thief has is asked for.
    let page = browser.visit("/recover").await;
    browser.submit(&page, &[("username", "anna")]).await;
    let link = server.letter("reset", "anna@example.org").link;
    let link = url::Url::parse(&link.expect("a link")).expect("a link");
    let page = browser.visit(link.path()).await;
    let saved = browser
        .submit(&page, &[("new_password", "seven purple otters")])
        .await;
    assert_eq!(saved.status, 303, "{}", saved.body);
    let page = browser
        .account("/account", "anna", "seven purple otters")
        .await;
    assert_eq!(page.url.path(), "/account", "{}", page.body);
}
