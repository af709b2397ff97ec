//! W3C Trace Context: a caller's `traceparent` is taken in, told in the log, and passed on to whom
//! a request asks in its turn. Nothing is traced here.

use crate::core::hex;

tokio::task_local! {
    static CURRENT: Option<Trace>;
}

/// The place of a request in its caller's trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trace {
    id: [u8; 16],
    span: [u8; 8],
    flags: u8,
}

impl Trace {
    /// Reads a `traceparent`. Trace Context §3.2: lower-case hex, no id of zeros, version `ff` is
    /// none, and a later version may have more fields; what does not fit is ignored.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let mut fields = text.split('-');
        let version = bytes::<1>(fields.next()?)?;
        let (id, span) = (bytes::<16>(fields.next()?)?, bytes::<8>(fields.next()?)?);
        let flags = bytes::<1>(fields.next()?)?;
        let known = version == [0];
        let fits = if known {
            fields.next().is_none()
        } else {
            version != [0xff] && text.len() <= 512
        };
        (fits && id != [0; 16] && span != [0; 8]).then_some(Self {
            id,
            span,
            // §3.2.2.5: of later flags nothing is known, and nothing is passed on.
            flags: flags[0] & 1,
        })
    }

    /// The same trace, from a span of our own on.
    #[must_use]
    pub const fn through(self, span: [u8; 8]) -> Self {
        Self { span, ..self }
    }

    /// The id of the trace, in hex.
    pub fn id(&self) -> String {
        hex(&self.id)
    }

    /// The value of the header.
    pub fn header(&self) -> String {
        format!(
            "00-{}-{}-{:02x}",
            hex(&self.id),
            hex(&self.span),
            self.flags
        )
    }
}

/// So many bytes in lower-case hex.
fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != 2 * N {
        return None;
    }
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = digit(pair[0])? * 16 + digit(pair[1])?;
    }
    Some(bytes)
}

/// Does something as part of a trace: what it asks of others says so.
pub async fn traced<T>(trace: Option<Trace>, work: impl Future<Output = T>) -> T {
    CURRENT.scope(trace, work).await
}

/// The trace that is being worked for, if there is one.
pub(super) fn current() -> Option<Trace> {
    CURRENT.try_with(|trace| *trace).ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    #[test]
    fn a_parent_is_taken_as_the_standard_has_it() {
        let trace = Trace::parse(GOOD).expect("good");
        assert_eq!(trace.header(), GOOD);
        assert_eq!(trace.id(), "4bf92f3577b34da6a3ce929d0e0e4736");
        let ours = trace.through([1; 8]);
        assert_eq!(
            ours.header(),
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0101010101010101-01"
        );
        // A later version is read as far as it is known.
        let later = format!("cc{}-what-comes", &GOOD[2..]);
        assert_eq!(Trace::parse(&later).map(|t| t.header()), Some(GOOD.into()));
        for bad in [
            "",
            "00",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
            "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0é",
            "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01",
        ] {
            assert_eq!(Trace::parse(bad), None, "{bad}");
        }
    }
}
