//! The people of a desk: who is there, who comes in, what they may, who goes.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tierline_domain::{
    Action, CaseId, Cloud, CustomerId, Language, Member, Membership, OrganizationId, Owner, ProvisionedUser, Role,
    User, UserId,
};
use tierline_store::{Auth, SystemTx};

use super::{
    emergency::is_emergency,
    lock,
    organization::{NewPerson, check_roles, email_taken},
    password,
    service_account::tell_keeper_left,
};
use crate::{
    app::{App, Call},
    audit,
    ctx::Ctx,
    error::{Error, Faults, Result},
};

/// Lists the people of the caller's organization, or those of one of its customers, by name. Whoever works on cases or
/// requests sees colleagues, to hand them work; a customer's people only an administrator and who works on its cases.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`] for a customer that is not the caller's.
pub async fn user_list(app: &App, ctx: &Ctx, customer: Option<CustomerId>) -> Result<Vec<Member>> {
    if !ctx.may(Action::Administer) && !ctx.may(Action::SeeReceived) {
        app.require(ctx, Action::See).await?;
    }
    let mut read = app.store().read(ctx.reach()).await?;
    let Some(customer) = customer else { return Ok(read.member_list().await?) };
    read.customer_lookup(customer).await?.ok_or(Error::NotFound)?;
    Ok(read.member_list_of(customer).await?)
}

/// The own people who reach a case's customer, by name: those to whom the case can be handed, and who is told of it.
///
/// # Errors
/// [`Error::NotFound`] for a case that the caller does not reach, [`Error::Forbidden`].
pub async fn user_list_for(app: &App, ctx: &Ctx, case: CaseId) -> Result<Vec<Member>> {
    app.require(ctx, Action::See).await?;
    let mut read = app.store().read(ctx.reach()).await?;
    let case = read.case_lookup(case).await?.ok_or(Error::NotFound)?;
    let kept = read.reach_kept_from(case.customer).await?;
    let members = read.member_list().await?;
    Ok(members.into_iter().filter(|member| !kept.contains(&member.user.id)).collect())
}

/// A person to be taken in.
#[derive(Clone)]
pub struct AddUser {
    /// Name.
    pub name: String,
    /// Address of mail, by which they sign in.
    pub email: String,
    /// What they are here.
    pub roles: BTreeSet<Role>,
    /// For a customer's person: whose.
    pub customer: Option<CustomerId>,
    /// The password they begin with.
    pub password: String,
    /// Language; none follows the browser.
    pub language: Option<Language>,
}

/// Somebody who is taken in, with the hash of a password where they begin with one.
pub(super) struct Adding {
    pub(super) user: User,
    pub(super) hash: Option<String>,
    pub(super) membership: Membership,
}

/// Takes a person in. Somebody who is in the organization's other cloud already is taken in with the account they have;
/// the password given here is not used then. Who was taken out everywhere comes back with this password alone.
///
/// # Errors
/// [`Error::Invalid`] naming the fields (`email` `taken` where another organization's person has it, `member` where this one
/// is here already), [`Error::NotFound`] for a customer that is not there, [`Error::Forbidden`]; [`Error::Conflict`] `for_a_time`.
pub async fn user_add(app: &App, ctx: &Ctx, command: AddUser) -> Result<Member> {
    app.require(ctx, Action::Administer).await?;
    ctx.require_standing(Action::Administer)?;
    ctx.require_recent(app.now())?;
    let mut faults = Faults::default();
    check_roles(&mut faults, &ctx.organization, command.customer.is_some(), &command.roles);
    let person = NewPerson {
        name: command.name,
        email: command.email,
        password: Some(command.password),
        language: command.language,
        time_zone: None,
        phone: None,
        country: None,
        memberships: Vec::new(),
    };
    let user = person.checked(app, &mut faults, Some(&ctx.organization.name));
    faults.finish()?;
    let user = as_known(app, user).await?;
    let hash = password::hash_new(app, "password", person.password.as_deref().unwrap_or_default()).await?;
    let membership = Membership { owner: ctx.owner, customer: command.customer, roles: command.roles };
    let adding = Adding { user, hash: Some(hash), membership };
    app.administer(ctx, "user.add", adding, |tx, call| Box::pin(take_in(tx, call, &call.input, "user.add"))).await
}

