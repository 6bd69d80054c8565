//! What the caller was told in the desk.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tierline_app::notice::{self, NoticeQuery};
use tierline_domain::{Notice as Told, NoticeId, NoticeSubject};
use utoipa::{IntoParams, ToSchema};

use crate::kit::{
    answer::{Answer, Done, Found, Page},
    call::{Act, Ask, At, Caller, Command, page_limit},
    cursor,
    endpoint::{Operation, get, post},
    wire::{self, Time},
};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        get("/notices", "Lists what the caller was told, the latest first.", list),
        post("/notices/readings", "Marks all that the caller was told up to a time as read.", read_all),
        post("/notices/{notice_id}/reading", "Marks a notice of the caller as read.", read),
    ]
}

/// Something that the caller was told: one line for each cause, which says what is newest of it.
#[derive(Debug, Serialize, ToSchema)]
struct Notice {
    /// Identifier.
    id: wire::NoticeId,
    /// What it says.
    kind: wire::NoticeKind,
    /// The issue it is about.
    issue_id: Option<wire::HealthIssueId>,
    /// The case it is about.
    case_id: Option<wire::CaseId>,
    /// The service request it is about, sent or received; none where it is about the inbox, in which what arrives is one line.
    request_id: Option<wire::RequestId>,
    /// The role for a time it is about.
    elevation_id: Option<wire::ElevationId>,
    /// How much of it since it was last read: posts of an issue, messages of a customer, requests that arrived.
    count: i64,
    /// The number of the case, of the request, or the provider's of the issue.
    number: String,
    /// The issue's title, the case's subject, the program's name, or what a role is needed for, as it was then.
    title: String,
    /// The issue's service.
    service: Option<String>,
    /// Where the provider stood with the issue then.
    status: Option<wire::IssueStatus>,
    /// The name of the case's customer.
    customer_name: Option<String>,
    /// The name of the partner who sent the received request, of who asks for a role, or came in by emergency access.
    sender_name: Option<String>,
    /// The role that somebody asks for or has for a time.
    role: Option<wire::Role>,
    /// The provider's number of the issue that explains the case.
    explained_by: Option<String>,
    /// The name of who answered for the program and has left.
    keeper_name: Option<String>,
    /// When it last had something to say.
    at: Time,
    /// When it was read; null where it waits.
    read_at: Option<Time>,
}

impl From<Told> for Notice {
    fn from(told: Told) -> Self {
        let (mut issue_id, mut case_id, mut request_id, mut elevation_id) = (None, None, None, None);
        match told.subject {
            NoticeSubject::Issue(id) => issue_id = Some(id.into()),
            NoticeSubject::Case(id) => case_id = Some(id.into()),
            NoticeSubject::Request(id) | NoticeSubject::Received(id) => request_id = Some(id.into()),
            NoticeSubject::Elevation(id) => elevation_id = Some(id.into()),
            NoticeSubject::Inbox(_) | NoticeSubject::Emergency(_) | NoticeSubject::Program(_) => {}
        }
        let facts = told.facts;
        Self {
            id: told.id.into(),
            kind: told.kind.into(),
            issue_id,
            case_id,
            request_id,
            elevation_id,
            count: told.count,
            number: facts.number,
            title: facts.title,
            service: facts.service,
            status: facts.status.map(Into::into),
            customer_name: facts.customer,
            sender_name: facts.sender,
            role: facts.role.map(Into::into),
            explained_by: facts.explained_by,
            keeper_name: facts.keeper,
            at: told.at.into(),
            read_at: told.read_at.map(Time),
        }
    }
}

/// What a list of notices is narrowed by.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
struct Question {
    /// Only those that wait, or only those that were read.
    unread: Option<bool>,
    /// Lines of a page; 50 where nothing is said.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    /// Where the page before ended.
    #[param(pattern = "^[A-Za-z0-9_-]+$", max_length = 4096)]
    cursor: Option<String>,
}

async fn list(caller: Caller, Ask(question): Ask<Question>) -> Answer<Found<Page<Notice>>> {
    let limit = page_limit(question.limit)?;
    let after: Option<(DateTime<Utc>, NoticeId)> = question.cursor.as_deref().map(cursor::read).transpose()?;
    let query = NoticeQuery { unread: question.unread, after, limit: limit + 1 };
    let told = notice::list(&caller.app, &caller.ctx, query).await?;
    Ok(Found::new(Page::cut(told, limit, |one: &Told| (one.at, one.id), Into::into)))
}

/// Up to where the caller has looked.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Readings {
    /// The latest `at` that was seen; what came later stays unread. Now where nothing is said.
    until: Option<Time>,
}

async fn read_all(command: Command<Readings>) -> Answer<Done> {
    let Command { app, ctx, body, .. } = command;
    let until = body.until.map_or_else(|| app.now(), |at| at.0);
    notice::read_all(&app, &ctx, until).await?;
    Ok(Done)
}

async fn read(At(id): At<NoticeId>, act: Act) -> Answer<Done> {
    notice::read(&act.app, &act.ctx, id).await?;
    Ok(Done)
}
