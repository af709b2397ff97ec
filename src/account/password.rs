//! The one service that sets passwords: for a person, for the page of a forced change, for the
//! operator. SE-06: whoever sets one ends the person's other sessions and their grants.

use super::{
    Invalid,
    access::{self, By, Change, Ended},
};
use crate::{
    app::Ctx,
    authn::user,
    config::{PasswordProfile, policy},
    core::{Fault, Refusal, Secret, secret::kind},
    crypto::digest::sha256,
    model::{
        Session, User, UserId,
        password::{Flaw, PasswordRules},
    },
    store::{self, Conn},
};

/// The rules in force, for a person with or without a second factor.
///
/// Profile `nist`: "15 as the single factor, 8 with a second factor".
pub fn rules(ctx: &Ctx, has_second_factor: bool) -> PasswordRules {
    let section = &ctx.app.config.password;
    let least = match (section.profile, has_second_factor) {
        (PasswordProfile::Default, _) => section.min_length,
        (PasswordProfile::Nist, false) => section.min_length.max(policy::NIST_SINGLE_FACTOR_MIN),
        (PasswordProfile::Nist, true) => policy::PASSWORD_FLOOR,
    };
    PasswordRules {
        least,
        most: policy::PASSWORD_MAX,
        most_bytes: policy::PASSWORD_MAX_BYTES,
        score: section.zxcvbn_min,
    }
}

/// Checks a password that this person is to have.
pub fn check(
    ctx: &Ctx,
    user: &User,
    has_second_factor: bool,
    password: &Secret<kind::Password>,
) -> Result<(), Flaw> {
    let rules = rules(ctx, has_second_factor);
    let is_listed = |text: &str| ctx.app.blocklist.contains(text);
    check_all(ctx, user, (&rules, password), is_listed)
}

/// Checks it by the rules of a door's contract, which knows no list.
pub(super) fn check_by(
    ctx: &Ctx,
    user: &User,
    rules: &PasswordRules,
    password: &Secret<kind::Password>,
) -> Result<(), Flaw> {
    check_all(ctx, user, (rules, password), |_| false)
}

fn check_all(
    ctx: &Ctx,
    user: &User,
    (rules, password): (&PasswordRules, &Secret<kind::Password>),
    is_listed: impl Fn(&str) -> bool,
) -> Result<(), Flaw> {
    let profile = &user.profile;
    let host = url::Url::parse(&ctx.app.issuer)
        .ok()
        .and_then(|url| url.host_str().map(str::to_owned));
    let mut about = vec!["signet", ctx.app.config.branding.name.as_str()];
    about.extend(host.as_deref());
    about.extend(
        [&profile.preferred_username, &profile.name, &profile.email]
            .into_iter()
            .filter_map(Option::as_deref),
    );
    let others = ["given_name", "family_name", "nickname", "birthdate"];
    about.extend(
        others
            .into_iter()
            .filter_map(|name| profile.other.get(name)?.as_str()),
    );
    rules.check(password.expose(), &about, is_listed)
}

/// Sets a password for somebody. `must_change` if they are to choose another at their next sign-in
/// (RC-12: "the CLI on the host may set one, which must be changed at the next sign-in").
pub fn set(
    ctx: &Ctx,
    id: &UserId,
    (password, must_change): (&Secret<kind::Password>, bool),
    by: By<'_>,
) -> Result<Result<Ended, Invalid>, Fault> {
    let found = ctx
        .app
        .store
        .read(|conn| store::users::find_credentials(conn, id))?;
    let Some(found) = found else {
        return Ok(Err(Invalid::conflict("user", "there is no such account")));
    };
    if let Err(flaw) = check(ctx, &found.user, found.has_second_factor(), password) {
        return Ok(Err(Invalid::new("password", flaw.to_string())));
    }
    let hash = ctx.app.hashing.hash(&*ctx.app.entropy, password)?;
    let must_change = must_change.then_some(ctx.now);
    access::change(ctx, id, Change::Password { hash, must_change }, by)
}

/// Puts a password in the place of one that had to be changed, with all that ends with it, in the
/// transaction that goes on with the sign-in; whether it could.
pub(crate) fn replace(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    id: &UserId,
    hash: &str,
) -> store::Result<bool> {
    let change = Change::Password {
        hash: hash.to_owned(),
        must_change: None,
    };
    let actor = format!("user:{id}");
    let by = By {
        actor: &actor,
        session: None,
        reason: None,
    };
    Ok(access::apply(ctx, conn, (id, &change), by)?.is_some())
}

/// Why somebody's own password was not changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotChanged {
    /// They signed in too long ago: 401, and to the page where they prove it anew (LG-15).
    Stale,
    /// Their present password is not the one they typed, or they have to wait: 403 or 429. Counted
    /// as any other try.
    Refused(Refusal),
    /// The new one is the present one: 422.
    Same,
    /// The new one is not good enough: 422.
    Flawed(Flaw),
}

/// What somebody typed to change their own password, and where.
#[derive(Clone, Copy, Debug)]
pub struct Own<'a> {
    /// Their session, which stays.
    pub session: &'a Session,
    /// The cookie that names their browser.
    pub device: Option<&'a Secret<kind::Device>>,
    /// The present password.
    pub current: &'a Secret<kind::Password>,
    /// The new one.
    pub new: &'a Secret<kind::Password>,
}

/// Changes somebody's own password.
///
/// LG-15: "Password change needs current password and a session ≤ 5 min fresh → else 401/403".
pub fn change_own(ctx: &Ctx, own: Own<'_>) -> Result<Result<Ended, NotChanged>, Fault> {
    let session = own.session;
    if ctx.now.since(session.authentication.auth_time) > policy::STEP_UP_FRESH {
        return Ok(Err(NotChanged::Stale));
    }
    let device = own.device.map(sha256);
    let proven = match user::prove_known(ctx, &session.user_id, own.current, device.as_ref())? {
        Ok(proven) => proven,
        Err(refusal) => return Ok(Err(NotChanged::Refused(refusal))),
    };
    let refused = match check(ctx, &proven.user, proven.has_second_factor(), own.new) {
        _ if own.new.expose() == own.current.expose() => Some(NotChanged::Same),
        Err(flaw) => Some(NotChanged::Flawed(flaw)),
        Ok(()) => None,
    };
    if let Some(refused) = refused {
        // The present one was right all the same.
        let inner = ctx.clone();
        ctx.app
            .store
            .write(move |conn| proven.confirm(&inner, conn))?;
        return Ok(Err(refused));
    }
    let hash = ctx.app.hashing.hash(&*ctx.app.entropy, own.new)?;
    let actor = format!("user:{}", session.user_id);
    let by = By {
        actor: &actor,
        session: Some(&session.id),
        reason: None,
    };
    let change = Change::Own {
        hash,
        proven: Box::new(proven),
    };
    let changed = access::change(ctx, &session.user_id, change, by)?;
    // An account that is gone has no session either.
    Ok(changed.map_err(|_| NotChanged::Stale))
}