/// The person to be taken in, under the identifier of the account that has their address where that belongs nowhere: who was taken
/// out comes back as who they were, for what they did names that account.
pub(super) async fn as_known(app: &App, user: User) -> Result<User> {
    let mut read = app.store().read(Auth).await?;
    let Some((known, _)) = read.user_by_email(&user.email).await? else { return Ok(user) };
    // Programs, emergency access and who was erased have addresses that no mail reaches: they are nobody who could come back.
    if known.email.ends_with(".invalid") || !read.membership_list(known.id).await?.is_empty() {
        return Ok(user);
    }
    Ok(User { id: known.id, ..user })
}

/// Takes back an account that belongs nowhere, as if it were new: nothing that opened it before opens it now, it is no longer shut,
/// and who it is says the one who takes it in. Another organization so learns nothing of what it was.
///
/// # Errors
/// [`Error::Invalid`] on `email`, `taken` where somebody has taken them in meanwhile, or has the address.
pub(crate) async fn take_back(tx: &mut SystemTx<'_>, user: &User, hash: Option<&str>) -> Result<()> {
    // This holds the account: of two organizations that take the same person in at once, the second finds them taken.
    tx.auth().user_entrances_remove(user.id).await?;
    if !tx.auth().membership_list(user.id).await?.is_empty() {
        return Err(taken());
    }
    tx.auth().user_update(user).await.map_err(email_taken)?;
    if let Some(hash) = hash {
        tx.auth().user_password_set(user.id, hash).await?;
    }
    Ok(())
}

/// Makes somebody a member by what a directory or an identity provider says. Where they belong nowhere, nothing that opened the account
/// before opens it now, but where it was made for this organization: a directory that moves somebody from one group to another takes them
/// out of the first one before, and that is no leaving. Another organization that has had the account since, and an own one that let them go
/// for good ([`let_go`]), are what this tells from it. Whoever asks holds the account and has looked where it belongs.
///
/// # Errors
/// The store's.
pub(crate) async fn let_in(tx: &mut SystemTx<'_>, user: UserId, membership: &Membership) -> Result<()> {
    let is_ours = tx.auth().user_opens_for(user).await? == Some(membership.owner.organization);
    if !is_ours && tx.auth().membership_list(user).await?.is_empty() {
        tx.auth().user_entrances_remove(user).await?;
    }
    Ok(tx.auth().membership_put(user, membership).await?)
}

/// Takes somebody out for good, by hand or because their directory said so of them: losing a group is not that. What opened their
/// account opens nothing when they come back, but where they still belong to another cloud.
///
/// # Errors
/// The store's.
pub(crate) async fn let_go(tx: &mut SystemTx<'_>, user: UserId, owner: Owner, now: DateTime<Utc>) -> Result<()> {
    // Before the membership: who signs in holds the account first, too.
    tx.auth().user_hold(user).await?;
    tx.auth().membership_remove(user, owner, now).await?;
    Ok(tx.auth().user_let_go(user, owner.organization).await?)
}

/// Lets what the directory told of somebody follow what was done by hand: who was taken out stays out until it says anew that they are
/// active, who was taken in is no longer let go.
async fn told_active<V>(tx: &mut SystemTx<'_>, call: &Call<V>, user: UserId, is_active: bool) -> Result<()> {
    let mut tenant = tx.tenant(call.ctx.owner);
    let Some(told) = tenant.provisioned_user_lookup(user).await?.filter(|told| told.is_active != is_active) else {
        return Ok(());
    };
    Ok(tenant.provisioned_user_put(&ProvisionedUser { is_active, changed_at: call.now, ..told }).await?)
}

fn taken() -> Error {
    email_taken(tierline_store::Error::Unique { constraint: "user_email" })
}

/// Takes somebody in, with the account they have where they are in the organization's other cloud already, and with the one they had
/// where they belong nowhere.
pub(super) async fn take_in<V>(
    tx: &mut SystemTx<'_>,
    call: &Call<V>,
    adding: &Adding,
    act: &'static str,
) -> Result<Member> {
    let Adding { user, hash, membership } = adding;
    if let Some(customer) = membership.customer {
        tx.tenant(call.ctx.owner).customer_lookup(customer).await?.ok_or(Error::NotFound)?;
    }
    let known = tx.auth().user_by_email(&user.email).await?.map(|(known, _)| known);
    let mut before = BTreeSet::new();
    let user = match known {
        None => {
            tx.auth().user_insert(user, hash.as_deref()).await.map_err(email_taken)?;
            user.clone()
        }
        Some(known) if known.id == user.id => {
            take_back(tx, user, hash.as_deref()).await?;
            user.clone()
        }
        Some(known) => {
            let places = tx.auth().membership_list(known.id).await?;
            if places.iter().any(|place| place.owner == call.ctx.owner) {
                return Err(Error::field(
                    "email",
                    "member",
                    "This person is here already: change their roles instead.",
                ));
            }
            // Whose people these are is their organization's business: nobody else adds to what they are.
            if !places.iter().all(|place| place.owner.organization == call.ctx.owner.organization) || places.is_empty()
            {
                return Err(taken());
            }
            before.extend(places.iter().map(|place| place.owner.cloud));
            known
        }
    };
    tx.auth().membership_put(user.id, membership).await?;
    told_active(tx, call, user.id, true).await?;
    let mut detail = cleared(&before, Some(membership.owner.cloud), None);
    detail["roles"] = json!({ "before": [], "after": membership.roles });
    detail["customer"] = json!(membership.customer);
    audit::append(&mut tx.tenant(call.ctx.owner), call, act, &user.id.to_string(), &detail).await?;
    Ok(Member { user, membership: membership.clone() })
}

