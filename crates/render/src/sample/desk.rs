//! One invented desk that the samples are taken from: Northgate Cloud Partners on a Tuesday in September.

use std::str::FromStr;

use chrono::{DateTime, Duration, Utc};
use tierline_domain::{
    Actor, Case, CaseId, CaseLine, CaseStatus, CaseSummary, Category, Channel, ClockKind, Cloud, Contact, Customer,
    CustomerId, Decided, DelegatedAdmin, DelegatedAdminKind, DelegatedAdminStatus, InformPolicy, Language, NextAction,
    Owner, Packet, PacketCustomer, PacketSender, PartnerKind, Recipient, RecipientKind, RelationshipKind,
    RelationshipStatus, RequestLine, RequestStatus, ReturnReason, Route, RungKey, ServiceRequest, Severity, Side,
    Subscription, SupportPlan, catalogue::ProductFamily,
};

/// The present of all samples: Tuesday 15 September 2026, 13:52 in Warsaw.
pub(super) fn now() -> DateTime<Utc> {
    super::at("2026-09-15T11:52:00Z")
}

/// A moment so many minutes ago; ahead where negative.
pub(super) fn ago(minutes: i64) -> DateTime<Utc> {
    now() - Duration::minutes(minutes)
}

/// An identifier of any kind, by its prefix and a number.
pub(super) fn id<T: FromStr>(prefix: &str, number: u32) -> T
where
    T::Err: std::fmt::Debug,
{
    format!("{prefix}_{number:026}").parse().expect("a sound identifier")
}

pub(super) fn owner() -> Owner {
    Owner { organization: id("org", 1), cloud: Cloud::Public }
}

pub(super) const CUSTOMERS: [(&str, &str); 12] = [
    ("Aldersyde Care Homes", "aldersyde.example"),
    ("Brightwater Dental Group", "brightwater.example"),
    ("Drukarnia Sowia", "sowia-druk.example"),
    ("Halden & Moor Logistics", "haldenmoor.example"),
    ("Kestrel Valley Schools", "kestrelvalley.example"),
    ("Lumenfold Textiles", "lumenfold.example"),
    ("Nordvik Seafood", "nordvik.example"),
    ("Osprey Marine Insurance", "ospreymarine.example"),
    ("Pellworth Foods", "pellworth.example"),
    ("Sablewood Architects", "sablewood.example"),
    ("Tarnfield Brewing", "tarnfield.example"),
    ("Vantor Precision Tools", "vantor.example"),
];

pub(super) fn customer(index: usize) -> Customer {
    let (name, domain) = CUSTOMERS[index];
    let number = u32::try_from(index).unwrap_or(0) + 1;
    Customer {
        owner: owner(),
        id: id("cus", number),
        name: name.to_owned(),
        domain: domain.to_owned(),
        tenant_id: format!("8c1f{number:04}-4f2b-4a6d-9d3e-0b7c51aae04b"),
        country: if index == 2 { "PL" } else { "GB" }.to_owned(),
        language: if index == 2 { Language::Pl } else { Language::En },
        support_plan: SupportPlan::Included,
        inform: InformPolicy::Draft,
        relationship: RelationshipKind::Reseller,
        relationship_status: RelationshipStatus::Active,
        relationship_since: Some(super::at("2021-03-01T00:00:00Z")),
        indirect_reseller: None,
        version: 3,
        created_at: super::at("2021-03-01T09:00:00Z"),
        updated_at: super::at("2026-08-01T09:00:00Z"),
    }
}

pub(super) fn subscription(customer: &Customer, number: u32, service: &str, region: Option<&str>) -> Subscription {
    Subscription {
        id: id("sub", number),
        customer: customer.id,
        service: service.to_owned(),
        product_family: ProductFamily::Microsoft365,
        region: region.map(str::to_owned),
        quantity: Some(180),
        external_id: None,
        support_right: false,
    }
}

