//! Bad input to every endpoint gets its documented error, never a 500; and every reason has its
//! answer at every door.

use reqwest::Method;
use serde_json::Value;
use signet::{
    core::Reason,
    legacy::{corsano, healthily, humanapi, mycure, ocariot},
};

use crate::support::{Answer, Browser, Db, Server};

/// Every endpoint, with a method that it takes.
const ENDPOINTS: [(&str, &str); 45] = [
    ("GET", "/authorize"),
    ("POST", "/authorize"),
    ("POST", "/token"),
    ("GET", "/userinfo"),
    ("POST", "/userinfo"),
    ("GET", "/jwks"),
    ("GET", "/.well-known/openid-configuration"),
    ("GET", "/.well-known/oauth-authorization-server"),
    ("GET", "/interaction/x/login"),
    ("POST", "/interaction/x/login"),
    ("GET", "/interaction/x/mfa"),
    ("POST", "/interaction/x/mfa"),
    ("GET", "/interaction/x/enrol"),
    ("POST", "/interaction/x/enrol"),
    ("POST", "/interaction/x/enrol/codes"),
    ("GET", "/interaction/x/consent"),
    ("POST", "/interaction/x/consent"),
    ("POST", "/interaction/x/switch"),
    ("POST", "/interaction/x/reauth"),
    ("POST", "/interaction/x/select-account"),
    ("GET", "/return/x"),
    ("GET", "/logout"),
    ("POST", "/logout"),
    ("GET", "/"),
    ("GET", "/docs/errors"),
    ("GET", "/docs/errors/x"),
    ("GET", "/static/x"),
    ("POST", "/legacy/ocariot/v1/auth"),
    ("GET", "/legacy/ocariot/.well-known/ocariot.pem"),
    ("POST", "/legacy/corsano-users/login"),
    ("GET", "/legacy/corsano-users/auth/refresh"),
    ("POST", "/legacy/corsano-users/auth/logout"),
    ("POST", "/legacy/corsano-health/login"),
    ("GET", "/legacy/corsano-health/profile"),
    ("POST", "/legacy/corsano-health/oauth/token"),
    ("POST", "/legacy/healthily/api/v1/login"),
    ("POST", "/legacy/healthily/api/v1/terms"),
    ("GET", "/legacy/healthily/api/v1/me"),
    ("POST", "/legacy/humanapi/v1/connect/token"),
    ("POST", "/legacy/humanapi/v1/admin/token"),
    ("POST", "/legacy/mycure/authentication"),
    ("GET", "/legacy/mycure/accounts/x"),
    ("PATCH", "/legacy/mycure/personal-details/x"),
    ("GET", "management /health/ready"),
    ("GET", "management /metrics"),
];

/// What is sent: content type, body, query.
fn inputs() -> Vec<(&'static str, &'static str, Vec<u8>, &'static str)> {
    let form = "application/x-www-form-urlencoded";
    vec![
        ("nothing", "", Vec::new(), ""),
        ("an empty form", form, Vec::new(), ""),
        ("a broken form", form, b"%%%=%zz&=&&&;".to_vec(), "%%%=%zz&=&"),
        ("bytes that are no text", form, vec![0xff, 0xfe, 0x00, b'=', 0x80], "%ff=%fe"),
        ("NUL", form, b"client_id=a%00b&grant_type=%00".to_vec(), "client_id=a%00b"),
        ("line ends", form, b"state=a%0d%0aSet-Cookie:x&client_id=web".to_vec(), "state=a%0d%0ax&client_id=web"),
        ("JSON", "application/json", b"{\"grant_type\":{\"$gt\":\"\"}}".to_vec(), ""),
        ("deep JSON", "application/json", b"[".repeat(20_000), ""),
        ("half JSON", "application/json", b"{\"username\":".to_vec(), ""),
        ("many fields", form, b"a=b&".repeat(5000), ""),
        ("a long field", form, [b"code=".to_vec(), b"x".repeat(30_000)].concat(), ""),
        ("another type", "multipart/form-data; boundary=x", b"--x\r\n\r\n--x--".to_vec(), ""),
        ("an odd type", "\u{e9}/;;;=", b"x".to_vec(), ""),
        ("SQL", form, b"client_id=' OR 1=1 --&username=' OR 1=1 --&password=x&code=' OR 1=1 --&grant_type=authorization_code".to_vec(), "client_id=' OR 1=1 --"),
        ("a compressed body", form, b"x".to_vec(), ""),
    ]
}

