//! What is wrong with the certificate that a desk listens with.

use std::path::Path;

use super::{Finding, bad, good};
use crate::config;

/// Looks at the files of `[tls]`; nothing where the desk listens in plain HTTP, or where its settings can't be read.
pub(super) fn finding(folder: &Path) -> Option<Finding> {
    let settings = config::settings(folder).ok()?;
    let files = settings.tls?;
    let certificate = match files.read(folder) {
        Ok(certificate) => certificate,
        Err(error) => {
            let remedy = "name the PEM files of a certificate and of its key in [tls] of tierline.toml";
            return Some(bad(format!("the desk can't listen in TLS: {error}"), remedy));
        }
    };
    let Some(host) = settings.public_url.as_deref().and_then(host_of) else {
        return Some(good("the certificate and its key belong together"));
    };
    Some(match certificate.names(&host) {
        Ok(true) => good(format!("the certificate is made out for {host}")),
        Ok(false) => bad(
            format!("the certificate is not made out for {host}: browsers will refuse it"),
            "get one for the host of public_url, or correct public_url",
        ),
        Err(error) => bad(error.to_string(), "get another certificate"),
    })
}

/// The host of an address.
fn host_of(url: &str) -> Option<String> {
    let uri: axum::http::Uri = url.parse().ok()?;
    Some(uri.host()?.to_owned())
}
