//! Measures the matching of cases with documented issues: what it finds, what it takes for certain wrongly, and how long
//! it takes.
//!
//! Cases are made from a documented history by withholding its own words: see [`symptom`]. Everything follows from the seed.

mod case;
mod chance;
mod history;
mod measure;
mod report;
mod symptom;
mod symptom_table;

use std::{hint::black_box, path::PathBuf, time::Instant};

use anyhow::{Result, ensure};
use clap::ValueEnum;
use tierline_domain::health::{IssueIndex, MatchPolicy};

use self::{
    case::{Case, Maker, known},
    chance::Chance,
    history::History,
};

/// Which phrasings the cases use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Phrasings {
    /// All but the last of each language.
    Seen,
    /// The last of each language: never looked at while the matching is improved.
    HeldOut,
    /// Both, and the figures apart.
    All,
}

/// Measures the matching on documented histories.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A documented history: `FILE`, or `FILE=FORMAT` where the format cannot be told from the file. More than one may be given.
    #[arg(long, num_args = 1.., value_name = "FILE[=FORMAT]")]
    history: Vec<String>,
    /// Issues of a history that is made up, all of them at the same time; 0 for none.
    #[arg(long, default_value_t = 500)]
    made_up: usize,
    /// Cases a history.
    #[arg(long, default_value_t = 2000)]
    cases: usize,
    /// Where chance begins.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Which phrasings to use.
    #[arg(long, value_enum, default_value = "all")]
    phrasings: Phrasings,
    /// Prints so many of the cases that went wrong.
    #[arg(long, default_value_t = 0)]
    faults: usize,
    /// Puts the figures into this document, between the marks of matching.
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,
}

/// The measure as a whole.
///
/// # Errors
/// When a history cannot be read.
pub(crate) fn run(args: &Args) -> Result<()> {
    let policy = MatchPolicy::default();
    let mut histories = args.history.iter().map(|path| history::read(path)).collect::<Result<Vec<_>>>()?;
    if args.made_up > 0 {
        histories.push(history::made_up(args.made_up, &mut Chance::new(args.seed))?);
    }
    let mut text = format!("Seed {}, threshold {}.\n", args.seed, policy.threshold);
    for history in &histories {
        text.push('\n');
        text.push_str(&one(history, args, &policy)?);
    }
    text.push_str(&speed(args.seed, &policy)?);
    text.push_str(report::LIMITS);
    println!("{text}");
    if let Some(document) = &args.write {
        crate::report::write_between(document, "matching", &text)?;
    }
    Ok(())
}

fn one(history: &History, args: &Args, policy: &MatchPolicy) -> Result<String> {
    let (known, left) = known(&history.issues);
    let left: Vec<String> = left.iter().map(|issue| issue.source_id.clone()).collect();
    if known.is_empty() {
        return Ok(format!("### {}\n\nNo case can be made of its {} issues.\n", history.name, left.len()));
    }
    let mut maker = Maker { known: &known, chance: Chance::new(args.seed), policy: *policy, phrasings: args.phrasings };
    let cases = maker.cases(args.cases);
    ensure!(!cases.is_empty(), "{}: no case came out", history.name);
    let figures = measure::measure(&IssueIndex::new(history.issues.clone()), &cases, policy);
    let mut text = report::section(&history.name, history.issues.len(), &left, &figures, policy.threshold);
    if args.faults > 0 {
        text.push_str(&report::faults(&figures, args.faults));
    }
    Ok(text)
}

/// One case against a thousand open issues.
fn speed(seed: u64, policy: &MatchPolicy) -> Result<String> {
    if cfg!(debug_assertions) {
        return Ok("\nA debug build: the times say nothing.\n\n".to_owned());
    }
    let history = history::made_up(1000, &mut Chance::new(seed))?;
    let (known, _) = known(&history.issues);
    let cases =
        Maker { known: &known, chance: Chance::new(seed), policy: *policy, phrasings: Phrasings::All }.cases(500);
    let built = Instant::now();
    let index = IssueIndex::new(history.issues.clone());
    let built = built.elapsed();
    let mut micros: Vec<u128> = cases.iter().map(|case| time_of(&index, case, policy)).collect();
    micros.sort_unstable();
    let at = |share: usize| micros.get(micros.len() * share / 100).copied().unwrap_or_default();
    Ok(format!(
        "\n### One case against 1,000 open issues\n\nhalf within {} µs, 95 % within {} µs (to reach: below 1 ms: {}); the index is built in {} ms.\n\n",
        at(50),
        at(95),
        if at(95) < 1000 { "yes" } else { "no" },
        built.as_millis(),
    ))
}

fn time_of(index: &IssueIndex, case: &Case, policy: &MatchPolicy) -> u128 {
    let rounds: u32 = 10;
    let began = Instant::now();
    for _ in 0..rounds {
        black_box(index.matches(black_box(&case.facts()), case.reported_at, policy));
    }
    (began.elapsed() / rounds).as_micros()
}
