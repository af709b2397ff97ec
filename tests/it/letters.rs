//! What letters say, in every language.

use std::fmt::Write as _;

use signet::{
    account::outbox::{Channel, Message, Queued, Template, Values},
    core::{Id, Timestamp},
    http::texts::{Language, Texts},
    model::Word,
    web::mail::{Facts, Written, letter, sample, short},
};

const AT: Timestamp = Timestamp::from_secs(1_772_532_902);

fn facts(language: Language) -> Facts {
    Facts {
        texts: Texts::load().expect("the texts are whole").into(),
        languages: vec![language],
        default: Language::En,
        service: "Example Health ID".into(),
        operator: Some("Example Clinic".into()),
        help: Some("mailto:help@example.org".into()),
        base: "https://id.example.org".into(),
        names_apps: true,
    }
}

fn queued(template: Template, language: &str) -> Queued {
    Queued {
        id: Id::new("01"),
        channel: Channel::Email,
        template,
        language: language.into(),
        user_id: None,
        sealed: None,
        created_at: AT,
        due_at: AT,
        expires_at: AT,
        tries: 0,
    }
}

fn written(facts: &Facts, template: Template, message: &Message) -> Written {
    let language = facts.languages[0].code();
    letter(facts, &queued(template, language), message).expect("renders")
}

// "both parts, no remote content, generic subject, snapshot per language". PAGES §9: text
// first, HTML under 20 KB, lang and dir, dark mode, the full link in the text.
#[test]
fn a21_every_letter_in_every_language() {
    for &language in Language::ALL {
        let facts = facts(language);
        let mut all = String::new();
        for template in Template::all() {
            let message = sample(&facts, template, AT);
            let Written {
                subject,
                text,
                html,
            } = written(&facts, template, &message);
            let name = format!("{}/{}", language.code(), template.word());
            for part in [&subject, &text, &html] {
                assert!(
                    !part.contains("{ $") && !part.contains("{$"),
                    "{name}: {part}"
                );
                assert!(!part.contains("mail-"), "{name}: a text is missing: {part}");
            }
            // "Subject generic: it never names a clinic, an app or a diagnosis", nor anybody.
            for word in ["Example", "Glucose", "Anna", "@", "phone", "123456"] {
                assert!(!subject.contains(word), "{name}: {subject}");
            }
            assert!(
                (5..=60).contains(&subject.chars().count()),
                "{name}: {subject}"
            );
            assert!(html.len() < 20_000, "{name}: {}", html.len());
            for remote in [
                "src=", "url(", "<img", "<script", "<link", "<iframe", "<form", "@import", "<table",
            ] {
                assert!(!html.contains(remote), "{name}: {remote}");
            }
            assert_eq!(
                html.matches("http").count(),
                html.matches("https://id.example.org/").count(),
                "{name}: only our own addresses"
            );
            let tag = format!(
                "<html lang=\"{}\" dir=\"{}\">",
                language.code(),
                language.dir()
            );
            assert!(html.contains(&tag), "{name}");
            assert!(
                html.contains("name=\"color-scheme\" content=\"light dark\""),
                "{name}"
            );
            if let Some(link) = &message.link {
                assert!(text.lines().any(|line| line == link), "{name}: {text}");
                assert_eq!(
                    html.matches(link.as_str()).count(),
                    2,
                    "{name}: button and words"
                );
            }
            if let Some(code) = &message.code {
                assert!(text.contains(code) && html.contains(code), "{name}");
            }
            writeln!(all, "## {}\n{text}\n", template.word()).expect("text");
        }
        insta::assert_snapshot!(format!("letters_{}", language.code()), all);
    }
}

