//! What people are in an organization and cloud.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use tierline_domain::{CaseId, CustomerId, Member, Membership, Owner, Role, UserId, text::normalized};
use uuid::Uuid;

use super::{
    id_list,
    user::{UserRow, user_columns},
};
use crate::{
    change::Change,
    db::{BindOwner, on, owner_of, run},
    error::Result,
    scope::{AuthRead, AuthTx, TenantRead},
    statement::statements,
};

/// The columns of a membership under the alias `m`, without the person's.
macro_rules! membership_columns {
    () => {
        "m.organization_id, m.cloud, m.customer_id, m.roles"
    };
}
pub(crate) use membership_columns;

macro_rules! members {
    ($condition:literal) => {
        concat!(
            "select ",
            user_columns!(),
            ", ",
            membership_columns!(),
            " from membership m join users u on u.id = m.user_id where m.organization_id = $1 and m.cloud = $2 and ",
            $condition
        )
    };
}

statements! {
    PUT = "insert into membership (organization_id, cloud, user_id, customer_id, roles) values ($1, $2, $3, $4, $5) \
           on conflict (organization_id, cloud, user_id) \
           do update set customer_id = excluded.customer_id, roles = excluded.roles";
    /// Where another organization has the account as well, what opens it was made for no single one.
    OPENS_FOR = "update users set opens_for = case when exists (select 1 from membership m where m.user_id = $1 \
                 and m.organization_id <> $2) then null else $2 end where id = $1 and (opens_for is null or opens_for <> $2 \
                 or exists (select 1 from membership m where m.user_id = $1 and m.organization_id <> $2))";
    REMOVE = "delete from membership where organization_id = $1 and cloud = $2 and user_id = $3";
    TOKENS_REVOKE = "update token set revoked_at = $4 \
                     where organization_id = $1 and cloud = $2 and user_id = $3 and revoked_at is null";
    READER_KEYS_REVOKE = "update reader_key set revoked_at = $4 \
                          where organization_id = $1 and cloud = $2 and user_id = $3 and revoked_at is null";
    LIST = (concat!("select ", membership_columns!(), " from membership m where m.user_id = $1 \
                     order by m.organization_id, m.cloud"));
    /// Programs are nobody to hand work to, or to ask; nor is the account for emergencies.
    STAFF = (members!("m.customer_id is null and u.keeper_id is null and not exists (select 1 from emergency_access e \
                       where e.organization_id = $1 and e.cloud = $2 and e.user_id = m.user_id) order by u.name_key, u.id"));
    STAFF_MEMBER = (members!("m.user_id = $3 and m.customer_id is null and u.keeper_id is null and not exists (select 1 from emergency_access e \
                              where e.organization_id = $1 and e.cloud = $2 and e.user_id = m.user_id)"));
    OF_CUSTOMER = (members!("m.customer_id = $3 order by u.name_key, u.id"));
    MEMBER = (members!("m.user_id = $3"));
    BY_EMAIL = (members!("u.email_key = $3"));
    /// A customer's person reads the cases they reported, its administrator all of them. The engines read lists of
    /// JSON by functions of different names.
    split UNREAD = {
        lite: "select c.id from cases c where c.organization_id = $1 and c.cloud = $2 \
               and c.id in (select unhex(value) from json_each($3)) \
               and not exists (select 1 from membership m join users u on u.id = m.user_id \
               where m.organization_id = $1 and m.cloud = $2 and m.customer_id = c.customer_id and u.disabled_at is null \
               and (m.user_id = c.reporter_id or exists (select 1 from json_each(m.roles) r where r.value = $4)))",
        pg: "select c.id from cases c where c.organization_id = $1 and c.cloud = $2 \
             and c.id in (select value::uuid from jsonb_array_elements_text($3)) \
             and not exists (select 1 from membership m join users u on u.id = m.user_id \
             where m.organization_id = $1 and m.cloud = $2 and m.customer_id = c.customer_id and u.disabled_at is null \
             and (m.user_id = c.reporter_id or jsonb_exists(m.roles, $4)))",
    };
}

/// A row of the table, without the person.
#[derive(sqlx::FromRow)]
pub(crate) struct MembershipRow {
    organization_id: Uuid,
    cloud: String,
    customer_id: Option<Uuid>,
    roles: Json<BTreeSet<Role>>,
}

#[derive(sqlx::FromRow)]
pub(crate) struct MemberRow {
    #[sqlx(flatten)]
    user: UserRow,
    #[sqlx(flatten)]
    membership: MembershipRow,
}

impl MembershipRow {
    /// The membership that it holds.
    pub(crate) fn read(self) -> Result<Membership> {
        Ok(Membership {
            owner: owner_of(self.organization_id, &self.cloud, "membership", self.organization_id)?,
            customer: self.customer_id.map(CustomerId),
            roles: self.roles.0,
        })
    }
}

