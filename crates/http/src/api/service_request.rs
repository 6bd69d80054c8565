//! Service requests: those that were sent, and those that were received.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tierline_app::{
    App, Ctx, Error,
    received::{self, ReceivedQuery},
    request::{self, EditRequest, RequestQuery},
};
use tierline_domain::{self as domain, Action, CaseId, CustomerId, ReceivedRequest, RequestId, RequestOrder};
use utoipa::{IntoParams, ToSchema};

use super::{
    note::Question as PageQuestion,
    shared::{CustomerRef, plain},
};
use crate::kit::{
    answer::{Answer, Found, Page},
    call::{Ask, At, Caller, Command, page_limit},
    cursor,
    endpoint::{Operation, get, patch},
    wire::{self, Id, Time, Word},
};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        get(
            "/service-requests",
            "Lists service requests: what was sent, and what was received. The newest first, or by the clock.",
            list,
        ),
        get("/service-requests/{request_id}", "Shows a service request with exactly what the recipient gets.", show),
        patch(
            "/service-requests/{request_id}",
            "Changes a request that waits to be filed in a portal; the severity of any that is open.",
            change,
        ),
        get(
            "/customers/{customer_id}/service-requests",
            "Lists the service requests for one customer.",
            list_of_customer,
        ),
    ]
}

/// A service request.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ServiceRequest {
    /// Identifier, the same for sender and recipient.
    pub(super) id: wire::RequestId,
    /// Our number.
    number: String,
    /// The other side's number.
    external_id: Option<String>,
    /// Whether it was sent by us, or received.
    direction: Direction,
    /// One line.
    title: String,
    /// Where it stands.
    status: wire::RequestStatus,
    /// The recipient's last reason or question.
    status_reason: Option<String>,
    /// Why it was returned, where it was and has not gone on since.
    return_reason: Option<wire::ReturnReason>,
    /// Declared impact.
    severity: wire::Severity,
    /// Decided category.
    category: wire::Category,
    /// Service.
    service: Option<String>,
    /// For whom.
    customer: CustomerRef,
    /// Who sent it.
    sender: Party,
    /// To whom it goes.
    recipient: Recipient,
    /// How it travels.
    route: wire::Route,
    /// The cases it carries, as far as the caller reaches their customers; of one that was received, our own case for it.
    cases: Vec<wire::CaseId>,
    /// How many cases it carries in all; null in the list of one case's requests.
    case_count: Option<usize>,
    /// Exactly what the recipient gets.
    #[schema(value_type = Object)]
    packet: domain::Packet,
    /// Where the portal opens for this customer, while the request is filed by hand.
    portal_url: Option<String>,
    /// Where the request is open and its connection is stopped: since when. Nothing is sent or asked for until a Global admin lets it go on.
    connection_stopped_at: Option<Time>,
    /// The name of who stopped it.
    connection_stopped_by: Option<String>,
    /// When the first clock runs out.
    next_due_at: Option<Time>,
    /// When the recipient says that its next answer is due, by its own calendar; of one that was received, nothing.
    recipient_due_at: Option<Time>,
    /// Counts the changes.
    pub(super) version: i64,
    /// When it was written, or arrived.
    created_at: Time,
    /// When anything last happened.
    updated_at: Time,
}

/// Whether a service request was sent or received.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Direction {
    /// By us.
    Sent,
    /// By us, from another organization.
    Received,
}

/// An organization by its identifier and name.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Party {
    /// Identifier, where it is on this desk.
    id: Option<wire::OrganizationId>,
    /// Name.
    name: String,
}

/// To whom a service request goes.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Recipient {
    /// The provider, or the upstream partner.
    kind: wire::RecipientKind,
    /// Identifier, where it is on this desk.
    id: Option<wire::OrganizationId>,
    /// Name.
    name: String,
}

/// A recipient as it is shown.
pub(super) fn recipient_body(recipient: domain::Recipient) -> Recipient {
    Recipient { kind: recipient.kind.into(), id: recipient.organization.map(Id), name: recipient.name }
}

impl ServiceRequest {
    /// One that was sent.
    pub(super) fn sent(request: domain::ServiceRequest, customer_name: String, cases: Vec<CaseId>) -> Self {
        let sender =
            Party { id: Some(request.owner.organization.into()), name: request.packet.sender.organization.clone() };
        Self {
            id: request.id.into(),
            number: request.number,
            external_id: request.external_id,
            direction: Direction::Sent,
            title: request.title,
            status: request.status.into(),
            status_reason: request.status_reason,
            return_reason: request.return_reason.map(Word),
            severity: request.severity.into(),
            category: request.category.into(),
            service: request.service,
            customer: CustomerRef { id: Some(request.customer.into()), name: customer_name },
            sender,
            recipient: recipient_body(request.recipient),
            route: request.route.into(),
            cases: cases.into_iter().map(Id).collect(),
            case_count: None,
            packet: request.packet,
            portal_url: None,
            connection_stopped_at: None,
            connection_stopped_by: None,
            next_due_at: request.next_due_at.map(Time),
            recipient_due_at: request.recipient_due_at.map(Time),
            version: request.version,
            created_at: request.created_at.into(),
            updated_at: request.updated_at.into(),
        }
    }

