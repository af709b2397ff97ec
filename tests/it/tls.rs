//! TLS of the server's own, scanned by OpenSSL, and how systemd is told.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::SocketAddr,
    os::unix::{fs::PermissionsExt, net::UnixDatagram},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};
use signet::{
    config::{Tls, TlsVersion},
    server::tls::Certificate,
};

use crate::cli::{Served, config, run, soon, terminate};

const HOST: &str = "localhost:18443";

fn set_private(path: &Path) {
    let mode = std::fs::Permissions::from_mode(0o600);
    std::fs::set_permissions(path, mode).expect("sets");
}

/// A certificate that is its own authority, by OpenSSL, in the place of what was there.
fn make(dir: &Path, name: &str) -> Tls {
    let (cert, key) = (dir.join("cert.pem"), dir.join("key.pem"));
    let output = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt"])
        .args(["ec_paramgen_curve:P-256", "-nodes", "-days", "30", "-subj"])
        .arg(format!("/CN={name}"))
        .args(["-addext", "subjectAltName=DNS:localhost", "-keyout"])
        .args([key.as_os_str(), "-out".as_ref(), cert.as_os_str()])
        .output()
        .expect("openssl runs");
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{error}");
    set_private(&key);
    set_private(&cert);
    Tls {
        cert_file: Some(cert),
        key_file: Some(key),
        min: TlsVersion::V12,
    }
}

fn settings(tls: &Tls, more: &[&str]) -> Vec<String> {
    let path =
        |path: &Option<std::path::PathBuf>| path.as_ref().expect("a path").display().to_string();
    let mut set = vec![
        format!("server.public_url=https://{HOST}"),
        format!("tls.cert_file={}", path(&tls.cert_file)),
        format!("tls.key_file={}", path(&tls.key_file)),
    ];
    set.extend(more.iter().map(|one| (*one).to_owned()));
    set
}

/// What OpenSSL's client says of a connection: what was agreed on, or why nothing was.
fn scan(address: SocketAddr, options: &[&str]) -> String {
    let output = Command::new("openssl")
        .args(["s_client", "-connect", &address.to_string()])
        // Debian's own policy would refuse what this test has the server refuse.
        .args(["-cipher", "ALL:@SECLEVEL=0"])
        .args(options)
        .stdin(Stdio::null())
        .output()
        .expect("openssl runs");
    [output.stdout, output.stderr]
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .concat()
}

