//! Sends logout tokens to apps (Back-Channel Logout §2.5). No sign-out waits for it.

use std::{sync::Arc, time::Duration};

use tokio::task::JoinHandle;

use crate::{
    app::{App, Ctx},
    authorize::backchannel::{self, Delivery},
    core::Fault,
    http::blocking,
};

/// How often the outbox is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(400);

/// Looks and sends until it is aborted. What was on its way then is sent again by whoever looks
/// when its turn is over.
pub(super) fn start(app: &Arc<App>) -> JoinHandle<()> {
    let app = app.clone();
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            let ctx = Ctx::background(app.clone());
            match blocking(move || backchannel::take(&ctx)).await {
                Ok(deliveries) => {
                    metrics::gauge!("signet_jobs_last_success_timestamp_seconds", "job" => "logout")
                        .set(app.now().secs() as f64);
                    for delivery in deliveries {
                        // Each by itself: an app that does not answer holds nobody up.
                        tokio::spawn(send(app.clone(), delivery));
                    }
                }
                Err(fault) => note(&fault),
            }
        }
    })
}

async fn send(app: Arc<App>, delivery: Delivery) {
    let form = [("logout_token", delivery.token.expose())];
    let answer = app.outbound.post_form(&delivery.address, &form).await;
    // §2.8: "the RP MUST respond with HTTP 200 OK"; "204 No Content" is taken as well.
    let delivered = matches!(&answer, Ok(status) if status.is_success());
    if !delivered {
        let client = &delivery.notice.client_id;
        match &answer {
            Ok(status) => tracing::warn!(
                %client,
                status = status.0,
                "an app refused a logout token; it is tried again"
            ),
            Err(error) => tracing::warn!(
                %client,
                %error,
                "a logout token cannot be delivered; it is tried again"
            ),
        }
    }
    let ctx = Ctx::background(app);
    let settled = blocking(move || backchannel::settle(&ctx, &delivery.notice, delivered));
    if let Err(fault) = settled.await {
        note(&fault);
    }
}

fn note(fault: &Fault) {
    tracing::warn!(job = "logout", error = %fault, "background work failed; it is tried again");
}
