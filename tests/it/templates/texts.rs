//! The text files: whole, plain, and all used.

use std::collections::BTreeSet;
use std::path::Path;

use signet::core::{Reason, Refusal};
use signet::model::{Template, Word, action_code::Purpose};
use signet::web::texts::{Catalog, Language, Texts, Wishes, negotiate};

use super::{all, page};

const PARTS: [&str; 4] = ["title", "what", "fix", "description"];

#[test]
fn every_reason_has_its_four_texts() {
    let texts = Texts::load().expect("the texts are whole");
    let catalog = texts.catalog(Language::En);
    for reason in Reason::ALL {
        for part in PARTS {
            let key = format!("{}-{part}", reason.code());
            assert!(catalog.keys().contains(&key), "{key}");
            let text = catalog.reason(*reason, part);
            assert!(
                text.len() > 8 && !text.contains(['{', '}']),
                "{key}: {text}"
            );
        }
    }
}

/// RFC 6749 §5.2: no characters outside %x20-21 / %x23-5B / %x5D-7E.
#[test]
fn descriptions_are_short_ascii_without_quotes() {
    let texts = Texts::load().expect("the texts are whole");
    for &reason in Reason::ALL {
        let text = texts.description(reason);
        assert!(
            (10..=200).contains(&text.len()),
            "{}: {text}",
            reason.code()
        );
        assert!(text.bytes().all(|b| (0x20..=0x7e).contains(&b)), "{text}");
        assert!(!text.contains(['"', '\\']), "{text}");
        assert!(text.ends_with('.'), "{text}");
    }
    let refusal = Refusal::of(Reason::ParameterMissing, "client_id\"\\\u{e9}\n");
    let described = texts.describe(&refusal);
    assert!(described.ends_with("(client_id)"), "{described}");
}

#[test]
fn ca_03_reasons_with_one_public_form_are_not_told_apart() {
    let texts = Texts::load().expect("the texts are whole");
    let catalog = texts.catalog(Language::En);
    for &reason in Reason::ALL {
        assert_eq!(
            texts.description(reason),
            texts.description(reason.public())
        );
        for part in ["title", "what", "description"] {
            let public = catalog.reason(reason.public(), part);
            assert_eq!(catalog.reason(reason, part), public, "{}", reason.code());
        }
    }
}

/// What is written in quotes in the templates and in the rooms of pages.
fn quoted() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = BTreeSet::new();
    let rooms = ["templates", "src/web", "src/http", "src/legacy"];
    let mut open: Vec<_> = rooms.iter().map(|room| root.join(room)).collect();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            let entries = std::fs::read_dir(path).expect("readable");
            open.extend(entries.map(|e| e.expect("readable").path()));
        } else {
            let text = std::fs::read_to_string(path).expect("text");
            found.extend(text.split('"').map(str::to_owned));
        }
    }
    found
}

/// Whether a standard scope gives the claim.
fn known_claim(name: &str) -> bool {
    signet::account::registry::standard_scopes()
        .iter()
        .any(|scope| scope.claims.iter().any(|claim| claim == name))
}

/// The keys that are put together in code.
fn is_composed(key: &str, catalog: &Catalog) -> bool {
    let reasons = Reason::ALL.iter();
    let of_reason = |r: &Reason| PARTS.iter().any(|p| key == format!("{}-{p}", r.code()));
    let told = signet::account::activity::TOLD.iter();
    let of_event = |event: &str| {
        let base = format!("activity-{}", event.replace(['.', '_'], "-"));
        key.strip_prefix(&base)
            .is_some_and(|rest| ["", "-refused", "-many"].contains(&rest))
    };
    let of_letter = |rest: &str| {
        [
            "subject", "text", "plain", "more", "link", "button", "code", "after", "ignore",
        ]
        .iter()
        .any(|part| {
            let word = rest.strip_suffix(&format!("-{part}"));
            word.is_some_and(|word| Template::from_word(&word.replace('-', "_")).is_some())
        })
    };
    // Of a link that was sent: what it is for, and a part of its page.
    let of_action = |rest: &str| {
        let purposes = Purpose::WORDS.iter().map(|(purpose, _)| purpose.path());
        let parts = [
            "title",
            "lead",
            "submit",
            "done-title",
            "done",
            "next",
            "elsewhere",
            "wrong",
        ];
        let mut purposes = purposes.filter_map(|path| rest.strip_prefix(path)?.strip_prefix('-'));
        purposes.any(|part| parts.contains(&part))
    };
    let of_contact = |rest: &str| {
        ["email", "mobile", "code"].iter().any(|field| {
            let part = rest.strip_prefix(field).and_then(|r| r.strip_prefix('-'));
            part.is_some_and(|part| ["title", "lead", "submit"].contains(&part))
        })
    };
    key.starts_with("month-")
        || key.strip_prefix("action-").is_some_and(of_action)
        || key.strip_prefix("contact-").is_some_and(of_contact)
        || key.starts_with("mail-some-")
        || key.strip_prefix("mail-").is_some_and(of_letter)
        || told.into_iter().any(|(event, _)| of_event(event))
        || key.starts_with("app-fault-")
        || reasons.into_iter().any(of_reason)
        || key.strip_prefix("claim-").is_some_and(known_claim)
        || key.strip_prefix("scope-").is_some_and(|rest| {
            let name = rest.strip_suffix("-title").or(rest.strip_suffix("-hint"));
            name.is_some_and(|name| catalog.scope(name).is_some())
        })
}

