//! A service request is posted. It does not go around the ladder: it becomes a case that is handed up where nothing stands in the way,
//! and else waits there for who takes it further (docs/adr/0019).

use tierline_domain::{
    Action, Blocker, CaseId, CaseStatus, Contact, Customer, Language, Severity,
    catalogue::{self, SupportTopic},
    text::normalized,
};

use super::{customer::named_customer, in_their_words, show, wire};
use crate::{
    app::App,
    case::{self, CaseQuery, Escalate, OpenCase},
    ctx::Ctx,
    error::{Error, Faults, Result},
};

/// The most cases of a customer that are looked through for the one that a request goes on with.
const CASES: u32 = 200;

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
/// [`Error::Invalid`] with all fields that are wrong, by their names in the contract; [`Error::NotFound`] where the customer or the case
/// is none of the caller's; [`Error::Forbidden`].
pub async fn create(app: &App, ctx: &Ctx, locale: &str, sent: &wire::ServiceRequest) -> Result<Filed> {
    app.require(ctx, Action::Escalate).await?;
    let new = New::read(app, ctx, locale, sent).await?;
    let (id, number) = match new.case(app, ctx, sent.id.as_deref()).await? {
        Some(found) => found,
        None => {
            let opened = case::open(app, ctx, new.report()).await.map_err(in_their_words)?;
            (opened.id, opened.number)
        }
    };
    let impact = business_impact(app, ctx, id, new.severity).await?;
    match case::escalate(app, ctx, id, Escalate { business_impact: impact, ..new.request }).await {
        Ok(request) => {
            let shown = show::show(app, ctx, None, &request.number).await?;
            Ok(Filed::Done(Box::new(shown)))
        }
        Err(Error::Blocked(blockers)) => Ok(Filed::Blocked { case: number, blockers }),
        Err(error) => Err(in_their_words(error)),
    }
}

/// A request that was read.
struct New {
    customer: Customer,
    severity: Severity,
    service: Option<String>,
    request: Escalate,
}

impl New {
    async fn read(app: &App, ctx: &Ctx, locale: &str, sent: &wire::ServiceRequest) -> Result<Self> {
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
        let mut read = app.store().read(ctx.owner).await?;
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
        Ok(Self { customer, severity, service, request })
    }

    /// The case that it goes on with.
    async fn case(&self, app: &App, ctx: &Ctx, number: Option<&str>) -> Result<Option<(CaseId, String)>> {
        let number = number.map(str::trim).filter(|number| !number.is_empty());
        let query = CaseQuery {
            query: Some(number.unwrap_or(&self.request.title).to_owned()),
            status: CaseStatus::ALL.iter().copied().filter(|status| status.is_active()).collect(),
            customer: Some(self.customer.id),
            limit: CASES,
            ..CaseQuery::default()
        };
        let lines = case::list(app, ctx, query).await?;
        let found = match number {
            Some(number) => lines.into_iter().find(|line| line.number.eq_ignore_ascii_case(number)),
            None => lines.into_iter().find(|line| normalized(&line.subject) == normalized(&self.request.title)),
        };
        match (found, number) {
            (None, Some(_)) => {
                let message =
                    "This customer has no open case of this number. Leave it away, and the report becomes one.";
                Err(Error::field("Id", "unknown", message))
            }
            (found, _) => Ok(found.map(|line| (line.id, line.number))),
        }
    }

    fn report(&self) -> OpenCase {
        OpenCase {
            service: self.service.clone(),
            severity: Some(self.severity),
            ..OpenCase::new(self.customer.id, &self.request.title, &self.request.description)
        }
    }
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

/// What it does to the customer's business: as somebody wrote it for this case, as the case's evidence has it, or what the declared
/// severity means. The contract has no field for it: there, the severity is the declaration.
async fn business_impact(app: &App, ctx: &Ctx, case: CaseId, severity: Severity) -> Result<String> {
    let compose = case::compose(app, ctx, case).await?;
    let kept = compose.kept.map(|kept| kept.content.business_impact);
    let said = kept.into_iter().chain([compose.draft.business_impact]).find(|text| !text.trim().is_empty());
    Ok(said.unwrap_or_else(|| {
        match severity {
            Severity::Critical => "Declared critical: production services are down, or significantly degraded.",
            Severity::Moderate => "Declared moderate: production is partially affected.",
            Severity::Minimal => "Declared minimal: services are still available, or non-production is affected.",
            Severity::None => "Not break-fix: a question or an account request.",
        }
        .to_owned()
    }))
}
