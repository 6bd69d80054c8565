//! Cases as they are shown.

use serde::Serialize;
use tierline_domain::{self as domain, CaseLine, Ladder};
use utoipa::ToSchema;

use super::shared::{Contact, CustomerRef};
use crate::kit::{
    problem::BlockerBody,
    wire::{self, Id, Time},
};

/// A case.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Case {
    /// Identifier.
    id: wire::CaseId,
    /// The number people say.
    number: String,
    /// Whose problem.
    customer_id: wire::CustomerId,
    /// The customer.
    customer: CustomerRef,
    /// One line.
    subject: String,
    /// In the customer's words.
    description: String,
    /// Canonical name of the service.
    service: Option<String>,
    /// Region.
    region: Option<String>,
    /// Declared impact.
    severity: wire::Severity,
    /// Where the case stands.
    status: wire::CaseStatus,
    /// Since when the customer sees it.
    started_at: Option<Time>,
    /// How many people are hit.
    affected_users: Option<i64>,
    /// The error as it reads.
    error_text: Option<String>,
    /// Identifiers of failing calls.
    correlation_ids: Vec<String>,
    /// The customer's contact.
    contact: Option<Contact>,
    /// How it was reported.
    channel: wire::Channel,
    /// The agent who works on it.
    assignee_id: Option<wire::UserId>,
    /// Whether that agent does not reach the customer any more: somebody else has to take it.
    pub(super) assignee_out_of_reach: bool,
    /// The case that this one continues.
    continues_id: Option<wire::CaseId>,
    /// Counts the changes.
    version: i64,
    /// When it was opened.
    created_at: Time,
    /// When anything last happened.
    updated_at: Time,
    /// When it was resolved.
    resolved_at: Option<Time>,
    /// When it was closed.
    closed_at: Option<Time>,
    /// The ladder as it stands now; null for the customer's people.
    ladder: Option<LadderBody>,
}

/// The ladder of a case.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Ladder)]
pub(super) struct LadderBody {
    /// The five rungs, from the bottom.
    rungs: Vec<RungBody>,
    /// The one next action.
    next: Next,
    /// All that stands in the way of an escalation.
    blockers: Vec<BlockerBody>,
}

/// A rung with what stands on it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Rung)]
struct RungBody {
    /// Which rung.
    key: wire::RungKey,
    /// What it shows.
    state: wire::RungState,
    /// When its evidence was made.
    at: Option<Time>,
    /// By whom.
    by: Option<String>,
}

/// The one next action.
#[derive(Debug, Serialize, ToSchema)]
struct Next {
    /// A stable word.
    action: wire::NextAction,
    /// The same in English.
    label: &'static str,
}

impl From<domain::NextAction> for Next {
    fn from(next: domain::NextAction) -> Self {
        Self { action: next.into(), label: next.label() }
    }
}

impl From<Ladder> for LadderBody {
    fn from(ladder: Ladder) -> Self {
        let rungs = ladder.rungs.into_iter();
        let rung =
            |r: domain::Rung| RungBody { key: r.key.into(), state: r.state.into(), at: r.at.map(Time), by: r.by };
        Self {
            rungs: rungs.map(rung).collect(),
            next: ladder.next.into(),
            blockers: ladder.blockers.into_iter().map(Into::into).collect(),
        }
    }
}

impl Case {
    /// A case as it stands; the ladder is the partner's, and not shown to the customer's people.
    pub(super) fn of(case: domain::Case, customer_name: String, ladder: Ladder, for_customer: bool) -> Self {
        Self {
            id: case.id.into(),
            number: case.number,
            customer_id: case.customer.into(),
            customer: CustomerRef { id: Some(case.customer.into()), name: customer_name },
            subject: case.subject,
            description: case.description,
            service: case.service,
            region: case.region,
            severity: case.severity.into(),
            status: case.status.into(),
            started_at: case.started_at.map(Time),
            affected_users: case.affected_users,
            error_text: case.error_text,
            correlation_ids: case.correlation_ids,
            contact: case.contact.map(Into::into),
            channel: case.channel.into(),
            assignee_id: case.assignee.filter(|_| !for_customer).map(Id),
            assignee_out_of_reach: false,
            continues_id: case.continues.map(Id),
            version: case.version,
            created_at: case.created_at.into(),
            updated_at: case.updated_at.into(),
            resolved_at: case.resolved_at.map(Time),
            closed_at: case.closed_at.map(Time),
            ladder: (!for_customer).then(|| ladder.into()),
        }
    }
}

/// A line of a list of cases.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CaseLine)]
pub(super) struct Line {
    /// Identifier.
    id: wire::CaseId,
    /// The number people say.
    number: String,
    /// Whose problem.
    customer_id: wire::CustomerId,
    /// The customer.
    customer: CustomerRef,
    /// One line.
    subject: String,
    /// Canonical name of the service.
    service: Option<String>,
    /// Region.
    region: Option<String>,
    /// Declared impact.
    severity: wire::Severity,
    /// Where the case stands.
    status: wire::CaseStatus,
    /// The agent who works on it.
    assignee_id: Option<wire::UserId>,
    /// The rung whose turn it is; null for the customer's people.
    rung: Option<wire::RungKey>,
    /// The one next action; null for the customer's people.
    next: Option<Next>,
    /// When the first clock runs out.
    next_due_at: Option<Time>,
    /// Counts the changes.
    version: i64,
    /// When it was opened.
    created_at: Time,
    /// When anything last happened.
    updated_at: Time,
}

impl Line {
    pub(super) fn of(line: CaseLine, for_customer: bool) -> Self {
        let summary = Some(line.summary).filter(|_| !for_customer);
        Self {
            id: line.id.into(),
            number: line.number,
            customer_id: line.customer.into(),
            customer: CustomerRef { id: Some(line.customer.into()), name: line.customer_name },
            subject: line.subject,
            service: line.service,
            region: line.region,
            severity: line.severity.into(),
            status: line.status.into(),
            assignee_id: line.assignee.filter(|_| !for_customer).map(Id),
            rung: summary.map(|s| s.rung.into()),
            next: summary.map(|s| s.next_action.into()),
            next_due_at: summary.and_then(|s| s.next_due_at).map(Time),
            version: line.version,
            created_at: line.created_at.into(),
            updated_at: line.updated_at.into(),
        }
    }
}
