//! What holds whatever comes: rules that are searched for a counterexample.

use std::time::Duration;

use proptest::{collection::vec, prelude::*};
use signet::{
    core::{Id, RedirectUri, ScopeList, Secret, Timestamp, redirect::RedirectRules, token_text},
    crypto::{SystemEntropy, totp},
    model::{
        Factor, Grant, Namespace,
        grant::{Cutoffs, GrantState},
        limit::{Counter, HELD, IN_FLIGHT, Origins, Pace, Source},
        refresh::{RefreshState, RefreshToken, Use, Windows},
    },
};

fn at(second: i64) -> Timestamp {
    Timestamp::from_secs(second)
}

fn scope() -> impl Strategy<Value = ScopeList> {
    vec("[a-d]{1,2}", 0..6).prop_map(|all| all.iter().collect())
}

// The algebra of scopes: what consent, narrowing, refresh and exchange are made of.
proptest! {
    // RFC 6749 §3.3: "space-delimited, case-sensitive strings"; the order is the one that was given.
    #[test]
    fn a_scope_is_read_as_it_is_written(scope in scope()) {
        prop_assert_eq!(ScopeList::parse(&scope.to_string()), Some(scope));
    }

    #[test]
    fn a_scope_has_each_value_once(values in vec("[a-c]", 0..12)) {
        let scope: ScopeList = values.iter().collect();
        let mut once: Vec<_> = scope.iter().collect();
        once.sort_unstable();
        once.dedup();
        prop_assert_eq!(once.len(), scope.len());
        prop_assert!(values.iter().all(|value| scope.contains(value)));
    }

    #[test]
    fn what_is_taken_away_is_gone_and_nothing_else(all in scope(), taken in scope()) {
        let left = all.without(&taken);
        prop_assert!(left.is_subset_of(&all));
        prop_assert!(left.iter().all(|value| !taken.contains(value)));
        prop_assert!(all.iter().all(|value| left.contains(value) || taken.contains(value)));
    }

    // TK-18: a grant is never widened step by step.
    #[test]
    fn less_of_less_is_less(a in scope(), b in scope(), c in scope()) {
        prop_assert!(a.is_subset_of(&a));
        if a.is_subset_of(&b) && b.is_subset_of(&c) {
            prop_assert!(a.is_subset_of(&c));
        }
        let narrowed = a.filtered(|value| b.contains(value)).filtered(|value| c.contains(value));
        prop_assert!(narrowed.is_subset_of(&a) && narrowed.is_subset_of(&b) && narrowed.is_subset_of(&c));
    }
}

/// What happens to a counter.
#[derive(Clone, Debug)]
enum Deed {
    Try,
    Wrong(u8),
    Right(u8),
    Neither,
    Wait(u16),
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let one = prop_oneof![
        4 => Just(Deed::Try),
        3 => (0..3_u8).prop_map(Deed::Wrong),
        1 => (0..3_u8).prop_map(Deed::Right),
        1 => Just(Deed::Neither),
        2 => (0..1000_u16).prop_map(Deed::Wait),
    ];
    vec(one, 1..60)
}

fn source(number: u8) -> Source {
    [number; 8]
}

const PACE: Pace = Pace {
    before_delay: 5,
    first_delay: Duration::from_secs(30),
    max_delay: Duration::from_secs(900),
    keep: Duration::from_secs(86_400),
};

/// Does it all; `look` sees the counter, the time and what each try was told.
fn play(deeds: &[Deed], mut look: impl FnMut(&Counter, Timestamp, Option<Result<(), Duration>>)) {
    let (mut now, mut held) = (at(1_000_000), 0_u32);
    let mut counter = Counter::new(now);
    for deed in deeds {
        let mut told = None;
        match deed {
            Deed::Try => match counter.reserve(&PACE, now) {
                Ok(next) => {
                    counter = next;
                    held += 1;
                    told = Some(Ok(()));
                }
                Err(wait) => told = Some(Err(wait)),
            },
            Deed::Wrong(from) if held > 0 => {
                counter = counter.fail(&PACE, source(*from), now);
                held -= 1;
            }
            Deed::Right(from) if held > 0 => {
                counter = counter
                    .succeed(source(*from), now)
                    .unwrap_or(Counter::new(now));
                held -= 1;
            }
            Deed::Neither if held > 0 => {
                counter = counter.give_back().unwrap_or(Counter::new(now));
                held -= 1;
            }
            Deed::Wait(seconds) => {
                now = now.plus(Duration::from_secs(u64::from(*seconds)));
                if Duration::from_secs(u64::from(*seconds)) >= IN_FLIGHT {
                    held = 0;
                }
            }
            Deed::Wrong(_) | Deed::Right(_) | Deed::Neither => {}
        }
        look(&counter, now, told);
    }
}

