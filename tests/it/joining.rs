//! Joining: invitations, the waitlist, and the one service that makes an account for somebody.

use std::{sync::Arc, time::Duration};

use serde_json::json;
use signet::{
    account::{
        access::{self, OPERATOR},
        edit::{self, Edit, Lists},
        invitation::{self, Made, NewInvitation, NotGood},
        join::{self, How, Joined, NewAccount, NewSecret, NotJoined, Proof, Rule},
        waitlist::{self, Approval, NewEntry},
    },
    core::{Secret, secret::kind},
    model::{Inviter, UserId, WaitlistState, password::PasswordRules},
    store,
};

use crate::support::{Db, Server, both};

const PASSWORD: &str = "seven purple otters hum";

pub fn account(email: &str) -> NewAccount {
    NewAccount {
        email: Some(email.into()),
        username: None,
        others: Vec::new(),
        name: Some("Nora Nyberg".into()),
        locale: None,
        claims: serde_json::Map::new(),
        password: NewSecret::Clear(Secret::new(PASSWORD)),
        terms: None,
    }
}

fn how(code: Option<&Secret<kind::Invitation>>, proof: Proof) -> How {
    How {
        at: "page",
        invitation: code.cloned(),
        by_invitation_only: false,
        proof,
        rule: Rule::Standard,
    }
}

fn join_with(server: &Server, new: NewAccount, how: &How) -> Result<Joined, NotJoined> {
    join::register(&server.ctx(), new, how, |_, _| Ok(())).expect("no fault")
}

pub fn invite(server: &Server, new: &NewInvitation) -> Made {
    let made = invitation::create(&server.ctx(), new, &Inviter::Operator);
    made.expect("no fault").expect("valid")
}

fn bound(email: &str) -> NewInvitation {
    NewInvitation {
        email: Some(email.into()),
        mailed: true,
        ..NewInvitation::default()
    }
}

fn users(server: &Server) -> usize {
    server
        .app
        .store
        .read(|conn| store::users::list(conn, None, 1000))
        .expect("reads")
        .len()
}

both!(an_invitation_makes_one_account);
// LE-I1, LE-I4: the code is 256 bits, its digest is kept; a bound one is for one address, which its
// link proves.
async fn an_invitation_makes_one_account(db: Db) {
    let server = Server::bare(db, &[]).await;
    let made = invite(
        &server,
        &NewInvitation {
            roles: vec!["nurse".into()],
            ..bound("Nora@Example.org")
        },
    );
    assert_eq!(made.code.expose().len(), 43);
    assert!(
        invitation::link(&server.ctx(), &made.code)
            .starts_with(&format!("{}/invite/", server.app.issuer))
    );
    let found = invitation::find(&server.ctx(), &made.code).expect("no fault");
    assert_eq!(found.expect("good").invitation, made.invitation);
    let by = how(Some(&made.code), Proof::Invitation);
    let other = join_with(&server, account("mallory@example.org"), &by);
    assert_eq!(
        other.err(),
        Some(NotJoined::Invitation(NotGood::OtherAddress))
    );
    let joined = join_with(&server, account("nora@EXAMPLE.org"), &by).expect("joins");
    assert!(joined.user.profile.email_verified);
    assert_eq!(joined.user.roles, ["nurse"]);
    assert!(
        server.audited("user.joined", "success"),
        "{:?}",
        server.audit()
    );
    let again = join_with(&server, account("nora2@example.org"), &by);
    assert_eq!(again.err(), Some(NotJoined::Invitation(NotGood::Used)));
    let of = invitation::load(&server.ctx(), &made.invitation.id).expect("no fault");
    assert_eq!(of.expect("there").1, [joined.user.id]);
    assert_eq!(users(&server), 1);
}

both!(what_is_wrong_takes_no_use);
// LG-17, RC-11: a taken address, a weak password and a claim to be verified make nothing and use
// nothing up.
async fn what_is_wrong_takes_no_use(db: Db) {
    let server = Server::bare(db, &[]).await;
    server.user(
        json!({"username": "nora", "emails": [{"value": "nora@example.org"}]}),
        "x",
    );
    let made = invite(&server, &NewInvitation::default());
    let by = how(Some(&made.code), Proof::Later);
    let refused = |new: NewAccount| join_with(&server, new, &by).expect_err("no account");
    assert_eq!(refused(account("NORA@example.org")), NotJoined::Taken);
    let weak = NewAccount {
        password: NewSecret::Clear(Secret::new("password")),
        ..account("new@example.org")
    };
    assert!(matches!(refused(weak), NotJoined::Flawed(_)));
    let mut sly = account("new@example.org");
    sly.claims
        .insert("phone_number_verified".into(), true.into());
    assert!(matches!(refused(sly), NotJoined::Invalid(_)));
    for email in ["", "nobody", "a@b@c", "a\n@example.org"] {
        assert!(
            matches!(refused(account(email)), NotJoined::Invalid(_)),
            "{email}"
        );
    }
    assert_eq!(users(&server), 1);
    let joined = join_with(&server, account("new@example.org"), &by).expect("joins");
    assert!(!joined.user.profile.email_verified);
    // What goes along with the account is whole or not at all, too.
    let made = invite(&server, &NewInvitation::default());
    let failed = join::register(
        &server.ctx(),
        account("third@example.org"),
        &how(Some(&made.code), Proof::Later),
        |_, _| Err(store::Error::Exists("a door's row".into())),
    );
    assert_eq!(failed.expect("no fault").err(), Some(NotJoined::Taken));
    assert_eq!(users(&server), 2);
    assert!(
        invitation::find(&server.ctx(), &made.code)
            .expect("no fault")
            .is_ok()
    );
}

