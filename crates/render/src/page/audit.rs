//! The audit log.

use askama::Template;
use chrono::{DateTime, Utc};
use tierline_domain::{AuditAction, Audited, Role};

use super::{Page, html};
use crate::{Choice, Form, Frame, Html, Place};

/// An entry of the audit log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditLine {
    /// When.
    pub at: DateTime<Utc>,
    /// Who, by name where known; none where it was erased.
    pub actor: Option<String>,
    /// What: a stable word such as `case.open`.
    pub action: String,
    /// To what, as an identifier; none where it was erased or there is none.
    pub subject: Option<String>,
    /// The request it was done in.
    pub request_id: Option<String>,
    /// The address it was done from.
    pub address: Option<String>,
    /// By which door.
    pub entrance: Option<String>,
    /// What else is known of it.
    pub parts: Vec<AuditPart>,
    /// The number of the seal that covers it; none for as long as it has none.
    pub seal: Option<i64>,
    /// Whether what it said is gone.
    pub erased: bool,
}

/// Something that is known of an entry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditPart {
    /// What it is called.
    pub name: String,
    /// What it said before, of a change.
    pub before: Option<String>,
    /// What it says.
    pub value: String,
}

/// The audit log, the latest first. Form: `/audit/exports` (the filters).
#[derive(Debug, Clone, Default)]
pub struct AuditPage {
    /// The filters as they stand in the address: `actor`, `action`, `outcome` (`done`, `refused`), `subject`, `since`, `until`.
    pub filter: Form,
    /// Identifiers and names of the people that can be chosen.
    pub people: Vec<(String, String)>,
    /// The entries.
    pub lines: Vec<AuditLine>,
    /// The cursor of the next page, where there is one.
    pub next: Option<String>,
}

/// The filters that an export takes over.
const FILTERS: [&str; 6] = ["actor", "action", "outcome", "subject", "since", "until"];

#[derive(Template)]
#[template(path = "page/audit.html")]
struct Audit<'a> {
    f: &'a Frame,
    p: &'a AuditPage,
}

impl Audit<'_> {
    /// What was done, in words; none for a word of a version to come, which stands there as it is.
    fn words(&self, line: &AuditLine) -> Option<String> {
        let f = self.f;
        Some(match Audited::from_word(&line.action)? {
            Audited::Done(done) => f.w(done),
            Audited::Refused(tried) => f.m("audit-refused").s("what", f.w(tried)).to_string(),
            Audited::Forbidden(right) => f.m("audit-forbidden").s("what", f.w(right)).to_string(),
        })
    }

    fn is_refusal(&self, line: &AuditLine) -> bool {
        !matches!(Audited::from_word(&line.action), None | Some(Audited::Done(_)))
    }

    /// The people, and whoever is asked for and is none of them.
    fn people(&self) -> Vec<Choice> {
        let mut choices = vec![Choice::new("", self.f.t("audit-anybody"))];
        choices.extend(self.p.people.iter().map(|(id, name)| Choice::new(id.clone(), name.clone())));
        choices.push(Choice::new("desk", self.f.t("audit-desk")));
        self.keep(choices, "actor")
    }

    /// All acts by their words, in the order of the reader's alphabet.
    fn actions(&self) -> Vec<Choice> {
        let mut acts: Vec<(String, &str)> = AuditAction::ALL.iter().map(|act| (self.f.w(act), act.word())).collect();
        acts.sort_by_key(|(words, _)| words.to_lowercase());
        let mut choices = vec![Choice::new("", self.f.t("audit-any-action"))];
        choices.extend(acts.into_iter().map(|(words, act)| Choice::new(act, words)));
        self.keep(choices, "action")
    }

    fn outcomes(&self) -> Vec<Choice> {
        let choice = |value: &str, key: &str| Choice::new(value.to_owned(), self.f.t(key));
        vec![
            choice("", "audit-any-outcome"),
            choice("done", "audit-outcome-done"),
            choice("refused", "audit-outcome-refused"),
        ]
    }

    /// What came by an address and is not in the list stays chosen.
    fn keep(&self, mut choices: Vec<Choice>, name: &str) -> Vec<Choice> {
        if let Some(given) = self.p.filter.value(name).filter(|given| choices.iter().all(|one| one.value != *given)) {
            choices.push(Choice::new(given.to_owned(), given.to_owned()));
        }
        choices
    }

    /// The filters for the export's form.
    fn kept(&self) -> Vec<(&'static str, &str)> {
        FILTERS.into_iter().filter_map(|name| Some((name, self.p.filter.value(name)?))).collect()
    }
}

impl Page for AuditPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("nav-audit")
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Audit)
    }

    fn reader(&self) -> Option<Role> {
        Some(Role::GlobalAdmin)
    }

    fn body(&self, f: &Frame) -> Html {
        html(&Audit { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::audit()
    }
}
