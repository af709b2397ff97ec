//! The texts that people and developers read, from Fluent files.

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

use crate::core::Reason;

/// The texts of one language.
pub struct Texts {
    tag: &'static str,
    dir: &'static str,
    bundle: FluentBundle<FluentResource>,
}

const ENGLISH: [&str; 2] = [
    include_str!("../../locales/en/pages.ftl"),
    include_str!("../../locales/en/errors.ftl"),
];

impl Texts {
    /// The English texts. A file that cannot be read is an error at start.
    pub fn english() -> Result<Self, String> {
        let language: LanguageIdentifier = "en".parse().map_err(|e| format!("en: {e}"))?;
        let mut bundle = FluentBundle::new_concurrent(vec![language]);
        // The marks around arguments would end up in titles and attributes.
        bundle.set_use_isolating(false);
        for source in ENGLISH {
            let resource = FluentResource::try_new(source.to_owned())
                .map_err(|(_, errors)| format!("en: {errors:?}"))?;
            bundle
                .add_resource(resource)
                .map_err(|errors| format!("en: {errors:?}"))?;
        }
        Ok(Self {
            tag: "en",
            dir: "ltr",
            bundle,
        })
    }

    /// The BCP 47 tag.
    pub fn lang(&self) -> &'static str {
        self.tag
    }

    /// `ltr` or `rtl`.
    pub fn dir(&self) -> &'static str {
        self.dir
    }

    /// A text. A key that is missing shows as itself; a test finds those.
    pub fn t(&self, key: &str) -> String {
        self.format(key, None, None)
    }

    /// A text with one argument.
    pub fn with<'a>(&self, key: &str, name: &'a str, value: impl Into<FluentValue<'a>>) -> String {
        let mut args = FluentArgs::new();
        args.set(name, value);
        self.format(key, None, Some(&args))
    }

    /// A text with several arguments.
    pub fn with_all(&self, key: &str, pairs: &[(&str, &str)]) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in pairs {
            args.set(*name, *value);
        }
        self.format(key, None, Some(&args))
    }

    /// A time to wait, in words.
    pub fn wait(&self, wait: std::time::Duration) -> String {
        let secs = wait.as_secs().max(1);
        if secs < 120 {
            self.with("wait-seconds", "n", secs)
        } else {
            self.with("wait-minutes", "n", secs.div_ceil(60))
        }
    }

    /// `error_description`: what happened and what was expected, in ASCII.
    pub fn description(&self, reason: Reason) -> String {
        self.format(self.key(reason), None, None)
    }

    /// How a developer fixes it.
    pub fn fix(&self, reason: Reason) -> String {
        self.format(self.key(reason), Some("fix"), None)
    }

    /// Whether a reason has a text of its own, and so a page.
    pub fn has(&self, reason: Reason) -> bool {
        self.bundle.has_message(reason.code())
    }

    /// Reasons that must not be told apart share the text of their public form.
    fn key(&self, reason: Reason) -> &'static str {
        if self.has(reason) {
            reason.code()
        } else {
            reason.public().code()
        }
    }

    fn format(&self, key: &str, attribute: Option<&str>, args: Option<&FluentArgs<'_>>) -> String {
        let message = self.bundle.get_message(key);
        let pattern = message.and_then(|message| match attribute {
            None => message.value(),
            Some(name) => message
                .get_attribute(name)
                .map(|attribute| attribute.value()),
        });
        match pattern {
            Some(pattern) => self
                .bundle
                .format_pattern(pattern, args, &mut Vec::new())
                .into_owned(),
            None => key.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // A23, RFC 6749 §5.2: every reason has a text, and `error_description` excludes characters
    // outside %x20-21 / %x23-5B / %x5D-7E.
    #[test]
    fn every_reason_has_a_text_that_can_stand_in_an_answer() {
        let texts = Texts::english().unwrap();
        for reason in Reason::ALL {
            let description = texts.description(*reason);
            assert!(
                description.ends_with('.') && description.len() <= 200,
                "{}: {description}",
                reason.code()
            );
            assert!(
                description
                    .bytes()
                    .all(|b| matches!(b, 0x20..=0x21 | 0x23..=0x5b | 0x5d..=0x7e)),
                "{description}"
            );
            assert!(texts.fix(*reason).ends_with('.'), "{}", reason.code());
        }
    }

    // CA-03, LG-06: reasons with one public form have one text there.
    #[test]
    fn what_must_not_be_told_apart_has_one_text() {
        let texts = Texts::english().unwrap();
        for reason in Reason::ALL {
            let public = reason.public();
            assert!(texts.has(public), "{}", public.code());
        }
    }

    #[test]
    fn waits_are_in_words() {
        let texts = Texts::english().unwrap();
        assert_eq!(texts.wait(std::time::Duration::from_secs(1)), "1 second");
        assert_eq!(texts.wait(std::time::Duration::from_secs(30)), "30 seconds");
        assert_eq!(texts.wait(std::time::Duration::from_secs(121)), "3 minutes");
    }
}
