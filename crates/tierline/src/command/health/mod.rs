//! `tierline health`: recorded service health, played as it happened.

mod replay;
mod snapshot;

use std::process::ExitCode;

use anyhow::Result;
use clap::Subcommand;

use crate::config::Target;

/// What is done with service health.
#[derive(Debug, Subcommand)]
pub(crate) enum Health {
    /// Play recorded snapshots of feeds in the order of their times (docs/health-import.md), by a clock that shows those times.
    /// What they set going is worked between them. Playing again changes nothing. Ctrl C ends it between two snapshots.
    Replay(replay::Replay),
}

impl Health {
    pub(crate) async fn run(self, target: &Target) -> Result<ExitCode> {
        match self {
            Self::Replay(replay) => replay.run(target).await,
        }
    }
}
