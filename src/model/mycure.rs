//! What MyCure knows of a person beyond an account: how its apps call them, their personal
//! details, and whether somebody has looked at their licence.

use serde_json::{Map, Value, json};

use super::UserId;
use crate::core::{ScopeList, Timestamp};

/// The scope of a token of somebody who has proven no address.
pub const UNVERIFIED_SCOPE: &str = "account";
/// The scope of a token of somebody who has.
pub const VERIFIED_SCOPE: &str = "account profile cms";
/// The member of the personal details that makes a doctor, as they say themselves.
pub const LICENSE: &str = "doc_PRCLicenseNo";

/// A person as MyCure knows them.
#[derive(Clone, Debug, PartialEq)]
pub struct MycureAccount {
    /// Who.
    pub user_id: UserId,
    /// What its apps call them: the account's own id, unless it was brought along.
    pub uid: String,
    /// How often they signed in through the door.
    pub sign_ins: i32,
    /// Whether an operator has looked at their licence.
    pub is_doctor_verified: bool,
    /// Whether a patient's record was connected to them.
    pub is_patient: bool,
    /// Whether it is no person's.
    pub is_service_account: bool,
    /// Where they joined from, as their app said.
    pub source: Option<String>,
    /// The personal details, as they came.
    pub details: Map<String, Value>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl MycureAccount {
    /// The account of somebody whom MyCure has not known before.
    pub fn new(user_id: &UserId, now: Timestamp) -> Self {
        Self {
            user_id: user_id.clone(),
            uid: user_id.to_string(),
            sign_ins: 0,
            is_doctor_verified: false,
            is_patient: false,
            is_service_account: false,
            source: None,
            details: Map::new(),
            created_at: now,
            updated_at: now,
        }
    }

    /// "If the PersonalDetails.doc_PRCLicenseNo is truthy (exists, value is not null or 0),
    /// Account.isDoctor will be true." It is what they say of themselves, and opens nothing.
    pub fn is_doctor(&self) -> bool {
        is_license(self.details.get(LICENSE))
    }

    /// The personal details as the API has them: "Account.uid will match PersonalDetails.id".
    pub fn personal_details(&self) -> Map<String, Value> {
        let mut told = Map::new();
        told.insert("id".into(), json!(self.uid));
        told.extend(self.details.clone());
        told
    }

    /// What is kept, for its person.
    pub fn told(&self) -> Value {
        json!({
            "uid": self.uid,
            "sign_ins": self.sign_ins,
            "is_doctor": self.is_doctor(),
            "is_doctor_verified": self.is_doctor_verified,
            "is_patient": self.is_patient,
            "is_service_account": self.is_service_account,
            "source": self.source,
            "personal_details": self.details,
            "created_at": self.created_at.rfc3339(),
            "updated_at": self.updated_at.rfc3339(),
        })
    }
}

/// Bytes of a text in somebody's personal details.
const TEXT_MAX: usize = 4096;
/// Most bytes of somebody's personal details.
pub const DETAILS_MOST: usize = 64 * 1024;
/// Most characters of where somebody joined from.
pub const SOURCE_MOST: usize = 64;

/// Whether this can stand in personal details: no member anywhere is an operator, no text is overlong,
/// and none has a character that is no text (PostgreSQL keeps no U+0000, and a terminal obeys others).
pub fn is_plain(value: &Value) -> bool {
    let is_text = |text: &str| {
        text.len() <= TEXT_MAX
            && !text
                .chars()
                .any(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
    };
    match value {
        Value::Object(members) => members
            .iter()
            .all(|(name, value)| !name.starts_with('$') && is_text(name) && is_plain(value)),
        Value::Array(items) => items.iter().all(is_plain),
        Value::String(text) => is_text(text),
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
    }
}

/// Whether a licence number is one: a number that is not 0, or a text that is not empty or "0".
pub fn is_license(value: Option<&Value>) -> bool {
    match value {
        Some(Value::Number(number)) => number.as_f64().is_some_and(|number| number != 0.0),
        Some(Value::String(text)) => !text.is_empty() && text != "0",
        Some(Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_)) | None => false,
    }
}

/// What a token of this person may be used for: the CMS only once an address of theirs is proven.
pub fn scope(is_verified: bool) -> ScopeList {
    let text = match is_verified {
        true => VERIFIED_SCOPE,
        false => UNVERIFIED_SCOPE,
    };
    ScopeList::parse(text).unwrap_or_default()
}

/// A number in the form of E.164; one without a country's code is a Philippine one.
pub fn e164(typed: &str) -> Option<String> {
    let digits: String = typed
        .chars()
        .filter(|c| !matches!(c, ' ' | '-' | '(' | ')' | '.'))
        .collect();
    let (number, is_local) = match digits.strip_prefix('+') {
        Some(number) => (number.to_owned(), false),
        None => match digits.strip_prefix('0') {
            Some(number) => (format!("63{number}"), true),
            None if digits.starts_with("63") => (digits.clone(), true),
            None => return None,
        },
    };
    let is_number = number.bytes().all(|b| b.is_ascii_digit());
    let fits = match is_local {
        true => number.len() == 12,
        false => (8..=15).contains(&number.len()) && !number.starts_with('0'),
    };
    (is_number && fits).then(|| format!("+{number}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_license_is_a_number_or_a_text_that_is_not_nothing() {
        for (value, expected) in [
            (json!(1234), true),
            (json!("0123"), true),
            (json!(0), false),
            (json!("0"), false),
            (json!(""), false),
            (json!(null), false),
            (json!(true), false),
            (json!([1]), false),
        ] {
            assert_eq!(is_license(Some(&value)), expected, "{value}");
        }
        assert!(!is_license(None));
    }

    #[test]
    fn a_number_without_a_country_is_a_philippine_one() {
        for (typed, expected) in [
            ("09171234567", Some("+639171234567")),
            ("0917 123-4567", Some("+639171234567")),
            ("639171234567", Some("+639171234567")),
            ("+639171234567", Some("+639171234567")),
            ("+4915112345678", Some("+4915112345678")),
            ("12345", None),
            ("", None),
            ("+", None),
            ("+0123456789", None),
            ("091712345678901", None),
            ("0917abcdefg", None),
        ] {
            assert_eq!(e164(typed).as_deref(), expected, "{typed}");
        }
    }
}
