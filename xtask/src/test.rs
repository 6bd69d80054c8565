//! `cargo xtask test`: everything that must hold before a change is sent, in one run that shows all there is to mend.

use std::io::{BufRead, BufReader, IsTerminal};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::step::{Report, Steps};
use crate::tidy;
use crate::tool::{self, Prepared, Tools};

/// How much is tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// All of it.
    Whole,
    /// Without the journeys in a browser, programs of others, `cargo deny` and the fuzz targets.
    Quick,
}

/// The exit code where a tool is missing, so that it is not taken for a failed test.
const MISSING: u8 = 3;

/// How long the database of advisories may take to answer. It lies outside, and the run does not hang on it.
const PATIENCE: Duration = Duration::from_secs(90);

/// All tests but those that drive a browser or programs of others, as nextest selects them.
const WITHOUT_OTHERS: &str = "not test(/^browser::/) and not test(/^real_client::/)";

/// Runs all steps, goes on after a failure, and ends with a summary and the first failure's exit code.
///
/// # Errors
/// When a tool may be installed, but cannot be.
pub(crate) fn run(root: &Path, extent: Extent) -> Result<ExitCode> {
    let start = Instant::now();
    let tools = match tool::prepare(root, extent)? {
        Prepared::Ready(tools) => tools,
        Prepared::Missing(advice) => {
            eprint!("{advice}");
            return Ok(ExitCode::from(MISSING));
        }
    };
    println!("tools ready in {:.1} s", start.elapsed().as_secs_f64());
    let mut steps = Steps::default();
    steps.run("format", "cargo fmt --all --check", || {
        process(tools.cargo(root).args(["fmt", "--all", "--check"]), "rustfmt.toml")
    });
    steps.run("tidy", "the house rules", || tidy::report(root));
    steps.run("clippy", "cargo clippy --workspace --all-targets -- -D warnings", || {
        let mut clippy = tools.cargo(root);
        clippy.args(["clippy", "--workspace", "--all-targets", "--quiet"]).args(locked());
        process(clippy.args(["--", "-D", "warnings"]), "no warnings allowed")
    });
    steps.run("deny", "what may come in", || match extent {
        Extent::Whole => deny(&tools, root),
        Extent::Quick => Ok(Report::skipped("--quick")),
    });
    steps.run("fuzz", "the fuzz targets compile, and run for a moment where they can", || match extent {
        Extent::Whole => fuzz(&tools, root),
        Extent::Quick => Ok(Report::skipped("--quick")),
    });
    steps.run("tests", "cargo nextest run --workspace", || nextest(&tools, root, extent));
    println!("\n{steps}");
    Ok(steps.exit_code())
}

/// In an unattended run the lock file is what was sent; elsewhere a changed manifest may still change it.
fn locked() -> &'static [&'static str] {
    if tool::is_ci() { &["--locked"] } else { &[] }
}

fn process(command: &mut Command, detail: &str) -> Result<Report> {
    let status = command.status().with_context(|| format!("{command:?} could not be started"))?;
    Ok(Report::of_process(status, detail))
}

/// Licences, bans and sources always; advisories where their database can be reached.
fn deny(tools: &Tools, root: &Path) -> Result<Report> {
    let check = |what: &[&str], detail: &str| {
        process(tools.cargo(root).args(["deny", "check", "--hide-inclusion-graph"]).args(what), detail)
    };
    let own = check(&["bans", "licenses", "sources"], "bans, licenses, sources")?;
    if own.outcome != crate::step::Outcome::Passed {
        return Ok(own);
    }
    let mut fetch = tools.cargo(root);
    fetch.args(["deny", "fetch", "db"]).stdout(Stdio::null()).stderr(Stdio::null());
    if !succeeds_within(&mut fetch, PATIENCE)? {
        return Ok(Report {
            detail: "bans, licenses, sources; advisories out of reach, not checked".to_owned(),
            ..own
        });
    }
    check(&["advisories"], "bans, licenses, sources, advisories")
}

