//! Pages of the server's own that a person signs in for, in place of an app.

use serde::{Deserialize, Serialize};

use super::{PasskeyId, Word, user::Totp};
use crate::core::Id;

/// Most bytes of a path.
const MOST: usize = 256;

/// Where a person goes on after a sign-in that no app asked for: a path below `/account`, with its
/// query, and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OwnPath(String);

impl OwnPath {
    /// Takes a path with its query. HH-06: "only own relative paths"; anything that a browser
    /// could read as another origin, or as another page of ours, is none.
    pub fn parse(text: &str) -> Option<Self> {
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        let rest = path.strip_prefix("/account")?;
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.~".contains(&b);
        let segments = rest.is_empty()
            || rest.strip_prefix('/').is_some_and(|rest| {
                rest.split('/').all(|segment| {
                    !["", ".", ".."].contains(&segment) && segment.bytes().all(plain)
                })
            });
        let is_query = |b: u8| plain(b) || b"=&%+*:,".contains(&b);
        (segments && query.bytes().all(is_query) && text.len() <= MOST)
            .then(|| Self(text.to_owned()))
    }

    /// The path with its query.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for OwnPath {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("no path of an account page")
    }
}

impl From<OwnPath> for String {
    fn from(path: OwnPath) -> Self {
        path.0
    }
}

/// What a person is about to do on their account pages: a sign-in says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Look at their account.
    #[default]
    Account,
    /// Change their address or number.
    Profile,
    /// Change their password.
    Password,
    /// Turn on an authenticator app.
    AddAuthenticator,
    /// Remove or rename an authenticator app.
    ChangeAuthenticator,
    /// Add a passkey.
    AddPasskey,
    /// Remove or rename a passkey.
    ChangePasskey,
    /// Make recovery codes.
    RecoveryCodes,
    /// Forget devices that skip the second factor.
    Devices,
    /// See and end sessions.
    Sessions,
    /// See and change what apps may do.
    Apps,
    /// Read what happened.
    Activity,
    /// Take what is kept of them along, or leave.
    Data,
}

impl Purpose {
    /// Whether it is what somebody does who must have a second factor and has none: every other page
    /// comes after it.
    pub const fn sets_up_a_factor(self) -> bool {
        match self {
            Self::AddAuthenticator | Self::AddPasskey => true,
            Self::Account
            | Self::Profile
            | Self::Password
            | Self::ChangeAuthenticator
            | Self::ChangePasskey
            | Self::RecoveryCodes
            | Self::Devices
            | Self::Sessions
            | Self::Apps
            | Self::Activity
            | Self::Data => false,
        }
    }
}

impl Word for Purpose {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::Account, "account"),
        (Self::Profile, "profile"),
        (Self::Password, "password"),
        (Self::AddAuthenticator, "add_authenticator"),
        (Self::ChangeAuthenticator, "change_authenticator"),
        (Self::AddPasskey, "add_passkey"),
        (Self::ChangePasskey, "change_passkey"),
        (Self::RecoveryCodes, "recovery_codes"),
        (Self::Devices, "devices"),
        (Self::Sessions, "sessions"),
        (Self::Apps, "apps"),
        (Self::Activity, "activity"),
        (Self::Data, "data"),
    ];
}

/// What was just done on an account page: the next page says so, once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// What is known of the person was changed.
    ProfileSaved,
    /// A message went to an address that is to be proven.
    AddressAsked,
    /// Another address or number is not asked for any more.
    ChangeCancelled,
    /// The number was changed.
    NumberChanged,
    /// Their account has a mobile number that had none.
    NumberAdded,
    /// The password was changed.
    PasswordChanged,
    /// An authenticator app was turned on.
    AuthenticatorAdded,
    /// An authenticator app has another name.
    AuthenticatorRenamed,
    /// An authenticator app was removed.
    AuthenticatorRemoved,
    /// A passkey was added.
    PasskeyAdded,
    /// A passkey has another name.
    PasskeyRenamed,
    /// A passkey was removed.
    PasskeyRemoved,
    /// New recovery codes are kept by their person.
    RecoveryCodesSaved,
    /// The last recovery code was used to sign in.
    RecoveryCodesGone,
    /// A device is asked for the second factor again.
    DeviceForgotten,
    /// Another session was ended.
    SessionEnded,
    /// All other sessions were ended.
    OthersEnded,
    /// An app may do less.
    AppNarrowed,
    /// An app may do nothing any more.
    AppStopped,
    /// The account stays after all.
    AccountKept,
    /// A second factor or passkey waits until the address is proven.
    ProveFirst,
}

