//! What a password must be that is set here (LG-01 to LG-03).
//!
//! A password is counted and hashed as it was typed: no trimming, no normal form, no change of
//! case. What was typed once is typed again on the same keyboard, and a form that is applied when
//! it is set but not by an old app at its door would lock people out.

use std::fmt;

use zxcvbn::zxcvbn;

/// The rules of one password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordRules {
    /// Fewest code points.
    pub least: usize,
    /// Most code points.
    pub most: usize,
    /// Most bytes in UTF-8.
    pub most_bytes: usize,
    /// The least score of zxcvbn, 0 to 4.
    pub score: u8,
}

/// Why a password is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Fewer code points than it must have.
    TooShort {
        /// How many it must have.
        least: usize,
    },
    /// More code points than it may have, or too many bytes.
    TooLong {
        /// How many it may have.
        most: usize,
    },
    /// It is guessed too soon.
    Guessable {
        /// Its score, 0 to 4.
        score: u8,
    },
    /// It stands in the operator's list.
    Listed,
}

impl Flaw {
    /// The code of the reason, as callers of a service learn it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooShort { .. } => "password_too_short",
            Self::TooLong { .. } => "password_too_long",
            Self::Guessable { .. } | Self::Listed => "password_blocklisted",
        }
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.code();
        match self {
            Self::TooShort { least } => {
                write!(f, "{code}: it must have at least {least} characters")
            }
            Self::TooLong { most } => write!(
                f,
                "{code}: it may have at most {most} characters, and 1024 bytes"
            ),
            Self::Guessable { score } => write!(
                f,
                "{code}: it would be guessed too soon (score {score} of 4); take more words, or \
                 words that have nothing to do with the person"
            ),
            Self::Listed => write!(f, "{code}: it is in password.blocklist_file; take another"),
        }
    }
}

impl PasswordRules {
    /// Whether a password is too short or too long. LG-01: "Length counted in code points".
    pub fn flaw_of_length(&self, password: &str) -> Option<Flaw> {
        let points = password.chars().count();
        if points < self.least {
            return Some(Flaw::TooShort { least: self.least });
        }
        let is_long = points > self.most || password.len() > self.most_bytes;
        is_long.then_some(Flaw::TooLong { most: self.most })
    }

    /// Checks a password. `about` is what others know of the person and the service; `is_listed`
    /// looks it up in the operator's list.
    ///
    /// LG-02: "No composition rules, no forced periodic change".
    pub fn check(
        &self,
        password: &str,
        about: &[&str],
        is_listed: impl FnOnce(&str) -> bool,
    ) -> Result<(), Flaw> {
        if let Some(flaw) = self.flaw_of_length(password) {
            return Err(flaw);
        }
        if is_listed(password) {
            return Err(Flaw::Listed);
        }
        // LG-03: "with service, user and mail words as its extra inputs".
        let score = u8::from(zxcvbn(password, &words(about)).score());
        if score < self.score {
            return Err(Flaw::Guessable { score });
        }
        // Nothing but what others know, whatever stands between: `anna-berg-anna`.
        if self.score > 0 && is_of(password, &words(about)) {
            return Err(Flaw::Guessable { score: 0 });
        }
        Ok(())
    }
}

/// Texts and the words in them: `anna.berg@example.org` is also `anna`, `berg` and `example`.
fn words<'a>(about: &[&'a str]) -> Vec<&'a str> {
    let mut found: Vec<&str> = Vec::new();
    for text in about {
        let parts = text.split(|c: char| !c.is_alphanumeric());
        for word in std::iter::once(*text).chain(parts) {
            if word.chars().count() > 2 && !found.contains(&word) && found.len() < 64 {
                found.push(word);
            }
        }
    }
    found
}

/// Digits that make no password of what others know: those of a year.
const DIGITS: usize = 4;

