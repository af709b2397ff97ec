//! `setupMFA` and `verifyMFASecret`: an authenticator app, turned on and off.

use actix_web::HttpResponse;
use serde_json::json;

use super::{Refused, dialect, fresh, holder, parse, refuse_body, respond, token};
use crate::{
    account::{
        factor::{self, DEFAULT_NAME, Removal},
        sessions, unproven,
    },
    app::Ctx,
    authn::bearer::Bearer,
    core::{Reason, Settled},
    estates::mycure::Told,
    http::qr::Qr,
    legacy::Call,
    model::{Session, UserId},
};

/// What `setupMFA` is answered with.
struct Setup {
    uid: String,
    enabled: bool,
    /// The key, and the picture that has it.
    key: Option<(String, String)>,
}

/// The session of a token; one for the API has none.
fn session(ctx: &Ctx, bearer: &Bearer, user: &UserId) -> Settled<Session> {
    let id = bearer.grant.as_ref();
    let id = id.and_then(|state| state.grant.session_id.as_ref());
    let standing = sessions::list(ctx, user)?;
    let found = standing
        .into_iter()
        .find(|shown| Some(&shown.session.id) == id);
    Ok(match found {
        Some(shown) => Ok(shown.session),
        None => Err(Reason::ReauthRequired.into()),
    })
}

/// `setupMFA`: a key that counts once a code of it was typed; or all apps are taken out, by whoever
/// has just proven one of them.
pub(super) async fn setup(call: &Call<'_>, fields: &parse::Fields) -> HttpResponse {
    let Some(enable) = fields.get("enable").and_then(serde_json::Value::as_bool) else {
        return refuse_body(
            call,
            &Refused::fields(&[("enable", "must be true or false")]),
        );
    };
    let otp = match parse::otp(fields) {
        Ok(otp) => otp,
        Err(refused) => return refuse_body(call, &refused),
    };
    let token = token(call);
    let settled = call
        .settle(move |ctx| {
            let (bearer, user, told) = match fresh(ctx, token.as_ref())? {
                Ok(held) => held,
                Err(refusal) => return Ok(Err(refusal)),
            };
            let session = match session(ctx, &bearer, &user)? {
                Ok(session) => session,
                Err(refusal) => return Ok(Err(refusal)),
            };
            match enable {
                true => begin(ctx, &session, &told),
                false => end(ctx, (&session, otp.as_deref()), &told),
            }
        })
        .await;
    respond(call, settled, |setup| {
        // On, and no new key: it was to go, and is one that its person must have, or one of several.
        if setup.enabled && setup.key.is_none() {
            let message = "A second factor is required; where there are several, they are managed at the account pages";
            return dialect::refuse(&Refused::new(403, message));
        }
        let mut body = json!({ "uid": setup.uid, "enabled": setup.enabled });
        if let Some((secret, picture)) = &setup.key {
            body["dataURL"] = json!(picture);
            body["secret"] = json!(secret);
        }
        dialect::json(200, &body)
    })
}

/// Whoever joined with an address that is not proven is not known to be its person: what they set up
/// would outlive the reset by which its person comes in.
fn begin(ctx: &Ctx, session: &Session, told: &Told) -> Settled<Setup> {
    if !told.is_verified() || unproven::is(ctx, &session.user_id)? {
        return Ok(Err(Reason::ScopeInsufficient.into()));
    }
    let enrolment = factor::begin(ctx, session)?;
    let name = told.email.as_ref().or(told.mobile.as_ref());
    let name = name.map_or(told.account.uid.as_str(), |(text, _)| text);
    let picture = Qr::new(&factor::address(ctx, name, &enrolment.seed)).data_url();
    Ok(Ok(Setup {
        uid: told.account.uid.clone(),
        enabled: true,
        key: Some((enrolment.seed.expose().to_owned(), picture)),
    }))
}

/// "Disabling needs recent auth + valid TOTP": one that is typed now, or that the session began
/// with.
fn end(ctx: &Ctx, (session, otp): (&Session, Option<&str>), told: &Told) -> Settled<Setup> {
    let removal = match factor::remove_all(ctx, session, otp)? {
        Ok(removal) => removal,
        Err(refusal) => return Ok(Err(refusal)),
    };
    Ok(Ok(Setup {
        uid: told.account.uid.clone(),
        enabled: removal == Removal::Needed,
        key: None,
    }))
}

/// `verifyMFASecret`: the first code of the key turns it on; `{"verified":false}` if it is none.
pub(super) async fn verify(call: &Call<'_>, fields: &parse::Fields) -> HttpResponse {
    let otp = match parse::otp(fields) {
        Ok(Some(otp)) => otp,
        Ok(None) => {
            return refuse_body(call, &Refused::fields(&[("totpToken", "is required")]));
        }
        Err(refused) => return refuse_body(call, &refused),
    };
    let token = token(call);
    let settled = call
        .settle(move |ctx| {
            let (bearer, user, _) = match holder(ctx, token.as_ref())? {
                Ok(held) => held,
                Err(refusal) => return Ok(Err(refusal)),
            };
            let session = match session(ctx, &bearer, &user)? {
                Ok(session) => session,
                Err(refusal) => return Ok(Err(refusal)),
            };
            Ok(
                match factor::confirm(ctx, &session, (DEFAULT_NAME, &otp))? {
                    Ok(_) => Ok(true),
                    // A wrong code, or no key that waits for one.
                    Err(refusal)
                        if [
                            Reason::OtpWrong,
                            Reason::OtpReused,
                            Reason::InteractionExpired,
                        ]
                        .contains(&refusal.reason) =>
                    {
                        Ok(false)
                    }
                    Err(refusal) => Err(refusal),
                },
            )
        })
        .await;
    respond(call, settled, |verified| {
        dialect::json(200, &json!({ "verified": verified }))
    })
}
