//! As whom the command line acts.

use anyhow::Result;
use clap::Args;
use tierline_app::{App, Ctx, Error};
use tierline_domain::{Cloud, Organization, OrganizationKind};
use tierline_store::System;

/// For which organization and cloud a command acts.
#[derive(Debug, Clone, Args)]
pub(crate) struct Operator {
    /// Name or identifier of the organization; the only partner of the desk where nothing is said.
    #[arg(long, value_name = "NAME")]
    organization: Option<String>,
    /// The cloud: public or us_government.
    #[arg(long, default_value = "public", value_parser = cloud)]
    cloud: Cloud,
}

fn cloud(text: &str) -> Result<Cloud, String> {
    Cloud::from_word(text).ok_or_else(|| "public or us_government".to_owned())
}

impl Operator {
    /// Who acts: the person at the machine, with all rights in that organization. The audit log says that it was the
    /// command line.
    pub(crate) async fn ctx(&self, app: &App) -> Result<Ctx> {
        let mut read = app.store().read(System).await?;
        let organizations = read.organization_list().await?;
        drop(read);
        let organization = self.choose(organizations)?;
        if !organization.clouds.contains(&self.cloud) {
            return Err(Error::field(
                "cloud",
                "not_here",
                format!("{} does not work in the cloud {}", organization.name, self.cloud),
            )
            .into());
        }
        let request_id = app.id::<tierline_domain::OutboxId>().to_string();
        Ok(Ctx::operator(organization, self.cloud, request_id))
    }

    fn choose(&self, organizations: Vec<Organization>) -> Result<Organization> {
        let names = || organizations.iter().map(|o| o.name.as_str()).collect::<Vec<_>>().join(", ");
        match &self.organization {
            Some(wanted) => {
                let found = organizations.iter().find(|o| o.name == *wanted || o.id.to_string() == *wanted);
                found
                    .cloned()
                    .ok_or_else(|| unknown(format!("no organization is called {wanted}: the desk knows {}", names())))
            }
            None => {
                let mut partners = organizations.iter().filter(|o| o.kind == OrganizationKind::Partner);
                match (partners.next(), partners.next()) {
                    (Some(only), None) => Ok(only.clone()),
                    (None, _) => Err(unknown(
                        "this desk has no partner yet: start it with `tierline serve` and set it up".to_owned(),
                    )),
                    _ => Err(unknown(format!("name the organization with --organization: the desk knows {}", names()))),
                }
            }
        }
    }
}

/// What was asked names no organization: the caller's mistake, not a fault of the desk.
fn unknown(message: String) -> anyhow::Error {
    Error::field("organization", "unknown", message).into()
}
