//! A mail server that is well, away, slow or hostile, and keeps what it was told, raw.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpListener,
};

use super::sink::acceptor;

/// How it behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It takes mail.
    Well,
    /// It accepts connections and says nothing.
    Silent,
    /// It says at once that it has no time (421).
    Busy,
    /// It takes no mail for anybody now (451 to RCPT).
    Later,
    /// It never will (550 to RCPT).
    Never,
    /// A byte every 200 ms.
    Dribble,
    /// It takes the mail and is gone before it says so.
    Gone,
    /// It takes nobody's password (535).
    NoEntry,
}

/// A mail that it took.
#[derive(Clone, Debug, Default)]
pub struct Received {
    /// What stood in `MAIL FROM:<…>`.
    pub from: String,
    /// What stood in each `RCPT TO:<…>`.
    pub to: Vec<String>,
    /// The mail, with its dots as they came.
    pub data: String,
}

impl Received {
    /// Its head, unfolded: name and value.
    pub fn headers(&self) -> Vec<(String, String)> {
        let (head, _) = self.data.split_once("\r\n\r\n").expect("a head");
        let head = head.replace("\r\n ", " ").replace("\r\n\t", " ");
        let pair = |line: &str| {
            let (name, value) = line.split_once(':').unwrap_or_else(|| panic!("{line}"));
            (name.to_owned(), value.trim().to_owned())
        };
        head.split("\r\n").map(pair).collect()
    }

    /// A header.
    pub fn header(&self, name: &str) -> String {
        let found = self.headers().into_iter().find(|(n, _)| n == name);
        found.unwrap_or_else(|| panic!("no {name}")).1
    }
}

/// Whether it speaks TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tls {
    Never,
    /// Once it is asked to (STARTTLS).
    Asked,
    /// From the first byte.
    AtOnce,
}

#[derive(Clone)]
pub struct Smtp {
    pub address: SocketAddr,
    tls: Tls,
    mode: Arc<Mutex<Mode>>,
    mails: Arc<Mutex<Vec<Received>>>,
    raw: Arc<Mutex<String>>,
    calls: Arc<AtomicUsize>,
}

trait Both: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Both for T {}

impl Smtp {
    /// Without TLS.
    pub async fn start() -> Self {
        Self::with(Tls::Never).await
    }

    /// With STARTTLS and the certificate of `tests/fixtures/tls`, for `localhost` and `127.0.0.1`.
    pub async fn tls() -> Self {
        Self::with(Tls::Asked).await
    }

    /// The same from the first byte (RFC 8314).
    pub async fn tls_at_once() -> Self {
        Self::with(Tls::AtOnce).await
    }

