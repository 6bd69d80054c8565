//! `tierline audit`: proves that the audit log is as it was written.

use std::{
    collections::{HashMap, HashSet},
    fs,
    io::Write,
    path::PathBuf,
    process::ExitCode,
};

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use clap::Subcommand;
use tierline_app::{AuditQuery, audit_export};
use tierline_domain::{Cloud, Owner};
use tierline_store::{AuditFault, AuditHead, Store, System};

use super::{counted, operator::Operator};
use crate::{
    config::Target,
    desk::{self, Schema},
};

/// What is done with the audit log.
#[derive(Debug, Subcommand)]
pub(crate) enum Audit {
    /// Check every seal: finds what was edited, removed, reordered or cut off after it was sealed. Fails where anything is wrong.
    Verify {
        /// Checkpoints written earlier by `tierline audit checkpoint`: they show a log that was cut off at its end.
        #[arg(long, value_name = "FILE")]
        checkpoint: Option<PathBuf>,
    },
    /// Print the newest seals, to be kept elsewhere.
    Checkpoint,
    /// Print what was done, the oldest first, a line of JSON each. That it was exported is on record.
    Export {
        /// Only what was done then or later, like 2026-09-15T00:00:00Z.
        #[arg(long, value_name = "TIME")]
        since: Option<DateTime<Utc>>,
        /// Only what was done before.
        #[arg(long, value_name = "TIME")]
        until: Option<DateTime<Utc>>,
        #[command(flatten)]
        operator: Operator,
    },
}

impl Audit {
    pub(crate) async fn run(self, target: &Target) -> Result<ExitCode> {
        match self {
            Self::Verify { checkpoint } => verify(target, checkpoint).await,
            Self::Checkpoint => checkpoints(target).await,
            Self::Export { since, until, operator } => {
                export(target, &operator, AuditQuery { since, until, ..AuditQuery::default() }).await
            }
        }
    }
}

async fn export(target: &Target, operator: &Operator, query: AuditQuery) -> Result<ExitCode> {
    let desk = desk::open(target, Schema::Require).await?;
    let ctx = operator.ctx(&desk.app).await?;
    let mut made = audit_export(&desk.app, &ctx, query).await?;
    let mut out = std::io::stdout().lock();
    while let Some(lines) = made.next().await? {
        out.write_all(lines.as_bytes()).context("the lines can't be written")?;
    }
    out.flush().context("the lines can't be written")?;
    desk.app.store().close().await;
    Ok(ExitCode::SUCCESS)
}

async fn checkpoints(target: &Target) -> Result<ExitCode> {
    let store = desk::open_store(target, Schema::Require).await?;
    let mut read = store.read(System).await?;
    let heads = read.audit_heads().await?;
    drop(read);
    for head in heads {
        let chain: String = head.chain.iter().map(|byte| format!("{byte:02x}")).collect();
        println!("{} {} {} {chain}", head.owner.organization, head.owner.cloud, head.seq);
    }
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

/// Reads a line that [`checkpoints`] printed.
fn parse(line: &str) -> Option<AuditHead> {
    let mut parts = line.split_whitespace();
    let organization = parts.next()?.parse().ok()?;
    let cloud = Cloud::from_word(parts.next()?)?;
    let seq = parts.next()?.parse().ok()?;
    let text = parts.next().filter(|text| text.len() == 64 && text.is_ascii())?;
    let mut chain = [0; 32];
    for (place, byte) in chain.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[place * 2..place * 2 + 2], 16).ok()?;
    }
    Some(AuditHead { owner: Owner { organization, cloud }, seq, chain })
}

fn read_checkpoints(path: Option<PathBuf>) -> Result<HashMap<Owner, AuditHead>> {
    let Some(path) = path else { return Ok(HashMap::new()) };
    let text = fs::read_to_string(&path).with_context(|| format!("{} can't be read", path.display()))?;
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| parse(line).map(|head| (head.owner, head)).with_context(|| format!("{line:?} is no checkpoint")))
        .collect()
}

/// Whose logs are looked at, with a name: what organizations say of themselves, what stands in the log, and what was noted elsewhere.
/// Whoever can write to the database can take a cloud out of its organization, or all rows out of a log.
async fn owners(store: &Store, known: &HashMap<Owner, AuditHead>) -> Result<Vec<(String, Owner)>> {
    let mut read = store.read(System).await?;
    let organizations = read.organization_list().await?;
    let mut all: Vec<Owner> = organizations
        .iter()
        .flat_map(|o| o.clouds.iter().map(|cloud| Owner { organization: o.id, cloud: *cloud }))
        .collect();
    all.extend(read.audit_owners().await?);
    let mut noted: Vec<Owner> = known.keys().copied().collect();
    noted.sort_unstable();
    all.extend(noted);
    let names: HashMap<_, _> = organizations.iter().map(|o| (o.id, o.name.clone())).collect();
    let name = |of: Owner| names.get(&of.organization).cloned().unwrap_or_else(|| of.organization.to_string());
    let mut seen = HashSet::new();
    Ok(all.into_iter().filter(|owner| seen.insert(*owner)).map(|owner| (name(owner), owner)).collect())
}

async fn verify(target: &Target, checkpoint: Option<PathBuf>) -> Result<ExitCode> {
    let known = read_checkpoints(checkpoint)?;
    let store = desk::open_store(target, Schema::Require).await?;
    let key = desk::audit_key(&target.folder())?;
    let mut sound = true;
    for (name, owner) in owners(&store, &known).await? {
        let mut read = store.read(System).await?;
        let report = read.audit_verify(&key, owner, known.get(&owner)).await?;
        drop(read);
        println!(
            "{name}, {}: {} under {}, {} not sealed yet, {} erased",
            owner.cloud,
            counted(report.sealed, "entry", "entries"),
            counted(report.seals, "seal", "seals"),
            report.unsealed,
            report.erased
        );
        for fault in &report.faults {
            println!("  WRONG: {}", describe(fault));
        }
        sound &= report.sound();
    }
    println!("{}", if sound { "The audit log is as it was written." } else { "The audit log was changed." });
    store.close().await;
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::from(3) })
}

fn describe(fault: &AuditFault) -> String {
    match fault {
        AuditFault::Edited { id } => format!("entry {id} was edited"),
        AuditFault::Count { seq, sealed, found } => {
            let sealed = counted(*sealed, "entry", "entries");
            format!("seal {seq} covers {sealed}, and {found} can be found")
        }
        AuditFault::Broken { seq } => {
            format!("seal {seq} does not follow from what it covers: something was exchanged, or the key is another")
        }
        AuditFault::Gap { after, next } => format!("the seals between {after} and {next} are missing"),
        AuditFault::Cut { last, checkpoint } => {
            format!("the log ends at seal {last}, before the checkpoint {checkpoint}: its end was cut off")
        }
        AuditFault::Rewritten { seq } => format!("seal {seq} is not the one of the checkpoint: the log was made anew"),
        AuditFault::Emptied { seq, entries } => {
            let entries = counted(*entries, "entry", "entries");
            format!("{entries} of seal {seq} say nothing any more, and the log does not say why")
        }
        AuditFault::Forged { id } => {
            format!("entry {id} says why others say nothing any more, and it is not this desk's, or the key is another")
        }
        AuditFault::Stray { entries } => {
            let entries = counted(*entries, "entry", "entries");
            format!("sealed without a seal that covers it: {entries}")
        }
    }
}
