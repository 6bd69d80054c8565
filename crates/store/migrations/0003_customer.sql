-- Customers of a partner in one cloud, what they subscribe to, and what the partner may administer for them.

create table customer (
    organization_id {uuid} not null references organization (id),
    cloud {text} not null,
    id {uuid} not null,
    name {text} not null,
    name_key {text} not null,
    domain {text} not null,
    tenant_id {text} not null,
    country {text} not null,
    language {text} not null,
    support_plan {text} not null,
    inform {text} not null,
    relationship {text} not null,
    relationship_status {text} not null,
    relationship_since {timestamptz},
    indirect_reseller_id {uuid} references organization (id),
    version {bigint} not null,
    created_at {timestamptz} not null,
    updated_at {timestamptz} not null,
    primary key (organization_id, cloud, id)
) {strict};
create unique index customer_tenant on customer (organization_id, cloud, tenant_id);
create unique index customer_domain on customer (organization_id, cloud, domain);
create index customer_by_name on customer (organization_id, cloud, name_key, id);

create table subscription (
    organization_id {uuid} not null,
    cloud {text} not null,
    id {uuid} not null,
    customer_id {uuid} not null,
    service {text} not null,
    product_family {text} not null,
    region {text},
    -- The region, or an empty text: rows without one are the same as well.
    region_key {text} not null,
    quantity {bigint},
    external_id {text},
    support_right {bool} not null,
    primary key (organization_id, cloud, id),
    foreign key (organization_id, cloud, customer_id) references customer (organization_id, cloud, id)
) {strict};
create unique index subscription_place on subscription (organization_id, cloud, customer_id, service, region_key);

create table delegated_admin (
    organization_id {uuid} not null,
    cloud {text} not null,
    id {uuid} not null,
    customer_id {uuid} not null,
    name {text} not null,
    kind {text} not null,
    status {text} not null,
    roles {json} not null,
    assigned_to {json} not null,
    starts_at {timestamptz},
    ends_at {timestamptz},
    primary key (organization_id, cloud, id),
    foreign key (organization_id, cloud, customer_id) references customer (organization_id, cloud, id)
) {strict};
create index delegated_admin_by_customer on delegated_admin (organization_id, cloud, customer_id, id);
create index delegated_admin_ending on delegated_admin (organization_id, cloud, ends_at, id)
    where status in ('active', 'expiring');
