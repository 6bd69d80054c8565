//! The first administrator of an empty desk.

use std::collections::BTreeSet;

use serde_json::json;
use tierline_domain::{
    Cloud, Membership, Organization, OrganizationId, OrganizationKind, Owner, PartnerKind, Policy, Role, User,
};
use tierline_store::System;
use uuid::Uuid;

use super::{
    lock,
    organization::{NewOrganization, NewPerson},
    password, record,
};
use crate::{
    app::App,
    error::{Error, Faults, Result},
};

/// The desk's first organization and its first person.
#[derive(Clone, PartialEq)]
pub struct SetUp {
    /// Provider or partner.
    pub kind: OrganizationKind,
    /// A partner's place in the channel.
    pub partner_kind: Option<PartnerKind>,
    /// The organization's name.
    pub organization: String,
    /// The clouds it works in.
    pub clouds: BTreeSet<Cloud>,
    /// The person's name.
    pub name: String,
    /// The person's address of mail.
    pub email: String,
    /// The person's password.
    pub password: String,
}

/// What was set up.
#[derive(Debug, Clone, PartialEq)]
pub struct Founded {
    /// The organization.
    pub organization: Organization,
    /// Its Global admin.
    pub user: User,
}

/// Whether nobody can sign in yet.
///
/// # Errors
/// The store's.
pub async fn set_up_needed(app: &App) -> Result<bool> {
    Ok(app.store().read(System).await?.auth().user_count().await? == 0)
}

/// Sets up the first organization with its first administrator: only while there is no user.
///
/// # Errors
/// [`Error::Invalid`] naming the fields (the organization's name is `organization`); [`Error::Conflict`] `set_up` where
/// somebody can sign in already; [`Error::Unavailable`] while somebody else is doing this.
pub async fn set_up(app: &App, command: SetUp) -> Result<Founded> {
    if !set_up_needed(app).await? {
        return Err(done_already());
    }
    let now = app.now();
    let (founded, password) = checked(app, command)?;
    let hash = password::hash(app, &password).await?;
    app.store()
        .write_with(System, (app.clone(), founded, hash), move |tx, (app, founded, hash)| {
            Box::pin(async move {
                // Before there is an organization, nobody's rows stand for all: two who set up at once meet here.
                let nobody = Owner { organization: OrganizationId(Uuid::nil()), cloud: Cloud::Public };
                lock::hold(&mut tx.tenant(nobody), "desk.set_up").await?;
                if tx.auth().user_count().await? != 0 {
                    return Err(done_already());
                }
                let Founded { organization, user } = founded;
                tx.organization_insert(organization).await?;
                tx.auth().user_insert(user, Some(hash)).await?;
                for cloud in &organization.clouds {
                    let owner = Owner { organization: organization.id, cloud: *cloud };
                    let roles = roles(organization.kind);
                    let detail = json!({ "organization": organization.name, "roles": roles });
                    tx.auth().membership_put(user.id, &Membership { owner, customer: None, roles }).await?;
                    let entry = record::by_desk(app, now, "desk.set_up", &user.id.to_string(), &detail);
                    tx.audit_append(owner, &entry, app.secret()).await?;
                }
                Ok(founded.clone())
            })
        })
        .await
}

fn checked(app: &App, command: SetUp) -> Result<(Founded, String)> {
    let mut faults = Faults::default();
    let organization = NewOrganization {
        kind: command.kind,
        partner_kind: command.partner_kind,
        name: command.organization,
        clouds: command.clouds,
        upstream: None,
        provider: None,
        policy: Policy::default(),
    };
    let organization = organization.checked(app, &mut faults, "organization");
    let person = NewPerson {
        name: command.name,
        email: command.email,
        password: Some(command.password.clone()),
        language: None,
        time_zone: None,
        phone: None,
        country: None,
        memberships: Vec::new(),
    };
    let user = person.checked(app, &mut faults);
    faults.finish()?;
    Ok((Founded { organization, user }, command.password))
}

/// What the first person is: everything there is to do here.
fn roles(kind: OrganizationKind) -> BTreeSet<Role> {
    match kind {
        OrganizationKind::Partner => BTreeSet::from([Role::GlobalAdmin]),
        OrganizationKind::Provider => BTreeSet::from([Role::GlobalAdmin, Role::ServiceOwner, Role::Engineer]),
    }
}

fn done_already() -> Error {
    Error::conflict("set_up", "This desk is set up: ask one of its Global admins for an account.")
}
