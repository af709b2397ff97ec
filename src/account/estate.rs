//! What an old system knows of a new account: read from an import's line, checked, and put in
//! with it.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::Invalid;
use crate::{
    app::Ctx,
    core::Timestamp,
    model::{
        Identifier, Namespace, UserId, Word,
        corsano::{
            HealthFacts, HealthProfile, ProfileState, UsersFacts, UsersProfile, is_object_id,
            object_id, read_date_time,
        },
        mycure::{DETAILS_MOST, MycureAccount, SOURCE_MOST, e164, is_plain},
        ocariot::{OcariotType, OcariotUser},
    },
    store::{self, Conn},
};

/// What OCARIoT knows of a user.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewOcariot {
    /// The name to sign in with at that door.
    pub username: String,
    /// 24 hexadecimal digits; made if not given.
    #[serde(default)]
    pub oid: Option<String>,
    /// The type.
    #[serde(rename = "type")]
    pub kind: OcariotType,
    /// The institution's object id.
    #[serde(default)]
    pub institution_id: Option<String>,
    /// Scopes instead of the type's.
    #[serde(default)]
    pub scope_override: Option<String>,
}

/// What Corsano's clouds know of a user: their two records, as they answer with them, each member
/// optional. `email` is the account's own.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewCorsano {
    /// The record of the Users Cloud.
    #[serde(default)]
    pub users: Map<String, Value>,
    /// The record of the Health Cloud, if there is one.
    #[serde(default)]
    pub health: Option<Map<String, Value>>,
}

impl NewCorsano {
    /// The code that they sign in with instead of an email address.
    pub fn code(&self) -> Option<&str> {
        self.users.get("code").and_then(Value::as_str)
    }
}

/// What MyCure knows of a user.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NewMycure {
    /// What its apps call them; the account's own id if not given.
    pub uid: Option<String>,
    /// A mobile number.
    pub mobile: Option<String>,
    /// Whether that was proven to be theirs.
    pub is_mobile_verified: bool,
    /// Whether somebody has looked at their licence.
    pub is_doctor_verified: bool,
    /// Whether a patient's record is connected to them.
    pub is_patient: bool,
    /// Whether it is no person's.
    pub is_service_account: bool,
    /// Where they joined from.
    pub source: Option<String>,
    /// The personal details, as the API has them.
    pub personal_details: Map<String, Value>,
}

/// What the old systems know of an account, checked.
#[derive(Clone, Debug)]
pub(super) struct Estates {
    ocariot: Option<OcariotUser>,
    corsano: Option<(UsersProfile, Option<HealthProfile>)>,
    mycure: Option<(MycureAccount, Option<Identifier>)>,
}

/// Checks what an import's line tells.
pub(super) fn read(
    ctx: &Ctx,
    user_id: &UserId,
    (new_ocariot, new_corsano, new_mycure): (
        Option<NewOcariot>,
        Option<NewCorsano>,
        Option<NewMycure>,
    ),
) -> Result<Estates, Invalid> {
    let of_ocariot = new_ocariot.map(|new| ocariot(ctx, user_id, new));
    let of_corsano = new_corsano.map(|new| corsano(ctx, user_id, new));
    Ok(Estates {
        ocariot: of_ocariot.transpose()?,
        corsano: of_corsano.transpose()?,
        mycure: new_mycure
            .map(|new| mycure(ctx, user_id, new))
            .transpose()?,
    })
}

impl Estates {
    /// Puts it in, in the transaction that makes the account.
    pub(super) fn insert(&self, conn: &mut Conn<'_>) -> store::Result<()> {
        if let Some(user) = &self.ocariot {
            store::ocariot::insert(conn, user)?;
        }
        if let Some((users, health)) = &self.corsano {
            store::corsano::insert_users(conn, users)?;
            if let Some(health) = health {
                store::corsano::insert_health(conn, health)?;
            }
        }
        if let Some((account, proven)) = &self.mycure {
            store::mycure::insert(conn, account)?;
            if let Some(proven) = proven {
                let at = account.created_at;
                store::identifiers::set_verified(conn, &account.user_id, proven, Some(at))?;
            }
        }
        Ok(())
    }
}

