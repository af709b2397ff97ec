//! Inviting: an invitation is made, sent again, taken back.

use std::{collections::BTreeMap, time::Duration};

use serde_json::json;

use super::{
    super::{
        Invalid, keep,
        outbox::{self, Letter, Recipient, Template, Values},
        texts, user,
    },
    inviter, link,
};
use crate::{
    app::Ctx,
    config::{policy, units::format_duration},
    core::{Fault, Secret, secret::kind},
    crypto::digest::sha256,
    model::{
        Invitation, InvitationId, InvitationKind, Inviter, MailAddress, Namespace, User, UserId,
        WaitlistId,
    },
    store::{self, Conn},
};

const NO_MAIL: &str = "mail is not set up, so that nobody would get the invitation: set mail.from and \
                       mail.smtp_url, or have its link shown to you";

/// An invitation to make.
#[derive(Clone, Debug)]
pub struct NewInvitation {
    /// The only address that may join by it.
    pub email: Option<String>,
    /// Whether the code goes to that address and is shown to nobody: then it proves the address.
    pub mailed: bool,
    /// The name of whoever is invited.
    pub name: Option<String>,
    /// The roles of whoever joins.
    pub roles: Vec<String>,
    /// How many may join by it: 1 to 10,000; one, if it is bound to an address.
    pub uses: u32,
    /// How long it can be used, at most 14 days; `login.invitation`, if nothing is said.
    pub lifetime: Option<Duration>,
    /// The language of its mail; `i18n.default`, if nothing is said.
    pub language: Option<String>,
    /// What it is for.
    pub kind: InvitationKind,
    /// Whose account is recovered by it.
    pub user_id: Option<UserId>,
    /// The entry of the waitlist that it answers.
    pub waitlist_id: Option<WaitlistId>,
}

impl Default for NewInvitation {
    fn default() -> Self {
        Self {
            email: None,
            mailed: false,
            name: None,
            roles: Vec::new(),
            uses: 1,
            lifetime: None,
            language: None,
            kind: InvitationKind::Join,
            user_id: None,
            waitlist_id: None,
        }
    }
}

/// An invitation with its code, which nobody can read again.
#[derive(Clone, Debug)]
pub struct Made {
    /// The invitation.
    pub invitation: Invitation,
    /// The code: 256 bits.
    pub code: Secret<kind::Invitation>,
}

/// Makes an invitation. The caller shows its code, or has had it mailed: see
/// [`NewInvitation::mailed`].
pub fn create(
    ctx: &Ctx,
    new: &NewInvitation,
    by: &Inviter,
) -> Result<Result<Made, Invalid>, Fault> {
    let made = match prepare(ctx, new, by)? {
        Ok(made) => made,
        Err(invalid) => return Ok(Err(invalid)),
    };
    let (inner, kept) = (ctx.clone(), made.clone());
    keep(ctx, move |conn| add(&inner, conn, &kept))?;
    Ok(Ok(made))
}

/// Makes the link by which an administrator comes back: for somebody who must have a second factor,
/// and is let in no further until they have set one up anew. Earlier ones end. LG-18: "one-time CLI
/// token (1 h)".
pub fn recover(ctx: &Ctx, user: &User, by: &Inviter) -> Result<Result<Made, Invalid>, Fault> {
    if !ctx.app.config.mfa.is_required(&user.roles) {
        return Ok(Err(Invalid::new(
            "user",
            "only people who must have a second factor (mfa.required_for) come back by such a link; for others there are `user set-password` and `user reset-2fa`",
        )));
    }
    let new = NewInvitation {
        kind: InvitationKind::Recover,
        user_id: Some(user.id.clone()),
        lifetime: Some(policy::ADMIN_LINK_TTL),
        ..NewInvitation::default()
    };
    let made = match prepare(ctx, &new, by)? {
        Ok(made) => made,
        Err(invalid) => return Ok(Err(invalid)),
    };
    let (inner, kept, id) = (ctx.clone(), made.clone(), user.id.clone());
    keep(ctx, move |conn| {
        store::invitations::end_recoveries(conn, &id, inner.now)?;
        add(&inner, conn, &kept)
    })?;
    Ok(Ok(made))
}

