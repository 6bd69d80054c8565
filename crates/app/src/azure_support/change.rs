//! A ticket is changed: what the contract lets its sender change, and nothing else. What a change says nothing of stays.

use serde_json::Value;
use tierline_domain::{
    Action, Contact, RequestStatus, ServiceRequest, Severity, SupportSeverity, SupportStatus, SupportTicket,
};

use super::{
    Place, contact,
    contact::read as read_contact,
    create::{consent, no_others},
    in_their_words, name_of, named, show,
    wire::{self, Resource},
};
use crate::{
    app::App,
    ctx::Ctx,
    error::{Error, Faults, Result},
    request::{self, EditRequest},
};

/// What can be changed.
const FIELDS: [&str; 5] = ["severity", "status", "contactDetails", "advancedDiagnosticConsent", "secondaryConsent"];
/// What is said of a request that is taken back.
const CLOSED: &str = "The sender closed it.";
/// What is said of a request that goes back to the recipient.
const REOPENED: &str = "The sender reopened it.";

/// Changes a ticket of the caller's organization, and shows it as it then is.
///
/// # Errors
/// [`Error::Invalid`] with the field that is not the sender's to change; [`Error::Conflict`] where the request's state does not allow it;
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn change(app: &App, ctx: &Ctx, place: &Place, name: &str, sent: &Value) -> Result<Resource<wire::Ticket>> {
    // Whoever sees none of it gets the same refusal as elsewhere.
    show::show(app, ctx, place, name).await?;
    app.require(ctx, Action::Escalate).await?;
    let (request, ticket) = named(&mut app.store().read(ctx.reach()).await?, place, name).await?;
    let steps = Steps::read(&request, ticket.as_ref(), sent)?;
    steps.take(app, ctx, &request, ticket).await?;
    show::show(app, ctx, place, name).await
}

/// What is to be done.
#[derive(Debug, Default, PartialEq)]
struct Steps {
    edit: Option<EditRequest>,
    consent: Option<bool>,
    /// Whether it is over from now on, or not any more.
    is_closed: Option<bool>,
}

impl Steps {
    fn read(request: &ServiceRequest, ticket: Option<&SupportTicket>, sent: &Value) -> Result<Self> {
        let mut faults = Faults::default();
        let fields = sent.as_object().ok_or_else(|| Error::field("body", "syntax", "Send an object."))?;
        for name in fields.iter().filter(|(_, value)| !value.is_null()).map(|(name, _)| name) {
            if !FIELDS.contains(&name.as_str()) {
                let message = format!("This is not changed here. Take: {}.", FIELDS.join(", "));
                faults.add(&name.chars().take(60).collect::<String>(), "not_supported", message);
            }
        }
        faults.finish()?;
        let sent: wire::Ticket = serde_json::from_value(sent.clone())
            .map_err(|error| Error::field("body", "syntax", format!("This is no change of a ticket: {error}.")))?;
        let mut faults = Faults::default();
        let severity = sent.severity.as_deref().and_then(|word| severity(&mut faults, word));
        let severity = severity.filter(|severity| *severity != request.severity);
        let given = sent.contact_details.as_ref().map(|given| merged(&mut faults, request, given));
        let given = given.filter(|contact| *contact != request.packet.sender.contact);
        let consents = consent(&mut faults, sent.advanced_diagnostic_consent.as_deref(), false);
        no_others(&mut faults, sent.secondary_consent.as_deref());
        let is_closed = sent.status.as_deref().and_then(|word| status(&mut faults, request.status, word));
        faults.finish()?;
        let edit = EditRequest { severity, contact: given, ..EditRequest::default() };
        let known = ticket.is_some_and(|ticket| ticket.advanced_diagnostic_consent);
        Ok(Self {
            edit: (edit != EditRequest::default()).then_some(edit),
            consent: consents.filter(|consents| *consents != known),
            is_closed,
        })
    }

