//! A test message goes through a connection, to an address of a person's choice.

use serde_json::json;
use tierline_domain::{Action, ConnectionId, ConnectionKind, ConnectionStep, Language};

use super::{open::open, read::show, secret::keys};
use crate::{
    app::App,
    audit,
    ctx::Ctx,
    error::{Error, Faults, Result},
    port::carrier::{Closed, Sample, Step, StepState, TestReport},
    validate,
};

/// Sends a test message through a connection, a stopped one too: to this address, or to the actor's own. What the other end said of it
/// is the report.
///
/// # Errors
/// [`Error::Invalid`] where the address is none, [`Error::Conflict`] where nothing goes by this connection that a person could look for;
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn send_sample(app: &App, ctx: &Ctx, id: ConnectionId, to: Option<&str>) -> Result<TestReport> {
    app.require(ctx, Action::Administer).await?;
    let mut faults = Faults::default();
    let to = validate::email(&mut faults, "to", to.unwrap_or(&ctx.user.email));
    faults.finish()?;
    let connection = show(app, ctx, id).await?.connection;
    let carrier = connection.kind.route().and_then(|route| app.0.parts.carriers.of(route));
    let (Some(carrier), ConnectionKind::Email) = (carrier, connection.kind) else {
        return Err(Error::conflict("no_test_message", "Only a mailbox can be sent a test message."));
    };
    let sealed = app.store().read(ctx.reach()).await?.connection_secrets(id).await?;
    let keys = if sealed.is_empty() { Ok(Vec::new()) } else { keys(app).await };
    let opened = keys.map_err(|reason| Closed { reason }).and_then(|keys| open(&keys, connection, &sealed));
    let sample = Sample {
        to: to.clone(),
        organization: ctx.organization.name.clone(),
        by: ctx.user.name.clone(),
        language: ctx.user.language.unwrap_or(Language::En),
    };
    let said = match opened {
        Ok(opened) => match carrier.sample(opened, sample) {
            Some(sending) => sending.await,
            None => Err(Closed { reason: "this program sends no test messages".to_owned() }),
        },
        Err(closed) => Err(closed),
    };
    let (state, says) = match said {
        Ok(says) => (StepState::Works, says),
        Err(Closed { reason }) => (StepState::Fails, reason),
    };
    app.change(ctx, "connection.sample", (id, to, state == StepState::Works), |tx, call| {
        Box::pin(async move {
            let (id, to, works) = &call.input;
            audit::append(tx, call, "connection.sample", &id.to_string(), &json!({ "to": to, "taken": works })).await
        })
    })
    .await?;
    Ok(TestReport { steps: vec![Step { code: ConnectionStep::Send.word(), state, says }] })
}

/// Whether what goes by connections of a kind goes past the proxy that the operator has set.
#[must_use]
pub fn passes_proxy_by(app: &App, kind: ConnectionKind) -> bool {
    let carrier = kind.route().and_then(|route| app.0.parts.carriers.of(route));
    carrier.is_some_and(|carrier| carrier.passes_proxy_by())
}
