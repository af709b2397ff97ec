//! Every page in every state: the rules of the pages, checked on the rendered HTML.

mod consent;
mod errors;
mod fields;
pub mod hostile;
mod html;
mod languages;
mod look;
mod texts;

use std::{collections::BTreeSet, sync::OnceLock};

use signet::legacy::humanapi::connect::view::Connect;
use signet::web::texts::{Language, Texts};
use signet::web::view::{LanguageLink, Links, Page, Sample, doc_samples, rendered, samples};

use html::{Tag, decode, tags};

const SERVICE: &str = "Example Health ID";

/// The page around every sample.
fn page() -> Page {
    page_of(Language::En)
}

/// The page around every sample, in a language.
fn page_of(language: Language) -> Page {
    let texts = Texts::load().expect("the texts are whole");
    let mut page = Page::new(texts.catalog(language), SERVICE);
    page.links = Links {
        help: Some("/help".to_owned()),
        privacy: Some("/privacy".to_owned()),
        accessibility: Some("/accessibility".to_owned()),
    };
    let link = |&language: &Language| LanguageLink {
        language,
        href: format!("/language/{}?to=%2Faccount", language.code()),
    };
    page.languages = Language::ALL.iter().map(link).collect();
    page
}

/// The page that a legacy door has.
fn connect(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<Sample> {
    rendered("connect", Connect::samples(page, word))
}

/// A page in a state: its name, its HTML, its tags.
type Rendered = (String, String, Vec<Tag>);

/// Every page in every state.
fn all() -> Vec<Rendered> {
    all_in(Language::En)
}

/// The same in a language.
fn all_in(language: Language) -> Vec<Rendered> {
    kept(language).to_vec()
}

/// The same, rendered once.
fn kept(language: Language) -> &'static [Rendered] {
    static ALL: [OnceLock<Vec<Rendered>>; Language::ALL.len()] =
        [const { OnceLock::new() }; Language::ALL.len()];
    let at = Language::ALL.iter().position(|one| *one == language);
    ALL[at.expect("a language")].get_or_init(|| {
        let page = page_of(language);
        let filled = samples(&page, &str::to_owned);
        filled
            .into_iter()
            .chain(connect(&page, &str::to_owned))
            .chain(doc_samples(&page))
            .map(|sample| {
                let html = sample.html.expect("renders");
                let tags = tags(&html);
                (sample.name, html, tags)
            })
            .collect()
    })
}

/// One page in one state.
fn one(name: &str) -> (String, Vec<Tag>) {
    let found = kept(Language::En).iter().find(|(n, _, _)| n == name);
    let (_, html, tags) = found.expect("a sample has this name");
    (html.clone(), tags.clone())
}

/// For the checks that need a browser: `SIGNET_SAMPLES=DIR` takes the pages there.
#[test]
fn samples_are_written_where_a_browser_can_open_them() {
    #[expect(
        clippy::disallowed_methods,
        reason = "where to write samples is the caller's choice"
    )]
    let Some(dir) = std::env::var_os("SIGNET_SAMPLES") else {
        return;
    };
    for language in Language::ALL {
        for (name, html, _) in all_in(*language) {
            let file = format!("{}.{}.html", name.replace('/', "-"), language.code());
            std::fs::write(std::path::Path::new(&dir).join(file), html).expect("writable");
        }
    }
}

#[test]
fn a7_every_page_has_language_direction_one_heading_and_a_way_past_the_head() {
    for (name, html, tags) in all() {
        assert!(html.starts_with("<!DOCTYPE html>\n<html"), "{name}");
        let root = html::first(&tags, "html");
        assert_eq!(
            (root.get("lang"), root.get("dir")),
            (Some("en"), Some("ltr"))
        );
        assert_eq!(html::count(&tags, "h1"), 1, "{name}: one h1");
        for landmark in ["header", "main", "footer"] {
            assert_eq!(html::count(&tags, landmark), 1, "{name}: one {landmark}");
        }
        let main = html::first(&tags, "main");
        assert_eq!(
            (main.get("id"), main.get("tabindex")),
            (Some("main"), Some("-1"))
        );
        let body = tags.iter().position(|t| t.name == "body").expect("body");
        let skip = &tags[body + 1];
        assert_eq!(
            (skip.get("class"), skip.get("href")),
            (Some("skip"), Some("#main"))
        );
        let links: Vec<_> = tags.iter().skip_while(|t| t.name != "footer").collect();
        let links: Vec<_> = links.iter().filter_map(|t| t.get("href")).collect();
        assert_eq!(links, ["/help", "/privacy", "/accessibility"], "WCAG 3.2.6");
    }
}

