//! What happened in an account, for its person: the part of the audit trail that is about them, in
//! words that the pages have. A year of it.

use std::{net::IpAddr, time::Duration};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;

use crate::{
    app::Ctx,
    core::{Fault, Timestamp},
    crypto::Place,
    model::{ClientId, UserId, Word},
    store::{
        self,
        activity::{ActivityRow, Filter},
    },
};

/// How far back people can look.
const KEPT: Duration = Duration::from_secs(365 * 24 * 3600);
/// Most bytes of a cursor, as it is sent.
const CURSOR_MOST: usize = 400;
/// Most lines of a download.
pub const EXPORT_MOST: usize = 10_000;

/// What kind of thing happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Signing in and out.
    SignIns,
    /// Passwords, second factors, locks.
    Security,
    /// What apps were given, and what was taken back.
    Apps,
}

impl Word for Kind {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::SignIns, "sign-ins"),
        (Self::Security, "security"),
        (Self::Apps, "apps"),
    ];
}

/// The events that people are told of. Each has a text, `activity-` and its name with dashes, and,
/// where it can be refused, another that ends in `-refused`.
pub const TOLD: &[(&str, Kind)] = &[
    ("session.began", Kind::SignIns),
    ("session.renewed", Kind::SignIns),
    ("session.ended", Kind::SignIns),
    ("login.door", Kind::SignIns),
    ("login.password", Kind::SignIns),
    ("login.otp", Kind::SignIns),
    ("login.passkey", Kind::SignIns),
    ("login.recovery", Kind::SignIns),
    ("device.forgotten", Kind::Security),
    ("factor.added", Kind::Security),
    ("factor.recovery_codes_made", Kind::Security),
    ("factor.removed", Kind::Security),
    ("factor.renamed", Kind::Security),
    ("grant.listed", Kind::Security),
    ("identifier.changed", Kind::Security),
    ("identifier.change_asked", Kind::Security),
    ("identifier.change_cancelled", Kind::Security),
    ("identifier.change_undone", Kind::Security),
    ("identifier.verified", Kind::Security),
    ("recovery.asked", Kind::Security),
    ("recovery.triggered", Kind::Security),
    ("passkey.added", Kind::Security),
    ("passkey.removed", Kind::Security),
    ("passkey.renamed", Kind::Security),
    ("session.listed", Kind::Security),
    ("terms.accepted", Kind::Security),
    ("user.added", Kind::Security),
    ("user.changed", Kind::Security),
    ("user.deletion_asked", Kind::Security),
    ("user.deletion_cancelled", Kind::Security),
    ("user.exported", Kind::Security),
    ("user.joined", Kind::Security),
    ("user.locked", Kind::Security),
    ("user.unlocked", Kind::Security),
    ("user.password_changed", Kind::Security),
    ("user.password_reset", Kind::Security),
    ("user.password_set", Kind::Security),
    ("user.second_factor_reset", Kind::Security),
    ("user.shown", Kind::Security),
    ("user.signed_out", Kind::SignIns),
    ("activity.exported", Kind::Security),
    ("authorization.granted", Kind::Apps),
    ("consent.given", Kind::Apps),
    ("consent.narrowed", Kind::Apps),
    ("consent.withdrawn", Kind::Apps),
    ("notice.refresh_reuse", Kind::Apps),
];

