//! What the server that runs, and its public address, tell of themselves. They are asked elsewhere;
//! here it is judged.

use serde_json::Value;

use super::{Report, Verdict, database::clock};
use crate::{config::Config, core::Timestamp, crypto::certificate};

/// A certificate that ends sooner should have been renewed, in days.
const SOON: i64 = 14;
const DAY_MILLIS: i64 = 86_400_000;

/// An answer to a GET.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// Its status.
    pub status: u16,
    /// The value of `Date`.
    pub date: Option<String>,
    /// The value of `Strict-Transport-Security`.
    pub hsts: Option<String>,
    /// The certificate of the other side, in DER.
    pub certificate: Option<Vec<u8>>,
    /// Its body.
    pub body: String,
}

/// An answer, or why there is none.
pub type Asked = Result<Seen, String>;

/// What was asked.
#[derive(Clone, Debug)]
pub struct Answers {
    /// `/health/ready` of the management listener.
    pub ready: Asked,
    /// `/metrics` of the management listener.
    pub metrics: Asked,
    /// The metadata at the public address.
    pub discovery: Asked,
    /// The key set that the metadata names.
    pub keys: Asked,
    /// `/metrics` at the public address.
    pub public_metrics: Asked,
    /// What the mail server said to a sign-in; `None` if there is none.
    pub mail: Option<Result<(), String>>,
    /// The instant at which the metadata came, by the machine's clock.
    pub at: Timestamp,
}

/// Judges what was asked. `kids` are the ids of the keys that sign.
pub fn examine(config: &Config, kids: &[String], answers: &Answers, report: &mut Report) {
    public(config, kids, answers, report);
    if config.tls.cert_file.is_some() {
        own_tls(report);
    }
}

/// Where this server has the certificate itself, no proxy is to blame.
fn own_tls(report: &mut Report) {
    for finding in &mut report.findings {
        let fix = match finding.check.id {
            "online-reach" => "look at tls.cert_file, the name's address and the firewall",
            "online-discovery" => {
                "send the name to this server, and see that server.public_url is its address"
            }
            "online-hsts" => "see what answers at the public address: this server sends the header",
            _ => continue,
        };
        fix.clone_into(&mut finding.fix);
    }
}

fn public(config: &Config, kids: &[String], answers: &Answers, report: &mut Report) {
    here(answers, report);
    match &answers.mail {
        None => {}
        Some(Ok(())) => report.ok("online-mail", "it does"),
        Some(Err(why)) => report.add("online-mail", Verdict::Fail, why),
    }
    let seen = match &answers.discovery {
        Ok(seen) if seen.status == 200 => {
            report.ok("online-reach", "it does");
            seen
        }
        Ok(seen) => {
            let found = format!("it answers with {}", seen.status);
            report.add("online-reach", Verdict::Fail, found);
            return;
        }
        Err(why) => {
            report.add("online-reach", Verdict::Fail, why);
            return;
        }
    };
    discovery(config, seen, report);
    keys(kids, &answers.keys, report);
    tls(config, seen, answers.at, report);
    let date = seen.date.as_deref().and_then(http_date);
    if let Some(date) = date {
        // `Date` has whole seconds.
        let off = answers.at.millis() - date.millis();
        let off = if (0..1_000).contains(&off) { 0 } else { off };
        let found = format!("{} s off", off / 1_000);
        report.add(
            "online-clock",
            clock(off.saturating_sub(off.signum() * 1_000)),
            found,
        );
    }
    match &answers.public_metrics {
        Ok(seen) if seen.status == 200 && seen.body.contains("signet_build_info") => {
            report.add("online-management", Verdict::Fail, "they are");
        }
        _ => report.ok("online-management", "they are not"),
    }
}

/// The server on this machine.
fn here(answers: &Answers, report: &mut Report) {
    match &answers.ready {
        Ok(seen) if seen.status == 200 => report.ok("online-ready", "it is"),
        Ok(seen) => {
            let found = format!("it answers with {}: {}", seen.status, seen.body.trim());
            report.add("online-ready", Verdict::Fail, found);
        }
        Err(why) => {
            report.add("online-ready", Verdict::Fail, why);
            return;
        }
    }
    let Ok(metrics) = &answers.metrics else {
        return;
    };
    let own = env!("CARGO_PKG_VERSION");
    if let Some(runs) = label(&metrics.body, "signet_build_info{", "version") {
        let verdict = match runs == own {
            true => Verdict::Ok,
            false => Verdict::Warn,
        };
        let found = format!("{runs} runs, this is {own}");
        report.add("online-version", verdict, found);
    }
    let untrusted = metrics
        .body
        .lines()
        .find_map(|line| line.strip_prefix("signet_forwarded_untrusted_total "))
        .and_then(|count| count.trim().parse::<f64>().ok())
        .unwrap_or(0.0);
    match untrusted > 0.0 {
        true => {
            let found = format!("{untrusted} requests had one and came from elsewhere");
            report.add("online-forwarded", Verdict::Warn, found);
        }
        false => report.ok("online-forwarded", "no other came"),
    }
}

