//! Reading service requests.

use chrono::{DateTime, Utc};
use tierline_domain::{
    Action, CaseLine, Clock, ConnectionId, CustomerId, RecipientKind, RequestEntry, RequestId, RequestLine,
    RequestStatus, ServiceRequest,
    catalogue::{self, PortalLink, PortalPurpose},
    request_clocks,
};
use tierline_store::{RequestFilter, TenantRead};

use crate::{
    app::App,
    audit,
    ctx::Ctx,
    error::{Error, Result},
};

/// What a list of requests is narrowed by.
pub type RequestQuery = RequestFilter;

/// A request with all that its page shows.
#[derive(Debug, Clone, PartialEq)]
pub struct RequestView {
    /// The request.
    pub request: ServiceRequest,
    /// The customer's name.
    pub customer_name: String,
    /// The cases it carries.
    pub cases: Vec<CaseLine>,
    /// How many it carries in all, also those whose customers the reader does not reach.
    pub case_count: usize,
    /// Its own clocks, as far as they have begun.
    pub clocks: Vec<Clock>,
    /// Its timeline, oldest first.
    pub entries: Vec<RequestEntry>,
    /// Where the portal opens for the customer, for a request that is filed by hand.
    pub portal: Option<PortalLink>,
    /// Where the request is open and its connection is stopped: by whom.
    pub stopped: Option<StoppedConnection>,
}

/// A connection that a person has stopped: nothing goes by it, and nothing comes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoppedConnection {
    /// Which.
    pub id: ConnectionId,
    /// Its name.
    pub name: String,
    /// Since when.
    pub at: DateTime<Utc>,
    /// The name of who stopped it, where the audit log still has it.
    pub by: Option<String>,
}

/// Whether the connection of an open request is stopped, and by whom.
async fn stopped(read: &mut TenantRead<'_>, request: &ServiceRequest) -> Result<Option<StoppedConnection>> {
    let Some(id) = request.connection.filter(|_| request.status.is_open()) else { return Ok(None) };
    let Some(connection) = read.connection_lookup(id).await? else { return Ok(None) };
    let Some(at) = connection.paused_at else { return Ok(None) };
    let by = audit::last(read, "connection.pause", id.to_string(), Some(at)).await?.map(|(name, _)| name);
    Ok(Some(StoppedConnection { id, name: connection.name, at, by }))
}

/// Lists requests, newest first. The number of a case finds those that carry it.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn list(app: &App, ctx: &Ctx, query: RequestQuery) -> Result<Vec<RequestLine>> {
    app.require(ctx, Action::See).await?;
    let mut read = app.store().read(ctx.reach()).await?;
    let query = with_case(&mut read, query).await?;
    Ok(read.request_list(&query).await?)
}

/// Who looks for a case's number looks for its requests too.
async fn with_case(read: &mut TenantRead<'_>, query: RequestQuery) -> Result<RequestQuery> {
    let Some(number) = query.query.as_deref().map(|text| text.trim().to_uppercase()) else { return Ok(query) };
    let or_of = read.case_by_number(&number).await?.map(|case| case.id);
    Ok(RequestQuery { or_of, ..query })
}

/// Counts requests; stops at 100.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn counts(app: &App, ctx: &Ctx, query: RequestQuery) -> Result<i64> {
    app.require(ctx, Action::See).await?;
    let mut read = app.store().read(ctx.reach()).await?;
    let query = with_case(&mut read, query).await?;
    Ok(read.request_count(&query).await?)
}

/// The requests of one customer, newest first.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn list_of(app: &App, ctx: &Ctx, customer: CustomerId) -> Result<Vec<RequestLine>> {
    app.require(ctx, Action::See).await?;
    let mut read = app.store().read(ctx.reach()).await?;
    read.customer_lookup(customer).await?.ok_or(Error::NotFound)?;
    Ok(read.request_list(&RequestFilter { customer: Some(customer), ..RequestFilter::default() }).await?)
}

/// How many requests wait for us: the recipient asks, or they wait to be filed.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn waiting_for_us(app: &App, ctx: &Ctx) -> Result<i64> {
    let status = vec![RequestStatus::AttentionNeeded, RequestStatus::Prepared];
    counts(app, ctx, RequestFilter { status, ..RequestFilter::default() }).await
}

/// The request that a number names: the desk's own, the recipient's, or its identifier.
///
/// # Errors
/// [`Error::NotFound`] where there is none, or it is for another customer.
pub(crate) async fn named(
    read: &mut TenantRead<'_>,
    customer: Option<CustomerId>,
    number: &str,
) -> Result<ServiceRequest> {
    let found = match number.parse() {
        Ok(id) => read.request_lookup(id).await?,
        Err(_) => match read.request_by_number(number).await? {
            Some(found) => Some(found),
            None => read.request_by_external(number).await?,
        },
    };
    found.filter(|found| customer.is_none_or(|customer| customer == found.customer)).ok_or(Error::NotFound)
}

/// Reads one request.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn view(app: &App, ctx: &Ctx, id: RequestId) -> Result<RequestView> {
    app.require(ctx, Action::See).await?;
    let mut read = app.store().read(ctx.reach()).await?;
    let request = read.request_lookup(id).await?.ok_or(Error::NotFound)?;
    let customer = read.customer_lookup(request.customer).await?.ok_or(Error::NotFound)?;
    let mut cases = Vec::new();
    let mut clocks = Vec::new();
    for case in read.request_cases(id).await? {
        // The cases move together: the first one's timeline tells of all that the request did.
        if let Some(first) = read.case_lookup(case).await?.filter(|_| cases.is_empty()) {
            clocks = request_clocks(&first, &read.entry_list(case).await?, &ctx.organization.policy, id);
        }
        if let Some(line) = read.case_line(case).await? {
            cases.push(line);
        }
    }
    let case_count = read.desk().request_cases(id).await?.len();
    let entries = read.request_entry_list(id).await?;
    let to_provider = request.recipient.kind == RecipientKind::Provider;
    let portal = request.packet.product_family.filter(|_| to_provider).and_then(|family| {
        let service = request.service.as_deref().and_then(catalogue::service_find);
        catalogue::portal_link(family, PortalPurpose::Support, ctx.owner.cloud, &customer.tenant_id, service)
    });
    let stopped = stopped(&mut read, &request).await?;
    Ok(RequestView { request, customer_name: customer.name, cases, case_count, clocks, entries, portal, stopped })
}
