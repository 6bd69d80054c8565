//! Keys of calendars and news readers: made by each person for themselves, shown once, revoked at any time.
//!
//! Threat 45: an address of a calendar is a credential that lies around for years. So a key shows nothing but service health,
//! ends by itself, is narrowed to what its person chose, and is no more than what the person may see when it is used.

use chrono::Duration;
use serde_json::json;
use tierline_domain::{Action, CustomerId, NewReaderKey, ReaderKeyId, ReaderKeyLine, ReaderScope, catalogue};
use tierline_store::{Auth, TenantTx};

use super::{
    TOKEN_LONGEST_DAYS,
    secret::{self, READER_PREFIX, Secret},
};
use crate::{
    app::{App, Call},
    audit,
    ctx::{Ctx, Entrance},
    error::{Error, Faults, Result},
    health,
};

/// Keys that a person can have at a time: who needs more has forgotten some.
const MOST: i64 = 20;
/// Lines of the list.
const LINES: u32 = 100;
/// Longest name of a service or region, in characters.
const NAME_LIMIT: usize = 200;

/// A key to be made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AddReaderKey {
    /// What it is for.
    pub name: String,
    /// Days until it ends: 1 to [`TOKEN_LONGEST_DAYS`].
    pub days: u32,
    /// One service, by any of its names.
    pub service: Option<String>,
    /// One region, by any of its names.
    pub region: Option<String>,
    /// One customer.
    pub customer: Option<CustomerId>,
}

/// A key that was made.
#[derive(Debug, Clone, PartialEq)]
pub struct AddedReaderKey {
    /// The key as the list shows it.
    pub key: ReaderKeyLine,
    /// Its secret, this once. A repeated call gets none: the first answer had it.
    pub secret: Option<Secret>,
}

/// Makes a key to what the caller may see of service health.
///
/// # Errors
/// [`Error::Invalid`] naming the fields, [`Error::Conflict`] `too_many_keys`, `emergency`; [`Error::Forbidden`] for who sees no service
/// health.
pub async fn reader_key_add(app: &App, ctx: &Ctx, command: AddReaderKey) -> Result<AddedReaderKey> {
    if health::require_see(ctx).is_err() {
        app.require(ctx, Action::See).await?;
    }
    ctx.require_no_emergency()?;
    let mut faults = Faults::default();
    let name = faults.line("name", &command.name);
    if !(1..=TOKEN_LONGEST_DAYS).contains(&command.days) {
        faults.add("days", "out_of_range", format!("Take a number of days from 1 to {TOKEN_LONGEST_DAYS}."));
    }
    let scope = ReaderScope {
        service: named(&mut faults, "service", command.service, |name| {
            catalogue::service_find(name).map(|service| service.name)
        }),
        region: named(&mut faults, "region", command.region, |name| {
            catalogue::region_find(name).map(|region| region.name)
        }),
        customer: command.customer,
    };
    faults.finish()?;
    let (secret, hash) = secret::draw(app, READER_PREFIX);
    let now = app.now();
    let expires_at = now + Duration::days(i64::from(command.days));
    let key = NewReaderKey {
        id: app.id(),
        hash,
        user: ctx.user.id,
        owner: ctx.owner,
        name,
        scope,
        created_at: now,
        expires_at,
    };
    let id = key.id;
    let line = app.change(ctx, "reader_key.add", key, |tx, call| Box::pin(keep(tx, call))).await?;
    // What was made the first time has another identifier, and a secret that is gone.
    let secret = (line.id == id).then_some(secret);
    Ok(AddedReaderKey { key: line, secret })
}

/// The canonical name of a service or region, or the name as it is where the catalogue does not know it.
fn named<'c>(
    faults: &mut Faults,
    field: &str,
    given: Option<String>,
    find: impl Fn(&str) -> Option<&'c str>,
) -> Option<String> {
    let name = given?;
    let name = name.trim();
    if name.is_empty() {
        return None;
    }
    if name.chars().count() > NAME_LIMIT || name.chars().any(char::is_control) {
        faults.add(field, "too_long", format!("At most {NAME_LIMIT} characters on one line."));
        return None;
    }
    Some(find(name).unwrap_or(name).to_owned())
}

