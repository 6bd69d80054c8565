//! People as an identity provider tells of them.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use tierline_domain::{ProvisionedProfile, ProvisionedUser, UserId, text::normalized};
use uuid::Uuid;

use crate::{
    db::{BindOwner, on, run},
    error::Result,
    scope::{TenantRead, TenantTx},
    statement::statements,
};

/// People alone: an account of a program and that for emergencies are nobody's to tell of, also where a provider once did.
macro_rules! told {
    ($condition:literal) => {
        concat!(
            "select p.user_id, p.user_name, p.external_id, p.is_active, p.profile, p.created_at, p.changed_at, u.disabled_at \
             from provisioned_user p join users u on u.id = p.user_id where p.organization_id = $1 and p.cloud = $2 \
             and u.keeper_id is null and not exists (select 1 from emergency_access e where e.organization_id = $1 \
             and e.cloud = $2 and e.user_id = p.user_id) and ",
            $condition
        )
    };
}

statements! {
    PUT = "insert into provisioned_user (organization_id, cloud, user_id, user_name, user_name_key, external_id, is_active, profile, \
           created_at, changed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
           on conflict (organization_id, cloud, user_id) do update set user_name = excluded.user_name, \
           user_name_key = excluded.user_name_key, external_id = excluded.external_id, is_active = excluded.is_active, \
           profile = excluded.profile, changed_at = excluded.changed_at, removed_at = null";
    REMOVE = "update provisioned_user set removed_at = $4, is_active = $5, changed_at = $4 \
              where organization_id = $1 and cloud = $2 and user_id = $3 and removed_at is null";
    LIST = (told!("p.removed_at is null order by p.user_name_key, p.user_id"));
    LOOKUP = (told!("p.user_id = $3 and p.removed_at is null"));
    BY_NAME = (told!("p.user_name_key = $3 and p.removed_at is null"));
    BY_EXTERNAL = (told!("p.external_id = $3 and p.removed_at is null"));
    REMOVED = "select user_id from provisioned_user where organization_id = $1 and cloud = $2 and user_name_key = $3 \
               and removed_at is not null order by removed_at desc limit 1";
}

#[derive(sqlx::FromRow)]
struct Row {
    user_id: Uuid,
    user_name: String,
    external_id: Option<String>,
    is_active: bool,
    profile: Json<ProvisionedProfile>,
    created_at: DateTime<Utc>,
    changed_at: DateTime<Utc>,
    disabled_at: Option<DateTime<Utc>>,
}

impl From<Row> for ProvisionedUser {
    fn from(row: Row) -> Self {
        Self {
            user: UserId(row.user_id),
            user_name: row.user_name,
            external_id: row.external_id,
            is_active: row.is_active,
            is_shut: row.disabled_at.is_some(),
            profile: row.profile.0,
            created_at: row.created_at,
            changed_at: row.changed_at,
        }
    }
}

impl TenantRead<'_> {
    /// All people whom the provider tells of, by what they sign in by there.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn provisioned_user_list(&mut self) -> Result<Vec<ProvisionedUser>> {
        let owner = self.owner();
        let rows: Vec<Row> = on!(self, |c| sqlx::query_as(LIST).owner(owner).fetch_all(c))?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    /// A person whom the provider tells of.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn provisioned_user_lookup(&mut self, user: UserId) -> Result<Option<ProvisionedUser>> {
        let owner = self.owner();
        let row: Option<Row> = on!(self, |c| sqlx::query_as(LOOKUP).owner(owner).bind(user.uuid()).fetch_optional(c))?;
        Ok(row.map(Into::into))
    }

    /// The person who signs in there by this, in any case of letters.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn provisioned_user_by_name(&mut self, user_name: &str) -> Result<Option<ProvisionedUser>> {
        let (owner, key) = (self.owner(), normalized(user_name));
        let row: Option<Row> = on!(self, |c| sqlx::query_as(BY_NAME).owner(owner).bind(&key).fetch_optional(c))?;
        Ok(row.map(Into::into))
    }

    /// The people with this identifier of the provider's own: one, where it is what it should be.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn provisioned_user_by_external(&mut self, external_id: &str) -> Result<Vec<ProvisionedUser>> {
        let owner = self.owner();
        let rows: Vec<Row> = on!(self, |c| sqlx::query_as(BY_EXTERNAL).owner(owner).bind(external_id).fetch_all(c))?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    /// Who signed in there by this until the provider took them away.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn provisioned_user_removed(&mut self, user_name: &str) -> Result<Option<UserId>> {
        let (owner, key) = (self.owner(), normalized(user_name));
        let found: Option<Uuid> = on!(self, |c| sqlx::query_scalar(REMOVED).owner(owner).bind(&key).fetch_optional(c))?;
        Ok(found.map(UserId))
    }
}

impl TenantTx<'_> {
    /// Keeps what is told of a person, who is back by that if they were taken away.
    ///
    /// # Errors
    /// [`Error::Unique`](crate::Error::Unique) with `provisioned_user_name`.
    pub async fn provisioned_user_put(&mut self, told: &ProvisionedUser) -> Result<()> {
        let owner = self.owner();
        let ProvisionedUser { user, user_name, external_id, is_active, profile, created_at, changed_at, .. } = told;
        run!(
            self,
            sqlx::query(PUT)
                .owner(owner)
                .bind(user.uuid())
                .bind(user_name)
                .bind(normalized(user_name))
                .bind(external_id)
                .bind(*is_active)
                .bind(Json(profile))
                .bind(*created_at)
                .bind(*changed_at)
        )
        .map(drop)
    }

    /// Keeps that the provider took a person away; says whether it had told of one.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn provisioned_user_remove(&mut self, user: UserId, now: DateTime<Utc>) -> Result<bool> {
        let owner = self.owner();
        Ok(run!(self, sqlx::query(REMOVE).owner(owner).bind(user.uuid()).bind(now).bind(false))? > 0)
    }
}
