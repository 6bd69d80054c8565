//! Subscriptions: who is called back when something happens to its tickets.

use serde_json::json;
use tierline_domain::{Action, ConnectionId, HubId, SecretField, TicketEvent, TicketHub};
use tierline_store::TenantTx;

use super::subscription;
use crate::{
    account::{lock, require_whole_book},
    app::{App, Call},
    audit,
    connection::{
        seal_text,
        vault::{Place, SealKey},
    },
    ctx::Ctx,
    error::{Error, Faults, Result},
    port::carrier::Secret,
};

/// The most subscriptions of an organization in a cloud: each event is told to all of them.
const MOST: usize = 10;
/// The shortest secret that calls are signed with, in characters.
const SHORTEST_SECRET: usize = 16;
/// The longest address, in characters.
const LONGEST_ADDRESS: usize = 1_000;

/// A wish to be called back.
#[derive(Debug, Clone, PartialEq)]
pub struct Subscribe {
    /// The address that is called: `{callback}/listener/troubleTicket…Event`.
    pub callback: String,
    /// What is told: `eventType=` and names of events with commas between them; everything where it is none.
    pub query: Option<String>,
    /// What the calls are signed with; made here where it is none.
    pub secret: Option<Secret>,
}

/// A subscription, as its owner sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Subscribed {
    /// The subscription.
    pub hub: TicketHub,
    /// What the calls are signed with, where it was made here: shown this once.
    pub secret: Option<Secret>,
}

/// Where a subscription's secret is sealed for.
pub(super) fn place(hub: &TicketHub) -> Place {
    Place { owner: hub.owner, connection: ConnectionId(hub.id.uuid()), field: SecretField::Token }
}

/// Subscribes an address to the events of the caller's tickets. The same address again keeps its subscription, with what is said now.
///
/// # Errors
/// [`Error::Invalid`]; [`Error::Conflict`] where there are too many, the desk can keep no secret, `listed`, `for_a_time`, `emergency`;
/// [`Error::Unavailable`] while another one is made; [`Error::StepUp`] for a session, [`Error::Forbidden`].
pub async fn subscribe(app: &App, ctx: &Ctx, command: Subscribe) -> Result<Subscribed> {
    app.require(ctx, Action::Escalate).await?;
    // What is told to a subscriber is told of all tickets of the organization.
    require_whole_book(ctx)?;
    // It goes on when the call is over, and leads out of the desk.
    ctx.require_standing(Action::Escalate)?;
    ctx.require_no_emergency()?;
    ctx.require_recent(app.now())?;
    let mut faults = Faults::default();
    let callback = callback(&mut faults, &command.callback);
    let events = events(&mut faults, command.query.as_deref());
    if command.secret.as_ref().is_some_and(|secret| {
        let text = secret.expose();
        text.len() < SHORTEST_SECRET || text.len() > 500 || !text.bytes().all(|byte| byte.is_ascii_graphic())
    }) {
        faults.add("secret", "too_weak", "Take 16 to 500 letters, digits and signs without spaces.");
    }
    faults.finish()?;
    let there = app.store().read(ctx.reach()).await?.ticket_hubs().await?;
    let before = there.iter().find(|hub| hub.callback == callback);
    let (secret, made) = match command.secret {
        Some(said) => (said, None),
        None => {
            let new = Secret::new(super::new_key(app));
            (new.clone(), Some(new))
        }
    };
    let id: HubId = before.map_or_else(|| app.id(), |hub| hub.id);
    let mut hub = TicketHub {
        owner: ctx.owner,
        id,
        callback,
        events,
        sealed: Vec::new(),
        key_id: String::new(),
        created_at: before.map_or_else(|| app.now(), |hub| hub.created_at),
        created_by: Some(ctx.user_id()),
        token: ctx.token,
    };
    (hub.sealed, hub.key_id) = seal_text(app, &place(&hub), &secret).await?;
    app.change(ctx, "ticket.subscribe", hub.clone(), |tx, call| Box::pin(keep(tx, call))).await?;
    Ok(Subscribed { hub, secret: made })
}

async fn keep(tx: &mut TenantTx<'_>, call: &Call<TicketHub>) -> Result<()> {
    let hub = &call.input;
    // One after the other: all who counted at the same moment would find room.
    lock::hold(tx, "ticket.subscribe").await?;
    let there = tx.ticket_hubs().await?;
    let before = there.iter().find(|one| one.callback == hub.callback);
    if before.is_none() && there.len() >= MOST {
        let message = format!("At most {MOST} subscriptions: end one that is not needed any more.");
        return Err(Error::conflict("too_many", message));
    }
    let kept = match before {
        None => tx.ticket_hub_insert(hub).await?,
        Some(before) if before.id == hub.id => tx.ticket_hub_exchange(hub).await?,
        // Another one subscribed the same address at this moment: what was sealed here is not for its identifier.
        Some(_) => false,
    };
    if !kept {
        return Err(Error::Unavailable { retry_after: 1 });
    }
    let mut detail = subscription::said(hub);
    detail["events"] = json!(hub.events);
    audit::append(tx, call, "ticket.subscribe", &hub.id.to_string(), &detail).await
}

