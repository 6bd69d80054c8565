//! Clients of the program and of the bare route.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Result;

use crate::http::{self, Connection};
use crate::load::Client;
use crate::prepare::Agent;

/// Reads pages, one after the other.
pub(crate) struct Reader {
    connection: Connection,
    requests: Arc<Vec<Vec<u8>>>,
    next: usize,
}

impl Reader {
    /// So many readers of the same pages, each beginning at another one.
    ///
    /// # Errors
    /// When nobody listens there.
    pub(crate) async fn many(number: usize, address: SocketAddr, requests: Vec<Vec<u8>>) -> Result<Vec<Self>> {
        let requests = Arc::new(requests);
        let mut readers = Vec::new();
        for index in 0..number {
            let connection = Connection::open(address).await?;
            readers.push(Self { connection, requests: Arc::clone(&requests), next: index * requests.len() / number });
        }
        Ok(readers)
    }
}

impl Client for Reader {
    async fn once(&mut self) -> Result<()> {
        let request = &self.requests[self.next % self.requests.len()];
        self.next += 1;
        self.connection.send(request).await?.expect(200).map(drop)
    }
}

/// Opens cases through the API.
pub(crate) struct Opener {
    connection: Connection,
    agent: Agent,
    turns: Arc<AtomicU64>,
}

impl Opener {
    /// So many agents.
    ///
    /// # Errors
    /// When nobody listens there.
    pub(crate) async fn many(number: usize, address: SocketAddr, agent: &Agent) -> Result<Vec<Self>> {
        let turns = Arc::new(AtomicU64::new(0));
        let mut openers = Vec::new();
        for _ in 0..number {
            let connection = Connection::open(address).await?;
            openers.push(Self { connection, agent: agent.clone(), turns: Arc::clone(&turns) });
        }
        Ok(openers)
    }
}

impl Client for Opener {
    async fn once(&mut self) -> Result<()> {
        let turn = self.turns.fetch_add(1, Ordering::Relaxed);
        let (authorization, key) = (self.agent.authorization(), format!("measured-{}-{turn}", std::process::id()));
        let headers = [("Authorization", authorization.as_str()), ("Idempotency-Key", key.as_str())];
        let request = http::post("/api/v1/cases", &headers, &self.agent.report(turn));
        self.connection.send(&request).await?.expect(201).map(drop)
    }
}
