//! The actions about addresses and passwords, which end in a code that is sent, and the action that
//! applies it.

use actix_web::HttpResponse;
use serde_json::{Value, json};

use super::{Mycure, Refused, dialect, fresh, holder, parse, refuse, refuse_body, respond, token};
use crate::{
    account::{
        mycure,
        mycure_codes::{self as codes, NotApplied, Shower},
        pace,
    },
    app::Ctx,
    core::{Fault, Reason, Secret, secret::kind},
    legacy::{Call, LegacyDoor},
    model::{Identifier, Namespace},
};

fn nothing() -> HttpResponse {
    dialect::json(200, &json!({}))
}

/// What a call names by `identityKey` and `identity`.
fn identity(fields: &parse::Fields) -> Result<Identifier, Refused> {
    let typed = parse::required(fields, "identity")?;
    match parse::required(fields, "identityKey")? {
        "email" => Ok(Identifier {
            namespace: Namespace::Email,
            text: typed.to_owned(),
        }),
        "mobileNo" => match parse::e164(typed) {
            Some(number) => Ok(Identifier {
                namespace: Namespace::Mobile,
                text: number,
            }),
            None => Err(Refused::fields(&[("identity", "is no mobile number")])),
        },
        _ => Err(Refused::fields(&[(
            "identityKey",
            "must be email or mobileNo",
        )])),
    }
}

/// `checkUniqueIdentity`: an oracle by contract, so it is asked slowly.
pub(super) async fn is_unique(call: &Call<'_>, fields: &parse::Fields) -> HttpResponse {
    let identity = match identity(fields) {
        Ok(identity) => identity,
        Err(refused) => return refuse_body(call, &refused),
    };
    let settled = call
        .settle(move |ctx| {
            if let Err(refusal) = pace::identity(ctx)? {
                return Ok(Err(refusal));
            }
            Ok(Ok(codes::is_free(ctx, &identity)?))
        })
        .await;
    respond(call, settled, |unique| {
        dialect::json(200, &json!({ "unique": unique }))
    })
}

/// `sendVerificationEmail` and `sendVerificationSms`.
pub(super) async fn ask_to_verify(call: &Call<'_>, namespace: Namespace) -> HttpResponse {
    let token = token(call);
    let settled = call
        .settle(move |ctx| {
            let user = match holder(ctx, token.as_ref())? {
                Ok((_, user, _)) => user,
                Err(refusal) => return Ok(Err(refusal)),
            };
            mycure::ask_to_verify(ctx, &user, namespace)?;
            Ok(Ok(()))
        })
        .await;
    respond(call, settled, |()| nothing())
}

/// `sendPasswordResetEmail`: one answer, whether anybody has the address or not.
pub(super) async fn ask_to_reset(call: &Call<'_>, fields: &parse::Fields) -> HttpResponse {
    let typed = match parse::required(fields, "email") {
        Ok(typed) => typed.to_owned(),
        Err(refused) => return refuse_body(call, &refused),
    };
    let settled = call
        .settle(move |ctx| {
            codes::ask_to_reset(ctx, &typed)?;
            Ok(Ok(()))
        })
        .await;
    respond(call, settled, |()| nothing())
}

/// `changePassword`: the present one works until the code that is sent is applied.
pub(super) async fn ask_for_password(call: &Call<'_>, fields: &parse::Fields) -> HttpResponse {
    let new: Secret<kind::Password> = match parse::required(fields, "password") {
        Ok(new) => Secret::new(new),
        Err(refused) => return refuse_body(call, &refused),
    };
    let token = token(call);
    let settled = call
        .settle(move |ctx| {
            let bearer = match fresh(ctx, token.as_ref())? {
                Ok((bearer, ..)) => bearer,
                Err(refusal) => return Ok(Err(refusal)),
            };
            let user = bearer.grant.as_ref().and_then(|state| state.user.as_ref());
            let Some(user) = user else {
                return Ok(Err(Reason::TokenInvalid.into()));
            };
            Ok(Ok(mycure::ask_for_password(ctx, user, &new)?))
        })
        .await;
    match settled {
        Ok(Ok(Err(flaw))) => {
            refuse_body(call, &Refused::fields(&[("password", &flaw.to_string())]))
        }
        Ok(Ok(Ok(()))) => nothing(),
        Ok(Err(refusal)) => Mycure::refuse(call, &refusal),
        Err(fault) => Mycure::fault(call, &fault),
    }
}

