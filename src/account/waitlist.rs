//! The waitlist: people ask for an account, somebody decides.

use std::time::Duration;

use serde_json::{Value, json};

use super::{
    Invalid, action_code, identifier,
    invitation::{self, Made, NewInvitation},
    join,
    outbox::{self, Letter, Recipient, Template, Values},
};
use crate::{
    app::Ctx,
    core::{Fault, Timestamp},
    model::{Inviter, Namespace, WaitlistEntry, WaitlistId, WaitlistState},
    store::{self, Conn},
};

/// Most bytes of what somebody says of themselves, as JSON.
const DOCUMENT_MOST: usize = 8 * 1024;

/// Somebody who asks for an account.
#[derive(Clone, Debug)]
pub struct NewEntry {
    /// Their address.
    pub email: String,
    /// What else they say, as it came: an object. `email` is put in, if it is not there.
    pub document: Value,
    /// Where they ask: `page`, or a door's name.
    pub source: &'static str,
    /// The language that they ask in; `i18n.default`, if nothing is said.
    pub language: Option<String>,
}

/// What they are answered: the same whoever asks, and however often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// An id: of the entry, if this made one.
    pub id: WaitlistId,
    /// The present instant.
    pub created_at: Timestamp,
}

/// Puts somebody on the waitlist, unless they are there or have an account. The answer does not
/// tell which.
pub fn ask(ctx: &Ctx, new: &NewEntry) -> Result<Result<Asked, Invalid>, Fault> {
    if let Err(invalid) = invitation::check_email(&new.email) {
        return Ok(Err(invalid));
    }
    let mut document = new.document.clone();
    match document.as_object_mut() {
        Some(members) => {
            members
                .entry("email")
                .or_insert_with(|| new.email.trim().into());
        }
        None => return Ok(Err(Invalid::new("document", "it must be an object"))),
    }
    if document.to_string().len() > DOCUMENT_MOST {
        return Ok(Err(Invalid::new(
            "document",
            format!("it must be at most {DOCUMENT_MOST} bytes"),
        )));
    }
    let entry = WaitlistEntry {
        id: ctx.app.entropy.id(ctx.now),
        form: Namespace::Email.form(&new.email),
        document,
        state: WaitlistState::Pending,
        source: Some(new.source.to_owned()),
        language: invitation::language(ctx, new.language.as_deref()),
        created_at: ctx.now,
        decided_at: None,
        decided_by: None,
    };
    let asked = Asked {
        id: entry.id.clone(),
        created_at: ctx.now,
    };
    let (inner, asker) = (ctx.clone(), identifier::email(&new.email));
    super::keep(ctx, move |conn| {
        let spaces = [Namespace::Email.as_str()];
        // Counted whether or not somebody has the address: who is let through next would tell.
        let may_send = action_code::may_send(&inner, conn, &asker)?;
        if let Some(owner) = store::users::find_by_identifier(conn, &spaces, &entry.form)? {
            // LG-17: "same response; owner gets a mail", and no more than so many (RC-07).
            return match may_send {
                true => join::tell_owner(&inner, conn, &owner.user.id),
                false => Ok(()),
            };
        }
        if !store::waitlist::insert(conn, &entry)? {
            return Ok(());
        }
        let mut event = inner.event("waitlist.asked", None, "anybody".into());
        event.subject = Some(format!("waitlist:{}", entry.id));
        event.detail = Some(json!({ "source": entry.source }));
        store::audit::append(conn, &inner.app.ledger, &event)
    })?;
    Ok(Ok(asked))
}

/// Entries in the order in which they came.
pub fn list(
    ctx: &Ctx,
    state: Option<WaitlistState>,
    (after, limit): (Option<&WaitlistId>, i64),
) -> Result<Vec<WaitlistEntry>, Fault> {
    ctx.app
        .store
        .read(|conn| store::waitlist::list(conn, state, (after, limit)))
}

/// An entry by its id, or by its address.
pub fn find(ctx: &Ctx, which: &str) -> Result<Option<WaitlistEntry>, Fault> {
    let id = WaitlistId::new(which);
    ctx.app
        .store
        .read(|conn| match store::waitlist::find(conn, &id)? {
            Some(entry) => Ok(Some(entry)),
            None => store::waitlist::find_by_form(conn, &Namespace::Email.form(which)),
        })
}

