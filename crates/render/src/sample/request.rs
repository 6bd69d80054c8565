//! Service requests: composing, filing, and their life afterwards.

use tierline_domain::{
    Actor, Attachment, Blocker, BlockerCode, Clock, ClockKind, ClockState, DecidedCategory, Draft, Language, Packet,
    RankedRoute, RecipientKind, RequestEntry, RequestStatus, Route, RouteReason, RouteStanding, Severity, Side,
    Targets, Visibility, catalogue::ProductFamily,
};

use super::desk::{
    ago, case, contact, customer, delegated, id, maren, owner, packet, provider, request as request_of, request_lines,
    tobin,
};
use crate::{
    Choice, Fault, Form,
    page::{
        CarriedCase, EscalatePage, ForeignLanguage, KeptRequest, RecipientChoice, RequestPage, RequestsPage,
        StoppedConnection,
    },
};

pub(super) fn attachment() -> Attachment {
    Attachment {
        owner: owner(),
        id: id("att", 1),
        case: Some(id("cas", 20_418)),
        request: None,
        name: "request-ids.txt".to_owned(),
        media_type: "text/plain".to_owned(),
        size: 1024,
        sha256: "0".repeat(64),
        visibility: Visibility::Provider,
        at: ago(120),
        by: tobin(),
    }
}

/// The routes as they stand, with a connection or without.
fn routes(with_connection: bool) -> Vec<RankedRoute> {
    use RouteReason::{Connected, NoConnection, NotForThisProduct, NotOnThisDesk, ProvidersPortal, ReadsOnly, Stopped};
    use RouteStanding::{Chosen, Closed, Open};
    let plain =
        |route, standing, reason| RankedRoute { route, connection: None, connection_name: None, standing, reason };
    let by = |number, name: &str, standing, reason| RankedRoute {
        connection: Some(id("con", number)),
        connection_name: Some(name.to_owned()),
        ..plain(Route::TroubleTicket, standing, reason)
    };
    let others = [
        plain(Route::Local, Closed, NotOnThisDesk),
        plain(Route::AzureSupport, Closed, NotForThisProduct),
        plain(Route::PartnerCenter, Closed, ReadsOnly),
        plain(Route::Email, Closed, NoConnection),
    ];
    let first = if with_connection {
        vec![
            by(1, "Meridian desk", Chosen, Connected),
            plain(Route::Assisted, Open, ProvidersPortal),
            by(2, "Old exchange", Closed, Stopped),
        ]
    } else {
        vec![plain(Route::Assisted, Chosen, ProvidersPortal), plain(Route::TroubleTicket, Closed, NoConnection)]
    };
    first.into_iter().chain(others).collect()
}

fn choice(kind: RecipientKind, name: &str, on_desk: bool) -> RecipientChoice {
    RecipientChoice { kind, name: name.to_owned(), on_desk, targets: Targets::default() }
}

/// A subscription of the customer, as the provider names it.
const SUBSCRIPTION: &str = "2f0a3c1e-7d55-4b8e-9a41-6c1f0e2d9b77";

/// The same for a service of Azure, with a connection to the provider's support interface.
fn azure(page: EscalatePage) -> EscalatePage {
    let mut routes = routes(false);
    let way = routes.iter_mut().find(|one| one.route == Route::AzureSupport);
    if let Some(way) = way {
        way.connection = Some(id("con", 3));
        way.connection_name = Some("Azure support".to_owned());
        (way.standing, way.reason) = (RouteStanding::Open, RouteReason::Connected);
    }
    EscalatePage { routes, ..page }
}

/// The category that a packet was written by.
fn decided(packet: &Packet) -> DecidedCategory {
    DecidedCategory {
        at: ago(100),
        by: maren(),
        category: packet.category,
        reason: packet.category_reason.clone(),
        grounds: packet.grounds.clone(),
    }
}

