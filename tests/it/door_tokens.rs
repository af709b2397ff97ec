//! Tokens of legacy doors in the pipeline, whatever the door: what is kept of them, how they are
//! found again, and how they end.

use std::{sync::Arc, time::Duration};

use serde_json::{Map, Value, json};
use signet::{
    account::key,
    core::{Door, ScopeList, Secret, secret::kind},
    crypto::{SigningKey, jws},
    grants::{
        Approved,
        issue::{self, Base, Material, NewGrant},
    },
    model::{
        ClientId, DoorHeader, DoorJti, DoorToken, GrantId, KeyPurpose, Subject, TokenForm, UserId,
        session::ACR_LEGACY,
    },
};

use crate::support::{Db, Server, both};

const ISSUER: &str = "http://api.users.cloud.corsano.com/login";
const JTI: &str = "AbCdEfGhIjKlMnOp";
const GATEWAY: (&str, Option<&str>) = ("gateway", Some("gateway-secret"));
const CLIENT: &str = "legacy-corsano-users";

/// A server with the client that stands for a door's callers, one that may ask for its tokens, and
/// the secret that signs them.
async fn server(db: Db) -> (Server, Arc<SigningKey>, UserId) {
    let server = Server::start(db).await;
    server.client(json!({"client_id": CLIENT, "client_secret": "door-secret", "grant_types": [], "signet": {"door": "corsano-users"}}));
    server.client(json!({"client_id": GATEWAY.0, "client_secret": GATEWAY.1, "grant_types": [], "signet": {"introspects": ["corsano-users", "humanapi"]}}));
    let user = server.user(json!({"username": "david"}), "testpassword1A");
    let key = import(&server, Door::CorsanoUsers, &[7; 32]);
    (server, key, user)
}

fn import(server: &Server, door: Door, secret: &[u8]) -> Arc<SigningKey> {
    let key = SigningKey::from_mac_secret(secret, None).expect("long enough");
    let key = Arc::new(key.expect("a key"));
    key::import(&server.ctx(), door.key_purpose(), &key).expect("imports");
    key
}

/// The claims of a token of the Users Cloud, as it would be made now.
fn said(server: &Server) -> Map<String, Value> {
    let now = server.now().secs();
    let said = json!({
        "iss": ISSUER, "iat": now, "exp": now + 3600, "nbf": now, "jti": JTI,
        "sub": "60492c68aaaaaaaaaaaaaaaa", "prv": "23bd5c8949f600adb39e701c400872db7a5976f7",
    });
    said.as_object().expect("an object").clone()
}

fn sign(key: &SigningKey, claims: &Map<String, Value>) -> String {
    let token: Secret<kind::AccessToken> =
        jws::sign_at_door(key, DoorHeader::TypAlg, claims).expect("signs");
    token.expose().to_owned()
}

/// What the pipeline does with a decision for this form: a grant that can be refreshed for a year.
fn keep(server: &Server, user: &UserId, door: Door, form: TokenForm) -> GrantId {
    let ctx = server.ctx();
    let id: GrantId = ctx.app.entropy.id(ctx.now);
    let approved = Approved {
        subject: Subject::User(user.clone()),
        sub: None,
        scope: ScopeList::parse("records.read").expect("a scope"),
        authentication: None,
        acr: Some(ACR_LEGACY.to_owned()),
        session_id: None,
        door_session: Some("door-session-1".into()),
        claims: None,
        nonce: None,
        act: None,
        form,
        lifetime: None,
        base: Base::New(Box::new(NewGrant {
            id: id.clone(),
            consent_id: None,
            door: Some(door.name()),
            audience: vec![door.name().to_owned()],
            bound: false,
            absolute_at: ctx.now.plus(Duration::from_secs(360 * 86_400)),
            refresh: true,
            from: None,
        })),
    };
    let client = ctx.app.catalog().client(&ClientId::new(CLIENT));
    let client = client.expect("a client");
    let material = Material::prepare(&ctx);
    let inner = ctx.clone();
    ctx.app
        .store
        .write(move |conn| {
            issue::issue(&inner, conn, &client, approved.clone(), material.clone()).map(drop)
        })
        .expect("writes");
    id
}

