//! Files in pieces: announced in a workspace, put there piece by piece, and given to the request when they are whole. A workspace may
//! be there before its ticket; each ticket has one of its own name.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::Duration;
use object_store::{ObjectStoreExt, PutPayload};
use sha2::{Digest, Sha256};
use tierline_domain::{
    Action, AttachmentId, Customer, SUPPORT_CHUNK_BYTES, SUPPORT_FILE_BYTES, SUPPORT_FILES, SupportFile,
    SupportWorkspace, is_program, is_program_name,
};
use tierline_store::{System, TenantRead, TenantTx};

use super::{
    Place, check_name, in_their_words, name_of, named, once,
    wire::{self, Chunk, Page, Resource},
};
use crate::{
    app::App,
    audit,
    case::attach::{hex, no_program, path},
    ctx::Ctx,
    error::{Error, Faults, Result},
    request,
};

/// The most workspaces of an owner that wait for their ticket.
const MOST_WAITING: i64 = 100;
/// Days for which one waits: the case of a ticket that something stands in the way of may take as long.
const WAITING_DAYS: i64 = 30;

fn workspace_resource(place: &Place, found: &SupportWorkspace) -> Resource<wire::Workspace> {
    let properties = wire::Workspace { created_on: Some(found.created_at) };
    place.resource(&format!("fileWorkspaces/{}", found.name), &found.name, "fileWorkspaces", properties)
}

fn file_resource(place: &Place, workspace: &str, file: &SupportFile) -> Resource<wire::File> {
    let number = |number: usize| i64::try_from(number).ok();
    let properties = wire::File {
        created_on: Some(file.created_at),
        chunk_size: number(file.chunk_size),
        file_size: number(file.size),
        number_of_chunks: number(file.chunks.len()),
    };
    place.resource(&format!("fileWorkspaces/{workspace}/files/{}", file.name), &file.name, "files", properties)
}

/// The workspace of a name, as far as it is of this place: one that was made, or that of a ticket.
async fn found(read: &mut TenantRead<'_>, place: &Place, name: &str) -> Result<SupportWorkspace> {
    if let Some(found) = read.support_workspace_lookup(name).await? {
        let is_here = place.customer.is_none() || place.customer == found.customer;
        return if is_here { Ok(found) } else { Err(Error::NotFound) };
    }
    let (request, ticket) = named(read, place, name).await?;
    Ok(SupportWorkspace {
        owner: request.owner,
        name: name_of(&request, ticket.as_ref()),
        customer: Some(request.customer),
        request: Some(request.id),
        files: Vec::new(),
        created_at: request.created_at,
    })
}

/// The workspace that a new ticket of a customer names: it is no other ticket's and no other customer's.
pub(super) async fn free(
    read: &mut TenantRead<'_>,
    place: &Place,
    name: &str,
    customer: &Customer,
) -> Result<SupportWorkspace> {
    let refused = |code: &str, message: &str| Error::field("fileWorkspaceName", code, message);
    match found(read, place, name).await {
        Ok(found) if found.customer.is_some_and(|whose| whose != customer.id) => {
            Err(refused("unknown", "There is no workspace of this name: make it first."))
        }
        Ok(found) if found.request.is_none() => Ok(found),
        Ok(_) => Err(refused("taken", "The files of this workspace are another ticket's: make one for this ticket.")),
        Err(Error::NotFound) => Err(refused("unknown", "There is no workspace of this name: make it first.")),
        Err(error) => Err(error),
    }
}

