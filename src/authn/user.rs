//! Proving a person by password. Every door comes here.

use crate::{
    app::Ctx,
    config::{LoginIdentifier, policy},
    core::{Digest, Fault, Reason, Refusal, Secret, Settled, Timestamp, secret::kind},
    crypto::password::algorithm,
    model::{
        Device, Namespace, User, UserId,
        identifier::is_mobile,
        user::{Totp, UserCredentials},
    },
    store::{self, Conn},
};

use super::{limits::Budget, outcome, suspicion};

/// A person whose password was right. The try holds its place until one of [`Proven::confirm`],
/// [`Proven::reject`] and [`Proven::give_back`] runs in the transaction that uses the proof; if none
/// does, it counts as a failure soon.
#[derive(Clone, Debug)]
pub struct Proven {
    /// Who.
    pub user: User,
    /// Their authenticator app: the password alone is not enough then.
    pub totp: Option<Totp>,
    /// Whether they have a passkey: nor is it then.
    pub passkeys: bool,
    /// The browser that they come with, if they signed in on it before.
    pub device: Option<Device>,
    /// Since when their password has to be changed, if it has to.
    pub must_change_since: Option<Timestamp>,
    budget: Budget,
    upgrade: Option<(String, String)>,
}

impl Proven {
    /// Whether the password alone is not enough.
    pub fn has_second_factor(&self) -> bool {
        self.totp.is_some() || self.passkeys
    }

    /// Forgets the failures, and keeps a better hash if one was made (LG-04).
    pub fn confirm(&self, ctx: &Ctx, conn: &mut Conn<'_>) -> store::Result<()> {
        self.budget.succeed(ctx, conn)?;
        if let Some((old, new)) = &self.upgrade {
            store::passwords::upgrade(conn, &self.user.id, old, new, ctx.now)?;
            let from = algorithm(old);
            metrics::counter!("signet_password_rehash_total", "from" => from).increment(1);
        }
        Ok(())
    }
}

impl Proven {
    /// The password was right, but is not enough here: outwardly a failure, and counted as one. The
    /// trail names whose it was (AU-15), so that the operator sees why.
    pub fn reject(&self, ctx: &Ctx, conn: &mut Conn<'_>, reason: Reason) -> store::Result<()> {
        self.budget.fail(ctx, conn)?;
        let mut event = ctx.event("login.password", Some(reason), "anonymous".into());
        event.subject = Some(format!("user:{}", self.user.id));
        store::audit::append(conn, &ctx.app.ledger, &event)
    }