// LG-08, LG-09: the limiter.
proptest! {
    // LG-08: "with 10 tries left, 200 parallel wrong passwords cause ≤ 10 hash computations".
    #[test]
    fn no_more_are_checked_at_once_than_there_are_tries_left(deeds in deeds()) {
        play(&deeds, |counter, _, _| assert!(counter.in_flight <= PACE.before_delay, "{counter:?}"));
    }

    // LG-01: "every refusal says how long to wait": never nothing, never longer than the longest delay.
    #[test]
    fn a_wait_is_told_and_is_bounded(deeds in deeds()) {
        play(&deeds, |_, _, told| {
            if let Some(Err(wait)) = told {
                assert!(!wait.is_zero() && wait <= PACE.max_delay.max(HELD), "{wait:?}");
            }
        });
    }

    // Whoever waits as long as they are told, and nobody else comes, is let in.
    #[test]
    fn the_wait_that_is_told_is_enough(deeds in deeds()) {
        play(&deeds, |counter, now, told| {
            if let Some(Err(wait)) = told && wait != HELD {
                let later = now.plus(wait).plus(IN_FLIGHT);
                let again = counter.reserve(&PACE, later);
                assert!(again.is_ok() || again == Err(HELD) || counter.in_flight > 0, "{counter:?}");
            }
        });
    }

    // A success takes back what came from there, and nothing of what came from elsewhere.
    #[test]
    fn a_success_takes_back_no_failure_from_elsewhere(here in 1..20_u32, there in 1..20_u32) {
        let now = at(1_000_000);
        let mut counter = Counter::new(now);
        for _ in 0..here {
            counter = counter.fail(&PACE, source(1), now);
        }
        for _ in 0..there {
            counter = counter.fail(&PACE, source(2), now);
        }
        let left = counter.succeed(source(1), now).map_or(0, |counter| counter.failures);
        prop_assert_eq!(left, there);
    }

    #[test]
    fn where_failures_came_from_is_read_as_it_was_written(bytes: Vec<u8>) {
        let read = Origins::from_bytes(&bytes);
        prop_assert_eq!(Origins::from_bytes(&read.to_bytes()), read);
    }
}

const SEED: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

fn parameters(algorithm: &'static str, digits: u8, period: u16) -> totp::Parameters<'static> {
    totp::Parameters {
        algorithm,
        digits,
        period,
    }
}

fn kinds() -> impl Strategy<Value = totp::Parameters<'static>> {
    let algorithm = prop_oneof![Just("SHA1"), Just("SHA256"), Just("SHA512")];
    let period = prop_oneof![Just(30_u16), Just(60)];
    (algorithm, 6..=8_u8, period)
        .prop_map(|(algorithm, digits, period)| parameters(algorithm, digits, period))
}

// TF-02, TF-03: the window of one-time codes.
proptest! {
    // TF-02: "Steps T and T−1": at no other time, but by the chance of one in a million.
    #[test]
    fn a_code_is_good_for_its_step_and_the_next(kind in kinds(), made in 1_700_000_000..1_900_000_000_i64, later in -4..6_i64) {
        let seed = Secret::new(SEED);
        let period = i64::from(kind.period);
        let code = totp::code_at(&seed, &kind, at(made)).expect("a code");
        let now = at(made + later * period);
        let found = totp::check(&seed, &kind, &code, now, 0).expect("is checked");
        let same = |steps: i64| {
            totp::code_at(&seed, &kind, at(made + steps * period)).expect("a code").expose() == code.expose()
        };
        let is_in_window = [later - 1, later].into_iter().any(same);
        prop_assert_eq!(matches!(found, totp::OtpCheck::Accepted { .. }), is_in_window);
    }

    // TF-03: each step is accepted once, and none that is older than the last.
    #[test]
    fn a_step_is_accepted_once(kind in kinds(), made in 1_700_000_000..1_900_000_000_i64) {
        let seed = Secret::new(SEED);
        let code = totp::code_at(&seed, &kind, at(made)).expect("a code");
        let first = totp::check(&seed, &kind, &code, at(made), 0).expect("is checked");
        let totp::OtpCheck::Accepted { step } = first else { panic!("{first:?}") };
        for last in [step, step + 1, step + 1000] {
            let again = totp::check(&seed, &kind, &code, at(made), last).expect("is checked");
            prop_assert_ne!(again, totp::OtpCheck::Accepted { step });
        }
    }

    // TF-08: "Only ASCII digits reach the check".
    #[test]
    fn what_is_no_code_is_wrong(kind in kinds(), text in "\\PC{0,12}") {
        prop_assume!(!(text.len() == usize::from(kind.digits) && text.bytes().all(|b| b.is_ascii_digit())));
        let found = totp::check(&Secret::new(SEED), &kind, &Secret::new(text), at(1_800_000_000), 0);
        prop_assert!(matches!(found, Ok(totp::OtpCheck::Wrong)));
    }
}

