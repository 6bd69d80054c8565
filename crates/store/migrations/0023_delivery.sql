-- Messages to recipients are deliveries: they can be looked at, held, tried again and given up.

-- What a message is about and the way that it goes; none where it is only work after a commit.
alter table outbox add column request_id {uuid};
alter table outbox add column route {text};
alter table outbox add column connection_id {uuid};
alter table outbox add column recipient {text};
-- in_flight: on the wire, or it was when its worker ended. unknown: it was sent and nobody answered. Neither is sent again
-- before the recipient was asked.
alter table outbox add column phase {text};
alter table outbox add column tried_at {timestamptz};
-- What was answered last, whatever it was.
alter table outbox add column answer {text};
alter table outbox add column given_up_by {text};
create index outbox_of_request on outbox (organization_id, cloud, request_id, id) where request_id is not null;
create index outbox_deliveries on outbox (organization_id, cloud, state, id) where request_id is not null;
create index outbox_of_connection on outbox (organization_id, cloud, connection_id, state, id)
    where connection_id is not null;

-- The connection that carries a request.
alter table request add column connection_id {uuid};
