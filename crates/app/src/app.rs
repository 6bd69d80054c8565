//! The application: what all use cases share.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use object_store::ObjectStore;
use serde::{Serialize, de::DeserializeOwned};
use tierline_domain::Action;
use tierline_store::{AuditAccounts, Flight, IdempotencyKey, Seen, Store, System, SystemTx, TenantTx};
use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::{
    account::Throttle,
    audit,
    connection::{ConnectionProbe, vault::KeyRing},
    ctx::Ctx,
    email::Replies,
    error::{Error, Result},
    health::{IssueCache, Merged},
    port::{
        Chance, Clock, FeedFetcher, FeedReader, IdSource,
        books::Books,
        breach::BreachList,
        carrier::{Carriers, ConnectionOpener},
        consent::ConsentDesk,
        identity::IdentityDesk,
        mail::Post,
    },
    standing,
    ticket::EventCaller,
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
    /// What gets a health feed's payload.
    pub fetcher: Arc<dyn FeedFetcher>,
    /// Where files are kept.
    pub files: Arc<dyn ObjectStore>,
    /// What opens the connections to other systems.
    pub connections: Arc<dyn ConnectionOpener>,
    /// What carries service requests through them.
    pub carriers: Carriers,
    /// What tests the connections that no service request travels by.
    pub probe: Arc<dyn ConnectionProbe>,
    /// Where people consent to what acts for them at the other end.
    pub consents: Arc<dyn ConsentDesk>,
    /// Where people sign in elsewhere.
    pub identities: Arc<dyn IdentityDesk>,
    /// Where the keys are that seal the secrets of connections.
    pub keys: Arc<dyn KeyRing>,
    /// What reads the provider's side of the books.
    pub books: Arc<dyn Books>,
    /// What calls those who subscribed to the events of tickets.
    pub callbacks: Arc<dyn EventCaller>,
    /// What sends the desk's own mails to its people.
    pub post: Arc<dyn Post>,
    /// A list of leaked passwords.
    pub breaches: Arc<dyn BreachList>,
    /// The addresses at which answers by mail arrive; none where this desk takes none.
    pub replies: Option<Arc<Replies>>,
    /// What proves that the desk itself emptied entries of the audit log.
    pub audit_accounts: AuditAccounts,
}

