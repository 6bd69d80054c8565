-- The organizations on this desk and the people who can sign in. What people are in an organization follows in
-- 0008_access.sql: a customer's people refer to their customer.

-- An organization is the first half of an owner, so it has none itself.
create table organization (
    id {uuid} not null primary key,
    kind {text} not null,
    partner_kind {text},
    name {text} not null,
    -- The name as it is compared and sorted: the engines disagree about lower case and collation.
    name_key {text} not null,
    upstream_id {uuid} references organization (id),
    provider_id {uuid} references organization (id),
    clouds {json} not null,
    policy {json} not null,
    created_at {timestamptz} not null
) {strict};
create index organization_by_name on organization (name_key, id);
create index organization_by_upstream on organization (upstream_id) where upstream_id is not null;
create index organization_by_provider on organization (provider_id) where provider_id is not null;

-- One person can belong to several organizations.
create table users (
    id {uuid} not null primary key,
    name {text} not null,
    name_key {text} not null,
    email {text} not null,
    -- The address in lower case: who signs in is found by it.
    email_key {text} not null,
    password_hash {text},
    language {text},
    time_zone {text},
    phone {text},
    country {text},
    disabled_at {timestamptz}
) {strict};
create unique index user_email on users (email_key);
