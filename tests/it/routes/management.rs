//! Health and metrics.

use serde_json::json;
use signet::{
    app::{App, Parts},
    config::{Config, DataKey},
    crypto::SystemEntropy,
    store,
};

use crate::support::{Browser, Db, Server, clock::TestClock, database};

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

// OP-01: without its database a node is alive and not ready, and ready again when it is back.
#[tokio::test]
async fn a_node_without_its_database_is_not_ready() {
    let server = Server::start(Db::Postgres).await;
    let management = Browser::new(&server.management);
    let store::Target::Postgres(url) = server.store_options().target else {
        panic!("PostgreSQL")
    };
    let name = url.rsplit('/').next().expect("a name").to_owned();
    database::forbid(&name);
    let answer = management.get("/health/ready").await;
    assert_eq!(
        (answer.status.as_u16(), answer.json()["status"].as_str()),
        (503, Some("down"))
    );
    assert_eq!(
        answer.json()["checks"][0],
        json!({"name": "database", "status": "down", "ms": answer.json()["checks"][0]["ms"]})
    );
    assert_eq!(management.get("/health/live").await.status, 200);
    database::allow(&name);
    let mut ready = management.get("/health/ready").await;
    for _ in 0..20 {
        if ready.status == 200 {
            break;
        }
        ready = management.get("/health/ready").await;
    }
    assert_eq!(ready.status, 200, "{}", ready.body);
}

// OP-01, "migrations done": what is not migrated does not open, and so is never asked.
#[test]
fn an_unmigrated_database_does_not_open() {
    let dir = tempfile::tempdir().expect("a directory");
    let config =
        Config::for_dev(dir.path(), 8080, &DataKey::new(&[7; 32]), &[]).expect("a configuration");
    let parts = Parts {
        clock: std::sync::Arc::new(TestClock::new()),
        entropy: std::sync::Arc::new(SystemEntropy),
    };
    let error = App::open(config.config, parts).err().expect("refused");
    assert!(error.to_string().contains("not migrated"), "{error}");
}
