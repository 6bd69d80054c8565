//! Whose calls are counted together, and how many of them there may be in a minute.
//!
//! Who is known counts as a person, whatever they sign in with and wherever they are; what a reader's key fetches counts for the key alone,
//! whose address leaks more easily than its person can be spared. Who is not known counts for their address, before anything
//! is looked up: once an address has guessed too often, its guesses cost the database nothing. An address is shared by an office and, behind
//! a proxy that is not trusted, by everybody; so what was good before is looked up all the same, and a stranger keeps nobody out who is in.

use std::{
    collections::HashSet,
    mem,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    num::NonZeroU32,
    sync::{Mutex, MutexGuard, PoisonError},
};

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use tierline_app::Error;
use tierline_domain::{ReaderKeyId, UserId};

use super::meter::{Meter, Over};

/// How many calls there may be in a minute.
#[derive(Debug, Clone, Copy)]
pub struct Calls {
    /// Of one person, of one program's account, or of one reader's key.
    pub person: NonZeroU32,
    /// Of all those at one address whom nobody knows.
    pub address: NonZeroU32,
}

impl Default for Calls {
    /// Enough for somebody with several tabs who lives in them, and for a program that imports.
    fn default() -> Self {
        let one = NonZeroU32::MIN;
        Self { person: one.saturating_add(2_999), address: one.saturating_add(599) }
    }
}

/// The longest thing that can be one of our credentials, in bytes.
const LONGEST: usize = 200;
/// How many of those that were good are remembered for sure; twice as many take about two megabytes.
const REMEMBERED: usize = 10_000;

/// A hash of a credential: what is kept of it opens nothing.
type Fingerprint = [u8; 32];

/// Credentials that were good when they were shown last, in two generations: the older half goes when the younger one is full.
#[derive(Default)]
struct Known {
    young: HashSet<Fingerprint>,
    old: HashSet<Fingerprint>,
}

impl Known {
    fn holds(&self, shown: &Fingerprint) -> bool {
        self.young.contains(shown) || self.old.contains(shown)
    }

    fn keep(&mut self, shown: Fingerprint) {
        if self.young.insert(shown) && self.young.len() >= REMEMBERED {
            self.old = mem::take(&mut self.young);
        }
    }

    fn forget(&mut self, shown: &Fingerprint) {
        self.young.remove(shown);
        self.old.remove(shown);
    }
}

/// A caller who was let in as far as the look-up: see [`Limits::settle`].
#[must_use]
pub(crate) struct Knock {
    /// For which address the call was counted.
    place: Option<IpAddr>,
    shown: Option<Fingerprint>,
}

/// The calls of the last minute.
pub struct Limits {
    people: Meter<UserId>,
    readers: Meter<ReaderKeyId>,
    places: Meter<IpAddr>,
    known: Mutex<Known>,
}

impl Limits {
    /// Limits of which nothing is used up.
    #[must_use]
    pub fn new(calls: Calls) -> Self {
        Self {
            // People cannot be made up: beyond as many at once as are counted, the next ones are let in.
            people: Meter::new(calls.person, |_| None),
            readers: Meter::new(calls.person, |_| None),
            // Networks can be had by the thousand: beyond that, all new ones are one stranger.
            places: Meter::new(calls.address, |_| Some(IpAddr::V4(Ipv4Addr::UNSPECIFIED))),
            known: Mutex::default(),
        }
    }

