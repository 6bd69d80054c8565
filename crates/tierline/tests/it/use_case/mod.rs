//! Every use case of the program, read from its code: what right it asks for, and by which routes, pages, jobs and commands it is
//! reached.
//!
//! What a route lets through is walked as everybody elsewhere (`authorization`); here stands that nothing is left out of that
//! walk. A use case that asks for no right, or that no walked route reaches, stands in a short table with its reason, or fails.

mod code;
mod written;

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    fmt::Write as _,
};

use code::{Code, Function, close, split};
use tierline_domain::{Action, Grant, Role, grant};
use written::{NO_RIGHT, NOT_WALKED, OTHER_ROWS};

/// The methods of routes.
const METHODS: &[&str] = &["get", "post", "put", "patch", "delete"];

/// So many entrances of a use case are printed.
const PRINTED: usize = 6;

/// What a use case asks about who calls.
#[derive(Clone, PartialEq, Eq)]
enum Ask {
    /// It refuses who may not do this; one of them where there are several.
    Right(Vec<Action>),
    /// It looks whether somebody may, and gives or does less.
    Look(Vec<Action>),
    /// A proof of the last minutes.
    Recent,
    /// A right for good, not one for a time.
    Standing,
}

/// What happens first in a function, of what counts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum First {
    Nothing,
    /// A right is asked for, in this function.
    Asked(usize),
    /// The store is opened.
    Opened,
}

fn action(name: &str) -> Option<Action> {
    Action::ALL.iter().copied().find(|action| format!("{action:?}") == name)
}

/// The rights that are named here.
fn named(tokens: &[String]) -> Vec<Action> {
    let named = tokens.windows(3).filter(|three| three[0] == "Action" && three[1] == "::");
    named.filter_map(|three| action(&three[2])).collect()
}

/// What a function asks by itself, with the place of it.
fn asks(function: &Function) -> Vec<(usize, Ask)> {
    let body = &function.body;
    let mut asks = Vec::new();
    for at in 1..body.len().saturating_sub(1) {
        if body[at - 1] != "." || body[at + 1] != "(" {
            continue;
        }
        let inside = &body[at + 2..close(body, at + 1) - 1];
        let rights = || Some(named(inside)).filter(|found| !found.is_empty()).unwrap_or_else(|| named(body));
        match body[at].as_str() {
            "require" => asks.push((at, Ask::Right(rights()))),
            "may" => asks.push((at, Ask::Look(rights()))),
            "require_recent" => asks.push((at, Ask::Recent)),
            "require_standing" => asks.push((at, Ask::Standing)),
            _ => {}
        }
    }
    asks
}

fn opens(function: &Function) -> Vec<usize> {
    let opening = |three: &[String]| {
        three[0] == "." && matches!(three[1].as_str(), "store" | "change" | "administer") && three[2] == "("
    };
    let places = function.body.windows(3).enumerate().filter(|(_, three)| opening(three));
    places.map(|(at, _)| at).collect()
}

/// The code with what was found out of it.
struct Table {
    code: Code,
    /// What each function calls, in the order of its text.
    calls: Vec<Vec<(usize, usize)>>,
    /// The routes that each handler answers.
    routes: BTreeMap<usize, Vec<String>>,
    callers: BTreeMap<usize, BTreeSet<usize>>,
}

impl Table {
    fn read() -> Self {
        let code = Code::read();
        let calls: Vec<_> = code.functions.iter().map(|function| code.calls(function)).collect();
        let mut callers: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (caller, called) in calls.iter().enumerate() {
            for (_, called) in called {
                let _ = callers.entry(*called).or_default().insert(caller);
            }
        }
        let mut routes: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for function in code.functions.iter().filter(|function| function.module[0] == "http") {
            for (handler, route) in routes_in(&code, function) {
                routes.entry(handler).or_default().push(route);
            }
        }
        Self { code, calls, routes, callers }
    }

    fn use_cases(&self) -> BTreeMap<String, usize> {
        let found = self.code.functions.iter().enumerate().filter(|(_, function)| function.is_use_case());
        found.map(|(index, function)| (function.path().replacen("app::", "", 1), index)).collect()
    }

    /// What a function does first: a right that is asked for only after rows were read or written is none.
    fn first(&self, index: usize, above: &mut Vec<usize>) -> First {
        if above.contains(&index) {
            return First::Nothing;
        }
        let function = &self.code.functions[index];
        let mut events: Vec<(usize, First)> = opens(function).into_iter().map(|at| (at, First::Opened)).collect();
        let rights = asks(function).into_iter().filter(|(_, ask)| matches!(ask, Ask::Right(_) | Ask::Look(_)));
        events.extend(rights.map(|(at, _)| (at, First::Asked(index))));
        above.push(index);
        for (at, called) in &self.calls[index] {
            if self.code.functions[*called].module[0] == "app" {
                events.push((*at, self.first(*called, above)));
            }
        }
        let _ = above.pop();
        events.sort_by_key(|(at, _)| *at);
        events.into_iter().map(|(_, first)| first).find(|first| *first != First::Nothing).unwrap_or(First::Nothing)
    }

