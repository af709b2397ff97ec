//! How durations and sizes are written: `"60s"`, `"5m"`, `"12h"`, `"14d"`, `"1y"`; `"32KiB"`.

use std::time::Duration;

/// Units of time, the longest first, in milliseconds. A year is 365 days.
const TIME: [(&str, u64); 6] = [
    ("y", 365 * 86_400_000),
    ("d", 86_400_000),
    ("h", 3_600_000),
    ("m", 60_000),
    ("s", 1_000),
    ("ms", 1),
];

/// Units of size, the largest first, in bytes.
const SIZE: [(&str, u64); 3] = [("MiB", 1024 * 1024), ("KiB", 1024), ("B", 1)];

/// What a duration looks like, for messages.
pub const DURATION_SHAPE: &str =
    "a duration such as \"500ms\", \"60s\", \"5m\", \"12h\" or \"14d\"";

/// What a size looks like, for messages.
pub const SIZE_SHAPE: &str = "a size such as \"512B\", \"32KiB\" or \"1MiB\"";

/// Digits and one unit, nothing between or around.
fn parse(text: &str, units: &[(&str, u64)]) -> Option<u64> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let (_, factor) = units.iter().find(|(name, _)| *name == unit)?;
    number.parse::<u64>().ok()?.checked_mul(*factor)
}

/// In the largest unit that leaves no rest.
fn format(value: u64, units: &[(&str, u64)], zero: &str) -> String {
    units
        .iter()
        .find(|(_, factor)| value != 0 && value.is_multiple_of(*factor))
        .map_or_else(
            || zero.to_owned(),
            |(name, factor)| format!("{}{name}", value / factor),
        )
}

/// Reads a duration.
pub fn parse_duration(text: &str) -> Option<Duration> {
    parse(text, &TIME).map(Duration::from_millis)
}

/// Writes a duration as the file would.
pub fn format_duration(value: Duration) -> String {
    format(
        u64::try_from(value.as_millis()).unwrap_or(u64::MAX),
        &TIME,
        "0s",
    )
}

/// Reads a size in bytes.
pub fn parse_size(text: &str) -> Option<usize> {
    usize::try_from(parse(text, &SIZE)?).ok()
}

/// Writes a size as the file would.
pub fn format_size(value: usize) -> String {
    format(u64::try_from(value).unwrap_or(u64::MAX), &SIZE, "0B")
}

/// `#[serde(with = "units::duration")]`.
pub mod duration {
    use super::{DURATION_SHAPE, Duration, format_duration, parse_duration};
    use serde::{Deserializer, Serializer};

    /// Writes `"5m"`.
    pub fn serialize<S: Serializer>(value: &Duration, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(&format_duration(*value))
    }

    /// Reads `"5m"`.
    pub fn deserialize<'de, D: Deserializer<'de>>(input: D) -> Result<Duration, D::Error> {
        super::read(input, DURATION_SHAPE, parse_duration)
    }
}

/// `#[serde(with = "units::size")]`.
pub mod size {
    use super::{SIZE_SHAPE, format_size, parse_size};
    use serde::{Deserializer, Serializer};

    /// Writes `"32KiB"`.
    pub fn serialize<S: Serializer>(value: &usize, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(&format_size(*value))
    }

    /// Reads `"32KiB"`.
    pub fn deserialize<'de, D: Deserializer<'de>>(input: D) -> Result<usize, D::Error> {
        super::read(input, SIZE_SHAPE, parse_size)
    }
}

/// Reads a text that `parse` understands; a failure says `shape`.
pub fn read<'de, D: serde::Deserializer<'de>, T>(
    input: D,
    shape: &'static str,
    parse: fn(&str) -> Option<T>,
) -> Result<T, D::Error> {
    struct Text<T>(&'static str, fn(&str) -> Option<T>);
    impl<T> serde::de::Visitor<'_> for Text<T> {
        type Value = T;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str(self.0)
        }

        fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
            (self.1)(text).ok_or_else(|| E::invalid_value(serde::de::Unexpected::Str(text), &self))
        }
    }
    input.deserialize_str(Text(shape, parse))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_and_sizes_read_as_they_are_written() {
        for text in ["500ms", "60s", "90s", "5m", "12h", "14d", "1y", "0s"] {
            let canonical = format_duration(parse_duration(text).expect(text));
            assert_eq!(parse_duration(&canonical), parse_duration(text), "{text}");
        }
        assert_eq!(format_duration(Duration::from_secs(60)), "1m");
        assert_eq!(format_duration(Duration::from_secs(90)), "90s");
        for text in [
            "",
            "5",
            "m",
            "5 m",
            " 5m",
            "-5m",
            "+5m",
            "1.5h",
            "5M",
            "99999999999999999y",
        ] {
            assert_eq!(parse_duration(text), None, "{text:?}");
        }
        assert_eq!(parse_size("32KiB"), Some(32_768));
        assert_eq!(format_size(32_768), "32KiB");
        assert_eq!(format_size(100), "100B");
        for text in ["32", "32KB", "32kib", "KiB"] {
            assert_eq!(parse_size(text), None, "{text:?}");
        }
    }
}
