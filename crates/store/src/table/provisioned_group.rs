//! Groups as an identity provider tells of them, who is in them, and what they are here.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use tierline_domain::{GroupId, ProvisionedGroup, Role, UserId, text::normalized};
use uuid::Uuid;

use crate::{
    db::{BindOwner, on, run},
    error::Result,
    scope::{TenantRead, TenantTx},
    statement::statements,
};

macro_rules! groups {
    ($condition:literal) => {
        concat!(
            "select g.id, g.name, g.external_id, g.roles, g.created_at, g.changed_at from provisioned_group g \
             where g.organization_id = $1 and g.cloud = $2 ",
            $condition
        )
    };
}

statements! {
    PUT = "insert into provisioned_group (organization_id, cloud, id, name, name_key, external_id, roles, created_at, changed_at) \
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
           on conflict (organization_id, cloud, id) do update set name = excluded.name, name_key = excluded.name_key, \
           external_id = excluded.external_id, roles = excluded.roles, changed_at = excluded.changed_at";
    REMOVE = "delete from provisioned_group where organization_id = $1 and cloud = $2 and id = $3";
    LIST = (groups!("order by g.name_key, g.id"));
    LOOKUP = (groups!("and g.id = $3"));
    OF_USER = (groups!("and exists (select 1 from provisioned_member m where m.organization_id = g.organization_id \
                        and m.cloud = g.cloud and m.group_id = g.id and m.user_id = $3) order by g.name_key, g.id"));
    MEMBERS = "select user_id from provisioned_member where organization_id = $1 and cloud = $2 and group_id = $3 order by user_id";
    ALL_MEMBERS = "select group_id, user_id from provisioned_member where organization_id = $1 and cloud = $2 \
                   order by group_id, user_id";
    MEMBER_PUT = "insert into provisioned_member (organization_id, cloud, group_id, user_id) values ($1, $2, $3, $4) \
                  on conflict (organization_id, cloud, group_id, user_id) do nothing";
    MEMBER_REMOVE = "delete from provisioned_member where organization_id = $1 and cloud = $2 and group_id = $3 and user_id = $4";
    LEAVE_ALL = "delete from provisioned_member where organization_id = $1 and cloud = $2 and user_id = $3";
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    name: String,
    external_id: Option<String>,
    roles: Json<BTreeSet<Role>>,
    created_at: DateTime<Utc>,
    changed_at: DateTime<Utc>,
}

impl From<Row> for ProvisionedGroup {
    fn from(row: Row) -> Self {
        let Row { id, name, external_id, roles, created_at, changed_at } = row;
        Self { id: GroupId(id), name, external_id, roles: roles.0, created_at, changed_at }
    }
}

impl TenantRead<'_> {
    /// All groups, by name.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn provisioned_group_list(&mut self) -> Result<Vec<ProvisionedGroup>> {
        let owner = self.owner();
        let rows: Vec<Row> = on!(self, |c| sqlx::query_as(LIST).owner(owner).fetch_all(c))?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    /// A group.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn provisioned_group_lookup(&mut self, id: GroupId) -> Result<Option<ProvisionedGroup>> {
        let owner = self.owner();
        let row: Option<Row> = on!(self, |c| sqlx::query_as(LOOKUP).owner(owner).bind(id.uuid()).fetch_optional(c))?;
        Ok(row.map(Into::into))
    }

    /// The groups that a person is in, by name.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn provisioned_groups_of(&mut self, user: UserId) -> Result<Vec<ProvisionedGroup>> {
        let owner = self.owner();
        let rows: Vec<Row> = on!(self, |c| sqlx::query_as(OF_USER).owner(owner).bind(user.uuid()).fetch_all(c))?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    /// Who is in a group.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn provisioned_members(&mut self, group: GroupId) -> Result<Vec<UserId>> {
        let owner = self.owner();
        let rows: Vec<Uuid> = on!(self, |c| sqlx::query_scalar(MEMBERS).owner(owner).bind(group.uuid()).fetch_all(c))?;
        Ok(rows.into_iter().map(UserId).collect())
    }

    /// Who is in which group, of all groups.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn provisioned_member_list(&mut self) -> Result<Vec<(GroupId, UserId)>> {
        let owner = self.owner();
        let rows: Vec<(Uuid, Uuid)> = on!(self, |c| sqlx::query_as(ALL_MEMBERS).owner(owner).fetch_all(c))?;
        Ok(rows.into_iter().map(|(group, user)| (GroupId(group), UserId(user))).collect())
    }
}

impl TenantTx<'_> {
    /// Keeps a group.
    ///
    /// # Errors
    /// [`Error::Unique`](crate::Error::Unique) with `provisioned_group_name`.
    pub async fn provisioned_group_put(&mut self, group: &ProvisionedGroup) -> Result<()> {
        let owner = self.owner();
        let ProvisionedGroup { id, name, external_id, roles, created_at, changed_at } = group;
        run!(
            self,
            sqlx::query(PUT)
                .owner(owner)
                .bind(id.uuid())
                .bind(name)
                .bind(normalized(name))
                .bind(external_id)
                .bind(Json(roles))
                .bind(*created_at)
                .bind(*changed_at)
        )
        .map(drop)
    }

    /// Forgets a group and who is in it; says whether there was one.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn provisioned_group_remove(&mut self, id: GroupId) -> Result<bool> {
        let owner = self.owner();
        Ok(run!(self, sqlx::query(REMOVE).owner(owner).bind(id.uuid()))? > 0)
    }

    /// Puts a person into a group; says whether that is new.
    ///
    /// # Errors
    /// [`Error::Reference`](crate::Error::Reference) where there is no such group or person.
    pub async fn provisioned_member_put(&mut self, group: GroupId, user: UserId) -> Result<bool> {
        let owner = self.owner();
        Ok(run!(self, sqlx::query(MEMBER_PUT).owner(owner).bind(group.uuid()).bind(user.uuid()))? > 0)
    }

    /// Takes a person out of a group; says whether they were in it.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn provisioned_member_remove(&mut self, group: GroupId, user: UserId) -> Result<bool> {
        let owner = self.owner();
        Ok(run!(self, sqlx::query(MEMBER_REMOVE).owner(owner).bind(group.uuid()).bind(user.uuid()))? > 0)
    }

    /// Takes a person out of all groups; says out of how many.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn provisioned_member_leave(&mut self, user: UserId) -> Result<u64> {
        let owner = self.owner();
        run!(self, sqlx::query(LEAVE_ALL).owner(owner).bind(user.uuid()))
    }
}
