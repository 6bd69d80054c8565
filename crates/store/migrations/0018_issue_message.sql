-- What was said about an issue, to whom: posts in other languages, earlier texts with their time, and messages to customers.

-- The language of the text where the source says it, and the source's change with which the text was first seen.
alter table health_post add column language {text};
alter table health_post add column since {timestamptz};
-- The text in other languages as the source gives it. Earlier texts with the same: their texts alone stand in revisions, too.
alter table health_post add column translations {json};
alter table health_post add column earlier {json};

-- Messages about an issue, drafted or sent: each is an entry of a timeline, found here by its issue. Identifiers of issues and posts
-- are written as in the timeline's events.
create table issue_message (
    organization_id {uuid} not null,
    cloud {text} not null,
    issue {text} not null,
    at {timestamptz} not null,
    entry_id {uuid} not null,
    case_id {uuid} not null,
    is_sent {bool} not null,
    post {text},
    -- Whether it said that the issue is over.
    is_end {bool} not null,
    primary key (organization_id, cloud, issue, at, entry_id),
    foreign key (organization_id, cloud, case_id) references cases (organization_id, cloud, id)
) {strict_by_key};
create index issue_message_of_case on issue_message (organization_id, cloud, case_id, issue, at);

insert into issue_message (organization_id, cloud, issue, at, entry_id, case_id, is_sent, post, is_end)
select t.organization_id, t.cloud, t.event ->> 'issue', t.at, t.id, t.case_id,
    case when t.event ->> 'type' = 'customer_informed' then true else false end, null, false
from timeline t
where t.event ->> 'type' in ('customer_informed', 'inform_drafted') and t.event ->> 'issue' is not null;

-- The issue after which the case's customer still suffers.
alter table cases add column post_outage_issue_id {uuid};
create index cases_post_outage on cases (organization_id, cloud, next_due_at, id) where post_outage_issue_id is not null;
