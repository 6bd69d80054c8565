//! Connections: set up, tested, stopped, taken away. What is secret about them is taken in and never given out.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use tierline_app::{
    Secret,
    connection::{self, ConnectionView, ReplaceSecret, SetUpConnection},
};
use tierline_domain::{ConnectionId, ConsentFacts, SecretFacts};
use utoipa::{IntoParams, ToSchema};

use super::shared::plain;
use crate::kit::{
    answer::{Answer, Done, Found, Made, Page},
    call::{Act, Ask, At, Caller, Command},
    endpoint::{Operation, delete, get, patch, post, put},
    read::present,
    state::AppState,
    wire::{self, Id, Time},
};

pub(super) fn operations() -> Vec<Operation> {
    const ONE: &str = "/connections/{connection_id}";
    vec![
        get("/connections", "Lists the connections of this organization and cloud, by name, with how they go.", list),
        post("/connections", "Sets up a connection. Nothing is sent: its test says whether it works.", add),
        get(ONE, "Shows a connection. Its secrets are never shown.", show),
        patch(ONE, "Changes how a connection is set up, stops it or lets it go on. Its kind stays.", change),
        delete(
            ONE,
            "Takes a connection away with its secrets. What went by it stays; where it is still needed, `abandon` says that this is known.",
            remove,
        ),
        put("/connections/{connection_id}/secret", "Exchanges the secret that a connection signs in by.", replace),
        get(
            "/connections/{connection_id}/consent",
            "Gives the address at which the caller consents, in their browser, to a connection that acts for a person.",
            consent,
        ),
    ]
}

/// A way to a provider's interface or to another desk.
#[derive(Debug, Serialize, ToSchema)]
struct Connection {
    /// Identifier.
    id: wire::ConnectionId,
    /// What speaks at the other end.
    kind: wire::ConnectionKind,
    /// Its name.
    name: String,
    /// Its base address.
    address: String,
    /// To whom it leads.
    recipient: wire::RecipientKind,
    /// The families whose requests it carries; empty for all that its kind can carry.
    families: Vec<wire::ProductFamily>,
    /// How the desk says who it is.
    sign_in: wire::SignIn,
    /// The partner's own tenant.
    tenant: Option<String>,
    /// The application's identifier, or the name of who signs in.
    client_id: Option<String>,
    /// A sign-in service in place of the cloud's own; for other kinds the address where tokens are given.
    authority: Option<String>,
    /// What a token is asked for, where the address does not say it.
    scope: Option<String>,
    /// The application's certificate, in PEM.
    certificate: Option<String>,
    /// The mailbox that requests are sent to.
    mailbox: Option<String>,
    /// The mailbox that they are sent from.
    sender: Option<String>,
    /// Whether it has all the secrets that it signs in by.
    has_secret: bool,
    /// When the first of its secrets ends, where that is known.
    secret_ends_at: Option<Time>,
    /// Its secrets: which there are, never themselves.
    secrets: Vec<SecretBody>,
    /// How it goes.
    condition: wire::ConnectionCondition,
    /// Tries that failed in a row.
    failures: i64,
    /// Since when they fail.
    failing_since: Option<Time>,
    /// Since when what is to go by it waits, because it failed for long.
    held_since: Option<Time>,
    /// When it was last tried.
    tried_at: Option<Time>,
    /// When a try last went well.
    good_at: Option<Time>,
    /// What the last failure said; null after a good try.
    last_failure: Option<String>,
    /// Since when a person has stopped it.
    paused_at: Option<Time>,
    /// When it was set up.
    created_at: Time,
    /// When a person last changed it.
    updated_at: Time,
}

/// What may be told of a secret.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ConnectionSecret)]
struct SecretBody {
    /// Which.
    field: wire::SecretField,
    /// When it was said.
    changed_at: Time,
    /// When it ends, where that is known.
    ends_at: Option<Time>,
    /// Whose consent it comes of, where somebody of this desk consented.
    consent: Option<ConsentBody>,
}

