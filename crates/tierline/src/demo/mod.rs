//! The demo: a provider, three partners, their customers and some thirty cases on every rung. Every name is invented.
//!
//! It is made by the same use cases that people use, with a clock that walks through the last weeks: what the demo shows is
//! what the program does.

mod book;
#[cfg(test)]
mod erasure;
mod exchange;
mod feed;
mod health;
mod mark;
mod people;
mod script;
mod step;
mod story;
#[cfg(test)]
mod tests;

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context, Result};
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use tierline_app::{App, Books, Clock, FixedClock, case};

use self::{mark::Standing, people::Cast};
use crate::{
    config::Target,
    desk::{self, Schema, Surroundings},
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
///
/// # Errors
/// Where the database holds anything but a whole demo: nothing is changed there.
pub(crate) async fn prepare(target: &Target, url: &str) -> Result<DemoFile> {
    let path = target.folder().join("demo.json");
    match mark::look(target).await? {
        Standing::Nothing if path.exists() => Err(mark::taken(target).into()),
        Standing::Nothing => seed(target, &path, url).await,
        Standing::Demo(_) if !path.exists() => Err(mark::estranged(target, "is not there").into()),
        Standing::Demo(organizations) => {
            let text = fs::read(&path).context("demo.json can't be read")?;
            let read = serde_json::from_slice(&text).ok().filter(|file| mark::belongs(file, &organizations));
            let mut file: DemoFile = read.ok_or_else(|| mark::estranged(target, "is not its own"))?;
            url.clone_into(&mut file.url);
            desk::write_private(&path, &serde_json::to_vec_pretty(&file)?)?;
            Ok(file)
        }
    }
}

async fn seed(target: &Target, path: &Path, url: &str) -> Result<DemoFile> {
    let (stage, folder) = Stage::set(target, SystemClock.now()).await?;
    mark::begin(stage.app.store(), target).await?;
    let (_, users) = play(&stage, &folder).await?;
    let file = DemoFile { url: url.to_owned(), users };
    // Whoever breaks it off between these has a demo that is not whole, and is told so.
    desk::write_private(path, &serde_json::to_vec_pretty(&file)?)?;
    mark::finish(stage.app.store()).await?;
    stage.app.store().close().await;
    Ok(file)
}

/// All that happens in the demo.
async fn play(stage: &Stage, folder: &Path) -> Result<(Cast, Vec<DemoUser>)> {
    // Each step is a long one: they don't lie on one stack together.
    // What lists show is kept as this version keeps it, from the first case on.
    Box::pin(case::refresh_outdated(&stage.app)).await?;
    let mut cast = Box::pin(people::hire(stage)).await.context("the demo's people can't be made")?;
    Box::pin(book::fill(stage, &mut cast)).await.context("the demo's customers can't be made")?;
    let users = Box::pin(people::users(stage, &cast)).await.context("the demo's people can't be made")?;
    Box::pin(health::publish(stage, &cast)).await.context("the demo's health issues can't be made")?;
    Box::pin(story::play(stage, &cast)).await.context("the demo's cases can't be made")?;
    Box::pin(book::hear(stage, &cast)).await.context("the demo's relationships can't be made")?;
    Box::pin(feed::follow(stage, &cast, folder)).await.context("the demo's feed can't be read")?;
    Box::pin(step::bring(stage, &cast)).await.context("the demo's books can't be brought in step")?;
    Box::pin(people::elevate(stage, &cast)).await.context("the demo's roles for a time can't be given")?;
    stage.clock.set(stage.now);
    Box::pin(health::read_again(stage, &cast)).await?;
    Box::pin(tierline_jobs::drain(&stage.app)).await?;
    Ok((cast, users))
}

/// What the demo is made on.
pub(crate) struct Stage {
    app: App,
    clock: Arc<FixedClock>,
    now: DateTime<Utc>,
    /// What the provider's side of the books says.
    side: Arc<step::OtherSide>,
}

impl Stage {
    /// A desk in the past of this time, with its folder.
    async fn set(target: &Target, now: DateTime<Utc>) -> Result<(Self, PathBuf)> {
        let clock = Arc::new(FixedClock::at(now - Duration::days(DAYS)));
        let side = step::side();
        let around = Surroundings {
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            chance: Arc::new(SystemChance),
            carriers: Some(exchange::carriers()),
            books: Some(Arc::clone(&side) as Arc<dyn Books>),
        };
        let desk = desk::open_with(target, Schema::Migrate, around).await?;
        Ok((Self { app: desk.app, clock, now, side }, desk.folder))
    }

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
