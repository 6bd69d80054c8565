-- The emergency access of an organization in one cloud: an account with one way in, a code that lies in a safe and works once.
create table emergency_access (
    organization_id {uuid} not null,
    cloud {text} not null,
    user_id {uuid} not null,
    -- SHA-256 of the code; none once it was used.
    hash {blob},
    sealed_at {timestamptz} not null,
    sealed_by {uuid} not null references users (id),
    opened_at {timestamptz},
    opened_by {text},
    opened_for {text},
    opened_from {text},
    primary key (organization_id, cloud),
    foreign key (organization_id, cloud, user_id) references membership (organization_id, cloud, user_id) on delete cascade
) {strict};
create unique index emergency_access_code on emergency_access (hash) where hash is not null;
