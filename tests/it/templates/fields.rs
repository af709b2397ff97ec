//! The field attribute table: password managers, telephones and screen readers depend on it.

use super::html::{self, Tag};
use super::{all, one};

/// What may stand besides the table's attributes: names, values and what describes a field.
const BESIDES: &[&str] = &[
    "id",
    "name",
    "class",
    "value",
    "checked",
    "readonly",
    "aria-invalid",
    "aria-describedby",
];

/// The table: exactly these attributes.
fn expected(field: &str, page: &str) -> Vec<(&'static str, &'static str)> {
    let second_step = page.starts_with("login/password")
        || page.starts_with("reauth/")
        || page.starts_with("recover")
        || page.starts_with("own-");
    match field {
        "username" => vec![
            ("type", "text"),
            ("inputmode", "email"),
            (
                "autocomplete",
                if second_step {
                    "username"
                } else {
                    "username webauthn"
                },
            ),
            ("autocapitalize", "none"),
            ("autocorrect", "off"),
            ("spellcheck", "false"),
            ("maxlength", "254"),
            ("required", ""),
        ],
        "password" => vec![
            ("type", "password"),
            ("autocomplete", "current-password"),
            ("autocapitalize", "none"),
            ("spellcheck", "false"),
            ("maxlength", "1024"),
            ("required", ""),
        ],
        "code" => vec![
            ("type", "text"),
            ("inputmode", "numeric"),
            ("autocomplete", "one-time-code"),
            ("maxlength", "16"),
            ("required", ""),
        ],
        "recovery_code" => vec![
            ("type", "text"),
            ("autocomplete", "off"),
            ("autocapitalize", "characters"),
            ("spellcheck", "false"),
            ("maxlength", "64"),
            ("required", ""),
        ],
        "email" => vec![
            ("type", "email"),
            ("autocomplete", "email"),
            ("maxlength", "254"),
            ("required", ""),
        ],
        "invitation" => vec![
            ("type", "text"),
            ("autocomplete", "off"),
            ("autocapitalize", "none"),
            ("spellcheck", "false"),
            ("maxlength", "400"),
            ("required", ""),
        ],
        "name" if page.starts_with("join") => vec![
            ("type", "text"),
            ("autocomplete", "name"),
            ("maxlength", "254"),
            ("required", ""),
        ],
        "name" => vec![
            ("type", "text"),
            ("autocomplete", "off"),
            ("maxlength", "60"),
            ("required", ""),
        ],
        "mobile" => vec![
            ("type", "tel"),
            ("autocomplete", "tel"),
            ("maxlength", "32"),
            ("required", ""),
        ],
        "full_name" => vec![
            ("type", "text"),
            ("autocomplete", "name"),
            ("maxlength", "254"),
        ],
        "given_name" => vec![
            ("type", "text"),
            ("autocomplete", "given-name"),
            ("maxlength", "254"),
        ],
        "family_name" => vec![
            ("type", "text"),
            ("autocomplete", "family-name"),
            ("maxlength", "254"),
        ],
        "zoneinfo" => vec![
            ("type", "text"),
            ("autocomplete", "off"),
            ("autocapitalize", "none"),
            ("spellcheck", "false"),
            ("maxlength", "64"),
        ],
        "saved" | "sure" => vec![("type", "checkbox"), ("required", "")],
        "terms" => vec![("type", "checkbox")],
        "new_password" => vec![
            ("type", "password"),
            ("autocomplete", "new-password"),
            ("autocapitalize", "none"),
            ("spellcheck", "false"),
            ("minlength", "12"),
            ("maxlength", "1024"),
            ("passwordrules", "minlength: 12; allowed: unicode;"),
            ("required", ""),
        ],
        "remember" | "remember_device" | "scope" | "claim" | "reach" => vec![("type", "checkbox")],
        "csrf"
        | "flow"
        | "credential"
        | "handle"
        | "seen"
        | "client_id"
        | "post_logout_redirect_uri"
        | "state"
        | "ui_locales"
        | "what" => {
            vec![("type", "hidden")]
        }
        other => panic!("a field that the table does not know: {other}"),
    }
}

fn inputs(tags: &[Tag]) -> impl Iterator<Item = &Tag> {
    tags.iter().filter(|t| t.name == "input")
}

#[test]
fn a7_fields_have_exactly_the_attributes_of_the_table() {
    let mut seen = std::collections::BTreeSet::new();
    for (page, _, tags) in all() {
        for input in inputs(&tags) {
            let name = input.get("name").expect("a field has a name");
            if page == "return/posting" {
                // These are the app's, and nobody sees them.
                assert_eq!(input.get("type"), Some("hidden"), "{page}");
                continue;
            }
            seen.insert(name.to_owned());
            let attributes = input.attributes.iter();
            let table: Vec<_> = attributes
                .map(|(n, v)| (n.as_str(), v.as_str()))
                .filter(|(n, _)| !BESIDES.contains(n))
                .collect();
            assert_eq!(table, expected(name, &page), "{page}: {name}");
            // The id is the name wherever there is an id: password managers remember it.
            assert_eq!(input.get("id").unwrap_or(name), name, "{page}");
        }
    }
    let fields = [
        "claim",
        "client_id",
        "code",
        "credential",
        "csrf",
        "email",
        "family_name",
        "flow",
        "full_name",
        "given_name",
        "handle",
        "invitation",
        "mobile",
        "name",
        "new_password",
        "password",
        "reach",
        "recovery_code",
        "remember",
        "remember_device",
        "saved",
        "scope",
        "seen",
        "state",
        "sure",
        "terms",
        "username",
        "what",
        "zoneinfo",
    ];
    assert!(seen.iter().eq(fields.iter()), "{seen:?}");
}

