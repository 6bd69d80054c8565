//! The chain over the audit entries.

use std::fmt;

use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use tierline_domain::Owner;
use uuid::Uuid;

use crate::{
    db::{BindOwner, on, owner_of, run, word},
    error::Result,
    scope::{SystemRead, SystemTx},
    statement::statements,
};

statements! {
    PENDING = "select distinct organization_id, cloud from audit_entry where seal is null \
               order by organization_id, cloud limit $1";
    HEAD = "select seq, chain from audit_seal where organization_id = $1 and cloud = $2 order by seq desc limit 1";
    /// Marks and reads in one statement: what commits in between gets the next seal.
    TAKE = "update audit_entry set seal = $3 where organization_id = $1 and cloud = $2 and seal is null and id in \
            (select id from audit_entry where organization_id = $1 and cloud = $2 and seal is null order by id limit $4) \
            returning id, digest";
    ADD = "insert into audit_seal (organization_id, cloud, seq, first_id, last_id, entries, sealed_at, chain) \
           values ($1, $2, $3, $4, $5, $6, $7, $8)";
    HEADS = "select s.organization_id, s.cloud, s.seq, s.chain from audit_seal s join \
             (select organization_id, cloud, max(seq) as seq from audit_seal group by organization_id, cloud) h \
             on h.organization_id = s.organization_id and h.cloud = s.cloud and h.seq = s.seq \
             order by s.organization_id, s.cloud";
}

/// The key of the chains. Whoever can write the database must not have it.
#[derive(Clone)]
pub struct AuditKey(pub(super) [u8; 32]);

impl AuditKey {
    /// Takes 32 bytes of chance that are kept outside the database.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl fmt::Debug for AuditKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuditKey(…)")
    }
}

/// The end of an owner's chain. Kept elsewhere from time to time, it is the checkpoint that shows a chain cut short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditHead {
    /// Whose chain.
    pub owner: Owner,
    /// The number of the last seal, from 1.
    pub seq: i64,
    /// Its value.
    pub chain: [u8; 32],
}

/// What a seal covers.
pub(crate) struct Covered<'a> {
    pub(crate) owner: Owner,
    pub(crate) seq: i64,
    pub(crate) sealed_at: DateTime<Utc>,
    /// Identifiers and digests, in the order of the identifiers.
    pub(crate) entries: &'a [(Uuid, Vec<u8>)],
}

/// Begins the value of the next link: the HMAC over the one before and everything that this one covers.
pub(crate) fn link(key: &AuditKey, before: &[u8], covered: &Covered<'_>) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(&key.0).expect("HMAC takes a key of any length");
    mac.update(b"tierline audit seal 1");
    mac.update(&length(before.len()));
    mac.update(before);
    mac.update(covered.owner.organization.uuid().as_bytes());
    mac.update(&length(covered.owner.cloud.word().len()));
    mac.update(covered.owner.cloud.word().as_bytes());
    mac.update(&covered.seq.to_be_bytes());
    mac.update(&covered.sealed_at.timestamp_micros().to_be_bytes());
    mac.update(&length(covered.entries.len()));
    for (id, digest) in covered.entries {
        mac.update(id.as_bytes());
        mac.update(&length(digest.len()));
        mac.update(digest);
    }
    mac
}

/// How a length stands before what it is the length of.
pub(super) fn length(length: usize) -> [u8; 8] {
    (length as u64).to_be_bytes()
}

impl SystemRead<'_> {
    /// Owners with entries that have no seal yet, at most `limit`.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn audit_pending(&mut self, limit: i64) -> Result<Vec<Owner>> {
        let rows: Vec<(Uuid, String)> = on!(self, |c| sqlx::query_as(PENDING).bind(limit).fetch_all(c))?;
        rows.into_iter().map(|(organization, cloud)| owner(organization, &cloud)).collect()
    }

    /// The ends of all chains, to be kept elsewhere as checkpoints.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn audit_heads(&mut self) -> Result<Vec<AuditHead>> {
        let rows: Vec<(Uuid, String, i64, Vec<u8>)> = on!(self, |c| sqlx::query_as(HEADS).fetch_all(c))?;
        rows.into_iter()
            .map(|(organization, cloud, seq, chain)| {
                let owner = owner(organization, &cloud)?;
                let chain = word(chain.try_into().ok(), "audit_seal", "chain", format_args!("{organization} {seq}"))?;
                Ok(AuditHead { owner, seq, chain })
            })
            .collect()
    }
}

fn owner(organization: Uuid, cloud: &str) -> Result<Owner> {
    owner_of(organization, cloud, "audit_entry", organization)
}

impl SystemTx<'_> {
    /// Seals an owner's entries that have no seal yet, at most `limit`; says how many. Two sealers at once do no harm:
    /// one of them gets [`crate::Error::Unique`] and seals nothing.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn audit_seal(&mut self, key: &AuditKey, owner: Owner, now: DateTime<Utc>, limit: i64) -> Result<usize> {
        let head: Option<(i64, Vec<u8>)> = on!(self, |c| sqlx::query_as(HEAD).owner(owner).fetch_optional(c))?;
        let (last, before) = head.unwrap_or_default();
        let seq = last + 1;
        let mut entries: Vec<(Uuid, Vec<u8>)> =
            on!(self, |c| sqlx::query_as(TAKE).owner(owner).bind(seq).bind(limit).fetch_all(c))?;
        entries.sort_unstable();
        let (Some((first_id, _)), Some((last_id, _))) = (entries.first(), entries.last()) else {
            return Ok(0);
        };
        let chain =
            link(key, &before, &Covered { owner, seq, sealed_at: now, entries: &entries }).finalize().into_bytes();
        let count = i64::try_from(entries.len()).unwrap_or(i64::MAX);
        run!(
            self,
            sqlx::query(ADD).owner(owner).bind(seq).bind(first_id).bind(last_id).bind(count).bind(now).bind(&chain[..])
        )?;
        Ok(entries.len())
    }
}
