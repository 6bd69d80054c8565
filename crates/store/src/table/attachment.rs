//! Files of cases and service requests; the bytes are kept elsewhere.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use tierline_domain::{Actor, Attachment, AttachmentId, CaseId, Owner, RequestId, Visibility};
use uuid::Uuid;

use super::ours;
use crate::{
    db::{BindOwner, on, run, word},
    error::Result,
    scope::{CustomerRead, TenantRead, TenantTx},
    statement::statements,
};

macro_rules! select {
    ($condition:literal) => {
        concat!(
            "select a.id, a.case_id, a.request_id, a.name, a.media_type, a.size, a.sha256, a.visibility, a.at, a.actor \
             from attachment a where a.organization_id = $1 and a.cloud = $2 and ",
            $condition
        )
    };
}

macro_rules! held {
    ($condition:literal) => {
        concat!(
            "select cast(count(*) as bigint) as files, cast(coalesce(sum(size), 0) as bigint) as bytes from attachment \
             where organization_id = $1 and cloud = $2 and ",
            $condition
        )
    };
}

statements! {
    INSERT = "insert into attachment (organization_id, cloud, id, case_id, request_id, name, media_type, size, sha256, \
              visibility, at, actor) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    LOOKUP = (select!("a.id = $3"));
    OF_CASE = (select!("a.case_id = $3 order by a.at, a.id"));
    OF_REQUEST = (select!("a.request_id = $3 order by a.at, a.id"));
    /// Two statements, so that each goes by its own index.
    HELD_BY_CASE = (held!("case_id = $3"));
    HELD_BY_REQUEST = (held!("request_id = $3"));
    OF_CUSTOMER = (select!(
        "a.case_id = $3 and a.visibility = 'customer' and exists (select 1 from cases c where c.organization_id = $1 \
         and c.cloud = $2 and c.id = $3 and c.customer_id = $4) order by a.at, a.id"
    ));
}

/// How many files a case or a service request has, and how much they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct FilesHeld {
    /// Files.
    pub files: i64,
    /// Their bytes, of equal ones each time.
    pub bytes: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    case_id: Option<Uuid>,
    request_id: Option<Uuid>,
    name: String,
    media_type: String,
    size: i64,
    sha256: String,
    visibility: String,
    at: DateTime<Utc>,
    actor: Json<Actor>,
}

impl Row {
    fn read(self, owner: Owner) -> Result<Attachment> {
        let id = AttachmentId(self.id);
        Ok(Attachment {
            owner,
            id,
            case: self.case_id.map(CaseId),
            request: self.request_id.map(RequestId),
            name: self.name,
            media_type: self.media_type,
            size: self.size,
            sha256: self.sha256,
            visibility: word(Visibility::from_word(&self.visibility), "attachment", "visibility", id)?,
            at: self.at,
            by: self.actor.0,
        })
    }
}

impl TenantRead<'_> {
    /// A file.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn attachment_lookup(&mut self, id: AttachmentId) -> Result<Option<Attachment>> {
        let owner = self.owner();
        let row: Option<Row> = on!(self, |c| sqlx::query_as(LOOKUP).owner(owner).bind(id.uuid()).fetch_optional(c))?;
        row.map(|row| row.read(owner)).transpose()
    }

    /// The files of a case, the oldest first.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn attachment_list(&mut self, case: CaseId) -> Result<Vec<Attachment>> {
        let owner = self.owner();
        let rows: Vec<Row> = on!(self, |c| sqlx::query_as(OF_CASE).owner(owner).bind(case.uuid()).fetch_all(c))?;
        rows.into_iter().map(|row| row.read(owner)).collect()
    }

    /// The files of a service request, the oldest first.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn attachment_list_of_request(&mut self, request: RequestId) -> Result<Vec<Attachment>> {
        let owner = self.owner();
        let rows: Vec<Row> = on!(self, |c| sqlx::query_as(OF_REQUEST).owner(owner).bind(request.uuid()).fetch_all(c))?;
        rows.into_iter().map(|row| row.read(owner)).collect()
    }

    /// How much a case holds of files.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn attachments_held(&mut self, case: CaseId) -> Result<FilesHeld> {
        let owner = self.owner();
        on!(self, |c| sqlx::query_as(HELD_BY_CASE).owner(owner).bind(case.uuid()).fetch_one(c))
    }

    /// How much a service request holds of files: those that belong to it alone.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn attachments_held_by_request(&mut self, request: RequestId) -> Result<FilesHeld> {
        let owner = self.owner();
        on!(self, |c| sqlx::query_as(HELD_BY_REQUEST).owner(owner).bind(request.uuid()).fetch_one(c))
    }
}

impl CustomerRead<'_> {
    /// The files of one of this customer's cases that are meant for the customer, the oldest first.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn attachment_list(&mut self, case: CaseId) -> Result<Vec<Attachment>> {
        let (owner, customer) = (self.owner(), self.customer());
        let rows: Vec<Row> = on!(self, |c| {
            sqlx::query_as(OF_CUSTOMER).owner(owner).bind(case.uuid()).bind(customer.uuid()).fetch_all(c)
        })?;
        rows.into_iter().map(|row| row.read(owner)).collect()
    }
}

impl TenantTx<'_> {
    /// Keeps what is known of a file.
    ///
    /// # Errors
    /// [`Error::Reference`](crate::Error::Reference) where there is no such case here.
    pub async fn attachment_insert(&mut self, file: &Attachment) -> Result<()> {
        let owner = self.owner();
        ours(owner, file.owner, "attachment", file.id)?;
        run!(
            self,
            sqlx::query(INSERT)
                .owner(owner)
                .bind(file.id.uuid())
                .bind(file.case.map(CaseId::uuid))
                .bind(file.request.map(RequestId::uuid))
                .bind(&file.name)
                .bind(&file.media_type)
                .bind(file.size)
                .bind(&file.sha256)
                .bind(file.visibility.word())
                .bind(file.at)
                .bind(Json(&file.by))
        )
        .map(drop)
    }
}
