//! What holds of client authentication whatever the method.

use proptest::{prelude::*, test_runner::TestRunner};
use serde_json::{Value, json};
use signet::{
    account::client::{NewClient, register},
    core::Id,
};

use crate::support::{Answer, Db, Server, signer::Signer};

const FOR_ITSELF: [(&str, &str); 1] = [("grant_type", "client_credentials")];

/// The callers' addresses are told by a proxy.
const PROXY: [&str; 2] = [
    "server.trusted_proxies=127.0.0.1/32",
    "server.proxy_header=x-forwarded-for",
];

async fn from(server: &Server, ip: &str, (id, secret): (&str, &str)) -> Answer {
    let browser = server.browser();
    let request = browser
        .http
        .post(browser.url("/token"))
        .header("x-forwarded-for", ip)
        .basic_auth(id, Some(secret))
        .form(&FOR_ITSELF);
    browser.send(request).await
}

// CA-12: ten failures within a minute hold up that client at that address, and nobody else.
#[tokio::test]
async fn a_client_waits_where_it_failed_ten_times() {
    for db in Db::BOTH {
        let server = Server::with(db, &PROXY).await;
        let (good, bad) = (("service", "service-secret"), ("service", "wrong"));
        for _ in 0..10 {
            assert_eq!(from(&server, "192.0.2.1", bad).await.status, 401);
        }
        let held = from(&server, "192.0.2.1", good).await;
        assert_eq!(
            (held.status.as_u16(), &held.json()["error"]),
            (429, &json!("temporarily_unavailable"))
        );
        assert_eq!(held.header("retry-after"), "60");
        assert!(server.audited("client.limited", "client-limited"));
        assert_eq!(from(&server, "192.0.2.2", good).await.status, 200);
        assert_eq!(from(&server, "2001:db8:1:2::1", good).await.status, 200);
        let web = crate::support::app::WEB;
        assert_eq!(from(&server, "192.0.2.1", web).await.status, 400);
        // Ids that nobody has are held up alike, and hold up nobody else (CA-03).
        for _ in 0..10 {
            assert_eq!(
                from(&server, "192.0.2.3", ("nobody", "x")).await.status,
                401
            );
        }
        let nobody = from(&server, "192.0.2.3", ("nobody", "x")).await;
        assert_eq!(nobody.status, 429);
        for n in 0..30 {
            let id = format!("nobody-{n}");
            assert_eq!(from(&server, "192.0.2.3", (&id, "x")).await.status, 401);
        }
        assert_eq!(from(&server, "192.0.2.3", good).await.status, 200);
        // One network of IPv6 is one address.
        for n in 0..10 {
            let ip = format!("2001:db8:1:3::{n:x}");
            assert_eq!(from(&server, &ip, bad).await.status, 401);
        }
        assert_eq!(from(&server, "2001:db8:1:3::ffff", good).await.status, 429);
        // Tries in between do not make it longer.
        server.advance(59);
        let held = from(&server, "192.0.2.1", bad).await;
        assert_eq!(
            (held.status.as_u16(), held.header("retry-after")),
            (429, "1")
        );
        server.advance(1);
        assert_eq!(from(&server, "192.0.2.1", good).await.status, 200);
        // Nine in a minute, for ever.
        for _ in 0..3 {
            for _ in 0..9 {
                assert_eq!(from(&server, "192.0.2.4", bad).await.status, 401);
            }
            server.advance(60);
        }
        assert_eq!(from(&server, "192.0.2.4", good).await.status, 200);
    }
}

// CA-12: at once as one by one: with 32 wrong secrets at once the limit holds, and a burst of right
// ones is no failure.
#[tokio::test(flavor = "multi_thread")]
async fn parallel_failures_of_a_client_are_counted() {
    let server = std::sync::Arc::new(Server::with(Db::Sqlite, &PROXY).await);
    let burst = |secret: &'static str| {
        let tries: Vec<_> = (0..32)
            .map(|_| {
                let server = server.clone();
                tokio::spawn(async move {
                    let pair = ("made", secret);
                    from(&server, "192.0.2.1", pair).await.status.as_u16()
                })
            })
            .collect();
        async move {
            let mut statuses = Vec::new();
            for one in tries {
                statuses.push(one.await.expect("ends"));
            }
            statuses
        }
    };
    server.client(json!({
        "client_id": "made", "client_secret": "made-secret-made-secret-made-secret-made-secret",
        "grant_types": ["client_credentials"], "scope": "records.read",
    }));
    let right = "made-secret-made-secret-made-secret-made-secret";
    assert_eq!(burst(right).await, vec![200; 32]);
    let wrong = burst("wrong").await;
    assert!(
        wrong.iter().all(|status| matches!(status, 401 | 429)),
        "{wrong:?}"
    );
    assert!(wrong.iter().filter(|status| **status == 401).count() >= 10);
    assert_eq!(burst(right).await, vec![429; 32]);
}

