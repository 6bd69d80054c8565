//! What follows on the desk from what a provider tells: who is here, and as what.

use std::collections::BTreeSet;

use tierline_domain::{Membership, ProvisionedGroup, Role, UserId, roles_after};
use tierline_store::SystemTx;

use crate::{
    account::{fits, let_go, let_in, require_another_admin, tell_keeper_left},
    app::Call,
    error::{Error, Result},
};

/// The same call with what it comes to: a patch says what is told only by what is there.
pub(super) fn with<V, W>(call: &Call<V>, input: W) -> Call<W> {
    Call { app: call.app.clone(), ctx: call.ctx.clone(), now: call.now, input }
}

/// What the people of these groups are here, together.
pub(super) fn roles_of<'a>(groups: impl IntoIterator<Item = &'a ProvisionedGroup>) -> BTreeSet<Role> {
    groups.into_iter().flat_map(|group| group.roles.iter().copied()).collect()
}

/// The roles that a person has by their groups now.
pub(super) async fn roles_by_groups<V>(tx: &mut SystemTx<'_>, call: &Call<V>, user: UserId) -> Result<BTreeSet<Role>> {
    let groups = tx.tenant(call.ctx.owner).provisioned_groups_of(user).await?;
    let organization = &call.ctx.organization;
    // What a group was said to mean may no longer be anything that a person of this organization can be.
    Ok(roles_of(&groups).into_iter().filter(|role| fits(organization, false, *role)).collect())
}

/// Lets a person be here, or not any more. Who is let in has the roles of their groups; without one there is no way in yet. Who is not
/// loses sessions, tokens and readers' keys in the same transaction. Who was let go and comes back from nowhere comes in by
/// nothing old.
///
/// # Errors
/// [`Error::Conflict`] `last_global_admin`.
pub(super) async fn set_active<V>(tx: &mut SystemTx<'_>, call: &Call<V>, user: UserId, is_active: bool) -> Result<()> {
    let owner = call.ctx.owner;
    let member = tx.tenant(owner).member_lookup(user).await?;
    match (member, is_active) {
        (Some(member), false) => {
            require_another_admin(tx, &member).await?;
            let_go(tx, user, owner, call.now).await?;
            tell_keeper_left(tx, (&call.app, call.now), user, &[owner]).await?;
        }
        // They may have lost their last group before.
        (None, false) => let_go(tx, user, owner, call.now).await?,
        (None, true) => {
            let roles = roles_by_groups(tx, call, user).await?;
            if !roles.is_empty() && !works_elsewhere(tx, call, user).await? {
                let_in(tx, user, &Membership { owner, customer: None, roles }).await?;
            }
        }
        (Some(_), true) => {}
    }
    Ok(())
}

/// Lets a person's roles follow their groups, which gave `before` until now.
///
/// # Errors
/// [`Error::Conflict`] `last_global_admin`.
pub(super) async fn follow_groups<V>(
    tx: &mut SystemTx<'_>,
    call: &Call<V>,
    user: UserId,
    before: &BTreeSet<Role>,
) -> Result<()> {
    let owner = call.ctx.owner;
    let after = roles_by_groups(tx, call, user).await?;
    let told = tx.tenant(owner).provisioned_user_lookup(user).await?;
    match tx.tenant(owner).member_lookup(user).await? {
        // A customer's people are none that a group of the organization makes anything, nor are programs and emergency access.
        Some(_) if tx.tenant(owner).staff_lookup(user).await?.is_none() => Ok(()),
        Some(mut member) => {
            let roles = roles_after(&member.membership.roles, before, &after);
            if roles == member.membership.roles {
                return Ok(());
            }
            if !roles.contains(&Role::GlobalAdmin) {
                require_another_admin(tx, &member).await?;
            }
            if roles.is_empty() {
                tx.auth().membership_remove(user, owner, call.now).await?;
                return tell_keeper_left(tx, (&call.app, call.now), user, &[owner]).await;
            }
            member.membership.roles = roles;
            Ok(tx.auth().membership_put(user, &member.membership).await?)
        }
        None if told.is_some_and(|told| told.is_active)
            && !after.is_empty()
            && !works_elsewhere(tx, call, user).await? =>
        {
            let_in(tx, user, &Membership { owner, customer: None, roles: after }).await
        }
        None => Ok(()),
    }
}

/// Whether another organization has taken the person in, since this one's provider told of them: nobody else makes them anything then.
pub(super) async fn works_elsewhere<V>(tx: &mut SystemTx<'_>, call: &Call<V>, user: UserId) -> Result<bool> {
    // Held: of two organizations that take the same person in at once, the second finds them taken.
    tx.auth().user_hold(user).await?;
    let places = tx.auth().membership_list(user).await?;
    Ok(places.iter().any(|place| place.owner.organization != call.ctx.owner.organization))
}

/// Says of a name that is in use that it is.
pub(super) fn taken(error: tierline_store::Error) -> Error {
    for (constraint, field, message) in [
        ("provisioned_user_name", "userName", "Somebody else has this userName."),
        ("provisioned_group_name", "displayName", "Another group has this name."),
        ("user_email", "emails", "Somebody has this address on this desk already."),
    ] {
        if error.violates(constraint) {
            return Error::field(field, "uniqueness", message);
        }
    }
    error.into()
}
