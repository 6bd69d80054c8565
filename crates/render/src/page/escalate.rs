//! A new service request: composed from the evidence, looked at before it goes.

use askama::Template;
use chrono::{DateTime, Duration, Utc};
use tierline_domain::{
    Attachment, Blocker, BlockerCode, Case, ConnectionId, Contact, Customer, DecidedCategory, DelegatedAdmin, Draft,
    Language, Packet, RankedRoute, RecipientKind, Route, RouteStanding, Severity, Targets, catalogue::ProductFamily,
};

use super::{Page, html};
use crate::{Choice, Form, Frame, Html, Link, Locale, Look, Place, Tone, Value, ladder::blocker_text, packet::packet};

/// To whom the request can go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecipientChoice {
    /// Provider or upstream partner.
    pub kind: RecipientKind,
    /// Its name.
    pub name: String,
    /// Whether it is an organization on this desk, so that the request travels by itself.
    pub on_desk: bool,
    /// What it promises to answer in.
    pub targets: Targets,
}

/// What somebody kept of a request that is not sent yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptRequest {
    /// Who saved it last.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Its version: the form carries it along.
    pub version: i64,
}

/// A request in a language that its recipient does not answer in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignLanguage {
    /// What it is written in.
    pub written: Language,
    /// What the recipient answers in.
    pub understood: Vec<Language>,
}

/// The form of a new service request. Posts to `/cases/{id}/service-requests`: `title`, `description`, `business_impact`, `severity`,
/// `support_topic`, `route`, `recipient`, `contact_name`, `contact_email`, `contact_phone`, `contact_country`, `contact_time_zone`,
/// `contact_language`, `duplicate_reason`, `files` (identifiers) with `files_shown` where any are offered, `draft_version`, `action`
/// (`preview`, `save`, `discard` or `send`).
#[derive(Debug, Clone)]
pub struct EscalatePage {
    /// The case it is written from.
    pub case: Case,
    /// Its customer.
    pub customer: Customer,
    /// The decision whose problem it is.
    pub decided: Option<DecidedCategory>,
    /// The relationship it is filed under, where one is live.
    pub delegated_admin: Option<DelegatedAdmin>,
    /// What stands in the way; empty where it may go.
    pub blockers: Vec<Blocker>,
    /// The open request for the same cause, whether or not a reason for a second one is written by now.
    pub duplicate: Option<Blocker>,
    /// What is proposed as title, description and business impact.
    pub draft: Draft,
    /// The person's own contact data.
    pub contact: Contact,
    /// To whom it can go, the usual one first.
    pub recipients: Vec<RecipientChoice>,
    /// The routes to the recipient as they stand, the chosen one first.
    pub routes: Vec<RankedRoute>,
    /// The customer's subscription on which a request is filed where the route files on one; none where the book has no identifier.
    pub subscription: Option<String>,
    /// The family of the service: topics are chosen from it.
    pub family: Option<ProductFamily>,
    /// Topics found for what was typed.
    pub topics: Vec<String>,
    /// Files of the case that the provider may read: those that are chosen go along.
    pub files: Vec<Attachment>,
    /// The draft that is kept for the case: the form shows it, unless another one came back.
    pub kept: Option<KeptRequest>,
    /// What would go out, after a look was asked for.
    pub preview: Option<Packet>,
    /// The language of what would go out, where the recipient does not answer in it.
    pub foreign: Option<ForeignLanguage>,
    /// What came back.
    pub form: Form,
}

impl EscalatePage {
    fn family_word(&self) -> &'static str {
        self.family.map_or("", ProductFamily::word)
    }
}

#[derive(Template)]
#[template(path = "page/escalate.html")]
struct Escalate<'a> {
    f: &'a Frame,
    p: &'a EscalatePage,
}

