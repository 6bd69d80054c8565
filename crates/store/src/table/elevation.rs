//! Roles that people have for a time, want, or had.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use tierline_domain::{Elevation, ElevationId, ElevationState, Owner, Role, UserId};
use uuid::Uuid;

use super::limit;
use crate::{
    change::Change,
    db::{BindOwner, on, owner_of, run, word},
    error::Result,
    scope::{SystemRead, TenantRead, TenantTx},
    statement::statements,
};

macro_rules! elevations {
    ($condition:literal) => {
        concat!(
            "select e.organization_id, e.cloud, e.id, e.user_id, u.name as user_name, e.role, e.reason, e.minutes, e.state, e.asked_at, \
             e.decided_by, d.name as decided_by_name, e.decided_at, e.note, e.ends_at from elevation e \
             join users u on u.id = e.user_id left join users d on d.id = e.decided_by where ",
            $condition
        )
    };
}

/// The roles that the person of the membership `m` has for a time at $2, as a list of JSON. It goes with the look at a session
/// or a token, which each call begins with; the index holds what is open and nothing else. The engines gather lists by
/// functions of different names.
macro_rules! lite_elevated {
    () => {
        "(select json_group_array(e.role) from elevation e where e.organization_id = m.organization_id and e.cloud = m.cloud \
         and e.user_id = m.user_id and e.state in ('asked', 'active') and e.state = 'active' and e.ends_at > $2)"
    };
}
macro_rules! pg_elevated {
    () => {
        "(select jsonb_agg(e.role) from elevation e where e.organization_id = m.organization_id and e.cloud = m.cloud \
         and e.user_id = m.user_id and e.state in ('asked', 'active') and e.state = 'active' and e.ends_at > $2)"
    };
}
pub(crate) use {lite_elevated, pg_elevated};

statements! {
    INSERT = "insert into elevation (organization_id, cloud, id, user_id, role, reason, minutes, state, asked_at, decided_by, \
              decided_at, note, ends_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    /// Of two who change it at once, one comes first: the state that the other has read is not the state any more.
    UPDATE = "update elevation set state = $4, decided_by = $5, decided_at = $6, note = $7, ends_at = $8 \
              where organization_id = $1 and cloud = $2 and id = $3 and state = $9";
    LOOKUP = (elevations!("e.organization_id = $1 and e.cloud = $2 and e.id = $3"));
    OPEN_OF = (elevations!("e.organization_id = $1 and e.cloud = $2 and e.user_id = $3 and e.state in ('asked', 'active') \
                            order by e.asked_at, e.id"));
    /// What is open first, then what was last.
    LIST = (elevations!("e.organization_id = $1 and e.cloud = $2 \
                         order by case when e.state in ('asked', 'active') then 0 else 1 end, e.asked_at desc, e.id desc limit $3"));
    LIST_OF = (elevations!("e.organization_id = $1 and e.cloud = $2 and e.user_id = $3 \
                            order by case when e.state in ('asked', 'active') then 0 else 1 end, e.asked_at desc, e.id desc limit $4"));
    /// Over all owners: what time has ended, and what was asked so long ago that nobody answers any more.
    DUE = (elevations!("(e.state = 'active' and e.ends_at <= $1) or (e.state = 'asked' and e.asked_at <= $2) \
                        order by e.asked_at, e.id limit $3"));
}

/// The roles of one `elevated!`; none where the engine found no row.
pub(crate) type Elevated = Option<Json<BTreeSet<Role>>>;

#[derive(sqlx::FromRow)]
struct Row {
    organization_id: Uuid,
    cloud: String,
    id: Uuid,
    user_id: Uuid,
    user_name: String,
    role: String,
    reason: String,
    minutes: i64,
    state: String,
    asked_at: DateTime<Utc>,
    decided_by: Option<Uuid>,
    decided_by_name: Option<String>,
    decided_at: Option<DateTime<Utc>>,
    note: Option<String>,
    ends_at: Option<DateTime<Utc>>,
}

impl Row {
    fn read(self) -> Result<(Owner, Elevation)> {
        let id = ElevationId(self.id);
        let owner = owner_of(self.organization_id, &self.cloud, "elevation", id)?;
        let elevation = Elevation {
            id,
            user: UserId(self.user_id),
            user_name: self.user_name,
            role: word(Role::from_word(&self.role), "elevation", "role", id)?,
            reason: self.reason,
            minutes: self.minutes,
            state: word(ElevationState::from_word(&self.state), "elevation", "state", id)?,
            asked_at: self.asked_at,
            decided_by: self.decided_by.map(UserId),
            decided_by_name: self.decided_by_name,
            decided_at: self.decided_at,
            note: self.note,
            ends_at: self.ends_at,
        };
        Ok((owner, elevation))
    }