/// A connection that stays open while the certificate changes.
struct Kept {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Kept {
    fn open(address: SocketAddr) -> Self {
        let mut child = Command::new("openssl")
            .args(["s_client", "-quiet", "-connect", &address.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("openssl runs");
        Self {
            input: child.stdin.take().expect("piped"),
            output: BufReader::new(child.stdout.take().expect("piped")),
            child,
        }
    }

    /// The status of the answer to a GET; the connection goes on.
    fn get(&mut self, path: &str) -> String {
        let request = format!("GET {path} HTTP/1.1\r\nHost: {HOST}\r\n\r\n");
        self.input.write_all(request.as_bytes()).expect("writes");
        self.input.flush().expect("writes");
        let mut line = || {
            let mut line = String::new();
            self.output.read_line(&mut line).expect("reads");
            line.trim_end().to_owned()
        };
        let status = line();
        let mut length = 0;
        loop {
            let header = line();
            if header.is_empty() {
                break;
            }
            if let Some(text) = header.to_lowercase().strip_prefix("content-length:") {
                length = text.trim().parse().expect("a number");
            }
        }
        let mut body = vec![0; length];
        self.output.read_exact(&mut body).expect("reads");
        status
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _waited = self.child.wait();
    }
}

/// The answer to a GET on the management port.
fn told(served: &Served, path: &str) -> String {
    let mut stream = std::net::TcpStream::connect(served.management).expect("connects");
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    )
    .expect("asks");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("answers");
    answer
}

fn hang_up(child: &Child) {
    kill_process(Pid::from_child(child), Signal::HUP).expect("signals");
}

/// The answer to a request by a socket in the file system.
fn by_socket(path: &std::path::Path, from: &str) -> String {
    let mut stream = std::os::unix::net::UnixStream::connect(path).expect("connects");
    write!(
        stream,
        "GET /docs/errors HTTP/1.1\r\nHost: localhost:18080\r\nX-Forwarded-For: {from}\r\nConnection: close\r\n\r\n"
    )
    .expect("asks");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("answers");
    answer
}

// OPERATIONS §2: `unix:/path`, and "Reload on SIGHUP for keys marked R": what can be changed is in force
// for the next request, what cannot is named and waits, and what is wrong changes nothing.
#[test]
fn a_socket_is_served_and_the_configuration_is_read_again() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = config(dir.path(), "");
    let whole = std::fs::read_to_string(&path).expect("reads");
    let socket = dir.path().join("http.sock");
    // What a server that ended badly has left.
    drop(std::os::unix::net::UnixListener::bind(&socket).expect("binds"));
    let log = dir.path().join("log");
    let out = std::fs::File::create(&log).expect("creates");
    let set = [
        format!("server.listen=[\"unix:{}\"]", socket.display()),
        "telemetry.log.format=json".to_owned(),
    ];
    let served = Served::start_logged(&path, &set, out.into());
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(&socket)
        .expect("is there")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o660);
    let told = || std::fs::read_to_string(&log).expect("reads");
    assert!(by_socket(&socket, "203.0.113.9").starts_with("HTTP/1.1 200 "));
    assert!(
        soon(|| told().contains("\"127.0.0.0/24\"")),
        "no proxy is trusted: {}",
        told()
    );
    // Nothing was changed: that is said, and nothing else.
    hang_up(&served.child);
    assert!(
        soon(|| told().contains("the configuration was read again; nothing has changed")),
        "{}",
        told()
    );
    let pool = whole.replace("[database]\n", "[database]\npool = 5\n");
    assert_ne!(pool, whole);
    let change = |more: &str| {
        std::fs::write(&path, format!("{pool}\n{more}\n")).expect("writes");
        hang_up(&served.child);
    };
    change("[privacy]\nip = \"full\"\n");
    assert!(
        soon(|| told().matches("the configuration was read again").count() >= 2),
        "{}",
        told()
    );
    assert!(told().contains("database.pool"), "{}", told());
    assert!(soon(|| {
        by_socket(&socket, "203.0.113.9");
        told().contains("\"127.0.0.1\"")
    }));
    change("[privacy]\nip = \"nonsense\"\n");
    assert!(
        soon(|| told().contains("cannot be read again")),
        "{}",
        told()
    );
    assert!(by_socket(&socket, "203.0.113.9").starts_with("HTTP/1.1 200 "));
    served.stop();
}

