//! What the program does for a round of its feeds, for a post, and for a page of the board.

use std::{
    collections::{BTreeMap, HashSet},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use anyhow::{Result, ensure};

use super::{
    Measured,
    fill::{Followed, Which},
};
use crate::{
    capture::{Captured, LOG_FILTER, captured, texts},
    database::Database,
    desk::Desk,
    http::{self, Connection},
    prepare::{Agent, Site},
};

/// How long the idle program is watched, to know what it does by itself.
const IDLE: Duration = Duration::from_secs(6);
/// Rounds of which the mean is taken.
const ROUNDS: u32 = 4;
/// A part of the statement that finds the cases which an issue can concern, and of no other.
const REACH: &str = "substr(match_services, 1, 16) <>";

/// What was asked of the database: statements, and by table the statements that write and the rows that they wrote.
#[derive(Debug, Clone, Default)]
pub(crate) struct Done {
    pub(crate) statements: usize,
    pub(crate) written: BTreeMap<String, (usize, u64)>,
    /// Rows of the statements that find the cases which an issue can concern.
    pub(crate) reached: u64,
}

impl Done {
    fn read(log: &str, background: &HashSet<String>) -> Self {
        let mut done = Self::default();
        for one in captured(log).into_iter().filter(|one| !background.contains(&one.sql)) {
            done.statements += 1;
            if one.sql.contains(REACH) {
                done.reached += one.rows;
            }
            if let Some(table) = written(&one) {
                let (statements, rows) = done.written.entry(table).or_default();
                *statements += 1;
                *rows += one.rows;
            }
        }
        done
    }
}

/// The table that a statement writes to, whether at once or with what it has selected before.
fn written(one: &Captured) -> Option<String> {
    let act = if one.sql.starts_with("with ") { one.sql.split_once(") update ").map(|(_, act)| act) } else { None };
    let begins = ["insert into ", "update ", "delete from "];
    let start = act.or_else(|| begins.iter().find_map(|begin| one.sql.strip_prefix(begin)))?;
    start.split([' ', '(']).next().map(str::to_owned)
}

/// A running desk whose feeds are in files.
struct Running<'a> {
    desk: Desk,
    database: Database,
    followed: &'a Followed,
    log: PathBuf,
}

impl<'a> Running<'a> {
    async fn start(site: &Site, program: &Path, followed: &'a Followed, filter: Option<&str>) -> Result<Self> {
        let mut args = site.args("serve", followed.name);
        args.extend(filter.iter().flat_map(|filter| ["--log".to_owned(), (*filter).to_owned()]));
        let log = site.log(followed.name);
        let desk = Desk::start(program, &args, &log).await?;
        Ok(Self { desk, database: site.database(followed.name).await?, followed, log })
    }

    async fn stop(self) -> Result<()> {
        self.database.close().await;
        self.desk.stop().await
    }

    /// Has feeds read, and waits for it.
    async fn round(&self, which: Which) -> Result<()> {
        self.followed.make_due(&self.database, which).await?;
        self.followed.until_quiet(&self.database).await
    }

    /// What reading feeds asks of the database, without what the program does by itself.
    async fn asked(&self, which: Which, background: &HashSet<String>) -> Result<Done> {
        let before = std::fs::read_to_string(&self.log)?.len();
        self.round(which).await?;
        // The last statements may not be in the log yet.
        tokio::time::sleep(Duration::from_secs(1)).await;
        Ok(Done::read(&std::fs::read_to_string(&self.log)?[before..], background))
    }

    /// The processor time that the idle program takes, as a share of the time that goes by.
    async fn idle(&self) -> Result<f64> {
        let before = self.desk.processor_time()?;
        tokio::time::sleep(IDLE).await;
        Ok((self.desk.processor_time()? - before).as_secs_f64() / IDLE.as_secs_f64())
    }

