//! Leaving: what is kept is taken along, the end is asked for, thought over, and comes.

use reqwest::Method;
use serde_json::{Value, json};
use signet::{
    account::{
        access::{self, OPERATOR},
        audit::{self, Reach},
        cut_off, export, personal,
    },
    model::{User, UserId, UserState},
    server::background,
    store,
};

use crate::support::{
    Answer, Browser, Db, Server,
    app::{WEB, code_of},
    both, query,
};

const DAY: u64 = 86_400;

async fn data_page(server: &Server) -> (Browser, Answer) {
    let browser = server.browser();
    let page = browser
        .account("/account/data", "anna", "anna-password")
        .await;
    assert_eq!(
        (page.status.as_u16(), page.url.path()),
        (200, "/account/data"),
        "{}",
        page.body
    );
    (browser, page)
}

fn user_of(server: &Server, name: &str) -> User {
    let found = server
        .app
        .store
        .read(|conn| store::users::find_by_identifier(conn, &["username"], name));
    found.expect("reads").expect("somebody").user
}

async fn ask_for_the_end(browser: &Browser, page: &Answer) -> Answer {
    let form = [("sure", "yes")];
    let answer = browser.submit_to(page, "/account/data/delete", &form).await;
    browser.follow(answer).await
}

// AU-11, PAGES 25: everything as JSON, after a sign-in of the last five minutes, without secrets;
// that it was taken stands in the activity.
both!(a_person_takes_their_data_along);
async fn a_person_takes_their_data_along(db: Db) {
    let server = Server::start(db).await;
    let (browser, page) = data_page(&server).await;
    let file = browser.submit_to(&page, "/account/data/export", &[]).await;
    assert_eq!(file.status, 200);
    assert_eq!(file.header("content-type"), "application/json");
    assert_eq!(
        file.header("content-disposition"),
        "attachment; filename=\"account.json\""
    );
    let told = file.json();
    assert_eq!(told["account"]["profile"]["preferred_username"], "anna");
    assert!(
        told["sessions"]
            .as_array()
            .is_some_and(|list| !list.is_empty())
    );
    // Instants are written as people and other programs read them.
    for at in [
        &told["exported_at"],
        &told["account"]["created_at"],
        &told["sessions"][0]["auth_time"],
        &told["activity"][0]["at"],
    ] {
        let text = at.as_str().unwrap_or_default();
        assert!(text.starts_with("20") && text.ends_with('Z'), "{at}");
    }
    assert!(!file.body.contains("$argon2id$"));
    assert!(server.audited("user.exported", "success"));
    // Older than five minutes is too old: for the page, and for the file.
    server.advance(301);
    let stale = browser.submit_to(&page, "/account/data/export", &[]).await;
    assert_eq!(stale.status, 403);
    let asked = browser.visit("/account/data").await;
    assert!(asked.url.path().ends_with("/reauth"), "{}", asked.url);
    // Nobody else's form does it.
    let foreign = browser
        .post("/account/data/delete", &[("sure", "yes")])
        .await;
    assert_eq!(foreign.status, 403);
}

