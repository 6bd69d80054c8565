//! What happened to a service request, on either side.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use tierline_domain::{Actor, EntryId, Owner, RequestEntry, RequestId, RequestStatus, Visibility};
use uuid::Uuid;

use super::ours;
use crate::{
    change::Change,
    db::{BindOwner, on, run, word},
    error::Result,
    scope::{TenantRead, TenantTx},
    statement::statements,
};

statements! {
    APPEND = "insert into request_entry \
              (organization_id, cloud, request_id, id, at, actor, kind, visibility, status, text) \
              values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
              on conflict (organization_id, cloud, request_id, id) do nothing";
    LIST = "select request_id, id, at, actor, kind, visibility, status, text from request_entry \
            where organization_id = $1 and cloud = $2 and request_id = $3 order by at, id";
}

#[derive(sqlx::FromRow)]
struct Row {
    request_id: Uuid,
    id: Uuid,
    at: DateTime<Utc>,
    actor: Json<Actor>,
    kind: String,
    visibility: String,
    status: Option<String>,
    text: Option<String>,
}

impl Row {
    fn read(self, owner: Owner) -> Result<RequestEntry> {
        let (id, table) = (EntryId(self.id), "request_entry");
        let status = |status: String| word(RequestStatus::from_word(&status), table, "status", id);
        Ok(RequestEntry {
            owner,
            request: RequestId(self.request_id),
            id,
            at: self.at,
            actor: self.actor.0,
            kind: self.kind,
            visibility: word(Visibility::from_word(&self.visibility), table, "visibility", id)?,
            status: self.status.map(status).transpose()?,
            text: self.text,
        })
    }
}

impl TenantRead<'_> {
    /// What happened to a request that was sent or received, the oldest first.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn request_entry_list(&mut self, request: RequestId) -> Result<Vec<RequestEntry>> {
        let owner = self.owner();
        let rows: Vec<Row> = on!(self, |c| sqlx::query_as(LIST).owner(owner).bind(request.uuid()).fetch_all(c))?;
        rows.into_iter().map(|row| row.read(owner)).collect()
    }
}

impl TenantTx<'_> {
    /// Adds an entry; says whether it was not there yet. What is delivered twice is there once.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn request_entry_append(&mut self, entry: &RequestEntry) -> Result<bool> {
        let owner = self.owner();
        ours(owner, entry.owner, "request_entry", entry.id)?;
        let touched = run!(
            self,
            sqlx::query(APPEND)
                .owner(owner)
                .bind(entry.request.uuid())
                .bind(entry.id.uuid())
                .bind(entry.at)
                .bind(Json(&entry.actor))
                .bind(&entry.kind)
                .bind(entry.visibility.word())
                .bind(entry.status.map(RequestStatus::word))
                .bind(&entry.text)
        )?;
        self.link().note_change(Change::Request { owner, request: entry.request });
        Ok(touched > 0)
    }
}
