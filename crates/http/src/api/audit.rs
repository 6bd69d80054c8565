//! The audit log.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tierline_app::{AuditLine, AuditQuery, audit_export, audit_list};
use tierline_domain::{AuditId, OrganizationId};
use utoipa::{IntoParams, ToSchema};

use crate::kit::{
    answer::{Answer, Found, Page},
    call::{Ask, Caller, page_limit},
    cursor,
    endpoint::{Operation, get},
    lines::Lines,
    wire::{self, Time},
};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        get("/audit-events", "Lists what was done, the latest first.", list),
        get(
            "/audit-events/export",
            "Exports what was done, the oldest first: a line of JSON each. That it was exported is on record.",
            export,
        ),
    ]
}

/// Something that was done.
#[derive(Debug, Serialize, ToSchema)]
struct AuditEvent {
    /// Identifier.
    id: wire::AuditId,
    /// When.
    at: Time,
    /// Who: an identifier; null where it was erased.
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
    /// The address it was done from.
    address: Option<String>,
    /// By which door: `page`, `api`, `command_line`, `job`.
    entrance: Option<String>,
    /// What else is known of it; of a change, what each field said before and says now.
    #[schema(value_type = Option<Object>)]
    detail: Value,
    /// Whether the chain covers it already.
    sealed: bool,
    /// The number of the seal that covers it.
    seal: Option<i64>,
    /// Whether what it said was erased, or dropped because it need not be kept any longer.
    erased: bool,
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
            address: line.address,
            entrance: line.entrance,
            detail: line.detail,
            sealed: line.seal.is_some(),
            seal: line.seal,
            erased: line.erased,
        }
    }
}

/// What the log is narrowed by, with what else a question may say. That it may say nothing else rules out a flattened struct.
macro_rules! narrowed {
    ($(#[$about:meta])* $name:ident $($more:tt)*) => {
        $(#[$about])*
        #[derive(Debug, Default, Deserialize, IntoParams)]
        #[serde(default, deny_unknown_fields)]
        struct $name {
            /// Only what this person did: an identifier, or a word for a part of the desk.
            #[param(max_length = 200)]
            actor: Option<String>,
            /// Only this act, done or refused, like `case.open`; or a right that was asked for in vain, like `administer.refused`.
            #[param(max_length = 200)]
            action: Option<String>,
            /// Only what was refused; with `false`, only what was done.
            refused: Option<bool>,
            /// Only what was done to this: an identifier.
            #[param(max_length = 200)]
            subject: Option<String>,
            /// Only what was done then or later.
            since: Option<Time>,
            /// Only what was done before.
            until: Option<Time>,
            $($more)*
        }

        impl From<$name> for AuditQuery {
            fn from(asked: $name) -> Self {
                let $name { actor, action, refused, subject, since, until, .. } = asked;
                let (since, until) = (since.map(|at| at.0), until.map(|at| at.0));
                Self { actor, action, refused, subject, since, until, ..Self::default() }
            }
        }
    };
}

narrowed! {
    /// All of the log that is asked for.
    Narrowed
}

narrowed! {
    /// A page of the log.
    Question
    /// Lines of a page; 50 where nothing is said.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    /// Where the page before ended.
    #[param(pattern = "^[A-Za-z0-9_-]+$", max_length = 4096)]
    cursor: Option<String>,
}

async fn list(caller: Caller, Ask(question): Ask<Question>) -> Answer<Found<Page<AuditEvent>>> {
    let limit = page_limit(question.limit)?;
    let before: Option<AuditId> = question.cursor.as_deref().map(cursor::read).transpose()?;
    let query = AuditQuery { before, limit: i64::from(limit) + 1, ..question.into() };
    let lines = audit_list(&caller.app, &caller.ctx, query).await?;
    let organization = caller.ctx.owner.organization;
    Ok(Found::new(Page::cut(lines, limit, |line| line.id, |line| AuditEvent::of(line, organization))))
}

async fn export(caller: Caller, Ask(narrowed): Ask<Narrowed>) -> Answer<Lines> {
    let made = audit_export(&caller.app, &caller.ctx, narrowed.into()).await?;
    Ok(Lines::of(&caller.ctx, caller.app.now(), made))
}