/// A relationship that ends so many days from now; negative: it has ended.
pub(super) fn delegated(customer: CustomerId, name: &str, days: i64) -> DelegatedAdmin {
    DelegatedAdmin {
        owner: owner(),
        id: id("dar", 1),
        customer,
        name: name.to_owned(),
        kind: DelegatedAdminKind::Granular,
        status: DelegatedAdminStatus::Active,
        roles: ["Exchange Administrator", "Helpdesk Administrator", "Service Support Administrator"]
            .map(str::to_owned)
            .into(),
        assigned_to: std::collections::BTreeSet::new(),
        assignments: None,
        starts_at: Some(super::at("2026-04-11T10:00:00Z")),
        ends_at: Some(now() + Duration::days(days) + Duration::hours(3)),
        approved: Some(Decided { at: super::at("2026-04-11T10:00:00Z"), by: hollis() }),
        ended: None,
    }
}

pub(super) fn maren() -> Actor {
    Actor { user: Some(id("usr", 1)), name: "Maren Oskel".to_owned(), side: Side::Ours }
}

pub(super) fn tobin() -> Actor {
    Actor { user: Some(id("usr", 2)), name: "Tobin Achterhof".to_owned(), side: Side::Ours }
}

pub(super) fn hollis() -> Actor {
    Actor { user: None, name: "Hollis Brandt".to_owned(), side: Side::Customer }
}

pub(super) fn provider() -> Actor {
    Actor { user: None, name: "Microsoft, SharePoint support".to_owned(), side: Side::Provider }
}

pub(super) fn contact() -> Contact {
    Contact {
        name: "Tobin Achterhof".to_owned(),
        email: "support@northgate.example".to_owned(),
        phone: Some("+48 22 555 01 99".to_owned()),
        country: Some("PL".to_owned()),
        time_zone: Some("Europe/Warsaw".to_owned()),
        language: Some("en".to_owned()),
    }
}

pub(super) fn summary(rung: RungKey, next_action: NextAction, clock: Option<(ClockKind, i64)>) -> CaseSummary {
    CaseSummary {
        rung,
        next_action,
        next_clock: clock.map(|(kind, _)| kind),
        next_due_at: clock.map(|(_, minutes)| ago(-minutes)),
        post_outage: None,
    }
}

/// What a line of a list needs: number, subject, customer, service, severity, summary, age in minutes, owner.
type LineParts<'a> = (u32, &'a str, usize, &'a str, Severity, CaseSummary, i64, Option<&'a str>);

fn line((number, subject, customer, service, severity, summary, age, assignee): LineParts<'_>) -> CaseLine {
    CaseLine {
        id: id("cas", number),
        number: format!("T-{number}"),
        subject: subject.to_owned(),
        customer: id("cus", u32::try_from(customer).unwrap_or(0) + 1),
        customer_name: CUSTOMERS[customer].0.to_owned(),
        service: Some(service.to_owned()),
        region: Some("Europe".to_owned()),
        severity,
        status: if summary.next_due_at.is_some() { CaseStatus::Open } else { CaseStatus::WaitingOnCustomer },
        assignee: assignee.map(|_| id("usr", 1)),
        assignee_name: assignee.map(str::to_owned),
        summary,
        created_at: ago(age),
        updated_at: ago(age.min(30)),
        version: 4,
    }
}

/// The lines of the queue, the clock that runs out first on top.
#[rustfmt::skip]
pub(super) fn lines() -> Vec<CaseLine> {
    use ClockKind::{AnswerProvider, FirstResponse, NextUpdate};
    use NextAction::{Categorize, CheckHealth, Escalate, Troubleshoot, WaitForKnownIssue};
    use RungKey::{Categorized, Escalated, HealthChecked, Troubleshot};
    use Severity::{Critical, Minimal, Moderate};
    let maren = Some("Maren Oskel");
    [
        (20_444, "No virtual machine in West Europe answers", 11, "Virtual Machines", Critical, summary(HealthChecked, Troubleshoot, Some((NextUpdate, -6))), 15, maren),
        (20_437, "Calls through Teams drop after 20 seconds", 3, "Microsoft Teams", Critical, summary(HealthChecked, CheckHealth, Some((FirstResponse, 12))), 108, maren),
        (20_418, "Shared calendars stay empty for delegates in Outlook", 1, "Exchange Online", Moderate, summary(Categorized, Categorize, Some((NextUpdate, 38))), 1360, Some("Tobin Achterhof")),
        (20_431, "Shared mailboxes do not open in Outlook on the web", 0, "Exchange Online", Moderate, summary(HealthChecked, WaitForKnownIssue, Some((NextUpdate, 68))), 185, maren),
        (20_388, "Restore point missing after site move", 10, "SharePoint Online", Moderate, summary(Escalated, NextAction::AnswerProvider, Some((AnswerProvider, 128))), 1800, Some("Dario Quellin")),
        (20_452, "Web shop cannot reach its database", 6, "Azure SQL Database", Moderate, summary(HealthChecked, CheckHealth, Some((FirstResponse, 234))), 6, None),
        (20_409, "Invoice recipients cannot be edited", 8, "Microsoft 365 admin center", Minimal, summary(Escalated, Escalate, Some((NextUpdate, 1208))), 2880, maren),
        (20_402, "New starters get no Intune policy", 4, "Microsoft Intune", Moderate, summary(Troubleshot, Troubleshoot, None), 4320, maren),
    ]
    .map(line)
    .into()
}

