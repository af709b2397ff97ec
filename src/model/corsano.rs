//! What Corsano's two clouds know of a person beyond a person: two records, edited apart.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value, json};

use super::{UserId, Word};
use crate::core::{Timestamp, hex};

/// Whether somebody may sign in at the Users Cloud.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum ProfileState {
    /// They may.
    #[default]
    Confirmed,
    /// Made by a study, not taken up yet: there is no password.
    PreCreated,
    /// Closed by the old system's operator.
    Blocked,
}

impl Word for ProfileState {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::Confirmed, "confirmed"),
        (Self::PreCreated, "pre_created"),
        (Self::Blocked, "blocked"),
    ];
}

/// The record of the Users Cloud.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsersProfile {
    /// Whose.
    pub user_id: UserId,
    /// 24 hexadecimal digits: `_id`, and the `sub` of this cloud's tokens.
    pub mongo_id: String,
    /// A UUID, the same in both clouds.
    pub uuid: String,
    /// The name to sign in with that a study gave out.
    pub code: Option<String>,
    /// Whether they may sign in.
    pub state: ProfileState,
    /// What decides nothing.
    pub facts: UsersFacts,
    /// When the record was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

/// What the Users Cloud shows of a person and decides nothing by. What the contract knows as null
/// only may be of any type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct UsersFacts {
    /// `user` by default.
    pub role: String,
    /// The first name.
    pub first_name: Option<String>,
    /// The last name.
    pub last_name: Option<String>,
    /// `YYYY-MM-DD`.
    pub birthday: Option<String>,
    /// The gender.
    pub gender: Option<String>,
    /// The country.
    pub country: Option<String>,
    /// Whether it was brought along from the system before that one.
    pub is_from_old_db: bool,
    /// The picture's id.
    pub avatar_id: Value,
    /// `NONE` by default.
    pub customer_tag: String,
    /// When the terms of use were agreed to, or what else stands there.
    pub agreement_to_terms_of_use: Value,
    /// The study center.
    pub preventicus_b2b_study_center: Value,
    /// The customer's code.
    pub customer_code: Value,
    /// The brand.
    pub brand: Value,
    /// The picture.
    pub avatar: Value,
}

impl Default for UsersFacts {
    fn default() -> Self {
        Self {
            role: "user".into(),
            first_name: None,
            last_name: None,
            birthday: None,
            gender: None,
            country: None,
            is_from_old_db: false,
            avatar_id: Value::Null,
            customer_tag: "NONE".into(),
            agreement_to_terms_of_use: Value::Null,
            preventicus_b2b_study_center: Value::Null,
            customer_code: Value::Null,
            brand: Value::Null,
            avatar: Value::Null,
        }
    }
}

/// The record of the Health Cloud.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HealthProfile {
    /// Whose.
    pub user_id: UserId,
    /// 24 hexadecimal digits: `_id`, and the `sub` that the Health Cloud sees.
    pub mongo_id: String,
    /// A UUID, the same in both clouds.
    pub uuid: String,
    /// What decides nothing.
    pub facts: HealthFacts,
    /// When the record was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

/// What the Health Cloud shows of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HealthFacts {
    /// `user` by default.
    pub role: String,
    /// `YYYY-MM-DD`.
    pub birthday: Option<String>,
    /// The gender.
    pub gender: Option<String>,
    /// Centimetres.
    pub height: Option<Number>,
    /// Kilograms.
    pub weight: Option<Number>,
    /// The colour of the skin.
    pub skin_color: Value,
    /// How much hair there is where the device is worn.
    pub hair_density: Value,
    /// The customer's code.
    pub customer_code: Value,
}

impl Default for HealthFacts {
    fn default() -> Self {
        Self {
            role: "user".into(),
            birthday: None,
            gender: None,
            height: None,
            weight: None,
            skin_color: Value::Null,
            hair_density: Value::Null,
            customer_code: Value::Null,
        }
    }
}

