//! What was begun to be written for a case's next service request: one draft per case, shared by all agents.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::types::Json;
use tierline_domain::{Actor, CaseId};

use super::saved;
use crate::{
    db::{BindOwner, on, run},
    error::Result,
    scope::{TenantRead, TenantTx},
    statement::statements,
};

statements! {
    LOOKUP = "select content, version, saved_by, saved_at from request_draft \
              where organization_id = $1 and cloud = $2 and case_id = $3";
    PUT = "insert into request_draft (organization_id, cloud, case_id, content, version, saved_by, saved_at) \
           values ($1, $2, $3, $4, $5, $6, $7) on conflict (organization_id, cloud, case_id) do update \
           set content = excluded.content, version = excluded.version, saved_by = excluded.saved_by, \
           saved_at = excluded.saved_at where request_draft.version = $8 returning version";
    REMOVE = "delete from request_draft where organization_id = $1 and cloud = $2 and case_id = $3";
}

/// A draft as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct RequestDraft {
    /// The case it is written for.
    pub case: CaseId,
    /// What was written: the form is the application's.
    pub content: Value,
    /// Counts the changes, from 1.
    pub version: i64,
    /// Who saved it last.
    pub saved_by: Actor,
    /// When.
    pub saved_at: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct Row {
    content: Json<Value>,
    version: i64,
    saved_by: Json<Actor>,
    saved_at: DateTime<Utc>,
}

impl TenantRead<'_> {
    /// The draft that is kept for a case.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn request_draft_lookup(&mut self, case: CaseId) -> Result<Option<RequestDraft>> {
        let owner = self.owner();
        let row: Option<Row> = on!(self, |c| sqlx::query_as(LOOKUP).owner(owner).bind(case.uuid()).fetch_optional(c))?;
        Ok(row.map(|Row { content, version, saved_by, saved_at }| RequestDraft {
            case,
            content: content.0,
            version,
            saved_by: saved_by.0,
            saved_at,
        }))
    }
}

impl TenantTx<'_> {
    /// Keeps a draft in the place of the version before it; the first one has the version 1.
    ///
    /// # Errors
    /// [`Error::Stale`](crate::Error::Stale) where another version is kept by now,
    /// [`Error::Reference`](crate::Error::Reference) where there is no such case here.
    pub async fn request_draft_put(&mut self, draft: &RequestDraft) -> Result<i64> {
        let owner = self.owner();
        let version: Option<i64> = on!(self, |c| {
            sqlx::query_scalar(PUT)
                .owner(owner)
                .bind(draft.case.uuid())
                .bind(Json(&draft.content))
                .bind(draft.version)
                .bind(Json(&draft.saved_by))
                .bind(draft.saved_at)
                .bind(draft.version - 1)
                .fetch_optional(c)
        })?;
        saved(version)
    }

    /// Removes a case's draft; says whether there was one.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn request_draft_remove(&mut self, case: CaseId) -> Result<bool> {
        let owner = self.owner();
        Ok(run!(self, sqlx::query(REMOVE).owner(owner).bind(case.uuid()))? > 0)
    }
}
