//! The program under measurement: a process of its own, started as its users start it.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use tokio::process::{Child, Command};

use crate::http::{self, Connection};

/// How long a desk may take to answer for the first time.
const PATIENCE: Duration = Duration::from_secs(60);

/// A page that every desk shows to everybody.
const FIRST_PAGE: &str = "/signin";

/// A running desk.
#[derive(Debug)]
pub(crate) struct Desk {
    child: Child,
    pub(crate) address: SocketAddr,
    /// From the start of the process to its first answer.
    pub(crate) started_in: Duration,
}

impl Desk {
    /// Starts the program with these arguments and `--listen`, and waits for its first answer. What it logs goes into
    /// the file.
    ///
    /// # Errors
    /// When it ends instead, or does not answer in time.
    pub(crate) async fn start(program: &Path, args: &[String], log: &Path) -> Result<Self> {
        let address = free_address().await?;
        let out = std::fs::File::create(log).with_context(|| log.display().to_string())?;
        let start = Instant::now();
        let mut child = Command::new(program)
            .args(args)
            .env("NO_COLOR", "1")
            // Few people call here, as often as the machine can.
            .env("TIERLINE_CALLS_PER_PERSON", "4000000000")
            .env("TIERLINE_CALLS_PER_ADDRESS", "4000000000")
            .arg("--listen")
            .arg(address.to_string())
            .stdin(Stdio::null())
            .stdout(out.try_clone()?)
            .stderr(out)
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("{} could not be started", program.display()))?;
        let request = http::get(FIRST_PAGE, &[]);
        while !answers(address, &request).await {
            if let Some(status) = child.try_wait()? {
                bail!("the desk ended at its start: {status}; see {}", log.display());
            }
            ensure!(start.elapsed() < PATIENCE, "the desk does not answer; see {}", log.display());
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        Ok(Self { child, address, started_in: start.elapsed() })
    }

    /// The anonymous resident memory in bytes: what the process keeps for itself, without mapped files.
    ///
    /// # Errors
    /// Where the kernel does not say (`/proc` is Linux's).
    pub(crate) fn anonymous_memory(&self) -> Result<u64> {
        let id = self.child.id().context("the desk has ended")?;
        let path = format!("/proc/{id}/status");
        rss_anon(&std::fs::read_to_string(&path)?).with_context(|| format!("no RssAnon in {path}"))
    }

    /// The processor time that the desk has taken since its start, its own and the kernel's for it.
    ///
    /// # Errors
    /// Where the kernel does not say (`/proc` is Linux's).
    pub(crate) fn processor_time(&self) -> Result<Duration> {
        let id = self.child.id().context("the desk has ended")?;
        let path = format!("/proc/{id}/stat");
        processor_ticks(&std::fs::read_to_string(&path)?)
            .map(|ticks| ticks * TICK)
            .with_context(|| format!("no times in {path}"))
    }

    /// Holds the desk, or lets it go on: so that it does nothing while something else is measured.
    ///
    /// # Errors
    /// When it has ended.
    pub(crate) async fn hold(&self, held: bool) -> Result<()> {
        self.signal(if held { "-STOP" } else { "-CONT" }).await
    }

    async fn signal(&self, signal: &str) -> Result<()> {
        let id = self.child.id().context("the desk has ended already")?;
        let sent = Command::new("kill").args([signal, &id.to_string()]).status().await?;
        ensure!(sent.success(), "the desk could not be sent {signal}");
        Ok(())
    }

    /// Asks the desk to stop, and waits until it has.
    ///
    /// # Errors
    /// When it ends with a failure.
    pub(crate) async fn stop(mut self) -> Result<()> {
        self.signal("-TERM").await?;
        let status = self.child.wait().await?;
        ensure!(status.success(), "the desk stopped with {status}");
        Ok(())
    }
}

/// The program that was built together with this one.
///
/// # Errors
/// When there is none.
pub(crate) fn program() -> Result<PathBuf> {
    let program = std::env::current_exe()?.with_file_name("tierline");
    ensure!(program.is_file(), "{} is not built; run `cargo xtask bench`", program.display());
    Ok(program)
}

async fn free_address() -> Result<SocketAddr> {
    Ok(tokio::net::TcpListener::bind("127.0.0.1:0").await?.local_addr()?)
}

async fn answers(address: SocketAddr, request: &[u8]) -> bool {
    let Ok(mut connection) = Connection::open(address).await else { return false };
    connection.send(request).await.is_ok_and(|answer| answer.status == 200)
}

/// The unit of the times in `/proc/*/stat`: a hundredth of a second, whatever the kernel's own.
const TICK: Duration = Duration::from_millis(10);

/// The 14th and the 15th field: `utime` and `stime`. The second is the program's name in parentheses, which may hold spaces.
fn processor_ticks(stat: &str) -> Option<u32> {
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_ascii_whitespace().skip(11);
    let (user, system): (u32, u32) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    Some(user + system)
}

/// `RssAnon:     12345 kB`, in bytes.
pub(crate) fn rss_anon(status: &str) -> Option<u64> {
    let value = status.lines().find_map(|line| line.strip_prefix("RssAnon:"))?;
    let kilobytes: u64 = value.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_anonymous_memory_is_read_from_what_the_kernel_says() {
        let status = "VmRSS:\t   60000 kB\nRssAnon:\t   41236 kB\nRssFile:\t   18764 kB\n";
        assert_eq!(rss_anon(status), Some(41_236 * 1024));
        assert_eq!(rss_anon("VmRSS:\t   60000 kB\n"), None);
    }

    #[test]
    fn the_processor_time_is_that_of_the_program_and_of_the_kernel_for_it() {
        let stat = "4711 (a (bad) name) S 1 4711 4711 0 -1 4194304 900 0 3 0 250 31 7 9 20 0 5 0 100 1 2 3";
        assert_eq!(processor_ticks(stat), Some(281));
        assert_eq!(processor_ticks("4711 (short) S 1"), None);
    }

    #[tokio::test]
    async fn a_program_that_ends_at_once_is_an_error_and_no_desk() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        let error = Desk::start(Path::new("/bin/false"), &[], &log).await.unwrap_err();
        assert!(error.to_string().starts_with("the desk ended at its start"), "{error}");
    }
}
