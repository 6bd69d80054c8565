//! The rules an organization sets for itself.

use chrono::{DateTime, NaiveDate, Utc};
use tierline_domain::{Action, Language, Owner, Policy, Severity, Target};
use tierline_store::SystemTx;

use super::policy_check;
use crate::{
    app::{App, Call},
    audit,
    ctx::Ctx,
    error::{Error, Faults, Result},
    relay::Message,
};

/// What is to change; absent means unchanged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EditPolicy {
    /// Whether an escalation needs another person's approval (critical ones after the fact).
    pub approval_required: Option<bool>,
    /// Whether Sales agents may open and work on cases.
    pub sales_agents_work_cases: Option<bool>,
    /// Whether customers read what recipients write to their requests at once.
    pub pass_on_answers: Option<bool>,
    /// Certainty (1 to 100) from which a match counts as certain.
    pub match_threshold: Option<u8>,
    /// Minutes after which a feed counts as stale.
    pub feed_fresh_minutes: Option<i64>,
    /// Business hours, holidays and time zone.
    pub calendar: EditCalendar,
    /// Minutes per severity.
    pub targets: Vec<(Severity, EditTarget)>,
    /// Languages in which the recipient answers around the clock.
    pub recipient_languages: Option<Vec<Language>>,
    /// Where vulnerabilities are reported: a link or a mail address.
    pub security_contact: Option<String>,
    /// The mail address of the organization's own support; empty for none.
    pub support_email: Option<String>,
    /// Its telephone; empty for none.
    pub support_phone: Option<String>,
    /// Its page; empty for none.
    pub support_website: Option<String>,
    /// Days for which the audit log says what was done; none within for ever.
    pub audit_days: Option<Option<u32>>,
    /// Whether everybody who signs in here needs a second factor.
    pub require_second_factor: Option<bool>,
}

/// What is to change of the calendar; absent means unchanged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EditCalendar {
    /// IANA name of the zone.
    pub time_zone: Option<String>,
    /// The time of day at which a working day opens, like `08:00`.
    pub opens: Option<String>,
    /// The time of day at which it closes; `24:00` is midnight.
    pub closes: Option<String>,
    /// Days of the week that are worked, Monday is 1.
    pub days: Option<Vec<i64>>,
    /// Days that are not worked although their weekday is, like `2026-12-25`.
    pub holidays: Option<Vec<String>>,
}

/// What is to change of one severity's targets, in minutes; absent means unchanged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EditTarget {
    /// The partner's first response.
    pub first_response: Option<i64>,
    /// The next update to the customer.
    pub next_update: Option<i64>,
    /// The provider's first response.
    pub provider_first_response: Option<i64>,
    /// From the report to the solution.
    pub resolution: Option<i64>,
}

impl EditTarget {
    /// The targets with what is to change.
    pub(super) fn on(self, target: Target) -> Target {
        Target {
            first_response: self.first_response.unwrap_or(target.first_response),
            next_update: self.next_update.unwrap_or(target.next_update),
            provider_first_response: self.provider_first_response.unwrap_or(target.provider_first_response),
            resolution: self.resolution.unwrap_or(target.resolution),
        }
    }
}

/// The rules of the actor's organization. Whoever works by them may read them.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn policy(app: &App, ctx: &Ctx) -> Result<Policy> {
    if !ctx.may(Action::Administer) {
        app.require(ctx, Action::See).await?;
    }
    Ok(ctx.organization.policy.clone())
}

/// The rules as they are at this moment, and not as they were when the actor's call began.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn policy_now(app: &App, ctx: &Ctx) -> Result<Policy> {
    app.require(ctx, Action::Administer).await?;
    let mut read = app.store().read(ctx.reach()).await?;
    let found = read.organization_lookup(ctx.owner.organization).await?;
    Ok(found.ok_or_else(|| Error::internal("an organization has gone"))?.policy)
}

/// Who changed the rules last, and when, where it was done in this cloud: for a person whose own change came too late.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn policy_last_edit(app: &App, ctx: &Ctx) -> Result<Option<(String, DateTime<Utc>)>> {
    let changed_at = policy_now(app, ctx).await?.changed_at;
    let mut read = app.store().read(ctx.reach()).await?;
    audit::last(&mut read, "policy.edit", ctx.owner.organization.to_string(), changed_at).await
}

/// Changes the rules of the actor's organization, in all its clouds. What is open is judged by the new rules from then on:
/// what lists show of open cases follows, through the outbox.
///
/// # Errors
/// [`Error::Invalid`], [`Error::Forbidden`]; [`Error::Stale`] where the caller read other rules; [`Error::StepUp`] where it is
/// about second factors; [`Error::Conflict`] `for_a_time` where it is about what others may, or how long it is on record.
pub async fn edit_policy(app: &App, ctx: &Ctx, command: EditPolicy) -> Result<Policy> {
    app.require(ctx, Action::Administer).await?;
    if command.require_second_factor.is_some_and(|asked| asked != ctx.organization.policy.require_second_factor) {
        ctx.require_recent(app.now())?;
    }
    let mut faults = Faults::default();
    let holidays = policy_check::check(&mut faults, &command);
    faults.finish()?;
    app.administer(ctx, "policy.edit", (command, holidays), |tx, call| Box::pin(edit(tx, call))).await
}

/// Whether a change of the rules says what others may, what must be proven or approved before it, or for how long it stays on record: who
/// administers for a time leaves these as they are.
fn opens(before: &Policy, after: &Policy) -> bool {
    before.require_second_factor != after.require_second_factor
        || before.approval_required != after.approval_required
        || before.sales_agents_work_cases != after.sales_agents_work_cases
        || before.audit_days != after.audit_days
}

type Checked = (EditPolicy, Option<Vec<NaiveDate>>);

async fn edit(tx: &mut SystemTx<'_>, call: &Call<Checked>) -> Result<Policy> {
    let owner = call.ctx.owner;
    let found = tx.organization_lookup_for_update(owner.organization).await?;
    let mut organization = found.ok_or_else(|| Error::internal("an organization has gone"))?;
    let before = organization.policy.clone();
    call.ctx.expect_version(before.version)?;
    let mut after = policy_check::applied(&before, &call.input.0, call.input.1.as_deref())?;
    if before == after {
        return Ok(before);
    }
    if opens(&before, &after) {
        call.ctx.require_standing(Action::Administer)?;
    }
    (after.version, after.changed_at) = (before.version + 1, Some(call.now));
    organization.policy = after.clone();
    tx.organization_update(&organization).await?;
    let detail = audit::changes(&before, &after, &["version", "changed_at"])?;
    for cloud in &organization.clouds {
        let owner = Owner { cloud: *cloud, ..owner };
        // The rules hold in each cloud of the organization, and each cloud's log says that they changed.
        audit::append(&mut tx.tenant(owner), call, "policy.edit", &owner.organization.to_string(), &detail).await?;
        let message = Message::PolicyChanged { version: after.version, after: None };
        message.append(&mut tx.tenant(owner), &call.app, call.now).await?;
    }
    Ok(after)
}
