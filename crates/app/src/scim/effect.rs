//! What follows on the desk from what a provider tells: who is here, and as what.

use std::collections::BTreeSet;

use tierline_domain::{Membership, ProvisionedGroup, Role, UserId, roles_after};
use tierline_store::SystemTx;

use crate::{
    account::{fits, require_another_admin, tell_keeper_left},
    app::Call,
    error::{Error, Result},
};

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
/// loses sessions, tokens and readers' keys in the same transaction.
///
/// # Errors
/// [`Error::Conflict`] `last_global_admin`.
pub(super) async fn set_active<V>(tx: &mut SystemTx<'_>, call: &Call<V>, user: UserId, is_active: bool) -> Result<()> {
    let owner = call.ctx.owner;
    let member = tx.tenant(owner).member_lookup(user).await?;
    match (member, is_active) {
        (Some(member), false) => {
            require_another_admin(tx, &member).await?;
            tx.auth().membership_remove(user, owner, call.now).await?;
            tell_keeper_left(tx, (&call.app, call.now), user, &[owner]).await?;
        }
        (None, true) => {
            let roles = roles_by_groups(tx, call, user).await?;
            if !roles.is_empty() && !works_elsewhere(tx, call, user).await? {
                tx.auth().membership_put(user, &Membership { owner, customer: None, roles }).await?;
            }
        }
        (Some(_), true) | (None, false) => {}
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
        // A customer's people are none that a group of the organization makes anything.
        Some(member) if member.membership.customer.is_some() => Ok(()),
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
            Ok(tx.auth().membership_put(user, &Membership { owner, customer: None, roles: after }).await?)
        }
        None => Ok(()),
    }
}

/// Whether another organization has taken the person in, since this one's provider told of them: nobody else makes them anything then.
pub(super) async fn works_elsewhere<V>(tx: &mut SystemTx<'_>, call: &Call<V>, user: UserId) -> Result<bool> {
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
