//! To whom a case is handed up and by which route: what the table of the domain says of what is configured.

use chrono::{DateTime, Utc};
use tierline_domain::{
    ConnectionId, Organization, Owner, PartnerKind, RankedRoute, Recipient, RecipientKind, Route, RouteReason,
    RouteStanding, Routing, SecretField, catalogue,
};
use tierline_store::Read;

use super::work::CaseFile;
use crate::{
    app::App,
    error::{Error, Result},
};

/// What somebody wants of a way; the usual where nothing is said.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Wanted {
    pub(super) route: Option<Route>,
    pub(super) connection: Option<ConnectionId>,
    pub(super) recipient: Option<RecipientKind>,
}

impl Wanted {
    fn is_met_by(self, one: &RankedRoute) -> bool {
        self.route.is_none_or(|route| one.route == route)
            && (self.connection.is_none() || one.connection == self.connection)
    }
}

/// To whom and how.
#[derive(Debug, Clone)]
pub(super) struct Way {
    pub(super) recipient: Recipient,
    pub(super) route: Route,
    /// The connection that it goes by, where it goes by one.
    pub(super) connection: Option<ConnectionId>,
    /// All routes to this recipient as they stand, each with its reason.
    pub(super) routes: Vec<RankedRoute>,
}

/// The routes to a recipient as they stand, and the recipient where it works on this desk in this cloud.
pub(super) async fn routes(
    app: &App,
    read: &mut Read<'_, Owner>,
    organization: &Organization,
    file: &CaseFile,
    recipient: RecipientKind,
) -> Result<(Vec<RankedRoute>, Option<Organization>)> {
    let cloud = file.case.owner.cloud;
    let id = match recipient {
        RecipientKind::Provider => organization.provider,
        RecipientKind::Upstream => organization.upstream,
    };
    let found = match id {
        Some(id) => read.organization_lookup(id).await?.filter(|found| found.clouds.contains(&cloud)),
        None => None,
    };
    let facts = read.connection_secret_facts().await?;
    let kept =
        |id: ConnectionId, field: &SecretField| facts.iter().any(|(of, facts)| *of == id && facts.field == *field);
    let connections = read.connection_list().await?.into_iter().map(|one| {
        let has_secrets = one.settings.sign_in.secrets().iter().all(|field| kept(one.id, field));
        (one, has_secrets)
    });
    let connections: Vec<_> = connections.collect();
    let spoken: Vec<Route> = app.0.parts.carriers.routes().collect();
    let routing = Routing {
        recipient,
        family: file.family(),
        partner: organization.partner_kind.unwrap_or(PartnerKind::DirectBill),
        cloud,
        is_here: found.is_some(),
        connections: &connections,
        spoken: &spoken,
    };
    Ok((routing.ranked(), found))
}

impl Way {
    /// The way that somebody wants, or else the one that is chosen.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming the field, where the route is closed or no route is open.
    pub(super) async fn find(
        app: &App,
        read: &mut Read<'_, Owner>,
        organization: &Organization,
        file: &CaseFile,
        wanted: Wanted,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let kind = wanted.recipient.unwrap_or_else(|| file.usual_recipient(organization, now));
        let (routes, found) = routes(app, read, organization, file, kind).await?;
        let open = |one: &&RankedRoute| one.standing != RouteStanding::Closed;
        let chosen = routes.iter().filter(open).find(|one| wanted.is_met_by(one));
        let Some(chosen) = chosen.cloned() else { return Err(closed(organization, kind, wanted, &routes)) };
        let name = match (&found, chosen.route, kind, &chosen.connection_name) {
            (Some(organization), Route::Local, ..) => organization.name.clone(),
            (Some(organization), _, RecipientKind::Upstream, _) => organization.name.clone(),
            (None, _, RecipientKind::Upstream, Some(connection)) => connection.clone(),
            _ => catalogue::provider_name(file.family()).to_owned(),
        };
        let organization = found.filter(|_| chosen.route == Route::Local).map(|found| found.id);
        let recipient = Recipient { kind, organization, name };
        Ok(Self { recipient, route: chosen.route, connection: chosen.connection, routes })
    }
}

/// Why nothing can go the way that was wanted.
fn closed(organization: &Organization, kind: RecipientKind, wanted: Wanted, routes: &[RankedRoute]) -> Error {
    let nobody = kind == RecipientKind::Upstream && organization.upstream.is_none();
    let asked = wanted.route.is_some() || wanted.connection.is_some();
    let found = routes.iter().find(|one| asked && wanted.is_met_by(one)).map(|one| one.reason);
    let is_unknown = wanted.connection.is_some() && found.is_none();
    let is_none_there = routes.iter().all(|one| one.standing == RouteStanding::Closed);
    if nobody && is_none_there {
        return Error::field(
            "recipient",
            "no_upstream",
            "This partner has no distributor above it: file with the provider.",
        );
    }
    if is_unknown {
        return Error::field(
            "connection_id",
            "unknown",
            "No connection of this route leads there: take one of `routes`.",
        );
    }
    let reason = found.unwrap_or(RouteReason::NotOnThisDesk);
    let code = if reason == RouteReason::NotOnThisDesk { "not_here" } else { reason.word() };
    Error::field("route", code, reason.text())
}
