//! Both databases are made alike, by one process at a time.

use std::{collections::BTreeMap, sync::Arc};

use diesel::{
    Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection,
    sql_types::{Bool, Text},
};
use signet::store::{Target, migrate};

use crate::support::database::{empty_postgres, options};

#[derive(QueryableByName, Debug)]
struct Column {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
    #[diesel(sql_type = Bool)]
    nullable: bool,
}

type Tables = BTreeMap<String, BTreeMap<String, bool>>;

fn tables(columns: Vec<Column>) -> Tables {
    let mut tables = Tables::new();
    for column in columns.into_iter().filter(|column| {
        !column.table_name.starts_with("__diesel") && !column.table_name.starts_with("sqlite_")
    }) {
        tables
            .entry(column.table_name)
            .or_default()
            .insert(column.column_name, column.nullable);
    }
    tables
}

// The same tables, columns and nullability on both databases after migrating both.
#[test]
fn both_databases_have_the_same_tables() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("db.sqlite3");
    let url = empty_postgres("signet_compare");
    for target in [Target::Sqlite(path.clone()), Target::Postgres(url.clone())] {
        let status = migrate::run(&options(target.clone())).expect("migrates");
        assert!(status.is_current() && !status.applied.is_empty());
        // Again: nothing to do.
        assert_eq!(
            migrate::run(&options(target.clone())).expect("migrates"),
            status
        );
        assert_eq!(migrate::status(&options(target)).expect("looks"), status);
    }
    let sqlite: Vec<Column> = diesel::sql_query(
        "SELECT m.name AS table_name, c.name AS column_name, (c.\"notnull\" = 0) AS nullable \
         FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'",
    )
    .load(&mut SqliteConnection::establish(path.to_str().expect("text")).expect("connects"))
    .expect("reads");
    let postgres: Vec<Column> = diesel::sql_query(
        "SELECT table_name::text, column_name::text, (is_nullable = 'YES') AS nullable \
         FROM information_schema.columns WHERE table_schema = 'public'",
    )
    .load(&mut PgConnection::establish(&url).expect("connects"))
    .expect("reads");
    let (sqlite, postgres) = (tables(sqlite), tables(postgres));
    assert!(sqlite.len() > 20);
    assert_eq!(sqlite, postgres);
    // ST-13: what a backup carries is all that there is, to the column.
    let mut carried = Tables::new();
    for table in signet::store::carry::TABLES {
        let columns = carried.entry(table.name().to_owned()).or_default();
        for column in table.columns() {
            let nullable = sqlite[table.name()].get(*column);
            let nullable = nullable.unwrap_or_else(|| panic!("{}.{column}", table.name()));
            columns.insert((*column).to_owned(), *nullable);
        }
    }
    let mut all = sqlite;
    assert!(all.remove("migration_checksums").is_some());
    assert_eq!(carried, all, "a table is missing in src/store/carry.rs");
}

// OP-04: nodes that start at once take the steps once.
#[test]
fn many_nodes_migrate_once() {
    let dir = tempfile::tempdir().expect("a directory");
    for target in [
        Target::Sqlite(dir.path().join("db.sqlite3")),
        Target::Postgres(empty_postgres("signet_at_once")),
    ] {
        let options = Arc::new(options(target));
        let nodes: Vec<_> = (0..5)
            .map(|_| {
                let options = options.clone();
                std::thread::spawn(move || migrate::run(&options))
            })
            .collect();
        for node in nodes {
            assert!(node.join().expect("ends").expect("migrates").is_current());
        }
    }
}

// OP-04: a database that is newer than the binary is left alone; an edited step is noticed.
#[test]
fn a_newer_or_an_edited_database_is_refused() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("db.sqlite3");
    let options = options(Target::Sqlite(path.clone()));
    migrate::run(&options).expect("migrates");
    let mut connection =
        SqliteConnection::establish(path.to_str().expect("text")).expect("connects");
    diesel::sql_query("INSERT INTO __diesel_schema_migrations (version) VALUES ('20991231000001')")
        .execute(&mut connection)
        .expect("writes");
    assert_eq!(
        migrate::run(&options).expect("looks").unknown,
        ["20991231000001"]
    );
    diesel::sql_query("DELETE FROM __diesel_schema_migrations WHERE version = '20991231000001'")
        .execute(&mut connection)
        .expect("writes");
    diesel::sql_query("UPDATE migration_checksums SET checksum = 'x'")
        .execute(&mut connection)
        .expect("writes");
    assert!(
        migrate::status(&options)
            .expect_err("an edited step")
            .to_string()
            .contains("not the one")
    );
}

// OP-05: "Version N and N+1 run together … (expand/contract)": what a node of the version before reads and writes is
// there as it was, and a column that it does not know needs no value of it. What is replaced goes in a later
// version, which is to be named here.
#[test]
fn a_step_of_the_schema_only_adds() {
    let mut found = Vec::new();
    for database in ["sqlite", "postgres"] {
        let root = format!("{}/migrations/{database}", env!("CARGO_MANIFEST_DIR"));
        for step in std::fs::read_dir(&root).expect("reads") {
            let path = step.expect("reads").path().join("up.sql");
            let text = std::fs::read_to_string(&path)
                .expect("reads")
                .to_uppercase();
            for statement in text.split(';') {
                let takes = ["DROP ", "RENAME ", "ALTER COLUMN"]
                    .iter()
                    .any(|word| statement.contains(word));
                let asks = statement.contains("ADD COLUMN")
                    && statement.contains("NOT NULL")
                    && !statement.contains("DEFAULT");
                if takes || asks {
                    found.push(format!("{}: {}", path.display(), statement.trim()));
                }
            }
        }
    }
    assert_eq!(found, Vec::<String>::new());
}
