//! A connection for the tests of what goes out by one.

use chrono::DateTime;
use tierline_domain::{
    Cloud, Connection, ConnectionId, ConnectionKind, ConnectionSettings, ConnectionState, OrganizationId, Owner,
    RecipientKind,
};
use uuid::Uuid;

/// A connection to a provider at this address.
pub(crate) fn connection(kind: ConnectionKind, address: &str, settings: ConnectionSettings) -> Connection {
    Connection {
        id: ConnectionId(Uuid::from_u128(1)),
        owner: Owner { organization: OrganizationId(Uuid::from_u128(2)), cloud: Cloud::Public },
        kind,
        name: "North".to_owned(),
        address: address.to_owned(),
        recipient: RecipientKind::Provider,
        families: Vec::new(),
        settings,
        paused_at: None,
        state: ConnectionState::default(),
        version: 1,
        created_at: DateTime::UNIX_EPOCH,
        updated_at: DateTime::UNIX_EPOCH,
    }
}
