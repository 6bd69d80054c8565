//! People (RFC 7643, 4.1).

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use tierline_domain::{Action, AuditAction, Member, ProvisionedUser, User, UserId};
use tierline_store::{AuditFilter, SystemTx, TenantRead};

use super::{
    effect::{set_active, taken, with, works_elsewhere},
    page::{Asked, Selection},
    patch,
    schema::USER,
    wire::{Address, UserSent, known},
};
use crate::{
    account::{self, hold},
    app::{App, Call},
    audit,
    ctx::Ctx,
    error::{Error, Result},
};

/// Somebody who is shown: as a provider told of them, or as the desk knows them.
enum Shown {
    Told(Box<ProvisionedUser>),
    Known(Box<Member>),
}

impl Shown {
    fn written(&self, address: Address<'_>) -> Map<String, Value> {
        match self {
            Self::Told(told) => address.user(told),
            Self::Known(member) => address.member(member),
        }
    }
}

/// Somebody by their identifier; none where they are not of this organization and cloud, a customer's, a program, or the account for
/// emergencies.
async fn find(read: &mut TenantRead<'_>, id: UserId) -> Result<Option<Shown>> {
    if let Some(told) = read.provisioned_user_lookup(id).await? {
        return Ok(Some(Shown::Told(Box::new(told))));
    }
    let member = read.staff_lookup(id).await?;
    Ok(member.map(|member| Shown::Known(Box::new(member))))
}

fn identifier(text: &str) -> Result<UserId> {
    text.parse().map_err(|_| Error::NotFound)
}

/// Lists people: those whom a provider told of, and the organization's own who came otherwise, so that it finds them.
///
/// # Errors
/// [`Error::Invalid`] on `filter`, [`Error::Forbidden`].
pub async fn users(app: &App, ctx: &Ctx, public_url: &str, asked: &Asked) -> Result<Value> {
    app.require(ctx, Action::Administer).await?;
    let (filter, address) = (asked.filter(&USER)?, Address(public_url));
    let mut read = app.store().read(ctx.reach()).await?;
    let all = match filter.as_ref().and_then(super::filter::Filter::equality) {
        // So providers ask for each person in turn: the whole list is not read for that.
        Some(("userName", Value::String(name))) => by_name(&mut read, name).await?.into_iter().collect(),
        _ => everybody(&mut read).await?,
    };
    let all = all.iter().map(|one| one.written(address));
    let taken = all.filter(|one| filter.as_ref().is_none_or(|filter| filter.takes(one)));
    Ok(asked.answer(&USER, taken.collect()))
}

async fn by_name(read: &mut TenantRead<'_>, name: &str) -> Result<Option<Shown>> {
    if let Some(told) = read.provisioned_user_by_name(name).await? {
        return Ok(Some(Shown::Told(Box::new(told))));
    }
    let Some(member) = read.member_by_email(name).await? else { return Ok(None) };
    // Whoever is told of has another name there.
    Ok(find(read, member.user.id).await?.filter(|found| matches!(found, Shown::Known(_))))
}

async fn everybody(read: &mut TenantRead<'_>) -> Result<Vec<Shown>> {
    let told = read.provisioned_user_list().await?;
    let known: BTreeSet<UserId> = told.iter().map(|one| one.user).collect();
    let members = read.member_list().await?;
    let others = members.into_iter().filter(|member| !known.contains(&member.user.id));
    let others = others.map(|member| Shown::Known(Box::new(member)));
    Ok(told.into_iter().map(|one| Shown::Told(Box::new(one))).chain(others).collect())
}

/// Shows a person.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn users_show(app: &App, ctx: &Ctx, public_url: &str, id: &str, selection: &Selection) -> Result<Value> {
    app.require(ctx, Action::Administer).await?;
    let mut read = app.store().read(ctx.reach()).await?;
    let found = find(&mut read, identifier(id)?).await?.ok_or(Error::NotFound)?;
    Ok(selection.of(&USER, found.written(Address(public_url))))
}

