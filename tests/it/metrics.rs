//! What `/metrics` tells after a day's work, and that nothing else names a metric.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use crate::support::{
    Browser, Db, Server, Sink,
    app::{WEB, code_of},
    both, query,
    server::CALLBACK,
    sink::CA,
};

/// A line of the table in `docs/metrics.md`: type and labels by name.
fn documented() -> BTreeMap<String, (String, BTreeSet<String>)> {
    let text = include_str!("../../docs/metrics.md");
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.map(|row| {
        let (name, rest) = row.split_once("` | ").expect("a cell");
        let mut cells = rest.split(" | ");
        let kind = cells.next().expect("a type").to_owned();
        let labels = cells.next().expect("labels");
        let labels = labels.split(", ").map(str::trim);
        let labels = labels.filter(|label| !label.is_empty()).map(str::to_owned);
        (name.to_owned(), (kind, labels.collect()))
    })
    .collect()
}

/// One value of a metric.
#[derive(Debug)]
struct Sample {
    name: String,
    labels: BTreeMap<String, String>,
    value: f64,
}

/// A whole answer, read as strictly as Prometheus reads it.
#[derive(Debug, Default)]
struct Scrape {
    help: BTreeMap<String, String>,
    kinds: BTreeMap<String, String>,
    samples: Vec<Sample>,
}

impl Scrape {
    fn parse(text: &str) -> Self {
        let mut scrape = Self::default();
        for line in text.lines().filter(|line| !line.is_empty()) {
            if let Some(rest) = line.strip_prefix("# HELP ") {
                let (name, help) = rest.split_once(' ').expect(line);
                scrape.help.insert(name.to_owned(), help.to_owned());
            } else if let Some(rest) = line.strip_prefix("# TYPE ") {
                let (name, kind) = rest.split_once(' ').expect(line);
                let twice = scrape.kinds.insert(name.to_owned(), kind.to_owned());
                assert!(twice.is_none(), "{name} has two types");
            } else {
                scrape.samples.push(sample(line));
            }
        }
        scrape
    }

    /// The name of the metric that a sample is of.
    fn metric<'a>(&'a self, sample: &'a Sample) -> &'a str {
        let bare = ["_bucket", "_sum", "_count"]
            .iter()
            .find_map(|end| sample.name.strip_suffix(end));
        bare.filter(|bare| {
            self.kinds
                .get(*bare)
                .is_some_and(|kind| kind == "histogram")
        })
        .unwrap_or(&sample.name)
    }

    /// The sum of a metric's samples with these labels.
    fn sum(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        let fits = |sample: &&Sample| {
            sample.name == name
                && labels
                    .iter()
                    .all(|(label, value)| sample.labels.get(*label).is_some_and(|v| v == value))
        };
        self.samples
            .iter()
            .filter(fits)
            .map(|sample| sample.value)
            .sum()
    }
}

fn sample(line: &str) -> Sample {
    let (series, value) = line.rsplit_once(' ').expect(line);
    let (name, labels) = match series.split_once('{') {
        Some((name, labels)) => (name, labels.strip_suffix('}').expect(line)),
        None => (series, ""),
    };
    let mut pairs = BTreeMap::new();
    let mut rest = labels;
    while !rest.is_empty() {
        let (label, after) = rest.split_once("=\"").expect(line);
        let (value, after) = after.split_once('"').expect(line);
        pairs.insert(label.to_owned(), value.to_owned());
        rest = after.trim_start_matches(',');
    }
    Sample {
        name: name.to_owned(),
        labels: pairs,
        value: value.parse().expect(line),
    }
}

async fn scrape(server: &Server) -> (String, Scrape) {
    let text = Browser::new(&server.management).get("/metrics").await.body;
    let scrape = Scrape::parse(&text);
    (text, scrape)
}

