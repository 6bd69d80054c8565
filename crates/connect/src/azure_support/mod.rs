//! Azure Support as its client (Azure REST API specifications, Microsoft.Support 2024-04-01): tickets on a customer's subscription, on
//! the customer's behalf. The customer's tenant gives the token that lets in, the partner's own the one beside it.
//!
//! A ticket, a communication and a file have names of our choice: the same name again is the same thing. So what may have
//! arrived is asked for by its name, and what was not found is put again under it.

mod choose;
mod news;
mod outcome;
mod write;

use std::{sync::Arc, time::Duration};

use futures::future::BoxFuture;
use reqwest::{
    Method, StatusCode, Url,
    header::{ACCEPT, HeaderName, LOCATION, RETRY_AFTER},
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tierline_app::{
    Call, Carrier, Closed, Found, Opened, Outcome, Parcel, Poll, Receipt, TestReport, Update,
    azure_support::wire::{
        self, ASYNC_OPERATION, AUXILIARY, BASE, NameAnswer, Operation, Page, Resource, TICKETS, Ticket, VERSION,
    },
    relay::REOPENING,
};
use tierline_domain::{EntryId, Packet, ServiceRequest, Severity, SupportSeverity, SupportStatus};

use self::outcome::{of_fault, of_reply, said};
use crate::{
    answer::{name, segment, tidy},
    outbound::{Fault, Outbound, Reply, Request},
    probe::{Reading, try_out},
};

/// Bytes of an answer: a page of communications, or all services.
const ANSWER_BYTES: usize = 8 * 1024 * 1024;
/// How often an operation is looked at before it is left to be asked about later.
const LOOKS: usize = 5;
/// The longest pause between two looks.
const PAUSE: Duration = Duration::from_secs(3);
/// Pages of a list that are read at the most.
const PAGES: usize = 50;

/// Carries service requests as tickets of Azure Support.
pub struct AzureSupportCarrier {
    outbound: Arc<Outbound>,
}

/// Where a request is: its customer's tenant and subscription, and its name there.
#[derive(Debug, Clone, PartialEq, Eq)]
struct At {
    tenant: String,
    subscription: String,
    ticket: String,
}

impl At {
    /// None where no subscription of the customer's is known.
    fn of(request: &ServiceRequest) -> Option<Self> {
        let customer = &request.packet.customer;
        let subscription = customer.subscriptions.first()?.clone();
        let ticket = format!("tierline-{}", request.id.uuid().hyphenated());
        Some(Self { tenant: customer.tenant_id.clone(), subscription, ticket })
    }

    /// A path below the subscription.
    fn path(&self, rest: &str) -> String {
        let subscription = segment(&self.subscription);
        format!("/subscriptions/{subscription}{BASE}{rest}?api-version={VERSION}")
    }

    fn ticket(&self) -> String {
        self.path(&format!("/supportTickets/{}", self.ticket))
    }

    fn communication(&self, name: &str) -> String {
        self.path(&format!("/supportTickets/{}/communications/{name}", self.ticket))
    }

    fn file(&self, workspace: &str, rest: &str) -> String {
        self.path(&format!("/fileWorkspaces/{}{rest}", segment(workspace)))
    }
}

/// The name of something that was said.
fn note_name(entry: EntryId) -> String {
    format!("{}{}", news::OURS, entry.uuid().hyphenated())
}

/// What was read of an answer, or what there is instead.
type Read<T> = Result<T, Box<Outcome>>;

impl AzureSupportCarrier {
    /// A carrier that asks by this client.
    #[must_use]
    pub const fn new(outbound: Arc<Outbound>) -> Self {
        Self { outbound }
    }

    /// Sends a request through a connection, on behalf of a customer. The path is below the connection's address, or an address
    /// that the other end gave: one of another host is not asked.
    async fn ask(
        &self,
        through: &Opened,
        tenant: &str,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Reply, Fault> {
        let base = through.connection.address.trim_end_matches('/');
        let url = if path.starts_with('/') { Url::parse(&format!("{base}{path}")) } else { Url::parse(path) };
        let url = url.map_err(|_| Fault::not_sent("the address to be asked is none".to_owned()))?;
        let request = Request::new(method, url).header(ACCEPT, "application/json").up_to(ANSWER_BYTES);
        let request = if let Some(body) = body { request.json(body) } else { request };
        self.outbound.ask_on_behalf(through, tenant, HeaderName::from_static(AUXILIARY), request).await
    }

    async fn put(&self, call: &Call, at: &At, path: &str, body: &Value) -> Result<Reply, Fault> {
        self.ask(&call.through, &at.tenant, Method::PUT, path, Some(body)).await
    }

    /// Reads something that must be there before anything is sent: where it is not, nothing was done.
    async fn before<T: DeserializeOwned>(&self, call: &Call, at: &At, path: &str) -> Read<T> {
        let reply = self.ask(&call.through, &at.tenant, Method::GET, path, None).await;
        let reply = reply.map_err(|fault| Box::new(outcome::certainly(of_fault(fault))))?;
        let now = self.outbound.clock().now();
        if !reply.status.is_success() {
            return Err(Box::new(outcome::certainly(of_reply(&reply, &call.through, now))));
        }
        let reason = || format!("{} answered with something else than was asked for", name(&call.through));
        wire::read(&reply.body).map_err(|_| Box::new(Outcome::Later { reason: reason(), not_before: None }))
    }

    /// Service and kind of problem in the provider's own words, which it says to look up each time.
    async fn classify(&self, call: &Call, at: &At) -> Read<(String, String)> {
        let packet = &call.request.packet;
        let path = format!("{BASE}/services?api-version={VERSION}");
        let services: Page<Resource<wire::Service>> = self.before(call, at, &path).await?;
        let service = choose::service(&services.value, packet.service.as_deref().unwrap_or_default());
        let Some(service) = service else {
            return Err(refused(
                "no_service",
                format!("{} lists no service that fits {}", name(&call.through), asked(packet)),
            ));
        };
        let path = format!("{BASE}/services/{}/problemClassifications?api-version={VERSION}", segment(&service.name));
        let kinds: Page<Resource<wire::Classification>> = self.before(call, at, &path).await?;
        let Some(kind) = choose::classification(&kinds.value, packet.support_topic.as_deref()) else {
            let shown = service.properties.display_name.as_deref().unwrap_or(&service.name);
            let reason = match &packet.support_topic {
                Some(topic) => format!("{} has no kind of problem for {shown} that fits {topic}", name(&call.through)),
                None => format!(
                    "{} wants a kind of problem for {shown}, and no support topic was chosen",
                    name(&call.through)
                ),
            };
            return Err(refused("no_classification", tidy(&reason)));
        };
        Ok((service.id.clone(), kind.id.clone()))
    }

    async fn submit(&self, call: &Call, at: &At) -> Outcome {
        let (service, kind) = match self.classify(call, at).await {
            Ok(found) => found,
            Err(outcome) => return *outcome,
        };
        let body = json!({ "properties": write::ticket(&call.request, service, kind) });
        match self.put(call, at, &at.ticket(), &body).await {
            Err(fault) => of_fault(fault),
            Ok(reply) if reply.status == StatusCode::ACCEPTED => match self.follow(call, at, &reply).await {
                Ok(()) => self.there(call, at).await,
                Err(outcome) => *outcome,
            },
            Ok(reply) if reply.status.is_success() => taken(&reply, &call.through),
            Ok(reply) if reply.status == StatusCode::CONFLICT => self.in_conflict(call, at, &reply).await,
            Ok(reply) => of_reply(&reply, &call.through, self.outbound.clock().now()),
        }
    }

    /// What it means that a ticket that was put is in conflict. Its name is made of the request's identifier, so whatever has it is this
    /// request. Where it is not shown, it is asked whether the name is free: one that is taken is being made, and is asked for later.
    async fn in_conflict(&self, call: &Call, at: &At, refused: &Reply) -> Outcome {
        let unknown = |reason: String| Outcome::Unknown { reason };
        match self.ask(&call.through, &at.tenant, Method::GET, &at.ticket(), None).await {
            Err(fault) => return unknown(fault.into_reason()),
            Ok(found) if found.status.is_success() => return taken(&found, &call.through),
            Ok(found) if found.status != StatusCode::NOT_FOUND => return unknown(said(&found, &call.through)),
            Ok(_) => {}
        }
        let question = json!({ "name": at.ticket, "type": TICKETS });
        let path = at.path("/checkNameAvailability");
        match self.ask(&call.through, &at.tenant, Method::POST, &path, Some(&question)).await {
            Err(fault) => unknown(fault.into_reason()),
            Ok(reply) => match wire::read(&reply.body) {
                Ok(NameAnswer { name_available: Some(false), .. }) if reply.status.is_success() => {
                    unknown(format!("{} has the ticket's name and does not show the ticket yet", name(&call.through)))
                }
                _ => of_reply(refused, &call.through, self.outbound.clock().now()),
            },
        }
    }

    /// Follows an operation to its end.
    async fn follow(&self, call: &Call, at: &At, accepted: &Reply) -> Read<()> {
        let header = |name: &str| accepted.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let Some(address) = header(ASYNC_OPERATION).or_else(|| header(LOCATION.as_str())) else { return Ok(()) };
        let unknown = |reason: String| Box::new(Outcome::Unknown { reason });
        let mut pause = pause(accepted);
        for _ in 0..LOOKS {
            tokio::time::sleep(pause).await;
            let reply = self.ask(&call.through, &at.tenant, Method::GET, &address, None).await;
            let reply = reply.map_err(|fault| unknown(fault.into_reason()))?;
            pause = self::pause(&reply);
            if reply.status == StatusCode::ACCEPTED {
                continue;
            }
            if !reply.status.is_success() {
                return Err(unknown(said(&reply, &call.through)));
            }
            let operation: Operation = wire::read(&reply.body).unwrap_or_default();
            match operation.status.as_deref().map(str::to_ascii_lowercase).as_deref() {
                // The address of the result has it when it is there.
                None | Some("succeeded") => return Ok(()),
                Some("failed" | "canceled" | "cancelled") => {
                    let fault = operation.error.unwrap_or_default();
                    let code = fault.code.as_deref().map_or_else(|| "Failed".to_owned(), tidy);
                    let words = fault.message.as_deref().map(tidy).unwrap_or_default();
                    return Err(refused(&code, format!("{} says: {words}", name(&call.through))));
                }
                Some(_) => {}
            }
        }
        Err(unknown(format!("{} took it and is still at work on it", name(&call.through))))
    }

    /// The ticket of a request that was put.
    async fn there(&self, call: &Call, at: &At) -> Outcome {
        match self.ask(&call.through, &at.tenant, Method::GET, &at.ticket(), None).await {
            Err(fault) => Outcome::Unknown { reason: fault.into_reason() },
            Ok(reply) if reply.status.is_success() => taken(&reply, &call.through),
            Ok(reply) => Outcome::Unknown { reason: said(&reply, &call.through) },
        }
    }

    /// Says something of a ticket that is there.
    async fn say(&self, call: &Call, at: &At, entry: EntryId, text: &str) -> Outcome {
        let body = json!({ "properties": { "subject": call.request.title, "body": text } });
        match self.put(call, at, &at.communication(&note_name(entry)), &body).await {
            Err(fault) => of_fault(fault),
            Ok(reply) if reply.status == StatusCode::ACCEPTED => match self.follow(call, at, &reply).await {
                Ok(()) => Outcome::Done(Receipt::default()),
                Err(outcome) => *outcome,
            },
            Ok(reply) if reply.status.is_success() => Outcome::Done(Receipt::default()),
            Ok(reply) => of_reply(&reply, &call.through, self.outbound.clock().now()),
        }
    }

    /// Opens or closes a ticket, after the word about it.
    async fn set(&self, call: &Call, at: &At, status: SupportStatus, (entry, text): (EntryId, &str)) -> Outcome {
        // A ticket that is closed takes no word any more: the word of a reopening comes after it.
        let is_closing = status == SupportStatus::Closed;
        if is_closing
            && let outcome @ (Outcome::Later { .. } | Outcome::Unknown { .. }) = self.say(call, at, entry, text).await
        {
            return outcome;
        }
        let body = json!({ "status": status.word().to_ascii_lowercase() });
        let reply = self.ask(&call.through, &at.tenant, Method::PATCH, &at.ticket(), Some(&body)).await;
        match reply {
            Err(fault) => of_fault(fault),
            Ok(reply) if reply.status.is_success() && is_closing => Outcome::Done(Receipt::default()),
            Ok(reply) if reply.status.is_success() => self.say(call, at, entry, text).await,
            Ok(reply) => of_reply(&reply, &call.through, self.outbound.clock().now()),
        }
    }

    /// Gives a ticket another severity. The same again is the same.
    async fn rate(&self, call: &Call, at: &At, severity: Severity) -> Outcome {
        let body = json!({ "severity": SupportSeverity::of(severity).word() });
        match self.ask(&call.through, &at.tenant, Method::PATCH, &at.ticket(), Some(&body)).await {
            Err(fault) => of_fault(fault),
            Ok(reply) if reply.status.is_success() => Outcome::Done(Receipt::default()),
            Ok(reply) => of_reply(&reply, &call.through, self.outbound.clock().now()),
        }
    }

    /// Puts a file piece by piece. The same again is the same file.
    async fn attach(&self, call: &Call, at: &At, file: &write::File<'_>) -> Outcome {
        let found: Resource<Ticket> = match self.before(call, at, &at.ticket()).await {
            Ok(found) => found,
            Err(outcome) => return *outcome,
        };
        let workspace = found.properties.file_workspace_name.unwrap_or_else(|| at.ticket.clone());
        let rest = format!("/files/{}", segment(&file.name()));
        let steps = std::iter::once((Method::PUT, at.file(&workspace, &rest), file.announced()));
        let upload = at.file(&workspace, &format!("{rest}/upload"));
        let pieces = file.pieces().map(|piece| (Method::POST, upload.clone(), piece));
        for (method, path, body) in steps.chain(pieces) {
            match self.ask(&call.through, &at.tenant, method, &path, Some(&body)).await {
                Err(fault) => return of_fault(fault),
                Ok(reply) if reply.status.is_success() => {}
                Ok(reply) => return of_reply(&reply, &call.through, self.outbound.clock().now()),
            }
        }
        Outcome::Done(Receipt::default())
    }

    async fn deliver(&self, call: Call) -> Outcome {
        let Some(at) = At::of(&call.request) else { return no_subscription(&call.request) };
        match &call.parcel {
            Parcel::Request => self.submit(&call, &at).await,
            Parcel::Note { entry, event, text, .. } if event.as_deref() == Some(REOPENING) => {
                self.set(&call, &at, SupportStatus::Open, (*entry, text)).await
            }
            Parcel::Note { entry, event, text, .. } => {
                let text = event.as_ref().map_or_else(|| text.clone(), |event| format!("{event}: {text}"));
                self.say(&call, &at, *entry, &text).await
            }
            Parcel::Rating { severity, .. } => self.rate(&call, &at, *severity).await,
            Parcel::Withdrawal { entry, reason } => self.set(&call, &at, SupportStatus::Closed, (*entry, reason)).await,
            Parcel::File { entry, name, bytes, .. } => match write::File::of(*entry, name, bytes) {
                Some(file) => self.attach(&call, &at, &file).await,
                None => Outcome::Refused {
                    code: "too_large".to_owned(),
                    reason: format!("the provider takes files up to 5 MB this way: attach {name} in the portal"),
                },
            },
        }
    }

    /// Whether something of ours is there, by its name. What was not found is put again under it: it cannot come to be there twice.
    async fn look(&self, call: &Call) -> Found {
        let Some(at) = At::of(&call.request) else { return Found::No };
        let path = match &call.parcel {
            Parcel::Request | Parcel::Rating { .. } | Parcel::Withdrawal { .. } => at.ticket(),
            Parcel::Note { event, .. } if event.as_deref() == Some(REOPENING) => return Found::No,
            Parcel::Note { entry, .. } => at.communication(&note_name(*entry)),
            // That it was announced does not say that all of its pieces are there.
            Parcel::File { .. } => return Found::No,
        };
        let reply = match self.ask(&call.through, &at.tenant, Method::GET, &path, None).await {
            Err(fault) => return Found::NoAnswer { reason: fault.into_reason() },
            Ok(reply) => reply,
        };
        if reply.status == StatusCode::NOT_FOUND {
            return Found::No;
        }
        if !reply.status.is_success() {
            return Found::NoAnswer { reason: said(&reply, &call.through) };
        }
        match &call.parcel {
            Parcel::Request => match taken(&reply, &call.through) {
                Outcome::Done(receipt) => Found::Yes(receipt),
                Outcome::Unknown { reason } | Outcome::Later { reason, .. } | Outcome::Refused { reason, .. } => {
                    Found::NoAnswer { reason }
                }
            },
            Parcel::Rating { severity, .. } => {
                let found: Option<Resource<Ticket>> = wire::read(&reply.body).ok();
                let there = found.and_then(|found| found.properties.severity);
                match there.as_deref().and_then(SupportSeverity::read) {
                    Some(there) if there == SupportSeverity::of(*severity) => Found::Yes(Receipt::default()),
                    _ => Found::No,
                }
            }
            Parcel::Withdrawal { .. } => {
                let found: Option<Resource<Ticket>> = wire::read(&reply.body).ok();
                let status = found.and_then(|found| found.properties.status);
                match status.as_deref().and_then(SupportStatus::read) {
                    Some(SupportStatus::Closed) => Found::Yes(Receipt::default()),
                    _ => Found::No,
                }
            }
            Parcel::Note { .. } | Parcel::File { .. } => Found::Yes(Receipt::default()),
        }
    }
}

/// How long to wait before the next look, as the other end says.
fn pause(reply: &Reply) -> Duration {
    let said = reply.headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    said.map_or(Duration::from_secs(1), Duration::from_secs).min(PAUSE)
}

/// What the answer to a ticket says that is there.
fn taken(reply: &Reply, through: &Opened) -> Outcome {
    let found: Option<Resource<Ticket>> = wire::read(&reply.body).ok();
    let number = found.and_then(|found| found.properties.support_ticket_id);
    match number.filter(|number| !number.is_empty() && number.chars().count() <= 200) {
        Some(number) => Outcome::Done(Receipt { number: Some(number), ..Receipt::default() }),
        None => Outcome::Unknown { reason: format!("{} took it and named no ticket", name(through)) },
    }
}

/// What cannot be filed this way, with the way that is left.
fn refused(code: &str, reason: String) -> Box<Outcome> {
    let reason = format!("{reason}: file it in the provider's portal");
    Box::new(Outcome::Refused { code: code.to_owned(), reason })
}

fn asked(packet: &Packet) -> String {
    packet.service.as_deref().map_or_else(|| "an unknown service".to_owned(), tidy)
}

fn no_subscription(request: &ServiceRequest) -> Outcome {
    let customer = tidy(&request.packet.customer.name);
    *refused("no_subscription", format!("the book has no identifier of a subscription of {customer} for this service"))
}

impl Carrier for AzureSupportCarrier {
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
            let path = format!("{BASE}/services?api-version={VERSION}");
            let right = "an application of your own tenant; in each customer's tenant it needs consent, and the role Support Request Contributor on the subscription";
            try_out(&self.outbound, &through, &Reading { path: &path, right }).await
        })
    }
}

#[cfg(test)]
mod tests;
