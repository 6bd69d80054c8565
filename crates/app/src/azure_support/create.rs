//! A ticket is put. It does not go around the ladder: it becomes a case that is handed up where nothing stands in the way, and else waits
//! there for who takes it further (docs/adr/0019). Its name makes it the same ticket each time.

use serde::Serialize;
use tierline_domain::{
    Action, Attachment, Blocker, Severity, SupportSeverity, SupportWorkspace, Visibility,
    catalogue::{Service, SupportTopic},
};

use super::{
    Place,
    catalogue::{belongs, service_named, topic_named},
    check_name,
    contact::read as read_contact,
    digest, file, holder, in_their_words, named, once, show,
    wire::{self, Resource},
};
use crate::{
    app::App,
    case::{
        self, Attach, Escalate,
        escalate::Naming,
        posted::{Handed, KeptAs, Posted},
    },
    ctx::Ctx,
    error::{Error, Faults, FieldError, Result},
};

/// What became of a ticket that was put.
#[derive(Debug, Clone, PartialEq)]
pub enum Filed {
    /// It was handed up now.
    Made(Box<Resource<wire::Ticket>>),
    /// It was there already, and says the same.
    There(Box<Resource<wire::Ticket>>),
    /// Something stands in the way. The report is kept as a case, on which that can be lifted.
    Blocked {
        /// The case's number.
        case: String,
        /// What stands in the way.
        blockers: Vec<Blocker>,
    },
}

/// Hands up a case under a name: the customer's open case of the same title, or one that is opened for it. What is there under this
/// name already stays as it is.
///
/// # Errors
/// [`Error::Invalid`] with all fields that are wrong, by their names in the contract; [`Error::Conflict`] `name_taken` where another
/// ticket has this name; [`Error::NotFound`], [`Error::Forbidden`].
pub async fn create(app: &App, ctx: &Ctx, place: &Place, name: &str, sent: &wire::Ticket) -> Result<Filed> {
    app.require(ctx, Action::Escalate).await?;
    check_name("supportTicketName", name)?;
    let digest = digest(sent)?;
    if let Some(there) = there(app, ctx, place, name, digest).await? {
        return Ok(there);
    }
    let New { posted, workspace, consents } = New::read(app, ctx, place, (name, sent)).await?;
    let ctx = &once(ctx, name);
    let kept = posted.case(app, ctx, None).await.map_err(in_their_words)?;
    if let Some(workspace) = &workspace {
        take_along(app, ctx, &kept, workspace).await?;
    }
    let workspace = workspace.map(|workspace| workspace.name);
    let naming = Naming { name: name.to_owned(), digest, advanced_diagnostic_consent: consents, workspace };
    match posted.hand_up(app, ctx, kept.id, Some(naming)).await {
        Ok(Handed::Up(_)) => Ok(Filed::Made(Box::new(show::show(app, ctx, place, name).await?))),
        Ok(Handed::Blocked(blockers)) => {
            // Its twin may have been faster: what stands in the way is then the ticket itself.
            let twin = there(app, ctx, place, name, digest).await?;
            Ok(twin.unwrap_or(Filed::Blocked { case: kept.number, blockers }))
        }
        Err(error) if error.violates("support_ticket_pkey") => there(app, ctx, place, name, digest).await?.ok_or(error),
        Err(error) => Err(in_their_words(error)),
    }
}

/// The ticket of this name, where it is there.
async fn there(app: &App, ctx: &Ctx, place: &Place, name: &str, digest: [u8; 32]) -> Result<Option<Filed>> {
    let anywhere = Place { subscription: None, customer: None };
    let (request, ticket) = match named(&mut app.store().read(ctx.reach()).await?, &anywhere, name).await {
        Err(Error::NotFound) => return Ok(None),
        other => other?,
    };
    let is_here = place.customer.is_none_or(|customer| customer == request.customer);
    if !is_here || ticket.and_then(|ticket| ticket.digest) != Some(digest) {
        let message = "Another ticket has this name: take a new name, or change that one by PATCH.";
        return Err(Error::conflict("name_taken", message));
    }
    Ok(Some(Filed::There(Box::new(show::show(app, ctx, place, name).await?))))
}

/// A ticket that was read.
struct New {
    posted: Posted,
    workspace: Option<SupportWorkspace>,
    consents: bool,
}

