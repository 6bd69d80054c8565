//! Deliveries: what is on its way to whom, and what is to be done where it does not arrive.

use serde::{Deserialize, Serialize};
use tierline_app::delivery::{self, DeliveryQuery, DeliveryView};
use tierline_domain::{self as domain, ConnectionId, OutboxId, RequestId};
use utoipa::{IntoParams, ToSchema};

use super::shared::Reason;
use crate::kit::{
    answer::{Answer, Done, Found, Page},
    call::{Act, Ask, At, Caller, Command, page_limit},
    cursor,
    endpoint::{Operation, get, post},
    wire::{self, Time, Word},
};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        get(
            "/deliveries",
            "Lists messages to recipients that have not arrived, or those of one state; the latest first.",
            list,
        ),
        get(
            "/deliveries/{delivery_id}",
            "Shows a message to a recipient: what it brings, how often it was tried and what was answered.",
            show,
        ),
        get(
            "/service-requests/{request_id}/deliveries",
            "Lists the messages about one service request, the latest first.",
            list_of,
        ),
        post("/deliveries/{delivery_id}/retry", "Has a message tried at once.", retry),
        post(
            "/deliveries/{delivery_id}/confirmation",
            "Says whether a message arrived that nobody can be asked about: else it is sent again.",
            confirm,
        ),
        post(
            "/deliveries/{delivery_id}/giving-up",
            "Gives a message up. A request that was not sent is then filed by hand.",
            give_up,
        ),
        post(
            "/connections/{connection_id}/release",
            "Lets a connection go that is held: all that waits for it is tried.",
            release,
        ),
    ]
}

/// A message on its way to a recipient.
#[derive(Debug, Serialize, ToSchema)]
struct Delivery {
    /// Identifier; goes along with the message.
    id: wire::OutboxId,
    /// What it brings.
    kind: wire::DeliveryKind,
    /// The service request that it is about.
    request_id: wire::RequestId,
    /// That request's number on this side.
    request_number: Option<String>,
    /// That request's title; null for who may not read it.
    request_title: Option<String>,
    /// How it travels.
    route: wire::Route,
    /// The connection that carries it.
    connection_id: Option<wire::ConnectionId>,
    /// That connection's name.
    connection_name: Option<String>,
    /// Since when a person has stopped that connection: the message waits for as long.
    connection_stopped_at: Option<Time>,
    /// To whom.
    recipient: String,
    /// How far it has come.
    state: wire::DeliveryState,
    /// How often it was tried.
    attempts: i64,
    /// When it was written.
    created_at: Time,
    /// When it is tried next, where it waits for its time.
    next_at: Option<Time>,
    /// Whether it may have arrived and nobody can be asked: a person says so by a confirmation.
    needs_confirmation: bool,
    /// When it was last put on the wire.
    tried_at: Option<Time>,
    /// What was answered last.
    answer: Option<String>,
    /// When it arrived, was refused or given up.
    finished_at: Option<Time>,
    /// Who gave it up; null where its tries were used up.
    given_up_by: Option<String>,
}

impl From<domain::Delivery> for Delivery {
    fn from(delivery: domain::Delivery) -> Self {
        Self {
            needs_confirmation: delivery.waits_for_a_person(),
            id: delivery.id.into(),
            kind: delivery.kind.into(),
            request_id: delivery.request.into(),
            request_number: delivery.request_number,
            request_title: delivery.request_title,
            route: delivery.route.into(),
            connection_id: delivery.connection.map(Into::into),
            connection_name: delivery.connection_name,
            connection_stopped_at: delivery.connection_stopped_at.map(Time),
            recipient: delivery.recipient,
            state: delivery.state.into(),
            attempts: delivery.attempts,
            created_at: delivery.created_at.into(),
            next_at: delivery.next_at.map(Time),
            tried_at: delivery.tried_at.map(Time),
            answer: delivery.answer,
            finished_at: delivery.finished_at.map(Time),
            given_up_by: delivery.given_up_by,
        }
    }
}

/// A message with what it brings.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeliveryWithContent)]
struct Shown {
    #[serde(flatten)]
    delivery: Delivery,
    /// What it brings, by its kind; null where the caller may not read the request, or does not reach the case that a file belongs to.
    brings: Option<Content>,
}

impl From<DeliveryView> for Shown {
    fn from(view: DeliveryView) -> Self {
        let request = view.delivery.request;
        let brings = view.brings.map(|content| Content::of(content, request));
        Self { delivery: view.delivery.into(), brings }
    }
}