fn grant() -> Grant {
    Grant {
        id: Id::new("g"),
        client_id: Id::new("c"),
        user_id: Some(Id::new("u")),
        human_id: None,
        parent_id: None,
        parent_jti: None,
        act: None,
        cnf: None,
        session_id: None,
        consent_id: None,
        door: None,
        door_session: None,
        scope: ScopeList::default(),
        audience: Vec::new(),
        claims: None,
        bound: false,
        acr: None,
        authentication: None,
        created_at: at(1000),
        absolute_at: at(2000),
        revoked_at: None,
        revoke_reason: None,
        epoch: 1,
    }
}

prop_compose! {
    fn state()(
        revoked: bool, bound: bool, user_active: bool, human_active: bool, consent_stands: bool, session_live: bool,
        not_before in proptest::option::of(0..3000_i64), epoch in 0..3_i64,
    ) -> GrantState {
        let grant = Grant { revoked_at: revoked.then(|| at(1500)), bound, epoch, ..grant() };
        GrantState {
            grant, user: None, user_active, human_active, consent_stands, session_live,
            user_not_before: not_before.map(at),
        }
    }
}

// JW-13, R-08: the life of a grant.
proptest! {
    // It stands only while everything that it rests on does.
    #[test]
    fn a_grant_stands_on_all_that_it_rests_on(state in state(), now in 0..3000_i64, client in proptest::option::of(0..3000_i64)) {
        let cutoffs = Cutoffs { client: client.map(at), everybody: None, epoch: 1 };
        let stands = state.grant.revoked_at.is_none()
            && now < 2000
            && state.user_active && state.human_active && state.consent_stands
            && (!state.grant.bound || state.session_live)
            && state.user_not_before.is_none_or(|before| before <= at(1000))
            && client.is_none_or(|before| before <= 1000)
            && state.grant.epoch >= 1;
        prop_assert_eq!(state.ended(&cutoffs, at(now)).is_none(), stands);
    }

    // And once it has ended, no time brings it back.
    #[test]
    fn a_grant_that_ended_stays_ended(state in state(), now in 0..3000_i64, later in 0..3000_i64) {
        let cutoffs = Cutoffs { client: None, everybody: None, epoch: 1 };
        if state.ended(&cutoffs, at(now)).is_some() {
            prop_assert!(state.ended(&cutoffs, at(now + later)).is_some());
        }
    }
}

fn windows() -> Windows {
    Windows {
        rotates: true,
        race: Duration::from_secs(10),
        race_max: 3,
        lost: Duration::from_secs(60),
        lost_max: 2,
    }
}

prop_compose! {
    fn chain()(
        generation in 1..6_i32, head in 1..8_i32, used in proptest::option::of(0..200_i64), uses in 0..6_i32, late_uses in 0..4_i32,
        sealed: bool, seen: bool, state in prop_oneof![Just(RefreshState::Active), Just(RefreshState::Superseded), Just(RefreshState::Dead)],
    ) -> (RefreshToken, RefreshToken) {
        let token = |generation, state| RefreshToken {
            id: Id::new("r"), digest: signet::crypto::digest::sha256(&Secret::new("r")), grant_id: Id::new("g"), generation,
            state, idle_at: at(10_000), first_used_at: None, uses: 0, late_uses: 0,
            sealed_successor: None, access_seen_at: None,
        };
        let one = RefreshToken {
            first_used_at: used.map(at), uses, late_uses, sealed_successor: sealed.then(|| vec![1]),
            ..token(generation, state)
        };
        let head = RefreshToken { access_seen_at: seen.then(|| at(1)), ..token(head, RefreshState::Active) };
        (one, head)
    }
}

/// When the successor was first used.
fn used() -> impl Strategy<Value = Option<Timestamp>> {
    proptest::option::of((0..500_i64).prop_map(at))
}

