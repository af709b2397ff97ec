//! Signs in on the pages without a person: by plain HTTP, as a browser without script.

use std::collections::BTreeMap;

use openidconnect::reqwest::{Client, Response, header};
use serde_json::Value;
use url::Url;

use super::super::{Failure, Outcome};
use crate::{
    core::{Clock, Secret, SystemClock},
    crypto::totp,
};

/// Pages that a sign-in may take: more is a circle.
const MAX_PAGES: usize = 12;

/// Goes from the authorization request to the client's address.
pub async fn sign_in(http: &Client, start: &Url, user: &Value, redirect: &str) -> Outcome<Url> {
    if user.is_null() {
        return Err(Failure::NotFound("dev.json has no such user".into()));
    }
    let mut cookies = BTreeMap::new();
    let mut response = get(http, start, &mut cookies).await?;
    let mut here = start.clone();
    for _ in 0..MAX_PAGES {
        if let Some(target) = location(&response, &here) {
            if target.as_str().starts_with(redirect) {
                return Ok(target);
            }
            response = get(http, &target, &mut cookies).await?;
            here = target;
            continue;
        }
        let status = response.status();
        let page = response.text().await.map_err(fail)?;
        if let Some(target) = refresh(&page) {
            return Url::parse(&target).map_err(|error| Failure::Failed(error.to_string()));
        }
        if !status.is_success() {
            let hint = hint(here.path()).map(|hint| format!("; {hint}"));
            return Err(Failure::Failed(format!(
                "{}: {status}: {}{}",
                here.path(),
                alert(&page).unwrap_or_else(|| heading(&page)),
                hint.unwrap_or_default()
            )));
        }
        let form = fill(&here, &page, user)?;
        // Every page's form goes to the page itself.
        let mut action = here.clone();
        action.set_query(None);
        response = post(http, &action, &form, &mut cookies).await?;
        here = action;
    }
    Err(Failure::Failed("the sign-in goes round in a circle".into()))
}

/// What a person would type on this page.
fn fill(here: &Url, page: &str, user: &Value) -> Outcome<Vec<(String, String)>> {
    let text = |name: &str| user[name].as_str().unwrap_or_default().to_owned();
    let mut form = vec![(
        "csrf".to_owned(),
        value_of(page, "csrf").unwrap_or_default(),
    )];
    let mut put = |name: &str, value: String| form.push((name.to_owned(), value));
    match here.path().rsplit('/').next().unwrap_or_default() {
        "login" => {
            put("username", text("username"));
            put("password", text("password"));
        }
        "mfa" => {
            let seed = user["totp_secret"].as_str().ok_or_else(|| {
                Failure::Failed("a one-time code is asked, but the user has no seed".into())
            })?;
            put(
                "code",
                totp::code_at(&Secret::new(seed), &totp::DEFAULT, SystemClock.now())?
                    .expose()
                    .to_owned(),
            );
        }
        "consent" => {
            for name in ["scope", "claim"] {
                for tick in page.split(&format!("name=\"{name}\" value=\"")).skip(1) {
                    put(name, tick.split('"').next().unwrap_or_default().to_owned());
                }
            }
            put("decision", "allow".to_owned());
        }
        other => {
            return Err(Failure::Failed(format!(
                "an unknown page: {other}: {}",
                heading(page)
            )));
        }
    }
    Ok(form)
}

fn fail(error: openidconnect::reqwest::Error) -> Failure {
    Failure::Failed(error.to_string())
}

async fn get(
    http: &Client,
    url: &Url,
    cookies: &mut BTreeMap<String, String>,
) -> Outcome<Response> {
    let request = http
        .get(url.clone())
        .header(header::ACCEPT, "text/html")
        .header(header::COOKIE, jar(cookies));
    let response = request.send().await.map_err(fail)?;
    keep(&response, cookies);
    Ok(response)
}

async fn post(
    http: &Client,
    url: &Url,
    form: &[(String, String)],
    cookies: &mut BTreeMap<String, String>,
) -> Outcome<Response> {
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form)
        .finish();
    let request = http
        .post(url.clone())
        .header(header::ACCEPT, "text/html")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::COOKIE, jar(cookies))
        .body(body);
    let response = request.send().await.map_err(fail)?;
    keep(&response, cookies);
    Ok(response)
}

fn jar(cookies: &BTreeMap<String, String>) -> String {
    cookies
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect::<Vec<_>>()
        .join("; ")
}

fn keep(response: &Response, cookies: &mut BTreeMap<String, String>) {
    for cookie in response.headers().get_all(header::SET_COOKIE) {
        let pair = cookie
            .to_str()
            .unwrap_or_default()
            .split(';')
            .next()
            .unwrap_or_default();
        if let Some((name, value)) = pair.split_once('=') {
            cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}

fn location(response: &Response, here: &Url) -> Option<Url> {
    let target = response.headers().get(header::LOCATION)?.to_str().ok()?;
    here.join(target).ok()
}

fn refresh(page: &str) -> Option<String> {
    let (_, rest) = page.split_once("http-equiv=\"refresh\" content=\"0;url=")?;
    Some(unescape(rest.split('"').next()?))
}

fn value_of(page: &str, name: &str) -> Option<String> {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\""))?;
    Some(unescape(rest.split('"').next()?))
}

fn heading(page: &str) -> String {
    page.split_once("<h1>")
        .and_then(|(_, rest)| rest.split_once("</h1>"))
        .map_or_else(String::new, |(text, _)| text.to_owned())
}

/// What the page says went wrong: the last paragraph of its alert.
fn alert(page: &str) -> Option<String> {
    let (_, rest) = page.split_once("role=\"alert\"")?;
    let (alert, _) = rest.split_once("</div>")?;
    let (_, paragraph) = alert.rsplit_once("<p>")?;
    let mut text = String::new();
    for piece in paragraph.split('<') {
        // Before the first `<` stands no tag.
        text.push_str(match text.is_empty() && !piece.contains('>') {
            true => piece,
            false => piece.split_once('>').map_or("", |(_, after)| after),
        });
    }
    // What follows it goes on with a mark of its own.
    Some(unescape(text.trim().trim_end_matches('.'))).filter(|text| !text.is_empty())
}

/// What is the matter most of the time, where a page cannot know it.
fn hint(path: &str) -> Option<&'static str> {
    match path.rsplit('/').next()? {
        "login" => Some(
            "the password is that of dev.json: one that was changed since is not in there, and an account may be locked",
        ),
        "mfa" => Some("a code works once: wait 30 s for the next one"),
        _ => None,
    }
}

fn unescape(text: &str) -> String {
    text.replace("&#38;", "&")
        .replace("&amp;", "&")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_page_says_is_told_and_not_its_title() {
        let page = |text: &str| {
            format!(
                "<div class=\"note bad\" role=\"alert\" id=\"problem\">\n<p><b>Wrong</b></p>\n<p>{text}</p>\n</div>\n<h1>Enter your code</h1>"
            )
        };
        let said = "That code isn't right";
        for text in [
            "That code isn&#39;t right.",
            "<a href=\"#code\" id=\"problem-text\">That code isn&#39;t right.</a>",
        ] {
            assert_eq!(alert(&page(text)).as_deref(), Some(said));
        }
        assert_eq!(alert("<h1>Not found</h1>"), None);
        assert!(hint("/interaction/01J/mfa").is_some_and(|hint| hint.contains("30 s")));
        assert_eq!(hint("/interaction/01J/consent"), None);
    }
}
