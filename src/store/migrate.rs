//! Migrations: embedded, under a lock, each step in its transaction, with its checksum kept.

mod place;

use std::{path::Path, sync::Arc};

use diesel::{
    Connection, QueryableByName, RunQueryDsl,
    backend::Backend as DieselBackend,
    connection::BoxableConnection,
    migration::{self, Migration, MigrationMetadata, MigrationName, MigrationVersion},
    sql_types::{Bool, Text},
};
use diesel_migrations::MigrationHarness;

use super::{Error, Options, Result, Statements, Target, postgres, sqlite};
use crate::core::failpoint;

/// A step of the schema, for both databases.
struct Step {
    name: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

/// The folder `migrations/{sqlite,postgres}/NAME` of each step, oldest first.
macro_rules! step {
    ($name:literal) => {
        Step {
            name: $name,
            sqlite: include_str!(concat!("../../migrations/sqlite/", $name, "/up.sql")),
            postgres: include_str!(concat!("../../migrations/postgres/", $name, "/up.sql")),
        }
    };
}

const STEPS: &[Step] = &[
    step!("2026-11-24-000001_first_light"),
    step!("2026-11-24-000002_living_tokens"),
    step!("2026-11-25-000003_client_assertions"),
    step!("2026-11-25-000006_logout"),
    step!("2026-11-25-000007_key_life"),
    step!("2026-11-25-000008_mend"),
    step!("2026-11-25-000010_door_tokens"),
    step!("2026-11-25-000011_exchange"),
    step!("2026-11-25-000012_corsano"),
    step!("2026-11-25-000013_healthily"),
    step!("2026-11-25-000014_upstream"),
    step!("2026-11-25-000015_legacy_calls"),
    step!("2026-11-25-000020_devices"),
    step!("2026-11-25-000021_factors"),
    step!("2026-11-25-000022_browsers"),
    step!("2026-11-25-000023_audit_chain"),
    step!("2026-11-26-000030_accounts"),
    step!("2026-11-26-000031_live_codes"),
];

/// Where a database stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Names of the steps that were taken.
    pub applied: Vec<String>,
    /// Names of the steps that are missing.
    pub pending: Vec<String>,
    /// Versions that this binary does not know: the database is newer (OP-04, exit code 4).
    pub unknown: Vec<String>,
}

impl Status {
    /// Whether this binary can work with it as it is.
    pub fn is_current(&self) -> bool {
        self.pending.is_empty() && self.unknown.is_empty()
    }
}

/// The names of all steps, oldest first.
pub fn known() -> Vec<String> {
    STEPS.iter().map(|step| step.name.to_owned()).collect()
}

/// The newest step that this binary knows: the version of the schema.
pub fn newest() -> &'static str {
    STEPS.last().map_or("", |step| step.name)
}

/// Looks without changing anything.
pub fn status(options: &Options) -> Result<Status> {
    match &options.target {
        Target::Sqlite(path) if !place::is_there(path)? => {
            let pending = STEPS.iter().map(|step| step.name.to_owned()).collect();
            Ok(Status {
                applied: Vec::new(),
                pending,
                unknown: Vec::new(),
            })
        }
        Target::Sqlite(path) => status_of(&mut open_sqlite(path)?, |step| step.sqlite),
        Target::Postgres(url) => status_of(
            &mut postgres::connect(url, &Arc::new(Statements::default()))?,
            |step| step.postgres,
        ),
    }
}

/// Takes the missing steps, one process at a time, and says where the database stands now.
pub fn run(options: &Options) -> Result<Status> {
    match &options.target {
        Target::Sqlite(path) => {
            // The lock file serialises processes; the exclusive transaction keeps writers out.
            place::make_room(path)?;
            let lock = place::open_lock(path)?;
            let mut connection = open_sqlite(path)?;
            let status = connection.exclusive_transaction(|c| take(c, |step| step.sqlite));
            drop(lock);
            status
        }
        Target::Postgres(url) => {
            let mut connection = postgres::connect(url, &Arc::new(Statements::default()))?;
            lock_postgres(&mut connection)?;
            // The advisory lock goes with the connection.
            take(&mut connection, |step| step.postgres)
        }
    }
}