/// The case that the mockups tell of.
pub(super) fn case() -> Case {
    Case {
        owner: owner(),
        id: id("cas", 20_418),
        number: "T-20418".to_owned(),
        customer: id("cus", 2),
        subject: "Shared calendars stay empty for delegates in Outlook".to_owned(),
        description: "Since this morning our receptionists cannot see the dentists' shared calendars. The calendar opens, but it is \
            empty. Eleven practices are affected, and Outlook on the web shows the same.\n\nThe front desks are working from \
            yesterday's print-out."
            .to_owned(),
        service: Some("Exchange Online".to_owned()),
        region: Some("Europe".to_owned()),
        severity: Severity::Moderate,
        status: CaseStatus::Open,
        started_at: Some(super::at("2026-09-14T05:30:00Z")),
        affected_users: Some(44),
        error_text: Some("You don't have permission to view this calendar.".to_owned()),
        correlation_ids: vec!["6f0a2c1e-7d15-4b0f-9a55-1d1f6a2be7c4".to_owned(), "b7d3a9f0-51c2-4f0e-8a3c-5f0e9a7be214".to_owned()],
        contact: Some(Contact {
            name: "Hollis Brandt".to_owned(),
            email: "hollis.brandt@brightwater.example".to_owned(),
            ..Contact::default()
        }),
        channel: Channel::Portal,
        reporter: None,
        assignee: Some(id("usr", 2)),
        continues: None,
        version: 12,
        created_at: super::at("2026-09-14T13:12:00Z"),
        updated_at: super::at("2026-09-15T09:47:00Z"),
        resolved_at: None,
        closed_at: None,
        summary: summary(RungKey::Categorized, NextAction::Categorize, Some((ClockKind::NextUpdate, 38))),
    }
}

/// A packet as it goes up from that case.
pub(super) fn packet() -> Packet {
    let (case, customer) = (case(), customer(1));
    Packet {
        sender: PacketSender {
            organization: "Northgate Cloud Partners".to_owned(),
            partner_kind: PartnerKind::DirectBill,
            contact: contact(),
        },
        customer: PacketCustomer {
            name: customer.name,
            domain: customer.domain,
            tenant_id: customer.tenant_id,
            subscriptions: Vec::new(),
            country: customer.country,
            relationship: customer.relationship,
            delegated_admin: Some("Northgate–Brightwater support".to_owned()),
            others: 0,
        },
        cloud: Cloud::Public,
        service: case.service,
        product_family: Some(ProductFamily::Microsoft365),
        region: case.region,
        support_topic: Some("Calendar sharing and delegates".to_owned()),
        title: "Shared calendars stay empty for delegates after EX1182960 was closed".to_owned(),
        description: "What happens: calendars shared with delegates open empty, in Outlook and on the web, for 6 of 11 practices.\n\
            Since: 2026-09-14 05:30 UTC\nContinues after EX1182960 was closed.\nAlready tried:\n1. software: clean profile and Outlook \
            on the web, no change\n2. settings: delegate rights removed and granted again, no change"
            .to_owned(),
        business_impact: "Six dental practices cannot see appointments and turn patients away at the desk.".to_owned(),
        severity: Severity::Moderate,
        priority: None,
        category: Category::BugOrIrregularity,
        category_reason: Some("The fix of EX1182960 skipped mailboxes that were moved on 12 September.".to_owned()),
        grounds: super::case::grounds(),
        started_at: case.started_at,
        reported_at: case.created_at,
        affected_users: case.affected_users,
        error_text: case.error_text,
        correlation_ids: case.correlation_ids,
        health: Some(tierline_domain::PacketHealth {
            checked_at: ago(12),
            result: tierline_domain::health::CheckResult::PostOutage,
            gap: None,
            issues: vec!["EX1182960 (ended)".to_owned()],
        }),
        post_outage: Some("EX1182960".to_owned()),
        follows: vec!["2609080030001207 (R-1031)".to_owned()],
        steps: super::case::packet_steps(),
        files: vec![tierline_domain::PacketFile { name: "request-ids.txt".to_owned(), size: 1024, sha256: "0".repeat(64) }],
    }
}

