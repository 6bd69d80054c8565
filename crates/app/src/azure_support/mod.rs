//! Service requests as Azure Support shows them (Microsoft.Support 2024-04-01), for the scripts that partners have: what both ends of the
//! contract share, and its server's use cases. They are the desk's own use cases under other names: a script sees and does what its
//! token's person may. The mapping is in docs/azure-support.md.

mod catalogue;
mod change;
mod communication;
mod contact;
mod create;
mod file;
mod filter;
mod show;
pub mod wire;

use serde::Serialize;
use sha2::{Digest, Sha256};
use tierline_domain::{Action, CustomerId, ServiceRequest, SupportTicket};
use tierline_store::TenantRead;

pub use catalogue::{classification, classifications, service, services};
pub use change::change;
pub use communication::{CommunicationPage, communication, communications, say};
pub use contact::contact;
pub use create::{Filed, create};
pub use file::{announce, file, files, make_workspace, purge, upload, workspace};
pub use filter::{Filter, Said};
pub use show::{TicketPage, list, name_check, no_transcripts, show};

use crate::{
    app::App,
    ctx::Ctx,
    error::{Error, FieldError, Result},
    request,
};

/// The longest name, in characters.
const NAME: usize = 100;

/// Where a call stands: under a subscription, which names the customer, or above all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    subscription: Option<String>,
    customer: Option<CustomerId>,
}

impl Place {
    /// Where its things are.
    fn base(&self) -> String {
        match &self.subscription {
            Some(subscription) => format!("/subscriptions/{subscription}{}", wire::BASE),
            None => wire::BASE.to_owned(),
        }
    }

    /// Something of it by its address.
    fn resource<T>(&self, path: &str, name: &str, kind: &str, properties: T) -> wire::Resource<T> {
        wire::Resource {
            id: format!("{}/{path}", self.base()),
            name: name.to_owned(),
            kind: format!("Microsoft.Support/{kind}"),
            properties,
        }
    }
}

/// Finds out where a call stands. A subscription is one that a customer of the caller's organization has in the cloud that it works in.
///
/// # Errors
/// [`Error::NotFound`] where no customer has it, or the book says that two have; [`Error::Forbidden`].
pub async fn place(app: &App, ctx: &Ctx, subscription: Option<&str>) -> Result<Place> {
    app.require(ctx, Action::See).await?;
    let Some(subscription) = subscription else { return Ok(Place { subscription: None, customer: None }) };
    let named = uuid::Uuid::try_parse(subscription).map_or_else(|_| subscription.to_owned(), |id| id.to_string());
    let customer = holder(&mut app.store().read(ctx.reach()).await?, &named).await?;
    Ok(Place { subscription: Some(named), customer: Some(customer) })
}

/// Whose subscription it is.
async fn holder(read: &mut TenantRead<'_>, subscription: &str) -> Result<CustomerId> {
    match read.subscription_holders(subscription).await?.as_slice() {
        [customer] => Ok(*customer),
        _ => Err(Error::NotFound),
    }
}

/// The request of a name: one that was given, or the number by which the desk or the recipient knows it.
async fn named(
    read: &mut TenantRead<'_>,
    place: &Place,
    name: &str,
) -> Result<(ServiceRequest, Option<SupportTicket>)> {
    if let Some(ticket) = read.support_ticket_by_name(name).await? {
        let request = read.request_lookup(ticket.request).await?;
        let request = request.filter(|one| place.customer.is_none_or(|customer| customer == one.customer));
        return Ok((request.ok_or(Error::NotFound)?, Some(ticket)));
    }
    let request = request::named(read, place.customer, name).await?;
    let ticket = read.support_tickets_of(&[request.id]).await?.remove(&request.id);
    Ok((request, ticket))
}

/// The name of a request.
fn name_of(request: &ServiceRequest, ticket: Option<&SupportTicket>) -> String {
    ticket.map_or_else(|| request.number.clone(), |ticket| ticket.name.clone())
}

/// Refuses a name that could not be part of an address.
fn check_name(field: &str, name: &str) -> Result<()> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if name.is_empty() || name.len() > NAME || !name.chars().all(is_plain) || name.starts_with('.') {
        let message = format!("Write 1 to {NAME} letters, digits, - _ and dots, no dot at the beginning.");
        return Err(Error::field(field, "not_a_name", message));
    }
    Ok(())
}

/// What something was made from, in short.
fn digest(sent: &impl Serialize) -> Result<[u8; 32]> {
    Ok(Sha256::digest(serde_json::to_vec(sent).map_err(Error::internal)?).into())
}

/// The same call again is the same call, by what it makes.
fn once(ctx: &Ctx, what: &str) -> Ctx {
    let key = format!("azure-support/{what}");
    let body_hash = Sha256::digest(key.as_bytes()).into();
    Ctx { idempotency: Some(crate::Idempotency { key, body_hash }), ..ctx.clone() }
}

/// The same refusal, its fields named as the contract names them.
fn in_their_words(error: Error) -> Error {
    let Error::Invalid(errors) = error else { return error };
    let renamed = |error: FieldError| {
        let field = match error.field.as_str() {
            "subject" | "title" => "title",
            "description" | "business_impact" => "description",
            "service" => "serviceId",
            "support_topic" => "problemClassificationId",
            "started_at" => "problemStartTime",
            "contact.email" => "contactDetails.primaryEmailAddress",
            "contact.phone" => "contactDetails.phoneNumber",
            "contact.name" => "contactDetails.lastName",
            "contact.country" => "contactDetails.country",
            "contact.time_zone" => "contactDetails.preferredTimeZone",
            "contact.language" => "contactDetails.preferredSupportLanguage",
            "file" => "content",
            other => other,
        };
        FieldError { field: field.to_owned(), ..error }
    };
    Error::Invalid(errors.into_iter().map(renamed).collect())
}
