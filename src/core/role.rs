//! Names of roles.

/// What a role's name is, for messages.
pub const ROLE_SHAPE: &str = "one word of 1 to 64 letters, digits and `.`, `_`, `:`, `-`";

/// Whether this is the name of one role. What has a comma or a semicolon in it was meant as several,
/// and would be a role that nobody has.
pub fn is_role(name: &str) -> bool {
    let is_part = |c: u8| c.is_ascii_alphanumeric() || b"._:-".contains(&c);
    (1..=64).contains(&name.len()) && name.bytes().all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_roles_are_not_one() {
        let long = "r".repeat(64);
        for good in ["admin", "ward-3.nurse", "urn:example:role_1", &long] {
            assert!(is_role(good), "{good}");
        }
        let longer = "r".repeat(65);
        for bad in [
            "",
            "x,y",
            "patient;nurse",
            "two words",
            "a/b",
            "Ärztin",
            &longer,
        ] {
            assert!(!is_role(bad), "{bad}");
        }
    }
}
