//! Who it is here for whom a provider vouches.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde_json::json;
use tierline_domain::{
    IdentityLink, IdentityProvider, Member, Membership, NotLinked, Role, User, UserId, address_counts, domain_of,
    may_vouch, roles_after,
};
use tierline_store::SystemTx;

use crate::{
    account::{Caller, fits, hold, let_in, record, require_another_admin},
    app::App,
    error::{Error, Faults, Result},
    port::identity::Vouched,
};

/// Where and when somebody is let in.
type Scene<'a> = (&'a App, &'a Caller, DateTime<Utc>);

/// Finds the person, or makes them, and lets their roles follow the provider's groups.
pub(super) async fn person(
    tx: &mut SystemTx<'_>,
    scene: Scene<'_>,
    provider: &IdentityProvider,
    vouched: &Vouched,
) -> Result<Result<User, NotLinked>> {
    hold(tx, provider.owner).await?;
    if vouched.groups_withheld && !provider.settings.groups.is_empty() {
        // Neither are their roles taken for want of the groups, nor do old ones go on unseen.
        return Ok(Err(NotLinked::GroupsWithheld));
    }
    let given = given(tx, provider, vouched).await?;
    let known = tx.tenant(provider.owner).identity_link_lookup(provider.id, &vouched.subject).await?;
    let before = known.as_ref().map(|link| link.roles.clone()).unwrap_or_default();
    let user = match &known {
        Some(link) => tx.auth().user_lookup(link.user).await?.ok_or(NotLinked::Unknown),
        None => first_time(tx, scene, provider, vouched, &given).await?,
    };
    let user = match user {
        Ok(user) => user,
        Err(why) => return Ok(Err(why)),
    };
    if let Err(why) = may_come(tx, provider, (&user, known.as_ref()), &given).await? {
        return Ok(Err(why));
    }
    if !follow(tx, scene, provider, &user, (&before, &given)).await? {
        return Ok(Err(NotLinked::NoGroup));
    }
    let link = IdentityLink {
        provider: provider.id,
        subject: vouched.subject.clone(),
        user: user.id,
        roles: given,
        linked_at: scene.2,
    };
    tx.tenant(provider.owner).identity_link_put(&link).await?;
    if known.is_none() {
        note_link(tx, scene, provider, &user).await?;
    }
    Ok(Ok(user))
}

/// Links the account for which the provider vouches to somebody who is signed in here: they have proven that both are theirs, so no
/// address is looked at. Their roles follow the groups when they come in by it.
pub(super) async fn account(
    tx: &mut SystemTx<'_>,
    scene: Scene<'_>,
    (provider, vouched): (&IdentityProvider, &Vouched),
    user: &User,
) -> Result<Result<(), NotLinked>> {
    hold(tx, provider.owner).await?;
    match tx.tenant(provider.owner).identity_link_lookup(provider.id, &vouched.subject).await? {
        Some(link) if link.user == user.id => return Ok(Ok(())),
        Some(_) => return Ok(Err(NotLinked::LinkedToAnother)),
        None => {}
    }
    if tx.tenant(provider.owner).identity_link_of(provider.id, user.id).await? {
        return Ok(Err(NotLinked::LinkedAlready));
    }
    let places = tx.auth().membership_list(user.id).await?;
    if let Err(why) = may_vouch(provider.owner, &places) {
        return Ok(Err(why));
    }
    let link = IdentityLink {
        provider: provider.id,
        subject: vouched.subject.clone(),
        user: user.id,
        roles: BTreeSet::new(),
        linked_at: scene.2,
    };
    tx.tenant(provider.owner).identity_link_put(&link).await?;
    note_link(tx, scene, provider, user).await?;
    Ok(Ok(()))
}

async fn note_link(
    tx: &mut SystemTx<'_>,
    (app, caller, now): Scene<'_>,
    provider: &IdentityProvider,
    user: &User,
) -> Result<()> {
    let entry = record::by_provider(app, caller, now, (user, "account.link"), &json!({ "provider": provider.id }));
    tx.audit_append(provider.owner, &entry, app.secret()).await?;
    Ok(())
}

/// Whether the provider alone may let this person in, with what their groups give.
async fn may_come(
    tx: &mut SystemTx<'_>,
    provider: &IdentityProvider,
    (user, known): (&User, Option<&IdentityLink>),
    given: &BTreeSet<Role>,
) -> Result<Result<(), NotLinked>> {
    // Held: of two organizations that take the same person in at once, the second finds them taken.
    tx.auth().user_hold(user.id).await?;
    let told = tx.tenant(provider.owner).provisioned_user_lookup(user.id).await?;
    // Whom SCIM has let go is out, whatever the provider still says.
    if told.as_ref().is_some_and(|told| !told.is_active) {
        return Ok(Err(NotLinked::Unknown));
    }
    let places = tx.auth().membership_list(user.id).await?;
    if !places.is_empty() {
        return Ok(may_vouch(provider.owner, &places));
    }
    if given.is_empty() {
        return Ok(Err(NotLinked::NoGroup));
    }
    // Who was taken out, by hand or by SCIM, was left nothing of what the groups had given: the provider alone brings them back no more.
    let is_out = known.is_some_and(|link| link.roles.is_empty());
    let comes = told.is_some() || (provider.settings.makes_people && !is_out);
    Ok(if comes { Ok(()) } else { Err(NotLinked::Unknown) })
}

