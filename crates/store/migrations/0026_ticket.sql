-- The exchange of trouble tickets with other desks: what came in by it, who listens to what becomes of that, and where we listen
-- ourselves.

-- A received request that came as a ticket: its sender's own key for it, once.
create table ticket_origin (
    organization_id {uuid} not null,
    cloud {text} not null,
    request_id {uuid} not null,
    sender_id {uuid} not null,
    key_owner {text},
    key_type {text},
    key_id {text},
    received_at {timestamptz} not null,
    primary key (organization_id, cloud, request_id),
    foreign key (organization_id, cloud, request_id) references received_request (organization_id, cloud, id)
) {strict_by_key};
create unique index ticket_origin_key on ticket_origin (organization_id, cloud, sender_id, key_owner, key_type, key_id)
    where key_id is not null;

-- Subscriptions to the events of one's tickets. They belong to who is called back.
create table ticket_hub (
    organization_id {uuid} not null references organization (id),
    cloud {text} not null,
    id {uuid} not null,
    callback {text} not null,
    events {json} not null,
    -- What the calls are signed with, sealed by a key that is not in the database.
    sealed {blob} not null,
    key_id {text} not null,
    created_at {timestamptz} not null,
    primary key (organization_id, cloud, id)
) {strict};
create unique index ticket_hub_callback on ticket_hub (organization_id, cloud, callback);

-- Where a connection's other end calls us: the address holds a key, of which only the digest is here.
create table ticket_listener (
    organization_id {uuid} not null,
    cloud {text} not null,
    connection_id {uuid} not null,
    key_hash {blob} not null,
    -- The subscription at the other end, once there is one.
    hub {text},
    changed_at {timestamptz} not null,
    primary key (organization_id, cloud, connection_id),
    foreign key (organization_id, cloud, connection_id) references connection (organization_id, cloud, id) on delete cascade
) {strict_by_key};
create unique index ticket_listener_key on ticket_listener (key_hash);

-- Tickets elsewhere that could not be taken for one of our requests: kept and shown until a person says what they are.
create table ticket_stray (
    organization_id {uuid} not null,
    cloud {text} not null,
    id {uuid} not null,
    connection_id {uuid} not null,
    ticket {text} not null,
    title {text},
    event {text},
    event_id {text},
    reason {text} not null,
    request_id {uuid},
    times {bigint} not null,
    first_at {timestamptz} not null,
    last_at {timestamptz} not null,
    -- Somebody said that it is none of ours: it is not shown again, whatever is heard of it.
    dismissed_at {timestamptz},
    primary key (organization_id, cloud, id),
    foreign key (organization_id, cloud, connection_id) references connection (organization_id, cloud, id) on delete cascade
) {strict};
create unique index ticket_stray_ticket on ticket_stray (organization_id, cloud, connection_id, ticket);
create index ticket_stray_by_age on ticket_stray (organization_id, cloud, last_at, id) where dismissed_at is null;

-- The open requests that went through a connection.
create index request_by_connection on request (organization_id, cloud, connection_id, created_at, id)
    where is_open and connection_id is not null;
