//! Tickets as their sender sees them: nothing of what the recipient keeps to itself, and none of its people by name.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use serde_json::Value;
use tierline_domain::{
    Action, Attachment, AttachmentId, EntryId, ReceivedRequest, RequestEntry, RequestId, RequestStatus, Severity, Side,
    TicketOrigin, TicketStatus, Visibility,
};
use tierline_store::{ReceivedPage, SentFilter, SentOrder, TenantRead, TimeSpan};

use super::{
    change::file_of,
    create::Recipient,
    recipient,
    wire::{BASE, Characteristic, FileValue, Note, Period, Quantity, RelatedParty, StatusChange, Ticket},
    write::{OUR_NUMBER, RETURN_REASON, identifier, of_packet},
};
use crate::{
    app::App,
    case::attach::content,
    ctx::Ctx,
    error::{Error, Result},
    relay::RATING,
};

/// The least time between a question and that it goes on: what the store keeps of a time.
const MOMENT: Duration = Duration::microseconds(1);

/// A time from and to, for a list of tickets.
pub type TicketSpan = TimeSpan;

/// The order of a list of tickets. The other attributes have no index to be ordered by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TicketSort {
    /// By arrival, the newest first.
    #[default]
    NewestFirst,
    /// By arrival, the oldest first.
    OldestFirst,
    /// By the last change, the latest first.
    LastChangedFirst,
    /// By the last change, the earliest first.
    FirstChangedFirst,
}

impl TicketSort {
    /// By which time, and whether the oldest comes first.
    const fn parts(self) -> (SentOrder, bool) {
        match self {
            Self::NewestFirst => (SentOrder::Received, false),
            Self::OldestFirst => (SentOrder::Received, true),
            Self::LastChangedFirst => (SentOrder::Changed, false),
            Self::FirstChangedFirst => (SentOrder::Changed, true),
        }
    }
}

/// The time of a request that a list is ordered by.
fn time_of(one: &ReceivedRequest, order: SentOrder) -> DateTime<Utc> {
    match order {
        SentOrder::Received => one.received_at,
        SentOrder::Changed => one.updated_at,
    }
}

/// Which tickets are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TicketQuery {
    /// Only those of these statuses; empty: of any.
    pub status: Vec<TicketStatus>,
    /// Only those of these severities; empty: of any.
    pub severity: Vec<Severity>,
    /// Only those that arrived then.
    pub created: TicketSpan,
    /// Only those that last changed then.
    pub changed: TicketSpan,
    /// Only those with this identifier of the sender's.
    pub external_id: Option<String>,
    /// In which order.
    pub sort: TicketSort,
    /// How many are left out at the beginning.
    pub offset: i64,
    /// How many at the most; 1 to 200.
    pub limit: u32,
    /// Only those that come after this ticket; in the order of arrival alone.
    pub after: Option<String>,
    /// Only those that come before this ticket; in the order of arrival alone.
    pub before: Option<String>,
}

/// A part of the tickets.
#[derive(Debug, Clone, PartialEq)]
pub struct TicketPage {
    /// The tickets, in the order that was asked for.
    pub tickets: Vec<Ticket>,
    /// How many there are in all.
    pub total: i64,
}

/// A file of a ticket, with its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketFile {
    /// What is known of it.
    pub file: Attachment,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// One ticket of the caller's organization, by its number.
///
/// # Errors
/// [`Error::NotFound`] where it has none of this number, [`Error::Forbidden`].
pub async fn show(app: &App, ctx: &Ctx, number: &str) -> Result<Ticket> {
    app.require(ctx, Action::See).await?;
    let to = recipient(app, ctx).await?;
    let mut read = app.store().read(to.0).await?;
    let received = own(&mut read, ctx, number).await?;
    written(&mut read, &to, &received).await
}

/// The caller's own request of this number. Another organization's does not exist.
pub(super) async fn own(read: &mut TenantRead<'_>, ctx: &Ctx, number: &str) -> Result<ReceivedRequest> {
    let found = read.received_by_number(number).await?;
    found.filter(|received| received.sender == ctx.organization.id).ok_or(Error::NotFound)
}

/// The tickets of the caller's organization, the newest first where nothing else is asked for.
///
/// # Errors
/// [`Error::NotFound`] where a ticket to go on from is none of its own, [`Error::Invalid`] where there is none to go on from in this order,
/// [`Error::Forbidden`].
pub async fn list(app: &App, ctx: &Ctx, query: &TicketQuery) -> Result<TicketPage> {
    app.require(ctx, Action::See).await?;
    require_fixed_places(query)?;
    let to = recipient(app, ctx).await?;
    let mut read = app.store().read(to.0).await?;
    let (found, total) = match &query.external_id {
        Some(id) => by_external(&mut read, ctx, id, query).await?,
        None => {
            let (order, is_rising) = query.sort.parts();
            let (offset, limit) = (query.offset, query.limit);
            let mut page = ReceivedPage { order, is_rising, offset, limit, ..ReceivedPage::default() };
            if let Some(number) = query.after.as_deref().or(query.before.as_deref()) {
                let received = own(&mut read, ctx, number).await?;
                page.from = Some((received.received_at, received.id));
                page.before = query.after.is_none();
            }
            let filter = SentFilter {
                status: query.status.iter().copied().map(status_of).collect(),
                severity: query.severity.clone(),
                received: query.created.clone(),
                changed: query.changed.clone(),
            };
            read.received_of_sender(ctx.organization.id, &filter, &page).await?
        }
    };
    let mut tickets = Vec::new();
    for received in &found {
        tickets.push(written(&mut read, &to, received).await?);
    }
    Ok(TicketPage { tickets, total })
}

