//! `private_key_jwt` at `/token`.

use std::sync::Arc;

use jsonwebtoken::Algorithm;
use serde_json::{Value, json};
use signet::{
    account::client::{NewClient, register},
    config::policy,
    core::Digest,
    model::ClientId,
    store,
};

use crate::support::{
    Answer, Db, Server, Sink, Tokens, app::VERIFIER, app::code_of, query, server::CALLBACK,
    signer::ASSERTION_TYPE, signer::Signer,
};

const FOR_ITSELF: [(&str, &str); 1] = [("grant_type", "client_credentials")];

fn error(answer: &Answer) -> (u16, Value) {
    (answer.status.as_u16(), answer.json()["error"].clone())
}

// CA-07: every algorithm of the list, each decided by the key and the client, never by the header.
#[tokio::test]
async fn each_algorithm_proves_a_client() {
    let server = Server::start(Db::Sqlite).await;
    let rsa = Signer::new(Algorithm::PS256, "rsa");
    let signers = [
        (Signer::es256("p256"), true),
        (Signer::new(Algorithm::ES384, "p384"), true),
        (Signer::new(Algorithm::EdDSA, "ed"), true),
        (rsa.clone(), true),
        (rsa.with(Algorithm::RS384), true),
        (rsa.with(Algorithm::RS256), false),
        (rsa.with(Algorithm::RS512), false),
        (rsa.with(Algorithm::PS512), false),
    ];
    for (at, (signer, fapi)) in signers.iter().enumerate() {
        let id = format!("any-{at}");
        server.signing_client(&id, json!({"jwks": signer.jwks()}));
        let is_known = at < 6;
        let status = server.proves(&signer.sign(&server.assertion(&id))).await;
        assert_eq!(status == 200, is_known, "{:?}: {status}", signer.header());
        let id = format!("fapi-{at}");
        let keys = json!({"jwks": signer.jwks(), "signet": {"profile": "fapi2"}});
        server.signing_client(&id, keys);
        let status = server.proves(&signer.sign(&server.assertion(&id))).await;
        assert_eq!(
            status == 200,
            *fapi,
            "fapi2 {:?}: {status}",
            signer.header()
        );
    }
    // The key says what it is for, or the client does.
    let mut jwk = rsa.jwk();
    jwk["alg"] = json!("PS256");
    server.signing_client("by-key", json!({"jwks": {"keys": [jwk]}}));
    let alg = json!({"jwks": rsa.jwks(), "token_endpoint_auth_signing_alg": "PS256"});
    server.signing_client("by-client", alg);
    for id in ["by-key", "by-client"] {
        let other = rsa.with(Algorithm::RS384).sign(&server.assertion(id));
        assert_eq!(server.proves(&other).await, 401, "{id}");
        assert_eq!(
            server.proves(&rsa.sign(&server.assertion(id))).await,
            200,
            "{id}"
        );
    }
    // An answer of a client that proved itself this way is like any other.
    let answer = server
        .asserted(&rsa.sign(&server.assertion("by-key")), &FOR_ITSELF)
        .await;
    assert_eq!(
        Tokens(answer.json()).claims("access_token")["sub"],
        "client:by-key"
    );
}

