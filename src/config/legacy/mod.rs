//! `legacy`: the doors of old APIs, one table each, all off unless switched on.

mod corsano;
mod dates;
mod door;
mod healthily;
mod humanapi;
mod mycure;
mod ocariot;

use std::time::Duration;

use serde::{Deserialize, Serialize};

use self::door::{check_client, check_origins};
pub use self::{
    corsano::{CorsanoHealth, CorsanoUsers},
    dates::Outage,
    door::DoorConfig,
    healthily::Healthily,
    humanapi::HumanApi,
    mycure::Mycure,
    ocariot::Ocariot,
};
use super::{error::ConfigError, policy};
use crate::core::Door;

/// The doors.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Legacy {
    /// `legacy.ocariot.…`.
    pub ocariot: Ocariot,
    /// `legacy.corsano_users.…`.
    pub corsano_users: CorsanoUsers,
    /// `legacy.corsano_health.…`.
    pub corsano_health: CorsanoHealth,
    /// `legacy.healthily.…`.
    pub healthily: Healthily,
    /// `legacy.humanapi.…`.
    pub humanapi: HumanApi,
    /// `legacy.mycure.…`.
    pub mycure: Mycure,
}

impl Legacy {
    /// Checks the section.
    pub fn validate(&self) -> Vec<ConfigError> {
        let mut found = [
            self.ocariot.validate(),
            self.corsano_users.validate(),
            self.corsano_health.validate(),
            self.healthily.validate(),
            self.humanapi.validate(),
            self.mycure.validate(),
        ]
        .concat();
        found.extend(self.shared_places());
        found
    }

    /// Two doors at one place: the second would never be called.
    fn shared_places(&self) -> Option<ConfigError> {
        let doors: Vec<_> = Door::ALL
            .into_iter()
            .map(|door| (door, self.door(door)))
            .filter(|(_, config)| config.enabled)
            .collect();
        doors.iter().enumerate().find_map(|(at, (door, config))| {
            let (other, _) = doors[..at].iter().find(|(_, other)| {
                let same_host = other.hosts.iter().any(|host| config.hosts.contains(host));
                other.prefix == config.prefix || same_host
            })?;
            let key = format!("legacy.{}.hosts", door.name().replace('-', "_"));
            let problem = format!("has a host or the prefix of {}", other.name());
            Some(ConfigError::new(key, problem).expected("hosts and a prefix of its own"))
        })
    }

    /// Takes over what a reload changes of each door.
    pub(super) fn take_dates(&mut self, fresh: &Self) {
        for door in Door::ALL {
            let from = fresh.door(door).clone();
            let to = self.door_mut(door);
            to.callers = from.callers;
            to.max_per_user = from.max_per_user;
            to.deprecated_at = from.deprecated_at;
            to.sunset_at = from.sunset_at;
            to.brown_outs = from.brown_outs;
            to.guide = from.guide;
        }
    }

    const fn door_mut(&mut self, door: Door) -> &mut DoorConfig {
        match door {
            Door::Ocariot => &mut self.ocariot.door,
            Door::CorsanoUsers => &mut self.corsano_users.door,
            Door::CorsanoHealth => &mut self.corsano_health.door,
            Door::Healthily => &mut self.healthily.door,
            Door::HumanApi => &mut self.humanapi.door,
            Door::Mycure => &mut self.mycure.door,
        }
    }

    /// What this door has in common with all others.
    pub const fn door(&self, door: Door) -> &DoorConfig {
        match door {
            Door::Ocariot => &self.ocariot.door,
            Door::CorsanoUsers => &self.corsano_users.door,
            Door::CorsanoHealth => &self.corsano_health.door,
            Door::Healthily => &self.healthily.door,
            Door::HumanApi => &self.humanapi.door,
            Door::Mycure => &self.mycure.door,
        }
    }

    /// Most bytes of a body at a door, or elsewhere (DL-01): what is set, or more where the door's
    /// contract has more.
    pub fn body_limit(&self, door: Option<Door>, set: usize) -> usize {
        match door {
            Some(Door::Ocariot) => set.max(policy::OCARIOT_BODY),
            _ => set,
        }
    }

    /// How long a token that the door's key signed may be of use: until it ends, or as long as it
    /// can be refreshed.
    pub fn lifetime(&self, door: &str) -> Duration {
        match Door::from_name(door) {
            Some(Door::CorsanoUsers) => self.corsano_users.refresh,
            Some(Door::CorsanoHealth) => self.corsano_health.lifetime,
            Some(Door::Healthily) => self.healthily.lifetime,
            Some(Door::Mycure) => self.mycure.api_lifetime.max(self.mycure.lifetime),
            Some(Door::Ocariot | Door::HumanApi) | None => self.ocariot.lifetime,
        }
    }

    /// The client that stands for a door's callers (LE-P1); none where they have credentials of
    /// their own.
    pub fn client(&self, door: Door) -> Option<&str> {
        match door {
            Door::Ocariot => Some(&self.ocariot.client),
            Door::CorsanoUsers => Some(&self.corsano_users.client),
            Door::CorsanoHealth => Some(&self.corsano_health.client),
            Door::Mycure => Some(&self.mycure.client),
            Door::Healthily | Door::HumanApi => None,
        }
    }

    /// Origins that may call a door from a browser; none where requests carry a client's secret.
    pub fn cors_origins(&self, door: Door) -> &[String] {
        match door {
            Door::Ocariot => &self.ocariot.cors_origins,
            Door::CorsanoUsers => &self.corsano_users.cors_origins,
            Door::CorsanoHealth => &self.corsano_health.cors_origins,
            Door::Mycure => &self.mycure.cors_origins,
            Door::Healthily | Door::HumanApi => &[],
        }
    }

    /// Whether people with a second factor may come in by password alone.
    pub const fn is_mfa_exempt(&self, door: Door) -> bool {
        match door {
            Door::Ocariot => self.ocariot.mfa_exempt,
            Door::CorsanoUsers => self.corsano_users.mfa_exempt,
            Door::CorsanoHealth | Door::Healthily | Door::HumanApi | Door::Mycure => false,
        }
    }
}