/// The events that are no business of one person, or that they can do nothing with; and why.
pub const UNTOLD: &[(&str, &str)] = &[
    ("address.limited", "no person's"),
    ("api_key.added", "a partner's"),
    ("api_key.exposed", "a partner's"),
    ("api_key.revoked", "a partner's"),
    ("audit.exported", "the operator's"),
    ("audit.sealed_late", "the operator's"),
    ("audit.seals_gone", "the operator's"),
    ("identifier.given_up", "an address that was never theirs"),
    (
        "authorization.denied",
        "an app that asks in vain asks often",
    ),
    ("authorization.repeated", "what an app did wrong"),
    ("client.added", "the operator's"),
    ("client.assertion_reused", "a client's"),
    ("client.changed", "the operator's"),
    ("client.deleted", "the operator's"),
    ("client.limited", "a client's"),
    ("client.public_at_door", "the operator's"),
    ("client.secret_rotated", "the operator's"),
    ("clock.stepped", "the operator's"),
    ("code.invalidated", "what an app did wrong"),
    ("code_race", "what an app did wrong"),
    ("code_reuse", "what an app did wrong"),
    ("config.changed", "the operator's"),
    ("database.backed_up", "the operator's"),
    ("database.copied", "the operator's"),
    ("database.restored", "the operator's"),
    ("database.writable_again", "the operator's"),
    ("dev.code_ended", "the playground's"),
    ("grant.imported", "told of in the app's own line"),
    (
        "grant.revoked",
        "told of by `consent.withdrawn`, where the person did it",
    ),
    ("grant.shown", "told of by what the operator does with it"),
    ("human.blocked", "a person without an account"),
    ("human.erased", "a person without an account"),
    ("human.imported", "a person without an account"),
    ("human.listed", "a person without an account"),
    ("human.shown", "a person without an account"),
    ("human.unblocked", "a person without an account"),
    ("human.vouched", "a person without an account"),
    ("invitation.made", "told to whoever is invited"),
    ("invitation.revoked", "the inviter's"),
    ("invitation.sent_again", "told to whoever is invited"),
    ("issuer.changed", "the operator's"),
    ("key.activated", "the operator's"),
    ("key.exported", "the operator's"),
    ("key.imported", "the operator's"),
    ("key.made", "the operator's"),
    ("key.published", "the operator's"),
    ("key.removed", "the operator's"),
    ("key.revoked", "the operator's"),
    ("login.suspicious", "of many, not of one"),
    ("logout.told", "between servers"),
    ("mycure.doctor_verified", "the operator's"),
    ("mycure.notified", "told in the letter"),
    ("refresh_replay_allowed", "between servers"),
    ("refresh_reuse", "told of by `notice.refresh_reuse`"),
    ("refresh_wrong_client", "what an app did wrong"),
    ("resource.added", "the operator's"),
    ("resource.changed", "the operator's"),
    ("scope.added", "the operator's"),
    ("scope.changed", "the operator's"),
    ("secrets.rewrapped", "the operator's"),
    ("server.started", "the operator's"),
    ("source.connected", "a person without an account"),
    ("source.disconnected", "a person without an account"),
    ("source.returned", "a person without an account"),
    ("terms.accepted", "a partner's"),
    ("terms.published", "the operator's"),
    (
        "token.issued",
        "an app that is used does it every few minutes",
    ),
    ("token.refused", "what an app did wrong"),
    ("token.revoked", "what an app does at its own sign-out"),
    ("user.deleted", "nobody is left to be told"),
    ("user.deletion_reason", "nobody is left to be told"),
    ("user.listed", "of everybody, not of one"),
    ("waitlist.approved", "told to whoever is invited"),
    ("waitlist.asked", "a person without an account"),
    ("waitlist.rejected", "a person without an account"),
];

/// The names of all events.
pub fn events() -> impl Iterator<Item = &'static str> {
    let told = TOLD.iter().map(|(event, _)| *event);
    told.chain(UNTOLD.iter().map(|(event, _)| *event))
}

/// Something that happened.
#[derive(Clone, Debug)]
pub struct Happened {
    /// When.
    pub at: Timestamp,
    /// What: one of [`TOLD`].
    pub event: &'static str,
    /// What kind of thing.
    pub kind: Kind,
    /// Whether it was refused.
    pub is_refused: bool,
    /// Whose doing it was.
    pub by: By,
    /// The app that it was about or through.
    pub client: Option<ClientId>,
    /// From where, as far as that is shown.
    pub ip: Option<String>,
    /// What else is known of it.
    pub detail: Value,
}

/// Whose doing something was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The person's own.
    Person,
    /// The operator's.
    Operator,
    /// The service's own.
    Service,
    /// Somebody's who did not say who they are.
    Unknown,
}

/// What happened, newest first, and where it goes on.
#[derive(Clone, Debug)]
pub struct Page {
    /// What happened.
    pub happened: Vec<Happened>,
    /// Where the next page begins, if there is one: a text for the query.
    pub next: Option<String>,
}

