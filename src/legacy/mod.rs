//! Floor 6: the doors of old APIs. A door translates and nothing else: wire to request, outcome
//! to wire. All doors expose `into_request`, `answer` and `refuse`; what they share is in `serve`.

mod answer;
pub mod corsano;
pub mod healthily;
pub mod humanapi;
pub mod mycure;
pub mod ocariot;
pub mod retiring;
pub mod serve;

use actix_web::{guard, web};

pub use serve::{Call, Cors, LegacyDoor, serve};

use crate::{config::Config, core::Door, http::HttpState};

/// Registers the doors that are open. A closed one is an unknown path (LE-01).
pub fn routes(config: &Config) -> impl Fn(&mut web::ServiceConfig) + Clone + use<> {
    let prefix = |door: Door| {
        let config = config.legacy.door(door);
        config.enabled.then(|| config.prefix.clone())
    };
    let prefixes = Door::ALL.map(|door| (door, prefix(door)));
    move |service| {
        for (door, prefix) in &prefixes {
            let Some(prefix) = prefix else { continue };
            match door {
                Door::Ocariot => mount::<ocariot::Ocariot>(service, prefix),
                Door::CorsanoUsers => mount::<corsano::Users>(service, prefix),
                Door::CorsanoHealth => mount::<corsano::Health>(service, prefix),
                Door::Healthily => mount::<healthily::Healthily>(service, prefix),
                Door::HumanApi => mount::<humanapi::HumanApi>(service, prefix),
                Door::Mycure => mount::<mycure::Mycure>(service, prefix),
            }
        }
    }
}

/// Puts a door under its prefix.
///
/// LE-01: "enabled per client *and* globally; disabled → byte-identical to an unknown path 404".
pub fn mount<D: LegacyDoor>(service: &mut web::ServiceConfig, prefix: &str) {
    let open = |ctx: &guard::GuardContext<'_>| {
        ctx.app_data::<web::Data<HttpState>>()
            .is_some_and(|state| state.app.is_door_open(D::DOOR))
    };
    service.service(
        web::resource([prefix.to_owned(), format!("{prefix}/{{tail:.*}}")])
            .guard(guard::fn_guard(open))
            .to(serve::<D>),
    );
}
