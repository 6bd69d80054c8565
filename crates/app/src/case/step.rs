//! Troubleshooting is put on record.

use tierline_domain::{
    Action, CaseId, CaseStatus, DelegatedAdmin, Event, Step, StepArea, StepMeans, StepOutcome, Visibility,
};

use super::work::{CaseWork, change_case};
use crate::{
    app::App,
    ctx::Ctx,
    error::{Error, Faults, Result},
};

/// A step to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordStep {
    /// Software, settings or configuration.
    pub area: StepArea,
    /// By what means; delegated admin where a live relationship reaches the person, else with the customer.
    pub means: Option<StepMeans>,
    /// What was done.
    pub action: String,
    /// How it ended.
    pub outcome: StepOutcome,
    /// What was seen.
    pub result: Option<String>,
}

/// Records a troubleshooting step. By delegated admin only under a relationship that is live now and reaches the person.
///
/// # Errors
/// [`Error::Invalid`] (naming `means` where the relationship is missing), [`Error::NotFound`], [`Error::Forbidden`];
/// [`Error::Conflict`] on a closed case.
pub async fn record_step(app: &App, ctx: &Ctx, id: CaseId, step: RecordStep) -> Result<Step> {
    app.require(ctx, Action::RecordStep).await?;
    let mut faults = Faults::default();
    let action = faults.prose("action", &step.action);
    let result = faults.optional_prose("result", step.result.as_deref());
    faults.finish()?;
    change_case(app, ctx, "case.record_step", id, RecordStep { action, result, ..step }, |work, call| {
        require_active(work)?;
        let reaching = relationship(work, &call.ctx);
        let means = call.input.means.unwrap_or(match reaching {
            Some(_) => StepMeans::DelegatedAdmin,
            None => StepMeans::WithCustomer,
        });
        if means == StepMeans::DelegatedAdmin && reaching.is_none() {
            return Err(Error::field(
                "means",
                "delegated_admin_missing",
                "No live delegated admin relationship reaches you here: take another means, or let an Admin agent request one.",
            ));
        }
        let step = Step {
            id: call.app.id(),
            area: call.input.area,
            means,
            relationship: reaching.filter(|_| means == StepMeans::DelegatedAdmin).map(|d| d.id),
            action: call.input.action.clone(),
            outcome: call.input.outcome,
            result: call.input.result.clone(),
        };
        work.push(Event::StepRecorded(step.clone()), Visibility::Internal, None);
        Ok(step)
    })
    .await
}

/// The live relationship whose roles reach the acting person.
fn relationship<'a>(work: &'a CaseWork, ctx: &Ctx) -> Option<&'a DelegatedAdmin> {
    work.file.delegated.iter().find(|d| d.is_live(work.now) && d.reaches(ctx.user_id()))
}

/// Refuses work on a case that is over.
pub(crate) fn require_active(work: &CaseWork) -> Result<()> {
    match work.file.case.status {
        CaseStatus::Closed => Err(Error::conflict("closed", "This case is closed: reopen it, or open a new one.")),
        CaseStatus::Resolved => {
            Err(Error::conflict("already_resolved", "This case is resolved: reopen it if the problem is back."))
        }
        _ => Ok(()),
    }
}
