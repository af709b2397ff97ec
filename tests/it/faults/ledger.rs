//! The load, and the ledger of what it was told: every acknowledged answer and every request without one,
//! compared with the database afterwards.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use reqwest::{Client, header::HOST, redirect::Policy};
use serde_json::Value;
use tokio::task::JoinHandle;

use super::{
    now, pause,
    report::Row,
    stage::{CHAINS, CODES, ISSUER, Node, SERVICE, Stage},
};
use crate::support::{
    Browser,
    app::{VERIFIER, code_of},
    query,
    server::CALLBACK,
};

/// A code that took longer than this to be redeemed may have ended by its age.
const OLD_CODE: Duration = Duration::from_secs(50);

/// What a request came to.
pub enum Said {
    Answer {
        status: u16,
        body: String,
        location: String,
        retry_after: bool,
    },
    /// Nothing, or not all of an answer.
    Nothing(String),
}

impl Said {
    pub fn status(&self) -> u16 {
        match self {
            Self::Answer { status, .. } => *status,
            Self::Nothing(_) => 0,
        }
    }

    /// A member of the answer's JSON.
    pub fn member(&self, name: &str) -> Option<String> {
        let Self::Answer { body, .. } = self else {
            return None;
        };
        let body: Value = serde_json::from_str(body).ok()?;
        body[name].as_str().map(str::to_owned)
    }

    pub fn text(&self) -> String {
        match self {
            Self::Answer { status, body, .. } => format!("{status} {body}"),
            Self::Nothing(why) => why.clone(),
        }
    }
}

/// Somebody who calls and survives what becomes of it.
#[derive(Clone)]
pub struct Caller {
    http: Client,
    base: String,
    cookies: Arc<Mutex<BTreeMap<String, String>>>,
}

impl Caller {
    pub fn new(base: &str) -> Self {
        Self::with(base, usize::MAX)
    }

    /// With a connection of its own for each request.
    pub fn without_keep_alive(base: &str) -> Self {
        Self::with(base, 0)
    }

    /// With the cookies of a browser.
    pub fn known(base: &str, cookies: Arc<Mutex<BTreeMap<String, String>>>) -> Self {
        Self {
            cookies,
            ..Self::new(base)
        }
    }

    fn with(base: &str, idle: usize) -> Self {
        let host = ISSUER.trim_start_matches("http://");
        let headers = [(HOST, host.parse().expect("a host"))];
        let http = Client::builder()
            .default_headers(headers.into_iter().collect())
            .redirect(Policy::none())
            .pool_max_idle_per_host(idle)
            .timeout(Duration::from_secs(40))
            .build()
            .expect("a client");
        Self {
            http,
            base: base.to_owned(),
            cookies: Arc::default(),
        }
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Said {
        let jar = self.cookies.lock().expect("cookies").clone();
        let jar: Vec<_> = jar.iter().map(|(n, v)| format!("{n}={v}")).collect();
        let request = match jar.is_empty() {
            true => request,
            false => request.header("cookie", jar.join("; ")),
        };
        let answer = match request.send().await {
            Ok(answer) => answer,
            Err(error) => return Said::Nothing(format!("{error:?}")),
        };
        let status = answer.status().as_u16();
        let header = |name: &str| {
            let value = answer.headers().get(name);
            value
                .and_then(|value| value.to_str().ok())
                .map(str::to_owned)
        };
        let location = header("location").unwrap_or_default();
        let retry_after = header("retry-after").is_some();
        for cookie in answer.headers().get_all("set-cookie") {
            let text = cookie.to_str().expect("text");
            let pair = text.split(';').next().expect("a pair");
            let (name, value) = pair.split_once('=').expect("a pair");
            let mut jar = self.cookies.lock().expect("cookies");
            match text.contains("Max-Age=0") {
                true => jar.remove(name),
                false => jar.insert(name.to_owned(), value.to_owned()),
            };
        }
        match answer.text().await {
            Ok(body) => Said::Answer {
                status,
                body,
                location,
                retry_after,
            },
            Err(error) => Said::Nothing(format!("{error:?}")),
        }
    }

    pub async fn get(&self, path: &str) -> Said {
        self.send(self.http.get(format!("{}{path}", self.base)))
            .await
    }

    pub async fn post(
        &self,
        path: &str,
        basic: Option<(&str, &str)>,
        form: &[(&str, &str)],
    ) -> Said {
        let mut request = self.http.post(format!("{}{path}", self.base)).form(form);
        if let Some((id, secret)) = basic {
            request = request.basic_auth(id, Some(secret));
        }
        self.send(request).await
    }

    pub async fn redeem(&self, code: &str) -> Said {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ];
        self.post("/token", Some(CODES), &form).await
    }

