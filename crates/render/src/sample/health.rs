//! Service health: a board, an issue, a publication, an import.

use tierline_domain::health::{Audience, HealthIssue, IssueKind, IssueStatus, Rejected};

use super::desk::{CUSTOMERS, ago, id, owner};
use crate::{
    Choice, Fault, Form, ServiceHealth,
    page::{
        BoardCell, BoardRow, CustomerPick, HealthImportPage, HealthImportReport, HealthPage, IssueLine, PublishPage,
    },
};

pub(super) fn health_issue(
    number: u32,
    title: &str,
    kind: IssueKind,
    status: IssueStatus,
    service: &str,
) -> HealthIssue {
    HealthIssue {
        id: id("his", number),
        owner: owner(),
        source: "microsoft_365".to_owned(),
        source_id: format!("EX11842{number:02}"),
        kind,
        title: title.to_owned(),
        service: service.to_owned(),
        services: vec![service.to_owned()],
        regions: vec!["Europe".to_owned()],
        status,
        source_status: "serviceDegradation".to_owned(),
        starts_at: ago(212),
        ends_at: status.is_over().then(|| ago(20)),
        last_modified_at: ago(47),
        audience: Audience::Everyone,
        impact: "Users may be unable to open shared mailboxes in Outlook on the web.".to_owned(),
        published_at: ago(180),
        posts: 3,
        last_post_at: Some(ago(47)),
    }
}

pub(super) const SHARED: &str = "Some users can't open shared mailboxes in Outlook on the web";

pub(crate) fn health() -> Vec<(&'static str, HealthPage)> {
    let regions = ["Europe", "United Kingdom", "North America", "Latin America", "Asia Pacific", "Middle East, Africa"];
    let rows = vec![
        row("Exchange Online", &[ServiceHealth::Degraded, ServiceHealth::Healthy]),
        row("Microsoft Teams", &[ServiceHealth::Advisory, ServiceHealth::Advisory, ServiceHealth::Advisory]),
        row("SharePoint Online", &[]),
        row("Microsoft Intune", &[ServiceHealth::Healthy, ServiceHealth::Healthy, ServiceHealth::Recovering]),
        row(
            "Azure SQL Database",
            &[ServiceHealth::Healthy, ServiceHealth::Healthy, ServiceHealth::Healthy, ServiceHealth::Unavailable],
        ),
        row("Virtual Machines", &[ServiceHealth::Unknown]),
    ];
    let line = |number, title: &str, kind, status, service: &str, customers, cases| IssueLine {
        issue: health_issue(number, title, kind, status, service),
        last: super::issue::posts().into_iter().next(),
        reach: Some((cases, customers)),
    };
    let issues = vec![
        line(7, SHARED, IssueKind::ServiceIssue, IssueStatus::Degraded, "Exchange Online", 7, 9),
        line(
            8,
            "Databases may be unreachable",
            IssueKind::ServiceIssue,
            IssueStatus::Interrupted,
            "Azure SQL Database",
            1,
            0,
        ),
        line(9, "Devices check in late", IssueKind::ServiceIssue, IssueStatus::Recovering, "Microsoft Intune", 2, 1),
        line(
            10,
            "Meeting recordings appear late in chat",
            IssueKind::Advisory,
            IssueStatus::Informational,
            "Microsoft Teams",
            31,
            2,
        ),
    ];
    let feeds = super::feed::lines();
    let regions: Vec<String> = regions.map(str::to_owned).into();
    let services = rows.iter().map(|row: &BoardRow| row.service.clone()).collect();
    let board = HealthPage {
        columns: regions.clone(),
        rows,
        services,
        regions,
        issues,
        feeds,
        suffering: 2,
        ..HealthPage::default()
    };
    let nothing_fits = HealthPage {
        rows: Vec::new(),
        filter: Form::posted("", [("state".to_owned(), "unavailable".to_owned())]),
        ..board.clone()
    };
    vec![
        ("board", board.clone()),
        (
            "by_customer",
            HealthPage {
                by_customer: true,
                next_customers: Some("eyJhIjoxfQ".to_owned()),
                feed_count: 200,
                columns: CUSTOMERS[..6].iter().map(|(name, _)| (*name).to_owned()).collect(),
                ..board
            },
        ),
        ("nothing_fits", nothing_fits),
        ("empty", HealthPage::default()),
    ]
}

/// A row of six cells: those given, then healthy ones and a last one that is not used.
fn row(service: &str, worse: &[ServiceHealth]) -> BoardRow {
    let cells = (0..6)
        .map(|column| {
            let health = worse.get(column).copied().unwrap_or(ServiceHealth::Healthy);
            BoardCell {
                health: (column < 5).then_some(health),
                issue: (health != ServiceHealth::Healthy && health != ServiceHealth::Unknown).then(|| id("his", 7)),
                customers: 3,
                open: usize::from(health != ServiceHealth::Healthy),
            }
        })
        .collect();
    BoardRow { service: service.to_owned(), cells }
}

pub(crate) fn publish() -> Vec<(&'static str, PublishPage)> {
    let came_back =
        Form::posted("publish", [("regions".to_owned(), "Europe".to_owned()), ("title".to_owned(), String::new())])
            .fault(Fault::new("title", "empty"))
            .fault(Fault::new("translations", "same_language"));
    vec![
        ("empty", PublishPage { partners: 23, form: Form::default() }),
        ("faults", PublishPage { partners: 1, form: came_back }),
    ]
}

pub(crate) fn health_import() -> Vec<(&'static str, HealthImportPage)> {
    let report = HealthImportReport {
        records: 214,
        created: 12,
        updated: 3,
        unchanged: 198,
        rejected: vec![Rejected {
            position: 17,
            id: Some("EX1182961".to_owned()),
            reason: "startDateTime is not a time.".to_owned(),
        }],
    };
    let customers = CustomerPick {
        known: vec!["Brightwater Dental Group".to_owned(), "Harbour District".to_owned()],
        found: Vec::new(),
    };
    let found = vec![
        Choice::new("cus_00000000000000000000000002", "Brightwater Dental Group, brightwater.example"),
        Choice::new("cus_00000000000000000000000003", "Brightwater Marine, brightwater-marine.example"),
    ];
    let several = HealthImportPage {
        customers: Some(CustomerPick { found, ..customers.clone() }),
        form: Form::posted("import", [("customer_id".to_owned(), "brightwater".to_owned())])
            .fault(Fault::new("customer_id", "choose_customer")),
        ..HealthImportPage::default()
    };
    vec![
        ("empty", HealthImportPage { customers: Some(customers.clone()), ..HealthImportPage::default() }),
        (
            "report",
            HealthImportPage { report: Some(report), customers: Some(customers), ..HealthImportPage::default() },
        ),
        ("several_customers", several),
        ("provider", HealthImportPage::default()),
    ]
}
