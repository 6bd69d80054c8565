//! Delegated admin relationships of a customer.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tierline_app::{
    Error,
    customer::{self as customers, RequestDelegatedAdmin},
};
use tierline_domain::{self as domain, CustomerId, DelegatedAdminId, DelegatedAdminKind};
use utoipa::ToSchema;

use super::shared::Actor;
use crate::kit::{
    answer::{Answer, Found, Made, Page},
    call::{At, Caller, Command},
    endpoint::{Operation, get, post},
    wire::{self, Id, Time, Word},
};

pub(super) fn operations() -> Vec<Operation> {
    const ALL: &str = "/customers/{customer_id}/delegated-admin-relationships";
    const ONE: &str = "/customers/{customer_id}/delegated-admin-relationships/{relationship_id}";
    const DECISIONS: &str = "/customers/{customer_id}/delegated-admin-relationships/{relationship_id}/decisions";
    vec![
        get(ALL, "Lists delegated admin relationships, the one that ends last first.", list),
        post(ALL, "Asks a customer for a delegated admin relationship.", ask),
        get(ONE, "Shows a delegated admin relationship.", show),
        post(DECISIONS, "As the customer's admin: approves, rejects or ends a relationship.", decide),
    ]
}

/// The customer's permission to administer its services.
#[derive(Debug, Serialize, ToSchema)]
struct DelegatedAdminRelationship {
    /// Identifier.
    id: wire::DelegatedAdminId,
    /// Name by which both sides know it.
    name: String,
    /// Granular or legacy.
    kind: wire::DelegatedAdminKind,
    /// How it stands now.
    status: wire::DelegatedAdminStatus,
    /// The directory roles it grants.
    roles: Vec<String>,
    /// When it began or will begin.
    starts_at: Option<Time>,
    /// When it ends; null for the legacy kind.
    ends_at: Option<Time>,
    /// The people its roles are assigned to; none means every agent.
    assigned_to: Vec<wire::UserId>,
    /// When and by whom it was approved; null where that was not done on this desk.
    approved: Option<Decided>,
    /// When and by whom it was ended or refused; null as above, and where its time ran out.
    ended: Option<Decided>,
}

/// A decision that is kept with a relationship.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DelegatedAdminDecided)]
struct Decided {
    /// When.
    at: Time,
    /// By whom: the customer's side, or the partner's.
    by: Actor,
}

impl From<domain::Decided> for Decided {
    fn from(decided: domain::Decided) -> Self {
        Self { at: decided.at.into(), by: decided.by.into() }
    }
}

impl From<domain::DelegatedAdmin> for DelegatedAdminRelationship {
    fn from(one: domain::DelegatedAdmin) -> Self {
        Self {
            id: one.id.into(),
            name: one.name,
            kind: one.kind.into(),
            status: one.status.into(),
            roles: one.roles.into_iter().collect(),
            starts_at: one.starts_at.map(Time),
            ends_at: one.ends_at.map(Time),
            assigned_to: one.assigned_to.into_iter().map(Id).collect(),
            approved: one.approved.map(Into::into),
            ended: one.ended.map(Into::into),
        }
    }
}

/// A relationship to be asked for. Its length is given in `days`, or by the time between `starts_at` (now, where nothing is
/// said) and `ends_at`; it begins when the customer says yes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewDelegatedAdminRelationship {
    /// Name by which both sides know it; the roles where nothing is said.
    #[schema(max_length = 50)]
    name: Option<String>,
    /// Only granular ones can be asked for.
    kind: Option<wire::DelegatedAdminKind>,
    /// Directory roles, by name or template id.
    #[schema(min_items = 1)]
    roles: Vec<String>,
    /// For how many days.
    #[schema(minimum = 1, maximum = 730)]
    days: Option<u32>,
    /// From when its length is counted.
    starts_at: Option<Time>,
    /// Until when its length is counted.
    ends_at: Option<Time>,
    /// The people its roles are assigned to; none means every agent.
    #[serde(default)]
    assigned_to: Vec<wire::UserId>,
}

impl NewDelegatedAdminRelationship {
    fn days(&self, now: DateTime<Utc>) -> Answer<u32> {
        let wrong = |field: &str, code: &str, message: &str| Error::field(field, code, message).into();
        match (self.days, self.ends_at) {
            (Some(days), None) => Ok(days),
            (Some(_), Some(_)) => Err(wrong("days", "repeated", "Give either days or ends_at.")),
            (None, None) => Err(wrong("ends_at", "missing", "Give ends_at, or days: how long it is to last.")),
            (None, Some(Time(end))) => {
                let start = self.starts_at.map_or(now, |at| at.0);
                // A day that has begun counts whole.
                let days = (end - start).num_seconds().max(0).unsigned_abs().div_ceil(24 * 60 * 60);
                Ok(u32::try_from(days).unwrap_or(u32::MAX))
            }
        }
    }

    fn into_command(self, now: DateTime<Utc>) -> Answer<RequestDelegatedAdmin> {
        if self.kind.is_some_and(|Word(kind)| kind != DelegatedAdminKind::Granular) {
            let message = "Only a granular relationship can be asked for: the legacy kind is no longer granted.";
            return Err(Error::field("kind", "not_granted", message).into());
        }
        let days = self.days(now)?;
        let limit = customers::DELEGATED_ADMIN_NAME_LIMIT;
        let name = self.name.unwrap_or_else(|| self.roles.join(", ").chars().take(limit).collect());
        let assigned_to: BTreeSet<_> = self.assigned_to.into_iter().map(|id| id.0).collect();
        Ok(RequestDelegatedAdmin { name, roles: self.roles, days, assigned_to })
    }
}

async fn list(caller: Caller, At(customer): At<CustomerId>) -> Answer<Found<Page<DelegatedAdminRelationship>>> {
    let all = customers::delegated_admin_list(&caller.app, &caller.ctx, customer).await?;
    Ok(Found::new(Page::whole(all.into_iter().map(Into::into).collect())))
}

async fn show(
    caller: Caller,
    At((customer, id)): At<(CustomerId, DelegatedAdminId)>,
) -> Answer<Found<DelegatedAdminRelationship>> {
    Ok(Found::new(customers::delegated_admin_lookup(&caller.app, &caller.ctx, customer, id).await?.into()))
}

async fn ask(
    At(customer): At<CustomerId>,
    command: Command<NewDelegatedAdminRelationship>,
) -> Answer<Made<DelegatedAdminRelationship>> {
    let Command { app, ctx, body, .. } = command;
    let ask = body.into_command(app.now())?;
    let made = customers::request_delegated_admin(&app, &ctx, customer, ask).await?;
    let location = format!("/api/v1/customers/{customer}/delegated-admin-relationships/{}", made.id);
    Ok(Made::at(made.into(), location))
}

/// A decision.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewDelegatedAdminDecision {
    /// What is decided.
    decision: wire::DelegatedAdminDecision,
}

async fn decide(
    At((customer, id)): At<(CustomerId, DelegatedAdminId)>,
    command: Command<NewDelegatedAdminDecision>,
) -> Answer<Made<DelegatedAdminRelationship>> {
    let Command { app, ctx, body, .. } = command;
    Ok(Made::new(customers::decide_delegated_admin(&app, &ctx, customer, id, body.decision.0).await?.into()))
}
