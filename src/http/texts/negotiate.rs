//! Which language a page speaks.

use super::Language;

/// What a request says about languages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wishes<'a> {
    /// What the person chose in the header of a page of this very sign-in.
    pub chosen: Option<&'a str>,
    /// `ui_locales` of the authorization request (OpenID Connect Core §3.1.2.1).
    pub ui_locales: Option<&'a str>,
    /// The `lang` cookie: what the person chose on an earlier page.
    pub cookie: Option<&'a str>,
    /// The setting of the person who is signed in.
    pub setting: Option<&'a str>,
    /// The `Accept-Language` field (RFC 9110 §12.5.4).
    pub accept_language: Option<&'a str>,
}

/// The language of the answer, of those offered: `ui_locales`, then the cookie, then the person's
/// setting, then `Accept-Language`, then `default`. What a person chose where they are goes before
/// what the app asks for, else its links would do nothing there.
pub fn negotiate(offered: &[Language], wishes: Wishes<'_>, default: Language) -> Language {
    let available: Vec<&str> = offered.iter().map(|l| l.code()).collect();
    pick(&available, wishes)
        .and_then(Language::from_code)
        .unwrap_or(default)
}

/// The first of `available` that the request wishes for, if any.
pub fn pick<'a>(available: &[&'a str], wishes: Wishes<'_>) -> Option<&'a str> {
    let by_choice = || lookup(available, wishes.chosen?);
    let by_request = || {
        let list = wishes.ui_locales?;
        list.split(' ').find_map(|tag| lookup(available, tag))
    };
    let by_cookie = || lookup(available, wishes.cookie?);
    let by_setting = || lookup(available, wishes.setting?);
    let by_browser = || {
        let mut ranges: Vec<(u16, &str)> = wishes
            .accept_language?
            .split(',')
            .take(32)
            .filter_map(range)
            .collect();
        // The sort is stable: of equal weights, the first wins.
        ranges.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
        ranges.into_iter().find_map(|(_, tag)| match tag {
            "*" => available.first().copied(),
            tag => lookup(available, tag),
        })
    };
    by_choice()
        .or_else(by_request)
        .or_else(by_cookie)
        .or_else(by_setting)
        .or_else(by_browser)
}

/// RFC 4647 §3.4, lookup: the tag, then ever shorter beginnings of it.
fn lookup<'a>(available: &[&'a str], tag: &str) -> Option<&'a str> {
    let mut tag = tag.trim();
    while !tag.is_empty() {
        let found = available.iter().find(|a| a.eq_ignore_ascii_case(tag));
        if found.is_some() {
            return found.copied();
        }
        tag = tag.rsplit_once('-').map_or("", |(start, _)| start);
    }
    None
}

/// One range of `Accept-Language` with its weight in thousandths; none if it weighs nothing.
fn range(text: &str) -> Option<(u16, &str)> {
    let (tag, weight) = match text.split_once(';') {
        None => (text, 1000),
        Some((tag, parameter)) => {
            let value = parameter.trim().strip_prefix("q=")?;
            (tag, thousandths(value.trim())?)
        }
    };
    (weight > 0).then(|| (weight, tag.trim()))
}

/// RFC 9110 §12.4.2: `( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] )`.
fn thousandths(value: &str) -> Option<u16> {
    let (whole, part) = value.split_once('.').unwrap_or((value, ""));
    if part.len() > 3 || !part.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let part: u16 = format!("{part:0<3}").parse().ok()?;
    match whole {
        "0" => Some(part),
        "1" if part == 0 => Some(1000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const THREE: &[&str] = &["en", "de", "ar"];

    #[test]
    fn choice_request_cookie_setting_browser_and_the_default_is_the_order() {
        let mut wishes = Wishes {
            chosen: Some("en"),
            ui_locales: Some("fr-CA ar-EG en"),
            cookie: Some("de"),
            setting: Some("ar"),
            accept_language: Some("en"),
        };
        assert_eq!(pick(THREE, wishes), Some("en"));
        wishes.chosen = Some("nl");
        assert_eq!(pick(THREE, wishes), Some("ar"));
        wishes.ui_locales = Some("fr");
        assert_eq!(pick(THREE, wishes), Some("de"));
        wishes.cookie = Some("<script>");
        assert_eq!(pick(THREE, wishes), Some("ar"));
        wishes.setting = Some("de_DE");
        assert_eq!(pick(THREE, wishes), Some("en"));
        wishes.accept_language = None;
        assert_eq!(pick(THREE, wishes), None);
        wishes.ui_locales = None;
        assert_eq!(negotiate(Language::ALL, wishes, Language::En), Language::En);
    }

    #[test]
    fn weights_order_the_browsers_list_and_zero_excludes() {
        let by = |field| {
            let accept_language = Some(field);
            pick(
                THREE,
                Wishes {
                    accept_language,
                    ..Wishes::default()
                },
            )
        };
        assert_eq!(by("fr, en;q=0.7, de-AT;q=0.8"), Some("de"));
        assert_eq!(by("AR-eg , de"), Some("ar"));
        assert_eq!(by("de;q=0, *;q=0.1"), Some("en"));
        assert_eq!(by("de;q=1.5, ar;q=0.0001"), None);
        assert_eq!(by(";;,,q=,-"), None);
    }
}
