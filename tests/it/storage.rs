//! What is kept, how, and at what cost.

use std::{os::unix::fs::PermissionsExt, process::Command};

use diesel::{Connection, RunQueryDsl, SqliteConnection, connection::SimpleConnection};
use serde_json::json;
use signet::{
    app::{App, OpenError, Parts},
    config::{Config, DataKey},
    core::{Fault, waiting::Waiting},
    crypto::SystemEntropy,
    server::background,
    store::{self, Options, Store, Target, migrate},
};

use crate::routes::introspect;
use crate::support::{
    Db, Server, Tokens,
    app::VERIFIER,
    both,
    chain::{ROTATING, STEADY},
    clock::TestClock,
    database, query,
    server::{CALLBACK, TOTP_SEED},
};

/// What a call asked of the database: the verb and the tables of each statement, as both databases
/// have them.
fn asked(texts: &[String]) -> Vec<String> {
    let words = |text: &String| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric() && c != '_')
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect()
    };
    let brief = |text: &String| {
        let words = words(text);
        let mut brief = vec![words[0].clone()];
        for pair in words.windows(2) {
            let names_a_table = ["from", "join", "into", "update"].contains(&pair[0].as_str());
            if names_a_table && pair[1] != "select" && !brief.contains(&pair[1]) {
                brief.push(pair[1].clone());
            }
        }
        brief.join(" ")
    };
    texts.iter().map(brief).collect()
}

// How many statements an operation may take, and which they are: the same on both databases.
#[tokio::test]
async fn operations_keep_to_their_statements() {
    use std::fmt::Write as _;
    let mut lists = Vec::new();
    for db in Db::BOTH {
        let server = Server::start(db).await;
        server.refreshing_clients();
        introspect::parties(&server);
        // What people's keys are made of was not written a moment ago.
        server.advance(61);
        let statements = server.app.store.statements();
        let mut list = String::new();
        // Ends the recording of a call that may take so many.
        let mut spent = |call: &str, most: usize| {
            // What the background looks at is no request's: the catalog, the clock, kinds of hashes.
            let background = [
                "catalog",
                "clock_timestamp",
                "LIKE",
                "COUNT(*)",
                "logout_notices",
                // Of letters only those who send them look at this.
                "claimed_until",
                "legacy_",
                "audit_seals",
                "audit_checkpoints",
                "usual_failures",
            ];
            let mut texts = statements.stop();
            texts.retain(|text| !background.iter().any(|word| text.contains(word)));
            // A call writes to the trail; only those who seal it read it or change it.
            let seals = |text: &str| text.contains("audit") && !text.starts_with("INSERT");
            texts.retain(|text| !seals(text));
            assert!(
                texts.len() <= most,
                "{db:?}, {call}: {} {texts:#?}",
                texts.len()
            );
            writeln!(list, "{call}: {} of {most}", texts.len()).expect("text");
            for one in asked(&texts) {
                writeln!(list, "    {one}").expect("text");
            }
        };
        let browser = server.browser();
        statements.record();
        browser.get("/.well-known/openid-configuration").await;
        browser.get("/jwks").await;
        spent("discovery and keys", 0);
        statements.record();
        let answer = server
            .token(
                Some(("service", "service-secret")),
                &[("grant_type", "client_credentials")],
            )
            .await;
        assert_eq!(answer.status, 200);
        spent("client credentials", 1);
        let page = browser.open(&query("web", &[])).await;
        statements.record();
        let answer = browser
            .submit(
                &page,
                &[("username", "anna"), ("password", "anna-password")],
            )
            .await;
        // LG-10: the browser is put down beside; AU-10: the person's key is made for the first time.
        spent("a password sign-in on a new browser", 10);
        let consent = browser.follow(answer).await;
        let known = browser.tab();
        known.cookies.lock().expect("cookies").remove("sid");
        let page = known.open(&query("web", &[("scope", "openid")])).await;
        let page = match page.url.path().ends_with("/select-account") {
            true => known.submit(&page, &[("decision", "another")]).await,
            false => page,
        };
        let page = known.follow(page).await;
        statements.record();
        let fields = [("username", "anna"), ("password", "anna-password")];
        assert_eq!(known.submit(&page, &fields).await.status, 303);
        spent("a password sign-in", 8);
        let address = browser.allow(&consent).await;
        let code = crate::support::app::code_of(&address);
        statements.record();
        let tokens = server.redeem(&code).await;
        spent("a redemption", 6);
        let tokens = Tokens(tokens.json());
        statements.record();
        let answer = server.userinfo(tokens.text("access_token")).await;
        assert_eq!(answer.status, 200);
        spent("userinfo", 2);
        statements.record();
        let answer = browser
            .get(&format!("/authorize?{}", query("web", &[])))
            .await;
        assert!(answer.parameter("code").is_some());
        spent("authorize, with a session and a consent", 5);
        for (client, call) in [
            (ROTATING, "a refresh that rotates"),
            (STEADY, "a refresh that does not"),
        ] {
            let (tokens, _) = server.chain(client).await;
            statements.record();
            let answer = server.refresh(client, tokens.text("refresh_token")).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
            spent(call, 5);
        }
        let (jwt, _) = server
            .signed_in(introspect::LIVE, introspect::OFFLINE)
            .await;
        let opaque = ("opaque", Some("opaque-secret"));
        let (opaque, _) = server.signed_in(opaque, introspect::OFFLINE).await;
        for (token, call) in [
            (jwt.text("access_token"), "introspection of a JWT"),
            (
                opaque.text("access_token"),
                "introspection of an opaque token",
            ),
        ] {
            // The first look notes that the token was seen.
            for look in ["first", "again"] {
                statements.record();
                assert!(server.is_active(introspect::RS, token).await, "{call}");
                spent(&format!("{call}, {look}"), 2);
            }
        }
        // LG-16: whose account is no new one is written to, with a link that ends it all: two more.
        server.advance(3600);
        let browser = server.browser();
        let page = browser.open(&query("web", &[])).await;
        statements.record();
        let fields = [("username", "anna"), ("password", "anna-password")];
        assert_eq!(browser.submit(&page, &fields).await.status, 303);
        spent("a password sign-in on a new browser that is told of", 11);
        lists.push(list);
    }
    assert_eq!(lists[0], lists[1]);
    eprintln!("{}", lists[0]);
    insta::assert_snapshot!("statements", lists[0]);
}

