//! Token exchange at `/token` (RFC 8693).

use serde_json::{Value, json};
use signet::account::{access, grant};

use crate::support::{Answer, Db, Server, Tokens, server::CALLBACK};

pub const EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
pub const ACCESS: &str = "urn:ietf:params:oauth:token-type:access_token";
const PLACES: [&str; 3] = [
    "https://a.example",
    "https://b.example",
    "https://c.example",
];
const APP: (&str, Option<&str>) = ("app", Some("app-secret"));
/// Signs in for a token that is good at the first place, and may be refreshed.
const AT_A: &[(&str, &str)] = &[
    ("scope", "openid records.read records.write offline_access"),
    ("resource", PLACES[0]),
];

fn rule(from: usize, to: usize, scope: &str) -> Value {
    json!({"from": PLACES[from], "to": PLACES[to], "scope": scope})
}

/// An app with people, and a gateway at each place that may go on to the next one.
fn parties(server: &Server) {
    for place in PLACES {
        server.resource(json!({"resource": place, "scopes": ["records.read", "records.write"]}));
    }
    server.client(json!({"client_id": "app", "client_secret": "app-secret", "redirect_uris": [CALLBACK], "scope": "openid records.read records.write offline_access", "grant_types": ["authorization_code", "refresh_token"], "signet": {"first_party": true}}));
    let two = "records.read records.write";
    gateway(server, "gate-a", json!([rule(0, 1, two)]));
    gateway(server, "gate-b", json!([rule(1, 2, "records.read")]));
    gateway(server, "gate-c", json!([rule(2, 0, "records.read")]));
    gateway(server, "gate-0", json!([]));
}

/// A client that may exchange, and that tokens for all places are shown to.
fn gateway(server: &Server, id: &str, exchanges: Value) {
    server.client(json!({"client_id": id, "client_secret": format!("{id}-secret"), "grant_types": [EXCHANGE], "signet": {"introspects": PLACES, "exchanges": exchanges}}));
}

async fn exchange(server: &Server, id: &str, token: &str, form: &[(&str, &str)]) -> Answer {
    let mut all = vec![("grant_type", EXCHANGE), ("subject_token", token)];
    if !form.iter().any(|(name, _)| *name == "subject_token_type") {
        all.push(("subject_token_type", ACCESS));
    }
    all.extend_from_slice(form);
    let secret = format!("{id}-secret");
    server.token(Some((id, &secret)), &all).await
}

fn error(answer: &Answer) -> (u16, String) {
    let error = answer.json()["error"].as_str().map(str::to_owned);
    (answer.status.as_u16(), error.unwrap_or_default())
}

async fn given(server: &Server, id: &str, token: &str, form: &[(&str, &str)]) -> Tokens {
    let answer = exchange(server, id, token, form).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    Tokens(answer.json())
}

fn refused(status: u16, error: &str) -> (u16, String) {
    (status, error.to_owned())
}

// TK-23, LE-X3: the person is unchanged and what they proved is copied; who acts is told, two at
// most; no refresh token, no ID token.
#[tokio::test]
async fn a_token_for_one_place_becomes_one_for_another() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        parties(&server);
        let (tokens, _) = server.signed_in(APP, AT_A).await;
        let first = tokens.claims("access_token");
        let to_b = [("resource", PLACES[1])];
        let second = given(&server, "gate-a", tokens.text("access_token"), &to_b).await;
        let mut names: Vec<_> = second.0.as_object().unwrap().keys().collect();
        names.sort();
        assert_eq!(
            names,
            [
                "access_token",
                "expires_in",
                "issued_token_type",
                "scope",
                "token_type"
            ]
        );
        assert_eq!(second.0["issued_token_type"], ACCESS);
        assert_eq!(second.0["token_type"], "Bearer");
        // The token that was shown counts in whole seconds.
        assert!([299, 300].contains(&second.0["expires_in"].as_u64().unwrap()));
        assert_eq!(second.0["scope"], "records.read records.write");
        let claims = second.claims("access_token");
        for name in ["sub", "acr", "amr", "auth_time", "sid"] {
            assert_eq!(claims[name], first[name], "{name}");
        }
        assert_eq!(claims["aud"], PLACES[1]);
        assert_eq!(claims["client_id"], "gate-a");
        assert_eq!(claims["act"], json!({"sub": "client:gate-a"}));
        // And on, by `audience` as well as by `resource`.
        let to_c = [("audience", PLACES[2])];
        let third = given(&server, "gate-b", second.text("access_token"), &to_c).await;
        let both = json!({"sub": "client:gate-b", "act": {"sub": "client:gate-a"}});
        assert_eq!(third.claims("access_token")["act"], both);
        assert_eq!(third.0["scope"], "records.read");
        let gate = ("gate-c", Some("gate-c-secret"));
        let told = server
            .ask(
                "/introspect",
                gate,
                &[("token", third.text("access_token"))],
            )
            .await
            .json();
        assert_eq!((&told["act"], &told["sub"]), (&both, &first["sub"]));
        // But no further.
        let again = [("resource", PLACES[0])];
        let answer = exchange(&server, "gate-c", third.text("access_token"), &again).await;
        assert_eq!(error(&answer), refused(400, "invalid_target"));
    }
}