    async fn with(tls: Tls) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("binds");
        let smtp = Self {
            address: listener.local_addr().expect("bound"),
            tls,
            mode: Arc::new(Mutex::new(Mode::Well)),
            mails: Arc::default(),
            raw: Arc::default(),
            calls: Arc::default(),
        };
        let served = smtp.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                served.calls.fetch_add(1, Ordering::SeqCst);
                let served = served.clone();
                tokio::spawn(async move {
                    let stream: Box<dyn Both> = match served.tls {
                        Tls::AtOnce => match acceptor().accept(stream).await {
                            Ok(stream) => Box::new(stream),
                            Err(_) => return,
                        },
                        Tls::Never | Tls::Asked => Box::new(stream),
                    };
                    let _ended = served.serve(stream).await;
                });
            }
        });
        smtp
    }

    /// The settings of a server that sends through it.
    pub fn settings(&self) -> Vec<String> {
        let (scheme, tls) = match self.tls {
            Tls::Never => ("smtp", "none"),
            Tls::Asked => ("smtp", "starttls"),
            Tls::AtOnce => ("smtps", "implicit"),
        };
        vec![
            format!("mail.smtp_url={scheme}://localhost:{}", self.address.port()),
            format!("mail.tls={tls}"),
            "mail.from=Example <no-reply@id.example>".into(),
            "mail.timeout=3s".into(),
        ]
    }

    pub fn behave(&self, mode: Mode) {
        *self.mode.lock().expect("mode") = mode;
    }

    fn mode(&self) -> Mode {
        *self.mode.lock().expect("mode")
    }

    /// How often somebody connected.
    pub fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }

    /// The mails that it took.
    pub fn mails(&self) -> Vec<Received> {
        self.mails.lock().expect("mails").clone()
    }

    /// All that clients sent, raw.
    pub fn raw(&self) -> String {
        self.raw.lock().expect("raw").clone()
    }

    /// Waits until it has so many mails.
    pub async fn wait_for(&self, count: usize) -> Vec<Received> {
        for _ in 0..1200 {
            let mails = self.mails();
            if mails.len() >= count {
                return mails;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("{} of {count} mails came", self.mails().len());
    }

    /// Waits until somebody has connected so often.
    pub async fn wait_for_calls(&self, count: usize) {
        for _ in 0..1200 {
            if self.calls() >= count {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("{} of {count} calls came", self.calls());
    }

    async fn say(&self, stream: &mut Box<dyn Both>, text: &str) -> std::io::Result<()> {
        if self.mode() == Mode::Dribble {
            for byte in text.bytes() {
                stream.write_all(&[byte]).await?;
                stream.flush().await?;
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
            return Ok(());
        }
        stream.write_all(text.as_bytes()).await?;
        stream.flush().await
    }

    async fn line(&self, stream: &mut Box<dyn Both>) -> std::io::Result<String> {
        let mut line = Vec::new();
        let mut byte = [0];
        while !line.ends_with(b"\r\n") {
            stream.read_exact(&mut byte).await?;
            line.push(byte[0]);
        }
        let line = String::from_utf8_lossy(&line).into_owned();
        self.raw.lock().expect("raw").push_str(&line);
        Ok(line)
    }

    async fn serve(&self, mut stream: Box<dyn Both>) -> std::io::Result<()> {
        match self.mode() {
            Mode::Silent => std::future::pending().await,
            Mode::Busy => return self.say(&mut stream, "421 too busy\r\n").await,
            _ => self.say(&mut stream, "220 sink ESMTP\r\n").await?,
        }
        let mut mail = Received::default();
        let mut is_secure = false;
        loop {
            let line = self.line(&mut stream).await?;
            let word = line.trim_end();
            let verb = word
                .split(' ')
                .next()
                .unwrap_or_default()
                .to_ascii_uppercase();
            let inside = || {
                let (_, rest) = word.split_once('<').expect("a path");
                rest.split_once('>').expect("a path").0.to_owned()
            };
            match verb.as_str() {
                "EHLO" => {
                    let offer = if self.tls == Tls::Asked && !is_secure {
                        "250-STARTTLS\r\n"
                    } else {
                        ""
                    };
                    let hello = format!("250-sink\r\n{offer}250 AUTH PLAIN LOGIN\r\n");
                    self.say(&mut stream, &hello).await?;
                }
                "STARTTLS" => {
                    self.say(&mut stream, "220 go on\r\n").await?;
                    stream = Box::new(acceptor().accept(stream).await?);
                    is_secure = true;
                }
                "AUTH" if self.mode() == Mode::NoEntry => {
                    self.say(&mut stream, "535 no\r\n").await?;
                }
                "AUTH" => self.say(&mut stream, "235 yes\r\n").await?,
                "MAIL" => {
                    mail = Received {
                        from: inside(),
                        ..Received::default()
                    };
                    self.say(&mut stream, "250 yes\r\n").await?;
                }
                "RCPT" => match self.mode() {
                    Mode::Later => self.say(&mut stream, "451 later, <x@y>\r\n").await?,
                    Mode::Never => self.say(&mut stream, "550 nobody here, <x@y>\r\n").await?,
                    _ => {
                        mail.to.push(inside());
                        self.say(&mut stream, "250 yes\r\n").await?;
                    }
                },
                "DATA" => {
                    self.say(&mut stream, "354 go on\r\n").await?;
                    loop {
                        let line = self.line(&mut stream).await?;
                        if line == ".\r\n" {
                            break;
                        }
                        mail.data.push_str(&line);
                    }
                    self.mails.lock().expect("mails").push(mail.clone());
                    if self.mode() == Mode::Gone {
                        return Ok(());
                    }
                    self.say(&mut stream, "250 taken\r\n").await?;
                }
                "QUIT" => return self.say(&mut stream, "221 bye\r\n").await,
                _ => self.say(&mut stream, "250 yes\r\n").await?,
            }
        }
    }
}
