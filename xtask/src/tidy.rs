//! The house rules that a compiler cannot know. A finding is one line: `path:line: what; the way out`.
//!
//! Every rule is a function from what it looks at (the files, the crates) to its findings, so that each is tested with
//! a fixture that it must refuse and one that it must let through.

mod allow;
mod arrow;
mod catalogue;
mod coverage;
mod document;
mod function;
mod size;
mod text;
mod tree;

use std::fmt;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};

use self::arrow::Workspace;
use self::tree::Tree;
use crate::step::{Outcome, Report};

/// One thing that is not as the house rules want it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    path: String,
    /// Counted from one.
    line: usize,
    /// What is wrong, and after a semicolon what to do about it.
    what: String,
}

impl Finding {
    fn new(path: impl Into<String>, line: usize, what: impl Into<String>) -> Self {
        Self { path: path.into(), line, what: what.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.what)
    }
}

/// What a look at the whole repository gave.
#[derive(Debug, Default)]
struct Look {
    /// Each of them fails the run.
    findings: Vec<Finding>,
    /// Said, never failing: where a file grows towards its limit.
    hints: Vec<Finding>,
}

/// `cargo xtask tidy`.
///
/// # Errors
/// When the repository cannot be read.
pub(crate) fn run(root: &Path) -> Result<ExitCode> {
    let report = report(root)?;
    println!("{}", report.detail);
    Ok(if report.outcome == Outcome::Passed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Prints all hints and findings, and gives their numbers.
///
/// # Errors
/// When the repository cannot be read.
pub(crate) fn report(root: &Path) -> Result<Report> {
    let look = look(root)?;
    for hint in &look.hints {
        println!("hint: {hint}");
    }
    for finding in &look.findings {
        println!("{finding}");
    }
    let outcome = if look.findings.is_empty() { Outcome::Passed } else { Outcome::Failed(1) };
    Ok(Report { outcome, detail: format!("{} findings, {} hints", look.findings.len(), look.hints.len()) })
}

fn look(root: &Path) -> Result<Look> {
    let tree = Tree::read(root).context("the repository's files could not be read")?;
    let workspace = Workspace::read(root).context("`cargo metadata` could not be read")?;
    let mut findings = arrow::check(&workspace);
    findings.extend(size::check(&tree));
    findings.extend(function::check(&tree));
    findings.extend(text::check(&tree));
    findings.extend(catalogue::check(&tree));
    findings.extend(document::check(&tree, &workspace));
    findings.extend(coverage::check(&tree));
    findings.sort();
    Ok(Look { findings, hints: size::hints(&tree) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_repository_is_tidy() {
        let look = look(crate::root()).unwrap();
        let lines: Vec<String> = look.findings.iter().map(ToString::to_string).collect();
        assert!(lines.is_empty(), "{} findings:\n{}", lines.len(), lines.join("\n"));
    }

    #[test]
    fn a_finding_is_one_line_that_an_editor_can_jump_to() {
        let finding = Finding::new("crates/app/src/lib.rs", 7, "too long; split it");
        assert_eq!(finding.to_string(), "crates/app/src/lib.rs:7: too long; split it");
    }
}
