//! Whether a database is a demo's. The database says so itself: what lies in a folder beside it proves nothing, for the folder may
//! be a copy, and the database may be named by the environment.

use anyhow::{Context, Result};
use tierline_app::Error;
use tierline_domain::Organization;
use tierline_store::{SchemaState, Store, System};

use super::DemoFile;
use crate::{config::Target, desk};

/// Where the database says that it is a demo's.
const KEY: &str = "demo";
/// The demo is being made.
const BEGUN: &str = "begun";
/// The demo is there.
const MADE: &str = "made";

/// What stands in the database.
pub(super) enum Standing {
    /// Nothing: a demo may be made here.
    Nothing,
    /// A demo, with these organizations.
    Demo(Vec<Organization>),
}

/// Looks whether the demo may use a database, and changes nothing in it.
///
/// # Errors
/// Where a desk stands there that is no demo, or a demo that was not made to its end.
pub(super) async fn look(target: &Target) -> Result<Standing> {
    desk::make_folder(&target.folder())?;
    let store = desk::connect(target).await?;
    let standing = judge(&store, target).await;
    store.close().await;
    standing
}

async fn judge(store: &Store, target: &Target) -> Result<Standing> {
    let state = store.schema_state().await?;
    if matches!(state, SchemaState::Empty) {
        return Ok(Standing::Nothing);
    }
    let mut read = store.read(System).await?;
    let mark = read.meta_get(KEY).await?;
    match (mark.as_deref(), state.usable()) {
        (Some(MADE), true) => Ok(Standing::Demo(read.organization_list().await?)),
        // An older program made it: it is brought up to date when it is opened, as every desk is.
        (Some(MADE), false) => Ok(Standing::Demo(Vec::new())),
        (Some(_), _) => Err(unfinished(target).into()),
        (None, true) => match read.organization_list().await?.first() {
            None => Ok(Standing::Nothing),
            Some(first) => Err(not_ours(target, Some(&first.name)).into()),
        },
        (None, false) => Err(not_ours(target, None).into()),
    }
}

/// Marks an empty database as the demo's, before anything is put into it.
pub(super) async fn begin(store: &Store, target: &Target) -> Result<()> {
    let free: bool = store
        .write(System, |tx| {
            Box::pin(async move {
                let free = tx.meta_get(KEY).await?.is_none() && tx.organization_list().await?.is_empty();
                if free {
                    tx.meta_set(KEY, BEGUN).await?;
                }
                Ok::<_, tierline_store::Error>(free)
            })
        })
        .await?;
    if free { Ok(()) } else { Err(not_ours(target, None).into()) }
}

/// Says that the demo is whole.
pub(super) async fn finish(store: &Store) -> Result<()> {
    let done: Result<(), tierline_store::Error> =
        store.write(System, |tx| Box::pin(async move { tx.meta_set(KEY, MADE).await })).await;
    done.context("the demo can't be marked")
}

/// Whether a `demo.json` tells of the demo in this database: its people work in the organizations that stand there.
pub(super) fn belongs(file: &DemoFile, organizations: &[Organization]) -> bool {
    let known = |id: &str| organizations.iter().any(|organization| organization.id.to_string() == id);
    organizations.is_empty()
        || file
            .users
            .iter()
            .filter(|user| user.organization_kind != "customer")
            .all(|user| known(&user.organization_id))
}

fn not_ours(target: &Target, first: Option<&str>) -> Error {
    let whose = first.map_or_else(String::new, |name| format!(" (it has {name})"));
    let message = format!(
        "{} holds a desk that is no demo{whose}: the demo would add invented organizations to it, and people with passwords that \
         everybody knows. {}",
        place(target),
        way_out(target)
    );
    Error::conflict("not_a_demo", message)
}

fn unfinished(target: &Target) -> Error {
    let message = format!("The demo in {} was not made to its end. {}", place(target), anew(target));
    Error::conflict("demo_unfinished", message)
}

/// What is wrong where the database has the demo and the folder does not know it.
pub(super) fn estranged(target: &Target, what: &str) -> Error {
    let message = format!(
        "{} holds a demo, but {} {what}: nobody could be told how to sign in. Put back the one that was made with it. {}",
        place(target),
        target.folder().join("demo.json").display(),
        anew(target)
    );
    Error::conflict("demo_estranged", message)
}

/// What is wrong where a folder has another demo's `demo.json`, and this database is empty.
pub(super) fn taken(target: &Target) -> Error {
    let message = format!(
        "{} belongs to a demo in another database, and {} is empty. {}",
        target.folder().join("demo.json").display(),
        place(target),
        way_out(target)
    );
    Error::conflict("demo_elsewhere", message)
}

/// Where the database is, without what lets somebody in.
fn place(target: &Target) -> String {
    match (&target.database, target.file()) {
        (Some(_), None) => "The database that --database or TIERLINE_DATABASE names".to_owned(),
        (Some(_), Some(file)) => file.display().to_string(),
        (None, _) => target.folder().display().to_string(),
    }
}

fn way_out(target: &Target) -> &'static str {
    match target.database {
        Some(_) => "Name an empty database with --database, or none at all, and a folder of its own with --data.",
        None => "Name another folder with --data: it is made where there is none.",
    }
}

fn anew(target: &Target) -> &'static str {
    match target.database {
        Some(_) => "Or start anew with an empty database and another folder.",
        None => "To start anew, remove the folder or name another with --data.",
    }
}
