//! `tierline doctor`: what is wrong with a desk, and what to do about it.

use std::{fs, path::Path, process::ExitCode};

use anyhow::Result;
use tierline_store::{Options, Store, System};

mod delivery;
mod feed;
mod mail;
mod secret;
mod tls;

use super::counted;
use crate::{
    config::{self, Target},
    desk,
    key::KeyFile,
};

/// One finding.
struct Finding {
    good: bool,
    what: String,
    remedy: Option<String>,
}

fn good(what: impl Into<String>) -> Finding {
    Finding { good: true, what: what.into(), remedy: None }
}

fn bad(what: impl Into<String>, remedy: impl Into<String>) -> Finding {
    Finding { good: false, what: what.into(), remedy: Some(remedy.into()) }
}

/// Looks at everything and prints it; fails where anything is wrong.
pub(crate) async fn run(target: &Target) -> Result<ExitCode> {
    let folder = target.folder();
    let mut findings = vec![settings(&folder)];
    findings.extend(tls::finding(&folder));
    findings.extend(files(&folder));
    findings.extend(database(target).await);
    let mut sound = true;
    for finding in &findings {
        println!("{} {}", if finding.good { "ok   " } else { "WRONG" }, finding.what);
        if let Some(remedy) = &finding.remedy {
            println!("      → {remedy}");
        }
        sound &= finding.good;
    }
    println!("{}", if sound { "Nothing is wrong." } else { "Mend what is marked WRONG, then run this again." });
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::from(3) })
}

fn settings(folder: &Path) -> Finding {
    match config::settings(folder) {
        Ok(settings) => match &settings.public_url {
            None if !settings.listen.ip().is_loopback() => bad(
                "the desk would listen beyond this machine without a public address",
                "set public_url in tierline.toml to its HTTPS address",
            ),
            _ => match settings.asking(folder) {
                Ok(_) => good(format!("settings: listens on {}", settings.listen)),
                Err(error) => {
                    bad(format!("{error:#}"), "write names of hosts, addresses or ranges into allow of [outbound]")
                }
            },
        },
        Err(error) => {
            bad(format!("the settings can't be read: {error:#}"), "correct tierline.toml or the TIERLINE_ variables")
        }
    }
}

fn files(folder: &Path) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !folder.exists() {
        let remedy = "start a desk there with `tierline serve --data DIR`, or name another folder";
        return vec![bad(format!("the folder {} does not exist", folder.display()), remedy)];
    }
    let probe = folder.join(".doctor");
    match fs::write(&probe, b"probe").and_then(|()| fs::remove_file(&probe)) {
        Ok(()) => findings.push(good(format!("the folder {} can be written", folder.display()))),
        Err(error) => findings.push(bad(
            format!("the folder {} can't be written: {error}", folder.display()),
            "give it to the user that runs the desk, and see that the disk is not full",
        )),
    }
    findings.push(match folder.join("audit.key") {
        key if !key.exists() => good("no audit key yet: the first start makes one"),
        key => match desk::audit_key(folder) {
            Ok(_) if private(&key) => good("the audit key is there and private"),
            Ok(_) => bad("others may read the audit key", format!("chmod 600 {}", key.display())),
            Err(error) => {
                bad(format!("{error:#}"), "restore the key from a backup: without it the audit log can't be proven")
            }
        },
    });
    findings
}

fn private(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).is_ok_and(|meta| meta.permissions().mode() & 0o077 == 0)
}

async fn database(target: &Target) -> Vec<Finding> {
    if target.database.is_none() && !target.folder().join("tierline.db").exists() {
        return vec![bad(
            "there is no database yet",
            "start the desk once with `tierline serve`, or run `tierline migrate`",
        )];
    }
    let store = match Store::open(&target.url(), Options::default()).await {
        Ok(store) => store,
        Err(error) => {
            let remedy = desk::way_out(&error);
            return vec![bad(format!("the database can't be opened: {error}"), remedy)];
        }
    };
    let mut findings = Vec::new();
    match store.schema_state().await {
        Ok(state) if state.usable() => findings.push(good(state.to_string())),
        Ok(state) => {
            findings.push(bad(state.to_string(), "run `tierline migrate`, or the newer program that made it"));
            return findings;
        }
        Err(error) => {
            findings.push(bad(format!("the schema can't be read: {error}"), "check the rights of the database's user"));
            return findings;
        }
    }
    findings.extend(state(&store).await);
    findings.extend(delivery::findings(&store).await);
    findings.extend(feed::findings(&store, &target.folder()).await);
    findings.extend(secret::findings(&store, &KeyFile::of(&target.folder())).await);
    findings.extend(mail::findings(&store, &target.folder()).await);
    store.close().await;
    findings
}

async fn state(store: &Store) -> Vec<Finding> {
    let mut findings = Vec::new();
    let Ok(mut read) = store.read(System).await else {
        return vec![bad("the database gives no connection", "see whether too many programs use it")];
    };
    match read.organization_list().await {
        Ok(organizations) if organizations.is_empty() => {
            findings.push(bad(
                "nobody has set this desk up yet",
                "start `tierline serve`, open the address with /setup that it prints, and name the first administrator",
            ));
        }
        Ok(organizations) => findings.push(good(counted(organizations.len(), "organization", "organizations"))),
        Err(error) => findings.push(bad(format!("organizations can't be read: {error}"), "see the log of the desk")),
    }
    findings
}
