//! The languages: each says all that English says, every page speaks each of them, and none of them
//! stands in the code.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use signet::config::LANGUAGES;
use signet::core::{Reason, Timestamp};
use signet::web::texts::{Catalog, Language, Texts};
use signet::web::view::{Page, samples};

use super::hostile::shape;
use super::html::{self, decode};
use super::{SERVICE, all_in, connect, page, page_of};

/// What is the same word in another language, or the same line.
const SAME: &[(&str, &[&str])] = &[
    ("account-apps", &["de"]),
    ("activity-apps", &["de"]),
    ("activity-csv-app", &["de"]),
    ("join-name", &["de"]),
    ("moment", &["fr", "es"]),
    ("dev-client-title", &["de"]),
    ("month-4", &["de"]),
    ("month-8", &["de"]),
    ("month-9", &["de"]),
    ("month-11", &["de"]),
    ("overview-apps", &["de"]),
    ("title-error", &["es"]),
    ("totp-name", &["de"]),
    ("wait-minutes", &["fr"]),
];

fn folder(language: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("locales")
        .join(language)
}

/// The files of a language: name and content.
pub fn files(language: &str) -> BTreeMap<String, String> {
    let entries = std::fs::read_dir(folder(language)).expect("a folder");
    let file = |entry: std::io::Result<std::fs::DirEntry>| {
        let path = entry.expect("readable").path();
        let name = path.file_name().expect("a name").to_string_lossy();
        (
            name.into_owned(),
            std::fs::read_to_string(&path).expect("text"),
        )
    };
    entries.map(file).collect()
}

/// The messages of a file: key and value, which may have several lines.
fn messages(content: &str) -> BTreeMap<String, String> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    let mut key = None;
    for line in content.lines() {
        if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let (name, value) = line.split_once('=').expect("a message");
            found.insert(name.trim().to_owned(), value.trim().to_owned());
            key = Some(name.trim().to_owned());
        } else if let Some(key) = key.as_ref().filter(|_| line.starts_with([' ', '}'])) {
            let value = found.get_mut(key).expect("begun");
            value.push('\n');
            value.push_str(line.trim_end());
        } else {
            key = None;
        }
    }
    found
}

/// What stands between these characters, in order of the alphabet.
fn between(value: &str, open: char, close: char) -> Vec<&str> {
    let mut all: Vec<_> = value
        .split(open)
        .skip(1)
        .map(|rest| rest.split([close, '\n']).next().unwrap_or_default().trim())
        .collect();
    all.sort_unstable();
    all
}

/// The names of the variables, and the other messages that are quoted.
fn quoted(value: &str) -> BTreeSet<&str> {
    let names = between(value, '{', '}').into_iter();
    // A text in quotes is a character that cannot be seen otherwise.
    names
        .filter(|name| !name.starts_with('"'))
        .map(|name| name.trim_end_matches("->").trim())
        .collect()
}

/// Whether anything is left to translate besides values and markup.
fn has_words(value: &str) -> bool {
    let mut depth = 0;
    value.chars().any(|c| {
        match c {
            '{' | '<' => depth += 1,
            '}' | '>' => depth -= 1,
            _ => {}
        }
        depth == 0 && c.is_alphabetic()
    })
}

/// The keys that only English has: the descriptions go over the wire, which is ASCII.
fn is_of_the_wire(key: &str) -> bool {
    let of = |reason: &Reason| key == format!("{}-description", reason.code());
    Reason::ALL.iter().any(of)
}

