//! `/language/{code}`: the links of the header, and in which language a page speaks.

use serde_json::json;

use crate::support::{Answer, Browser, Db, Server, both, query};

/// The language of the page.
fn language(page: &Answer) -> &str {
    let (_, rest) = page.body.split_once("<html lang=\"").expect("a page");
    rest.split('"').next().expect("a value")
}

/// Where the link to a language leads.
fn link(page: &Answer, code: &str) -> String {
    let at = format!("<a href=\"/language/{code}?to=");
    let (_, rest) = page
        .body
        .split_once(&at)
        .unwrap_or_else(|| panic!("no link to {code}: {}", page.body));
    let to = rest.split('"').next().expect("a value");
    format!("/language/{code}?to={to}")
}

/// Goes by the link to a language, as a browser does.
async fn choose(browser: &Browser, page: &Answer, code: &str) -> Answer {
    let request = browser.request(reqwest::Method::GET, &link(page, code));
    browser
        .send(request.header("referer", page.url.as_str()))
        .await
}

fn cookies(answer: &Answer) -> Vec<&str> {
    let all = answer.headers.get_all("set-cookie").iter();
    all.map(|value| value.to_str().expect("text")).collect()
}

/// What the browser prefers.
async fn preferring(browser: &Browser, path: &str, field: &str) -> Answer {
    let request = browser.request(reqwest::Method::GET, path);
    browser.send(request.header("accept-language", field)).await
}

// each language is a link of every page, named in itself; it leads back to the same page, and
// the choice holds on all others, before what the browser prefers.
both!(a_10_a_link_of_the_header_changes_the_language_and_keeps_the_page);
async fn a_10_a_link_of_the_header_changes_the_language_and_keeps_the_page(db: Db) {
    let server = Server::start(db).await;
    let browser = server.browser();
    let login = browser.open(&query("web", &[])).await;
    assert_eq!(language(&login), "en");
    assert_eq!(login.header("vary"), "Accept-Language, Cookie");
    for (code, dir, name) in [
        ("en", "ltr", "English"),
        ("de", "ltr", "Deutsch"),
        ("fr", "ltr", "Français"),
        ("es", "ltr", "Español"),
        ("ar", "rtl", "العربية"),
    ] {
        let href = link(&login, code);
        let current = if code == "en" {
            " aria-current=\"true\""
        } else {
            ""
        };
        let whole = format!(
            "<a href=\"{href}\" lang=\"{code}\" hreflang=\"{code}\" dir=\"{dir}\"{current}>{name}</a>"
        );
        assert!(login.body.contains(&whole), "{whole}\n{}", login.body);
        let went = choose(&browser, &login, code).await;
        assert_eq!(went.location().path(), login.url.path());
        let kept = cookies(&went);
        assert!(
            kept[0].starts_with(&format!(
                "lang={code}; HttpOnly; SameSite=Lax; Path=/; Max-Age=31536000"
            )),
            "{kept:?}"
        );
        let back = browser.follow(went).await;
        assert_eq!((language(&back), &back.url), (code, &login.url));
        assert!(
            back.body
                .contains(&format!("<html lang=\"{code}\" dir=\"{dir}\">"))
        );
    }
    // The form of the page still works, and what it answers stays in the language.
    let page = browser.get(login.url.path()).await;
    let wrong = browser.sign_in(&page, "anna", "not the password").await;
    assert_eq!((wrong.status.as_u16(), language(&wrong)), (422, "ar"));
    assert!(link(&wrong, "en").contains("login"));
    let home = preferring(&browser, "/", "fr, en;q=0.5").await;
    assert_eq!(language(&home), "ar");
}

