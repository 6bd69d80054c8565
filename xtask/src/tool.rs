//! What the tests need beside Rust: found, or installed where that is allowed, or named with the way to get it.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::test::Extent;

/// Where tools are kept that the run installs for itself, from the workspace's root.
const FOLDER: &str = "target/tools";

/// The manifest and lock file of the packages of npm that tests use: what is loaded into pages, and an identity provider.
const BROWSER_MANIFEST: &str = "xtask/browser";

/// The lock file among them.
const LOCK: &str = "package-lock.json";

/// What names the programs of others that the desk's contracts are tried with, and their versions.
const CLIENTS: &str = "xtask/clients/requirements.txt";

/// Something the tests need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Need {
    /// A part of the Rust toolchain, by its name in rustup.
    Component(&'static str),
    /// A program that cargo builds: its package, and the version known to work.
    Cargo(&'static str, &'static str),
    /// A program of the system: what it is for, its Debian package.
    System(&'static str, &'static str),
    /// The accessibility rules that the browser tests run in each page and the identity provider that people sign in at, at the
    /// versions of the lock file.
    Packages,
    /// The programs of others that the desk's contracts are tried with, in an environment of their own.
    Clients,
}

const COMPONENTS: &[Need] = &[Need::Component("rustfmt"), Need::Component("clippy")];
const NEXTEST: Need = Need::Cargo("cargo-nextest", "0.9.143");
const DENY: Need = Need::Cargo("cargo-deny", "0.20.2");
const POSTGRESQL: Need = Need::System("PostgreSQL's server, for the tests on both engines", "postgresql");
const CHROMIUM: Need = Need::System("a browser, for the journeys through the pages", "chromium");
const CHROMEDRIVER: Need = Need::System("the browser's driver", "chromium-driver");
const PYTHON: Need = Need::System("Python with pip, for the programs that contracts are tried with", "python3-venv");
const NPM: Need = Need::System("npm, to fetch the accessibility rules and an identity provider", "npm");
const NODE: Need = Need::System("Node.js, for the identity provider that people sign in at", "nodejs");

/// The tools of a run.
#[derive(Debug)]
pub(crate) struct Tools {
    /// The search path with the run's own tools in front.
    path: OsString,
}

impl Tools {
    /// What is there, without a look at what is missing.
    ///
    /// # Errors
    /// When the search path can't be extended.
    pub(crate) fn found(root: &Path) -> Result<Self> {
        let path = std::env::join_paths(search(root)).context("the search path cannot be extended")?;
        Ok(Self { path })
    }

    /// Whether a program is within reach.
    pub(crate) fn has(&self, program: &str) -> bool {
        on_path(&std::env::split_paths(&self.path).collect::<Vec<_>>(), program)
    }

    /// `cargo` with these tools within reach.
    pub(crate) fn cargo(&self, root: &Path) -> Command {
        let mut command = Command::new("cargo");
        command.current_dir(root).env("PATH", &self.path);
        if is_ci() {
            command.env("CARGO_INCREMENTAL", "0"); // each build is the only one of its kind there
        }
        command
    }
}

/// What stands in the way of a run.
#[derive(Debug)]
pub(crate) enum Prepared {
    /// Nothing.
    Ready(Tools),
    /// What is missing, and the commands that bring it, to be printed.
    Missing(String),
}

/// Whether this is an unattended run.
pub(crate) fn is_ci() -> bool {
    std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false")
}

/// Sees to it that all tools are there.
///
/// # Errors
/// When a tool may be installed, but cannot be.
pub(crate) fn prepare(root: &Path, extent: Extent) -> Result<Prepared> {
    let (folder, search, tools) = (root.join(FOLDER), search(root), Tools::found(root)?);

    let missing: Vec<Need> = needs(extent).into_iter().filter(|need| !is_there(*need, &search, root)).collect();
    let by_system: Vec<&str> = missing.iter().filter_map(|need| need.package()).collect();
    if !by_system.is_empty() {
        match system_installer(&search) {
            Some(installer) => install_packages(&installer, &by_system)?,
            None => return Ok(Prepared::Missing(advice(&missing))),
        }
    }
    for need in missing {
        match need {
            Need::Component(name) => {
                if !on_path(&search, "rustup") {
                    return Ok(Prepared::Missing(advice(&[need])));
                }
                must(Command::new("rustup").args(["component", "add", name]))?;
            }
            Need::Cargo(package, version) => install_program(&tools, root, package, version)?,
            Need::Packages => install_packages_of_npm(root, &folder)?,
            Need::Clients => install_clients(root, &folder)?,
            Need::System(..) => {}
        }
    }
    Ok(Prepared::Ready(tools))
}

/// Where programs are looked for: among the run's own tools first.
fn search(root: &Path) -> Vec<PathBuf> {
    let path: Vec<PathBuf> = std::env::var_os("PATH").iter().flat_map(std::env::split_paths).collect();
    std::iter::once(root.join(FOLDER).join("bin")).chain(path).collect()
}

