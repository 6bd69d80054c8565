//! The audit log: each change with its actor, in the change's own transaction.

use chrono::{DateTime, Utc};
use serde::Serialize;
use tierline_domain::{Action, AuditId, Audited, Owner};
use tierline_store::{AuditEntry, AuditFilter, Read, TenantTx};

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
    let filter =
        AuditFilter { actor: None, action: Some(action.to_owned()), subject: Some(subject), before: None, limit: 1 };
    let found = read.audit_list(&filter).await?.into_iter().next();
    let found = found.filter(|record| Some(record.at) == changed_at);
    Ok(found.and_then(|record| {
        let name = record.entry?.detail["actor_name"].as_str()?.to_owned();
        Some((name, record.at))
    }))
}

/// A line of the audit log.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditLine {
    /// Identifier.
    pub id: AuditId,
    /// When.
    pub at: DateTime<Utc>,
    /// Who: an identifier; none where the person was erased.
    pub actor: Option<String>,
    /// Their name then.
    pub actor_name: Option<String>,
    /// What was done.
    pub action: String,
    /// To what.
    pub subject: Option<String>,
    /// The call it was done in.
    pub request_id: Option<String>,
    /// Whether it is sealed.
    pub sealed: bool,
    /// The number of the seal that covers it.
    pub seal: Option<i64>,
}

/// What the audit log is narrowed by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditQuery {
    /// Only this action: its stable word.
    pub action: Option<String>,
    /// Only what was done to this: an identifier.
    pub subject: Option<String>,
    /// Only what came before this entry.
    pub before: Option<AuditId>,
    /// How many at the most.
    pub limit: i64,
}

/// Lists the audit log, the latest first.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn audit_list(app: &App, ctx: &Ctx, query: AuditQuery) -> Result<Vec<AuditLine>> {
    app.require(ctx, Action::ReadAudit).await?;
    let mut read = app.store().read(ctx.owner).await?;
    let AuditQuery { action, subject, before, limit } = query;
    let records = read.audit_list(&AuditFilter { actor: None, action, subject, before, limit }).await?;
    let lines = records.into_iter().map(|record| {
        let entry = record.entry.as_ref();
        AuditLine {
            id: record.id,
            at: record.at,
            actor: entry.map(|e| e.actor.clone()),
            actor_name: entry.and_then(|e| e.detail["actor_name"].as_str()).map(str::to_owned),
            action: record.action.clone(),
            subject: entry.and_then(|e| e.subject.clone()),
            request_id: entry.and_then(|e| e.request_id.clone()),
            sealed: record.seal.is_some(),
            seal: record.seal,
        }
    });
    Ok(lines.collect())
}
