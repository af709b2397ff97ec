//! A PostgreSQL URL, taken apart as libpq takes it apart.

use std::net::IpAddr;

use crate::core::Secret;

use super::database_url::ConnectionUrl;

/// `scheme://[user[:password]@]host[:port][,…][/database][?name=value&…]`.
#[derive(Clone)]
pub(super) struct PostgresUrl {
    scheme: &'static str,
    user: Option<String>,
    password: Option<Secret<ConnectionUrl>>,
    hosts: Vec<String>,
    path: String,
    parameters: Vec<(String, Secret<ConnectionUrl>)>,
}

impl PostgresUrl {
    /// Reads what comes after `scheme://`.
    pub(super) fn parse(scheme: &'static str, rest: &str) -> Result<Self, &'static str> {
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let (userinfo, hosts) = match authority.rsplit_once('@') {
            Some((userinfo, hosts)) => (Some(userinfo), hosts),
            None => (None, authority),
        };
        // libpq ends the user part at the first '@', even behind a '?': another one would move the
        // host.
        if userinfo.is_some_and(|u| u.contains('@')) || query.contains('@') {
            return Err("has an '@' too many: write it as %40 within a password");
        }
        if rest.contains('#') || query.contains('#') {
            return Err("has a '#': write it as %23 within a password");
        }
        let (user, password) = match userinfo.map(|u| u.split_once(':').unwrap_or((u, ""))) {
            Some((user, password)) => (Some(user.to_owned()), password),
            None => (None, ""),
        };
        let mut parameters = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').ok_or("has a parameter without '='")?;
            parameters.push((decode(name), Secret::new(value)));
        }
        Ok(Self {
            scheme,
            user,
            password: (!password.is_empty()).then(|| Secret::new(password)),
            hosts: hosts.split(',').map(host).collect::<Result<_, _>>()?,
            path: path.to_owned(),
            parameters,
        })
    }

    /// The passwords in it, decoded.
    pub(super) fn passwords(&self) -> Vec<String> {
        let in_query = self.parameters.iter().filter(|(name, _)| is_secret(name));
        self.password
            .iter()
            .chain(in_query.map(|(_, value)| value))
            .map(|secret| decode(secret.expose()))
            .collect()
    }

    /// The decoded values of a parameter.
    fn values(&self, wanted: &str) -> Vec<String> {
        let named = self.parameters.iter().filter(|(name, _)| name == wanted);
        named.map(|(_, value)| decode(value.expose())).collect()
    }

    /// Every host, decoded. libpq decodes first and splits at commas then.
    fn decoded_hosts(&self) -> Vec<String> {
        let mut lists: Vec<String> = self.hosts.iter().map(|h| decode(without_port(h))).collect();
        lists.extend(self.values("host"));
        lists.extend(self.values("hostaddr"));
        let hosts = lists.iter().flat_map(|list| list.split(','));
        hosts.map(str::to_owned).collect()
    }

    /// ST-10: why the connection would not be protected, `None` if it would be or need not be.
    pub(super) fn tls_trouble(&self) -> Option<String> {
        if !self.values("service").is_empty() {
            return Some("names a service, whose host and sslmode are not known here".into());
        }
        let remote = self.decoded_hosts().into_iter().find(|h| !is_local(h))?;
        // libpq takes the last of several, and reads ssl=true as sslmode=require: let none differ.
        let modes = [self.values("sslmode"), self.values("ssl")].concat();
        match modes.iter().find(|mode| *mode != "verify-full") {
            Some(mode) => Some(format!(
                "asks the remote host {remote} for sslmode={mode} only"
            )),
            None if modes.is_empty() => {
                Some(format!("names the remote host {remote} without sslmode"))
            }
            None => None,
        }
    }

    /// The URL with `***` for its passwords.
    pub(super) fn redacted(&self) -> String {
        let mut text = format!("{}://", self.scheme);
        if let Some(user) = &self.user {
            text.push_str(user);
            if self.password.is_some() {
                text.push_str(":***");
            }
            text.push('@');
        }
        text.push_str(&self.hosts.join(","));
        if !self.path.is_empty() {
            text.push('/');
            text.push_str(&self.path);
        }
        for (at, (name, value)) in self.parameters.iter().enumerate() {
            let value = if is_secret(name) {
                "***"
            } else {
                value.expose()
            };
            text.push_str(if at == 0 { "?" } else { "&" });
            text.push_str(&format!("{name}={value}"));
        }
        text
    }
}

/// One host with its port checked and kept; `[::1]:5432` keeps its brackets.
fn host(text: &str) -> Result<String, &'static str> {
    let port = match text.strip_prefix('[') {
        Some(v6) => v6.split_once(']').ok_or("has a '[' without ']'")?.1,
        None => text.find(':').map_or("", |at| &text[at..]),
    };
    match port.strip_prefix(':') {
        None if port.is_empty() => Ok(text.to_owned()),
        Some(number) if number.is_empty() || number.parse::<u16>().is_ok() => Ok(text.to_owned()),
        _ => Err("has a port that is no number"),
    }
}

/// The host of `host:port` and `[v6]:port`.
fn without_port(host: &str) -> &str {
    match host.strip_prefix('[') {
        Some(v6) => v6.split_once(']').map_or(v6, |(address, _)| address),
        None => host.split_once(':').map_or(host, |(host, _)| host),
    }
}

/// A unix socket or this machine. An empty host is libpq's default, the socket.
fn is_local(host: &str) -> bool {
    host.is_empty()
        || host.starts_with(['/', '@'])
        || host.eq_ignore_ascii_case("localhost")
        || host
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

fn is_secret(parameter: &str) -> bool {
    ["password", "sslpassword", "passwd", "oauth_client_secret"].contains(&parameter)
}

/// Undoes %-escapes, as libpq does (a '+' stays a '+').
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = |at: usize| tail.get(at).and_then(|b| char::from(*b).to_digit(16));
        if let (b'%', Some(high), Some(low)) = (first, hex(0), hex(1)) {
            bytes.push(u8::try_from(high * 16 + low).unwrap_or_default());
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
