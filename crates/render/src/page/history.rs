//! How a service was in the last ninety days: bars for who looks, a table for who reads.

use askama::Template;
use tierline_domain::{
    CustomerId, HealthIssueId,
    health::{DayHealth, HistoryDay, HistoryIssue},
};

use super::{Page, html};
use crate::{Choice, Form, Frame, Html, Link, Place, ServiceHealth, history, html::bdi};

/// A service's history. `/health/history?service=…&region=…&customer_id=…`.
#[derive(Debug, Clone, Default)]
pub struct HistoryPage {
    /// The service.
    pub service: String,
    /// The regions in which it is used.
    pub regions: Vec<String>,
    /// The customer that it is for; none for all.
    pub customer: Option<(CustomerId, String)>,
    /// The days, the oldest first, today last.
    pub days: Vec<HistoryDay>,
    /// The issues that touched them.
    pub issues: Vec<HistoryIssue>,
    /// What it is narrowed by, as it stands in the address.
    pub filter: Form,
}

#[derive(Template)]
#[template(path = "page/history.html")]
struct History<'a> {
    f: &'a Frame,
    p: &'a HistoryPage,
}

impl History<'_> {
    fn bars(&self) -> Html {
        history::bars(self.f, &self.p.service, &self.p.days)
    }

    fn finding(&self) -> String {
        history::label(self.f, &self.p.service, &self.p.days)
    }

    fn health(&self, day: &HistoryDay) -> ServiceHealth {
        history::shown(day.health)
    }

    fn issue(&self, id: &HealthIssueId) -> Option<&HistoryIssue> {
        self.p.issues.iter().find(|issue| issue.id == *id)
    }

    /// The days that have something to say, the latest first: trouble, and what is not known. Days of which nothing is known stand
    /// together, from the first to the last of them.
    fn telling(&self) -> Vec<(&HistoryDay, &HistoryDay)> {
        let is_unknown = |day: &HistoryDay| day.health == DayHealth::Unknown;
        let runs = self.p.days.chunk_by(|one, next| is_unknown(one) && is_unknown(next));
        let runs = runs.filter_map(|run| Some((run.first()?, run.last()?)));
        runs.filter(|(day, _)| day.health != DayHealth::Healthy || day.unknown_minutes > 0).rev().collect()
    }

    fn is_known(&self, day: &HistoryDay) -> bool {
        day.health != DayHealth::Unknown
    }

    /// For how long nothing is known: of one day the hours, of several in a row how many days that are. These are the days that the
    /// sentence below the bars counts, whether or not the first and the last of them are unknown from end to end.
    fn unread(&self, from: &HistoryDay, to: &HistoryDay) -> String {
        match (to.day - from.day).num_days() + 1 {
            1 => self.f.duration(chrono::Duration::minutes(from.unknown_minutes)),
            days => self.f.m("duration-days").n("count", days).to_string(),
        }
    }

    /// Whether a day is there of which nothing is known, so that the page says what that means.
    fn has_gaps(&self) -> bool {
        self.p.days.iter().any(|day| day.health == DayHealth::Unknown)
    }

    fn healthy(&self) -> usize {
        history::count(&self.p.days, DayHealth::Healthy)
    }

    fn regions(&self) -> Vec<Choice> {
        let mut choices = vec![Choice::new("", self.f.t("board-all-regions"))];
        choices.extend(self.p.regions.iter().map(|region| Choice::new(region.clone(), region.clone())));
        // Whoever came by an address with another region still sees which it is.
        let asked = self.p.filter.value("region").unwrap_or_default();
        if !asked.is_empty() && !self.p.regions.iter().any(|region| region == asked) {
            choices.push(Choice::new(asked.to_owned(), asked.to_owned()));
        }
        choices
    }

    fn whose(&self) -> Html {
        match &self.p.customer {
            Some((id, name)) => {
                self.f.h("history-of-customer").link("customer", format!("/customers/{id}"), name).html()
            }
            None => Html::text(&self.f.t("history-of-all")),
        }
    }

    fn crumbs(&self) -> Html {
        self.f.crumbs([Link::new("/health", self.f.t("nav-health"))], &self.p.service)
    }

    fn name(&self) -> Html {
        bdi(&self.p.service)
    }

    fn key(&self) -> Vec<ServiceHealth> {
        let known = DayHealth::ALL.iter().filter(|health| **health != DayHealth::Unknown);
        known.map(|health| history::shown(*health)).collect()
    }
}

impl Page for HistoryPage {
    fn title(&self, frame: &Frame) -> String {
        frame.m("history-title-of").s("service", &self.service).to_string()
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Health)
    }

    fn body(&self, f: &Frame) -> Html {
        html(&History { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::history()
    }
}
