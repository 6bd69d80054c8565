//! One run on one engine: prepare, watch, measure.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::sync::Mutex;
use uuid::Uuid;

use crate::bare::{Grouped, Lone, Make, Pooled};
use crate::client::{Opener, Reader};
use crate::database::{Database, Engine};
use crate::desk::{self, Desk};
use crate::http;
use crate::load::{Client, Measured, measure, median};
use crate::narrow::narrow;
use crate::prepare::{Agent, Site};
use crate::route;
use crate::watch::{self, PageWork};

/// How much is measured.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Extent {
    /// Cases in the large desk.
    #[arg(long, default_value_t = 200_000)]
    pub(crate) cases: u64,
    /// Cases in the small desk.
    #[arg(long, default_value_t = 2_000)]
    pub(crate) few: u64,
    /// Clients at the same time.
    #[arg(long, default_value_t = 16)]
    pub(crate) clients: usize,
    /// Rounds of each kind, taken in turns; the middle one counts.
    #[arg(long, default_value_t = 5)]
    pub(crate) rounds: usize,
    /// Seconds of each round, after one that does not count.
    #[arg(long, default_value_t = 3)]
    pub(crate) seconds: u64,
}

/// What was found on one engine.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) engine: Engine,
    pub(crate) opening_statements: usize,
    pub(crate) open: Open,
    /// The same with a single client.
    pub(crate) open_alone: Open,
    pub(crate) queue: Pages,
    pub(crate) queue_of_few: Measured,
    /// The queue page of an agent whose lists keep a customer from them, and of the same one without lists, in turn.
    pub(crate) narrowed: (Measured, Measured),
    pub(crate) case: Pages,
    pub(crate) anonymous_memory: u64,
    pub(crate) started_in: Duration,
}

/// Opening cases: the program, and the bare driver with a commit each and, on SQLite, with group commit.
#[derive(Debug)]
pub(crate) struct Open {
    pub(crate) program: Measured,
    pub(crate) alone: Measured,
    pub(crate) grouped: Option<Measured>,
}

/// A page: the program's, and the bare route.
#[derive(Debug)]
pub(crate) struct Pages {
    pub(crate) program: Measured,
    pub(crate) bare: Measured,
    pub(crate) queries: usize,
    pub(crate) bytes: usize,
}

/// Starts of the large desk, of which the middle one counts.
const STARTS: usize = 5;

/// Pages of cases that are read.
const PAGES: usize = 500;

/// Measures everything on one engine.
///
/// # Errors
/// When anything fails: a benchmark in which something fails measures nothing.
pub(crate) async fn run(engine: Engine, folder: &Path, extent: &Extent, keep: bool) -> Result<Found> {
    let program = desk::program()?;
    let site = Site::new(engine, folder).await?;
    let found = measure_all(&site, &program, extent).await?;
    if !keep {
        site.clear().await?;
    }
    Ok(found)
}

async fn measure_all(site: &Site, program: &Path, extent: &Extent) -> Result<Found> {
    let engine = site.engine;
    let agent = site.fill(program, extent.few, extent.cases).await?;
    let cases = open_cases(site).await?;
    let homework = watch::watch(site, program, &agent, &cases).await?;
    site.copy("large", "bare").await?;
    let started_in = start_time(site, program).await?;

    let bench = Bench {
        small: site.start(program, "serve", "small").await?,
        large: site.start(program, "serve", "large").await?,
        bare: site.database("bare").await?,
        agent,
        extent: extent.clone(),
    };
    let paths = homework.queue.paths.clone();
    let (queue, queue_of_few) = bench.queue(homework.queue).await?;
    let narrowed = bench.narrowed(&site.database("large").await?, &paths).await?;
    println!("{}: the queue is measured", engine.name());
    let case = bench.case(homework.case).await?;
    println!("{}: the case page is measured", engine.name());
    let make = homework.opening.make();
    let open = bench.open(&make, extent.clients).await?;
    let open_alone = bench.open(&make, 1).await?;
    println!("{}: opening is measured", engine.name());
    let anonymous_memory = bench.large.anonymous_memory()?;
    bench.small.stop().await?;
    bench.large.stop().await?;
    bench.bare.close().await;
    Ok(Found {
        engine,
        opening_statements: homework.opening_statements,
        open,
        open_alone,
        queue,
        queue_of_few,
        narrowed,
        case,
        anonymous_memory,
        started_in,
    })
}

/// Open cases of the large desk, taken from the copies: those have the long numbers.
async fn open_cases(site: &Site) -> Result<Vec<Uuid>> {
    let database = site.database("large").await?;
    let hex = site.engine.choose("lower(hex(id))", "replace(id::text, '-', '')");
    let sql =
        format!("select {hex} from cases where status = 'open' and length(number) > 8 order by number limit {PAGES}");
    let ids = database.texts(sql).await?;
    database.close().await;
    ids.iter().map(|id| Uuid::parse_str(id).context("an identifier")).collect()
}

async fn start_time(site: &Site, program: &Path) -> Result<Duration> {
    let mut times = Vec::new();
    for _ in 0..STARTS {
        let desk = site.start(program, "serve", "large").await?;
        times.push(desk.started_in);
        desk.stop().await?;
    }
    times.sort_unstable();
    times.get(STARTS / 2).copied().context("a start")
}

