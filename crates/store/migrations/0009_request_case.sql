-- The cases that a service request carries.
create table request_case (
    organization_id {uuid} not null,
    cloud {text} not null,
    request_id {uuid} not null,
    case_id {uuid} not null,
    primary key (organization_id, cloud, request_id, case_id),
    foreign key (organization_id, cloud, request_id) references request (organization_id, cloud, id),
    foreign key (organization_id, cloud, case_id) references cases (organization_id, cloud, id)
) {strict_by_key};
create index request_case_by_case on request_case (organization_id, cloud, case_id, request_id);
