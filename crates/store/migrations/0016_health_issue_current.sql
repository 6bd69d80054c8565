-- Boards and lists of what goes on look only at what has not ended: few of many. What is open without an end goes on for ever,
-- what was closed without one is over since ever; the store asks by this very expression.

create index health_issue_current on health_issue (organization_id, cloud, (
    case when ends_at is not null then ends_at when is_over then '0001-01-01T00:00:00+00:00' else '9999-12-31T00:00:00+00:00' end
));
