//! Tierline: a support-escalation desk for the cloud channel, in one program.

mod command;
mod config;
mod demo;
mod desk;
mod key;
mod lifecycle;
mod lock;
mod mail;
mod system;

use std::process::ExitCode;

use clap::Parser;

use crate::command::Cli;

/// Pages are made of many small texts: see docs/adr/0018-one-allocator.md.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Exit codes: 0 done, 1 our fault or the machine's, 2 what was asked cannot be, 3 not all of it could be done.
fn main() -> ExitCode {
    let cli = Cli::parse();
    lifecycle::telemetry(cli.global.log.as_deref());
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("tierline: the machine gives no threads: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(command::run(cli)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("tierline: {error:#}");
            command::exit_code(&error)
        }
    }
}
