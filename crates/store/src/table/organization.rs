//! Organizations: the ones on this desk.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use tierline_domain::{
    Cloud, Organization, OrganizationId, OrganizationKind, PartnerKind, Policy, UserId, text::normalized,
};
use uuid::Uuid;

use super::id_list;
use crate::{
    db::{on, run, word},
    error::Result,
    scope::{AuthRead, SystemRead, SystemTx, TenantRead},
    statement::statements,
};

/// The columns of an organization under the alias `o`, with a prefix: identities read them beside other tables' ones.
macro_rules! organization_columns {
    () => {
        "o.id as org_id, o.kind as org_kind, o.partner_kind as org_partner_kind, o.name as org_name, \
         o.upstream_id as org_upstream_id, o.provider_id as org_provider_id, o.clouds as org_clouds, \
         o.policy as org_policy, o.created_at as org_created_at"
    };
}
pub(crate) use organization_columns;

/// Those an organization deals with: itself, its provider, its distributor, and those it is either to.
macro_rules! around {
    () => {
        "(o.id = $1 or o.upstream_id = $1 or o.provider_id = $1 \
         or o.id in (select own.upstream_id from organization own where own.id = $1) \
         or o.id in (select own.provider_id from organization own where own.id = $1))"
    };
}

statements! {
    INSERT = "insert into organization \
              (id, kind, partner_kind, name, name_key, upstream_id, provider_id, clouds, policy, created_at) \
              values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    UPDATE = "update organization set kind = $2, partner_kind = $3, name = $4, name_key = $5, upstream_id = $6, \
              provider_id = $7, clouds = $8, policy = $9 where id = $1";
    LOOKUP = (concat!("select ", organization_columns!(), " from organization o where o.id = $1"));
    lock LOOKUP_FOR_UPDATE = (concat!("select ", organization_columns!(), " from organization o where o.id = $1"));
    LIST = (concat!("select ", organization_columns!(), " from organization o order by o.name_key, o.id"));
    LOOKUP_AROUND = (concat!("select ", organization_columns!(), " from organization o where o.id = $2 and ", around!()));
    /// The number of identifiers varies and the text does not; see `id_list` for the two ways to read them.
    split LOOKUP_MANY_AROUND = {
        lite: concat!("select ", organization_columns!(), " from organization o where o.id in \
              (select unhex(value) from json_each($2)) and ", around!(), " order by o.name_key, o.id"),
        pg: concat!("select ", organization_columns!(), " from organization o where o.id in \
            (select value::uuid from jsonb_array_elements_text($2)) and ", around!(), " order by o.name_key, o.id"),
    };
    /// The engines look into a list of JSON by functions of different names.
    split PARTNERS_IN_CLOUD = {
        lite: "select count(*) from organization o where o.kind = 'partner' \
               and exists (select 1 from json_each(o.clouds) c where c.value = $1)",
        pg: "select count(*) from organization o where o.kind = 'partner' and jsonb_exists(o.clouds, $1)",
    };
    OF_PERSON = (concat!("select ", organization_columns!(), " from organization o where exists (select 1 from membership m \
                         where m.organization_id = o.id and m.user_id = $1) order by o.id"));
    LIST_AROUND = (concat!("select ", organization_columns!(), " from organization o where ", around!(), " order by o.name_key, o.id"));
}

/// A row of the table.
#[derive(sqlx::FromRow)]
pub(crate) struct OrganizationRow {
    org_id: Uuid,
    org_kind: String,
    org_partner_kind: Option<String>,
    org_name: String,
    org_upstream_id: Option<Uuid>,
    org_provider_id: Option<Uuid>,
    org_clouds: Json<BTreeSet<Cloud>>,
    org_policy: Json<Policy>,
    org_created_at: DateTime<Utc>,
}

impl OrganizationRow {
    /// The organization that it holds.
    pub(crate) fn read(self) -> Result<Organization> {
        let id = OrganizationId(self.org_id);
        let partner_kind = |kind: String| word(PartnerKind::from_word(&kind), "organization", "partner_kind", id);
        Ok(Organization {
            id,
            kind: word(OrganizationKind::from_word(&self.org_kind), "organization", "kind", id)?,
            partner_kind: self.org_partner_kind.map(partner_kind).transpose()?,
            name: self.org_name,
            upstream: self.org_upstream_id.map(OrganizationId),
            provider: self.org_provider_id.map(OrganizationId),
            clouds: self.org_clouds.0,
            policy: self.org_policy.0,
            created_at: self.org_created_at,
        })
    }
}

impl AuthRead<'_> {
    /// The organizations in which a person is somebody.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn organizations_of(&mut self, user: UserId) -> Result<Vec<Organization>> {
        let rows: Vec<OrganizationRow> = on!(self, |c| sqlx::query_as(OF_PERSON).bind(user.uuid()).fetch_all(c))?;
        rows.into_iter().map(OrganizationRow::read).collect()
    }
}