/// Makes a workspace. Says whether it is new.
///
/// # Errors
/// [`Error::Invalid`], [`Error::Forbidden`]; [`Error::Conflict`] `name_taken` where it is another customer's, `too_many` where as many wait
/// for their tickets as may.
pub async fn make_workspace(
    app: &App,
    ctx: &Ctx,
    place: &Place,
    name: &str,
) -> Result<(bool, Resource<wire::Workspace>)> {
    app.require(ctx, Action::Escalate).await?;
    check_name("fileWorkspaceName", name)?;
    let there = found(&mut app.store().read(ctx.reach()).await?, place, name).await;
    match there {
        Ok(there) => return Ok((false, workspace_resource(place, &there))),
        Err(Error::NotFound) => {}
        Err(error) => return Err(error),
    }
    let made = SupportWorkspace {
        owner: ctx.owner,
        name: name.to_owned(),
        customer: place.customer,
        request: None,
        files: Vec::new(),
        created_at: app.now(),
    };
    let shown = workspace_resource(place, &made);
    app.change(ctx, "request.workspace", made, |tx, call| {
        Box::pin(async move {
            match tx.support_workspace_take(&call.input.name).await? {
                Some(there) if there.customer == call.input.customer => return Ok(()),
                Some(_) => return Err(Error::conflict("name_taken", "This name is taken: choose another one.")),
                None => {}
            }
            if tx.desk().support_workspaces_waiting().await? >= MOST_WAITING {
                let message = format!(
                    "{MOST_WAITING} workspaces wait for their tickets: name some of them in tickets. One that no ticket names goes \
                     after {WAITING_DAYS} days."
                );
                return Err(Error::conflict("too_many", message));
            }
            tx.support_workspace_put(&call.input).await?;
            audit::append(tx, call, "request.workspace", "", &serde_json::json!({ "name": call.input.name })).await
        })
    })
    .await?;
    Ok((true, shown))
}

/// Removes the workspaces that no ticket named for too long. Gives how many those were. What was put there stays where bytes are kept:
/// other files may be made of the same.
///
/// # Errors
/// The store's.
pub async fn purge(app: &App) -> Result<u64> {
    let before = app.now() - Duration::days(WAITING_DAYS);
    app.store()
        .write_with(System, (), move |tx, ()| {
            Box::pin(async move { Ok::<_, Error>(tx.support_workspaces_purge(before).await?) })
        })
        .await
}

/// A workspace.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn workspace(app: &App, ctx: &Ctx, place: &Place, name: &str) -> Result<Resource<wire::Workspace>> {
    app.require(ctx, Action::See).await?;
    let found = found(&mut app.store().read(ctx.reach()).await?, place, name).await?;
    Ok(workspace_resource(place, &found))
}

/// The files of a workspace.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn files(app: &App, ctx: &Ctx, place: &Place, name: &str) -> Result<Page<Resource<wire::File>>> {
    app.require(ctx, Action::See).await?;
    let found = found(&mut app.store().read(ctx.reach()).await?, place, name).await?;
    let value = found.files.iter().map(|file| file_resource(place, &found.name, file)).collect();
    Ok(Page { value, next_link: None })
}

/// One of its files.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn file(app: &App, ctx: &Ctx, place: &Place, (name, file): (&str, &str)) -> Result<Resource<wire::File>> {
    let all = files(app, ctx, place, name).await?;
    all.value.into_iter().find(|one| one.name.eq_ignore_ascii_case(file)).ok_or(Error::NotFound)
}

/// Announces a file. Says whether it is new; one that is not whole yet may be announced anew.
///
/// # Errors
/// [`Error::Invalid`] where it is too large or its numbers contradict each other; [`Error::Conflict`] `name_taken` where another file of
/// this name is whole; [`Error::NotFound`], [`Error::Forbidden`].
pub async fn announce(
    app: &App,
    ctx: &Ctx,
    place: &Place,
    (name, file): (&str, &str),
    sent: &wire::File,
) -> Result<(bool, Resource<wire::File>)> {
    app.require(ctx, Action::Escalate).await?;
    let new = announced(app, file, sent)?;
    let place_of = found(&mut app.store().read(ctx.reach()).await?, place, name).await?;
    let shown = file_resource(place, &place_of.name, &new);
    let is_new = app
        .change(ctx, "request.workspace", (place_of, new), |tx, call| {
            Box::pin(async move {
                let (place_of, new) = &call.input;
                let mut kept = taken(tx, place_of).await?;
                let at = kept.files.iter().position(|one| one.name.eq_ignore_ascii_case(&new.name));
                match at {
                    Some(at) if same(&kept.files[at], new) => return Ok(false),
                    Some(at) if kept.files[at].whole().is_none() => {
                        kept.files[at] = kept.files[at].begun_anew(new).ok_or_else(too_often)?;
                    }
                    Some(_) => {
                        let message = "Another file of this name is there: choose another name.";
                        return Err(Error::conflict("name_taken", message));
                    }
                    None if kept.files.len() >= SUPPORT_FILES => {
                        let message = format!("A workspace has at most {SUPPORT_FILES} files: make another one.");
                        return Err(Error::conflict("too_many", message));
                    }
                    None => kept.files.push(new.clone()),
                }
                tx.support_workspace_put(&kept).await?;
                let detail = serde_json::json!({ "name": kept.name, "file": new.name });
                audit::append(tx, call, "request.workspace", "", &detail).await?;
                Ok(at.is_none())
            })
        })
        .await?;
    Ok((is_new, shown))
}

