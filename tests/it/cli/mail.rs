//! `signet mail test|preview`.

use super::run;
use crate::support::{Smtp, smtp::Mode};

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
