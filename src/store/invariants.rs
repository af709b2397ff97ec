//! What must hold in every database, whatever happened to it (ST-11); and its upkeep.

use std::sync::Arc;

use diesel::{QueryableByName, RunQueryDsl, connection::SimpleConnection, sql_types::Text};

use super::{Conn, Options, Result, Statements, Target, conn::db, postgres, sqlite};

/// A row that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Broken {
    /// The rule.
    pub rule: &'static str,
    /// The row that breaks it.
    pub id: String,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    id: String,
}

/// Runs a query for rows that must not be, and notes those that are.
macro_rules! none {
    ($conn:ident, $found:ident, $rule:literal, $sql:literal) => {{
        let rows: Vec<Row> = db!(&mut *$conn, |c| diesel::sql_query(concat!(
            $sql,
            " LIMIT 100"
        ))
        .load(c))?;
        $found.extend(rows.into_iter().map(|row| Broken {
            rule: $rule,
            id: row.id,
        }));
    }};
}

/// ST-11: "≤ 1 active refresh per grant, code consumed ⇔ grant exists, no orphan, no token without
/// audit row, one active key per purpose and alg": what is otherwise, at most 100 of each.
pub fn broken(conn: &mut Conn<'_>) -> Result<Vec<Broken>> {
    let mut found = Vec::new();
    none!(
        conn,
        found,
        "a grant has at most one active refresh token",
        "SELECT grant_id AS id FROM refresh_tokens WHERE state = 'active' \
         GROUP BY grant_id HAVING COUNT(*) > 1"
    );
    none!(
        conn,
        found,
        "a code with a grant was used, and its grant exists",
        "SELECT interaction_id AS id FROM codes WHERE grant_id IS NOT NULL AND (used_at IS NULL \
         OR NOT EXISTS (SELECT 1 FROM grants WHERE grants.id = codes.grant_id))"
    );
    none!(
        conn,
        found,
        "a refresh token belongs to a grant",
        "SELECT id FROM refresh_tokens WHERE NOT EXISTS \
         (SELECT 1 FROM grants WHERE grants.id = refresh_tokens.grant_id)"
    );
    none!(
        conn,
        found,
        "an access token belongs to a grant",
        "SELECT jti AS id FROM access_tokens WHERE grant_id IS NOT NULL AND NOT EXISTS \
         (SELECT 1 FROM grants WHERE grants.id = access_tokens.grant_id)"
    );
    none!(
        conn,
        found,
        "a grant belongs to a client, and to its person",
        "SELECT id FROM grants WHERE NOT EXISTS \
         (SELECT 1 FROM clients WHERE clients.id = grants.client_id) OR (user_id IS NOT NULL \
         AND NOT EXISTS (SELECT 1 FROM users WHERE users.id = grants.user_id))"
    );
    none!(
        conn,
        found,
        "what somebody signs in with belongs to a person",
        "SELECT user_id AS id FROM (SELECT user_id FROM identifiers UNION SELECT user_id FROM \
         passwords UNION SELECT user_id FROM totps UNION SELECT user_id FROM passkeys UNION \
         SELECT user_id FROM sessions) AS every \
         WHERE NOT EXISTS (SELECT 1 FROM users WHERE users.id = every.user_id)"
    );
    none!(
        conn,
        found,
        "nothing was given out without an event in the audit trail",
        "SELECT id FROM grants WHERE NOT EXISTS \
         (SELECT 1 FROM audit WHERE audit.subject = 'grant:' || grants.id)"
    );
    none!(
        conn,
        found,
        "one key signs for each purpose and algorithm",
        "SELECT purpose || ' ' || algorithm AS id FROM signing_keys WHERE state = 'active' \
         GROUP BY purpose, algorithm HAVING COUNT(*) > 1"
    );
    Ok(found)
}

/// Gives back the room of what was deleted, and renews what the planner knows.
pub fn vacuum(options: &Options) -> Result<()> {
    let statements = Arc::new(Statements::default());
    match &options.target {
        Target::Sqlite(path) => {
            let url = path
                .to_str()
                .ok_or_else(|| super::Error::Away("the database path is not UTF-8".into()))?;
            let mut connection = sqlite::connect(url, &statements)?;
            connection.batch_execute(
                "VACUUM; PRAGMA wal_checkpoint(TRUNCATE); ANALYZE; PRAGMA optimize",
            )?;
        }
        Target::Postgres(url) => {
            postgres::connect(url, &statements)?.batch_execute("VACUUM (ANALYZE)")?;
        }
    }
    Ok(())
}
