//! Administration without a person: the command line's and the demo's. Who runs these has the machine.

use std::collections::BTreeSet;

use chrono::Duration;
use tierline_domain::{
    Cloud, Language, Membership, NewToken, Organization, OrganizationId, OrganizationKind, Owner, PartnerKind, Policy,
    Role, TokenId, TokenScope, User, UserId,
};
use tierline_store::{System, SystemTx};

use super::{
    password, record,
    secret::{self, Secret, TOKEN_PREFIX},
};
use crate::{
    app::App,
    ctx::Ctx,
    error::{Error, Faults, Result},
    validate,
};

/// An organization to be set up.
#[derive(Debug, Clone, PartialEq)]
pub struct NewOrganization {
    /// Provider or partner.
    pub kind: OrganizationKind,
    /// A partner's place in the channel; none for a provider.
    pub partner_kind: Option<PartnerKind>,
    /// Its name.
    pub name: String,
    /// The clouds it works in; at least one.
    pub clouds: BTreeSet<Cloud>,
    /// For an indirect reseller: its distributor on this desk, where there is one.
    pub upstream: Option<OrganizationId>,
    /// For a partner: the provider on this desk, where there is one.
    pub provider: Option<OrganizationId>,
    /// Its rules.
    pub policy: Policy,
}

impl NewOrganization {
    /// The organization, as far as it can be judged without looking at others.
    /// `name_field` is what the name is called where it was written.
    pub(super) fn checked(self, app: &App, faults: &mut Faults, name_field: &str) -> Organization {
        let name = faults.line(name_field, &self.name);
        match (self.kind, self.partner_kind) {
            (OrganizationKind::Partner, None) => {
                faults.add("partner_kind", "required", "Say what the partner is in the channel: direct_bill, for one.");
            }
            (OrganizationKind::Provider, Some(_)) => {
                faults.add(
                    "partner_kind",
                    "not_a_partner",
                    "A provider has no place in the channel: leave this empty.",
                );
            }
            _ => {}
        }
        if self.clouds.is_empty() {
            faults.add("clouds", "required", "Take at least one cloud.");
        }
        if self.upstream.is_some() && self.partner_kind != Some(PartnerKind::IndirectReseller) {
            faults.add("upstream", "not_a_reseller", "Only an indirect reseller has a distributor above it.");
        }
        if self.provider.is_some() && self.kind == OrganizationKind::Provider {
            faults.add("provider", "not_a_partner", "A provider has no provider above it.");
        }
        Organization {
            id: app.id(),
            kind: self.kind,
            partner_kind: self.partner_kind,
            name,
            upstream: self.upstream,
            provider: self.provider,
            clouds: self.clouds,
            policy: self.policy,
            created_at: app.now(),
        }
    }
}

/// Sets up an organization.
///
/// # Errors
/// [`Error::Invalid`] naming the fields; an organization above it must be on this desk and of the right kind.
pub async fn create_organization(app: &App, new: NewOrganization) -> Result<Organization> {
    let (mut faults, now) = (Faults::default(), app.now());
    let organization = new.checked(app, &mut faults, "name");
    faults.finish()?;
    app.store()
        .write_with(System, (app.clone(), organization), move |tx, (app, organization)| {
            Box::pin(async move {
                check_above(tx, organization).await?;
                tx.organization_insert(organization).await?;
                let detail = serde_json::json!({ "name": organization.name, "kind": organization.kind });
                let entry = record::by_desk(app, now, "organization.create", &organization.id.to_string(), &detail);
                for cloud in &organization.clouds {
                    let owner = Owner { organization: organization.id, cloud: *cloud };
                    let entry = tierline_store::AuditEntry { id: app.id(), ..entry.clone() };
                    tx.audit_append(owner, &entry, app.secret()).await?;
                }
                Ok(organization.clone())
            })
        })
        .await
}

