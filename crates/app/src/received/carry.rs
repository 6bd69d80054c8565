//! A recipient takes a received request further: a distributor opens its own case for it, and passes down what it hears.

use tierline_domain::{
    Action, Attachment, Case, CaseId, Decision, OrganizationKind, Packet, ReceivedRequest, RequestEntry, RequestId,
    RequestStatus, ReturnReason, ServiceRequest, Side, Visibility, catalogue, may_decide,
};
use tierline_store::{Read, TenantTx};

use crate::{
    app::{App, Call},
    audit,
    case::{self, OpenCase},
    ctx::Ctx,
    error::{Error, Result},
};

/// What of a received request goes on from here.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Further {
    /// Our case for it: identifier and number.
    pub case: Option<(CaseId, String)>,
    /// Whether the reader may open one: the customer is in our book, and none is there.
    pub may_open: bool,
    /// Whether nothing but the customer in our book is missing.
    pub customer_is_missing: bool,
    /// What was answered from above.
    pub answer: Option<UpstreamAnswer>,
}

/// What the recipient of our own request answered, ready to be passed down.
#[derive(Debug, Clone, PartialEq)]
pub struct UpstreamAnswer {
    /// Our request.
    pub request: RequestId,
    /// Its number.
    pub number: String,
    /// Who answered.
    pub recipient: String,
    /// Where our request stands.
    pub status: RequestStatus,
    /// What was said last.
    pub text: Option<String>,
    /// The decision that says the same to our sender; none where a reply does.
    pub decision: Option<Decision>,
    /// Why ours was returned, where it was.
    pub return_reason: Option<ReturnReason>,
}

/// Opens our own case for a received request, with what its packet says, and ties the two together. The contact stays the
/// sender's: ours is who goes on with it. The files that came along go to the case. Where there is a case already, that is
/// the answer.
///
/// # Errors
/// [`Error::Conflict`] `carried` where a colleague opens one at this moment, `customer_missing` where the customer is not in our book;
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn carry(app: &App, ctx: &Ctx, id: RequestId) -> Result<Case> {
    match proposed(app, ctx, id).await? {
        Proposed::Carried(case) => Ok(*case),
        Proposed::Report { command, .. } => carry_as(app, ctx, id, *command).await,
    }
}

/// What a case for a received request would begin with.
#[derive(Debug, Clone, PartialEq)]
pub enum Proposed {
    /// A case carries it already.
    Carried(Box<Case>),
    /// What its packet says, to be looked through first.
    Report {
        /// The request.
        request: Box<ReceivedRequest>,
        /// The report.
        command: Box<OpenCase>,
    },
}

/// The same with what a person makes of the report. The customer is the packet's, whatever is said.
///
/// # Errors
/// As [`carry`], and [`Error::Invalid`] with all fields that are wrong.
pub async fn carry_as(app: &App, ctx: &Ctx, id: RequestId, command: OpenCase) -> Result<Case> {
    match proposed(app, ctx, id).await? {
        Proposed::Carried(case) => Ok(*case),
        Proposed::Report { command: first, .. } => {
            let command = OpenCase { customer: first.customer, continues: None, ..command };
            Ok(case::open::open_for(app, ctx, command, Some(id)).await?.case)
        }
    }
}

/// What a case for a received request would begin with.
///
/// # Errors
/// [`Error::Conflict`] `customer_missing` where the customer is not in our book; [`Error::NotFound`], [`Error::Forbidden`].
pub async fn proposed(app: &App, ctx: &Ctx, id: RequestId) -> Result<Proposed> {
    app.require(ctx, Action::DecideReceived).await?;
    app.require(ctx, Action::WorkCases).await?;
    let mut read = app.store().read(ctx.reach()).await?;
    let received = read.received_lookup(id).await?.ok_or(Error::NotFound)?;
    if let Some(case) = received.case
        && let Some(case) = read.case_lookup(case).await?
    {
        return Ok(Proposed::Carried(Box::new(case)));
    }
    let customer = read.customer_by_tenant(&received.packet.customer.tenant_id).await?.ok_or_else(|| {
        let message = "This customer is not in your book: take it in first, with the tenant that the request names.";
        Error::conflict("customer_missing", message)
    })?;
    let command = Box::new(report(received.packet.clone(), customer.id));
    Ok(Proposed::Report { request: Box::new(received), command })
}

