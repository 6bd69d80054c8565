//! PostgreSQL: the nodes of a desk tell each other what changed, by `NOTIFY` over one connection each.
//!
//! A notification in each transaction would halve the rate of writes (its commit takes a lock of the whole server), so a
//! node sends one for all its changes of a moment. Who may have missed one looks again: after a lost connection, and
//! every [`POLL`] while there is none.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI32, Ordering},
    },
    time::Duration,
};

use serde::{Deserialize, Serialize};
use sqlx::{
    PgPool,
    postgres::{PgListener, PgPoolOptions},
};
use tokio::sync::watch;

use crate::{
    change::{Board, Change, Elsewhere, Telling},
    error::Result,
    statement::statements,
};

statements! {
    pg NOTIFY = "select pg_notify('tierline_changes', $1)";
    pg OWN_PID = "select pg_backend_pid()";
    pg STILL_THERE = "select 1";
}

const CHANNEL: &str = "tierline_changes";
/// The largest text of a notification, in bytes: the server's own limit is 8000.
const LARGEST: usize = 7900;
/// How many notifications one moment may take; more changes are told as a gap.
const MOST: usize = 8;
/// How often everybody looks again while nothing can be heard.
const POLL: Duration = Duration::from_secs(5);
/// How long nothing may be heard until the connection is tested: one that broke silently never says so.
const SILENCE: Duration = Duration::from_secs(15);
/// How long the test may take.
const ANSWER: Duration = Duration::from_secs(5);

/// A notification: which connection listens on the sender's side, and what changed; nothing where it was too much.
#[derive(Serialize, Deserialize)]
struct Note {
    #[serde(rename = "n")]
    node: i32,
    #[serde(rename = "c", default, skip_serializing_if = "Vec::is_empty")]
    changes: Vec<Change>,
    #[serde(rename = "g", default, skip_serializing_if = "std::ops::Not::not")]
    gap: bool,
}

/// The number by which a node knows its own notifications: that of the connection it listens on, which the server
/// gives to no two at a time. None (zero) while it does not listen.
pub(crate) type Node = Arc<AtomicI32>;

/// The other nodes.
pub(crate) struct Others {
    pub(crate) pool: PgPool,
    pub(crate) node: Node,
}

impl Elsewhere for Others {
    async fn tell(&self, telling: &Telling) {
        for text in texts(self.node.load(Ordering::Relaxed), telling) {
            if let Err(error) = sqlx::query(NOTIFY).bind(text).execute(&self.pool).await {
                // A hint that is lost costs freshness only; the next one, or a look at the page itself, makes up for it.
                tracing::warn!(%error, "other nodes could not be told of a change");
                return;
            }
        }
    }
}

/// The notifications of a moment.
fn texts(node: i32, telling: &Telling) -> Vec<String> {
    let write = |changes: &[Change], gap| {
        serde_json::to_string(&Note { node, changes: changes.to_vec(), gap }).unwrap_or_default()
    };
    let changes: Vec<Change> = telling.changes.iter().copied().collect();
    // Each change takes about as much as the next.
    let whole = write(&changes, false).len();
    let per = (changes.len() * LARGEST / whole.max(1)).saturating_mul(3) / 4;
    let pieces: Vec<String> = changes.chunks(per.max(1)).map(|piece| write(piece, telling.gap)).collect();
    if pieces.len() > MOST || pieces.iter().any(|text| text.len() > LARGEST) {
        return vec![write(&[], true)];
    }
    pieces
}

/// Listens until the store is closed or gone.
pub(crate) async fn listen(url: String, board: Arc<Board>, node: Node, mut open: watch::Receiver<bool>) {
    tokio::select! {
        () = listening(&url, &board, &node) => {}
        _ = open.wait_for(|open| !open) => {}
    }
}

