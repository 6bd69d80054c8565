//! The address at which answers to one request arrive. It is signed: who has not been written to does not know one, and none leads to
//! another request, connection, organization or cloud than it was made for.
//!
//! `reply+` is followed by the request's identifier and a part of an HMAC (SHA-256, the first 128 bits of it, as RFC 2104 allows), each
//! in 26 signs that mean the same in capitals: mail systems change those. 58 signs stay below the 64 that a mailbox's name may have
//! (RFC 5321, 4.5.3.1.1). Nothing of it is kept: what an address is worth follows from the key and from the request as it stands.

use std::fmt;

use ring::hmac;
use subtle::ConstantTimeEq;
use tierline_domain::{ConnectionId, Owner, RequestId};
use uuid::Uuid;

/// What stands in front of the signed part.
const MAILBOX: &str = "reply+";
/// What the key is derived with: another use of the same key would have another word.
const KEY_PURPOSE: &[u8] = b"tierline reply address key 1";
/// What is signed has this in front.
const PURPOSE: &str = "tierline reply address 1";
/// Signs of an identifier without its prefix, and of the signature.
const SIGNS: usize = 26;
/// Bytes of the signature.
const BYTES: usize = 16;

/// For what an address is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReplyWay {
    /// Whose request, in which cloud.
    pub owner: Owner,
    /// The request.
    pub request: RequestId,
    /// The connection by which it travels. With another one, or none, its addresses are worth nothing any more.
    pub connection: ConnectionId,
}

/// An address that looks like one of ours. Whether it is, [`Replies::proves`] says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyAddress {
    /// The request that it names.
    pub request: RequestId,
    signature: [u8; BYTES],
}

/// The domain at which answers arrive, and the key that signs their addresses. It does not print itself.
pub struct Replies {
    domain: String,
    key: hmac::Key,
}

impl fmt::Debug for Replies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Replies({})", self.domain)
    }
}

impl Replies {
    /// Addresses at this domain, signed by a key that is derived from this one.
    #[must_use]
    pub fn new(domain: &str, master: &[u8; 32]) -> Self {
        let derived = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, master), KEY_PURPOSE);
        let key = hmac::Key::new(hmac::HMAC_SHA256, derived.as_ref());
        Self { domain: domain.trim_end_matches('.').to_ascii_lowercase(), key }
    }

    /// The domain.
    #[must_use]
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// The address at which answers to a request arrive.
    #[must_use]
    pub fn address(&self, way: &ReplyWay) -> String {
        let signature = RequestId(Uuid::from_bytes(self.signature(way)));
        format!("{MAILBOX}{}{}@{}", signs(way.request), signs(signature), self.domain)
    }

    /// Reads an address; none where it is no such address at this domain.
    #[must_use]
    pub fn read(&self, address: &str) -> Option<ReplyAddress> {
        let address = address.trim().to_ascii_lowercase();
        let (mailbox, domain) = address.rsplit_once('@')?;
        let rest = mailbox.strip_prefix(MAILBOX).filter(|rest| rest.is_ascii() && rest.len() == 2 * SIGNS)?;
        let (request, signature) = rest.split_at(SIGNS);
        let signature = *id(signature)?.uuid().as_bytes();
        (domain == self.domain).then_some(ReplyAddress { request: id(request)?, signature })
    }

    /// Whether an address was made by this desk for this way.
    #[must_use]
    pub fn proves(&self, address: &ReplyAddress, way: &ReplyWay) -> bool {
        address.request == way.request && bool::from(self.signature(way).ct_eq(&address.signature))
    }

    fn signature(&self, way: &ReplyWay) -> [u8; BYTES] {
        let ReplyWay { owner, request, connection } = way;
        // No part holds the character that parts them.
        let signed = format!("{PURPOSE}|{}|{}|{request}|{connection}", owner.organization, owner.cloud);
        let tag = hmac::sign(&self.key, signed.as_bytes());
        let mut short = [0; BYTES];
        short.copy_from_slice(&tag.as_ref()[..BYTES]);
        short
    }
}

/// An identifier without its prefix.
fn signs(id: RequestId) -> String {
    id.to_string()[RequestId::PREFIX.len() + 1..].to_owned()
}

fn id(signs: &str) -> Option<RequestId> {
    format!("{}_{signs}", RequestId::PREFIX).parse().ok()
}

#[cfg(test)]
mod tests {
    use tierline_domain::{Cloud, OrganizationId};

    use super::*;

    fn replies() -> Replies {
        Replies::new("Replies.Northgate.Example.", &[7; 32])
    }

    fn way() -> ReplyWay {
        let owner = Owner { organization: OrganizationId(Uuid::from_u128(1)), cloud: Cloud::Public };
        ReplyWay { owner, request: RequestId(Uuid::from_u128(2)), connection: ConnectionId(Uuid::from_u128(3)) }
    }

    #[test]
    fn an_address_leads_back_to_its_request_in_capitals_too() {
        let (replies, address) = (replies(), replies().address(&way()));
        assert!(address.ends_with("@replies.northgate.example"), "{address}");
        assert!(address.split('@').next().unwrap().len() <= 64, "{address}");
        for written in [address.clone(), address.to_uppercase(), format!(" {address} ")] {
            let read = replies.read(&written).unwrap();
            assert_eq!(read.request, way().request);
            assert!(replies.proves(&read, &way()), "{written}");
        }
    }

    /// Threats 16, 23 and 36: an address proves nothing for another request, connection, organization or cloud.
    #[test]
    fn an_address_is_good_for_the_one_thing_it_was_made_for() {
        let replies = replies();
        let read = replies.read(&replies.address(&way())).unwrap();
        let other_owner = |owner| ReplyWay { owner, ..way() };
        for other in [
            other_owner(Owner { cloud: Cloud::UsGovernment, ..way().owner }),
            other_owner(Owner { organization: OrganizationId(Uuid::from_u128(9)), ..way().owner }),
            ReplyWay { connection: ConnectionId(Uuid::from_u128(9)), ..way() },
            ReplyWay { request: RequestId(Uuid::from_u128(9)), ..way() },
        ] {
            assert!(!replies.proves(&read, &other), "{other:?}");
        }
        assert!(!Replies::new("replies.northgate.example", &[8; 32]).proves(&read, &way()), "another desk's key");
    }

    /// Threat 16: what was not made by the desk is no address, whichever sign was changed.
    #[test]
    fn an_address_that_was_changed_in_one_sign_proves_nothing() {
        let replies = replies();
        let good = replies.address(&way());
        for place in MAILBOX.len()..MAILBOX.len() + 2 * SIGNS {
            let mut changed = good.clone().into_bytes();
            changed[place] = if changed[place] == b'0' { b'1' } else { b'0' };
            let changed = String::from_utf8(changed).unwrap();
            let proven = replies.read(&changed).is_some_and(|read| replies.proves(&read, &way()));
            assert!(!proven, "{changed}");
        }
    }

    #[test]
    fn what_is_no_address_of_ours_is_not_read() {
        let replies = replies();
        let good = replies.address(&way());
        for text in [
            "",
            "reply@replies.northgate.example",
            "reply+@replies.northgate.example",
            &good.replace("replies.", "evil."),
            &good.replace("reply+", "bounce+"),
            &good.replace('@', "0@"),
            &good.replace('@', ""),
            "reply+żżżżżżżżżżżżżżżżżżżżżżżżżż@replies.northgate.example",
        ] {
            assert_eq!(replies.read(text), None, "{text}");
        }
        assert!(!format!("{replies:?}").contains("Key"));
    }
}
