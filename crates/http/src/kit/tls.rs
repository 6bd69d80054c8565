//! The certificate that the listener shows: read from files, and exchanged while it runs.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, ServerName, pem::PemObject},
    server::ParsedCertificate,
};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

/// Why files are no certificate to be shown.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// A file can't be read, or has nothing of the kind in it.
    #[error("{file} can't be read as {what}: {reason}", file = .file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What was looked for.
        what: &'static str,
        /// What the reader says.
        reason: String,
    },
    /// The key belongs to another certificate, or is of a kind that is not supported.
    #[error("the key does not fit the certificate: {0}")]
    Mismatch(#[from] rustls::Error),
}

/// A certificate with its key, in PEM files that are read again when they were renewed.
#[derive(Debug)]
pub struct Certificate {
    chain: PathBuf,
    key: PathBuf,
    current: watch::Sender<Arc<ServerConfig>>,
}

impl Certificate {
    /// Reads the chain (the desk's own certificate first) and its key.
    ///
    /// # Errors
    /// [`CertificateError`].
    pub fn open(chain: PathBuf, key: PathBuf) -> Result<Self, CertificateError> {
        let current = watch::Sender::new(configured(&chain, &key)?);
        Ok(Self { chain, key, current })
    }

    /// Reads the files again. Connections from now on are shown the new certificate, those that stand go on; where the files
    /// are unsound, the earlier one is kept.
    ///
    /// # Errors
    /// [`CertificateError`].
    pub fn reload(&self) -> Result<(), CertificateError> {
        self.current.send_replace(configured(&self.chain, &self.key)?);
        Ok(())
    }

    /// Whether the certificate is made out for this host.
    ///
    /// # Errors
    /// [`CertificateError::Unreadable`].
    pub fn names(&self, host: &str) -> Result<bool, CertificateError> {
        let chain = chain_of(&self.chain)?;
        let unreadable = |error: &dyn std::fmt::Display| unreadable(&self.chain, "a certificate", error);
        let own = chain.first().ok_or_else(|| unreadable(&"it is empty"))?;
        let own = ParsedCertificate::try_from(own).map_err(|error| unreadable(&error))?;
        let host = host.trim_start_matches('[').trim_end_matches(']');
        Ok(ServerName::try_from(host).is_ok_and(|name| rustls::client::verify_server_name(&own, &name).is_ok()))
    }

    /// The same for a protocol that is not HTTP and has no name in TLS.
    #[must_use]
    pub fn plain(&self) -> Arc<ServerConfig> {
        let mut config = ServerConfig::clone(&self.current.borrow());
        config.alpn_protocols.clear();
        Arc::new(config)
    }

    /// What greets a connection that comes in now.
    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(Arc::clone(&self.current.borrow()))
    }
}

fn configured(chain: &Path, key: &Path) -> Result<Arc<ServerConfig>, CertificateError> {
    let certificates = chain_of(chain)?;
    let secret = PrivateKeyDer::from_pem_file(key).map_err(|error| unreadable(key, "a private key", &error))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(certificates, secret)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

fn chain_of(file: &Path) -> Result<Vec<CertificateDer<'static>>, CertificateError> {
    let refused = |error| unreadable(file, "a certificate", &error);
    let chain =
        CertificateDer::pem_file_iter(file).map_err(refused)?.collect::<Result<Vec<_>, _>>().map_err(refused)?;
    if chain.is_empty() {
        return Err(unreadable(file, "a certificate", &"none is in it"));
    }
    Ok(chain)
}

fn unreadable(file: &Path, what: &'static str, reason: &dyn std::fmt::Display) -> CertificateError {
    CertificateError::Unreadable { file: file.to_owned(), what, reason: reason.to_string() }
}