// HH-07: "Native TLS: ≥ 1.2, tested by scanner; reload certificates without dropping connections".
// F37 in part: with a certificate that cannot be used the old one stays, and that is told.
#[test]
fn a_certificate_changes_under_an_open_connection() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = config(dir.path(), "");
    let tls = make(dir.path(), "first");
    let served = Served::start(&path, &settings(&tls, &[]));
    let public = served.public;

    for refused in ["-tls1", "-tls1_1"] {
        let said = scan(public, &[refused]);
        // It is the server that says no.
        assert!(said.contains("SSL alert number"), "{refused}: {said}");
        assert!(said.contains("New, (NONE)"), "{refused}: {said}");
    }
    for (option, version) in [("-tls1_2", "TLSv1.2"), ("-tls1_3", "TLSv1.3")] {
        let said = scan(public, &[option]);
        assert!(
            said.contains(&format!("New, {version}, Cipher is")),
            "{said}"
        );
        assert!(said.contains("subject=CN = first"), "{said}");
    }
    // No cipher without forward secrecy, none with CBC, RC4, 3DES or NULL.
    for weak in [
        "AES128-GCM-SHA256",
        "ECDHE-ECDSA-AES128-SHA",
        "NULL",
        "3DES",
    ] {
        let said = scan(
            public,
            &["-tls1_2", "-cipher", &format!("{weak}:@SECLEVEL=0")],
        );
        assert!(
            !said.contains("New, TLSv1.2, Cipher is E"),
            "{weak}: {said}"
        );
    }

    let mut kept = Kept::open(public);
    assert_eq!(kept.get("/jwks"), "HTTP/1.1 200 OK");
    // A new pair, read at the signal.
    make(dir.path(), "second");
    hang_up(&served.child);
    let counts = |line: &str| soon(|| told(&served, "/metrics").contains(line));
    assert!(counts("signet_tls_reloads_total{outcome=\"loaded\"} 1"));
    assert!(scan(public, &[]).contains("subject=CN = second"));
    assert_eq!(kept.get("/jwks"), "HTTP/1.1 200 OK");

    // What is no certificate, and what is another's: the second one stays, and it is told.
    let cert = tls.cert_file.as_ref().expect("a path");
    let good = std::fs::read(cert).expect("reads");
    let other = tempfile::tempdir().expect("a directory");
    let foreign = make(other.path(), "foreign").cert_file.expect("a path");
    let foreign = std::fs::read(foreign).expect("reads");
    for (at, bad) in [b"no PEM".to_vec(), foreign].into_iter().enumerate() {
        std::fs::write(cert, bad).expect("writes");
        hang_up(&served.child);
        assert!(counts(&format!(
            "signet_tls_reloads_total{{outcome=\"kept\"}} {}",
            at + 1
        )));
        assert!(scan(public, &[]).contains("subject=CN = second"));
        assert_eq!(kept.get("/jwks"), "HTTP/1.1 200 OK");
    }
    std::fs::write(cert, good).expect("writes");
    hang_up(&served.child);
    assert!(counts("signet_tls_reloads_total{outcome=\"loaded\"} 2"));
    assert_eq!(kept.get("/jwks"), "HTTP/1.1 200 OK");
    let end = "signet_tls_certificate_expiry_timestamp_seconds ";
    let metrics = told(&served, "/metrics");
    let end = metrics.lines().find_map(|line| line.strip_prefix(end));
    assert!(end.is_some_and(|end| end.parse::<f64>().is_ok_and(|end| end > 1.7e9)));
}

#[test]
fn the_lowest_version_is_the_operators_choice() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = config(dir.path(), "");
    let tls = make(dir.path(), "first");
    let served = Served::start(&path, &settings(&tls, &["tls.min=1.3"]));
    let said = scan(served.public, &["-tls1_2"]);
    assert!(said.contains("alert protocol version"), "{said}");
    assert!(scan(served.public, &["-tls1_3"]).contains("New, TLSv1.3"));
}

// HH-07: the files are looked at each minute; nothing else has to be told.
#[test]
fn a_changed_file_is_seen() {
    let dir = tempfile::tempdir().expect("a directory");
    let tls = make(dir.path(), "first");
    let certificate = Certificate::open(&tls).expect("opens").expect("one");
    assert!(!certificate.look(), "nothing was changed");
    let touch = |path: &Path, text: &[u8]| {
        let file = std::fs::OpenOptions::new()
            .write(true)
            .truncate(true)
            .open(path);
        let mut file = file.expect("opens");
        file.write_all(text).expect("writes");
        let later = std::time::UNIX_EPOCH + Duration::from_secs(2_000_000_000);
        file.set_modified(later).expect("sets");
    };
    let cert = tls.cert_file.as_deref().expect("a path");
    let good = std::fs::read(cert).expect("reads");
    touch(cert, b"no PEM");
    assert!(!certificate.look(), "it cannot be used");
    assert!(!certificate.look(), "and is not read again and again");
    std::fs::remove_file(cert).expect("removes");
    assert!(!certificate.look(), "it is not there");
    std::fs::write(cert, good).expect("writes");
    assert!(certificate.look());
    // What never ends is not read to its end.
    std::fs::remove_file(cert).expect("removes");
    std::os::unix::fs::symlink("/dev/zero", cert).expect("links");
    assert!(!certificate.reload());
}

