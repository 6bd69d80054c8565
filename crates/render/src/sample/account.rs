//! Accounts, people, tokens, the log; and what a search finds.

use tierline_domain::{
    CustomerId, Follow, Followed, Language, ReaderKeyLine, ReaderScope, User,
    health::{IssueKind, IssueStatus},
};

use super::{
    desk::{ago, customer, id, lines, request_lines},
    health::health_issue,
};
use crate::{
    Choice, Fault, FollowLine, Form,
    page::{AccountPage, AuditLine, AuditPage, AuditPart, CustomerPick, MadeReaderKey, ReaderKeys, SearchPage},
};

pub(super) fn user(number: u32, name: &str) -> User {
    User {
        id: id("usr", number),
        name: name.to_owned(),
        email: format!("{}@northgate.example", name.to_lowercase().replace(' ', ".")),
        language: Some(Language::En),
        time_zone: Some("Europe/Warsaw".to_owned()),
        phone: None,
        country: Some("PL".to_owned()),
        disabled_at: None,
    }
}

/// What somebody follows, one of each kind.
fn follows() -> Vec<FollowLine> {
    let line = |number, followed, customer: Option<String>| {
        let follow = Follow { id: id("fol", number), followed, created_at: ago(900) };
        FollowLine { follow, customer }
    };
    let one = customer(1);
    vec![
        line(1, Followed::Customer { customer: one.id }, Some(one.name)),
        line(2, Followed::region("West Europe", None), None),
        line(3, Followed::region("Poland Central", Some("Virtual Machines")), None),
        line(4, Followed::service("Exchange Online"), None),
    ]
}

pub(crate) fn account() -> Vec<(&'static str, AccountPage)> {
    let wrong = Form::posted("password", [("current".to_owned(), String::new())])
        .fault(Fault::new("current", "wrong"))
        .fault(Fault::new("new", "too_short").with(12));
    let page = |readers, form| AccountPage { user: user(1, "Maren Oskel"), follows: Some(follows()), readers, form };
    let of = |follows, form| AccountPage { user: user(1, "Maren Oskel"), follows, readers: None, form };
    let unknown =
        Form::posted("follows", [("service".to_owned(), String::new())]).fault(Fault::new("service", "required"));
    let fresh = ReaderKeys {
        made: Some(MadeReaderKey {
            calendar: "https://desk.example/reader/tlr_EXAMPLE_ONLY_not_a_secret_of_anybodys_at_all/health.ics"
                .to_owned(),
            news: "https://desk.example/reader/tlr_EXAMPLE_ONLY_not_a_secret_of_anybodys_at_all/health.atom".to_owned(),
        }),
        ..reader_keys()
    };
    let found = ["Brightwater Dental Group, brightwater.example", "Brightwater Labs, labs.brightwater.example"];
    let found =
        found.iter().zip(1..).map(|(label, number)| Choice::new(id::<CustomerId>("cus", number).to_string(), *label));
    let unclear = ReaderKeys {
        customers: Some(CustomerPick { found: found.collect(), ..CustomerPick::default() }),
        ..reader_keys()
    };
    let typed = Form::posted("reader-keys", [("customer_id".to_owned(), "brightwater".to_owned())])
        .fault(Fault::new("name", "empty"))
        .fault(Fault::new("customer_id", "choose_customer"));
    vec![
        ("own", page(Some(reader_keys()), Form::default())),
        (
            "no_keys",
            page(
                Some(ReaderKeys { customers: Some(CustomerPick::default()), ..ReaderKeys::default() }),
                Form::default(),
            ),
        ),
        ("key_made", page(Some(fresh), Form::default())),
        ("key_faults", page(Some(unclear), typed)),
        ("wrong_password", of(Some(Vec::new()), wrong)),
        ("unknown_service", of(Some(follows()), unknown)),
        ("of_a_provider", of(None, Form::default())),
    ]
}

/// Keys in every state.
fn reader_keys() -> ReaderKeys {
    let key = |number, name: &str, scope: ReaderScope, days: i64, revoked: bool| ReaderKeyLine {
        id: id("rdk", number),
        name: name.to_owned(),
        customer_name: scope.customer.map(|_| "Brightwater Dental Group".to_owned()),
        scope,
        created_at: ago(90 * 1440),
        expires_at: ago(-days * 1440),
        last_used_at: (number == 1).then(|| ago(4)),
        revoked_at: revoked.then(|| ago(2000)),
    };
    let narrow = ReaderScope {
        service: Some("Exchange Online".to_owned()),
        region: Some("Europe".to_owned()),
        customer: Some(id("cus", 2)),
    };
    ReaderKeys {
        keys: vec![
            key(1, "Calendar on my phone", ReaderScope::default(), 276, false),
            key(2, "Screen in the hall", narrow, 20, false),
            key(3, "Old news reader", ReaderScope::default(), -3, false),
            key(4, "Lost laptop", ReaderScope::default(), 100, true),
        ],
        made: None,
        customers: Some(CustomerPick { known: vec!["Brightwater Dental Group".to_owned()], found: Vec::new() }),
    }
}

pub(crate) fn audit() -> Vec<(&'static str, AuditPage)> {
    let line = |minutes, actor: Option<&str>, action: &str, seal| AuditLine {
        at: ago(minutes),
        actor: actor.map(str::to_owned),
        action: action.to_owned(),
        subject: Some("cas_00000000000000000000020418".to_owned()),
        request_id: Some("7f3k91qd".to_owned()),
        address: actor.map(|_| "198.51.100.24".to_owned()),
        entrance: Some("page".to_owned()),
        parts: Vec::new(),
        seal,
        erased: actor.is_none(),
    };
    let roles = AuditPart {
        name: "roles".to_owned(),
        before: Some("helpdesk_agent".to_owned()),
        value: "admin_agent, helpdesk_agent".to_owned(),
    };
    let lines = vec![
        AuditLine { parts: vec![roles], ..line(0, Some("Ilse Roth"), "user.edit", None) },
        line(1, Some("Maren Oskel"), "case.categorize", None),
        line(20, Some("Tobin Achterhof"), "case.escalate.refused", Some(20_931)),
        line(30, Some("Petra Vavra"), "administer.refused", Some(20_931)),
        line(600, None, "account.sign_in", Some(20_930)),
        line(700, Some("Ilse Roth"), "galaxy.rename", Some(20_930)),
    ];
    vec![
        (
            "list",
            AuditPage {
                filter: Form::posted(
                    "",
                    [("actor", "usr_1"), ("since", "2026-09-01")].map(|(a, b)| (a.to_owned(), b.to_owned())),
                ),
                people: vec![("usr_1".to_owned(), "Ilse Roth".to_owned())],
                lines,
                next: Some("n".to_owned()),
            },
        ),
        ("empty", AuditPage::default()),
    ]
}

pub(crate) fn search() -> Vec<(&'static str, SearchPage)> {
    let found = SearchPage {
        query: "bright".to_owned(),
        customers: vec![customer(1)],
        cases: lines().into_iter().take(3).collect(),
        requests: request_lines().into_iter().take(2).collect(),
        issues: vec![health_issue(
            7,
            "Some users can't open shared mailboxes",
            IssueKind::ServiceIssue,
            IssueStatus::Degraded,
            "Exchange Online",
        )],
        ..SearchPage::default()
    };
    vec![
        ("found", found),
        ("none", SearchPage { query: "zzz".to_owned(), ..SearchPage::default() }),
        ("empty", SearchPage::default()),
    ]
}
