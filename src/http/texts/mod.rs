//! Every text that people read, from Fluent files that are part of the program.
//!
//! Each text is found by its key. [`Texts::load`] checks at start that the files are whole, so
//! that a request cannot meet a missing one.

mod catalog;
mod negotiate;

use std::sync::Arc;

use thiserror::Error;

use crate::core::{Reason, Refusal};

pub use catalog::{Catalog, Html, ScopeText};
pub use negotiate::{Wishes, negotiate, pick};

/// A language that the pages and the letters speak. A new one is a new arm and a new folder in
/// `locales/` (docs/languages.md).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English, the reference language.
    #[default]
    En,
    /// German.
    De,
    /// French.
    Fr,
    /// Spanish.
    Es,
    /// Arabic.
    Ar,
}

/// The files of a language: each is in every folder.
macro_rules! files {
    ($language:literal: $($file:literal),+ $(,)?) => {
        &[$((
            concat!($language, "/", $file, ".ftl"),
            include_str!(concat!("../../../locales/", $language, "/", $file, ".ftl")),
        )),+]
    };
}

/// The one list of text files; a new file is a name here and a file in each folder.
macro_rules! all_files {
    ($language:literal) => {
        files!(
            $language: "common", "access", "account", "dev", "join", "mail", "pages", "errors",
            "scopes",
        )
    };
}

impl Language {
    /// Every language, the reference language first.
    pub const ALL: &[Self] = &[Self::En, Self::De, Self::Fr, Self::Es, Self::Ar];

    /// The BCP 47 tag, as in `lang` and in the `lang` cookie.
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
            Self::Fr => "fr",
            Self::Es => "es",
            Self::Ar => "ar",
        }
    }

    /// The writing direction, as in `dir`.
    pub const fn dir(self) -> &'static str {
        match self {
            Self::En | Self::De | Self::Fr | Self::Es => "ltr",
            Self::Ar => "rtl",
        }
    }

    /// Whether it is written from right to left.
    pub const fn is_rtl(self) -> bool {
        matches!(self, Self::Ar)
    }

    /// The language's name in itself.
    pub const fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::De => "Deutsch",
            Self::Fr => "Français",
            Self::Es => "Español",
            Self::Ar => "العربية",
        }
    }

    /// The language with this tag.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|l| l.code() == code)
    }

    /// The language's files: name and content.
    const fn files(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::En => all_files!("en"),
            Self::De => all_files!("de"),
            Self::Fr => all_files!("fr"),
            Self::Es => all_files!("es"),
            Self::Ar => all_files!("ar"),
        }
    }
}

/// What is wrong with the text files. The server does not start with it.
#[derive(Debug, Error)]
pub enum TextsError {
    /// A language's tag cannot be read.
    #[error("language tag {0} cannot be read")]
    Tag(&'static str),
    /// A file is not Fluent.
    #[error("{file} cannot be read: {why}")]
    Syntax {
        /// The file.
        file: &'static str,
        /// What the reader says.
        why: String,
    },
    /// A key stands twice.
    #[error("{file}: {why}")]
    Repeated {
        /// The file.
        file: &'static str,
        /// Which keys.
        why: String,
    },
    /// A key that is needed is missing.
    #[error("the text {key} is missing in {language}")]
    Missing {
        /// The language.
        language: &'static str,
        /// The key.
        key: String,
    },
    /// An `error_description` that RFC 6749 does not allow.
    #[error("the description of {code} must be 1 to 200 ASCII characters without quotes")]
    Description {
        /// The reason.
        code: &'static str,
    },
}

/// All texts in all languages.
#[derive(Debug)]
pub struct Texts {
    catalogs: Vec<Arc<Catalog>>,
    reference: Arc<Catalog>,
    descriptions: Vec<(Reason, String)>,
}

impl Texts {
    /// Reads and checks the files of every language.
    ///
    /// # Errors
    /// If a file is broken, a key is missing in a language, or a description breaks its rule.
    pub fn load() -> Result<Self, TextsError> {
        let language = Language::default();
        let reference = Arc::new(Catalog::new(language, language.files(), None)?);
        reference.check(reference.keys())?;
        let mut catalogs = vec![Arc::clone(&reference)];
        for &language in Language::ALL {
            if language != reference.language() {
                let behind = Some(Arc::clone(&reference));
                catalogs.push(Arc::new(Catalog::new(language, language.files(), behind)?));
            }
        }
        let mut descriptions = Vec::with_capacity(Reason::ALL.len());
        for &reason in Reason::ALL {
            let text = reference.reason(reason.public(), "description");
            // RFC 6749 §5.2: %x20-21 / %x23-5B / %x5D-7E.
            if text.is_empty() || text.len() > 200 || !text.bytes().all(is_description) {
                return Err(TextsError::Description {
                    code: reason.code(),
                });
            }
            descriptions.push((reason, text));
        }
        Ok(Self {
            catalogs,
            reference,
            descriptions,
        })
    }

    /// The texts in this language.
    pub fn catalog(&self, language: Language) -> Arc<Catalog> {
        let found = self.catalogs.iter().find(|c| c.language() == language);
        Arc::clone(found.unwrap_or(&self.reference))
    }

    /// The `error_description` of a reason (RFC 6749 §5.2), as the other side may learn it:
    /// always English, the same for all reasons with one public form.
    pub fn description(&self, reason: Reason) -> &str {
        self.descriptions
            .iter()
            .find(|(listed, _)| *listed == reason)
            .map_or("The request was refused.", |(_, text)| text)
    }

    /// The `error_description` of a refusal: the reason's, and the hint if it has one.
    pub fn describe(&self, refusal: &Refusal) -> String {
        let text = self.description(refusal.reason);
        match &refusal.hint {
            None => text.to_owned(),
            Some(hint) => {
                let hint: String = hint
                    .chars()
                    .filter(|c| u8::try_from(*c).is_ok_and(is_description))
                    .take(200)
                    .collect();
                format!("{text} ({hint})")
            }
        }
    }
}

/// Whether RFC 6749 §5.2 allows the character in an `error_description`.
const fn is_description(byte: u8) -> bool {
    matches!(byte, 0x20..=0x21 | 0x23..=0x5b | 0x5d..=0x7e)
}