    pub async fn refresh(&self, token: &str) -> Said {
        let form = [
            ("grant_type", "refresh_token"),
            ("refresh_token", token),
            ("client_id", CHAINS),
        ];
        self.post("/token", None, &form).await
    }

    pub async fn serve(&self) -> Said {
        let form = [("grant_type", "client_credentials")];
        self.post("/token", Some(SERVICE), &form).await
    }

    pub async fn userinfo(&self, token: &str) -> Said {
        let request = self.http.get(format!("{}/userinfo", self.base));
        self.send(request.bearer_auth(token)).await
    }

    pub async fn authorize(&self) -> Said {
        let query = query(CODES.0, &[("scope", "openid profile")]);
        self.get(&format!("/authorize?{query}")).await
    }

    /// Whether a token of this client is active; it is asked until there is an answer.
    pub async fn is_active(&self, client: (&str, &str), token: &str) -> bool {
        for _ in 0..200 {
            let said = self
                .post("/introspect", Some(client), &[("token", token)])
                .await;
            if let Said::Answer {
                status: 200, body, ..
            } = said
            {
                let body: Value = serde_json::from_str(&body).expect("JSON");
                return body["active"] == true;
            }
            pause(50).await;
        }
        false
    }
}

#[derive(Default)]
struct Book {
    codes: Vec<String>,
    services: Vec<String>,
    refreshes: usize,
    /// Codes that were redeemed without an answer that arrived.
    swallowed: usize,
    /// Codes that may have been.
    uncertain: usize,
    /// Grants of the service that may be there.
    unknown: usize,
    unanswered: usize,
    answers: BTreeMap<u16, usize>,
    forced: usize,
    wrong: BTreeMap<String, usize>,
    successes: Vec<Instant>,
}

#[derive(Default)]
struct Ledger {
    book: Mutex<Book>,
    over: AtomicBool,
}

impl Ledger {
    fn with<T>(&self, note: impl FnOnce(&mut Book) -> T) -> T {
        note(&mut self.book.lock().expect("locks"))
    }

    /// Notes what was said; whether it was "come again".
    fn hear(&self, said: &Said) -> bool {
        self.with(|book| match said {
            Said::Nothing(_) => {
                book.unanswered += 1;
                true
            }
            Said::Answer {
                status,
                body,
                retry_after,
                ..
            } => {
                *book.answers.entry(*status).or_default() += 1;
                if *status == 503 && !retry_after {
                    let what = "503 without Retry-After".to_owned();
                    *book.wrong.entry(what).or_default() += 1;
                }
                if *status >= 500 && *status != 503 || *status == 429 || *status == 401 {
                    let what = format!("{status} {body}");
                    *book.wrong.entry(what).or_default() += 1;
                }
                if *status < 400 {
                    book.successes.push(now());
                }
                *status == 503
            }
        })
    }

    fn wrong(&self, what: String) {
        self.with(|book| *book.wrong.entry(what).or_default() += 1);
    }

    fn is_over(&self) -> bool {
        self.over.load(Ordering::SeqCst)
    }

    async fn codes(&self, caller: Caller) {
        while !self.is_over() {
            pause(5).await;
            let said = caller.authorize().await;
            if self.hear(&said) {
                pause(15).await;
                continue;
            }
            let Said::Answer { location, body, .. } = &said else {
                continue;
            };
            if !location.starts_with(CALLBACK) {
                self.with(|book| book.forced += 1);
                self.wrong(format!("no code: {location} {body}"));
                continue;
            }
            let url = url::Url::parse(location).expect("a URL");
            if let Some((_, error)) = url.query_pairs().find(|(name, _)| name == "error") {
                if error != "temporarily_unavailable" && error != "server_error" {
                    self.wrong(format!("no code: {location}"));
                }
                continue;
            }
            self.redeem(&caller, &code_of(&url)).await;
        }
    }