impl MemberRow {
    /// The member that it holds.
    pub(crate) fn read(self) -> Result<Member> {
        Ok(Member { user: self.user.read()?, membership: self.membership.read()? })
    }
}

impl AuthRead<'_> {
    /// Where a person may act, and as what.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn membership_list(&mut self, user: UserId) -> Result<Vec<Membership>> {
        let rows: Vec<MembershipRow> = on!(self, |c| sqlx::query_as(LIST).bind(user.uuid()).fetch_all(c))?;
        rows.into_iter().map(MembershipRow::read).collect()
    }
}

impl AuthTx<'_> {
    /// Makes a person a member, or changes what they are. Sessions and tokens follow at once. What opens the account opens it for this
    /// organization from now on (see [`AuthRead::user_opens_for`]).
    ///
    /// # Errors
    /// [`Error::Reference`](crate::Error::Reference) where person, organization or customer do not exist.
    pub async fn membership_put(&mut self, user: UserId, membership: &Membership) -> Result<()> {
        let Membership { owner, customer, roles } = membership;
        run!(self, sqlx::query(OPENS_FOR).bind(user.uuid()).bind(owner.organization.uuid()))?;
        run!(
            self,
            sqlx::query(PUT).owner(*owner).bind(user.uuid()).bind(customer.map(CustomerId::uuid)).bind(Json(roles))
        )
        .map(drop)
    }

    /// Ends a membership, the person's sessions that stand on it, and their tokens and readers' keys there; says whether there was one.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn membership_remove(&mut self, user: UserId, owner: Owner, now: DateTime<Utc>) -> Result<bool> {
        // The sessions go with the row they refer to.
        let touched = run!(self, sqlx::query(REMOVE).owner(owner).bind(user.uuid()))?;
        run!(self, sqlx::query(TOKENS_REVOKE).owner(owner).bind(user.uuid()).bind(now))?;
        run!(self, sqlx::query(READER_KEYS_REVOKE).owner(owner).bind(user.uuid()).bind(now))?;
        self.link().note_change(Change::Person { user });
        Ok(touched > 0)
    }
}

impl TenantRead<'_> {
    /// Those of these cases that nobody at their customer can read: neither the person who reported it nor an
    /// administrator of the customer can sign in.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn case_unread(&mut self, cases: &[CaseId]) -> Result<BTreeSet<CaseId>> {
        let (owner, ids) = (self.owner(), id_list(cases.iter().map(|id| id.uuid())));
        let all = Role::CustomerAdmin.word();
        let rows: Vec<Uuid> =
            on!(self, |c| sqlx::query_scalar(UNREAD.on(&*c)).owner(owner).bind(&ids).bind(all).fetch_all(c))?;
        Ok(rows.into_iter().map(CaseId).collect())
    }

    /// The own people, customers' people aside, by name.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn member_list(&mut self) -> Result<Vec<Member>> {
        let owner = self.owner();
        let rows: Vec<MemberRow> = on!(self, |c| sqlx::query_as(STAFF).owner(owner).fetch_all(c))?;
        rows.into_iter().map(MemberRow::read).collect()
    }

    /// The people of a customer, by name.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn member_list_of(&mut self, customer: CustomerId) -> Result<Vec<Member>> {
        let owner = self.owner();
        let rows: Vec<MemberRow> =
            on!(self, |c| sqlx::query_as(OF_CUSTOMER).owner(owner).bind(customer.uuid()).fetch_all(c))?;
        rows.into_iter().map(MemberRow::read).collect()
    }

    /// A person who is a member here, of the own people or a customer's.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn member_lookup(&mut self, user: UserId) -> Result<Option<Member>> {
        let owner = self.owner();
        let row: Option<MemberRow> =
            on!(self, |c| sqlx::query_as(MEMBER).owner(owner).bind(user.uuid()).fetch_optional(c))?;
        row.map(MemberRow::read).transpose()
    }

    /// One of [`Self::member_list`]: none for a customer's person, a program, and the account for emergencies.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn staff_lookup(&mut self, user: UserId) -> Result<Option<Member>> {
        let owner = self.owner();
        let row: Option<MemberRow> =
            on!(self, |c| sqlx::query_as(STAFF_MEMBER).owner(owner).bind(user.uuid()).fetch_optional(c))?;
        row.map(MemberRow::read).transpose()
    }

    /// The member with this mail address in any case of letters, of the own people or a customer's.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn member_by_email(&mut self, email: &str) -> Result<Option<Member>> {
        let (owner, key) = (self.owner(), normalized(email));
        let row: Option<MemberRow> = on!(self, |c| sqlx::query_as(BY_EMAIL).owner(owner).bind(&key).fetch_optional(c))?;
        row.map(MemberRow::read).transpose()
    }
}
