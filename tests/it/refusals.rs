//! Bad input to every endpoint gets its documented error, never a 500; and every reason has its
//! answer at every door.

use reqwest::Method;
use serde_json::Value;
use signet::{core::Reason, legacy::ocariot};

use crate::support::{Db, Server};

/// Every endpoint, with a method that it takes.
const ENDPOINTS: [(&str, &str); 16] = [
    ("GET", "/authorize"),
    ("POST", "/authorize"),
    ("POST", "/token"),
    ("GET", "/userinfo"),
    ("POST", "/userinfo"),
    ("GET", "/jwks"),
    ("GET", "/.well-known/openid-configuration"),
    ("GET", "/interaction/x/login"),
    ("POST", "/interaction/x/login"),
    ("POST", "/interaction/x/mfa"),
    ("POST", "/interaction/x/consent"),
    ("POST", "/interaction/x/switch"),
    ("GET", "/return/x"),
    ("POST", "/logout"),
    ("GET", "/docs/errors/x"),
    ("POST", "/legacy/ocariot/v1/auth"),
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
        ("an odd type", "\u{7f}/;;;=", b"x".to_vec(), ""),
        ("SQL", form, b"client_id=' OR 1=1 --&username=' OR 1=1 --&password=x&code=' OR 1=1 --&grant_type=authorization_code".to_vec(), "client_id=' OR 1=1 --"),
        ("a compressed body", form, b"x".to_vec(), ""),
    ]
}

// The table: endpoint × bad input.
#[tokio::test]
async fn bad_input_is_refused_everywhere_and_never_a_fault() {
    for db in Db::BOTH {
        let server = Server::with_door(db).await;
        let browser = server.browser();
        for (method, path) in ENDPOINTS {
            for (name, content_type, body, query) in inputs() {
                let method = Method::from_bytes(method.as_bytes()).expect("a method");
                let url = if query.is_empty() {
                    browser.url(path)
                } else {
                    browser.url(&format!("{path}?{query}"))
                };
                let mut request = browser.http.request(method.clone(), url);
                if !content_type.is_empty() {
                    request = request.header("content-type", content_type.replace('\u{7f}', "x"));
                }
                if name == "a compressed body" {
                    request = request.header("content-encoding", "gzip");
                }
                if method == Method::POST {
                    request = request.body(body);
                }
                let answer = browser.send(request).await;
                let status = answer.status.as_u16();
                assert!(
                    status < 500,
                    "{method} {path} {name}: {status} {}",
                    answer.body
                );
                if path.starts_with("/legacy/ocariot") {
                    assert!(answer.json()["code"].is_number(), "{name}: {}", answer.body);
                } else if path == "/token" {
                    assert!(
                        answer.json()["error"].is_string()
                            && answer.json()["error_description"].is_string(),
                        "{name}: {}",
                        answer.body
                    );
                }
                for inside in ["panicked", "src/", "diesel", "SELECT "] {
                    assert!(
                        !answer.body.contains(inside),
                        "{method} {path} {name}: {inside}"
                    );
                }
            }
        }
    }
}

// The matrix of reasons and doors: a new reason, or a changed answer, shows here.
#[tokio::test]
async fn every_reason_has_its_answer_at_every_door() {
    let mut matrix = String::new();
    for reason in Reason::ALL {
        let response = ocariot::refuse(&ocariot::Refused::from(*reason));
        let status = response.status().as_u16();
        let body = actix_web::body::to_bytes(response.into_body())
            .await
            .map_err(drop)
            .expect("a body");
        let body: Value = serde_json::from_slice(&body).expect("JSON");
        let public = reason.public();
        matrix.push_str(&format!(
            "{:30} standard {} {:26} ocariot {status} {}\n",
            reason.code(),
            public.status(),
            public.oauth_error(),
            body["message"].as_str().expect("a message")
        ));
    }
    insta::assert_snapshot!("reasons", matrix);
}
