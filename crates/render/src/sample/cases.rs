//! The list of cases and the form that opens one.

use super::desk::{customer, id, lines, subscription};
use crate::{
    Fault, Form,
    page::{CaseView, CasesPage, NewCasePage},
};

fn filter(values: &[(&str, &str)]) -> Form {
    Form::posted("", values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
}

pub(crate) fn cases() -> Vec<(&'static str, CasesPage)> {
    let counts = vec![(CaseView::Open, 14), (CaseView::Mine, 8), (CaseView::Nobody, 2), (CaseView::Closed, 100)];
    vec![
        (
            "open",
            CasesPage { counts: counts.clone(), lines: lines(), next: Some("Zm9v".to_owned()), ..CasesPage::default() },
        ),
        (
            "found_none",
            CasesPage {
                filter: filter(&[("query", "calendar"), ("rung", "escalated")]),
                counts,
                ..CasesPage::default()
            },
        ),
        ("empty", CasesPage { customer_name: Some("Nordvik Seafood".to_owned()), ..CasesPage::default() }),
    ]
}

pub(crate) fn new_case() -> Vec<(&'static str, NewCasePage)> {
    let brightwater = customer(1);
    let subscriptions = vec![subscription(&brightwater, 1, "Exchange Online", Some("Europe"))];
    let values = [
        ("subject", ""),
        ("description", "Nothing opens."),
        ("started_at", "2026-09-16T10:00"),
        ("severity", "critical"),
    ];
    let came_back = Form::posted("cases", values.map(|(name, value)| (name.to_owned(), value.to_owned())))
        .fault(Fault::new("subject", "empty"))
        .fault(Fault::new("started_at", "in_future"));
    vec![
        ("choose", NewCasePage { found: (0..12).map(customer).collect(), ..NewCasePage::default() }),
        ("found_none", NewCasePage { query: "xyz".to_owned(), ..NewCasePage::default() }),
        (
            "form",
            NewCasePage {
                customer: Some(brightwater.clone()),
                subscriptions: subscriptions.clone(),
                ..NewCasePage::default()
            },
        ),
        (
            "received",
            NewCasePage {
                customer: Some(brightwater.clone()),
                subscriptions: subscriptions.clone(),
                received: Some((id("srq", 1042), "SR-20417".to_owned(), "Lantern IT".to_owned())),
                ..NewCasePage::default()
            },
        ),
        (
            "faults",
            NewCasePage { form: came_back, customer: Some(brightwater), subscriptions, ..NewCasePage::default() },
        ),
    ]
}