// LE-X1: actor × source × target: only what a row of the actor allows, whatever all others may.
#[tokio::test]
async fn what_no_rule_allows_is_refused() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        parties(&server);
        let mut allowed = 0;
        let actors = [
            ("gate-a", Some((0, 1))),
            ("gate-b", Some((1, 2))),
            ("gate-c", Some((2, 0))),
            ("gate-0", None),
        ];
        for (source, place) in PLACES.iter().enumerate() {
            let at = [("scope", "openid records.read"), ("resource", *place)];
            let (tokens, _) = server.signed_in(APP, &at).await;
            for (actor, row) in actors {
                for (target, to) in PLACES.iter().chain(&["https://d.example"]).enumerate() {
                    let form = [("resource", *to)];
                    let token = tokens.text("access_token");
                    let answer = exchange(&server, actor, token, &form).await;
                    let cell = format!("{actor}: {source} to {target}: {}", answer.body);
                    if row == Some((source, target)) {
                        assert_eq!(answer.status, 200, "{cell}");
                        assert_eq!(answer.json()["scope"], "records.read", "{cell}");
                        allowed += 1;
                    } else {
                        // LE-X6: unknown or not allowed, the target is wrong.
                        assert_eq!(error(&answer), refused(400, "invalid_target"), "{cell}");
                    }
                }
                // Without a target it would be the same place again, and nobody may do that.
                let answer = exchange(&server, actor, tokens.text("access_token"), &[]).await;
                assert_eq!(error(&answer), refused(400, "invalid_target"));
            }
        }
        assert_eq!(allowed, 3);
    }
}

// LE-X2: only a live access token of ours, issued to or for the client that asks, is taken; and
// nothing else by whatever name.
#[tokio::test]
async fn only_a_live_access_token_is_exchanged() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        parties(&server);
        let (tokens, _) = server.signed_in(APP, AT_A).await;
        let to_b = ("resource", PLACES[1]);
        let wrong = refused(400, "invalid_request");
        let types = ["id_token", "refresh_token", "jwt", "saml2", "access_token"];
        let types = types.map(|name| format!("urn:ietf:params:oauth:token-type:{name}"));
        for kind in ["id_token", "refresh_token", "access_token"] {
            for as_type in &types {
                let form = [to_b, ("subject_token_type", as_type.as_str())];
                let answer = exchange(&server, "gate-a", tokens.text(kind), &form).await;
                if kind == "access_token" && (as_type == ACCESS || as_type.ends_with(":jwt")) {
                    assert_eq!(answer.status, 200, "{}", answer.body);
                } else {
                    assert_eq!(
                        error(&answer),
                        wrong,
                        "{kind} as {as_type}: {}",
                        answer.body
                    );
                }
            }
        }
        for (name, value) in [
            ("requested_token_type", types[0].as_str()),
            ("actor_token", "x"),
            ("subject_token_type", ""),
        ] {
            let form = [to_b, (name, value)];
            let answer = exchange(&server, "gate-a", tokens.text("access_token"), &form).await;
            assert_eq!(error(&answer), wrong, "{name}");
        }
        // Not of ours, and a client's own: no person, and no grant to end with.
        let own = server
            .token(
                Some(("service", "service-secret")),
                &[("grant_type", "client_credentials")],
            )
            .await;
        for token in ["garbage", own.json()["access_token"].as_str().unwrap()] {
            assert_eq!(
                error(&exchange(&server, "gate-a", token, &[to_b]).await),
                wrong
            );
        }
        // Neither issued to this client nor for it.
        let stranger = json!({"client_id": "stranger", "client_secret": "stranger-secret", "grant_types": [EXCHANGE], "signet": {"exchanges": [rule(0, 1, "records.read")]}});
        server.client(stranger);
        let token = tokens.text("access_token");
        assert_eq!(
            error(&exchange(&server, "stranger", token, &[to_b]).await),
            wrong
        );
        // Who may not exchange at all, and who proves nothing.
        let answer = exchange(&server, "app", token, &[to_b]).await;
        assert_eq!(error(&answer), refused(400, "unauthorized_client"));
        let answer = exchange(&server, "service", token, &[to_b]).await;
        assert_eq!(error(&answer), refused(400, "unauthorized_client"));
        let form = [
            ("grant_type", EXCHANGE),
            ("client_id", "gate-a"),
            ("subject_token", token),
        ];
        assert_eq!(
            error(&server.token(None, &form).await),
            refused(401, "invalid_client")
        );
        // Over, and revoked.
        server.advance(299);
        assert_eq!(
            exchange(&server, "gate-a", token, &[to_b]).await.status,
            200
        );
        server.advance(60);
        assert_eq!(
            error(&exchange(&server, "gate-a", token, &[to_b]).await),
            wrong
        );
    }
}