/// For which of the organization's clouds somebody was cleared, and is now.
fn cleared(before: &BTreeSet<Cloud>, comes: Option<Cloud>, goes: Option<Cloud>) -> serde_json::Value {
    let after: BTreeSet<Cloud> = before.iter().copied().chain(comes).filter(|cloud| Some(*cloud) != goes).collect();
    json!({ "clouds": { "before": before, "after": after } })
}

/// What of a person is to change; absent means unchanged.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditUser {
    /// What they are here.
    pub roles: Option<BTreeSet<Role>>,
    /// Whether their account is shut. It is the account in all clouds of the organization.
    pub disabled: Option<bool>,
}

/// Changes what a person is here, shuts their account or opens it again. Shutting it ends their sessions.
///
/// # Errors
/// [`Error::Invalid`] on `roles`; [`Error::Conflict`] `last_global_admin` where nobody could administer the desk afterwards,
/// `works_elsewhere` where another organization has a say in the account; [`Error::NotFound`], [`Error::Forbidden`]; [`Error::Conflict`] `for_a_time`.
pub async fn user_edit(app: &App, ctx: &Ctx, id: UserId, command: EditUser) -> Result<Member> {
    app.require(ctx, Action::Administer).await?;
    // To shut somebody out hands nothing on, as in user_remove; to let them in again does.
    if command != (EditUser { roles: None, disabled: Some(true) }) {
        ctx.require_standing(Action::Administer)?;
    }
    ctx.require_recent(app.now())?;
    app.administer(ctx, "user.edit", command, move |tx, call| Box::pin(edit(tx, call, id))).await
}

async fn edit(tx: &mut SystemTx<'_>, call: &Call<EditUser>, id: UserId) -> Result<Member> {
    let owner = call.ctx.owner;
    hold(tx, owner).await?;
    let mut member = tx.tenant(owner).member_lookup(id).await?.ok_or(Error::NotFound)?;
    if is_emergency(&mut tx.tenant(owner), id).await? {
        return Err(Error::NotFound);
    }
    let mut detail = json!({});
    if let Some(roles) = call.input.roles.as_ref().filter(|roles| **roles != member.membership.roles) {
        let mut faults = Faults::default();
        check_roles(&mut faults, &call.ctx.organization, member.membership.customer.is_some(), roles);
        faults.finish()?;
        if !roles.contains(&Role::GlobalAdmin) {
            require_another_admin(tx, &member).await?;
        }
        let before = std::mem::replace(&mut member.membership.roles, roles.clone());
        tx.auth().membership_put(id, &member.membership).await?;
        detail["roles"] = json!({ "before": before, "after": roles });
    }
    if let Some(disabled) = call.input.disabled.filter(|disabled| *disabled != member.user.disabled_at.is_some()) {
        require_own(tx, id, owner.organization).await?;
        if disabled {
            for membership in tx.auth().membership_list(id).await? {
                require_another_admin(tx, &Member { user: member.user.clone(), membership }).await?;
            }
        }
        // As it is now: the row is written whole, and its person may change the profile at this moment.
        let (user, _) = tx.auth().user_hold(id).await?.ok_or(Error::NotFound)?;
        member.user = User { disabled_at: disabled.then_some(call.now), ..user };
        tx.auth().user_update(&member.user).await?;
        if disabled {
            tx.auth().person_links_remove_of(id).await?;
            let places: Vec<Owner> = tx.auth().membership_list(id).await?.into_iter().map(|one| one.owner).collect();
            tell_keeper_left(tx, (&call.app, call.now), id, &places).await?;
        }
        detail["disabled"] = json!({ "before": !disabled, "after": disabled });
    }
    audit::append(&mut tx.tenant(owner), call, "user.edit", &id.to_string(), &detail).await?;
    if let Some(disabled) = detail.get("disabled") {
        // It is the account in all clouds of the organization: the log of each says so.
        for place in tx.auth().membership_list(id).await?.into_iter().map(|place| place.owner) {
            if place != owner {
                let detail = json!({ "disabled": disabled });
                audit::append(&mut tx.tenant(place), call, "user.edit", &id.to_string(), &detail).await?;
            }
        }
    }
    Ok(member)
}

