//! Floor 2: mail on its way out, by SMTP or into a directory. The only user of lettre.
//!
//! Asynchronous, and as slow as the mail server is: nothing here is called in a request or a
//! transaction, and every try ends at its time.

mod message;

use std::{io::ErrorKind, path::PathBuf, time::Duration};

use lettre::{
    address::Envelope,
    transport::smtp::{
        authentication::{Credentials, Mechanism},
        client::{AsyncSmtpConnection, Certificate, TlsParameters},
        extension::ClientId,
    },
};
use rustix::fs::{Access, access};
use thiserror::Error;

pub use message::{Mail, Sender};

/// How long a connection may take to be there.
const CONNECT: Duration = Duration::from_secs(10);

/// How the connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// STARTTLS, required (RFC 3207).
    Starttls,
    /// TLS from the first byte (RFC 8314).
    Implicit,
    /// None: on this machine only.
    None,
}

/// Where mail goes.
#[derive(Clone, Debug)]
pub enum Way {
    /// To a mail server.
    Smtp {
        /// Its name or address.
        host: String,
        /// Its port.
        port: u16,
        /// How the connection is protected.
        security: Security,
    },
    /// Into a directory, a file each.
    Directory(PathBuf),
}

/// What a mailer is made of.
pub struct Settings {
    /// Where mail goes.
    pub way: Way,
    /// Who it is from.
    pub sender: Sender,
    /// Name and password to sign in with.
    pub credentials: Option<(String, String)>,
    /// Certificate authorities besides the well-known ones, in PEM.
    pub ca_pem: Option<Vec<u8>>,
    /// The longest that a try may take.
    pub timeout: Duration,
    /// The name of this host: what it says in `EHLO`, and the end of each `Message-ID`.
    pub host: String,
}

/// Why a mail was not sent.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NotSent {
    /// The mail server will not take this mail, now or later (5xx). The code of its answer.
    #[error("the mail server refuses this mail: {text}")]
    Never {
        /// A word or a code, without anything of the mail.
        code: String,
        /// What the server said. It may name the recipient: for a terminal, not for a log.
        text: String,
    },
    /// It may go later.
    #[error("{text}")]
    Later {
        /// A word or a code, without anything of the mail.
        code: String,
        /// What happened. It may name the recipient: for a terminal, not for a log.
        text: String,
        /// Whether the server is at fault rather than this mail: no other will go either.
        server: bool,
    },
}

impl NotSent {
    /// A word or a code for logs and rows.
    pub fn code(&self) -> &str {
        match self {
            Self::Never { code, .. } | Self::Later { code, .. } => code,
        }
    }

    fn later(code: &str, text: impl std::fmt::Display) -> Self {
        Self::Later {
            code: code.to_owned(),
            text: text.to_string(),
            server: true,
        }
    }
}

/// Sends mail.
pub struct Mailer {
    settings: Settings,
    tls: Option<TlsParameters>,
    hello: ClientId,
}

/// A connection to a mail server, for as many mails as there are.
pub struct Line(Option<AsyncSmtpConnection>);

impl Mailer {
    /// From its settings; the error says what is wrong with them.
    pub fn new(settings: Settings) -> Result<Self, String> {
        settings.sender.mailbox()?;
        let tls = match &settings.way {
            Way::Smtp { host, security, .. } if *security != Security::None => {
                let mut builder = TlsParameters::builder(host.clone());
                if let Some(pem) = &settings.ca_pem {
                    let certificate = Certificate::from_pem(pem)
                        .map_err(|error| format!("mail.ca_file: {}", whole(&error)))?;
                    builder = builder.add_root_certificate(certificate);
                }
                Some(builder.build().map_err(|error| whole(&error))?)
            }
            _ => None,
        };
        let hello = ClientId::Domain(settings.host.clone());
        Ok(Self {
            settings,
            tls,
            hello,
        })
    }

    /// Whether mail can go, as far as that is seen without a mail server: its directory is there, and
    /// is written to. Where mail goes to, in words.
    pub fn look(&self) -> Result<String, NotSent> {
        let directory = match &self.settings.way {
            Way::Smtp { host, port, .. } => return Ok(format!("to {host}:{port}")),
            Way::Directory(directory) => directory,
        };
        let path = directory.display();
        let at_hand = std::fs::metadata(directory).and_then(|found| match found.is_dir() {
            true => Ok(access(directory, Access::WRITE_OK | Access::EXEC_OK)?),
            false => Err(ErrorKind::NotADirectory.into()),
        });
        match at_hand {
            Ok(()) => Ok(format!("into {path}")),
            Err(error) => Err(NotSent::later(
                "file",
                format!(
                    "mail.sink: {path}: {error}; make it, for the user that the server runs as: \
                     install -d -m 700 {path}"
                ),
            )),
        }
    }