/// What is brought along is held to what the door takes: nobody could change it there else, and what
/// a database of another make took need not be a text here.
fn check_mycure(new: &NewMycure) -> Result<(), Invalid> {
    let details = &new.personal_details;
    if let Some((name, _)) = details
        .iter()
        .find(|(name, value)| name.starts_with('$') || !is_plain(value))
    {
        let what = format!(
            "`{}` must have no operators, no overlong texts and no control characters",
            name.escape_debug()
        );
        return Err(Invalid::new("personalDetails", what));
    }
    let bytes = serde_json::to_vec(details).map_or(usize::MAX, |text| text.len());
    if bytes > DETAILS_MOST {
        let what = format!("it must be at most {DETAILS_MOST} bytes as JSON");
        return Err(Invalid::new("personalDetails", what));
    }
    let is_source = |source: &String| {
        source.chars().count() <= SOURCE_MOST && !source.chars().any(char::is_control)
    };
    if new.source.as_ref().is_some_and(|source| !is_source(source)) {
        let what =
            format!("it must be at most {SOURCE_MOST} characters without control characters");
        return Err(Invalid::new("source", what));
    }
    Ok(())
}

fn mycure(
    ctx: &Ctx,
    user_id: &UserId,
    new: NewMycure,
) -> Result<(MycureAccount, Option<Identifier>), Invalid> {
    let is_uid = |uid: &String| {
        (1..=64).contains(&uid.len())
            && uid
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
    };
    if new.uid.as_ref().is_some_and(|uid| !is_uid(uid)) {
        let what = "it must be 1 to 64 letters, digits, dashes and underscores";
        return Err(Invalid::new("mycure.uid", what));
    }
    check_mycure(&new)?;
    let mut details = new.personal_details;
    // It is the uid, and is not kept twice.
    details.remove("id");
    let first = MycureAccount::new(user_id, ctx.now);
    let account = MycureAccount {
        uid: new.uid.unwrap_or(first.uid.clone()),
        // Somebody who moved in has been there before.
        sign_ins: 1,
        is_doctor_verified: new.is_doctor_verified,
        is_patient: new.is_patient,
        is_service_account: new.is_service_account,
        source: new.source,
        details,
        ..first
    };
    let number = new.mobile.as_deref().and_then(e164);
    let proven = number.filter(|_| new.is_mobile_verified);
    let proven = proven.map(|text| Identifier {
        namespace: Namespace::Mobile,
        text,
    });
    Ok((account, proven))
}

fn ocariot(ctx: &Ctx, user_id: &UserId, new: NewOcariot) -> Result<OcariotUser, Invalid> {
    let oid = new.oid.unwrap_or_else(|| new_object_id(ctx, ctx.now));
    if !is_object_id(&oid) {
        return Err(Invalid::new(
            "ocariot.oid",
            "it must be 24 hexadecimal digits",
        ));
    }
    Ok(OcariotUser {
        user_id: user_id.clone(),
        oid,
        kind: new.kind,
        institution_id: new.institution_id,
        scope_override: new.scope_override,
        last_login_at: None,
    })
}

