//! Files of a case. Their bytes are kept by content hash in the file store; a row names them.

use std::collections::BTreeSet;

use object_store::{ObjectStoreExt, PutPayload, path::Path};
use sha2::{Digest, Sha256};
use tierline_domain::{
    Action, Actor, Attachment, AttachmentId, CaseId, EntryId, Event, Owner, PacketFile, Visibility, is_program,
};
use tierline_store::Read;

use super::{
    hold::{self, Holder},
    read::require_own,
    work::{CaseWork, audit_detail},
};
use crate::{
    app::App,
    audit,
    ctx::Ctx,
    error::{Error, Faults, Result},
    relay::Message,
};

/// The largest file, in bytes.
pub const FILE_LIMIT: usize = 15 * 1024 * 1024;

/// A file to be attached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attach {
    /// The name it came with; only its last part is kept.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Who may read it.
    pub visibility: Visibility,
}

/// Attaches a file to a case. Programs come from the organization's own people alone, and stay with it and the customer: who reads what
/// is for the provider did not see who made it.
///
/// # Errors
/// [`Error::TooLarge`], [`Error::Invalid`], [`Error::NotFound`], [`Error::Forbidden`].
pub async fn attach(app: &App, ctx: &Ctx, id: CaseId, command: Attach) -> Result<Attachment> {
    app.require(ctx, if ctx.is_customer() { Action::ReportOwn } else { Action::WorkCases }).await?;
    let visibility = if ctx.is_customer() { Visibility::Customer } else { command.visibility };
    let crosses = ctx.is_customer() || visibility == Visibility::Provider;
    let look = if crosses { check_foreign } else { check };
    let name = look(&command.name, &command.bytes)?;
    // Who may not see the case must not be able to fill the file store either.
    super::read::file(app, ctx, id).await?;
    hold::expect_room(&mut app.store().read(ctx.reach()).await?, Holder::Case(id), &command.bytes).await?;
    let kept = keep(app, ctx, name, command.bytes).await?;
    let attachment = Attachment { case: Some(id), visibility, ..kept };
    app.change(ctx, "case.attach", attachment, move |tx, call| {
        Box::pin(async move {
            let organization = std::sync::Arc::clone(&call.ctx.organization);
            let mut work = CaseWork::take(tx, &call.app, organization, call.ctx.actor(), id, call.now).await?;
            require_own(&call.ctx, &work.file.case)?;
            hold::require_room(tx, Holder::Case(id), "file").await?;
            let attachment = call.input.clone();
            let event =
                Event::FileAttached { attachment: attachment.id, name: attachment.name.clone(), size: attachment.size };
            let entry = work.push(event, attachment.visibility, None);
            if attachment.visibility == Visibility::Provider {
                pass_on(&mut work, entry, &attachment);
            }
            tx.attachment_insert(&attachment).await?;
            audit::append(tx, call, "case.attach", &id.to_string(), &audit_detail(&work)).await?;
            work.save(tx).await?;
            Ok(attachment)
        })
    })
    .await
}

/// A file for the provider follows the case's open request, where the route carries it.
fn pass_on(work: &mut CaseWork, entry: EntryId, file: &Attachment) {
    let linked = work.file.evidence().request.filter(|linked| linked.status.is_open() && linked.route.is_carried());
    if let Some(linked) = linked {
        work.messages.push(Message::FileSent { request: linked.id, entry, file: file.clone() });
    }
}

/// The files of a case that the reader may see.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn attachment_list(app: &App, ctx: &Ctx, id: CaseId) -> Result<Vec<Attachment>> {
    super::read::require_see(ctx)?;
    let mut read = app.store().read(ctx.reach()).await?;
    let case = read.case_lookup(id).await?.ok_or(Error::NotFound)?;
    require_own(ctx, &case)?;
    let mut files = read.attachment_list(id).await?;
    files.retain(|file| !ctx.is_customer() || file.visibility == Visibility::Customer);
    Ok(files)
}

