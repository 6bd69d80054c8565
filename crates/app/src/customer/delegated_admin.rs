//! The customer's permission to administer its services: asked for by the partner, decided by the customer's admin, ended by
//! either.
//!
//! A request carries its length in its dates: they stand at the moment of asking, and move to the moment of saying yes.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use tierline_domain::{
    Action, CustomerId, Decided, DelegatedAdmin, DelegatedAdminId, DelegatedAdminKind, DelegatedAdminStatus,
    RelationshipStatus, UserId, catalogue::directory_role_find, text::normalized, words,
};
use tierline_store::TenantTx;

use crate::{
    app::{App, Call},
    audit,
    ctx::Ctx,
    error::{Error, Faults, Result},
    relay::Message,
};

/// Longest name of a relationship, in characters (Microsoft Graph, `delegatedAdminRelationship.displayName`).
pub const DELEGATED_ADMIN_NAME_LIMIT: usize = 50;
/// Longest relationship, in days (Microsoft Graph: `P2Y`).
pub const DELEGATED_ADMIN_LONGEST_DAYS: u32 = 730;
/// Days for which a request waits for the customer (the programme's rule for granular delegated admin privileges).
pub const PENDING_DAYS: i64 = 90;

/// A relationship to be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestDelegatedAdmin {
    /// Name by which both sides know it, at most [`DELEGATED_ADMIN_NAME_LIMIT`] characters, one of its kind per customer.
    pub name: String,
    /// Directory roles, by name or template id.
    pub roles: Vec<String>,
    /// For how many days, from 1 to [`DELEGATED_ADMIN_LONGEST_DAYS`].
    pub days: u32,
    /// The people its roles are assigned to; empty means every agent.
    pub assigned_to: BTreeSet<UserId>,
}

/// Lists a customer's relationships with the status they have now, the one that ends last first.
///
/// # Errors
/// [`Error::NotFound`] where the customer is not there or not for the reader, [`Error::Forbidden`].
pub async fn delegated_admin_list(app: &App, ctx: &Ctx, customer: CustomerId) -> Result<Vec<DelegatedAdmin>> {
    Ok(super::read::view(app, ctx, customer).await?.delegated_admin)
}

/// Reads one relationship.
///
/// # Errors
/// As [`delegated_admin_list`].
pub async fn delegated_admin_lookup(
    app: &App,
    ctx: &Ctx,
    customer: CustomerId,
    id: DelegatedAdminId,
) -> Result<DelegatedAdmin> {
    let all = delegated_admin_list(app, ctx, customer).await?;
    all.into_iter().find(|one| one.id == id).ok_or(Error::NotFound)
}

/// Asks a customer for a relationship: it waits for the customer's admin.
///
/// # Errors
/// [`Error::Invalid`] naming the fields, [`Error::Conflict`] `relationship_ended`, [`Error::NotFound`], [`Error::Forbidden`].
pub async fn request_delegated_admin(
    app: &App,
    ctx: &Ctx,
    customer: CustomerId,
    command: RequestDelegatedAdmin,
) -> Result<DelegatedAdmin> {
    write_down(app, ctx, customer, command, DelegatedAdminStatus::ApprovalPending, "delegated_admin.request").await
}

/// Writes a relationship down that begins in a status, by an operation of that name.
pub(super) async fn write_down(
    app: &App,
    ctx: &Ctx,
    customer: CustomerId,
    command: RequestDelegatedAdmin,
    status: DelegatedAdminStatus,
    operation: &'static str,
) -> Result<DelegatedAdmin> {
    app.require(ctx, Action::RequestDelegatedAdmin).await?;
    let new = read(app, ctx, customer, command, status)?;
    app.change(ctx, operation, new, move |tx, call| {
        Box::pin(async move {
            check(tx, &call.input, call.now).await?;
            keep(tx, call, &call.input, operation).await?;
            Ok(call.input.clone())
        })
    })
    .await
}

