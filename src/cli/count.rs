//! How many there are, in words.

use std::fmt::Display;

/// `1 line`, `2 lines`: so many of what is called that.
pub fn counted<N: Copy + PartialEq + From<u8> + Display>(many: N, one: &str) -> String {
    match many == N::from(1) {
        true => format!("{many} {one}"),
        false => format!("{many} {one}s"),
    }
}

/// What ended with a change: the sessions and the grants.
pub fn ended(sessions: usize, grants: usize) -> String {
    let (sessions, grants) = (counted(sessions, "session"), counted(grants, "grant"));
    format!("{sessions} and {grants} ended")
}

/// So many lines were not imported, or would not be.
pub fn not_imported(bad: u64, dry_run: bool) -> String {
    let lines = counted(bad, "line");
    match (dry_run, bad) {
        (true, _) => format!("{lines} would be refused"),
        (false, 1) => format!("{lines} was not imported"),
        (false, _) => format!("{lines} were not imported"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_one_and_all_else_is_many() {
        let told = [0_u64, 1, 2].map(|many| counted(many, "line"));
        assert_eq!(told, ["0 lines", "1 line", "2 lines"]);
        assert_eq!(not_imported(1, false), "1 line was not imported");
        assert_eq!(not_imported(2, false), "2 lines were not imported");
        assert_eq!(not_imported(1, true), "1 line would be refused");
        assert_eq!(ended(1, 0), "1 session and 0 grants ended");
    }
}
