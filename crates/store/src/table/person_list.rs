//! The list of people as an administrator sees it: narrowed, by name, page by page.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tierline_domain::{CustomerId, PersonLine, PersonState, Role, UserId, text::normalized};

use super::{
    DEFAULT_LIMIT, containing, limit, literally,
    membership::{MemberRow, membership_columns},
    select::{Bound, Select, rows},
    user::user_columns,
};
use crate::{error::Result, scope::TenantRead};

/// Whose people.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PeopleOf {
    /// All.
    #[default]
    Everybody,
    /// The organization's own.
    Own,
    /// Those of all its customers.
    Customers,
    /// Those of one customer.
    Customer(CustomerId),
}

/// Which people to list. Accounts of programs, and the one for emergencies, are never among them.
#[derive(Debug, Clone)]
pub struct PersonFilter {
    /// What name or address contains, as typed.
    pub query: Option<String>,
    /// Only those who hold this role.
    pub role: Option<Role>,
    /// Only those with whose account it stands so.
    pub state: Option<PersonState>,
    /// Whose people.
    pub of: PeopleOf,
    /// The time, for invitations that still hold.
    pub now: DateTime<Utc>,
    /// Only who comes after this line.
    pub after: Option<PersonAfter>,
    /// How many at the most; never more than [`LIST_LIMIT`](super::LIST_LIMIT).
    pub limit: u32,
}

impl PersonFilter {
    /// Everybody, the first page.
    #[must_use]
    pub const fn at(now: DateTime<Utc>) -> Self {
        let of = PeopleOf::Everybody;
        Self { query: None, role: None, state: None, of, now, after: None, limit: DEFAULT_LIMIT }
    }
}

/// Where the list goes on: behind this person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonAfter {
    /// The normalized name.
    pub name: String,
    /// The person.
    pub id: UserId,
}

impl PersonAfter {
    /// Behind this line.
    #[must_use]
    pub fn line(line: &PersonLine) -> Self {
        Self { name: normalized(&line.member.user.name), id: line.member.user.id }
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(flatten)]
    member: MemberRow,
    customer_name: Option<String>,
    last_sign_in_at: Option<DateTime<Utc>>,
    has_password: bool,
    invited_until: Option<DateTime<Utc>>,
}

impl Row {
    fn read(self) -> Result<PersonLine> {
        Ok(PersonLine {
            member: self.member.read()?,
            customer_name: self.customer_name,
            last_sign_in_at: self.last_sign_in_at,
            has_entered: self.has_password || self.last_sign_in_at.is_some(),
            invited_until: self.invited_until,
        })
    }
}

/// The select of the lines, as far as the condition on their owner.
const LINES: &str = concat!(
    "select ",
    user_columns!(),
    ", ",
    membership_columns!(),
    ", c.name as customer_name, u.last_sign_in_at, (u.password_hash is not null) as has_password, ",
    "(select max(l.expires_at) from person_link l where l.user_id = u.id and l.kind = 'invitation' ",
    "and l.email_key = u.email_key) as invited_until ",
    "from membership m join users u on u.id = m.user_id and u.keeper_id is null and not exists (select 1 from emergency_access e ",
    "where e.organization_id = m.organization_id and e.cloud = m.cloud and e.user_id = m.user_id) ",
    "left join customer c on c.organization_id = m.organization_id and c.cloud = m.cloud and c.id = m.customer_id where"
);

impl TenantRead<'_> {
    /// People, by name.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn person_list(&mut self, filter: &PersonFilter) -> Result<Vec<PersonLine>> {
        let mut select = Select::of(LINES, " m.organization_id = ", " and m.cloud = ", self.owner());
        narrow(&mut select, filter);
        if let Some(after) = &filter.after {
            select.push(" and (u.name_key, u.id) > (").bind(Bound::Text(after.name.clone()));
            select.push(", ").bind(Bound::Uuid(after.id.uuid())).push(")");
        }
        select.push(" order by u.name_key, u.id limit ").bind(Bound::Number(limit(filter.limit)));
        self.person_lines(&select, filter.now).await
    }

    /// One person, of the own ones or a customer's; none for a program.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn person_lookup(&mut self, id: UserId, now: DateTime<Utc>) -> Result<Option<PersonLine>> {
        let mut select = Select::of(LINES, " m.organization_id = ", " and m.cloud = ", self.owner());
        select.push(" and u.id = ").bind(Bound::Uuid(id.uuid()));
        Ok(self.person_lines(&select, now).await?.pop())
    }

    async fn person_lines(&mut self, select: &Select, now: DateTime<Utc>) -> Result<Vec<PersonLine>> {
        let rows: Vec<Row> = rows!(self, select)?;
        let mut lines = rows.into_iter().map(Row::read).collect::<Result<Vec<_>>>()?;
        for line in &mut lines {
            line.invited_until = line.invited_until.filter(|until| *until > now);
        }
        Ok(lines)
    }
}

fn narrow(select: &mut Select, filter: &PersonFilter) {
    if let Some(pattern) = containing(filter.query.as_deref()) {
        select.push(" and (u.name_key like ").bind(Bound::Text(pattern.clone()));
        select.push(" escape '\\' or u.email_key like ").bind(Bound::Text(pattern)).push(" escape '\\')");
    }
    if let Some(role) = filter.role {
        let pattern = format!("%\"{}\"%", literally(role.word()));
        select.push(" and cast(m.roles as text) like ").bind(Bound::Text(pattern)).push(" escape '\\'");
    }
    select.push(match filter.state {
        None => "",
        Some(PersonState::Shut) => " and u.disabled_at is not null",
        Some(PersonState::Open) => {
            " and u.disabled_at is null and (u.password_hash is not null or u.last_sign_in_at is not null)"
        }
        Some(PersonState::Invited) => {
            " and u.disabled_at is null and u.password_hash is null and u.last_sign_in_at is null"
        }
    });
    match filter.of {
        PeopleOf::Everybody => {}
        PeopleOf::Own => {
            select.push(" and m.customer_id is null");
        }
        PeopleOf::Customers => {
            select.push(" and m.customer_id is not null");
        }
        PeopleOf::Customer(customer) => {
            select.push(" and m.customer_id = ").bind(Bound::Uuid(customer.uuid()));
        }
    }
}
