//! Accounts: made by an operator, or brought along from another system.

use serde::Deserialize;

use super::{
    Invalid,
    estate::{self, NewCorsano, NewMycure, NewOcariot},
    import, profile, seeds, texts,
};
use crate::{
    app::{App, Ctx},
    core::{Door, Fault, ROLE_SHAPE, ScopeList, Secret, Timestamp, is_role, secret::kind},
    crypto::foreign::{Stored, Unreadable},
    model::{
        AuditEvent, Identifier, Namespace, User, UserId, UserState, Word,
        mycure::e164,
        user::{Origin, Profile},
    },
    store::{self, Conn},
};

/// An account to make, as an import's line has it.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NewUser {
    /// The id in the system it comes from.
    pub external_id: Option<String>,
    /// That system's name, as the operator calls it.
    #[serde(skip)]
    pub source: Option<String>,
    /// The name to sign in with.
    pub username: Option<String>,
    /// Email addresses; the first is the account's.
    pub emails: Vec<NewEmail>,
    /// The full name.
    pub name: Option<String>,
    /// A BCP 47 tag.
    pub locale: Option<String>,
    /// The password.
    pub password: Option<NewPassword>,
    /// Authenticator apps.
    pub totp: Vec<NewSeed>,
    /// Roles.
    pub roles: Vec<String>,
    /// `active`, `locked` or `disabled`.
    pub state: Option<String>,
    /// As `state: disabled`.
    pub disabled: bool,
    /// When it was made there: RFC 3339, Unix seconds or Unix milliseconds.
    pub created_at: Option<serde_json::Value>,
    /// The records that it is linked to there; kept as they came.
    pub patient_links: Vec<serde_json::Value>,
    /// What OCARIoT knows of them.
    pub ocariot: Option<NewOcariot>,
    /// What Corsano's clouds know of them.
    pub corsano: Option<NewCorsano>,
    /// What MyCure knows of them.
    pub mycure: Option<NewMycure>,
    /// Further standard claims (OpenID Connect Core §5.1).
    pub claims: serde_json::Map<String, serde_json::Value>,
}

/// An email address.
#[derive(Debug, Deserialize)]
pub struct NewEmail {
    /// The address.
    pub value: String,
    /// Whether it was proven to be theirs.
    #[serde(default)]
    pub verified: bool,
}

/// A password: a hash that was made elsewhere, or the password itself.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NewPassword {
    /// A PHC or MCF string.
    Hash(String),
    /// The parts of a hash under a scheme's name, which is not taken yet.
    Scheme(serde_json::Value),
    /// The password in the clear, from a prompt or a pipe; the rules hold for it.
    #[serde(skip)]
    Clear(Secret<kind::Password>),
    /// A password that everybody may know, as in the sample data of `signet dev`; no rule holds.
    #[serde(skip)]
    Sample(Secret<kind::Password>),
}

/// An authenticator app.
#[derive(Debug, Deserialize)]
pub struct NewSeed {
    /// The seed, in base32.
    pub secret: String,
    /// 6 to 8.
    #[serde(default = "six")]
    pub digits: u8,
    /// Seconds.
    #[serde(default = "thirty")]
    pub period: u16,
    /// `SHA1`, `SHA256` or `SHA512`.
    #[serde(default = "sha1", alias = "algorithm")]
    pub alg: String,
    /// What the person calls it: who brings people along names it in their language.
    #[serde(skip)]
    pub name: Option<String>,
}

fn six() -> u8 {
    6
}
fn thirty() -> u16 {
    30
}
fn sha1() -> String {
    "SHA1".into()
}

/// Makes an account, whole or not at all.
pub fn create(ctx: &Ctx, new: NewUser) -> Result<Result<UserId, Invalid>, Fault> {
    let prepared = match prepare(ctx, new)? {
        Ok(prepared) => prepared,
        Err(invalid) => return Ok(Err(invalid)),
    };
    let (app, now, id) = (ctx.app.clone(), ctx.now, prepared.user.id.clone());
    let identifiers = prepared.identifiers.clone();
    let added = super::added(ctx, "username or email", move |conn| {
        prepared.insert(conn, &app, now)
    })?;
    match added {
        Ok(()) => Ok(Ok(id)),
        Err(invalid) => Ok(Err(taken(ctx, &identifiers)?.unwrap_or(invalid))),
    }
}

