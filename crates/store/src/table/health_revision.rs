//! The revision of all that is known of service health: whoever keeps an index of it sees that it is old, and what changed.

use tierline_domain::{HealthIssueId, OrganizationId};
use uuid::Uuid;

use super::id_list;
use crate::{
    db::{BindOwner, on},
    error::Result,
    scope::{TenantRead, TenantTx},
    statement::statements,
};

statements! {
    /// An owner sees its own changes and those of the providers in its cloud.
    LOOKUP = "select organization_id, revision, stamped from health_revision where cloud = $2 \
              and (organization_id = $1 or organization_id in (select o.id from organization o where o.kind = 'provider')) \
              order by organization_id";
    STEP = "insert into health_revision (organization_id, cloud, revision, stamped) values ($1, $2, 1, 1) \
            on conflict (organization_id, cloud) do update set revision = health_revision.revision + 1, \
            stamped = health_revision.stamped + 1 returning revision";
    /// The number of issues varies and the text does not; see `id_list` for the two ways to read them.
    split STAMP = {
        lite: "update health_issue set revision = $3 where organization_id = $1 and cloud = $2 \
               and id in (select unhex(value) from json_each($4))",
        pg: "update health_issue set revision = $3 where organization_id = $1 and cloud = $2 \
             and id in (select value::uuid from jsonb_array_elements_text($4))",
    };
}

/// Changes whenever an issue changes that its reader sees. Two that are equal stand for the same state.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HealthRevision(Vec<Step>);

/// How far one organization has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Step {
    organization: OrganizationId,
    revision: i64,
    /// How many of the steps were written to the issues.
    stamped: i64,
}

impl HealthRevision {
    /// The organizations that have gone on since, each with where it was; none where a step was not written to the issues.
    pub(super) fn steps_to(&self, later: &Self) -> Option<Vec<(OrganizationId, i64)>> {
        let before = |organization| self.0.iter().find(|step| step.organization == organization);
        if self.0.iter().any(|step| !later.0.iter().any(|other| other.organization == step.organization)) {
            return None;
        }
        let mut steps = Vec::new();
        for step in &later.0 {
            let (revision, stamped) =
                before(step.organization).map_or((0, 0), |before| (before.revision, before.stamped));
            if step.revision - revision != step.stamped - stamped {
                return None;
            }
            if step.revision != revision {
                steps.push((step.organization, revision));
            }
        }
        Some(steps)
    }
}

impl TenantRead<'_> {
    /// How far all that this owner sees has come.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn health_revision(&mut self) -> Result<HealthRevision> {
        let owner = self.owner();
        let rows: Vec<(Uuid, i64, i64)> = on!(self, |c| sqlx::query_as(LOOKUP).owner(owner).fetch_all(c))?;
        let step =
            |(organization, revision, stamped)| Step { organization: OrganizationId(organization), revision, stamped };
        Ok(HealthRevision(rows.into_iter().map(step).collect()))
    }
}

impl TenantTx<'_> {
    /// Says which of this owner's issues have changed, in the transaction that changes them and after it wrote them. Others
    /// that change some wait until this transaction ends, so that who has seen a revision has seen all that led to it.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn health_changed(&mut self, issues: &[HealthIssueId]) -> Result<()> {
        let (owner, ids) = (self.owner(), id_list(issues.iter().map(|id| id.uuid())));
        let revision: i64 = on!(self, |c| sqlx::query_scalar(STEP).owner(owner).fetch_one(c))?;
        on!(self, |c| async {
            sqlx::query(STAMP.on(&*c)).owner(owner).bind(revision).bind(&ids).execute(c).await.map(drop)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(all: &[(u128, i64, i64)]) -> HealthRevision {
        let step =
            |&(n, revision, stamped)| Step { organization: OrganizationId(Uuid::from_u128(n)), revision, stamped };
        HealthRevision(all.iter().map(step).collect())
    }

    #[test]
    fn a_step_that_was_not_written_to_the_issues_is_noticed() {
        let organization = |n| OrganizationId(Uuid::from_u128(n));
        let old = at(&[(1, 7, 2)]);
        assert_eq!(old.steps_to(&old), Some(vec![]));
        assert_eq!(old.steps_to(&at(&[(1, 9, 4), (2, 3, 3)])), Some(vec![(organization(1), 7), (organization(2), 0)]));
        assert_eq!(old.steps_to(&at(&[(1, 9, 3)])), None, "an older program took one of the two steps");
        assert_eq!(old.steps_to(&at(&[(1, 7, 2), (2, 3, 0)])), None, "an older program has been there all along");
        assert_eq!(old.steps_to(&at(&[])), None, "whose issues were seen is not seen any more");
    }
}
