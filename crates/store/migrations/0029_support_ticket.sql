-- Azure Support, as a server: the names that scripts give tickets, communications and files. Which request, note or file each is,
-- the other tables say.
create table support_ticket (
    organization_id {uuid} not null,
    cloud {text} not null,
    name_key {text} not null,
    name {text} not null,
    request_id {uuid} not null,
    -- What it was made from: the same again is the same ticket.
    digest {blob},
    advanced_diagnostic_consent {bool} not null,
    workspace {text},
    created_at {timestamptz} not null,
    primary key (organization_id, cloud, name_key),
    foreign key (organization_id, cloud, request_id) references request (organization_id, cloud, id)
) {strict_by_key};
create unique index support_ticket_request on support_ticket (organization_id, cloud, request_id);

create table support_communication (
    organization_id {uuid} not null,
    cloud {text} not null,
    request_id {uuid} not null,
    name_key {text} not null,
    name {text} not null,
    entry_id {uuid} not null,
    subject {text} not null,
    digest {blob} not null,
    primary key (organization_id, cloud, request_id, name_key),
    foreign key (organization_id, cloud, request_id) references request (organization_id, cloud, id)
) {strict_by_key};
create unique index support_communication_entry on support_communication (organization_id, cloud, entry_id);

-- Files that are put somewhere piece by piece, before or after there is a ticket.
create table support_workspace (
    organization_id {uuid} not null references organization (id),
    cloud {text} not null,
    name_key {text} not null,
    name {text} not null,
    customer_id {uuid},
    request_id {uuid},
    files {json} not null,
    created_at {timestamptz} not null,
    primary key (organization_id, cloud, name_key),
    foreign key (organization_id, cloud, customer_id) references customer (organization_id, cloud, id),
    foreign key (organization_id, cloud, request_id) references request (organization_id, cloud, id)
) {strict};

-- Whose subscription an address names.
create index subscription_external on subscription (organization_id, cloud, external_id) where external_id is not null;

-- When the recipient says that its next answer is due.
alter table request add column recipient_due_at {timestamptz};