// "all languages complete (same keys, same variables)".
#[test]
fn a_10_every_language_says_all_that_english_says() {
    let english = files("en");
    let mut wrong = Vec::new();
    for language in Language::ALL.iter().filter(|l| **l != Language::En) {
        let code = language.code();
        let theirs = files(code);
        assert!(theirs.keys().eq(english.keys()), "{code}: the same files");
        for (file, content) in &english {
            let (english, theirs) = (messages(content), messages(&theirs[file]));
            for key in theirs.keys().filter(|key| !english.contains_key(*key)) {
                wrong.push(format!("{code}/{file}: {key} is nowhere in English"));
            }
            for (key, english) in &english {
                let told = |what: &str| format!("{code}/{file}: {key}: {what}");
                match theirs.get(key) {
                    None if is_of_the_wire(key) => {}
                    None => wrong.push(told("missing")),
                    Some(_) if is_of_the_wire(key) => wrong.push(told("is English only")),
                    Some(theirs) => {
                        if quoted(theirs) != quoted(english) {
                            wrong.push(told("other variables"));
                        }
                        if between(theirs, '<', '>') != between(english, '<', '>') {
                            wrong.push(told("other markup"));
                        }
                        let same = SAME
                            .iter()
                            .any(|(name, codes)| name == key && codes.contains(&code));
                        if has_words(english) && (theirs == english) != same {
                            wrong.push(told("equal to English, or listed as equal and is not"));
                        }
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_10_no_page_shows_a_key_in_any_language_and_all_have_one_shape() {
    let english = all_in(Language::En);
    for &language in Language::ALL {
        let page = page_of(language);
        for ((name, html, tags), (_, reference, _)) in all_in(language).iter().zip(&english) {
            let told = format!("{name} in {}", language.code());
            let root = html::first(tags, "html");
            assert_eq!(root.get("lang"), Some(language.code()), "{told}");
            assert_eq!(root.get("dir"), Some(language.dir()), "{told}");
            // A guide shows code, which has braces of its own.
            let has_code = name.starts_with("guide/");
            assert!(has_code || !html.contains(['{', '}']), "{told}");
            for key in page.texts.keys().iter().filter(|key| key.contains('-')) {
                let is_code = Reason::from_code(key).is_some();
                assert!(is_code || !html.contains(key.as_str()), "{told}: {key}");
            }
            let (shape, reference) = (shape(html), shape(reference));
            if let Some((ours, theirs)) = shape.iter().zip(&reference).find(|(a, b)| a != b) {
                // The link of the language that the page speaks says so.
                let marked = |tag: &str| tag.replace(" aria-current", "");
                let is_link = ours.starts_with("a href lang");
                assert!(
                    is_link && marked(ours) == marked(theirs),
                    "{told}: {ours}, {theirs}"
                );
            }
            assert_eq!(shape.len(), reference.len(), "{told}");
        }
    }
}

#[test]
fn titles_say_error_in_the_language_of_the_page() {
    for &language in Language::ALL {
        let error = page_of(language).texts.t("title-error");
        for (name, _, tags) in all_in(language) {
            let title = decode(html::first(&tags, "title").text.trim());
            let is_error = tags.iter().any(|t| t.get("role") == Some("alert"))
                || name.starts_with("error/")
                || name == "return/gone";
            assert_eq!(title.starts_with(&error), is_error, "{name}: {title}");
        }
    }
}

#[test]
fn what_goes_over_the_wire_is_one_text_in_every_language() {
    let texts = Texts::load().expect("the texts are whole");
    for &language in Language::ALL {
        let catalog = texts.catalog(language);
        for &reason in Reason::ALL {
            let shown = catalog.reason(reason, "description");
            assert_eq!(shown, page().texts.reason(reason, "description"));
        }
    }
}

#[test]
fn ca_03_reasons_with_one_public_form_are_not_told_apart_in_any_language() {
    for &language in Language::ALL {
        let catalog = page_of(language).texts;
        for &reason in Reason::ALL {
            for part in ["title", "what"] {
                let public = catalog.reason(reason.public(), part);
                assert_eq!(catalog.reason(reason, part), public, "{}", reason.code());
            }
        }
    }
}

#[test]
fn the_languages_of_the_settings_are_those_of_the_folders() {
    let known: Vec<_> = Language::ALL.iter().map(|l| l.code()).collect();
    assert_eq!(known, LANGUAGES);
    let folders = std::fs::read_dir(folder("")).expect("folders");
    let folders: BTreeSet<_> = folders
        .map(|entry| {
            entry
                .expect("readable")
                .file_name()
                .into_string()
                .expect("text")
        })
        .collect();
    assert!(
        folders.iter().eq(&known
            .iter()
            .map(|c| (*c).to_owned())
            .collect::<BTreeSet<_>>())
    );
    for &language in Language::ALL {
        assert_eq!(Language::from_code(language.code()), Some(language));
        assert_eq!(language.is_rtl(), language.dir() == "rtl");
    }
}

// PAGES §10: "dates written out"; the digits are Western ones everywhere.
#[test]
fn dates_and_numbers_are_written_as_the_language_writes_them() {
    let third = Timestamp::from_secs(1_772_532_902);
    let first = Timestamp::from_secs(1_772_360_102);
    let texts = Texts::load().expect("the texts are whole");
    let told: Vec<_> = Language::ALL
        .iter()
        .map(|&language| {
            let catalog = texts.catalog(language);
            (
                catalog.date(first),
                catalog.date(third),
                catalog.moment(third),
            )
        })
        .collect();
    let said = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned());
    assert_eq!(
        told,
        [
            said("1 March 2026", "3 March 2026", "3 March 2026, 10:15:02 UTC"),
            said(
                "1. März 2026",
                "3. März 2026",
                "3. März 2026, 10:15:02 Uhr (UTC)"
            ),
            said("1er mars 2026", "3 mars 2026", "3 mars 2026, 10:15:02 UTC"),
            said(
                "1 de marzo de 2026",
                "3 de marzo de 2026",
                "3 de marzo de 2026, 10:15:02 UTC"
            ),
            said(
                "1 مارس 2026",
                "3 مارس 2026",
                "3 مارس 2026، الساعة 10:15:02 بالتوقيت العالمي"
            ),
        ]
    );
    let arabic = texts.catalog(Language::Ar);
    let counted = [0, 1, 2, 5, 11, 100].map(|n| arabic.count("overview-sessions-count", n));
    assert_eq!(
        counted,
        [
            "ليس على أي جهاز",
            "على جهاز واحد",
            "على جهازين",
            "على 5 أجهزة",
            "على 11 جهازًا",
            "على 100 جهاز",
        ]
    );
    let french = texts.catalog(Language::Fr);
    assert_eq!(french.count("overview-sessions-count", 0), "Sur 0 appareil");
}

// From right to left, a name from left to right would turn the words around it: in markup it is in
// <bdi>, elsewhere between invisible marks.
#[test]
fn values_are_isolated_from_right_to_left() {
    for (language, title) in [
        (Language::De, "Zurück zu Glucose Diary"),
        (Language::Ar, "العودة إلى \u{2068}Glucose Diary\u{2069}"),
    ] {
        let all = all_in(language);
        let (_, html, tags) = all
            .iter()
            .find(|(n, ..)| n == "return/going")
            .expect("there");
        let found = decode(html::first(tags, "title").text.trim());
        assert_eq!(found, format!("{title} – {SERVICE}"));
        assert!(html.contains("<b><bdi>Glucose Diary</bdi></b>"));
    }
    for (name, html, _) in all_in(Language::Ar) {
        let marks = |mark| html.matches(mark).count();
        assert_eq!(marks('\u{2068}'), marks('\u{2069}'), "{name}");
    }
}

/// English with other letters, 40 % longer: `Sign in` is `Šīgn īn···`.
fn pseudo(content: &str) -> String {
    let long = |text: &str| {
        let changed: String = text
            .chars()
            .map(|c| match c {
                'a' => 'ȧ',
                'e' => 'ḗ',
                'i' => 'ī',
                'o' => 'ǿ',
                'u' => 'ŭ',
                'A' => 'Ȧ',
                'E' => 'Ḗ',
                'I' => 'Ī',
                'O' => 'Ǿ',
                'U' => 'Ŭ',
                c => c,
            })
            .collect();
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        format!("{changed}{}", "ȧ".repeat((letters * 2).div_ceil(5)))
    };
    let value = |text: &str| {
        let mut out = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '<']) {
            let end = if rest[at..].starts_with('{') {
                '}'
            } else {
                '>'
            };
            let until = rest[at..].find(end).map_or(rest.len(), |end| at + end + 1);
            out.push_str(&long(&rest[..at]));
            out.push_str(&rest[at..until]);
            rest = &rest[until..];
        }
        out + &long(rest)
    };
    let line = |line: &str| {
        // A value that begins on the next line has its key alone on this one.
        let is_bare = line.starts_with('#') || line.trim().is_empty() || line.trim() == "}";
        if is_bare || line.trim_end().ends_with('=') {
            return line.to_owned();
        }
        let split = match line.trim_start().starts_with(['[', '*']) {
            true => line.find("] ").map(|at| at + 2),
            false => line.find(" = ").map(|at| at + 3),
        };
        let (head, tail) = line.split_at(split.unwrap_or(0));
        format!("{head}{}", value(tail))
    };
    content.lines().map(|l| line(l) + "\n").collect()
}

// A-10, as far as it can be seen without a browser: whatever is 40 % longer and has other letters
// still stands where it stood; and no words of a page stand in a template or in code.
#[test]
fn a_10_the_pseudo_language_finds_no_words_outside_the_text_files() {
    let files: Vec<_> = files("en").into_values().map(|c| pseudo(&c)).collect();
    let files: Vec<_> = files.iter().map(|c| ("pseudo", c.as_str())).collect();
    let catalog = Catalog::new(Language::En, &files, None).expect("still well formed");
    let pseudo = Page {
        texts: Arc::new(catalog),
        ..page()
    };
    assert_eq!(pseudo.t("login-title"), "Sīgn īnȧȧȧ");
    let word = |_: &str| "42".to_owned();
    let all = samples(&pseudo, &word)
        .into_iter()
        .chain(connect(&pseudo, &word));
    let mut seen = 0;
    for sample in all.filter(|sample| !sample.name.starts_with("dev-")) {
        let html = sample.html.expect("renders");
        let tags = html::tags(&html);
        let mut apart = 0_usize;
        let main = tags.iter().skip_while(|tag| tag.name != "main");
        for tag in main.take_while(|tag| tag.name != "/main") {
            // Values, code, what is typed as it stands.
            match tag.name.as_str() {
                "code" | "bdi" | "pre" | "svg" | "title" => apart += 1,
                "/code" | "/bdi" | "/pre" | "/svg" | "/title" => apart -= 1,
                _ => {}
            }
            let is_plain = |c: char| "aeiouAEIOU".contains(c);
            let text = decode(tag.text.trim());
            let is_foreign = apart > 0 || EXEMPT.contains(&text.as_str());
            assert!(
                is_foreign || !text.contains(is_plain),
                "{}: {text}",
                sample.name
            );
            seen += usize::from(text.contains('ȧ'));
        }
    }
    assert!(seen > 500, "{seen}");
}

/// Names that are the same in every language.
const EXEMPT: &[&str] = &["error", "reason", "English", "Deutsch"];
