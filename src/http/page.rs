//! What every page has: language, service name, links of the foot.

use std::sync::Arc;

use base64::{Engine, engine::general_purpose::STANDARD};

use super::assets;
use super::texts::{Catalog, Html, Language};
use crate::{
    config::{Login, LoginIdentifier},
    core::Timestamp,
};

/// What every page has.
#[derive(Clone, Debug)]
pub struct Page {
    /// The texts in the page's language.
    pub texts: Arc<Catalog>,
    /// The name of the service, as people know it.
    pub service: String,
    /// Whether this is a development server: a banner says so.
    pub dev: bool,
    /// What people sign in with: `login.identifiers`.
    pub identifiers: Vec<LoginIdentifier>,
    /// The links of the foot.
    pub links: Links,
    /// The links to the same page in another language; none where there is no choice.
    pub languages: Vec<LanguageLink>,
}

/// A link to the same page in a language, named in that language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LanguageLink {
    /// The language.
    pub language: Language,
    /// Where it leads: `/language/de?to=…`.
    pub href: String,
}

/// The links of the foot, in the same place on every page (WCAG 3.2.6).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links {
    /// Help.
    pub help: Option<String>,
    /// What is done with people's data.
    pub privacy: Option<String>,
    /// The accessibility statement.
    pub accessibility: Option<String>,
}

/// An app, as a page names it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AppName {
    /// Its registered name, which the app has chosen itself.
    pub name: String,
    /// The host of its redirect URI, the one fact about it that is checked.
    pub host: String,
}

impl Page {
    /// A page without links.
    pub fn new(texts: Arc<Catalog>, service: impl Into<String>) -> Self {
        Self {
            texts,
            service: service.into(),
            dev: false,
            identifiers: Login::default().identifiers,
            links: Links::default(),
            languages: Vec::new(),
        }
    }

    /// The value of `lang`.
    pub fn lang(&self) -> &'static str {
        self.texts.language().code()
    }

    /// The value of `dir`.
    pub fn dir(&self) -> &'static str {
        self.texts.language().dir()
    }

    /// The page without links to other languages: it passes, or it cannot be opened twice.
    pub fn without_languages(mut self) -> Self {
        self.languages.clear();
        self
    }

    /// The page at an address that may be anybody's text: its links to other languages do not repeat
    /// it, and lead back by what the browser says it comes from.
    pub fn without_address(mut self) -> Self {
        for link in &mut self.languages {
            link.href = format!("/language/{}", link.language.code());
        }
        self
    }

    /// Where the stylesheet is.
    pub fn css(&self) -> String {
        assets::CSS.href()
    }

    /// Where the script is.
    pub fn js(&self) -> String {
        assets::JS.href()
    }

    /// The icon, as an address that needs no request (RFC 2397).
    pub fn icon(&self) -> String {
        format!(
            "data:image/svg+xml;base64,{}",
            STANDARD.encode(assets::ICON)
        )
    }

    /// The text with this key.
    pub fn t(&self, key: &str) -> String {
        self.texts.t(key)
    }

    /// What people sign in with here, each in a word.
    fn identifiers_in_words(&self) -> Vec<String> {
        let word = |kind: &LoginIdentifier| {
            self.t(match kind {
                LoginIdentifier::Username => "identifier-username",
                LoginIdentifier::Email => "identifier-email",
                LoginIdentifier::Mobile => "identifier-mobile",
                LoginIdentifier::StudyCode => "identifier-study-code",
            })
        };
        self.identifiers.iter().map(word).collect()
    }

    /// Words in a row: "username, email or password".
    fn either(&self, words: &[String]) -> String {
        match words.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, before)) => {
                let comma = self.t("identifier-comma");
                let before = before.join(&format!("{comma} "));
                format!("{before} {} {last}", self.t("identifier-or"))
            }
            None => String::new(),
        }
    }

    /// The label of the field for it.
    pub fn identifier_label(&self) -> String {
        let words = self.either(&self.identifiers_in_words());
        let mut letters = words.chars();
        let first = letters.next().map(char::to_uppercase);
        first.into_iter().flatten().chain(letters).collect()
    }

    /// What is said where it is missing.
    pub fn identifier_missing(&self) -> String {
        let what = self.either(&self.identifiers_in_words());
        self.text("identifier-missing", &[("what", what)])
    }

    /// What is said where it is not that of the password, or the other way round (LG-06).
    pub fn identifier_wrong(&self) -> String {
        let mut words = self.identifiers_in_words();
        words.push(self.t("identifier-password"));
        self.text("login-wrong", &[("what", self.either(&words))])
    }

    /// What a new password has to be, with the fewest characters that it has.
    pub fn password_rules(&self, least: &usize) -> String {
        let least = u64::try_from(*least).unwrap_or(u64::MAX);
        self.texts.count("own-password-rules", least)
    }

    /// The text with this key that counts something.
    pub fn count(&self, key: &str, count: &u64) -> String {
        self.texts.count(key, *count)
    }

    /// The text with this key and these values.
    pub fn text<V: AsRef<str>>(&self, key: &str, values: &[(&str, V)]) -> String {
        self.texts.text(key, values)
    }

    /// The text with this key, which has markup, and these values, which are escaped.
    pub fn html<V: AsRef<str>>(&self, key: &str, values: &[(&str, V)]) -> Html {
        self.texts.html(key, values)
    }

    /// The text with this key that names an app.
    pub fn about(&self, key: &str, app: &AppName) -> Html {
        self.html(key, &[("app", &app.name), ("host", &app.host)])
    }

    /// An instant for `datetime` (RFC 3339).
    pub fn machine_time(&self, at: &Timestamp) -> String {
        chrono::DateTime::from_timestamp_millis(at.millis())
            .map(|at| at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true))
            .unwrap_or_default()
    }

    /// A day in words.
    pub fn date(&self, at: &Timestamp) -> String {
        self.texts.date(*at)
    }

    /// An instant in words.
    pub fn moment(&self, at: &Timestamp) -> String {
        self.texts.moment(*at)
    }
}

impl AppName {
    /// A sample.
    pub fn sample(word: &dyn Fn(&str) -> String) -> Self {
        Self {
            name: word("Glucose Diary"),
            host: word("diary.example.org"),
        }
    }
}

/// The address, if it leads to a web page: what a registration says may be any text.
pub fn web_address(address: &str) -> Option<&str> {
    let scheme = address.split_once("://")?.0;
    ["https", "http"].contains(&scheme).then_some(address)
}

/// The moment that samples show.
pub(crate) const SAMPLE_TIME: Timestamp = Timestamp::from_secs(1_772_532_902);
