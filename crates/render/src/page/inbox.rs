//! What is handed up to us: the console of a provider, and of a distributor for its resellers.

use askama::Template;
use chrono::{DateTime, Utc};
use tierline_domain::{
    Action, Attachment, CaseId, Decision, Packet, PartnerKind, ReceivedRequest, RequestEntry, RequestId, RequestStatus,
    ReturnCount, ReturnReason, StepArea, Visibility, may_decide, words,
};

use super::{Live, Page, html};
use crate::{
    Form, Frame, Html, Place, Tone, Value,
    packet::{packet, step_counts},
    timeline::{Row, request_rows},
};

words! {
    /// A box of the inbox.
    pub enum InboxView {
        /// What has arrived and is not answered.
        New = "submitted",
        /// What is being worked on.
        Accepted = "accepted",
        /// What waits for the partner.
        Waiting = "attention_needed",
        /// What went back.
        Returned = "returned",
        /// What is solved.
        Resolved = "resolved",
        /// What its sender took back.
        Withdrawn = "withdrawn",
    }
}

/// A received request, opened.
#[derive(Debug, Clone)]
pub struct OpenReceived {
    /// The request with the packet as it was sent.
    pub request: ReceivedRequest,
    /// What was said since.
    pub entries: Vec<RequestEntry>,
    /// Its files.
    pub attachments: Vec<Attachment>,
    /// What goes on from it here.
    pub further: Further,
}

/// What of a received request goes on from here: a distributor takes it further in a case of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Further {
    /// The own case for it: identifier and number.
    pub case: Option<(CaseId, String)>,
    /// Whether the reader may open one.
    pub may_open: bool,
    /// Whether nothing but the customer in the own book is missing.
    pub customer_is_missing: bool,
    /// What was answered from above.
    pub answer: Option<UpstreamAnswer>,
}

/// What the recipient of our own request answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpstreamAnswer {
    /// Our request.
    pub request: RequestId,
    /// Its number.
    pub number: String,
    /// Who answered.
    pub recipient: String,
    /// Where our request stands.
    pub status: RequestStatus,
    /// What was said last.
    pub text: Option<String>,
}

/// The inbox. Its forms post below `/inbox/{id}`: `decision` (`decision`, `return_reason`, `reason`), `notes` (`text`, `visibility`),
/// `attachments` (`file`, multipart), `case` (nothing).
#[derive(Debug, Clone)]
pub struct InboxPage {
    /// The box that is looked into.
    pub view: InboxView,
    /// How many requests each box holds, where it is known; counting stops at 100.
    pub counts: Vec<(InboxView, u8)>,
    /// The requests in it, the first due on top.
    pub lines: Vec<ReceivedRequest>,
    /// The one that is open.
    pub current: Option<OpenReceived>,
    /// What came back.
    pub form: Form,
}

#[derive(Template)]
#[template(path = "page/inbox.html")]
struct Inbox<'a> {
    f: &'a Frame,
    p: &'a InboxPage,
}

