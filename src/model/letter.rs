//! What Signet writes to people: which letter, to whom, and what stands in it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{UserId, Word};
use crate::core::{Id, Timestamp};

/// A kind of letter; its texts are `mail-…` in `locales/*/mail.ftl`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Template {
    /// An account was made: `link` is where to sign in. Values: `username`, if there is one; `enrol`, if a
    /// second factor has to be set up.
    Welcome,
    /// What a professional gave of their licence is being looked at: `link` and `code` prove their
    /// address, if that is not proven.
    HumanVerification,
    /// What a professional gave of their licence was looked at, and is right.
    HumanVerified,
    /// Who waited may join now: `link` and `code` are the invitation.
    WaitlistApproved,
    /// Who waited gets no account.
    WaitlistRejected,
    /// Documents of identity have come in.
    IdentityReceived,
    /// Somebody belongs to a facility now. Values: `facility`.
    FacilityMembership,
    /// A patient and a professional are connected.
    PatientConnection,
    /// Somebody is invited: `link`; values: `by`.
    Invite,
    /// Somebody wanted to register an address that has an account already: `link` is where to sign in.
    AddressInUse,
    /// Prove that the address or number is yours: `link`, `code`.
    Verify,
    /// Choose a new password: `link`, `code`.
    Reset,
    /// A new password was chosen with such a link.
    ResetDone,
    /// Say that the password is to be changed: `code`.
    ConfirmPassword,
    /// The password was changed.
    PasswordChanged,
    /// An operator or educator has set the password.
    PasswordSet,
    /// Prove the address that an account is to have: `link`, and `code` where an app takes it.
    EmailChange,
    /// To the address that an account had: `link` takes it back; values: `address`, the new one in part.
    EmailChangedOld,
    /// To the address that an account has now.
    EmailChanged,
    /// Prove the number that an account is to have: `code`.
    MobileChange,
    /// The number of an account was changed: `link` takes it back.
    MobileChanged,
    /// An account has a number that had none.
    MobileAdded,
    /// Somebody wanted to change to an address that has an account already.
    AddressInUseChange,
    /// A sign-in on a browser that is new: `link` is the page "this was not me"; values: `device`, `at`, `ip`.
    NewDevice,
    /// Two-step sign-in was turned on.
    SecondFactorOn,
    /// Two-step sign-in was turned off.
    SecondFactorOff,
    /// One of several authenticator apps was taken out.
    AuthenticatorRemoved,
    /// An operator has taken the second factor away. Values: `reason`; `enrol`, if there must be one.
    SecondFactorReset,
    /// What somebody else may have added to sign in with was taken away.
    FactorsEnded,
    /// A recovery code was used. Values: `left`.
    RecoveryCodeUsed,
    /// New recovery codes were made; the ones before are over.
    RecoveryCodesMade,
    /// A passkey was added. Values: `passkey`.
    PasskeyAdded,
    /// A passkey was taken out. Values: `passkey`.
    PasskeyRemoved,
    /// An app was allowed to see something. Values: `app`.
    AppConnected,
    /// An app was cut off: what it held was used twice. Values: `app`.
    AppCutOff,
    /// What an app was allowed ends soon. Values: `app`, `day`.
    AppEndsSoon,
    /// Once a year: the apps that see data while their person is away. Values: `apps`, a list with a line each.
    OfflineApps,
    /// Too many failures: the password is switched off until it is reset.
    AccountLocked,
    /// The account will be deleted: `link` stops that; values: `day`.
    DeletionAsked,
    /// The account is deleted.
    DeletionDone,
    /// To people: an old app stops working: `link` is the page that says so; values: `app`, `day`.
    LegacyStops,
    /// To whoever made it: `link` is the guide; values: `app`, `day`.
    LegacyStopsDeveloper,
    /// An operator tries whether mail arrives.
    Test,
}

