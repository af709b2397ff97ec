//! Scope lists: in the order given, each value once.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A list of scope values (RFC 6749 §3.3), in the order given, without repetition.
///
/// Order is kept because legacy contracts assert it and people read it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ScopeList(Vec<String>);

impl ScopeList {
    /// Parses a space-delimited list; `None` if a value has a character that RFC 6749 §3.3
    /// does not allow (`scope-token = 1*( %x21 / %x23-5B / %x5D-7E )`).
    pub fn parse(text: &str) -> Option<Self> {
        let mut list = Self::default();
        for value in text.split(' ').filter(|v| !v.is_empty()) {
            if !value
                .bytes()
                .all(|b| matches!(b, 0x21 | 0x23..=0x5b | 0x5d..=0x7e))
            {
                return None;
            }
            list.push(value);
        }
        Some(list)
    }

    /// Adds a value unless it is there.
    pub fn push(&mut self, value: &str) {
        if !self.contains(value) {
            self.0.push(value.to_owned());
        }
    }

    /// Whether the value is in the list.
    pub fn contains(&self, value: &str) -> bool {
        self.0.iter().any(|v| v == value)
    }

    /// Whether every value of this list is in `other`.
    pub fn is_subset_of(&self, other: &Self) -> bool {
        self.iter().all(|v| other.contains(v))
    }

    /// The values that `keep` keeps, in this list's order.
    pub fn filtered(&self, keep: impl Fn(&str) -> bool) -> Self {
        Self(self.0.iter().filter(|v| keep(v)).cloned().collect())
    }

    /// The values of this list that `other` lacks.
    pub fn without(&self, other: &Self) -> Self {
        self.filtered(|v| !other.contains(v))
    }

    /// The values, in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// How many values.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for ScopeList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}

impl<S: AsRef<str>> FromIterator<S> for ScopeList {
    fn from_iter<I: IntoIterator<Item = S>>(values: I) -> Self {
        let mut list = Self::default();
        for value in values {
            list.push(value.as_ref());
        }
        list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_is_kept_and_repetition_dropped() {
        let list = ScopeList::parse("b  a b openid").expect("valid");
        assert_eq!(list.to_string(), "b a openid");
        assert!(ScopeList::parse("a\u{1}").is_none());
        assert!(ScopeList::parse("a\"b").is_none());
        assert!(ScopeList::parse("").expect("valid").is_empty());
    }
}
