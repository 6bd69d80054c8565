//! A delegated admin relationship before its customer is asked for it: written down, changed, thrown away, and at last asked for.
//! Until then it is the partner's alone.

use chrono::Duration;
use serde_json::json;
use sha2::{Digest, Sha256};
use tierline_domain::{Action, CustomerId, DelegatedAdmin, DelegatedAdminId, DelegatedAdminStatus};
use tierline_store::TenantTx;

use super::delegated_admin::{RequestDelegatedAdmin, check, keep, length, name, roles, write_down};
use crate::{
    app::{App, Call},
    audit,
    ctx::Ctx,
    error::{Error, Faults, Result},
    relay::Message,
};

/// What is to be different in a relationship that nobody was asked for; none leaves it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RedraftDelegatedAdmin {
    /// As in [`RequestDelegatedAdmin::name`].
    pub name: Option<String>,
    /// As in [`RequestDelegatedAdmin::roles`].
    pub roles: Option<Vec<String>>,
    /// As in [`RequestDelegatedAdmin::days`].
    pub days: Option<u32>,
}

/// What tells one state of a relationship from another: the same for the same state, and another for another.
#[must_use]
pub fn delegated_admin_tag(one: &DelegatedAdmin) -> String {
    let digest = Sha256::digest(format!("{one:?}"));
    digest[..12].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Writes a relationship down without asking the customer for it yet.
///
/// # Errors
/// As [`request_delegated_admin`](super::request_delegated_admin).
pub async fn draft_delegated_admin(
    app: &App,
    ctx: &Ctx,
    customer: CustomerId,
    command: RequestDelegatedAdmin,
) -> Result<DelegatedAdmin> {
    write_down(app, ctx, customer, command, DelegatedAdminStatus::Created, "delegated_admin.draft").await
}

/// Which draft is meant, and the state in which its reader saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenDelegatedAdmin {
    /// Whose permission it is to be.
    pub customer: CustomerId,
    /// The draft.
    pub id: DelegatedAdminId,
    /// Its [`delegated_admin_tag`] as it was read; none where any state is meant.
    pub tag: Option<String>,
}

/// The draft, to be changed: whoever comes second finds what the first made of it.
async fn take(tx: &mut TenantTx<'_>, seen: &SeenDelegatedAdmin) -> Result<DelegatedAdmin> {
    tx.customer_lookup_for_update(seen.customer).await?.ok_or(Error::NotFound)?;
    let found = tx.delegated_admin_lookup(seen.id).await?;
    let found = found.filter(|one| one.customer == seen.customer).ok_or(Error::NotFound)?;
    if seen.tag.as_ref().is_some_and(|tag| *tag != delegated_admin_tag(&found)) {
        return Err(Error::Stale { current: None });
    }
    if found.status != DelegatedAdminStatus::Created {
        let message =
            "The customer was asked for this relationship: it stands as it was asked for. End it, and ask for another.";
        return Err(Error::conflict("not_created", message));
    }
    Ok(found)
}

/// Changes a relationship that its customer was not asked for yet.
///
/// # Errors
/// [`Error::Invalid`] naming the fields, [`Error::Conflict`] `not_created`, [`Error::Stale`], [`Error::NotFound`],
/// [`Error::Forbidden`].
pub async fn redraft_delegated_admin(
    app: &App,
    ctx: &Ctx,
    seen: SeenDelegatedAdmin,
    change: RedraftDelegatedAdmin,
) -> Result<DelegatedAdmin> {
    app.require(ctx, Action::RequestDelegatedAdmin).await?;
    app.change(ctx, "delegated_admin.redraft", (seen, change), |tx, call| Box::pin(redraft(tx, call))).await
}

async fn redraft(
    tx: &mut TenantTx<'_>,
    call: &Call<(SeenDelegatedAdmin, RedraftDelegatedAdmin)>,
) -> Result<DelegatedAdmin> {
    let (seen, change) = &call.input;
    let mut one = take(tx, seen).await?;
    let mut faults = Faults::default();
    if let Some(text) = &change.name {
        one.name = name(&mut faults, "name", text);
    }
    if let Some(wanted) = &change.roles {
        one.roles = roles(&mut faults, "roles", wanted.iter().map(String::as_str));
    }
    let days = change.days.map(|days| length(&mut faults, days));
    faults.finish()?;
    if let (Some(days), Some(start)) = (days, one.starts_at) {
        one.ends_at = Some(start + days);
    }
    check(tx, &one, call.now).await?;
    keep(tx, call, &one, "delegated_admin.redraft").await?;
    Ok(one)
}

/// Asks the customer for a relationship that was written down: from now on it waits for the customer's admin.
///
/// # Errors
/// As [`redraft_delegated_admin`], and [`Error::Conflict`] `relationship_ended`.
pub async fn submit_delegated_admin(app: &App, ctx: &Ctx, seen: SeenDelegatedAdmin) -> Result<DelegatedAdmin> {
    app.require(ctx, Action::RequestDelegatedAdmin).await?;
    app.change(ctx, "delegated_admin.request", seen, |tx, call| {
        Box::pin(async move {
            let draft = take(tx, &call.input).await?;
            let length = draft.starts_at.zip(draft.ends_at).map(|(start, end)| end - start);
            let asked = DelegatedAdmin {
                status: DelegatedAdminStatus::ApprovalPending,
                starts_at: Some(call.now),
                ends_at: length.map(|length: Duration| call.now + length),
                ..draft
            };
            check(tx, &asked, call.now).await?;
            keep(tx, call, &asked, "delegated_admin.request").await?;
            Ok(asked)
        })
    })
    .await
}

/// Throws a relationship away that its customer was not asked for yet.
///
/// # Errors
/// [`Error::Conflict`] `not_created`, [`Error::Stale`], [`Error::NotFound`], [`Error::Forbidden`].
pub async fn discard_delegated_admin(app: &App, ctx: &Ctx, seen: SeenDelegatedAdmin) -> Result<()> {
    app.require(ctx, Action::RequestDelegatedAdmin).await?;
    app.change(ctx, "delegated_admin.discard", seen, |tx, call| {
        Box::pin(async move {
            let draft = take(tx, &call.input).await?;
            tx.delegated_admin_remove(draft.customer, draft.id).await?;
            let detail = json!({ "customer": draft.customer, "roles": draft.roles });
            Message::CustomersChanged { customers: vec![draft.customer] }.append(tx, &call.app, call.now).await?;
            audit::append(tx, call, "delegated_admin.discard", &draft.id.to_string(), &detail).await
        })
    })
    .await
}
