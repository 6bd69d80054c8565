-- What identity providers tell of sessions that have ended there.

-- Each is taken once.
create table identity_logout (
    organization_id {uuid} not null,
    cloud {text} not null,
    provider_id {uuid} not null,
    -- What the provider calls its word.
    told {text} not null,
    expires_at {timestamptz} not null,
    primary key (organization_id, cloud, provider_id, told),
    foreign key (organization_id, cloud, provider_id) references identity_provider (organization_id, cloud, id) on delete cascade
) {strict_by_key};
