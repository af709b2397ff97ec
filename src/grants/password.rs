//! A first-party login through a legacy door. It has no wire name at `/token` (RFC 9700 §2.4).

use super::{
    Approved, Issued, check_door, check_door_key,
    issue::{Base, NewGrant},
    refuse, transact,
};
use crate::{
    account,
    app::Ctx,
    authn::{
        Caller,
        otp::{self, ProvenOtp},
        user::{self, Login, Proven},
    },
    core::{Door, Reason, Refusal, Secret, Settled, secret::kind},
    estates,
    model::{
        Authentication, Client, Factor, GrantId, Namespace, Subject, User, session::ACR_LEGACY,
    },
    store::{self, Conn},
};

/// What a door was sent.
#[derive(Clone, Debug)]
pub struct Request {
    /// Which door.
    pub door: Door,
    /// Where the name is looked up.
    pub namespace: Namespace,
    /// The name, as typed.
    pub identifier: String,
    /// The password, as typed.
    pub password: Secret<kind::Password>,
    /// The one-time code, as typed, at a door that takes one.
    pub otp: Option<String>,
}

pub(super) fn settle(ctx: &Ctx, caller: &Caller, request: &Request) -> Settled<Issued> {
    const NAME: &str = "password";
    check_door_key(ctx, request.door)?;
    let proven = match prove(ctx, caller, request)? {
        Ok(proven) => proven,
        Err(refusal) => return refuse(ctx, caller, NAME, refusal),
    };
    let otp = match second(ctx, request, &proven)? {
        Ok(otp) => otp,
        Err(refusal) => {
            // The password was right, and what is wrong with the code is counted by itself.
            ctx.app.store.write(move |conn| proven.give_back(conn))?;
            return refuse(ctx, caller, NAME, refusal);
        }
    };
    let at = (request.door, caller.client.clone());
    transact(ctx, caller, (NAME, None), move |ctx, conn| {
        approve(ctx, conn, (at.0, &at.1), (&proven, otp.as_ref()))
    })
}

/// The person, by the one password service of all doors.
fn prove(ctx: &Ctx, caller: &Caller, request: &Request) -> Settled<Proven> {
    // LE-P1: "the door's own server-side client, allow-listed by configuration, stands for its callers".
    if let Err(refusal) = check_door(caller, request.door) {
        return Ok(Err(refusal));
    }
    let login = Login {
        namespaces: vec![request.namespace.clone()],
        identifier: request.identifier.clone(),
        password: request.password.clone(),
        device: None,
        is_gateway: ctx
            .ip
            .is_some_and(|ip| ctx.app.config.legacy.door(request.door).is_caller(ip)),
    };
    user::prove(ctx, &login)
}

/// The one-time code of somebody who has a second factor, at a door that takes one.
fn second(ctx: &Ctx, request: &Request, proven: &Proven) -> Settled<Option<ProvenOtp>> {
    if proven.totp.is_none() || !estates::takes_otp(request.door) {
        return Ok(Ok(None));
    }
    let Some(typed) = &request.otp else {
        return Ok(Err(Reason::MfaRequired.into()));
    };
    let id = &proven.user.id;
    let totps = ctx
        .app
        .store
        .read(|conn| store::totps::confirmed(conn, id))?;
    Ok(otp::prove(ctx, id, &totps, typed)?.map(Some))
}

