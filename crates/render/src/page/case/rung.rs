//! One rung: what stands on it, and the one next action where it is its turn.

use askama::Template;
use tierline_domain::{
    Action, Blocker, BlockerCode, CaseStatus, FeedSeen, HealthCheck, MatchSeen, NextAction, RequestId, Rung, RungKey,
    RungState, StepOutcome, Verdict,
    health::{CheckResult, FeedCondition, FeedGap, MatchReason},
};

use super::{CaseView, condition, html, when};
use crate::{
    Form, Frame, Html, Link, Look, Tone,
    label::{feed_line, key},
    ladder::blocker_text,
    reason::{proposal_reason, reason, speaks_for},
    ui::rung_number,
};

/// A rung as it is drawn.
pub(super) struct RungView {
    /// From the bottom, from 1.
    pub(super) number: usize,
    /// Class of the list item.
    pub(super) class: &'static str,
    /// Whether it is the rung whose turn it is.
    pub(super) current: bool,
    /// The sign in the square.
    pub(super) mark: Html,
    /// Its title.
    pub(super) title: String,
    /// Its state.
    pub(super) state: Html,
    /// What stands on it.
    pub(super) body: Html,
    /// Who and when.
    pub(super) by: Html,
    /// The next action; empty on all rungs but one.
    pub(super) next: Html,
    /// What else can be done here.
    pub(super) more: Html,
}

/// Draws one rung of a case.
pub(super) fn view(case: &CaseView<'_>, rung_key: RungKey) -> RungView {
    let f = case.f;
    let rung = case.p.ladder.rungs.iter().find(|rung| rung.key == rung_key);
    let state = rung.map_or(RungState::Open, |rung| rung.state);
    let current = case.p.ladder.current() == rung_key;
    let number = rung_number(rung_key);
    let class = class(case, rung_key, state, current);
    let mark = match class {
        "is-done" => f.icon("check"),
        "is-waiting" => f.icon(if state == RungState::Reopened { "restore" } else { "hourglass" }),
        _ => Html::text(&number.to_string()),
    };
    RungView {
        number,
        class,
        current,
        mark,
        title: f.w(rung_key),
        state: state_words(case, rung_key, state),
        body: body(case, rung_key),
        by: rung.map(|rung| by(f, rung)).unwrap_or_default(),
        next: if current { next(case) } else { Html::default() },
        more: more(case, rung_key),
    }
}

fn class(case: &CaseView<'_>, rung: RungKey, state: RungState, current: bool) -> &'static str {
    let known = rung == RungKey::HealthChecked && case.p.ladder.known_issue.is_some();
    let acts = !matches!(case.p.ladder.next, NextAction::Nothing | NextAction::Close | NextAction::ConfirmWithCustomer);
    match state {
        _ if known && case.p.case.status.is_active() => "is-waiting",
        RungState::Reopened if !current => "is-waiting",
        _ if current && acts => "is-now",
        RungState::Reopened => "is-waiting",
        RungState::Done | RungState::Waived => "is-done",
        RungState::Due => "is-now",
        RungState::Open | RungState::NotNeeded => "is-shut",
    }
}

fn state_words(case: &CaseView<'_>, rung: RungKey, state: RungState) -> Html {
    let f = case.f;
    match rung {
        RungKey::HealthChecked if state != RungState::NotNeeded => match case.evidence.last_check() {
            Some(_) if case.p.ladder.post_outage.is_some() && case.p.ladder.known_issue.is_none() => {
                f.looks(CheckResult::PostOutage)
            }
            // Until somebody says that the problem stays, an end is only an end.
            Some((_, _, check)) if check.result == CheckResult::PostOutage => {
                f.status(Look(Tone::Info, "ok"), Html::text(&f.t("outage-over")))
            }
            Some((_, _, check)) => f.looks(check.result),
            None => f.looks(state),
        },
        RungKey::Troubleshot if !case.evidence.steps.is_empty() && state != RungState::Reopened => steps_state(case),
        RungKey::Categorized => match &case.evidence.category {
            Some(decided) => f.status(Look(Tone::Ok, "tag"), Html::text(&f.w(decided.category))),
            None => f.looks(state),
        },
        RungKey::Escalated => match &case.evidence.request {
            Some(linked) => f.looks(linked.status),
            None if state == RungState::Due => f.looks(state),
            None => f.status(Look(Tone::Off, "lock"), Html::text(&f.t("escalated-not-yet"))),
        },
        _ => f.looks(state),
    }
}

fn steps_state(case: &CaseView<'_>) -> Html {
    let solved = case.evidence.steps.iter().any(|(_, _, step)| step.outcome == StepOutcome::Solved);
    let key = if solved { "steps-solved" } else { "steps-unsolved" };
    case.f.status(Look(Tone::Ok, "ok"), case.f.h(key).n("count", case.evidence.steps.len()).html())
}

fn by(f: &Frame, rung: &Rung) -> Html {
    match (&rung.by, rung.at) {
        (Some(who), Some(at)) => f.h("by").s("who", who).x("time", when(f, at)).html(),
        _ => Html::default(),
    }
}

#[derive(Template)]
#[template(path = "ladder/reported.html")]
struct Reported<'a> {
    f: &'a Frame,
    c: &'a CaseView<'a>,
}

