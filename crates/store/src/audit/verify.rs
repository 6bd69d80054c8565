//! Finds what was done to the audit log behind its back.

use chrono::{DateTime, Utc};
use hmac::Mac;
use tierline_domain::{AuditId, Owner};
use uuid::Uuid;

use super::{
    AuditEntry,
    account::Emptied,
    canonical,
    seal::{AuditHead, AuditKey, Covered, link},
};
use crate::{
    db::{BindOwner, on, owner_of},
    error::Result,
    scope::SystemRead,
    statement::statements,
};

statements! {
    SEALS = "select seq, first_id, last_id, entries, sealed_at, chain from audit_seal \
             where organization_id = $1 and cloud = $2 and seq > $3 order by seq limit 200";
    COVERED = "select id, at, action, actor, subject, bytes, salt, digest from audit_entry \
               where organization_id = $1 and cloud = $2 and id >= $3 and id <= $4 and seal = $5 order by id";
    SEALED = "select count(*) from audit_entry where organization_id = $1 and cloud = $2 and seal <= $3";
    /// In one statement: what is sealed meanwhile has its seal.
    BEYOND = "select count(*) from audit_entry where organization_id = $1 and cloud = $2 and seal > \
              (select coalesce(max(seq), 0) from audit_seal where organization_id = $1 and cloud = $2)";
    OPEN = "select id, at, action, actor, subject, bytes, salt, digest from audit_entry \
            where organization_id = $1 and cloud = $2 and seal is null and id > $3 order by id limit 1000";
    /// Of what stands in the log, whatever organizations say of themselves.
    OWNERS = "select organization_id, cloud from audit_seal union select organization_id, cloud from audit_entry \
              order by organization_id, cloud";
}

/// How many faults a report names; more say nothing more.
const NAMED: usize = 100;

/// Something that must not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuditFault {
    /// An entry does not fit its digest, or its columns do not fit its bytes.
    Edited {
        /// Which entry.
        id: AuditId,
    },
    /// A seal covers another number of entries than there are: some were removed or added.
    Count {
        /// Which seal.
        seq: i64,
        /// How many it covers.
        sealed: i64,
        /// How many there are.
        found: i64,
    },
    /// A seal does not follow from what it covers and from the seal before: something was exchanged or reordered, or
    /// the key is another.
    Broken {
        /// Which seal.
        seq: i64,
    },
    /// Seals are missing in between.
    Gap {
        /// The last seal before.
        after: i64,
        /// The first seal behind.
        next: i64,
    },
    /// The chain ends before the checkpoint.
    Cut {
        /// The last seal that there is.
        last: i64,
        /// The checkpoint's seal.
        checkpoint: i64,
    },
    /// The chain has another value at the checkpoint than the checkpoint says: it was made anew.
    Rewritten {
        /// The checkpoint's seal.
        seq: i64,
    },
    /// More entries of a seal say nothing any more than the log itself says were erased or dropped by the rule.
    Emptied {
        /// Which seal; 0 for entries without one, which nothing empties.
        seq: i64,
        /// How many too many.
        entries: i64,
    },
    /// An entry says why others say nothing any more, and the desk did not write it, or another key was in use then.
    Forged {
        /// Which entry.
        id: AuditId,
    },
    /// Entries claim a seal that does not cover them, or is not there.
    Stray {
        /// How many.
        entries: i64,
    },
}

/// What a look at an owner's whole log found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AuditReport {
    /// How many seals the chain has.
    pub seals: i64,
    /// How many entries they cover.
    pub sealed: i64,
    /// How many entries no seal covers yet: these could be changed without a trace.
    pub unsealed: i64,
    /// The time of the oldest of those.
    pub unsealed_since: Option<DateTime<Utc>>,
    /// How many entries were erased: their digests are in order, what they said is gone.
    pub erased: i64,
    /// What must not be, the first hundred.
    pub faults: Vec<AuditFault>,
}

impl AuditReport {
    /// Whether nothing was found.
    #[must_use]
    pub fn sound(&self) -> bool {
        self.faults.is_empty()
    }

    fn fault(&mut self, fault: AuditFault) {
        if self.faults.len() < NAMED {
            self.faults.push(fault);
        }
    }

    /// Checks one entry by itself, under a seal with its time.
    fn entry(&mut self, owner: Owner, seal: (i64, Option<DateTime<Utc>>), row: &EntryRow, emptied: &mut Emptied) {
        match row.state(owner) {
            EntryState::Whole(entry) => {
                if let Some(fault) = emptied.told(&entry) {
                    self.fault(fault);
                }
            }
            EntryState::Erased => {
                self.erased += 1;
                emptied.found(seal);
            }
            EntryState::Edited => self.fault(AuditFault::Edited { id: AuditId(row.id) }),
        }
    }
}

#[derive(sqlx::FromRow)]
struct SealRow {
    seq: i64,
    first_id: Uuid,
    last_id: Uuid,
    entries: i64,
    sealed_at: DateTime<Utc>,
    chain: Vec<u8>,
}

#[derive(sqlx::FromRow)]
struct EntryRow {
    id: Uuid,
    at: DateTime<Utc>,
    action: String,
    actor: Option<String>,
    subject: Option<String>,
    bytes: Option<Vec<u8>>,
    salt: Option<Vec<u8>>,
    digest: Vec<u8>,
}

enum EntryState {
    Whole(Box<AuditEntry>),
    Erased,
    Edited,
}

