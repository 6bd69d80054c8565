//! Troubleshooting steps.

use serde::{Deserialize, Serialize};
use tierline_app::{Error, case as cases};
use tierline_domain::{CaseId, Entry, Event};
use utoipa::ToSchema;

use crate::kit::{
    answer::{Answer, Found, Made, Page},
    call::{At, Caller, Command},
    endpoint::{Operation, get, post},
    wire::{self, Id, Time},
};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        get("/cases/{case_id}/troubleshooting-steps", "Lists what was tried, oldest first.", list),
        post("/cases/{case_id}/troubleshooting-steps", "Puts on record what was tried.", add),
    ]
}

/// Something that was tried.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TroubleshootingStep)]
struct Step {
    /// Identifier.
    id: wire::StepId,
    /// When it was recorded.
    at: Time,
    /// By whom.
    by: String,
    /// Software, settings or configuration.
    area: wire::StepArea,
    /// By what means.
    means: wire::StepMeans,
    /// The relationship used, for delegated admin.
    relationship_id: Option<wire::DelegatedAdminId>,
    /// What was done.
    action: String,
    /// How it ended.
    outcome: wire::StepOutcome,
    /// What was seen.
    result: Option<String>,
}

impl Step {
    fn of(entry: Entry) -> Option<Self> {
        let Event::StepRecorded(step) = entry.event else { return None };
        Some(Self {
            id: step.id.into(),
            at: entry.at.into(),
            by: entry.actor.name,
            area: step.area.into(),
            means: step.means.into(),
            relationship_id: step.relationship.map(Id),
            action: step.action,
            outcome: step.outcome.into(),
            result: step.result,
        })
    }
}

async fn list(caller: Caller, At(id): At<CaseId>) -> Answer<Found<Page<Step>>> {
    let entries = cases::view(&caller.app, &caller.ctx, id).await?.entries;
    Ok(Found::new(Page::whole(entries.into_iter().filter_map(Step::of).collect())))
}

/// A step to be put on record.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewTroubleshootingStep)]
struct NewStep {
    /// Software, settings or configuration.
    area: wire::StepArea,
    /// By what means; `delegated_admin` where a live relationship reaches the caller, else `with_customer`.
    means: Option<wire::StepMeans>,
    /// What was done.
    #[schema(min_length = 1, max_length = 20_000)]
    action: String,
    /// How it ended.
    outcome: wire::StepOutcome,
    /// What was seen.
    result: Option<String>,
}

async fn add(At(id): At<CaseId>, command: Command<NewStep>) -> Answer<Made<Step>> {
    let Command { app, ctx, body, .. } = command;
    let step = cases::RecordStep {
        area: body.area.0,
        means: body.means.map(|means| means.0),
        action: body.action,
        outcome: body.outcome.0,
        result: body.result,
    };
    let made = cases::record_step(&app, &ctx, id, step).await?.id;
    let entries = cases::view(&app, &ctx, id).await?.entries;
    let step = entries.into_iter().filter_map(Step::of).find(|step| step.id.0 == made);
    Ok(Made::new(step.ok_or(Error::NotFound)?))
}