// CA-07: the claims and their bounds, to the second; in profile `fapi2` the strict ones.
#[tokio::test]
async fn the_claims_of_an_assertion_are_held_to_their_bounds() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        let signer = Signer::es256("k");
        server.signing_client("jwt", json!({"jwks": signer.jwks()}));
        let now = server.now().secs();
        let (issuer, token) = (server.base.clone(), format!("{}/token", server.base));
        let iat = |seconds: i64| json!({"iat": now + seconds});
        let cases = [
            ("as it is", json!({}), 200, 200),
            ("no iss", json!({"iss": null}), 401, 401),
            ("another sub", json!({"sub": "web"}), 401, 401),
            ("no sub", json!({"sub": null}), 401, 401),
            ("aud the token endpoint", json!({"aud": token}), 200, 401),
            ("aud a list of one", json!({"aud": [issuer]}), 200, 401),
            (
                "aud a list of two",
                json!({"aud": [issuer, "https://other.example"]}),
                401,
                401,
            ),
            (
                "aud another",
                json!({"aud": "https://other.example"}),
                401,
                401,
            ),
            (
                "aud with a slash",
                json!({"aud": format!("{issuer}/")}),
                401,
                401,
            ),
            (
                "aud of another case",
                json!({"aud": issuer.to_uppercase()}),
                401,
                401,
            ),
            (
                "aud userinfo",
                json!({"aud": format!("{issuer}/userinfo")}),
                401,
                401,
            ),
            ("no aud", json!({"aud": null}), 401, 401),
            ("no exp", json!({"exp": null}), 401, 401),
            ("exp text", json!({"exp": "9999999999"}), 401, 401),
            ("exp now", json!({"exp": now}), 401, 401),
            ("exp in a second", json!({"exp": now + 1}), 200, 200),
            (
                "exp with a fraction",
                json!({"exp": now as f64 + 1.5}),
                200,
                200,
            ),
            ("exp in 5 min", json!({"exp": now + 300}), 200, 200),
            ("exp later than 5 min", json!({"exp": now + 301}), 200, 401),
            ("exp in 1 h", json!({"exp": now + 3600}), 200, 401),
            ("exp later than 1 h", json!({"exp": now + 3601}), 401, 401),
            ("exp at the end of time", json!({"exp": i64::MAX}), 401, 401),
            ("exp huge", json!({"exp": 1e300}), 401, 401),
            ("iat 299 s ago", iat(-299), 200, 200),
            (
                "iat 300 s ago",
                json!({"iat": now - 300, "exp": now + 3000}),
                401,
                401,
            ),
            ("iat 10 s ahead", iat(10), 200, 200),
            ("iat 61 s ahead", iat(61), 401, 401),
            ("iat text", json!({"iat": "now"}), 401, 401),
            ("no iat", json!({"iat": null}), 200, 200),
            (
                "no iat, long",
                json!({"iat": null, "exp": now + 301}),
                401,
                401,
            ),
            ("nbf 10 s ahead", json!({"nbf": now + 10}), 200, 200),
            ("nbf 61 s ahead", json!({"nbf": now + 61}), 401, 401),
            ("no jti", json!({"jti": null}), 401, 401),
            ("an empty jti", json!({"jti": ""}), 401, 401),
            ("jti a number", json!({"jti": 7}), 401, 401),
        ];
        for (at, (name, changes, plain, strict)) in cases.into_iter().enumerate() {
            for (profile, expected) in [("oauth21", plain), ("fapi2", strict)] {
                // A client of its own for each: CA-12 would hold one up after ten failures.
                let client = format!("{profile}-{at}");
                let keys = json!({"jwks": signer.jwks(), "signet": {"profile": profile}});
                server.signing_client(&client, keys);
                let mut claims = server.assertion(&client);
                for (claim, value) in changes.as_object().expect("an object") {
                    match value {
                        Value::Null => {
                            claims.as_object_mut().expect("an object").remove(claim);
                        }
                        value => claims[claim] = value.clone(),
                    }
                }
                let answer = server.asserted(&signer.sign(&claims), &FOR_ITSELF).await;
                assert_eq!(answer.status, expected, "{client} {name}: {}", answer.body);
                if expected == 401 {
                    assert_eq!(answer.json()["error"], "invalid_client", "{name}");
                }
            }
        }
        // Who signed it is told what is wrong; a stranger is not.
        let mut claims = server.assertion("jwt");
        claims["aud"] = json!("https://other.example");
        let told = server.asserted(&signer.sign(&claims), &FOR_ITSELF).await;
        assert!(told.body.contains("(aud)"), "{}", told.body);
        let stranger = Signer::es256("k").sign(&claims);
        let unknown = Signer::es256("k").sign(&server.assertion("nobody"));
        let one = server.asserted(&stranger, &FOR_ITSELF).await;
        let two = server.asserted(&unknown, &FOR_ITSELF).await;
        // CA-03: what is no client's looks like what is a client's.
        assert_eq!((one.status, &one.body), (two.status, &two.body));
    }
}

