//! A report becomes a case.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tierline_domain::{
    Action, Actor, Case, CaseId, CaseStatus, CaseSummary, Channel, CheckCause, Contact, CustomerId, Event, HealthCheck,
    Ladder, NextAction, RequestId, RungKey, Severity, Visibility, health,
};
use tierline_store::{NumberKind, TenantTx};

use super::work::{CaseFile, CaseWork, Intent};
use crate::{
    app::{App, Call},
    audit,
    ctx::{Ctx, Entrance},
    error::{Error, Faults, Result},
    health::{LookUp, known_issue_messages},
    validate,
};

/// What is reported.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenCase {
    /// Whose problem.
    pub customer: CustomerId,
    /// One line.
    pub subject: String,
    /// In the customer's words.
    pub description: String,
    /// Name or alias of the service, where known.
    pub service: Option<String>,
    /// Region, where known.
    pub region: Option<String>,
    /// Declared impact; moderate where nothing is said.
    pub severity: Option<Severity>,
    /// Since when.
    pub started_at: Option<DateTime<Utc>>,
    /// How many people are hit.
    pub affected_users: Option<i64>,
    /// The error as it reads.
    pub error_text: Option<String>,
    /// Identifiers of failing calls.
    pub correlation_ids: Vec<String>,
    /// The customer's contact.
    pub contact: Option<Contact>,
    /// How it was reported, where the entrance does not say it.
    pub channel: Option<Channel>,
    /// The closed case this one continues.
    pub continues: Option<CaseId>,
}

impl OpenCase {
    /// A report of which nothing is known but whose problem it is and what it reads.
    #[must_use]
    pub fn new(customer: CustomerId, subject: impl Into<String>, description: impl Into<String>) -> Self {
        Self {
            customer,
            subject: subject.into(),
            description: description.into(),
            service: None,
            region: None,
            severity: None,
            started_at: None,
            affected_users: None,
            error_text: None,
            correlation_ids: Vec::new(),
            contact: None,
            channel: None,
            continues: None,
        }
    }
}

/// A case that was opened, with what is asked of it first: nobody has to read it again to show it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Opened {
    /// The case.
    pub case: Case,
    /// Its customer's name.
    pub customer_name: String,
    /// The ladder as it stands.
    pub ladder: Ladder,
}

/// Opens a case: validates, looks up service health, and writes it with its timeline, audit and outbox.
///
/// # Errors
/// [`Error::Invalid`] naming the fields, [`Error::NotFound`] for a customer that is not the actor's,
/// [`Error::Forbidden`] for roles that do not work on cases.
pub async fn open(app: &App, ctx: &Ctx, command: OpenCase) -> Result<Case> {
    Ok(open_shown(app, ctx, command).await?.case)
}

/// Opens a case, and gives it with its ladder.
///
/// # Errors
/// As [`open`].
pub async fn open_shown(app: &App, ctx: &Ctx, command: OpenCase) -> Result<Opened> {
    open_for(app, ctx, command, None).await
}

/// The same for a request that was received: request and case are tied together.
pub(crate) async fn open_for(app: &App, ctx: &Ctx, command: OpenCase, received: Option<RequestId>) -> Result<Opened> {
    if ctx.is_customer() {
        app.require(ctx, Action::ReportOwn).await?;
    } else {
        app.require(ctx, Action::WorkCases).await?;
    }
    let now = app.now();
    let report = prepare(app, ctx, command, now).await?;
    ctx.in_earnest()?;
    // The look-up runs before the transaction, on an index that does not change; inside, its revision is compared.
    let look_up = LookUp::run(app, ctx.owner, &report.file.case, &report.file.subscriptions, now).await?;
    let number = app.store().number(ctx.owner, NumberKind::Case).await?;
    let input = Opening { report, look_up, number: format!("T-{number}"), received };
    app.change(ctx, "case.open", input, |tx, call| Box::pin(write(tx, call))).await
}

/// A report that was checked, as the case it will be.
struct Report {
    file: CaseFile,
    tokens: Vec<String>,
}

struct Opening {
    report: Report,
    look_up: LookUp,
    number: String,
    received: Option<RequestId>,
}

