-- When an issue was first proposed for a case, and whether it ever was certain: reports count by it.

alter table case_issue add column is_certain {bool} not null default false;
alter table case_issue add column proposed_at {timestamptz};
create index case_issue_by_proposal on case_issue (organization_id, cloud, proposed_at) where proposed_at is not null;