// CA-08: once, whatever became of the request; by client. CA-02, CA-01: the registered method and
// no other, one at a time.
#[tokio::test]
async fn an_assertion_is_accepted_once() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        let signer = Signer::es256("k");
        server.signing_client("jwt", json!({"jwks": signer.jwks()}));
        server.signing_client("other", json!({"jwks": signer.jwks()}));
        let claims = server.assertion("jwt");
        let assertion = signer.sign(&claims);
        assert_eq!(server.proves(&assertion).await, 200);
        let again = server.asserted(&assertion, &FOR_ITSELF).await;
        assert_eq!(error(&again), (401, json!("invalid_client")));
        assert!(
            again.body.contains("client-assertion-reused"),
            "{}",
            again.body
        );
        assert!(server.audited("client.assertion_reused", "client-assertion-reused"));
        // The same id in another text is the same assertion, too.
        assert_eq!(server.proves(&signer.sign(&claims)).await, 401);
        let mut same_id = server.assertion("other");
        same_id["jti"] = claims["jti"].clone();
        assert_eq!(server.proves(&signer.sign(&same_id)).await, 200);
        // A request that fails afterwards does not give it back.
        let assertion = signer.sign(&server.assertion("jwt"));
        let refused = server
            .asserted(&assertion, &[("grant_type", "magic")])
            .await;
        assert_eq!(error(&refused), (400, json!("unsupported_grant_type")));
        assert_eq!(server.proves(&assertion).await, 401);
        // One that was never accepted is not used up.
        let mut early = server.assertion("jwt");
        early["nbf"] = json!(server.now().secs() + 61);
        early["exp"] = json!(server.now().secs() + 200);
        let early = signer.sign(&early);
        assert_eq!(server.proves(&early).await, 401);
        server.advance(60);
        assert_eq!(server.proves(&early).await, 200);
        server.advance(60);
        let fresh = || signer.sign(&server.assertion("jwt"));
        let form = |other: &[(&'static str, &'static str)]| [&FOR_ITSELF[..], other].concat();
        let secret = server
            .token(None, &form(&[("client_id", "jwt"), ("client_secret", "x")]))
            .await;
        assert_eq!(error(&secret), (401, json!("invalid_client")));
        let named = server.token(None, &form(&[("client_id", "jwt")])).await;
        assert_eq!(error(&named), (401, json!("invalid_client")));
        let web = signer.sign(&server.assertion("web"));
        assert_eq!(server.proves(&web).await, 401);
        for (other, status) in [
            (("client_secret", "x"), 400),
            (("client_id", "web"), 400),
            (("client_id", "jwt"), 200),
        ] {
            let answer = server.asserted(&fresh(), &form(&[other])).await;
            assert_eq!(answer.status, status, "{other:?}: {}", answer.body);
        }
        let assertion = fresh();
        let both = form(&[("client_assertion_type", ASSERTION_TYPE)]);
        let both: Vec<_> = both
            .into_iter()
            .chain([("client_assertion", assertion.as_str())])
            .collect();
        let answer = server.token(Some(("jwt", "x")), &both).await;
        assert_eq!(error(&answer), (400, json!("invalid_request")));
        for (kind, text) in [
            (
                Some("urn:ietf:params:oauth:client-assertion-type:saml2-bearer"),
                Some(assertion.as_str()),
            ),
            (None, Some(assertion.as_str())),
            (Some(ASSERTION_TYPE), None),
        ] {
            let mut form = FOR_ITSELF.to_vec();
            form.extend(kind.map(|kind| ("client_assertion_type", kind)));
            form.extend(text.map(|text| ("client_assertion", text)));
            let answer = server.token(None, &form).await;
            assert_eq!(error(&answer), (401, json!("invalid_client")), "{kind:?}");
        }
        // TK-03: never in the URL.
        let browser = server.browser();
        let url = browser.url(&format!("/token?client_assertion={assertion}"));
        let answer = browser.send(browser.http.post(url).form(&FOR_ITSELF)).await;
        assert_eq!(error(&answer), (400, json!("invalid_request")));
    }
}

