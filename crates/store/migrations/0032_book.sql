-- An owner's books are kept in step with the provider's.

-- Which of the partner's groups have a relationship's roles; nothing where the provider was never asked.
alter table delegated_admin add column assignments {json};

create table book (
    organization_id {uuid} not null references organization (id),
    cloud {text} not null,
    state {json} not null,
    next_at {timestamptz} not null,
    lease_token {uuid},
    lease_until {timestamptz},
    primary key (organization_id, cloud)
) {strict};
create index book_due on book (next_at);

-- The provider's side of each customer, and what of it was settled.
create table counterpart (
    organization_id {uuid} not null references organization (id),
    cloud {text} not null,
    tenant_id {text} not null,
    customer_id {uuid},
    name_key {text} not null,
    there {json} not null,
    agreed {json},
    links {json} not null,
    choices {json} not null,
    left_over {json} not null,
    step {text} not null,
    -- How many differences of which kind there were when it was last looked at.
    kinds {json} not null,
    primary key (organization_id, cloud, tenant_id),
    foreign key (organization_id, cloud, customer_id) references customer (organization_id, cloud, id)
) {strict};
create index counterpart_by_step on counterpart (organization_id, cloud, step, name_key, tenant_id) where step <> 'settled';
create index counterpart_by_customer on counterpart (organization_id, cloud, customer_id) where customer_id is not null;

-- What was changed in the book, and from what to what.
create table book_change (
    organization_id {uuid} not null references organization (id),
    cloud {text} not null,
    id {uuid} not null,
    at {timestamptz} not null,
    customer_id {uuid} not null,
    name {text} not null,
    differences {json} not null,
    primary key (organization_id, cloud, id)
) {strict};
create index book_change_by_time on book_change (at);
