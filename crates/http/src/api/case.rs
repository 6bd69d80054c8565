//! Cases.

use serde::Deserialize;
use tierline_app::{
    App, Ctx,
    case::{self as cases, CaseAfter, CaseQuery, EditCase, OpenCase},
};
use tierline_domain::{self as domain, CaseId, CaseLine, UserId};
use utoipa::{IntoParams, ToSchema};

use super::{
    case_body::{Case, Line},
    shared::{Contact, plain, service_name},
};
use crate::kit::{
    answer::{Answer, Found, Made, Page},
    call::{Ask, At, Caller, Command, page_limit},
    cursor,
    endpoint::{Operation, get, patch, post},
    read::present,
    wire::{self, Time},
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
    let opened = cases::open_shown(&app, &ctx, report).await?;
    let location = format!("/api/v1/cases/{}", opened.case.id);
    let version = opened.case.version;
    let body = Case::of(opened.case, opened.customer_name, opened.ladder, ctx.is_customer());
    Ok(Made::at(body, location).versioned(version))
}

async fn show(caller: Caller, At(id): At<CaseId>) -> Answer<Found<Case>> {
    shown(&caller.app, &caller.ctx, id).await
}

/// A case as it stands now.
pub(super) async fn shown(app: &App, ctx: &Ctx, id: CaseId) -> Answer<Found<Case>> {
    let view = cases::view(app, ctx, id).await?;
    let version = view.case.version;
    let mut body = Case::of(view.case, view.customer.name, view.ladder, ctx.is_customer());
    body.assignee_out_of_reach = view.assignee_is_kept;
    Ok(Found::versioned(body, version))
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
