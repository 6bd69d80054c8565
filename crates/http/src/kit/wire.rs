//! Types of fields as the wire has them: words, identifiers, times. Each knows its JSON form and its schema.
//!
//! `wire::CaseStatus` is the domain's `CaseStatus` on the wire. The names are aliases of [`Word`] and [`Id`], because the
//! derived schemas can only refer to a type by a name without parameters.

use std::{borrow::Cow, fmt, marker::PhantomData, str::FromStr};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use tierline_app::{customer, health as app_health};
use tierline_domain::{self as domain, book, catalogue, health};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat, Type},
};

/// An enum of the domain whose values have one stable word each.
pub trait Vocabulary: Copy + Serialize + for<'de> Deserialize<'de> + 'static {
    /// Its name in the API's description.
    const NAME: &'static str;

    /// All words, in the domain's order.
    fn words() -> Vec<&'static str>;
}

macro_rules! vocabularies {
    ($list:ident = $module:ident: $($name:ident)*) => {
        const $list: &[NamedSchema] = &[$((stringify!($name), $name::schema),)*];

        $(
        impl Vocabulary for $module::$name {
            const NAME: &'static str = stringify!($name);

            fn words() -> Vec<&'static str> {
                Self::ALL.iter().map(|value| value.word()).collect()
            }
        }

        #[doc = concat!("`", stringify!($name), "` on the wire.")]
        pub type $name = Word<$module::$name>;
        )*
    };
}

vocabularies! { OF_DOMAIN = domain:
    ApprovalDecision BlockerCode CaseStatus Category Channel CheckCause ClockKind Cloud ConnectionCondition ConnectionKind CustomerOrder Decision DelegatedAdminKind
    DelegatedAdminState DelegatedAdminStatus DeliveryKind DeliveryState FactorKind InformPolicy Language NextAction NoticeKind OrganizationKind PartnerKind PersonState Proof RecipientKind RelationshipKind ElevationState Hindrance
    RelationshipStatus RequestOrder RequestStatus ReturnReason Role Route RouteReason RouteStanding RungKey RungState SecretField Severity Side SignIn StepArea StepMeans StepOutcome StrayReason SupportPlan TokenScope
    Verdict Visibility
}
vocabularies! { OF_BOOKS = book: BookStep DifferenceKind LeftBecause }
vocabularies! { OF_CATALOGUE = catalogue: ProductFamily }
vocabularies! { OF_HEALTH = health:
   Audience CheckResult DayHealth FeedCondition FeedFormat FeedGap FeedOutcome FeedTenants IssueKind IssueStatus LeftOut PostFormat
}
vocabularies! { OF_CUSTOMERS = customer: DelegatedAdminDecision ImportResult }
vocabularies! { OF_SERVICES = app_health: ServiceHealth }

const VOCABULARIES: &[&[NamedSchema]] = &[OF_DOMAIN, OF_BOOKS, OF_CATALOGUE, OF_HEALTH, OF_CUSTOMERS, OF_SERVICES];

/// The schema of a vocabulary or an identifier by its name: parameters refer to them by name alone.
pub(crate) fn schema_named(name: &str) -> Option<RefOr<Schema>> {
    let vocabularies = VOCABULARIES.iter().flat_map(|part| part.iter());
    let found = vocabularies.chain(IDENTIFIERS).find(|(known, _)| *known == name);
    found.map(|(_, schema)| schema())
}

/// A name and how its schema is made.
type NamedSchema = (&'static str, fn() -> RefOr<Schema>);

/// A word of one of the domain's vocabularies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent, bound(serialize = "T: Vocabulary", deserialize = "T: Vocabulary"))]
pub struct Word<T: Vocabulary>(pub T);

impl<T: Vocabulary> From<T> for Word<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T: Vocabulary> PartialSchema for Word<T> {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).enum_values(Some(T::words())).into()
    }
}

impl<T: Vocabulary> ToSchema for Word<T> {
    fn name() -> Cow<'static, str> {
        T::NAME.into()
    }
}

/// An identifier of the domain: `prefix_` and 26 characters.
pub trait Identifier: Copy + fmt::Display + FromStr + 'static {
    /// What stands before the underscore.
    const PREFIX: &'static str;
}

macro_rules! identifiers {
    ($($type:ident)*) => {
        const IDENTIFIERS: &[NamedSchema] = &[$((stringify!($type), $type::schema),)*];

        $(
        impl Identifier for domain::$type {
            const PREFIX: &'static str = domain::$type::PREFIX;
        }

        #[doc = concat!("`", stringify!($type), "` on the wire.")]
        pub type $type = Id<domain::$type>;
        )*
    };
}

