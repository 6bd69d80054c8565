//! The demo: a provider, three partners, their customers and some thirty cases on every rung. Every name is invented.
//!
//! It is made by the same use cases that people use, with a clock that walks through the last weeks: what the demo shows is
//! what the program does.

mod book;
mod feed;
mod health;
mod people;
mod script;
mod story;

use std::{fs, path::Path, sync::Arc};

use anyhow::{Context, Result};
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use tierline_app::{App, Clock, FixedClock};

use crate::{
    config::Target,
    desk::{self, Schema},
    system::{SystemChance, SystemClock},
};

/// Days of past that the demo has.
const DAYS: i64 = 30;

/// A person who can sign in to the demo.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct DemoUser {
    role: String,
    name: String,
    organization: String,
    organization_id: String,
    organization_kind: String,
    cloud: String,
    email: String,
    password: String,
    token: String,
}

/// `demo.json`: where the demo is and who can sign in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct DemoFile {
    url: String,
    users: Vec<DemoUser>,
}

/// Makes the demo, or finds the one that is there, and writes `demo.json`.
pub(crate) async fn prepare(target: &Target, url: &str) -> Result<DemoFile> {
    let folder = target.folder();
    desk::make_folder(&folder)?;
    let path = folder.join("demo.json");
    let mut file = if path.exists() {
        let text = fs::read(&path).context("demo.json can't be read")?;
        serde_json::from_slice(&text)
            .context("demo.json is not what the demo wrote: remove the folder to start anew")?
    } else {
        seed(target).await?
    };
    url.clone_into(&mut file.url);
    desk::write_private(&path, &serde_json::to_vec_pretty(&file)?)?;
    Ok(file)
}

async fn seed(target: &Target) -> Result<DemoFile> {
    let now = SystemClock.now();
    let clock = Arc::new(FixedClock::at(now - Duration::days(DAYS)));
    let desk =
        desk::open_with(target, Schema::Migrate, Arc::clone(&clock) as Arc<dyn Clock>, Arc::new(SystemChance)).await?;
    let stage = Stage { app: desk.app, clock, now };
    let mut cast = people::hire(&stage).await.context("the demo's people can't be made")?;
    book::fill(&stage, &mut cast).await.context("the demo's customers can't be made")?;
    let users = people::users(&stage, &cast).await.context("the demo's people can't be made")?;
    health::publish(&stage, &cast).await.context("the demo's health issues can't be made")?;
    story::play(&stage, &cast).await.context("the demo's cases can't be made")?;
    feed::follow(&stage, &cast, &desk.folder).await.context("the demo's feed can't be read")?;
    stage.clock.set(now);
    health::read_again(&stage, &cast).await?;
    tierline_jobs::drain(&stage.app).await?;
    stage.app.store().close().await;
    Ok(DemoFile { url: String::new(), users })
}

/// What the demo is made on.
pub(crate) struct Stage {
    app: App,
    clock: Arc<FixedClock>,
    now: DateTime<Utc>,
}

impl Stage {
    /// Moves the clock to so many minutes before now.
    fn ago(&self, minutes: i64) {
        self.clock.set(self.now - Duration::minutes(minutes));
    }
}

/// Says who can sign in.
pub(crate) fn print(file: &DemoFile, folder: &Path) {
    println!("\nSign in as one of these (tokens for the API are in {}):\n", folder.join("demo.json").display());
    let width = file.users.iter().map(|user| user.email.len()).max().unwrap_or(0);
    for user in &file.users {
        let role = user.role.replace('_', " ");
        println!(
            "  {:<width$}  {}  {role}, {}, {}",
            user.email,
            user.password,
            user.organization,
            user.cloud.replace('_', " ")
        );
    }
    println!(
        "\nA first walk: sign in as the helpdesk agent of Northgate Cloud Partners, open a case, climb the ladder, hand it up;"
    );
    println!(
        "then sign in as the engineer of Aurelis Cloud and resolve it. Ctrl C ends the demo; it stays in the folder."
    );
}
