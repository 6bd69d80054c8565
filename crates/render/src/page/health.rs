//! Service health: the board, an issue with its posts, and what a provider publishes or a partner imports.

use askama::Template;
use chrono::{DateTime, Utc};
use tierline_domain::{
    Action, CustomerId, HealthIssueId, Language,
    catalogue::{ProductFamily, regions, services},
    health::{FeedFormat, HealthIssue, HealthPost, IssueKind, IssueStatus, PostFormat, Rejected},
};

use super::{FeedLine, Page, html};
use crate::{
    Choice, Form, Frame, Html, Link, Look, Place, Tone,
    html::{from_html, prose},
    service::ServiceHealth,
    ui::Looks,
};

/// A cell of the board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardCell {
    /// How the service is there; none where no customer uses it.
    pub health: Option<ServiceHealth>,
    /// The issue behind it.
    pub issue: Option<HealthIssueId>,
    /// How many customers are concerned.
    pub customers: i64,
}

/// A row of the board: a service, with a cell for each column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardRow {
    /// Canonical name.
    pub service: String,
    /// One cell for each column of the board.
    pub cells: Vec<BoardCell>,
}

/// A line of the list of issues.
#[derive(Debug, Clone, PartialEq)]
pub struct IssueLine {
    /// The issue.
    pub issue: HealthIssue,
    /// The latest post.
    pub last: Option<HealthPost>,
    /// How many cases it explains, and of how many customers; none for a provider, whose partners' cases are their own.
    pub reach: Option<(i64, i64)>,
}

/// The board. `/health?by=region` or `by=customer`.
#[derive(Debug, Clone, Default)]
pub struct HealthPage {
    /// Whether the columns are customers; regions otherwise.
    pub by_customer: bool,
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The services, as far as they are asked for.
    pub rows: Vec<BoardRow>,
    /// The regions to choose from.
    pub regions: Vec<String>,
    /// The cursor of the next page of customers.
    pub next_customers: Option<String>,
    /// Issues that are open, the worst first; for a provider those it published.
    pub issues: Vec<IssueLine>,
    /// What was looked for among the issues, and the filters.
    pub filter: Form,
    /// The feeds, as they stand.
    pub feeds: Vec<FeedLine>,
    /// The cursor of the next page of issues.
    pub next: Option<String>,
}

#[derive(Template)]
#[template(path = "page/health.html")]
struct Health<'a> {
    f: &'a Frame,
    p: &'a HealthPage,
}

impl Health<'_> {
    fn is_provider(&self) -> bool {
        self.f.may.can(Action::PublishIssues)
    }

    /// Whether the board shows less than there is.
    fn is_narrowed(&self) -> bool {
        ["family", "in", "state", "customer", "customers"]
            .iter()
            .any(|name| self.p.filter.value(name).is_some_and(|value| !value.is_empty()))
    }

    fn regions(&self) -> Vec<Choice> {
        let mut choices = vec![Choice::new("", self.f.t("board-all-regions"))];
        choices.extend(self.p.regions.iter().map(|region| Choice::new(region.clone(), region.clone())));
        choices
    }

    fn address(&self) -> &'static str {
        if self.is_provider() { Place::Issues.href() } else { Place::Health.href() }
    }

    fn key(&self) -> &'static [ServiceHealth] {
        ServiceHealth::ALL
    }

    fn excerpt(&self, post: &HealthPost) -> String {
        let text = post_text(post);
        let mut short: String = text.chars().take(220).collect();
        if short.len() < text.len() {
            short.push('…');
        }
        short
    }
}

/// A post as plain text.
pub(crate) fn post_text(post: &HealthPost) -> String {
    match post.format {
        PostFormat::Html => from_html(&post.text),
        PostFormat::Text => post.text.clone(),
    }
}

impl Page for HealthPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("nav-health")
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Health)
    }

    fn body(&self, f: &Frame) -> Html {
        html(&Health { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::health()
    }
}

/// A customer that an issue concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AffectedCustomer {
    /// The customer.
    pub id: CustomerId,
    /// Its name: shown to the partner's own people only.
    pub name: String,
    /// The language it is written to.
    pub language: Language,
    /// Its cases with this issue: identifier and number.
    pub cases: Vec<(tierline_domain::CaseId, String)>,
    /// When it was last told, of all its cases; none where one of them was not yet.
    pub informed_at: Option<DateTime<Utc>>,
    /// Whether somebody there can read all of them here.
    pub readable: bool,
}