impl Word for Notice {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::ProfileSaved, "profile_saved"),
        (Self::AddressAsked, "address_asked"),
        (Self::ChangeCancelled, "change_cancelled"),
        (Self::NumberChanged, "number_changed"),
        (Self::NumberAdded, "number_added"),
        (Self::PasswordChanged, "password_changed"),
        (Self::AuthenticatorAdded, "authenticator_added"),
        (Self::AuthenticatorRenamed, "authenticator_renamed"),
        (Self::AuthenticatorRemoved, "authenticator_removed"),
        (Self::PasskeyAdded, "passkey_added"),
        (Self::PasskeyRenamed, "passkey_renamed"),
        (Self::PasskeyRemoved, "passkey_removed"),
        (Self::RecoveryCodesSaved, "recovery_codes_saved"),
        (Self::RecoveryCodesGone, "recovery_codes_gone"),
        (Self::DeviceForgotten, "device_forgotten"),
        (Self::SessionEnded, "session_ended"),
        (Self::OthersEnded, "others_ended"),
        (Self::AppNarrowed, "app_narrowed"),
        (Self::AppStopped, "app_stopped"),
        (Self::AccountKept, "account_kept"),
        (Self::ProveFirst, "prove_first"),
    ];
}

/// A page of the server's own that waits for a sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnPage {
    /// Where the person goes on.
    pub path: OwnPath,
    /// What they are about to do.
    pub purpose: Purpose,
    /// The one authenticator app that will do as second factor, besides recovery codes (TF-06).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub factor: Option<Id<Totp>>,
    /// The one passkey that will do, besides recovery codes (TF-06).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passkey: Option<PasskeyId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    // HH-06: a table of 80 ways to name another place; only own relative paths are taken.
    #[test]
    fn a_way_back_is_an_own_path_and_nothing_else() {
        for good in [
            "/account",
            "/account/security",
            "/account/security/totp/new",
            "/account/apps/01J9Z64K2M7Q",
            "/account/activity?event=login.otp&page=2",
            "/account/activity?from=2026-01-01&q=a%20b",
        ] {
            assert_eq!(OwnPath::parse(good).unwrap().as_str(), good);
        }
        let tails = [
            "//e",
            "/\\e",
            "\\\\e",
            "\\/e",
            "///e",
            "////e",
            "/%09/e",
            "/\t/e",
            "\t//e",
            "\n//e",
            "\r//e",
            "/\r\n/e",
            "/\0/e",
            " //e",
            "//e/account",
            "//account",
            "/\\account",
            "https:e",
            "https:/e",
            "https://e",
            "https:///e",
            "HTTPS://e",
            "http:e",
            "http://e",
            "https:\\\\e",
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///e",
            "ftp://e",
            "mailto:a@e",
            "blob:x",
            "about:blank",
            "//e@h",
            "//h@e",
            "@e",
            "/@e",
            "//user:pass@e",
            "e",
            "e.example",
            "www.e",
            "",
            ".",
            "..",
            "./e",
            "../e",
            "/.",
            "/..",
            "/../e",
            "/./e",
            "/account/../e",
            "/account/..//e",
            "/account/./e",
            "/account//e",
            "/account/\\e",
            "/account\\e",
            "/account/%2e%2e/e",
            "/account/%2f%2fe",
            "/account/%5ce",
            "/account;e",
            "/account@e",
            "/account:e",
            "/account.e",
            "/accounte",
            "/account#e",
            "/account/#//e",
            "/account/",
            "/account\t",
            "/account\n",
            "/account \u{a0}e",
            "/account?\r\nSet-Cookie: a",
            "/account?<script>",
            "/account?a=\"b",
            "/account?a='b",
            "/account?a\\b",
            "/account?//e",
            "/account?u=//e",
            "/account?@e",
            "/ACCOUNT",
            "/authorize",
            "/logout",
            "/interaction/x/login",
            "/\u{2f}e",
            "\u{2215}\u{2215}e",
            "/\u{2215}e",
            "\u{ff0f}\u{ff0f}e",
            "/\u{ff0f}e",
            "/account/\u{2215}e",
            "/account\u{ff0f}e",
            "/account/\u{3002}\u{3002}",
            "/account/\u{202e}e",
            "\u{feff}/account",
            "%2f%2fe",
            "/%2fe",
            "/%5ce",
        ];
        assert!(tails.len() >= 80, "{}", tails.len());
        for bad in tails {
            assert_eq!(OwnPath::parse(bad), None, "{bad:?}");
        }
        let long = format!("/account/{}", "a".repeat(MOST));
        assert_eq!(OwnPath::parse(&long), None);
    }
}
