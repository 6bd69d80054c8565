//! Reports: with judgements, and of a period without proposals.

use tierline_domain::{ReturnCount, ReturnReason, health::MatchCount};

use crate::page::ReportsPage;

pub(crate) fn reports() -> Vec<(&'static str, ReportsPage)> {
    let count = |service: &str, source: &str, numbers: [i64; 6]| {
        let [proposals, certain, confirmed, rejected, certain_confirmed, certain_rejected] = numbers;
        MatchCount {
            service: service.to_owned(),
            source: source.to_owned(),
            proposals,
            certain,
            confirmed,
            rejected,
            certain_confirmed,
            certain_rejected,
        }
    };
    let counts = vec![
        count("Exchange Online", "microsoft_365", [1_204, 640, 212, 31, 201, 9]),
        count("Virtual Machines", "azure", [88, 41, 12, 4, 11, 1]),
        count("Planner", "microsoft_365", [3, 0, 0, 1, 0, 0]),
    ];
    let returned = |reason, count| ReturnCount { reason, count };
    let returns =
        vec![returned(ReturnReason::InsufficientEvidence, 12), returned(ReturnReason::NotEscalationWorthy, 3)];
    let choices = vec![30, 90, 365];
    vec![
        ("judged", ReportsPage { days: 90, choices: choices.clone(), counts, returns }),
        ("nothing", ReportsPage { days: 30, choices, counts: Vec::new(), returns: Vec::new() }),
    ]
}
