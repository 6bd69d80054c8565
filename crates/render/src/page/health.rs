//! Service health: the board, an issue with its posts, and what a provider publishes or a partner imports.

use askama::Template;
use tierline_domain::{
    Action, HealthIssueId, Language,
    catalogue::{ProductFamily, Region, regions, services},
    health::{FeedFormat, HealthIssue, HealthPost, IssueKind, IssueStatus, Rejected},
};

use super::{CustomerPick, FeedLine, Page, html};
use crate::{
    Choice, Form, Frame, Html, Link, Look, Place, Tone,
    bilingual::plain_of,
    service::ServiceHealth,
    ui::{Looks, address},
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
    /// How many issues are open there.
    pub open: usize,
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
    /// The services to choose from.
    pub services: Vec<String>,
    /// The regions to choose from.
    pub regions: Vec<String>,
    /// The cursor of the next page of customers.
    pub next_customers: Option<String>,
    /// Issues that are open, the worst first; for a provider those it published.
    pub issues: Vec<IssueLine>,
    /// What was looked for among the issues, and the filters.
    pub filter: Form,
    /// The feeds, as they stand: those in trouble first, and not all of many.
    pub feeds: Vec<FeedLine>,
    /// How many feeds there are.
    pub feed_count: usize,
    /// The cursor of the next page of issues.
    pub next: Option<String>,
    /// How many customers' cases still suffer after an issue is over.
    pub suffering: i64,
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
        ["family", "service", "in", "state", "customer", "customers"]
            .iter()
            .any(|name| self.p.filter.value(name).is_some_and(|value| !value.is_empty()))
    }

    fn regions(&self) -> Vec<Choice> {
        let mut choices = vec![Choice::new("", self.f.t("board-all-regions"))];
        choices.extend(self.p.regions.iter().map(|region| Choice::new(region.clone(), region.clone())));
        choices
    }

    fn services(&self) -> Vec<Choice> {
        let mut choices = vec![Choice::new("", self.f.t("board-all-services"))];
        choices.extend(self.p.services.iter().map(|service| Choice::new(service.clone(), service.clone())));
        choices
    }

    /// A service's last ninety days, in the region that the board is narrowed to.
    fn history(&self, row: &BoardRow) -> String {
        let region = self.p.filter.value("in").filter(|region| !region.is_empty()).map(|region| ("region", region));
        address("/health/history", [("service", row.service.as_str())].into_iter().chain(region))
    }

    fn address(&self) -> &'static str {
        if self.is_provider() { Place::Issues.href() } else { Place::Health.href() }
    }

    fn published_as(&self, issue: &HealthIssue) -> String {
        published_as(self.f, issue)
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

/// As what its source published an issue: its class, which is no word on how the service is now.
pub(crate) fn published_as(f: &Frame, issue: &HealthIssue) -> String {
    f.t(crate::label::key("issue-as", issue.kind.word()))
}

/// A post as plain text.
pub(crate) fn post_text(post: &HealthPost) -> String {
    plain_of(post.format, &post.text)
}

impl Page for HealthPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("nav-health")
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Health)
    }

    fn follows(&self) -> bool {
        true
    }

    fn body(&self, f: &Frame) -> Html {
        html(&Health { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::health()
    }
}

/// What a provider publishes. Posts `service`, `regions`, `kind`, `status`, `title`, `text`, `language`, `translation_…`,
/// `machine_…` to `/health/publish`.
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
    /// The regions of the cloud that the issue is published in.
    fn regions(&self) -> impl Iterator<Item = &'static Region> {
        let cloud = self.f.shell.as_ref().map(|shell| shell.cloud);
        regions().iter().filter(move |region| cloud.is_none_or(|cloud| region.is_in(cloud)))
    }

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

/// The import of a feed's payload. Posts `file`, `format`, `customer_id`, `feed` (multipart) to `/health/import`.
#[derive(Debug, Clone, Default)]
pub struct HealthImportPage {
    /// Customers whose own tenant the feed can be; none for who sees no customers.
    pub customers: Option<CustomerPick>,
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