    fn read_all(rows: Vec<Self>) -> Result<Vec<Elevation>> {
        rows.into_iter().map(|row| row.read().map(|(_, elevation)| elevation)).collect()
    }
}

impl TenantRead<'_> {
    /// Roles for a time of all people: what is open first, then the latest.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn elevation_list(&mut self, most: u32) -> Result<Vec<Elevation>> {
        let owner = self.owner();
        Row::read_all(on!(self, |c| sqlx::query_as(LIST).owner(owner).bind(limit(most)).fetch_all(c))?)
    }

    /// Those of one person, likewise.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn elevation_list_of(&mut self, user: UserId, most: u32) -> Result<Vec<Elevation>> {
        let owner = self.owner();
        Row::read_all(on!(self, |c| {
            sqlx::query_as(LIST_OF).owner(owner).bind(user.uuid()).bind(limit(most)).fetch_all(c)
        })?)
    }

    /// Those of a person that were written down as open, whatever the time says by now.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn elevations_open_of(&mut self, user: UserId) -> Result<Vec<Elevation>> {
        let owner = self.owner();
        Row::read_all(on!(self, |c| sqlx::query_as(OPEN_OF).owner(owner).bind(user.uuid()).fetch_all(c))?)
    }

    /// One of them.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn elevation_lookup(&mut self, id: ElevationId) -> Result<Option<Elevation>> {
        let owner = self.owner();
        let row: Option<Row> = on!(self, |c| sqlx::query_as(LOOKUP).owner(owner).bind(id.uuid()).fetch_optional(c))?;
        Ok(row.map(Row::read).transpose()?.map(|(_, elevation)| elevation))
    }
}

impl SystemRead<'_> {
    /// What is over and not yet written down as such, of all owners: given roles whose end was before `now`, and questions
    /// that were asked before `asked`.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn elevations_due(
        &mut self,
        now: DateTime<Utc>,
        asked: DateTime<Utc>,
        most: u32,
    ) -> Result<Vec<(Owner, Elevation)>> {
        let rows: Vec<Row> = on!(self, |c| sqlx::query_as(DUE).bind(now).bind(asked).bind(limit(most)).fetch_all(c))?;
        rows.into_iter().map(Row::read).collect()
    }
}

impl TenantTx<'_> {
    /// Keeps a question, or a role that is given at once. What its person has open is looked up anew.
    ///
    /// # Errors
    /// [`Error::Unique`](crate::Error::Unique) with `elevation_open` where one of this role is open;
    /// [`Error::Reference`](crate::Error::Reference) where the person is no member.
    pub async fn elevation_insert(&mut self, elevation: &Elevation) -> Result<()> {
        let owner = self.owner();
        let Elevation {
            id, user, role, reason, minutes, state, asked_at, decided_by, decided_at, note, ends_at, ..
        } = elevation;
        run!(
            self,
            sqlx::query(INSERT)
                .owner(owner)
                .bind(id.uuid())
                .bind(user.uuid())
                .bind(role.word())
                .bind(reason)
                .bind(*minutes)
                .bind(state.word())
                .bind(*asked_at)
                .bind(decided_by.map(UserId::uuid))
                .bind(*decided_at)
                .bind(note)
                .bind(*ends_at)
        )?;
        self.link().note_change(Change::Person { user: *user });
        Ok(())
    }

    /// Keeps where one of them stands now that was written down as `was`; says whether it still was.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn elevation_update(&mut self, elevation: &Elevation, was: ElevationState) -> Result<bool> {
        let owner = self.owner();
        let Elevation { id, user, state, decided_by, decided_at, note, ends_at, .. } = elevation;
        let touched = run!(
            self,
            sqlx::query(UPDATE)
                .owner(owner)
                .bind(id.uuid())
                .bind(state.word())
                .bind(decided_by.map(UserId::uuid))
                .bind(*decided_at)
                .bind(note)
                .bind(*ends_at)
                .bind(was.word())
        )?;
        if touched > 0 {
            self.link().note_change(Change::Person { user: *user });
        }
        Ok(touched > 0)
    }
}