/// Whether a text is made of these words alone, in any order and case, with what is neither letter
/// nor digit between them, and a year's digits at most.
fn is_of(text: &str, words: &[&str]) -> bool {
    let letters = |text: &str| -> Vec<char> {
        let lower = text.chars().filter(|c| c.is_alphanumeric());
        lower.flat_map(char::to_lowercase).collect()
    };
    let (text, words) = (letters(text), words.iter().map(|word| letters(word)));
    let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
    // The fewest digits that are left over when the first so many letters are made of words.
    let mut fewest = vec![None; text.len() + 1];
    fewest[0] = Some(0);
    for at in 0..text.len() {
        let Some(digits) = fewest[at] else { continue };
        let mut reach = |to: usize, digits: usize| {
            fewest[to] = Some(fewest[to].map_or(digits, |known: usize| known.min(digits)));
        };
        if text[at].is_numeric() && digits < DIGITS {
            reach(at + 1, digits + 1);
        }
        for word in &words {
            if text[at..].starts_with(word) {
                reach(at + word.len(), digits);
            }
        }
    }
    !text.is_empty() && fewest[text.len()].is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: PasswordRules = PasswordRules {
        least: 12,
        most: 256,
        most_bytes: 1024,
        score: 3,
    };

    fn check(password: &str) -> Result<(), Flaw> {
        RULES.check(password, &["Anna Berg", "anna@bluelake.example"], |text| {
            text == "listed by the operator"
        })
    }

    /// Text without a pattern, of so many code points.
    fn noise(points: usize) -> String {
        let mut state = 7_u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            char::from(b'!' + u8::try_from((state >> 16) % 94).unwrap_or(0))
        };
        (0..points).map(|_| next()).collect()
    }

    // LG-01: code points, not bytes; one below the minimum, the minimum, 64, 256, 257.
    #[test]
    fn length_is_counted_in_code_points() {
        for points in [12, 13, 64, 255, 256] {
            assert_eq!(check(&noise(points)), Ok(()), "{points}");
        }
        assert_eq!(check(&noise(11)), Err(Flaw::TooShort { least: 12 }));
        assert_eq!(check(&noise(257)), Err(Flaw::TooLong { most: 256 }));
        // Twelve characters of four bytes each are twelve; 256 of them are 1,024 bytes.
        let wide = |points: usize| -> String {
            let nth = |n: usize| char::from_u32(0x1f300 + u32::try_from(n * 37 % 500).unwrap_or(0));
            (0..points).filter_map(nth).collect()
        };
        assert_eq!(check(&wide(12)), Ok(()));
        assert_eq!(check(&wide(11)), Err(Flaw::TooShort { least: 12 }));
        assert_eq!(check(&wide(256)), Ok(()));
        assert_eq!(Flaw::TooShort { least: 12 }.code(), "password_too_short");
    }

    // LG-02: no composition rules: words of small letters do, and blanks count.
    #[test]
    fn words_alone_are_a_password() {
        for good in [
            "plum harbour quartz",
            "vier grüne ziegen tanzen",
            "  quartz  harbour  ",
            // A word of one's own among others is none too many.
            "anna quartz harbour plum",
        ] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
    }

    // LG-03: what is guessed soon, what is made of the person and the service, what the operator
    // has listed.
    #[test]
    fn guessable_passwords_are_refused() {
        for bad in [
            "passwordpassword",
            "123456789012",
            "qwertyuiopas",
            "aaaaaaaaaaaaaaaa",
            "annabergannaberg",
            "bluelakebluelake",
            // The person's own words, whatever stands between.
            "anna-berg-anna",
            "Anna.Berg_Anna.Berg",
            "BERG anna bluelake",
            "berg/1984/bluelake",
            "anna~~~~~~~~~~~berg",
        ] {
            let flaw = check(bad).expect_err(bad);
            assert_eq!(flaw.code(), "password_blocklisted", "{bad}: {flaw}");
        }
        assert_eq!(check("listed by the operator"), Err(Flaw::Listed));
        // A long one is no reason to compute for long.
        assert!(check(&"ab".repeat(128)).is_err());
    }
}
