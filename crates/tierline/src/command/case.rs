//! `tierline case`: open a case and read it, for scripts and for an engineer at the machine.

use std::process::ExitCode;

use anyhow::Result;
use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use tierline_app::{
    App, Ctx, Error,
    case::{self, OpenCase},
    customer::{self, CustomerQuery},
};
use tierline_domain::{CaseId, CustomerId, Severity};

use super::operator::Operator;
use crate::{
    config::Target,
    desk::{self, Schema},
};

/// What is done with cases.
#[derive(Debug, Subcommand)]
pub(crate) enum Case {
    /// Open a case; prints its number and what service health says.
    Open(Box<Open>),
    /// Print a case with its ladder and all that stands in the way.
    Show {
        /// Number (T-20418) or identifier.
        case: String,
        #[command(flatten)]
        operator: Operator,
    },
}

/// A report.
#[derive(Debug, Args)]
pub(crate) struct Open {
    /// The customer: identifier, domain, tenant or exact name.
    #[arg(long)]
    customer: String,
    /// One line.
    #[arg(long)]
    subject: String,
    /// What the customer says.
    #[arg(long)]
    description: String,
    /// The service, by any of its names.
    #[arg(long)]
    service: Option<String>,
    /// The region.
    #[arg(long)]
    region: Option<String>,
    /// critical, moderate, minimal or none.
    #[arg(long, value_parser = severity)]
    severity: Option<Severity>,
    /// Since when, as 2026-09-14T05:30:00Z.
    #[arg(long, value_name = "TIME")]
    started_at: Option<DateTime<Utc>>,
    /// How many people are hit.
    #[arg(long)]
    affected_users: Option<i64>,
    /// The error as it reads on the screen.
    #[arg(long)]
    error_text: Option<String>,
    #[command(flatten)]
    operator: Operator,
}

fn severity(text: &str) -> Result<Severity, String> {
    Severity::from_word(text).ok_or_else(|| "critical, moderate, minimal or none".to_owned())
}

impl Case {
    pub(crate) async fn run(self, target: &Target) -> Result<ExitCode> {
        let desk = desk::open(target, Schema::Require).await?;
        match self {
            Self::Open(open) => open.run(&desk.app).await?,
            Self::Show { case, operator } => {
                let ctx = operator.ctx(&desk.app).await?;
                let id = match case.parse::<CaseId>() {
                    Ok(id) => id,
                    Err(_) => case::read::by_number(&desk.app, &ctx, &case).await?,
                };
                show(&desk.app, &ctx, id).await?;
            }
        }
        desk.app.store().close().await;
        Ok(ExitCode::SUCCESS)
    }
}

impl Open {
    async fn run(self, app: &App) -> Result<()> {
        let ctx = self.operator.ctx(app).await?;
        let customer = find_customer(app, &ctx, &self.customer).await?;
        let command = OpenCase {
            service: self.service,
            region: self.region,
            severity: self.severity,
            started_at: self.started_at,
            affected_users: self.affected_users,
            error_text: self.error_text,
            ..OpenCase::new(customer, self.subject, self.description)
        };
        let case = case::open(app, &ctx, command).await?;
        show(app, &ctx, case.id).await
    }
}

async fn find_customer(app: &App, ctx: &Ctx, wanted: &str) -> Result<CustomerId> {
    if let Ok(id) = wanted.parse() {
        return Ok(id);
    }
    let query = CustomerQuery { query: Some(wanted.to_owned()), limit: 10, ..CustomerQuery::default() };
    let found: Vec<_> = customer::list(app, ctx, query).await?.into_iter().map(|line| line.customer).collect();
    let exact = found
        .iter()
        .find(|c| [&c.name, &c.domain, &c.tenant_id].into_iter().any(|text| text.eq_ignore_ascii_case(wanted)));
    exact.map(|c| c.id).ok_or_else(|| {
        let message = format!("no customer is called {wanted}: write its identifier, domain, tenant or exact name");
        Error::field("customer", "unknown", message).into()
    })
}

async fn show(app: &App, ctx: &Ctx, id: CaseId) -> Result<()> {
    let view = case::view(app, ctx, id).await?;
    let (case, ladder) = (&view.case, &view.ladder);
    println!("{} {} ({})", case.number, case.subject, case.id);
    println!("{}, {}, {}", view.customer.name, case.service.as_deref().unwrap_or("service unknown"), case.status);
    for rung in &ladder.rungs {
        println!("  {:<15} {}", rung.key.word(), rung.state);
    }
    println!("next: {} ({})", ladder.next.label(), ladder.next);
    for blocker in &ladder.blockers {
        println!("  {}: {}", blocker.code, blocker.message());
    }
    let check = view.entries.iter().rev().find_map(|entry| match &entry.event {
        tierline_domain::Event::HealthChecked(check) => Some(check),
        _ => None,
    });
    if let Some(check) = check {
        match check.gap {
            Some(gap) => println!("service health: {} ({gap}: {})", check.result, gap.message()),
            None => println!("service health: {}", check.result),
        }
        for found in &check.matches {
            let reasons: Vec<String> = found.reasons.iter().map(tierline_domain::health::MatchReason::text).collect();
            println!("  {} {} ({} %): {}", found.source_id, found.title, found.certainty, reasons.join("; "));
        }
    }
    Ok(())
}
