//! Roles for a time.

use tierline_domain::{Elevation, ElevationState, Role};

use super::desk::{ago, id};
use crate::{Fault, Form, page::ElevationsPage};

fn one(number: u32, name: &str, role: Role, state: ElevationState) -> Elevation {
    let is_decided = !matches!(state, ElevationState::Asked | ElevationState::Withdrawn);
    let was_given = is_decided && state != ElevationState::Refused;
    let minutes_ago = i64::from(number) * 70;
    Elevation {
        id: id("elv", number),
        user: id("usr", number),
        user_name: name.to_owned(),
        role,
        reason: "I take the night shift and have to approve escalations of the Brightwater migration.".to_owned(),
        minutes: 240,
        state,
        asked_at: ago(minutes_ago),
        decided_by: is_decided.then(|| id("usr", 1)),
        decided_by_name: is_decided.then(|| "Maren Oskel".to_owned()),
        decided_at: is_decided.then(|| ago(minutes_ago - 5)),
        note: (state == ElevationState::Refused).then(|| "Dario is back tonight.".to_owned()),
        ends_at: was_given.then(|| ago(minutes_ago - 245)),
    }
}

pub(crate) fn elevations() -> Vec<(&'static str, ElevationsPage)> {
    let all = vec![
        one(2, "Dario Quellin", Role::GlobalAdmin, ElevationState::Asked),
        one(3, "Ilse Roth", Role::AdminAgent, ElevationState::Active),
        one(9, "Ilse Roth", Role::AdminAgent, ElevationState::Ended),
        one(10, "Tobin Achterhof", Role::HelpdeskAgent, ElevationState::Refused),
        one(11, "Tobin Achterhof", Role::HelpdeskAgent, ElevationState::Withdrawn),
    ];
    let people = [(2, "Dario Quellin"), (3, "Ilse Roth")];
    let page = ElevationsPage {
        all,
        roles: vec![Role::HelpdeskAgent, Role::SalesAgent],
        colleagues: people.into_iter().map(|(number, name)| (id("usr", number), name.to_owned())).collect(),
        given: vec![Role::GlobalAdmin, Role::AdminAgent, Role::HelpdeskAgent, Role::SalesAgent],
        viewer: Some(id("usr", 3)),
        form: Form::default(),
    };
    let blank = Form::posted("ask", [("reason".to_owned(), String::new())]).fault(Fault::new("reason", "required"));
    vec![
        ("list", page.clone()),
        ("own", ElevationsPage { all: page.all[1..3].to_vec(), colleagues: Vec::new(), ..page.clone() }),
        ("faults", ElevationsPage { form: blank, ..page }),
        ("empty", ElevationsPage { roles: vec![Role::AdminAgent], ..ElevationsPage::default() }),
    ]
}
