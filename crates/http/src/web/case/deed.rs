//! The forms of a case: each calls one use case and leads back to the case.

use chrono::{DateTime, Utc};
use tierline_app::{Ctx, Error, case, error::Faults};
use tierline_domain::{
    ApprovalDecision, BlockerCode, Case, CaseId, CaseStatus, Category, Contact, Event, Grounds, HealthIssueId,
    Severity, StepArea, StepMeans, StepOutcome, Verdict, Visibility, health::Said,
};

use super::show;
use crate::web::{
    checks::attempt,
    fault::{Answer, Fault},
    frame::done,
    path::{At, AtBoth},
    posted::{Posted, Values},
    route::{Route, post},
    visit::Visit,
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        post("/cases/{id}/notes", note),
        post("/cases/{id}/assignment", assign),
        post("/cases/{id}/details", edit),
        post("/cases/{id}/waiting", wait),
        post("/cases/{id}/health-checks", check_health),
        post("/cases/{id}/matches/{issue_id}", judge),
        post("/cases/{id}/steps", record_step),
        post("/cases/{id}/category", categorize),
        post("/cases/{id}/waivers", waive),
        post("/cases/{id}/approvals", approve),
        post("/cases/{id}/inform", inform),
        post("/cases/{id}/symptom", persists),
        post("/cases/{id}/resolution", resolve),
        post("/cases/{id}/closure", close),
        post("/cases/{id}/reopening", reopen),
    ]
}

/// What became of a form: back to the case with a word of what was done, or the form with what is wrong.
pub(super) async fn finish<T>(
    visit: &Visit,
    id: CaseId,
    values: &Values,
    name: &str,
    outcome: Result<T, Error>,
    word: impl FnOnce(T) -> &'static str,
) -> Answer {
    match outcome {
        Ok(made) => Ok(done(&page_of(id), word(made))),
        Err(Error::Invalid(faults)) => show::unsound(visit, id, values.refused(name, &faults)).await,
        Err(Error::Stale { .. }) => show::unsound(visit, id, values.late(name, last_change(visit, id).await)).await,
        Err(Error::TooLarge { limit }) => show::unsound(visit, id, values.too_large(name, limit)).await,
        Err(error) => Err(elsewhere(id, values, error)),
    }
}

fn page_of(id: CaseId) -> String {
    format!("/cases/{id}")
}

/// A refusal that is not about the form: the page that says it keeps what was written.
pub(super) fn elsewhere(id: CaseId, values: &Values, error: Error) -> Fault {
    Fault::from(error).written(values.written()).back(page_of(id))
}

/// Who changed a case last, and when.
async fn last_change(visit: &Visit, id: CaseId) -> Option<(String, DateTime<Utc>)> {
    let view = case::view(&visit.app, &visit.ctx, id).await.ok()?;
    // A clock that runs out changes nothing that somebody could have written over.
    let change = view.entries.iter().rev().find(|entry| !matches!(entry.event, Event::ClockRanOut { .. }));
    change.map(|entry| (entry.actor.name.clone(), entry.at))
}

async fn note(At(id): At<CaseId>, Posted { visit, ctx, values }: Posted) -> Answer {
    let mut faults = Faults::default();
    let visibility = values.chosen(&mut faults, "visibility", Visibility::from_word, Visibility::Internal);
    let note = case::Note { visibility, text: values.text("text").to_owned() };
    let app = &visit.app;
    let outcome = attempt(ctx, faults, |ctx| async move { case::note(app, &ctx, id, note).await }).await;
    let word = match visibility {
        Visibility::Customer => "reply_sent",
        Visibility::Internal => "note_added",
        Visibility::Provider => "provider_written",
    };
    finish(&visit, id, &values, "notes", outcome, |_| word).await
}

async fn assign(At(id): At<CaseId>, Posted { visit, ctx, values }: Posted) -> Answer {
    let mut faults = Faults::default();
    let assignee = values.id(&mut faults, "assignee_id");
    let version = values.number(&mut faults, "version");
    let command = case::EditCase { version, assignee: Some(assignee), ..Default::default() };
    let outcome = edited(&visit, ctx, id, command, faults).await;
    finish(&visit, id, &values, "assignment", outcome, |_| "assigned").await
}

