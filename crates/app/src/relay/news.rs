//! What comes back from where a request went through a connection: status, notes, files. It is fetched from time to time, and soon
//! after the other end called. Each thing is applied once, in whatever order it comes; then it goes the way of an answer on
//! this desk.

mod listen;
mod own;

use std::{collections::BTreeSet, sync::Arc};

use chrono::{DateTime, Duration, Utc};
use sha2::{Digest, Sha256};
use tierline_domain::{
    Actor, Attachment, ConnectionId, Delivery, DeliveryKind, DeliveryState, EntryId, Event, Organization, OutboxId,
    PacketFile, RequestEntry, RequestId, RequestStatus, ReturnReason, ServiceRequest, Severity, Side, Visibility,
    delivery_backoff, is_program,
};
use tierline_store::{Leased, System, SystemTx, TenantTx};

use super::{
    Message,
    deliver::{Answer, answered, deliver, recipient_actor},
    held::{self, Gate},
    settle::returned,
};
use crate::{
    app::App,
    audit::Elsewhere,
    case::{
        attach::{check, hex, keep_for},
        hold::{self, Holder},
    },
    error::{Error, Result},
    port::carrier::{AsideKind, Closed, Poll, Update, UpdateKind},
    request::work::RequestWork,
    ticket::{self, Told},
};

/// Minutes between two looks at a request, where the other end does not call.
const MINUTES: i64 = 5;
/// Days after which a request that is over is not looked at any more: until then, the recipient may reopen it.
const DAYS_AFTER_END: i64 = 30;
/// The longest note that is taken in, in characters.
const NOTE_CHARS: usize = tierline_domain::text::PROSE_LIMIT;

/// Works on a leased message of the exchange and completes it.
///
/// # Errors
/// What kept it from being done; the message is then tried again later.
pub async fn exchange(app: &App, leased: &Leased) -> Result<()> {
    match serde_json::from_value(leased.payload.clone()).map_err(Error::internal)? {
        Message::NewsWanted { request, again } => fetch(app, leased, request, again).await,
        Message::TicketEvent { request, sender, hub, event, at } => {
            let telling = ticket::Telling { request, sender, hub, event, at };
            let told = ticket::call_back(app, leased, telling).await?;
            app.store()
                .write_with(System, (app.clone(), leased.clone(), told), |tx, (app, leased, told)| {
                    Box::pin(async move { heard(tx, app, leased, told).await })
                })
                .await
        }
        _ => deliver(app, leased).await,
    }
}

/// Writes what came of telling an event.
async fn heard(tx: &mut SystemTx<'_>, app: &App, leased: &Leased, told: &Told) -> Result<()> {
    let now = app.now();
    match told {
        Told::Over => {}
        // Not a failure as others are: the tries of those are over before a day is.
        Told::Again(reason) => {
            let next = now + delivery_backoff(leased.attempt, leased.id.uuid().as_bytes()[15]);
            return Ok(tx.outbox_retry(leased, next, reason).await?);
        }
        Told::Ended(hub, why) => ticket::end_by_itself(&mut tx.tenant(hub.owner), app, hub, *why).await?,
    }
    Ok(tx.outbox_complete(leased, now).await?)
}

/// Whether there can still be news of a request.
fn lives(request: &ServiceRequest, now: DateTime<Utc>) -> bool {
    let is_over = matches!(request.status, RequestStatus::Closed | RequestStatus::Withdrawn);
    let is_fresh = request.status.is_open() || now - request.updated_at < Duration::days(DAYS_AFTER_END);
    request.connection.is_some() && request.external_id.is_some() && !is_over && is_fresh
}

/// Fetches the news of one request, applies them, and completes the message.
async fn fetch(app: &App, leased: &Leased, id: RequestId, again: bool) -> Result<()> {
    let mut read = app.store().read(leased.owner).await?;
    let request = read.request_lookup(id).await?.filter(|request| lives(request, app.now()));
    let entries = read.request_entry_list(id).await?;
    let connection = match request.as_ref().and_then(|request| request.connection) {
        Some(connection) => read.connection_lookup(connection).await?,
        None => None,
    };
    drop(read);
    let mut done =
        Done { app: app.clone(), leased: leased.clone(), request: id, again, answered: None, news: Vec::new() };
    match request.zip(connection) {
        // Over, or the connection was taken away: there is nothing to go round for.
        None => done.again = false,
        Some((request, connection)) => match held::gate(app, &connection).await? {
            Gate::Shut => {}
            way => match look(app, leased, (request, again && way == Gate::Open), &entries).await? {
                Ok(news) => (done.answered, done.news) = (Some(Ok(())), news),
                Err(closed) => done.answered = Some(Err(closed.reason)),
            },
        },
    }
    app.store().write_with(System, done, |tx, done| Box::pin(done.run(tx))).await
}

