//! `tierline secrets`: the keys that seal what connections sign in by.

use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::Subcommand;
use tierline_app::connection::{self, vault::SealKey};
use tierline_store::{Store, System};

use super::counted;
use crate::{
    config::Target,
    desk::{self, Schema},
    key::KeyFile,
};

/// What is done with the keys of secrets.
#[derive(Debug, Subcommand)]
pub(crate) enum Secrets {
    /// Make a new key and seal all secrets of connections anew by it. Can be broken off and run again.
    Rotate,
}

impl Secrets {
    pub(crate) async fn run(self, target: &Target) -> Result<ExitCode> {
        match self {
            Self::Rotate => rotate(target).await,
        }
    }
}

async fn rotate(target: &Target) -> Result<ExitCode> {
    let desk = desk::open(target, Schema::Require).await?;
    let file = KeyFile::of(&desk.folder);
    let keys = file.read().map_err(anyhow::Error::msg)?;
    if is_unfinished(desk.app.store(), &keys).await? {
        println!("A change of keys was not finished: it goes on.");
    } else if file.is_ours {
        file.add()?;
    } else if keys.len() < 2 {
        bail!(
            "{} is the service manager's: put a new key of 64 hexadecimal digits on a line before the old one there, then run this again",
            file.path.display()
        );
    }
    let resealed = connection::reseal(&desk.app, "secrets rotate").await?;
    println!("{} under the new key.", counted(resealed.done, "secret is", "secrets are"));
    for what in &resealed.shut {
        println!("WRONG: {what}");
    }
    if file.is_ours {
        forget(desk.app.store(), &file).await?;
    }
    desk.app.store().close().await;
    println!("Give all nodes of this desk the same {}.", file.path.display());
    Ok(if resealed.shut.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(3) })
}

/// Whether secrets are still under a key that is not the first.
async fn is_unfinished(store: &Store, keys: &[SealKey]) -> Result<bool> {
    let used = store.read(System).await?.connection_secret_keys().await?;
    let first = keys.first().map_or("", SealKey::id);
    Ok(keys.len() > 1 && used.iter().any(|(id, _)| id != first && keys.iter().any(|key| key.id() == id)))
}

/// Takes keys away that nothing is under any more. The one before the first stays until the next time: a node that read the file a
/// moment ago may still be sealing by it.
async fn forget(store: &Store, file: &KeyFile) -> Result<()> {
    let keys = file.read().map_err(anyhow::Error::msg)?;
    let used = store.read(System).await?.connection_secret_keys().await?;
    let is_kept = |place: usize, key: &SealKey| place < 2 || used.iter().any(|(id, _)| id == key.id());
    let kept: Vec<SealKey> =
        keys.iter().enumerate().filter(|(place, key)| is_kept(*place, key)).map(|(_, key)| key.clone()).collect();
    if kept.len() < keys.len() { file.write(&kept) } else { Ok(()) }
}
