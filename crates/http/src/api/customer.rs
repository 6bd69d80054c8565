//! Customers.

use serde::{Deserialize, Serialize};
use tierline_app::{
    Error,
    customer::{self as customers, AddCustomer, CustomerQuery, EditCustomer},
    health,
};
use tierline_domain::{self as domain, CustomerId};
use utoipa::{IntoParams, ToSchema};

use crate::kit::{
    answer::{Answer, Found, Made, Page},
    call::{Ask, At, Caller, Command, Csv, Payload, page_limit},
    cursor,
    endpoint::{Operation, get, patch, post},
    problem::FieldProblem,
    read::present,
    wire::{self, Id, Time, Word},
};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        get("/customers", "Lists customers by name, or by how much is open for them.", list),
        post("/customers", "Takes a customer into the book.", add),
        post("/customers/imports", "Fills the book from a CSV file. Again is an update.", import),
        get("/customers/{customer_id}", "Shows a customer.", show),
        patch("/customers/{customer_id}", "Changes a customer.", change),
        get("/customers/{customer_id}/services", "Lists what a customer subscribes to, with its health.", services),
    ]
}

/// A customer.
#[derive(Debug, Serialize, ToSchema)]
struct Customer {
    /// Identifier.
    id: wire::CustomerId,
    /// Name.
    name: String,
    /// The domain by which the provider knows it.
    domain: String,
    /// The provider's identifier of its tenant.
    tenant_id: String,
    /// ISO 3166 code, two letters.
    country: String,
    /// The cloud it belongs to.
    cloud: wire::Cloud,
    /// The language it is written to.
    locale: wire::Language,
    /// Its support plan.
    support_plan: wire::SupportPlan,
    /// How it hears of known issues.
    inform: wire::InformPolicy,
    /// What the partner is to it.
    relationship: wire::RelationshipKind,
    /// Whether that relationship stands.
    relationship_status: wire::RelationshipStatus,
    /// Since when.
    relationship_since: Option<Time>,
    /// Whose indirect reseller it is, where that one is on this desk.
    indirect_reseller: Option<wire::OrganizationId>,
    /// Counts the changes.
    version: i64,
    /// When it was taken into the book.
    created_at: Time,
    /// When it was last changed.
    updated_at: Time,
}

impl From<domain::Customer> for Customer {
    fn from(customer: domain::Customer) -> Self {
        Self {
            id: customer.id.into(),
            name: customer.name,
            domain: customer.domain,
            tenant_id: customer.tenant_id,
            country: customer.country,
            cloud: customer.owner.cloud.into(),
            locale: customer.language.into(),
            support_plan: customer.support_plan.into(),
            inform: customer.inform.into(),
            relationship: customer.relationship.into(),
            relationship_status: customer.relationship_status.into(),
            relationship_since: customer.relationship_since.map(Time),
            indirect_reseller: customer.indirect_reseller.map(Id),
            version: customer.version,
            created_at: customer.created_at.into(),
            updated_at: customer.updated_at.into(),
        }
    }
}

/// What a list of customers is narrowed by.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
struct Question {
    /// Part of the name or domain, or a whole tenant identifier.
    query: Option<String>,
    /// Whether the partner relationship stands.
    relationship_status: Option<wire::RelationshipStatus>,
    /// ISO 3166 code, two letters.
    country: Option<String>,
    /// Whether a delegated admin relationship is live, is so for 30 days at most, or none is.
    delegated_admin: Option<wire::DelegatedAdminState>,
    /// Only those with cases that are neither resolved nor closed.
    open_cases: Option<bool>,
    /// The order: by name where nothing is said.
    sort: Option<wire::CustomerOrder>,
    /// Lines of a page; 50 where nothing is said.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    /// Where the page before ended.
    #[param(pattern = "^[A-Za-z0-9_-]+$", max_length = 4096)]
    cursor: Option<String>,
}

/// A customer in a list.
#[derive(Debug, Serialize, ToSchema)]
struct CustomerLine {
    #[serde(flatten)]
    customer: Customer,
    /// Its cases that are neither resolved nor closed; counting stops at 100.
    open_cases: i64,
    /// Its service requests that are not over; counting stops at 100.
    open_requests: i64,
}

