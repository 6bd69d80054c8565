-- What providers document. An issue belongs to who published or imported it; a provider's own is seen by its whole cloud.

create table health_issue (
    organization_id {uuid} not null references organization (id),
    cloud {text} not null,
    id {uuid} not null,
    source {text} not null,
    source_id {text} not null,
    kind {text} not null,
    title {text} not null,
    service {text} not null,
    services {json} not null,
    regions {json} not null,
    status {text} not null,
    source_status {text} not null,
    starts_at {timestamptz} not null,
    ends_at {timestamptz},
    last_modified_at {timestamptz} not null,
    -- The one tenant whose feed lists it.
    customer_id {uuid},
    impact {text} not null,
    published_at {timestamptz} not null,
    posts {bigint} not null,
    last_post_at {timestamptz},
    -- Whether the provider regards it as closed.
    is_over {bool} not null,
    -- The last post or the publication: the order of lists.
    active_at {timestamptz} not null,
    -- Normalized, one to a line, with a line break before and after each: what searches and filters look through.
    search_key {text} not null,
    service_key {text} not null,
    region_key {text} not null,
    primary key (organization_id, cloud, id),
    foreign key (organization_id, cloud, customer_id) references customer (organization_id, cloud, id)
) {strict};
create unique index health_issue_source on health_issue (organization_id, cloud, source, source_id)
    where customer_id is null;
create unique index health_issue_source_of_customer on health_issue (organization_id, cloud, source, source_id, customer_id)
    where customer_id is not null;
create index health_issue_by_activity on health_issue (organization_id, cloud, active_at, id);

create table health_post (
    organization_id {uuid} not null,
    cloud {text} not null,
    issue_id {uuid} not null,
    id {uuid} not null,
    source_key {text} not null,
    at {timestamptz} not null,
    text {text} not null,
    format {text} not null,
    -- Other texts that the provider published in its place.
    revisions {json} not null,
    primary key (organization_id, cloud, issue_id, id),
    foreign key (organization_id, cloud, issue_id) references health_issue (organization_id, cloud, id)
) {strict};
create unique index health_post_source on health_post (organization_id, cloud, issue_id, source_key);

-- Grows with each change to an owner's issues and feeds: whoever keeps an index of them sees that it is old.
create table health_revision (
    organization_id {uuid} not null references organization (id),
    cloud {text} not null,
    revision {bigint} not null,
    primary key (organization_id, cloud)
) {strict_by_key};

create table health_feed (
    organization_id {uuid} not null references organization (id),
    cloud {text} not null,
    name {text} not null,
    -- The customer's identifier as text, empty for a public feed: part of the key, which takes no null.
    scope {text} not null,
    customer_id {uuid},
    format {text},
    fetched_at {timestamptz},
    outcome {text} not null,
    records {bigint} not null,
    primary key (organization_id, cloud, name, scope),
    foreign key (organization_id, cloud, customer_id) references customer (organization_id, cloud, id)
) {strict_by_key};
