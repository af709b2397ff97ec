//! `/token` with `grant_type=refresh_token`: the automaton of `docs/refresh.md`.

use reqwest::StatusCode;
use serde_json::{Value, json};
use signet::{
    core::{Id, Reason},
    model::{ClientState, GrantId, UserId, UserState},
    store,
};

use crate::support::{
    Answer, Db, Server, Tokens, both,
    chain::{ROTATING, STEADY, reason},
    query,
};

async fn server(db: Db) -> Server {
    let server = Server::start(db).await;
    server.refreshing_clients();
    server
}

/// The tokens of an answer that must be one.
fn tokens(answer: &Answer) -> Tokens {
    assert_eq!(answer.status, 200, "{}", answer.body);
    Tokens(answer.json())
}

/// The grant that an access token names.
fn grant_of(tokens: &Tokens) -> GrantId {
    let claims = tokens.claims("access_token");
    let jti = claims["jti"].as_str().expect("a jti").to_owned();
    Id::new(jti.split('.').next().expect("a grant"))
}

const REFUSED: &str = "400 invalid_grant refresh-unknown";

// each use gives a successor, and the old one is dead when the successor was used.
#[tokio::test]
async fn each_use_gives_a_successor() {
    for db in Db::BOTH {
        let server = server(db).await;
        let (first, _) = server.chain(ROTATING).await;
        let old = first.text("refresh_token").to_owned();
        assert!(old.starts_with("sig_rt_"), "{old}");
        let second = tokens(&server.refresh(ROTATING, &old).await);
        let new = second.text("refresh_token").to_owned();
        assert_ne!(old, new);
        assert_eq!(second.0["scope"], first.0["scope"]);
        // OpenID Connect Core §12.2: the same person and sign-in, no nonce, a new instant.
        let (a, b) = (first.claims("id_token"), second.claims("id_token"));
        for same in ["iss", "sub", "aud", "auth_time", "acr", "amr", "sid"] {
            assert_eq!(a[same], b[same], "{same}");
        }
        assert!(b.get("nonce").is_none());
        assert_eq!(
            server.userinfo(second.text("access_token")).await.status,
            200
        );
        let third = tokens(&server.refresh(ROTATING, &new).await);
        assert_eq!(reason(&server.refresh(ROTATING, &old).await), REFUSED);
        assert!(server.audited("refresh_reuse", "refresh-reused"));
        // the whole family is dead with it, and its access tokens, too.
        let head = third.text("refresh_token");
        assert_eq!(reason(&server.refresh(ROTATING, head).await), REFUSED);
        assert!(server.audited("token.refused", "refresh-dead"));
        let userinfo = server.userinfo(third.text("access_token")).await;
        assert_eq!(userinfo.status, 401);
        assert!(server.audited("notice.refresh_reuse", "success"));
    }
}

// idle and absolute ends, to the second; use moves the one and never the other.
#[tokio::test]
async fn a_token_ends_when_it_is_not_used_and_in_any_case() {
    const DAY: u64 = 86_400;
    for (wait, expected) in [(14 * DAY - 1, 200), (14 * DAY, 400)] {
        let server = offline(Db::Sqlite).await;
        let (first, _) = server
            .chain_of("offline", "anna", "anna-password", OFFLINE)
            .await;
        server.advance(wait);
        let answer = server.refresh("offline", first.text("refresh_token")).await;
        assert_eq!(answer.status.as_u16(), expected, "{}", answer.body);
        assert_eq!(
            expected == 400,
            server.audited("token.refused", "refresh-expired")
        );
    }
    let server = offline(Db::Sqlite).await;
    let (mut last, _) = server
        .chain_of("offline", "anna", "anna-password", OFFLINE)
        .await;
    for _ in 0..8 {
        server.advance(10 * DAY);
        assert_eq!(reason_or_ok(&server, &mut last).await, "ok");
    }
    server.advance(10 * DAY);
    assert_ne!(reason_or_ok(&server, &mut last).await, "ok");
    // Nine times ten days are the ninety of its life: the last one came too late.
    assert!(server.audited("token.refused", "grant-ended"));
    let server = offline(Db::Sqlite).await;
    let (mut last, _) = server
        .chain_of("offline", "anna", "anna-password", OFFLINE)
        .await;
    for _ in 0..8 {
        server.advance(10 * DAY);
        assert_eq!(reason_or_ok(&server, &mut last).await, "ok");
    }
    server.advance(10 * DAY - 1);
    let answer = server.refresh("offline", last.text("refresh_token")).await;
    // No access token outlives its grant.
    assert_eq!(tokens(&answer).0["expires_in"], 1);
}

