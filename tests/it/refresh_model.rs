//! R-23, TK-21: random lives of refresh tokens, against a model small enough to be believed.

use std::sync::Arc;

use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use signet::{
    app::Ctx,
    authn::{Presented, bearer, client},
    core::{Id, Reason, RedirectUri, ScopeList, Secret, secret::kind},
    crypto::digest::sha256,
    grants::{self, GrantRequest, Issued, authorization_code, refresh_token},
    model::{Authentication, Code, Session, UserId},
    store,
};

use crate::support::{Db, Server, chain::ROTATING, server::CALLBACK};

/// What happens to a chain.
#[derive(Clone, Debug)]
enum Event {
    /// The n-th token that was given is used, at one of the nodes.
    Use(usize, usize),
    /// The same, and the answer is lost on its way: the process or the line died.
    Lose(usize, usize),
    /// The newest access token that arrived is used.
    See(usize),
    /// Seconds pass.
    Tick(u64),
    /// The operator revokes the grant.
    Revoke,
}

/// What the model expects of a use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expected {
    Successor(usize),
    Burst,
    Refused,
}

mod model {
    //! The automaton in as few words as it takes. Times are seconds.
    use super::Expected;

    const RACE: u64 = 10;
    const RACE_MAX: u32 = 32;
    const LOST: u64 = 300;
    const LOST_MAX: u32 = 4;
    const IDLE: u64 = 14 * 86_400;
    const ABSOLUTE: u64 = 90 * 86_400;

    struct Token {
        idle_at: u64,
        first_used_at: Option<u64>,
        uses: u32,
        late_uses: u32,
        seen: bool,
    }

    pub struct Model {
        pub now: u64,
        dead: bool,
        tokens: Vec<Token>,
    }

    impl Model {
        pub fn new() -> Self {
            let mut model = Self {
                now: 0,
                dead: false,
                tokens: Vec::new(),
            };
            model.push();
            model
        }

        fn push(&mut self) {
            let idle_at = (self.now + IDLE).min(ABSOLUTE);
            self.tokens.push(Token {
                idle_at,
                first_used_at: None,
                uses: 0,
                late_uses: 0,
                seen: false,
            });
        }

        pub fn revoke(&mut self) {
            self.dead = true;
        }

        /// An access token that came with token `n` is used; whether it is taken.
        pub fn see(&mut self, n: usize, issued_at: u64) -> bool {
            let good = !self.dead && self.now < ABSOLUTE && self.now < issued_at + 305;
            self.tokens[n].seen |= good;
            good
        }

        pub fn use_token(&mut self, n: usize) -> Expected {
            let (head, now) = (self.tokens.len() - 1, self.now);
            if self.dead || now >= ABSOLUTE || now >= self.tokens[n].idle_at {
                return Expected::Refused;
            }
            if n == head {
                self.tokens[n].first_used_at = Some(now);
                self.tokens[n].uses = 1;
                self.push();
                return Expected::Successor(head + 1);
            }
            let seen = self.tokens[head].seen;
            let token = &mut self.tokens[n];
            let age = now - token.first_used_at.unwrap_or(now);
            if n + 1 == head && age < RACE {
                if token.uses >= RACE_MAX {
                    return Expected::Burst;
                }
                token.uses += 1;
                return Expected::Successor(head);
            }
            if n + 1 == head && age < LOST && token.late_uses < LOST_MAX && !seen {
                token.late_uses += 1;
                return Expected::Successor(head);
            }
            self.dead = true;
            Expected::Refused
        }
    }
}

/// A grant of one schedule, over the nodes.
struct Chain<'a> {
    nodes: &'a [Arc<Server>],
    model: model::Model,
    /// The refresh tokens that arrived, by generation.
    known: Vec<Option<Secret<kind::RefreshToken>>>,
    /// The newest access token, its generation, and when it was made.
    access: Option<(Secret<kind::AccessToken>, usize, u64)>,
    grant: signet::model::GrantId,
}

