//! Whose problem it is: what the desk proposes, and what a person decides.

use serde::{Deserialize, Serialize};
use tierline_app::{Error, case as cases};
use tierline_domain::{CaseId, Event};
use utoipa::ToSchema;

use super::shared::Grounds;
use crate::kit::{
    answer::{Answer, Found},
    call::{At, Caller, Command},
    endpoint::{Operation, get, put},
    wire::{self, Word},
};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        get("/cases/{case_id}/category-proposal", "Proposes a category, with reasons.", propose),
        get("/cases/{case_id}/category", "Shows the category as it was decided.", show),
        put(
            "/cases/{case_id}/category",
            "Decides the category. What grounds it lacks blocks the escalation only.",
            decide,
        ),
    ]
}

/// What the desk would decide.
#[derive(Debug, Serialize, ToSchema)]
struct CategoryProposal {
    /// The category; null where nothing points to one.
    category: Option<wire::Category>,
    /// Why.
    reasons: Vec<String>,
}

/// A decision.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewCategory {
    /// The category.
    category: wire::Category,
    /// Why.
    reason: Option<String>,
    /// What it rests on.
    #[serde(default)]
    grounds: Grounds,
}

/// What was decided.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CategoryDecision)]
struct Decision {
    /// The category.
    category: wire::Category,
    /// Why.
    reason: Option<String>,
    /// What it rests on.
    grounds: Grounds,
    /// The grounds that are still missing, by their keys.
    missing: Vec<String>,
}

async fn propose(caller: Caller, At(id): At<CaseId>) -> Answer<Found<CategoryProposal>> {
    let proposal = cases::propose_category(&caller.app, &caller.ctx, id).await?;
    let reasons = proposal.reasons.iter().map(tierline_domain::ProposalReason::text).collect();
    Ok(Found::new(CategoryProposal { category: proposal.category.map(Word), reasons }))
}

async fn show(caller: Caller, At(id): At<CaseId>) -> Answer<Found<Decision>> {
    let entries = cases::view(&caller.app, &caller.ctx, id).await?.entries;
    let decided = entries.into_iter().rev().find_map(|entry| match entry.event {
        Event::CategoryDecided { category, reason, grounds } => Some(Decision {
            category: category.into(),
            reason,
            missing: grounds.missing(category).into_iter().map(str::to_owned).collect(),
            grounds: grounds.into(),
        }),
        _ => None,
    });
    Ok(Found::new(decided.ok_or(Error::NotFound)?))
}

async fn decide(At(id): At<CaseId>, command: Command<NewCategory>) -> Answer<Found<Decision>> {
    let Command { app, ctx, body, .. } = command;
    let decision = cases::Categorize { category: body.category.0, reason: body.reason, grounds: body.grounds.into() };
    let decided = cases::categorize(&app, &ctx, id, decision).await?;
    Ok(Found::new(Decision {
        category: decided.category.into(),
        reason: decided.reason,
        grounds: decided.grounds.into(),
        missing: decided.missing,
    }))
}
