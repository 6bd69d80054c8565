//! A step of a run: a heading, what it did, how long it took, and one line in the summary at the end.

use std::fmt;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// How a step ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Nothing to complain about.
    Passed,
    /// The exit code of what failed: of its process, or 1.
    Failed(u8),
    /// Left out on purpose, or because the outside it needs cannot be reached.
    Skipped,
}

/// What a step reports: its outcome, and the words that stand beside it in the summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Report {
    pub(crate) outcome: Outcome,
    pub(crate) detail: String,
}

impl Report {
    /// Passed, or failed with the exit code of the process that was the step.
    pub(crate) fn of_process(status: std::process::ExitStatus, detail: impl Into<String>) -> Self {
        let outcome = match status.code() {
            Some(0) => Outcome::Passed,
            Some(code) => Outcome::Failed(u8::try_from(code).unwrap_or(1)),
            None => Outcome::Failed(1), // ended by a signal
        };
        Self { outcome, detail: detail.into() }
    }

    /// Left out, and why.
    pub(crate) fn skipped(why: impl Into<String>) -> Self {
        Self { outcome: Outcome::Skipped, detail: why.into() }
    }
}

/// The steps of one run, in the order in which they ran.
#[derive(Debug, Default)]
pub(crate) struct Steps {
    done: Vec<(&'static str, Duration, Report)>,
}

impl Steps {
    /// Runs one step under a heading. A step that could not even start has failed; the next one runs all the same, so
    /// that one run shows everything there is to mend.
    pub(crate) fn run(&mut self, name: &'static str, about: &str, step: impl FnOnce() -> anyhow::Result<Report>) {
        println!("\n=== {name}: {about}");
        let start = Instant::now();
        let report = step().unwrap_or_else(|error| {
            eprintln!("error: {error:#}");
            Report { outcome: Outcome::Failed(1), detail: "could not run".to_owned() }
        });
        let took = start.elapsed();
        println!("--- {name}: {} in {}", report.outcome, seconds(took));
        self.done.push((name, took, report));
    }

    /// The exit code of the first step that failed.
    pub(crate) fn exit_code(&self) -> ExitCode {
        let failed = self.done.iter().find_map(|(_, _, report)| match report.outcome {
            Outcome::Failed(code) => Some(code),
            Outcome::Passed | Outcome::Skipped => None,
        });
        ExitCode::from(failed.unwrap_or(0))
    }
}

impl fmt::Display for Steps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total = self.done.iter().map(|(_, took, _)| *took).sum();
        writeln!(f, "Summary ({} in all)", seconds(total))?;
        for (name, took, report) in &self.done {
            let outcome = report.outcome.to_string();
            writeln!(f, "  {name:<8} {outcome:<8} {:>8}  {}", seconds(*took), report.detail)?;
        }
        Ok(())
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Passed => "ok",
            Self::Failed(_) => "FAILED",
            Self::Skipped => "skipped",
        })
    }
}

fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(outcome: Outcome) -> Report {
        Report { outcome, detail: "1 thing".to_owned() }
    }

    #[test]
    fn a_run_goes_on_after_a_failure_and_ends_with_the_first_failures_code() {
        let mut steps = Steps::default();
        steps.run("one", "passes", || Ok(report(Outcome::Passed)));
        steps.run("two", "fails", || Ok(report(Outcome::Failed(101))));
        steps.run("three", "fails otherwise", || Ok(report(Outcome::Failed(4))));
        steps.run("four", "cannot start", || anyhow::bail!("no such program"));
        assert_eq!(steps.done.len(), 4);
        assert_eq!(steps.exit_code(), ExitCode::from(101));
    }

    #[test]
    fn a_run_in_which_nothing_failed_succeeds() {
        let mut steps = Steps::default();
        steps.run("one", "passes", || Ok(report(Outcome::Passed)));
        steps.run("two", "is left out", || Ok(Report::skipped("not asked for")));
        assert_eq!(steps.exit_code(), ExitCode::SUCCESS);
    }

    #[test]
    fn a_step_that_cannot_start_fails_the_run() {
        let mut steps = Steps::default();
        steps.run("one", "cannot start", || anyhow::bail!("no such program"));
        assert_eq!(steps.exit_code(), ExitCode::from(1));
    }

    #[test]
    fn the_summary_names_each_step_with_its_outcome_and_counts() {
        let mut steps = Steps::default();
        steps.run("format", "passes", || Ok(report(Outcome::Passed)));
        steps.run("tests", "fail", || Ok(report(Outcome::Failed(100))));
        let text = steps.to_string();
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[1].starts_with("  format   ok "), "{text}");
        assert!(lines[2].starts_with("  tests    FAILED "), "{text}");
        assert!(lines[2].ends_with("1 thing"), "{text}");
    }
}