impl From<customers::CustomerLine> for CustomerLine {
    fn from(line: customers::CustomerLine) -> Self {
        let (open_cases, open_requests) = (line.open.cases, line.open.requests);
        Self { customer: line.customer.into(), open_cases, open_requests }
    }
}

async fn list(caller: Caller, Ask(question): Ask<Question>) -> Answer<Found<Page<CustomerLine>>> {
    let limit = page_limit(question.limit)?;
    let query = CustomerQuery {
        query: question.query.filter(|text| !text.trim().is_empty()),
        relationship_status: question.relationship_status.map(|status| status.0),
        country: question.country.filter(|code| !code.trim().is_empty()),
        delegated_admin: question.delegated_admin.map(|state| state.0),
        open_cases: question.open_cases == Some(true),
        order: question.sort.map(|order| order.0),
        counted: true,
        after: question.cursor.as_deref().map(cursor::read).transpose()?,
        limit: limit + 1,
    };
    let lines = customers::list(&caller.app, &caller.ctx, query).await?;
    Ok(Found::new(Page::cut(lines, limit, customers::CustomerLine::cursor, Into::into)))
}

/// A customer to be taken in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewCustomer {
    /// Name.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// The domain by which the provider knows it.
    #[schema(min_length = 1, max_length = 253)]
    domain: String,
    /// The provider's identifier of its tenant.
    #[schema(format = Uuid)]
    tenant_id: String,
    /// ISO 3166 code, two letters.
    #[schema(pattern = "^[A-Za-z]{2}$")]
    country: String,
    /// The cloud it belongs to: the one that the caller works in, and no other.
    cloud: Option<wire::Cloud>,
    /// The language it is written to; English where nothing is said.
    locale: Option<wire::Language>,
    /// Its support plan; what the programme includes where nothing is said.
    support_plan: Option<wire::SupportPlan>,
    /// How it hears of known issues; a draft where nothing is said.
    inform: Option<wire::InformPolicy>,
    /// What the partner is to it; a reseller where nothing is said.
    relationship: Option<wire::RelationshipKind>,
    /// Since when.
    relationship_since: Option<Time>,
    /// Whose indirect reseller it is.
    indirect_reseller: Option<wire::OrganizationId>,
}

async fn add(command: Command<NewCustomer>) -> Answer<Made<Customer>> {
    let Command { app, ctx, body, .. } = command;
    if body.cloud.is_some_and(|Word(cloud)| cloud != ctx.owner.cloud) {
        let message = "You work in another cloud now: nothing crosses from one to the other.";
        return Err(Error::field("cloud", "other_cloud", message).into());
    }
    let new = AddCustomer {
        name: body.name,
        domain: body.domain,
        tenant_id: body.tenant_id,
        country: body.country,
        language: body.locale.map_or(domain::Language::En, |word| word.0),
        support_plan: body.support_plan.map_or(domain::SupportPlan::Included, |word| word.0),
        inform: body.inform.map_or(domain::InformPolicy::Draft, |word| word.0),
        relationship: body.relationship.map_or(domain::RelationshipKind::Reseller, |word| word.0),
        relationship_since: body.relationship_since.map(|at| at.0),
        indirect_reseller: body.indirect_reseller.map(|id| id.0),
    };
    let customer = customers::add(&app, &ctx, new).await?;
    let (id, version) = (customer.id, customer.version);
    Ok(Made::at(customer.into(), format!("/api/v1/customers/{id}")).versioned(version))
}

async fn show(caller: Caller, At(id): At<CustomerId>) -> Answer<Found<Customer>> {
    let customer = customers::view(&caller.app, &caller.ctx, id).await?.customer;
    let version = customer.version;
    Ok(Found::versioned(customer.into(), version))
}

