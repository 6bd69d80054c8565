-- Roles that people have for a time, wanted, or had.
create table elevation (
    organization_id {uuid} not null,
    cloud {text} not null,
    id {uuid} not null,
    user_id {uuid} not null,
    role {text} not null,
    reason {text} not null,
    minutes {bigint} not null,
    state {text} not null,
    asked_at {timestamptz} not null,
    decided_by {uuid},
    decided_at {timestamptz},
    note {text},
    ends_at {timestamptz},
    primary key (organization_id, cloud, id),
    -- Who is taken out has no roles here, also not for a time. What was is in the audit log.
    foreign key (organization_id, cloud, user_id) references membership (organization_id, cloud, user_id) on delete cascade
) {strict};
-- One question or one role of a kind at a time: whoever asks twice, or is given it twice, is told so.
create unique index elevation_open on elevation (organization_id, cloud, user_id, role) where state in ('asked', 'active');
-- What has yet to be ended, over all owners.
create index elevation_due on elevation (state, ends_at) where state in ('asked', 'active');
