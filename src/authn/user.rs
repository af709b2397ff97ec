//! Proving a person by password. Every door comes here.

use crate::{
    app::Ctx,
    config::policy,
    core::{Digest, Fault, Reason, Refusal, Secret, Settled, secret::kind},
    crypto::password::{algorithm, bcrypt_cost},
    model::{
        Device, Namespace, User, UserId,
        user::{Totp, UserCredentials},
    },
    store::{self, Conn},
};

use super::{limits, outcome};

/// A person whose password was right. The try is still counted as a failure, until
/// [`Proven::confirm`] runs in the transaction that uses the proof.
#[derive(Clone, Debug)]
pub struct Proven {
    /// Who.
    pub user: User,
    /// Their authenticator app: the password alone is not enough then.
    pub totp: Option<Totp>,
    /// The browser that they come with, if they signed in on it before.
    pub device: Option<Device>,
    limit: Digest<kind::Limit>,
    upgrade: Option<(String, String)>,
}

impl Proven {
    /// Forgets the failures, and keeps a better hash if one was made (LG-04).
    pub fn confirm(&self, ctx: &Ctx, conn: &mut Conn<'_>) -> store::Result<()> {
        store::limits::clear(conn, &self.limit)?;
        if let Some((old, new)) = &self.upgrade {
            store::passwords::upgrade(conn, &self.user.id, old, new, ctx.now)?;
            let from = algorithm(old);
            metrics::counter!("signet_password_rehash_total", "from" => from).increment(1);
        }
        Ok(())
    }
}

/// What somebody typed to sign in.
#[derive(Clone, Debug)]
pub struct Login {
    /// Where the name is looked up.
    pub namespaces: Vec<Namespace>,
    /// The name, as typed.
    pub identifier: String,
    /// The password, as typed.
    pub password: Secret<kind::Password>,
    /// The cookie that names the browser, where there is one (LG-10).
    pub device: Option<Digest<kind::Device>>,
}

/// Checks a password. A refusal is counted and audited; outwardly all but the wait are one.
pub fn prove(ctx: &Ctx, login: &Login) -> Settled<Proven> {
    let found = find(ctx, login)?;
    counted(prove_found(ctx, &login.identifier, &login.password, found))
}

/// Checks the password of somebody who is known already: nobody else can be meant. Counted and
/// audited as any other.
pub fn prove_known(
    ctx: &Ctx,
    user_id: &UserId,
    password: &Secret<kind::Password>,
    device: Option<&Digest<kind::Device>>,
) -> Settled<Proven> {
    let found = ctx
        .app
        .store
        .read(|conn| store::users::find_credentials_at(conn, user_id, device))?;
    counted(prove_found(ctx, user_id.as_str(), password, found))
}

fn counted(settled: Settled<Proven>) -> Settled<Proven> {
    let (outcome, reason) = outcome(&settled);
    metrics::counter!("signet_login_total", "method" => "password", "outcome" => outcome, "reason" => reason).increment(1);
    settled
}

fn prove_found(
    ctx: &Ctx,
    identifier: &str,
    password: &Secret<kind::Password>,
    found: Option<UserCredentials>,
) -> Settled<Proven> {
    let user_id = found.as_ref().map(|found| &found.user.id);
    if let Some(id) = user_id {
        ctx.note_person(id);
    }
    let limit = limits::password_key(ctx, user_id, identifier);
    let failures = match limits::reserve_password(ctx, limit, found.is_some())? {
        Ok(failures) => failures,
        Err(refusal) => return refuse(ctx, found.as_ref(), refusal, 0),
    };
    match check(ctx, identifier, password, found.as_ref()) {
        Ok(Ok(upgrade)) => {
            let Some(found) = found else {
                return Err(Fault::Internal("nobody was proven".into()));
            };
            Ok(Ok(Proven {
                user: found.user,
                totp: found.totp,
                device: found.device,
                limit,
                upgrade,
            }))
        }
        Ok(Err(reason)) => refuse(ctx, found.as_ref(), reason.into(), failures),
        Err(fault) => {
            // DL-04: an overflow is "not counted as failure".
            ctx.app
                .store
                .write(move |conn| store::limits::refund(conn, &limit))?;
            Err(fault)
        }
    }
}