/// A service request in a state, to the provider or to the distributor.
pub(super) fn request(
    number: u32,
    title: &str,
    severity: Severity,
    status: RequestStatus,
    route: Route,
) -> ServiceRequest {
    let upstream = route == Route::Local;
    let name = if upstream { "Corvane Distribution" } else { "Microsoft" };
    ServiceRequest {
        owner: owner(),
        id: id("srq", number),
        number: format!("R-{number}"),
        external_id: (status != RequestStatus::Prepared).then(|| format!("2609140040{number:05}")),
        customer: id("cus", 2),
        recipient: Recipient {
            kind: if upstream { RecipientKind::Upstream } else { RecipientKind::Provider },
            organization: upstream.then(|| id("org", 9)),
            name: name.to_owned(),
        },
        route,
        connection: None,
        title: title.to_owned(),
        severity,
        category: Category::BugOrIrregularity,
        service: Some("Exchange Online".to_owned()),
        status,
        return_reason: (status == RequestStatus::Returned).then_some(ReturnReason::InsufficientEvidence),
        status_reason: match status {
            RequestStatus::AttentionNeeded => {
                Some("Please send a browser trace of the restore page and the correlation ID.".to_owned())
            }
            RequestStatus::Returned => Some("A step in configuration is missing.".to_owned()),
            _ => None,
        },
        cause: "cause".to_owned(),
        duplicate_reason: None,
        packet: packet(),
        author: maren(),
        version: 2,
        created_at: ago(1320),
        updated_at: ago(191),
        submitted_at: (status != RequestStatus::Prepared).then(|| ago(1311)),
        answered_at: None,
        last_reply_at: (!matches!(status, RequestStatus::Prepared | RequestStatus::Submitted)).then(|| ago(191)),
        next_due_at: matches!(
            status,
            RequestStatus::Prepared | RequestStatus::Submitted | RequestStatus::AttentionNeeded
        )
        .then(|| ago(-62)),
        recipient_due_at: None,
    }
}

/// The lines of the list of service requests.
pub(super) fn request_lines() -> Vec<RequestLine> {
    use RequestStatus::{Accepted, AttentionNeeded, Prepared, Resolved, Returned, Submitted, Unknown};
    let line = |number, title, severity, status, route, customer: usize, cases: u32| RequestLine {
        request: request(number, title, severity, status, route),
        customer_name: CUSTOMERS[customer].0.to_owned(),
        cases: (0..cases).map(|case| id::<CaseId>("cas", 20_388 + case)).collect(),
        case_count: cases as usize,
    };
    vec![
        line(
            1042,
            "Restore point missing after site move",
            Severity::Moderate,
            AttentionNeeded,
            Route::Assisted,
            10,
            1,
        ),
        line(
            1045,
            "Mail to outside recipients is delayed by hours",
            Severity::Critical,
            Submitted,
            Route::Assisted,
            3,
            1,
        ),
        line(1043, "Database failover did not complete", Severity::Moderate, Accepted, Route::Local, 6, 1),
        line(1040, "Sign-in fails from three countries", Severity::Critical, Accepted, Route::Local, 3, 14),
        line(1046, "Calendars stay empty after the fix", Severity::Moderate, Prepared, Route::Assisted, 1, 1),
        line(1041, "VPN gateway drops every 40 minutes", Severity::Moderate, Returned, Route::Local, 4, 1),
        line(1039, "Room displays show the wrong day", Severity::Minimal, Unknown, Route::Local, 9, 1),
        line(1031, "Backup vault lists deleted machines", Severity::Minimal, Resolved, Route::Assisted, 2, 1),
    ]
}
