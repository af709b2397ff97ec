//! What MyCure's door asks of accounts beyond what everybody does: joining with personal details,
//! codes that its apps take in the place of our pages, and the letters that its document names.

use serde_json::{Map, Value, json};

use super::{
    Invalid,
    action_code::{self, NewCode, Pending, Purpose},
    identifier::{email, mobile},
    invitation::check_email,
    join::Rule,
    outbox::{self, Letter, Recipient, Template, Values},
    password,
};
use crate::{
    app::Ctx,
    authn::limits,
    config::policy,
    core::{Digest, Fault, Secret, secret::kind},
    model::{
        Identifier, Namespace, User, UserId,
        mycure::MycureAccount,
        password::{Flaw, PasswordRules},
    },
    store::{self, Conn},
};

/// Digits of a code by text message, as the contract has it. It works for whoever is signed in, or
/// where the number was given, and nowhere else.
pub(super) const DIGITS: u8 = 6;

/// "Password rule: ≥ 8 characters"; the document's own sample is one that a list would refuse.
pub fn password_rule() -> Rule {
    Rule::Contract(rules())
}

pub(super) fn rules() -> PasswordRules {
    PasswordRules {
        least: policy::PASSWORD_FLOOR,
        most: policy::PASSWORD_MAX,
        most_bytes: policy::PASSWORD_MAX_BYTES,
        score: 0,
    }
}

/// What is wrong with a password for the contract, whatever else the server knows of it.
pub fn password_flaw(password: &str) -> Option<Flaw> {
    rules().flaw_of_length(password)
}

/// What is wrong with an address that somebody gives (RC-10).
pub fn email_flaw(email: &str) -> Option<Invalid> {
    check_email(email).err()
}

/// What somebody says of themselves who joins.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// Their number, in the form of E.164.
    pub mobile: Option<String>,
    /// Their personal details.
    pub details: Map<String, Value>,
    /// Where they come from, as their app says.
    pub source: Option<String>,
}

impl Said {
    /// The full name in the personal details.
    pub fn full_name(&self) -> Option<String> {
        let name = self.details.get("name")?;
        let part = |part: &str| name.get(part).and_then(Value::as_str);
        let parts = ["firstName", "middleName", "lastName"].into_iter();
        let parts: Vec<_> = parts
            .filter_map(part)
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .collect();
        let whole: String = parts.join(" ").chars().take(120).collect();
        (!whole.is_empty()).then_some(whole)
    }
}

/// Keeps what is known of somebody who has just joined, and writes to them, in the transaction that
/// makes the account: "a verification email (if created with an email) and/or sms (if created with
/// mobileNo that is a Philippine mobile number) will be sent". A doctor's is the Human Verification.
pub fn join(ctx: &Ctx, conn: &mut Conn<'_>, user: &User, said: &Said) -> store::Result<()> {
    let account = MycureAccount {
        details: said.details.clone(),
        source: said.source.clone(),
        ..MycureAccount::new(&user.id, ctx.now)
    };
    store::mycure::insert(conn, &account)?;
    let proven = user.profile.email_verified;
    match (user.profile.email.as_deref(), account.is_doctor()) {
        (Some(_), true) if proven => {
            outbox::tell(
                ctx,
                conn,
                &user.id,
                Template::HumanVerification,
                Values::new(),
            )?;
        }
        (Some(address), true) => {
            send_verification(
                ctx,
                conn,
                &user.id,
                (&email(address), Template::HumanVerification),
            )?;
        }
        (Some(address), false) if !proven => {
            send_verification(ctx, conn, &user.id, (&email(address), Template::Verify))?;
        }
        (Some(_) | None, _) => {}
    }
    match said.mobile.as_deref() {
        Some(number) if is_philippine(number) => {
            send_verification(ctx, conn, &user.id, (&mobile(number), Template::Verify))
        }
        Some(_) | None => Ok(()),
    }
}

/// Whether text messages go there: Philippine mobile numbers begin with 9.
fn is_philippine(number: &str) -> bool {
    number.starts_with("+639") && number.len() == 13
}

/// Where a call comes from: a short code by text message works there without a sign-in, too.
pub(super) fn place(ctx: &Ctx) -> Option<Digest<kind::Browser>> {
    let network = limits::network(ctx)?;
    let agent = ctx.agent.as_deref().unwrap_or_default();
    let text = [&network[..], &[0], agent.as_bytes()].concat();
    Some(ctx.app.pepper.keyed("mycure-place", &text))
}

fn send_verification(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    user: &UserId,
    (to, template): (&Identifier, Template),
) -> store::Result<()> {
    let purpose = match to.namespace {
        Namespace::Mobile => Purpose::VerifyMobile,
        _ => Purpose::VerifyEmail,
    };
    send(ctx, conn, (user, to), (purpose, template, None))
}

/// Sends a code. In a mail it is what stands in the link: the apps take it in the place of our page.
pub(super) fn send(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    (user, to): (&UserId, &Identifier),
    (purpose, template, pending): (Purpose, Template, Option<Pending>),
) -> store::Result<()> {
    if !action_code::may_send(ctx, conn, to)? {
        return Ok(());
    }
    let is_mobile = to.namespace == Namespace::Mobile;
    let place = place(ctx);
    let issued = action_code::issue(
        ctx,
        conn,
        &NewCode {
            purpose,
            user: Some(user),
            recipient: to,
            pending,
            browser: place.as_ref(),
            interaction: None,
            short: is_mobile.then_some(DIGITS),
        },
    )?;
    // A page of ours does what the link says, but for a password that an app has sent.
    let link = (!is_mobile && purpose != Purpose::ChangePassword).then(|| issued.url(ctx));
    let code = match &issued.short {
        Some(short) => short.expose().to_owned(),
        None => issued.link.expose().to_owned(),
    };
    let to = match is_mobile {
        true => Recipient::Mobile(to.text.clone()),
        false => Recipient::Email(to.text.clone()),
    };
    let letter = Letter {
        template,
        expires_at: Some(issued.over_at(ctx, to.channel())),
        to,
        language: None,
        user: Some(user),
        values: Values::new(),
        link,
        code: Some(code),
    };
    outbox::enqueue(ctx, conn, &letter)
}

