//! The caller's organization's own service requests, as the contract shows them.

use tierline_domain::{
    Action, Attachment, Contact, CustomerId, PartnerSeverity, PartnerStatus, RequestEntry, RequestStatus,
    ServiceRequest, catalogue,
};
use tierline_store::RequestFilter;

use super::{
    filter::Statuses,
    wire::{self, Attributes, FileLink, Moment, Note, Party},
};
use crate::{app::App, ctx::Ctx, error::Result, request};

/// A part of a list by its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// How many are left out at the beginning.
    pub offset: i64,
    /// How many at the most: 1 to [`PAGE_LIMIT`](super::PAGE_LIMIT).
    pub size: u32,
}

/// A part of the service requests.
#[derive(Debug, Clone, PartialEq)]
pub struct RequestPage {
    /// The requests in part, the newest first.
    pub requests: Vec<wire::ServiceRequest>,
    /// How many there are in all.
    pub total: i64,
}

/// The service requests of the caller's organization, or those for one of its customers, the newest first.
///
/// # Errors
/// [`Error::Forbidden`](crate::Error::Forbidden).
pub async fn list(
    app: &App,
    ctx: &Ctx,
    customer: Option<CustomerId>,
    statuses: Option<&Statuses>,
    place: Place,
) -> Result<RequestPage> {
    app.require(ctx, Action::See).await?;
    // No status at all is asked for by a filter that contradicts itself; an empty list in the store's filter asks for any.
    if statuses.is_some_and(Statuses::is_empty) {
        return Ok(RequestPage { requests: Vec::new(), total: 0 });
    }
    let status = statuses.into_iter().flatten().copied().collect();
    let filter = RequestFilter { customer, status, ..RequestFilter::default() };
    let mut read = app.store().read(ctx.reach()).await?;
    let (found, total) = read.request_page(&filter, place.offset, place.size).await?;
    Ok(RequestPage { requests: found.iter().map(in_part).collect(), total })
}

/// One service request, whole: by the desk's own number, the recipient's, or its identifier.
///
/// # Errors
/// [`Error::NotFound`](crate::Error::NotFound) where the caller's organization has none of this number, or it is for another customer; [`Error::Forbidden`](crate::Error::Forbidden).
pub async fn show(app: &App, ctx: &Ctx, customer: Option<CustomerId>, number: &str) -> Result<wire::ServiceRequest> {
    app.require(ctx, Action::See).await?;
    let id = request::named(&mut app.store().read(ctx.reach()).await?, customer, number).await?.id;
    let view = request::view(app, ctx, id).await?;
    let files = request::attachment_list(app, ctx, id).await?;
    Ok(whole(&view.request, &view.entries, &files))
}

/// What a list shows of a request.
fn in_part(request: &ServiceRequest) -> wire::ServiceRequest {
    let closed = (PartnerStatus::of(request.status) == PartnerStatus::Closed).then(|| closed_at(request));
    wire::ServiceRequest {
        id: Some(request.number.clone()),
        external_id: request.external_id.clone(),
        title: Some(request.title.clone()),
        severity: Some(wire::Severity(PartnerSeverity::of(request.severity))),
        status: Some(wire::Status(PartnerStatus::of(request.status))),
        primary_contact: Some(contact(request)),
        created_date: Some(Moment(Some(request.created_at))),
        last_modified_date: Some(Moment(Some(request.updated_at))),
        last_closed_date: Some(Moment(closed)),
        attributes: Attributes::of("ServiceRequest"),
        ..wire::ServiceRequest::default()
    }
}

/// When it ended: by the recipient's word, or when it was taken back.
fn closed_at(request: &ServiceRequest) -> chrono::DateTime<chrono::Utc> {
    let said = request.last_reply_at.filter(|_| request.status != RequestStatus::Withdrawn);
    said.unwrap_or(request.updated_at)
}

fn whole(request: &ServiceRequest, entries: &[RequestEntry], files: &[Attachment]) -> wire::ServiceRequest {
    let packet = &request.packet;
    let topic = packet.support_topic.as_deref().and_then(catalogue::topic_named);
    let version =
        Attributes { object_type: Some("ServiceRequest".to_owned()), etag: Some(request.version.to_string()) };
    wire::ServiceRequest {
        description: Some(packet.description.clone()),
        support_topic_id: topic.map(|topic| topic.number().to_string()),
        support_topic_name: packet.support_topic.clone(),
        organization: Some(Party {
            id: Some(packet.customer.tenant_id.clone()),
            name: Some(packet.customer.name.clone()),
            phone_number: None,
        }),
        last_updated_by: entries.last().map(|entry| person(&entry.actor.name)),
        product_name: request.service.clone(),
        product_id: packet.product_family.map(|family| family.word().to_owned()),
        file_links: Some(files.iter().map(file).collect()),
        notes: Some(entries.iter().filter_map(note).collect()),
        country_code: packet.sender.contact.country.clone(),
        attributes: Some(version),
        ..in_part(request)
    }
}

/// What an entry says to the other side, or what the other side said.
fn note(entry: &RequestEntry) -> Option<Note> {
    let text = entry.said()?.to_owned();
    Some(Note {
        created_by_name: Some(entry.actor.name.clone()),
        created_date: Some(Moment(Some(entry.at))),
        text: Some(text),
    })
}

fn file(file: &Attachment) -> FileLink {
    let (name, extension) = file.name.rsplit_once('.').unwrap_or((&file.name, ""));
    FileLink {
        comment: None,
        file_extension: Some(extension.to_owned()),
        file_name_without_extension: Some(name.to_owned()),
        file_size: Some(file.size),
        id: Some(file.id.to_string()),
    }
}

/// The partner's contact, with the partner it belongs to.
fn contact(request: &ServiceRequest) -> wire::Contact {
    let Contact { name, email, phone, .. } = &request.packet.sender.contact;
    let organization = Party {
        id: Some(request.owner.organization.to_string()),
        name: Some(request.packet.sender.organization.clone()),
        phone_number: None,
    };
    wire::Contact {
        organization: Some(organization),
        email: Some(email.clone()),
        phone_number: phone.clone(),
        ..person(name)
    }
}

/// A name in the two parts that the contract has; which is which is a guess, and whole they read as the name does.
fn person(name: &str) -> wire::Contact {
    let (first, last) = name.rsplit_once(' ').unwrap_or(("", name));
    wire::Contact { first_name: Some(first.to_owned()), last_name: Some(last.to_owned()), ..wire::Contact::default() }
}
