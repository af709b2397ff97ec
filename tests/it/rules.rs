//! Rules that no single request shows.

use std::time::Duration;

use proptest::prelude::*;
use signet::{
    authorize::{Standing, Step, Why, next_step},
    config::policy::STEP_UP_FRESH,
    core::{Digest, Id, Reason, RedirectUri, ScopeList, Timestamp},
    model::{
        AcrWish, Authentication, AuthorizationRequest, Client, ClientMetadata, ClientState,
        Consent, Prompt, ResponseMode, Session, Stage,
        session::{ACR_MFA, ACR_PASSWORD},
    },
};

use crate::support::{Db, Server, both, query};

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_secs(seconds)
}

fn stage() -> impl Strategy<Value = Stage> {
    prop_oneof![
        Just(Stage::Begun),
        prop_oneof![Just("anna"), Just("ben")].prop_map(|user| Stage::Chosen {
            user_id: Id::new(user),
        }),
        proptest::option::of(Just("ben")).prop_map(|user| Stage::Another {
            user_id: user.map(Id::new),
        }),
        (0u8..5).prop_map(|failures| Stage::SecondFactor {
            user_id: Id::new("anna"),
            password_at: at(0),
            failures,
            remember: false,
        }),
        Just(Stage::NewPassword {
            user_id: Id::new("anna"),
            authentication: signet::model::Authentication::by_password(at(0)),
            factor: None,
            remember: false,
        }),
        prop_oneof![Just("anna"), Just("ben")].prop_map(|user| Stage::SignedIn {
            user_id: Id::new(user),
            session_id: Id::new("s")
        }),
        Just(Stage::Finished),
        Just(Stage::Denied),
    ]
}

prop_compose! {
    fn acr()(values in prop::collection::vec(prop_oneof![Just(ACR_PASSWORD), Just(ACR_MFA)], 0..3), essential: bool) -> AcrWish {
        let values: Vec<String> = values.into_iter().map(str::to_owned).collect();
        // Essential without a value that there is never comes so far.
        let essential = essential && !values.is_empty();
        AcrWish { values, essential }
    }
}

prop_compose! {
    fn request()(silent: bool, ask_consent: bool, force_login: bool, select_account: bool, reauth in proptest::option::of(0i64..2000), hinted in proptest::option::weighted(0.2, prop_oneof![Just("anna"), Just("ben")]), acr in acr(), scope in prop_oneof![Just("openid"), Just("openid a"), Just("a b")]) -> AuthorizationRequest {
        AuthorizationRequest {
            client_id: Id::new("web"),
            redirect_uri: RedirectUri::new("https://app.example/cb"),
            scope: ScopeList::parse(scope).expect("valid"),
            state: None,
            nonce: None,
            challenge: None,
            prompt: if silent { Prompt::None } else { Prompt::Auto },
            force_login,
            reauth_after: reauth.map(at),
            ask_consent,
            select_account,
            create: false,
            response_mode: ResponseMode::Query,
            hinted: hinted.map(str::to_owned),
            acr,
            login_hint: None,
            ui_locales: None,
            resource: Vec::new(),
            claims: None,
            own: None,
        }
    }
}

prop_compose! {
    fn session()(user in prop_oneof![Just("anna"), Just("ben")], auth_time in 0i64..2000, idle in 0i64..2000, absolute in 0i64..2000, ended: bool, otp: bool) -> Session {
        Session {
            id: Id::new("s"),
            digest: Digest::new([0; 32]),
            user_id: Id::new(user),
            authentication: if otp {
                Authentication::by_password_and_otp(at(auth_time))
            } else {
                Authentication::by_password(at(auth_time))
            },
            created_at: at(auth_time),
            last_seen_at: at(auth_time),
            idle_at: at(idle),
            absolute_at: at(absolute),
            ended_at: ended.then(|| at(0)),
            factor: None,
            whence: Default::default(),
        }
    }
}

fn client(first_party: bool, public: bool) -> Client {
    let mut metadata = ClientMetadata::default();
    metadata.signet.first_party = first_party;
    if public {
        metadata.token_endpoint_auth_method = signet::model::AuthMethod::None;
    }
    Client {
        id: Id::new("web"),
        state: ClientState::Live,
        metadata,
        secrets: Vec::new(),
    }
}

fn consent(scope: &str) -> Consent {
    Consent {
        id: Id::new("c"),
        interaction_id: Id::new("i"),
        user_id: Id::new("anna"),
        client_id: Id::new("web"),
        scope: ScopeList::parse(scope).expect("valid"),
        resource: None,
        claims: Vec::new(),
        text_hash: String::new(),
        locale: "en".into(),
        granted_at: at(0),
        session_id: Id::new("s"),
        ip_prefix: String::new(),
        method: "page",
        expires_at: at(10_000),
        withdrawn_at: None,
    }
}

