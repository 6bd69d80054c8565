//! How often somebody may try to sign in.
//!
//! Tries are counted per account and address, and per address over all accounts; a few are free, then each next one has
//! to wait twice as long. Nothing is counted per account alone: whoever knows an address of mail could otherwise keep
//! its owner out. The counts live in this process: on several nodes an attacker gets as many times the tries, which the
//! waits make no difference for.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Mutex, PoisonError},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Duration, Utc};
use sha2::{Digest, Sha256};

/// One way of counting: how many tries are free, and the longest wait after that, in seconds.
#[derive(Clone, Copy)]
struct Rule {
    free: u32,
    longest: i64,
}

/// One account from one address: somebody who mistypes gets through.
const PAIR: Rule = Rule { free: 5, longest: 900 };
/// One address over all accounts: an office of many people shares one.
const PLACE: Rule = Rule { free: 50, longest: 60 };
/// Second factors of one person from everywhere: who has the password and many addresses is slowed down. The owner waits
/// a minute at the most.
const PERSON: Rule = Rule { free: 20, longest: 60 };
/// Minutes after the last try for which it is remembered.
const MEMORY: i64 = 60;
/// Most entries that are remembered: 10,000 take about a megabyte.
const CAPACITY: usize = 10_000;

#[derive(Debug, Clone, Copy)]
struct Tries {
    count: u32,
    last: DateTime<Utc>,
}

impl Tries {
    /// Seconds until the next try, none where it may be now.
    fn wait(self, rule: Rule, now: DateTime<Utc>) -> Option<i64> {
        let beyond = self.count.checked_sub(rule.free)?;
        let pause = 1_i64.checked_shl(beyond.min(32)).unwrap_or(rule.longest).min(rule.longest);
        let left = (self.last + Duration::seconds(pause) - now).num_milliseconds();
        (left > 0).then_some((left + 999) / 1000)
    }
}

/// The tries of the last hour.
#[derive(Debug, Default)]
pub(crate) struct Throttle(Mutex<HashMap<String, Tries>>);

impl Throttle {
    /// Counts a try before it is made, so that many at once are many; or says in how many seconds the next may be made.
    ///
    /// # Errors
    /// Seconds to wait.
    pub(crate) fn begin(&self, account: &str, address: Option<&str>, now: DateTime<Utc>) -> Result<(), u64> {
        self.count(&keys(account, address), now)
    }

    /// The same for a try at a person's second factor. It is counted per person as well: six digits can be guessed, which a
    /// password that holds cannot.
    ///
    /// # Errors
    /// Seconds to wait.
    pub(crate) fn begin_factor(&self, person: &str, address: Option<&str>, now: DateTime<Utc>) -> Result<(), u64> {
        let [pair, place] = keys(&of_factor(person), address);
        self.count(&[pair, place, (of_factor(person), PERSON)], now)
    }

    /// A second factor was right.
    pub(crate) fn factor_succeeded(&self, person: &str, address: Option<&str>) {
        self.succeeded(&of_factor(person), address);
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(tries) = all.get_mut(&of_factor(person)) {
            tries.count = tries.count.saturating_sub(1);
        }
    }

    /// The same for a call of which nobody has said whose account it is about: it counts for the address alone.
    ///
    /// # Errors
    /// Seconds to wait.
    pub(crate) fn begin_nameless(&self, address: Option<&str>, now: DateTime<Utc>) -> Result<(), u64> {
        let [_, place] = keys("", address);
        self.count(&[place], now)
    }

    /// Such a call succeeded.
    pub(crate) fn nameless_succeeded(&self, address: Option<&str>) {
        self.succeeded("", address);
    }

    fn count(&self, keys: &[(String, Rule)], now: DateTime<Utc>) -> Result<(), u64> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let waits = keys.iter().filter_map(|(key, rule)| known(&all, key, now)?.wait(*rule, now));
        if let Some(wait) = waits.max() {
            return Err(u64::try_from(wait).unwrap_or(1));
        }
        if all.len() >= CAPACITY {
            make_room(&mut all, now);
        }
        for (key, _) in keys {
            let count = known(&all, key, now).map_or(0, |tries| tries.count) + 1;
            all.insert(key.clone(), Tries { count, last: now });
        }
        Ok(())
    }

    /// A try succeeded: the account is its owner's at this address, and the address gets its try back.
    pub(crate) fn succeeded(&self, account: &str, address: Option<&str>) {
        let [(pair, _), (place, _)] = keys(account, address);
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.remove(&pair);
        if let Some(tries) = all.get_mut(&place) {
            tries.count = tries.count.saturating_sub(1);
        }
    }
}

/// What a person's second factor is counted under: no address of mail looks like it.
fn of_factor(person: &str) -> String {
    format!("second factor of {person}")
}

fn known(all: &HashMap<String, Tries>, key: &str, now: DateTime<Utc>) -> Option<Tries> {
    all.get(key).copied().filter(|tries| now - tries.last < Duration::minutes(MEMORY))
}

/// Forgets what is old; where that is not enough, the half that was quiet the longest.
fn make_room(all: &mut HashMap<String, Tries>, now: DateTime<Utc>) {
    all.retain(|_, tries| now - tries.last < Duration::minutes(MEMORY));
    if all.len() >= CAPACITY {
        let mut times: Vec<DateTime<Utc>> = all.values().map(|tries| tries.last).collect();
        let (_, middle, _) = times.select_nth_unstable(CAPACITY / 2);
        let middle = *middle;
        all.retain(|_, tries| tries.last > middle);
    }
}

