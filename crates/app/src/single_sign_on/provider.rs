//! Identity providers are set up, changed, tested and taken away by a Global admin.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use tierline_domain::{
    Action, IdentityProvider, IdentityProviderId, ProviderSettings, Role, SealedProvider, SignInDomain,
};

use super::place;
use crate::{
    account::check_roles,
    app::App,
    audit,
    connection::seal_text,
    ctx::Ctx,
    error::{Error, Faults, Result},
    port::carrier::Secret,
};

/// Most tenants, and most groups, of a provider.
const MOST: usize = 200;
/// The longest address of an issuer, in bytes.
const ISSUER_BYTES: usize = 500;

const NO_DOMAIN: &str = "Prove a domain for this provider first: nobody would find the way to it.";

/// What of a provider is said; absent means unchanged, or the usual where it is new.
#[derive(Debug, Clone, Default)]
pub struct EditProvider {
    /// Its name here.
    pub name: Option<String>,
    /// Its address.
    pub issuer: Option<String>,
    /// What the desk is called there.
    pub client_id: Option<String>,
    /// By what the desk is known there. It must be said again where the issuer changes.
    pub secret: Option<Secret>,
    /// The tenants whose people may come.
    pub tenants: Option<BTreeSet<String>>,
    /// What the people of each group are here.
    pub groups: Option<BTreeMap<String, BTreeSet<Role>>>,
    /// Whether people who are not known yet may come in.
    pub makes_people: Option<bool>,
    /// Whether the provider always asks for a second factor.
    pub enforces_second_factor: Option<bool>,
    /// Whether the people of the domains that are sent there come in by it alone.
    pub is_enforced: Option<bool>,
    /// Whether nobody comes in through it for now.
    pub is_paused: Option<bool>,
}

/// Lists the providers of this organization and cloud, by name.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn provider_list(app: &App, ctx: &Ctx) -> Result<Vec<IdentityProvider>> {
    app.require(ctx, Action::Administer).await?;
    let all = app.store().read(ctx.reach()).await?.identity_provider_list().await?;
    Ok(all.into_iter().map(|sealed| sealed.provider).collect())
}

/// A provider.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn provider_show(app: &App, ctx: &Ctx, id: IdentityProviderId) -> Result<IdentityProvider> {
    app.require(ctx, Action::Administer).await?;
    let found = app.store().read(ctx.reach()).await?.identity_provider_lookup(id).await?;
    Ok(found.ok_or(Error::NotFound)?.provider)
}

/// Sets a provider up.
///
/// # Errors
/// [`Error::Invalid`] naming the fields, [`Error::Conflict`] where this node cannot seal a secret, [`Error::StepUp`],
/// [`Error::Forbidden`].
pub async fn provider_add(app: &App, ctx: &Ctx, command: EditProvider) -> Result<IdentityProvider> {
    app.require(ctx, Action::Administer).await?;
    ctx.require_standing(Action::Administer)?;
    ctx.require_recent(app.now())?;
    let now = app.now();
    let blank = IdentityProvider {
        id: app.id(),
        owner: ctx.owner,
        name: String::new(),
        issuer: String::new(),
        client_id: String::new(),
        settings: ProviderSettings::default(),
        created_at: now,
        changed_at: now,
    };
    let mut faults = Faults::default();
    let provider = checked(&mut faults, ctx, blank, &command);
    let secret = secret(&mut faults, command.secret.as_ref());
    if secret.is_none() {
        faults.add("secret", "empty", "Write the secret by which the desk is known there.");
    }
    if provider.settings.is_enforced {
        faults.add("is_enforced", "no_domain", NO_DOMAIN);
    }
    faults.finish()?;
    ctx.in_earnest()?;
    let secret = secret.ok_or(Error::NotFound)?;
    let (sealed, key_id) = seal_text(app, &place(&provider), &secret).await?;
    app.change(ctx, "identity_provider.add", SealedProvider { provider, sealed, key_id }, |tx, call| {
        Box::pin(async move {
            tx.identity_provider_insert(&call.input).await.map_err(taken)?;
            let provider = &call.input.provider;
            let detail = json!({ "name": provider.name, "issuer": provider.issuer, "client_id": provider.client_id,
                                 "settings": provider.settings });
            audit::append(tx, call, "identity_provider.add", &provider.id.to_string(), &detail).await?;
            Ok(provider.clone())
        })
    })
    .await
}

