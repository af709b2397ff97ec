//! File sizes: a file that grows is two things.

use super::{Tree, source::sources};

/// Most lines of a source file, those of its tests not counted.
const MOST: usize = 400;

/// No source file is longer than [`MOST`].
pub fn lengths(tree: &Tree) -> Vec<String> {
    let measured = sources(tree).into_iter().map(|source| {
        let lines = source.text.lines().count() - source.test_lines().len();
        (source.path, lines)
    });
    measured
        .filter(|(_, lines)| *lines > MOST)
        .map(|(path, lines)| {
            format!(
                "{path}: {lines} lines without its tests, the most is {MOST}. Split it: one file, \
                 one thing."
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{
        super::{finds, tree},
        lengths,
    };

    #[test]
    fn a_file_that_is_too_long_is_found_and_tests_do_not_count() {
        let code = "fn f() {}\n".repeat(400);
        let tests = format!("#[cfg(test)]\nmod tests {{\n{code}}}\n");
        let long = format!("{code}fn g() {{}}\n");
        let found = lengths(&tree(&[
            ("src/web/a.rs", &format!("{code}{tests}")),
            ("src/web/b.rs", &format!("{tests}{long}")),
            ("tests/it/c.rs", &long),
        ]));
        finds(&found, &["src/web/b.rs: 401 lines without its tests"]);
    }
}
