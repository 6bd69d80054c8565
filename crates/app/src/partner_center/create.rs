//! A service request is posted. It does not go around the ladder: it becomes a case that is handed up where nothing stands in the way,
//! and else waits there for who takes it further (docs/adr/0019).

use tierline_domain::{
    Action, Blocker, Contact, Language, Severity,
    catalogue::{self, SupportTopic},
};

use super::{customer::named_customer, in_their_words, show, wire};
use crate::{
    app::App,
    case::{
        Escalate,
        posted::{Handed, Posted},
    },
    ctx::Ctx,
    error::{Faults, Result},
};

/// What became of a service request that was posted.
#[derive(Debug, Clone, PartialEq)]
pub enum Filed {
    /// It was handed up.
    Done(Box<wire::ServiceRequest>),
    /// Something stands in the way. The report is kept as a case, on which that can be lifted.
    Blocked {
        /// The case's number.
        case: String,
        /// What stands in the way.
        blockers: Vec<Blocker>,
    },
}

/// Hands up a case: the one that the request names, or the customer's open case of the same title, or one that is opened for it.
///
/// # Errors
/// [`Error::Invalid`](crate::Error::Invalid) with all fields that are wrong, by their names in the contract;
/// [`Error::NotFound`](crate::Error::NotFound) where the customer or the case is none of the caller's;
/// [`Error::Forbidden`](crate::Error::Forbidden).
pub async fn create(app: &App, ctx: &Ctx, locale: &str, sent: &wire::ServiceRequest) -> Result<Filed> {
    app.require(ctx, Action::Escalate).await?;
    let posted = read(app, ctx, locale, sent).await?;
    let case = posted.case(app, ctx, sent.id.as_deref()).await.map_err(in_their_words)?;
    match posted.hand_up(app, ctx, case.id, None).await.map_err(in_their_words)? {
        Handed::Up(request) => {
            let shown = show::show(app, ctx, None, &request.number).await?;
            Ok(Filed::Done(Box::new(shown)))
        }
        Handed::Blocked(blockers) => Ok(Filed::Blocked { case: case.number, blockers }),
    }
}

async fn read(app: &App, ctx: &Ctx, locale: &str, sent: &wire::ServiceRequest) -> Result<Posted> {
    let mut faults = Faults::default();
    let title = faults.line("Title", sent.title.as_deref().unwrap_or_default());
    let description = faults.prose("Description", sent.description.as_deref().unwrap_or_default());
    let severity = sent.severity.and_then(|one| one.0.severity());
    if severity.is_none() {
        faults.add("Severity", "missing", "Say critical, moderate or minimal.");
    }
    let topic = topic(&mut faults, sent.support_topic_id.as_deref());
    let language = locale.split('-').next().and_then(Language::from_word);
    let named = sent.organization.as_ref().and_then(|party| party.id.as_deref()).unwrap_or_default();
    if named.trim().is_empty() {
        let message = "Name the customer by its tenant: a request of this desk is filed on a customer's behalf.";
        faults.add("Organization.Id", "missing", message);
    }
    faults.finish()?;
    let mut read = app.store().read(ctx.reach()).await?;
    let customer = named_customer(&mut read, "Organization.Id", named).await?;
    let severity = severity.unwrap_or(Severity::Moderate);
    let request = Escalate {
        title,
        description,
        severity: Some(severity),
        support_topic: topic.map(|topic| topic.id.to_owned()),
        contact: Some(contact(sent, language)),
        ..Escalate::default()
    };
    let named = sent.product_name.clone().filter(|name| !name.trim().is_empty());
    let service = topic.and_then(|topic| topic.service).map(str::to_owned).or(named);
    Ok(Posted { customer, severity, service, started_at: None, request })
}

fn topic(faults: &mut Faults, named: Option<&str>) -> Option<&'static SupportTopic> {
    let named = named.unwrap_or_default().trim();
    let found = catalogue::topic_named(named);
    if found.is_none() {
        let code = if named.is_empty() { "missing" } else { "unknown" };
        faults.add("SupportTopicId", code, "Take an identifier from servicerequests/supporttopics.");
    }
    found
}

/// Whom the provider asks: who is named, or else the caller. The locale says in which language.
fn contact(sent: &wire::ServiceRequest, language: Option<Language>) -> Contact {
    let given = sent.primary_contact.clone().unwrap_or_default();
    let parts = [given.first_name, given.last_name];
    let name = parts.into_iter().flatten().filter(|part| !part.trim().is_empty()).collect::<Vec<_>>().join(" ");
    Contact {
        name,
        email: given.email.unwrap_or_default(),
        phone: given.phone_number,
        country: sent.country_code.clone(),
        time_zone: None,
        language: language.map(|language| language.word().to_owned()),
    }
}
