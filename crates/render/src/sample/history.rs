//! Ninety days of a service.

use chrono::{Duration, NaiveDate};
use tierline_domain::health::{DayHealth, HistoryDay, HistoryIssue, IssueKind, IssueStatus};

use super::desk::{ago, id};
use crate::{Form, page::HistoryPage};

fn issue(number: u32, days: i64, kind: IssueKind, status: IssueStatus, title: &str) -> HistoryIssue {
    HistoryIssue {
        id: id("his", number),
        source_id: format!("EX11842{number:02}"),
        title: title.to_owned(),
        kind,
        status,
        services: vec!["Exchange Online".to_owned()],
        regions: Vec::new(),
        starts_at: ago(days * 1440),
        ends_at: Some(ago(days * 1440 - 300)),
    }
}

/// Ninety days, the last `known` of them read, with some trouble in between.
pub(crate) fn history_days(known: usize) -> Vec<HistoryDay> {
    let today = NaiveDate::from_ymd_opt(2026, 9, 15).unwrap_or_default();
    let day = |back: usize| {
        let health = match back {
            _ if back >= known => DayHealth::Unknown,
            3 | 30 => DayHealth::Degraded,
            31 => DayHealth::Unavailable,
            50..=52 => DayHealth::Advisory,
            60 => DayHealth::Unknown,
            _ => DayHealth::Healthy,
        };
        let issues = match health {
            DayHealth::Healthy | DayHealth::Unknown => Vec::new(),
            DayHealth::Unavailable => vec![id("his", 3), id("his", 1)],
            _ => vec![id("his", 1)],
        };
        let unknown_minutes = match health {
            // In the course of this day it was read for the first time.
            DayHealth::Unknown if back == known => 600,
            DayHealth::Unknown => 1440,
            _ => 0,
        };
        let back = i64::try_from(back).unwrap_or(0);
        HistoryDay { day: today - Duration::days(back), health, issues, unknown_minutes }
    };
    (0..90).rev().map(day).collect()
}

pub(crate) fn history() -> Vec<(&'static str, HistoryPage)> {
    let full = HistoryPage {
        service: "Exchange Online".to_owned(),
        regions: vec!["Europe".to_owned(), "United Kingdom".to_owned()],
        customer: None,
        days: history_days(70),
        issues: vec![
            issue(1, 3, IssueKind::ServiceIssue, IssueStatus::Resolved, "Some users can't sign in"),
            issue(3, 31, IssueKind::ServiceIssue, IssueStatus::Interrupted, "Mail is neither sent nor received"),
        ],
        filter: Form::default(),
    };
    let one = HistoryPage {
        customer: Some((id("cus", 2), "Brightwater Dental Group".to_owned())),
        filter: Form::posted("", [("region".to_owned(), "Germany West Central".to_owned())]),
        ..full.clone()
    };
    let mut calm = history_days(90);
    calm.iter_mut().for_each(|day| (day.health, day.unknown_minutes) = (DayHealth::Healthy, 0));
    calm.iter_mut().for_each(|day| day.issues.clear());
    vec![
        ("all", full.clone()),
        ("one_customer", one),
        ("calm", HistoryPage { days: calm, ..full.clone() }),
        ("never_read", HistoryPage { days: history_days(0), ..full }),
    ]
}