// ST-01, ST-02, SE-14, O23, AU-07, AU-08: after a whole run no secret stands in the database or in the log,
// raw, in hex or in base64.
#[tokio::test]
async fn no_secret_is_kept_in_the_clear() {
    use base64::{
        Engine,
        engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
    };
    let log = log();
    for db in Db::BOTH {
        let server = crate::legacy::ocariot::server(db).await;
        let mut secrets = vec![
            "door-canary-password".to_owned(),
            "wrong-door-canary".into(),
            "anna-password".into(),
            "kim-password".into(),
            TOTP_SEED.into(),
            "wrong-canary-password".into(),
            VERIFIER.into(),
            "post-secret".into(),
            "service-secret".into(),
            "web-secret-web-secret-web-secret-web-secret-web".into(),
        ];
        secrets.push(server.client(json!({"client_id": "made", "redirect_uris": ["https://a.example/"], "scope": "openid"})).expect("a secret").expose().to_owned());
        server.user(
            json!({"ocariot": {"username": "door-canary", "type": "child"}}),
            "door-canary-password",
        );
        for round in 0..8 {
            let browser = server.browser();
            let page = browser.open(&query("web", &[("prompt", "consent")])).await;
            secrets.push(page.field("csrf"));
            browser
                .submit(
                    &page,
                    &[("username", "anna"), ("password", "wrong-canary-password")],
                )
                .await;
            let (name, password) = if round % 2 == 0 {
                ("anna", "anna-password")
            } else {
                ("kim", "kim-password")
            };
            let mut page = browser.sign_in(&page, name, password).await;
            if page.url.path().ends_with("/mfa") {
                let answer = browser.submit(&page, &[("code", &server.otp())]).await;
                page = browser.follow(answer).await;
                server.advance(60);
            }
            let address = browser.allow(&page).await;
            // SE-14: neither a cookie nor a password stood in any address, and so in no `Referer`.
            let addresses = browser.addresses.lock().expect("addresses").join("\n");
            assert!(addresses.contains("/consent") && addresses.contains("/return/"));
            let cookies: Vec<_> = browser
                .cookies
                .lock()
                .expect("cookies")
                .values()
                .cloned()
                .collect();
            assert_eq!(
                cookies.len(),
                4,
                "of the session, the interaction, the accounts and the device"
            );
            for hidden in cookies.iter().map(String::as_str).chain([password]) {
                assert!(!addresses.contains(hidden), "{addresses}");
            }
            let code = crate::support::app::code_of(&address);
            let tokens = Tokens(server.redeem(&code).await.json());
            secrets.extend([
                code,
                tokens.text("access_token").to_owned(),
                tokens.text("id_token").to_owned(),
            ]);
            secrets.extend(
                tokens
                    .text("access_token")
                    .split('.')
                    .skip(2)
                    .map(str::to_owned),
            );
            secrets.extend(browser.cookies.lock().expect("cookies").values().cloned());
        }
        let basic = server
            .token(
                Some(("service", "service-secret")),
                &[("grant_type", "client_credentials")],
            )
            .await;
        secrets.push(Tokens(basic.json()).text("access_token").to_owned());
        // Nor is there anything of a letter, which is in the outbox all the same.
        server.advance(3600);
        let browser = server.browser();
        let page = browser.open(&query("web", &[])).await;
        browser.sign_in(&page, "anna", "anna-password").await;
        let letter = server.letter("new_device", "anna@example.org");
        let link = letter.link.expect("a link");
        secrets.extend(link.rsplit('/').next().map(str::to_owned));
        // O23: nor is there anything of a door's login.
        let login = crate::legacy::ocariot::login;
        let answer = login(&server, "door-canary", "door-canary-password").await;
        secrets.push(Tokens(answer.json()).text("access_token").to_owned());
        assert_eq!(
            login(&server, "door-canary", "wrong-door-canary")
                .await
                .status,
            401
        );
        secrets.sort();
        secrets.dedup();
        assert!(secrets.len() >= 60, "{}", secrets.len());
        let target = server.store_options().target;
        let beside = tempfile::tempdir().expect("a directory");
        let backup = beside.path().join("backup");
        signet::account::backup::backup(&server.ctx(), &backup, None, &mut |_, _| {})
            .expect("backs up");
        let dir = server.stop().await;
        let mut kept = std::fs::read(backup).expect("reads");
        match target {
            Target::Sqlite(_) => {
                for file in std::fs::read_dir(dir.path()).expect("lists") {
                    kept.extend(std::fs::read(file.expect("a file").path()).expect("reads"));
                }
            }
            Target::Postgres(url) => {
                let dump = Command::new("/usr/lib/postgresql/15/bin/pg_dump")
                    .arg(&url)
                    .output()
                    .expect("dumps");
                assert!(dump.status.success());
                kept.extend(dump.stdout);
            }
        }
        assert!(kept.len() > 10_000);
        // The log of these servers, and of those of other tests that ran since.
        let logged = log.0.lock().expect("log").clone();
        assert!(!logged.is_empty());
        kept.extend(logged);
        // What is no text is no form of a secret, either.
        let kept = String::from_utf8_lossy(&kept);
        for secret in &secrets {
            let hex: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
            for form in [
                secret.clone(),
                hex,
                STANDARD.encode(secret).trim_end_matches('=').to_owned(),
                URL_SAFE_NO_PAD.encode(secret),
            ] {
                assert!(!kept.contains(&form), "{db:?}: {secret} as {form}");
            }
        }
    }
}

