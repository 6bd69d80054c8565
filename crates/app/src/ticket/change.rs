//! A sender changes its ticket: it says something, sends a file, or takes the ticket back.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::{DateTime, SubsecRound, Utc};
use serde_json::json;
use sha2::{Digest, Sha256};
use tierline_domain::{
    Action, Actor, Attachment, AttachmentId, EntryId, OutboxId, RequestId, RequestStatus, Severity, is_program,
};
use tierline_store::{System, SystemTx};
use uuid::Uuid;

use super::{
    create::{Recipient, keep_all, sender},
    recipient,
    show::{request_of, show},
    wire::{FileValue, Ticket},
};
use crate::{
    app::App,
    audit,
    case::{
        attach::{check, no_program},
        hold::{self, Holder, MOST_ENTRIES},
    },
    ctx::Ctx,
    error::{Error, Faults, Result},
    port::carrier::Parcel,
    relay::{
        REOPENING,
        arrive::{self, Rated, Said, Way},
    },
    standing,
};

/// The most notes that one change may bring: a ticket is sent back with all that it has.
const MOST_NOTES: usize = 500;
/// The most files that come with one ticket, so that one post cannot fill the file store.
const MOST_FILES: usize = 10;

/// Something that the sender says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNote {
    /// Its identifier at the sender's; the same note comes once.
    pub id: Option<String>,
    /// Who says it.
    pub author: Option<String>,
    /// When it was said.
    pub date: Option<DateTime<Utc>>,
    /// What.
    pub text: String,
}

/// What a sender changes of its ticket.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ChangeTicket {
    /// What it says. Notes that are there already, by their identifier, are left alone.
    pub notes: Vec<NewNote>,
    /// Files that it sends; those that are there already, by their identifier, are left alone.
    pub files: Vec<FileValue>,
    /// It takes the ticket back, and why.
    pub cancel: Option<String>,
    /// It says that what was solved is not: the notes say why.
    pub reopens: bool,
    /// Another severity, where that is to change.
    pub severity: Option<Severity>,
}

/// A file that came by wire and was looked at.
#[derive(Debug)]
pub(super) struct NewFile {
    id: Option<String>,
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
    digest: String,
}

impl NewFile {
    /// The identifier of what is said of it, the same each time it comes.
    pub(super) fn entry(&self, app: &App, request: RequestId) -> EntryId {
        let id = self.id.as_deref().filter(|id| !id.is_empty()).unwrap_or(&self.digest);
        entry_of(app, request, "file", Some(id))
    }
}

/// The identifier of what somebody elsewhere wrote: its own where it is one of ours, else made of its own.
fn entry_of(app: &App, request: RequestId, kind: &str, id: Option<&str>) -> EntryId {
    id.map_or_else(|| app.id(), |id| made_of(request, kind, id))
}

/// The identifier under which an update of the other end's stands in a request's timeline, by what it is called there.
#[must_use]
pub fn update_entry(request: RequestId, id: &str) -> EntryId {
    made_of(request, "update", id)
}

/// The identifier of a file that a sender's change brought, by that of what is said of it: so each leads to the other.
pub(super) fn file_of(request: RequestId, entry: EntryId) -> AttachmentId {
    AttachmentId(derived(request, "attachment", &entry.to_string()))
}

/// An identifier of ours as it is; any other gives the same one each time.
fn made_of(request: RequestId, kind: &str, id: &str) -> EntryId {
    id.parse().unwrap_or_else(|_| EntryId(derived(request, kind, id)))
}