impl Escalate<'_> {
    fn recipient(&self) -> &str {
        self.addressee().map_or("", |recipient| recipient.name.as_str())
    }

    /// The one to whom it goes as the form stands.
    fn addressee(&self) -> Option<&RecipientChoice> {
        let chosen = self.p.form.value("recipient").and_then(RecipientKind::from_word);
        self.p.recipients.iter().find(|recipient| chosen.is_none_or(|kind| kind == recipient.kind))
    }

    /// When the recipient first answers a request of this severity.
    fn first_answer(&self, severity: impl Value<Severity>) -> Option<String> {
        let severity = severity.value();
        let minutes = self.addressee()?.targets.of(severity).provider_first_response;
        let span = self.f.duration(Duration::minutes(minutes));
        let key = if severity == Severity::Critical { "severity-answer" } else { "severity-answer-business" };
        Some(self.f.m(key).s("span", span).to_string())
    }

    /// Whether a file goes along: all do while nobody has chosen.
    fn takes_file(&self, file: &Attachment) -> bool {
        let shown = self.form().value("files_shown").is_some();
        !shown || self.form().chosen("files", &file.id.to_string(), true)
    }

    fn takes_severity(&self, severity: &Severity) -> bool {
        self.form().picked("severity", severity.word(), *severity == self.p.case.severity)
    }

    fn kept_version(&self) -> i64 {
        self.p.kept.as_ref().map_or(0, |kept| kept.version)
    }

    fn takes_recipient(&self, recipient: &RecipientChoice) -> bool {
        let first = self.p.recipients.first() == Some(recipient);
        self.form().picked("recipient", recipient.kind.word(), first)
    }

    /// The routes that can be taken: by each connection, where several lead there by one.
    fn open(&self) -> Vec<&RankedRoute> {
        self.p.routes.iter().filter(|one| one.standing != RouteStanding::Closed).collect()
    }

    fn value(&self, one: &RankedRoute) -> String {
        EscalatePage::way(one.route, one.connection)
    }

    /// Whether another connection leads there by the same route, and comes later: this one is then first by its name alone.
    fn is_first_of_several(&self, one: &RankedRoute) -> bool {
        let mut same = self.p.routes.iter().filter(|other| other.route == one.route && other.reason == one.reason);
        same.next() == Some(one) && same.next().is_some()
    }

    /// The routes that cannot be taken, and why.
    fn closed(&self) -> Vec<&RankedRoute> {
        self.p.routes.iter().filter(|one| one.standing == RouteStanding::Closed).collect()
    }

    fn takes_route(&self, one: &RankedRoute) -> bool {
        let way = EscalatePage::way(one.route, one.connection);
        let form = self.form();
        // A draft from before connections were chosen names the route alone: its first connection is meant.
        let plain = form.value("route") == Some(one.route.word())
            && self.open().iter().find(|open| open.route == one.route) == Some(&one);
        plain || form.picked("route", &way, one.standing == RouteStanding::Chosen)
    }

    /// The route that is taken as the form stands.
    fn route(&self) -> Route {
        let open = self.open();
        let taken = open.iter().find(|one| self.takes_route(one)).or(open.first());
        taken.map_or(Route::Assisted, |one| one.route)
    }

    fn is_assisted(&self) -> bool {
        self.route() == Route::Assisted
    }

    /// A route with the name of its connection.
    /// On which of the customer's subscriptions a route files, where it files on one.
    fn files_on(&self, one: &RankedRoute) -> Option<Html> {
        if one.route != Route::AzureSupport {
            return None;
        }
        Some(match &self.p.subscription {
            Some(id) => self.f.h("route-subscription").s("id", id).html(),
            None => Html::text(&self.f.t("route-no-subscription")),
        })
    }

    fn named(&self, one: &RankedRoute) -> Html {
        let route = self.f.w(one.route);
        match &one.connection_name {
            Some(name) => Html(format!("{} · {}", Html::text(&route), self.f.name(name))),
            None => Html::text(&route),
        }
    }

    fn form(&self) -> &Form {
        self.p.form.at("service-requests")
    }

    /// What remains in the way once it is composed: the blockers that this very form lifts are asked for in it.
    fn standing(&self) -> Vec<Html> {
        let here = [BlockerCode::ContactMissing, BlockerCode::DuplicateOpenRequest];
        self.p
            .blockers
            .iter()
            .filter(|blocker| !here.contains(&blocker.code))
            .map(|blocker| blocker_text(self.f, blocker))
            .collect()
    }

    /// Whether nothing is in the way, not even what this form asks for.
    fn is_clear(&self) -> bool {
        self.p.blockers.is_empty()
    }

    fn number<'b>(&self, duplicate: &'b Blocker) -> &'b str {
        duplicate.reference.as_deref().unwrap_or_default()
    }

    fn under(&self) -> Html {
        match &self.p.delegated_admin {
            Some(one) => match one.days_left(self.f.now()) {
                Some(days) => self.f.h("chain-delegated").n("count", days).html(),
                None => Html::text(&self.f.t("chain-delegated-legacy")),
            },
            None => Html::text(&self.f.t("chain-relationship")),
        }
    }

    fn languages(&self) -> Vec<Choice> {
        Locale::ALL.iter().map(|locale| Choice::new(locale.tag(), self.f.w(locale.language()))).collect()
    }

    /// The warning about the language of what would go out.
    fn foreign(&self, foreign: &ForeignLanguage) -> String {
        let understood: Vec<String> = foreign.understood.iter().map(|one| self.f.w(*one)).collect();
        let key = match foreign.written {
            Language::En => "request-foreign-en",
            Language::Ru => "request-foreign-ru",
            Language::Pl => "request-foreign-pl",
        };
        self.f.m(key).s("understood", understood.join(", ")).to_string()
    }

    fn topic_is_settled(&self) -> bool {
        let typed = self.form().value("support_topic").unwrap_or_default();
        self.p.topics.is_empty() || self.p.topics.iter().any(|topic| topic == typed)
    }

    fn packet(&self, preview: &Packet) -> Html {
        packet(self.f, preview)
    }
}

impl EscalatePage {
    /// The value of a way in the form: the route, and the connection where it goes by one.
    #[must_use]
    pub fn way(route: Route, connection: Option<ConnectionId>) -> String {
        connection.map_or_else(|| route.word().to_owned(), |id| format!("{route}:{id}"))
    }
}

impl Page for EscalatePage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("new-request")
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Requests)
    }

    fn body(&self, f: &Frame) -> Html {
        html(&Escalate { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::escalate()
    }
}
