//! Where a person's name and address stand in an organization's rows, and how they are taken out of them (docs/adr/0026).
//!
//! What somebody said or did is evidence and stays; who it was is theirs. Finding reads all rows of the owner, so it is done by a
//! reader, which holds nobody up; taking out touches only what was found.

use sqlx::types::Json;
use tierline_domain::{
    AttachmentId, CaseId, CaseStatus, DelegatedAdminId, PersonKey, PersonTraces, RequestId, TracedCase, TracedRequest,
    UserId,
};
use uuid::Uuid;

use super::id_list;
use crate::{
    db::{BindOwner, on, run, word},
    dialect::Sql,
    error::Result,
    scope::{AuthTx, TenantRead, TenantTx},
    statement::statements,
};

/// Empties the name in a value of JSON, in those rows of a list where it is this person's. The engines write into JSON by
/// functions of different names, and read lists in two ways; see `id_list`.
macro_rules! nameless {
    ($engine:ident, $table:literal, $key:literal, $column:literal) => {
        nameless!($engine, $table, $key, $column, "", "", "user")
    };
    (lite, $table:literal, $key:literal, $column:literal, $path:literal, $arrow:literal, $who:literal) => {
        concat!(
            "update ",
            $table,
            " set ",
            $column,
            " = json_set(",
            $column,
            ", '$.",
            $path,
            "name', '') \
             where organization_id = $1 and cloud = $2 and ",
            $key,
            " in (select unhex(value) from json_each($3)) and ",
            $column,
            $arrow,
            " ->> '",
            $who,
            "' = $4"
        )
    };
    (pg, $table:literal, $key:literal, $column:literal, $path:literal, $arrow:literal, $who:literal) => {
        concat!(
            "update ",
            $table,
            " set ",
            $column,
            " = jsonb_set(",
            $column,
            ", string_to_array('",
            $path,
            "name', '.'), '\"\"') \
             where organization_id = $1 and cloud = $2 and ",
            $key,
            " in (select value::uuid from jsonb_array_elements_text($3)) and ",
            $column,
            $arrow,
            " ->> '",
            $who,
            "' = $4"
        )
    };
}

/// Runs a statement of two texts that gives no rows.
macro_rules! run_on {
    ($scope:expr, $statement:expr, |$query:ident| $bound:expr) => {
        on!($scope, |c| async {
            let $query = sqlx::query($statement.on(&*c));
            $bound.execute(c).await.map(drop)
        })
    };
}

/// Whose address a packet gives its recipient.
macro_rules! packet_contact {
    () => {
        "lower(packet -> 'sender' -> 'contact' ->> 'email')"
    };
}

