//! A desk's database for tests, on either engine.
//!
//! A test is an `async fn(TestStore)`; [`on_both_engines!`](crate::on_both_engines) makes two tests of it. SQLite: a
//! migrated template file is copied. PostgreSQL: one throw-away server per run, shared by all test processes, started
//! by the first and stopped when nobody has used it for a while; a migrated template database is copied. An engine
//! that is not there fails the test.

pub mod dump;
pub mod engine;
pub mod postgres;

pub use engine::{TestStore, run, tamper};

use sha2::{Digest, Sha256};

use crate::{db::Engine, migration};

/// A short text that changes whenever a migration does: templates are kept under it.
fn schema_digest(engine: Engine) -> String {
    let mut hash = Sha256::new();
    migration::migrations(engine).iter().for_each(|migration| hash.update(&migration.checksum));
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// The number of the user that runs the tests: what is shared between processes is shared per user.
fn user() -> u32 {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").map_or(0, |found| found.uid())
}
