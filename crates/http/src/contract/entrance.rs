//! Who comes in through a contract: those who are known, as the API knows them, and not too often.

use std::sync::Arc;

use axum::{extract::Request, http::header};
use chrono::{DateTime, Utc};
use tierline_domain::Door;

use super::meter::Meter;
use crate::kit::{auth, problem::Problem, state::AppState};

/// The entrance of a contract that counts its calls.
#[derive(Clone)]
pub(super) struct Entrance {
    state: AppState,
    door: Door,
    meter: Arc<Meter>,
}

/// Why somebody does not get in.
pub(super) enum Turned {
    /// Nobody is known by what was sent.
    Unknown {
        /// What the API would say.
        problem: Box<Problem>,
        /// Whether nothing was sent by which somebody could be known.
        is_bare: bool,
    },
    /// It is one call too many: seconds until the next.
    TooMany(u64),
}

impl Entrance {
    /// An entrance through which nobody has come yet.
    pub(super) fn new(state: AppState, door: Door) -> Self {
        Self { state, door, meter: Arc::new(Meter::default()) }
    }

    /// Now.
    pub(super) fn now(&self) -> DateTime<Utc> {
        self.state.app.now()
    }

    /// Lets a call in that is about this customer, or about none.
    ///
    /// # Errors
    /// Why not.
    pub(super) async fn admit(&self, mut request: Request, customer: &str) -> Result<Request, Turned> {
        let Self { state, door, meter } = self;
        let is_bare = !request.headers().contains_key(header::AUTHORIZATION);
        let signed = auth::admit(state, *door, request.method(), request.headers(), auth::origin(&request)).await;
        let signed = signed.map_err(|problem| Turned::Unknown { problem: Box::new(problem), is_bare })?;
        meter.count(signed.ctx.owner, customer, self.now()).map_err(Turned::TooMany)?;
        request.extensions_mut().insert(signed);
        Ok(request)
    }
}