// TK-05 to TK-09: what a use of a refresh token is.
proptest! {
    // An old token never rotates, and only the one before an unused head is answered again.
    #[test]
    fn an_old_refresh_token_makes_nothing_new((token, head) in chain(), used in used(), now in 0..500_i64) {
        match token.judge((Some(&head), used), &windows(), at(now)) {
            Use::Rotate | Use::Keep => prop_assert_eq!(token.state, RefreshState::Active),
            Use::Replay { late } => {
                prop_assert_eq!(head.generation, token.generation + 1);
                prop_assert!(token.sealed_successor.is_some() && token.first_used_at.is_some());
                prop_assert!(!late || head.access_seen_at.is_none());
                prop_assert!(used.is_none_or(|used| used <= at(now)));
            }
            Use::Dead => prop_assert_eq!(token.state, RefreshState::Dead),
            Use::Burst | Use::Reuse => prop_assert_eq!(token.state, RefreshState::Superseded),
        }
    }

    // Later is never kinder: what is a theft stays one.
    #[test]
    fn a_reuse_is_not_forgiven_by_waiting((token, head) in chain(), used in used(), now in 200..500_i64, later in 0..500_i64) {
        if token.judge((Some(&head), used), &windows(), at(now)) == Use::Reuse {
            prop_assert_eq!(token.judge((Some(&head), used), &windows(), at(now + later)), Use::Reuse);
        }
    }
}

// Names, addresses, texts.
proptest! {
    // LG-07: the form that a name is looked up by is its own form, in each namespace.
    #[test]
    fn the_form_of_a_name_is_its_own_form(text in "\\PC{0,40}") {
        for space in [Namespace::Username, Namespace::Email, Namespace::Mobile, Namespace::StudyCode] {
            let form = space.form(&text);
            prop_assert_eq!(&space.form(&form), &form, "{:?}", space);
        }
    }

    // AZ-04: "exact string comparison": one that differs in one character is another.
    #[test]
    fn a_redirect_uri_matches_itself_only(path in "/[a-z]{1,12}", index in 0..60_usize, other in "[A-Z]") {
        let text = format!("https://app.example{path}");
        let uri = RedirectUri::new(text.clone());
        let rules = RedirectRules::Web;
        prop_assert!(uri.matches(&text, rules));
        let index = index % text.len();
        let changed = format!("{}{other}{}", &text[..index], &text[index + 1..]);
        for wrong in [changed, format!("{text}/"), format!("{text}?a=b"), text[..text.len() - 1].to_owned()] {
            prop_assert!(!uri.matches(&wrong, rules), "{}", wrong);
        }
    }

    // JW-14: "every proper prefix, extension, case flip and one-character change" is none.
    #[test]
    fn a_token_that_was_changed_is_none(index in 0..60_usize, other in "[a-zA-Z0-9_]") {
        let token = token_text::new::<signet::core::secret::kind::AccessToken>(&SystemEntropy, "sig_at_");
        let text = token.expose();
        prop_assert!(token_text::is_well_formed(text, "sig_at_"));
        let index = index % text.len();
        let changed = format!("{}{other}{}", &text[..index], &text[index + 1..]);
        prop_assert_eq!(token_text::is_well_formed(&changed, "sig_at_"), changed == text);
        prop_assert!(!token_text::is_well_formed(&text[..index], "sig_at_"));
        let longer = format!("{text}{other}");
        prop_assert!(!token_text::is_well_formed(&longer, "sig_at_"));
    }

    #[test]
    fn a_factor_is_read_as_it_was_written(id in "[0-9A-Z]{26}", which in 0..3_u8) {
        let factor = match which {
            0 => Factor::Totp(Id::new(id)),
            1 => Factor::Recovery,
            _ => Factor::Passkey(Id::new(id)),
        };
        prop_assert_eq!(Factor::from_text(factor.to_text()), factor);
    }

    // Time is added without overflow, and never runs backwards.
    #[test]
    fn time_saturates(millis: i64, seconds: u64) {
        let (start, span) = (Timestamp::from_millis(millis), Duration::from_secs(seconds));
        prop_assert!(start.plus(span) >= start && start.minus(span) <= start);
        prop_assert!(start.plus(span).since(start) <= span);
        prop_assert_eq!(start.since(start.plus(span)), Duration::ZERO);
    }

    // SECURITY §1.4: "Secrets are types that cannot be printed".
    #[test]
    fn no_secret_is_printed(text in "[a-z0-9]{12,40}") {
        let secret = Secret::<signet::core::secret::kind::Password>::new(text.clone());
        let printed = format!("{secret:?} {secret:#?}");
        prop_assert!(!printed.contains(&text));
    }
}