    /// The routes that lead to a function, and what of the program leads to it beside them.
    fn entrances(&self, index: usize) -> BTreeSet<String> {
        let (mut seen, mut queue, mut found) = (BTreeSet::from([index]), VecDeque::from([index]), BTreeSet::new());
        while let Some(at) = queue.pop_front() {
            if let Some(routes) = self.routes.get(&at) {
                found.extend(routes.iter().cloned());
                continue;
            }
            let callers = self.callers.get(&at).into_iter().flatten().filter(|caller| !seen.contains(*caller));
            let callers: Vec<usize> = callers.copied().collect();
            if callers.is_empty() && self.code.functions[at].module[0] != "app" {
                let _ = found.insert(self.code.functions[at].path());
            }
            seen.extend(&callers);
            queue.extend(callers);
        }
        found
    }

    fn row(&self, name: &str, index: usize) -> String {
        let mut row = format!("{name}\n");
        let mut all = asks(&self.code.functions[index]);
        match self.first(index, &mut Vec::new()) {
            First::Asked(by) if by != index => {
                let inner = self.code.functions[by].path().replacen("app::", "", 1);
                writeln!(row, "    by {inner}").unwrap();
                all.splice(0..0, asks(&self.code.functions[by]));
            }
            First::Asked(_) => {}
            First::Nothing | First::Opened => writeln!(row, "    asks for no right first").unwrap(),
        }
        let mut said = Vec::new();
        for (_, ask) in all {
            if !said.contains(&ask) {
                writeln!(row, "    {}", words(&ask)).unwrap();
                said.push(ask);
            }
        }
        let entrances = self.entrances(index);
        for entrance in entrances.iter().take(PRINTED) {
            writeln!(row, "    < {entrance}").unwrap();
        }
        if entrances.len() > PRINTED {
            writeln!(row, "    < and {} more", entrances.len() - PRINTED).unwrap();
        }
        row
    }
}

fn words(ask: &Ask) -> String {
    let who = |action: &Action| {
        let cell = |role: &Role| match grant(*role, *action) {
            Grant::Yes => Some(role.to_string()),
            Grant::Policy => Some(format!("{role} by policy")),
            Grant::No => None,
        };
        let roles: Vec<String> = Role::ALL.iter().filter_map(cell).collect();
        format!("{action} ({})", roles.join(", "))
    };
    let all = |actions: &[Action]| actions.iter().map(who).collect::<Vec<_>>().join(" / ");
    match ask {
        Ask::Right(actions) => format!("asks for {}", all(actions)),
        Ask::Look(actions) => format!("looks for {}", all(actions)),
        Ask::Recent => "asks for a recent proof".to_owned(),
        Ask::Standing => "asks for a right for good".to_owned(),
    }
}

/// The handler that a path names.
fn handler(code: &Code, function: &Function, tokens: &[String]) -> Option<usize> {
    let path: Vec<String> = tokens.iter().filter(|token| *token != "::").cloned().collect();
    code.find(function, &path)
}

/// The routes that a function lists, with the handlers that answer them.
fn routes_in(code: &Code, function: &Function) -> Vec<(usize, String)> {
    let (body, mut found) = (&function.body, Vec::new());
    let place = function.module.get(1).map_or("", String::as_str);
    for at in 1..body.len().saturating_sub(1) {
        if body[at + 1] != "(" {
            continue;
        }
        let parts = split(&body[at + 2..close(body, at + 1) - 1]);
        let path = parts.first().and_then(|part| code.text(function, part)).filter(|path| path.starts_with('/'));
        let Some(path) = path else { continue };
        if METHODS.contains(&body[at].as_str()) && parts.len() > 1 {
            let label = match place {
                "api" => format!("{} /api/v1{path}", body[at].to_uppercase()),
                _ => format!("page {} {path}", body[at].to_uppercase()),
            };
            let handler = parts.last().and_then(|part| handler(code, function, part));
            found.push((handler.unwrap_or_else(|| panic!("{label}: its handler is not found")), label));
        } else if body[at] == "route" && place != "api" && place != "kit" {
            let contract = function.module.get(2).filter(|_| place == "contract").map_or(place, String::as_str);
            for (at, method) in
                parts[1..].concat().iter().enumerate().filter(|(_, one)| METHODS.contains(&one.as_str()))
            {
                let rest = parts[1..].concat();
                if rest.get(at + 1).is_some_and(|open| open == "(") {
                    let inside = &rest[at + 2..close(&rest, at + 1) - 1];
                    let label = format!("{contract} {} {path}", method.to_uppercase());
                    found.extend(handler(code, function, inside).map(|handler| (handler, label)));
                }
            }
        }
    }
    found
}

