//! `/accounts`: what a person is, and signs in with.

use actix_web::HttpResponse;
use serde_json::{Map, Value, json};

use super::{
    Mycure, Refused, details, dialect, fields, fresh, owner, parse, refuse, refuse_body, respond,
    token,
};
use crate::{
    account::{
        invitation::NotGood,
        join::{self, How, NewAccount, NewSecret, NotJoined, Proof},
        leaving,
        mycure::{self, Said},
        pace,
    },
    app::Ctx,
    core::{Door, Fault, Reason, Secret, secret::kind},
    estates::mycure::{self as estate, Told},
    legacy::{Call, LegacyDoor},
    model::{Identifier, Namespace, UserId, UserState, mycure::SOURCE_MOST},
};

/// `GET /accounts/<uid>`.
pub(super) async fn get(call: &Call<'_>, uid: &str) -> HttpResponse {
    let (token, uid) = (token(call), uid.to_owned());
    let settled = call
        .settle(move |ctx| {
            let held = owner(ctx, token.as_ref(), &uid)?;
            Ok(held.map(|(_, _, told)| document(&told)))
        })
        .await;
    respond(call, settled, |document| dialect::json(200, document))
}

/// An account as the API has it.
pub(super) fn document(told: &Told) -> Value {
    let account = &told.account;
    let text = |one: &Option<(String, bool)>| one.as_ref().map(|(text, _)| text.clone());
    let proven = |one: &Option<(String, bool)>| one.as_ref().is_some_and(|(_, proven)| *proven);
    let mut document = json!({
        "uid": account.uid,
        "email": text(&told.email),
        "mobileNo": text(&told.mobile),
        "isDisabled": told.state != UserState::Active,
        "isEmailVerified": proven(&told.email),
        "isMobileNoVerified": proven(&told.mobile),
        "isMFAEnabled": told.has_second_factor,
        "isServiceAccount": account.is_service_account,
        "isFirstLogin": account.sign_ins <= 1,
        "isPatient": account.is_patient,
        "isDoctor": account.is_doctor(),
        "isDoctorVerified": account.is_doctor_verified,
        "createdAt": account.created_at.millis(),
    });
    // Absent rather than null, as in the original's documents.
    if let Value::Object(members) = &mut document {
        members.retain(|_, value| !value.is_null());
    }
    document
}

/// `POST /accounts`: what the person is not asked, `uid`, `isDoctorVerified`, `roles` and their like,
/// is ignored.
pub(super) async fn create(call: &Call<'_>) -> HttpResponse {
    if call.state.app.config.legacy.mycure.on_premise {
        return refuse_on_premise(call);
    }
    let fields = match fields(call).await {
        Ok(fields) => fields,
        Err(refusal) => return Mycure::refuse(call, &refusal),
    };
    let new = match New::read(&fields) {
        Ok(new) => new,
        Err(refused) => return refuse_body(call, &refused),
    };
    let settled = call
        .settle(move |ctx| {
            if let Err(refusal) = pace::join(ctx)? {
                return Ok(Err(refusal));
            }
            match register(ctx, new)? {
                Ok(user_id) => match estate::find(ctx, &user_id)? {
                    Some(told) => Ok(Ok(Ok(document(&told)))),
                    None => Ok(Err(Reason::UserDisabled.into())),
                },
                Err(not) => Ok(Ok(Err(not))),
            }
        })
        .await;
    match settled {
        Ok(Ok(Ok(document))) => dialect::json(201, &document),
        Ok(Ok(Err(not))) => {
            call.note_outcome("not-joined");
            refuse(&not_joined(&not))
        }
        Ok(Err(refusal)) => Mycure::refuse(call, &refusal),
        Err(fault) => Mycure::fault(call, &fault),
    }
}

/// M30.
pub(super) fn refuse_on_premise(call: &Call<'_>) -> HttpResponse {
    call.note_outcome(Reason::MethodNotAllowed.code());
    let message = "Accounts cannot be created on on-premise servers";
    refuse(&Refused::new(405, message))
}

/// Somebody who wants an account.
struct New {
    email: Option<String>,
    password: Secret<kind::Password>,
    invitation: Option<Secret<kind::Invitation>>,
    said: Said,
}