/// A request that is being composed, as nobody has touched it.
fn composed(packet: &Packet) -> EscalatePage {
    EscalatePage {
        subscription: packet.customer.subscriptions.first().cloned(),
        case: case(),
        customer: customer(1),
        decided: Some(decided(packet)),
        delegated_admin: Some(delegated(id("cus", 2), "Northgate–Brightwater support", 23)),
        blockers: Vec::new(),
        duplicate: None,
        draft: Draft {
            title: packet.title.clone(),
            description: packet.description.clone(),
            business_impact: packet.business_impact.clone(),
        },
        contact: contact(),
        recipients: vec![choice(RecipientKind::Provider, "Microsoft", false)],
        routes: routes(false),
        family: Some(ProductFamily::Microsoft365),
        topics: Vec::new(),
        files: vec![attachment()],
        kept: None,
        preview: None,
        foreign: None,
        form: Form::default(),
    }
}

pub(crate) fn escalate() -> Vec<(&'static str, EscalatePage)> {
    let packet = packet();
    let base = composed(&packet);
    let foreign = ForeignLanguage { written: Language::Ru, understood: vec![Language::En, Language::Pl] };
    let topics = ["Calendar sharing and delegates", "Calendar items deleted or moved"].map(str::to_owned).to_vec();
    let typed = Form::posted(
        "service-requests",
        [("support_topic".to_owned(), "calendar del".to_owned()), ("severity".to_owned(), "moderate".to_owned())],
    );
    let duplicate = Blocker {
        reference: Some("R-1042".to_owned()),
        request: Some(id("srq", 1042)),
        ..Blocker::plain(BlockerCode::DuplicateOpenRequest)
    };
    let phone = Blocker { missing: vec!["phone".to_owned()], ..Blocker::plain(BlockerCode::ContactMissing) };
    let both = vec![
        choice(RecipientKind::Upstream, "Corvane Distribution", true),
        choice(RecipientKind::Provider, "Microsoft", false),
    ];
    let kept = KeptRequest { by: "Tobin Achterhof".to_owned(), at: ago(42), version: 3 };
    let begun = Form::posted(
        "service-requests",
        [("title".to_owned(), "Calendars of delegates".to_owned()), ("files_shown".to_owned(), "true".to_owned())],
    );
    let late = begun.clone().changed_meanwhile(Some((kept.by.clone(), kept.at)));
    let faults =
        typed.clone().fault(Fault::new("contact_phone", "not_a_phone")).fault(Fault::new("business_impact", "empty"));
    vec![
        ("compose", base.clone()),
        ("connected", EscalatePage { routes: routes(true), ..base.clone() }),
        ("on_a_subscription", EscalatePage { subscription: Some(SUBSCRIPTION.to_owned()), ..azure(base.clone()) }),
        ("without_a_subscription", EscalatePage { subscription: None, ..azure(base.clone()) }),
        ("kept", EscalatePage { kept: Some(kept.clone()), form: begun, ..base.clone() }),
        ("kept_meanwhile", EscalatePage { kept: Some(kept), form: late, ..base.clone() }),
        ("topics", EscalatePage { topics, form: typed, ..base.clone() }),
        ("preview", EscalatePage { preview: Some(packet.clone()), ..base.clone() }),
        ("foreign_language", EscalatePage { preview: Some(packet), foreign: Some(foreign), ..base.clone() }),
        (
            "duplicate",
            EscalatePage {
                blockers: vec![duplicate.clone(), phone],
                duplicate: Some(duplicate),
                form: faults,
                recipients: both,
                ..base.clone()
            },
        ),
        (
            "blocked",
            EscalatePage {
                blockers: vec![Blocker::plain(BlockerCode::CategoryMissing)],
                decided: None,
                delegated_admin: None,
                ..base
            },
        ),
    ]
}

pub(crate) fn requests() -> Vec<(&'static str, RequestsPage)> {
    vec![
        (
            "open",
            RequestsPage {
                lines: request_lines(),
                waiting: 2,
                ready: 3,
                next: Some("c".to_owned()),
                ..RequestsPage::default()
            },
        ),
        (
            "all",
            RequestsPage {
                filter: Form::posted("", [("status".to_owned(), RequestsPage::ALL.to_owned())]),
                lines: request_lines(),
                ready: 100,
                ..RequestsPage::default()
            },
        ),
        ("empty", RequestsPage::default()),
        (
            "found_none",
            RequestsPage {
                filter: Form::posted("", [("query".to_owned(), "calendar".to_owned())]),
                ..RequestsPage::default()
            },
        ),
    ]
}