fn wire(server: &Server) -> TokenForm {
    TokenForm::Door(Box::new(DoorToken {
        door: Door::CorsanoUsers,
        header: DoorHeader::TypAlg,
        claims: said(server),
        jti: DoorJti::Wire(JTI.to_owned()),
        lifetime: Duration::from_secs(3600),
    }))
}

async fn told(server: &Server, token: &str) -> Value {
    let form = [("token", token)];
    server.ask("/introspect", GATEWAY, &form).await.json()
}

fn revoked(server: &Server, id: &GrantId) -> bool {
    let rows = server.rows(
        "COUNT(*)",
        &format!("grants WHERE id = '{id}' AND revoked_at IS NOT NULL"),
    );
    rows[0] == "1"
}

// LE-03, JW-12: a token whose contract has ids of its own is found by what was kept when it was
// made. Whoever shares the door's secret can sign what they like, and moves nothing by it.
both!(a_token_with_an_id_of_its_own_is_told_of_by_its_row);
async fn a_token_with_an_id_of_its_own_is_told_of_by_its_row(db: Db) {
    let (server, key, user) = server(db).await;
    let claims = said(&server);
    let token = sign(&key, &claims);
    // Signed, but nothing was ever kept of it.
    assert_eq!(told(&server, &token).await, json!({"active": false}));
    keep(&server, &user, Door::CorsanoUsers, wire(&server));
    let found = told(&server, &token).await;
    for (name, value) in [
        ("active", json!(true)),
        ("iss", json!(ISSUER)),
        ("sub", json!("60492c68aaaaaaaaaaaaaaaa")),
        ("jti", json!(JTI)),
        ("aud", json!(["corsano-users"])),
        ("acr", json!(ACR_LEGACY)),
        ("sid", json!("door-session-1")),
        ("scope", json!("records.read")),
        ("client_id", json!(CLIENT)),
        ("exp", claims["exp"].clone()),
    ] {
        assert_eq!(found[name], value, "{name}: {found}");
    }
    let with = |name: &str, value: Value| {
        let mut changed = claims.clone();
        changed.insert(name.to_owned(), value);
        changed
    };
    let forged = sign(&key, &with("sub", json!("somebody-else")));
    assert_eq!(told(&server, &forged).await["sub"], claims["sub"]);
    let longer = sign(&key, &with("exp", json!(server.now().secs() + 999_999)));
    assert_eq!(told(&server, &longer).await["exp"], claims["exp"]);
    // Another id, another issuer, another key, another door's key: nothing.
    let health = import(&server, Door::CorsanoHealth, &[9; 32]);
    let stranger = SigningKey::from_mac_secret(&[8; 32], None).expect("long enough");
    for (key, claims) in [
        (&*key, with("jti", json!("AbCdEfGhIjKlMnOq"))),
        (
            &*key,
            with("iss", json!("http://api.health.cloud.corsano.com/login")),
        ),
        (
            &*key,
            with(
                "iss",
                json!("http://api.users.cloud.corsano.com.evil.example/login"),
            ),
        ),
        (&*health, claims.clone()),
        (&stranger.expect("a key"), claims.clone()),
    ] {
        assert_eq!(
            told(&server, &sign(key, &claims)).await,
            json!({"active": false})
        );
    }
    // `keys import`: the secret that signed until now goes on verifying.
    import(&server, Door::CorsanoUsers, &[6; 32]);
    assert_eq!(told(&server, &token).await["active"], true);
    // Such a token opens nothing of the standard endpoints.
    assert_eq!(server.userinfo(&token).await.status, 401);
    server.advance(3700);
    assert_eq!(told(&server, &longer).await, json!({"active": false}));
}

