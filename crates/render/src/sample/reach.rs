//! Which customers somebody reaches.

use tierline_domain::{CustomerGroup, CustomerGroupLine};

use super::desk::{ago, id};
use crate::{
    Choice, Fault, Form,
    page::{CustomerGroupPage, CustomerGroupsPage, CustomerPick, PersonReachPage, ReachEntry},
};

fn line(number: u32, name: &str, customers: i64, people: i64) -> CustomerGroupLine {
    let group = CustomerGroup {
        id: id("cgr", number),
        name: name.to_owned(),
        version: 3,
        created_at: ago(9000),
        updated_at: ago(200),
    };
    CustomerGroupLine { group, customers, people }
}

pub(crate) fn customer_groups() -> Vec<(&'static str, CustomerGroupsPage)> {
    let groups = vec![line(1, "Northern hospitals", 12, 2), line(2, "Schools", 1, 0)];
    let taken = Form::posted("groups", [("name".to_owned(), "Schools".to_owned())]).fault(Fault::new("name", "taken"));
    vec![
        ("list", CustomerGroupsPage { groups: groups.clone(), form: Form::default() }),
        ("taken", CustomerGroupsPage { groups, form: taken }),
        ("empty", CustomerGroupsPage::default()),
    ]
}

pub(crate) fn customer_group() -> Vec<(&'static str, CustomerGroupPage)> {
    let page = CustomerGroupPage {
        line: line(1, "Northern hospitals", 2, 1),
        customers: vec![
            (id("cus", 1), "Brightwater Dental Group".to_owned()),
            (id("cus", 2), "Nordvik Seafood".to_owned()),
        ],
        people: vec![(id("usr", 3), "Ilse Roth".to_owned())],
        pick: CustomerPick { known: vec!["Pellworth Foods".to_owned()], found: Vec::new() },
        form: Form::default(),
    };
    let unclear = Form::posted("customers", [("customer_id".to_owned(), "bright".to_owned())])
        .fault(Fault::new("customer_id", "choose_customer"));
    let found = vec![Choice::new("cus_1", "Brightwater Dental Group, brightwater.example")];
    let pick = CustomerPick { found, ..page.pick.clone() };
    vec![
        ("list", page.clone()),
        ("which_customer", CustomerGroupPage { form: unclear, pick, ..page.clone() }),
        ("empty", CustomerGroupPage { customers: Vec::new(), people: Vec::new(), ..page }),
    ]
}

pub(crate) fn person_reach() -> Vec<(&'static str, PersonReachPage)> {
    let entry = |target: &str, name: &str, customers| ReachEntry {
        target: target.to_owned(),
        name: name.to_owned(),
        customers,
    };
    let page = PersonReachPage {
        user: id("usr", 3),
        name: "Ilse Roth".to_owned(),
        allow: vec![entry("cgr_1", "Northern hospitals", Some(12)), entry("cus_4", "Pellworth Foods", None)],
        block: vec![entry("cus_1", "Brightwater Dental Group", None)],
        applies: true,
        reached: Some(12),
        groups: vec![Choice::new("cgr_1", "Northern hospitals"), Choice::new("cgr_2", "Schools")],
        pick: CustomerPick { known: vec!["Nordvik Seafood".to_owned()], found: Vec::new() },
        form: Form::default(),
    };
    let nothing =
        Form::posted("block", [("list".to_owned(), "block".to_owned())]).fault(Fault::new("customer_id", "no_choice"));
    vec![
        ("lists", page.clone()),
        ("faults", PersonReachPage { form: nothing, ..page.clone() }),
        ("global_admin", PersonReachPage { applies: false, ..page.clone() }),
        ("all", PersonReachPage { allow: Vec::new(), block: Vec::new(), reached: None, groups: Vec::new(), ..page }),
    ]
}
