//! Passkeys (Web Authentication, Level 3): what a browser is asked, and whether its answer is
//! right. What is kept between the two is handed out and taken back as text.
//!
//! The library takes its challenges from the system's dice; see decision 0010.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Uuid, Webauthn, WebauthnBuilder, WebauthnError,
};

use super::digest::sha256;
use crate::core::{Digest, Fault, Secret, secret::kind};

/// The server, as authenticators know it.
#[derive(Clone, Debug)]
pub struct RelyingParty {
    webauthn: Webauthn,
    id: String,
}

/// A question for an authenticator.
#[derive(Clone, Debug)]
pub struct Question {
    /// What the browser's script hands to `navigator.credentials`.
    pub options: Value,
    /// The digest of its challenge.
    pub challenge: Digest<kind::Challenge>,
    /// What it takes to judge the answer.
    pub state: String,
}

/// Whom a passkey is made for.
#[derive(Clone, Copy, Debug)]
pub struct Holder<'a> {
    /// What the authenticator finds them by: it tells nobody who they are.
    pub handle: [u8; 16],
    /// The name that they sign in with.
    pub name: &'a str,
    /// What they are called.
    pub display_name: &'a str,
}

/// A passkey that was just made.
#[derive(Clone, Debug)]
pub struct Made {
    /// The credential id.
    pub credential: Vec<u8>,
    /// The public key, the counter, and what the authenticator said of itself.
    pub document: String,
    /// Whether the key can be copied to other devices of its person.
    pub synced: bool,
}

/// An answer of an authenticator, read but not judged.
#[derive(Debug)]
pub struct Answer {
    credential: PublicKeyCredential,
    /// The digest of the challenge that it says it answers.
    pub challenge: Digest<kind::Challenge>,
}

/// A right answer.
#[derive(Clone, Debug)]
pub struct Right {
    /// The passkey's document from now on.
    pub document: String,
    /// Whether the key can be copied to other devices of its person.
    pub synced: bool,
}

/// A wrong answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Whether the counter went back: two authenticators seem to have the key.
    pub cloned: bool,
    /// Why, for the trail: one of the library's fixed texts.
    pub why: String,
}

impl From<WebauthnError> for Wrong {
    fn from(error: WebauthnError) -> Self {
        Self {
            cloned: matches!(error, WebauthnError::CredentialPossibleCompromise),
            why: error.to_string(),
        }
    }
}

#[derive(Deserialize)]
struct ClientData {
    challenge: String,
}

/// The digest of the challenge in the `clientDataJSON` of an answer.
fn challenge_of(client_data: &[u8]) -> Option<Digest<kind::Challenge>> {
    let data: ClientData = serde_json::from_slice(client_data).ok()?;
    Some(sha256(&Secret::<kind::Challenge>::new(data.challenge)))
}

fn defect(error: impl std::fmt::Display) -> Fault {
    Fault::Internal(format!("a passkey's question or document: {error}"))
}

/// Whether the document says that the key can be copied.
fn is_synced(document: &Value) -> bool {
    document["cred"]["backup_eligible"] == true
}

impl RelyingParty {
    /// A server at this origin, whose passkeys are for the domain `id`: the origin's host or a
    /// domain above it.
    ///
    /// # Errors
    /// If the origin has no host name, or `id` is not above it.
    pub fn new(origin: &Url, id: &str, name: &str) -> Result<Self, String> {
        let built = WebauthnBuilder::new(id, origin)
            .and_then(|builder| builder.rp_name(name).build())
            .map_err(|error| error.to_string())?;
        Ok(Self {
            webauthn: built,
            id: id.to_owned(),
        })
    }

    /// The domain that its passkeys are for.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Asks for a new passkey. An authenticator with one of `known` makes no second one.
    pub fn ask_for_new(&self, holder: &Holder<'_>, known: &[Vec<u8>]) -> Result<Question, Fault> {
        let known = known.to_vec();
        let (options, state) = self
            .webauthn
            .start_passkey_registration(
                Uuid::from_bytes(holder.handle),
                holder.name,
                holder.display_name,
                Some(known),
            )
            .map_err(defect)?;
        let mut options = serde_json::to_value(options).map_err(defect)?;
        // Web Authentication §5.4.6: only a discoverable credential is offered where no name was
        // typed, and the library asks for one on some platforms alone.
        let wanted = &mut options["publicKey"]["authenticatorSelection"];
        wanted["residentKey"] = json!("required");
        wanted["requireResidentKey"] = json!(true);
        let state = serde_json::to_string(&state).map_err(defect)?;
        question(options, state)
    }

    /// Judges the answer to [`Self::ask_for_new`].
    pub fn judge_new(&self, answer: &NewAnswer, state: &str) -> Result<Result<Made, Wrong>, Fault> {
        let state: PasskeyRegistration = serde_json::from_str(state).map_err(defect)?;
        let passkey = match self
            .webauthn
            .finish_passkey_registration(&answer.credential, &state)
        {
            Ok(passkey) => passkey,
            Err(error) => return Ok(Err(error.into())),
        };
        let mut document = serde_json::to_value(&passkey).map_err(defect)?;
        // The library keeps what an attestation vouches for; a browser asks faster where it knows how.
        let transports = &answer.credential.response.transports;
        document["cred"]["transports"] = serde_json::to_value(transports).map_err(defect)?;
        Ok(Ok(Made {
            credential: passkey.cred_id().to_vec(),
            synced: is_synced(&document),
            document: document.to_string(),
        }))
    }

