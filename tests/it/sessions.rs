//! The browser sessions of a person: what is told of them, and how they end.

use signet::{
    account::sessions::{self, Shown},
    model::UserId,
};

use crate::support::{
    Browser, Db, Server, Tokens,
    app::{WEB, code_of},
    both,
    chain::STEADY,
    query,
};

const FIREFOX: &str =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0";
const SAFARI: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1";

fn person(server: &Server, name: &str) -> UserId {
    server.user(
        serde_json::json!({"username": name}),
        &format!("{name}-password"),
    )
}

fn list(server: &Server, user: &UserId) -> Vec<Shown> {
    sessions::list(&server.ctx(), user).expect("reads")
}

async fn come_in(server: &Server, agent: &str, name: &str) -> (Browser, Tokens) {
    let browser = Browser::calling_itself(&server.base, agent);
    let page = browser.open(&query("web", &[])).await;
    let page = browser
        .sign_in(&page, name, &format!("{name}-password"))
        .await;
    let answer = server.redeem(&code_of(&browser.allow(&page).await)).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    (browser, Tokens(answer.json()))
}

async fn is_signed_in(browser: &Browser) -> bool {
    let silent = query("web", &[("prompt", "none")]);
    let answer = browser.get(&format!("/authorize?{silent}")).await;
    answer.parameter("code").is_some()
}

// SE-07: a person's sessions are told apart by browser, system, network and time, with the apps
// that were used in them; one of them ends as a sign-out there would end it, and nobody else's.
both!(a_session_is_known_by_its_browser_and_ends_alone);
async fn a_session_is_known_by_its_browser_and_ends_alone(db: Db) {
    let server = Server::start(db).await;
    let (ida, other) = (person(&server, "ida"), person(&server, "other"));
    let (windows, _) = come_in(&server, FIREFOX, "ida").await;
    server.advance(120);
    let (phone, tokens) = come_in(&server, SAFARI, "ida").await;
    let (theirs, _) = come_in(&server, FIREFOX, "other").await;
    let shown = list(&server, &ida);
    let told: Vec<_> = shown
        .iter()
        .map(|Shown { session, apps, .. }| {
            let whence = &session.whence;
            (
                whence.browser.as_deref(),
                whence.system.as_deref(),
                whence.ip.as_deref(),
                session.authentication.amr.join(" "),
                apps.iter().map(ToString::to_string).collect::<Vec<_>>(),
            )
        })
        .collect();
    let network = Some("127.0.0.0/24");
    let apps = vec!["web".to_owned()];
    assert_eq!(
        told,
        [
            (
                Some("Safari"),
                Some("iPhone"),
                network,
                "pwd".into(),
                apps.clone()
            ),
            (
                Some("Firefox"),
                Some("Windows"),
                network,
                "pwd".into(),
                apps
            ),
        ]
    );
    // Nobody ends what is another's, or what is over.
    let (first, second) = (&shown[0].session.id, &shown[1].session.id);
    let end = |user: &UserId, id| {
        sessions::end(&server.ctx(), user, id, &format!("user:{user}")).expect("writes")
    };
    assert!(!end(&other, first));
    assert!(
        server
            .is_active((WEB.0, Some(WEB.1)), tokens.text("access_token"))
            .await
    );
    assert!(end(&ida, first));
    assert!(!end(&ida, first));
    assert!(!is_signed_in(&phone).await);
    assert!(is_signed_in(&windows).await && is_signed_in(&theirs).await);
    // What was given in it and is bound to it ends with it.
    assert!(
        !server
            .is_active((WEB.0, Some(WEB.1)), tokens.text("access_token"))
            .await
    );
    let trail = server.audit();
    let row = trail.iter().find(|row| row.event == "session.ended");
    let row = row.expect("a row");
    let said = (row.event.as_str(), row.actor.clone(), row.subject.clone());
    let who = format!("user:{ida}");
    assert_eq!(said, ("session.ended", who.clone(), Some(who)));
    // An operator ends them all; the person's other ones end from the one that stays.
    let (third, _) = come_in(&server, SAFARI, "ida").await;
    assert_eq!(
        sessions::end_others(&server.ctx(), &ida, second, "user:x").expect("ends"),
        1
    );
    assert!(!is_signed_in(&third).await && is_signed_in(&windows).await);
    assert_eq!(
        sessions::end_all(&server.ctx(), &ida, "operator").expect("ends"),
        1
    );
    assert!(!is_signed_in(&windows).await && is_signed_in(&theirs).await);
    assert!(list(&server, &ida).is_empty());
}

// SE-12: whoever signs in once more than is allowed ends their oldest session, with what is bound
// to it; other people's sessions do not count.
both!(the_oldest_session_ends_where_there_are_too_many);
async fn the_oldest_session_ends_where_there_are_too_many(db: Db) {
    let server = Server::with(db, &["session.max_per_user=3"]).await;
    server.refreshing_clients();
    let ida = person(&server, "ida");
    person(&server, "other");
    come_in(&server, FIREFOX, "other").await;
    let (tokens, oldest) = server.chain_of(STEADY, "ida", "ida-password", &[]).await;
    let mut browsers = Vec::new();
    for _ in 0..2 {
        server.advance(60);
        browsers.push(come_in(&server, FIREFOX, "ida").await.0);
    }
    assert_eq!(list(&server, &ida).len(), 3);
    assert!(is_signed_in(&oldest).await);
    server.advance(60);
    browsers.push(come_in(&server, SAFARI, "ida").await.0);
    assert_eq!(list(&server, &ida).len(), 3);
    assert!(!is_signed_in(&oldest).await);
    for browser in &browsers {
        assert!(is_signed_in(browser).await);
    }
    let refused = server.refresh(STEADY, tokens.text("refresh_token")).await;
    assert_eq!(refused.json()["error"], "invalid_grant");
    let trail = server.audit();
    let ended: Vec<_> = trail
        .iter()
        .filter(|row| row.event == "session.ended")
        .collect();
    let [row] = ended.as_slice() else {
        panic!("{ended:?}")
    };
    assert_eq!(row.actor, "server");
    assert!(
        row.detail
            .as_deref()
            .is_some_and(|detail| detail.contains("too_many"))
    );
    // Whoever signs in anew where they are signed in takes no further place.
    let page = browsers[0]
        .open(&query("web", &[("prompt", "login")]))
        .await;
    browsers[0]
        .submit(&page, &[("password", "ida-password")])
        .await;
    assert_eq!(list(&server, &ida).len(), 3);
    // Unless said otherwise there are ten.
    assert_eq!(signet::config::Config::default().session.max_per_user, 10);
}