/// What is logged at *debug* level, from the first call on.
fn log() -> &'static Log {
    static LOG: std::sync::OnceLock<Log> = std::sync::OnceLock::new();
    LOG.get_or_init(|| {
        let log = Log::default();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::DEBUG)
            .with_writer(log.clone())
            .with_ansi(false)
            .finish();
        tracing::subscriber::set_global_default(subscriber).expect("nobody else logs");
        log
    })
}

#[derive(Clone, Default)]
struct Log(std::sync::Arc<std::sync::Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("log").extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> tracing_subscriber::fmt::MakeWriter<'a> for Log {
    type Writer = Self;
    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

// ST-05: with another data key the database does not open.
#[test]
fn a_wrong_data_key_is_refused_at_the_start() {
    let dir = tempfile::tempdir().expect("a directory");
    let open = |key: u8| {
        let config = Config::for_dev(dir.path(), 8080, &DataKey::new(&[key; 32]), &[])
            .expect("a configuration")
            .config;
        migrate::run(&signet::app::store_options(&config)).expect("migrates");
        App::open(
            config,
            Parts {
                clock: std::sync::Arc::new(TestClock::new()),
                entropy: std::sync::Arc::new(SystemEntropy),
            },
        )
    };
    drop(open(7).expect("opens"));
    let error = open(8).err().expect("refused");
    assert!(
        matches!(error, OpenError::Config(ref text) if text.contains("secrets.data_key")),
        "{error}"
    );
    open(7).expect("opens");
}

// ST-06: the files are the owner's alone.
#[tokio::test]
async fn the_database_is_readable_by_its_owner_only() {
    let server = Server::start(Db::Sqlite).await;
    for name in ["db.sqlite3", "db.sqlite3-wal", "db.sqlite3-shm"] {
        let mode = std::fs::metadata(server.dir.path().join(name))
            .expect(name)
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

// ST-08: no body that could hold 16 MiB is read, so no such value is ever bound.
#[tokio::test]
async fn no_request_holds_what_would_be_too_much_to_bind() {
    let server = Server::start(Db::Sqlite).await;
    let most = server.app.config.limits.body;
    assert!(most <= 1 << 20, "{most}");
    let browser = server.browser();
    let code = "x".repeat((16 << 20) + 1);
    for path in ["/token", "/authorize", "/interaction/x/login"] {
        // The answer may come, and the connection go, before the body is out.
        let request = browser
            .http
            .post(browser.url(path))
            .form(&[("code", &code)]);
        if let Ok(answer) = request.send().await {
            assert_eq!(answer.status(), 413, "{path}");
        }
    }
    assert_eq!(server.count("audit WHERE event = 'token.refused'"), 0);
}

// ST-09: each connection that serves, the writer's and the readers', has the settings.
#[tokio::test]
async fn sqlite_keeps_its_settings() {
    let server = Server::start(Db::Sqlite).await;
    for found in settings_of(
        &server,
        "(SELECT journal_mode FROM pragma_journal_mode) || ' ' || (SELECT synchronous FROM pragma_synchronous) || ' ' || (SELECT foreign_keys FROM pragma_foreign_keys) || ' ' || (SELECT timeout FROM pragma_busy_timeout) || ' ' || (SELECT secure_delete FROM pragma_secure_delete) || ' ' || (SELECT trusted_schema FROM pragma_trusted_schema)",
    ) {
        assert_eq!(found, "wal 2 1 5000 1 0");
    }
}

// ST-10: the three limits are in force on the connections that serve.
#[tokio::test]
async fn postgres_connections_have_their_limits() {
    let server = Server::start(Db::Postgres).await;
    for found in settings_of(
        &server,
        "current_setting('statement_timeout') || ' ' || current_setting('lock_timeout') || ' ' || current_setting('idle_in_transaction_session_timeout') || ' ' || current_setting('transaction_isolation')",
    ) {
        assert_eq!(found, "5s 2s 10s read committed");
    }
}

/// What an expression gives on the connection of a read and on that of a write.
fn settings_of(server: &Server, expression: &'static str) -> [String; 2] {
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Text)]
        value: String,
    }
    let ask = move |conn: &mut store::Conn<'_>| -> store::Result<String> {
        let query = diesel::sql_query(format!("SELECT {expression} AS value"));
        let row: Row = match conn {
            store::Conn::Sqlite(c) => query.get_result(*c),
            store::Conn::Postgres(c) => query.get_result(*c),
        }?;
        Ok(row.value)
    };
    [
        server.app.store.read(ask).expect("reads"),
        server.app.store.write(ask).expect("writes"),
    ]
}

