//! `tierline import`: customers from CSV, documented issues from recorded feeds.

use std::{
    fs,
    io::{self, Read},
    path::PathBuf,
    process::ExitCode,
};

use anyhow::{Context, Result};
use clap::Subcommand;
use tierline_app::{
    customer::{self, Import as ImportCustomers, ImportResult},
    health::{self, Import as ImportHealth},
};
use tierline_domain::{CustomerId, health::FeedFormat};

use super::{counted, operator::Operator};
use crate::{
    config::Target,
    desk::{self, Schema},
};

/// What is taken in.
#[derive(Debug, Subcommand)]
pub(crate) enum Import {
    /// Customers with their subscriptions and relationships, from CSV (docs/customer-import.md). Importing again updates.
    Customers {
        /// The file; - reads standard input.
        file: PathBuf,
        /// Change nothing, only say what would happen.
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        operator: Operator,
    },
    /// Documented health issues, from a recorded feed (docs/health-import.md). Importing again updates and never doubles.
    Health {
        /// The feed's shape: graph, graph-messages, graph-overviews, service-comms, azure-events, google-cloud, aws, statuspage or
        /// rss.
        #[arg(long, value_parser = format)]
        format: FeedFormat,
        /// The file; - reads standard input.
        file: PathBuf,
        /// For one tenant's feed: the customer, by identifier.
        #[arg(long, value_name = "ID")]
        customer: Option<CustomerId>,
        /// The feed's name, for statuspage and rss, which many providers publish in. Keep it the same from import to import.
        #[arg(long, value_name = "NAME")]
        feed: Option<String>,
        #[command(flatten)]
        operator: Operator,
    },
}

fn format(text: &str) -> Result<FeedFormat, String> {
    let words = FeedFormat::ALL.iter().map(|format| format.word()).collect::<Vec<_>>().join(", ");
    FeedFormat::from_word(text).ok_or_else(|| format!("one of {words}"))
}

fn read(file: &PathBuf) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if file.as_os_str() == "-" {
        io::stdin().lock().read_to_end(&mut bytes).context("standard input can't be read")?;
    } else {
        bytes = fs::read(file).with_context(|| format!("{} can't be read", file.display()))?;
    }
    Ok(bytes)
}

impl Import {
    pub(crate) async fn run(self, target: &Target) -> Result<ExitCode> {
        match self {
            Self::Customers { file, dry_run, operator } => customers(target, read(&file)?, dry_run, &operator).await,
            Self::Health { format, file, customer, feed, operator } => {
                issues(target, ImportHealth { format, payload: read(&file)?, customer, feed }, &operator).await
            }
        }
    }
}

async fn customers(target: &Target, csv: Vec<u8>, dry_run: bool, operator: &Operator) -> Result<ExitCode> {
    let desk = desk::open(target, Schema::Require).await?;
    let ctx = operator.ctx(&desk.app).await?;
    let report = customer::import(&desk.app, &ctx, ImportCustomers { bytes: csv, dry_run }).await?;
    let prefix = if dry_run { "would be " } else { "" };
    for line in &report.lines {
        let faults: Vec<String> = line.errors.iter().map(|e| format!("{}: {}", e.field, e.message)).collect();
        let name = line.customer.as_deref().unwrap_or("-");
        let changes = matches!(line.result, ImportResult::Created | ImportResult::Updated);
        let prefix = if changes { prefix } else { "" };
        let said = format!("line {}: {prefix}{} {name} {}", line.line, line.result, faults.join("; "));
        println!("{}", said.trim_end());
    }
    println!(
        "{}: {} {prefix}created, {} {prefix}updated, {} unchanged, {} rejected",
        counted(report.lines.len(), "line", "lines"),
        report.created,
        report.updated,
        report.unchanged,
        report.rejected
    );
    desk.app.store().close().await;
    Ok(partial(report.rejected > 0))
}

async fn issues(target: &Target, import: ImportHealth, operator: &Operator) -> Result<ExitCode> {
    let desk = desk::open(target, Schema::Require).await?;
    let ctx = operator.ctx(&desk.app).await?;
    let report = health::import(&desk.app, &ctx, import).await?;
    for rejected in &report.rejected {
        let id = rejected.id.as_deref().map(|id| format!(" ({id})")).unwrap_or_default();
        println!("record {}{id}: {}", rejected.position, rejected.reason);
    }
    println!(
        "{}: {} created, {} updated, {} unchanged, {}, {} rejected",
        counted(report.records, "record", "records"),
        counted(report.created, "issue", "issues"),
        report.updated,
        report.unchanged,
        counted(report.posts, "new post", "new posts"),
        report.rejected.len()
    );
    // Open cases are matched again here and now: no server needs to run.
    tierline_jobs::drain(&desk.app).await?;
    desk.app.store().close().await;
    Ok(partial(!report.rejected.is_empty()))
}

/// Not all of it could be taken: 3.
fn partial(rejected: bool) -> ExitCode {
    if rejected { ExitCode::from(3) } else { ExitCode::SUCCESS }
}
