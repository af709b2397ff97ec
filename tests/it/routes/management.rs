//! Health and metrics.

use crate::support::{Browser, Db, Server};

// OP-01: alive, ready, and neither on the public port.
#[tokio::test]
async fn health_is_told_on_the_management_port() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        let management = Browser::new(&server.management);
        for path in ["/health/live", "/health/started", "/health/ready"] {
            let answer = management.get(path).await;
            assert_eq!(
                (answer.status.as_u16(), answer.json()["status"].as_str()),
                (200, Some("up")),
                "{path}"
            );
            assert!(!answer.body.contains("0.1.0"));
            assert_eq!(server.browser().get(path).await.status, 404, "{path}");
        }
        assert_eq!(server.browser().get("/metrics").await.status, 404);
    }
}