both!(an_invitation_ends_by_itself);
// LE-I2: exact to the second, with no job in between; and one that was sent again has another code.
async fn an_invitation_ends_by_itself(db: Db) {
    let server = Server::bare(db, &[]).await;
    let new = NewInvitation {
        lifetime: Some(Duration::from_secs(60)),
        ..NewInvitation::default()
    };
    let made = invite(&server, &new);
    let look = |made: &Made| {
        invitation::find(&server.ctx(), &made.code)
            .expect("no fault")
            .map(|_| ())
    };
    server.advance(59);
    assert_eq!(look(&made), Ok(()));
    server.advance(1);
    assert_eq!(look(&made), Err(NotGood::Expired));
    let by = how(Some(&made.code), Proof::Address);
    let late = join_with(&server, account("late@example.org"), &by);
    assert_eq!(late.err(), Some(NotJoined::Invitation(NotGood::Expired)));
    let id = &made.invitation.id;
    let again = invitation::resend(&server.ctx(), id, (false, "operator"));
    let again = again.expect("no fault").expect("can be sent again");
    assert_eq!(look(&made), Err(NotGood::Unknown));
    assert_eq!(look(&again), Ok(()));
    // As long as it was made for, not as long as others are, and not longer each time.
    let mut again = again;
    for _ in 0..3 {
        server.advance(45);
        let sent = invitation::resend(&server.ctx(), id, (false, "operator"));
        again = sent.expect("no fault").expect("can be sent again");
        let ends = server.ctx().now.plus(Duration::from_secs(60));
        assert_eq!(again.invitation.expires_at, ends);
    }
    server.advance(59);
    assert_eq!(look(&again), Ok(()));
    let revoked = invitation::revoke(&server.ctx(), id, "operator");
    assert_eq!(revoked.expect("no fault"), Ok(()));
    assert_eq!(look(&again), Err(NotGood::Revoked));
    let twice = invitation::revoke(&server.ctx(), id, "operator").expect("no fault");
    assert!(twice.expect_err("over").is_conflict);
    // Half a year later nobody knows of it.
    server.advance(180 * 86_400);
    signet::server::background::sweep(&server.ctx()).expect("sweeps");
    assert!(
        invitation::list(&server.ctx(), None, 10)
            .expect("lists")
            .is_empty()
    );
}

both!(nobody_gives_what_they_do_not_have);
// LE-I3: "Role ≤ inviter's current role at *redemption*; inviter disabled → invite dead".
async fn nobody_gives_what_they_do_not_have(db: Db) {
    let server = Server::bare(db, &[]).await;
    let ctx = server.ctx();
    let boss = server.user(json!({"username": "boss", "roles": ["nurse"]}), "x");
    let by = Inviter::User(boss.clone());
    let of = |role: &str| NewInvitation {
        roles: vec![role.into()],
        ..NewInvitation::default()
    };
    let too_much = invitation::create(&ctx, &of("admin"), &by).expect("no fault");
    assert_eq!(too_much.expect_err("not theirs").field, "roles");
    let make = || {
        invitation::create(&ctx, &of("nurse"), &by)
            .expect("no fault")
            .expect("theirs")
    };
    let (first, second, third) = (make(), make(), make());
    let look = |made: &Made| {
        invitation::find(&server.ctx(), &made.code)
            .expect("no fault")
            .map(|found| found.invited_by)
    };
    assert_eq!(look(&first), Ok(Some("boss".into())));
    let joined = join_with(
        &server,
        account("a@example.org"),
        &how(Some(&first.code), Proof::Later),
    );
    assert_eq!(joined.expect("joins").user.roles, ["nurse"]);
    access::lock(&server.ctx(), &boss, OPERATOR)
        .expect("no fault")
        .expect("locks");
    assert_eq!(look(&second), Err(NotGood::Dead));
    let dead = join_with(
        &server,
        account("b@example.org"),
        &how(Some(&second.code), Proof::Later),
    );
    assert_eq!(dead.err(), Some(NotJoined::Invitation(NotGood::Dead)));
    access::unlock(&server.ctx(), &boss, OPERATOR)
        .expect("no fault")
        .expect("unlocks");
    assert!(look(&third).is_ok());
    let roles = Edit {
        roles: Lists {
            add: vec![],
            remove: vec!["nurse".into()],
        },
        ..Edit::default()
    };
    edit::edit(&server.ctx(), &boss, &roles, OPERATOR)
        .expect("no fault")
        .expect("edits");
    assert_eq!(look(&third), Err(NotGood::Dead));
    // The operator's are good whoever comes and goes.
    assert_eq!(look(&invite(&server, &of("nurse"))), Ok(None));
}

