//! How the pages look, as far as it can be computed: contrast and weight.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Command, Stdio};

use signet::web::assets::{self, CSS, JS};

use super::one;

type Tokens = BTreeMap<String, [f64; 3]>;

/// The colours of the first `:root` after `start`.
fn tokens(css: &str, start: &str) -> Tokens {
    let (_, rest) = css.split_once(start).expect("the block is there");
    let (_, rest) = rest.split_once(":root {").expect("tokens");
    let (block, _) = rest.split_once('}').expect("the block ends");
    let declarations = block.split(';').filter_map(|d| d.trim().split_once(':'));
    let colours = declarations.filter_map(|(name, value)| {
        let hex = value.trim().strip_prefix('#')?;
        let part = |at| u8::from_str_radix(&hex[at..at + 2], 16).expect("six digits");
        let rgb = [part(0), part(2), part(4)].map(|c| f64::from(c) / 255.0);
        Some((name.trim().trim_start_matches("--").to_owned(), rgb))
    });
    colours.collect()
}

/// WCAG 2.2, relative luminance.
fn luminance(rgb: [f64; 3]) -> f64 {
    let linear = rgb.map(|c| {
        if c <= 0.04045 {
            c / 12.92
        } else {
            ((c + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

/// WCAG 2.2, contrast ratio.
fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Which text stands on which ground, and which line against which.
fn pairs() -> Vec<(&'static str, &'static str, f64)> {
    let grounds = ["bg", "surface", "sunken"];
    let notes = ["danger-bg", "warn-bg", "ok-bg", "info-bg"];
    let mut pairs = Vec::new();
    for ground in grounds {
        let texts = [
            "text",
            "muted",
            "link",
            "accent",
            "accent-hover",
            "danger",
            "info",
        ];
        pairs.extend(texts.map(|text| (text, ground, 4.5)));
        pairs.extend(["field", "focus", "danger", "accent"].map(|line| (line, ground, 3.0)));
    }
    for note in notes {
        pairs.extend(["text", "link"].map(|text| (text, note, 4.5)));
    }
    for kind in ["danger", "warn", "ok", "info"] {
        let note = notes
            .iter()
            .find(|n| n.starts_with(kind))
            .expect("a ground");
        pairs.push((kind, note, 4.5));
    }
    pairs.push(("on-accent", "accent", 4.5));
    pairs.push(("on-accent", "danger", 4.5));
    pairs.push(("surface", "text", 4.5));
    pairs.push(("on-accent", "accent-hover", 4.5));
    pairs
}

#[test]
fn a_11_every_pair_of_colours_has_enough_contrast_in_light_and_dark() {
    let css = std::str::from_utf8(CSS.bytes).expect("text");
    let light = tokens(css, "");
    let dark = tokens(css, "prefers-color-scheme: dark");
    assert!(light.keys().eq(dark.keys()), "both have the same tokens");
    for (name, scheme) in [("light", &light), ("dark", &dark)] {
        for (front, ground, least) in pairs() {
            let ratio = contrast(scheme[front], scheme[ground]);
            assert!(ratio >= least, "{name}: {front} on {ground}: {ratio:.2}");
        }
    }
    // The formula, by its known ends.
    assert!((contrast([0.0; 3], [1.0; 3]) - 21.0).abs() < 1e-9);
    let used = pairs();
    for token in light.keys().filter(|t| *t != "line") {
        assert!(
            used.iter().any(|(a, b, _)| a == token || b == token),
            "{token}"
        );
    }
}

fn gzip(bytes: &[u8]) -> usize {
    let mut child = Command::new("gzip")
        .arg("-9c")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("gzip is part of the system");
    let mut input = child.stdin.take().expect("piped");
    let bytes = bytes.to_vec();
    let writer = std::thread::spawn(move || input.write_all(&bytes).expect("written"));
    let output = child.wait_with_output().expect("runs");
    writer.join().expect("written");
    output.stdout.len()
}

#[test]
fn a5_login_code_and_consent_weigh_at_most_14_kb_in_four_requests() {
    let (css, js) = (gzip(CSS.bytes), gzip(JS.bytes));
    assert!(css <= 4 * 1024 && js <= 4 * 1024, "{css} {js}");
    for name in ["login/wrong", "mfa/clock", "consent/all-ticked"] {
        let (html, tags) = one(name);
        let all = gzip(html.as_bytes()) + css + js;
        assert!(all <= 14 * 1024, "{name}: {all}");
        let files = tags
            .iter()
            .filter(|t| ["link", "script"].contains(&t.name.as_str()))
            .filter(|t| !t.get("href").is_some_and(|at| at.starts_with("data:")));
        // With the page itself, and with the question to a passkey, four.
        assert!(files.count() <= 2, "{name}");
    }
}

#[test]
fn every_static_file_that_a_page_names_is_served() {
    let (_, tags) = one("login/first");
    let names = tags
        .iter()
        .filter(|t| ["link", "script"].contains(&t.name.as_str()));
    let names: Vec<_> = names
        .filter_map(|t| t.get("href").or(t.get("src")))
        .filter(|at| !at.starts_with("data:"))
        .collect();
    assert_eq!(names.len(), 2);
    for name in names {
        let name = name.strip_prefix("/static/").expect("ours");
        assert!(assets::find(name).is_some(), "{name}");
    }
}

/// CSP: nothing that a style or a script could load from elsewhere, and no sink that Trusted
/// Types would refuse.
#[test]
fn hh_01_style_and_script_fit_the_content_security_policy() {
    let css = std::str::from_utf8(CSS.bytes).expect("text");
    assert!(!css.contains("url(") && !css.contains("@import "));
    let js = std::str::from_utf8(JS.bytes).expect("text");
    for sink in [
        "innerHTML",
        "outerHTML",
        "insertAdjacent",
        "eval(",
        "document.write",
        "import(",
    ] {
        assert!(!js.contains(sink), "{sink}");
    }
    for side in ["left:", "right:", "-left", "-right", "top:", "bottom:"] {
        assert!(!css.contains(side), "only logical properties: {side}");
    }
}

/// The declarations of a stylesheet that speak of left and right, or of top and bottom, which turn
/// out wrong when a page is read from right to left.
fn physical(css: &str) -> Vec<String> {
    let mut plain = String::new();
    let mut rest = css;
    while let Some((before, after)) = rest.split_once("/*") {
        plain.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    plain.push_str(rest);
    let blocks = plain.split(['{', '}']).filter(|block| block.contains(':'));
    let declarations = blocks.flat_map(|block| block.split(';'));
    declarations
        .map(str::trim)
        .filter(|declaration| {
            let Some((name, value)) = declaration.split_once(':') else {
                return false;
            };
            // What is asked of the screen is a condition and a selector is none of these.
            let is_name = name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
            let of = |word: &str| name.split('-').any(|part| part == word);
            let sided = ["left", "right", "top", "bottom"];
            let sized = [
                "width",
                "height",
                "min-width",
                "max-width",
                "min-height",
                "max-height",
            ];
            let values: Vec<_> = value.split_whitespace().collect();
            let box_of_four = [
                "margin",
                "padding",
                "inset",
                "border-width",
                "border-radius",
            ];
            let unequal =
                box_of_four.contains(&name) && values.len() == 4 && values[1] != values[3];
            is_name
                && (sided.iter().any(|side| of(side))
                    || sized.contains(&name)
                    || unequal
                    || values.iter().any(|value| ["left", "right"].contains(value)))
        })
        .map(str::to_owned)
        .collect()
}

// PAGES section 10: "Only logical properties".
#[test]
fn the_stylesheet_has_logical_properties_only() {
    let css = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/static/app.css"));
    assert_eq!(physical(&css.expect("text")), Vec::<String>::new());
    let wrong = "a { margin-left: 1px; text-align: right } /* left: 1 */ \
        @media (max-width: 30rem) { b:hover { width: 3px; padding: 0 1px 0 2px; margin: 0 1px 2px 1px } }";
    let found = [
        "margin-left: 1px",
        "text-align: right",
        "width: 3px",
        "padding: 0 1px 0 2px",
    ];
    assert_eq!(physical(wrong), found);
}
