//! What both sides of a ticket say to each other.

use serde::{Deserialize, Serialize};
use tierline_domain::{
    Action, EntryId, RequestEntry, ServiceRequest, Side, SupportCommunication, Visibility, text::normalized,
};

use super::{
    Place, check_name, digest,
    filter::Said,
    name_of, named,
    wire::{Communication, Resource},
};
use crate::{
    app::App,
    ctx::Ctx,
    error::{Error, Faults, Result},
    request::write_note,
};

/// A part of what was said.
#[derive(Debug, Clone, PartialEq)]
pub struct CommunicationPage {
    /// What was said, the oldest first.
    pub all: Vec<Resource<Communication>>,
    /// Whether more follows.
    pub is_more: bool,
}

/// What was said of a ticket, the oldest first, from a place in the list on.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn communications(
    app: &App,
    ctx: &Ctx,
    place: &Place,
    ticket: &str,
    wanted: &Said,
    (offset, top): (usize, usize),
) -> Result<CommunicationPage> {
    let mut all = read(app, ctx, place, ticket).await?;
    all.retain(|one| one.properties.created_date.is_some_and(|at| wanted.has(at)));
    let is_more = all.len() > offset.saturating_add(top);
    Ok(CommunicationPage { all: all.into_iter().skip(offset).take(top).collect(), is_more })
}

/// One thing that was said, by its name.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn communication(
    app: &App,
    ctx: &Ctx,
    place: &Place,
    ticket: &str,
    name: &str,
) -> Result<Resource<Communication>> {
    let all = read(app, ctx, place, ticket).await?;
    all.into_iter().find(|one| one.name.eq_ignore_ascii_case(name)).ok_or(Error::NotFound)
}

async fn read(app: &App, ctx: &Ctx, place: &Place, ticket: &str) -> Result<Vec<Resource<Communication>>> {
    app.require(ctx, Action::See).await?;
    let mut read = app.store().read(ctx.reach()).await?;
    let (request, known) = named(&mut read, place, ticket).await?;
    let entries = read.request_entry_list(request.id).await?;
    let names = read.support_communication_list(request.id).await?;
    let path = format!("supportTickets/{}", name_of(&request, known.as_ref()));
    Ok(entries.iter().filter_map(|entry| shown(place, &path, &request, entry, &names)).collect())
}

/// An entry as a communication, where it is one.
fn shown(
    place: &Place,
    path: &str,
    request: &ServiceRequest,
    entry: &RequestEntry,
    names: &[SupportCommunication],
) -> Option<Resource<Communication>> {
    let text = entry.said()?;
    let known = names.iter().find(|one| one.entry == entry.id);
    let name = known.map_or_else(|| entry.id.to_string(), |known| known.name.clone());
    let body = known.and_then(|known| text.strip_prefix(&format!("{}\n\n", known.subject))).unwrap_or(text);
    // What was read in the provider's portal is the provider's word, whoever typed it.
    let is_theirs = entry.actor.side == Side::Provider || entry.kind == "portal";
    let properties = Communication {
        communication_type: Some("web".to_owned()),
        communication_direction: Some(if is_theirs { "outbound" } else { "inbound" }.to_owned()),
        sender: Some(entry.actor.name.clone()),
        subject: Some(known.map_or_else(|| request.title.clone(), |known| known.subject.clone())),
        body: Some(body.to_owned()),
        created_date: Some(entry.at),
    };
    Some(place.resource(&format!("{path}/communications/{name}"), &name, "communications", properties))
}

/// What is said under a name.
#[derive(Clone)]
struct Saying {
    request: ServiceRequest,
    name: String,
    subject: String,
    text: String,
    digest: [u8; 32],
}

/// What came of it.
#[derive(Serialize, Deserialize)]
enum Came {
    New(EntryId),
    Known,
    Taken,
}

/// Says something to the recipient, under a name: the same again is the same. Says whether it is new. The caller's person is its
/// sender, whatever is said of that.
///
/// # Errors
/// [`Error::Invalid`]; [`Error::Conflict`] `name_taken` where something else was said under this name, `over` where the request is over;
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn say(
    app: &App,
    ctx: &Ctx,
    place: &Place,
    ticket: &str,
    (name, sent): (&str, &Communication),
) -> Result<(bool, Resource<Communication>)> {
    app.require(ctx, Action::Escalate).await?;
    check_name("communicationName", name)?;
    let mut faults = Faults::default();
    let subject = faults.line("subject", sent.subject.as_deref().unwrap_or_default());
    let body = faults.prose("body", sent.body.as_deref().unwrap_or_default());
    faults.finish()?;
    let (request, _) = named(&mut app.store().read(ctx.reach()).await?, place, ticket).await?;
    let is_title = normalized(subject.trim_start_matches("Re:")) == normalized(&request.title);
    let text = if is_title { body.clone() } else { format!("{subject}\n\n{body}") };
    let digest = digest(&(&subject, &body))?;
    let saying = Saying { request, name: name.to_owned(), subject, text, digest };
    let came = match put(app, ctx, saying.clone()).await {
        // Its twin was faster: what is there now tells whether it says the same.
        Err(error) if error.violates("support_communication_pkey") => put(app, ctx, saying).await?,
        other => other?,
    };
    if matches!(came, Came::Taken) {
        let message = "Something else was said under this name: take a new one.";
        return Err(Error::conflict("name_taken", message));
    }
    Ok((matches!(came, Came::New(_)), communication(app, ctx, place, ticket, name).await?))
}

async fn put(app: &App, ctx: &Ctx, saying: Saying) -> Result<Came> {
    let ctx = Ctx { idempotency: None, ..ctx.clone() };
    app.change(&ctx, "request.note", saying, |tx, call| {
        Box::pin(async move {
            let Saying { request, name, subject, text, digest } = &call.input;
            let known = tx.support_communication_list(request.id).await?;
            if let Some(known) = known.iter().find(|one| one.name.eq_ignore_ascii_case(name)) {
                return Ok(if known.digest == *digest { Came::Known } else { Came::Taken });
            }
            let entry = write_note(tx, call, request.id, (Visibility::Provider, text.clone())).await?;
            let said = SupportCommunication {
                owner: request.owner,
                request: request.id,
                name: name.clone(),
                entry,
                subject: subject.clone(),
                digest: *digest,
            };
            tx.support_communication_insert(&said).await?;
            Ok(Came::New(entry))
        })
    })
    .await
}