// AZ-15: whatever the stage, the session and the request are, a code comes only when every step
// before it is done: the account chosen (AZ-18), the sign-in fresh enough (AZ-17), of the right
// person (AZ-19) and good enough (AZ-20); and `prompt=none` never asks (AZ-16).
proptest! {
    #![proptest_config(ProptestConfig::with_cases(8192))]
    #[test]
    fn a_code_comes_only_when_every_step_is_done(
        request in request(), stage in stage(), session in proptest::option::of(session()), given in proptest::option::of(prop_oneof![Just("openid"), Just("openid a"), Just("a b")]),
        first_party: bool, public: bool, remember: bool, remembered: bool, second_factor: bool, must_have_second: bool, must_verify: bool, is_leaving: bool, terms_due: bool, now in 0i64..2000,
    ) {
        let client = client(first_party, public);
        let given = given.map(consent);
        let subject = session.as_ref().map(|session| session.user_id.as_str());
        let standing = Standing { request: &request, client: &client, stage: &stage, session: session.as_ref(), consent: given.as_ref(), audience: &[], subject, second_factor, must_have_second, must_verify, is_leaving, terms_due, remembered, remember, now: at(now) };
        let live = session.as_ref().filter(|session| session.is_live(at(now)));
        match next_step(&standing) {
            Step::Finish { scope, .. } => {
                let session = live.expect("somebody is signed in");
                prop_assert!(request.reauth_after.is_none_or(|after| session.authentication.auth_time >= after));
                match &stage {
                    Stage::SignedIn { user_id, .. } => prop_assert_eq!(user_id, &session.user_id),
                    Stage::Chosen { user_id } => {
                        prop_assert_eq!(user_id, &session.user_id);
                        prop_assert!(!request.force_login);
                    }
                    other => {
                        prop_assert_eq!(other, &Stage::Begun);
                        prop_assert!(!request.force_login && !request.select_account);
                    }
                }
                prop_assert!(request.hinted.as_deref().is_none_or(|hinted| hinted == session.user_id.as_str()));
                if request.acr.essential {
                    prop_assert!(request.acr.accepts(session.authentication.acr()));
                }
                // Who must have a second factor has one.
                prop_assert!(!must_have_second || second_factor || session.authentication.acr() != ACR_PASSWORD);
                prop_assert!(scope.is_subset_of(&request.scope));
                prop_assert!(!request.ask_consent && !terms_due);
                if !first_party {
                    let given = given.as_ref().expect("a consent");
                    prop_assert!(remember && given.user_id == session.user_id && scope.is_subset_of(&given.scope));
                }
            }
            Step::SelectAccount => {
                prop_assert_eq!(request.prompt, Prompt::Auto);
                prop_assert!(request.select_account && (live.is_some() || remembered));
            }
            Step::Reauth(why) => {
                prop_assert_eq!(request.prompt, Prompt::Auto);
                let session = live.expect("somebody is signed in");
                match why {
                    Why::Asked => prop_assert!(request.force_login),
                    Why::Age => prop_assert!(request.reauth_after.is_some_and(|after| session.authentication.auth_time < after)),
                    // It must be able to help, or the person would be asked for ever: with a second
                    // factor, or with a sign-in that is fresh enough to set one up.
                    Why::Class => {
                        let stale = at(now).since(session.authentication.auth_time) > STEP_UP_FRESH;
                        prop_assert!(second_factor || (must_have_second && stale));
                        prop_assert!(session.authentication.acr() == ACR_PASSWORD);
                    }
                }
            }
            Step::Verify => prop_assert!(must_verify),
            Step::Enrol => {
                prop_assert_eq!(request.prompt, Prompt::Auto);
                prop_assert!(must_have_second && !second_factor);
            }
            Step::Terms => {
                prop_assert_eq!(request.prompt, Prompt::Auto);
                prop_assert!(terms_due && live.is_some());
            }
            Step::Refuse(Reason::InteractionRequired) => {
                let enrol = must_have_second && !second_factor;
                prop_assert!(request.prompt == Prompt::None && (is_leaving || enrol || terms_due || must_verify));
            }
            Step::Leaving => prop_assert!(is_leaving && request.own.is_none() && request.prompt == Prompt::Auto),
            Step::Login | Step::SecondFactor | Step::NewPassword | Step::Consent { .. } => prop_assert_eq!(request.prompt, Prompt::Auto),
            Step::Refuse(Reason::LoginRequired) => {
                let other = matches!(stage, Stage::SignedIn { .. }) && request.hinted.is_some();
                prop_assert!(request.prompt == Prompt::None || other);
            }
            Step::Refuse(Reason::ConsentRequired) => prop_assert_eq!(request.prompt, Prompt::None),
            Step::Refuse(reason) => {
                prop_assert_eq!(reason, Reason::AcrUnmet);
                prop_assert!(request.acr.essential);
            }
            Step::Over => prop_assert!(stage.is_over()),
        }
    }

    // Whoever has just proven all that they can is not asked for it again, whatever was asked.
    #[test]
    fn nobody_is_asked_for_ever(request in request(), second_factor: bool, now in 0i64..2000) {
        let now = at(now);
        let reauth_after = request.reauth_after.filter(|after| *after <= now);
        let request = AuthorizationRequest { reauth_after, ..request };
        let authentication = if second_factor { Authentication::by_password_and_otp(now) } else { Authentication::by_password(now) };
        let session = Session {
            id: Id::new("s"),
            digest: Digest::new([0; 32]),
            user_id: Id::new("anna"),
            authentication,
            created_at: now,
            last_seen_at: now,
            idle_at: now.plus(Duration::from_secs(60)),
            absolute_at: now.plus(Duration::from_secs(60)),
            ended_at: None,
            factor: None,
            whence: Default::default(),
        };
        let stage = Stage::SignedIn { user_id: Id::new("anna"), session_id: Id::new("s") };
        let client = client(false, false);
        let standing = Standing { request: &request, client: &client, stage: &stage, session: Some(&session), consent: None, audience: &[], subject: Some("anna"), second_factor, must_have_second: false, must_verify: false, is_leaving: false, terms_due: false, remembered: true, remember: true, now };
        let ends = matches!(next_step(&standing), Step::Consent { .. } | Step::Refuse(_));
        prop_assert!(ends);
    }
}

