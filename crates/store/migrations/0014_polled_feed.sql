-- Feeds that the desk reads by itself, and what it remembers of each reading.

create table polled_feed (
    organization_id {uuid} not null references organization (id),
    cloud {text} not null,
    id {uuid} not null,
    name {text} not null,
    name_key {text} not null,
    format {text} not null,
    location {text},
    tenants {text} not null,
    customer_id {uuid},
    families {json} not null,
    interval_minutes {bigint} not null,
    is_enabled {bool} not null,
    -- The application that reads; its secret only by name.
    credential {json},
    -- When the next tenant of it is due, and which node reads it until when.
    next_at {timestamptz} not null,
    lease_token {uuid},
    lease_until {timestamptz},
    version {bigint} not null,
    created_at {timestamptz} not null,
    updated_at {timestamptz} not null,
    primary key (organization_id, cloud, id),
    foreign key (organization_id, cloud, customer_id) references customer (organization_id, cloud, id)
) {strict};
create unique index polled_feed_name on polled_feed (organization_id, cloud, name_key);
create index polled_feed_due on polled_feed (next_at) where is_enabled;

-- A feed's state, for each tenant that it is read for.
alter table health_feed add column feed_id {uuid};
alter table health_feed add column families {json};
alter table health_feed add column interval_minutes {bigint};
-- What the last reading says of it, its age aside: lists count by it.
alter table health_feed add column condition {text} not null default 'fresh';
alter table health_feed add column tried_at {timestamptz};
alter table health_feed add column next_at {timestamptz};
alter table health_feed add column history {json};
-- What the source gave to ask "has it changed" by, and what its last payload came to.
alter table health_feed add column etag {text};
alter table health_feed add column last_modified {text};
alter table health_feed add column digest {blob};
create index health_feed_due on health_feed (organization_id, cloud, feed_id, next_at) where feed_id is not null;
create index health_feed_of_customer on health_feed (organization_id, cloud, customer_id) where customer_id is not null;
