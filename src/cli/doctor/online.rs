//! Asking the server that runs, and its public address.

use std::time::Duration;

use reqwest::{Certificate, Client, tls::TlsInfo};

use super::super::{Failure, Global, Outcome, open, serve};
use crate::{
    account::{
        doctor::{
            Report,
            online::{self, Answers, Asked, Seen},
        },
        outbox,
    },
    app::store_options,
    config::Config,
    core::{Clock, SystemClock},
    store::Store,
};

/// No answer is waited for any longer.
const PATIENCE: Duration = Duration::from_secs(5);

/// Asks, and judges.
pub fn examine(global: &Global, config: &Config, report: &mut Report) -> Outcome {
    let management = match &global.dev {
        Some(dir) => {
            let dev = open::dev_json(dir)?;
            dev["management"].as_str().unwrap_or_default().to_owned()
        }
        None => config.server.management_listen.to_string(),
    };
    let answers = serve::runtime()?.block_on(ask(config, &management))?;
    let store = Store::open(&store_options(config));
    let kids = store.map(|store| online::signing_kids(&store));
    online::examine(config, &kids.unwrap_or_default(), &answers, report);
    Ok(())
}

async fn ask(config: &Config, management: &str) -> Outcome<Answers> {
    let http = client(config)?;
    let public = config.server.public_url.clone().unwrap_or_default();
    let ready = get(&http, &format!("http://{management}/health/ready")).await;
    let metrics = get(&http, &format!("http://{management}/metrics")).await;
    let metadata = format!("{public}/.well-known/openid-configuration");
    let discovery = get(&http, &metadata).await;
    let at = SystemClock.now();
    let keys = match online::jwks_uri(&discovery) {
        Some(uri) => get(&http, &uri).await,
        None => Err("the metadata names no jwks_uri".into()),
    };
    Ok(Answers {
        ready,
        metrics,
        keys,
        public_metrics: get(&http, &format!("{public}/metrics")).await,
        mail: mail(config).await,
        discovery,
        at,
    })
}

fn client(config: &Config) -> Outcome<Client> {
    let failed = |error: reqwest::Error| Failure::Failed(error.to_string());
    let mut http = Client::builder()
        .timeout(PATIENCE)
        .redirect(reqwest::redirect::Policy::none())
        .tls_info(true);
    if let Some(path) = &config.outbound.ca_file {
        let pem = std::fs::read(path)?;
        for authority in Certificate::from_pem_bundle(&pem).map_err(failed)? {
            http = http.add_root_certificate(authority);
        }
    }
    http.build().map_err(failed)
}

async fn get(http: &Client, url: &str) -> Asked {
    let answer = http.get(url).send().await.map_err(|error| {
        // What went wrong stands at the end of the chain.
        let mut cause: &dyn std::error::Error = &error;
        while let Some(source) = cause.source() {
            cause = source;
        }
        format!("{url}: {}", explained(&cause.to_string()))
    })?;
    let header = |name: &str| {
        let value = answer.headers().get(name)?;
        value.to_str().ok().map(str::to_owned)
    };
    let mut seen = Seen {
        status: answer.status().as_u16(),
        date: header("date"),
        hsts: header("strict-transport-security"),
        certificate: answer
            .extensions()
            .get::<TlsInfo>()
            .and_then(TlsInfo::peer_certificate)
            .map(<[u8]>::to_vec),
        body: String::new(),
    };
    seen.body = answer
        .text()
        .await
        .map_err(|error| format!("{url}: {error}"))?;
    Ok(seen)
}

/// Why a certificate is not taken, in words for who has to replace it, with the library's own.
fn explained(cause: &str) -> String {
    let why = if cause.contains("CaUsedAsEndEntity") {
        "the certificate there says that it is an authority's (CA:TRUE), as `openssl req -x509` makes them, and no app takes that for a server's: make one with `-addext basicConstraints=critical,CA:FALSE`, or have an authority sign one"
    } else if cause.contains("UnknownIssuer") {
        "nobody whom this machine knows has signed the certificate there: have the server send the whole chain, and name an authority of your own in outbound.ca_file"
    } else if cause.contains("certificate expired") || cause.contains("Expired") {
        "the certificate there has ended: renew it, and see that whoever terminates TLS reads the new one"
    } else if cause.contains("not valid for name") || cause.contains("NotValidForName") {
        "the certificate there is for another name than server.public_url has: get one for that name"
    } else {
        return cause.to_owned();
    };
    format!("{why} ({cause})")
}

/// Connects to the mail server and signs in, if there is one.
async fn mail(config: &Config) -> Option<Result<(), String>> {
    let mailer = match outbox::mailer(config) {
        Ok(mailer) => mailer?,
        Err(why) => return Some(Err(why)),
    };
    Some(match mailer.connect().await {
        Ok(line) => {
            mailer.close(line).await;
            Ok(())
        }
        Err(error) => Err(error.to_string()),
    })
}
