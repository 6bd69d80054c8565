//! One change of a service request: the request, its own timeline, and the cases it carries move together.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use serde::Serialize;
use serde_json::{Map, json};
use tierline_domain::{
    Actor, Attachment, CaseStatus, EntryId, Event, Organization, RecipientKind, RequestEntry, RequestId, RequestStatus,
    ReturnReason, Route, ServiceRequest, Severity, Visibility, first_due, may_follow, request_clocks,
};
use tierline_store::TenantTx;

use crate::{
    app::App,
    audit::{self, Elsewhere},
    case::work::CaseWork,
    error::{Error, Result},
    relay::Message,
};

/// What the status became, who said so and why.
#[derive(Debug, Clone)]
pub(crate) struct Move {
    pub(crate) to: RequestStatus,
    pub(crate) text: Option<String>,
    /// When it happened, by its author's clock.
    pub(crate) occurred_at: DateTime<Utc>,
    pub(crate) read_in_portal: bool,
    /// Who said it, on the case's timeline.
    pub(crate) author: Actor,
}

/// What of a request others can change, as the audit log says it before and after.
#[derive(Debug, Clone, Serialize)]
struct Standing {
    status: RequestStatus,
    severity: Severity,
    external_id: Option<String>,
    return_reason: Option<ReturnReason>,
    recipient_due_at: Option<DateTime<Utc>>,
}

impl Standing {
    fn of(request: &ServiceRequest) -> Self {
        Self {
            status: request.status,
            severity: request.severity,
            external_id: request.external_id.clone(),
            return_reason: request.return_reason,
            recipient_due_at: request.recipient_due_at,
        }
    }
}

/// A service request that is being changed.
pub(crate) struct RequestWork<'a> {
    pub(crate) request: ServiceRequest,
    pub(crate) app: &'a App,
    pub(crate) organization: Arc<Organization>,
    pub(crate) actor: Actor,
    pub(crate) now: DateTime<Utc>,
    before: Standing,
    cases: Vec<CaseWork>,
    entries: Vec<RequestEntry>,
    messages: Vec<Message>,
}

impl<'a> RequestWork<'a> {
    /// Takes a request and its cases for changing.
    pub(crate) async fn take(
        tx: &mut TenantTx<'_>,
        app: &'a App,
        organization: Arc<Organization>,
        actor: Actor,
        id: RequestId,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let request = tx.request_lookup_for_update(id).await?.ok_or(Error::NotFound)?;
        let mut cases = Vec::new();
        // All its cases move together, also those that the person does not reach.
        let tx = &mut tx.as_desk();
        for case in tx.request_cases(id).await? {
            cases.push(CaseWork::take(tx, app, Arc::clone(&organization), actor.clone(), case, now).await?);
        }
        let before = Standing::of(&request);
        Ok(Self { request, app, organization, actor, now, before, cases, entries: Vec::new(), messages: Vec::new() })
    }

    /// Puts on record what came of itself or from others, in one entry for all that this work brings: what stands in the request's
    /// timeline now, and what was before. Nothing where it brings nothing.
    pub(crate) async fn record(&self, tx: &mut TenantTx<'_>, action: &str, who: &Elsewhere) -> Result<()> {
        let mut detail = audit::changes(&self.before, &Standing::of(&self.request), &[])?;
        if self.entries.is_empty() && detail.as_object().is_none_or(Map::is_empty) {
            return Ok(());
        }
        let added: Vec<&str> = self.entries.iter().map(|entry| entry.kind.as_str()).collect();
        detail["request"] = json!(self.request.number);
        detail["added"] = json!(added);
        for case in &self.cases {
            if let Some((before, after)) = case.moved() {
                detail[case.file.case.number.as_str()] = json!({ "before": before, "after": after });
            }
        }
        let entry = who.entry(self.app, self.now, (action, &self.request.id.to_string()), &detail);
        Ok(tx.audit_append(&entry, self.app.secret()).await?)
    }

