//! `tierline serve` and `tierline demo`.

use std::{net::SocketAddr, path::PathBuf, process::ExitCode, time::Duration};

use anyhow::Result;
use clap::Args;
use tierline_app::account;
use tokio::task::JoinHandle;

use crate::{
    config::{self, Target},
    demo,
    desk::{self, Desk, Schema},
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
        let listening = lifecycle::listen(&settings, &target.folder()).await?;
        let signals = lifecycle::Signals::take()?;
        println!("Tierline listens at {}", listening.url);
        let watching = tell_code(&desk, &listening.url).await?;
        let served = lifecycle::serve(desk, &settings, listening, signals).await;
        watching.abort();
        served.map(|()| ExitCode::SUCCESS)
    }
}

/// The file of the data folder with the code of the first set-up.
const CODE_FILE: &str = "setup.code";
/// Seconds between looks whether the desk was set up, possibly at another node.
const CODE_LOOK: Duration = Duration::from_secs(2);

/// Tells who started an empty desk the code that its first administrator types, here and in a file that only they can read.
/// The file goes with the code: the task that is given takes it away.
async fn tell_code(desk: &Desk, url: &str) -> Result<JoinHandle<()>> {
    let file = desk.folder.join(CODE_FILE);
    if let Some(code) = account::set_up_code(&desk.app).await? {
        let code = code.expose();
        desk::write_private(&file, format!("{code}\n").as_bytes())?;
        println!("Nobody has set this desk up yet. Name its first administrator at {url}/setup?code={code}");
        println!("The code is {code}; until then it is also in {}.", file.display());
    }
    let app = desk.app.clone();
    Ok(tokio::spawn(async move {
        while account::set_up_needed(&app).await.unwrap_or(true) {
            tokio::time::sleep(CODE_LOOK).await;
        }
        if let Err(error) = std::fs::remove_file(&file)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            tracing::warn!(%error, file = %file.display(), "the used set-up code can't be removed");
        }
    }))
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
        let listening = lifecycle::listen(&settings, &target.folder()).await?;
        let people = demo::prepare(&target, &listening.url).await?;
        let desk = desk::open(&target, Schema::Migrate).await?;
        let signals = lifecycle::Signals::take()?;
        println!("Tierline listens at {}", listening.url);
        demo::print(&people, &desk.folder);
        lifecycle::serve(desk, &settings, listening, signals).await?;
        Ok(ExitCode::SUCCESS)
    }
}
