//! Identity providers of the organization, and the domains whose people are sent to them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use tierline_app::{
    Secret,
    single_sign_on::{self, AddDomain, EditProvider},
};
use tierline_domain::{IdentityProvider, IdentityProviderId, ProviderLink, SignInDomain, SignInDomainId};
use utoipa::ToSchema;

use super::shared::plain;
use crate::kit::{
    answer::{Answer, Done, Found, Made, Page},
    call::{Act, At, Caller, Command},
    endpoint::{Operation, delete, get, patch, post},
    wire::{self, Time, Word},
};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        get("/identity-providers", "Lists the identity providers by name.", list),
        post("/identity-providers", "Sets an identity provider up (OpenID Connect).", add),
        patch("/identity-providers/{identity_provider_id}", "Changes an identity provider's set-up.", change),
        delete("/identity-providers/{identity_provider_id}", "Takes an identity provider away.", remove),
        post(
            "/identity-providers/{identity_provider_id}/tests",
            "Asks an identity provider what it is: says what works and what is missing.",
            test,
        ),
        get("/me/identity-links", "Lists by which identity providers the caller may come in.", links),
        delete(
            "/me/identity-links/{identity_provider_id}",
            "Takes the caller's link to an identity provider away. One is made by signing in there, on a page.",
            unlink,
        ),
        get("/sign-in-domains", "Lists the domains whose people are sent to identity providers.", domains),
        post("/sign-in-domains", "Notes a domain, with the code by which it is to prove whose it is.", add_domain),
        post(
            "/sign-in-domains/{sign_in_domain_id}/proof",
            "Looks whether a domain says that it is the organization's.",
            prove,
        ),
        delete("/sign-in-domains/{sign_in_domain_id}", "Takes a domain away.", remove_domain),
    ]
}

/// An identity provider. Its secret is shown nowhere.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = IdentityProvider)]
struct Provider {
    /// Identifier.
    id: wire::IdentityProviderId,
    /// Its name here.
    name: String,
    /// Its address.
    issuer: String,
    /// What the desk is called there.
    client_id: String,
    /// The tenants whose people may come, where the provider has many.
    tenants: BTreeSet<String>,
    /// What the people of each group are here.
    groups: BTreeMap<String, Vec<wire::Role>>,
    /// Whether people who are not known yet may come in.
    makes_people: bool,
    /// Whether the provider always asks for a second factor.
    enforces_second_factor: bool,
    /// Whether the people of the domains that are sent there come in by it alone. Global admins keep their other ways.
    is_enforced: bool,
    /// Whether nobody comes in through it for now.
    is_paused: bool,
    /// When it was set up.
    created_at: Time,
    /// When it was changed last.
    changed_at: Time,
    /// Its version, for `If-Match`.
    version: i64,
}

impl From<IdentityProvider> for Provider {
    fn from(one: IdentityProvider) -> Self {
        let (version, settings) = (one.version(), one.settings);
        let roles = |roles: BTreeSet<tierline_domain::Role>| roles.into_iter().map(Word).collect();
        Self {
            id: one.id.into(),
            name: one.name,
            issuer: one.issuer,
            client_id: one.client_id,
            tenants: settings.tenants,
            groups: settings.groups.into_iter().map(|(group, given)| (group, roles(given))).collect(),
            makes_people: settings.makes_people,
            enforces_second_factor: settings.enforces_second_factor,
            is_enforced: settings.is_enforced,
            is_paused: settings.is_paused,
            created_at: one.created_at.into(),
            changed_at: one.changed_at.into(),
            version,
        }
    }
}

async fn list(caller: Caller) -> Answer<Found<Page<Provider>>> {
    let all = single_sign_on::provider_list(&caller.app, &caller.ctx).await?;
    Ok(Found::new(Page::whole(all.into_iter().map(Into::into).collect())))
}

/// What of an identity provider is said: absent means unchanged, or the usual where it is new.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = IdentityProviderChange)]
struct Change {
    /// Its name here.
    name: Option<String>,
    /// Its address, as it writes it itself. It cannot be changed later.
    issuer: Option<String>,
    /// What the desk is called there.
    client_id: Option<String>,
    /// By what the desk is known there.
    #[schema(format = Password)]
    secret: Option<String>,
    /// The tenants whose people may come: needed where the provider has many.
    tenants: Option<BTreeSet<String>>,
    /// What the people of each group are here, by the group's name or identifier as the provider writes it.
    groups: Option<BTreeMap<String, Vec<wire::Role>>>,
    /// Whether people who are not known yet may come in, where a group of theirs means something.
    makes_people: Option<bool>,
    /// Whether the provider always asks for a second factor.
    enforces_second_factor: Option<bool>,
    /// Whether the people of the domains that are sent there come in by it alone: a proven domain must be there first.
    is_enforced: Option<bool>,
    /// Whether nobody comes in through it for now.
    is_paused: Option<bool>,
}

