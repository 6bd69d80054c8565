-- Links by which people choose their password: an invitation, or a reset they asked for. Only the hash of a link's secret is kept. A
-- link holds for the address it was sent to: whoever has another one since cannot be let in by it.
create table person_link (
    hash {blob} not null primary key,
    user_id {uuid} not null references users (id),
    kind {text} not null,
    email_key {text} not null,
    created_at {timestamptz} not null,
    expires_at {timestamptz} not null
) {strict_by_key};
create index person_link_by_user on person_link (user_id, kind);
create index person_link_by_end on person_link (expires_at);

alter table users add column last_sign_in_at {timestamptz};
-- Whose program it is: such an account is nobody's who could sign in, and acts by tokens alone.
alter table users add column keeper_id {uuid};
create index users_by_keeper on users (keeper_id) where keeper_id is not null;

-- What a token is narrowed to. Those without it were made before there were scopes, and may all that their person may.
alter table token add column scopes {json};
alter table token add column last_address {text};
