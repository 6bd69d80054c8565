//! Whether the secrets of connections and identity providers can be opened, and end soon.

use chrono::{DateTime, Utc};
use tierline_app::{Clock, connection::vault, single_sign_on};
use tierline_domain::Owner;
use tierline_store::{Store, System};

use super::{Finding, bad, good};
use crate::{command::counted, key::KeyFile, system::SystemClock};

/// Sealed secrets that are looked at of each key.
const LOOKED_AT: i64 = 10_000;

/// Looks at the keys and at what they sealed.
pub(super) async fn findings(store: &Store, file: &KeyFile) -> Vec<Finding> {
    match look(store, file, SystemClock.now()).await {
        Ok(findings) => findings,
        Err(error) => {
            vec![bad(format!("the secrets of connections can't be read: {error}"), "see the log of the desk")]
        }
    }
}

async fn look(store: &Store, file: &KeyFile, now: DateTime<Utc>) -> Result<Vec<Finding>, tierline_store::Error> {
    let used = store.read(System).await?.connection_secret_keys().await?;
    // No key has no name: these are all.
    let providers = store.read(System).await?.identity_providers_of_other_keys("").await?;
    let count: i64 = used.iter().map(|(_, count)| count).sum();
    let count = count + i64::try_from(providers.len()).unwrap_or(i64::MAX);
    let keys = match file.read() {
        Ok(keys) => keys,
        Err(_) if count == 0 && !file.exists() => {
            return Ok(vec![good("no key for secrets yet: the first start makes one")]);
        }
        Err(what) => {
            let remedy =
                "restore it from a backup, or say the secrets of all connections anew after a new key was made";
            return Ok(vec![bad(format!("the key of secrets can't be used: {what}"), remedy)]);
        }
    };
    let mut findings = Vec::new();
    let mut read = store.read(System).await?;
    for (id, sealed) in &used {
        for (owner, secret) in read.connection_secrets_of_key(id, LOOKED_AT).await? {
            if let Err(shut) = vault::check(&keys, owner, &secret) {
                let what =
                    format!("the {} of the connection {} can't be opened: {shut}", secret.field, secret.connection);
                findings.push(bad(
                    what,
                    "restore secrets.key of that time, or say the secret anew on the page of connections",
                ));
            }
        }
        if *sealed > LOOKED_AT {
            findings.push(good(format!("of {sealed} secrets under the key {id} the first {LOOKED_AT} were tried")));
        }
    }
    drop(read);
    for sealed in &providers {
        if let Err(shut) = single_sign_on::secret_opens(&keys, sealed) {
            let what = format!("the secret of the identity provider {} can't be opened: {shut}", sealed.provider.id);
            let remedy = "restore secrets.key of that time, or say the secret anew on the page of sign-in methods";
            findings.push(bad(what, remedy));
        }
    }
    findings.extend(endings(store, now).await?);
    if findings.is_empty() {
        findings.push(good(format!(
            "the key of secrets is there and private; {} by it",
            counted(count, "secret opens", "secrets open")
        )));
    }
    Ok(findings)
}

/// The secrets that end soon, and the consents of people who have left, of all organizations.
async fn endings(store: &Store, now: DateTime<Utc>) -> Result<Vec<Finding>, tierline_store::Error> {
    let organizations = store.read(System).await?.organization_list().await?;
    let mut findings = Vec::new();
    for organization in &organizations {
        for cloud in &organization.clouds {
            let mut read = store.read(Owner { organization: organization.id, cloud: *cloud }).await?;
            let connections = read.connection_list().await?;
            for (id, facts) in read.connection_secret_facts().await? {
                let name = connections.iter().find(|one| one.id == id).map_or("", |one| one.name.as_str());
                let of = format!("the {} of the connection {name} of {}", facts.field, organization.name);
                if let Some(consent) = facts.orphaned() {
                    let what = format!("{of} comes of {}, who has left", consent.user_name);
                    findings.push(bad(what, "have another person consent on the connection's page"));
                }
                if facts.ends_soon(now) {
                    let day = facts.ends_at.map(|at| at.format("%Y-%m-%d").to_string()).unwrap_or_default();
                    let what = format!("{of} ends on {day}");
                    findings
                        .push(bad(what, "get a new one at the other end, and exchange it on the page of connections"));
                }
            }
        }
    }
    Ok(findings)
}