impl SystemRead<'_> {
    /// An organization.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn organization_lookup(&mut self, id: OrganizationId) -> Result<Option<Organization>> {
        let row: Option<OrganizationRow> = on!(self, |c| sqlx::query_as(LOOKUP).bind(id.uuid()).fetch_optional(c))?;
        row.map(OrganizationRow::read).transpose()
    }

    /// All organizations of this desk, by name.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn organization_list(&mut self) -> Result<Vec<Organization>> {
        let rows: Vec<OrganizationRow> = on!(self, |c| sqlx::query_as(LIST).fetch_all(c))?;
        rows.into_iter().map(OrganizationRow::read).collect()
    }
}

impl SystemTx<'_> {
    /// Sets an organization up.
    ///
    /// # Errors
    /// [`Error::Reference`](crate::Error::Reference) where its provider or distributor is not on this desk.
    pub async fn organization_insert(&mut self, organization: &Organization) -> Result<()> {
        let Organization { id, kind, partner_kind, name, upstream, provider, clouds, policy, created_at } =
            organization;
        run!(
            self,
            sqlx::query(INSERT)
                .bind(id.uuid())
                .bind(kind.word())
                .bind(partner_kind.map(PartnerKind::word))
                .bind(name)
                .bind(normalized(name))
                .bind(upstream.map(OrganizationId::uuid))
                .bind(provider.map(OrganizationId::uuid))
                .bind(Json(clouds))
                .bind(Json(policy))
                .bind(*created_at)
        )
        .map(drop)
    }

    /// An organization that is about to be changed: a second change waits until this one has ended.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn organization_lookup_for_update(&mut self, id: OrganizationId) -> Result<Option<Organization>> {
        let row: Option<OrganizationRow> = on!(self, |c| {
            let text = LOOKUP_FOR_UPDATE.on(&*c);
            sqlx::query_as(text).bind(id.uuid()).fetch_optional(c)
        })?;
        row.map(OrganizationRow::read).transpose()
    }

    /// Changes an organization; says whether there is one.
    ///
    /// # Errors
    /// [`Error::Reference`](crate::Error::Reference) where its provider or distributor is not on this desk.
    pub async fn organization_update(&mut self, organization: &Organization) -> Result<bool> {
        let Organization { id, kind, partner_kind, name, upstream, provider, clouds, policy, created_at: _ } =
            organization;
        let touched = run!(
            self,
            sqlx::query(UPDATE)
                .bind(id.uuid())
                .bind(kind.word())
                .bind(partner_kind.map(PartnerKind::word))
                .bind(name)
                .bind(normalized(name))
                .bind(upstream.map(OrganizationId::uuid))
                .bind(provider.map(OrganizationId::uuid))
                .bind(Json(clouds))
                .bind(Json(policy))
        )?;
        Ok(touched > 0)
    }
}

impl TenantRead<'_> {
    /// The own organization, or one it deals with in this cloud: its provider, its distributor, or one that it is
    /// either to. Others do not exist here.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn organization_lookup(&mut self, id: OrganizationId) -> Result<Option<Organization>> {
        let own = self.owner().organization.uuid();
        let row: Option<OrganizationRow> =
            on!(self, |c| sqlx::query_as(LOOKUP_AROUND).bind(own).bind(id.uuid()).fetch_optional(c))?;
        Ok(row.map(OrganizationRow::read).transpose()?.filter(|found| self.deals_with(found)))
    }

    /// The own organization and all that it deals with in this cloud, by name.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn organization_list(&mut self) -> Result<Vec<Organization>> {
        let own = self.owner().organization.uuid();
        let rows: Vec<OrganizationRow> = on!(self, |c| sqlx::query_as(LIST_AROUND).bind(own).fetch_all(c))?;
        let all: Vec<Organization> = rows.into_iter().map(OrganizationRow::read).collect::<Result<_>>()?;
        Ok(all.into_iter().filter(|found| self.deals_with(found)).collect())
    }

    /// Some of the organizations that [`Self::organization_list`] gives, by name.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn organization_lookup_many(&mut self, ids: &[OrganizationId]) -> Result<Vec<Organization>> {
        let (own, ids) = (self.owner().organization.uuid(), id_list(ids.iter().map(|id| id.uuid())));
        let rows: Vec<OrganizationRow> =
            on!(self, |c| sqlx::query_as(LOOKUP_MANY_AROUND.on(&*c)).bind(own).bind(&ids).fetch_all(c))?;
        let all: Vec<Organization> = rows.into_iter().map(OrganizationRow::read).collect::<Result<_>>()?;
        Ok(all.into_iter().filter(|found| self.deals_with(found)).collect())
    }

    /// How many partners of this desk work in this cloud: those who see what a provider publishes there.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn partner_count(&mut self) -> Result<i64> {
        let cloud = self.owner().cloud.word();
        on!(self, |c| sqlx::query_scalar(PARTNERS_IN_CLOUD.on(&*c)).bind(cloud).fetch_one(c))
    }

    /// Nothing crosses from one cloud into another.
    fn deals_with(&self, found: &Organization) -> bool {
        found.id == self.owner().organization || found.clouds.contains(&self.owner().cloud)
    }
}