async fn prepare(app: &App, ctx: &Ctx, command: OpenCase, now: DateTime<Utc>) -> Result<Report> {
    let mut read = app.store().read(ctx.reach()).await?;
    let customer = read.customer_lookup(command.customer).await?.ok_or(Error::NotFound)?;
    ctx.see_customer(&customer)?;
    let delegated = read.delegated_admin_list(customer.id).await?;
    let subscriptions = read.subscription_list(customer.id).await?;
    drop(read);
    let names: Vec<String> = subscriptions.iter().map(|s| s.service.clone()).collect();
    let mut faults = Faults::default();
    let subject = faults.line("subject", &command.subject);
    let description = faults.prose("description", &command.description);
    let service = validate::service(&mut faults, command.service.as_deref(), &names);
    let region = validate::region(&mut faults, command.region.as_deref(), None);
    // Where the customer has the service in one region only, that is the region.
    let region = region.or_else(|| {
        let mut regions =
            subscriptions.iter().filter(|s| Some(&s.service) == service.as_ref()).map(|s| s.region.clone());
        regions.next().filter(|_| regions.next().is_none()).flatten()
    });
    let case = Case {
        owner: ctx.owner,
        id: app.id(),
        number: String::new(),
        customer: customer.id,
        subject,
        description,
        service,
        region,
        severity: command.severity.unwrap_or(Severity::Moderate),
        status: CaseStatus::Open,
        started_at: validate::past(&mut faults, "started_at", command.started_at, now),
        affected_users: validate::affected_users(&mut faults, command.affected_users),
        error_text: faults.optional_prose("error_text", command.error_text.as_deref()),
        correlation_ids: validate::correlation_ids(&mut faults, command.correlation_ids),
        contact: command.contact.map(|contact| validate::contact(&mut faults, "contact", contact)),
        channel: command.channel.unwrap_or_else(|| channel(ctx)),
        reporter: ctx.is_customer().then_some(ctx.user.id),
        assignee: (!ctx.is_customer() && ctx.entrance == Entrance::Page).then_some(ctx.user.id),
        continues: command.continues,
        version: 1,
        created_at: now,
        updated_at: now,
        resolved_at: None,
        closed_at: None,
        summary: CaseSummary {
            rung: RungKey::Reported,
            next_action: NextAction::CheckHealth,
            next_clock: None,
            next_due_at: None,
            post_outage: None,
        },
    };
    faults.finish()?;
    let contact = case.assignee.map(|_| super::work::contact_of(&ctx.user, &ctx.organization)).unwrap_or_default();
    let tokens = search_tokens(&case, &customer.name);
    let file = CaseFile {
        case,
        customer,
        entries: Vec::new(),
        delegated,
        subscriptions,
        issues: Vec::new(),
        duplicate: None,
        contact,
    };
    Ok(Report { file, tokens })
}

/// The words a case is found by.
pub(crate) fn search_tokens(case: &Case, customer: &str) -> Vec<String> {
    let text = [
        Some(case.subject.as_str()),
        Some(&case.description),
        case.error_text.as_deref(),
        case.service.as_deref(),
        Some(customer),
    ]
    .into_iter()
    .flatten()
    .chain(case.correlation_ids.iter().map(String::as_str))
    .collect::<Vec<_>>()
    .join("\n");
    health::terms(&text).iter().map(ToString::to_string).collect()
}

fn channel(ctx: &Ctx) -> Channel {
    match ctx.entrance {
        _ if ctx.is_customer() => Channel::Portal,
        Entrance::Page => Channel::Agent,
        Entrance::Api | Entrance::Job => Channel::Api,
        Entrance::CommandLine => Channel::CommandLine,
    }
}

async fn write(tx: &mut TenantTx<'_>, call: &Call<Opening>) -> Result<Opened> {
    let (app, now) = (&call.app, call.now);
    let mut file = call.input.report.file.clone();
    file.case.number.clone_from(&call.input.number);
    let tokens = &call.input.report.tokens;
    let check: HealthCheck = call.input.look_up.finish(app, tx, &mut file, CheckCause::Intake, now).await?;
    let opened = Event::CaseOpened { channel: file.case.channel };
    let mut work = CaseWork::new(app, Arc::clone(&call.ctx.organization), call.ctx.actor(), file, now).fresh();
    let text = work.file.case.description.clone();
    work.push(opened, Visibility::Customer, Some(text));
    if let Some(continues) = work.file.case.continues {
        let earlier = tx
            .case_lookup(continues)
            .await?
            .filter(|c| c.customer == work.file.case.customer)
            .ok_or(Error::NotFound)?;
        work.push(Event::CaseLinked { other: earlier.id, number: earlier.number }, Visibility::Internal, None);
    }
    work.push_as(Actor::desk(), Event::HealthChecked(check.clone()), Visibility::Internal, None);
    known_issue_messages(tx, &mut work, &check).await?;
    let subject = work.file.case.id.to_string();
    audit::append(tx, call, "case.open", &subject, &super::work::audit_detail(&work)).await?;
    let (customer_name, ladder) = (work.file.customer.name.clone(), work.ladder(&Intent::default()));
    let case = work.insert(tx, tokens).await?;
    if let Some(received) = call.input.received {
        crate::received::tie(tx, call, received, case.id).await?;
    }
    crate::health::link_matches(tx, case.id, &check, call.now).await?;
    Ok(Opened { case, customer_name, ladder })
}
