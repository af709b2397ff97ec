//! Addresses that mail may be sent to (RC-10).

use thiserror::Error;
use unicode_normalization::UnicodeNormalization;
use url::Host;

/// Most bytes of an address: a path of RFC 5321 §4.5.3.1.3 without its brackets.
pub const ADDRESS_MAX: usize = 254;
/// Most bytes before the `@` (RFC 5321 §4.5.3.1.1).
const LOCAL_MAX: usize = 64;

/// An address with one mailbox and nothing else: no name, no comment, no route, no second address.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MailAddress(String);

/// Why a text is no such address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BadAddress {
    /// More than 254 bytes.
    #[error("is longer than 254 bytes")]
    Long,
    /// A line break or another control character.
    #[error("holds a line break or a control character")]
    Control,
    /// None, or several.
    #[error("must hold exactly one @")]
    At,
    /// Before the `@`.
    #[error("holds a character before the @ that addresses here do not have")]
    Local,
    /// After it.
    #[error("has no name of a host after the @")]
    Host,
}

impl MailAddress {
    /// Reads what somebody typed. Spaces around it are no part of it.
    ///
    /// RC-10: "CR/LF, several `@`, display-name tricks, > 254 bytes".
    pub fn parse(typed: &str) -> Result<Self, BadAddress> {
        if typed.chars().any(is_hidden) {
            return Err(BadAddress::Control);
        }
        // What looks like an `@` or a `<` is one, so that no system after this reads another address.
        let text: String = typed.trim_matches(' ').nfkc().collect();
        if text.len() > ADDRESS_MAX {
            return Err(BadAddress::Long);
        }
        if text.chars().any(is_hidden) {
            return Err(BadAddress::Control);
        }
        if text.matches('@').count() != 1 {
            return Err(BadAddress::At);
        }
        let (local, domain) = text.split_once('@').ok_or(BadAddress::At)?;
        let atoms = local.split('.');
        let is_local = !local.is_empty()
            && local.len() <= LOCAL_MAX
            && atoms
                .clone()
                .all(|atom| !atom.is_empty() && atom.chars().all(is_atom));
        if !is_local {
            return Err(BadAddress::Local);
        }
        // The parser of hosts decodes `%`; a dot at the end is the same host.
        let is_plain = |c: char| c.is_alphanumeric() || c == '-' || c == '.';
        if !domain.chars().all(|c| is_plain(c) || is_mark(c)) || domain.ends_with('.') {
            return Err(BadAddress::Host);
        }
        match Host::parse(domain) {
            Ok(Host::Domain(host)) if host.contains('.') || host == "localhost" => {
                let address = format!("{local}@{host}");
                match address.len() > ADDRESS_MAX {
                    true => Err(BadAddress::Long),
                    false => Ok(Self(address)),
                }
            }
            _ => Err(BadAddress::Host),
        }
    }

    /// The address; its host by IDNA.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for MailAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// RFC 5322 §3.2.3, `atext`; and the letters of other scripts (RFC 6532).
fn is_atom(c: char) -> bool {
    match c.is_ascii() {
        true => c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c),
        false => c.is_alphanumeric() || is_mark(c),
    }
}

/// Marks that letters of some scripts are written with.
const fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{900}'..='\u{dff}' | '\u{e31}'..='\u{e4e}')
}

/// What ends lines, does not show, or turns the direction of writing around.
pub(super) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

/// A number in the form of E.164 (`+` and 8 to 15 digits), from how people write numbers.
pub fn e164(typed: &str) -> Option<String> {
    let is_between = |c: &char| matches!(c, ' ' | '-' | '.' | '(' | ')' | '/' | '\u{a0}');
    let text: String = typed.trim().chars().filter(|c| !is_between(c)).collect();
    let digits = text.strip_prefix('+').or_else(|| text.strip_prefix("00"))?;
    let is_number = (8..=15).contains(&digits.len())
        && digits.bytes().all(|b| b.is_ascii_digit())
        && !digits.starts_with('0');
    is_number.then(|| format!("+{digits}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    // RC-10: "CR/LF, several `@`, display-name tricks, > 254 bytes".
    #[test]
    fn an_address_is_one_mailbox_and_nothing_else() {
        for (typed, read) in [
            (" anna@example.org ", "anna@example.org"),
            ("Anna.Berg+a=b@Example.ORG", "Anna.Berg+a=b@example.org"),
            (
                "j\u{fc}rgen@b\u{fc}cher.example",
                "j\u{fc}rgen@xn--bcher-kva.example",
            ),
            ("o'neil@mail.example", "o'neil@mail.example"),
            ("anna\u{ff20}example.org", "anna@example.org"),
            ("dev@localhost", "dev@localhost"),
        ] {
            assert_eq!(
                MailAddress::parse(typed).as_ref().map(MailAddress::as_str),
                Ok(read)
            );
        }
        use BadAddress::{At, Control, Host, Local, Long};
        let long = format!("a@{}.example", "b".repeat(250));
        for (typed, why) in [
            ("anna@example.org\r\nBcc: eve@evil.example", Control),
            ("anna@example.org\n", Control),
            ("anna\u{2028}@example.org", Control),
            ("anna\u{202e}@example.org", Control),
            ("anna@example.org,eve@evil.example", At),
            ("anna@example.org@evil.example", At),
            ("\"eve@evil.example\"@example.org", At),
            ("anna\u{ff20}a@example.org", At),
            ("anna", At),
            ("Anna <anna@example.org>", Local),
            ("<anna@example.org>", Local),
            ("\"anna b\"@example.org", Local),
            ("anna b@example.org", Local),
            ("(c)anna@example.org", Local),
            ("group:anna@example.org;", Local),
            ("anna..b@example.org", Local),
            (".anna@example.org", Local),
            ("@example.org", Local),
            ("anna@", Host),
            ("anna@[127.0.0.1]", Host),
            ("anna@127.0.0.1", Host),
            ("anna@example", Host),
            ("anna@example.org>", Host),
            ("anna@exa mple.org", Host),
            ("anna@b%2eexample", Host),
            ("anna@example.org.", Host),
            ("anna@-.org?", Host),
            (long.as_str(), Long),
        ] {
            assert_eq!(MailAddress::parse(typed), Err(why), "{typed:?}");
        }
        let local = "a".repeat(65);
        assert_eq!(
            MailAddress::parse(&format!("{local}@b.example")),
            Err(Local)
        );
    }

    #[test]
    fn a_number_has_one_form() {
        assert_eq!(e164("+41 79 123-45-67").as_deref(), Some("+41791234567"));
        assert_eq!(e164("0041 (79) 1234567").as_deref(), Some("+41791234567"));
        for typed in [
            "0791234567",
            "+0791234567",
            "+41",
            "+4179123456a",
            "+1234567890123456",
            "",
            "+41791234567\r\nx",
        ] {
            assert_eq!(e164(typed), None, "{typed}");
        }
    }
}
