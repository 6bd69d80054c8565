//! Files between the two sides of a service request. The bytes lie in the desk's file store once, under their digest; each
//! side has its own row that names them.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use tierline_domain::{
    Actor, Attachment, EntryId, OrganizationId, Owner, RequestEntry, RequestId, ServiceRequest, Side, Visibility,
};
use tierline_store::{SystemTx, TenantTx};

use super::{
    Message,
    arrive::{self, Way},
};
use crate::{
    app::App,
    audit::Elsewhere,
    case::hold::{self, Holder},
    error::{Error, Result},
    request::work::RequestWork,
};

/// The files that went along with a request arrive with it.
pub(super) async fn arrive_with(tx: &mut SystemTx<'_>, request: &ServiceRequest, recipient: Owner) -> Result<()> {
    let files = going_along(&mut tx.tenant(request.owner), request).await?;
    for file in &files {
        tx.tenant(recipient).attachment_insert(&theirs(file, request.id, recipient)).await?;
    }
    Ok(())
}

/// The files that go along with a request: those that its packet lists. Of two with the same content it may list one.
async fn going_along(tx: &mut TenantTx<'_>, request: &ServiceRequest) -> Result<Vec<Attachment>> {
    let mut files = Vec::new();
    for case in tx.request_cases(request.id).await? {
        files.extend(tx.attachment_list(case).await?);
    }
    files.retain(|file| request.packet.files.iter().any(|sent| sent.sha256 == file.sha256 && sent.name == file.name));
    files.retain(|file| file.visibility == Visibility::Provider);
    Ok(files)
}

/// The files that go along with a request follow it to where it has arrived through a connection. All of them, also those of cases that
/// the person who acts does not reach.
pub(crate) async fn send_along(tx: &mut TenantTx<'_>, work: &mut RequestWork<'_>) -> Result<()> {
    let files = going_along(&mut tx.as_desk(), &work.request).await?;
    for file in files {
        let entry = work.entry("file", Visibility::Provider, None, Some(file.name.clone()));
        work.message(Message::FileSent { request: work.request.id, entry, file });
    }
    Ok(())
}

/// A file that followed a request arrives at its recipient.
pub(super) async fn send(
    tx: &mut SystemTx<'_>,
    way: &Way<'_>,
    sender: Owner,
    request: RequestId,
    entry: EntryId,
    file: &Attachment,
    now: DateTime<Utc>,
) -> Result<()> {
    let Some(sent) = tx.tenant(sender).request_lookup(request).await? else { return Ok(()) };
    // A file of a case that joined for another customer stays: the request names only its own.
    let case = match file.case {
        Some(case) => tx.tenant(sender).case_lookup(case).await?,
        None => None,
    };
    if case.is_some_and(|case| case.customer != sent.customer) {
        return Ok(());
    }
    let Some(organization) = sent.recipient.organization else { return Ok(()) };
    let recipient = Owner { organization, cloud: sender.cloud };
    let theirs = theirs(file, request, recipient);
    if is_crowded_out(&mut tx.tenant(recipient), request, entry).await? {
        return left(tx, way.app, sender, request, &file.name, now).await;
    }
    arrive::file(&mut tx.tenant(recipient), way, request, entry, &theirs, now).await?;
    Ok(())
}

/// Whether a file finds no room where it arrives. One that is there already needs none.
async fn is_crowded_out(there: &mut TenantTx<'_>, request: RequestId, entry: EntryId) -> Result<bool> {
    if hold::has_room(there, Holder::Request(request)).await? {
        return Ok(false);
    }
    Ok(there.request_entry_list(request).await?.iter().all(|known| known.id != entry))
}

/// The recipient's side of the request has no room for a file: who sent it reads that.
async fn left(
    tx: &mut SystemTx<'_>,
    app: &App,
    sender: Owner,
    request: RequestId,
    name: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let gone = || Error::internal("an organization has gone");
    let organization = Arc::new(tx.organization_lookup(sender.organization).await?.ok_or_else(gone)?);
    let mut tx = tx.tenant(sender);
    let mut work = RequestWork::take(&mut tx, app, organization, Actor::desk(), request, now).await?;
    work.entry("undelivered", Visibility::Internal, None, Some(format!("{name}: {}", hold::LEFT)));
    work.record(&mut tx, "request.news", &Elsewhere::recipient(&work.request)).await?;
    work.save(&mut tx).await?;
    Ok(())
}

/// The recipient's file arrives at the sender.
pub(super) async fn hand_back(
    tx: &mut SystemTx<'_>,
    app: &App,
    (recipient, sender): (Owner, OrganizationId),
    entry: &RequestEntry,
    file: &Attachment,
    now: DateTime<Utc>,
) -> Result<()> {
    let owner = Owner { organization: sender, cloud: recipient.cloud };
    let gone = || Error::internal("an organization has gone");
    let organization = tx.organization_lookup(sender).await?.ok_or_else(gone)?;
    let name = tx.organization_lookup(recipient.organization).await?.ok_or_else(gone)?.name;
    let mut tx = tx.tenant(owner);
    if tx.request_entry_list(entry.request).await?.iter().any(|known| known.id == entry.id) {
        return Ok(());
    }
    let author = Actor { user: None, name, side: Side::Provider };
    let organization = Arc::new(organization);
    let mut work = RequestWork::take(&mut tx, app, organization, author.clone(), entry.request, now).await?;
    let text = Some(file.name.clone());
    work.entry_as(entry.id, author.clone(), entry.at, "file", Visibility::Provider, None, text);
    work.request.last_reply_at = Some(entry.at);
    work.push_file(&author, file);
    tx.attachment_insert(&Attachment { owner, by: author, ..file.clone() }).await?;
    work.record(&mut tx, "request.news", &Elsewhere::recipient(&work.request)).await?;
    work.save(&mut tx).await?;
    Ok(())
}

/// The file as the recipient's row names it: of the request alone, and by nobody the recipient knows.
fn theirs(file: &Attachment, request: RequestId, recipient: Owner) -> Attachment {
    let by = Actor { user: None, side: Side::Customer, ..file.by.clone() };
    Attachment { owner: recipient, case: None, request: Some(request), by, ..file.clone() }
}
