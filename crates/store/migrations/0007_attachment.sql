-- Files of cases and service requests. The bytes are kept elsewhere, under their digest.

-- A request's identifier is the same on both sides, sender and recipient, so it is no foreign key.
create table attachment (
    organization_id {uuid} not null references organization (id),
    cloud {text} not null,
    id {uuid} not null,
    case_id {uuid},
    request_id {uuid},
    name {text} not null,
    media_type {text} not null,
    size {bigint} not null,
    sha256 {text} not null,
    visibility {text} not null,
    at {timestamptz} not null,
    actor {json} not null,
    primary key (organization_id, cloud, id),
    foreign key (organization_id, cloud, case_id) references cases (organization_id, cloud, id)
) {strict};
create index attachment_by_case on attachment (organization_id, cloud, case_id) where case_id is not null;
create index attachment_by_request on attachment (organization_id, cloud, request_id) where request_id is not null;
