//! Delivering one message. Each delivery is one transaction together with the completion of its message, so that a process
//! killed anywhere leaves either both or none; identifiers make a repeated one harmless all the same.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use tierline_domain::{
    Actor, EntryId, NoticeKind, Organization, OrganizationId, Owner, ReceivedRequest, RequestEntry, RequestId,
    RequestStatus, ReturnReason, ServiceRequest, Severity, Side, Visibility,
};
use tierline_store::{Leased, NumberKind, System, SystemTx};

use super::{
    Message,
    arrive::{self, Rated, Said, Way},
    file,
};
use crate::{
    app::App,
    audit::Elsewhere,
    case,
    error::{Error, Result},
    health, notice,
    received::first_answer_due,
    request::work::{Move, RequestWork},
    ticket,
};

/// Delivers a leased message and completes it.
///
/// # Errors
/// What kept it from being delivered; the message is then tried again later.
pub async fn deliver(app: &App, leased: &Leased) -> Result<()> {
    let message: Message = serde_json::from_value(leased.payload.clone()).map_err(Error::internal)?;
    match &message {
        // Many cases, each in a transaction of its own; doing it twice does it once.
        Message::IssuesChanged { issues } => {
            notice::tell_followers(app, leased.owner, leased.id, issues).await?;
            health::issues_changed(app, leased.owner, issues).await?;
        }
        Message::IssuesPublished { issues } => health::issues_published(app, leased.owner, issues.clone()).await?,
        Message::CustomersChanged { customers } => case::refresh::refresh(app, leased.owner, customers).await?,
        Message::PolicyChanged { version, after } => {
            let last = case::refresh::refresh_batch(app, leased.owner, *version, *after).await?;
            let next = last.map(|last| Message::PolicyChanged { version: *version, after: Some(last) });
            return complete(app, leased, next).await;
        }
        Message::CustomersInformed { issue, news, texts, by, after } => {
            let telling = health::Telling { issue: *issue, news: *news, texts: texts.clone(), by: by.clone() };
            let last = health::inform_piece(app, leased.owner, &telling, *after).await?;
            let health::Telling { issue, news, texts, by } = telling;
            let next = last.map(|last| Message::CustomersInformed { issue, news, texts, by, after: Some(last) });
            return complete(app, leased, next).await;
        }
        _ => return hand_over(app, leased, message).await,
    }
    complete(app, leased, None).await
}

/// Marks a message as done; what is left of its work waits from the same commit on.
async fn complete(app: &App, leased: &Leased, next: Option<Message>) -> Result<()> {
    app.store()
        .write_with(System, (app.clone(), leased.clone(), next), |tx, (app, leased, next)| {
            Box::pin(async move {
                let now = app.now();
                tx.outbox_complete(leased, now).await?;
                if let Some(next) = next {
                    next.append(&mut tx.tenant(leased.owner), app, now).await?;
                }
                Ok(())
            })
        })
        .await
}

async fn hand_over(app: &App, leased: &Leased, message: Message) -> Result<()> {
    // Numbers are reserved in a transaction of their own, before this one.
    let number = match &message {
        Message::RequestSubmitted { request } => next_number(app, leased.owner, *request).await?,
        _ => None,
    };
    let input = Delivery { app: app.clone(), leased: leased.clone(), message, number };
    app.store().write_with(System, input, |tx, delivery| Box::pin(delivery.run(tx))).await
}

async fn next_number(app: &App, sender: Owner, request: RequestId) -> Result<Option<String>> {
    let mut read = app.store().read(sender).await?;
    let Some(request) = read.request_lookup(request).await? else { return Ok(None) };
    drop(read);
    let Some(recipient) = request.recipient.organization else { return Ok(None) };
    let recipient = Owner { organization: recipient, cloud: sender.cloud };
    let mut read = app.store().read(recipient).await?;
    if read.received_lookup(request.id).await?.is_some() {
        return Ok(None);
    }
    drop(read);
    Ok(Some(format!("SR-{}", app.store().number(recipient, NumberKind::Request).await?)))
}

struct Delivery {
    app: App,
    leased: Leased,
    message: Message,
    number: Option<String>,
}