// PAGES 25, SE-06: the end is asked for with a tick; everything else ends at once; a sign-in leads
// to the question whether to stay, and to nothing else, until it is answered.
both!(whoever_leaves_is_asked_whether_to_stay);
async fn whoever_leaves_is_asked_whether_to_stay(db: Db) {
    let server = Server::with_door(db).await;
    let old = server.import(json!({
        "username": "door", "ocariot": {"username": "BR0001", "type": "admin"},
        "password": {"hash": "$2b$10$abcdefghijklmnopqrstuuaXoLM/f2s2BNRqeGZyaxkQytxb65rJ6"},
    }));
    // At an old API nobody can be asked.
    server.open_doors();
    let door = server.browser();
    let login = async || {
        let body = json!({"username": "BR0001", "password": "old-user-sample"});
        let request = door
            .request(Method::POST, "/legacy/ocariot/v1/auth")
            .json(&body);
        door.send(request).await.status.as_u16()
    };
    assert_eq!(login().await, 200);
    server.sql(&format!(
        "UPDATE users SET delete_at = 4000000000000 WHERE id = '{old}'"
    ));
    assert_eq!(login().await, 401);
    let tokens = server.tokens().await;
    let elsewhere = server.browser();
    elsewhere.account("/account", "anna", "anna-password").await;
    let (browser, page) = data_page(&server).await;
    let unticked = browser.submit_to(&page, "/account/data/delete", &[]).await;
    assert_eq!(unticked.status, 422);
    assert_eq!(user_of(&server, "anna").delete_at, None);
    let asked = ask_for_the_end(&browser, &page).await;
    assert_eq!(
        (asked.status.as_u16(), asked.url.path()),
        (200, "/account/data")
    );
    assert!(asked.body.contains("/account/data/keep"), "{}", asked.body);
    let at = user_of(&server, "anna").delete_at.expect("a day");
    assert_eq!(at.since(server.now()).as_secs(), 14 * DAY);
    // Asked twice is asked once.
    ask_for_the_end(&browser, &page).await;
    assert_eq!(user_of(&server, "anna").delete_at, Some(at));
    // SE-06: the other session, the app's tokens and its grant are over.
    let gone = elsewhere.visit("/account").await;
    assert!(gone.url.path().ends_with("/login"), "{}", gone.url);
    let web = (WEB.0, Some(WEB.1));
    assert!(!server.is_active(web, tokens.text("access_token")).await);
    // This one sees the question only.
    let other = browser.visit("/account/security").await;
    assert_eq!(other.url.path(), "/account/data");
    // An app's sign-in leads to it, too; nothing is asked of who must not be asked.
    let fresh = server.browser();
    let page = fresh.open(&query("web", &[])).await;
    let question = fresh.sign_in(&page, "anna", "anna-password").await;
    assert!(
        question.url.path().ends_with("/leaving"),
        "{}",
        question.url
    );
    let empty = fresh.submit(&question, &[]).await;
    assert_eq!(empty.status, 422);
    let silent = fresh
        .get(&format!(
            "/authorize?{}",
            query("web", &[("prompt", "none")])
        ))
        .await;
    assert_eq!(
        silent.parameter_if_any("error").as_deref(),
        Some("interaction_required")
    );
    // Left so: the app is told that nothing came of it.
    let left = fresh.submit(&question, &[("decision", "cancel")]).await;
    let left = fresh.follow(left).await;
    assert!(
        left.body.contains("access_denied")
            || left
                .url
                .query()
                .is_some_and(|q| q.contains("access_denied")),
        "{}",
        left.url
    );
    assert_eq!(user_of(&server, "anna").delete_at, Some(at));
    // Kept: on to the app, and the account is as it was.
    let page = fresh.open(&query("web", &[])).await;
    let question = match page.url.path().ends_with("/leaving") {
        true => page,
        false => fresh.sign_in(&page, "anna", "anna-password").await,
    };
    let on = fresh.submit(&question, &[("decision", "keep")]).await;
    let on = fresh.follow(on).await;
    assert_eq!(user_of(&server, "anna").delete_at, None);
    let address = fresh.allow(&on).await;
    assert_eq!(server.redeem(&code_of(&address)).await.status, 200);
    assert!(server.audited("user.deletion_asked", "success"));
    assert!(server.audited("user.deletion_cancelled", "success"));
    server.advance(15 * DAY);
    background::sweep(&server.ctx()).expect("sweeps");
    assert_eq!(user_of(&server, "anna").state, UserState::Active);
}

