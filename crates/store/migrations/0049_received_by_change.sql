-- What a sender has sent, by its last change: a program that follows its tickets asks for what changed since.
create index received_by_sender_change on received_request (organization_id, cloud, sender_id, updated_at, id);
