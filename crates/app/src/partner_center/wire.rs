//! The shapes of Partner Center's REST interface, version 1, as its published reference describes them. Programs of the provider write
//! names in PascalCase and read camelCase; here both are read, and camelCase is written. What is not known is left aside.

use chrono::{DateTime, NaiveDateTime, SubsecRound, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};
use tierline_domain::{PartnerSeverity, PartnerStatus};

use crate::shape::shapes;

/// Where the interface begins below an address.
pub const BASE: &str = "/v1";
/// The header that makes a repeated call the same call.
pub const REQUEST_ID: &str = "ms-requestid";
/// The header that names what a call belongs to, for logs on both sides.
pub const CORRELATION_ID: &str = "ms-correlationid";
/// The header that says where a list of customers goes on.
pub const CONTINUATION: &str = "ms-continuationtoken";
/// What stands for a time that there is none of.
pub const NEVER: &str = "0001-01-01T00:00:00";
/// What our error bodies say that they come from: the name that the provider's own have.
pub const SOURCE: &str = "PartnerFD";

/// The most levels that are looked into: deeper ones are left as they came.
const DEEPEST: usize = 16;

/// The same value with the names of all fields in camelCase.
#[must_use]
pub fn camel(value: Value) -> Value {
    renamed(value, DEEPEST)
}

fn renamed(value: Value, levels: usize) -> Value {
    match value {
        Value::Object(fields) if levels > 0 => {
            let inner = |(name, value): (String, Value)| (camel_name(&name), renamed(value, levels - 1));
            Value::Object(fields.into_iter().map(inner).collect::<Map<_, _>>())
        }
        Value::Array(all) if levels > 0 => all.into_iter().map(|one| renamed(one, levels - 1)).collect(),
        other => other,
    }
}

fn camel_name(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// A time that may be none. Times come with an offset or without, which then is UTC's.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Moment(pub Option<DateTime<Utc>>);

impl Moment {
    /// Reads a time; none where there is none, or what stands for none.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let zoned = DateTime::parse_from_rfc3339(text).map(|time| time.with_timezone(&Utc));
        let plain = || text.parse::<NaiveDateTime>().map(|time| time.and_utc());
        let time = zoned.or_else(|_| plain()).ok().map(|time| time.trunc_subsecs(6));
        Self(time.filter(|time| time.timestamp() > DateTime::<Utc>::UNIX_EPOCH.timestamp()))
    }
}

impl From<Option<DateTime<Utc>>> for Moment {
    fn from(time: Option<DateTime<Utc>>) -> Self {
        Self(time)
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Some(time) => time.serialize(serializer),
            None => serializer.serialize_str(NEVER),
        }
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // What is no time at all says as little as no time: dates are read of answers alone.
        let value = Value::deserialize(deserializer)?;
        Ok(value.as_str().map_or_else(Self::default, Self::read))
    }
}

/// A word that programs write in several ways, or as a number. One that nobody knows says nothing.
macro_rules! spoken {
    ($($(#[$doc:meta])* $name:ident = $inner:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct $name(pub $inner);

        impl Default for $name {
            fn default() -> Self {
                Self($inner::Unset)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.0.word())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = Value::deserialize(deserializer)?;
                let read = match &value {
                    Value::String(word) => $inner::read(word),
                    Value::Number(number) => number.as_u64().and_then($inner::at),
                    _ => None,
                };
                Ok(Self(read.unwrap_or($inner::Unset)))
            }
        }
    )*};
}

spoken! {
    /// A status by wire.
    Status = PartnerStatus;
    /// A severity by wire.
    Severity = PartnerSeverity;
}

/// A text that some answers have as a number.
fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Option::<Value>::deserialize(deserializer)? {
        Some(Value::String(text)) => Some(text),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    })
}

