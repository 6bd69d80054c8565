//! Connections are opened for use: their secrets leave the vault for the length of a call.

use std::sync::Arc;

use futures::future::BoxFuture;
use tierline_domain::{Connection, ConnectionId, Owner, SealedSecret};
use tierline_store::Store;

use super::vault::{self, KeyRing, SealKey};
use crate::port::carrier::{Closed, ConnectionOpener, Opened, Secrets};

/// The connections of the database, opened with the keys of this node.
pub struct StoredConnections {
    store: Store,
    keys: Arc<dyn KeyRing>,
}

impl StoredConnections {
    /// Opens what this store keeps with these keys.
    #[must_use]
    pub fn new(store: Store, keys: Arc<dyn KeyRing>) -> Self {
        Self { store, keys }
    }

    async fn opened(&self, owner: Owner, id: ConnectionId) -> Result<Opened, Closed> {
        let failed = |error: tierline_store::Error| {
            tracing::warn!(%error, connection = %id, "a connection could not be read");
            Closed { reason: "the desk's database could not be read".to_owned() }
        };
        let mut read = self.store.read(owner).await.map_err(failed)?;
        let connection = read.connection_lookup(id).await.map_err(failed)?;
        let sealed = read.connection_secrets(id).await.map_err(failed)?;
        drop(read);
        let Some(connection) = connection else {
            return Err(Closed { reason: "the connection is not there any more".to_owned() });
        };
        if connection.paused_at.is_some() {
            return Err(Closed { reason: format!("the connection {} is stopped", connection.name) });
        }
        let keys = match sealed.is_empty() {
            true => Vec::new(),
            false => self.keys().await?,
        };
        open(&keys, connection, &sealed)
    }

    async fn keys(&self) -> Result<Vec<SealKey>, Closed> {
        let ring = Arc::clone(&self.keys);
        let read = tokio::task::spawn_blocking(move || ring.keys()).await;
        read.unwrap_or_else(|_| Err("the keys of secrets could not be read".to_owned()))
            .map_err(|reason| Closed { reason })
    }
}

impl ConnectionOpener for StoredConnections {
    fn open(&self, owner: Owner, id: ConnectionId) -> BoxFuture<'_, Result<Opened, Closed>> {
        Box::pin(self.opened(owner, id))
    }
}

/// A connection with its secrets open.
pub(super) fn open(keys: &[SealKey], connection: Connection, sealed: &[SealedSecret]) -> Result<Opened, Closed> {
    let mut secrets = Secrets::new();
    for secret in sealed {
        let opened = vault::open(keys, connection.owner, secret).map_err(|shut| Closed {
            reason: format!("the {} of the connection {} can't be opened: {shut}", secret.field, connection.name),
        })?;
        secrets.insert(secret.field, opened);
    }
    Ok(Opened { connection, secrets })
}
