//! Delegated admin relationships: read, written down, asked for, and ended.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use tierline_domain::{
    Action, CustomerId, DelegatedAdmin, DelegatedAdminId, DelegatedAdminKind, DelegatedAdminStatus,
    catalogue::directory_role_find,
};
use tierline_store::DelegatedAdminLine;

use super::{
    health::time,
    in_their_words,
    wire::{self, DelegatedAdminRelationship, RelationshipRequest},
};
use crate::{
    app::App,
    ctx::Ctx,
    customer::{
        self as book, DelegatedAdminDecision, RedraftDelegatedAdmin, RequestDelegatedAdmin, SeenDelegatedAdmin,
        delegated_admin::{as_of, made_at},
        delegated_admin_tag,
    },
    error::{Error, Faults, Result},
    partner_center,
};

/// What a list shows of a relationship: all of it.
pub(super) fn line(line: DelegatedAdminLine, now: DateTime<Utc>) -> (DelegatedAdminId, Value) {
    let DelegatedAdminLine { relationship, customer_name, tenant_id } = line;
    (relationship.id, shown(&relationship, &tenant_id, &customer_name, now))
}

/// A relationship as it stands in the store, as the contract shows it.
fn shown(kept: &DelegatedAdmin, tenant: &str, customer: &str, now: DateTime<Utc>) -> Value {
    use DelegatedAdminStatus::{Activating, Active, Approved, Expiring};
    let one = as_of(kept.clone(), now);
    let live = matches!(one.status, Approved | Activating | Active | Expiring);
    let role = |name: &String| Some(json!({ "roleDefinitionId": directory_role_find(name)?.template_id }));
    let days = one.starts_at.zip(one.ends_at).map(|(start, end)| (end - start).num_days());
    let activated = one.approved.as_ref().map(|decided| decided.at).or(one.starts_at.filter(|_| live));
    let over = one.ended.as_ref().map(|decided| decided.at).or(one.ends_at.filter(|end| *end <= now));
    let ends = if live { one.ends_at } else { over };
    json!({
        "@odata.etag": tag(kept),
        "id": wire::identifier(one.id, one.customer),
        "displayName": one.name,
        "duration": days.map(wire::duration),
        "customer": { "tenantId": tenant, "displayName": customer },
        "accessDetails": { "unifiedRoles": one.roles.iter().filter_map(role).collect::<Vec<Value>>() },
        "status": camel(one.status.word()),
        "createdDateTime": made_at(one.id).map(time),
        "activatedDateTime": activated.map(time),
        "endDateTime": ends.map(time),
    })
}

fn tag(one: &DelegatedAdmin) -> String {
    format!("W/\"{}\"", delegated_admin_tag(one))
}

/// A word of the desk in the contract's way of writing words.
pub(super) fn camel(word: &str) -> String {
    let mut parts = word.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |word, part| {
        let mut letters = part.chars();
        word + &letters.next().map_or_else(String::new, |letter| letter.to_ascii_uppercase().to_string())
            + letters.as_str()
    })
}

/// The relationship that an identifier names, for whoever may see it. The customer's own people see what they were asked for.
pub(super) async fn found(app: &App, ctx: &Ctx, named: &str) -> Result<(CustomerId, DelegatedAdminId)> {
    if !ctx.is_customer() {
        app.require(ctx, Action::See).await?;
    }
    let (id, said) = wire::identified(named).ok_or(Error::NotFound)?;
    let kept = app.store().read(ctx.reach()).await?.delegated_admin_lookup(id).await?;
    let kept = kept.filter(|one| one.kind == DelegatedAdminKind::Granular).ok_or(Error::NotFound)?;
    let is_own = ctx.customer.is_none_or(|own| own == kept.customer && kept.status != DelegatedAdminStatus::Created);
    match is_own && said.is_none_or(|said| said == kept.customer) {
        true => Ok((kept.customer, kept.id)),
        false => Err(Error::NotFound),
    }
}

/// One relationship.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn relationship(app: &App, ctx: &Ctx, named: &str) -> Result<Value> {
    let (customer, id) = found(app, ctx, named).await?;
    let view = book::view(app, ctx, customer).await?.customer;
    let kept = app.store().read(ctx.reach()).await?.delegated_admin_lookup(id).await?.ok_or(Error::NotFound)?;
    Ok(shown(&kept, &view.tenant_id, &view.name, app.now()))
}

/// What was sent, as far as it can be meant here.
struct Sent {
    roles: Option<Vec<String>>,
    days: Option<u32>,
}

impl Sent {
    fn read(faults: &mut Faults, sent: &DelegatedAdminRelationship) -> Self {
        let days = sent.duration.as_deref().map(wire::days);
        if days == Some(None) {
            faults.add("duration", "not_a_duration", "Write whole days, such as P730D.");
        }
        if sent.auto_extend_duration.as_deref().is_some_and(|text| wire::days(text) != Some(0)) {
            let message = "Nothing goes on by itself here: leave this away, and ask for another before it ends.";
            faults.add("autoExtendDuration", "not_supported", message);
        }
        let roles = sent.access_details.as_ref().and_then(|details| details.unified_roles.as_ref());
        let roles = roles.map(|all| all.iter().map(|role| role.role_definition_id.clone()).collect());
        Self { roles, days: days.flatten() }
    }
}