// LE-X3, LE-X6: no more scope than the rule and the token have; what the rule says of its life,
// else five minutes and no longer than the token.
#[tokio::test]
async fn scope_and_life_are_within_the_rule_and_the_token() {
    let server = Server::start(Db::Sqlite).await;
    parties(&server);
    let mut long = rule(0, 1, "records.read records.write");
    long["lifetime"] = json!(3600);
    gateway(
        &server,
        "gate-l",
        json!([long, rule(0, 2, "records.write other")]),
    );
    let (tokens, _) = server.signed_in(APP, AT_A).await;
    let token = tokens.text("access_token");
    let to_b = ("resource", PLACES[1]);
    for (scope, expected) in [
        ("records.read", 200),
        ("records.write records.read", 200),
        ("other", 400),
        ("records.read other", 400),
        ("openid", 400),
        ("records.read offline_access", 400),
        ("nobody.knows", 400),
    ] {
        let answer = exchange(&server, "gate-a", token, &[to_b, ("scope", scope)]).await;
        assert_eq!(answer.status, expected, "{scope}: {}", answer.body);
        if expected == 400 {
            assert_eq!(answer.json()["error"], "invalid_scope", "{scope}");
        } else {
            assert_eq!(answer.json()["scope"], scope);
        }
    }
    // The rule has more than the token, which it has not to give.
    let to_c = ("resource", PLACES[2]);
    let answer = exchange(&server, "gate-l", token, &[to_c, ("scope", "other")]).await;
    assert_eq!(error(&answer), refused(400, "invalid_scope"));
    let narrow = given(&server, "gate-l", token, &[to_c]).await;
    assert_eq!(narrow.0["scope"], "records.write");
    server.advance(100);
    let rest = given(&server, "gate-a", token, &[to_b]).await;
    assert!([199, 200].contains(&rest.0["expires_in"].as_u64().unwrap()));
    assert_eq!(
        given(&server, "gate-l", token, &[to_b]).await.0["expires_in"],
        3600
    );
    // No longer than the grant before, whatever the rule says.
    server.client(json!({"client_id": "brief", "client_secret": "brief-secret", "redirect_uris": [CALLBACK], "scope": "openid records.read", "signet": {"first_party": true}}));
    let at = [("scope", "openid records.read"), ("resource", PLACES[0])];
    let (tokens, _) = server.signed_in(("brief", Some("brief-secret")), &at).await;
    let brief = given(&server, "gate-l", tokens.text("access_token"), &[to_b]).await;
    assert_eq!(brief.0["expires_in"], 305);
}

