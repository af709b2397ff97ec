//! Invitations: what a code is worth, and the one use that each of them has, or the few.

mod issue;

use serde_json::Value;

use crate::{
    app::Ctx,
    core::{Digest, Fault, Id, Secret, secret::kind},
    crypto::digest::sha256,
    model::{
        Identifier, Invitation, InvitationId, Inviter, MailAddress, Namespace, User, UserId,
        WaitlistEntry, invitation::InvitationState,
    },
    store::{self, Conn},
};

pub use issue::{Made, NewInvitation, create, list, open, recover, replace, resend, revoke};
pub(super) use issue::{add, check_email, language, prepare};

/// Why a code is worth nothing. Who has none learns no more than `Unknown`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotGood {
    /// There is no such invitation.
    Unknown,
    /// Its time is over (LE-I2).
    Expired,
    /// It was used as often as it can be (LE-I1).
    Used,
    /// It was taken back.
    Revoked,
    /// Whoever invited is not there any more, or has not the roles that it gives (LE-I3).
    Dead,
    /// It is for another address (LE-I4).
    OtherAddress,
}

impl NotGood {
    /// In a word, for the trail.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Expired => "expired",
            Self::Used => "used",
            Self::Revoked => "revoked",
            Self::Dead => "dead",
            Self::OtherAddress => "other_address",
        }
    }
}

/// An invitation that can be used, as whoever has its code sees it.
#[derive(Clone, Debug)]
pub struct Found {
    /// The invitation.
    pub invitation: Invitation,
    /// The name of the person who invites; none if it is the operator.
    pub invited_by: Option<String>,
    /// The entry of the waitlist that it answers.
    pub entry: Option<WaitlistEntry>,
}

/// The address that leads to the page of an invitation (RC-05: "built from configured issuer only").
pub fn link(ctx: &Ctx, code: &Secret<kind::Invitation>) -> String {
    format!("{}/invite/{}", ctx.app.issuer, code.expose())
}

/// What an invitation says to whoever has its code; changes nothing.
pub fn find(ctx: &Ctx, code: &Secret<kind::Invitation>) -> Result<Result<Found, NotGood>, Fault> {
    let digest = sha256(code);
    ctx.app.store.read(|conn| {
        let Some(invitation) = store::invitations::find(conn, &digest)? else {
            return Ok(Err(NotGood::Unknown));
        };
        if let Err(over) = standing(ctx, &invitation) {
            return Ok(Err(over));
        }
        let inviter = match inviter(conn, &invitation)? {
            Ok(inviter) => inviter,
            Err(dead) => return Ok(Err(dead)),
        };
        let entry = match &invitation.waitlist_id {
            Some(id) => store::waitlist::find(conn, id)?,
            None => None,
        };
        Ok(Ok(Found {
            invited_by: inviter.map(|user| user.display_name().to_owned()),
            invitation,
            entry,
        }))
    })
}

fn standing(ctx: &Ctx, invitation: &Invitation) -> Result<(), NotGood> {
    match invitation.state(ctx.now) {
        InvitationState::Open => Ok(()),
        InvitationState::Used => Err(NotGood::Used),
        InvitationState::Expired => Err(NotGood::Expired),
        InvitationState::Revoked => Err(NotGood::Revoked),
    }
}

/// The person who invites, if it is not the operator.
///
/// LE-I3: "Role ≤ inviter's current role at *redemption*; inviter disabled → invite dead."
fn inviter(
    conn: &mut Conn<'_>,
    invitation: &Invitation,
) -> store::Result<Result<Option<User>, NotGood>> {
    let Inviter::User(id) = &invitation.invited_by else {
        return Ok(Ok(None));
    };
    let user = store::users::find(conn, id)?;
    Ok(match user {
        Some(user)
            if user.is_active()
                && user.delete_at.is_none()
                && invitation.is_within(&user.roles) =>
        {
            Ok(Some(user))
        }
        _ => Err(NotGood::Dead),
    })
}

/// Takes one use of an invitation for an account with this address, in the transaction that makes
/// the account. What else went wrong there takes it back.
///
/// LE-I4: "Optional address binding enforced on the verified address".
pub(super) fn redeem(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    digest: &Digest<kind::Invitation>,
    email: Option<&str>,
) -> store::Result<Result<Invitation, NotGood>> {
    let Some(invitation) = store::invitations::find(conn, digest)? else {
        return Ok(Err(NotGood::Unknown));
    };
    if let Err(over) = standing(ctx, &invitation) {
        return Ok(Err(over));
    }
    // One that folds into the same is another mailbox, and may be somebody else's.
    let mailbox = |email: &str| match MailAddress::parse(email) {
        Ok(address) => address.as_str().to_lowercase(),
        Err(_) => email.trim().to_lowercase(),
    };
    let bound = invitation.email.as_deref().map(mailbox);
    if bound.is_some() && bound != email.map(mailbox) {
        return Ok(Err(NotGood::OtherAddress));
    }
    if let Err(dead) = inviter(conn, &invitation)? {
        return Ok(Err(dead));
    }
    Ok(match store::invitations::consume(conn, digest, ctx.now)? {
        true => Ok(invitation),
        false => Err(NotGood::Used),
    })
}

/// An invitation by its id, with those who joined by it.
pub fn load(ctx: &Ctx, id: &InvitationId) -> Result<Option<(Invitation, Vec<UserId>)>, Fault> {
    ctx.app.store.read(|conn| {
        let Some(found) = store::invitations::find_by_id(conn, id)? else {
            return Ok(None);
        };
        Ok(Some((found, store::invitations::users_of(conn, id)?)))
    })
}

/// Who invites, by a name that an operator types: an id, a username or an address.
pub fn inviter_named(ctx: &Ctx, typed: &str) -> Result<Option<Inviter>, Fault> {
    ctx.app.store.read(|conn| {
        if let Some(user) = store::users::find(conn, &Id::new(typed))? {
            return Ok(Some(Inviter::User(user.id)));
        }
        let form = Identifier {
            namespace: Namespace::Username,
            text: typed.to_owned(),
        };
        let spaces = [Namespace::Username.as_str(), Namespace::Email.as_str()];
        let found = store::users::find_by_identifier(conn, &spaces, &form.form())?;
        Ok(found.map(|found| Inviter::User(found.user.id)))
    })
}

/// What an app of the waitlist's kind may prefill a form with.
impl Found {
    /// What the person said when they asked for the invitation, as it came.
    pub fn document(&self) -> Option<&Value> {
        self.entry.as_ref().map(|entry| &entry.document)
    }
}
