//! The real clock and the real chance.

use chrono::{DateTime, SubsecRound, Utc};
use tierline_app::{Chance, Clock};

/// The machine's clock, cut to microseconds.
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where the program asks the machine for the time")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now().trunc_subsecs(6)
    }
}

/// The operating system's random numbers.
pub(crate) struct SystemChance;

impl Chance for SystemChance {
    #[expect(clippy::disallowed_methods, reason = "the one place where the program asks the machine for chance")]
    fn fill(&self, bytes: &mut [u8]) {
        // Without chance nothing that follows would be safe: no keys, no sessions.
        getrandom::fill(bytes).expect("the operating system gives random numbers");
    }
}
