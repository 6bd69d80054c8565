//! Why entries say nothing any more, so that only the desk itself can have said it.
//!
//! What accounts for emptied entries carries a proof: a code by a key that is not in the database. That a seal covers it proves nothing,
//! for a running desk seals whatever stands in the table without a seal.

use std::{collections::BTreeMap, fmt};

use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use tierline_domain::{AUDIT_DAYS_LEAST, AuditAction, Owner};

use super::{
    AuditEntry, AuditFault,
    seal::{AuditKey, length},
};

/// Where the proof stands in what an entry says: beside `detail`, which is what people read.
const PROOF: &str = "proof";
/// How long the rule keeps what the log says, at the least.
const KEPT: TimeDelta = TimeDelta::days(AUDIT_DAYS_LEAST as i64);

/// What proves that the desk itself accounts for emptied entries. Whoever can write the database must not have it.
#[derive(Clone)]
pub struct AuditAccounts([u8; 32]);

impl fmt::Debug for AuditAccounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuditAccounts(…)")
    }
}

impl AuditAccounts {
    /// By a key that is derived from the one of the seals: there is one to keep, and this one makes no seals.
    #[must_use]
    pub fn of(key: &AuditKey) -> Self {
        let mut mac = mac(&key.0);
        mac.update(b"tierline audit account key 1");
        Self(mac.finalize().into_bytes().into())
    }

    /// The entry with its proof, where it is one that accounts for others.
    #[must_use]
    pub fn proven(&self, owner: Owner, mut entry: AuditEntry) -> AuditEntry {
        if let Some(account) = Account::of(&entry) {
            let code = self.code(owner, &entry, &account).finalize().into_bytes();
            entry.detail[PROOF] = code.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into();
        }
        entry
    }

    /// Begins the code of an account. Owner, identifier and time are part of it: a copy of an account is none.
    fn code(&self, owner: Owner, entry: &AuditEntry, account: &Account) -> Hmac<Sha256> {
        let mut mac = mac(&self.0);
        let mut put = |bytes: &[u8]| {
            mac.update(&length(bytes.len()));
            mac.update(bytes);
        };
        put(b"tierline audit account 1");
        put(owner.organization.uuid().as_bytes());
        put(owner.cloud.word().as_bytes());
        put(entry.id.uuid().as_bytes());
        put(&entry.at.timestamp_micros().to_be_bytes());
        put(entry.action.as_bytes());
        match account {
            Account::Dropped { through } => put(&through.to_be_bytes()),
            Account::Erased(seals) => {
                for (seq, entries) in seals {
                    put(&seq.to_be_bytes());
                    put(&entries.to_be_bytes());
                }
            }
        }
        mac
    }

    fn prove(&self, owner: Owner, entry: &AuditEntry, account: &Account) -> bool {
        let given = entry.detail[PROOF].as_str().and_then(unwritten);
        given.is_some_and(|given| self.code(owner, entry, account).verify_slice(&given).is_ok())
    }
}

fn mac(key: &[u8; 32]) -> Hmac<Sha256> {
    Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length")
}

/// Reads a proof as it is written.
fn unwritten(text: &str) -> Option<[u8; 32]> {
    let text = Some(text).filter(|text| text.len() == 64 && text.is_ascii())?;
    let mut code = [0; 32];
    for (place, byte) in code.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[place * 2..place * 2 + 2], 16).ok()?;
    }
    Some(code)
}

/// What an entry accounts for.
enum Account {
    /// The rule dropped what was long enough under seal, up to this seal.
    Dropped { through: i64 },
    /// A person was erased: how many entries of which seal.
    Erased(BTreeMap<i64, i64>),
}

impl Account {
    fn of(entry: &AuditEntry) -> Option<Self> {
        let detail = &entry.detail["detail"];
        match AuditAction::from_word(&entry.action)? {
            AuditAction::AuditRetire => Some(Self::Dropped { through: detail["through"].as_i64().unwrap_or(0) }),
            AuditAction::PersonErase => {
                let seals = detail["seals"].as_object().into_iter().flatten();
                let counts = seals.filter_map(|(seq, count)| Some((seq.parse::<i64>().ok()?, count.as_i64()?)));
                Some(Self::Erased(counts.collect()))
            }
            _ => None,
        }
    }
}

/// Entries that say nothing any more, and how many of them the log accounts for: whoever empties one by hand cannot prove why.
pub(super) struct Emptied {
    accounts: AuditAccounts,
    owner: Owner,
    /// By seal: when it was made, and how many; 0 for those without one.
    found: BTreeMap<i64, (Option<DateTime<Utc>>, i64)>,
    /// By seal, those of persons who were erased.
    erased: BTreeMap<i64, i64>,
    /// By the seal up to which the rule dropped all: when it last did.
    dropped: BTreeMap<i64, DateTime<Utc>>,
}

impl Emptied {
    pub(super) fn new(key: &AuditKey, owner: Owner) -> Self {
        let accounts = AuditAccounts::of(key);
        Self { accounts, owner, found: BTreeMap::new(), erased: BTreeMap::new(), dropped: BTreeMap::new() }
    }

    /// Counts an entry that says nothing any more, with its seal and when that was made.
    pub(super) fn found(&mut self, (seq, sealed_at): (i64, Option<DateTime<Utc>>)) {
        self.found.entry(seq).or_insert((sealed_at, 0)).1 += 1;
    }

    /// Takes an account; a fault where the desk did not write it.
    pub(super) fn told(&mut self, entry: &AuditEntry) -> Option<AuditFault> {
        let account = Account::of(entry)?;
        if !self.accounts.prove(self.owner, entry, &account) {
            return Some(AuditFault::Forged { id: entry.id });
        }
        match account {
            Account::Dropped { through } => {
                let at = self.dropped.entry(through).or_insert(entry.at);
                *at = entry.at.max(*at);
            }
            Account::Erased(seals) => {
                for (seq, count) in seals {
                    *self.erased.entry(seq).or_default() += count;
                }
            }
        }
        None
    }

    /// What is not accounted for. The rule keeps everything for a year at least: whoever makes a seal look older than it is, so that the
    /// desk drops what it covers, gets no account of it either.
    pub(super) fn faults(&self) -> Vec<AuditFault> {
        let mut dropped = self.dropped.iter().rev().peekable();
        let mut last: Option<DateTime<Utc>> = None;
        let mut faults = Vec::new();
        for (seq, (sealed_at, found)) in self.found.iter().rev() {
            while let Some((_, at)) = dropped.next_if(|(through, _)| *through >= seq) {
                last = last.max(Some(*at));
            }
            let by_rule = last.zip(*sealed_at).is_some_and(|(at, sealed_at)| at - sealed_at >= KEPT);
            let entries = *found - self.erased.get(seq).copied().unwrap_or(0);
            if !by_rule && entries > 0 {
                faults.push(AuditFault::Emptied { seq: *seq, entries });
            }
        }
        faults.reverse();
        faults
    }
}
