//! The application: what all use cases share.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use object_store::ObjectStore;
use serde::{Serialize, de::DeserializeOwned};
use tierline_domain::Owner;
use tierline_store::{Store, TenantTx};
use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::{
    audit,
    ctx::Ctx,
    error::{Error, Result},
    health::IssueCache,
    port::{Chance, Clock, FeedReader, make_id},
};

/// What the application is built from.
pub struct Parts {
    /// The database.
    pub store: Store,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub chance: Arc<dyn Chance>,
    /// Readers of health feeds.
    pub feeds: Arc<dyn FeedReader>,
    /// Where files are kept.
    pub files: Arc<dyn ObjectStore>,
}

/// The application. Cheap to clone.
#[derive(Clone)]
pub struct App(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) parts: Parts,
    /// Hashing a password takes 19 MiB and a core: no more at once than there are cores.
    pub(crate) hashing: Semaphore,
    pub(crate) issues: IssueCache,
    pub(crate) throttle: Mutex<HashMap<String, (u32, DateTime<Utc>)>>,
    in_flight: Mutex<HashSet<(Owner, Uuid, String)>>,
}

/// A use case's transaction: what its body gets to see besides the transaction itself.
pub(crate) struct Call<V> {
    pub(crate) app: App,
    pub(crate) ctx: Ctx,
    pub(crate) now: DateTime<Utc>,
    pub(crate) input: V,
}

impl App {
    /// Puts the application together.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Self(Arc::new(Inner {
            parts,
            hashing: Semaphore::new(cores),
            issues: IssueCache::default(),
            throttle: Mutex::default(),
            in_flight: Mutex::default(),
        }))
    }

    /// The database.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.0.parts.store
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.0.parts.clock.now()
    }

    /// A new identifier.
    pub fn id<T: From<Uuid>>(&self) -> T {
        make_id(self.now(), self.0.parts.chance.as_ref()).into()
    }

    /// Bytes that cannot be guessed.
    pub(crate) fn secret<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.parts.chance.fill(&mut bytes);
        bytes
    }

    /// Runs a use case's body in one transaction of the actor's organization. The caller's idempotency key commits with it:
    /// a repeated call gets the first one's result, another body under the same key is refused, a twin in flight waits not.
    pub(crate) async fn change<V, T, F>(&self, ctx: &Ctx, operation: &'static str, input: V, body: F) -> Result<T>
    where
        V: Send + Sync + 'static,
        T: Serialize + DeserializeOwned + Send + 'static,
        F: for<'a, 'c> Fn(&'a mut TenantTx<'c>, &'a Call<V>) -> BoxFuture<'a, Result<T>> + Send + Sync + 'static,
    {
        let _turn = self.take_turn(ctx)?;
        let call = Call { app: self.clone(), ctx: ctx.clone(), now: self.now(), input };
        let done = self
            .store()
            .write_with(ctx.owner, (call, body), move |tx, (call, body)| {
                Box::pin(async move {
                    if let Some(earlier) = recall(tx, call, operation).await? {
                        return Ok(earlier);
                    }
                    let result = body(tx, call).await?;
                    remember(tx, call, operation, &result).await?;
                    Ok(result)
                })
            })
            .await;
        if let Err(refusal) = &done {
            self.record_refusal(ctx, operation, refusal).await;
        }
        done
    }

    /// A blocked escalation and a refused permission change nothing, and are on record.
    async fn record_refusal(&self, ctx: &Ctx, operation: &'static str, refusal: &Error) {
        let detail = match refusal {
            Error::Blocked(blockers) => serde_json::json!({"blocked": blockers.iter().map(|b| b.code).collect::<Vec<_>>()}),
            Error::Forbidden { action, .. } => serde_json::json!({"forbidden": action}),
            _ => return,
        };
        let call = Call { app: self.clone(), ctx: ctx.clone(), now: self.now(), input: detail };
        let written: Result<()> = self
            .store()
            .write_with(ctx.owner, call, move |tx, call| {
                Box::pin(async move {
                    audit::append(tx, call, &format!("{operation}.refused"), "", &call.input).await
                })
            })
            .await;
        if let Err(error) = written {
            tracing::error!(?error, operation, "a refusal could not be put on record");
        }
    }

    fn take_turn(&self, ctx: &Ctx) -> Result<Option<Turn>> {
        let Some(idempotency) = &ctx.idempotency else { return Ok(None) };
        let key = (ctx.owner, ctx.user.id.uuid(), idempotency.key.clone());
        let mut in_flight = self.0.in_flight.lock().unwrap_or_else(PoisonError::into_inner);
        if !in_flight.insert(key.clone()) {
            return Err(Error::InFlight);
        }
        Ok(Some(Turn { app: self.clone(), key }))
    }
}

/// Holds a key while its call is worked on in this process; the table's primary key does the same between processes.
struct Turn {
    app: App,
    key: (Owner, Uuid, String),
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.app.0.in_flight.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.key);
    }
}

async fn recall<V, T: DeserializeOwned>(tx: &mut TenantTx<'_>, call: &Call<V>, operation: &str) -> Result<Option<T>> {
    let Some(idempotency) = &call.ctx.idempotency else { return Ok(None) };
    let Some(earlier) = tx.idempotency_lookup(call.ctx.user.id, operation, &idempotency.key, call.now).await? else {
        return Ok(None);
    };
    if earlier.body_hash != idempotency.body_hash {
        return Err(Error::field("Idempotency-Key", "reused", "This key was used for another request: take a new one."));
    }
    serde_json::from_value(earlier.result).map(Some).map_err(Error::internal)
}

async fn remember<V, T: Serialize>(tx: &mut TenantTx<'_>, call: &Call<V>, operation: &str, result: &T) -> Result<()> {
    let Some(idempotency) = &call.ctx.idempotency else { return Ok(()) };
    let result = serde_json::to_value(result).map_err(Error::internal)?;
    let (user, key) = (call.ctx.user.id, &idempotency.key);
    tx.idempotency_insert(user, operation, key, &idempotency.body_hash, &result, call.now).await.map_err(|error| match error {
        tierline_store::Error::Unique { .. } => Error::InFlight,
        other => other.into(),
    })
}
