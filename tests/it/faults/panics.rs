//! A defect of ours: a thread panics.

use serde_json::json;

use super::{
    ledger::Caller,
    report::Row,
    stage::{ISSUER, SERVICE, Stage},
};
use crate::support::{Browser, Db};

/// Where a thread panics: in the section that works, in the transaction before and after its writes, after
/// the commit, and on the event loop.
const POINTS: [&str; 5] = [
    "authenticated",
    "before-swap",
    "before-commit",
    "after-commit",
    "before-answer",
];

// OP-03: "Panic in a handler → 500 for that request only; worker survives; counter + log without secrets".
#[tokio::test(flavor = "multi_thread")]
async fn a_panic_ends_one_request() {
    for db in Db::BOTH {
        let stage = Stage::new(db, &[]);
        let node = stage.node();
        let (browser, caller) = (Browser::to(&node.base(), ISSUER), Caller::new(&node.base()));
        for point in POINTS {
            let request = browser
                .http
                .post(browser.url("/token"))
                .basic_auth(SERVICE.0, Some(SERVICE.1))
                .header("x-signet-failpoint", format!("panic:{point}"))
                .form(&[("grant_type", "client_credentials")]);
            let answer = browser.send(request).await;
            assert_eq!(answer.status, 500, "{db:?} {point}: {}", answer.body);
            assert_eq!(answer.json()["error"], json!("server_error"), "{point}");
            // As many as there are threads, and more.
            for _ in 0..8 {
                let said = caller.serve().await;
                assert_eq!(said.status(), 200, "{db:?} {point}: {}", said.text());
            }
        }
        let (metrics, log) = (node.metrics(), node.log());
        let counted = format!("signet_panics_total {}\n", POINTS.len());
        assert!(metrics.contains(&counted), "{metrics}");
        assert!(metrics.contains("signet_http_in_flight 0\n"), "{metrics}");
        // One that takes its route along is counted as well.
        let unknown = r#"signet_http_requests_total{route="unknown",method="POST",status="500"} 1"#;
        assert!(metrics.contains(unknown), "{metrics}");
        assert!(log.contains(r#""route":"unknown","status":500"#), "{log}");
        assert!(log.contains("a panic: a defect of the server") && log.contains("failpoint.rs"));
        assert!(!log.contains("a secret"), "{log}");
        stage.holds(&node).await;
        Row {
            fault: "OP-03",
            what: "a thread panics in a request".to_owned(),
            on: stage.on(),
            times: POINTS.len(),
            ..Row::default()
        }
        .write();
    }
}