/// Refuses to go on from a ticket where tickets are ordered by their last change: it stands elsewhere as soon as it changes, and others
/// would be left out or come twice.
fn require_fixed_places(query: &TicketQuery) -> Result<()> {
    let named = [("after", &query.after), ("before", &query.before)].into_iter().find(|(_, from)| from.is_some());
    match (query.sort.parts(), named) {
        ((SentOrder::Changed, _), Some((name, _))) => {
            let message = "A ticket moves in this order when it changes. Take lastUpdate.gte with the last ticket's lastUpdate, and \
                           sort=lastUpdate; or sort=creationDate.";
            Err(Error::field(name, "not_supported", message))
        }
        _ => Ok(()),
    }
}

/// The status that reads as this one: the words of a ticket are as many as a received request can have.
fn status_of(status: TicketStatus) -> RequestStatus {
    let same = RequestStatus::ALL.iter().rev().find(|one| TicketStatus::of(**one) == status);
    match status {
        TicketStatus::Acknowledged => RequestStatus::Submitted,
        _ => same.copied().unwrap_or(RequestStatus::Unknown),
    }
}

async fn by_external(
    read: &mut TenantRead<'_>,
    ctx: &Ctx,
    id: &str,
    query: &TicketQuery,
) -> Result<(Vec<ReceivedRequest>, i64)> {
    let mut all = Vec::new();
    for id in read.tickets_by_external(ctx.organization.id, id).await? {
        all.extend(read.received_lookup(id).await?);
    }
    all.retain(|one| {
        (query.status.is_empty() || query.status.contains(&TicketStatus::of(one.status)))
            && (query.severity.is_empty() || query.severity.contains(&one.packet.severity))
            && query.created.has(one.received_at)
            && query.changed.has(one.updated_at)
    });
    let (order, is_rising) = query.sort.parts();
    all.sort_by_key(|one| (time_of(one, order), one.id));
    if !is_rising {
        all.reverse();
    }
    let total = i64::try_from(all.len()).unwrap_or(i64::MAX);
    let begin = usize::try_from(query.offset).unwrap_or(usize::MAX);
    let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
    Ok((all.into_iter().skip(begin).take(limit).collect(), total))
}

/// A file of one of the caller's tickets.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn file(app: &App, ctx: &Ctx, number: &str, id: AttachmentId) -> Result<TicketFile> {
    app.require(ctx, Action::See).await?;
    let (owner, _) = recipient(app, ctx).await?;
    let mut read = app.store().read(owner).await?;
    let received = own(&mut read, ctx, number).await?;
    let files = read.attachment_list_of_request(received.id).await?;
    drop(read);
    let file = files.into_iter().find(|file| file.id == id && file.visibility == Visibility::Provider);
    let file = file.ok_or(Error::NotFound)?;
    let bytes = content(app, &file).await?;
    Ok(TicketFile { file, bytes })
}

/// A received request as a ticket.
pub(super) async fn written(read: &mut TenantRead<'_>, to: &Recipient, received: &ReceivedRequest) -> Result<Ticket> {
    let origin = read.ticket_origin(received.id).await?;
    let mut entries = read.request_entry_list(received.id).await?;
    entries.retain(|entry| entry.visibility == Visibility::Provider);
    let mut files = read.attachment_list_of_request(received.id).await?;
    files.retain(|file| file.visibility == Visibility::Provider);
    let history = history(received, &entries);
    let sent = entries.iter().filter(|entry| entry.kind == "file" && entry.actor.side == Side::Customer);
    let brought: BTreeMap<AttachmentId, EntryId> =
        sent.map(|entry| (file_of(received.id, entry.id), entry.id)).collect();
    let mut ticket = of_packet(&received.packet);
    let parties = ticket.related_party.get_or_insert_default();
    parties.push(RelatedParty::organization("recipient", &to.1.id.to_string(), &to.1.name));
    let named = received.return_reason.map(|reason| Characteristic::text(RETURN_REASON, reason.word()));
    ticket.trouble_ticket_characteristic.get_or_insert_default().extend(named);
    let status = TicketStatus::of(received.status);
    let at =
        |status| history.iter().rev().find(|one| one.status == Some(status)).and_then(|one| one.status_change_date);
    Ok(Ticket {
        id: Some(received.number.clone()),
        href: Some(format!("{BASE}/troubleTicket/{}", received.number)),
        status: Some(status),
        status_change_date: at(status).or(Some(received.updated_at)),
        status_change_reason: received.status_reason.clone(),
        resolution_date: at(TicketStatus::Resolved),
        expected_resolution_date: None,
        status_change_history: Some(history),
        creation_date: Some(received.received_at),
        last_update: Some(received.updated_at),
        external_identifier: Some(names(received, origin)),
        note: Some(notes(&entries, &to.1.name)).filter(|all| !all.is_empty()),
        attachment: Some(files.iter().map(|file| attached(received, file, brought.get(&file.id))).collect())
            .filter(|all: &Vec<_>| !all.is_empty()),
        ..ticket
    })
}

