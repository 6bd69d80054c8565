-- Boards and lists of what is going on look only at what the provider does not regard as closed: few of many.

create index health_issue_open on health_issue (organization_id, cloud, active_at, id) where not is_over;