    /// What is most likely to be refused comes first, so that nothing is done by half.
    async fn take(self, app: &App, ctx: &Ctx, request: &ServiceRequest, ticket: Option<SupportTicket>) -> Result<()> {
        if let Some(edit) = self.edit {
            if edit.severity.is_some() && !may_rate(request.status) {
                let message =
                    "The severity is not changed while somebody works on the ticket: ask for it in a communication.";
                return Err(Error::conflict("severity_fixed", message));
            }
            request::edit(app, ctx, request.id, edit).await.map_err(in_their_words)?;
        }
        match self.is_closed {
            Some(true) => drop(request::withdraw(app, ctx, request.id, CLOSED).await?),
            Some(false) => drop(request::reopen(app, ctx, request.id, REOPENED).await?),
            None => {}
        }
        match self.consent {
            Some(consents) => consent_put(app, ctx, request, ticket, consents).await,
            None => Ok(()),
        }
    }
}

/// The contract lets a sender change the severity until an engineer works on the ticket.
const fn may_rate(status: RequestStatus) -> bool {
    use RequestStatus::{Prepared, Sending, Submitted, Unknown};
    matches!(status, Prepared | Sending | Unknown | Submitted)
}

fn severity(faults: &mut Faults, word: &str) -> Option<Severity> {
    let read = SupportSeverity::read(word);
    if read.is_none() {
        let words: Vec<&str> = SupportSeverity::ALL.iter().map(|one| one.word()).collect();
        faults.add("severity", "unknown_value", format!("Take one of: {}.", words.join(", ")));
    }
    read.map(SupportSeverity::severity)
}

/// Whether it is to be over; none where it stands so already.
fn status(faults: &mut Faults, now: RequestStatus, word: &str) -> Option<bool> {
    let wanted = SupportStatus::read(word).filter(|wanted| *wanted != SupportStatus::Updating);
    let Some(wanted) = wanted else {
        faults.add("status", "unknown_value", "Take open or closed.");
        return None;
    };
    let is_closed = SupportStatus::of(now) == SupportStatus::Closed;
    let wanted = wanted == SupportStatus::Closed;
    (wanted != is_closed).then_some(wanted)
}

/// The contact with what is given of it.
fn merged(faults: &mut Faults, request: &ServiceRequest, given: &wire::Contact) -> Contact {
    let before = &request.packet.sender.contact;
    let known = contact(before);
    let names = (given.first_name.is_some() || given.last_name.is_some())
        .then(|| (given.first_name.clone().or(known.first_name), given.last_name.clone().or(known.last_name)));
    let (first_name, last_name) = names.unwrap_or_default();
    let phone_number = given.phone_number.clone().or(known.phone_number);
    let read = read_contact(faults, &wire::Contact { first_name, last_name, phone_number, ..given.clone() });
    let text = |given: String, before: &str| if given.is_empty() { before.to_owned() } else { given };
    Contact {
        name: text(read.name, &before.name),
        email: text(read.email, &before.email),
        phone: read.phone.or_else(|| before.phone.clone()),
        country: read.country.or_else(|| before.country.clone()),
        time_zone: read.time_zone.or_else(|| before.time_zone.clone()),
        language: read.language.or_else(|| before.language.clone()),
    }
}

async fn consent_put(
    app: &App,
    ctx: &Ctx,
    request: &ServiceRequest,
    ticket: Option<SupportTicket>,
    consents: bool,
) -> Result<()> {
    let kept = SupportTicket {
        owner: request.owner,
        name: name_of(request, ticket.as_ref()),
        request: request.id,
        digest: ticket.as_ref().and_then(|ticket| ticket.digest),
        advanced_diagnostic_consent: consents,
        workspace: ticket.as_ref().and_then(|ticket| ticket.workspace.clone()),
        created_at: ticket.as_ref().map_or_else(|| app.now(), |ticket| ticket.created_at),
    };
    app.change(ctx, "request.consent", kept, |tx, call| {
        Box::pin(async move {
            tx.support_consent_put(&call.input).await?;
            let (id, consents) = (call.input.request.to_string(), call.input.advanced_diagnostic_consent);
            crate::audit::append(tx, call, "request.consent", &id, &serde_json::json!({ "consents": consents })).await
        })
    })
    .await
}