/// Something new, ready to be written: its file is kept already.
struct New {
    id: EntryId,
    at: DateTime<Utc>,
    what: What,
}

enum What {
    Status(RequestStatus, Option<String>, Option<ReturnReason>),
    Note(String),
    File(Box<Attachment>),
    /// A file that is not there, with the reason.
    FileLeft(String),
    /// This, where the request has the second one still: else we changed it meanwhile, and the next look tells.
    Severity(Severity, Severity),
    Due(DateTime<Utc>),
    Missing(String),
    Aside(AsideKind, String, Option<String>),
    Original(Box<Attachment>),
    Undelivered(Option<OutboxId>, String),
    Full,
}

/// Asks the other end, and keeps what is new.
async fn look(
    app: &App,
    leased: &Leased,
    (request, again): (ServiceRequest, bool),
    entries: &[RequestEntry],
) -> Result<std::result::Result<Vec<New>, Closed>> {
    let (owner, id) = (leased.owner, request.id);
    // What was read and could not be written is read again.
    let is_round = again && leased.attempt == 1;
    let carrier = request.carried_by().and_then(|route| app.0.parts.carriers.of(route));
    let (Some(connection), Some(carrier)) = (request.connection, carrier) else {
        return Ok(Ok(Vec::new()));
    };
    let through = match app.0.parts.connections.open(owner, connection).await {
        Ok(through) => through,
        Err(closed) => return Ok(Err(closed)),
    };
    listen::listen(app, carrier.as_ref(), &through).await?;
    // What is on its way there has not been seen there: until then, the other end's severity is no news.
    let rates = app.store().read(owner).await?.delivery_list_of_request(id).await?.iter().any(is_rating);
    let (asked, ours) = (request.clone(), own::files(app, &request).await?);
    let known = entries.iter().map(|entry| entry.id).collect();
    let (requests, answers) = (vec![request], own::answers(entries));
    let mut updates = match carrier.poll(Poll { through, requests, known, ours: ours.clone(), answers, is_round }).await
    {
        Ok(updates) => updates,
        Err(closed) => return Ok(Err(closed)),
    };
    updates.retain(|update| !(rates && matches!(update.kind, UpdateKind::Severity(_))));
    Ok(Ok(fresh(app, &asked, (entries, &ours), updates).await?))
}

/// Whether a delivery brings another severity, and nobody has ended it.
fn is_rating(delivery: &Delivery) -> bool {
    let is_left = delivery.state == DeliveryState::GivenUp && delivery.given_up_by.is_none();
    delivery.kind == DeliveryKind::RequestRated && (delivery.state.is_open() || is_left)
}

