//! Customers: the list, one, a new one, many at once.

use tierline_domain::{Contact, DelegatedAdminStatus, RelationshipStatus};

use super::{
    desk::{ago, contact, customer as customer_of, delegated, id, lines as case_lines, request_lines, subscription},
    history_days,
};
use crate::{
    Fault, Form, ServiceHealth,
    page::{
        CustomerImportPage, CustomerImportReport, CustomerLine, CustomerPage, CustomerService, CustomersPage,
        CustomersView, FromProvider, ImportLine, ImportOutcome, NewCustomerPage,
    },
};

pub(crate) fn customers() -> Vec<(&'static str, CustomersPage)> {
    let days = [311, 23, 540, 188, 96, 40, 61, -3, 0, 270, 6, 0];
    let lines: Vec<CustomerLine> = (0..12)
        .map(|index| {
            let mut customer = customer_of(index);
            if index == 7 {
                customer.relationship_status = RelationshipStatus::Ended;
            }
            let mut relationship = delegated(customer.id, "Support", days[index]);
            if index == 11 {
                relationship.status = DelegatedAdminStatus::ApprovalPending;
            }
            CustomerLine {
                through: (index == 4).then(|| "Corvane Distribution".to_owned()),
                delegated_admin: if index == 5 { Vec::new() } else { vec![relationship] },
                services: ["Exchange Online", "Microsoft Teams", "SharePoint Online", "Microsoft Intune"][..index % 5]
                    .iter()
                    .map(|s| (*s).to_owned())
                    .collect(),
                health: Some(if index % 3 == 0 {
                    (ServiceHealth::Degraded, "Exchange Online".to_owned())
                } else {
                    (ServiceHealth::Healthy, String::new())
                }),
                open_cases: u8::try_from(index % 4).unwrap_or(0),
                open_requests: if index == 2 { 100 } else { u8::from(index == 1) },
                customer,
            }
        })
        .collect();
    let plain = lines.iter().cloned().map(|line| CustomerLine { health: None, ..line }).collect();
    let counts = CustomersView::ALL.iter().copied().zip([100, 7, 3, 0]).collect();
    let filtered = |pairs: &[(&str, &str)]| {
        Form::posted("", pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
    };
    vec![
        (
            "list",
            CustomersPage {
                lines,
                counts,
                countries: vec!["NO".to_owned(), "PL".to_owned()],
                next: Some("x".to_owned()),
                ..CustomersPage::default()
            },
        ),
        (
            "narrowed",
            CustomersPage {
                filter: filtered(&[("country", "SE"), ("open_cases", "true"), ("sort", "open_cases")]),
                countries: vec!["NO".to_owned()],
                ..CustomersPage::default()
            },
        ),
        ("plain", CustomersPage { lines: plain, ..CustomersPage::default() }),
        ("empty", CustomersPage::default()),
        ("found_none", CustomersPage { filter: filtered(&[("query", "zzz")]), ..CustomersPage::default() }),
    ]
}

pub(crate) fn customer() -> Vec<(&'static str, CustomerPage)> {
    let brightwater = customer_of(1);
    let service = |number, name: &str, health, known: usize| CustomerService {
        subscription: subscription(&brightwater, number, name, Some("Europe")),
        health,
        issue: (health != ServiceHealth::Healthy).then(|| (id("his", 7), "EX1184207".to_owned())),
        days: history_days(known),
    };
    let services = vec![
        service(1, "Exchange Online", ServiceHealth::Degraded, 70),
        service(2, "Microsoft Teams", ServiceHealth::Advisory, 90),
        service(3, "SharePoint Online", ServiceHealth::Unknown, 0),
    ];
    let full = CustomerPage {
        through: Some("Corvane Distribution".to_owned()),
        services,
        delegated_admin: vec![
            delegated(brightwater.id, "Northgate–Brightwater support", 23),
            delegated(brightwater.id, "Migration 2025", -120),
        ],
        people: vec![(id("usr", 1), "Maren Oskel".to_owned())],
        cases: case_lines().into_iter().take(3).collect(),
        requests: request_lines().into_iter().take(1).collect(),
        contacts: vec![(
            Contact {
                name: "Hollis Brandt".to_owned(),
                email: "hollis.brandt@brightwater.example".to_owned(),
                ..contact()
            },
            "IT coordinator".to_owned(),
        )],
        customer: brightwater.clone(),
        from_provider: None,
        form: Form::default(),
    };
    let bare = CustomerPage {
        customer: tierline_domain::Customer {
            relationship_status: RelationshipStatus::Ended,
            relationship_since: None,
            ..brightwater
        },
        through: None,
        services: Vec::new(),
        delegated_admin: Vec::new(),
        people: Vec::new(),
        cases: Vec::new(),
        requests: Vec::new(),
        contacts: Vec::new(),
        from_provider: None,
        form: Form::posted("details", [("name".to_owned(), String::new())]).fault(Fault::new("name", "empty")),
    };
    let mut over = full.clone();
    over.delegated_admin.retain(|one| !one.is_live(ago(0)));
    over.delegated_admin.push(tierline_domain::DelegatedAdmin {
        status: DelegatedAdminStatus::Terminated,
        ended: Some(tierline_domain::Decided { at: ago(4000), by: super::desk::maren() }),
        ..delegated(over.customer.id, "Support from 2026", 40)
    });
    let mut synced = full.clone();
    synced.delegated_admin[0].assignments = Some(vec![tierline_domain::AccessAssignment {
        id: "a-1".to_owned(),
        group: "0c1d".to_owned(),
        roles: synced.delegated_admin[0].roles.clone(),
        status: tierline_domain::AssignmentStatus::Active,
    }]);
    let difference = tierline_domain::book::Difference {
        key: tierline_domain::book::FactKey::Name,
        ours: None,
        theirs: Some(tierline_domain::book::Fact::Text("Brightwater Foods Group".to_owned())),
    };
    synced.from_provider = Some(FromProvider {
        customers_read_at: Some(ago(10)),
        delegated_read_at: Some(ago(12)),
        apart: vec![difference],
    });
    vec![("full", full), ("over", over), ("bare", bare), ("synced", synced)]
}

pub(crate) fn new_customer() -> Vec<(&'static str, NewCustomerPage)> {
    let came_back = Form::posted("customers", [("tenant_id".to_owned(), "8c1f".to_owned())])
        .fault(Fault::new("tenant_id", "not_a_tenant"));
    vec![("empty", NewCustomerPage::default()), ("faults", NewCustomerPage { form: came_back })]
}

pub(crate) fn customer_import() -> Vec<(&'static str, CustomerImportPage)> {
    let line = |line, customer: &str, outcome| ImportLine {
        line,
        customer: Some(customer.to_owned()),
        outcome,
        faults: Vec::new(),
    };
    let rejected = ImportLine {
        faults: vec![
            Fault::new("country", "not_a_country"),
            Fault::new("quantity", "a_code_of_tomorrow").says("Seats are whole numbers."),
        ],
        ..line(4, "Tarnfield Brewing", ImportOutcome::Rejected)
    };
    let lines = vec![
        line(2, "Aldersyde Care Homes", ImportOutcome::Created),
        line(3, "Drukarnia Sowia", ImportOutcome::Updated),
        rejected,
        line(5, "Nordvik Seafood", ImportOutcome::Unchanged),
    ];
    let report = CustomerImportReport { dry_run: true, lines };
    vec![
        ("empty", CustomerImportPage::default()),
        ("checked", CustomerImportPage { report: Some(report.clone()), ..CustomerImportPage::default() }),
        (
            "imported",
            CustomerImportPage {
                report: Some(CustomerImportReport { dry_run: false, ..report }),
                ..CustomerImportPage::default()
            },
        ),
    ]
}
