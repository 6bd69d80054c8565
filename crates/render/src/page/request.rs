//! Service requests: the list, and one with its life after it left.

use askama::Template;
use chrono::{DateTime, Utc};
use tierline_domain::{
    Action, Attachment, CaseId, Category, Clock, ConnectionId, Customer, Delivery, RecipientKind, RequestEntry,
    RequestLine, RequestStatus, Route, ServiceRequest, Severity, Visibility,
    catalogue::{PortalField, PortalPurpose, ProductFamily, portal_fields, portal_link, service_find},
    may_follow,
};

use super::{
    Live, Page,
    delivery::{state, what},
    html,
};
use crate::{
    Choice, Form, Frame, Html, Link, Look, Place, Tone,
    packet::packet,
    portal::portal_value,
    timeline::{Row, request_rows},
    ui::{Looks, address},
};

/// The list of service requests.
#[derive(Debug, Clone, Default)]
pub struct RequestsPage {
    /// The filters as they stand in the address: `query`, `status` (a word, [`RequestsPage::ALL`], or nothing for those that
    /// are not over), `recipient`, `category`, `author` (`me`).
    pub filter: Form,
    /// How many wait for us; counting stops at 100.
    pub waiting: u8,
    /// How many cases are ready for a request; counting stops at 100.
    pub ready: u8,
    /// The requests.
    pub lines: Vec<RequestLine>,
    /// The cursor of the next page, where there is one.
    pub next: Option<String>,
}

impl RequestsPage {
    /// The status that means any.
    pub const ALL: &'static str = "all";
}

/// Where the list stands.
const PATH: &str = "/service-requests";

#[derive(Template)]
#[template(path = "page/requests.html")]
struct Requests<'a> {
    f: &'a Frame,
    p: &'a RequestsPage,
}

/// The views worth a tab: the word of the catalogue, and the one filter behind it.
const VIEWS: &[(&str, Option<(&str, &str)>)] = &[
    ("requests-open", None),
    ("requests-attention", Some(("status", "attention_needed"))),
    ("requests-prepared", Some(("status", "prepared"))),
    ("requests-mine", Some(("author", "me"))),
    ("requests-returned", Some(("status", "returned"))),
    ("requests-resolved", Some(("status", "resolved"))),
    ("requests-closed", Some(("status", "closed"))),
    ("requests-all", Some(("status", RequestsPage::ALL))),
];

impl Requests<'_> {
    fn views(&self) -> Vec<(String, String, bool)> {
        let here: Vec<(&str, &str)> = self.narrowing().collect();
        VIEWS
            .iter()
            .map(|(label, filter)| {
                let href = filter.map_or_else(|| PATH.to_owned(), |pair| address(PATH, [pair]));
                (self.f.t(label), href, here == filter.as_slice())
            })
            .collect()
    }

    /// The filters that narrow the list.
    fn narrowing(&self) -> impl Iterator<Item = (&str, &str)> {
        let pairs = self.p.filter.values.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        pairs.filter(|(name, value)| !matches!(*name, "cursor" | "done") && !value.is_empty())
    }

    fn statuses(&self) -> Vec<Choice> {
        let mut choices = vec![
            Choice::new("", self.f.t("request-choice-open")),
            Choice::new(RequestsPage::ALL, self.f.t("request-choice-all")),
        ];
        choices.extend(self.f.choices(RequestStatus::ALL));
        choices
    }

    /// Whether the list stands in the order of the clocks: those that are over have none.
    fn is_by_clock(&self) -> bool {
        match self.p.filter.value("status").unwrap_or_default() {
            "" => true,
            word => RequestStatus::from_word(word).is_some_and(RequestStatus::is_open),
        }
    }

    /// Where a request comes from, and how many cases are ready for one.
    fn where_from(&self) -> String {
        match self.p.ready {
            0..100 => self.f.m("requests-new-says").n("count", self.p.ready).to_string(),
            _ => self.f.t("requests-new-many"),
        }
    }

    fn empty(&self) -> Html {
        if self.narrowing().next().is_some() {
            let link = Link::new("/service-requests", self.f.t("filters-clear"));
            self.f.empty("filter", "requests-none", Html::text(&self.f.t("cases-none-says")), Some(link))
        } else {
            self.f.nothing("request", "waits-empty", "waits-empty-says")
        }
    }
}

impl Page for RequestsPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("nav-requests")
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Requests)
    }

    fn live(&self, f: &Frame) -> Option<Live> {
        Some(Live::new("list=requests", &f.path, "live-requests"))
    }

    fn body(&self, f: &Frame) -> Html {
        html(&Requests { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::requests()
    }
}

/// A case that a request carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarriedCase {
    /// The case.
    pub id: CaseId,
    /// Its number.
    pub number: String,
    /// Its subject.
    pub subject: String,
    /// Its customer's name: shown to the partner's own people only.
    pub customer_name: String,
}