    /// Counts a call of somebody who shows this, or nothing, for their address; not one of unknown origin, nor one with what was good
    /// before.
    ///
    /// # Errors
    /// [`Error::TooMany`].
    pub(crate) fn knock(
        &self,
        address: Option<IpAddr>,
        shown: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<Knock, Error> {
        let shown: Option<Fingerprint> =
            shown.filter(|text| text.len() <= LONGEST).map(|text| Sha256::digest(text).into());
        let is_known = shown.is_some_and(|shown| self.known().holds(&shown));
        let place = address.map(place).filter(|_| !is_known);
        if let Some(place) = place {
            self.places.count(place, now).map_err(|over| {
                if over.is_first {
                    tracing::warn!(address = %place, "strangers at this address call too often");
                }
                too_many(over)
            })?;
        }
        Ok(Knock { place, shown })
    }

    /// What the look-up found: whether what was shown is good. Its address gets the call back then, and the next one is looked up
    /// whoever else is there; what is good no longer is forgotten.
    pub(crate) fn settle(&self, knock: Knock, is_good: bool) {
        let Some(shown) = knock.shown else { return };
        if !is_good {
            return self.known().forget(&shown);
        }
        self.known().keep(shown);
        if let Some(place) = knock.place {
            self.places.give_back(&place);
        }
    }

    /// Counts a call of somebody who is known.
    ///
    /// # Errors
    /// [`Error::TooMany`].
    pub(crate) fn person(&self, person: UserId, now: DateTime<Utc>) -> Result<(), Error> {
        self.people.count(person, now).map_err(|over| {
            if over.is_first {
                tracing::warn!(%person, "this person calls too often");
            }
            too_many(over)
        })
    }

    /// Counts what a reader fetches by a key that is known, never for its person: whoever got hold of the address would keep them out of
    /// the desk, where they alone revoke it.
    ///
    /// # Errors
    /// [`Error::TooMany`].
    pub(crate) fn reader(&self, key: ReaderKeyId, now: DateTime<Utc>) -> Result<(), Error> {
        self.readers.count(key, now).map_err(|over| {
            if over.is_first {
                tracing::warn!(%key, "a reader fetches too often by this key");
            }
            too_many(over)
        })
    }

    /// A secret that is handed out now: it is good, though nobody has shown it yet.
    pub(crate) fn handed_out(&self, secret: &str) {
        self.known().keep(Sha256::digest(secret).into());
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn too_many(over: Over) -> Error {
    Error::TooMany { retry_after: over.seconds }
}

/// The address as far as one subscriber has it: an IPv6 network of 64 bits is handed out whole (RFC 6177).
fn place(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits() -> Limits {
        let few = NonZeroU32::new(3).unwrap();
        Limits::new(Calls { person: few, address: few })
    }

    fn now() -> DateTime<Utc> {
        "2026-03-02T08:00:00Z".parse().unwrap()
    }

    /// Whether the look-up is made; it finds this.
    fn looked_up(limits: &Limits, address: &str, shown: &str, is_good: bool) -> bool {
        let knock = limits.knock(Some(address.parse().unwrap()), Some(shown), now());
        let is_made = knock.is_ok();
        if let Ok(knock) = knock {
            limits.settle(knock, is_good);
        }
        is_made
    }

    #[test]
    fn the_usual_limits_are_those_that_are_documented() {
        let usual = Calls::default();
        assert_eq!((usual.person.get(), usual.address.get()), (3_000, 600));
    }

    #[test]
    fn a_guess_too_many_is_not_looked_up() {
        let limits = limits();
        let looked = (0..10).filter(|n| looked_up(&limits, "192.0.2.1", &format!("tl_{n}"), false)).count();
        assert_eq!(looked, 3);
        assert!(looked_up(&limits, "192.0.2.2", "tl_x", false), "another address");
    }

    /// Threat 46: a stranger keeps nobody out.
    #[test]
    fn what_was_good_before_is_looked_up_wherever_it_comes_from() {
        let limits = limits();
        assert!(looked_up(&limits, "198.51.100.7", "tl_good", true));
        for n in 0..10 {
            looked_up(&limits, "192.0.2.1", &format!("tl_{n}"), false);
        }
        for _ in 0..10 {
            assert!(looked_up(&limits, "192.0.2.1", "tl_good", true));
        }
        assert!(looked_up(&limits, "192.0.2.1", "tl_good", false), "it was revoked meanwhile");
        assert!(!looked_up(&limits, "192.0.2.1", "tl_good", false), "that is remembered");
    }

    #[test]
    fn a_secret_that_was_handed_out_here_is_looked_up_though_strangers_used_up_its_address() {
        let limits = limits();
        for n in 0..10 {
            looked_up(&limits, "192.0.2.1", &format!("tl_{n}"), false);
        }
        assert!(!looked_up(&limits, "192.0.2.1", "of another node", true));
        limits.handed_out("fresh");
        assert!(looked_up(&limits, "192.0.2.1", "fresh", true));
    }

    #[test]
    fn who_is_known_uses_up_nothing_of_their_address() {
        let limits = limits();
        for n in 0..10 {
            assert!(looked_up(&limits, "192.0.2.1", &format!("tl_{n}"), true), "colleagues at one address");
        }
    }

    #[test]
    fn the_addresses_of_one_ipv6_network_are_one_place() {
        let limits = limits();
        let looked = (0..10).filter(|n| looked_up(&limits, &format!("2001:db8:1:2::{n:x}"), "x", false)).count();
        assert_eq!(looked, 3);
        assert!(looked_up(&limits, "2001:db8:1:3::1", "x", false));
        let mapped = (0..10).filter(|_| looked_up(&limits, "::ffff:192.0.2.1", "x", false)).count();
        assert_eq!((mapped, looked_up(&limits, "192.0.2.1", "x", false)), (3, false), "an IPv4 address in either form");
    }

    #[test]
    fn calls_of_unknown_origin_lock_nobody_out() {
        let limits = limits();
        assert!((0..100).all(|_| limits.knock(None, None, now()).is_ok()));
        assert!(looked_up(&limits, "192.0.2.1", "x", false));
    }

    /// Threat 54: what is remembered of those who were let in has an end.
    #[test]
    fn the_memory_of_what_was_good_has_an_end() {
        let mut known = Known::default();
        let one = |n: usize| -> Fingerprint { Sha256::digest(n.to_be_bytes()).into() };
        for n in 0..5 * REMEMBERED {
            known.keep(one(n));
        }
        assert!(known.young.len() + known.old.len() <= 2 * REMEMBERED);
        assert!((4 * REMEMBERED..5 * REMEMBERED).all(|n| known.holds(&one(n))), "the youngest are there");
        assert!(!known.holds(&one(0)));
    }
}
