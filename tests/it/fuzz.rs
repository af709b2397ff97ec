//! Bytes that nobody would send, through the doors that everybody uses: each parser that meets strangers
//! is searched for an input that the server does not answer for. `SIGNET_FUZZ_SECONDS` says how long
//! each is searched (5 unless set; `make fuzz` takes a minute each).
//!
//! Whatever comes, the answer is one of the contract's: never 500, never silence, and nobody is sent
//! where they did not ask to go.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use proptest::{
    collection::vec,
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, TestRunner},
};
use signet::{
    config::{Sources, load},
    model::MailAddress,
};

use crate::{
    legacy,
    support::{Db, Server, query},
};

#[expect(
    clippy::disallowed_methods,
    reason = "how long to search is the caller's choice"
)]
fn until() -> Instant {
    let set = std::env::var("SIGNET_FUZZ_SECONDS").ok();
    let seconds = set.and_then(|text| text.parse().ok()).unwrap_or(5);
    Instant::now() + Duration::from_secs(seconds)
}

#[expect(clippy::disallowed_methods, reason = "see `until`")]
fn is_over(end: Instant) -> bool {
    Instant::now() >= end
}

/// What is done to a text that is right.
#[derive(Clone, Debug)]
enum Change {
    Put(usize, u8),
    Insert(usize, Vec<u8>),
    Cut(usize, usize),
    Repeat(usize, usize, usize),
}

fn change() -> impl Strategy<Value = Change> {
    let sharp = prop_oneof![
        Just(b"\"".to_vec()),
        Just(b"\\u0000".to_vec()),
        Just(b"%00".to_vec()),
        Just(b"%".to_vec()),
        Just(b"&&==".to_vec()),
        Just(b"\r\n".to_vec()),
        Just("\u{202e}".as_bytes().to_vec()),
        Just(b"{{[".to_vec()),
        Just(b"9999999999999999999999".to_vec()),
        Just(b"-1e999".to_vec()),
        Just(b"null".to_vec()),
        Just(vec![0xff, 0xfe]),
        Just(b"' OR 1=1 --".to_vec()),
        Just(b"../../".to_vec()),
        vec(any::<u8>(), 1..6),
    ];
    prop_oneof![
        3 => (any::<usize>(), any::<u8>()).prop_map(|(at, byte)| Change::Put(at, byte)),
        4 => (any::<usize>(), sharp).prop_map(|(at, bytes)| Change::Insert(at, bytes)),
        2 => (any::<usize>(), 1..20_usize).prop_map(|(at, many)| Change::Cut(at, many)),
        1 => (any::<usize>(), 1..30_usize, 1..40_usize).prop_map(|(at, many, times)| Change::Repeat(at, many, times)),
    ]
}

fn changed(seed: &[u8], changes: &[Change]) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for change in changes {
        let at = |at: usize, bytes: &[u8]| at % (bytes.len() + 1);
        match change {
            Change::Put(where_, byte) => {
                let at = at(*where_, &bytes);
                if let Some(slot) = bytes.get_mut(at) {
                    *slot = *byte;
                }
            }
            Change::Insert(where_, more) => {
                let at = at(*where_, &bytes);
                bytes.splice(at..at, more.iter().copied());
            }
            Change::Cut(where_, many) => {
                let at = at(*where_, &bytes);
                let end = (at + many).min(bytes.len());
                bytes.drain(at..end);
            }
            Change::Repeat(where_, many, times) => {
                let at = at(*where_, &bytes);
                let end = (at + many).min(bytes.len());
                let part = bytes[at..end].repeat(*times);
                bytes.splice(end..end, part);
            }
        }
    }
    bytes
}

/// Tries texts that are nearly right until the time is over; `check` says what is wrong with an answer.
fn search(seeds: &[String], mut check: impl FnMut(&[u8]) -> Result<(), String>) {
    let mut runner = TestRunner::new(Config::default());
    let strategy = (0..seeds.len(), vec(change(), 0..6));
    let (end, mut tried) = (until(), 0_u64);
    while !is_over(end) || tried < 20 {
        let tree = strategy.new_tree(&mut runner).expect("a case");
        let (index, changes) = tree.current();
        let input = changed(seeds[index].as_bytes(), &changes);
        if let Err(what) = check(&input) {
            panic!(
                "{what}\nafter {tried} tries, with {:?}",
                String::from_utf8_lossy(&input)
            );
        }
        tried += 1;
    }
    println!("{tried} tries");
}