fn corsano(
    ctx: &Ctx,
    user_id: &UserId,
    new: NewCorsano,
) -> Result<(UsersProfile, Option<HealthProfile>), Invalid> {
    let mut record = Record::new(new.users, "users");
    let times = record.times(ctx)?;
    // The account's own, which the door answers with.
    record.members.remove("email");
    let state = record.text("state")?;
    let state = match state.as_deref() {
        None => ProfileState::default(),
        Some(word) => ProfileState::from_word(word).ok_or_else(|| {
            let words = "it must be confirmed, pre_created or blocked";
            Invalid::new("corsano.users.state", words)
        })?,
    };
    let uuid = match record.text("uuid")? {
        None => ctx.app.entropy.uuid(),
        Some(uuid) if is_uuid(&uuid) => uuid,
        Some(_) => {
            let form = "it must be a UUID in lower case";
            return Err(Invalid::new("corsano.users.uuid", form));
        }
    };
    let code = record.text("code")?.map(|code| code.trim().to_owned());
    let users = UsersProfile {
        user_id: user_id.clone(),
        mongo_id: record.id(ctx, times.0)?,
        uuid,
        code,
        state,
        facts: record.rest::<UsersFacts>()?,
        created_at: times.0,
        updated_at: times.1,
    };
    let health = new.health.map(|health| {
        let mut record = Record::new(health, "health");
        let times = record.times(ctx)?;
        let uuid = record.text("uuid")?.unwrap_or_else(|| users.uuid.clone());
        if uuid != users.uuid {
            let same = "it must be that of corsano.users";
            return Err(Invalid::new("corsano.health.uuid", same));
        }
        Ok(HealthProfile {
            user_id: user_id.clone(),
            mongo_id: record.id(ctx, times.0)?,
            uuid,
            facts: record.rest::<HealthFacts>()?,
            created_at: times.0,
            updated_at: times.1,
        })
    });
    Ok((users, health.transpose()?))
}

/// A record of a cloud that is being read.
struct Record {
    members: Map<String, Value>,
    cloud: &'static str,
}

impl Record {
    fn new(members: Map<String, Value>, cloud: &'static str) -> Self {
        Self { members, cloud }
    }

    fn invalid(&self, name: &str, what: impl Into<String>) -> Invalid {
        Invalid::new(&format!("corsano.{}.{name}", self.cloud), what)
    }

    /// Takes a text that may be missing or null.
    fn text(&mut self, name: &str) -> Result<Option<String>, Invalid> {
        match self.members.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(self.invalid(name, "it must be a text")),
        }
    }

    /// Takes `created_at` and `updated_at`: now, and as the former, where they are missing.
    fn times(&mut self, ctx: &Ctx) -> Result<(Timestamp, Timestamp), Invalid> {
        let mut time = |name: &str| {
            let Some(text) = self.text(name)? else {
                return Ok(None);
            };
            let form = "it must be a time in the past as YYYY-MM-DD HH:MM:SS in UTC";
            let at = read_date_time(&text).filter(|at| *at <= ctx.now);
            at.map(Some).ok_or_else(|| self.invalid(name, form))
        };
        let created_at = time("created_at")?.unwrap_or(ctx.now);
        Ok((created_at, time("updated_at")?.unwrap_or(created_at)))
    }

    /// Takes `_id`; makes one where it is missing.
    fn id(&mut self, ctx: &Ctx, made: Timestamp) -> Result<String, Invalid> {
        match self.text("_id")? {
            None => Ok(new_object_id(ctx, made)),
            Some(id) if is_object_id(&id) => Ok(id),
            Some(_) => Err(self.invalid("_id", "it must be 24 hexadecimal digits in lower case")),
        }
    }

    /// All that is left; a null is as good as missing.
    fn rest<T: serde::de::DeserializeOwned>(mut self) -> Result<T, Invalid> {
        self.members.retain(|_, value| !value.is_null());
        serde_json::from_value(Value::Object(self.members))
            .map_err(|error| Invalid::new(&format!("corsano.{}", self.cloud), error.to_string()))
    }
}

fn new_object_id(ctx: &Ctx, made: Timestamp) -> String {
    let mut random = [0; 8];
    ctx.app.entropy.fill(&mut random);
    object_id(made, random)
}

/// 8-4-4-4-12 hexadecimal digits in lower case.
fn is_uuid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12])
        && text
            .bytes()
            .all(|b| b == b'-' || b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}