both!(one_invitation_by_32_at_once);
// LE-I1: "use counter by CAS: 32 parallel on one-use → one account"; and N of N uses.
async fn one_invitation_by_32_at_once(db: Db) {
    let server = Arc::new(Server::bare(db, &["password.argon2.m=19456"]).await);
    for uses in [1, 5] {
        let before = users(&server);
        let made = invite(
            &server,
            &NewInvitation {
                uses,
                ..NewInvitation::default()
            },
        );
        let tries: Vec<_> = (0..32)
            .map(|n| {
                let (server, code) = (server.clone(), made.code.clone());
                tokio::task::spawn_blocking(move || {
                    let new = NewAccount {
                        password: NewSecret::Hash("$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".into()),
                        ..account(&format!("n{n}-{uses}@example.org"))
                    };
                    join_with(&server, new, &how(Some(&code), Proof::Address))
                })
            })
            .collect();
        let mut won = 0;
        for one in tries {
            match one.await.expect("ends") {
                Ok(_) => won += 1,
                Err(lost) => assert_eq!(lost, NotJoined::Invitation(NotGood::Used)),
            }
        }
        assert_eq!(won, uses);
        assert_eq!(
            users(&server) - before,
            usize::try_from(uses).expect("fits")
        );
    }
}

both!(registration_has_three_modes);
// LG-17: "Registration disabled → 404 on every path that could create a user".
async fn registration_has_three_modes(db: Db) {
    let closed = Server::bare(db, &["login.registration=closed"]).await;
    let made = invite(&closed, &NewInvitation::default());
    for code in [None, Some(&made.code)] {
        let refused = join_with(
            &closed,
            account("a@example.org"),
            &how(code, Proof::Address),
        );
        assert_eq!(refused.err(), Some(NotJoined::Closed));
    }
    assert_eq!(users(&closed), 0);
    let by_invitation = Server::bare(db, &[]).await;
    let refused = join_with(
        &by_invitation,
        account("a@example.org"),
        &how(None, Proof::Address),
    );
    assert_eq!(refused.err(), Some(NotJoined::InvitationMissing));
    // LE-I4: a link that was not sent to the address proves none.
    let made = invite(
        &by_invitation,
        &NewInvitation {
            mailed: false,
            ..bound("a@example.org")
        },
    );
    let by = how(Some(&made.code), Proof::Invitation);
    let refused = join_with(&by_invitation, account("a@example.org"), &by);
    assert_eq!(refused.err(), Some(NotJoined::Unproven));
    let by = how(Some(&made.code), Proof::Address);
    assert!(join_with(&by_invitation, account("a@example.org"), &by).is_ok());
    let open = Server::bare(db, &["login.registration=open"]).await;
    let by = how(None, Proof::Invitation);
    let refused = join_with(&open, account("a@example.org"), &by);
    assert_eq!(refused.err(), Some(NotJoined::Unproven));
    let strict = How {
        by_invitation_only: true,
        ..how(None, Proof::Later)
    };
    let refused = join_with(&open, account("a@example.org"), &strict);
    assert_eq!(refused.err(), Some(NotJoined::InvitationMissing));
    // A door's contract has its own rule for passwords.
    let rules = PasswordRules {
        least: 8,
        most: 256,
        most_bytes: 1024,
        score: 0,
    };
    let contract = How {
        rule: Rule::Contract(rules),
        ..how(None, Proof::Later)
    };
    let simple = |text: &str| NewAccount {
        password: NewSecret::Clear(Secret::new(text)),
        ..account("a@example.org")
    };
    let refused = join_with(&open, simple("passwor"), &contract);
    assert!(matches!(refused, Err(NotJoined::Flawed(_))), "{refused:?}");
    assert!(join_with(&open, simple("password"), &contract).is_ok());
}

fn ask(server: &Server, email: &str) {
    let new = NewEntry {
        email: email.into(),
        document: json!({"email": email, "licence": 12345}),
        source: "page",
        language: None,
    };
    let asked = waitlist::ask(&server.ctx(), &new).expect("no fault");
    asked.expect("an address");
}

