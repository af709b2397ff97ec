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
    let flaws = new.flaws();
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
            let refused = not_joined(&not);
            refuse(&match not {
                NotJoined::Flawed(_) | NotJoined::Invalid(_) => refused.and(flaws),
                _ => refused,
            })
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
    /// M07: all that is wrong is named at once, so that people do not mend one field after the other.
    fn read(fields: &parse::Fields) -> Result<Self, Refused> {
        let mut wrong = Vec::new();
        let mut text = |name: &str| note(&mut wrong, parse::text(fields, name)).flatten();
        let mut filled = |name: &str| text(name).filter(|text| !text.is_empty());
        let email = filled("email").map(str::to_owned);
        let typed = filled("mobileNo");
        let invitation = filled("invitation").map(Secret::new);
        let source = filled("source");
        let mobile = typed.and_then(|typed| {
            let number = parse::e164(typed);
            let number =
                number.ok_or_else(|| Refused::fields(&[("mobileNo", "is no mobile number")]));
            note(&mut wrong, number)
        });
        let is_named =
            |wrong: &[(String, String)], name| wrong.iter().any(|(field, _)| field == name);
        if email.is_none()
            && mobile.is_none()
            && !is_named(&wrong, "email")
            && !is_named(&wrong, "mobileNo")
        {
            let missing = "an email or a mobileNo is required";
            let both = Refused::fields(&[("email", missing), ("mobileNo", missing)]);
            wrong.extend(both.into_errors());
        }
        let details = match fields.get("personalDetails") {
            None | Some(Value::Null) => Ok(Map::new()),
            Some(Value::Object(details)) => details::check(details).map(|()| details.clone()),
            Some(_) => Err(Refused::fields(&[("personalDetails", "must be an object")])),
        };
        let details = note(&mut wrong, details).unwrap_or_default();
        let password = note(&mut wrong, parse::required(fields, "password")).unwrap_or_default();
        let new = Self {
            email,
            password: Secret::new(password),
            invitation,
            said: Said {
                mobile,
                details,
                source: source.map(|text| text.chars().take(SOURCE_MOST).collect()),
            },
        };
        if wrong.is_empty() {
            return Ok(new);
        }
        Err(Refused::fields(&[]).and(wrong).and(new.flaws()))
    }

    /// What is wrong with the address and the password that were given, as far as it can be seen without
    /// asking anybody.
    fn flaws(&self) -> Vec<(String, String)> {
        let email = self.email.as_deref().and_then(mycure::email_flaw);
        let email = email.map(|flaw| ("email".into(), flaw.what));
        let password = self.password.expose();
        let password = Some(password).filter(|password| !password.is_empty());
        let flaw = password.and_then(mycure::password_flaw);
        let password = flaw.map(|flaw| ("password".into(), flaw.to_string()));
        email.into_iter().chain(password).collect()
    }
}

/// What was read; what is wrong with it is put down.
fn note<T>(wrong: &mut Vec<(String, String)>, read: Result<T, Refused>) -> Option<T> {
    read.map_err(|refused| wrong.extend(refused.into_errors()))
        .ok()
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