// PAGES §1: `ui_locales`, then the cookie, then the person's setting, then `Accept-Language`, then
// the default; and a choice made on a page of the sign-in holds there against `ui_locales`.
both!(the_language_is_chosen_in_the_order_that_is_promised);
async fn the_language_is_chosen_in_the_order_that_is_promised(db: Db) {
    let server = Server::with(db, &["i18n.default=es"]).await;
    let person = json!({"username": "heidi", "name": "Heidi Frei", "locale": "de-CH"});
    server.user(person, "heidi-password");
    let browser = server.browser();
    assert_eq!(language(&browser.get("/").await), "es");
    assert_eq!(language(&preferring(&browser, "/", "nl, fr").await), "fr");

    let page = browser.open(&query("web", &[])).await;
    let page = browser.sign_in(&page, "heidi", "heidi-password").await;
    // She is signed in: her setting goes before her browser's.
    assert_eq!(language(&page), "de");
    let account = preferring(&browser, "/account", "fr").await;
    assert_eq!(language(&account), "de");
    browser.allow(&page).await;

    let path = "/language/fr?to=%2Faccount";
    let went = browser.get(path).await;
    assert_eq!(went.location().path(), "/account");
    assert_eq!(language(&browser.get("/account").await), "fr");

    let asked = browser
        .open(&query(
            "web",
            &[("ui_locales", "nl ar"), ("prompt", "login")],
        ))
        .await;
    assert_eq!(language(&asked), "ar");
    let went = choose(&browser, &asked, "en").await;
    let here = cookies(&went)[1];
    let path = asked.url.path();
    let flow = &path[..path.rfind('/').expect("a page")];
    assert!(
        here.starts_with("lang-here=en;") && here.contains(&format!("Path={flow}")),
        "{here}"
    );
    assert_eq!(language(&browser.follow(went).await), "en");
}

#[tokio::test]
async fn the_question_of_ui_locales_in_an_address_is_changed_with_the_choice() {
    let server = Server::start(Db::Sqlite).await;
    let browser = server.browser();
    let page = browser.get("/logout?ui_locales=de").await;
    assert_eq!(language(&page), "de");
    let went = choose(&browser, &page, "ar").await;
    assert_eq!(went.location().query(), Some("ui_locales=ar"));
    assert_eq!(language(&browser.follow(went).await), "ar");
}

// An address where nothing is may be anybody's text: it is on no page, and yet the person stays there.
#[tokio::test]
async fn a_page_that_is_not_there_is_not_there_in_another_language() {
    let server = Server::start(Db::Sqlite).await;
    let browser = server.browser();
    let page = browser.get("/nothing/buy-here").await;
    assert_eq!(page.status, 404);
    assert!(!page.body.contains("buy-here"));
    assert!(page.body.contains("<a href=\"/language/de\" lang=\"de\""));
    let request = browser.request(reqwest::Method::GET, "/language/de");
    let went = browser
        .send(request.header("referer", page.url.as_str()))
        .await;
    let german = browser.follow(went).await;
    assert_eq!((german.status.as_u16(), language(&german)), (404, "de"));
    assert_eq!(german.url, page.url);
}

// HH-06: no way to another place by it.
#[tokio::test]
async fn hh_06_a_language_link_leads_nowhere_else() {
    let server = Server::start(Db::Sqlite).await;
    for to in [
        "//evil.example",
        "/%5Cevil.example",
        "https://evil.example",
        "evil",
        "%09//e",
        "/a%0d%0aset-cookie:a=b",
        "",
    ] {
        let answer = server.browser().get(&format!("/language/de?to={to}")).await;
        assert_eq!(answer.status, 400, "{to}");
        assert!(cookies(&answer).is_empty(), "{to}");
    }
    for code in ["nl", "DE", "de-DE", "%00"] {
        let answer = server
            .browser()
            .get(&format!("/language/{code}?to=/"))
            .await;
        assert_eq!(answer.status, 404, "{code}");
    }
    for referer in [
        "https://evil.example/?a=b",
        "/?a=b",
        "?a",
        "//evil.example?x",
    ] {
        let browser = server.browser();
        let request = browser.request(reqwest::Method::GET, "/language/de?to=/");
        let went = browser.send(request.header("referer", referer)).await;
        assert_eq!(went.header("location"), "/", "{referer}");
    }
    let went = server.browser().get("/language/de").await;
    assert_eq!(went.location().path(), "/");
}

#[tokio::test]
async fn one_language_alone_has_no_links_and_others_are_not_found() {
    let server = Server::with(Db::Sqlite, &["i18n.enabled=[\"en\"]"]).await;
    let browser = server.browser();
    let home = browser.get("/").await;
    assert!(!home.body.contains("/language/"));
    assert_eq!(browser.get("/language/de?to=/").await.status, 404);
    let german = preferring(&browser, "/", "de").await;
    assert_eq!(language(&german), "en");
}