statements! {
    CASES = "select id, number, status, coalesce(lower(contact ->> 'email') = $4, false) as is_contact, \
             coalesce(reporter_id = $3, false) as is_reporter, coalesce(assignee_id = $3, false) as is_assignee from cases \
             where organization_id = $1 and cloud = $2 \
             and (lower(contact ->> 'email') = $4 or reporter_id = $3 or assignee_id = $3) order by id";
    TIMELINES = "select distinct case_id from timeline where organization_id = $1 and cloud = $2 \
                 and ((actor ->> 'user' = $3 and actor ->> 'name' <> '') \
                 or (event ->> 'to' = $3 and event ->> 'name' <> ''))";
    DRAFTS = "select case_id from request_draft where organization_id = $1 and cloud = $2 and saved_by ->> 'user' = $3 \
              and saved_by ->> 'name' <> ''";
    REQUESTS = (concat!("select id, number, is_open, coalesce(author ->> 'user' = $3, false) as is_author, \
                coalesce(", packet_contact!(), " = $4, false) as is_contact, recipient_name as counterpart from request \
                where organization_id = $1 and cloud = $2 and ((author ->> 'user' = $3 and author ->> 'name' <> '') or ",
                packet_contact!(), " = $4) order by id"));
    RECEIVED = (concat!("select id, number, is_open, false as is_author, true as is_contact, sender_name as counterpart \
                from received_request where organization_id = $1 and cloud = $2 and ", packet_contact!(), " = $3 order by id"));
    REQUEST_TIMELINES = "select distinct request_id from request_entry where organization_id = $1 and cloud = $2 \
                         and actor ->> 'user' = $3 and actor ->> 'name' <> ''";
    FILES = "select id from attachment where organization_id = $1 and cloud = $2 and actor ->> 'user' = $3 \
             and actor ->> 'name' <> '' order by id";
    RELATIONSHIPS = "select id from delegated_admin where organization_id = $1 and cloud = $2 \
                     and ((approved -> 'by' ->> 'user' = $3 and approved -> 'by' ->> 'name' <> '') \
                     or (ended -> 'by' ->> 'user' = $3 and ended -> 'by' ->> 'name' <> '')) order by id";

    split CASES_ERASE = {
        lite: "update cases set contact = case when lower(contact ->> 'email') = $5 then null else contact end, \
               reporter_id = nullif(reporter_id, $4), assignee_id = nullif(assignee_id, $4), version = version + 1 \
               where organization_id = $1 and cloud = $2 and id in (select unhex(value) from json_each($3))",
        pg: "update cases set contact = case when lower(contact ->> 'email') = $5 then null else contact end, \
             reporter_id = nullif(reporter_id, $4), assignee_id = nullif(assignee_id, $4), version = version + 1 \
             where organization_id = $1 and cloud = $2 and id in (select value::uuid from jsonb_array_elements_text($3))",
    };
    split ENTRY_ACTOR = {
        lite: nameless!(lite, "timeline", "case_id", "actor"),
        pg: nameless!(pg, "timeline", "case_id", "actor"),
    };
    split ENTRY_ASSIGNED = {
        lite: nameless!(lite, "timeline", "case_id", "event", "", "", "to"),
        pg: nameless!(pg, "timeline", "case_id", "event", "", "", "to"),
    };
    split DRAFT_SAVED = {
        lite: nameless!(lite, "request_draft", "case_id", "saved_by"),
        pg: nameless!(pg, "request_draft", "case_id", "saved_by"),
    };
    split REQUEST_AUTHOR = {
        lite: nameless!(lite, "request", "id", "author"),
        pg: nameless!(pg, "request", "id", "author"),
    };
    split REQUEST_CONTACT = {
        lite: "update request set packet = json_set(packet, '$.sender.contact', json('{\"name\":\"\",\"email\":\"\"}')) \
               where organization_id = $1 and cloud = $2 and id in (select unhex(value) from json_each($3))",
        pg: "update request set packet = jsonb_set(packet, '{sender,contact}', '{\"name\":\"\",\"email\":\"\"}') \
             where organization_id = $1 and cloud = $2 and id in (select value::uuid from jsonb_array_elements_text($3))",
    };
    split RECEIVED_CONTACT = {
        lite: "update received_request set packet = json_set(packet, '$.sender.contact', json('{\"name\":\"\",\"email\":\"\"}')) \
               where organization_id = $1 and cloud = $2 and id in (select unhex(value) from json_each($3))",
        pg: "update received_request set packet = jsonb_set(packet, '{sender,contact}', '{\"name\":\"\",\"email\":\"\"}') \
             where organization_id = $1 and cloud = $2 and id in (select value::uuid from jsonb_array_elements_text($3))",
    };
    split REQUEST_ENTRY_ACTOR = {
        lite: nameless!(lite, "request_entry", "request_id", "actor"),
        pg: nameless!(pg, "request_entry", "request_id", "actor"),
    };
    split FILE_ACTOR = {
        lite: nameless!(lite, "attachment", "id", "actor"),
        pg: nameless!(pg, "attachment", "id", "actor"),
    };
    split APPROVED_BY = {
        lite: nameless!(lite, "delegated_admin", "id", "approved", "by.", " -> 'by'", "user"),
        pg: nameless!(pg, "delegated_admin", "id", "approved", "by.", " -> 'by'", "user"),
    };
    split ENDED_BY = {
        lite: nameless!(lite, "delegated_admin", "id", "ended", "by.", " -> 'by'", "user"),
        pg: nameless!(pg, "delegated_admin", "id", "ended", "by.", " -> 'by'", "user"),
    };

    /// Answers that are kept for repeated calls say what they said.
    ANSWERS = "delete from idempotency where organization_id = $1 and cloud = $2 and actor = $3";
    /// Messages that are through or were given up lie here for some days, with what they carried.
    split MESSAGES = {
        lite: "delete from outbox where organization_id = $1 and cloud = $2 and state <> 'waiting' \
               and request_id in (select unhex(value) from json_each($3))",
        pg: "delete from outbox where organization_id = $1 and cloud = $2 and state <> 'waiting' \
             and request_id in (select value::uuid from jsonb_array_elements_text($3))",
    };
    /// Letters to a person name their address, whatever became of them.
    LETTERS = "delete from outbox where organization_id = $1 and cloud = $2 and queue = 'letters' and payload ->> 'user' = $3";
    TOKENS = "delete from token where organization_id = $1 and cloud = $2 and user_id = $3";
    READER_KEYS = "delete from reader_key where organization_id = $1 and cloud = $2 and user_id = $3";
    LISTS = "delete from reach_entry where organization_id = $1 and cloud = $2 and user_id = $3";
    REACHED = "delete from customer_reach where organization_id = $1 and cloud = $2 and user_id = $3";
    IN_GROUPS = "delete from provisioned_member where organization_id = $1 and cloud = $2 and user_id = $3";
    PROVISIONED = "delete from provisioned_user where organization_id = $1 and cloud = $2 and user_id = $3";
    LINKS = "delete from identity_link where organization_id = $1 and cloud = $2 and user_id = $3";

    CONSENTS = "select exists (select 1 from connection_secret where organization_id = $1 and cloud = $2 and consent_user_id = $3)";

    FACTORS = "delete from second_factor where user_id = $1";
    RECOVERY_CODES = "delete from recovery_code where user_id = $1";
    ATTEMPTS = "delete from sign_in_attempt where user_id = $1";
    ALL_LINKS = "delete from identity_link where user_id = $1";
    ALL_IN_GROUPS = "delete from provisioned_member where user_id = $1";
    ALL_PROVISIONED = "delete from provisioned_user where user_id = $1";
    ALL_LETTERS = "delete from outbox where queue = 'letters' and payload ->> 'user' = $1";
    PASSWORD = "update users set password_hash = null, last_sign_in_at = null where id = $1";
}

