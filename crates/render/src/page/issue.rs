//! An issue: its posts in the reader's language beside the source, whom it reaches, what they were told, and the act of telling all
//! of them.

use askama::Template;
use chrono::{DateTime, Utc};
use tierline_domain::{
    Action, CaseId, CaseLine, CaseStatus, CustomerId, HealthIssueId, Language, Verdict,
    health::{HealthIssue, HealthPost, IssueStatus, LanguageText, LeftOut, PlannedCase, Revision, Translation},
};

use super::{Page, html};
use crate::{
    Choice, Form, Frame, Html, Link, Look, Place, Tone,
    bilingual::{self, Said},
    ui::{Looks, address},
};

/// A case that an issue could explain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AffectedCase {
    /// The case.
    pub id: CaseId,
    /// Its number.
    pub number: String,
    /// Its status.
    pub status: CaseStatus,
    /// How certain the match is, 0 to 100.
    pub certainty: u8,
    /// Whether that is enough for the organization.
    pub certain: bool,
    /// What a person said of it.
    pub verdict: Option<Verdict>,
    /// Whether somebody at the customer can read it here.
    pub readable: bool,
}

/// A customer that an issue concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AffectedCustomer {
    /// The customer.
    pub id: CustomerId,
    /// Its name: shown to the partner's own people only.
    pub name: String,
    /// The language it is written to in.
    pub language: Language,
    /// Its cases with this issue, the open ones first.
    pub cases: Vec<AffectedCase>,
    /// When it was last told, of all its open cases; none where one of them was not told how the issue stands.
    pub told_at: Option<DateTime<Utc>>,
}

impl AffectedCustomer {
    fn is_open(&self) -> bool {
        self.cases.iter().any(|case| case.status.is_active())
    }

    fn is_readable(&self) -> bool {
        self.cases.iter().all(|case| case.readable || !case.status.is_active())
    }
}

/// A message to a customer about the issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldLine {
    /// When.
    pub at: DateTime<Utc>,
    /// Who wrote it.
    pub by: String,
    /// Whether it was sent; a draft waits for an agent.
    pub sent: bool,
    /// Its case.
    pub case: CaseId,
    /// The case's number.
    pub number: String,
    /// The customer's name.
    pub customer: String,
    /// Its language.
    pub language: Language,
    /// Its text.
    pub text: String,
}

/// An issue with its posts. For its publisher a form posts `status`, `text`, `language`, `translation_…`, `machine_…` to
/// `/health/issues/{id}/posts`.
#[derive(Debug, Clone)]
pub struct IssuePage {
    /// The issue.
    pub issue: HealthIssue,
    /// Its posts, the latest first.
    pub posts: Vec<HealthPost>,
    /// When the provider says that it will speak next.
    pub next_update_at: Option<DateTime<Utc>>,
    /// Open cases that it explains, and their customers.
    pub reach: (i64, i64),
    /// The partner's customers with cases that it explains.
    pub affected: Vec<AffectedCustomer>,
    /// The cursor of the next customers.
    pub next_customers: Option<String>,
    /// What customers were told, the latest first.
    pub told: Vec<ToldLine>,
    /// The cursor of the messages before.
    pub next_told: Option<String>,
    /// Cases whose customers still suffer, the issue being over.
    pub suffering: Vec<CaseLine>,
    /// How many there are.
    pub suffering_count: i64,
    /// Whether the reader's organization published it.
    pub own: bool,
    /// What came back.
    pub form: Form,
}

#[derive(Template)]
#[template(path = "page/issue.html")]
struct IssueView<'a> {
    f: &'a Frame,
    p: &'a IssuePage,
}

impl IssueView<'_> {
    /// The services that it is about, each with its last ninety days.
    fn histories(&self) -> Vec<(&str, String)> {
        let of = |service: &'_ String| address("/health/history", [("service", service.as_str())]);
        self.p.issue.services.iter().map(|service| (service.as_str(), of(service))).collect()
    }

    fn said(&self, post: &HealthPost) -> Said {
        Said::of(self.f, &self.p.issue, post)
    }

    /// Whether any post has a text in the reader's language beside its own.
    fn is_bilingual(&self) -> bool {
        let language = self.f.locale().language();
        self.p.posts.iter().any(|post| post.translation(language).is_some())
    }

    fn replaced<'p>(&self, post: &'p HealthPost) -> Vec<(&'p Revision, Option<DateTime<Utc>>)> {
        post.replaced()
    }

    fn words(&self, post: &HealthPost, text: &str) -> Html {
        bilingual::prose_of(post.format, text)
    }

    /// The translations that are not in the reader's own language.
    fn others<'p>(&self, post: &'p HealthPost) -> Vec<&'p Translation> {
        let own = post.translation(self.f.locale().language());
        post.translations.iter().filter(|one| own.is_none_or(|own| own.language != one.language)).collect()
    }

    fn language(&self, translation: &Translation) -> Html {
        bilingual::language_name(self.f, &translation.language)
    }

    fn statuses(&self) -> Vec<Choice> {
        self.f.choices(IssueStatus::ALL)
    }

    fn may_post(&self) -> bool {
        self.p.own && self.f.may.can(Action::PublishIssues)
    }

    fn may_tell(&self) -> bool {
        self.f.may.can(Action::WorkCases) && self.p.reach.0 > 0
    }

    fn published_as(&self) -> String {
        super::health::published_as(self.f, &self.p.issue)
    }

    fn ended(&self) -> bool {
        self.p.issue.has_ended(self.f.now())
    }

    fn certainty(&self, case: &AffectedCase) -> String {
        let key = match (case.verdict, case.certain) {
            (Some(_), _) => return self.f.t("reach-confirmed"),
            (None, true) => "reach-certain",
            (None, false) => "reach-possible",
        };
        self.f.m(key).n("certainty", case.certainty).to_string()
    }
}

