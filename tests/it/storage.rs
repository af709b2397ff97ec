//! What is kept, how, and at what cost.

use std::{os::unix::fs::PermissionsExt, process::Command};

use diesel::{Connection, RunQueryDsl, SqliteConnection};
use serde_json::json;
use signet::{
    app::{App, OpenError, Parts},
    config::{Config, DataKey},
    crypto::SystemEntropy,
    server::background,
    store::{self, Options, Store, Target, migrate},
};

use crate::support::{
    Db, Server, Tokens,
    app::VERIFIER,
    clock::TestClock,
    database, query,
    server::{CALLBACK, TOTP_SEED},
};

// How many statements an operation may take.
#[tokio::test]
async fn operations_keep_to_their_statements() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        let statements = server.app.store.statements();
        // What the background looks at is no request's: the catalog, the clock, kinds of hashes.
        let background = ["catalog", "clock_timestamp", "LIKE", "COUNT(*)"];
        let counted = || {
            let texts = statements.stop();
            let of_request = |text: &String| !background.iter().any(|word| text.contains(word));
            texts.into_iter().filter(of_request).collect::<Vec<_>>()
        };
        let browser = server.browser();
        statements.record();
        browser.get("/.well-known/openid-configuration").await;
        browser.get("/jwks").await;
        assert_eq!(counted(), Vec::<String>::new());
        statements.record();
        let answer = server
            .token(
                Some(("service", "service-secret")),
                &[("grant_type", "client_credentials")],
            )
            .await;
        assert_eq!(answer.status, 200);
        let found = counted();
        assert!(found.len() <= 1, "client credentials: {found:#?}");
        let page = browser.open(&query("web", &[])).await;
        statements.record();
        let answer = browser
            .submit(
                &page,
                &[("username", "anna"), ("password", "anna-password")],
            )
            .await;
        let found = counted();
        assert!(
            found.len() <= 8,
            "a password sign-in: {} {found:#?}",
            found.len()
        );
        let consent = browser.follow(answer).await;
        let address = browser.allow(&consent).await;
        let code = crate::support::app::code_of(&address);
        statements.record();
        let tokens = server.redeem(&code).await;
        let found = counted();
        assert!(found.len() <= 6, "a redemption: {} {found:#?}", found.len());
        let tokens = Tokens(tokens.json());
        statements.record();
        assert_eq!(
            server.userinfo(tokens.text("access_token")).await.status,
            200
        );
        let found = counted();
        assert!(found.len() <= 2, "userinfo: {} {found:#?}", found.len());
        statements.record();
        let answer = browser
            .get(&format!("/authorize?{}", query("web", &[])))
            .await;
        assert!(answer.parameter("code").is_some());
        let found = counted();
        assert!(found.len() <= 5, "authorize: {} {found:#?}", found.len());
    }
}

// ST-01, ST-02, AU-07, AU-08: after a whole run no secret stands in the database or in the log,
// raw, in hex or in base64.
#[tokio::test]
async fn no_secret_is_kept_in_the_clear() {
    use base64::{
        Engine,
        engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
    };
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::DEBUG)
        .with_writer(log.clone())
        .with_ansi(false)
        .finish();
    // The first test to come installs it; the servers of other tests write there, too.
    let logged = tracing::subscriber::set_global_default(subscriber).is_ok();
    for db in Db::BOTH {
        let server = Server::start(db).await;
        let mut secrets = vec![
            "anna-password".to_owned(),
            "kim-password".into(),
            TOTP_SEED.into(),
            "wrong-canary-password".into(),
            VERIFIER.into(),
            "post-secret".into(),
            "service-secret".into(),
            "web-secret-web-secret-web-secret-web-secret-web".into(),
        ];
        secrets.push(server.client(json!({"client_id": "made", "redirect_uris": ["https://a.example/"], "scope": "openid"})).expect("a secret").expose().to_owned());
        for round in 0..6 {
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
        secrets.sort();
        secrets.dedup();
        assert!(secrets.len() >= 40, "{}", secrets.len());
        let target = server.store_options().target;
        let dir = server.stop().await;
        let mut kept = Vec::new();
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
        if logged {
            kept.extend(log.0.lock().expect("log").clone());
        }
        for secret in &secrets {
            let hex: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
            for form in [
                secret.clone(),
                hex,
                STANDARD.encode(secret).trim_end_matches('=').to_owned(),
                URL_SAFE_NO_PAD.encode(secret),
            ] {
                let found = kept
                    .windows(form.len())
                    .any(|window| window == form.as_bytes());
                assert!(!found, "{db:?}: {secret} as {form}");
            }
        }
    }
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

// ST-08: a value that no request can have is refused by the type, not by luck: nothing over the
// body's limit is ever bound. ST-09: what is set at the start is read back by every connection.
#[tokio::test]
async fn sqlite_keeps_its_settings() {
    let server = Server::start(Db::Sqlite).await;
    let Target::Sqlite(path) = server.store_options().target else {
        panic!("SQLite")
    };
    let mut connection =
        SqliteConnection::establish(path.to_str().expect("text")).expect("connects");
    #[derive(diesel::QueryableByName)]
    struct Mode {
        #[diesel(sql_type = diesel::sql_types::Text)]
        journal_mode: String,
    }
    let mode: Mode = diesel::sql_query("SELECT journal_mode FROM pragma_journal_mode")
        .get_result(&mut connection)
        .expect("reads");
    assert_eq!(mode.journal_mode, "wal");
    assert!(server.app.config.limits.body <= 1 << 20);
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

// TK-25, AU-02: without its database a node answers 503 and takes nothing; then it goes on. An
// audit row that cannot be written stops what it tells about.
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

    let (code, _) = server.code().await;
    let mut connection = diesel::PgConnection::establish(&url).expect("connects");
    let forbid = "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$";
    diesel::sql_query(forbid)
        .execute(&mut connection)
        .expect("makes");
    diesel::sql_query(
        "CREATE TRIGGER no BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION no()",
    )
    .execute(&mut connection)
    .expect("makes");
    let grants = server.grants();
    assert!(server.redeem(&code).await.status.is_server_error());
    assert_eq!(server.grants(), grants);
    diesel::sql_query("DROP TRIGGER no ON audit")
        .execute(&mut connection)
        .expect("drops");
    assert_eq!(server.redeem(&code).await.status, 200);
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
            (0..2500).try_for_each(|n| store::tokens::deny(conn, &format!("jti-{n}"), until))
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
#[tokio::test]
async fn a_seed_in_anothers_row_opens_nothing() {
    let server = Server::start(Db::Sqlite).await;
    server.user(
        json!({"username": "eve", "totp": [{"secret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"}]}),
        "eve-password",
    );
    let Target::Sqlite(path) = server.store_options().target else {
        panic!("SQLite")
    };
    let mut connection =
        SqliteConnection::establish(path.to_str().expect("text")).expect("connects");
    let moved = "UPDATE totps SET sealed_seed = (SELECT t.sealed_seed FROM totps t JOIN identifiers i ON i.user_id = t.user_id WHERE i.form = 'eve')";
    diesel::sql_query(moved)
        .execute(&mut connection)
        .expect("moves");
    let browser = server.browser();
    let page = browser.open(&query("web", &[])).await;
    let page = browser.sign_in(&page, "kim", "kim-password").await;
    let answer = browser.submit(&page, &[("code", "123456")]).await;
    assert_eq!(answer.status, 500);
    assert!(!browser.cookies.lock().expect("cookies").contains_key("sid"));
}
