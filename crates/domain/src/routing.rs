//! By which route a service request travels: a policy table, what is configured, and the reason for each route that is taken or not.
//!
//! The table says which routes a product family's requests can take to a recipient, the best first. What is configured says which of
//! them are open. The first that is open and free is chosen; a person may take another one that is open.

use serde::{Deserialize, Serialize};

use crate::{
    Cloud, Connection, ConnectionCondition, ConnectionId, PartnerKind, RecipientKind, Route,
    catalogue::ProductFamily,
    entitlement::{Rule, rule},
    words,
};

words! {
    /// Why a route is taken, could be taken, or cannot.
    pub enum RouteReason {
        /// The recipient works on this desk: what is sent is there at once.
        SameDesk = "same_desk",
        /// A connection leads there.
        Connected = "connected",
        /// The provider takes these requests in its portal; the desk prepares everything for it.
        ProvidersPortal = "providers_portal",
        /// The recipient does not work on this desk in this cloud.
        NotOnThisDesk = "not_on_this_desk",
        /// No connection of this kind is set up.
        NoConnection = "no_connection",
        /// The connection leads to somebody else.
        OtherRecipient = "other_recipient",
        /// The connection carries requests of other products.
        OtherProducts = "other_products",
        /// A Global admin has stopped the connection.
        Stopped = "stopped",
        /// The connection has not worked for long: what is sent by it waits.
        NotWorking = "not_working",
        /// The connection lacks a secret.
        NoSecret = "no_secret",
        /// The provider takes no new requests this way any more; status and notes of what was filed elsewhere can be read by it.
        ReadsOnly = "reads_only",
        /// The provider takes this way requests of other products only.
        NotForThisProduct = "not_for_this_product",
        /// A partner of this kind may not file this with the provider.
        NotEntitled = "not_entitled",
        /// Only the provider can be reached this way.
        ProviderOnly = "provider_only",
        /// A distributor has no portal to file in.
        NoPortal = "no_portal",
        /// This program cannot speak to that yet.
        NotInThisProgram = "not_in_this_program",
    }
}

impl RouteReason {
    /// Why a route is closed and what to do, in English.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::SameDesk | Self::Connected | Self::ProvidersPortal => "This route is open.",
            Self::NotOnThisDesk => "The recipient is not on this desk in this cloud: take another route.",
            Self::NoConnection => {
                "No connection of this organization carries requests by this route: take another one, or have a Global admin set one up."
            }
            Self::OtherRecipient => "The connection of this route leads to another recipient: take another route.",
            Self::OtherProducts => {
                "The connection of this route carries requests of other products: take another route."
            }
            Self::Stopped => "A Global admin has stopped the connection of this route: take another one.",
            Self::NotWorking => "The connection has not worked for long: what is sent by it waits.",
            Self::NoSecret => "The connection of this route lacks a secret: a Global admin can add it.",
            Self::ReadsOnly => "The provider takes no new requests by this route any more: take the assisted route.",
            Self::NotForThisProduct => {
                "The provider takes requests for other products by this route: take another one."
            }
            Self::NotEntitled => "A partner of this kind may not file this with the provider: take another route.",
            Self::ProviderOnly => "Only the provider can be reached by this route: take another one.",
            Self::NoPortal => "A distributor has no portal to file in here: take the local route.",
            Self::NotInThisProgram => "This program cannot speak to that yet: take another route.",
        }
    }
}

words! {
    /// How a route stands for a request.
    pub enum RouteStanding {
        /// It is taken where nobody says otherwise.
        Chosen = "chosen",
        /// It could be taken.
        Open = "open",
        /// It cannot be taken.
        Closed = "closed",
    }
}

/// A route as it stands for a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RankedRoute {
    /// The route.
    pub route: Route,
    /// The connection that it goes by, where it goes by one.
    pub connection: Option<ConnectionId>,
    /// The connection's name.
    pub connection_name: Option<String>,
    /// How it stands.
    pub standing: RouteStanding,
    /// Why.
    pub reason: RouteReason,
}