/// Changes a provider's set-up.
///
/// # Errors
/// As [`provider_add`]; [`Error::NotFound`], [`Error::Stale`] where it changed since it was read.
pub async fn provider_edit(
    app: &App,
    ctx: &Ctx,
    id: IdentityProviderId,
    command: EditProvider,
) -> Result<IdentityProvider> {
    app.require(ctx, Action::Administer).await?;
    ctx.require_standing(Action::Administer)?;
    ctx.require_recent(app.now())?;
    let mut read = app.store().read(ctx.reach()).await?;
    let found = read.identity_provider_lookup(id).await?.ok_or(Error::NotFound)?.provider;
    let domains = read.sign_in_domain_list().await?;
    drop(read);
    let (_, secret) = edited(ctx, &found, &domains, &command)?;
    ctx.in_earnest()?;
    let sealed = match secret {
        Some(secret) => Some(seal_text(app, &place(&found), &secret).await?),
        None => None,
    };
    app.change(ctx, "identity_provider.edit", (command, sealed), move |tx, call| {
        Box::pin(async move {
            let (command, sealed) = &call.input;
            // Once more, by what it is now: somebody else may have paused it or taken it away meanwhile.
            let before = tx.identity_provider_lookup(id).await?.ok_or(Error::NotFound)?.provider;
            let domains = tx.sign_in_domain_list().await?;
            let (after, _) = edited(&call.ctx, &before, &domains, command)?;
            let after = IdentityProvider { changed_at: before.next_change(call.now), ..after };
            let secret = sealed.as_ref().map(|(sealed, key_id)| (sealed.as_slice(), key_id.as_str()));
            if !tx.identity_provider_update(&after, secret, before.changed_at).await.map_err(taken)? {
                return Err(Error::Stale { current: None });
            }
            let detail = changes(&before, &after, secret.is_some())?;
            audit::append(tx, call, "identity_provider.edit", &id.to_string(), &detail).await?;
            Ok(after)
        })
    })
    .await
}

/// A provider with what was said of it, and its secret where another one was said.
fn edited(
    ctx: &Ctx,
    before: &IdentityProvider,
    domains: &[SignInDomain],
    command: &EditProvider,
) -> Result<(IdentityProvider, Option<Secret>)> {
    ctx.expect_version(before.version())?;
    let mut faults = Faults::default();
    let provider = checked(&mut faults, ctx, before.clone(), command);
    let secret = secret(&mut faults, command.secret.as_ref());
    // Who may change an address must not get to see a secret by that.
    if secret.is_none() && provider.issuer != before.issuer {
        faults.add(
            "secret",
            "said_elsewhere",
            "Write the secret again: the one that is kept would be sent to another place.",
        );
    }
    // The same name for somebody at another provider is somebody else.
    if provider.issuer != before.issuer {
        faults.add(
            "issuer",
            "fixed",
            "Set another issuer up as another provider: who came by this one is linked to it.",
        );
    }
    let has_domain = domains.iter().any(|one| one.provider == before.id && one.proven_at.is_some());
    if provider.settings.is_enforced && !has_domain {
        faults.add("is_enforced", "no_domain", NO_DOMAIN);
    }
    faults.finish()?;
    Ok((provider, secret))
}

fn taken(error: tierline_store::Error) -> Error {
    match error.violates("identity_provider_name") {
        true => Error::field("name", "taken", "Another identity provider has this name."),
        false => error.into(),
    }
}

/// What changed, before and after; of the settings each by itself, of the secret only that it did.
fn changes(before: &IdentityProvider, after: &IdentityProvider, is_new_secret: bool) -> Result<Value> {
    let mut changed = audit::changes(before, after, &["changed_at", "settings"])?;
    let settings = audit::changes(&before.settings, &after.settings, &[])?;
    if let (Value::Object(all), Value::Object(more)) = (&mut changed, settings) {
        all.extend(more);
        all.extend(is_new_secret.then(|| ("secret".to_owned(), json!("changed"))));
        all.entry("name").or_insert_with(|| json!(after.name));
    }
    Ok(changed)
}