    /// Asks for a passkey: one of these (credential id and document), or, if there are none, any
    /// that says itself whose it is.
    pub fn ask(&self, of: &[(&[u8], &str)]) -> Result<Question, Fault> {
        let (options, state) = self
            .webauthn
            .start_discoverable_authentication()
            .map_err(defect)?;
        let mut options = serde_json::to_value(options).map_err(defect)?;
        // The script says when a browser is to offer it in the field of the name.
        if let Some(members) = options.as_object_mut() {
            members.remove("mediation");
        }
        let allowed = of.iter().map(|(id, document)| {
            let document: Value = serde_json::from_str(document).unwrap_or_default();
            let mut one = json!({ "type": "public-key", "id": URL_SAFE_NO_PAD.encode(id) });
            if document["cred"]["transports"].is_array() {
                one["transports"] = document["cred"]["transports"].clone();
            }
            one
        });
        options["publicKey"]["allowCredentials"] = allowed.collect();
        let state = serde_json::to_string(&state).map_err(defect)?;
        question(options, state)
    }

    /// Judges the answer to [`Self::ask`] by the document of its passkey and the handle of whom it
    /// belongs to.
    ///
    /// Web Authentication §7.2: "verify that `response.userHandle` is present, and that the user
    /// identified by this value is the owner of `credentialSource`" where nobody was named; where
    /// somebody was, it may be missing, but not another's.
    pub fn judge(
        &self,
        (answer, state): (&Answer, &str),
        document: &str,
        (handle, is_named): ([u8; 16], bool),
    ) -> Result<Result<Right, Wrong>, Fault> {
        let said = answer.credential.get_user_unique_id();
        let fits = said.map_or(is_named, |said| {
            said == handle || (is_named && said.is_empty())
        });
        if !fits {
            return Ok(Err(WebauthnError::InvalidUserUniqueId.into()));
        }
        let state: DiscoverableAuthentication = serde_json::from_str(state).map_err(defect)?;
        let mut passkey: Passkey = serde_json::from_str(document).map_err(defect)?;
        let result = match self.webauthn.finish_discoverable_authentication_v2(
            &answer.credential,
            state,
            &passkey,
        ) {
            Ok(result) => result,
            Err(error) => return Ok(Err(error.into())),
        };
        // What it proves counts as two factors: the person was verified by the authenticator.
        if !result.user_verified() {
            return Ok(Err(WebauthnError::UserNotVerified.into()));
        }
        let changed = passkey.update_credential(&result) == Some(true);
        Ok(Ok(Right {
            document: match changed {
                true => serde_json::to_string(&passkey).map_err(defect)?,
                false => document.to_owned(),
            },
            synced: result.backup_eligible(),
        }))
    }
}

fn question(options: Value, state: String) -> Result<Question, Fault> {
    let challenge = options["publicKey"]["challenge"].as_str();
    let challenge = challenge.ok_or_else(|| defect("it has no challenge"))?;
    let challenge = sha256(&Secret::<kind::Challenge>::new(challenge));
    Ok(Question {
        options,
        challenge,
        state,
    })
}

impl Answer {
    /// Reads what the browser's script sent; `None` if it is none.
    pub fn read(text: &str) -> Option<Self> {
        let credential: PublicKeyCredential = serde_json::from_str(text).ok()?;
        let challenge = challenge_of(&credential.response.client_data_json)?;
        Some(Self {
            credential,
            challenge,
        })
    }

    /// The credential id that it names.
    pub fn credential_id(&self) -> &[u8] {
        self.credential.get_credential_id()
    }
}

/// A new passkey as the browser sent it, read but not judged.
#[derive(Debug)]
pub struct NewAnswer {
    credential: RegisterPublicKeyCredential,
    /// The digest of the challenge that it says it answers.
    pub challenge: Digest<kind::Challenge>,
}

impl NewAnswer {
    /// Reads what the browser's script sent; `None` if it is none.
    pub fn read(text: &str) -> Option<Self> {
        let credential: RegisterPublicKeyCredential = serde_json::from_str(text).ok()?;
        let challenge = challenge_of(&credential.response.client_data_json)?;
        Some(Self {
            credential,
            challenge,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn party(origin: &str, id: &str) -> Result<RelyingParty, String> {
        RelyingParty::new(&Url::parse(origin).unwrap(), id, "Example")
    }

    #[test]
    fn the_domain_is_the_hosts_or_above_it() {
        assert!(party("https://id.example.org", "id.example.org").is_ok());
        assert!(party("https://id.example.org", "example.org").is_ok());
        assert!(party("http://localhost:8080", "localhost").is_ok());
        for id in ["example.com", "d.example.org", "org.example", ""] {
            assert!(party("https://id.example.org", id).is_err(), "{id}");
        }
        assert!(party("https://192.0.2.1", "192.0.2.1").is_err());
    }

    // A new passkey can be found without a name, and its person is verified each time.
    #[test]
    fn what_is_asked_for() {
        let party = party("https://id.example.org", "example.org").unwrap();
        let holder = Holder {
            handle: [7; 16],
            name: "anna",
            display_name: "Anna Berg",
        };
        let made = party.ask_for_new(&holder, &[vec![1, 2, 3]]).unwrap();
        let options = &made.options["publicKey"];
        let wanted = &options["authenticatorSelection"];
        assert_eq!(wanted["residentKey"], "required");
        assert_eq!(wanted["userVerification"], "required");
        assert_eq!(options["excludeCredentials"][0]["id"], "AQID");
        assert_eq!(options["rp"]["id"], "example.org");
        assert_eq!(options["attestation"], "none");
        let asked = party.ask(&[]).unwrap();
        assert_eq!(asked.options["publicKey"]["userVerification"], "required");
        assert_eq!(asked.options["publicKey"]["allowCredentials"], json!([]));
        assert_ne!(made.challenge, asked.challenge);
        for text in ["", "{}", "null", "{\"id\":\"x\"}"] {
            assert!(Answer::read(text).is_none() && NewAnswer::read(text).is_none());
        }
    }
}