/// Takes a person out of this organization and cloud: their sessions here end, their tokens here are revoked. They stay out until they
/// are invited again, or their directory says anew that they are active: no identity provider brings them back. Who administers only
/// for a time may: it hands nothing on, somebody who administers for good stays, and invites them again.
///
/// # Errors
/// [`Error::Conflict`] `last_global_admin`, [`Error::NotFound`], [`Error::Forbidden`], [`Error::StepUp`].
pub async fn user_remove(app: &App, ctx: &Ctx, id: UserId) -> Result<()> {
    app.require(ctx, Action::Administer).await?;
    ctx.require_recent(app.now())?;
    app.administer(ctx, "user.remove", (), move |tx, call| {
        Box::pin(async move {
            let owner = call.ctx.owner;
            hold(tx, owner).await?;
            let member = tx.tenant(owner).member_lookup(id).await?.ok_or(Error::NotFound)?;
            if is_emergency(&mut tx.tenant(owner), id).await? {
                return Err(Error::NotFound);
            }
            require_another_admin(tx, &member).await?;
            let places = tx.auth().membership_list(id).await?.into_iter().map(|place| place.owner);
            let before = places.filter(|place| place.organization == owner.organization).map(|place| place.cloud);
            let mut detail = cleared(&before.collect(), None, Some(owner.cloud));
            detail["roles"] = json!({ "before": member.membership.roles, "after": [] });
            let_go(tx, id, owner, call.now).await?;
            told_active(tx, call, id, false).await?;
            tx.tenant(owner).identity_links_empty(id).await?;
            tell_keeper_left(tx, (&call.app, call.now), id, &[owner]).await?;
            audit::append(&mut tx.tenant(owner), call, "user.remove", &id.to_string(), &detail).await
        })
    })
    .await
}

/// One change of who may administer at a time, over all clouds of the organization: shutting an account counts in all.
pub(crate) async fn hold(tx: &mut SystemTx<'_>, owner: Owner) -> Result<()> {
    lock::hold(&mut tx.tenant(Owner { cloud: Cloud::Public, ..owner }), "user.edit").await
}

/// Whether the first of these people is a Global admin, for good, wherever the second one is anything.
pub(super) async fn administers_all_of(tx: &mut SystemTx<'_>, admin: UserId, person: UserId) -> Result<bool> {
    let own = tx.auth().membership_list(admin).await?;
    let administers =
        |place: &Membership| own.iter().any(|own| own.owner == place.owner && own.roles.contains(&Role::GlobalAdmin));
    Ok(tx.auth().membership_list(person).await?.iter().all(administers))
}

/// Refuses to let the last one go who could administer: nobody could bring another in.
pub(crate) async fn require_another_admin(tx: &mut SystemTx<'_>, leaving: &Member) -> Result<()> {
    let Membership { owner, roles, .. } = &leaving.membership;
    if !roles.contains(&Role::GlobalAdmin) || leaving.user.disabled_at.is_some() {
        return Ok(());
    }
    let members = tx.tenant(*owner).member_list().await?;
    let another = members.iter().any(|other| {
        other.user.id != leaving.user.id
            && other.user.disabled_at.is_none()
            && other.membership.roles.contains(&Role::GlobalAdmin)
    });
    if another {
        return Ok(());
    }
    Err(Error::conflict("last_global_admin", "This is the last Global admin: make somebody else one first."))
}

/// Refuses to touch an account in which another organization has a say.
pub(super) async fn require_own(tx: &mut SystemTx<'_>, id: UserId, organization: OrganizationId) -> Result<()> {
    let places = tx.auth().membership_list(id).await?;
    if places.iter().all(|Membership { owner: Owner { organization: place, .. }, .. }| *place == organization) {
        return Ok(());
    }
    Err(Error::conflict(
        "works_elsewhere",
        "This person works for another organization on this desk as well, so the account is not yours to shut: take them out of yours.",
    ))
}