// AU-10: when the time is over the account is erased by the same function as at the command line;
// before that it is kept by the page, too.
both!(the_end_comes_when_the_time_is_over);
async fn the_end_comes_when_the_time_is_over(db: Db) {
    let server = Server::with(db, &["privacy.deletion_grace=2d"]).await;
    let (browser, page) = data_page(&server).await;
    let asked = ask_for_the_end(&browser, &page).await;
    let kept = browser.submit_to(&asked, "/account/data/keep", &[]).await;
    let kept = browser.follow(kept).await;
    assert!(kept.body.contains("/account/data/delete"), "{}", kept.body);
    assert_eq!(user_of(&server, "anna").delete_at, None);
    let id = user_of(&server, "anna").id;
    ask_for_the_end(&browser, &kept).await;
    server.advance(2 * DAY - 1);
    background::sweep(&server.ctx()).expect("sweeps");
    assert_eq!(user_of(&server, "anna").id, id);
    server.advance(1);
    background::sweep(&server.ctx()).expect("sweeps");
    let left = server.app.store.read(|conn| store::users::find(conn, &id));
    let left = left.expect("reads").expect("a tombstone");
    assert_eq!(left.state, UserState::Deleted);
    // LG-06: a name that is free looks as any that nobody has.
    let page = browser.open(&query("web", &[])).await;
    assert_eq!(
        browser.sign_in(&page, "anna", "anna-password").await.status,
        422
    );
    assert!(server.audited("user.deleted", "success"));
}

/// All that the database holds, as bytes: of SQLite the file itself and what stands beside it, of
/// PostgreSQL every row of every table.
fn everything(server: &Server, db: Db) -> Vec<u8> {
    if db == Db::Sqlite {
        server.sql("PRAGMA wal_checkpoint(TRUNCATE)");
        let path = match server.store_options().target {
            store::Target::Sqlite(path) => path,
            store::Target::Postgres(_) => panic!("another database"),
        };
        let mut all = Vec::new();
        for end in ["", "-wal"] {
            let mut path = path.clone().into_os_string();
            path.push(end);
            all.extend(std::fs::read(path).unwrap_or_default());
        }
        return all;
    }
    let tables = server.rows(
        "table_name::text",
        "information_schema.tables WHERE table_schema = current_schema()",
    );
    let mut all = Vec::new();
    for table in tables {
        for row in server.rows("row_to_json(t)::text", &format!("\"{table}\" t")) {
            all.extend(row.into_bytes());
        }
    }
    all
}

/// Puts a word that stands nowhere else into every column that tells of a person.
async fn fill(server: &Server, db: Db) -> UserId {
    let id = server.user(
        json!({
            "external_id": "canary-external", "username": "canary-username", "name": "canary-name",
            "emails": [{"value": "canary-mail@example.org", "verified": true}], "locale": "de",
            "roles": ["canary-role"], "patient_links": ["canary-link"],
            "claims": {"given_name": "canary-given"},
            "totp": [{"secret": crate::support::server::TOTP_SEED}],
            "ocariot": {"username": "canary-ocariot", "type": "child", "institution_id": "5c86d00d6b1e1d0023e6a3b1"},
            "corsano": {"users": {"code": "canary-code", "customer_tag": "canary-tag"}, "health": {"height": 167}},
        }),
        "canary password",
    );
    let json_of = |text: &str| format!("'{text}'");
    let blob = |byte: u8| match db {
        Db::Sqlite => format!("x'{}'", format!("{byte:02x}").repeat(32)),
        Db::Postgres => format!("'\\x{}'", format!("{byte:02x}").repeat(32)),
    };
    let (yes, no) = match db {
        Db::Sqlite => ("1", "0"),
        Db::Postgres => ("true", "false"),
    };
    for statement in [
        format!(
            "INSERT INTO waitlist (id, form, document, state, language, created_at) VALUES ('w1', 'canary-mail@example.org', {}, 'waiting', 'de', 1)",
            json_of("{\"a\":\"canary-wait\"}")
        ),
        format!(
            "INSERT INTO invitations (id, digest, invited_by, email, name, roles, kind, language, uses_left, uses_most, proves_address, created_at, expires_at) VALUES ('i1', {}, 'operator', 'canary-invited@example.org', 'canary-invited', '[]', 'join', 'de', 0, 1, {no}, 1, 2)",
            blob(1)
        ),
        format!(
            "INSERT INTO invitation_uses (invitation_id, user_id, at) VALUES ('i1', '{id}', 1)"
        ),
        format!(
            "INSERT INTO mycure_accounts (user_id, uid, sign_ins, is_doctor_verified, is_patient, is_service_account, source, document, created_at, updated_at) VALUES ('{id}', 'canary-uid', 1, {no}, {yes}, {no}, 'canary-source', {}, 1, 1)",
            json_of("{\"a\":\"canary-mycure\"}")
        ),
        format!(
            "INSERT INTO accepted_terms (user_id, version, accepted_at) VALUES ('{id}', '2026-01', 1)"
        ),
        format!(
            "INSERT INTO devices (digest, user_id, label, created_at, last_seen_at, expires_at) VALUES ({}, '{id}', 'canary-device', 1, 1, 4000000000000)",
            blob(4)
        ),
        format!(
            "INSERT INTO consents (id, interaction_id, user_id, client_id, scope, text_hash, locale, granted_at, session_id, ip_prefix, method, expires_at) VALUES ('c1', 'x', '{id}', 'web', 'openid', 'hash', 'de', 1, 's1', 'canary-prefix', 'page', 4000000000000)"
        ),
        format!(
            "INSERT INTO outbox (id, channel, template, language, user_id, created_at, due_at, expires_at, failed_at, failure) VALUES ('o1', 'mail', 'welcome', 'de', '{id}', 1, 1, 1, 1, 'canary-failure')"
        ),
    ] {
        server.sql(&statement);
    }
    // The trail: an address, and what somebody wrote of them.
    let ctx = signet::app::Ctx {
        ip: Some("203.0.113.77".parse().expect("an address")),
        ..server.ctx()
    };
    let user = user_of(server, "canary-username");
    let reset = cut_off::reset_second_factor(&ctx, &user, "canary-reason", OPERATOR);
    reset.expect("works").expect("resets");
    // That took the sessions and the passkeys, too.
    server.sql(&format!(
        "INSERT INTO passkeys (id, user_id, credential, rp_id, name, document, created_at) VALUES ('p1', '{id}', {}, 'localhost', 'canary-passkey', '{{}}', 1)",
        blob(2)
    ));
    server.sql(&format!(
        "INSERT INTO sessions (id, digest, user_id, auth_time, amr, created_at, last_seen_at, idle_at, absolute_at, browser, system, ip_part) VALUES ('s1', {}, '{id}', 1, '[]', 1, 1, 4000000000000, 4000000000000, 'canary-browser', 'canary-system', 'canary-ip')",
        blob(3)
    ));
    id
}

