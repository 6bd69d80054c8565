//! Identity providers, the domains that are sent to them, and who came that way.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use tierline_domain::{
    IdentityLink, IdentityProvider, IdentityProviderId, ProviderLink, ProviderSettings, Role, SealedProvider,
    SignInDomain, SignInDomainId, UserId, text::normalized,
};
use uuid::Uuid;

use crate::{
    db::{BindOwner, on, owner_of, run},
    error::Result,
    scope::{AuthRead, AuthTx, SystemRead, TenantRead, TenantTx},
    statement::statements,
};

macro_rules! providers {
    ($condition:literal) => {
        concat!(
            "select p.organization_id, p.cloud, p.id, p.name, p.issuer, p.client_id, p.settings, p.sealed, p.key_id, \
             p.created_at, p.changed_at from identity_provider p where ",
            $condition
        )
    };
}

statements! {
    INSERT = "insert into identity_provider (organization_id, cloud, id, name, name_key, issuer, client_id, settings, sealed, key_id, \
              created_at, changed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    /// Each change has a time of its own: who has read what was before changes nothing. A secret that is not said stays as it is by now,
    /// under whatever key.
    UPDATE = "update identity_provider set name = $4, name_key = $5, issuer = $6, client_id = $7, settings = $8, \
              sealed = coalesce($9, sealed), key_id = coalesce($10, key_id), changed_at = $11 \
              where organization_id = $1 and cloud = $2 and id = $3 and changed_at = $12";
    /// Only the very bytes that were opened are exchanged: a secret that was said anew meanwhile stays, and nothing else is touched.
    RESEAL = "update identity_provider set sealed = $5, key_id = $6 \
              where organization_id = $1 and cloud = $2 and id = $3 and sealed = $4";
    REMOVE = "delete from identity_provider where organization_id = $1 and cloud = $2 and id = $3";
    LIST = (providers!("p.organization_id = $1 and p.cloud = $2 order by p.name_key, p.id"));
    LOOKUP = (providers!("p.organization_id = $1 and p.cloud = $2 and p.id = $3"));
    BY_ID = (providers!("p.id = $1"));
    BY_DOMAIN = (providers!("exists (select 1 from sign_in_domain d where d.organization_id = p.organization_id \
                             and d.cloud = p.cloud and d.provider_id = p.id and d.domain = $1 and d.proven_at is not null)"));
    OF_OTHER_KEYS = (providers!("p.key_id <> $1 order by p.id"));
    ANY = "select count(*) from (select 1 from sign_in_domain where proven_at is not null limit 1) found";
    DOMAIN_PUT = "insert into sign_in_domain (organization_id, cloud, id, domain, provider_id, code, proven_at) \
                  values ($1, $2, $3, $4, $5, $6, $7) on conflict (organization_id, cloud, domain) \
                  do update set provider_id = excluded.provider_id, code = excluded.code, proven_at = excluded.proven_at";
    /// The code is drawn anew with each note of the domain: what another one proved proves nothing of this one.
    DOMAIN_PROVE = "update sign_in_domain set proven_at = $5 where organization_id = $1 and cloud = $2 and id = $3 and code = $4";
    DOMAIN_REMOVE = "delete from sign_in_domain where organization_id = $1 and cloud = $2 and id = $3";
    DOMAINS = "select id, domain, provider_id, code, proven_at from sign_in_domain where organization_id = $1 and cloud = $2 order by domain";
    LINK_PUT = "insert into identity_link (organization_id, cloud, provider_id, subject, user_id, roles, linked_at) \
                values ($1, $2, $3, $4, $5, $6, $7) \
                on conflict (organization_id, cloud, provider_id, subject) do update set roles = excluded.roles";
    LINK = "select user_id, roles, linked_at from identity_link \
            where organization_id = $1 and cloud = $2 and provider_id = $3 and subject = $4";
    LINKS_OF = "select p.id, p.name, l.linked_at from identity_provider p left join identity_link l on l.organization_id = p.organization_id \
                and l.cloud = p.cloud and l.provider_id = p.id and l.user_id = $3 \
                where p.organization_id = $1 and p.cloud = $2 order by p.name_key, p.id";
    LINK_REMOVE = "delete from identity_link where organization_id = $1 and cloud = $2 and provider_id = $3 and user_id = $4";
    LINKS_EMPTY = "update identity_link set roles = $4 where organization_id = $1 and cloud = $2 and user_id = $3";
    LINKS_COUNT = "select count(*) from identity_link where user_id = $1";
    LOGOUT_INSERT = "insert into identity_logout (organization_id, cloud, provider_id, told, expires_at) values ($1, $2, $3, $4, $5) \
                     on conflict do nothing";
    LOGOUTS_PURGE = "delete from identity_logout where expires_at <= $1";
    LINKED = "select count(*) from identity_link where organization_id = $1 and cloud = $2 and provider_id = $3 and user_id = $4";
}

