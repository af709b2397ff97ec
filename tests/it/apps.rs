//! The apps that a person let in: what is told of them, and how they are narrowed and stopped.

use serde_json::json;
use signet::{
    account::{
        apps::{self, App, Stopped},
        narrowing::{self, Kept},
        sessions,
    },
    core::{Id, Reason, ScopeList},
    model::{ClientId, UserId, consent::NARROWED},
    store,
};

use crate::support::{
    Answer, Browser, Db, Server, Tokens,
    app::{VERIFIER, code_of},
    both, query,
    server::CALLBACK,
};

const DIARY: (&str, &str) = ("diary", "diary-secret-diary-secret-diary-secret-diary-sec");
const SCOPE: &str = "openid profile offline_access records.read records.write";

/// A person, and an app that stays connected once she has let it in.
fn begin(server: &Server) -> UserId {
    server.client(json!({
        "client_id": DIARY.0, "client_secret": DIARY.1, "client_name": "Diary", "redirect_uris": [CALLBACK],
        "grant_types": ["authorization_code", "refresh_token"], "scope": format!("{SCOPE} email"),
    }));
    server.user(
        json!({"username": "ida", "name": "Ida", "emails": [{"value": "ida@example.org"}]}),
        "ida-password",
    )
}

fn ask(changes: &[(&str, &str)]) -> String {
    query(DIARY.0, &[&[("scope", SCOPE)], changes].concat())
}

async fn redeem(server: &Server, code: &str) -> Answer {
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    server.token(Some(DIARY), &form).await
}

async fn let_in(server: &Server, changes: &[(&str, &str)]) -> (Browser, Tokens) {
    let browser = server.browser();
    let page = browser.open(&ask(changes)).await;
    let page = browser.sign_in(&page, "ida", "ida-password").await;
    let answer = redeem(server, &code_of(&browser.allow(&page).await)).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    (browser, Tokens(answer.json()))
}

async fn refresh(server: &Server, tokens: &Tokens, more: &[(&str, &str)]) -> Answer {
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", tokens.text("refresh_token")),
    ];
    server.token(Some(DIARY), &[&form, more].concat()).await
}

async fn is_active(server: &Server, token: &str) -> bool {
    server.is_active((DIARY.0, Some(DIARY.1)), token).await
}

fn the_app(server: &Server, user: &UserId, client: &str) -> Option<App> {
    apps::find(&server.ctx(), user, &ClientId::new(client)).expect("reads")
}

fn narrow(server: &Server, user: &UserId, scope: &str, claims: &[&str]) -> Result<(), Reason> {
    let ctx = server.ctx();
    let session = sessions::list(&ctx, user).expect("reads");
    let session = session.first().map(|shown| shown.session.id.clone());
    let kept = Kept {
        scope: ScopeList::parse(scope).expect("scopes"),
        claims: claims.iter().map(|&claim| claim.to_owned()).collect(),
        locale: "en".into(),
        wording: "what stood there".into(),
        session: session.unwrap_or_else(|| Id::new("none")),
    };
    let settled = narrowing::narrow(&ctx, user, &ClientId::new(DIARY.0), &kept);
    settled.expect("settles").map_err(|refusal| refusal.reason)
}

