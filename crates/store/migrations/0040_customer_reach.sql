-- Which customers an agent reaches: named groups of customers, and lists for each person.

create table customer_group (
    organization_id {uuid} not null references organization (id),
    cloud {text} not null,
    id {uuid} not null,
    name {text} not null,
    name_key {text} not null,
    version {bigint} not null,
    created_at {timestamptz} not null,
    updated_at {timestamptz} not null,
    primary key (organization_id, cloud, id)
) {strict};
create unique index customer_group_name on customer_group (organization_id, cloud, name_key);

create table customer_group_member (
    organization_id {uuid} not null,
    cloud {text} not null,
    group_id {uuid} not null,
    customer_id {uuid} not null,
    primary key (organization_id, cloud, group_id, customer_id),
    foreign key (organization_id, cloud, group_id) references customer_group (organization_id, cloud, id) on delete cascade,
    foreign key (organization_id, cloud, customer_id) references customer (organization_id, cloud, id)
) {strict_by_key};
create index customer_group_member_by_customer on customer_group_member (organization_id, cloud, customer_id, group_id);

-- What the lists of a person name: a customer or a group, allowed or blocked. They stay when the person leaves the organization: who
-- comes back has not been let in further meanwhile.
create table reach_entry (
    organization_id {uuid} not null references organization (id),
    cloud {text} not null,
    user_id {uuid} not null references users (id),
    target_id {uuid} not null,
    is_group {bool} not null,
    is_blocked {bool} not null,
    primary key (organization_id, cloud, user_id, target_id)
) {strict_by_key};
create index reach_entry_by_target on reach_entry (organization_id, cloud, target_id);

-- The customers that each person with lists reaches, kept in the transaction that changes lists, groups or customers. What is missing
-- here is out of reach.
create table customer_reach (
    organization_id {uuid} not null,
    cloud {text} not null,
    user_id {uuid} not null references users (id),
    customer_id {uuid} not null,
    primary key (organization_id, cloud, user_id, customer_id),
    foreign key (organization_id, cloud, customer_id) references customer (organization_id, cloud, id)
) {strict_by_key};
create index customer_reach_by_customer on customer_reach (organization_id, cloud, customer_id, user_id);

-- Whoever changes lists, groups or customers of an owner takes the turn: what one adds to a group is never missed by another who blocks
-- the group at the same moment.
create table reach_turn (
    organization_id {uuid} not null references organization (id),
    cloud {text} not null,
    turn {bigint} not null,
    primary key (organization_id, cloud)
) {strict_by_key};
