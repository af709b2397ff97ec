//! TLS of our own: rustls, and a certificate that is read again while connections go on (HH-07).

mod expiry;

use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::SystemTime,
};

use rustls::{
    ServerConfig, SupportedProtocolVersion,
    crypto::{CryptoProvider, ring},
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
    version::{TLS12, TLS13},
};
use zeroize::Zeroizing;

use crate::{
    config::{Tls, TlsVersion},
    crypto::certificate::{Leaf, is_authority},
};

/// No certificate file is read any further, in bytes.
const MAX_FILE: u64 = 1024 * 1024;

/// The certificate in use, and the files that it comes from.
#[derive(Debug)]
pub struct Certificate {
    cert_file: PathBuf,
    key_file: PathBuf,
    min: TlsVersion,
    provider: Arc<CryptoProvider>,
    held: RwLock<Arc<CertifiedKey>>,
    /// When the files were changed, as far as that was seen.
    seen: Mutex<Changed>,
}

/// When the certificate and its key were changed last.
type Changed = [Option<SystemTime>; 2];

impl Certificate {
    /// Opens the certificate of the configuration, if it has one. The error names the key, and says
    /// what is wrong and how to mend it.
    pub fn open(config: &Tls) -> Result<Option<Arc<Self>>, String> {
        let (Some(cert_file), Some(key_file)) = (&config.cert_file, &config.key_file) else {
            return Ok(None);
        };
        let provider = Arc::new(ring::default_provider());
        // Before they are read: what changes meanwhile is read again.
        let seen = changed(cert_file, key_file);
        let held = read(cert_file, key_file, &provider)?;
        tell_end(&held);
        for outcome in ["loaded", "kept"] {
            metrics::counter!("signet_tls_reloads_total", "outcome" => outcome).increment(0);
        }
        Ok(Some(Arc::new(Self {
            cert_file: cert_file.clone(),
            key_file: key_file.clone(),
            min: config.min,
            provider,
            held: RwLock::new(Arc::new(held)),
            seen: Mutex::new(seen),
        })))
    }

    /// Reads the certificate of the configuration as a start would, if it has one.
    pub fn inspect(config: &Tls) -> Option<Result<Leaf, String>> {
        let (cert_file, key_file) = (config.cert_file.as_ref()?, config.key_file.as_ref()?);
        let held = read(cert_file, key_file, &ring::default_provider());
        Some(held.map(|held| {
            let leaf = held.cert.first();
            Leaf {
                end: leaf.and_then(|leaf| expiry::not_after(leaf)),
                is_authority: leaf.is_some_and(|leaf| is_authority(leaf)),
            }
        }))
    }

    /// How connections are taken.
    pub fn server_config(self: &Arc<Self>) -> Result<ServerConfig, String> {
        let versions: &[&'static SupportedProtocolVersion] = match self.min {
            TlsVersion::V12 => &[&TLS13, &TLS12],
            TlsVersion::V13 => &[&TLS13],
        };
        let builder = ServerConfig::builder_with_provider(self.provider.clone())
            .with_protocol_versions(versions)
            .map_err(|error| error.to_string())?;
        Ok(builder
            .with_no_client_auth()
            .with_cert_resolver(self.clone()))
    }

    /// Reads the files again. New connections get the new certificate, the others go on; if it
    /// cannot be used, the old one stays (F37). Whether it was taken.
    pub fn reload(&self) -> bool {
        let seen = changed(&self.cert_file, &self.key_file);
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = seen;
        let (outcome, taken) = match read(&self.cert_file, &self.key_file, &self.provider) {
            Ok(fresh) => {
                tell_end(&fresh);
                *self.held.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(fresh);
                tracing::info!("the TLS certificate was read again");
                ("loaded", true)
            }
            Err(error) => {
                tracing::warn!(%error, "the TLS certificate cannot be read again; the old one stays");
                ("kept", false)
            }
        };
        metrics::counter!("signet_tls_reloads_total", "outcome" => outcome).increment(1);
        taken
    }

    /// Reads the files again if they were changed since they were read; whether a new certificate
    /// was taken.
    pub fn look(&self) -> bool {
        let now = changed(&self.cert_file, &self.key_file);
        let seen = *self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        now != seen && self.reload()
    }
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        Some(held.clone())
    }
}

fn changed(cert_file: &Path, key_file: &Path) -> Changed {
    [cert_file, key_file].map(|path| std::fs::metadata(path).ok()?.modified().ok())
}

/// Reads a chain and its key, which must be one pair.
fn read(
    cert_file: &Path,
    key_file: &Path,
    provider: &CryptoProvider,
) -> Result<CertifiedKey, String> {
    let of_cert = |what: String| wrong("tls.cert_file", cert_file, &what);
    let of_key = |what: String| wrong("tls.key_file", key_file, &what);
    let pem = content(cert_file).map_err(of_cert)?;
    let chain = CertificateDer::pem_slice_iter(&pem)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| of_cert(format!("is no PEM: {error}")))?;
    if chain.is_empty() {
        return Err(of_cert(
            "holds no certificate; it needs the server's own first, then those between it and the \
             authority"
                .into(),
        ));
    }
    let pem = content(key_file).map_err(of_key)?;
    let key = PrivateKeyDer::from_pem_slice(&pem)
        .map_err(|error| of_key(format!("holds no private key in PEM: {error}")))?;
    CertifiedKey::from_der(chain, key, provider).map_err(|error| match error {
        rustls::Error::InconsistentKeys(_) => of_key(format!(
            "is not the key of the certificate in {}; put the two of one order together",
            cert_file.display()
        )),
        error => of_cert(format!("cannot be used: {error}")),
    })
}

fn wrong(key: &str, path: &Path, what: &str) -> String {
    format!("{key}: {} {what}", path.display())
}

fn content(path: &Path) -> Result<Zeroizing<Vec<u8>>, String> {
    let unread = |error: std::io::Error| format!("cannot be read: {error}");
    let mut bytes = Zeroizing::new(Vec::new());
    let file = File::open(path).map_err(unread)?;
    file.take(MAX_FILE + 1)
        .read_to_end(&mut bytes)
        .map_err(unread)?;
    if bytes.len() as u64 > MAX_FILE {
        return Err("is longer than 1 MiB".into());
    }
    Ok(bytes)
}

fn tell_end(held: &CertifiedKey) {
    if let Some(end) = held.cert.first().and_then(|leaf| expiry::not_after(leaf)) {
        metrics::gauge!("signet_tls_certificate_expiry_timestamp_seconds").set(end as f64);
    }
}