/// The value of a label of the first sample that begins so.
fn label<'t>(metrics: &'t str, begins: &str, name: &str) -> Option<&'t str> {
    let line = metrics.lines().find(|line| line.starts_with(begins))?;
    let (_, rest) = line.split_once(&format!("{name}=\""))?;
    rest.split('"').next()
}

fn discovery(config: &Config, seen: &Seen, report: &mut Report) {
    let issuer = config.server.issuer().unwrap_or_default();
    let metadata: Value = serde_json::from_str(&seen.body).unwrap_or_default();
    match metadata["issuer"].as_str() {
        Some(theirs) if theirs == issuer => report.ok("online-discovery", issuer),
        Some(theirs) => {
            let found = format!("the issuer there is {theirs}, not {issuer}");
            report.add("online-discovery", Verdict::Fail, found);
        }
        None => report.add("online-discovery", Verdict::Fail, "it names no issuer"),
    }
}

fn keys(kids: &[String], asked: &Asked, report: &mut Report) {
    let published: Value = match asked {
        Ok(seen) if seen.status == 200 => serde_json::from_str(&seen.body).unwrap_or_default(),
        Ok(seen) => {
            let found = format!("the key set answers with {}", seen.status);
            report.add("online-keys", Verdict::Fail, found);
            return;
        }
        Err(why) => {
            report.add("online-keys", Verdict::Fail, why);
            return;
        }
    };
    let is_there = |kid: &&String| {
        let keys = published["keys"].as_array().into_iter().flatten();
        keys.map(|key| &key["kid"])
            .any(|known| *known == kid.as_str())
    };
    let missing: Vec<_> = kids.iter().filter(|kid| !is_there(kid)).cloned().collect();
    report.none_of(("online-keys", Verdict::Fail), "they are", &missing);
}

fn tls(config: &Config, seen: &Seen, now: Timestamp, report: &mut Report) {
    if !config.is_https() {
        return;
    }
    match &seen.hsts {
        Some(hsts) => report.ok("online-hsts", hsts),
        None => report.add("online-hsts", Verdict::Warn, "the header is missing"),
    }
    let Some(end) = seen.certificate.as_deref().and_then(certificate::not_after) else {
        return;
    };
    let days = (end.millis() - now.millis()) / DAY_MILLIS;
    report.add(
        "online-tls",
        days_left(days),
        format!("until {}", end.rfc3339()),
    );
}

/// How a certificate that is good for so many days is judged.
pub fn days_left(days: i64) -> Verdict {
    match days {
        SOON.. => Verdict::Ok,
        1.. => Verdict::Warn,
        _ => Verdict::Fail,
    }
}

/// An instant as `Date` has it (RFC 9110 §5.6.7, IMF-fixdate).
fn http_date(text: &str) -> Option<Timestamp> {
    let at = chrono::NaiveDateTime::parse_from_str(text, "%a, %d %b %Y %H:%M:%S GMT").ok()?;
    Some(Timestamp::from_secs(at.and_utc().timestamp()))
}

/// Where the key set is, as the metadata says.
pub fn jwks_uri(discovery: &Asked) -> Option<String> {
    let seen = discovery.as_ref().ok()?;
    let metadata: Value = serde_json::from_str(&seen.body).ok()?;
    metadata["jwks_uri"].as_str().map(str::to_owned)
}