/// The files that go along with a request of a case: of those that the recipient may read, the chosen ones, or all. Internal
/// files stay; what the customer sent is theirs and goes only where somebody marked it for the provider.
///
/// # Errors
/// [`Error::Invalid`] `files` where one is chosen that does not go along.
pub(super) async fn going_along(
    read: &mut Read<'_, Owner>,
    case: CaseId,
    chosen: Option<&BTreeSet<AttachmentId>>,
) -> Result<Vec<PacketFile>> {
    let mut files = read.attachment_list(case).await?;
    files.retain(|file| file.visibility == Visibility::Provider);
    if let Some(chosen) = chosen {
        if chosen.iter().any(|one| files.iter().all(|file| file.id != *one)) {
            let message =
                "Only files of this case that are marked for the provider go along: mark it, or leave it out.";
            return Err(Error::field("files", "not_for_provider", message));
        }
        files.retain(|file| chosen.contains(&file.id));
    }
    Ok(files.into_iter().map(|file| PacketFile { name: file.name, size: file.size, sha256: file.sha256 }).collect())
}

/// A file with its bytes.
///
/// # Errors
/// [`Error::NotFound`] where it is not there or not for the reader.
pub async fn attachment_read(app: &App, ctx: &Ctx, id: AttachmentId) -> Result<(Attachment, Vec<u8>)> {
    super::read::require_see(ctx)?;
    let mut read = app.store().read(ctx.reach()).await?;
    let file = read.attachment_lookup(id).await?.ok_or(Error::NotFound)?;
    let case = match file.case {
        Some(case) => read.case_lookup(case).await?,
        None => None,
    };
    drop(read);
    if let Some(case) = &case {
        require_own(ctx, case)?;
    }
    if ctx.is_customer() && (case.is_none() || file.visibility != Visibility::Customer) {
        return Err(Error::NotFound);
    }
    let bytes = content(app, &file).await?;
    Ok((file, bytes))
}

/// The name a file is kept under, where it can be taken: only the last part of a path is kept.
pub(crate) fn check(name: &str, bytes: &[u8]) -> Result<String> {
    if bytes.len() > FILE_LIMIT {
        return Err(Error::TooLarge { limit: FILE_LIMIT });
    }
    let mut faults = Faults::default();
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = faults.line("file", last);
    if bytes.is_empty() {
        faults.add("file", "empty", "This file is empty: take another.");
    }
    faults.finish()?;
    Ok(name)
}

/// The same of a file that comes from outside the organization, or goes there: it is no program.
pub(crate) fn check_foreign(name: &str, bytes: &[u8]) -> Result<String> {
    let name = check(name, bytes)?;
    if is_program(&name, bytes) { Err(no_program("file")) } else { Ok(name) }
}

/// The refusal of a program.
pub(crate) fn no_program(field: &str) -> Error {
    let message = "Programs are not taken: send what they showed, as text or a picture. Pack into an archive what has to be read.";
    Error::field(field, "program", message)
}

/// Keeps a file's bytes, and describes it as belonging to nothing yet.
pub(crate) async fn keep(app: &App, ctx: &Ctx, name: String, bytes: Vec<u8>) -> Result<Attachment> {
    keep_for(app, ctx.owner, ctx.actor(), name, bytes).await
}

/// Keeps the bytes of a file that somebody elsewhere brought.
pub(crate) async fn keep_for(app: &App, owner: Owner, by: Actor, name: String, bytes: Vec<u8>) -> Result<Attachment> {
    let sha256 = hex(&Sha256::digest(&bytes));
    let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    app.0.parts.files.put(&path(&sha256), PutPayload::from(bytes)).await.map_err(Error::internal)?;
    Ok(Attachment {
        owner,
        id: app.id(),
        case: None,
        request: None,
        media_type: media_type(&name).to_owned(),
        name,
        size,
        sha256,
        visibility: Visibility::Internal,
        at: app.now(),
        by,
    })
}

/// A file's bytes.
pub(crate) async fn content(app: &App, file: &Attachment) -> Result<Vec<u8>> {
    let found = app.0.parts.files.get(&path(&file.sha256)).await.map_err(Error::internal)?;
    Ok(found.bytes().await.map_err(Error::internal)?.to_vec())
}

/// Where bytes are kept.
pub(crate) fn path(sha256: &str) -> Path {
    Path::from(format!("{}/{sha256}", &sha256[..2]))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The type a file is described with, by its name alone: what its sender claims does not decide anything.
fn media_type(name: &str) -> &'static str {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    match ending.as_deref() {
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("gif") => "image/gif",
        Some("webp") => "image/webp",
        Some("pdf") => "application/pdf",
        Some("txt" | "log" | "csv" | "json" | "xml" | "har") => "text/plain",
        Some("zip") => "application/zip",
        _ => "application/octet-stream",
    }
}