impl Delivery {
    async fn run(&self, tx: &mut SystemTx<'_>) -> Result<()> {
        let now = self.app.now();
        match &self.message {
            Message::RequestSubmitted { request } => self.submit(tx, *request, now).await?,
            Message::RequestNoted { request, entry, event, text, actor } => {
                self.note(tx, *request, (*entry, event.as_deref(), text), actor, now).await?;
            }
            Message::CaseNoted { request, entry, text, actor } => {
                self.note_of_case(tx, *request, *entry, text, actor, now).await?;
            }
            Message::RequestRated { request, entry, severity, actor, .. } => {
                self.rate(tx, *request, *entry, *severity, actor, now).await?;
            }
            Message::RequestWithdrawn { request, entry, reason, actor } => {
                self.withdraw(tx, *request, *entry, reason, actor, now).await?;
            }
            Message::RequestDecided { request, sender, entry, return_reason } => {
                // To another desk it goes back by events of its ticket.
                if !ticket::tell(tx, &self.app, self.leased.owner, entry, now).await? {
                    self.decided(tx, (*request, *sender), entry, *return_reason, now).await?;
                    let sender = Owner { organization: *sender, cloud: self.leased.owner.cloud };
                    self.keep_in_step(tx, *request, (sender, self.leased.owner), now).await?;
                }
            }
            Message::FileSent { request, entry, file: sent } => {
                file::send(tx, &self.way(), self.leased.owner, *request, *entry, sent, now).await?;
            }
            Message::FileReturned { sender, entry, file: given, .. } => {
                if !ticket::tell(tx, &self.app, self.leased.owner, entry, now).await? {
                    file::hand_back(tx, &self.app, (self.leased.owner, *sender), entry, given, now).await?;
                }
            }
            Message::CustomersChanged { .. }
            | Message::CustomersInformed { .. }
            | Message::IssuesChanged { .. }
            | Message::IssuesPublished { .. }
            | Message::PolicyChanged { .. }
            | Message::NewsWanted { .. }
            | Message::TicketEvent { .. } => {}
        }
        Ok(tx.outbox_complete(&self.leased, now).await?)
    }

