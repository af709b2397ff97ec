//! Identifiers: what people type to say who they are.

use unicode_normalization::UnicodeNormalization;

use crate::core::Door;

/// A namespace of identifiers. A legacy door has its own, so that names do not collide or alias.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Namespace {
    /// Usernames of the standard sign-in.
    Username,
    /// Email addresses.
    Email,
    /// Mobile numbers (E.164).
    Mobile,
    /// Codes that a study gives to those who take part.
    StudyCode,
    /// The names that a legacy door knows, compared as that door's contract says.
    Door(String),
}

impl Namespace {
    /// The text in the `namespace` column.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Username => "username",
            Self::Email => "email",
            Self::Mobile => "mobile",
            Self::StudyCode => "study-code",
            Self::Door(door) => door,
        }
    }

    /// The one form in which this namespace looks identifiers up (LG-07).
    pub fn form(&self, typed: &str) -> String {
        match self {
            Self::Username | Self::Email | Self::StudyCode => standard_form(typed),
            Self::Mobile => mobile_form(typed),
            // Corsano's codes are typed by people: trimmed, but upper and lower case are two.
            Self::Door(door) if door == Door::CorsanoUsers.name() => typed.trim().to_owned(),
            // OCARIoT: exact, neither trimmed nor folded (O08).
            Self::Door(_) => typed.to_owned(),
        }
    }
}

impl From<&str> for Namespace {
    /// What a `namespace` column holds.
    fn from(text: &str) -> Self {
        match text {
            "username" => Self::Username,
            "email" => Self::Email,
            "mobile" => Self::Mobile,
            "study-code" => Self::StudyCode,
            door => Self::Door(door.to_owned()),
        }
    }
}

/// An identifier of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identifier {
    /// Where it is unique.
    pub namespace: Namespace,
    /// The text as the user knows it.
    pub text: String,
}

impl Identifier {
    /// The form by which it is unique and found.
    pub fn form(&self) -> String {
        self.namespace.form(&self.text)
    }

    /// Whether a text names it, however it is spelt there: as a word of its own, or with other words
    /// around it, as a number with blanks in it.
    pub fn is_named_in(&self, text: &str) -> bool {
        let folded = standard_form(text);
        let own = standard_form(&self.text);
        if own.is_empty() {
            return false;
        }
        let is_word = |c: char| c.is_alphanumeric();
        let mut places = folded.match_indices(&own);
        let by_itself = places.any(|(at, found)| {
            let before = folded[..at].chars().next_back();
            let after = folded[at + found.len()..].chars().next();
            !before.is_some_and(is_word) && !after.is_some_and(is_word)
        });
        if by_itself {
            return true;
        }
        // The domain of an address is as it is registered: each word is held against it by itself.
        let words = text.split(|c: char| c.is_whitespace() || "<>()[]\"',;".contains(c));
        let mut words = words.map(|word| word.trim_end_matches(['.', ':', '!', '?']));
        if words.any(|word| standard_form(word) == own) {
            return true;
        }
        let digits = |text: &str| {
            text.chars()
                .filter(char::is_ascii_digit)
                .collect::<String>()
        };
        self.namespace == Namespace::Mobile
            && own.len() >= 8
            && digits(text).contains(&digits(&mobile_form(&self.text)))
    }
}

/// The standard form: trimmed, NFKC, case folded; the domain of an address by IDNA.
///
/// Limits count by this form across all namespaces (LG-07).
pub fn standard_form(typed: &str) -> String {
    let mut form = fold(typed);
    // A few characters fold into what folds once more.
    for _ in 0..3 {
        let next = fold(&form);
        if next == form {
            break;
        }
        form = next;
    }
    form
}

/// A number as E.164 has it: `+` and digits. What is no such number stays as it folds, and is nobody's.
fn mobile_form(typed: &str) -> String {
    let folded = standard_form(typed);
    let digits: String = folded
        .chars()
        .filter(|c| !c.is_whitespace() && !"-.()/".contains(*c))
        .collect();
    if digits.is_empty() || !digits.chars().all(|c| c.is_ascii_digit() || c == '+') {
        return folded;
    }
    match digits.strip_prefix("00") {
        Some(rest) => format!("+{rest}"),
        None => digits,
    }
}

/// Whether this is a number by E.164: `+`, and 8 to 15 digits of which the first is not 0.
pub fn is_mobile(form: &str) -> bool {
    form.strip_prefix('+').is_some_and(|digits| {
        (8..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|b| b.is_ascii_digit())
    })
}

fn fold(text: &str) -> String {
    let text: String = text.nfkc().collect();
    let text = text.trim();
    // The domain as it is registered, before anything is folded: a letter that folds into another one
    // is another domain, and somebody else's (IDNA knows which are the same).
    match text.rsplit_once('@') {
        Some((local, domain)) => match url::Host::parse(domain) {
            Ok(host) => format!("{}@{host}", fold_case(local)),
            Err(_) => fold_case(text),
        },
        None => fold_case(text),
    }
}

/// By way of the upper case, so that a sharp s is two and both small sigmas are one.
fn fold_case(text: &str) -> String {
    let folded: String = text
        .chars()
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
        .collect::<String>()
        .nfkc()
        .collect();
    folded.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    // LG-07: one form for look-up in each namespace.
    #[test]
    fn standard_names_fold_and_a_doors_names_do_not() {
        assert_eq!(Namespace::Username.form("  ANNA\u{ff21} "), "annaa");
        assert_eq!(
            Namespace::Email.form("Anna@B\u{fc}cher.example"),
            "anna@xn--bcher-kva.example"
        );
        assert_eq!(
            Namespace::Mobile.form(" 0041 (79) 123-45.67 "),
            "+41791234567"
        );
        assert_eq!(Namespace::StudyCode.form(" Ab-12 "), "ab-12");
        assert!(is_mobile("+41791234567") && !is_mobile("0791234567") && !is_mobile("+0123456789"));
        assert_eq!(
            Namespace::Door("ocariot".into()).form(" Admin1 "),
            " Admin1 "
        );
        assert_eq!(
            Namespace::Door("corsano-users".into()).form(" VVFFFGGHDF\n"),
            "VVFFFGGHDF"
        );
    }

    proptest::proptest! {
        // LG-07: however a name is typed, it is one; and the form is its own form.
        #[test]
        fn a_name_has_one_form(
            name in "[a-zA-ZäöüÄÖÜßéñÉÑΑ-Ωα-ωςА-Яа-яＡ-Ｚａ-ｚ0-9._-]{1,20}",
            domain in "[a-zäöü]{1,10}\\.(example|beispiel)",
            any in "\\PC{0,30}",
        ) {
            for name in [name.clone(), format!("{name}@{domain}")] {
                let form = standard_form(&name);
                let spellings = [
                    format!("  {name}\t"),
                    name.to_uppercase(),
                    name.to_lowercase(),
                    name.nfd().collect(),
                    name.nfkc().collect(),
                ];
                for other in spellings {
                    proptest::prop_assert_eq!(&standard_form(&other), &form, "{}", other);
                }
            }
            let form = standard_form(&any);
            proptest::prop_assert_eq!(standard_form(&form), form);
        }
    }
}