/// The first of these identifiers that somebody has.
fn taken(ctx: &Ctx, identifiers: &[Identifier]) -> Result<Option<Invalid>, Fault> {
    for one in identifiers {
        let (namespace, form) = (one.namespace.as_str(), one.form());
        let found = ctx
            .app
            .store
            .read(|conn| store::users::find_by_identifier(conn, &[namespace], &form))?;
        if found.is_some() {
            let what = format!("`{}` exists already: it is somebody's", one.text);
            return Ok(Some(Invalid::conflict(namespace, what)));
        }
    }
    Ok(None)
}

/// An account that was checked, and its hash computed: it can be put in.
#[derive(Clone)]
pub(super) struct Prepared {
    pub(super) user: User,
    pub(super) identifiers: Vec<Identifier>,
    origin: Origin,
    hash: Option<String>,
    seeds: Vec<seeds::Sealed>,
    estates: estate::Estates,
    event: AuditEvent,
}

/// Checks an account, and computes what has to be.
pub(super) fn prepare(ctx: &Ctx, new: NewUser) -> Result<Result<Prepared, Invalid>, Fault> {
    let state = match (new.state.as_deref(), new.disabled) {
        (None, true) => Some(UserState::Disabled),
        (None, false) => Some(UserState::Active),
        (Some(word), _) => UserState::from_word(word).filter(|state| *state != UserState::Deleted),
    };
    let Some(state) = state else {
        return Ok(Err(Invalid::new(
            "state",
            "it must be active, locked or disabled",
        )));
    };
    if let Err(invalid) = profile::check(&new.claims) {
        return Ok(Err(invalid));
    }
    let created_at = match import::created_at(ctx.now, new.created_at.as_ref()) {
        Ok(created_at) => created_at,
        Err(invalid) => return Ok(Err(invalid)),
    };
    if let Err(invalid) = check_words(&new).and_then(|()| texts::check(&new)) {
        return Ok(Err(invalid));
    }
    let origin = Origin {
        source: new.source.clone(),
        external_id: new.external_id.clone(),
        patient_links: new.patient_links.clone(),
    };
    let identifiers = match identifiers(&new) {
        Ok(identifiers) => identifiers,
        Err(invalid) => return Ok(Err(invalid)),
    };
    let id: UserId = ctx.app.entropy.id(ctx.now);
    let seeds = match seeds::seal(ctx, &new.totp)? {
        Ok(seeds) => seeds,
        Err(invalid) => return Ok(Err(invalid)),
    };
    let email = new.emails.first();
    let user = User {
        id: id.clone(),
        state,
        profile: Profile {
            preferred_username: new.username.clone(),
            name: new.name.clone(),
            email: email.map(|email| email.value.clone()),
            email_verified: email.is_some_and(|email| email.verified),
            locale: new.locale.clone(),
            other: new.claims.clone(),
        },
        roles: new.roles.clone(),
        created_at,
        updated_at: ctx.now,
        delete_at: None,
    };
    let known = (new.ocariot, new.corsano, new.mycure);
    let estates = match estate::read(ctx, &id, known) {
        Ok(estates) => estates,
        Err(invalid) => return Ok(Err(invalid)),
    };
    let hash = match hash(ctx, (&user, !new.totp.is_empty()), new.password)? {
        Ok(hash) => hash,
        Err(invalid) => return Ok(Err(invalid)),
    };
    let mut event = ctx.event("user.added", None, "operator".into());
    event.subject = Some(format!("user:{id}"));
    Ok(Ok(Prepared {
        user,
        identifiers,
        origin,
        hash,
        seeds,
        estates,
        event,
    }))
}

impl Prepared {
    /// Puts it in; a key that is taken is an error of the store.
    pub(super) fn insert(
        &self,
        conn: &mut Conn<'_>,
        app: &App,
        now: Timestamp,
    ) -> store::Result<()> {
        let id = &self.user.id;
        store::users::insert(conn, &self.user)?;
        store::origins::set(conn, id, &self.origin)?;
        for identifier in &self.identifiers {
            store::users::insert_identifier(conn, id, identifier)?;
        }
        store::identifiers::follow_profile(conn, &self.user, now)?;
        if let Some(hash) = &self.hash {
            store::passwords::set(conn, id, (hash, None), now)?;
        }
        for seed in &self.seeds {
            seed.insert(conn, id, now)?;
        }
        self.estates.insert(conn)?;
        store::audit::append(conn, &app.ledger, &self.event)
    }
}

