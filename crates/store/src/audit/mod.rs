//! The audit log: who did what, in a form that shows later changes.
//!
//! An entry is written in the transaction of its fact: canonical bytes, a salt, and the digest of both. A sealer
//! ([`seal`]) takes the entries without a seal from time to time and chains their digests with a key that is not in
//! the database; [`verify`] finds what was edited, removed, reordered or cut off after it was sealed. Erasing a person drops bytes and
//! salt: what was said is gone, that something was said stays proven, and [`account`] proves that it was the desk that dropped them.

mod account;
mod canonical;
pub(crate) mod retire;
pub(crate) mod seal;
pub(crate) mod verify;

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use sqlx::QueryBuilder;
use tierline_domain::{AuditId, Owner};
use uuid::Uuid;

pub use account::AuditAccounts;
pub use retire::RetiredSeal;
pub use seal::{AuditHead, AuditKey};
pub use verify::{AuditFault, AuditReport};

use crate::{
    db::{BindOwner, on, run},
    error::{Error, Result},
    scope::{AuthTx, CustomerTx, Scope, SystemTx, TenantRead, TenantTx, Tx},
    statement::statements,
};

statements! {
    APPEND = "insert into audit_entry \
              (organization_id, cloud, id, at, action, actor, subject, bytes, salt, digest) \
              values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    /// Only what is sealed: how many of which seal were erased is what [`verify`] accounts for. What says so is no part of it.
    ERASE = "update audit_entry set bytes = null, salt = null, actor = null, subject = null \
             where organization_id = $1 and cloud = $2 and (actor = $3 or subject = $3) and seal is not null \
             and action <> 'person.erase' returning seal";
    COUNT_OF = "select count(*) from audit_entry where organization_id = $1 and cloud = $2 and (actor = $3 or subject = $3) \
                and action <> 'person.erase'";
    OPEN_OF = "select count(*) from audit_entry where organization_id = $1 and cloud = $2 and (actor = $3 or subject = $3) \
               and seal is null and action <> 'person.erase'";
}

/// Something that was done.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditEntry {
    /// Its identifier, sortable by time.
    pub id: AuditId,
    /// When.
    pub at: DateTime<Utc>,
    /// Who: the text of an identifier, or a word for a part of the program.
    pub actor: String,
    /// What: a stable word such as `case.opened`.
    pub action: String,
    /// To what: the text of an identifier.
    pub subject: Option<String>,
    /// The request that it was done in.
    pub request_id: Option<String>,
    /// What else belongs to it.
    pub detail: Value,
}

/// An entry as it is read back.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditRecord {
    /// Its identifier.
    pub id: AuditId,
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub action: String,
    /// The whole entry; none where it was erased.
    pub entry: Option<AuditEntry>,
    /// The number of the seal that covers it; none for as long as it has none.
    pub seal: Option<i64>,
}

/// Which entries to list.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// Only what this actor did.
    pub actor: Option<String>,
    /// Only these actions; all of them where none is named.
    pub actions: Vec<String>,
    /// Only what was done to this.
    pub subject: Option<String>,
    /// Only what was done then or later.
    pub since: Option<DateTime<Utc>>,
    /// Only what was done before.
    pub until: Option<DateTime<Utc>>,
    /// Only what comes after this entry in the list: the last one of the page before.
    pub after: Option<AuditId>,
    /// The oldest first, instead of the latest.
    pub oldest_first: bool,
    /// How many at the most.
    pub limit: i64,
}

/// Makes it costly to guess an erased entry from its digest. Chance comes in from outside.
pub type AuditSalt = [u8; 16];

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    at: DateTime<Utc>,
    action: String,
    bytes: Option<Vec<u8>>,
    seal: Option<i64>,
}

async fn append<S: Scope>(tx: &mut Tx<'_, S>, owner: Owner, entry: &AuditEntry, salt: AuditSalt) -> Result<()> {
    let bytes = canonical::encode(owner, entry);
    let digest = canonical::digest(&salt, &bytes);
    run!(
        tx,
        sqlx::query(APPEND)
            .owner(owner)
            .bind(entry.id.uuid())
            .bind(entry.at)
            .bind(&entry.action)
            .bind(&entry.actor)
            .bind(&entry.subject)
            .bind(&bytes)
            .bind(&salt[..])
            .bind(&digest[..])
    )
    .map(drop)
}

impl TenantTx<'_> {
    /// Writes an entry with its fact.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn audit_append(&mut self, entry: &AuditEntry, salt: AuditSalt) -> Result<()> {
        let owner = self.owner();
        append(self, owner, entry, salt).await
    }

    /// Erases what the sealed entries say that a person made or that are about that person; says how many of each seal. Their digests
    /// stay, so the chain stays whole. The act's own entry names the numbers, with the desk's proof ([`AuditAccounts::proven`]):
    /// [`verify`] takes others for a change.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn audit_erase(&mut self, person: &str) -> Result<BTreeMap<i64, i64>> {
        let owner = self.owner();
        let seals: Vec<i64> = on!(self, |c| sqlx::query_scalar(ERASE).owner(owner).bind(person).fetch_all(c))?;
        let mut counts = BTreeMap::new();
        for seal in seals {
            *counts.entry(seal).or_default() += 1;
        }
        Ok(counts)
    }
}

