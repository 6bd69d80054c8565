//! What became of the issues that the desk proposed.

use askama::Template;
use tierline_domain::{ReturnCount, health::MatchCount};

use super::{Page, html};
use crate::{Frame, Html};

/// The report on matching.
#[derive(Debug, Clone, Default)]
pub struct ReportsPage {
    /// The days that it looks back.
    pub days: i64,
    /// The periods to choose from, in days.
    pub choices: Vec<i64>,
    /// By service and source, the one with most proposals first.
    pub counts: Vec<MatchCount>,
    /// Requests of the period that came back, by reason.
    pub returns: Vec<ReturnCount>,
}

#[derive(Template)]
#[template(path = "page/reports.html")]
struct Reports<'a> {
    f: &'a Frame,
    p: &'a ReportsPage,
}

impl Reports<'_> {
    fn sum(&self) -> MatchCount {
        MatchCount::sum(&self.p.counts)
    }
}

impl Page for ReportsPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("nav-reports")
    }

    fn body(&self, f: &Frame) -> Html {
        html(&Reports { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::reports()
    }
}