/// All that is measured against each other, running side by side.
struct Bench {
    small: Desk,
    large: Desk,
    /// A copy of the large desk's database, which the bare driver has for itself.
    bare: Database,
    agent: Agent,
    extent: Extent,
}

impl Bench {
    async fn queue(&self, work: PageWork) -> Result<(Pages, Measured)> {
        let mut small = self.pages(&self.small, &work.paths).await?;
        let mut large = self.pages(&self.large, &work.paths).await?;
        let (queries, bytes) = (work.queries.first().map_or(0, Vec::len), work.bytes);
        let mut bare = self.bare_pages(work).await?;
        let mut rounds = Rounds::default();
        for _ in 0..self.extent.rounds {
            rounds.few.push(self.program(&mut small).await?);
            rounds.program.push(self.program(&mut large).await?);
            rounds.bare.push(self.bare(&mut bare).await?);
        }
        let few = median(rounds.few).context("a round")?;
        Ok((Pages::of(rounds.program, rounds.bare, queries, bytes)?, few))
    }

    /// The queue page with lists and without.
    async fn narrowed(&self, database: &Database, paths: &[String]) -> Result<(Measured, Measured)> {
        let mut readers = self.pages(&self.large, paths).await?;
        let (mut with, mut without) = (Vec::new(), Vec::new());
        for _ in 0..self.extent.rounds {
            narrow(database, &self.agent, true).await?;
            with.push(self.program(&mut readers).await?);
            narrow(database, &self.agent, false).await?;
            without.push(self.program(&mut readers).await?);
        }
        database.close().await;
        Ok((median(with).context("a round")?, median(without).context("a round")?))
    }

    async fn case(&self, work: PageWork) -> Result<Pages> {
        let mut large = self.pages(&self.large, &work.paths).await?;
        let (queries, bytes) = (work.queries.first().map_or(0, Vec::len), work.bytes);
        let mut bare = self.bare_pages(work).await?;
        let mut rounds = Rounds::default();
        for _ in 0..self.extent.rounds {
            rounds.program.push(self.program(&mut large).await?);
            rounds.bare.push(self.bare(&mut bare).await?);
        }
        Pages::of(rounds.program, rounds.bare, queries, bytes)
    }

    async fn open(&self, make: &Make, clients: usize) -> Result<Open> {
        let mut program = Opener::many(clients, self.large.address, &self.agent).await?;
        let mut rounds = Rounds::default();
        let mut grouped_rounds = Vec::new();
        for _ in 0..self.extent.rounds {
            rounds.program.push(self.program(&mut program).await?);
            match &self.bare {
                Database::Sqlite { options, readers } => {
                    let writer = Arc::new(Mutex::new(Database::writer(options).await?));
                    let lone = Lone { writer, readers: readers.clone(), make: Arc::clone(make) };
                    rounds.bare.push(self.bare(&mut vec![lone; clients]).await?);
                    let writer = Database::writer(options).await?;
                    let grouped = Grouped::start(writer, readers.clone(), Arc::clone(make));
                    grouped_rounds.push(self.bare(&mut vec![grouped; clients]).await?);
                }
                Database::Postgres(pool) => {
                    let pooled = Pooled { pool: pool.clone(), make: Arc::clone(make) };
                    rounds.bare.push(self.bare(&mut vec![pooled; clients]).await?);
                }
            }
        }
        Ok(Open {
            program: median(rounds.program).context("a round")?,
            alone: median(rounds.bare).context("a round")?,
            grouped: median(grouped_rounds),
        })
    }

    /// Readers of the program's pages, signed in.
    async fn pages(&self, desk: &Desk, paths: &[String]) -> Result<Vec<Reader>> {
        let cookie = self.agent.sign_in(desk).await?;
        let requests = paths.iter().map(|path| http::get(path, &[("Cookie", &cookie)])).collect();
        Reader::many(self.extent.clients, desk.address, requests).await
    }

    async fn bare_pages(&self, work: PageWork) -> Result<Vec<Reader>> {
        let requests = (0..work.queries.len()).map(|index| http::get(&format!("/{index}"), &[])).collect();
        let address = route::serve(self.bare.clone(), work.queries, work.bytes).await?;
        Reader::many(self.extent.clients, address, requests).await
    }

    async fn program<C: Client>(&self, clients: &mut Vec<C>) -> Result<Measured> {
        measure(clients, Duration::from_secs(1), Duration::from_secs(self.extent.seconds)).await
    }

    /// The bare driver has the machine for itself: what the desks do by themselves waits.
    async fn bare<C: Client>(&self, clients: &mut Vec<C>) -> Result<Measured> {
        for desk in [&self.small, &self.large] {
            desk.hold(true).await?;
        }
        let measured = measure(clients, Duration::from_secs(1), Duration::from_secs(self.extent.seconds)).await;
        for desk in [&self.small, &self.large] {
            desk.hold(false).await?;
        }
        measured
    }
}

#[derive(Default)]
struct Rounds {
    program: Vec<Measured>,
    bare: Vec<Measured>,
    few: Vec<Measured>,
}

impl Pages {
    fn of(program: Vec<Measured>, bare: Vec<Measured>, queries: usize, bytes: usize) -> Result<Self> {
        let program = median(program).context("a round")?;
        Ok(Self { program, bare: median(bare).context("a round")?, queries, bytes })
    }
}
