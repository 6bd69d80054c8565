//! Feeds of Microsoft Graph without a secret of their own are read by the organization's connection to it.

use tierline_domain::{
    ConnectionId, ConnectionKind, Owner,
    health::{FeedFormat, FeedTenants, PolledFeed},
};

use crate::{
    app::App,
    error::Result,
    port::{FetchFailure, carrier::Opened},
};

/// The connection by which feeds of a format are read; none where there is none, or the format is not Graph's. Of several it is the
/// first by name that nobody has stopped.
pub(super) async fn find(app: &App, owner: Owner, format: FeedFormat) -> Result<Option<ConnectionId>> {
    if !matches!(format, FeedFormat::Graph | FeedFormat::GraphMessages | FeedFormat::GraphOverviews) {
        return Ok(None);
    }
    let all = app.store().read(owner).await?.connection_list().await?;
    let is_usable = |kind, stopped: bool| kind == ConnectionKind::Graph && !stopped;
    Ok(all.into_iter().find(|one| is_usable(one.kind, one.paused_at.is_some())).map(|one| one.id))
}

/// The connection of a feed, ready for use; none where the feed says itself who it is, or asks nobody.
pub(super) async fn open(app: &App, feed: &PolledFeed) -> Result<Option<Result<Opened, FetchFailure>>> {
    let is_file = feed.location.as_deref().is_some_and(|location| location.starts_with("file:"));
    if feed.credential.is_some() || feed.tenants == FeedTenants::Public || is_file {
        return Ok(None);
    }
    let Some(id) = find(app, feed.owner, feed.format).await? else { return Ok(None) };
    let opened = app.0.parts.connections.open(feed.owner, id).await;
    let failure = |reason| FetchFailure { reason, not_before: None, postponed: false };
    Ok(Some(opened.map_err(|closed| failure(closed.reason))))
}
