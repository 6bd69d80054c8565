//! Today: what waits for the person who looks.

use askama::Template;
use tierline_domain::{Action, CaseLine, DelegatedAdmin, HealthIssueId, RequestLine};

use super::{Live, Page, html};
use crate::{Frame, Html, Link, Look, Place, Tone, service::ServiceHealth};

/// A service on the strip of the first page.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceTile {
    /// Its canonical name.
    pub service: String,
    /// How it is, the worst of its open issues.
    pub health: ServiceHealth,
    /// The issue behind that.
    pub issue: Option<HealthIssueId>,
    /// Where, as far as the feed says.
    pub regions: Vec<String>,
    /// How many of the partner's customers are concerned.
    pub customers: i64,
}

/// A delegated admin relationship that ends soon or has just ended.
#[derive(Debug, Clone, PartialEq)]
pub struct EndingRelationship {
    /// The relationship.
    pub relationship: DelegatedAdmin,
    /// The customer's name.
    pub customer_name: String,
    /// How many open cases of that customer need it.
    pub open_cases: i64,
}

/// A partner's first page.
#[derive(Debug, Clone, Default)]
pub struct HomePage {
    /// How many clocks of the person's cases are over.
    pub overdue: i64,
    /// How many run out within the hour.
    pub soon: i64,
    /// Services with customers, those in trouble first; empty where no feed is read.
    pub services: Vec<ServiceTile>,
    /// The person's cases, the clock that runs out first on top.
    pub queue: Vec<CaseLine>,
    /// How many open cases belong to nobody.
    pub unassigned: i64,
    /// Service requests that are not over, those that wait for us first.
    pub requests: Vec<RequestLine>,
    /// Relationships that end within thirty days.
    pub ending: Vec<EndingRelationship>,
    /// How many cases' customers still suffer after an issue is over.
    pub suffering: i64,
}

#[derive(Template)]
#[template(path = "page/home.html")]
struct Home<'a> {
    f: &'a Frame,
    p: &'a HomePage,
}

impl HomePage {
    fn lede(&self, f: &Frame) -> Html {
        let mut parts = vec![f.h("home-now").x("day", f.long_day(f.now())).x("time", f.hour(f.now())).html().0];
        if self.overdue > 0 {
            parts.push(f.h("home-overdue").n("count", self.overdue).html().0);
        }
        if self.soon > 0 {
            parts.push(f.h("home-soon").n("count", self.soon).html().0);
        }
        if self.overdue == 0 && self.soon == 0 {
            parts.push(f.t("home-quiet"));
        }
        Html(parts.join(" "))
    }

    fn empty_queue(&self, f: &Frame) -> Html {
        let says = f.h("queue-empty-says").n("count", self.unassigned);
        let link = (self.unassigned > 0).then(|| Link::new("/cases?assignee=none", f.t("queue-empty-do")));
        f.empty("case", "queue-empty", says, link)
    }

    fn days_left(line: &EndingRelationship, f: &Frame) -> Html {
        crate::delegated::status(f, &line.relationship)
    }
}

impl Page for HomePage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("home")
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Today)
    }

    fn live(&self, f: &Frame) -> Option<Live> {
        Some(Live::new("list=desk", &f.path, "live-lines"))
    }

    fn body(&self, f: &Frame) -> Html {
        html(&Home { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::home()
    }
}
