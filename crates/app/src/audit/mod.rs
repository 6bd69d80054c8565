//! The audit log: each change with its actor, in the change's own transaction.

mod elsewhere;
mod export;
mod list;
pub(crate) mod retire;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Map, Value};
use tierline_domain::{Audited, Owner};
use tierline_store::{AuditEntry, AuditFilter, Read, TenantTx};

pub(crate) use elsewhere::{Elsewhere, by_call};
pub use export::{AuditExport, audit_export};
pub use list::{AuditLine, AuditQuery, audit_list};
pub use retire::audit_retire;

use crate::{
    app::{App, Call},
    ctx::Ctx,
    error::{Error, Result},
};

/// Puts an act on record. `subject` is the identifier of what it is about, `detail` what is worth knowing of it: never the
/// words of people, never secrets.
pub(crate) async fn append<V, D: Serialize + Sync>(
    tx: &mut TenantTx<'_>,
    call: &Call<V>,
    action: &str,
    subject: &str,
    detail: &D,
) -> Result<()> {
    let entry = entry(&call.app, &call.ctx, call.now, action, subject, detail)?;
    tx.audit_append(&entry, call.app.secret()).await?;
    Ok(())
}

/// An act as the log keeps it.
pub(crate) fn entry<D: Serialize>(
    app: &App,
    ctx: &Ctx,
    now: DateTime<Utc>,
    action: &str,
    subject: &str,
    detail: &D,
) -> Result<AuditEntry> {
    known(action);
    let detail = serde_json::json!({
        "actor_name": ctx.user.name,
        "address": ctx.address,
        "entrance": ctx.entrance.word(),
        "detail": serde_json::to_value(detail).map_err(Error::internal)?,
    });
    Ok(AuditEntry {
        id: app.id(),
        at: now,
        actor: ctx.user.id.to_string(),
        action: action.to_owned(),
        subject: (!subject.is_empty()).then(|| subject.to_owned()),
        request_id: Some(ctx.request_id.clone()),
        detail,
    })
}

/// An act that accounts for entries which say nothing any more, with the proof that it was the desk that emptied them.
pub(crate) fn accounting(app: &App, owner: Owner, entry: AuditEntry) -> AuditEntry {
    app.0.parts.audit_accounts.proven(owner, entry)
}

/// Each act has words for who reads the log. One without them shows as its code, which no test lets pass.
pub(crate) fn known(action: &str) {
    debug_assert!(Audited::from_word(action).is_some(), "{action} is no act that the audit log knows");
}

/// Who did this to a subject last, and when; none where the log says nothing of it, or somebody else did more since.
pub(crate) async fn last(
    read: &mut Read<'_, Owner>,
    action: &str,
    subject: String,
    changed_at: Option<DateTime<Utc>>,
) -> Result<Option<(String, DateTime<Utc>)>> {
    known(action);
    let (actions, subject) = (vec![action.to_owned()], Some(subject));
    let filter = AuditFilter { actions, subject, limit: 1, ..AuditFilter::default() };
    let found = read.audit_list(&filter).await?.into_iter().next();
    let found = found.filter(|record| Some(record.at) == changed_at);
    Ok(found.and_then(|record| {
        let name = record.entry?.detail["actor_name"].as_str()?.to_owned();
        Some((name, record.at))
    }))
}

/// Each field that changed, with what it said before and says now. `beside` names those that say nothing by themselves, such as a
/// version. Only for what is no secret.
///
/// # Errors
/// [`Error::Internal`] where one of the two is no object.
pub(crate) fn changes<T: Serialize>(before: &T, after: &T, beside: &[&str]) -> Result<Value> {
    let (before, after) = (fields(before)?, fields(after)?);
    let said = |fields: &Map<String, Value>, name: &str| fields.get(name).cloned().unwrap_or(Value::Null);
    let names = before.keys().chain(after.keys().filter(|name| !before.contains_key(*name)));
    let changed = names.filter(|name| !beside.contains(&name.as_str())).filter_map(|name| {
        let (old, new) = (said(&before, name), said(&after, name));
        (new != old).then(|| (name.clone(), serde_json::json!({ "before": old, "after": new })))
    });
    Ok(Value::Object(changed.collect()))
}

fn fields(thing: &impl Serialize) -> Result<Map<String, Value>> {
    match serde_json::to_value(thing).map_err(Error::internal)? {
        Value::Object(fields) => Ok(fields),
        _ => Err(Error::internal("what changed has fields")),
    }
}