/// Takes a person in. Who was taken out here before, under this name or with this address, is the same person, and comes in by nothing
/// that opened their account then.
///
/// # Errors
/// [`Error::Invalid`] on the attribute, with `uniqueness` where the name or the address is in use; [`Error::Forbidden`].
pub async fn users_create(app: &App, ctx: &Ctx, public_url: &str, sent: &Value) -> Result<Value> {
    app.require(ctx, Action::Administer).await?;
    ctx.require_standing(Action::Administer)?;
    let sent = UserSent::read(sent)?;
    let id = app.administer(ctx, "user.provision", sent, |tx, call| Box::pin(create(tx, call))).await?;
    users_show(app, ctx, public_url, &id.to_string(), &Selection::default()).await
}

async fn create(tx: &mut SystemTx<'_>, call: &Call<UserSent>) -> Result<UserId> {
    let (sent, owner) = (&call.input, call.ctx.owner);
    hold(tx, owner).await?;
    refuse_known(tx, call, None).await?;
    let removed = tx.tenant(owner).provisioned_user_removed(&sent.user_name).await?;
    let id = match here_still(tx, removed).await? {
        Some(back) if works_elsewhere(tx, call, back).await? => return Err(in_use()),
        Some(back) => taken_back(tx, call, back).await?,
        None => account_for(tx, call).await?,
    };
    put(tx, call, id, None).await?;
    Ok(id)
}

/// The account where it is still somebody's: who was erased is not filled again with whom a directory tells of.
async fn here_still(tx: &mut SystemTx<'_>, id: Option<UserId>) -> Result<Option<UserId>> {
    let Some(id) = id else { return Ok(None) };
    let user = tx.auth().user_lookup(id).await?;
    Ok(user.filter(|user| !user.email.ends_with(".invalid")).map(|user| user.id))
}

/// Refuses a name under which somebody else is here already: a provider that asks first has found them.
async fn refuse_known(tx: &mut SystemTx<'_>, call: &Call<UserSent>, own: Option<UserId>) -> Result<()> {
    let (sent, mut tenant) = (&call.input, tx.tenant(call.ctx.owner));
    let told = tenant.provisioned_user_by_name(&sent.user_name).await?.map(|told| told.user);
    let mut members = Vec::new();
    for address in [&sent.user_name, &sent.email] {
        members.extend(tenant.member_by_email(address).await?.map(|member| member.user.id));
    }
    if told.into_iter().chain(members).any(|found| Some(found) != own) {
        return Err(Error::field(
            "userName",
            "uniqueness",
            "This person is here already: find them by a filter, and change them.",
        ));
    }
    Ok(())
}

/// The account for somebody new: that which they have in another cloud of the organization, or had until they were taken out here; else
/// one of their own, without a password.
async fn account_for(tx: &mut SystemTx<'_>, call: &Call<UserSent>) -> Result<UserId> {
    let (sent, organization) = (&call.input, call.ctx.owner.organization);
    let Some((known, _)) = tx.auth().user_by_email(&sent.email).await? else {
        let user = as_told(sent, call.app.id());
        tx.auth().user_insert(&user, None).await.map_err(taken)?;
        return Ok(user.id);
    };
    // Programs and emergency access are nobody whom a directory could take in, also not from another cloud.
    if known.email.ends_with(".invalid") {
        return Err(in_use());
    }
    let places = tx.auth().membership_list(known.id).await?;
    if places.is_empty() && was_taken_out(tx, call, &known).await? {
        return taken_back(tx, call, known.id).await;
    }
    // Whose people these are is their organization's business.
    if places.is_empty() || places.iter().any(|place| place.owner.organization != organization) {
        return Err(in_use());
    }
    Ok(known.id)
}

/// The account of somebody new, of whom nothing is known but what was told.
fn as_told(sent: &UserSent, id: UserId) -> User {
    User {
        id,
        name: sent.name.clone(),
        email: sent.email.clone(),
        language: None,
        time_zone: None,
        phone: None,
        country: None,
        disabled_at: None,
    }
}