    /// The proof is not used after all.
    pub fn give_back(&self, conn: &mut Conn<'_>) -> store::Result<()> {
        self.budget.give_back(conn)
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
    /// Whether it comes from one of the door's own gateways, behind which are many (LG-11).
    pub is_gateway: bool,
}

/// Checks a password. A refusal is counted and audited; outwardly all but the wait are one.
pub fn prove(ctx: &Ctx, login: &Login) -> Settled<Proven> {
    let typed = (login.namespaces.as_slice(), login.identifier.as_str());
    let found = find(ctx, typed, login.device.as_ref())?;
    // One form for look-up, counting and the dummy hash: nothing tells how a name is compared.
    let form = login.namespaces.first();
    let form = form.map_or_else(String::new, |first| first.form(&login.identifier));
    let typed = (form.as_str(), &login.password);
    counted(prove_found(ctx, typed, found, login.is_gateway))
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
    counted(prove_found(ctx, (user_id.as_str(), password), found, false))
}

fn counted(settled: Settled<Proven>) -> Settled<Proven> {
    let (outcome, reason) = outcome(&settled);
    metrics::counter!("signet_login_total", "method" => "password", "outcome" => outcome, "reason" => reason).increment(1);
    settled
}

fn prove_found(
    ctx: &Ctx,
    (identifier, password): (&str, &Secret<kind::Password>),
    found: Option<UserCredentials>,
    is_gateway: bool,
) -> Settled<Proven> {
    if let Some(found) = &found {
        ctx.note_person(&found.user.id);
    }
    let budget = Budget::of(ctx, found.as_ref(), identifier, is_gateway);
    if let Err(hit) = budget.reserve(ctx)? {
        // AU-15: limit hits are events; of each wait the first one, so that an attack fills nothing.
        if !hit.is_first(ctx) {
            return Ok(Err(hit.refusal));
        }
        let told = refuse(ctx, found.as_ref(), hit.refusal.clone(), None)?;
        hit.told(ctx);
        return Ok(told);
    }
    let is_known = budget.is_of_known_device();
    match check(ctx, (identifier, password), found.as_ref(), is_known) {
        Ok(Ok(upgrade)) => {
            budget.release_address(ctx);
            // A success alone is a sign of nothing.
            let _none = budget.look(ctx, false);
            let Some(found) = found else {
                return Err(Fault::Internal("nobody was proven".into()));
            };
            let kept = found.password.as_ref();
            Ok(Ok(Proven {
                must_change_since: kept.and_then(|kept| kept.must_change_since),
                user: found.user,
                totp: found.totp,
                passkeys: found.passkeys,
                device: found.device,
                budget,
                upgrade,
            }))
        }
        Ok(Err(reason)) => refuse(ctx, found.as_ref(), reason.into(), Some(budget)),
        Err(fault) => {
            // DL-04: an overflow is "not counted as failure".
            budget.release_address(ctx);
            ctx.app.store.write(move |conn| budget.give_back(conn))?;
            Err(fault)
        }
    }
}

/// What a person may type at the sign-in page to say who they are: `login.identifiers`.
pub fn namespaces(ctx: &Ctx) -> Vec<Namespace> {
    let kinds = ctx.app.config.login.identifiers.iter();
    kinds
        .map(|kind| match kind {
            LoginIdentifier::Username => Namespace::Username,
            LoginIdentifier::Email => Namespace::Email,
            LoginIdentifier::Mobile => Namespace::Mobile,
            LoginIdentifier::StudyCode => Namespace::StudyCode,
        })
        .collect()
}

/// Whose name this is, whether or not they may sign in. Nothing is proven by it.
pub fn find_person(
    ctx: &Ctx,
    namespaces: &[Namespace],
    typed: &str,
) -> Result<Option<User>, Fault> {
    let found = find(ctx, (namespaces, typed), None)?;
    Ok(found.map(|found| found.user))
}

fn find(
    ctx: &Ctx,
    (namespaces, typed): (&[Namespace], &str),
    device: Option<&Digest<kind::Device>>,
) -> Result<Option<UserCredentials>, Fault> {
    // PostgreSQL keeps no NUL, so nobody's name has one.
    if typed.len() > 254 || typed.contains('\0') {
        return Ok(None);
    }
    // LG-07: each namespace has its form; all but numbers share one here.
    let (numbers, names): (Vec<_>, Vec<_>) = namespaces
        .iter()
        .partition(|namespace| **namespace == Namespace::Mobile);
    for group in [names, numbers] {
        let Some(first) = group.first() else { continue };
        let form = first.form(typed);
        if **first == Namespace::Mobile && !is_mobile(&form) {
            continue;
        }
        let words: Vec<&str> = group.iter().map(|namespace| namespace.as_str()).collect();
        let found = ctx
            .app
            .store
            .read(|conn| store::users::find_at(conn, (&words, &form), device))?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

type Upgrade = Option<(String, String)>;

/// Computes one hash whatever there is to compare with (LG-05), then judges.
fn check(
    ctx: &Ctx,
    (identifier, password): (&str, &Secret<kind::Password>),
    found: Option<&UserCredentials>,
    is_known: bool,
) -> Result<Result<Upgrade, Reason>, Fault> {
    // Longer than any password can be: hashed all the same, as the wrong one that it is.
    let too_long = password.expose().len() > policy::PASSWORD_MAX_BYTES;
    let typed = if too_long {
        Secret::new("")
    } else {
        password.clone()
    };
    let Some(found) = found else {
        dummy(ctx, identifier, &typed)?;
        return Ok(Err(Reason::UserUnknown));
    };
    let Some(kept) = &found.password else {
        dummy(ctx, identifier, &typed)?;
        return Ok(Err(Reason::PasswordUnset));
    };
    let hashing = &ctx.app.hashing;
    let verdict = hashing.verify(&typed, &kept.hash)?;
    if !verdict.matches || too_long {
        return Ok(Err(Reason::PasswordWrong));
    }
    // LG-06: what is wrong with the account shows only in the audit trail.
    // LG-10: strangers have switched it off, for strangers.
    if kept.disabled_at.is_some() && !is_known {
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

/// Computes a hash in the scheme that an account of this name would have: by a keyed hash of the
/// name, in the proportion of the schemes that are left (LG-05: an imported estate is no oracle).
fn dummy(ctx: &Ctx, identifier: &str, typed: &Secret<kind::Password>) -> Result<(), Fault> {
    let digest = ctx
        .app
        .pepper
        .keyed::<kind::Limit>("dummy-scheme", identifier.as_bytes());
    let [a, b, ..] = *digest.as_bytes();
    let schemes = ctx.app.schemes();
    let like = schemes.at(u16::from_be_bytes([a, b]));
    ctx.app.hashing.dummy(typed, like)
}

/// Audits a refusal, and counts the failure if something was checked (LG-09).
fn refuse(
    ctx: &Ctx,
    found: Option<&UserCredentials>,
    refusal: Refusal,
    failed: Option<Budget>,
) -> Settled<Proven> {
    let mut event = ctx.event("login.password", Some(refusal.reason), "anonymous".into());
    event.subject = found.map(|found| format!("user:{}", found.user.id));
    let block = failed.as_ref().and_then(|budget| budget.fail_address(ctx));
    let suspicions = failed.as_ref().map(|budget| budget.look(ctx, true));
    let inner = ctx.clone();
    ctx.app.store.write(move |conn| {
        if let Some(budget) = &failed {
            budget.fail(&inner, conn)?;
        }
        if let Some(block) = block {
            suspicion::note_block(&inner, conn, block)?;
        }
        suspicion::note_suspicions(&inner, conn, suspicions.as_deref().unwrap_or_default())?;
        store::audit::append(conn, &inner.app.ledger, &event)
    })?;
    Ok(Err(refusal))
}
