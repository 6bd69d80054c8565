//! The caller's organization's own service requests, as tickets.

use chrono::{DateTime, Duration, Utc};
use tierline_domain::{
    Action, ClockKind, Organization, RequestId, RequestOrder, RequestStatus, ServiceRequest, SupportSeverity,
    SupportStatus, SupportTicket, calendar,
    catalogue::{service_find, topic_named},
};
use tierline_store::RequestFilter;

use super::{
    Place,
    catalogue::{service_id, topic_id},
    check_name, contact,
    filter::Filter,
    name_of, named,
    wire::{self, Agreement, COMMUNICATIONS, Engineer, NameAnswer, NameCheck, Page, Resource, TICKETS, Technical},
};
use crate::{
    app::App,
    ctx::Ctx,
    error::{Error, Result},
    request::{self, RequestView},
};

/// How many requests are looked at together.
const BATCH: u32 = 100;
/// How often that is done for one page: who asks for what is rare gets a page that is not full, and where it goes on.
const BATCHES: usize = 20;

/// A part of the tickets.
#[derive(Debug, Clone, PartialEq)]
pub struct TicketPage {
    /// The tickets, the newest first, without what their clocks say.
    pub tickets: Vec<Resource<wire::Ticket>>,
    /// Where the list goes on, where it does.
    pub after: Option<(DateTime<Utc>, RequestId)>,
}

/// The tickets of a place, the newest first.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn list(
    app: &App,
    ctx: &Ctx,
    place: &Place,
    wanted: &Filter,
    (top, after): (usize, Option<(DateTime<Utc>, RequestId)>),
) -> Result<TicketPage> {
    app.require(ctx, Action::See).await?;
    let statuses: Option<Vec<RequestStatus>> = wanted.statuses().map(|all| all.iter().copied().collect());
    let mut page = TicketPage { tickets: Vec::new(), after: None };
    // No status at all is asked for by a filter that contradicts itself; an empty list in the store's filter asks for any.
    if statuses.as_ref().is_some_and(Vec::is_empty) {
        return Ok(page);
    }
    let mut filter = RequestFilter {
        customer: place.customer,
        status: statuses.unwrap_or_default(),
        order: RequestOrder::Newest,
        limit: BATCH,
        ..RequestFilter::default()
    };
    let mut read = app.store().read(ctx.reach()).await?;
    let mut found: Vec<ServiceRequest> = Vec::new();
    let mut last = after;
    'looking: for _ in 0..BATCHES {
        filter.after = last.map(|(at, id)| (Some(at), id));
        let batch = read.request_list(&filter).await?;
        let is_last = batch.len() < BATCH as usize;
        for line in batch {
            if wanted.is_past(&line.request) {
                last = None;
                break 'looking;
            }
            if wanted.fits(&line.request) {
                if found.len() == top {
                    break 'looking;
                }
                last = Some((line.request.created_at, line.request.id));
                found.push(line.request);
            } else if found.len() < top {
                last = Some((line.request.created_at, line.request.id));
            }
        }
        if is_last {
            last = None;
            break;
        }
    }
    let ids: Vec<RequestId> = found.iter().map(|request| request.id).collect();
    let names = read.support_tickets_of(&ids).await?;
    page.after = last;
    page.tickets = found.iter().map(|request| resource(place, request, names.get(&request.id), None)).collect();
    Ok(page)
}

/// One ticket, whole.
///
/// # Errors
/// [`Error::NotFound`] where the caller's organization has none of this name, or it is for another customer; [`Error::Forbidden`].
pub async fn show(app: &App, ctx: &Ctx, place: &Place, name: &str) -> Result<Resource<wire::Ticket>> {
    app.require(ctx, Action::See).await?;
    let (request, ticket) = named(&mut app.store().read(ctx.reach()).await?, place, name).await?;
    let view = request::view(app, ctx, request.id).await?;
    let due = agreement(&view, &ctx.organization);
    Ok(resource(place, &view.request, ticket.as_ref(), due))
}