async fn edit(At(id): At<CaseId>, Posted { visit, ctx, values }: Posted) -> Answer {
    let mut faults = Faults::default();
    // The field shows the time to the minute: who changes something else keeps the seconds.
    let shown = case::view(&visit.app, &visit.ctx, id).await.map_err(|error| elsewhere(id, &values, error))?;
    let command = case::EditCase {
        version: values.number(&mut faults, "version"),
        subject: Some(values.text("subject").to_owned()),
        description: Some(values.text("description").to_owned()),
        service: Some(values.given("service")),
        region: Some(values.given("region")),
        severity: values.word(&mut faults, "severity", Severity::from_word),
        started_at: Some(values.time_shown(&mut faults, "started_at", visit.zone(), shown.case.started_at)),
        affected_users: Some(values.number(&mut faults, "affected_users")),
        error_text: Some(values.given("error_text")),
        correlation_ids: Some(values.lines("correlation_ids")),
        contact: named(&values, shown.case.contact),
        ..Default::default()
    };
    let outcome = edited(&visit, ctx, id, command, faults).await;
    finish(&visit, id, &values, "details", outcome, |_| "details_saved").await
}

/// The customer's contact as the form names it; what the form does not show of them stays. A form without it changes nothing.
fn named(values: &Values, known: Option<Contact>) -> Option<Option<Contact>> {
    if values.all("contact_email").is_empty() {
        return None;
    }
    let [name, email] = ["contact_name", "contact_email"].map(|field| values.text(field).trim().to_owned());
    let phone = values.given("contact_phone");
    let named = !(name.is_empty() && email.is_empty() && phone.is_none());
    Some(named.then(|| Contact { name, email, phone, ..known.unwrap_or_default() }))
}

async fn wait(At(id): At<CaseId>, Posted { visit, ctx, values }: Posted) -> Answer {
    let mut faults = Faults::default();
    let (status, word) = match values.text("who") {
        "customer" => (CaseStatus::WaitingOnCustomer, "waiting_begun"),
        "none" => (CaseStatus::Open, "waiting_ended"),
        _ => return Err(Fault::unreadable().back(page_of(id))),
    };
    let command =
        case::EditCase { version: values.number(&mut faults, "version"), status: Some(status), ..Default::default() };
    let outcome = edited(&visit, ctx, id, command, faults).await;
    finish(&visit, id, &values, "waiting", outcome, |_| word).await
}

async fn edited(visit: &Visit, ctx: Ctx, id: CaseId, command: case::EditCase, faults: Faults) -> Result<Case, Error> {
    let app = &visit.app;
    attempt(ctx, faults, |ctx| async move { case::edit(app, &ctx, id, command).await }).await
}

async fn check_health(At(id): At<CaseId>, Posted { visit, ctx, values }: Posted) -> Answer {
    let outcome = case::check_health(&visit.app, &ctx, id).await;
    finish(&visit, id, &values, "health-checks", outcome, |_| "health_checked").await
}

async fn judge(AtBoth(id, issue): AtBoth<CaseId, HealthIssueId>, Posted { visit, ctx, values }: Posted) -> Answer {
    let mut faults = Faults::default();
    let verdict = values.chosen(&mut faults, "verdict", Verdict::from_word, Verdict::Confirmed);
    let command = case::Judge { verdict, reason: values.given("reason") };
    let app = &visit.app;
    let outcome = attempt(ctx, faults, |ctx| async move { case::judge(app, &ctx, id, issue, command).await }).await;
    finish(&visit, id, &values, "matches", outcome, |verdict| match verdict {
        Verdict::Confirmed => "match_confirmed",
        Verdict::Rejected => "match_rejected",
    })
    .await
}

async fn record_step(At(id): At<CaseId>, Posted { visit, ctx, values }: Posted) -> Answer {
    let mut faults = Faults::default();
    let step = case::RecordStep {
        area: values.chosen(&mut faults, "area", StepArea::from_word, StepArea::ALL[0]),
        means: values.word(&mut faults, "means", StepMeans::from_word),
        action: values.text("action").to_owned(),
        outcome: values.chosen(&mut faults, "outcome", StepOutcome::from_word, StepOutcome::ALL[0]),
        result: values.given("result"),
    };
    let app = &visit.app;
    let outcome = attempt(ctx, faults, |ctx| async move { case::record_step(app, &ctx, id, step).await }).await;
    finish(&visit, id, &values, "steps", outcome, |_| "step_recorded").await
}

