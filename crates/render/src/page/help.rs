//! How a problem is handed up, in plain words; and the keys.

use askama::Template;
use tierline_domain::{Action, BlockerCode, Category, Role, RungKey, Severity, Targets, grounds_keys, roles_that_may};

use super::{Page, html};
use crate::{Frame, Html, Place, label::key, ui::rung_number};

/// The guide. What it says of the rules is read from the rules.
#[derive(Debug, Clone, Default)]
pub struct GuidancePage {
    /// What each severity promises here.
    pub targets: Targets,
    /// Where vulnerabilities are reported.
    pub security_contact: String,
}

#[derive(Template)]
#[template(path = "page/guidance.html")]
struct Guidance<'a> {
    f: &'a Frame,
    p: &'a GuidancePage,
}

impl Guidance<'_> {
    fn rungs(&self) -> Vec<(usize, String, String)> {
        RungKey::ALL
            .iter()
            .map(|rung| (rung_number(*rung), self.f.w(rung), self.f.t(key("guide", rung.word()))))
            .collect()
    }

    /// A category, what it means, and what a request for it must carry.
    fn categories(&self) -> Vec<(String, String, String)> {
        Category::ALL
            .iter()
            .map(|category| {
                let grounds: Vec<String> = grounds_keys(*category)
                    .iter()
                    .map(|ground| self.f.t(key("field", ground)).to_lowercase())
                    .collect();
                let asks = if grounds.is_empty() { self.f.t("guide-nothing") } else { grounds.join(", ") };
                (self.f.w(category), self.f.t(key("category-hint", category.word())), asks)
            })
            .collect()
    }

    fn severities(&self) -> Vec<(Html, String, String)> {
        Severity::ALL
            .iter()
            .map(|severity| {
                let minutes = self.p.targets.of(*severity).provider_first_response;
                let within = self.f.duration(chrono::Duration::minutes(minutes));
                (self.f.severity(severity), self.f.t(key("severity-hint", severity.word())), within)
            })
            .collect()
    }

    /// A condition and who can meet it.
    fn conditions(&self) -> Vec<(String, String)> {
        BlockerCode::ALL
            .iter()
            .map(|code| (self.f.t(key("condition", code.word())), self.names(&roles_that_may(code.lifted_with()))))
            .collect()
    }

    fn names(&self, roles: &[Role]) -> String {
        roles.iter().map(|role| self.f.w(role)).collect::<Vec<_>>().join(", ")
    }

    fn escalators(&self) -> String {
        self.names(&roles_that_may(Action::Escalate))
    }

    fn is_link(&self) -> bool {
        self.p.security_contact.starts_with("https://")
    }
}

impl Page for GuidancePage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("nav-guidance")
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Guidance)
    }

    fn reader(&self) -> Option<Role> {
        Some(Role::SalesAgent)
    }

    fn body(&self, f: &Frame) -> Html {
        html(&Guidance { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        let contact = "https://msrc.example/report".to_owned();
        vec![("guide", Self { targets: Targets::default(), security_contact: contact })]
    }
}

/// The keys. Posts `shortcuts` (`on` or nothing) to `/shortcuts`.
#[derive(Debug, Clone, Copy, Default)]
pub struct ShortcutsPage;

#[derive(Template)]
#[template(path = "page/shortcuts.html")]
struct Shortcuts<'a> {
    f: &'a Frame,
}

/// A deed by its catalogue key, and the strokes that do it.
type Stroke = (&'static str, &'static [&'static str]);
/// A heading, and what stands below it: deeds in words, with their strokes.
type Group = (&'static str, Vec<(String, Vec<String>)>);

const EVERYWHERE: &[Stroke] = &[("find", &["Ctrl", "K"]), ("shortcuts", &["?"])];
const CASE: &[Stroke] = &[
    ("wrote-reply", &["R"]),
    ("write-note", &["N"]),
    ("keys-next", &["L"]),
    ("step-record", &["S"]),
    ("assign", &["A"]),
];
const WRITE: Stroke = ("keys-send", &["Ctrl", "Enter"]);
const LIST: &[Stroke] = &[("keys-rows", &["J", "K"]), ("keys-open", &["Enter"]), ("keys-search", &["/"])];

impl Shortcuts<'_> {
    /// The keys that do something for this reader: the places of the own navigation, and the deeds of the own role.
    fn groups(&self) -> Vec<Group> {
        let said = |strokes: &[Stroke]| -> Vec<(String, Vec<String>)> {
            let said = |(deed, keys): &Stroke| (self.f.t(deed), keys.iter().map(|key| (*key).to_owned()).collect());
            strokes.iter().map(said).collect()
        };
        let mut everywhere = said(EVERYWHERE);
        if let Some(form) = crate::place::report_form(&self.f.may) {
            let deed = if form == Place::Report.href() { "nav-report" } else { "new-case" };
            everywhere.extend(said(&[(deed, &["C"])]));
        }
        let places = self.f.shell.iter().flat_map(|shell| &shell.nav);
        everywhere.extend(places.filter_map(|item| {
            let letter = item.place.letter()?.to_uppercase();
            Some((self.f.w(item.place), vec!["G".to_owned(), letter]))
        }));
        let mut groups = vec![("keys-everywhere", everywhere)];
        let mut case = if self.f.may.can(Action::WorkCases) { said(CASE) } else { Vec::new() };
        case.extend(said(&[WRITE]));
        groups.push(("keys-case", case));
        groups.push(("keys-list", said(LIST)));
        groups
    }

    fn are_on(&self) -> bool {
        self.f.shell.as_ref().is_some_and(|shell| shell.shortcuts)
    }
}

impl Page for ShortcutsPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("shortcuts")
    }

    fn reader(&self) -> Option<Role> {
        Some(Role::HelpdeskAgent)
    }

    fn body(&self, f: &Frame) -> Html {
        html(&Shortcuts { f })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        vec![("keys", Self)]
    }
}