/// Whether a name is free.
///
/// # Errors
/// [`Error::Invalid`] on `name` or `type`; [`Error::NotFound`] where there is no such ticket; [`Error::Forbidden`].
pub async fn name_check(
    app: &App,
    ctx: &Ctx,
    place: &Place,
    ticket: Option<&str>,
    asked: &NameCheck,
) -> Result<NameAnswer> {
    app.require(ctx, Action::See).await?;
    let name = asked.name.as_deref().unwrap_or_default();
    check_name("name", name)?;
    let mut read = app.store().read(ctx.reach()).await?;
    let is_taken = match (ticket, asked.kind.as_deref().unwrap_or_default()) {
        (None, kind) if kind.eq_ignore_ascii_case(TICKETS) => {
            // Names are told apart in the whole organization: a name under another subscription is taken as well.
            let anywhere = Place { subscription: None, customer: None };
            match named(&mut read, &anywhere, name).await {
                Ok(_) => true,
                Err(Error::NotFound) => false,
                Err(error) => return Err(error),
            }
        }
        (Some(ticket), kind) if kind.eq_ignore_ascii_case(COMMUNICATIONS) => {
            let (request, _) = named(&mut read, place, ticket).await?;
            let all = read.support_communication_list(request.id).await?;
            all.iter().any(|one| one.name.eq_ignore_ascii_case(name))
        }
        _ => {
            let message = format!("Ask for {TICKETS}, or at a ticket for {COMMUNICATIONS}.");
            return Err(Error::field("type", "unknown_value", message));
        }
    };
    let said = |text: &str| is_taken.then(|| text.to_owned());
    Ok(NameAnswer {
        name_available: Some(!is_taken),
        reason: said("AlreadyExists"),
        message: said("This name is taken: choose another one."),
    })
}

/// The chats of a ticket: a desk has none.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn no_transcripts(app: &App, ctx: &Ctx, place: &Place, ticket: &str) -> Result<Page<serde_json::Value>> {
    app.require(ctx, Action::See).await?;
    named(&mut app.store().read(ctx.reach()).await?, place, ticket).await?;
    Ok(Page { value: Vec::new(), next_link: None })
}

/// A request as a ticket.
fn resource(
    place: &Place,
    request: &ServiceRequest,
    ticket: Option<&SupportTicket>,
    due: Option<Agreement>,
) -> Resource<wire::Ticket> {
    let (name, packet) = (name_of(request, ticket), &request.packet);
    let service = request.service.as_deref().and_then(service_find);
    let topic = packet.support_topic.as_deref().and_then(topic_named);
    let consents = ticket.is_some_and(|ticket| ticket.advanced_diagnostic_consent);
    let properties = wire::Ticket {
        support_ticket_id: Some(request.number.clone()),
        description: Some(packet.description.clone()),
        problem_classification_id: service.zip(topic).map(|(service, topic)| topic_id(service.name, topic)),
        problem_classification_display_name: topic.map(|topic| topic.name.to_owned()),
        severity: Some(SupportSeverity::of(request.severity).word().to_owned()),
        require_24_x7_response: Some(false),
        advanced_diagnostic_consent: Some(if consents { "Yes" } else { "No" }.to_owned()),
        contact_details: Some(contact(&packet.sender.contact)),
        service_level_agreement: due,
        // Who works on it at the recipient is its business.
        support_engineer: Some(Engineer::default()),
        title: Some(request.title.clone()),
        problem_start_time: packet.started_at,
        service_id: service.map(|service| service_id(service.name)),
        service_display_name: request.service.clone(),
        status: Some(SupportStatus::of(request.status).word().to_owned()),
        created_date: Some(request.created_at),
        modified_date: Some(request.updated_at),
        file_workspace_name: Some(ticket.and_then(|ticket| ticket.workspace.clone()).unwrap_or_else(|| name.clone())),
        technical_ticket_details: None::<Technical>,
        secondary_consent: Some(Vec::new()),
        ..wire::Ticket::default()
    };
    place.resource(&format!("supportTickets/{name}"), &name, "supportTickets", properties)
}

/// When the recipient's first answer is due. The minutes are those of the calendar on which the clock runs: from the beginning to the
/// end more may pass, as in the provider's own examples.
fn agreement(view: &RequestView, organization: &Organization) -> Option<Agreement> {
    let clock = view.clocks.iter().find(|clock| clock.kind == ClockKind::ProviderFirstResponse)?;
    let calendar = organization.policy.calendar_for(view.request.severity);
    let end = clock.due_at().or_else(|| calendar::due(calendar, clock.started_at, Duration::minutes(clock.target)));
    Some(Agreement { start_time: Some(clock.started_at), expiration_time: end, sla_minutes: Some(clock.target) })
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;
    use tierline_domain::Policy;

    use super::*;

    /// The provider's own example: 240 minutes that end twenty hours later.
    #[test]
    fn the_minutes_of_an_agreement_are_those_of_the_calendar() {
        let policy = Policy::default();
        let start = Utc.with_ymd_and_hms(2026, 3, 2, 15, 0, 0).unwrap();
        let calendar = policy.calendar_for(tierline_domain::Severity::Moderate);
        let end = calendar::due(calendar, start, Duration::minutes(240)).unwrap();
        assert!(end - start > Duration::minutes(240), "it goes on the next day: {end}");
        let around = policy.calendar_for(tierline_domain::Severity::Critical);
        assert_eq!(calendar::due(around, start, Duration::minutes(240)), Some(start + Duration::minutes(240)));
    }
}
