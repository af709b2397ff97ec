//! A number in `docs/` is a promise; a test that names it is its proof.

use std::collections::BTreeMap;

use super::{Tree, source::sources};

/// A line of a table in `docs/requirements.md` or `docs/legacy/`.
struct Entry<'a> {
    number: &'a str,
    state: &'a str,
    place: String,
}

/// Every number that is built is named by a test, every other one says what it waits for, and each
/// stands in one line only.
pub fn named(tree: &Tree) -> Vec<String> {
    let proofs = proofs(tree);
    let mut found = Vec::new();
    let mut places: BTreeMap<&str, String> = BTreeMap::new();
    for Entry {
        number,
        state,
        place,
    } in entries(tree)
    {
        if let Some(first) = places.get(number) {
            found.push(format!(
                "{place}: {number} stands in {first} already. Keep one line for each number."
            ));
            continue;
        }
        places.insert(number, place.clone());
        let reason = state.strip_prefix("waiting:").map(str::trim);
        match (state, reason) {
            ("built", _) if proofs.iter().any(|text| names(text, number)) => {}
            ("built", _) => found.push(format!(
                "{place}: {number} is `built`, but no test names it. Write the test that proves it \
                 and quote the number there (a range of numbers does not count), or mark it \
                 `waiting: REASON`."
            )),
            (_, Some(reason)) if !reason.is_empty() => {}
            _ => found.push(format!(
                "{place}: the state of {number} is `{state}`. Write `built` or `waiting: REASON`."
            )),
        }
    }
    found
}

/// The tables' lines that begin with a number.
fn entries(tree: &Tree) -> Vec<Entry<'_>> {
    let documents = tree.iter().filter(|(path, _)| {
        path.as_str() == "docs/requirements.md"
            || (path.starts_with("docs/legacy/") && path.ends_with(".md"))
    });
    let lines = documents.flat_map(|(path, text)| {
        let lines = text.lines().enumerate();
        lines.map(move |(at, line)| (format!("{path}:{}", at + 1), line))
    });
    lines
        .filter_map(|(place, line)| {
            let cells = line.trim().strip_prefix('|')?.strip_suffix('|')?;
            let number = cells.split('|').next()?.trim();
            let state = cells.rsplit('|').next()?.trim().trim_matches('`');
            is_number(number).then_some(Entry {
                number,
                state,
                place,
            })
        })
        .collect()
}

/// One or two capitals and one or two digits, with or without a dash: `ZZ-01`, `Z1`, `LE-Z1`.
fn is_number(text: &str) -> bool {
    let own = |rest: &&str| rest.starts_with(|c: char| c.is_ascii_uppercase());
    let text = text.strip_prefix("LE-").filter(own).unwrap_or(text);
    let letters = text.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-');
    let digits = text[letters.len()..].trim_start_matches('-');
    let dash = text.len() - letters.len() - digits.len();
    let capitals = letters.chars().all(|c| c.is_ascii_uppercase());
    let whole = digits.chars().all(|c| c.is_ascii_digit());
    (1..=2).contains(&letters.len())
        && capitals
        && (1..=2).contains(&digits.len())
        && whole
        && dash < 2
}

/// What tests say: the files under `tests`, and the parts of `src` that only tests are built with.
fn proofs(tree: &Tree) -> Vec<String> {
    let under_tests = tree.iter().filter(|(path, _)| {
        path.starts_with("tests/") && (path.ends_with(".rs") || path.ends_with(".mjs"))
    });
    let mut texts: Vec<String> = under_tests.map(|(_, text)| text.clone()).collect();
    for source in sources(tree) {
        let lines: Vec<_> = source.text.lines().collect();
        let tests = source.test_lines().into_iter();
        let tests: Vec<_> = tests.filter_map(|line| lines.get(line - 1)).collect();
        texts.push(tests.into_iter().copied().collect::<Vec<_>>().join("\n"));
    }
    texts
}

/// Whether a text names a number as a whole word (`ZZ-01`), or as the first word of a test
/// (`fn zz_01_…`).
fn names(text: &str, number: &str) -> bool {
    let test = format!("fn {}_", number.to_ascii_lowercase().replace('-', "_"));
    text.contains(&test)
        || text.match_indices(number).any(|(at, _)| {
            let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
            let (before, after) = (&text[..at], &text[at + number.len()..]);
            !part(before.chars().next_back())
                && !before.ends_with('-')
                && !part(after.chars().next())
        })
}

#[cfg(test)]
mod tests {
    use super::{
        super::{clean, finds, tree},
        named,
    };

    const DOC: &str = "| number | rule | kinds | state |\n|---|---|---|---|\n\
                       | ZZ-01 | Do, or `a`\\|`b`. | B | built |\n\
                       | ZZ-02 | Do. | B | waiting: the page comes later |\n\
                       | Z3 | Do. | `built` |\n| code TTL | 60 s | built |\n";

    #[test]
    fn a_built_number_that_no_test_names_is_found() {
        let doc = ("docs/requirements.md", DOC);
        let unit = (
            "src/web/a.rs",
            "#[cfg(test)]\nmod tests {\n    // ZZ-01\n}\n",
        );
        let it = ("tests/it/routes/b.rs", "#[test]\nfn z3_holds() {}");
        clean(&named(&tree(&[doc, unit, it])));
        let near = ("tests/it/b.rs", "// ZZ-011, XZZ-01, Z30, AZ-Z3");
        let comment = ("src/web/a.rs", "// ZZ-01 and Z3 in the code prove nothing.");
        let fixture = ("tests/fixtures/ZZ-01.json", "ZZ-01 Z3");
        let found = named(&tree(&[doc, near, comment, fixture]));
        finds(
            &found,
            &[
                "docs/requirements.md:3: ZZ-01 is `built`, but no test names it",
                "docs/requirements.md:5: Z3 is `built`",
            ],
        );
    }

    #[test]
    fn a_state_without_a_reason_is_found() {
        let doc = "| ZZ-01 | Do. | B | waiting: |\n| ZZ-02 | Do. | B | later |\n| ZZ-03 | Do. |\n";
        let found = named(&tree(&[("docs/legacy/x.md", doc)]));
        finds(
            &found,
            &[
                "docs/legacy/x.md:1: the state of ZZ-01 is `waiting:`",
                "docs/legacy/x.md:2: the state of ZZ-02 is `later`",
                "docs/legacy/x.md:3: the state of ZZ-03 is `Do.`",
            ],
        );
    }

    #[test]
    fn a_number_in_two_lines_is_found() {
        let line = "| ZZ-02 | Do. | B | waiting: the page comes later |\n";
        let found = named(&tree(&[
            ("docs/legacy/x.md", line),
            ("docs/requirements.md", line),
        ]));
        let twice = "docs/requirements.md:1: ZZ-02 stands in docs/legacy/x.md:1 already";
        finds(&found, &[twice]);
    }
}