#[derive(sqlx::FromRow)]
struct CaseRow {
    id: Uuid,
    number: String,
    status: String,
    is_contact: bool,
    is_reporter: bool,
    is_assignee: bool,
}

impl CaseRow {
    fn read(self) -> Result<TracedCase> {
        let Self { id, number, status, is_contact, is_reporter, is_assignee } = self;
        let status = word(CaseStatus::from_word(&status), "cases", "status", CaseId(id))?;
        Ok(TracedCase { id: CaseId(id), number, status, is_contact, is_reporter, is_assignee })
    }
}

#[derive(sqlx::FromRow)]
struct RequestRow {
    id: Uuid,
    number: String,
    is_open: bool,
    is_author: bool,
    is_contact: bool,
    counterpart: String,
}

impl RequestRow {
    fn read(self) -> TracedRequest {
        let Self { id, number, is_open, is_author, is_contact, counterpart } = self;
        TracedRequest { id: RequestId(id), number, is_open, is_author, is_contact, counterpart }
    }
}

impl TenantRead<'_> {
    /// Where a person stands in the owner's rows.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn person_traces(&mut self, person: &PersonKey) -> Result<PersonTraces> {
        let (id, email) = (person.user.map(UserId::uuid), person.email.as_str());
        let owner = self.owner();
        let cases: Vec<CaseRow> = on!(self, |c| sqlx::query_as(CASES).owner(owner).bind(id).bind(email).fetch_all(c))?;
        let said = person.user.map(|user| user.to_string());
        let requests: Vec<RequestRow> =
            on!(self, |c| sqlx::query_as(REQUESTS).owner(owner).bind(&said).bind(email).fetch_all(c))?;
        let received: Vec<RequestRow> = on!(self, |c| sqlx::query_as(RECEIVED).owner(owner).bind(email).fetch_all(c))?;
        Ok(PersonTraces {
            cases: cases.into_iter().map(CaseRow::read).collect::<Result<_>>()?,
            timelines: self.named_in(TIMELINES, person).await?.into_iter().map(CaseId).collect(),
            drafts: self.named_in(DRAFTS, person).await?.into_iter().map(CaseId).collect(),
            requests: requests.into_iter().map(RequestRow::read).collect(),
            request_timelines: self.named_in(REQUEST_TIMELINES, person).await?.into_iter().map(RequestId).collect(),
            received: received.into_iter().map(RequestRow::read).collect(),
            files: self.named_in(FILES, person).await?.into_iter().map(AttachmentId).collect(),
            relationships: self.named_in(RELATIONSHIPS, person).await?.into_iter().map(DelegatedAdminId).collect(),
        })
    }

    /// The rows in which an account is named; none for who has none.
    async fn named_in(&mut self, statement: &'static str, person: &PersonKey) -> Result<Vec<Uuid>> {
        let Some(user) = person.user else { return Ok(Vec::new()) };
        let (owner, said) = (self.owner(), user.to_string());
        on!(self, |c| sqlx::query_scalar(statement).owner(owner).bind(&said).fetch_all(c))
    }

    /// Whether a connection of the owner acts by this person's consent.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn person_consents(&mut self, user: UserId) -> Result<bool> {
        let owner = self.owner();
        on!(self, |c| sqlx::query_scalar(CONSENTS).owner(owner).bind(user.uuid()).fetch_one(c))
    }
}

