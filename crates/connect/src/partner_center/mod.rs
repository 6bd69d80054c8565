//! Partner Center's REST interface as its client: what became of requests that were filed in the portal is read there, and what we say
//! of them is written there. New requests are not taken there any more.
//!
//! The interface gives notes no identifiers and calls nobody. So each note is known by its time, its author and its words, and
//! what may have arrived is looked for by these before it is sent again.

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
    Call, Carrier, Closed, Found, Opened, Outcome, Parcel, Poll, Receipt, TestReport, Update,
    partner_center::wire::{self, BASE, REQUEST_ID, ServiceRequest},
};
use tierline_domain::{PartnerStatus, RequestStatus};

use crate::{
    answer::{name, of_fault, segment},
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
            Parcel::Note { event, text, .. } => {
                let text = event.as_ref().map_or_else(|| text.clone(), |event| format!("{event}: {text}"));
                json!({ "NewNote": { "Text": text } })
            }
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

/// Whether a request has what a call brings: the same words, not long before they were sent.
fn has(found: &ServiceRequest, call: &Call) -> bool {
    let noted = |text: &str, since: Option<DateTime<Utc>>| {
        found.notes.iter().flatten().any(|note| {
            let at = note.created_date.and_then(|moment| moment.0);
            note.text.as_deref().map(str::trim) == Some(text.trim())
                && at.zip(since).is_none_or(|(at, since)| at >= since - Duration::minutes(SKEW_MINUTES))
        })
    };
    match &call.parcel {
        Parcel::Note { event: None, text, at, .. } => noted(text, Some(*at)),
        Parcel::Note { event: Some(event), text, at, .. } => noted(&format!("{event}: {text}"), Some(*at)),
        Parcel::Rating { severity, at, .. } => noted(&Parcel::rating_note(*severity), Some(*at)),
        Parcel::Withdrawal { .. } => found.status.is_some_and(|status| status.0 == PartnerStatus::Closed),
        Parcel::Request | Parcel::File { .. } => false,
    }
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