/// A person's consent to a connection that acts for them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ConnectionConsent)]
struct ConsentBody {
    /// Who of this desk gave it.
    user_id: wire::UserId,
    /// Their name.
    user_name: String,
    /// The account that they signed in with at the provider.
    account: Option<String>,
    /// When it was given.
    consented_at: Time,
    /// Whether they are here no more: another person is to consent.
    has_left: bool,
}

impl From<SecretFacts> for SecretBody {
    fn from(facts: SecretFacts) -> Self {
        let consent = facts.consent.map(|ConsentFacts { consent, user_name, has_left }| ConsentBody {
            user_id: Id(consent.user),
            user_name,
            account: consent.account,
            consented_at: consent.at.into(),
            has_left,
        });
        Self {
            field: facts.field.into(),
            changed_at: facts.changed_at.into(),
            ends_at: facts.ends_at.map(Time),
            consent,
        }
    }
}

impl From<ConnectionView> for Connection {
    fn from(view: ConnectionView) -> Self {
        let (has_secret, secret_ends_at) = (view.missing().is_empty(), view.secret_ends_at().map(Time));
        let ConnectionView { connection, secrets } = view;
        let (settings, state) = (connection.settings, connection.state);
        Self {
            id: Id(connection.id),
            kind: connection.kind.into(),
            name: connection.name,
            address: connection.address,
            recipient: connection.recipient.into(),
            families: connection.families.into_iter().map(Into::into).collect(),
            sign_in: settings.sign_in.into(),
            tenant: settings.tenant,
            client_id: settings.client_id,
            authority: settings.authority,
            scope: settings.scope,
            certificate: settings.certificate,
            mailbox: settings.mailbox,
            sender: settings.sender,
            has_secret,
            secret_ends_at,
            secrets: secrets.into_iter().map(Into::into).collect(),
            condition: state.condition().into(),
            failures: state.failures,
            failing_since: state.failing_since.map(Time),
            held_since: state.held_since.map(Time),
            tried_at: state.tried_at.map(Time),
            good_at: state.good_at.map(Time),
            last_failure: state.answer,
            paused_at: connection.paused_at.map(Time),
            created_at: connection.created_at.into(),
            updated_at: connection.updated_at.into(),
        }
    }
}

async fn list(caller: Caller) -> Answer<Found<Page<Connection>>> {
    let views = connection::list(&caller.app, &caller.ctx).await?;
    Ok(Found::new(Page::whole(views.into_iter().map(Into::into).collect())))
}

fn versioned(view: ConnectionView) -> Found<Connection> {
    let version = view.connection.version;
    Found::versioned(view.into(), version)
}

async fn show(caller: Caller, At(id): At<ConnectionId>) -> Answer<Found<Connection>> {
    Ok(versioned(connection::show(&caller.app, &caller.ctx, id).await?))
}

/// A connection to be set up.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewConnection {
    /// What speaks at the other end.
    kind: wire::ConnectionKind,
    /// Its name, once in an organization and cloud.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// Its base address; the provider's own of the kind and cloud where nothing is said.
    #[schema(max_length = 500)]
    address: Option<String>,
    /// To whom it leads; the provider where nothing is said.
    recipient: Option<wire::RecipientKind>,
    /// The families whose requests it carries; empty for all that its kind can carry.
    #[serde(default)]
    families: Vec<wire::ProductFamily>,
    /// How the desk says who it is; the usual way of the kind where nothing is said.
    sign_in: Option<wire::SignIn>,
    /// The partner's own tenant.
    #[schema(max_length = 200)]
    tenant: Option<String>,
    /// The application's identifier, or the name of who signs in.
    #[schema(max_length = 200)]
    client_id: Option<String>,
    /// A sign-in service in place of the cloud's own; for other kinds the address where tokens are given.
    #[schema(max_length = 500)]
    authority: Option<String>,
    /// What a token is asked for, where the address does not say it.
    #[schema(max_length = 200)]
    scope: Option<String>,
    /// The application's certificate, in PEM.
    #[schema(max_length = 16_384)]
    certificate: Option<String>,
    /// The mailbox that requests are sent to.
    #[schema(max_length = 200)]
    mailbox: Option<String>,
    /// The mailbox that they are sent from.
    #[schema(max_length = 200)]
    sender: Option<String>,
    /// What it signs in by: a token, an application's secret, a private key in PEM, or a password. Never given out again.
    #[schema(max_length = 16_384, write_only)]
    secret: Option<String>,
    /// When the secret ends, where that is known: it is warned of in time.
    secret_ends_at: Option<Time>,
}

