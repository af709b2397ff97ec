//! `/account…`: the pages where people look after their own sign-in.

pub mod activity;
pub mod app;
pub mod apps;
pub mod data;
pub mod legacy;
pub mod overview;
pub mod passkeys;
pub mod password;
pub mod profile;
pub mod recovery;
pub mod security;
pub mod sessions;
pub mod totp;

pub use activity::Activity;
pub use app::AppPage;
pub use apps::Apps;
pub use data::Data;
pub use legacy::LegacyNotice;
pub use overview::Overview;
pub use passkeys::{NewPasskey, OnePasskey, Passkeys};
pub use password::ChangePassword;
pub use profile::{ChangeContact, Profile};
pub use recovery::RecoveryCodes;
pub use security::Security;
pub use sessions::Sessions;
pub use totp::{NewTotp, OneTotp};

use crate::model::Notice;

/// What every account page has besides.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Where the page stands in the navigation.
    pub at: Section,
    /// The token of the sign-out form.
    pub sign_out: String,
    /// What was just done.
    pub notice: Option<Notice>,
}

/// A part of the account pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// What there is, and what to do next.
    Overview,
    /// What is known of the person.
    Profile,
    /// How the person signs in.
    Security,
    /// Where they are signed in.
    Sessions,
    /// What apps may do.
    Apps,
    /// What happened.
    Activity,
    /// What is kept, and the end of the account.
    Data,
}

impl Frame {
    /// The navigation: each part, its address, the key of its name.
    pub const fn sections(&self) -> [(Section, &'static str, &'static str); 7] {
        [
            (Section::Overview, "/account", "account-overview"),
            (Section::Profile, "/account/profile", "account-profile"),
            (Section::Security, "/account/security", "account-security"),
            (Section::Sessions, "/account/sessions", "account-sessions"),
            (Section::Apps, "/account/apps", "account-apps"),
            (Section::Activity, "/account/activity", "account-activity"),
            (Section::Data, "/account/data", "account-data"),
        ]
    }

    /// Whether the page stands in this part.
    pub fn is_at(&self, section: &Section) -> bool {
        self.at == *section
    }

    /// The key of what was just done.
    pub fn notice_key(&self) -> Option<&'static str> {
        Some(match self.notice? {
            Notice::ProfileSaved => "notice-profile-saved",
            Notice::AddressAsked => "notice-address-asked",
            Notice::ChangeCancelled => "notice-change-cancelled",
            Notice::NumberChanged => "notice-number-changed",
            Notice::NumberAdded => "notice-number-added",
            Notice::PasswordChanged => "notice-password-changed",
            Notice::AuthenticatorAdded => "notice-authenticator-added",
            Notice::AuthenticatorRenamed => "notice-authenticator-renamed",
            Notice::AuthenticatorRemoved => "notice-authenticator-removed",
            Notice::PasskeyAdded => "notice-passkey-added",
            Notice::PasskeyRenamed => "notice-passkey-renamed",
            Notice::PasskeyRemoved => "notice-passkey-removed",
            Notice::RecoveryCodesSaved => "notice-recovery-codes-saved",
            Notice::RecoveryCodesGone => "notice-recovery-codes-gone",
            Notice::DeviceForgotten => "notice-device-forgotten",
            Notice::SessionEnded => "notice-session-ended",
            Notice::OthersEnded => "notice-others-ended",
            Notice::AppNarrowed => "notice-app-narrowed",
            Notice::AppStopped => "notice-app-stopped",
            Notice::AccountKept => "notice-account-kept",
            Notice::ProveFirst => "notice-prove-first",
        })
    }

    /// How the notice looks: as something done, or as something to do.
    pub fn notice_look(&self) -> &'static str {
        match self.notice {
            Some(Notice::ProveFirst) => "warn",
            _ => "good",
        }
    }

    /// A sample of a page in this part.
    pub fn sample(at: Section, word: &dyn Fn(&str) -> String) -> Self {
        Self {
            at,
            sign_out: word("sample-form-token"),
            notice: None,
        }
    }
}
