//! Groups of customers, and which customers the own people reach.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use tierline_app::{
    account::{self, ReachView},
    customer::{self, CustomerGroupView, EditCustomerGroup},
};
use tierline_domain::{CustomerGroupId, CustomerGroupLine, CustomerId, ReachLists, ReachTarget, UserId};
use utoipa::ToSchema;

use crate::kit::{
    answer::{Answer, Done, Found, Made, Page},
    call::{Act, At, Caller, Command},
    endpoint::{Operation, delete, get, patch, post, put},
    wire::{self, Time},
};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        get("/customer-groups", "Lists the groups of customers, by name.", list),
        post("/customer-groups", "Makes a group of customers.", add),
        get("/customer-groups/{customer_group_id}", "Reads a group with its customers.", show),
        patch(
            "/customer-groups/{customer_group_id}",
            "Renames a group, or changes who is in it. Who reaches customers by it does so with their next call.",
            change,
        ),
        delete("/customer-groups/{customer_group_id}", "Takes a group away that nobody's lists name.", remove),
        get("/customers/{customer_id}/groups", "Lists the groups that a customer is in, by name.", groups_of),
        get("/users/{user_id}/reach", "Says which customers one of the own people reaches.", reach),
        put(
            "/users/{user_id}/reach",
            "Says which customers one of the own people reaches from their next call on. With nothing allowed they reach all; with \
             something allowed only that; a block always wins. The lists hold for nobody who is a Global admin.",
            set_reach,
        ),
    ]
}

/// A group of customers.
#[derive(Debug, Serialize, ToSchema)]
struct CustomerGroup {
    /// Identifier.
    id: wire::CustomerGroupId,
    /// What it is called.
    name: String,
    /// How many customers are in it.
    customer_count: i64,
    /// How many people's lists name it.
    person_count: i64,
    /// Counts the changes.
    version: i64,
    /// When it was made.
    created_at: Time,
    /// When it was last changed.
    updated_at: Time,
}

impl From<CustomerGroupLine> for CustomerGroup {
    fn from(CustomerGroupLine { group, customers, people }: CustomerGroupLine) -> Self {
        Self {
            id: group.id.into(),
            name: group.name,
            customer_count: customers,
            person_count: people,
            version: group.version,
            created_at: group.created_at.into(),
            updated_at: group.updated_at.into(),
        }
    }
}

/// A customer by its name.
#[derive(Debug, Serialize, ToSchema)]
struct NamedCustomer {
    /// Identifier.
    id: wire::CustomerId,
    /// Name.
    name: String,
}

/// A group with its customers.
#[derive(Debug, Serialize, ToSchema)]
struct CustomerGroupContent {
    /// The group.
    #[serde(flatten)]
    group: CustomerGroup,
    /// Its customers, by name.
    customers: Vec<NamedCustomer>,
}

impl From<CustomerGroupView> for CustomerGroupContent {
    fn from(view: CustomerGroupView) -> Self {
        let customers = view.customers.into_iter().map(|(id, name)| NamedCustomer { id: id.into(), name });
        Self { group: view.line.into(), customers: customers.collect() }
    }
}

async fn list(caller: Caller) -> Answer<Found<Page<CustomerGroup>>> {
    let groups = customer::group_list(&caller.app, &caller.ctx).await?;
    Ok(Found::new(Page::whole(groups.into_iter().map(Into::into).collect())))
}

async fn show(At(id): At<CustomerGroupId>, caller: Caller) -> Answer<Found<CustomerGroupContent>> {
    Ok(found(customer::group_view(&caller.app, &caller.ctx, id).await?))
}

fn found(view: CustomerGroupView) -> Found<CustomerGroupContent> {
    let version = view.line.group.version;
    Found::versioned(view.into(), version)
}

/// A group to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewCustomerGroup {
    /// What it is called.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// The customers in it.
    #[serde(default)]
    #[schema(max_items = 5000)]
    customers: Vec<wire::CustomerId>,
}

async fn add(command: Command<NewCustomerGroup>) -> Answer<Made<CustomerGroupContent>> {
    let Command { app, ctx, body, .. } = command;
    let view = customer::group_add(&app, &ctx, &body.name, plain(body.customers)).await?;
    let (id, version) = (view.line.group.id, view.line.group.version);
    Ok(Made::at(view.into(), format!("/api/v1/customer-groups/{id}")).versioned(version))
}

fn plain(ids: Vec<wire::CustomerId>) -> BTreeSet<CustomerId> {
    ids.into_iter().map(|id| id.0).collect()
}

