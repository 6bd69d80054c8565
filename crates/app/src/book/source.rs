//! Through which connections the provider's side is read.

use tierline_domain::{Connection, ConnectionId, ConnectionKind, Owner};
use tierline_store::System;

use crate::{
    app::App,
    error::Result,
    port::{books::Unread, carrier::Opened},
    relay::{record_answer, take_probe},
};

/// A connection by which a part of the books is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Which.
    pub id: ConnectionId,
    /// Its name.
    pub name: String,
    /// What is read by it.
    pub kind: ConnectionKind,
}

/// The connections that are there for the books: of each kind the first by name that nobody has stopped.
pub(super) fn of(connections: &[Connection]) -> Vec<&Connection> {
    let first = |kind: ConnectionKind| connections.iter().find(|one| one.kind == kind && one.paused_at.is_none());
    [ConnectionKind::PartnerCenter, ConnectionKind::Graph].into_iter().filter_map(first).collect()
}

/// What people are told of them.
pub(super) fn told(connections: &[Connection]) -> Vec<Source> {
    of(connections).into_iter().map(|one| Source { id: one.id, name: one.name.clone(), kind: one.kind }).collect()
}

/// The connections that a person has stopped, of kinds by which nothing else is read.
pub(super) fn stopped(connections: &[Connection]) -> Vec<Source> {
    let read: Vec<ConnectionKind> = of(connections).iter().map(|one| one.kind).collect();
    let is_source = |one: &&Connection| matches!(one.kind, ConnectionKind::PartnerCenter | ConnectionKind::Graph);
    let resting = connections.iter().filter(is_source).filter(|one| !read.contains(&one.kind));
    resting.map(|one| Source { id: one.id, name: one.name.clone(), kind: one.kind }).collect()
}

/// A connection ready for use; or why it cannot be used now. A held one is tried now and then.
pub(super) async fn open(
    app: &App,
    owner: Owner,
    connection: &Connection,
) -> Result<std::result::Result<Opened, Unread>> {
    let later = |reason: String| Unread { reason, not_before: None, is_single: false };
    if connection.state.held_since.is_some() && !take_probe(app, connection).await? {
        return Ok(Err(later(format!("the connection {} is held", connection.name))));
    }
    let opened = app.0.parts.connections.open(owner, connection.id).await;
    Ok(opened.map_err(|closed| later(closed.reason)))
}

/// Keeps what a reading told of its connection: a failure counts like one of a delivery. That the provider asks to be left alone is
/// an answer.
pub(super) async fn note(app: &App, owner: Owner, id: ConnectionId, failed: Option<&Unread>) -> Result<()> {
    let reason = failed.filter(|unread| !unread.is_single && unread.not_before.is_none()).map(|one| one.reason.clone());
    let now = app.now();
    app.store()
        .write_with(System, (app.clone(), reason), move |tx, (app, reason)| {
            Box::pin(async move {
                let answered = reason.as_deref().map_or(Ok(()), Err);
                record_answer(tx, app, (owner, id), answered, now).await.map(drop)
            })
        })
        .await
}
