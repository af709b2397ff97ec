//! The fields of a form that a page posted.

/// Names and values, in order.
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    pub(super) fn new(fields: Vec<(String, String)>) -> Self {
        Self(fields)
    }

    /// The first value of this name; empty if there is none.
    pub(super) fn one(&self, name: &str) -> &str {
        let mut found = self.0.iter().filter(|(n, _)| n == name);
        found.next().map_or("", |(_, value)| value.as_str())
    }

    /// Every value of this name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(n, _)| n == name)
            .map(|(_, value)| value.as_str())
    }
}
