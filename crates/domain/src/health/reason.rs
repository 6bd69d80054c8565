//! Why an issue matched a case: typed, so that every language can say it.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::IssueKind;

/// One reason why an issue could explain a case, or why it holds nothing back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum MatchReason {
    /// The same service.
    SameService {
        /// Its canonical name.
        service: String,
    },
    /// The case's text names the service.
    ServiceNamed {
        /// Its canonical name.
        service: String,
    },
    /// The issue is about the suite that the service belongs to.
    SuiteOfService {
        /// The case's service.
        service: String,
        /// The suite.
        suite: String,
    },
    /// The service does not work without the issue's.
    NeededByService {
        /// The case's service.
        service: String,
        /// The issue's service.
        needs: String,
    },
    /// The case names no service; the customer subscribes to the issue's.
    Subscribed {
        /// The issue's service.
        service: String,
    },
    /// Listed in the feed of the customer's own tenant.
    TenantFeed,
    /// The same region.
    SameRegion {
        /// The region.
        region: String,
    },
    /// The issue's region contains the case's, or the other way round.
    OverlappingRegion {
        /// The case's region.
        region: String,
        /// The issue's region.
        issue_region: String,
    },
    /// The customer noticed it while the issue lasted.
    BeganDuring {
        /// The issue's start.
        issue_at: DateTime<Utc>,
        /// Since when the customer sees it.
        case_at: DateTime<Utc>,
    },
    /// Reported while the issue lasted; since when the customer sees it is unknown.
    ReportedDuring {
        /// The issue's start.
        issue_at: DateTime<Utc>,
        /// When the case was reported.
        case_at: DateTime<Utc>,
    },
    /// The customer noticed it a little before the start that the provider names: status pages lag.
    BeganBefore {
        /// The issue's start.
        issue_at: DateTime<Utc>,
        /// Since when the customer sees it.
        case_at: DateTime<Utc>,
    },
    /// It began shortly after the issue ended.
    BeganAfterEnd {
        /// The issue's end.
        issue_end: DateTime<Utc>,
        /// Since when the customer sees it.
        case_at: DateTime<Utc>,
    },
    /// The same words, or words that mean the same in another language.
    SameWords {
        /// As the case has them, the weightiest first.
        words: Vec<String>,
    },
    /// The issue is about the whole service, not one of its features.
    WholeService,
    /// The issue has ended.
    Ended {
        /// When, where the source says so.
        at: Option<DateTime<Utc>>,
    },
    /// Issues of this kind inform and hold nothing back.
    Informs {
        /// The kind.
        kind: IssueKind,
    },
    /// The provider has not said anything for so long that it holds nothing back.
    Silent {
        /// Its last word.
        since: DateTime<Utc>,
    },
}

fn moment(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}

impl MatchReason {
    /// The reason in English, for the API, the command line and the evidence. Pages say it in their own language.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::SameService { service } => format!("Same service: {service}"),
            Self::ServiceNamed { service } => format!("The text names the service: {service}"),
            Self::SuiteOfService { service, suite } => format!("{service} is part of {suite}"),
            Self::NeededByService { service, needs } => format!("{service} does not work without {needs}"),
            Self::Subscribed { service } => format!("The customer subscribes to {service}"),
            Self::TenantFeed => "Listed in the feed of the customer's own tenant".to_owned(),
            Self::SameRegion { region } => format!("Same region: {region}"),
            Self::OverlappingRegion { region, issue_region } => {
                format!("Overlapping regions: {region} and {issue_region}")
            }
            Self::BeganDuring { issue_at, case_at } => {
                format!("Began {}, the customer noticed {}", moment(*issue_at), moment(*case_at))
            }
            Self::ReportedDuring { issue_at, case_at } => {
                format!("Began {}, reported {}", moment(*issue_at), moment(*case_at))
            }
            Self::BeganBefore { issue_at, case_at } => {
                format!("The customer noticed {}, before the published start {}", moment(*case_at), moment(*issue_at))
            }
            Self::BeganAfterEnd { issue_end, case_at } => {
                format!("Ended {}, the customer noticed {}", moment(*issue_end), moment(*case_at))
            }
            Self::SameWords { words } => {
                let mut text = "Same words: ".to_owned();
                for (n, word) in words.iter().enumerate() {
                    let _ = write!(text, "{}{word}", if n == 0 { "" } else { ", " });
                }
                text
            }
            Self::WholeService => "The issue is about the whole service".to_owned(),
            Self::Ended { at: Some(at) } => format!("The issue ended {}", moment(*at)),
            Self::Ended { at: None } => "The issue has ended".to_owned(),
            Self::Informs { kind } => match kind {
                IssueKind::Advisory => "An advisory: it informs and holds nothing back".to_owned(),
                IssueKind::PlannedMaintenance => "Planned maintenance: it informs and holds nothing back".to_owned(),
                IssueKind::Announcement => "An announcement: it informs and holds nothing back".to_owned(),
                IssueKind::ServiceIssue => "It informs and holds nothing back".to_owned(),
            },
            Self::Silent { since } => {
                format!("No word from the provider since {}: it holds nothing back", moment(*since))
            }
        }
    }
}