impl Word for Template {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::Welcome, "welcome"),
        (Self::HumanVerification, "human_verification"),
        (Self::HumanVerified, "human_verified"),
        (Self::WaitlistApproved, "waitlist_approved"),
        (Self::WaitlistRejected, "waitlist_rejected"),
        (Self::IdentityReceived, "identity_received"),
        (Self::FacilityMembership, "facility_membership"),
        (Self::PatientConnection, "patient_connection"),
        (Self::Invite, "invite"),
        (Self::AddressInUse, "address_in_use"),
        (Self::Verify, "verify"),
        (Self::Reset, "reset"),
        (Self::ResetDone, "reset_done"),
        (Self::ConfirmPassword, "confirm_password"),
        (Self::PasswordChanged, "password_changed"),
        (Self::PasswordSet, "password_set"),
        (Self::EmailChange, "email_change"),
        (Self::EmailChangedOld, "email_changed_old"),
        (Self::EmailChanged, "email_changed"),
        (Self::MobileChange, "mobile_change"),
        (Self::MobileChanged, "mobile_changed"),
        (Self::MobileAdded, "mobile_added"),
        (Self::AddressInUseChange, "address_in_use_change"),
        (Self::NewDevice, "new_device"),
        (Self::SecondFactorOn, "second_factor_on"),
        (Self::SecondFactorOff, "second_factor_off"),
        (Self::AuthenticatorRemoved, "authenticator_removed"),
        (Self::SecondFactorReset, "second_factor_reset"),
        (Self::FactorsEnded, "factors_ended"),
        (Self::RecoveryCodeUsed, "recovery_code_used"),
        (Self::RecoveryCodesMade, "recovery_codes_made"),
        (Self::PasskeyAdded, "passkey_added"),
        (Self::PasskeyRemoved, "passkey_removed"),
        (Self::AppConnected, "app_connected"),
        (Self::AppCutOff, "app_cut_off"),
        (Self::AppEndsSoon, "app_ends_soon"),
        (Self::OfflineApps, "offline_apps"),
        (Self::AccountLocked, "account_locked"),
        (Self::DeletionAsked, "deletion_asked"),
        (Self::DeletionDone, "deletion_done"),
        (Self::LegacyStops, "legacy_stops"),
        (Self::LegacyStopsDeveloper, "legacy_stops_developer"),
        (Self::Test, "test"),
    ];
}

impl Template {
    /// All of them, in the order above.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::WORDS.iter().map(|(template, _)| *template)
    }
}

/// A way to reach people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Channel {
    /// Mail, by SMTP.
    Email,
    /// A text message, by the operator's hook.
    Sms,
}

impl Word for Channel {
    const WORDS: &'static [(Self, &'static str)] = &[(Self::Email, "email"), (Self::Sms, "sms")];
}

/// Where a letter goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Recipient {
    /// An address.
    Email(String),
    /// A number in the form of E.164, with `+`.
    Mobile(String),
}

impl Recipient {
    /// How it is reached.
    pub const fn channel(&self) -> Channel {
        match self {
            Self::Email(_) => Channel::Email,
            Self::Mobile(_) => Channel::Sms,
        }
    }

    /// The address or number.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Email(text) | Self::Mobile(text) => text,
        }
    }
}

/// What stands in a letter, by name. They are texts of others: shown, never trusted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Values(pub BTreeMap<String, String>);

impl Values {
    /// None.
    pub fn new() -> Self {
        Self::default()
    }

    /// One more.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.0.insert(name.to_owned(), value.into());
        self
    }

    /// The value of a name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}

/// A letter to write.
#[derive(Clone, Debug)]
pub struct Letter<'a> {
    /// Which.
    pub template: Template,
    /// To whom.
    pub to: Recipient,
    /// In which language, as a BCP 47 tag; else in the user's, else in `i18n.default`.
    pub language: Option<&'a str>,
    /// Whose account it is about.
    pub user: Option<&'a UserId>,
    /// What stands in it.
    pub values: Values,
    /// The address of its button, at the issuer (RC-05).
    pub link: Option<String>,
    /// The code that may be typed instead.
    pub code: Option<String>,
    /// When it is of no use any more; else a day from now.
    pub expires_at: Option<Timestamp>,
}

/// What is sealed of a letter on its way.
#[derive(Clone, Serialize, Deserialize)]
pub struct Message {
    /// To whom.
    pub to: Recipient,
    /// What stands in it.
    pub values: Values,
    /// The address of its button.
    pub link: Option<String>,
    /// The code that may be typed instead.
    pub code: Option<String>,
    /// When link and code end.
    pub until: Option<Timestamp>,
}

/// A letter on its way, as the database has it.
#[derive(Clone, Debug)]
pub struct Queued {
    /// Its row; also what its `Message-ID` is made of.
    pub id: Id<Self>,
    /// How it goes.
    pub channel: Channel,
    /// Which.
    pub template: Template,
    /// A BCP 47 tag.
    pub language: String,
    /// Whose account it is about.
    pub user_id: Option<UserId>,
    /// A [`Message`], sealed; none once it was sent, or too late.
    pub sealed: Option<Vec<u8>>,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it is to be tried next.
    pub due_at: Timestamp,
    /// After this it is of no use.
    pub expires_at: Timestamp,
    /// How often it was tried.
    pub tries: i32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_has_a_word_of_its_own() {
        let words: std::collections::BTreeSet<_> = Template::WORDS.iter().map(|(_, w)| w).collect();
        assert_eq!(words.len(), Template::WORDS.len());
        for template in Template::all() {
            assert_eq!(Template::from_word(template.word()), Some(template));
        }
    }
}
