//! Both databases take the same steps.

use std::collections::BTreeSet;

use super::Tree;

/// The folders `migrations/sqlite` and `migrations/postgres` hold files of the same names, once
/// both stand.
pub fn names(tree: &Tree) -> Vec<String> {
    let files = |database: &str| -> BTreeSet<String> {
        let folder = format!("migrations/{database}/");
        let files = tree.keys().filter_map(|path| path.strip_prefix(&folder));
        files.map(str::to_owned).collect()
    };
    let (sqlite, postgres) = (files("sqlite"), files("postgres"));
    if sqlite.is_empty() || postgres.is_empty() {
        return Vec::new();
    }
    let missing = |database: &str, other: &str, file: &String| {
        format!(
            "migrations/{database}/{file} is missing, migrations/{other}/{file} exists. Write the \
             same step for both databases."
        )
    };
    let in_postgres = sqlite.difference(&postgres);
    let in_sqlite = postgres.difference(&sqlite);
    in_postgres
        .map(|file| missing("postgres", "sqlite", file))
        .chain(in_sqlite.map(|file| missing("sqlite", "postgres", file)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{
        super::{clean, finds, tree},
        names,
    };

    #[test]
    fn a_step_of_one_database_only_is_found() {
        let one = ("migrations/sqlite/1_first/up.sql", "");
        clean(&names(&tree(&[one])));
        let found = names(&tree(&[
            one,
            ("migrations/postgres/1_first/up.sql", ""),
            ("migrations/postgres/2_second/up.sql", ""),
            ("migrations/sqlite/3_third/up.sql", ""),
        ]));
        finds(
            &found,
            &[
                "migrations/postgres/3_third/up.sql is missing",
                "migrations/sqlite/2_second/up.sql is missing",
            ],
        );
    }
}
