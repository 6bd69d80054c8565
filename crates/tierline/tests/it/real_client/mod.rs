//! Programs of others, unmodified, against a desk that runs: what partners have already works.

mod azure_support;
pub(crate) mod email;
mod graph;
pub(crate) mod identity_provider;
mod partner_center;
mod schemathesis;
mod scim;

use std::path::{Path, PathBuf};

use serde_json::Value;
use tierline_testkit::command::run_with;

/// The interpreter with the programs, where `cargo xtask test` puts it.
fn python() -> PathBuf {
    program("python")
}

/// A program beside it.
fn program(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/tools/clients/bin").join(name);
    assert!(
        path.exists(),
        "{} is absent: `cargo xtask test` makes it (python3 with its venv and pip, and a registry of Python packages that can be \
         reached, are what it needs)",
        path.display()
    );
    path
}

/// Runs a script of this folder, and gives what it printed.
async fn script(name: &str, arguments: &[&str], input: &Value) -> Value {
    script_with(name, arguments, input.to_string().as_bytes()).await
}

/// The same with bytes on its standard input.
async fn script_with(name: &str, arguments: &[&str], input: &[u8]) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/real_client").join(name);
    let path = path.to_str().expect("a path of this project is UTF-8");
    let arguments: Vec<&str> = std::iter::once(path).chain(arguments.iter().copied()).collect();
    let said = run_with(&python(), &arguments, input).await.expect(0);
    serde_json::from_str(&said).unwrap_or_else(|_| panic!("{name} printed no JSON: {said}"))
}