/// Whether it is this organization, in this cloud, that took the person out: its log says so, for as long as it is kept. Whoever it
/// never had is nobody whom its directory could claim.
async fn was_taken_out(tx: &mut SystemTx<'_>, call: &Call<UserSent>, known: &User) -> Result<bool> {
    let actions = [AuditAction::UserRemove, AuditAction::UserDeprovision].map(|act| act.word().to_owned());
    let filter = AuditFilter {
        actions: actions.into(),
        subject: Some(known.id.to_string()),
        limit: 1,
        ..AuditFilter::default()
    };
    Ok(!tx.tenant(call.ctx.owner).audit_list(&filter).await?.is_empty())
}

/// Somebody whom the organization had taken out, under the account that they had: what they did names it. Where they belong nowhere
/// since, they come back as they would be made: nothing that opened the account before opens it now, and they are in no group. One
/// that was shut stays shut, whatever is told.
async fn taken_back(tx: &mut SystemTx<'_>, call: &Call<UserSent>, id: UserId) -> Result<UserId> {
    if tx.auth().membership_list(id).await?.is_empty() {
        let disabled_at = tx.auth().user_lookup(id).await?.and_then(|user| user.disabled_at);
        let user = User { disabled_at, ..as_told(&call.input, id) };
        account::take_back(tx, &user, None).await.map_err(|error| match error {
            Error::Invalid(_) => in_use(),
            other => other,
        })?;
        tx.tenant(call.ctx.owner).provisioned_member_leave(id).await?;
    }
    Ok(id)
}

fn in_use() -> Error {
    taken(tierline_store::Error::Unique { constraint: "user_email" })
}

/// Keeps what was told of a person, and lets the desk follow.
async fn put(tx: &mut SystemTx<'_>, call: &Call<UserSent>, id: UserId, before: Option<&ProvisionedUser>) -> Result<()> {
    let (sent, owner) = (&call.input, call.ctx.owner);
    let told = ProvisionedUser {
        user: id,
        user_name: sent.user_name.clone(),
        external_id: sent.external_id.clone(),
        is_active: sent.is_active,
        is_shut: false,
        profile: sent.profile.clone(),
        created_at: before.map_or(call.now, |told| told.created_at),
        changed_at: call.now,
    };
    rename(tx, call, id).await?;
    tx.tenant(owner).provisioned_user_put(&told).await.map_err(taken)?;
    set_active(tx, call, id, sent.is_active).await?;
    let action = if sent.is_active { "user.provision" } else { "user.deprovision" };
    let said = |told: &ProvisionedUser| json!({ "user_name": told.user_name, "external_id": told.external_id, "active": told.is_active });
    let detail = match before {
        Some(before) => {
            let mut detail = audit::changes(&said(before), &said(&told), &[])?;
            if let Some(fields) = detail.as_object_mut() {
                fields.entry("user_name").or_insert_with(|| json!(told.user_name));
                if before.profile != told.profile {
                    fields.insert("profile".to_owned(), audit::changes(&before.profile, &told.profile, &[])?);
                }
            }
            detail
        }
        None => said(&told),
    };
    audit::append(&mut tx.tenant(owner), call, action, &id.to_string(), &detail).await
}

/// Writes name and address into the account, where it is this organization's in this cloud alone. Elsewhere others have a say in them:
/// who may provision here must not get at what the person is there.
async fn rename(tx: &mut SystemTx<'_>, call: &Call<UserSent>, id: UserId) -> Result<()> {
    let sent = &call.input;
    let places = tx.auth().membership_list(id).await?;
    if places.iter().any(|place| place.owner != call.ctx.owner) {
        return Ok(());
    }
    let Some((mut user, _)) = tx.auth().user_hold(id).await? else { return Err(Error::NotFound) };
    if user.name == sent.name && user.email == sent.email {
        return Ok(());
    }
    user.name.clone_from(&sent.name);
    user.email.clone_from(&sent.email);
    tx.auth().user_update(&user).await.map(drop).map_err(taken)
}

