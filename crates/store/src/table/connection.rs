//! Connections: how they are set up, and how they go.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use tierline_domain::{
    Connection, ConnectionId, ConnectionKind, ConnectionSettings, ConnectionState, RecipientKind,
    catalogue::ProductFamily, text::normalized,
};
use uuid::Uuid;

use super::{ours, saved};
use crate::{
    db::{BindOwner, on, owner_of, run, word},
    error::Result,
    scope::{SystemRead, TenantRead, TenantTx},
    statement::statements,
};

macro_rules! columns {
    () => {
        "select organization_id, cloud, id, kind, name, address, recipient, families, settings, paused_at, failures, \
         failing_since, held_since, probe_at, tried_at, good_at, answer, version, created_at, updated_at from connection where "
    };
}

statements! {
    INSERT = "insert into connection (organization_id, cloud, id, kind, name, name_key, address, recipient, families, settings, \
              paused_at, failures, version, created_at, updated_at) \
              values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, $12, $13, $13)";
    UPDATE = "update connection set name = $5, name_key = $6, address = $7, recipient = $8, families = $9, settings = $10, \
              paused_at = $11, updated_at = $12, version = version + 1 \
              where organization_id = $1 and cloud = $2 and id = $3 and version = $4 returning version";
    REMOVE = "delete from connection where organization_id = $1 and cloud = $2 and id = $3";
    LOOKUP = (concat!(columns!(), "organization_id = $1 and cloud = $2 and id = $3"));
    lock TAKE = (concat!(columns!(), "organization_id = $1 and cloud = $2 and id = $3"));
    LIST = (concat!(columns!(), "organization_id = $1 and cloud = $2 order by name_key, id"));
    HELD = (concat!(columns!(), "organization_id = $1 and cloud = $2 and held_since is not null order by name_key, id"));
    ALL_HELD = (concat!(columns!(), "held_since is not null order by held_since, id"));
    STATE = "update connection set failures = $4, failing_since = $5, held_since = $6, probe_at = $7, tried_at = $8, \
             good_at = $9, answer = $10 where organization_id = $1 and cloud = $2 and id = $3";
    PROBE = "update connection set probe_at = $5 where organization_id = $1 and cloud = $2 and id = $3 \
             and held_since is not null and paused_at is null and (probe_at is null or probe_at <= $4)";
}

const TABLE: &str = "connection";

#[derive(sqlx::FromRow)]
struct Row {
    organization_id: Uuid,
    cloud: String,
    id: Uuid,
    kind: String,
    name: String,
    address: String,
    recipient: String,
    families: Json<Vec<ProductFamily>>,
    settings: Json<ConnectionSettings>,
    paused_at: Option<DateTime<Utc>>,
    #[sqlx(flatten)]
    state: StateRow,
    version: i64,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct StateRow {
    failures: i64,
    failing_since: Option<DateTime<Utc>>,
    held_since: Option<DateTime<Utc>>,
    probe_at: Option<DateTime<Utc>>,
    tried_at: Option<DateTime<Utc>>,
    good_at: Option<DateTime<Utc>>,
    answer: Option<String>,
}

impl From<StateRow> for ConnectionState {
    fn from(row: StateRow) -> Self {
        let StateRow { failures, failing_since, held_since, probe_at, tried_at, good_at, answer } = row;
        Self { failures, failing_since, held_since, probe_at, tried_at, good_at, answer }
    }
}

impl Row {
    fn read(self) -> Result<Connection> {
        let id = ConnectionId(self.id);
        Ok(Connection {
            id,
            owner: owner_of(self.organization_id, &self.cloud, TABLE, id)?,
            kind: word(ConnectionKind::from_word(&self.kind), TABLE, "kind", id)?,
            name: self.name,
            address: self.address,
            recipient: word(RecipientKind::from_word(&self.recipient), TABLE, "recipient", id)?,
            families: self.families.0,
            settings: self.settings.0,
            paused_at: self.paused_at,
            state: self.state.into(),
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }
}

fn all(rows: Vec<Row>) -> Result<Vec<Connection>> {
    rows.into_iter().map(Row::read).collect()
}

impl TenantRead<'_> {
    /// The connections that are set up here, by name.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn connection_list(&mut self) -> Result<Vec<Connection>> {
        let owner = self.owner();
        all(on!(self, |c| sqlx::query_as(LIST).owner(owner).fetch_all(c))?)
    }

