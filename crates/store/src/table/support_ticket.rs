//! Azure Support, as a server: the names that scripts give tickets, communications and the places of their files.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use tierline_domain::{
    CustomerId, EntryId, Owner, RequestId, SupportCommunication, SupportFile, SupportTicket, SupportWorkspace,
    text::normalized,
};
use uuid::Uuid;

use super::{id_list, ours};
use crate::{
    db::{BindOwner, on, run},
    error::{Error, Result},
    scope::{SystemTx, TenantRead, TenantTx},
    statement::statements,
};

macro_rules! tickets {
    ($condition:literal) => {
        concat!(
            "select name, request_id, digest, advanced_diagnostic_consent, workspace, created_at from support_ticket \
             where organization_id = $1 and cloud = $2 and ",
            $condition
        )
    };
}

macro_rules! workspaces {
    () => {
        "select name, customer_id, request_id, files, created_at from support_workspace \
         where organization_id = $1 and cloud = $2 and name_key = $3"
    };
}

statements! {
    TICKET = (tickets!("name_key = $3"));
    /// The number of identifiers varies and the text does not; see `id_list` for the two ways to read them.
    split TICKETS_OF = {
        lite: tickets!("request_id in (select unhex(value) from json_each($3))"),
        pg: tickets!("request_id in (select value::uuid from jsonb_array_elements_text($3))"),
    };
    TICKET_INSERT = "insert into support_ticket (organization_id, cloud, name_key, name, request_id, digest, \
                     advanced_diagnostic_consent, workspace, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    /// A request that had no name yet gets the one that it is known by.
    CONSENT = "insert into support_ticket (organization_id, cloud, name_key, name, request_id, digest, \
               advanced_diagnostic_consent, workspace, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
               on conflict (organization_id, cloud, request_id) do update \
               set advanced_diagnostic_consent = excluded.advanced_diagnostic_consent";
    COMMUNICATION_INSERT = "insert into support_communication (organization_id, cloud, request_id, name_key, name, entry_id, \
                            subject, digest) values ($1, $2, $3, $4, $5, $6, $7, $8)";
    COMMUNICATIONS = "select name, entry_id, subject, digest from support_communication \
                      where organization_id = $1 and cloud = $2 and request_id = $3 order by name_key";
    WORKSPACE = (workspaces!());
    lock WORKSPACE_TAKE = (workspaces!());
    WORKSPACE_PUT = "insert into support_workspace (organization_id, cloud, name_key, name, customer_id, request_id, files, \
                     created_at) values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (organization_id, cloud, name_key) \
                     do update set request_id = excluded.request_id, files = excluded.files";
    WAITING = "select cast(count(*) as bigint) from support_workspace \
               where organization_id = $1 and cloud = $2 and request_id is null";
    PURGE = "delete from support_workspace where request_id is null and created_at < $1";
    OF_SUBSCRIPTION = "select distinct customer_id from subscription \
                       where organization_id = $1 and cloud = $2 and external_id = $3 order by customer_id limit 2";
}

#[derive(sqlx::FromRow)]
struct TicketRow {
    name: String,
    request_id: Uuid,
    digest: Option<Vec<u8>>,
    advanced_diagnostic_consent: bool,
    workspace: Option<String>,
    created_at: DateTime<Utc>,
}

impl TicketRow {
    fn read(self, owner: Owner) -> Result<SupportTicket> {
        Ok(SupportTicket {
            owner,
            request: RequestId(self.request_id),
            digest: self.digest.map(|digest| hash(digest, "support_ticket", &self.name)).transpose()?,
            name: self.name,
            advanced_diagnostic_consent: self.advanced_diagnostic_consent,
            workspace: self.workspace,
            created_at: self.created_at,
        })
    }
}

#[derive(sqlx::FromRow)]
struct CommunicationRow {
    name: String,
    entry_id: Uuid,
    subject: String,
    digest: Vec<u8>,
}

#[derive(sqlx::FromRow)]
struct WorkspaceRow {
    name: String,
    customer_id: Option<Uuid>,
    request_id: Option<Uuid>,
    files: Json<Vec<SupportFile>>,
    created_at: DateTime<Utc>,
}

impl WorkspaceRow {
    fn read(self, owner: Owner) -> SupportWorkspace {
        SupportWorkspace {
            owner,
            name: self.name,
            customer: self.customer_id.map(CustomerId),
            request: self.request_id.map(RequestId),
            files: self.files.0,
            created_at: self.created_at,
        }
    }
}

fn hash(digest: Vec<u8>, table: &'static str, row: &str) -> Result<[u8; 32]> {
    digest.try_into().map_err(|_| Error::Inconsistent { table, column: "digest", row: row.to_owned() })
}