/// Writes a relationship down. Its customer is asked by [`act`] with `lockForApproval`.
///
/// # Errors
/// [`Error::Invalid`] with all fields that are wrong, by their names in the contract; [`Error::NotFound`] where the customer is none of
/// the caller's; [`Error::Conflict`], [`Error::Forbidden`].
pub async fn create(app: &App, ctx: &Ctx, sent: &DelegatedAdminRelationship) -> Result<Value> {
    app.require(ctx, Action::RequestDelegatedAdmin).await?;
    let mut faults = Faults::default();
    let Sent { roles, days } = Sent::read(&mut faults, sent);
    let tenant = sent.customer.as_ref().and_then(|customer| customer.tenant_id.as_deref()).unwrap_or_default();
    if tenant.trim().is_empty() {
        faults.add("customer.tenantId", "missing", "Name the customer by its tenant: each relationship has one here.");
    }
    if sent.duration.is_none() {
        faults.add("duration", "missing", "Say how long it is to last: P1D to P730D.");
    }
    faults.finish()?;
    let customer = partner_center::tenant(app, ctx, tenant).await.map_err(in_their_words)?;
    let command = RequestDelegatedAdmin {
        name: sent.display_name.clone().unwrap_or_default(),
        roles: roles.unwrap_or_default(),
        days: days.unwrap_or_default(),
        assigned_to: std::collections::BTreeSet::new(),
    };
    let made = book::draft_delegated_admin(app, ctx, customer, command).await.map_err(in_their_words)?;
    relationship(app, ctx, &made.id.to_string()).await
}

/// Which state was read: the tag without what makes it one of HTTP's.
fn seen(customer: CustomerId, id: DelegatedAdminId, tag: Option<&str>) -> SeenDelegatedAdmin {
    let bare = |tag: &str| tag.trim().trim_start_matches("W/").trim_matches('"').to_owned();
    SeenDelegatedAdmin { customer, id, tag: tag.filter(|tag| tag.trim() != "*").map(bare) }
}

/// Changes a relationship that its customer was not asked for yet, where it is as it was read.
///
/// # Errors
/// As [`create`], and [`Error::Stale`].
pub async fn change(
    app: &App,
    ctx: &Ctx,
    named: &str,
    tag: Option<&str>,
    sent: &DelegatedAdminRelationship,
) -> Result<Value> {
    let (customer, id) = found(app, ctx, named).await?;
    app.require(ctx, Action::RequestDelegatedAdmin).await?;
    if tag.is_none() {
        return Err(Error::field("If-Match", "missing", "Send the @odata.etag that you read."));
    }
    let mut faults = Faults::default();
    let Sent { roles, days } = Sent::read(&mut faults, sent);
    let meant = sent.customer.as_ref().and_then(|customer| customer.tenant_id.as_deref());
    if let Some(tenant) = meant.filter(|tenant| !tenant.trim().is_empty()) {
        let named = partner_center::tenant(app, ctx, tenant).await.map_err(in_their_words)?;
        if named != customer {
            let message = "A relationship stays with its customer: throw this one away, and write down another.";
            faults.add("customer.tenantId", "cannot_change", message);
        }
    }
    faults.finish()?;
    let change = RedraftDelegatedAdmin { name: sent.display_name.clone(), roles, days };
    let changed = book::redraft_delegated_admin(app, ctx, seen(customer, id, tag), change).await;
    changed.map_err(in_their_words)?;
    relationship(app, ctx, named).await
}

/// Throws a relationship away that its customer was not asked for yet.
///
/// # Errors
/// [`Error::Conflict`] `not_created`, [`Error::Stale`], [`Error::NotFound`], [`Error::Forbidden`].
pub async fn discard(app: &App, ctx: &Ctx, named: &str, tag: Option<&str>) -> Result<()> {
    let (customer, id) = found(app, ctx, named).await?;
    book::discard_delegated_admin(app, ctx, seen(customer, id, tag)).await
}

/// Does with a relationship what is asked: has its customer asked for it, says yes or no in the customer's place where the caller is
/// one of the customer's admins, or ends it. All of this is done at once.
///
/// # Errors
/// [`Error::Invalid`] where there is no such action, [`Error::Conflict`], [`Error::NotFound`], [`Error::Forbidden`].
pub async fn act(app: &App, ctx: &Ctx, named: &str, wanted: &RelationshipRequest) -> Result<Value> {
    let (customer, id) = found(app, ctx, named).await?;
    let decision = match wanted.action.as_str() {
        "lockForApproval" => None,
        "approve" => Some(DelegatedAdminDecision::Approve),
        "reject" => Some(DelegatedAdminDecision::Reject),
        "terminate" => Some(DelegatedAdminDecision::Terminate),
        _ => {
            let message = "Take one of: lockForApproval, approve, reject, terminate.";
            return Err(Error::field("action", "unknown_value", message));
        }
    };
    match decision {
        None => book::submit_delegated_admin(app, ctx, seen(customer, id, None)).await?,
        Some(decision) => book::decide_delegated_admin(app, ctx, customer, id, decision).await?,
    };
    let at = time(app.now());
    Ok(json!({
        // It is on record under the name of this call.
        "id": ctx.request_id,
        "action": wanted.action,
        "status": "succeeded",
        "createdDateTime": at,
        "lastModifiedDateTime": at,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_written_as_the_contract_writes_them() {
        assert_eq!(camel("approval_pending"), "approvalPending");
        assert_eq!(camel("active"), "active");
        assert_eq!(camel("termination_requested"), "terminationRequested");
    }

    #[test]
    fn a_tag_is_read_with_and_without_what_stands_around_it() {
        let (customer, id) = (CustomerId(uuid::Uuid::nil()), DelegatedAdminId(uuid::Uuid::nil()));
        for tag in ["W/\"abc\"", "\"abc\"", "abc", " abc "] {
            assert_eq!(seen(customer, id, Some(tag)).tag.as_deref(), Some("abc"), "{tag}");
        }
        assert_eq!(seen(customer, id, Some("*")).tag, None);
    }
}