    /// Opens a connection and signs in.
    pub async fn connect(&self) -> Result<Line, NotSent> {
        let (host, port, security) = match &self.settings.way {
            Way::Directory(_) => return self.look().map(|_| Line(None)),
            Way::Smtp {
                host,
                port,
                security,
            } => (host.as_str(), *port, *security),
        };
        let opened = self.open((host, port), security);
        match tokio::time::timeout(self.settings.timeout.min(CONNECT), opened).await {
            Ok(opened) => opened.map(|connection| Line(Some(connection))),
            Err(_) => Err(NotSent::later(
                "timeout",
                "the mail server did not greet in time",
            )),
        }
    }

    async fn open(
        &self,
        address: (&str, u16),
        security: Security,
    ) -> Result<AsyncSmtpConnection, NotSent> {
        let at_once = self.tls.clone().filter(|_| security == Security::Implicit);
        let failed = |code: &str, error: &lettre::transport::smtp::Error| {
            let code = error.status().map_or(code.to_owned(), |c| c.to_string());
            NotSent::later(&code, whole(error))
        };
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(address, None, &self.hello, at_once, None)
                .await
                .map_err(|error| failed("connect", &error))?;
        if let (Security::Starttls, Some(tls)) = (security, &self.tls) {
            // RFC 3207 §4: no mail in the clear because somebody in between took the offer away.
            connection
                .starttls(tls.clone(), &self.hello)
                .await
                .map_err(|error| failed("tls", &error))?;
        }
        if let Some((name, password)) = &self.settings.credentials {
            let credentials = Credentials::new(name.clone(), password.clone());
            connection
                .auth(&[Mechanism::Plain, Mechanism::Login], &credentials)
                .await
                .map_err(|error| failed("auth", &error))?;
        }
        Ok(connection)
    }

    /// Sends a mail on an open connection.
    pub async fn send(&self, line: &mut Line, mail: &Mail) -> Result<(), NotSent> {
        let never = |code: &str, text: String| NotSent::Never {
            code: code.to_owned(),
            text,
        };
        let (envelope, bytes) = message::build(&self.settings.sender, mail, &self.settings.host)
            .map_err(|why| never("message", why))?;
        match (&self.settings.way, &mut line.0) {
            (Way::Directory(directory), _) => {
                let path = directory.join(format!("{}.eml", mail.id));
                private(&path)
                    .and_then(|mut file| std::io::Write::write_all(&mut file, &bytes))
                    .map_err(|error| NotSent::later("file", format!("{}: {error}", path.display())))
            }
            (Way::Smtp { .. }, Some(connection)) => {
                let sent = hand_over(connection, &envelope, &bytes);
                match tokio::time::timeout(self.settings.timeout, sent).await {
                    Ok(sent) => sent,
                    Err(_) => Err(NotSent::later(
                        "timeout",
                        "the mail server did not answer in time",
                    )),
                }
            }
            (Way::Smtp { .. }, None) => Err(NotSent::later("connect", "there is no connection")),
        }
    }

    /// Says goodbye.
    pub async fn close(&self, line: Line) {
        if let Some(mut connection) = line.0 {
            let _said = tokio::time::timeout(Duration::from_secs(1), connection.quit()).await;
        }
    }
}

async fn hand_over(
    connection: &mut AsyncSmtpConnection,
    envelope: &Envelope,
    bytes: &[u8],
) -> Result<(), NotSent> {
    let Err(error) = connection.send(envelope, bytes).await else {
        return Ok(());
    };
    let code = error.status().map(|code| code.to_string());
    Err(match code {
        Some(code) if error.is_permanent() => NotSent::Never {
            code,
            text: whole(&error),
        },
        // 421: "Service not available, closing transmission channel" (RFC 5321 §4.2.3).
        Some(code) => NotSent::Later {
            server: code == "421",
            code,
            text: whole(&error),
        },
        None if error.is_client() => NotSent::Never {
            code: "server".into(),
            text: whole(&error),
        },
        None => NotSent::later("connection", whole(&error)),
    })
}

/// The text of an error and of what caused it.
fn whole(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let inner_text = inner.to_string();
        if !text.contains(&inner_text) {
            text.push_str(": ");
            text.push_str(&inner_text);
        }
        cause = inner.source();
    }
    text
}

/// A file that nobody else may read: what people are sent opens their accounts (ST-06).
fn private(path: &std::path::Path) -> std::io::Result<std::fs::File> {
    use std::os::unix::fs::OpenOptionsExt;
    std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)
}