fn open_sqlite(path: &Path) -> Result<diesel::SqliteConnection> {
    sqlite::refuse_emptied(path)?;
    let url = path
        .to_str()
        .ok_or_else(|| Error::Away("the database path is not UTF-8".into()))?;
    place::assert_ours(path)?;
    sqlite::connect(url, &Arc::new(Statements::default()))
}

/// OP-04: a try-lock loop, so that a waiting node can say why it waits.
fn lock_postgres(connection: &mut diesel::PgConnection) -> Result<()> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        locked: bool,
    }
    for attempt in 0..600 {
        // "signet", in ASCII: a number that other users of the database will hardly take.
        let row: Row = diesel::sql_query("SELECT pg_try_advisory_lock(126891442398580) AS locked")
            .get_result(connection)?;
        if row.locked {
            return Ok(());
        }
        if attempt == 0 {
            tracing::info!("another node is migrating the database; waiting");
        }
        std::thread::park_timeout(std::time::Duration::from_millis(100));
    }
    Err(Error::Away(
        "another node has held the migration lock for a minute".into(),
    ))
}

/// Takes the steps that are pending now, inside the lock.
fn take<C>(connection: &mut C, text: fn(&Step) -> &'static str) -> Result<Status>
where
    C: MigrationHarness<C::Backend> + BoxableConnection<C::Backend> + Connection + Checksums,
    C::Backend: DieselBackend + 'static,
{
    let before = status_of(connection, text)?;
    if !before.unknown.is_empty() {
        return Ok(before);
    }
    for step in STEPS
        .iter()
        .filter(|step| before.pending.iter().any(|name| name == step.name))
    {
        connection.transaction::<_, Error, _>(|c| {
            let sql = SqlStep {
                name: StepName(step.name),
                sql: text(step),
            };
            c.run_migration(&sql as &dyn Migration<C::Backend>)
                .map_err(|e| Error::Defect(format!("{}: {e}", step.name)))?;
            failpoint::hit(step.name);
            c.keep_checksum(step.name, &checksum(text(step)))
        })?;
        tracing::info!(step = step.name, "migrated");
    }
    status_of(connection, text)
}

fn status_of<C>(connection: &mut C, text: fn(&Step) -> &'static str) -> Result<Status>
where
    C: MigrationHarness<C::Backend> + Connection + Checksums,
    C::Backend: DieselBackend,
{
    connection.batch_execute(
        "CREATE TABLE IF NOT EXISTS migration_checksums (name TEXT NOT NULL PRIMARY KEY, checksum TEXT NOT NULL)",
    )?;
    let versions = connection
        .applied_migrations()
        .map_err(|error| Error::Defect(error.to_string()))?;
    let kept = connection.checksums()?;
    let mut status = Status {
        applied: Vec::new(),
        pending: Vec::new(),
        unknown: Vec::new(),
    };
    for step in STEPS {
        if !versions.contains(&StepName(step.name).version()) {
            status.pending.push(step.name.to_owned());
            continue;
        }
        status.applied.push(step.name.to_owned());
        let expected = checksum(text(step));
        if kept
            .iter()
            .any(|(name, found)| name == step.name && *found != expected)
        {
            return Err(Error::Defect(format!(
                "migration {} is not the one that this database was made with",
                step.name
            )));
        }
    }
    let known: Vec<_> = STEPS
        .iter()
        .map(|step| StepName(step.name).version())
        .collect();
    status.unknown = versions
        .iter()
        .filter(|version| !known.contains(version))
        .map(ToString::to_string)
        .collect();
    Ok(status)
}

/// FNV-1a: finds a file that was edited after it was released; nobody attacks it.
fn checksum(text: &str) -> String {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    format!("{hash:016x}")
}

trait Checksums {
    fn checksums(&mut self) -> Result<Vec<(String, String)>>;
    fn keep_checksum(&mut self, name: &str, checksum: &str) -> Result<()>;
}

#[derive(QueryableByName)]
struct ChecksumRow {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    checksum: String,
}

macro_rules! checksums {
    ($connection:ty) => {
        impl Checksums for $connection {
            fn checksums(&mut self) -> Result<Vec<(String, String)>> {
                let rows: Vec<ChecksumRow> =
                    diesel::sql_query("SELECT name, checksum FROM migration_checksums")
                        .load(self)?;
                Ok(rows
                    .into_iter()
                    .map(|row| (row.name, row.checksum))
                    .collect())
            }
            fn keep_checksum(&mut self, name: &str, checksum: &str) -> Result<()> {
                diesel::sql_query(
                    "INSERT INTO migration_checksums (name, checksum) VALUES ($1, $2)",
                )
                .bind::<Text, _>(name)
                .bind::<Text, _>(checksum)
                .execute(self)?;
                Ok(())
            }
        }
    };
}
checksums!(diesel::SqliteConnection);
checksums!(diesel::PgConnection);

struct SqlStep {
    name: StepName,
    sql: &'static str,
}

struct StepName(&'static str);

impl StepName {
    /// The digits before the first underscore, as Diesel counts versions.
    fn version(&self) -> MigrationVersion<'static> {
        let digits: String = self
            .0
            .split('_')
            .next()
            .unwrap_or("")
            .chars()
            .filter(char::is_ascii_digit)
            .collect();
        MigrationVersion::from(digits)
    }
}

impl std::fmt::Display for StepName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

impl MigrationName for StepName {
    fn version(&self) -> MigrationVersion<'_> {
        Self::version(self)
    }
}

impl MigrationMetadata for SqlStep {
    fn run_in_transaction(&self) -> bool {
        true
    }
}

impl<DB: DieselBackend> Migration<DB> for SqlStep {
    fn run(&self, connection: &mut dyn BoxableConnection<DB>) -> migration::Result<()> {
        Ok(connection.batch_execute(self.sql)?)
    }
    fn revert(&self, _: &mut dyn BoxableConnection<DB>) -> migration::Result<()> {
        Err("a step is never taken back by the server".into())
    }
    fn metadata(&self) -> &dyn MigrationMetadata {
        self
    }
    fn name(&self) -> &dyn MigrationName {
        &self.name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // OP-04: a step that a database somewhere was made with is never edited: a change is a step of its
    // own, at the end.
    #[test]
    fn a_step_that_was_taken_stays_as_it_is() {
        let pinned = STEPS.iter().map(|step| {
            let sums = (checksum(step.sqlite), checksum(step.postgres));
            format!("{} {} {}", step.name, sums.0, sums.1)
        });
        insta::assert_snapshot!(pinned.collect::<Vec<_>>().join("\n"), @r"
        2026-11-24-000001_first_light b12819fc5d31d710 6058f7252c5daec6
        2026-11-24-000002_living_tokens 15224803005c511d c6061eca95b86beb
        2026-11-25-000003_client_assertions 2c0af52ecb46428a ffe554b73463126e
        2026-11-25-000006_logout 6d6af2f696c3399a 6d6af2f696c3399a
        2026-11-25-000007_key_life fe4dd1b182a38073 a33ae10abad12ccd
        2026-11-25-000008_mend 4df500529d052333 4df500529d052333
        2026-11-25-000010_door_tokens c21e72da3f96e734 c21e72da3f96e734
        2026-11-25-000011_exchange 257be24e9587663c 257be24e9587663c
        2026-11-25-000012_corsano 5cca948f5719fc31 5cca948f5719fc31
        2026-11-25-000013_healthily 777b0612fbccfb0d 8e161e2336988037
        2026-11-25-000014_upstream af6c5c8305cd1d3e c2c003044ce279a4
        2026-11-25-000015_legacy_calls 7c1d77bffcdfb99f 7c1d77bffcdfb99f
        2026-11-25-000020_devices 87bcb60606966b6e 38deeb73e7614726
        2026-11-25-000021_factors 49a3dc19a3196cd4 8289e25b31293590
        2026-11-25-000022_browsers 728e02c8cd4a6bf7 728e02c8cd4a6bf7
        2026-11-25-000023_audit_chain 594cdc1c57ef077a b1c1a48ca75ec9f8
        2026-11-26-000030_accounts da0cb4832e1f35ed a520195eab0bec21
        2026-11-26-000031_live_codes 62c3d0caa3e510a4 62c3d0caa3e510a4
        ");
    }
}
