//! `/language/{code}?to=PATH`: the links of the header. The choice is kept in a cookie, and the person
//! is back where they were; the query of that page is in `Referer`, if the browser sends it.

use actix_web::{
    HttpRequest, HttpResponse,
    cookie::{Cookie, time::Duration},
    web,
};
use url::form_urlencoded;

use super::{Front, cookies, interaction::set_cookie, view::Page};
use crate::{
    app::Ctx,
    authorize::{Browser, interaction},
    core::{Reason, Refusal},
    http::{
        HttpState, blocking, body,
        frames::{CHOSEN_HERE, LANG, came_from},
        texts::Language,
    },
    model::InteractionId,
};

/// How long a choice is kept.
const KEPT: Duration = Duration::days(365);
/// Longest way back that is taken.
const ADDRESS_MOST: usize = 2048;

/// Keeps the choice and leads back; works without script.
pub async fn get(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    code: web::Path<String>,
) -> HttpResponse {
    if let Some(refused) = front.edge_refusal(&request) {
        return refused;
    }
    let chosen = Language::from_code(&code).filter(|found| front.languages.contains(found));
    let Some(language) = chosen else {
        return front.refuse_page(&request, &Reason::NotFound.into());
    };
    let pairs = match body::pairs(request.query_string()) {
        Ok(pairs) => pairs,
        Err(refusal) => return front.refuse_page(&request, &refusal),
    };
    let from = came_from(&request);
    let asked = pairs.iter().find(|(name, _)| name == "to");
    let to = asked.map(|(_, to)| to.as_str());
    let to = to.or(from.filter(|from| is_own(from))).unwrap_or("/");
    // HH-06: the way back is a path of this server and nothing else.
    if !is_own(to) {
        let refusal = Refusal::of(Reason::ParameterInvalid, "to");
        return front.refuse_page(&request, &refusal);
    }
    let is_there = |from: &&str| from.split_once('?').is_some_and(|(path, _)| path == to);
    let whole = from.filter(is_there);
    let whole = whole.filter(|from| is_own(from)).unwrap_or(to);
    let ctx = state.ctx(&request);
    let mut response = front.see_other(&with_locale(whole, language));
    let mut cookie = cookies::plain(&ctx, LANG, language.code());
    cookie.set_max_age(KEPT);
    set_cookie(&mut response, &cookie);
    if let Some(path) = sign_in_of(to) {
        set_cookie(&mut response, &here(&ctx, path, language));
    }
    response
}

/// The frame of a page beside a sign-in: in the language of the request, if that waits in this browser and
/// its app says which (`ui_locales`).
pub(super) async fn page_beside(
    front: &Front,
    request: &HttpRequest,
    (ctx, browser): (&Ctx, &Browser),
    flow: &InteractionId,
) -> Option<Page> {
    let (ctx, browser, flow) = (ctx.clone(), browser.clone(), flow.clone());
    let found = blocking(move || interaction::ui_locales(&ctx, &browser, &flow)).await;
    // A database that does not answer says so where the answer depends on it.
    let wanted = found.ok().flatten()?;
    Some(front.page(request, Some(&wanted)))
}

/// In the sign-in where it was chosen, the language goes before what the app asks for.
fn here(ctx: &Ctx, path: &str, language: Language) -> Cookie<'static> {
    let mut cookie = cookies::plain(ctx, CHOSEN_HERE, language.code());
    cookie.set_path(path.to_owned());
    cookie
}

/// Whether the address is a path of this server: an address that browsers would take for another
/// place, or that would break the header, is not.
fn is_own(to: &str) -> bool {
    to.len() <= ADDRESS_MOST
        && to.starts_with('/')
        && !to.starts_with("//")
        && to.bytes().all(|b| b.is_ascii_graphic() && b != b'\\')
}

/// The path of the sign-in that the address belongs to: `/interaction/{flow}`; or `/join`, whose pages
/// speak as the app wishes that a request of theirs is from.
fn sign_in_of(to: &str) -> Option<&str> {
    if let Some(rest) = to.strip_prefix("/join")
        && (rest.is_empty() || rest.starts_with(['/', '?']))
    {
        return Some("/join");
    }
    let rest = to.strip_prefix("/interaction/")?;
    let end = rest.find('/')?;
    let flow = rest.get(..end)?;
    let is_plain = !flow.is_empty() && flow.bytes().all(|b| b.is_ascii_alphanumeric());
    is_plain.then(|| to.get(.."/interaction/".len() + end))?
}

/// The address with the choice in place of the `ui_locales` that it asks for, if it does.
fn with_locale(to: &str, language: Language) -> String {
    let Some((path, query)) = to.split_once('?') else {
        return to.to_owned();
    };
    let pairs = || form_urlencoded::parse(query.as_bytes());
    if !pairs().any(|(name, _)| name == "ui_locales") {
        return to.to_owned();
    }
    let changed = pairs().map(|(name, value)| match &*name {
        "ui_locales" => (name, language.code().into()),
        _ => (name, value),
    });
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(changed)
        .finish();
    format!("{path}?{query}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hh_06_the_way_back_is_an_own_path_and_nothing_else() {
        for good in [
            "/",
            "/account?a=b",
            "/interaction/01J/login",
            "/a//b",
            "/%5C",
        ] {
            assert!(is_own(good), "{good}");
        }
        let long = format!("/{}", "a".repeat(ADDRESS_MOST));
        for bad in [
            "",
            "//e",
            "///e",
            "/\\e",
            "\\\\e",
            "/\t/e",
            "/\n",
            " /",
            "/ /e",
            "e",
            "https://e",
            "/é",
            "javascript:alert(1)",
            "/\u{2028}",
            &long,
        ] {
            assert!(!is_own(bad), "{bad}");
        }
    }

    #[test]
    fn the_sign_in_is_the_path_of_its_pages_and_the_query_is_changed_where_it_asks() {
        assert_eq!(
            sign_in_of("/interaction/01J/login"),
            Some("/interaction/01J")
        );
        for join in ["/join", "/join/verify", "/join?flow=01J"] {
            assert_eq!(sign_in_of(join), Some("/join"), "{join}");
        }
        for other in [
            "/interaction/",
            "/interaction//x",
            "/interaction/a;b/x",
            "/joining",
            "/account",
        ] {
            assert_eq!(sign_in_of(other), None, "{other}");
        }
        let changed = |to| with_locale(to, Language::Ar);
        assert_eq!(
            changed("/logout?a=1&ui_locales=de+fr"),
            "/logout?a=1&ui_locales=ar"
        );
        assert_eq!(changed("/logout?a=%20&b"), "/logout?a=%20&b");
        assert_eq!(changed("/account"), "/account");
    }
}