    async fn redeem(&self, caller: &Caller, code: &str) {
        let began = now();
        let mut again = false;
        loop {
            let said = caller.redeem(code).await;
            if self.hear(&said) {
                again = true;
                pause(15).await;
                continue;
            }
            match (said.status(), said.member("access_token")) {
                (200, Some(token)) => self.with(|book| book.codes.push(token)),
                (400, _) if began.elapsed() > OLD_CODE => self.with(|book| book.uncertain += 1),
                (400, _) if again => self.with(|book| book.swallowed += 1),
                _ => self.wrong(format!("a code: {}", said.text())),
            }
            return;
        }
    }

    /// Uses a refresh token until there is an answer, as an app does.
    async fn step(&self, caller: &Caller, token: &mut String) -> bool {
        loop {
            let said = caller.refresh(token).await;
            if self.hear(&said) {
                pause(15).await;
                continue;
            }
            match (said.status(), said.member("refresh_token")) {
                (200, Some(next)) => {
                    *token = next;
                    self.with(|book| book.refreshes += 1);
                    return true;
                }
                _ => {
                    self.with(|book| book.forced += 1);
                    self.wrong(format!("a refresh: {}", said.text()));
                    return false;
                }
            }
        }
    }

    async fn services(&self, caller: Caller) {
        while !self.is_over() {
            pause(5).await;
            let said = caller.serve().await;
            if self.hear(&said) {
                self.with(|book| book.unknown += 1);
                pause(15).await;
                continue;
            }
            match (said.status(), said.member("access_token")) {
                (200, Some(token)) => self.with(|book| book.services.push(token)),
                _ => self.wrong(format!("a service: {}", said.text())),
            }
        }
    }
}

/// The clients of a run.
pub struct Load {
    /// The grants that were there before, by client.
    before: [usize; 3],
    ledger: Arc<Ledger>,
    workers: Vec<JoinHandle<()>>,
    chains: Vec<JoinHandle<Option<String>>>,
}

/// What the ledger came to.
#[derive(Debug)]
pub struct Tally {
    pub acknowledged: usize,
    pub unanswered: usize,
    pub refused: usize,
    pub lost: usize,
    pub doubled: usize,
    pub forced: usize,
    pub wrong: BTreeMap<String, usize>,
}

/// Somebody who has signed in here for this client: the cookies, and a code.
pub async fn sign_in(base: &str, client: &str) -> (Browser, String) {
    let browser = Browser::to(base, ISSUER);
    let page = browser
        .open(&query(client, &[("scope", "openid profile")]))
        .await;
    let page = browser.sign_in(&page, "anna", "anna-password").await;
    let code = code_of(&browser.allow(&page).await);
    (browser, code)
}

/// A chain of refresh tokens that begins here: the answer with its first.
pub async fn begin(base: &str) -> Said {
    let (_, code) = sign_in(base, CHAINS).await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
        ("client_id", CHAINS),
    ];
    Caller::new(base).post("/token", None, &form).await
}

/// A chain of refresh tokens: its first.
pub async fn chain(base: &str) -> String {
    let said = begin(base).await;
    said.member("refresh_token")
        .unwrap_or_else(|| panic!("no refresh token: {}", said.text()))
}

/// How many grants there are.
fn grants(stage: &Stage) -> [usize; 3] {
    [CODES.0, SERVICE.0, CHAINS]
        .map(|client| stage.count(&format!("grants WHERE client_id = '{client}'")))
}

impl Load {
    /// `each` clients of each kind call at these addresses in turn.
    pub async fn start(stage: &Stage, bases: &[String], each: usize) -> Self {
        let before = grants(stage);
        let ledger = Arc::new(Ledger::default());
        let (mut workers, mut chains) = (Vec::new(), Vec::new());
        for n in 0..each {
            let base = &bases[n % bases.len()];
            let (browser, code) = sign_in(base, CODES.0).await;
            let caller = Caller::known(base, Arc::new(browser.cookies));
            let mut token = chain(base).await;
            let own = ledger.clone();
            workers.push(tokio::spawn(async move {
                own.redeem(&caller, &code).await;
                own.codes(caller).await;
            }));
            let (own, caller) = (ledger.clone(), Caller::new(base));
            workers.push(tokio::spawn(async move { own.services(caller).await }));
            let (own, caller) = (ledger.clone(), Caller::new(base));
            chains.push(tokio::spawn(async move {
                while !own.is_over() {
                    pause(5).await;
                    if !own.step(&caller, &mut token).await {
                        return None;
                    }
                }
                Some(token)
            }));
        }
        Self {
            before,
            ledger,
            workers,
            chains,
        }
    }

