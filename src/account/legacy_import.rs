//! What an old system kept, brought along: people with their hashes and records, partners with
//! their keys, people of clients' own with their sources. OPERATIONS 6: idempotent, and nobody is
//! replaced silently.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{
    Invalid,
    client::{NewClient, register},
    estate::{NewCorsano, NewMycure, NewOcariot},
    healthily,
    import::{Imported, created_at, import},
    user::{NewEmail, NewPassword, NewSeed, NewUser},
};
use crate::{
    app::Ctx,
    core::{Door, Fault, Id, Secret, secret::kind},
    crypto::totp,
    model::{Human, ocariot::OcariotType},
    store,
};

/// A user of OCARIoT as its database has them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OcariotLine {
    /// 24 hexadecimal digits.
    #[serde(rename = "_id", alias = "id")]
    id: String,
    username: String,
    /// A bcrypt hash.
    password: Option<String>,
    #[serde(rename = "type")]
    kind: OcariotType,
    #[serde(default)]
    institution: Option<String>,
    /// Scopes of their own; their type's unless there are any.
    #[serde(default)]
    scopes: Vec<String>,
    #[serde(default)]
    created_at: Option<Value>,
}

/// A person of Corsano's clouds: both records, the hash, the live sessions.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CorsanoLine {
    /// The record of the Users Cloud, as it answers with it.
    users: Map<String, Value>,
    /// The record of the Health Cloud.
    #[serde(default)]
    health: Option<Map<String, Value>>,
    /// A bcrypt hash.
    password: Option<String>,
    #[serde(default)]
    totp: Vec<NewSeed>,
    /// Sessions that are to go on.
    #[serde(default)]
    pub sessions: Vec<CorsanoSession>,
}

/// A session of the Users Cloud: what its newest token says.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CorsanoSession {
    /// Its `jti`.
    pub jti: String,
    /// Its `iat`, in Unix seconds.
    pub iat: i64,
    /// Its `nbf`; its `iat` unless said.
    #[serde(default)]
    pub nbf: Option<i64>,
    /// Its `exp`.
    pub exp: i64,
}

/// A partner of Healthily.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HealthilyLine {
    partner_id: String,
    secret: String,
    account_name: String,
    #[serde(default)]
    language: Option<String>,
    #[serde(default)]
    version: Option<String>,
    #[serde(default)]
    api_keys: Vec<String>,
}

/// A human of one of Human API's clients.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HumanApiLine {
    /// Whose human.
    pub client_id: String,
    client_user_id: String,
    /// 32 hexadecimal digits.
    pub human_id: String,
    #[serde(default)]
    email: Option<String>,
    #[serde(default)]
    created_at: Option<Value>,
    /// Sources that they have connected there.
    #[serde(default)]
    sources: Vec<String>,
    /// Tokens that are to go on.
    #[serde(default)]
    pub tokens: Vec<HumanApiToken>,
}

/// A token of one of Human API's clients for one of its people.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HumanApiToken {
    /// `session`, `id` or `access`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its text.
    pub token: String,
    /// When it ends: an instant.
    pub expires_at: String,
    /// What it was given with.
    #[serde(default)]
    pub refresh_token: Option<String>,
}

/// A person of MyCure's, as its accounts and personal details have them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct MycureLine {
    /// What its apps call them.
    uid: String,
    #[serde(default)]
    email: Option<String>,
    #[serde(default)]
    is_email_verified: bool,
    #[serde(default)]
    mobile_no: Option<String>,
    #[serde(default)]
    is_mobile_no_verified: bool,
    /// A bcrypt hash.
    #[serde(default)]
    password: Option<String>,
    #[serde(default)]
    totp: Vec<NewSeed>,
    #[serde(default)]
    is_disabled: bool,
    #[serde(default)]
    is_service_account: bool,
    #[serde(default)]
    is_doctor_verified: bool,
    #[serde(default)]
    is_patient: bool,
    #[serde(default)]
    source: Option<String>,
    #[serde(default)]
    personal_details: Map<String, Value>,
    /// RFC 3339, Unix seconds or Unix milliseconds.
    #[serde(default)]
    created_at: Option<Value>,
}

