//! Inputs as long as they may be, and as bad as we could think of: none costs more than its size is worth.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    process::Child,
};

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};

use crate::{
    cli::soon,
    support::{ports, processes::start_dev},
};

/// How often each is sent.
const TIMES: u64 = 20;
/// DL-08: "< 50 ms per input", of the processor; a build without optimisation takes several times what a
/// released one does.
const MOST: u64 = 50;

/// Milliseconds of the processor that a process has had.
fn spent(process: u32) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).expect("reads");
    // proc(5): the name in brackets may hold blanks; user and system time are fields 14 and 15.
    let after = stat.rsplit_once(')').expect("a name").1;
    let fields: Vec<&str> = after.split_whitespace().collect();
    let ticks = |at: usize| fields[at].parse::<u64>().expect("a number");
    (ticks(11) + ticks(12)) * 10
}

fn send(to: SocketAddr, head: &str, body: &[u8]) -> String {
    let mut stream = TcpStream::connect(to).expect("connects");
    let length = body.len();
    let port = to.port();
    let head = format!(
        "{head}\r\nHost: localhost:{port}\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n"
    );
    // The server may have answered, and gone, before it has all of it.
    let _sent = stream.write_all(&[head.as_bytes(), body].concat());
    let mut answer = Vec::new();
    let _end = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

const FORM: &str = "Content-Type: application/x-www-form-urlencoded";
const JSON: &str = "Content-Type: application/json";
/// Nearly what a body may have (DL-01).
const BODY: usize = 32_000;
/// Nearly what the head may have.
const HEAD: usize = 15_000;
/// Nearly what an address may have.
const ADDRESS: usize = 7_900;

fn filled(begin: &str, part: &str, end: &str, size: usize) -> String {
    let many = size.saturating_sub(begin.len() + end.len()) / part.len();
    format!("{begin}{}{end}", part.repeat(many))
}

fn jws(header: &str, claims: &str) -> String {
    let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
    format!("{}.{}.{}", part(header), part(claims), part("signature"))
}

/// What is sent: its name, its head without the end, and its body.
fn inputs() -> Vec<(&'static str, String, String)> {
    let token = |name, body: String| (name, format!("POST /token HTTP/1.1\r\n{FORM}"), body);
    let assertion = |name, jws: String| {
        let kind = "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer";
        let begin = "grant_type=client_credentials&client_assertion_type=";
        token(name, format!("{begin}{kind}&client_assertion={jws}"))
    };
    let door = |name, body: String| {
        let head = format!("POST /legacy/ocariot/v1/auth HTTP/1.1\r\n{JSON}");
        (name, head, body)
    };
    let get = |name, path: String, more: String| {
        (name, format!("GET {path} HTTP/1.1{more}"), String::new())
    };
    let authorize = "/authorize?response_type=code&client_id=web&";
    let header = |name, header: &str, part: &str| {
        let value = filled("", part, "", HEAD);
        get(name, "/authorize".into(), format!("\r\n{header}: {value}"))
    };
    let basic = STANDARD.encode(filled("", "%41", ":x", HEAD * 3 / 4 - 8));
    vec![
        token("separators", filled("", "&", "", BODY)),
        token("empty fields", filled("", "a=&", "", BODY)),
        token("escapes", filled("grant_type=", "%41", "", BODY)),
        token("broken escapes", filled("grant_type=", "%", "", BODY)),
        token(
            "scopes",
            filled("grant_type=client_credentials&scope=", "a+", "", BODY),
        ),
        token(
            "a long code",
            filled("grant_type=authorization_code&code=", "a", "", BODY),
        ),
        token(
            "a long refresh token",
            filled("grant_type=refresh_token&refresh_token=", "a.", "", BODY),
        ),
        assertion("dots", filled("", ".", "", BODY - 300)),
        assertion("a deep header", jws(&filled("", "[", "", 11_000), "{}")),
        assertion(
            "names that occur again",
            jws(&filled("{", "\"a\":1,", "\"a\":1}", 11_000), "{}"),
        ),
        assertion(
            "many names",
            jws(
                &format!(
                    "{{{}\"alg\":\"ES256\"}}",
                    (0..1_200)
                        .map(|n| format!("\"{n}\":1,"))
                        .collect::<String>()
                ),
                "{}",
            ),
        ),
        door("depth", filled("", "[", "", BODY)),
        door("deep objects", filled("", "{\"a\":", "", BODY)),
        door(
            "escapes in JSON",
            filled(
                "{\"username\":\"",
                "\\u00e9",
                "\",\"password\":\"x\"}",
                BODY,
            ),
        ),
        door(
            "a long number",
            filled("{\"username\":", "9", ",\"password\":\"x\"}", BODY),
        ),
        door(
            "a name again and again",
            filled("{", "\"username\":\"a\",", "\"password\":\"x\"}", BODY),
        ),
        get(
            "parameters",
            filled(authorize, "a=b&", "", ADDRESS),
            String::new(),
        ),
        get(
            "scopes to authorize",
            filled(&format!("{authorize}scope="), "a%20", "", ADDRESS),
            String::new(),
        ),
        get(
            "a redirect",
            filled(
                &format!("{authorize}redirect_uri=https://a.example/"),
                "../",
                "",
                ADDRESS,
            ),
            String::new(),
        ),
        get(
            "slashes",
            filled("/legacy", "/", "ocariot", ADDRESS),
            String::new(),
        ),
        header("cookies", "Cookie", "a=b; "),
        header("languages", "Accept-Language", "en;q=0.1,"),
        header("addresses", "X-Forwarded-For", "10.0.0.1,"),
        header("forwarded", "Forwarded", "for=\"[::1]\";a=b,"),
        header("accepts", "Accept", "text/*;q=0.1,"),
        (
            "a client's name",
            format!("POST /token HTTP/1.1\r\n{FORM}\r\nAuthorization: Basic {basic}"),
            "grant_type=client_credentials".into(),
        ),
    ]
}

// DL-08: "No super-linear input: fuzz asserts < 50 ms per input". What the process takes of the processor is
// counted, so that a busy machine changes nothing.
#[test]
fn no_input_costs_more_than_its_size() {
    let dir = tempfile::tempdir().expect("a directory");
    let node = Node::start(dir.path());
    for (name, head, body) in inputs() {
        let before = spent(node.0.id());
        for _ in 0..TIMES {
            let answer = send(node.1, &head, body.as_bytes());
            let status = answer.split(' ').nth(1).unwrap_or("none");
            assert!(!status.starts_with('5'), "{name}: {answer}");
        }
        let each = (spent(node.0.id()) - before) / TIMES;
        assert!(each < MOST, "{name}: {each} ms each");
    }
    let alive = send(node.1, "GET /jwks HTTP/1.1", b"");
    assert!(alive.starts_with("HTTP/1.1 200"), "{alive}");
}

/// `signet dev`, with all doors and their clients.
struct Node(Child, SocketAddr);

impl Node {
    fn start(dir: &std::path::Path) -> Self {
        let address = ports::free();
        // A stranger is held up by more than this, and that is not what is tried.
        let set = ["rate_limit.token_client=60000000".to_owned()];
        let child = start_dev(address.port(), &set, dir);
        // The keys of doors take longer, and until they are there their doors say 500, as documented.
        let head = format!("POST /legacy/ocariot/v1/auth HTTP/1.1\r\n{JSON}");
        let open = || {
            let answer = send(
                address,
                &head,
                b"{\"username\":\"nobody\",\"password\":\"x\"}",
            );
            answer.starts_with("HTTP/1.1 401")
        };
        assert!(soon(open), "the door opens");
        Self(child, address)
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _gone = self.0.kill();
        let _waited = self.0.wait();
    }
}
