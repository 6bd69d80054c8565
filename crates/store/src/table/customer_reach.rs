//! Which customers people reach: their lists, and the customers that follow from them.
//!
//! What a person with lists reaches is kept as rows, so that a list of cases pages by an index whatever the lists say. It is made
//! anew in the transaction that changes lists, a group or the book; what was forgotten would be out of reach, never within.

use std::collections::BTreeSet;

use tierline_domain::{CustomerGroupId, CustomerId, ReachLists, ReachTarget, Role, UserId};
use uuid::Uuid;

use super::id_list;
use crate::{
    change::Change,
    db::{BindOwner, on, run},
    error::Result,
    scope::{TenantRead, TenantTx},
    statement::statements,
};

/// Whether an entry of the person `w` of this kind names the customer `c`, by itself or by a group.
macro_rules! named {
    ($blocked:literal) => {
        concat!(
            "exists (select 1 from reach_entry e where e.organization_id = $1 and e.cloud = $2 and e.user_id = w.user_id and ",
            $blocked,
            " and (e.target_id = c.id or e.target_id in (select m.group_id from customer_group_member m \
             where m.organization_id = $1 and m.cloud = $2 and m.customer_id = c.id)))"
        )
    };
}

/// Writes the customers within reach of people with lists; the rule is that of `ReachLists::reaches`.
macro_rules! reached {
    ($people:literal, $customers:literal) => {
        concat!(
            "insert into customer_reach (organization_id, cloud, user_id, customer_id) \
             select c.organization_id, c.cloud, w.user_id, c.id from (select distinct user_id from reach_entry \
             where organization_id = $1 and cloud = $2",
            $people,
            ") w join customer c on c.organization_id = $1 and c.cloud = $2",
            $customers,
            " where (not exists (select 1 from reach_entry a where a.organization_id = $1 and a.cloud = $2 \
             and a.user_id = w.user_id and not a.is_blocked) or ",
            named!("not e.is_blocked"),
            ") and not ",
            named!("e.is_blocked"),
        )
    };
}

/// People with lists who do not reach this customer; who holds the role of a Global admin reaches all.
macro_rules! kept_from {
    ($is_admin:literal) => {
        concat!(
            "select distinct e.user_id from reach_entry e where e.organization_id = $1 and e.cloud = $2 \
             and not exists (select 1 from customer_reach r where r.organization_id = $1 and r.cloud = $2 \
             and r.user_id = e.user_id and r.customer_id = $3) \
             and not exists (select 1 from membership m where m.organization_id = $1 and m.cloud = $2 \
             and m.user_id = e.user_id and ",
            $is_admin,
            ") order by e.user_id"
        )
    };
}

statements! {
    /// Waits until nobody else changes what people reach.
    TURN = "insert into reach_turn (organization_id, cloud, turn) values ($1, $2, 1) \
            on conflict (organization_id, cloud) do update set turn = reach_turn.turn + 1";
    ENTRIES = "select target_id, is_group, is_blocked from reach_entry where organization_id = $1 and cloud = $2 and user_id = $3 \
               order by target_id";
    ENTRIES_REMOVE = "delete from reach_entry where organization_id = $1 and cloud = $2 and user_id = $3";
    ENTRY_INSERT = "insert into reach_entry (organization_id, cloud, user_id, target_id, is_group, is_blocked) \
                    values ($1, $2, $3, $4, $5, $6)";
    NAMING = "select user_id from reach_entry where organization_id = $1 and cloud = $2 and target_id = $3 order by user_id";
    LISTED = "select distinct user_id from reach_entry where organization_id = $1 and cloud = $2 order by user_id";
    COUNT = "select count(*) from customer_reach where organization_id = $1 and cloud = $2 and user_id = $3";
    FORGET_PERSON = "delete from customer_reach where organization_id = $1 and cloud = $2 and user_id = $3";
    REACH_PERSON = (reached!(" and user_id = $3", ""));
    /// The engines read lists of JSON by functions of different names, here and below.
    split KEPT_FROM = {
        lite: kept_from!("exists (select 1 from json_each(m.roles) role where role.value = $4)"),
        pg: kept_from!("jsonb_exists(m.roles, $4)"),
    };
    split FORGET_CUSTOMERS = {
        lite: "delete from customer_reach where organization_id = $1 and cloud = $2 \
               and customer_id in (select unhex(value) from json_each($3))",
        pg: "delete from customer_reach where organization_id = $1 and cloud = $2 \
             and customer_id in (select value::uuid from jsonb_array_elements_text($3))",
    };
    split REACH_CUSTOMERS = {
        lite: reached!("", " and c.id in (select unhex(value) from json_each($3))"),
        pg: reached!("", " and c.id in (select value::uuid from jsonb_array_elements_text($3))"),
    };
}