#[test]
fn a10_every_key_that_is_used_is_there_and_every_key_is_used() {
    let texts = Texts::load().expect("the texts are whole");
    let catalog = texts.catalog(Language::En);
    let quoted = quoted();
    for key in catalog.keys() {
        assert!(
            quoted.contains(key) || is_composed(key, &catalog),
            "{key} is not used"
        );
    }
    // A missing key shows itself as its own name.
    for call in [".t(\"", ".text(\"", ".html(\"", ".about(\""] {
        for text in sources() {
            for rest in text.split(call).skip(1) {
                let key = rest.split('"').next().unwrap_or_default();
                assert!(catalog.keys().contains(key), "{call}{key}");
            }
        }
    }
}

fn sources() -> Vec<String> {
    let templates = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let entries = std::fs::read_dir(templates).expect("readable");
    let paths = entries.map(|e| e.expect("readable").path());
    paths
        .filter(|path| path.is_file())
        .map(|p| std::fs::read_to_string(p).expect("text"))
        .collect()
}

#[test]
fn every_event_that_people_are_told_of_has_a_text() {
    let catalog = page().texts;
    for (event, _) in signet::account::activity::TOLD {
        let key = format!("activity-{}", event.replace(['.', '_'], "-"));
        let has = |key: &str| catalog.keys().contains(key);
        assert!(has(&key) || has(&format!("{key}-refused")), "{key}");
    }
}

#[test]
fn no_page_shows_a_key_a_placeholder_or_escaped_markup() {
    let page = page();
    for (name, html, _) in all() {
        // A guide shows code, which has braces of its own.
        let placeholders: &[char] = if name.starts_with("guide/") {
            &['\u{2068}', '\u{2069}']
        } else {
            &['{', '}', '\u{2068}', '\u{2069}']
        };
        assert!(!html.contains(placeholders), "{name}");
        for escaped in ["&#60;b&#62;", "&#60;small&#62;", "&#60;bdi&#62;"] {
            assert!(!html.contains(escaped), "{name}");
        }
        for key in page.texts.keys().iter().filter(|key| key.contains('-')) {
            let is_code = Reason::from_code(key).is_some();
            assert!(is_code || !html.contains(key.as_str()), "{name}: {key}");
        }
    }
}

#[test]
fn texts_have_no_markup_but_b_bdi_and_small() {
    let all = Language::ALL
        .iter()
        .map(|l| super::languages::files(l.code()));
    for (file, text) in all.flatten() {
        let lines = text.lines().filter(|l| !l.starts_with('#'));
        for part in lines.flat_map(|l| l.split('<').skip(1)) {
            let tag = part.split('>').next().unwrap_or_default();
            assert!(
                ["b", "/b", "bdi", "/bdi", "small", "/small"].contains(&tag),
                "{file}: <{tag}>"
            );
        }
    }
}

#[test]
fn standard_scopes_have_words_and_others_bring_their_own() {
    let catalog = page().texts;
    for scope in ["openid", "profile", "email", "phone", "address"] {
        let text = catalog.scope(scope).expect("a standard scope");
        assert!(!text.title.is_empty() && !text.hint.is_empty());
        assert!(!text.title.contains(scope) || ["email", "phone", "address"].contains(&scope));
    }
    assert_eq!(catalog.scope("patient/Observation.rs"), None);
    assert_eq!(catalog.scope("offline_access"), None);
    for scope in signet::account::registry::standard_scopes() {
        for claim in scope.claims {
            assert!(catalog.claim(&claim).is_some(), "{claim}");
        }
    }
    assert_eq!(catalog.claim("shoe_size"), None);
}

#[test]
fn the_texts_can_be_shared_between_threads_and_default_to_english() {
    fn shared<T: Send + Sync>(_: &T) {}
    shared(&Texts::load().expect("the texts are whole"));
    let wishes = Wishes {
        chosen: None,
        setting: Some("xx"),
        ui_locales: Some("xx"),
        cookie: Some("../en"),
        accept_language: Some("nl;q=0.9"),
    };
    assert_eq!(negotiate(Language::ALL, wishes, Language::En), Language::En);
    assert_eq!(
        Language::from_code("en").map(Language::name),
        Some("English")
    );
}