impl New {
    async fn read(app: &App, ctx: &Ctx, place: &Place, (name, sent): (&str, &wire::Ticket)) -> Result<Self> {
        let mut faults = Faults::default();
        let title = faults.line("title", sent.title.as_deref().unwrap_or_default());
        let description = faults.prose("description", sent.description.as_deref().unwrap_or_default());
        let severity = severity(&mut faults, sent.severity.as_deref());
        let (service, topic) = subject(&mut faults, sent);
        let consents = consent(&mut faults, sent.advanced_diagnostic_consent.as_deref(), true).unwrap_or_default();
        no_others(&mut faults, sent.secondary_consent.as_deref());
        let contact = read_contact(&mut faults, &sent.contact_details.clone().unwrap_or_default());
        if contact.email.is_empty() {
            let message = "Name one of your own people, whom the provider can ask.";
            faults.add("contactDetails.primaryEmailAddress", "missing", message);
        }
        let subscription = place.subscription.clone().or_else(|| subscription_of(sent));
        if subscription.is_none() {
            let message = "Name the customer: put the ticket under one of its subscriptions, or say its resource.";
            faults.add("technicalTicketDetails.resourceId", "missing", message);
        }
        faults.finish()?;
        let mut read = app.store().read(ctx.reach()).await?;
        let customer = match (place.customer, &subscription) {
            (Some(customer), _) => customer,
            (None, Some(subscription)) => holder(&mut read, subscription).await.map_err(|_| {
                let message = "No customer of yours has this subscription.";
                Error::field("technicalTicketDetails.resourceId", "unknown", message)
            })?,
            (None, None) => return Err(Error::NotFound),
        };
        let customer = read.customer_lookup(customer).await?.ok_or(Error::NotFound)?;
        let workspace = match sent.file_workspace_name.as_deref().map(str::trim).filter(|name| !name.is_empty()) {
            Some(given) => Some(file::free(&mut read, place, given, &customer).await?),
            // One of the ticket's own name is its, too.
            None => file::free(&mut read, place, name, &customer).await.ok(),
        };
        let request = Escalate {
            title,
            description: whole(&description, sent, subscription.as_deref()),
            severity: Some(severity),
            support_topic: topic.map(|topic| topic.id.to_owned()),
            contact: Some(contact),
            ..Escalate::default()
        };
        let service = service.map(|service| service.name.to_owned());
        let posted = Posted { customer, service, severity, started_at: sent.problem_start_time, request };
        Ok(Self { posted, workspace, consents })
    }
}

fn severity(faults: &mut Faults, said: Option<&str>) -> Severity {
    let read = said.and_then(SupportSeverity::read).map(SupportSeverity::severity);
    if read.is_none() {
        let words: Vec<&str> = SupportSeverity::ALL.iter().map(|one| one.word()).collect();
        let code = if said.is_some() { "unknown_value" } else { "missing" };
        faults.add("severity", code, format!("Take one of: {}.", words.join(", ")));
    }
    read.unwrap_or(Severity::Moderate)
}

/// What it is about.
fn subject(faults: &mut Faults, sent: &wire::Ticket) -> (Option<&'static Service>, Option<&'static SupportTopic>) {
    let code = |text: &Option<String>| if text.is_some() { "unknown" } else { "missing" };
    let service = sent.service_id.as_deref().and_then(service_named);
    if service.is_none() {
        faults.add("serviceId", code(&sent.service_id), "Take an id from the list of services.");
    }
    let topic = sent.problem_classification_id.as_deref().and_then(topic_named);
    let topic = topic.filter(|topic| service.is_none_or(|service| belongs(topic, service)));
    if topic.is_none() {
        let message = "Take an id from the service's list of problemClassifications.";
        faults.add("problemClassificationId", code(&sent.problem_classification_id), message);
    }
    (service, topic)
}

/// Whether diagnostics may be gathered; none where nothing is said.
pub(super) fn consent(faults: &mut Faults, said: Option<&str>, needed: bool) -> Option<bool> {
    match said.map(|text| text.trim().to_ascii_lowercase()).as_deref() {
        Some("yes") => Some(true),
        Some("no") => Some(false),
        None if !needed => None,
        other => {
            let code = if other.is_some() { "unknown_value" } else { "missing" };
            faults.add("advancedDiagnosticConsent", code, "Say Yes or No.");
            None
        }
    }
}

/// Other consents: none of our kinds of problems asks for one.
pub(super) fn no_others(faults: &mut Faults, said: Option<&[serde_json::Value]>) {
    if said.is_some_and(|all| !all.is_empty()) {
        let message = "No kind of problem here asks for another consent: leave it away.";
        faults.add("secondaryConsent", "not_supported", message);
    }
}

