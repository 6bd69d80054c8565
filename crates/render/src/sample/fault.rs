//! What can go wrong.

use tierline_domain::{Blocker, BlockerCode, Role};

use crate::page::{FaultPage, Trouble};

pub(crate) fn fault() -> Vec<(&'static str, FaultPage)> {
    let blockers = vec![
        Blocker { reference: Some("EX1184207".to_owned()), ..Blocker::plain(BlockerCode::KnownIssueOpen) },
        Blocker::plain(BlockerCode::NoTroubleshooting),
        Blocker { missing: vec!["steps".to_owned(), "seen".to_owned()], ..Blocker::plain(BlockerCode::GroundsMissing) },
    ];
    let plain = |trouble| FaultPage::new(trouble);
    let forbidden = |people: &[&str]| {
        let roles = vec![Role::GlobalAdmin, Role::AdminAgent, Role::HelpdeskAgent];
        let people = Some(people.iter().map(|name| (*name).to_owned()).collect());
        plain(Trouble::Forbidden { roles, people })
    };
    vec![
        ("unreadable", plain(Trouble::Unreadable)),
        ("signed_out", plain(Trouble::SignedOut)),
        ("forbidden", forbidden(&["Anna Kowalska", "Dario Quellin", "Maren Oskel"])),
        ("forbidden_two", forbidden(&["Anna Kowalska", "Maren Oskel"])),
        ("forbidden_one", forbidden(&["Maren Oskel"])),
        ("forbidden_nobody", forbidden(&[])),
        ("not_found", plain(Trouble::NotFound)),
        ("blocked", FaultPage { back: Some("/cases/cas_1".to_owned()), ..plain(Trouble::Blocked(blockers)) }),
        ("in_flight", plain(Trouble::InFlight)),
        ("refused", plain(Trouble::Refused { code: "reopen_too_late".to_owned(), says: String::new() })),
        (
            "stale",
            FaultPage {
                back: Some("/cases/cas_1".to_owned()),
                written: "Eleven practices are affected, not six.\nThe list is attached.".to_owned(),
                ..plain(Trouble::Stale)
            },
        ),
        ("too_large", plain(Trouble::TooLarge(20 << 20))),
        ("too_many", plain(Trouble::TooMany(super::at("2026-09-15T12:05:00Z")))),
        ("too_often", FaultPage { back: Some("/cases".to_owned()), ..plain(Trouble::TooOften(42)) }),
        (
            "internal",
            FaultPage {
                reference: Some("7F3K-91QD".to_owned()),
                back: Some("/cases".to_owned()),
                ..plain(Trouble::Internal)
            },
        ),
        ("unavailable", FaultPage { back: Some("/cases".to_owned()), ..plain(Trouble::Unavailable) }),
    ]
}
