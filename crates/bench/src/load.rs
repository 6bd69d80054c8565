//! Clients that do one thing again and again, and how many times a second they get it done.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// One of many that do the same at the same time.
pub(crate) trait Client: Send + 'static {
    /// Does it once, whole: what counts is answered, and committed where it writes.
    fn once(&mut self) -> impl Future<Output = Result<()>> + Send;
}

/// What a number of clients got done in a span of time.
#[derive(Debug, Clone)]
pub(crate) struct Measured {
    took: Duration,
    /// How long each single one took, shortest first.
    latencies: Vec<Duration>,
}

impl Measured {
    /// How many a second.
    pub(crate) fn rate(&self) -> f64 {
        self.latencies.len() as f64 / self.took.as_secs_f64()
    }

    /// How long the given share (0.0 to 1.0) took at the most.
    pub(crate) fn within(&self, share: f64) -> Duration {
        let last = self.latencies.len().saturating_sub(1);
        let index = (last as f64 * share).round() as usize;
        self.latencies.get(index).copied().unwrap_or_default()
    }
}

/// Lets all clients work for a span of time, after a warm-up that does not count, and gives them back.
///
/// # Errors
/// The first error of any client: a benchmark in which something fails measures nothing.
pub(crate) async fn measure<C: Client>(clients: &mut Vec<C>, warm_up: Duration, span: Duration) -> Result<Measured> {
    let begin = Instant::now() + warm_up;
    let end = begin + span;
    let tasks: Vec<_> = clients.drain(..).map(|client| tokio::spawn(work(client, begin, end))).collect();
    let mut latencies = Vec::new();
    for task in tasks {
        let (client, own) = task.await.context("a client panicked")??;
        clients.push(client);
        latencies.extend(own);
    }
    latencies.sort_unstable();
    Ok(Measured { took: span, latencies })
}

async fn work<C: Client>(mut client: C, begin: Instant, end: Instant) -> Result<(C, Vec<Duration>)> {
    let mut latencies = Vec::new();
    loop {
        let start = Instant::now();
        if start >= end {
            return Ok((client, latencies));
        }
        client.once().await?;
        // Only what ended within the span counts, and only what began after the warm-up.
        let done = Instant::now();
        if start >= begin && done <= end {
            latencies.push(done - start);
        }
    }
}

/// The middle one of several rounds by rate, which a single disturbance does not move.
pub(crate) fn median(mut rounds: Vec<Measured>) -> Option<Measured> {
    rounds.sort_by(|a, b| a.rate().total_cmp(&b.rate()));
    let middle = rounds.len() / 2;
    (!rounds.is_empty()).then(|| rounds.swap_remove(middle))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Sleeper(u32);

    impl Client for Sleeper {
        async fn once(&mut self) -> Result<()> {
            self.0 += 1;
            tokio::time::sleep(Duration::from_millis(10)).await;
            Ok(())
        }
    }

    struct Breaker;

    impl Client for Breaker {
        async fn once(&mut self) -> Result<()> {
            anyhow::bail!("refused")
        }
    }

    fn measured(milliseconds: &[u64]) -> Measured {
        Measured {
            took: Duration::from_secs(1),
            latencies: milliseconds.iter().copied().map(Duration::from_millis).collect(),
        }
    }

    #[tokio::test]
    async fn the_rate_is_that_of_all_clients_together_without_the_warm_up() {
        let mut clients = vec![Sleeper(0), Sleeper(0), Sleeper(0), Sleeper(0)];
        let done = measure(&mut clients, Duration::from_millis(50), Duration::from_millis(400)).await.unwrap();
        assert_eq!(clients.len(), 4, "the clients come back");
        assert!(done.rate() > 40.0 && done.rate() <= 400.0, "at most 100 a second and client: {}", done.rate());
        let all: u32 = clients.iter().map(|client| client.0).sum();
        assert!(done.latencies.len() < all as usize, "the warm-up does not count");
        assert!(done.within(0.5) >= Duration::from_millis(10));
    }

    #[tokio::test]
    async fn a_client_that_fails_fails_the_measurement() {
        assert!(measure(&mut vec![Breaker], Duration::ZERO, Duration::from_millis(50)).await.is_err());
    }

    #[test]
    fn shares_are_read_off_the_sorted_latencies() {
        let done = measured(&[1, 2, 3, 4, 100]);
        assert_eq!(done.within(0.0), Duration::from_millis(1));
        assert_eq!(done.within(0.5), Duration::from_millis(3));
        assert_eq!(done.within(1.0), Duration::from_millis(100));
        assert_eq!(measured(&[]).within(0.5), Duration::ZERO);
    }

    #[test]
    fn the_median_round_is_the_middle_one_by_rate() {
        let rounds = vec![measured(&[1; 9]), measured(&[1; 2]), measured(&[1; 5])];
        assert_eq!(median(rounds).map(|round| round.latencies.len()), Some(5));
        assert!(median(Vec::new()).is_none());
    }
}