async fn keep(tx: &mut TenantTx<'_>, call: &Call<NewReaderKey>) -> Result<ReaderKeyLine> {
    let key = &call.input;
    if tx.reader_keys_held(key.user, call.now).await? >= MOST {
        let says = format!("You have {MOST} keys that hold: revoke one that you do not need any more.");
        return Err(Error::conflict("too_many_keys", says));
    }
    let customer = match key.scope.customer {
        Some(id) => Some(tx.customer_lookup(id).await?.ok_or_else(unknown_customer)?),
        None => None,
    };
    tx.reader_key_insert(key).await?;
    // What it is narrowed to says how much it shows, should it get lost; its name is the person's own words.
    let detail = json!({ "expires_at": key.expires_at, "scope": key.scope });
    audit::append(tx, call, "reader_key.add", &key.id.to_string(), &detail).await?;
    Ok(ReaderKeyLine {
        id: key.id,
        name: key.name.clone(),
        scope: key.scope.clone(),
        customer_name: customer.map(|customer| customer.name),
        created_at: key.created_at,
        expires_at: key.expires_at,
        last_used_at: None,
        revoked_at: None,
    })
}

fn unknown_customer() -> Error {
    Error::field(
        "customer_id",
        "unknown",
        "No customer of yours has this identifier: take one from the list of customers.",
    )
}

/// Lists the caller's own keys here, the newest first, those that ended or were revoked too.
///
/// # Errors
/// The store's.
pub async fn reader_key_list(app: &App, ctx: &Ctx) -> Result<Vec<ReaderKeyLine>> {
    Ok(app.store().read(ctx.reach()).await?.reader_key_list(ctx.user.id, LINES).await?)
}

/// Revokes one of the caller's own keys: the next fetch with it finds nothing. Whoever has lost the right to see service health
/// may still do that.
///
/// # Errors
/// [`Error::NotFound`] where there is none of the caller's, or it is revoked already.
pub async fn reader_key_revoke(app: &App, ctx: &Ctx, id: ReaderKeyId) -> Result<()> {
    app.change(ctx, "reader_key.revoke", (), move |tx, call| {
        Box::pin(async move {
            if !tx.reader_key_revoke(call.ctx.user.id, id, call.now).await? {
                return Err(Error::NotFound);
            }
            audit::append(tx, call, "reader_key.revoke", &id.to_string(), &json!({})).await
        })
    })
    .await
}

/// A key that opens something.
#[derive(Debug, Clone)]
pub struct Reader {
    /// Its person, with what they may now.
    pub ctx: Ctx,
    /// Which key.
    pub key: ReaderKeyId,
    /// Its name.
    pub name: String,
    /// What it is narrowed to.
    pub scope: ReaderScope,
}

/// What a presented key opens; nothing where it never was, has ended or was revoked, its person left or was shut out, or may see
/// no service health any more: which of these it is, nobody learns. That it was used is written down once a minute.
///
/// # Errors
/// The store's.
pub async fn open_reader(app: &App, key: &str, request_id: String, address: Option<String>) -> Result<Option<Reader>> {
    let Some(hash) = secret::hash(key, READER_PREFIX) else { return Ok(None) };
    let now = app.now();
    let Some(used) = app.store().read(Auth).await?.reader_key_lookup(&hash, now).await? else { return Ok(None) };
    let (due, id) = (used.touch_due(now), used.id);
    let ctx = Ctx::of(used.identity, Entrance::Api, request_id, address);
    if health::require_see(&ctx).is_err() {
        return Ok(None);
    }
    if due {
        let owner = ctx.owner;
        let touched: Result<bool> = app
            .store()
            .write(Auth, move |tx| Box::pin(async move { Ok(tx.reader_key_touch(owner, id, now).await?) }))
            .await;
        // What is asked for is shown whether or not its time can be written down.
        if let Err(error) = touched {
            tracing::warn!(?error, key = %id, "the use of a reader's key could not be written down");
        }
    }
    Ok(Some(Reader { ctx, key: id, name: used.name, scope: used.scope }))
}
