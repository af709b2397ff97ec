//! The consent page: who asks, for what, and that nothing is granted by accident.

use signet::web::view::Consent;
use signet::web::view::consent::{Ask, Right};

use super::html::{self, Tag};
use super::{all, one, page};

/// The form of the decision, which is the second on the page.
fn decision(tags: &[Tag]) -> &[Tag] {
    html::inside(tags, |t| {
        t.name == "form" && t.get("action").is_some_and(|a| a.ends_with("/consent"))
    })
}

fn submits(tags: &[Tag]) -> Vec<(&str, &str)> {
    let buttons = tags.iter().filter(|t| t.get("type") == Some("submit"));
    let named = buttons.map(|t| (t.get("name").unwrap_or(""), t.get("value").unwrap_or("")));
    named.collect()
}

/// Enter presses the first submit button of the form (HTML, implicit submission).
#[test]
fn a3_the_enter_key_never_grants() {
    for (name, _, tags) in all().iter().filter(|(n, _, _)| n.starts_with("consent/")) {
        let form = decision(tags);
        let short = name == "consent/openid" || name == "consent/profile";
        let allow = [("decision", "allow"), ("decision", "deny")];
        if short {
            // Without a field there is nothing in which Enter could be pressed.
            assert_eq!(submits(form), allow, "{name}");
            let fields = form.iter().filter(|t| t.name == "input");
            assert!(
                fields.into_iter().all(|t| t.get("type") == Some("hidden")),
                "{name}"
            );
        } else {
            assert_eq!(submits(form)[0], ("select", "all"), "{name}");
            assert_eq!(submits(form)[1..], allow, "{name}");
        }
    }
}

#[test]
fn co_01_the_page_says_who_asks_for_what_and_where_it_works() {
    let (html, tags) = one("consent/first");
    let words = html::words(&html);
    for said in [
        "Let Glucose Diary change your health record?",
        "App Glucose Diary by Diary Ltd",
        "Sends you back to diary.example.org",
        "Checked by us, 3 March 2026",
        "Anna Berg Not you?",
        "Medicines prescribed to you",
        "First name, last name and nickname The app needs this to work",
        "With these the app can change what others see about you.",
        "Where this works Example Health Records",
        "You can stop this at any time. See your connected apps",
    ] {
        assert!(words.contains(said), "{said}\n{words}");
    }
    let details = html::words_of(html::inside(&tags, |t| t.name == "details"));
    assert!(
        details.contains("openid profile patient/MedicationRequest.rs"),
        "{details}"
    );
    let ticks = tags.iter().filter(|t| t.get("type") == Some("checkbox"));
    assert!(ticks.clone().count() == 5 && ticks.into_iter().all(|t| t.get("checked").is_none()));
}

#[test]
fn the_host_is_always_shown_and_an_unchecked_app_is_called_so() {
    for (name, html, _) in all().iter().filter(|(n, _, _)| n.starts_with("consent/")) {
        assert!(
            html.contains("<bdi class=\"mono\">diary.example.org</bdi>"),
            "{name}"
        );
    }
    let words = html::words(&one("consent/not-checked").0);
    assert!(words.contains("Not checked by us") && !words.contains("Checked by us"));
    assert!(words.contains("You can stop this at any time: contact Example Health ID."));
}

#[test]
fn the_verb_is_that_of_the_strongest_right() {
    for (name, question) in [
        ("consent/openid", "Sign in to Glucose Diary?"),
        (
            "consent/health-add",
            "Let Glucose Diary add to your health record?",
        ),
        (
            "consent/first",
            "Let Glucose Diary change your health record?",
        ),
        (
            "consent/health-delete",
            "Let Glucose Diary delete from your health record?",
        ),
        ("consent/other-see", "Let Glucose Diary see your data?"),
        ("consent/not-checked", "Let Glucose Diary add to your data?"),
        (
            "consent/write-change",
            "Let Glucose Diary change your data?",
        ),
        (
            "consent/other-delete",
            "Let Glucose Diary delete your data?",
        ),
    ] {
        let (_, tags) = one(name);
        assert_eq!(
            html::words_of(html::inside(&tags, |t| t.name == "h1")),
            question
        );
    }
    assert!(Right::See < Right::Add && Right::Add < Right::Change && Right::Change < Right::Delete);
}

#[test]
fn signing_in_alone_is_one_sentence_without_ticks() {
    for (name, sentence) in [
        (
            "consent/openid",
            "will know that it is you when you come back. It will see nothing else.",
        ),
        (
            "consent/profile",
            "will know that it is you when you come back, and see your name. It will",
        ),
    ] {
        let (html, tags) = one(name);
        assert!(html::words(&html).contains(sentence), "{name}");
        assert!(
            tags.iter().all(|t| t.get("type") != Some("checkbox")),
            "{name}"
        );
    }
}

#[test]
fn tick_everything_ticks_all_but_the_sensitive_and_grants_nothing_yet() {
    let (html, tags) = one("consent/all-ticked");
    let ticks: Vec<_> = tags
        .iter()
        .filter(|t| t.get("type") == Some("checkbox"))
        .collect();
    let open: Vec<_> = ticks
        .iter()
        .filter(|t| t.get("checked").is_none())
        .collect();
    assert_eq!(open.len(), 1);
    assert_eq!(open[0].get("value"), Some("mental.health"));
    assert!(html::words(&html).contains("Nothing is shared yet"));
}

#[test]
fn co_03_what_was_allowed_before_is_listed_and_not_asked() {
    let (html, tags) = one("consent/difference");
    assert!(html::words(&html).contains("You allowed this before Your name Your measurements"));
    let count = tags
        .iter()
        .filter(|t| t.get("type") == Some("checkbox"))
        .count();
    assert_eq!(count, 5);
}

/// CO-05: the form sends nothing but ticks, a decision and the token; what may be granted is
/// kept by the server.
#[test]
fn co_05_the_form_names_neither_the_app_nor_the_person() {
    let (_, tags) = one("consent/first");
    let mut names: Vec<_> = decision(&tags)
        .iter()
        .filter_map(|t| t.get("name"))
        .collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names, ["csrf", "decision", "scope", "select"]);
}

/// CO-02: the record digests these words, so they change when a word on the page does.
#[test]
fn co_02_the_wording_has_every_word_that_is_agreed_to() {
    let first = || {
        let mut all = Consent::samples(&page(), &str::to_owned);
        all.swap_remove(0).1
    };
    let wording = first().wording();
    for said in [
        "Glucose Diary",
        "Health data",
        "Mental health",
        "Example Health Records",
    ] {
        assert!(wording.contains(said), "{wording}");
    }
    let mut changed = first();
    if let Ask::Choose(groups) = &mut changed.ask {
        groups[1].scopes[0].hint = "and when you take them".to_owned();
    }
    assert_ne!(changed.wording(), wording);
    let mut ticked = first();
    if let Ask::Choose(groups) = &mut ticked.ask {
        groups[1].scopes[0].ticked = true;
    }
    assert_eq!(ticked.wording(), wording);
}

/// A registration may say anything: only web pages become links.
#[test]
fn a_policy_that_is_no_web_page_is_no_link() {
    let mut consent = Consent::samples(&page(), &str::to_owned).swap_remove(0).1;
    for (address, link) in [
        ("https://diary.example.org/privacy", true),
        ("javascript:alert(1)//https://", false),
        ("java\nscript://%0aalert(1)", false),
        ("data:text/html,hi", false),
        ("", false),
    ] {
        consent.about.policy = Some(address.to_owned());
        assert_eq!(consent.about.policy_link().is_some(), link, "{address}");
    }
}