fn needs(extent: Extent) -> Vec<Need> {
    let mut needs = COMPONENTS.to_vec();
    needs.extend([NEXTEST, POSTGRESQL]);
    if extent == Extent::Whole {
        needs.extend([CHROMIUM, CHROMEDRIVER, NPM, NODE, Need::Packages, PYTHON, Need::Clients, DENY]);
    }
    needs
}

impl Need {
    fn package(self) -> Option<&'static str> {
        match self {
            Self::System(_, package) => Some(package),
            Self::Component(_) | Self::Cargo(..) | Self::Packages | Self::Clients => None,
        }
    }
}

fn is_there(need: Need, search: &[PathBuf], root: &Path) -> bool {
    let folder = &root.join(FOLDER);
    match need {
        Need::Component("rustfmt") => on_path(search, "cargo-fmt") && answers("rustfmt"),
        Need::Component(_) => on_path(search, "cargo-clippy") && answers("clippy-driver"),
        Need::Cargo(package, _) => on_path(search, package),
        POSTGRESQL => has_postgresql(),
        CHROMEDRIVER => on_path(search, "chromedriver"),
        NODE => on_path(search, "node"),
        NPM => on_path(search, "npm") || has_packages(root, folder),
        PYTHON => has_clients(root) || makes_environments(),
        Need::System(_, package) => on_path(search, package),
        Need::Clients => has_clients(root),
        Need::Packages => has_packages(root, folder),
    }
}

/// A proxy of rustup is there even where its component is not: it has to be asked.
fn answers(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}

fn on_path(search: &[PathBuf], program: &str) -> bool {
    search.iter().any(|folder| folder.join(program).is_file())
}

/// Looks where the tests' launcher looks: in the folder that `TIERLINE_PG_BIN` names, else where Debian has a folder
/// per version.
fn has_postgresql() -> bool {
    let has_server = |folder: PathBuf| folder.join("initdb").is_file() && folder.join("postgres").is_file();
    if let Some(folder) = std::env::var_os("TIERLINE_PG_BIN") {
        return has_server(folder.into());
    }
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    versions.map(|version| version.path().join("bin")).any(has_server)
}

/// Whether the packages of npm are there, at the versions of the lock file: what was installed is kept beside them.
fn has_packages(root: &Path, folder: &Path) -> bool {
    let read = |path: PathBuf| std::fs::read(path).ok();
    let wanted = read(root.join(BROWSER_MANIFEST).join(LOCK));
    let modules = folder.join("browser/node_modules");
    let is_whole =
        ["axe-core/axe.min.js", "oidc-provider/lib/index.js"].iter().all(|file| modules.join(file).is_file());
    is_whole && wanted.is_some() && wanted == read(folder.join("browser").join(LOCK))
}

/// Where the programs of others are kept.
fn clients(root: &Path) -> PathBuf {
    root.join(FOLDER).join("clients")
}

/// Whether they are there, at the versions that are wanted: what was installed is kept beside them.
fn has_clients(root: &Path) -> bool {
    let read = |path: PathBuf| std::fs::read(path).ok();
    let wanted = read(root.join(CLIENTS));
    wanted.is_some() && wanted == read(clients(root).join("requirements.txt"))
}

/// Whether Python is there with what makes an environment: Debian has that in a package of its own.
fn makes_environments() -> bool {
    let asked = Command::new("python3").args(["-c", "import ensurepip, venv"]).output();
    asked.is_ok_and(|output| output.status.success())
}

/// The command that installs packages without asking, where this user may.
fn system_installer(search: &[PathBuf]) -> Option<Vec<&'static str>> {
    let apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"];
    let run = |program: &str, args: &[&str]| Command::new(program).args(args).output().ok();
    if !on_path(search, "apt-get") {
        return None;
    }
    if run("id", &["-u"]).is_some_and(|output| output.stdout.trim_ascii() == b"0") {
        return Some(apt.to_vec());
    }
    let may = run("sudo", &["-n", "true"]).is_some_and(|output| output.status.success());
    may.then(|| ["sudo", "-n"].into_iter().chain(apt).collect())
}

fn install_packages(installer: &[&str], packages: &[&str]) -> Result<()> {
    println!("installing Debian's {}", packages.join(", "));
    let apt = |args: &[&str]| {
        let mut command = Command::new(installer[0]);
        command.args(&installer[1..]).args(args);
        command
    };
    let install = || must(apt(&["install", "-q", "-y", "--no-install-recommends"]).args(packages));
    if install().is_ok() {
        return Ok(());
    }
    // A new machine has no lists of packages yet, and old lists name files that are gone.
    must(&mut apt(&["update", "-q"]))?;
    install()
}

fn install_program(tools: &Tools, root: &Path, package: &str, version: &str) -> Result<()> {
    println!("building {package} {version} into {FOLDER}; this takes minutes, and happens once");
    let folder = root.join(FOLDER);
    let build = folder.join("build");
    must(
        tools
            .cargo(root)
            .args(["install", "--quiet", "--locked", "--force", "--version", version, "--root"])
            .arg(&folder)
            .arg("--target-dir")
            .arg(&build)
            .arg(package),
    )?;
    std::fs::remove_dir_all(&build).with_context(|| build.display().to_string())
}

