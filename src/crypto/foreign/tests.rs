use super::*;

/// A scheme's name, a password, and its hash.
const VECTORS: &str = include_str!("../../../tests/fixtures/hashes.tsv");

fn vectors() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    let lines = VECTORS.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| {
        let mut parts = line.split('\t');
        let mut next = || parts.next().expect("three parts");
        (next(), next(), next())
    })
}

// OPERATIONS 6, IM-01: every scheme has public vectors.
#[test]
fn every_scheme_takes_the_password_of_its_public_vectors_and_no_other() {
    let mut names = Vec::new();
    for (name, password, text) in vectors() {
        let stored = Stored::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(stored.name(), name, "{text}");
        assert!(stored.matches(password.as_bytes()), "{text}");
        assert!(!stored.matches(b"another password"), "{text}");
        assert!(!stored.matches(b""), "{text}");
        names.push(stored.name());
        assert!(!stored.blank().matches(password.as_bytes()), "{text}");
    }
    names.sort_unstable();
    names.dedup();
    assert!(names.len() >= 14, "{names:?}");
}

// crypt_blowfish's own test of its fault: one byte over 127, and the sign that it spreads.
#[test]
fn a_faulty_bcrypt_is_faulty_in_the_same_way() {
    let faulty = "$2x$05$/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e";
    assert!(Stored::parse(faulty).unwrap().matches(b"\xa3"));
    assert!(Stored::parse(faulty).unwrap().matches(b"\xff\xff\xa3"));
    let right = "$2y$05$/OK.fbVrR/bpIqNJ5ianF.Sa7shbm4.OzKpvFnX1pQLmQW96oUlCq";
    assert!(Stored::parse(right).unwrap().matches(b"\xa3"));
    assert!(!Stored::parse(right).unwrap().matches(b"\xff\xff\xa3"));
}

// OPERATIONS 6: "Parameters are bounded at import and at login".
#[test]
fn what_is_beyond_its_bounds_is_refused_before_anything_is_computed() {
    for text in [
        "$argon2id$v=19$m=2000000,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2i$v=19$m=65536,t=33,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA",
        "$argon2d$v=19$m=65536,t=1,p=17$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA",
        "$2b$16$/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e",
        "$2x$31$/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e",
        "$scrypt$ln=20,r=8,p=1$U29kaXVtQ2hsb3JpZGU$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=31,r=4294967295,p=4294967295$U29kaXVtQ2hsb3JpZGU$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=14,r=8,p=100$U29kaXVtQ2hsb3JpZGU$AAAAAAAAAAAAAAAAAAAAAA",
        "$firescrypt$ln=22,r=8,p=1$42xEC+ixf3L2lw==$lSrfV15cpx95$Bw==$jxspr8Ki0RYy",
        "$pbkdf2-sha1$i=5000001$c2FsdA$SwB5AbdlSJq+rUnZJvch0GWkKcE",
        "$pbkdf2-sha256$i=4294967295$c2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "pbkdf2_sha256$4000000000$salt$GiC4k5kqbbR9qWBlsRgDywNqC2vd9kqfk7zdorEnNas=",
        "$5$rounds=1000001$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5",
        "$6$rounds=99999999999$52450745$k5ka2p8bFuSmoVT1tzOyyuaREkkKBcCNqoDKzYiJL9RaE8yMnPgh2XzzF0NDrUhgrcLwg78xs1w5pJiypEdFX/",
        "$P$J84478476IagS59wHZvyQMArzfx58u.",
        "$S$z33783772bRXEx1aCsvY.dqgaaSu76XmVlKrW9Qu8IQlvxHlmzLf",
        "wrapped:md5:$argon2id$v=19$m=2000000,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc:e1BBU1NXT1JEfQ:",
    ] {
        let found = Stored::parse(text);
        assert!(
            matches!(found, Err(Unreadable::Beyond { .. })),
            "{text}: {found:?}"
        );
    }
}

// Whatever a file has in the place of a hash: it is refused in words, nothing panics.
#[test]
fn what_is_no_whole_hash_is_refused_in_words() {
    for text in [
        "",
        "x",
        "$",
        "$$",
        "{}",
        "{X}y",
        "$7$x",
        "$y$j9T$a$b",
        "wrapped",
        "plain text",
    ] {
        assert_eq!(
            Stored::parse(text).unwrap_err(),
            Unreadable::Unknown,
            "{text}"
        );
    }
    for (_, _, text) in vectors() {
        // Cut anywhere it is damaged, or too long a salt, or another whole hash: never a panic.
        for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
            if let Ok(stored) = Stored::parse(&text[..end]) {
                assert!(!stored.expected.is_empty(), "{}", &text[..end]);
            }
        }
        let swapped: String = text
            .chars()
            .map(|letter| if letter == '$' { ':' } else { letter })
            .collect();
        assert!(
            Stored::parse(&swapped).is_err() || text.starts_with('{'),
            "{swapped}"
        );
    }
    for text in [
        "$2b$10$short",
        "$2b$$x",
        "$1$salt$short",
        "$5$rounds=x$salt$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5",
        "$5$rounds=5000",
        "$scrypt$ln=14,r=8$c2FsdA$AAAA",
        "$scrypt$ln=15000,r=8,p=1$c2FsdA$AAAAAAAAAAAAAAAAAAAAAA",
        "$pbkdf2-sha256$i=0$c2FsdA$AAAAAAAAAAAAAAAAAAAAAA",
        "$pbkdf2-sha256$i=1$c2FsdA$AAAA",
        "$md5$",
        "$md5$pf=e1NBTFR9$c2FsdA==$kAFQmDzST7DWlj99KOF/cg==",
        "$md5$pf=$$",
        "$sha256$kAFQmDzST7DWlj99KOF/cg==",
        "$hmac-sha1$7/zfauXrL6LSdBbV8YTfnCWafHk=",
        "{SSHA}qZk+NkcGgWq6PiVxeFDCbJzQ2J0=",
        "{SHA}AAAA",
        "$P$9short",
        "wrapped:md5:$argon2id$v=19:x",
        "wrapped:rot13:$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc:e1BBU1NXT1JEfQ:",
    ] {
        let found = Stored::parse(text);
        assert!(
            matches!(
                found,
                Err(Unreadable::Damaged { .. } | Unreadable::Beyond { .. })
            ),
            "{text}: {found:?}"
        );
    }
}

// What stands in a template's place is not read as a template again.
#[test]
fn a_password_with_the_words_of_the_template_is_a_password() {
    // The template is `{SALT}$${PASSWORD}`, the salt `{PASSWORD}`.
    let template = text::to_base64(b"{SALT}$${PASSWORD}");
    let salt = text::to_base64(b"{PASSWORD}");
    let digest = <md5::Md5 as md5::Digest>::digest(b"{PASSWORD}$${SALT}");
    let stored = format!("$md5$pf={template}${salt}${}", text::to_base64(&digest));
    assert!(Stored::parse(&stored).unwrap().matches(b"{SALT}"));
}