// CO-06: an app that is stopped has nothing left: its refresh token and its access tokens are dead
// at once, a code on its way is none, and it has to ask anew; other people and other apps keep
// theirs.
both!(a_stopped_app_has_nothing_left);
async fn a_stopped_app_has_nothing_left(db: Db) {
    let server = Server::start(db).await;
    let ida = begin(&server);
    let (browser, tokens) = let_in(&server, &[]).await;
    let (other, _) = server.code_for("anna", "anna-password").await;
    let app = the_app(&server, &ida, DIARY.0).expect("is there");
    assert!(app.is_offline && app.door.is_none() && app.can_be_narrowed());
    assert_eq!(app.scope.to_string(), SCOPE);
    assert_eq!(
        (app.since, app.last_used_at),
        (server.now(), Some(server.now()))
    );
    // It asks us whether a token is good, so nobody lets it in for longer.
    assert_eq!(app.lag, None);
    assert!(is_active(&server, tokens.text("access_token")).await);
    let silent = browser
        .get(&format!("/authorize?{}", ask(&[("prompt", "none")])))
        .await;
    let waiting = silent.parameter("code").expect("a code");
    let stop = |user: &UserId, client: &str| {
        apps::stop(
            &server.ctx(),
            user,
            &ClientId::new(client),
            &format!("user:{user}"),
        )
        .expect("writes")
    };
    // Nobody stops what is another's.
    assert_eq!(stop(&ida, "web"), None);
    let stopped = Stopped {
        consents: 1,
        grants: 1,
    };
    assert_eq!(stop(&ida, DIARY.0), Some(stopped));
    assert_eq!(stop(&ida, DIARY.0), None);
    assert!(the_app(&server, &ida, DIARY.0).is_none());
    assert!(!is_active(&server, tokens.text("access_token")).await);
    assert!(!is_active(&server, tokens.text("refresh_token")).await);
    let refused = refresh(&server, &tokens, &[]).await;
    assert_eq!(refused.json()["error"], "invalid_grant");
    assert_eq!(
        redeem(&server, &waiting).await.json()["error"],
        "invalid_grant"
    );
    let silent = browser
        .get(&format!("/authorize?{}", ask(&[("prompt", "none")])))
        .await;
    assert_eq!(
        silent.parameter("error").as_deref(),
        Some("consent_required")
    );
    assert_eq!(server.redeem(&other).await.status, 200);
    assert!(server.audited("consent.withdrawn", "success"));
}

// CO-06, CO-02, R-09: what a person takes back is gone from the record, from a refresh, and from
// the tokens that were given before; what they leave goes on without a question, and more is never
// given without one.
both!(a_narrowed_app_keeps_what_is_left);
async fn a_narrowed_app_keeps_what_is_left(db: Db) {
    let server = Server::start(db).await;
    let ida = begin(&server);
    let claims = r#"{"userinfo":{"email":null}}"#;
    let (browser, tokens) = let_in(&server, &[("claims", claims)]).await;
    let small = refresh(&server, &tokens, &[("scope", "openid records.read")]).await;
    let small = Tokens(small.json());
    assert_eq!(
        server.userinfo(tokens.text("access_token")).await.json()["email"],
        "ida@example.org"
    );
    server.advance(5);
    // More, or nothing, is not left.
    let refused = |scope, claims: &[&str]| narrow(&server, &ida, scope, claims);
    assert_eq!(
        refused("openid other", &["email"]),
        Err(Reason::ConsentTampered)
    );
    assert_eq!(
        refused("openid profile", &["phone_number"]),
        Err(Reason::ConsentTampered)
    );
    assert_eq!(refused(SCOPE, &["email"]), Ok(()));
    assert!(!server.audited("consent.narrowed", "success"));
    assert!(is_active(&server, tokens.text("access_token")).await);
    let left = "openid offline_access records.read";
    assert_eq!(narrow(&server, &ida, left, &[]), Ok(()));
    // What said more is dead, what says no more goes on.
    assert!(!is_active(&server, tokens.text("access_token")).await);
    assert_eq!(
        server.userinfo(tokens.text("access_token")).await.status,
        401
    );
    assert!(is_active(&server, small.text("access_token")).await);
    let renewed = refresh(&server, &tokens, &[]).await;
    assert_eq!(renewed.status, 200, "{}", renewed.body);
    let renewed = Tokens(renewed.json());
    assert_eq!(renewed.text("scope"), left);
    let told = server.userinfo(renewed.text("access_token")).await.json();
    assert_eq!(
        (&told["email"], &told["name"]),
        (&json!(null), &json!(null)),
        "{told}"
    );
    let wider = refresh(&server, &tokens, &[("scope", "openid records.write")]).await;
    assert_eq!(wider.json()["error"], "invalid_scope");
    // The record: another one, with the old one withdrawn in its moment.
    let records = server
        .app
        .store
        .read(|conn| store::consents::list_of(conn, &ida))
        .expect("reads");
    let [new, old] = records.as_slice() else {
        panic!("{records:?}")
    };
    assert_eq!(
        (new.scope.to_string(), new.method),
        (left.to_owned(), NARROWED)
    );
    assert_eq!(old.withdrawn_at, Some(new.granted_at));
    assert_eq!(new.expires_at, old.expires_at);
    let app = the_app(&server, &ida, DIARY.0).expect("is there");
    assert_eq!(
        (app.since, app.scope.to_string()),
        (old.granted_at, left.to_owned())
    );
    // Without a question for what is left; with one for what was taken back.
    let silently = async |scope| {
        let changes = [("prompt", "none"), ("scope", scope)];
        let answer = browser.get(&format!("/authorize?{}", ask(&changes))).await;
        answer.parameter("error")
    };
    assert_eq!(silently("openid records.read").await, None);
    assert_eq!(silently(SCOPE).await.as_deref(), Some("consent_required"));
    assert_eq!(narrow(&server, &ida, "offline_access", &[]), Ok(()));
    let app = the_app(&server, &ida, DIARY.0).expect("is there");
    assert_eq!(app.scope.to_string(), "openid offline_access");
}

