//! The exchange of trouble tickets (TMF621 v5) as its client: with another desk, or with any system that speaks it.
//!
//! What is sent carries our identifiers, so that the same thing sent twice is there once where the other end heeds them; and where
//! it may have arrived, the other end is asked first. Texts of an answer that refuses are repeated, nothing else of it is.

mod event;
mod news;
mod outcome;
mod there;

use std::sync::{Arc, OnceLock};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use futures::future::BoxFuture;
use reqwest::{Method, Url, header::ACCEPT};
use serde_json::{Value, json};
use tierline_app::{
    Call, Carrier, Closed, Found, Listening, Opened, Outcome, Parcel, Poll, Receipt, TestReport, Update,
    relay::REOPENING,
    ticket::{
        callback_secret, posted,
        wire::{FileValue, Note, Ticket},
    },
};
use tierline_domain::{RequestStatus, TicketStatus};

pub use event::TicketCaller;

use self::{
    news::OwnFiles,
    there::{has, sent_text},
};
use crate::{
    answer::{name, of_fault, segment},
    outbound::{Fault, Outbound, Reply, Request},
    overview::Overviews,
    probe::{Reading, try_out},
};

/// What a change of a ticket is (RFC 7396).
const MERGE: &str = "application/merge-patch+json";
/// Where the tickets are below a connection's address.
const TICKETS: &str = "/troubleTicket";
/// Bytes of an answer: a ticket with all that was said of it.
const TICKET_BYTES: usize = 8 * 1024 * 1024;

/// Carries service requests as trouble tickets.
pub struct TicketCarrier {
    outbound: Arc<Outbound>,
    /// The desk's own address, once it is known where it can be called.
    public_url: Arc<OnceLock<String>>,
    overviews: Overviews,
    /// Files of tickets that have what one of ours has.
    own_files: OwnFiles,
}

impl TicketCarrier {
    /// A carrier that asks by this client, and is called below this address.
    #[must_use]
    pub fn new(outbound: Arc<Outbound>, public_url: Arc<OnceLock<String>>) -> Self {
        Self { outbound, public_url, overviews: Overviews::default(), own_files: OwnFiles::default() }
    }

