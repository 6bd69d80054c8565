//! What a customer's people see.

use tierline_domain::{Case, CaseStatus, DelegatedAdmin, DelegatedAdminStatus, Event, Policy, Visibility, clocks};

use super::{
    case::Story,
    desk::{ago, case, customer, delegated, lines, subscription},
};
use crate::{
    Fault, Form,
    page::{MyAccessPage, MyCasePage, MyCasesPage, ReportPage, SupportReach},
};

const PARTNER: &str = "Northgate Cloud Partners";

pub(crate) fn my_cases() -> Vec<(&'static str, MyCasesPage)> {
    let statuses = [
        CaseStatus::Open,
        CaseStatus::WaitingOnCustomer,
        CaseStatus::WaitingOnProvider,
        CaseStatus::Resolved,
        CaseStatus::Closed,
    ];
    let support = SupportReach {
        phone: "+48 22 555 01 00".to_owned(),
        email: "help@northgate.example".to_owned(),
        website: "https://northgate.example/help".to_owned(),
    };
    let lines =
        lines().into_iter().zip(statuses).map(|(line, status)| tierline_domain::CaseLine { status, ..line }).collect();
    vec![
        ("some", MyCasesPage { lines, partner: PARTNER.to_owned(), support, next: None }),
        ("empty", MyCasesPage { partner: PARTNER.to_owned(), ..MyCasesPage::default() }),
    ]
}

pub(crate) fn report() -> Vec<(&'static str, ReportPage)> {
    let subscriptions = vec![subscription(&customer(1), 1, "Exchange Online", Some("Europe"))];
    let came_back =
        Form::posted("cases", [("subject".to_owned(), String::new())]).fault(Fault::new("subject", "empty"));
    vec![
        (
            "empty",
            ReportPage { subscriptions: subscriptions.clone(), partner: PARTNER.to_owned(), ..ReportPage::default() },
        ),
        (
            "faults",
            ReportPage {
                subscriptions,
                partner: PARTNER.to_owned(),
                continues: Some(super::desk::id("cas", 9)),
                form: came_back,
                ..ReportPage::default()
            },
        ),
    ]
}

pub(crate) fn my_case() -> Vec<(&'static str, MyCasePage)> {
    let page = |case: Case| {
        let entries: Vec<_> = Story::new().talk().0;
        let clocks = clocks(&case, &entries, &Policy::default());
        let visible = |entry: &tierline_domain::Entry| {
            entry.visibility == Visibility::Customer || matches!(entry.event, Event::CaseOpened { .. })
        };
        MyCasePage {
            entries: entries.into_iter().filter(visible).collect(),
            attachments: vec![super::request::attachment()],
            clocks,
            partner: PARTNER.to_owned(),
            form: Form::default(),
            case,
        }
    };
    let no_file = Form::posted("attachments", []).fault(Fault::new("file", "empty"));
    vec![
        ("open", page(case())),
        ("asked", page(Case { status: CaseStatus::Resolved, resolved_at: Some(ago(60)), ..case() })),
        ("no_file", MyCasePage { form: no_file, ..page(case()) }),
        (
            "closed",
            page(Case { status: CaseStatus::Closed, resolved_at: Some(ago(60)), closed_at: Some(ago(10)), ..case() }),
        ),
        (
            "closed_long_ago",
            page(Case {
                status: CaseStatus::Closed,
                resolved_at: Some(ago(30 * 1440)),
                closed_at: Some(ago(20 * 1440)),
                ..case()
            }),
        ),
    ]
}

pub(crate) fn my_access() -> Vec<(&'static str, MyAccessPage)> {
    let live = delegated(customer(1).id, "Northgate–Brightwater support", 23);
    let asked = DelegatedAdmin {
        id: super::desk::id("dar", 2),
        status: DelegatedAdminStatus::ApprovalPending,
        name: "Migration help".to_owned(),
        approved: None,
        ..live.clone()
    };
    vec![
        ("some", MyAccessPage { relationships: vec![asked, live], partner: PARTNER.to_owned(), form: Form::default() }),
        ("empty", MyAccessPage { partner: PARTNER.to_owned(), ..MyAccessPage::default() }),
    ]
}
