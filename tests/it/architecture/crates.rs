//! Which crate appears where: each has one room that knows it, or a few.

use super::{
    Tree,
    source::{Source, sources},
    tokens::Kind,
};

/// Where a page or an endpoint is made.
const WEB: &[&str] = &["web", "legacy", "admin", "http", "server"];

/// A crate, and the rooms that may use it.
const CRATES: &[(&str, &[&str])] = &[
    ("diesel", &["store"]),
    ("diesel_migrations", &["store"]),
    ("libsqlite3_sys", &["store"]),
    ("pq_sys", &["store"]),
    ("jsonwebtoken", &["crypto"]),
    ("aws_lc_rs", &["crypto"]),
    ("argon2", &["crypto"]),
    ("bcrypt", &["crypto"]),
    ("scrypt", &["crypto"]),
    ("sha_crypt", &["crypto"]),
    ("md5", &["crypto"]),
    ("sha1", &["crypto"]),
    ("sha2", &["crypto"]),
    ("hmac", &["crypto"]),
    ("totp_rs", &["crypto"]),
    ("webauthn_rs", &["crypto"]),
    // The command line is a relying party in `flow`.
    ("openidconnect", &["crypto", "upstream", "cli"]),
    ("oxide_auth", &["machine"]),
    // Where others are asked, so that every such request passes the guard (UP-06); the command line
    // is a relying party.
    ("reqwest", &["outbound", "cli"]),
    ("lettre", &["notify"]),
    ("rustls", &["server"]),
    ("actix_tls", &["server"]),
    ("actix_web", WEB),
    ("askama", WEB),
    ("clap", &["cli", "main"]),
    ("csv", &["cli"]),
    ("figment", &["config"]),
    // JW-07: RSA only through aws-lc; RUSTSEC-2023-0071 has no patch.
    ("rsa", &[]),
];

/// The one file with `web::block`.
const BLOCKING: &str = "src/http/blocking.rs";

/// Every use of a crate is in one of its rooms, and every blocking section in its file.
pub fn uses(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources(tree) {
        let room = source.room().unwrap_or("lib");
        let blocks = (0..source.tokens.len()).filter(|&at| is_block(&source, at));
        for at in blocks.filter(|_| source.path != BLOCKING) {
            found.push(format!(
                "{}:{}: a blocking section. Call `http::blocking` instead; {BLOCKING} is the only \
                 file with `web::block`.",
                source.path, source.tokens[at].line
            ));
        }
        let mut told = Vec::new();
        for at in roots(&source) {
            let listed = CRATES.iter().find(|(name, _)| *name == source.word(at));
            let Some((name, rooms)) = listed else {
                continue;
            };
            if rooms.contains(&room) || told.contains(name) {
                continue;
            }
            told.push(name);
            let place = format!("{}:{}", source.path, source.tokens[at].line);
            found.push(match rooms {
                [] => format!("{place}: `{name}` may not be used at all. Use aws-lc-rs."),
                rooms => format!(
                    "{place}: `{name}` may be used in {} only, not in `{room}`. Give that room a \
                     function that does what is needed, and call it.",
                    rooms.join(", ")
                ),
            });
        }
    }
    found
}

/// Where the first names of paths stand, in `use` and elsewhere: what may be a crate.
fn roots(source: &Source) -> Vec<usize> {
    let mut roots = Vec::new();
    let mut at = 0;
    while at < source.tokens.len() {
        let is_word = source.tokens[at].kind == Kind::Word;
        // `impl Trait + use<'a>` imports nothing.
        if source.is(at, &["use"]) && source.word(at + 1) != "<" {
            let leading = usize::from(source.word(at + 1) == "::");
            roots.extend(source.first_names(at + 1 + leading));
            while at < source.tokens.len() && source.word(at) != ";" {
                at += 1;
            }
        } else if is_word && source.word(at + 1) == "::" {
            let before = at.checked_sub(2).map(|at| source.tokens[at].kind);
            let inside = source.before(at) == "::" && before == Some(Kind::Word);
            if !inside {
                roots.push(at);
            }
        } else if source.is(at, &["extern", "crate"]) {
            roots.push(at + 2);
        }
        at += 1;
    }
    roots
}

fn is_block(source: &Source, at: usize) -> bool {
    if source.is(at, &["block_in_place"]) || source.is(at, &["web", "::", "block"]) {
        return true;
    }
    let group = source.is(at, &["web", "::", "{"]);
    group && (at + 2..source.closing(at + 2)).any(|at| source.word(at) == "block")
}

#[cfg(test)]
mod tests {
    use super::{
        super::{clean, finds, tree},
        uses,
    };

    #[test]
    fn a_crate_outside_its_rooms_is_found() {
        let found = uses(&tree(&[
            (
                "src/account/key.rs",
                "use {crate::core, rsa::RsaPrivateKey};",
            ),
            (
                "src/authn/user.rs",
                "fn f() { bcrypt::verify(); ::argon2::hash(); }",
            ),
            (
                "src/cli/flow.rs",
                "use openidconnect as oidc; extern crate diesel;",
            ),
            ("src/grants/mod.rs", "use actix_web::web;"),
            (
                "src/http/body.rs",
                "use actix_web::web; #[derive(askama::Template)] struct S;",
            ),
        ]));
        finds(
            &found,
            &[
                "src/account/key.rs:1: `rsa` may not be used at all",
                "src/authn/user.rs:1: `bcrypt` may be used in crypto only, not in `authn`",
                "src/authn/user.rs:1: `argon2`",
                "src/cli/flow.rs:1: `diesel` may be used in store only",
                "src/grants/mod.rs:1: `actix_web` may be used in web, legacy, admin, http, server",
            ],
        );
    }

    #[test]
    fn a_name_of_ours_is_no_crate() {
        clean(&uses(&tree(&[
            (
                "src/config/password.rs",
                "use super::{argon2::P, x}; struct P { argon2: Argon2 } // bcrypt::x",
            ),
            (
                "src/app/open.rs",
                "fn f(c: C) { c.argon2; crypto::bcrypt::f(); \"diesel::x\"; }",
            ),
        ])));
    }

    #[test]
    fn a_second_blocking_section_is_found() {
        let block = "fn f() { web::block(|| 1); }";
        clean(&uses(&tree(&[("src/http/blocking.rs", block)])));
        let found = uses(&tree(&[
            ("src/web/token.rs", block),
            ("src/web/userinfo.rs", "use actix_web::web::{self, block};"),
            (
                "src/legacy/mod.rs",
                "fn f() { tokio::task::block_in_place(|| 1); }",
            ),
        ]));
        let call = "Call `http::blocking` instead";
        finds(&found, &[call, call, call]);
    }
}
