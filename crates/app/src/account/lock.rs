//! One at a time, for rules that look at several rows: on PostgreSQL two transactions would not see each other's.

use tierline_store::{IdempotencyKey, Seen, TenantTx};

use crate::error::{Error, Result};

/// Holds the owner's rule of this name until the transaction ends. It is the lock under which a repeated call is looked
/// up; no result is ever kept under this key.
///
/// # Errors
/// [`Error::Unavailable`] while another transaction holds it.
pub(crate) async fn hold(tx: &mut TenantTx<'_>, rule: &'static str) -> Result<()> {
    let key = IdempotencyKey { actor: "desk".to_owned(), operation: rule, key: "lock".to_owned(), body_hash: [0; 32] };
    match tx.idempotency_begin(&key).await? {
        Seen::InFlight => Err(Error::Unavailable { retry_after: 1 }),
        _ => Ok(()),
    }
}
