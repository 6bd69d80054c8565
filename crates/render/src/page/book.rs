//! The books beside the provider's: where they stand, in what they differ, what was left and what was changed.

use std::collections::BTreeMap;

use askama::Template;
use chrono::{DateTime, Utc};
use tierline_domain::{
    Action, ConnectionId, ConnectionKind, CustomerId, OrganizationId, Role,
    book::{BookState, BookStep, Difference, DifferenceKind, Fact, FactKey, LeftBecause},
};

use super::{Page, html};
use crate::{Frame, Html, Link, Look, Place, Tone};

/// A difference, or something that was left.
#[derive(Debug, Clone, PartialEq)]
pub struct BookLine {
    /// The customer's tenant.
    pub tenant: String,
    /// The customer, where our book has it.
    pub customer: Option<CustomerId>,
    /// What it is called.
    pub name: String,
    /// What differs.
    pub difference: Difference,
    /// Whether it is taken, as things stand.
    pub is_taken: bool,
    /// What is in the way, or why it was left.
    pub because: Option<LeftBecause>,
}

/// What was changed of a customer at one time.
#[derive(Debug, Clone, PartialEq)]
pub struct BookChangeLine {
    /// When.
    pub at: DateTime<Utc>,
    /// Of which customer.
    pub customer: CustomerId,
    /// What it was called then.
    pub name: String,
    /// What was taken.
    pub differences: Vec<Difference>,
}

/// The books. `/books`; posts nothing to `/books/readings`; `line` for each line shown and `take` for each that is taken, both
/// `<tenant> <key>`, to `/books/choices` and `/books/take-over`; `count` to `/books/endings`.
#[derive(Debug, Clone, Default)]
pub struct BooksPage {
    /// Through which connections the provider's side is read.
    pub sources: Vec<(ConnectionId, String, ConnectionKind)>,
    /// Those that a person has stopped, of kinds by which nothing is read meanwhile.
    pub stopped: Vec<(ConnectionId, String)>,
    /// Where the work stands; none where nobody has begun.
    pub state: Option<BookState>,
    /// When it goes on.
    pub next_at: Option<DateTime<Utc>>,
    /// Customers that the provider's side has.
    pub customers: u64,
    /// Of so many of them something is to be settled.
    pub apart: u64,
    /// In so many things, by kind.
    pub kinds: BTreeMap<DifferenceKind, u64>,
    /// Of so many of them something was left.
    pub left: u64,
    /// What differs; after the first take-over, what was left.
    pub lines: Vec<BookLine>,
    /// The cursor of the next page, where there is one.
    pub next: Option<String>,
    /// What was changed last, the newest first.
    pub changes: Vec<BookChangeLine>,
    /// The names of our indirect resellers.
    pub resellers: BTreeMap<OrganizationId, String>,
}

#[derive(Template)]
#[template(path = "page/books.html")]
struct Books<'a> {
    f: &'a Frame,
    p: &'a BooksPage,
}