#[derive(sqlx::FromRow)]
struct Row {
    organization_id: Uuid,
    cloud: String,
    id: Uuid,
    name: String,
    issuer: String,
    client_id: String,
    settings: Json<ProviderSettings>,
    sealed: Vec<u8>,
    key_id: String,
    created_at: DateTime<Utc>,
    changed_at: DateTime<Utc>,
}

impl Row {
    fn read(self) -> Result<SealedProvider> {
        let provider = IdentityProvider {
            id: IdentityProviderId(self.id),
            owner: owner_of(self.organization_id, &self.cloud, "identity_provider", self.id)?,
            name: self.name,
            issuer: self.issuer,
            client_id: self.client_id,
            settings: self.settings.0,
            created_at: self.created_at,
            changed_at: self.changed_at,
        };
        Ok(SealedProvider { provider, sealed: self.sealed, key_id: self.key_id })
    }
}

#[derive(sqlx::FromRow)]
struct DomainRow {
    id: Uuid,
    domain: String,
    provider_id: Uuid,
    code: String,
    proven_at: Option<DateTime<Utc>>,
}

#[derive(sqlx::FromRow)]
struct LinkRow {
    user_id: Uuid,
    roles: Json<BTreeSet<Role>>,
    linked_at: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct OfferRow {
    id: Uuid,
    name: String,
    linked_at: Option<DateTime<Utc>>,
}

impl AuthRead<'_> {
    /// By how many names of identity providers a person is known on the whole desk.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn identity_link_count(&mut self, user: UserId) -> Result<i64> {
        on!(self, |c| sqlx::query_scalar(LINKS_COUNT).bind(user.uuid()).fetch_one(c))
    }

    /// The provider that a domain sends its people to: one for which it was proven.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn identity_provider_of_domain(&mut self, domain: &str) -> Result<Option<SealedProvider>> {
        let row: Option<Row> = on!(self, |c| sqlx::query_as(BY_DOMAIN).bind(domain).fetch_optional(c))?;
        row.map(Row::read).transpose()
    }

    /// A provider by its identifier, whose ever it is.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn identity_provider_by_id(&mut self, id: IdentityProviderId) -> Result<Option<SealedProvider>> {
        let row: Option<Row> = on!(self, |c| sqlx::query_as(BY_ID).bind(id.uuid()).fetch_optional(c))?;
        row.map(Row::read).transpose()
    }

    /// Whether any domain of the desk sends its people to a provider.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn sign_in_domain_any(&mut self) -> Result<bool> {
        let found: i64 = on!(self, |c| sqlx::query_scalar(ANY).fetch_one(c))?;
        Ok(found > 0)
    }
}

impl SystemRead<'_> {
    /// The providers whose secrets another key than this sealed.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn identity_providers_of_other_keys(&mut self, key_id: &str) -> Result<Vec<SealedProvider>> {
        let rows: Vec<Row> = on!(self, |c| sqlx::query_as(OF_OTHER_KEYS).bind(key_id).fetch_all(c))?;
        rows.into_iter().map(Row::read).collect()
    }
}