    /// Sends a request through a connection.
    async fn ask(
        &self,
        through: &Opened,
        method: Method,
        path: &str,
        body: Option<(&'static str, Value)>,
    ) -> Result<Reply, Fault> {
        let mut url = address(through, path)?;
        if let Some((path, query)) = path.split_once('?') {
            url = address(through, path)?;
            url.set_query(Some(query));
        }
        let mut request = Request::new(method, url).header(ACCEPT, "application/json").up_to(TICKET_BYTES);
        if let Some((media_type, body)) = body {
            request = request.body(media_type, body.to_string().into_bytes());
        }
        self.outbound.ask(through, request).await
    }

    async fn submit(&self, call: &Call) -> Outcome {
        let body = serde_json::to_value(posted(&call.request)).unwrap_or_default();
        match self.ask(&call.through, Method::POST, TICKETS, Some(("application/json", body))).await {
            Err(fault) => of_fault(fault),
            Ok(reply) if reply.status.is_success() => match ticket(&reply) {
                Some(ticket) if ticket.id.is_some() => Outcome::Done(receipt(&ticket)),
                // Accepted (202) for later, or an answer that is no ticket: it may be there.
                _ => Outcome::Unknown { reason: format!("{} took it and named no ticket", name(&call.through)) },
            },
            Ok(reply) => outcome::of_reply(&reply, name(&call.through), self.outbound.clock().now(), true),
        }
    }

    /// A change of a ticket that is there.
    async fn change(&self, call: &Call, change: Value) -> Outcome {
        let Some(number) = &call.request.external_id else {
            return Outcome::Later { reason: "the request has no number there yet".to_owned(), not_before: None };
        };
        match self.ask(&call.through, Method::PATCH, &one(number), Some((MERGE, change))).await {
            Err(fault) => of_fault(fault),
            Ok(reply) if reply.status.is_success() => Outcome::Done(Receipt::default()),
            Ok(reply) => outcome::of_reply(&reply, name(&call.through), self.outbound.clock().now(), false),
        }
    }

    async fn deliver(&self, call: Call) -> Outcome {
        let id = call.stable_id();
        match &call.parcel {
            Parcel::Request => self.submit(&call).await,
            Parcel::Note { event, text, author, at, .. } => {
                let reopens = event.as_deref() == Some(REOPENING);
                let note = Note {
                    id: Some(id),
                    author: Some(author.clone()),
                    date: Some(*at),
                    text: Some(sent_text(event.as_deref(), text)),
                    ..Note::default()
                };
                let mut change = json!({ "note": [note] });
                if reopens {
                    change["status"] = json!(TicketStatus::InProgress);
                }
                self.change(&call, change).await
            }
            Parcel::Rating { severity, author, at, .. } => {
                // A note says it too, under our identifier: by that it is found again, whatever the recipient makes of the severity.
                let note = Note {
                    id: Some(id),
                    author: Some(author.clone()),
                    date: Some(*at),
                    text: Some(Parcel::rating_note(*severity)),
                    ..Note::default()
                };
                self.change(&call, json!({ "severity": severity.word(), "note": [note] })).await
            }
            Parcel::Withdrawal { reason, .. } => {
                self.change(&call, json!({ "status": TicketStatus::Cancelled, "statusChangeReason": reason })).await
            }
            Parcel::File { name, media_type, bytes, .. } => {
                let file = FileValue {
                    id: Some(id),
                    name: Some(name.clone()),
                    mime_type: Some(media_type.clone()),
                    attachment_type: Some("evidence".to_owned()),
                    content: Some(STANDARD.encode(bytes)),
                    ..FileValue::default()
                };
                self.change(&call, json!({ "attachment": [file] })).await
            }
        }
    }

    /// Asks for the ticket of a request by our identifier.
    async fn find_request(&self, call: &Call) -> Found {
        let id = call.request.id.to_string();
        let path = format!("{TICKETS}?externalIdentifier.id={id}&limit=50");
        match self.ask(&call.through, Method::GET, &path, None).await {
            Err(fault) => Found::NoAnswer { reason: fault.into_reason() },
            Ok(reply) if reply.status.is_success() => found(&reply, &id, name(&call.through)),
            Ok(reply) => Found::NoAnswer { reason: outcome::said(&reply, name(&call.through)) },
        }
    }

    /// Asks whether a ticket has what we said.
    async fn find_part(&self, call: &Call, number: &str) -> Found {
        match self.ask(&call.through, Method::GET, &one(number), None).await {
            Err(fault) => Found::NoAnswer { reason: fault.into_reason() },
            Ok(reply) if reply.status.is_success() => match ticket(&reply) {
                Some(ticket) if has(&ticket, call) => Found::Yes(Receipt::default()),
                Some(_) => Found::No,
                None => Found::NoAnswer { reason: format!("{} answered with no ticket", name(&call.through)) },
            },
            Ok(reply) => Found::NoAnswer { reason: outcome::said(&reply, name(&call.through)) },
        }
    }

    /// Whether our subscription is there. Only where it is said that it is not, it is not: who cannot be asked for it (405, 501) or
    /// answers otherwise may have it still. Where it was not surely ended either, nothing is known.
    async fn is_there(&self, through: Opened, id: String) -> Result<bool, Closed> {
        let path = format!("/hub/{}", segment(&id));
        let reply = self.ask(&through, Method::GET, &path, None).await;
        let reply = reply.map_err(|fault| Closed { reason: fault.into_reason() })?;
        if !matches!(reply.status.as_u16(), 404 | 410) {
            return Ok(true);
        }
        // Who knows no such question answers the same. Where it is there after all, it ends, so that nothing is told twice.
        let ended = self.ask(&through, Method::DELETE, &path, None).await;
        let ended = ended.map_err(|fault| Closed { reason: fault.into_reason() })?;
        match ended.status.as_u16() {
            200..=299 | 404 | 410 => Ok(false),
            _ => Err(Closed { reason: outcome::said(&ended, name(&through)) }),
        }
    }

    /// Where the other end is to call, and what it signs with.
    async fn subscribe(&self, through: Opened, callback: String, secret: String) -> Result<Listening, Closed> {
        let body = json!({ "@type": "Hub", "callback": callback, "secret": secret });
        let reply = self.ask(&through, Method::POST, "/hub", Some(("application/json", body))).await;
        let reply = reply.map_err(|fault| Closed { reason: fault.into_reason() })?;
        let hub: Option<Value> = serde_json::from_slice(&reply.body).ok().filter(|_| reply.status.is_success());
        let id = hub.as_ref().and_then(|hub| hub["id"].as_str()).filter(|id| id.len() <= 200);
        match id {
            Some(id) => Ok(Listening { id: id.to_owned() }),
            None => Err(Closed { reason: outcome::said(&reply, name(&through)) }),
        }
    }
}

/// An address below a connection's own.
fn address(through: &Opened, path: &str) -> Result<Url, Fault> {
    let base = through.connection.address.trim_end_matches('/');
    Url::parse(&format!("{base}{path}")).map_err(|_| Fault::not_sent("the connection's address is none".to_owned()))
}

/// Where one ticket is. Its number is the other end's word: nothing of it leads elsewhere.
fn one(number: &str) -> String {
    format!("{TICKETS}/{}", segment(number))
}

fn ticket(reply: &Reply) -> Option<Ticket> {
    serde_json::from_slice(&reply.body).ok()
}

/// What an answer says of a request that arrived. Its first status says only that.
fn receipt(ticket: &Ticket) -> Receipt {
    let status = ticket.status.map(TicketStatus::request_status).filter(|status| *status != RequestStatus::Submitted);
    let short = |text: &Option<String>| text.clone().filter(|text| text.chars().count() <= 200 && !text.is_empty());
    Receipt { number: short(&ticket.id), href: short(&ticket.href), status }
}

/// Whether a list of tickets has ours. That it certainly has not can be said only of a list that is whole.
fn found(reply: &Reply, id: &str, name: &str) -> Found {
    let Ok(tickets) = serde_json::from_slice::<Vec<Ticket>>(&reply.body) else {
        return Found::NoAnswer { reason: format!("{name} answered with no list of tickets") };
    };
    let is_ours = |ticket: &&Ticket| {
        let names = ticket.external_identifier.as_deref().unwrap_or_default();
        names.iter().any(|one| one.id.as_deref() == Some(id))
    };
    if let Some(ticket) = tickets.iter().find(is_ours) {
        return Found::Yes(receipt(ticket));
    }
    let total = reply.headers.get("x-total-count").and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    match total {
        Some(total) if total <= tickets.len() => Found::No,
        None if tickets.is_empty() => Found::No,
        _ => Found::NoAnswer { reason: format!("{name} does not find tickets by our identifier") },
    }
}

/// The size of a file in bytes, where the other end says it so.
fn bytes_of(file: &FileValue) -> Option<i64> {
    let size = file.size.as_ref()?;
    let is_bytes = ["", "b", "byte", "bytes"].contains(&size.units.to_ascii_lowercase().as_str());
    format!("{:.0}", size.amount).parse::<i64>().ok().filter(|_| is_bytes)
}

impl Carrier for TicketCarrier {
    fn send(&self, call: Call) -> BoxFuture<'_, Outcome> {
        Box::pin(self.deliver(call))
    }

