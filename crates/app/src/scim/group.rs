//! Groups (RFC 7643, 4.2), and what their people are here.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tierline_domain::{Action, GroupId, ProvisionedGroup, Role, UserId};
use tierline_store::SystemTx;

use super::{
    effect::{follow_groups, roles_by_groups, taken, with},
    page::{Asked, Selection},
    patch,
    schema::GROUP,
    wire::{Address, GroupSent},
};
use crate::{
    account::{check_roles, hold},
    app::{App, Call},
    audit,
    ctx::Ctx,
    error::{Error, Faults, Result},
};

fn identifier(text: &str) -> Result<GroupId> {
    text.parse().map_err(|_| Error::NotFound)
}

/// Lists groups.
///
/// # Errors
/// [`Error::Invalid`] on `filter`, [`Error::Forbidden`].
pub async fn groups(app: &App, ctx: &Ctx, public_url: &str, asked: &Asked) -> Result<Value> {
    app.require(ctx, Action::Administer).await?;
    let (filter, address) = (asked.filter(&GROUP)?, Address(public_url));
    let mut read = app.store().read(ctx.reach()).await?;
    // A filter may be about them.
    let people = match filter.is_some() || asked.selection.shows(&GROUP, "members") {
        true => read.provisioned_member_list().await?,
        false => Vec::new(),
    };
    let mut members: BTreeMap<GroupId, Vec<UserId>> = BTreeMap::new();
    for (group, user) in people {
        members.entry(group).or_default().push(user);
    }
    let all = read.provisioned_group_list().await?;
    let all = all.iter().map(|group| address.group(group, members.get(&group.id).map(Vec::as_slice)));
    let taken = all.filter(|one| filter.as_ref().is_none_or(|filter| filter.takes(one)));
    Ok(asked.answer(&GROUP, taken.collect()))
}

/// Shows a group.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn groups_show(app: &App, ctx: &Ctx, public_url: &str, id: &str, selection: &Selection) -> Result<Value> {
    app.require(ctx, Action::Administer).await?;
    let mut read = app.store().read(ctx.reach()).await?;
    let group = read.provisioned_group_lookup(identifier(id)?).await?.ok_or(Error::NotFound)?;
    let members = read.provisioned_members(group.id).await?;
    Ok(selection.of(&GROUP, Address(public_url).group(&group, Some(&members))))
}

/// Takes a group in. Its people may nothing by it until a Global admin says what.
///
/// # Errors
/// [`Error::Invalid`] on the attribute, with `uniqueness` where another group has the name; [`Error::Forbidden`].
pub async fn groups_create(app: &App, ctx: &Ctx, public_url: &str, sent: &Value) -> Result<Value> {
    app.require(ctx, Action::Administer).await?;
    ctx.require_standing(Action::Administer)?;
    let sent = GroupSent::read(sent)?;
    let id: GroupId = app.id();
    let id = app
        .administer(ctx, "group.provision", sent, move |tx, call| {
            Box::pin(async move {
                hold(tx, call.ctx.owner).await?;
                let group = ProvisionedGroup {
                    id,
                    name: call.input.name.clone(),
                    external_id: call.input.external_id.clone(),
                    roles: BTreeSet::new(),
                    created_at: call.now,
                    changed_at: call.now,
                };
                put(tx, call, &group).await?;
                Ok(id)
            })
        })
        .await?;
    groups_show(app, ctx, public_url, &id.to_string(), &Selection::default()).await
}