/// A provider with what was said of it, as far as that can be.
fn checked(faults: &mut Faults, ctx: &Ctx, before: IdentityProvider, command: &EditProvider) -> IdentityProvider {
    let settings = &before.settings;
    let groups = command.groups.clone().unwrap_or_else(|| settings.groups.clone());
    for roles in groups.values() {
        let mut wrong = Faults::default();
        check_roles(&mut wrong, &ctx.organization, false, roles);
        if wrong.finish().is_err() {
            faults.add(
                "groups",
                "does_not_fit",
                "Give each group one or more roles that people of this organization can have.",
            );
            break;
        }
    }
    let tenants = command.tenants.clone().unwrap_or_else(|| settings.tenants.clone());
    let tenants: BTreeSet<String> = tenants.into_iter().map(|one| one.trim().to_lowercase()).collect();
    if tenants.iter().any(|one| one.parse::<uuid::Uuid>().is_err()) {
        faults.add(
            "tenants",
            "not_a_tenant",
            "Write a tenant by its identifier, like 5b1e9d0c-7a3f-4c52-9f0e-2d6b8a41c733.",
        );
    }
    if tenants.len() > MOST || groups.len() > MOST {
        faults.add("groups", "too_many", format!("At most {MOST} tenants and {MOST} groups."));
    }
    IdentityProvider {
        name: faults.line("name", command.name.as_deref().unwrap_or(&before.name)),
        issuer: issuer(faults, command.issuer.as_deref().unwrap_or(&before.issuer)),
        client_id: faults.line("client_id", command.client_id.as_deref().unwrap_or(&before.client_id)),
        settings: ProviderSettings {
            tenants,
            groups,
            makes_people: command.makes_people.unwrap_or(settings.makes_people),
            enforces_second_factor: command.enforces_second_factor.unwrap_or(settings.enforces_second_factor),
            is_enforced: command.is_enforced.unwrap_or(settings.is_enforced),
            is_paused: command.is_paused.unwrap_or(settings.is_paused),
        },
        ..before
    }
}

/// An issuer as its provider writes it. What it leads to is checked where it is asked.
fn issuer(faults: &mut Faults, text: &str) -> String {
    let text = faults.line("issuer", text);
    let host = ["https://", "http://"].iter().find_map(|scheme| text.strip_prefix(scheme));
    let host = host.and_then(|rest| rest.split('/').next());
    let is_address = host.is_some_and(|host| !host.is_empty() && !host.contains('@'))
        && text.len() <= ISSUER_BYTES
        && text.bytes().all(|byte| byte.is_ascii_graphic())
        && !text.contains(['?', '#', '\\']);
    if !text.is_empty() && !is_address {
        faults.add(
            "issuer",
            "not_a_url",
            "Write the issuer as the provider does: https:// and so on, without ? and #.",
        );
    }
    text
}

fn secret(faults: &mut Faults, said: Option<&Secret>) -> Option<Secret> {
    let text = said.map(|secret| secret.expose().trim()).filter(|text| !text.is_empty())?;
    if text.len() > 4096 || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        faults.add("secret", "not_a_secret", "Paste the secret as it was given: letters, digits and signs, no others.");
    }
    Some(Secret::new(text.to_owned()))
}

/// Takes a provider away. Nobody comes in through it any more; who is in stays in until their session ends.
///
/// # Errors
/// [`Error::Conflict`] `for_a_time`: passwords open again what it alone opened, and its links are gone; [`Error::NotFound`],
/// [`Error::StepUp`], [`Error::Forbidden`].
pub async fn provider_remove(app: &App, ctx: &Ctx, id: IdentityProviderId) -> Result<()> {
    app.require(ctx, Action::Administer).await?;
    ctx.require_standing(Action::Administer)?;
    ctx.require_recent(app.now())?;
    app.change(ctx, "identity_provider.remove", (), move |tx, call| {
        Box::pin(async move {
            let before = tx.identity_provider_lookup(id).await?.ok_or(Error::NotFound)?.provider;
            tx.identity_provider_remove(id).await?;
            let detail = json!({ "name": before.name, "issuer": before.issuer, "client_id": before.client_id,
                                 "settings": before.settings });
            audit::append(tx, call, "identity_provider.remove", &id.to_string(), &detail).await
        })
    })
    .await
}