/// The application. Cheap to clone.
#[derive(Clone)]
pub struct App(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) parts: Parts,
    ids: IdSource,
    /// Hashing a password takes 19 MiB and a core: no more at once than there are cores.
    pub(crate) hashing: Semaphore,
    pub(crate) issues: IssueCache,
    pub(crate) merged: Merged,
    pub(crate) throttle: Throttle,
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
            ids: IdSource::default(),
            hashing: Semaphore::new(cores),
            issues: IssueCache::default(),
            merged: Merged::default(),
            throttle: Throttle::default(),
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

    /// Whether the desk can do its work: its database answers.
    ///
    /// # Errors
    /// The store's.
    pub async fn ready(&self) -> Result<()> {
        let mut read = self.store().read(tierline_store::System).await?;
        read.meta_get("ready").await?;
        Ok(())
    }

    /// A new identifier.
    pub fn id<T: From<Uuid>>(&self) -> T {
        self.0.ids.next(self.now(), self.0.parts.chance.as_ref()).into()
    }

    /// Bytes that cannot be guessed.
    pub(crate) fn secret<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.parts.chance.fill(&mut bytes);
        bytes
    }

    /// Runs a use case's body in one transaction of the actor's organization. The caller's idempotency key commits with it:
    /// a repeated call gets the first one's result, another body under the same key is refused, a twin in flight waits not.
    /// A rehearsal is rolled back. Before all that the actor's right is asked for once more: it may have ended while the call waited.
    pub(crate) async fn change<V, T, F>(&self, ctx: &Ctx, operation: &'static str, input: V, body: F) -> Result<T>
    where
        V: Send + Sync + 'static,
        T: Serialize + DeserializeOwned + Send + 'static,
        F: for<'a, 'c> Fn(&'a mut TenantTx<'c>, &'a Call<V>) -> BoxFuture<'a, Result<T>> + Send + Sync + 'static,
    {
        self.require_changes(ctx, operation).await?;
        let (key, _flight) = self.take_off(ctx, operation)?;
        let call = Call { app: self.clone(), ctx: ctx.clone(), now: self.now(), input };
        let done = self
            .store()
            .write_with(ctx.reach(), (call, key, body), |tx, (call, key, body)| {
                Box::pin(async move {
                    standing::ask(tx, &call.ctx, call.app.now()).await?;
                    let Some(key) = key else {
                        let done = body(tx, call).await?;
                        return call.ctx.in_earnest().map(|()| done);
                    };
                    if let Some(earlier) = recall(tx, key).await? {
                        return Ok(earlier);
                    }
                    let result = body(tx, call).await?;
                    let kept = serde_json::to_value(&result).map_err(Error::internal)?;
                    tx.idempotency_keep(key, &kept, call.now).await?;
                    Ok(result)
                })
            })
            .await;
        self.on_record(ctx, operation, done).await
    }

    /// As [`Self::change`], for what is more than one organization's own rows: people, memberships, tokens.
    pub(crate) async fn administer<V, T, F>(&self, ctx: &Ctx, operation: &'static str, input: V, body: F) -> Result<T>
    where
        V: Send + Sync + 'static,
        T: Serialize + DeserializeOwned + Send + 'static,
        F: for<'a, 'c> Fn(&'a mut SystemTx<'c>, &'a Call<V>) -> BoxFuture<'a, Result<T>> + Send + Sync + 'static,
    {
        self.require_changes(ctx, operation).await?;
        let (key, _flight) = self.take_off(ctx, operation)?;
        let call = Call { app: self.clone(), ctx: ctx.clone(), now: self.now(), input };
        let done = self
            .store()
            .write_with(System, (call, key, body), |tx, (call, key, body)| {
                Box::pin(async move {
                    standing::ask(&mut tx.tenant(call.ctx.owner), &call.ctx, call.app.now()).await?;
                    let Some(key) = key else {
                        let done = body(tx, call).await?;
                        return call.ctx.in_earnest().map(|()| done);
                    };
                    if let Some(earlier) = recall(&mut tx.tenant(call.ctx.owner), key).await? {
                        return Ok(earlier);
                    }
                    let result = body(tx, call).await?;
                    let kept = serde_json::to_value(&result).map_err(Error::internal)?;
                    tx.tenant(call.ctx.owner).idempotency_keep(key, &kept, call.now).await?;
                    Ok(result)
                })
            })
            .await;
        self.on_record(ctx, operation, done).await
    }

    /// Passes on what became of an act, and puts it on record where it was refused: also for what is written otherwise than by
    /// [`Self::change`].
    pub(crate) async fn on_record<T>(&self, ctx: &Ctx, operation: &'static str, done: Result<T>) -> Result<T> {
        if let Err(refusal) = &done {
            self.record_refusal(ctx, operation, refusal).await;
        }
        done
    }

    /// Lets no token change anything that only reads: also not what takes no right, like one's own account.
    async fn require_changes(&self, ctx: &Ctx, operation: &'static str) -> Result<()> {
        let answer = ctx.require_changes();
        if let Err(refusal) = &answer {
            self.record_refusal(ctx, operation, refusal).await;
        }
        answer
    }

    /// What a repeated call came to the first time, for a use case that is too long for one transaction: it asks this
    /// first, and ends with a [`Self::change`] that keeps its result.
    pub(crate) async fn earlier<T>(&self, ctx: &Ctx, operation: &'static str) -> Result<Option<T>>
    where
        T: DeserializeOwned + Send + 'static,
    {
        let (Some(key), _flight) = self.take_off(ctx, operation)? else { return Ok(None) };
        let found = self
            .store()
            .write_with(ctx.reach(), (self.clone(), ctx.clone(), key), |tx, (app, ctx, key)| {
                Box::pin(async move {
                    standing::ask(tx, ctx, app.now()).await?;
                    recall(tx, key).await
                })
            })
            .await;
        self.on_record(ctx, operation, found).await
    }

    /// The caller's key, held until the call ends: a twin in this process is told to wait; one on another node finds the
    /// row's lock.
    fn take_off(&self, ctx: &Ctx, operation: &'static str) -> Result<(Option<IdempotencyKey>, Option<Flight>)> {
        let Some(given) = &ctx.idempotency else { return Ok((None, None)) };
        let (actor, key) = (ctx.user.id.to_string(), given.key.clone());
        let key = IdempotencyKey { actor, operation, key, body_hash: given.body_hash };
        let flight = self.store().idempotency_flight(ctx.owner, &key).ok_or(Error::InFlight)?;
        Ok((Some(key), Some(flight)))
    }

    /// Refuses what the person may not do, and puts the refusal on record.
    ///
    /// # Errors
    /// [`Error::Forbidden`] with the roles that may.
    pub async fn require(&self, ctx: &Ctx, action: Action) -> Result<()> {
        let answer = ctx.require(action);
        if let Err(refusal) = &answer
            && ctx.first_refused(action.word())
        {
            self.record_refusal(ctx, action.word(), refusal).await;
        }
        answer
    }

    /// A blocked escalation, a refused permission and a right that ended meanwhile change nothing, and are on record.
    async fn record_refusal(&self, ctx: &Ctx, operation: &'static str, refusal: &Error) {
        let detail = match refusal {
            Error::Blocked(blockers) => {
                serde_json::json!({"blocked": blockers.iter().map(|b| b.code).collect::<Vec<_>>()})
            }
            Error::Forbidden { action, .. } => serde_json::json!({"forbidden": action}),
            Error::OutOfScope { scopes } => serde_json::json!({"out_of_scope": scopes}),
            Error::Conflict { code: standing::CHANGED, .. } => serde_json::json!({"standing": "changed"}),
            Error::Unauthorized => serde_json::json!({"standing": "ended"}),
            _ => return,
        };
        let call = Call { app: self.clone(), ctx: ctx.clone(), now: self.now(), input: detail };
        let written: Result<()> = self
            .store()
            .write_with(ctx.reach(), call, move |tx, call| {
                Box::pin(async move { audit::append(tx, call, &format!("{operation}.refused"), "", &call.input).await })
            })
            .await;
        if let Err(error) = written {
            tracing::error!(?error, operation, "a refusal could not be put on record");
        }
    }
}

async fn recall<T: DeserializeOwned>(tx: &mut TenantTx<'_>, key: &IdempotencyKey) -> Result<Option<T>> {
    match tx.idempotency_begin(key).await? {
        Seen::New => Ok(None),
        Seen::Done(result) => serde_json::from_value(result).map(Some).map_err(Error::internal),
        Seen::Mismatch => {
            Err(Error::field("Idempotency-Key", "reused", "This key was used for another request: take a new one."))
        }
        Seen::InFlight => Err(Error::InFlight),
    }
}
