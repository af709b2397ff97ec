//! The texts of one language.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use askama::filters::{Escaper, Html as Escape, Safe};
use chrono::{DateTime, Datelike, Timelike};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use super::{Language, TextsError};
use crate::core::{Reason, Timestamp};

/// A text with markup of ours, whose values are escaped already.
pub type Html = Safe<String>;

/// What a scope is called towards people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopeText {
    /// What the app may do, in a few words.
    pub title: String,
    /// What that means.
    pub hint: String,
}

/// The texts of one language.
pub struct Catalog {
    language: Language,
    bundle: FluentBundle<FluentResource>,
    keys: BTreeSet<String>,
    /// The reference language, behind every other one.
    reference: Option<Arc<Catalog>>,
}

impl fmt::Debug for Catalog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Catalog")
            .field("language", &self.language)
            .field("keys", &self.keys.len())
            .finish_non_exhaustive()
    }
}

impl Catalog {
    /// Reads the files of a language; `reference` stands behind it.
    ///
    /// # Errors
    /// If a file is broken or a key stands twice.
    pub fn new(
        language: Language,
        files: &[(&'static str, &str)],
        reference: Option<Arc<Self>>,
    ) -> Result<Self, TextsError> {
        let tag: LanguageIdentifier = language
            .code()
            .parse()
            .map_err(|_| TextsError::Tag(language.code()))?;
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // Values are isolated by <bdi> where they stand in markup; the invisible marks would end
        // up in what people copy.
        // From right to left `text` puts them where markup cannot stand.
        bundle.set_use_isolating(false);
        let mut keys = BTreeSet::new();
        for &(file, content) in files {
            let resource = FluentResource::try_new(content.to_owned()).map_err(|(_, errors)| {
                TextsError::Syntax {
                    file,
                    why: format!("{errors:?}"),
                }
            })?;
            keys.extend(messages(content).map(str::to_owned));
            bundle
                .add_resource(resource)
                .map_err(|errors| TextsError::Repeated {
                    file,
                    why: format!("{errors:?}"),
                })?;
        }
        Ok(Self {
            language,
            bundle,
            keys,
            reference,
        })
    }

    /// Checks that this language has every one of `keys`, and the texts of every reason.
    pub(super) fn check(&self, keys: &BTreeSet<String>) -> Result<(), TextsError> {
        let of_reasons = Reason::ALL.iter().flat_map(|reason| {
            ["title", "what", "fix", "description"].map(|part| format!("{}-{part}", reason.code()))
        });
        for key in keys.iter().cloned().chain(of_reasons) {
            let message = self.bundle.get_message(&key);
            if message.and_then(|m| m.value()).is_none() {
                return Err(TextsError::Missing {
                    language: self.language.code(),
                    key,
                });
            }
        }
        Ok(())
    }

    /// The language.
    pub const fn language(&self) -> Language {
        self.language
    }

    /// Every key of this language.
    pub const fn keys(&self) -> &BTreeSet<String> {
        &self.keys
    }

    /// The text with this key.
    pub fn t(&self, key: &str) -> String {
        self.format(key, None)
    }

    /// The text with this key and these values, without markup: for titles and attributes. From
    /// right to left each value is isolated by invisible marks (FSI, PDI), because a name or a host
    /// from left to right would turn the words around it.
    pub fn text<V: AsRef<str>>(&self, key: &str, values: &[(&str, V)]) -> String {
        let rtl = self.language.is_rtl();
        let isolated = |value: &str| match rtl {
            true => format!("\u{2068}{value}\u{2069}"),
            false => value.to_owned(),
        };
        let values = values
            .iter()
            .map(|(name, value)| (*name, isolated(value.as_ref())));
        self.format(key, Some(&values.collect()))
    }

    /// The text with this key, which may have markup: each value is escaped, and isolated from
    /// the direction of the text around it.
    pub fn html<V: AsRef<str>>(&self, key: &str, values: &[(&str, V)]) -> Html {
        let values = values
            .iter()
            .map(|(n, value)| (*n, isolated(value.as_ref())));
        Safe(self.format(key, Some(&values.collect())))
    }

    /// A text about a reason: its `title`, `what`, `fix` or `description`. The description is what
    /// goes over the wire, English in every language.
    pub fn reason(&self, reason: Reason, part: &str) -> String {
        self.t(&format!("{}-{part}", reason.code()))
    }

    /// The text of a standard scope; those that operators register bring their own.
    pub fn scope(&self, name: &str) -> Option<ScopeText> {
        let title = format!("scope-{name}-title");
        self.has(&title).then(|| ScopeText {
            title: self.t(&title),
            hint: self.t(&format!("scope-{name}-hint")),
        })
    }

    /// What a claim is called; those that operators register have only their name.
    pub fn claim(&self, name: &str) -> Option<String> {
        let key = format!("claim-{name}");
        self.has(&key).then(|| self.t(&key))
    }

    /// A time to wait, in words: seconds up to a minute, then minutes, rounded up.
    pub fn wait(&self, seconds: u64) -> String {
        let (key, count) = if seconds < 60 {
            ("wait-seconds", seconds.max(1))
        } else {
            ("wait-minutes", seconds.div_ceil(60))
        };
        let values = FluentArgs::from_iter([("count", FluentValue::from(count))]);
        self.format(key, Some(&values))
    }

    /// The text with this key that counts something.
    pub fn count(&self, key: &str, count: u64) -> String {
        let values = FluentArgs::from_iter([("count", FluentValue::from(count))]);
        self.format(key, Some(&values))
    }

    /// A day in words: "3 March 2026". Digits are Western ones in every language, as in the codes
    /// that people type.
    pub fn date(&self, at: Timestamp) -> String {
        let Some(at) = DateTime::from_timestamp_millis(at.millis()) else {
            return String::new();
        };
        let month = self.t(&format!("month-{}", at.month()));
        // The day is a number, so that a language can write the first of a month its own way.
        let values = FluentArgs::from_iter([
            ("day", FluentValue::from(at.day())),
            ("month", FluentValue::from(month)),
            ("year", FluentValue::from(at.year().to_string())),
        ]);
        self.format("date", Some(&values))
    }

    /// An instant in words: "3 March 2026, 10:15:02 UTC".
    pub fn moment(&self, at: Timestamp) -> String {
        let values = FluentArgs::from_iter([("date", self.date(at)), ("time", self.clock(at))]);
        self.format("moment", Some(&values))
    }

    /// The time of day: "10:15:02".
    pub fn clock(&self, at: Timestamp) -> String {
        DateTime::from_timestamp_millis(at.millis()).map_or_else(String::new, |at| {
            format!("{:02}:{:02}:{:02}", at.hour(), at.minute(), at.second())
        })
    }

    fn has(&self, key: &str) -> bool {
        let behind = || self.reference.as_ref().is_some_and(|r| r.has(key));
        self.keys.contains(key) || behind()
    }

    fn format(&self, key: &str, values: Option<&FluentArgs<'_>>) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|m| m.value()) else {
            // Tests check every key that is used; a request goes on with the reference language,
            // and at the very end with the key's name.
            return match &self.reference {
                Some(reference) => reference.format(key, values),
                None => key.to_owned(),
            };
        };
        let mut errors = Vec::new();
        self.bundle
            .format_pattern(pattern, values, &mut errors)
            .into_owned()
    }
}

/// The value escaped for HTML and in its own direction.
fn isolated(value: &str) -> String {
    let mut escaped = String::from("<bdi>");
    // Writing to a string cannot fail; if it did, the value would be cut, not unescaped.
    let _written = Escape.write_escaped_str(&mut escaped, value);
    escaped.push_str("</bdi>");
    escaped
}

/// The names of the messages in a Fluent file: they begin a line.
fn messages(content: &str) -> impl Iterator<Item = &str> {
    content.lines().filter_map(|line| {
        let (name, _) = line.split_once('=')?;
        let starts = name.starts_with(|c: char| c.is_ascii_alphabetic());
        starts.then(|| name.trim_end())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const BROKEN: (&str, &str) = ("en/broken.ftl", "a = { $\n");

    #[test]
    fn a_broken_file_a_repeated_key_and_a_missing_key_are_errors() {
        let read = |files: &[(&'static str, &str)]| Catalog::new(Language::En, files, None);
        assert!(matches!(read(&[BROKEN]), Err(TextsError::Syntax { .. })));
        let twice = read(&[("en/a.ftl", "a = 1\n"), ("en/b.ftl", "a = 2\n")]);
        assert!(matches!(twice, Err(TextsError::Repeated { .. })));
        let catalog = read(&[("en/a.ftl", "a = 1\n")]).expect("well formed");
        let missing = catalog.check(&BTreeSet::from(["b".to_owned()]));
        assert!(matches!(missing, Err(TextsError::Missing { key, .. }) if key == "b"));
        assert_eq!(catalog.t("b"), "b");
    }

    #[test]
    fn values_in_markup_are_escaped_and_isolated() {
        let file = ("en/a.ftl", "a = to <b>{ $app }</b>\n");
        let catalog = Catalog::new(Language::En, &[file], None).expect("well formed");
        let Safe(html) = catalog.html("a", &[("app", "<i>\"'&")]);
        assert_eq!(html, "to <b><bdi>&#60;i&#62;&#34;&#39;&#38;</bdi></b>");
    }
}
