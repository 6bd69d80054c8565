//! The shapes of the exchange, as TMF621 v5.0.1 (TM Forum, trouble ticket management) describes them. What is not known is left
//! aside when it is read: the standard lets each end extend it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tierline_domain::TicketStatus;

/// Where the exchange begins below a desk's address.
pub const BASE: &str = "/tmf-api/troubleTicket/v5";

/// Declares shapes: each field may be absent, and an absent one is not written.
macro_rules! shapes {
    ($($(#[$doc:meta])* $name:ident = $kind:literal { $($(#[$fdoc:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase", default)]
        pub struct $name {
            /// The name of the shape.
            #[serde(rename = "@type")]
            pub kind: String,
            $($(#[$fdoc])* #[serde(skip_serializing_if = "Option::is_none")] pub $field: Option<$type>,)*
        }

        impl Default for $name {
            fn default() -> Self {
                Self { kind: $kind.to_owned(), $($field: None,)* }
            }
        }
    )*};
}

shapes! {
    /// A trouble ticket.
    Ticket = "TroubleTicket" {
        /// The number at the recipient.
        id: String,
        /// Where it is found.
        href: String,
        /// One line.
        name: String,
        /// What happens, in whole.
        description: String,
        /// How badly it hits.
        severity: String,
        /// How quickly its sender wants it worked on, in a word of the sender's own.
        priority: String,
        /// Incident or request.
        ticket_type: String,
        /// Where it stands.
        status: TicketStatus,
        /// Since when.
        status_change_date: DateTime<Utc>,
        /// Why.
        status_change_reason: String,
        /// Where it stood.
        status_change_history: Vec<StatusChange>,
        /// When it arrived.
        creation_date: DateTime<Utc>,
        /// When anything last happened.
        last_update: DateTime<Utc>,
        /// When the sender wants it solved.
        requested_resolution_date: DateTime<Utc>,
        /// When the recipient means to answer.
        expected_resolution_date: DateTime<Utc>,
        /// When it was solved.
        resolution_date: DateTime<Utc>,
        /// What it is called in the systems that it came through, the last one first.
        external_identifier: Vec<ExternalIdentifier>,
        /// What was said.
        note: Vec<Note>,
        /// Files.
        attachment: Vec<FileValue>,
        /// Customer, partner, recipient.
        related_party: Vec<RelatedParty>,
        /// Service, region, tenants that are hit.
        related_entity: Vec<RelatedEntity>,
        /// The recipient's own classification.
        trouble_ticket_specification: Reference,
        /// What the standard has no field for.
        trouble_ticket_characteristic: Vec<Characteristic>,
    }

    /// A status that it had.
    StatusChange = "StatusChange" {
        /// The status.
        status: TicketStatus,
        /// Since when.
        status_change_date: DateTime<Utc>,
        /// Why.
        status_change_reason: String,
    }

    /// What a ticket is called in another system.
    ExternalIdentifier = "ExternalIdentifier" {
        /// Whose system.
        owner: String,
        /// What it identifies there.
        external_identifier_type: String,
        /// The identifier.
        id: String,
    }

    /// Something that was said.
    Note = "Note" {
        /// Identifier within the ticket.
        id: String,
        /// Who said it.
        author: String,
        /// When.
        date: DateTime<Utc>,
        /// What.
        text: String,
    }

    /// A file, by its content or by where that is got.
    FileValue = "Attachment" {
        /// Identifier.
        id: String,
        /// Its name.
        name: String,
        /// Where its content is got.
        url: String,
        /// Its content, in base 64.
        content: String,
        /// Its size.
        size: Quantity,
        /// Since when it is there.
        valid_for: Period,
        /// What it is for.
        attachment_type: String,
        /// Its type, as its sender says.
        mime_type: String,
    }

    /// Somebody who has to do with it.
    RelatedParty = "RelatedPartyRefOrPartyRoleRef" {
        /// As what: `customer`, `partner`, `recipient`.
        role: String,
        /// Who.
        party_or_party_role: Party,
    }

    /// Who.
    Party = "PartyRef" {
        /// Identifier.
        id: String,
        /// Name.
        name: String,
        /// What it is.
        #[serde(rename = "@referredType")]
        referred_type: String,
    }

    /// Something that it is about.
    RelatedEntity = "RelatedEntity" {
        /// As what: `service`, `region`, `affectedTenant`.
        role: String,
        /// What.
        entity: Entity,
    }

    /// What.
    Entity = "EntityRef" {
        /// Identifier.
        id: String,
        /// Name.
        name: String,
        /// What it is.
        #[serde(rename = "@referredType")]
        referred_type: String,
    }

    /// A specification that a ticket is of: a support topic.
    Reference = "TroubleTicketSpecificationRef" {
        /// Identifier.
        id: String,
        /// Where it is found.
        href: String,
        /// Name.
        name: String,
    }

    /// A named value.
    Characteristic = "StringCharacteristic" {
        /// Name.
        name: String,
        /// What the value is.
        value_type: String,
        /// The value.
        value: Value,
    }
}

/// An amount.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Quantity {
    /// How much.
    pub amount: f64,
    /// Of what.
    pub units: String,
}

/// A time from and to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Period {
    /// From.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_date_time: Option<DateTime<Utc>>,
}

impl Characteristic {
    /// A named text.
    #[must_use]
    pub fn text(name: &str, value: &str) -> Self {
        Self::of("StringCharacteristic", "string", name, Value::from(value))
    }

    /// A named value of a shape.
    #[must_use]
    pub fn of(kind: &str, value_type: &str, name: &str, value: Value) -> Self {
        Self {
            kind: kind.to_owned(),
            name: Some(name.to_owned()),
            value_type: Some(value_type.to_owned()),
            value: Some(value),
        }
    }
}

impl RelatedParty {
    /// An organization in a role.
    #[must_use]
    pub fn organization(role: &str, id: &str, name: &str) -> Self {
        let party = Party {
            id: Some(id.to_owned()),
            name: Some(name.to_owned()),
            referred_type: Some("Organization".to_owned()),
            ..Party::default()
        };
        Self { role: Some(role.to_owned()), party_or_party_role: Some(party), ..Self::default() }
    }
}

impl RelatedEntity {
    /// Something in a role, by a name that identifies it.
    #[must_use]
    pub fn named(role: &str, referred_type: &str, name: &str) -> Self {
        let entity = Entity {
            id: Some(name.to_owned()),
            name: Some(name.to_owned()),
            referred_type: Some(referred_type.to_owned()),
            ..Entity::default()
        };
        Self { role: Some(role.to_owned()), entity: Some(entity), ..Self::default() }
    }
}