// JW-16 for a token that is what it is refreshed by: revoking it ends its grant, also when its own
// time is over and it could still be refreshed.
both!(revoking_a_token_that_is_refreshed_by_itself_ends_its_grant);
async fn revoking_a_token_that_is_refreshed_by_itself_ends_its_grant(db: Db) {
    for late in [false, true] {
        let (server, key, user) = server(db).await;
        let token = sign(&key, &said(&server));
        let id = keep(&server, &user, Door::CorsanoUsers, wire(&server));
        if late {
            server.advance(7200);
            assert_eq!(told(&server, &token).await, json!({"active": false}));
        }
        // Another client's wish is none of its business.
        let form = [("token", token.as_str())];
        let answer = server.ask("/revoke", GATEWAY, &form).await;
        assert_eq!(answer.status, 400, "{}", answer.body);
        assert!(!revoked(&server, &id));
        let answer = server.ask("/revoke", (CLIENT, Some("door-secret")), &form);
        assert_eq!(answer.await.status, 200);
        assert!(revoked(&server, &id));
        assert_eq!(told(&server, &token).await, json!({"active": false}));
        assert_eq!(
            server.rows("state", "refresh_tokens"),
            ["dead"],
            "nothing is refreshed any more"
        );
    }
}

// A contract may have tokens without content, in a shape of its own: they are ordinary rows, and
// so are the refresh tokens that it may have with them.
both!(a_text_of_a_doors_own_shape_is_a_token_like_any_other);
async fn a_text_of_a_doors_own_shape_is_a_token_like_any_other(db: Db) {
    let (server, _, user) = server(db).await;
    let text = "0123456789abcdef0123456789abcdef";
    let form = TokenForm::DoorOpaque {
        door: Door::HumanApi,
        audience: vec!["humanapi".to_owned()],
        text: Secret::new(text),
        lifetime: Duration::from_secs(86_400),
        refresh: Some(Secret::new(format!("idrt-{}", "x".repeat(43)))),
    };
    let id = keep(&server, &user, Door::HumanApi, form);
    let found = told(&server, text).await;
    assert_eq!(found["active"], true, "{found}");
    assert_eq!(found["sub"], user.to_string());
    assert_eq!(found["aud"], json!(["humanapi"]));
    for other in [
        "0123456789abcdef0123456789abcdee",
        "0123",
        "%00",
        &"f".repeat(300),
    ] {
        assert_eq!(
            told(&server, other).await["active"],
            json!(false),
            "{other}"
        );
    }
    server.advance(86_400 + 5);
    assert_eq!(told(&server, text).await, json!({"active": false}));
    // Its refresh token is known by its own text, and by no other.
    let refresh = format!("idrt-{}", "x".repeat(43));
    let own = (CLIENT, Some("door-secret"));
    assert!(server.is_active(own, &refresh).await);
    assert!(
        !server
            .is_active(own, &format!("idrt-{}", "y".repeat(43)))
            .await
    );
    assert!(
        !server
            .is_active(own, &format!("atrt-{}", "x".repeat(43)))
            .await
    );
    let form = [("token", refresh.as_str())];
    assert_eq!(server.ask("/revoke", own, &form).await.status, 200);
    assert!(revoked(&server, &id));
}

// H07: Healthily's key has a UUID for its id; a key of any other door is named by its content.
#[tokio::test]
async fn a_doors_key_has_an_id_as_its_contract_has_it() {
    let server = Server::start(Db::Sqlite).await;
    let signed = Door::Healthily.key().expect("it signs");
    server
        .app
        .ensure_key(&signed.purpose, signed.algorithm, signed.rsa_bits)
        .expect("makes");
    let catalog = server.app.catalog();
    let key = catalog.keys().active(&signed.purpose, signed.algorithm);
    let kid = key.expect("a key").kid().to_owned();
    let shape: Vec<_> = kid.split('-').map(str::len).collect();
    assert_eq!(shape, [8, 4, 4, 4, 12], "{kid}");
    assert_eq!(&kid[14..15], "4", "version 4: {kid}");
    // RFC 7638 for the others.
    let issuer = KeyPurpose::Issuer.new_kid(&*server.app.entropy);
    assert_eq!(issuer, None);
}
