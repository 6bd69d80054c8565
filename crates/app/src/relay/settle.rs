//! What became of a message that was carried: the request, its connection and the message move in one transaction, under the
//! lease that the message was taken with.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use tierline_domain::{
    Actor, DELIVERY_TRIES, DeliveryPhase, RequestStatus, ReturnReason, Side, Visibility, delivery_backoff,
};
use tierline_store::{Carried, Settled, System, SystemTx, TenantTx};

use super::{Message, carry::News, held};
use crate::{
    app::App,
    audit::Elsewhere,
    error::{Error, Result},
    port::carrier::{Outcome, Receipt},
    request::{
        rate::take_back,
        work::{Move, RequestWork},
    },
    ticket,
};

/// The longest answer that is kept, in characters.
const ANSWER_CHARS: usize = 1_000;

/// Writes what became of a message.
///
/// # Errors
/// The store's; [`Error::Unavailable`] where the lease is somebody else's by now: then nothing was written.
pub(super) async fn settle(app: &App, carried: &Carried, news: News) -> Result<()> {
    let settling = Settling { app: app.clone(), carried: carried.clone(), news };
    app.store().write_with(System, settling, |tx, settling| Box::pin(settling.run(tx))).await
}

struct Settling {
    app: App,
    carried: Carried,
    news: News,
}

impl Settling {
    async fn run(&self, tx: &mut SystemTx<'_>) -> Result<()> {
        let now = self.app.now();
        let owner = self.carried.leased.owner;
        let is_held = match self.answered() {
            Some(answered) => held::record(tx, &self.app, (owner, self.carried.connection), answered, now).await?,
            None => false,
        };
        let (settled, answer) = match self.number_of_another(tx).await? {
            Some(answer) => (Settled::Dead { phase: Some(DeliveryPhase::Unknown) }, Some(answer)),
            None => self.verdict(is_held, now),
        };
        // First of all: who lost the lease changes nothing.
        tx.outbox_settle(&self.carried.leased, &settled, answer.as_deref(), now).await?;
        let message: Message = serde_json::from_value(self.carried.leased.payload.clone()).map_err(Error::internal)?;
        let name = tx.organization_lookup(owner.organization).await?;
        let organization = Arc::new(name.ok_or_else(|| Error::internal("an organization has gone"))?);
        let mut tx = tx.tenant(owner);
        let is_request = matches!(message, Message::RequestSubmitted { .. });
        // It certainly did not arrive, and nobody tries it any more.
        let lost_rating = matches!((&message, &settled), (Message::RequestRated { .. }, Settled::Dead { phase: None }));
        let unknown = |reason: &String| Outcome::Unknown { reason: reason.clone() };
        let outcome = match &self.news {
            News::Outcome(outcome) => outcome.clone(),
            News::Open(reason) => unknown(reason),
            News::Postponed { reason, .. } if lost_rating => unknown(reason),
            News::Postponed { .. } | News::Needless(_) => return Ok(()),
        };
        if !is_request && !lost_rating && !matches!(outcome, Outcome::Refused { .. }) {
            return Ok(());
        }
        let id = self.carried.request;
        let mut work = RequestWork::take(&mut tx, &self.app, organization, Actor::desk(), id, now).await?;
        let changed = match &outcome {
            _ if lost_rating => take_back(&mut work.request, &message),
            // Its number is another request's: nobody knows which of both the recipient means.
            Outcome::Done(_) if matches!(settled, Settled::Dead { .. }) => {
                quarantined(&mut tx, &mut work, receipt_number(&outcome)).await?
            }
            Outcome::Done(receipt) => arrived(&mut tx, &mut work, receipt, now).await?,
            Outcome::Refused { reason, .. } if is_request => refused(&mut work, reason, now),
            Outcome::Refused { reason, .. } => {
                // What the recipient does not reopen is over: the case can be handed up again.
                if matches!(&message, Message::RequestNoted { event: Some(event), .. } if event == super::REOPENING) {
                    let (to, author) = (RequestStatus::Closed, Actor::desk());
                    work.move_to(Move { to, text: None, occurred_at: now, read_in_portal: false, author });
                }
                // What the recipient does not rate so has the severity that it had, where nobody changed it since.
                take_back(&mut work.request, &message);
                work.entry("undelivered", Visibility::Internal, None, Some(reason.clone()));
                true
            }
            Outcome::Unknown { .. } => work.doubt(),
            Outcome::Later { .. } => false,
        };
        if changed {
            // Where nobody answered, the desk itself draws the conclusion.
            let is_said = !lost_rating && matches!(outcome, Outcome::Done(_) | Outcome::Refused { .. });
            let who = if is_said { Elsewhere::recipient(&work.request) } else { Elsewhere::desk() };
            work.record(&mut tx, "request.news", &who).await?;
            work.save(&mut tx).await?;
        }
        Ok(())
    }

    /// Whether the recipient names a number that another request of ours has by the same connection: it is not taken for the new
    /// one's. What is then shown as the answer.
    async fn number_of_another(&self, tx: &mut SystemTx<'_>) -> Result<Option<String>> {
        let News::Outcome(outcome) = &self.news else { return Ok(None) };
        let Some(number) = receipt_number(outcome) else { return Ok(None) };
        let mut tx = tx.tenant(self.carried.leased.owner);
        let holder = tx.request_of_ticket(self.carried.connection, number).await?;
        let Some(holder) = holder.filter(|holder| *holder != self.carried.request) else { return Ok(None) };
        let holder = tx.request_lookup(holder).await?.map_or_else(|| holder.to_string(), |holder| holder.number);
        Ok(Some(format!("{number} is the number of {holder} already: a person must say which of both is meant.")))
    }

