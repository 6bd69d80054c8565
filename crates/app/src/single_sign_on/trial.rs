//! A provider is tested: what works, what is missing, and how to get it.

use serde_json::json;
use tierline_domain::{Action, IdentityProvider, IdentityProviderId, ProviderCheck, SignInDomain};

use super::opened;
use crate::{
    app::App,
    audit,
    ctx::Ctx,
    error::{Error, Result},
    port::identity::Described,
};

/// What a test found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at.
    pub check: ProviderCheck,
    /// Whether it works; none where it does not and people can sign in all the same.
    pub works: Option<bool>,
    /// What was seen and, where it does not work, the way out. In English.
    pub says: String,
}

impl Finding {
    fn good(check: ProviderCheck, says: impl Into<String>) -> Self {
        Self { check, works: Some(true), says: says.into() }
    }

    fn bad(check: ProviderCheck, says: impl Into<String>) -> Self {
        Self { check, works: Some(false), says: says.into() }
    }

    /// What is, or is not and can be done without.
    fn better(check: ProviderCheck, is: bool, good: &str, lacking: &str) -> Self {
        Self { check, works: is.then_some(true), says: if is { good } else { lacking }.to_owned() }
    }

    fn must(check: ProviderCheck, is: bool, good: &str, lacking: &str) -> Self {
        if is { Self::good(check, good) } else { Self::bad(check, lacking) }
    }
}

/// Asks a provider what it is, as nobody: says what works and what is missing.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn provider_test(app: &App, ctx: &Ctx, id: IdentityProviderId) -> Result<Vec<Finding>> {
    app.require(ctx, Action::Administer).await?;
    ctx.require_changes()?;
    let mut read = app.store().read(ctx.reach()).await?;
    let found = read.identity_provider_lookup(id).await?.ok_or(Error::NotFound)?;
    let domains = read.sign_in_domain_list().await?;
    drop(read);
    let mut findings = Vec::new();
    match opened(app, &found).await {
        Err(why) => findings.push(Finding::bad(
            ProviderCheck::Secret,
            format!("The secret cannot be used: {why}. Write it again below."),
        )),
        Ok(setup) => {
            findings.push(Finding::good(ProviderCheck::Secret, "The secret opens."));
            match app.0.parts.identities.describe(&setup).await {
                Err(shut) => findings.push(Finding::bad(ProviderCheck::Answer, format!("{}.", shut.reason))),
                Ok(described) => findings.extend(of_provider(&described)),
            }
        }
    }
    findings.extend(of_set_up(&found.provider, &domains));
    let lacks: Vec<&str> = findings.iter().filter(|one| one.works == Some(false)).map(|one| one.check.word()).collect();
    app.change(ctx, "identity_provider.test", json!({ "lacks": lacks }), move |tx, call| {
        Box::pin(async move { audit::append(tx, call, "identity_provider.test", &id.to_string(), &call.input).await })
    })
    .await?;
    Ok(findings)
}

/// What the provider says of itself.
fn of_provider(described: &Described) -> [Finding; 6] {
    let Described { keys, gives_codes, signs_by_keys, signs_out, tells_of_ends } = *described;
    [
        Finding::good(ProviderCheck::Answer, "It answers under the issuer that was written."),
        Finding::must(
            ProviderCheck::Keys,
            keys > 0,
            "It publishes the keys by which it signs.",
            "It publishes no keys: nothing that it signs can be checked. Let it sign by RS256 or ES256.",
        ),
        Finding::must(
            ProviderCheck::Codes,
            gives_codes,
            "It gives codes.",
            "It does not give codes: allow the authorization code flow for the application.",
        ),
        Finding::must(
            ProviderCheck::Signature,
            signs_by_keys,
            "It signs by keys of its own.",
            "It signs by a shared secret alone: let it sign by a key of its own, RS256 or ES256.",
        ),
        Finding::better(
            ProviderCheck::SignOut,
            signs_out,
            "People who sign out here can sign out there, too.",
            "It names no address for signing out: who signs out here stays signed in there.",
        ),
        Finding::better(
            ProviderCheck::Ends,
            tells_of_ends,
            "It can tell this desk when somebody signs out there.",
            "It does not tell when somebody signs out there: sessions here last until they end by themselves.",
        ),
    ]
}

/// What was set up here.
fn of_set_up(provider: &IdentityProvider, domains: &[SignInDomain]) -> [Finding; 3] {
    let settings = &provider.settings;
    let proven = domains.iter().any(|one| one.provider == provider.id && one.proven_at.is_some());
    let groups = !settings.makes_people || !settings.groups.is_empty();
    [
        Finding::must(
            ProviderCheck::Domain,
            proven,
            "A proven domain sends its people there.",
            "No proven domain sends its people there: add one and prove it.",
        ),
        Finding::must(
            ProviderCheck::Groups,
            groups,
            "What groups mean is said.",
            "No group means anything here, so nobody new comes in: say what the people of a group are.",
        ),
        Finding::must(
            ProviderCheck::Open,
            !settings.is_paused,
            "It is open.",
            "It is paused, and nobody comes in by it: open it again.",
        ),
    ]
}