const OFFLINE: &[(&str, &str)] = &[("scope", "openid offline_access")];

/// A client whose grants outlive the browser session.
async fn offline(db: Db) -> Server {
    let server = server(db).await;
    server.client(json!({"client_id": "offline", "token_endpoint_auth_method": "none",
        "redirect_uris": ["https://app.example/cb"], "grant_types": ["authorization_code", "refresh_token"],
        "scope": "openid offline_access", "signet": {"first_party": true}}));
    server
}

async fn reason_or_ok(server: &Server, last: &mut Tokens) -> String {
    let answer = server.refresh("offline", last.text("refresh_token")).await;
    if answer.status == 200 {
        *last = Tokens(answer.json());
        return "ok".into();
    }
    reason(&answer)
}

// the 33rd answer within the race window is a burst and revokes nothing; the fifth in the
// later window is a theft.
#[tokio::test]
async fn a_burst_is_not_a_theft_but_a_late_crowd_is() {
    for db in Db::BOTH {
        let server = server(db).await;
        let (first, _) = server.chain(ROTATING).await;
        let old = first.text("refresh_token");
        let mut heads = Vec::new();
        for _ in 0..32 {
            heads.push(
                tokens(&server.refresh(ROTATING, old).await)
                    .text("refresh_token")
                    .to_owned(),
            );
        }
        heads.dedup();
        assert_eq!(heads.len(), 1, "one successor for all");
        let burst = server.refresh(ROTATING, old).await;
        assert_eq!(reason(&burst), "429 temporarily_unavailable refresh-burst");
        assert_eq!(burst.header("retry-after"), "10");
        server.advance(10);
        for _ in 0..4 {
            let again = tokens(&server.refresh(ROTATING, old).await);
            assert_eq!(again.text("refresh_token"), heads[0]);
        }
        assert!(server.audited("refresh_replay_allowed", "success"));
        assert_eq!(reason(&server.refresh(ROTATING, old).await), REFUSED);
        assert_eq!(reason(&server.refresh(ROTATING, &heads[0]).await), REFUSED);
    }
}

// a token of the generation before last is reuse at once, also within the race window,
// and so is the last one when its successor was used.
#[tokio::test]
async fn only_the_predecessor_of_an_unused_head_may_be_used_again() {
    let server = server(Db::Sqlite).await;
    let (first, _) = server.chain(ROTATING).await;
    let mut chain = vec![first.text("refresh_token").to_owned()];
    for _ in 0..2 {
        let next = tokens(&server.refresh(ROTATING, chain.last().expect("one")).await);
        chain.push(next.text("refresh_token").to_owned());
    }
    let grant = grant_of(&first);
    assert_eq!(reason(&server.refresh(ROTATING, &chain[0]).await), REFUSED);
    let now = server.now();
    let state = server
        .app
        .store
        .read(|conn| store::grants::find_state(conn, &grant, now))
        .expect("reads")
        .expect("a grant");
    assert_eq!(
        state.grant.revoke_reason.as_deref(),
        Some(Reason::RefreshReused.code())
    );

    let (first, _) = server.chain(ROTATING).await;
    let second = tokens(&server.refresh(ROTATING, first.text("refresh_token")).await);
    tokens(&server.refresh(ROTATING, second.text("refresh_token")).await);
    assert_eq!(
        reason(&server.refresh(ROTATING, first.text("refresh_token")).await),
        REFUSED
    );
}

