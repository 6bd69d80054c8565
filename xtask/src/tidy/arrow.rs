//! Which crate may use which. Many crates do not make layers, checked arrows do.
//!
//! The first table is the one of ARCHITECTURE.md. A new arrow is rare, and an event: it is changed in both.

use std::path::Path;

use anyhow::Result;
use cargo_metadata::{DependencyKind, MetadataCommand, TargetKind};

use super::Finding;

/// Crate, and the crates of this workspace that it may use.
const ARROWS: &[(&str, &[&str])] = &[
    ("tierline-domain", &[]),
    ("tierline-store", &["tierline-domain"]),
    ("tierline-render", &["tierline-domain"]),
    ("tierline-app", &["tierline-domain", "tierline-store"]),
    ("tierline-http", &["tierline-domain", "tierline-render", "tierline-app"]),
    ("tierline-jobs", &["tierline-domain", "tierline-store", "tierline-render", "tierline-app"]),
    ("tierline-connect", &["tierline-domain", "tierline-app"]),
    ("tierline", ALL),
    ("tierline-testkit", ALL),
    ("tierline-bench", &["tierline-domain", "tierline-store", "tierline-app", "tierline-connect", "tierline-testkit"]),
    ("xtask", &[]),
];

/// Every crate of the program itself, the binary aside.
const ALL: &[&str] = &[
    "tierline-domain",
    "tierline-store",
    "tierline-render",
    "tierline-app",
    "tierline-http",
    "tierline-jobs",
    "tierline-connect",
];

/// The crate that any other may use in its tests.
const TESTKIT: &str = "tierline-testkit";

/// A library with all that is named after it (`sqlx` and `sqlx-core`), and the crates that alone may use it.
/// `name (dev)` means: in its tests only.
const ONLY: &[(&str, &[&str])] = &[
    ("axum", &["tierline-http", "tierline", "tierline-testkit", "tierline-bench"]),
    ("tower-http", &["tierline-http"]),
    ("sqlx", &["tierline-store", "tierline-bench"]),
    ("reqwest", &["tierline-connect", "tierline-testkit", "tierline-bench", "tierline (dev)"]),
    ("rustls", &["tierline-connect", "tierline-http", "tierline-testkit", "tierline (dev)"]),
    ("ring", &["tierline-app", "tierline-connect"]),
    ("ipnet", &["tierline-connect"]),
    ("flate2", &["tierline-connect (dev)"]),
    ("serde_yaml_ng", &["tierline-http (dev)"]),
    ("lettre", &["tierline-connect"]),
    ("openidconnect", &["tierline-connect"]),
    ("askama", &["tierline-render"]),
    ("qrcodegen", &["tierline-render"]),
    ("totp-rs", &["tierline-app", "tierline-http (dev)"]),
    ("webauthn-rs", &["tierline-app"]),
    ("zxcvbn", &["tierline-app"]),
    ("fluent", &["tierline-render"]),
    ("clap", &["tierline", "tierline-bench"]),
    ("thirtyfour", &["tierline-testkit", "tierline (dev)"]),
];

/// Crate, and what it never knows: the domain is pure, a page is made from a view alone.
const NEVER: &[(&str, &[&str])] = &[
    ("tierline-domain", &["tokio", "async-trait", "futures", "serde_json", "getrandom", "rand"]),
    ("tierline-render", &["tokio", "async-trait", "futures", "getrandom", "rand"]),
];

/// What a crate asks for, as its manifest says.
#[derive(Debug, Clone)]
pub(super) struct Crate {
    pub(super) name: String,
    /// From the workspace's root.
    manifest: String,
    dependencies: Vec<(String, Kind)>,
    has_doctests: bool,
    integration_tests: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Part of the crate itself, or of its build script.
    Normal,
    /// Of its tests only.
    Dev,
}

/// The crates of the workspace.
#[derive(Debug, Clone)]
pub(super) struct Workspace {
    pub(super) crates: Vec<Crate>,
}

impl Workspace {
    /// Asks cargo; nothing is fetched for it.
    ///
    /// # Errors
    /// When cargo cannot read the manifests.
    pub(super) fn read(root: &Path) -> Result<Self> {
        let metadata = MetadataCommand::new().current_dir(root).no_deps().exec()?;
        let crates = metadata.workspace_packages().into_iter().map(|package| {
            let manifest =
                package.manifest_path.strip_prefix(&metadata.workspace_root).unwrap_or(&package.manifest_path);
            let kind = |kind| {
                if kind == DependencyKind::Development { Kind::Dev } else { Kind::Normal }
            };
            let is_test = |kinds: &[TargetKind]| kinds.contains(&TargetKind::Test);
            Crate {
                name: package.name.to_string(),
                manifest: manifest.to_string(),
                dependencies: package.dependencies.iter().map(|dep| (dep.name.clone(), kind(dep.kind))).collect(),
                has_doctests: package
                    .targets
                    .iter()
                    .any(|target| target.kind.contains(&TargetKind::Lib) && target.doctest),
                integration_tests: package.targets.iter().filter(|target| is_test(&target.kind)).count(),
            }
        });
        Ok(Self { crates: crates.collect() })
    }
}

/// Every arrow that the tables do not allow, and every crate that they do not know.
pub(super) fn check(workspace: &Workspace) -> Vec<Finding> {
    let mut findings = Vec::new();
    for one in &workspace.crates {
        let finding = |what: String| Finding::new(&one.manifest, 1, what);
        let Some((_, may_use)) = ARROWS.iter().find(|(name, _)| *name == one.name) else {
            findings.push(finding(format!(
                "{} has no row in xtask/src/tidy/arrow.rs; give it one there and in ARCHITECTURE.md, or make it a module",
                one.name
            )));
            continue;
        };
        for (dependency, kind) in &one.dependencies {
            findings.extend(refusal(workspace, &one.name, may_use, dependency, *kind).map(finding));
        }
        if one.has_doctests {
            findings.push(finding("doc tests are on; write `[lib] doctest = false`, tests are tests here".to_owned()));
        }
        if one.integration_tests > 1 {
            findings.push(finding(format!(
                "{} integration test binaries; make them modules of one, each is linked anew",
                one.integration_tests
            )));
        }
    }
    findings
}