#[test]
fn a7_every_field_has_a_label() {
    for (page, _, tags) in all() {
        for (at, input) in tags
            .iter()
            .enumerate()
            .filter(|(_, t)| t.name == "input" || t.name == "select")
        {
            if input.get("type") == Some("hidden") {
                continue;
            }
            let id = input.get("id");
            let named = tags
                .iter()
                .any(|t| t.name == "label" && id.is_some() && t.get("for") == id);
            let within = tags[..at].iter().rev().find(|t| t.name.ends_with("label"));
            let within = within.is_some_and(|t| t.name == "label" && t.get("for").is_none());
            assert!(named || within, "{page}: {:?}", input.get("name"));
        }
    }
}

#[test]
fn a7_nothing_blocks_pasting_or_stands_for_a_label() {
    for (page, _, tags) in all() {
        for input in inputs(&tags) {
            for attribute in ["pattern", "placeholder", "title", "autofocus"] {
                assert!(input.get(attribute).is_none(), "{page}: {attribute}");
            }
            // A password that was good once is typed as it is; only a new one has a least length.
            assert!(input.get("minlength").is_none() || input.get("name") == Some("new_password"));
        }
    }
}

#[test]
fn a_wrong_password_is_tied_to_both_fields_and_keeps_the_username() {
    let (html, tags) = one("login/wrong");
    for input in
        inputs(&tags).filter(|i| ["username", "password"].contains(&i.get("id").unwrap_or("")))
    {
        assert_eq!(input.get("aria-invalid"), Some("true"));
        assert_eq!(input.get("aria-describedby"), Some("problem-text"));
    }
    let alert = tags
        .iter()
        .find(|t| t.get("role") == Some("alert"))
        .expect("a summary");
    assert_eq!(alert.get("tabindex"), Some("-1"));
    let link = tags
        .iter()
        .find(|t| t.get("id") == Some("problem-text"))
        .expect("an entry");
    assert_eq!(link.get("href"), Some("#username"));
    assert!(
        html.find("role=\"alert\"") < html.find("<h1>"),
        "the summary comes first"
    );
    let value = |id| {
        inputs(&tags)
            .find(|i| i.get("id") == Some(id))
            .and_then(|i| i.get("value"))
    };
    assert_eq!((value("username"), value("password")), (Some("anna"), None));
}

/// LG-09: the wait is in plain words, rounded up.
#[test]
fn lg_09_too_many_tries_say_how_long_to_wait() {
    let says = |name: &str| html::words(&one(name).0);
    assert!(says("login/wait-seconds").contains("Wait 30 seconds, then try again."));
    assert!(says("login/wait-minutes").contains("Wait 6 minutes, then try again."));
    assert!(says("mfa/wait").contains("Wait 15 minutes, then start again."));
    assert!(says("error/limited-wait").contains("Wait 2 minutes, then try again."));
}

#[test]
fn the_second_step_shows_the_username_fixed_for_password_managers() {
    let (_, tags) = one("login/password");
    let username = inputs(&tags)
        .find(|i| i.get("id") == Some("username"))
        .expect("a username");
    assert_eq!(
        (username.get("readonly"), username.get("value")),
        (Some(""), Some("anna"))
    );
    let (_, tags) = one("login/password-wrong");
    let wrong: Vec<_> = inputs(&tags)
        .filter(|i| i.get("aria-invalid").is_some())
        .collect();
    assert_eq!(wrong.len(), 1, "only the password is marked");
}

#[test]
fn a_page_without_reset_or_registration_has_no_link_to_them() {
    let (_, tags) = one("login/plain");
    assert!(
        tags.iter()
            .all(|t| !["/recover", "/join"].contains(&t.get("href").unwrap_or("")))
    );
}

#[test]
fn tf_03_a_used_code_has_its_own_text() {
    let words = html::words(&one("mfa/used").0);
    assert!(words.contains("That code was already used. Wait for the next one."));
    assert!(!words.contains("That code is not right"));
}

#[test]
fn tf_04_after_five_wrong_codes_no_code_can_be_typed() {
    let (_, tags) = one("mfa/over");
    assert_eq!(html::count(&tags, "input"), 0);
    let again = "/interaction/01J9Z64K2M7Q/restart";
    assert!(
        tags.iter()
            .any(|t| t.get("class") == Some("btn") && t.get("href") == Some(again))
    );
}

#[test]
fn three_wrong_codes_show_the_servers_time() {
    let (html, tags) = one("mfa/clock");
    assert!(html::words(&html).contains("It is now 3 March 2026, 10:15:02 UTC"));
    let time = html::first(&tags, "time").get("datetime");
    assert_eq!(time, Some("2026-03-03T10:15:02Z"));
}

/// The control that needs the script is hidden until the script shows it.
#[test]
fn a2_controls_that_need_the_script_are_hidden_without_it() {
    for (page, _, tags) in all() {
        for button in tags.iter().filter(|t| t.name == "button") {
            let scripted = button.get("type") == Some("button");
            assert_eq!(scripted, button.get("hidden").is_some(), "{page}");
            assert!(scripted || button.get("type") == Some("submit"), "{page}");
        }
    }
}
