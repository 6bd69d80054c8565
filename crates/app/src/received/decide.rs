//! A recipient decides: accept, ask, return, resolve.

use serde_json::json;
use tierline_domain::{
    Action, Decision, ReceivedRequest, RequestEntry, RequestId, ReturnReason, Visibility, may_decide,
};

use super::date_change;
use crate::{
    app::App,
    audit,
    ctx::Ctx,
    error::{Error, Faults, Result},
    relay::Message,
};

/// A decision with its reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decide {
    /// What is decided.
    pub decision: Decision,
    /// Why; needed for all but accepting. The sender reads it.
    pub reason: Option<String>,
    /// Which of the reasons for a return it is: [`ReturnReason::Other`] where nothing is said. Of other decisions it says
    /// nothing.
    pub return_reason: Option<ReturnReason>,
}

/// Decides a received request. The sender's desk hears of it by a delivery.
///
/// # Errors
/// [`Error::Conflict`] where it cannot be decided so any more; [`Error::Invalid`], [`Error::NotFound`], [`Error::Forbidden`].
pub async fn decide(app: &App, ctx: &Ctx, id: RequestId, command: Decide) -> Result<ReceivedRequest> {
    app.require(ctx, Action::DecideReceived).await?;
    let mut faults = Faults::default();
    let reason = faults.optional_prose("reason", command.reason.as_deref());
    if command.decision.needs_reason() && reason.is_none() {
        faults.add(
            "reason",
            "empty",
            "Write what is asked, why it is returned, or how it was solved: the partner reads it.",
        );
    }
    faults.finish()?;
    let returned = command.return_reason.unwrap_or(ReturnReason::Other);
    let returned = (command.decision == Decision::Return).then_some(returned);
    app.change(ctx, "received.decide", (command.decision, reason, returned), move |tx, call| {
        Box::pin(async move {
            let (decision, reason, returned) = call.input.clone();
            let mut received = tx.received_lookup_for_update(id).await?.ok_or(Error::NotFound)?;
            if !may_decide(received.status, decision) {
                let message =
                    format!("This request is {}: it can't be decided so.", received.status.word().replace('_', " "));
                return Err(Error::conflict("cannot_decide", message));
            }
            received.status = decision.status();
            received.status_reason.clone_from(&reason);
            received.return_reason = returned;
            received.due_at = None;
            date_change(&call.app, &mut received);
            received.version = tx.received_save(&received).await?;
            let entry = RequestEntry {
                owner: received.owner,
                request: id,
                id: call.app.id(),
                at: call.now,
                actor: call.ctx.actor(),
                kind: "decision".to_owned(),
                visibility: Visibility::Provider,
                status: Some(received.status),
                text: reason,
            };
            tx.request_entry_append(&entry).await?;
            let sender = received.sender;
            let message = Message::RequestDecided { request: id, sender, entry, return_reason: returned };
            message.append(tx, &call.app, call.now).await?;
            audit::append(
                tx,
                call,
                "received.decide",
                &id.to_string(),
                &json!({"decision": decision, "return_reason": returned}),
            )
            .await?;
            Ok(received)
        })
    })
    .await
}