    /// How what this message brings arrives at a recipient on this desk.
    fn way(&self) -> Way<'_> {
        Way { app: &self.app, told_by: self.leased.id, call: None }
    }

    async fn organization(&self, tx: &mut SystemTx<'_>, id: OrganizationId) -> Result<Arc<Organization>> {
        tx.organization_lookup(id).await?.map(Arc::new).ok_or_else(|| Error::internal("an organization has gone"))
    }

    async fn sent(&self, tx: &mut SystemTx<'_>, id: RequestId) -> Result<Option<(ServiceRequest, Owner)>> {
        let Some(request) = tx.tenant(self.leased.owner).request_lookup(id).await? else { return Ok(None) };
        let recipient =
            request.recipient.organization.map(|organization| Owner { organization, cloud: request.owner.cloud });
        Ok(recipient.map(|recipient| (request, recipient)))
    }

    /// The packet arrives: the recipient gets its own received request, the sender learns the number it has there.
    async fn submit(&self, tx: &mut SystemTx<'_>, id: RequestId, now: DateTime<Utc>) -> Result<()> {
        let Some((request, recipient)) = self.sent(tx, id).await? else { return Ok(()) };
        if request.status != RequestStatus::Sending {
            return Ok(());
        }
        let target = self.organization(tx, recipient.organization).await?;
        let sender = self.organization(tx, self.leased.owner.organization).await?;
        let due_at = first_answer_due(&target, request.severity, now);
        let number = self.number.clone().ok_or(Error::Unavailable { retry_after: 1 })?;
        let received = ReceivedRequest {
            owner: recipient,
            id,
            number: number.clone(),
            sender: sender.id,
            sender_name: sender.name.clone(),
            sender_number: request.number.clone(),
            packet: request.packet.clone(),
            status: RequestStatus::Submitted,
            status_reason: None,
            return_reason: None,
            case: None,
            due_at,
            version: 1,
            received_at: now,
            updated_at: now,
        };
        if tx.tenant(recipient).received_insert(&received).await? {
            file::arrive_with(tx, &request, recipient).await?;
            let (app, message) = (&self.app, self.leased.id);
            arrive::request(&mut tx.tenant(recipient), &self.way(), &received, now).await?;
            notice::tell_of_received(&mut tx.tenant(recipient), app, &received, NoticeKind::ReceivedNew, message)
                .await?;
        }
        let mut tx = tx.tenant(self.leased.owner);
        let mut work = RequestWork::take(&mut tx, &self.app, sender, Actor::desk(), id, now).await?;
        work.request.external_id = Some(number);
        let author = recipient_actor(&target.name);
        work.move_to(Move {
            to: RequestStatus::Submitted,
            text: None,
            occurred_at: now,
            read_in_portal: false,
            author,
        });
        work.entry("arrived", Visibility::Provider, Some(RequestStatus::Submitted), None);
        work.record(&mut tx, "request.news", &Elsewhere::recipient(&work.request)).await?;
        work.save(&mut tx).await?;
        Ok(())
    }

    /// A note for the recipient arrives there.
    async fn note(
        &self,
        tx: &mut SystemTx<'_>,
        id: RequestId,
        (entry, event, text): (EntryId, Option<&str>, &str),
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let Some((_, recipient)) = self.sent(tx, id).await? else { return Ok(()) };
        let said = Said { entry, event, text, actor };
        arrive::note(&mut tx.tenant(recipient), &self.way(), id, &said, now).await?;
        self.keep_in_step(tx, id, (self.leased.owner, recipient), now).await
    }

    /// A note that was written before the question was read crosses it: what the recipient takes for its answer is that for the sender too, in
    /// whichever order the two arrive. Else each would wait for the other.
    async fn keep_in_step(
        &self,
        tx: &mut SystemTx<'_>,
        id: RequestId,
        (sender, recipient): (Owner, Owner),
        now: DateTime<Utc>,
    ) -> Result<()> {
        let here = tx.tenant(sender).request_lookup(id).await?;
        if here.is_none_or(|here| here.status != RequestStatus::AttentionNeeded) {
            return Ok(());
        }
        // A note may be on its way in at this moment: its end is waited for.
        let there = tx.tenant(recipient).received_lookup_for_update(id).await?;
        let entries = tx.tenant(recipient).request_entry_list(id).await?;
        let decided = entries.iter().rev().find_map(|entry| entry.status);
        // What was decided comes by itself.
        let is_answered = decided == Some(RequestStatus::AttentionNeeded)
            && there.is_some_and(|there| there.status == RequestStatus::Accepted);
        if !is_answered {
            return Ok(());
        }
        let organization = self.organization(tx, sender.organization).await?;
        let author = recipient_actor(&self.organization(tx, recipient.organization).await?.name);
        let mut tx = tx.tenant(sender);
        let mut work = RequestWork::take(&mut tx, &self.app, organization, author.clone(), id, now).await?;
        let (to, is_asked) = (RequestStatus::Accepted, work.request.status == RequestStatus::AttentionNeeded);
        if is_asked && work.move_to(Move { to, text: None, occurred_at: now, read_in_portal: false, author }) {
            work.entry("status", Visibility::Provider, Some(to), None);
            work.record(&mut tx, "request.news", &Elsewhere::recipient(&work.request)).await?;
            work.save(&mut tx).await?;
        }
        Ok(())
    }

    /// A note for the provider that was written in the case stands in the request too, and travels on from there.
    async fn note_of_case(
        &self,
        tx: &mut SystemTx<'_>,
        id: RequestId,
        entry: EntryId,
        text: &str,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let sender = self.organization(tx, self.leased.owner.organization).await?;
        let mut tenant = tx.tenant(self.leased.owner);
        let mut work = RequestWork::take(&mut tenant, &self.app, sender, actor.clone(), id, now).await?;
        work.entry_as(entry, actor.clone(), now, "note", Visibility::Provider, None, Some(text.to_owned()));
        crate::request::answer(&mut work, now);
        if work.request.carried_by().is_some() {
            let (text, actor) = (text.to_owned(), actor.clone());
            work.message(Message::RequestNoted { request: id, entry, event: None, text, actor });
        }
        work.record(&mut tenant, "request.note", &Elsewhere::person(actor)).await?;
        work.save(&mut tenant).await?;
        self.note(tx, id, (entry, None, text), actor, now).await
    }

    /// Another severity arrives at the recipient.
    async fn rate(
        &self,
        tx: &mut SystemTx<'_>,
        id: RequestId,
        entry: EntryId,
        severity: Severity,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let Some((_, recipient)) = self.sent(tx, id).await? else { return Ok(()) };
        let target = self.organization(tx, recipient.organization).await?;
        let said = Rated { entry, severity, actor };
        arrive::rating(&mut tx.tenant(recipient), &self.way(), (&target, id), &said, now).await?;
        Ok(())
    }

    async fn withdraw(
        &self,
        tx: &mut SystemTx<'_>,
        id: RequestId,
        entry: EntryId,
        reason: &str,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let Some((_, recipient)) = self.sent(tx, id).await? else { return Ok(()) };
        let said = Said { entry, event: None, text: reason, actor };
        arrive::withdrawal(&mut tx.tenant(recipient), &self.way(), id, &said, now).await?;
        Ok(())
    }

    /// What the recipient said comes back: the request, its cases and their clocks move.
    async fn decided(
        &self,
        tx: &mut SystemTx<'_>,
        (id, sender): (RequestId, OrganizationId),
        entry: &RequestEntry,
        return_reason: Option<ReturnReason>,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let owner = Owner { organization: sender, cloud: self.leased.owner.cloud };
        let organization = self.organization(tx, sender).await?;
        let recipient = self.organization(tx, self.leased.owner.organization).await?;
        let mut tx = tx.tenant(owner);
        if tx.request_entry_list(id).await?.iter().any(|known| known.id == entry.id) {
            return Ok(());
        }
        let author = recipient_actor(&recipient.name);
        let mut work = RequestWork::take(&mut tx, &self.app, organization, author.clone(), id, now).await?;
        let status = entry.status;
        let said =
            Answer { id: entry.id, at: entry.at, kind: &entry.kind, status, text: entry.text.as_deref(), moves: true };
        if answered(&mut work, &author, &said) && status == Some(RequestStatus::Returned) {
            work.request.return_reason = return_reason;
        }
        work.record(&mut tx, "request.news", &Elsewhere::recipient(&work.request)).await?;
        work.save(&mut tx).await?;
        Ok(())
    }
}