// CA-09: whatever the header asks for, the registered keys decide, and nothing is fetched.
#[tokio::test]
async fn a_header_decides_nothing_and_fetches_nothing() {
    let server = Server::start(Db::Sqlite).await;
    let sink = Sink::start().await;
    let signer = Signer::es256("k");
    server.signing_client("jwt", json!({"jwks": signer.jwks()}));
    let thief = Signer::es256("k");
    sink.answer(200, "", &thief.jwks().to_string());
    let address = sink.url("http", "localhost", "/jwks");
    let with = |name: &str, value: Value| {
        let mut header = thief.header();
        header[name] = value;
        header
    };
    let long = "k".repeat(12_000);
    let headers = [
        with("alg", json!("none")),
        with("alg", json!("None")),
        with("alg", json!("")),
        with("alg", json!(null)),
        with("alg", json!(["ES256"])),
        with("alg", json!("HS256")),
        with("jku", json!(address)),
        with("x5u", json!(address)),
        with("jwk", thief.jwk()),
        with("x5c", json!(["MIIB"])),
        with("crit", json!(["exp"])),
        with("b64", json!(false)),
        with("kid", json!("../../etc/passwd")),
        with("kid", json!("' OR 1=1 --")),
        with("kid", json!("k\u{0}")),
        with("kid", json!(long)),
        with("kid", json!({"$gt": ""})),
        with("kid", json!(7)),
        with("typ", json!("at+jwt")),
        with("typ", json!("logout+jwt")),
        with("typ", json!("dpop+jwt")),
        json!([]),
        json!("x"),
        json!({}),
    ];
    for header in &headers {
        // Also signed by the right key: a header may not even ask.
        let asks = ["jku", "x5u", "jwk", "x5c", "crit", "b64"]
            .iter()
            .any(|name| header.get(*name).is_some());
        let signers = if asks {
            vec![&thief, &signer]
        } else {
            vec![&thief]
        };
        for by in signers {
            let assertion = by.sign_as(header, &server.assertion("jwt"));
            let answer = server.asserted(&assertion, &FOR_ITSELF).await;
            assert_eq!(error(&answer), (401, json!("invalid_client")), "{header}");
            server.advance(10);
        }
    }
    // HMAC with the public key as the secret: the classic confusion.
    let public = signer.jwk().to_string();
    for key in [
        public.as_bytes(),
        signer.jwk()["x"].as_str().expect("text").as_bytes(),
    ] {
        let claims = server.assertion("jwt");
        let forged = jsonwebtoken::encode(
            &jsonwebtoken::Header::new(Algorithm::HS256),
            &claims,
            &jsonwebtoken::EncodingKey::from_secret(key),
        );
        assert_eq!(server.proves(&forged.expect("signs")).await, 401);
    }
    let good = signer.sign(&server.assertion("jwt"));
    let (message, _) = good.rsplit_once('.').expect("parts");
    let (_, body) = message.split_once('.').expect("parts");
    server.advance(60);
    for broken in [
        "",
        ".",
        "..",
        "...",
        "x",
        "a.b.c",
        &format!("{message}."),
        message,
        &format!("{good}."),
        &format!("{good}x"),
        &format!(".{body}."),
        &format!("{good}.{good}"),
        &good.replace('.', " ."),
        &format!("{good}="),
    ] {
        let answer = server.asserted(broken, &FOR_ITSELF).await;
        assert_eq!(error(&answer), (401, json!("invalid_client")), "{broken}");
        server.advance(10);
    }
    assert_eq!(
        server.proves(&signer.sign(&server.assertion("jwt"))).await,
        200
    );
    // Names that stand twice: which one would count?
    let part = |text: &str| {
        use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
        URL_SAFE_NO_PAD.encode(text)
    };
    let twice = format!(
        "{}.{}.x",
        part(r#"{"alg":"ES256","alg":"none"}"#),
        part("{}")
    );
    assert_eq!(server.proves(&twice).await, 401);
    assert_eq!(sink.hits(), 0);
}

// CA-10: fetched once, kept for five minutes, looked at again for a key that is not known at most
// every thirty seconds, used for a day when it cannot be had.
#[tokio::test]
async fn keys_at_an_address_are_fetched_with_measure() {
    let server = Arc::new(Server::start(Db::Sqlite).await);
    let sink = Sink::start().await;
    let (old, new) = (Signer::es256("old"), Signer::es256("new"));
    let publish = |keys: &[&Signer]| {
        let keys: Vec<_> = keys.iter().map(|signer| signer.jwk()).collect();
        sink.answer(200, "", &json!({ "keys": keys }).to_string());
    };
    publish(&[&old]);
    let uri = sink.url("http", "localhost", "/jwks");
    server.signing_client("far", json!({"jwks_uri": uri}));
    let by = |signer: &Signer| signer.sign(&server.assertion("far"));
    // Of many at once, one goes.
    let tries: Vec<_> = (0..8)
        .map(|_| {
            let (server, assertion) = (server.clone(), by(&old));
            tokio::spawn(async move { server.proves(&assertion).await })
        })
        .collect();
    let mut statuses = Vec::new();
    for one in tries {
        statuses.push(one.await.expect("ends"));
    }
    assert_eq!((statuses, sink.hits()), (vec![200; 8], 1));
    server.advance(299);
    assert_eq!((server.proves(&by(&old)).await, sink.hits()), (200, 1));
    server.advance(1);
    assert_eq!((server.proves(&by(&old)).await, sink.hits()), (200, 2));
    // A new key, which shows at the next look that is allowed.
    publish(&[&old, &new]);
    server.advance(29);
    assert_eq!((server.proves(&by(&new)).await, sink.hits()), (401, 2));
    server.advance(1);
    assert_eq!((server.proves(&by(&new)).await, sink.hits()), (200, 3));
    // Somebody who makes key ids up makes nobody look more often.
    server.advance(60);
    for n in 0..9 {
        let made_up = old.named(&format!("made-up-{n}"));
        assert_eq!(server.proves(&by(&made_up)).await, 401);
    }
    assert_eq!((server.proves(&by(&new)).await, sink.hits()), (200, 4));
    // What is no key set changes nothing for a day.
    for (status, body) in [
        (500, "{}".to_owned()),
        (302, String::new()),
        (200, "no JSON".to_owned()),
        (200, json!({"keys": []}).to_string()),
        (200, json!({"keys": vec![old.jwk(); 21]}).to_string()),
        (
            200,
            json!({"keys": [old.jwk()], "pad": "x".repeat(64 * 1024)}).to_string(),
        ),
    ] {
        sink.answer(status, "location: http://localhost/\r\n", &body);
        server.advance(300);
        let before = sink.hits();
        assert_eq!(
            server.proves(&by(&new)).await,
            200,
            "{status} {}",
            body.len()
        );
        assert_eq!(sink.hits(), before + 1);
        // Nor is it asked again at once.
        assert_eq!(
            (server.proves(&by(&new)).await, sink.hits()),
            (200, before + 1)
        );
    }
    server.advance(24 * 3600);
    assert_eq!(server.proves(&by(&new)).await, 401);
    publish(&[&new]);
    server.advance(30);
    assert_eq!(server.proves(&by(&new)).await, 200);
    // A key that was taken out is no key any more.
    server.advance(300);
    assert_eq!(server.proves(&by(&old)).await, 401);
    // Strangers, secrets and clients that are off make nobody look at all.
    let before = sink.hits();
    server.advance(300);
    assert_eq!(
        server.proves(&old.sign(&server.assertion("web"))).await,
        401
    );
    assert_eq!(
        server.proves(&old.sign(&server.assertion("nobody"))).await,
        401
    );
    assert_eq!(sink.hits(), before);
}

// CA-10, UP-06: without the switch of development, a key set on a network of our own is neither
// registered nor asked for.
#[tokio::test]
async fn a_key_set_of_our_own_network_is_not_taken() {
    let sink = Sink::start().await;
    let server = Server::with(Db::Sqlite, &["outbound.allow_loopback=false"]).await;
    let try_with = |uri: &str| {
        let metadata = json!({
            "client_id": "inside", "token_endpoint_auth_method": "private_key_jwt",
            "grant_types": ["client_credentials"], "scope": "records.read", "jwks_uri": uri,
        });
        register(
            &server.ctx(),
            NewClient::from_json(metadata).expect("metadata"),
        )
        .expect("no fault")
        .map(|registered| registered.client.id)
        .map_err(|invalid| (invalid.field, invalid.is_conflict))
    };
    for uri in [
        sink.url("http", "localhost", "/"),
        sink.url("https", "127.0.0.1", "/"),
        "https://169.254.169.254/latest".to_owned(),
        "https://[::1]/".to_owned(),
        "file:///etc/passwd".to_owned(),
        "x".to_owned(),
    ] {
        assert_eq!(try_with(&uri), Err(("jwks_uri".into(), false)), "{uri}");
    }
    // A name is looked up when it is asked.
    assert!(try_with(&sink.url("https", "localhost", "/")).is_ok());
    let signer = Signer::es256("k");
    assert_eq!(
        server
            .proves(&signer.sign(&server.assertion("inside")))
            .await,
        401
    );
    assert_eq!(sink.hits(), 0);
}

// DL-06: an id is kept as long as its assertion could be used again, five minutes at most, and no
// client has more than its share.
#[tokio::test]
async fn the_ids_of_assertions_are_few_and_go() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        let signer = Signer::es256("k");
        server.signing_client("jwt", json!({"jwks": signer.jwks()}));
        let kept = || {
            server
                .app
                .store
                .read(store::client_assertions::count)
                .expect("reads")
        };
        let mut long = server.assertion("jwt");
        long["exp"] = json!(server.now().secs() + 3600);
        let long = signer.sign(&long);
        assert_eq!(server.proves(&long).await, 200);
        assert_eq!(
            server.proves(&signer.sign(&server.assertion("jwt"))).await,
            200
        );
        let sweep = || {
            let (now, repeats) = (server.now(), server.now());
            let over = store::sweep::Over { now, repeats };
            store::sweep::run(&server.app.store, over).expect("sweeps");
        };
        server.advance(61);
        sweep();
        assert_eq!(kept(), 1);
        server.advance(240);
        sweep();
        assert_eq!(kept(), 0);
        // It has ended with its row.
        assert_eq!(server.proves(&long).await, 401);
        // A client's share.
        let ends = server.now().plus(policy::ASSERTION_LIFE);
        let take = |client: &'static str, n: u8, most: i64| {
            let now = server.now();
            let taken = server.app.store.write(move |conn| {
                let (id, jti) = (ClientId::new(client), Digest::new([n; 32]));
                store::client_assertions::consume(conn, (&id, &jti), ends, (most, now))
            });
            taken.expect("writes")
        };
        use store::client_assertions::Taken::{Again, First, Full};
        assert_eq!(take("a", 1, 2), First);
        assert_eq!(take("a", 1, 2), Again);
        assert_eq!(take("a", 2, 2), First);
        assert_eq!(take("a", 3, 2), Full);
        assert_eq!(take("a", 1, 2), Again);
        assert_eq!(take("b", 3, 2), First);
    }
    // Through the door, a client with a full share has to wait; others do not.
    let server = Server::start(Db::Sqlite).await;
    let signer = Signer::es256("k");
    server.signing_client("jwt", json!({"jwks": signer.jwks()}));
    server.signing_client("calm", json!({"jwks": signer.jwks()}));
    let (now, ends) = (server.now(), server.now().plus(policy::ASSERTION_LIFE));
    let filled = server.app.store.write(move |conn| {
        for n in 0..policy::ASSERTIONS_PER_CLIENT {
            let mut bytes = [0; 32];
            bytes[..8].copy_from_slice(&n.to_be_bytes());
            let (id, jti) = (ClientId::new("jwt"), Digest::new(bytes));
            store::client_assertions::consume(conn, (&id, &jti), ends, (i64::MAX, now))?;
        }
        Ok(())
    });
    filled.expect("fills");
    let full = server
        .asserted(&signer.sign(&server.assertion("jwt")), &FOR_ITSELF)
        .await;
    assert_eq!(error(&full), (429, json!("temporarily_unavailable")));
    assert_eq!(full.header("retry-after"), "60");
    assert_eq!(
        server.proves(&signer.sign(&server.assertion("calm"))).await,
        200
    );
    server.advance(301);
    assert_eq!(
        server.proves(&signer.sign(&server.assertion("jwt"))).await,
        200
    );
}

