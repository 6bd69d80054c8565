//! Typed identifiers: a UUIDv7 inside, `prefix_` and 26 characters of Crockford base 32 outside (TypeID).

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Why a text is not an identifier of the wanted kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadId {
    /// The prefix that was expected, without its underscore.
    pub prefix: &'static str,
}

impl fmt::Display for BadId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected an identifier like {}_01h455vb4pex5vsknk084sn02q", self.prefix)
    }
}

impl std::error::Error for BadId {}

/// Writes 128 bits as 26 characters, the most significant first, so that text order is time order.
fn encode(id: Uuid, out: &mut String) {
    let value = id.as_u128();
    for place in (0..26).rev() {
        let digit = (value >> (place * 5)) & 31;
        out.push(char::from(ALPHABET[usize::try_from(digit).unwrap_or(0)]));
    }
}

fn decode(text: &str) -> Option<Uuid> {
    let bytes = text.as_bytes();
    // 26 digits of 5 bits hold 130 bits: the first digit may be 7 at the most.
    if bytes.len() != 26 || bytes[0] > b'7' {
        return None;
    }
    bytes
        .iter()
        .try_fold(0u128, |value, byte| {
            let digit = ALPHABET.iter().position(|a| a == byte)?;
            Some((value << 5) | digit as u128)
        })
        .map(Uuid::from_u128)
}

/// Declares one identifier type with its prefix.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub Uuid);

        impl $name {
            /// What stands before the underscore in the text form.
            pub const PREFIX: &'static str = $prefix;

            /// The bare UUID, as the store keeps it.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let mut text = String::with_capacity(Self::PREFIX.len() + 27);
                text.push_str(Self::PREFIX);
                text.push('_');
                encode(self.0, &mut text);
                f.write_str(&text)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = BadId;
            fn from_str(text: &str) -> Result<Self, BadId> {
                text.strip_prefix($prefix)
                    .and_then(|rest| rest.strip_prefix('_'))
                    .and_then(decode)
                    .map(Self)
                    .ok_or(BadId { prefix: $prefix })
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )*};
}

ids! {
    /// A provider or a partner (a customer is a row of its partner: [`CustomerId`]).
    OrganizationId = "org";
    /// A person who can sign in.
    UserId = "usr";
    /// A customer in one partner's book and one cloud.
    CustomerId = "cus";
    /// A subscription of a customer to a service.
    SubscriptionId = "sub";
    /// A delegated admin relationship.
    DelegatedAdminId = "dar";
    /// A case.
    CaseId = "cas";
    /// One entry of a timeline.
    EntryId = "ent";
    /// One lookup of service health for a case.
    HealthCheckId = "hck";
    /// A documented issue.
    HealthIssueId = "his";
    /// A post to a documented issue.
    HealthPostId = "hpo";
    /// A feed that the desk reads by itself.
    FeedId = "fed";
    /// That a person follows something.
    FollowId = "fol";
    /// A notice to a person.
    NoticeId = "ntc";
    /// A troubleshooting step.
    StepId = "tst";
    /// A service request, the same on the sender's and on the recipient's side.
    RequestId = "srq";
    /// A file of a case or a service request.
    AttachmentId = "att";
    /// An API token.
    TokenId = "tok";
    /// A session. It follows from the hash of the session's secret, so that it changes whenever that does.
    SessionId = "ses";
    /// A second factor of a person: an app for codes, or a passkey.
    FactorId = "fac";
    /// The identity provider of an organization.
    IdentityProviderId = "idp";
    /// A domain whose people are sent to an identity provider.
    SignInDomainId = "dom";
    /// A key of a calendar or news reader.
    ReaderKeyId = "rdk";
    /// An entry of the audit log.
    AuditId = "aud";
    /// An event that waits to leave.
    OutboxId = "out";
    /// A connection to the interface of a provider or of another desk.
    ConnectionId = "con";
    /// A subscription to the events of trouble tickets.
    HubId = "hub";
    /// A trouble ticket elsewhere that no request here is known by.
    StrayTicketId = "stt";
    /// A group that an identity provider tells of.
    GroupId = "grp";
    /// A group of customers.
    CustomerGroupId = "cgr";
    /// A role for a time.
    ElevationId = "elv";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_from_its_text() {
        // The pair of the TypeID specification.
        let id = CaseId(Uuid::from_u128(0x0189_0a5d_ac96_774b_bcce_b302_099a_8057));
        assert_eq!(id.to_string().parse::<CaseId>(), Ok(id));
        assert_eq!(id.to_string(), "cas_01h455vb4pex5vsknk084sn02q");
    }

    #[test]
    fn an_id_of_another_kind_is_refused() {
        let id = CaseId(Uuid::from_u128(7)).to_string();
        assert_eq!(id.parse::<UserId>(), Err(BadId { prefix: "usr" }));
        assert!("cas_8zzzzzzzzzzzzzzzzzzzzzzzzz".parse::<CaseId>().is_err());
        assert!("cas_".parse::<CaseId>().is_err());
        assert!("cas_01h2xcejqtf2nbrexx3vqjhp4U".parse::<CaseId>().is_err());
    }

    #[test]
    fn text_order_is_time_order() {
        let (early, late) = (CaseId(Uuid::from_u128(1 << 80)), CaseId(Uuid::from_u128(2 << 80)));
        assert!(early.to_string() < late.to_string());
    }
}
