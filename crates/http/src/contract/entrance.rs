//! Who comes in through a contract: those who are known, as the API knows them, and not too often.

use std::{num::NonZeroU32, sync::Arc};

use axum::{extract::Request, http::header};
use chrono::{DateTime, Utc};
use tierline_domain::{Door, Owner};

use crate::kit::{auth, meter::Meter, problem::Problem, state::AppState};

/// Calls a minute of an organization for itself, and as many for each of its customers, as the contracts say.
const CALLS: NonZeroU32 = NonZeroU32::MIN.saturating_add(499);
/// The longest name of a customer that is told from others, in bytes: longer ones count as one.
const NAME: usize = 64;

/// An organization that calls, and the customer that the call is about; an empty name for none.
type Caller = (Owner, String);

/// The entrance of a contract that counts its calls.
#[derive(Clone)]
pub(super) struct Entrance {
    state: AppState,
    door: Door,
    meter: Arc<Meter<Caller>>,
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
        Self { state, door, meter: Arc::new(meter()) }
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
        let signed = signed.map_err(|problem| match problem.too_many() {
            Some(seconds) => Turned::TooMany(seconds),
            None => Turned::Unknown { problem: Box::new(problem), is_bare },
        })?;
        let counted = meter.count(caller(signed.ctx.owner, customer), self.now());
        counted.map_err(|over| Turned::TooMany(over.seconds))?;
        request.extensions_mut().insert(signed);
        Ok(request)
    }
}

/// A meter of organizations and their customers. Customers are named by the caller: when there are too many names, all that are new count
/// for the organization itself.
fn meter() -> Meter<Caller> {
    Meter::new(CALLS, |(owner, _)| Some((*owner, String::new())))
}

fn caller(owner: Owner, customer: &str) -> Caller {
    let customer = if customer.len() > NAME { "" } else { customer };
    (owner, customer.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use tierline_domain::{Cloud, OrganizationId};

    use super::*;

    fn owner(number: u128) -> Owner {
        Owner { organization: OrganizationId(uuid::Uuid::from_u128(number)), cloud: Cloud::Public }
    }

    fn now() -> DateTime<Utc> {
        "2026-03-02T08:00:00Z".parse().unwrap()
    }

    #[test]
    fn each_customer_of_an_organization_has_its_own_calls() {
        let meter = meter();
        for _ in 0..500 {
            assert_eq!(meter.count(caller(owner(1), "0C8A"), now()), Ok(()));
        }
        assert!(meter.count(caller(owner(1), "0c8a"), now()).is_err(), "a name in any case is one customer");
        assert_eq!(meter.count(caller(owner(1), ""), now()), Ok(()));
        assert_eq!(meter.count(caller(owner(2), "0c8a"), now()), Ok(()));
    }

    /// Threat: made-up customers give nobody more calls.
    #[test]
    fn made_up_customers_beyond_what_is_kept_count_for_the_organization() {
        let meter = meter();
        for number in 0..20_000 {
            let _ = meter.count(caller(owner(1), &format!("made-up-{number}")), now());
        }
        assert!(meter.count(caller(owner(1), "another"), now()).is_err());
        assert!(meter.count(caller(owner(1), &"long".repeat(40)), now()).is_err());
        assert_eq!(meter.count(caller(owner(2), "another"), now()), Ok(()), "others have their own");
    }
}