/// What of these is not known yet, with its files kept.
async fn fresh(
    app: &App,
    request: &ServiceRequest,
    (entries, ours): (&[RequestEntry], &[PacketFile]),
    updates: Vec<Update>,
) -> Result<Vec<New>> {
    let mut updates: Vec<(EntryId, Update)> =
        updates.into_iter().map(|update| (ticket::update_entry(request.id, &update.id), update)).collect();
    // The first to say what we said is our echo.
    updates.sort_by_key(|(_, update)| update.at);
    let mut echoes = own::Echoes::among(&updates);
    let (mut news, mut seen) = (Vec::new(), BTreeSet::new());
    for (entry, update) in updates {
        // An answer may say the same thing twice, an echo too.
        let is_again = !seen.insert(entry) || entries.iter().any(|known| known.id == entry);
        if is_again || echoes.explain(entries, &update) {
            continue;
        }
        let what = match update.kind {
            UpdateKind::Status { status, reason, returned } => {
                What::Status(status, reason.map(|text| tidy(&text)), returned)
            }
            UpdateKind::Note { text, .. } => What::Note(tidy(&text)),
            UpdateKind::Severity(severity) => What::Severity(severity, request.severity),
            UpdateKind::Due(at) => What::Due(at),
            UpdateKind::Missing => What::Missing(tidy(&update.number)),
            UpdateKind::Aside { kind, text, author } => What::Aside(kind, tidy(&text), author.map(|name| tidy(&name))),
            UpdateKind::Undelivered { delivery, reason } => What::Undelivered(delivery, tidy(&reason)),
            UpdateKind::Full => What::Full,
            UpdateKind::FileLeft { name, reason } => What::FileLeft(tidy(&format!("{name}: {reason}"))),
            UpdateKind::File { bytes, .. } if is_own(ours, &bytes) => continue,
            UpdateKind::File { name, bytes } => match kept(app, request, &name, &bytes).await? {
                Ok(file) => What::File(Box::new(Attachment { visibility: Visibility::Provider, ..file })),
                Err(left) => left,
            },
            UpdateKind::Original { name, bytes } => match kept(app, request, &name, &bytes).await? {
                Ok(file) => What::Original(Box::new(file)),
                Err(left) => left,
            },
        };
        news.push(New { id: entry, at: update.at, what });
    }
    news.sort_by_key(|new| (new.at, new.id));
    Ok(news)
}

/// Whether a file has what one of ours has: not every other end says how large its files are before they are fetched, and whoever attached
/// it, nobody needs it a second time.
fn is_own(ours: &[PacketFile], bytes: &[u8]) -> bool {
    let sha256 = hex(&Sha256::digest(bytes));
    ours.iter().any(|file| file.sha256 == sha256)
}

/// A file from outside, kept; or what is said in its place, where it is not taken.
async fn kept(
    app: &App,
    request: &ServiceRequest,
    name: &str,
    bytes: &[u8],
) -> Result<std::result::Result<Attachment, What>> {
    let left = |reason: &str| Ok(Err(What::FileLeft(tidy(&format!("{name}: {reason}")))));
    let clean = match check(name, bytes) {
        Ok(clean) => clean,
        Err(Error::TooLarge { .. }) => return left("it is larger than 15 MB"),
        Err(_) => return left("it is empty or has no name"),
    };
    if is_program(&clean, bytes) {
        return left("programs are not taken");
    }
    if !hold::has_room(&mut app.store().read(request.owner).await?, Holder::Request(request.id)).await? {
        return left(hold::LEFT);
    }
    let by = recipient_actor(&request.recipient.name);
    let file = keep_for(app, request.owner, by, clean, bytes.to_vec()).await?;
    Ok(Ok(Attachment { request: Some(request.id), ..file }))
}

/// Takes in what arrived for a request by itself, as what was fetched is taken in. Says how much of it was new.
pub(crate) async fn take_in(app: &App, request: &ServiceRequest, updates: Vec<Update>) -> Result<usize> {
    let owner = request.owner;
    let entries = app.store().read(owner).await?.request_entry_list(request.id).await?;
    let ours = own::files(app, request).await?;
    let news = fresh(app, request, (&entries, &ours), updates).await?;
    if news.is_empty() {
        return Ok(0);
    }
    app.store()
        .write_with(owner, (app.clone(), request.id, news), |tx, (app, id, news)| {
            Box::pin(async move {
                let gone = || Error::internal("an organization has gone");
                let id_of_owner = tx.owner().organization;
                let organization = tx.organization_lookup(id_of_owner).await?.ok_or_else(gone)?;
                write(tx, app, Arc::new(organization), *id, news).await
            })
        })
        .await
}

/// Writes what is new of a request; says how much of it nobody had written meanwhile.
async fn write(
    tx: &mut TenantTx<'_>,
    app: &App,
    organization: Arc<Organization>,
    request: RequestId,
    news: &[New],
) -> Result<usize> {
    let mut work = RequestWork::take(tx, app, organization, Actor::desk(), request, app.now()).await?;
    let known = tx.request_entry_list(request).await?;
    let mut written = 0;
    for new in news.iter().filter(|new| known.iter().all(|entry| entry.id != new.id)) {
        if matches!(&new.what, What::Severity(_, then) if *then != work.request.severity) {
            continue;
        }
        let left = crowded_out(tx, request, new).await?;
        let new = left.as_ref().unwrap_or(new);
        apply(&mut work, new, &known);
        match &new.what {
            What::File(file) | What::Original(file) => tx.attachment_insert(file).await?,
            What::Undelivered(Some(delivery), reason) => came_back(tx, &mut work, *delivery, reason).await?,
            _ => {}
        }
        written += 1;
    }
    work.record(tx, "request.news", &Elsewhere::recipient(&work.request)).await?;
    work.save(tx).await?;
    Ok(written)
}