/// Decides on a login: second factor, and what the old system knows of the person.
pub fn approve(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    (door, client): (Door, &Client),
    (proven, otp): (&Proven, Option<&ProvenOtp>),
) -> store::Result<Result<Approved, Refusal>> {
    // A person with a second factor, or who must have one, is not let in where it cannot be asked
    // for.
    let must_have_second = ctx.app.config.mfa.is_required(&proven.user.roles);
    let lacks_second = (proven.has_second_factor() || must_have_second) && otp.is_none();
    if lacks_second && !ctx.app.config.legacy.is_mfa_exempt(door) {
        let reason = Reason::SecondFactorUnsupported;
        proven.reject(ctx, conn, reason)?;
        return Ok(Err(reason.into()));
    }
    // An account that is to be deleted is of no use but to keep it, which is asked on our pages.
    if proven.user.delete_at.is_some() {
        let reason = Reason::UserLocked;
        proven.reject(ctx, conn, reason)?;
        return Ok(Err(reason.into()));
    }
    // RC-12: nor can it ask for another password.
    if proven.must_change_since.is_some() {
        let reason = Reason::PasswordDisabled;
        proven.reject(ctx, conn, reason)?;
        return Ok(Err(reason.into()));
    }
    if let Some(otp) = otp
        && !otp.consume(ctx, conn)?
    {
        proven.give_back(conn)?;
        return Ok(Err(Reason::OtpReused.into()));
    }
    let estate = match estates::describe(ctx, conn, (door, client), &proven.user)? {
        Some(estate) => estate,
        None => {
            let reason = Reason::UserNotAtDoor;
            proven.reject(ctx, conn, reason)?;
            return Ok(Err(reason.into()));
        }
    };
    proven.confirm(ctx, conn)?;
    estates::note_login(ctx, conn, door, &proven.user)?;
    keep_to_most(ctx, conn, (door, client), &proven.user)?;
    let mut event = ctx.event("login.door", None, format!("user:{}", proven.user.id));
    event.subject = Some(format!("user:{}", proven.user.id));
    event.client_id = Some(client.id.to_string());
    event.detail = Some(serde_json::json!({ "door": door.name() }));
    store::audit::append(conn, &ctx.app.ledger, &event)?;
    let grant_id: GrantId = ctx.app.entropy.id(ctx.now);
    let lifetime = estate.form.lifetime();
    let lifetime = lifetime.unwrap_or(ctx.app.config.tokens.access);
    let window = estates::refresh_window(ctx, door);
    let authentication = match otp {
        Some(_) => Authentication::by_password_and_otp(ctx.now),
        None => Authentication::by_password(ctx.now),
    };
    let absolute_at = ctx.now.plus(window.unwrap_or(lifetime));
    let session_id = match estates::session_idle(ctx, door) {
        Some(idle) => {
            let factor = otp.map(|otp| Factor::Totp(otp.totp().clone()));
            let proof = (door, &authentication, factor);
            let ends = (ctx.now.plus(idle), absolute_at);
            let user = &proven.user.id;
            let id = account::session::begin_at_door(ctx, conn, user, proof, ends)?;
            Some(id)
        }
        None => None,
    };
    Ok(Ok(Approved {
        subject: Subject::User(proven.user.id.clone()),
        sub: None,
        scope: estate.scope,
        authentication: Some(authentication),
        acr: Some(ACR_LEGACY.to_owned()),
        session_id: session_id.clone(),
        door_session: None,
        claims: None,
        nonce: None,
        act: None,
        form: estate.form,
        lifetime: None,
        base: Base::New(Box::new(NewGrant {
            id: grant_id,
            consent_id: None,
            door: Some(door.name()),
            audience: vec![door.name().to_owned()],
            bound: session_id.is_some(),
            absolute_at,
            refresh: window.is_some(),
            from: None,
        })),
    }))
}

/// SE-12: "logins at a legacy door are grants, capped per door (default: no cap)": who signs in once
/// more than a person may ends the oldest of theirs there, with every token of it.
fn keep_to_most(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    (door, client): (Door, &Client),
    user: &User,
) -> store::Result<()> {
    let most = ctx.app.config.legacy.door(door).max_per_user;
    if most == 0 {
        return Ok(());
    }
    let kept = most - 1;
    for id in store::grants::beyond(conn, (&user.id, door.name()), kept, ctx.now)? {
        store::grants::revoke(conn, &id, Reason::GrantRevoked, ctx.now)?;
        let mut event = ctx.event("grant.revoked", None, format!("user:{}", user.id));
        event.subject = Some(format!("grant:{id}"));
        event.client_id = Some(client.id.to_string());
        event.detail = Some(serde_json::json!({ "why": "too_many" }));
        store::audit::append(conn, &ctx.app.ledger, &event)?;
    }
    Ok(())
}