both!(the_waitlist_is_decided_once);
// The same answer however often; an approval makes the invitation in the same transaction.
async fn the_waitlist_is_decided_once(db: Db) {
    let server = Server::bare(db, &[]).await;
    server.user(
        json!({"username": "old", "emails": [{"value": "old@example.org"}]}),
        "x",
    );
    for email in [
        "nora@example.org",
        "NORA@example.org",
        "old@example.org",
        "omar@example.org",
    ] {
        ask(&server, email);
        server.advance(1);
    }
    let list = |state| waitlist::list(&server.ctx(), state, (None, 10)).expect("lists");
    let pending = list(Some(WaitlistState::Pending));
    let addresses: Vec<_> = pending.iter().map(|entry| entry.email()).collect();
    assert_eq!(addresses, ["nora@example.org", "omar@example.org"]);
    let ctx = server.ctx();
    let (nora, omar) = (&pending[0], &pending[1]);
    let approval = Approval {
        roles: vec!["nurse".into()],
        lifetime: None,
    };
    let made = waitlist::approve(&ctx, &nora.id, &approval, &Inviter::Operator);
    let made = made.expect("no fault").expect("pending");
    let twice = waitlist::approve(&ctx, &nora.id, &approval, &Inviter::Operator);
    assert!(twice.expect("no fault").expect_err("decided").is_conflict);
    assert_eq!(invitation::list(&ctx, None, 10).expect("lists").len(), 1);
    let found = invitation::find(&ctx, &made.code)
        .expect("no fault")
        .expect("good");
    assert_eq!(
        found.document(),
        Some(&json!({"email": "nora@example.org", "licence": 12345}))
    );
    let by = how(Some(&made.code), Proof::Invitation);
    let joined = join_with(&server, account("nora@example.org"), &by).expect("joins");
    assert!(joined.user.profile.email_verified);
    assert_eq!(
        waitlist::reject(&ctx, &omar.id, "operator").expect("no fault"),
        Ok(())
    );
    let states: Vec<_> = list(None).iter().map(|entry| entry.state).collect();
    assert_eq!(states, [WaitlistState::Joined, WaitlistState::Rejected]);
    // Whoever is deleted is not found here either.
    access::delete(&ctx, &joined.user.id, OPERATOR)
        .expect("no fault")
        .expect("deletes");
    assert!(
        waitlist::find(&ctx, "nora@example.org")
            .expect("no fault")
            .is_none()
    );
    let kept = invitation::list(&ctx, None, 10).expect("lists");
    assert_eq!(
        (kept[0].email.as_ref(), kept[0].name.as_ref()),
        (None, None)
    );
    server.advance(91 * 86_400);
    signet::server::background::sweep(&server.ctx()).expect("sweeps");
    assert!(list(None).is_empty());
}

both!(who_is_rejected_is_told_where_that_is_set);
// Decision and letter are one, in the language in which was asked; nothing is told where the
// operator wants to do that otherwise.
async fn who_is_rejected_is_told_where_that_is_set(db: Db) {
    for (tell, letters) in [("true", 1), ("false", 0)] {
        let set = format!("login.waitlist_tell_rejected={tell}");
        let server = Server::bare(db, &[&set]).await;
        let new = NewEntry {
            email: "Omar@example.org".into(),
            document: json!({}),
            source: "page",
            language: Some("fr".into()),
        };
        let ctx = server.ctx();
        let asked = waitlist::ask(&ctx, &new).expect("no fault").expect("asks");
        for _ in 0..2 {
            let _twice = waitlist::reject(&ctx, &asked.id, "operator").expect("no fault");
        }
        let told = server.letters("waitlist_rejected", "omar@example.org");
        assert_eq!(told.len(), letters);
        assert_eq!(server.written().len(), letters, "and nothing else");
        let newest = store::outbox::newest;
        let rows = server.app.store.read(|conn| newest(conn, 10));
        for seen in rows.expect("reads") {
            assert_eq!(seen.letter.language, "fr");
        }
        assert!(server.audited("waitlist.rejected", "success"));
    }
}

both!(how_somebody_joined_is_told_to_them);
async fn how_somebody_joined_is_told_to_them(db: Db) {
    let server = Server::bare(db, &[]).await;
    let made = invite(&server, &bound("nora@example.org"));
    let new = NewAccount {
        terms: Some("2026-01".into()),
        ..account("nora@example.org")
    };
    let joined = join_with(&server, new, &how(Some(&made.code), Proof::Invitation)).expect("joins");
    let id: &UserId = &joined.user.id;
    let told = signet::account::export::export(&server.ctx(), &joined.user).expect("exports");
    assert_eq!(told["joined"]["invited_by"], "operator", "{id}");
    assert_eq!(told["terms"][0]["version"], "2026-01");
}