async fn add(command: Command<NewConnection>) -> Answer<Made<Connection>> {
    let Command { app, ctx, body, .. } = command;
    let new = SetUpConnection {
        kind: body.kind.0,
        name: body.name,
        address: body.address,
        recipient: body.recipient.map(|word| word.0),
        families: plain(body.families),
        sign_in: body.sign_in.map(|word| word.0),
        tenant: body.tenant,
        client_id: body.client_id,
        authority: body.authority,
        scope: body.scope,
        certificate: body.certificate,
        mailbox: body.mailbox,
        sender: body.sender,
        secret: body.secret.map(Secret::new),
        secret_ends_at: body.secret_ends_at.map(|at| at.0),
    };
    let view = connection::add(&app, &ctx, new).await?;
    let (id, version) = (view.connection.id, view.connection.version);
    Ok(Made::at(view.into(), format!("/api/v1/connections/{id}")).versioned(version))
}

/// What is to change: absent means unchanged, null means emptied.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = ConnectionChange)]
struct Change {
    /// Its name.
    #[schema(min_length = 1, max_length = 200)]
    name: Option<String>,
    /// Its base address; null stands for the provider's own. With another host the secret must be said anew.
    #[serde(deserialize_with = "present")]
    #[schema(value_type = Option<String>, max_length = 500)]
    address: Option<Option<String>>,
    /// To whom it leads.
    recipient: Option<wire::RecipientKind>,
    /// The families whose requests it carries: all of them.
    families: Option<Vec<wire::ProductFamily>>,
    /// How the desk says who it is. With another way the secret must be said anew.
    sign_in: Option<wire::SignIn>,
    /// The partner's own tenant.
    #[serde(deserialize_with = "present")]
    #[schema(value_type = Option<String>, max_length = 200)]
    tenant: Option<Option<String>>,
    /// The application's identifier, or the name of who signs in.
    #[serde(deserialize_with = "present")]
    #[schema(value_type = Option<String>, max_length = 200)]
    client_id: Option<Option<String>>,
    /// A sign-in service in place of the cloud's own; for other kinds the address where tokens are given.
    #[serde(deserialize_with = "present")]
    #[schema(value_type = Option<String>, max_length = 500)]
    authority: Option<Option<String>>,
    /// What a token is asked for.
    #[serde(deserialize_with = "present")]
    #[schema(value_type = Option<String>, max_length = 200)]
    scope: Option<Option<String>>,
    /// The application's certificate, in PEM.
    #[serde(deserialize_with = "present")]
    #[schema(value_type = Option<String>, max_length = 16_384)]
    certificate: Option<Option<String>>,
    /// The mailbox that requests are sent to.
    #[serde(deserialize_with = "present")]
    #[schema(value_type = Option<String>, max_length = 200)]
    mailbox: Option<Option<String>>,
    /// The mailbox that they are sent from.
    #[serde(deserialize_with = "present")]
    #[schema(value_type = Option<String>, max_length = 200)]
    sender: Option<Option<String>>,
    /// Another secret; the one that is kept where nothing is said.
    #[schema(max_length = 16_384, write_only)]
    secret: Option<String>,
    /// When the other secret ends.
    secret_ends_at: Option<Time>,
    /// Whether it is stopped: then nothing goes by it.
    is_paused: Option<bool>,
}

impl Change {
    /// Whether it is about more than stopping.
    fn sets_up(&self) -> bool {
        let texts = [&self.address, &self.tenant, &self.client_id, &self.authority, &self.scope, &self.certificate];
        self.name.is_some()
            || self.recipient.is_some()
            || self.families.is_some()
            || self.sign_in.is_some()
            || self.secret.is_some()
            || [&self.mailbox, &self.sender].iter().chain(&texts).any(|text| text.is_some())
    }