/// Roles and scopes are words: what has blanks in it was meant as something else.
pub(super) fn check_words(new: &NewUser) -> Result<(), Invalid> {
    let words = |text: &str| ScopeList::parse(text);
    if let Some(role) = new.roles.iter().find(|role| !is_role(role)) {
        return Err(Invalid::new(
            "roles",
            format!(
                "`{role}` is no role, which is {ROLE_SHAPE}; between several stand blanks in a CSV file, and each has its own option on the command line"
            ),
        ));
    }
    let scopes = new
        .ocariot
        .as_ref()
        .and_then(|facts| facts.scope_override.as_deref());
    match scopes {
        Some(scopes) if words(scopes).is_none() => Err(Invalid::new(
            "ocariot.scope_override",
            "it must be a list of scope values with blanks between them",
        )),
        _ => Ok(()),
    }
}

pub(super) fn identifiers(new: &NewUser) -> Result<Vec<Identifier>, Invalid> {
    let mut identifiers = Vec::new();
    let mut add = |namespace: Namespace, text: &str, field: &str| {
        if text.trim().is_empty() || !texts::is_plain(text) {
            return Err(Invalid::new(
                field,
                "it must be 1 to 254 bytes without control characters or marks that turn the direction",
            ));
        }
        identifiers.push(Identifier {
            namespace,
            text: text.to_owned(),
        });
        Ok(())
    };
    if let Some(username) = &new.username {
        add(Namespace::Username, username, "username")?;
    }
    for email in &new.emails {
        if email.value.matches('@').count() != 1
            || email.value.starts_with('@')
            || email.value.ends_with('@')
        {
            return Err(Invalid::new(
                "emails",
                format!("`{}` is no address", email.value),
            ));
        }
        add(Namespace::Email, &email.value, "emails")?;
    }
    if let Some(ocariot) = &new.ocariot {
        // OCARIoT trims a name when it is made, and compares it exactly from then on.
        add(
            Namespace::Door(Door::Ocariot.name().into()),
            ocariot.username.trim(),
            "ocariot.username",
        )?;
    }
    if let Some(code) = new.corsano.as_ref().and_then(NewCorsano::code) {
        let namespace = Namespace::Door(Door::CorsanoUsers.name().into());
        add(namespace, code.trim(), "corsano.users.code")?;
    }
    if let Some(number) = new
        .mycure
        .as_ref()
        .and_then(|known| known.mobile.as_deref())
    {
        match e164(number) {
            Some(number) => add(Namespace::Mobile, &number, "mycure.mobile")?,
            None => return Err(Invalid::new("mycure.mobile", "it is no mobile number")),
        }
    }
    if identifiers.is_empty() {
        return Err(Invalid::new(
            "username",
            "an account needs a username, an email address or a door's name",
        ));
    }
    Ok(identifiers)
}

fn hash(
    ctx: &Ctx,
    (user, has_second_factor): (&User, bool),
    password: Option<NewPassword>,
) -> Result<Result<Option<String>, Invalid>, Fault> {
    Ok(match password {
        None => Ok(None),
        Some(NewPassword::Hash(foreign)) => match adopt(ctx, &foreign)? {
            Ok(hash) => Ok(Some(hash)),
            Err(unreadable) => Err(Invalid::new("password.hash", unreadable.to_string())),
        },
        Some(NewPassword::Scheme(_)) => Err(Invalid::new(
            "password.scheme",
            "parts of a hash are not taken; bring the whole as a PHC or MCF string in password.hash",
        )),
        Some(NewPassword::Clear(clear)) => {
            match super::password::check(ctx, user, has_second_factor, &clear) {
                Ok(()) => Ok(Some(ctx.app.hashing.hash(&*ctx.app.entropy, &clear)?)),
                Err(flaw) => Err(Invalid::new("password", flaw.to_string())),
            }
        }
        Some(NewPassword::Sample(sample)) => {
            Ok(Some(ctx.app.hashing.hash(&*ctx.app.entropy, &sample)?))
        }
    })
}

/// A hash that was made elsewhere, as it is kept. Nothing is computed in a rehearsal.
fn adopt(ctx: &Ctx, foreign: &str) -> Result<Result<String, Unreadable>, Fault> {
    if ctx.rehearsal {
        return Ok(Stored::parse(foreign).map(|_| foreign.to_owned()));
    }
    ctx.app.hashing.adopt(&*ctx.app.entropy, foreign)
}