/// Something of each kind that a server does in a day.
async fn work(server: &Server, sink: &Sink) {
    // Sign-ins: with consent and code, with a wrong password, from an old hash, with a code.
    let tokens = server.tokens().await;
    let browser = server.browser();
    let page = browser.open(&query("web", &[])).await;
    let refused = browser.sign_in(&page, "anna", "no").await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    let page = browser.sign_in(&page, "old.user", "old-password").await;
    // And a refusal, and the same nonce again.
    let answer = browser.submit(&page, &[("decision", "deny")]).await;
    browser.follow(answer).await;
    let browser = server.browser();
    let page = browser.open(&query("spa", &[])).await;
    let page = browser.sign_in(&page, "kim", "kim-password").await;
    assert!(page.url.path().ends_with("/mfa"), "{}", page.body);
    let wrong = browser.submit(&page, &[("code", "000000")]).await;
    assert_eq!(wrong.status, 422, "{}", wrong.body);
    let answer = browser.submit(&page, &[("code", &server.otp())]).await;
    let _code = code_of(&browser.follow(answer).await.refresh());
    for _ in 0..2 {
        let again = browser
            .get(&format!("/authorize?{}", query("spa", &[])))
            .await;
        let _code = code_of(&again.location());
    }
    // Errors at the front door.
    let bad = browser.get("/authorize?client_id=nobody").await;
    assert_eq!(bad.status, 400);
    // Tokens: introspected, revoked, refused until a limit is met.
    let access = tokens.text("access_token");
    assert!(!server.is_active((WEB.0, Some(WEB.1)), "no token").await);
    let form = [("grant_type", "client_credentials")];
    let own = server
        .token(Some(("service", "service-secret")), &form)
        .await;
    assert_eq!(own.status, 200);
    let revoked = server
        .ask("/revoke", (WEB.0, Some(WEB.1)), &[("token", access)])
        .await;
    assert_eq!(revoked.status, 200);
    for _ in 0..12 {
        server.token(Some(("post", "wrong")), &form).await;
    }
    // An old API, and nobody's page.
    let old = browser.http.post(browser.url("/legacy/ocariot/v1/auth"));
    let old = old.json(&json!({"username": "nobody", "password": "wrong"}));
    assert_eq!(browser.send(old).await.status, 401);
    assert_eq!(browser.get("/no/such/page/of-anna").await.status, 404);
    // A header of a proxy that nobody trusts.
    let forged = browser.http.get(browser.url("/jwks"));
    let forged = forged.header("x-forwarded-for", "203.0.113.9");
    assert_eq!(browser.send(forged).await.status, 200);
    // A sign-out that an app is told of.
    let party = ("party", Some("party-secret"));
    let (tokens, browser) = server.signed_in(party, &[]).await;
    let hint = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("id_token_hint", tokens.text("id_token"))])
        .finish();
    let left = browser.get(&format!("/logout?{hint}")).await;
    assert!(left.status.as_u16() < 400, "{}", left.body);
    for _ in 0..600 {
        if sink.hits() > 0 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert!(sink.hits() > 0);
}