#[test]
fn a7_titles_say_error_then_the_page_then_the_service() {
    let mut titles = BTreeSet::new();
    for (name, _, tags) in all() {
        let title = decode(html::first(&tags, "title").text.trim());
        let is_error = tags.iter().any(|t| t.get("role") == Some("alert"))
            || name.starts_with("error/")
            || name == "return/gone";
        assert_eq!(title.starts_with("Error: "), is_error, "{name}: {title}");
        let title = title.strip_prefix("Error: ").unwrap_or(&title).to_owned();
        let page = title.strip_suffix(&format!(" – {SERVICE}"));
        let page = page.unwrap_or_else(|| panic!("{name}: {title}"));
        assert!(!page.is_empty() && page == page.trim(), "{name}: {title}");
        titles.insert(page.to_owned());
    }
    assert!(titles.contains("Sign in") && titles.contains("Returning to Glucose Diary"));
}

#[test]
fn a7_ids_are_unique_and_references_lead_to_them() {
    for (name, _, tags) in all() {
        let ids: Vec<_> = tags.iter().filter_map(|t| t.get("id")).collect();
        let unique: BTreeSet<_> = ids.iter().copied().collect();
        assert_eq!(ids.len(), unique.len(), "{name}: {ids:?}");
        for tag in &tags {
            for attribute in ["for", "aria-controls", "aria-describedby", "data-status"] {
                for id in tag.get(attribute).unwrap_or_default().split_whitespace() {
                    assert!(unique.contains(id), "{name}: {attribute}={id}");
                }
            }
            if let Some(id) = tag.get("href").and_then(|h| h.strip_prefix('#')) {
                assert!(unique.contains(id), "{name}: #{id}");
            }
        }
    }
}

#[test]
fn a7_tags_are_balanced() {
    const VOID: &[&str] = &["!DOCTYPE", "meta", "link", "input", "br"];
    for (name, _, tags) in all() {
        let mut open = Vec::new();
        for tag in tags.iter().filter(|t| !VOID.contains(&t.name.as_str())) {
            match tag.name.strip_prefix('/') {
                None => open.push(tag.name.clone()),
                Some(end) => assert_eq!(open.pop().as_deref(), Some(end), "{name}: {open:?}"),
            }
        }
        assert!(open.is_empty(), "{name}: {open:?}");
    }
}

/// The policy has neither `unsafe-inline` nor a nonce, and lists no other origin.
#[test]
fn az_24_no_inline_script_style_or_handler_and_nothing_from_elsewhere() {
    for (name, html, tags) in all() {
        assert!(!html.contains("<!--"), "{name}: no comment is sent");
        assert_eq!(html::count(&tags, "style"), 0, "{name}");
        for (at, tag) in tags.iter().enumerate() {
            for (attribute, value) in &tag.attributes {
                assert!(!attribute.starts_with("on"), "{name}: {attribute}");
                assert_ne!(attribute, "style", "{name}");
                assert!(!value.starts_with("javascript:"), "{name}: {value}");
            }
            match tag.name.as_str() {
                "script" => {
                    let from = tag.get("src").unwrap_or_default();
                    let ours = ["/static/app-", "/static/connect-"];
                    assert!(ours.iter().any(|o| from.starts_with(o)), "{name}: {from}");
                    assert!(tag.text.is_empty() && tags[at + 1].name == "/script");
                }
                "link" => {
                    let from = tag.get("href").unwrap_or_default();
                    // The icon stands in the page itself.
                    let is_icon =
                        tag.get("rel") == Some("icon") && from.starts_with("data:image/svg+xml;");
                    assert!(is_icon || from.starts_with("/static/"), "{name}: {from}");
                }
                // The one picture: a key for an authenticator app.
                "svg" if name.starts_with("totp-new/") || name.starts_with("enrol/") => {
                    assert_eq!(tag.get("role"), Some("img"), "{name}");
                }
                "img" | "iframe" | "object" | "embed" | "base" | "svg" => {
                    panic!("{name}: <{}>", tag.name);
                }
                _ => {}
            }
        }
    }
}

