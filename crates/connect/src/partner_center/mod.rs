//! Partner Center's REST interface as its client: what became of requests that were filed in the portal is read there, and what we say
//! of them is written there. New requests are not taken there any more.
//!
//! The interface gives notes no identifiers and calls nobody. So each note is known by its time, its author and its words, and
//! what may have arrived is looked for by these before it is sent again: it is there where they stand there once more than they were said.

mod news;
mod outcome;

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use futures::future::BoxFuture;
use reqwest::{
    Method, Url,
    header::{ACCEPT, HeaderName},
};
use serde_json::{Value, json};
use tierline_app::{
    Call, Carrier, Closed, Found, Opened, Outcome, Parcel, Poll, Receipt, Sent, TestReport, Update,
    partner_center::wire::{self, BASE, REQUEST_ID, ServiceRequest},
    ticket::update_entry,
};
use tierline_domain::{PartnerStatus, RequestStatus};

use crate::{
    answer::{is_left, name, of_fault, segment},
    outbound::{Fault, Outbound, Reply, Request},
    overview::Overviews,
    probe::{Reading, try_out},
};

/// Bytes of an answer: a request with all that was said of it.
const REQUEST_BYTES: usize = 8 * 1024 * 1024;
/// Minutes by which the clocks of both sides may differ where a note of ours is looked for.
const SKEW_MINUTES: i64 = 10;

/// Reads and writes requests at the provider.
pub struct PartnerCenterCarrier {
    outbound: Arc<Outbound>,
    overviews: Overviews,
}

impl PartnerCenterCarrier {
    /// A carrier that asks by this client.
    #[must_use]
    pub fn new(outbound: Arc<Outbound>) -> Self {
        Self { outbound, overviews: Overviews::default() }
    }

    /// Sends a request through a connection; the identifier makes a repeated one the same one.
    async fn ask(
        &self,
        through: &Opened,
        method: Method,
        path: &str,
        body: Option<Value>,
        id: &str,
    ) -> Result<Reply, Fault> {
        let base = through.connection.address.trim_end_matches('/');
        let url = Url::parse(&format!("{base}{BASE}{path}"))
            .map_err(|_| Fault::not_sent("the connection's address is none".to_owned()))?;
        let request = Request::new(method, url).header(ACCEPT, "application/json").up_to(REQUEST_BYTES);
        let request = request.header(HeaderName::from_static("ms-contract-version"), "v1");
        let request = if id.is_empty() { request } else { request.header(HeaderName::from_static(REQUEST_ID), id) };
        let request = if let Some(body) = body { request.json(&body) } else { request };
        self.outbound.ask(through, request).await
    }

    /// A request as it stands there; none where the provider has none of this number.
    async fn read(&self, through: &Opened, number: &str) -> Result<Option<ServiceRequest>, Closed> {
        let reply = self.ask(through, Method::GET, &one(number), None, "").await;
        let reply = reply.map_err(|fault| Closed { reason: fault.into_reason() })?;
        if reply.status == reqwest::StatusCode::NOT_FOUND {
            return Ok(None);
        }
        let said = || Closed { reason: outcome::said(&reply, name(through)) };
        if !reply.status.is_success() {
            return Err(said());
        }
        let no_request = |_| Closed { reason: format!("{} answered with no service request", name(through)) };
        wire::read(&reply.body).map(Some).map_err(no_request)
    }

    async fn deliver(&self, call: Call) -> Outcome {
        let change = match &call.parcel {
            Parcel::Note { event, text, .. } => json!({ "NewNote": { "Text": sent_text(event.as_deref(), text) } }),
            Parcel::Rating { severity, .. } => json!({ "NewNote": { "Text": Parcel::rating_note(*severity) } }),
            Parcel::Withdrawal { reason, .. } => json!({ "Status": "closed", "NewNote": { "Text": reason } }),
            Parcel::Request => {
                let reason = "the provider takes no new requests this way: file it in the portal".to_owned();
                return Outcome::Refused { code: "reads_only".to_owned(), reason };
            }
            Parcel::File { name, .. } => {
                let reason = format!("the provider takes no files this way: attach {name} in the portal");
                return Outcome::Refused { code: "no_files".to_owned(), reason };
            }
        };
        let Some(number) = &call.request.external_id else {
            return Outcome::Later { reason: "the request has no number there yet".to_owned(), not_before: None };
        };
        let id = guid(&call);
        match self.ask(&call.through, Method::PATCH, &one(number), Some(change), &id).await {
            Err(fault) => of_fault(fault),
            Ok(reply) if reply.status.is_success() => Outcome::Done(Receipt::default()),
            Ok(reply) => outcome::of_reply(&reply, name(&call.through), self.outbound.clock().now()),
        }
    }

