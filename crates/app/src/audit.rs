//! The audit log: each change with its actor, in the change's own transaction.

use serde::Serialize;
use serde_json::{Value, json};
use tierline_store::TenantTx;

use crate::{
    app::Call,
    error::{Error, Result},
};

/// Puts an act on record. `subject` is the identifier of what it is about, `detail` what is worth knowing of it.
pub(crate) async fn append<V, D: Serialize + Sync>(
    tx: &mut TenantTx<'_>,
    call: &Call<V>,
    action: &str,
    subject: &str,
    detail: &D,
) -> Result<()> {
    let ctx = &call.ctx;
    let detail: Value = serde_json::to_value(detail).map_err(Error::internal)?;
    let record = json!({
        "at": call.now,
        "actor": ctx.user.id,
        "actor_name": ctx.user.name,
        "organization": ctx.owner.organization,
        "cloud": ctx.owner.cloud,
        "action": action,
        "subject": subject,
        "detail": detail,
        "request_id": ctx.request_id,
        "address": ctx.address,
    });
    // serde_json keeps object keys sorted: the same record gives the same bytes.
    let bytes = serde_json::to_vec(&record).map_err(Error::internal)?;
    tx.audit_append(call.app.id(), call.now, &bytes, &call.app.secret::<16>()).await?;
    Ok(())
}
