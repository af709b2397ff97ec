//! Letters to people: written with their cause, sealed, and erased.

use serde_json::json;
use signet::{
    account::outbox::{Letter, Recipient, Template, Values, enqueue, tell},
    core::Fault,
    store::{self, outbox::newest},
};

use crate::support::{Db, Server, both};

fn letter(to: &str) -> Letter<'static> {
    Letter {
        template: Template::Verify,
        to: Recipient::Email(to.into()),
        language: Some("en"),
        user: None,
        values: Values::new().with("name", "Anna"),
        link: Some("https://id.example/verify#canary".into()),
        code: Some("123456".into()),
        expires_at: None,
    }
}

// ST-01: what stands in a letter is sealed; a letter goes with its cause, or not at all.
async fn a_letter_is_kept_with_its_cause_and_sealed(db: Db) {
    let server = Server::start(db).await;
    let ctx = server.ctx();
    let taken_back: Result<(), Fault> = server.app.store.write({
        let ctx = ctx.clone();
        move |conn| {
            enqueue(&ctx, conn, &letter("anna@example.org"))?;
            Err(store::Error::TakenBack)
        }
    });
    assert!(taken_back.is_err());
    assert_eq!(server.written(), []);
    let anna = server.user(
        json!({"username": "bea", "emails": [{"value": "Bea@Example.org"}]}),
        "bea-password",
    );
    server
        .app
        .store
        .write(move |conn| {
            enqueue(&ctx, conn, &letter("anna@example.org"))?;
            // RC-10: nobody has such an address, and nothing is written to it.
            enqueue(
                &ctx,
                conn,
                &letter("anna@example.org\r\nBcc: eve@evil.example"),
            )?;
            tell(&ctx, conn, &anna, Template::PasswordChanged, Values::new())
        })
        .expect("writes");
    let written = |template: &str, to: &str| (template.to_owned(), to.to_owned());
    let mut found = server.written();
    found.sort();
    assert_eq!(
        found,
        [
            written("password_changed", "Bea@Example.org"),
            written("verify", "anna@example.org")
        ]
    );
    let message = server.letter("verify", "anna@example.org");
    assert_eq!(message.code.as_deref(), Some("123456"));
    assert_eq!(message.values.get("name"), Some("Anna"));
    let rows = server
        .app
        .store
        .read(|conn| newest(conn, 10))
        .expect("reads");
    for row in &rows {
        let sealed = row.letter.sealed.as_deref().expect("sealed");
        for canary in ["canary", "123456", "anna@", "Anna"] {
            assert!(!sealed.windows(canary.len()).any(|w| w == canary.as_bytes()));
        }
    }
    // F21: "secrets in mails expire on schedule".
    server.advance(24 * 3600 + 1);
    signet::server::background::sweep(&server.ctx()).expect("sweeps");
    let rows = server
        .app
        .store
        .read(|conn| newest(conn, 10))
        .expect("reads");
    assert_eq!(rows.len(), 2);
    assert!(rows.iter().all(|row| row.letter.sealed.is_none()));
    server.advance(8 * 24 * 3600);
    signet::server::background::sweep(&server.ctx()).expect("sweeps");
    assert!(
        server
            .app
            .store
            .read(|conn| newest(conn, 10))
            .expect("reads")
            .is_empty()
    );
}
both!(a_letter_is_kept_with_its_cause_and_sealed);