/// The entrances that are walked as everybody: the API and the contracts by `authorization`, pages by `page`, and what stands around
/// every page with them.
fn is_walked(entrance: &str) -> bool {
    let api = ["DELETE ", "GET ", "PATCH ", "POST ", "PUT ", "azure_support ", "graph ", "partner_center ", "scim "];
    let is_page = |path: &str| path != "/live" && tierline_http::web::routes().iter().any(|(_, route)| *route == path);
    api.iter().any(|begin| entrance.starts_with(begin))
        || entrance.strip_prefix("page GET ").is_some_and(is_page)
        || entrance.starts_with("http::web::frame::Visit::")
}

/// Threats 23 to 26: one table of rights, whichever way somebody comes.
#[test]
fn every_use_case_asks_for_a_right_and_is_reached_by_a_walked_route() {
    let table = Table::read();
    let use_cases = table.use_cases();
    assert!(use_cases.len() > 250, "{}", use_cases.len());
    let (mut text, mut wrong) = (String::new(), Vec::new());
    for (name, index) in &use_cases {
        let asks = matches!(table.first(*index, &mut Vec::new()), First::Asked(_));
        match (asks, NO_RIGHT.iter().any(|(one, _)| one == name)) {
            (false, false) => wrong.push(format!("{name} asks for no right before it opens the store")),
            (true, true) => wrong.push(format!("{name} asks for a right: take it out of NO_RIGHT")),
            _ => {}
        }
        let walked = table.entrances(*index).iter().any(|entrance| is_walked(entrance));
        match (walked, NOT_WALKED.iter().any(|(one, _)| one == name)) {
            (false, false) => wrong.push(format!("{name} is reached by no route that is walked as everybody")),
            (true, true) => wrong.push(format!("{name} is reached by a walked route: take it out of NOT_WALKED")),
            _ => {}
        }
        text.push_str(&table.row(name, *index));
    }
    let written = NO_RIGHT.iter().chain(NOT_WALKED).filter(|(name, _)| !use_cases.contains_key(*name));
    wrong.extend(written.map(|(name, _)| format!("{name} is no use case any more")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    insta::assert_snapshot!(text);
}

/// What a function opens the store for, of what is said where it does: `app.store().read(…)`.
fn opened_for(function: &Function) -> Vec<String> {
    let body = &function.body;
    let of_store = |at: usize| at > 4 && body[at - 5..at] == [".", "store", "(", ")", "."];
    let opening = |word: &str| matches!(word, "read" | "write" | "write_with");
    let places = (0..body.len().saturating_sub(1)).filter(|at| opening(&body[*at]) && of_store(*at));
    places.map(|at| split(&body[at + 2..close(body, at + 1) - 1])[0].concat()).collect()
}

/// Promise 1: a use case reads and writes the rows of who calls, and whatever it opens beside them stands in a table with its reason.
#[test]
fn no_use_case_opens_the_rows_of_another_owner_without_saying_why() {
    let table = Table::read();
    let mut found = BTreeMap::new();
    for function in &table.code.functions {
        let takes_ctx = function.parameters.iter().any(|token| token == "Ctx");
        if function.module[0] == "app" && takes_ctx {
            let others = opened_for(function).into_iter().filter(|scope| scope != "ctx.reach()" && scope != "Auth");
            for scope in others {
                let _ = found.insert(format!("{} {scope}", function.path().replacen("app::", "", 1)), ());
            }
        }
    }
    let written: BTreeSet<&str> = OTHER_ROWS.iter().map(|(name, _)| *name).collect();
    let new: Vec<&String> = found.keys().filter(|name| !written.contains(name.as_str())).collect();
    assert!(new.is_empty(), "{new:#?}");
    let gone: Vec<&&str> = written.iter().filter(|name| !found.contains_key(**name)).collect();
    assert!(gone.is_empty(), "{gone:#?}");
}

/// What is read from the code are the routes that the program has: else the rows say less than there is.
#[test]
fn the_routes_in_the_code_are_those_that_the_program_answers() {
    let table = Table::read();
    let found: BTreeSet<String> = table.routes.values().flatten().cloned().collect();
    let of_api = tierline_http::api::routes().into_iter().map(|(method, path)| format!("{method} {path}"));
    let of_pages = tierline_http::web::routes().into_iter().map(|(method, path)| format!("page {method} {path}"));
    let missing: Vec<String> = of_api.chain(of_pages).filter(|route| !found.contains(route)).collect();
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

/// The reading itself: it would be worth nothing if it took a function without a question for one with it.
#[test]
fn a_use_case_that_opens_the_store_first_is_seen() {
    let table = Table::read();
    let first = |name: &str| table.first(table.use_cases()[name], &mut Vec::new());
    let asked = |name: &str| matches!(first(name), First::Asked(_));
    assert!(asked("case::escalate::escalate") && asked("customer::group::group_list") && asked("book::show::view"));
    assert!(matches!(first("account::session::memberships"), First::Opened | First::Nothing));
}
