//! The shape of the source: floors, rooms, sizes, and numbers that stand for promises.
//!
//! Every check is a pure function from a [`Tree`] to a list of sentences, one for each violation,
//! each saying where it is and what to do. Here they meet the real tree; each module feeds its
//! check a tree that breaks the rule and shows that it is found.

mod bans;
mod crates;
mod events;
mod floors;
mod metrics;
mod migrations;
mod numbers;
mod paths;
mod shapes;
mod sizes;
mod source;
mod tokens;

use std::{collections::BTreeMap, fs, path::Path};

/// Files by path, relative to the root of the crate, with `/` between the parts.
type Tree = BTreeMap<String, String>;

/// What is read: a folder, and the endings that count in it.
const READ: &[(&str, &[&str])] = &[
    ("src", &["rs"]),
    ("tests", &["rs", "mjs"]),
    ("migrations", &["sql"]),
    ("docs", &["md"]),
];

/// The real tree.
fn real() -> Tree {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut tree = Tree::new();
    for (folder, endings) in READ {
        let folder = root.join(folder);
        if folder.is_dir() {
            read(root, &folder, endings, &mut tree);
        }
    }
    for file in ["src/lib.rs", "docs/requirements.md"] {
        assert!(tree.contains_key(file), "{file} is missing under {root:?}");
    }
    tree
}

fn read(root: &Path, folder: &Path, endings: &[&str], tree: &mut Tree) {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    for entry in entries {
        let path = entry.unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
        let path = path.path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "node_modules") {
                read(root, &path, endings, tree);
            }
            continue;
        }
        let ending = path.extension().and_then(|ending| ending.to_str());
        if ending.is_some_and(|ending| endings.contains(&ending)) {
            let text = fs::read_to_string(&path);
            let text = text.unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            let name = path.strip_prefix(root).unwrap_or(&path);
            tree.insert(name.to_string_lossy().replace('\\', "/"), text);
        }
    }
}

/// A tree written by a test.
fn tree(files: &[(&str, &str)]) -> Tree {
    let own = |(path, text): &(&str, &str)| ((*path).to_owned(), (*text).to_owned());
    files.iter().map(own).collect()
}

/// Nothing was found.
#[track_caller]
fn clean(found: &[String]) {
    assert!(
        found.is_empty(),
        "{} found:\n{}",
        found.len(),
        found.join("\n")
    );
}

/// Exactly this was found: one fragment for each violation, in their order.
#[track_caller]
fn finds(found: &[String], fragments: &[&str]) {
    let as_expected = found.len() == fragments.len()
        && found
            .iter()
            .zip(fragments)
            .all(|(found, fragment)| found.contains(fragment));
    assert!(
        as_expected,
        "expected {fragments:#?}\nfound {}",
        found.join("\n")
    );
}

#[test]
fn every_file_is_understood() {
    clean(&source::misread(&real()));
}

#[test]
fn imports_go_down_only() {
    clean(&floors::imports(&real()));
}

#[test]
fn rooms_of_one_floor_import_each_other_without_a_cycle() {
    clean(&floors::cycles(&real()));
}

#[test]
fn each_crate_is_used_in_its_rooms_only() {
    clean(&crates::uses(&real()));
}

#[test]
fn no_file_is_too_long() {
    clean(&sizes::lengths(&real()));
}

#[test]
fn both_databases_have_the_same_migrations() {
    clean(&migrations::names(&real()));
}

#[test]
fn every_number_that_is_built_is_named_by_a_test() {
    clean(&numbers::named(&real()));
}

#[test]
fn every_event_is_told_to_people_or_has_a_reason_why_not() {
    use signet::account::activity::{TOLD, UNTOLD};
    let told: Vec<&str> = TOLD.iter().map(|(event, _)| *event).collect();
    let untold: Vec<&str> = UNTOLD.iter().map(|(event, _)| *event).collect();
    clean(&events::known(&real(), &told, &untold));
}

#[test]
fn nothing_that_is_banned_occurs() {
    clean(&bans::occurrences(&real()));
}

#[test]
fn every_metric_is_counted_listed_and_documented() {
    clean(&metrics::agree(&real()));
}

#[test]
fn siblings_have_the_same_shape() {
    clean(&shapes::siblings(&real()));
}