/// An entry of a request's own timeline.
pub(super) fn entry(
    minutes: i64,
    actor: &Actor,
    kind: &str,
    visibility: Visibility,
    status: Option<RequestStatus>,
    text: Option<&str>,
) -> RequestEntry {
    RequestEntry {
        owner: owner(),
        request: id("srq", 1042),
        id: id("ent", u32::try_from(minutes).unwrap_or(0)),
        at: ago(minutes),
        actor: actor.clone(),
        kind: kind.to_owned(),
        visibility,
        status,
        text: text.map(str::to_owned),
    }
}

pub(super) fn entries() -> Vec<RequestEntry> {
    let internal = Visibility::Internal;
    let travels = Visibility::Provider;
    vec![
        entry(1320, &maren(), "status", internal, Some(RequestStatus::Prepared), None),
        entry(1311, &maren(), "filing", internal, Some(RequestStatus::Submitted), Some("2609140040009")),
        entry(
            1119,
            &provider(),
            "status",
            travels,
            Some(RequestStatus::Accepted),
            Some("We have the request and are comparing the site's history before and after the move."),
        ),
        entry(
            400,
            &tobin(),
            "note",
            internal,
            None,
            Some("The trace is being made; the customer is at the desk from nine."),
        ),
        entry(
            191,
            &provider(),
            "status",
            travels,
            Some(RequestStatus::AttentionNeeded),
            Some("Please send a browser trace of the restore page and the correlation ID shown there."),
        ),
        entry(
            20,
            &maren(),
            "note",
            travels,
            None,
            Some("Attached are the browser trace and the correlation ID, taken at 13:30."),
        ),
        entry(15, &maren(), "correction", internal, None, None),
        entry(16, &maren(), "undelivered", internal, None, Some("The ticket is closed.")),
        entry(17, &maren(), "given_up", internal, Some(RequestStatus::Prepared), Some("Their interface is down.")),
        entry(14, &maren(), "join", internal, None, Some("T-20431")),
        entry(12, &maren(), "cases", travels, None, Some("2")),
        entry(11, &maren(), "edit", internal, None, Some("title,business_impact")),
        // As it was written before the word had data.
        entry(10, &maren(), "join", internal, None, Some("T-20432 joined.")),
        entry(13, &maren(), "file", travels, None, None),
    ]
}

/// What happens to a request that went by mail.
fn mailed() -> Vec<RequestEntry> {
    let from = |name: &str| Actor { user: None, name: name.to_owned(), side: Side::Provider };
    let ours = Visibility::Internal;
    vec![
        entry(90, &maren(), "written", Visibility::Provider, Some(RequestStatus::Sending), None),
        entry(61, &from("ansel@meridian.example"), "automatic", ours, None, Some("I am back on Monday.")),
        entry(60, &from("Meridian Cloud"), "mail", ours, None, Some("R-1042 2026-09-15 10.52.00 UTC.eml")),
        entry(31, &from("ansel@evil.example"), "unverified", ours, None, Some("Please reset the global admin.")),
        entry(12, &from("Tierline"), "mail_full", ours, None, None),
        entry(11, &from("Tierline"), "came_back", ours, None, Some("tickets@meridian.example: 552 5.2.2 Mailbox full")),
        entry(10, &from("Tierline"), "file_left", ours, None, Some("restore.exe: programs are not taken")),
    ]
}

fn stopped(by: Option<&str>) -> StoppedConnection {
    StoppedConnection { id: id("con", 1), name: "Meridian desk".to_owned(), at: ago(42), by: by.map(str::to_owned) }
}