/// Keeps a group and who is in it, and lets the roles of those who came and went follow.
async fn put(tx: &mut SystemTx<'_>, call: &Call<GroupSent>, group: &ProvisionedGroup) -> Result<()> {
    let owner = call.ctx.owner;
    let known = tx.tenant(owner).provisioned_group_lookup(group.id).await?;
    tx.tenant(owner).provisioned_group_put(group).await.map_err(taken)?;
    let before: BTreeSet<UserId> = tx.tenant(owner).provisioned_members(group.id).await?.into_iter().collect();
    let after = &call.input.members;
    for user in after.difference(&before) {
        require_here(tx, call, *user).await?;
        let roles = roles_by_groups(tx, call, *user).await?;
        tx.tenant(owner).provisioned_member_put(group.id, *user).await?;
        follow_groups(tx, call, *user, &roles).await?;
    }
    for user in before.difference(after) {
        let roles = roles_by_groups(tx, call, *user).await?;
        tx.tenant(owner).provisioned_member_remove(group.id, *user).await?;
        follow_groups(tx, call, *user, &roles).await?;
    }
    let renamed = known.filter(|known| known.name != group.name);
    let detail = json!({
        "name": renamed.map_or_else(|| json!(group.name), |known| json!({ "before": known.name, "after": group.name })),
        "joined": after.difference(&before).collect::<Vec<_>>(),
        "left": before.difference(after).collect::<Vec<_>>(),
    });
    audit::append(&mut tx.tenant(owner), call, "group.provision", &group.id.to_string(), &detail).await
}

/// Refuses who is not of this organization and cloud, a program, and the account for emergencies.
async fn require_here(tx: &mut SystemTx<'_>, call: &Call<GroupSent>, user: UserId) -> Result<()> {
    let mut tenant = tx.tenant(call.ctx.owner);
    let is_told = tenant.provisioned_user_lookup(user).await?.is_some();
    if is_told || tenant.staff_lookup(user).await?.is_some() {
        return Ok(());
    }
    Err(Error::field("members", "invalid_value", format!("Nobody here has the identifier {user}.")))
}

/// Replaces what was told of a group.
///
/// # Errors
/// As [`groups_create`]; [`Error::Conflict`] `last_global_admin`, [`Error::NotFound`].
pub async fn groups_replace(app: &App, ctx: &Ctx, public_url: &str, id: &str, sent: &Value) -> Result<Value> {
    app.require(ctx, Action::Administer).await?;
    ctx.require_standing(Action::Administer)?;
    let group = identifier(id)?;
    app.store().read(ctx.reach()).await?.provisioned_group_lookup(group).await?.ok_or(Error::NotFound)?;
    change(app, ctx, group, GroupSent::read(sent)?).await?;
    groups_show(app, ctx, public_url, id, &Selection::default()).await
}

/// Changes parts of what was told of a group.
///
/// # Errors
/// As [`groups_replace`].
pub async fn groups_patch(app: &App, ctx: &Ctx, public_url: &str, id: &str, sent: Value) -> Result<Value> {
    app.require(ctx, Action::Administer).await?;
    ctx.require_standing(Action::Administer)?;
    let (group, input) = (identifier(id)?, (public_url.to_owned(), sent));
    let patched = app.administer(ctx, "group.provision", input, move |tx, call| {
        Box::pin(async move {
            let owner = call.ctx.owner;
            hold(tx, owner).await?;
            // What stands now is patched: of two who are put into it at once, both are in it.
            let found = tx.tenant(owner).provisioned_group_lookup(group).await?.ok_or(Error::NotFound)?;
            let members = tx.tenant(owner).provisioned_members(group).await?;
            let (public_url, sent) = &call.input;
            let mut resource = Address(public_url).group(&found, Some(&members));
            patch::apply(&GROUP, &mut resource, sent.clone())?;
            let sent = GroupSent::read(&Value::Object(resource))?;
            replace(tx, &with(call, sent), found).await
        })
    });
    patched.await?;
    groups_show(app, ctx, public_url, id, &Selection::default()).await
}

async fn change(app: &App, ctx: &Ctx, id: GroupId, sent: GroupSent) -> Result<()> {
    app.administer(ctx, "group.provision", sent, move |tx, call| {
        Box::pin(async move {
            hold(tx, call.ctx.owner).await?;
            let found = tx.tenant(call.ctx.owner).provisioned_group_lookup(id).await?.ok_or(Error::NotFound)?;
            replace(tx, call, found).await
        })
    })
    .await
}

async fn replace(tx: &mut SystemTx<'_>, call: &Call<GroupSent>, found: ProvisionedGroup) -> Result<()> {
    let (name, external_id) = (call.input.name.clone(), call.input.external_id.clone());
    put(tx, call, &ProvisionedGroup { name, external_id, changed_at: call.now, ..found }).await
}