#[expect(clippy::disallowed_methods, reason = "no executor here whose thread could be blocked")]
fn succeeds_within(command: &mut Command, patience: Duration) -> Result<bool> {
    let mut child =
        command.stdin(Stdio::null()).spawn().with_context(|| format!("{command:?} could not be started"))?;
    let start = Instant::now();
    while start.elapsed() < patience {
        if let Some(status) = child.try_wait()? {
            return Ok(status.success());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    child.kill()?;
    child.wait()?;
    Ok(false)
}

/// The fuzz targets are a workspace of their own, which nothing else compiles. They get the versions of this one, and what was
/// built for it. The fuzzer itself, which is C++, is left out: nothing is linked. Where cargo-fuzz is there, they run for a moment, too.
fn fuzz(tools: &Tools, root: &Path) -> Result<Report> {
    std::fs::copy(root.join("Cargo.lock"), root.join("fuzz/Cargo.lock")).context("the lock file can't be copied")?;
    let mut check = tools.cargo(root);
    check.args(["check", "--quiet", "--manifest-path", "fuzz/Cargo.toml", "--no-default-features"]);
    if std::env::var_os("CARGO_TARGET_DIR").is_none() {
        check.env("CARGO_TARGET_DIR", root.join("target"));
    }
    let compiled = process(&mut check, "each reader's target")?;
    if compiled.outcome != crate::step::Outcome::Passed {
        return Ok(compiled);
    }
    crate::fuzz::brief(tools, root)
}

/// All tests; what nextest says goes on to the terminal, its counts into the summary.
fn nextest(tools: &Tools, root: &Path, extent: Extent) -> Result<Report> {
    let mut command = tools.cargo(root);
    command.args(["nextest", "run", "--workspace"]).args(locked());
    if extent == Extent::Quick {
        command.args(["--filterset", WITHOUT_OTHERS]);
    }
    if std::io::stderr().is_terminal() {
        command.args(["--color", "always"]);
    }
    let mut child =
        command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn().context("nextest could not be started")?;
    let mut counts = None;
    let said = child.stderr.take().context("nextest has no error stream")?;
    for line in BufReader::new(said).split(b'\n') {
        let line = String::from_utf8_lossy(&line?).into_owned();
        eprintln!("{line}");
        counts = summary(&line).or(counts);
    }
    let status = child.wait()?;
    Ok(Report::of_process(status, counts.unwrap_or_else(|| "no tests ran".to_owned())))
}

/// The counts in nextest's last line: `Summary [ 1.2s] 3 tests run: 3 passed, 0 skipped`.
fn summary(line: &str) -> Option<String> {
    let plain = without_colours(line);
    let (_, counts) = plain.trim_start().strip_prefix("Summary [")?.split_once("] ")?;
    Some(counts.trim().to_owned())
}

/// The line without escape sequences: from ESC to the letter that ends each.
fn without_colours(line: &str) -> String {
    let mut in_escape = false;
    let keep = |c: &char| {
        let was_in_escape = in_escape;
        in_escape = *c == '\u{1b}' || (was_in_escape && !c.is_ascii_alphabetic());
        !was_in_escape && !in_escape
    };
    line.chars().filter(keep).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counts_are_read_from_nextests_summary() {
        let line = "     Summary [   1.234s] 41 tests run: 40 passed (2 slow), 1 failed, 3 skipped";
        assert_eq!(summary(line).as_deref(), Some("41 tests run: 40 passed (2 slow), 1 failed, 3 skipped"));
        assert_eq!(summary("        PASS [   0.004s] xtask tidy::tests::a_summary_is_kept"), None);
    }

    #[test]
    fn the_counts_are_read_through_colours() {
        let line = "\u{1b}[32;1m     Summary\u{1b}[0m [   1.234s] \u{1b}[1m2\u{1b}[0m tests run: \u{1b}[1m2\u{1b}[0m passed, 0 skipped";
        assert_eq!(summary(line).as_deref(), Some("2 tests run: 2 passed, 0 skipped"));
    }

    #[test]
    fn a_program_that_does_not_answer_is_stopped() {
        let start = Instant::now();
        assert!(!succeeds_within(Command::new("sleep").arg("30"), Duration::from_millis(100)).unwrap());
        assert!(start.elapsed() < Duration::from_secs(10));
        assert!(succeeds_within(&mut Command::new("true"), Duration::from_secs(10)).unwrap());
        assert!(!succeeds_within(&mut Command::new("false"), Duration::from_secs(10)).unwrap());
    }
}
