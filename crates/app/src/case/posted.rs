//! A report that a program posts as a service request. It does not go around the ladder: it becomes a case that is handed up where
//! nothing stands in the way, and else waits there for who takes it further (docs/adr/0019). The contracts that desks speak differ in
//! their words for it.

use chrono::{DateTime, Utc};
use tierline_domain::{Blocker, CaseId, CaseStatus, Customer, ServiceRequest, Severity, text::normalized};

use super::{
    CaseQuery, OpenCase,
    escalate::{Escalate, Naming, compose, escalate_named},
    list, open,
};
use crate::{
    app::App,
    ctx::Ctx,
    error::{Error, Result},
};

/// The most cases of a customer that are looked through for the one that a request goes on with.
const CASES: u32 = 200;

/// What is posted.
pub(crate) struct Posted {
    /// Whose problem.
    pub(crate) customer: Customer,
    /// Its service, by any name that the desk knows.
    pub(crate) service: Option<String>,
    /// The declared severity.
    pub(crate) severity: Severity,
    /// Since when.
    pub(crate) started_at: Option<DateTime<Utc>>,
    /// The request that it is to become. What it does to the customer's business is found out.
    pub(crate) request: Escalate,
}

/// The case that a report is kept as.
#[derive(Debug, Clone)]
pub(crate) struct KeptAs {
    /// Identifier.
    pub(crate) id: CaseId,
    /// Its number.
    pub(crate) number: String,
}

/// What became of a request that was posted.
pub(crate) enum Handed {
    /// It was handed up.
    Up(Box<ServiceRequest>),
    /// Something stands in the way. The report is kept as a case, on which that can be lifted.
    Blocked(Vec<Blocker>),
}

impl Posted {
    /// The case that it goes on with: the one of this number, or the customer's open case of the same title, or one that is opened.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `case` where the customer has no open case of this number, else what [`open`] says.
    pub(crate) async fn case(&self, app: &App, ctx: &Ctx, number: Option<&str>) -> Result<KeptAs> {
        let number = number.map(str::trim).filter(|number| !number.is_empty());
        let query = CaseQuery {
            query: Some(number.unwrap_or(&self.request.title).to_owned()),
            status: CaseStatus::ALL.iter().copied().filter(|status| status.is_active()).collect(),
            customer: Some(self.customer.id),
            limit: CASES,
            ..CaseQuery::default()
        };
        let lines = list(app, ctx, query).await?;
        let found = match number {
            Some(number) => lines.into_iter().find(|line| line.number.eq_ignore_ascii_case(number)),
            None => lines.into_iter().find(|line| normalized(&line.subject) == normalized(&self.request.title)),
        };
        match (found, number) {
            (Some(line), _) => Ok(KeptAs { id: line.id, number: line.number }),
            (None, Some(_)) => {
                let message =
                    "This customer has no open case of this number. Leave it away, and the report becomes one.";
                Err(Error::field("case", "unknown", message))
            }
            (None, None) => {
                let opened = open(app, ctx, self.report()).await?;
                Ok(KeptAs { id: opened.id, number: opened.number })
            }
        }
    }

    /// Hands its case up, under a name where it has one.
    ///
    /// # Errors
    /// As [`escalate`](super::escalate()), but for what stands in the way.
    pub(crate) async fn hand_up(self, app: &App, ctx: &Ctx, case: CaseId, naming: Option<Naming>) -> Result<Handed> {
        let impact = business_impact(app, ctx, case, self.severity).await?;
        let command = Escalate { business_impact: impact, ..self.request };
        match escalate_named(app, ctx, case, command, naming).await {
            Ok(request) => Ok(Handed::Up(Box::new(request))),
            Err(Error::Blocked(blockers)) => Ok(Handed::Blocked(blockers)),
            Err(error) => Err(error),
        }
    }

    fn report(&self) -> OpenCase {
        OpenCase {
            service: self.service.clone(),
            severity: Some(self.severity),
            started_at: self.started_at,
            ..OpenCase::new(self.customer.id, &self.request.title, &self.request.description)
        }
    }
}

/// What it does to the customer's business: as somebody wrote it for this case, as the case's evidence has it, or what the declared
/// severity means. The contracts have no field for it: there, the severity is the declaration.
async fn business_impact(app: &App, ctx: &Ctx, case: CaseId, severity: Severity) -> Result<String> {
    let compose = compose(app, ctx, case).await?;
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