/// An answer's status and its head.
struct Told {
    status: u16,
    head: String,
}

/// Sends these very bytes.
fn send(port: u16, bytes: &[u8]) -> Result<Told, String> {
    let failed = |error: std::io::Error| format!("no answer: {error}");
    let mut stream = TcpStream::connect(("127.0.0.1", port)).map_err(failed)?;
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .map_err(failed)?;
    // The server may have answered, and gone, before it has all of it.
    let _sent = stream.write_all(bytes);
    let mut answer = Vec::new();
    let mut part = [0; 4096];
    loop {
        match stream.read(&mut part) {
            Ok(0) => break,
            Ok(read) => answer.extend_from_slice(&part[..read]),
            Err(_) if !answer.is_empty() => break,
            Err(error) => return Err(failed(error)),
        }
    }
    let text = String::from_utf8_lossy(&answer).into_owned();
    let head = text.split("\r\n\r\n").next().unwrap_or("").to_owned();
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    match status {
        Some(status) => Ok(Told { status, head }),
        None => Err(format!("no HTTP: {head}")),
    }
}

/// The rule for every answer.
fn answered(told: Result<Told, String>) -> Result<(), String> {
    let told = told?;
    match told.status {
        500 | 501 | 502 | 504.. => Err(told.head),
        _ => Ok(()),
    }
}

/// Header values are bytes without line ends: more would be another header, or no HTTP.
fn one_line(bytes: &[u8]) -> Vec<u8> {
    bytes
        .iter()
        .copied()
        .filter(|byte| *byte >= b' ' && *byte != 0x7f)
        .collect()
}

fn get(path: &[u8], header: Option<(&str, &[u8])>) -> Vec<u8> {
    let clean: Vec<u8> = path
        .iter()
        .copied()
        .filter(|byte| *byte > b' ' && *byte < 0x7f)
        .collect();
    let mut bytes = b"GET ".to_vec();
    bytes.extend(clean);
    bytes.extend(b" HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\nConnection: close\r\n");
    if let Some((name, value)) = header {
        bytes.extend(format!("{name}: ").bytes());
        bytes.extend(one_line(value));
        bytes.extend(b"\r\n");
    }
    bytes.extend(b"\r\n");
    bytes
}

fn post(path: &str, kind: &str, header: Option<(&str, &[u8])>, body: &[u8]) -> Vec<u8> {
    let mut bytes = format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n",
        body.len()
    )
    .into_bytes();
    if let Some((name, value)) = header {
        bytes.extend(format!("{name}: ").bytes());
        bytes.extend(one_line(value));
        bytes.extend(b"\r\n");
    }
    bytes.extend(b"\r\n");
    bytes.extend(body);
    bytes
}

const FORM: &str = "application/x-www-form-urlencoded";
/// What is searched for is not how often it may be asked.
const SHARED: &str = "rate_limit.shared_networks=[\"127.0.0.0/8\"]";

/// Searches beside a server, on a thread of its own: it waits for answers.
async fn beside(
    set: &[&str],
    prepare: impl FnOnce(&Server),
    seeds: Vec<String>,
    ask: impl Fn(u16, &[u8]) -> Result<(), String> + Send + 'static,
) {
    let server = Server::with(Db::Sqlite, &[&[SHARED], set].concat()).await;
    server.open_doors();
    prepare(&server);
    let port = server
        .base
        .rsplit(':')
        .next()
        .and_then(|port| port.parse().ok());
    let port = port.expect("a port");
    let searched = tokio::task::spawn_blocking(move || search(&seeds, |input| ask(port, input)));
    searched.await.expect("every input is answered");
    let alive = server.browser().get("/jwks").await;
    assert_eq!(alive.status, 200, "it is still there");
}