// ST-02: what is found by a digest has a unique index on it.
#[tokio::test]
async fn a_digest_is_unique() {
    for db in Db::BOTH {
        let server = Server::bare(db, &[]).await;
        let (name, from) = match db {
            Db::Sqlite => (
                "m.name || '.' || i.name",
                "sqlite_schema m JOIN pragma_index_list(m.name) l JOIN pragma_index_info(l.name) i WHERE m.type = 'table' AND l.\"unique\" = 1 AND (SELECT COUNT(*) FROM pragma_index_info(l.name)) = 1",
            ),
            Db::Postgres => (
                "t.relname || '.' || a.attname",
                "pg_index x JOIN pg_class t ON t.oid = x.indrelid JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = x.indkey[0] WHERE x.indisunique AND x.indnatts = 1",
            ),
        };
        let unique = server.rows(name, from);
        for column in [
            "codes.digest",
            "sessions.digest",
            "refresh_tokens.digest",
            "access_tokens.digest",
            "interactions.return_digest",
        ] {
            assert!(
                unique.iter().any(|found| found == column),
                "{column}: {unique:?}"
            );
        }
    }
}

// What a connection locks stays locked when another is opened and closed in the same process: else
// the next process that closes the file deletes the log under the first one's hands.
#[test]
fn a_second_connection_takes_no_lock_away() {
    use std::os::unix::fs::MetadataExt;
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("signet.db");
    let options = || database::options(Target::Sqlite(path.clone()));
    migrate::run(&options()).expect("migrates");
    let store = Store::open(&options()).expect("opens");
    let inode = std::fs::metadata(&path).expect("a file").ino();
    let locked = || {
        let locks = std::fs::read_to_string("/proc/locks").expect("Linux");
        let (process, file) = (std::process::id(), format!(":{inode}"));
        locks.lines().any(|line| {
            let mut words = line.split_whitespace();
            words.any(|word| word == process.to_string()) && words.any(|word| word.ends_with(&file))
        })
    };
    assert!(locked());
    migrate::run(&options()).expect("migrates");
    drop(Store::open(&options()).expect("opens"));
    assert!(locked());
    store.read(store::catalog::version).expect("reads");
}

// ST-10: a PostgreSQL that may lose what was told is refused, unless the operator accepts it.
#[test]
fn a_forgetful_postgres_is_refused() {
    let url = database::empty_postgres("signet_forgetful");
    let mut connection = diesel::PgConnection::establish(&url).expect("connects");
    diesel::sql_query("ALTER DATABASE signet_forgetful SET synchronous_commit = off")
        .execute(&mut connection)
        .expect("sets");
    let options = database::options(Target::Postgres(url));
    let error = Store::open(&options).err().expect("refused");
    assert!(error.to_string().contains("synchronous_commit"), "{error}");
    Store::open(&Options {
        allow_unsafe_durability: true,
        ..options
    })
    .expect("accepted");
}

// TK-25: without its database a node answers 503 and takes nothing; then it goes on.
#[tokio::test]
async fn without_the_database_nothing_is_lost() {
    let server = Server::start(Db::Postgres).await;
    let (code, _) = server.code().await;
    let Target::Postgres(url) = server.store_options().target else {
        panic!("PostgreSQL")
    };
    let name = url.rsplit('/').next().expect("a name").to_owned();
    database::forbid(&name);
    let answer = server.redeem(&code).await;
    assert_eq!(
        (answer.status.as_u16(), answer.json()["error"].clone()),
        (503, json!("temporarily_unavailable"))
    );
    assert_eq!(answer.header("retry-after"), "1");
    database::allow(&name);
    let mut answer = server.redeem(&code).await;
    for _ in 0..20 {
        if answer.status != 503 {
            break;
        }
        answer = server.redeem(&code).await;
    }
    assert_eq!(answer.status, 200, "{}", answer.body);
}

