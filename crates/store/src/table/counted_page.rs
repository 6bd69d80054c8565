//! Pages by their place, with how many rows there are in all: for contracts of others that leave out so many and count the rest.
//! The lists of the desk's own API go on behind a row instead, and do not count.

use tierline_domain::{Customer, OrganizationId, Owner, ServiceRequest, text::normalized};

use super::{
    customer::{self, customer_columns},
    literally,
    request::{RequestRow, request_columns},
    request_list::{self, RequestFilter},
    select::{Bound, Select, number, rows},
};
use crate::{error::Result, scope::TenantRead};

/// The most rows that such a page has.
pub const PAGE_LIMIT: u32 = 500;

/// How a text is compared; letters in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextMatch {
    /// It is this text.
    Is,
    /// It begins with it.
    StartsWith,
    /// It has it somewhere.
    Contains,
}

/// What customers must have to be in a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CustomerMatch {
    /// A name, or another one.
    Name(TextMatch, String),
    /// A domain.
    Domain(TextMatch, String),
    /// This indirect reseller.
    IndirectReseller(OrganizationId),
    /// Not what is said here.
    Not(Box<CustomerMatch>),
    /// Both.
    Both(Box<CustomerMatch>, Box<CustomerMatch>),
    /// One of the two.
    Either(Box<CustomerMatch>, Box<CustomerMatch>),
}

impl CustomerMatch {
    /// Writes the condition.
    fn push(&self, select: &mut Select) {
        match self {
            Self::Name(how, text) => like(select, "name_key", *how, text),
            Self::Domain(how, text) => like(select, "domain", *how, text),
            Self::IndirectReseller(id) => {
                // Without a reseller there is no value to compare, and none is not this one.
                select.push("(indirect_reseller_id is not null and indirect_reseller_id = ");
                select.bind(Bound::Uuid(id.uuid())).push(")");
            }
            Self::Not(inner) => {
                select.push("not (");
                inner.push(select);
                select.push(")");
            }
            Self::Both(left, right) => pair(select, left, " and ", right),
            Self::Either(left, right) => pair(select, left, " or ", right),
        }
    }
}

fn pair(select: &mut Select, left: &CustomerMatch, between: &'static str, right: &CustomerMatch) {
    select.push("(");
    left.push(select);
    select.push(between);
    right.push(select);
    select.push(")");
}

fn like(select: &mut Select, column: &'static str, how: TextMatch, text: &str) {
    let wanted = literally(&normalized(text));
    let pattern = match how {
        TextMatch::Is => wanted,
        TextMatch::StartsWith => format!("{wanted}%"),
        TextMatch::Contains => format!("%{wanted}%"),
    };
    select.push(column).push(" like ").bind(Bound::Text(pattern)).push(" escape '\\'");
}

/// The place of a page.
fn cut(select: &mut Select, offset: i64, size: u32) {
    select.push(" limit ").bind(Bound::Number(size.clamp(1, PAGE_LIMIT).into()));
    select.push(" offset ").bind(Bound::Number(offset.max(0)));
}

fn customers(text: &'static str, owner: Owner, wanted: Option<&CustomerMatch>) -> Select {
    let mut select = Select::of(text, " organization_id = ", " and cloud = ", owner);
    if let Some(wanted) = wanted {
        select.push(" and ");
        wanted.push(&mut select);
    }
    select
}

impl TenantRead<'_> {
    /// Requests, the newest first, and how many there are in all. Of the filter, the page and the order count for nothing.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn request_page(
        &mut self,
        filter: &RequestFilter,
        offset: i64,
        size: u32,
    ) -> Result<(Vec<ServiceRequest>, i64)> {
        let owner = self.owner();
        let text = concat!(
            "select ",
            request_columns!(),
            " from request r join customer c on c.organization_id = r.organization_id \
             and c.cloud = r.cloud and c.id = r.customer_id where"
        );
        let mut select = request_list::select(text, owner, filter);
        select.push(" order by r.created_at desc, r.id desc");
        cut(&mut select, offset, size);
        let found: Vec<RequestRow> = rows!(self, select)?;
        let text = "select cast(count(*) as bigint) from request r join customer c \
                    on c.organization_id = r.organization_id and c.cloud = r.cloud and c.id = r.customer_id where";
        let count = request_list::select(text, owner, filter);
        let all = number!(self, count)?;
        Ok((found.into_iter().map(|row| row.read(owner)).collect::<Result<_>>()?, all))
    }

    /// Customers by name, and how many there are in all.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn customer_page(
        &mut self,
        wanted: Option<&CustomerMatch>,
        offset: i64,
        size: u32,
    ) -> Result<(Vec<Customer>, i64)> {
        let owner = self.owner();
        let mut select = customers(concat!("select ", customer_columns!(), " from customer where"), owner, wanted);
        select.push(" order by name_key, id");
        cut(&mut select, offset, size);
        let found: Vec<customer::Row> = rows!(self, select)?;
        let count = customers("select cast(count(*) as bigint) from customer where", owner, wanted);
        let all = number!(self, count)?;
        Ok((found.into_iter().map(|row| row.read(owner)).collect::<Result<_>>()?, all))
    }
}