    /// The processor time of reading feeds, without that of the idle program: the mean of some times.
    async fn cost(
        &self,
        which: Which,
        times: u32,
        idle: f64,
        mut prepare: impl FnMut(u32) -> Result<()>,
    ) -> Result<Duration> {
        let (before, begin) = (self.desk.processor_time()?, Instant::now());
        for time in 0..times {
            prepare(time)?;
            self.round(which).await?;
        }
        let took = (self.desk.processor_time()? - before).as_secs_f64() - idle * begin.elapsed().as_secs_f64();
        Ok(Duration::from_secs_f64(took.max(0.0) / f64::from(times)))
    }

    /// The processor time of a page of the board, and its size: the mean of some pages, one after the other.
    async fn board(&self, agent: &Agent, times: u32, path: &str) -> Result<(Duration, usize)> {
        let cookie = agent.sign_in(&self.desk).await?;
        let request = http::get(path, &[("Cookie", &cookie)]);
        let mut connection = Connection::open(self.desk.address).await?;
        let bytes = connection.send(&request).await?.expect(200)?.body.len();
        let before = self.desk.processor_time()?;
        for _ in 0..times {
            connection.send(&request).await?.expect(200)?;
        }
        Ok(((self.desk.processor_time()? - before) / times, bytes))
    }
}

/// Measures one desk: first what it asks, with its log, then what it takes, without.
///
/// # Errors
/// When the program refuses something, or does less than it should.
pub(super) async fn measure(
    site: &Site,
    program: &Path,
    followed: &Followed,
    agent: &Agent,
    times: u32,
) -> Result<Measured> {
    let logged = Running::start(site, program, followed, Some(LOG_FILTER)).await?;
    logged.round(Which::All).await?;
    let before = std::fs::read_to_string(&logged.log)?.len();
    tokio::time::sleep(IDLE).await;
    let background = texts(&std::fs::read_to_string(&logged.log)?[before..]);
    let asked = logged.asked(Which::All, &background).await?;
    followed.say_more(0)?;
    let post_asked = logged.asked(Which::Changed, &background).await?;
    ensure!(post_asked.written.contains_key("health_post"), "the post was not taken in: {post_asked:?}");
    logged.stop().await?;

    let plain = Running::start(site, program, followed, None).await?;
    plain.round(Which::All).await?;
    let idle = plain.idle().await?;
    let tenants = plain.cost(Which::Tenants, ROUNDS, idle, |_| Ok(())).await?;
    let public = plain.cost(Which::Public, ROUNDS, idle, |_| Ok(())).await?;
    let posts = times.div_ceil(10);
    let post = plain.cost(Which::Changed, posts, idle, |time| followed.say_more(time + 1)).await?;
    let (board, bytes) = plain.board(agent, times, "/health").await?;
    let (by_customer, _) = plain.board(agent, times, "/health?by=customer").await?;
    let memory = plain.desk.anonymous_memory()?;
    plain.stop().await?;
    Ok(Measured {
        size: followed.size,
        open_cases: followed.open_cases,
        matched: post_asked.reached,
        asked,
        tenants,
        public,
        post_asked,
        post,
        bytes,
        board,
        by_customer,
        memory,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_counted_by_table_and_the_background_is_left_out() {
        let line = |sql: &str, changed: u64, given: u64| {
            format!("summary=\"{sql}\" db.statement=\"\" rows_affected={changed} rows_returned={given} elapsed=1\n")
        };
        let log = [
            line("select 1", 0, 1),
            line("update schedule set a = 1", 1, 0),
            line("update health_feed set a = 1", 1_000, 0),
            line("update health_feed set a = 1", 200, 0),
            line("with due as (select 1) update polled_feed set a = 1 returning a", 5, 5),
            line("with found as (select 1) select 2", 0, 1),
            line("insert into health_revision(a) values (1) returning a", 1, 1),
            line("select id from cases where substr(match_services, 1, 16) <> $5", 0, 7),
            line("commit", 0, 0),
        ];
        let done = Done::read(&log.concat(), &HashSet::from(["update schedule set a = 1".to_owned()]));
        assert_eq!((done.statements, done.reached), (7, 7));
        let written: Vec<_> = done.written.iter().map(|(table, done)| (table.as_str(), *done)).collect();
        assert_eq!(written, [("health_feed", (2, 1_200)), ("health_revision", (1, 1)), ("polled_feed", (1, 5))]);
    }
}
