//! Feeds are set up, changed, and taken away.

use serde_json::{Value, json};
use tierline_domain::{
    Action, CustomerId, FeedId,
    catalogue::ProductFamily,
    health::{FeedCredential, FeedFormat, FeedTenants, INTERVAL_MINUTES, PolledFeed, default_location},
};

use super::{by_connection, poll};
use crate::{
    app::App,
    audit,
    ctx::Ctx,
    error::{Error, Faults, Result},
};

/// The longest address.
const LOCATION_CHARS: usize = 2_000;

/// A feed to be set up, or what one is to become: then format and tenants are those it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetUpFeed {
    /// Its name, once in an organization and cloud. Where its format is shared by many providers, it tells them apart.
    pub name: String,
    /// Its shape.
    pub format: FeedFormat,
    /// An address (`https://…`), or `file:` and a path below the desk's folder of feeds; none for the provider's own.
    pub location: Option<String>,
    /// Whose feed it is.
    pub tenants: FeedTenants,
    /// The customer, where it is one customer's.
    pub customer: Option<CustomerId>,
    /// The families whose outages it tells of, where the format does not say so.
    pub families: Vec<ProductFamily>,
    /// Minutes from one reading to the next.
    pub interval_minutes: i64,
    /// Whether it is read.
    pub is_enabled: bool,
    /// What the desk says to be let in: an application's identifier and the name of its secret.
    pub credential: Option<FeedCredential>,
}

/// How a feed is set up.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn feed_show(app: &App, ctx: &Ctx, id: FeedId) -> Result<PolledFeed> {
    ctx.require(Action::ManageFeeds)?;
    app.store().read(ctx.reach()).await?.polled_feed_lookup(id).await?.ok_or(Error::NotFound)
}

/// A feed that is let in by a secret sends that secret to where it is read: to set one up is as dangerous as a connection.
fn require_recent_for_secrets(app: &App, ctx: &Ctx, command: &SetUpFeed) -> Result<()> {
    if command.credential.is_some() { ctx.require_recent(app.now()) } else { Ok(()) }
}

