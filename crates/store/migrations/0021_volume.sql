-- What a case can be about, so that a changed issue finds the cases that it can concern without reading the others.

-- Made by the application from the case's texts and the catalogue; none where it was never made.
alter table cases add column match_services {text};
-- The region's canonical name; empty where it is not known.
alter table cases add column match_region {text};
-- The version of the case that they were made of: with another one they are old.
alter table cases add column match_version {bigint};
create index cases_by_onset on cases (organization_id, cloud, (coalesce(started_at, created_at)), id)
    where status in ('open', 'waiting_on_customer', 'waiting_on_provider');

-- The owner's revision at which an issue, its posts or its customers last changed: an index of them takes in only what is newer.
alter table health_issue add column revision {bigint} not null default 0;
create index health_issue_by_revision on health_issue (organization_id, cloud, revision);
-- How many steps of the revision were written to the issues. Where it falls behind, an older program took a step.
alter table health_revision add column stamped {bigint} not null default 0;