// AD-16: "no label holds user data". OPERATIONS: base units, `_total`, HELP for each.
both!(a_days_work_is_told);
async fn a_days_work_is_told(db: Db) {
    let sink = Sink::tls().await;
    sink.answer(200, "", "");
    let uri = sink.url("https", "localhost", "/bcl");
    let letters = tempfile::tempdir().expect("a directory");
    let set = [
        "legacy.ocariot.enabled=true",
        "outbound.allow_loopback=true",
        &format!("outbound.ca_file={CA}"),
        "mail.from=no-reply@id.example",
        &format!("mail.sink=dir:{}", letters.path().display()),
    ];
    let server = Server::tls_process(db, &set, |server| {
        server
            .import(json!({"username": "old.user", "password": {"hash": bcrypt("old-password")}}));
        server.client(json!({
            "client_id": "party", "client_secret": "party-secret", "redirect_uris": [CALLBACK],
            "scope": "openid profile records.read", "backchannel_logout_uri": uri,
            "signet": {"first_party": true},
        }));
    });
    server.open_doors();
    work(&server, &sink).await;
    let documented = documented();
    let mut last = scrape(&server).await;
    // What is done in the background is told a moment later.
    for _ in 0..600 {
        let told = |name: &str| last.1.kinds.contains_key(name);
        if documented.keys().all(|name| told(name)) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        last = scrape(&server).await;
    }
    let (text, scrape) = last;
    for (name, (kind, _)) in &documented {
        assert_eq!(scrape.kinds.get(name), Some(kind), "{name} is documented");
        assert!(
            scrape.help.get(name).is_some_and(|help| help.len() > 5),
            "{name}"
        );
    }
    let mut series: BTreeMap<&str, usize> = BTreeMap::new();
    for sample in &scrape.samples {
        let name = scrape.metric(sample);
        let (kind, labels) = documented
            .get(name)
            .unwrap_or_else(|| panic!("{name} is not documented"));
        check_name(name, kind);
        let own: BTreeSet<_> = sample
            .labels
            .keys()
            .filter(|label| *label != "le")
            .cloned()
            .collect();
        assert_eq!(own, *labels, "{name}");
        for (label, value) in &sample.labels {
            assert!(value.len() <= 100, "{name} {label}: {value}");
            assert!(
                !value.contains('@') && !value.contains("of-anna"),
                "{name} {label}: {value}"
            );
            assert!(
                value.parse::<std::net::IpAddr>().is_err(),
                "{name} {label}: {value}"
            );
        }
        *series.entry(name).or_default() += 1;
    }
    for (name, count) in series {
        assert!(count < 1000, "{name} has {count} series");
    }
    // Nobody is named, and no address.
    for word in ["anna", "127.0.0.1", "old.user", "no-1"]
        .into_iter()
        .map(str::to_owned)
        .chain(server.rows("id", "users"))
    {
        assert!(!text.contains(&word), "{word}");
    }
    counts(&scrape);
}

fn check_name(name: &str, kind: &str) {
    let plain = name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    assert!(
        plain && (name.starts_with("signet_") || name.starts_with("process_")),
        "{name}"
    );
    assert_eq!(name.ends_with("_total"), kind == "counter", "{name}");
    for unit in [
        "_ms",
        "_millis",
        "_milliseconds",
        "_us",
        "_minutes",
        "_kb",
        "_kilobytes",
        "_mb",
        "_percent",
    ] {
        let bare = name.trim_end_matches("_total");
        assert!(!bare.ends_with(unit), "{name}");
    }
    assert_eq!(
        name.ends_with("_duration_seconds"),
        kind == "histogram",
        "{name}"
    );
}