    /// Those of them that are held, by name.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn connections_held(&mut self) -> Result<Vec<Connection>> {
        let owner = self.owner();
        all(on!(self, |c| sqlx::query_as(HELD).owner(owner).fetch_all(c))?)
    }

    /// One of them.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn connection_lookup(&mut self, id: ConnectionId) -> Result<Option<Connection>> {
        let owner = self.owner();
        let row: Option<Row> = on!(self, |c| sqlx::query_as(LOOKUP).owner(owner).bind(id.uuid()).fetch_optional(c))?;
        row.map(Row::read).transpose()
    }
}

impl TenantTx<'_> {
    /// Keeps a new connection, which nothing has gone by yet.
    ///
    /// # Errors
    /// [`crate::Error::Unique`] with `connection_name` where another one has the name.
    pub async fn connection_insert(&mut self, connection: &Connection) -> Result<()> {
        let owner = self.owner();
        ours(owner, connection.owner, TABLE, connection.id)?;
        run!(
            self,
            sqlx::query(INSERT)
                .owner(owner)
                .bind(connection.id.uuid())
                .bind(connection.kind.word())
                .bind(&connection.name)
                .bind(normalized(&connection.name))
                .bind(&connection.address)
                .bind(connection.recipient.word())
                .bind(Json(&connection.families))
                .bind(Json(&connection.settings))
                .bind(connection.paused_at)
                .bind(connection.version)
                .bind(connection.created_at)
        )
        .map(drop)
    }

    /// Changes how a connection that was read with this version is set up. Its kind never changes, and how it goes is not touched:
    /// see [`Self::connection_state_put`]. Gives the new version.
    ///
    /// # Errors
    /// [`crate::Error::Stale`] where it has another version by now or is none of this owner; [`crate::Error::Unique`] as above.
    pub async fn connection_update(&mut self, connection: &Connection) -> Result<i64> {
        let owner = self.owner();
        ours(owner, connection.owner, TABLE, connection.id)?;
        let version: Option<i64> = on!(self, |c| {
            sqlx::query_scalar(UPDATE)
                .owner(owner)
                .bind(connection.id.uuid())
                .bind(connection.version)
                .bind(&connection.name)
                .bind(normalized(&connection.name))
                .bind(&connection.address)
                .bind(connection.recipient.word())
                .bind(Json(&connection.families))
                .bind(Json(&connection.settings))
                .bind(connection.paused_at)
                .bind(connection.updated_at)
                .fetch_optional(c)
        })?;
        saved(version)
    }

    /// Takes a connection away with its secrets. Says whether it was there.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn connection_remove(&mut self, id: ConnectionId) -> Result<bool> {
        let owner = self.owner();
        Ok(run!(self, sqlx::query(REMOVE).owner(owner).bind(id.uuid()))? > 0)
    }

    /// A connection whose state is about to be written: another transaction that wants the same waits.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn connection_take(&mut self, id: ConnectionId) -> Result<Option<Connection>> {
        let owner = self.owner();
        let row: Option<Row> =
            on!(self, |c| sqlx::query_as(TAKE.on(&*c)).owner(owner).bind(id.uuid()).fetch_optional(c))?;
        row.map(Row::read).transpose()
    }

    /// Writes how a connection goes; says whether it is there. Its version stays.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn connection_state_put(&mut self, id: ConnectionId, state: &ConnectionState) -> Result<bool> {
        let owner = self.owner();
        let touched = run!(
            self,
            sqlx::query(STATE)
                .owner(owner)
                .bind(id.uuid())
                .bind(state.failures)
                .bind(state.failing_since)
                .bind(state.held_since)
                .bind(state.probe_at)
                .bind(state.tried_at)
                .bind(state.good_at)
                .bind(&state.answer)
        )?;
        Ok(touched > 0)
    }

    /// Takes the probe of a held connection that is due, and puts the next one off; says whether it was there to be taken: of many
    /// that ask at once, one gets it.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn connection_probe_take(
        &mut self,
        id: ConnectionId,
        now: DateTime<Utc>,
        next: DateTime<Utc>,
    ) -> Result<bool> {
        let owner = self.owner();
        Ok(run!(self, sqlx::query(PROBE).owner(owner).bind(id.uuid()).bind(now).bind(next))? > 0)
    }
}

impl SystemRead<'_> {
    /// All connections of the desk that are held, the longest held first.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn connections_all_held(&mut self) -> Result<Vec<Connection>> {
        all(on!(self, |c| sqlx::query_as(ALL_HELD).fetch_all(c))?)
    }
}