identifiers! {
    OrganizationId UserId CustomerId CustomerGroupId SubscriptionId DelegatedAdminId CaseId EntryId HealthCheckId HealthIssueId HealthPostId FactorId FeedId StepId RequestId ConnectionId OutboxId AttachmentId TokenId SessionId ReaderKeyId GroupId IdentityProviderId SignInDomainId AuditId FollowId NoticeId StrayTicketId ElevationId HubId
}

/// An identifier in a body, a path or a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Id<T: Identifier>(pub T);

impl<T: Identifier> From<T> for Id<T> {
    fn from(id: T) -> Self {
        Self(id)
    }
}

impl<T: Identifier> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de, T: Identifier> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Text(PhantomData::<Self>))
    }
}

impl<T: Identifier> Parsed for Id<T> {
    fn expected() -> String {
        format!("an identifier like {}", example(T::PREFIX))
    }

    fn parse(text: &str) -> Option<Self> {
        text.parse().ok().map(Self)
    }
}

/// An identifier for examples.
pub(crate) fn example(prefix: &str) -> String {
    format!("{prefix}_01k6ha2f5mexqsd3c8y4v7nb9r")
}

impl<T: Identifier> PartialSchema for Id<T> {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .pattern(Some(format!("^{}_[0-7][0-9abcdefghjkmnpqrstvwxyz]{{25}}$", T::PREFIX)))
            .examples([serde_json::Value::String(example(T::PREFIX))])
            .into()
    }
}

impl<T: Identifier> ToSchema for Id<T> {
    fn name() -> Cow<'static, str> {
        let name = std::any::type_name::<T>();
        name.rsplit("::").next().unwrap_or(name).to_owned().into()
    }
}

/// An instant as RFC 3339 has it. Any offset is read; UTC is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Time(pub DateTime<Utc>);

impl From<DateTime<Utc>> for Time {
    fn from(at: DateTime<Utc>) -> Self {
        Self(at)
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Text(PhantomData::<Self>))
    }
}

impl Parsed for Time {
    fn expected() -> String {
        "a time with its offset, like 2026-09-01T10:00:00Z".to_owned()
    }

    fn parse(text: &str) -> Option<Self> {
        let at = DateTime::parse_from_rfc3339(text).ok()?;
        Some(Self(chrono::SubsecRound::trunc_subsecs(at.with_timezone(&Utc), 6)))
    }
}

impl PartialSchema for Time {
    fn schema() -> RefOr<Schema> {
        let format = SchemaFormat::KnownFormat(KnownFormat::DateTime);
        ObjectBuilder::new().schema_type(Type::String).format(Some(format)).into()
    }
}

impl ToSchema for Time {
    fn name() -> Cow<'static, str> {
        "Time".into()
    }
}

/// A field that is a text of a certain form.
trait Parsed: Sized {
    /// What is expected, to stand after "Expected".
    fn expected() -> String;

    /// Reads the text.
    fn parse(text: &str) -> Option<Self>;
}

struct Text<T>(PhantomData<T>);

impl<T: Parsed> de::Visitor<'_> for Text<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&T::expected())
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        T::parse(text).ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::kit::read::from_json;

    #[test]
    fn an_identifier_of_another_kind_says_what_is_expected() {
        let given = json!(example("usr"));
        let error = from_json::<CaseId>(&given).unwrap_err();
        assert_eq!(
            (error.code.as_str(), error.message.as_str()),
            ("invalid", "Expected an identifier like cas_01k6ha2f5mexqsd3c8y4v7nb9r.")
        );
        assert!(from_json::<UserId>(&given).is_ok());
    }

    #[test]
    fn a_time_is_read_with_any_offset_and_written_in_utc() {
        let time = from_json::<Time>(&json!("2026-09-01T12:00:00.1234567+02:00")).unwrap();
        assert_eq!(serde_json::to_value(time).unwrap(), json!("2026-09-01T10:00:00.123456Z"));
        for bad in ["2026-09-01", "2026-09-01T12:00:00", "tomorrow", "2026-13-01T00:00:00Z"] {
            assert!(from_json::<Time>(&json!(bad)).unwrap_err().message.contains("2026-09-01T10:00:00Z"), "{bad}");
        }
    }

    #[test]
    fn a_word_reads_as_the_domain_writes_it() {
        let word: CaseStatus = from_json(&json!("waiting_on_customer")).unwrap();
        assert_eq!(serde_json::to_value(word).unwrap(), json!("waiting_on_customer"));
    }
}