fn derived(request: RequestId, kind: &str, id: &str) -> Uuid {
    let digest = Sha256::new().chain_update(request.uuid()).chain_update(kind).chain_update([0]).chain_update(id);
    let digest = digest.finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// Looks at the files of a ticket: by their content alone, with a name, not too many, no programs.
///
/// # Errors
/// [`Error::Invalid`] with what is wrong, [`Error::TooLarge`].
pub(super) fn files(all: &[FileValue]) -> Result<Vec<NewFile>> {
    let refuse = |code: &str, message: &str| Err(Error::field("attachment", code, message));
    if all.len() > MOST_FILES {
        return refuse("too_many", "At most 10 files at once: send the others afterwards.");
    }
    let mut files = Vec::new();
    for file in all {
        let Some(content) = &file.content else {
            return refuse(
                "no_content",
                "Send the file itself in `content`, in base 64: nothing is fetched from elsewhere.",
            );
        };
        let text: String = content.chars().filter(|c| !c.is_ascii_whitespace()).collect();
        let Ok(bytes) = STANDARD.decode(text) else {
            return refuse("not_base64", "The content is no base 64.");
        };
        let name = check(file.name.as_deref().unwrap_or_default(), &bytes).map_err(|error| match error {
            Error::Invalid(_) => Error::field("attachment.name", "empty", "Give the file a name, and something in it."),
            other => other,
        })?;
        if is_program(&name, &bytes) {
            return Err(no_program("attachment"));
        }
        let digest = crate::case::attach::hex(&Sha256::digest(&bytes));
        files.push(NewFile { id: file.id.clone(), name, bytes, digest });
    }
    Ok(files)
}

/// Changes one of the caller's tickets.
///
/// # Errors
/// [`Error::Invalid`], [`Error::Conflict`] where the ticket is over, [`Error::NotFound`], [`Error::TooLarge`],
/// [`Error::Forbidden`].
pub async fn change(app: &App, ctx: &Ctx, number: &str, command: ChangeTicket) -> Result<Ticket> {
    app.require(ctx, Action::Escalate).await?;
    let to = recipient(app, ctx).await?;
    let id = request_of(app, ctx, &to, number).await?;
    let now = app.now();
    let reopens = command.reopens;
    let mut command = command;
    let rating = command.severity.map(|severity| rating(app, id, severity, &mut command.notes));
    let (notes, cancel) = checked(app, ctx, id, &command, now)?;
    let there = known(app, &to, id).await?;
    let mut files =
        files(&command.files.into_iter().filter(|file| is_news(app, id, file, &there)).collect::<Vec<_>>())?;
    files.retain(|file| !there.contains(&file.entry(app, id)));
    if !files.is_empty() {
        expect_room(app, &to, id).await?;
    }
    let mut kept = Vec::new();
    for (file, attachment) in keep_all(app, ctx, to.0, id, files).await? {
        kept.push((file.entry(app, id), attachment));
    }
    let changing = Changing { app: app.clone(), ctx: ctx.clone(), to, id, now, notes, kept, cancel, reopens, rating };
    let done = app.store().write_with(System, changing, |tx, changing| Box::pin(changing.run(tx))).await;
    app.on_record(ctx, "ticket.change", done).await?;
    show(app, ctx, number).await
}

/// What stands in the request's timeline.
async fn known(app: &App, to: &Recipient, id: RequestId) -> Result<Vec<EntryId>> {
    let mut read = app.store().read(to.0).await?;
    let mut all: Vec<EntryId> = read.request_entry_list(id).await?.into_iter().map(|entry| entry.id).collect();
    // One that the sender did not bring by a ticket is shown by its own identifier, not by that of what was said of it.
    all.extend(read.attachment_list_of_request(id).await?.into_iter().map(|file| EntryId(file.id.uuid())));
    Ok(all)
}

/// Refuses files before their bytes are kept, where the ticket has no room for them.
async fn expect_room(app: &App, to: &Recipient, id: RequestId) -> Result<()> {
    hold::require_room(&mut app.store().read(to.0).await?, Holder::Request(id), "attachment").await
}

/// Whether a file of the list is new; the others are repeated as they were shown.
fn is_news(app: &App, request: RequestId, file: &FileValue, known: &[EntryId]) -> bool {
    let shown = file.id.as_deref().and_then(|id| id.parse::<AttachmentId>().ok());
    if shown.is_some_and(|id| known.contains(&EntryId(id.uuid()))) {
        return false;
    }
    file.id.is_none() || !known.contains(&entry_of(app, request, "file", file.id.as_deref()))
}

type Written = (EntryId, Actor, String);

/// A severity, under the identifier of the note that a desk sends along to say it: it is no note of its own.
fn rating(app: &App, request: RequestId, severity: Severity, notes: &mut Vec<NewNote>) -> (EntryId, Severity) {
    let says = Parcel::rating_note(severity);
    let place = notes.iter().position(|note| note.text == says);
    let note = place.map(|place| notes.remove(place));
    (entry_of(app, request, "note", note.and_then(|note| note.id).as_deref()), severity)
}

/// The words that were sent, where they can be taken.
fn checked(
    app: &App,
    ctx: &Ctx,
    id: RequestId,
    command: &ChangeTicket,
    now: DateTime<Utc>,
) -> Result<(Vec<Written>, Option<String>)> {
    let mut faults = Faults::default();
    if command.notes.len() > MOST_NOTES {
        faults.add(
            "note",
            "too_many",
            "That is more than a ticket takes at once: send the others with another change.",
        );
    }
    let mut notes = Vec::new();
    for note in command.notes.iter().take(MOST_NOTES) {
        let text = faults.prose("note.text", &note.text);
        let author = faults.optional_line("note.author", note.author.as_deref());
        if note.date.is_some_and(|date| date.trunc_subsecs(6) > now + chrono::Duration::days(1)) {
            faults.add("note.date", "in_future", "This time has not come yet: check the date and the zone.");
        }
        // Without an identifier, the same words by the same person at the same time are the same note.
        let made =
            note.date.map(|date| format!("{}|{}|{text}", date.timestamp_micros(), author.as_deref().unwrap_or("")));
        let name = note.id.clone().filter(|id| !id.is_empty()).or(made);
        let actor = Actor { name: author.unwrap_or_else(|| ctx.organization.name.clone()), ..sender(ctx) };
        notes.push((entry_of(app, id, "note", name.as_deref()), actor, text));
    }
    let cancel = command.cancel.as_ref().map(|reason| {
        let said = faults.optional_prose("statusChangeReason", Some(reason));
        said.unwrap_or_else(|| "The sender took it back.".to_owned())
    });
    faults.finish()?;
    Ok((notes, cancel))
}

struct Changing {
    app: App,
    ctx: Ctx,
    to: Recipient,
    id: RequestId,
    now: DateTime<Utc>,
    notes: Vec<Written>,
    kept: Vec<(EntryId, Attachment)>,
    cancel: Option<String>,
    reopens: bool,
    rating: Option<(EntryId, Severity)>,
}

impl Changing {
    /// How one thing of this change arrives: by the sender's own call.
    fn way(&self, entry: EntryId) -> Way<'_> {
        Way { app: &self.app, told_by: OutboxId(entry.uuid()), call: Some(&self.ctx) }
    }

    async fn run(&self, tx: &mut SystemTx<'_>) -> Result<()> {
        let Self { app, ctx, to, id, now, notes, kept, cancel, reopens, rating } = self;
        standing::ask(&mut tx.tenant(ctx.owner), ctx, app.now()).await?;
        let mut theirs = tx.tenant(to.0);
        let received = theirs.received_lookup_for_update(*id).await?.ok_or(Error::NotFound)?;
        let there: Vec<EntryId> = theirs.request_entry_list(*id).await?.into_iter().map(|entry| entry.id).collect();
        let rating = rating.as_ref().filter(|(entry, to)| *to != received.packet.severity && !there.contains(entry));
        let is_news = notes.iter().any(|note| !there.contains(&note.0)) || !kept.is_empty() || rating.is_some();
        let reopens = *reopens && received.status == RequestStatus::Resolved;
        if is_news && !received.status.is_open() && !reopens {
            return Err(Error::conflict("over", "This ticket is over: nobody reads what is added. File another one."));
        }
        let new = notes.iter().filter(|note| !there.contains(&note.0)).count();
        if new > 0 && there.len() + new > MOST_ENTRIES {
            let message = "This ticket holds as much as a ticket may: file another one that names it.";
            return Err(Error::field("note", "full", message));
        }
        let (mut said, mut sent) = (0, 0);
        for (entry, actor, text) in notes {
            let note = Said { entry: *entry, event: reopens.then_some(REOPENING), text, actor };
            said += usize::from(
                !there.contains(entry) && arrive::note(&mut theirs, &self.way(*entry), *id, &note, *now).await?,
            );
        }
        for (entry, file) in kept {
            if there.contains(entry) {
                continue;
            }
            hold::require_room(&mut theirs, Holder::Request(*id), "attachment").await?;
            sent += usize::from(arrive::file(&mut theirs, &self.way(*entry), *id, *entry, file, *now).await?);
        }
        if let Some((entry, severity)) = rating {
            let actor = sender(ctx);
            let rated = Rated { entry: *entry, severity: *severity, actor: &actor };
            arrive::rating(&mut theirs, &self.way(*entry), (&to.1, *id), &rated, *now).await?;
        }
        let taken_back = match cancel {
            Some(reason) if received.status.is_open() => {
                let (entry, actor) = (entry_of(app, *id, "withdrawal", Some("cancelled")), sender(ctx));
                let gone = Said { entry, event: None, text: reason, actor: &actor };
                arrive::withdrawal(&mut theirs, &self.way(entry), *id, &gone, *now).await?
            }
            _ => false,
        };
        let rated = rating.map(|(_, severity)| severity);
        let detail = json!({ "notes": said, "files": sent, "cancelled": taken_back, "severity": rated });
        let entry = audit::entry(app, ctx, *now, "ticket.change", &id.to_string(), &detail)?;
        Ok(tx.tenant(ctx.owner).audit_append(&entry, app.secret()).await.map(drop)?)
    }
}
