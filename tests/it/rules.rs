//! Rules that no single request shows.

use std::time::Duration;

use proptest::prelude::*;
use signet::{
    authorize::{Standing, Step, next_step},
    core::{Digest, Id, Reason, RedirectUri, ScopeList, Timestamp},
    model::{
        Authentication, AuthorizationRequest, Client, ClientMetadata, ClientState, Consent, Prompt,
        Session, Stage,
    },
};

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_secs(seconds)
}

fn stage() -> impl Strategy<Value = Stage> {
    prop_oneof![
        Just(Stage::Begun),
        (0u8..5).prop_map(|failures| Stage::SecondFactor {
            user_id: Id::new("anna"),
            password_at: at(0),
            failures,
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
    fn request()(silent: bool, ask_consent: bool, force_login: bool, reauth in proptest::option::of(0i64..2000), scope in prop_oneof![Just("openid"), Just("openid a"), Just("a b")]) -> AuthorizationRequest {
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
            login_hint: None,
            resource: Vec::new(),
            claims: None,
        }
    }
}

prop_compose! {
    fn session()(user in prop_oneof![Just("anna"), Just("ben")], auth_time in 0i64..2000, idle in 0i64..2000, absolute in 0i64..2000, ended: bool) -> Session {
        Session {
            id: Id::new("s"),
            digest: Digest::new([0; 32]),
            user_id: Id::new(user),
            authentication: Authentication::by_password(at(auth_time)),
            created_at: at(auth_time),
            last_seen_at: at(auth_time),
            idle_at: at(idle),
            absolute_at: at(absolute),
            ended_at: ended.then(|| at(0)),
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
// before it is done; and `prompt=none` never asks (AZ-16).
proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]
    #[test]
    fn a_code_comes_only_when_every_step_is_done(
        request in request(), stage in stage(), session in proptest::option::of(session()), given in proptest::option::of(prop_oneof![Just("openid"), Just("openid a"), Just("a b")]),
        first_party: bool, public: bool, remember: bool, now in 0i64..2000,
    ) {
        let client = client(first_party, public);
        let given = given.map(consent);
        let standing = Standing { request: &request, client: &client, stage: &stage, session: session.as_ref(), consent: given.as_ref(), remember, now: at(now) };
        match next_step(&standing) {
            Step::Finish { scope, .. } => {
                let session = session.as_ref().expect("somebody is signed in");
                prop_assert!(session.is_live(at(now)));
                prop_assert!(request.reauth_after.is_none_or(|after| session.authentication.auth_time >= after));
                prop_assert!(!stage.is_over());
                match &stage {
                    Stage::SignedIn { user_id, .. } => prop_assert_eq!(user_id, &session.user_id),
                    other => {
                        prop_assert_eq!(other, &Stage::Begun);
                        prop_assert!(!request.force_login);
                    }
                }
                prop_assert!(scope.is_subset_of(&request.scope));
                prop_assert!(!request.ask_consent);
                if !first_party {
                    let given = given.as_ref().expect("a consent");
                    prop_assert!(remember && given.user_id == session.user_id && scope.is_subset_of(&given.scope));
                }
            }
            Step::Login | Step::SecondFactor | Step::Consent { .. } => prop_assert_eq!(request.prompt, Prompt::Auto),
            Step::Refuse(reason) => {
                prop_assert_eq!(request.prompt, Prompt::None);
                prop_assert!(matches!(reason, Reason::LoginRequired | Reason::ConsentRequired));
            }
            Step::Over => prop_assert!(stage.is_over()),
        }
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
    };
    assert!(session.is_live(at(1059)) && !session.is_live(at(1060)));
    session.idle_at = at(5000);
    assert!(session.is_live(at(1119)) && !session.is_live(at(1120)));
    session.ended_at = Some(now);
    assert!(!session.is_live(at(1001)));
}