/// What the provider's groups give in this organization.
async fn given(tx: &mut SystemTx<'_>, provider: &IdentityProvider, vouched: &Vouched) -> Result<BTreeSet<Role>> {
    let organization = tx.organization_lookup(provider.owner.organization).await?.ok_or(Error::NotFound)?;
    let roles = provider.settings.roles_of(&vouched.groups);
    Ok(roles.into_iter().filter(|role| fits(&organization, false, *role)).collect())
}

/// Somebody who comes this way for the first time: whom SCIM told of under the same identifier, who has the address, or who is new.
/// Threat 42: never by an address that is not verified and of a proven domain.
async fn first_time(
    tx: &mut SystemTx<'_>,
    scene: Scene<'_>,
    provider: &IdentityProvider,
    vouched: &Vouched,
    given: &BTreeSet<Role>,
) -> Result<Result<User, NotLinked>> {
    if let Some(user) = provisioned(tx, provider, vouched).await? {
        return Ok(Ok(user));
    }
    let email = vouched.email.as_deref().unwrap_or_default();
    let domains = tx.tenant(provider.owner).sign_in_domain_list().await?;
    let domain = domain_of(email);
    let is_ours = domains
        .iter()
        .any(|one| one.provider == provider.id && one.proven_at.is_some() && Some(&one.domain) == domain.as_ref());
    if let Err(why) = address_counts(vouched.email_verified, is_ours) {
        return Ok(Err(why));
    }
    if let Some((user, _)) = tx.auth().user_by_email(email).await? {
        let places = tx.auth().membership_list(user.id).await?;
        if let Err(why) = may_vouch(provider.owner, &places) {
            return Ok(Err(why));
        }
        // The provider has vouched for them under another name: this is somebody who was given their address.
        if tx.tenant(provider.owner).identity_link_of(provider.id, user.id).await? {
            return Ok(Err(NotLinked::Unknown));
        }
        return Ok(Ok(user));
    }
    if !provider.settings.makes_people {
        return Ok(Err(NotLinked::Unknown));
    }
    if given.is_empty() {
        return Ok(Err(NotLinked::NoGroup));
    }
    made(tx, scene, vouched, email).await.map(Ok)
}

/// The one person whom SCIM told of under the provider's identifier for them.
async fn provisioned(tx: &mut SystemTx<'_>, provider: &IdentityProvider, vouched: &Vouched) -> Result<Option<User>> {
    let mut found: BTreeSet<UserId> = BTreeSet::new();
    for identifier in [Some(&vouched.subject), vouched.directory_id.as_ref()].into_iter().flatten() {
        let told = tx.tenant(provider.owner).provisioned_user_by_external(identifier).await?;
        found.extend(told.into_iter().filter(|told| told.is_active).map(|told| told.user));
    }
    match found.first().filter(|_| found.len() == 1) {
        Some(user) => Ok(tx.auth().user_lookup(*user).await?),
        None => Ok(None),
    }
}

/// Somebody new, without a password.
async fn made(tx: &mut SystemTx<'_>, (app, _, _): Scene<'_>, vouched: &Vouched, email: &str) -> Result<User> {
    let mut faults = Faults::default();
    let email = crate::validate::email(&mut faults, "email", email);
    faults.finish()?;
    let mut named = Faults::default();
    let name = named.line("name", vouched.name.as_deref().unwrap_or(&email));
    let user = User {
        id: app.id(),
        name: if named.finish().is_ok() { name } else { email.clone() },
        email,
        language: None,
        time_zone: None,
        phone: None,
        country: None,
        disabled_at: None,
    };
    tx.auth().user_insert(&user, None).await?;
    Ok(user)
}

/// Lets the roles follow the groups; says whether the person is anything here.
async fn follow(
    tx: &mut SystemTx<'_>,
    (app, caller, now): Scene<'_>,
    provider: &IdentityProvider,
    user: &User,
    (before, given): (&BTreeSet<Role>, &BTreeSet<Role>),
) -> Result<bool> {
    let owner = provider.owner;
    let member = tx.tenant(owner).member_lookup(user.id).await?;
    let current = member.as_ref().map(|member| member.membership.roles.clone()).unwrap_or_default();
    let mut roles = roles_after(&current, before, given);
    if let Some(member) = &member
        && !roles.contains(&Role::GlobalAdmin)
        && current.contains(&Role::GlobalAdmin)
        && require_another_admin(tx, member).await.is_err()
    {
        // Nobody could bring another in: the last one stays what they are.
        roles.insert(Role::GlobalAdmin);
    }
    if roles == current {
        return Ok(!roles.is_empty());
    }
    if roles.is_empty() {
        tx.auth().membership_remove(user.id, owner, now).await?;
        return Ok(false);
    }
    let membership = match member {
        Some(Member { membership, .. }) => Membership { roles, ..membership },
        None => Membership { owner, customer: None, roles },
    };
    let_in(tx, user.id, &membership).await?;
    let roles = json!({ "before": current, "after": membership.roles });
    let detail = json!({ "roles": roles, "provider": provider.id });
    let entry = record::by_provider(app, caller, now, (user, "account.follow_groups"), &detail);
    tx.audit_append(owner, &entry, app.secret()).await?;
    Ok(true)
}
