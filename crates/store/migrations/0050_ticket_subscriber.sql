-- Who subscribed to the events of tickets, and by which token: a subscription lasts no longer than their right. One that names nobody was
-- made before that was kept; it ends when there is something to tell.
alter table ticket_hub add column created_by {uuid};
alter table ticket_hub add column token_id {uuid};
