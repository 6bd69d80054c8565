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
    secret::{self, Secret},
    sign_in::Caller,
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

/// Where the database keeps the code. In plain: whoever reads this database before the set-up can write it as well, and
/// each node has to print the same one.
const CODE: &str = "set_up_code";

/// The code that the first administrator has to type, drawn where there is none yet; none once the desk is set up.
///
/// It is asked for wherever the desk listens. That a request comes from this machine proves nothing: a proxy on the same
/// machine hands on what the whole world asks, and other people's programs may run here too.
///
/// # Errors
/// The store's.
pub async fn set_up_code(app: &App) -> Result<Option<Secret>> {
    app.store()
        .write_with(System, app.clone(), |tx, app| {
            Box::pin(async move {
                lock::hold(&mut tx.tenant(nobody()), "desk.set_up").await?;
                if tx.auth().user_count().await? != 0 {
                    tx.meta_remove(CODE).await?;
                    return Ok(None);
                }
                if let Some(code) = tx.meta_get(CODE).await? {
                    return Ok(Some(secret::kept_code(code)));
                }
                let code = secret::draw_code(app);
                tx.meta_set(CODE, code.expose()).await?;
                Ok(Some(code))
            })
        })
        .await
}

/// Before there is an organization, nobody's rows stand for all: two who set up at once meet there.
fn nobody() -> Owner {
    Owner { organization: OrganizationId(Uuid::nil()), cloud: Cloud::Public }
}

/// Refuses who has not the code; who guesses waits ever longer.
async fn require_code(app: &App, caller: &Caller, typed: &str) -> Result<()> {
    let (throttle, address) = (&app.0.throttle, caller.address.as_deref());
    throttle.begin(CODE, address, app.now()).map_err(|retry_after| Error::TooMany { retry_after })?;
    let kept = app.store().read(System).await?.meta_get(CODE).await?.unwrap_or_default();
    if !secret::is_code(typed, &kept) {
        return Err(Error::field("code", "wrong_code", "This is not the code that the desk printed when it started."));
    }
    throttle.succeeded(CODE, address);
    Ok(())
}

/// Whether nobody can sign in yet.
///
/// # Errors
/// The store's.
pub async fn set_up_needed(app: &App) -> Result<bool> {
    Ok(app.store().read(System).await?.auth().user_count().await? == 0)
}

/// Sets up the first organization with its first administrator: only while there is no user, and only with the code that
/// [`set_up_code`] gave out. The code is gone afterwards.
///
/// # Errors
/// [`Error::Invalid`] naming the fields (the organization's name is `organization`, the code's `code`);
/// [`Error::TooMany`] where too many codes were tried; [`Error::Conflict`] `set_up` where
/// somebody can sign in already; [`Error::Unavailable`] while somebody else is doing this.
pub async fn set_up(app: &App, caller: &Caller, code: &str, command: SetUp) -> Result<Founded> {
    if !set_up_needed(app).await? {
        return Err(done_already());
    }
    require_code(app, caller, code).await?;
    let now = app.now();
    let (founded, password) = checked(app, command)?;
    let hash = password::hash_new(app, "password", &password).await?;
    app.store()
        .write_with(System, (app.clone(), founded, hash), move |tx, (app, founded, hash)| {
            Box::pin(async move {
                lock::hold(&mut tx.tenant(nobody()), "desk.set_up").await?;
                if tx.auth().user_count().await? != 0 {
                    return Err(done_already());
                }
                let Founded { organization, user } = founded;
                tx.meta_remove(CODE).await?;
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
    let user = person.checked(app, &mut faults, Some(&organization.name));
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
