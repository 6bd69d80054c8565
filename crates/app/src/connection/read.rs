//! What connections there are, and how they go.

use chrono::{DateTime, Duration, Utc};
use tierline_domain::{
    Action, Connection, ConnectionId, ConnectionKind, SECRET_WARNING_DAYS, SecretFacts, SecretField,
};

use crate::{
    app::App,
    ctx::Ctx,
    error::{Error, Result},
};

/// A connection with what may be told of its secrets.
#[derive(Debug, Clone, PartialEq)]
pub struct ConnectionView {
    /// The connection.
    pub connection: Connection,
    /// Its secrets: which there are and when they end, never themselves.
    pub secrets: Vec<SecretFacts>,
}

impl ConnectionView {
    /// The secrets that its way to sign in needs and that nobody has said.
    #[must_use]
    pub fn missing(&self) -> Vec<SecretField> {
        let kept = |field: &SecretField| self.secrets.iter().any(|facts| facts.field == *field);
        self.connection.settings.sign_in.secrets().iter().copied().filter(|field| !kept(field)).collect()
    }

    /// When the first of its secrets ends.
    #[must_use]
    pub fn secret_ends_at(&self) -> Option<DateTime<Utc>> {
        self.secrets.iter().filter_map(|facts| facts.ends_at).min()
    }
}

/// A secret that somebody should see to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantingSecret {
    /// Of which connection.
    pub connection: ConnectionId,
    /// Its name.
    pub name: String,
    /// Why.
    pub why: Wanting,
}

/// Why a secret is to be seen to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanting {
    /// It ends then, or has ended.
    Ends(DateTime<Utc>),
    /// It comes of the consent of this person, who is here no more: another one is to consent before the provider shuts the
    /// account.
    PersonLeft(String),
}

/// The kinds that can be set up in this program: those that something here can speak to.
#[must_use]
pub fn kinds(app: &App) -> Vec<ConnectionKind> {
    let speaks = |kind: &ConnectionKind| match kind.route() {
        Some(route) => app.0.parts.carriers.of(route).is_some(),
        None => app.0.parts.probe.reaches(*kind),
    };
    ConnectionKind::ALL.iter().copied().filter(speaks).collect()
}

/// The connections of this organization and cloud, by name.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn list(app: &App, ctx: &Ctx) -> Result<Vec<ConnectionView>> {
    app.require(ctx, Action::Administer).await?;
    let mut read = app.store().read(ctx.reach()).await?;
    let connections = read.connection_list().await?;
    let facts = read.connection_secret_facts().await?;
    let of = |id: ConnectionId| facts.iter().filter(|(of, _)| *of == id).map(|(_, facts)| facts.clone()).collect();
    Ok(connections.into_iter().map(|one| ConnectionView { secrets: of(one.id), connection: one }).collect())
}

/// One of them.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn show(app: &App, ctx: &Ctx, id: ConnectionId) -> Result<ConnectionView> {
    let all = list(app, ctx).await?;
    all.into_iter().find(|view| view.connection.id == id).ok_or(Error::NotFound)
}

/// The secrets that end within [`SECRET_WARNING_DAYS`], and the consents of people who have left: what the head of a Global
/// admin's pages says. Nobody else is told.
///
/// # Errors
/// The store's.
pub async fn wanting(app: &App, ctx: &Ctx) -> Result<Vec<WantingSecret>> {
    if !ctx.may(Action::Administer) {
        return Ok(Vec::new());
    }
    let until = app.now() + Duration::days(SECRET_WARNING_DAYS);
    let mut read = app.store().read(ctx.reach()).await?;
    let facts = read.connection_secrets_wanting(until).await?;
    if facts.is_empty() {
        return Ok(Vec::new());
    }
    let names = read.connection_list().await?;
    let wanting = facts.into_iter().filter_map(|(id, facts)| {
        let name = names.iter().find(|one| one.id == id)?.name.clone();
        let why = match facts.orphaned() {
            Some(consent) => Wanting::PersonLeft(consent.user_name.clone()),
            None => Wanting::Ends(facts.ends_at?),
        };
        Some(WantingSecret { connection: id, name, why })
    });
    Ok(wanting.collect())
}