impl TenantRead<'_> {
    /// How many entries are by a person or about them.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn audit_count_of(&mut self, person: &str) -> Result<i64> {
        let owner = self.owner();
        on!(self, |c| sqlx::query_scalar(COUNT_OF).owner(owner).bind(person).fetch_one(c))
    }

    /// How many of these no seal covers yet: those cannot be erased.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn audit_unsealed_of(&mut self, person: &str) -> Result<i64> {
        let owner = self.owner();
        on!(self, |c| sqlx::query_scalar(OPEN_OF).owner(owner).bind(person).fetch_one(c))
    }
}

impl CustomerTx<'_> {
    /// Writes an entry with its fact, into the log of the customer's partner.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn audit_append(&mut self, entry: &AuditEntry, salt: AuditSalt) -> Result<()> {
        let owner = self.owner();
        append(self, owner, entry, salt).await
    }
}

impl AuthTx<'_> {
    /// Writes an entry about signing in, into the log of the organization that is signed in to.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn audit_append(&mut self, owner: Owner, entry: &AuditEntry, salt: AuditSalt) -> Result<()> {
        append(self, owner, entry, salt).await
    }
}

impl SystemTx<'_> {
    /// Writes an entry about what the program itself did.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn audit_append(&mut self, owner: Owner, entry: &AuditEntry, salt: AuditSalt) -> Result<()> {
        append(self, owner, entry, salt).await
    }
}

impl TenantRead<'_> {
    /// Lists entries.
    ///
    /// # Errors
    /// [`Error::Inconsistent`] where the bytes of an entry cannot be read: `verify` says more.
    pub async fn audit_list(&mut self, filter: &AuditFilter) -> Result<Vec<AuditRecord>> {
        let owner = self.owner();
        let rows: Vec<Row> = on!(self, |c| {
            let mut query = asked(owner, filter);
            async move { query.build_query_as().fetch_all(c).await }
        })?;
        rows.into_iter().map(record).collect()
    }
}

/// How far an entry's identifier, which sorts, may be from its time: both are taken of one clock, one a moment after the other.
const APART: TimeDelta = TimeDelta::seconds(10);

fn asked<DB: sqlx::Database>(owner: Owner, filter: &AuditFilter) -> QueryBuilder<DB>
where
    Uuid: sqlx::Type<DB> + for<'q> sqlx::Encode<'q, DB>,
    String: sqlx::Type<DB> + for<'q> sqlx::Encode<'q, DB>,
    i64: sqlx::Type<DB> + for<'q> sqlx::Encode<'q, DB>,
    DateTime<Utc>: sqlx::Type<DB> + for<'q> sqlx::Encode<'q, DB>,
{
    let mut query = QueryBuilder::new("select id, at, action, bytes, seal from audit_entry where organization_id = ");
    query.push_bind(owner.organization.uuid()).push(" and cloud = ").push_bind(owner.cloud.word().to_owned());
    if let Some(actor) = &filter.actor {
        query.push(" and actor = ").push_bind(actor.clone());
    }
    if let Some(subject) = &filter.subject {
        query.push(" and subject = ").push_bind(subject.clone());
    }
    if !filter.actions.is_empty() {
        query.push(" and action in (");
        let mut list = query.separated(", ");
        for action in &filter.actions {
            list.push_bind(action.clone());
        }
        query.push(")");
    }
    // The identifier is what the indexes end with: it bounds what is read, the time decides.
    if let Some(since) = filter.since {
        query.push(" and id >= ").push_bind(first_id(since - APART)).push(" and at >= ").push_bind(since);
    }
    if let Some(until) = filter.until {
        query.push(" and id < ").push_bind(first_id(until + APART)).push(" and at < ").push_bind(until);
    }
    if let Some(after) = filter.after {
        query.push(if filter.oldest_first { " and id > " } else { " and id < " }).push_bind(after.uuid());
    }
    query.push(if filter.oldest_first { " order by id limit " } else { " order by id desc limit " });
    query.push_bind(filter.limit);
    query
}

/// The least identifier that can be made at a time.
fn first_id(at: DateTime<Utc>) -> Uuid {
    let millis = u64::try_from(at.timestamp_millis()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &[0; 10]).into_uuid()
}

fn record(row: Row) -> Result<AuditRecord> {
    let id = AuditId(row.id);
    let unreadable = || Error::Inconsistent { table: "audit_entry", column: "bytes", row: id.to_string() };
    let entry = match row.bytes {
        None => None,
        Some(bytes) => Some(canonical::decode(&bytes).ok_or_else(unreadable)?.1),
    };
    Ok(AuditRecord { id, at: row.at, action: row.action, entry, seal: row.seal })
}
