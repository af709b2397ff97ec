//! Letters in words: what stands in the outbox, written in a language, as text and as HTML.

use std::sync::Arc;

use askama::Template as _;

use super::view::mail::{HtmlLetter, TextLetter};
use crate::{
    account::outbox::{Message, Queued, Template, Values},
    config::{Config, policy},
    core::Timestamp,
    http::{
        Frames,
        texts::{Catalog, Language, Texts, Wishes, negotiate},
    },
    model::Word,
};

/// What every letter has.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The texts.
    pub texts: Arc<Texts>,
    /// The languages that are offered.
    pub languages: Vec<Language>,
    /// The language of who has none.
    pub default: Language,
    /// What the service is called.
    pub service: String,
    /// Who runs it.
    pub operator: Option<String>,
    /// Where people get help.
    pub help: Option<String>,
    /// Where people find the service (RC-05: of the issuer, not of any request).
    pub base: String,
    /// Whether apps and facilities are named (`privacy.app_names_in_mail`).
    pub names_apps: bool,
}

/// A letter in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// What it is about, without a name of anything.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The same in HTML.
    pub html: String,
}

/// The names that stand for something in a letter, and whether they may tell of an illness.
const NAMES: &[(&str, bool)] = &[
    ("address", false),
    ("app", true),
    ("apps", true),
    ("by", false),
    ("device", false),
    ("facility", true),
    ("ip", false),
    ("left", false),
    ("passkey", false),
    ("reason", false),
    ("username", false),
];
/// The names of instants: Unix milliseconds, written out in the reader's language.
const INSTANTS: &[&str] = &["at", "day"];
/// Most characters of a value: who puts a page into a name is cut short.
const LONGEST: usize = 200;

impl Facts {
    /// By the configuration.
    pub fn new(config: &Config, frames: &Frames) -> Self {
        Self {
            texts: frames.texts.clone(),
            languages: frames.languages.clone(),
            default: frames.frame.texts.language(),
            service: config.branding.name.clone(),
            operator: config.branding.operator.clone(),
            help: config.branding.support_url.clone(),
            base: config.server.issuer().unwrap_or_default().to_owned(),
            names_apps: config.privacy.app_names_in_mail,
        }
    }

    /// The texts for a tag: its language, or a shorter one of it, or the default.
    pub fn catalog(&self, tag: &str) -> Arc<Catalog> {
        let wishes = Wishes {
            ui_locales: Some(tag),
            ..Wishes::default()
        };
        self.texts
            .catalog(negotiate(&self.languages, wishes, self.default))
    }
}

/// A letter as mail.
pub fn letter(facts: &Facts, queued: &Queued, message: &Message) -> Result<Written, String> {
    let texts = facts.catalog(&queued.language);
    let of = |look| Parts::of(facts, &texts, (queued.template, look), message);
    let (plain, html) = (of(Look::Plain), of(Look::Html));
    let subject = html.subject.clone();
    let text = TextLetter { letter: &plain };
    let html = HtmlLetter { letter: &html };
    Ok(Written {
        subject,
        text: text.render().map_err(|error| error.to_string())?,
        html: html.render().map_err(|error| error.to_string())?,
    })
}

/// A letter as a text message: the code, or the first words and the link.
pub fn short(facts: &Facts, queued: &Queued, message: &Message) -> String {
    let texts = facts.catalog(&queued.language);
    if let Some(code) = &message.code {
        let host = url::Url::parse(&facts.base).ok();
        let host = host.and_then(|url| url.host_str().map(str::to_owned));
        let host = host.unwrap_or_default();
        let values = [("service", &facts.service), ("code", code)];
        // The last line is read by phones, which offer the code on our pages only.
        return format!(
            "{}\n\n@{host} #{code}",
            texts.text("mail-sms-code", &values)
        );
    }
    let parts = Parts::of(facts, &texts, (queued.template, Look::Plain), message);
    let first = parts.paragraphs.first().cloned().unwrap_or_default();
    let link = message.link.as_ref().map(|link| format!("\n{link}"));
    format!("{}: {first}{}", facts.service, link.unwrap_or_default())
}

/// What a letter is put together from.
#[derive(Clone, Debug)]
pub struct Parts {
    /// The language's tag.
    pub lang: &'static str,
    /// Its direction.
    pub dir: &'static str,
    /// What it is about.
    pub subject: String,
    /// What it says.
    pub paragraphs: Vec<String>,
    /// What stands before the code, and the code.
    pub code: Option<(String, String)>,
    /// What the button says, where it leads, and what stands before the address in full.
    pub button: Option<(String, String)>,
    /// "If the button does not work …".
    pub copy: String,
    /// How long link and code work.
    pub closing: Vec<String>,
    /// Who writes.
    pub service: String,
    /// Why one gets it, and whom to ask.
    pub foot: Vec<String>,
}

