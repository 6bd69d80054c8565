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
        wanted: (Option<Route>, Option<RecipientKind>),
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let kind = wanted.1.unwrap_or_else(|| file.usual_recipient(organization, now));
        let (routes, found) = routes(app, read, organization, file, kind).await?;
        let open = |one: &&RankedRoute| one.standing != RouteStanding::Closed;
        let chosen = match wanted.0 {
            Some(route) => routes.iter().filter(open).find(|one| one.route == route),
            None => routes.iter().find(open),
        };
        let Some(chosen) = chosen.cloned() else { return Err(closed(organization, kind, wanted.0, &routes)) };
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
fn closed(organization: &Organization, kind: RecipientKind, wanted: Option<Route>, routes: &[RankedRoute]) -> Error {
    let nobody = kind == RecipientKind::Upstream && organization.upstream.is_none();
    let reason = |route: Route| routes.iter().find(|one| one.route == route).map(|one| one.reason);
    let is_none_there = routes.iter().all(|one| one.standing == RouteStanding::Closed);
    if nobody && is_none_there {
        return Error::field(
            "recipient",
            "no_upstream",
            "This partner has no distributor above it: file with the provider.",
        );
    }
    let reason = wanted.and_then(reason).unwrap_or(RouteReason::NotOnThisDesk);
    let code = if reason == RouteReason::NotOnThisDesk { "not_here" } else { reason.word() };
    Error::field("route", code, reason.text())
}