/// Replaces what was told of a person.
///
/// # Errors
/// As [`users_create`]; [`Error::Conflict`] `last_global_admin`, [`Error::NotFound`].
pub async fn users_replace(app: &App, ctx: &Ctx, public_url: &str, id: &str, sent: &Value) -> Result<Value> {
    app.require(ctx, Action::Administer).await?;
    ctx.require_standing(Action::Administer)?;
    let user = identifier(id)?;
    find(&mut app.store().read(ctx.reach()).await?, user).await?.ok_or(Error::NotFound)?;
    change(app, ctx, user, UserSent::read(sent)?).await?;
    users_show(app, ctx, public_url, id, &Selection::default()).await
}

/// Changes parts of what was told of a person.
///
/// # Errors
/// As [`users_replace`].
pub async fn users_patch(app: &App, ctx: &Ctx, public_url: &str, id: &str, sent: Value) -> Result<Value> {
    app.require(ctx, Action::Administer).await?;
    ctx.require_standing(Action::Administer)?;
    let (user, input) = (identifier(id)?, (public_url.to_owned(), sent));
    let patched = app.administer(ctx, "user.provision", input, move |tx, call| {
        Box::pin(async move {
            hold(tx, call.ctx.owner).await?;
            // What stands now is patched: of two patches at once, the second takes nothing back that the first one said.
            let found = find(&mut tx.tenant(call.ctx.owner), user).await?.ok_or(Error::NotFound)?;
            let (public_url, sent) = &call.input;
            let mut resource = found.written(Address(public_url));
            // Whether the account is shut on this desk is no part of what the provider tells.
            if let Shown::Told(told) = &found {
                resource.insert("active".into(), told.is_active.into());
            }
            patch::apply(&USER, &mut resource, sent.clone())?;
            let sent = UserSent::read(&Value::Object(resource))?;
            replace(tx, &with(call, sent), user, found).await
        })
    });
    patched.await?;
    users_show(app, ctx, public_url, id, &Selection::default()).await
}

async fn change(app: &App, ctx: &Ctx, id: UserId, sent: UserSent) -> Result<()> {
    app.administer(ctx, "user.provision", sent, move |tx, call| {
        Box::pin(async move {
            hold(tx, call.ctx.owner).await?;
            let found = find(&mut tx.tenant(call.ctx.owner), id).await?.ok_or(Error::NotFound)?;
            replace(tx, call, id, found).await
        })
    })
    .await
}

async fn replace(tx: &mut SystemTx<'_>, call: &Call<UserSent>, id: UserId, found: Shown) -> Result<()> {
    refuse_known(tx, call, Some(id)).await?;
    match found {
        Shown::Told(told) => put(tx, call, id, Some(&told)).await,
        Shown::Known(_) => put(tx, call, id, None).await,
    }
}

/// Takes a person away: they are out, with sessions, tokens and readers' keys. Cases keep their name.
///
/// # Errors
/// [`Error::Conflict`] `last_global_admin`, [`Error::NotFound`], [`Error::Forbidden`].
pub async fn users_remove(app: &App, ctx: &Ctx, id: &str) -> Result<()> {
    app.require(ctx, Action::Administer).await?;
    ctx.require_standing(Action::Administer)?;
    let id = identifier(id)?;
    app.administer(ctx, "user.deprovision", (), move |tx, call| {
        Box::pin(async move {
            let owner = call.ctx.owner;
            hold(tx, owner).await?;
            let found = find(&mut tx.tenant(owner), id).await?.ok_or(Error::NotFound)?;
            if let Shown::Known(member) = &found {
                // Who came otherwise comes back as themselves too.
                let told = ProvisionedUser {
                    user: id,
                    user_name: member.user.email.clone(),
                    external_id: None,
                    is_active: false,
                    is_shut: false,
                    profile: known(member),
                    created_at: call.now,
                    changed_at: call.now,
                };
                tx.tenant(owner).provisioned_user_put(&told).await.map_err(taken)?;
            }
            set_active(tx, call, id, false).await?;
            tx.tenant(owner).identity_links_empty(id).await?;
            tx.tenant(owner).provisioned_member_leave(id).await?;
            tx.tenant(owner).provisioned_user_remove(id, call.now).await?;
            audit::append(&mut tx.tenant(owner), call, "user.deprovision", &id.to_string(), &json!({})).await
        })
    })
    .await
}