/// Checks an invitation and draws its code; nothing is kept yet.
pub(in crate::account) fn prepare(
    ctx: &Ctx,
    new: &NewInvitation,
    by: &Inviter,
) -> Result<Result<Made, Invalid>, Fault> {
    if let Err(invalid) = check(ctx, new) {
        return Ok(Err(invalid));
    }
    let login = &ctx.app.config.login;
    let invitation = Invitation {
        id: ctx.app.entropy.id(ctx.now),
        invited_by: by.clone(),
        email: new.email.as_deref().map(|email| email.trim().to_owned()),
        proves_address: new.mailed && new.email.is_some(),
        name: new.name.clone(),
        roles: new.roles.clone(),
        kind: new.kind,
        user_id: new.user_id.clone(),
        language: language(ctx, new.language.as_deref()),
        uses_left: new.uses,
        uses_most: new.uses,
        waitlist_id: new.waitlist_id.clone(),
        created_at: ctx.now,
        expires_at: ctx.now.plus(new.lifetime.unwrap_or(login.invitation)),
        revoked_at: None,
    };
    let stands = ctx
        .app
        .store
        .read(|conn| inviter(conn, &invitation).map(|found| found.is_ok()))?;
    if !stands {
        return Ok(Err(Invalid::new(
            "roles",
            "whoever invites must have an active account and the roles that the invitation gives",
        )));
    }
    let code = ctx.app.entropy.secret("");
    Ok(Ok(Made { invitation, code }))
}

/// A language that the service has.
pub(in crate::account) fn language(ctx: &Ctx, wished: Option<&str>) -> String {
    let i18n = &ctx.app.config.i18n;
    wished.map_or_else(|| i18n.default.clone(), str::to_owned)
}

fn check(ctx: &Ctx, new: &NewInvitation) -> Result<(), Invalid> {
    if new.mailed && !ctx.app.config.mail.is_on() {
        return Err(Invalid::new("mail", NO_MAIL));
    }
    if let Some(email) = &new.email {
        check_email(email)?;
        if new.uses != 1 {
            return Err(Invalid::new(
                "uses",
                "an invitation that is bound to an address has one use",
            ));
        }
    }
    if new.uses == 0 || new.uses > policy::INVITATION_USES_MAX {
        return Err(Invalid::new(
            "uses",
            format!("it must be 1 to {}", policy::INVITATION_USES_MAX),
        ));
    }
    let lifetime = new.lifetime.unwrap_or(ctx.app.config.login.invitation);
    if lifetime.is_zero() || lifetime > policy::INVITATION_TTL_MAX {
        return Err(Invalid::new(
            "lifetime",
            format!(
                "it must be at most {}",
                format_duration(policy::INVITATION_TTL_MAX)
            ),
        ));
    }
    texts::check_name("name", new.name.as_deref().unwrap_or(""))?;
    let language = new.language.as_ref();
    if language.is_some_and(|tag| !ctx.app.config.i18n.enabled.contains(tag)) {
        return Err(Invalid::new("language", "it must be one of i18n.enabled"));
    }
    user::check_words(&user::NewUser {
        roles: new.roles.clone(),
        ..Default::default()
    })
}

/// An address that somebody could be reached at (RC-10).
pub(in crate::account) fn check_email(email: &str) -> Result<(), Invalid> {
    MailAddress::parse(email.trim())
        .map(|_| ())
        .map_err(|wrong| Invalid::new("email", wrong.to_string()))
}

/// Keeps an invitation, in the transaction of what it belongs to.
pub(in crate::account) fn add(ctx: &Ctx, conn: &mut Conn<'_>, made: &Made) -> store::Result<()> {
    let invitation = &made.invitation;
    store::invitations::insert(conn, invitation, &sha256(&made.code))?;
    let mut event = ctx.event("invitation.made", None, invitation.invited_by.text());
    event.subject = Some(format!("invitation:{}", invitation.id));
    event.detail = Some(json!({
        "roles": invitation.roles,
        "uses": invitation.uses_most,
        "expires_at": invitation.expires_at.millis(),
        "bound": invitation.email.is_some(),
    }));
    store::audit::append(conn, &ctx.app.ledger, &event)?;
    mail(ctx, conn, made)
}

/// Writes to whoever is invited, if the code is to go there.
fn mail(ctx: &Ctx, conn: &mut Conn<'_>, made: &Made) -> store::Result<()> {
    let Made { invitation, code } = made;
    let Some(email) = invitation
        .email
        .as_ref()
        .filter(|_| invitation.proves_address)
    else {
        return Ok(());
    };
    let values = match inviter(conn, invitation)? {
        Ok(Some(user)) => Values::new().with("by", user.display_name()),
        _ => Values::new(),
    };
    let letter = Letter {
        template: match invitation.waitlist_id {
            Some(_) => Template::WaitlistApproved,
            None => Template::Invite,
        },
        to: Recipient::Email(email.clone()),
        language: Some(&invitation.language),
        user: None,
        values,
        link: Some(link(ctx, code)),
        code: Some(code.expose().to_owned()),
        expires_at: Some(invitation.expires_at),
    };
    outbox::enqueue(ctx, conn, &letter)
}