impl TenantRead<'_> {
    /// All providers, by name.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn identity_provider_list(&mut self) -> Result<Vec<SealedProvider>> {
        let owner = self.owner();
        let rows: Vec<Row> = on!(self, |c| sqlx::query_as(LIST).owner(owner).fetch_all(c))?;
        rows.into_iter().map(Row::read).collect()
    }

    /// A provider.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn identity_provider_lookup(&mut self, id: IdentityProviderId) -> Result<Option<SealedProvider>> {
        let owner = self.owner();
        let row: Option<Row> = on!(self, |c| sqlx::query_as(LOOKUP).owner(owner).bind(id.uuid()).fetch_optional(c))?;
        row.map(Row::read).transpose()
    }

    /// All domains, by name.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn sign_in_domain_list(&mut self) -> Result<Vec<SignInDomain>> {
        let owner = self.owner();
        let rows: Vec<DomainRow> = on!(self, |c| sqlx::query_as(DOMAINS).owner(owner).fetch_all(c))?;
        let read = |DomainRow { id, domain, provider_id, code, proven_at }: DomainRow| SignInDomain {
            id: SignInDomainId(id),
            domain,
            provider: IdentityProviderId(provider_id),
            code,
            proven_at,
        };
        Ok(rows.into_iter().map(read).collect())
    }

    /// Who it is for whom a provider vouches under this name.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn identity_link_lookup(
        &mut self,
        provider: IdentityProviderId,
        subject: &str,
    ) -> Result<Option<IdentityLink>> {
        let owner = self.owner();
        let row: Option<LinkRow> =
            on!(self, |c| { sqlx::query_as(LINK).owner(owner).bind(provider.uuid()).bind(subject).fetch_optional(c) })?;
        Ok(row.map(|LinkRow { user_id, roles, linked_at }| IdentityLink {
            provider,
            subject: subject.to_owned(),
            user: UserId(user_id),
            roles: roles.0,
            linked_at,
        }))
    }

    /// All providers, by name, each with whether it vouches for this person.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn identity_link_list(&mut self, user: UserId) -> Result<Vec<ProviderLink>> {
        let owner = self.owner();
        let rows: Vec<OfferRow> = on!(self, |c| sqlx::query_as(LINKS_OF).owner(owner).bind(user.uuid()).fetch_all(c))?;
        let read = |OfferRow { id, name, linked_at }: OfferRow| ProviderLink {
            provider: IdentityProviderId(id),
            name,
            linked_at,
        };
        Ok(rows.into_iter().map(read).collect())
    }

    /// Whether a provider vouches for this person under some name already.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn identity_link_of(&mut self, provider: IdentityProviderId, user: UserId) -> Result<bool> {
        let owner = self.owner();
        let found: i64 = on!(self, |c| {
            sqlx::query_scalar(LINKED).owner(owner).bind(provider.uuid()).bind(user.uuid()).fetch_one(c)
        })?;
        Ok(found > 0)
    }
}

impl AuthTx<'_> {
    /// Forgets what providers said of ended sessions so long ago that their word would not be believed again.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn identity_logouts_purge(&mut self, now: DateTime<Utc>) -> Result<u64> {
        run!(self, sqlx::query(LOGOUTS_PURGE).bind(now))
    }
}

