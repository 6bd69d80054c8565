//! `cargo xtask fuzz`: runs the fuzz targets of `fuzz/` for a while each, where cargo-fuzz is there.
//!
//! It works on the stable compiler, without the address sanitizer, which the readers' safe code has little use for. What a target
//! finds is left in `fuzz/artifacts`, and the run fails.

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};

use crate::step::{Outcome, Report};
use crate::tool::Tools;

/// How long each target runs where nobody says otherwise.
const EACH: Duration = Duration::from_secs(60);
/// How long all targets together run as a part of all tests; each gets its share, however many there are.
const BRIEF: Duration = Duration::from_secs(55);
/// The longest input that is tried: what breaks a reader breaks it early.
const LONGEST: &str = "65536";
/// The exit code where cargo-fuzz is not there, so that it is not taken for a find.
const MISSING: u8 = 3;

/// What is to be run, and for how long each.
#[derive(Debug, PartialEq, Eq)]
struct Wanted {
    each: Duration,
    /// Names of targets; all where none is named.
    targets: Vec<String>,
}

impl Wanted {
    fn read(args: &[&str]) -> Result<Self> {
        let mut wanted = Self { each: EACH, targets: Vec::new() };
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            match *arg {
                "--seconds" => {
                    let seconds = args.next().context("--seconds needs a number")?;
                    wanted.each = Duration::from_secs(seconds.parse().context("--seconds needs a number")?);
                }
                option if option.starts_with('-') => bail!("`{option}` is no option of `cargo xtask fuzz`"),
                target => wanted.targets.push(target.to_owned()),
            }
        }
        Ok(wanted)
    }
}

/// Runs the targets that are named, or all.
///
/// # Errors
/// When cargo-fuzz can't be started, or a target has no such name.
pub(crate) fn run(root: &Path, args: &[&str]) -> Result<ExitCode> {
    let wanted = Wanted::read(args)?;
    let tools = Tools::found(root)?;
    if !tools.has("cargo-fuzz") {
        eprintln!("cargo-fuzz is not there; it needs a compiler for C++:\n  cargo install cargo-fuzz");
        return Ok(ExitCode::from(MISSING));
    }
    let report = each(&tools, root, &wanted)?;
    println!("{}", report.detail);
    Ok(match report.outcome {
        Outcome::Failed(code) => ExitCode::from(code),
        Outcome::Passed | Outcome::Skipped => ExitCode::SUCCESS,
    })
}

/// All targets for a few seconds each, as a part of all tests; none where cargo-fuzz is not there, which nothing else needs.
///
/// # Errors
/// As [`run`].
pub(crate) fn brief(tools: &Tools, root: &Path) -> Result<Report> {
    if !tools.has("cargo-fuzz") {
        return Ok(Report::skipped("each reader's target compiles; not run: cargo-fuzz is not there"));
    }
    each(tools, root, &Wanted { each: share(targets(root)?.len()), targets: Vec::new() })
}

/// What one of so many targets gets of [`BRIEF`], in whole seconds, as the fuzzer counts them; one second at least.
fn share(targets: usize) -> Duration {
    let targets = u64::try_from(targets).unwrap_or(u64::MAX).max(1);
    Duration::from_secs((BRIEF.as_secs() / targets).max(1))
}

fn each(tools: &Tools, root: &Path, wanted: &Wanted) -> Result<Report> {
    let all = targets(root)?;
    if let Some(unknown) = wanted.targets.iter().find(|name| !all.contains(name)) {
        bail!("no fuzz target is called `{unknown}`; there are {}", all.join(", "));
    }
    let chosen: Vec<&String> =
        all.iter().filter(|name| wanted.targets.is_empty() || wanted.targets.contains(name)).collect();
    for name in &chosen {
        println!("\n{name}: {} s", wanted.each.as_secs());
        let status = one(tools, root, name, wanted.each)?;
        if !status.success() {
            return Ok(Report::of_process(status, format!("{name} found something: see fuzz/artifacts/{name}")));
        }
    }
    let seconds = wanted.each.as_secs();
    Ok(Report {
        outcome: Outcome::Passed,
        detail: match chosen.as_slice() {
            [one] => format!("{one}, {seconds} s, found nothing"),
            all => format!("{} targets, {seconds} s each, found nothing", all.len()),
        },
    })
}

/// One target, from the payloads that are kept and from what earlier runs thought worth keeping.
fn one(tools: &Tools, root: &Path, name: &str, time: Duration) -> Result<std::process::ExitStatus> {
    let fuzz = root.join("fuzz");
    let (corpus, seeds) = (fuzz.join("corpus").join(name), fuzz.join("seeds").join(name));
    ensure!(seeds.is_dir(), "{} is not there", seeds.display());
    std::fs::create_dir_all(&corpus).with_context(|| corpus.display().to_string())?;
    let mut command = tools.cargo(root);
    // The folder for what it builds is the targets' own: all of it is built in another way.
    command.env_remove("CARGO_TARGET_DIR").env_remove("RUSTFLAGS");
    command.args(["fuzz", "run", "--sanitizer", "none", name]).args([&corpus, &seeds]);
    command.args(["--", &format!("-max_total_time={}", time.as_secs()), &format!("-max_len={LONGEST}")]);
    command.args(["-timeout=10", "-rss_limit_mb=2048", "-verbosity=0"]);
    command.status().with_context(|| format!("{command:?} could not be started"))
}

/// The names of the targets, in order.
fn targets(root: &Path) -> Result<Vec<String>> {
    let folder = root.join("fuzz/fuzz_targets");
    let mut names = Vec::new();
    for entry in std::fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        names.extend(path.file_stem().and_then(|name| name.to_str()).map(str::to_owned));
    }
    names.sort_unstable();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_named_and_get_their_time() {
        let read = |args: &[&str]| Wanted::read(args).unwrap();
        assert_eq!(read(&[]), Wanted { each: EACH, targets: Vec::new() });
        let both = read(&["rss", "--seconds", "7", "aws"]);
        assert_eq!(both, Wanted { each: Duration::from_secs(7), targets: vec!["rss".into(), "aws".into()] });
        assert!(Wanted::read(&["--seconds"]).is_err() && Wanted::read(&["--seconds", "soon"]).is_err());
        assert!(Wanted::read(&["--forever"]).is_err());
    }

    #[test]
    fn every_target_has_seeds() {
        let names = targets(crate::root()).unwrap();
        assert!(names.contains(&"rss".to_owned()), "{names:?}");
        for name in &names {
            let seeds = crate::root().join("fuzz/seeds").join(name);
            assert!(std::fs::read_dir(&seeds).unwrap().next().is_some(), "{}", seeds.display());
        }
    }

    #[test]
    fn all_targets_together_run_briefly_within_a_minute_however_many_there_are() {
        for count in [1, 5, 13, 14, 28, 55] {
            let each = share(count);
            let all = each * u32::try_from(count).unwrap();
            assert!(each >= Duration::from_secs(1) && all < Duration::from_secs(60), "{count}: {all:?}");
        }
        assert_eq!(share(0), BRIEF);
        assert_eq!(share(1_000), Duration::from_secs(1));
    }

    #[test]
    fn a_target_that_is_not_there_is_named() {
        let tools = Tools::found(crate::root()).unwrap();
        let wanted = Wanted { each: EACH, targets: vec!["nothing".into()] };
        let error = each(&tools, crate::root(), &wanted).unwrap_err().to_string();
        assert!(error.contains("`nothing`") && error.contains("rss"), "{error}");
    }
}
