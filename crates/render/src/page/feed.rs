//! The feeds of service health: how each stands, how it is set up, and for whom it is in trouble.

use askama::Template;
use chrono::{DateTime, Duration, Utc};
use tierline_domain::{
    Action, CustomerId, FeedId, Role,
    catalogue::ProductFamily,
    health::{FeedCondition, FeedFormat, FeedOutcome, FeedTenants, INTERVAL_MINUTES, PolledFeed},
};

use super::{CustomerPick, Page, html};
use crate::{Form, Frame, Html, Link, Look, Place, Tone, html::escaped};

/// A feed with how it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedLine {
    /// Identifier; none where somebody imports it by hand or publishes it on this desk.
    pub id: Option<FeedId>,
    /// Its name.
    pub name: String,
    /// Its shape; none for what a provider publishes on this desk.
    pub format: Option<FeedFormat>,
    /// Whose feed it is; none where the desk does not read it by itself.
    pub tenants: Option<FeedTenants>,
    /// The customer's name, where it is one customer's.
    pub customer: Option<String>,
    /// Whether the desk reads it by itself.
    pub is_enabled: bool,
    /// The worst condition of its tenants.
    pub condition: FeedCondition,
    /// For how many tenants it is read.
    pub count: i64,
    /// For how many of them it is not fresh.
    pub troubled: i64,
    /// The oldest reading of these; none where none of them was ever read.
    pub troubled_since: Option<DateTime<Utc>>,
    /// Its newest reading.
    pub read_at: Option<DateTime<Utc>>,
    /// When it is read next.
    pub next_at: Option<DateTime<Utc>>,
}

impl FeedLine {
    fn is_of_many(&self) -> bool {
        self.tenants == Some(FeedTenants::Each)
    }

    /// Whether somebody imports it by hand.
    fn is_imported(&self) -> bool {
        self.id.is_none() && self.format.is_some()
    }

    /// Its state: icon, word and colour. One that is not to be read is neither well nor ill.
    pub(crate) fn state(&self, f: &Frame) -> Html {
        if self.id.is_some() && !self.is_enabled {
            return f.status(Look(Tone::Off, "pause"), Html::text(&f.t("feed-off")));
        }
        if self.is_of_many() && (1..self.count).contains(&self.troubled) {
            return f.status(Look(Tone::Warn, "warn"), Html::text(&f.t("feed-partly")));
        }
        f.looks(self.condition)
    }

    /// Its name: one that was read from a file without a name of its own goes by its format.
    pub(crate) fn shown_name(&self, f: &Frame) -> String {
        crate::label::feed_name(f, &self.name)
    }

    /// How old what is known of it is.
    pub(crate) fn age(&self, f: &Frame) -> Html {
        match self.read_at {
            Some(at) if f.now() - at < Duration::minutes(1) => f.h("feed-as-of-now").x("time", f.time(at)).html(),
            Some(at) => f.h("feed-as-of").x("time", f.time(at)).w("age", f.age(at)).html(),
            None => Html::text(&f.t("feed-never")),
        }
    }

    /// For how many of its tenants nothing is known, since when; none for a feed that is read once.
    pub(crate) fn gap(&self, f: &Frame) -> Option<Html> {
        if !self.is_of_many() || self.troubled == 0 {
            return None;
        }
        let says = match self.troubled_since {
            Some(since) => f.h("feed-gap-since").x("time", f.time(since)),
            None => f.h("feed-gap-never"),
        };
        Some(says.n("count", self.troubled).w("total", f.number(self.count)).html())
    }

    /// Whose feed it is.
    fn whose(&self, f: &Frame) -> Html {
        match (&self.customer, self.tenants) {
            (Some(customer), _) => f.name(customer),
            (None, Some(FeedTenants::Each)) => Html::text(&f.m("feed-of-each").n("count", self.count).to_string()),
            (None, Some(_)) => Html::text(&f.t("feed-of-all")),
            (None, None) if self.format.is_none() => Html::text(&f.t("feed-published")),
            (None, None) => Html::text(&f.t("feed-by-hand")),
        }
    }
}

/// The feeds. `/health/feeds`
#[derive(Debug, Clone, Default)]
pub struct FeedsPage {
    /// All of them, by name.
    pub feeds: Vec<FeedLine>,
}

#[derive(Template)]
#[template(path = "page/feeds.html")]
struct Feeds<'a> {
    f: &'a Frame,
    p: &'a FeedsPage,
}

impl Page for FeedsPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("nav-feeds")
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Feeds)
    }

    fn reader(&self) -> Option<Role> {
        Some(Role::GlobalAdmin)
    }

    fn body(&self, f: &Frame) -> Html {
        html(&Feeds { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::feeds()
    }
}

/// A tenant of a feed, as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedTenantRow {
    /// The customer with its name; none for a public feed.
    pub customer: Option<(CustomerId, String)>,
    /// Whether what is known from it can be relied on.
    pub condition: FeedCondition,
    /// When it was last read whole.
    pub read_at: Option<DateTime<Utc>>,
    /// When it was last tried.
    pub tried_at: Option<DateTime<Utc>>,
    /// When it is tried next.
    pub next_at: Option<DateTime<Utc>>,
    /// How many records the last reading had.
    pub records: i64,
    /// What went wrong, in the desk's own English; empty where nothing did.
    pub detail: String,
    /// How the last tries went, the newest last.
    pub tries: Vec<FeedOutcome>,
}

