//! Details, assignee and whose turn it is.

use chrono::{DateTime, Utc};
use tierline_domain::{Action, Case, CaseId, CaseStatus, CustomerId, Event, Severity, UserId, Visibility};

use tierline_store::TenantTx;

use super::{
    step::require_active,
    work::{CaseWork, audit_detail},
};
use crate::{
    app::{App, Call},
    audit,
    ctx::Ctx,
    error::{Error, Faults, Result},
    validate,
};

/// What is to change; absent means unchanged, `Some(None)` means emptied.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EditCase {
    /// The version that was read; another one by now is refused.
    pub version: Option<i64>,
    /// One line.
    pub subject: Option<String>,
    /// In the customer's words.
    pub description: Option<String>,
    /// Service.
    pub service: Option<Option<String>>,
    /// Region.
    pub region: Option<Option<String>>,
    /// Severity.
    pub severity: Option<Severity>,
    /// Since when.
    pub started_at: Option<Option<DateTime<Utc>>>,
    /// People hit.
    pub affected_users: Option<Option<i64>>,
    /// The error as it reads.
    pub error_text: Option<Option<String>>,
    /// Identifiers of failing calls.
    pub correlation_ids: Option<Vec<String>>,
    /// The customer's contact.
    pub contact: Option<Option<tierline_domain::Contact>>,
    /// The agent.
    pub assignee: Option<Option<UserId>>,
    /// Open or waiting on the customer; other statuses have their own use cases.
    pub status: Option<CaseStatus>,
}

/// Changes a case.
///
/// # Errors
/// [`Error::Invalid`], [`Error::Stale`], [`Error::NotFound`], [`Error::Forbidden`]; [`Error::Conflict`] on a closed case.
pub async fn edit(app: &App, ctx: &Ctx, id: CaseId, command: EditCase) -> Result<Case> {
    app.require(ctx, Action::WorkCases).await?;
    app.change(ctx, "case.edit", command, move |tx, call| {
        Box::pin(async move {
            let organization = std::sync::Arc::clone(&call.ctx.organization);
            let mut work = CaseWork::take(tx, &call.app, organization, call.ctx.actor(), id, call.now).await?;
            let current = work.file.case.version;
            if call.input.version.is_some_and(|read| read != current) {
                return Err(Error::Stale { current: Some(current) });
            }
            require_active(&work)?;
            let assignee_name = match call.input.assignee {
                Some(Some(user)) => Some(assignable(tx, user, work.file.case.customer).await?),
                _ => None,
            };
            apply(&mut work, call, assignee_name)?;
            let tokens = super::open::search_tokens(&work.file.case, &work.file.customer.name);
            audit::append(tx, call, "case.edit", &id.to_string(), &audit_detail(&work)).await?;
            let case = work.save(tx).await?;
            tx.case_search_put(case.id, &tokens).await?;
            Ok(case)
        })
    })
    .await
}

/// The name of a person who can be given this customer's cases: one of ours whose lists do not keep them from it.
async fn assignable(tx: &mut TenantTx<'_>, user: UserId, customer: CustomerId) -> Result<String> {
    let member =
        tx.member_lookup(user).await?.filter(|m| m.membership.customer.is_none() && m.user.disabled_at.is_none());
    if member.is_some() && tx.reach_kept_from(customer).await?.contains(&user) {
        let message =
            "This person does not reach the customer: choose another, or change the person's customers first.";
        return Err(Error::field("assignee_id", "out_of_reach", message));
    }
    member.map(|member| member.user.name).ok_or_else(|| {
        Error::field(
            "assignee_id",
            "unknown",
            "Nobody of this organization has this identifier: take one from the list of users.",
        )
    })
}

fn apply(work: &mut CaseWork, call: &Call<EditCase>, assignee_name: Option<String>) -> Result<()> {
    let command = call.input.clone();
    let before = work.file.case.clone();
    let subscribed: Vec<String> = work.file.subscriptions.iter().map(|s| s.service.clone()).collect();
    let mut faults = Faults::default();
    let case = &mut work.file.case;
    if let Some(subject) = command.subject {
        case.subject = faults.line("subject", &subject);
    }
    if let Some(description) = command.description {
        case.description = faults.prose("description", &description);
    }
    if let Some(service) = command.service {
        case.service = validate::service(&mut faults, service.as_deref(), &subscribed);
    }
    if let Some(region) = command.region {
        case.region = validate::region(&mut faults, region.as_deref(), before.region.as_deref());
    }
    if let Some(started_at) = command.started_at {
        case.started_at = validate::past(&mut faults, "started_at", started_at, call.now);
    }
    if let Some(users) = command.affected_users {
        case.affected_users = validate::affected_users(&mut faults, users);
    }
    if let Some(error_text) = command.error_text {
        case.error_text = faults.optional_prose("error_text", error_text.as_deref());
    }
    if let Some(ids) = command.correlation_ids {
        case.correlation_ids = validate::correlation_ids(&mut faults, ids);
    }
    if let Some(contact) = command.contact {
        case.contact = contact.map(|contact| validate::contact(&mut faults, "contact", contact));
    }
    case.severity = command.severity.unwrap_or(case.severity);
    if let Some(status) = command.status.filter(|s| !matches!(s, CaseStatus::Open | CaseStatus::WaitingOnCustomer)) {
        faults.add(
            "status",
            "not_here",
            format!("A case becomes {status} by resolving, closing or escalating it, not here."),
        );
    }
    faults.finish()?;
    note_changes(work, &before, command.assignee, assignee_name);
    if let Some(status) = command.status {
        work.move_to(status);
    }
    Ok(())
}

/// Puts what changed on the timeline.
fn note_changes(work: &mut CaseWork, before: &Case, assignee: Option<Option<UserId>>, name: Option<String>) {
    let case = &work.file.case;
    let changed = [
        ("subject", before.subject != case.subject),
        ("description", before.description != case.description),
        ("service", before.service != case.service),
        ("region", before.region != case.region),
        ("severity", before.severity != case.severity),
        ("started_at", before.started_at != case.started_at),
        ("affected_users", before.affected_users != case.affected_users),
        ("error_text", before.error_text != case.error_text),
        ("correlation_ids", before.correlation_ids != case.correlation_ids),
        ("contact", before.contact != case.contact),
    ];
    let fields: Vec<String> =
        changed.iter().filter(|(_, changed)| *changed).map(|(field, _)| (*field).to_owned()).collect();
    if !fields.is_empty() {
        work.push(Event::DetailsChanged { fields }, Visibility::Internal, None);
    }
    if let Some(to) = assignee.filter(|to| *to != before.assignee) {
        work.file.case.assignee = to;
        work.push(Event::Assigned { to, name }, Visibility::Internal, None);
    }
}
