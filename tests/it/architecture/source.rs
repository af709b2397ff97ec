//! One source file as the checks see it: its tokens, its room, and what of it only tests are built
//! with.

use super::{
    Tree,
    tokens::{Kind, Token, tokens},
};

/// One source file.
pub struct Source<'a> {
    pub path: &'a str,
    pub text: &'a str,
    pub tokens: Vec<Token<'a>>,
    /// The whole file is for tests only: its parent says `#[cfg(test)] mod name;`.
    pub test: bool,
}

impl<'a> Source<'a> {
    pub fn new(path: &'a str, text: &'a str) -> Self {
        let mut tokens = tokens(text);
        let test = mark_tests(&mut tokens);
        Self {
            path,
            text,
            tokens,
            test,
        }
    }

    /// The room: the first part of the path under `src`. `None` for `lib.rs`.
    pub fn room(&self) -> Option<&'a str> {
        let first = self.path.strip_prefix("src/")?.split('/').next()?;
        let room = first.strip_suffix(".rs").unwrap_or(first);
        (room != "lib").then_some(room)
    }

    /// The text of the token at `at`, or "" beyond the end.
    pub fn word(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |token| token.text)
    }

    /// The text of the token before `at`, or "" at the start.
    pub fn before(&self, at: usize) -> &'a str {
        at.checked_sub(1).map_or("", |at| self.word(at))
    }

    /// Whether the tokens from `at` on are these.
    pub fn is(&self, at: usize, texts: &[&str]) -> bool {
        let found = self.tokens.get(at..at + texts.len());
        found.is_some_and(|found| found.iter().map(|t| t.text).eq(texts.iter().copied()))
    }

    /// The index of the bracket that closes the one at `at`.
    pub fn closing(&self, at: usize) -> usize {
        closing(&self.tokens, at)
    }

    /// Where the first names of the path or group of paths at `at` stand: `a::b`, `{a, b::{c}}`.
    pub fn first_names(&self, at: usize) -> Vec<usize> {
        if self.word(at) != "{" {
            let is_name = !matches!(self.word(at), "" | "}" | "self" | "super");
            return if is_name { vec![at] } else { Vec::new() };
        }
        let end = self.closing(at);
        let mut names = Vec::new();
        let mut next = at + 1;
        while next < end {
            names.extend(self.first_names(next));
            while next < end && self.word(next) != "," {
                next = self.closing(next) + 1;
            }
            next += 1;
        }
        names
    }

    /// The numbers of the lines that only tests are built with.
    pub fn test_lines(&self) -> Vec<usize> {
        let count = self.text.lines().count();
        if self.test {
            return (1..=count).collect();
        }
        let mut lines = Vec::new();
        let mut tokens = self.tokens.iter().peekable();
        while let Some(first) = tokens.next() {
            if first.test {
                let mut last = first.line;
                while let Some(token) = tokens.next_if(|token| token.test) {
                    last = token.line;
                }
                lines.extend(first.line..=last);
            }
        }
        lines.dedup();
        lines
    }
}

