//! The case: conversation on the left, ladder on the right.

mod condition;
mod form;
mod rung;

use askama::Template;
use chrono::{DateTime, Utc};
use tierline_domain::{
    Action, Attachment, Case, CaseStatus, Category, Clock, Contact, Customer, DelegatedAdmin, Event, Evidence,
    HealthIssueId, Ladder, NextAction, ProposalReason, RequestId, Route, RungKey, ServiceRequest, Severity,
    Subscription, UserId, Visibility,
    catalogue::service_find,
    health::{HealthIssue, HealthPost},
    may_reopen,
};

use super::{Live, Page, cases, html};
use crate::{
    Choice, Form, Frame, Html, Link, Look, Place, Tone, Value, bilingual,
    timeline::{self, Reader, Row, rows},
    ui::{Looks, rung_number},
};

/// What the desk proposes; a person decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The category.
    pub category: Category,
    /// Why.
    pub reasons: Vec<ProposalReason>,
}

/// A message to the customer that waits for an agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InformDraft {
    /// The issue it is about.
    pub issue: HealthIssueId,
    /// The provider's identifier of it.
    pub source_id: String,
    /// The proposed text, in the customer's language.
    pub text: String,
    /// What of the issue it tells.
    pub said: tierline_domain::health::Said,
}

/// How the documented issue that explains a case stands.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownIssueNow {
    /// The issue.
    pub issue: HealthIssue,
    /// Its latest post.
    pub last: Option<HealthPost>,
    /// When the provider says that it will speak next.
    pub next_update_at: Option<DateTime<Utc>>,
}

/// A case as a partner's people see it.
///
/// Its forms post below `/cases/{id}`: `notes` (`visibility`, `text`), `assignment` (`assignee_id`), `details`, `health-checks`,
/// `matches/{issue}` (`verdict`, `reason`), `steps` (`area`, `means`, `action`, `outcome`, `result`), `category` (`category`,
/// `reason` and the grounds by their keys), `waivers` (`blocker`, `reason`), `approvals` (`decision`, `reason`), `inform`
/// (`issue_id`, `text`, `post_id`, `ended`), `symptom` (`text`), `resolution` (`text`), `closure` (`text`), `reopening` (`reason`), `waiting` (`who`),
/// `attachments` (`file`, `visibility`).
#[derive(Debug, Clone)]
pub struct CasePage {
    /// The case.
    pub case: Case,
    /// Whose it is.
    pub customer: Customer,
    /// Its timeline, oldest first.
    pub entries: Vec<tierline_domain::Entry>,
    /// Its files.
    pub attachments: Vec<Attachment>,
    /// Its ladder, as computed for the reader now.
    pub ladder: Ladder,
    /// Its clocks.
    pub clocks: Vec<Clock>,
    /// What the customer subscribes to: its services are offered first.
    pub subscriptions: Vec<Subscription>,
    /// The customer's delegated admin relationships.
    pub delegated_admin: Vec<DelegatedAdmin>,
    /// The assignee's name.
    pub assignee_name: Option<String>,
    /// Whether lists keep the assignee from the customer by now.
    pub assignee_is_kept: bool,
    /// Who can be assigned: identifier and name.
    pub agents: Vec<Choice>,
    /// Whether anybody at the customer can read the case on this desk.
    pub readable: bool,
    /// What the desk proposes as category, while none is decided.
    pub proposal: Option<Proposal>,
    /// A message that waits to be sent.
    pub draft: Option<InformDraft>,
    /// The issue that explains it, as it stands.
    pub known: Option<KnownIssueNow>,
    /// The posts in its timeline that have a text in the reader's language, with their issues.
    pub translated: Vec<(HealthIssue, HealthPost)>,
    /// The service request the case stands on.
    pub request: Option<ServiceRequest>,
    /// The received request that the case takes further: identifier, our number, and who sent it.
    pub received: Option<(RequestId, String, String)>,
    /// Other cases and their customers with the same known issue.
    pub same_issue: Option<(i64, i64)>,
    /// Who looks: nobody approves their own request.
    pub viewer: UserId,
    /// The form that came back, by the last part of the path it was posted to.
    pub form: Form,
}