    /// What the connection is to become.
    fn wanted(self, before: tierline_domain::Connection) -> SetUpConnection {
        let settings = before.settings;
        SetUpConnection {
            kind: before.kind,
            name: self.name.unwrap_or(before.name),
            address: self.address.unwrap_or(Some(before.address)),
            recipient: Some(self.recipient.map_or(before.recipient, |word| word.0)),
            families: self.families.map_or(before.families, plain),
            sign_in: Some(self.sign_in.map_or(settings.sign_in, |word| word.0)),
            tenant: self.tenant.unwrap_or(settings.tenant),
            client_id: self.client_id.unwrap_or(settings.client_id),
            authority: self.authority.unwrap_or(settings.authority),
            scope: self.scope.unwrap_or(settings.scope),
            certificate: self.certificate.unwrap_or(settings.certificate),
            mailbox: self.mailbox.unwrap_or(settings.mailbox),
            sender: self.sender.unwrap_or(settings.sender),
            secret: self.secret.map(Secret::new),
            secret_ends_at: self.secret_ends_at.map(|at| at.0),
        }
    }
}

async fn change(At(id): At<ConnectionId>, command: Command<Change>) -> Answer<Found<Connection>> {
    let Command { app, mut ctx, version, body } = command;
    let mut view = connection::show(&app, &ctx, id).await?;
    // What is not named is what was just read: it must still be so when it is written.
    ctx.read_version = version.or(Some(view.connection.version));
    let paused = body.is_paused;
    if body.sets_up() || paused.is_none() {
        let wanted = body.wanted(view.connection);
        view = connection::edit(&app, &ctx, id, wanted).await?;
        ctx.read_version = Some(view.connection.version);
    }
    if let Some(paused) = paused {
        view = connection::pause(&app, &ctx, id, paused).await?;
    }
    Ok(versioned(view))
}

/// How a connection is taken away.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
struct Removal {
    /// Whether it goes although messages wait for it or open requests are followed by it: they are then left.
    abandon: bool,
}

async fn remove(At(id): At<ConnectionId>, Ask(removal): Ask<Removal>, act: Act) -> Answer<Done> {
    connection::remove(&act.app, &act.ctx, id, removal.abandon).await?;
    Ok(Done)
}

/// A secret in place of the one before.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewConnectionSecret)]
struct NewSecret {
    /// Which of the secrets that it signs in by; where nothing is said, the first that is missing, or else the first.
    field: Option<wire::SecretField>,
    /// The secret. Never given out again.
    #[schema(min_length = 1, max_length = 16_384, write_only)]
    secret: String,
    /// When it ends, where that is known.
    ends_at: Option<Time>,
}

async fn replace(At(id): At<ConnectionId>, command: Command<NewSecret>) -> Answer<Found<Connection>> {
    let Command { app, ctx, body, .. } = command;
    let field = body.field.map(|word| word.0);
    let wanted = ReplaceSecret { field, secret: Secret::new(body.secret), ends_at: body.ends_at.map(|at| at.0) };
    Ok(versioned(connection::replace_secret(&app, &ctx, id, wanted).await?))
}

/// Where a person consents.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ConnectionConsentWay)]
struct ConsentWayBody {
    /// The sign-in service's address: for the caller's browser, signed in to this desk as the caller.
    url: String,
    /// The page of this desk that they come back to: the application must name it.
    redirect_url: String,
    /// Until when they can come back.
    expires_at: Time,
}

async fn consent(
    State(state): State<AppState>,
    At(id): At<ConnectionId>,
    caller: Caller,
) -> Answer<Found<ConsentWayBody>> {
    let redirect = state.config.consent_url();
    let way = connection::ask_consent(&caller.app, &caller.ctx, id, &redirect).await?;
    Ok(Found::new(ConsentWayBody { url: way.address, redirect_url: way.redirect, expires_at: way.until.into() }))
}
