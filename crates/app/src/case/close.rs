//! The end of a case, and its return.

use tierline_domain::{Action, CaseId, CaseRefusal, CaseStatus, Event, Visibility, may_reopen};

use super::{
    read::require_own,
    work::{CaseWork, change_case},
};
use crate::{
    app::App,
    ctx::Ctx,
    error::{Error, Faults, Result},
};

fn required(field: &str, text: &str) -> Result<String> {
    let mut faults = Faults::default();
    let text = faults.prose(field, text);
    faults.finish()?;
    Ok(text)
}

fn refuse(refusal: CaseRefusal) -> Error {
    Error::conflict(
        refusal.word(),
        match refusal {
            CaseRefusal::Closed => "This case is closed: reopen it, or open a new one.",
            CaseRefusal::NotClosed => "This case is not over, so there is nothing to reopen.",
            CaseRefusal::TooLate => "This case was closed more than 14 days ago: open a new one that continues it.",
            CaseRefusal::Resolved => "This case is resolved already.",
        },
    )
}

/// Says that the problem is solved; the customer reads how, and is asked whether it is.
///
/// # Errors
/// [`Error::Conflict`] where it is over, [`Error::Invalid`], [`Error::NotFound`], [`Error::Forbidden`].
pub async fn resolve(app: &App, ctx: &Ctx, id: CaseId, text: &str) -> Result<()> {
    app.require(ctx, Action::WorkCases).await?;
    let text = required("text", text)?;
    change_case(app, ctx, "case.resolve", id, text, |work, call| {
        match work.file.case.status {
            CaseStatus::Closed => return Err(refuse(CaseRefusal::Closed)),
            CaseStatus::Resolved => return Err(refuse(CaseRefusal::Resolved)),
            _ => {}
        }
        work.push(Event::CaseResolved, Visibility::Customer, Some(call.input.clone()));
        work.move_to(CaseStatus::Resolved);
        Ok(())
    })
    .await
}

/// The customer says that it is solved, on their page or to an agent.
///
/// # Errors
/// [`Error::Conflict`] where nothing was resolved, [`Error::NotFound`], [`Error::Forbidden`].
pub async fn confirm(app: &App, ctx: &Ctx, id: CaseId, text: Option<&str>) -> Result<()> {
    app.require(ctx, if ctx.is_customer() { Action::ReportOwn } else { Action::WorkCases }).await?;
    let mut faults = Faults::default();
    let text = faults.optional_prose("text", text);
    faults.finish()?;
    change_case(app, ctx, "case.confirm", id, text, |work, call| {
        require_own(&call.ctx, &work.file.case)?;
        if work.file.case.status == CaseStatus::Closed {
            return Err(refuse(CaseRefusal::Closed));
        }
        if work.file.case.status != CaseStatus::Resolved {
            work.push(Event::CaseResolved, Visibility::Internal, None);
            work.move_to(CaseStatus::Resolved);
        }
        work.push(Event::SolutionConfirmed, Visibility::Customer, call.input.clone());
        if call.ctx.is_customer() {
            end(work, false, None);
        }
        Ok(())
    })
    .await
}

/// The symptom stays: after an issue was called resolved, or after our solution. A ground to go on.
///
/// # Errors
/// [`Error::Conflict`] on a closed case, [`Error::NotFound`], [`Error::Forbidden`].
pub async fn persists(app: &App, ctx: &Ctx, id: CaseId, text: Option<&str>) -> Result<()> {
    app.require(ctx, if ctx.is_customer() { Action::ReportOwn } else { Action::WorkCases }).await?;
    let mut faults = Faults::default();
    let text = faults.optional_prose("text", text);
    faults.finish()?;
    change_case(app, ctx, "case.persists", id, text, |work, call| {
        require_own(&call.ctx, &work.file.case)?;
        if work.file.case.status == CaseStatus::Closed {
            return Err(refuse(CaseRefusal::Closed));
        }
        work.push(Event::SymptomPersists, Visibility::Customer, call.input.clone());
        if work.file.case.status == CaseStatus::Resolved {
            work.push(Event::CaseReopened, Visibility::Customer, None);
        }
        work.move_to(CaseStatus::Open);
        Ok(())
    })
    .await
}

/// Closes a case.
///
/// # Errors
/// [`Error::Conflict`] where it is closed or a request of it is still open, [`Error::Invalid`], [`Error::NotFound`],
/// [`Error::Forbidden`].
pub async fn close(app: &App, ctx: &Ctx, id: CaseId, text: &str) -> Result<()> {
    app.require(ctx, Action::WorkCases).await?;
    let text = required("text", text)?;
    change_case(app, ctx, "case.close", id, text, |work, call| {
        if work.file.case.status == CaseStatus::Closed {
            return Err(refuse(CaseRefusal::Closed));
        }
        if let Some(linked) = work.file.evidence().request.filter(|linked| linked.status.is_open()) {
            let message = format!("{} is still open: withdraw it, or wait for its end.", linked.number);
            return Err(Error::conflict("request_open", message));
        }
        end(work, false, Some(call.input.clone()));
        Ok(())
    })
    .await
}

/// Ends a case.
pub(crate) fn end(work: &mut CaseWork, by_silence: bool, text: Option<String>) {
    work.push(Event::CaseClosed { by_silence }, Visibility::Customer, text);
    work.move_to(CaseStatus::Closed);
}

/// Reopens a case, with its history.
///
/// # Errors
/// [`Error::Conflict`] where it is not over or was closed too long ago; [`Error::Invalid`], [`Error::NotFound`],
/// [`Error::Forbidden`].
pub async fn reopen(app: &App, ctx: &Ctx, id: CaseId, reason: &str) -> Result<()> {
    app.require(ctx, if ctx.is_customer() { Action::ReportOwn } else { Action::WorkCases }).await?;
    let reason = required("reason", reason)?;
    change_case(app, ctx, "case.reopen", id, reason, |work, call| {
        require_own(&call.ctx, &work.file.case)?;
        may_reopen(work.file.case.status, work.file.case.closed_at, call.now).map_err(refuse)?;
        work.push(Event::CaseReopened, Visibility::Customer, Some(call.input.clone()));
        work.move_to(CaseStatus::Open);
        Ok(())
    })
    .await
}