/// A service request on the sender's side.
///
/// Its forms post below `/service-requests/{id}`: `filing` (`external_id`), `correction` (`external_id`), `portal-updates`
/// (`status`, `text`, `occurred_at`), `severity` (`severity`), `withdrawal` (`reason`), `reopening` (`reason`), `notes` (`visibility`, `text`), `cases` (`case_id`),
/// `attachments` (`file`, multipart).
#[derive(Debug, Clone)]
pub struct RequestPage {
    /// The request.
    pub request: ServiceRequest,
    /// The customer it is filed for.
    pub customer: Customer,
    /// The cases it carries, the first one first, as far as the reader reaches their customers.
    pub cases: Vec<CarriedCase>,
    /// How many it carries beside those.
    pub cases_out_of_reach: usize,
    /// Its own clocks, as far as they have begun.
    pub clocks: Vec<Clock>,
    /// Its own timeline, oldest first.
    pub entries: Vec<RequestEntry>,
    /// The files that the recipient has, and those that came back.
    pub attachments: Vec<Attachment>,
    /// Cases that could join it: identifier and what is read.
    pub joinable: Vec<Choice>,
    /// Messages about it to its recipient, the latest first.
    pub deliveries: Vec<Delivery>,
    /// Where the request is open and its connection is stopped.
    pub stopped: Option<StoppedConnection>,
    /// What came back.
    pub form: Form,
}

/// A connection that a person has stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoppedConnection {
    /// Which.
    pub id: ConnectionId,
    /// Its name.
    pub name: String,
    /// Since when.
    pub at: DateTime<Utc>,
    /// The name of who stopped it, where that is known.
    pub by: Option<String>,
}

#[derive(Template)]
#[template(path = "page/request.html")]
struct RequestView<'a> {
    f: &'a Frame,
    p: &'a RequestPage,
}

