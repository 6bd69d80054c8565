-- The views by the next thing to do, and their counts, read no other case.
create index cases_by_next on cases (organization_id, cloud, next_action, next_due_at, id) where status <> 'closed';
