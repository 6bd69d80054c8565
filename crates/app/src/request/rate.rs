//! A request that is under way gets another severity: the recipient hears of it, by a field of its own where its interface has one.

use tierline_domain::{Event, RequestId, Route, ServiceRequest, Severity, Visibility};
use tierline_store::TenantTx;

use super::{EditRequest, work::RequestWork};
use crate::{
    app::Call,
    audit,
    error::{Error, Result},
    relay::{Message, RATING},
};

/// The severity goes back to the one before, where nobody changed it since: the recipient does not have what this message says. Says
/// whether anything changed.
pub(crate) fn take_back(request: &mut ServiceRequest, message: &Message) -> bool {
    turned(request, message, |severity, before| (severity, before))
}

/// The severity is the one that this message says again, where it had gone back to the one before: the message goes out after all.
pub(crate) fn say_again(request: &mut ServiceRequest, message: &Message) -> bool {
    turned(request, message, |severity, before| (before, severity))
}

fn turned(
    request: &mut ServiceRequest,
    message: &Message,
    which: impl Fn(Severity, Severity) -> (Severity, Severity),
) -> bool {
    let Message::RequestRated { severity, before, .. } = message else { return false };
    let (from, to) = which(*severity, *before);
    let turns = request.severity == from && request.status.is_open();
    if turns {
        request.severity = to;
    }
    turns
}

/// The severity that an edit asks for, where it asks for nothing else.
fn alone(edit: &EditRequest) -> Option<Severity> {
    let rest = EditRequest { version: None, severity: None, ..edit.clone() };
    edit.severity.filter(|_| rest == EditRequest::default())
}

/// Changes the severity of a request that its recipient has, or that is on its way there. The packet stays as it was sent.
///
/// # Errors
/// [`Error::Conflict`] where anything else is to change, or the request is over.
pub(super) async fn rate(
    tx: &mut TenantTx<'_>,
    call: &Call<EditRequest>,
    id: RequestId,
    mut work: RequestWork<'_>,
) -> Result<ServiceRequest> {
    let Some(severity) = alone(&call.input) else {
        let message = "The recipient has this request as it was sent: write a note instead.";
        return Err(Error::conflict("already_sent", message));
    };
    if !work.request.status.is_open() {
        return Err(Error::conflict("over", "This request is over: its severity means nothing to anybody any more."));
    }
    let before = work.request.severity;
    if severity == before {
        return Ok(work.request);
    }
    let (actor, number) = (call.ctx.actor(), work.request.number.clone());
    let entry = work.entry(RATING, Visibility::Provider, None, Some(severity.word().to_owned()));
    // Partner Center lets nobody but the provider change it, and shows what it is: there it is asked for, and follows theirs.
    if work.request.carried_by() != Some(Route::PartnerCenter) {
        work.request.severity = severity;
        work.push_to_cases(&actor, &Event::RequestRated { request: id, number, severity }, None);
    }
    if work.request.is_carried() {
        work.message(Message::RequestRated { request: id, entry, severity, before, actor });
    }
    let detail = serde_json::json!({ "severity": { "from": before, "to": severity } });
    audit::append(tx, call, "request.rate", &id.to_string(), &detail).await?;
    work.save(tx).await
}
