//! The load: connections that stay open, each of them asking for the next thing once it has its answer.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use http_body_util::{BodyExt, Full};
use hyper::{Request, body::Bytes, client::conn::http1, header::HOST, http::HeaderMap};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use super::{
    calls::{self, Call},
    meter::{Meter, Spent},
    service::{AUTHORITY, Service},
};

/// How much is asked, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// Connections at once.
    pub connections: usize,
    /// For so long nothing is counted.
    pub warm_up: Duration,
    /// For so long everything is.
    pub lasts: Duration,
}

/// An answer.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Reply {
    /// A header's text, or nothing.
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// Whoever uses one connection.
pub trait Visitor: Send {
    /// What it asks next.
    fn ask(&mut self) -> Request<Full<Bytes>>;
    /// What it makes of the answer: whether the call is done, or goes on with another request.
    fn hear(&mut self, reply: Reply) -> Result<Heard, String>;
}

/// What an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// The end of a call.
    Done,
    /// On the way.
    GoesOn,
}

/// What was measured.
#[derive(Clone, Debug)]
pub struct Measured {
    /// Calls that were counted.
    pub calls: f64,
    /// Calls a second.
    pub rate: f64,
    /// Half of all calls were answered in this time.
    pub p50: Duration,
    /// And 99 of 100 in this.
    pub p99: Duration,
    /// Of the processor, for each call, in milliseconds.
    pub spent: Spent,
}

/// One open connection.
pub struct Line {
    sender: http1::SendRequest<Full<Bytes>>,
}

impl Line {
    pub async fn open(at: std::net::SocketAddr) -> Self {
        let stream = TcpStream::connect(at).await.expect("the node listens");
        stream.set_nodelay(true).expect("a socket");
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await.expect("HTTP");
        tokio::spawn(connection);
        Self { sender }
    }

    pub async fn send(&mut self, request: Request<Full<Bytes>>) -> Reply {
        self.sender.ready().await.expect("the connection stands");
        let answer = self.sender.send_request(request).await;
        let (parts, body) = answer.expect("an answer").into_parts();
        let body = body.collect().await.expect("a body").to_bytes();
        Reply {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body,
        }
    }
}

/// A request of this server, which has one name whatever the address.
pub fn request(method: &str, path: &str) -> hyper::http::request::Builder {
    let built = Request::builder().method(method).uri(path);
    built.header(HOST, AUTHORITY)
}

/// One runtime on one thread: a generator that takes no more of the machine than it needs.
pub fn runtime() -> tokio::runtime::Runtime {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_all().build().expect("a runtime")
}

/// Puts the load of one call onto a service.
pub fn run(load: &Load, service: &Service, call: &Call) -> Measured {
    runtime().block_on(async {
        let visitors = (call.prepare)(service, load.connections).await;
        measure(load, service, visitors).await
    })
}

/// Clients that get tokens of their own, first alone and then while everybody signs in by password.
pub fn flooded(load: &Load, service: &Service) -> (Measured, Measured) {
    let call = |name: &str| {
        let mut all = calls::ALL.iter();
        all.find(|call| call.name.starts_with(name))
            .expect("a call")
    };
    let tokens = call("client credentials, ES256");
    let few = Load {
        connections: 4,
        ..*load
    };
    let quiet = run(&few, service, tokens);
    let flood = Load {
        lasts: load.lasts * 2,
        ..*load
    };
    let flooded = std::thread::scope(|scope| {
        let flood = scope.spawn(|| run(&flood, service, call("password sign-in")));
        let flooded = run(&few, service, tokens);
        flood.join().expect("comes to its end");
        flooded
    });
    (quiet, flooded)
}

/// Lets everybody in `visitors` use a connection of their own.
pub async fn measure(load: &Load, service: &Service, visitors: Vec<Box<dyn Visitor>>) -> Measured {
    measure_at(load, service, |index| service.address(index), visitors).await
}

/// The same, at other addresses than the service's.
pub async fn measure_at(
    load: &Load,
    service: &Service,
    address: impl Fn(usize) -> std::net::SocketAddr,
    visitors: Vec<Box<dyn Visitor>>,
) -> Measured {
    let counts = Arc::new(AtomicBool::new(false));
    let over = Arc::new(AtomicBool::new(false));
    let local = tokio::task::LocalSet::new();
    let (mut times, lasted, spent) = local
        .run_until(async {
            let mut tasks = Vec::new();
            for (index, mut visitor) in visitors.into_iter().enumerate() {
                let at = address(index);
                let (counts, over) = (counts.clone(), over.clone());
                tasks.push(tokio::task::spawn_local(async move {
                    let mut line = Line::open(at).await;
                    let mut times = Vec::new();
                    while !over.load(Ordering::Relaxed) {
                        let began = Instant::now();
                        loop {
                            let reply = line.send(visitor.ask()).await;
                            match visitor.hear(reply) {
                                Ok(Heard::Done) => break,
                                Ok(Heard::GoesOn) => {}
                                Err(what) => panic!("the call failed: {what}"),
                            }
                        }
                        if counts.load(Ordering::Relaxed) {
                            times.push(began.elapsed());
                        }
                    }
                    times
                }));
            }
            tokio::time::sleep(load.warm_up).await;
            let meter = Meter::start(service);
            let began = Instant::now();
            counts.store(true, Ordering::Relaxed);
            tokio::time::sleep(load.lasts).await;
            counts.store(false, Ordering::Relaxed);
            let (lasted, spent) = (began.elapsed(), meter.stop(service));
            over.store(true, Ordering::Relaxed);
            let mut times = Vec::new();
            for task in tasks {
                times.extend(task.await.expect("a visitor came through"));
            }
            (times, lasted, spent)
        })
        .await;
    times.sort_unstable();
    let at = |part: f64| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "an index"
        )]
        let index = ((times.len() as f64) * part) as usize;
        times.get(index.min(times.len().saturating_sub(1))).copied()
    };
    let calls = times.len() as f64;
    Measured {
        calls,
        rate: calls / lasted.as_secs_f64(),
        p50: at(0.5).unwrap_or_default(),
        p99: at(0.99).unwrap_or_default(),
        spent: spent.each(calls),
    }
}