impl EntryRow {
    fn state(&self, owner: Owner) -> EntryState {
        let (bytes, salt) = match (&self.bytes, &self.salt) {
            (Some(bytes), Some(salt)) => (bytes, salt),
            (None, None) if self.actor.is_none() && self.subject.is_none() => return EntryState::Erased,
            _ => return EntryState::Edited,
        };
        let fits = |(of, entry): &(Owner, AuditEntry)| {
            canonical::digest(salt, bytes)[..] == self.digest[..]
                && *of == owner
                && entry.id.uuid() == self.id
                && entry.at == self.at
                && entry.action == self.action
                && Some(&entry.actor) == self.actor.as_ref()
                && entry.subject == self.subject
        };
        let read = canonical::decode(bytes).filter(fits);
        read.map_or(EntryState::Edited, |(_, entry)| EntryState::Whole(Box::new(entry)))
    }
}

impl SystemRead<'_> {
    /// Whose logs there are, by the log itself: whoever can write the database can take a cloud out of its organization.
    ///
    /// # Errors
    /// What the driver reports; [`crate::Error::Inconsistent`] where a row belongs to no known cloud.
    pub async fn audit_owners(&mut self) -> Result<Vec<Owner>> {
        let rows: Vec<(Uuid, String)> = on!(self, |c| sqlx::query_as(OWNERS).fetch_all(c))?;
        let owner = |(organization, cloud): (Uuid, String)| owner_of(organization, &cloud, "audit_entry", organization);
        rows.into_iter().map(owner).collect()
    }

    /// Goes through an owner's whole audit log. A checkpoint from elsewhere shows a chain that was cut short.
    ///
    /// # Errors
    /// What the driver reports; what is wrong with the log is in the report.
    pub async fn audit_verify(
        &mut self,
        key: &AuditKey,
        owner: Owner,
        checkpoint: Option<&AuditHead>,
    ) -> Result<AuditReport> {
        let mut report = AuditReport::default();
        let (mut last, mut before, mut emptied) = (0, Vec::new(), Emptied::new(key, owner));
        loop {
            let seals: Vec<SealRow> = on!(self, |c| sqlx::query_as(SEALS).owner(owner).bind(last).fetch_all(c))?;
            if seals.is_empty() {
                break;
            }
            for seal in seals {
                if seal.seq != last + 1 {
                    report.fault(AuditFault::Gap { after: last, next: seal.seq });
                }
                self.audit_verify_seal((key, &before), owner, &seal, (&mut report, &mut emptied)).await?;
                if checkpoint.is_some_and(|mark| mark.seq == seal.seq && mark.chain[..] != seal.chain[..]) {
                    report.fault(AuditFault::Rewritten { seq: seal.seq });
                }
                (last, before) = (seal.seq, seal.chain);
            }
        }
        if let Some(mark) = checkpoint.filter(|mark| mark.seq > last) {
            report.fault(AuditFault::Cut { last, checkpoint: mark.seq });
        }
        // Entries sealed since the first question was asked have higher seals.
        let claimed: i64 = on!(self, |c| sqlx::query_scalar(SEALED).owner(owner).bind(last).fetch_one(c))?;
        if claimed != report.sealed {
            report.fault(AuditFault::Stray { entries: claimed - report.sealed });
        }
        let beyond: i64 = on!(self, |c| sqlx::query_scalar(BEYOND).owner(owner).fetch_one(c))?;
        if beyond > 0 {
            report.fault(AuditFault::Stray { entries: beyond });
        }
        self.audit_verify_open(owner, (&mut report, &mut emptied)).await?;
        emptied.faults().into_iter().for_each(|fault| report.fault(fault));
        Ok(report)
    }

    /// Checks one seal: its entries, and that it follows from the one before.
    async fn audit_verify_seal(
        &mut self,
        (key, before): (&AuditKey, &[u8]),
        owner: Owner,
        seal: &SealRow,
        (report, emptied): (&mut AuditReport, &mut Emptied),
    ) -> Result<()> {
        let rows: Vec<EntryRow> = on!(self, |c| {
            sqlx::query_as(COVERED).owner(owner).bind(seal.first_id).bind(seal.last_id).bind(seal.seq).fetch_all(c)
        })?;
        rows.iter().for_each(|row| report.entry(owner, (seal.seq, Some(seal.sealed_at)), row, emptied));
        let found = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        report.seals += 1;
        report.sealed += found;
        if found != seal.entries {
            report.fault(AuditFault::Count { seq: seal.seq, sealed: seal.entries, found });
            return Ok(());
        }
        let entries: Vec<_> = rows.into_iter().map(|row| (row.id, row.digest)).collect();
        let covered = Covered { owner, seq: seal.seq, sealed_at: seal.sealed_at, entries: &entries };
        if link(key, before, &covered).verify_slice(&seal.chain).is_err() {
            report.fault(AuditFault::Broken { seq: seal.seq });
        }
        Ok(())
    }

    /// Checks the entries without a seal, each by itself.
    async fn audit_verify_open(
        &mut self,
        owner: Owner,
        (report, emptied): (&mut AuditReport, &mut Emptied),
    ) -> Result<()> {
        let mut last = Uuid::nil();
        loop {
            let rows: Vec<EntryRow> = on!(self, |c| sqlx::query_as(OPEN).owner(owner).bind(last).fetch_all(c))?;
            let Some(end) = rows.last() else { return Ok(()) };
            last = end.id;
            for row in &rows {
                report.entry(owner, (0, None), row, emptied);
                report.unsealed += 1;
                report.unsealed_since = Some(report.unsealed_since.map_or(row.at, |since| since.min(row.at)));
            }
        }
    }
}
