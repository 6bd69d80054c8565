//! Cases.

use serde::{Deserialize, Serialize};
use tierline_app::{
    App, Ctx,
    case::{self as cases, CaseAfter, CaseQuery, CaseView, EditCase, OpenCase},
};
use tierline_domain::{self as domain, CaseId, CaseLine, Ladder, UserId};
use utoipa::{IntoParams, ToSchema};

use super::shared::{Contact, CustomerRef, plain, service_name};
use crate::kit::{
    answer::{Answer, Found, Made, Page},
    call::{Ask, At, Caller, Command, page_limit},
    cursor,
    endpoint::{Operation, get, patch, post},
    problem::BlockerBody,
    read::present,
    wire::{self, Id, Time},
};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        get("/cases", "Lists cases, the newest first.", list),
        post("/cases", "Opens a case. Service health is looked up before it is written.", open),
        get("/cases/{case_id}", "Shows a case with its ladder as it stands now.", show),
        patch("/cases/{case_id}", "Changes details, assignee or whose turn it is.", change),
        get("/customers/{customer_id}/cases", "Lists the cases of one customer, the newest first.", list_of_customer),
    ]
}

/// A problem to be reported.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewCase {
    /// Whose problem.
    customer_id: wire::CustomerId,
    /// One line.
    #[schema(min_length = 1, max_length = 200)]
    subject: String,
    /// In the customer's words.
    #[schema(min_length = 1, max_length = 20_000)]
    description: String,
    /// The service, by any of its names.
    service: Option<String>,
    /// Region.
    region: Option<String>,
    /// Declared impact; `moderate` where nothing is said.
    severity: Option<wire::Severity>,
    /// Since when.
    started_at: Option<Time>,
    /// How many people are hit.
    #[schema(minimum = 0, maximum = 100_000_000)]
    affected_users: Option<i64>,
    /// The error as it reads.
    error_text: Option<String>,
    /// Identifiers of failing calls.
    #[serde(default)]
    #[schema(max_items = 50)]
    correlation_ids: Vec<String>,
    /// The customer's contact.
    contact: Option<Contact>,
}

/// What is to change: absent means unchanged, null means emptied.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = CaseChange)]
struct Change {
    /// One line.
    #[schema(min_length = 1, max_length = 200)]
    subject: Option<String>,
    /// In the customer's words.
    #[schema(min_length = 1, max_length = 20_000)]
    description: Option<String>,
    /// The service, by any of its names.
    #[serde(deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    service: Option<Option<String>>,
    /// Region.
    #[serde(deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    region: Option<Option<String>>,
    /// Declared impact.
    severity: Option<wire::Severity>,
    /// Since when.
    #[serde(deserialize_with = "present")]
    #[schema(value_type = Option<Time>)]
    started_at: Option<Option<Time>>,
    /// How many people are hit.
    #[serde(deserialize_with = "present")]
    #[schema(value_type = Option<i64>)]
    affected_users: Option<Option<i64>>,
    /// The error as it reads.
    #[serde(deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    error_text: Option<Option<String>>,
    /// Identifiers of failing calls.
    correlation_ids: Option<Vec<String>>,
    /// The customer's contact.
    #[serde(deserialize_with = "present")]
    #[schema(value_type = Option<Contact>)]
    contact: Option<Option<Contact>>,
    /// The agent; null for nobody.
    #[serde(deserialize_with = "present")]
    #[schema(value_type = Option<wire::UserId>)]
    assignee_id: Option<Option<wire::UserId>>,
    /// `open` or `waiting_on_customer`; what ends a case has its own operations.
    status: Option<wire::CaseStatus>,
}

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
        let rung = |r: domain::Rung| RungBody { key: r.key.into(), state: r.state.into(), at: r.at.map(Time), by: r.by };
        Self {
            rungs: rungs.map(rung).collect(),
            next: ladder.next.into(),
            blockers: ladder.blockers.into_iter().map(Into::into).collect(),
        }
    }
}

