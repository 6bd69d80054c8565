//! How a demo case is written down: who reports what, and what happens then.

use anyhow::{Context, Result};
use tierline_app::{
    App, Ctx,
    case::{self, Attach, Categorize, EditCase, Escalate, Judge, Note, OpenCase, RecordStep, Waive},
    received::{self, Decide},
    request::{self, PortalUpdate},
};
use tierline_domain::{
    BlockerCode, CaseId, CaseStatus, Category, Decision, Grounds, RecipientKind, RequestId, RequestStatus,
    ReturnReason, Route, Severity, StepArea, StepMeans, StepOutcome, Verdict, Visibility,
};

use super::{Stage, book, people::Cast};

/// A case of the demo.
pub(super) struct Script {
    /// Who opens it.
    pub(super) agent: &'static str,
    /// The customer's domain.
    pub(super) customer: &'static str,
    pub(super) subject: &'static str,
    pub(super) description: &'static str,
    pub(super) service: &'static str,
    pub(super) severity: Severity,
    /// Minutes before now.
    pub(super) ago: i64,
    pub(super) users: i64,
    /// Minutes after the one before, who, and what.
    pub(super) acts: &'static [(i64, &'static str, Act)],
}

/// Something that happens to a case.
pub(super) enum Act {
    Reply(&'static str),
    Internal(&'static str),
    Customer(&'static str),
    Step(StepArea, &'static str, StepOutcome),
    StepWith(StepArea, &'static str),
    Waiting,
    Confirm,
    Reject(&'static str),
    Bug(&'static str, &'static str),
    Unavailable(&'static str, &'static str),
    Undocumented(&'static str),
    NotOurs(Category),
    Waive(&'static str),
    Persists(&'static str),
    HandUp(&'static str),
    HandUpstream(&'static str),
    Prepare(&'static str),
    File(&'static str),
    Portal(RequestStatus, &'static str),
    Decide(Decision, &'static str),
    Answer(&'static str),
    Withdraw(&'static str),
    File2(&'static str, &'static str),
    Resolve(&'static str),
    Solved,
    Close(&'static str),
    Reopen(&'static str),
}

struct Running<'a> {
    stage: &'a Stage,
    script: &'a Script,
    case: CaseId,
    request: Option<RequestId>,
}

/// Plays a script. Deliveries arrive after each act, as they do on a running desk.
pub(super) async fn play(stage: &Stage, cast: &Cast, script: &Script) -> Result<()> {
    stage.ago(script.ago);
    let agent = cast.get(script.agent)?;
    let staff = cast.colleague(agent).context("a customer's partner has staff")?;
    let customer = book::find(stage, staff, script.customer).await?;
    let command = OpenCase {
        service: Some(script.service.to_owned()),
        severity: Some(script.severity),
        started_at: Some(stage.app.now() - chrono::Duration::minutes(25)),
        affected_users: Some(script.users),
        ..OpenCase::new(customer.id, script.subject, script.description)
    };
    let opened = case::open(&stage.app, &agent.ctx(stage), command).await.context(script.subject)?;
    tierline_jobs::drain(&stage.app).await?;
    let mut running = Running { stage, script, case: opened.id, request: None };
    let mut ago = script.ago;
    for (minutes, who, act) in script.acts {
        ago = (ago - minutes).max(1);
        stage.ago(ago);
        let ctx = cast.get(who)?.ctx(stage);
        running.act(&ctx, act).await.with_context(|| format!("{}, {minutes} minutes on", script.subject))?;
        tierline_jobs::drain(&stage.app).await?;
    }
    Ok(())
}

/// The agents' morning round: customers whose next word is long due get one, but for the two latest, so that the demo shows
/// clocks that run, clocks that are nearly over, and two that are.
pub(super) async fn catch_up(stage: &Stage, cast: &Cast) -> Result<()> {
    for (part, word) in [("maren", ENGLISH), ("stefan", ENGLISH), ("casey", ENGLISH), ("marek", POLISH)] {
        stage.ago(0);
        let ctx = cast.get(part)?.ctx(stage);
        let status = vec![CaseStatus::Open, CaseStatus::WaitingOnProvider];
        let query = case::CaseQuery { status, due_first: true, limit: 200, ..case::CaseQuery::default() };
        let mut late = case::list(&stage.app, &ctx, query).await?;
        let long_ago = stage.now - chrono::Duration::hours(3);
        late.retain(|line| line.summary.next_due_at.is_some_and(|due| due < long_ago));
        for (place, line) in (0_i64..).zip(&late) {
            stage.ago(20 + place * 37 % 200);
            let text = if line.subject.chars().any(|c| ('а'..='я').contains(&c)) { RUSSIAN } else { word };
            let note = Note { visibility: Visibility::Customer, text: text.to_owned() };
            case::note(&stage.app, &ctx, line.id, note).await?;
        }
    }
    Ok(())
}

const ENGLISH: &str = "A short word in between: we are still at it, and write again as soon as there is news.";
const RUSSIAN: &str = "Коротко о ходе дела: работа продолжается, напишем, как только будут новости.";
const POLISH: &str = "Krótka wiadomość: nadal się tym zajmujemy i napiszemy, gdy tylko będą nowiny.";

impl Running<'_> {
    async fn act(&mut self, ctx: &Ctx, act: &Act) -> Result<()> {
        let (app, id): (&App, CaseId) = (&self.stage.app, self.case);
        match act {
            Act::Reply(text) | Act::Customer(text) => self.note(ctx, Visibility::Customer, text).await?,
            Act::Internal(text) => self.note(ctx, Visibility::Internal, text).await?,
            Act::Step(area, action, outcome) => self.step(ctx, *area, action, *outcome, None).await?,
            Act::StepWith(area, action) => {
                self.step(ctx, *area, action, StepOutcome::NoChange, Some(StepMeans::WithCustomer)).await?;
            }
            Act::Waiting => {
                let edit = EditCase { status: Some(CaseStatus::WaitingOnCustomer), ..EditCase::default() };
                case::edit(app, ctx, id, edit).await?;
            }
            Act::Confirm => self.judge(ctx, Verdict::Confirmed, None).await?,
            Act::Reject(reason) => self.judge(ctx, Verdict::Rejected, Some(reason)).await?,
            Act::Waive(reason) => {
                let waive = Waive { blocker: BlockerCode::NoTroubleshooting, reason: (*reason).to_owned() };
                case::waive(app, ctx, id, waive).await?;
            }
            Act::Persists(text) => case::persists(app, ctx, id, Some(text)).await?,
            Act::Resolve(text) => case::resolve(app, ctx, id, text).await?,
            Act::Solved => case::confirm(app, ctx, id, None).await?,
            Act::Close(text) => case::close(app, ctx, id, text).await?,
            Act::Reopen(reason) => case::reopen(app, ctx, id, reason).await?,
            Act::File2(name, text) => {
                let attach = Attach {
                    name: (*name).to_owned(),
                    bytes: text.as_bytes().to_vec(),
                    visibility: Visibility::Provider,
                };
                case::attach(app, ctx, id, attach).await?;
            }
            decision => self.decide_or_hand_up(ctx, decision).await?,
        }
        Ok(())
    }

    async fn note(&self, ctx: &Ctx, visibility: Visibility, text: &str) -> Result<()> {
        case::note(&self.stage.app, ctx, self.case, Note { visibility, text: text.to_owned() }).await?;
        Ok(())
    }

    async fn step(
        &self,
        ctx: &Ctx,
        area: StepArea,
        action: &str,
        outcome: StepOutcome,
        means: Option<StepMeans>,
    ) -> Result<()> {
        let step = RecordStep { area, means, action: action.to_owned(), outcome, result: None };
        case::record_step(&self.stage.app, ctx, self.case, step).await?;
        Ok(())
    }

    async fn judge(&self, ctx: &Ctx, verdict: Verdict, reason: Option<&str>) -> Result<()> {
        let view = case::view(&self.stage.app, ctx, self.case).await?;
        let found = view.entries.iter().rev().find_map(|entry| match &entry.event {
            tierline_domain::Event::HealthChecked(check) => check.matches.first().map(|found| found.issue),
            _ => None,
        });
        let issue = found.context("the case matches no issue")?;
        let judge = Judge { verdict, reason: reason.map(str::to_owned) };
        case::judge(&self.stage.app, ctx, self.case, issue, judge).await?;
        Ok(())
    }

    async fn categorize(&self, ctx: &Ctx, category: Category, grounds: Grounds) -> Result<()> {
        let command = Categorize { category, reason: None, grounds };
        case::categorize(&self.stage.app, ctx, self.case, command).await?;
        Ok(())
    }

    async fn decide_or_hand_up(&mut self, ctx: &Ctx, act: &Act) -> Result<()> {
        let some = |text: &str| Some(text.to_owned());
        match act {
            Act::Bug(steps, seen) => {
                let expected = some("As the service description says.");
                self.categorize(
                    ctx,
                    Category::BugOrIrregularity,
                    Grounds { steps: some(steps), seen: some(seen), expected, ..Grounds::default() },
                )
                .await
            }
            Act::Unavailable(affected, second) => {
                let grounds =
                    Grounds { affected: some(affected), second_observation: some(second), ..Grounds::default() };
                self.categorize(ctx, Category::ServiceUnavailable, grounds).await
            }
            Act::Undocumented(expected) => {
                let documentation_url = some("https://docs.example/service-description");
                let grounds = Grounds { expected: some(expected), documentation_url, ..Grounds::default() };
                self.categorize(ctx, Category::UndocumentedProblem, grounds).await
            }
            Act::NotOurs(category) => self.categorize(ctx, *category, Grounds::default()).await,
            Act::HandUp(impact) => self.escalate(ctx, impact, None, None).await,
            Act::HandUpstream(impact) => self.escalate(ctx, impact, Some(RecipientKind::Upstream), None).await,
            Act::Prepare(impact) => self.escalate(ctx, impact, None, Some(Route::Assisted)).await,
            other => self.after(ctx, other).await,
        }
    }

    async fn escalate(
        &mut self,
        ctx: &Ctx,
        impact: &str,
        recipient: Option<RecipientKind>,
        route: Option<Route>,
    ) -> Result<()> {
        let compose = case::escalate::compose(&self.stage.app, ctx, self.case).await?;
        let command = Escalate {
            title: self.script.subject.to_owned(),
            description: compose.draft.description,
            business_impact: impact.to_owned(),
            recipient,
            route,
            ..Escalate::default()
        };
        self.request = Some(case::escalate(&self.stage.app, ctx, self.case, command).await?.id);
        Ok(())
    }

    async fn after(&self, ctx: &Ctx, act: &Act) -> Result<()> {
        let (app, id) = (&self.stage.app, self.request.context("the case was not handed up yet")?);
        match act {
            Act::File(number) => drop(request::file(app, ctx, id, number).await?),
            Act::Portal(status, text) => {
                let update = PortalUpdate { status: Some(*status), text: Some((*text).to_owned()), occurred_at: None };
                request::portal_update(app, ctx, id, update).await?;
            }
            Act::Decide(decision, reason) => {
                let reason = (!reason.is_empty()).then(|| (*reason).to_owned());
                let return_reason = (*decision == Decision::Return).then_some(ReturnReason::InsufficientEvidence);
                received::decide(app, ctx, id, Decide { decision: *decision, reason, return_reason }).await?;
            }
            Act::Answer(text) => {
                let note = request::RequestNote { visibility: Visibility::Provider, text: (*text).to_owned() };
                request::note(app, ctx, id, note).await?;
            }
            Act::Withdraw(reason) => drop(request::withdraw(app, ctx, id, reason).await?),
            _ => anyhow::bail!("an act that needs no request"),
        }
        Ok(())
    }
}
