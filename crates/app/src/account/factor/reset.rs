//! The way out for a colleague whose phone and codes are gone: a Global admin removes their second factors, and they set up new ones
//! at their next sign-in where a rule asks for one.
//!
//! It takes a lock off somebody's door, so it is for an account that is nobody else's business, never for one's own, and always on
//! record. It opens nothing by itself: the first proof, a password or an identity provider, is still asked.

use serde_json::json;
use tierline_domain::{Action, Factor, FactorKind, SecurityChange, UserId};
use tierline_store::{Auth, SystemTx};

use super::super::{
    emergency::is_emergency,
    letter,
    user::{administers_all_of, require_own},
};
use crate::{
    app::{App, Call},
    audit,
    ctx::Ctx,
    error::{Error, Result},
};

/// What kinds of second factors somebody of the organization has, the oldest first: for who administers people.
///
/// # Errors
/// [`Error::NotFound`] for somebody else's people, [`Error::Forbidden`].
pub async fn factors_of(app: &App, ctx: &Ctx, user: UserId) -> Result<Vec<FactorKind>> {
    app.require(ctx, Action::Administer).await?;
    app.store().read(ctx.reach()).await?.member_lookup(user).await?.ok_or(Error::NotFound)?;
    let factors = app.store().read(Auth).await?.factor_list(user).await?;
    Ok(factors.iter().map(Factor::kind).collect())
}

/// Removes all second factors and recovery codes of somebody of the organization, and ends their sessions.
///
/// # Errors
/// [`Error::Conflict`] `own_account` for oneself, `works_elsewhere` where another organization has a say in the account,
/// `works_in_other_cloud` where the person also works in a cloud that the caller does not administer, `for_a_time`;
/// [`Error::NotFound`] for somebody else's people, for a program and for emergency access; [`Error::Forbidden`], [`Error::StepUp`].
pub async fn factors_reset(app: &App, ctx: &Ctx, user: UserId) -> Result<()> {
    app.require(ctx, Action::Administer).await?;
    ctx.require_standing(Action::Administer)?;
    ctx.require_recent(app.now())?;
    if user == ctx.user.id {
        // Who finds a desk open must not take the lock off its owner's door.
        return Err(Error::conflict(
            "own_account",
            "This is your own account: remove your second factors where you manage your sign-in, or ask another Global admin.",
        ));
    }
    app.administer(ctx, "factor.reset", user, |tx, call| Box::pin(reset(tx, call))).await
}

async fn reset(tx: &mut SystemTx<'_>, call: &Call<UserId>) -> Result<()> {
    let (owner, user) = (call.ctx.owner, call.input);
    require_person(tx, call).await?;
    require_own(tx, user, owner.organization).await?;
    require_all_places(tx, call).await?;
    let factors = tx.auth().factor_list(user).await?;
    let codes = tx.auth().recovery_codes(user).await?.left;
    for factor in &factors {
        tx.auth().factor_remove(user, factor.id).await?;
    }
    tx.auth().recovery_codes_replace(user, &[], call.now).await?;
    // Whoever has the phone now may be signed in by it.
    let sessions = tx.auth().sessions_remove_of(user).await?;
    let news = letter::by_another(SecurityChange::FactorsReset, call);
    letter::tell(&mut tx.auth(), &call.app, (user, owner), news).await?;
    let kinds: Vec<FactorKind> = factors.iter().map(Factor::kind).collect();
    let detail = json!({ "kinds": kinds, "count": kinds.len(), "recovery_codes": codes, "sessions": sessions });
    audit::append(&mut tx.tenant(owner), call, "factor.reset", &user.to_string(), &detail).await
}

/// Finds the person here. A program has no second factor, and emergency access is opened by its code alone.
async fn require_person(tx: &mut SystemTx<'_>, call: &Call<UserId>) -> Result<()> {
    let (mut tenant, user) = (tx.tenant(call.ctx.owner), call.input);
    tenant.member_lookup(user).await?.ok_or(Error::NotFound)?;
    let is_program = tenant.service_account_lookup(user, call.now).await?.is_some();
    if is_program || is_emergency(&mut tenant, user).await? { Err(Error::NotFound) } else { Ok(()) }
}

/// Refuses where the account also opens a cloud in which the caller administers nothing: what protects it there is not theirs to
/// remove.
async fn require_all_places(tx: &mut SystemTx<'_>, call: &Call<UserId>) -> Result<()> {
    if administers_all_of(tx, call.ctx.user.id, call.input).await? {
        return Ok(());
    }
    Err(Error::conflict(
        "works_in_other_cloud",
        "This person also works in a cloud that you do not administer: who administers both can do this.",
    ))
}