shapes! {
    /// A service request. In a list it is shown in part.
    ServiceRequest {
        /// The number at the provider; of a desk that answers, the desk's own.
        #[serde(deserialize_with = "text")]
        id: String,
        /// An extension: the number that the recipient gave it.
        external_id: String,
        /// One line.
        title: String,
        /// What happens, in whole.
        description: String,
        /// How badly it hits.
        severity: Severity,
        /// The provider's own classification.
        #[serde(deserialize_with = "text")]
        support_topic_id: String,
        /// Its name.
        support_topic_name: String,
        /// Where it stands.
        status: Status,
        /// For whom it is filed.
        organization: Party,
        /// Whom the provider asks.
        primary_contact: Contact,
        /// Who said something last.
        last_updated_by: Contact,
        /// What it is about.
        product_name: String,
        /// Its identifier.
        product_id: String,
        /// When it was written.
        created_date: Moment,
        /// When anything last happened.
        last_modified_date: Moment,
        /// When it ended.
        last_closed_date: Moment,
        /// Its files.
        file_links: Vec<FileLink>,
        /// A note to be added.
        new_note: Note,
        /// What was said.
        notes: Vec<Note>,
        /// ISO 3166 code of the contact's country.
        country_code: String,
        /// What kind of thing this is.
        attributes: Attributes,
    }

    /// An organization.
    Party {
        /// A customer by its tenant.
        id: String,
        /// Its name.
        name: String,
        /// Its number.
        phone_number: String,
    }

    /// A person.
    Contact {
        /// Where they belong.
        organization: Party,
        /// Their identifier.
        contact_id: String,
        /// The last part of their name.
        last_name: String,
        /// The rest of it.
        first_name: String,
        /// Their address.
        email: String,
        /// Their number.
        phone_number: String,
    }

    /// Something that was said.
    Note {
        /// Who said it.
        created_by_name: String,
        /// When.
        created_date: Moment,
        /// What.
        text: String,
    }

    /// A file of a service request.
    FileLink {
        /// What is said of it.
        comment: String,
        /// What follows the last dot of its name.
        file_extension: String,
        /// What stands before it.
        file_name_without_extension: String,
        /// Bytes.
        file_size: i64,
        /// Its identifier.
        id: String,
    }

    /// A customer. In a list it is shown in part.
    Customer {
        /// Its tenant.
        id: String,
        /// The number of its business with the provider.
        commerce_id: String,
        /// What it is called.
        company_profile: CompanyProfile,
        /// What the partner is to it.
        relationship_to_partner: String,
        /// Whether the partner may administer its services.
        allow_delegated_access: bool,
        /// Its domains.
        custom_domains: Vec<String>,
        /// Its indirect reseller.
        associated_partner_id: String,
        /// Where it is billed; shown of one customer alone.
        billing_profile: BillingProfile,
        /// What kind of thing this is.
        attributes: Attributes,
    }

    /// Where a customer is billed.
    BillingProfile {
        /// Its locale.
        culture: String,
        /// Its language.
        language: String,
        /// What it is called.
        company_name: String,
        /// Its address.
        default_address: Address,
        /// What kind of thing this is.
        attributes: Attributes,
    }

    /// An address.
    Address {
        /// ISO 3166 code, two letters.
        country: String,
    }

    /// A subscription of a customer.
    Subscription {
        /// Its identifier.
        id: String,
        /// What was bought.
        offer_name: String,
        /// What the partner calls it.
        friendly_name: String,
        /// Seats or units.
        quantity: i64,
        /// What a unit is.
        unit_type: String,
        /// Whether it can be used: `active`, `suspended`, `deleted`, ….
        status: String,
        /// What kind of product it is.
        product_type: ProductType,
        /// What kind of thing this is.
        attributes: Attributes,
    }

    /// A kind of product.
    ProductType {
        /// Its identifier.
        id: String,
        /// Its name.
        display_name: String,
    }

    /// Another partner.
    Partner {
        /// Its tenant.
        #[serde(deserialize_with = "text")]
        id: String,
        /// Its name.
        name: String,
        /// Where it is.
        location: String,
        /// Its number in the partner network.
        #[serde(deserialize_with = "text")]
        mpn_id: String,
        /// What it is to us.
        relationship_type: String,
        /// Whether that stands.
        state: String,
        /// What kind of thing this is.
        attributes: Attributes,
    }

    /// What a customer is called.
    CompanyProfile {
        /// Its tenant.
        tenant_id: String,
        /// Its domain.
        domain: String,
        /// Its name.
        company_name: String,
        /// What kind of thing this is.
        attributes: Attributes,
    }

    /// How a partner's own support is reached.
    SupportProfile {
        /// Its mail address.
        email: String,
        /// Its telephone.
        telephone: String,
        /// Its page.
        website: String,
        /// What profile this is.
        profile_type: String,
        /// What this is.
        attributes: Attributes,
    }

    /// What kind of thing something is.
    Attributes {
        /// Its name.
        object_type: String,
        /// Its version.
        etag: String,
    }

    /// An error, as the provider writes one.
    Fault {
        /// Its code.
        #[serde(deserialize_with = "text")]
        code: String,
        /// What it is.
        description: String,
        /// What it is about.
        data: Vec<Value>,
        /// Where it comes from.
        source: String,
        /// Of a refusal for too many calls, which has no code: what it is.
        message: String,
    }

    /// A collection.
    Collection {
        /// How many there are in all.
        total_count: i64,
        /// A part of them.
        items: Vec<Value>,
        /// Where the other parts are.
        links: Links,
        /// Where it goes on, as a header wants it.
        continuation_token: String,
        /// What kind of thing this is.
        attributes: Attributes,
    }

    /// Where the parts of a collection are.
    Links {
        /// This one.
        #[serde(rename = "self")]
        this: Link,
        /// The next one.
        next: Link,
        /// The one before.
        previous: Link,
    }

    /// An address to be called.
    Link {
        /// Whole, or below where the interface begins.
        uri: String,
        /// By which method.
        method: String,
        /// With which headers.
        headers: Vec<LinkHeader>,
    }

    /// A header of a call.
    LinkHeader {
        /// Its name.
        key: String,
        /// Its value.
        value: String,
    }
}

