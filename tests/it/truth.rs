//! JW-13: a token is active if nothing at all speaks against it.

use std::fmt::Write;

use diesel::{Connection, PgConnection, RunQueryDsl, SqliteConnection};
use serde_json::json;
use signet::store::Target;

use crate::support::{Db, Server, server::CALLBACK};

const CLIENT: (&str, Option<&str>) = ("bound", Some("bound-secret"));
/// Its secret is long, so that it is checked by one HMAC and not by a slow hash (CA-05).
const RS: (&str, Option<&str>) = (
    "rs",
    Some("rs-secret-rs-secret-rs-secret-rs-secret-rs-secret"),
);

/// What can speak against a token: its name, how it comes about, how it goes.
const FACTS: [(&str, &str, &str); 9] = [
    (
        "token revoked",
        "INSERT INTO denied_tokens (jti, expires_at) VALUES ('{jti}', {far})",
        "DELETE FROM denied_tokens",
    ),
    (
        "grant revoked",
        "UPDATE grants SET revoked_at = 1, revoke_reason = 'grant-revoked'",
        "UPDATE grants SET revoked_at = NULL, revoke_reason = NULL",
    ),
    (
        "user disabled",
        "UPDATE users SET state = 'disabled'",
        "UPDATE users SET state = 'active'",
    ),
    (
        "session ended",
        "UPDATE sessions SET ended_at = 1",
        "UPDATE sessions SET ended_at = NULL",
    ),
    (
        "consent withdrawn",
        "UPDATE consents SET withdrawn_at = 1",
        "UPDATE consents SET withdrawn_at = NULL",
    ),
    (
        "not_before of the user",
        "UPDATE users SET not_before = {far}",
        "UPDATE users SET not_before = NULL",
    ),
    (
        "client disabled",
        "UPDATE clients SET state = 'disabled' WHERE id = 'bound'",
        "UPDATE clients SET state = 'live' WHERE id = 'bound'",
    ),
    (
        "not_before of the client",
        "UPDATE clients SET not_before = {far} WHERE id = 'bound'",
        "UPDATE clients SET not_before = NULL WHERE id = 'bound'",
    ),
    (
        "not_before of everybody",
        "UPDATE catalog SET not_before = {far}",
        "UPDATE catalog SET not_before = NULL",
    ),
];
/// From here on they stand in the catalog, which a node keeps in memory.
const IN_CATALOG: usize = 6;

enum Raw {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Raw {
    fn open(server: &Server) -> Self {
        match server.store_options().target {
            Target::Sqlite(path) => {
                let path = path.to_str().expect("text");
                let mut connection = SqliteConnection::establish(path).expect("opens");
                diesel::sql_query("PRAGMA busy_timeout = 5000")
                    .execute(&mut connection)
                    .expect("waits");
                Self::Sqlite(connection)
            }
            Target::Postgres(url) => {
                Self::Postgres(PgConnection::establish(&url).expect("connects"))
            }
        }
    }

    fn run(&mut self, sql: &str) {
        let query = diesel::sql_query(sql);
        match self {
            Self::Sqlite(connection) => query.execute(connection),
            Self::Postgres(connection) => query.execute(connection),
        }
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
    }
}

/// The answers for all combinations of facts, as rows and columns of letters.
async fn table(db: Db, format: &str) -> String {
    let server = Server::start(db).await;
    server.client(json!({"client_id": "bound", "client_secret": "bound-secret", "redirect_uris": [CALLBACK], "scope": "openid profile records.read", "grant_types": ["authorization_code", "refresh_token"], "signet": {"online_refresh": true, "access_token_format": format}}));
    server.client(json!({"client_id": "rs", "client_secret": RS.1, "grant_types": [], "signet": {"introspects": [server.app.issuer]}}));
    let (tokens, _) = server.signed_in(CLIENT, &[]).await;
    let token = tokens.text("access_token").to_owned();
    let told = server
        .ask("/introspect", RS, &[("token", &token)])
        .await
        .json();
    let jti = told["jti"].as_str().expect("a jti").to_owned();
    let far = (server.now().millis() + 1).to_string();
    let mut raw = Raw::open(&server);
    // One connection for all: a thousand of them take longer than what they ask.
    let browser = server.browser();
    let mut active = Vec::new();
    let mut asked = 0;
    for expired in [false, true] {
        if expired {
            server.advance(305);
        }
        let mut stands = 0_usize;
        for at in 0..1 << FACTS.len() {
            // Gray code: from one combination to the next one fact changes.
            let combination = at ^ (at >> 1);
            let changed = stands ^ combination;
            if let Some(fact) = (0..FACTS.len()).find(|fact| changed >> fact & 1 == 1) {
                let (_, comes, goes) = FACTS[fact];
                let sql = if combination >> fact & 1 == 1 {
                    comes
                } else {
                    goes
                };
                raw.run(&sql.replace("{far}", &far).replace("{jti}", &jti));
                if fact >= IN_CATALOG {
                    raw.run("UPDATE catalog SET version = version + 1");
                    server.app.refresh().expect("looks");
                }
            }
            stands = combination;
            asked += 1;
            let request = browser.http.post(browser.url("/introspect"));
            let request = request.basic_auth(RS.0, RS.1).form(&[("token", &token)]);
            let answer = browser.send(request).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
            if answer.body != r#"{"active":false}"# {
                active.push((expired, combination));
            }
        }
        for (_, _, goes) in FACTS {
            raw.run(goes);
        }
        raw.run("UPDATE catalog SET version = version + 1");
        server.app.refresh().expect("looks");
    }
    let mut text = format!("{asked} combinations of 10 facts\n");
    for (expired, combination) in &active {
        let against: Vec<_> = FACTS
            .iter()
            .enumerate()
            .filter(|(fact, _)| combination >> fact & 1 == 1)
            .map(|(_, (name, _, _))| *name)
            .chain(expired.then_some("expired"))
            .collect();
        let against = if against.is_empty() {
            "nothing".to_owned()
        } else {
            against.join(", ")
        };
        writeln!(text, "active with {against}").expect("writes");
    }
    for fact in 0..=FACTS.len() {
        let (name, of) = match FACTS.get(fact) {
            Some((name, _, _)) => (*name, asked / 2),
            None => ("expired", asked / 2),
        };
        let has = |(expired, combination): &&(bool, usize)| {
            if fact == FACTS.len() {
                *expired
            } else {
                combination >> fact & 1 == 1
            }
        };
        let count = active.iter().filter(has).count();
        writeln!(text, "{name:<24} {of} combinations, active in {count}").expect("writes");
    }
    text
}

// JW-13: all 1,024 combinations of what can end a token, on both databases, in both forms.
#[tokio::test]
async fn a_token_is_active_if_nothing_speaks_against_it() {
    for (db, format) in [
        (Db::Sqlite, "jwt"),
        (Db::Sqlite, "opaque"),
        (Db::Postgres, "jwt"),
    ] {
        let table = table(db, format).await;
        insta::assert_snapshot!("truth", table);
    }
}
