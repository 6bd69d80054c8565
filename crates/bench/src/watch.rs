//! Watches the program while it answers one request, to see what it asks of its database.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use tierline_domain::CaseId;
use uuid::Uuid;

use crate::capture::{Asked, LOG_FILTER, texts};
use crate::database::Database;
use crate::desk::Desk;
use crate::http::{self, Connection};
use crate::opening::{Opened, Opening, compare};
use crate::prepare::{Agent, Site};
use crate::statement::Statement;
use crate::world::World;

/// How long the idle program is watched, to know what it does by itself.
const IDLE: Duration = Duration::from_secs(4);

/// How often a request is tried until it asks the same twice: a cache was empty, a block of numbers ran out.
const TRIES: usize = 12;

/// What the bare driver has to do.
#[derive(Debug)]
pub(crate) struct Homework {
    pub(crate) queue: PageWork,
    pub(crate) case: PageWork,
    pub(crate) opening: Opening,
    /// How many statements one opening takes.
    pub(crate) opening_statements: usize,
}

/// The queries of a page, in each of its variants.
#[derive(Debug)]
pub(crate) struct PageWork {
    /// The paths of the program's page.
    pub(crate) paths: Vec<String>,
    pub(crate) queries: Vec<Vec<Statement>>,
    /// The size of the page.
    pub(crate) bytes: usize,
}

/// A desk that logs its statements.
struct Watched<'a> {
    desk: Desk,
    log: PathBuf,
    database: Database,
    agent: &'a Agent,
    background: HashSet<String>,
}

/// Starts the desk, watches it answering each kind of request, and stops it.
///
/// # Errors
/// When it asks for something that the bare driver cannot be told.
pub(crate) async fn watch(site: &Site, program: &Path, agent: &Agent, cases: &[Uuid]) -> Result<Homework> {
    let mut args = site.args("serve", "large");
    args.extend(["--log".to_owned(), LOG_FILTER.to_owned()]);
    let log = site.log("watched");
    let desk = Desk::start(program, &args, &log).await?;
    let database = site.database("large").await?;
    let mut watched = Watched { desk, log, database, agent, background: HashSet::new() };
    let cookie = agent.sign_in(&watched.desk).await?;
    // The first of a kind fill caches, and the jobs begin.
    watched.page("/cases", &cookie).await?;
    tokio::time::sleep(IDLE).await;
    let before = watched.read()?.len();
    tokio::time::sleep(IDLE).await;
    watched.background = texts(&watched.read()?[before..]);
    let queue = watched.queue(&cookie, cases).await?;
    let case = watched.case(&cookie, cases).await?;
    let (opening, opening_statements) = watched.opening().await?;
    watched.desk.stop().await?;
    watched.database.close().await;
    Ok(Homework { queue, case, opening, opening_statements })
}

impl Watched<'_> {
    fn read(&self) -> Result<String> {
        std::fs::read_to_string(&self.log).with_context(|| self.log.display().to_string())
    }

    /// What one request asks, and how large its page is; asked until it is the same twice.
    async fn page(&self, path: &str, cookie: &str) -> Result<(Asked, usize)> {
        let mut connection = Connection::open(self.desk.address).await?;
        let request = http::get(path, &[("Cookie", cookie)]);
        let mut last = Asked::default();
        for _ in 0..TRIES {
            let before = self.read()?.len();
            let bytes = connection.send(&request).await?.expect(200)?.body.len();
            let asked = Asked::read(&self.read()?[before..], &self.background);
            if asked.is_like(&last) {
                return Ok((asked, bytes));
            }
            last = asked;
            tokio::time::sleep(Duration::from_millis(150)).await;
        }
        anyhow::bail!("{path} asks for something else each time: {last:#?}")
    }

    async fn world(&self, case: Uuid) -> Result<World> {
        World::read(&self.database, self.agent.id, case, now()).await
    }

    async fn queue(&self, cookie: &str, cases: &[Uuid]) -> Result<PageWork> {
        let path = "/cases".to_owned();
        let (asked, bytes) = self.page(&path, cookie).await?;
        let case = *cases.first().context("a case")?;
        Ok(PageWork { paths: vec![path], queries: vec![self.queries(&asked, case, true).await?], bytes })
    }

    async fn case(&self, cookie: &str, cases: &[Uuid]) -> Result<PageWork> {
        let paths: Vec<String> = cases.iter().map(|id| format!("/cases/{}", CaseId(*id))).collect();
        let (asked, bytes) = self.page(&paths[0], cookie).await?;
        let mut queries = Vec::new();
        for (index, case) in cases.iter().enumerate() {
            queries.push(self.queries(&asked, *case, index == 0).await?);
        }
        Ok(PageWork { paths, queries, bytes })
    }

    /// The captured queries with the values of a case; proven to give the same rows where it is the captured one.
    async fn queries(&self, asked: &Asked, case: Uuid, prove: bool) -> Result<Vec<Statement>> {
        let world = self.world(case).await?;
        let captured: Vec<_> = asked.before.iter().chain(&asked.inside).chain(&asked.after).collect();
        let statements = captured.iter().map(|one| world.statement(one)).collect::<Result<Vec<_>>>()?;
        if prove {
            compare(&self.database.counts(&statements.iter().collect::<Vec<_>>()).await?, &captured)?;
        }
        Ok(statements)
    }

    async fn opening(&self) -> Result<(Opening, usize)> {
        let mut connection = Connection::open(self.desk.address).await?;
        let mut last = Asked::default();
        for turn in 0..TRIES {
            let (before, since) = (self.read()?.len(), now());
            let key = format!("watched-{turn}");
            // The same customer each time, whose rows are the same each time.
            let case = self.agent.open(&mut connection, 0, &key).await?;
            let asked = Asked::read(&self.read()?[before..], &self.background);
            // A node that has just started reserves its first numbers for one case each: not what opening usually takes.
            if asked.is_like(&last) && !asked.writes("number_block") {
                let text = case["id"].as_str().context("the case's id")?.to_owned();
                let id = text.parse::<CaseId>()?.uuid();
                let opened = Opened { id, text, key, since };
                let opening = Opening::read(&self.database, &asked, self.world(id).await?, &opened).await?;
                opening.prove(&self.database, &asked).await?;
                return Ok((opening, asked.len()));
            }
            last = asked;
            tokio::time::sleep(Duration::from_millis(150)).await;
        }
        anyhow::bail!("opening a case asks for something else each time: {last:#?}")
    }
}

#[expect(clippy::disallowed_methods, reason = "the benchmark runs in the present")]
fn now() -> DateTime<Utc> {
    Utc::now()
}