/// Every source file under `src`, those that only tests are built with marked as such.
pub fn sources(tree: &Tree) -> Vec<Source<'_>> {
    let mut sources: Vec<_> = tree
        .iter()
        .filter(|(path, _)| path.starts_with("src/") && path.ends_with(".rs"))
        .map(|(path, text)| Source::new(path, text))
        .collect();
    let mut roots: Vec<String> = sources.iter().flat_map(test_modules).collect();
    roots.extend(sources.iter().filter(|s| s.test).map(|s| module(s.path)));
    for source in &mut sources {
        let module = module(source.path);
        let inside = |root: &String| {
            let rest = module.strip_prefix(root.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        if roots.iter().any(inside) {
            source.test = true;
            source.tokens.iter_mut().for_each(|token| token.test = true);
        }
    }
    sources
}

/// Files whose brackets do not close: read wrongly, so that the other checks would see too little.
pub fn misread(tree: &Tree) -> Vec<String> {
    let count = |source: &Source, texts: [&str; 3]| {
        let marks = source.tokens.iter().filter(|t| t.kind == Kind::Mark);
        marks.filter(|t| texts.contains(&t.text)).count()
    };
    let sources = sources(tree).into_iter();
    sources
        .filter(|s| count(s, ["(", "[", "{"]) != count(s, [")", "]", "}"]))
        .map(|source| {
            format!(
                "{}: its brackets do not balance as these tests read it. Teach \
                 tests/it/architecture/tokens.rs the literal that it stumbles over.",
                source.path
            )
        })
        .collect()
}

/// The path of a file's module: `src/web/mod.rs` and `src/web.rs` are both `src/web`.
pub fn module(path: &str) -> String {
    let path = path.strip_suffix(".rs").unwrap_or(path);
    let path = path.strip_suffix("/mod").unwrap_or(path);
    let root = matches!(path, "src/lib" | "src/main");
    if root { "src" } else { path }.to_owned()
}

/// The modules that this file declares with `#[cfg(test)] mod name;`.
fn test_modules(source: &Source) -> Vec<String> {
    let tokens = &source.tokens;
    let declared = (0..tokens.len())
        .filter(|&at| tokens[at].test && source.word(at) == "mod" && source.word(at + 2) == ";");
    declared
        .map(|at| format!("{}/{}", module(source.path), source.word(at + 1)))
        .collect()
}

fn closing(tokens: &[Token], at: usize) -> usize {
    let mut depth = 0_usize;
    for (index, token) in tokens.iter().enumerate().skip(at) {
        if token.kind == Kind::Mark {
            match token.text {
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        if depth == 0 {
            return index;
        }
    }
    tokens.len()
}

/// Marks the items under `#[cfg(test)]`; true if it is the whole file (`#![cfg(test)]`).
fn mark_tests(tokens: &mut [Token]) -> bool {
    let mut at = 0;
    while at < tokens.len() {
        let inner = at + 1 < tokens.len() && tokens[at + 1].text == "!";
        let open = if inner { at + 2 } else { at + 1 };
        let is_attribute = tokens[at].text == "#" && tokens.get(open).map(|t| t.text) == Some("[");
        if !is_attribute {
            at += 1;
            continue;
        }
        let close = closing(tokens, open);
        let attribute = &tokens[open..close.min(tokens.len())];
        let says = |word: &str| attribute.iter().any(|token| token.text == word);
        if attribute.get(1).map(|t| t.text) == Some("cfg") && says("test") && !says("not") {
            if inner {
                tokens.iter_mut().for_each(|token| token.test = true);
                return true;
            }
            let end = end_of_item(tokens, close + 1).min(tokens.len());
            tokens[at..end].iter_mut().for_each(|t| t.test = true);
            at = end;
        } else {
            at = close + 1;
        }
    }
    false
}

/// The index after the item that starts at `at`, its further attributes included.
fn end_of_item(tokens: &[Token], mut at: usize) -> usize {
    while at < tokens.len() {
        match tokens[at].text {
            ";" => return at + 1,
            "{" => return closing(tokens, at) + 1,
            "(" | "[" => at = closing(tokens, at) + 1,
            _ => at += 1,
        }
    }
    at
}

#[test]
fn what_only_tests_are_built_with_is_known() {
    let text = "use a;\n#[cfg(test)]\nmod samples;\nfn f() {}\n#[cfg(test)]\n#[rustfmt::skip]\n\
                mod tests {\n    fn g(x: [u8; 2]) {}\n}\n#[cfg(not(test))]\nfn h() {}\n";
    let source = Source::new("src/web/view.rs", text);
    assert_eq!(source.test_lines(), [2, 3, 5, 6, 7, 8, 9]);
    let tree = super::tree(&[
        ("src/web/view.rs", text),
        ("src/web/view/samples.rs", "fn s() {}"),
        ("src/web/view/samples/more.rs", "fn m() {}"),
        ("src/web/view/page.rs", "fn p() {}"),
    ]);
    let tests: Vec<_> = sources(&tree)
        .iter()
        .filter(|source| source.test)
        .map(|source| source.path.to_owned())
        .collect();
    let expected = ["src/web/view/samples.rs", "src/web/view/samples/more.rs"];
    assert_eq!(tests, expected);
}

#[test]
fn a_file_that_is_read_wrongly_is_found() {
    let good = (
        "src/web/a.rs",
        "fn f() { g(\"(\", '(', r#\"[\"# /* { */); }",
    );
    let broken = ("src/web/b.rs", "fn f() { g(; }");
    let found = misread(&super::tree(&[good, broken]));
    super::finds(&found, &["src/web/b.rs: its brackets do not balance"]);
}