// LE-X4: what was made of a token ends with it, on every node at once: with its grant, with the
// token alone, with the person and with the session; and so what was made of that.
#[tokio::test]
async fn what_was_made_of_a_token_ends_with_it() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        parties(&server);
        let node = match db {
            Db::Sqlite => None,
            Db::Postgres => Some(server.beside().await),
        };
        let node = node.as_ref().unwrap_or(&server);
        let gate = ("gate-0", Some("gate-0-secret"));
        for how in [
            "grant",
            "refresh token",
            "access token",
            "session",
            "person",
        ] {
            let (tokens, _) = server.signed_in(APP, AT_A).await;
            let token = tokens.text("access_token");
            let second = given(&server, "gate-a", token, &[("resource", PLACES[1])]).await;
            let second = second.text("access_token");
            let third = given(node, "gate-b", second, &[("resource", PLACES[2])]).await;
            let third = third.text("access_token");
            for token in [second, third] {
                assert!(node.is_active(gate, token).await, "{how}");
            }
            match how {
                "access token" => {
                    let form = [("token", token)];
                    assert_eq!(server.ask("/revoke", APP, &form).await.status, 200);
                }
                "refresh token" => {
                    let form = [("token", tokens.text("refresh_token"))];
                    assert_eq!(server.ask("/revoke", APP, &form).await.status, 200);
                }
                "grant" => {
                    let id = tokens.claims("access_token")["jti"]
                        .as_str()
                        .unwrap()
                        .to_owned();
                    let id = signet::core::Id::new(id.split('.').next().unwrap());
                    let done = grant::revoke(&server.ctx(), &id, "test");
                    done.expect("revokes").expect("stood");
                }
                "person" => {
                    let id = signet::core::Id::new(
                        tokens.claims("access_token")["sub"].as_str().unwrap(),
                    );
                    server.advance(1);
                    access::lock(&server.ctx(), &id, access::OPERATOR)
                        .expect("locks")
                        .expect("was active");
                }
                _ => {
                    // An offline grant stays; one that is bound to the session goes with it.
                    let at = [("scope", "openid records.read"), ("resource", PLACES[0])];
                    let (bound, browser) = server.signed_in(APP, &at).await;
                    let form = [("resource", PLACES[1])];
                    let made = given(&server, "gate-a", bound.text("access_token"), &form).await;
                    let ask = browser.get("/logout").await;
                    let done = browser.submit(&ask, &[("decision", "leave")]).await;
                    assert_eq!(done.status, 200);
                    assert!(!node.is_active(gate, made.text("access_token")).await);
                    continue;
                }
            }
            for token in [second, third] {
                assert!(!node.is_active(gate, token).await, "{how}");
            }
            let answer = exchange(node, "gate-a", token, &[("resource", PLACES[1])]).await;
            assert_eq!(error(&answer), refused(400, "invalid_request"), "{how}");
        }
    }
}

// LE-X5: what is bound to a key is not exchanged without proof of it, and none can be given here.
#[tokio::test]
async fn a_token_that_is_bound_to_a_key_needs_its_proof() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        parties(&server);
        let (tokens, _) = server.signed_in(APP, AT_A).await;
        let to_b = [("resource", PLACES[1])];
        let token = tokens.text("access_token");
        assert_eq!(exchange(&server, "gate-a", token, &to_b).await.status, 200);
        server.sql("UPDATE grants SET cnf = '{\"jkt\":\"x\"}'");
        let answer = exchange(&server, "gate-a", token, &to_b).await;
        assert_eq!(error(&answer), refused(400, "invalid_request"));
    }
}

