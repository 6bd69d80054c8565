//! Events: what becomes of a ticket is told to who subscribed. Each is a message of the outbox of its own, so that one address that
//! does not answer holds up no other, and nothing is told inside a request.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::{DateTime, Duration, Utc};
use futures::future::BoxFuture;
use ring::hmac;
use serde_json::json;
use tierline_domain::{DELIVERY_TRIES, HubId, OrganizationId, Owner, RequestEntry, RequestId, TicketEvent, TicketHub};
use tierline_store::{Leased, SystemTx};

use super::{
    hub::place,
    show::written,
    subscription::{Ending, stands},
};
use crate::{
    app::App,
    error::{Error, Result},
    port::carrier::Secret,
    relay::Message,
};

/// How long an event is told to an address at which nobody is, before its subscription ends; and to any other one, before it is given up:
/// else one answer of a proxy among those of a day would end the telling, and nobody would ever learn that nobody is there.
pub const EVENT_PATIENCE: Duration = Duration::days(1);

/// A call to who subscribed.
#[derive(Clone, PartialEq, Eq)]
pub struct CallBack {
    /// Where.
    pub address: String,
    /// What is said, as JSON.
    pub body: Vec<u8>,
    /// What proves that it is we who say it: the value of the header `X-Hub-Signature-256`.
    pub signature: String,
}

/// How a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CalledBack {
    /// It was heard.
    Heard,
    /// Nobody is there (404): it may be a proxy that is set up wrong for a while.
    NotThere,
    /// Nobody listens there any more, and says so for good (410).
    Gone,
}

/// Calls who subscribed.
pub trait EventCaller: Send + Sync {
    /// Makes a call.
    ///
    /// # Errors
    /// Why it was not heard, in one sentence: it is made again later.
    fn call(&self, call: CallBack) -> BoxFuture<'_, Result<CalledBack, String>>;
}

/// Calls nobody: for a desk that cannot.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoCallBacks;

impl EventCaller for NoCallBacks {
    fn call(&self, _: CallBack) -> BoxFuture<'_, Result<CalledBack, String>> {
        Box::pin(std::future::ready(Err("this program calls nobody".to_owned())))
    }
}

/// What was said of a received request that came as a ticket goes to each subscription of its sender. Says whether it came so.
pub(crate) async fn tell(
    tx: &mut SystemTx<'_>,
    app: &App,
    owner: Owner,
    entry: &RequestEntry,
    now: DateTime<Utc>,
) -> Result<bool> {
    let Some(origin) = tx.tenant(owner).ticket_origin(entry.request).await? else { return Ok(false) };
    let sender = Owner { organization: origin.sender, ..owner };
    let hubs = tx.tenant(sender).ticket_hubs().await?;
    let mut tx = tx.tenant(owner);
    for hub in hubs {
        for event in TicketEvent::all_of(entry.status).iter().filter(|event| hub.wants(**event)) {
            let (request, sender, event) = (entry.request, origin.sender, *event);
            Message::TicketEvent { request, sender, hub: hub.id, event, at: entry.at }
                .append(&mut tx, app, now)
                .await?;
        }
    }
    Ok(true)
}

/// What a message wants told.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Telling {
    pub(crate) request: RequestId,
    pub(crate) sender: OrganizationId,
    pub(crate) hub: HubId,
    pub(crate) event: TicketEvent,
    pub(crate) at: DateTime<Utc>,
}