// What the OAuth referee (oxide-auth) would do by itself does not show: it knows passwords only,
// says `invalid_request` for an unknown code, and takes a code out before it looks whose it is.
#[tokio::test]
async fn a_client_of_keys_redeems_its_codes_and_nobody_elses() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        let signer = Signer::es256("k");
        let client = |id: &str| {
            server.client(json!({
                "client_id": id, "token_endpoint_auth_method": "private_key_jwt",
                "redirect_uris": [CALLBACK], "scope": "openid profile records.read",
                "jwks": signer.jwks(), "signet": {"first_party": true},
            }));
        };
        client("mine");
        client("theirs");
        let browser = server.browser();
        let page = browser.open(&query("mine", &[])).await;
        let page = browser.sign_in(&page, "anna", "anna-password").await;
        let code = code_of(&page.refresh());
        let redeem = |id: &str, code: &str, verifier: &str| {
            let assertion = signer.sign(&server.assertion(id));
            let form = [
                ("grant_type".to_owned(), "authorization_code".to_owned()),
                ("code".to_owned(), code.to_owned()),
                ("redirect_uri".to_owned(), CALLBACK.to_owned()),
                ("code_verifier".to_owned(), verifier.to_owned()),
            ];
            let server = &server;
            async move {
                let form: Vec<_> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
                server.asserted(&assertion, &form).await
            }
        };
        let grant = (400, json!("invalid_grant"));
        assert_eq!(error(&redeem("theirs", &code, VERIFIER).await), grant);
        assert_eq!(error(&redeem("mine", "unknown", VERIFIER).await), grant);
        assert_eq!(error(&redeem("mine", &code, &"x".repeat(43)).await), grant);
        // Not by the name alone, nor by a secret that nobody has.
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
            ("client_id", "mine"),
        ];
        for secret in [None, Some("")] {
            let form: Vec<_> = form
                .into_iter()
                .chain(secret.map(|secret| ("client_secret", secret)))
                .collect();
            assert_eq!(server.token(None, &form).await.status, 401);
        }
        assert_eq!(
            server.token(Some(("mine", "")), &form[..4]).await.status,
            401
        );
        let answer = redeem("mine", &code, VERIFIER).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let tokens = Tokens(answer.json());
        assert_eq!(tokens.claims("access_token")["client_id"], "mine");
        assert_eq!(
            server.userinfo(tokens.text("access_token")).await.status,
            200
        );
        // TK-15: a replay is noticed, and ends the grant.
        server.advance(2);
        assert_eq!(error(&redeem("mine", &code, VERIFIER).await), grant);
        assert_eq!(
            server.userinfo(tokens.text("access_token")).await.status,
            401
        );
    }
}