// AU-02: an audit row that cannot be written stops what it tells about: 503, and nothing changed.
#[tokio::test]
async fn without_its_audit_row_nothing_happens() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        let (code, _) = server.code().await;
        let forbid: &[&str] = match db {
            Db::Sqlite => {
                &["CREATE TRIGGER no BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no'); END"]
            }
            Db::Postgres => &[
                "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$",
                "CREATE TRIGGER no BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION no()",
            ],
        };
        let allow: &[&str] = match db {
            Db::Sqlite => &["DROP TRIGGER no"],
            Db::Postgres => &["DROP TRIGGER no ON audit"],
        };
        forbid.iter().for_each(|statement| server.sql(statement));
        let (grants, rows) = (server.grants(), server.audit().len());
        let answer = server.redeem(&code).await;
        assert_eq!(
            (answer.status.as_u16(), answer.json()["error"].clone()),
            (503, json!("temporarily_unavailable")),
            "{db:?}"
        );
        assert_eq!(answer.header("retry-after"), "1");
        assert_eq!((server.grants(), server.audit().len()), (grants, rows));
        // A wrong password is no answer either, as long as it cannot be told of.
        let browser = server.browser();
        let page = browser.open(&query("web", &[("prompt", "login")])).await;
        let wrong = [("username", "anna"), ("password", "wrong")];
        assert_eq!(browser.submit(&page, &wrong).await.status, 503, "{db:?}");
        allow.iter().for_each(|statement| server.sql(statement));
        assert_eq!(server.redeem(&code).await.status, 200, "{db:?}");
    }
}

// TK-25: "busy after 3 retries": a transaction that lost a race is tried three times in all.
#[tokio::test]
async fn a_lost_race_is_run_again() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        for (losses, expected) in [(0, Some(1)), (2, Some(3)), (3, None)] {
            let mut tries = 0;
            let ran = server.app.store.write(move |_| {
                tries += 1;
                if tries <= losses {
                    return Err(store::Error::Raced("for the test".into()));
                }
                Ok(tries)
            });
            match (ran, expected) {
                (Ok(tries), Some(expected)) => assert_eq!(tries, expected, "{db:?}"),
                (Err(Fault::Unavailable(_)), None) => {}
                other => panic!("{db:?}: {other:?}"),
            }
        }
    }
}

// DESIGN 4: "keep a ballast file against a full disk": on a full disk reads go on, writes are
// told to come again, and with room the server goes on by itself.
#[tokio::test]
async fn a_full_disk_refuses_writes_until_there_is_room() {
    let server = Server::start(Db::Sqlite).await;
    let ballast = server.dir.path().join("db.sqlite3.ballast");
    let found = std::fs::metadata(&ballast).expect("lies there");
    assert_eq!(
        (found.len(), found.permissions().mode() & 0o777),
        (256 * 1024, 0o600)
    );
    // The writer's connection may have no more pages: to SQLite, the disk is full.
    let room = |pages: i64| {
        let pragma = format!("PRAGMA max_page_count = {pages}");
        server
            .app
            .store
            .write(move |conn| match conn {
                store::Conn::Sqlite(c) => Ok(c.batch_execute(&pragma)?),
                store::Conn::Postgres(_) => panic!("SQLite"),
            })
            .expect("sets");
    };
    let (code, _) = server.code().await;
    room(1);
    let browser = server.browser();
    let mut full = None;
    for _ in 0..200 {
        let answer = browser
            .get(&format!("/authorize?{}", query("web", &[])))
            .await;
        if answer.status != 303 {
            full = Some(answer);
            break;
        }
    }
    let full = full.expect("it gets full");
    assert_eq!(full.status, 503, "{}", full.body);
    assert_eq!(full.header("retry-after"), "1");
    assert!(!ballast.exists(), "thrown off");
    assert_eq!(browser.get("/jwks").await.status, 200);
    room(1_000_000);
    assert_eq!(server.redeem(&code).await.status, 200);
    for _ in 0..70 {
        browser
            .get(&format!("/authorize?{}", query("web", &[])))
            .await;
    }
    assert!(ballast.exists(), "laid again");
}

// Writes that share a commit: one that fails is taken back alone, whole, and told why; the others are done once.
#[tokio::test]
async fn a_write_that_fails_takes_none_of_its_neighbours_along() {
    const EACH: usize = 20;
    let server = Server::start(Db::Sqlite).await;
    // So that they wait for the writer together. It is held once, however often this is run.
    let (free, held) = std::sync::mpsc::channel::<()>();
    let holder = server.app.store.clone();
    let holder = std::thread::spawn(move || {
        holder.write(move |_| {
            let _freed = held.recv();
            Ok(())
        })
    });
    let writers: Vec<_> = (0..24)
        .map(|writer| {
            let store = server.app.store.clone();
            std::thread::spawn(move || {
                for time in 0..EACH {
                    let fails = (writer + time) % 3 == 0;
                    let name = format!("neighbour-{writer}-{time}");
                    let ended = store.attempt(move |conn| {
                        store::meta::set_once(conn, &name, b"first")?;
                        store::meta::set(conn, &format!("{name}-more"), b"second")?;
                        match fails {
                            true => Err(store::Error::Exists("for the test".into())),
                            false => Ok(()),
                        }
                    });
                    match ended {
                        Ok(()) => assert!(!fails),
                        Err(store::Error::Exists(why)) => {
                            assert!(fails && why == "for the test", "{why}");
                        }
                        Err(other) => panic!("{other}"),
                    }
                }
            })
        })
        .collect();
    drop(free);
    holder.join().expect("ends").expect("writes");
    for writer in writers {
        writer.join().expect("ends");
    }
    for writer in 0..24 {
        for time in 0..EACH {
            for suffix in ["", "-more"] {
                let name = format!("neighbour-{writer}-{time}{suffix}");
                let found = server.app.store.read(|c| store::meta::find(c, &name));
                let is_there = found.expect("reads").is_some();
                assert_eq!(is_there, (writer + time) % 3 != 0, "{name}");
            }
        }
    }
}