/// `changeIdentity`: the new address is sent a code; whether somebody has it is not said.
pub(super) async fn ask_for_identity(call: &Call<'_>, fields: &parse::Fields) -> HttpResponse {
    let identity = match identity(fields) {
        Ok(identity) => identity,
        Err(refused) => return refuse_body(call, &refused),
    };
    let token = token(call);
    let settled = call
        .settle(move |ctx| {
            let bearer = match fresh(ctx, token.as_ref())? {
                Ok((bearer, ..)) => bearer,
                Err(refusal) => return Ok(Err(refusal)),
            };
            let user = bearer.grant.as_ref().and_then(|state| state.user.as_ref());
            let Some(user) = user else {
                return Ok(Err(Reason::TokenInvalid.into()));
            };
            Ok(Ok(codes::ask_for_identifier(ctx, user, &identity)?))
        })
        .await;
    match settled {
        Ok(Ok(false)) => refuse_body(
            call,
            &Refused::fields(&[("identity", "is no address or number")]),
        ),
        Ok(Ok(true)) => nothing(),
        Ok(Err(refusal)) => Mycure::refuse(call, &refusal),
        Err(fault) => Mycure::fault(call, &fault),
    }
}

/// What comes with a code: "absent …, a string new password (reset), `{code}` (mobile, 6 digits)".
enum Payload {
    None,
    Password(Secret<kind::Password>),
    Short(String),
}

fn payload(fields: &parse::Fields) -> Result<Payload, Refused> {
    match fields.get("payload") {
        None | Some(Value::Null) => Ok(Payload::None),
        Some(Value::String(new)) => Ok(Payload::Password(Secret::new(new.as_str()))),
        Some(Value::Object(members)) => match members.get("code") {
            Some(Value::String(code)) => Ok(Payload::Short(code.clone())),
            Some(Value::Number(code)) => Ok(Payload::Short(format!("{:0>6}", code.to_string()))),
            _ => Err(Refused::fields(&[("payload", "must have a code")])),
        },
        Some(_) => Err(Refused::fields(&[(
            "payload",
            "must be a string or an object",
        )])),
    }
}

/// `applyActionCode`: whatever is wrong with the code, it is one answer (M20).
pub(super) async fn apply(call: &Call<'_>, fields: &parse::Fields) -> HttpResponse {
    let (code, payload) = match (parse::text(fields, "code"), payload(fields)) {
        (Ok(code), Ok(payload)) => (code.unwrap_or_default().trim().to_owned(), payload),
        (Err(refused), _) | (_, Err(refused)) => return refuse_body(call, &refused),
    };
    let token = token(call);
    let settled = call
        .settle(move |ctx| {
            let by = shower(ctx, token.as_ref())?;
            Ok(Ok(settle(ctx, (&code, &payload), by.as_ref())?))
        })
        .await;
    match settled {
        Ok(Ok(Ok(()))) => nothing(),
        Ok(Ok(Err(NotApplied::Refused(refusal)))) => Mycure::refuse(call, &refusal),
        Ok(Ok(Err(NotApplied::Flawed(flaw)))) => {
            refuse_body(call, &Refused::fields(&[("payload", &flaw.to_string())]))
        }
        Ok(Ok(Err(NotApplied::PasswordMissing))) => refuse_body(
            call,
            &Refused::fields(&[("payload", "must be the new password")]),
        ),
        Ok(Err(refusal)) => Mycure::refuse(call, &refusal),
        Err(fault) => refuse(&Refused::from(&fault)),
    }
}

fn settle(
    ctx: &Ctx,
    (code, payload): (&str, &Payload),
    by: Option<&Shower>,
) -> Result<Result<(), NotApplied>, Fault> {
    let is_short =
        |code: &str| (4..=8).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_digit());
    let short = match payload {
        Payload::Short(short) => Some(short.as_str()),
        Payload::None | Payload::Password(_) => Some(code).filter(|code| is_short(code)),
    };
    if let Some(short) = short {
        let applied = codes::apply_short(ctx, &Secret::new(short), by)?;
        return Ok(applied.map_err(NotApplied::Refused));
    }
    let new = match payload {
        Payload::Password(new) => Some(new),
        Payload::None | Payload::Short(_) => None,
    };
    codes::apply(ctx, &Secret::new(code), (new, by))
}

/// Who is signed in, if anybody is: a token that is none is nothing here.
fn shower(ctx: &Ctx, token: Option<&Secret<kind::AccessToken>>) -> Result<Option<Shower>, Fault> {
    if token.is_none() {
        return Ok(None);
    }
    Ok(match holder(ctx, token)? {
        Ok((bearer, user, _)) => Some(Shower {
            user,
            session: bearer.grant.and_then(|state| state.grant.session_id),
        }),
        Err(_) => None,
    })
}
