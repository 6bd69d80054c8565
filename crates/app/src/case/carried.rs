//! The connection by which a request leaves, where somebody chose a route that uses one.

use tierline_domain::{
    Connection, ConnectionId, Organization, Owner, PartnerKind, RecipientKind, Route, RouteStanding, Routing,
    catalogue::ProductFamily,
};
use tierline_store::Read;

use crate::error::{Error, Result};

/// The open connection of a route, with its name.
///
/// # Errors
/// [`Error::Invalid`] with why none can be taken.
pub(super) async fn connection(
    read: &mut Read<'_, Owner>,
    organization: &Organization,
    (recipient, family): (RecipientKind, Option<ProductFamily>),
    (route, spoken): (Route, &[Route]),
) -> Result<(ConnectionId, String)> {
    let facts = read.connection_secret_facts().await?;
    let has_secrets = |one: &Connection| {
        let has = |field| facts.iter().any(|(id, facts)| *id == one.id && facts.field == field);
        one.settings.sign_in.secrets().iter().all(|field| has(*field))
    };
    let connections: Vec<(Connection, bool)> =
        read.connection_list().await?.into_iter().map(|one| (has_secrets(&one), one)).map(|(has, one)| (one, has)).collect();
    let routing = Routing {
        recipient,
        family,
        partner: organization.partner_kind.unwrap_or(PartnerKind::DirectBill),
        cloud: read.owner().cloud,
        is_here: false,
        connections: &connections,
        spoken,
    };
    let ranked = routing.ranked();
    let mut ways = ranked.iter().filter(|one| one.route == route);
    let open = ways.clone().find(|one| one.standing != RouteStanding::Closed);
    if let Some((id, name)) = open.and_then(|one| one.connection.zip(one.connection_name.clone())) {
        return Ok((id, name));
    }
    let why = ways.next().map_or("no_connection", |one| one.reason.word());
    let message = format!("No connection of this organization carries this request by this route ({why}): take another one.");
    Err(Error::field("route", "no_connection", message))
}