/// What is known when a route is chosen.
#[derive(Debug, Clone)]
pub struct Routing<'a> {
    /// To whom.
    pub recipient: RecipientKind,
    /// The product family; none where the service is unknown.
    pub family: Option<ProductFamily>,
    /// The partner's place in the channel.
    pub partner: PartnerKind,
    /// The cloud. A connection of another one does not exist.
    pub cloud: Cloud,
    /// Whether the recipient works on this desk in this cloud.
    pub is_here: bool,
    /// What is configured: each connection, and whether it has all its secrets.
    pub connections: &'a [(Connection, bool)],
    /// The routes by connection that this program can speak.
    pub spoken: &'a [Route],
}

use ProductFamily::{Aws, Azure, Dynamics365, EnterpriseMobility, GoogleCloud, Marketplace, Microsoft365};
use Route::{Assisted, AzureSupport, Email, Local, PartnerCenter, TroubleTicket};

/// The table: the routes to the provider for each family, the best first. An open standard before a portal, because nobody types; a
/// portal before a mailbox where the portal keeps the tie to the customer's tenant. To an upstream partner see [`TO_UPSTREAM`].
#[rustfmt::skip]
pub const TO_PROVIDER: &[(ProductFamily, &[Route])] = &[
    (Microsoft365,       &[Local, TroubleTicket, Assisted, Email]),
    (EnterpriseMobility, &[Local, TroubleTicket, Assisted, Email]),
    (Dynamics365,        &[Local, TroubleTicket, Assisted, Email]),
    (Azure,              &[Local, AzureSupport, TroubleTicket, Assisted, Email]),
    // No portal of these is modelled: a mailbox comes first, the form to copy from is the last resort.
    (Marketplace,        &[Local, TroubleTicket, Email, Assisted]),
    (GoogleCloud,        &[Local, TroubleTicket, Email, Assisted]),
    (Aws,                &[Local, TroubleTicket, Email, Assisted]),
];

/// The routes to the provider where the service is unknown.
pub const TO_PROVIDER_UNKNOWN: &[Route] = &[Local, TroubleTicket, Assisted, Email];

/// The routes to the partner above, whatever the family.
pub const TO_UPSTREAM: &[Route] = &[Local, TroubleTicket, Email];