impl TenantRead<'_> {
    /// The ticket of a name, in whatever case.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn support_ticket_by_name(&mut self, name: &str) -> Result<Option<SupportTicket>> {
        let (owner, key) = (self.owner(), normalized(name));
        let row: Option<TicketRow> = on!(self, |c| sqlx::query_as(TICKET).owner(owner).bind(&key).fetch_optional(c))?;
        row.map(|row| row.read(owner)).transpose()
    }

    /// The names of some requests, where they have any.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn support_tickets_of(&mut self, requests: &[RequestId]) -> Result<BTreeMap<RequestId, SupportTicket>> {
        let (owner, ids) = (self.owner(), id_list(requests.iter().map(|id| id.uuid())));
        let rows: Vec<TicketRow> =
            on!(self, |c| sqlx::query_as(TICKETS_OF.on(&*c)).owner(owner).bind(&ids).fetch_all(c))?;
        rows.into_iter().map(|row| row.read(owner).map(|ticket| (ticket.request, ticket))).collect()
    }

    /// The words to the recipient of a request that have names.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn support_communication_list(&mut self, request: RequestId) -> Result<Vec<SupportCommunication>> {
        let owner = self.owner();
        let rows: Vec<CommunicationRow> =
            on!(self, |c| sqlx::query_as(COMMUNICATIONS).owner(owner).bind(request.uuid()).fetch_all(c))?;
        let read = |row: CommunicationRow| {
            let digest = hash(row.digest, "support_communication", &row.name)?;
            let (name, entry, subject) = (row.name, EntryId(row.entry_id), row.subject);
            Ok(SupportCommunication { owner, request, name, entry, subject, digest })
        };
        rows.into_iter().map(read).collect()
    }

    /// The place of this name, in whatever case.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn support_workspace_lookup(&mut self, name: &str) -> Result<Option<SupportWorkspace>> {
        let (owner, key) = (self.owner(), normalized(name));
        let row: Option<WorkspaceRow> =
            on!(self, |c| sqlx::query_as(WORKSPACE).owner(owner).bind(&key).fetch_optional(c))?;
        Ok(row.map(|row| row.read(owner)))
    }

    /// How many places wait for the ticket whose files these are to be.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn support_workspaces_waiting(&mut self) -> Result<i64> {
        let owner = self.owner();
        on!(self, |c| sqlx::query_scalar(WAITING).owner(owner).fetch_one(c))
    }

    /// The customers who have the subscription of this identifier of the provider's: two at the most, and more than one says that
    /// the book errs.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn subscription_holders(&mut self, external_id: &str) -> Result<Vec<CustomerId>> {
        let owner = self.owner();
        let rows: Vec<Uuid> =
            on!(self, |c| sqlx::query_scalar(OF_SUBSCRIPTION).owner(owner).bind(external_id).fetch_all(c))?;
        Ok(rows.into_iter().map(CustomerId).collect())
    }
}

impl TenantTx<'_> {
    /// Gives a request its name.
    ///
    /// # Errors
    /// [`Error::Unique`](crate::Error::Unique) where the name is another request's by now, or the request has one.
    pub async fn support_ticket_insert(&mut self, ticket: &SupportTicket) -> Result<()> {
        self.ticket_write(TICKET_INSERT, ticket).await
    }

    /// Keeps whether diagnostics may be gathered, and gives a request without a name the one that it is known by.
    ///
    /// # Errors
    /// [`Error::Unique`](crate::Error::Unique) where that name is another request's.
    pub async fn support_consent_put(&mut self, ticket: &SupportTicket) -> Result<()> {
        self.ticket_write(CONSENT, ticket).await
    }

    async fn ticket_write(&mut self, text: &'static str, ticket: &SupportTicket) -> Result<()> {
        let owner = self.owner();
        ours(owner, ticket.owner, "support_ticket", &ticket.name)?;
        run!(
            self,
            sqlx::query(text)
                .owner(owner)
                .bind(normalized(&ticket.name))
                .bind(&ticket.name)
                .bind(ticket.request.uuid())
                .bind(ticket.digest.map(Vec::from))
                .bind(ticket.advanced_diagnostic_consent)
                .bind(&ticket.workspace)
                .bind(ticket.created_at)
        )
        .map(drop)
    }

    /// Gives a note its name.
    ///
    /// # Errors
    /// [`Error::Unique`](crate::Error::Unique) where the name is another note's by now.
    pub async fn support_communication_insert(&mut self, said: &SupportCommunication) -> Result<()> {
        let owner = self.owner();
        ours(owner, said.owner, "support_communication", &said.name)?;
        run!(
            self,
            sqlx::query(COMMUNICATION_INSERT)
                .owner(owner)
                .bind(said.request.uuid())
                .bind(normalized(&said.name))
                .bind(&said.name)
                .bind(said.entry.uuid())
                .bind(&said.subject)
                .bind(said.digest.to_vec())
        )
        .map(drop)
    }

    /// The place of this name, held until the transaction ends.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn support_workspace_take(&mut self, name: &str) -> Result<Option<SupportWorkspace>> {
        let (owner, key) = (self.owner(), normalized(name));
        if self.is_narrowed() && self.support_workspace_lookup(name).await?.is_none() {
            return Ok(None);
        }
        let row: Option<WorkspaceRow> =
            on!(self, |c| sqlx::query_as(WORKSPACE_TAKE.on(&*c)).owner(owner).bind(&key).fetch_optional(c))?;
        Ok(row.map(|row| row.read(owner)))
    }

    /// Keeps a place; of one that was there, its files and the request.
    ///
    /// # Errors
    /// [`Error::Reference`](crate::Error::Reference) where there is no such customer or request here.
    pub async fn support_workspace_put(&mut self, place: &SupportWorkspace) -> Result<()> {
        let owner = self.owner();
        ours(owner, place.owner, "support_workspace", &place.name)?;
        run!(
            self,
            sqlx::query(WORKSPACE_PUT)
                .owner(owner)
                .bind(normalized(&place.name))
                .bind(&place.name)
                .bind(place.customer.map(CustomerId::uuid))
                .bind(place.request.map(RequestId::uuid))
                .bind(Json(&place.files))
                .bind(place.created_at)
        )
        .map(drop)
    }
}

impl SystemTx<'_> {
    /// Removes the places of all owners that were made before this time and that no ticket ever named; gives how many that were.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn support_workspaces_purge(&mut self, before: DateTime<Utc>) -> Result<u64> {
        run!(self, sqlx::query(PURGE).bind(before))
    }
}
