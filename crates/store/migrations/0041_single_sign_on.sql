-- By whom people of an organization are vouched for: identity providers, the domains that are sent to them, and who came that way.

create table identity_provider (
    organization_id {uuid} not null references organization (id),
    cloud {text} not null,
    id {uuid} not null,
    name {text} not null,
    name_key {text} not null,
    issuer {text} not null,
    client_id {text} not null,
    settings {json} not null,
    -- By what the desk is known there, sealed by a key that is not in the database.
    sealed {blob} not null,
    key_id {text} not null,
    created_at {timestamptz} not null,
    changed_at {timestamptz} not null,
    primary key (organization_id, cloud, id)
) {strict};
-- Who comes back from a provider names it, before it is known for whom they act.
create unique index identity_provider_id on identity_provider (id);
create unique index identity_provider_name on identity_provider (organization_id, cloud, name_key);

create table sign_in_domain (
    organization_id {uuid} not null,
    cloud {text} not null,
    id {uuid} not null,
    domain {text} not null,
    provider_id {uuid} not null,
    -- What the domain must say.
    code {text} not null,
    proven_at {timestamptz},
    primary key (organization_id, cloud, id),
    foreign key (organization_id, cloud, provider_id) references identity_provider (organization_id, cloud, id) on delete cascade
) {strict};
create unique index sign_in_domain_name on sign_in_domain (organization_id, cloud, domain);
-- A domain sends its people one way. Whoever cannot prove it takes it from nobody.
create unique index sign_in_domain_proven on sign_in_domain (domain) where proven_at is not null;

create table identity_link (
    organization_id {uuid} not null,
    cloud {text} not null,
    provider_id {uuid} not null,
    subject {text} not null,
    user_id {uuid} not null references users (id),
    -- What the provider's groups gave the last time.
    roles {json} not null,
    linked_at {timestamptz} not null,
    primary key (organization_id, cloud, provider_id, subject),
    foreign key (organization_id, cloud, provider_id) references identity_provider (organization_id, cloud, id) on delete cascade
) {strict};
create index identity_link_by_user on identity_link (user_id);
