-- What a session is called: it stays the same when the secret changes. Absent in sessions that began before this: they are called by
-- their hash until they end, half a day later.
alter table session add column id {uuid};
create unique index session_id on session (id) where id is not null;
