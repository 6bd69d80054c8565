//! What none of the organization's own people did at this moment: another organization or a connection said it, or what somebody did
//! before arrives only now.

use chrono::{DateTime, Utc};
use serde_json::Value;
use tierline_domain::{Actor, OrganizationId, ServiceRequest};
use tierline_store::AuditEntry;

use crate::{account::record::by_job, app::App, ctx::Ctx};

/// Who it was, as the log names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Elsewhere {
    /// An identifier, and the name that goes with it; none where it is the desk itself.
    who: Option<(String, String)>,
}

impl Elsewhere {
    /// The desk itself: time has passed, or nobody answered.
    pub(crate) const fn desk() -> Self {
        Self { who: None }
    }

    /// Another organization of this desk. Who of its people it was stays there.
    pub(crate) fn organization(id: OrganizationId, name: &str) -> Self {
        Self { who: Some((id.to_string(), name.to_owned())) }
    }

    /// The recipient of a request: by the connection that the request went through, else by the organization of this desk.
    pub(crate) fn recipient(request: &ServiceRequest) -> Self {
        let name = request.recipient.name.clone();
        let id = match (request.connection, request.recipient.organization) {
            (Some(connection), _) => Some(connection.to_string()),
            (None, organization) => organization.map(|id| id.to_string()),
        };
        Self { who: id.map(|id| (id, name)) }
    }

    /// One of the own people, whose act arrives only now.
    pub(crate) fn person(actor: &Actor) -> Self {
        Self { who: actor.user.map(|user| (user.to_string(), actor.name.clone())) }
    }

    /// What they did, as the log of the organization keeps it to which it came: by the desk's own jobs.
    pub(crate) fn entry(
        &self,
        app: &App,
        now: DateTime<Utc>,
        (action, subject): (&str, &str),
        detail: &Value,
    ) -> AuditEntry {
        let mut entry = by_job(app, now, action, subject, detail);
        if let Some((id, name)) = &self.who {
            entry.actor.clone_from(id);
            entry.detail["actor_name"] = name.as_str().into();
        }
        entry
    }
}

/// The same where it came by a call: by its door, from its address, and under its number.
pub(crate) fn by_call(entry: AuditEntry, ctx: &Ctx) -> AuditEntry {
    let mut entry = AuditEntry { request_id: Some(ctx.request_id.clone()), ..entry };
    entry.detail["entrance"] = ctx.entrance.word().into();
    entry.detail["address"] = ctx.address.clone().into();
    entry
}