// F08: what waited for the writer until its caller was told to come again is not done when the writer is free:
// the caller has sent it again.
#[tokio::test]
async fn what_nobody_waits_for_is_not_begun() {
    let server = Server::start(Db::Sqlite).await;
    let (begun, told) = std::sync::mpsc::channel::<()>();
    let (free, held) = std::sync::mpsc::channel::<()>();
    let holder = server.app.store.clone();
    let holder = std::thread::spawn(move || {
        holder.write(move |_| {
            let _told = begun.send(());
            let _freed = held.recv();
            Ok(())
        })
    });
    told.recv().expect("the writer is held");
    let callers: Vec<_> = ["gone", "there"]
        .map(|name| {
            let (store, waiting) = (server.app.store.clone(), Waiting::default());
            let (left, (asked, asks)) = (waiting.left(), std::sync::mpsc::channel::<()>());
            let work = std::thread::spawn(move || {
                left.work(|| {
                    drop(asked);
                    store.attempt(move |conn| store::meta::set(conn, name, b"done"))
                })
            });
            // Its thread works on it: who leaves later leaves something behind.
            assert!(asks.recv().is_err());
            (name, waiting, work)
        })
        .into();
    let mut works = Vec::new();
    let mut stays = None;
    for (name, waiting, work) in callers {
        match name {
            "gone" => drop(waiting),
            _ => stays = Some(waiting),
        }
        works.push((name, work));
    }
    drop(free);
    holder.join().expect("ends").expect("writes");
    for (name, work) in works {
        let ended = work.join().expect("ends").expect("was begun");
        assert_eq!(ended.is_ok(), name == "there", "{name}: {ended:?}");
        let found = server.app.store.read(|c| store::meta::find(c, name));
        assert_eq!(found.expect("reads").is_some(), name == "there", "{name}");
    }
    drop(stays);
}

// A full disk ends a transaction behind Diesel's back; the writer survives that.
#[tokio::test]
async fn a_broken_transaction_does_not_break_the_writer() {
    let server = Server::start(Db::Sqlite).await;
    let ended = server.app.store.write(move |conn| match conn {
        store::Conn::Sqlite(c) => Ok(c.batch_execute("ROLLBACK")?),
        store::Conn::Postgres(_) => panic!("SQLite"),
    });
    assert!(ended.is_err());
    let _tokens = server.tokens().await;
}

// AU-01, AU-03: each step leaves its row, with who, when and in which request.
#[tokio::test]
async fn what_happened_is_in_the_trail() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        let _tokens = server.tokens().await;
        let rows = server.audit();
        for event in [
            "session.began",
            "authorization.granted",
            "consent.given",
            "token.issued",
            "client.added",
            "user.added",
            "key.made",
        ] {
            let row = rows
                .iter()
                .find(|row| row.event == event)
                .unwrap_or_else(|| panic!("{event}"));
            assert_eq!(
                (row.outcome.as_str(), row.request_id.len(), row.node.len()),
                ("success", 26, 26),
                "{event}"
            );
            assert!(row.seq > 0 && row.at > 0 && !row.actor.is_empty());
        }
        let mut places: Vec<_> = rows.iter().map(|row| (row.node.clone(), row.seq)).collect();
        places.sort();
        places.dedup();
        assert_eq!(places.len(), rows.len());
    }
}

/// What somebody does in the property of AU-01.
#[derive(Clone, Copy, Debug)]
enum Deed {
    Mistype,
    SignIn,
    Allow,
    Deny,
    Redeem,
    RedeemWrongly,
    Serve,
    ServeWrongly,
    Leave,
    Register,
}