impl From<Change> for EditProvider {
    fn from(body: Change) -> Self {
        let groups = |groups: BTreeMap<String, Vec<wire::Role>>| {
            groups.into_iter().map(|(group, roles)| (group, plain(roles).into_iter().collect())).collect()
        };
        Self {
            name: body.name,
            issuer: body.issuer,
            client_id: body.client_id,
            secret: body.secret.map(Secret::new),
            tenants: body.tenants,
            groups: body.groups.map(groups),
            makes_people: body.makes_people,
            enforces_second_factor: body.enforces_second_factor,
            is_enforced: body.is_enforced,
            is_paused: body.is_paused,
        }
    }
}

async fn add(command: Command<Change>) -> Answer<Made<Provider>> {
    let Command { app, ctx, body, .. } = command;
    let made = single_sign_on::provider_add(&app, &ctx, body.into()).await?;
    let version = made.version();
    Ok(Made::new(made.into()).versioned(version))
}

async fn change(At(id): At<IdentityProviderId>, command: Command<Change>) -> Answer<Found<Provider>> {
    let Command { app, ctx, body, .. } = command;
    let changed = single_sign_on::provider_edit(&app, &ctx, id, body.into()).await?;
    let version = changed.version();
    Ok(Found::versioned(changed.into(), version))
}

async fn remove(At(id): At<IdentityProviderId>, act: Act) -> Answer<Done> {
    single_sign_on::provider_remove(&act.app, &act.ctx, id).await?;
    Ok(Done)
}

/// What a test came to.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = IdentityProviderTest)]
struct Test {
    /// What works.
    works: Vec<String>,
    /// What does not, each with its way out; empty where people can sign in.
    lacks: Vec<String>,
    /// What could be better, although people can sign in.
    notes: Vec<String>,
}

async fn test(At(id): At<IdentityProviderId>, act: Act) -> Answer<Found<Test>> {
    let (mut works, mut lacks, mut notes) = (Vec::new(), Vec::new(), Vec::new());
    for finding in single_sign_on::provider_test(&act.app, &act.ctx, id).await? {
        match finding.works {
            Some(true) => works.push(finding.says),
            Some(false) => lacks.push(finding.says),
            None => notes.push(finding.says),
        }
    }
    Ok(Found::new(Test { works, lacks, notes }))
}

/// An identity provider as the caller sees it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = IdentityLink)]
struct Link {
    /// The identity provider.
    provider_id: wire::IdentityProviderId,
    /// Its name.
    name: String,
    /// Since when it vouches for the caller; nothing where it does not.
    linked_at: Option<Time>,
}

async fn links(caller: Caller) -> Answer<Found<Page<Link>>> {
    let all = single_sign_on::link_list(&caller.app, &caller.ctx).await?;
    let link = |one: ProviderLink| Link {
        provider_id: one.provider.into(),
        name: one.name,
        linked_at: one.linked_at.map(Time),
    };
    Ok(Found::new(Page::whole(all.into_iter().map(link).collect())))
}

async fn unlink(At(id): At<IdentityProviderId>, act: Act) -> Answer<Done> {
    single_sign_on::link_remove(&act.app, &act.ctx, id).await?;
    Ok(Done)
}

/// A domain whose people are sent to an identity provider.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SignInDomain)]
struct Domain {
    /// Identifier.
    id: wire::SignInDomainId,
    /// The domain.
    domain: String,
    /// The identity provider.
    provider_id: wire::IdentityProviderId,
    /// The code that must stand in the file, on a line of its own.
    code: String,
    /// Where the file must be.
    file: String,
    /// When it was proven; nobody is sent anywhere before.
    proven_at: Option<Time>,
}

impl From<SignInDomain> for Domain {
    fn from(one: SignInDomain) -> Self {
        Self {
            id: one.id.into(),
            file: single_sign_on::domain_file(&one.domain),
            domain: one.domain,
            provider_id: one.provider.into(),
            code: one.code,
            proven_at: one.proven_at.map(Time),
        }
    }
}

async fn domains(caller: Caller) -> Answer<Found<Page<Domain>>> {
    let all = single_sign_on::domain_list(&caller.app, &caller.ctx).await?;
    Ok(Found::new(Page::whole(all.into_iter().map(Into::into).collect())))
}

/// A domain whose people are to be sent to an identity provider.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewSignInDomain {
    /// The domain.
    domain: String,
    /// The identity provider.
    provider_id: wire::IdentityProviderId,
}

async fn add_domain(command: Command<NewSignInDomain>) -> Answer<Made<Domain>> {
    let Command { app, ctx, body, .. } = command;
    let new = AddDomain { domain: body.domain, provider: body.provider_id.0 };
    Ok(Made::new(single_sign_on::domain_add(&app, &ctx, new).await?.into()))
}

async fn prove(At(id): At<SignInDomainId>, act: Act) -> Answer<Found<Domain>> {
    Ok(Found::new(single_sign_on::domain_prove(&act.app, &act.ctx, id).await?.into()))
}

async fn remove_domain(At(id): At<SignInDomainId>, act: Act) -> Answer<Done> {
    single_sign_on::domain_remove(&act.app, &act.ctx, id).await?;
    Ok(Done)
}