impl TenantTx<'_> {
    /// Keeps a new provider.
    ///
    /// # Errors
    /// [`Error::Unique`](crate::Error::Unique) with `identity_provider_name`.
    pub async fn identity_provider_insert(&mut self, sealed: &SealedProvider) -> Result<()> {
        let owner = self.owner();
        let SealedProvider { provider, sealed, key_id } = sealed;
        let IdentityProvider { id, name, issuer, client_id, settings, created_at, changed_at, .. } = provider;
        run!(
            self,
            sqlx::query(INSERT)
                .owner(owner)
                .bind(id.uuid())
                .bind(name)
                .bind(normalized(name))
                .bind(issuer)
                .bind(client_id)
                .bind(Json(settings))
                .bind(&sealed[..])
                .bind(key_id)
                .bind(*created_at)
                .bind(*changed_at)
        )
        .map(drop)
    }

    /// Changes a provider that was changed last at `before`; a sealed secret and its key stay where none is given. Says whether it is
    /// there and nobody has changed it since.
    ///
    /// # Errors
    /// [`Error::Unique`](crate::Error::Unique) with `identity_provider_name`.
    pub async fn identity_provider_update(
        &mut self,
        provider: &IdentityProvider,
        secret: Option<(&[u8], &str)>,
        before: DateTime<Utc>,
    ) -> Result<bool> {
        let owner = self.owner();
        let IdentityProvider { id, name, issuer, client_id, settings, changed_at, .. } = provider;
        let (sealed, key_id) = secret.unzip();
        let touched = run!(
            self,
            sqlx::query(UPDATE)
                .owner(owner)
                .bind(id.uuid())
                .bind(name)
                .bind(normalized(name))
                .bind(issuer)
                .bind(client_id)
                .bind(Json(settings))
                .bind(sealed)
                .bind(key_id)
                .bind(*changed_at)
                .bind(before)
        )?;
        Ok(touched > 0)
    }

    /// Exchanges a provider's sealed secret for the same one under another key; says whether it was still the one that was opened.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn identity_provider_reseal(
        &mut self,
        before: &SealedProvider,
        sealed: &[u8],
        key_id: &str,
    ) -> Result<bool> {
        let owner = self.owner();
        let id = before.provider.id.uuid();
        let touched =
            run!(self, sqlx::query(RESEAL).owner(owner).bind(id).bind(&before.sealed[..]).bind(sealed).bind(key_id))?;
        Ok(touched > 0)
    }

    /// Forgets a provider with its domains and who came through it; says whether there was one.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn identity_provider_remove(&mut self, id: IdentityProviderId) -> Result<bool> {
        let owner = self.owner();
        Ok(run!(self, sqlx::query(REMOVE).owner(owner).bind(id.uuid()))? > 0)
    }

    /// Keeps a domain.
    ///
    /// # Errors
    /// [`Error::Unique`](crate::Error::Unique) with `sign_in_domain_proven` where another organization or cloud has proven it,
    /// [`Error::Reference`](crate::Error::Reference) where the provider is none of this owner's.
    pub async fn sign_in_domain_put(&mut self, domain: &SignInDomain) -> Result<()> {
        let owner = self.owner();
        let SignInDomain { id, domain, provider, code, proven_at } = domain;
        run!(
            self,
            sqlx::query(DOMAIN_PUT)
                .owner(owner)
                .bind(id.uuid())
                .bind(domain)
                .bind(provider.uuid())
                .bind(code)
                .bind(*proven_at)
        )
        .map(drop)
    }

    /// Keeps that a domain has proven by this code whose it is; says whether it is there and has that code still.
    ///
    /// # Errors
    /// [`Error::Unique`](crate::Error::Unique) with `sign_in_domain_proven` where another organization or cloud has proven it.
    pub async fn sign_in_domain_prove(&mut self, id: SignInDomainId, code: &str, now: DateTime<Utc>) -> Result<bool> {
        let owner = self.owner();
        Ok(run!(self, sqlx::query(DOMAIN_PROVE).owner(owner).bind(id.uuid()).bind(code).bind(now))? > 0)
    }

    /// Forgets a domain; says whether there was one.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn sign_in_domain_remove(&mut self, id: SignInDomainId) -> Result<bool> {
        let owner = self.owner();
        Ok(run!(self, sqlx::query(DOMAIN_REMOVE).owner(owner).bind(id.uuid()))? > 0)
    }

    /// Forgets by which names a provider vouches for this person; says whether there was one.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn identity_link_remove(&mut self, provider: IdentityProviderId, user: UserId) -> Result<bool> {
        let owner = self.owner();
        Ok(run!(self, sqlx::query(LINK_REMOVE).owner(owner).bind(provider.uuid()).bind(user.uuid()))? > 0)
    }

    /// Forgets what the groups of this owner's providers gave a person. Who it is they know still.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn identity_links_empty(&mut self, user: UserId) -> Result<u64> {
        let owner = self.owner();
        let none = Json(BTreeSet::<Role>::new());
        run!(self, sqlx::query(LINKS_EMPTY).owner(owner).bind(user.uuid()).bind(none))
    }

    /// Notes that a provider said under this name of its own that a session has ended; says whether it is the first time.
    ///
    /// # Errors
    /// [`Error::Reference`](crate::Error::Reference) where the provider is none of this owner's.
    pub async fn identity_logout_insert(
        &mut self,
        provider: IdentityProviderId,
        told: &str,
        expires_at: DateTime<Utc>,
    ) -> Result<bool> {
        let owner = self.owner();
        let fresh =
            run!(self, sqlx::query(LOGOUT_INSERT).owner(owner).bind(provider.uuid()).bind(told).bind(expires_at))?;
        Ok(fresh > 0)
    }

    /// Keeps for whom a provider vouches, and what its groups gave. Who it is never changes.
    ///
    /// # Errors
    /// [`Error::Reference`](crate::Error::Reference) where the provider is none of this owner's.
    pub async fn identity_link_put(&mut self, link: &IdentityLink) -> Result<()> {
        let owner = self.owner();
        let IdentityLink { provider, subject, user, roles, linked_at } = link;
        run!(
            self,
            sqlx::query(LINK_PUT)
                .owner(owner)
                .bind(provider.uuid())
                .bind(subject)
                .bind(user.uuid())
                .bind(Json(roles))
                .bind(*linked_at)
        )
        .map(drop)
    }
}
