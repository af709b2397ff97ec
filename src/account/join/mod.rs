//! Joining: the one service that makes an account for somebody who asks for one, by a page or at a
//! door. What an operator makes is [`super::user`]'s.

mod what;

use serde_json::json;

pub use what::{How, Joined, NewAccount, NewSecret, NotJoined, Proof, Rule};

use super::{
    Invalid, invitation,
    invitation::NotGood,
    outbox::{self, Template, Values},
    password, profile, texts,
    user::{NewEmail, NewUser, identifiers},
    waitlist,
};
use crate::{
    app::Ctx,
    config::Registration,
    core::{Fault, Secret, secret::kind},
    crypto::digest::sha256,
    model::{
        Identifier, Invitation, InvitationKind, Namespace, User, UserId, UserState, password::Flaw,
        user::Profile,
    },
    store::{self, Conn},
};

/// Whether anybody could join, with an invitation or without: [`NotJoined::Closed`] if not.
pub fn is_open(ctx: &Ctx) -> bool {
    ctx.app.config.login.registration != Registration::Closed
}

/// Makes an account, whole or not at all. `also` goes into the same transaction, after the account
/// and before the trail: what a door keeps of the person, a mail.
pub fn register(
    ctx: &Ctx,
    new: NewAccount,
    how: &How,
    mut also: impl FnMut(&mut Conn<'_>, &User) -> store::Result<()> + Send + 'static,
) -> Result<Result<Joined, NotJoined>, Fault> {
    let ready = match prepare(ctx, new, how)? {
        Ok(ready) => ready,
        Err(refused) => return Ok(Err(refused)),
    };
    let inner = ctx.clone();
    let kept = super::try_keep(ctx, move |conn| {
        put(&inner, conn, &ready, &mut |conn, user| also(conn, user))
    });
    settled(kept)
}

/// A key that is taken is somebody's who has an account.
pub(super) fn settled<T>(
    kept: store::Result<Result<T, NotJoined>>,
) -> Result<Result<T, NotJoined>, Fault> {
    match kept {
        Err(store::Error::Exists(_)) => Ok(Err(NotJoined::Taken)),
        kept => Ok(kept?),
    }
}

/// An account that can be made, unless somebody has its names.
#[derive(Clone, Debug)]
pub(super) struct Ready {
    pub(super) user: User,
    all: Vec<Identifier>,
    pub(super) hash: String,
    pub(super) terms: Option<String>,
    how: How,
}

/// Checks and computes all that can be before a transaction.
pub(super) fn prepare(
    ctx: &Ctx,
    new: NewAccount,
    how: &How,
) -> Result<Result<Ready, NotJoined>, Fault> {
    if let Err(refused) = may_join(ctx, how)? {
        return Ok(Err(refused));
    }
    let (user, all) = match read(ctx, &new) {
        Ok(read) => read,
        Err(invalid) => return Ok(Err(NotJoined::Invalid(invalid))),
    };
    Ok(match hash(ctx, &user, (&new.password, how.rule))? {
        Ok(hash) => Ok(Ready {
            user,
            all,
            hash,
            terms: new.terms,
            how: how.clone(),
        }),
        Err(flaw) => Err(NotJoined::Flawed(flaw)),
    })
}

/// The same for somebody whose password was judged before: reads nothing.
pub(super) fn ready(
    ctx: &Ctx,
    new: NewAccount,
    (hash, how): (String, How),
) -> Result<Ready, NotJoined> {
    let mode = ctx.app.config.login.registration;
    if mode != Registration::Open && how.invitation.is_none() {
        return Err(NotJoined::InvitationMissing);
    }
    let (user, all) = read(ctx, &new).map_err(NotJoined::Invalid)?;
    Ok(Ready {
        user,
        all,
        hash,
        terms: new.terms,
        how,
    })
}

/// What goes into the transaction besides the account.
pub(super) type Also<'a> = &'a mut dyn FnMut(&mut Conn<'_>, &User) -> store::Result<()>;

/// What an invitation is not worth where the address is proven later, or never: what it gives to whoever
/// has a certain address (LE-I4: "enforced on the verified address"), and what is no account of one's own.
fn beyond(
    conn: &mut Conn<'_>,
    (code, how): (&Secret<kind::Invitation>, &How),
) -> store::Result<Option<NotJoined>> {
    if how.proof != Proof::Later {
        return Ok(None);
    }
    let found = store::invitations::find(conn, &sha256(code))?;
    Ok(found.and_then(|found| {
        let is_bound = found.email.is_some() && !found.proves_address;
        match found.kind {
            InvitationKind::Join if is_bound && !found.roles.is_empty() => {
                Some(NotJoined::Unproven)
            }
            InvitationKind::Join => None,
            _ => Some(NotJoined::Invitation(NotGood::Unknown)),
        }
    }))
}

/// Makes the account, in the caller's transaction.
pub(super) fn put(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    ready: &Ready,
    also: Also<'_>,
) -> store::Result<Result<Joined, NotJoined>> {
    let Ready { how, all, hash, .. } = ready;
    let mut user = ready.user.clone();
    let invitation = match &how.invitation {
        Some(code) => {
            if let Some(refused) = beyond(conn, (code, how))? {
                return Ok(Err(refused));
            }
            let email = user.profile.email.as_deref();
            match invitation::redeem(ctx, conn, &sha256(code), email)? {
                Ok(invitation) => Some(invitation),
                Err(not_good) => return Ok(Err(NotJoined::Invitation(not_good))),
            }
        }
        None => None,
    };
    let proves = |one: &Invitation| one.proves_address;
    user.profile.email_verified = user.profile.email.is_some()
        && (how.proof == Proof::Address || invitation.as_ref().is_some_and(proves));
    if let Some(invitation) = &invitation {
        user.roles.clone_from(&invitation.roles);
    }
    store::users::insert(conn, &user)?;
    for identifier in all {
        store::users::insert_identifier(conn, &user.id, identifier)?;
    }
    store::identifiers::follow_profile(conn, &user, ctx.now)?;
    store::passwords::set(conn, &user.id, (hash, None), ctx.now)?;
    if let Some(version) = &ready.terms {
        store::terms::accept(conn, &user.id, version, ctx.now)?;
    }
    if let Some(invitation) = &invitation {
        store::invitations::insert_use(conn, &invitation.id, &user.id, ctx.now)?;
        if let Some(entry) = &invitation.waitlist_id {
            waitlist::joined(ctx, conn, entry)?;
        }
    }
    let letter = (Template::Welcome, welcome(ctx, &user), Some(sign_in(ctx)));
    outbox::tell_with(ctx, conn, &user.id, letter)?;
    also(conn, &user)?;
    let mut event = ctx.event("user.joined", None, format!("user:{}", user.id));
    event.subject = Some(format!("user:{}", user.id));
    event.detail = Some(json!({
        "at": how.at,
        "invitation": invitation.as_ref().map(|one| one.id.as_str()),
        "invited_by": invitation.as_ref().map(|one| one.invited_by.text()),
        "roles": user.roles,
    }));
    store::audit::append(conn, &ctx.app.ledger, &event)?;
    Ok(Ok(Joined { user, invitation }))
}

/// Whether this way leads to an account, as far as it can be seen before anything is computed.
pub(super) fn may_join(ctx: &Ctx, how: &How) -> Result<Result<(), NotJoined>, Fault> {
    let mode = ctx.app.config.login.registration;
    let Some(code) = &how.invitation else {
        return Ok(match mode {
            Registration::Closed => Err(NotJoined::Closed),
            Registration::Open if !how.by_invitation_only => match how.proof {
                Proof::Invitation => Err(NotJoined::Unproven),
                Proof::Address | Proof::Later => Ok(()),
            },
            Registration::Open | Registration::Invite => Err(NotJoined::InvitationMissing),
        });
    };
    let found = invitation::find(ctx, code)?;
    Ok(match found {
        // LG-17: "Registration disabled → 404 on every path that could create a user"; what the
        // operator makes at the command line for an administrator is no registration (LG-18).
        Ok(found)
            if mode == Registration::Closed
                && found.invitation.kind != InvitationKind::Administrator =>
        {
            Err(NotJoined::Closed)
        }
        Err(_) if mode == Registration::Closed => Err(NotJoined::Closed),
        Err(not_good) => Err(NotJoined::Invitation(not_good)),
        // A link that recovers makes no account.
        Ok(found) if found.invitation.kind == InvitationKind::Recover => {
            Err(NotJoined::Invitation(NotGood::Unknown))
        }
        Ok(found) if how.proof == Proof::Invitation && !is_proof(&found.invitation) => {
            Err(NotJoined::Unproven)
        }
        Ok(_) => Ok(()),
    })
}

/// LE-I4: an address is proven by a link that went there; for administrators the operator vouches,
/// who hands the link over.
fn is_proof(invitation: &Invitation) -> bool {
    invitation.proves_address || invitation.kind == InvitationKind::Administrator
}

/// What is to be kept of somebody, if it can be.
pub(super) fn read(ctx: &Ctx, new: &NewAccount) -> Result<(User, Vec<Identifier>), Invalid> {
    profile::check(&new.claims)?;
    let verified = new.claims.keys().find(|name| name.ends_with("_verified"));
    if let Some(name) = verified {
        return Err(Invalid::new(
            &format!("claims.{name}"),
            "whether something is verified is not said by its person",
        ));
    }
    let name = new.name.as_deref().map(str::trim);
    texts::check_name("name", name.unwrap_or(""))?;
    let email = new.email.as_deref().map(|email| email.trim().to_owned());
    if let Some(email) = &email {
        invitation::check_email(email)?;
    }
    let mut all = new.others.clone();
    if email.is_some() || new.username.is_some() || all.is_empty() {
        all.extend(identifiers(&NewUser {
            username: new.username.clone(),
            emails: email
                .iter()
                .map(|value| NewEmail {
                    value: value.clone(),
                    verified: false,
                })
                .collect(),
            ..NewUser::default()
        })?);
    }
    let user = User {
        id: ctx.app.entropy.id(ctx.now),
        state: UserState::Active,
        profile: Profile {
            preferred_username: new.username.clone(),
            name: name.filter(|name| !name.is_empty()).map(str::to_owned),
            email,
            email_verified: false,
            locale: new.locale.clone(),
            other: new.claims.clone(),
        },
        roles: Vec::new(),
        created_at: ctx.now,
        updated_at: ctx.now,
        delete_at: None,
    };
    Ok((user, all))
}

/// The hash of a password that is good enough. Costly, and so before any transaction; and the same
/// work whether or not somebody has the address (LG-17).
pub(super) fn hash(
    ctx: &Ctx,
    user: &User,
    (password, rule): (&NewSecret, Rule),
) -> Result<Result<String, Flaw>, Fault> {
    let clear = match password {
        NewSecret::Hash(hash) => return Ok(Ok(hash.clone())),
        NewSecret::Clear(clear) => clear,
    };
    let checked = match rule {
        Rule::Standard => password::check(ctx, user, false, clear),
        Rule::Contract(rules) => password::check_by(ctx, user, &rules, clear),
    };
    Ok(match checked {
        Ok(()) => Ok(ctx.app.hashing.hash(&*ctx.app.entropy, clear)?),
        Err(flaw) => Err(flaw),
    })
}

fn welcome(ctx: &Ctx, user: &User) -> Values {
    let mut values = Values::new();
    if let Some(name) = &user.profile.preferred_username {
        values = values.with("username", name);
    }
    if ctx.app.config.mfa.is_required(&user.roles) {
        values = values.with("enrol", "1");
    }
    values
}

/// Where a letter leads whoever is to sign in.
fn sign_in(ctx: &Ctx) -> String {
    format!("{}/account", ctx.app.issuer.trim_end_matches('/'))
}

/// Tells somebody that their address was about to be registered once more. LG-17: "same response;
/// owner gets a mail".
pub(super) fn tell_owner(ctx: &Ctx, conn: &mut Conn<'_>, owner: &UserId) -> store::Result<()> {
    let letter = (Template::AddressInUse, Values::new(), Some(sign_in(ctx)));
    outbox::tell_with(ctx, conn, owner, letter)
}

/// Forgets how somebody joined: their account is deleted.
pub(super) fn erase(conn: &mut Conn<'_>, id: &UserId) -> store::Result<()> {
    // Also the entry of an address that they have no more.
    store::waitlist::delete_of(conn, id)?;
    for (namespace, text) in store::users::identifiers_of(conn, id)? {
        if namespace == Namespace::Email.as_str() {
            store::waitlist::delete(conn, &Namespace::Email.form(&text))?;
        }
    }
    store::invitations::forget(conn, id)
}
