//! How much one case or one service request holds: whoever may write to it could else fill the disk. A correspondence of people ends
//! long before.

use sha2::{Digest, Sha256};
use tierline_domain::{CaseId, RequestId};
use tierline_store::TenantRead;

use super::attach::hex;
use crate::error::{Error, Result};

/// Bytes of files. What holds as much takes no more: the last file may go beyond it.
pub const HOLD_LIMIT: i64 = 256 * 1024 * 1024;
/// Files.
const MOST_FILES: i64 = 1_000;
/// Entries of a request that others write to from elsewhere.
pub(crate) const MOST_ENTRIES: usize = 1_000;
/// Why a file that arrived by itself was left.
pub(crate) const LEFT: &str = "the request holds as many files as it may";

/// What holds files.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Holder {
    /// A case, with what came to it from the request that it carries.
    Case(CaseId),
    /// A request, at its sender or at its recipient: the files that belong to it alone.
    Request(RequestId),
}

/// Whether there is room for a further file. Two that come at the same moment are told one after the other where the row of the case or
/// the request was taken before.
///
/// # Errors
/// The store's.
pub(crate) async fn has_room(read: &mut TenantRead<'_>, holder: Holder) -> Result<bool> {
    // What the person does not reach takes room as well.
    let mut all = read.desk();
    let held = match holder {
        Holder::Case(id) => all.attachments_held(id).await?,
        Holder::Request(id) => all.attachments_held_by_request(id).await?,
    };
    Ok(held.files < MOST_FILES && held.bytes < HOLD_LIMIT)
}

/// Refuses a further file where there is no room: to be asked in the transaction that writes it down.
///
/// # Errors
/// [`Error::Invalid`] `full` on the field.
pub(crate) async fn require_room(read: &mut TenantRead<'_>, holder: Holder, field: &str) -> Result<()> {
    if has_room(read, holder).await? { Ok(()) } else { Err(full(field)) }
}

/// The same before the bytes are kept, so that what is refused does not fill the disk either. What is here already may come again: who
/// repeats a call gets the answer that was lost.
///
/// # Errors
/// [`Error::Invalid`] `full` on `file`.
pub(crate) async fn expect_room(read: &mut TenantRead<'_>, holder: Holder, bytes: &[u8]) -> Result<()> {
    if has_room(read, holder).await? {
        return Ok(());
    }
    let sha256 = hex(&Sha256::digest(bytes));
    let files = match holder {
        Holder::Case(id) => read.attachment_list(id).await?,
        Holder::Request(id) => read.attachment_list_of_request(id).await?,
    };
    if files.iter().any(|file| file.sha256 == sha256) { Ok(()) } else { Err(full("file")) }
}

fn full(field: &str) -> Error {
    let message = format!(
        "This holds as much as it may: {} MB of files, or {MOST_FILES} of them. Put the file where the reader can fetch it, and write \
         down where that is.",
        HOLD_LIMIT / (1024 * 1024)
    );
    Error::field(field, "full", message)
}
