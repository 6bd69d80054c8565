//! Connections are tried: step by step, or by a test message.

use serde::{Deserialize, Serialize};
use tierline_app::{Step, StepState, connection};
use tierline_domain::ConnectionId;
use utoipa::ToSchema;

use crate::kit::{
    answer::{Answer, Found},
    call::{Act, At, Command},
    endpoint::{Operation, post},
};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        post(
            "/connections/{connection_id}/tests",
            "Tests a connection step by step, without changing anything at the other end.",
            test,
        ),
        post(
            "/connections/{connection_id}/test-messages",
            "Sends a test message through a connection to a mailbox; says what its server said.",
            sample,
        ),
    ]
}

/// What the test of a connection came to.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ConnectionTest)]
struct Test {
    /// Whether all of it works.
    works: bool,
    /// The steps, in the order in which they were tried.
    steps: Vec<TestStep>,
}

/// One step of a test.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ConnectionTestStep)]
struct TestStep {
    /// What was tried: `secret`, `reach`, `sign_in`, `permission`, `read`, `send`.
    step: &'static str,
    /// How it went.
    state: TestState,
    /// What was seen; where it fails, what is missing and how to get it.
    detail: String,
}

/// How a step went.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ConnectionTestState)]
enum TestState {
    /// It works.
    Works,
    /// It does not.
    Fails,
    /// An earlier step failed, so it was not tried.
    Skipped,
}

impl From<Step> for TestStep {
    fn from(step: Step) -> Self {
        let state = match step.state {
            StepState::Works => TestState::Works,
            StepState::Fails => TestState::Fails,
            StepState::Skipped => TestState::Skipped,
        };
        Self { step: step.code, state, detail: step.says }
    }
}

async fn test(At(id): At<ConnectionId>, act: Act) -> Answer<Found<Test>> {
    let report = connection::test(&act.app, &act.ctx, id).await?;
    Ok(Found::new(Test { works: report.works(), steps: report.steps.into_iter().map(Into::into).collect() }))
}

/// To whom a test message goes.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = ConnectionTestMessage)]
struct Sample {
    /// A mail address; the caller's own where nothing is said.
    #[schema(max_length = 200)]
    to: Option<String>,
}

async fn sample(At(id): At<ConnectionId>, command: Command<Sample>) -> Answer<Found<Test>> {
    let Command { app, ctx, body, .. } = command;
    let report = connection::send_sample(&app, &ctx, id, body.to.as_deref()).await?;
    Ok(Found::new(Test { works: report.works(), steps: report.steps.into_iter().map(Into::into).collect() }))
}