/// How a letter looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// As text: a link is an address, and nothing can be pressed.
    Plain,
    /// As HTML, with a button.
    Html,
}

impl Parts {
    /// Of a template, in a language.
    pub fn of(
        facts: &Facts,
        texts: &Catalog,
        (template, look): (Template, Look),
        message: &Message,
    ) -> Self {
        let key = |part: &str| format!("mail-{}-{part}", template.word().replace('_', "-"));
        let mut values = values(facts, texts, &message.values);
        let until = message.until.map(|at| texts.moment(at));
        let is_timed = until.is_some();
        values.extend(until.map(|until| ("until", until)));
        values.push(("short", texts.wait(policy::SHORT_CODE_TTL.as_secs())));
        values.push(("join", format!("{}/join", facts.base)));
        let values: Vec<(&str, &str)> = values.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let say = |key: &str| texts.text(key, &values);
        let optional = |part: &str| {
            let key = key(part);
            texts.keys().contains(&key).then(|| say(&key))
        };
        let plain = match (look, &message.link) {
            (Look::Plain, Some(_)) => optional("plain"),
            (Look::Plain, None) | (Look::Html, _) => None,
        };
        let mut paragraphs = vec![plain.unwrap_or_else(|| say(&key("text")))];
        paragraphs.extend(optional("more"));
        paragraphs.extend(message.link.as_ref().and_then(|_| optional("link")));
        if message.values.get("enrol").is_some() {
            paragraphs.push(say("mail-enrol"));
        }
        let button = message.link.as_ref().map(|link| {
            let text = optional("button").unwrap_or_else(|| say("mail-button"));
            (text, link.clone())
        });
        let code = message.code.as_ref().map(|code| {
            // What digits there are ends before the link; what an app takes is as long as the link's.
            let is_short = code.bytes().all(|byte| byte.is_ascii_digit());
            let before = match (&button, is_short) {
                (None, _) => say("mail-code-only"),
                (Some(_), true) => say("mail-code-short"),
                (Some(_), false) => optional("code").unwrap_or_else(|| say("mail-code")),
            };
            (before, code.clone())
        });
        let mut closing: Vec<String> = optional("after").into_iter().collect();
        // Where there is a button, it is what whoever it was not presses.
        if is_notice(template) && button.is_none() {
            closing.push(say("mail-not-you"));
            closing.push(format!("{}/account/security", facts.base));
        } else if is_undone(template) && is_timed {
            closing.push(say("mail-undo-until"));
        } else if !is_notice(template)
            && !is_of_the_calendar(template)
            && (message.code.is_some() || message.link.is_some())
        {
            let until = match button {
                Some(_) => "mail-until",
                None => "mail-until-code",
            };
            closing.extend(is_timed.then(|| say(until)));
            closing.push(optional("ignore").unwrap_or_else(|| say("mail-ignore")));
        }
        let mut foot = vec![say("mail-foot")];
        foot.extend(facts.operator.clone());
        foot.extend(facts.help.as_ref().map(|help| {
            let values = [("help", help.trim_start_matches("mailto:"))];
            texts.text("mail-help", &values)
        }));
        Self {
            lang: texts.language().code(),
            dir: texts.language().dir(),
            subject: say(&key("subject")),
            paragraphs,
            code,
            button,
            copy: say("mail-copy"),
            closing,
            service: facts.service.clone(),
            foot,
        }
    }
}

/// Whether a letter tells of something that its reader may not have done (LG-16).
const fn is_notice(template: Template) -> bool {
    matches!(
        template,
        Template::ResetDone
            | Template::PasswordChanged
            | Template::EmailChanged
            | Template::EmailChangedOld
            | Template::MobileChanged
            | Template::MobileAdded
            | Template::NewDevice
            | Template::SecondFactorOn
            | Template::SecondFactorOff
            | Template::AuthenticatorRemoved
            | Template::RecoveryCodeUsed
            | Template::RecoveryCodesMade
            | Template::PasskeyAdded
            | Template::PasskeyRemoved
            | Template::AppConnected
            | Template::DeletionAsked
    )
}

/// Whether the button takes back what a letter tells of (RC-09).
const fn is_undone(template: Template) -> bool {
    matches!(
        template,
        Template::EmailChangedOld | Template::MobileChanged
    )
}