async fn check_above(tx: &mut SystemTx<'_>, organization: &Organization) -> Result<()> {
    let mut faults = Faults::default();
    if let Some(id) = organization.upstream {
        let above = tx.organization_lookup(id).await?;
        if above.is_none_or(|above| above.partner_kind != Some(PartnerKind::IndirectProvider)) {
            faults.add("upstream", "unknown", "No indirect provider of this desk has this identifier.");
        }
    }
    if let Some(id) = organization.provider {
        let above = tx.organization_lookup(id).await?;
        if above.is_none_or(|above| above.kind != OrganizationKind::Provider) {
            faults.add("provider", "unknown", "No provider of this desk has this identifier.");
        }
    }
    faults.finish()
}

/// A person to be taken in, with all they are.
#[derive(Clone, PartialEq)]
pub struct NewPerson {
    /// Name.
    pub name: String,
    /// Address of mail, by which they sign in.
    pub email: String,
    /// Password, where they sign in with one.
    pub password: Option<String>,
    /// Language; none follows the browser.
    pub language: Option<Language>,
    /// Time zone; none follows the organization.
    pub time_zone: Option<String>,
    /// Phone.
    pub phone: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// Where they act, and as what.
    pub memberships: Vec<Membership>,
}

impl NewPerson {
    /// The person, where name, address, password and the rest can be. The name of their organization is not in the password.
    pub(super) fn checked(&self, app: &App, faults: &mut Faults, organization: Option<&str>) -> User {
        let user = User {
            id: app.id(),
            name: faults.line("name", &self.name),
            email: validate::email(faults, "email", &self.email),
            language: self.language,
            time_zone: given(self.time_zone.as_ref()).map(|text| validate::time_zone(faults, "time_zone", text)),
            phone: given(self.phone.as_ref()).map(|text| validate::phone(faults, "phone", text)),
            country: given(self.country.as_ref()).map(|text| validate::country(faults, "country", text)),
            disabled_at: None,
        };
        if let Some(password) = &self.password {
            password::check(faults, "password", password, &user, organization);
        }
        user
    }
}

/// A text that says something.
pub(super) fn given(text: Option<&String>) -> Option<&str> {
    text.map(String::as_str).filter(|text| !text.trim().is_empty())
}

/// Takes a person in.
///
/// # Errors
/// [`Error::Invalid`] naming the fields, [`Error::NotFound`] for a customer that is not there.
pub async fn create_person(app: &App, new: NewPerson) -> Result<User> {
    let (mut faults, now) = (Faults::default(), app.now());
    let user = new.checked(app, &mut faults, None);
    faults.finish()?;
    let hash = match &new.password {
        Some(password) => Some(password::hash_new(app, "password", password).await?),
        None => None,
    };
    let state = (app.clone(), user, hash, new.memberships);
    app.store()
        .write_with(System, state, move |tx, (app, user, hash, memberships)| {
            Box::pin(async move {
                for membership in memberships {
                    require_fitting(tx, membership).await?;
                }
                tx.auth().user_insert(user, hash.as_deref()).await.map_err(email_taken)?;
                for membership in memberships {
                    tx.auth().membership_put(user.id, membership).await?;
                    let detail = serde_json::json!({ "roles": membership.roles });
                    let entry = record::by_desk(app, now, "user.add", &user.id.to_string(), &detail);
                    tx.audit_append(membership.owner, &entry, app.secret()).await?;
                }
                Ok(user.clone())
            })
        })
        .await
}

/// Refuses roles that the place does not have.
async fn require_fitting(tx: &mut SystemTx<'_>, membership: &Membership) -> Result<()> {
    let organization = tx.organization_lookup(membership.owner.organization).await?.ok_or(Error::NotFound)?;
    if let Some(customer) = membership.customer {
        tx.tenant(membership.owner).customer_lookup(customer).await?.ok_or(Error::NotFound)?;
    }
    let mut faults = Faults::default();
    check_roles(&mut faults, &organization, membership.customer.is_some(), &membership.roles);
    faults.finish()
}