/// Sets a feed up. It is read at once, and then by its interval.
///
/// # Errors
/// [`Error::Invalid`] naming the fields, [`Error::Forbidden`]; [`Error::StepUp`] where it uses a secret.
pub async fn feed_add(app: &App, ctx: &Ctx, command: SetUpFeed) -> Result<PolledFeed> {
    app.require(ctx, Action::ManageFeeds).await?;
    require_recent_for_secrets(app, ctx, &command)?;
    let command = checked(app, ctx, command).await?;
    let now = app.now();
    let feed = PolledFeed {
        id: app.id(),
        owner: ctx.owner,
        name: command.name,
        format: command.format,
        location: command.location,
        tenants: command.tenants,
        customer: command.customer,
        families: command.families,
        interval_minutes: command.interval_minutes,
        is_enabled: command.is_enabled,
        credential: command.credential,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    // Again is the same: then it is the first one's.
    let id = app
        .change(ctx, "feed.add", feed, |tx, call| {
            Box::pin(async move {
                tx.polled_feed_insert(&call.input).await.map_err(|error| taken(error, "polled_feed_name"))?;
                audit::append(tx, call, "feed.add", &call.input.id.to_string(), &described(&call.input)).await?;
                Ok(call.input.id)
            })
        })
        .await?;
    feed_show(app, ctx, id).await
}

/// Changes how a feed is set up. Its format and whose feed it is stay: another feed is another feed.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Stale`] where it changed since it was read, [`Error::Invalid`], [`Error::Forbidden`]; [`Error::StepUp`] where it
/// uses a secret.
pub async fn feed_edit(app: &App, ctx: &Ctx, id: FeedId, command: SetUpFeed) -> Result<PolledFeed> {
    app.require(ctx, Action::ManageFeeds).await?;
    let before = feed_show(app, ctx, id).await?;
    require_recent_for_secrets(app, ctx, &command)?;
    ctx.expect_version(before.version)?;
    let same = SetUpFeed { format: before.format, tenants: before.tenants, customer: before.customer, ..command };
    let command = checked(app, ctx, same).await?;
    let feed = PolledFeed {
        name: command.name,
        location: command.location,
        families: command.families,
        interval_minutes: command.interval_minutes,
        is_enabled: command.is_enabled,
        credential: command.credential,
        updated_at: app.now(),
        ..before.clone()
    };
    app.change(ctx, "feed.edit", (before, feed), |tx, call| {
        Box::pin(async move {
            let ((before, feed), now) = (&call.input, call.now);
            let version = tx.polled_feed_update(feed).await.map_err(|error| taken(error, "polled_feed_name"))?;
            tx.feed_set_up(feed.id, &feed.name, &feed.families, feed.interval_minutes, now)
                .await
                .map_err(|error| taken(error, "health_feed_pkey"))?;
            let mut detail = audit::changes(&described(before), &described(feed), &[])?;
            if detail.get("name").is_none() {
                detail["name"] = json!(feed.name);
            }
            audit::append(tx, call, "feed.edit", &feed.id.to_string(), &detail).await?;
            Ok(version)
        })
    })
    .await?;
    feed_show(app, ctx, id).await
}

/// Takes a feed away. What it brought stays; that it was read is forgotten, so it makes no all-clear.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn feed_remove(app: &App, ctx: &Ctx, id: FeedId) -> Result<()> {
    app.require(ctx, Action::ManageFeeds).await?;
    let feed = feed_show(app, ctx, id).await?;
    app.change(ctx, "feed.remove", feed, |tx, call| {
        Box::pin(async move {
            if !tx.polled_feed_remove(call.input.id).await? {
                return Err(Error::NotFound);
            }
            tx.feed_forget(call.input.id).await?;
            audit::append(tx, call, "feed.remove", &call.input.id.to_string(), &described(&call.input)).await
        })
    })
    .await
}

/// Forgets a feed that was imported by hand, so that it holds back no all-clear any more when it ages. What it brought stays.
///
/// # Errors
/// [`Error::NotFound`] where nothing was imported under this name, [`Error::Forbidden`].
pub async fn imported_feed_remove(app: &App, ctx: &Ctx, name: &str) -> Result<()> {
    app.require(ctx, Action::ManageFeeds).await?;
    app.change(ctx, "feed.remove", name.to_owned(), |tx, call| {
        Box::pin(async move {
            let name = call.input.as_str();
            if tx.feed_forget_imported(name).await? == 0 {
                return Err(Error::NotFound);
            }
            audit::append(tx, call, "feed.remove", name, &json!({ "name": name })).await
        })
    })
    .await
}

/// Makes a feed due now: the desk reads it within seconds.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn feed_read_now(app: &App, ctx: &Ctx, id: FeedId) -> Result<()> {
    app.require(ctx, Action::ManageFeeds).await?;
    let feed = feed_show(app, ctx, id).await?;
    poll::hurry(app, ctx.owner, feed.id).await?;
    app.change(ctx, "feed.read", feed.name, |tx, call| {
        Box::pin(async move { audit::append(tx, call, "feed.read", &call.input, &json!({})).await })
    })
    .await
}

/// What is on record of how a feed is set up. The secret of its credential is a name, and stands elsewhere itself.
fn described(feed: &PolledFeed) -> Value {
    let credential = feed.credential.as_ref();
    json!({
        "name": feed.name, "format": feed.format.word(), "location": feed.location, "tenants": feed.tenants.word(),
        "customer": feed.customer, "families": feed.families.iter().map(|family| family.word()).collect::<Vec<_>>(),
        "interval_minutes": feed.interval_minutes, "is_enabled": feed.is_enabled,
        "client_id": credential.map(|credential| &credential.client_id),
        "secret_name": credential.map(|credential| &credential.secret),
    })
}