impl Routing<'_> {
    /// What the table says for this request.
    fn table(&self) -> &'static [Route] {
        match (self.recipient, self.family) {
            (RecipientKind::Upstream, _) => TO_UPSTREAM,
            (RecipientKind::Provider, None) => TO_PROVIDER_UNKNOWN,
            (RecipientKind::Provider, Some(family)) => {
                TO_PROVIDER.iter().find(|(of, _)| *of == family).map_or(TO_PROVIDER_UNKNOWN, |(_, routes)| routes)
            }
        }
    }

    /// All routes, the chosen one first, then those that are open, then those that are closed; each with its reason. None is chosen
    /// where none is open.
    #[must_use]
    pub fn ranked(&self) -> Vec<RankedRoute> {
        let table = self.table();
        let mut ranked: Vec<(RankedRoute, usize)> = Vec::new();
        for route in Route::ALL {
            let place = table.iter().position(|listed| listed == route);
            for one in self.ways(*route, place.is_some()) {
                ranked.push((one, place.unwrap_or(usize::MAX)));
            }
        }
        // What does not work now comes after all that does, whatever the table says of it.
        ranked.sort_by_key(|(one, place)| {
            (one.standing == RouteStanding::Closed, one.reason == RouteReason::NotWorking, *place)
        });
        let mut ranked: Vec<RankedRoute> = ranked.into_iter().map(|(one, _)| one).collect();
        if let Some(first) = ranked.first_mut()
            && first.standing == RouteStanding::Open
        {
            first.standing = RouteStanding::Chosen;
        }
        ranked
    }

    /// A route with each connection that it could go by; without one where it needs none or there is none.
    fn ways(&self, route: Route, is_listed: bool) -> Vec<RankedRoute> {
        let plain =
            |standing, reason| vec![RankedRoute { route, connection: None, connection_name: None, standing, reason }];
        let closed = |reason| plain(RouteStanding::Closed, reason);
        match route {
            Local if self.is_here => return plain(RouteStanding::Open, RouteReason::SameDesk),
            Local => return closed(RouteReason::NotOnThisDesk),
            Assisted if is_listed => return plain(RouteStanding::Open, RouteReason::ProvidersPortal),
            Assisted => return closed(RouteReason::NoPortal),
            AzureSupport | PartnerCenter | TroubleTicket | Email => {}
        }
        if let Some(reason) = self.against(route, is_listed) {
            return closed(reason);
        }
        let of_kind =
            self.connections.iter().filter(|(one, _)| one.kind.route() == Some(route) && one.owner.cloud == self.cloud);
        let ways: Vec<RankedRoute> = of_kind.map(|(one, has_secrets)| self.way(route, one, *has_secrets)).collect();
        if ways.is_empty() { closed(RouteReason::NoConnection) } else { ways }
    }

    /// What closes a route whatever connections there are.
    fn against(&self, route: Route, is_listed: bool) -> Option<RouteReason> {
        if self.recipient == RecipientKind::Upstream && matches!(route, AzureSupport | PartnerCenter) {
            return Some(RouteReason::ProviderOnly);
        }
        if route == PartnerCenter {
            return Some(RouteReason::ReadsOnly);
        }
        if !is_listed {
            return Some(RouteReason::NotForThisProduct);
        }
        if !self.spoken.contains(&route) {
            return Some(RouteReason::NotInThisProgram);
        }
        let is_barred = |family| matches!(rule(family, self.partner), Rule::Never(_));
        // The provider's own interface refuses whom the programme bars; what an open exchange takes, its other end says.
        (route == AzureSupport && self.family.is_some_and(is_barred)).then_some(RouteReason::NotEntitled)
    }

    /// A route by one connection.
    fn way(&self, route: Route, connection: &Connection, has_secrets: bool) -> RankedRoute {
        let reason = if connection.recipient != self.recipient {
            RouteReason::OtherRecipient
        } else if !connection.serves(self.recipient, self.family) {
            RouteReason::OtherProducts
        } else if connection.paused_at.is_some() {
            RouteReason::Stopped
        } else if !has_secrets {
            RouteReason::NoSecret
        } else if connection.state.condition() == ConnectionCondition::Held {
            RouteReason::NotWorking
        } else {
            RouteReason::Connected
        };
        let is_open = matches!(reason, RouteReason::Connected | RouteReason::NotWorking);
        RankedRoute {
            route,
            connection: Some(connection.id),
            connection_name: Some(connection.name.clone()),
            standing: if is_open { RouteStanding::Open } else { RouteStanding::Closed },
            reason,
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use uuid::Uuid;

    use super::*;
    use crate::{ConnectionKind, ConnectionSettings, ConnectionState, OrganizationId, Owner, SignIn};

    const SPOKEN: &[Route] = &[AzureSupport, PartnerCenter, TroubleTicket, Email];

    fn connection(kind: ConnectionKind, recipient: RecipientKind) -> Connection {
        Connection {
            id: ConnectionId(Uuid::from_u128(kind as u128 + 1)),
            owner: Owner { organization: OrganizationId(Uuid::nil()), cloud: Cloud::Public },
            kind,
            name: format!("{kind} to {recipient}"),
            address: "https://desk.example".into(),
            recipient,
            families: Vec::new(),
            settings: ConnectionSettings::of(SignIn::Nobody),
            paused_at: None,
            state: ConnectionState::default(),
            version: 1,
            created_at: DateTime::<Utc>::UNIX_EPOCH,
            updated_at: DateTime::<Utc>::UNIX_EPOCH,
        }
    }

    fn everything() -> Vec<(Connection, bool)> {
        let to = |recipient| ConnectionKind::ALL.iter().map(move |kind| (connection(*kind, recipient), true));
        let to_upstream = to(RecipientKind::Upstream).filter(|(one, _)| !one.kind.is_providers());
        to(RecipientKind::Provider).chain(to_upstream).collect()
    }

    fn routing<'a>(recipient: RecipientKind, connections: &'a [(Connection, bool)]) -> Routing<'a> {
        Routing {
            recipient,
            family: Some(Azure),
            partner: PartnerKind::DirectBill,
            cloud: Cloud::Public,
            is_here: false,
            connections,
            spoken: SPOKEN,
        }
    }

    fn chosen(routing: &Routing<'_>) -> Option<Route> {
        routing.ranked().into_iter().find(|one| one.standing == RouteStanding::Chosen).map(|one| one.route)
    }

    fn reason(routing: &Routing<'_>, route: Route) -> Vec<RouteReason> {
        routing.ranked().into_iter().filter(|one| one.route == route).map(|one| one.reason).collect()
    }

    /// A line for each route: `azure_support open connected (azure_support to provider)`.
    fn told(routing: &Routing<'_>) -> String {
        let line = |one: RankedRoute| {
            let by = one.connection_name.map(|name| format!(" ({name})")).unwrap_or_default();
            format!("    {} {} {}{by}\n", one.route, one.standing, one.reason)
        };
        routing.ranked().into_iter().map(line).collect()
    }

    /// The open routes in their order, for each cloud the same.
    fn order(family: Option<ProductFamily>, recipient: RecipientKind, partner: PartnerKind, what: &str) -> String {
        let told = Cloud::ALL.iter().map(|cloud| {
            let there = |(one, has): (Connection, bool)| {
                (Connection { owner: Owner { cloud: *cloud, ..one.owner }, ..one }, has)
            };
            let connections: Vec<(Connection, bool)> = match what {
                "nothing configured" => Vec::new(),
                _ => everything().into_iter().map(there).collect(),
            };
            let is_here = what == "on this desk";
            let routing = Routing { family, partner, cloud: *cloud, is_here, ..routing(recipient, &connections) };
            let open = routing.ranked().into_iter().filter(|one| one.standing != RouteStanding::Closed);
            open.map(|one| one.route.word()).collect::<Vec<_>>().join(" > ")
        });
        let told: Vec<String> = told.collect();
        assert_eq!(told[0], told[1], "the clouds differ by their connections alone");
        told[0].clone()
    }

    #[test]
    fn the_table_reads_as_it_was_decided() {
        let mut text = String::new();
        for family in ProductFamily::ALL.iter().copied().map(Some).chain([None]) {
            for recipient in RecipientKind::ALL {
                for what in ["nothing configured", "everything configured", "on this desk"] {
                    let mut by_order: Vec<(String, Vec<&str>)> = Vec::new();
                    for partner in PartnerKind::ALL {
                        let order = order(family, *recipient, *partner, what);
                        match by_order.iter_mut().find(|(known, _)| *known == order) {
                            Some((_, partners)) => partners.push(partner.word()),
                            None => by_order.push((order, vec![partner.word()])),
                        }
                    }
                    let family = family.map_or("unknown", ProductFamily::word);
                    for (order, partners) in by_order {
                        let who = if partners.len() == PartnerKind::ALL.len() {
                            "all".to_owned()
                        } else {
                            partners.join(" ")
                        };
                        text += &format!("{family} to {recipient}, {what}, {who}: {order}\n");
                    }
                }
            }
        }
        insta::assert_snapshot!(text);
    }

    #[test]
    fn each_route_has_its_reason() {
        let all = everything();
        let mut text = String::new();
        for (what, routing) in [
            ("Azure, everything configured", routing(RecipientKind::Provider, &all)),
            ("Azure, nothing configured", routing(RecipientKind::Provider, &[])),
            ("Microsoft 365", Routing { family: Some(Microsoft365), ..routing(RecipientKind::Provider, &all) }),
            ("upstream", routing(RecipientKind::Upstream, &all)),
            ("upstream on this desk", Routing { is_here: true, ..routing(RecipientKind::Upstream, &all) }),
            ("a program that speaks nothing", Routing { spoken: &[], ..routing(RecipientKind::Provider, &all) }),
        ] {
            text += &format!("{what}\n{}", told(&routing));
        }
        insta::assert_snapshot!(text);
    }

    #[test]
    fn without_connections_all_is_as_it_was_before_there_were_any() {
        for family in ProductFamily::ALL.iter().copied().map(Some).chain([None]) {
            let bare = |recipient, is_here| chosen(&Routing { family, is_here, ..routing(recipient, &[]) });
            assert_eq!(bare(RecipientKind::Provider, true), Some(Local));
            assert_eq!(bare(RecipientKind::Provider, false), Some(Assisted));
            assert_eq!(bare(RecipientKind::Upstream, true), Some(Local));
            assert_eq!(bare(RecipientKind::Upstream, false), None);
        }
    }

    #[test]
    fn a_connection_that_cannot_be_used_says_why() {
        let open = connection(ConnectionKind::TroubleTicket, RecipientKind::Provider);
        let why = |connection: Connection, has_secrets| {
            reason(&routing(RecipientKind::Provider, &[(connection, has_secrets)]), TroubleTicket)
        };
        assert_eq!(why(open.clone(), true), [RouteReason::Connected]);
        assert_eq!(why(open.clone(), false), [RouteReason::NoSecret]);
        let stopped = Connection { paused_at: Some(DateTime::UNIX_EPOCH), ..open.clone() };
        assert_eq!(why(stopped, true), [RouteReason::Stopped]);
        let others = Connection { families: vec![Microsoft365], ..open.clone() };
        assert_eq!(why(others, true), [RouteReason::OtherProducts]);
        let upstream = Connection { recipient: RecipientKind::Upstream, ..open.clone() };
        assert_eq!(why(upstream, true), [RouteReason::OtherRecipient]);
        let elsewhere = Connection { owner: Owner { cloud: Cloud::UsGovernment, ..open.owner }, ..open };
        assert_eq!(why(elsewhere, true), [RouteReason::NoConnection], "nothing crosses");
    }

    #[test]
    fn a_connection_that_does_not_work_is_open_and_comes_after_all_that_does() {
        let held = ConnectionState { held_since: Some(DateTime::UNIX_EPOCH), ..ConnectionState::default() };
        let connection =
            Connection { state: held, ..connection(ConnectionKind::TroubleTicket, RecipientKind::Provider) };
        let connections = [(connection, true)];
        let routing = routing(RecipientKind::Provider, &connections);
        assert_eq!(chosen(&routing), Some(Assisted));
        assert_eq!(routing.ranked()[1].reason, RouteReason::NotWorking);
        let to_upstream = [(Connection { recipient: RecipientKind::Upstream, ..connections[0].0.clone() }, true)];
        let alone = Routing { recipient: RecipientKind::Upstream, connections: &to_upstream, ..routing };
        assert_eq!(chosen(&alone), Some(TroubleTicket), "it waits there rather than nowhere");
    }

    #[test]
    fn who_may_not_file_with_the_provider_does_not_by_its_own_interface() {
        let all = everything();
        let reseller = Routing { partner: PartnerKind::IndirectReseller, ..routing(RecipientKind::Provider, &all) };
        assert_eq!(reason(&reseller, AzureSupport), [RouteReason::NotEntitled]);
        assert_eq!(reason(&routing(RecipientKind::Provider, &all), AzureSupport), [RouteReason::Connected]);
    }
}