// "both parts": the text part has no button to press, and what is another way comes after the first one.
#[test]
fn the_text_part_speaks_of_nothing_that_is_only_in_the_other() {
    let buttons = [
        "ress the button",
        "den Knopf",
        "le bouton",
        "el botón",
        "الزر",
    ];
    let or = [
        "Or type",
        "Oder geben",
        "Ou saisissez",
        "O escriba",
        "أو اكتب",
    ];
    for (&language, (button, or)) in Language::ALL.iter().zip(buttons.into_iter().zip(or)) {
        let facts = facts(language);
        for template in Template::all() {
            let mut message = sample(&facts, template, AT);
            if message.link.is_some() {
                message.code = Some("sample".into());
            }
            let Written { text, html, .. } = written(&facts, template, &message);
            let name = format!("{}/{}", language.code(), template.word());
            // The button of the page that opens is there.
            let is_of_the_page = template == Template::Verify;
            assert_eq!(text.contains(button), is_of_the_page, "{name}: {text}");
            let Some(link) = &message.link else { continue };
            for part in [&text, &html] {
                let at = |text: &str| part.find(text).unwrap_or_else(|| panic!("{name}: {part}"));
                assert!(at(link) < at(or), "{name}: {part}");
            }
        }
    }
}

// Without `privacy.app_names_in_mail` no letter names an app or a facility.
#[test]
fn an_app_is_named_only_where_that_is_allowed() {
    let mut facts = facts(Language::En);
    facts.names_apps = false;
    for template in Template::all() {
        let Written { text, html, .. } = written(&facts, template, &sample(&facts, template, AT));
        for word in ["Glucose", "Step Counter"] {
            assert!(
                !text.contains(word) && !html.contains(word),
                "{}",
                template.word()
            );
        }
        // The operator's own name stands below every letter; the facility's does not.
        let above = text.split("\n-- \n").next().unwrap_or_default();
        assert!(!above.contains("Example Clinic"), "{}", template.word());
    }
    // A value that nobody gave leaves no hole.
    let bare = Message {
        values: Values::new(),
        ..sample(&facts, Template::NewDevice, AT)
    };
    let text = written(&facts, Template::NewDevice, &bare).text;
    assert!(text.contains("On: A browser or device"), "{text}");
}

// RC-10: what people call themselves and their apps is text in a letter, whatever it holds.
#[test]
fn what_others_typed_is_text() {
    let facts = facts(Language::En);
    for evil in [
        "<script>alert(1)</script>",
        "<a href=\"https://evil.example\">x</a>",
        "https://evil.example/",
        "x\r\nBcc: eve@evil.example",
        "www.evil.example",
        "\u{202e}live\u{2066}evil",
        &"long ".repeat(200),
    ] {
        let message = Message {
            values: Values::new().with("by", evil).with("app", evil),
            ..sample(&facts, Template::Invite, AT)
        };
        for template in [Template::Invite, Template::AppConnected] {
            let Written {
                subject,
                text,
                html,
            } = written(&facts, template, &message);
            assert!(!subject.contains("evil"));
            assert!(
                !html.contains("<script") && !html.contains("<a href=\"https://evil"),
                "{html}"
            );
            for part in [&text, &html] {
                assert!(
                    !part.contains("https://evil") && !part.contains("www.evil"),
                    "{part}"
                );
                assert!(!part.contains('\r'), "{part:?}");
                // RC-10: what turns the words around a name is not let into them.
                assert!(
                    !part.contains(['\u{202a}', '\u{202e}', '\u{2066}', '\u{2067}', '\u{2069}']),
                    "{part:?}"
                );
            }
            let text = short(&facts, &queued(template, "en"), &message);
            assert!(!text.contains(['\u{202e}', '\u{2066}']), "{text:?}");
            assert!(text.len() < 2_000 && html.len() < 10_000);
        }
    }
}

// A text message is the code, bound to our host, or a line and the link.
#[test]
fn text_messages_are_short() {
    for &language in Language::ALL {
        let facts = facts(language);
        for template in Template::all() {
            let message = sample(&facts, template, AT);
            let text = short(&facts, &queued(template, language.code()), &message);
            // From right to left it is kept apart from what is around it.
            let bare = text.trim_start_matches('\u{2068}');
            assert!(bare.starts_with("Example Health ID"), "{text}");
            assert!(text.chars().count() < 400, "{text}");
            if let Some(code) = &message.code {
                let last = format!("\n\n@id.example.org #{code}");
                assert!(text.ends_with(&last), "{text}");
            } else if let Some(link) = &message.link {
                assert!(text.ends_with(link.as_str()), "{text}");
            }
        }
    }
}