fn too_often() -> Error {
    let message = "Too much was put here that something else took the place of: put it under another name.";
    Error::conflict("too_many", message)
}

fn same(one: &SupportFile, other: &SupportFile) -> bool {
    (one.size, one.chunk_size, one.chunks.len()) == (other.size, other.chunk_size, other.chunks.len())
}

/// The workspace as it is kept, held until the transaction ends; that of a ticket is kept from its first file on.
async fn taken(tx: &mut TenantTx<'_>, place: &SupportWorkspace) -> Result<SupportWorkspace> {
    Ok(tx.support_workspace_take(&place.name).await?.unwrap_or_else(|| place.clone()))
}

/// A file whose numbers fit.
fn announced(app: &App, name: &str, sent: &wire::File) -> Result<SupportFile> {
    let mut faults = Faults::default();
    let name = faults.line("fileName", name);
    if name.contains(['/', '\\']) || name.starts_with('.') {
        faults.add("fileName", "not_a_name", "Write a name without a folder, and no dot at its beginning.");
    }
    if is_program_name(&name) {
        faults.add("fileName", "program", "Programs are not taken: pack it into an archive where it has to be read.");
    }
    let mut number = |field: &str, given: Option<i64>, most: usize| {
        let found = given.and_then(|given| usize::try_from(given).ok()).filter(|found| (1..=most).contains(found));
        if found.is_none() {
            faults.add(field, "out_of_range", format!("Write a whole number from 1 to {most}."));
        }
        found.unwrap_or(1)
    };
    let size = number("fileSize", sent.file_size, SUPPORT_FILE_BYTES);
    let chunk_size = number("chunkSize", sent.chunk_size, SUPPORT_CHUNK_BYTES);
    // The contract names at most two; smaller pieces do no harm.
    let chunks = number("numberOfChunks", sent.number_of_chunks, SUPPORT_FILES);
    if size.div_ceil(chunk_size) != chunks {
        let message = "So many pieces of this size are not the file: fileSize divided by chunkSize, rounded up.";
        faults.add("numberOfChunks", "not_the_file", message);
    }
    faults.finish()?;
    let chunks = vec![None; chunks];
    Ok(SupportFile { name, size, chunk_size, chunks, created_at: app.now(), attachment: None, discarded: 0 })
}

/// Takes a piece of a file. When all are there, the file is the request's, if there is one.
///
/// # Errors
/// [`Error::Invalid`] where it is no such piece, or a program's; [`Error::NotFound`], [`Error::Forbidden`]; [`Error::Conflict`] where the
/// request is over, or other pieces were put in this one's place too often.
pub async fn upload(app: &App, ctx: &Ctx, place: &Place, (name, file): (&str, &str), sent: &Chunk) -> Result<()> {
    app.require(ctx, Action::Escalate).await?;
    let place_of = found(&mut app.store().read(ctx.reach()).await?, place, name).await?;
    let known = place_of.files.iter().find(|one| one.name.eq_ignore_ascii_case(file)).ok_or(Error::NotFound)?;
    let index = sent.chunk_index.and_then(|index| usize::try_from(index).ok());
    let expected = index.and_then(|index| known.bytes_of(index));
    let (Some(index), Some(expected)) = (index, expected) else {
        let message = format!("Write the place of the piece, from 0 to {}.", known.chunks.len().saturating_sub(1));
        return Err(Error::field("chunkIndex", "out_of_range", message));
    };
    let content = sent.content.as_deref().unwrap_or_default();
    let bytes = STANDARD.decode(content.trim()).map_err(|_| {
        Error::field("content", "not_base64", "Write the bytes of the piece in base64, with its padding.")
    })?;
    if bytes.len() != expected {
        let message = format!("This piece has {expected} bytes by what was announced, and {} were sent.", bytes.len());
        return Err(Error::field("content", "other_size", message));
    }
    // A file is told by how it begins; where that is cut in two, the whole is looked at when it is given on.
    if index == 0 && is_program(&known.name, &bytes) {
        return Err(no_program("content"));
    }
    let sha256 = hex(&Sha256::digest(&bytes));
    if !known.may_take(index, &sha256) {
        return Err(too_often());
    }
    app.0.parts.files.put(&path(&sha256), PutPayload::from(bytes)).await.map_err(Error::internal)?;
    let piece = Piece { workspace: place_of.name.clone(), file: known.name.clone(), index, sha256 };
    let (whole, workspace) = app
        .change(ctx, "request.upload", piece, |tx, call| {
            Box::pin(async move {
                let Piece { workspace, file, index, .. } = &call.input;
                let detail = serde_json::json!({ "name": workspace, "file": file, "piece": index });
                audit::append(tx, call, "request.upload", "", &detail).await?;
                piece_put(tx, &call.input).await
            })
        })
        .await?;
    if let Some(file) = whole {
        give(app, ctx, &workspace, &file).await?;
    }
    Ok(())
}

