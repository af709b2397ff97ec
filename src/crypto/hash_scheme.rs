//! What a password hash of some system is: its scheme, what it costs to guess, and whether it can be
//! brought along.

use super::foreign::Stored;

/// What a stored hash is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HashScheme {
    /// The scheme's name: `argon2id`, `bcrypt` and so on.
    pub name: &'static str,
    /// Its parameters as it has them.
    pub parameters: Vec<(String, String)>,
    /// Why it is weaker than what is made today; `None` if it is not.
    pub weakness: Option<&'static str>,
    /// Why a person cannot be brought along with it; `None` if they can.
    pub obstacle: Option<String>,
}

impl HashScheme {
    /// Whether a person can be brought along with it.
    pub fn is_importable(&self) -> bool {
        self.obstacle.is_none()
    }
}

/// The floor of what is made: KiB, passes, lanes (LG-04).
pub type Floor = (u32, u32, u32);

const FAST: &str = "it is fast to compute, and so to guess";
const BARE: &str = "it is fast to compute, and so to guess; it is wrapped in Argon2id at an import";
const WRAPPED: &str = "what is inside is no Argon2id; it is replaced at the next sign-in";
const LOW: &str = "its parameters are below those of new hashes";
const OLD: &str = "it is not Argon2id; it is replaced at the next sign-in";
const FOREIGN: &str = "it is not Argon2id";
const OTHER: &str = "it is another variant than Argon2id";

/// Schemes by how their texts begin: the prefix, the name, and what is wrong with it.
const PREFIXES: &[(&str, &str, &str)] = &[
    ("$argon2i$", "argon2i", OTHER),
    ("$argon2d$", "argon2d", OTHER),
    ("$2x$", "bcrypt", "it was made by a faulty bcrypt"),
    ("$scrypt$", "scrypt", FOREIGN),
    ("$7$", "scrypt", FOREIGN),
    ("$y$", "yescrypt", FOREIGN),
    ("$firescrypt$", "firescrypt", FOREIGN),
    ("$pbkdf2-sha512$", "pbkdf2-sha512", FOREIGN),
    ("$pbkdf2-sha256$", "pbkdf2-sha256", FOREIGN),
    ("$pbkdf2", "pbkdf2-sha1", FOREIGN),
    ("pbkdf2_sha256$", "pbkdf2-sha256 (Django)", FOREIGN),
    ("pbkdf2_sha1$", "pbkdf2-sha1 (Django)", FOREIGN),
    ("$6$", "sha512-crypt", FOREIGN),
    ("$5$", "sha256-crypt", FOREIGN),
    ("$1$", "md5-crypt", FAST),
    ("$apr1$", "md5-crypt (Apache)", FAST),
    ("$P$", "phpass", FAST),
    ("$H$", "phpass", FAST),
    ("$S$", "sha512 (Drupal)", FAST),
    ("{SSHA512}", "salted SHA-512", BARE),
    ("{SSHA256}", "salted SHA-256", BARE),
    ("{SSHA}", "salted SHA-1", BARE),
    ("{SHA512}", "SHA-512", BARE),
    ("{SHA256}", "SHA-256", BARE),
    ("{SHA}", "SHA-1", BARE),
    ("{SMD5}", "salted MD5", BARE),
    ("{MD5}", "MD5", BARE),
    ("$md5$", "MD5", BARE),
    ("$sha1$", "SHA-1", BARE),
    ("$sha256$", "SHA-256", BARE),
    ("$sha512$", "SHA-512", BARE),
    ("$hmac-md5$", "HMAC-MD5", BARE),
    ("$hmac-sha1$", "HMAC-SHA-1", BARE),
    ("$hmac-sha256$", "HMAC-SHA-256", BARE),
    ("$hmac-sha512$", "HMAC-SHA-512", BARE),
    ("wrapped:md5:", "MD5 in Argon2id", WRAPPED),
    ("wrapped:sha1:", "SHA-1 in Argon2id", WRAPPED),
    ("wrapped:sha256:", "SHA-256 in Argon2id", WRAPPED),
    ("wrapped:sha512:", "SHA-512 in Argon2id", WRAPPED),
    ("wrapped:hmac-", "HMAC in Argon2id", WRAPPED),
];

