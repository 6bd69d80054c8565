//! Calls to who subscribed to events of tickets. They go where any request of the desk may go, and no redirect is followed.

use std::sync::Arc;

use futures::future::BoxFuture;
use reqwest::{Method, Url, header::HeaderName};
use tierline_app::ticket::{CallBack, CalledBack, EventCaller};

use crate::outbound::{Outbound, Request, host};

/// The header with the signature of a call.
const SIGNATURE: HeaderName = HeaderName::from_static("x-hub-signature-256");

/// Calls who subscribed, by the desk's one client.
pub struct TicketCaller {
    outbound: Arc<Outbound>,
}

impl TicketCaller {
    /// A caller that asks by this client.
    #[must_use]
    pub const fn new(outbound: Arc<Outbound>) -> Self {
        Self { outbound }
    }
}

impl EventCaller for TicketCaller {
    fn call(&self, call: CallBack) -> BoxFuture<'_, Result<CalledBack, String>> {
        Box::pin(async move {
            let url = Url::parse(&call.address).map_err(|_| "the address of the subscription is none".to_owned())?;
            let host = host(&url).to_owned();
            let request = Request::new(Method::POST, url)
                .body("application/json", call.body)
                .header(SIGNATURE, &call.signature)
                .without_refusals();
            let reply = self.outbound.send(request).await.map_err(crate::outbound::Fault::into_reason)?;
            match reply.status.as_u16() {
                200..=299 => Ok(CalledBack::Heard),
                404 => Ok(CalledBack::NotThere),
                410 => Ok(CalledBack::Gone),
                _ => Err(reply.refusal(&host, "the subscription")),
            }
        })
    }
}
