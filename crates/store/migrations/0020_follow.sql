-- What people follow, and what they are told in the desk.

create table follow (
    organization_id {uuid} not null,
    cloud {text} not null,
    id {uuid} not null,
    user_id {uuid} not null,
    kind {text} not null,
    -- Canonical names; empty where the follow is not about one.
    service {text} not null,
    region {text} not null,
    customer_id {uuid},
    -- The same thing followed is the same text: no person follows it twice.
    subject {text} not null,
    created_at {timestamptz} not null,
    primary key (organization_id, cloud, id),
    foreign key (organization_id, cloud, user_id) references membership (organization_id, cloud, user_id) on delete cascade,
    foreign key (organization_id, cloud, customer_id) references customer (organization_id, cloud, id)
) {strict};
create unique index follow_subject on follow (organization_id, cloud, user_id, subject);
-- Who follows what an issue is about.
create index follow_by_name on follow (organization_id, cloud, kind, service, region, user_id);
create index follow_by_region on follow (organization_id, cloud, region, service, user_id) where kind = 'region';
create index follow_by_customer on follow (organization_id, cloud, customer_id, user_id) where kind = 'customer';

-- One row for each cause of each person. Who is no longer a member has none.
create table notice (
    organization_id {uuid} not null,
    cloud {text} not null,
    user_id {uuid} not null,
    id {uuid} not null,
    topic {text} not null,
    subject_id {uuid} not null,
    kind {text} not null,
    count {bigint} not null,
    facts {json} not null,
    at {timestamptz} not null,
    read_at {timestamptz},
    -- What it was last written for: a message that is delivered twice says it once.
    told_by {uuid} not null,
    primary key (organization_id, cloud, user_id, id),
    foreign key (organization_id, cloud, user_id) references membership (organization_id, cloud, user_id) on delete cascade
) {strict_by_key};
create unique index notice_cause on notice (organization_id, cloud, user_id, topic, subject_id);
-- The bell counts these with each page.
create index notice_unread on notice (organization_id, cloud, user_id, subject_id) where read_at is null;
create index notice_by_time on notice (organization_id, cloud, user_id, at, id);
create index notice_by_age on notice (at);