impl Case {
    fn of(view: CaseView, for_customer: bool) -> Self {
        let CaseView { case, customer, ladder, .. } = view;
        Self {
            id: case.id.into(),
            number: case.number,
            customer_id: case.customer.into(),
            customer: CustomerRef { id: Some(case.customer.into()), name: customer.name },
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
struct Line {
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
    fn of(line: CaseLine, for_customer: bool) -> Self {
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

/// What a list of cases is narrowed by.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
struct Question {
    /// Words of the case, its number, or the customer's name.
    query: Option<String>,
    /// One or several statuses.
    #[param(value_type = Option<Vec<wire::CaseStatus>>)]
    status: Vec<wire::CaseStatus>,
    /// One customer.
    customer_id: Option<wire::CustomerId>,
    /// One agent, or `none` for what is nobody's.
    #[param(example = "none")]
    assignee_id: Option<String>,
    /// The rung whose turn it is.
    rung: Option<wire::RungKey>,
    /// One service, by any of its names.
    service: Option<String>,
    /// Lines of a page; 50 where nothing is said.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    /// Where the page before ended.
    #[param(pattern = "^[A-Za-z0-9_-]+$", max_length = 4096)]
    cursor: Option<String>,
}

/// What a list of one customer's cases is narrowed by.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
struct OfCustomer {
    /// One or several statuses.
    #[param(value_type = Option<Vec<wire::CaseStatus>>)]
    status: Vec<wire::CaseStatus>,
    /// Lines of a page; 50 where nothing is said.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    /// Where the page before ended.
    #[param(pattern = "^[A-Za-z0-9_-]+$", max_length = 4096)]
    cursor: Option<String>,
}

/// An agent, or nobody.
fn assignee(text: &str) -> Answer<Option<UserId>> {
    if text == "none" {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| {
        let message = "Write the identifier of a person, or none.";
        tierline_app::Error::field("assignee_id", "invalid", message).into()
    })
}

impl Question {
    fn into_query(self, limit: u32) -> Answer<CaseQuery> {
        let after = self.cursor.as_deref().map(cursor::read).transpose()?;
        Ok(CaseQuery {
            query: self.query.filter(|text| !text.trim().is_empty()),
            status: plain(self.status),
            customer: self.customer_id.map(|id| id.0),
            assignee: self.assignee_id.as_deref().map(assignee).transpose()?,
            rung: self.rung.map(|rung| rung.0),
            service: self.service.map(service_name),
            after: after.map(|(due, at, id)| CaseAfter { due, at, id }),
            limit,
            ..CaseQuery::default()
        })
    }
}

async fn list(caller: Caller, Ask(question): Ask<Question>) -> Answer<Found<Page<Line>>> {
    let limit = page_limit(question.limit)?;
    let query = question.into_query(limit + 1)?;
    let lines = cases::list(&caller.app, &caller.ctx, query).await?;
    let for_customer = caller.ctx.is_customer();
    let key = |line: &CaseLine| (line.summary.next_due_at, line.created_at, line.id);
    Ok(Found::new(Page::cut(lines, limit, key, |line| Line::of(line, for_customer))))
}

async fn list_of_customer(
    caller: Caller,
    At(customer): At<domain::CustomerId>,
    Ask(question): Ask<OfCustomer>,
) -> Answer<Found<Page<Line>>> {
    tierline_app::customer::view(&caller.app, &caller.ctx, customer).await?;
    let OfCustomer { status, limit, cursor } = question;
    let question = Question { customer_id: Some(customer.into()), status, limit, cursor, ..Question::default() };
    list(caller, Ask(question)).await
}

async fn open(command: Command<NewCase>) -> Answer<Made<Case>> {
    let Command { app, ctx, body, .. } = command;
    let report = OpenCase {
        customer: body.customer_id.0,
        subject: body.subject,
        description: body.description,
        service: body.service,
        region: body.region,
        severity: body.severity.map(|severity| severity.0),
        started_at: body.started_at.map(|at| at.0),
        affected_users: body.affected_users,
        error_text: body.error_text,
        correlation_ids: body.correlation_ids,
        contact: body.contact.map(Into::into),
        channel: None,
        continues: None,
    };
    let id = cases::open(&app, &ctx, report).await?.id;
    let view = cases::view(&app, &ctx, id).await?;
    let version = view.case.version;
    Ok(Made::at(Case::of(view, ctx.is_customer()), format!("/api/v1/cases/{id}")).versioned(version))
}

async fn show(caller: Caller, At(id): At<CaseId>) -> Answer<Found<Case>> {
    shown(&caller.app, &caller.ctx, id).await
}

/// A case as it stands now.
pub(super) async fn shown(app: &App, ctx: &Ctx, id: CaseId) -> Answer<Found<Case>> {
    let view = cases::view(app, ctx, id).await?;
    let version = view.case.version;
    Ok(Found::versioned(Case::of(view, ctx.is_customer()), version))
}

async fn change(At(id): At<CaseId>, command: Command<Change>) -> Answer<Found<Case>> {
    let Command { app, ctx, version, body } = command;
    let edit = EditCase {
        version,
        subject: body.subject,
        description: body.description,
        service: body.service,
        region: body.region,
        severity: body.severity.map(|severity| severity.0),
        started_at: body.started_at.map(|at| at.map(|at| at.0)),
        affected_users: body.affected_users,
        error_text: body.error_text,
        correlation_ids: body.correlation_ids,
        contact: body.contact.map(|contact| contact.map(Into::into)),
        assignee: body.assignee_id.map(|id| id.map(|id| id.0)),
        status: body.status.map(|status| status.0),
    };
    cases::edit(&app, &ctx, id, edit).await?;
    shown(&app, &ctx, id).await
}
