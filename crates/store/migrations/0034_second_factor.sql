-- What a session stands on, by what people prove who they are beyond a password, and sign-ins that are not complete.

-- Absent in sessions that began before this: nothing is known of them.
alter table session add column proofs {json};
alter table session add column proven_at {timestamptz};
alter table session add column agent {text};
alter table session add column address {text};
alter table session add column last_address {text};
alter table session add column last_seen_at {timestamptz};
-- The identity provider who vouched, and what it calls its own session: it can end this one.
alter table session add column provider_id {uuid};
alter table session add column provider_session {text};
create index session_by_provider on session (provider_id, provider_session) where provider_id is not null;

-- A person's apps for codes and passkeys. Each was used once before it was kept.
create table second_factor (
    id {uuid} not null primary key,
    user_id {uuid} not null references users (id),
    kind {text} not null,
    name {text} not null,
    -- Of an app: its secret, sealed by a key that is not in the database, and the last step whose code was used.
    sealed {blob},
    key_id {text},
    last_step {bigint},
    -- Of a passkey: how the browser names it, and its public key with the count of its uses.
    credential_id {blob},
    credential {text},
    created_at {timestamptz} not null,
    last_used_at {timestamptz}
) {strict};
create index second_factor_by_user on second_factor (user_id);
create unique index second_factor_credential on second_factor (credential_id) where credential_id is not null;

-- Only hashes are kept. A used code stays until new ones are made: the account says how many are left of how many.
create table recovery_code (
    user_id {uuid} not null references users (id),
    hash {blob} not null,
    created_at {timestamptz} not null,
    used_at {timestamptz},
    primary key (user_id, hash)
) {strict_by_key};

-- A sign-in that is not complete, or a question that was put to a browser. It is no session: nothing but its end takes it.
create table sign_in_attempt (
    hash {blob} not null primary key,
    purpose {text} not null,
    -- Absent while nobody has said who they are.
    user_id {uuid} references users (id),
    -- Where they wish to act.
    organization_id {uuid},
    cloud {text},
    proofs {json} not null,
    -- How often something wrong was given.
    tries {bigint} not null,
    -- What a passkey was asked.
    challenge {text},
    provider_id {uuid},
    provider_session {text},
    created_at {timestamptz} not null,
    expires_at {timestamptz} not null
) {strict_by_key};
create index sign_in_attempt_by_user on sign_in_attempt (user_id) where user_id is not null;
create index sign_in_attempt_by_end on sign_in_attempt (expires_at);
