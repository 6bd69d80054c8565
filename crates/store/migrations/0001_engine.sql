-- What the engine of the store needs for itself. Types in braces are filled in per database engine.
-- Unique constraints besides primary keys are unique indexes with a name, so that both engines can name them.

-- Facts about the database itself.
create table meta (
    key {text} not null primary key,
    value {text} not null
) {strict};

-- What has happened and must go on from there: events for the relay, deliveries for the routes.
-- A row waits until run_at. Who takes it moves run_at to the end of the lease and leaves a token; when the
-- holder dies, the row comes due again by itself.
create table outbox (
    organization_id {uuid} not null,
    cloud {text} not null,
    id {uuid} not null,
    queue {text} not null,
    kind {text} not null,
    payload {json} not null,
    created_at {timestamptz} not null,
    state {text} not null,
    run_at {timestamptz} not null,
    attempts {bigint} not null,
    lease_token {uuid},
    last_error {text},
    finished_at {timestamptz},
    primary key (organization_id, cloud, id)
) {strict};
create index outbox_due on outbox (queue, run_at, id) where state = 'waiting';
create index outbox_finished on outbox (state, finished_at) where state <> 'waiting';

-- Jobs of which one runs at a time in the whole desk.
create table schedule (
    name {text} not null primary key,
    next_at {timestamptz} not null,
    lease_token {uuid},
    lease_until {timestamptz},
    started_at {timestamptz},
    finished_at {timestamptz},
    failures {bigint} not null,
    last_error {text}
) {strict};

-- The results of commands that carried an idempotency key.
create table idempotency (
    organization_id {uuid} not null,
    cloud {text} not null,
    actor {text} not null,
    operation {text} not null,
    key {text} not null,
    body_hash {blob} not null,
    result {json} not null,
    created_at {timestamptz} not null,
    primary key (organization_id, cloud, actor, operation, key)
) {strict};
create index idempotency_age on idempotency (created_at);

-- Who did what. The canonical bytes hold the entry; the other columns exist to find it.
create table audit_entry (
    organization_id {uuid} not null,
    cloud {text} not null,
    id {uuid} not null,
    at {timestamptz} not null,
    action {text} not null,
    actor {text},
    subject {text},
    bytes {blob},
    salt {blob},
    digest {blob} not null,
    seal {bigint},
    primary key (organization_id, cloud, id)
) {strict};
create index audit_entry_unsealed on audit_entry (organization_id, cloud, id) where seal is null;
create index audit_entry_subject on audit_entry (organization_id, cloud, subject, id);

-- The chain over the entries: each seal covers the entries that carry its number and the seal before it.
create table audit_seal (
    organization_id {uuid} not null,
    cloud {text} not null,
    seq {bigint} not null,
    first_id {uuid} not null,
    last_id {uuid} not null,
    entries {bigint} not null,
    sealed_at {timestamptz} not null,
    chain {blob} not null,
    primary key (organization_id, cloud, seq)
) {strict};

-- The next number that no node has reserved yet.
create table number_block (
    organization_id {uuid} not null,
    cloud {text} not null,
    kind {text} not null,
    next {bigint} not null,
    primary key (organization_id, cloud, kind)
) {strict};