    /// One that was received.
    pub(super) fn received(request: ReceivedRequest, ctx: &Ctx) -> Self {
        let us = &ctx.organization;
        let kind = match us.kind {
            domain::OrganizationKind::Provider => domain::RecipientKind::Provider,
            domain::OrganizationKind::Partner => domain::RecipientKind::Upstream,
        };
        Self {
            id: request.id.into(),
            number: request.number,
            external_id: Some(request.sender_number),
            direction: Direction::Received,
            title: request.packet.title.clone(),
            status: request.status.into(),
            status_reason: request.status_reason,
            return_reason: request.return_reason.map(Word),
            severity: request.packet.severity.into(),
            category: request.packet.category.into(),
            service: request.packet.service.clone(),
            // The customer is the sender's: here it has a name, and no page of its own.
            customer: CustomerRef { id: None, name: request.packet.customer.name.clone() },
            sender: Party { id: Some(request.sender.into()), name: request.sender_name },
            recipient: Recipient { kind: kind.into(), id: Some(us.id.into()), name: us.name.clone() },
            route: domain::Route::Local.into(),
            case_count: Some(usize::from(request.case.is_some())),
            cases: request.case.into_iter().map(Id).collect(),
            packet: request.packet,
            portal_url: None,
            connection_stopped_at: None,
            connection_stopped_by: None,
            next_due_at: request.due_at.map(Time),
            recipient_due_at: None,
            version: request.version,
            created_at: request.received_at.into(),
            updated_at: request.updated_at.into(),
        }
    }
}

/// On which side of a request the caller stands.
pub(super) enum Side {
    /// We sent it.
    Sender,
    /// We received it.
    Recipient,
}

/// Finds out on which side of a request the caller stands.
///
/// # Errors
/// It is neither theirs nor addressed to them, or their roles see neither.
pub(super) async fn side(app: &App, ctx: &Ctx, id: RequestId) -> Result<Side, Error> {
    let mut refusal = Error::forbidden(Action::See);
    if ctx.may(Action::See) {
        match request::view(app, ctx, id).await {
            Ok(_) => return Ok(Side::Sender),
            Err(error) => refusal = error,
        }
    }
    if !ctx.may(Action::SeeReceived) {
        return Err(refusal);
    }
    received::view(app, ctx, id).await.map(|_| Side::Recipient)
}

/// A request as it stands now, on whichever side.
pub(super) async fn shown(app: &App, ctx: &Ctx, id: RequestId) -> Result<ServiceRequest, Error> {
    if matches!(side(app, ctx, id).await?, Side::Recipient) {
        return Ok(ServiceRequest::received(received::view(app, ctx, id).await?.request, ctx));
    }
    let view = request::view(app, ctx, id).await?;
    let cases = view.cases.iter().map(|line| line.id).collect();
    let portal_url = view.portal.map(|link| link.uri);
    let (at, by) = view.stopped.map(|one| (Time(one.at), one.by)).unzip();
    Ok(ServiceRequest {
        portal_url,
        connection_stopped_at: at,
        connection_stopped_by: by.flatten(),
        case_count: Some(view.case_count),
        ..ServiceRequest::sent(view.request, view.customer_name, cases)
    })
}

/// What a list of service requests is narrowed by.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
struct Question {
    /// Part of a number, the title, or the customer's name.
    query: Option<String>,
    /// One or several statuses.
    #[param(value_type = Option<Vec<wire::RequestStatus>>)]
    status: Vec<wire::RequestStatus>,
    /// One kind of recipient: of what was sent.
    recipient: Option<wire::RecipientKind>,
    /// One customer: of what was sent.
    customer_id: Option<wire::CustomerId>,
    /// One category: of what was sent.
    category: Option<wire::Category>,
    /// Only what is not over.
    open: Option<bool>,
    /// The order: the newest first where nothing is said; by the clock that runs out first, of what was sent.
    order: Option<wire::RequestOrder>,
    /// Only what was sent, or only what was received.
    #[param(inline)]
    direction: Option<Direction>,
    /// Lines of a page; 50 where nothing is said.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    /// Where the page before ended.
    #[param(pattern = "^[A-Za-z0-9_-]+$", max_length = 4096)]
    cursor: Option<String>,
}

/// Both lists are sorted by when a request was written or arrived, and its identifier; by the clock, when it runs out.
type Key = (Option<DateTime<Utc>>, RequestId);

impl Question {
    fn order(&self) -> RequestOrder {
        self.order.map_or(RequestOrder::Newest, |order| order.0)
    }

