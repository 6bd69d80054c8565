-- What the board of services and the list of feeds count, each by an index alone: customers and tenants are thousands.

-- Customers whose relationship does not stand are few: they are taken off what is counted of all.
create index customer_inactive on customer (organization_id, cloud, id) where relationship_status <> 'active';
create index health_feed_counted on health_feed (
    organization_id, cloud, name, format, condition, interval_minutes, customer_id, fetched_at
);
