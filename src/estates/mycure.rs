//! MyCure's estate: what its apps call a person, their personal details, and what a token of theirs
//! may be used for.

use std::time::Duration;

use serde_json::{Map, json};

use super::{Estate, Exchanged, Renewal, Source};
use crate::{
    app::Ctx,
    core::{Door, Fault, Reason, Refusal, Timestamp},
    model::{
        DoorHeader, DoorJti, DoorToken, Namespace, TokenForm, User, UserId, UserState,
        mycure::{DETAILS_MOST, MycureAccount, VERIFIED_SCOPE, scope},
    },
    store::{self, Conn},
};

/// A person as the API tells of them.
#[derive(Clone, Debug)]
pub struct Told {
    /// What MyCure knows of them.
    pub account: MycureAccount,
    /// Whether they may sign in.
    pub state: UserState,
    /// Their email address, and whether it is proven.
    pub email: Option<(String, bool)>,
    /// Their mobile number, and whether it is proven.
    pub mobile: Option<(String, bool)>,
    /// Whether they have a second factor.
    pub has_second_factor: bool,
}

impl Told {
    /// "Login credential(s) verified": whether any of them is.
    pub fn is_verified(&self) -> bool {
        let proven = |one: &Option<(String, bool)>| one.as_ref().is_some_and(|(_, proven)| *proven);
        proven(&self.email) || proven(&self.mobile)
    }
}

/// A sign-in. Whoever has an account here has one at MyCure: it begins with the first sign-in.
pub(super) fn describe(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    user: &User,
) -> store::Result<Option<Estate>> {
    let account = store::mycure::ensure(conn, &MycureAccount::new(&user.id, ctx.now))?;
    let lifetime = ctx.app.config.legacy.mycure.lifetime;
    estate(ctx, conn, &account, (ctx.now, lifetime)).map(Some)
}

/// A refresh.
pub(super) fn renew(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    renewal: &Renewal<'_>,
) -> store::Result<Option<Estate>> {
    let Some(account) = store::mycure::find(conn, &renewal.user.id)? else {
        return Ok(None);
    };
    let times = (renewal.made_at, ctx.app.config.legacy.mycure.lifetime);
    estate(ctx, conn, &account, times).map(Some)
}

/// A session that goes on by its access token, and a token for the API.
pub(super) fn exchange(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    source: &Source<'_>,
) -> store::Result<Result<Exchanged, Refusal>> {
    // A token in the door's own form is for its own callers.
    let (Some(user_id), true) = (&source.state.grant.user_id, source.own_form) else {
        return Ok(Err(Reason::ExchangeNotAllowed.into()));
    };
    let Some(account) = store::mycure::find(conn, user_id)? else {
        return Ok(Err(Reason::UserNotAtDoor.into()));
    };
    let estate = estate(ctx, conn, &account, (ctx.now, source.lifetime))?;
    Ok(Ok(Exchanged {
        subject: account.uid,
        scope: super::allowed(source.client, &estate.scope),
        form: Some(estate.form),
    }))
}

fn estate(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    account: &MycureAccount,
    (made_at, lifetime): (Timestamp, Duration),
) -> store::Result<Estate> {
    let identifiers = store::mycure::identifiers(conn, &account.user_id)?;
    let is_verified = identifiers
        .iter()
        .any(|(namespace, _, proven)| *proven && is_login(namespace));
    let scope = scope(is_verified);
    let mut claims = Map::new();
    claims.insert("iss".into(), json!(ctx.app.config.legacy.mycure.issuer));
    claims.insert("sub".into(), json!(account.uid));
    claims.insert("uid".into(), json!(account.uid));
    claims.insert("scope".into(), json!(scope.to_string()));
    claims.insert("iat".into(), json!(made_at.secs()));
    claims.insert("exp".into(), json!(made_at.plus(lifetime).secs()));
    Ok(Estate {
        scope,
        form: TokenForm::Door(Box::new(DoorToken {
            door: Door::Mycure,
            header: DoorHeader::KidAlg,
            claims,
            jti: DoorJti::Ours,
            lifetime,
        })),
    })
}

fn is_login(namespace: &str) -> bool {
    [Namespace::Email.as_str(), Namespace::Mobile.as_str()].contains(&namespace)
}

/// What a session's token, and one for the API, may be used for at most.
pub fn most_scope() -> &'static str {
    VERIFIED_SCOPE
}

/// A person as the API tells of them; `None` if MyCure does not know them.
pub fn find(ctx: &Ctx, user_id: &UserId) -> Result<Option<Told>, Fault> {
    ctx.app.store.read(|conn| read(conn, user_id))
}

/// The same, inside a transaction.
pub fn read(conn: &mut Conn<'_>, user_id: &UserId) -> store::Result<Option<Told>> {
    let Some(account) = store::mycure::find(conn, user_id)? else {
        return Ok(None);
    };
    let Some(user) = store::users::find(conn, user_id)? else {
        return Ok(None);
    };
    let identifiers = store::mycure::identifiers(conn, user_id)?;
    let of = |wanted: &str| {
        let mut found = identifiers.iter();
        let found = found.find(|(namespace, ..)| namespace == wanted);
        found.map(|(_, text, proven)| (text.clone(), *proven))
    };
    // The address that the account is known by comes first.
    let first = user.profile.email.as_ref().and_then(|email| {
        let form = Namespace::Email.form(email);
        let found = identifiers.iter().find(|(namespace, text, _)| {
            namespace == Namespace::Email.as_str() && Namespace::Email.form(text) == form
        });
        found.map(|(_, text, proven)| (text.clone(), *proven))
    });
    Ok(Some(Told {
        state: user.state,
        email: first.or_else(|| of(Namespace::Email.as_str())),
        mobile: of(Namespace::Mobile.as_str()),
        has_second_factor: store::totps::has_confirmed(conn, user_id)?,
        account,
    }))
}

/// Changes the personal details of somebody; what they are then. Refused where no address of the
/// person is proven: "Login credential(s) verified account can change their personal details".
pub fn change_details(
    ctx: &Ctx,
    user_id: &UserId,
    change: impl Fn(&mut Map<String, serde_json::Value>) + Send + 'static,
) -> Result<Result<MycureAccount, Refusal>, Fault> {
    let (inner, user_id) = (ctx.clone(), user_id.clone());
    ctx.app.store.write(move |conn| {
        // Of two at once the later one reads again what the earlier one has put down.
        for _ in 0..8 {
            let Some(told) = read(conn, &user_id)? else {
                return Ok(Err(Reason::UserNotAtDoor.into()));
            };
            if !told.is_verified() {
                return Ok(Err(Reason::ScopeInsufficient.into()));
            }
            let mut details = told.account.details.clone();
            change(&mut details);
            let bytes = serde_json::to_vec(&details).map_or(usize::MAX, |text| text.len());
            if bytes > DETAILS_MOST {
                return Ok(Err(Reason::BodyTooLarge.into()));
            }
            if store::mycure::set_details(conn, &told.account, &details, inner.now)? {
                let mut event = inner.event("user.changed", None, format!("user:{user_id}"));
                event.subject = Some(format!("user:{user_id}"));
                event.detail = Some(json!({ "mycure": "personal_details" }));
                store::audit::append(conn, &inner.app.ledger, &event)?;
                return Ok(Ok(MycureAccount {
                    details,
                    ..told.account
                }));
            }
        }
        Ok(Err(Reason::Unavailable.into()))
    })
}
