//! `cargo xtask bench`: hands over to the crate that measures, built with optimizations.
//!
//! It is a crate of its own so that its database driver and HTTP client are not built for `cargo xtask tidy`.

use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

/// Builds the program and the benchmark for release and runs the benchmark with the given arguments.
///
/// # Errors
/// When cargo cannot be started, or the build fails.
pub(crate) fn run(root: &Path, args: &[&str]) -> Result<ExitCode> {
    // Matching, the relay and signing in are measured by themselves; everything else runs the program.
    let by_itself = matches!(args.first(), Some(&("matching" | "relay" | "sign-in")));
    let program: &[&str] = if by_itself { &[] } else { &["--package", "tierline"] };
    let build = Command::new("cargo")
        .current_dir(root)
        .args(["build", "--release", "--package", "tierline-bench"])
        .args(program)
        .status()
        .context("cargo could not be started")?;
    anyhow::ensure!(build.success(), "the release build failed");
    let status = Command::new("cargo")
        .current_dir(root)
        .args(["run", "--quiet", "--release", "--package", "tierline-bench", "--"])
        .args(args)
        .status()
        .context("cargo could not be started")?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
