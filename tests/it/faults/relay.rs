//! What stands between: a proxy that chooses among nodes, one that cuts, one that says nothing.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
};

use super::{Dice, pause};

async fn listen() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("binds");
    let address = listener.local_addr().expect("bound");
    (listener, address)
}

/// A proxy that hands each connection to a node that says that it is ready, as HAProxy does with `mode
/// tcp` and `option httpchk`.
pub struct Balancer {
    pub address: SocketAddr,
}

impl Balancer {
    pub async fn start(nodes: &[(SocketAddr, SocketAddr)]) -> Self {
        let (listener, address) = listen().await;
        let nodes: Vec<_> = nodes
            .iter()
            .map(|(public, management)| (*public, *management, AtomicBool::new(true)))
            .collect();
        let nodes = Arc::new(nodes);
        for n in 0..nodes.len() {
            let nodes = nodes.clone();
            tokio::spawn(async move {
                loop {
                    let is_ready = is_ready(nodes[n].1).await;
                    nodes[n].2.store(is_ready, Ordering::SeqCst);
                    pause(50).await;
                }
            });
        }
        let turn = Arc::new(AtomicUsize::new(0));
        tokio::spawn(async move {
            while let Ok((mut caller, _)) = listener.accept().await {
                let (nodes, turn) = (nodes.clone(), turn.clone());
                tokio::spawn(async move {
                    // As long as nobody is ready, callers wait.
                    for _ in 0..600 {
                        for _ in 0..nodes.len() {
                            let (public, _, is_ready) =
                                &nodes[turn.fetch_add(1, Ordering::SeqCst) % nodes.len()];
                            if !is_ready.load(Ordering::SeqCst) {
                                continue;
                            }
                            if let Ok(mut node) = TcpStream::connect(public).await {
                                let _ended = copy_bidirectional(&mut caller, &mut node).await;
                                return;
                            }
                        }
                        pause(50).await;
                    }
                });
            }
        });
        Self { address }
    }

    pub fn base(&self) -> String {
        format!("http://{}", self.address)
    }
}

async fn is_ready(management: SocketAddr) -> bool {
    let asked = async {
        let mut stream = TcpStream::connect(management).await?;
        stream
            .write_all(b"GET /health/ready HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            .await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        Ok::<_, std::io::Error>(answer.starts_with(b"HTTP/1.1 200"))
    };
    matches!(
        tokio::time::timeout(Duration::from_secs(2), asked).await,
        Ok(Ok(true))
    )
}

/// What a [`Relay`] does with what comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// It passes on.
    Open,
    /// It keeps connections and says nothing, as one that was stopped.
    Silent,
    /// It ends connections, old and new.
    Cut,
}

/// A proxy whose way can be changed.
pub struct Relay {
    pub address: SocketAddr,
    way: watch::Sender<Way>,
}

impl Relay {
    pub async fn start(to: SocketAddr) -> Self {
        let (listener, address) = listen().await;
        let (way, seen) = watch::channel(Way::Open);
        tokio::spawn(async move {
            while let Ok((caller, _)) = listener.accept().await {
                let mut seen = seen.clone();
                tokio::spawn(async move {
                    if seen.wait_for(|way| *way != Way::Silent).await.is_err()
                        || *seen.borrow() == Way::Cut
                    {
                        return;
                    }
                    let Ok(server) = TcpStream::connect(to).await else {
                        return;
                    };
                    let (from_caller, to_caller) = caller.into_split();
                    let (from_server, to_server) = server.into_split();
                    tokio::select! {
                        () = pass(from_caller, to_server, seen.clone()) => {}
                        () = pass(from_server, to_caller, seen.clone()) => {}
                        _ = seen.wait_for(|way| *way == Way::Cut) => {}
                    }
                });
            }
        });
        Self { address, way }
    }

    pub fn set(&self, way: Way) {
        self.way.send(way).expect("is listened to");
    }
}

async fn pass(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut way: watch::Receiver<Way>) {
    let mut part = [0; 16 * 1024];
    while let Ok(read) = from.read(&mut part).await {
        if read == 0 || way.wait_for(|way| *way == Way::Open).await.is_err() {
            return;
        }
        if to.write_all(&part[..read]).await.is_err() {
            return;
        }
    }
}

/// A proxy that cuts each connection at a byte that nobody chose, of what is asked or of what is
/// answered; or not at all, if there are not as many.
pub struct Cutter {
    pub address: SocketAddr,
    cuts: Arc<AtomicUsize>,
}

impl Cutter {
    pub async fn start(to: SocketAddr, most: u64) -> Self {
        let (listener, address) = listen().await;
        let cuts = Arc::new(AtomicUsize::new(0));
        let counted = cuts.clone();
        tokio::spawn(async move {
            let mut dice = Dice::new();
            while let Ok((caller, _)) = listener.accept().await {
                let (counted, left) = (counted.clone(), dice.below(most));
                tokio::spawn(async move {
                    let Ok(server) = TcpStream::connect(to).await else {
                        return;
                    };
                    if cut(caller, server, usize::try_from(left).expect("fits")).await {
                        counted.fetch_add(1, Ordering::SeqCst);
                    }
                });
            }
        });
        Self { address, cuts }
    }

    pub fn base(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many connections were cut.
    pub fn cuts(&self) -> usize {
        self.cuts.load(Ordering::SeqCst)
    }
}

/// Passes on as many bytes in all, and cuts then: whether it came to that.
async fn cut(mut caller: TcpStream, mut server: TcpStream, mut left: usize) -> bool {
    let (mut asked, mut answered) = ([0; 4096], [0; 4096]);
    loop {
        let (read, is_asked) = tokio::select! {
            read = caller.read(&mut asked) => (read, true),
            read = server.read(&mut answered) => (read, false),
        };
        let Ok(read) = read else {
            return false;
        };
        if read == 0 {
            return false;
        }
        let passed = read.min(left);
        let sent = match is_asked {
            true => server.write_all(&asked[..passed]).await,
            false => caller.write_all(&answered[..passed]).await,
        };
        left -= passed;
        if passed < read {
            return true;
        }
        if sent.is_err() {
            return false;
        }
    }
}
