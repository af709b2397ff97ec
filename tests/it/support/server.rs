//! A server of one test: in this process, on a free port, with its own database and clock.

use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener},
    sync::{Arc, LazyLock},
    time::Duration,
};

use serde_json::{Value, json};
use signet::{
    account::{
        client::{NewClient, register},
        registry,
        user::{NewUser, create},
    },
    app::{App, Ctx, Parts},
    config::{Config, DataKey},
    core::{Clock, Id, Secret, Timestamp, secret::kind},
    crypto::{SigningKey, SystemEntropy, totp},
    model::{Scope, UserId, client::SigningAlgorithm},
    server::{self, Listeners, Running, background},
    store::{self, audit::AuditRow, migrate},
};
use tempfile::TempDir;

use super::{
    Browser, Db,
    clock::TestClock,
    database::{self, new_postgres, options},
    processes::Process,
    proxy::Proxy,
};

pub const TOTP_SEED: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
/// No setting: what is a development server is not one.
const OUTSIDE_DEV: &str = "outside dev";
pub const CALLBACK: &str = "https://app.example/cb";

/// Stands among the settings and is none: the server has a playground.
const PLAYGROUND: &str = "playground";
pub const PLAY_SECRET: &str = "play-secret-play-secret-play-secret-play-secret";

/// What the sample client `play-jwt` signs with.
pub fn play_key() -> &'static SigningKey {
    static KEY: LazyLock<SigningKey> =
        LazyLock::new(|| SigningKey::generate(SigningAlgorithm::Es256, 0).expect("a key"));
    &KEY
}

/// What `dev.json` tells the playground of.
fn samples(base: &str) -> Value {
    let key = play_key().private_jwk().expect("a JWK");
    let pem = play_key().private_pem().expect("PEM");
    json!({
        "issuer": base,
        "clients": {
            "play": {"client_id": "play", "client_name": "Play & Learn", "client_secret": PLAY_SECRET, "token_endpoint_auth_method": "client_secret_basic", "grant_types": ["authorization_code", "refresh_token"], "redirect_uris": [CALLBACK], "scope": "openid profile offline_access records.read"},
            "play-spa": {"client_id": "play-spa", "token_endpoint_auth_method": "none", "grant_types": ["authorization_code", "refresh_token"], "redirect_uris": [CALLBACK], "scope": "openid profile offline_access"},
            "play-jwt": {"client_id": "play-jwt", "token_endpoint_auth_method": "private_key_jwt", "grant_types": ["authorization_code", "refresh_token"], "redirect_uris": [CALLBACK], "scope": "openid profile offline_access", "private_jwks": {"keys": [key]}, "private_key": pem.expose().trim_end()},
            "play-api": {"client_id": "play-api", "client_secret": "play-api-secret", "token_endpoint_auth_method": "client_secret_basic", "grant_types": [], "signet": {"introspects": [base]}},
            "service": {"client_id": "service", "client_secret": "service-secret", "token_endpoint_auth_method": "client_secret_basic", "grant_types": ["client_credentials"], "scope": "records.read"},
        },
        "users": {
            "anna": {"username": "anna", "password": "anna-password", "state": "active"},
            "kim": {"username": "kim", "password": "kim-password", "totp_secret": TOTP_SEED, "totp_algorithm": "SHA1", "state": "active"},
        },
        "doors": {
            "ocariot": {"requests": {"login": {"url": format!("{base}/legacy/ocariot/v1/auth"), "headers": {"Content-Type": "application/json"}, "body": {"username": "BR0001"}}}},
        },
    })
}

pub struct Server {
    pub app: Arc<App>,
    pub clock: TestClock,
    pub base: String,
    pub management: String,
    pub dir: TempDir,
    pub(super) running: Option<Running>,
    /// The process that serves, if it is not this one.
    pub(super) process: Option<Process>,
}

impl Server {
    /// With the usual clients and users.
    pub async fn start(db: Db) -> Self {
        Self::with(db, &[]).await
    }

    /// With the OCARIoT door open.
    pub async fn with_door(db: Db) -> Self {
        Self::with(db, &["legacy.ocariot.enabled=true"]).await
    }

