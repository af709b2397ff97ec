//! Floor 6: the doors of old APIs. A door translates and nothing else: wire to request, outcome
//! to wire. All doors expose `into_request`, `answer` and `refuse`.

pub mod ocariot;

use actix_web::web;

use crate::config::Config;

/// Registers the doors that are open. A closed one is an unknown path (LE-01).
pub fn routes(config: &Config) -> impl Fn(&mut web::ServiceConfig) + Clone + use<> {
    let ocariot = config
        .legacy
        .ocariot
        .door
        .enabled
        .then(|| config.legacy.ocariot.door.prefix.clone());
    move |service| {
        if let Some(prefix) = &ocariot {
            service.service(
                web::resource([prefix.clone(), format!("{prefix}/{{tail:.*}}")]).to(ocariot::serve),
            );
        }
    }
}