// AU-01: "replaying N random operations gives a bijection": whatever happens in whatever order,
// each row of state has one row of the trail, and each such row of the trail one of state.
both!(each_change_has_its_row_in_the_trail);
async fn each_change_has_its_row_in_the_trail(db: Db) {
    use Deed::{
        Allow, Deny, Leave, Mistype, Redeem, RedeemWrongly, Register, Serve, ServeWrongly, SignIn,
    };
    use proptest::{
        strategy::{Strategy, ValueTree},
        test_runner::TestRunner,
    };
    let server = Server::start(db).await;
    const DEEDS: [Deed; 10] = [
        Mistype,
        SignIn,
        Allow,
        Deny,
        Redeem,
        RedeemWrongly,
        Serve,
        ServeWrongly,
        Leave,
        Register,
    ];
    let any = proptest::collection::vec(proptest::sample::select(&DEEDS[..]), 40);
    let mut runner = TestRunner::default();
    for round in 0..3 {
        let deeds = any.new_tree(&mut runner).expect("deeds").current();
        // Counters of failures are another rule's.
        server.sql("DELETE FROM limits");
        let (mut browser, mut code) = (server.browser(), "x".to_owned());
        for (at, deed) in deeds.iter().enumerate() {
            let ask = query("web", &[("prompt", "consent")]);
            match deed {
                Mistype => {
                    let page = browser.open(&query("web", &[("prompt", "login")])).await;
                    let typed = [("username", "anna"), ("password", "wrong")];
                    browser.submit(&page, &typed).await;
                }
                SignIn => {
                    server.sql("DELETE FROM limits");
                    let page = browser.open(&query("web", &[("prompt", "login")])).await;
                    browser.sign_in(&page, "anna", "anna-password").await;
                }
                Allow | Deny => {
                    let page = browser.open(&ask).await;
                    if page.url.path().ends_with("/consent") {
                        let answer = match deed {
                            Allow => browser.allow(&page).await,
                            _ => {
                                let denied = browser.submit(&page, &[("decision", "deny")]).await;
                                browser.follow(denied).await.refresh()
                            }
                        };
                        let found = answer.query_pairs().find(|(name, _)| name == "code");
                        code = found.map_or(code, |(_, code)| code.into_owned());
                    }
                }
                Redeem => drop(server.redeem(&code).await),
                RedeemWrongly => drop(server.redeem_with(&code, &"x".repeat(43)).await),
                Serve | ServeWrongly => {
                    let secret = if matches!(deed, Serve) {
                        "service-secret"
                    } else {
                        "wrong"
                    };
                    let form = [("grant_type", "client_credentials")];
                    server.token(Some(("service", secret)), &form).await;
                }
                Leave => {
                    let page = browser.get("/logout").await;
                    if page.body.contains("name=\"csrf\"") {
                        browser.submit(&page, &[("decision", "leave")]).await;
                    }
                    browser = server.browser();
                }
                Register => {
                    let id = format!("made-{round}-{at}");
                    server.client(json!({"client_id": id, "redirect_uris": ["https://a.example/"], "scope": "openid"}));
                }
            }
        }
        let told = |event: &str| {
            let from = format!(
                "audit WHERE event = '{event}' AND outcome LIKE '{}'",
                if event == "authorization.denied" {
                    "%"
                } else {
                    "success"
                }
            );
            let mut told = server.rows("subject", &from);
            told.sort();
            told
        };
        for (event, expression, from) in [
            ("consent.given", "'consent:' || id", "consents"),
            (
                "authorization.granted",
                "'interaction:' || interaction_id",
                "codes",
            ),
            (
                "authorization.denied",
                "'interaction:' || id",
                "interactions WHERE stage = 'denied'",
            ),
            (
                "session.began",
                "'session:' || id",
                "(SELECT id FROM sessions UNION ALL SELECT SUBSTR(subject, 9) AS id FROM audit WHERE event = 'session.ended') AS every_session",
            ),
            (
                "client.added",
                "'client:' || id",
                // The pages' own client is there from the start.
                "clients WHERE id <> 'signet-account'",
            ),
            ("user.added", "'user:' || id", "users"),
        ] {
            let mut kept = server.rows(expression, from);
            kept.sort();
            assert_eq!(told(event), kept, "{event} after {deeds:?}");
        }
        let mut keys = server.rows("'key:' || kid", "signing_keys");
        keys.sort();
        let mut made = [told("key.made"), told("key.published")].concat();
        made.sort();
        assert_eq!(made, keys, "{deeds:?}");
        // A token of a client has no row of its own.
        let mut grants = server.rows("'grant:' || id", "grants");
        grants.sort();
        let issued: Vec<_> = told("token.issued")
            .into_iter()
            .filter(|who| who.starts_with("grant:"))
            .collect();
        assert_eq!(issued, grants, "{deeds:?}");
    }
}

// ST-12: what is over is swept in batches; a used code and used refresh tokens stay as long as
// their grant, because a replay must be noticed; a denial outlives the token; consents stay.
#[tokio::test]
async fn what_is_over_is_swept() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        server.client(json!({
            "client_id": "keeper", "token_endpoint_auth_method": "none",
            "redirect_uris": [CALLBACK], "grant_types": ["authorization_code", "refresh_token"],
            "scope": "openid profile offline_access", "signet": {"access_token_format": "opaque"},
        }));
        let browser = server.browser();
        let asked = query("keeper", &[("scope", "openid profile offline_access")]);
        let page = browser.open(&asked).await;
        let page = browser.sign_in(&page, "anna", "anna-password").await;
        let code = crate::support::app::code_of(&browser.allow(&page).await);
        let form = [
            ("grant_type", "authorization_code"),
            ("client_id", "keeper"),
            ("code", &code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ];
        let tokens = Tokens(server.token(None, &form).await.json());
        let refresh = |token: &str| {
            let form = [
                ("grant_type", "refresh_token".to_owned()),
                ("client_id", "keeper".to_owned()),
                ("refresh_token", token.to_owned()),
            ];
            let browser = server.browser();
            let request = browser.http.post(browser.url("/token")).form(&form);
            async move { browser.send(request).await }
        };
        let first = tokens.text("refresh_token").to_owned();
        let second = Tokens(refresh(&first).await.json());
        let (_unused, browser) = server.code().await;
        browser.open(&query("web", &[("prompt", "login")])).await;
        // Many rows of one kind: more than one batch.
        let until = server.now().plus(std::time::Duration::from_secs(300));
        let denied = move |conn: &mut store::Conn<'_>| {
            (0..2500)
                .try_for_each(|n| store::tokens::deny(conn, &format!("jti-{n}"), until).map(drop))
        };
        server.app.store.write(denied).expect("writes");
        let sweep = || background::sweep(&server.ctx()).expect("sweeps");
        let count = |table: &str| rows(&server, table);
        // what was sealed goes when its window closes.
        let sealed = || count("refresh_tokens WHERE sealed_successor IS NOT NULL");
        assert_eq!(sealed(), 1);
        server.advance(301);
        sweep();
        assert_eq!(sealed(), 0);
        assert_eq!(count("denied_tokens"), 2500);
        server.advance(60);
        let statements = server.app.store.statements();
        statements.record();
        assert!(sweep() >= 2500);
        let deleted = statements
            .stop()
            .into_iter()
            .filter(|text| text.contains("DELETE") && text.contains("denied_tokens"));
        assert_eq!(deleted.count(), 3);
        assert_eq!((count("denied_tokens"), count("access_tokens")), (0, 0));
        // Two weeks later the chain still knows what was used.
        server.advance(13 * 86_400);
        sweep();
        assert_eq!(
            (count("sessions"), count("interactions"), count("limits")),
            (0, 0, 0)
        );
        assert_eq!(
            (count("refresh_tokens"), server.grants(), server.codes()),
            (2, 1, 1)
        );
        let reused = refresh(&first).await;
        assert_eq!(reused.json()["error"], "invalid_grant");
        assert!(
            server.audited("refresh_reuse", "refresh-reused"),
            "{:?}",
            server.audit()
        );
        let dead = refresh(second.text("refresh_token")).await;
        assert_eq!(dead.status, 400);
        // A day after the absolute end nothing is left but the consents.
        server.advance(78 * 86_400);
        sweep();
        assert_eq!(
            (count("refresh_tokens"), server.grants(), server.codes()),
            (0, 0, 0)
        );
        assert_eq!(count("consents"), 2);
        assert_eq!(sweep(), 0);
    }
}

