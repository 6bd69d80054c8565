-- People and groups that an identity provider tells of (SCIM 2.0).

create table provisioned_user (
    organization_id {uuid} not null references organization (id),
    cloud {text} not null,
    user_id {uuid} not null references users (id),
    user_name {text} not null,
    -- The same in lower case.
    user_name_key {text} not null,
    external_id {text},
    is_active {bool} not null,
    profile {json} not null,
    created_at {timestamptz} not null,
    changed_at {timestamptz} not null,
    -- When the provider took the person away. The row stays, so that who comes back is the same person.
    removed_at {timestamptz},
    primary key (organization_id, cloud, user_id)
) {strict};
create unique index provisioned_user_name on provisioned_user (organization_id, cloud, user_name_key) where removed_at is null;
create index provisioned_user_by_external on provisioned_user (organization_id, cloud, external_id) where external_id is not null;

create table provisioned_group (
    organization_id {uuid} not null references organization (id),
    cloud {text} not null,
    id {uuid} not null,
    name {text} not null,
    name_key {text} not null,
    external_id {text},
    -- What its people are here: a Global admin says it.
    roles {json} not null,
    created_at {timestamptz} not null,
    changed_at {timestamptz} not null,
    primary key (organization_id, cloud, id)
) {strict};
create unique index provisioned_group_name on provisioned_group (organization_id, cloud, name_key);

create table provisioned_member (
    organization_id {uuid} not null,
    cloud {text} not null,
    group_id {uuid} not null,
    user_id {uuid} not null references users (id),
    primary key (organization_id, cloud, group_id, user_id),
    foreign key (organization_id, cloud, group_id) references provisioned_group (organization_id, cloud, id) on delete cascade
) {strict_by_key};
create index provisioned_member_by_user on provisioned_member (organization_id, cloud, user_id);