// another client's token is refused and audited, and its owner goes on.
#[tokio::test]
async fn another_clients_token_is_refused_and_left_alone() {
    for db in Db::BOTH {
        let server = server(db).await;
        let (first, _) = server.chain(ROTATING).await;
        let token = first.text("refresh_token");
        assert_eq!(reason(&server.refresh(STEADY, token).await), REFUSED);
        assert!(server.audited("refresh_wrong_client", "refresh-client-mismatch"));
        let wrong = [("grant_type", "refresh_token"), ("refresh_token", token)];
        let answer = server.token(Some((STEADY, "wrong")), &wrong).await;
        assert_eq!(answer.status, 401);
        tokens(&server.refresh(ROTATING, token).await);
    }
}

// whatever the grant rests on, when that falls, so does the refresh token. Back up
// again it goes on only where nothing was revoked.
#[tokio::test]
async fn a_token_falls_with_what_its_grant_rests_on() {
    for db in Db::BOTH {
        let server = server(db).await;
        let now = server.now();
        let anna = anna(&server);

        let (set, id) = (anna.clone(), anna.clone());
        case(&server, "user-disabled", move |conn| {
            store::users::set_state(conn, &set, UserState::Locked, now).map(drop)
        })
        .await;
        run(&server, move |conn| {
            store::users::set_state(conn, &id, UserState::Active, now).map(drop)
        });

        // SE-05: signing out ends what is bound to the session.
        let (first, browser) = server.chain(STEADY).await;
        let ask = browser.get("/logout").await;
        browser.submit(&ask, &[("decision", "leave")]).await;
        let answer = server.refresh(STEADY, first.text("refresh_token")).await;
        assert_eq!(answer.json()["error"], "invalid_grant", "{}", answer.body);

        let of = anna.clone();
        case(&server, "consent-withdrawn", move |conn| {
            for consent in store::consents::list_of(conn, &of)? {
                store::consents::withdraw(conn, &consent.id, now)?;
            }
            Ok(())
        })
        .await;

        server.advance(1);
        let later = server.now();
        server.advance(1);
        case(&server, "client-disabled", move |conn| {
            store::catalog::set_client_state(conn, &Id::new(STEADY), ClientState::Disabled, later)
                .map(drop)
        })
        .await;
        run(&server, move |conn| {
            store::catalog::set_client_state(conn, &Id::new(STEADY), ClientState::Live, later)
                .map(drop)
        });
    }
}

type Change = store::Result<()>;