/// Where a page begins: behind a row that was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    at: i64,
    id: String,
}

/// What happened to this person: at most `limit` things of one kind or of all, after the cursor.
pub fn list(
    ctx: &Ctx,
    user: &UserId,
    (kind, after): (Option<Kind>, Option<&Cursor>),
    limit: usize,
) -> Result<Page, Fault> {
    let person = format!("user:{user}");
    let of_kind = TOLD
        .iter()
        .filter(|(_, of)| kind.is_none_or(|kind| kind == *of));
    let events: Vec<&str> = of_kind.map(|(event, _)| *event).collect();
    let filter = Filter {
        person: &person,
        events: &events,
        since: ctx.now.minus(KEPT),
        before: after.map(|cursor| (cursor.at, cursor.id.as_str())),
        limit: limit + 1,
    };
    let mut rows = ctx
        .app
        .store
        .read(|conn| store::activity::of_person(conn, &ctx.app.ledger, &filter))?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = match rows.last().filter(|_| more) {
        Some(last) => Some(seal(ctx, user, last)?),
        None => None,
    };
    let told = rows.into_iter().filter_map(|row| told(ctx, &person, row));
    Ok(Page {
        happened: told.collect(),
        next,
    })
}

/// All of it that a download has, and the event that tells of the download.
pub fn export(ctx: &Ctx, user: &UserId, kind: Option<Kind>) -> Result<Vec<Happened>, Fault> {
    let page = list(ctx, user, (kind, None), EXPORT_MOST)?;
    let mut event = ctx.event("activity.exported", None, format!("user:{user}"));
    event.subject = Some(format!("user:{user}"));
    event.detail = Some(serde_json::json!({ "lines": page.happened.len() }));
    let app = ctx.app.clone();
    ctx.app
        .store
        .write(move |conn| store::audit::append(conn, &app.ledger, &event))?;
    Ok(page.happened)
}

fn told(ctx: &Ctx, person: &str, row: ActivityRow) -> Option<Happened> {
    let (event, kind) = *TOLD.iter().find(|(event, _)| *event == row.event)?;
    let by = match row.actor.as_str() {
        actor if actor == person => By::Person,
        "operator" => By::Operator,
        "anonymous" => By::Unknown,
        _ => By::Service,
    };
    // What an operator or the service did has no address that would tell the person anything.
    let ip = row.ip.filter(|_| matches!(by, By::Person | By::Unknown));
    let ip = ip.and_then(|ip| ip.parse::<IpAddr>().ok());
    let detail = row.detail.and_then(|text| serde_json::from_str(&text).ok());
    Some(Happened {
        at: Timestamp::from_millis(row.at),
        event,
        kind,
        is_refused: row.outcome != "success",
        by,
        client: row.client_id.map(ClientId::new),
        ip: ip.and_then(|ip| ctx.ip_part(ip)),
        detail: detail.unwrap_or_default(),
    })
}

/// AD-05: "Cursors are authenticated (AEAD)"; one of another person's opens nothing.
fn seal(ctx: &Ctx, user: &UserId, row: &ActivityRow) -> Result<String, Fault> {
    let plain = format!("{} {}", row.at, row.id);
    let sealed = ctx
        .app
        .data_keys
        .seal(&*ctx.app.entropy, &place(user), plain.as_bytes())?;
    Ok(URL_SAFE_NO_PAD.encode(sealed))
}

/// Reads what [`Page::next`] has; `None` if it was not made here for this person.
pub fn cursor(ctx: &Ctx, user: &UserId, text: &str) -> Option<Cursor> {
    let sealed = (text.len() <= CURSOR_MOST).then(|| URL_SAFE_NO_PAD.decode(text).ok());
    let plain = ctx.app.data_keys.open(&place(user), &sealed??).ok()?;
    let (at, id) = std::str::from_utf8(&plain).ok()?.split_once(' ')?;
    Some(Cursor {
        at: at.parse().ok()?,
        id: id.to_owned(),
    })
}

fn place(user: &UserId) -> Place<'_> {
    Place {
        table: "audit",
        row: user.as_str(),
        column: "cursor",
    }
}
