//! `tierline serve` and `tierline demo`.

use std::{net::SocketAddr, path::PathBuf, process::ExitCode};

use anyhow::Result;
use clap::Args;

use crate::{
    config::{self, Target},
    demo,
    desk::{self, Schema},
    lifecycle,
};

/// Start a desk.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Where to listen; port 0 takes a free one. Default: 127.0.0.1:8420.
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// The address people type, where it is another than the one listened on.
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// Refuse to start instead of bringing the schema up to date.
    #[arg(long)]
    no_migrate: bool,
}

impl Serve {
    pub(crate) async fn run(self, target: Target) -> Result<ExitCode> {
        let mut settings = config::settings(&target.folder())?;
        settings.listen = self.listen.unwrap_or(settings.listen);
        settings.public_url = self.public_url.or(settings.public_url);
        let schema = if self.no_migrate { Schema::Require } else { Schema::Migrate };
        let desk = desk::open(&target, schema).await?;
        let listening = lifecycle::listen(&settings).await?;
        let signals = lifecycle::Signals::take()?;
        println!("Tierline listens at {}", listening.url);
        if tierline_app::account::set_up_needed(&desk.app).await? {
            println!("Nobody has set this desk up yet: open {}/setup and name its first administrator.", listening.url);
        }
        lifecycle::serve(desk, &settings, listening, signals).await?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Start a desk with invented data.
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Where to listen; port 0 takes a free one. Default: 127.0.0.1:8420.
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
}

impl Demo {
    pub(crate) async fn run(self, mut target: Target) -> Result<ExitCode> {
        if target.data.is_none() {
            target.data = Some(PathBuf::from("tierline-demo"));
        }
        let mut settings = config::settings(&target.folder())?;
        settings.listen = self.listen.unwrap_or(settings.listen);
        let listening = lifecycle::listen(&settings).await?;
        let people = demo::prepare(&target, &listening.url).await?;
        let desk = desk::open(&target, Schema::Migrate).await?;
        let signals = lifecycle::Signals::take()?;
        println!("Tierline listens at {}", listening.url);
        demo::print(&people, &desk.folder);
        lifecycle::serve(desk, &settings, listening, signals).await?;
        Ok(ExitCode::SUCCESS)
    }
}