#[derive(Template)]
#[template(path = "ladder/health.html")]
struct Health<'a> {
    f: &'a Frame,
    c: &'a CaseView<'a>,
    check: Option<&'a HealthCheck>,
}

#[derive(Template)]
#[template(path = "ladder/steps.html")]
struct Steps<'a> {
    f: &'a Frame,
    c: &'a CaseView<'a>,
}

#[derive(Template)]
#[template(path = "ladder/category.html")]
struct Decided<'a> {
    f: &'a Frame,
    c: &'a CaseView<'a>,
}

#[derive(Template)]
#[template(path = "ladder/escalated.html")]
struct Escalated<'a> {
    f: &'a Frame,
    c: &'a CaseView<'a>,
    conditions: Vec<condition::Condition>,
}

fn body(c: &CaseView<'_>, rung: RungKey) -> Html {
    let f = c.f;
    match rung {
        RungKey::Reported => html(&Reported { f, c }),
        RungKey::HealthChecked => html(&Health { f, c, check: c.evidence.last_check().map(|(_, _, check)| check) }),
        RungKey::Troubleshot => html(&Steps { f, c }),
        RungKey::Categorized => html(&Decided { f, c }),
        RungKey::Escalated => html(&Escalated { f, c, conditions: condition::conditions(c) }),
    }
}

impl Health<'_> {
    /// What the check found that still counts: what was not rejected.
    fn matches(&self) -> Vec<&MatchSeen> {
        let Some(check) = self.check else { return Vec::new() };
        check.matches.iter().filter(|found| self.verdict(found) != Some(Verdict::Rejected)).collect()
    }

    fn verdict(&self, found: &MatchSeen) -> Option<Verdict> {
        self.c.evidence.verdicts.get(&found.issue).map(|(_, _, verdict)| *verdict)
    }

    fn verdict_by(&self, found: &MatchSeen) -> Html {
        match self.c.evidence.verdicts.get(&found.issue) {
            Some((at, by, Verdict::Confirmed)) => {
                self.f.h("match-confirmed-by").s("who", &by.name).x("time", self.f.time(at)).html()
            }
            _ if found.certain => self.f.h("match-certain").n("certainty", found.certainty).html(),
            _ => self.f.h("match-possible").n("certainty", found.certainty).html(),
        }
    }

    fn is_known(&self, found: &MatchSeen) -> bool {
        self.c.p.ladder.known_issue.as_ref().is_some_and(|known| known.issue == found.issue)
    }

    /// A match can be judged as long as the case is open and nobody has said yes.
    fn may_judge(&self, found: &MatchSeen) -> bool {
        self.c.works() && self.c.p.case.status.is_active() && self.verdict(found).is_none() && !self.is_known(found)
    }

    fn says(&self, why: &MatchReason) -> Html {
        reason(self.f, why)
    }

    fn speaks(&self, why: &MatchReason) -> bool {
        speaks_for(why)
    }

    fn no_feed(&self) -> bool {
        self.check.is_some_and(|check| check.result == CheckResult::FeedUnavailable)
    }

    fn gap(&self) -> Option<FeedGap> {
        self.check.and_then(|check| check.gap)
    }

    fn feed(&self, feed: &FeedSeen) -> Html {
        let condition =
            FeedCondition::from_word(&feed.state).map_or_else(|| feed.state.clone(), |condition| self.f.w(condition));
        feed_line(self.f, &feed.name, condition, feed.fetched_at)
    }
}

impl Steps<'_> {
    fn relationship(&self) -> Option<Html> {
        let best = crate::delegated::best(self.f, &self.c.p.delegated_admin)?;
        let days = best.days_left(self.f.now());
        match (best.is_live(self.f.now()), days) {
            (true, Some(days)) => Some(self.f.h("steps-under").s("name", &best.name).n("count", days).html()),
            (true, None) => Some(self.f.h("steps-under-legacy").s("name", &best.name).html()),
            (false, _) => None,
        }
    }

    fn waived(&self) -> Option<Html> {
        let (at, by) = self.c.evidence.waivers.get(&BlockerCode::NoTroubleshooting)?;
        Some(self.f.h("steps-waived").s("who", &by.name).x("time", self.f.time(at)).html())
    }
}

impl Decided<'_> {
    fn grounds(&self) -> Vec<(String, String)> {
        let Some(decided) = &self.c.evidence.category else { return Vec::new() };
        decided.grounds.entries().into_iter().map(|(name, text)| (self.f.t(key("field", name)), text)).collect()
    }
}

