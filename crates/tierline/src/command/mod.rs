//! The command line.

mod audit;
mod case;
mod doctor;
mod health;
mod import;
mod operator;
mod policy;
mod secrets;
mod serve;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Parser, Subcommand};
use tierline_app::Error;

use crate::{
    config::Target,
    desk::{self, Schema},
};

/// A support-escalation desk for partners of cloud providers.
///
/// A customer's problem climbs five rungs: reported, service health checked, troubleshot, categorized, escalated. Tierline
/// keeps the evidence of each rung, refuses what would be sent back, and hands up the rest in the customer's name.
#[derive(Debug, Parser)]
#[command(name = "tierline", version, about, max_term_width = 100, propagate_version = true, after_help = EXAMPLES)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
First steps:
  tierline demo                                   try it with invented data; prints an address and who can sign in
  tierline serve --data desk                      start an empty desk; the first visitor sets it up
  tierline import customers book.csv --dry-run    see what a list of customers would do
  tierline import health --format graph issues.json
  tierline doctor --data desk                     says what is wrong and what to do

Every command that touches a desk takes --data DIR or --database URL. docs/operating.md says more.";

/// What all commands take.
#[derive(Debug, Clone, Args)]
pub(crate) struct Global {
    #[command(flatten)]
    pub(crate) target: Target,
    /// What is written to the log, for instance `info` or `tierline_jobs=debug`.
    #[arg(long, global = true, value_name = "FILTER", env = "TIERLINE_LOG")]
    pub(crate) log: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start a desk with invented organizations, people and cases, to look at.
    Demo(serve::Demo),
    /// Start a desk. An empty one waits for its first administrator at /setup.
    Serve(serve::Serve),
    /// Bring the database's schema up to date.
    Migrate,
    /// Say what is wrong with a desk and what to do about it.
    Doctor,
    /// Take in customers or documented health issues.
    #[command(subcommand)]
    Import(import::Import),
    /// Play recorded service health as it happened.
    #[command(subcommand)]
    Health(health::Health),
    /// Open and read cases.
    #[command(subcommand)]
    Case(case::Case),
    /// Show and change the rules an organization sets for itself.
    Policy(policy::Policy),
    /// Work with the audit log.
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Work with the keys that seal the secrets of connections.
    #[command(subcommand)]
    Secrets(secrets::Secrets),
}

/// Runs what was asked.
pub(crate) async fn run(cli: Cli) -> Result<ExitCode> {
    let target = cli.global.target;
    match cli.command {
        Command::Demo(demo) => demo.run(target).await,
        Command::Serve(serve) => serve.run(target).await,
        Command::Migrate => migrate(&target).await,
        Command::Doctor => doctor::run(&target).await,
        Command::Import(import) => import.run(&target).await,
        Command::Health(health) => health.run(&target).await,
        Command::Case(case) => case.run(&target).await,
        Command::Policy(policy) => policy.run(&target).await,
        Command::Audit(audit) => audit.run(&target).await,
        Command::Secrets(secrets) => secrets.run(&target).await,
    }
}

async fn migrate(target: &Target) -> Result<ExitCode> {
    let store = desk::open_store(target, Schema::Migrate).await?;
    println!("{}.", sentence(&store.schema_state().await?.to_string()));
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

/// With a capital letter, as sentences begin.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A number with what is counted: `1 issue`, `2 issues`.
pub(crate) fn counted(count: impl TryInto<i64>, one: &str, many: &str) -> String {
    // What is more than an `i64` holds is not one.
    let count = count.try_into().unwrap_or(i64::MAX);
    format!("{count} {}", if count == 1 { one } else { many })
}

/// What was asked cannot be: 2, so that scripts can tell it from a fault of ours.
pub(crate) fn exit_code(error: &anyhow::Error) -> ExitCode {
    match error.downcast_ref::<Error>() {
        Some(Error::Internal(_) | Error::Unavailable { .. }) | None => ExitCode::FAILURE,
        Some(_) => ExitCode::from(2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_counted_in_the_singular_and_a_sentence_begins_with_a_capital() {
        assert_eq!([0_usize, 1, 2].map(|n| counted(n, "seal", "seals")), ["0 seals", "1 seal", "2 seals"]);
        assert_eq!(counted(1_i64, "entry", "entries"), "1 entry");
        let state = tierline_store::SchemaState::Current { version: 17 };
        assert_eq!(sentence(&state.to_string()), "The schema has version 17");
    }
}
