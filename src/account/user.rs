//! Accounts: made by an operator, or brought along from another system.

use serde::Deserialize;

use super::{
    Invalid,
    estate::{self, NewCorsano, NewOcariot},
    import, profile,
};
use crate::{
    app::Ctx,
    core::{Door, Fault, ScopeList, Secret, secret::kind},
    crypto::{Place, password, totp},
    model::{
        Identifier, Namespace, User, UserId, UserState, Word,
        user::{Origin, Profile},
    },
    store::{self, users::NewTotp},
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
    if let Err(invalid) = check_words(&new) {
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
    let seeds = match seal_seeds(ctx, &new.totp)? {
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
    };
    let hash = match hash(ctx, (&user, !new.totp.is_empty()), new.password)? {
        Ok(hash) => hash,
        Err(invalid) => return Ok(Err(invalid)),
    };
    let estates = match estate::read(ctx, &id, (new.ocariot, new.corsano)) {
        Ok(estates) => estates,
        Err(invalid) => return Ok(Err(invalid)),
    };
    let mut event = ctx.event("user.added", None, "operator".into());
    event.subject = Some(format!("user:{id}"));
    let (app, now) = (ctx.app.clone(), ctx.now);
    let added = super::added(ctx, "username or email", move |conn| {
        store::users::insert(conn, &user)?;
        store::origins::set(conn, &user.id, &origin)?;
        for identifier in &identifiers {
            store::users::insert_identifier(conn, &user.id, identifier)?;
        }
        if let Some(hash) = &hash {
            store::passwords::set(conn, &user.id, (hash, None), now)?;
        }
        for (totp_id, sealed, seed) in &seeds {
            let totp = NewTotp {
                id: totp_id.clone(),
                user_id: &user.id,
                name: "imported",
                sealed_seed: sealed,
                algorithm: &seed.alg,
                digits: seed.digits,
                period: seed.period,
            };
            store::users::insert_totp(conn, &totp, now)?;
        }
        estates.insert(conn)?;
        store::audit::append(conn, &app.ledger, &event)
    })?;
    Ok(added.map(|()| id))
}

/// Roles and scopes are words: what has blanks or quotes in it was meant as something else.
pub(super) fn check_words(new: &NewUser) -> Result<(), Invalid> {
    let words = |text: &str| ScopeList::parse(text);
    if let Some(role) = new.roles.iter().find(|role| {
        role.len() > 64 || words(role).is_none_or(|list| list.len() != 1 || !list.contains(role))
    }) {
        return Err(Invalid::new(
            "roles",
            format!("`{role}` must be one word of 1 to 64 visible ASCII characters without quotes"),
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
        if text.trim().is_empty() || text.len() > 254 || text.chars().any(char::is_control) {
            return Err(Invalid::new(
                field,
                "it must be 1 to 254 bytes without control characters",
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
        Some(NewPassword::Hash(hash)) if password::is_supported(&hash) => Ok(Some(hash)),
        Some(NewPassword::Hash(_)) => Err(Invalid::new(
            "password.hash",
            "it must be $argon2id$… (at most 1 GiB and 16 passes) or $2a$/$2b$/$2y$… (cost at most 15)",
        )),
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

type Sealed = (
    crate::core::Id<crate::model::user::Totp>,
    Vec<u8>,
    SeedFacts,
);

/// What is kept of an authenticator app besides its seed.
#[derive(Clone, Debug)]
struct SeedFacts {
    alg: String,
    digits: u8,
    period: u16,
}

fn seal_seeds(ctx: &Ctx, seeds: &[NewSeed]) -> Result<Result<Vec<Sealed>, Invalid>, Fault> {
    let mut sealed = Vec::new();
    for seed in seeds {
        let parameters = totp::Parameters {
            algorithm: &seed.alg,
            digits: seed.digits,
            period: seed.period,
        };
        let secret = Secret::new(seed.secret.as_str());
        if !totp::is_supported(&secret, &parameters) {
            return Ok(Err(Invalid::new(
                "totp",
                "the seed must be base32, alg SHA1, SHA256 or SHA512, digits 6 to 8, period over zero",
            )));
        }
        let id = ctx.app.entropy.id(ctx.now);
        let place = Place {
            table: "totps",
            row: id.as_str(),
            column: "sealed_seed",
        };
        let text = ctx
            .app
            .data_keys
            .seal(&*ctx.app.entropy, &place, secret.expose().as_bytes())?;
        let facts = SeedFacts {
            alg: seed.alg.clone(),
            digits: seed.digits,
            period: seed.period,
        };
        sealed.push((id, text, facts));
    }
    Ok(Ok(sealed))
}
