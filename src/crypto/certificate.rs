//! What is read of an X.509 certificate (RFC 5280): its end, and whether it is an authority's.

use crate::core::Timestamp;

const SEQUENCE: u8 = 0x30;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
const BOOLEAN: u8 = 0x01;
/// `extensions`.
const EXTENSIONS: u8 = 0xa3;
/// 2.5.29.19.
const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 0x13];
/// `version`, which may be left out.
const VERSION: u8 = 0xa0;

/// What is known of a server's certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// When it ends, in Unix seconds, if that can be read.
    pub end: Option<i64>,
    /// Whether it is an authority's, which no app takes for a server's.
    pub is_authority: bool,
}

/// `notAfter` of a certificate in DER; `None` if it is none.
pub fn not_after(der: &[u8]) -> Option<Timestamp> {
    let (_, certificate, _) = element(der).filter(|(tag, _, _)| *tag == SEQUENCE)?;
    let (_, mut rest, _) = element(certificate).filter(|(tag, _, _)| *tag == SEQUENCE)?;
    // RFC 5280 §4.1: version, serialNumber, signature, issuer, validity.
    let (tag, _, after) = element(rest)?;
    if tag == VERSION {
        rest = after;
    }
    for _ in 0..3 {
        (_, _, rest) = element(rest)?;
    }
    let (_, validity, _) = element(rest).filter(|(tag, _, _)| *tag == SEQUENCE)?;
    let (_, _, rest) = element(validity)?;
    let (tag, text, _) = element(rest)?;
    instant(tag, std::str::from_utf8(text).ok()?)
}

/// Whether a certificate in DER says that it is an authority's: `cA` of `basicConstraints` (RFC 5280
/// §4.2.1.9). One that cannot be read says nothing of the kind.
pub fn is_authority(der: &[u8]) -> bool {
    let constraints = || {
        let (_, certificate, _) = element(der)?;
        let (_, mut rest, _) = element(certificate)?;
        let extensions = loop {
            let (tag, content, after) = element(rest)?;
            if tag == EXTENSIONS {
                break content;
            }
            rest = after;
        };
        let (_, mut all, _) = element(extensions)?;
        loop {
            let (_, extension, after) = element(all)?;
            let (_, id, value) = element(extension)?;
            if id == BASIC_CONSTRAINTS {
                break Some(value);
            }
            all = after;
        }
    };
    let says = || {
        let mut value = constraints()?;
        // `critical` may be left out.
        let (tag, mut content, after) = element(value)?;
        if tag == BOOLEAN {
            value = after;
            (_, content, _) = element(value)?;
        }
        let (_, sequence, _) = element(content)?;
        let (tag, ca, _) = element(sequence)?;
        Some(tag == BOOLEAN && ca != [0])
    };
    says().unwrap_or(false)
}

/// Tag, content and what follows of the first element.
fn element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = der.split_first()?;
    let (first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(*first), rest),
        0x81..=0x84 => {
            let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x0f))?;
            let length = bytes
                .iter()
                .fold(0, |sum, byte| sum << 8 | usize::from(*byte));
            (length, rest)
        }
        _ => return None,
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((*tag, content, rest))
}

/// RFC 5280 §4.1.2.5: `YYMMDDHHMMSSZ`, of 1950 to 2049, or `YYYYMMDDHHMMSSZ`.
fn instant(tag: u8, text: &str) -> Option<Timestamp> {
    let text = match tag {
        UTC_TIME if text.get(..2)? < "50" => format!("20{text}"),
        UTC_TIME => format!("19{text}"),
        GENERALIZED_TIME => text.to_owned(),
        _ => return None,
    };
    let at = chrono::NaiveDateTime::parse_from_str(&text, "%Y%m%d%H%M%SZ").ok()?;
    Some(Timestamp::from_secs(at.and_utc().timestamp()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn der(pem: &str) -> Vec<u8> {
        use base64::Engine;
        let text: String = pem
            .lines()
            .skip_while(|line| !line.starts_with("-----BEGIN CERTIFICATE"))
            .skip(1)
            .take_while(|line| !line.starts_with("-----"))
            .collect();
        base64::engine::general_purpose::STANDARD
            .decode(text)
            .unwrap()
    }

    const SERVER: &str = include_str!("../../tests/fixtures/tls/server.pem");

    #[test]
    fn the_end_of_a_certificate_is_read() {
        let der = der(SERVER);
        let end = not_after(&der).unwrap();
        assert_eq!(end.rfc3339(), "2126-11-01T14:25:26Z");
        for cut in [0, 1, 4, 20, 60] {
            assert_eq!(not_after(&der[..cut]), None, "{cut}");
        }
    }

    #[test]
    fn an_authority_is_told_from_a_server() {
        let authority = der(include_str!("../../tests/fixtures/tls/ca.pem"));
        assert!(is_authority(&authority));
        assert!(!is_authority(&der(SERVER)));
        for cut in [0, 1, 40, authority.len() - 1] {
            assert!(!is_authority(&authority[..cut]), "{cut}");
        }
    }

    #[test]
    fn both_forms_of_an_instant_are_read() {
        let at = |tag, text| instant(tag, text).map(|at| at.rfc3339());
        assert_eq!(
            at(UTC_TIME, "270102030405Z").as_deref(),
            Some("2027-01-02T03:04:05Z")
        );
        assert_eq!(
            at(GENERALIZED_TIME, "20570102030405Z").as_deref(),
            Some("2057-01-02T03:04:05Z")
        );
        assert_eq!(at(0x0c, "270102030405Z"), None);
    }
}
