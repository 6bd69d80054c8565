//! Notes and messages.

use tierline_domain::{Action, CaseId, CaseStatus, EntryId, Event, Side, Visibility};

use super::work::change_case;
use crate::{
    app::App,
    ctx::Ctx,
    error::{Error, Faults, Result},
    relay::Message,
};

/// A note to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Who may read it. A customer's people write to the partner, whatever is said here.
    pub visibility: Visibility,
    /// The text.
    pub text: String,
}

/// Adds a note or a message to a case. A customer's word gives the ball back to us; a note for the provider travels with the
/// case's open service request.
///
/// # Errors
/// [`Error::Invalid`], [`Error::NotFound`], [`Error::Forbidden`]; [`Error::Conflict`] on a closed case.
pub async fn note(app: &App, ctx: &Ctx, id: CaseId, note: Note) -> Result<EntryId> {
    app.require(ctx, if ctx.is_customer() { Action::ReportOwn } else { Action::WorkCases }).await?;
    let mut faults = Faults::default();
    let text = faults.prose("text", &note.text);
    faults.finish()?;
    let visibility = if ctx.is_customer() { Visibility::Customer } else { note.visibility };
    change_case(app, ctx, "case.note", id, (visibility, text), |work, call| {
        super::read::require_own(&call.ctx, &work.file.case)?;
        if work.file.case.status == CaseStatus::Closed {
            return Err(Error::conflict("closed", "This case is closed: reopen it, or open a new one."));
        }
        let (visibility, text) = call.input.clone();
        let entry = work.push(Event::NoteAdded, visibility, Some(text.clone()));
        let from_customer = call.ctx.actor().side == Side::Customer;
        if from_customer && work.file.case.status == CaseStatus::WaitingOnCustomer {
            work.move_to(CaseStatus::Open);
        }
        if visibility == Visibility::Provider {
            pass_on(work, entry, text)?;
        }
        Ok(entry)
    })
    .await
}

/// A note for the provider goes where the case's request is.
fn pass_on(work: &mut super::work::CaseWork, entry: EntryId, text: String) -> Result<()> {
    let linked = work.file.evidence().request.filter(|linked| linked.status.is_open());
    let Some(linked) = linked else {
        return Err(Error::field(
            "visibility",
            "no_request",
            "No service request of this case is open, so the provider has nowhere to read this: write the request first.",
        ));
    };
    work.messages.push(Message::CaseNoted { request: linked.id, entry, text, actor: work.actor.clone() });
    Ok(())
}