/// What is to change: absent means unchanged, null means emptied.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = CustomerChange)]
struct Change {
    /// Name.
    #[schema(min_length = 1, max_length = 200)]
    name: Option<String>,
    /// The domain by which the provider knows it.
    #[schema(min_length = 1, max_length = 253)]
    domain: Option<String>,
    /// The provider's identifier of its tenant.
    tenant_id: Option<String>,
    /// ISO 3166 code, two letters.
    country: Option<String>,
    /// The language it is written to.
    locale: Option<wire::Language>,
    /// Its support plan.
    support_plan: Option<wire::SupportPlan>,
    /// How it hears of known issues.
    inform: Option<wire::InformPolicy>,
    /// What the partner is to it.
    relationship: Option<wire::RelationshipKind>,
    /// Whether that relationship stands.
    relationship_status: Option<wire::RelationshipStatus>,
    /// Since when.
    #[serde(deserialize_with = "present")]
    #[schema(value_type = Option<Time>)]
    relationship_since: Option<Option<Time>>,
    /// Whose indirect reseller it is.
    #[serde(deserialize_with = "present")]
    #[schema(value_type = Option<wire::OrganizationId>)]
    indirect_reseller: Option<Option<wire::OrganizationId>>,
}

async fn change(At(id): At<CustomerId>, command: Command<Change>) -> Answer<Found<Customer>> {
    let Command { app, ctx, version, body } = command;
    let edit = EditCustomer {
        version,
        name: body.name,
        domain: body.domain,
        tenant_id: body.tenant_id,
        country: body.country,
        language: body.locale.map(|word| word.0),
        support_plan: body.support_plan.map(|word| word.0),
        inform: body.inform.map(|word| word.0),
        relationship: body.relationship.map(|word| word.0),
        relationship_status: body.relationship_status.map(|word| word.0),
        relationship_since: body.relationship_since.map(|at| at.map(|at| at.0)),
        indirect_reseller: body.indirect_reseller.map(|id| id.map(|id| id.0)),
    };
    let customer = customers::edit(&app, &ctx, id, edit).await?;
    let version = customer.version;
    Ok(Found::versioned(customer.into(), version))
}

/// A service that a customer subscribes to.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CustomerService)]
struct Service {
    /// Canonical name.
    service: String,
    /// The family it belongs to.
    product_family: wire::ProductFamily,
    /// Region, where the service has one.
    region: Option<String>,
    /// How it stands.
    health: wire::ServiceHealth,
    /// The issue that says so.
    issue_id: Option<wire::HealthIssueId>,
    /// Seats or units bought, where known.
    quantity: Option<i64>,
}

async fn services(caller: Caller, At(id): At<CustomerId>) -> Answer<Found<Page<Service>>> {
    let states = health::customer_services(&caller.app, &caller.ctx, id).await?;
    let shown = states.into_iter().map(|state| Service {
        service: state.subscription.service,
        product_family: state.subscription.product_family.into(),
        region: state.subscription.region,
        health: state.health.into(),
        issue_id: state.issue.map(|issue| Id(issue.id)),
        quantity: state.subscription.quantity,
    });
    Ok(Found::new(Page::whole(shown.collect())))
}

/// How a file is taken in.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
struct ImportQuestion {
    /// Only say what would come of it.
    dry_run: Option<bool>,
}

/// What became of a file.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CustomerImport)]
struct Import {
    /// Whether nothing was written.
    dry_run: bool,
    /// Lines that brought something new.
    created: usize,
    /// Lines that changed something.
    updated: usize,
    /// Lines whose all stood there already.
    unchanged: usize,
    /// Lines that were refused.
    rejected: usize,
    /// Each line, in the order of the file.
    lines: Vec<ImportLine>,
}

/// What became of one line.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CustomerImportLine)]
struct ImportLine {
    /// Its number in the file, the header being 1.
    line: u64,
    /// What came of it.
    result: wire::ImportResult,
    /// The customer it is about.
    customer: Option<String>,
    /// What is wrong with it.
    errors: Vec<FieldProblem>,
}

async fn import(Ask(question): Ask<ImportQuestion>, payload: Payload<Csv>) -> Answer<Found<Import>> {
    let Payload { app, ctx, bytes, .. } = payload;
    let file = customers::Import { bytes: bytes.into(), dry_run: question.dry_run.unwrap_or_default() };
    let report = customers::import(&app, &ctx, file).await?;
    let line = |line: customers::ImportLine| ImportLine {
        line: line.line,
        result: line.result.into(),
        customer: line.customer,
        errors: line.errors.into_iter().map(Into::into).collect(),
    };
    Ok(Found::new(Import {
        dry_run: report.dry_run,
        created: report.created,
        updated: report.updated,
        unchanged: report.unchanged,
        rejected: report.rejected,
        lines: report.lines.into_iter().map(line).collect(),
    }))
}
