//! The tokens that a source gave: sealed where they are kept, given back when they are not wanted.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use url::form_urlencoded;

use super::{Provider, failed};
use crate::{
    app::Ctx,
    core::{Fault, Refusal, Secret, secret::kind},
    crypto::Place,
    model::human::HumanId,
    outbound::Request,
};

/// What a source gave.
#[derive(Clone, Debug)]
pub struct Tokens {
    /// The access token.
    pub access: Secret<kind::AccessToken>,
    /// The refresh token, if there is one.
    pub refresh: Option<Secret<kind::RefreshToken>>,
    /// The scope that was granted, if it was said.
    pub scope: Option<String>,
}

/// As they are sealed.
#[derive(Serialize, Deserialize)]
struct Kept {
    access_token: String,
    refresh_token: Option<String>,
    scope: Option<String>,
}

/// Where the tokens of this human at this source are kept.
fn row(human: &HumanId, source: &str) -> String {
    format!("{human}/{source}")
}

fn place(row: &str) -> Place<'_> {
    Place {
        table: "human_sources",
        row,
        column: "sealed_tokens",
    }
}

impl Tokens {
    /// Seals them for the row where they are kept (ST-03).
    pub(super) fn seal(&self, ctx: &Ctx, human: &HumanId, source: &str) -> Result<Vec<u8>, Fault> {
        let kept = Kept {
            access_token: self.access.expose().to_owned(),
            refresh_token: self.refresh.as_ref().map(|token| token.expose().to_owned()),
            scope: self.scope.clone(),
        };
        let plain =
            serde_json::to_vec(&kept).map_err(|error| Fault::Internal(error.to_string()))?;
        let plain = zeroize::Zeroizing::new(plain);
        let row = row(human, source);
        ctx.app
            .data_keys
            .seal(&*ctx.app.entropy, &place(&row), &plain)
    }

    /// Opens them.
    pub(super) fn open(
        ctx: &Ctx,
        (human, source): (&HumanId, &str),
        sealed: &[u8],
    ) -> Result<Self, Fault> {
        let row = row(human, source);
        let plain = ctx.app.data_keys.open(&place(&row), sealed)?;
        let kept: Kept = serde_json::from_slice(&plain)
            .map_err(|_| Fault::Internal("sealed tokens that are none".into()))?;
        Ok(Self {
            access: Secret::new(kept.access_token),
            refresh: kept.refresh_token.map(Secret::new),
            scope: kept.scope,
        })
    }
}

/// Gives tokens back to their source, if it takes any (RFC 7009): the refresh token, with which
/// the access token goes, or that alone. What fails is logged; the person is not asked again.
pub async fn give_back(ctx: &Ctx, source: &str, tokens: &Tokens) {
    let _logged: Result<(), Refusal> = revoke(ctx, source, tokens).await;
}

async fn revoke(ctx: &Ctx, source: &str, tokens: &Tokens) -> Result<(), Refusal> {
    let provider = Provider::find_any(ctx, source).await?;
    let Some(endpoint) = provider.revoke.clone() else {
        return Ok(());
    };
    let mut form = form_urlencoded::Serializer::new(String::new());
    match &tokens.refresh {
        Some(token) => form
            .append_pair("token", token.expose())
            .append_pair("token_type_hint", "refresh_token"),
        None => form
            .append_pair("token", tokens.access.expose())
            .append_pair("token_type_hint", "access_token"),
    };
    let form_type = "application/x-www-form-urlencoded";
    let mut headers = vec![("content-type".to_owned(), form_type.into())];
    // RFC 6749 §2.3.1: each is form-encoded before it goes into the header.
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let id = provider.config.client_id.as_str();
    match &provider.config.client_secret {
        Some(secret) if !provider.secret_in_body => {
            let pair = format!("{}:{}", encoded(id), encoded(secret.expose()));
            let basic = format!("Basic {}", STANDARD.encode(pair));
            headers.push(("authorization".to_owned(), basic.into()));
        }
        Some(secret) => {
            form.append_pair("client_id", id)
                .append_pair("client_secret", secret.expose());
        }
        None => {
            form.append_pair("client_id", id);
        }
    }
    let asked = ctx.app.outbound.ask(Request {
        post: true,
        url: endpoint,
        headers,
        body: form.finish().into_bytes(),
    });
    let answer = asked.await.map_err(|error| failed(source, &error))?;
    match answer.status.is_success() {
        true => Ok(()),
        false => Err(failed(source, &"it does not take its tokens back")),
    }
}