/// What became of a line: the id of what it is about, and whether it was there before.
pub type Line = Result<Result<(String, bool), Invalid>, Fault>;

fn user(ctx: &Ctx, door: Door, new: NewUser) -> Line {
    Ok(
        import(ctx, door.name(), new)?.map(|imported| match imported {
            Imported::Made(id) => (id.to_string(), false),
            Imported::Already(id) => (id.to_string(), true),
        }),
    )
}

/// Brings a user of OCARIoT along.
pub fn ocariot(ctx: &Ctx, line: OcariotLine) -> Line {
    let scopes = line.scopes.join(" ");
    let new = NewUser {
        external_id: Some(line.id.clone()),
        password: line.password.map(NewPassword::Hash),
        created_at: line.created_at,
        ocariot: Some(NewOcariot {
            username: line.username,
            oid: Some(line.id),
            kind: line.kind,
            institution_id: line.institution,
            scope_override: (!scopes.is_empty()).then_some(scopes),
        }),
        ..NewUser::default()
    };
    user(ctx, Door::Ocariot, new)
}

/// Brings a person of Corsano's clouds along. Their sessions are the caller's to take over.
pub fn corsano(ctx: &Ctx, line: CorsanoLine) -> Line {
    let text = |name: &str| line.users.get(name).and_then(Value::as_str);
    let Some(id) = text("_id").map(str::to_owned) else {
        return Ok(Err(Invalid::new("users._id", "it is missing")));
    };
    let email = text("email").map(|value| NewEmail {
        value: value.to_owned(),
        verified: true,
    });
    let names = [text("first_name"), text("last_name")];
    let name: Vec<_> = names.into_iter().flatten().collect();
    let name = name.join(" ");
    let new = NewUser {
        external_id: Some(id),
        emails: email.into_iter().collect(),
        name: (!name.is_empty()).then_some(name),
        password: line.password.map(NewPassword::Hash),
        totp: line.totp,
        corsano: Some(NewCorsano {
            users: line.users,
            health: line.health,
        }),
        ..NewUser::default()
    };
    user(ctx, Door::CorsanoUsers, new)
}

/// Brings a partner of Healthily along: a client, and its API keys.
pub fn healthily(ctx: &Ctx, line: HealthilyLine) -> Line {
    let id = Id::new(line.partner_id.as_str());
    let known = ctx.app.catalog().client(&id);
    if known
        .as_ref()
        .is_some_and(|client| !client.is_at(Door::Healthily))
    {
        let what = "a client that is no partner has this id";
        return Ok(Err(Invalid::conflict("partner_id", what)));
    }
    if known.is_none() {
        let mut own = json!({ "account_name": line.account_name });
        for (name, value) in [("language", line.language), ("version", line.version)] {
            if let Some(value) = value {
                own[name] = json!(value);
            }
        }
        let metadata = json!({
            "client_id": line.partner_id,
            "client_secret": line.secret,
            "client_name": line.account_name,
            "signet": { "door": Door::Healthily.name() },
            "healthily": own,
        });
        let new = match NewClient::from_json(metadata) {
            Ok(new) => new,
            Err(invalid) => return Ok(Err(invalid)),
        };
        if let Err(invalid) = register(ctx, new)? {
            return Ok(Err(invalid));
        }
    }
    // A rehearsal has not kept the client that the keys would be of.
    if !ctx.rehearsal || known.is_some() {
        for key in line.api_keys {
            let brought = Secret::<kind::ApiKey>::new(key);
            match healthily::add_key(ctx, &id, Some(brought))? {
                Some(Err(invalid)) if !invalid.is_conflict => return Ok(Err(invalid)),
                // Added now, or before.
                _ => {}
            }
        }
    }
    Ok(Ok((line.partner_id, known.is_some())))
}