impl Attributes {
    /// Of a kind.
    #[must_use]
    pub fn of(kind: &str) -> Option<Self> {
        Some(Self { object_type: Some(kind.to_owned()), etag: None })
    }
}

/// Reads a shape of what came by wire, however its names are written.
///
/// # Errors
/// What does not fit.
pub fn read<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> serde_json::Result<T> {
    serde_json::from_value(camel(serde_json::from_slice(bytes)?))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_are_read_in_either_way_of_writing_them() {
        let pascal =
            json!({"Title": "A", "NewNote": {"Text": "B"}, "Notes": [{"CreatedByName": "C"}], "SupportTopicId": 7});
        let camel =
            json!({"title": "A", "newNote": {"text": "B"}, "notes": [{"createdByName": "C"}], "supportTopicId": "7"});
        let read = |value: &Value| read::<ServiceRequest>(value.to_string().as_bytes()).unwrap();
        assert_eq!(read(&pascal), read(&camel));
        assert_eq!(read(&pascal).new_note.and_then(|note| note.text).as_deref(), Some("B"));
    }

    #[test]
    fn what_says_nothing_is_read_as_nothing() {
        let sent = json!({"Severity": "unknown", "Status": "none", "CreatedDate": NEVER, "LastClosedDate": "0001-01-01T00:00:00Z",
            "Title": null, "Organization": null});
        let request: ServiceRequest = read(sent.to_string().as_bytes()).unwrap();
        assert_eq!(request.severity.map(|one| one.0), Some(PartnerSeverity::Unset));
        assert_eq!(request.status.map(|one| one.0), Some(PartnerStatus::Unset));
        assert_eq!(request.created_date, Some(Moment(None)));
        assert_eq!((request.last_closed_date, request.title, request.organization), (Some(Moment(None)), None, None));
    }

    #[test]
    fn words_come_as_numbers_too_and_a_strange_one_says_nothing() {
        let status = |value: Value| serde_json::from_value::<Status>(value).unwrap().0;
        assert_eq!(status(json!(3)), PartnerStatus::AttentionNeeded);
        assert_eq!(status(json!("AttentionNeeded")), PartnerStatus::AttentionNeeded);
        for strange in [json!("melted"), json!(9), json!({}), json!(-1)] {
            assert_eq!(status(strange), PartnerStatus::Unset);
        }
    }

    #[test]
    fn a_time_without_an_offset_is_one_of_utc() {
        let expected = "2026-03-02T08:00:00.5Z".parse().ok();
        assert_eq!(Moment::read("2026-03-02T08:00:00.5").0, expected);
        assert_eq!(Moment::read("2026-03-02T10:00:00.5+02:00").0, expected);
        assert_eq!(Moment::read("soon").0, None);
        assert_eq!(serde_json::to_value(Moment(None)).unwrap(), json!(NEVER));
    }
}