fn find(ctx: &Ctx, login: &Login) -> Result<Option<UserCredentials>, Fault> {
    // PostgreSQL keeps no NUL, so nobody's name has one.
    if login.identifier.len() > 254 || login.identifier.contains('\0') {
        return Ok(None);
    }
    let Some(first) = login.namespaces.first() else {
        return Ok(None);
    };
    let form = first.form(&login.identifier);
    let namespaces: Vec<&str> = login.namespaces.iter().map(Namespace::as_str).collect();
    ctx.app
        .store
        .read(|conn| store::users::find_at(conn, (&namespaces, &form), login.device.as_ref()))
}

type Upgrade = Option<(String, String)>;

/// Computes one hash whatever there is to compare with (LG-05), then judges.
fn check(
    ctx: &Ctx,
    identifier: &str,
    password: &Secret<kind::Password>,
    found: Option<&UserCredentials>,
) -> Result<Result<Upgrade, Reason>, Fault> {
    let hashing = &ctx.app.hashing;
    // Longer than any password can be: hashed all the same, as the wrong one that it is.
    let too_long = password.expose().len() > policy::PASSWORD_MAX_BYTES;
    let typed = if too_long {
        Secret::new("")
    } else {
        password.clone()
    };
    let Some(found) = found else {
        hashing.dummy(&typed, dummy_cost(ctx, identifier))?;
        return Ok(Err(Reason::UserUnknown));
    };
    let Some(kept) = &found.password else {
        hashing.dummy(&typed, dummy_cost(ctx, identifier))?;
        return Ok(Err(Reason::PasswordUnset));
    };
    let verdict = hashing.verify(&typed, &kept.hash)?;
    if !verdict.matches || too_long {
        return Ok(Err(Reason::PasswordWrong));
    }
    // LG-06: what is wrong with the account shows only in the audit trail.
    if kept.disabled_at.is_some() {
        return Ok(Err(Reason::PasswordDisabled));
    }
    if !found.user.is_active() {
        return Ok(Err(Reason::UserLocked));
    }
    let upgrade = match verdict.upgrade {
        true => Some((kept.hash.clone(), hashing.hash(&*ctx.app.entropy, &typed)?)),
        false => None,
    };
    Ok(Ok(upgrade))
}

/// The scheme that an account of this name would have: by a keyed hash of the name, in the
/// proportion of the schemes that are left (LG-05: an imported bcrypt estate is no oracle).
fn dummy_cost(ctx: &Ctx, identifier: &str) -> Option<u32> {
    let (share, cost) = ctx.app.bcrypt_share();
    let digest = ctx
        .app
        .pepper
        .keyed::<kind::Limit>("dummy-scheme", identifier.as_bytes());
    let [a, b, ..] = *digest.as_bytes();
    (u64::from(u16::from_be_bytes([a, b])) < share).then_some(cost)
}

/// Audits a refusal; at the limit the password is switched off (LG-09).
fn refuse(
    ctx: &Ctx,
    found: Option<&UserCredentials>,
    refusal: Refusal,
    failures: u32,
) -> Settled<Proven> {
    let mut event = ctx.event("login.password", Some(refusal.reason), "anonymous".into());
    let user_id = found.map(|found| found.user.id.clone());
    event.subject = user_id.as_ref().map(|id| format!("user:{id}"));
    let disable = failures >= ctx.app.config.rate_limit.disable_after;
    let app = ctx.app.clone();
    let now = ctx.now;
    ctx.app.store.write(move |conn| {
        if let Some(id) = user_id.as_ref().filter(|_| disable) {
            store::passwords::disable(conn, id, now)?;
        }
        store::audit::append(conn, &app.ledger, &event)
    })?;
    Ok(Err(refusal))
}

/// The bcrypt cost of a stored hash, for a report.
pub fn is_bcrypt(hash: &str) -> bool {
    bcrypt_cost(hash).is_some()
}
