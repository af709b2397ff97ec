//! The one integration binary: each further one would be another 250 MB to link.

#[cfg(test)]
mod access;
#[cfg(test)]
mod action_codes;
#[cfg(test)]
mod apps;
#[cfg(test)]
mod architecture;
#[cfg(test)]
mod audit;
#[cfg(test)]
mod backchannel;
#[cfg(test)]
mod cli;
#[cfg(test)]
mod conformance;
#[cfg(test)]
mod crossing;
#[cfg(test)]
mod defence;
#[cfg(test)]
mod door_tokens;
#[cfg(test)]
mod estate;
#[cfg(feature = "failpoints")]
#[cfg(test)]
mod faults;
#[cfg(test)]
mod foreign;
#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod heavy;
#[cfg(test)]
mod joining;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod leaving;
#[cfg(test)]
mod legacy;
#[cfg(test)]
mod letters;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod logs;
#[cfg(test)]
mod mail;
#[cfg(test)]
mod mail_servers;
#[cfg(test)]
mod metrics;
#[cfg(test)]
mod migrations;
#[cfg(test)]
mod outbound;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod proxy;
#[cfg(test)]
mod races;
#[cfg(test)]
mod refresh_model;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod relying_party;
#[cfg(test)]
mod reminders;
#[cfg(test)]
mod routes;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod sessions;
#[cfg(test)]
mod slow;
#[cfg(test)]
mod sms;
#[cfg(test)]
mod storage;
#[cfg(test)]
mod supplies;
#[cfg(test)]
mod support;
#[cfg(test)]
mod templates;
#[cfg(test)]
mod tls;
#[cfg(test)]
mod truth;