/// The address or number of somebody, if they have one, and whether it is proven.
pub(super) fn address_of(
    conn: &mut Conn<'_>,
    user: &UserId,
    namespace: &Namespace,
) -> store::Result<Option<(Identifier, bool)>> {
    let all = store::mycure::identifiers(conn, user)?;
    let found = all.into_iter().find(|(of, ..)| of == namespace.as_str());
    Ok(found.map(|(_, text, proven)| {
        let identifier = Identifier {
            namespace: namespace.clone(),
            text,
        };
        (identifier, proven)
    }))
}

/// Sends the code that proves an address or a number once more, unless it is proven.
pub fn ask_to_verify(ctx: &Ctx, user: &UserId, namespace: Namespace) -> Result<(), Fault> {
    let (inner, user) = (ctx.clone(), user.clone());
    ctx.app
        .store
        .write(move |conn| match address_of(conn, &user, &namespace)? {
            Some((to, false)) if namespace != Namespace::Mobile || is_philippine(&to.text) => {
                send_verification(&inner, conn, &user, (&to, Template::Verify))
            }
            Some(_) | None => Ok(()),
        })
}

/// Sends the code that puts another password in the place of somebody's: until then the present one
/// works.
pub fn ask_for_password(
    ctx: &Ctx,
    user: &User,
    new: &Secret<kind::Password>,
) -> Result<Result<(), Flaw>, Fault> {
    if let Err(flaw) = password::check_by(ctx, user, &rules(), new) {
        return Ok(Err(flaw));
    }
    let hash = ctx.app.hashing.hash(&*ctx.app.entropy, new)?;
    let (inner, user) = (ctx.clone(), user.id.clone());
    ctx.app.store.write(move |conn| {
        let to = match address_of(conn, &user, &Namespace::Email)? {
            Some((to, _)) => Some(to),
            None => address_of(conn, &user, &Namespace::Mobile)?.map(|(to, _)| to),
        };
        let Some(to) = to else { return Ok(()) };
        let pending = Some(Pending::Password { hash: hash.clone() });
        let what = (Purpose::ChangePassword, Template::ConfirmPassword, pending);
        send(&inner, conn, (&user, &to), what)
    })?;
    Ok(Ok(()))
}

/// What has happened in MyCure's own apps that its document has a mail for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happened {
    /// "when identity images (`PersonalDetails#identityImages`) are provided".
    IdentityImages,
    /// "when invited by an existing facility".
    Facility(String),
    /// "when invited by permitted account to associate an existing patient to its owner's account".
    Patient,
}

/// Writes to somebody what has happened; `false` if MyCure does not know them.
pub fn notify(ctx: &Ctx, uid: &str, happened: &Happened) -> Result<bool, Fault> {
    let (template, values) = match happened {
        Happened::IdentityImages => (Template::IdentityReceived, Values::new()),
        Happened::Facility(name) => (
            Template::FacilityMembership,
            Values::new().with("facility", name.as_str()),
        ),
        Happened::Patient => (Template::PatientConnection, Values::new()),
    };
    let (inner, uid, happened) = (ctx.clone(), uid.to_owned(), happened.clone());
    super::keep(ctx, move |conn| {
        let Some(account) = store::mycure::find_by_uid(conn, &uid)? else {
            return Ok(false);
        };
        outbox::tell(&inner, conn, &account.user_id, template, values.clone())?;
        if happened == Happened::Patient {
            let facts = (account.is_doctor_verified, true);
            store::mycure::set_facts(conn, &account.user_id, facts, inner.now)?;
        }
        let mut event = inner.event("mycure.notified", None, "operator".into());
        event.subject = Some(format!("user:{}", account.user_id));
        event.detail = Some(json!({ "letter": crate::model::Word::word(template) }));
        store::audit::append(conn, &inner.app.ledger, &event)?;
        Ok(true)
    })
}

/// Says whether an operator has looked at somebody's licence; `false` if MyCure does not know them.
pub fn verify_doctor(ctx: &Ctx, uid: &str, verified: bool) -> Result<bool, Fault> {
    let (inner, uid) = (ctx.clone(), uid.to_owned());
    super::keep(ctx, move |conn| {
        let Some(account) = store::mycure::find_by_uid(conn, &uid)? else {
            return Ok(false);
        };
        let facts = (verified, account.is_patient);
        store::mycure::set_facts(conn, &account.user_id, facts, inner.now)?;
        // They were told that we write when this is done.
        if verified && !account.is_doctor_verified {
            let (id, values) = (&account.user_id, Values::new());
            outbox::tell(&inner, conn, id, Template::HumanVerified, values)?;
        }
        let mut event = inner.event("mycure.doctor_verified", None, "operator".into());
        event.subject = Some(format!("user:{}", account.user_id));
        event.detail = Some(json!({ "verified": verified }));
        store::audit::append(conn, &inner.app.ledger, &event)?;
        Ok(true)
    })
}
