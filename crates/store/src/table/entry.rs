//! The timelines of cases. Entries are added and never changed.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use tierline_domain::{Actor, CaseId, Entry, EntryId, Event, Owner, Visibility};
use uuid::Uuid;

use super::{limit, ours};
use crate::{
    db::{BindOwner, on, run, word},
    error::Result,
    scope::{CustomerRead, TenantRead, TenantTx},
    statement::statements,
};

macro_rules! select {
    ($condition:literal) => {
        concat!(
            "select t.case_id, t.id, t.at, t.actor, t.visibility, t.text, t.event from timeline t \
             where t.organization_id = $1 and t.cloud = $2 and t.case_id = $3 ",
            $condition
        )
    };
}

statements! {
    APPEND = "insert into timeline (organization_id, cloud, case_id, id, at, actor, visibility, text, event) \
              values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    LIST = (select!("order by t.at, t.id"));
    PAGE = (select!("and (t.at, t.id) > ($4, $5) order by t.at, t.id limit $6"));
    OF_CUSTOMER = (select!(
        "and t.visibility = 'customer' and exists (select 1 from cases c where c.organization_id = $1 and c.cloud = $2 \
         and c.id = $3 and c.customer_id = $4) order by t.at, t.id"
    ));
}

#[derive(sqlx::FromRow)]
struct Row {
    case_id: Uuid,
    id: Uuid,
    at: DateTime<Utc>,
    actor: Json<Actor>,
    visibility: String,
    text: Option<String>,
    event: Json<Event>,
}

impl Row {
    fn read(self, owner: Owner) -> Result<Entry> {
        let id = EntryId(self.id);
        Ok(Entry {
            owner,
            case: CaseId(self.case_id),
            id,
            at: self.at,
            actor: self.actor.0,
            visibility: word(Visibility::from_word(&self.visibility), "timeline", "visibility", id)?,
            text: self.text,
            event: self.event.0,
        })
    }
}

impl TenantRead<'_> {
    /// A case's whole timeline, the oldest entry first.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn entry_list(&mut self, case: CaseId) -> Result<Vec<Entry>> {
        let owner = self.owner();
        let rows: Vec<Row> = on!(self, |c| sqlx::query_as(LIST).owner(owner).bind(case.uuid()).fetch_all(c))?;
        rows.into_iter().map(|row| row.read(owner)).collect()
    }

    /// A part of a case's timeline, the oldest entry first: what comes after this time and entry.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn entry_page(
        &mut self,
        case: CaseId,
        after: Option<(DateTime<Utc>, EntryId)>,
        wanted: u32,
    ) -> Result<Vec<Entry>> {
        let owner = self.owner();
        let (at, id) = after.unwrap_or((DateTime::UNIX_EPOCH, EntryId(Uuid::nil())));
        let rows: Vec<Row> = on!(self, |c| {
            sqlx::query_as(PAGE)
                .owner(owner)
                .bind(case.uuid())
                .bind(at)
                .bind(id.uuid())
                .bind(limit(wanted))
                .fetch_all(c)
        })?;
        rows.into_iter().map(|row| row.read(owner)).collect()
    }
}

impl CustomerRead<'_> {
    /// What the timeline of one of this customer's cases says to the customer, the oldest entry first.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn entry_list(&mut self, case: CaseId) -> Result<Vec<Entry>> {
        let (owner, customer) = (self.owner(), self.customer());
        let rows: Vec<Row> = on!(self, |c| {
            sqlx::query_as(OF_CUSTOMER).owner(owner).bind(case.uuid()).bind(customer.uuid()).fetch_all(c)
        })?;
        rows.into_iter().map(|row| row.read(owner)).collect()
    }
}

impl TenantTx<'_> {
    /// Adds entries to timelines.
    ///
    /// # Errors
    /// [`Error::Reference`](crate::Error::Reference) where there is no such case here.
    pub async fn entry_append(&mut self, entries: &[Entry]) -> Result<()> {
        let owner = self.owner();
        for entry in entries {
            ours(owner, entry.owner, "timeline", entry.id)?;
            run!(
                self,
                sqlx::query(APPEND)
                    .owner(owner)
                    .bind(entry.case.uuid())
                    .bind(entry.id.uuid())
                    .bind(entry.at)
                    .bind(Json(&entry.actor))
                    .bind(entry.visibility.word())
                    .bind(&entry.text)
                    .bind(Json(&entry.event))
            )?;
            self.message_note(entry).await?;
            // Whose turn it is, the customer reads on the case itself.
            if entry.visibility == Visibility::Customer || matches!(entry.event, Event::StatusChanged { .. }) {
                self.link().note_shown(owner, entry.case);
            }
        }
        Ok(())
    }
}