    /// Whether what we said is there.
    async fn look(&self, call: &Call) -> Found {
        let Some(number) = &call.request.external_id else { return Found::No };
        match self.read(&call.through, number).await {
            Err(closed) => Found::NoAnswer { reason: closed.reason },
            Ok(None) => Found::NoAnswer { reason: format!("{} knows no request {number}", name(&call.through)) },
            Ok(Some(found)) if has(&found, call) => Found::Yes(Receipt::default()),
            Ok(Some(_)) => Found::No,
        }
    }
}

/// Where one request is. Its number was typed by a person: nothing of it leads elsewhere.
fn one(number: &str) -> String {
    format!("/servicerequests/{}", segment(number))
}

/// The call's stable identifier in the form that the interface has for one.
fn guid(call: &Call) -> String {
    let uuid = match &call.parcel {
        Parcel::Request => call.request.id.uuid(),
        Parcel::Note { entry, .. }
        | Parcel::Rating { entry, .. }
        | Parcel::Withdrawal { entry, .. }
        | Parcel::File { entry, .. } => entry.uuid(),
    };
    uuid.hyphenated().to_string()
}

/// A note as it is sent: what nobody wrote says what happened.
fn sent_text(event: Option<&str>, text: &str) -> String {
    event.map_or_else(|| text.to_owned(), |event| format!("{event}: {text}"))
}

/// Whether a request has what a call brings.
fn has(found: &ServiceRequest, call: &Call) -> bool {
    match &call.parcel {
        Parcel::Note { event, text, at, .. } => noted(found, call, (&sent_text(event.as_deref(), text), *at)),
        Parcel::Rating { severity, at, .. } => noted(found, call, (&Parcel::rating_note(*severity), *at)),
        Parcel::Withdrawal { .. } => found.status.is_some_and(|status| status.0 == PartnerStatus::Closed),
        Parcel::Request | Parcel::File { .. } => false,
    }
}

/// Whether a request has these words, not long before they were sent, and once more than the others that were sent alike.
fn noted(found: &ServiceRequest, call: &Call, (text, at): (&str, DateTime<Utc>)) -> bool {
    let is_same = |said: &str| said.trim() == text.trim();
    let is_theirs = |id: &str| call.beside.theirs.contains(&update_entry(call.request.id, id));
    let alike = found.notes.iter().flatten().filter(|note| note.text.as_deref().is_some_and(is_same));
    let copies = alike.filter(|note| news::note_id(note).is_none_or(|id| !is_theirs(&id)));
    let copies = copies.map(|note| note.created_date.and_then(|moment| moment.0)).collect();
    let others = call.beside.ours.iter().filter_map(|sent| match sent {
        Sent::Note { event, text, at } => is_same(&sent_text(event.as_deref(), text)).then_some(*at),
        Sent::Rating { severity, at } => is_same(&Parcel::rating_note(*severity)).then_some(*at),
        Sent::File { .. } => None,
    });
    is_left(copies, others.collect(), at, Duration::minutes(SKEW_MINUTES))
}

/// The status that a request reads as, for who follows it.
fn heard(found: &ServiceRequest, now: RequestStatus) -> Option<RequestStatus> {
    found.status.and_then(|status| status.0.heard(now))
}

impl Carrier for PartnerCenterCarrier {
    fn send(&self, call: Call) -> BoxFuture<'_, Outcome> {
        Box::pin(self.deliver(call))
    }

    fn find(&self, call: Call) -> BoxFuture<'_, Found> {
        Box::pin(async move { self.look(&call).await })
    }

    fn poll(&self, poll: Poll) -> BoxFuture<'_, Result<Vec<Update>, Closed>> {
        Box::pin(self.news(poll))
    }

    fn test(&self, through: Opened) -> BoxFuture<'_, TestReport> {
        Box::pin(async move {
            let reading = Reading {
                path: "/v1/servicerequests?size=1",
                right: "a person with the role Admin agent or Helpdesk agent in Partner Center, who signed in with a second factor",
            };
            try_out(&self.outbound, &through, &reading).await
        })
    }
}

#[cfg(test)]
mod tests;