#[derive(Template)]
#[template(path = "page/case.html")]
struct CaseView<'a> {
    f: &'a Frame,
    p: &'a CasePage,
    evidence: Evidence,
}

impl CaseView<'_> {
    fn works(&self) -> bool {
        self.f.may.can(Action::WorkCases)
    }

    fn base(&self) -> String {
        format!("/cases/{}", self.p.case.id)
    }

    fn crumbs(&self) -> Html {
        let customer = Link::new(format!("/customers/{}", self.p.customer.id), &self.p.customer.name);
        self.f.crumbs([Link::new("/cases", self.f.t("nav-cases")), customer], &self.p.case.number)
    }

    /// The state in the head: what holds the case, said in one pill.
    fn state(&self) -> Html {
        let (f, p) = (self.f, self.p);
        if p.case.status.is_active() && p.ladder.next == NextAction::WaitForKnownIssue {
            return f.pill(Look(Tone::Info, "hourglass"), Html::text(&f.t("state-known-issue")));
        }
        match &p.request {
            Some(request) if p.case.status.is_active() && request.status.is_open() => {
                let words = f.m("state-escalated").s("status", f.w(request.status)).to_string();
                f.pill(request.status.look(), Html::text(&words))
            }
            _ => f.looks_pill(p.case.status),
        }
    }

    /// Where nobody at the customer can read what is written to them: how they are reached instead.
    fn unreadable(&self) -> Option<Html> {
        let (f, p) = (self.f, self.p);
        if p.readable {
            return None;
        }
        let contact = p.case.contact.as_ref();
        let ways =
            contact.map(|contact| [Some(contact.name.as_str()), contact.phone.as_deref(), Some(&*contact.email)]);
        let ways: Vec<&str> = ways.into_iter().flatten().flatten().filter(|way| !way.is_empty()).collect();
        let says = if ways.is_empty() {
            f.h("unreadable-nobody").s("customer", &p.customer.name)
        } else {
            f.h("unreadable-contact").s("customer", &p.customer.name).s("contact", ways.join(", "))
        };
        Some(f.notice(Look(Tone::Warn, "user"), says))
    }

    /// The clocks in the head: what runs first, then whose turn, then the age.
    fn clocks(&self) -> Vec<(String, Html)> {
        let f = self.f;
        let mut clocks: Vec<&Clock> = self.p.clocks.iter().collect();
        // The one by which the lists sort the case leads; what stands still or is met comes after what runs.
        clocks.sort_by_key(|clock| (clock.due_at().is_none(), clock.due_at()));
        let mut facts: Vec<(String, Html)> =
            clocks.into_iter().map(|clock| (f.w(clock.kind), f.case_clock(clock))).collect();
        facts.push((f.t("whose-turn"), self.turn()));
        let since = f.h("clock-since").x("time", f.time(self.p.case.created_at)).html();
        let age = f.duration(f.now() - self.p.case.created_at);
        facts.push((f.t("column-age"), f.clock_fact(Look(Tone::Off, "calendar"), &age, since)));
        facts
    }

    fn turn(&self) -> Html {
        let f = self.f;
        let (look, key) = match self.p.case.status {
            CaseStatus::Open if self.p.ladder.next == NextAction::WaitForKnownIssue => {
                (Look(Tone::Far, "provider"), "turn-provider")
            }
            CaseStatus::Open => (Look(Tone::Off, "user"), "turn-ours"),
            CaseStatus::WaitingOnCustomer | CaseStatus::Resolved => (Look(Tone::Off, "pause"), "turn-customer"),
            CaseStatus::WaitingOnProvider => (Look(Tone::Far, "provider"), "turn-provider"),
            CaseStatus::Closed => (Look(Tone::Ok, "check"), "turn-over"),
        };
        let last = self.p.entries.iter().rev().find(|entry| entry.actor.side == tierline_domain::Side::Customer);
        let below = last.map(|entry| f.h("customer-wrote").x("time", f.time(entry.at)).html()).unwrap_or_default();
        f.clock_fact(look, &f.t(key), below)
    }

    fn rows(&self) -> Vec<Row> {
        let report = timeline::Report {
            at: self.p.case.created_at,
            name: self.reporter(),
            channel: self.p.case.channel,
            text: &self.p.case.description,
        };
        let mut rows = rows(self.f, &report, &self.p.entries, Reader::Ours);
        for entry in &self.p.entries {
            let Event::IssuePosted { post: Some(post), .. } = entry.event else { continue };
            let Some((issue, post)) = self.p.translated.iter().find(|(_, known)| known.id == post) else { continue };
            timeline::retell(&mut rows, entry.id, bilingual::on_demand(self.f, issue, post));
        }
        rows
    }

    fn gauge(&self) -> Html {
        let number = rung_number(self.p.ladder.current());
        let waits = self.p.ladder.next == NextAction::WaitForKnownIssue;
        let key = if waits { "ladder-of-waiting" } else { "ladder-of" };
        self.f.gauge(self.p.ladder.current(), &self.f.m(key).n("rung", number).to_string(), waits)
    }

    fn next_words(&self) -> String {
        if self.is_stuck() { self.f.t("stuck") } else { self.f.w(self.p.ladder.next) }
    }

    /// Who reported: the customer's contact, else the customer.
    fn reporter(&self) -> &str {
        let contact = self.p.case.contact.as_ref().map(|contact| contact.name.as_str()).filter(|name| !name.is_empty());
        contact.unwrap_or(&self.p.customer.name)
    }

    fn has_details(&self) -> bool {
        let case = &self.p.case;
        case.started_at.is_some()
            || case.affected_users.is_some()
            || case.error_text.is_some()
            || !case.correlation_ids.is_empty()
            || case.contact.is_some()
    }

    fn form(&self) -> &Form {
        &self.p.form
    }

    fn next_is(&self, next: NextAction) -> bool {
        self.p.ladder.next == next
    }

    /// What the provider said last, in the reader's language where the source gives it so.
    fn last_words(&self, known: &KnownIssueNow) -> Option<Html> {
        known.last.as_ref().map(|post| bilingual::on_demand(self.f, &known.issue, post))
    }

    fn told_at(&self, known: &KnownIssueNow) -> Option<DateTime<Utc>> {
        self.evidence.informed.get(&known.issue.id).copied()
    }

    /// What of the issue the draft tells: it goes with the message, so that nobody is told the same again.
    fn draft_marks(&self) -> Html {
        let said = self.p.draft.as_ref().map(|draft| draft.said).unwrap_or_default();
        let post = said.post.map(|post| format!("<input type=\"hidden\" name=\"post_id\" value=\"{post}\">"));
        let ended = said.ended.then(|| "<input type=\"hidden\" name=\"ended\" value=\"yes\">".to_owned());
        Html([post, ended].into_iter().flatten().collect())
    }

    fn draft_text(&self) -> &str {
        self.p.draft.as_ref().map(|draft| draft.text.as_str()).unwrap_or_default()
    }

    fn step_form(&self, primary: impl Value<bool>) -> Html {
        form::step_form(self, primary.value())
    }

    fn category_form(&self, primary: impl Value<bool>) -> Html {
        form::category_form(self, primary.value())
    }

    /// Whether the climb is held up by what no rung lifts: a relationship, a contact, another request, a decision to report
    /// elsewhere. Nobody else has the ball then.
    fn is_stuck(&self) -> bool {
        let under_way = self.evidence.request.as_ref().is_some_and(|linked| linked.status.is_open());
        self.p.ladder.next == NextAction::Nothing
            && self.p.case.status.is_active()
            && !self.p.ladder.blockers.is_empty()
            && !under_way
    }

    /// Why there is nothing to do: who has the ball.
    fn nothing_says(&self) -> String {
        let key = match self.p.case.status {
            CaseStatus::Closed => "nothing-closed",
            CaseStatus::WaitingOnCustomer => "nothing-customer",
            _ => "nothing-provider",
        };
        self.f.t(key)
    }

    fn composer_provider(&self) -> Html {
        let Some(request) = &self.p.request else { return Html::default() };
        let key = match request.route {
            Route::Assisted => "composer-provider-portal",
            _ => "composer-provider",
        };
        self.f.h(key).s("request", &request.number).s("recipient", &request.recipient.name).html()
    }

    /// Who may read a file: the provider only where something is handed up.
    fn file_readers(&self) -> Vec<Choice> {
        let mut choices = vec![
            Choice::new("internal", self.f.t("file-internal")),
            Choice::new("customer", self.f.t("file-customer")),
        ];
        if self.f.may.can(Action::Escalate) {
            choices.push(Choice::new("provider", self.f.t("file-provider")));
        }
        choices
    }

    fn may_write_provider(&self) -> bool {
        self.f.may.can(Action::Escalate) && self.p.request.as_ref().is_some_and(|request| request.status.is_open())
    }

    fn writes_to(&self, visibility: Visibility) -> bool {
        self.p.form.at("notes").picked("visibility", visibility.word(), visibility == Visibility::Customer)
    }

    fn may_reopen(&self) -> bool {
        may_reopen(self.p.case.status, self.p.case.closed_at, self.f.now()).is_ok()
    }

    fn waits_on_customer(&self) -> bool {
        self.p.case.status == CaseStatus::WaitingOnCustomer
    }

    /// A warning beside the ladder: the permission ends while the case may still need it.
    fn ending(&self) -> Option<Html> {
        let relationship = crate::delegated::best(self.f, &self.p.delegated_admin)?;
        let days = relationship.days_left(self.f.now()).filter(|days| *days <= 7 && self.p.case.status.is_active())?;
        Some(self.f.notice(Look(Tone::Warn, "warn"), self.f.h("delegated-ends-soon").n("count", days)))
    }

    fn all_rungs(&self) -> Vec<rung::RungView> {
        RungKey::ALL.iter().map(|key| rung::view(self, *key)).collect()
    }

    fn severities(&self) -> Vec<Choice> {
        Severity::ALL
            .iter()
            .map(|severity| Choice::new(severity.word(), format!("{} {}", severity.letter(), self.f.w(severity))))
            .collect()
    }

    fn assignees(&self) -> Vec<Choice> {
        let mut choices = vec![Choice::new("", self.f.t("owner-nobody"))];
        choices.extend(self.p.agents.iter().cloned());
        choices
    }

    fn started(&self) -> String {
        self.p.case.started_at.map(|at| self.f.wall.field(at)).unwrap_or_default()
    }

    fn contact(&self) -> Contact {
        self.p.case.contact.clone().unwrap_or_default()
    }

    fn services(&self) -> Vec<Choice> {
        with_current(cases::service_choices(self.f, &self.p.subscriptions), self.p.case.service.as_deref())
    }

    fn regions(&self) -> Vec<Choice> {
        let case = &self.p.case;
        let service = case.service.as_deref().and_then(service_find).map(|service| service.family);
        let families = service.map_or_else(|| cases::families(&self.p.subscriptions), |family| vec![family]);
        with_current(cases::regions_in(self.f, &families), case.region.as_deref())
    }
}

/// A value from before the catalogue, or beside it, stays choosable.
fn with_current(mut choices: Vec<Choice>, current: Option<&str>) -> Vec<Choice> {
    if let Some(current) = current.filter(|current| !choices.iter().any(|choice| choice.value == *current)) {
        choices.push(Choice::new(current.to_owned(), current.to_owned()));
    }
    choices
}

impl Page for CasePage {
    fn title(&self, _frame: &Frame) -> String {
        format!("{} {}", self.case.number, self.case.subject)
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Cases)
    }

    fn live(&self, _f: &Frame) -> Option<Live> {
        Some(Live::entries(format!("case={}", self.case.id), format!("/cases/{}", self.case.id)))
    }

    fn body(&self, f: &Frame) -> Html {
        html(&CaseView { f, p: self, evidence: Evidence::gather(self.case.owner, &self.entries) })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::case()
    }
}

/// How long ago, as the last part of a sentence.
fn when(f: &Frame, at: DateTime<Utc>) -> Html {
    f.time(at)
}
