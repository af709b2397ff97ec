//! A sign-out that an app asks for (OpenID Connect RP-Initiated Logout 1.0).

use std::{borrow::Cow, sync::Arc};

use super::{Browser, Params, hint, session};
use crate::{
    app::Ctx,
    core::{Reason, Refusal, Settled},
    grants::subject,
    model::{Client, ClientId, User},
};

/// What an app asks for (§2). `logout_hint` may be there, too; nothing depends on it.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// An ID token of the session that is to end.
    pub hint: Option<String>,
    /// The app.
    pub client_id: Option<String>,
    /// Where to lead the person afterwards.
    pub redirect: Option<String>,
    /// What to give along there.
    pub state: Option<String>,
    /// Languages for our pages, in the order of preference.
    pub ui_locales: Option<String>,
}

impl Request {
    /// Reads the parameters, wherever they came from.
    pub fn read(params: &Params) -> Result<Self, Refusal> {
        params.one("logout_hint")?;
        let text = |name: &'static str| Ok::<_, Refusal>(params.one(name)?.map(str::to_owned));
        Ok(Self {
            hint: text("id_token_hint")?,
            client_id: text("client_id")?,
            redirect: text("post_logout_redirect_uri")?,
            state: text("state")?,
            ui_locales: text("ui_locales")?,
        })
    }
}

/// Where a person goes after the sign-out.
#[derive(Clone, Debug, Default)]
pub struct Farewell {
    /// The app that asked, if it is known.
    pub client: Option<Arc<Client>>,
    /// A registered address of it, with the state.
    pub address: Option<String>,
}

/// What is to be done.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// The hint speaks for this very session: sign out without a question.
    Leave(Farewell),
    /// The person has to say (§2: "MUST ask the End-User this question if the id_token_hint was
    /// not provided or if the supplied ID Token does not belong to the current OP session").
    Ask(Box<User>, Farewell),
    /// Nobody is signed in. `hinted` says whether the app showed an ID token of its own.
    Nobody {
        /// Where to go on.
        farewell: Farewell,
        /// With a valid hint the way back needs no click.
        hinted: bool,
    },
}

/// Judges a request. §4: "When the OP detects errors in the RP-Initiated Logout request …, the OP
/// MUST not perform post-logout redirection to an RP": a refusal is a page, and nobody is signed
/// out.
pub fn judge(ctx: &Ctx, browser: &Browser, request: &Request) -> Settled<Verdict> {
    let hint = match request.hint.as_deref().map(|text| hint::read(ctx, text)) {
        None => None,
        Some(Ok(hint)) => Some(hint),
        Some(Err(refusal)) => return Ok(Err(refusal)),
    };
    let farewell = match farewell(ctx, request, hint.as_ref().map(|hint| &hint.client_id)) {
        Ok(farewell) => farewell,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let Some((session, user)) = session::find(ctx, browser)? else {
        let hinted = hint.is_some();
        return Ok(Ok(Verdict::Nobody { farewell, hinted }));
    };
    let speaks = match (&hint, &farewell.client) {
        (Some(hint), Some(client)) => {
            hint.session_id.as_ref() == Some(&session.id)
                && hint.subject == subject::of_user(ctx, client, &user.id)
        }
        _ => false,
    };
    Ok(Ok(if speaks {
        Verdict::Leave(farewell)
    } else {
        Verdict::Ask(Box::new(user), farewell)
    }))
}

/// The app and its way back.
fn farewell(ctx: &Ctx, request: &Request, hinted: Option<&ClientId>) -> Result<Farewell, Refusal> {
    let named = request.client_id.as_deref().map(ClientId::new);
    // §2: "When both client_id and id_token_hint are present, the OP MUST verify that the Client
    // Identifier matches the one used when issuing the ID Token."
    if let (Some(hinted), Some(named)) = (hinted, &named)
        && hinted != named
    {
        return Err(Reason::HintInvalid.into());
    }
    let Some(id) = hinted.or(named.as_ref()) else {
        // §3: without a client nobody can vouch for an address. The person may still sign out.
        return Ok(Farewell::default());
    };
    let client = ctx
        .app
        .catalog()
        .client(id)
        .filter(|client| client.is_enabled())
        .ok_or(Refusal::new(Reason::ClientUnknown))?;
    // §2: "This URI … MUST have been previously registered with the OP"; §3.1: compared by
    // "Simple String Comparison".
    let address = match &request.redirect {
        None => None,
        Some(asked) => {
            let registered = client
                .metadata
                .logout
                .post_logout_redirect_uris
                .iter()
                .find(|uri| uri.as_str() == asked)
                .ok_or(Refusal::of(
                    Reason::RedirectUriMismatch,
                    "post_logout_redirect_uri",
                ))?;
            Some(match &request.state {
                Some(state) => registered.with_query(&[("state", Cow::from(state))]),
                None => registered.as_str().to_owned(),
            })
        }
    };
    Ok(Farewell {
        client: Some(client),
        address,
    })
}