fn run(server: &Server, change: impl Fn(&mut store::Conn<'_>) -> Change + Send + 'static) {
    server
        .app
        .store
        .write(move |conn| change(conn))
        .expect("writes");
    server.app.refresh().expect("refreshes");
}

/// A chain, a change, and why its refresh is refused then.
async fn case(
    server: &Server,
    why: &str,
    change: impl Fn(&mut store::Conn<'_>) -> Change + Send + 'static,
) {
    let (first, _) = server.chain(STEADY).await;
    run(server, change);
    let answer = server.refresh(STEADY, first.text("refresh_token")).await;
    let error = if why == "client-disabled" {
        "invalid_client"
    } else {
        "invalid_grant"
    };
    assert_eq!(answer.json()["error"], error, "{why}: {}", answer.body);
    if error == "invalid_grant" {
        assert!(server.audited("token.refused", why), "{why}");
    }
}

fn anna(server: &Server) -> UserId {
    server
        .app
        .store
        .read(|conn| store::users::find_by_identifier(conn, &["username"], "anna"))
        .expect("reads")
        .expect("anna")
        .user
        .id
}

// less scope on request, never more; the grant keeps its own; what the client may no
// longer have goes without a word; a token that asked for too much is not consumed.
both!(a_refresh_narrows_and_never_widens);
async fn a_refresh_narrows_and_never_widens(db: Db) {
    let server = server(db).await;
    let (first, _) = server.chain(ROTATING).await;
    let token = first.text("refresh_token");
    let answer = server
        .refresh_with(ROTATING, token, &[("scope", "openid records.write")])
        .await;
    assert_eq!(reason(&answer), "400 invalid_scope scope-not-allowed");
    let answer = server
        .refresh_with(ROTATING, token, &[("scope", "openid other")])
        .await;
    assert_eq!(answer.json()["error"], "invalid_scope");
    let answer = server
        .refresh_with(ROTATING, token, &[("resource", "urn:x")])
        .await;
    assert_eq!(reason(&answer), "400 invalid_target resource-not-granted");
    let less = tokens(
        &server
            .refresh_with(ROTATING, token, &[("scope", "profile openid")])
            .await,
    );
    assert_eq!(less.0["scope"], "openid profile");
    let token = less.text("refresh_token");
    let all = tokens(&server.refresh(ROTATING, token).await);
    assert_eq!(all.0["scope"], first.0["scope"]);
    // The operator takes a scope away from the client.
    let narrow = |scope: &str| server.edit(ROTATING, json!({ "scope": scope }));
    narrow("openid records.read");
    let narrowed = tokens(&server.refresh(ROTATING, all.text("refresh_token")).await);
    assert_eq!(narrowed.0["scope"], "openid records.read");
    narrow("other");
    let answer = server
        .refresh(ROTATING, narrowed.text("refresh_token"))
        .await;
    assert_eq!(answer.json()["error"], "invalid_grant");
}

// in the later window a lost answer is repaired only while nobody has seen an access token
// of the successor's generation.
#[tokio::test]
async fn a_lost_answer_is_repaired_while_the_new_token_is_unseen() {
    for db in Db::BOTH {
        let server = server(db).await;
        // Unseen: good until the window closes.
        let (first, _) = server.chain(ROTATING).await;
        let old = first.text("refresh_token");
        let second = tokens(&server.refresh(ROTATING, old).await);
        server.advance(299);
        let again = tokens(&server.refresh(ROTATING, old).await);
        assert_eq!(again.text("refresh_token"), second.text("refresh_token"));
        server.advance(1);
        assert_eq!(reason(&server.refresh(ROTATING, old).await), REFUSED);
        // Seen: the race window is all there is.
        let (first, _) = server.chain(ROTATING).await;
        let old = first.text("refresh_token");
        let second = tokens(&server.refresh(ROTATING, old).await);
        assert_eq!(
            server.userinfo(second.text("access_token")).await.status,
            200
        );
        server.advance(9);
        let again = tokens(&server.refresh(ROTATING, old).await);
        assert_eq!(again.text("refresh_token"), second.text("refresh_token"));
        server.advance(1);
        assert_eq!(reason(&server.refresh(ROTATING, old).await), REFUSED);
    }
}

// R-11, for resource servers that verify by themselves: nobody knows what they have seen, so that
// the later window is closed, unless the client is given it.
#[tokio::test]
async fn what_is_verified_elsewhere_counts_as_seen() {
    let server = server(Db::Sqlite).await;
    server.resource(json!({"resource": "https://records.example", "scopes": ["records.read"]}));
    server.rotating_client("trusting", json!({"lost_response_window": true}));
    for (client, late) in [(ROTATING, false), ("trusting", true)] {
        let asked = [("resource", "https://records.example")];
        let (first, _) = server
            .chain_of(client, "anna", "anna-password", &asked)
            .await;
        let old = first.text("refresh_token");
        tokens(&server.refresh(client, old).await);
        server.advance(9);
        tokens(&server.refresh(client, old).await);
        server.advance(1);
        assert_eq!(
            server.refresh(client, old).await.status == 200,
            late,
            "{client}"
        );
    }
}

/// The sealed successors in the database.
fn seals(server: &Server) -> u64 {
    server.count("refresh_tokens WHERE sealed_successor IS NOT NULL")
}

// what a token's successor was sealed in goes when the successor is used, when the grant
// falls, and when the window closes.
#[tokio::test]
async fn a_sealed_successor_does_not_stay() {
    for db in Db::BOTH {
        let server = server(db).await;
        let (first, _) = server.chain(ROTATING).await;
        let second = tokens(&server.refresh(ROTATING, first.text("refresh_token")).await);
        assert_eq!(seals(&server), 1);
        tokens(&server.refresh(ROTATING, second.text("refresh_token")).await);
        assert_eq!(seals(&server), 1, "the one of the used successor is gone");
        server.refresh(ROTATING, first.text("refresh_token")).await;
        assert_eq!(seals(&server), 0, "reuse revokes");
        let (first, _) = server.chain(ROTATING).await;
        tokens(&server.refresh(ROTATING, first.text("refresh_token")).await);
        let sweep = || {
            let now = server.now();
            let (race, lost) = (
                server.app.config.tokens.refresh_race,
                server.app.config.tokens.refresh_lost,
            );
            let before = now.minus(race.max(lost));
            server
                .app
                .store
                .write(move |conn| store::refresh_tokens::erase_seals(conn, before, 1000))
                .expect("sweeps")
        };
        server.advance(299);
        assert_eq!((sweep(), seals(&server)), (0, 1));
        server.advance(2);
        assert_eq!((sweep(), seals(&server)), (1, 0));
    }
}

// without the database the client is told to come again, and its token is good afterwards.
#[tokio::test(flavor = "multi_thread")]
async fn without_the_database_no_token_is_lost() {
    let server = server(Db::Postgres).await;
    let (first, _) = server.chain(ROTATING).await;
    let store::Target::Postgres(url) = server.store_options().target else {
        panic!("PostgreSQL")
    };
    let name = url.rsplit('/').next().expect("a name");
    crate::support::database::forbid(name);
    let answer = server.refresh(ROTATING, first.text("refresh_token")).await;
    assert_eq!(
        answer.status,
        StatusCode::SERVICE_UNAVAILABLE,
        "{}",
        answer.body
    );
    assert_eq!(answer.json()["error"], "temporarily_unavailable");
    assert_eq!(answer.header("retry-after"), "1");
    crate::support::database::allow(name);
    let mut last = server.refresh(ROTATING, first.text("refresh_token")).await;
    // Broken connections of the pool may be found one after the other.
    for _ in 0..20 {
        if last.status == 200 {
            break;
        }
        assert_eq!(last.status, StatusCode::SERVICE_UNAVAILABLE);
        last = server.refresh(ROTATING, first.text("refresh_token")).await;
    }
    tokens(&last);
}

// A connection that breaks in the middle of a refresh, before the commit or in it, costs nobody
// their tokens: the server looks again by itself.
#[tokio::test(flavor = "multi_thread")]
async fn a_broken_connection_is_no_lost_token() {
    for trigger in [
        "CREATE TRIGGER falls BEFORE INSERT ON refresh_tokens FOR EACH ROW EXECUTE FUNCTION fall()",
        "CREATE CONSTRAINT TRIGGER falls AFTER INSERT ON refresh_tokens DEFERRABLE INITIALLY DEFERRED \
         FOR EACH ROW EXECUTE FUNCTION fall()",
    ] {
        let server = server(Db::Postgres).await;
        let (first, _) = server.chain(ROTATING).await;
        // The first one to come falls; a sequence does not roll back.
        server.sql("CREATE SEQUENCE falls");
        server.sql(
            "CREATE FUNCTION fall() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
             IF nextval('falls') = 1 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; \
             RETURN NEW; END $$",
        );
        server.sql(trigger);
        let second = tokens(&server.refresh(ROTATING, first.text("refresh_token")).await);
        assert_eq!(server.rows("last_value", "falls"), ["2"], "{trigger}");
        let again = tokens(&server.refresh(ROTATING, first.text("refresh_token")).await);
        assert_eq!(again.text("refresh_token"), second.text("refresh_token"));
        assert_eq!(server.count("refresh_tokens WHERE state = 'active'"), 1);
    }
}

// a clock that jumps ahead ends what should have ended, one that jumps back makes nothing
// last for ever, and neither is a fault.
#[tokio::test]
async fn a_jumping_clock_ends_nothing_early_and_keeps_nothing_for_ever() {
    let server = server(Db::Sqlite).await;
    let (first, _) = server.chain(ROTATING).await;
    let second = tokens(&server.refresh(ROTATING, first.text("refresh_token")).await);
    server.clock.back(std::time::Duration::from_secs(3600));
    // The predecessor of an unused head, "before" it was used: still the same successor.
    let again = tokens(&server.refresh(ROTATING, first.text("refresh_token")).await);
    assert_eq!(again.text("refresh_token"), second.text("refresh_token"));
    let third = tokens(&server.refresh(ROTATING, second.text("refresh_token")).await);
    server.advance(10 * 365 * 86_400);
    assert_eq!(
        server
            .refresh(ROTATING, third.text("refresh_token"))
            .await
            .status,
        400
    );
}

// every branch leaves its row.
#[tokio::test]
async fn every_branch_is_audited() {
    let server = server(Db::Sqlite).await;
    let (first, _) = server.chain(ROTATING).await;
    let rows = || -> Vec<(String, String)> {
        server
            .audit()
            .into_iter()
            .filter(|row| {
                row.detail
                    .as_deref()
                    .is_some_and(|detail| detail.contains("refresh_token"))
            })
            .map(|row| (row.event, row.outcome))
            .collect()
    };
    let old = first.text("refresh_token").to_owned();
    // Not a token of ours, and one that nobody has: no row, because anybody could make many.
    server.refresh(ROTATING, "x").await;
    server
        .refresh(ROTATING, &format!("{}x", &old[..old.len() - 1]))
        .await;
    assert_eq!(rows(), []);
    let second = tokens(&server.refresh(ROTATING, &old).await);
    server.refresh(ROTATING, &old).await;
    server.refresh(STEADY, &old).await;
    server
        .refresh_with(
            ROTATING,
            second.text("refresh_token"),
            &[("scope", "other")],
        )
        .await;
    tokens(&server.refresh(ROTATING, second.text("refresh_token")).await);
    server.refresh(ROTATING, &old).await;
    server.refresh(ROTATING, &old).await;
    let row = |event: &str, outcome: &str| (event.to_owned(), outcome.to_owned());
    let mut expected = vec![
        row("token.issued", "success"),
        row("refresh_replay_allowed", "success"),
        row("refresh_wrong_client", "refresh-client-mismatch"),
        row("token.refused", "scope-not-allowed"),
        row("token.issued", "success"),
        row("refresh_reuse", "refresh-reused"),
        row("token.refused", "refresh-dead"),
    ];
    expected.reverse();
    assert_eq!(rows(), expected);
}

// a confidential client's token stays: it is not answered, and the old one keeps working;
// use moves its idle end, and the operator may switch rotation on.
#[tokio::test]
async fn a_confidential_clients_token_stays() {
    for db in Db::BOTH {
        let server = server(db).await;
        let (first, _) = server.chain(STEADY).await;
        let token = first.text("refresh_token");
        for _ in 0..3 {
            let answer = tokens(&server.refresh(STEADY, token).await);
            assert_eq!(answer.0.get("refresh_token"), None::<&Value>);
            server.advance(30);
        }
        server.client(json!({"client_id": "turning", "client_secret": "turning-secret-turning-secret-turning-secret",
            "redirect_uris": ["https://app.example/cb"], "grant_types": ["authorization_code", "refresh_token"],
            "scope": "openid", "signet": {"online_refresh": true, "first_party": true, "rotate_refresh_tokens": true}}));
        let browser = server.browser();
        let page = browser
            .open(&query("turning", &[("scope", "openid")]))
            .await;
        let page = browser.sign_in(&page, "anna", "anna-password").await;
        let code = crate::support::app::code_of(&browser.allow(&page).await);
        let basic = Some(("turning", "turning-secret-turning-secret-turning-secret"));
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", "https://app.example/cb"),
            ("code_verifier", crate::support::app::VERIFIER),
        ];
        let first = tokens(&server.token(basic, &form).await);
        let form = [
            ("grant_type", "refresh_token"),
            ("refresh_token", first.text("refresh_token")),
        ];
        let second = tokens(&server.token(basic, &form).await);
        assert_ne!(second.text("refresh_token"), first.text("refresh_token"));
    }
}

// Nothing is consumed for a token that no key can sign.
#[tokio::test]
async fn a_token_that_cannot_be_signed_consumes_nothing() {
    let server = server(Db::Sqlite).await;
    let (first, _) = server.chain(ROTATING).await;
    let old = first.text("refresh_token");
    let sign_with = |algorithm: &str| {
        server.sql(&format!(
            "UPDATE clients SET metadata = json_set(metadata, '$.id_token_signed_response_alg', '{algorithm}') WHERE id = '{ROTATING}'"
        ));
        server.sql("UPDATE catalog SET version = version + 1");
        server.app.refresh().expect("refreshes");
    };
    sign_with("EdDSA");
    let answer = server.refresh(ROTATING, old).await;
    assert_eq!(
        answer.status,
        StatusCode::SERVICE_UNAVAILABLE,
        "{}",
        answer.body
    );
    sign_with("ES256");
    server.advance(60);
    let second = tokens(&server.refresh(ROTATING, old).await);
    assert_eq!(
        crate::support::app::header(second.text("id_token"))["alg"],
        "ES256"
    );
}

// The client's type and the scope decide who gets a refresh token at all (OIDC Core §11).
#[tokio::test]
async fn who_gets_a_refresh_token() {
    let server = offline(Db::Sqlite).await;
    let (with, _) = server
        .chain_of("offline", "anna", "anna-password", OFFLINE)
        .await;
    assert!(with.0.get("refresh_token").is_some());
    let only = [("scope", "openid")];
    let (without, _) = server
        .chain_of("offline", "anna", "anna-password", &only)
        .await;
    assert!(without.0.get("refresh_token").is_none());
    // A client that may not use the grant is told so, whatever it sends.
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", with.text("refresh_token")),
    ];
    let answer = server.token(Some(crate::support::app::WEB), &form).await;
    assert_eq!(
        reason(&answer),
        "400 unauthorized_client grant-type-not-allowed"
    );
    // Offline outlives the session; online does not.
    let (online, browser) = server.chain(ROTATING).await;
    let ask = browser.get("/logout").await;
    browser.submit(&ask, &[("decision", "leave")]).await;
    assert_eq!(
        server
            .refresh(ROTATING, online.text("refresh_token"))
            .await
            .status,
        400
    );
    tokens(&server.refresh("offline", with.text("refresh_token")).await);
}

