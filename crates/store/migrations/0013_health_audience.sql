-- An issue that the feeds of several tenants list is one row, not one for each: whom it concerns stands beside it.

-- Whether it concerns only the customers whose own feeds list it. Public issues concern everybody who uses the service.
alter table health_issue add column is_listed {bool} not null default false;

-- The customers whose own feeds list an issue.
create table health_issue_customer (
    organization_id {uuid} not null,
    cloud {text} not null,
    issue_id {uuid} not null,
    customer_id {uuid} not null,
    seen_at {timestamptz} not null,
    primary key (organization_id, cloud, issue_id, customer_id),
    foreign key (organization_id, cloud, issue_id) references health_issue (organization_id, cloud, id),
    foreign key (organization_id, cloud, customer_id) references customer (organization_id, cloud, id)
) {strict_by_key};
create index health_issue_customer_by_customer on health_issue_customer (organization_id, cloud, customer_id, issue_id);

-- What was kept once for each tenant: the first of them becomes the one, the others end here and stay where cases name them.
insert into health_issue_customer (organization_id, cloud, issue_id, customer_id, seen_at)
select i.organization_id, i.cloud, coalesce(p.id, f.id), i.customer_id, i.last_modified_at
from health_issue i
left join health_issue p on p.organization_id = i.organization_id and p.cloud = i.cloud and p.source = i.source
    and p.source_id = i.source_id and p.customer_id is null
left join health_issue f on f.organization_id = i.organization_id and f.cloud = i.cloud and f.source = i.source
    and f.source_id = i.source_id and f.customer_id is not null
    and not exists (
        select 1 from health_issue e where e.organization_id = f.organization_id and e.cloud = f.cloud
        and e.source = f.source and e.source_id = f.source_id and e.customer_id is not null and e.id < f.id
    )
where i.customer_id is not null;
update health_issue set is_listed = true where customer_id is not null;
update health_issue set ends_at = coalesce(ends_at, last_modified_at), is_over = true
where customer_id is not null and exists (
    select 1 from health_issue e where e.organization_id = health_issue.organization_id and e.cloud = health_issue.cloud
    and e.source = health_issue.source and e.source_id = health_issue.source_id
    and (e.customer_id is null or e.id < health_issue.id)
);
update health_issue set customer_id = null
where customer_id is not null and not exists (
    select 1 from health_issue e where e.organization_id = health_issue.organization_id and e.cloud = health_issue.cloud
    and e.source = health_issue.source and e.source_id = health_issue.source_id
    and (e.customer_id is null or e.id < health_issue.id)
);