/// What came of telling an event.
pub(crate) enum Told {
    /// It was heard, or the subscription is over: there is nothing more to tell.
    Over,
    /// Nothing is told there any more: this subscription ends.
    Ended(TicketHub, Ending),
    /// Nobody is there, for this reason. Told again for a day before that is believed.
    Again(&'static str),
}

/// Tells an event to one subscription.
///
/// # Errors
/// [`Error::Conflict`] with what kept it from being heard: it is told again later.
pub(crate) async fn call_back(app: &App, leased: &Leased, telling: Telling) -> Result<Told> {
    let sender = Owner { organization: telling.sender, ..leased.owner };
    let mut read = app.store().read(sender).await?;
    let found = read.ticket_hubs().await?.into_iter().find(|hub| hub.id == telling.hub);
    let Some(hub) = found else { return Ok(Told::Over) };
    // Whoever is out hears nothing more, at whatever address.
    if !stands(&mut read, &hub, app.now()).await? {
        return Ok(Told::Ended(hub, Ending::Disowned));
    }
    drop(read);
    let body = body(app, leased, &telling).await?;
    let secret = opened(app, &hub).await?;
    let address = format!("{}/listener/{}", hub.callback, telling.event.path());
    let call = CallBack { address, signature: signature(&secret, &body), body };
    match app.0.parts.callbacks.call(call).await {
        Ok(CalledBack::Heard) => Ok(Told::Over),
        Ok(CalledBack::Gone) => Ok(Told::Ended(hub, Ending::Gone)),
        Ok(CalledBack::NotThere) if is_believed(leased, app.now()) => Ok(Told::Ended(hub, Ending::Gone)),
        Ok(CalledBack::NotThere) => Ok(Told::Again("nobody is at the subscription's address (404)")),
        Err(reason) => Err(Error::conflict("not_heard", reason)),
    }
}

/// Whether it is believed that nobody will be there again: an event was told for a day, and as often as any message is. A desk that was
/// switched off for a day has not told it for a day.
fn is_believed(leased: &Leased, now: DateTime<Utc>) -> bool {
    leased.attempt >= DELIVERY_TRIES && now - leased.at >= EVENT_PATIENCE
}

/// The event as TMF621 writes it. Its identifier is that of the message: the same each time it is told.
async fn body(app: &App, leased: &Leased, telling: &Telling) -> Result<Vec<u8>> {
    let gone = || Error::internal("a received request has gone");
    let mut read = app.store().read(leased.owner).await?;
    let organization = read.organization_lookup(leased.owner.organization).await?.ok_or_else(gone)?;
    let received = read.received_lookup(telling.request).await?.ok_or_else(gone)?;
    let ticket = written(&mut read, &(leased.owner, Arc::new(organization)), &received).await?;
    let mut event = json!({ "troubleTicket": ticket });
    if telling.event == TicketEvent::InformationRequired {
        // Where the answer belongs, as a change of the ticket that its sender makes.
        event["informationRequired"] = json!({ "@type": "JsonPatchOperation", "op": "add", "path": "/note/-" });
    }
    let event = json!({
        "@type": telling.event.word(),
        "eventId": leased.id.to_string(),
        "eventTime": telling.at,
        "eventType": telling.event.word(),
        "correlationId": received.number,
        "title": received.packet.title,
        "event": event,
    });
    serde_json::to_vec(&event).map_err(Error::internal)
}

async fn opened(app: &App, hub: &TicketHub) -> Result<Secret> {
    crate::connection::open_text(app, &place(hub), (&hub.sealed, &hub.key_id))
        .await
        .map_err(|reason| Error::conflict("secret_shut", format!("The call can't be signed: {reason}")))
}

/// What proves who speaks: HMAC with SHA-256 over the body, in base 64 after its name.
#[must_use]
pub(crate) fn signature(secret: &Secret, body: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.expose().as_bytes());
    format!("sha256={}", STANDARD.encode(hmac::sign(&key, body)))
}

/// Whether this is the signature of a body.
pub(crate) fn is_signed(secret: &Secret, body: &[u8], said: &str) -> bool {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.expose().as_bytes());
    let bytes = said.strip_prefix("sha256=").and_then(|text| STANDARD.decode(text).ok());
    bytes.is_some_and(|bytes| hmac::verify(&key, body, &bytes).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_holds_for_its_body_and_its_secret_alone() {
        let secret = |text: &str| Secret::new(text.to_owned());
        let said = signature(&secret("kelp-otter"), b"{}");
        assert!(is_signed(&secret("kelp-otter"), b"{}", &said));
        assert!(!is_signed(&secret("kelp-otter"), b"{ }", &said), "another body");
        assert!(!is_signed(&secret("kelp-seal"), b"{}", &said), "another secret");
        assert!(!is_signed(&secret("kelp-otter"), b"{}", said.trim_start_matches("sha256=")));
    }
}