/// SE-08: without a token the handler refuses a form; here no form lacks one.
#[test]
fn se_08_every_form_posts_to_us_and_has_a_token() {
    let mut forms = 0;
    for (name, _, tags) in all() {
        for (at, form) in tags.iter().enumerate().filter(|(_, t)| t.name == "form") {
            forms += 1;
            assert_eq!(form.get("method"), Some("post"), "{name}");
            if name == "return/posting" {
                // The one form that posts to an app: what it carries is the app's.
                assert!(form.get("data-send").is_some());
                assert!(!tags.iter().any(|tag| tag.get("name") == Some("csrf")));
                continue;
            }
            let action = form.get("action").expect("an action");
            assert!(action.starts_with('/') && !action.starts_with("//"));
            let token = &tags[at + 1];
            // In a frame of another site no cookie arrives that a token could be bound to: there
            // the handle, which no address holds, is the token.
            let (field, value) = match name.starts_with("connect/") {
                true => ("handle", "sample-handle"),
                false => ("csrf", "sample-form-token"),
            };
            assert_eq!(token.get("name"), Some(field), "{name}");
            assert_eq!(token.get("type"), Some("hidden"), "{name}");
            assert_eq!(token.get("value"), Some(value), "{name}");
        }
    }
    assert!(forms > 30, "{forms} forms");
}

#[test]
fn the_way_back_refreshes_at_once_and_has_a_link() {
    let (html, tags) = one("return/going");
    let url = "https://diary.example.org/callback?code=a&state=b&iss=c";
    let refresh = tags.iter().find(|t| t.get("http-equiv") == Some("refresh"));
    let content = refresh.and_then(|t| t.get("content")).map(decode);
    assert_eq!(content, Some(format!("0;url={url}")));
    let link = tags.iter().find(|t| t.get("class") == Some("btn"));
    assert_eq!(
        link.and_then(|t| t.get("href")).map(decode),
        Some(url.to_owned())
    );
    assert!(html::words(&html).contains("Return to Glucose Diary"));

    let (html, tags) = one("return/gone");
    assert!(tags.iter().all(|t| t.get("http-equiv").is_none()));
    assert!(html::words(&html).contains("Go back to the app and try again"));
}

#[test]
fn sign_out_asks_first_and_then_leads_back() {
    let (html, tags) = one("logout/ask-for-app");
    assert!(html::words(&html).contains("Glucose Diary asks you to sign out."));
    let decisions: Vec<_> = tags.iter().filter(|t| t.name == "button").collect();
    let decisions: Vec<_> = decisions.iter().filter_map(|t| t.get("value")).collect();
    assert_eq!(decisions, ["leave", "stay"]);
    let (_, tags) = one("logout/done-for-app");
    assert!(
        tags.iter()
            .any(|t| t.get("href") == Some("https://diary.example.org/bye"))
    );
}

#[test]
fn a_development_server_says_so_on_every_page() {
    let dev = Page {
        dev: true,
        ..page()
    };
    let all = samples(&dev, &str::to_owned).into_iter();
    for sample in all.chain(connect(&dev, &str::to_owned)) {
        let html = sample.html.expect("renders");
        let said = html.contains("Development server: sample data only");
        assert!(said || sample.name == "home/plain", "{}", sample.name);
    }
}