/// The relationship that a command is for.
fn read(
    app: &App,
    ctx: &Ctx,
    customer: CustomerId,
    command: RequestDelegatedAdmin,
    status: DelegatedAdminStatus,
) -> Result<DelegatedAdmin> {
    let now = app.now();
    let mut faults = Faults::default();
    let name = name(&mut faults, "name", &command.name);
    let roles = roles(&mut faults, "roles", command.roles.iter().map(String::as_str));
    let length = length(&mut faults, command.days);
    faults.finish()?;
    Ok(DelegatedAdmin {
        owner: ctx.owner,
        id: app.id(),
        customer,
        name,
        kind: DelegatedAdminKind::Granular,
        status,
        roles,
        assigned_to: command.assigned_to,
        assignments: None,
        starts_at: Some(now),
        ends_at: Some(now + length),
        approved: None,
        ended: None,
    })
}

/// How long a relationship is to last.
pub(super) fn length(faults: &mut Faults, days: u32) -> Duration {
    if !(1..=DELEGATED_ADMIN_LONGEST_DAYS).contains(&days) {
        faults.add("days", "out_of_range", format!("Take a number of days from 1 to {DELEGATED_ADMIN_LONGEST_DAYS}."));
    }
    Duration::days(i64::from(days))
}

/// Whether a relationship can be asked for as it is. Its customer stays as it is until the transaction ends.
pub(super) async fn check(tx: &mut TenantTx<'_>, asked: &DelegatedAdmin, now: DateTime<Utc>) -> Result<()> {
    let customer = tx.customer_lookup_for_update(asked.customer).await?.ok_or(Error::NotFound)?;
    if customer.relationship_status == RelationshipStatus::Ended {
        let message =
            "The partner relationship with this customer has ended: it must stand before anything is asked for.";
        return Err(Error::conflict("relationship_ended", message));
    }
    let known = tx.delegated_admin_list(asked.customer).await?;
    let others = known.into_iter().filter(|one| one.id != asked.id);
    let mut standing = others.map(|one| as_of(one, now)).filter(|one| !is_over(one.status));
    if standing.any(|one| normalized(&one.name) == normalized(&asked.name)) {
        return Err(Error::field(
            "name",
            "taken",
            "A relationship of this name stands or is asked for already: take another.",
        ));
    }
    let staff: BTreeSet<UserId> = tx.member_list().await?.into_iter().map(|member| member.user.id).collect();
    if !asked.assigned_to.is_subset(&staff) {
        return Err(Error::field("assigned_to", "unknown", "Roles are assigned to people of your organization only."));
    }
    Ok(())
}

/// Keeps a relationship, with what it is on record as.
pub(super) async fn keep<V>(
    tx: &mut TenantTx<'_>,
    call: &Call<V>,
    one: &DelegatedAdmin,
    action: &'static str,
) -> Result<()> {
    tx.delegated_admin_put(one).await?;
    let detail = json!({ "customer": one.customer, "roles": one.roles, "until": one.ends_at });
    Message::CustomersChanged { customers: vec![one.customer] }.append(tx, &call.app, call.now).await?;
    audit::append(tx, call, action, &one.id.to_string(), &detail).await
}

words! {
    /// What is decided of a relationship.
    pub enum DelegatedAdminDecision {
        /// The customer's admin says yes.
        Approve = "approve",
        /// The customer's admin says no.
        Reject = "reject",
        /// Either side ends it.
        Terminate = "terminate",
    }
}

/// Decides on a relationship: a customer's admin approves, rejects or terminates its own; a partner's people who may ask for
/// relationships may terminate, and never approve in the customer's place.
///
/// # Errors
/// [`Error::Conflict`] `not_pending` or `not_standing` where it is too late, [`Error::NotFound`], [`Error::Forbidden`].
pub async fn decide_delegated_admin(
    app: &App,
    ctx: &Ctx,
    customer: CustomerId,
    id: DelegatedAdminId,
    decision: DelegatedAdminDecision,
) -> Result<DelegatedAdmin> {
    match ctx.customer {
        Some(own) if own != customer => return Err(Error::NotFound),
        None if decision == DelegatedAdminDecision::Terminate => {
            app.require(ctx, Action::RequestDelegatedAdmin).await?
        }
        _ => app.require(ctx, Action::DecideDelegatedAdmin).await?,
    }
    app.change(ctx, "delegated_admin.decide", decision, move |tx, call| {
        Box::pin(async move {
            // Who decides first decides: the second one waits here, and then finds it decided.
            tx.customer_lookup_for_update(customer).await?.ok_or(Error::NotFound)?;
            let before =
                tx.delegated_admin_lookup(id).await?.filter(|one| one.customer == customer).ok_or(Error::NotFound)?;
            // What the customer was not asked for yet, it does not know of.
            if call.ctx.is_customer() && before.status == DelegatedAdminStatus::Created {
                return Err(Error::NotFound);
            }
            let by = call.ctx.actor();
            let after = decided(as_of(before, call.now), call.input, Decided { at: call.now, by })?;
            tx.delegated_admin_put(&after).await?;
            let detail = json!({ "customer": customer, "decision": call.input, "until": after.ends_at });
            Message::CustomersChanged { customers: vec![customer] }.append(tx, &call.app, call.now).await?;
            audit::append(tx, call, "delegated_admin.decide", &id.to_string(), &detail).await?;
            Ok(as_of(after, call.now))
        })
    })
    .await
}