/// Lets npm fetch what the lock file names, by its checksum, into a folder of the run's own.
fn install_packages_of_npm(root: &Path, folder: &Path) -> Result<()> {
    let into = folder.join("browser");
    std::fs::create_dir_all(&into).with_context(|| into.display().to_string())?;
    for file in ["package.json", LOCK] {
        let from = root.join(BROWSER_MANIFEST).join(file);
        std::fs::copy(&from, into.join(file)).with_context(|| from.display().to_string())?;
    }
    must(Command::new("npm").current_dir(&into).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]))
}

/// Lets pip fetch what the list names into an environment of its own.
fn install_clients(root: &Path, folder: &Path) -> Result<()> {
    println!("fetching the programs that contracts are tried with into {FOLDER}/clients");
    let (into, list) = (clients(root), root.join(CLIENTS));
    std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    must(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&into))?;
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"];
    must(Command::new(into.join("bin/python")).args(pip).arg(&list))?;
    // The last thing: what is there without it was not finished.
    std::fs::copy(&list, into.join("requirements.txt")).with_context(|| list.display().to_string())?;
    Ok(())
}

fn must(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("{command:?} could not be started"))?;
    ensure!(status.success(), "{command:?} failed: {status}");
    Ok(())
}

/// What is missing, and the commands that bring it.
fn advice(missing: &[Need]) -> String {
    let mut text = String::from("Missing, and this user may not install it:\n");
    let mut commands = Vec::new();
    for need in missing {
        match need {
            Need::Component(name) => {
                let _ = writeln!(text, "  {name}, a component of the Rust toolchain");
                commands.push(format!("rustup component add {name}"));
            }
            Need::System(what, package) => {
                let _ = writeln!(text, "  {what} (package {package})");
            }
            Need::Cargo(..) | Need::Packages | Need::Clients => {} // the next run brings it by itself
        }
    }
    let packages: Vec<&str> = missing.iter().filter_map(|need| need.package()).collect();
    if !packages.is_empty() {
        commands.push(format!("sudo apt-get update && sudo apt-get install -y {}", packages.join(" ")));
    }
    text.push_str("\nOn Debian:\n");
    for command in commands {
        let _ = writeln!(text, "  {command}");
    }
    text.push_str("\n`cargo xtask test --quick` needs no browser, no npm and no Python.\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quick_run_needs_no_browser_and_no_deny() {
        let quick = needs(Extent::Quick);
        let whole = needs(Extent::Whole);
        for need in [CHROMIUM, CHROMEDRIVER, NPM, NODE, Need::Packages, PYTHON, Need::Clients, DENY] {
            assert!(whole.contains(&need) && !quick.contains(&need), "{need:?}");
        }
        for need in [NEXTEST, POSTGRESQL] {
            assert!(quick.contains(&need), "both engines are tested in either");
        }
    }

    #[test]
    fn the_advice_names_each_missing_thing_and_one_command_for_all_packages() {
        let text = advice(&[Need::Component("clippy"), POSTGRESQL, CHROMEDRIVER, DENY]);
        assert!(text.contains("rustup component add clippy\n"), "{text}");
        assert!(text.contains("sudo apt-get install -y postgresql chromium-driver\n"), "{text}");
        assert!(!text.contains("cargo-deny"), "the run builds it by itself: {text}");
    }

    #[test]
    fn a_program_is_found_in_any_folder_of_the_search_path() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf();
        let search = [here.join("nowhere"), here];
        assert!(on_path(&search, "Cargo.toml"));
        assert!(!on_path(&search[..1], "Cargo.toml"));
        assert!(!on_path(&search, "src"), "a folder is no program");
    }

    #[test]
    fn packages_of_npm_are_pinned_by_a_checksum_and_no_address() {
        let lock = std::fs::read_to_string(crate::root().join(BROWSER_MANIFEST).join("package-lock.json")).unwrap();
        assert!(lock.contains("node_modules/axe-core") && lock.contains("node_modules/oidc-provider"), "{lock}");
        let (packages, sums) = (lock.matches("\"node_modules/").count(), lock.matches("\"integrity\"").count());
        assert_eq!(packages, sums, "each has its checksum");
        assert!(lock.contains("\"integrity\": \"sha512-"), "{lock}");
        assert!(!lock.contains("\"resolved\""), "{lock}");
    }

    #[test]
    fn each_program_that_contracts_are_tried_with_has_its_version_and_its_checksums() {
        let list = std::fs::read_to_string(crate::root().join(CLIENTS)).unwrap();
        let lines = list.lines().filter(|line| !line.starts_with('#'));
        let (sums, named): (Vec<&str>, Vec<&str>) = lines.partition(|line| line.starts_with("    --hash=sha256:"));
        assert!(named.contains(&"partnercenterservices==0.1.2 \\"), "{list}");
        assert!(
            named.iter().all(|line| line.contains("==") && line.ends_with('\\')),
            "a checksum follows each: {list}"
        );
        assert!(sums.len() >= named.len(), "{list}");
        assert!(!list.contains("://") && !list.contains("index-url"), "{list}");
    }
}