/// What an approval gives.
#[derive(Clone, Debug, Default)]
pub struct Approval {
    /// The roles of whoever joins.
    pub roles: Vec<String>,
    /// How long they may take; `login.invitation`, if nothing is said.
    pub lifetime: Option<Duration>,
}

const DECIDED: &str = "there is no such entry, or it was decided before";

/// Invites somebody who asked, at their address: decision, invitation and mail are one.
pub fn approve(
    ctx: &Ctx,
    id: &WaitlistId,
    approval: &Approval,
    by: &Inviter,
) -> Result<Result<Made, Invalid>, Fault> {
    let found = ctx.app.store.read(|conn| store::waitlist::find(conn, id))?;
    let Some(entry) = found else {
        return Ok(Err(Invalid::conflict("waitlist", DECIDED)));
    };
    if entry.state == WaitlistState::Rejected {
        let what = format!(
            "they were rejected before; to have them all the same, use `signet invite create {}`",
            entry.email()
        );
        return Ok(Err(Invalid::conflict("waitlist", what)));
    }
    let new = NewInvitation {
        email: Some(entry.email().to_owned()),
        mailed: true,
        name: entry.name(),
        roles: approval.roles.clone(),
        lifetime: approval.lifetime,
        language: Some(entry.language.clone()),
        waitlist_id: Some(entry.id.clone()),
        ..NewInvitation::default()
    };
    let made = match invitation::prepare(ctx, &new, by)? {
        Ok(made) => made,
        Err(invalid) => return Ok(Err(invalid)),
    };
    let (inner, kept, by) = (ctx.clone(), made.clone(), by.text());
    let approved = super::keep(ctx, move |conn| {
        let to = WaitlistState::Approved;
        if !decide(&inner, conn, &entry, (to, &by))? {
            return Ok(false);
        }
        invitation::add(&inner, conn, &kept)?;
        Ok(true)
    })?;
    Ok(match approved {
        true => Ok(made),
        false => Err(Invalid::conflict("waitlist", DECIDED)),
    })
}

/// Decides that somebody who asked gets no account, and tells them, if `login.waitlist_tell_rejected`
/// says so: decision and mail are one.
pub fn reject(ctx: &Ctx, id: &WaitlistId, by: &str) -> Result<Result<(), Invalid>, Fault> {
    let found = ctx.app.store.read(|conn| store::waitlist::find(conn, id))?;
    let Some(entry) = found else {
        return Ok(Err(Invalid::conflict("waitlist", DECIDED)));
    };
    let (inner, by) = (ctx.clone(), by.to_owned());
    let rejected = super::keep(ctx, move |conn| {
        if !decide(&inner, conn, &entry, (WaitlistState::Rejected, &by))? {
            return Ok(false);
        }
        if inner.app.config.login.waitlist_tell_rejected {
            outbox::enqueue(&inner, conn, &rejection(&entry))?;
        }
        Ok(true)
    })?;
    Ok(match rejected {
        true => Ok(()),
        false => Err(Invalid::conflict("waitlist", DECIDED)),
    })
}

fn rejection(entry: &WaitlistEntry) -> Letter<'_> {
    Letter {
        template: Template::WaitlistRejected,
        to: Recipient::Email(entry.email().to_owned()),
        language: Some(&entry.language),
        user: None,
        values: Values::new(),
        link: None,
        code: None,
        expires_at: None,
    }
}

fn decide(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    entry: &WaitlistEntry,
    (to, by): (WaitlistState, &str),
) -> store::Result<bool> {
    let from = &[WaitlistState::Pending];
    if !store::waitlist::decide(conn, &entry.id, (from, to), (by, ctx.now))? {
        return Ok(false);
    }
    let mut event = match to {
        WaitlistState::Approved => ctx.event("waitlist.approved", None, by.to_owned()),
        _ => ctx.event("waitlist.rejected", None, by.to_owned()),
    };
    event.subject = Some(format!("waitlist:{}", entry.id));
    store::audit::append(conn, &ctx.app.ledger, &event)?;
    Ok(true)
}

/// Somebody who was invited from the waitlist has an account now.
pub(super) fn joined(ctx: &Ctx, conn: &mut Conn<'_>, id: &WaitlistId) -> store::Result<()> {
    let from = &[WaitlistState::Approved];
    let to = WaitlistState::Joined;
    store::waitlist::decide(conn, id, (from, to), ("invitation", ctx.now))?;
    Ok(())
}
