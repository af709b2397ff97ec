//! Somebody else's server: counts who connects, and answers what it was told to.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpListener,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::ring,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    },
};

pub const CA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/tls/ca.pem");
pub const CERTIFICATE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/tls/server.pem");
pub const KEY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/tls/server.key");

#[derive(Clone)]
pub struct Sink {
    pub address: SocketAddr,
    hits: Arc<AtomicUsize>,
    /// The whole answer; none is silence.
    answer: Arc<Mutex<Option<Vec<u8>>>>,
    /// The last request, whole.
    asked: Arc<Mutex<String>>,
}

impl Sink {
    pub async fn start() -> Self {
        Self::with(None).await
    }

    /// With the certificate of `tests/fixtures/tls`, for `localhost` and `127.0.0.1`.
    pub async fn tls() -> Self {
        Self::with(Some(acceptor())).await
    }

    async fn with(tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("binds");
        let sink = Self {
            address: listener.local_addr().expect("bound"),
            hits: Arc::default(),
            answer: Arc::default(),
            asked: Arc::default(),
        };
        let served = sink.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                served.hits.fetch_add(1, Ordering::SeqCst);
                let (served, tls) = (served.clone(), tls.clone());
                tokio::spawn(async move {
                    match tls {
                        None => served.serve(stream).await,
                        Some(tls) => {
                            if let Ok(stream) = tls.accept(stream).await {
                                served.serve(stream).await;
                            }
                        }
                    }
                });
            }
        });
        sink
    }

    async fn serve(&self, mut stream: impl AsyncRead + AsyncWrite + Unpin) {
        let mut request = Vec::new();
        while !is_whole(&request) {
            let mut part = [0; 4096];
            match stream.read(&mut part).await {
                Ok(read) if read > 0 => request.extend_from_slice(&part[..read]),
                _ => return,
            }
        }
        *self.asked.lock().expect("asked") = String::from_utf8_lossy(&request).into_owned();
        let answer = self.answer.lock().expect("answer").clone();
        match answer {
            Some(answer) => {
                let _sent = stream.write_all(&answer).await;
                let _closed = stream.shutdown().await;
            }
            None => std::future::pending().await,
        }
    }

    pub fn hits(&self) -> usize {
        self.hits.load(Ordering::SeqCst)
    }

    pub fn asked(&self) -> String {
        self.asked.lock().expect("asked").clone()
    }

    pub fn url(&self, scheme: &str, host: &str, path: &str) -> String {
        format!("{scheme}://{host}:{}{path}", self.address.port())
    }

    /// From now on it answers this.
    pub fn answer(&self, status: u16, headers: &str, body: &str) {
        let text = format!(
            "HTTP/1.1 {status} Any\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        );
        *self.answer.lock().expect("answer") = Some(text.into_bytes());
    }
}

/// Speaks TLS with the certificate of `tests/fixtures/tls`.
pub fn acceptor() -> TlsAcceptor {
    let certificate = CertificateDer::from_pem_file(CERTIFICATE).expect("a certificate");
    let key = PrivateKeyDer::from_pem_file(KEY).expect("a key");
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .expect("fits");
    TlsAcceptor::from(Arc::new(config))
}

/// Whether the head is there, and as much of a body as it announces.
pub fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_, value)| value.trim().parse().ok());
    body.len() >= length.unwrap_or(0)
}
