//! The audit log.

use serde::Serialize;
use tierline_app::{AuditLine, AuditQuery, audit_list};
use tierline_domain::{AuditId, OrganizationId};
use utoipa::ToSchema;

use super::note::Question;
use crate::kit::{
    answer::{Answer, Found, Page},
    call::{Ask, Caller, page_limit},
    cursor,
    endpoint::{Operation, get},
    wire::{self, Time},
};

pub(super) fn operations() -> Vec<Operation> {
    vec![get("/audit-events", "Lists what was done, the latest first.", list)]
}

/// Something that was done.
#[derive(Debug, Serialize, ToSchema)]
struct AuditEvent {
    /// Identifier.
    id: wire::AuditId,
    /// When.
    at: Time,
    /// Who: an identifier; null where the person was erased.
    actor: Option<String>,
    /// Their name then.
    actor_name: Option<String>,
    /// Where.
    organization: wire::OrganizationId,
    /// What was done.
    action: String,
    /// To what.
    subject: Option<String>,
    /// The request it was done in.
    request_id: Option<String>,
    /// Whether the chain covers it already.
    sealed: bool,
}

impl AuditEvent {
    fn of(line: AuditLine, organization: OrganizationId) -> Self {
        Self {
            id: line.id.into(),
            at: line.at.into(),
            actor: line.actor,
            actor_name: line.actor_name,
            organization: organization.into(),
            action: line.action,
            subject: line.subject,
            request_id: line.request_id,
            sealed: line.sealed,
        }
    }
}

async fn list(caller: Caller, Ask(question): Ask<Question>) -> Answer<Found<Page<AuditEvent>>> {
    let limit = page_limit(question.limit)?;
    let before: Option<AuditId> = question.cursor.as_deref().map(cursor::read).transpose()?;
    let lines = audit_list(
        &caller.app,
        &caller.ctx,
        AuditQuery { before, limit: i64::from(limit) + 1, ..AuditQuery::default() },
    )
    .await?;
    let organization = caller.ctx.owner.organization;
    Ok(Found::new(Page::cut(lines, limit, |line| line.id, |line| AuditEvent::of(line, organization))))
}