/// What a try is counted under. Of the account it is a digest: what somebody typed can be as long as a form, and is remembered for an
/// hour.
fn keys(account: &str, address: Option<&str>) -> [(String, Rule); 2] {
    let place = address.map_or_else(String::new, place);
    let account = URL_SAFE_NO_PAD.encode(Sha256::digest(account.to_lowercase()));
    [(format!("{place} {account}"), PAIR), (place, PLACE)]
}

/// The address as far as one subscriber has it: an IPv6 network of 64 bits is handed out whole (RFC 6177).
fn place(address: &str) -> String {
    match address.parse::<IpAddr>().map(|ip| ip.to_canonical()) {
        Ok(IpAddr::V6(ip)) => Ipv6Addr::from_bits(ip.to_bits() >> 64 << 64).to_string(),
        Ok(IpAddr::V4(ip)) => ip.to_string(),
        Err(_) => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noon() -> DateTime<Utc> {
        "2026-09-15T12:00:00Z".parse().unwrap()
    }

    fn fail(throttle: &Throttle, times: u32, now: DateTime<Utc>) {
        (0..times).for_each(|_| throttle.begin("ann@example.com", Some("192.0.2.1"), now).unwrap());
    }

    #[test]
    fn after_five_tries_each_next_one_waits_twice_as_long() {
        let throttle = Throttle::default();
        let mut now = noon();
        fail(&throttle, 5, now);
        for wait in [1, 2, 4, 8] {
            assert_eq!(throttle.begin("Ann@Example.com", Some("192.0.2.1"), now), Err(wait));
            now += Duration::seconds(i64::try_from(wait).unwrap());
            fail(&throttle, 1, now);
        }
    }

    #[test]
    fn no_wait_is_longer_than_a_quarter_of_an_hour() {
        let throttle = Throttle::default();
        let mut now = noon();
        for _ in 0..40 {
            while throttle.begin("ann@example.com", Some("192.0.2.1"), now).is_err() {
                now += Duration::seconds(60);
            }
        }
        let wait = throttle.begin("ann@example.com", Some("192.0.2.1"), now).unwrap_err();
        assert!(wait <= 900, "{wait}");
    }

    /// Threat 46: a stranger who knows the account cannot lock it.
    #[test]
    fn the_owner_gets_in_from_elsewhere_while_an_account_is_attacked() {
        let throttle = Throttle::default();
        fail(&throttle, 5, noon());
        assert!(throttle.begin("ann@example.com", Some("192.0.2.1"), noon()).is_err());
        assert_eq!(throttle.begin("ann@example.com", Some("198.51.100.7"), noon()), Ok(()));
    }

    #[test]
    fn one_address_cannot_go_through_all_accounts() {
        let throttle = Throttle::default();
        let tried =
            (0..200).filter(|n| throttle.begin(&format!("u{n}@example.com"), Some("192.0.2.1"), noon()).is_ok());
        assert_eq!(tried.count(), 50);
    }

    #[test]
    fn the_addresses_of_one_ipv6_network_are_one_place() {
        let throttle = Throttle::default();
        let tried = (0..60)
            .filter(|n| throttle.begin("ann@example.com", Some(&format!("2001:db8:1:2::{n:x}")), noon()).is_ok());
        assert_eq!(tried.count(), 5);
        assert_eq!(throttle.begin("ann@example.com", Some("2001:db8:1:3::1"), noon()), Ok(()));
    }

    #[test]
    fn who_signs_in_starts_anew() {
        let throttle = Throttle::default();
        fail(&throttle, 5, noon());
        throttle.succeeded("ANN@example.com", Some("192.0.2.1"));
        fail(&throttle, 5, noon());
    }

    /// Threat 46: many addresses slow a guesser down, and its owner waits a minute at the most.
    #[test]
    fn the_tries_at_one_persons_second_factor_are_counted_over_all_addresses() {
        let throttle = Throttle::default();
        let from = |n: u32| format!("10.0.{}.{}", n / 256, n % 256);
        let tried = (0..1000).filter(|n| throttle.begin_factor("usr_1", Some(&from(*n)), noon()).is_ok()).count();
        assert_eq!(tried, 20);
        let mut now = noon();
        for n in 1000..1040 {
            now += Duration::seconds(60);
            assert_eq!(throttle.begin_factor("usr_1", Some(&from(n)), now), Ok(()), "nobody waits longer");
        }
        assert_eq!(throttle.begin_factor("usr_2", Some("192.0.2.1"), now), Ok(()), "another person");
    }

    #[test]
    fn an_hour_later_all_is_forgotten() {
        let throttle = Throttle::default();
        fail(&throttle, 5, noon());
        fail(&throttle, 5, noon() + Duration::minutes(61));
    }

    #[test]
    fn an_account_as_long_as_a_form_takes_no_more_room_than_a_short_one() {
        let throttle = Throttle::default();
        let long = "É".repeat(1024 * 1024);
        (0..5).for_each(|_| throttle.begin(&long, Some("192.0.2.1"), noon()).unwrap());
        assert_eq!(throttle.begin(&long.to_lowercase(), Some("192.0.2.1"), noon()), Err(1), "it is the same account");
        assert_eq!(throttle.begin(&format!("{long}!"), Some("192.0.2.1"), noon()), Ok(()), "and this is another one");
        let longest = throttle.0.lock().unwrap().keys().map(String::len).max();
        assert!(longest.is_some_and(|length| length < 100), "{longest:?}");
    }

    #[test]
    fn the_memory_has_an_end() {
        let throttle = Throttle::default();
        for n in 0..3 * CAPACITY {
            let address = format!("10.{}.{}.{}", n / 65_536, n / 256 % 256, n % 256);
            throttle
                .begin("ann@example.com", Some(&address), noon() + Duration::milliseconds(i64::try_from(n).unwrap()))
                .unwrap();
        }
        assert!(throttle.0.lock().unwrap().len() <= CAPACITY + 2);
    }
}
