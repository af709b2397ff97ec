//! `/docs/errors`: what an error says of itself, and where it leads.

use std::collections::BTreeSet;

use actix_web::{HttpMessage, body::to_bytes, test::TestRequest, web::Data};
use serde_json::Value;
use signet::{
    core::{Reason, Refusal, Timestamp},
    http::{HttpState, RequestFacts},
    web,
};

use crate::support::{Db, Server, query};

// A23: each error of an OAuth endpoint says what happened and what to do, in the characters that
// RFC 6749 §5.2 allows, and leads to its page.
#[tokio::test]
async fn a23_every_error_says_the_fix_and_leads_to_its_page() {
    let server = Server::start(Db::Sqlite).await;
    let front = web::front(signet::http::Frames::new(&server.app.config).expect("texts"));
    let app = server.app.clone();
    let request = TestRequest::post()
        .app_data(Data::new(HttpState {
            app,
            draining: std::sync::Arc::default(),
        }))
        .to_http_request();
    request.extensions_mut().insert(RequestFacts {
        now: Timestamp::from_secs(0),
        id: "01REF".into(),
        ip: None,
        trace: None,
        noted: Default::default(),
    });
    let mut pages = BTreeSet::new();
    for reason in Reason::ALL {
        let answer = front.oauth_error(&request, &Refusal::new(*reason));
        let body = to_bytes(answer.into_body()).await.map_err(drop);
        let body: Value = serde_json::from_slice(&body.expect("a body")).expect("JSON");
        let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        let (code, description) = (reason.code(), text("error_description"));
        assert!(!text("error").is_empty(), "{code}");
        let sentences = description.split_terminator(['.', ';']);
        let sentences = sentences.filter(|part| part.trim().len() > 8).count();
        assert!(
            sentences >= 2,
            "{code}: what happened, and what to do: {description}"
        );
        let allowed = |b: u8| matches!(b, 0x20..=0x21 | 0x23..=0x5b | 0x5d..=0x7e);
        assert!(description.bytes().all(allowed), "{code}: {description}");
        let uri = format!("{}/docs/errors/{}", server.base, reason.public().code());
        assert_eq!(text("error_uri"), uri, "{code}");
        // CA-03: a refusal of a client has nothing that tells one from another.
        assert_eq!(
            body.get("request_id").is_none(),
            text("error") == "invalid_client"
        );
        pages.insert((uri, description));
    }
    let browser = server.browser();
    for (uri, description) in pages {
        let page = browser
            .get(uri.strip_prefix(&server.base).expect("ours"))
            .await;
        assert_eq!(page.status, 200, "{uri}");
        assert!(page.body.contains(&description), "{uri}");
        assert!(page.body.contains("How to fix it"), "{uri}: {}", page.body);
    }
}

// PAGES §7: a redirected error leads to its page with the reference of this answer.
#[tokio::test]
async fn a23_a_redirected_error_leads_to_its_page_with_its_reference() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        let asked = query(
            "web",
            &[("code_challenge", ""), ("code_challenge_method", "")],
        );
        let answer = server.browser().get(&format!("/authorize?{asked}")).await;
        let uri = format!(
            "{}/docs/errors/pkce-missing#{}",
            server.base,
            answer.header("x-request-id")
        );
        assert_eq!(answer.parameter("error_uri"), Some(uri));
        assert_eq!(
            answer.parameter("error_description").as_deref(),
            Some("code_challenge is missing. Send one with code_challenge_method=S256.")
        );
    }
}

// The list of the guides tells their titles as plain text, and so does the title of each page.
#[tokio::test]
async fn titles_of_guides_are_plain_text() {
    let server = Server::start(Db::Sqlite).await;
    let list = server.browser().get("/docs/migration").await;
    assert_eq!(list.status, 200);
    assert!(list.body.contains("from POST /v1/auth to OpenID Connect"));
    assert!(!list.body.contains('`'), "{}", list.body);
    let guide = server.browser().get("/docs/migration/ocariot").await;
    let (_, title) = guide.body.split_once("<title>").expect("a title");
    assert!(
        !title
            .split("</title>")
            .next()
            .expect("a text")
            .contains('`')
    );
}