async fn listening(url: &str, board: &Board, node: &Node) {
    loop {
        match connect(url).await {
            Ok((mut listener, own)) => {
                node.store(own, Ordering::Relaxed);
                // What was said before is not heard: so it is after each loss.
                board.tell(Telling::gap());
                let error = hear(&mut listener, board, own).await;
                node.store(0, Ordering::Relaxed);
                tracing::warn!(error, "the connection for notifications is lost: pages look again by themselves");
            }
            Err(error) => {
                tracing::warn!(%error, "notifications can't be heard: pages look again by themselves");
                board.tell(Telling::gap());
            }
        }
        tokio::time::sleep(POLL).await;
    }
}

async fn connect(url: &str) -> Result<(PgListener, i32)> {
    // Under a name of its own, so that whoever looks at the server's connections knows why it is idle.
    let settings = super::pg::patient(url)?.application_name("tierline changes");
    let one =
        PgPoolOptions::new().max_connections(1).max_lifetime(None).idle_timeout(None).connect_with(settings).await?;
    let mut listener = PgListener::connect_with(&one).await?;
    listener.eager_reconnect(false);
    listener.listen(CHANNEL).await?;
    let own = sqlx::query_scalar(OWN_PID).fetch_one(&mut listener).await?;
    Ok((listener, own))
}

/// Hears notifications; says why it ended.
async fn hear(listener: &mut PgListener, board: &Board, own: i32) -> String {
    loop {
        match tokio::time::timeout(SILENCE, listener.try_recv()).await {
            Ok(Ok(Some(notification))) => {
                if let Some(telling) = read(notification.payload(), own) {
                    board.tell(telling);
                }
            }
            Ok(Ok(None)) => return "it was closed".into(),
            Ok(Err(error)) => return error.to_string(),
            Err(_) => {
                let test = sqlx::query(STILL_THERE).execute(&mut *listener);
                match tokio::time::timeout(ANSWER, test).await {
                    Ok(Ok(_)) => {}
                    Ok(Err(error)) => return error.to_string(),
                    Err(_) => return "it does not answer".into(),
                }
            }
        }
    }
}

/// What a notification of another node says. One that can't be read comes from a node of another version.
fn read(payload: &str, own: i32) -> Option<Telling> {
    match serde_json::from_str::<Note>(payload) {
        Ok(note) if note.node == own => None,
        Ok(note) => Some(Telling { changes: note.changes.into_iter().collect(), gap: note.gap }),
        Err(_) => Some(Telling::gap()),
    }
}

#[cfg(test)]
mod tests {
    use tierline_domain::{Cloud, OrganizationId, Owner, RequestId};
    use uuid::Uuid;

    use super::*;

    fn telling(number: u128) -> Telling {
        let owner = Owner { organization: OrganizationId(Uuid::from_u128(1)), cloud: Cloud::Public };
        let changes = (0..number).map(|n| Change::Request { owner, request: RequestId(Uuid::from_u128(n)) });
        Telling { changes: changes.collect(), gap: false }
    }

    #[test]
    fn what_is_sent_fits_and_is_heard_whole_by_others_and_not_by_the_sender() {
        for number in [1, 40, 200] {
            let texts = texts(7, &telling(number));
            assert!(texts.iter().all(|text| text.len() <= LARGEST), "{number}");
            let heard: std::collections::HashSet<Change> =
                texts.iter().filter_map(|text| read(text, 8)).flat_map(|one| one.changes).collect();
            assert_eq!(heard, telling(number).changes);
            assert!(texts.iter().all(|text| read(text, 7).is_none()));
        }
    }

    #[test]
    fn too_much_at_once_is_told_as_a_gap() {
        let texts = texts(7, &telling(20_000));
        assert_eq!(texts.iter().map(|text| read(text, 8)).collect::<Vec<_>>(), [Some(Telling::gap())]);
    }

    #[test]
    fn what_another_version_says_is_a_reason_to_look_again() {
        assert_eq!(read("{\"v\":2}", 7), Some(Telling::gap()));
    }
}
