//! What somebody was told.

use tierline_domain::{Notice, NoticeFacts, NoticeKind, NoticeSubject, NoticeTopic, Role, health::IssueStatus};

use super::desk::{ago, id, now};
use crate::page::NoticesPage;

fn notice(number: u32, kind: NoticeKind, minutes: i64, facts: NoticeFacts) -> Notice {
    let subject = match kind.topic() {
        NoticeTopic::Issue => NoticeSubject::Issue(id("his", number)),
        NoticeTopic::Explained | NoticeTopic::Answer | NoticeTopic::Assigned => NoticeSubject::Case(id("cas", number)),
        NoticeTopic::Request => NoticeSubject::Request(id("srq", number)),
        NoticeTopic::Inbox => NoticeSubject::Inbox(id("org", number)),
        NoticeTopic::Received => NoticeSubject::Received(id("srq", number)),
        NoticeTopic::Program => NoticeSubject::Program(id("usr", number)),
        NoticeTopic::Emergency => NoticeSubject::Emergency(id("org", number)),
        NoticeTopic::Wanted | NoticeTopic::Role => NoticeSubject::Elevation(id("elv", number)),
    };
    Notice { id: id("ntc", number), kind, subject, count: 1, facts, at: ago(minutes), read_at: None }
}

fn of_issue(source_id: &str, title: &str, service: &str, status: IssueStatus) -> NoticeFacts {
    NoticeFacts {
        number: source_id.to_owned(),
        title: title.to_owned(),
        service: Some(service.to_owned()),
        status: Some(status),
        ..NoticeFacts::default()
    }
}

fn of_role(role: Role) -> NoticeFacts {
    NoticeFacts {
        role: Some(role),
        sender: Some("Odd Varga".to_owned()),
        title: "I take the night shift".to_owned(),
        ..NoticeFacts::default()
    }
}

fn of_case(number: &str, subject: &str, customer: &str) -> NoticeFacts {
    NoticeFacts {
        number: number.to_owned(),
        title: subject.to_owned(),
        customer: Some(customer.to_owned()),
        ..NoticeFacts::default()
    }
}

fn all() -> Vec<Notice> {
    use IssueStatus as S;
    use NoticeKind as K;
    let mail = "Some users cannot open shared calendars in Outlook on the web";
    let calls = "Calls drop after about a minute";
    vec![
        Notice {
            count: 2,
            ..notice(1, K::IssueNew, 4, of_issue("EX1184207", mail, "Exchange Online", S::Investigating))
        },
        notice(2, K::IssueStatus, 9, of_issue("TM1184355", calls, "Microsoft Teams", S::Degraded)),
        Notice {
            count: 5,
            ..notice(
                3,
                K::IssuePosted,
                31,
                of_issue("SP1183940", "Uploads are slow", "SharePoint Online", S::Recovering),
            )
        },
        notice(4, K::IssueEnded, 48, of_issue("MO1183777", "Sign-in may fail", "Microsoft Entra ID", S::Resolved)),
        notice(
            5,
            K::CaseExplained,
            52,
            NoticeFacts {
                explained_by: Some("EX1184207".to_owned()),
                ..of_case("T-20418", "Shared calendars stay empty", "Brightwater Dental Group")
            },
        ),
        notice(6, K::RequestAsked, 75, of_case("R-1042", "Mail to one domain bounces", "Nordvik Seafood")),
        notice(7, K::RequestReturned, 190, of_case("R-1040", "Printing from tablets", "Pellworth Foods")),
        notice(8, K::RequestResolved, 400, of_case("R-1038", "Invoices are empty", "Drukarnia Sowia")),
        Notice {
            count: 3,
            ..notice(9, K::CustomerWrote, 520, of_case("T-20402", "No access to the archive", "Lumenfold Textiles"))
        },
        notice(10, K::CustomerPersists, 1_500, of_case("T-20397", "Rooms cannot be booked", "Tarnfield Brewing")),
        notice(
            13,
            K::KeeperLeft,
            17,
            NoticeFacts {
                title: "Night import".to_owned(),
                keeper: Some("Ida Lund".to_owned()),
                ..NoticeFacts::default()
            },
        ),
        notice(12, K::CaseAssigned, 14, of_case("T-20425", "Guests cannot join meetings", "Nordvik Seafood")),
        notice(11, K::CustomerConfirmed, 2_900, of_case("T-20391", "Phones ring twice", "Vantor Precision Tools")),
    ]
}

fn of_request(number: &str, title: &str, sender: &str) -> NoticeFacts {
    NoticeFacts {
        number: number.to_owned(),
        title: title.to_owned(),
        sender: Some(sender.to_owned()),
        ..NoticeFacts::default()
    }
}

/// What somebody is told who works on what is received.
fn received() -> Vec<Notice> {
    use NoticeKind as K;
    let several = of_request("SR-204417", "Mail to one domain bounces", "Northgate Cloud Partners");
    vec![
        Notice { count: 3, ..notice(21, K::ReceivedNew, 6, several.clone()) },
        notice(22, K::ReceivedNew, 11, several),
        notice(
            23,
            K::ReceivedAnswered,
            25,
            of_request("SR-204402", "Printing from tablets", "Northgate Cloud Partners"),
        ),
        notice(29, K::EmergencyOpened, 3, of_role(Role::GlobalAdmin)),
        notice(25, K::RoleAsked, 30, of_role(Role::AdminAgent)),
        notice(26, K::RoleGiven, 200, of_role(Role::AdminAgent)),
        notice(27, K::RoleRefused, 210, of_role(Role::GlobalAdmin)),
        notice(28, K::RoleEnded, 230, of_role(Role::ServiceOwner)),
        notice(24, K::ReceivedWithdrawn, 320, of_request("SR-204390", "Invoices are empty", "Fjordlys Skytjenester")),
    ]
}

pub(crate) fn notices() -> Vec<(&'static str, NoticesPage)> {
    let (unread, mut read): (Vec<_>, Vec<_>) = all().into_iter().partition(|notice| notice.at > ago(100));
    for notice in &mut read {
        notice.read_at = Some(ago(20));
    }
    let mut every = all();
    every.truncate(3);
    vec![
        ("some", NoticesPage { unread, read: read.clone(), until: now(), next: Some("more".to_owned()) }),
        ("nothing", NoticesPage { unread: Vec::new(), read: Vec::new(), until: now(), next: None }),
        ("all_read", NoticesPage { unread: Vec::new(), read, until: now(), next: None }),
        ("received", NoticesPage { unread: received(), read: Vec::new(), until: now(), next: None }),
        ("all_unread", NoticesPage { unread: every, read: Vec::new(), until: now(), next: None }),
    ]
}