impl RequestView<'_> {
    /// What is to be known of its way: it may have arrived, or its connection is stopped.
    fn on_the_way(&self) -> Option<Html> {
        let (f, request) = (self.f, &self.p.request);
        let is_unknown = request.status == RequestStatus::Unknown;
        let recipient = &request.recipient.name;
        let Some(stopped) = &self.p.stopped else {
            let says = || f.notice(Look(Tone::Warn, "unknown"), f.h("request-unknown-says").s("recipient", recipient));
            return is_unknown.then(says);
        };
        let mut says = Vec::new();
        if is_unknown {
            says.push(f.h("request-unknown-stopped-says").s("recipient", recipient).html());
        }
        let key = if stopped.by.is_some() { "request-stopped-by-says" } else { "request-stopped-says" };
        let said = f.h(key).x("time", f.time(stopped.at)).s("recipient", recipient);
        let said = said.s("person", stopped.by.as_deref().unwrap_or_default());
        let said = match f.may.can(Action::Administer) {
            true => said.link("connection", format!("/connections/{}", stopped.id), &stopped.name),
            false => said.s("connection", &stopped.name),
        };
        says.push(said.html());
        if is_unknown {
            says.push(f.h("request-stopped-urgent").s("recipient", recipient).html());
        }
        let says = says.iter().map(Html::as_str).collect::<Vec<_>>().join(" ");
        Some(f.notice(Look(Tone::Warn, "pause"), Html(says)))
    }

    fn may(&self) -> bool {
        self.f.may.can(Action::Escalate)
    }

    fn is_open(&self) -> bool {
        self.p.request.status.is_open()
    }

    fn base(&self) -> String {
        format!("/service-requests/{}", self.p.request.id)
    }

    fn is_assisted(&self) -> bool {
        self.p.request.route == Route::Assisted
    }

    fn is_mail(&self) -> bool {
        self.p.request.route == Route::Email
    }

    /// Whether people read what becomes of it, and write it down here.
    fn is_read_by_people(&self) -> bool {
        let request = &self.p.request;
        (self.is_assisted() && !self.to_be_filed()) || (self.is_mail() && request.submitted_at.is_some())
    }

    /// What the time of something that was read elsewhere is called.
    fn occurred(&self) -> &'static str {
        if self.is_mail() { "mail-occurred-at" } else { "field-occurred-at" }
    }

    fn to_be_filed(&self) -> bool {
        self.is_assisted() && self.p.request.status == RequestStatus::Prepared
    }

    fn family(&self) -> ProductFamily {
        self.p.request.packet.product_family.unwrap_or(ProductFamily::Microsoft365)
    }

    /// The portal, opened for the customer's tenant: from its own front page the tie to the customer would be lost.
    fn portal(&self) -> Option<String> {
        let packet = &self.p.request.packet;
        let service = packet.service.as_deref().and_then(service_find);
        portal_link(self.family(), PortalPurpose::Support, packet.cloud, &packet.customer.tenant_id, service)
            .map(|link| link.uri)
    }

    fn fields(&self) -> Vec<(String, String, String)> {
        portal_fields(self.family())
            .iter()
            .filter(|field| **field != PortalField::Files)
            .map(|field| (format!("f-{}", field.word()), self.f.w(field), portal_value(*field, &self.p.request.packet)))
            .filter(|(_, _, value)| !value.is_empty())
            .collect()
    }

    /// All fields as one text, in the portal's order.
    fn all_fields(&self) -> String {
        self.fields().into_iter().map(|(_, name, value)| format!("{name}:\n{value}\n\n")).collect()
    }

    /// Its clocks, then whose turn it is, then its age.
    fn clocks(&self) -> Vec<(String, Html)> {
        let (f, request) = (self.f, &self.p.request);
        let mut facts: Vec<(String, Html)> =
            self.p.clocks.iter().map(|clock| (f.w(clock.kind), f.case_clock(clock))).collect();
        facts.push((f.t("whose-turn"), f.request_turn(request)));
        let since = f.h("clock-since").x("time", f.time(request.created_at)).html();
        if let Some(due) = request.recipient_due_at.filter(|_| request.status.is_open()) {
            let span = f.duration((due - f.now()).abs());
            let key = if due < f.now() { "recipient-due-over" } else { "recipient-due-in" };
            let says = f.h("recipient-due-says").s("recipient", &request.recipient.name).x("time", f.time(due)).html();
            let look = if due < f.now() { Look(Tone::Warn, "clock") } else { Look(Tone::Off, "clock") };
            facts.push((f.t("recipient-due"), f.clock_fact(look, &f.m(key).s("span", span).to_string(), says)));
        }
        let age = f.duration(f.now() - request.created_at);
        facts.push((f.t("column-age"), f.clock_fact(Look(Tone::Off, "calendar"), &age, since)));
        facts
    }

    fn rows(&self) -> Vec<Row> {
        request_rows(self.f, &self.p.entries, false)
    }

    fn packet(&self) -> Html {
        packet(self.f, &self.p.request.packet)
    }

    fn under(&self) -> Html {
        let packet = &self.p.request.packet;
        if let (Route::AzureSupport, Some(id)) = (self.p.request.route, packet.customer.subscriptions.first()) {
            return self.f.h("chain-subscription").s("id", id).html();
        }
        match &self.p.request.packet.customer.delegated_admin {
            Some(name) => self.f.h("packet-delegated").s("name", name).html(),
            None => Html::text(&self.f.t("chain-relationship")),
        }
    }

    fn others(&self) -> usize {
        self.p.cases.len().saturating_sub(1)
    }

    /// What an agent can have read in the portal: what may follow the present status.
    fn next_statuses(&self) -> Vec<Choice> {
        let present = self.p.request.status;
        let mut statuses = vec![Choice::new("", self.f.t("status-unchanged"))];
        statuses.extend(
            RequestStatus::ALL
                .iter()
                .filter(|next| may_follow(present, **next) && **next != present && **next != RequestStatus::Withdrawn)
                .map(|next| Choice::new(next.word(), self.f.w(next))),
        );
        statuses
    }

    /// A recipient reads nothing of what is over.
    fn may_attach(&self) -> bool {
        self.may() && self.is_open()
    }

    /// Whether anything is left to be done with it: none of an empty card.
    fn has_deeds(&self) -> bool {
        self.may()
            && (self.is_read_by_people()
                || self.may_withdraw()
                || self.may_reopen()
                || self.may_rate()
                || (self.is_open() && !self.p.joinable.is_empty()))
    }

    /// Whether it can go back to a recipient that calls it solved.
    fn may_reopen(&self) -> bool {
        self.may() && self.p.request.status == RequestStatus::Resolved && !self.is_assisted()
    }

    /// Whether its severity can be changed: the recipient hears of it.
    fn may_rate(&self) -> bool {
        self.may() && self.is_open()
    }

    /// How the recipient hears of it.
    fn rate_says(&self) -> Html {
        let key = match self.p.request.route {
            Route::AzureSupport | Route::TroubleTicket | Route::Local => "request-rate-says",
            _ if self.p.request.carried_by() == Some(Route::PartnerCenter) => "request-rate-asks",
            _ if self.p.request.is_carried() => "request-rate-note",
            _ => "request-rate-portal",
        };
        self.f.h(key).s("recipient", &self.p.request.recipient.name).html()
    }

    fn severities(&self) -> Vec<Choice> {
        self.f.choices(Severity::ALL)
    }

    fn may_withdraw(&self) -> bool {
        self.may() && may_follow(self.p.request.status, RequestStatus::Withdrawn)
    }

    fn writes_to(&self, visibility: Visibility) -> bool {
        self.p.form.at("notes").picked("visibility", visibility.word(), visibility == Visibility::Provider)
    }

    fn filers(&self) -> String {
        let roles = tierline_domain::roles_that_may(Action::Escalate);
        roles.iter().map(|role| self.f.w(role)).collect::<Vec<_>>().join(", ")
    }

    fn event_icon(&self) -> &'static str {
        self.p.request.status.look().1
    }
}

impl Page for RequestPage {
    fn title(&self, _frame: &Frame) -> String {
        format!("{} {}", self.request.number, self.request.title)
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Requests)
    }

    fn live(&self, _f: &Frame) -> Option<Live> {
        Some(Live::entries(format!("request={}", self.request.id), format!("/service-requests/{}", self.request.id)))
    }

    fn body(&self, f: &Frame) -> Html {
        html(&RequestView { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::request()
    }
}
