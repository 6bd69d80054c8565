//! How services stand as a whole: everywhere, and for everybody.

use std::collections::BTreeSet;

use tierline_domain::{
    catalogue::{self, ProductFamily},
    health::IssueStatus,
};

use super::{
    board::{heard, is_told, standing},
    look_up,
    open::{OpenIssues, ServiceHealth, worst},
    read::require_see,
};
use crate::{app::App, ctx::Ctx, error::Result};

/// A service with how it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The service.
    pub service: String,
    /// How it stands.
    pub health: ServiceHealth,
    /// Where the provider stands with what says so; none where nothing does.
    pub status: Option<IssueStatus>,
}

/// The services of some families that customers use, or that something is documented of, by name.
///
/// # Errors
/// [`crate::Error::Forbidden`].
pub async fn standings(app: &App, ctx: &Ctx, families: &[ProductFamily]) -> Result<Vec<Standing>> {
    require_see(ctx)?;
    let now = app.now();
    let mut read = app.store().read(ctx.reach()).await?;
    let used = read.subscription_services().await?;
    let known = look_up::known(app, &mut read, now).await?;
    let feeds = heard(app, ctx, &mut read, &known).await?;
    drop(read);
    let open = OpenIssues::of(&known, now);
    let names = used.iter().map(|(service, _, _)| service.as_str()).chain(open.services());
    let wanted = |name: &&str| catalogue::service_find(name).is_some_and(|found| families.contains(&found.family));
    let names: BTreeSet<&str> = names.filter(wanted).collect();
    let standing = |service: &str| {
        let found = open.of_service(service, None);
        let worst = worst(&found);
        Standing {
            health: standing(worst, is_told(&feeds, service)),
            status: worst.map(|issue| issue.status),
            service: service.to_owned(),
        }
    };
    Ok(names.into_iter().map(standing).collect())
}
