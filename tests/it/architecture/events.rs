//! What happened in an account is told to its person, or there is a reason why it is not.

use super::{
    Tree,
    source::{Source, sources},
    tokens::Kind,
};

/// Functions that write to the audit trail, or make what is written.
const WRITERS: [&str; 4] = ["event", "note", "record", "disclosed"];

/// Every event of the audit trail has a text for the person it is about (`told`), or is listed with
/// the reason why it has none (`untold`).
pub fn known(tree: &Tree, told: &[&str], untold: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources(tree).iter().filter(|source| !source.test) {
        for (name, line) in events(source) {
            if !told.contains(&name) && !untold.contains(&name) {
                found.push(format!(
                    "{}:{line}: nobody decided whether people are told of `{name}`. Put it into \
                     `TOLD` of src/account/activity.rs, with a text in locales/en/access.ftl, or \
                     into `UNTOLD`, with the reason.",
                    source.path
                ));
            }
        }
    }
    found
}

/// The names of events in a file, and their lines.
fn events<'a>(source: &Source<'a>) -> Vec<(&'a str, usize)> {
    let mut names = Vec::new();
    for at in 0..source.tokens.len() {
        if source.tokens[at].test || !WRITERS.contains(&source.word(at)) {
            continue;
        }
        let parts = match (source.before(at), source.word(at + 1)) {
            // The body of a function of that name.
            ("fn", "(") => {
                let after = source.closing(at + 1);
                let body = (after..source.tokens.len()).find(|&at| source.word(at) == "{");
                body.map(|body| body..source.closing(body))
            }
            // The arguments of a call.
            (_, "(") => Some(at + 1..source.closing(at + 1)),
            // A field, or what is put into one.
            (_, ":" | "=") => Some(at + 2..at + 3),
            _ => None,
        };
        for at in parts.into_iter().flatten() {
            let token = &source.tokens[at];
            let text = token.text.trim_matches('"');
            if token.kind == Kind::Text && is_name(text) && !names.contains(&(text, token.line)) {
                names.push((text, token.line));
            }
        }
    }
    names
}

/// A thing, and what became of it: `user.locked`.
fn is_name(text: &str) -> bool {
    let word =
        |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    text.split_once('.')
        .is_some_and(|(thing, became)| word(thing) && word(became))
}

#[cfg(test)]
mod tests {
    use super::{
        super::{clean, finds, tree},
        known,
    };

    #[test]
    fn an_event_that_nobody_thought_of_is_found() {
        let source = "fn event(&self) -> &'static str { \"user.one\" }\n\
            fn f() {\n\
            ctx.event(match x { true => \"user.two\", false => \"user.three\" }, None);\n\
            event.event = \"user.four\";\n\
            audit::disclosed(ctx, \"user.five\", None);\n\
            let detail = \"user.no_event\"; }";
        let files = [("src/account/x.rs", source)];
        let all = [
            "user.one",
            "user.two",
            "user.three",
            "user.four",
            "user.five",
        ];
        clean(&known(&tree(&files), &all, &[]));
        finds(
            &known(&tree(&files), &["user.two"], &["user.three"]),
            &["`user.one`", "`user.four`", "`user.five`"],
        );
    }
}