/// Invitations in the order in which they were made.
pub fn list(ctx: &Ctx, after: Option<&InvitationId>, limit: i64) -> Result<Vec<Invitation>, Fault> {
    ctx.app
        .store
        .read(|conn| store::invitations::list(conn, after, limit))
}

/// The invitations to join by which an address can join now, by the form of the address: of several the
/// newest.
pub fn open(ctx: &Ctx) -> Result<BTreeMap<String, InvitationId>, Fault> {
    let found = ctx
        .app
        .store
        .read(|conn| store::invitations::open(conn, ctx.now))?;
    let form = |email: &str| Namespace::Email.form(email.trim());
    Ok(found
        .into_iter()
        .map(|(id, email)| (form(&email), id))
        .collect())
}

const GONE: &str = "there is no such invitation, or it was used or taken back before";

/// Takes an invitation back.
pub fn revoke(ctx: &Ctx, id: &InvitationId, by: &str) -> Result<Result<(), Invalid>, Fault> {
    let (inner, id, by) = (ctx.clone(), id.clone(), by.to_owned());
    let revoked = keep(ctx, move |conn| end(&inner, conn, (&id, &by)))?;
    Ok(match revoked {
        true => Ok(()),
        false => Err(Invalid::conflict("invitation", GONE)),
    })
}

/// Ends an invitation: whether it could still be used.
fn end(ctx: &Ctx, conn: &mut Conn<'_>, (id, by): (&InvitationId, &str)) -> store::Result<bool> {
    if !store::invitations::revoke(conn, id, ctx.now)? {
        return Ok(false);
    }
    let mut event = ctx.event("invitation.revoked", None, by.to_owned());
    event.subject = Some(format!("invitation:{id}"));
    store::audit::append(conn, &ctx.app.ledger, &event)?;
    Ok(true)
}

/// Makes an invitation in place of one that gives something else: that one is worth nothing then.
pub fn replace(
    ctx: &Ctx,
    id: &InvitationId,
    new: &NewInvitation,
    by: &Inviter,
) -> Result<Result<Made, Invalid>, Fault> {
    let made = match prepare(ctx, new, by)? {
        Ok(made) => made,
        Err(invalid) => return Ok(Err(invalid)),
    };
    let (inner, kept, id) = (ctx.clone(), made.clone(), id.clone());
    let replaced = keep(ctx, move |conn| {
        if !end(&inner, conn, (&id, &kept.invitation.invited_by.text()))? {
            return Ok(false);
        }
        add(&inner, conn, &kept)?;
        Ok(true)
    })?;
    Ok(match replaced {
        true => Ok(made),
        false => Err(Invalid::conflict("invitation", GONE)),
    })
}

/// Gives an invitation a new code and as much time as it was made with: the code before is worth nothing
/// then.
/// `mailed` as in [`NewInvitation::mailed`].
pub fn resend(
    ctx: &Ctx,
    id: &InvitationId,
    (mailed, by): (bool, &str),
) -> Result<Result<Made, Invalid>, Fault> {
    let found = ctx
        .app
        .store
        .read(|conn| store::invitations::find_by_id(conn, id))?;
    let Some(mut invitation) = found else {
        return Ok(Err(Invalid::conflict("invitation", GONE)));
    };
    // From its beginning, which is now from here on, to its end: that does not grow, however often it is
    // sent.
    let lifetime = match invitation.kind {
        InvitationKind::Join => invitation.expires_at.since(invitation.created_at),
        InvitationKind::Administrator | InvitationKind::Recover => policy::ADMIN_LINK_TTL,
    };
    if mailed && !ctx.app.config.mail.is_on() {
        return Ok(Err(Invalid::new("mail", NO_MAIL)));
    }
    invitation.created_at = ctx.now;
    invitation.expires_at = ctx.now.plus(lifetime.min(policy::INVITATION_TTL_MAX));
    invitation.proves_address = mailed && invitation.email.is_some();
    let code: Secret<kind::Invitation> = ctx.app.entropy.secret("");
    let made = Made { invitation, code };
    let (inner, kept, by) = (ctx.clone(), made.clone(), by.to_owned());
    let renewed = keep(ctx, move |conn| {
        let Made { invitation, code } = &kept;
        let renewal = (&sha256(code), invitation.proves_address);
        let id = &invitation.id;
        let life = (invitation.created_at, invitation.expires_at);
        if !store::invitations::renew(conn, id, renewal, life)? {
            return Ok(false);
        }
        let mut event = inner.event("invitation.sent_again", None, by.clone());
        event.subject = Some(format!("invitation:{id}"));
        store::audit::append(conn, &inner.app.ledger, &event)?;
        mail(&inner, conn, &kept)?;
        Ok(true)
    })?;
    Ok(match renewed {
        true => Ok(made),
        false => Err(Invalid::conflict("invitation", GONE)),
    })
}
