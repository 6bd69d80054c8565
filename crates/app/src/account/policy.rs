//! The rules an organization sets for itself.

use tierline_domain::{Action, Organization, Policy};
use tierline_store::SystemTx;

use crate::{
    app::{App, Call},
    audit,
    ctx::Ctx,
    error::{Error, Faults, Result},
};

/// Longest time a feed may count as fresh, in minutes: a week.
const FRESH_LONGEST: i64 = 7 * 24 * 60;

/// What is to change; absent means unchanged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EditPolicy {
    /// Whether an escalation needs another person's approval (critical ones after the fact).
    pub approval_required: Option<bool>,
    /// Whether Sales agents may open and work on cases.
    pub sales_agents_work_cases: Option<bool>,
    /// Certainty (1 to 100) from which a match counts as certain.
    pub match_threshold: Option<u8>,
    /// Minutes after which a feed counts as stale.
    pub feed_fresh_minutes: Option<i64>,
}

/// Changes the rules of the actor's organization, in all its clouds. What is open is judged by the new rules from then on.
///
/// # Errors
/// [`Error::Invalid`], [`Error::Forbidden`].
pub async fn edit_policy(app: &App, ctx: &Ctx, command: EditPolicy) -> Result<Policy> {
    app.require(ctx, Action::Administer).await?;
    let mut faults = Faults::default();
    if command.match_threshold.is_some_and(|threshold| !(1..=100).contains(&threshold)) {
        faults.add("match_threshold", "out_of_range", "Write a certainty from 1 to 100.");
    }
    if command.feed_fresh_minutes.is_some_and(|minutes| !(1..=FRESH_LONGEST).contains(&minutes)) {
        faults.add("feed_fresh_minutes", "out_of_range", format!("Write minutes from 1 to {FRESH_LONGEST}."));
    }
    faults.finish()?;
    app.administer(ctx, "policy.edit", command, |tx, call| Box::pin(edit(tx, call))).await
}

async fn edit(tx: &mut SystemTx<'_>, call: &Call<EditPolicy>) -> Result<Policy> {
    let owner = call.ctx.owner;
    let mut organization: Organization =
        tx.organization_lookup(owner.organization).await?.ok_or_else(|| Error::internal("an organization has gone"))?;
    let before = organization.policy.clone();
    let (policy, wanted) = (&mut organization.policy, &call.input);
    policy.approval_required = wanted.approval_required.unwrap_or(policy.approval_required);
    policy.sales_agents_work_cases = wanted.sales_agents_work_cases.unwrap_or(policy.sales_agents_work_cases);
    policy.match_threshold = wanted.match_threshold.unwrap_or(policy.match_threshold);
    policy.feed_fresh_minutes = wanted.feed_fresh_minutes.unwrap_or(policy.feed_fresh_minutes);
    if before != organization.policy {
        tx.organization_update(&organization).await?;
        let detail = serde_json::json!({
            "approval_required": organization.policy.approval_required,
            "sales_agents_work_cases": organization.policy.sales_agents_work_cases,
            "match_threshold": organization.policy.match_threshold,
            "feed_fresh_minutes": organization.policy.feed_fresh_minutes,
        });
        audit::append(&mut tx.tenant(owner), call, "policy.edit", &owner.organization.to_string(), &detail).await?;
    }
    Ok(organization.policy)
}