fn taken(error: tierline_store::Error, constraint: &str) -> Error {
    if error.violates(constraint) {
        return Error::field("name", "taken", "Another feed has this name: take one that tells them apart.");
    }
    error.into()
}

async fn checked(app: &App, ctx: &Ctx, command: SetUpFeed) -> Result<SetUpFeed> {
    let mut faults = Faults::default();
    let name = faults.line("name", &command.name);
    let location = location(&mut faults, ctx, &command);
    if !INTERVAL_MINUTES.contains(&command.interval_minutes) {
        let (least, most) = (INTERVAL_MINUTES.start(), INTERVAL_MINUTES.end());
        faults.add("interval_minutes", "out_of_range", format!("Write minutes from {least} to {most}."));
    }
    match (command.tenants, command.customer) {
        (FeedTenants::One, None) => faults.add("customer_id", "required", "Say whose feed it is."),
        (FeedTenants::Public | FeedTenants::Each, Some(_)) => {
            faults.add("customer_id", "not_one_customers", "Only a feed of one customer has a customer.");
        }
        (FeedTenants::One, Some(customer)) => {
            if app.store().read(ctx.reach()).await?.customer_lookup(customer).await?.is_none() {
                faults.add("customer_id", "unknown", "There is no such customer here.");
            }
        }
        (FeedTenants::Public | FeedTenants::Each, None) => {}
    }
    let by_connection = by_connection::find(app, ctx.owner, command.format).await?.is_some();
    let credential = credential(&mut faults, &command, location.as_deref(), by_connection);
    faults.finish()?;
    let mut families = command.families.clone();
    families.sort_unstable_by_key(|family| family.word());
    families.dedup();
    Ok(SetUpFeed { name, location, credential, families, ..command })
}

/// An address that could be one. What it leads to is checked where it is read.
fn location(faults: &mut Faults, ctx: &Ctx, command: &SetUpFeed) -> Option<String> {
    let text = faults.optional_line("location", command.location.as_deref());
    let Some(text) = text else {
        if default_location(command.format, ctx.owner.cloud).is_none() {
            faults.add("location", "required", "Write the address: this format has none of its own in this cloud.");
        }
        return None;
    };
    let path = text.strip_prefix("file:");
    let good = match path {
        Some(path) => {
            !path.is_empty()
                && !path.starts_with('/')
                && !path.contains('\\')
                && path.split('/').all(|part| part != "..")
        }
        None => (text.starts_with("https://") || text.starts_with("http://")) && !text.contains(char::is_whitespace),
    };
    if !good || text.chars().count() > LOCATION_CHARS {
        let message =
            "Write an address that begins with https://, or file: and a path below the desk's folder of feeds.";
        faults.add("location", "not_a_location", message);
    } else if text.split_once("://").is_some_and(|(_, rest)| rest.split('/').next().unwrap_or("").contains('@')) {
        // It would stand in lists and logs.
        faults.add("location", "has_secret", "Leave user name and password out of the address.");
    }
    Some(text)
}

/// What the desk says to be let in; none where a connection says it.
fn credential(
    faults: &mut Faults,
    command: &SetUpFeed,
    location: Option<&str>,
    by_connection: bool,
) -> Option<FeedCredential> {
    let needed = default_location(command.format, tierline_domain::Cloud::Public).is_some()
        && !by_connection
        && location.is_none_or(|location| !location.starts_with("file:"));
    let Some(credential) = &command.credential else {
        if needed && location.is_none() {
            let message =
                "Write the application's identifier and the name of its secret: this feed is only for those it knows.";
            faults.add("credential", "required", message);
        }
        return None;
    };
    let client_id = faults.line("credential.client_id", &credential.client_id);
    let secret = faults.line("credential.secret", &credential.secret);
    if !secret.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')) {
        let message = "Write the name of the secret, in letters, digits, - and _: not the secret itself.";
        faults.add("credential.secret", "not_a_name", message);
    }
    Some(FeedCredential { client_id, secret })
}
