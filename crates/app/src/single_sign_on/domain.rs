//! Domains whose people are sent to a provider. A domain counts once it says itself whose it is, by a file at its own address: the desk
//! reads it through the one client that goes out. A record in the DNS would need a second way out, with rules of its own.

use serde_json::{Value, json};
use tierline_domain::{Action, IdentityProviderId, SignInDomain, SignInDomainId};

use crate::{
    account::secret,
    app::App,
    audit,
    ctx::Ctx,
    error::{Error, Faults, Result},
};

/// The file in which a domain says whose it is.
#[must_use]
pub fn domain_file(domain: &str) -> String {
    format!("https://{domain}/.well-known/tierline-domain.txt")
}

/// A domain whose people are to be sent to a provider.
#[derive(Debug, Clone)]
pub struct AddDomain {
    /// The domain.
    pub domain: String,
    /// The provider.
    pub provider: IdentityProviderId,
}

/// Lists the domains of this organization and cloud, by name.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn domain_list(app: &App, ctx: &Ctx) -> Result<Vec<SignInDomain>> {
    app.require(ctx, Action::Administer).await?;
    Ok(app.store().read(ctx.reach()).await?.sign_in_domain_list().await?)
}

/// Notes a domain, with the code by which it is to prove whose it is. Nobody is sent anywhere yet. One that is there already gets another
/// code and has to prove itself again.
///
/// # Errors
/// [`Error::Invalid`] naming the fields, [`Error::Conflict`] `for_a_time`, [`Error::StepUp`], [`Error::Forbidden`].
pub async fn domain_add(app: &App, ctx: &Ctx, command: AddDomain) -> Result<SignInDomain> {
    app.require(ctx, Action::Administer).await?;
    ctx.require_standing(Action::Administer)?;
    ctx.require_recent(app.now())?;
    let mut faults = Faults::default();
    let domain = faults.line("domain", &command.domain).to_lowercase();
    if !domain.is_empty() && !is_domain(&domain) {
        faults.add(
            "domain",
            "not_a_domain",
            "Write a domain like northgate.example, in letters, digits, dots and dashes.",
        );
    }
    faults.finish()?;
    let known = domain_list(app, ctx).await?.into_iter().find(|one| one.domain == domain);
    let (id, code) = (known.map_or_else(|| app.id(), |known| known.id), secret::draw_csrf(app));
    let domain = SignInDomain { id, domain, provider: command.provider, code, proven_at: None };
    keep(app, ctx, domain).await
}

/// A name of a domain as the DNS has it (RFC 1035, 2.3.1), with a dot in it and no address of a machine.
fn is_domain(text: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let last = text.rsplit('.').next().unwrap_or_default();
    text.len() <= 253
        && text.contains('.')
        && text.split('.').all(label)
        && last.bytes().any(|byte| byte.is_ascii_lowercase())
}

/// Looks whether a domain says that it is the organization's, and lets it send its people to its provider.
///
/// # Errors
/// [`Error::Conflict`] `not_proven` where it does not say so, `proven_elsewhere` where another organization or cloud has proven it,
/// `for_a_time`; [`Error::NotFound`], [`Error::StepUp`], [`Error::Forbidden`].
pub async fn domain_prove(app: &App, ctx: &Ctx, id: SignInDomainId) -> Result<SignInDomain> {
    app.require(ctx, Action::Administer).await?;
    ctx.require_standing(Action::Administer)?;
    ctx.require_recent(app.now())?;
    let found = domain_list(app, ctx).await?.into_iter().find(|one| one.id == id).ok_or(Error::NotFound)?;
    let said = app.0.parts.identities.domain_file(&found.domain).await;
    let said =
        said.map_err(|shut| Error::conflict("not_proven", format!("{}. Put the file there first.", shut.reason)))?;
    if !said.lines().any(|line| line.trim() == found.code) {
        return Err(Error::conflict(
            "not_proven",
            "The file is there, and the code does not stand in it on a line of its own.",
        ));
    }
    proven(app, ctx, found).await
}

