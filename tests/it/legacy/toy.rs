//! Another door in one file, as `docs/legacy.md` says: an API that takes `{"who", "word"}` at
//! `POST /signin` and answers `{"key"}`, for the people of OCARIoT. It stands where the real door
//! would, with everything that doors share.

use actix_web::{App, HttpResponse, HttpServer, http::Method, middleware::from_fn, web};
use serde_json::{Value, json};
use signet::{
    core::{Door, Fault, Reason, Refusal, Secret},
    grants::{GrantRequest, Issued, password},
    http::{HttpState, edge},
    legacy::{Call, LegacyDoor, mount},
    model::Namespace,
};

use crate::support::{Db, Server, both};

struct Toy;

impl LegacyDoor for Toy {
    const DOOR: Door = Door::Ocariot;

    async fn call(call: &Call<'_>) -> HttpResponse {
        if (call.method(), call.path.as_str()) != (&Method::POST, "/signin") {
            return refuse(&Reason::NotFound.into());
        }
        let asked = match call.body().await {
            Ok(body) => into_request(&body),
            Err(refusal) => Err(refusal),
        };
        let asked = match asked {
            Ok(asked) => asked,
            Err(refusal) => return refuse(&refusal),
        };
        match call.grant(asked).await {
            Ok(Ok(issued)) => answer(&issued),
            Ok(Err(refusal)) => refuse(&refusal),
            Err(fault) => Self::fault(call, &fault),
        }
    }

    fn refuse(_: &Call<'_>, refusal: &Refusal) -> HttpResponse {
        refuse(refusal)
    }

    fn fault(_: &Call<'_>, _: &Fault) -> HttpResponse {
        HttpResponse::InternalServerError().json(json!({"no": "sorry"}))
    }
}

fn into_request(body: &[u8]) -> Result<GrantRequest, Refusal> {
    let body: Value = serde_json::from_slice(body).map_err(|_| Reason::BodyMalformed)?;
    match (body["who"].as_str(), body["word"].as_str()) {
        (Some(who), Some(word)) => Ok(GrantRequest::Password(password::Request {
            door: Door::Ocariot,
            namespace: Namespace::Door(Door::Ocariot.name().to_owned()),
            identifier: who.to_owned(),
            password: Secret::new(word),
            otp: None,
        })),
        _ => Err(Reason::ParameterMissing.into()),
    }
}

fn answer(issued: &Issued) -> HttpResponse {
    HttpResponse::Ok().json(json!({"key": issued.access_token.expose()}))
}

fn refuse(refusal: &Refusal) -> HttpResponse {
    let mut response = match refusal.reason {
        Reason::NotFound => HttpResponse::NotFound(),
        Reason::BodyMalformed | Reason::ParameterMissing => HttpResponse::BadRequest(),
        Reason::DoorSunset => HttpResponse::Gone(),
        Reason::IdentifierLimited => HttpResponse::TooManyRequests(),
        _ => HttpResponse::Unauthorized(),
    };
    response.json(json!({"no": refusal.reason.public().code()}))
}

// What a door of one file gets for nothing: the password service and its limits, an ordinary grant,
// dates, counters, and the switch.
both!(a_door_is_one_file);
async fn a_door_is_one_file(db: Db) {
    let set = [
        "legacy.ocariot.enabled=true",
        "legacy.ocariot.prefix=/legacy/toy",
        "legacy.ocariot.sunset_at=2099-06-30T23:59:59Z",
    ];
    let server = Server::with(db, &set).await;
    super::ocariot::short_key(&server);
    super::ocariot::user(&server, "admin1", "admin", json!({}));
    let state = web::Data::new(HttpState {
        app: server.app.clone(),
        draining: std::sync::Arc::default(),
    });
    let toy = HttpServer::new(move || {
        App::new()
            .app_data(state.clone())
            .wrap(from_fn(edge::edge))
            .configure(|service| mount::<Toy>(service, "/legacy/toy"))
    })
    .workers(1)
    .disable_signals()
    .bind("127.0.0.1:0")
    .expect("binds");
    let base = format!("http://{}", toy.addrs()[0]);
    let running = toy.run();
    let handle = running.handle();
    tokio::spawn(running);
    let client = reqwest::Client::new();
    let sign_in = async |path: &str, body: &str| {
        let request = client
            .post(format!("{base}/legacy/toy{path}"))
            .body(body.to_owned());
        let answer = request.send().await.expect("an answer");
        let sunset = answer.headers().contains_key("sunset");
        let status = answer.status().as_u16();
        (
            status,
            sunset,
            answer.json::<Value>().await.unwrap_or_default(),
        )
    };
    let right = r#"{"who": "admin1", "word": "br123"}"#;
    let (status, sunset, body) = sign_in("/signin", right).await;
    assert_eq!((status, sunset), (200, true), "{body}");
    assert_eq!(body["key"].as_str().expect("a token").split('.').count(), 3);
    assert_eq!(server.grants(), 1);
    assert_eq!(sign_in("//signin/", right).await.0, 200);
    let refused = [
        (404, "not-found", "/elsewhere", right),
        (400, "body-malformed", "/signin", "{"),
        (400, "parameter-missing", "/signin", "{}"),
        (
            401,
            "password-wrong",
            "/signin",
            r#"{"who": "admin1", "word": "x"}"#,
        ),
        (
            401,
            "password-wrong",
            "/signin",
            r#"{"who": "nobody", "word": "x"}"#,
        ),
    ];
    for (status, code, path, body) in refused {
        let answer = sign_in(path, body).await;
        assert_eq!((answer.0, answer.1), (status, true), "{path} {body}");
        assert_eq!(answer.2, json!({"no": code}), "{path} {body}");
    }
    server.edit("legacy-ocariot", json!({"state": "disabled"}));
    assert_eq!(sign_in("/signin", right).await.0, 404);
    handle.stop(false).await;
}
