-- Whose consent a connection acts by: the person of this desk who asked for it, and the account that was signed in with.
alter table connection_secret add column consent_user_id {uuid};
alter table connection_secret add column consent_account {text};
alter table connection_secret add column consented_at {timestamptz};
