//! Measures the program against the bare driver, in one run on one machine, so that the ratios mean something wherever
//! it runs. What is compared is what the program itself does: its statements are read off its log ([`watch`]), given
//! the values of its own rows ([`world`]), and run again without it ([`bare`], [`route`]), each proven to touch as many
//! rows as before.

mod bare;
mod capture;
mod client;
mod database;
mod desk;
mod health;
mod http;
mod load;
mod matching;
mod narrow;
mod opening;
mod place;
mod prepare;
mod relay;
mod report;
mod route;
mod run;
mod seed;
mod sign_in;
mod statement;
mod table;
mod watch;
mod world;

use std::path::PathBuf;

use anyhow::{Result, ensure};
use clap::{Parser, Subcommand};

use crate::database::Engine;
use crate::run::Extent;

/// The program's own, so that the bare server is not slower for want of it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Measures Tierline against the bare driver.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask bench", args_conflicts_with_subcommands = true)]
struct Args {
    #[command(subcommand)]
    other: Option<Other>,
    /// One engine only, instead of both.
    #[arg(long, value_enum)]
    engine: Option<Engine>,
    #[command(flatten)]
    extent: Extent,
    /// Where the databases are made: on the disk whose speed is to be measured.
    #[arg(long, default_value = "target/bench")]
    folder: PathBuf,
    /// Puts the tables into this document, between its marks.
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,
    /// Leaves the databases where they are.
    #[arg(long)]
    keep: bool,
}

/// What else is measured, each by its own rules.
#[derive(Debug, Subcommand)]
enum Other {
    /// Measures the matching of cases with documented issues, on histories given by path.
    Matching(matching::Args),
    /// Measures service health at volume: rounds of feeds, one changed post, the board.
    Health(health::Args),
    /// Measures refused sign-ins: whether the time says who has an account.
    SignIn(sign_in::Args),
    /// Measures the relay: deliveries a second, a backlog, an idle look.
    Relay(relay::Args),
}

fn main() -> Result<()> {
    let args = Args::parse();
    let runtime = || tokio::runtime::Builder::new_multi_thread().enable_all().build();
    match &args.other {
        Some(Other::Matching(args)) => return matching::run(args),
        Some(Other::Health(args)) => return runtime()?.block_on(health::run(args)),
        Some(Other::SignIn(args)) => return runtime()?.block_on(sign_in::run(args)),
        Some(Other::Relay(args)) => return runtime()?.block_on(relay::run(args)),
        None => {}
    }
    ensure!(!cfg!(debug_assertions), "a benchmark of a debug build says nothing; run `cargo xtask bench`");
    runtime()?.block_on(measure(args))
}

async fn measure(args: Args) -> Result<()> {
    let mut text = report::machine(&args.folder)?;
    let engines = args.engine.map_or_else(|| vec![Engine::Sqlite, Engine::Postgres], |engine| vec![engine]);
    for engine in engines {
        let found = run::run(engine, &args.folder, &args.extent, args.keep).await?;
        text.push_str("\n\n");
        text.push_str(report::section(&found, &args.extent).trim());
    }
    println!("\n{text}");
    if let Some(document) = &args.write {
        report::write(document, &text)?;
    }
    Ok(())
}
