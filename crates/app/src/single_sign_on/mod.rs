//! Single sign-on: identity providers of an organization vouch for its people (OpenID Connect).
//!
//! A provider is chosen by the domain of an address, which the organization has proven. Nobody is linked by an address that is not
//! verified, and no provider is a way into another organization or cloud.

mod arrive;
mod domain;
mod end;
mod enforce;
mod leave;
mod link;
mod own;
mod provider;
#[cfg(test)]
mod tests;
mod trial;

use tierline_domain::{ConnectionId, IdentityProvider, SealedProvider, SecretField};

pub use arrive::{Arrived, Back, arrive, not_signed_in};
pub use domain::{AddDomain, domain_add, domain_file, domain_list, domain_prove, domain_remove};
pub use end::{ended, farewell};
pub(crate) use enforce::may_use_password;
pub use leave::{Leaving, SIGN_IN_MINUTES, is_offered, leave, leave_again, leave_to_link};
pub use own::{link_list, link_remove};
pub use provider::{EditProvider, provider_add, provider_edit, provider_list, provider_remove, provider_show};
pub use trial::{Finding, provider_test};

use crate::{
    app::App,
    connection::{
        as_secret, open_text, reseal_text,
        vault::{self, Place, SealKey},
    },
    error::Result,
    port::identity::ProviderSetup,
};

/// The place of a provider's secret. Identifiers of providers and connections are drawn alike: no two are the same.
fn place(provider: &IdentityProvider) -> Place {
    let field = SecretField::ClientSecret;
    Place { owner: provider.owner, connection: ConnectionId(provider.id.uuid()), field }
}

/// A provider with its secret, to be asked.
async fn opened(app: &App, sealed: &SealedProvider) -> Result<ProviderSetup, String> {
    let SealedProvider { provider, sealed, key_id } = sealed;
    Ok(ProviderSetup {
        issuer: provider.issuer.clone(),
        client_id: provider.client_id.clone(),
        secret: open_text(app, &place(provider), (sealed, key_id)).await?,
        tenants: provider.settings.tenants.clone(),
    })
}

/// Whether a provider's secret opens: what an operator wants to know without seeing it.
///
/// # Errors
/// Why not, in words for the operator.
pub fn secret_opens(keys: &[SealKey], sealed: &SealedProvider) -> Result<(), String> {
    let place = place(&sealed.provider);
    let secret = as_secret(&place, (&sealed.sealed, &sealed.key_id), sealed.provider.changed_at);
    vault::check(keys, place.owner, &secret).map_err(|shut| shut.to_string())
}

/// Seals the secrets of providers anew that another key than the first sealed; gives how many, and what did not open.
///
/// # Errors
/// The store's.
pub(crate) async fn reseal(app: &App, keys: &[SealKey], key: &SealKey) -> Result<(usize, Vec<String>)> {
    let found = app.store().read(tierline_store::System).await?.identity_providers_of_other_keys(key.id()).await?;
    let (mut done, mut shut) = (0, Vec::new());
    for one in found {
        let opened = reseal_text(app, keys, key, &place(&one.provider), (&one.sealed, &one.key_id));
        match opened {
            Err(why) => shut.push(format!("identity provider {}: {why}", one.provider.id)),
            Ok(sealed) => done += usize::from(exchange(app, one, sealed, key.id()).await?),
        }
    }
    Ok((done, shut))
}

/// Exchanges the sealed secret of a provider and nothing else of it: what was said of the provider since it was read holds, and one that
/// was taken away stays away. Says whether it still had the secret that was read.
async fn exchange(app: &App, before: SealedProvider, sealed: Vec<u8>, key_id: &str) -> Result<bool> {
    let owner = before.provider.owner;
    app.store()
        .write_with(owner, (before, sealed, key_id.to_owned()), |tx, (before, sealed, key_id)| {
            Box::pin(async move { Ok(tx.identity_provider_reseal(before, sealed, key_id).await?) })
        })
        .await
}
