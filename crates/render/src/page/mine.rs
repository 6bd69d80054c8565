//! A customer's own pages: its cases, a report, and who may administer its services.

use askama::Template;
use tierline_domain::{
    Action, Attachment, Case, CaseId, CaseLine, CaseStatus, Clock, DelegatedAdmin, DelegatedAdminStatus, Entry, Event,
    Policy, Role, Severity, Side, Subscription, may_reopen,
};

use super::{Live, Page, cases::service_choices, html};
use crate::{
    Form, Frame, Html, Link, Look, Place, Tone, delegated,
    html::bdi,
    timeline::{Reader, Report, Row, rows},
};

/// How a partner's own support is reached besides these pages; empty where it says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SupportReach {
    /// Its telephone.
    pub phone: String,
    /// Its mail address.
    pub email: String,
    /// Its page.
    pub website: String,
}

impl SupportReach {
    /// As the partner's rules have it.
    #[must_use]
    pub fn of(policy: &Policy) -> Self {
        Self {
            phone: policy.support_phone.clone(),
            email: policy.support_email.clone(),
            website: policy.support_website.clone(),
        }
    }

    /// All of it in a line; none where there is nothing.
    fn line(&self, f: &Frame) -> Option<Html> {
        let link = |begin: &str, text: &str| {
            let href: String = text.chars().filter(|c| !c.is_whitespace()).collect();
            let href = Html::text(&format!("{begin}{href}"));
            (!text.is_empty()).then(|| format!("<a href=\"{href}\">{}</a>", bdi(text)))
        };
        let all = [link("tel:", &self.phone), link("mailto:", &self.email), link("", &self.website)];
        let all: Vec<String> = all.into_iter().flatten().collect();
        (!all.is_empty()).then(|| Html(format!("{} {}", Html::text(&f.t("my-support")), all.join(" · "))))
    }
}

/// The customer's cases: its contact's own, or all for its administrator.
#[derive(Debug, Clone, Default)]
pub struct MyCasesPage {
    /// The cases, the latest first.
    pub lines: Vec<CaseLine>,
    /// The partner's name.
    pub partner: String,
    /// How its support is reached.
    pub support: SupportReach,
    /// The cursor of the next page, where there is one.
    pub next: Option<String>,
}

#[derive(Template)]
#[template(path = "page/my_cases.html")]
struct MyCases<'a> {
    f: &'a Frame,
    p: &'a MyCasesPage,
}

impl MyCases<'_> {
    fn empty(&self) -> Html {
        let link = Link::new("/my/cases/new", self.f.t("nav-report"));
        self.f.empty(
            "case",
            "my-cases-empty",
            self.f.h("my-cases-empty-says").s("partner", &self.p.partner),
            Some(link),
        )
    }

    /// Where a case stands, in words of the customer: whose turn it is, not what we do inside.
    fn state(&self, status: &CaseStatus) -> Html {
        customer_state(self.f, *status)
    }
}

fn customer_state(f: &Frame, status: CaseStatus) -> Html {
    let (look, key) = match status {
        CaseStatus::Open => (Look(Tone::Info, "tool"), "my-state-open"),
        CaseStatus::WaitingOnCustomer => (Look(Tone::Warn, "hourglass"), "my-state-yours"),
        CaseStatus::WaitingOnProvider => (Look(Tone::Far, "provider"), "my-state-provider"),
        CaseStatus::Resolved => (Look(Tone::Ok, "ok"), "my-state-resolved"),
        CaseStatus::Closed => (Look(Tone::Ok, "check"), "my-state-closed"),
    };
    f.pill(look, Html::text(&f.t(key)))
}

impl Page for MyCasesPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("nav-my-cases")
    }

    fn place(&self) -> Option<Place> {
        Some(Place::MyCases)
    }

    fn reader(&self) -> Option<Role> {
        Some(Role::CustomerAdmin)
    }

    fn live(&self, f: &Frame) -> Option<Live> {
        Some(Live::new("list=cases", &f.path, "live-cases"))
    }

    fn body(&self, f: &Frame) -> Html {
        html(&MyCases { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::my_cases()
    }
}

/// The customer's form. Posts `subject`, `description`, `service`, `severity`, `started_at`, `affected_users`, `error_text`,
/// `continues` to `/my/cases`.
#[derive(Debug, Clone, Default)]
pub struct ReportPage {
    /// What the customer subscribes to.
    pub subscriptions: Vec<Subscription>,
    /// The partner's name.
    pub partner: String,
    /// How its support is reached.
    pub support: SupportReach,
    /// The case of long ago that this one continues.
    pub continues: Option<CaseId>,
    /// What came back.
    pub form: Form,
}

#[derive(Template)]
#[template(path = "page/report.html")]
struct ReportView<'a> {
    f: &'a Frame,
    p: &'a ReportPage,
}