impl Escalated<'_> {
    fn missing(&self) -> usize {
        self.conditions.iter().filter(|condition| !condition.met).count()
    }

    /// The checklist stands only while nothing is handed up.
    fn shows_conditions(&self) -> bool {
        let open = self.c.evidence.request.as_ref().is_some_and(|linked| linked.status.is_open());
        !open && self.c.p.case.status.is_active() && !self.conditions.is_empty()
    }
}

#[derive(Template)]
#[template(path = "ladder/next.html")]
struct Next<'a> {
    f: &'a Frame,
    c: &'a CaseView<'a>,
    next: NextAction,
}

/// What stands in the way outside the ladder, and where it is lifted.
struct WayOut {
    says: Html,
    /// The open request for the same cause, which the case can join.
    joins: Option<RequestId>,
    number: String,
    link: Option<Link>,
}

fn next(c: &CaseView<'_>) -> Html {
    html(&Next { f: c.f, c, next: c.p.ladder.next })
}

impl Next<'_> {
    fn base(&self) -> String {
        self.c.base()
    }

    fn form(&self) -> &Form {
        &self.c.p.form
    }

    fn is(&self, word: &str) -> bool {
        self.next.word() == word
    }

    fn is_resolved(&self) -> bool {
        self.c.p.case.status == CaseStatus::Resolved
    }

    /// Whether the reader may take the action; who may is said where not.
    fn allowed(&self) -> bool {
        self.f.may.can(needed(self.next))
    }

    fn who_may(&self) -> Html {
        let roles: Vec<String> =
            tierline_domain::roles_that_may(needed(self.next)).iter().map(|role| self.f.w(role)).collect();
        self.f.h("next-not-yours").w("roles", roles.join(", ")).html()
    }

    /// What lifts each thing that stands in the way and that no rung lifts.
    fn ways_out(&self) -> Vec<WayOut> {
        self.c.p.ladder.blockers.iter().map(|blocker| self.way_out(blocker)).collect()
    }

    fn way_out(&self, blocker: &Blocker) -> WayOut {
        let f = self.f;
        let says = match blocker.liftable_by() {
            roles if roles.is_empty() || f.may.can(blocker.code.lifted_with()) => blocker_text(f, blocker),
            roles => {
                let roles: Vec<String> = roles.iter().map(|role| f.w(role)).collect();
                let who = f.h("trouble-forbidden-says").w("roles", roles.join(", "));
                Html(format!("{} {who}", blocker_text(f, blocker)))
            }
        };
        let link = match blocker.code {
            BlockerCode::ContactMissing => {
                Some(Link::new(format!("{}/escalate#request", self.base()), f.t("request-contact")))
            }
            BlockerCode::RelationshipInactive | BlockerCode::DelegatedAdminMissing => {
                Some(Link::new(format!("/customers/{}#delegated", self.c.p.customer.id), f.t("show-customer")))
            }
            _ => None,
        };
        let joins = blocker.request.filter(|_| blocker.code == BlockerCode::DuplicateOpenRequest);
        WayOut { says, joins, number: blocker.reference.clone().unwrap_or_default(), link }
    }

    /// The reader asked for approval or decided the category: somebody else must approve.
    fn approves_own(&self) -> bool {
        let evidence = &self.c.evidence;
        let authors = [
            evidence.category.as_ref().map(|decided| &decided.by),
            evidence.approval_requested.as_ref().map(|(_, by)| by),
        ];
        authors.into_iter().flatten().any(|author| author.user == Some(self.c.p.viewer))
    }

    fn asked(&self) -> Option<Html> {
        let (at, by) = self.c.evidence.approval_requested.as_ref()?;
        Some(self.f.h("approval-asked").s("who", &by.name).x("time", self.f.time(at)).html())
    }
}

const fn needed(next: NextAction) -> Action {
    match next {
        NextAction::Troubleshoot => Action::RecordStep,
        NextAction::Categorize
        | NextAction::AddGrounds
        | NextAction::Escalate
        | NextAction::FileInPortal
        | NextAction::AnswerProvider => Action::Escalate,
        NextAction::RequestApproval
        | NextAction::CheckHealth
        | NextAction::WaitForKnownIssue
        | NextAction::ConfirmWithCustomer
        | NextAction::Close
        | NextAction::Nothing => Action::WorkCases,
    }
}

#[derive(Template)]
#[template(path = "ladder/more.html")]
struct More<'a> {
    f: &'a Frame,
    c: &'a CaseView<'a>,
    rung: RungKey,
}

impl More<'_> {
    fn is_next(&self, next: NextAction) -> bool {
        self.c.p.ladder.next == next
    }

    fn may_waive(&self) -> bool {
        let stands = self.c.p.ladder.blockers.iter().any(|blocker| blocker.code == BlockerCode::NoTroubleshooting);
        stands && self.f.may.can(Action::Waive)
    }
}

fn more(c: &CaseView<'_>, rung: RungKey) -> Html {
    if c.p.case.status.is_active() { html(&More { f: c.f, c, rung }) } else { Html::default() }
}