// SE-04: the limits of a session, exactly.
#[test]
fn a_session_ends_at_its_second() {
    let now = at(1000);
    let mut session = Session {
        id: Id::new("s"),
        digest: Digest::new([0; 32]),
        user_id: Id::new("anna"),
        authentication: Authentication::by_password(now),
        created_at: now,
        last_seen_at: now,
        idle_at: now.plus(Duration::from_secs(60)),
        absolute_at: now.plus(Duration::from_secs(120)),
        ended_at: None,
        factor: None,
        whence: Default::default(),
    };
    assert!(session.is_live(at(1059)) && !session.is_live(at(1060)));
    session.idle_at = at(5000);
    assert!(session.is_live(at(1119)) && !session.is_live(at(1120)));
    session.ended_at = Some(now);
    assert!(!session.is_live(at(1001)));
}

/// What a browser may send to an interaction, in any order.
#[derive(Clone, Copy, Debug)]
enum Post {
    Password(bool),
    Code(bool),
    Allow,
    Untick,
    Empty(&'static str),
    Open(&'static str),
    Return,
}

fn posts() -> impl Strategy<Value = Vec<Post>> {
    let page = || proptest::sample::select(&["login", "mfa", "consent", "switch"][..]);
    let post = prop_oneof![
        3 => any::<bool>().prop_map(Post::Password),
        3 => any::<bool>().prop_map(Post::Code),
        3 => Just(Post::Allow),
        1 => Just(Post::Untick),
        1 => page().prop_map(Post::Empty),
        1 => page().prop_map(Post::Open),
        1 => Just(Post::Return),
    ];
    proptest::collection::vec(post, 1..14)
}

// AZ-15, through the routes: posts in any order and to any page, with the form's own token; a code
// comes only when the password, then the one-time code, then the consent were given, and then the
// first time it comes.
both!(no_order_of_posts_gets_a_code_early);
async fn no_order_of_posts_gets_a_code_early(db: Db) {
    use proptest::{strategy::ValueTree, test_runner::TestRunner};
    let server = Server::start(db).await;
    let mut runner = TestRunner::default();
    let (all, mut finished) = (posts(), 0);
    for round in 0..24 {
        // A new hour: no one-time code was used in it, and nothing has to wait.
        server.advance(3700);
        server.sql("DELETE FROM limits");
        let mut tree = all.new_tree(&mut runner).expect("posts").current();
        if round == 0 {
            // One that does it right, so that the walk is known to lead somewhere.
            tree = vec![Post::Password(true), Post::Code(true), Post::Allow];
        }
        let browser = server.browser();
        let page = browser.open(&query("web", &[])).await;
        let flow = page.url.path().trim_end_matches("/login").to_owned();
        let row = format!(
            "interactions WHERE id = '{}'",
            flow.rsplit('/').next().expect("an id")
        );
        let stage = || server.rows("stage", &row).remove(0);
        let mut was = stage();
        for (at, post) in tree.iter().enumerate() {
            // The token of the page that is due; none is due when it is over.
            let due = browser
                .follow(browser.get(&format!("{flow}/consent")).await)
                .await;
            let csrf = match due.body.contains("name=\"csrf\"") {
                true => due.field("csrf"),
                false => "x".to_owned(),
            };
            let before = server.codes();
            let otp = server.otp();
            let form = |page: &str, fields: &[(&str, &str)]| {
                let fields = [&[("csrf", csrf.as_str())], fields].concat();
                let request = browser.request(reqwest::Method::POST, &format!("{flow}/{page}"));
                request.form(&fields)
            };
            let request = match post {
                Post::Password(right) => form(
                    "login",
                    &[
                        ("username", "kim"),
                        ("password", if *right { "kim-password" } else { "wrong" }),
                    ],
                ),
                Post::Code(right) => form("mfa", &[("code", if *right { &otp } else { "000000" })]),
                Post::Allow => form("consent", &[("scope", "profile"), ("decision", "allow")]),
                Post::Untick => form("consent", &[("decision", "allow")]),
                Post::Empty(page) => form(page, &[]),
                Post::Open(page) => {
                    browser.request(reqwest::Method::GET, &format!("{flow}/{page}"))
                }
                Post::Return => browser.request(reqwest::Method::GET, "/return/x"),
            };
            let answer = browser.send(request).await;
            assert!(answer.status.as_u16() < 500, "{tree:?} {at}");
            let is = stage();
            let allowed = match (was.as_str(), is.as_str()) {
                ("begun" | "another", "second_factor") => matches!(post, Post::Password(true)),
                ("second_factor", "signed_in") => matches!(post, Post::Code(true)),
                // What the person allowed in an earlier round needs no tick any more.
                ("signed_in", "finished") => matches!(post, Post::Allow | Post::Untick),
                // Five codes were wrong.
                ("second_factor", "begun") => matches!(post, Post::Code(false)),
                // Somebody else is to sign in.
                ("begun" | "second_factor" | "signed_in", "another") => {
                    matches!(post, Post::Empty("switch"))
                }
                (before, after) => before == after,
            };
            let found = format!("{tree:?} {at}: {was} to {is}, {}", answer.status);
            assert!(allowed, "{found}");
            let came = server.codes() - before;
            let ends = (was.as_str(), is.as_str()) == ("signed_in", "finished");
            assert_eq!(came, i64::from(ends), "{found}");
            was = is;
        }
        assert!(round > 0 || was == "finished", "{was}");
        finished += usize::from(was == "finished");
    }
    assert!(finished > 0);
}

// AZ-15: "Matrix of all (state, endpoint) pairs": what each page answers at each stage to a look
// and to an empty post. None of them moves anything.
both!(each_stage_answers_at_each_page);
async fn each_stage_answers_at_each_page(db: Db) {
    let server = Server::start(db).await;
    let open = async |person: Option<&str>, decision: &str| {
        let browser = server.browser();
        let mut page = browser.open(&query("web", &[])).await;
        if let Some(name) = person {
            page = browser
                .sign_in(&page, name, &format!("{name}-password"))
                .await;
        }
        let fields = [("scope", "profile"), ("decision", decision)];
        if !decision.is_empty() {
            browser.submit(&page, &fields).await;
        }
        let csrf = page.field("csrf");
        let path = page.url.path();
        let flow = path[..path.rfind('/').expect("a path")].to_owned();
        (browser, flow, csrf)
    };
    for (stage, (browser, flow, csrf), answers) in [
        (
            "begun",
            open(None, "").await,
            ["200", "422", "login", "login", "login", "login"],
        ),
        (
            "second_factor",
            open(Some("kim"), "").await,
            ["200", "422", "200", "422", "mfa", "mfa"],
        ),
        (
            "signed_in",
            open(Some("anna"), "").await,
            ["consent", "consent", "consent", "consent", "200", "422"],
        ),
        ("finished", open(Some("anna"), "allow").await, ["400"; 6]),
        ("denied", open(Some("anna"), "deny").await, ["400"; 6]),
    ] {
        let row = format!(
            "interactions WHERE id = '{}'",
            flow.rsplit('/').next().expect("an id")
        );
        let kept = server.rows("stage || ' ' || revision", &row);
        assert!(kept[0].starts_with(stage), "{stage}: {kept:?}");
        let codes = server.codes();
        for (at, expected) in answers.into_iter().enumerate() {
            let path = format!("{flow}/{}", ["login", "mfa", "consent"][at / 2]);
            let answer = match at % 2 {
                0 => browser.get(&path).await,
                _ => browser.post(&path, &[("csrf", csrf.as_str())]).await,
            };
            let found = match answer.status.as_u16() {
                303 => answer
                    .location()
                    .path()
                    .rsplit('/')
                    .next()
                    .map(str::to_owned),
                status => Some(status.to_string()),
            };
            assert_eq!(found.as_deref(), Some(expected), "{stage} {at} {path}");
            assert_eq!(server.codes(), codes);
            let now = server.rows("stage || ' ' || revision", &row);
            assert_eq!(now, kept, "{stage} {at} {path}");
        }
    }
}