/// The relationship after a decision. Between yes and in force the provider sets it up; a desk without a connection to the
/// provider has nobody to wait for.
fn decided(mut one: DelegatedAdmin, decision: DelegatedAdminDecision, deed: Decided) -> Result<DelegatedAdmin> {
    use DelegatedAdminDecision::{Approve, Reject, Terminate};
    let now = deed.at;
    let pending = one.status == DelegatedAdminStatus::ApprovalPending;
    match decision {
        Approve | Reject if !pending => {
            return Err(Error::conflict(
                "not_pending",
                "This request waits for nobody: it was decided, or 90 days have passed.",
            ));
        }
        Terminate if is_over(one.status) => {
            return Err(Error::conflict("not_standing", "This relationship is over already."));
        }
        Approve => {
            let length = one.starts_at.zip(one.ends_at).map(|(start, end)| end - start);
            one.status = DelegatedAdminStatus::Active;
            one.starts_at = Some(now);
            one.ends_at = length.map(|length| now + length);
            one.approved = Some(deed);
        }
        Reject => {
            one.status = DelegatedAdminStatus::Terminated;
            one.ended = Some(deed);
        }
        Terminate => {
            one.status = DelegatedAdminStatus::Terminated;
            one.ends_at = Some(one.ends_at.map_or(now, |end| end.min(now)));
            one.ended = Some(deed);
        }
    }
    Ok(one)
}

/// Whether nothing comes of it any more.
pub(super) fn is_over(status: DelegatedAdminStatus) -> bool {
    status.is_over()
}

/// The relationship with the status it has now: dates run out, and so do requests that nobody acts on.
pub(crate) fn as_of(mut one: DelegatedAdmin, now: DateTime<Utc>) -> DelegatedAdmin {
    use DelegatedAdminStatus::{ApprovalPending, Created};
    // One that was written down first waits from when it was asked for.
    let asked = made_at(one.id).map(|made| one.starts_at.map_or(made, |start| start.max(made)));
    let forgotten = asked.is_some_and(|asked| now - asked >= Duration::days(PENDING_DAYS));
    one.status = match one.status {
        Created | ApprovalPending if forgotten => DelegatedAdminStatus::Expired,
        _ => one.status_at(now),
    };
    one
}

/// When it was written down here, or when we heard of it: the time inside its identifier.
#[must_use]
pub fn made_at(id: DelegatedAdminId) -> Option<DateTime<Utc>> {
    let (seconds, nanos) = id.uuid().get_timestamp()?.to_unix();
    DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanos)
}

/// A relationship's name.
pub(super) fn name(faults: &mut Faults, field: &str, text: &str) -> String {
    let text = faults.line(field, text);
    if text.chars().count() > DELEGATED_ADMIN_NAME_LIMIT {
        faults.add(
            field,
            "too_long",
            format!("At most {DELEGATED_ADMIN_NAME_LIMIT} characters: the provider takes no more."),
        );
    }
    text
}

/// Roles by their published names.
pub(super) fn roles<'a>(faults: &mut Faults, field: &str, texts: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    let mut roles = BTreeSet::new();
    for text in texts.map(str::trim).filter(|text| !text.is_empty()) {
        match directory_role_find(text) {
            Some(role) => _ = roles.insert(role.name.to_owned()),
            None => {
                let shown: String = text.chars().take(60).collect();
                let message =
                    format!("No directory role is called {shown:?}: take the published name, or its template id.");
                faults.add(field, "unknown", message);
            }
        }
    }
    if roles.is_empty() {
        faults.add(
            field,
            "required",
            "Take at least one directory role: Service Support Administrator files requests.",
        );
    }
    roles
}