/// How many rows there are of `FROM` this.
fn rows(server: &Server, from: &str) -> i64 {
    #[derive(diesel::QueryableByName)]
    struct Count {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        count: i64,
    }
    let query = diesel::sql_query("SELECT COUNT(*) AS count FROM ".to_owned() + from);
    let found: Count = match server.store_options().target {
        Target::Sqlite(path) => {
            let path = path.to_str().expect("text");
            let mut connection = SqliteConnection::establish(path).expect("connects");
            query.get_result(&mut connection).expect("counts")
        }
        Target::Postgres(url) => {
            let mut connection = diesel::PgConnection::establish(&url).expect("connects");
            query.get_result(&mut connection).expect("counts")
        }
    };
    found.count
}

// ST-03, in the database: a seed that is moved to another row opens nothing, and nobody gets in.
both!(a_seed_in_anothers_row_opens_nothing);
async fn a_seed_in_anothers_row_opens_nothing(db: Db) {
    let server = Server::start(db).await;
    server.user(
        json!({"username": "eve", "totp": [{"secret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"}]}),
        "eve-password",
    );
    server.sql("UPDATE totps SET sealed_seed = (SELECT t.sealed_seed FROM totps t JOIN identifiers i ON i.user_id = t.user_id WHERE i.form = 'eve')");
    let browser = server.browser();
    let page = browser.open(&query("web", &[])).await;
    let page = browser.sign_in(&page, "kim", "kim-password").await;
    let answer = browser.submit(&page, &[("code", "123456")]).await;
    assert_eq!(answer.status, 500);
    assert!(!browser.cookies.lock().expect("cookies").contains_key("sid"));
}

// SQLite's transactions begin deferred, unless told otherwise: who reads and then writes is broken
// off, at once, if somebody else wrote in between. Here the other one waits.
#[tokio::test]
async fn a_write_on_sqlite_is_not_broken_off_by_another() {
    use std::{sync::mpsc, time::Duration};
    let server = Server::start(Db::Sqlite).await;
    let target = server.store_options().target;
    let mut tries = 0;
    let came_between = server.app.store.write(move |conn| {
        tries += 1;
        store::catalog::version(conn)?;
        let (told, other) = mpsc::channel();
        let target = target.clone();
        std::thread::spawn(move || {
            database::execute(&target, "UPDATE clients SET state = state");
            told.send(())
        });
        let came_between = other.recv_timeout(Duration::from_millis(300)).is_ok();
        let written = diesel::sql_query("UPDATE users SET state = state");
        match conn {
            store::Conn::Sqlite(c) => written.execute(*c),
            store::Conn::Postgres(c) => written.execute(*c),
        }?;
        Ok((came_between, tries))
    });
    assert_eq!(came_between.expect("writes"), (false, 1));
}

// Of two loads of the catalog the slower one may have read the older state: what a command or a
// page has changed is not taken back by it.
#[tokio::test]
async fn what_a_node_knows_does_not_go_back() {
    use std::sync::atomic::{AtomicBool, Ordering};
    let server = Server::bare(Db::Sqlite, &[]).await;
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    server.app.refresh().expect("reads");
                }
            });
        }
        let known = (0..60).all(|n| {
            let name = format!("scope-{n}");
            server.scope(json!({"name": name, "title": "A scope"}));
            (0..20).all(|_| {
                std::thread::yield_now();
                server.app.catalog().scope(&name).is_some()
            })
        });
        done.store(true, Ordering::Relaxed);
        assert!(known);
    });
}
