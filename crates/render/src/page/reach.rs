//! Which customers the own people reach: groups of customers, and the lists of one person.

use askama::Template;
use tierline_domain::{CustomerGroupLine, CustomerId, Role, UserId};

use super::{CustomerPick, Page, html};
use crate::{Choice, Form, Frame, Html, Link, Look, Place, Tone};

/// The groups of customers. Posts `name` to `/customer-groups`.
#[derive(Debug, Clone, Default)]
pub struct CustomerGroupsPage {
    /// The groups, by name.
    pub groups: Vec<CustomerGroupLine>,
    /// What came back, named `groups`.
    pub form: Form,
}

#[derive(Template)]
#[template(path = "page/customer_groups.html")]
struct Groups<'a> {
    f: &'a Frame,
    p: &'a CustomerGroupsPage,
}

impl Page for CustomerGroupsPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("customer-groups")
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Users)
    }

    fn reader(&self) -> Option<Role> {
        Some(Role::GlobalAdmin)
    }

    fn body(&self, f: &Frame) -> Html {
        html(&Groups { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::customer_groups()
    }
}

/// One group. Posts `name` to `/customer-groups/{id}`, `customer_id` with its choice to `…/customers` and as an identifier to
/// `…/customers/removal`, nothing to `…/removal`.
#[derive(Debug, Clone)]
pub struct CustomerGroupPage {
    /// The group.
    pub line: CustomerGroupLine,
    /// Its customers, by name.
    pub customers: Vec<(CustomerId, String)>,
    /// Whose lists name it, by name.
    pub people: Vec<(UserId, String)>,
    /// The customers to choose from.
    pub pick: CustomerPick,
    /// What came back, named `name` or `customers`.
    pub form: Form,
}

#[derive(Template)]
#[template(path = "page/customer_group.html")]
struct Group<'a> {
    f: &'a Frame,
    p: &'a CustomerGroupPage,
}

impl Page for CustomerGroupPage {
    fn title(&self, _frame: &Frame) -> String {
        self.line.group.name.clone()
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Users)
    }

    fn reader(&self) -> Option<Role> {
        Some(Role::GlobalAdmin)
    }

    fn body(&self, f: &Frame) -> Html {
        html(&Group { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::customer_group()
    }
}

/// An entry of a list: a customer, or a group with how many are in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReachEntry {
    /// The identifier of the customer or the group.
    pub target: String,
    /// Its name.
    pub name: String,
    /// Of a group, how many customers are in it.
    pub customers: Option<i64>,
}

/// The lists of one person. Posts `list` (`allow`, `block`) with `group_id` or `customer_id` to `/users/{id}/reach`, `list` and `target`
/// to `…/removal`.
#[derive(Debug, Clone)]
pub struct PersonReachPage {
    /// The person.
    pub user: UserId,
    /// Their name.
    pub name: String,
    /// Only these.
    pub allow: Vec<ReachEntry>,
    /// Not these.
    pub block: Vec<ReachEntry>,
    /// Whether the lists hold for the person now.
    pub applies: bool,
    /// How many customers the lists leave; none without lists.
    pub reached: Option<i64>,
    /// The groups to choose from.
    pub groups: Vec<Choice>,
    /// The customers to choose from.
    pub pick: CustomerPick,
    /// What came back, named `allow` or `block`.
    pub form: Form,
}

#[derive(Template)]
#[template(path = "page/person_reach.html")]
struct PersonReach<'a> {
    f: &'a Frame,
    p: &'a PersonReachPage,
}

/// One of the two lists, as its card shows it.
struct Card<'a> {
    list: &'static str,
    title: &'static str,
    says: &'static str,
    entries: &'a [ReachEntry],
}

impl PersonReach<'_> {
    fn cards(&self) -> [Card<'_>; 2] {
        let card = |list, title, says, entries| Card { list, title, says, entries };
        [
            card("allow", "reach-allow", "reach-allow-says", &self.p.allow),
            card("block", "reach-block", "reach-block-says", &self.p.block),
        ]
    }

    /// The person's own page.
    fn person(&self) -> String {
        format!("/users/{}", self.p.user)
    }

    fn stands(&self) -> Html {
        let f = self.f;
        match self.p.reached {
            None => f.status(Look(Tone::Ok, "ok"), Html::text(&f.t("reach-all"))),
            Some(count) => f.status(Look(Tone::Warn, "lock"), f.h("reach-some").n("count", count).html()),
        }
    }

    fn groups(&self) -> Vec<Choice> {
        let mut choices = vec![Choice::new("", self.f.t("reach-no-group"))];
        choices.extend(self.p.groups.iter().cloned());
        choices
    }

    /// The pick with those that were found, for the form they were asked for in.
    fn pick(&self, list: &str) -> CustomerPick {
        let found = if self.p.form.is(list) { self.p.pick.found.clone() } else { Vec::new() };
        CustomerPick { known: self.p.pick.known.clone(), found }
    }
}

impl Page for PersonReachPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("reach")
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Users)
    }

    fn reader(&self) -> Option<Role> {
        Some(Role::GlobalAdmin)
    }

    fn body(&self, f: &Frame) -> Html {
        html(&PersonReach { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::person_reach()
    }
}
