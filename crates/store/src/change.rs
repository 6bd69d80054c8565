//! What was changed, told after the commit: so that a page which is open somewhere can look again.
//!
//! A transaction notes what it touches. Once it is committed, a pump gathers what came together within [`GATHER`] and
//! tells all who listen in this process; on PostgreSQL it tells the other nodes too, by one notification (ADR 0011).
//! A change is a hint and nothing more: it holds identifiers, no content, and who hears it reads again within its own
//! scope. What may have been missed is said as such, and never guessed.

use std::{
    collections::{HashSet, VecDeque},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use serde::{Deserialize, Serialize};
use tierline_domain::{CaseId, CustomerId, Owner, RequestId, UserId};
use tokio::{
    sync::{broadcast, mpsc, watch},
    task::JoinHandle,
    time::Instant,
};

/// How long changes are gathered before they are told: one telling, and one notification of a node, in this time.
pub(crate) const GATHER: Duration = Duration::from_millis(100);
/// How long what was told is kept, for who was reading before they listened.
const KEPT: Duration = Duration::from_secs(60);
/// How many tellings are kept: what [`GATHER`] allows within [`KEPT`].
const KEPT_TELLINGS: usize = 600;
/// How many transactions may wait for the pump. One more, and everybody is told to look again.
const WAITING: usize = 4096;
/// How many tellings somebody who listens may be behind.
const BEHIND: usize = 64;

/// Something that was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Change {
    /// A case, or its timeline.
    #[serde(rename = "c")]
    Case {
        /// Whose case it is.
        owner: Owner,
        /// The case.
        case: CaseId,
        /// Whom it is about.
        customer: CustomerId,
        /// Who of the customer's people reported it.
        reporter: Option<UserId>,
        /// Whether the customer can see the difference.
        shown: bool,
    },
    /// A service request, the sender's or the recipient's row of it, or its timeline.
    #[serde(rename = "r")]
    Request {
        /// Whose row it is.
        owner: Owner,
        /// The request.
        request: RequestId,
    },
    /// What own people were told in the desk, or that they read it.
    #[serde(rename = "b")]
    Bell {
        /// Where they were told.
        owner: Owner,
        /// Whose bell it is; none where it is that of so many that each may look.
        user: Option<UserId>,
    },
    /// Sessions of a person have ended, or act elsewhere.
    #[serde(rename = "u")]
    Person {
        /// The person.
        user: UserId,
    },
}

/// What was changed within a moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Telling {
    /// What is known of.
    pub changes: HashSet<Change>,
    /// Whether there may have been more: a connection was lost, or too much happened at once.
    pub gap: bool,
}

impl Telling {
    /// Says only that something may have been missed.
    #[must_use]
    pub fn gap() -> Self {
        Self { changes: HashSet::new(), gap: true }
    }
}

/// Adds a change to those of the same transaction.
pub(crate) fn note(changes: &mut Vec<Change>, change: Change) {
    // The case is saved first and its entries come after it: one change of a transaction is told once.
    if let Change::Case { owner, case, shown: true, .. } = change {
        changes
            .retain(|earlier| !matches!(earlier, Change::Case { owner: o, case: c, .. } if (*o, *c) == (owner, case)));
    }
    if !changes.contains(&change) {
        changes.push(change);
    }
}

/// Marks what was noted of a case as something that its customer can see.
pub(crate) fn note_shown(changes: &mut [Change], of: Owner, id: CaseId) {
    for change in changes {
        if let Change::Case { owner, case, shown, .. } = change
            && (*owner, *case) == (of, id)
        {
            *shown = true;
        }
    }
}

/// Tells everybody in this process.
#[derive(Debug)]
pub(crate) struct Board {
    told: broadcast::Sender<Arc<Telling>>,
    kept: Mutex<Kept>,
}

#[derive(Debug)]
struct Kept {
    /// Everything told since then is kept.
    since: Instant,
    tellings: VecDeque<(Instant, Arc<Telling>)>,
}

impl Default for Board {
    fn default() -> Self {
        let kept = Kept { since: Instant::now(), tellings: VecDeque::new() };
        Self { told: broadcast::Sender::new(BEHIND), kept: Mutex::new(kept) }
    }
}

impl Board {
    /// Tells.
    pub(crate) fn tell(&self, telling: Telling) {
        let (telling, now) = (Arc::new(telling), Instant::now());
        // Under the lock, so that who begins to listen gets it once: from what is kept, or as it is told.
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.tellings.push_back((now, Arc::clone(&telling)));
        while kept.tellings.len() > KEPT_TELLINGS || kept.tellings.front().is_some_and(|(at, _)| now - *at > KEPT) {
            if let Some((at, _)) = kept.tellings.pop_front() {
                kept.since = at;
            }
        }
        // An error means that nobody listens.
        self.told.send(telling).ok();
    }

