-- Who decided about delegated admin, drafts of service requests, why a request went back, and the case that a recipient
-- carries a received request in.

-- When and by whom a relationship was approved, and ended or refused. None where that was not done on this desk.
alter table delegated_admin add column approved {json};
alter table delegated_admin add column ended {json};

-- What was begun to be written for a case's next request: one draft per case, for every agent.
create table request_draft (
    organization_id {uuid} not null,
    cloud {text} not null,
    case_id {uuid} not null,
    content {json} not null,
    version {bigint} not null,
    saved_by {json} not null,
    saved_at {timestamptz} not null,
    primary key (organization_id, cloud, case_id),
    foreign key (organization_id, cloud, case_id) references cases (organization_id, cloud, id)
) {strict};

-- A word of the table of reasons. None for what was returned before there was one, and for what a portal said.
alter table request add column return_reason {text};
alter table received_request add column return_reason {text};

-- The recipient's own case for what it received: a distributor takes a reseller's request further up from it.
alter table received_request add column case_id {uuid};
create unique index received_case on received_request (organization_id, cloud, case_id) where case_id is not null;