struct Piece {
    workspace: String,
    file: String,
    index: usize,
    sha256: String,
}

/// Keeps a piece. Gives the file where it is whole by it and not yet given on, and the workspace's name.
async fn piece_put(tx: &mut TenantTx<'_>, piece: &Piece) -> Result<(Option<String>, String)> {
    let mut kept = tx.support_workspace_take(&piece.workspace).await?.ok_or(Error::NotFound)?;
    let file = kept.files.iter_mut().find(|one| one.name == piece.file).ok_or(Error::NotFound)?;
    if file.attachment.is_some() {
        // It is with the request: the same pieces again change nothing.
        return Ok((None, kept.name));
    }
    if piece.index >= file.chunks.len() {
        return Err(Error::NotFound);
    }
    if !file.take(piece.index, &piece.sha256) {
        return Err(too_often());
    }
    let whole = file.whole().map(|_| piece.file.clone()).filter(|_| kept.request.is_some());
    tx.support_workspace_put(&kept).await?;
    Ok((whole, kept.name))
}

/// The bytes of a file, where all of its pieces are there.
pub(super) async fn content(app: &App, file: &SupportFile) -> Result<Option<Vec<u8>>> {
    let Some(pieces) = file.whole() else { return Ok(None) };
    let mut bytes = Vec::with_capacity(file.size);
    for sha256 in pieces {
        let piece = app.0.parts.files.get(&path(sha256)).await.map_err(Error::internal)?;
        bytes.extend_from_slice(&piece.bytes().await.map_err(Error::internal)?);
    }
    Ok(Some(bytes))
}

/// A whole file becomes one of the request, once.
async fn give(app: &App, ctx: &Ctx, workspace: &str, file: &str) -> Result<()> {
    let Some(kept) = app.store().read(ctx.reach()).await?.support_workspace_lookup(workspace).await? else {
        return Err(Error::NotFound);
    };
    let found = kept.files.iter().find(|one| one.name == file && one.attachment.is_none());
    let (Some(request), Some(found)) = (kept.request, found) else { return Ok(()) };
    let Some(bytes) = content(app, found).await? else { return Ok(()) };
    let key = hex(&Sha256::digest(format!("{request}/{file}")));
    let ctx = &once(ctx, &format!("file/{key}"));
    let attached = request::attach(app, ctx, request, file, bytes).await.map_err(in_their_words)?;
    became(app, ctx, workspace, file, attached.id).await
}

/// Notes what a file became.
pub(super) async fn became(app: &App, ctx: &Ctx, workspace: &str, file: &str, id: AttachmentId) -> Result<()> {
    let ctx = Ctx { idempotency: None, ..ctx.clone() };
    let note = (workspace.to_owned(), file.to_owned(), id);
    app.change(&ctx, "request.upload", note, |tx, call| {
        Box::pin(async move {
            let (workspace, file, id) = &call.input;
            let mut kept = tx.support_workspace_take(workspace).await?.ok_or(Error::NotFound)?;
            if let Some(found) = kept.files.iter_mut().find(|one| one.name == *file) {
                found.attachment = Some(*id);
            }
            Ok(tx.support_workspace_put(&kept).await?)
        })
    })
    .await
}
