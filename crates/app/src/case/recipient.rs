//! To whom a service request can go.

use tierline_domain::{Action, RecipientKind, Targets, catalogue};

use crate::{app::App, ctx::Ctx, error::Result};

/// Somebody a request can be addressed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PossibleRecipient {
    /// Provider or upstream partner.
    pub kind: RecipientKind,
    /// Its name.
    pub name: String,
    /// Whether it works on this desk in this cloud, so that a request travels by itself.
    pub here: bool,
    /// What it promises: its own targets where it works here, else those that our rules keep of it.
    pub targets: Targets,
}

/// To whom a request of this family can go. The provider always can, in its portal where it is not on this desk; an upstream
/// partner only where it is, because it has no portal here.
///
/// # Errors
/// [`crate::Error::Forbidden`].
pub async fn recipients(
    app: &App,
    ctx: &Ctx,
    family: Option<catalogue::ProductFamily>,
) -> Result<Vec<PossibleRecipient>> {
    ctx.require(Action::Escalate)?;
    let mut read = app.store().read(ctx.reach()).await?;
    let mut found = Vec::new();
    for (kind, id) in
        [(RecipientKind::Provider, ctx.organization.provider), (RecipientKind::Upstream, ctx.organization.upstream)]
    {
        let organization = match id {
            Some(id) => read
                .organization_lookup(id)
                .await?
                .filter(|organization| organization.clouds.contains(&ctx.owner.cloud)),
            None => None,
        };
        match (organization, kind) {
            (Some(organization), _) => {
                let targets = organization.policy.targets;
                found.push(PossibleRecipient { kind, name: organization.name, here: true, targets });
            }
            (None, RecipientKind::Provider) => {
                let (name, targets) = (catalogue::provider_name(family).to_owned(), ctx.organization.policy.targets);
                found.push(PossibleRecipient { kind, name, here: false, targets });
            }
            (None, RecipientKind::Upstream) => {}
        }
    }
    Ok(found)
}