impl Page for IssuePage {
    fn title(&self, _frame: &Frame) -> String {
        format!("{} {}", self.issue.source_id, self.issue.title)
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Health)
    }

    fn class(&self) -> &'static str {
        "issue-page"
    }

    fn follows(&self) -> bool {
        true
    }

    fn body(&self, f: &Frame) -> Html {
        html(&IssueView { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::issue()
    }
}

/// All customers concerned are told. Posts `as_of` and `text_en`, `text_ru`, `text_pl` to `/health/issues/{id}/inform`.
#[derive(Debug, Clone)]
pub struct InformPage {
    /// The issue.
    pub issue: HealthIssue,
    /// What of it is told.
    pub as_of: String,
    /// The message in each language that somebody is written to in.
    pub messages: Vec<LanguageText>,
    /// Who is told, as far as they are listed.
    pub told: Vec<PlannedCase>,
    /// How many there are.
    pub told_count: usize,
    /// Who is left out, as far as they are listed.
    pub left_out: Vec<PlannedCase>,
    /// How many there are, by reason.
    pub reasons: Vec<(LeftOut, usize)>,
    /// Customers whom it concerns and who have no case, as far as they are named.
    pub without_case: Vec<String>,
    /// How many there are.
    pub without_case_count: i64,
    /// What was typed into a form that came after the provider had posted again.
    pub written: Option<String>,
    /// What came back.
    pub form: Form,
}

#[derive(Template)]
#[template(path = "page/inform.html")]
struct Inform<'a> {
    f: &'a Frame,
    p: &'a InformPage,
}

impl Inform<'_> {
    fn path(&self) -> String {
        format!("/health/issues/{}", self.p.issue.id)
    }

    fn field_name(&self, message: &LanguageText) -> String {
        format!("text_{}", message.language)
    }

    fn of<'p>(&'p self, reason: &LeftOut) -> Vec<&'p PlannedCase> {
        self.p.left_out.iter().filter(|case| case.left_out == Some(*reason)).collect()
    }

    /// The key of what can be done about a reason.
    fn advice(&self, reason: &LeftOut) -> String {
        crate::label::key("left-out-says", reason.word())
    }

    fn text<'p>(&'p self, message: &'p LanguageText) -> &'p str {
        &message.text
    }

    /// How many are told beyond those that are listed.
    fn unlisted(&self) -> usize {
        self.p.told_count.saturating_sub(self.p.told.len())
    }

    fn unlisted_of(&self, reason: &LeftOut, count: &usize) -> usize {
        count.saturating_sub(self.of(reason).len())
    }

    fn unnamed(&self) -> i64 {
        self.p.without_case_count - i64::try_from(self.p.without_case.len()).unwrap_or(i64::MAX)
    }
}

impl Page for InformPage {
    fn title(&self, frame: &Frame) -> String {
        frame.m("inform-all").s("issue", &self.issue.source_id).to_string()
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Health)
    }

    fn body(&self, f: &Frame) -> Html {
        html(&Inform { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::inform()
    }
}

/// A case whose customer still suffers.
#[derive(Debug, Clone, PartialEq)]
pub struct SufferingLine {
    /// The case.
    pub case: CaseLine,
    /// The issue that is over.
    pub issue: HealthIssueId,
    /// The provider's identifier of it.
    pub source_id: String,
    /// Its title.
    pub title: String,
    /// When it ended.
    pub ended_at: DateTime<Utc>,
}

/// Cases whose customers still suffer after an issue is over. `/health/after`.
#[derive(Debug, Clone, Default)]
pub struct AfterPage {
    /// The cases.
    pub lines: Vec<SufferingLine>,
    /// The cursor of the next page.
    pub next: Option<String>,
}

#[derive(Template)]
#[template(path = "page/after.html")]
struct After<'a> {
    f: &'a Frame,
    p: &'a AfterPage,
}

impl Page for AfterPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("after")
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Health)
    }

    fn body(&self, f: &Frame) -> Html {
        html(&After { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::after()
    }
}