    /// With settings besides.
    pub async fn with(db: Db, set: &[&str]) -> Self {
        let server = Self::bare(db, set).await;
        server.seed();
        server
    }

    /// With the playground of `signet dev`, and a client for it.
    pub async fn with_playground(db: Db) -> Self {
        let server = Self::with(db, &[PLAYGROUND]).await;
        for name in ["play", "play-spa", "play-jwt", "play-api"] {
            let mut client = samples(&server.base)["clients"][name].clone();
            if name != "play-api" {
                client["redirect_uris"] =
                    json!([CALLBACK, format!("{}/dev/callback", server.base)]);
            }
            let members = client.as_object_mut().expect("an object");
            members.remove("private_key");
            if members.remove("private_jwks").is_some() {
                let keys = json!({"keys": [play_key().public_jwk()]});
                members.insert("jwks".into(), keys);
            }
            server.client(client);
        }
        server
    }

    /// As an operator runs it, not as `signet dev`.
    pub async fn outside_dev(db: Db) -> Self {
        let server = Self::bare(db, &[OUTSIDE_DEV]).await;
        server.seed();
        server
    }

    /// As an operator runs it, behind a proxy that terminates TLS; all requests go through that.
    pub async fn behind_proxy(db: Db, set: &[&str]) -> Self {
        let proxy = Proxy::bind().await;
        let public_url = format!("server.public_url={}", proxy.base);
        let mut all = vec![
            OUTSIDE_DEV,
            public_url.as_str(),
            "server.trusted_proxies=[\"127.0.0.0/8\"]",
        ];
        all.extend_from_slice(set);
        let mut server = Self::bare(db, &all).await;
        server.seed();
        let port = url::Url::parse(&server.base).expect("a URL").port();
        server.base = proxy.base.clone();
        proxy.forward(SocketAddr::from((
            Ipv4Addr::LOCALHOST,
            port.expect("a port"),
        )));
        server
    }