    /// How long after this instant the first request succeeded that was answered after it.
    pub async fn success_after(&self, instant: Instant) -> Duration {
        for _ in 0..12_000 {
            let first = self.ledger.with(|book| {
                let later = book.successes.iter().rev().take_while(|at| **at > instant);
                later.last().copied()
            });
            if let Some(first) = first {
                return first.duration_since(instant);
            }
            pause(5).await;
        }
        panic!("nothing succeeded within a minute");
    }

    /// How many requests have succeeded so far.
    pub fn successes(&self) -> usize {
        self.ledger.with(|book| book.successes.len())
    }

    /// Ends the load and compares what it was told with what is there.
    pub async fn settle(self, stage: &Stage, node: &Node) -> Tally {
        self.ledger.over.store(true, Ordering::SeqCst);
        for worker in self.workers {
            worker.await.expect("ends");
        }
        let caller = Caller::new(&node.base());
        let (mut heads, mut ended) = (0, 0);
        for one in self.chains {
            match one.await.expect("ends") {
                Some(mut token) => {
                    heads += 1;
                    // The chain goes on.
                    if !self.ledger.step(&caller, &mut token).await {
                        ended += 1;
                    }
                }
                None => ended += 1,
            }
        }
        let book = std::mem::take(&mut *self.ledger.book.lock().expect("locks"));
        let mut lost = 0;
        let told = [(CODES, &book.codes), (SERVICE, &book.services)];
        for (client, tokens) in told {
            for some in tokens.chunks(16) {
                let asked: Vec<_> = some
                    .iter()
                    .map(|token| {
                        let (caller, token) = (caller.clone(), token.clone());
                        tokio::spawn(async move { caller.is_active(client, &token).await })
                    })
                    .collect();
                for one in asked {
                    lost += usize::from(!one.await.expect("ends"));
                }
            }
        }
        let [codes, services, chains] = grants(stage);
        let made = codes - self.before[0];
        let told = book.codes.len() + book.swallowed;
        let mut wrong = book.wrong;
        if made < told {
            let what = "a code is consumed, and its grant is not there".to_owned();
            wrong.insert(what, told - made);
        }
        let mut doubled = made.saturating_sub(told + book.uncertain);
        let made = services - self.before[1];
        doubled += made.saturating_sub(book.services.len() + book.unknown);
        // One chain, one grant.
        doubled += (chains - self.before[2]).saturating_sub(heads + ended);
        stage.holds(node).await;
        Tally {
            acknowledged: book.codes.len() + book.services.len() + book.refreshes,
            unanswered: book.unanswered,
            refused: book.answers.get(&503).copied().unwrap_or(0),
            lost,
            doubled,
            forced: book.forced,
            wrong,
        }
    }
}

impl Tally {
    /// What is promised of every fault: nothing lost, nothing doubled, nobody has to sign in again, and
    /// no answer that should not be.
    pub fn holds(&self) {
        assert!(self.acknowledged > 0, "{self:?}");
        assert_eq!(
            (self.lost, self.doubled, self.forced),
            (0, 0, 0),
            "{self:?}"
        );
        assert!(self.wrong.is_empty(), "{self:?}");
    }

    /// Its row of the table, and whether it holds.
    pub fn report(
        &self,
        fault: &'static str,
        (what, on): (&str, &'static str),
        times: usize,
        slowest: Option<Duration>,
    ) {
        Row {
            fault,
            what: what.to_owned(),
            on,
            times,
            acknowledged: Some(self.acknowledged),
            unanswered: Some(self.unanswered + self.refused),
            lost: Some(self.lost),
            doubled: Some(self.doubled),
            forced: Some(self.forced),
            slowest,
            not_run: None,
        }
        .write();
        self.holds();
    }
}
