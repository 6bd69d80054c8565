-- Connections to the interfaces of providers and of other desks.

create table connection (
    organization_id {uuid} not null references organization (id),
    cloud {text} not null,
    id {uuid} not null,
    kind {text} not null,
    name {text} not null,
    name_key {text} not null,
    address {text} not null,
    recipient {text} not null,
    families {json} not null,
    settings {json} not null,
    paused_at {timestamptz},
    -- How it goes. Written with each try, so it has no part in the version that people change by.
    failures {bigint} not null,
    failing_since {timestamptz},
    held_since {timestamptz},
    probe_at {timestamptz},
    tried_at {timestamptz},
    good_at {timestamptz},
    answer {text},
    version {bigint} not null,
    created_at {timestamptz} not null,
    updated_at {timestamptz} not null,
    primary key (organization_id, cloud, id)
) {strict};
create unique index connection_name on connection (organization_id, cloud, name_key);
-- The head of each page asks whether one is held.
create index connection_held on connection (organization_id, cloud) where held_since is not null;

-- Their secrets, sealed by a key that is not in the database.
create table connection_secret (
    organization_id {uuid} not null,
    cloud {text} not null,
    connection_id {uuid} not null,
    field {text} not null,
    sealed {blob} not null,
    key_id {text} not null,
    changed_at {timestamptz} not null,
    ends_at {timestamptz},
    primary key (organization_id, cloud, connection_id, field),
    foreign key (organization_id, cloud, connection_id) references connection (organization_id, cloud, id) on delete cascade
) {strict_by_key};
create index connection_secret_by_key on connection_secret (key_id);
create index connection_secret_by_end on connection_secret (organization_id, cloud, ends_at) where ends_at is not null;