// CA-11: certificates at a proxy are not offered yet, so that no header tells of one, whoever
// sends it, a trusted proxy included.
#[tokio::test]
async fn no_header_stands_for_a_certificate() {
    let server = Server::with(Db::Sqlite, &PROXY).await;
    let signer = Signer::es256("k");
    server.signing_client("jwt", json!({"jwks": signer.jwks()}));
    let certificate = include_str!("../../fixtures/tls/server.pem");
    let line = certificate.replace('\n', "%0A").replace(' ', "%20");
    for (at, name) in [
        "client-cert",
        "client-cert-chain",
        "x-client-cert",
        "x-forwarded-client-cert",
        "x-ssl-cert",
        "ssl-client-cert",
        "x-ssl-client-verify",
        "ssl-client-verify",
        "x-ssl-client-s-dn",
        "x-tls-client-cert",
        "x-amzn-mtls-clientcert",
        "x-arr-clientcert",
    ]
    .into_iter()
    .enumerate()
    {
        for value in [
            line.as_str(),
            "SUCCESS",
            "CN=service",
            "Hash=x;Subject=\"CN=service\"",
        ] {
            for id in ["service", "jwt", "off"] {
                let browser = server.browser();
                let request = browser
                    .http
                    .post(browser.url("/token"))
                    .header("x-forwarded-for", format!("192.0.2.{at}"))
                    .header(name, value)
                    .form(&[("grant_type", "client_credentials"), ("client_id", id)]);
                let answer = browser.send(request).await;
                assert_eq!(answer.status, 401, "{name}: {value} {id}");
            }
        }
    }
    let document = server
        .browser()
        .get("/.well-known/openid-configuration")
        .await;
    for method in ["tls_client_auth", "self_signed_tls_client_auth", "mtls"] {
        assert!(!document.body.contains(method), "{method}");
    }
}

// CA-14: no client is called like a person, nor like what stands for one.
#[tokio::test]
async fn a_client_is_not_called_like_a_subject() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        let anna = server.user(json!({"username": "anna2"}), "anna-password");
        let try_id = |id: &str| {
            let metadata = json!({"client_id": id, "grant_types": []});
            register(
                &server.ctx(),
                NewClient::from_json(metadata).expect("metadata"),
            )
            .expect("no fault")
            .map(|registered| registered.client.id)
            .map_err(|invalid| (invalid.field, invalid.is_conflict))
        };
        let refused = Err(("client_id".to_owned(), false));
        let pairwise = "A".repeat(43);
        for id in [
            anna.as_str(),
            "client:x",
            "user:x",
            "USER:x",
            "grant:x",
            "client:",
            "urn:x",
            &pairwise,
        ] {
            assert_eq!(try_id(id), refused, "{id}");
        }
        assert!(try_id("client-x").is_ok());
        // Whatever follows.
        let mut runner = TestRunner::default();
        runner
            .run(&("(?i)(client|user):", "\\PC{0,20}"), |(prefix, rest)| {
                prop_assert_eq!(try_id(&format!("{prefix}{rest}")), refused.clone());
                Ok(())
            })
            .expect("holds");
        // `sub` of a client's own token cannot be a person's, either.
        assert!(server.app.catalog().client(&Id::new("client-x")).is_some());
    }
}

// CA-07: what is registered has to be usable, and public.
#[tokio::test]
async fn keys_are_registered_only_if_they_can_be_used() {
    let server = Server::start(Db::Sqlite).await;
    let signer = Signer::es256("k");
    let rsa = Signer::new(jsonwebtoken::Algorithm::PS256, "rsa");
    let try_with = |changes: Value| {
        let mut metadata = json!({
            "token_endpoint_auth_method": "private_key_jwt", "grant_types": [],
        });
        for (name, value) in changes.as_object().expect("an object") {
            metadata[name] = value.clone();
        }
        let new = NewClient::from_json(metadata).map_err(|invalid| invalid.field)?;
        register(&server.ctx(), new)
            .expect("no fault")
            .map(drop)
            .map_err(|invalid| invalid.field)
    };
    let key = |name: &str, value: Value| {
        let mut jwk = signer.jwk();
        jwk[name] = value;
        json!({"jwks": {"keys": [jwk]}})
    };
    let jwks = Err("jwks".to_owned());
    for bad in [
        json!({}),
        json!({"jwks": {}}),
        json!({"jwks": []}),
        json!({"jwks": "x"}),
        json!({"jwks": {"keys": []}}),
        json!({"jwks": {"keys": [signer.jwk(), signer.jwk()]}}),
        json!({"jwks": {"keys": vec![signer.jwk(); 21]}}),
        json!({"jwks": signer.jwks(), "jwks_uri": "https://keys.example/jwks"}),
        json!({"jwks": {"keys": [{"kty": "oct", "k": "AAAA"}]}}),
        json!({"jwks": {"keys": [{"kty": "RSA", "n": "AQAB", "e": "AQAB"}]}}),
        key("d", json!("AAAA")),
        key("use", json!("enc")),
        key("key_ops", json!(["encrypt"])),
        key("alg", json!("HS256")),
        key("crv", json!("secp256k1")),
        json!({"jwks": signer.jwks(), "token_endpoint_auth_signing_alg": "PS256"}),
    ] {
        assert_eq!(try_with(bad.clone()), jwks, "{bad}");
    }
    let fapi = json!({"jwks": rsa.jwks(), "signet": {"profile": "fapi2"}, "token_endpoint_auth_signing_alg": "RS256"});
    assert!(try_with(fapi).is_err());
    let unknown = json!({"jwks": signer.jwks(), "token_endpoint_auth_signing_alg": "none"});
    assert_eq!(try_with(unknown), Err("client".to_owned()));
    for good in [
        json!({"jwks": signer.jwks()}),
        json!({"jwks": {"keys": [signer.jwk(), rsa.jwk(), {"kty": "new"}]}}),
        json!({"jwks_uri": "https://keys.example/jwks"}),
        json!({"jwks": rsa.jwks(), "signet": {"profile": "fapi2"}}),
    ] {
        assert_eq!(try_with(good.clone()), Ok(()), "{good}");
    }
}
