//! `/account/activity`: what happened in an account.

use signet::account::access::{self, OPERATOR};

use crate::support::{Browser, Db, Server, both, query};

const PATH: &str = "/account/activity";
const FIREFOX: &str =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0";

/// What a page tells, newest first, without its markup.
fn told(page: &str) -> Vec<String> {
    let lines = page.split("<li class=\"row\"><b>").skip(1);
    let plain = |text: &str| {
        let text = text.split("</b>").next().unwrap_or_default();
        text.replace("<bdi>", "").replace("</bdi>", "")
    };
    lines.map(plain).collect()
}

// AU-15, CO-09: a person reads what happened in their account in plain words, by kind, and nobody
// else's; failures of others at their account are in it.
both!(a_person_reads_what_happened_in_their_account);
async fn a_person_reads_what_happened_in_their_account(db: Db) {
    let server = Server::start(db).await;
    server.user(serde_json::json!({"username": "ben"}), "ben-password");
    let ben = server.browser();
    ben.account("/account", "ben", "ben-password").await;
    let stranger = server.browser();
    let page = stranger.visit("/account").await;
    stranger.sign_in(&page, "anna", "guess").await;
    server.advance(60);
    let browser = Browser::calling_itself(&server.base, FIREFOX);
    let page = browser.open(&query("web", &[])).await;
    let page = browser.sign_in(&page, "anna", "anna-password").await;
    browser.allow(&page).await;
    let page = browser.get(PATH).await;
    assert_eq!(
        told(&page.body),
        [
            "You allowed Web App to use your data.",
            "You signed in to Web App.",
            "You signed in with Firefox on Windows.",
            "Somebody typed a password for your account and was not let in.",
            "Your account was made.",
        ],
        "{}",
        page.body
    );
    assert!(page.body.contains("By the people who run this service"));
    assert!(page.body.contains("127.0.0.0/24"));
    let at = server.now().rfc3339();
    assert!(
        page.body
            .contains(&format!("<time datetime=\"{}", &at[..16])),
        "{at}: {}",
        page.body
    );
    for (kind, count) in [("sign-ins", 2), ("security", 1), ("apps", 2)] {
        let page = browser.get(&format!("{PATH}?kind={kind}")).await;
        assert_eq!(told(&page.body).len(), count, "{kind}: {}", page.body);
        assert!(page.body.contains("aria-current=\"true\""));
    }
    for query in [
        "kind=secrets",
        "kind=apps&kind=apps",
        "before=1",
        "before=%00",
    ] {
        let refused = browser.get(&format!("{PATH}?{query}")).await;
        assert_eq!(refused.status, 400, "{query}");
        // In words for the person: no app has sent it.
        assert!(
            refused.body.contains("This address is not right")
                && !refused.body.contains("This app"),
            "{}",
            refused.body
        );
    }
    // Not to who signed in some time ago.
    server.advance(301);
    let late = browser.visit(PATH).await;
    assert!(late.url.path().ends_with("/reauth"), "{}", late.url);
    assert!(late.body.contains("to see what happened in your account"));
}

// From right to left, "Firefox on Windows" is read from the right as a whole: a <bdi> takes its direction from
// the first letter in it, which is a Latin one.
both!(a_browser_is_named_from_right_to_left);
async fn a_browser_is_named_from_right_to_left(db: Db) {
    let server = Server::start(db).await;
    let browser = Browser::calling_itself(&server.base, FIREFOX);
    browser.account("/account", "anna", "anna-password").await;
    browser.get("/language/ar?to=/account").await;
    let page = browser.get(PATH).await;
    let named = "<bdi>\u{200f}\u{2068}Firefox\u{2069} على \u{2068}Windows\u{2069}</bdi>";
    assert!(page.body.contains(named), "{}", page.body);
}

// AD-05: a page goes on behind the last line of the one before, by a cursor that nobody can make
// up, cut short, or take along to another account.
both!(the_list_goes_on_by_a_cursor_of_its_own);
async fn the_list_goes_on_by_a_cursor_of_its_own(db: Db) {
    let server = Server::start(db).await;
    server.user(serde_json::json!({"username": "ben"}), "ben-password");
    let browser = server.browser();
    browser.account("/account", "anna", "anna-password").await;
    // As many at one instant as not to fit on a page.
    for _ in 0..60 {
        browser.get("/account/activity.csv").await;
    }
    let first = browser.get(PATH).await;
    assert_eq!(told(&first.body).len(), 50);
    let cursor = |page: &str| {
        let (_, rest) = page.split_once("before=").expect("a link");
        rest.split('"').next().expect("a value").to_owned()
    };
    let cursor = cursor(&first.body);
    let second = browser.get(&format!("{PATH}?before={cursor}")).await;
    assert_eq!(told(&second.body).len(), 12, "{}", second.body);
    assert!(!second.body.contains("before="));
    let mut bent = cursor.clone();
    let last = if bent.ends_with('A') { "B" } else { "A" };
    bent.replace_range(bent.len() - 2..bent.len() - 1, last);
    let ben = server.browser();
    ben.account("/account", "ben", "ben-password").await;
    for (browser, cursor) in [
        (&browser, bent.as_str()),
        (&browser, &cursor[..cursor.len() - 4]),
        (&browser, "x"),
        (&ben, &cursor),
    ] {
        let refused = browser.get(&format!("{PATH}?before={cursor}")).await;
        assert_eq!(refused.status, 400, "{cursor}");
    }
}

