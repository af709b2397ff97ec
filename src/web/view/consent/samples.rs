//! The consent page in every state.

use super::{
    About, Ask, Asker, Consent, ConsentState, Duration, End, Group, GroupKind, Offline, Right,
    Scope,
};
use crate::{
    model::{Word as _, consent::Until},
    web::view::page::{AppName, Page, SAMPLE_TIME},
};

type Word<'a> = &'a dyn Fn(&str) -> String;

impl Consent {
    /// The page in every state.
    pub fn samples(page: &Page, word: Word<'_>) -> Vec<(&'static str, Self)> {
        let first = Self {
            page: page.clone(),
            action: word("/interaction/01J9Z64K2M7Q/consent"),
            csrf: word("sample-form-token"),
            asker: Asker {
                app: AppName::sample(word),
                maker: Some(word("Diary Ltd")),
                checked: Some(SAMPLE_TIME),
            },
            person: word("Anna Berg"),
            switch: word("/interaction/01J9Z64K2M7Q/switch"),
            ask: Ask::Choose(groups(word)),
            duration: Duration {
                remembered: Some(SAMPLE_TIME),
                offline: None,
            },
            audiences: vec![word("Example Health Records")],
            granted: Vec::new(),
            about: about(word),
            stop: Some(word("/account/apps")),
            state: ConsentState::First,
        };
        let short = |profile| Self {
            ask: Ask::SignIn { profile },
            audiences: Vec::new(),
            ..first.clone()
        };
        let unknown = Self {
            asker: Asker {
                app: AppName::sample(word),
                ..Asker::default()
            },
            ask: Ask::Choose(vec![Group {
                kind: GroupKind::Named(word("Appointments")),
                scopes: vec![plain(word, "Your appointments", Right::Add)],
            }]),
            about: About::default(),
            stop: None,
            ..first.clone()
        };
        let more = Self {
            granted: vec![word("Your name"), word("Your measurements")],
            ..first.clone()
        };
        let ticked = Self {
            ask: Ask::Choose(all_ticked(groups(word))),
            state: ConsentState::AllTicked,
            ..first.clone()
        };
        let with = |state| Self {
            state,
            ..first.clone()
        };
        let of = |kind: GroupKind, right| Self {
            ask: Ask::Choose(vec![Group {
                kind,
                scopes: vec![plain(word, "Medicines", right)],
            }]),
            ..first.clone()
        };
        let connected = |ask, ticked| Self {
            ask,
            duration: Duration {
                remembered: None,
                offline: Some(offline(ticked)),
            },
            ..first.clone()
        };
        let claim = Scope {
            name: word("birthdate"),
            claim: true,
            ..plain(word, "Your date of birth", Right::See)
        };
        let by_claim = vec![Group {
            kind: GroupKind::About,
            scopes: vec![claim],
        }];
        vec![
            ("first", first.clone()),
            ("offline", connected(Ask::Choose(groups(word)), false)),
            ("offline-ticked", connected(Ask::Choose(by_claim), true)),
            ("offline-only", connected(Ask::Choose(Vec::new()), false)),
            ("openid", short(false)),
            ("profile", short(true)),
            ("not-checked", unknown),
            ("difference", more),
            ("all-ticked", ticked),
            ("nothing-ticked", with(ConsentState::NothingTicked)),
            ("stale", with(ConsentState::Stale)),
            ("health-add", of(GroupKind::Health, Right::Add)),
            ("health-delete", of(GroupKind::Health, Right::Delete)),
            ("write-change", of(GroupKind::Write, Right::Change)),
            ("other-see", of(GroupKind::Other, Right::See)),
            ("other-delete", of(GroupKind::Other, Right::Delete)),
        ]
    }
}

fn groups(word: Word<'_>) -> Vec<Group> {
    let mut name = plain(word, "Your name", Right::See);
    name.essential = true;
    name.hint = word("First name, last name and nickname");
    name.name = word("profile");
    let mut medicines = plain(word, "Medicines prescribed to you", Right::See);
    medicines.name = word("patient/MedicationRequest.rs");
    let group = |kind, scopes| Group { kind, scopes };
    vec![
        group(GroupKind::About, vec![name]),
        group(
            GroupKind::Health,
            vec![medicines, plain(word, "Your measurements", Right::See)],
        ),
        group(
            GroupKind::Sensitive,
            vec![plain(word, "Mental health", Right::See)],
        ),
        group(
            GroupKind::Write,
            vec![plain(word, "Write down your measurements", Right::Change)],
        ),
    ]
}

fn plain(word: Word<'_>, title: &str, right: Right) -> Scope {
    Scope {
        name: word(&title.to_lowercase().replace(' ', ".")),
        title: word(title),
        hint: String::new(),
        ticked: false,
        essential: false,
        claim: false,
        right,
    }
}

fn offline(ticked: bool) -> Offline {
    let end = |until: Until, at| End {
        value: until.word(),
        at,
        chosen: until == Until::Short,
    };
    Offline {
        ticked,
        essential: ticked,
        ends: vec![
            end(Until::Short, Some(SAMPLE_TIME)),
            end(Until::Long, Some(SAMPLE_TIME)),
            end(Until::Stopped, None),
        ],
    }
}

fn all_ticked(mut groups: Vec<Group>) -> Vec<Group> {
    for group in &mut groups {
        for scope in &mut group.scopes {
            scope.ticked = group.kind != GroupKind::Sensitive;
        }
    }
    groups
}

fn about(word: Word<'_>) -> About {
    About {
        policy: Some(word("https://diary.example.org/privacy")),
        terms: Some(word("https://diary.example.org/terms")),
        funding: Some(word("You pay for it once a year.")),
        sharing: Some(word("Nothing leaves your device.")),
        deletion: Some(word(
            "Delete your account in the app: all is gone within a week.",
        )),
        scopes: vec![
            word("openid"),
            word("profile"),
            word("patient/MedicationRequest.rs"),
        ],
    }
}