/// What stands in the place of a file for which those before it left no room.
async fn crowded_out(tx: &mut TenantTx<'_>, request: RequestId, new: &New) -> Result<Option<New>> {
    let (What::File(file) | What::Original(file)) = &new.what else { return Ok(None) };
    if hold::has_room(tx, Holder::Request(request)).await? {
        return Ok(None);
    }
    let what = What::FileLeft(tidy(&format!("{}: {}", file.name, hold::LEFT)));
    Ok(Some(New { id: new.id, at: new.at, what }))
}

/// A delivery that its server had taken came back. Where it was the request itself and nobody has answered it, the recipient does not
/// have it.
async fn came_back(tx: &mut TenantTx<'_>, work: &mut RequestWork<'_>, id: OutboxId, reason: &str) -> Result<()> {
    let (request, now) = (work.request.id, work.now);
    // It came back before it was written that it went: the next time, that is.
    if tx.delivery_is_leased(request, id).await? {
        return Err(Error::Unavailable { retry_after: 5 });
    }
    let delivery = tx.delivery_lookup(id).await?.filter(|delivery| delivery.request == request && !delivery.is_reply);
    let was_all = delivery.is_some_and(|delivery| delivery.kind == DeliveryKind::RequestSubmitted);
    if tx.delivery_bounce(request, id, reason, now).await? && was_all && work.request.answered_at.is_none() {
        returned(work, reason, now);
    }
    Ok(())
}

/// A text from outside, as it is kept: no longer than a note, without what hides or reorders words.
fn tidy(text: &str) -> String {
    let clean = text.chars().filter(|c| !tierline_domain::text::is_deceptive(*c));
    clean.take(NOTE_CHARS).collect::<String>().trim().to_owned()
}

struct Done {
    app: App,
    leased: Leased,
    request: RequestId,
    again: bool,
    answered: Option<std::result::Result<(), String>>,
    news: Vec<New>,
}

impl Done {
    async fn run(&self, tx: &mut SystemTx<'_>) -> Result<()> {
        let (app, leased, now) = (&self.app, &self.leased, self.app.now());
        let owner = leased.owner;
        // First of all: who lost the lease changes nothing.
        tx.outbox_complete(leased, now).await?;
        let gone = || Error::internal("an organization has gone");
        let organization = Arc::new(tx.organization_lookup(owner.organization).await?.ok_or_else(gone)?);
        let request = tx.tenant(owner).request_lookup(self.request).await?;
        let connection = request.and_then(|request| request.connection);
        if let (Some(connection), Some(answered)) = (connection, &self.answered) {
            let answered = answered.as_ref().copied().map_err(String::as_str);
            held::record(tx, app, (owner, connection), answered, now).await?;
        }
        let mut tx = tx.tenant(owner);
        if !self.news.is_empty() {
            write(&mut tx, app, organization, self.request, &self.news).await?;
        }
        if self.again {
            let next = Message::NewsWanted { request: self.request, again: true };
            next.append_for(&mut tx, app, now, next_round(connection, now)).await?;
        }
        Ok(())
    }
}

/// When a request is looked at again: all of a connection at the same moment, so that one list tells which of them changed; each
/// connection at a moment of its own.
fn next_round(connection: Option<ConnectionId>, now: DateTime<Utc>) -> DateTime<Utc> {
    let round = Duration::minutes(MINUTES).num_seconds();
    let shift = connection.map_or(0, |id| i64::from(id.uuid().as_bytes()[15])) % round;
    now + Duration::seconds(round - (now.timestamp() - shift).rem_euclid(round))
}