/// What of these words stands in the bytes.
fn found<'w>(bytes: &[u8], words: &[&'w str]) -> Vec<&'w str> {
    let stands = |word: &&&str| {
        bytes
            .windows(word.len())
            .any(|part| part == word.as_bytes())
    };
    words.iter().filter(stands).copied().collect()
}

// AU-10: no word that tells of a person is left anywhere; the trail still verifies, names a
// pseudonym, and opens for nobody; JW-21: the id is a tombstone. AU-12: the consent stays as
// evidence under that id, for as long as is set, and then goes.
both!(nothing_that_tells_of_a_person_is_left);
async fn nothing_that_tells_of_a_person_is_left(db: Db) {
    let server = Server::with(db, &["privacy.retention.consents=30d"]).await;
    let id = fill(&server, db).await;
    let person = format!("user:{id}");
    let before = everything(&server, db);
    assert!(!found(&before, &["canary-name", "canary-mycure"]).is_empty());
    // Not even before: what the trail tells of a person is sealed.
    assert!(found(&before, &["canary-reason", "203.0.113.77"]).is_empty());
    let of_person = || -> Vec<_> {
        let rows = server.audit().into_iter();
        rows.filter(|row| row.subject.as_deref() == Some(&person))
            .collect()
    };
    let reset = of_person()
        .into_iter()
        .find(|row| row.event == "user.second_factor_reset");
    let reset = reset.expect("a row");
    assert_eq!(reset.ip.as_deref(), Some("203.0.113.77"));
    assert!(
        reset
            .detail
            .is_some_and(|detail| detail.contains("canary-reason"))
    );
    let ended = access::delete(&server.ctx(), &id, OPERATOR).expect("deletes");
    ended.expect("was there");
    let after = everything(&server, db);
    let left = found(&after, &["canary", "203.0.113"]);
    assert!(left.is_empty(), "{left:?}");
    // The trail.
    audit::seal(&server.ctx(), Reach::All).expect("seals");
    let verdict = audit::verify(&server.app, Vec::new()).expect("verifies");
    assert!(
        verdict.problems.is_empty() && verdict.sealed > 0,
        "{:?}",
        verdict.problems
    );
    let rows_left = of_person();
    assert!(rows_left.len() >= 3, "{rows_left:?}");
    for row in &rows_left {
        assert_eq!(row.ip, None, "{row:?}");
        let erased = row
            .detail
            .as_deref()
            .is_none_or(|detail| detail == r#"{"erased":true}"#);
        assert!(erased, "{row:?}");
    }
    let states = server.rows("state", &format!("users WHERE id = '{id}'"));
    assert_eq!(states, ["deleted"]);
    // The evidence.
    let evidence = || server.rows("ip_prefix", &format!("consents WHERE user_id = '{id}'"));
    assert_eq!(evidence(), [""]);
    server.advance(30 * DAY - 60);
    background::sweep(&server.ctx()).expect("sweeps");
    assert_eq!(evidence().len(), 1);
    server.advance(120);
    background::sweep(&server.ctx()).expect("sweeps");
    assert!(evidence().is_empty());
    assert_eq!(
        server
            .rows("version", &format!("accepted_terms WHERE user_id = '{id}'"))
            .len(),
        0
    );
    assert_eq!(
        server.rows("state", &format!("users WHERE id = '{id}'")),
        ["deleted"]
    );
}

// AU-11: "every column tagged PII must appear, else test fails".
both!(every_word_that_is_kept_of_a_person_is_in_their_export);
async fn every_word_that_is_kept_of_a_person_is_in_their_export(db: Db) {
    let server = Server::start(db).await;
    fill(&server, db).await;
    let user = user_of(&server, "canary-username");
    let told = export::export(&server.ctx(), &user)
        .expect("tells")
        .to_string();
    let words = [
        "canary-external",
        "canary-username",
        "canary-name",
        "canary-mail",
        "canary-role",
        "canary-link",
        "canary-given",
        "canary-ocariot",
        "canary-code",
        "canary-tag",
        "canary-browser",
        "canary-system",
        "canary-ip",
        "canary-device",
        "canary-prefix",
        "canary-reason",
        "canary-passkey",
        "canary-uid",
        "canary-source",
        "canary-mycure",
        "203.0.113.77",
    ];
    let missing: Vec<_> = words.iter().filter(|word| !told.contains(**word)).collect();
    assert!(missing.is_empty(), "{missing:?}: {told}");
    // Every column of every table of people is tagged as one that is told, or one that is not.
    let (table, column) = ("table_name", "column_name");
    let columns: Vec<(String, String)> = match db {
        Db::Postgres => server
            .rows(
                &format!("{table}::text || ' ' || {column}::text"),
                "information_schema.columns WHERE table_schema = current_schema()",
            )
            .into_iter()
            .filter_map(|line| {
                line.split_once(' ')
                    .map(|(a, b)| (a.to_owned(), b.to_owned()))
            })
            .collect(),
        Db::Sqlite => server
            .rows(
                "m.name || ' ' || p.name",
                "sqlite_master m, pragma_table_info(m.name) p WHERE m.type = 'table'",
            )
            .into_iter()
            .filter_map(|line| {
                line.split_once(' ')
                    .map(|(a, b)| (a.to_owned(), b.to_owned()))
            })
            .collect(),
    };
    let told_tables: Vec<&str> = export::TOLD.iter().map(|(table, _)| *table).collect();
    let mut untagged = Vec::new();
    for (table, column) in &columns {
        if told_tables.contains(&table.as_str()) {
            let is =
                |known: &&(&str, &[&str])| known.0 == table && known.1.contains(&column.as_str());
            let tags = personal::PERSONAL.iter().filter(is).count()
                + personal::IMPERSONAL.iter().filter(is).count();
            if tags != 1 {
                untagged.push(format!("{table}.{column}"));
            }
        }
    }
    assert!(
        untagged.is_empty(),
        "tag them once in src/account/personal.rs: {untagged:?}"
    );
    let _: Value = serde_json::from_str(&told).expect("JSON");
}
