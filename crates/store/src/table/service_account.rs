//! Accounts of programs: people without a sign-in, each with somebody who answers for it.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use tierline_domain::{Role, ServiceAccount, UserId};
use uuid::Uuid;

use crate::{
    db::{BindOwner, on, run},
    error::Result,
    scope::{AuthTx, TenantRead},
    statement::statements,
};

/// An account with its keeper, of one owner. Who was taken out of the organization, or is shut out, keeps nothing.
macro_rules! accounts {
    ($condition:literal) => {
        concat!(
            "select u.id, u.name, m.roles, u.keeper_id, k.name as keeper_name, u.disabled_at, ",
            "(k.disabled_at is not null or not exists (select 1 from membership h where h.organization_id = m.organization_id ",
            "and h.cloud = m.cloud and h.user_id = k.id)) as keeper_has_left, ",
            "(select count(*) from token t where t.organization_id = m.organization_id and t.cloud = m.cloud ",
            "and t.user_id = u.id and t.revoked_at is null and (t.expires_at is null or t.expires_at > $3)) as tokens, ",
            "(select max(t.last_used_at) from token t where t.organization_id = m.organization_id and t.cloud = m.cloud ",
            "and t.user_id = u.id) as last_used_at ",
            "from membership m join users u on u.id = m.user_id join users k on k.id = u.keeper_id ",
            "where m.organization_id = $1 and m.cloud = $2",
            $condition
        )
    };
}

statements! {
    KEEP = "update users set keeper_id = $2, password_hash = null where id = $1";
    LIST = (accounts!(" order by u.name_key, u.id"));
    LOOKUP = (accounts!(" and u.id = $4"));
    KEPT_BY = (accounts!(" and u.keeper_id = $4 order by u.name_key, u.id"));
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    name: String,
    roles: Json<BTreeSet<Role>>,
    keeper_id: Uuid,
    keeper_name: String,
    keeper_has_left: bool,
    disabled_at: Option<DateTime<Utc>>,
    tokens: i64,
    last_used_at: Option<DateTime<Utc>>,
}

impl From<Row> for ServiceAccount {
    fn from(row: Row) -> Self {
        Self {
            id: UserId(row.id),
            name: row.name,
            roles: row.roles.0,
            keeper: UserId(row.keeper_id),
            keeper_name: row.keeper_name,
            keeper_has_left: row.keeper_has_left,
            disabled_at: row.disabled_at,
            tokens: row.tokens,
            last_used_at: row.last_used_at,
        }
    }
}

impl TenantRead<'_> {
    /// The accounts of programs, by name.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn service_account_list(&mut self, now: DateTime<Utc>) -> Result<Vec<ServiceAccount>> {
        let owner = self.owner();
        let rows: Vec<Row> = on!(self, |c| sqlx::query_as(LIST).owner(owner).bind(now).fetch_all(c))?;
        Ok(rows.into_iter().map(ServiceAccount::from).collect())
    }

    /// One of them; none for a person.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn service_account_lookup(&mut self, id: UserId, now: DateTime<Utc>) -> Result<Option<ServiceAccount>> {
        let owner = self.owner();
        let row: Option<Row> =
            on!(self, |c| sqlx::query_as(LOOKUP).owner(owner).bind(now).bind(id.uuid()).fetch_optional(c))?;
        Ok(row.map(ServiceAccount::from))
    }

    /// Those that a person answers for, by name.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn service_accounts_kept_by(
        &mut self,
        keeper: UserId,
        now: DateTime<Utc>,
    ) -> Result<Vec<ServiceAccount>> {
        let owner = self.owner();
        let rows: Vec<Row> =
            on!(self, |c| sqlx::query_as(KEPT_BY).owner(owner).bind(now).bind(keeper.uuid()).fetch_all(c))?;
        Ok(rows.into_iter().map(ServiceAccount::from).collect())
    }
}

impl AuthTx<'_> {
    /// Makes an account one of a program, for which this person answers; it has no password from now on. Says whether there is such
    /// an account.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn service_account_keep(&mut self, id: UserId, keeper: UserId) -> Result<bool> {
        Ok(run!(self, sqlx::query(KEEP).bind(id.uuid()).bind(keeper.uuid()))? > 0)
    }
}