// The table: endpoint × bad input, each with the status and the error that is documented for it;
// the same on either database.
#[tokio::test]
async fn bad_input_is_refused_everywhere_and_never_a_fault() {
    let mut tables = Vec::new();
    for db in Db::BOTH {
        let server = Server::with(
            db,
            &[
                "legacy.ocariot.enabled=true",
                "legacy.corsano_users.enabled=true",
                "legacy.corsano_health.enabled=true",
                "legacy.healthily.enabled=true",
                "legacy.mycure.enabled=true",
            ],
        )
        .await;
        server.open_doors();
        crate::legacy::corsano::clients(&server);
        crate::legacy::mycure::client(&server);
        let mut table = String::new();
        for endpoint in ENDPOINTS {
            for input in inputs() {
                table.push_str(&row(&server, endpoint, input).await);
            }
        }
        tables.push(table);
        assert_eq!((server.codes(), server.grants()), (0, 0));
    }
    assert_eq!(tables[0], tables[1]);
    insta::assert_snapshot!("inputs", tables[0]);
}

async fn row(
    server: &Server,
    (method, place): (&str, &str),
    (name, content_type, body, query): (&str, &str, Vec<u8>, &str),
) -> String {
    let (browser, path) = match place.strip_prefix("management ") {
        Some(path) => (Browser::new(&server.management), path),
        None => (server.browser(), place),
    };
    let url = match query {
        "" => browser.url(path),
        _ => browser.url(&format!("{path}?{query}")),
    };
    let verb = Method::from_bytes(method.as_bytes()).expect("a method");
    let mut request = browser.http.request(verb, url);
    if !content_type.is_empty() {
        // As bytes: what is no ASCII is sent, too.
        request = request.header("content-type", content_type.as_bytes());
    }
    if name == "a compressed body" {
        request = request.header("content-encoding", "gzip");
    }
    if method == "POST" {
        request = request.body(body);
    }
    let answer = browser.send(request).await;
    let status = answer.status.as_u16();
    let at = format!("{method} {place} {name}: {status} {}", answer.body);
    assert!(status < 500, "{at}");
    for inside in ["panicked", "src/", "diesel", "SELECT "] {
        assert!(!answer.body.contains(inside), "{at}");
    }
    format!(
        "{method:4} {place:43} {name:22} {status} {}\n",
        error(&answer)
    )
}

/// What an answer calls its error: a door's message, OAuth's code, or the page that explains it.
fn error(answer: &Answer) -> String {
    if answer.status.is_success() {
        return "ok".to_owned();
    }
    if let Ok(body) = serde_json::from_str::<Value>(&answer.body) {
        let code = body["code"].as_u64().or(body["statusCode"].as_u64());
        return match code {
            Some(code) => format!("{code} {}", body["message"].as_str().expect("a message")),
            // Corsano's.
            None if body.as_object().expect("an object").len() == 1 => {
                let told = body["error"].as_str().or(body["message"].as_str());
                told.expect("a message").to_owned()
            }
            None if body["errors"].is_object() => body["errors"].to_string(),
            None => {
                assert!(body["error_description"].is_string(), "{body}");
                body["error"].as_str().expect("an error").to_owned()
            }
        };
    }
    let told = answer
        .body
        .split("/docs/errors/")
        .nth(1)
        .unwrap_or_default();
    let code = told
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
        .next();
    match code {
        None | Some("") => "page".to_owned(),
        Some(code) => format!("page {code}"),
    }
}

/// A door's answer: its status and its JSON.
async fn told(response: actix_web::HttpResponse) -> (u16, Value) {
    let status = response.status().as_u16();
    let body = actix_web::body::to_bytes(response.into_body())
        .await
        .map_err(drop)
        .expect("a body");
    (status, serde_json::from_slice(&body).expect("JSON"))
}

// The matrix of reasons and doors: a new reason, or a changed answer, shows here.
#[tokio::test]
async fn every_reason_has_its_answer_at_every_door() {
    let mut matrix = String::new();
    for reason in Reason::ALL {
        let (status, body) = told(ocariot::refuse(&ocariot::Refused::from(*reason))).await;
        let corsano = told(corsano::refuse(&corsano::Refused::from(*reason))).await;
        let healthily = told(healthily::refuse(&healthily::Refused::from(*reason))).await;
        let humanapi = told(humanapi::refuse(&humanapi::Refused::from(*reason), None)).await;
        let mycure = told(mycure::refuse(&mycure::Refused::from(*reason))).await;
        let public = reason.public();
        matrix.push_str(&format!(
            "{:30} standard {} {:26} ocariot {status} {:48} corsano {} {:60} healthily {} {:60} humanapi {} mycure {} {} {}\n",
            reason.code(),
            public.status(),
            public.oauth_error(),
            body["message"].as_str().expect("a message"),
            corsano.0,
            corsano.1.to_string(),
            healthily.0,
            healthily.1["message"].as_str().expect("a message"),
            humanapi.1,
            mycure.0,
            mycure.1["code"],
            mycure.1["message"].as_str().expect("a message"),
        ));
    }
    insta::assert_snapshot!("reasons", matrix);
}