impl Page for ReportPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("nav-report")
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Report)
    }

    fn reader(&self) -> Option<Role> {
        Some(Role::CustomerContact)
    }

    fn body(&self, f: &Frame) -> Html {
        html(&ReportView { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::report()
    }
}

/// A case as its customer sees it: only what is visible to customers may be handed in.
///
/// Its forms post below `/my/cases/{id}`: `notes` (`text`), `answer` (`answer` `solved` or `persists`, `text`), `symptom`
/// (`text`), `reopening` (`reason`), `attachments` (`file`, multipart).
#[derive(Debug, Clone)]
pub struct MyCasePage {
    /// The case.
    pub case: Case,
    /// The customer-visible entries, oldest first.
    pub entries: Vec<Entry>,
    /// The customer-visible files.
    pub attachments: Vec<Attachment>,
    /// The clocks that concern the customer.
    pub clocks: Vec<Clock>,
    /// The partner's name.
    pub partner: String,
    /// What came back.
    pub form: Form,
}

#[derive(Template)]
#[template(path = "page/my_case.html")]
struct MyCase<'a> {
    f: &'a Frame,
    p: &'a MyCasePage,
}

impl MyCase<'_> {
    fn state(&self) -> Html {
        customer_state(self.f, self.p.case.status)
    }

    fn rows(&self) -> Vec<Row> {
        let contact = self.p.case.contact.as_ref().map(|contact| contact.name.as_str()).filter(|name| !name.is_empty());
        // Who reported it is named where the case knows: an administrator reads colleagues' cases too.
        let opened = self.p.entries.iter().find(|entry| matches!(entry.event, Event::CaseOpened { .. }));
        let reporter = opened.filter(|entry| entry.actor.side == Side::Customer).map(|entry| entry.actor.name.as_str());
        let own = self.f.t("wrote-you");
        let report = Report {
            at: self.p.case.created_at,
            name: contact.or(reporter).unwrap_or(&own),
            channel: self.p.case.channel,
            text: &self.p.case.description,
        };
        rows(self.f, &report, &self.p.entries, Reader::Customer)
    }

    fn asks(&self) -> bool {
        self.p.case.status == CaseStatus::Resolved
    }

    fn is_over(&self) -> bool {
        self.p.case.status == CaseStatus::Closed
    }

    fn may_reopen(&self) -> bool {
        may_reopen(self.p.case.status, self.p.case.closed_at, self.f.now()).is_ok()
    }

    /// Whether the customer was told of an issue that explains the case: when that is called solved, it is they who know
    /// whether it is.
    fn was_told(&self) -> bool {
        self.p.entries.iter().any(|entry| matches!(entry.event, Event::CustomerInformed { .. }))
    }

    fn clocks(&self) -> Vec<(String, Html)> {
        use tierline_domain::ClockKind::{AutoClose, FirstResponse, NextUpdate};
        let shown = |clock: &&Clock| matches!(clock.kind, FirstResponse | NextUpdate | AutoClose);
        let name = |kind| match kind {
            FirstResponse => self.f.t("clock-own-first-response"),
            NextUpdate => self.f.t("clock-own-next-update"),
            other => self.f.w(other),
        };
        self.p.clocks.iter().filter(shown).map(|clock| (name(clock.kind), self.f.case_clock(clock))).collect()
    }
}

impl Page for MyCasePage {
    fn title(&self, _frame: &Frame) -> String {
        format!("{} {}", self.case.number, self.case.subject)
    }

    fn place(&self) -> Option<Place> {
        Some(Place::MyCases)
    }

    fn reader(&self) -> Option<Role> {
        Some(Role::CustomerContact)
    }

    fn live(&self, _f: &Frame) -> Option<Live> {
        Some(Live::entries(format!("case={}", self.case.id), format!("/my/cases/{}", self.case.id)))
    }

    fn body(&self, f: &Frame) -> Html {
        html(&MyCase { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::my_case()
    }
}

/// Who may administer the customer's services. Each relationship posts `decision` (`approve`, `reject` or `terminate`) to
/// `/my/access/{id}`.
#[derive(Debug, Clone, Default)]
pub struct MyAccessPage {
    /// The relationships, those that wait for an answer first.
    pub relationships: Vec<DelegatedAdmin>,
    /// The partner's name.
    pub partner: String,
    /// What came back.
    pub form: Form,
}

#[derive(Template)]
#[template(path = "page/my_access.html")]
struct MyAccess<'a> {
    f: &'a Frame,
    p: &'a MyAccessPage,
}

impl MyAccess<'_> {
    fn status(&self, one: &DelegatedAdmin) -> Html {
        delegated::status(self.f, one)
    }

    fn deeds(&self, one: &DelegatedAdmin) -> Vec<delegated::Deed> {
        delegated::deeds(self.f, one, None, Some(&self.p.partner))
    }

    fn waits(&self, one: &DelegatedAdmin) -> bool {
        one.status_at(self.f.now()) == DelegatedAdminStatus::ApprovalPending
            && self.f.may.can(Action::DecideDelegatedAdmin)
    }

    fn stands(&self, one: &DelegatedAdmin) -> bool {
        one.is_live(self.f.now()) && self.f.may.can(Action::DecideDelegatedAdmin)
    }
}

impl Page for MyAccessPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("nav-my-access")
    }

    fn place(&self) -> Option<Place> {
        Some(Place::MyAccess)
    }

    fn reader(&self) -> Option<Role> {
        Some(Role::CustomerAdmin)
    }

    fn body(&self, f: &Frame) -> Html {
        html(&MyAccess { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::my_access()
    }
}
