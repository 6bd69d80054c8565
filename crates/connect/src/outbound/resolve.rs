//! Names become addresses, and only those are given out that may be reached: the connection is made to what was checked.

use std::{
    fmt, io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use futures::future::BoxFuture;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::allow::{Allow, refusal};

/// Finds the addresses of a host.
pub trait Lookup: Send + Sync {
    /// All addresses of a host.
    fn lookup(&self, host: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>>;
}

/// Asks the machine, as every program does.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemLookup;

impl Lookup for SystemLookup {
    fn lookup(&self, host: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        Box::pin(async move {
            let found = tokio::net::lookup_host((host, 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}

/// None of a host's addresses may be reached.
#[derive(Debug)]
pub(super) struct NotPublic(String);

impl fmt::Display for NotPublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&refusal(&self.0))
    }
}

impl std::error::Error for NotPublic {}

/// Gives the HTTP client those addresses of a host that may be reached.
pub(super) struct Guard {
    pub(super) allow: Allow,
    /// The host of the operator's own proxy: it may be anywhere.
    pub(super) proxy: Option<String>,
    pub(super) lookup: Arc<dyn Lookup>,
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let (allow, host) = (self.allow.clone(), name.as_str().to_owned());
        let is_proxy = self.proxy.as_deref() == Some(name.as_str());
        let looking = self.lookup.lookup(host.clone());
        Box::pin(async move {
            let found = looking.await?;
            let good: Vec<SocketAddr> = found
                .into_iter()
                .filter(|address| is_proxy || allow.reaches(&host, *address))
                // The client fills in the port of the address it asks.
                .map(|address| SocketAddr::new(address, 0))
                .collect();
            if good.is_empty() {
                return Err(NotPublic(host).into());
            }
            Ok(Box::new(good.into_iter()) as Addrs)
        })
    }
}
