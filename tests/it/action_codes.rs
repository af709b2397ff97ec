//! What is sent to people and shown again: below the pages, where every race is cheap.

use std::sync::Arc;

use serde_json::json;
use signet::{
    account::{
        access::OPERATOR,
        action_code::{self, Consumed, Holder, Issued, NewCode, Pending, Purpose},
        password,
    },
    core::{Digest, Reason, Refusal, Secret, secret::kind},
    model::{Identifier, Namespace, UserId},
};

use crate::support::{Db, Server};

const RESET: &[Purpose] = &[Purpose::ResetPassword];

fn email(text: &str) -> Identifier {
    Identifier {
        namespace: Namespace::Email,
        text: text.to_owned(),
    }
}

fn browser(n: u8) -> Digest<kind::Browser> {
    Digest::new([n; 32])
}

fn issue(server: &Server, purpose: Purpose, user: Option<&UserId>, seat: u8) -> Issued {
    // The newest is told by when it was made.
    server.advance(1);
    let (ctx, user) = (server.ctx(), user.cloned());
    let inner = ctx.clone();
    let issued = ctx.app.store.write(move |conn| {
        action_code::issue(
            &inner,
            conn,
            &NewCode {
                purpose,
                user: user.as_ref(),
                recipient: &email("racer@example.org"),
                pending: Some(Pending::Password {
                    hash: "canary".into(),
                }),
                browser: Some(&browser(seat)),
                interaction: None,
                short: Some(8),
            },
        )
    });
    issued.expect("issues")
}

fn consume(server: &Server, purposes: &[Purpose], issued: &Issued) -> Result<Consumed, Refusal> {
    let (ctx, link, purposes) = (server.ctx(), issued.link.clone(), purposes.to_vec());
    let inner = ctx.clone();
    let used = ctx
        .app
        .store
        .write(move |conn| action_code::consume(&inner, conn, &purposes, &link));
    used.expect("writes")
}

fn type_in(server: &Server, seat: u8, typed: &str) -> Result<Consumed, Refusal> {
    let (ctx, typed) = (server.ctx(), Secret::new(typed));
    let inner = ctx.clone();
    let used = ctx.app.store.write(move |conn| {
        let seat = browser(seat);
        action_code::consume_short(&inner, conn, (RESET, Holder::Browser(&seat)), &typed)
    });
    used.expect("writes")
}

fn reason<T>(ended: Result<T, Refusal>) -> Option<Reason> {
    ended.err().map(|refusal| refusal.reason)
}

fn short(issued: &Issued) -> &str {
    issued.short.as_ref().expect("a short code").expose()
}

fn wrong(issued: &Issued) -> &'static str {
    match short(issued) {
        "00000000" => "00000001",
        _ => "00000000",
    }
}

// RC-02, LE-E2: for one purpose, once, only the newest, only in time, and not after the account
// has another password. A look changes nothing.
#[tokio::test]
async fn a_code_works_for_one_purpose_once() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        let user = server.user(json!({"username": "racer"}), "racer-password");
        let code = issue(&server, Purpose::ResetPassword, Some(&user), 1);
        assert_eq!(
            reason(consume(&server, &[Purpose::VerifyEmail], &code)),
            Some(Reason::ActionCodeUnknown)
        );
        let ctx = server.ctx();
        for _ in 0..3 {
            let looked = ctx
                .app
                .store
                .read(|conn| action_code::find(&ctx, conn, RESET, &code.link));
            assert!(looked.expect("reads").is_ok());
        }
        let used = consume(&server, RESET, &code).expect("works");
        assert_eq!(used.user.as_ref(), Some(&user));
        assert_eq!(
            used.recipient,
            action_code::recipient(&ctx, &email("RACER@example.org"))
        );
        assert_eq!(
            used.pending,
            Some(Pending::Password {
                hash: "canary".into()
            })
        );
        assert_eq!(
            reason(consume(&server, RESET, &code)),
            Some(Reason::ActionCodeUsed)
        );

        let older = issue(&server, Purpose::ResetPassword, Some(&user), 1);
        let newer = issue(&server, Purpose::ResetPassword, Some(&user), 1);
        assert_eq!(
            reason(consume(&server, RESET, &older)),
            Some(Reason::ActionCodeExpired)
        );
        server.advance(30 * 60);
        assert_eq!(
            reason(consume(&server, RESET, &newer)),
            Some(Reason::ActionCodeExpired)
        );

        let before = issue(&server, Purpose::ResetPassword, Some(&user), 1);
        let undo = issue(&server, Purpose::UndoEmail, Some(&user), 1);
        let secret = Secret::new("another quite good phrase");
        let set = password::set(&server.ctx(), &user, (&secret, false), OPERATOR);
        set.expect("writes").expect("sets");
        assert_eq!(
            reason(consume(&server, RESET, &before)),
            Some(Reason::ActionCodeExpired)
        );
        assert!(consume(&server, &[Purpose::UndoEmail], &undo).is_ok());
        // The database has neither the link, nor the short code, nor what they make true.
        let bytes = std::fs::read_dir(server.dir.path()).expect("lists");
        for file in bytes.flatten().filter(|file| file.path().is_file()) {
            let content = std::fs::read(file.path()).expect("reads");
            for secret in ["canary", newer.link.expose()] {
                assert!(
                    !content
                        .windows(secret.len())
                        .any(|w| w == secret.as_bytes()),
                    "{:?}",
                    file.path()
                );
            }
        }
    }
}

