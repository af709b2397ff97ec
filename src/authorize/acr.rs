//! How good a sign-in a client wants: `acr_values`, and `acr` in the `claims` parameter.

use serde_json::Value;

use crate::{
    core::Reason,
    model::{
        AcrWish, ClaimsRequest,
        session::{ACR_MFA, ACR_PASSWORD},
    },
};

/// The classes that the pages can reach.
pub const CLASSES: [&str; 2] = [ACR_PASSWORD, ACR_MFA];

/// What a request wants of a sign-in. Values that nobody here knows are passed over, unless
/// nothing else will do: then the request cannot be met.
///
/// OpenID Connect Core §5.5.1.1: "If this is an Essential Claim and the requirement cannot be met,
/// then the Authorization Server MUST treat that outcome as a failed authentication attempt."
pub fn wish(
    acr_values: Option<&str>,
    claims: Option<&ClaimsRequest>,
    defaults: &[String],
) -> Result<AcrWish, Reason> {
    if let Some((asked, essential)) = claims.and_then(by_claim) {
        let values = known(asked.iter().map(String::as_str));
        // "The Claim … is requested with specific values": those, and no other.
        return match essential && values.is_empty() {
            true => Err(Reason::AcrUnmet),
            false => Ok(AcrWish { values, essential }),
        };
    }
    // OpenID Connect Registration §2: "Values specified in the acr_values request parameter or an
    // individual acr Claim request override these default values."
    let values = match acr_values {
        Some(text) => known(text.split(' ')),
        None => known(defaults.iter().map(String::as_str)),
    };
    Ok(AcrWish {
        values,
        essential: false,
    })
}

/// The values of `claims.id_token.acr`, if it names any, and whether they are essential.
fn by_claim(claims: &ClaimsRequest) -> Option<(Vec<String>, bool)> {
    let asked = claims.id_token.get("acr")?;
    let essential = asked.get("essential") == Some(&Value::Bool(true));
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let mut values: Vec<String> = asked.get("value").and_then(text).into_iter().collect();
    let list = asked.get("values").and_then(Value::as_array);
    values.extend(list.into_iter().flatten().filter_map(text));
    // Something that is no text is asked for, too, and nothing meets it.
    let asked = asked.get("value").is_some_and(|value| !value.is_null())
        || list.is_some_and(|list| !list.is_empty());
    asked.then_some((values, essential))
}

fn known<'a>(asked: impl Iterator<Item = &'a str>) -> Vec<String> {
    asked
        .filter(|value| CLASSES.contains(value))
        .map(str::to_owned)
        .collect()
}

impl AcrWish {
    /// Whether a sign-in of this class is one of those wanted.
    pub fn accepts(&self, acr: &str) -> bool {
        self.values.iter().any(|value| value == acr)
    }

    /// Whether a second factor would bring the sign-in nearer to what is wanted than a password.
    pub fn prefers_second_factor(&self) -> bool {
        let first = self.values.first().map(String::as_str);
        first == Some(ACR_MFA) || (self.essential && !self.accepts(ACR_PASSWORD))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn claims(acr: Value) -> ClaimsRequest {
        serde_json::from_value(json!({ "id_token": { "acr": acr } })).expect("claims")
    }

    // AZ-20: best effort, unless it is essential.
    #[test]
    fn az_20_only_an_essential_claim_is_a_must() {
        let values = |wish: Result<AcrWish, Reason>| wish.map(|w| (w.values.len(), w.essential));
        let both = format!("{ACR_MFA} urn:other {ACR_PASSWORD}");
        assert_eq!(values(wish(Some(&both), None, &[])), Ok((2, false)));
        assert_eq!(values(wish(Some("urn:other"), None, &[])), Ok((0, false)));
        let defaults = [ACR_MFA.to_owned()];
        assert_eq!(values(wish(None, None, &defaults)), Ok((1, false)));
        assert_eq!(
            values(wish(Some("urn:other"), None, &defaults)),
            Ok((0, false))
        );
        for (acr, expected) in [
            (json!(null), Ok((0, false))),
            (json!({"essential": true}), Ok((0, false))),
            (json!({"essential": true, "value": ACR_MFA}), Ok((1, true))),
            (
                json!({"essential": true, "values": ["urn:other", ACR_PASSWORD]}),
                Ok((1, true)),
            ),
            (json!({"values": [ACR_PASSWORD, ACR_MFA]}), Ok((2, false))),
            (
                json!({"essential": true, "values": ["urn:other"]}),
                Err(Reason::AcrUnmet),
            ),
            (json!({"values": ["urn:other"]}), Ok((0, false))),
            (
                json!({"essential": true, "values": [1]}),
                Err(Reason::AcrUnmet),
            ),
        ] {
            let asked = claims(acr);
            assert_eq!(values(wish(None, Some(&asked), &[])), expected, "{asked:?}");
        }
    }

    #[test]
    fn the_second_factor_is_preferred_where_it_is_named_first_or_alone() {
        let prefers = |text: &str| {
            let wish = wish(Some(text), None, &[]).expect("a wish");
            wish.prefers_second_factor()
        };
        assert!(prefers(ACR_MFA));
        assert!(prefers(&format!("urn:other {ACR_MFA} {ACR_PASSWORD}")));
        assert!(!prefers(&format!("{ACR_PASSWORD} {ACR_MFA}")));
        assert!(!prefers("urn:other"));
    }
}
