//! A process that is watched, and killed when its moment has come.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::process::Child;

/// When the process that sends is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// What it sent is here, and is not taken.
    BeforeItIsTaken,
    /// It is taken, and no answer leaves.
    BeforeItIsAnswered,
    /// The answer has left, so long ago.
    AfterItIsAnswered(Duration),
    /// So long after the process was started, whatever it does then.
    After(Duration),
}

/// The process, at which arrival from now on something happens to it, and what.
type Victim = (Child, usize, Moment);

/// Watches a process, once there is one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Watch(Arc<Mutex<Option<Victim>>>);

impl Watch {
    fn victim(&self) -> MutexGuard<'_, Option<Victim>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Kills the process.
    pub(crate) fn kill(&self) {
        if let Some((child, ..)) = self.victim().as_mut() {
            // It may have ended by itself.
            child.start_kill().ok();
        }
    }

    /// Kills the process so much later.
    pub(crate) fn kill_after(&self, time: Duration) {
        let watch = self.clone();
        tokio::spawn(async move {
            tokio::time::sleep(time).await;
            watch.kill();
        });
    }

    /// Something arrived: what happens at this arrival.
    pub(crate) fn arrival(&self) -> Option<Moment> {
        let mut victim = self.victim();
        let (_, left, moment) = victim.as_mut()?;
        *left = left.checked_sub(1)?;
        (*left == 0).then_some(*moment)
    }

    /// Whether the process has ended; it is watched no longer then.
    fn has_ended(&self) -> bool {
        let mut victim = self.victim();
        let ended = |(child, ..): &mut Victim| matches!(child.try_wait(), Ok(Some(_)) | Err(_));
        let has_ended = victim.as_mut().is_none_or(ended);
        if has_ended {
            *victim = None;
        }
        has_ended
    }

    /// Watches a process, kills it when the moment has come, and waits until it has ended, by that or by itself.
    ///
    /// # Panics
    /// When it does neither within a minute.
    pub(crate) async fn until_it_ends(&self, child: Child, arrival: usize, moment: Moment) {
        *self.victim() = Some((child, arrival, moment));
        if let Moment::After(time) = moment {
            tokio::time::sleep(time).await;
            self.kill();
        }
        for _ in 0..12_000 {
            if self.has_ended() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("the process neither ended nor was killed");
    }
}
