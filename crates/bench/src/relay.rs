//! Measures the relay: deliveries through a connection against the bare HTTP client that puts the same bodies to the same
//! server, a backlog that is drained, and what an idle look costs.
//!
//! Server, client and desk are one process, so that both sides of the ratio have the same machine.

use std::{path::PathBuf, time::Duration};

use anyhow::{Context, Result, ensure};
use tierline_store::Engine as Below;
use tierline_testkit::{
    backlog::{bare, connect, idle, work, write},
    inner::Desk,
    wire::{Provider, node},
};

use crate::{
    database::Engine,
    desk::rss_anon,
    report::{self, grouped, verdict},
    table::Table,
};

/// Messages that the relay has on the wire at the same time: the bare client gets as many.
const AT_ONCE: usize = 32;

/// Deliveries before anything is measured.
const WARM: usize = 500;

/// Measures the relay.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// One engine only, instead of both.
    #[arg(long, value_enum)]
    engine: Option<Engine>,
    /// Deliveries of which the rate is taken.
    #[arg(long, default_value_t = 10_000)]
    deliveries: usize,
    /// Deliveries that wait when the worker begins.
    #[arg(long, default_value_t = 100_000)]
    backlog: usize,
    /// Looks of which the mean is taken.
    #[arg(long, default_value_t = 500)]
    looks: u32,
    /// Where the disk is measured.
    #[arg(long, default_value = "target/bench")]
    folder: PathBuf,
    /// Puts the tables into this document, between the marks of relay.
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,
}

/// How long the server takes to answer, in milliseconds, and by how much fewer deliveries are made then. At once no provider answers:
/// that shows what the desk costs. The others are one in the same country, and one that is busy or far away.
const ANSWERS: [(u64, usize); 3] = [(0, 1), (20, 2), (100, 8)];

/// Deliveries to a server that takes so long to answer.
struct Pair {
    answers_after: Duration,
    number: usize,
    relay: Duration,
    bare: Duration,
}

/// What was found on one engine.
struct Found {
    engine: Engine,
    pairs: Vec<Pair>,
    drained: Duration,
    /// Anonymous resident memory when a quarter of the backlog was gone, and at its end.
    memory: [u64; 2],
    idle: Duration,
}

/// The measure as a whole.
///
/// # Errors
/// When anything fails: a benchmark in which something fails measures nothing.
pub(crate) async fn run(args: &Args) -> Result<()> {
    ensure!(!cfg!(debug_assertions), "a benchmark of a debug build says nothing; run `cargo xtask bench relay`");
    std::fs::create_dir_all(&args.folder)?;
    let mut text = report::machine(&args.folder)?;
    let engines = args.engine.map_or_else(|| vec![Engine::Sqlite, Engine::Postgres], |engine| vec![engine]);
    for engine in engines {
        let found = measure(engine, args).await?;
        text.push_str("\n\n");
        text.push_str(section(&found, args).trim());
    }
    println!("\n{text}");
    if let Some(document) = &args.write {
        report::write_between(document, "relay", &text)?;
    }
    Ok(())
}

async fn measure(engine: Engine, args: &Args) -> Result<Found> {
    let below = match engine {
        Engine::Sqlite => Below::Sqlite,
        Engine::Postgres => Below::Postgres,
    };
    let (desk, provider) = (Desk::on(below).await, Provider::counting().await);
    desk.deliver().await;
    let connection = connect(&desk).await;
    let app = node(desk.app.store().clone(), provider.url(), desk.app.now(), 1);
    // What is done once is done before: connections, prepared statements.
    write(&desk, connection, 0..WARM).await;
    work(&app, &provider, WARM).await;
    bare(provider.url(), WARM, AT_ONCE).await;

    let (mut written, mut pairs) = (WARM, Vec::new());
    for (milliseconds, fewer) in ANSWERS {
        let (number, answers_after) = (args.deliveries / fewer, Duration::from_millis(milliseconds));
        write(&desk, connection, written..written + number).await;
        written += number;
        provider.answer_after(answers_after);
        let relay = work(&app, &provider, provider.count() + number).await;
        let bare = bare(provider.url(), number, AT_ONCE).await;
        pairs.push(Pair { answers_after, number, relay, bare });
    }
    provider.answer_after(Duration::ZERO);
    let idle = idle(&app, args.looks).await;

    write(&desk, connection, written..written + args.backlog).await;
    let begin = provider.count();
    let begun = work(&app, &provider, begin + args.backlog / 4).await;
    let early = memory()?;
    let drained = begun + work(&app, &provider, begin + args.backlog).await;
    let found = Found { engine, pairs, drained, memory: [early, memory()?], idle };
    desk.discard().await;
    Ok(found)
}

fn memory() -> Result<u64> {
    rss_anon(&std::fs::read_to_string("/proc/self/status")?).context("no RssAnon")
}

fn section(found: &Found, args: &Args) -> String {
    let rate = |number: usize, took: Duration| number as f64 / took.as_secs_f64();
    let mut table = Table::new(&["the server answers", "deliveries", "a second", "bare client", "ratio", "to reach"]);
    for Pair { answers_after, number, relay, bare } in &found.pairs {
        let (relay, bare) = (rate(*number, *relay), rate(*number, *bare));
        let after = match answers_after.as_millis() {
            0 => "at once".to_owned(),
            milliseconds => format!("after {milliseconds} ms"),
        };
        let goal = verdict("at least 0.50", relay / bare >= 0.5);
        let (number, ratio) = (grouped(*number as u64), format!("{:.2}", relay / bare));
        table.row([after, number, format!("{relay:.0}"), format!("{bare:.0}"), ratio, goal]);
    }

    let [early, late] = found.memory;
    let grows = verdict("at most a tenth", late as f64 <= early as f64 * 1.1);
    let mut whole = Table::new(&["", "measured", "to reach"]);
    let drained = rate(args.backlog, found.drained);
    let backlog = format!("a backlog of {}, drained", grouped(args.backlog as u64));
    whole.row([backlog, format!("{:.0} s, {drained:.0} a second", found.drained.as_secs_f64()), String::new()]);
    let memory = format!("{:.0} MB, then {:.0} MB", early as f64 / 1e6, late as f64 / 1e6);
    whole.row(["memory when a quarter was gone, and at the end".to_owned(), memory, grows]);
    let idle = format!("{:.0} µs", found.idle.as_secs_f64() * 1e6);
    whole.row(["a look that finds nothing".to_owned(), idle, String::new()]);
    format!("### {}\n\n{table}\n{whole}", found.engine.name())
}