/// The counts are those of the work.
fn counts(scrape: &Scrape) {
    let at_least = |name: &str, labels: &[(&str, &str)], least: f64| {
        let sum = scrape.sum(name, labels);
        assert!(sum >= least, "{name} {labels:?}: {sum}");
    };
    at_least(
        "signet_login_total",
        &[("outcome", "ok"), ("method", "password")],
        4.0,
    );
    at_least(
        "signet_login_total",
        &[("outcome", "refused"), ("reason", "password-wrong")],
        1.0,
    );
    at_least("signet_login_total", &[("reason", "user-unknown")], 1.0);
    at_least(
        "signet_second_factor_total",
        &[("type", "totp"), ("outcome", "ok")],
        1.0,
    );
    at_least(
        "signet_second_factor_total",
        &[("type", "totp"), ("outcome", "otp-wrong")],
        1.0,
    );
    at_least("signet_consent_total", &[("decision", "allowed")], 1.0);
    let connected = [("template", "app_connected"), ("outcome", "sent")];
    at_least("signet_mail_total", &connected, 1.0);
    at_least("signet_consent_total", &[("decision", "denied")], 1.0);
    at_least("signet_authorize_total", &[("outcome", "granted")], 4.0);
    at_least("signet_authorize_total", &[("error", "access_denied")], 1.0);
    at_least(
        "signet_token_requests_total",
        &[
            ("grant", "authorization_code"),
            ("outcome", "issued"),
            ("error", ""),
        ],
        2.0,
    );
    at_least(
        "signet_token_requests_total",
        &[("grant", "client_credentials"), ("error", "invalid_client")],
        10.0,
    );
    at_least(
        "signet_rate_limited_total",
        &[("bucket", "client-limited")],
        1.0,
    );
    at_least("signet_password_rehash_total", &[("from", "bcrypt")], 1.0);
    at_least(
        "signet_password_hash_duration_seconds_count",
        &[("algorithm", "argon2id")],
        3.0,
    );
    at_least("signet_introspection_total", &[("active", "false")], 1.0);
    at_least(
        "signet_legacy_requests_total",
        &[("client", "legacy-ocariot"), ("endpoint", "ocariot")],
        1.0,
    );
    at_least(
        "signet_http_requests_total",
        &[("route", "/token"), ("method", "POST"), ("status", "200")],
        3.0,
    );
    at_least(
        "signet_http_requests_total",
        &[("route", "unmatched"), ("status", "404")],
        1.0,
    );
    at_least(
        "signet_audit_events_total",
        &[("type", "session.began")],
        3.0,
    );
    at_least("signet_signing_key_age_seconds", &[("alg", "ES256")], 0.0);
    at_least("signet_db_pool", &[("state", "max")], 2.0);
    at_least("process_resident_memory_bytes", &[], 1e6);
    at_least("process_open_fds", &[], 5.0);
    assert_eq!(scrape.sum("signet_http_in_flight", &[]), 0.0);
    assert_eq!(
        scrape.sum(
            "signet_build_info",
            &[("version", env!("CARGO_PKG_VERSION"))]
        ),
        1.0
    );
}

/// A hash as an old system made it.
fn bcrypt(password: &str) -> String {
    ::bcrypt::hash(password, 4).expect("hashes")
}

// The board and the alerts ask for what there is.
#[test]
fn what_operators_watch_exists() {
    let documented = documented();
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/deploy/prometheus");
    let mut files = Vec::new();
    for entry in std::fs::read_dir(root).expect("a directory") {
        files.push(entry.expect("an entry").path());
    }
    let mut named = BTreeSet::new();
    for path in &files {
        let text = std::fs::read_to_string(path).expect("reads");
        let words = text.split(|c: char| !(c.is_ascii_lowercase() || c == '_'));
        for word in words.filter(|word| word.starts_with("signet_") || word.starts_with("process_"))
        {
            let bare = ["_bucket", "_sum", "_count"]
                .iter()
                .find_map(|end| word.strip_suffix(end));
            let name = if documented.contains_key(word) {
                word
            } else {
                bare.unwrap_or(word)
            };
            assert!(documented.contains_key(name), "{}: {word}", path.display());
            named.insert(name.to_owned());
        }
    }
    assert!(named.len() >= 15, "{named:?}");
    let rules = std::fs::read_to_string(format!("{root}/alerts.yml")).expect("reads");
    let alerts: Vec<_> = rules.split("- alert: ").skip(1).collect();
    assert!(alerts.len() >= 8, "{}", alerts.len());
    for alert in alerts {
        for part in ["expr:", "severity:", "summary:", "description:"] {
            assert!(alert.contains(part), "{part}: {alert}");
        }
        assert!(
            alert.contains("signet_") || alert.contains("process_") || alert.contains("up{"),
            "{alert}"
        );
    }
    let board = std::fs::read_to_string(format!("{root}/dashboard.json")).expect("reads");
    let board: serde_json::Value = serde_json::from_str(&board).expect("JSON");
    assert!(
        board["panels"]
            .as_array()
            .is_some_and(|panels| panels.len() >= 10)
    );
}
