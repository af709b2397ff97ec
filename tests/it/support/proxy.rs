//! What stands in front of a server on the Internet: a proxy that terminates TLS.

use std::net::SocketAddr;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy},
    net::{TcpListener, TcpStream},
};

use super::sink::{acceptor, is_whole};

/// The address that the proxy tells of each caller.
pub const CALLER: &str = "203.0.113.9";

/// Listens with the certificate of `tests/fixtures/tls`; [`Proxy::forward`] says for whom.
pub struct Proxy {
    listener: TcpListener,
    pub base: String,
}

impl Proxy {
    pub async fn bind() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("binds");
        let port = listener.local_addr().expect("bound").port();
        Self {
            listener,
            base: format!("https://localhost:{port}"),
        }
    }

    /// Brings each request to the server in plain HTTP, with the headers of a proxy; the `Host` is
    /// the one that was asked for.
    pub fn forward(self, to: SocketAddr) {
        let tls = acceptor();
        tokio::spawn(async move {
            while let Ok((stream, _)) = self.listener.accept().await {
                let tls = tls.clone();
                tokio::spawn(async move {
                    let Ok(mut caller) = tls.accept(stream).await else {
                        return;
                    };
                    let mut request = Vec::new();
                    while !is_whole(&request) {
                        let mut part = [0; 4096];
                        match caller.read(&mut part).await {
                            Ok(read) if read > 0 => request.extend_from_slice(&part[..read]),
                            _ => return,
                        }
                    }
                    let request = String::from_utf8(request).expect("text");
                    let (head, body) = request.split_once("\r\n\r\n").expect("a head");
                    let told = format!(
                        "{head}\r\nx-forwarded-for: {CALLER}\r\nx-forwarded-proto: https\r\n\
                         connection: close\r\n\r\n{body}"
                    );
                    let mut server = TcpStream::connect(to).await.expect("connects");
                    server.write_all(told.as_bytes()).await.expect("sends");
                    let _copied = copy(&mut server, &mut caller).await;
                    let _closed = caller.shutdown().await;
                });
            }
        });
    }
}
