//! Personal data.

use serde::{Deserialize, Serialize};
use tierline_app::account::{self, ErasePerson, PersonalData};
use tierline_domain::{Hindered, TracedCase, TracedRequest};
use utoipa::{IntoParams, ToSchema};

use crate::kit::{
    answer::{Answer, Found},
    call::{Ask, Caller, Command},
    endpoint::{Operation, get, post},
    lines::Lines,
    wire::{self, Word},
};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        get("/personal-data", "Says what is kept of a person, and what stands in the way of erasing them.", show),
        get(
            "/personal-data/export",
            "Exports what is kept of a person: a line of JSON for each thing. That it was exported is on record.",
            export,
        ),
        post("/personal-data/erasure", "Erases a person. Cases, words and files stay, without who it was.", erase),
    ]
}

/// Who is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct Question {
    /// The identifier of an account, or an address of mail.
    #[param(min_length = 1, max_length = 320)]
    person: String,
}

/// What is kept of a person.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PersonalData)]
struct Kept {
    /// Their account, where they have one and are here, or are named here.
    user_id: Option<wire::UserId>,
    /// The name of that account.
    name: Option<String>,
    /// Their address.
    email: String,
    /// Whether they are here now.
    is_member: bool,
    /// Cases whose contact, reporter or agent they are.
    cases: Vec<KeptCase>,
    /// On how many cases' timelines they stand.
    timeline_count: usize,
    /// Service requests, sent and received, that name them.
    requests: Vec<KeptRequest>,
    /// How many files they added.
    file_count: usize,
    /// How many entries of the audit log are by them or about them.
    audit_event_count: i64,
    /// Who got their name and address with a request.
    handed_to: Vec<String>,
    /// Why they cannot be erased yet; empty where nothing stands in the way.
    hindrances: Vec<KeptHindrance>,
}

/// A case that a person has to do with.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PersonalDataCase)]
struct KeptCase {
    /// The case.
    id: wire::CaseId,
    /// Its number.
    number: String,
    /// Whether they are its contact.
    is_contact: bool,
    /// Whether they reported it.
    is_reporter: bool,
    /// Whether they worked on it.
    is_assignee: bool,
}

/// A service request that names a person.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PersonalDataRequest)]
struct KeptRequest {
    /// The request.
    id: wire::RequestId,
    /// Its number.
    number: String,
    /// Whether they wrote it.
    is_author: bool,
    /// Whether its recipient has their name and address.
    is_contact: bool,
    /// To whom it went, or from whom it came.
    counterpart: String,
}

/// What stands in the way of erasing a person.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PersonalDataHindrance)]
struct KeptHindrance {
    /// What it is.
    code: wire::Hindrance,
    /// Numbers of cases and requests, or names of programs, where it is these.
    which: Vec<String>,
}

impl Kept {
    fn of(found: PersonalData) -> Self {
        let handed_to = found.traces.handed_to().into_iter().map(str::to_owned).collect();
        let traces = found.traces;
        Self {
            user_id: found.user.as_ref().map(|user| user.id.into()),
            name: found.user.map(|user| user.name),
            email: found.key.email,
            is_member: found.member.is_some(),
            cases: traces.cases.into_iter().map(KeptCase::of).collect(),
            timeline_count: traces.timelines.len(),
            requests: traces.requests.into_iter().chain(traces.received).map(KeptRequest::of).collect(),
            file_count: traces.files.len(),
            audit_event_count: found.audited,
            handed_to,
            hindrances: found.hindrances.into_iter().map(KeptHindrance::of).collect(),
        }
    }
}

impl KeptCase {
    fn of(case: TracedCase) -> Self {
        let TracedCase { id, number, is_contact, is_reporter, is_assignee, .. } = case;
        Self { id: id.into(), number, is_contact, is_reporter, is_assignee }
    }
}

impl KeptRequest {
    fn of(one: TracedRequest) -> Self {
        let TracedRequest { id, number, is_author, is_contact, counterpart, .. } = one;
        Self { id: id.into(), number, is_author, is_contact, counterpart }
    }
}

impl KeptHindrance {
    fn of(one: Hindered) -> Self {
        Self { code: Word(one.by), which: one.which }
    }
}

async fn show(caller: Caller, Ask(question): Ask<Question>) -> Answer<Found<Kept>> {
    let found = account::personal_data(&caller.app, &caller.ctx, &question.person).await?;
    Ok(Found::new(Kept::of(found)))
}

async fn export(caller: Caller, Ask(question): Ask<Question>) -> Answer<Lines> {
    let made = account::person_export(&caller.app, &caller.ctx, &question.person).await?;
    Ok(Lines::of(&caller.ctx, caller.app.now(), made))
}

/// A person who is to be erased, named twice.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ErasePerson)]
struct Erasure {
    /// The identifier of an account, or an address of mail.
    #[schema(min_length = 1, max_length = 320)]
    person: String,
    /// Their address as it is kept here, to be sure who is meant.
    #[schema(min_length = 1, max_length = 320)]
    address: String,
}

/// What was erased.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ErasedPerson)]
struct Gone {
    /// How many cases said who they were.
    case_count: usize,
    /// How many requests, sent and received, said so.
    request_count: usize,
    /// How many files said who added them.
    file_count: usize,
    /// How many entries of the audit log say nothing any more.
    audit_event_count: i64,
    /// Whether the account itself is gone: not where its person still belongs to another place on this desk.
    account: bool,
    /// Who got their name and address with a request, and has them still.
    handed_to: Vec<String>,
}

async fn erase(command: Command<Erasure>) -> Answer<Found<Gone>> {
    let Command { app, ctx, body, .. } = command;
    let wish = ErasePerson { person: body.person, address: body.address };
    let done = account::person_erase(&app, &ctx, wish).await?;
    Ok(Found::new(Gone {
        case_count: done.cases,
        request_count: done.requests,
        file_count: done.files,
        audit_event_count: done.audited,
        account: done.account,
        handed_to: done.handed_to,
    }))
}