// CO-06: without the right to stay connected, an app ends with the browser session.
both!(an_app_that_may_not_stay_ends_with_the_session);
async fn an_app_that_may_not_stay_ends_with_the_session(db: Db) {
    let server = Server::start(db).await;
    let ida = begin(&server);
    let (_, here) = let_in(&server, &[]).await;
    server.advance(2);
    let (_, there) = let_in(&server, &[]).await;
    let session = sessions::list(&server.ctx(), &ida).expect("reads");
    let [_, old] = session.as_slice() else {
        panic!("{session:?}")
    };
    assert!(sessions::end(&server.ctx(), &ida, &old.session.id, "operator").expect("ends"));
    assert_eq!(refresh(&server, &here, &[]).await.status, 200);
    assert_eq!(
        narrow(&server, &ida, "openid profile records.read", &[]),
        Ok(())
    );
    // Its session is over, so it is.
    assert_eq!(
        refresh(&server, &here, &[]).await.json()["error"],
        "invalid_grant"
    );
    assert_eq!(refresh(&server, &there, &[]).await.status, 200);
    assert!(
        !the_app(&server, &ida, DIARY.0)
            .expect("is there")
            .is_offline
    );
    let session = sessions::list(&server.ctx(), &ida).expect("reads");
    sessions::end(&server.ctx(), &ida, &session[0].session.id, "operator").expect("ends");
    assert_eq!(
        refresh(&server, &there, &[]).await.json()["error"],
        "invalid_grant"
    );
    let none = narrow(&server, &ida, "openid", &[]);
    assert_eq!(none, Ok(()));
}

// CO-06, LE-03: who signs in at an old door finds it among their apps, marked, and stops it there;
// its tokens may be taken for a while by who does not ask.
#[tokio::test]
async fn an_old_apps_sign_in_is_stopped_like_any_other() {
    for db in Db::BOTH {
        let server = Server::with_door(db).await;
        crate::legacy::ocariot::short_key(&server);
        let bea = server.user(
            json!({"username": "bea", "ocariot": {"username": "BEA1", "type": "educator"}}),
            "bea-password",
        );
        let browser = server.browser();
        let login = json!({"username": "BEA1", "password": "bea-password"});
        let request = browser.http.post(browser.url("/legacy/ocariot/v1/auth"));
        let answer = browser.send(request.json(&login)).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let token = answer.json()["access_token"]
            .as_str()
            .expect("a token")
            .to_owned();
        let list = apps::list(&server.ctx(), &bea).expect("reads");
        let [app] = list.as_slice() else {
            panic!("{list:?}")
        };
        assert_eq!(app.door, Some(signet::core::Door::Ocariot));
        assert!(!app.can_be_narrowed());
        let lifetime = server.app.config.legacy.ocariot.lifetime;
        assert!(app.lag.is_some_and(|lag| lag <= lifetime && !lag.is_zero()));
        let (client, actor) = (app.client.id.clone(), format!("user:{bea}"));
        let asks = ("legacy-ocariot", Some("door-secret"));
        assert!(server.is_active(asks, &token).await);
        apps::stop(&server.ctx(), &bea, &client, &actor)
            .expect("writes")
            .expect("was there");
        assert!(!server.is_active(asks, &token).await);
        assert!(apps::list(&server.ctx(), &bea).expect("reads").is_empty());
    }
}
