-- A mail that arrives names its request by an identifier alone; whose it is, the signature of its address says.
create index request_of_mail on request (id) where connection_id is not null;