/// The address, where it can be called at all. Where it leads is looked at when it is called.
fn callback(faults: &mut Faults, text: &str) -> String {
    let text = text.trim().trim_end_matches('/');
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let is_address = rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
        && text.len() <= LONGEST_ADDRESS
        && text.bytes().all(|byte| byte.is_ascii_graphic())
        && !text.contains(['?', '#', '@', '\\']);
    if !is_address {
        faults.add(
            "callback",
            "not_an_address",
            "Write an address like https://desk.example/events, without a question mark.",
        );
    }
    text.to_owned()
}

fn events(faults: &mut Faults, query: Option<&str>) -> Vec<TicketEvent> {
    let Some(query) = query.map(str::trim).filter(|query| !query.is_empty()) else { return Vec::new() };
    let names = query.strip_prefix("eventType=");
    let events = names.map(|names| names.split(',').map(|name| TicketEvent::from_word(name.trim())).collect());
    match events {
        Some(Some(events)) => events,
        _ => {
            let all: Vec<&str> = TicketEvent::ALL.iter().map(|event| event.word()).collect();
            let message = format!("Write `eventType=` and names with commas between them, of: {}.", all.join(", "));
            faults.add("query", "not_supported", message);
            Vec::new()
        }
    }
}

/// A subscription of the caller's organization, where anything is told by it.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]; [`Error::Conflict`] `listed`.
pub async fn hub(app: &App, ctx: &Ctx, id: HubId) -> Result<TicketHub> {
    app.require(ctx, Action::See).await?;
    require_whole_book(ctx)?;
    let mut read = app.store().read(ctx.reach()).await?;
    let found = read.ticket_hubs().await?.into_iter().find(|hub| hub.id == id).ok_or(Error::NotFound)?;
    // Who asks whether it is still there, and hears that it is not, subscribes anew before an event is missed.
    if subscription::stands(&mut read, &found, app.now()).await? { Ok(found) } else { Err(Error::NotFound) }
}

/// Ends a subscription of the caller's organization.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]; [`Error::Conflict`] `listed`.
pub async fn unsubscribe(app: &App, ctx: &Ctx, id: HubId) -> Result<()> {
    app.require(ctx, Action::Escalate).await?;
    require_whole_book(ctx)?;
    app.change(ctx, "ticket.unsubscribe", id, |tx, call| Box::pin(subscription::remove(tx, call))).await
}

/// Seals the secrets of subscriptions anew that another key than the first sealed; gives how many, and what did not open.
///
/// # Errors
/// The store's.
pub(crate) async fn reseal(app: &App, keys: &[SealKey], key: &SealKey) -> Result<(usize, Vec<String>)> {
    let found = app.store().read(tierline_store::System).await?.ticket_hubs_of_other_keys(key.id(), 10_000).await?;
    let (mut done, mut shut) = (0, Vec::new());
    for hub in found {
        match crate::connection::reseal_text(app, keys, key, &place(&hub), (&hub.sealed, &hub.key_id)) {
            Err(why) => shut.push(format!("subscription {}: {why}", hub.id)),
            Ok(sealed) => {
                // What was said of the subscription since it was read holds, and one that was ended stays ended.
                let exchanged = app
                    .store()
                    .write_with(hub.owner, (hub, sealed, key.id().to_owned()), |tx, (hub, sealed, key_id)| {
                        Box::pin(async move { Ok::<_, Error>(tx.ticket_hub_reseal(hub, sealed, key_id).await?) })
                    })
                    .await?;
                done += usize::from(exchanged);
            }
        }
    }
    Ok((done, shut))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_a_call_back_is_an_address_and_hides_nothing() {
        let fault = |text: &str| {
            let mut faults = Faults::default();
            callback(&mut faults, text);
            faults.finish().is_err()
        };
        assert!(!fault("https://desk.example/events/"));
        for text in [
            "",
            "desk.example",
            "ftp://desk.example",
            "https://",
            "https:///x",
            "https://me@desk.example/",
            "https://a b/",
        ] {
            assert!(fault(text), "{text}");
        }
    }

    #[test]
    fn a_query_names_events_or_is_refused() {
        let read = |text: &str| {
            let mut faults = Faults::default();
            let events = events(&mut faults, Some(text));
            faults.finish().map(|()| events).ok()
        };
        assert_eq!(read("eventType=TroubleTicketResolvedEvent"), Some(vec![TicketEvent::Resolved]));
        assert_eq!(read(" "), Some(vec![]));
        assert_eq!(read("status=closed"), None);
        assert_eq!(read("eventType=Everything"), None);
    }
}
