//! Rust's tokens, as far as the checks need them: comments are none, and what stands in a string
//! is no name.

/// What kind of token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An identifier or keyword.
    Word,
    /// A number.
    Number,
    /// A string, a character or a lifetime.
    Text,
    /// Punctuation: one character, or `::`.
    Mark,
}

/// One token of a source file.
#[derive(Clone, Copy, Debug)]
pub struct Token<'a> {
    pub kind: Kind,
    pub text: &'a str,
    /// Counted from 1.
    pub line: usize,
    /// Part of an item that only tests are built with.
    pub test: bool,
}

/// The tokens of a file. Comments are no tokens.
pub fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut line = 1;
    while let Some(first) = text[at..].chars().next() {
        let (kind, length) = token(&text[at..], first);
        let piece = &text[at..at + length];
        if let Some(kind) = kind {
            found.push(Token {
                kind,
                text: piece,
                line,
                test: false,
            });
        }
        line += piece.matches('\n').count();
        at += length;
    }
    found
}

/// What stands at the start of `rest`, and its length in bytes. `None` is no token.
fn token(rest: &str, first: char) -> (Option<Kind>, usize) {
    let upto = |end: Option<usize>| end.unwrap_or(rest.len());
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    if first.is_whitespace() {
        return (None, first.len_utf8());
    }
    if rest.starts_with("//") {
        return (None, upto(rest.find('\n')));
    }
    if rest.starts_with("/*") {
        return (None, block_comment(rest));
    }
    if let Some(length) = string(rest) {
        return (Some(Kind::Text), length);
    }
    if first == '\'' {
        let character = character(rest);
        let lifetime = || {
            rest[1..]
                .find(|c| !is_word(c))
                .map_or(rest.len(), |n| n + 1)
        };
        return (Some(Kind::Text), character.unwrap_or_else(lifetime));
    }
    if first.is_ascii_digit() {
        return (Some(Kind::Number), upto(rest.find(|c| !is_word(c))));
    }
    if is_word(first) {
        return (Some(Kind::Word), upto(rest.find(|c| !is_word(c))));
    }
    let pair = rest.starts_with("::");
    (Some(Kind::Mark), if pair { 2 } else { first.len_utf8() })
}

/// The length of the comment, which may hold others.
fn block_comment(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(next) = rest[at..].chars().next() {
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += next.len_utf8();
        }
    }
    at
}

/// The length of the string literal at the start, of any kind, or `None`.
fn string(rest: &str) -> Option<usize> {
    let prefix = ["br", "cr", "b", "c", "r"]
        .into_iter()
        .find(|prefix| {
            let after = rest.strip_prefix(prefix);
            after.is_some_and(|after| after.starts_with(['"', '#']))
        })
        .unwrap_or("");
    let body = &rest[prefix.len()..];
    if prefix.ends_with('r') {
        let hashes = body.len() - body.trim_start_matches('#').len();
        let end = format!("\"{}", &body[..hashes]);
        let inside = body[hashes..].strip_prefix('"')?;
        let inside = inside.find(&end).map_or(inside.len(), |n| n + end.len());
        return Some(prefix.len() + hashes + 1 + inside);
    }
    let mut escaped = false;
    for (at, character) in body.strip_prefix('"')?.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(prefix.len() + 1 + at + 1),
            _ => {}
        }
    }
    Some(rest.len())
}

/// The length of the character literal at the start; `None` if it is a lifetime.
fn character(rest: &str) -> Option<usize> {
    let mut characters = rest.char_indices().skip(1);
    let (_, first) = characters.next()?;
    let (at, second) = characters.next()?;
    if first == '\\' {
        let end = rest[at + second.len_utf8()..].find('\'')?;
        return Some(at + second.len_utf8() + end + 1);
    }
    (second == '\'').then_some(at + 1)
}

#[test]
fn comments_strings_and_lifetimes_hide_nothing_and_show_nothing() {
    let text = "/* a /* b */ c */ let x: &'a str = \"crate::store\"; // crate::store\n\
                let y = r#\"quote \" here\"#; let z = '\\''; let q = '\"'; crate::web::f();";
    let words: Vec<_> = tokens(text)
        .iter()
        .filter(|token| token.kind == Kind::Word)
        .map(|token| (token.text, token.line))
        .collect();
    let expected = [
        ("let", 1),
        ("x", 1),
        ("str", 1),
        ("let", 2),
        ("y", 2),
        ("let", 2),
        ("z", 2),
        ("let", 2),
        ("q", 2),
        ("crate", 2),
        ("web", 2),
        ("f", 2),
    ];
    assert_eq!(words, expected);
}