#[tokio::test]
async fn the_query_of_an_authorization_request() {
    let seeds = vec![
        query("web", &[]),
        query(
            "native",
            &[
                ("prompt", "login"),
                ("claims", r#"{"id_token":{"email":null}}"#),
                ("max_age", "60"),
            ],
        ),
    ];
    beside(
        &[],
        |_| (),
        seeds,
        |port, input| {
            let mut path = b"/authorize?".to_vec();
            path.extend(input);
            answered(send(port, &get(&path, None)))
        },
    )
    .await;
}

// AZ-02: nobody is sent to an address that was not registered as it stands.
#[tokio::test]
async fn the_address_that_an_app_asks_for() {
    let seeds = vec![
        crate::support::server::CALLBACK.to_owned(),
        "http://127.0.0.1:4000/cb".to_owned(),
    ];
    beside(&[], |_| (), seeds, |port, input| {
        let escaped: String = url::form_urlencoded::byte_serialize(input).collect();
        let path = format!(
            "/authorize?client_id=web&response_type=code&scope=openid&prompt=none&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256&redirect_uri={escaped}"
        );
        let told = send(port, &get(path.as_bytes(), None))?;
        let to = told.head.lines().find_map(|line| line.strip_prefix("location: ").or(line.strip_prefix("Location: ")));
        match to {
            Some(to) if !to.starts_with(crate::support::server::CALLBACK) && !to.starts_with('/') && !to.starts_with("http://localhost") => {
                Err(format!("sent to {to}"))
            }
            _ => answered(Ok(told)),
        }
    })
    .await;
}

#[tokio::test]
async fn the_form_of_a_token_request() {
    let seeds = [
        "grant_type=authorization_code&code=abc&redirect_uri=https%3A%2F%2Fapp.example%2Fcb&code_verifier=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa&client_id=spa",
        "grant_type=refresh_token&refresh_token=sig_rt_abc&client_id=spa&scope=openid",
        "grant_type=client_credentials&scope=records.read&client_id=service&client_secret=service-secret&resource=https%3A%2F%2Frecords.example",
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange&subject_token=a.b.c&subject_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Aaccess_token&client_id=post&client_secret=post-secret",
    ];
    beside(
        &[],
        |_| (),
        seeds.map(str::to_owned).to_vec(),
        |port, input| answered(send(port, &post("/token", FORM, None, input))),
    )
    .await;
}

#[tokio::test]
async fn the_header_that_proves_a_client() {
    let basic = STANDARD.encode("service:service-secret");
    let seeds = vec![
        format!("Basic {basic}"),
        "Basic c2VydmljZTo=".to_owned(),
        "Bearer abc".to_owned(),
    ];
    beside(
        &[],
        |_| (),
        seeds,
        |port, input| {
            let body = b"grant_type=client_credentials";
            answered(send(
                port,
                &post("/token", FORM, Some(("Authorization", input)), body),
            ))
        },
    )
    .await;
}

#[tokio::test]
async fn a_signed_token_and_a_clients_assertion() {
    let header = "eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6ImEifQ";
    let claims = "eyJpc3MiOiJodHRwOi8vbG9jYWxob3N0Iiwic3ViIjoid2ViIiwiYXVkIjoiYSIsImV4cCI6MTgwMDAwMDAwMCwianRpIjoiYSJ9";
    let seeds = vec![
        format!("{header}.{claims}.c2lnbmF0dXJl"),
        "sig_at_abc_00000000".to_owned(),
    ];
    beside(&[], |_| (), seeds, |port, input| {
        let mut bearer = b"Bearer ".to_vec();
        bearer.extend(input);
        answered(send(port, &get(b"/userinfo", Some(("Authorization", &bearer)))))?;
        let escaped: String = url::form_urlencoded::byte_serialize(input).collect();
        let body = format!(
            "grant_type=client_credentials&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion={escaped}"
        );
        answered(send(port, &post("/token", FORM, None, body.as_bytes())))
    })
    .await;
}

#[tokio::test]
async fn the_cookies_of_a_browser() {
    let seeds = vec![
        "session=abc; browser=def; lang=de; device=x; accounts=y".to_owned(),
        "lang=ar; action=aaaa; legacy-told=1".to_owned(),
    ];
    beside(
        &["login.registration=open"],
        |_| (),
        seeds,
        |port, input| {
            for path in ["/account", "/join/verify", "/recover/new"] {
                answered(send(port, &get(path.as_bytes(), Some(("Cookie", input)))))?;
            }
            Ok(())
        },
    )
    .await;
}

macro_rules! door {
    ($name:ident, $set:literal, $prepare:expr, $path:literal, [$($seed:literal),+]) => {
        #[tokio::test]
        async fn $name() {
            let set = [concat!("legacy.", $set, ".enabled=true")];
            beside(&set, $prepare, vec![$($seed.to_owned()),+], |port, input| {
                answered(send(port, &post($path, "application/json", None, input)))
            })
            .await;
        }
    };
}

door!(
    the_json_of_ocariots_door,
    "ocariot",
    |_| (),
    "/legacy/ocariot/v1/auth",
    [r#"{"username":"BR0001","password":"br123"}"#]
);
door!(
    the_json_of_corsanos_users_door,
    "corsano_users",
    legacy::corsano::clients,
    "/legacy/corsano-users/login",
    [r#"{"email":"a@example.org","password":"secret"}"#]
);
door!(
    the_json_of_corsanos_health_door,
    "corsano_health",
    legacy::corsano::clients,
    "/legacy/corsano-health/login",
    [r#"{"user_api_token":"a.b.c"}"#]
);
door!(
    the_json_of_healthilys_door,
    "healthily",
    |_| (),
    "/legacy/healthily/api/v1/login",
    [r#"{"partner_id":"p","secret":"s"}"#]
);
door!(
    the_json_of_human_apis_door,
    "humanapi",
    |_| (),
    "/legacy/humanapi/v1/connect/token",
    [
        r#"{"client_id":"c","client_secret":"s","client_user_id":"u","client_user_email":"u@example.org","type":"session"}"#
    ]
);
door!(
    the_json_of_mycures_door,
    "mycure",
    legacy::mycure::client,
    "/legacy/mycure/authentication",
    [
        r#"{"strategy":"local","email":"a@example.org","password":"secret","totpToken":"123456",}"#,
        r#"{"action":"applyActionCode","code":"abc","payload":{"code":"123456"}}"#,
        r#"{"strategy":"jwt","accessToken":"a.b.c"}"#
    ]
);

// RC-10: an address that is taken has one recipient, and no line of its own.
#[test]
fn an_address_for_mail() {
    let seeds = [
        "anna@example.org",
        "Anna <anna@example.org>",
        "\"a b\"@example.org",
        "anna@xn--bcher-kva.example",
    ];
    search(&seeds.map(str::to_owned), |input| {
        let text = String::from_utf8_lossy(input);
        match MailAddress::parse(&text) {
            Ok(taken) => {
                let whole = taken.as_str();
                let is_one = whole.matches('@').count() == 1
                    && !whole.contains(['\r', '\n', '\0', ',', '<', '>', ' ']);
                if is_one && whole.len() <= 254 {
                    Ok(())
                } else {
                    Err(format!("taken: {whole:?}"))
                }
            }
            Err(_) => Ok(()),
        }
    });
}

// OPERATIONS §2: a configuration is taken or it is said what is wrong; nothing else happens.
#[test]
fn the_text_of_a_configuration() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("signet.toml");
    let seeds = [
        "[server]\npublic_url = \"https://id.example.org\"\nlisten = [\"127.0.0.1:8080\"]\n[database]\nurl = \"sqlite:///tmp/x\"\n[legacy.ocariot]\nenabled = true\n",
        "[mfa]\nrequired_for = [\"admin\"]\n[rate_limit]\nfirst_delay = \"30s\"\n[privacy]\nip = \"full\"\n",
    ];
    search(&seeds.map(str::to_owned), |input| {
        std::fs::write(&path, input).map_err(|error| error.to_string())?;
        let sources = Sources {
            files: vec![path.clone()],
            ..Sources::default()
        };
        match load(&sources) {
            Ok(_) => Ok(()),
            Err(errors) if !errors.to_string().is_empty() => Ok(()),
            Err(_) => Err("refused without a word".to_owned()),
        }
    });
}
