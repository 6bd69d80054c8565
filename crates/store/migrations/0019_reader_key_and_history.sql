-- Keys for calendars and news readers, and what a service's history is read by.

-- A key shows one person's view of service health to a program that cannot sign in. Only its hash is kept; it outlives the
-- membership, revoked, like a token.
create table reader_key (
    organization_id {uuid} not null references organization (id),
    cloud {text} not null,
    id {uuid} not null,
    user_id {uuid} not null references users (id),
    hash {blob} not null,
    name {text} not null,
    -- What it is narrowed to.
    service {text},
    region {text},
    customer_id {uuid},
    created_at {timestamptz} not null,
    expires_at {timestamptz} not null,
    last_used_at {timestamptz},
    revoked_at {timestamptz},
    primary key (organization_id, cloud, id),
    foreign key (organization_id, cloud, customer_id) references customer (organization_id, cloud, id)
) {strict};
create unique index reader_key_hash on reader_key (hash);
create index reader_key_by_person on reader_key (organization_id, cloud, user_id, created_at, id);

-- When an issue ended, in one expression: what was closed without an end ended when it was last changed, what is open without
-- one goes on for ever. The history of a service looks only at what had not ended ninety days ago.
create index health_issue_ended on health_issue (organization_id, cloud, (
    case when ends_at is not null then ends_at when is_over then last_modified_at else '9999-12-31T00:00:00+00:00' end
));
-- Who uses a service, without a look at all who use anything.
create index subscription_by_service on subscription (organization_id, cloud, service, region_key, customer_id);

-- When a feed was last read for any of its tenants: the foot of every page says it, and counts no tenants for that.
alter table polled_feed add column read_at {timestamptz};
update polled_feed set read_at = (
    select max(f.fetched_at) from health_feed f where f.organization_id = polled_feed.organization_id
    and f.cloud = polled_feed.cloud and f.feed_id = polled_feed.id
);
create index health_feed_imported on health_feed (organization_id, cloud, fetched_at) where feed_id is null;
