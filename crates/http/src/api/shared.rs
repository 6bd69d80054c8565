//! Parts that several resources have in common.

use serde::{Deserialize, Serialize};
use tierline_domain as domain;
use utoipa::ToSchema;

use crate::kit::wire::{self, Word};

/// A person who can be asked.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Contact {
    /// Name.
    #[schema(max_length = 200)]
    pub(super) name: String,
    /// Mail address.
    #[schema(max_length = 200)]
    pub(super) email: String,
    /// Phone number with its country code.
    pub(super) phone: Option<String>,
    /// ISO 3166 code, two letters.
    pub(super) country: Option<String>,
    /// IANA name of the time zone.
    pub(super) time_zone: Option<String>,
    /// Language code.
    pub(super) language: Option<String>,
}

impl From<domain::Contact> for Contact {
    fn from(contact: domain::Contact) -> Self {
        let domain::Contact { name, email, phone, country, time_zone, language } = contact;
        Self { name, email, phone, country, time_zone, language }
    }
}

impl From<Contact> for domain::Contact {
    fn from(contact: Contact) -> Self {
        let Contact { name, email, phone, country, time_zone, language } = contact;
        Self { name, email, phone, country, time_zone, language }
    }
}

/// Who did something.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Actor {
    /// The person; null for the desk itself and for people of other desks.
    id: Option<wire::UserId>,
    /// Their name at that time; empty where the person was erased since.
    name: String,
    /// The side they stand on.
    side: wire::Side,
}

impl From<domain::Actor> for Actor {
    fn from(actor: domain::Actor) -> Self {
        Self { id: actor.user.map(wire::Id), name: actor.name, side: actor.side.into() }
    }
}

/// What a category rests on: texts by their keys.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Grounds {
    /// Expected behaviour.
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<String>,
    /// Link to the description that promises it.
    #[serde(skip_serializing_if = "Option::is_none")]
    documentation_url: Option<String>,
    /// Affected users, since when.
    #[serde(skip_serializing_if = "Option::is_none")]
    affected: Option<String>,
    /// Another user, place or probe.
    #[serde(skip_serializing_if = "Option::is_none")]
    second_observation: Option<String>,
    /// Steps to reproduce.
    #[serde(skip_serializing_if = "Option::is_none")]
    steps: Option<String>,
    /// What is seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    seen: Option<String>,
    /// Where the disturbed path begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    /// Where it ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    /// A trace or probe.
    #[serde(skip_serializing_if = "Option::is_none")]
    trace: Option<String>,
    /// Affected tenants.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tenants: Vec<String>,
    /// A signal that shows many tenants.
    #[serde(skip_serializing_if = "Option::is_none")]
    signal_id: Option<String>,
}

impl From<domain::Grounds> for Grounds {
    fn from(grounds: domain::Grounds) -> Self {
        let domain::Grounds {
            expected,
            documentation_url,
            affected,
            second_observation,
            steps,
            seen,
            from,
            to,
            trace,
            tenants,
            signal_id,
        } = grounds;
        Self {
            expected,
            documentation_url,
            affected,
            second_observation,
            steps,
            seen,
            from,
            to,
            trace,
            tenants,
            signal_id,
        }
    }
}

impl From<Grounds> for domain::Grounds {
    fn from(grounds: Grounds) -> Self {
        let Grounds {
            expected,
            documentation_url,
            affected,
            second_observation,
            steps,
            seen,
            from,
            to,
            trace,
            tenants,
            signal_id,
        } = grounds;
        Self {
            expected,
            documentation_url,
            affected,
            second_observation,
            steps,
            seen,
            from,
            to,
            trace,
            tenants,
            signal_id,
        }
    }
}

/// A customer by its identifier and name.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CustomerRef {
    /// Identifier.
    pub(super) id: Option<wire::CustomerId>,
    /// Name.
    pub(super) name: String,
}

/// Nothing to say but that it be done.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Empty {}

/// A text.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Text {
    /// What is said.
    #[schema(min_length = 1, max_length = 20_000)]
    pub(super) text: String,
}

/// A reason.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Reason {
    /// Why.
    #[schema(min_length = 1, max_length = 20_000)]
    pub(super) reason: String,
}

/// Words of the wire from words of the domain.
pub(super) fn words<T: wire::Vocabulary>(values: impl IntoIterator<Item = T>) -> Vec<Word<T>> {
    values.into_iter().map(Word).collect()
}

/// Words of the domain from words of the wire.
pub(super) fn plain<T: wire::Vocabulary>(values: Vec<Word<T>>) -> Vec<T> {
    values.into_iter().map(|word| word.0).collect()
}

/// The canonical name of a service, however it is written; the text itself where the catalogue does not know it.
pub(super) fn service_name(text: String) -> String {
    domain::catalogue::service_find(&text).map_or(text, |found| found.name.to_owned())
}

/// The canonical name of a region, however it is written; the text itself where the catalogue does not know it.
pub(super) fn region_name(text: String) -> String {
    domain::catalogue::region_find(&text).map_or(text, |found| found.name.to_owned())
}