fn names(received: &ReceivedRequest, origin: Option<TicketOrigin>) -> Vec<super::wire::ExternalIdentifier> {
    let number = identifier(&received.sender_name, OUR_NUMBER, &received.sender_number);
    match origin.and_then(|origin| origin.key) {
        Some(key) => vec![identifier(&key.owner, &key.kind, &key.id), number],
        None => vec![number],
    }
}

/// Where it stood. That a note of the sender answered a question is nobody's decision and stands in no entry: the history says it all the
/// same, always after the question, so that who wrote the note before the question was read knows that it is taken for an answer.
fn history(received: &ReceivedRequest, entries: &[RequestEntry]) -> Vec<StatusChange> {
    let change = |status, at, reason| StatusChange {
        status: Some(status),
        status_change_date: Some(at),
        status_change_reason: reason,
        ..StatusChange::default()
    };
    let goes_on = |at| change(TicketStatus::InProgress, at, None);
    let mut all = vec![change(TicketStatus::Acknowledged, received.received_at, None)];
    let mut asked: Option<DateTime<Utc>> = None;
    for entry in entries {
        if let Some(status) = entry.status {
            all.push(change(TicketStatus::of(status), entry.at, entry.text.clone()));
            asked = (status == RequestStatus::AttentionNeeded).then_some(entry.at);
        } else if let Some(at) = asked.take_if(|_| entry.kind == "note" && entry.actor.side == Side::Customer) {
            all.push(goes_on(entry.at.max(at + MOMENT)));
        }
    }
    // The note that answered it bears an earlier time: it was on its way in while the question was written.
    let answered = asked.filter(|_| received.status == RequestStatus::Accepted);
    all.extend(answered.map(|at| goes_on(at + MOMENT)));
    all
}

/// What was said without a status. Who of the recipient's people said it stays there.
fn notes(entries: &[RequestEntry], recipient: &str) -> Vec<Note> {
    let said = entries.iter().filter(|entry| entry.status.is_none() && matches!(entry.kind.as_str(), "note" | RATING));
    said.map(|entry| Note {
        id: Some(entry.id.to_string()),
        author: Some(if entry.actor.side == Side::Customer { entry.actor.name.clone() } else { recipient.to_owned() }),
        date: Some(entry.at),
        text: entry
            .text
            .as_deref()
            .map(|text| if entry.kind == RATING { format!("{RATING}: {text}") } else { text.to_owned() }),
        ..Note::default()
    })
    .collect()
}

/// A file by where its content is got: a ticket is read often, its files once. What its sender brought has the identifier under which it was
/// brought, as notes do: so the sender knows what of its own is here, however many are called the same.
fn attached(received: &ReceivedRequest, file: &Attachment, brought: Option<&EntryId>) -> FileValue {
    #[expect(clippy::cast_precision_loss, reason = "files are smaller than 2^53 bytes")]
    let amount = file.size as f64;
    FileValue {
        id: Some(brought.map_or_else(|| file.id.to_string(), EntryId::to_string)),
        name: Some(file.name.clone()),
        url: Some(format!("{BASE}/troubleTicket/{}/attachment/{}", received.number, file.id)),
        size: Some(Quantity { amount, units: "byte".to_owned() }),
        valid_for: Some(Period { start_date_time: Some(file.at) }),
        attachment_type: Some("evidence".to_owned()),
        mime_type: Some(file.media_type.clone()),
        ..FileValue::default()
    }
}

/// The ticket as JSON, as far as `fields` asks for: the fields of its first level by name. What identifies it is always there.
#[must_use]
pub fn narrowed(ticket: &Ticket, fields: Option<&str>) -> Value {
    let mut value = serde_json::to_value(ticket).unwrap_or_default();
    let wanted: Option<Vec<&str>> =
        fields.filter(|text| !text.trim().is_empty()).map(|text| text.split(',').map(str::trim).collect());
    if let (Value::Object(all), Some(wanted)) = (&mut value, wanted) {
        all.retain(|name, _| matches!(name.as_str(), "id" | "href" | "@type") || wanted.contains(&name.as_str()));
    }
    value
}

/// The request of a ticket, for who changes it.
pub(super) async fn request_of(app: &App, ctx: &Ctx, to: &Recipient, number: &str) -> Result<RequestId> {
    let mut read = app.store().read(to.0).await?;
    Ok(own(&mut read, ctx, number).await?.id)
}
