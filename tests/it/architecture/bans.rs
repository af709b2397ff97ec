//! What may not be written, whoever writes it.

use super::{
    Tree,
    source::{Source, sources},
    tokens::Kind,
};

/// How near a statement `format!` may not come.
const NEAR: usize = 8;

/// Redirects that keep the method and the body, or that clients treat so; and actix-web's own,
/// whose default is 307.
const REDIRECTS: &[&[&str]] = &[
    &["TemporaryRedirect"],
    &["PermanentRedirect"],
    &["MovedPermanently"],
    &["TEMPORARY_REDIRECT"],
    &["PERMANENT_REDIRECT"],
    &["MOVED_PERMANENTLY"],
    &["StatusCode", "::", "FOUND"],
    &["HttpResponse", "::", "Found"],
    &["web", "::", "Redirect"],
    &["web", "::", "redirect"],
];

/// Nothing that is banned occurs in the source.
pub fn occurrences(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources(tree) {
        for (at, token) in source.tokens.iter().enumerate() {
            let sentence = if is_allow(&source, at) {
                "`allow` of a lint. Mend it, or write #[expect(lint, reason = \"…\")]."
            } else if is_formatted_sql(&source, at) {
                "SQL by string formatting (ST-08). Write the statement as a literal and bind the \
                 values."
            } else if token.test {
                continue;
            } else if is_other_redirect(&source, at) {
                "a redirect other than 303 (AZ-13). Answer with `SeeOther`."
            } else if is_unwrap(&source, at) {
                "`unwrap` or `expect` outside tests. Handle it: a refusal is a value, our failure \
                 is a `Fault`."
            } else {
                continue;
            };
            found.push(format!("{}:{}: {sentence}", source.path, token.line));
        }
    }
    found
}

/// RFC 9700 §4.12: 307 makes the browser post the password again, to the client.
fn is_other_redirect(source: &Source, at: usize) -> bool {
    let token = source.tokens[at];
    let digits = token.text.split(|c: char| !c.is_ascii_digit()).next();
    let by_number = token.kind == Kind::Number && matches!(digits, Some("307" | "308"));
    let by_name = |name: &&[&str]| source.is(at, name);
    by_number || (token.kind == Kind::Word && REDIRECTS.iter().any(by_name))
}

/// The statement is a literal, and no `format!` stands beside it.
fn is_formatted_sql(source: &Source, at: usize) -> bool {
    let name = source.word(at);
    let generic = source.word(at + 1) == "::" && source.word(at + 2) == "<";
    let open = if generic {
        let end = source.tokens[at..].iter().position(|t| t.text == "(");
        at + end.unwrap_or(0)
    } else {
        at + 1
    };
    let is_call = source.word(open) == "(" && source.before(at) != "fn";
    if !matches!(name, "sql_query" | "sql" | "batch_execute") || !is_call {
        return false;
    }
    let close = source.closing(open).min(source.tokens.len());
    let argument = &source.tokens[open + 1..close];
    let formats = |from: usize, to: usize| (from..to).any(|at| source.is(at, &["format", "!"]));
    // A batch holds a constant or what the settings made, never a value of a request.
    if name == "batch_execute" {
        return formats(open, close);
    }
    let line = source.tokens[at].line;
    let near = |t: &super::tokens::Token| t.line + NEAR >= line;
    let first = source.tokens.iter().position(near).unwrap_or(at);
    let fixed = argument.first().is_some_and(|first| {
        let constant = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
        let macros = matches!(first.text, "concat" | "include_str");
        first.kind == Kind::Text || first.text.chars().all(constant) || macros
    });
    !fixed || formats(first, close)
}

fn is_unwrap(source: &Source, at: usize) -> bool {
    let called = source.before(at) == "." && source.word(at + 1) == "(";
    let passed = source.before(at) == "::";
    let name = source.tokens[at].text;
    let is_name = matches!(name, "unwrap" | "expect" | "unwrap_err" | "expect_err");
    is_name && (called || passed)
}

/// `#[allow(…)]`, `#![allow(…)]`, `#[cfg_attr(…, allow(…))]`.
fn is_allow(source: &Source, at: usize) -> bool {
    let open = at + 1 + usize::from(source.word(at + 1) == "!");
    if source.word(at) != "#" || source.word(open) != "[" {
        return false;
    }
    (open..source.closing(open)).any(|at| source.is(at, &["allow", "("]))
}

#[cfg(test)]
mod tests {
    use super::{
        super::{clean, finds, tree},
        occurrences,
    };

    fn occur(text: &str, fragments: &[&str]) {
        finds(&occurrences(&tree(&[("src/store/a.rs", text)])), fragments);
    }

    #[test]
    fn a_redirect_other_than_303_is_found() {
        let other = "a redirect other than 303 (AZ-13)";
        occur(
            "fn f() { HttpResponse::TemporaryRedirect(); StatusCode::PERMANENT_REDIRECT;\n\
             status(307); status(308_u16); web::Redirect::to(x); HttpResponse::Found(); }",
            &[other; 6],
        );
        occur(
            "/// 307 and 308 are not for us.\nfn f() { HttpResponse::SeeOther(); 3072; \"307\"; }\n\
             #[cfg(test)]\nmod tests { fn f() { assert_ne!(status, 307); } }",
            &[],
        );
    }

    #[test]
    fn sql_by_formatting_is_found() {
        let sql = "SQL by string formatting (ST-08)";
        occur(
            "fn f() {\n sql_query(format!(\"SELECT {x}\"));\n diesel::sql_query(&statement);\n\
             sql::<Text>(&made);\n c.batch_execute(&format!(\"SET {x}\"));\n}\n\
             fn g() {\n let name = format!(\"{x}\");\n sql_query(\"SELECT 1\").load(c)\n}",
            &[sql; 5],
        );
        occur(
            "fn f() {\n sql_query(\"SELECT $1\").bind(x); sql_query(ALL); c.batch_execute(self.sql);\n\
             sql_query(concat!(\"a\", \"b\"));\n}\n",
            &[],
        );
    }

    #[test]
    fn unwrap_and_expect_are_found_outside_tests() {
        let outside = "`unwrap` or `expect` outside tests";
        occur(
            "fn f() { x.unwrap(); x\n.expect(\"reason\"); x.map(Option::unwrap); }",
            &["src/store/a.rs:1", "src/store/a.rs:2", outside],
        );
        occur(
            "#[expect(dead_code, reason = \"r\")]\nfn f() { x.unwrap_or(1); }\n\
             #[cfg(test)]\nmod tests { fn f() { x.unwrap(); } }",
            &[],
        );
    }

    #[test]
    fn an_allowed_lint_is_found() {
        let allow = "`allow` of a lint";
        occur(
            "#![allow(dead_code)]\n#[allow(unused)]\nfn f() {}\n\
             #[cfg_attr(test, allow(unused))]\nfn g() {}\n\
             #[cfg(test)]\nmod tests { #[allow(unused)] fn f() {} }",
            &[allow; 4],
        );
        clean(&occurrences(&tree(&[(
            "src/web/cors.rs",
            "fn f() { if allow(&state) {} cors::allow(x); }",
        )])));
    }
}