impl Inbox<'_> {
    fn shown(&self, view: &InboxView) -> Option<String> {
        self.p.counts.iter().find(|(counted, _)| counted == view).map(|(_, count)| crate::number::capped(*count))
    }

    fn is_current(&self, line: &ReceivedRequest) -> bool {
        self.p.current.as_ref().is_some_and(|open| open.request.id == line.id)
    }

    fn clock(&self, line: &ReceivedRequest) -> Html {
        match line.due_at {
            Some(due_at) => self.f.due(tierline_domain::ClockKind::ProviderFirstResponse, due_at),
            None => self.f.looks(line.status),
        }
    }

    /// What may be decided now, in the order in which it is offered.
    fn decisions(&self, open: &OpenReceived) -> Vec<Decision> {
        if !self.f.may.can(Action::DecideReceived) {
            return Vec::new();
        }
        Decision::ALL.iter().copied().filter(|decision| may_decide(open.request.status, *decision)).collect()
    }

    fn may_return(&self, open: &OpenReceived) -> bool {
        self.decisions(open).contains(&Decision::Return)
    }

    fn takes(&self, decision: &Decision, first: impl Value<bool>) -> bool {
        self.p.form.at("decision").picked("decision", decision.word(), first.value())
    }

    fn icon_of(&self, decision: &Decision) -> &'static str {
        match decision {
            Decision::Accept => "check",
            Decision::Ask => "reply",
            Decision::Return => "undo",
            Decision::Resolve => "ok",
        }
    }

    fn says(&self, decision: &Decision) -> String {
        self.f.t(crate::label::key("decision-says", decision.word()))
    }

    fn deed(&self, decision: &Decision) -> String {
        self.f.t(crate::label::key("decision-do", decision.word()))
    }

    fn rows(&self, open: &OpenReceived) -> Vec<Row> {
        request_rows(self.f, &open.entries, true)
    }

    fn packet(&self, open: &OpenReceived) -> Html {
        packet(self.f, &open.request.packet)
    }

    /// What the partner did first: rung by rung, with what is missing.
    fn ladder(&self, packet: &Packet) -> Vec<(Tone, Html)> {
        let f = self.f;
        let mut lines = vec![(Tone::Ok, f.h("did-reported").x("time", f.time(packet.reported_at)).html())];
        lines.push(match &packet.health {
            Some(health) => (
                // A look-up that said nothing is on record, and is no tick.
                if health.gap.is_none() { Tone::Ok } else { Tone::Warn },
                f.h("did-checked")
                    .x("time", f.time(health.checked_at))
                    .w("result", f.w(health.result).to_lowercase())
                    .html(),
            ),
            None => (Tone::Off, Html::text(&f.t("did-not-check"))),
        });
        let all_areas = StepArea::ALL.iter().all(|area| packet.steps.iter().any(|step| step.area == *area));
        let steps = f.h("did-steps").n("count", packet.steps.len()).w("areas", step_counts(f, &packet.steps)).html();
        lines.push((if all_areas { Tone::Ok } else { Tone::Warn }, steps));
        lines.push((Tone::Ok, f.h("did-categorize").w("category", f.w(packet.category)).html()));
        lines
    }

    fn writes_to(&self, visibility: Visibility) -> bool {
        self.p.form.at("notes").picked("visibility", visibility.word(), visibility == Visibility::Provider)
    }

    fn may_answer(&self, open: &OpenReceived) -> bool {
        self.f.may.can(Action::DecideReceived) && open.request.status.has_arrived()
    }

    /// The form in which what was answered from above is passed down.
    fn answer_form(&self, open: &OpenReceived) -> &'static str {
        use RequestStatus::{AttentionNeeded, Closed, Resolved, Returned};
        let decides = open
            .further
            .answer
            .as_ref()
            .is_some_and(|answer| matches!(answer.status, AttentionNeeded | Closed | Resolved | Returned));
        if decides && !self.decisions(open).is_empty() { "decision" } else { "notes" }
    }

    fn empty(&self) -> Html {
        match self.p.view {
            InboxView::New => self.f.nothing("mail", "inbox-empty", "inbox-empty-says"),
            _ => self.f.nothing("mail", "inbox-box-empty", "inbox-box-empty-says"),
        }
    }

    fn is_over(&self, status: impl Value<RequestStatus>) -> bool {
        !status.value().is_open()
    }
}

impl Page for InboxPage {
    fn title(&self, frame: &Frame) -> String {
        match &self.current {
            Some(open) => format!("{} {}", open.request.number, open.request.packet.title),
            None => frame.t("nav-inbox"),
        }
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Inbox)
    }

    fn reader(&self) -> Option<tierline_domain::Role> {
        Some(tierline_domain::Role::ServiceOwner)
    }

    fn live(&self, _f: &Frame) -> Option<Live> {
        let view = self.view.word();
        let page = match &self.current {
            Some(open) => format!("/inbox/{}?status={view}", open.request.id),
            None => format!("/inbox?status={view}"),
        };
        Some(Live { also_entries: true, ..Live::new("list=requests", page, "live-requests") })
    }

    fn body(&self, f: &Frame) -> Html {
        html(&Inbox { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::inbox()
    }
}

/// A partner whose requests arrive here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerLine {
    /// Its name.
    pub name: String,
    /// Its place in the channel.
    pub kind: Option<PartnerKind>,
    /// Requests that are open.
    pub open: i64,
    /// Requests that went back, of all it sent.
    pub returned: i64,
    /// Requests it sent.
    pub sent: i64,
    /// When the last one came.
    pub last_at: Option<DateTime<Utc>>,
}

/// The partners of a provider or distributor.
#[derive(Debug, Clone, Default)]
pub struct PartnersPage {
    /// The partners, by name.
    pub lines: Vec<PartnerLine>,
    /// What was returned to them, by reason.
    pub returns: Vec<ReturnCount>,
    /// In so many days.
    pub days: i64,
}

#[derive(Template)]
#[template(path = "page/partners.html")]
struct Partners<'a> {
    f: &'a Frame,
    p: &'a PartnersPage,
}

impl Page for PartnersPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("nav-partners")
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Partners)
    }

    fn reader(&self) -> Option<tierline_domain::Role> {
        Some(tierline_domain::Role::Engineer)
    }

    fn body(&self, f: &Frame) -> Html {
        html(&Partners { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::partners()
    }
}