/// Notes roles that a person of this organization, or of a customer of it, cannot hold.
pub(crate) fn check_roles(faults: &mut Faults, organization: &Organization, customer: bool, roles: &BTreeSet<Role>) {
    if roles.is_empty() {
        faults.add("roles", "required", "Take at least one role.");
    }
    for role in roles.iter().filter(|role| !fits(organization, customer, **role)) {
        let whose = if customer { "A customer's person" } else { "A person of this organization" };
        faults.add("roles", "does_not_fit", format!("{whose} can't be {}.", role.word().replace('_', " ")));
    }
}

/// A customer's people hold a customer's roles; a provider's work on what is handed up to it; a partner's on customers,
/// and a distributor has engineers for what its resellers hand up.
pub(crate) fn fits(organization: &Organization, customer: bool, role: Role) -> bool {
    match (customer, organization.kind) {
        (true, kind) => kind == OrganizationKind::Partner && role.is_customer(),
        (false, OrganizationKind::Provider) => role.is_recipient() || role == Role::GlobalAdmin,
        (false, OrganizationKind::Partner) if role == Role::Engineer => {
            organization.partner_kind == Some(PartnerKind::IndirectProvider)
        }
        (false, OrganizationKind::Partner) => !role.is_customer() && role != Role::ServiceOwner,
    }
}

/// Whether a person of the caller's organization, or of a customer of it, can hold a role.
#[must_use]
pub fn role_fits(ctx: &Ctx, customer: bool, role: Role) -> bool {
    fits(&ctx.organization, customer, role)
}

/// The address of an account that is nobody's: no mail ever goes to this domain (RFC 2606).
pub(super) fn email_nowhere(id: UserId) -> String {
    format!("{id}@service.invalid")
}

/// Says of an address that is in use that it is.
pub(super) fn email_taken(error: tierline_store::Error) -> Error {
    if error.violates("user_email") {
        return Error::field("email", "taken", "Somebody has this address on this desk already.");
    }
    error.into()
}

/// A token to be made without a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSecretToken {
    /// In whose name it acts.
    pub user: UserId,
    /// Where it acts.
    pub owner: Owner,
    /// What it is for.
    pub name: String,
    /// Days until it ends; none lasts until it is revoked.
    pub days: Option<u32>,
    /// What it is narrowed to; none for all that its person may.
    pub scopes: Option<BTreeSet<TokenScope>>,
}

/// Makes a token.
///
/// # Errors
/// [`Error::Invalid`] for the name, [`Error::NotFound`] where the person is nothing there.
pub async fn create_token(app: &App, new: NewSecretToken) -> Result<(TokenId, Secret)> {
    let (mut faults, now) = (Faults::default(), app.now());
    let name = faults.line("name", &new.name);
    faults.finish()?;
    let (secret, hash) = secret::draw(app, TOKEN_PREFIX);
    let expires_at = new.days.map(|days| now + Duration::days(i64::from(days)));
    let NewSecretToken { user, owner, scopes, .. } = new;
    let token = NewToken { id: app.id(), hash, user, owner, name, created_at: now, expires_at, scopes };
    let id = token.id;
    app.store()
        .write_with(System, (app.clone(), token), move |tx, (app, token)| {
            Box::pin(async move {
                let memberships = tx.auth().membership_list(token.user).await?;
                if !memberships.iter().any(|m| m.owner == token.owner) {
                    return Err(Error::NotFound);
                }
                tx.auth().token_insert(token).await?;
                let detail = serde_json::json!({ "user": token.user, "expires_at": token.expires_at });
                let entry = record::by_desk(app, now, "token.add", &token.id.to_string(), &detail);
                tx.audit_append(token.owner, &entry, app.secret()).await?;
                Ok(())
            })
        })
        .await?;
    Ok((id, secret))
}
