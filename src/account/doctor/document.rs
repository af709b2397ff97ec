//! `docs/doctor.md`, made from the checks.

use super::CHECKS;

/// The document of all checks.
pub fn to_markdown() -> String {
    let mut text = PREFACE.to_owned();
    for check in CHECKS {
        text.push_str(&format!(
            "\n### {}\n\n**{}.** {}\n\nFix: {}.\n",
            check.id, check.title, check.why, check.fix
        ));
    }
    text
}

const PREFACE: &str = "# What `signet doctor` looks at

`signet doctor` looks at the configuration, the machine, the database, keys, clients and people, and
changes nothing. `--online` also asks the server that runs and its public address. Each check ends with
`ok`, `warn` (it works, and should be looked at) or `fail` (it does not work, or is not safe). The exit
code is 8 if one failed, with `--strict` also if one warned; else 0. `--fix-hints` prints only what to
do, `-o json` everything.

This list is made from the checks; a test says so when it is older than they are.

## The checks
";

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_document_of_all_checks_is_that_of_the_checks() {
        let kept = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/doctor.md");
        let made = to_markdown();
        if std::fs::read_to_string(kept).unwrap_or_default() != made {
            let fresh = concat!(env!("CARGO_MANIFEST_DIR"), "/target/doctor.md");
            std::fs::write(fresh, made).expect("writes");
            panic!("docs/doctor.md is older than the checks: cp {fresh} {kept}");
        }
    }

    #[test]
    fn every_check_says_what_to_do_in_one_line() {
        let ids: BTreeSet<_> = CHECKS.iter().map(|check| check.id).collect();
        assert_eq!(ids.len(), CHECKS.len());
        for check in CHECKS {
            assert!(
                !check.fix.contains('\n') && !check.fix.is_empty(),
                "{}",
                check.id
            );
            assert!(
                !check.title.ends_with('.') && check.why.ends_with('.'),
                "{}",
                check.id
            );
            let plain = |c: char| c.is_ascii_lowercase() || c == '-';
            assert!(check.id.chars().all(plain), "{}", check.id);
        }
    }
}