impl UsersProfile {
    /// The 21 members of the contract, in its order.
    pub fn document(&self, email: Option<&str>) -> Map<String, Value> {
        let facts = &self.facts;
        members([
            ("_id", json!(self.mongo_id)),
            ("uuid", json!(self.uuid)),
            ("role", json!(facts.role)),
            ("first_name", json!(facts.first_name)),
            ("last_name", json!(facts.last_name)),
            ("birthday", json!(facts.birthday)),
            ("gender", json!(facts.gender)),
            ("country", json!(facts.country)),
            ("state", json!(self.state.word())),
            ("is_from_old_db", json!(facts.is_from_old_db)),
            ("avatar_id", facts.avatar_id.clone()),
            ("email", json!(email)),
            ("updated_at", json!(date_time(self.updated_at))),
            ("created_at", json!(date_time(self.created_at))),
            ("customer_tag", json!(facts.customer_tag)),
            (
                "agreement_to_terms_of_use",
                facts.agreement_to_terms_of_use.clone(),
            ),
            ("code", json!(self.code)),
            (
                "preventicus_b2b_study_center",
                facts.preventicus_b2b_study_center.clone(),
            ),
            ("customer_code", facts.customer_code.clone()),
            ("brand", facts.brand.clone()),
            ("avatar", facts.avatar.clone()),
        ])
    }

    /// The record that the Health Cloud begins with at the first exchange: the person's `uuid` and
    /// birthday, and nothing else that the Users Cloud knows.
    pub fn first_health(&self, mongo_id: String, now: Timestamp) -> HealthProfile {
        HealthProfile {
            user_id: self.user_id.clone(),
            mongo_id,
            uuid: self.uuid.clone(),
            facts: HealthFacts {
                birthday: self.facts.birthday.clone(),
                ..HealthFacts::default()
            },
            created_at: now,
            updated_at: now,
        }
    }
}

impl HealthProfile {
    /// The 12 members of the contract, in its order.
    pub fn document(&self) -> Map<String, Value> {
        let facts = &self.facts;
        members([
            ("_id", json!(self.mongo_id)),
            ("uuid", json!(self.uuid)),
            ("birthday", json!(facts.birthday)),
            ("created_at", json!(date_time(self.created_at))),
            ("customer_code", facts.customer_code.clone()),
            ("gender", json!(facts.gender)),
            ("height", json!(facts.height)),
            ("role", json!(facts.role)),
            ("updated_at", json!(date_time(self.updated_at))),
            ("weight", json!(facts.weight)),
            ("skin_color", facts.skin_color.clone()),
            ("hair_density", facts.hair_density.clone()),
        ])
    }
}

fn members<const N: usize>(members: [(&str, Value); N]) -> Map<String, Value> {
    let named = members.map(|(name, value)| (name.to_owned(), value));
    named.into_iter().collect()
}

/// `YYYY-MM-DD HH:MM:SS` in UTC.
fn date_time(at: Timestamp) -> String {
    at.rfc3339().replace('T', " ").trim_end_matches('Z').into()
}

/// Reads what `date_time` writes; an import's file has it.
pub fn read_date_time(text: &str) -> Option<Timestamp> {
    let at = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").ok()?;
    Some(Timestamp::from_millis(at.and_utc().timestamp_millis()))
}

/// An id as the original's database makes it: four bytes of seconds, eight random ones, in
/// hexadecimal digits.
pub fn object_id(now: Timestamp, random: [u8; 8]) -> String {
    let [.., a, b, c, d] = now.secs().to_be_bytes();
    hex(&[&[a, b, c, d][..], &random].concat())
}

/// Whether a text is such an id.
pub fn is_object_id(text: &str) -> bool {
    text.len() == 24
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    // The document's own sample: an id carries the second of its record's `created_at`.
    #[test]
    fn an_id_carries_the_second_it_was_made_in() {
        let made = read_date_time("2021-03-10 20:30:32").expect("a time");
        let id = object_id(made, [0x6c, 0xe1, 0xb9, 0x71, 0xdc, 0x2a, 0xa6, 0x32]);
        assert_eq!(id, "60492c686ce1b971dc2aa632");
        assert_eq!(date_time(made), "2021-03-10 20:30:32");
        assert!(is_object_id(&id));
        for wrong in ["", "60492C686ce1b971dc2aa632", "60492c686ce1b971dc2aa63g"] {
            assert!(!is_object_id(wrong), "{wrong}");
        }
        assert_eq!(read_date_time("2021-03-10T20:30:32Z"), None);
    }
}
