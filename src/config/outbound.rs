//! `outbound`: requests to addresses that others name (UP-06).

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::error::{ConfigError, Problems};

/// Requests to the key sets and logout addresses of clients.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Outbound {
    /// This machine may be asked, also without TLS: for apps that run beside the server. Default
    /// false; true under `signet dev`.
    pub allow_loopback: bool,
    /// A PEM file of certificate authorities to trust besides the well-known ones. None by
    /// default.
    pub ca_file: Option<PathBuf>,
}

impl Outbound {
    /// Checks the section.
    pub fn validate(&self) -> Vec<ConfigError> {
        let mut problems = Problems::of("outbound");
        if let Some(path) = &self.ca_file {
            match std::fs::read_to_string(path) {
                Ok(text) if text.contains("-----BEGIN CERTIFICATE-----") => {}
                Ok(_) => {
                    let error = problems.add("ca_file", "holds no certificate");
                    error.expected = "certificates in PEM, each between BEGIN CERTIFICATE and END \
                                      CERTIFICATE"
                        .into();
                }
                Err(error) => {
                    problems.add("ca_file", format!("cannot be read: {error}"));
                }
            }
        }
        problems.done()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_authorities_must_hold_some() {
        let place = tempfile::tempdir().expect("temporary directory");
        let of = |path: PathBuf| Outbound {
            ca_file: Some(path),
            ..Outbound::default()
        };
        let file = place.path().join("ca.pem");
        assert_eq!(of(file.clone()).validate()[0].key, "outbound.ca_file");
        std::fs::write(&file, "hello").expect("writes");
        assert_eq!(
            of(file.clone()).validate()[0].problem,
            "holds no certificate"
        );
        std::fs::write(&file, "-----BEGIN CERTIFICATE-----\n").expect("writes");
        assert_eq!(of(file).validate(), []);
        assert!(!Outbound::default().allow_loopback);
    }
}
