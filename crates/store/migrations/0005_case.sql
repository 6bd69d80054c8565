-- Cases, their timelines, the words they are found by, and the documented issues that could explain them.

create table cases (
    organization_id {uuid} not null,
    cloud {text} not null,
    id {uuid} not null,
    number {text} not null,
    customer_id {uuid} not null,
    subject {text} not null,
    description {text} not null,
    service {text},
    region {text},
    severity {text} not null,
    status {text} not null,
    started_at {timestamptz},
    affected_users {bigint},
    error_text {text},
    correlation_ids {json} not null,
    contact {json},
    channel {text} not null,
    reporter_id {uuid} references users (id),
    assignee_id {uuid} references users (id),
    continues_id {uuid},
    -- What lists show, kept up to date with each write.
    rung {text} not null,
    next_action {text} not null,
    next_clock {text},
    -- The end of time where no clock runs: so that it sorts last, and a page goes on from it, on both engines.
    next_due_at {timestamptz} not null,
    -- Whether that this time has come is on the timeline already, or never will be.
    due_announced {bool} not null,
    version {bigint} not null,
    created_at {timestamptz} not null,
    updated_at {timestamptz} not null,
    resolved_at {timestamptz},
    closed_at {timestamptz},
    primary key (organization_id, cloud, id),
    foreign key (organization_id, cloud, customer_id) references customer (organization_id, cloud, id),
    foreign key (organization_id, cloud, continues_id) references cases (organization_id, cloud, id)
) {strict};
create unique index case_number on cases (organization_id, cloud, number);
-- Most cases are closed: the queues look through the others only.
create index cases_by_due on cases (organization_id, cloud, next_due_at, id) where status <> 'closed';
create index cases_by_status on cases (organization_id, cloud, status, next_due_at, id) where status <> 'closed';
create index cases_by_assignee on cases (organization_id, cloud, assignee_id, next_due_at, id) where status <> 'closed';
create index cases_by_age on cases (organization_id, cloud, created_at, id);
create index cases_by_customer on cases (organization_id, cloud, customer_id, created_at, id);
create index cases_to_announce on cases (next_due_at) where not due_announced;

-- Nothing is ever changed or removed here.
create table timeline (
    organization_id {uuid} not null,
    cloud {text} not null,
    case_id {uuid} not null,
    id {uuid} not null,
    at {timestamptz} not null,
    actor {json} not null,
    visibility {text} not null,
    text {text},
    event {json} not null,
    primary key (organization_id, cloud, case_id, id),
    foreign key (organization_id, cloud, case_id) references cases (organization_id, cloud, id)
) {strict_by_key};

-- Which documented issues could explain a case. The issue may be another owner's, so it is no foreign key.
create table case_issue (
    organization_id {uuid} not null,
    cloud {text} not null,
    issue_id {uuid} not null,
    case_id {uuid} not null,
    certainty {bigint} not null,
    verdict {text},
    primary key (organization_id, cloud, issue_id, case_id),
    foreign key (organization_id, cloud, case_id) references cases (organization_id, cloud, id)
) {strict_by_key};

-- The words of a case, made by the application and separated by spaces: both engines index the same ones.
-- only sqlite:
create table case_text (
    doc integer primary key,
    organization_id {uuid} not null,
    cloud {text} not null,
    case_id {uuid} not null,
    words {text} not null,
    foreign key (organization_id, cloud, case_id) references cases (organization_id, cloud, id)
) {strict};
create virtual table case_words using fts5 (
    words, content = 'case_text', content_rowid = 'doc', columnsize = 0, tokenize = 'unicode61 remove_diacritics 0'
);
create trigger case_text_inserted after insert on case_text begin
    insert into case_words (rowid, words) values (new.doc, new.words);
end;
create trigger case_text_updated after update of words on case_text begin
    insert into case_words (case_words, rowid, words) values ('delete', old.doc, old.words);
    insert into case_words (rowid, words) values (new.doc, new.words);
end;
create trigger case_text_deleted after delete on case_text begin
    insert into case_words (case_words, rowid, words) values ('delete', old.doc, old.words);
end;
-- only postgres:
create table case_text (
    organization_id {uuid} not null,
    cloud {text} not null,
    case_id {uuid} not null,
    words {text} not null,
    terms tsvector not null generated always as (array_to_tsvector(string_to_array(words, ' '))) stored,
    foreign key (organization_id, cloud, case_id) references cases (organization_id, cloud, id)
);
create index case_text_terms on case_text using gin (terms);
-- both:
create unique index case_text_case on case_text (organization_id, cloud, case_id);
