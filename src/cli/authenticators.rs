//! What authenticator apps are called that come with an account: what their person would have called them,
//! in the person's language.

use crate::{
    account::user::NewUser,
    http::texts::{Language, Texts},
};

/// Names those that have no name.
pub fn name(texts: &Texts, new: &mut NewUser) {
    let tag = new.locale.as_deref().and_then(|tag| tag.split('-').next());
    let language = tag.and_then(Language::from_code).unwrap_or_default();
    let texts = texts.catalog(language);
    for (index, seed) in new.totp.iter_mut().enumerate() {
        seed.name.get_or_insert_with(|| match index {
            0 => texts.text::<&str>("totp-name-first", &[]),
            _ => texts.text("totp-name-next", &[("number", (index + 1).to_string())]),
        });
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn they_are_called_in_the_language_of_their_person() {
        let texts = Texts::load().unwrap();
        let seed = json!({"secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"});
        for (locale, names) in [
            (
                "de-AT",
                ["Authentifizierungs-App", "Authentifizierungs-App 2"],
            ),
            ("xx", ["Authenticator app", "Authenticator app 2"]),
        ] {
            let person = json!({"username": "kim", "locale": locale, "totp": [seed, seed]});
            let mut person: NewUser = serde_json::from_value(person).unwrap();
            name(&texts, &mut person);
            let named = person.totp.iter().map(|seed| seed.name.as_deref());
            assert!(named.eq(names.map(Some)), "{locale}");
        }
    }
}