    fn listen(&self, age: Duration) -> Changes {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let told = self.told.subscribe();
        let now = Instant::now();
        let earlier = match now.checked_sub(age).filter(|from| *from >= kept.since) {
            Some(from) => kept.tellings.iter().filter(|(at, _)| *at >= from).map(|(_, one)| Arc::clone(one)).collect(),
            None => VecDeque::from([Arc::new(Telling::gap())]),
        };
        Changes { earlier, told }
    }
}

/// What is told from now on, and what was told shortly before.
#[derive(Debug)]
pub struct Changes {
    earlier: VecDeque<Arc<Telling>>,
    told: broadcast::Receiver<Arc<Telling>>,
}

impl Changes {
    /// The next telling; none when the store is gone. Dropping the future loses nothing.
    pub async fn next(&mut self) -> Option<Arc<Telling>> {
        if let Some(earlier) = self.earlier.pop_front() {
            return Some(earlier);
        }
        match self.told.recv().await {
            Ok(telling) => Some(telling),
            Err(broadcast::error::RecvError::Lagged(_)) => Some(Arc::new(Telling::gap())),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    }
}

/// The way from a commit to those who listen.
#[derive(Debug)]
pub(crate) struct Feed {
    pub(crate) board: Arc<Board>,
    committed: mpsc::Sender<Vec<Change>>,
    overflowed: Arc<AtomicBool>,
    /// Says false when the store is closed.
    open: watch::Sender<bool>,
    pump: Mutex<Option<JoinHandle<()>>>,
}

/// Tells other nodes.
pub(crate) trait Elsewhere: Send + 'static {
    /// Tells them, once for all changes of the moment.
    fn tell(&self, telling: &Telling) -> impl Future<Output = ()> + Send;
}

/// There is no other node.
pub(crate) struct Nowhere;

impl Elsewhere for Nowhere {
    async fn tell(&self, _: &Telling) {}
}

impl Feed {
    /// Starts the pump.
    pub(crate) fn start(elsewhere: impl Elsewhere) -> Self {
        let (committed, waiting) = mpsc::channel(WAITING);
        let (board, overflowed, open) =
            (Arc::<Board>::default(), Arc::<AtomicBool>::default(), watch::Sender::new(true));
        let pump = Pump {
            board: Arc::clone(&board),
            waiting,
            overflowed: Arc::clone(&overflowed),
            open: open.subscribe(),
            elsewhere,
        };
        let pump = Mutex::new(Some(tokio::spawn(pump.run())));
        Self { board, committed, overflowed, open, pump }
    }

    /// Takes the changes of a transaction that was committed. Never waits.
    pub(crate) fn committed(&self, changes: Vec<Change>) {
        if !changes.is_empty() && matches!(self.committed.try_send(changes), Err(mpsc::error::TrySendError::Full(_))) {
            self.overflowed.store(true, Ordering::Relaxed);
        }
    }

    pub(crate) fn listen(&self, age: Duration) -> Changes {
        self.board.listen(age)
    }

    /// Says false when the store is closed.
    pub(crate) fn open(&self) -> watch::Receiver<bool> {
        self.open.subscribe()
    }

    /// Tells what still waits: a command that ends has changed something too.
    pub(crate) async fn close(&self) {
        self.open.send_replace(false);
        let pump = self.pump.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(pump) = pump {
            // An error is a panic of the pump, which the runtime has reported.
            pump.await.ok();
        }
    }
}

struct Pump<E> {
    board: Arc<Board>,
    waiting: mpsc::Receiver<Vec<Change>>,
    overflowed: Arc<AtomicBool>,
    open: watch::Receiver<bool>,
    elsewhere: E,
}

impl<E: Elsewhere> Pump<E> {
    async fn run(mut self) {
        loop {
            let first = tokio::select! {
                biased;
                first = self.waiting.recv() => first,
                _ = self.open.wait_for(|open| !open) => None,
            };
            let Some(first) = first else { return };
            tokio::select! {
                () = tokio::time::sleep(GATHER) => {}
                _ = self.open.wait_for(|open| !open) => {}
            }
            let mut changes: HashSet<Change> = first.into_iter().collect();
            while let Ok(more) = self.waiting.try_recv() {
                changes.extend(more);
            }
            let telling = Telling { changes, gap: self.overflowed.swap(false, Ordering::Relaxed) };
            self.board.tell(telling.clone());
            self.elsewhere.tell(&telling).await;
        }
    }
}