    /// Adds to the request's own timeline.
    pub(crate) fn entry(
        &mut self,
        kind: &str,
        visibility: Visibility,
        status: Option<RequestStatus>,
        text: Option<String>,
    ) -> EntryId {
        let id = self.app.id();
        self.entry_as(id, self.actor.clone(), self.now, kind, visibility, status, text);
        id
    }

    /// Adds to the request's own timeline what another desk wrote, under its identifier.
    #[expect(clippy::too_many_arguments, reason = "the fields of one row, named by their places in the struct")]
    pub(crate) fn entry_as(
        &mut self,
        id: EntryId,
        actor: Actor,
        at: DateTime<Utc>,
        kind: &str,
        visibility: Visibility,
        status: Option<RequestStatus>,
        text: Option<String>,
    ) {
        self.entries.push(RequestEntry {
            owner: self.request.owner,
            request: self.request.id,
            id,
            at,
            actor,
            kind: kind.to_owned(),
            visibility,
            status,
            text,
        });
    }

    /// How many cases the request carries.
    pub(crate) fn case_count(&self) -> usize {
        self.cases.len()
    }

    /// Something that must leave with this change.
    pub(crate) fn message(&mut self, message: Message) {
        self.messages.push(message);
    }

    /// Adds to the timeline of each case.
    pub(crate) fn push_to_cases(&mut self, author: &Actor, event: &Event, text: Option<&str>) {
        for case in &mut self.cases {
            case.push_as(author.clone(), event.clone(), Visibility::Internal, text.map(str::to_owned));
        }
    }

    /// What the recipient wrote stands in each case. It is internal until an agent passes it on; where the partner's rules say so,
    /// the customer that the request is filed for reads it at once. Another customer's case is not what it is about.
    pub(crate) fn push_answer(&mut self, author: &Actor, at: DateTime<Utc>, text: Option<&str>) {
        let (request, number) = (self.request.id, self.request.number.clone());
        let event = Event::AnswerNoted { request, number, occurred_at: self.elsewhere(at) };
        let passes_on = self.organization.policy.pass_on_answers;
        for case in &mut self.cases {
            let is_its_own = case.file.case.customer == self.request.customer;
            let visibility = if passes_on && is_its_own { Visibility::Customer } else { Visibility::Internal };
            case.push_as(author.clone(), event.clone(), visibility, text.map(str::to_owned));
        }
    }

    /// A file that the recipient gave stands in each case.
    pub(crate) fn push_file(&mut self, author: &Actor, file: &Attachment) {
        let event = Event::FileAttached { attachment: file.id, name: file.name.clone(), size: file.size };
        self.push_to_cases(author, &event, None);
    }

    /// A time by another clock, where it is not the desk's own present minute.
    fn elsewhere(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        ((self.now - at).abs() >= Duration::minutes(1)).then_some(at)
    }

    /// Moves the status, where it may follow the present one; the cases and their clocks move with it.
    pub(crate) fn move_to(&mut self, step: Move) -> bool {
        if !may_follow(self.request.status, step.to) {
            return false;
        }
        let request = &mut self.request;
        if step.to == RequestStatus::Submitted && request.submitted_at.is_none() {
            request.submitted_at = Some(step.occurred_at);
        }
        if !matches!(step.to, RequestStatus::Submitted | RequestStatus::Withdrawn) {
            request.answered_at.get_or_insert(step.occurred_at);
            request.last_reply_at = Some(step.occurred_at);
        }
        request.status = step.to;
        request.return_reason = step.to.keeps(request.return_reason);
        if step.text.is_some() {
            request.status_reason.clone_from(&step.text);
        }
        let event = Event::RequestMoved {
            request: request.id,
            number: request.number.clone(),
            status: step.to,
            read_in_portal: step.read_in_portal,
            occurred_at: self.elsewhere(step.occurred_at),
        };
        self.push_to_cases(&step.author, &event, step.text.as_deref());
        let status = case_status(step.to);
        let id = self.request.id;
        for case in self.cases.iter_mut().filter(|case| case.file.case.status != CaseStatus::Closed) {
            // A second request was written because the first did not do: the case goes by the one that is under way.
            if case.file.evidence().request.is_some_and(|linked| linked.id != id && linked.status.is_open()) {
                continue;
            }
            if step.to == RequestStatus::Resolved && case.file.case.status != CaseStatus::Resolved {
                let question = crate::case::inform::solved_question(case.file.customer.language);
                case.push_as(Actor::desk(), Event::CaseResolved, Visibility::Customer, Some(question.to_owned()));
            }
            if let Some(status) = status {
                case.move_to(status);
            }
        }
        true
    }

