-- Service requests: the sender's row, the recipient's row of the same identifier, and what happened to each. The two
-- sides never share a row; what one hands to the other is delivered.

create table request (
    organization_id {uuid} not null,
    cloud {text} not null,
    id {uuid} not null,
    number {text} not null,
    external_id {text},
    customer_id {uuid} not null,
    recipient_kind {text} not null,
    recipient_id {uuid},
    recipient_name {text} not null,
    route {text} not null,
    title {text} not null,
    severity {text} not null,
    category {text} not null,
    service {text},
    status {text} not null,
    status_reason {text},
    -- Whether the status keeps another request for the same cause from being written.
    is_open {bool} not null,
    cause {text} not null,
    duplicate_reason {text},
    packet {json} not null,
    author {json} not null,
    author_id {uuid},
    -- What a search looks through, normalized, one line each: number, the recipient's number, title.
    search_key {text} not null,
    version {bigint} not null,
    created_at {timestamptz} not null,
    updated_at {timestamptz} not null,
    submitted_at {timestamptz},
    answered_at {timestamptz},
    last_reply_at {timestamptz},
    next_due_at {timestamptz},
    primary key (organization_id, cloud, id),
    foreign key (organization_id, cloud, customer_id) references customer (organization_id, cloud, id)
) {strict};
create unique index request_number on request (organization_id, cloud, number);
-- One open request per cause, unless somebody wrote down why there must be another.
create unique index open_request_cause on request (organization_id, cloud, cause)
    where is_open and duplicate_reason is null;
create index request_by_age on request (organization_id, cloud, created_at, id);
-- Most requests are over: the queues look through the others only.
create index request_by_age_open on request (organization_id, cloud, created_at, id) where is_open;
create index request_by_due on request (organization_id, cloud, next_due_at, id) where is_open;
create index request_by_customer on request (organization_id, cloud, customer_id, created_at, id);
create index request_by_external on request (organization_id, cloud, external_id, created_at, id)
    where external_id is not null;

-- The sender may be an organization of another desk, so it is no foreign key.
create table received_request (
    organization_id {uuid} not null references organization (id),
    cloud {text} not null,
    id {uuid} not null,
    number {text} not null,
    sender_id {uuid} not null,
    sender_name {text} not null,
    sender_number {text} not null,
    packet {json} not null,
    status {text} not null,
    status_reason {text},
    is_open {bool} not null,
    -- As above: both numbers, the sender's name, the title, the customer's name, domain and tenant.
    search_key {text} not null,
    due_at {timestamptz},
    version {bigint} not null,
    received_at {timestamptz} not null,
    updated_at {timestamptz} not null,
    primary key (organization_id, cloud, id)
) {strict};
create unique index received_number on received_request (organization_id, cloud, number);
create index received_by_age on received_request (organization_id, cloud, received_at, id);
create index received_by_age_open on received_request (organization_id, cloud, received_at, id) where is_open;
create index received_by_sender on received_request (organization_id, cloud, sender_id, received_at, id);

-- The timeline of a request, on either side: it belongs to a request or to a received one.
create table request_entry (
    organization_id {uuid} not null references organization (id),
    cloud {text} not null,
    request_id {uuid} not null,
    id {uuid} not null,
    at {timestamptz} not null,
    actor {json} not null,
    kind {text} not null,
    visibility {text} not null,
    status {text},
    text {text},
    primary key (organization_id, cloud, request_id, id)
) {strict};