/// The packet as the report of a case.
fn report(packet: Packet, customer: tierline_domain::CustomerId) -> OpenCase {
    OpenCase {
        customer,
        subject: packet.title,
        description: packet.description,
        service: packet.service,
        // A sender can name one that our catalogue does not have: it stands in the packet.
        region: packet.region.filter(|region| catalogue::region_find(region).is_some()),
        severity: Some(packet.severity),
        started_at: packet.started_at,
        affected_users: packet.affected_users,
        error_text: packet.error_text,
        correlation_ids: packet.correlation_ids,
        contact: None,
        channel: None,
        continues: None,
    }
}

fn carried() -> Error {
    Error::conflict("carried", "A case carries this request already: go on there.")
}

/// Ties a received request to the case that was opened for it, in the transaction that opens it.
pub(crate) async fn tie<T>(tx: &mut TenantTx<'_>, call: &Call<T>, id: RequestId, case: CaseId) -> Result<()> {
    if !tx.received_carry(id, case).await? {
        return Err(carried());
    }
    for file in tx.attachment_list_of_request(id).await?.into_iter().filter(|file| file.by.side != Side::Ours) {
        let ours = Attachment { id: call.app.id(), case: Some(case), request: None, ..file };
        tx.attachment_insert(&ours).await?;
    }
    audit::append(tx, call, "received.carry", &id.to_string(), &case).await
}

/// What goes on from a received request: our case, and what was answered to it from above.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn further(app: &App, ctx: &Ctx, id: RequestId) -> Result<Further> {
    app.require(ctx, Action::SeeReceived).await?;
    if ctx.organization.kind == OrganizationKind::Provider || !ctx.may(Action::See) {
        return Ok(Further::default());
    }
    let mut read = app.store().read(ctx.reach()).await?;
    let received = read.received_lookup(id).await?.ok_or(Error::NotFound)?;
    // A case of a customer out of reach is none for who asks, and neither is its customer.
    let carried = match received.case {
        Some(case) => read.case_lookup(case).await?,
        None => None,
    };
    let Some(Case { id: case, number, .. }) = carried else {
        let here = read.customer_by_tenant(&received.packet.customer.tenant_id).await?.is_some();
        let may = received.status.is_open() && ctx.may(Action::DecideReceived) && ctx.may(Action::WorkCases);
        return Ok(Further { may_open: may && here, customer_is_missing: may && !here, ..Further::default() });
    };
    let answer = match read.case_requests(case).await?.into_iter().next() {
        Some(request) => answer(&mut read, &received, request).await?,
        None => None,
    };
    Ok(Further { case: Some((case, number)), answer, ..Further::default() })
}

/// The last thing that the recipient of our request said; none before it said anything.
async fn answer(
    read: &mut Read<'_, tierline_domain::Owner>,
    received: &ReceivedRequest,
    request: ServiceRequest,
) -> Result<Option<UpstreamAnswer>> {
    let said = |entry: &RequestEntry| {
        let from_above = entry.actor.side == Side::Provider || entry.kind == "portal";
        from_above && entry.kind != "file" && (entry.visibility == Visibility::Provider || entry.kind == "portal")
    };
    let entries = read.request_entry_list(request.id).await?;
    let Some(last) = entries.into_iter().rfind(|entry| said(entry) && entry.text.is_some()) else {
        return Ok(None);
    };
    let decision = match request.status {
        RequestStatus::AttentionNeeded => Some(Decision::Ask),
        RequestStatus::Returned => Some(Decision::Return),
        RequestStatus::Resolved | RequestStatus::Closed => Some(Decision::Resolve),
        _ => None,
    };
    Ok(Some(UpstreamAnswer {
        request: request.id,
        number: request.number,
        recipient: request.recipient.name,
        status: request.status,
        text: last.text,
        decision: decision.filter(|decision| may_decide(received.status, *decision)),
        return_reason: request.return_reason,
    }))
}

/// The received request that a case carries, for who sees what is received.
///
/// # Errors
/// What the store reports.
pub async fn of_case(app: &App, ctx: &Ctx, case: CaseId) -> Result<Option<ReceivedRequest>> {
    if ctx.is_customer() || !ctx.may(Action::SeeReceived) {
        return Ok(None);
    }
    Ok(app.store().read(ctx.reach()).await?.received_of_case(case).await?)
}