impl New {
    fn read(fields: &parse::Fields) -> Result<Self, Refused> {
        let text = |name: &str| parse::text(fields, name);
        let filled = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
        let email = filled(text("email")?);
        let mobile = match text("mobileNo")?.filter(|text| !text.is_empty()) {
            None => None,
            Some(typed) => match parse::e164(typed) {
                Some(number) => Some(number),
                None => return Err(Refused::fields(&[("mobileNo", "is no mobile number")])),
            },
        };
        if email.is_none() && mobile.is_none() {
            return Err(Refused::fields(&[
                ("email", "an email or a mobileNo is required"),
                ("mobileNo", "an email or a mobileNo is required"),
            ]));
        }
        let details = match fields.get("personalDetails") {
            None | Some(Value::Null) => Map::new(),
            Some(Value::Object(details)) => details.clone(),
            Some(_) => return Err(Refused::fields(&[("personalDetails", "must be an object")])),
        };
        details::check(&details)?;
        Ok(Self {
            email,
            password: Secret::new(parse::required(fields, "password")?),
            invitation: filled(text("invitation")?).map(Secret::new),
            said: Said {
                mobile,
                details,
                source: filled(text("source")?)
                    .map(|text| text.chars().take(SOURCE_MOST).collect()),
            },
        })
    }
}

fn register(ctx: &Ctx, new: New) -> Result<Result<UserId, NotJoined>, Fault> {
    let said = new.said;
    let others = said.mobile.iter().map(|number| Identifier {
        namespace: Namespace::Mobile,
        text: number.clone(),
    });
    let account = NewAccount {
        email: new.email.clone(),
        username: None,
        others: others.collect(),
        name: said.full_name(),
        locale: None,
        claims: Map::new(),
        password: NewSecret::Clear(new.password),
        terms: None,
    };
    let how = How {
        at: Door::Mycure.name(),
        invitation: new.invitation,
        by_invitation_only: false,
        proof: Proof::Later,
        rule: mycure::password_rule(),
    };
    let inner = ctx.clone();
    let joined = join::register(ctx, account, &how, move |conn, user| {
        mycure::join(&inner, conn, user, &said)
    })?;
    Ok(joined.map(|joined| joined.user.id))
}

/// Why there is no account, in the words of the contract.
fn not_joined(not: &NotJoined) -> Refused {
    match not {
        // LG-17: "Registration disabled → 404 on every path that could create a user".
        NotJoined::Closed => Refused::from(Reason::NotFound),
        NotJoined::InvitationMissing => Refused::new(403, "Invitation is required"),
        NotJoined::Invitation(NotGood::OtherAddress) => {
            Refused::new(403, "Invitation does not match email")
        }
        NotJoined::Invitation(_) => Refused::new(404, "Invitation not found"),
        NotJoined::Unproven => Refused::new(
            403,
            "The address of this invitation has to be proven: open its link",
        ),
        // M06: apps look for its beginning.
        NotJoined::Taken => Refused::new(409, "E11000 duplicate key error"),
        NotJoined::Flawed(flaw) => Refused::fields(&[("password", &flaw.to_string())]),
        NotJoined::Invalid(invalid) => {
            let field = match invalid.field.as_str() {
                "emails" => "email",
                field => field,
            };
            Refused::fields(&[(field, &invalid.what)])
        }
    }
}

/// `DELETE /accounts/<uid>`, after a sign-in that has just been. Nobody signs in to the account and
/// none of its tokens works from then on; it is erased after the days that its person has, at our
/// pages, to think again (AU-10).
pub(super) async fn remove(call: &Call<'_>, uid: &str) -> HttpResponse {
    let (token, uid) = (token(call), uid.to_owned());
    let settled = call
        .settle(move |ctx| {
            let (_, user_id, told) = match owner(ctx, token.as_ref(), &uid)? {
                Ok(_) => match fresh(ctx, token.as_ref())? {
                    Ok(held) => held,
                    Err(refusal) => return Ok(Err(refusal)),
                },
                Err(refusal) => return Ok(Err(refusal)),
            };
            Ok(match leaving::ask(ctx, &user_id, None)? {
                Some(_) => Ok(document(&told)),
                None => Err(Reason::UserDisabled.into()),
            })
        })
        .await;
    respond(call, settled, |document| {
        let mut document = document.clone();
        document["isDisabled"] = json!(true);
        dialect::json(200, &document)
    })
}
