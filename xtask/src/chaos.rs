//! `cargo xtask chaos`: workers of the relay and of the exchange are killed again and again, on both engines; nothing may be lost or
//! doubled.

use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};

/// Rounds where nothing else is said: what the relay promises.
const ROUNDS: &str = "1000";

/// Runs the tests that kill workers with as many rounds as `--rounds` says, and the chance of `--seed`.
///
/// # Errors
/// For arguments that it does not know, and when cargo cannot be started.
pub(crate) fn run(root: &Path, args: &[&str]) -> Result<ExitCode> {
    let mut command = Command::new("cargo");
    command.current_dir(root).args([
        "test",
        "--package",
        "tierline-jobs",
        "--test",
        "it",
        "--",
        "chaos::",
        "--nocapture",
    ]);
    command.env("TIERLINE_CHAOS_ROUNDS", ROUNDS);
    for pair in args.chunks(2) {
        match pair {
            ["--rounds", number] => command.env("TIERLINE_CHAOS_ROUNDS", checked(number)?),
            ["--seed", number] => command.env("TIERLINE_CHAOS_SEED", checked(number)?),
            other => bail!("`{}` is unknown here: --rounds N, --seed N", other.join(" ")),
        };
    }
    let status = command.status().context("cargo could not be started")?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn checked(number: &str) -> Result<&str> {
    number.parse::<u64>().with_context(|| format!("`{number}` is no number"))?;
    Ok(number)
}