pub(crate) fn request() -> Vec<(&'static str, RequestPage)> {
    let page = |status, route| {
        let request = request_of(1042, "Restore point missing after site move", Severity::Moderate, status, route);
        RequestPage {
            clocks: clocks(status),
            request,
            customer: customer(1),
            cases: vec![carried(20_388, "Restore point missing after site move", "Brightwater Dental Group")],
            cases_out_of_reach: 0,
            entries: entries(),
            attachments: vec![attachment()],
            joinable: vec![Choice::new(
                "cas_00000000000000000000020431",
                "T-20431 Shared mailboxes do not open (Aldersyde Care Homes)",
            )],
            deliveries: Vec::new(),
            stopped: None,
            form: Form::default(),
        }
    };
    let fault = Form::posted("filing", [("external_id".to_owned(), "26091500".to_owned())])
        .fault(Fault::new("external_id", "out_of_range"));
    let no_file = Form::posted("attachments", []).fault(Fault::new("file", "empty"));
    let mut many = page(RequestStatus::Accepted, Route::Local);
    many.cases_out_of_reach = 2;
    many.cases.push(carried(20_431, "Shared mailboxes do not open in Outlook on the web", "Aldersyde Care Homes"));
    let mut filed = page(RequestStatus::Accepted, Route::AzureSupport);
    filed.request.packet.customer.subscriptions = vec![SUBSCRIPTION.to_owned()];
    filed.request.recipient_due_at = Some(ago(-200));
    let mut late = filed.clone();
    late.request.recipient_due_at = Some(ago(50));
    vec![
        ("on_a_subscription", filed),
        ("recipient_late", late),
        (
            "prepared",
            RequestPage { entries: entries()[..1].to_vec(), ..page(RequestStatus::Prepared, Route::Assisted) },
        ),
        (
            "filing_fault",
            RequestPage { form: fault, entries: Vec::new(), ..page(RequestStatus::Prepared, Route::Assisted) },
        ),
        ("attention_needed", page(RequestStatus::AttentionNeeded, Route::Assisted)),
        ("accepted", many),
        ("returned", page(RequestStatus::Returned, Route::Local)),
        (
            "unknown",
            RequestPage {
                deliveries: super::delivery::lines()[1..6].to_vec(),
                ..page(RequestStatus::Unknown, Route::TroubleTicket)
            },
        ),
        (
            "unknown_and_stopped",
            RequestPage {
                deliveries: super::delivery::lines()[1..6].to_vec(),
                stopped: Some(stopped(Some("Ilse Brandt"))),
                ..page(RequestStatus::Unknown, Route::TroubleTicket)
            },
        ),
        (
            "stopped",
            RequestPage { stopped: Some(stopped(None)), ..page(RequestStatus::Accepted, Route::TroubleTicket) },
        ),
        ("closed", page(RequestStatus::Closed, Route::Assisted)),
        ("mailed", RequestPage { entries: mailed(), ..page(RequestStatus::Submitted, Route::Email) }),
        ("file_fault", RequestPage { form: no_file, ..page(RequestStatus::Accepted, Route::Local) }),
    ]
}

/// The clocks that a request has in each status.
fn clocks(status: RequestStatus) -> Vec<Clock> {
    let clock = |kind, minutes, target, state| Clock { kind, started_at: ago(minutes), target, state };
    let met = ClockState::Met { at: ago(1119), in_time: true };
    let answered = clock(ClockKind::ProviderFirstResponse, 1311, 240, met);
    match status {
        RequestStatus::Prepared => {
            vec![clock(ClockKind::Filing, 22, 60, ClockState::Running { due_at: ago(-38) })]
        }
        RequestStatus::AttentionNeeded => {
            vec![answered, clock(ClockKind::AnswerProvider, 191, 240, ClockState::Running { due_at: ago(-49) })]
        }
        RequestStatus::Sending | RequestStatus::Unknown | RequestStatus::Withdrawn => Vec::new(),
        _ => vec![answered],
    }
}

fn carried(number: u32, subject: &str, customer_name: &str) -> CarriedCase {
    CarriedCase {
        id: id("cas", number),
        number: format!("T-{number}"),
        subject: subject.to_owned(),
        customer_name: customer_name.to_owned(),
    }
}
