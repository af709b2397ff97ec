//! `tls`: TLS of our own, where no proxy terminates it (HH-07).

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::error::{ConfigError, Problems};

/// A version of TLS.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TlsVersion {
    /// TLS 1.2.
    #[default]
    #[serde(rename = "1.2")]
    V12,
    /// TLS 1.3.
    #[serde(rename = "1.3")]
    V13,
}

/// TLS on the addresses of `server.listen`; without a certificate they speak plain HTTP.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Tls {
    /// The certificate and those between it and the authority, in PEM, its own first. Read again
    /// on SIGHUP, and within a minute of a change. Default: none.
    pub cert_file: Option<PathBuf>,
    /// Its private key in PEM; the owner's alone. Default: none.
    pub key_file: Option<PathBuf>,
    /// The lowest version: `"1.2"` or `"1.3"`. Default 1.2.
    pub min: TlsVersion,
}

impl Tls {
    /// Whether the server speaks TLS.
    pub const fn is_on(&self) -> bool {
        self.cert_file.is_some()
    }

    /// Checks the section.
    pub fn validate(&self) -> Vec<ConfigError> {
        let mut problems = Problems::of("tls");
        let missing = match (&self.cert_file, &self.key_file) {
            (Some(_), None) => Some(("key_file", "cert_file")),
            (None, Some(_)) => Some(("cert_file", "key_file")),
            (Some(_), Some(_)) | (None, None) => None,
        };
        if let Some((missing, given)) = missing {
            let error = problems.add(missing, format!("is not set, and tls.{given} is"));
            error.expected = "both, or neither for plain HTTP behind a proxy".into();
            error.fix = format!("set tls.{missing}, or take tls.{given} out");
        }
        problems.done()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_has_its_key() {
        assert_eq!(Tls::default().validate(), []);
        let half = Tls {
            cert_file: Some("/x.pem".into()),
            ..Tls::default()
        };
        assert_eq!(half.validate()[0].key, "tls.key_file");
        let half = Tls {
            key_file: Some("/x.key".into()),
            ..Tls::default()
        };
        assert_eq!(half.validate()[0].key, "tls.cert_file");
    }
}
