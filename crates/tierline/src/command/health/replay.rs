//! `tierline health replay`: recorded snapshots go the way that feeds go, by a clock that shows when they were recorded.

use std::{fs, path::PathBuf, process::ExitCode, sync::Arc, time::Duration};

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use clap::Args;
use tierline_app::{
    App, Ctx, Error, FixedClock,
    health::{self, Import, ImportReport},
};
use tokio_util::sync::CancellationToken;

use super::snapshot::{self, Snapshot};
use crate::{
    command::operator::Operator,
    config::Target,
    desk::{self, Desk, Schema, Surroundings},
    lifecycle::Signals,
    system::SystemChance,
};

/// Recorded minutes from one look at what is due to the next.
const STEP_MINUTES: i64 = 60;
/// Most looks between two snapshots: a gap of years does not take hours.
const STEPS: i32 = 1_000;

/// Play recorded snapshots.
#[derive(Debug, Args)]
pub(crate) struct Replay {
    /// The folder with the snapshots.
    folder: PathBuf,
    /// How many times as fast as life; 0 as fast as it goes.
    #[arg(long, value_name = "N", default_value_t = 0.0, value_parser = speed)]
    speed: f64,
    #[command(flatten)]
    operator: Operator,
}

fn speed(text: &str) -> Result<f64, String> {
    let speed = text.parse::<f64>().ok().filter(|speed| speed.is_finite() && *speed >= 0.0);
    speed.ok_or_else(|| "a number, 0 or more".to_owned())
}

/// What the replay came to.
#[derive(Debug, Default)]
struct Summary {
    played: usize,
    failed: usize,
    report: ImportReport,
}

impl Summary {
    fn add(&mut self, report: ImportReport) {
        self.played += 1;
        self.report.records += report.records;
        self.report.created += report.created;
        self.report.updated += report.updated;
        self.report.unchanged += report.unchanged;
        self.report.posts += report.posts;
        self.report.rejected.extend(report.rejected);
    }
}

fn said(report: &ImportReport) -> String {
    let ImportReport { records, created, updated, unchanged, posts, rejected } = report;
    let rejected = rejected.len();
    format!(
        "{records} records: {created} issues created, {updated} updated, {unchanged} unchanged, {posts} new posts, {rejected} rejected"
    )
}

/// A replay under way.
struct Player {
    desk: Desk,
    ctx: Ctx,
    clock: Arc<FixedClock>,
    jobs: tierline_jobs::Config,
    speed: f64,
    stop: CancellationToken,
}

impl Replay {
    pub(crate) async fn run(self, target: &Target) -> Result<ExitCode> {
        let (snapshots, unread) = snapshot::list(&self.folder)?;
        for (name, why) in &unread {
            println!("{name} is left out: {why}");
        }
        let Some(first) = snapshots.first() else {
            println!("There is no snapshot in {}.", self.folder.display());
            return Ok(ExitCode::from(2));
        };
        let clock = Arc::new(FixedClock::at(first.at));
        let around = Surroundings { clock: clock.clone(), chance: Arc::new(SystemChance), carriers: None, books: None };
        let desk = desk::open_with(target, Schema::Require, around).await?;
        let ctx = self.operator.ctx(&desk.app).await?;
        let jobs = tierline_jobs::Config { poll: Duration::from_secs(1), audit_key: desk.audit_key.clone() };
        tierline_jobs::ensure(&desk.app).await?;
        let player = Player { desk, ctx, clock, jobs, speed: self.speed, stop: stopped_by_signal()? };
        let summary = player.play(&snapshots).await?;
        player.desk.app.store().close().await;
        let all = snapshots.len();
        println!(
            "{} of {all} snapshots played, {} could not be: {}",
            summary.played,
            summary.failed,
            said(&summary.report)
        );
        let whole = summary.played == all && unread.is_empty() && summary.report.rejected.is_empty();
        Ok(if whole { ExitCode::SUCCESS } else { ExitCode::from(3) })
    }
}

