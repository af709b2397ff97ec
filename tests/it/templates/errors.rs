//! Error pages and their reference.

use askama::Template;
use signet::core::{Reason, Timestamp};
use signet::web::view::ErrorPage;

use super::html;
use super::{all, one, page};

#[test]
fn a23_every_error_page_has_reference_time_and_a_page_about_its_reason() {
    for (name, html, _) in all().iter().filter(|(n, _, _)| n.starts_with("error/")) {
        let words = html::words(html);
        assert!(
            words.contains("Reference 01J9Z64K2M7QX3V8T5B1C6D4E0"),
            "{name}"
        );
        assert!(words.contains("Time 3 March 2026, 10:15:02 UTC"), "{name}");
        assert!(html.contains("href=\"/docs/errors/"), "{name}");
    }
    let names: Vec<_> = all().into_iter().map(|(name, _, _)| name).collect();
    for reason in Reason::ALL {
        assert!(names.contains(&format!("error-doc/{}", reason.code())));
    }
}

/// CA-03, LG-06: a page does not tell apart what the wire does not.
#[test]
fn lg_06_reasons_with_one_public_form_are_one_and_the_same_page() {
    let render = |reason| {
        let at = Timestamp::from_secs(0);
        let page = ErrorPage::new(page(), reason, "R".to_owned(), at);
        page.render().expect("renders")
    };
    for &reason in Reason::ALL {
        assert_eq!(render(reason), render(reason.public()));
        if reason.public() != reason {
            assert!(!render(reason).contains(reason.code()));
        }
    }
}

#[test]
fn developers_see_what_was_received_and_what_is_registered_only_when_told() {
    let words = html::words(&one("error/redirect-for-developers").0);
    for said in [
        "error invalid_request",
        "reason redirect-uri-mismatch",
        "received https://diary.example.org/callback/",
        "closest registered https://diary.example.org/callback",
    ] {
        assert!(words.contains(said), "{said}\n{words}");
    }
    let words = html::words(&one("error/redirect-uri-mismatch").0);
    assert!(!words.contains("received") && !words.contains("closest registered"));
    assert!(words.contains("You have done nothing wrong, and nothing was shared."));
}

#[test]
fn an_old_page_starts_again_with_the_same_app() {
    let (html, tags) = one("error/expired-form");
    assert!(html::words(&html).contains("This page was open too long"));
    let form = html::inside(&tags, |t| t.name == "form");
    assert_eq!(
        form[0].get("action"),
        Some("/interaction/01J9Z64K2M7Q/again")
    );
    let (_, tags) = one("error/expired-link");
    assert!(
        tags.iter()
            .any(|t| t.get("href") == Some("/authorize?request=again"))
    );
}

#[test]
fn the_reference_says_error_status_and_fix_of_every_reason() {
    let (index, _) = one("error-index/all");
    for reason in Reason::ALL {
        let (html, _) = one(&format!("error-doc/{}", reason.code()));
        let words = html::words(&html);
        assert!(words.contains(&format!("error {}", reason.oauth_error())));
        assert!(words.contains(&format!("HTTP status {}", reason.status())));
        assert!(words.contains(&page().texts.reason(*reason, "fix")));
        assert!(index.contains(&format!("href=\"/docs/errors/{}\"", reason.code())));
        let public = reason.public();
        let points = html.contains(&format!("href=\"/docs/errors/{}\"", public.code()));
        assert_eq!(points, public != *reason, "{}", reason.code());
    }
}

/// Plain words for people: technical ones only in what is for developers.
#[test]
fn people_meet_no_technical_words() {
    let technical = [
        "scope",
        "token",
        "client",
        "oauth",
        "openid",
        "redirect",
        "csrf",
        "uri",
        "parameter",
        "session cookie",
        "authentication",
        "oops",
    ];
    for (name, _, tags) in all() {
        // These are for developers.
        if [
            "error-doc/",
            "error-index/",
            "guide/",
            "guide-index/",
            "dev-",
        ]
        .iter()
        .any(|page| name.starts_with(page))
        {
            continue;
        }
        let end = tags
            .iter()
            .position(|t| t.name == "details")
            .unwrap_or(tags.len());
        let after = tags
            .iter()
            .position(|t| t.name == "/details")
            .unwrap_or(tags.len());
        let people = [&tags[..end], &tags[after..]].concat();
        let words = html::words_of(&people).to_lowercase();
        for word in technical {
            let said = words
                .split(|c: char| !c.is_alphanumeric() && c != ' ')
                .any(|part| {
                    format!(" {part} ").contains(&format!(" {word} "))
                        || format!(" {part} ").contains(&format!(" {word}s "))
                });
            assert!(!said, "{name}: {word}\n{words}");
        }
    }
}