/// The subscription that a resource's address names.
fn subscription_of(sent: &wire::Ticket) -> Option<String> {
    let address = sent.technical_ticket_details.as_ref()?.resource_id.as_deref()?;
    let mut parts = address.split('/').filter(|part| !part.is_empty());
    parts.next().filter(|part| part.eq_ignore_ascii_case("subscriptions"))?;
    parts.next().map(str::to_ascii_lowercase)
}

/// The description with what a request has no field for: the provider reads it there.
fn whole(description: &str, sent: &wire::Ticket, subscription: Option<&str>) -> String {
    let mut lines = Vec::new();
    match sent.technical_ticket_details.as_ref().and_then(|about| about.resource_id.as_deref()) {
        Some(resource) => lines.push(format!("Resource: {resource}")),
        None => lines.extend(subscription.map(|subscription| format!("Subscription: {subscription}"))),
    }
    if let Some(quota) = &sent.quota_ticket_details {
        lines.extend(quota.quota_change_request_sub_type.iter().map(|kind| format!("Quota: {kind}")));
        for one in quota.quota_change_requests.iter().flatten() {
            let (region, payload) = (one.region.as_deref().unwrap_or("-"), one.payload.as_deref().unwrap_or("-"));
            lines.push(format!("Quota in {region}: {payload}"));
        }
    }
    lines.extend(sent.problem_scoping_questions.iter().map(|text| format!("Scoping: {text}")));
    if lines.is_empty() { description.to_owned() } else { format!("{description}\n\n{}", lines.join("\n")) }
}

/// What the files of a workspace are called under which they become files of the case.
#[derive(Serialize)]
struct Taken<'a> {
    workspace: &'a str,
    file: &'a str,
}

/// The files of a workspace that are whole become files of the case, and go along with the request.
async fn take_along(app: &App, ctx: &Ctx, kept: &KeptAs, workspace: &SupportWorkspace) -> Result<()> {
    for one in workspace.files.iter().filter(|file| file.attachment.is_none()) {
        let Some(bytes) = file::content(app, one).await? else { continue };
        let key = digest(&Taken { workspace: &workspace.name, file: &one.name })?;
        let ctx = once(ctx, &format!("file/{}", case::attach::hex(&key)));
        let attach = Attach { name: one.name.clone(), bytes, visibility: Visibility::Provider };
        let Attachment { id, .. } = case::attach(app, &ctx, kept.id, attach).await.map_err(of_workspace)?;
        file::became(app, &ctx, &workspace.name, &one.name, id).await?;
    }
    Ok(())
}

/// What is wrong with a file is said of the workspace that the ticket names.
fn of_workspace(error: Error) -> Error {
    let Error::Invalid(errors) = error else { return error };
    let renamed = errors.into_iter().map(|error| FieldError { field: "fileWorkspaceName".to_owned(), ..error });
    Error::Invalid(renamed.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticket() -> wire::Ticket {
        let resource = "/subscriptions/132D901F-189d-4381-9214-fe68e27e05a1/resourceGroups/a/providers/b/c/d";
        wire::Ticket {
            technical_ticket_details: Some(wire::Technical { resource_id: Some(resource.to_owned()) }),
            quota_ticket_details: Some(wire::Quota {
                quota_change_requests: Some(vec![wire::QuotaChange {
                    region: Some("Sweden Central".to_owned()),
                    payload: Some("{\"NewLimit\":40}".to_owned()),
                }]),
                ..wire::Quota::default()
            }),
            ..wire::Ticket::default()
        }
    }

    #[test]
    fn a_resource_names_its_subscription() {
        assert_eq!(subscription_of(&ticket()).as_deref(), Some("132d901f-189d-4381-9214-fe68e27e05a1"));
        let other = |id: &str| {
            let about = wire::Technical { resource_id: Some(id.to_owned()) };
            subscription_of(&wire::Ticket { technical_ticket_details: Some(about), ..wire::Ticket::default() })
        };
        assert_eq!((other("/providers/x"), other("")), (None, None));
    }

    #[test]
    fn what_a_request_has_no_field_for_is_read_in_its_description() {
        let text = whole("It stops.", &ticket(), Some("s"));
        assert!(text.starts_with("It stops.\n\nResource: /subscriptions/"), "{text}");
        assert!(text.ends_with("Quota in Sweden Central: {\"NewLimit\":40}"), "{text}");
        assert_eq!(whole("It stops.", &wire::Ticket::default(), Some("s-1")), "It stops.\n\nSubscription: s-1");
    }
}