impl<'a> Chain<'a> {
    fn begin(nodes: &'a [Arc<Server>], user_id: &UserId, session: &Session) -> Self {
        let ctx = nodes[0].ctx();
        let code: Secret<kind::Code> = ctx.app.entropy.secret("sig_ac_");
        let row = Code {
            digest: sha256(&code),
            interaction_id: ctx.app.entropy.id(ctx.now),
            client_id: Id::new(ROTATING),
            user_id: user_id.clone(),
            session_id: session.id.clone(),
            consent_id: None,
            redirect_uri: RedirectUri::new(CALLBACK),
            challenge: None,
            scope: ScopeList::parse("openid offline_access").expect("scopes"),
            resource: Vec::new(),
            claims: None,
            nonce: None,
            authentication: Authentication::by_password(ctx.now),
            created_at: ctx.now,
            expires_at: ctx.now.plus(std::time::Duration::from_secs(60)),
            failures: 0,
            used_at: None,
            grant_id: None,
        };
        ctx.app
            .store
            .write(move |conn| store::codes::insert(conn, &row))
            .expect("writes");
        let request = GrantRequest::AuthorizationCode(authorization_code::Request {
            code,
            redirect_uri: Some(CALLBACK.to_owned()),
            verifier: None,
            resource: Vec::new(),
        });
        let issued = settle(&ctx, &request).expect("a code is redeemed");
        let inspected = bearer::inspect(&ctx, &issued.access_token)
            .expect("reads")
            .expect("good");
        let grant = inspected.grant.expect("a grant").grant.id;
        let mut chain = Self {
            nodes,
            model: model::Model::new(),
            known: Vec::new(),
            access: None,
            grant,
        };
        // What was looked at above counts as seen; the model is told.
        chain.model.see(0, 0);
        chain.keep(0, issued);
        chain
    }

    fn keep(&mut self, generation: usize, issued: Issued) {
        let refresh = issued.refresh_token.expect("a refresh token");
        self.known
            .resize_with(self.known.len().max(generation + 1), || None);
        match &self.known[generation] {
            Some(before) => assert_eq!(before.expose(), refresh.expose(), "one successor for all"),
            None => self.known[generation] = Some(refresh),
        }
        self.access = Some((issued.access_token, generation, self.model.now));
    }

    fn node(&self, n: usize) -> Ctx {
        let node = &self.nodes[n % self.nodes.len()];
        // Weeks pass in a moment here, and keys are rotated; a node has a day to learn of a new one.
        node.app.refresh().expect("refreshes");
        node.ctx()
    }

    /// Runs one event on both; whether they agree.
    fn step(&mut self, event: &Event) -> Result<(), TestCaseError> {
        match *event {
            Event::Use(n, node) | Event::Lose(n, node) => {
                let arrived: Vec<usize> = (0..self.known.len())
                    .filter(|at| self.known[*at].is_some())
                    .collect();
                // Mostly the newest ones.
                let generation = arrived[arrived.len() - 1 - n % arrived.len().min(4)];
                let token = self.known[generation].clone().expect("arrived");
                let expected = self.model.use_token(generation);
                let request = GrantRequest::RefreshToken(refresh_token::Request {
                    token,
                    scope: None,
                    resource: Vec::new(),
                    door: None,
                });
                let settled = settle(&self.node(node), &request);
                let found = match &settled {
                    Ok(_) => match expected {
                        Expected::Successor(_) => expected,
                        _ => Expected::Successor(usize::MAX),
                    },
                    Err(Reason::RefreshBurst) => Expected::Burst,
                    Err(_) => Expected::Refused,
                };
                prop_assert_eq!(
                    found,
                    expected,
                    "{:?} of {}: {:?}",
                    event,
                    generation,
                    settled.as_ref().err()
                );
                if let (Ok(issued), Expected::Successor(next), Event::Use(..)) =
                    (settled, expected, event)
                {
                    self.keep(next, issued);
                }
            }
            Event::See(node) => {
                let Some((token, generation, issued_at)) = self.access.clone() else {
                    return Ok(());
                };
                let good = bearer::inspect(&self.node(node), &token)
                    .expect("reads")
                    .is_ok();
                prop_assert_eq!(good, self.model.see(generation, issued_at));
            }
            Event::Tick(seconds) => {
                // All nodes share the clock.
                self.nodes[0].advance(seconds);
                self.model.now += seconds;
            }
            Event::Revoke => {
                let (id, ctx) = (self.grant.clone(), self.node(0));
                let now = ctx.now;
                ctx.app
                    .store
                    .write(move |conn| store::grants::revoke(conn, &id, Reason::GrantRevoked, now))
                    .expect("writes");
                self.model.revoke();
            }
        }
        Ok(())
    }
}

