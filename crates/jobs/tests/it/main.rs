//! The jobs on a desk with a real database: messages arrive once, schedules do their work.

#![cfg(test)]

mod carry;
mod chain;
mod chaos;
mod cloud;
mod delegated_admin;
mod email;
mod hold;
mod inbox;
mod inform;
mod news;
mod places;
mod policy;
mod poll;
mod rating;
mod relay;
mod rematch;
mod road;
mod schedule;
mod stray;
mod subscriber;
mod subscription;
mod two_desks;

use chrono::Duration;
use tierline_app::{
    App, Ctx,
    case::{self, Categorize, Escalate, OpenCase, RecordStep},
};
use tierline_domain::{Case, Category, Grounds, Owner, RequestId, Role, ServiceRequest, StepArea, StepOutcome};
use tierline_store::{AuditEntry, AuditFilter, Engine};
use tierline_testkit::inner::Desk;

/// A desk whose helpdesk agent may hand cases up.
async fn desk() -> Desk {
    desk_on(Engine::Sqlite).await
}

async fn desk_on(engine: Engine) -> Desk {
    let desk = Desk::on(engine).await;
    desk.delegate("Service Support Administrator").await;
    desk.deliver().await;
    desk
}

async fn agent(desk: &Desk) -> Ctx {
    desk.ctx(desk.person(Role::HelpdeskAgent)).await
}

async fn open(desk: &Desk, subject: &str) -> Case {
    let command = OpenCase {
        service: Some("Exchange Online".to_owned()),
        started_at: Some(desk.app.now() - Duration::minutes(20)),
        affected_users: Some(12),
        ..OpenCase::new(desk.customer.id, subject, format!("{subject}, in Outlook and on the web."))
    };
    case::open(&desk.app, &agent(desk).await, command).await.unwrap()
}

/// A case that may be handed up.
async fn ready(desk: &Desk) -> Case {
    let (case, ctx) = (open(desk, "Shared calendars stay empty").await, agent(desk).await);
    let step = RecordStep {
        area: StepArea::Settings,
        means: None,
        action: "Shared the calendar again.".to_owned(),
        outcome: StepOutcome::NoChange,
        result: None,
    };
    case::record_step(&desk.app, &ctx, case.id, step).await.unwrap();
    let some = |text: &str| Some(text.to_owned());
    let grounds =
        Grounds { steps: some("Open it."), seen: some("Nothing."), expected: some("Entries."), ..Grounds::default() };
    let decided = Categorize { category: Category::BugOrIrregularity, reason: None, grounds };
    case::categorize(&desk.app, &ctx, case.id, decided).await.unwrap();
    case
}

/// What is said where it is handed up.
fn escalation() -> Escalate {
    Escalate {
        title: "Shared calendars stay empty".to_owned(),
        description: "They open, and nothing is in them.".to_owned(),
        business_impact: "Appointments cannot be made.".to_owned(),
        ..Escalate::default()
    }
}

/// A case that was handed up and whose request is still on its way.
async fn handed_up(desk: &Desk) -> (Case, ServiceRequest) {
    let case = ready(desk).await;
    let request = case::escalate(&desk.app, &agent(desk).await, case.id, escalation()).await.unwrap();
    (case, request)
}

/// What an organization's audit log says of an act, the oldest first.
async fn audited(app: &App, owner: Owner, action: &str) -> Vec<AuditEntry> {
    let filter =
        AuditFilter { actions: vec![action.to_owned()], oldest_first: true, limit: 500, ..AuditFilter::default() };
    let found = app.store().read(owner).await.unwrap().audit_list(&filter).await.unwrap();
    found.into_iter().filter_map(|record| record.entry).collect()
}

/// The request as its sender has it now.
async fn sent(desk: &Desk, id: RequestId) -> ServiceRequest {
    tierline_app::request::view(&desk.app, &agent(desk).await, id).await.unwrap().request
}
