//! Measures service health at volume: a round of unchanged feeds at few and at many tenants, one changed post among few and
//! among many issues, and the board.
//!
//! Two desks are made by the program itself, from feeds in files; what the program then does is read off its log and off the
//! kernel's account of its processor time.

mod fill;
mod payload;
mod report;
mod round;

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Result, ensure};

use self::{fill::Followed, round::Done};
use crate::{database::Engine, desk, prepare::Site};

/// Measures service health at volume.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// One engine only, instead of both.
    #[arg(long, value_enum)]
    engine: Option<Engine>,
    /// Tenants of the large desk, each with a feed of its own.
    #[arg(long, default_value_t = 5_000)]
    tenants: usize,
    /// Tenants of the small desk.
    #[arg(long, default_value_t = 50)]
    few_tenants: usize,
    /// Issues of the large desk.
    #[arg(long, default_value_t = 20_000)]
    issues: usize,
    /// Issues of the small desk.
    #[arg(long, default_value_t = 200)]
    few_issues: usize,
    /// Posts of each issue.
    #[arg(long, default_value_t = 15)]
    posts: usize,
    /// Feeds of each desk, one of which is read tenant by tenant.
    #[arg(long, default_value_t = 200)]
    feeds: usize,
    /// Open cases of each desk, about ten services.
    #[arg(long, default_value_t = 2_000)]
    cases: usize,
    /// Pages and posts of which the mean is taken.
    #[arg(long, default_value_t = 100)]
    times: u32,
    /// Where the databases are made: on the disk whose speed is to be measured.
    #[arg(long, default_value = "target/bench")]
    folder: PathBuf,
    /// Puts the tables into this document, between the marks of health.
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,
}

/// The size of a desk.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    pub(crate) tenants: usize,
    pub(crate) issues: usize,
    pub(crate) posts: usize,
    pub(crate) feeds: usize,
    pub(crate) cases: usize,
}

/// What was measured on one desk.
#[derive(Debug, Clone)]
pub(crate) struct Measured {
    pub(crate) size: Size,
    /// What a round of all feeds without news asks of the database.
    pub(crate) asked: Done,
    /// The processor time of a round of the tenants' feed, and of the other feeds.
    pub(crate) tenants: Duration,
    pub(crate) public: Duration,
    /// Open cases of the agent's organization.
    pub(crate) open_cases: usize,
    /// What one more post of one issue asks, how many cases are matched for it, and what it takes.
    pub(crate) post_asked: Done,
    pub(crate) matched: u64,
    pub(crate) post: Duration,
    /// The board by region: its size in bytes, and the processor time of a page.
    pub(crate) bytes: usize,
    pub(crate) board: Duration,
    /// The processor time of a page of the board by customer.
    pub(crate) by_customer: Duration,
    /// The anonymous resident memory at the end, in bytes.
    pub(crate) memory: u64,
}

/// The measure as a whole.
///
/// # Errors
/// When anything fails: a benchmark in which something fails measures nothing.
pub(crate) async fn run(args: &Args) -> Result<()> {
    ensure!(!cfg!(debug_assertions), "a benchmark of a debug build says nothing; run `cargo xtask bench health`");
    ensure!(args.feeds >= 3 && args.few_issues >= args.feeds, "there is an issue for each feed, and three feeds");
    let program = desk::program()?;
    let mut text = crate::report::machine(&args.folder)?;
    let engines = args.engine.map_or_else(|| vec![Engine::Sqlite, Engine::Postgres], |engine| vec![engine]);
    for engine in engines {
        let site = Site::new(engine, &args.folder.join("health")).await?;
        let (few, many) = both(&site, &program, args).await?;
        site.clear().await?;
        text.push_str("\n\n");
        text.push_str(report::section(engine, &few, &many).trim());
    }
    println!("\n{text}");
    if let Some(document) = &args.write {
        crate::report::write_between(document, "health", &text)?;
    }
    Ok(())
}

async fn both(site: &Site, program: &Path, args: &Args) -> Result<(Measured, Measured)> {
    let size = Size {
        tenants: args.few_tenants,
        issues: args.few_issues,
        posts: args.posts,
        feeds: args.feeds,
        cases: args.cases,
    };
    let agent = site.demo(program).await?;
    let few = one(site, program, "small", &agent, size, args.times).await?;
    let size = Size { tenants: args.tenants, issues: args.issues, ..size };
    let many = one(site, program, "large", &agent, size, args.times).await?;
    Ok((few, many))
}

async fn one(
    site: &Site,
    program: &Path,
    name: &'static str,
    agent: &crate::prepare::Agent,
    size: Size,
    times: u32,
) -> Result<Measured> {
    let followed = Followed::fill(site, program, name, size).await?;
    println!("{}: {name} desk with {} tenants and {} issues", site.engine.name(), size.tenants, size.issues);
    let measured = round::measure(site, program, &followed, agent, times).await?;
    println!("{}: {name} desk is measured", site.engine.name());
    Ok(measured)
}
