//! What changed since it was read last, found out by one list of a connection instead of by a call for each request.
//!
//! A list says when each request was last changed. Who was read whole since then is not read again; what the list does not name is
//! read by itself, as everything is from time to time. All of this only saves calls: a program that has just begun remembers
//! nothing and reads everything once.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, Duration, Utc};
use tierline_domain::ConnectionId;

/// How long a list holds: requests of one connection that are due together are asked for by one.
const HOLDS: Duration = Duration::minutes(2);
/// How long nothing but lists is asked for a request.
const WHOLE: Duration = Duration::hours(1);
/// Requests from which on a list is cheaper than to read them.
const WORTH: usize = 3;

/// When each request was changed last, by its number there.
pub(crate) type Changes = HashMap<String, DateTime<Utc>>;

/// What is remembered of all connections.
#[derive(Default)]
pub(crate) struct Overviews(Mutex<HashMap<ConnectionId, Arc<tokio::sync::Mutex<Overview>>>>);

#[derive(Default)]
struct Overview {
    read: HashMap<String, Reading>,
    listed: Option<(DateTime<Utc>, Changes)>,
}

struct Reading {
    changed: DateTime<Utc>,
    at: DateTime<Utc>,
}

impl Overviews {
    fn of(&self, connection: ConnectionId) -> Arc<tokio::sync::Mutex<Overview>> {
        Arc::clone(self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(connection).or_default())
    }

    /// Whether a request is as it was when it was read last. `list` asks for the list; none where the other end gives none.
    pub(crate) async fn is_unchanged<F>(
        &self,
        (connection, number): (ConnectionId, &str),
        now: DateTime<Utc>,
        list: impl FnOnce() -> F,
    ) -> bool
    where
        F: Future<Output = Option<Changes>>,
    {
        let one = self.of(connection);
        // Whoever is due at the same moment waits for the one list.
        let mut one = one.lock().await;
        one.read.retain(|_, reading| now - reading.at < WHOLE);
        if one.read.len() < WORTH || !one.read.contains_key(number) {
            return false;
        }
        if one.listed.as_ref().is_none_or(|(at, _)| now - *at >= HOLDS) {
            one.listed = Some((now, list().await.unwrap_or_default()));
        }
        let there = one.listed.as_ref().and_then(|(_, all)| all.get(number));
        there.is_some() && there == one.read.get(number).map(|reading| &reading.changed)
    }

    /// Notes that a request was read whole, as it was since then.
    pub(crate) async fn note(
        &self,
        (connection, number): (ConnectionId, &str),
        changed: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) {
        let one = self.of(connection);
        let mut one = one.lock().await;
        match changed {
            Some(changed) => drop(one.read.insert(number.to_owned(), Reading { changed, at: now })),
            None => drop(one.read.remove(number)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test]
    async fn a_list_saves_calls_only_where_it_says_what_was_read_and_is_fresh() {
        let (overviews, connection) = (Overviews::default(), ConnectionId(uuid::Uuid::from_u128(1)));
        let (begin, lists) = (DateTime::<Utc>::UNIX_EPOCH, AtomicUsize::new(0));
        let later = |minutes| begin + Duration::minutes(minutes);
        let is = async |number: &str, now, changes: &[(&str, i64)]| {
            let all: Changes = changes.iter().map(|(name, at)| ((*name).to_owned(), later(*at))).collect();
            let list = || async {
                lists.fetch_add(1, Ordering::SeqCst);
                Some(all)
            };
            overviews.is_unchanged((connection, number), now, list).await
        };
        for number in ["A", "B"] {
            overviews.note((connection, number), Some(begin), begin).await;
        }
        assert!(!is("A", begin, &[("A", 0)]).await, "two are read as cheaply as a list");
        overviews.note((connection, "C"), Some(begin), begin).await;
        assert!(!is("D", later(1), &[("D", 0)]).await, "it was never read");
        assert_eq!(lists.load(Ordering::SeqCst), 0);
        let all = [("A", 0), ("B", 1)];
        assert!(is("A", later(5), &all).await);
        assert!(!is("B", later(5), &all).await, "it was changed since");
        assert!(!is("C", later(5), &all).await, "the list does not name it");
        assert_eq!(lists.load(Ordering::SeqCst), 1, "what is due together is asked for at once");
        assert!(is("A", later(10), &all).await);
        assert_eq!(lists.load(Ordering::SeqCst), 2);
        assert!(!is("A", later(60), &all).await, "from time to time it is read all the same");
    }
}