// HH-07, ST-06: it does not start with what it cannot serve with, and says what is wrong.
#[test]
fn a_pair_that_does_not_fit_ends_a_start() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = config(dir.path(), "");
    let tls = make(dir.path(), "first");
    let (cert, key) = (
        tls.cert_file.clone().expect("a path"),
        tls.key_file.clone().expect("a path"),
    );
    let refused = |tls: &Tls, words: &[&str]| {
        let set = settings(tls, &["server.listen=[\"127.0.0.1:1\"]"]);
        for command in [&["serve"][..], &["config", "check"]] {
            let mut args = [command, &["-c", &path]].concat();
            args.extend(set.iter().flat_map(|one| ["--set", one]));
            let (code, _, err) = run(&args);
            assert_eq!(code, 3, "{err}");
            for word in words {
                assert!(err.contains(word), "{word}: {err}");
            }
        }
    };
    let missing = Tls {
        key_file: Some(dir.path().join("none.pem")),
        ..tls.clone()
    };
    refused(&missing, &["tls.key_file", "none.pem cannot be read"]);
    let other = tempfile::tempdir().expect("a directory");
    let mismatched = Tls {
        key_file: make(other.path(), "other").key_file,
        ..tls.clone()
    };
    refused(
        &mismatched,
        &["tls.key_file", "is not the key of the certificate"],
    );
    let swapped = Tls {
        cert_file: Some(key.clone()),
        key_file: Some(key.clone()),
        ..tls.clone()
    };
    refused(&swapped, &["tls.cert_file", "holds no certificate"]);
    let open = std::fs::Permissions::from_mode(0o644);
    std::fs::set_permissions(&key, open).expect("sets");
    refused(&tls, &["tls.key_file", "others may read", "chmod 0600"]);
    set_private(&key);
    let half = run(&[
        "serve",
        "-c",
        &path,
        "--set",
        &format!("tls.cert_file={}", cert.display()),
    ]);
    assert_eq!(half.0, 3);
    assert!(half.2.contains("tls.key_file"), "{}", half.2);
    // Plain HTTP is what the proxy in front speaks.
    let http = settings(&tls, &["server.public_url=http://localhost:18080"]);
    let mut args = vec!["serve", "-c", &path];
    args.extend(http.iter().flat_map(|one| ["--set", one]));
    let (code, _, err) = run(&args);
    assert_eq!(code, 3);
    assert!(err.contains("server.public_url"), "{err}");
}

// sd_notify(3): ready, well, reloading, stopping.
#[test]
fn systemd_is_told_how_a_server_goes() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = config(dir.path(), "");
    let socket = dir.path().join("notify");
    let systemd = UnixDatagram::bind(&socket).expect("binds");
    systemd
        .set_read_timeout(Some(Duration::from_secs(30)))
        .expect("sets");
    let mut served = Served::start_as(&path, &["server.drain=100ms".to_owned()], |command| {
        command
            .env("NOTIFY_SOCKET", &socket)
            .env("WATCHDOG_USEC", "400000")
            .stderr(Stdio::null());
    });
    let next = || {
        let mut buffer = [0; 512];
        let length = systemd.recv(&mut buffer).expect("is told");
        String::from_utf8_lossy(&buffer[..length]).into_owned()
    };
    let until = |start: &str| {
        for _ in 0..100 {
            let told = next();
            if told.starts_with(start) {
                return;
            }
            assert!(told.starts_with("WATCHDOG=1"), "{told}");
        }
        panic!("{start} is not told");
    };
    until("READY=1\n");
    until("WATCHDOG=1\n");
    hang_up(&served.child);
    until("RELOADING=1\n");
    until("READY=1\n");
    terminate(&served.child);
    until("STOPPING=1\n");
    assert_eq!(served.child.wait().expect("ends").code(), Some(0));
}