/// Cancelled with the first signal: the snapshot under way is finished.
fn stopped_by_signal() -> Result<CancellationToken> {
    let (stop, mut signals) = (CancellationToken::new(), Signals::take()?);
    let told = stop.clone();
    tokio::spawn(async move {
        signals.next().await;
        told.cancel();
    });
    Ok(stop)
}

impl Player {
    const fn app(&self) -> &App {
        &self.desk.app
    }

    async fn play(&self, snapshots: &[Snapshot]) -> Result<Summary> {
        let mut summary = Summary::default();
        for snapshot in snapshots {
            self.pass_time(snapshot.at).await?;
            if self.stop.is_cancelled() {
                println!("Stopped before {}. Played again, it goes on from where it was.", snapshot.at.to_rfc3339());
                break;
            }
            let of = snapshot.of.as_deref().map(|of| format!(" {of}")).unwrap_or_default();
            let title = format!("{} {}{of}", snapshot.at.to_rfc3339(), snapshot.format);
            match self.take_in(snapshot).await {
                Ok(report) => {
                    println!("{title}: {}", said(&report));
                    for rejected in &report.rejected {
                        println!("  record {}: {}", rejected.position, rejected.reason);
                    }
                    summary.add(report);
                }
                Err(error) if is_about_the_snapshot(&error) => {
                    println!("{title}: could not be taken in: {error:#}");
                    summary.failed += 1;
                }
                Err(error) => return Err(error),
            }
            self.work().await?;
        }
        Ok(summary)
    }

    async fn take_in(&self, snapshot: &Snapshot) -> Result<ImportReport> {
        let payload = fs::read(&snapshot.path).with_context(|| format!("{} can't be read", snapshot.path.display()))?;
        let mut import = Import { format: snapshot.format, payload, customer: None, feed: None };
        if snapshot.format.is_shared() {
            import.feed.clone_from(&snapshot.of);
        } else if let Some(domain) = &snapshot.of {
            let mut read = self.app().store().read(self.ctx.owner).await?;
            let customer = read.customer_by_domain(domain).await?;
            let unknown = || Error::field("customer", "unknown", format!("no customer has the domain {domain}"));
            import.customer = Some(customer.ok_or_else(unknown)?.id);
        }
        Ok(health::import(self.app(), &self.ctx, import).await?)
    }

    /// Lets the recorded time go by, and does what falls due in it. Returns early where the replay is stopped.
    async fn pass_time(&self, until: DateTime<Utc>) -> Result<()> {
        let least = (until - self.app().now()) / STEPS;
        let step = match self.speed {
            0.0 => chrono::Duration::minutes(STEP_MINUTES),
            // A look each second of life, so that the clock does not jump.
            speed => milliseconds(speed * 1_000.0)
                .clamp(chrono::Duration::milliseconds(1), chrono::Duration::minutes(STEP_MINUTES)),
        };
        let step = if self.speed == 0.0 { step.max(least) } else { step };
        while self.app().now() < until && !self.stop.is_cancelled() {
            let next = until.min(self.app().now() + step);
            if self.speed > 0.0 {
                let life = (next - self.app().now()).to_std().unwrap_or_default().div_f64(self.speed);
                tokio::select! {
                    () = self.stop.cancelled() => return Ok(()),
                    () = tokio::time::sleep(life) => {}
                }
            }
            self.clock.set(next);
            self.work().await?;
        }
        Ok(())
    }

    /// Delivers what waits and runs what is due.
    async fn work(&self) -> Result<()> {
        tierline_jobs::drain(self.app()).await?;
        tierline_jobs::run_due(self.app(), &self.jobs).await?;
        Ok(())
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a time that is too long becomes the longest, and is cut to a step"
)]
fn milliseconds(number: f64) -> chrono::Duration {
    chrono::Duration::milliseconds((number as i64).min(i64::MAX / 1_000))
}

/// Whether the fault is the snapshot's: the next one may be good.
fn is_about_the_snapshot(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref::<Error>(), Some(Error::Invalid(_) | Error::TooLarge { .. } | Error::NotFound))
}