/// An issue with its posts. For its publisher a form posts `status`, `text` to `/health/issues/{id}/posts`.
#[derive(Debug, Clone)]
pub struct IssuePage {
    /// The issue.
    pub issue: HealthIssue,
    /// Its posts, the latest first.
    pub posts: Vec<HealthPost>,
    /// The partner's customers with cases that it explains.
    pub affected: Vec<AffectedCustomer>,
    /// Whether the reader's organization published it.
    pub own: bool,
    /// What came back.
    pub form: Form,
}

#[derive(Template)]
#[template(path = "page/issue.html")]
struct IssueView<'a> {
    f: &'a Frame,
    p: &'a IssuePage,
}

impl IssueView<'_> {
    fn text(&self, post: &HealthPost) -> Html {
        prose(&post_text(post))
    }

    fn statuses(&self) -> Vec<Choice> {
        self.f.choices(IssueStatus::ALL)
    }

    fn may_post(&self) -> bool {
        self.p.own && self.f.may.can(Action::PublishIssues)
    }

    fn case_count(&self) -> usize {
        self.p.affected.iter().map(|customer| customer.cases.len()).sum()
    }

    fn not_informed(&self) -> usize {
        self.p.affected.iter().filter(|customer| customer.informed_at.is_none()).count()
    }

    fn ended(&self) -> bool {
        self.p.issue.has_ended(self.f.now())
    }
}

impl Page for IssuePage {
    fn title(&self, _frame: &Frame) -> String {
        format!("{} {}", self.issue.source_id, self.issue.title)
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Health)
    }

    fn class(&self) -> &'static str {
        "issue-page"
    }

    fn body(&self, f: &Frame) -> Html {
        html(&IssueView { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::issue()
    }
}

/// What a provider publishes. Posts `service`, `regions`, `kind`, `status`, `title`, `text` to `/health/publish`.
#[derive(Debug, Clone, Default)]
pub struct PublishPage {
    /// How many partners will see it.
    pub partners: i64,
    /// What came back.
    pub form: Form,
}

#[derive(Template)]
#[template(path = "page/publish.html")]
struct Publish<'a> {
    f: &'a Frame,
    p: &'a PublishPage,
}

impl Publish<'_> {
    fn takes_region(&self, name: &str) -> bool {
        self.p.form.at("publish").chosen("regions", name, false)
    }
}

impl Page for PublishPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("publish")
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Issues)
    }

    fn reader(&self) -> Option<tierline_domain::Role> {
        Some(tierline_domain::Role::ServiceOwner)
    }

    fn body(&self, f: &Frame) -> Html {
        html(&Publish { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::publish()
    }
}

/// What came of an import.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HealthImportReport {
    /// Records in the file.
    pub records: usize,
    /// Issues that are new.
    pub created: usize,
    /// Issues that changed.
    pub updated: usize,
    /// Issues that stayed as they were.
    pub unchanged: usize,
    /// Records that could not be read.
    pub rejected: Vec<Rejected>,
}

/// The import of a feed's payload. Posts `file`, `format`, `customer_id` (multipart) to `/health/import`.
#[derive(Debug, Clone, Default)]
pub struct HealthImportPage {
    /// Customers whose own tenant the feed can be: identifier and name.
    pub customers: Vec<Choice>,
    /// What came of the last one.
    pub report: Option<HealthImportReport>,
    /// What came back.
    pub form: Form,
}

#[derive(Template)]
#[template(path = "page/health_import.html")]
struct HealthImport<'a> {
    f: &'a Frame,
    p: &'a HealthImportPage,
}

impl HealthImport<'_> {
    fn customers(&self) -> Vec<Choice> {
        let mut choices = vec![Choice::new("", self.f.t("import-public"))];
        choices.extend(self.p.customers.iter().cloned());
        choices
    }
}

impl Page for HealthImportPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("health-import")
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Health)
    }

    fn reader(&self) -> Option<tierline_domain::Role> {
        Some(tierline_domain::Role::GlobalAdmin)
    }

    fn body(&self, f: &Frame) -> Html {
        html(&HealthImport { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::health_import()
    }
}