    fn find(&self, call: Call) -> BoxFuture<'_, Found> {
        Box::pin(async move {
            match (&call.parcel, call.request.external_id.clone()) {
                (Parcel::Request, _) => self.find_request(&call).await,
                (_, Some(number)) => self.find_part(&call, &number).await,
                (_, None) => Found::No,
            }
        })
    }

    fn poll(&self, poll: Poll) -> BoxFuture<'_, Result<Vec<Update>, Closed>> {
        Box::pin(self.news(poll))
    }

    fn test(&self, through: Opened) -> BoxFuture<'_, TestReport> {
        Box::pin(async move {
            let reading =
                Reading { path: "/troubleTicket?limit=1", right: "a token whose person may read and file tickets" };
            try_out(&self.outbound, &through, &reading).await
        })
    }

    fn listen(&self, through: Opened, key: String) -> Option<BoxFuture<'_, Result<Listening, Closed>>> {
        let base = self.public_url.get()?.trim_end_matches('/');
        let secret = callback_secret(&key).expose().to_owned();
        let callback = format!("{base}/ticket-events/{key}");
        Some(Box::pin(self.subscribe(through, callback, secret)))
    }

    fn is_subscribed(&self, through: Opened, id: String) -> Option<BoxFuture<'_, Result<bool, Closed>>> {
        // Who cannot be called has nothing to renew.
        self.public_url.get()?;
        Some(Box::pin(self.is_there(through, id)))
    }
}

#[cfg(test)]
mod tests;
