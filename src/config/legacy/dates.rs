//! Instants and outages as a file has them.

use std::{fmt, str::FromStr, time::Duration};

use serde::{Deserialize, Serialize};

use crate::{
    config::units::{format_duration, parse_duration},
    core::Timestamp,
};

/// What an instant looks like, for messages.
const SHAPE: &str = "an instant such as \"2026-06-30T23:59:59Z\"";

fn parse(text: &str) -> Option<Timestamp> {
    let at = chrono::DateTime::parse_from_rfc3339(text).ok()?;
    Some(Timestamp::from_millis(at.timestamp_millis()))
}

/// `#[serde(with = "dates::optional")]`.
pub mod optional {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use super::{SHAPE, Timestamp, parse};

    /// Writes RFC 3339.
    pub fn serialize<S: Serializer>(value: &Option<Timestamp>, out: S) -> Result<S::Ok, S::Error> {
        match value {
            Some(at) => out.serialize_some(&at.rfc3339()),
            None => out.serialize_none(),
        }
    }

    /// Reads RFC 3339.
    pub fn deserialize<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Timestamp>, D::Error> {
        let text: Option<String> = Option::deserialize(input)?;
        text.map(|text| {
            parse(&text).ok_or_else(|| D::Error::custom(format!("{text:?} is not {SHAPE}")))
        })
        .transpose()
    }
}

/// A time in which a door answers nobody: a brown-out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Outage {
    /// When it begins.
    pub begins_at: Timestamp,
    /// How long it lasts.
    pub lasts: Duration,
}

impl Outage {
    /// Whether it is on.
    pub fn is_on(&self, now: Timestamp) -> bool {
        now >= self.begins_at && now < self.ends_at()
    }

    /// When it is over.
    pub fn ends_at(&self) -> Timestamp {
        self.begins_at.plus(self.lasts)
    }
}

impl fmt::Display for Outage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}/{}",
            self.begins_at.rfc3339(),
            format_duration(self.lasts)
        )
    }
}

impl From<Outage> for String {
    fn from(outage: Outage) -> Self {
        outage.to_string()
    }
}

impl TryFrom<String> for Outage {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl FromStr for Outage {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split_once('/');
        let read = parts.and_then(|(begins, lasts)| Some((parse(begins)?, parse_duration(lasts)?)));
        match read {
            Some((begins_at, lasts)) if !lasts.is_zero() => Ok(Self { begins_at, lasts }),
            _ => Err(format!(
                "{text:?} is not a start and a length such as \"2026-05-04T10:00:00Z/15m\""
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outage_is_on_from_its_start_to_its_end() {
        let outage: Outage = "2026-05-04T10:00:00Z/15m".parse().unwrap();
        assert_eq!(outage.to_string(), "2026-05-04T10:00:00Z/15m");
        let at = |minutes: u64| outage.begins_at.plus(Duration::from_secs(minutes * 60));
        assert!(!outage.is_on(outage.begins_at.minus(Duration::from_millis(1))));
        assert!(outage.is_on(at(0)) && outage.is_on(at(14)) && !outage.is_on(at(15)));
        for wrong in [
            "",
            "2026-05-04T10:00:00Z",
            "10:00/15m",
            "2026-05-04T10:00:00Z/0s",
            "2026-05-04T10:00:00Z/15",
        ] {
            assert!(wrong.parse::<Outage>().is_err(), "{wrong}");
        }
    }
}
