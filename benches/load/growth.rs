//! What a table of many grants does to the calls that people and apps wait for.

use diesel::{Connection, PgConnection, SqliteConnection, connection::SimpleConnection};

/// What the databases say differently.
struct Dialect {
    /// The numbers 1 to `{n}`, as `n(i)`.
    numbers: &'static str,
    /// 32 bytes that no other number has.
    digest: &'static str,
    /// The number `{i}` as text of a fixed length.
    text: &'static str,
    no: &'static str,
}

const SQLITE: Dialect = Dialect {
    numbers: "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {n})",
    digest: "randomblob(32)",
    text: "printf('%018d', {i})",
    no: "0",
};
const POSTGRES: Dialect = Dialect {
    numbers: "WITH n(i) AS (SELECT generate_series(1, {n}))",
    digest: "sha256(i::text::bytea)",
    text: "lpad(({i})::text, 18, '0')",
    no: "false",
};

/// Grants of each person.
const EACH: usize = 10;

/// Fills a migrated database that nobody serves with so many live grants of an app that stays
/// connected, each with its refresh token; gives the database's size in bytes.
pub fn fill(url: &str, grants: usize, now: i64) -> u64 {
    match url.strip_prefix("sqlite://") {
        Some(path) => {
            let mut connection = SqliteConnection::establish(path).expect("connects");
            run(&mut connection, &SQLITE, grants, now);
            let log = "PRAGMA wal_checkpoint(TRUNCATE)";
            connection.batch_execute(log).expect("is put away");
            std::fs::metadata(path).expect("a file").len()
        }
        None => {
            use diesel::{QueryableByName, RunQueryDsl, sql_types::BigInt};
            #[derive(QueryableByName)]
            struct Size {
                #[diesel(sql_type = BigInt)]
                bytes: i64,
            }
            let mut connection = PgConnection::establish(url).expect("connects");
            run(&mut connection, &POSTGRES, grants, now);
            connection.batch_execute("VACUUM ANALYZE").expect("vacuums");
            let asked = "SELECT pg_database_size(current_database()) AS bytes";
            let size: Size = diesel::sql_query(asked)
                .get_result(&mut connection)
                .expect("a size");
            size.bytes.unsigned_abs()
        }
    }
}

fn run(connection: &mut impl SimpleConnection, dialect: &Dialect, grants: usize, now: i64) {
    let Dialect {
        numbers,
        digest,
        text,
        no,
    } = dialect;
    let people = grants.div_ceil(EACH);
    let numbers = |n: usize| numbers.replace("{n}", &n.to_string());
    let (end, began) = (now + 90 * 86_400_000, now - 86_400_000);
    let (of_people, of_grants) = (numbers(people), numbers(grants));
    let person = text.replace("{i}", &format!("(i - 1) / {EACH} + 1"));
    let text = text.replace("{i}", "i");
    let all = format!(
        "BEGIN; \
         INSERT INTO users (id, state, profile, roles, created_at, updated_at) {of_people} \
         SELECT '0GROWTH-' || {text}, 'active', '{{}}', '[]', {began}, {began} FROM n; \
         INSERT INTO grants (id, client_id, user_id, scope, audience, created_at, absolute_at, epoch, bound) {of_grants} \
         SELECT '0GROWTH-' || {text}, 'app-stays', '0GROWTH-' || {person}, \
         'openid offline_access', '[]', {began}, {end}, (SELECT restore_epoch FROM catalog), {no} FROM n; \
         INSERT INTO refresh_tokens (id, grant_id, generation, digest, state, idle_at, uses, late_uses) {of_grants} \
         SELECT '0GROWTH-' || {text}, '0GROWTH-' || {text}, 1, {digest}, 'active', {end}, 0, 0 FROM n; \
         COMMIT;",
    );
    connection.batch_execute(&all).expect("fills");
}
