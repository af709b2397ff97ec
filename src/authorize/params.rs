//! The parameters of an authorization request, as they came.

use crate::core::{Reason, Refusal};

/// Names and values in the order they were sent; from the query and, for a POST, from the body.
#[derive(Clone, Debug, Default)]
pub struct Params(Vec<(String, String)>);

impl Params {
    /// From pairs. RFC 6749 §3.1: "Parameters sent without a value MUST be treated as if they
    /// were omitted from the request."
    pub fn new(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(
            pairs
                .into_iter()
                .filter(|(_, value)| !value.is_empty())
                .collect(),
        )
    }

    /// The value of a parameter that may occur once.
    ///
    /// RFC 6749 §3.1: "Request and response parameters MUST NOT be included more than once."
    pub fn one(&self, name: &'static str) -> Result<Option<&str>, Refusal> {
        let mut values = self
            .0
            .iter()
            .filter(|(n, _)| n == name)
            .map(|(_, value)| value.as_str());
        match (values.next(), values.next()) {
            (found, None) => Ok(found),
            (_, Some(_)) => Err(Refusal::of(Reason::ParameterRepeated, name)),
        }
    }

    /// All values of a parameter that may be repeated: `resource` (RFC 8707 §2).
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(n, _)| n == name)
            .map(|(_, value)| value.as_str())
    }

    /// The name of a parameter that occurs more than once though it may not: any but `resource`,
    /// and those of `more`.
    pub fn repeated(&self, more: &[&str]) -> Option<&str> {
        self.0.iter().enumerate().find_map(|(at, (name, _))| {
            let again = self.0[..at].iter().any(|(earlier, _)| earlier == name);
            (again && name != "resource" && !more.contains(&name.as_str())).then_some(name.as_str())
        })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
