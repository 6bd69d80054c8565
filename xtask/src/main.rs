//! What a developer runs here: `cargo xtask test`, `tidy`, `fuzz` and `bench`.
//!
//! This crate is built before every other, so it has few dependencies of its own and knows no other crate.

mod bench;
mod chaos;
mod fuzz;
mod step;
mod test;
mod tidy;
mod tool;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};

const USAGE: &str = "\
Usage: cargo xtask <task>

Tasks
  test [--quick]    everything that must hold before a change is sent: formatting, house rules, lints,
                    what may come in, the fuzz targets, and all tests; installs the tools it lacks where it may
      --quick       leaves out the browser journeys, `cargo deny` and the fuzz targets
  tidy              the house rules alone: a finding per line, with the way out
  fuzz [--seconds N] [TARGET…]
                    runs the fuzz targets, a minute each where nothing is said; needs cargo-fuzz
  bench [...]       measures the program against the bare driver; see docs/benchmarks.md
  bench matching    measures the matching of cases with documented issues: --history FILE[=FORMAT]…
  bench health      measures service health at volume: rounds of feeds, one changed post, the board
  bench relay       measures the relay: deliveries a second, a backlog, an idle look
  chaos [...]       kills workers of the relay, 1000 times on each engine: nothing may be lost or doubled
      --rounds N    as often as this
      --seed N      at other points
  help              this text
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match run(&args) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &[String]) -> Result<ExitCode> {
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        [] | ["help" | "--help" | "-h", ..] => {
            print!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        ["test"] => test::run(root(), test::Extent::Whole),
        ["test", "--quick"] => test::run(root(), test::Extent::Quick),
        ["tidy"] => tidy::run(root()),
        ["fuzz", rest @ ..] => fuzz::run(root(), rest),
        ["bench", rest @ ..] => bench::run(root(), rest),
        ["chaos", rest @ ..] => chaos::run(root(), rest),
        unknown => bail!("`{}` is no task\n\n{USAGE}", unknown.join(" ")),
    }
}

/// The workspace's root: the folder that holds this crate's.
fn root() -> &'static Path {
    static ROOT: std::sync::LazyLock<PathBuf> = std::sync::LazyLock::new(|| {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        here.parent().unwrap_or(here).to_path_buf()
    });
    &ROOT
}