    /// Where the list goes on behind a request.
    fn key(&self, request: &ServiceRequest) -> Key {
        let at = match self.order() {
            RequestOrder::Newest => Some(request.created_at.0),
            RequestOrder::DueFirst => request.next_due_at.map(|at| at.0),
        };
        (at, request.id.0)
    }

    /// Whether it asks for what only those that were sent have.
    fn is_of_sent(&self) -> bool {
        self.recipient.is_some()
            || self.customer_id.is_some()
            || self.category.is_some()
            || self.order() == RequestOrder::DueFirst
    }
}

async fn list(caller: Caller, Ask(question): Ask<Question>) -> Answer<Found<Page<ServiceRequest>>> {
    let limit = page_limit(question.limit)?;
    let after: Option<Key> = question.cursor.as_deref().map(cursor::read).transpose()?;
    let wanted = |direction| question.direction.is_none_or(|only| only == direction);
    let (sees, receives) = (caller.ctx.may(Action::See), caller.ctx.may(Action::SeeReceived));
    if !sees && !receives {
        return Err(Error::forbidden(Action::See).into());
    }
    let mut rows = Vec::new();
    if sees && wanted(Direction::Sent) {
        rows.extend(sent(&caller, &question, after, limit + 1).await?);
    }
    if receives && wanted(Direction::Received) && !question.is_of_sent() {
        rows.extend(received_list(&caller, &question, after, limit + 1).await?);
    }
    if question.order() == RequestOrder::Newest {
        rows.sort_by_key(|row| std::cmp::Reverse(question.key(row)));
    }
    Ok(Found::new(Page::cut(rows, limit, |row| question.key(row), |row| row)))
}

async fn sent(caller: &Caller, question: &Question, after: Option<Key>, limit: u32) -> Answer<Vec<ServiceRequest>> {
    let query = RequestQuery {
        query: question.query.clone(),
        status: plain(question.status.clone()),
        recipient: question.recipient.map(|Word(kind)| kind),
        customer: question.customer_id.map(|id| id.0),
        category: question.category.map(|Word(category)| category),
        open_only: question.open == Some(true),
        order: question.order(),
        after,
        limit,
        ..RequestQuery::default()
    };
    let lines = request::list(&caller.app, &caller.ctx, query).await?;
    let sent = |line: domain::RequestLine| ServiceRequest {
        case_count: Some(line.case_count),
        ..ServiceRequest::sent(line.request, line.customer_name, line.cases)
    };
    Ok(lines.into_iter().map(sent).collect())
}

async fn received_list(
    caller: &Caller,
    question: &Question,
    after: Option<Key>,
    limit: u32,
) -> Answer<Vec<ServiceRequest>> {
    let query = ReceivedQuery {
        query: question.query.clone(),
        status: plain(question.status.clone()),
        open_only: question.open == Some(true),
        after: after.and_then(|(at, id)| at.map(|at| (at, id))),
        limit,
        ..ReceivedQuery::default()
    };
    let requests = received::list(&caller.app, &caller.ctx, query).await?;
    Ok(requests.into_iter().map(|request| ServiceRequest::received(request, &caller.ctx)).collect())
}

async fn list_of_customer(
    caller: Caller,
    At(customer): At<CustomerId>,
    Ask(question): Ask<PageQuestion>,
) -> Answer<Found<Page<ServiceRequest>>> {
    tierline_app::customer::view(&caller.app, &caller.ctx, customer).await?;
    let PageQuestion { limit, cursor } = question;
    let question = Question {
        customer_id: Some(customer.into()),
        direction: Some(Direction::Sent),
        limit,
        cursor,
        ..Question::default()
    };
    list(caller, Ask(question)).await
}

async fn show(caller: Caller, At(id): At<RequestId>) -> Answer<Found<ServiceRequest>> {
    let body = shown(&caller.app, &caller.ctx, id).await?;
    let version = body.version;
    Ok(Found::versioned(body, version))
}

/// What is to change: absent means unchanged.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = ServiceRequestChange)]
struct Change {
    /// One line.
    #[schema(min_length = 1, max_length = 200)]
    title: Option<String>,
    /// What happens, in whole.
    #[schema(min_length = 1, max_length = 20_000)]
    description: Option<String>,
    /// What it does to the customer's business.
    #[schema(min_length = 1, max_length = 20_000)]
    business_impact: Option<String>,
    /// Declared impact.
    severity: Option<wire::Severity>,
    /// The recipient's own classification: a topic's identifier or name.
    support_topic: Option<String>,
}

async fn change(At(id): At<RequestId>, command: Command<Change>) -> Answer<Found<ServiceRequest>> {
    let Command { app, ctx, version, body } = command;
    let edit = EditRequest {
        version,
        title: body.title,
        description: body.description,
        business_impact: body.business_impact,
        severity: body.severity.map(|word| word.0),
        support_topic: body.support_topic,
        contact: None,
    };
    request::edit(&app, &ctx, id, edit).await?;
    let body = shown(&app, &ctx, id).await?;
    let version = body.version;
    Ok(Found::versioned(body, version))
}
