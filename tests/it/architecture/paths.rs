//! Paths into the crate: where a file names another room.

use super::{
    source::{Source, module},
    tokens::Kind,
};

/// A path into the crate: which room it leads to, and where it stands.
#[derive(Debug, PartialEq, Eq)]
pub struct Reference<'a> {
    pub room: &'a str,
    pub line: usize,
    pub test: bool,
}

/// Every path that starts at the root of the crate, also by `super`.
pub fn references<'a>(source: &Source<'a>) -> Vec<Reference<'a>> {
    let depth = module(source.path).matches('/').count();
    let roots: &[&str] = match source.room() {
        Some("main") => &["crate", "signet"],
        _ => &["crate"],
    };
    let mut found = Vec::new();
    let mut inline: Vec<usize> = Vec::new();
    for (at, token) in source.tokens.iter().enumerate() {
        inline.retain(|&close| at < close);
        if token.kind != Kind::Word {
            continue;
        }
        if token.text == "mod" && source.word(at + 2) == "{" {
            inline.push(source.closing(at + 2));
        }
        let inside = source.before(at) == "::" && source.before(at - 1) != "self";
        let climbed = (0..).take_while(|n| source.is(at + 2 * n, &["super", "::"]));
        let climbed = climbed.count();
        let after = if roots.contains(&token.text) && source.word(at + 1) == "::" {
            at + 2
        } else if climbed > 0 && !inside && climbed == depth + inline.len() {
            at + 2 * climbed
        } else {
            continue;
        };
        let names = source.first_names(after).into_iter();
        // A macro has no room.
        let names = names.filter(|at| source.word(at + 1) != "!");
        found.extend(names.map(|at| Reference {
            room: source.word(at),
            line: source.tokens[at].line,
            test: source.tokens[at].test,
        }));
    }
    found
}