/// What is to change: absent means unchanged.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
struct CustomerGroupChange {
    /// What it is called.
    #[schema(min_length = 1, max_length = 200)]
    name: Option<String>,
    /// Exactly these customers, in the place of those that are in it.
    #[schema(max_items = 5000)]
    customers: Option<Vec<wire::CustomerId>>,
    /// Customers that come in beside those.
    #[schema(max_items = 5000)]
    add: Vec<wire::CustomerId>,
    /// Customers that go out.
    #[schema(max_items = 5000)]
    remove: Vec<wire::CustomerId>,
}

async fn change(
    At(id): At<CustomerGroupId>,
    command: Command<CustomerGroupChange>,
) -> Answer<Found<CustomerGroupContent>> {
    let Command { app, ctx, body, .. } = command;
    let edit = EditCustomerGroup {
        name: body.name,
        customers: body.customers.map(plain),
        add: plain(body.add),
        remove: plain(body.remove),
    };
    Ok(found(customer::group_edit(&app, &ctx, id, edit).await?))
}

async fn remove(At(id): At<CustomerGroupId>, act: Act) -> Answer<Done> {
    customer::group_remove(&act.app, &act.ctx, id).await?;
    Ok(Done)
}

/// A group by its name.
#[derive(Debug, Serialize, ToSchema)]
struct NamedCustomerGroup {
    /// Identifier.
    id: wire::CustomerGroupId,
    /// What it is called.
    name: String,
}

async fn groups_of(At(id): At<CustomerId>, caller: Caller) -> Answer<Found<Page<NamedCustomerGroup>>> {
    let groups = customer::groups_of(&caller.app, &caller.ctx, id).await?;
    let groups = groups.into_iter().map(|group| NamedCustomerGroup { id: group.id.into(), name: group.name });
    Ok(Found::new(Page::whole(groups.collect())))
}

/// What a list of a person names: a customer or a group, one of both.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
enum ReachEntry {
    /// One customer.
    #[schema(title = "ReachedCustomer")]
    Customer {
        /// The customer.
        customer_id: wire::CustomerId,
    },
    /// All customers that are in a group at that moment.
    #[schema(title = "ReachedGroup")]
    Group {
        /// The group.
        customer_group_id: wire::CustomerGroupId,
    },
}

impl From<ReachTarget> for ReachEntry {
    fn from(target: ReachTarget) -> Self {
        match target {
            ReachTarget::Customer(id) => Self::Customer { customer_id: id.into() },
            ReachTarget::Group(id) => Self::Group { customer_group_id: id.into() },
        }
    }
}

impl From<ReachEntry> for ReachTarget {
    fn from(entry: ReachEntry) -> Self {
        match entry {
            ReachEntry::Customer { customer_id } => Self::Customer(customer_id.0),
            ReachEntry::Group { customer_group_id } => Self::Group(customer_group_id.0),
        }
    }
}

/// Which customers a person reaches.
#[derive(Debug, Serialize, ToSchema)]
struct PersonReach {
    /// With any entry, the person reaches only what is named here.
    allow: Vec<ReachEntry>,
    /// The person reaches none of these, whatever else is.
    block: Vec<ReachEntry>,
    /// Whether the lists hold: not while the person is a Global admin, who keeps them.
    applies: bool,
    /// How many customers the lists leave within reach; null where nothing is listed.
    reached_count: Option<i64>,
}

impl From<ReachView> for PersonReach {
    fn from(view: ReachView) -> Self {
        Self {
            allow: view.lists.allow.into_iter().map(Into::into).collect(),
            block: view.lists.block.into_iter().map(Into::into).collect(),
            applies: view.applies,
            reached_count: view.reached,
        }
    }
}

async fn reach(At(id): At<UserId>, caller: Caller) -> Answer<Found<PersonReach>> {
    Ok(Found::new(account::reach_view(&caller.app, &caller.ctx, id).await?.into()))
}

/// The lists of a person, in the place of those there are.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = PersonReachChange)]
struct NewReach {
    /// What the person reaches; all customers where nothing is named.
    #[schema(max_items = 200)]
    allow: Vec<ReachEntry>,
    /// What the person does not reach.
    #[schema(max_items = 200)]
    block: Vec<ReachEntry>,
}

async fn set_reach(At(id): At<UserId>, command: Command<NewReach>) -> Answer<Found<PersonReach>> {
    let Command { app, ctx, body, .. } = command;
    let named = |list: Vec<ReachEntry>| list.into_iter().map(Into::into).collect();
    let lists = ReachLists { allow: named(body.allow), block: named(body.block) };
    Ok(Found::new(account::reach_set(&app, &ctx, id, lists).await?.into()))
}