/// What the recipient said of a request, by whatever way it came.
pub(super) struct Answer<'a> {
    /// Its identifier, the same each time it comes.
    pub(super) id: EntryId,
    /// When it was said, by the recipient's clock.
    pub(super) at: DateTime<Utc>,
    /// The word of what it is.
    pub(super) kind: &'a str,
    /// The status that it brought.
    pub(super) status: Option<RequestStatus>,
    /// The words.
    pub(super) text: Option<&'a str>,
    /// Whether the status is the latest that was said: an older one, that comes late, is on record only.
    pub(super) moves: bool,
}

/// What the recipient said stands in the request and its cases; the status moves where it may follow.
///
/// Says whether the status moved.
pub(super) fn answered(work: &mut RequestWork<'_>, author: &Actor, said: &Answer<'_>) -> bool {
    let text = said.text.map(str::to_owned);
    work.entry_as(said.id, author.clone(), said.at, said.kind, Visibility::Provider, said.status, text.clone());
    match said.status {
        Some(to) if said.moves => {
            let author = author.clone();
            let step = Move { to, text, occurred_at: said.at, read_in_portal: false, author };
            let moved = work.move_to(step);
            if !moved {
                let request = work.request.id;
                tracing::warn!(request.id = %request, status = %to, "a status arrived that cannot follow; it is on record only");
            }
            moved
        }
        Some(_) => false,
        None => {
            work.request.answered_at.get_or_insert(said.at);
            work.request.last_reply_at = Some(said.at).max(work.request.last_reply_at);
            work.push_answer(author, said.at, said.text);
            false
        }
    }
}

/// The recipient as the sender's timelines name it: its people stay its own.
pub(super) fn recipient_actor(name: &str) -> Actor {
    Actor { user: None, name: name.to_owned(), side: Side::Provider }
}
