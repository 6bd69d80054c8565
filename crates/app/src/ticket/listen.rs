//! Where other desks call us: an address below a connection's own secret key. What they say is a hint: what became of the ticket is
//! then asked for through the connection, so that a forged, late, repeated or reordered event changes nothing by itself.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use tierline_domain::{StrayReason, StrayTicket, TicketEvent, text};
use tierline_store::System;

use super::event::is_signed;
use crate::{
    app::App,
    error::{Error, Result},
    port::carrier::Secret,
    relay::Message,
};

/// The most unknown tickets that are kept of a connection: whoever is at the other end cannot fill the database.
pub(crate) const MOST_STRAYS: i64 = 500;

/// What a key for an address of calls begins with, so that a log leaves it out wherever it stands.
pub const LISTENER_PREFIX: &str = "tll_";

/// A call from elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// What it says happened.
    pub event: TicketEvent,
    /// Its identifier.
    pub event_id: String,
    /// The ticket that it names.
    pub ticket: String,
    /// What the ticket is called there, where the call says so.
    pub title: Option<String>,
}

/// A new key for an address of calls.
pub(crate) fn new_key(app: &App) -> String {
    format!("{LISTENER_PREFIX}{}", URL_SAFE_NO_PAD.encode(app.secret::<32>()))
}

/// The digest of a key: the database has nothing else of it.
pub(crate) fn key_hash(key: &str) -> [u8; 32] {
    Sha256::new().chain_update("tierline listener key 1|").chain_update(key).finalize().into()
}

/// What calls to an address with this key are signed with: it follows from the key, so that nothing else need be kept.
#[must_use]
pub fn callback_secret(key: &str) -> Secret {
    let digest = Sha256::new().chain_update("tierline callback secret 1|").chain_update(key).finalize();
    Secret::new(URL_SAFE_NO_PAD.encode(digest))
}

/// Takes a call. A ticket that a request of ours is known by is looked at soon; another one is kept and shown.
///
/// # Errors
/// [`Error::NotFound`] where nobody listens under this key, or the call is not signed by it.
pub async fn heard(app: &App, key: &str, body: &[u8], signature: Option<&str>, heard: Heard) -> Result<()> {
    let listener = app.store().read(System).await?.ticket_listener_by_key(key_hash(key)).await?;
    let listener = listener.ok_or(Error::NotFound)?;
    if !signature.is_some_and(|said| is_signed(&callback_secret(key), body, said)) {
        return Err(Error::NotFound);
    }
    let input = (app.clone(), listener.connection, heard);
    app.store()
        .write_with(listener.owner, input, |tx, (app, connection, heard)| {
            Box::pin(async move {
                let now = app.now();
                if let Some(request) = tx.request_of_ticket(*connection, &heard.ticket).await? {
                    return Message::NewsWanted { request, again: false }.append(tx, app, now).await;
                }
                if tx.ticket_stray_count(*connection).await? >= MOST_STRAYS {
                    return Ok(());
                }
                let Heard { event, event_id, ticket, title } = heard.clone();
                let stray = StrayTicket {
                    id: app.id(),
                    connection: *connection,
                    ticket,
                    // Whoever reads it decides by it: nothing in it may hide what it is.
                    title: title.and_then(|title| text::line(&title).ok()),
                    event: Some(event),
                    event_id: Some(event_id),
                    reason: StrayReason::UnknownNumber,
                    request: None,
                    times: 1,
                    first_at: now,
                    last_at: now,
                };
                tx.ticket_stray_put(&stray).await?;
                Ok(())
            })
        })
        .await
}