impl TenantRead<'_> {
    /// The lists of a person; empty where nothing is named.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn reach_lists(&mut self, user: UserId) -> Result<ReachLists> {
        let owner = self.owner();
        let rows: Vec<(Uuid, bool, bool)> =
            on!(self, |c| sqlx::query_as(ENTRIES).owner(owner).bind(user.uuid()).fetch_all(c))?;
        let mut lists = ReachLists::default();
        for (target, is_group, is_blocked) in rows {
            let target = match is_group {
                true => ReachTarget::Group(CustomerGroupId(target)),
                false => ReachTarget::Customer(CustomerId(target)),
            };
            if is_blocked { &mut lists.block } else { &mut lists.allow }.insert(target);
        }
        Ok(lists)
    }

    /// Whose lists name this customer or group.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn reach_naming(&mut self, target: ReachTarget) -> Result<Vec<UserId>> {
        let (owner, id) = (self.owner(), uuid(target));
        let rows: Vec<Uuid> = on!(self, |c| sqlx::query_scalar(NAMING).owner(owner).bind(id).fetch_all(c))?;
        Ok(rows.into_iter().map(UserId).collect())
    }

    /// Who has lists.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn reach_listed(&mut self) -> Result<BTreeSet<UserId>> {
        let owner = self.owner();
        let rows: Vec<Uuid> = on!(self, |c| sqlx::query_scalar(LISTED).owner(owner).fetch_all(c))?;
        Ok(rows.into_iter().map(UserId).collect())
    }

    /// How many customers the lists of a person leave within reach; 0 for who has no lists.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn reach_count(&mut self, user: UserId) -> Result<i64> {
        let owner = self.owner();
        on!(self, |c| sqlx::query_scalar(COUNT).owner(owner).bind(user.uuid()).fetch_one(c))
    }

    /// Whose lists keep them from this customer. A role for a time changes nothing of it: what is handed to somebody, and what they
    /// are told, stays with them for longer than that.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn reach_kept_from(&mut self, customer: CustomerId) -> Result<BTreeSet<UserId>> {
        let owner = self.owner();
        let admin = Role::GlobalAdmin.word();
        let rows: Vec<Uuid> = on!(self, |c| {
            sqlx::query_scalar(KEPT_FROM.on(&*c)).owner(owner).bind(customer.uuid()).bind(admin).fetch_all(c)
        })?;
        Ok(rows.into_iter().map(UserId).collect())
    }
}

fn uuid(target: ReachTarget) -> Uuid {
    match target {
        ReachTarget::Customer(id) => id.uuid(),
        ReachTarget::Group(id) => id.uuid(),
    }
}

impl TenantTx<'_> {
    /// Waits for whoever changes what people reach at this moment. The first thing of each such change: what it reads before,
    /// another may be changing.
    pub(crate) async fn reach_turn(&mut self) -> Result<()> {
        let owner = self.owner();
        run!(self, sqlx::query(TURN).owner(owner)).map(drop)
    }

    /// Puts these lists in the place of a person's. They hold with the next call; the person's open pages hear of it. Each target
    /// stands on one of the lists: a customer or group that is blocked need not be allowed.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn reach_lists_put(&mut self, user: UserId, lists: &ReachLists) -> Result<()> {
        let owner = self.owner();
        self.reach_turn().await?;
        run!(self, sqlx::query(ENTRIES_REMOVE).owner(owner).bind(user.uuid()))?;
        let allowed = lists.allow.difference(&lists.block).map(|target| (target, false));
        for (target, is_blocked) in allowed.chain(lists.block.iter().map(|target| (target, true))) {
            let is_group = matches!(target, ReachTarget::Group(_));
            let id = uuid(*target);
            run!(
                self,
                sqlx::query(ENTRY_INSERT).owner(owner).bind(user.uuid()).bind(id).bind(is_group).bind(is_blocked)
            )?;
        }
        run!(self, sqlx::query(FORGET_PERSON).owner(owner).bind(user.uuid()))?;
        run!(self, sqlx::query(REACH_PERSON).owner(owner).bind(user.uuid()))?;
        self.link().note_change(Change::Person { user });
        Ok(())
    }

    /// Makes anew who reaches these customers, after they came into the book, into a group or out of one.
    pub(crate) async fn reach_refresh(&mut self, customers: impl IntoIterator<Item = CustomerId>) -> Result<()> {
        let (owner, ids) = (self.owner(), id_list(customers.into_iter().map(CustomerId::uuid)));
        on!(self, |c| async {
            sqlx::query(FORGET_CUSTOMERS.on(&*c)).owner(owner).bind(&ids).execute(c).await.map(drop)
        })?;
        on!(self, |c| async {
            sqlx::query(REACH_CUSTOMERS.on(&*c)).owner(owner).bind(&ids).execute(c).await.map(drop)
        })?;
        Ok(())
    }
}
