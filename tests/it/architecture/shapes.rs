//! Same shape for every sibling: grants and doors.

use super::{
    Tree,
    source::{Source, sources},
};

/// The grants: one file each under `src/grants`, and one arm of `GrantRequest`.
const GRANTS: &[&str] = &[
    "authorization_code",
    "client_credentials",
    "refresh_token",
    "password",
    "token_exchange",
    "jwt_bearer",
];

/// What a door exposes.
const DOOR: &[&str] = &["into_request", "answer", "refuse"];

/// Files of `src/legacy` that are no doors but shared by them.
const SHARED: &[&str] = &["answer", "retiring", "serve"];

/// Every grant exposes `approve`; every door exposes `into_request`, `answer` and `refuse`.
pub fn siblings(tree: &Tree) -> Vec<String> {
    let sources = sources(tree);
    let mut found = grants(&sources);
    found.extend(doors(&sources));
    found
}

fn grants(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for grant in GRANTS {
        let paths = [
            format!("src/grants/{grant}.rs"),
            format!("src/grants/{grant}/mod.rs"),
        ];
        let file = sources.iter().find(|s| paths.iter().any(|p| p == s.path));
        if !file.is_some_and(|file| exposes(file, "approve")) {
            found.push(format!(
                "{}: a grant exposes `pub fn approve`, which decides inside the transaction. Write \
                 it, or strike the grant from GRANTS in tests/it/architecture/shapes.rs.",
                paths[0]
            ));
        }
    }
    for source in sources.iter().filter(|s| s.path == "src/grants/mod.rs") {
        for arm in arms(source, "GrantRequest") {
            let name = snake(arm);
            if !GRANTS.contains(&name.as_str()) {
                found.push(format!(
                    "{}: `GrantRequest::{arm}` is new. Add \"{name}\" to GRANTS in \
                     tests/it/architecture/shapes.rs, and its file src/grants/{name}.rs.",
                    source.path
                ));
            }
        }
    }
    found
}

fn doors(sources: &[Source]) -> Vec<String> {
    let mut doors: Vec<&str> = sources
        .iter()
        .filter_map(|source| source.path.strip_prefix("src/legacy/")?.split('/').next())
        .map(|part| part.strip_suffix(".rs").unwrap_or(part))
        .filter(|door| *door != "mod" && !SHARED.contains(door))
        .collect();
    doors.dedup();
    let mut found = Vec::new();
    for door in doors {
        let (file, folder) = (
            format!("src/legacy/{door}.rs"),
            format!("src/legacy/{door}/"),
        );
        let own: Vec<_> = sources
            .iter()
            .filter(|source| source.path == file || source.path.starts_with(&folder))
            .collect();
        for name in DOOR {
            if !own.iter().any(|source| exposes(source, name)) {
                found.push(format!(
                    "src/legacy/{door}: a door exposes `pub fn {name}`. Write it; a file that \
                     doors share goes to SHARED in tests/it/architecture/shapes.rs."
                ));
            }
        }
    }
    found
}

/// Whether a file has a function of this name that others may call, outside its tests.
fn exposes(source: &Source, name: &str) -> bool {
    let tokens = source.tokens.iter().enumerate();
    let mut public = tokens.filter(|(_, token)| token.text == "pub" && !token.test);
    public.any(|(at, _)| {
        let visible = if source.word(at + 1) == "(" {
            source.closing(at + 1) + 1
        } else {
            at + 1
        };
        let is_qualifier = |word: &str| matches!(word, "async" | "const");
        let function = (visible..).find(|&at| !is_qualifier(source.word(at)));
        function.is_some_and(|at| source.is(at, &["fn", name]))
    })
}

/// The names of an enum's arms.
fn arms<'a>(source: &Source<'a>, name: &str) -> Vec<&'a str> {
    let start = (0..source.tokens.len()).find(|&at| source.is(at, &["enum", name, "{"]));
    let Some(start) = start else {
        return Vec::new();
    };
    let end = source.closing(start + 2);
    let mut arms = Vec::new();
    let mut at = start + 3;
    while at < end {
        if source.word(at) == "#" {
            at = source.closing(at + 1) + 1;
            continue;
        }
        arms.push(source.word(at));
        while at < end && source.word(at) != "," {
            at = source.closing(at) + 1;
        }
        at += 1;
    }
    arms
}

/// `ClientCredentials` → `client_credentials`.
fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::{
        super::{clean, finds, tree},
        siblings,
    };

    const GOOD: &[(&str, &str)] = &[
        ("src/grants/authorization_code.rs", "pub fn approve() {}"),
        (
            "src/grants/client_credentials.rs",
            "pub(crate) fn approve() {}",
        ),
        ("src/grants/refresh_token.rs", "pub fn approve() {}"),
        ("src/grants/password/mod.rs", "pub async fn approve() {}"),
        ("src/grants/token_exchange.rs", "pub fn approve() {}"),
        ("src/grants/jwt_bearer.rs", "pub fn approve() {}"),
        ("src/grants/issue.rs", "pub fn issue() {}"),
        ("src/legacy/mod.rs", "pub fn routes() {}"),
        (
            "src/legacy/ocariot/mod.rs",
            "pub fn answer() {} pub use x::refuse;",
        ),
        (
            "src/legacy/ocariot/x.rs",
            "pub fn refuse() {} pub fn into_request() {}",
        ),
    ];

    #[test]
    fn a_grant_without_approve_is_found() {
        clean(&siblings(&tree(GOOD)));
        let mut broken = tree(GOOD);
        let private = "fn approve() {} #[cfg(test)] pub fn approve() {}";
        broken.insert("src/grants/client_credentials.rs".into(), private.into());
        broken.remove("src/grants/password/mod.rs");
        finds(
            &siblings(&broken),
            &[
                "src/grants/client_credentials.rs: a grant exposes `pub fn approve`",
                "src/grants/password.rs: a grant exposes",
            ],
        );
    }

    #[test]
    fn a_grant_that_is_not_listed_is_found() {
        let mut more = tree(GOOD);
        let arms = "pub enum GrantRequest { /// One.\n #[x(y)] Password(password::Request),\n\
                    DeviceCode { code: A, more: B }, }";
        more.insert("src/grants/mod.rs".into(), arms.into());
        let new = "`GrantRequest::DeviceCode` is new. Add \"device_code\" to GRANTS";
        finds(&siblings(&more), &[new]);
    }

    #[test]
    fn a_door_that_lacks_a_part_is_found() {
        let mut broken = tree(GOOD);
        let (first, second) = ("src/legacy/mycure.rs", "src/legacy/ocariot/x.rs");
        broken.insert(first.into(), "pub fn into_request() {}".into());
        broken.insert(second.into(), "pub fn into_request() {}".into());
        finds(
            &siblings(&broken),
            &[
                "src/legacy/mycure: a door exposes `pub fn answer`",
                "src/legacy/mycure: a door exposes `pub fn refuse`",
                "src/legacy/ocariot: a door exposes `pub fn refuse`",
            ],
        );
    }
}