impl TenantTx<'_> {
    /// Takes a person's name and address out of the rows that were found.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn person_traces_erase(&mut self, person: &PersonKey, found: &PersonTraces) -> Result<()> {
        let owner = self.owner();
        let cases = id_list(found.cases.iter().map(|case| case.id.uuid()));
        let (id, email) = (person.user.map(UserId::uuid), person.email.as_str());
        run_on!(self, CASES_ERASE, |query| query.owner(owner).bind(&cases).bind(id).bind(email))?;
        let asked = |all: &[TracedRequest]| id_list(all.iter().filter(|one| one.is_contact).map(|one| one.id.uuid()));
        let (sent, received) = (asked(&found.requests), asked(&found.received));
        for (statement, rows) in [(REQUEST_CONTACT, &sent), (MESSAGES, &sent), (RECEIVED_CONTACT, &received)] {
            run_on!(self, statement, |query| query.owner(owner).bind(rows))?;
        }
        let Some(user) = person.user else { return Ok(()) };
        let timelines = id_list(found.timelines.iter().map(|id| id.uuid()));
        let relationships = id_list(found.relationships.iter().map(|id| id.uuid()));
        let named: [(Sql, Json<Vec<String>>); 8] = [
            (ENTRY_ACTOR, timelines.clone()),
            (ENTRY_ASSIGNED, timelines),
            (DRAFT_SAVED, id_list(found.drafts.iter().map(|id| id.uuid()))),
            (REQUEST_AUTHOR, id_list(found.requests.iter().map(|one| one.id.uuid()))),
            (REQUEST_ENTRY_ACTOR, id_list(found.request_timelines.iter().map(|id| id.uuid()))),
            (FILE_ACTOR, id_list(found.files.iter().map(|id| id.uuid()))),
            (APPROVED_BY, relationships.clone()),
            (ENDED_BY, relationships),
        ];
        let said = user.to_string();
        for (statement, rows) in named {
            run_on!(self, statement, |query| query.owner(owner).bind(&rows).bind(&said))?;
        }
        for statement in [ANSWERS, LETTERS] {
            run!(self, sqlx::query(statement).owner(owner).bind(&said))?;
        }
        for statement in [TOKENS, READER_KEYS, LISTS, REACHED, IN_GROUPS, PROVISIONED, LINKS] {
            run!(self, sqlx::query(statement).owner(owner).bind(user.uuid()))?;
        }
        Ok(())
    }
}

impl AuthTx<'_> {
    /// Removes by what a person came in, everywhere, password and links to identity providers included: for an account that is nobody's
    /// any more. The row of the account is held until the transaction ends.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn user_entrances_remove(&mut self, id: UserId) -> Result<()> {
        self.sessions_remove_of(id).await?;
        self.person_links_remove_of(id).await?;
        for statement in [FACTORS, RECOVERY_CODES, ATTEMPTS, ALL_LINKS, PASSWORD] {
            run!(self, sqlx::query(statement).bind(id.uuid()))?;
        }
        Ok(())
    }

    /// Removes what was told of a person by whatever directory, and the letters to them: for an account that is to be nobody's for ever.
    /// No directory fills it again.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn user_forget(&mut self, id: UserId) -> Result<()> {
        for statement in [ALL_IN_GROUPS, ALL_PROVISIONED] {
            run!(self, sqlx::query(statement).bind(id.uuid()))?;
        }
        run!(self, sqlx::query(ALL_LETTERS).bind(id.to_string())).map(drop)
    }
}
