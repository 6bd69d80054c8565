//! What the matching finds, counted.

use std::{collections::BTreeMap, time::Instant};

use tierline_domain::health::{HealthMatch, IssueIndex, MatchPolicy};

use super::case::{About, Case};

/// Thresholds of the small table.
pub(super) const THRESHOLDS: [u8; 8] = [40, 45, 50, 55, 60, 65, 70, 80];

/// How often matches were right, at one threshold.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Count {
    /// Cases about an issue.
    pub(super) about: usize,
    /// Of them those with a certain and right match.
    pub(super) found: usize,
    /// Certain matches.
    pub(super) certain: usize,
    /// Of them those that are right.
    pub(super) right: usize,
    /// Cases about something else.
    pub(super) other: usize,
    /// Of them those with a certain match, which is wrong.
    pub(super) misled: usize,
    /// Cases about an issue whose first match is right; whose first three have a right one.
    pub(super) first: usize,
    pub(super) third: usize,
    /// Sum of one through the rank of the first right match.
    pub(super) ranks: f64,
}

impl Count {
    fn add(&mut self, case: &Case, matches: &[HealthMatch], threshold: u8) {
        let right = |found: &HealthMatch| case.right.contains(&found.issue);
        let certain = || matches.iter().filter(|found| found.certainty >= threshold);
        self.certain += certain().count();
        self.right += certain().filter(|found| right(found)).count();
        if let About::Issue(_) = case.about {
            self.about += 1;
            self.found += usize::from(certain().any(right));
            if let Some(rank) = matches.iter().position(right) {
                self.first += usize::from(rank == 0);
                self.third += usize::from(rank < 3);
                self.ranks += 1.0 / (rank as f64 + 1.0);
            }
        } else {
            self.other += 1;
            self.misled += usize::from(certain().next().is_some());
        }
    }
}

/// What was measured on one history.
#[derive(Debug, Default)]
pub(super) struct Figures {
    pub(super) all: Count,
    pub(super) seen: Count,
    pub(super) held_out: Count,
    pub(super) languages: BTreeMap<&'static str, Count>,
    pub(super) kinds: BTreeMap<About, Count>,
    pub(super) thresholds: BTreeMap<u8, Count>,
    /// Microseconds a case.
    pub(super) micros: f64,
    /// What went wrong: a few lines each.
    pub(super) missed: Vec<String>,
    pub(super) wrong: Vec<String>,
}

/// Matches every case and counts.
pub(super) fn measure(index: &IssueIndex, cases: &[Case], policy: &MatchPolicy) -> Figures {
    let mut figures = Figures::default();
    let began = Instant::now();
    let found: Vec<Vec<HealthMatch>> =
        cases.iter().map(|case| index.matches(&case.facts(), case.reported_at, policy)).collect();
    figures.micros = began.elapsed().as_secs_f64() * 1e6 / cases.len().max(1) as f64;
    for (case, matches) in cases.iter().zip(&found) {
        let threshold = policy.threshold;
        figures.all.add(case, matches, threshold);
        let half = if case.held_out { &mut figures.held_out } else { &mut figures.seen };
        half.add(case, matches, threshold);
        figures.languages.entry(case.language.name()).or_default().add(case, matches, threshold);
        figures.kinds.entry(case.about).or_default().add(case, matches, threshold);
        for threshold in THRESHOLDS {
            figures.thresholds.entry(threshold).or_default().add(case, matches, threshold);
        }
        figures.note(case, matches, threshold);
    }
    figures
}

impl Figures {
    /// Keeps what a reader has to look at.
    fn note(&mut self, case: &Case, matches: &[HealthMatch], threshold: u8) {
        let said = |found: Option<&HealthMatch>| {
            let found = found.map_or_else(
                || "nothing".to_owned(),
                |found| {
                    let reasons: Vec<String> =
                        found.reasons.iter().map(tierline_domain::health::MatchReason::text).collect();
                    format!("{} {} {:?} ({})", found.certainty, found.source_id, found.title, reasons.join("; "))
                },
            );
            let facts = case.facts();
            format!(
                "{:?} {:?} {:?} {:?} | {} -> {found}",
                facts.service,
                facts.region,
                case.subject,
                case.description.trim(),
                case.about.name()
            )
        };
        let wrong = matches.iter().find(|found| found.certainty >= threshold && !case.right.contains(&found.issue));
        if wrong.is_some() {
            self.wrong.push(said(wrong));
        }
        let hit = matches.iter().find(|found| case.right.contains(&found.issue));
        if matches!(case.about, About::Issue(_)) && hit.is_none_or(|found| found.certainty < threshold) {
            self.missed.push(said(hit));
        }
    }
}