    /// It was sent and nobody answered: it may have arrived. Says whether that is news.
    pub(crate) fn doubt(&mut self) -> bool {
        if self.request.status != RequestStatus::Sending {
            return false;
        }
        self.request.status = RequestStatus::Unknown;
        let (request, number) = (self.request.id, self.request.number.clone());
        let event = Event::RequestMoved {
            request,
            number,
            status: RequestStatus::Unknown,
            read_in_portal: false,
            occurred_at: None,
        };
        self.push_to_cases(&Actor::desk(), &event, None);
        true
    }

    /// It is not sent any more: an agent files it by hand, where the provider has a portal; else it is taken back. Says whether
    /// there was anything left to be done by hand.
    pub(crate) fn take_by_hand(&mut self, reason: &str) -> bool {
        if !matches!(self.request.status, RequestStatus::Sending | RequestStatus::Unknown) {
            return false;
        }
        if self.request.recipient.kind == RecipientKind::Upstream {
            let (to, text, author) = (RequestStatus::Withdrawn, Some(reason.to_owned()), self.actor.clone());
            return self.move_to(Move { to, text, occurred_at: self.now, read_in_portal: false, author });
        }
        let request = &mut self.request;
        (request.route, request.connection, request.recipient.organization) = (Route::Assisted, None, None);
        request.status = RequestStatus::Prepared;
        request.status_reason = Some(reason.to_owned());
        let event = crate::case::escalate::linked(request, false);
        let author = self.actor.clone();
        self.push_to_cases(&author, &event, Some(reason));
        for case in self.cases.iter_mut().filter(|case| case.file.case.status != CaseStatus::Closed) {
            case.move_to(CaseStatus::Open);
        }
        true
    }

    /// Saves everything.
    pub(crate) async fn save(mut self, tx: &mut TenantTx<'_>) -> Result<ServiceRequest> {
        self.request.updated_at = self.now;
        self.request.next_due_at = self.cases.first().and_then(|work| {
            let policy = &self.organization.policy;
            let clocks = request_clocks(&work.file.case, &work.file.entries, policy, self.request.id);
            first_due(&clocks).map(|(_, at)| at)
        });
        // A recipient may reopen what it had ended while a successor is open: both then stand, and this one says why.
        if self.request.status.is_open() && self.request.duplicate_reason.is_none() {
            let other = tx.desk().request_by_cause(&self.request.cause).await?;
            let other = other.filter(|other| other.id != self.request.id);
            if let Some(other) = other {
                self.request.duplicate_reason =
                    Some(format!("The recipient reopened it while {} was open.", other.number));
            }
        }
        self.request.version = tx.request_save(&self.request).await?;
        for entry in &self.entries {
            tx.request_entry_append(entry).await?;
        }
        for case in self.cases {
            case.save(tx).await?;
        }
        for message in &self.messages {
            message.append(tx, self.app, self.now).await?;
        }
        Ok(self.request)
    }
}

/// Whose turn a status makes it on the case.
fn case_status(status: RequestStatus) -> Option<CaseStatus> {
    match status {
        RequestStatus::Submitted | RequestStatus::Accepted => Some(CaseStatus::WaitingOnProvider),
        RequestStatus::AttentionNeeded | RequestStatus::Returned | RequestStatus::Withdrawn => Some(CaseStatus::Open),
        RequestStatus::Resolved => Some(CaseStatus::Resolved),
        // The recipient's close after its solution changes nothing for the customer.
        RequestStatus::Closed | RequestStatus::Prepared | RequestStatus::Sending | RequestStatus::Unknown => None,
    }
}
