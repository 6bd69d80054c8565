//! Personal data: what is kept of a person, to be taken along, or taken out.

use askama::Template;
use tierline_domain::{Hindered, Hindrance, Member, PersonKey, PersonTraces, Role, User};

use super::{Page, html};
use crate::{
    Form, Frame, Html, Link, Place,
    html::{bdi, escaped},
};

/// What is kept of a person.
#[derive(Debug, Clone, Default)]
pub struct PersonKept {
    /// By what they are known.
    pub key: PersonKey,
    /// Their account, where they have one.
    pub user: Option<User>,
    /// What they are here; none for who has left.
    pub member: Option<Member>,
    /// Where they are named.
    pub traces: PersonTraces,
    /// Entries of the audit log by them or about them.
    pub audited: i64,
    /// What stands in the way of erasing them.
    pub hindrances: Vec<Hindered>,
}

/// The look-up, and what it found. Posts `person` to `/personal-data/exports`; `person` and `address` to `/personal-data/erasures`.
#[derive(Debug, Clone, Default)]
pub struct PersonalDataPage {
    /// The look-up as it stands in the address: `person`.
    pub filter: Form,
    /// What is kept; none where nobody was asked for.
    pub kept: Option<PersonKept>,
    /// The form for erasing that came back, named `erase`.
    pub form: Form,
}

#[derive(Template)]
#[template(path = "page/personal_data.html")]
struct Shown<'a> {
    f: &'a Frame,
    p: &'a PersonalDataPage,
}

impl Shown<'_> {
    fn asked(&self) -> &str {
        self.p.filter.value("person").unwrap_or_default()
    }

    fn is_empty(&self, kept: &PersonKept) -> bool {
        kept.user.is_none() && kept.traces.is_empty()
    }

    /// The name, or the address of who has no account.
    fn name(&self, kept: &PersonKept) -> Html {
        bdi(kept.user.as_ref().map_or(&kept.key.email, |user| &user.name))
    }

    /// What they are here, in a word.
    fn stands(&self, kept: &PersonKept) -> String {
        let f = self.f;
        match (&kept.user, &kept.member) {
            (None, _) => f.t("personal-contact"),
            (Some(_), None) => f.t("personal-left"),
            (Some(_), Some(member)) => {
                member.membership.roles.iter().map(|role| f.w(role)).collect::<Vec<_>>().join(", ")
            }
        }
    }

    /// What is kept, by name and number, without what there is none of.
    fn lines(&self, kept: &PersonKept) -> Vec<(String, usize)> {
        let PersonTraces { cases, timelines, drafts, requests, request_timelines, received, files, relationships } =
            &kept.traces;
        let contacts = cases.iter().filter(|case| case.is_contact).count();
        let reported = cases.iter().filter(|case| case.is_reporter).count();
        let worked = cases.iter().filter(|case| case.is_assignee).count();
        let lines = [
            ("personal-cases-contact", contacts),
            ("personal-cases-reporter", reported),
            ("personal-cases-assignee", worked),
            ("personal-timelines", timelines.len()),
            ("personal-requests", requests.len() + received.len()),
            ("personal-request-timelines", request_timelines.len() + drafts.len()),
            ("personal-files", files.len()),
            ("personal-relationships", relationships.len()),
            ("personal-audited", usize::try_from(kept.audited).unwrap_or(0)),
        ];
        lines.into_iter().filter(|(_, count)| *count > 0).map(|(key, count)| (self.f.t(key), count)).collect()
    }

    fn hindrance(&self, one: &Hindered) -> Html {
        let key = match one.by {
            Hindrance::Yourself => "personal-not-yourself",
            Hindrance::StillHere => "personal-not-here",
            Hindrance::OpenCases => "personal-not-cases",
            Hindrance::OpenRequests => "personal-not-requests",
            Hindrance::KeepsPrograms => "personal-not-programs",
            Hindrance::Consents => "personal-not-consents",
            Hindrance::Unsealed => "personal-not-unsealed",
        };
        let is_number = matches!(one.by, Hindrance::OpenCases | Hindrance::OpenRequests);
        let which: Vec<String> = one.which.iter().map(|one| if is_number { to(one) } else { bdi(one).0 }).collect();
        self.f.h(key).x("which", Html(which.join(", "))).html()
    }

    fn handed(&self, kept: &PersonKept) -> Option<Html> {
        let to = kept.traces.handed_to();
        (!to.is_empty()).then(|| self.f.h("personal-handed").s("names", to.join(", ")).html())
    }

    fn may_erase(&self, kept: &PersonKept) -> bool {
        kept.hindrances.is_empty()
    }
}

/// A number that leads to where it is found.
fn to(number: &str) -> String {
    let number = escaped(number);
    format!("<a class=\"no-break\" href=\"/search?q={number}\">{number}</a>")
}

impl Page for PersonalDataPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("personal")
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Users)
    }

    fn reader(&self) -> Option<Role> {
        Some(Role::GlobalAdmin)
    }

    fn body(&self, f: &Frame) -> Html {
        html(&Shown { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::personal_data()
    }
}
