//! Carrying a message through a connection, in three steps, so that a process killed at any instruction loses nothing and
//! doubles nothing: [`board`] commits that the message is about to be put on the wire, [`carry`] calls the carrier with no
//! transaction open, and `settle` writes what became of it together with the end of the lease.
//!
//! Whoever takes over a message that was on the wire asks the recipient before it is sent again.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::Arc,
};

use chrono::Duration;
use tierline_domain::{
    Connection, ConnectionId, DeliveryPhase, Language, Owner, RequestStatus, ServiceRequest, Side, language_of,
};
use tierline_store::{Carried, Claim, Settled, System, SystemTx};

use super::{Message, held, settle};
use crate::{
    app::App,
    case::attach::content,
    error::{Error, Result},
    port::carrier::{Beside, Call, Found, Outcome, Parcel, Sent},
};

/// How long a lease holds that is renewed before something is sent again: as long as the workers' own, who renew it meanwhile.
const LEASE: Duration = Duration::seconds(10);

/// What came of a message, as far as the wire is concerned.
#[derive(Debug, Clone)]
pub(super) enum News {
    /// The carrier was called.
    Outcome(Outcome),
    /// The wire was not touched, for this reason.
    Postponed {
        /// What is in the way.
        reason: String,
        /// Whether it is the connection that is in the way.
        by_connection: bool,
    },
    /// There was nothing to send, for this reason: the request is over, or it is there already.
    Needless(&'static str),
    /// It may have arrived, and nobody can be asked: it waits for a person to say so. This is where to look.
    Open(String),
}

impl News {
    /// The connection cannot be used.
    fn closed(reason: String) -> Self {
        Self::Postponed { reason, by_connection: true }
    }
}

/// Takes messages that are due and writes down that they are about to be put on the wire. Those of a connection that is held
/// wait on, but for one now and then that finds out whether it works again. Gives those that are to be carried.
///
/// # Errors
/// The store's.
pub async fn board(app: &App, claim: Claim) -> Result<Vec<Carried>> {
    app.store()
        .write_with(System, (app.clone(), claim), |tx, (app, claim)| {
            Box::pin(async move {
                let claimed = tx.outbox_claim_carried(claim).await?;
                going(tx, app, claim, claimed).await
            })
        })
        .await
}

/// The same of connections other than the busy ones: the oldest message of each that waits, for so many connections at the most, in turn
/// behind the last one that had it. What waits for the busy ones is not looked at, however much it is.
///
/// # Errors
/// The store's.
pub async fn board_beside(
    app: &App,
    claim: Claim,
    busy: Vec<ConnectionId>,
    last: ConnectionId,
) -> Result<Vec<Carried>> {
    let waiting = app.store().read(System).await?.outbox_waiting(&claim, &busy, last).await?;
    if waiting.is_empty() {
        return Ok(Vec::new());
    }
    let claim = Claim { limit: 1, ..claim };
    app.store()
        .write_with(System, (app.clone(), claim, waiting), |tx, (app, claim, waiting)| {
            Box::pin(async move {
                let mut claimed = Vec::new();
                for connection in waiting {
                    claimed.extend(tx.outbox_claim_of_connection(claim, *connection).await?);
                }
                going(tx, app, claim, claimed).await
            })
        })
        .await
}

/// Of what was claimed, what may go: from the commit on it may have arrived.
async fn going(tx: &mut SystemTx<'_>, app: &App, claim: &Claim, claimed: Vec<Carried>) -> Result<Vec<Carried>> {
    let mut known = HashMap::new();
    let mut going = Vec::new();
    for carried in claimed {
        if may_go(tx, app, &carried, &mut known).await? {
            tx.outbox_in_flight(&carried.leased, claim.now).await?;
            going.push(carried);
        }
    }
    Ok(going)
}

/// Whether a message may go now; where not, it is put where it waits.
async fn may_go(
    tx: &mut SystemTx<'_>,
    app: &App,
    carried: &Carried,
    known: &mut HashMap<(Owner, ConnectionId), Option<Connection>>,
) -> Result<bool> {
    let (owner, now) = (carried.leased.owner, app.now());
    let connection = match known.entry((owner, carried.connection)) {
        Entry::Occupied(known) => known.into_mut(),
        Entry::Vacant(place) => place.insert(tx.tenant(owner).connection_lookup(carried.connection).await?),
    };
    let phase = carried.phase;
    let (stays, why) = match connection {
        None => (Settled::Dead { phase }, Some("The connection was taken away.")),
        Some(connection) if connection.paused_at.is_some() => (Settled::Held { phase }, None),
        Some(connection) if connection.state.held_since.is_some() => {
            let next = now + held::probe_pause();
            if tx.tenant(owner).connection_probe_take(carried.connection, now, next).await? {
                return Ok(true);
            }
            (Settled::Held { phase }, None)
        }
        Some(_) => return Ok(true),
    };
    tx.outbox_settle(&carried.leased, &stays, why, now).await?;
    Ok(false)
}

/// What became of a message on the wire, which is still to be written down.
#[must_use]
pub struct Answer(News);

/// Carries a message that was taken by [`board`] and writes what became of it.
///
/// # Errors
/// The store's; the message is then taken again when its lease has run out, and the recipient is asked first.
pub async fn carry(app: &App, carried: &Carried) -> Result<()> {
    let answer = hand_over(app, carried).await?;
    write_down(app, carried, answer).await
}

/// The first half of [`carry`], in which the recipient is waited for.
///
/// # Errors
/// As [`carry`].
pub async fn hand_over(app: &App, carried: &Carried) -> Result<Answer> {
    Ok(Answer(match prepare(app, carried).await? {
        Prepared::Not(news) => news,
        Prepared::Ready { call, ask_only } => wire(app, carried, *call, ask_only).await?,
    }))
}

/// The other half: nobody else is waited for any more.
///
/// # Errors
/// As [`carry`].
pub async fn write_down(app: &App, carried: &Carried, answer: Answer) -> Result<()> {
    settle::settle(app, carried, answer.0).await
}

/// What is to be done with a message.
enum Prepared {
    /// It is to be sent; or the recipient is only to be asked, because nobody wants it sent any more.
    Ready { call: Box<Call>, ask_only: bool },
    /// It is not put on the wire.
    Not(News),
}

/// What the message wants, by the request as it stands now.
async fn prepare(app: &App, carried: &Carried) -> Result<Prepared> {
    let message: Message = serde_json::from_value(carried.leased.payload.clone()).map_err(Error::internal)?;
    let owner = carried.leased.owner;
    let mut read = app.store().read(owner).await?;
    let Some(request) = read.request_lookup(carried.request).await? else {
        return Ok(Prepared::Not(News::Needless("The request is not there.")));
    };
    let organization = read.organization_lookup(owner.organization).await?;
    drop(read);
    if request.connection != Some(carried.connection) {
        return Ok(Prepared::Not(News::Needless("The request goes another way by now.")));
    }
    let ask_only = match wanted(&message, &request, carried.phase) {
        Wanted::Send => false,
        Wanted::Ask => true,
        Wanted::Nothing(why) => return Ok(Prepared::Not(News::Needless(why))),
        Wanted::Wait(reason) => {
            return Ok(Prepared::Not(News::Postponed { reason: reason.to_owned(), by_connection: false }));
        }
    };
    let parcel = parcel(app, carried, message).await?;
    let through = match app.0.parts.connections.open(owner, carried.connection).await {
        Ok(through) => through,
        Err(closed) => return Ok(Prepared::Not(News::closed(closed.reason))),
    };
    let languages = organization.map(|one| one.policy.recipient_languages).unwrap_or_default();
    let language = language(&request, &languages);
    let delivery = carried.leased.id;
    let call = Box::new(Call { through, request, parcel, delivery, language, beside: Beside::default() });
    Ok(Prepared::Ready { call, ask_only })
}

/// Whether a message is still wanted at the recipient.
#[derive(Debug, PartialEq, Eq)]
enum Wanted {
    Send,
    Ask,
    Wait(&'static str),
    Nothing(&'static str),
}

fn wanted(message: &Message, request: &ServiceRequest, phase: Option<DeliveryPhase>) -> Wanted {
    let has_arrived = request.submitted_at.is_some();
    let on_its_way = matches!(request.status, RequestStatus::Sending | RequestStatus::Unknown);
    match message {
        Message::RequestSubmitted { .. } if has_arrived => Wanted::Nothing("The recipient has it."),
        Message::RequestSubmitted { .. } if on_its_way => Wanted::Send,
        // It was taken back while it was on the wire: where it arrived, the withdrawal must name its number.
        Message::RequestSubmitted { .. } if phase.is_some() => Wanted::Ask,
        Message::RequestSubmitted { .. } => Wanted::Nothing("The request was taken back before it left."),
        _ if !has_arrived && on_its_way => Wanted::Wait("The request itself has not arrived."),
        Message::RequestWithdrawn { .. } if has_arrived || request.external_id.is_some() => Wanted::Send,
        Message::RequestWithdrawn { .. } => Wanted::Nothing("The recipient never had the request."),
        _ if request.status.is_open() && has_arrived => Wanted::Send,
        _ => Wanted::Nothing("The request is over."),
    }
}

/// The language of what the desk itself says to the recipient: that of the request, where the recipient reads it, or else its first.
fn language(request: &ServiceRequest, read_there: &[Language]) -> Language {
    let packet = &request.packet;
    let written = language_of(&format!("{}\n{}\n{}", packet.title, packet.description, packet.business_impact));
    let known = read_there.is_empty() || read_there.contains(&written);
    if known { written } else { read_there[0] }
}

/// What is sent.
async fn parcel(app: &App, carried: &Carried, message: Message) -> Result<Parcel> {
    let at = carried.leased.at;
    Ok(match message {
        Message::RequestSubmitted { .. } => Parcel::Request,
        Message::RequestNoted { entry, event, text, actor, .. } => {
            Parcel::Note { entry, event, text, author: actor.name, at }
        }
        Message::RequestRated { entry, severity, actor, .. } => {
            Parcel::Rating { entry, severity, author: actor.name, at }
        }
        Message::RequestWithdrawn { entry, reason, .. } => Parcel::Withdrawal { entry, reason },
        Message::FileSent { entry, file, .. } => {
            let bytes = Arc::from(content(app, &file).await?);
            Parcel::File { entry, name: file.name, media_type: file.media_type, sha256: file.sha256, bytes }
        }
        other => return Err(Error::internal(format!("{} goes through no connection", other.kind()))),
    })
}

/// Sends what certainly has not left; asks about what may have.
async fn wire(app: &App, carried: &Carried, call: Call, ask_only: bool) -> Result<News> {
    let route = call.request.carried_by().unwrap_or(call.request.route);
    let Some(carrier) = app.0.parts.carriers.of(route) else {
        return Ok(News::closed(format!("This program carries nothing by the route {route}.")));
    };
    if carried.phase.is_some() {
        let beside = beside(app, carried).await?;
        match carrier.find(Call { beside, ..call.clone() }).await {
            Found::Yes(receipt) => return Ok(News::Outcome(Outcome::Done(receipt))),
            Found::NoAnswer { reason } => return Ok(News::Outcome(Outcome::Unknown { reason })),
            Found::NobodyToAsk { reason } => return Ok(News::Open(reason)),
            Found::No if ask_only => return Ok(News::Needless("The recipient never had the request.")),
            // The answer may have taken long: whoever lost the message meanwhile must not send it any more.
            Found::No => renew(app, carried).await?,
        }
    }
    // A worker that was paused for so long that another may have the message by now must not send it any more.
    if carried.phase.is_none() && app.now() >= carried.until {
        return Err(Error::Unavailable { retry_after: 1 });
    }
    Ok(News::Outcome(carrier.send(call).await))
}

/// What is known beside a message that may have arrived: what else of ours did or may have, and what is the recipient's.
async fn beside(app: &App, carried: &Carried) -> Result<Beside> {
    let mut read = app.store().read(carried.leased.owner).await?;
    let messages = read.delivery_sent(carried.request, carried.leased.id).await?;
    let entries = read.request_entry_list(carried.request).await?;
    drop(read);
    let sent = |(payload, at)| match serde_json::from_value::<Message>(payload).ok()? {
        Message::RequestNoted { event, text, .. } => Some(Sent::Note { event, text, at }),
        Message::RequestRated { severity, .. } => Some(Sent::Rating { severity, at }),
        Message::FileSent { file, .. } => Some(Sent::File { name: file.name, size: file.size }),
        _ => None,
    };
    let theirs = entries.iter().filter(|entry| entry.actor.side == Side::Provider).map(|entry| entry.id);
    Ok(Beside { ours: messages.into_iter().filter_map(sent).collect(), theirs: theirs.collect() })
}

/// Makes sure that the message is this worker's still, and for a while.
async fn renew(app: &App, carried: &Carried) -> Result<()> {
    let input = (carried.leased.clone(), app.now() + LEASE);
    app.store()
        .write_with(System, input, |tx, (leased, until)| {
            Box::pin(async move { Ok(tx.outbox_renew(leased, *until).await?) })
        })
        .await
}

#[cfg(test)]
mod tests;