// LE-X2: "a door's own if the policy row names that door"; LE-X3: its `acr` says where it is from.
#[tokio::test]
async fn a_doors_token_is_exchanged_where_a_rule_names_the_door() {
    let server = Server::with_door(Db::Sqlite).await;
    server.open_doors();
    parties(&server);
    server.user(
        json!({"username": "br", "ocariot": {"username": "BR0001", "type": "child"}}),
        "br123",
    );
    let browser = server.browser();
    let body = json!({"username": "BR0001", "password": "br123"});
    let request = browser.http.post(browser.url("/legacy/ocariot/v1/auth"));
    let answer = browser.send(request.json(&body)).await.json();
    let token = answer["access_token"].as_str().expect("a token").to_owned();
    let scope = crate::support::app::claims(&token)["scope"]
        .as_str()
        .unwrap()
        .to_owned();
    let one = scope.split(' ').next().unwrap();
    let rule = json!({"from": "ocariot", "to": PLACES[0], "scope": one});
    server.client(json!({"client_id": "app-2", "client_secret": "app-2-secret", "grant_types": [EXCHANGE], "signet": {"exchanges": [rule]}}));
    let to_a = [("resource", PLACES[0])];
    let made = given(&server, "app-2", &token, &to_a).await;
    let claims = made.claims("access_token");
    assert_eq!(
        (&claims["scope"], &claims["aud"]),
        (&json!(one), &json!(PLACES[0]))
    );
    assert!(claims["acr"].as_str().unwrap().ends_with(":legacy"));
    assert_eq!(claims["act"]["sub"], "client:app-2");
    // Where none does, it is nothing; and a door that knows nothing of it gives nothing.
    let answer = exchange(&server, "gate-a", &token, &[("resource", PLACES[1])]).await;
    assert_eq!(error(&answer), refused(400, "invalid_target"));
    let rule = json!({"from": PLACES[0], "to": "ocariot", "scope": one});
    gateway(&server, "gate-o", json!([rule]));
    let form = [("audience", "ocariot")];
    let answer = exchange(&server, "gate-o", made.text("access_token"), &form).await;
    assert_eq!(error(&answer), refused(400, "invalid_target"));
}

// LE-X1: what cannot be meant is not registered.
#[tokio::test]
async fn rules_that_cannot_be_are_not_registered() {
    let server = Server::start(Db::Sqlite).await;
    let with = |name: &str, value: Value| {
        let mut rule = rule(0, 1, "records.read");
        rule[name] = value;
        json!([rule])
    };
    let twice = json!([rule(0, 1, "records.read"), rule(0, 1, "records.write")]);
    for (exchanges, ok) in [
        (
            json!([rule(0, 1, "records.read"), rule(1, 0, "other")]),
            true,
        ),
        (with("lifetime", json!(3600)), true),
        (with("to", json!("healthily")), true),
        (twice, false),
        (with("from", json!("")), false),
        (with("scope", json!("")), false),
        (with("scope", json!("openid")), false),
        (with("scope", json!("records.read offline_access")), false),
        (with("lifetime", json!(0)), false),
        (with("lifetime", json!(3601)), false),
        (with("condition", json!("terms_accepted")), false),
        (with("keeps_session", json!(true)), false),
    ] {
        let text = exchanges.to_string();
        let client = json!({"grant_types": [EXCHANGE], "signet": {"exchanges": exchanges}});
        let new = signet::account::client::NewClient::from_json(client).expect("metadata");
        let done = signet::account::client::register(&server.ctx(), new).expect("registers");
        assert_eq!(done.is_ok(), ok, "{text}");
    }
    let client = json!({"grant_types": [EXCHANGE], "token_endpoint_auth_method": "none"});
    let new = signet::account::client::NewClient::from_json(client).expect("metadata");
    let done = signet::account::client::register(&server.ctx(), new).expect("registers");
    assert!(done.is_err());
    let unknown =
        json!({"signet": {"exchanges": [{"from": "a", "to": "b", "scope": "x", "more": 1}]}});
    assert!(signet::account::client::NewClient::from_json(unknown).is_err());
}

// LE-X4: of an exchange and the revocation of its token at once, either the exchange is refused or
// what it gives is dead.
#[tokio::test(flavor = "multi_thread")]
async fn an_exchange_and_a_revocation_at_once_leave_nothing_alive() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        parties(&server);
        for _ in 0..6 {
            let (tokens, _) = server.signed_in(APP, AT_A).await;
            let token = tokens.text("access_token");
            let to_b = [("resource", PLACES[1])];
            let form = [("token", tokens.text("refresh_token"))];
            let (made, _) = tokio::join!(
                exchange(&server, "gate-a", token, &to_b),
                server.ask("/revoke", APP, &form)
            );
            if made.status == 200 {
                let made = Tokens(made.json());
                let gate = ("gate-0", Some("gate-0-secret"));
                assert!(!server.is_active(gate, made.text("access_token")).await);
            } else {
                assert_eq!(error(&made), refused(400, "invalid_request"));
            }
            server.advance(1);
        }
    }
}