impl Books<'_> {
    fn state(&self) -> Option<&BookState> {
        self.p.state.as_ref()
    }

    fn is_taken_over(&self) -> bool {
        self.state().is_some_and(|state| state.taken_over_at.is_some())
    }

    /// Whether all was read once, and the first take-over is to be ordered.
    fn is_to_be_taken_over(&self) -> bool {
        self.state().is_some_and(|state| state.taken_over_at.is_none() && state.round_ended_at.is_some())
    }

    /// The lines of the list, by what they are.
    fn step(&self) -> BookStep {
        if self.is_taken_over() { BookStep::Left } else { BookStep::Apart }
    }

    /// How it goes, in a word.
    fn status(&self) -> Html {
        let f = self.f;
        let (look, key) = match self.state() {
            None => (Look(Tone::Off, "clock"), "books-off"),
            Some(_) if self.p.sources.is_empty() => (Look(Tone::Off, "pause"), "books-stopped"),
            Some(state) if state.asked.is_some() => (Look(Tone::Warn, "unknown"), "books-asking"),
            Some(state) if state.failure.is_some() => (Look(Tone::Bad, "warn"), "books-failing"),
            Some(state) if state.round_ended_at.is_none() => (Look(Tone::Far, "clock"), "books-reading"),
            Some(state) if state.taken_over_at.is_none() => (Look(Tone::Warn, "clock"), "books-waiting"),
            Some(_) if self.p.apart > 0 => (Look(Tone::Far, "clock"), "books-taking"),
            Some(_) => (Look(Tone::Ok, "ok"), "books-in-step"),
        };
        f.status(look, Html::text(&f.t(key)))
    }

    /// What stands still because its connection was stopped.
    fn resting(&self) -> Option<Html> {
        let (f, stopped) = (self.f, &self.p.stopped);
        self.state().filter(|_| !stopped.is_empty())?;
        let name = |(id, name): &(ConnectionId, String)| match self.may_administer() {
            true => format!("<a href=\"/connections/{id}\">{}</a>", f.name(name)),
            false => f.name(name).to_string(),
        };
        let names = Html(stopped.iter().map(name).collect::<Vec<_>>().join(", "));
        Some(f.notice(Look(Tone::Off, "pause"), f.h("books-stopped-says").x("connections", names)))
    }

    /// How far a round has come.
    fn progress(&self) -> Option<Html> {
        let round = self.state()?.round.as_ref().filter(|round| round.total > 0)?;
        Some(self.f.h("books-progress").n("read", count(round.read)).n("count", count(round.total)).html())
    }

    /// So much is missing that somebody has to say yes: what, and how much.
    fn asked(&self) -> Option<(u64, Html)> {
        let asked = self.state()?.asked?;
        let says = self.f.h("books-asked");
        let says = says.n("customers", count(asked.customers)).n("relationships", count(asked.relationships));
        Some((asked.count(), says.n("of", count(asked.of)).html()))
    }

    /// How many differences of each kind there are.
    fn summary(&self) -> Vec<(String, u64)> {
        self.p.kinds.iter().map(|(kind, count)| (self.f.w(*kind), *count)).collect()
    }

    fn all(&self) -> u64 {
        self.p.kinds.values().sum()
    }

    fn may_administer(&self) -> bool {
        self.f.may.can(Action::Administer)
    }

    /// A line by which a form names it.
    fn value(&self, line: &BookLine) -> String {
        format!("{} {}", line.tenant, line.difference.key)
    }

    /// What is in the way of nobody can be said yes or no to.
    fn can_be_taken(&self, line: &BookLine) -> bool {
        line.because.is_none_or(|because| because == LeftBecause::Person)
    }

    /// What is read through a connection of a kind.
    fn reads(&self, kind: &ConnectionKind) -> String {
        let is_graph = *kind == ConnectionKind::Graph;
        self.f.t(if is_graph { "books-reads-graph" } else { "books-reads-partner-center" })
    }

    fn says(&self, fact: &Option<Fact>) -> Html {
        says(self.f, fact.as_ref(), &self.p.resellers)
    }

    /// What a line is about.
    fn what(&self, difference: &Difference) -> Html {
        what(self.f, difference)
    }
}

/// What differs, in words: the kind, and of a thing among many which one.
pub(crate) fn what(f: &Frame, difference: &Difference) -> Html {
    let kind = Html::text(&f.w(difference.kind()));
    match &difference.key {
        FactKey::Subscription(service) => Html(format!("{kind} <small>{}</small>", f.name(service))),
        FactKey::Delegated(_) => {
            let name = [&difference.theirs, &difference.ours].into_iter().find_map(|fact| match fact {
                Some(Fact::Delegated(one)) => Some(one.name.clone()),
                _ => None,
            });
            name.map_or(kind.clone(), |name| Html(format!("{kind} <small>{}</small>", f.name(&name))))
        }
        _ => kind,
    }
}

/// A fact for people.
pub(crate) fn says(f: &Frame, fact: Option<&Fact>, resellers: &BTreeMap<OrganizationId, String>) -> Html {
    match fact {
        None => Html(format!("<span class=\"quiet\">{}</span>", Html::text(&f.t("books-nothing")))),
        Some(Fact::Text(text)) => f.name(text),
        Some(Fact::Standing(standing)) => Html::text(&f.w(*standing)),
        Some(Fact::Reseller(id)) => f.name(&resellers.get(id).cloned().unwrap_or_else(|| id.to_string())),
        Some(Fact::Subscription(one)) => match one.quantity {
            Some(quantity) => f.h("books-seats").n("count", quantity).html(),
            None => Html::text(&f.t("books-is-there")),
        },
        Some(Fact::Product(one)) => {
            let units = match one.quantity {
                Some(quantity) => f.h("books-seats").n("count", quantity).html(),
                None => Html::text(&f.t("books-is-there")),
            };
            Html(format!("{units} <small class=\"mono\">{}</small>", f.name(&one.external_id)))
        }
        Some(Fact::Delegated(one)) => {
            let status = f.looks(one.status);
            let until = one.ends_at.map(|at| f.h("books-until").x("time", f.day(at)).html());
            let roles = one.roles.iter().cloned().collect::<Vec<_>>().join(", ");
            let until = until.map_or_else(String::new, |until| format!(" <small>{until}</small>"));
            Html(format!("{status}{until} <small dir=\"auto\">{}</small>", Html::text(&roles)))
        }
        Some(Fact::Assignments(all)) => f.h("books-groups").n("count", all.len()).html(),
    }
}

fn count(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

impl Page for BooksPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("books-title")
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Customers)
    }

    fn reader(&self) -> Option<Role> {
        Some(Role::AdminAgent)
    }

    fn body(&self, f: &Frame) -> Html {
        html(&Books { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::books()
    }
}
