//! A connection is tested: step by step, without changing anything at the other end.

use futures::future::BoxFuture;
use serde_json::json;
use tierline_domain::{Action, ConnectionId, ConnectionKind, ConnectionState};

use super::{open::open, read::show, secret::keys};
use crate::{
    app::App,
    audit,
    ctx::Ctx,
    error::Result,
    port::carrier::{Closed, Opened, Step, StepState, TestReport},
    request,
};

/// What the test of a connection came to.
struct Tested {
    connection: ConnectionId,
    report: TestReport,
}

/// Tests a connection, a stopped one too, and keeps how it went.
///
/// # Errors
/// [`crate::Error::NotFound`], [`crate::Error::Forbidden`].
pub async fn test(app: &App, ctx: &Ctx, id: ConnectionId) -> Result<TestReport> {
    app.require(ctx, Action::Administer).await?;
    let connection = show(app, ctx, id).await?.connection;
    let sealed = app.store().read(ctx.reach()).await?.connection_secrets(id).await?;
    let keys = if sealed.is_empty() { Ok(Vec::new()) } else { keys(app).await };
    let kind = connection.kind;
    let opened = keys.map_err(|reason| Closed { reason }).and_then(|keys| open(&keys, connection, &sealed));
    let report = match opened {
        Ok(opened) => match kind.route().and_then(|route| app.0.parts.carriers.of(route)) {
            Some(carrier) => carrier.test(opened).await,
            None => app.0.parts.probe.probe(opened).await,
        },
        Err(closed) => {
            let step = Step { code: "secret", state: StepState::Fails, says: closed.reason };
            TestReport { steps: vec![step] }
        }
    };
    let tested = Tested { connection: id, report: report.clone() };
    app.change(ctx, "connection.test", tested, |tx, call| {
        Box::pin(async move {
            let Tested { connection, report } = &call.input;
            let Some(taken) = tx.connection_take(*connection).await? else { return Err(crate::Error::NotFound) };
            let state = match report.steps.iter().find(|step| step.state == StepState::Fails) {
                Some(step) => taken.state.failed(&step.says, call.now),
                None if report.works() => ConnectionState::answered(call.now),
                None => taken.state.clone(),
            };
            tx.connection_state_put(*connection, &state).await?;
            if report.works() {
                request::follow_all(tx, &call.app, &taken, call.now).await?;
            }
            let steps: Vec<_> = report.steps.iter().map(|step| (step.code, step.state == StepState::Works)).collect();
            audit::append(tx, call, "connection.test", &connection.to_string(), &json!({ "steps": steps })).await
        })
    })
    .await?;
    Ok(report)
}

/// Tests what is no route of service requests: overviews and feeds are read by it.
pub trait ConnectionProbe: Send + Sync {
    /// Whether connections of this kind can be tested, and used, by this program.
    fn reaches(&self, kind: ConnectionKind) -> bool;

    /// Tries step by step what a connection can do, without changing anything there.
    fn probe(&self, connection: Opened) -> BoxFuture<'_, TestReport>;
}

/// Reaches nothing: for a desk without connections.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoProbe;

impl ConnectionProbe for NoProbe {
    fn reaches(&self, _: ConnectionKind) -> bool {
        false
    }

    fn probe(&self, _: Opened) -> BoxFuture<'_, TestReport> {
        Box::pin(std::future::ready(TestReport::default()))
    }
}