/// Takes a group away: its people lose what they were by it.
///
/// # Errors
/// [`Error::Conflict`] `last_global_admin`, [`Error::NotFound`], [`Error::Forbidden`].
pub async fn groups_remove(app: &App, ctx: &Ctx, id: &str) -> Result<()> {
    app.require(ctx, Action::Administer).await?;
    ctx.require_standing(Action::Administer)?;
    let id = identifier(id)?;
    app.administer(ctx, "group.remove", (), move |tx, call| {
        Box::pin(async move {
            let owner = call.ctx.owner;
            hold(tx, owner).await?;
            let group = tx.tenant(owner).provisioned_group_lookup(id).await?.ok_or(Error::NotFound)?;
            let before = roles_of_members(tx, call, id).await?;
            tx.tenant(owner).provisioned_group_remove(id).await?;
            for (user, roles) in before {
                follow_groups(tx, call, user, &roles).await?;
            }
            let detail = json!({ "name": group.name });
            audit::append(&mut tx.tenant(owner), call, "group.remove", &id.to_string(), &detail).await
        })
    })
    .await
}

/// What each of a group's people is by all their groups.
async fn roles_of_members<V>(
    tx: &mut SystemTx<'_>,
    call: &Call<V>,
    group: GroupId,
) -> Result<Vec<(UserId, BTreeSet<Role>)>> {
    let mut all = Vec::new();
    for user in tx.tenant(call.ctx.owner).provisioned_members(group).await? {
        let roles = roles_by_groups(tx, call, user).await?;
        all.push((user, roles));
    }
    Ok(all)
}

/// The groups that a provider told of, by name, each with how many people are in it.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn group_list(app: &App, ctx: &Ctx) -> Result<Vec<(ProvisionedGroup, usize)>> {
    app.require(ctx, Action::Administer).await?;
    let mut read = app.store().read(ctx.reach()).await?;
    let people = read.provisioned_member_list().await?;
    let count = |id: GroupId| people.iter().filter(|(group, _)| *group == id).count();
    let all = read.provisioned_group_list().await?;
    Ok(all.into_iter().map(|group| (group.clone(), count(group.id))).collect())
}

/// What a group's people are to be here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditGroup {
    /// The roles; none gives no way in by this group.
    pub roles: BTreeSet<Role>,
}

/// Says what a group's people are here. Those who are in it now follow at once.
///
/// # Errors
/// [`Error::Invalid`] on `roles`, [`Error::Conflict`] `last_global_admin`, [`Error::NotFound`], [`Error::Forbidden`], [`Error::StepUp`].
pub async fn group_edit(app: &App, ctx: &Ctx, id: GroupId, command: EditGroup) -> Result<ProvisionedGroup> {
    app.require(ctx, Action::Administer).await?;
    ctx.require_standing(Action::Administer)?;
    ctx.require_recent(app.now())?;
    let mut faults = Faults::default();
    if !command.roles.is_empty() {
        check_roles(&mut faults, &ctx.organization, false, &command.roles);
    }
    faults.finish()?;
    app.administer(ctx, "group.roles", command, move |tx, call| {
        Box::pin(async move {
            let owner = call.ctx.owner;
            hold(tx, owner).await?;
            let found = tx.tenant(owner).provisioned_group_lookup(id).await?.ok_or(Error::NotFound)?;
            let before = roles_of_members(tx, call, id).await?;
            let group = ProvisionedGroup { roles: call.input.roles.clone(), ..found.clone() };
            tx.tenant(owner).provisioned_group_put(&group).await?;
            for (user, roles) in before {
                follow_groups(tx, call, user, &roles).await?;
            }
            let roles = json!({ "before": found.roles, "after": group.roles });
            let detail = json!({ "name": group.name, "roles": roles });
            audit::append(&mut tx.tenant(owner), call, "group.roles", &id.to_string(), &detail).await?;
            Ok(group)
        })
    })
    .await
}