// RC-08: a short code of eight digits works for ten minutes, in the browser that asked for it, and
// has five tries; ten an hour for one address, however many codes are sent.
#[tokio::test]
async fn a_short_code_has_its_tries() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        let user = server.user(json!({"username": "racer"}), "racer-password");
        let code = issue(&server, Purpose::ResetPassword, Some(&user), 1);
        assert_eq!(short(&code).len(), 8);
        assert_eq!(
            reason(type_in(&server, 2, short(&code))),
            Some(Reason::ActionCodeUnknown)
        );
        for _ in 0..4 {
            assert_eq!(
                reason(type_in(&server, 1, wrong(&code))),
                Some(Reason::ActionCodeWrong)
            );
        }
        let spaced = format!("{} {}", &short(&code)[..4], &short(&code)[4..]);
        assert!(type_in(&server, 1, &spaced).is_ok());
        assert_eq!(
            reason(consume(&server, RESET, &code)),
            Some(Reason::ActionCodeUsed)
        );

        let code = issue(&server, Purpose::ResetPassword, Some(&user), 1);
        for _ in 0..5 {
            assert_eq!(
                reason(type_in(&server, 1, wrong(&code))),
                Some(Reason::ActionCodeWrong)
            );
        }
        assert_eq!(
            reason(type_in(&server, 1, short(&code))),
            Some(Reason::ActionCodeExpired)
        );
        // Four, five and this one: ten in all. With the one that was used up nothing was compared.
        let code = issue(&server, Purpose::ResetPassword, Some(&user), 1);
        assert_eq!(
            reason(type_in(&server, 1, wrong(&code))),
            Some(Reason::ActionCodeWrong)
        );
        assert_eq!(
            reason(type_in(&server, 1, short(&code))),
            Some(Reason::OtpLimited)
        );
        // The link has no limit of tries, and works on.
        server.advance(3600);
        let code = issue(&server, Purpose::ResetPassword, Some(&user), 1);
        server.advance(600);
        assert_eq!(
            reason(type_in(&server, 1, short(&code))),
            Some(Reason::ActionCodeExpired)
        );
        assert!(consume(&server, RESET, &code).is_ok());
    }
}

// RC-07: three messages an hour and ten a day to one recipient.
#[tokio::test]
async fn a_recipient_has_a_budget() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        let ask = |to: &'static str| {
            let ctx = server.ctx();
            let inner = ctx.clone();
            let allowed = ctx
                .app
                .store
                .write(move |conn| action_code::may_send(&inner, conn, &email(to)));
            allowed.expect("writes")
        };
        let mut sent = 0;
        for hour in 0..5 {
            let now: Vec<_> = (0..4).map(|_| ask("a@example.org")).collect();
            let most = 10_usize.saturating_sub(sent).min(3);
            let allowed = now.iter().filter(|allowed| **allowed).count();
            assert_eq!(allowed, most, "{hour}");
            assert!(ask("b@example.org") || hour > 2);
            sent += allowed;
            server.advance(3600);
        }
        server.advance(24 * 3600);
        assert!(ask("A@example.org"));
    }
}

// RC-02: of 32 who show one link at once, one is let through.
#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_show_a_link_one_is_first() {
    for db in Db::BOTH {
        let server = Arc::new(Server::start(db).await);
        let user = server.user(json!({"username": "racer"}), "racer-password");
        for round in 0..10 {
            let code = Arc::new(issue(&server, Purpose::ResetPassword, Some(&user), 1));
            let tries: Vec<_> = (0..32)
                .map(|n| {
                    let (server, code) = (server.clone(), code.clone());
                    // Every other one types the short code of the same message.
                    tokio::task::spawn_blocking(move || match n % 8 {
                        0 => type_in(&server, 1, short(&code)),
                        _ => consume(&server, RESET, &code),
                    })
                })
                .collect();
            let mut won = 0;
            for one in tries {
                won += usize::from(one.await.expect("ends").is_ok());
            }
            assert_eq!(won, 1, "{round}");
        }
    }
}

// RC-08: of 32 who guess at once, five are looked at.
#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_guess_five_are_looked_at() {
    for db in Db::BOTH {
        let server = Arc::new(Server::start(db).await);
        let user = server.user(json!({"username": "racer"}), "racer-password");
        let code = Arc::new(issue(&server, Purpose::ResetPassword, Some(&user), 1));
        let tries: Vec<_> = (0..32)
            .map(|_| {
                let (server, code) = (server.clone(), code.clone());
                tokio::task::spawn_blocking(move || reason(type_in(&server, 1, wrong(&code))))
            })
            .collect();
        let mut looked = 0;
        for one in tries {
            looked += usize::from(one.await.expect("ends") == Some(Reason::ActionCodeWrong));
        }
        assert_eq!(looked, 5);
    }
}

// RC-02: of codes that were asked for at the same moment, one is used at most.
#[tokio::test(flavor = "multi_thread")]
async fn of_many_that_are_sent_at_once_one_is_used() {
    for db in Db::BOTH {
        let server = Arc::new(Server::start(db).await);
        let user = server.user(json!({"username": "racer"}), "racer-password");
        let asked: Vec<_> = (0..8)
            .map(|_| {
                let (server, user) = (server.clone(), user.clone());
                tokio::task::spawn_blocking(move || {
                    issue(&server, Purpose::ResetPassword, Some(&user), 1)
                })
            })
            .collect();
        let mut codes = Vec::new();
        for one in asked {
            codes.push(one.await.expect("ends"));
        }
        let mut won = 0;
        for code in codes {
            won += usize::from(consume(&server, RESET, &code).is_ok());
        }
        assert_eq!(won, 1);
    }
}