/// Tells what a hash is; `None` if it is nothing that is known.
pub fn identify(stored: &str, floor: Floor) -> Option<HashScheme> {
    let obstacle = Stored::parse(stored).err().map(|error| error.to_string());
    if let Some(rest) = stored.strip_prefix("$argon2id$") {
        let parameters = phc_parameters(rest);
        let number = |name: &str| {
            let found = parameters.iter().find(|(known, _)| known == name);
            found.and_then(|(_, value)| value.parse::<u32>().ok())
        };
        let (m, t, p) = (number("m")?, number("t")?, number("p")?);
        let is_low = m < floor.0 || t < floor.1 || p < floor.2;
        return Some(HashScheme {
            name: "argon2id",
            parameters,
            weakness: is_low.then_some(LOW),
            obstacle,
        });
    }
    let bcrypt = ["$2a$", "$2b$", "$2y$"]
        .iter()
        .find_map(|prefix| stored.strip_prefix(prefix));
    if let Some(rest) = bcrypt {
        let cost = rest.split('$').next().unwrap_or_default();
        return Some(HashScheme {
            name: "bcrypt",
            parameters: vec![("cost".into(), cost.chars().take(2).collect())],
            weakness: Some(OLD),
            obstacle,
        });
    }
    let found = PREFIXES
        .iter()
        .find(|(prefix, _, _)| stored.starts_with(prefix));
    let (name, weakness, parameters, obstacle) = match found {
        Some((prefix, name, weakness)) => {
            let parameters = phc_parameters(&stored[prefix.len()..]);
            (*name, *weakness, parameters, obstacle)
        }
        None => {
            let (name, prefix) = bare_digest(stored)?;
            // Its length alone says what it is, so it has to be said what it was taken of.
            let obstacle = format!(
                "if it was taken of the password alone, write {prefix} and the digest in base 64; with a salt, {prefix}pf=template$salt$digest"
            );
            let weakness = "by its length it is a bare digest";
            (name, weakness, Vec::new(), Some(obstacle))
        }
    };
    Some(HashScheme {
        name,
        parameters,
        weakness: Some(weakness),
        obstacle,
    })
}

/// `name=value` pairs of the fields of a PHC text.
fn phc_parameters(rest: &str) -> Vec<(String, String)> {
    let plain = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric());
    rest.split('$')
        .flat_map(|field| field.split(','))
        .filter_map(|pair| pair.split_once('='))
        .filter(|(name, value)| plain(name) && plain(value) && name.len() < 12 && value.len() < 12)
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// The digest whose hexadecimal text has this length, and what stands before one in an import.
fn bare_digest(stored: &str) -> Option<(&'static str, &'static str)> {
    if !stored.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    match stored.len() {
        32 => Some(("MD5", "$md5$")),
        40 => Some(("SHA-1", "$sha1$")),
        64 => Some(("SHA-256", "$sha256$")),
        128 => Some(("SHA-512", "$sha512$")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLOOR: Floor = (19_456, 2, 1);

    #[test]
    fn a_hash_is_known_by_its_text() {
        let salt = "AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        let good = format!("$argon2id$v=19$m=19456,t=2,p=1${salt}");
        let found = identify(&good, FLOOR).unwrap();
        assert_eq!((found.name, found.weakness), ("argon2id", None));
        assert!(found.is_importable());
        assert_eq!(found.parameters[1], ("m".to_owned(), "19456".to_owned()));
        let low = format!("$argon2id$v=19$m=8192,t=1,p=1${salt}");
        assert_eq!(identify(&low, FLOOR).unwrap().weakness, Some(LOW));
        let bcrypt = "$2b$10$abcdefghijklmnopqrstuuaXoLM/f2s2BNRqeGZyaxkQytxb65rJ6";
        let found = identify(bcrypt, FLOOR).unwrap();
        assert_eq!((found.name, found.is_importable()), ("bcrypt", true));
        for (stored, name) in [
            (format!("$argon2i$v=19$m=19456,t=2,p=1${salt}"), "argon2i"),
            ("$1$salt$digest".into(), "md5-crypt"),
            ("$6$rounds=5000$salt$digest".into(), "sha512-crypt"),
            ("{SSHA}c29tZQ==".into(), "salted SHA-1"),
            (
                "pbkdf2_sha256$260000$salt$digest".into(),
                "pbkdf2-sha256 (Django)",
            ),
            ("$P$B123".into(), "phpass"),
            ("d41d8cd98f00b204e9800998ecf8427e".into(), "MD5"),
            ("$2b$31$x".into(), "bcrypt"),
        ] {
            let found = identify(&stored, FLOOR).unwrap();
            assert_eq!(found.name, name, "{stored}");
            // All of these are cut short, but for the first.
            assert_eq!(found.is_importable(), name == "argon2i", "{stored}");
            assert!(found.weakness.is_some(), "{stored}");
        }
        for stored in ["", "hello", "correct horse battery staple", "$"] {
            assert_eq!(identify(stored, FLOOR), None, "{stored}");
        }
    }
}