/// Whether nobody asked for a letter, and its link is no secret: the calendar brings it, or it only leads
/// to the sign-in.
const fn is_of_the_calendar(template: Template) -> bool {
    matches!(
        template,
        Template::Welcome
            | Template::AddressInUse
            | Template::OfflineApps
            | Template::LegacyStops
            | Template::LegacyStopsDeveloper
    )
}

/// What the names of a letter stand for. A name without a value has a word for it: no letter shows
/// a hole.
fn values(facts: &Facts, texts: &Catalog, given: &Values) -> Vec<(&'static str, String)> {
    let mut found = vec![("service", facts.service.clone())];
    for (name, is_private) in NAMES {
        let value = given
            .get(name)
            .map(|text| clean(name, text))
            .filter(|text| !text.is_empty());
        let value = value.filter(|_| facts.names_apps || !*is_private);
        found.push((
            *name,
            value.unwrap_or_else(|| texts.t(&format!("mail-some-{name}"))),
        ));
    }
    for name in INSTANTS {
        let at = given.get(name).and_then(|text| text.parse().ok());
        let at = at.map(Timestamp::from_millis);
        found.push((
            *name,
            match at {
                None => texts.t("mail-some-day"),
                Some(at) if *name == "day" => texts.date(at),
                Some(at) => texts.moment(at),
            },
        ));
    }
    found
}

/// A value as a letter shows it: on one line (a list keeps its lines), not too long, and nothing
/// in it that mail programs make a link of, or that turns the words around it.
fn clean(name: &str, text: &str) -> String {
    let is_list = name == "apps";
    let kept: String = text
        .chars()
        // A page isolates a value by markup; in a text, nothing but the absence of what turns the direction
        // keeps our own words as they are.
        .filter(|c| !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
        .map(|c| match c.is_control() && !(is_list && c == '\n') {
            true => ' ',
            false => c,
        })
        .take(LONGEST)
        .collect();
    // "https://evil.example" in a name would be a link in our mail.
    kept.replace("://", ":\u{2060}//")
        .replace("www.", "www\u{2060}.")
}

/// A letter as `signet mail preview` and the tests show it.
pub fn sample(facts: &Facts, template: Template, at: Timestamp) -> Message {
    let day = at.plus(std::time::Duration::from_secs(14 * 86_400));
    let values = Values::new()
        .with("address", "a***@example.org")
        .with("app", "Glucose Diary")
        .with("apps", "Glucose Diary\nStep Counter")
        .with("at", at.millis().to_string())
        .with("by", "Anna Berg")
        .with("day", day.millis().to_string())
        .with("device", "Firefox, Linux")
        .with("facility", "Example Clinic")
        .with("ip", "192.0.2.0/24")
        .with("left", "7")
        .with("passkey", "My phone")
        .with("reason", "Lost phone")
        .with("username", "anna");
    let page = match template {
        Template::Welcome | Template::AddressInUse => Some("/account"),
        Template::WaitlistApproved | Template::Invite => Some("/invite/sample"),
        Template::Verify | Template::HumanVerification | Template::EmailChange => {
            Some("/verify-email/sample")
        }
        Template::Reset | Template::AccountLocked => Some("/recover/sample"),
        Template::EmailChangedOld | Template::MobileChanged => Some("/undo/sample"),
        Template::NewDevice => Some("/not-me/sample"),
        Template::OfflineApps => Some("/account/apps"),
        Template::DeletionAsked => Some("/account/data"),
        Template::LegacyStops => Some("/legacy/notice"),
        Template::LegacyStopsDeveloper => Some("/docs/migration/ocariot"),
        _ => None,
    };
    // Digits for our pages; for an app of MyCure what stands in the link.
    let code = match template {
        Template::Verify | Template::Reset | Template::MobileChange => Some("12345678"),
        Template::HumanVerification | Template::ConfirmPassword => Some("sample"),
        _ => None,
    };
    let is_timed = code.is_some()
        || is_undone(template)
        || matches!(
            template,
            Template::EmailChange | Template::Invite | Template::WaitlistApproved
        );
    let values = match template {
        Template::Welcome => values.with("enrol", "1"),
        _ => values,
    };
    Message {
        to: crate::account::outbox::Recipient::Email("anna@example.org".into()),
        values,
        link: page.map(|page| format!("{}{page}", facts.base)),
        code: code.map(str::to_owned),
        until: is_timed.then_some(day),
    }
}