/// What a message brings. What its kind has no use for is null.
#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(as = DeliveryContent)]
struct Content {
    /// The title of the request, where that is what travels.
    title: Option<String>,
    /// The words: a note, a reason, an answer.
    text: Option<String>,
    /// How many cases the request carries by now, where that is told.
    case_count: Option<i64>,
    /// The severity that the request is to have.
    severity: Option<wire::Severity>,
    /// The one that it had before.
    severity_before: Option<wire::Severity>,
    /// The status that an answer brings.
    status: Option<wire::RequestStatus>,
    /// The file.
    file: Option<SentFile>,
    /// The event of a ticket, in the words of TMF621.
    event: Option<&'static str>,
}

/// A file that travels.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeliveryFile)]
struct SentFile {
    /// Identifier.
    id: wire::AttachmentId,
    /// The name it came with.
    name: String,
    /// Bytes.
    size: i64,
    /// Where it is downloaded.
    url: String,
}

impl Content {
    fn of(content: domain::DeliveryContent, request: RequestId) -> Self {
        use domain::DeliveryContent as Is;
        let nothing = Self::default();
        match content {
            Is::Request(title) => Self { title: Some(title), ..nothing },
            Is::Note(text) | Is::Reopening(text) | Is::Withdrawal(text) => Self { text: Some(text), ..nothing },
            Is::Cases(count) => Self { case_count: Some(count), ..nothing },
            Is::Severity { before, severity } => {
                Self { severity: Some(severity.into()), severity_before: Some(before.into()), ..nothing }
            }
            Is::Answer { status, text } => Self { status: status.map(Into::into), text, ..nothing },
            Is::File { id, case, name, size } => {
                let url = match case {
                    Some(case) => format!("/api/v1/cases/{case}/attachments/{id}"),
                    None => format!("/api/v1/service-requests/{request}/attachments/{id}"),
                };
                Self { file: Some(SentFile { id: id.into(), name, size, url }), ..nothing }
            }
            Is::Event(event) => Self { event: Some(event.word()), ..nothing },
        }
    }
}

/// What a list of messages is narrowed by.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
struct Question {
    /// Only those in this state; all that have not arrived where nothing is said.
    state: Option<wire::DeliveryState>,
    /// Only those by this route.
    route: Option<wire::Route>,
    /// Only those through this connection.
    connection_id: Option<wire::ConnectionId>,
    /// Lines of a page; 50 where nothing is said.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    /// Where the page before ended.
    #[param(pattern = "^[A-Za-z0-9_-]+$", max_length = 4096)]
    cursor: Option<String>,
}

async fn list(caller: Caller, Ask(question): Ask<Question>) -> Answer<Found<Page<Delivery>>> {
    let limit = page_limit(question.limit)?;
    let query = DeliveryQuery {
        state: question.state.map(|Word(state)| state),
        route: question.route.map(|Word(route)| route),
        connection: question.connection_id.map(|id| id.0),
        before: question.cursor.as_deref().map(cursor::read).transpose()?,
        limit: limit + 1,
    };
    let lines = delivery::list(&caller.app, &caller.ctx, query).await?;
    Ok(Found::new(Page::cut(lines, limit, |line| line.id, Into::into)))
}

async fn show(caller: Caller, At(id): At<OutboxId>) -> Answer<Found<Shown>> {
    Ok(Found::new(delivery::show(&caller.app, &caller.ctx, id).await?.into()))
}

async fn list_of(caller: Caller, At(id): At<RequestId>) -> Answer<Found<Page<Delivery>>> {
    let lines = delivery::list_of(&caller.app, &caller.ctx, id).await?;
    Ok(Found::new(Page::whole(lines.into_iter().map(Into::into).collect())))
}

async fn retry(At(id): At<OutboxId>, act: Act) -> Answer<Found<Delivery>> {
    Ok(Found::new(delivery::retry(&act.app, &act.ctx, id).await?.into()))
}

async fn give_up(At(id): At<OutboxId>, command: Command<Reason>) -> Answer<Found<Delivery>> {
    let Command { app, ctx, body, .. } = command;
    Ok(Found::new(delivery::give_up(&app, &ctx, id, &body.reason).await?.into()))
}

/// What a person found out about a message that may have arrived.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DeliveryConfirmation)]
struct Confirmation {
    /// Whether the recipient has it. Where not, it is sent again.
    has_arrived: bool,
}

async fn confirm(At(id): At<OutboxId>, command: Command<Confirmation>) -> Answer<Found<Delivery>> {
    let Command { app, ctx, body, .. } = command;
    Ok(Found::new(delivery::confirm(&app, &ctx, id, body.has_arrived).await?.into()))
}

async fn release(At(id): At<ConnectionId>, act: Act) -> Answer<Done> {
    delivery::release(&act.app, &act.ctx, id).await?;
    Ok(Done)
}