// TK-10: five failed redemptions by its own client end a code; a stranger's count for nothing.
#[tokio::test]
async fn a_code_is_not_guessed_at_for_long() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        let (code, _) = server.code().await;
        let wrong = "w".repeat(43);
        for _ in 0..4 {
            assert_eq!(server.redeem_with(&code, &wrong).await.status, 400);
        }
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", "https://app.example/cb"),
            ("code_verifier", wrong.as_str()),
            ("client_id", "post"),
            ("client_secret", "post-secret"),
        ];
        for _ in 0..5 {
            assert_eq!(server.token(None, &form).await.status, 400);
        }
        let (other, _) = server.code().await;
        for _ in 0..5 {
            assert_eq!(server.redeem_with(&other, &wrong).await.status, 400);
        }
        assert_eq!(server.redeem(&other).await.json()["error"], "invalid_grant");
        assert_eq!(server.redeem(&code).await.status, 200, "four are not five");
    }
}

// What a refresh gives lives as long as what a code gave: oxide-auth would have it live for an
// hour, and counts by the wall clock, of which the server's own is a year ahead or behind here.
#[tokio::test]
async fn what_a_refresh_gives_lives_no_longer() {
    const YEAR: u64 = 365 * 86_400;
    for (db, is_ahead) in [(Db::Sqlite, true), (Db::Postgres, false)] {
        let server = server(db).await;
        match is_ahead {
            true => server.advance(YEAR),
            false => server.clock.back(std::time::Duration::from_secs(YEAR)),
        }
        for client in [ROTATING, STEADY] {
            let (first, _) = server.chain(client).await;
            server.advance(200);
            let second = server.refresh(client, first.text("refresh_token")).await;
            let second = tokens(&second);
            assert_eq!(second.0["expires_in"], first.0["expires_in"]);
            for token in ["access_token", "id_token"] {
                let (old, new) = (first.claims(token), second.claims(token));
                assert_eq!(new["exp"], old["exp"].as_i64().expect("an end") + 200);
                assert_eq!(new["exp"], new["iat"].as_i64().expect("a time") + 300);
            }
            // With the leeway of five seconds.
            server.advance(304);
            let token = second.text("access_token");
            assert_eq!(server.userinfo(token).await.status, 200);
            server.advance(1);
            assert_eq!(server.userinfo(token).await.status, 401);
        }
    }
}