async fn categorize(At(id): At<CaseId>, Posted { visit, ctx, values }: Posted) -> Answer {
    let mut faults = Faults::default();
    let command = case::Categorize {
        category: values.chosen(&mut faults, "category", Category::from_word, Category::ALL[0]),
        reason: values.given("reason"),
        grounds: grounds(&values),
    };
    let app = &visit.app;
    let outcome = attempt(ctx, faults, |ctx| async move { case::categorize(app, &ctx, id, command).await }).await;
    finish(&visit, id, &values, "category", outcome, |_| "category_decided").await
}

/// Only what the category asks for: the form has the fields of all categories, and without script all of them are seen.
fn grounds(values: &Values) -> Grounds {
    Grounds {
        expected: values.given("expected"),
        documentation_url: values.given("documentation_url"),
        affected: values.given("affected"),
        second_observation: values.given("second_observation"),
        steps: values.given("steps"),
        seen: values.given("seen"),
        from: values.given("from"),
        to: values.given("to"),
        trace: values.given("trace"),
        tenants: values.lines("tenants"),
        signal_id: values.given("signal_id"),
    }
}

async fn waive(At(id): At<CaseId>, Posted { visit, ctx, values }: Posted) -> Answer {
    let blocker =
        BlockerCode::from_word(values.text("blocker")).ok_or_else(|| Fault::unreadable().back(page_of(id)))?;
    let outcome =
        case::waive(&visit.app, &ctx, id, case::Waive { blocker, reason: values.text("reason").to_owned() }).await;
    finish(&visit, id, &values, "waivers", outcome, |_| "waived").await
}

async fn approve(At(id): At<CaseId>, Posted { visit, ctx, values }: Posted) -> Answer {
    let (ask, word) = match values.text("decision") {
        "request" => (case::ApprovalAsk::Request, "approval_requested"),
        "approve" => (case::ApprovalAsk::Decide(ApprovalDecision::Approve), "approved"),
        "refuse" => (case::ApprovalAsk::Decide(ApprovalDecision::Refuse), "refused"),
        _ => return Err(Fault::unreadable().back(page_of(id))),
    };
    let outcome = case::approve(&visit.app, &ctx, id, case::Approve { ask, reason: values.given("reason") }).await;
    finish(&visit, id, &values, "approvals", outcome, |()| word).await
}

async fn inform(At(id): At<CaseId>, Posted { visit, ctx, values }: Posted) -> Answer {
    let issue: HealthIssueId = values.text("issue_id").parse().map_err(|_| Fault::unreadable().back(page_of(id)))?;
    let said = Said { post: values.text("post_id").parse().ok(), ended: values.text("ended") == "yes", language: None };
    let message = case::Inform { issue, text: values.text("text").to_owned(), said };
    let outcome = case::inform(&visit.app, &ctx, id, message).await;
    finish(&visit, id, &values, "inform", outcome, |()| "customer_informed").await
}

async fn persists(At(id): At<CaseId>, Posted { visit, ctx, values }: Posted) -> Answer {
    let outcome = case::persists(&visit.app, &ctx, id, values.given("text").as_deref()).await;
    finish(&visit, id, &values, "symptom", outcome, |()| "symptom_recorded").await
}

async fn resolve(At(id): At<CaseId>, Posted { visit, ctx, values }: Posted) -> Answer {
    let outcome = case::resolve(&visit.app, &ctx, id, values.text("text")).await;
    finish(&visit, id, &values, "resolution", outcome, |()| "resolved").await
}

async fn close(At(id): At<CaseId>, Posted { visit, ctx, values }: Posted) -> Answer {
    let outcome = case::close(&visit.app, &ctx, id, values.text("text")).await;
    finish(&visit, id, &values, "closure", outcome, |()| "closed").await
}

async fn reopen(At(id): At<CaseId>, Posted { visit, ctx, values }: Posted) -> Answer {
    let outcome = case::reopen(&visit.app, &ctx, id, values.text("reason")).await;
    finish(&visit, id, &values, "reopening", outcome, |()| "reopened").await
}
