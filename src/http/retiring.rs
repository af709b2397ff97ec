//! What an answer says of the end of an interface or of a client (LE-02).

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue, HttpDate};

use crate::core::Timestamp;

/// When something is deprecated, and when it ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dates {
    /// Since when it is deprecated (RFC 9745).
    pub deprecated_at: Option<Timestamp>,
    /// When it ends (RFC 8594).
    pub sunset_at: Option<Timestamp>,
}

impl From<(Option<Timestamp>, Option<Timestamp>)> for Dates {
    fn from((deprecated_at, sunset_at): (Option<Timestamp>, Option<Timestamp>)) -> Self {
        Self {
            deprecated_at,
            sunset_at,
        }
    }
}

impl Dates {
    /// The earlier of both, date by date.
    pub fn earlier(self, other: Self) -> Self {
        let earlier =
            |one: Option<Timestamp>, two: Option<Timestamp>| one.into_iter().chain(two).min();
        Self {
            deprecated_at: earlier(self.deprecated_at, other.deprecated_at),
            sunset_at: earlier(self.sunset_at, other.sunset_at),
        }
    }

    /// Whether the end has come.
    pub fn is_over(self, now: Timestamp) -> bool {
        self.sunset_at.is_some_and(|at| now >= at)
    }

    /// Puts a `Link` to the guide on an answer that has no date to tell.
    pub fn point(guide: &str, headers: &mut HeaderMap) {
        let link = format!("<{guide}>; rel=\"deprecation\"; type=\"text/html\"");
        if let Ok(value) = HeaderValue::from_str(&link) {
            headers.append(HeaderName::from_static("link"), value);
        }
    }

    /// Puts `Deprecation`, `Sunset` and `Link` on an answer, where there is a date; the links lead
    /// to `guide`.
    pub fn tell(self, guide: &str, headers: &mut HeaderMap) {
        let mut put = |name: &'static str, value: &str| {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.append(HeaderName::from_static(name), value);
            }
        };
        if let Some(at) = self.deprecated_at {
            put("deprecation", &format!("@{}", at.secs()));
            put(
                "link",
                &format!("<{guide}>; rel=\"deprecation\"; type=\"text/html\""),
            );
        }
        if let Some(at) = self.sunset_at {
            put("sunset", &http_date(at));
            put(
                "link",
                &format!("<{guide}>; rel=\"sunset\"; type=\"text/html\""),
            );
        }
    }
}

/// RFC 9110 §5.6.7: `Tue, 30 Jun 2026 23:59:59 GMT`.
fn http_date(at: Timestamp) -> String {
    let millis = u64::try_from(at.millis()).unwrap_or(0);
    let at = std::time::UNIX_EPOCH + std::time::Duration::from_millis(millis);
    HttpDate::from(at).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    // LE-02: the shapes of RFC 9745 §2 and RFC 8594 §3.
    #[test]
    fn dates_are_told_as_the_rfcs_have_them() {
        let dates = Dates {
            deprecated_at: Some(Timestamp::from_secs(1_767_225_600)),
            sunset_at: Some(Timestamp::from_secs(1_782_863_999)),
        };
        let mut headers = HeaderMap::new();
        dates.tell("https://as.example/docs/migration/x", &mut headers);
        let all: Vec<_> = headers
            .iter()
            .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
            .collect();
        assert!(
            all.contains(&"deprecation: @1767225600".to_owned()),
            "{all:?}"
        );
        assert!(
            all.contains(&"sunset: Tue, 30 Jun 2026 23:59:59 GMT".to_owned()),
            "{all:?}"
        );
        assert_eq!(headers.get_all("link").count(), 2);
        let none = Dates::default();
        let mut headers = HeaderMap::new();
        none.tell("x", &mut headers);
        assert!(headers.is_empty());
        assert_eq!(none.earlier(dates), dates);
        assert!(
            dates.is_over(Timestamp::from_secs(1_782_863_999))
                && !none.is_over(Timestamp::from_secs(0))
        );
    }
}
