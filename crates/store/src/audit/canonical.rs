//! The one form of an entry as bytes: what the digest is about.
//!
//! A version byte, then each field with its length before it, so that no two entries have the same bytes. The owner
//! is part of it: an entry moved to another owner no longer fits its digest.

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use tierline_domain::{AuditId, Cloud, OrganizationId, Owner};
use uuid::Uuid;

use super::AuditEntry;

const VERSION: u8 = 1;
/// Stands for a field that has no value; no text is as long.
const NONE: u32 = u32::MAX;

/// Writes an entry.
pub(crate) fn encode(owner: Owner, entry: &AuditEntry) -> Vec<u8> {
    let detail = entry.detail.to_string();
    let mut out = vec![VERSION];
    put(&mut out, Some(owner.organization.uuid().as_bytes()));
    put(&mut out, Some(owner.cloud.word().as_bytes()));
    put(&mut out, Some(entry.id.uuid().as_bytes()));
    put(&mut out, Some(&entry.at.timestamp_micros().to_be_bytes()));
    put(&mut out, Some(entry.actor.as_bytes()));
    put(&mut out, Some(entry.action.as_bytes()));
    put(&mut out, entry.subject.as_deref().map(str::as_bytes));
    put(&mut out, entry.request_id.as_deref().map(str::as_bytes));
    put(&mut out, Some(detail.as_bytes()));
    out
}

fn put(out: &mut Vec<u8>, field: Option<&[u8]>) {
    match field {
        None => out.extend(NONE.to_be_bytes()),
        Some(bytes) => {
            // Nobody writes 4 GiB into an entry; if somebody did, the entry would be unreadable, not ambiguous.
            let length = u32::try_from(bytes.len()).unwrap_or(NONE - 1);
            out.extend(length.to_be_bytes());
            out.extend(bytes);
        }
    }
}

/// Reads an entry with its owner; none where the bytes are not of this form.
pub(crate) fn decode(bytes: &[u8]) -> Option<(Owner, AuditEntry)> {
    let (version, mut rest) = bytes.split_first()?;
    if *version != VERSION {
        return None;
    }
    let rest = &mut rest;
    let organization = OrganizationId(Uuid::from_slice(take(rest)??).ok()?);
    let cloud = Cloud::from_word(text(rest)??)?;
    let id = AuditId(Uuid::from_slice(take(rest)??).ok()?);
    let at = DateTime::<Utc>::from_timestamp_micros(i64::from_be_bytes(take(rest)??.try_into().ok()?))?;
    let actor = text(rest)??.to_owned();
    let action = text(rest)??.to_owned();
    let subject = text(rest)?.map(str::to_owned);
    let request_id = text(rest)?.map(str::to_owned);
    let detail = serde_json::from_str(text(rest)??).ok()?;
    let entry = AuditEntry { id, at, actor, action, subject, request_id, detail };
    rest.is_empty().then_some((Owner { organization, cloud }, entry))
}

/// The next field: none at the end, none inside where it has no value.
fn take<'a>(rest: &mut &'a [u8]) -> Option<Option<&'a [u8]>> {
    let (length, after) = rest.split_first_chunk::<4>()?;
    let length = u32::from_be_bytes(*length);
    if length == NONE {
        *rest = after;
        return Some(None);
    }
    let (field, after) = after.split_at_checked(usize::try_from(length).ok()?)?;
    *rest = after;
    Some(Some(field))
}

fn text<'a>(rest: &mut &'a [u8]) -> Option<Option<&'a str>> {
    match take(rest)? {
        None => Some(None),
        Some(bytes) => Some(Some(std::str::from_utf8(bytes).ok()?)),
    }
}

/// The digest of an entry: SHA-256 over salt and bytes.
pub(crate) fn digest(salt: &[u8], bytes: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(salt);
    hash.update(bytes);
    hash.finalize().into()
}