    /// What the try tells of the connection; nothing where it was not used.
    fn answered(&self) -> Option<Result<(), &str>> {
        match &self.news {
            News::Needless(_) | News::Open(_) | News::Postponed { by_connection: false, .. } => None,
            News::Postponed { reason, by_connection: true } => Some(Err(reason)),
            News::Outcome(Outcome::Done(_) | Outcome::Refused { .. }) => Some(Ok(())),
            News::Outcome(Outcome::Later { reason, .. } | Outcome::Unknown { reason }) => Some(Err(reason)),
        }
    }

    /// What becomes of the message, and what is shown as the last answer.
    fn verdict(&self, is_held: bool, now: DateTime<Utc>) -> (Settled, Option<String>) {
        let cut = |text: &str| Some(text.chars().take(ANSWER_CHARS).collect::<String>());
        let (phase, not_before, reason) = match &self.news {
            News::Needless(why) => return (Settled::Done, cut(why)),
            News::Open(reason) => return (Settled::Open, cut(reason)),
            News::Outcome(Outcome::Done(receipt)) => return (Settled::Done, receipt.number.clone()),
            News::Outcome(Outcome::Refused { code, reason }) => {
                return (Settled::Refused, cut(&format!("{code}: {reason}")));
            }
            // What may have arrived before was asked about before it was sent again.
            News::Outcome(Outcome::Later { reason, not_before }) => (None, *not_before, reason),
            News::Outcome(Outcome::Unknown { reason }) => (Some(DeliveryPhase::Unknown), None, reason),
            // What may have arrived before may have arrived still.
            News::Postponed { reason, .. } => (self.carried.phase.map(|_| DeliveryPhase::Unknown), None, reason),
        };
        let leased = &self.carried.leased;
        let settled = if is_held {
            Settled::Held { phase }
        } else if leased.attempt >= DELIVERY_TRIES {
            Settled::Dead { phase }
        } else {
            let wait = now + delivery_backoff(leased.attempt, leased.id.uuid().as_bytes()[15]);
            Settled::Again { run_at: not_before.map_or(wait, |at| at.max(wait)), phase }
        };
        (settled, cut(reason))
    }
}

fn receipt_number(outcome: &Outcome) -> Option<&str> {
    match outcome {
        Outcome::Done(receipt) => receipt.number.as_deref(),
        _ => None,
    }
}

/// The number is kept aside, and the request waits for a person: it may have arrived.
async fn quarantined(tx: &mut TenantTx<'_>, work: &mut RequestWork<'_>, number: Option<&str>) -> Result<bool> {
    if let (Some(connection), Some(number)) = (work.request.connection, number) {
        ticket::quarantine(tx, work.app, connection, (work.request.id, number)).await?;
        work.entry("stray_number", Visibility::Internal, None, Some(number.to_owned()));
    }
    work.doubt();
    Ok(true)
}

/// The recipient has the request: its number is taken, and the files that go along follow.
pub(crate) async fn arrived(
    tx: &mut TenantTx<'_>,
    work: &mut RequestWork<'_>,
    receipt: &Receipt,
    now: DateTime<Utc>,
) -> Result<bool> {
    if receipt.number.is_some() {
        work.request.external_id.clone_from(&receipt.number);
    }
    // Taken back meanwhile: the withdrawal that follows names the number.
    if !matches!(work.request.status, RequestStatus::Sending | RequestStatus::Unknown) {
        return Ok(true);
    }
    let author = Actor { user: None, name: work.request.recipient.name.clone(), side: Side::Provider };
    let step = |to| Move { to, text: None, occurred_at: now, read_in_portal: false, author: author.clone() };
    work.move_to(step(RequestStatus::Submitted));
    work.entry("arrived", Visibility::Provider, Some(RequestStatus::Submitted), None);
    if let Some(status) = receipt.status.filter(|status| *status != RequestStatus::Submitted) {
        work.move_to(step(status));
    }
    super::file::send_along(tx, work).await?;
    // From now on, what becomes of it is looked for where it went; where nobody can be asked, it comes by itself.
    if work.request.route.can_ask() {
        work.message(Message::NewsWanted { request: work.request.id, again: true });
    }
    Ok(true)
}

/// The recipient does not take the request: it comes back with what was said.
fn refused(work: &mut RequestWork<'_>, reason: &str, now: DateTime<Utc>) -> bool {
    matches!(work.request.status, RequestStatus::Sending | RequestStatus::Unknown) && returned(work, reason, now)
}

/// The request comes back with what was said, where that may follow.
pub(super) fn returned(work: &mut RequestWork<'_>, reason: &str, now: DateTime<Utc>) -> bool {
    let author = Actor { user: None, name: work.request.recipient.name.clone(), side: Side::Provider };
    let (text, to) = (Some(reason.to_owned()), RequestStatus::Returned);
    let step = Move { to, text: text.clone(), occurred_at: now, read_in_portal: false, author: author.clone() };
    if !work.move_to(step) {
        return false;
    }
    work.request.return_reason = Some(ReturnReason::Other);
    let id = work.app.id();
    work.entry_as(id, author, now, "status", Visibility::Provider, Some(to), text);
    true
}
