-- What people are in an organization, and how they come in.

create table membership (
    organization_id {uuid} not null references organization (id),
    cloud {text} not null,
    user_id {uuid} not null references users (id),
    customer_id {uuid},
    roles {json} not null,
    primary key (organization_id, cloud, user_id),
    foreign key (organization_id, cloud, customer_id) references customer (organization_id, cloud, id)
) {strict_by_key};
create index membership_by_user on membership (user_id);

-- Only hashes are kept: who reads this table cannot sign in with it. A session ends with the membership it stands on.
create table session (
    hash {blob} not null primary key,
    user_id {uuid} not null,
    organization_id {uuid} not null,
    cloud {text} not null,
    csrf {text} not null,
    created_at {timestamptz} not null,
    expires_at {timestamptz} not null,
    foreign key (organization_id, cloud, user_id) references membership (organization_id, cloud, user_id) on delete cascade
) {strict_by_key};
create index session_by_user on session (user_id, organization_id, cloud);
create index session_by_end on session (expires_at);

-- Tokens outlive the membership, revoked: the list says who had one.
create table token (
    organization_id {uuid} not null references organization (id),
    cloud {text} not null,
    id {uuid} not null,
    user_id {uuid} not null references users (id),
    hash {blob} not null,
    name {text} not null,
    created_at {timestamptz} not null,
    expires_at {timestamptz},
    last_used_at {timestamptz},
    revoked_at {timestamptz},
    primary key (organization_id, cloud, id)
) {strict};
create unique index token_hash on token (hash);