// AU-15: the download is an event of its own; no cell of it is a formula, whatever an app is called.
both!(the_list_can_be_taken_along_as_a_table);
async fn the_list_can_be_taken_along_as_a_table(db: Db) {
    let server = Server::start(db).await;
    server.edit(
        "web",
        serde_json::json!({"client_name": "=HYPERLINK(\"x\")"}),
    );
    server.app.refresh().expect("refreshes");
    let browser = Browser::calling_itself(&server.base, FIREFOX);
    let page = browser.open(&query("web", &[])).await;
    let page = browser.sign_in(&page, "anna", "anna-password").await;
    browser.allow(&page).await;
    let answer = browser.get("/account/activity.csv?kind=apps").await;
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.header("content-type"),
        "text/csv; charset=utf-8; header=present"
    );
    assert_eq!(
        answer.header("content-disposition"),
        "attachment; filename=\"activity.csv\""
    );
    assert_eq!(answer.header("cache-control"), "no-store");
    let lines: Vec<&str> = answer.body.split("\r\n").collect();
    assert_eq!(
        lines[0],
        r#""Time (UTC)","Kind","What happened","App","By whom","From the network","Outcome""#
    );
    assert!(
        lines[1].contains(r#","'=HYPERLINK(""x"")","#),
        "{}",
        answer.body
    );
    assert_eq!(lines.len(), 4, "{}", answer.body);
    assert!(server.audited("activity.exported", "success"));
    assert_eq!(
        browser.get("/account/activity.csv?kind=x").await.status,
        400
    );
    let all = browser.get("/account/activity.csv").await;
    assert!(
        all.body.contains("This list was downloaded."),
        "{}",
        all.body
    );
}

// AU-15: a year of it, and no longer; what an operator did is told as theirs.
#[tokio::test]
async fn a_year_is_told_and_what_an_operator_did() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        let id = server.user(serde_json::json!({"username": "ben"}), "ben-password");
        server.advance(365 * 86_400);
        server.advance(3600);
        access::lock(&server.ctx(), &id, OPERATOR)
            .expect("locks")
            .expect("was active");
        access::unlock(&server.ctx(), &id, OPERATOR)
            .expect("unlocks")
            .expect("was locked");
        server.advance(1);
        let browser = server.browser();
        browser.account("/account", "ben", "ben-password").await;
        let page = browser.get(&format!("{PATH}?kind=security")).await;
        assert_eq!(
            told(&page.body),
            ["Your account was unlocked.", "Your account was locked."],
            "{}",
            page.body
        );
    }
}

// CO-09: what was changed is said, and the pages of the account are no app that is gone.
both!(a_change_of_details_says_which);
async fn a_change_of_details_says_which(db: Db) {
    use signet::account::edit::{Edit, Lists, edit};
    let server = Server::start(db).await;
    let ben = serde_json::json!({"username": "ben", "emails": [{"value": "ben@example.org"}]});
    let ben = server.user(ben, "ben-password");
    let roles = Edit {
        roles: Lists {
            add: vec!["nurse".into()],
            remove: Vec::new(),
        },
        ..Edit::default()
    };
    let proven = Edit {
        email_verified: Some(true),
        ..Edit::default()
    };
    for change in [&roles, &proven] {
        edit(&server.ctx(), &ben, change, OPERATOR)
            .expect("works")
            .expect("taken");
        server.advance(1);
    }
    let browser = server.browser();
    browser.account("/account", "ben", "ben-password").await;
    let page = browser.get(PATH).await;
    let told = told(&page.body);
    assert!(
        told.contains(&"Your roles were changed.".to_owned()),
        "{told:?}"
    );
    assert!(
        told.contains(&"Whether your address is proven was changed.".to_owned()),
        "{told:?}"
    );
    let csv = browser.get("/account/activity.csv").await;
    assert!(csv.body.contains("\"Your account\""), "{}", csv.body);
    assert!(!csv.body.contains("an app that is gone"), "{}", csv.body);
}
