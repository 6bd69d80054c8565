//! The revision of all that is known of service health: whoever keeps an index of it sees that it is old.

use crate::{
    db::{BindOwner, on, run},
    error::Result,
    scope::{TenantRead, TenantTx},
    statement::statements,
};

statements! {
    /// An owner sees its own changes and those of the providers in its cloud.
    LOOKUP = "select cast(coalesce(sum(revision), 0) as bigint) from health_revision where cloud = $2 \
              and (organization_id = $1 or organization_id in (select o.id from organization o where o.kind = 'provider'))";
    BUMP = "insert into health_revision (organization_id, cloud, revision) values ($1, $2, 1) \
            on conflict (organization_id, cloud) do update set revision = health_revision.revision + 1";
}

impl TenantRead<'_> {
    /// Changes whenever an issue changes that this owner sees. Two that are equal stand for the same state.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn health_revision(&mut self) -> Result<String> {
        let owner = self.owner();
        let revision: i64 = on!(self, |c| sqlx::query_scalar(LOOKUP).owner(owner).fetch_one(c))?;
        Ok(revision.to_string())
    }
}

impl TenantTx<'_> {
    /// Says that this owner's issues have changed, in the transaction that changes them.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn health_revision_bump(&mut self) -> Result<()> {
        let owner = self.owner();
        run!(self, sqlx::query(BUMP).owner(owner)).map(drop)
    }
}
