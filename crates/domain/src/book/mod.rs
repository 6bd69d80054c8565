//! The partner's books beside the provider's: what each side says of a customer, in what they differ, and what of it is taken.
//!
//! Both sides are brought into the same form, a fact under a key ([`Facts`]). A third set stands beside them: what of the provider's
//! side has been settled before, whether it was taken or left ([`Counterpart::agreed`]). A key is a difference where the provider's
//! fact is neither the one that was settled nor ours. So what a person edits or leaves stays until the provider changes it again, what
//! was settled once is not brought up twice, and the order in which anything was read makes no difference.
//!
//! Everything here is pure: who reads, and who writes, is the application's.

mod entry;
mod fact;
mod guard;
mod merge;
mod state;
#[cfg(test)]
mod tests;

pub use entry::Entry;
pub use fact::{DelegatedFact, Fact, FactKey, Facts, ProductFact, Standing, SubscriptionFact};
pub use guard::{ENDINGS_PART, ENDINGS_UNASKED, Endings};
pub use merge::{Difference, DifferenceKind, differences, is_kept_elsewhere, is_same};
pub use state::{BookRound, BookRun, BookState, BookStep, Counterpart, LeftBecause, There};
