//! Accounts of programs: they act by tokens, nobody signs in with them, and a named person answers for each.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tierline_domain::{Action, Membership, Owner, Role, ServiceAccount, User, UserId};
use tierline_store::SystemTx;

use super::organization::{check_roles, email_nowhere};
use crate::{
    app::{App, Call},
    audit,
    ctx::Ctx,
    error::{Error, Faults, Result},
    notice,
};

/// An account to be made for a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddServiceAccount {
    /// What it is called.
    pub name: String,
    /// What it may here.
    pub roles: BTreeSet<Role>,
    /// Who answers for it: somebody of the organization; the maker where nobody is named.
    pub keeper: Option<UserId>,
}

/// What of such an account is to change; absent means unchanged.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditServiceAccount {
    /// What it may here.
    pub roles: Option<BTreeSet<Role>>,
    /// Who answers for it from now on.
    pub keeper: Option<UserId>,
    /// Whether it is shut: its tokens do not work for as long.
    pub disabled: Option<bool>,
}

/// Lists the accounts of programs of this organization and cloud, by name.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn service_account_list(app: &App, ctx: &Ctx) -> Result<Vec<ServiceAccount>> {
    app.require(ctx, Action::Administer).await?;
    Ok(app.store().read(ctx.reach()).await?.service_account_list(app.now()).await?)
}

/// Those whose keeper has left, for who can give them another: empty for everybody else, who need not know.
///
/// # Errors
/// The store's.
pub async fn service_accounts_orphaned(app: &App, ctx: &Ctx) -> Result<Vec<ServiceAccount>> {
    if !ctx.may(Action::Administer) {
        return Ok(Vec::new());
    }
    let all = app.store().read(ctx.reach()).await?.service_account_list(app.now()).await?;
    Ok(all.into_iter().filter(|account| account.keeper_has_left && account.disabled_at.is_none()).collect())
}

struct Making {
    user: User,
    roles: BTreeSet<Role>,
    keeper: UserId,
}

/// Makes an account for a program. Its tokens are made like those of people.
///
/// # Errors
/// [`Error::Invalid`] naming the fields, [`Error::Forbidden`]; [`Error::Conflict`] `for_a_time`.
pub async fn service_account_add(app: &App, ctx: &Ctx, command: AddServiceAccount) -> Result<ServiceAccount> {
    app.require(ctx, Action::Administer).await?;
    ctx.require_standing(Action::Administer)?;
    ctx.require_recent(app.now())?;
    let mut faults = Faults::default();
    let name = faults.line("name", &command.name);
    check_roles(&mut faults, &ctx.organization, false, &command.roles);
    faults.finish()?;
    let id: UserId = app.id();
    let email = email_nowhere(id);
    let (none, keeper) = (None, command.keeper.unwrap_or(ctx.user.id));
    let user = User {
        id,
        name,
        email,
        language: None,
        time_zone: none.clone(),
        phone: none.clone(),
        country: none,
        disabled_at: None,
    };
    let making = Making { user, roles: command.roles, keeper };
    app.administer(ctx, "service_account.add", making, |tx, call| Box::pin(make(tx, call))).await
}

async fn make(tx: &mut SystemTx<'_>, call: &Call<Making>) -> Result<ServiceAccount> {
    let Making { user, roles, keeper } = &call.input;
    let owner = call.ctx.owner;
    require_keeper(tx, call, *keeper).await?;
    tx.auth().user_insert(user, None).await?;
    tx.auth().service_account_keep(user.id, *keeper).await?;
    let membership = Membership { owner, customer: None, roles: roles.clone() };
    tx.auth().membership_put(user.id, &membership).await?;
    let detail = json!({ "roles": roles, "keeper": keeper });
    audit::append(&mut tx.tenant(owner), call, "service_account.add", &user.id.to_string(), &detail).await?;
    tx.tenant(owner).service_account_lookup(user.id, call.now).await?.ok_or(Error::NotFound)
}

/// Refuses a keeper who is not of the organization, is shut out, or is a program.
async fn require_keeper<V>(tx: &mut SystemTx<'_>, call: &Call<V>, keeper: UserId) -> Result<()> {
    let owner = call.ctx.owner;
    let member = tx.tenant(owner).member_lookup(keeper).await?;
    let fits = member.is_some_and(|one| one.membership.customer.is_none() && one.user.disabled_at.is_none());
    if fits && tx.tenant(owner).service_account_lookup(keeper, call.now).await?.is_none() {
        return Ok(());
    }
    Err(Error::field("keeper_id", "unknown", "Take somebody of your organization who can sign in: they answer for it."))
}

/// Changes what such an account may, who answers for it, or shuts it. It is taken out like a person.
///
/// # Errors
/// [`Error::Invalid`] naming the fields, [`Error::NotFound`] for a person, [`Error::Forbidden`]; [`Error::Conflict`] `for_a_time`.
pub async fn service_account_edit(
    app: &App,
    ctx: &Ctx,
    id: UserId,
    command: EditServiceAccount,
) -> Result<ServiceAccount> {
    app.require(ctx, Action::Administer).await?;
    ctx.require_standing(Action::Administer)?;
    ctx.require_recent(app.now())?;
    app.administer(ctx, "service_account.edit", command, move |tx, call| Box::pin(edit(tx, call, id))).await
}

async fn edit(tx: &mut SystemTx<'_>, call: &Call<EditServiceAccount>, id: UserId) -> Result<ServiceAccount> {
    let owner = call.ctx.owner;
    let before = tx.tenant(owner).service_account_lookup(id, call.now).await?.ok_or(Error::NotFound)?;
    if let Some(disabled) = call.input.disabled.filter(|disabled| *disabled != before.disabled_at.is_some()) {
        let (user, _) = tx.auth().user_hold(id).await?.ok_or(Error::NotFound)?;
        let user = User { disabled_at: disabled.then_some(call.now), ..user };
        tx.auth().user_update(&user).await?;
    }
    if let Some(roles) = &call.input.roles {
        let mut faults = Faults::default();
        check_roles(&mut faults, &call.ctx.organization, false, roles);
        faults.finish()?;
        let membership = Membership { owner, customer: None, roles: roles.clone() };
        tx.auth().membership_put(id, &membership).await?;
    }
    if let Some(keeper) = call.input.keeper {
        require_keeper(tx, call, keeper).await?;
        tx.auth().service_account_keep(id, keeper).await?;
    }
    let after = tx.tenant(owner).service_account_lookup(id, call.now).await?.ok_or(Error::NotFound)?;
    let said = |account: &ServiceAccount| json!({ "roles": account.roles, "keeper": account.keeper, "disabled": account.disabled_at.is_some() });
    let detail = audit::changes(&said(&before), &said(&after), &[])?;
    audit::append(&mut tx.tenant(owner), call, "service_account.edit", &id.to_string(), &detail).await?;
    Ok(after)
}

/// Tells the Global admins of these places of programs for which nobody answers any more, now that this person has left.
pub(crate) async fn tell_keeper_left(
    tx: &mut SystemTx<'_>,
    (app, now): (&App, DateTime<Utc>),
    keeper: UserId,
    places: &[Owner],
) -> Result<()> {
    for place in places {
        let mut tenant = tx.tenant(*place);
        for account in tenant.service_account_list(now).await? {
            if account.keeper == keeper && account.keeper_has_left && account.disabled_at.is_none() {
                notice::tell_of_program(&mut tenant, app, &account).await?;
            }
        }
    }
    Ok(())
}
