//! Waivers and approvals: what takes another person.

use serde::Deserialize;
use tierline_app::case::{self as cases, ApprovalAsk, Approve, Waive};
use tierline_domain::{CaseId, Event};
use utoipa::ToSchema;

use super::note::{Entry, made};
use crate::kit::{
    answer::{Answer, Made},
    call::{At, Command},
    endpoint::{Operation, post},
    wire,
};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        post("/cases/{case_id}/waivers", "Lets a blocker go, with a reason.", waive),
        post("/cases/{case_id}/approval-requests", "Asks another person to approve the escalation.", ask),
        post("/cases/{case_id}/approvals", "Approves or refuses an escalation that another person asked for.", decide),
    ]
}

/// A blocker to be let go.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewWaiver {
    /// Which blocker.
    blocker: wire::BlockerCode,
    /// Why.
    #[schema(min_length = 1, max_length = 20_000)]
    reason: String,
}

/// A question for approval.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewApprovalRequest {
    /// What the approver should know.
    reason: Option<String>,
}

/// The answer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewApproval {
    /// Approve or refuse.
    decision: wire::ApprovalDecision,
    /// Why; needed for a refusal.
    reason: Option<String>,
}

async fn waive(At(id): At<CaseId>, command: Command<NewWaiver>) -> Answer<Made<Entry>> {
    let Command { app, ctx, body, .. } = command;
    let waiver = Waive { blocker: body.blocker.0, reason: body.reason };
    cases::waive(&app, &ctx, id, waiver).await?;
    made(&app, &ctx, id, |entry| matches!(entry.event, Event::BlockerWaived { .. })).await
}

async fn ask(At(id): At<CaseId>, command: Command<NewApprovalRequest>) -> Answer<Made<Entry>> {
    let Command { app, ctx, body, .. } = command;
    cases::approve(&app, &ctx, id, Approve { ask: ApprovalAsk::Request, reason: body.reason }).await?;
    made(&app, &ctx, id, |entry| matches!(entry.event, Event::ApprovalRequested)).await
}

async fn decide(At(id): At<CaseId>, command: Command<NewApproval>) -> Answer<Made<Entry>> {
    let Command { app, ctx, body, .. } = command;
    let answer = Approve { ask: ApprovalAsk::Decide(body.decision.0), reason: body.reason };
    cases::approve(&app, &ctx, id, answer).await?;
    made(&app, &ctx, id, |entry| matches!(entry.event, Event::ApprovalDecided { .. })).await
}
