//! The partner itself: who has which of its roles, how its own relationship with a customer begins at the provider, and how it ends here.

use serde_json::{Map, Value, json};
use tierline_domain::{Action, Cloud, ConnectionKind, Policy, RelationshipStatus, Role};
use uuid::Uuid;

use super::{customer, customer::tenant, wire};
use crate::{
    account,
    app::App,
    ctx::Ctx,
    customer as book,
    error::{Error, Result},
};

/// What the profile of a partner's own support is called.
const SUPPORT_PROFILE: &str = "support_profile";

/// The roles that the organization's own people can have.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn roles(app: &App, ctx: &Ctx) -> Result<Vec<Value>> {
    app.require(ctx, Action::See).await?;
    let own = Role::ALL.iter().filter(|role| !role.is_customer());
    let role = |role: &Role| {
        let mut name = role.word().replace('_', " ");
        name[..1].make_ascii_uppercase();
        json!({ "id": role, "name": name, "attributes": { "objectType": "Role" } })
    };
    Ok(own.map(role).collect())
}

/// Who has a role.
///
/// # Errors
/// [`Error::NotFound`] where there is no such role, [`Error::Forbidden`].
pub async fn role_members(app: &App, ctx: &Ctx, role: &str) -> Result<Vec<Value>> {
    app.require(ctx, Action::See).await?;
    let role = Role::from_word(role).filter(|role| !role.is_customer()).ok_or(Error::NotFound)?;
    let members = account::user_list(app, ctx, None).await?.into_iter();
    let holders = members.filter(|one| one.membership.roles.contains(&role) && one.user.disabled_at.is_none());
    let member = |one: tierline_domain::Member| {
        json!({
            "id": one.user.id,
            "displayName": one.user.name,
            "userPrincipalName": one.user.email,
            "roleId": role,
            "attributes": { "objectType": "UserMember" },
        })
    };
    Ok(holders.map(member).collect())
}

fn profile(policy: Policy) -> wire::SupportProfile {
    let said = |text: String| Some(text).filter(|text| !text.is_empty());
    wire::SupportProfile {
        email: said(policy.support_email),
        telephone: said(policy.support_phone),
        website: said(policy.support_website),
        profile_type: Some(SUPPORT_PROFILE.to_owned()),
        attributes: wire::Attributes::of("PartnerSupportProfile"),
    }
}

/// How the organization's own support is reached.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn support(app: &App, ctx: &Ctx) -> Result<wire::SupportProfile> {
    Ok(profile(account::policy(app, ctx).await?))
}

/// Writes how the organization's own support is reached, whole: what is not said there is none of.
///
/// # Errors
/// [`Error::Invalid`] by the interface's own names, [`Error::Forbidden`].
pub async fn support_put(app: &App, ctx: &Ctx, sent: wire::SupportProfile) -> Result<wire::SupportProfile> {
    if sent.profile_type.as_deref().is_some_and(|kind| !kind.eq_ignore_ascii_case(SUPPORT_PROFILE)) {
        return Err(Error::field(
            "ProfileType",
            "not_supported",
            "Here is the support profile alone: support_profile.",
        ));
    }
    let command = account::EditPolicy {
        support_email: Some(sent.email.unwrap_or_default()),
        support_phone: Some(sent.telephone.unwrap_or_default()),
        support_website: Some(sent.website.unwrap_or_default()),
        ..account::EditPolicy::default()
    };
    let theirs = |name: &str| match name {
        "support_email" => "Email".to_owned(),
        "support_phone" => "Telephone".to_owned(),
        "support_website" => "Website".to_owned(),
        other => other.to_owned(),
    };
    let kept = account::edit_policy(app, ctx, command).await.map_err(|error| match error {
        Error::Invalid(mut faults) => {
            faults.iter_mut().for_each(|fault| fault.field = theirs(&fault.field));
            Error::Invalid(faults)
        }
        other => other,
    })?;
    Ok(profile(kept))
}

/// The address at which an admin of a customer-to-be says yes to the partner at the provider (`RelationshipRequest`). The partner's tenant
/// is that of its connection to Partner Center; the rest of the address is as the interface's own examples have it.
///
/// # Errors
/// [`Error::Conflict`] `no_tenant` where no connection names the tenant by its GUID, `other_cloud` where the address is not known;
/// [`Error::Forbidden`].
pub async fn invitation(app: &App, ctx: &Ctx) -> Result<Value> {
    app.require(ctx, Action::See).await?;
    if ctx.owner.cloud != Cloud::Public {
        let message =
            "The provider's invitations of this cloud are not known here: take the address from Partner Center.";
        return Err(Error::conflict("other_cloud", message));
    }
    let connections = app.store().read(ctx.reach()).await?.connection_list().await?;
    let ours = connections.into_iter().filter(|one| one.kind == ConnectionKind::PartnerCenter);
    let tenant = ours.filter_map(|one| one.settings.tenant).find_map(|tenant| Uuid::try_parse(&tenant).ok());
    let tenant = tenant.ok_or_else(|| {
        let message = "Name the partner's own tenant by its GUID in the connection to Partner Center.";
        Error::conflict("no_tenant", message)
    })?;
    Ok(json!({
        "url": format!(
            "https://admin.microsoft.com/Adminportal/Home?invType=ResellerRelationship&partnerId={}&msppId=0&DAP=false\
             #/BillingAccounts/partner-invitation",
            tenant.hyphenated()
        ),
        "attributes": { "objectType": "RelationshipRequest" },
    }))
}

/// What a change of a customer can say without meaning something.
const IDLE: &[&str] = &["id", "attributes", "commerceId"];

/// Ends the partner's relationship with a customer: all that the interface lets a partner change of one.
///
/// # Errors
/// [`Error::Invalid`] where anything else is to change, [`Error::NotFound`], [`Error::Forbidden`].
pub async fn end(app: &App, ctx: &Ctx, named: &str, sent: &Map<String, Value>) -> Result<wire::Customer> {
    let id = tenant(app, ctx, named).await?;
    let means = |(name, value): &(&String, &Value)| !value.is_null() && !IDLE.contains(&name.as_str());
    if let Some((name, _)) = sent.iter().filter(means).find(|(name, _)| *name != "relationshipToPartner") {
        let name: String = name.chars().take(60).collect();
        return Err(Error::field(name, "cannot_change", "This is changed on the customer's page, or by /api/v1."));
    }
    match sent.get("relationshipToPartner").and_then(Value::as_str) {
        Some(word) if word.eq_ignore_ascii_case("none") => {}
        _ => {
            let message = "Write none: it ends the relationship, and nothing else can be written here.";
            return Err(Error::field("RelationshipToPartner", "not_supported", message));
        }
    }
    let ended = book::EditCustomer { relationship_status: Some(RelationshipStatus::Ended), ..Default::default() };
    book::edit(app, ctx, id, ended).await?;
    customer::customer(app, ctx, named).await
}