fn settle(ctx: &Ctx, request: &GrantRequest) -> Result<Issued, Reason> {
    let presented = Presented {
        client_id: Some(ROTATING.to_owned()),
        ..Presented::default()
    };
    let caller = client::authenticate(ctx, &presented)
        .expect("reads")
        .expect("a client");
    grants::settle(ctx, &caller, request)
        .expect("no fault")
        .map_err(|refusal| refusal.reason)
}

fn schedule() -> impl Strategy<Value = Vec<Event>> {
    let used = (0_usize..4, 0_usize..2);
    let event = prop_oneof![
        8 => used.clone().prop_map(|(n, node)| Event::Use(n, node)),
        3 => used.prop_map(|(n, node)| Event::Lose(n, node)),
        2 => (0_usize..2).prop_map(Event::See),
        5 => prop::sample::select(vec![1, 4, 9, 10, 11, 60, 290, 299, 300, 301, 3600, 13 * 86_400, 14 * 86_400])
            .prop_map(Event::Tick),
        1 => Just(Event::Revoke),
    ];
    prop::collection::vec(event, 1..12)
}

fn schedules() -> u32 {
    #[expect(
        clippy::disallowed_methods,
        reason = "how long to try is the caller's choice"
    )]
    let set = std::env::var("SIGNET_MODEL_SCHEDULES");
    set.ok().and_then(|text| text.parse().ok()).unwrap_or(500)
}

fn agree(nodes: &[Arc<Server>], cases: u32) {
    nodes[0].rotating_client(ROTATING, serde_json::json!({"allow_no_pkce": "always"}));
    for node in nodes {
        node.app.refresh().expect("refreshes");
    }
    let ctx = nodes[0].ctx();
    let user = nodes[0].user(
        serde_json::json!({"username": "modelled"}),
        "modelled-password",
    );
    let cookie: Secret<kind::Session> = ctx.app.entropy.secret("");
    let session = Session {
        id: ctx.app.entropy.id(ctx.now),
        digest: sha256(&cookie),
        user_id: user.clone(),
        authentication: Authentication::by_password(ctx.now),
        created_at: ctx.now,
        last_seen_at: ctx.now,
        // Longer than all schedules together: what is tried here is the chain.
        idle_at: ctx
            .now
            .plus(std::time::Duration::from_secs(10_000 * 365 * 86_400)),
        absolute_at: ctx
            .now
            .plus(std::time::Duration::from_secs(10_000 * 365 * 86_400)),
        ended_at: None,
        factor: None,
        whence: Default::default(),
    };
    let row = session.clone();
    ctx.app
        .store
        .write(move |conn| store::sessions::insert(conn, &row))
        .expect("writes");
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new(config)
        .run(&schedule(), |events| {
            let mut chain = Chain::begin(nodes, &user, &session);
            events.iter().try_for_each(|event| chain.step(event))
        })
        .unwrap_or_else(|error| panic!("{error}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_model_agrees_on_sqlite() {
    agree(&[Arc::new(Server::start(Db::Sqlite).await)], schedules());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_model_agrees_on_postgres() {
    agree(&[Arc::new(Server::start(Db::Postgres).await)], schedules());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_model_agrees_over_two_nodes() {
    let first = Server::start(Db::Postgres).await;
    let second = first.beside().await;
    agree(&[Arc::new(first), Arc::new(second)], schedules() / 2);
}