#[cfg(test)]
mod tests {
    use tierline_domain::{Cloud, OrganizationId, Owner};
    use uuid::Uuid;

    use super::*;

    fn noon() -> DateTime<Utc> {
        "2026-09-15T12:00:00Z".parse().unwrap()
    }

    fn pending() -> DelegatedAdmin {
        let millis = u64::try_from(noon().timestamp_millis()).unwrap();
        DelegatedAdmin {
            owner: Owner { organization: OrganizationId(Uuid::from_u128(1)), cloud: Cloud::Public },
            id: DelegatedAdminId(uuid::Builder::from_unix_timestamp_millis(millis, &[7; 10]).into_uuid()),
            customer: CustomerId(Uuid::from_u128(2)),
            name: "Support".into(),
            kind: DelegatedAdminKind::Granular,
            status: DelegatedAdminStatus::ApprovalPending,
            roles: BTreeSet::from(["Helpdesk Administrator".to_owned()]),
            assigned_to: BTreeSet::new(),
            assignments: None,
            starts_at: Some(noon()),
            ends_at: Some(noon() + Duration::days(180)),
            approved: None,
            ended: None,
        }
    }

    fn by_desk(at: DateTime<Utc>) -> Decided {
        Decided { at, by: tierline_domain::Actor::desk() }
    }

    #[test]
    fn who_said_yes_and_who_ended_it_stay_with_the_relationship() {
        let (yes, end) = (by_desk(noon()), by_desk(noon() + Duration::days(3)));
        let active = decided(pending(), DelegatedAdminDecision::Approve, yes.clone()).unwrap();
        assert_eq!((&active.approved, &active.ended), (&Some(yes.clone()), &None));
        let over = decided(active, DelegatedAdminDecision::Terminate, end.clone()).unwrap();
        assert_eq!((over.approved, over.ended), (Some(yes), Some(end.clone())));
        let refused = decided(pending(), DelegatedAdminDecision::Reject, end.clone()).unwrap();
        assert_eq!((refused.approved, refused.ended), (None, Some(end)));
    }

    #[test]
    fn a_request_that_nobody_acts_on_expires_after_ninety_days() {
        let before = noon() + Duration::days(90) - Duration::seconds(1);
        assert_eq!(as_of(pending(), before).status, DelegatedAdminStatus::ApprovalPending);
        let after = noon() + Duration::days(90);
        assert_eq!(as_of(pending(), after).status, DelegatedAdminStatus::Expired);
        let late = decided(as_of(pending(), after), DelegatedAdminDecision::Approve, by_desk(after));
        assert!(matches!(late, Err(Error::Conflict { code: "not_pending", .. })));
    }

    #[test]
    fn an_approved_relationship_lasts_as_long_as_was_asked_for_from_the_yes() {
        let yes = noon() + Duration::days(20);
        let active = decided(pending(), DelegatedAdminDecision::Approve, by_desk(yes)).unwrap();
        assert!(!pending().is_live(yes) && active.is_live(yes));
        assert_eq!(active.ends_at, Some(yes + Duration::days(180)));
    }

    #[test]
    fn what_is_over_cannot_be_ended_again() {
        let ended = decided(pending(), DelegatedAdminDecision::Terminate, by_desk(noon())).unwrap();
        assert_eq!(ended.status, DelegatedAdminStatus::Terminated);
        for decision in DelegatedAdminDecision::ALL {
            assert!(decided(ended.clone(), *decision, by_desk(noon())).is_err(), "{decision}");
        }
    }

    #[test]
    fn an_unknown_role_is_refused_by_its_name() {
        let mut faults = Faults::default();
        roles(&mut faults, "roles", ["Office Plant Waterer", "f023fd81-a637-4b56-95fd-791ac0226033"].into_iter());
        let Err(Error::Invalid(fields)) = faults.finish() else { panic!("a fault was expected") };
        assert!(fields.len() == 1 && fields[0].message.contains("Office Plant Waterer"), "{fields:?}");
    }
}
