//! `signet mail test|preview`.

use std::process::Stdio;

use super::{Dev, run};
use crate::support::{Browser, Sink, Smtp, smtp::Mode};

const MOBILE: &str = "/account/profile/mobile";

/// A configuration that names a mail server.
fn config(dir: &std::path::Path, smtp: &Smtp) -> String {
    use std::os::unix::fs::PermissionsExt;
    let file = dir.join("signet.toml");
    let port = smtp.address.port();
    let text = format!(
        "[server]\npublic_url = \"https://id.example.org\"\n[mail]\nfrom = \"Example \
         <no-reply@example.org>\"\nsmtp_url = \"smtp://localhost:{port}\"\ntls = \"none\"\n\
         timeout = \"3s\"\n"
    );
    std::fs::write(&file, text).expect("writes");
    let mode = std::fs::Permissions::from_mode(0o600);
    std::fs::set_permissions(&file, mode).expect("sets");
    file.display().to_string()
}

async fn signet(args: Vec<String>) -> (i32, String, String) {
    let job = move || {
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        run(&args)
    };
    tokio::task::spawn_blocking(job).await.expect("runs")
}

// An operator sees at once whether mail goes, and what the mail server says if it does not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operator_tries_mail() {
    let smtp = Smtp::start().await;
    let dir = tempfile::tempdir().expect("a directory");
    let file = config(dir.path(), &smtp);
    let test = |more: &[&str]| {
        let mut args = vec!["-c", &file, "mail", "test", "--to", "you@example.org"];
        args.extend_from_slice(more);
        signet(args.into_iter().map(str::to_owned).collect())
    };
    let (code, out, err) = test(&["--dry-run"]).await;
    assert_eq!(code, 0, "{err}");
    assert_eq!(out, "the mail server is well; nothing was sent\n");
    assert!(smtp.mails().is_empty() && smtp.calls() == 1);
    let (code, out, err) = test(&[]).await;
    assert_eq!(code, 0, "{err}");
    assert_eq!(out, "sent to you@example.org\n");
    let mail = smtp.wait_for(1).await.remove(0);
    assert_eq!(mail.to, ["you@example.org"]);
    assert_eq!(mail.header("Subject"), "A test");
    assert!(mail.header("Message-ID").ends_with("@id.example.org>"));
    smtp.behave(Mode::Never);
    let (code, _, err) = test(&[]).await;
    assert_eq!(code, 1);
    assert!(err.contains("nobody here"), "{err}");
    let args = [
        "-c",
        &file,
        "mail",
        "test",
        "--to",
        "you@example.org\r\nBcc: x@y.example",
    ];
    let (code, _, err) = signet(args.iter().map(|s| (*s).to_owned()).collect()).await;
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("a line break or a control character"), "{err}");
}

// A directory that is not there keeps every letter waiting: whoever tries is told which, and what to do.
#[test]
fn a_directory_for_mail_has_to_be_there() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("letters");
    let sink = format!("mail.sink=dir:{}", path.display());
    let set = [
        "--set",
        "server.public_url=https://id.example.org",
        "--set",
        "mail.from=no-reply@example.org",
        "--set",
        &sink,
    ];
    let test = |more: &[&str]| {
        let args = ["mail", "test", "--to", "you@example.org"];
        run(&[&set[..], &args, more].concat())
    };
    for more in [&["--dry-run"][..], &[]] {
        let (code, _, err) = test(more);
        assert_eq!(code, 1, "{err}");
        let fix = format!("install -d -m 700 {}", path.display());
        assert!(err.contains(&fix) && err.contains("mail.sink"), "{err}");
    }
    std::fs::create_dir(&path).expect("makes");
    let (code, out, err) = test(&["--dry-run"]);
    assert_eq!(code, 0, "{err}");
    assert_eq!(
        out,
        format!("mail goes into {}; nothing was sent\n", path.display())
    );
    assert_eq!(test(&[]).0, 0);
    let letters: Vec<_> = std::fs::read_dir(&path).expect("reads").collect();
    let [Ok(letter)] = letters.as_slice() else {
        panic!("one letter: {letters:?}");
    };
    // ST-06: what people are sent opens their accounts.
    let mode =
        std::os::unix::fs::PermissionsExt::mode(&letter.metadata().expect("reads").permissions());
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_letter_is_looked_at() {
    let (code, out, _) = run(&["mail", "preview"]);
    assert_eq!(code, 0);
    assert!(out.lines().any(|line| line == "new_device"), "{out}");
    let set = ["--set", "server.public_url=https://id.example.org"];
    let preview = |more: &[&str]| run(&[&set[..], &["mail", "preview"], more].concat());
    let (code, out, err) = preview(&["new-device", "--lang", "de"]);
    assert_eq!(code, 0, "{err}");
    assert!(
        out.starts_with("Eine neue Anmeldung in Ihrem Konto\n"),
        "{out}"
    );
    assert!(
        out.contains("\nhttps://id.example.org/not-me/sample\n"),
        "{out}"
    );
    let (code, out, _) = preview(&["verify", "--lang", "ar", "--html"]);
    assert_eq!(code, 0);
    assert!(out.contains("<html lang=\"ar\" dir=\"rtl\">"), "{out}");
    let (code, out, _) = preview(&["verify", "--sms"]);
    assert_eq!(code, 0);
    assert!(out.ends_with("@id.example.org #12345678\n"), "{out}");
    // Where there is a page.
    let (_, out, _) = preview(&["welcome", "--sms"]);
    assert!(out.ends_with("\nhttps://id.example.org/account\n"), "{out}");
    assert_eq!(preview(&["no_such_letter"]).0, 5);
    assert_eq!(preview(&["verify", "--lang", "xx"]).0, 2);
}

// `signet dev` uses a hook that is named, with its secret from a file, as a server does.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hook_that_dev_is_told_of_is_used() {
    let hook = Sink::start().await;
    let dir = tempfile::tempdir().expect("a directory");
    let secret = dir.path().join("sms.secret");
    std::fs::write(&secret, "0123456789abcdef0123456789abcdef").expect("writes");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(&secret, mode).expect("sets");
    let url = format!("sms.url={}", hook.url("http", "127.0.0.1", "/sms"));
    let file = format!("sms.secret_file={}", secret.display());
    let options = ["--set", &url, "--set", &file];
    let data = tempfile::tempdir().expect("a directory");
    let dev = Dev::start_with(data, &options, Stdio::null());
    let browser = Browser::new(&dev.issuer());
    let page = browser.account(MOBILE, "anna", "anna-sample-1").await;
    let number = [("mobile", "+41791234567")];
    let asked = browser.submit_to(&page, MOBILE, &number).await;
    assert_eq!(asked.status, 303, "{}", asked.body);
    for _ in 0..1000 {
        if hook.hits() > 0 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert!(hook.asked().contains("+41791234567"), "{}", hook.asked());
}