/// Keeps that this code was found. Asking the domain takes its time: one that was taken away meanwhile, or noted anew with another code,
/// has proven nothing.
pub(super) async fn proven(app: &App, ctx: &Ctx, found: SignInDomain) -> Result<SignInDomain> {
    app.change(ctx, "sign_in_domain.prove", found, |tx, call| {
        Box::pin(async move {
            let found = &call.input;
            let all = tx.sign_in_domain_list().await?;
            let before = all.into_iter().find(|one| one.id == found.id).ok_or(Error::NotFound)?;
            if !tx.sign_in_domain_prove(found.id, &found.code, call.now).await.map_err(proven_elsewhere)? {
                return Err(Error::conflict(
                    "not_proven",
                    "The domain has another code by now: put that into the file.",
                ));
            }
            let after = SignInDomain { proven_at: Some(call.now), ..before.clone() };
            let detail = detail(Some(&before), &after);
            audit::append(tx, call, "sign_in_domain.prove", &found.id.to_string(), &detail).await?;
            Ok(after)
        })
    })
    .await
}

async fn keep(app: &App, ctx: &Ctx, domain: SignInDomain) -> Result<SignInDomain> {
    app.change(ctx, "sign_in_domain.add", domain, |tx, call| {
        Box::pin(async move {
            let domain = &call.input;
            let before = tx.sign_in_domain_list().await?.into_iter().find(|one| one.id == domain.id);
            tx.identity_provider_lookup(domain.provider).await?.ok_or_else(|| {
                Error::field("provider_id", "unknown", "There is no such identity provider: take one from the list.")
            })?;
            tx.sign_in_domain_put(domain).await.map_err(proven_elsewhere)?;
            let detail = detail(before.as_ref(), domain);
            audit::append(tx, call, "sign_in_domain.add", &domain.id.to_string(), &detail).await?;
            Ok(domain.clone())
        })
    })
    .await
}

fn proven_elsewhere(error: tierline_store::Error) -> Error {
    match error.violates("sign_in_domain_proven") {
        true => Error::conflict(
            "proven_elsewhere",
            "Another organization or cloud of this desk has proven this domain: it has to be removed there first.",
        ),
        false => error.into(),
    }
}

/// What the log keeps of a domain that was noted or proven.
fn detail(before: Option<&SignInDomain>, after: &SignInDomain) -> Value {
    let said = |one: &SignInDomain| json!({ "provider": one.provider, "proven_at": one.proven_at });
    json!({ "domain": after.domain, "before": before.map(said), "after": said(after) })
}

/// Takes a domain away: its people sign in by their passwords.
///
/// # Errors
/// [`Error::Conflict`] `for_a_time`: passwords open again what the provider alone opened; [`Error::NotFound`], [`Error::StepUp`],
/// [`Error::Forbidden`].
pub async fn domain_remove(app: &App, ctx: &Ctx, id: SignInDomainId) -> Result<()> {
    app.require(ctx, Action::Administer).await?;
    ctx.require_standing(Action::Administer)?;
    ctx.require_recent(app.now())?;
    app.change(ctx, "sign_in_domain.remove", (), move |tx, call| {
        Box::pin(async move {
            let before = tx.sign_in_domain_list().await?.into_iter().find(|one| one.id == id).ok_or(Error::NotFound)?;
            tx.sign_in_domain_remove(id).await?;
            let detail = json!({ "before": { "domain": before.domain, "provider": before.provider, "proven_at": before.proven_at } });
            audit::append(tx, call, "sign_in_domain.remove", &id.to_string(), &detail).await
        })
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Threat 49: a domain is asked for a file, so it is a name of the DNS and nothing else.
    #[test]
    fn a_domain_is_a_name_and_no_address() {
        for good in ["northgate.example", "mail.north-gate.example", "xn--dzi.example"] {
            assert!(is_domain(good), "{good}");
        }
        for bad in [
            "",
            "localhost",
            "127.0.0.1",
            "a..example",
            "-a.example",
            "a.example:8443",
            "a.example/x",
            "user@a.example",
            "[::1]",
            "A.example",
            "żuraw.example",
        ] {
            assert!(!is_domain(bad), "{bad}");
        }
    }
}
