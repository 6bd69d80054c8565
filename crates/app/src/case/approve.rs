//! Another person's approval, where the partner's policy asks for it.

use tierline_domain::{Action, ApprovalDecision, CaseId, Event, Visibility};

use super::{step::require_active, work::change_case};
use crate::{
    app::App,
    ctx::Ctx,
    error::{Error, Faults, Result},
};

/// What is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApprovalAsk {
    /// Please approve.
    Request,
    /// The answer.
    Decide(ApprovalDecision),
}

/// A word on an approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approve {
    /// Asked or answered.
    pub ask: ApprovalAsk,
    /// Why; needed for a refusal.
    pub reason: Option<String>,
}

/// Asks for an approval, gives or refuses it. Nobody approves what they asked for or decided themselves.
///
/// # Errors
/// [`Error::Conflict`] where the approver is the requester or nothing is decided yet; [`Error::Invalid`],
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn approve(app: &App, ctx: &Ctx, id: CaseId, command: Approve) -> Result<()> {
    app.require(
        ctx,
        match command.ask {
            ApprovalAsk::Request => Action::Escalate,
            ApprovalAsk::Decide(_) => Action::Approve,
        },
    )
    .await?;
    let mut faults = Faults::default();
    let reason = faults.optional_prose("reason", command.reason.as_deref());
    if command.ask == ApprovalAsk::Decide(ApprovalDecision::Refuse) && reason.is_none() {
        faults.add("reason", "empty", "Say why, so that it can be mended.");
    }
    faults.finish()?;
    change_case(app, ctx, "case.approve", id, (command.ask, reason), |work, call| {
        require_active(work)?;
        let (ask, reason) = call.input.clone();
        let evidence = work.file.evidence();
        let Some(decided) = &evidence.category else {
            return Err(Error::conflict(
                "category_missing",
                "Nothing is decided yet that could be approved: decide the category first.",
            ));
        };
        let event = match ask {
            ApprovalAsk::Request => Event::ApprovalRequested,
            ApprovalAsk::Decide(decision) => {
                let me = Some(call.ctx.user_id());
                let asked = evidence.approval_requested.as_ref().and_then(|(_, by)| by.user);
                if asked == me || decided.by.user == me {
                    return Err(Error::conflict(
                        "own_request",
                        "You asked for this or decided it yourself: another person approves it.",
                    ));
                }
                Event::ApprovalDecided { decision }
            }
        };
        work.push(event, Visibility::Internal, reason);
        Ok(())
    })
    .await
}