/// Brings a human along, with the sources that they have connected.
pub fn humanapi(ctx: &Ctx, line: HumanApiLine) -> Line {
    let client_id = Id::new(line.client_id.as_str());
    let client = ctx.app.catalog().client(&client_id);
    if !client.is_some_and(|client| client.is_at(Door::HumanApi)) {
        let what = "no client of the door has this id; add it first";
        return Ok(Err(Invalid::new("client_id", what)));
    }
    let is_hex = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    if line.human_id.len() != 32 || !line.human_id.chars().all(is_hex) {
        let what = "it must be 32 hexadecimal digits in lower case";
        return Ok(Err(Invalid::new("human_id", what)));
    }
    if !Human::is_user_id(&line.client_user_id) {
        let what = "it must be 1 to 255 bytes without NUL";
        return Ok(Err(Invalid::new("client_user_id", what)));
    }
    let created_at = match created_at(ctx.now, line.created_at.as_ref()) {
        Ok(at) => at,
        Err(invalid) => return Ok(Err(invalid)),
    };
    let human = Human {
        id: Id::new(line.human_id),
        client_id,
        client_user_id: line.client_user_id,
        email: line.email,
        created_at,
        first_connected_at: None,
        blocked_at: None,
    };
    let (id, user_id) = (human.id.clone(), human.client_user_id.clone());
    let (of, at) = (human.client_id.clone(), human.id.clone());
    let known = ctx.app.store.read(|conn| {
        Ok((
            store::humans::find_named(conn, &of, &user_id)?,
            store::humans::find(conn, &at)?,
        ))
    })?;
    match known {
        (Some(known), _) if known.id == id => return Ok(Ok((id.to_string(), true))),
        (None, None) => {}
        _ => {
            let what = "another human has this id, or the client calls another so";
            return Ok(Err(Invalid::conflict("human_id", what)));
        }
    }
    let mut event = ctx.event("human.imported", None, "operator".into());
    event.subject = Some(format!("human:{id}"));
    let app = ctx.app.clone();
    let put = move |conn: &mut store::Conn<'_>| {
        store::humans::find_or_create(conn, &human)?;
        for source in &line.sources {
            store::humans::note_source(conn, &human.id, source, human.created_at)?;
        }
        store::audit::append(conn, &app.ledger, &event)
    };
    if ctx.rehearsal {
        ctx.app.store.rehearse(put)?;
    } else {
        ctx.app.store.attempt(put)?;
    }
    Ok(Ok((id.to_string(), false)))
}

/// How long the key of an authenticator app is.
const SEED_BYTES: std::ops::RangeInclusive<usize> = 16..=128;

/// Brings a person of MyCure's along.
pub fn mycure(ctx: &Ctx, line: MycureLine) -> Line {
    // RFC 4226 §4: "The length of the shared secret MUST be at least 128 bits."
    let is_seed = |seed: &NewSeed| {
        let bytes = totp::seed_bytes(&Secret::new(seed.secret.as_str()));
        bytes.is_some_and(|bytes| SEED_BYTES.contains(&bytes))
    };
    if !line.totp.iter().all(is_seed) {
        let what = "the seed must be base32 of 16 to 128 bytes";
        return Ok(Err(Invalid::new("totp", what)));
    }
    let said = super::mycure::Said {
        details: line.personal_details.clone(),
        ..Default::default()
    };
    let emails = line.email.map(|value| NewEmail {
        value,
        verified: line.is_email_verified,
    });
    let new = NewUser {
        external_id: Some(line.uid.clone()),
        emails: emails.into_iter().collect(),
        name: said.full_name(),
        password: line.password.map(NewPassword::Hash),
        totp: line.totp,
        disabled: line.is_disabled,
        created_at: line.created_at,
        mycure: Some(NewMycure {
            uid: Some(line.uid),
            mobile: line.mobile_no,
            is_mobile_verified: line.is_mobile_no_verified,
            is_doctor_verified: line.is_doctor_verified,
            is_patient: line.is_patient,
            is_service_account: line.is_service_account,
            source: line.source,
            personal_details: line.personal_details,
        }),
        ..NewUser::default()
    };
    user(ctx, Door::Mycure, new)
}