/// One feed. Who manages feeds posts `name`, `location`, `families`, `interval_minutes`, `is_enabled`, `credential_client_id`,
/// `credential_secret`, `version` to `/health/feeds/{id}`, and nothing to `…/readings` and `…/removal`.
#[derive(Debug, Clone)]
pub struct FeedPage {
    /// How it stands.
    pub line: FeedLine,
    /// How it is set up.
    pub feed: PolledFeed,
    /// The tenants that are in trouble; of a feed that is read once, that one.
    pub tenants: Vec<FeedTenantRow>,
    /// The cursor of the next page of these.
    pub next: Option<String>,
    /// What came back.
    pub form: Form,
}

#[derive(Template)]
#[template(path = "page/feed.html")]
struct FeedView<'a> {
    f: &'a Frame,
    p: &'a FeedPage,
}

impl FeedView<'_> {
    fn manages(&self) -> bool {
        self.f.may.can(Action::ManageFeeds)
    }

    fn is_of_many(&self) -> bool {
        self.p.line.is_of_many()
    }

    fn families(&self) -> Vec<(ProductFamily, bool)> {
        families(&self.p.form, "feeds", &self.p.feed.families)
    }

    fn is_on(&self) -> bool {
        self.p.form.at("feeds").chosen("is_enabled", "true", self.p.feed.is_enabled)
    }

    /// The families that it tells of, in words.
    fn tells_of(&self) -> String {
        let own = self.p.feed.families.iter();
        let all = self.p.feed.format.families().iter().chain(own);
        all.map(|family| self.f.w(*family)).collect::<Vec<_>>().join(", ")
    }

    fn client_id(&self) -> Option<&String> {
        self.p.feed.credential.as_ref().map(|credential| &credential.client_id)
    }

    fn secret(&self) -> Option<&String> {
        self.p.feed.credential.as_ref().map(|credential| &credential.secret)
    }

    fn every(&self) -> String {
        self.f.duration(chrono::Duration::minutes(self.p.feed.interval_minutes))
    }

    fn intervals(&self) -> (i64, i64) {
        (*INTERVAL_MINUTES.start(), *INTERVAL_MINUTES.end())
    }

    /// The last tries as squares, the newest last, with the same in words for who does not see them.
    fn strip(&self, tries: &[FeedOutcome]) -> Html {
        strip(self.f, tries)
    }
}

fn strip(f: &Frame, tries: &[FeedOutcome]) -> Html {
    if tries.is_empty() {
        return Html::text(&f.t("feed-untried"));
    }
    let square = |(at, outcome): (usize, &FeedOutcome)| {
        // The height says it beside the colour.
        let (tone, height) = match outcome {
            FeedOutcome::Read => (Tone::Ok, 8),
            FeedOutcome::Failed => (Tone::Bad, 16),
            FeedOutcome::Malformed => (Tone::Warn, 12),
        };
        format!("<path class=\"{}\" d=\"M{} {}h6v{height}h-6z\"/>", tone.class(), at * 8, 16 - height)
    };
    let squares: String = tries.iter().enumerate().map(square).collect();
    let count = |wanted: FeedOutcome| tries.iter().filter(|outcome| **outcome == wanted).count();
    let words = f
        .m("feed-tries")
        .n("count", tries.len())
        .n("read", count(FeedOutcome::Read))
        .n("failed", count(FeedOutcome::Failed))
        .n("malformed", count(FeedOutcome::Malformed));
    let width = tries.len() * 8;
    Html(format!(
        "<span class=\"tries\"><svg viewBox=\"0 0 {width} 16\" width=\"{width}\" height=\"16\" aria-hidden=\"true\">{squares}</svg> <span>{}</span></span>",
        escaped(&words.to_string())
    ))
}

fn families(form: &Form, scope: &str, own: &[ProductFamily]) -> Vec<(ProductFamily, bool)> {
    let form = form.at(scope);
    ProductFamily::ALL
        .iter()
        .map(|family| (*family, form.chosen("families", family.word(), own.contains(family))))
        .collect()
}

impl Page for FeedPage {
    fn title(&self, _frame: &Frame) -> String {
        self.feed.name.clone()
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Feeds)
    }

    fn reader(&self) -> Option<Role> {
        Some(Role::GlobalAdmin)
    }

    fn body(&self, f: &Frame) -> Html {
        html(&FeedView { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::feed()
    }
}

/// A feed to be set up. Posts `name`, `format`, `tenants`, `customer_id` and what [`FeedPage`] posts to `/health/feeds`.
#[derive(Debug, Clone, Default)]
pub struct NewFeedPage {
    /// Customers whose own feed it can be.
    pub customers: CustomerPick,
    /// What came back.
    pub form: Form,
}

#[derive(Template)]
#[template(path = "page/new_feed.html")]
struct NewFeed<'a> {
    f: &'a Frame,
    p: &'a NewFeedPage,
}

impl NewFeed<'_> {
    fn families(&self) -> Vec<(ProductFamily, bool)> {
        families(&self.p.form, "feeds", &[])
    }

    fn is_on(&self) -> bool {
        self.p.form.at("feeds").chosen("is_enabled", "true", true)
    }

    fn intervals(&self) -> (i64, i64) {
        (*INTERVAL_MINUTES.start(), *INTERVAL_MINUTES.end())
    }
}

impl Page for NewFeedPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("feed-new")
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Feeds)
    }

    fn reader(&self) -> Option<Role> {
        Some(Role::GlobalAdmin)
    }

    fn body(&self, f: &Frame) -> Html {
        html(&NewFeed { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::new_feed()
    }
}
