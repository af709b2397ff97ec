//! `docs/conformance.md` and `docs/traps.md` name tests that exist.

use std::{fs, path::Path};

fn sources(dir: &Path, found: &mut String) {
    for entry in fs::read_dir(dir).expect("reads") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path
            .extension()
            .is_some_and(|end| end == "rs" || end == "mjs")
        {
            found.push_str(&fs::read_to_string(&path).expect("text"));
        }
    }
}

/// The tests that a document names, as `code` in the last column of its tables.
fn named(document: &str) -> Vec<&str> {
    document
        .lines()
        .filter(|line| line.starts_with("| "))
        .filter_map(|line| line.trim_end_matches(" |").rsplit(" | ").next())
        .flat_map(|cell| cell.split('`').skip(1).step_by(2))
        .collect()
}

fn missing<'a>(document: &'a str, tests: &str) -> Vec<&'a str> {
    let exists = |name: &&str| {
        tests.contains(&format!("fn {name}(")) || tests.contains(&format!("test(\"{name}\""))
    };
    named(document)
        .into_iter()
        .filter(|name| !exists(name))
        .collect()
}

#[test]
fn every_line_of_the_lists_is_shown_by_a_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut tests = String::new();
    sources(&root.join("tests"), &mut tests);
    sources(&root.join("src"), &mut tests);
    for (path, length) in [("docs/conformance.md", 40), ("docs/traps.md", 20)] {
        let document = fs::read_to_string(root.join(path)).expect("reads");
        assert!(named(&document).len() > length, "{path}: the list is there");
        assert_eq!(missing(&document, &tests), Vec::<&str>::new(), "{path}");
    }
}

#[test]
fn a_test_that_is_not_there_is_found() {
    let document = "| a | `there` |\n| b | `gone`, `there` |\n";
    assert_eq!(missing(document, "async fn there() {}"), ["gone"]);
}
