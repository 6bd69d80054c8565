//! The same command with the same key takes effect once and gives the same answer.
//!
//! What is kept is the use case's result, and it commits with the fact. A refusal leaves nothing: its reason may be
//! gone the next time. While a command is under way its twin is told so: by a set in the process, and on PostgreSQL
//! by an advisory lock as well, since the twin may have come to another node.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, Utc};
use serde_json::Value;
use sha2::{Digest, Sha256};
use sqlx::types::Json;
use tierline_domain::Owner;

use crate::{
    db::{BindOwner, Conn, on, run},
    dialect::pg,
    error::Result,
    scope::{CustomerTx, Scope, SystemTx, TenantTx, Tx},
    statement::statements,
    store::Store,
};

statements! {
    FIND = "select body_hash, result from idempotency \
            where organization_id = $1 and cloud = $2 and actor = $3 and operation = $4 and key = $5";
    KEEP = "insert into idempotency (organization_id, cloud, actor, operation, key, body_hash, result, created_at) \
            values ($1, $2, $3, $4, $5, $6, $7, $8)";
    PURGE = "delete from idempotency where (organization_id, cloud, actor, operation, key) in \
             (select organization_id, cloud, actor, operation, key from idempotency where created_at < $1 limit $2)";
}

/// What makes two commands the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct IdempotencyKey {
    /// Who sends the command, as text.
    pub actor: String,
    /// The use case.
    pub operation: &'static str,
    /// The sender's key.
    pub key: String,
    /// A hash of the command's content: the same key with another content is a mistake of the sender.
    pub body_hash: [u8; 32],
}

/// What is known of a command.
#[derive(Debug, Clone, PartialEq)]
pub enum Seen {
    /// Nothing: do it.
    New,
    /// It was done: this was the result.
    Done(Value),
    /// The key was used for another content.
    Mismatch,
    /// Its twin is being done on another node at this moment.
    InFlight,
}

/// A key that is being worked on by this node, whatever its content.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct FlightKey(Owner, String, &'static str, String);

impl FlightKey {
    fn new(owner: Owner, key: &IdempotencyKey) -> Self {
        Self(owner, key.actor.clone(), key.operation, key.key.clone())
    }
}

/// Holds a key for as long as the command is under way; lets it go when dropped.
#[derive(Debug)]
pub struct Flight {
    key: FlightKey,
    all: Arc<Mutex<HashSet<FlightKey>>>,
}

impl Drop for Flight {
    fn drop(&mut self) {
        self.all.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.key);
    }
}

impl Store {
    /// Holds a key while its command is under way on this node; none when a twin is.
    #[must_use]
    pub fn idempotency_flight(&self, owner: Owner, key: &IdempotencyKey) -> Option<Flight> {
        let all = Arc::clone(&self.0.flights);
        let key = FlightKey::new(owner, key);
        let free = all.lock().unwrap_or_else(PoisonError::into_inner).insert(key.clone());
        // Lazily: a flight that is made and dropped would let the twin's key go.
        free.then(|| Flight { key, all })
    }
}

/// The number of the advisory lock. Two keys that share one by accident would only see each other as in flight.
fn lock_number(owner: Owner, key: &IdempotencyKey) -> i64 {
    let mut hash = Sha256::new();
    hash.update(owner.organization.uuid().as_bytes());
    for part in [owner.cloud.word(), &key.actor, key.operation, &key.key] {
        hash.update(part.len().to_be_bytes());
        hash.update(part.as_bytes());
    }
    let digest = hash.finalize();
    digest.iter().take(8).fold(0_i64, |number, byte| (number << 8) | i64::from(*byte))
}

async fn begin<S: Scope>(tx: &mut Tx<'_, S>, owner: Owner, key: &IdempotencyKey) -> Result<Seen> {
    let free = match tx.link().conn() {
        Conn::Lite(_) => Ok(true),
        Conn::Pg(conn) => pg::try_lock(conn, lock_number(owner, key)).await,
    };
    if !tx.link().note(free)? {
        return Ok(Seen::InFlight);
    }
    let found: Option<(Vec<u8>, Json<Value>)> = on!(tx, |c| {
        sqlx::query_as(FIND).owner(owner).bind(&key.actor).bind(key.operation).bind(&key.key).fetch_optional(c)
    })?;
    Ok(match found {
        None => Seen::New,
        Some((body_hash, _)) if body_hash != key.body_hash => Seen::Mismatch,
        Some((_, Json(result))) => Seen::Done(result),
    })
}

async fn keep<S: Scope>(
    tx: &mut Tx<'_, S>,
    owner: Owner,
    key: &IdempotencyKey,
    result: &Value,
    now: DateTime<Utc>,
) -> Result<()> {
    run!(
        tx,
        sqlx::query(KEEP)
            .owner(owner)
            .bind(&key.actor)
            .bind(key.operation)
            .bind(&key.key)
            .bind(&key.body_hash[..])
            .bind(Json(result))
            .bind(now)
    )
    .map(drop)
}

impl TenantTx<'_> {
    /// Looks a command up, first thing in its transaction, and holds it against a twin on another node until the
    /// transaction ends.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn idempotency_begin(&mut self, key: &IdempotencyKey) -> Result<Seen> {
        let owner = self.owner();
        begin(self, owner, key).await
    }

    /// Keeps the result of a command with its fact.
    ///
    /// # Errors
    /// [`crate::Error::Unique`] when a result is kept already.
    pub async fn idempotency_keep(&mut self, key: &IdempotencyKey, result: &Value, now: DateTime<Utc>) -> Result<()> {
        let owner = self.owner();
        keep(self, owner, key, result, now).await
    }
}

impl CustomerTx<'_> {
    /// As [`TenantTx::idempotency_begin`], for a customer's people.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn idempotency_begin(&mut self, key: &IdempotencyKey) -> Result<Seen> {
        let owner = self.owner();
        begin(self, owner, key).await
    }

    /// As [`TenantTx::idempotency_keep`], for a customer's people.
    ///
    /// # Errors
    /// [`crate::Error::Unique`] when a result is kept already.
    pub async fn idempotency_keep(&mut self, key: &IdempotencyKey, result: &Value, now: DateTime<Utc>) -> Result<()> {
        let owner = self.owner();
        keep(self, owner, key, result, now).await
    }
}

impl SystemTx<'_> {
    /// Forgets results kept before a time, at most `limit`; says how many.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn idempotency_purge(&mut self, before: DateTime<Utc>, limit: i64) -> Result<u64> {
        run!(self, sqlx::query(PURGE).bind(before).bind(limit))
    }
}
