//! The end of a case, and its return.

use serde::Deserialize;
use tierline_app::case as cases;
use tierline_domain::CaseId;
use utoipa::ToSchema;

use super::{
    case::shown,
    case_body::Case,
    shared::{Reason, Text},
};
use crate::kit::{
    answer::{Answer, Found},
    call::{At, Command},
    endpoint::{Operation, post},
};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        post(
            "/cases/{case_id}/resolution",
            "Says that the problem is solved; the customer reads how and is asked.",
            resolve,
        ),
        post("/cases/{case_id}/closure", "Closes a case. The customer's people say with it that it is solved.", close),
        post("/cases/{case_id}/reopening", "Reopens a case within 14 days of its closing.", reopen),
        post("/cases/{case_id}/symptom-reports", "Says that the symptom stays: a ground to go on.", persists),
    ]
}

async fn resolve(At(id): At<CaseId>, command: Command<Text>) -> Answer<Found<Case>> {
    let Command { app, ctx, body, .. } = command;
    cases::resolve(&app, &ctx, id, &body.text).await?;
    shown(&app, &ctx, id).await
}

async fn close(At(id): At<CaseId>, command: Command<Text>) -> Answer<Found<Case>> {
    let Command { app, ctx, body, .. } = command;
    if ctx.is_customer() {
        cases::confirm(&app, &ctx, id, Some(&body.text)).await?;
    } else {
        cases::close(&app, &ctx, id, &body.text).await?;
    }
    shown(&app, &ctx, id).await
}

async fn reopen(At(id): At<CaseId>, command: Command<Reason>) -> Answer<Found<Case>> {
    let Command { app, ctx, body, .. } = command;
    cases::reopen(&app, &ctx, id, &body.reason).await?;
    shown(&app, &ctx, id).await
}

/// A word that the symptom stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SymptomReport {
    /// What is still seen.
    text: Option<String>,
}

async fn persists(At(id): At<CaseId>, command: Command<SymptomReport>) -> Answer<Found<Case>> {
    let Command { app, ctx, body, .. } = command;
    cases::persists(&app, &ctx, id, body.text.as_deref()).await?;
    shown(&app, &ctx, id).await
}