    /// With nothing in it.
    pub async fn bare(db: Db, set: &[&str]) -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let mut set: Vec<String> = set.iter().map(|s| (*s).to_owned()).collect();
        // A door's key takes a while to make; most tests need none.
        for door in [
            "ocariot",
            "corsano_users",
            "corsano_health",
            "healthily",
            "mycure",
        ] {
            let own = format!("legacy.{door}.");
            if !set.iter().any(|setting| setting.starts_with(&own)) {
                set.push(format!("{own}enabled=false"));
            }
        }
        if db == Db::Postgres {
            set.push(format!("database.url={}", new_postgres()));
        }
        Self::at(dir, TestClock::new(), &set).await
    }

    /// A second node beside this one, on the same database.
    pub async fn beside(&self) -> Self {
        self.beside_with(&[]).await
    }

    /// With settings besides.
    pub async fn beside_with(&self, set: &[&str]) -> Self {
        let url = match signet::app::store_options(&self.app.config).target {
            store::Target::Sqlite(_) => panic!("two nodes need PostgreSQL"),
            store::Target::Postgres(url) => url,
        };
        let mut set: Vec<String> = set.iter().map(|s| (*s).to_owned()).collect();
        set.push(format!("database.url={url}"));
        set.push(format!("server.issuer={}", self.app.issuer));
        let dir = tempfile::tempdir().expect("a directory");
        Self::at(dir, self.clock.clone(), &set).await
    }

    pub async fn at(dir: TempDir, clock: TestClock, set: &[String]) -> Self {
        let ticks = Arc::new(clock.clone());
        Self::ticking(dir, clock, ticks, set).await
    }

    /// By another clock than one that tests move.
    pub async fn ticking(
        dir: TempDir,
        clock: TestClock,
        ticks: Arc<dyn Clock>,
        set: &[String],
    ) -> Self {
        let bind = || TcpListener::bind("127.0.0.1:0").expect("binds");
        let (public, management) = (bind(), bind());
        let address = |listener: &TcpListener| listener.local_addr().expect("bound");
        let port = address(&public).port();
        let dev = !set.iter().any(|setting| setting == OUTSIDE_DEV);
        let is_setting = |s: &&String| *s != PLAYGROUND && *s != OUTSIDE_DEV;
        let settings: Vec<_> = set.iter().filter(is_setting).cloned().collect();
        let mut config = Config::for_dev(dir.path(), port, &DataKey::new(&[7; 32]), &settings)
            .expect("a configuration")
            .config;
        config.dev = dev;
        let base = format!("http://localhost:{port}");
        let management_base = format!("http://{}", address(&management));
        migrate::run(&signet::app::store_options(&config)).expect("migrates");
        let parts = Parts {
            clock: ticks,
            entropy: Arc::new(SystemEntropy),
        };
        let app = App::open(config, parts).expect("opens");
        registry::ensure_standard_scopes(&Ctx::background(app.clone())).expect("scopes");
        let listeners = Listeners {
            public: vec![public],
            unix: Vec::new(),
            management: Some(management),
        };
        let samples = set.contains(&PLAYGROUND.to_owned()).then(|| samples(&base));
        let running = server::start_with(&app, listeners, None, samples.as_ref()).expect("starts");
        Self {
            app,
            clock,
            base,
            management: management_base,
            dir,
            running: Some(running),
            process: None,
        }
    }

    pub fn ctx(&self) -> Ctx {
        Ctx::background(self.app.clone())
    }

    /// Clients and users that most tests use.
    pub fn seed(&self) {
        for scope in [
            json!({"name": "records.read", "title": "See records", "group": "health"}),
            json!({"name": "records.write", "title": "Add records", "right": "add", "group": "write"}),
            json!({"name": "other", "title": "Another"}),
        ] {
            registry::add_scope(
                &self.ctx(),
                serde_json::from_value::<Scope>(scope).expect("a scope"),
            )
            .expect("adds")
            .expect("valid");
        }
        let scope = "openid profile email records.read records.write";
        self.client(json!({"client_id": "web", "client_name": "Web App", "client_secret": "web-secret-web-secret-web-secret-web-secret-web", "redirect_uris": [CALLBACK], "scope": scope}));
        self.client(json!({"client_id": "post", "client_secret": "post-secret", "token_endpoint_auth_method": "client_secret_post", "redirect_uris": [CALLBACK], "scope": scope, "id_token_signed_response_alg": "ES256"}));
        self.client(json!({"client_id": "spa", "token_endpoint_auth_method": "none", "redirect_uris": ["https://spa.example/cb"], "scope": scope, "signet": {"first_party": true}}));
        self.client(json!({"client_id": "native", "token_endpoint_auth_method": "none", "application_type": "native", "redirect_uris": ["http://127.0.0.1/cb", "http://[::1]/cb"], "scope": scope}));
        self.client(json!({"client_id": "old", "client_secret": "old-secret", "redirect_uris": [CALLBACK], "scope": scope, "signet": {"allow_no_pkce": "always", "first_party": true}}));
        self.client(json!({"client_id": "service", "client_secret": "service-secret", "grant_types": ["client_credentials"], "scope": "records.read", "signet": {"default_audience": "https://records.example"}}));
        self.client(json!({"client_id": "off", "client_secret": "off-secret", "redirect_uris": [CALLBACK], "scope": scope, "state": "disabled"}));
        self.client(json!({"client_id": "legacy-ocariot", "client_secret": "door-secret", "grant_types": [], "signet": {"door": "ocariot"}}));
        self.user(json!({"username": "anna", "emails": [{"value": "Anna@Example.org", "verified": true}], "name": "Anna Berg"}), "anna-password");
        self.user(
            json!({"username": "kim", "name": "Dr Kim", "totp": [{"secret": TOTP_SEED}]}),
            "kim-password",
        );
        self.user(
            json!({"username": "locked", "state": "locked"}),
            "locked-password",
        );
    }

    /// Registers a client and gives its secret, if the server made one.
    pub fn client(&self, metadata: Value) -> Option<Secret<kind::Client>> {
        let new = NewClient::from_json(metadata).expect("metadata");
        register(&self.ctx(), new)
            .expect("registers")
            .expect("valid")
            .secret
    }

    /// Changes a client, as an operator does.
    pub fn edit(&self, client: &str, changes: Value) {
        let Value::Object(changes) = changes else {
            panic!("not an object: {changes}")
        };
        signet::account::client_change::edit(&self.ctx(), &Id::new(client), changes)
            .expect("changes")
            .expect("is there")
            .expect("is valid");
    }

    /// Registers a scope; an open door may have done so before.
    pub fn scope(&self, scope: Value) {
        let scope = serde_json::from_value(scope).expect("a scope");
        match registry::add_scope(&self.ctx(), scope).expect("adds") {
            Err(invalid) if !invalid.is_conflict => panic!("{invalid:?}"),
            Err(_) | Ok(_) => {}
        }
    }

    /// Registers a resource.
    pub fn resource(&self, resource: Value) {
        registry::add_resource(
            &self.ctx(),
            serde_json::from_value(resource).expect("a resource"),
        )
        .expect("adds")
        .expect("valid");
    }

    /// Makes a user with a password in the clear.
    pub fn user(&self, user: Value, password: &str) -> UserId {
        let mut new: NewUser = serde_json::from_value(user).expect("a user");
        new.password = Some(signet::account::user::NewPassword::Sample(Secret::new(
            password,
        )));
        create(&self.ctx(), new).expect("creates").expect("valid")
    }

    /// Makes a user as an import's line has it.
    pub fn import(&self, user: Value) -> UserId {
        create(&self.ctx(), serde_json::from_value(user).expect("a user"))
            .expect("creates")
            .expect("valid")
    }

    pub fn browser(&self) -> Browser {
        match &self.process {
            None => Browser::new(&self.base),
            Some(_) => Browser::to(&self.base, &self.app.issuer),
        }
    }

    pub fn now(&self) -> Timestamp {
        self.app.now()
    }

    pub fn advance(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    /// The one-time code of this moment.
    pub fn otp(&self) -> String {
        self.code_of(TOTP_SEED)
    }

    /// The present code of this seed.
    pub fn code_of(&self, seed: &str) -> String {
        totp::code_at(&Secret::new(seed), &totp::DEFAULT, self.now())
            .expect("a code")
            .expose()
            .to_owned()
    }

    /// The audit trail, newest first.
    pub fn audit(&self) -> Vec<AuditRow> {
        self.app
            .store
            .read(|conn| store::audit::latest(conn, &self.app.ledger, 200))
            .expect("reads")
    }

    /// Whether an event with this outcome was audited.
    pub fn audited(&self, event: &str, outcome: &str) -> bool {
        self.audit()
            .iter()
            .any(|row| row.event == event && row.outcome == outcome)
    }

    /// Runs a statement in the database, by a connection of its own.
    pub fn sql(&self, statement: &str) {
        database::execute(&self.store_options().target, statement);
    }

    /// The values of an expression over `from`, in the database's own words.
    pub fn rows(&self, expression: &str, from: &str) -> Vec<String> {
        database::rows(&self.store_options().target, expression, from)
    }

    /// How many rows a table has.
    pub fn count(&self, table: &str) -> u64 {
        self.rows("COUNT(*)", table)[0].parse().expect("a number")
    }

    pub fn codes(&self) -> i64 {
        self.app.store.read(store::codes::count).expect("reads")
    }

    pub fn grants(&self) -> i64 {
        self.app.store.read(store::grants::count).expect("reads")
    }

    /// Waits for what the doors need: their key, their scopes.
    pub fn open_doors(&self) {
        background::open_doors(&self.app);
    }

    /// Ends what it does by itself; its database stays for the test alone.
    pub async fn quiet(mut self) -> Self {
        if let Some(running) = self.running.take() {
            running.stop().await;
        }
        self
    }

    /// What a stopped server leaves: its files.
    pub async fn stop(mut self) -> TempDir {
        if let Some(running) = self.running.take() {
            running.stop().await;
        }
        self.dir
    }

    pub fn store_options(&self) -> store::Options {
        options(signet::app::store_options(&self.app.config).target)
    }
}
