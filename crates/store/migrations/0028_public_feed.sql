-- The public feeds among the states of thousands of tenants: each check of a case, and the board, asks for them.
create index health_feed_public on health_feed (organization_id, cloud) where customer_id is null;