fn refusal(workspace: &Workspace, name: &str, may_use: &[&str], dependency: &str, kind: Kind) -> Option<String> {
    if workspace.crates.iter().any(|other| other.name == dependency) {
        let allowed = may_use.contains(&dependency) || (dependency == TESTKIT && kind == Kind::Dev);
        return (!allowed).then(|| {
            let may_use = if may_use.is_empty() { "nothing of the workspace".to_owned() } else { may_use.join(", ") };
            format!("{name} uses {dependency}, and may use {may_use}; move the code to where the arrow points down")
        });
    }
    let in_tests = format!("{name} (dev)");
    let may = |crates: &[&str]| crates.contains(&name) || (kind == Kind::Dev && crates.contains(&in_tests.as_str()));
    let only = ONLY.iter().find(|(library, _)| is_of(dependency, library));
    if let Some((_, crates)) = only.filter(|(_, crates)| !may(crates)) {
        return Some(format!(
            "{name} uses {dependency}, which is for {} alone; go through that crate",
            crates.join(", ")
        ));
    }
    let never = NEVER.iter().find(|(never, _)| *never == name && kind == Kind::Normal);
    never
        .filter(|(_, libraries)| libraries.iter().any(|library| is_of(dependency, library)))
        .map(|_| format!("{name} uses {dependency}, which it must never know; pass in what it needs as a value"))
}

/// `sqlx-core` is of `sqlx`.
fn is_of(dependency: &str, library: &str) -> bool {
    dependency.strip_prefix(library).is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '_']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(name: &str, dependencies: &[(&str, Kind)]) -> Crate {
        Crate {
            name: name.to_owned(),
            manifest: format!("crates/{name}/Cargo.toml"),
            dependencies: dependencies.iter().map(|(name, kind)| ((*name).to_owned(), *kind)).collect(),
            has_doctests: false,
            integration_tests: 0,
        }
    }

    /// A workspace of all known crates, in which only the given one depends on anything.
    fn with(one: Crate) -> Workspace {
        let mut crates: Vec<Crate> = ARROWS.iter().map(|(name, _)| self::one(name, &[])).collect();
        crates.retain(|other| other.name != one.name);
        crates.push(one);
        Workspace { crates }
    }

    fn findings(name: &str, dependencies: &[(&str, Kind)]) -> Vec<String> {
        check(&with(one(name, dependencies))).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn arrows_that_point_down_are_allowed() {
        assert!(findings("tierline-app", &[("tierline-store", Kind::Normal), ("serde", Kind::Normal)]).is_empty());
        assert!(findings("tierline-jobs", &[("tierline-store", Kind::Normal)]).is_empty());
        assert!(findings("tierline-domain", &[(TESTKIT, Kind::Dev)]).is_empty());
        assert!(findings("tierline", &[("reqwest", Kind::Dev)]).is_empty());
    }

    #[test]
    fn an_arrow_that_points_up_or_sideways_is_a_finding() {
        for (name, dependency) in [
            ("tierline-domain", "tierline-store"),
            ("tierline-http", "tierline-store"),
            ("tierline-http", "tierline-jobs"),
            ("tierline-connect", "tierline-store"),
            ("tierline-render", "tierline-app"),
            ("tierline-testkit", "tierline"),
            ("xtask", "tierline-domain"),
        ] {
            assert_eq!(findings(name, &[(dependency, Kind::Normal)]).len(), 1, "{name} uses {dependency}");
        }
    }

    #[test]
    fn the_testkit_is_for_tests_only() {
        assert_eq!(findings("tierline-app", &[(TESTKIT, Kind::Normal)]).len(), 1);
    }

    #[test]
    fn a_library_is_used_by_its_owner_alone() {
        for (name, dependency, kind) in [
            ("tierline-app", "sqlx", Kind::Normal),
            ("tierline-app", "sqlx-core", Kind::Dev),
            ("tierline-jobs", "axum", Kind::Normal),
            ("tierline", "reqwest", Kind::Normal),
            ("tierline-http", "askama", Kind::Normal),
            ("tierline-http", "fluent-bundle", Kind::Normal),
        ] {
            assert_eq!(findings(name, &[(dependency, kind)]).len(), 1, "{name} uses {dependency}");
        }
        assert!(findings("tierline-app", &[("sqlxyz", Kind::Normal)]).is_empty(), "another library");
    }

    #[test]
    fn the_domain_knows_neither_async_nor_json() {
        for dependency in ["tokio", "tokio-util", "serde_json", "async-trait"] {
            assert_eq!(findings("tierline-domain", &[(dependency, Kind::Normal)]).len(), 1, "{dependency}");
        }
        assert!(findings("tierline-domain", &[("serde_json", Kind::Dev)]).is_empty(), "its tests may");
    }

    #[test]
    fn a_crate_without_a_row_is_a_finding() {
        let found = findings("tierline-extra", &[]);
        assert_eq!(found.len(), 1);
        assert!(found[0].contains("no row in xtask/src/tidy/arrow.rs"), "{found:?}");
    }

    #[test]
    fn doc_tests_and_a_second_integration_binary_are_findings() {
        let mut one = one("tierline-app", &[]);
        one.has_doctests = true;
        one.integration_tests = 2;
        assert_eq!(check(&with(one)).len(), 2);
    }
}