/// Puts one new thing where an answer on the same desk would stand. An older status that comes late is on record only.
fn apply(work: &mut RequestWork<'_>, new: &New, known: &[RequestEntry]) {
    let author = recipient_actor(&work.request.recipient.name);
    let latest = known.iter().filter(|entry| entry.status.is_some() && entry.actor.side == Side::Provider);
    let latest = latest.map(|entry| entry.at).max();
    let mut answer = Answer { id: new.id, at: new.at, kind: "note", status: None, text: None, moves: false };
    match &new.what {
        What::Status(status, reason, _) => {
            answer.kind = "decision";
            answer.status = Some(*status);
            answer.text = reason.as_deref();
            answer.moves = latest.is_none_or(|latest| latest <= new.at) && work.request.status != *status;
        }
        What::Note(text) => answer.text = Some(text),
        What::Severity(severity, _) => {
            work.request.severity = *severity;
            (answer.kind, answer.text) = ("edit", Some("severity"));
        }
        What::File(file) => (answer.kind, answer.text) = ("file", Some(file.name.as_str())),
        What::FileLeft(_)
        | What::Due(_)
        | What::Missing(_)
        | What::Aside(..)
        | What::Original(_)
        | What::Undelivered(..)
        | What::Full => {}
    }
    match &new.what {
        What::Status(status, _, returned) => {
            // Who says no reason of ours returned it for another one: reports count each return.
            if answered(work, &author, &answer) && *status == RequestStatus::Returned {
                work.request.return_reason = Some(returned.unwrap_or(ReturnReason::Other));
            }
        }
        What::Note(_) => {
            answered(work, &author, &answer);
        }
        What::Severity(severity, _) => {
            let (request, number) = (work.request.id, work.request.number.clone());
            work.push_to_cases(&author, &Event::RequestRated { request, number, severity: *severity }, None);
            beside(work, new, author, &answer);
        }
        What::File(file) => {
            work.push_file(&author, file);
            beside(work, new, author, &answer);
        }
        What::FileLeft(text) => {
            let text = Some(text.clone());
            work.entry_as(new.id, Actor::desk(), new.at, "file_left", Visibility::Internal, None, text);
        }
        What::Aside(kind, text, author) => aside(work, new, *kind, (text, author.as_deref())),
        What::Original(file) => {
            let text = Some(file.name.clone());
            work.entry_as(new.id, author, new.at, "mail", Visibility::Internal, None, text);
        }
        What::Undelivered(_, reason) => {
            let text = Some(reason.clone());
            work.entry_as(new.id, Actor::desk(), new.at, "came_back", Visibility::Internal, None, text);
        }
        What::Full => work.entry_as(new.id, Actor::desk(), new.at, "mail_full", Visibility::Internal, None, None),
        // It is the recipient's promise as it stands now: nothing happened, and nobody has to know when it was heard.
        What::Due(at) => work.request.recipient_due_at = Some(*at),
        // Nothing is guessed: a person corrects the number, or finds out why the recipient does not show it any more.
        What::Missing(number) => {
            let text = Some(number.clone());
            work.entry_as(new.id, Actor::desk(), new.at, "number_unknown", Visibility::Internal, None, text);
        }
    }
}

/// What moves nothing is for us alone. What a machine wrote stands in the request; what somebody wrote who may or may not speak for the
/// recipient stands in the cases too, so that somebody looks at it. No clock counts it for an answer.
fn aside(work: &mut RequestWork<'_>, new: &New, kind: AsideKind, (text, author): (&str, Option<&str>)) {
    let name = author.unwrap_or(&work.request.recipient.name).to_owned();
    let who = Actor { user: None, name, side: Side::Provider };
    let word = match kind {
        AsideKind::Automatic => "automatic",
        AsideKind::Unverified => "unverified",
    };
    work.entry_as(new.id, who.clone(), new.at, word, Visibility::Internal, None, Some(text.to_owned()));
    if kind == AsideKind::Unverified {
        work.push_to_cases(&who, &Event::NoteAdded, Some(text));
    }
}

/// What is neither a status nor a word stands in the request's own timeline too.
fn beside(work: &mut RequestWork<'_>, new: &New, author: Actor, answer: &Answer<'_>) {
    let text = answer.text.map(str::to_owned);
    work.entry_as(new.id, author, new.at, answer.kind, Visibility::Provider, None, text);
    work.request.last_reply_at = Some(new.at).max(work.request.last_reply_at);
}