/// The ids of the keys of the issuer that sign.
pub fn signing_kids(store: &crate::store::Store) -> Vec<String> {
    use crate::model::{KeyPurpose, KeyState};
    let history = store.read(crate::store::keys::history).unwrap_or_default();
    let active = history
        .into_iter()
        .filter(|key| key.state == KeyState::Active && key.purpose == KeyPurpose::Issuer);
    active.map(|key| key.kid).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(status: u16, body: &str) -> Asked {
        Ok(Seen {
            status,
            body: body.into(),
            date: Some("Wed, 25 Nov 2026 21:00:00 GMT".into()),
            ..Seen::default()
        })
    }

    fn good() -> Answers {
        let metrics = format!(
            "signet_build_info{{version=\"{}\"}} 1\nsignet_forwarded_untrusted_total 0\n",
            env!("CARGO_PKG_VERSION")
        );
        Answers {
            ready: seen(200, "{\"status\":\"up\"}"),
            metrics: seen(200, &metrics),
            discovery: seen(200, r#"{"issuer": "https://id.example.org"}"#),
            keys: seen(200, r#"{"keys": [{"kid": "a"}, {"kid": "b"}]}"#),
            public_metrics: seen(404, ""),
            mail: Some(Ok(())),
            at: http_date("Wed, 25 Nov 2026 21:00:00 GMT").expect("a date"),
        }
    }

    fn told(change: impl Fn(&mut Answers)) -> Vec<(&'static str, Verdict)> {
        let mut config = Config::default();
        config.server.public_url = Some("https://id.example.org".into());
        let mut answers = good();
        if let Ok(discovery) = &mut answers.discovery {
            discovery.hsts = Some("max-age=63072000".into());
        }
        change(&mut answers);
        let mut report = Report::default();
        examine(&config, &["a".into()], &answers, &mut report);
        let bad = report
            .findings
            .iter()
            .filter(|one| one.verdict != Verdict::Ok);
        bad.map(|one| (one.check.id, one.verdict)).collect()
    }

    // A server that has the certificate itself has no proxy to look at.
    #[test]
    fn where_tls_is_the_servers_own_no_proxy_is_named() {
        let mut answers = good();
        answers.discovery = Err("no certificate".into());
        for own in [false, true] {
            let mut config = Config::default();
            config.tls.cert_file = own.then(|| "server.pem".into());
            let mut report = Report::default();
            examine(&config, &["a".into()], &answers, &mut report);
            let mut all = report.findings.iter();
            let reach = all.find(|one| one.check.id == "online-reach");
            let fix = &reach.expect("made").fix;
            assert_eq!(fix.contains("proxy"), !own, "{fix}");
        }
    }

    fn change(asked: &mut Asked, change: impl Fn(&mut Seen)) {
        if let Ok(seen) = asked {
            change(seen);
        }
    }

    // A-15: each fault alone is found, and nothing else is said to be wrong.
    #[test]
    fn each_fault_of_a_server_that_runs_is_found() {
        assert_eq!(told(|_| {}), []);
        let fail = |id| vec![(id, Verdict::Fail)];
        let warn = |id| vec![(id, Verdict::Warn)];
        assert_eq!(
            told(|a| a.ready = seen(503, "draining")),
            fail("online-ready")
        );
        assert_eq!(
            told(|a| a.ready = Err("refused".into())),
            fail("online-ready")
        );
        assert_eq!(
            told(|a| a.metrics = seen(200, "signet_build_info{version=\"0.0.9\"} 1\n")),
            warn("online-version")
        );
        assert_eq!(
            told(|a| a.metrics = seen(200, "signet_forwarded_untrusted_total 7\n")),
            warn("online-forwarded")
        );
        assert_eq!(
            told(|a| a.discovery = Err("no certificate".into())),
            fail("online-reach")
        );
        assert_eq!(told(|a| a.discovery = seen(502, "")), fail("online-reach"));
        assert_eq!(
            told(|a| change(&mut a.discovery, |seen| {
                seen.body = r#"{"issuer": "https://other.example"}"#.into();
            })),
            fail("online-discovery")
        );
        assert_eq!(
            told(|a| a.keys = seen(200, r#"{"keys": [{"kid": "z"}]}"#)),
            fail("online-keys")
        );
        assert_eq!(
            told(|a| change(&mut a.discovery, |seen| seen.hsts = None)),
            warn("online-hsts")
        );
        assert_eq!(
            told(|a| a.mail = Some(Err("535 no".into()))),
            fail("online-mail")
        );
        assert_eq!(told(|a| a.mail = None), []);
        let later = |a: &mut Answers, by| {
            a.at = Timestamp::from_millis(a.at.millis() + by);
        };
        assert_eq!(told(|a| later(a, 1_500)), []);
        assert_eq!(told(|a| later(a, -5_000)), warn("online-clock"));
        assert_eq!(told(|a| later(a, 90_000)), fail("online-clock"));
        assert_eq!(
            told(|a| a.public_metrics = seen(200, "signet_build_info{} 1")),
            fail("online-management")
        );
        assert_eq!(
            [-1, 0, 1, 13, 14].map(days_left),
            [
                Verdict::Fail,
                Verdict::Fail,
                Verdict::Warn,
                Verdict::Warn,
                Verdict::Ok
            ]
        );
    }
}
